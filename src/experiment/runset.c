/* experiment/runset.c - running a scenario under several designs, with forks. */
#include "experiment/runset.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "experiment/single.h"

/* Copies the scenario's faults and joins the changes, placed by positions[]. */
static void
add_changes(struct runset *set, struct scenario *scenario, const struct change *changes,
    const uint32_t *positions, uint32_t count)
{
	struct fault *faults;

	if (count == 0)
		return;
	CHECK(scenario->fault_count + count <= LIMIT_FAULTS);
	faults = arena_grow(&set->arena, scenario->faults, scenario->fault_count,
	    scenario->fault_count + count, sizeof *faults);
	for (uint32_t i = 0; i < count; i++) {
		struct fault *fault = &faults[scenario->fault_count + i];
		fault->kind = changes[i].kind;
		fault->node = changes[i].node;
		/* What a change does not say, as a run code may name any kind. */
		fault->other = "lb";
		fault->factor = 1;
		fault->count = 1;
		fault->down_ns = 1000000000;
		fault->after_event = positions[i] ? positions[i] - 1 : NONE32;
	}
	scenario->faults = faults;
	scenario->fault_count += count;
}

static bool
run_one(struct runset *set, struct runset_run *run, struct engine_targets *targets, bool keep,
    struct findings *findings)
{
	struct single single;

	if (!single_check(run->scenario, &set->arena, findings))
		return false;
	single_begin(&single, run->scenario, &run->trace, targets, keep, 0);
	while (single_step(&single))
		;
	single_measures(&single, &run->measures);
	single_end(&single);
	run->cursor = keep ? world_cursor_new(&run->trace) : NULL;
	return true;
}

static void
forget_run(struct runset_run *run)
{
	if (run->cursor)
		world_cursor_free(run->cursor);
	run->cursor = NULL;
	trace_release(&run->trace);
}

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

/* Builds every design's scenario. */
static bool
build(struct runset *set, const struct runset_request *request, struct findings *findings)
{
	const char *const *designs = request->designs;
	uint32_t count = request->design_count;

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

/* Runs all designs with the first `change_count` changes; places[c * run_count + r] is where change
 * c falls in run r. */
static bool
run_all(struct runset *set, const struct runset_request *request, const uint32_t *places,
    uint32_t change_count, struct findings *findings)
{
	struct engine_targets *targets = arena_alloc(&set->arena, sizeof *targets);

	for (uint32_t i = 0; i < LIMIT_ACCIDENTS; i++) {
		targets->server[i] = NONE16;
		targets->at_ns[i] = UINT64_MAX;
	}
	for (uint32_t r = 0; r < set->run_count; r++) {
		struct runset_run *run = &set->runs[r];
		struct scenario *scenario = arena_alloc(&set->arena, sizeof *scenario);
		uint32_t positions[LIMIT_FAULTS];

		*scenario = *set->scenarios[r]; /* as built, without changes */
		for (uint32_t c = 0; c < change_count; c++)
			positions[c] = places[c * set->run_count + r];
		add_changes(set, scenario, request->changes, positions, change_count);
		run->scenario = scenario;
		if (!run_one(set, run, targets, request->keep, findings))
			return false;
		targets->decided = true;
	}
	return true;
}

bool
runset_run(struct runset *set, const struct runset_request *request, struct findings *findings)
{
	uint32_t *places;

	memset(set, 0, sizeof *set);
	if (!build(set, request, findings))
		return false;
	CHECK(request->change_count <= LIMIT_FAULTS / 2);
	places = arena_array(
	    &set->arena, (size_t)(request->change_count + 1) * set->run_count, sizeof *places);
	for (uint32_t c = 0;; c++) {
		if (!run_all(set, request, places, c, findings))
			return false;
		if (c == request->change_count)
			break;
		/* the next change's place in every run is found in the runs before it */
		runset_positions(set, 0, request->changes[c].position, &places[c * set->run_count]);
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
