/* player/player_cluster.c - what is about several runs of a cluster: its designs, cases and sweep.
 *
 * They stand in the file and not in one run, so that a change of them is no future: the scenario is
 * read again, a design that joins is a step more, and the futures of every design stay.  Taken back
 * and done again they are by themselves; a run code carries them as settings.
 */
#include <string.h>

#include "base/check.h"
#include "lesson/load.h"
#include "player/player_internal.h"

#define EDITS_MAX (RUNCODE_SETTINGS_MAX / 2)

const struct scenario_source *
player_source(const struct player *player)
{
	const char *id = player_step_row(player)->scenario;

	return id ? lesson_scenario(player->lesson, id) : NULL;
}

bool
player_of_source(const char *path)
{
	static const char *const tops[] = { "designs", "cases", "sweep" };
	size_t length = strcspn(path, ".");

	for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
		if (strlen(tops[i]) == length && strncmp(path, tops[i], length) == 0)
			return true;
	return false;
}

const char *
player_case(const struct player *player)
{
	const char *id = player->case_id;

	for (uint32_t i = 0; i < player->path.setting_count; i++)
		if (str_equal(player->path.paths[i], "case"))
			id = player->path.values[i];
	return id && (str_equal(id, "none") || *id == '\0') ? NULL : id;
}

/* ---- the tree ---- */

/* The member whose key `path` begins with, the longest of them: keys of cases and sweeps hold dots.
 */
static struct node *
member_of(struct node *map, const char *path, const char **rest)
{
	struct node *best = NULL;
	size_t length = 0;

	for (struct node *child = map->kind == NODE_MAP ? map->first : NULL; child;
	     child = child->next) {
		size_t own = strlen(child->key);

		if (strncmp(child->key, path, own) != 0 || (path[own] && path[own] != '.') ||
		    (best && own <= length))
			continue;
		best = child;
		length = own;
	}
	if (best)
		*rest = path[length] ? path + length + 1 : path + length;
	return best;
}

/* The map without `child`, or with `other` in its place. */
static void
replace(struct node *map, const struct node *child, struct node *other)
{
	struct node *at = map->first;

	map->first = map->last = NULL;
	map->count = 0;
	while (at) {
		struct node *next = at->next;

		if (at != child)
			node_add(map, at);
		else if (other)
			node_add(map, other);
		at = next;
	}
}

/* Puts the value there (NULL: takes away what is there).  dotted: a key that is new is one key with
 * dots in it, and not a map in a map.  False: nothing to take away. */
static bool
put(struct arena *arena, struct node *map, const char *path, const struct node *value, bool dotted)
{
	const char *rest = path;
	struct node *child = member_of(map, path, &rest), *added;
	size_t length;

	if (child && *rest == '\0') {
		added = value ? node_copy(arena, value) : NULL;
		if (added)
			added->key = child->key;
		replace(map, child, added);
		return true;
	}
	if (child && child->kind == NODE_MAP)
		return put(arena, child, rest, value, dotted);
	if (child || !value || map->kind != NODE_MAP)
		return false;
	length = dotted ? strlen(path) : strcspn(path, ".");
	if (path[length] == '\0') {
		added = node_copy(arena, value);
	} else {
		added = node_new(arena, NODE_MAP, (struct mark){ 0 });
		(void)put(arena, added, path + length + 1, value, dotted);
	}
	added->key = arena_strndup(arena, path, length);
	node_add(map, added);
	return true;
}

/* The scenario's tree with the change; NULL: there is nothing to take away. */
static struct node *
changed_tree(struct player *player, const char *path, const struct node *value)
{
	const struct scenario_source *source = player_source(player);
	struct arena *arena = &player->arena;
	struct node *tree = node_copy(arena, source->tree), *designs;

	tree->key = source->tree->key;
	if (str_starts_with(path, "designs.") && !node_get(tree, "designs")) {
		designs = node_new(arena, NODE_MAP, (struct mark){ 0 });
		designs->key = "designs";
		for (uint32_t i = 0; i < source->design_count; i++) {
			struct node *design = node_new(arena, NODE_MAP, (struct mark){ 0 });

			design->key = source->designs[i];
			node_add(designs, design);
		}
		node_add(tree, designs);
	}
	/* "cases.light" is a map of its own; what stands in it are paths. */
	if (str_starts_with(path, "cases.") && strchr(path + 6, '.')) {
		const char *id = path + 6;
		char *head = arena_strndup(arena, path, (size_t)(strchr(id, '.') - path));
		struct node *one = node_at(tree, head);

		if (!one)
			return NULL;
		return put(arena, one, strchr(id, '.') + 1, value, true) ? tree : NULL;
	}
	if (str_starts_with(path, "sweep.") && !node_get(tree, "sweep")) {
		struct node *sweep = node_new(arena, NODE_MAP, (struct mark){ 0 });

		sweep->key = "sweep";
		node_add(tree, sweep);
	}
	if (str_starts_with(path, "sweep."))
		return put(arena, node_get(tree, "sweep"), path + 6, value, true) ? tree : NULL;
	return put(arena, tree, path, value, false) ? tree : NULL;
}

/* ---- the steps ---- */

static bool
has_step(const struct player *player, const char *id, uint32_t *row)
{
	for (uint32_t i = 0; i < player->own.step_count; i++)
		if (str_equal(player->own.steps[i].id, id)) {
			*row = i;
			return true;
		}
	return false;
}

/* Does a design go that has futures of its own, or the last one?  Why it stays, or NULL. */
static const char *
must_stay(const struct player *player, const struct scenario_source *source)
{
	for (uint32_t s = 0; s < player->own.step_count; s++) {
		bool there = false;

		for (uint32_t i = 0; i < source->design_count; i++)
			there |= str_equal(source->designs[i], player->own.steps[s].id);
		if (!there && s == player->step)
			return "You are in this design. Tab to another one first.";
		if (!there && player->step_forks[s] && player->step_forks[s]->count > 1)
			return "This design has futures of its own, which are kept; so it stays.";
	}
	return NULL;
}

/* A step a design; each keeps what was tried in it. */
static void
install_steps(struct player *player, const struct scenario_source *source)
{
	struct lesson_step *steps =
	    arena_array(&player->arena, source->design_count + 1, sizeof *steps);
	struct forks **forks = arena_array(&player->arena, source->design_count + 1, sizeof *forks);
	const char *present = player->own.steps[player->step].id;
	uint32_t row;

	for (uint32_t i = 0; i < source->design_count; i++) {
		steps[i] = (struct lesson_step){ .id = source->designs[i],
			.title = source->designs[i], .kind = STEP_BREAK,
			.scenario = source->id, .designs = &source->designs[i],
			.design_count = 1 };
		if (has_step(player, source->designs[i], &row)) {
			forks[i] = player->step_forks[row];
			player->step_forks[row] = NULL;
		}
	}
	for (uint32_t s = 0; s < player->own.step_count; s++)
		if (player->step_forks[s]) { /* of a design that goes: nothing but its main run */
			forks_release(player->step_forks[s]);
			mem_free(player->step_forks[s]);
		}
	player->own.steps = steps;
	player->own.step_count = source->design_count;
	player->step_forks = forks;
	for (uint32_t i = 0; i < source->design_count; i++)
		if (str_equal(steps[i].id, present))
			player->step = i;
}

/* ---- a change ---- */

static const char *
said(struct player *player, const struct findings *findings)
{
	const struct finding *row = findings->count ? &findings->rows[0] : NULL;

	return !row ? "That cannot be." :
	    row->advice ? arena_printf(&player->step_arena, "%s. %s", row->text, row->advice) :
	    arena_strdup(&player->step_arena, row->text);
}

/* Every design, and every case of it: NULL, or what is wrong with one. */
static const char *
wrong(struct player *player, const struct scenario_source *source)
{
	struct arena scratch = { 0 };
	const char *why = NULL;

	for (uint32_t d = 0; d < source->design_count && !why; d++)
		for (uint32_t c = 0; c <= source->case_count && !why; c++) {
			struct runset_request request = { .source = source,
				.case_id = c ? source->cases[c - 1] : NULL };
			struct findings findings;

			findings_init(&findings, &scratch);
			if (!runset_scenario(&request, source->designs[d], NULL, 0, &scratch,
				&findings))
				why = said(player, &findings);
		}
	arena_release(&scratch);
	return why;
}

/* The tree as that of the scenario.  NULL, or why it cannot be: then nothing has changed. */
static const char *
take_tree(struct player *player, const struct node *tree)
{
	const struct scenario_source *present = player_source(player);
	struct scenario_source *row =
	    &player->own.scenarios[present - player->own.scenarios];
	struct scenario_source source, before = *present;
	struct findings findings;
	const char *why;

	findings_init(&findings, &player->step_arena);
	if (!scenario_source_init(&source, before.id, tree, &player->arena, &findings))
		return said(player, &findings);
	source.mark = before.mark;
	why = wrong(player, &source);
	if (!why && player->is_cluster)
		why = must_stay(player, &source);
	if (why)
		return why;
	*row = source;
	if (!player_run_step(player)) { /* a future of this design does not go with it */
		why = player->problem ? player->problem : "It does not go with this future.";
		player->problem = NULL;
		*row = before;
		return why;
	}
	install_steps(player, row);
	player_chart_forget(player);
	return NULL;
}

const char *
player_edit(struct player *player, const char *path, const char *value)
{
	uint64_t at_ns = player->at_ns;
	struct findings findings;
	const struct node *node = NULL;
	struct node *tree;
	struct player_edit *edit;
	const char *why;

	if (!player->is_cluster)
		return "A lesson's designs stay as they are; p plays with its cluster.";
	if (player->edit_count == EDITS_MAX)
		return "So many changes of designs, cases and sweep is all there is room for; e "
		       "saves the cluster as a file to go on with.";
	findings_init(&findings, &player->step_arena);
	if (*value) {
		node = yaml_read_value(value, &player->arena, &findings);
		if (!node)
			return "That is no value of a setting.";
	}
	tree = changed_tree(player, path, node);
	if (!tree)
		return value[0] ? "That has no place there." :
		    "Nothing stands there to be taken away.";
	edit = &player->edits[player->edit_count];
	*edit = (struct player_edit){ .path = arena_strdup(&player->arena, path),
		.value = arena_strdup(&player->arena, value),
		.before = player_source(player)->tree, .after = tree,
		.futures = player_forks(player)->count };
	why = take_tree(player, tree);
	if (why)
		return why;
	player->edit_count++;
	player->edits_undone = 0;
	player_seek(player, trace_seek(player_trace(player), at_ns + 1));
	return NULL;
}

/* Was it the last thing that was done? */
static bool
is_newest(struct player *player)
{
	return player->edit_count > 0 && player->edits[player->edit_count - 1].futures ==
	    player_forks(player)->count;
}

bool
player_edit_undo(struct player *player, const char **why)
{
	*why = NULL;
	if (!is_newest(player))
		return false;
	*why = take_tree(player, player->edits[player->edit_count - 1].before);
	if (!*why) {
		player->edit_count--;
		player->edits_undone++;
	}
	return true;
}

bool
player_edit_redo(struct player *player, const char **why)
{
	*why = NULL;
	if (player->edits_undone == 0 ||
	    player->edits[player->edit_count].futures != player_forks(player)->count)
		return false;
	*why = take_tree(player, player->edits[player->edit_count].after);
	if (!*why) {
		player->edit_count++;
		player->edits_undone--;
	}
	return true;
}
