/* Laws of routing and of fleets over seeds, against the rows of tests/routing.tsv: how many keys
 * move, how evenly they lie, what sessions are lost, what freedom of choice is worth. */
#include "lib/assert.h"
#include "lib/choices.h"
#include "lib/scenarios.h"
#include "lib/spread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"

static void
begin(struct run *run, const char *keys, bool keep)
{
	*run = (struct run){ 0 };
	run_begin_scenario(run, scenario_read(&run->arena, keys, "mine", NULL), keep);
	run_all(run);
}

/* Requests that each server was given first by the balancer, for a reason (NONE: any). */
static void
count_given(const struct run *run, enum reason reason, uint64_t from_ns, unsigned *given)
{
	memset(given, 0, LIMIT_SERVERS * sizeof(*given));
	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = run_event(run, i);

		if (event->kind == EVENT_ROUTE && event->at_ns >= from_ns &&
		    (reason == REASON_NONE || trace_reason(&run->trace, event) == reason))
			given[run->trace.actors[event->other].index]++;
	}
}

/* ---- keys ---- */

#define KEYS 1000

/* The share of all keys that lead elsewhere when the fleet changes from so many to so many. */
static struct spread
moved_share(unsigned from, unsigned to, const char *map)
{
	struct spread spread = { 0 };

	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run;
		char keys[500], change[60];

		if (to > from)
			snprintf(change, sizeof(change), "scale-out, count: %u", to - from);
		else
			snprintf(change, sizeof(change), "scale-in, node: s%u", 1 + seed % from);
		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, script: "
		    "[ping]}}\nservers: {count: %u, queue: unlimited, service: 0ms}\n"
		    "stop: {after: 3s}\nfaults: [{at: 2s, do: %s}]\ndesigns: {mine: {base: local, "
		    "balancer: {affinity: key, map: %s}}}", seed, KEYS, from, change, map);
		begin(&run, keys, false);
		assert_near(run_measure(&run, "ok"), KEYS, 0);
		spread_add(&spread, run_measure(&run, "remapped") / KEYS);
		run_end(&run);
	}
	return spread;
}

static void
keys__fleet_changes__as_many_move_as_the_map_must(void **state)
{
	static const unsigned rows[][2] = { { 3, 4 }, { 4, 3 }, { 4, 8 }, { 10, 11 }, { 10, 9 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static const char *const maps[] = { "modulo", "rendezvous", "ring", "bounded" };
		char params[40];

		snprintf(params, sizeof(params), "from=%u;to=%u", rows[i][0], rows[i][1]);
		for (size_t map = 0; map < 4; map++) {
			struct spread spread = moved_share(rows[i][0], rows[i][1], maps[map]);

			assert_spread(&spread, known_answer("hash_move", params, map == 0 ?
			    "modulo_moved" : "consistent_moved_minimum"), maps[map]);
		}
	}
}

/* The greatest and the least share of a ring, and the square of the relative deviation. */
static void
ring_shares(unsigned servers, unsigned points, unsigned count, struct spread *most,
    struct spread *least, struct spread *square)
{
	for (unsigned seed = 1; seed <= 2 * SPREAD_SEEDS; seed++) {
		unsigned given[LIMIT_SERVERS], high = 0, low = count;
		struct run run;
		char keys[400];
		double sum = 0;

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, script: "
		    "[ping]}}\nservers: {count: %u, queue: unlimited, service: 0ms}\ndesigns: "
		    "{mine: {base: local, balancer: {affinity: key, map: ring, virtual_nodes: "
		    "%u}}}", seed, count, servers, points);
		begin(&run, keys, true);
		count_given(&run, REASON_KEY, 0, given);
		for (unsigned i = 0; i < servers; i++) {
			double share = (double)given[i] * servers / count - 1;

			sum += share * share;
			high = given[i] > high ? given[i] : high;
			low = given[i] < low ? given[i] : low;
		}
		spread_add(most, (double)high / count);
		spread_add(least, (double)low / count);
		spread_add(square, sum / servers);
		run_end(&run);
	}
}

static void
ring__shares_of_servers__as_uneven_as_their_points(void **state)
{
	static const struct {
		unsigned servers, points, keys;
		bool extremes;
	} rows[] = { { 4, 1, 1000, true }, { 10, 1, 1000, true }, { 10, 100, 4000, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct spread most = { 0 }, least = { 0 }, square = { 0 };
		double deviation, noise = (rows[i].servers - 1.0) / rows[i].keys;
		char params[40];

		snprintf(params, sizeof(params), "servers=%u;vnodes=%u", rows[i].servers,
		    rows[i].points);
		ring_shares(rows[i].servers, rows[i].points, rows[i].keys, &most, &least, &square);
		deviation = known_answer("hash_ring", params, "share_rel_sd");
		/* a finite number of keys spreads by itself */
		assert_spread(&square, deviation * deviation * (1 - 1.0 / rows[i].keys) + noise,
		    params);
		if (!rows[i].extremes)
			continue;
		assert_spread(&most, known_answer("hash_ring", params, "expected_max_share"),
		    params);
		assert_spread(&least, known_answer("hash_ring", params, "expected_min_share"),
		    params);
	}
}

/* ---- balls in bins ---- */

#define THROWS (2 * SPREAD_SEEDS)

static void
place_balls(unsigned balls, const char *place, struct spread *most, struct spread *empty,
    struct spread *square, unsigned fullest[THROWS])
{
	for (unsigned seed = 1; seed <= THROWS; seed++) {
		unsigned given[LIMIT_SERVERS], high = 0, none = 0;
		struct run run;
		char keys[400];
		double sum = 0;

		/* nothing is ever answered: each ball stays where it fell */
		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, script: "
		    "[ping]}}\nservers: {count: 10, queue: unlimited, service: 1h}\nstop: {after: "
		    "1s}\ndesigns: {mine: {base: local, balancer: {place: %s}}}", seed, balls,
		    place);
		begin(&run, keys, true);
		count_given(&run, REASON_FREE, 0, given);
		for (unsigned i = 0; i < 10; i++) {
			double off = given[i] - balls / 10.0;

			sum += off * off;
			high = given[i] > high ? given[i] : high;
			none += given[i] == 0;
		}
		fullest[seed - 1] = high;
		spread_add(most, high);
		spread_add(empty, none / 10.0);
		spread_add(square, sum / 10);
		run_end(&run);
	}
}

/* How often the fullest has so many at most: a chance, whose standard error is known. */
static void
assert_fullest(const unsigned fullest[THROWS], const char *params, unsigned from, unsigned to)
{
	for (unsigned most = from; most <= to; most++) {
		char quantity[20];
		double expected, seen = 0;

		snprintf(quantity, sizeof(quantity), "P_max_le_%u", most);
		expected = known_answer("balls_bins", params, quantity);
		for (unsigned i = 0; i < THROWS; i++)
			seen += fullest[i] <= most;
		assert_near(seen / THROWS, expected,
		    4 * prng_pow(expected * (1 - expected) / THROWS, 0.5));
	}
}

static void
place__random__balls_in_bins(void **state)
{
	static const unsigned rows[] = { 10, 100, 1000 }, from[] = { 2, 12, 107 },
		to[] = { 3, 15, 110 };
	unsigned fullest[THROWS];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct spread most = { 0 }, empty = { 0 }, square = { 0 };
		double deviation;
		char params[40];

		snprintf(params, sizeof(params), "balls=%u;bins=10", rows[i]);
		place_balls(rows[i], "random", &most, &empty, &square, fullest);
		assert_fullest(fullest, params, from[i], to[i]);
		assert_spread(&most, known_answer("balls_bins", params, "expected_max_load"),
		    params);
		deviation = known_answer("balls_bins", params, "load_sd");
		assert_spread(&square, deviation * deviation, params);
		if (i == 0)
			assert_spread(&empty, known_answer("balls_bins", params,
			    "expected_empty_fraction"), params);
	}
}

/* The fullest of ten is about one above the mean, however many balls there are. */
static void
place__two_choices__fullest_hardly_above_the_mean(void **state)
{
	static const unsigned rows[] = { 100, 1000 };
	unsigned fullest[THROWS];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct spread most = { 0 }, empty = { 0 }, square = { 0 };

		place_balls(rows[i], "two-choices", &most, &empty, &square, fullest);
		assert_true(spread_mean(&most) - rows[i] / 10.0 < 2);
		assert_true(spread_mean(&most) - rows[i] / 10.0 > 0.5);
	}
}

/* ---- what freedom of choice is worth ---- */

/* Mean times in units of work, over seeds; `warmup` of `requests` do not count. */
static struct spread
times(unsigned servers, double rho, const char *place, unsigned warmup, unsigned requests)
{
	struct spread spread = { 0 };

	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run;
		char keys[500];

		snprintf(keys, sizeof(keys), "seed: %u\nload: {arrivals: {utilisation: %g}, "
		    "action: ping}\nservers: {count: %u, queue: unlimited, service: {law: "
		    "exponential, mean: 1ms}}\nnetwork: {latency: 0ms}\nstop: {requests: %u}\n"
		    "warmup: {requests: %u}\ndesigns: {mine: {base: local, balancer: {place: %s}}}",
		    seed, rho, servers, warmup + requests, warmup, place);
		run_begin_of_clients(&run, keys, "mine");
		run_all(&run);
		spread_add(&spread, run_measure(&run, "time_ns.mean") / 1e6);
		run_end(&run);
	}
	return spread;
}

static void
place__random_in_turn_or_one_queue__waits_as_known(void **state)
{
	static const char *const places[][2] = { { "round-robin", "Wq_round_robin" },
		{ "random", "Wq_random" }, { "shared-queue", "Wq_shared_queue" } };
	static const struct {
		unsigned servers;
		const char *rho;
		unsigned warmup; /* of one server; a queue for all forgets as much sooner */
	} rows[] = { { 2, "0.8", 1000 }, { 4, "0.8", 2000 }, { 4, "0.9", 7000 },
		{ 10, "0.9", 16000 } };

	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
		for (size_t i = 0; i < 3; i++) {
			double rho = strtod(rows[r].rho, NULL);
			struct spread spread = times(rows[r].servers, rho, places[i][0],
			    i == 2 ? 2000 : rows[r].warmup, 9000);
			char params[40];

			snprintf(params, sizeof(params), "servers=%u;rho=%s;mu=1",
			    rows[r].servers, rows[r].rho);
			/* wait and work */
			assert_spread(&spread, 1 + known_answer("dispatch", params, places[i][1]),
			    places[i][1]);
		}
}

/* The law is of a fleet without end: 64 servers are up to 6 % slower, and known to be. */
static void
place__one_choice_or_two__time_as_known(void **state)
{
	static const char *const loads[] = { "0.5", "0.7", "0.9", "0.95" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		double rho = strtod(loads[i], NULL), fleet = choices_time(rho, 64);
		struct spread spread = times(64, rho, "two-choices", i < 3 ? 4000 : 9000, 9000);
		char params[40];

		snprintf(params, sizeof(params), "lambda=%s;d=2", loads[i]);
		assert_spread(&spread, fleet, params);
		/* what the term of 1/N is: all that a fleet a million times as large lacks */
		assert_near(choices_time(rho, 64000000), known_answer("power_of_d", params, "W"),
		    1e-6);
		assert_true(fleet > known_answer("power_of_d", params, "W") &&
		    fleet < 1.06 * known_answer("power_of_d", params, "W"));
		spread = times(2, rho, "random", i < 2 ? 1000 : i < 3 ? 3000 : 12000, 9000);
		snprintf(params, sizeof(params), "lambda=%s;d=1", loads[i]);
		assert_spread(&spread, known_answer("power_of_d", params, "W"), params);
	}
}

/* Mean time with a store, one hop as long as the work, less that of sticky sessions. */
static struct spread
store_less_sticky(double rho, const char *place, const char *waiting_worker)
{
	struct spread spread = { 0 };

	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		double ms[2];

		for (int i = 0; i < 2; i++) {
			struct run run;
			char keys[600];

			snprintf(keys, sizeof(keys), "seed: %u\nload: {arrivals: {utilisation: "
			    "%g}, action: ping}\nstop: {requests: 6000}\nwarmup: {requests: "
			    "1000}\nservers: {count: 4, queue: unlimited, while_waiting: %s, "
			    "service: {law: exponential, mean: 1ms}}\nnetwork: {latency: 0ms}\n"
			    "store: {latency: 1ms, operations_per_request: 1}\ndesigns: {mine: "
			    "{base: %s, balancer: {place: %s}}}", seed, rho, waiting_worker,
			    i == 0 ? "store" : "sticky", i == 0 ? place : "random");
			run_begin_of_clients(&run, keys, "mine");
			run_all(&run);
			ms[i] = run_measure(&run, "time_ns.mean") / 1e6;
			run_end(&run);
		}
		spread_add(&spread, ms[0] - ms[1]);
	}
	return spread;
}

static void
crossover__store_against_sticky__where_it_is_by_placing(void **state)
{
	static const struct {
		const char *place, *worker;
		double below, above; /* 0: sticky stays ahead */
	} rows[] = {
		{ "shared-queue", "free", 0.48, 0.58 }, /* 0.53 */
		{ "least-connections", "free", 0.55, 0.65 }, /* 0.60 */
		{ "round-robin", "free", 0.63, 0.73 }, /* 0.68 */
		{ "random", "free", 0.9, 0 },
		{ "shared-queue", "held", 0.2, 0 }, { "shared-queue", "held", 0.45, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct spread spread = store_less_sticky(rows[i].below, rows[i].place,
		    rows[i].worker);

		assert_spread_sign(&spread, true, rows[i].place);
		if (!(rows[i].above > 0))
			continue;
		spread = store_less_sticky(rows[i].above, rows[i].place, rows[i].worker);
		assert_spread_sign(&spread, false, rows[i].place);
	}
}

/* ---- sessions ---- */

#define CROWD "clients: {crowd: {count: 100, every: 500ms, script: [login], repeat: view cart}}\n" \
	"servers: {count: %u, workers: 100}\n" \
	"designs: {mine: {base: sticky, balancer: {place: random}}}\n"

/* Over seeds: the share of sessions lost to faults, of those there just before the first. */
static struct spread
lost_share(unsigned servers, const char *faults, const char *measure, unsigned stop_s,
    struct spread *square)
{
	struct spread spread = { 0 };

	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run;
		char keys[900], crowd[400];

		snprintf(crowd, sizeof(crowd), CROWD, servers);
		snprintf(keys, sizeof(keys), "seed: %u\n%sfaults: [%s]\nstop: {after: %us}", seed,
		    crowd, faults, stop_s);
		begin(&run, keys, false);
		assert_near(run_measure(&run, "sessions_live_at_fault"), 100, 0);
		spread_add(&spread, run_measure(&run, measure) / 100);
		if (square) {
			double off = run_measure(&run, measure) - 100.0 / servers;

			spread_add(square, off * off);
		}
		run_end(&run);
	}
	return spread;
}

static void
sessions__one_crash_or_two__their_share_of_servers(void **state)
{
	static const unsigned rows[] = { 2, 4, 10 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char params[40];
		struct spread square = { 0 }, spread = lost_share(rows[i],
		    "{at: 2s, do: crash, node: random}", "sessions_lost", 4, &square);
		double deviation;

		snprintf(params, sizeof(params), "servers=%u;sessions=%u", rows[i],
		    rows[i] == 10 ? 100000 : 1000);
		assert_spread(&spread, known_answer("session_loss", params,
		    "one_crash_lost_fraction"), params);
		/* of the number lost; 100 sessions here, and it grows with their root */
		deviation = known_answer("session_loss", params, "one_crash_lost_count_sd");
		assert_spread(&square, deviation * deviation / (rows[i] == 10 ? 1000 : 10), params);
		spread = lost_share(rows[i], "{at: 2s, do: crash, node: s1}, {at: 2s, do: crash, "
		    "node: s2}", "sessions_lost", 3, NULL);
		assert_spread(&spread, known_answer("session_loss", params,
		    "two_crashes_lost_fraction"), params);
	}
}

/* Everybody asks while each server is away, and is placed evenly among the others: more than one
 * login a session.  With one new server first, it is exactly one. */
static void
sessions__deploy__lost_more_than_once_each(void **state)
{
	static const unsigned rows[] = { 2, 4, 10 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		static const char *const measures[] = { "sessions_lost", "forced_logins" };
		char params[40];

		snprintf(params, sizeof(params), "servers=%u;sessions=%u", rows[i],
		    rows[i] == 10 ? 100000 : 1000);
		for (int k = 0; k < 2; k++) {
			struct spread spread = lost_share(rows[i], "{at: 2s, do: deploy, order: "
			    "random, down: 1s, pause: 300ms}", measures[k], 3 + rows[i] * 2, NULL);

			assert_spread(&spread, known_answer("session_loss", params,
			    "rolling_restart_losses_per_session"), params);
			if (k == 1)
				continue;
			spread = lost_share(rows[i], "{at: 2s, do: deploy, down: 1s, pause: 300ms, "
			    "surge: 1}", measures[k], 3 + rows[i] * 2, NULL);
			assert_spread(&spread, 1, params);
		}
	}
}

/* The second request finds the server of the first by chance; in turn, by the chance of who else
 * asked meanwhile. */
static void
sessions__no_affinity__next_request_elsewhere(void **state)
{
	static const unsigned rows[] = { 2, 4, 10, 2, 4, 10 };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct spread spread = { 0 };
		char params[40];

		for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
			struct run run;
			char keys[400];

			snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 200, "
			    "relogin: off, think: {mean: 1s}, script: [login, view cart]}}\n"
			    "servers: {count: %u, queue: unlimited}\ndesigns: {mine: {base: local, "
			    "balancer: {place: %s}}}", seed, rows[i],
			    i < 3 ? "random" : "round-robin");
			begin(&run, keys, false);
			spread_add(&spread, 1 - run_measure(&run, "hit_rate"));
			run_end(&run);
		}
		snprintf(params, sizeof(params), "servers=%u;sessions=%u", rows[i],
		    rows[i] == 10 ? 100000 : 1000);
		assert_spread(&spread, known_answer("session_loss", params,
		    "round_robin_or_random_next_request_elsewhere"), params);
	}
}

/* Of each member of the crowd, a bit a server that it was given. */
static void
note_servers(const struct trace *trace, uint8_t *servers)
{
	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];

		if (event->kind == EVENT_ROUTE)
			servers[trace->actors[trace->requests[event->request].client].member] |=
			    (uint8_t)(1u << trace->actors[event->other].index);
	}
}

/* A flow of five steps that all have to meet one server: (1/N)^4, and N (1 - (1 - 1/N)^5) servers
 * that have seen some of it. */
static void
sessions__no_affinity__five_requests_on_one_server(void **state)
{
	static const unsigned rows[] = { 2, 4 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct spread alone = { 0 }, met = { 0 };
		double other = 1 - 1.0 / rows[i], all = other * other * other * other * other;
		char params[40];

		for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
			uint8_t servers[201] = { 0 };
			struct run run;
			char keys[400];

			snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 200, "
			    "think: {mean: 1s}, script: [ping, ping, ping, ping, ping]}}\n"
			    "servers: {count: %u, queue: unlimited}\ndesigns: {mine: {base: "
			    "local, balancer: {place: random}}}", seed, rows[i]);
			begin(&run, keys, true);
			note_servers(&run.trace, servers);
			for (unsigned who = 0; who < 200; who++) {
				unsigned count = 0;

				for (unsigned bits = servers[who]; bits != 0; bits &= bits - 1)
					count++;
				spread_add(&alone, count == 1);
				spread_add(&met, count);
			}
			run_end(&run);
		}
		snprintf(params, sizeof(params), "servers=%u;sessions=1000", rows[i]);
		assert_spread(&alone, known_answer("session_loss", params,
		    "random_five_requests_all_on_one_server"), params);
		assert_spread(&met, rows[i] * (1 - all), params);
	}
}

/* A miss makes a new session where it happened and its cookie replaces the old one: alone and in
 * turn, the next request is always a server further; at random it is there one time in N. */
static void
sessions__lone_client_and_overwrite__no_hit_in_turn(void **state)
{
	(void)state;
	for (unsigned servers = 2; servers <= 4; servers++) {
		struct spread random = { 0 };

		for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++)
			for (int turn = 0; turn < 2; turn++) {
				struct run run;
				unsigned hits = 0, misses = 0;
				char keys[500];

				snprintf(keys, sizeof(keys), "seed: %u\nactions: {peek: {needs: "
				    "none, reads: [cart]}}\nclients: {ana: {every: 100ms, script: "
				    "[login], repeat: peek}}\nstop: {requests: 201}\nsession: "
				    "{on_miss: overwrite}\nservers: {count: %u}\ndesigns: {mine: "
				    "{base: local, balancer: {place: %s}}}", seed, servers,
				    turn ? "round-robin" : "random");
				begin(&run, keys, true);
				hits = run_count(&run, EVENT_READ);
				misses = run_count(&run, EVENT_MISS);
				assert_int_equal(hits + misses, 200);
				if (turn)
					assert_int_equal(hits, 0);
				else
					spread_add(&random, hits / 200.0);
				run_end(&run);
			}
		assert_spread(&random, 1.0 / servers, "hits at random");
	}
}

/* Only new sessions come to a new server: after one mean length of a session it has 1 - 1/e of its
 * share of the requests that belong to one. */
static void
sessions__scale_out__new_servers_share_grows_as_sessions_end(void **state)
{
	static const double ages[] = { 0.5, 1, 2 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct spread spread = { 0 };
		double expected = 0;

		/* sessions of 5 requests, 1 s apart: 5 s on average; 0.5 s are looked at */
		for (int part = 0; part < 10; part++)
			expected += (1 - prng_exp(-ages[i] - (part + 0.5) / 100)) / 50;
		for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
			unsigned given[LIMIT_SERVERS], all = 0;
			uint64_t from_ms = (uint64_t)(30000 + ages[i] * 5000);
			struct run run;
			char keys[700];

			snprintf(keys, sizeof(keys), "seed: %u\nload: {arrivals: {rate: 40/s}, "
			    "requests_per_session: {law: geometric, mean: 5}, think: {mean: 1s}}\n"
			    "servers: {count: 4, workers: 100, service: 0ms}\nnetwork: {latency: "
			    "0ms}\nfaults: [{at: 30s, do: scale-out}]\nstop: {after: %llums}\n"
			    "designs: {mine: {base: sticky, balancer: {place: random}}}", seed,
			    (unsigned long long)from_ms + 500);
			begin(&run, keys, true);
			count_given(&run, REASON_COOKIE, from_ms * 1000000, given);
			for (int k = 0; k < 5; k++)
				all += given[k];
			spread_add(&spread, (double)given[4] / all);
			run_end(&run);
		}
		assert_spread(&spread, expected, "the new server's share");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys__fleet_changes__as_many_move_as_the_map_must),
		cmocka_unit_test(ring__shares_of_servers__as_uneven_as_their_points),
		cmocka_unit_test(place__random__balls_in_bins),
		cmocka_unit_test(place__two_choices__fullest_hardly_above_the_mean),
		cmocka_unit_test(place__random_in_turn_or_one_queue__waits_as_known),
		cmocka_unit_test(place__one_choice_or_two__time_as_known),
		cmocka_unit_test(crossover__store_against_sticky__where_it_is_by_placing),
		cmocka_unit_test(sessions__one_crash_or_two__their_share_of_servers),
		cmocka_unit_test(sessions__deploy__lost_more_than_once_each),
		cmocka_unit_test(sessions__no_affinity__next_request_elsewhere),
		cmocka_unit_test(sessions__no_affinity__five_requests_on_one_server),
		cmocka_unit_test(sessions__lone_client_and_overwrite__no_hit_in_turn),
		cmocka_unit_test(sessions__scale_out__new_servers_share_grows_as_sessions_end),
	};

	return cmocka_run_group_tests_name("engine_spread", tests, NULL, NULL);
}
