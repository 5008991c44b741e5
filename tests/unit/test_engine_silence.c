/* What refuses nothing and answers nothing: servers that hang, links that are cut; and
 * servers that get no new sessions. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>

#define MS 1000000ull

#define HANG \
	"clients: {ana: {script: [login, add book, view cart, view cart], " \
	"retry: {timeout: 200ms}}}\nservers: {count: 2}\n" \
	"faults: [{at: 1900ms, do: hang, node: holder-of ana}]\n"

/* Sent at 2000 and at 2200, and nothing comes of either; probes at 2000 and 2500 bring it out, so
 * the third attempt, at 2200 + 400, is with s2 at 2611. */
static void
hang__of_the_holder__probes_and_timeouts_find_out(void **state)
{
	struct run run;
	uint32_t index;

	(void)state;
	run_watch(&run, HANG, "sticky");
	assert_int_equal(run_at_ns(&run, EVENT_HANG, "s1", 0), 1900 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "s1", 2), 2011 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "s1", 3), 2211 * MS);
	assert_int_equal(run_find(&run, EVENT_RECEIVE, "s1", 4), NONE32);
	assert_int_equal(run_find(&run, EVENT_SEND, "s1", 2), NONE32);
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "ana-browser", 1), 2600 * MS);
	index = run_find(&run, EVENT_PROBE, "lb", 0);
	assert_int_equal(run_event(&run, index)->outcome, OUTCOME_TIMEOUT);
	assert_int_equal(run_at_ns(&run, EVENT_PROBE, "lb", 0), 2000 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_BELIEVE, "lb", 0), 2500 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "s2", 0), 2611 * MS);
	assert_int_equal(run_count(&run, EVENT_REFUSE), 0);
	assert_statuses(&run, "ana", "200 200 401 (200) 200 200");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	run_end(&run);
}

static void
hang__nothing_kept_in_servers__only_time_is_lost(void **state)
{
	static const char *const designs[] = { "store", "token", "carry" };
	struct run run;

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		run_watch(&run, "clients: {ana: {script: [login, add book, view cart], "
		    "retry: {timeout: 200ms}}}\nservers: {count: 2}\n"
		    "faults: [{at: 1900ms, do: hang, node: s1}, {at: 1900ms, do: hang, "
		    "node: s1}]\n", designs[i]);
		assert_int_equal(run_count(&run, EVENT_HANG), 1);
		assert_statuses(&run, "ana", "200 200 200");
		assert_close(run_measure(&run, "sessions_lost"), 0, 0);
		run_end(&run);
	}
}

/* A client without patience waits for as long as it hangs; the restart breaks the connection. */
static void
hang__ended_by_a_restart__what_it_had_in_hand_is_502(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart, view cart]}}\n"
	    "faults: [{at: 1900ms, do: hang, node: holder-of ana}, "
	    "{at: 3s, do: restart, node: holder-of ana}]\n", "sticky");
	assert_int_equal(run_at_ns(&run, EVENT_CRASH, "s1", 0), 3000 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RESTART, "s1", 0), 3000 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_BELIEVE, "lb", 1), 3000 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_REFUSE, "s1", 0), 3001 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "ana-browser", 2), 3011 * MS);
	assert_statuses(&run, "ana", "200 200 502 401 (200) 200");
	run_end(&run);
}

/* Work of 11..21 ms never ends; an answer of the store that arrives at 24 ms leads to nothing. */
static void
hang__with_a_request_in_hand__it_stays_there(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}}\n"
	    "faults: [{at: 15ms, do: hang, node: s1}]\nstop: {after: 2s}", "sticky");
	assert_int_equal(run_count(&run, EVENT_START), 1);
	assert_int_equal(run_count(&run, EVENT_FINISH), 0);
	assert_statuses(&run, "ana", "-");
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login]}}\nstore: {latency: 1ms}\n"
	    "faults: [{at: 23ms, do: hang, node: s1}]\nstop: {after: 2s}", "store");
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "s1", 1), 24 * MS);
	assert_int_equal(run_find(&run, EVENT_SEND, "s1", 1), NONE32);
	assert_int_equal(run_count(&run, EVENT_LOSE), 0);
	assert_statuses(&run, "ana", "-");
	run_end(&run);
}

/* The request on its way at 2010 is lost at 2011, what s1 keeps is not: it answers once healed. */
static void
cut__of_a_server__messages_are_lost_and_nothing_it_keeps(void **state)
{
	struct run run;
	uint32_t lose;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart], "
	    "retry: {timeout: 200ms, attempts: 5}}}\nservers: {count: 2}\n"
	    "balancer: {health: {every: 60s}}\n"
	    "faults: [{at: 2010500us, do: cut, from: lb, to: holder-of ana}, "
	    "{at: 2500ms, do: heal, from: holder-of ana, to: lb}]\n", "sticky");
	assert_int_equal(run_at_ns(&run, EVENT_CUT, "s1", 0), 2010 * MS + 500000);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_CUT, "s1", 0))->other,
	    trace_actor(&run.trace, "lb"));
	lose = run_find(&run, EVENT_LOSE, "lb", 0);
	assert_int_equal(run_event(&run, lose)->at_ns, 2011 * MS);
	assert_int_equal(run_event(&run, lose)->outcome, OUTCOME_LOST);
	assert_int_equal(run_event(&run, run_event(&run, lose)->pair)->at_ns, 2010 * MS);
	/* sent anew at 2200, lost; at 2600, answered */
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "lb", 1), 2211 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_HEAL, "s1", 0), 2500 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "s1", 2), 2611 * MS);
	assert_int_equal(run_count(&run, EVENT_LOSE), 2);
	assert_int_equal(run_count(&run, EVENT_REFUSE), 0);
	assert_statuses(&run, "ana", "200 200 200");
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* Both ways: the reply that left at 21 ms is lost at 22, even when the link is healed by then. */
static void
cut__while_a_reply_is_under_way__it_is_lost(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping]}}\nservers: {count: 1}\n"
	    "faults: [{at: 21200us, do: cut, from: s1, to: lb}, "
	    "{at: 21400us, do: heal, from: s1, to: lb}]\nstop: {after: 1s}", "local");
	assert_int_equal(run_count(&run, EVENT_CUT), 1);
	assert_int_equal(run_count(&run, EVENT_HEAL), 1);
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "s1", 0), 22 * MS);
	assert_statuses(&run, "ana", "-");
	run_end(&run);
}

/* Probes at 1500 and 2000 fail; those at 2500 and 3000 find it up again, at rise 2. */
static void
cut__with_probes__belief_falls_and_rises(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart, view cart]}}\n"
	    "servers: {count: 2}\nbalancer: {health: {rise: 2}}\n"
	    "faults: [{at: 1400ms, do: cut, from: s1, to: lb}, "
	    "{at: 1500ms, do: cut, from: lb, to: s1}, "
	    "{at: 2300ms, do: heal, from: s1, to: lb}]\nstop: {after: 5s}", "store");
	assert_int_equal(run_count(&run, EVENT_CUT), 1);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_PROBE, "lb", 0))->outcome,
	    OUTCOME_TIMEOUT);
	assert_int_equal(run_at_ns(&run, EVENT_PROBE, "lb", 0), 1500 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_BELIEVE, "lb", 0), 2000 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_PROBE, "lb", 2), 2500 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_BELIEVE, "lb", 1), 3000 * MS);
	assert_statuses(&run, "ana", "200 200 200 200");
	run_end(&run);
}

/* A dead server behind a cut refuses nothing: no 503, no 502, nobody is told. */
static void
cut__of_a_server_that_dies__refuses_nothing(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping]}}\nservers: {count: 1}\n"
	    "balancer: {health: {every: 60s}}\n"
	    "faults: [{at: 15ms, do: cut, from: s1, to: lb}, {at: 16ms, do: crash, node: s1}]\n"
	    "stop: {after: 3s}", "local");
	assert_int_equal(run_count(&run, EVENT_REFUSE), 0);
	assert_int_equal(run_count(&run, EVENT_BELIEVE), 0);
	assert_statuses(&run, "ana", "-");
	run_end(&run);
}

/* s1 asks the store at 21 ms of its second, and hears nothing; s2 has a link of its own. */
static void
cut__between_server_and_store__that_server_alone_waits(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients:\n"
	    "  ana: {script: [login, view cart, view cart], retry: {timeout: 200ms}}\n"
	    "servers: {count: 2, workers: 2}\n"
	    "faults: [{at: 900ms, do: cut, from: s2, to: store}]\n", "store");
	/* round robin: login s1, view s2 and lost, again at s1; the last s2, again at s1 */
	assert_int_equal(run_event(&run, run_find(&run, EVENT_CUT, "s2", 0))->other,
	    trace_actor(&run.trace, "store"));
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "s2", 0), 1022 * MS);
	assert_int_equal(run_find(&run, EVENT_LOSE, "s1", 0), NONE32);
	assert_int_equal(run_at_ns(&run, EVENT_TIMEOUT, "ana-browser", 0), 1200 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_LOSE, "s2", 1), 2022 * MS);
	assert_statuses(&run, "ana", "200 200 200");
	assert_int_equal(run_count(&run, EVENT_PROBE), 0);
	run_end(&run);
}

/* What a server sends another does not arrive while their link is cut; when it carries again, what
 * copies lack is sent. */
static void
cut__between_servers__copies_are_lost_and_sent_when_it_heals(void **state)
{
	static const char *const heals[] = { "", ", {at: 2500ms, do: heal, from: s2, to: s1}" };
	static const char *const seen[] = { "login 200 \nadd 200 [\"book\"]\nview 200 []\n",
		"login 200 \nadd 200 [\"book\"]\nview 200 [\"book\"]\n" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run run;
		char keys[500], *answers;

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login, add book, wait 3s, "
		    "view cart], relogin: off}}\nservers: {count: 2}\nsession: {copy: async}\n"
		    "faults: [{at: 500ms, do: cut, from: s1, to: s2}%s, {at: 3500ms, do: crash, "
		    "node: s1}]", heals[i]);
		run_watch(&run, keys, "backup");
		assert_int_equal(run_count(&run, EVENT_CUT), 1);
		assert_int_equal(run_count(&run, EVENT_HEAL), i);
		/* and again after 0.2, 0.4 and 0.8 s */
		assert_int_equal(run_count(&run, EVENT_LOSE), 4);
		answers = run_answers(&run, "ana");
		assert_string_equal(answers, seen[i]);
		free(answers);
		run_end(&run);
	}
}

/* A reply that waits for its copy waits until its client has gone; the balancer sees nothing. */
static void
cut__between_servers__a_reply_waits_for_its_copy(void **state)
{
	struct run run;
	char *statuses;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, ping], retry: {timeout: 1s, "
	    "attempts: 1}}}\nservers: {count: 2}\n"
	    "faults: [{at: 500ms, do: cut, from: s2, to: s1}]", "backup");
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 - 200");
	free(statuses);
	assert_int_equal(run_count(&run, EVENT_BELIEVE), 0);
	run_end(&run);
}

/* Bob comes at 1200 ms, Cid at 2700: in turn Bob would be with s2 and Cid with s1.  s2 drains from
 * 1 s to 2500 ms; Ana, who is with s1, stays. */
static void
drain__for_a_time__new_sessions_go_elsewhere(void **state)
{
	struct run run;
	uint32_t change;

	(void)state;
	run_watch(&run, "clients:\n  ana: {script: [login, view cart, view cart, view cart]}\n"
	    "  bob: {start: 1200ms, script: [login]}\n  cid: {start: 2700ms, script: [login]}\n"
	    "servers: {count: 2}\n"
	    "faults: [{at: 1s, do: drain, node: s2, for: 1500ms}]\n", "sticky");
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "s1", 2), 1211 * MS);
	assert_int_equal(run_at_ns(&run, EVENT_RECEIVE, "s2", 0), 2711 * MS);
	assert_int_equal(run_count(&run, EVENT_CHANGE), 2);
	change = run_find(&run, EVENT_CHANGE, "s2", 1);
	assert_int_equal(run_event(&run, change)->at_ns, 2500 * MS);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, change)), REASON_DRAINED);
	run_end(&run);
}

/* Its own sessions still come to it; with nothing else there, a new one is turned away. */
static void
drain__of_the_holder__keeps_whom_it_serves(void **state)
{
	struct run run;
	char *bob;

	(void)state;
	run_watch(&run, "clients:\n  ana: {script: [login, add book, view cart, view cart]}\n"
	    "  bob: {start: 1200ms, script: [login, login]}\nservers: {count: 1}\n"
	    "faults: [{at: 500ms, do: drain, node: holder-of ana, for: 1s}, "
	    "{at: 600ms, do: drain, node: holder-of ana, for: 100ms}]\n", "sticky");
	assert_statuses(&run, "ana", "200 200 200 200");
	bob = run_statuses(&run, "bob");
	assert_string_equal(bob, "503 200");
	free(bob);
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hang__of_the_holder__probes_and_timeouts_find_out),
		cmocka_unit_test(hang__nothing_kept_in_servers__only_time_is_lost),
		cmocka_unit_test(hang__ended_by_a_restart__what_it_had_in_hand_is_502),
		cmocka_unit_test(hang__with_a_request_in_hand__it_stays_there),
		cmocka_unit_test(cut__of_a_server__messages_are_lost_and_nothing_it_keeps),
		cmocka_unit_test(cut__while_a_reply_is_under_way__it_is_lost),
		cmocka_unit_test(cut__with_probes__belief_falls_and_rises),
		cmocka_unit_test(cut__of_a_server_that_dies__refuses_nothing),
		cmocka_unit_test(cut__between_server_and_store__that_server_alone_waits),
		cmocka_unit_test(cut__between_servers__copies_are_lost_and_sent_when_it_heals),
		cmocka_unit_test(cut__between_servers__a_reply_waits_for_its_copy),
		cmocka_unit_test(drain__for_a_time__new_sessions_go_elsewhere),
		cmocka_unit_test(drain__of_the_holder__keeps_whom_it_serves),
	};

	return cmocka_run_group_tests_name("engine_silence", tests, NULL, NULL);
}
