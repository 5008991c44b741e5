/* Home replica: copies in other servers' memory, when they are there, what they cost, what they
 * save. */
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "lib/spread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

#define MS 1000000ull
#define SEEDS 20u

/* The number of events of a kind with this reason. */
static uint32_t
count_reason(const struct run *run, enum event_kind kind, enum reason reason)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < run->trace.event_count; i++)
		count += run->trace.events[i].kind == kind &&
		    trace_reason(&run->trace, &run->trace.events[i]) == reason;
	return count;
}

/* ---- when copies are there ---- */

/* 10 to the balancer, 1 inside, 10 of work: written at 21 ms; 1 to the copy, 1 back. */
static void
sync__login__copy_before_the_reply(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}}\nstop: {after: 1s}", "backup");
	assert_int_equal(run_at_ns(&run, EVENT_CREATE, "s1", 0), 21 * MS);
	assert_int_equal(run_count(&run, EVENT_COPY), 2); /* login and cart, on one server */
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s1", 0), 22 * MS);
	assert_int_equal(run_event(&run, run.trace.requests[0].end_event)->at_ns, 34 * MS);
	assert_close(run_measure(&run, "holders_max"), 2, 0);
	assert_close(run_measure(&run, "utilisation"), 0.01 / 3, 1e-9); /* no worker waits */
	run_end(&run);
}

static void
replica__login__copies_on_all_others(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 5}\nclients: {ana: {script: [login, view cart]}}",
	    "replica");
	assert_int_equal(run_count(&run, EVENT_COPY), 8);
	assert_close(run_measure(&run, "holders_max"), 5, 0);
	run_end(&run);
}

static void
async__login__reply_leaves_at_once_and_the_copy_after_the_lag(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "session: {copy: async, copy_lag: 300ms}\n"
	    "clients: {ana: {script: [login]}}", "backup");
	assert_int_equal(run_event(&run, run.trace.requests[0].end_event)->at_ns, 32 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s1", 0), 322 * MS);
	run_end(&run);
}

/* Under strict round robin with no cookie the second request comes to a server that has nothing
 * yet: with copies on all nobody knows of what has not arrived. */
static void
async__asked_before_the_copy_is_there__unknown(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "session: {copy: async, copy_lag: 2s}\n"
	    "clients: {ana: {script: [login, view cart, wait 2s, view cart], relogin: off}}\n"
	    "designs: {mine: {base: replica, balancer: {affinity: none}}}", "mine");
	assert_statuses(&run, "ana", "200 401 200");
	run_end(&run);
}

/* Stale: the copy that she meets has the cart of before. */
static void
async__read_of_a_copy__is_its_version(void **state)
{
	struct run run;
	char *answers;

	(void)state;
	run_watch(&run, "session: {copy: async, copy_lag: 800ms}\nservers: {count: 2}\n"
	    "clients: {ana: {every: 600ms, script: [login, wait 2400ms, add book, view cart, "
	    "wait 1s, view cart]}}\n"
	    "designs: {mine: {base: replica, balancer: {affinity: none}}}", "mine");
	answers = run_answers(&run, "ana");
	assert_string_equal(answers, "login 200 \nadd 200 [\"book\"]\nview 200 []\n"
	    "view 200 [\"book\"]\n");
	free(answers);
	run_end(&run);
}

static void
logout__ends_the_session_on_every_holder(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, logout]}}", "replica");
	assert_int_equal(count_reason(&run, EVENT_EVICT, REASON_LOGOUT), 7); /* and a ticket */
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* ---- expiry ---- */

/* Last used at 1.021 s on s1; the copy knows that from its own message. */
static void
expiry__every_holder__at_last_use_and_idle(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "session: {idle: 3s}\nclients: {ana: {script: [login, add book]}}\n"
	    "stop: {after: 10s}", "replica");
	assert_int_equal(run_count(&run, EVENT_EXPIRE), 6);
	for (uint32_t i = 0; i < run.trace.event_count; i++)
		if (run.trace.events[i].kind == EVENT_EXPIRE)
			assert_int_equal(run.trace.events[i].at_ns, 4021 * MS);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* She only looks, at 1 and 2 s: the copies are told both times and expire with the session. */
static void
expiry__reads_only__every_use_is_told(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "session: {idle: 4s}\nservers: {apply_copy: 5ms}\n"
	    "clients: {ana: {script: [login, view cart, view cart]}}\nstop: {after: 20s}",
	    "replica");
	assert_int_equal(count_reason(&run, EVENT_SEND, REASON_REFRESH), 4);
	assert_int_equal(run_count(&run, EVENT_EXPIRE), 6);
	for (uint32_t i = 0; i < run.trace.event_count; i++)
		if (run.trace.events[i].kind == EVENT_EXPIRE)
			assert_int_equal(run.trace.events[i].at_ns, 6021 * MS);
	/* copies of the login took workers, uses took none */
	assert_close(run_measure(&run, "utilisation"), (3 * 0.01 + 2 * 0.005) / 3 / 20, 1e-9);
	run_end(&run);
}

/* Told every two seconds at most: half of her looks. */
static void
expiry__uses_told_now_and_then__fewer_messages(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "session: {idle: 4s, copy_use: 2s}\nclients: {ana: {script: [login], "
	    "repeat: view cart}}\nstop: {after: 20s}", "backup");
	assert_int_equal(run_count(&run, EVENT_EXPIRE), 0);
	assert_int_equal(count_reason(&run, EVENT_SEND, REASON_REFRESH), 9);
	run_end(&run);
}

/* ---- crashes ---- */

static void
crash__of_the_holder__a_copy_answers(void **state)
{
	static const char *const designs[] = { "backup", "replica" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run run;
		char *answers;

		run_watch(&run, "clients: {ana: {script: [login, add book, view cart, view cart], "
		    "relogin: off}}\nfaults: [{at: 1900ms, do: crash, node: holder-of ana}]",
		    designs[i]);
		answers = run_answers(&run, "ana");
		assert_string_equal(answers, "login 200 \nadd 200 [\"book\"]\n"
		    "view 200 [\"book\"]\nview 200 [\"book\"]\n");
		free(answers);
		assert_close(run_measure(&run, "sessions_lost"), 0, 0);
		assert_close(run_measure(&run, "sessions_live_at_fault"), 1, 0);
		run_end(&run);
	}
}

/* Hers was s1, its copy is on s2, and s2 drains: her request finds s1 dead and goes to s3, and so
 * does a copy, which comes first. */
static void
repair__death_found_by_a_request__overtakes_it(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 4}\nclients: {ana: {script: [login, add book, "
	    "view cart], relogin: off}}\nfaults: [{at: 100ms, do: drain, node: s2, for: 1m}, "
	    "{at: 1100ms, do: crash, node: s1}]\nbalancer: {health: {every: 1m}}", "backup");
	assert_statuses(&run, "ana", "200 200 200");
	/* refused at 2.011, told at 2.012 */
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s2", 0), 2013 * MS);
	assert_int_equal(count_reason(&run, EVENT_EVICT, REASON_MOVED), 0);
	run_end(&run);
}

/* The third request comes to s3: it asks s2, which wrote last and lets it go, since s1 has a
 * copy. */
static void
fetch__server_without_the_session__asks_who_is_in_charge(void **state)
{
	struct run run;
	uint32_t evict;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add pen, view cart], relogin: off}}\n"
	    "designs: {mine: {base: backup, balancer: {affinity: none}}}", "mine");
	assert_statuses(&run, "ana", "200 200 200");
	evict = run_find(&run, EVENT_EVICT, "s2", 0);
	assert_int_equal(run_event(&run, evict)->at_ns, 2022 * MS);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, evict)), REASON_MOVED);
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s2", 1), 2023 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_READ, "s3", 0), 2023 * MS);
	assert_int_equal(run_event(&run, run.trace.requests[2].end_event)->at_ns, 2034 * MS);
	assert_close(run_measure(&run, "hit_rate"), 1, 0);
	assert_int_equal(run_count(&run, EVENT_MISS), 0);
	run_end(&run);
}

/* No cookie: every request comes to the next server, and the session goes with it.  There are
 * never more than two holders. */
static void
fetch__free_routing__session_moves_and_stays_on_two(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 5}\nclients: {ana: {script: [login, add a, add b, add c, "
	    "add d, add e, view cart], relogin: off}}\n"
	    "designs: {mine: {base: backup, balancer: {affinity: none}}}", "mine");
	assert_statuses(&run, "ana", "200 200 200 200 200 200 200");
	assert_int_equal(count_reason(&run, EVENT_EVICT, REASON_MOVED) > 0, true);
	assert_close(run_measure(&run, "holders_max"), 2, 0);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	assert_close(run_measure(&run, "hit_rate"), 1, 0);
	run_end(&run);
}

static void
repair__holder_believed_down__survivor_copies_again(void **state)
{
	struct run run;
	uint32_t believe;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, wait 9s, view cart], relogin: off}}\n"
	    "faults: [{at: 1100ms, do: crash, node: s1}, {at: 4100ms, do: crash, node: s2}]",
	    "backup");
	believe = run_find(&run, EVENT_BELIEVE, "lb", 0);
	assert_int_equal(run_event(&run, believe)->at_ns, 2000 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s2", 0), 2001 * MS);
	assert_statuses(&run, "ana", "200 200");
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* The second crash comes before the first is noticed. */
static void
repair__both_holders_crash_before_it__lost_once(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, wait 9s, view cart], relogin: off}}\n"
	    "faults: [{at: 1100ms, do: crash, node: s1}, {at: 1200ms, do: crash, node: s2}]",
	    "backup");
	assert_statuses(&run, "ana", "200 401");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	run_end(&run);
}

static void
restart__replica__gets_its_copies_again(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, wait 9s, view cart], relogin: off}}\n"
	    "faults: [{at: 1100ms, do: crash, node: s1}, {at: 3100ms, do: restart, node: s1}, "
	    "{at: 5100ms, do: crash, node: s2}, {at: 5200ms, do: crash, node: s3}]", "replica");
	/* to s1 when it is back, and to s3 when s2 is believed down and s3 is dead unnoticed */
	assert_int_equal(count_reason(&run, EVENT_SEND, REASON_REPAIR), 2);
	assert_statuses(&run, "ana", "200 200");
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* Down and up between two probes: the balancer never noticed, the server says so itself. */
static void
restart__unnoticed__copies_come_a_hop_later(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart], relogin: off}}\n"
	    "faults: [{at: 600ms, do: crash, node: s1}, {at: 700ms, do: restart, node: s1}]",
	    "replica");
	assert_int_equal(run_count(&run, EVENT_BELIEVE), 0);
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s2", 0), 702 * MS);
	assert_statuses(&run, "ana", "200 200");
	run_end(&run);
}

/* Who leaves says so first and gives away what it has: nobody is logged out, as without copies
 * nearly everybody is. */
static void
planned__every_server_goes__no_session_is_lost(void **state)
{
	static const char *const plans[] = { "deploy, down: 500ms, pause: 200ms",
		"deploy, down: 500ms, surge: 1", "blue-green", "scale-in, node: s2" };
	static const char *const designs[] = { "backup", "replica" };

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		struct run run;
		char keys[400];

		snprintf(keys, sizeof(keys), "clients: {crowd: {count: 30, script: [login], "
		    "repeat: view cart, relogin: off, think: {mean: 1s}}}\n"
		    "servers: {workers: 9}\nfaults: [{at: 2s, do: %s}]\nstop: {after: 9s}",
		    plans[i / 2]);
		run_watch(&run, keys, designs[i % 2]);
		assert_close(run_measure(&run, "sessions_lost"), 0, 0);
		assert_close(run_measure(&run, "failed"), 0, 0);
		run_end(&run);
		if (i % 2 == 1)
			continue;
		run_begin(&run, keys, "sticky");
		run_all(&run);
		assert_true(run_measure(&run, "sessions_lost") > 9);
		run_end(&run);
	}
}

/* s2 is dead and nobody knows: the copy goes to s3, two hops and two hops. */
static void
refused__copy__goes_to_the_next_in_turn(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}}\n"
	    "faults: [{at: 20ms, do: crash, node: s2}]", "backup");
	assert_int_equal(run_at_ns(&run, EVENT_REFUSE, "s2", 0), 22 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s1", 0), 24 * MS);
	assert_int_equal(run_event(&run, run.trace.requests[0].end_event)->at_ns, 36 * MS);
	run_end(&run);
}

/* Whoever has a copy already is passed over. */
static void
refused__copy__ends_on_as_many_servers_as_asked_for(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 8; seed++) {
		struct run run;
		char keys[300];

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {ana: {script: [login]}}\n"
		    "servers: {count: 4}\nfaults: [{at: 20ms, do: crash, node: s2}]\n"
		    "designs: {mine: {base: backup, session: {copies: 2}}}", seed);
		run_watch(&run, keys, "mine");
		assert_close(run_measure(&run, "holders_max"), 3, 0);
		assert_int_equal(run_count(&run, EVENT_COPY), 4);
		run_end(&run);
	}
}

/* Believed down at 1 s (probes at 500 and 1000 ms): what is lacking goes to s3, and one hop later
 * the copy of the reply is sent there too, two hops. */
static void
hung__copy__is_given_up_when_its_server_is_believed_down(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}}\n"
	    "faults: [{at: 20ms, do: hang, node: s2}]", "backup");
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s1", 0), 1001 * MS);
	assert_int_equal(run_event(&run, run.trace.requests[0].end_event)->at_ns, 1014 * MS);
	run_end(&run);
}

static void
crash__of_the_copy_with_it_in_hand__sender_hears_it_one_hop_later(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {apply_copy: 8ms}\nclients: {ana: {script: [login]}}\n"
	    "faults: [{at: 25ms, do: crash, node: s2}]", "backup");
	assert_int_equal(run_at_ns(&run, EVENT_REFUSE, "s2", 0), 26 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s1", 0), 35 * MS); /* on s3 */
	run_end(&run);
}

/* ---- what copies cost ---- */

static void
apply_copy__takes_a_worker__a_request_waits_for_it(void **state)
{
	struct run run;

	(void)state;
	/* Ana's copy is at s2 from 22 to 30 ms, Bob's request at 24. */
	run_watch(&run, "servers: {apply_copy: 8ms}\nclients: {ana: {script: [login]}, "
	    "bob: {start: 13ms, script: [login]}}", "backup");
	assert_int_equal(run_at_ns(&run, EVENT_START, "s2", 0), 22 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_QUEUE, "s2", 0), 24 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_COPY, "s1", 0), 30 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_START, "s2", 1), 30 * MS);
	run_end(&run);
}

/* Two servers with one worker each copy to each other at once: neither waits with its worker. */
static void
apply_copy__servers_wait_for_each_other__no_deadlock(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 2, apply_copy: 3ms}\nclients: {ana: {script: [login]}, "
	    "bob: {script: [login]}}", "backup");
	assert_statuses(&run, "ana", "200");
	assert_statuses(&run, "bob", "200");
	run_end(&run);
}

/* More asked than can be done: each server works r = 1/(c + (N-1) a) requests a second and applies
 * those of the others; so all together N r, which tends to 1/a. */
static double
saturated_rate(unsigned servers, const char *design)
{
	struct run run = { 0 };
	char keys[600];
	double rate;

	snprintf(keys, sizeof(keys), "clients: {crowd: {count: %u, script: [login], "
	    "repeat: add pen, think: {law: constant, mean: 0ms}}}\n"
	    "servers: {count: %u, service: 5ms, apply_copy: 0.5ms, queue: unlimited}\n"
	    "session: {copy: async}\nnetwork: {latency: {client: 0ms, inside: 0.1ms}}\n"
	    "actions: {mark: {method: POST, path: /mark, writes: [theme]}}\n"
	    "stop: {after: 6s}\nwarmup: {after: 1s}\n", servers * 3, servers);
	/* a cart that grows for ever would cost the test its time, not the servers theirs */
	memcpy(strstr(keys, "add pen"), "mark   ", 7);
	run_begin_scenario(&run, scenario_read(&run.arena, keys, design, NULL), false);
	run_all(&run);
	assert_close(run_measure(&run, "utilisation"), 1, 0.01);
	rate = run_measure(&run, "throughput");
	run_end(&run);
	return rate;
}

static void
throughput__copies_on_all__tends_to_one_over_their_cost(void **state)
{
	static const unsigned sizes[] = { 1, 2, 4, 10, 40 };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		double n = sizes[i];

		assert_close(saturated_rate(sizes[i], "replica"),
		    n / (0.005 + (n - 1) * 0.0005), 0.02);
		/* One copy each, whatever the number: it grows with the servers. */
		if (sizes[i] > 1)
			assert_close(saturated_rate(sizes[i], "backup"), n / 0.0055, 0.02);
		assert_close(saturated_rate(sizes[i], "sticky"), n / 0.005, 0.02);
	}
}

/* ---- laws ---- */

/* Sessions lost of those alive when `crashed` servers die together. */
static void
assert_loss(unsigned servers, unsigned copies, unsigned crashed, double expected)
{
	struct spread lost = { 0 };
	char what[80];

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct run run = { 0 };
		struct str keys = STR_INIT;

		str_printf(&keys, "seed: %u\nclients: {crowd: {count: 150, script: [login], "
		    "repeat: view cart, relogin: off, think: {mean: 1s}}}\n"
		    "servers: {count: %u, workers: 50}\nsession: {copies: %u}\n"
		    "stop: {after: 6s}\ndesigns: {mine: {base: sticky, homes: {login: replica, "
		    "cart: replica}, balancer: {place: random}}}\nfaults: [", seed, servers,
		    copies);
		for (unsigned i = 0; i < crashed; i++)
			str_printf(&keys, "%s{at: 3s, do: crash, node: s%u}", i > 0 ? ", " : "",
			    1 + (seed + i * (servers > 2 ? 2 : 1)) % servers);
		str_add(&keys, "]\n");
		run_begin_scenario(&run, scenario_read(&run.arena, keys.text, "mine", NULL),
		    false);
		run_all(&run);
		spread_add(&lost, run_measure(&run, "sessions_lost") /
		    run_measure(&run, "sessions_live_at_fault"));
		run_end(&run);
		str_release(&keys);
	}
	snprintf(what, sizeof(what), "%u of %u servers, %u copies", crashed, servers, copies);
	assert_spread(&lost, expected, what);
}

static double
known(const char *params, const char *quantity)
{
	return known_answer("session_loss", params, quantity);
}

static void
crashes__before_repair__lose_those_whose_holders_all_died(void **state)
{
	(void)state;
	assert_loss(2, 1, 2,
	    known("servers=2;sessions=1000", "two_copies_two_crashes_lost_fraction"));
	assert_loss(4, 1, 1, 0);
	assert_loss(4, 1, 2,
	    known("servers=4;sessions=1000", "two_copies_two_crashes_lost_fraction"));
	assert_loss(10, 1, 2,
	    known("servers=10;sessions=100000", "two_copies_two_crashes_lost_fraction"));
	assert_loss(5, 2, 3, 1.0 / 10); /* C(3,3) / C(5,3) */
	assert_loss(5, 1, 3, 3.0 / 10); /* C(3,2) / C(5,2) */
}

/* While one server lives, all is there. */
static void
crashes__copies_on_all__none_lost_while_one_lives(void **state)
{
	struct run run;

	(void)state;
	for (unsigned crashed = 1; crashed <= 4; crashed++) {
		char keys[500];

		snprintf(keys, sizeof(keys), "clients: {crowd: {count: 40, script: [login], "
		    "repeat: add pen, think: {mean: 1s}, relogin: off}}\n"
		    "servers: {count: 4, workers: 9}\n"
		    "stop: {after: 9s}\nfaults: [{at: 3s, do: crash, node: s1}%s%s%s]",
		    crashed > 1 ? ", {at: 3s, do: crash, node: s3}" : "",
		    crashed > 2 ? ", {at: 3s, do: crash, node: s2}" : "",
		    crashed > 3 ? ", {at: 3s, do: crash, node: s4}" : "");
		run_watch(&run, keys, "replica");
		assert_close(run_measure(&run, "sessions_lost"), crashed < 4 ? 0 :
		    run_measure(&run, "sessions_live_at_fault"), 0);
		run_end(&run);
	}
}

/* Acknowledged writes of items that the crashed server had in hand for its copies. */
static double
lost_writes(unsigned seed, unsigned lag_ms)
{
	struct run run;
	char keys[500];
	uint32_t crash, *newest;
	double lost = 0;

	snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 30, script: [login], "
	    "repeat: theme dark, think: {mean: 200ms}}}\nservers: {count: 3, workers: 50}\n"
	    "session: {copy: async, copy_lag: %ums}\nnetwork: {latency: 0ms}\n"
	    "faults: [{at: 8s, do: crash, node: s1}]\nstop: {after: 8s}", seed, lag_ms);
	run_begin(&run, keys, "backup");
	run_all(&run);
	crash = run_find(&run, EVENT_CRASH, "s1", 0);
	assert_int_not_equal(crash, NONE32);
	newest = calloc(run.trace.item_count, sizeof(*newest));
	for (uint32_t i = 0; i < crash; i++) {
		const struct event *event = run_event(&run, i);

		if (event->item != NONE32 && event->kind == EVENT_COPY)
			newest[event->item] = event->version;
	}
	for (uint32_t i = 0; i < crash; i++) {
		const struct event *event = run_event(&run, i);

		if ((event->kind == EVENT_WRITE || event->kind == EVENT_CREATE) &&
		    event->home == HOME_REPLICA && event->version > newest[event->item])
			lost += event->actor == trace_actor(&run.trace, "s1");
	}
	free(newest);
	run_end(&run);
	return lost;
}

/* 10 sessions of s1 write every 200 ms of thought and 10 of work: the tail is rate x lag. */
static void
crash__lagging_copies__lose_the_writes_of_the_lag(void **state)
{
	static const unsigned lags_ms[] = { 100, 400 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct spread lost = { 0 };

		for (unsigned seed = 1; seed <= 30; seed++)
			spread_add(&lost, lost_writes(seed, lags_ms[i]));
		assert_spread(&lost, 10 / 0.210 * lags_ms[i] / 1000, "writes of the lag");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sync__login__copy_before_the_reply),
		cmocka_unit_test(replica__login__copies_on_all_others),
		cmocka_unit_test(async__login__reply_leaves_at_once_and_the_copy_after_the_lag),
		cmocka_unit_test(async__asked_before_the_copy_is_there__unknown),
		cmocka_unit_test(async__read_of_a_copy__is_its_version),
		cmocka_unit_test(logout__ends_the_session_on_every_holder),
		cmocka_unit_test(expiry__every_holder__at_last_use_and_idle),
		cmocka_unit_test(expiry__reads_only__every_use_is_told),
		cmocka_unit_test(expiry__uses_told_now_and_then__fewer_messages),
		cmocka_unit_test(crash__of_the_holder__a_copy_answers),
		cmocka_unit_test(repair__death_found_by_a_request__overtakes_it),
		cmocka_unit_test(fetch__server_without_the_session__asks_who_is_in_charge),
		cmocka_unit_test(fetch__free_routing__session_moves_and_stays_on_two),
		cmocka_unit_test(repair__holder_believed_down__survivor_copies_again),
		cmocka_unit_test(repair__both_holders_crash_before_it__lost_once),
		cmocka_unit_test(restart__replica__gets_its_copies_again),
		cmocka_unit_test(restart__unnoticed__copies_come_a_hop_later),
		cmocka_unit_test(planned__every_server_goes__no_session_is_lost),
		cmocka_unit_test(refused__copy__goes_to_the_next_in_turn),
		cmocka_unit_test(refused__copy__ends_on_as_many_servers_as_asked_for),
		cmocka_unit_test(hung__copy__is_given_up_when_its_server_is_believed_down),
		cmocka_unit_test(crash__of_the_copy_with_it_in_hand__sender_hears_it_one_hop_later),
		cmocka_unit_test(apply_copy__takes_a_worker__a_request_waits_for_it),
		cmocka_unit_test(apply_copy__servers_wait_for_each_other__no_deadlock),
		cmocka_unit_test(throughput__copies_on_all__tends_to_one_over_their_cost),
		cmocka_unit_test(crashes__before_repair__lose_those_whose_holders_all_died),
		cmocka_unit_test(crashes__copies_on_all__none_lost_while_one_lives),
		cmocka_unit_test(crash__lagging_copies__lose_the_writes_of_the_lag),
	};

	return cmocka_run_group_tests_name("engine_copies", tests, NULL, NULL);
}
