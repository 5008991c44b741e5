/* app/play.c - the sandbox: any scenario as a cluster to break, change and save. */
#include <string.h>

#include "app/app_internal.h"
#include "base/digest.h"
#include "model/node_text.h"

#define FILE_CODE_MAX 60u /* letters; a file's name has room for 255 bytes */

void
play_open(struct app *app, const char *path)
{
	if (!path) {
		app_notice(app, "No cluster to begin with was found. Name a file: coatcheck play "
				"FILE.");
		return;
	}
	app->opening = NULL;
	app->challenging = false;
	app->to_play = true;
	app_effect(app, EFFECT_LOAD, path, NULL);
}

bool
play_steps(struct lesson *lesson, const char *scenario)
{
	const struct scenario_source *source = scenario ? lesson_scenario(lesson, scenario)
					       : lesson->scenario_count ? &lesson->scenarios[0]
									: NULL;

	if (!source)
		return false;
	lesson->steps = arena_array(&lesson->arena, source->design_count, sizeof *lesson->steps);
	lesson->step_count = source->design_count;
	for (uint32_t i = 0; i < source->design_count; i++)
		lesson->steps[i] = (struct lesson_step){ .id = source->designs[i],
			.title = source->designs[i], .kind = STEP_BREAK,
			.scenario = source->id, .designs = &source->designs[i],
			.design_count = 1 };
	lesson->title = source->id;
	return true;
}

/* ---- saving ---- */

/* Which layer a setting goes to: of one design, or of all where a design may not say it. */
static const char *
place_of(struct app *app, const char *path, const char *design)
{
	const struct schema_row *row = schema_find(path);

	return row && row->scope == SCHEMA_SCENARIO_ONLY
		   ? path
		   : arena_printf(&app->frame, "designs.%s.%s", design, path);
}

/* What stands at the path is as if nobody had written it, in the design and in the scenario. */
static void
take_out(struct app *app, struct node *tree, const char *path, const char *design)
{
	const char *paths[] = { path, place_of(app, path, design) };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		const char *dot = strrchr(paths[i], '.');
		struct node *map = dot ? node_at(tree, arena_strndup(&app->frame, paths[i],
		    (size_t)(dot - paths[i]))) : tree;

		if (map && map->kind == NODE_MAP)
			node_remove(map, dot ? dot + 1 : paths[i]);
	}
}

/* A case has no place in a file but its own: what it says is the design's. */
static struct node *
with_case(struct app *app, struct node *tree, const struct scenario_source *source,
    const char *design)
{
	const char *id = player_case(app->player);
	const struct node *over = id ? node_get(node_get(source->tree, "cases"), id) : NULL;

	for (const struct node *child = over ? over->first : NULL; child; child = child->next)
		tree = node_set(&app->frame, tree,
		    str_starts_with(child->key, "designs.") ? child->key
							    : place_of(app, child->key, design),
		    child);
	return tree;
}

/* The scenario as it was written, with what was set and what was broken. */
static struct node *
present_tree(struct app *app)
{
	const struct player *player = app->player;
	const struct scenario_source *source =
	    lesson_scenario(player->lesson, player->lesson->steps[player->step].scenario);
	const char *design = player->set.runs[0].design;
	struct node *tree = node_copy(&app->frame, source->tree), *list;

	tree = with_case(app, tree, source, design);
	for (uint32_t i = 0; i < player->setting_count; i++) {
		const struct setting *setting = &player->settings[i];

		if (setting->value->kind == NODE_SCALAR && !setting->value->quoted &&
		    !*setting->value->text)
			take_out(app, tree, setting->path, design);
		else
			tree = node_set(&app->frame, tree,
			    place_of(app, setting->path, design), setting->value);
	}
	if (player->path.change_count == 0)
		return tree;
	list = node_get(tree, "faults");
	list = list && list->kind == NODE_LIST ? node_copy(&app->frame, list)
					       : node_new(&app->frame, NODE_LIST, tree->mark);
	for (uint32_t i = 0; i < player->path.change_count; i++) {
		const struct scenario *scenario = player->set.runs[0].scenario;
		const struct fault *fault = &scenario->faults[scenario->fault_count -
		    player->path.change_count + i];

		node_add(list, change_node(&player->path.changes[i], fault->at_ns, &app->frame));
	}
	return node_set(&app->frame, tree, "faults", list);
}

void
play_save(struct app *app, const char *name)
{
	struct str text = STR_INIT, code = STR_INIT;
	struct node *tree;

	if (!app->player->has_run)
		return;
	tree = present_tree(app);
	str_add(&text, "# A cluster of coatcheck. `coatcheck play` opens it, `coatcheck run` "
		       "measures it.\nscenarios:\n  ");
	str_printf(&text, "%s:\n", app->player->lesson->steps[app->player->step].scenario);
	node_block(tree, 4, &text);
	/* Named after what is in it: another future never takes the place of this one. */
	if (!player_runcode(app->player, &code) || code.length > FILE_CODE_MAX) {
		struct digest digest;

		digest_init(&digest);
		digest_bytes(&digest, text.text, text.length);
		str_clear(&code);
		str_printf(&code, "%016llx", (unsigned long long)digest_value(&digest));
	}
	app_effect(app, EFFECT_SAVE,
	    name ? name : arena_printf(&app->frame, "cluster-%s.yaml", code.text),
	    arena_strdup(&app->frame, text.text));
	str_release(&code);
	str_release(&text);
}
