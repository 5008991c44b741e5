/* The load: open arrivals, against the rows of tests/queueing.tsv, and what its sessions do. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"

#define TABLE "tests/queueing.tsv"
#define SEEDS 20

/* ---- rows of the table: mean work 1 ms, so that its times are milliseconds ---- */

static const struct {
	const char *quantity, *measure;
	double unit;
} quantities[] = {
	{ "rho", "utilisation", 1 }, { "L", "in_flight_mean", 1 }, { "Lq", "queue_mean", 1 },
	{ "W", "time_ns.mean", 1e6 }, { "Wq", "wait_ns.mean", 1e6 },
};
#define QUANTITIES (sizeof(quantities) / sizeof(quantities[0]))

struct spread {
	double sum, squares;
};

/* So many servers behind one queue. */
static void
run_station(double lambda, unsigned servers, struct spread spreads[QUANTITIES])
{
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct run run = { 0 };
		char keys[500];

		snprintf(keys, sizeof(keys), "seed: %u\nload: {arrivals: {rate: %.0f/s}, "
		    "action: ping}\nservers: {count: %u, queue: unlimited, "
		    "service: {law: exponential, mean: 1ms}}\nnetwork: {latency: 0ms}\n"
		    "stop: {requests: 7000}\nwarmup: {requests: 1500}\n"
		    "designs: {local: {balancer: {place: shared-queue}}}\n", seed, lambda * 1000,
		    servers);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "local", NULL), false);
		run_all(&run);
		for (size_t i = 0; i < QUANTITIES; i++) {
			double value = run_measure(&run, quantities[i].measure) /
			    quantities[i].unit;

			spreads[i].sum += value;
			spreads[i].squares += value * value;
		}
		run_end(&run);
	}
}

/* Within four of the standard errors that the runs themselves give. */
static void
assert_within(const struct spread *spread, double expected, const char *what)
{
	double mean = spread->sum / SEEDS;
	double variance = (spread->squares - SEEDS * mean * mean) / (SEEDS - 1);
	double error = prng_pow(variance / SEEDS, 0.5);

	if (mean < expected - 4 * error || mean > expected + 4 * error)
		print_error("%s: %g, not %g, standard error %g\n", what, mean, expected, error);
	assert_near(mean, expected, 4 * error);
}

static void
assert_erlang(void)
{
	struct spread spreads[QUANTITIES] = { { 0 } };
	char station[64] = "", *table, *line, *rest;
	size_t length, rows = 0;

	table = test_read_file(TABLE, &length);
	for (line = strtok_r(table, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		char family[16], params[64], quantity[32];
		double expected, lambda;
		unsigned workers = 1;

		if (sscanf(line, "%15s %63s %31s %lf", family, params, quantity, &expected) != 4 ||
		    strncmp(family, "mm", 2) != 0)
			continue;
		if (strcmp(params, station) != 0) {
			memset(spreads, 0, sizeof(spreads));
			snprintf(station, sizeof(station), "%s", params);
			if (sscanf(params, "c=%u;lambda=%lf", &workers, &lambda) != 2)
				assert_int_equal(sscanf(params, "lambda=%lf", &lambda), 1);
			run_station(lambda, workers, spreads);
		}
		for (size_t i = 0; i < QUANTITIES; i++) {
			if (strcmp(quantity, quantities[i].quantity) != 0)
				continue;
			assert_within(&spreads[i], expected, line);
			rows++;
		}
	}
	assert_int_equal(rows, 20);
	free(table);
}

static void
load__one_queue_before_all_servers__erlangs_formulas(void **state)
{
	(void)state;
	assert_erlang();
}

/* ---- sessions ---- */

static void
begin_long(struct run *run, const char *keys, const char *design)
{
	*run = (struct run){ 0 };
	run_begin_scenario(run, scenario_read(&run->arena, keys, design, NULL), false);
	run_all(run);
}

static void
load__sessions__log_in_once_and_ask_as_often_as_said(void **state)
{
	static const char *const designs[] = { "sticky", "store", "token", "carry" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct run run;
		double sessions;

		begin_long(&run, "load: {arrivals: {rate: 20/s}, requests_per_session: "
		    "{law: geometric, mean: 5}, think: {law: exponential, mean: 100ms}, "
		    "writes: 20%}\nstop: {after: 200s}", designs[i]);
		sessions = run_measure(&run, "sessions");
		/* 4000 sessions, give or take 63; 5 requests each, variance 5 * 4 */
		assert_near(sessions, 4000, 4 * 63.3);
		assert_near(run_measure(&run, "logins"), sessions, 2);
		assert_near(run_measure(&run, "requests") / sessions, 6, 4 * 0.071);
		assert_near(run_measure(&run, "forced_logins"), 0, 0);
		assert_near(run_measure(&run, "sessions_lost"), 0, 0);
		assert_near(run_measure(&run, "lost_with_client"), 0, 0);
		/* a few at a time: their names are used again and again */
		assert_true(run.trace.actor_count < 300);
		run_end(&run);
	}
}

/* Half of what 3 servers of 10 ms can do is 150 requests a second, 25 sessions of 6. */
static void
load__utilisation__the_rate_that_takes_this_share(void **state)
{
	struct run run;

	(void)state;
	begin_long(&run, "load: {arrivals: {utilisation: 0.5, law: constant}, "
	    "requests_per_session: 5}\nstop: {after: 100s}", "store");
	assert_near(run_measure(&run, "sessions"), 2500, 2);
	run_end(&run);
	begin_long(&run, "load: {arrivals: {utilisation: 0.5}, action: ping}\n"
	    "stop: {after: 200s}\nwarmup: 10s", "local");
	assert_near(run_measure(&run, "utilisation"), 0.5, 4 * 0.0029);
	run_end(&run);
}

static void
load__small__no_invariant_breaks_and_twins_meet_the_same_visitors(void **state)
{
	static const char keys[] = "load: {arrivals: {rate: 20/s}, requests_per_session: "
	    "{law: zipf, n: 6, s: 1.2}, think: {law: exponential, mean: 300ms}, writes: 50%}\n"
	    "clients: {ana: {script: [login, add pen, view cart]}}\n"
	    "faults: [{at: 4s, do: crash, node: s2}, {at: 6s, do: restart, node: s2}]\n"
	    "stop: {after: 12s}";
	struct run a, b;

	(void)state;
	run_watch(&a, keys, "sticky");
	run_watch(&b, keys, "carry");
	assert_near(run_measure(&a, "logins") - run_measure(&a, "forced_logins"),
	    run_measure(&b, "logins"), 0);
	assert_int_equal(a.trace.sessions[0].id_low, b.trace.sessions[0].id_low);
	assert_true(run_measure(&a, "forced_logins") > 0);
	assert_near(run_measure(&b, "forced_logins"), 0, 0);
	run_end(&a);
	run_end(&b);
}

/* Of two servers both are always looked at: the less busy one, and in turn when alike. */
static void
two_choices__of_two_servers__least_connections(void **state)
{
	static const char keys[] = "load: {arrivals: {utilisation: 0.8}, action: ping}\n"
	    "servers: {count: 2}\nstop: {requests: 3000}\n"
	    "designs: {two: {base: local, balancer: {place: two-choices}}, "
	    "least: {base: local, balancer: {place: least-connections}}}";
	struct run two, least;

	(void)state;
	begin_long(&two, keys, "two");
	begin_long(&least, keys, "least");
	assert_int_equal(two.trace.digest, least.trace.digest);
	run_end(&two);
	run_end(&least);
}

#define SHARED "designs: {local: {balancer: {place: shared-queue}}}\n"

/* All at the balancer at 10 ms: two find a worker, one waits until the first is done at 21 ms, the
 * fourth finds the one place taken. */
static void
shared_queue__one_place__waits_at_the_balancer_or_is_refused(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, SHARED "clients: {crowd: {count: 4, script: [ping]}}\n"
	    "servers: {count: 2, queue: 1}", "local");
	assert_int_equal(run_count(&run, EVENT_QUEUE), 1);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_QUEUE, "lb", 0))->at_ns, 10000000);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_ROUTE, "lb", 2))->at_ns, 21000000);
	assert_near(run_measure(&run, "wait_ns.max"), 11e6, 11e6 * 0.005);
	assert_int_equal(run.trace.requests[3].status, 503);
	assert_near(run_measure(&run, "ok"), 3, 0);
	run_end(&run);
}

static void
shared_queue__crashes_and_losses__everybody_is_answered(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, SHARED "clients: {crowd: {count: 9, repeat: ping, every: 20ms, "
	    "retry: {timeout: 200ms}}}\nservers: {count: 2}\n"
	    "network: {loss: {inside: 2%}}\nstop: {requests: 800}\n"
	    "faults: [{at: 300ms, do: crash, node: s1}, {at: 900ms, do: restart, node: s1}, "
	    "{at: 1200ms, do: crash, node: s2}, {at: 1500ms, do: crash, node: s1}, "
	    "{at: 2s, do: restart, node: s1}]", "local");
	assert_near(run_measure(&run, "ok") + run_measure(&run, "failed"), 800, 0);
	assert_true(run_measure(&run, "ok") > 300);
	run_end(&run);
}

/* An idle server is worth more than a saved hop once queues form: the crossing lies at 0.53. */
static void
crossover__store_against_sticky__slower_below_and_faster_above(void **state)
{
	static const double shares[] = { 0.45, 0.6 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run sticky, store;
		char keys[700];

		snprintf(keys, sizeof(keys), "load: {arrivals: {utilisation: %g}, action: ping}\n"
		    "stop: {requests: 60000}\nwarmup: {requests: 5000}\n"
		    "servers: {count: 4, queue: unlimited, while_waiting: free, service: {law: "
		    "exponential, mean: 1ms}}\nnetwork: {latency: 0ms}\n"
		    "store: {latency: 1ms, operations_per_request: 1}\ndesigns: {sticky: "
		    "{balancer: {place: random}}, store: {balancer: {place: shared-queue}}}",
		    shares[i]);
		begin_long(&sticky, keys, "sticky");
		begin_long(&store, keys, "store");
		/* 1 / (1 - rho) against 1 + 1 + the wait of M/M/4 */
		assert_near(run_measure(&sticky, "time_ns.mean") / 1e6, 1 / (1 - shares[i]), 0.2);
		if (i == 0)
			assert_true(run_measure(&sticky, "time_ns.mean") <
			    run_measure(&store, "time_ns.mean"));
		else
			assert_true(run_measure(&sticky, "time_ns.mean") >
			    run_measure(&store, "time_ns.mean"));
		run_end(&sticky);
		run_end(&store);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load__one_queue_before_all_servers__erlangs_formulas),
		cmocka_unit_test(load__sessions__log_in_once_and_ask_as_often_as_said),
		cmocka_unit_test(load__utilisation__the_rate_that_takes_this_share),
		cmocka_unit_test(load__small__no_invariant_breaks_and_twins_meet_the_same_visitors),
		cmocka_unit_test(two_choices__of_two_servers__least_connections),
		cmocka_unit_test(shared_queue__one_place__waits_at_the_balancer_or_is_refused),
		cmocka_unit_test(shared_queue__crashes_and_losses__everybody_is_answered),
		cmocka_unit_test(crossover__store_against_sticky__slower_below_and_faster_above),
	};

	return cmocka_run_group_tests_name("engine_load", tests, NULL, NULL);
}
