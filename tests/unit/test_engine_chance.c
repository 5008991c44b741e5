/* Faults at random: drawn from the seed, the same in all designs, as often and as long as they say;
 * and what they leave of a service's availability. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MS 1000000ull
#define SEEDS 20

struct spread {
	double sum, squares;
};

static void
add(struct spread *spread, double value)
{
	spread->sum += value;
	spread->squares += value * value;
}

/* Within four of the standard errors that the runs themselves give. */
static void
assert_within(const struct spread *spread, double expected, const char *what)
{
	double mean = spread->sum / SEEDS;
	double variance = (spread->squares - SEEDS * mean * mean) / (SEEDS - 1);
	double off = mean - expected;

	if (off * off > 16 * variance / SEEDS)
		print_error("%s: %g, expected %g\n", what, mean, expected);
	assert_true(off * off <= 16 * variance / SEEDS);
}

#define QUIET "clients: {ana: {script: [ping]}}\n"

/* The run of these keys with this seed, which has begun and ended. */
static void
run_seed(struct run *run, const char *keys, unsigned seed, const char *design, bool keep)
{
	struct str text = STR_INIT;

	*run = (struct run){ 0 };
	str_printf(&text, "seed: %u\n%s", seed, keys);
	run_begin_scenario(run, scenario_read(&run->arena, text.text, design, NULL), keep);
	run_all(run);
	str_release(&text);
}

static void
between__over_seeds__within_and_all_over(void **state)
{
	struct spread spread = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		const struct event *crash;
		struct run run;

		run_seed(&run, QUIET "stop: {after: 10s}\n"
		    "faults: [{at: {between: [2s, 8s]}, do: crash, node: s2}]\n", seed, "local",
		    true);
		assert_int_equal(run_count(&run, EVENT_CRASH), 1);
		crash = run_event(&run, run_find(&run, EVENT_CRASH, "s2", 0));
		assert_true(crash->at_ns >= 2000 * MS && crash->at_ns <= 8000 * MS);
		add(&spread, (double)crash->at_ns / 1e9);
		run_end(&run);
	}
	assert_within(&spread, 5, "between");
	assert_true(spread.squares / SEEDS - 25 > 1); /* 36/12 is what a uniform law gives */
}

static void
for__of_an_accident__ends_with_what_undoes_it(void **state)
{
	static const struct {
		const char *what;
		enum event_kind begins, ends;
	} cases[] = {
		{ "do: crash, node: s1", EVENT_CRASH, EVENT_RESTART },
		{ "do: hang, node: s1", EVENT_HANG, EVENT_RESTART },
		{ "do: slow, node: s1, factor: 3", EVENT_SLOW, EVENT_SLOW },
		{ "do: cut, from: lb, to: s1", EVENT_CUT, EVENT_HEAL },
		{ "do: store-down", EVENT_CHANGE, EVENT_CHANGE },
		{ "do: skew, node: s1, by: 3s", EVENT_CHANGE, EVENT_CHANGE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool same = cases[i].begins == cases[i].ends;
		char keys[300];
		struct run run;

		snprintf(keys, sizeof(keys), QUIET "stop: {after: 10s}\n"
		    "faults: [{at: 2s, %s, for: 1500ms}]\n", cases[i].what);
		run_watch(&run, keys, "store");
		assert_int_equal(run_event(&run, run_find(&run, cases[i].begins, NULL,
		    0))->at_ns, 2000 * MS);
		/* the restarts and keys of the start are no events of this kind */
		assert_int_equal(run_event(&run, run_find(&run, cases[i].ends, NULL,
		    same))->at_ns, 3500 * MS);
		run_end(&run);
	}
}

/* Poisson: as often as it says, less what would have hit a server that was still out. */
static void
every__exponential__as_often_as_it_says(void **state)
{
	struct spread often = { 0 }, thinned = { 0 }, first = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct run run;

		run_seed(&run, QUIET "stop: {after: 400s}\n"
		    "faults: [{every: {law: exponential, mean: 4s}, do: slow, factor: 2, node: "
		    "random}]\n", seed, "local", true);
		add(&often, run_count(&run, EVENT_SLOW));
		run_end(&run);
		run_seed(&run, QUIET "stop: {after: 400s}\n"
		    "faults: [{every: {law: exponential, mean: 4s}, do: crash, node: s1, for: "
		    "{law: exponential, mean: 4s}}]\n", seed, "local", true);
		add(&thinned, run_count(&run, EVENT_CRASH));
		add(&first, (double)run_event(&run, run_find(&run, EVENT_CRASH, NULL,
		    0))->at_ns / 1e9);
		run_end(&run);
	}
	assert_within(&often, 100, "crashes");
	assert_within(&thinned, 50, "crashes of one that is up half the time");
	assert_within(&first, 4, "time to the first crash");
}

static void
every__same_server__never_while_it_is_out(void **state)
{
	struct run run;
	bool up[3] = { true, true, true };

	(void)state;
	run_seed(&run, QUIET "stop: {after: 300s}\n"
	    "faults: [{at: 10s, every: {law: exponential, mean: 1s}, do: crash, node: random, "
	    "for: 2s}]\n", 3, "local", true);
	assert_true(run_count(&run, EVENT_CRASH) > 100);
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		const struct event *event = run_event(&run, i);
		uint16_t server = run.trace.actors[event->actor].index;

		if (event->kind == EVENT_CRASH) {
			assert_true(up[server] && event->at_ns > 10000 * MS);
			up[server] = false;
		} else if (event->kind == EVENT_RESTART) {
			assert_false(up[server]);
			up[server] = true;
		}
	}
	run_end(&run);
}

#define ACCIDENTS \
	"clients: {crowd: {count: 5, script: [login], repeat: view cart, think: {mean: 300ms}}}\n" \
	"stop: {after: 30s}\n"
#define BY_CHANCE ACCIDENTS \
	"faults: [{every: {law: exponential, mean: 5s}, do: crash, node: random, for: {law: " \
	"exponential, mean: 1s}}, {at: {between: [3s, 20s]}, do: hang, node: random, for: 2s}, " \
	"{at: 7s, do: slow, node: random, factor: 4}]\n"

/* The list that is shown before a run is the run: written into a scenario it gives the same. */
static void
list__written_out__same_run(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct arena arena = { 0 };
		struct str keys = STR_INIT;
		struct fault *faults;
		struct run drawn, written;
		uint32_t count;

		run_seed(&drawn, BY_CHANCE, seed, "sticky", false);
		faults = engine_faults(drawn.scenario, &arena, &count);
		str_add(&keys, ACCIDENTS "faults:\n");
		for (uint32_t i = 0; i < count; i++) {
			assert_true(i == 0 || faults[i].at_ns >= faults[i - 1].at_ns);
			str_add(&keys, "  - ");
			fault_print(&faults[i], &keys);
			str_add(&keys, "\n");
		}
		assert_null(strstr(keys.text, "random"));
		run_seed(&written, keys.text, seed, "sticky", false);
		assert_int_equal(written.trace.digest, drawn.trace.digest);
		run_end(&drawn);
		run_end(&written);
		str_release(&keys);
		arena_release(&arena);
	}
}

static void
list__of_another_design__the_same(void **state)
{
	struct arena arena = { 0 };
	const struct scenario *scenarios[2];
	struct str lines[2] = { STR_INIT, STR_INIT };

	(void)state;
	scenarios[0] = scenario_read(&arena, BY_CHANCE, "sticky", NULL);
	scenarios[1] = scenario_read(&arena, BY_CHANCE, "carry", NULL);
	for (int i = 0; i < 2; i++) {
		uint32_t count;
		struct fault *faults = engine_faults(scenarios[i], &arena, &count);

		assert_true(count > 5);
		for (uint32_t k = 0; k < count; k++)
			fault_print(&faults[k], &lines[i]);
	}
	assert_string_equal(lines[0].text, lines[1].text);
	str_release(&lines[0]);
	str_release(&lines[1]);
	arena_release(&arena);
}

/* ---- availability: A = [1 - (1 - a)^N] A_store ---- */

/* Servers up for 3 s and down for 1 s on average: a = 3/4; the store likewise for 9 s and 1 s. */
static void
check_availability(const char *design, unsigned servers, bool store, double expected)
{
	struct spread service = { 0 }, session = { 0 };
	struct str keys = STR_INIT;

	str_printf(&keys, "clients: {crowd: {count: 6, script: [login], repeat: view cart, "
	    "relogin: off, think: {mean: 2s}}}\nstop: {after: 1500s}\nwarmup: {after: 10s}\n"
	    "servers: {count: %u, workers: 99, service: 0ms}\nnetwork: {latency: 0ms}\n"
	    "token: {ttl: 10h}\nstore: {latency: 0ms}\nsession: {idle: 10h}\n"
	    "balancer: {health: {every: 1ms, fall: 1}}\nfaults:\n", servers);
	for (unsigned i = 1; i <= servers; i++)
		str_printf(&keys, "  - {at: 5s, every: {law: exponential, mean: 3s}, do: crash, "
		    "node: s%u, for: {law: exponential, mean: 1s}}\n", i);
	if (store)
		str_add(&keys, "  - {at: 5s, every: {law: exponential, mean: 9s}, do: store-down, "
		    "for: {law: exponential, mean: 1s}}\n");
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct run run;

		run_seed(&run, keys.text, seed, design, false);
		assert_int_equal(run.status, ENGINE_DONE);
		add(&service, run_measure(&run, "service_availability"));
		add(&session, run_measure(&run, "session_availability"));
		run_end(&run);
	}
	assert_within(&service, expected, "service availability");
	assert_within(&session, expected, "session availability");
	str_release(&keys);
}

static void
availability__of_servers__one_of_them_is_enough(void **state)
{
	(void)state;
	check_availability("token", 1, false, 0.75);
	check_availability("store", 2, false, 1 - 0.25 * 0.25);
	check_availability("store", 3, false, 1 - 0.25 * 0.25 * 0.25);
}

static void
availability__store_in_series__no_better_than_the_store(void **state)
{
	(void)state;
	check_availability("store", 2, true, (1 - 0.25 * 0.25) * 0.9);
	check_availability("store", 3, true, (1 - 0.25 * 0.25 * 0.25) * 0.9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(between__over_seeds__within_and_all_over),
		cmocka_unit_test(for__of_an_accident__ends_with_what_undoes_it),
		cmocka_unit_test(every__exponential__as_often_as_it_says),
		cmocka_unit_test(every__same_server__never_while_it_is_out),
		cmocka_unit_test(list__written_out__same_run),
		cmocka_unit_test(list__of_another_design__the_same),
		cmocka_unit_test(availability__of_servers__one_of_them_is_enough),
		cmocka_unit_test(availability__store_in_series__no_better_than_the_store),
	};

	return cmocka_run_group_tests_name("engine_chance", tests, NULL, NULL);
}
