/* Laws of wide fleets, of a hundred servers and of a thousand, against rows of tests/routing.tsv
 * and tests/sessions.tsv: how evenly keys and requests lie, how many move, what one crash is. */
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "lib/spread.h"

#include <stdio.h>
#include <string.h>

#include "base/prng.h"

#define RING 8192u
#define SLICE 2048u /* less than a ring, however many events one step makes */

/* Runs it to its end without keeping it; how many requests each server was given first. */
static void
count_given(const char *keys, unsigned given[LIMIT_SERVERS])
{
	struct run run = { 0 };
	uint64_t seen = 0;

	memset(given, 0, LIMIT_SERVERS * sizeof(*given));
	run_begin_scenario(&run, scenario_read(&run.arena, keys, "mine", NULL), false);
	run.options.measures = NULL;
	run.options.ring_events = RING;
	run.options.slice_events = SLICE;
	run.options.no_digest = true;
	run.engine = engine_new(run.scenario, &run.trace, &run.options);
	do {
		run.status = engine_step(run.engine);
		/* before the first request all users' rows of the database are made, in one step */
		if (run.trace.ring_next - seen > RING)
			seen = run.trace.ring_next - RING;
		for (; seen < run.trace.ring_next; seen++) {
			const struct event *event = trace_ring_event(&run.trace, seen);

			if (event->kind == EVENT_ROUTE)
				given[run.trace.actors[event->other].index]++;
		}
	} while (run.status == ENGINE_RUNNING);
	assert_null(engine_broken_invariant(run.engine));
	run_end(&run);
}

/* ---- balls in bins ---- */

#define THROWS (2 * SPREAD_SEEDS)

static void
balls__as_many_bins_and_more__fullest_empty_and_uneven(void **state)
{
	static const struct {
		unsigned balls, bins, from, to; /* the rows of the fullest */
	} rows[] = { { 100, 100, 3, 5 }, { 1000, 1000, 4, 6 }, { 2000, 100, 28, 31 } };

	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		struct spread most = { 0 }, empty = { 0 }, square = { 0 }, within[4] = { { 0 } };
		double deviation, none;
		char params[40], keys[400];

		snprintf(params, sizeof(params), "balls=%u;bins=%u", rows[r].balls, rows[r].bins);
		for (unsigned seed = 1; seed <= THROWS; seed++) {
			unsigned given[LIMIT_SERVERS], high = 0, free = 0;
			double sum = 0;

			/* nothing is ever answered: each ball stays where it fell */
			snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, "
			    "script: [ping]}}\nservers: {count: %u, queue: unlimited, service: "
			    "1h}\nstop: {after: 1s}\ndesigns: {mine: {base: local, balancer: "
			    "{place: random}}}", seed, rows[r].balls, rows[r].bins);
			count_given(keys, given);
			for (unsigned i = 0; i < rows[r].bins; i++) {
				double off = given[i] - (double)rows[r].balls / rows[r].bins;

				sum += off * off / rows[r].bins;
				high = given[i] > high ? given[i] : high;
				free += given[i] == 0;
			}
			spread_add(&most, high);
			spread_add(&empty, (double)free / rows[r].bins);
			spread_add(&square, sum);
			for (unsigned k = rows[r].from; k <= rows[r].to; k++)
				spread_add(&within[k - rows[r].from], high <= k);
		}
		assert_spread(&most, known_answer("balls_bins", params, "expected_max_load"),
		    params);
		deviation = known_answer("balls_bins", params, "load_sd");
		assert_spread(&square, deviation * deviation, params);
		none = known_answer("balls_bins", params, "expected_empty_fraction");
		assert_spread(&empty, none > 1e-6 ? none : 0, params);
		for (unsigned k = rows[r].from; !SANITISED && k <= rows[r].to; k++) {
			char quantity[20];
			double expected;

			/* a chance, whose standard error is known */
			snprintf(quantity, sizeof(quantity), "P_max_le_%u", k);
			expected = known_answer("balls_bins", params, quantity);
			assert_near(spread_mean(&within[k - rows[r].from]), expected,
			    4 * prng_pow(expected * (1 - expected) / THROWS, 0.5));
		}
	}
}

/* ---- keys ---- */

#define KEYS 1500

static struct spread
moved_share(unsigned from, int by, const char *map)
{
	struct spread spread = { 0 };

	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run = { 0 };
		char keys[500], change[60];

		if (by > 0)
			snprintf(change, sizeof(change), "scale-out, count: %d", by);
		else
			snprintf(change, sizeof(change), "scale-in, node: s%u",
			    1 + seed * 7 % from);
		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, script: "
		    "[ping]}}\nservers: {count: %u, queue: unlimited, service: 0ms}\n"
		    "stop: {after: 2100ms}\nfaults: [{at: 2s, do: %s}]\nbalancer: {health: {every: "
		    "10s}}\ndesigns: {mine: {base: local, balancer: {affinity: key, map: %s}}}",
		    seed, KEYS, from, change, map);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "mine", NULL), false);
		run_all(&run);
		assert_near(run_measure(&run, "ok"), KEYS, 0);
		spread_add(&spread, run_measure(&run, "remapped") / KEYS);
		run_end(&run);
	}
	return spread;
}

static void
keys__one_server_more_or_less__all_move_or_one_share(void **state)
{
	static const char *const maps[] = { "modulo", "rendezvous", "ring", "bounded" };
	static const struct {
		unsigned from;
		int by;
		size_t maps;
	} rows[] = { { 100, 1, 4 }, { 256, -1, 3 }, { 1000, 1, 2 } };

	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
		for (size_t map = 0; map < (SANITISED ? 2 : rows[r].maps); map++) {
			struct spread spread = moved_share(rows[r].from, rows[r].by, maps[map]);
			/* the larger of both: (N - 1) / N by modulo, 1 / N by any good map */
			double larger = rows[r].from + (rows[r].by > 0 ? 1 : 0);

			if (r == 0)
				assert_near(map == 0 ? 1 - 1 / larger : 1 / larger,
				    known_answer("hash_move", "from=100;to=101", map == 0 ?
				    "modulo_moved" : "consistent_moved_minimum"), 1e-12);
			assert_spread(&spread, map == 0 ? 1 - 1 / larger : 1 / larger, maps[map]);
		}
}

static void
ring__hundred_servers__as_uneven_as_their_points(void **state)
{
	static const unsigned rows[][2] = { { 100, 8000 }, { 1000, 20000 } }; /* points, keys */

	(void)state;
	for (size_t r = 0; r < 2; r++) {
		struct spread square = { 0 };
		double deviation, noise = 99.0 / rows[r][1];
		char params[40], keys[400];

		for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
			unsigned given[LIMIT_SERVERS];
			double sum = 0;

			snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, "
			    "script: [ping]}}\nservers: {count: 100, queue: unlimited, service: "
			    "0ms}\ndesigns: {mine: {base: local, balancer: {affinity: key, map: "
			    "ring, virtual_nodes: %u}}}", seed, rows[r][1], rows[r][0]);
			count_given(keys, given);
			for (unsigned i = 0; i < 100; i++) {
				double share = given[i] * 100.0 / rows[r][1] - 1;

				sum += share * share / 100;
			}
			spread_add(&square, sum);
		}
		snprintf(params, sizeof(params), "servers=100;vnodes=%u", rows[r][0]);
		deviation = known_answer("hash_ring", params, "share_rel_sd");
		/* a finite number of keys spreads by itself, and alone is not enough */
		assert_spread(&square, deviation * deviation * (1 - 1.0 / rows[r][1]) + noise,
		    params);
		if (!SANITISED)
			assert_true(spread_mean(&square) - noise > 4 * spread_error(&square));
	}
}

/* ---- sessions ---- */

#define SESSIONS 3000u
#define HUNDRED "servers=100;sessions=1000000"

static void
run_crowd(struct run *run, unsigned seed, const char *designs, const char *faults, unsigned stop_s)
{
	char keys[900];

	*run = (struct run){ 0 };
	snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, every: 900ms, script: "
	    "[login], repeat: view cart}}\nservers: {count: 100, workers: 1000}\n"
	    "balancer: {health: {every: 5s}}\nfaults: [%s]\nstop: {after: %us}\n"
	    "designs: {mine: {%s, balancer: {place: random}}}", seed, SESSIONS, faults, stop_s,
	    designs);
	run_begin_scenario(run, scenario_read(&run->arena, keys, "mine", NULL), false);
	run_all(run);
}

static void
sessions__hundred_servers__one_in_a_hundred_a_crash(void **state)
{
	struct spread one = { 0 }, square = { 0 }, two = { 0 }, copied = { 0 };
	double deviation = known_answer("session_loss", HUNDRED, "one_crash_lost_count_sd");

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		unsigned first = 1 + seed * 37 % 100;
		unsigned second = 1 + (first + seed * seed % 99) % 100;
		struct run run;
		char both[100];
		double off;

		/* servers give their copies in turn: here the two are any two */
		snprintf(both, sizeof(both), "{at: 2s, do: crash, node: s%u}, {at: 2s, do: crash, "
		    "node: s%u}", first, second);

		run_crowd(&run, seed, "base: sticky", "{at: 2s, do: crash, node: random}", 3);
		assert_near(run_measure(&run, "sessions_live_at_fault"), SESSIONS, 0);
		off = run_measure(&run, "sessions_lost") - SESSIONS / 100.0;
		spread_add(&one, run_measure(&run, "sessions_lost") / SESSIONS);
		spread_add(&square, off * off);
		run_end(&run);
		run_crowd(&run, seed, "base: sticky", both, 3);
		spread_add(&two, run_measure(&run, "sessions_lost") / SESSIONS);
		run_end(&run);
		run_crowd(&run, seed, "base: backup", both, 3);
		spread_add(&copied, run_measure(&run, "sessions_lost") / SESSIONS);
		run_end(&run);
	}
	assert_spread(&one, known_answer("session_loss", HUNDRED, "one_crash_lost_fraction"),
	    "one");
	/* of the number lost, which grows with the root of that of sessions */
	assert_spread(&square, deviation * deviation * SESSIONS / 1e6, "deviation");
	assert_spread(&two, known_answer("session_loss", HUNDRED, "two_crashes_lost_fraction"),
	    "two");
	assert_spread(&copied, known_answer("session_loss", HUNDRED,
	    "two_copies_two_crashes_lost_fraction"), "two copies");
}

static void
sessions__hundred_servers_no_affinity__next_request_elsewhere(void **state)
{
	struct spread elsewhere = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run = { 0 };
		char keys[400];

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 2000, relogin: "
		    "off, think: {mean: 1s}, script: [login, view cart]}}\nservers: {count: 100, "
		    "queue: unlimited}\ndesigns: {mine: {base: local, balancer: {place: random}}}",
		    seed);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "mine", NULL), false);
		run_all(&run);
		spread_add(&elsewhere, 1 - run_measure(&run, "hit_rate"));
		run_end(&run);
	}
	assert_spread(&elsewhere, known_answer("session_loss", HUNDRED,
	    "round_robin_or_random_next_request_elsewhere"), "elsewhere");
}

/* Everybody asks while each of a hundred is away in its turn. */
static void
sessions__hundred_servers_restarted_in_turn__lost_1_71_times(void **state)
{
	struct spread lost = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run = { 0 };
		char keys[700];

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 100, every: "
		    "500ms, script: [login], repeat: view cart}}\nservers: {count: 100, workers: "
		    "100}\n"
		    "balancer: {health: {every: 5s}}\nfaults: [{at: 2s, do: deploy, order: random, "
		    "down: 1s, pause: 0s}]\nstop: {after: 104s}\ndesigns: {mine: {base: sticky, "
		    "balancer: {place: random}}}", seed);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "mine", NULL), false);
		run_all(&run);
		spread_add(&lost, run_measure(&run, "sessions_lost") / 100);
		run_end(&run);
	}
	assert_spread(&lost, known_answer("session_loss", HUNDRED,
	    "rolling_restart_losses_per_session"), "lost");
}

/* ---- what a set of servers has to know beyond the sixty-fourth ---- */

/* All but one are dead, nobody has noticed: each refusal is remembered, none is asked twice. */
static void
redispatch__all_but_one_of_two_hundred_dead__found_in_the_end(void **state)
{
	static const char *const places[] = { "round-robin", "random", "least-connections",
		"two-choices", "shared-queue" };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct run run = { 0 };
		struct str keys = STR_INIT;

		str_add(&keys, "clients: {ana: {start: 1s, script: [ping], retry: off}}\n"
		    "servers: {count: 200}\nbalancer: {health: {every: 1h}}\n"
		    "network: {latency: 1us}\nstop: {after: 3s}\nfaults: [");
		for (unsigned server = 1; server <= 200; server++)
			if (server != 130)
				str_printf(&keys, "{at: %ums, do: crash, node: s%u}, ",
				    500 + server, server);
		str_printf(&keys, "{at: 2s, do: restart, node: s7}]\ndesigns: {mine: {base: local, "
		    "balancer: {place: %s}}}", places[i]);
		run_begin_scenario(&run, scenario_read(&run.arena, keys.text, "mine", NULL), true);
		run_checked(&run);
		assert_near(run_measure(&run, "ok"), 1, 0);
		assert_true(run_count(&run, EVENT_REDISPATCH) < 200);
		run_end(&run);
		str_release(&keys);
	}
}

/* A copy on another server, both beyond the sixty-fourth: whoever is asked finds it; and who holds
 * it is known, so that no write makes a third. */
static void
copies__two_of_a_hundred__found_whoever_is_asked(void **state)
{
	struct run run = { 0 };

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 300, start: 100ms, every: 200ms, script: [login, "
	    "add book, view cart, view cart, view cart, logout]}}\nservers: {count: 100}\n"
	    "session: {copies: 1}\nfaults: [{at: 550ms, do: crash, node: s99}]\n"
	    "designs: {mine: {base: backup, balancer: {place: random, affinity: none}}}", "mine");
	assert_near(run_measure(&run, "sessions_lost"), 0, 0);
	assert_near(run_measure(&run, "hit_rate"), 1, 0);
	assert_near(run_measure(&run, "ok"), 1800, 5); /* what died with s99 */
	run_end(&run);
	run_begin(&run, "clients: {crowd: {count: 100, script: [login, add book, add pen, add "
	    "lamp]}}\n"
	    "servers: {count: 100}\nsession: {copies: 1}\n"
	    "designs: {mine: {base: backup}}", "mine");
	run_all(&run);
	assert_near(run_measure(&run, "holders_max"), 2, 0);
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(balls__as_many_bins_and_more__fullest_empty_and_uneven),
		cmocka_unit_test(keys__one_server_more_or_less__all_move_or_one_share),
		cmocka_unit_test(ring__hundred_servers__as_uneven_as_their_points),
		cmocka_unit_test(sessions__hundred_servers__one_in_a_hundred_a_crash),
		cmocka_unit_test(sessions__hundred_servers_no_affinity__next_request_elsewhere),
		cmocka_unit_test(sessions__hundred_servers_restarted_in_turn__lost_1_71_times),
		cmocka_unit_test(redispatch__all_but_one_of_two_hundred_dead__found_in_the_end),
		cmocka_unit_test(copies__two_of_a_hundred__found_whoever_is_asked),
	};

	return cmocka_run_group_tests_name("engine_wide", tests, NULL, NULL);
}
