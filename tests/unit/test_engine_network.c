/* What gets lost, comes late or comes twice, and clients that ask again. */
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "lib/spread.h"

#include <stdio.h>

#define MS 1000000ull
#define S 1000000000ull

static void
begin_long(struct run *run, const char *keys, const char *design)
{
	*run = (struct run){ 0 };
	run_begin_scenario(run, scenario_read(&run->arena, keys, design, NULL), false);
	run_all(run);
}

/* A request takes 32 ms: every attempt times out, and its reply comes to nobody. */
static void
retry__replies_later_than_the_timeout__each_wait_twice_the_last(void **state)
{
	struct run run;
	const struct event *last;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping], retry: {timeout: 4ms}}}",
	    "local");
	/* sent at 0, 4, 4 + 8 = 12; given up at 12 + 16 = 28; the next at the grid point 1 s */
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "ana-browser", 0), 4 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RETRY, "ana-browser", 0), 4 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_SEND, "ana-browser", 1), 4 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_SEND, "ana-browser", 2), 12 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "ana-browser", 2), 28 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_SEND, "ana-browser", 3), 1 * S);
	last = run_event(&run, run_find(&run, EVENT_TIMEOUT, "ana-browser", 2));
	assert_int_equal(last->attempt, 3);
	assert_int_equal(last->outcome, OUTCOME_TIMEOUT);
	assert_int_equal(trace_reason(&run.trace, last), REASON_GIVEN_UP);
	assert_int_equal(run.trace.requests[0].status, 0);
	/* three replies a request, none of them received */
	assert_int_equal(run_count(&run, EVENT_LOSE), 6);
	assert_int_equal(run_find(&run, EVENT_RECEIVE, "ana-browser", 0), NONE32);
	assert_near(run_measure(&run, "requests"), 2, 0);
	assert_near(run_measure(&run, "attempts"), 6, 0);
	assert_near(run_measure(&run, "failed"), 2, 0);
	assert_near(run_measure(&run, "duplicate_executions"), 4, 0);
	run_end(&run);
}

/* The first attempt waits behind 100 ms of work of another, the second finds a free server. */
static void
retry__second_attempt_answered__the_first_reply_changes_nothing(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {start: 200ms, script: [ping, login, pay], "
	    "retry: {timeout: 150ms, key: off}}}\n"
	    "network: {latency: 1ms}\nservers: {count: 2, service: {law: bimodal, p: 0.5, "
	    "s1: 10ms, s2: 400ms}}\nseed: 11\nstop: {after: 4s}", "store");
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		const struct event *event = &run.trace.events[i];

		/* a reply to an attempt that was given up is never received */
		if (event->kind == EVENT_RECEIVE &&
		    run.trace.actors[event->actor].role == ROLE_DEVICE)
			assert_int_equal(event->attempt, run_event(&run, event->pair)->attempt);
	}
	assert_true(run_count(&run, EVENT_RETRY) > 0);
	assert_int_equal(run_count(&run, EVENT_RETRY) + 3,
	    (uint64_t)run_measure(&run, "attempts"));
	assert_near(run_measure(&run, "requests"), 3, 0);
	assert_near(run_measure(&run, "ok") + run_measure(&run, "failed"), 3, 0);
	run_end(&run);
}

static void
retry__answered_in_time__no_trace_of_it(void **state)
{
	struct run with, without;

	(void)state;
	run_watch(&with, "clients: {ana: {script: [login, add pen], retry: {key: off}}}",
	    "sticky");
	run_watch(&without, "clients: {ana: {script: [login, add pen]}}", "sticky");
	assert_int_equal(with.trace.digest, without.trace.digest);
	assert_int_equal(with.trace.end_ns, without.trace.end_ns);
	run_end(&with);
	run_end(&without);
}

/* "Idempotency-Key: " and 16 digits in quotes and a line end: 37 bytes, where it may matter. */
static void
retry__key__travels_with_what_is_not_repeatable(void **state)
{
	struct run with, without;

	(void)state;
	run_watch(&with, "clients: {ana: {script: [login, pay, view cart], retry: on}}",
	    "store");
	run_watch(&without, "clients: {ana: {script: [login, pay, view cart]}}", "store");
	assert_near(run_measure(&with, "wire_bytes"),
	    run_measure(&without, "wire_bytes") + 2 * 37, 0);
	assert_near(run_measure(&with, "state_wire_bytes"),
	    run_measure(&without, "state_wire_bytes"), 0);
	run_end(&with);
	run_end(&without);
}

/* on_dead wait holds it until the client gives up: then nobody is served after the restart. */
static void
retry__held_at_the_balancer__let_go_when_given_up(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, ping], retry: {attempts: 1}}}\n"
	    "balancer: {on_dead: wait}\nservers: {count: 1}\nstop: {after: 9s}\n"
	    "faults: [{at: 500ms, do: crash, node: s1}, {at: 5s, do: restart, node: s1}]",
	    "sticky");
	assert_int_equal(run.trace.requests[1].status, 0);
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "ana-browser", 0), 2 * S);
	assert_int_equal(run_count(&run, EVENT_EXECUTE), 1);
	run_end(&run);
}

#define PAYERS "clients: {payers: {count: 50, script: [login], repeat: pay, think: {law: " \
	"exponential, mean: 1s}, retry: {timeout: 500ms, attempts: unlimited, backoff: 1}}}\n"

/* A reply is lost with probability 1/10 until one comes: 1 / (1 - p) executions a request, and
 * attempts are geometric: a standard error of sqrt(p) / (1 - p) / sqrt(n). */
static void
loss__replies__one_in_nine_is_done_twice(void **state)
{
	struct run run;
	double n;

	(void)state;
	begin_long(&run, PAYERS "network: {loss: {client: {reply: 10%}}}\n"
	    "stop: {requests: 20000}", "store");
	n = run_measure(&run, "requests");
	assert_near(run_measure(&run, "attempts") / n, 1 / 0.9, 4 * 0.3514 / 141);
	assert_near(run_measure(&run, "duplicate_executions") / n, 0.1 / 0.9, 4 * 0.3514 / 141);
	run_end(&run);
}

static void
loss__requests__asked_again_and_done_once(void **state)
{
	struct run run;
	double n;

	(void)state;
	begin_long(&run, PAYERS "network: {loss: {client: {request: 10%}}}\n"
	    "stop: {requests: 20000}", "store");
	n = run_measure(&run, "requests");
	assert_near(run_measure(&run, "attempts") / n, 1 / 0.9, 4 * 0.3514 / 141);
	assert_near(run_measure(&run, "duplicate_executions"), 0, 0);
	run_end(&run);
}

/* At most three attempts: p^3 of the requests are given up. */
static void
loss__three_attempts__one_in_a_thousand_given_up(void **state)
{
	struct run run;

	(void)state;
	begin_long(&run, "clients: {crowd: {count: 50, repeat: ping, think: {law: exponential, "
	    "mean: 1s}, retry: {timeout: 500ms}}}\nnetwork: {loss: {client: {request: 10%}}}\n"
	    "stop: {requests: 40000}", "local");
	assert_near(run_measure(&run, "failed"), 40, 4 * 6.33);
	assert_near(run_measure(&run, "attempts") / run_measure(&run, "requests"), 1.11,
	    4 * 0.3435 / 200);
	run_end(&run);
}

/* On every hop behind the balancer a message may go; whoever waits for it is let go in the end, so
 * that all requests go on being answered. */
static void
loss__inside__workers_and_connections_come_free(void **state)
{
	static const char *const designs[] = { "local", "sticky", "store", "token", "carry" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct run run;

		run_watch(&run, "clients: {crowd: {count: 5, script: [login], repeat: add "
		    "pen, every: 200ms, retry: {timeout: 300ms, attempts: 6}}}\n"
		    "network: {loss: {inside: 5%}, duplicate: 5%}\nstop: {after: 12s}",
		    designs[i]);
		assert_true(run_count(&run, EVENT_LOSE) > 20);
		assert_true(run_count(&run, EVENT_DUPLICATE) > 20);
		assert_true(run_measure(&run, "ok") > 60);
		assert_true(run_measure(&run, "utilisation") < 0.9);
		run_end(&run);
	}
}

/* The same messages of a client are lost in every design. */
static void
loss__twin_designs__the_same_attempts(void **state)
{
	struct run a, b;
	static const char keys[] = "clients: {ana: {script: [login], repeat: ping, "
	    "retry: {timeout: 500ms, backoff: 1, attempts: unlimited}}}\n"
	    "network: {loss: {client: 20%}}\nstop: {requests: 60}";

	(void)state;
	run_watch(&a, keys, "sticky");
	run_watch(&b, keys, "store");
	assert_int_equal(run_count(&a, EVENT_RETRY), run_count(&b, EVENT_RETRY));
	assert_true(run_count(&a, EVENT_RETRY) > 5);
	run_end(&a);
	run_end(&b);
}

static void
duplicate__every_message__asked_once_and_done_twice(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping]}}\nnetwork: {duplicate: 100%}",
	    "local");
	/* two copies reach the balancer, each becomes two at a server: four executions */
	assert_int_equal(run_count(&run, EVENT_EXECUTE), 4);
	assert_int_equal(run.trace.requests[0].status, 200);
	assert_near(run_measure(&run, "duplicate_executions"), 3, 0);
	assert_near(run_measure(&run, "requests"), 1, 0);
	assert_near(run_measure(&run, "attempts"), 1, 0);
	run_end(&run);
}

/* 1000 bytes a second: a message of b bytes travels 10 ms and b ms. */
static void
bandwidth__each_byte_costs_time(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping]}}\nnetwork: {bandwidth: 1000B}",
	    "local");
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		const struct event *event = &run.trace.events[i];
		bool device = event->actor == trace_actor(&run.trace, "ana-browser") ||
		    event->other == trace_actor(&run.trace, "ana-browser");

		if (event->kind == EVENT_SEND)
			assert_int_equal(event->value - event->at_ns,
			    (device ? 10 : 1) * MS + event->wire_bytes * MS);
	}
	run_end(&run);
}

#define HOPS "network: {latency: {client: {law: exponential, mean: 10ms}, inside: {law: uniform, " \
	"a: 1ms, b: 3ms}}}\n"

/* Every message draws: its hop's mean, and its spread. */
static void
latency__laws__each_message_draws_its_own(void **state)
{
	struct spread times = { 0 }, client = { 0 }, squares = { 0 }, inside = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		double sums[4] = { 0 };
		struct run run;
		char keys[400];

		snprintf(keys, sizeof(keys), "seed: %u\n" HOPS "clients: {crowd: {count: 9, "
		    "repeat: view cart, script: [login], think: {mean: 20ms}}}\nstop: {after: 2s}\n"
		    "servers: {workers: 9, service: 0ms}\nstore: {latency: 0ms}", seed);
		run_begin(&run, keys, "store");
		run_all(&run);
		for (uint32_t i = 0; i < run.trace.event_count; i++) {
			const struct event *event = &run.trace.events[i];
			bool device = run.trace.actors[event->actor].role == ROLE_DEVICE ||
			    (event->other != NONE16 &&
			    run.trace.actors[event->other].role == ROLE_DEVICE);
			double ms = (double)(event->value - event->at_ns) / (double)MS;

			if (event->kind != EVENT_SEND)
				continue;
			sums[device ? 0 : 2] += ms;
			sums[device ? 1 : 3]++;
			if (device)
				spread_add(&squares, ms * ms);
			else
				assert_true(ms >= 1 && ms <= 3);
		}
		spread_add(&client, sums[0] / sums[1]);
		spread_add(&inside, sums[2] / sums[3]);
		spread_add(&times, run_measure(&run, "time_ns.mean") / (double)MS);
		run_end(&run);
	}
	assert_spread(&client, 10, "hops of clients");
	assert_spread(&squares, 200, "squares of hops of clients");
	assert_spread(&inside, 2, "hops inside");
	/* out and back; a view reads, and its use is noted: two operations, two hops each */
	assert_true(spread_mean(&times) > 20 + 4 + 4 - 1);
}

/* A client's messages travel as long in every design, whatever happens inside. */
static void
latency__twin_designs__the_same_hops_of_clients(void **state)
{
	static const char *const designs[] = { "sticky", "store" };
	uint64_t hops[2][80];
	size_t counts[2] = { 0, 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run run;

		run_watch(&run, HOPS "clients: {ana: {script: [login], repeat: view cart, "
		    "every: 1s}}\nstop: {requests: 30}\nservers: {count: 1}", designs[i]);
		for (uint32_t e = 0; e < run.trace.event_count; e++) {
			const struct event *event = &run.trace.events[e];

			if (event->kind == EVENT_SEND && (event->other ==
			    trace_actor(&run.trace, "ana-browser") ||
			    event->actor == trace_actor(&run.trace, "ana-browser")))
				hops[i][counts[i]++] = event->value - event->at_ns;
		}
		run_end(&run);
	}
	assert_int_equal(counts[0], 60);
	assert_int_equal(counts[1], 60);
	assert_memory_equal(hops[0], hops[1], 60 * sizeof(hops[0][0]));
	assert_int_not_equal(hops[0][0], hops[0][1]);
	assert_int_not_equal(hops[0][0], hops[0][2]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retry__replies_later_than_the_timeout__each_wait_twice_the_last),
		cmocka_unit_test(retry__second_attempt_answered__the_first_reply_changes_nothing),
		cmocka_unit_test(retry__answered_in_time__no_trace_of_it),
		cmocka_unit_test(retry__key__travels_with_what_is_not_repeatable),
		cmocka_unit_test(retry__held_at_the_balancer__let_go_when_given_up),
		cmocka_unit_test(loss__replies__one_in_nine_is_done_twice),
		cmocka_unit_test(loss__requests__asked_again_and_done_once),
		cmocka_unit_test(loss__three_attempts__one_in_a_thousand_given_up),
		cmocka_unit_test(loss__inside__workers_and_connections_come_free),
		cmocka_unit_test(loss__twin_designs__the_same_attempts),
		cmocka_unit_test(latency__laws__each_message_draws_its_own),
		cmocka_unit_test(latency__twin_designs__the_same_hops_of_clients),
		cmocka_unit_test(duplicate__every_message__asked_once_and_done_twice),
		cmocka_unit_test(bandwidth__each_byte_costs_time),
	};

	return cmocka_run_group_tests_name("engine_network", tests, NULL, NULL);
}
