/* app/play_save.c - a future as a scenario file, which gives the same future again.
 *
 * In a file a fault stands at a time or after a moment; in a future it stands after an event.  The
 * moment that means just this event is looked for, and every fault is tried as the file will have
 * it: the digest decides.  What cannot be said so that the run is the same is said to be so.
 */
#include <inttypes.h>
#include <string.h>

#include "app/app_internal.h"
#include "base/digest.h"
#include "lesson/load.h"
#include "model/node_text.h"

#define FILE_CODE_MAX 60u /* letters; a file's name has room for 255 bytes */
#define FORMS_MAX 8u      /* ways to say one moment */

/* ---- settings ---- */

/* Which layer a setting goes to: of one design, or of all where a design may not say it. */
static const char *
place_of(struct arena *arena, const char *path, const char *design)
{
	const struct schema_row *row = schema_find(path);

	return row && row->scope == SCHEMA_SCENARIO_ONLY
		   ? path
		   : arena_printf(arena, "designs.%s.%s", design, path);
}

/* What stands at the path is as if nobody had written it, in the design and in the scenario. */
static void
take_out(struct arena *arena, struct node *tree, const char *path, const char *design)
{
	const char *paths[] = { path, place_of(arena, path, design) };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		const char *dot = strrchr(paths[i], '.');
		struct node *map = dot ? node_at(tree, arena_strndup(arena, paths[i],
		    (size_t)(dot - paths[i]))) : tree;

		if (map && map->kind == NODE_MAP)
			node_remove(map, dot ? dot + 1 : paths[i]);
	}
}

/* A case has no place in a file but its own: what it says is the design's. */
static struct node *
with_case(struct arena *arena, struct node *tree, const struct runset_request *request,
    const char *design)
{
	const struct node *over = request->case_id
	    ? node_get(node_get(request->source->tree, "cases"), request->case_id) : NULL;

	for (const struct node *child = over ? over->first : NULL; child; child = child->next)
		tree = node_set(arena, tree, str_starts_with(child->key, "designs.")
		    ? child->key : place_of(arena, child->key, design), child);
	return tree;
}

/* The scenario as it was written, with the case, the names and settings of this run, its seed. */
static struct node *
tree_of(struct arena *arena, const struct runset_request *request, const char *design)
{
	struct node *tree = with_case(arena, node_copy(arena, request->source->tree), request,
	    design);

	for (uint32_t i = 0; i < request->setting_count; i++) {
		const struct setting *setting = &request->settings[i];

		if (setting->value->kind == NODE_SCALAR && !setting->value->quoted &&
		    !*setting->value->text)
			take_out(arena, tree, setting->path, design);
		else
			tree = node_set(arena, tree, place_of(arena, setting->path, design),
			    setting->value);
	}
	if (request->has_seed)
		tree = node_set(arena, tree, "seed", node_scalar(arena,
		    arena_printf(arena, "%" PRIu64, request->seed), (struct mark){ 0 }));
	return tree;
}

/* ---- faults ---- */

static void
write_file(const struct runset_request *request, const struct node *tree, const char *remark,
    struct str *out)
{
	str_add(out, "# A cluster of coatcheck. `coatcheck play` opens it, `coatcheck run` "
		     "measures it.\n");
	if (remark)
		str_printf(out, "# %s\n", remark);
	str_printf(out, "scenarios:\n  %s:\n", request->source->id);
	node_block(tree, 4, out);
}

/* The digest of the design's run as that file gives it, alone or beside the other designs; false:
 * it cannot be read or run. */
static bool
digest_of_file(const struct runset_request *request, const struct node *tree, const char *design,
    bool alone, uint64_t *digest)
{
	struct runset_request again = { .designs = alone ? &design : NULL,
		.design_count = alone ? 1 : 0 };
	struct arena arena = { 0 };
	struct str text = STR_INIT;
	struct findings findings;
	struct lesson lesson = { 0 };
	struct runset set;
	bool found = false;

	findings_init(&findings, &arena);
	write_file(request, tree, NULL, &text);
	if (lesson_load_bytes(&lesson, text.text, text.length, "cluster.yaml", &findings) &&
	    lesson.scenario_count == 1) {
		again.source = &lesson.scenarios[0];
		if (runset_run(&set, &again, &findings))
			for (uint32_t i = 0; i < set.run_count; i++)
				if (str_equal(set.runs[i].design, design)) {
					*digest = set.runs[i].trace.digest;
					found = true;
				}
		runset_release(&set);
	}
	lesson_release(&lesson);
	str_release(&text);
	arena_release(&arena);
	return found;
}

static struct node *
at_time(const struct change *change, uint64_t at_ns, struct arena *arena)
{
	return change_node(change, at_ns, arena);
}

/* `at: {after: MOMENT}`. */
static struct node *
at_moment(const struct change *change, const char *moment, struct arena *arena)
{
	struct node *map = change_node(change, 0, arena), *at, *after;

	at = node_new(arena, NODE_MAP, (struct mark){ 0 });
	after = node_scalar(arena, moment, (struct mark){ 0 });
	after->key = "after";
	node_add(at, after);
	return node_set(arena, map, "at", at);
}

/* Moments that mean just this event of the run before the change, the plainest first. */
static uint32_t
moments_of(struct runset *set, uint32_t index, struct arena *arena, const char **moments)
{
	const struct trace *trace = &set->runs[0].trace;
	const struct event *event = &trace->events[index];
	const char *kind = event_kinds[event->kind].word, *actor, *other, *tried[6];
	uint32_t count = 0, tries = 0;

	if (event->actor == NONE16)
		return 0;
	actor = trace->actors[event->actor].id;
	other = event->other != NONE16 ? trace->actors[event->other].id : NULL;
	tried[tries++] = arena_printf(arena, "first %s by %s", kind, actor);
	tried[tries++] = arena_printf(arena, "first %s by %s where (at_ns >= %" PRIu64 "ns)", kind,
	    actor, event->at_ns);
	if (other)
		tried[tries++] = arena_printf(arena, "first %s by %s where (at_ns >= %" PRIu64
		    "ns and other == %s)", kind, actor, event->at_ns, other);
	tried[tries++] = arena_printf(arena, "first %s by %s where (at_ns >= %" PRIu64
	    "ns and value == %" PRIu64 ")", kind, actor, event->at_ns, event->value);
	tried[tries++] = arena_printf(arena, "first %s by %s where (at_ns >= %" PRIu64
	    "ns and version == %u)", kind, actor, event->at_ns, event->version);
	if (event->item != NONE32)
		tried[tries++] = arena_printf(arena, "first %s of %s by %s where (at_ns >= %" PRIu64
		    "ns)", kind, trace_piece_id(trace, trace->items[event->item].piece), actor,
		    event->at_ns);
	for (uint32_t i = 0; i < tries; i++) {
		struct findings findings;
		uint32_t position;
		uint64_t at_ns;

		findings_init(&findings, arena);
		if (runset_moment(set, 0, tried[i], (struct mark){ 0 }, &position, &at_ns,
			&findings) && position == index + 1)
			moments[count++] = tried[i];
	}
	return count;
}

/* Forms of a change in a file: by the moment that it stands after, by the time, a step later. */
static uint32_t
forms_of(const struct change *change, struct runset *before, struct arena *arena,
    struct node **forms)
{
	const struct trace *trace = &before->runs[0].trace;
	uint32_t position = change->position < trace->event_count ? change->position
								  : trace->event_count;
	bool timed = change->by_time || position <= trace->lead;
	uint64_t at_ns = change->by_time ? change->at_ns
			 : position     ? trace->events[position - 1].at_ns
					: 0;
	const char *moments[FORMS_MAX];
	uint32_t count = 0, moment_count = timed ? 0 : moments_of(before, position - 1, arena,
	    moments);

	for (uint32_t i = 0; i < moment_count; i++)
		forms[count++] = at_moment(change, moments[i], arena);
	forms[count++] = at_time(change, at_ns, arena);
	if (!timed)
		forms[count++] = at_time(change, at_ns + 1, arena);
	return count;
}

/* The future with the first `count` changes. */
static bool
run_before(const struct runset_request *request, uint32_t count, struct runset *set)
{
	struct runset_request some = *request;
	struct arena scratch = { 0 };
	struct findings findings;
	bool ok;

	findings_init(&findings, &scratch);
	some.change_count = count;
	ok = runset_run(set, &some, &findings);
	arena_release(&scratch);
	return ok;
}

static struct node *
with_fault(struct arena *arena, const struct node *tree, const struct node *fault)
{
	struct node *copy = node_copy(arena, tree), *list = node_get(copy, "faults");

	list = list && list->kind == NODE_LIST ? node_copy(arena, list)
					       : node_new(arena, NODE_LIST, tree->mark);
	node_add(list, node_copy(arena, fault));
	return node_set(arena, copy, "faults", list);
}

/* The tree with change `row` in the form that gives the same future as it has here; *same is false
 * when none does, and it stands at its time then. */
static struct node *
add_change(struct arena *arena, const struct runset_request *request, const struct node *tree,
    uint32_t row, const char *design, bool *same)
{
	struct node *forms[FORMS_MAX], *best = NULL, *beside = NULL;
	struct runset before, after;
	uint32_t count = 0;
	uint64_t wanted = 0;

	if (run_before(request, row, &before))
		count = forms_of(&request->changes[row], &before, arena, forms);
	runset_release(&before);
	if (run_before(request, row + 1, &after))
		wanted = after.runs[0].trace.digest;
	else
		count = 0;
	runset_release(&after);
	for (uint32_t i = 0; i < count && !best; i++) {
		struct node *with = with_fault(arena, tree, forms[i]);
		uint64_t digest;

		if (!digest_of_file(request, with, design, true, &digest) || digest != wanted)
			continue;
		if (!beside)
			beside = with;
		/* and beside the other designs, of which the first decides when it happens */
		if (digest_of_file(request, with, design, false, &digest) && digest == wanted)
			best = with;
	}
	*same = *same && (best || beside);
	if (best || beside)
		return best ? best : beside;
	return with_fault(arena, tree, count ? forms[count > 1 ? count - 2 : 0]
	    : at_time(&request->changes[row], request->changes[row].at_ns, arena));
}

void
play_save(struct app *app, const char *name)
{
	const struct player *player = app->player;
	struct str text = STR_INIT, code = STR_INIT;
	struct arena *arena = &app->frame;
	struct runset_request request;
	const char *design;
	struct node *tree;
	uint64_t digest = 0;
	bool same = true;

	if (!player->has_run)
		return;
	request = player_run_request(player);
	design = player->set.runs[0].design;
	tree = tree_of(arena, &request, design);
	for (uint32_t i = 0; i < request.change_count; i++)
		tree = add_change(arena, &request, tree, i, design, &same);
	same = same && digest_of_file(&request, tree, design, true, &digest) &&
	       digest == player_trace(player)->digest;
	write_file(&request, tree, same ? NULL
	    : "Not quite what was on the screen: a fault there stands between two events of one "
	      "moment,\n# and no time or moment of a file says which.", &text);
	app->save_caveat = !same;
	/* Named after what is in it: another future never takes the place of this one. */
	if (!player_runcode(player, &code) || code.length > FILE_CODE_MAX) {
		struct digest of_text;

		digest_init(&of_text);
		digest_bytes(&of_text, text.text, text.length);
		str_clear(&code);
		str_printf(&code, "%016llx", (unsigned long long)digest_value(&of_text));
	}
	app_effect(app, EFFECT_SAVE,
	    name ? name : arena_printf(arena, "cluster-%s.yaml", code.text),
	    arena_strdup(arena, text.text));
	str_release(&code);
	str_release(&text);
}
