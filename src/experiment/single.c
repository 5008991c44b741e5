/* experiment/single.c - one run, step by step. */
#include "experiment/single.h"

#include <string.h>

#include "base/check.h"

#define CONDITION_RING_EVENTS (1u << 12)

static void
go_blind(struct single *single, const struct trace *trace, uint32_t condition)
{
	single->hook.blind = true;
	single->moments.blind_at = trace->event_total;
	single->moments.blind = condition;
}

/* Moments of faults are asked in one go, one after the other: all of them have seen the events of
 * the go before this one. */
static void
let_go(struct single *single, uint32_t condition, bool holds)
{
	uint64_t now = single->trace->event_total, seen = UINT64_MAX / 2;

	if (condition == 0) {
		single->when_saw = now;
	} else if (now != single->after_sees) {
		single->after_saw = single->after_sees;
		single->after_sees = now;
	}
	single->after_left -= holds && condition > 0;
	if (single->when)
		seen = single->when_saw;
	if (single->after_left > 0 && single->after_saw < seen)
		seen = single->after_saw;
	single->trace->ring_from = seen;
}

static bool
condition_holds(void *self, const struct trace *trace, uint32_t condition)
{
	struct single *single = self;
	struct arena scratch = { 0 };
	struct expr_context context = { .runs = &single->so_far,
		.run_count = 1,
		.arena = &scratch,
		.limit_event = trace->kept && trace->dropped == 0
				   ? trace->event_count
				   : (uint32_t)trace->event_total };
	const struct expr *expr = condition == 0 ? single->when : single->after[condition - 1];
	struct expr_value value;
	bool holds;

	if (!expr)
		return false;
	if (trace->dropped > 0 && !expr_is_steady(expr)) {
		go_blind(single, trace, condition);
		return false;
	}
	if (!single->memory[condition])
		single->memory[condition] = expr_memory_new(&single->arena);
	context.memory = single->memory[condition];
	value = expr_evaluate(expr, &context);
	holds = value.known && !value.missing && (condition > 0 || value.truth);
	if (!value.known && trace->dropped > 0)
		go_blind(single, trace, condition); /* it asks for what is not there any more */
	arena_release(&scratch);
	if (holds)
		single->moments.held_at[condition] = trace->event_total;
	if (trace_is_told(trace))
		let_go(single, condition, holds);
	return holds;
}

/* What decides when a run stops is true or false, and not always the same. */
static bool
stop_decides(const struct expr *expr, struct mark mark, struct findings *findings)
{
	if (expr_result_type(expr) != EXPR_BOOL)
		findings_error(findings, mark, "wrong-type",
		    "stop.when has to be true or false, and this is neither");
	else if (expr_is_constant(expr))
		findings_error(findings, mark, "no-stop",
		    "this is so whatever happens: the run would stop at once or never");
	else
		return true;
	return false;
}

/* Parses stop.when and the `after:` moments into `single` (NULL: only to see that they parse). */
static bool
read_conditions(const struct scenario *scenario, struct arena *arena, struct single *single,
    struct findings *findings)
{
	const struct expr_scope scope = {
		.scenarios = &scenario, .designs = &scenario->design, .design_count = 1
	};
	struct expr *expr;

	if (scenario->stop.has_when) {
		expr = expr_parse(arena, &scope, scenario->stop.when, scenario->stop.when_mark,
		    false, findings);
		if (!expr || !stop_decides(expr, scenario->stop.when_mark, findings))
			return false;
		if (single)
			single->when = expr;
	}
	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		if (!scenario->faults[i].after_pattern)
			continue;
		expr = expr_parse(arena, &scope, scenario->faults[i].after,
		    scenario->faults[i].mark, true, findings);
		if (!expr)
			return false;
		if (single)
			single->after[i] = expr;
	}
	return true;
}

/* Waypoints are looked up later and by name; one that means nothing is refused before the run. */
static bool
read_waypoints(const struct scenario *scenario, struct arena *arena, struct findings *findings)
{
	const struct expr_scope scope = {
		.scenarios = &scenario, .designs = &scenario->design, .design_count = 1
	};
	bool ok = true;

	for (uint32_t i = 0; i < scenario->waypoint_count; i++)
		ok &= expr_parse(arena, &scope, scenario->waypoints[i].expression,
		    scenario->waypoints[i].mark, true, findings) != NULL;
	return ok;
}

bool
single_check(const struct scenario *scenario, struct arena *arena, struct findings *findings)
{
	return read_conditions(scenario, arena, NULL, findings) &&
	       read_waypoints(scenario, arena, findings);
}

bool
single_is_conditional(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->fault_count; i++)
		if (scenario->faults[i].after_pattern)
			return true;
	return scenario->stop.has_when;
}

static void
no_moments(struct single_moments *moments)
{
	for (uint32_t i = 0; i < 1 + LIMIT_ACCIDENTS; i++)
		moments->held_at[i] = UINT64_MAX;
	moments->blind_at = UINT64_MAX;
}

/* Do they look at nothing but the newest event? */
static bool
go_along(const struct single *single)
{
	for (uint32_t i = 0; i < single->scenario->fault_count; i++)
		if (single->after[i] && !expr_goes_along(single->after[i]))
			return false;
	return !single->when || expr_goes_along(single->when);
}

/* The conditions are asked, of a run that keeps its trace for them or tells it to them. */
static void
ask(struct single *single, struct engine_options *options)
{
	bool decided = options->targets != NULL && options->targets->decided;
	struct findings findings;

	findings_init(&findings, &single->arena);
	(void)read_conditions(single->scenario, &single->arena, single, &findings);
	no_moments(&single->moments);
	single->hook = (struct engine_conditions){ .self = single, .holds = condition_holds };
	single->so_far = (struct expr_run){ .design = single->scenario->design,
		.trace = single->trace };
	options->conditions = &single->hook;
	if (!options->keep && go_along(single)) {
		options->ring_events = CONDITION_RING_EVENTS;
		for (uint32_t i = 0; i < single->scenario->fault_count && !decided; i++)
			single->after_left += single->after[i] != NULL;
		if (!single->when && single->after_left == 0)
			single->trace->ring_from = UINT64_MAX / 2; /* nobody asks */
	} else {
		single->so_far.cursor = world_cursor_new(single->trace);
	}
	options->keep = true;
}

/* Without conditions in the options those of the scenario are asked. */
static void
begin(struct single *single, const struct scenario *scenario, struct trace *trace,
    struct engine_options options, enum single_use use)
{
	single->scenario = scenario;
	single->trace = trace;
	trace_init(trace, scenario);
	single->fold = use == SINGLE_OF_CLIENTS ? measures_fold_new_of_clients(trace)
						: measures_fold_new(trace);
	options.measures = single->fold;
	single->conditional = single_is_conditional(scenario);
	if (single->conditional && options.conditions == NULL)
		ask(single, &options);
	single->status = ENGINE_RUNNING;
	single->engine = engine_new(scenario, trace, &options);
}

void
single_begin(struct single *single, const struct scenario *scenario, struct trace *trace,
    struct engine_targets *targets, bool keep, enum single_use use, uint64_t slice_events)
{
	memset(single, 0, sizeof *single);
	begin(single, scenario, trace, (struct engine_options){ .keep = keep, .targets = targets,
	    .no_digest = use != SINGLE_WHOLE, .slice_events = slice_events }, use);
}

bool
single_begin_window(struct single *single, const struct scenario *scenario,
    struct trace *trace, struct engine_targets *targets, const struct run_watch *watch,
    uint64_t from_ns, const struct recorder_until *until)
{
	struct engine_options options = { .keep = true, .targets = targets, .keeps_window = true,
		.keep_from_ns = from_ns, .measured = until, .slice_events = RUN_WATCH_EVENTS };

	memset(single, 0, sizeof *single);
	if (single_is_conditional(scenario)) {
		if (!single_find_moments(scenario, *targets, watch, &single->moments))
			return false;
		options.conditions = single_known_conditions(&single->moments);
	}
	begin(single, scenario, trace, options, SINGLE_WHOLE);
	single->until = until;
	return true;
}

bool
single_find_moments(const struct scenario *scenario, struct engine_targets targets,
    const struct run_watch *watch, struct single_moments *moments)
{
	struct single single;
	struct trace trace;
	bool goes_on = true;

	single_begin(&single, scenario, &trace, &targets, false, SINGLE_WHOLE, RUN_WATCH_EVENTS);
	while (goes_on && single_step(&single))
		goes_on = watch == NULL || watch->goes_on(watch->self, trace.event_total);
	*moments = single.moments;
	single_end(&single);
	trace_release(&trace);
	return goes_on;
}

/* What somebody looks at while it runs. */
struct looked_at {
	const struct single_looker *looker;
	struct expr_run run;
	struct expr_memory *memory;
};

static bool
look(struct looked_at *at, const struct trace *trace, bool ends)
{
	struct arena scratch = { 0 };
	struct expr_context context = { .runs = &at->run, .run_count = 1, .arena = &scratch,
		.memory = at->memory, .limit_event = (uint32_t)trace->event_total };
	bool more = at->looker->look(at->looker->self, &context, ends);

	arena_release(&scratch);
	return more;
}

static void
look_last(void *self, const struct trace *trace)
{
	(void)look(self, trace, true);
}

bool
single_look(const struct scenario *scenario, const struct expr *expr,
    const struct run_watch *watch, const struct single_looker *looker)
{
	struct looked_at at = { .looker = looker };
	struct engine_options options = { .keep = true, .slice_events = RUN_WATCH_EVENTS,
		.ends = look_last, .self = &at };
	struct single single = { 0 };
	struct trace trace;
	bool stopped = false;

	CHECK(expr_is_steady(expr));
	begin(&single, scenario, &trace, options, SINGLE_MEASURES);
	at.run = (struct expr_run){ .design = scenario->design, .trace = &trace };
	at.memory = expr_memory_new(&single.arena);
	while (single_step(&single)) {
		stopped = watch && !watch->goes_on(watch->self, trace.event_total);
		if (stopped || !look(&at, &trace, false))
			break;
	}
	single_end(&single);
	trace_release(&trace);
	return !stopped;
}

static bool
known_holds(void *self, const struct trace *trace, uint32_t condition)
{
	struct single_moments *moments = self;

	if (condition == moments->blind && trace->event_total >= moments->blind_at)
		moments->known.blind = true;
	return trace->event_total >= moments->held_at[condition];
}

struct engine_conditions *
single_known_conditions(struct single_moments *moments)
{
	moments->known = (struct engine_conditions){ .self = moments, .holds = known_holds };
	return &moments->known;
}

bool
single_step(struct single *single)
{
	if (single->status == ENGINE_RUNNING)
		single->status = engine_step(single->engine);
	return single->status == ENGINE_RUNNING;
}

void
single_measures(const struct single *single, struct measures *measures)
{
	uint64_t at_ns = single->trace->end_ns;

	if (single->until != NULL && single->until->at_ns < at_ns)
		at_ns = single->until->at_ns;
	measures_fold_read(single->fold, at_ns, measures);
}

void
single_end(struct single *single)
{
	engine_free(single->engine);
	measures_fold_free(single->fold);
	world_cursor_free(single->so_far.cursor);
	arena_release(&single->arena);
	memset(single, 0, sizeof *single);
}
