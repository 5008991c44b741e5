/* experiment/runset.c - running a scenario under several designs, with forks. */
#include "experiment/runset.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "experiment/single.h"

const char *
change_part(const struct change *change, const char *key)
{
	for (uint32_t i = 0; i < change->part_count; i++)
		if (str_equal(change->parts[i].key, key))
			return change->parts[i].value;
	return NULL;
}

struct change
change_at_node(enum fault_kind kind, const char *node, uint32_t position)
{
	return (struct change){ .kind = kind, .parts = { { "node", node } }, .part_count = 1,
		.position = position };
}

static void
add_member(struct node *map, struct arena *arena, const char *key, const char *value)
{
	struct node *node = node_scalar(arena, value, (struct mark){ 0 });

	node->key = key;
	node_add(map, node);
}

struct node *
change_node(const struct change *change, uint64_t at_ns, struct arena *arena)
{
	struct node *map = node_new(arena, NODE_MAP, (struct mark){ 0 });

	add_member(map, arena, "at", arena_printf(arena, "%" PRIu64 "ns", at_ns));
	add_member(map, arena, "do", names_fault.rows[change->kind].word);
	for (uint32_t i = 0; i < change->part_count; i++)
		add_member(map, arena, change->parts[i].key, change->parts[i].value);
	return map;
}

/* Begins one run, or a window into it.  False when it was stopped. */
static bool
begin_one(struct single *single, struct runset_run *run, struct engine_targets *targets,
    const struct runset_request *request, const struct recorder_until *until)
{
	if (request->windows)
		return single_begin_window(single, run->scenario, &run->trace, targets,
		    request->watch, request->from_ns, request->measures_end ? until : NULL);
	single_begin(single, run->scenario, &run->trace, targets, request->keep, SINGLE_WHOLE,
	    request->watch ? RUN_WATCH_EVENTS : 0);
	return true;
}

static bool
run_one(struct runset *set, struct runset_run *run, struct engine_targets *targets,
    const struct runset_request *request, struct findings *findings)
{
	const struct run_watch *watch = request->watch;
	struct recorder_until until = request->until;
	struct single single;

	if (!single_check(run->scenario, &set->arena, findings))
		return false;
	if (run != set->runs)
		until.events = UINT64_MAX;
	set->stopped = !begin_one(&single, run, targets, request, &until);
	if (set->stopped)
		return false;
	while (!set->stopped && single_step(&single))
		set->stopped = watch && !watch->goes_on(watch->self, run->trace.event_total);
	single_measures(&single, &run->measures);
	single_end(&single);
	run->cursor = request->keep && !set->stopped ? world_cursor_new(&run->trace) : NULL;
	return !set->stopped;
}

static void
forget_run(struct runset_run *run)
{
	if (run->cursor)
		world_cursor_free(run->cursor);
	run->cursor = NULL;
	trace_release(&run->trace);
}

/* A place of a change in a run: right after event k of those after the start (NONE32: at the
 * start), and when that was. */
struct change_place {
	uint32_t after_event;
	uint64_t at_ns;
};

struct scenario *
runset_scenario(const struct runset_request *request, const char *design,
    const struct setting *extra, uint32_t extra_count, struct arena *arena,
    struct findings *findings)
{
	uint32_t count = 0;
	struct setting *settings =
	    arena_array(arena, request->setting_count + extra_count + 1, sizeof *settings);

	for (uint32_t i = 0; i < request->setting_count; i++)
		settings[count++] = request->settings[i];
	for (uint32_t i = 0; i < extra_count; i++)
		settings[count++] = extra[i];
	if (request->has_seed)
		settings[count++] = (struct setting){ .path = "seed",
			.value = node_scalar(arena,
			    arena_printf(arena, "%" PRIu64, request->seed), (struct mark){ 0 }) };
	return scenario_build(
	    request->source, design, request->case_id, settings, count, arena, findings);
}

bool
runset_build(struct runset *set, const struct runset_request *request, struct findings *findings)
{
	const char *const *designs = request->designs;
	uint32_t count = request->design_count;

	memset(set, 0, sizeof *set);
	if (!designs) {
		designs = request->source->designs;
		count = request->source->design_count;
	}
	set->runs = arena_array(&set->arena, count, sizeof *set->runs);
	set->scenarios = arena_array(&set->arena, count, sizeof *set->scenarios);
	set->designs = arena_array(&set->arena, count, sizeof *set->designs);
	for (uint32_t i = 0; i < count; i++) {
		struct runset_run *run = &set->runs[i];
		run->scenario =
		    runset_scenario(request, designs[i], NULL, 0, &set->arena, findings);
		if (!run->scenario)
			return false;
		run->design = run->scenario->design;
		set->scenarios[i] = run->scenario;
		set->designs[i] = run->design;
	}
	set->run_count = count;
	set->scope = (struct expr_scope){
		.scenarios = set->scenarios, .designs = set->designs, .design_count = count
	};
	return true;
}

/* Run r's scenario with the first `count` changes, each right after its event. */
static struct scenario *
with_changes(struct runset *set, const struct runset_request *request, uint32_t r,
    const struct change_place *places, uint32_t count, struct findings *findings)
{
	struct setting *settings = arena_array(&set->arena, count + 1, sizeof *settings);
	struct scenario *scenario = arena_alloc(&set->arena, sizeof *scenario);

	*scenario = *set->scenarios[r];
	if (count == 0)
		return scenario;
	for (uint32_t c = 0; c < count; c++)
		settings[c] = (struct setting){ .path = SETTING_FAULT,
			.value = change_node(&request->changes[c],
			    places[c * set->run_count + r].at_ns, &set->arena) };
	scenario = runset_scenario(
	    request, set->designs[r], settings, count, &set->arena, findings);
	for (uint32_t c = 0; scenario && c < count; c++) {
		struct fault *fault = &scenario->faults[scenario->fault_count - count + c];

		if (!request->changes[c].by_time)
			fault->after_event = places[c * set->run_count + r].after_event;
	}
	return scenario;
}

/* Runs all designs with the first `change_count` changes; places[c * run_count + r] is where change
 * c falls in run r. */
static bool
run_all(struct runset *set, const struct runset_request *request,
    const struct change_place *places, uint32_t change_count, struct findings *findings)
{
	struct engine_targets *targets = arena_alloc(&set->arena, sizeof *targets);

	for (uint32_t i = 0; i < LIMIT_ACCIDENTS; i++) {
		targets->server[i] = NONE16;
		targets->at_ns[i] = UINT64_MAX;
	}
	for (uint32_t r = 0; r < set->run_count; r++) {
		struct runset_run *run = &set->runs[r];

		run->scenario = with_changes(set, request, r, places, change_count, findings);
		if (!run->scenario || !run_one(set, run, targets, request, findings))
			return false;
		targets->decided = true;
	}
	return true;
}

/* Where the change falls in every run, as those before it went. */
static void
find_places(struct runset *set, const struct change *change, struct change_place *places)
{
	uint32_t positions[LIMIT_DESIGNS];

	runset_positions(set, 0, change->position, positions);
	for (uint32_t r = 0; r < set->run_count; r++) {
		const struct trace *trace = &set->runs[r].trace;

		places[r].after_event =
		    positions[r] > trace->lead ? positions[r] - 1 - trace->lead : NONE32;
		places[r].at_ns = change->by_time ? change->at_ns :
		    positions[r] ? trace->events[positions[r] - 1].at_ns : 0;
	}
}

bool
runset_run(struct runset *set, const struct runset_request *request, struct findings *findings)
{
	struct change_place *places;

	if (!runset_build(set, request, findings))
		return false;
	CHECK(request->change_count <= LIMIT_FAULTS / 2);
	places = arena_array(
	    &set->arena, (size_t)(request->change_count + 1) * set->run_count, sizeof *places);
	for (uint32_t c = 0;; c++) {
		bool last = c == request->change_count;

		/* By time, and where its place is known, the runs before it are not needed. */
		if (!last && (request->changes[c].by_time ||
		    (request->changes[c].placed && set->run_count == 1))) {
			for (uint32_t r = 0; r < set->run_count; r++)
				places[c * set->run_count + r] = (struct change_place){
					request->changes[c].after_event,
					request->changes[c].at_ns };
			continue;
		}
		if (!run_all(set, request, places, c, findings))
			return false;
		if (last)
			break;
		/* the next change's place in every run is found in the runs before it */
		find_places(set, &request->changes[c], &places[c * set->run_count]);
		for (uint32_t r = 0; r < set->run_count; r++)
			forget_run(&set->runs[r]);
	}
	set->expr_runs = arena_array(&set->arena, set->run_count, sizeof *set->expr_runs);
	for (uint32_t r = 0; r < set->run_count; r++)
		set->expr_runs[r] = (struct expr_run){ .design = set->runs[r].design,
			.trace = &set->runs[r].trace,
			.cursor = set->runs[r].cursor,
			.measures = &set->runs[r].measures };
	return true;
}

void
runset_release(struct runset *set)
{
	for (uint32_t r = 0; r < set->run_count; r++)
		forget_run(&set->runs[r]);
	arena_release(&set->arena);
	memset(set, 0, sizeof *set);
}

/* Runs and scope with `design` first, so that it is the default. */
static bool
order_by(struct runset *set, const char *design, struct arena *arena, struct expr_run **runs,
    struct expr_scope *scope)
{
	const struct scenario **scenarios = arena_array(arena, set->run_count, sizeof *scenarios);
	const char **designs = arena_array(arena, set->run_count, sizeof *designs);
	uint32_t first = 0, n = 0;

	*runs = arena_array(arena, set->run_count, sizeof **runs);
	for (uint32_t r = 0; design && r < set->run_count; r++)
		if (str_equal(set->designs[r], design))
			first = r;
	for (uint32_t i = 0; i < set->run_count; i++) {
		uint32_t r = i == 0 ? first : i <= first ? i - 1 : i;
		(*runs)[n] = set->expr_runs[r];
		scenarios[n] = set->scenarios[r];
		designs[n++] = set->designs[r];
	}
	*scope =
	    (struct expr_scope){ .scenarios = scenarios, .designs = designs, .design_count = n };
	return true;
}

struct expr_value
runset_evaluate(struct runset *set, const char *text, struct mark mark, const char *design,
    struct arena *arena, struct findings *findings, bool *ok)
{
	struct expr_value nothing = { 0 };
	struct expr_context context = { .arena = arena, .limit_event = NONE32 };
	struct expr_scope scope;
	struct expr_run *runs;
	struct expr *expr;

	(void)order_by(set, design, arena, &runs, &scope);
	expr = expr_parse(arena, &scope, text, mark, false, findings);
	*ok = expr != NULL;
	if (!expr)
		return nothing;
	context.runs = runs;
	context.run_count = set->run_count;
	return expr_evaluate(expr, &context);
}

void
runset_measured(struct runset *set, const char *text, struct mark mark, const char *design,
    struct str *out)
{
	struct arena scratch = { 0 };
	struct expr_context context = { .arena = &scratch, .limit_event = NONE32 };
	struct findings findings;
	struct expr_scope scope;
	struct expr_run *runs;
	struct expr *expr;

	findings_init(&findings, &scratch);
	(void)order_by(set, design, &scratch, &runs, &scope);
	expr = expr_parse(&scratch, &scope, text, mark, false, &findings);
	if (expr) {
		context.runs = runs;
		context.run_count = set->run_count;
		expr_measured(expr, &context, out);
	}
	arena_release(&scratch);
}

bool
runset_moment(struct runset *set, uint32_t run, const char *text, struct mark mark,
    uint32_t *position, uint64_t *at_ns, struct findings *findings)
{
	struct arena scratch = { 0 };
	struct expr_context context = { .arena = &scratch, .limit_event = NONE32 };
	struct expr_scope scope;
	struct expr_run *runs;
	struct expr *expr;
	bool ok = false;

	(void)order_by(set, set->designs[run], &scratch, &runs, &scope);
	expr = expr_parse(&scratch, &scope, text, mark, true, findings);
	if (expr) {
		context.runs = runs;
		context.run_count = set->run_count;
		ok = expr_moment(expr, &context, position, at_ns);
	}
	arena_release(&scratch);
	return ok;
}

/* Had `event` of another run happened when `limit` had?  Lanes are aligned by time: what the other
 * runs do at the same moment and phase has happened too. */
static bool
happened_by(const struct event *event, const struct event *limit)
{
	if (event->at_ns != limit->at_ns)
		return event->at_ns < limit->at_ns;
	return event->phase <= limit->phase;
}

void
runset_positions(const struct runset *set, uint32_t run, uint32_t position, uint32_t *positions)
{
	const struct trace *trace = &set->runs[run].trace;

	if (position > trace->event_count)
		position = trace->event_count;
	for (uint32_t r = 0; r < set->run_count; r++) {
		const struct trace *other = &set->runs[r].trace;
		uint32_t low = 0, high = other->event_count;

		if (r == run || position == 0) {
			positions[r] = position;
			continue;
		}
		while (low < high) {
			uint32_t middle = low + (high - low) / 2;
			if (happened_by(&other->events[middle], &trace->events[position - 1]))
				low = middle + 1;
			else
				high = middle;
		}
		positions[r] = low;
	}
}

void
runset_positions_at(const struct runset *set, uint64_t at_ns, uint32_t *positions)
{
	for (uint32_t r = 0; r < set->run_count; r++)
		positions[r] = trace_seek(&set->runs[r].trace, at_ns + 1);
}
