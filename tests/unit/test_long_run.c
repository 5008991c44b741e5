/* Runs of more events than are kept: what conditions and moments see of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "experiment/single.h"
#include "lesson/load.h"

/* 1.3 million events before the crash at 30 s, 0.1 million behind it. */
#define BODY \
	"load: {arrivals: {law: constant, rate: 4000/s}, requests_per_session: 1, action: ping}, " \
	"servers: {count: 4, workers: 8, service: 1ms}, session: {idle: 1s}, " \
	"faults: [{at: 30s, do: crash, node: s1}], designs: {local: {}}"
#define CRASH_NS 30000000000u

struct fixture {
	struct arena arena;
	struct findings findings;
	struct scenario *scenario;
};

static void
fixture_begin(struct fixture *fixture, const char *stop)
{
	const char *text = arena_printf(&fixture->arena, "{stop: %s, " BODY "}", stop);
	struct scenario_source source;
	const struct node *tree;

	findings_init(&fixture->findings, &fixture->arena);
	tree = yaml_read(text, strlen(text), NULL, &fixture->arena, &fixture->findings);
	assert_true(tree != NULL &&
	    scenario_source_init(&source, "long", tree, &fixture->arena, &fixture->findings));
	fixture->scenario = scenario_build(
	    &source, "local", NULL, NULL, 0, &fixture->arena, &fixture->findings);
	if (fixture->scenario == NULL)
		fail_msg("%s", fixture->findings.rows[0].text);
}

static struct expr *
parse(struct fixture *fixture, const char *text, bool moment)
{
	const struct scenario *scenario = fixture->scenario;
	const struct expr_scope scope = { .scenarios = &scenario, .designs = &scenario->design,
		.design_count = 1 };
	struct mark mark = { .line = 1, .column = 1 };
	struct expr *expr =
	    expr_parse(&fixture->arena, &scope, text, mark, moment, &fixture->findings);

	assert_non_null(expr);
	return expr;
}

/* When the run ends; *limit: whether by a limit of the program. */
static uint64_t
end_of(const char *stop, bool *limit)
{
	struct fixture fixture = { 0 };
	struct engine_targets *targets;
	struct single single;
	struct trace trace;
	uint64_t end_ns;

	fixture_begin(&fixture, stop);
	targets = arena_alloc(&fixture.arena, sizeof *targets);
	*targets = (struct engine_targets){ .decided = false };
	single_begin(&single, fixture.scenario, &trace, targets, false, SINGLE_MEASURES, 0);
	(void)single_step(&single);
	*limit = single.status == ENGINE_LIMIT;
	end_ns = trace.end_ns;
	assert_true(trace.event_total > LIMIT_TRACE_EVENTS);
	single_end(&single);
	trace_release(&trace);
	arena_release(&fixture.arena);
	return end_ns;
}

/* The side that is asked second has seen all that happened while the first one decided. */
static void
long_run__condition_of_two_sides__holds_when_both_do(void **state)
{
	bool limit;

	(void)state;
	assert_int_equal(end_of("{after: 33s, when: count crash > 0 and count receive > 9}",
	    &limit), CRASH_NS);
	assert_false(limit);
	assert_int_equal(end_of("{after: 33s, when: not (count receive < 9 or count crash == 0)}",
	    &limit), CRASH_NS);
	assert_false(limit);
}

/* What cannot be told is no "not yet". */
static void
long_run__condition_that_looks_back__ends_the_run(void **state)
{
	bool limit;

	(void)state;
	(void)end_of("{after: 33s, when: count receive before first crash > 9}", &limit);
	assert_true(limit);
}

struct seen {
	const struct expr *expr;
	uint32_t events;
	uint64_t at_ns;
	double count;
	bool moment, found;
};

static bool
see(void *self, struct expr_context *context, bool ends)
{
	struct seen *seen = self;
	struct expr_value value;

	(void)ends;
	if (seen->moment) {
		seen->found = expr_moment(seen->expr, context, &seen->events, &seen->at_ns);
		return !seen->found || !expr_stays(seen->expr);
	}
	value = expr_evaluate(seen->expr, context);
	seen->found = value.known;
	seen->count = value.number;
	return true;
}

static void
long_run__moment_behind_what_is_kept__is_found(void **state)
{
	static const struct {
		const char *text;
		bool found;
		uint64_t at_ns;
	} cases[] = {
		{ "first crash", true, CRASH_NS },
		{ "before first crash", true, CRASH_NS },
		{ "last crash", true, CRASH_NS },
		{ "after last crash", true, CRASH_NS },
		{ "first hang", false, 0 },
	};
	struct fixture fixture = { 0 };

	(void)state;
	fixture_begin(&fixture, "{after: 33s}");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct seen seen = { .expr = parse(&fixture, cases[i].text, true),
			.moment = true };
		const struct single_looker looker = { .self = &seen, .look = see };

		if (!expr_is_steady(seen.expr))
			fail_msg("%s is not steady", cases[i].text);
		assert_true(single_look(fixture.scenario, seen.expr, NULL, &looker));
		assert_int_equal(seen.found, cases[i].found);
		if (seen.found) {
			assert_true(seen.at_ns <= cases[i].at_ns);
			assert_true(seen.events > LIMIT_TRACE_EVENTS);
		}
	}
	arena_release(&fixture.arena);
}

static void
long_run__count_to_the_end__is_whole(void **state)
{
	struct fixture fixture = { 0 };
	struct seen seen = { 0 };
	const struct single_looker looker = { .self = &seen, .look = see };

	(void)state;
	fixture_begin(&fixture, "{requests: 120000}");
	seen.expr = parse(&fixture, "count request", false);
	assert_true(single_look(fixture.scenario, seen.expr, NULL, &looker));
	assert_true(seen.found);
	assert_true(seen.count == 120000);
	arena_release(&fixture.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_run__condition_of_two_sides__holds_when_both_do),
		cmocka_unit_test(long_run__condition_that_looks_back__ends_the_run),
		cmocka_unit_test(long_run__moment_behind_what_is_kept__is_found),
		cmocka_unit_test(long_run__count_to_the_end__is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
