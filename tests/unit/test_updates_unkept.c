/* Lost updates and stale reads of runs that keep nothing, where what is usual of a session is brief
 * (trace/updates.c, trace/world_packed.c), are those of the kept trace. */
#include <stdio.h>

#include "lib/assert.h"
#include "lib/scenarios.h"
#include "trace/measures_inside.h"
#include "trace/world_fold.h"

#define WRITERS \
	"clients: {crowd: {count: 12, script: [login, add book, view cart, add pen & add lamp, " \
	"view cart, view cart, wait 2s, add mug, view cart, logout, login, add book, view cart], " \
	"think: {law: exponential, mean: 90ms}}}\n"

#define FORGETFUL \
	"clients: {crowd: {count: 9, devices: [a, b], script: [keep cookies, login, add book, " \
	"view cart, use b, login, add pen, view cart, clear cookies, view cart, use a, " \
	"put cookies back, view cart, add mug, login, view cart, logout, view cart], " \
	"think: {law: exponential, mean: 90ms}}}\nservers: {count: 3}\n"

/* More versions than a word can number: 8192. */
#define LONG_WRITER \
	"actions: {mark: {method: POST, path: /mark, reads: [cart], writes: [cart]}}\n" \
	"clients: {ana: {script: [login], repeat: mark, think: 1ms}}\n" \
	"servers: {count: 2, service: 0ms}\nnetwork: {latency: 0ms}\nstop: {requests: 8400}\n" \
	"faults: [{at: 8300ms, do: crash, node: s1}]\n"

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
	{ FORGETFUL "designs: {mine: {base: sticky, homes: {cart: client}}}\n", "mine", false,
	    false, false },
	{ FORGETFUL "designs: {mine: {base: carry, homes: {theme: client}}}\n", "mine", false,
	    false, false },
	{ FORGETFUL "designs: {mine: {base: token, homes: {cart: server}, "
	    "key: {cart: session}}}\n", "mine", false, false, false },
	{ WRITERS "token: {refresh: rotate}\n", "denylist", false, false, false },
	{ LONG_WRITER, "sticky", false, false, true },
	{ LONG_WRITER, "backup", false, false, false },
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
		assert_int_equal(plain.trace.digest, kept.trace.digest);
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

/* What fits in a word and what does not: an entry of another size, a version beyond its bits, what
 * a device carries; and only who holds it can drop it.  Out of the word it is what it was. */
static void
packed__what_does_not_fit__stays_out_of_the_word(void **state)
{
	struct run run = { 0 };
	struct world *world;
	uint16_t s1, device;
	uint32_t login, cart, version;
	struct event event;

	(void)state;
	run_begin_scenario(&run, scenario_read(&run.arena, "clients: {ana: {script: [login]}}\n"
	    "servers: {count: 2}\nstop: {after: 3s}\ndesigns: {mine: {base: sticky, homes: {login: "
	    "replica}, session: {copies: 1}, balancer: {affinity: none}}}\n"
	    "faults: [{at: 1s, do: crash, node: s2}]", "mine", NULL), false);
	run_all(&run);
	world = &run.fold->world;
	assert_true(world_packs(world));
	s1 = trace_actor(&run.trace, "s1");
	device = trace_actor(&run.trace, "ana-browser");
	login = trace_session_item(&run.trace, 0);
	cart = login + 1;
	event = (struct event){ .item = cart, .version = 5, .home = HOME_REPLICA, .session = 0,
		.value = run.scenario->pieces[trace_piece(&run.trace, "cart")].bytes };
	if (world_is_packed_item(world, cart))
		assert_true(world_drop_packed(world, s1, cart));
	assert_false(world_pack(world, device, &event));
	assert_true(world_pack(world, s1, &event));
	assert_true(world_packed_version(world, s1, cart, &version));
	assert_int_equal(version, 5);
	assert_false(world_drop_packed(world, trace_actor(&run.trace, "s2"), cart));
	event.value++;
	assert_false(world_pack(world, s1, &event));
	event.value--;
	event.version = 8191;
	assert_false(world_pack(world, s1, &event));
	event.version = 8190;
	event.home = HOME_TOKEN;
	assert_false(world_pack(world, s1, &event));
	event.home = HOME_REPLICA;
	assert_true(world_pack(world, s1, &event));
	world_unpack(world, cart);
	assert_false(world_is_packed_item(world, cart));
	assert_non_null(world_find(world, s1, cart));
	assert_int_equal(world_find(world, s1, cart)->version, 8190);
	assert_int_equal(world_find(world, s1, cart)->home, HOME_REPLICA);
	run_end(&run);
}

/* An older write that is acknowledged after a newer one, by a repeated reply, does not become the
 * newest: the store falls back to it, and who reads it reads what is stale. */
static void
updates__older_write_acknowledged_last__the_newer_one_counts(void **state)
{
	(void)state;
	for (int keep = 0; keep < 2; keep++) {
		struct run run = { 0 };

		run_begin_scenario(&run, scenario_read(&run.arena,
		    "clients: {ana: {script: [login, add pen & add cap, wait 2s, view cart], "
		    "retry: {timeout: 500ms}}}\n"
		    "servers: {count: 1}\nstore: {copies: 1, copy_lag: 1971ms}\n"
		    "faults: [{at: 500ms, do: drop, kind: reply, count: 1}, "
		    "{at: 3s, do: failover}]\n"
		    "designs: {mine: {base: store, idempotency: {home: store}}}", "mine", NULL),
		    keep == 1);
		run_all(&run);
		assert_near(run_measure(&run, "stale_reads"), 1, 0);
		assert_near(run_measure(&run, "duplicate_executions"), 0, 0);
		run_end(&run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(updates__nothing_is_kept__measures_of_the_kept_trace),
		cmocka_unit_test(updates__older_write_acknowledged_last__the_newer_one_counts),
		cmocka_unit_test(packed__what_does_not_fit__stays_out_of_the_word),
	};

	return cmocka_run_group_tests_name("updates_unkept", tests, NULL, NULL);
}
