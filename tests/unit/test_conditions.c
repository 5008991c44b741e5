/* Conditions of a run (stop.when, after:) are the same whether they look at a kept trace or go
 * along with a run of which only the newest events are there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "experiment/single.h"
#include "lesson/load.h"
#include "trace/expr.h"

/* What stops the run, and after what a server crashes. */
static const struct {
	const char *when, *after;
	bool goes_along;
} cases[] = {
	{ "count reply to ana >= 40", "first reply to ana", true },
	{ "count crash >= 1", "first timeout", true },
	/* The second part is asked of what came long before the first one is so. */
	{ "count reply to ana >= 60 and count send > 30000", "first reply to ana", true },
	{ "(count crash >= 1 and count send from lb > 20000) or count send > 1000000",
	    "last route to s2", true },
	{ "count send from lb after first crash >= 20000", "first add by ana", true },
	{ "count miss where (outcome == refused or value > 0) >= 1 or count start in s2 > 4000",
	    "first refuse", true },
	{ "max value of start >= 5ms or count finish > 9000", "first add by ana", true },
	{ "count view for ana > 30 or count lose >= 90", "first lose", true },
	{ "no reply satisfies (attempt > 2) and count reply > 9000", "first reply", true },
	/* A time that is not over yet moves. */
	{ "count send from lb after 1s >= 1000", "first reply", false },
	{ "count reply before 2s >= 300 or count start > 6000", "first reply", false },
	/* These look back. */
	{ "count send before first crash >= 10", "first timeout", false },
	{ "max state_wire_bytes of send >= 1B and count send > 3000", "first reply", false },
	{ "count send after last crash >= 5000", "first reply", false },
	{ "s1 holds cart of ana", "first reply to bob", false },
};

/* More happens at the moment than a ring holds. */
static const char crowd[] =
    "{seed: 2, clients: {crowd: {count: 9000, script: [login, view cart]}}, "
    "servers: {count: 1, queue: unlimited, service: 1s}, stop: {after: 20s}, "
    "faults: [{at: 5s, do: crash, node: s1}, {at: {after: first crash}, do: restart, node: s1}, "
    "{at: {after: first hang}, do: restart, node: s1}], designs: {sticky: {}}}";

struct result {
	uint64_t digest, events, end_ns;
	struct single_moments moments;
	struct measures measures;
	bool kept;
};

static void
run(const struct scenario *scenario, bool keep, struct result *result)
{
	struct engine_targets targets = { 0 };
	struct single single;
	struct trace trace;

	for (uint32_t i = 0; i < LIMIT_ACCIDENTS; i++) {
		targets.server[i] = NONE16;
		targets.at_ns[i] = UINT64_MAX;
	}
	memset(result, 0, sizeof *result);
	single_begin(&single, scenario, &trace, &targets, keep, SINGLE_WHOLE, 0);
	while (single_step(&single))
		;
	result->digest = trace.digest;
	result->events = trace.event_total;
	result->end_ns = trace.end_ns;
	result->moments = single.moments;
	result->kept = trace.kept;
	single_measures(&single, &result->measures);
	single_end(&single);
	trace_release(&trace);
}

static struct scenario *
read_scenario(const char *text, const char *design, struct arena *arena)
{
	struct scenario_source source;
	struct findings findings;
	const struct node *tree;
	struct scenario *scenario = NULL;

	findings_init(&findings, arena);
	tree = yaml_read(text, strlen(text), NULL, arena, &findings);
	if (tree == NULL || !scenario_source_init(&source, "waits", tree, arena, &findings) ||
	    (scenario = scenario_build(&source, design, NULL, NULL, 0, arena, &findings)) == NULL ||
	    !single_check(scenario, arena, &findings))
		fail_msg("%s: %s", text, findings.rows[0].text);
	return scenario;
}

static struct scenario *
scenario_of(const char *when, const char *after, const char *design, struct arena *arena)
{
	const char *text = arena_printf(arena,
	    "{seed: 3, clients: {ana: {name: Ana, script: [login, add book, view cart], "
	    "every: 70ms, repeat: view cart, retry: {timeout: 300ms, attempts: 3}}, "
	    "bob: {start: 5ms, script: [login, add pen], repeat: view cart}}, "
	    "load: {arrivals: {rate: 400/s}, requests_per_session: {law: geometric, mean: 3}, "
	    "think: 50ms}, servers: {count: 3, workers: 2, "
	    "service: {law: exponential, mean: 2ms}}, "
	    "network: {loss: {client: {request: 2%%, reply: 2%%}}}, stop: {after: 12s, "
	    "when: \"%s\"}, faults: [{at: {after: \"%s\"}, do: crash, node: s1}], "
	    "designs: {%s: {}}}", when, after, design);

	return read_scenario(text, design, arena);
}

static void
condition__kept_or_going_along__holds_at_the_same_event(void **state)
{
	static const char *const designs[] = { "sticky", "store", "carry" };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t d = 0; d < sizeof designs / sizeof *designs; d++) {
			struct arena arena = { 0 };
			struct scenario *scenario = scenario_of(cases[i].when, cases[i].after,
			    designs[d], &arena);
			struct result kept, along;

			run(scenario, true, &kept);
			run(scenario, false, &along);
			if (kept.digest != along.digest || kept.events != along.events)
				fail_msg("%s: %s: not the same run", designs[d], cases[i].when);
			assert_int_equal(kept.end_ns, along.end_ns);
			assert_memory_equal(kept.moments.held_at, along.moments.held_at,
			    sizeof kept.moments.held_at);
			assert_memory_equal(&kept.measures, &along.measures, sizeof kept.measures);
			assert_true(kept.kept);
			assert_true(d > 0 || kept.moments.held_at[0] < UINT64_MAX);
			assert_int_equal(along.kept, !cases[i].goes_along);
			arena_release(&arena);
		}
}

static void
condition__more_at_once_than_a_ring_holds__is_not_missed(void **state)
{
	struct arena arena = { 0 };
	struct scenario *scenario = read_scenario(crowd, "sticky", &arena);
	struct result kept, along;

	(void)state;
	run(scenario, true, &kept);
	run(scenario, false, &along);
	assert_false(along.kept);
	assert_true(kept.moments.held_at[2] < UINT64_MAX);
	assert_int_equal(kept.events, along.events);
	assert_int_equal(kept.digest, along.digest);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(condition__more_at_once_than_a_ring_holds__is_not_missed),
		cmocka_unit_test(condition__kept_or_going_along__holds_at_the_same_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
