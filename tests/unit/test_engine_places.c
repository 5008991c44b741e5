/* Faults of places that are no servers: the balancer, the store, the database, the links of
 * devices; copies that are sent again; what a bounded store keeps about requests. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/finding.h"

#define MS 1000000ull

static void
assert_story(const struct run *run, const char *client, const char *expected)
{
	char *got = run_answers(run, client);

	if (strcmp(got, expected) != 0)
		run_dump(run);
	assert_string_equal(got, expected);
	free(got);
}

/* ---- the balancer crashes ---- */

/* Her book arrives at 1011 and is worked on until 1021; the balancer dies at 1018. */
#define LB_CRASH \
	"clients:\n  ana: {script: [login, add book, view cart]}\n" \
	"  bob: {start: 120ms, script: [login, add pen, view cart]}\n" \
	"servers: {count: 2}\ndesigns: {mine: {base: sticky, balancer: {affinity: %s}}}\n" \
	"faults: [{at: 1018ms, do: crash, node: lb}, {at: 1300ms, do: restart, node: lb}]\n"

/* The work goes on for nobody; with a cookie nothing is forgotten. */
static void
balancer__crashes_over_a_request__its_client_hears_a_hop_later(void **state)
{
	char keys[500];
	struct run run;

	(void)state;
	snprintf(keys, sizeof(keys), LB_CRASH, "cookie");
	run_watch(&run, keys, "mine");
	assert_int_equal(run_at_ns(&run, EVENT_FINISH, "s1", 1), 1021 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "s1", 0), 1022 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_REFUSE, "lb", 0), 1028 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "ana-browser", 0), 1028 * MS);
	assert_story(&run, "ana", "login 200 \nview 200 [\"book\"]\n");
	/* sent at 1120: refused a hop there, known a hop back */
	assert_int_equal(run_at_ns(&run, EVENT_REFUSE, "lb", 1), 1130 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "bob-browser", 0), 1140 * MS);
	assert_story(&run, "bob", "login 200 \nview 200 []\n");
	assert_close(run_measure(&run, "sessions_lost"), 0, 1e-9);
	assert_close(run_measure(&run, "forced_logins"), 0, 1e-9);
	run_end(&run);
}

/* Both are logged in where they were, and nobody finds the way there: a table is state too. */
static void
balancer__crashes_with_its_table__who_was_where_is_forgotten(void **state)
{
	char keys[500];
	struct run run;
	uint16_t lb;

	(void)state;
	snprintf(keys, sizeof(keys), LB_CRASH, "table");
	/* Bob comes first after it, and in turn, so he is with s1 now and Ana with s2 */
	memcpy(strstr(keys, "120ms"), "980ms", 5);
	memcpy(strstr(keys, "1300ms"), "1900ms", 6);
	run_watch(&run, keys, "mine");
	lb = trace_actor(&run.trace, "lb");
	assert_int_equal(run_find(&run, EVENT_EXPIRE, "lb", 0), NONE32);
	for (uint32_t i = 0; i < run.trace.event_count; i++)
		assert_false(run.trace.events[i].actor == lb &&
		    run.trace.events[i].kind == EVENT_SEND &&
		    run.trace.events[i].at_ns > 1018 * MS && run.trace.events[i].at_ns < 1900 * MS);
	/* new tickets replace two that were good where nobody looked */
	assert_close(run_measure(&run, "sessions_lost"), 2, 1e-9);
	assert_close(run_measure(&run, "forced_logins"), 2, 1e-9);
	run_end(&run);
}

/* s2 is down for good and known to be: the new balancer does not know, and tries. */
static void
balancer__restarts__believes_all_up_and_finds_out_again(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {start: 1s, every: 20ms, script: [ping], "
	    "repeat: ping}}\nservers: {count: 2}\nbalancer: {health: {every: 10s}}\n"
	    "faults: [{at: 10ms, do: crash, node: s2}, {at: 1500ms, do: restart, node: lb}]\n"
	    "stop: {after: 2s}\n", "local");
	assert_int_equal(run_count(&run, EVENT_BELIEVE), 3); /* down, up again, down again */
	assert_int_equal(run_count(&run, EVENT_REDISPATCH), 2);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_BELIEVE, "lb", 1))->value, 1);
	assert_int_equal(run_at_ns(&run, EVENT_BELIEVE, "lb", 1), 1500 * MS);
	run_end(&run);
}

/* A queue before all servers is in the balancer's memory. */
static void
balancer__crashes__its_queue_dies_with_it(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients:\n  crowd: {count: 9, script: [ping]}\nservers: {count: 1, "
	    "service: 100ms}\ndesigns: {mine: {base: local, balancer: {place: shared-queue}}}\n"
	    "faults: [{at: 150ms, do: crash, node: lb}]\n", "mine");
	assert_int_equal(run_count(&run, EVENT_QUEUE), 8);
	/* one was answered at 121 ms; one is worked on; all eight are told */
	assert_int_equal(run_count(&run, EVENT_START), 2);
	assert_int_equal(run_count(&run, EVENT_TIMEOUT), 8);
	assert_close(run_measure(&run, "failed"), 8, 1e-9);
	run_end(&run);
}

/* ---- it hangs, it is slow ---- */

static void
balancer__hangs__only_timeouts_notice_and_a_restart_ends_it(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart], "
	    "retry: {timeout: 200ms, attempts: 5}}}\nservers: {count: 2}\n"
	    "faults: [{at: 1015ms, do: hang, node: lb, for: 500ms}]\n", "sticky");
	assert_int_equal(run_find(&run, EVENT_REFUSE, "s1", 0), NONE32);
	/* what s1 answered at 1021 is with it, and goes nowhere */
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "lb", 3), 1022 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "ana-browser", 0), 1200 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RESTART, "lb", 0), 1515 * MS);
	assert_story(&run, "ana", "login 200 \nadd 200 [\"book\",\"book\"]\n"
	    "view 200 [\"book\",\"book\"]\n");
	run_end(&run);
}

/* Five times one hop inside instead of one, there and back. */
static void
balancer__is_slow__passes_on_later(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping]}}\nfaults: [{at: 500ms, "
	    "do: slow, node: lb, factor: 5}, {at: 1500ms, do: slow, node: lb, factor: 1}]\n",
	    "local");
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 0), 32 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 1), 1040 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 2), 2032 * MS);
	run_end(&run);
}

/* ---- the store hangs, and is slow ---- */

#define STORE_HANGS \
	"clients: {ana: {script: [login, add book, view cart, view cart]}}\n" \
	"faults: [{at: 1500ms, do: hang, node: %s, for: 2s}%s]\n"

/* Nothing is refused, nothing is lost: she waits from 2000 to 3500, when it goes on. */
static void
store__hangs_for_a_while__answers_then(void **state)
{
	static const char *const nodes[] = { "store", "db" }, *const in[] = { "store", "token" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		char keys[400];
		struct run run;

		snprintf(keys, sizeof(keys), STORE_HANGS, nodes[i], "");
		run_watch(&run, keys, in[i]);
		assert_int_equal(run_count(&run, EVENT_REFUSE), 0);
		assert_int_equal(run_at_ns(&run, EVENT_HANG, nodes[i], 0), 1500 * MS);
		assert_int_equal(run_at_ns(&run, EVENT_CHANGE, nodes[i], 0), 3500 * MS);
		/* 0.5 ms of its work, a hop to the server, one to the balancer, 10 ms to her */
		assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 2),
		    3512 * MS + 500000);
		assert_story(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 200 [\"book\"]\n"
		    "view 200 [\"book\"]\n");
		run_end(&run);
	}
}

/* Another process: what it had in hand breaks, what it kept is gone. */
static void
store__hangs_and_is_restarted__is_empty(void **state)
{
	char keys[400];
	struct run run;

	(void)state;
	snprintf(keys, sizeof(keys), STORE_HANGS, "store",
	    ", {at: 2500ms, do: restart, node: store}");
	run_watch(&run, keys, "store");
	assert_int_equal(run_at_ns(&run, EVENT_REFUSE, "store", 0), 2501 * MS);
	assert_statuses(&run, "ana", "200 200 503 401 (200) 200");
	run_end(&run);
}

/* A copy takes over from one that hangs, with all that was written. */
static void
store__hangs_and_fails_over__the_copy_answers(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart, view cart]}}\n"
	    "store: {copies: 1}\nfaults: [{at: 1500ms, do: hang, node: store}, {at: 2500ms, "
	    "do: failover}]\n", "store");
	assert_story(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 503 \n"
	    "view 200 [\"book\"]\n");
	run_end(&run);
}

/* Who gave up is served all the same once it goes on: her second attempt adds the same book. */
static void
store__hangs_under_retries__does_later_what_nobody_waits_for(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart], "
	    "retry: {timeout: 200ms, attempts: 2, key: false}}}\nservers: {workers: 4}\n"
	    "store: {write: field}\nfaults: [{at: 1015ms, do: hang, node: store, for: 1s}]\n",
	    "store");
	assert_int_equal(run_count(&run, EVENT_TIMEOUT), 2);
	assert_story(&run, "ana", "login 200 \nview 200 []\n");
	assert_true(run_count(&run, EVENT_LOSE) >= 2);
	run_end(&run);
}

/* Ten times 0.5 ms instead of 0.5, of two operations; and taken up ten times as far apart. */
static void
store__is_slow__operations_take_longer(void **state)
{
	struct run run;
	uint64_t usual;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart, view cart]}}\n"
	    "faults: [{at: 1500ms, do: slow, node: store, factor: 10}, {at: 2500ms, do: slow, "
	    "node: store, factor: 1}]\n", "store");
	usual = run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 1) - 1000 * MS;
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 2),
	    2000 * MS + usual + 4500000);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 3), 3000 * MS + usual);
	run_end(&run);
	run_watch(&run, "clients: {crowd: {count: 3, script: [login], start: 2s}}\n"
	    "servers: {count: 3}\nstore: {capacity: 1000/s}\n"
	    "faults: [{at: 1500ms, do: slow, node: store, factor: 10}]\n", "store");
	/* taken up at 2022, 2032 and 2042 instead of 1 ms apart */
	assert_int_equal(run_at_ns(&run, EVENT_START, "store", 0), 2032 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_START, "store", 1), 2042 * MS);
	run_end(&run);
}

/* ---- the link of a device ---- */

/* Sent at 1000, cut under way; again at 1200, and healed before its reply leaves. */
static void
device__cut_off__nothing_passes_either_way(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients:\n  ana: {devices: [laptop, phone], script: [login, add book, "
	    "view cart], retry: {timeout: 200ms}}\n  bob: {script: [login, add pen, view cart]}\n"
	    "faults: [{at: 1005ms, do: cut, from: ana, to: lb}, {at: 1215ms, do: heal, from: lb, "
	    "to: ana}]\n", "sticky");
	assert_int_equal(run_count(&run, EVENT_CUT), 2); /* both of her devices */
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "ana-laptop", 0), 1010 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "ana-laptop", 1), 1210 * MS);
	assert_story(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 200 [\"book\"]\n");
	assert_story(&run, "bob", "login 200 \nadd 200 [\"pen\"]\nview 200 [\"pen\"]\n");
	run_end(&run);
	/* the reply: done, and nobody knows; the key makes the second attempt harmless */
	run_watch(&run, "clients:\n  ana: {devices: [laptop, phone], script: [login, add book, "
	    "view cart], retry: {timeout: 200ms}}\nfaults: [{at: 1025ms, do: cut, from: "
	    "ana-laptop, to: lb, for: 50ms}]\ndesigns: {kept: {base: sticky, idempotency: {home: "
	    "server}}}\n", "kept");
	assert_int_equal(run_count(&run, EVENT_CUT), 1);
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "lb", 0), 1032 * MS);
	assert_story(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 200 [\"book\"]\n");
	assert_close(run_measure(&run, "duplicate_executions"), 0, 1e-9);
	run_end(&run);
}

/* A crowd, one of it, one device of one of it. */
static void
device__cut_off__those_that_were_named(void **state)
{
	static const char *const whom[] = { "crowd", "crowd-2", "crowd-2-b" };
	static const uint32_t cuts[] = { 6, 2, 1 }, lost[] = { 3, 1, 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		char keys[300];
		struct run run;

		snprintf(keys, sizeof(keys), "clients: {crowd: {count: 3, devices: [a, b], "
		    "script: [ping]}}\nfaults: [{at: 0s, do: cut, from: %s, to: lb}]", whom[i]);
		run_watch(&run, keys, "local");
		assert_int_equal(run_count(&run, EVENT_CUT), cuts[i]);
		assert_int_equal(run_count(&run, EVENT_LOSE), lost[i]);
		run_end(&run);
	}
}

/* The balancer holds her request until it hears, after the cut, that she is gone. */
static void
device__heals__what_it_gave_up_is_let_go(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, ping], retry: {timeout: "
	    "200ms, attempts: 1}}}\nservers: {count: 2}\nbalancer: {on_dead: wait}\n"
	    "faults: [{at: 990ms, do: crash, node: s1}, {at: 1100ms, do: cut, from: ana, to: lb, "
	    "for: 400ms}, {at: 1800ms, do: restart, node: s1}]\n", "sticky");
	assert_statuses(&run, "ana", "200 - 200");
	assert_int_equal(run_find(&run, EVENT_SEND, "lb", 5), NONE32);
	run_end(&run);
}

/* ---- a fault at every event ---- */

#define ANY_EVENT \
	"clients:\n  ana: {script: [login, add book, view cart], " \
	"retry: {timeout: 60ms, attempts: 2}}\n  crowd: {count: 2, every: 7ms, start: 3ms, " \
	"script: [login, view cart, logout]}\nservers: {count: 2, queue: 1}\n" \
	"balancer: {health: {every: 20ms}}\ndesigns: {mine: {base: store, balancer: " \
	"{affinity: table, place: %s}}}\n" \
	"store: {capacity: 500/s, lock: exclusive}\n" \
	"faults: [{at: 41ms, do: crash, node: s1, for: 30ms}, {at: 80ms, do: restart, " \
	"node: lb}, {at: 90ms, do: store-up}]\nstop: {after: 2s}\n"

/* Whatever has just happened, a fault may strike: nothing breaks that must not. */
static void
place__fails_after_any_event__no_invariant_breaks(void **state)
{
	static const struct fault faults[] = {
		{ .kind = FAULT_CRASH, .node = "lb" }, { .kind = FAULT_HANG, .node = "lb" },
		{ .kind = FAULT_RESTART, .node = "lb" },
		{ .kind = FAULT_SLOW, .node = "lb", .factor = 9 },
		{ .kind = FAULT_HANG, .node = "store" }, { .kind = FAULT_RESTART, .node = "store" },
		{ .kind = FAULT_CUT, .client = "ana", .other = "lb" },
	};

	(void)state;
	for (size_t place = 0; place < 2; place++) {
		struct arena arena = { 0 };
		char text[700];
		const struct scenario *scenario;

		snprintf(text, sizeof(text), ANY_EVENT, place ? "shared-queue" : "round-robin");
		scenario = scenario_read(&arena, text, "mine", NULL);
		for (size_t f = 0; f < sizeof(faults) / sizeof(faults[0]); f++)
			for (uint32_t after = 0; after < 130; after += 1 + after % 3) {
				struct scenario forked = *scenario;
				struct fault list[8];
				struct run run = { 0 };

				memcpy(list, scenario->faults,
				    scenario->fault_count * sizeof(*list));
				list[forked.fault_count] = faults[f];
				list[forked.fault_count++].after_event = after;
				forked.faults = list;
				run_begin_scenario(&run, &forked, true);
				run_checked(&run);
				run_end(&run);
			}
		arena_release(&arena);
	}
}

/* ---- what is refused ---- */

static void
scenario__fault_that_cannot_be__says_why(void **state)
{
	static const struct {
		const char *fault, *says;
	} rows[] = {
		{ "do: crash, node: db", "the database outlives every fault: it cannot crash" },
		{ "do: drain, for: 1s, node: lb", "\"drain\" cannot happen to \"lb\"" },
		{ "do: cut, from: ana, to: s1",
		    "a device has one link, to the balancer: it has none to \"s1\"" },
		{ "do: cut, from: anna, to: lb",
		    "no server, client or device \"anna\" at the other end of the balancer's "
		    "link" },
		{ "do: cut, from: ana-phone, to: lb",
		    "no server, client or device \"ana-phone\" at the other end of the balancer's "
		    "link" },
		{ "do: cut, from: crowd-4, to: lb",
		    "no server, client or device \"crowd-4\" at the other end of the balancer's "
		    "link" },
		{ "do: cut, from: visitor, to: lb",
		    "sessions of a load come and go: none of their links can be named" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct findings findings;
		char keys[400];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [ping]}, crowd: {count: 3, "
		    "script: [ping]}}\nload: {arrivals: {rate: 1/s}}\nstop: {after: 3s}\n"
		    "faults: [{at: 1s, %s}]", rows[i].fault);
		assert_null(scenario_try(&arena, keys, "store", NULL, &findings));
		assert_true(findings.count > 0);
		assert_string_equal(findings.rows[0].text, rows[i].says);
		arena_release(&arena);
	}
}

/* Who tries for ever over what never answers again needs a run that stops. */
static void
scenario__retries_without_limit_over_silence__needs_a_stop(void **state)
{
	static const struct {
		const char *faults;
		bool ends;
	} rows[] = {
		{ "{at: 1s, do: crash, node: lb}", false },
		{ "{at: 1s, do: hang, node: lb}, {at: 0s, do: restart, node: lb}", false },
		{ "{at: 1s, do: cut, from: lb, to: ana}", false },
		{ "{at: 1s, do: crash, node: lb, for: 3s}", true },
		{ "{at: 1s, do: hang, node: lb}, {at: 2s, do: restart, node: lb}", true },
		{ "{at: 1s, do: cut, from: lb, to: ana}, {at: 3s, do: heal, from: ana, to: lb}",
		    true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct findings findings;
		char keys[400];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [ping, ping], retry: "
		    "{attempts: unlimited}}}\nfaults: [%s]", rows[i].faults);
		assert_int_equal(scenario_try(&arena, keys, "local", NULL, &findings) != NULL,
		    rows[i].ends);
		if (!rows[i].ends)
			assert_string_equal(findings.rows[0].text, "this run cannot end: client "
			    "\"ana\" tries without limit, and from some moment on nothing answers");
		arena_release(&arena);
	}
}

/* ---- copies that are lost are sent again ---- */

/* Lost at 1012, sent again 200 ms later; the reply waits for it, nobody else does. */
static void
copy__lost__is_sent_again(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart]}}\n"
	    "faults: [{at: 500ms, do: drop, kind: copy, count: 2}]\n", "backup");
	/* at s1 at 1021: a hop, 0.2 s, a hop, 0.4 s, a hop and back */
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "s1", 0), 1022 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "s1", 1), 1223 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 1), (1623 + 2 + 11) * MS);
	assert_story(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 200 [\"book\"]\n");
	run_end(&run);
}

/* Six times, in 12.6 s; then the reply waits for its client to go, as it always did. */
static void
copy__never_arrives__is_given_up(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book]}}\n"
	    "faults: [{at: 500ms, do: drop, kind: copy, share: 100%}]\n", "backup");
	assert_int_equal(run_count(&run, EVENT_LOSE), 7);
	assert_statuses(&run, "ana", "200 -");
	run_end(&run);
}

/* What has ended meanwhile is not sent again: a copy must not bring a session back. */
static void
copy__lost_before_a_logout__does_not_come_back(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {every: 100ms, script: [login, add book, logout, "
	    "view cart], relogin: off}}\nsession: {copy: async}\n"
	    "faults: [{at: 50ms, do: drop, kind: copy, count: 1}]\n", "backup");
	assert_statuses(&run, "ana", "200 200 200 401");
	for (uint32_t i = 0; i < run.trace.event_count; i++)
		assert_false(run.trace.events[i].kind == EVENT_COPY &&
		    run.trace.events[i].at_ns > 222 * MS);
	run_end(&run);
}

/* ---- a bounded store keeps keys and counts, too ---- */

#define KEYS_FILL \
	"clients: {ana: {every: 50ms, script: [login, pay, pay, pay, pay, pay, view cart], " \
	"relogin: off, retry: on}}\nstore: {memory: %s, eviction: %s}\n" \
	"designs: {kept: {base: store, idempotency: {home: store}}}\n"

static void
bounded_store__keys_of_requests__take_room(void **state)
{
	struct run run;
	char keys[500];
	double free_bytes;

	(void)state;
	snprintf(keys, sizeof(keys), KEYS_FILL, "unlimited", "none");
	run_watch(&run, keys, "kept");
	free_bytes = run_measure(&run, "ram_bytes.store");
	assert_true(free_bytes > 64 + 2048 + 5 * 18);
	assert_statuses(&run, "ana", "200 201 201 201 201 201 200");
	run_end(&run);
	/* the keys push each other out, the session that is used at every request stays */
	snprintf(keys, sizeof(keys), KEYS_FILL, "2250B", "lru");
	run_watch(&run, keys, "kept");
	assert_true(run_measure(&run, "ram_bytes.store") <= 2250);
	assert_true(run_count(&run, EVENT_EVICT) >= 2);
	assert_statuses(&run, "ana", "200 201 201 201 201 201 200");
	run_end(&run);
	/* no room for another key: nothing is done for the request */
	snprintf(keys, sizeof(keys), KEYS_FILL, "2250B", "refuse");
	run_watch(&run, keys, "kept");
	assert_true(run_measure(&run, "ram_bytes.store") <= 2250);
	assert_int_equal(run_count(&run, EVENT_EVICT), 0);
	assert_true(run_measure(&run, "failed") >= 2);
	run_end(&run);
}

/* A count of 16 bytes has no room beside a session: who cannot be counted is not served. */
static void
bounded_store__counts_of_users__take_room(void **state)
{
	static const char *const memory[] = { "2128B", "2127B" };
	static const char *const seen[] = { "200 200 200", "503 401 401" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run run;
		char keys[400];

		snprintf(keys, sizeof(keys), "clients: {ana: {every: 50ms, script: [login, view "
		    "cart, view cart], relogin: off}}\nstore: {memory: %s, eviction: refuse}\n"
		    "designs: {counted: {base: store, limiter: {home: store, limit: 100/m}}}\n",
		    memory[i]);
		run_watch(&run, keys, "counted");
		assert_statuses(&run, "ana", seen[i]);
		run_end(&run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(balancer__crashes_over_a_request__its_client_hears_a_hop_later),
		cmocka_unit_test(balancer__crashes_with_its_table__who_was_where_is_forgotten),
		cmocka_unit_test(balancer__restarts__believes_all_up_and_finds_out_again),
		cmocka_unit_test(balancer__crashes__its_queue_dies_with_it),
		cmocka_unit_test(balancer__hangs__only_timeouts_notice_and_a_restart_ends_it),
		cmocka_unit_test(balancer__is_slow__passes_on_later),
		cmocka_unit_test(store__hangs_for_a_while__answers_then),
		cmocka_unit_test(store__hangs_and_is_restarted__is_empty),
		cmocka_unit_test(store__hangs_and_fails_over__the_copy_answers),
		cmocka_unit_test(store__hangs_under_retries__does_later_what_nobody_waits_for),
		cmocka_unit_test(store__is_slow__operations_take_longer),
		cmocka_unit_test(device__cut_off__nothing_passes_either_way),
		cmocka_unit_test(device__cut_off__those_that_were_named),
		cmocka_unit_test(device__heals__what_it_gave_up_is_let_go),
		cmocka_unit_test(place__fails_after_any_event__no_invariant_breaks),
		cmocka_unit_test(scenario__fault_that_cannot_be__says_why),
		cmocka_unit_test(scenario__retries_without_limit_over_silence__needs_a_stop),
		cmocka_unit_test(copy__lost__is_sent_again),
		cmocka_unit_test(copy__never_arrives__is_given_up),
		cmocka_unit_test(copy__lost_before_a_logout__does_not_come_back),
		cmocka_unit_test(bounded_store__keys_of_requests__take_room),
		cmocka_unit_test(bounded_store__counts_of_users__take_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
