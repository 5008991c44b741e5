/* Clients once more: what of their pacing no other test looks at, and how unevenly the sessions of
 * many fall on servers. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>

#define MS 1000000ull
#define SEEDS 20

/* When the nth send by an actor left. */
static uint64_t
sent_ns(const struct run *run, const char *actor, uint32_t nth)
{
	return run_event(run, run_find(run, EVENT_SEND, actor, nth))->at_ns;
}

static void
script__words_that_send_nothing__take_no_turn(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {devices: [a, b], script: [ping, back, use b, back, ping, "
	    "clear cookies, ping]}}\n", "local");
	assert_int_equal(run.trace.request_count, 3);
	assert_int_equal(sent_ns(&run, "ana-a", 0), 0);
	assert_int_equal(sent_ns(&run, "ana-b", 0), 1000 * MS);
	assert_int_equal(sent_ns(&run, "ana-b", 1), 2000 * MS);
	run_end(&run);
}

static void
script__start__its_grid_begins_there(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {start: 700ms, every: 300ms, script: [ping, wait 1s, ping, "
	    "ping]}}\n", "local");
	assert_int_equal(sent_ns(&run, "ana-browser", 0), 700 * MS);
	assert_int_equal(sent_ns(&run, "ana-browser", 1), 2000 * MS);
	assert_int_equal(sent_ns(&run, "ana-browser", 2), 2300 * MS);
	run_end(&run);
}

/* Under strict turns her login is always on the other server. */
static void
relogin__second_401__ends_the_action(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, ping]}}\n"
	    "servers: {count: 2}\n", "local");
	assert_statuses(&run, "ana", "200 401 (200) 401 200");
	assert_close(run_measure(&run, "forced_logins"), 1, 0);
	/* a login and its repeat at once, 32 ms each; the next action at the next grid point */
	assert_int_equal(sent_ns(&run, "ana-browser", 2), 1032 * MS);
	assert_int_equal(sent_ns(&run, "ana-browser", 3), 1064 * MS);
	assert_int_equal(sent_ns(&run, "ana-browser", 4), 2000 * MS);
	run_end(&run);
}

static void
relogin__login_that_fails__ends_the_action(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, ping]}}\n"
	    "servers: {count: 2}\nbalancer: {on_dead: refuse}\n"
	    "faults: [{at: 1030ms, do: crash, node: s1}]\n"
	    "designs: {mine: {base: local, balancer: {place: round-robin}}}\n", "mine");
	assert_statuses(&run, "ana", "200 401 (503) 200");
	run_end(&run);
}

static void
retry__given_up__next_action_at_the_first_grid_point_after(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {every: 100ms, script: [ping, ping, ping], retry: "
	    "{timeout: 40ms, attempts: 3, backoff: 1.5}}}\n"
	    "faults: [{at: 50ms, do: drop, kind: reply, count: 3}]\n", "local");
	assert_statuses(&run, "ana", "200 - 200");
	assert_int_equal(sent_ns(&run, "ana-browser", 1), 100 * MS);
	assert_int_equal(sent_ns(&run, "ana-browser", 2), 140 * MS);
	assert_int_equal(sent_ns(&run, "ana-browser", 3), 200 * MS);
	/* 40, 60 and 90 ms: given up at 290 */
	assert_int_equal(run_event(&run, run.trace.requests[1].end_event)->at_ns, 290 * MS);
	assert_int_equal(sent_ns(&run, "ana-browser", 4), 300 * MS);
	run_end(&run);
}

static void
retry__one_at_a_time__nothing_else_leaves_meanwhile(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {every: 10ms, script: [ping, ping], retry: {timeout: 1s, "
	    "attempts: unlimited, backoff: 1}}}\n"
	    "faults: [{at: 0s, do: drop, kind: request, count: 5}]\n", "local");
	assert_statuses(&run, "ana", "200 200");
	assert_close(run_measure(&run, "attempts"), 7, 0);
	assert_int_equal(sent_ns(&run, "ana-browser", 5), 5000 * MS);
	/* known at 5032 ms */
	assert_int_equal(sent_ns(&run, "ana-browser", 6), 5040 * MS);
	run_end(&run);
}

static void
crowd__members_and_devices__each_on_its_own(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 2, devices: [a, b], script: [login, use b, view "
	    "cart, login, use a, view cart], relogin: off}}\nservers: {count: 1, workers: 9}\n",
	    "sticky");
	assert_statuses(&run, "crowd-1", "200 401 200 200");
	assert_statuses(&run, "crowd-2", "200 401 200 200");
	assert_int_equal(run.trace.session_count, 4);
	run_end(&run);
}

/* ---- how unevenly sessions fall on servers ---- */

#define SERVERS 5u
#define SESSIONS 1000.0

/* Variance of servers' requests over the square of their mean, one run. */
static double
unevenness(const char *requests, unsigned seed)
{
	double started[SERVERS] = { 0 }, mean = 0, squares = 0;
	char keys[700];
	struct run run = { 0 };

	/* a thousand sessions, then nobody comes any more and all go to their end */
	snprintf(keys, sizeof(keys), "seed: %u\nload: {arrivals: {law: constant, mean: 10ms}, "
	    "requests_per_session: %s, think: 5ms, action: ping}\n"
	    "servers: {count: %u, workers: 99, service: 1ms}\nnetwork: {latency: 0ms}\n"
	    "stop: {after: 40s}\nfaults: [{at: 10005ms, do: change, path: load.arrivals.mean, to: "
	    "1h}]\ndesigns: {sticky: {balancer: {place: random}}}\n", seed, requests, SERVERS);
	run_begin_scenario(&run, scenario_read(&run.arena, keys, "sticky", NULL), true);
	run_all(&run);
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		const struct event *event = run_event(&run, i);

		if (event->kind == EVENT_START)
			started[run.trace.actors[event->actor].index]++;
	}
	run_end(&run);
	for (unsigned i = 0; i < SERVERS; i++)
		mean += started[i] / SERVERS;
	for (unsigned i = 0; i < SERVERS; i++)
		squares += (started[i] - mean) * (started[i] - mean);
	return squares / (SERVERS - 1) / (mean * mean);
}

/* CV = sqrt((1 + c^2) N / S), where c is the CV of a session's requests. */
static void
check_unevenness(const char *requests, double c_squared)
{
	double sum = 0, squares = 0, mean, variance, off;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		double value = unevenness(requests, seed);

		sum += value;
		squares += value * value;
	}
	mean = sum / SEEDS;
	variance = (squares - SEEDS * mean * mean) / (SEEDS - 1);
	off = mean - (1 + c_squared) * SERVERS / SESSIONS;
	if (off * off > 16 * variance / SEEDS)
		print_error("%s: %g off %g\n", requests, mean, off);
	assert_true(off * off <= 16 * variance / SEEDS);
}

static void
sessions__of_equal_length__spread_as_balls_in_bins(void **state)
{
	(void)state;
	check_unevenness("4", 0);
}

static void
sessions__geometric__less_even(void **state)
{
	(void)state;
	check_unevenness("{law: geometric, mean: 10}", 0.9); /* (m^2 - m) / m^2 */
}

static void
sessions__heavy_tailed__less_even_still(void **state)
{
	double one = 0, two = 0, all = 0;

	(void)state;
	for (int k = 1; k <= 100; k++) {
		double square_root = k;

		/* k^-1.5 */
		for (int i = 0; i < 60; i++)
			square_root = (square_root + k / square_root) / 2;
		all += 1 / (k * square_root);
		one += k / (k * square_root);
		two += (double)k * k / (k * square_root);
	}
	check_unevenness("{law: zipf, n: 100, s: 1.5}", two / all / (one / all * (one / all)) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(script__words_that_send_nothing__take_no_turn),
		cmocka_unit_test(script__start__its_grid_begins_there),
		cmocka_unit_test(relogin__second_401__ends_the_action),
		cmocka_unit_test(relogin__login_that_fails__ends_the_action),
		cmocka_unit_test(retry__given_up__next_action_at_the_first_grid_point_after),
		cmocka_unit_test(retry__one_at_a_time__nothing_else_leaves_meanwhile),
		cmocka_unit_test(crowd__members_and_devices__each_on_its_own),
		cmocka_unit_test(sessions__of_equal_length__spread_as_balls_in_bins),
		cmocka_unit_test(sessions__geometric__less_even),
		cmocka_unit_test(sessions__heavy_tailed__less_even_still),
	};

	return cmocka_run_group_tests_name("engine_people", tests, NULL, NULL);
}
