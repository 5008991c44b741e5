/* Lost updates and stale reads of runs that keep nothing, where what is usual of a session is brief
 * (trace/updates.c, trace/world_packed.c), are those of the kept trace. */
#include <stdio.h>

#include "lib/assert.h"
#include "lib/scenarios.h"

#define WRITERS \
	"clients: {crowd: {count: 12, script: [login, add book, view cart, add pen & add lamp, " \
	"view cart, view cart, wait 2s, add mug, view cart, logout, login, add book, view cart], " \
	"think: {law: exponential, mean: 90ms}}}\n"

static const struct {
	const char *keys, *design;
	bool stale, lost, sessions; /* some of them */
} cases[] = {
	{ WRITERS "servers: {count: 3, cache: {pieces: [login, cart], ttl: 3s}}\n", "store",
	    true, true, false },
	{ WRITERS "servers: {count: 3}\nsession: {copy: async, copy_lag: 300ms}\n"
	    "balancer: {affinity: none}\n", "replica", false, false, false },
	{ WRITERS "servers: {count: 3}\n"
	    "store: {copies: 1, copy_lag: 300ms}\nfaults: [{at: 900ms, do: failover}, "
	    "{at: 1400ms, do: failover}]\n", "store", true, true, false },
	{ WRITERS "servers: {count: 3}\nbalancer: {affinity: none}\n"
	    "session: {on_miss: overwrite}\n", "local", false, false, true },
	{ WRITERS "servers: {count: 3}\nfaults: [{at: 700ms, do: crash, node: s1}, "
	    "{at: 1200ms, do: restart, node: s1}, {at: 2100ms, do: crash, node: s2}]\n",
	    "sticky", false, false, true },
	{ WRITERS "servers: {count: 3}\nsession: {idle: 400ms}\n", "sticky", false, false, false },
};

static void
updates__nothing_is_kept__measures_of_the_kept_trace(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run kept = { 0 }, plain = { 0 };
		struct measures expected, found;

		run_begin_scenario(&kept, scenario_read(&kept.arena, cases[i].keys, cases[i].design,
		    NULL), true);
		run_all(&kept);
		if (cases[i].stale)
			assert_true(run_measure(&kept, "stale_reads") > 0);
		if (cases[i].lost)
			assert_true(run_measure(&kept, "lost_updates") > 0);
		if (cases[i].sessions)
			assert_true(run_measure(&kept, "sessions_lost") > 0);
		run_begin_scenario(&plain, scenario_read(&plain.arena, cases[i].keys,
		    cases[i].design, NULL), false);
		plain.trace.sweep_min = 1;
		run_all(&plain);
		measures_of(&kept.trace, &expected);
		measures_fold_read(plain.fold, plain.trace.end_ns, &found);
		for (uint32_t row = 0; row < measure_row_count; row++) {
			if (expected.known[row] != found.known[row] || (found.known[row] &&
			    (expected.value[row] < found.value[row] ||
			    expected.value[row] > found.value[row])))
				fail_msg("case %zu: %s: %f kept, %f not", i, measure_rows[row].name,
				    expected.value[row], found.value[row]);
		}
		run_end(&kept);
		run_end(&plain);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(updates__nothing_is_kept__measures_of_the_kept_trace),
	};

	return cmocka_run_group_tests_name("updates_unkept", tests, NULL, NULL);
}
