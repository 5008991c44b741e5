/* The store: what it can do in a second, what it can hold, who takes over. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/sentence.h"

#define MS 1000000ull
#define SEEDS 20

static void
begin_long(struct run *run, const char *keys, const char *design)
{
	*run = (struct run){ 0 };
	run_begin_scenario(run, scenario_read(&run->arena, keys, design, NULL), false);
	run_all(run);
}

static const struct event *
find(const struct run *run, enum event_kind kind, const char *actor, uint32_t nth)
{
	uint32_t index = run_find(run, kind, actor, nth);

	if (index == NONE32) {
		run_dump(run);
		fail_msg("no such event");
	}
	return run_event(run, index);
}

static void
assert_sentence(const struct run *run, const struct event *event, const char *expected)
{
	struct str text = STR_INIT;

	sentence_event(&run->trace, (uint32_t)(event - run->trace.events), &text);
	assert_string_equal(text.text, expected);
	str_release(&text);
}

/* ---- capacity ---- */

#define PINGS "network: {latency: 0ms}\nservers: {count: 1, workers: 9, service: 0ms}\n"

/* Three calls at 0 at a store that takes one up every millisecond. */
static void
capacity__three_at_once__taken_up_apart(void **state)
{
	struct run run;
	const struct event *event;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 3, script: [ping]}}\n" PINGS
	    "store: {capacity: 1000/s, latency: 0.2ms, operations_per_request: 1}", "store");
	assert_int_equal(find(&run, EVENT_SEND, "store", 0)->at_ns, MS / 5);
	assert_int_equal(find(&run, EVENT_SEND, "store", 1)->at_ns, MS + MS / 5);
	assert_int_equal(find(&run, EVENT_SEND, "store", 2)->at_ns, 2 * MS + MS / 5);
	event = find(&run, EVENT_QUEUE, "store", 1);
	assert_int_equal(event->at_ns, 0);
	assert_int_equal(event->value, 2);
	assert_sentence(&run, event,
	    "The store is busy: what s1 asks waits, number 2 in the queue.");
	event = find(&run, EVENT_START, "store", 1);
	assert_int_equal(event->at_ns, 2 * MS);
	assert_int_equal(event->value, 2 * MS);
	assert_sentence(&run, event, "The store takes up what s1 asked, after a wait of 2 ms.");
	assert_close(run_measure(&run, "store_wait_ns.mean"), 1e6, 0);
	assert_close(run_measure(&run, "store_wait_ns.max"), 2e6, 0);
	/* two waited for 1 ms and one for another, of 2.2 ms */
	assert_close(run_measure(&run, "store_queue_mean"), 3 / 2.2, 1e-12);
	/* nobody waited at the server */
	assert_close(run_measure(&run, "queue_mean"), 0, 0);
	assert_close(run_measure(&run, "wait_ns.max"), 0, 0);
	run_end(&run);
}

/* A seventh of a second is no whole number of nanoseconds: the eighth call comes after 1 s all the
 * same. */
static void
capacity__no_whole_nanoseconds__the_rate_is_kept(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 8, script: [ping]}}\n" PINGS
	    "store: {capacity: 7/s, latency: 0ms, operations_per_request: 1}", "store");
	assert_int_equal(find(&run, EVENT_SEND, "store", 1)->at_ns, 142857143);
	assert_in_range(find(&run, EVENT_SEND, "store", 7)->at_ns, 1000 * MS, 1000 * MS + 1);
	run_end(&run);
}

/* Another place's calls do not wait: the database has no such bound. */
static void
capacity__database__not_bounded(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 9, script: [login, add pen]}}\n"
	    "store: {capacity: 1/s}", "token");
	assert_int_equal(run_count(&run, EVENT_QUEUE), 2 * 6);
	assert_int_equal(run_find(&run, EVENT_QUEUE, "db", 0), NONE32);
	run_end(&run);
}

struct spread {
	double sum, squares;
};

static void
add(struct spread *spread, double value)
{
	spread->sum += value;
	spread->squares += value * value;
}

static void
assert_mean(const struct spread *spread, double expected, const char *what)
{
	double mean = spread->sum / SEEDS;
	double error = sqrt((spread->squares - SEEDS * mean * mean) / (SEEDS - 1) / SEEDS);

	if (fabs(mean - expected) > 4 * error)
		fail_msg("%s: %g, not %g, standard error %g", what, mean, expected, error);
}

static void
run_store_station(const char *latency, unsigned rate, double expected_ns)
{
	struct spread waits = { 0 };

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		char keys[600];
		struct run run;
		double per_second;

		snprintf(keys, sizeof(keys), "seed: %u\nload: {arrivals: {rate: %u/s}, "
		    "requests_per_session: 1, action: ping}\n" PINGS
		    "stop: {after: 30s}\nwarmup: 1s\nstore: {capacity: 1000/s, "
		    "operations_per_request: 1, latency: {%s, mean: 1ms}}\ndesigns: {store: "
		    "{servers: {while_waiting: free, queue: unlimited}}}", seed, rate, latency);
		begin_long(&run, keys, "store");
		per_second = run_measure(&run, "store_ops") / 29;
		add(&waits, run_measure(&run, "store_wait_ns.mean"));
		/* Little's law, but for those who wait at the beginning and at the end */
		assert_true(fabs(run_measure(&run, "store_queue_mean") - per_second *
		    run_measure(&run, "store_wait_ns.mean") / 1e9) < 0.01);
		run_end(&run);
	}
	assert_mean(&waits, expected_ns, latency);
}

/* rho / (mu (1 - rho)) with exponential work, half of it with constant work. */
static void
capacity__exponential_latency__the_textbooks_single_server(void **state)
{
	(void)state;
	run_store_station("law: exponential", 500, 1e6);
	run_store_station("law: exponential", 800, 4e6);
	run_store_station("law: constant", 800, 2e6);
}

/* Eight workers of 1.6 ms a request: 5000/s a server, until the store's 100000/s over two
 * operations cap it at ten servers. */
static void
capacity__more_and_more_servers__a_knee_at_ten(void **state)
{
	static const unsigned counts[] = { 1, 4, 9, 10, 12, 32 };

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		unsigned servers = counts[i] < 10 ? counts[i] : 10;
		char keys[500];
		struct run run;
		double throughput;

		snprintf(keys, sizeof(keys), "load: {arrivals: {rate: 200000/s}, "
		    "requests_per_session: 1, action: ping}\nnetwork: {latency: 0ms}\n"
		    "servers: {count: %u, workers: 8, service: {law: constant, mean: 1.2ms}}\n"
		    "store: {latency: 0.2ms, operations_per_request: 2, capacity: 100000/s}\n"
		    "stop: {after: 300ms}\n", counts[i]);
		begin_long(&run, keys, "store");
		throughput = run_measure(&run, "throughput");
		assert_true(throughput <= 5000.0 * servers * 1.001);
		if (throughput < 4800.0 * servers)
			fail_msg("%u servers: %g/s", counts[i], throughput);
		run_end(&run);
	}
}

/* ---- memory ---- */

#define THREE "clients:\n  ana: {relogin: off, script: [login, wait 1s, view cart]}\n" \
	"  bob: {relogin: off, start: 200ms, script: [login, wait 300ms, view cart, wait 1s, " \
	"view cart]}\n  cid: {relogin: off, start: 400ms, script: [login, wait 1s, view cart]}\n" \
	"state: {login: {bytes: 100}, cart: {bytes: 400}}\n"

static void
memory__refuse__who_comes_late_cannot_log_in(void **state)
{
	struct run run;
	const struct event *event;

	(void)state;
	run_watch(&run, THREE "store: {memory: 1400}", "store");
	assert_statuses(&run, "ana", "200 200");
	assert_statuses(&run, "cid", "503 401");
	event = find(&run, EVENT_REFUSE, "store", 0);
	assert_int_equal(trace_reason(&run.trace, event), REASON_FULL);
	assert_sentence(&run, event, "The store is full and refuses to keep what s3 sent.");
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	assert_close(run_measure(&run, "ram_bytes.store"), 1000, 0);
	run_end(&run);
}

/* Ana's is the longest unused when Cid comes; Bob's was looked at in between. */
static void
memory__lru__the_longest_unused_is_logged_out(void **state)
{
	struct run run;
	const struct event *event;

	(void)state;
	run_watch(&run, THREE "store: {memory: 1400, eviction: lru}", "store");
	assert_statuses(&run, "ana", "200 401");
	assert_statuses(&run, "bob", "200 200 200");
	assert_statuses(&run, "cid", "200 200");
	event = find(&run, EVENT_EVICT, "store", 0);
	assert_int_equal(trace_reason(&run.trace, event), REASON_PUSHED_OUT);
	assert_sentence(&run, event,
	    "The store removes session ab2: its memory is full, and nothing there was used "
	    "longer ago.");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	assert_close(run_measure(&run, "ram_bytes.store"), 1000, 0);
	run_end(&run);
}

static void
memory__none__grows(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, THREE "store: {memory: 1400, eviction: none}", "store");
	assert_statuses(&run, "ana", "200 200");
	assert_statuses(&run, "cid", "200 200");
	assert_close(run_measure(&run, "ram_bytes.store"), 1500, 0);
	run_end(&run);
}

/* ---- copies ---- */

#define PEN_THEN_NOT "add 200 [\"book\",\"pen\"]\nview 200 [\"book\"]\n"
#define SHOPPER "clients: {ana: {relogin: off, script: [login, add book, add pen, view " \
	"cart]}}\n"

/* The pen is written at 2.0235 s, the copy is 100 ms behind. */
static void
failover__a_write_within_the_lag__falls_back(void **state)
{
	struct run run;
	const struct event *event;
	char *answers;

	(void)state;
	run_watch(&run, SHOPPER "store: {copies: 1, copy_lag: 100ms}\n"
	    "faults: [{at: 2100ms, do: failover}]", "store");
	answers = run_answers(&run, "ana");
	assert_non_null(strstr(answers, PEN_THEN_NOT));
	free(answers);
	event = find(&run, EVENT_CHANGE, "store", 0);
	assert_int_equal(event->value, 1);
	assert_sentence(&run, event,
	    "A copy of the store takes over. 1 write had not reached it and is lost.");
	event = find(&run, EVENT_WRITE, "store", 2);
	assert_int_equal(event->version, 2);
	assert_sentence(&run, event,
	    "The store goes back to an older version of Ana's cart: book.");
	assert_close(run_measure(&run, "stale_reads"), 1, 0);
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

static void
failover__a_login_within_the_lag__is_lost(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, SHOPPER "store: {copies: 1, copy_lag: 300ms}\n"
	    "faults: [{at: 300ms, do: failover}]", "store");
	assert_statuses(&run, "ana", "200 401 401 401");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	assert_close(run_measure(&run, "sessions_live_at_fault"), 1, 0);
	run_end(&run);
}

/* The copy takes over long after the crash: what counts is what had been sent by the crash. */
static void
failover__after_a_crash__the_tail_of_the_crash_is_lost(void **state)
{
	struct run run;
	char *answers;

	(void)state;
	run_watch(&run, SHOPPER "store: {copies: 1, copy_lag: 100ms}\n"
	    "faults: [{at: 2100ms, do: crash, node: store}, {at: 2900ms, do: failover}]",
	    "store");
	answers = run_answers(&run, "ana");
	assert_non_null(strstr(answers, PEN_THEN_NOT));
	free(answers);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

static void
failover__not_in_time__nobody_is_served(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, SHOPPER "store: {copies: 1, copy_lag: 0s}\n"
	    "faults: [{at: 1500ms, do: crash, node: store}, {at: 2500ms, do: failover}]",
	    "store");
	assert_statuses(&run, "ana", "200 200 503 200");
	assert_close(run_measure(&run, "stale_reads"), 0, 0);
	run_end(&run);
}

/* A store that is restarted instead begins empty, and its copies follow it. */
static void
failover__restart_instead__all_is_lost(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, SHOPPER "store: {copies: 1}\nfaults: [{at: 1500ms, do: crash, node: "
	    "store}, {at: 1600ms, do: restart, node: store}]", "store");
	assert_statuses(&run, "ana", "200 200 401 401");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	run_end(&run);
}

/* Nobody told the copy of the logout. */
static void
failover__a_logout_within_the_lag__is_undone(void **state)
{
	struct run run;
	const struct event *event;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, logout]}}\n"
	    "store: {copies: 1, copy_lag: 500ms}\nfaults: [{at: 1100ms, do: failover}]\n"
	    "stop: {after: 2s}", "store");
	event = find(&run, EVENT_CREATE, "store", 2);
	assert_int_equal(trace_reason(&run.trace, event), REASON_UNSENT);
	assert_int_equal(event->version, 1);
	run_end(&run);
}

static void
copies__memory__as_much_again_each(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, SHOPPER "store: {copies: 2}", "store");
	assert_close(run_measure(&run, "ram_bytes.store"), 3 * (64 + 2048), 0);
	run_end(&run);
	run_watch(&run, SHOPPER "store: {copies: 2}\nfaults: [{at: 1s, do: failover}, "
	    "{at: 2s, do: failover}, {at: 3s, do: failover}]\nwarmup: {after: 2500ms}", "store");
	assert_int_equal(run_count(&run, EVENT_CHANGE), 2);
	assert_close(run_measure(&run, "ram_bytes.store"), 64 + 2048, 0);
	run_end(&run);
}

/* Writes that a failover loses: their rate times the lag. */
static void
failover__any_moment__loses_rate_times_lag(void **state)
{
	struct spread lost = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		char keys[500];
		struct run run;

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 100, script: "
		    "[login], repeat: theme dark, think: {law: exponential, mean: 968.5ms}}}\n"
		    "network: {latency: 1ms}\nservers: {service: 5ms, workers: 99}\n"
		    "state: {theme: {key: session}}\n"
		    "store: {copies: 1, copy_lag: 200ms, latency: 0.5ms}\nstop: {after: 6s}\n"
		    "faults: [{at: 5s, do: failover}]\n", seed);
		run_begin(&run, keys, "store");
		run_all(&run);
		add(&lost, (double)find(&run, EVENT_CHANGE, "store", 0)->value);
		run_end(&run);
	}
	/* a cycle of 968.5 ms and 1 + 1 + 5 + 1.5 + 1 + 1.5 + 1 + 1 + 1 + ... = 984.5 ms */
	assert_mean(&lost, 100 / 0.9825 * 0.2, "lost writes");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capacity__three_at_once__taken_up_apart),
		cmocka_unit_test(capacity__no_whole_nanoseconds__the_rate_is_kept),
		cmocka_unit_test(capacity__database__not_bounded),
		cmocka_unit_test(capacity__exponential_latency__the_textbooks_single_server),
		cmocka_unit_test(capacity__more_and_more_servers__a_knee_at_ten),
		cmocka_unit_test(memory__refuse__who_comes_late_cannot_log_in),
		cmocka_unit_test(memory__lru__the_longest_unused_is_logged_out),
		cmocka_unit_test(memory__none__grows),
		cmocka_unit_test(failover__a_write_within_the_lag__falls_back),
		cmocka_unit_test(failover__a_login_within_the_lag__is_lost),
		cmocka_unit_test(failover__after_a_crash__the_tail_of_the_crash_is_lost),
		cmocka_unit_test(failover__not_in_time__nobody_is_served),
		cmocka_unit_test(failover__restart_instead__all_is_lost),
		cmocka_unit_test(failover__a_logout_within_the_lag__is_undone),
		cmocka_unit_test(copies__memory__as_much_again_each),
		cmocka_unit_test(failover__any_moment__loses_rate_times_lag),
	};

	return cmocka_run_group_tests_name("engine_store", tests, NULL, NULL);
}
