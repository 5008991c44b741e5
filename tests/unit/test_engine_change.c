/* What is different from some moment on: settings that change, messages that are lost. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>

#include "engine/inside.h"
#include "engine/laws.h"

#define MS 1000000ull
#define SEEDS 20

/* The event by number, which has to be there at this time. */
static const struct event *
event_at(const struct run *run, enum event_kind kind, const char *actor, uint32_t nth,
    uint64_t at_ns)
{
	const struct event *event = run_event(run, run_find(run, kind, actor, nth));

	assert_int_equal(event->at_ns, at_ns);
	return event;
}

/* ---- settings ---- */

static void
change__of_service__next_work_takes_that_long(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping, ping]}}\n"
	    "faults: [{at: 1005ms, do: change, path: servers.service, to: {law: constant, mean: "
	    "30ms}}, {at: 2500ms, do: change, path: servers.service.mean, to: 50ms}]\n", "local");
	assert_int_equal(run_event(&run, run_find(&run, EVENT_START, NULL, 0))->value, 10 * MS);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_START, NULL, 1))->value, 30 * MS);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_START, NULL, 2))->value, 30 * MS);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_START, NULL, 3))->value, 50 * MS);
	assert_said(&run, run_find(&run, EVENT_CHANGE, NULL, 0),
	    "From now on servers.service is constant, mean 30ms.");
	assert_said(&run, run_find(&run, EVENT_CHANGE, NULL, 1),
	    "From now on servers.service.mean is 50ms.");
	run_end(&run);
}

static void
change__of_workers__those_that_wait_are_taken_up(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 4, script: [ping]}}\n"
	    "servers: {count: 1, service: 100ms}\nnetwork: {latency: 1ms}\nstop: {after: 500ms}\n"
	    "faults: [{at: 50ms, do: change, path: servers.workers, to: 3}]\n", "local");
	event_at(&run, EVENT_START, "s1", 0, 2 * MS);
	event_at(&run, EVENT_START, "s1", 1, 50 * MS);
	event_at(&run, EVENT_START, "s1", 2, 50 * MS);
	event_at(&run, EVENT_START, "s1", 3, 102 * MS);
	/* a worker for 50 ms, then three: 1.4 s of workers' time, 400 ms of work */
	assert_close(run_measure(&run, "utilisation"), 0.4 / (0.05 + 3 * 0.45), 1e-9);
	run_end(&run);
}

static void
change__of_while_waiting__work_in_hand_keeps_its_way(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 3, every: 1ms, script: [login, view cart]}}\n"
	    "servers: {count: 1, service: 10ms}\nstore: {latency: 20ms}\nnetwork: {latency: 1ms}\n"
	    "faults: [{at: 15ms, do: change, path: servers.while_waiting, to: free}, {at: 130ms, "
	    "do: change, path: servers.while_waiting, to: held}]\n", "store");
	/* held through its call: 12 + 1 + 20 + 1 ms; then free: 10 ms apart */
	event_at(&run, EVENT_START, "s1", 1, 34 * MS);
	event_at(&run, EVENT_START, "s1", 2, 44 * MS);
	assert_statuses(&run, "crowd-3", "200 200");
	run_end(&run);
}

static void
change__of_idle__entries_end_at_last_use_and_that_long(void **state)
{
	const struct event *event;
	struct run run;
	uint32_t expire;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}}\nstop: {after: 9s}\n"
	    "faults: [{at: 1s, do: change, path: session.idle, to: 3s}, {at: 2s, do: change, "
	    "path: session.idle, to: 5s}]\n", "sticky");
	expire = run_find(&run, EVENT_EXPIRE, "s1", 0);
	event = run_event(&run, expire);
	assert_int_equal(event->at_ns, 5021 * MS);
	assert_said(&run, expire, "s1 lets session ab2 expire: nobody used it for 5 s.");
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login]}}\nstop: {after: 9s}\n"
	    "faults: [{at: 5s, do: change, path: session.idle, to: 3s}]\n", "sticky");
	event_at(&run, EVENT_EXPIRE, "s1", 0, 5000 * MS);
	run_end(&run);
}

static void
change__of_health__probes_on_the_new_grid(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping]}}\nstop: {after: 9s}\n"
	    "balancer: {health: {every: 5s}}\n"
	    "faults: [{at: 1s, do: crash, node: s1}, {at: 1200ms, do: change, path: "
	    "balancer.health.every, to: 100ms}, {at: 1900ms, do: change, path: balancer.health, "
	    "to: {every: 1s, rise: 2}}, {at: 2050ms, do: restart, node: s1}]\n", "sticky");
	event_at(&run, EVENT_PROBE, "lb", 0, 1200 * MS);
	event_at(&run, EVENT_BELIEVE, "lb", 0, 1300 * MS);
	event_at(&run, EVENT_PROBE, "lb", 2, 3000 * MS);
	event_at(&run, EVENT_BELIEVE, "lb", 1, 4000 * MS);
	run_end(&run);
}

static void
change__of_a_client__from_its_next_pause_on(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping, ping, ping], retry: {timeout: "
	    "500ms}}}\n"
	    "faults: [{at: 500ms, do: change, path: clients.ana.every, to: 300ms}, {at: 1500ms, "
	    "do: change, path: clients.ana.think, to: {law: constant, mean: 1s}}]\n", "local");
	event_at(&run, EVENT_SEND, "ana-browser", 1, 1000 * MS);
	event_at(&run, EVENT_SEND, "ana-browser", 2, 1300 * MS);
	event_at(&run, EVENT_SEND, "ana-browser", 3, 1600 * MS);
	/* her reply comes after 32 ms, then she thinks */
	event_at(&run, EVENT_SEND, "ana-browser", 4, 2632 * MS);
	run_end(&run);
}

static void
change__of_arrivals__the_next_one_is_drawn_anew(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "load: {arrivals: {law: constant, mean: 1h}, action: ping}\n"
	    "stop: {after: 2s}\n"
	    "faults: [{at: 1s, do: change, path: load.arrivals, to: {law: constant, rate: 10/s}}, "
	    "{at: 1500ms, do: change, path: load.arrivals.rate, to: 100/s}]\n", "local");
	event_at(&run, EVENT_SEND, "visitor-1-browser", 0, 1100 * MS);
	/* 1.1 to 1.5 s, where the change comes first, then every 10 ms to the end */
	assert_close(run_measure(&run, "requests"), 4 + 50, 0);
	run_end(&run);
}

/* Gaps are drawn some at a time: those that the change makes void are drawn again by the new law,
 * number by number of the stream. */
static void
change__of_random_arrivals__no_number_of_the_stream_is_left_out(void **state)
{
	const uint64_t change_ns = 1000 * MS;
	struct law slow = { .kind = LAW_EXPONENTIAL, .mean_ns = 50 * MS };
	struct law fast = { .kind = LAW_EXPONENTIAL, .mean_ns = 5 * MS };

	(void)state;
	for (unsigned seed = 0; seed < SEEDS; seed++) {
		char keys[400];
		struct run run;
		struct prng prng;
		uint64_t at_ns = 0;
		bool is_fast = false;

		snprintf(keys, sizeof(keys), "seed: %u\nstop: {after: 2s}\n"
		    "load: {arrivals: {law: exponential, rate: 20/s}, action: ping}\n"
		    "faults: [{at: 1s, do: change, path: load.arrivals.rate, to: 200/s}]\n", seed);
		run_begin(&run, keys, "local");
		run_all(&run);
		engine_stream(run.engine, &prng, PURPOSE_ARRIVALS, 0, 0);
		for (uint32_t i = 0; i < run.trace.request_count; i++) {
			uint32_t send = run.trace.requests[i].begin_event;

			at_ns += law_draw(is_fast ? &fast : &slow, &prng);
			if (!is_fast && at_ns >= change_ns) {
				is_fast = true;
				at_ns = change_ns + law_draw(&fast, &prng);
			}
			assert_int_equal(run_event(&run, send)->at_ns, at_ns);
		}
		assert_true(is_fast && run.trace.request_count > 100);
		run_end(&run);
	}
}

static void
change__of_the_network__messages_that_leave_later(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping], every: 200ms, retry: "
	    "{timeout: 100ms, attempts: 2}}}\n"
	    "faults: [{at: 5ms, do: change, path: network.latency, to: 2ms}, {at: 350ms, do: "
	    "change, path: network.loss.client.reply, to: 100%}, {at: 450ms, do: change, path: "
	    "network.loss, to: 0%}]\n", "local");
	/* there 10 ms, as it left before; 2 + 10 + 2 + 2 from then on */
	assert_int_equal(run_event(&run, run.trace.requests[0].end_event)->at_ns, 26 * MS);
	event_at(&run, EVENT_LOSE, "lb", 0, 418 * MS);
	assert_statuses(&run, "ana", "200 200 200");
	assert_close(run_measure(&run, "attempts"), 4, 0);
	run_end(&run);
}

static void
change__of_the_store__calls_from_then_on(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add pen, add pen]}}\n"
	    "faults: [{at: 1500ms, do: change, path: store.write, to: field}, {at: 1600ms, do: "
	    "change, path: store.latency, to: 7ms}]\n", "store");
	/* login, cart and cart again: three calls at 7 ms and two hops each, beside the reply */
	assert_int_equal(run_event(&run, run.trace.requests[2].end_event)->at_ns,
	    (2000 + 32 + 3 * 9) * MS);
	run_end(&run);
}

static void
change__of_the_limit__from_the_next_request_on(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping, ping], every: 100ms}}\n"
	    "servers: {count: 1}\n"
	    "faults: [{at: 150ms, do: change, path: limiter.limit, to: 2/m}, {at: 250ms, do: "
	    "change, path: limiter.limit, to: 9/m}]\n"
	    "designs: {mine: {base: local, limiter: {limit: 5/m}}}\n", "mine");
	assert_statuses(&run, "ana", "200 200 429 200");
	run_end(&run);
}

static void
change__in_every_design__work_before_it_is_the_same(void **state)
{
	struct run run, plain;

	(void)state;
	run_watch(&plain, "clients: {ana: {script: [login, add pen, add pen]}}\n"
	    "servers: {service: {law: exponential, mean: 10ms}}\n", "carry");
	run_watch(&run, "clients: {ana: {script: [login, add pen, add pen]}}\n"
	    "servers: {service: {law: exponential, mean: 10ms}}\n"
	    "faults: [{at: 1500ms, do: change, path: servers.service.mean, to: 20ms}]\n", "carry");
	for (uint32_t i = 0; i < 3; i++)
		assert_close((double)run_event(&run, run_find(&run, EVENT_START, NULL, i))->value -
		    1000 * (i > 0), ((double)run_event(&plain, run_find(&plain, EVENT_START, NULL,
		    i))->value - 1000 * (i > 0)) * (i == 2 ? 2 : 1), 2);
	run_end(&run);
	run_end(&plain);
}

/* ---- drops ---- */

static void
drop__count_of_replies__exactly_those(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping], retry: {timeout: 100ms}}}\n"
	    "faults: [{at: 900ms, do: drop, kind: reply, count: 2}]\n", "local");
	assert_statuses(&run, "ana", "200 200 200");
	assert_int_equal(run_count(&run, EVENT_LOSE), 2);
	event_at(&run, EVENT_LOSE, "lb", 0, 1032 * MS);
	event_at(&run, EVENT_LOSE, "lb", 1, 1132 * MS);
	assert_said(&run, run_find(&run, EVENT_CHANGE, NULL, 0),
	    "The next 2 replies of the balancer get lost.");
	assert_close(run_measure(&run, "attempts"), 5, 0);
	run_end(&run);
}

static void
drop__request__never_reaches_the_balancer(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping]}}\n"
	    "faults: [{at: 900ms, do: drop, kind: request, count: 1}]\nstop: {after: 3s}\n",
	    "local");
	assert_statuses(&run, "ana", "200 -");
	event_at(&run, EVENT_LOSE, "ana-browser", 0, 1010 * MS);
	assert_int_equal(run_count(&run, EVENT_ROUTE), 1);
	run_end(&run);
}

static void
drop__for_a_time__ends_as_an_event(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping], repeat: ping, every: 100ms, retry: "
	    "{timeout: 50ms, attempts: 1}}}\nstop: {after: 3s}\n"
	    "faults: [{at: 950ms, do: drop, kind: request, share: 100%, for: 1s}]\n", "local");
	assert_close(run_measure(&run, "failed"), 10, 0);
	event_at(&run, EVENT_CHANGE, "lb", 1, 1950 * MS);
	assert_said(&run, run_find(&run, EVENT_CHANGE, NULL, 0),
	    "From now on 100 % of the requests to the balancer get lost, for 1 s.");
	assert_said(&run, run_find(&run, EVENT_CHANGE, NULL, 1),
	    "No more requests to the balancer get lost.");
	run_end(&run);
}

static void
drop__second_of_the_kind__replaces_the_first(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping], repeat: ping, every: 100ms, retry: "
	    "{timeout: 50ms, attempts: 1}}}\nstop: {after: 3s}\n"
	    "faults: [{at: 950ms, do: drop, kind: request, share: 100%, for: 1s}, {at: 1450ms, "
	    "do: drop, kind: request, share: 0%}, {at: 1950ms, do: drop, kind: reply, count: 1}]\n",
	    "local");
	assert_close(run_measure(&run, "failed"), 5 + 1, 0);
	assert_int_equal(run_count(&run, EVENT_CHANGE), 3);
	run_end(&run);
}

static void
drop__second_of_the_kind__not_ended_with_the_first(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping], repeat: ping, every: 100ms, retry: "
	    "{timeout: 50ms, attempts: 1}}}\nstop: {after: 2950ms}\n"
	    "faults: [{at: 950ms, do: drop, kind: request, share: 100%, for: 1s}, {at: 1450ms, "
	    "do: drop, kind: request, share: 100%}]\n", "local");
	assert_close(run_measure(&run, "failed"), 20, 0);
	assert_int_equal(run_count(&run, EVENT_CHANGE), 2);
	run_end(&run);
}

/* The store never hears of it, or its answer is lost: the server is stuck until the client goes. */
static void
drop__call_or_answer__server_waits_until_its_client_has_gone(void **state)
{
	static const char *const kinds[] = { "call", "answer" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char keys[400];
		struct run run;

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login, view cart], retry: "
		    "{timeout: 200ms}}}\nservers: {count: 1}\nnetwork: {latency: 1ms}\n"
		    "faults: [{at: 900ms, do: drop, kind: %s, count: 1}]\n", kinds[i]);
		run_watch(&run, keys, "store");
		assert_statuses(&run, "ana", "200 200");
		/* there 1 + 1 + 10, and for the answer 1 + 0.5 more */
		event_at(&run, EVENT_LOSE, i == 0 ? "s1" : "store", 0,
		    i == 0 ? 1013 * MS : 1014500000);
		/* the only worker is free for the second attempt when it comes */
		assert_int_equal(run_event(&run, run.trace.requests[1].end_event)->attempt, 2);
		run_end(&run);
	}
}

/* A server that is up is believed down, and its sessions are asked for elsewhere. */
static void
drop__probes__believed_down_and_up_again(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, wait 2s, view cart], relogin: "
	    "off}}\nservers: {count: 2}\nstop: {after: 6s}\nsession: {on_miss: reject}\n"
	    "faults: [{at: 100ms, do: drop, kind: probe, count: 3}]\n", "sticky");
	/* at 0.5 s both, at 1 s the first: believed down, until 1.5 s */
	event_at(&run, EVENT_BELIEVE, "lb", 0, 1000 * MS);
	event_at(&run, EVENT_BELIEVE, "lb", 1, 1500 * MS);
	assert_int_equal(run_count(&run, EVENT_BELIEVE), 2);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_PROBE, "lb", 0))->outcome,
	    OUTCOME_TIMEOUT);
	run_end(&run);
}

static void
drop__copy__the_session_dies_with_its_only_server(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart], relogin: off}}\n"
	    "session: {copy: async}\n"
	    "faults: [{at: 0s, do: drop, kind: copy, share: 100%}, {at: 500ms, do: crash, node: "
	    "holder-of ana}]\n", "backup");
	assert_statuses(&run, "ana", "200 401");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login, view cart], relogin: off}}\n"
	    "session: {copy: async}\n"
	    "faults: [{at: 500ms, do: crash, node: holder-of ana}]\n", "backup");
	assert_statuses(&run, "ana", "200 200");
	run_end(&run);
}

static void
drop__share__that_share_over_seeds(void **state)
{
	double sum = 0, squares = 0, mean, variance;

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		char keys[400];
		struct run run = { 0 };
		double share;

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 20, script: "
		    "[ping], repeat: ping, every: 10ms, retry: {timeout: 8ms, attempts: 1}}}\n"
		    "servers: {workers: 100, service: 1ms}\nnetwork: {latency: 1ms}\n"
		    "stop: {requests: 4000}\n"
		    "faults: [{at: 0s, do: drop, kind: reply, share: 30%%}]\n", seed);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "local", NULL), false);
		run_all(&run);
		share = run_measure(&run, "failed") / run_measure(&run, "requests");
		sum += share;
		squares += share * share;
		run_end(&run);
	}
	mean = sum / SEEDS;
	variance = (squares - SEEDS * mean * mean) / (SEEDS - 1);
	assert_true((mean - 0.3) * (mean - 0.3) <= 16 * variance / SEEDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(change__of_service__next_work_takes_that_long),
		cmocka_unit_test(change__of_workers__those_that_wait_are_taken_up),
		cmocka_unit_test(change__of_while_waiting__work_in_hand_keeps_its_way),
		cmocka_unit_test(change__of_idle__entries_end_at_last_use_and_that_long),
		cmocka_unit_test(change__of_health__probes_on_the_new_grid),
		cmocka_unit_test(change__of_a_client__from_its_next_pause_on),
		cmocka_unit_test(change__of_arrivals__the_next_one_is_drawn_anew),
		cmocka_unit_test(change__of_random_arrivals__no_number_of_the_stream_is_left_out),
		cmocka_unit_test(change__of_the_network__messages_that_leave_later),
		cmocka_unit_test(change__of_the_store__calls_from_then_on),
		cmocka_unit_test(change__of_the_limit__from_the_next_request_on),
		cmocka_unit_test(change__in_every_design__work_before_it_is_the_same),
		cmocka_unit_test(drop__count_of_replies__exactly_those),
		cmocka_unit_test(drop__request__never_reaches_the_balancer),
		cmocka_unit_test(drop__for_a_time__ends_as_an_event),
		cmocka_unit_test(drop__second_of_the_kind__replaces_the_first),
		cmocka_unit_test(drop__second_of_the_kind__not_ended_with_the_first),
		cmocka_unit_test(drop__call_or_answer__server_waits_until_its_client_has_gone),
		cmocka_unit_test(drop__probes__believed_down_and_up_again),
		cmocka_unit_test(drop__copy__the_session_dies_with_its_only_server),
		cmocka_unit_test(drop__share__that_share_over_seeds),
	};

	return cmocka_run_group_tests_name("engine_change", tests, NULL, NULL);
}
