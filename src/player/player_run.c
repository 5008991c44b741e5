/* player/player_run.c - the run of a step: made, made again, once more beside it, recast. */
#include <string.h>

#include "experiment/question.h"
#include "model/cast.h"
#include "player/player_internal.h"

void
player_forget_run(struct player *player)
{
	if (player->has_other)
		runset_release(&player->other);
	player->has_other = false;
	if (player->has_cast)
		world_cursor_free(player->cast_cursor);
	player->has_cast = false;
	if (player->has_run)
		runset_release(&player->set);
	player->has_run = false;
}

static void
problem(struct player *player, const struct findings *findings, const char *fallback)
{
	const struct finding *row = findings->count ? &findings->rows[0] : NULL;
	const char *text = row ? row->text : "";

	if (str_starts_with(text, "--set ")) /* nobody typed that here */
		text += strlen("--set ");
	player->problem = !row          ? fallback
			  : row->advice ? arena_printf(&player->step_arena, "%s. %s", text,
					      row->advice)
					: arena_strdup(&player->step_arena, text);
}

/* The step whose run is shown: the present one, or, where whys are told again, the asking one. */
static const struct lesson_step *
run_step(const struct player *player)
{
	const struct lesson_step *step = player_step_row(player);

	if (step->scenario || !step->ask_count)
		return step;
	for (uint32_t s = 0; s < player->lesson->step_count; s++) {
		const struct lesson_step *other = &player->lesson->steps[s];
		for (uint32_t i = 0; other->scenario && i < other->ask_count; i++)
			if (str_equal(other->ask[i], step->ask[0]))
				return other;
	}
	return step;
}

/* The names of this asking, before the settings of one's own future. */
static void
rename_people(const struct player *player, struct runset_request *request)
{
	struct player *own = (struct player *)(uintptr_t)player;
	struct setting *names, *all;
	uint32_t count;

	if (!request->source || !player->isomorph.names)
		return;
	count = isomorph_settings(
	    request->source, player->isomorph.names, &own->step_arena, &names);
	all = arena_array(&own->step_arena, count + request->setting_count + 1, sizeof *all);
	for (uint32_t i = 0; i < count; i++)
		all[i] = names[i];
	for (uint32_t i = 0; i < request->setting_count; i++)
		all[count + i] = request->settings[i];
	request->settings = all;
	request->setting_count += count;
}

/* The twin of the item: its setting or its design, and the names of this asking. */
static void
change_one(
    const struct player *player, const struct lesson_item *item, struct runset_request *request)
{
	struct player *own = (struct player *)(uintptr_t)player;
	struct runset_request twin;
	struct question_place place;
	struct setting *all;

	question_place(player->written, item, true, &place);
	twin = question_request(
	    player->written, item, &place, &player->isomorph, &own->step_arena);
	all = arena_array(&own->step_arena, twin.setting_count + request->setting_count + 1,
	    sizeof *all);
	for (uint32_t i = 0; i < twin.setting_count; i++)
		all[i] = twin.settings[i];
	for (uint32_t i = 0; i < request->setting_count; i++)
		all[twin.setting_count + i] = request->settings[i];
	request->source = twin.source;
	request->designs = twin.designs;
	request->design_count = twin.design_count;
	request->settings = all;
	request->setting_count += twin.setting_count;
}

/* What is run: the present step's scenario under its designs, with the changes of the fork. */
struct runset_request
player_run_request(const struct player *player)
{
	const struct lesson_step *step = run_step(player);
	const struct lesson_item *item = player_item(player);
	const char *scenario = step->scenario || !item ? step->scenario : item->scenario;

	struct runset_request request = { .source = lesson_scenario(player->lesson, scenario),
		.designs = step->design_count ? step->designs : NULL,
		.design_count = step->design_count,
		.case_id = player_case(player),
		.has_seed = player->has_seed || player->isomorph.has_seed,
		.seed = player->has_seed ? player->seed : player->isomorph.seed,
		.changes = player->path.changes,
		.change_count = player->path.change_count,
		.settings = player->settings,
		.setting_count = player->setting_count,
		.keep = true };
	if (player->isomorph.twin && item)
		change_one(player, item, &request);
	else
		rename_people(player, &request);
	return request;
}

bool
player_allows(const struct player *player, const struct change *change)
{
	struct runset_request request = player_run_request(player);
	struct arena scratch = { 0 };
	struct findings findings;
	struct setting *settings = arena_array(&scratch, FORKS_DEPTH_MAX + 1, sizeof *settings);
	uint32_t count = 0;
	const char *design;
	bool allows;

	findings_init(&findings, &scratch);
	for (uint32_t i = 0; i < request.change_count; i++)
		settings[count++] = (struct setting){ .path = SETTING_FAULT,
			.value = change_node(&request.changes[i], request.changes[i].at_ns,
			    &scratch) };
	settings[count++] = (struct setting){ .path = SETTING_FAULT,
		.value = change_node(change, change->at_ns, &scratch) };
	design = request.designs ? request.designs[0] : request.source->designs[0];
	allows = runset_scenario(&request, design, settings, count, &scratch, &findings) != NULL;
	arena_release(&scratch);
	return allows;
}

bool
player_compare_in(struct player *player, uint32_t step, uint32_t row)
{
	const struct lesson_step *design = &player->lesson->steps[step];
	struct forks *own = player->forks;
	struct fork_path path = player->path;
	struct setting *settings = player->settings;
	uint32_t setting_count = player->setting_count;
	struct runset_request request;
	struct findings findings;
	bool ran;

	player_compare_end(player);
	findings_init(&findings, &player->step_arena);
	player->forks = player->step_forks[step];
	ran = !player->forks || player_take_path(player, row);
	if (!player->forks) { /* nothing was tried there: as it is */
		memset(&player->path, 0, sizeof player->path);
		player->setting_count = 0;
	}
	request = player_run_request(player);
	player->forks = own;
	if (step != player->step) {
		request.designs = design->designs;
		request.design_count = design->design_count;
	}
	if (ran)
		ran = runset_run(&player->other, &request, &findings);
	player->path = path;
	player->settings = settings;
	player->setting_count = setting_count;
	if (!ran) {
		runset_release(&player->other);
		return false;
	}
	player->has_other = true;
	player->other_row = row;
	player->other_design = step == player->step ? NULL : design->id;
	player->view = VIEW_DIFF;
	player->difference = 0;
	return true;
}

bool
player_compare(struct player *player, uint32_t row)
{
	return player_compare_in(player, player->step, row);
}

void
player_compare_end(struct player *player)
{
	if (!player->has_other)
		return;
	runset_release(&player->other);
	player->has_other = false;
	player->view = VIEW_MAP;
}

bool
player_run_step(struct player *player)
{
	struct runset_request request = player_run_request(player);
	struct findings findings;
	struct runset set;

	findings_init(&findings, &player->step_arena);
	if (!request.source) {
		player->problem = "this step names no scenario that exists";
		return false;
	}
	if (!runset_run(&set, &request, &findings)) {
		problem(player, &findings, "the run could not be made");
		runset_release(&set);
		return false;
	}
	player_forget_run(player);
	player->set = set;
	player->has_run = true;
	return true;
}

/* ---- in the words of the analogy ---- */

/* The analogy as a cast: its rows for standard words, and for pieces by their ids. */
static uint32_t
analogy_cast(struct player *player, struct cast_word *words)
{
	const struct lesson *lesson = player->lesson;
	uint32_t count = 0;

	for (uint32_t i = 0; i < lesson->analogy.row_count; i++) {
		const char *real = lesson->analogy.rows[i].real;
		enum cast_id id = cast_find(real);

		words[count++] = (struct cast_word){ .shown = lesson->analogy.rows[i].as,
			.standard = id < CAST_COUNT ? cast_id_text(id) : real };
	}
	return count;
}

/* The run once more in the words of the analogy: "cloakroom 1" for s1. */
void
player_recast(struct player *player)
{
	const struct trace *trace = player_trace(player);
	struct actor *actors = arena_array(&player->step_arena, trace->actor_count, sizeof *actors);
	struct cast_word *words = arena_array(
	    &player->step_arena, player->lesson->analogy.row_count + 1, sizeof *words);
	struct str name = STR_INIT;

	player->cast_scenario = *player->set.runs[0].scenario;
	player->cast_scenario.cast = words;
	player->cast_scenario.cast_count = analogy_cast(player, words);
	for (uint32_t i = 0; i < trace->actor_count; i++) {
		actors[i] = trace->actors[i];
		if (actors[i].role == ROLE_CLIENT || actors[i].role == ROLE_DEVICE)
			continue;
		str_clear(&name);
		cast_place_name(&name, &player->cast_scenario, actors[i].role, actors[i].index);
		actors[i].name = arena_strdup(&player->step_arena, name.text);
	}
	str_release(&name);
	player->cast_trace = *trace;
	player->cast_trace.actors = actors;
	player->cast_trace.scenario = &player->cast_scenario;
	player->cast_cursor = world_cursor_new(&player->cast_trace);
	player->has_cast = true;
}

