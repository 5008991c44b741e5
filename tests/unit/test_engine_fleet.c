/* Servers that join, leave, and restart one after another: to the event, and what is refused. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/scenario_source.h"
#include "trace/world.h"

#define MS 1000000ull

static enum reason
reason_at(const struct run *run, uint32_t index)
{
	return trace_reason(&run->trace, run_event(run, index));
}

/* The nth event of a kind with this reason by an actor; fails the test when there is none. */
static uint32_t
find_reason(const struct run *run, enum event_kind kind, const char *actor, enum reason reason)
{
	for (uint32_t nth = 0;; nth++) {
		uint32_t index = run_find(run, kind, actor, nth);

		assert_int_not_equal(index, NONE32);
		if (reason_at(run, index) == reason)
			return index;
	}
}

static uint64_t
at_ns(const struct run *run, uint32_t index)
{
	assert_int_not_equal(index, NONE32);
	return run_event(run, index)->at_ns;
}

/* Requests that the server was given in a stretch of time. */
static unsigned
given(const struct run *run, const char *server, uint64_t from_ns, uint64_t to_ns)
{
	uint16_t actor = trace_actor(&run->trace, server);
	unsigned count = 0;

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = run_event(run, i);

		count += event->kind == EVENT_ROUTE && event->other == actor &&
		    event->at_ns >= from_ns && event->at_ns < to_ns;
	}
	return count;
}

/* ---- scale-out, scale-in ---- */

/* Two more at 1500 ms, used in turn from the next request on; before that nobody knows of them. */
static void
scale_out__new_servers__chosen_at_once_and_not_there_before(void **state)
{
	struct run run;
	struct world_cursor *cursor;
	uint32_t join;
	uint16_t s3, s4;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 4, every: 1s, script: [ping, ping, ping]}}\n"
	    "servers: {count: 2, workers: 4}\n"
	    "faults: [{at: 1500ms, do: scale-out, count: 2}]", "token");
	join = find_reason(&run, EVENT_RESTART, "s3", REASON_JOIN);
	assert_int_equal(at_ns(&run, join), 1500 * MS);
	assert_int_equal(given(&run, "s3", 0, 1500 * MS) + given(&run, "s4", 0, 1500 * MS), 0);
	for (int i = 1; i <= 4; i++) {
		char id[16];

		snprintf(id, sizeof(id), "s%d", i);
		assert_int_equal(given(&run, id, 1500 * MS, 9000 * MS), 1);
		assert_int_equal(given(&run, id, 0, 1500 * MS), i <= 2 ? 4 : 0);
	}
	/* each has its key */
	assert_int_not_equal(run_find(&run, EVENT_CREATE, "s4", 0), NONE32);
	s3 = trace_actor(&run.trace, "s3");
	s4 = trace_actor(&run.trace, "s4");
	cursor = world_cursor_new(&run.trace);
	assert_false(world_is_there(world_at(cursor, join), s3));
	assert_true(world_is_there(world_at(cursor, join + 1), s3));
	assert_false(world_is_there(world_at(cursor, join + 1), s4));
	assert_int_equal(world_at(cursor, 0)->servers, 2);
	assert_int_equal(world_at(cursor, run.trace.event_count)->servers, 4);
	world_cursor_free(cursor);
	/* two until 1500 ms, four until the last event at 2042: the work of 12 requests in it */
	assert_near(run_measure(&run, "utilisation"),
	    120.0 / (4 * (2 * 1500 + 4 * ((double)run.trace.end_ns / MS - 1500))), 1e-9);
	run_end(&run);
}

/* s1 works on Ana's login from 11 to 21 ms and is told to go at 15: she has her answer, it then
 * stops, and what it remembered of her is gone. */
static void
scale_in__work_in_hand__is_ended_then_the_memory_goes(void **state)
{
	struct run run;
	struct world_cursor *cursor;
	uint32_t leave, stop;
	char *statuses;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart]}}\n"
	    "faults: [{at: 15ms, do: scale-in, node: s1}]", "sticky");
	leave = find_reason(&run, EVENT_CHANGE, "s1", REASON_LEAVE);
	stop = run_find(&run, EVENT_STOP, "s1", 0);
	assert_int_equal(at_ns(&run, leave), 15 * MS);
	assert_int_equal(at_ns(&run, stop), 21 * MS);
	assert_int_equal(run_event(&run, stop)->cause, leave);
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 401 (200) 200");
	free(statuses);
	/* her cookie names one that is gone: placed anew, by whatever on_dead says */
	assert_int_equal(reason_at(&run, run_find(&run, EVENT_ROUTE, "lb", 1)), REASON_FREE);
	assert_near(run_measure(&run, "sessions_lost"), 1, 0);
	assert_near(run_measure(&run, "sessions_live_at_fault"), 0, 0);
	cursor = world_cursor_new(&run.trace);
	assert_true(world_is_there(world_at(cursor, stop), trace_actor(&run.trace, "s1")));
	assert_false(world_is_there(world_at(cursor, stop + 1), trace_actor(&run.trace, "s1")));
	world_cursor_free(cursor);
	run_end(&run);
}

/* Nothing that happens to a server that has left brings it back, and nobody waits for it. */
static void
scale_in__on_dead_wait_and_later_faults__it_stays_gone(void **state)
{
	struct run run;
	char *statuses;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart]}}\n"
	    "balancer: {on_dead: wait}\n"
	    "faults: [{at: 400ms, do: crash, node: s1}, {at: 1500ms, do: scale-in, node: s1}, "
	    "{at: 1600ms, do: restart, node: s1}, {at: 1700ms, do: slow, node: s1, factor: 9}, "
	    "{at: 1800ms, do: scale-out}]", "sticky");
	assert_int_equal(run_find(&run, EVENT_STOP, NULL, 0), NONE32); /* it was down */
	assert_int_equal(run_find(&run, EVENT_SLOW, NULL, 0), NONE32);
	assert_int_equal(run_find(&run, EVENT_RESTART, "s1", 0), NONE32);
	/* held since 1010 ms for s1; placed anew when it left; the new one is s4, not s1 again */
	assert_int_equal(at_ns(&run, run_find(&run, EVENT_ROUTE, "lb", 1)), 1500 * MS);
	assert_int_not_equal(run_find(&run, EVENT_RESTART, "s4", 0), NONE32);
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 401 (200) 200 200");
	free(statuses);
	run_end(&run);
}

/* A cookie that names a server that is gone ties to nobody, whatever on_dead says of dead ones. */
static void
scale_in__cookie_of_a_server_that_left__placed_anew(void **state)
{
	static const char *const words[] = { "redispatch", "refuse", "wait" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct run run;
		char keys[300], *statuses;

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login, view cart]}}\n"
		    "balancer: {on_dead: %s}\nfaults: [{at: 500ms, do: scale-in, node: s1}]",
		    words[i]);
		run_watch(&run, keys, "sticky");
		statuses = run_statuses(&run, "ana");
		assert_string_equal(statuses, "200 401 (200) 200");
		free(statuses);
		run_end(&run);
	}
}

/* A server that hangs ends no work: it stops at once, what it had is cut off. */
static void
scale_in__hung_server__stops_at_once(void **state)
{
	struct run run;
	char *statuses;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping]}}\n"
	    "faults: [{at: 12ms, do: hang, node: s1}, {at: 15ms, do: scale-in, node: s1}]",
	    "sticky");
	assert_int_equal(at_ns(&run, run_find(&run, EVENT_STOP, "s1", 0)), 15 * MS);
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "502");
	free(statuses);
	run_end(&run);
}

static void
scale_in__last_server__nobody_answers(void **state)
{
	struct run run;
	char *statuses;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping]}}\nservers: {count: 1}\n"
	    "faults: [{at: 500ms, do: scale-in, node: random}, {at: 1500ms, do: scale-out}]",
	    "sticky");
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 503 200");
	free(statuses);
	run_end(&run);
}

/* ---- deploy ---- */

static void
deploy__in_turn__each_away_for_its_time(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {every: 50ms, script: [login], repeat: view cart}}\n"
	    "stop: {after: 9s}\n"
	    "faults: [{at: 1s, do: deploy, order: in-turn, down: 2s, pause: 500ms}]", "store");
	for (unsigned i = 0; i < 3; i++) {
		uint64_t begin = (1000 + 2500 * i) * MS;
		char id[16];

		snprintf(id, sizeof(id), "s%u", i + 1);
		assert_int_equal(at_ns(&run, find_reason(&run, EVENT_CHANGE, id, REASON_DEPLOY)),
		    begin);
		assert_int_equal(at_ns(&run, run_find(&run, EVENT_RESTART, id, 0)),
		    begin + 2000 * MS);
		assert_int_equal(given(&run, id, begin, begin + 2000 * MS), 0);
		assert_true(given(&run, id, begin + 2000 * MS, 9000 * MS) > 0);
		/* what it had in hand was ended first */
		assert_true(at_ns(&run, run_find(&run, EVENT_STOP, id, 0)) < begin + 100 * MS);
	}
	assert_near(run_measure(&run, "failed"), 0, 0);
	/* told, not found out */
	assert_int_equal(run_count(&run, EVENT_PROBE), 0);
	assert_int_equal(run_count(&run, EVENT_BELIEVE), 6);
	run_end(&run);
}

/* Work of 3 s does not end within 1.2: cut off at 2200 ms, 502; the next turn follows.  The probe
 * at 1500 ms, made because of another server, does not take this one for up. */
static void
deploy__work_longer_than_down__is_cut_short(void **state)
{
	struct run run;
	uint32_t stop, up;
	char *statuses;

	(void)state;
	run_watch(&run, "clients: {ana: {start: 900ms, script: [ping]}}\n"
	    "servers: {count: 2, service: 3s}\nstop: {after: 4s}\n"
	    "faults: [{at: 1s, do: deploy, order: [s1, s2], down: 1200ms}, {at: 1100ms, do: "
	    "hang, node: s2}, {at: 1900ms, do: restart, node: s2}]", "sticky");
	stop = run_find(&run, EVENT_STOP, "s1", 0);
	assert_int_equal(at_ns(&run, stop), 2200 * MS);
	assert_int_equal(reason_at(&run, stop), REASON_CUT_SHORT);
	up = run_find(&run, EVENT_BELIEVE, "lb", 1);
	assert_int_equal(run_event(&run, up)->value, 1);
	assert_int_equal(at_ns(&run, up), 2200 * MS);
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "502");
	free(statuses);
	assert_int_equal(at_ns(&run, find_reason(&run, EVENT_CHANGE, "s2", REASON_DEPLOY)),
	    2200 * MS);
	run_end(&run);
}

/* One comes first, the last does not come back; who loses her server goes to a new one. */
static void
deploy__surge__displaced_once_and_as_many_as_before(void **state)
{
	struct run run;
	struct world_cursor *cursor;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 30, every: 200ms, script: [login], repeat: "
	    "view cart}}\nservers: {count: 4, workers: 30}\nstop: {after: 12s}\n"
	    "faults: [{at: 2s, do: deploy, order: [s3, s1, s4, s2], down: 1s, pause: 500ms, "
	    "surge: 1}]", "sticky");
	assert_int_not_equal(run_find(&run, EVENT_RESTART, "s5", 0), NONE32);
	assert_int_equal(find_reason(&run, EVENT_CHANGE, "s2", REASON_LEAVE),
	    run_find(&run, EVENT_CHANGE, "s2", 0));
	assert_int_equal(run_find(&run, EVENT_RESTART, "s2", 0), NONE32);
	assert_near(run_measure(&run, "sessions_live_at_fault"), 30, 0);
	assert_near(run_measure(&run, "sessions_lost"), 30, 0);
	assert_near(run_measure(&run, "forced_logins"), 30, 0);
	cursor = world_cursor_new(&run.trace);
	assert_int_equal(world_at(cursor, run.trace.event_count)->servers, 4);
	world_cursor_free(cursor);
	run_end(&run);
}

static void
deploy__random_order__by_the_seed_and_the_same_in_every_design(void **state)
{
	unsigned differ = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 12; seed++) {
		static const char *const designs[] = { "sticky", "store" };
		uint16_t order[2][3];

		for (int d = 0; d < 2; d++) {
			struct run run;
			char keys[300];
			uint32_t turns = 0;

			snprintf(keys, sizeof(keys), "seed: %u\nclients: {ana: {repeat: ping}}\n"
			    "stop: {after: 5s}\nfaults: [{at: 1s, do: deploy, order: random, down: "
			    "100ms}]", seed);
			run_watch(&run, keys, designs[d]);
			for (uint32_t i = 0; i < run.trace.event_count; i++)
				if (run_event(&run, i)->kind == EVENT_CHANGE &&
				    reason_at(&run, i) == REASON_DEPLOY &&
				    run_event(&run, i)->actor != trace_actor(&run.trace, "lb"))
					order[d][turns++] = run.trace.actors[run_event(&run,
					    i)->actor].index;
			assert_int_equal(turns, 3);
			run_end(&run);
		}
		assert_memory_equal(order[0], order[1], sizeof(order[0]));
		differ += order[0][0] != 0;
	}
	assert_true(differ > 3);
}

/* A crash in the middle of a deploy: the deploy brings the server up; a restart before that is
 * found out by a probe. */
static void
deploy__crashes_and_restarts_between__all_are_up_at_the_end(void **state)
{
	struct run run;
	struct world_cursor *cursor;
	const struct world *end;

	(void)state;
	run_watch(&run, "clients: {ana: {every: 100ms, script: [login], repeat: view cart}}\n"
	    "stop: {after: 9s}\nfaults: [{at: 500ms, do: crash, node: s2}, {at: 1s, do: deploy, "
	    "down: 1s, pause: 1s}, {at: 1300ms, do: restart, node: s1}, {at: 5200ms, do: crash, "
	    "node: s3}]", "sticky");
	cursor = world_cursor_new(&run.trace);
	end = world_at(cursor, run.trace.event_count);
	for (int i = 1; i <= 3; i++) {
		char id[16];

		snprintf(id, sizeof(id), "s%d", i);
		assert_true(end->places[trace_actor(&run.trace, id)].up);
		assert_true(end->places[trace_actor(&run.trace, id)].believed_up);
	}
	world_cursor_free(cursor);
	run_end(&run);
}

/* ---- blue-green ---- */

static void
blue_green__second_fleet__takes_over_and_every_session_is_lost_once(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 20, every: 300ms, script: [login], repeat: "
	    "view cart}}\nservers: {workers: 20}\nstop: {after: 6s}\n"
	    "faults: [{at: 2s, do: blue-green}]", "sticky");
	for (int i = 1; i <= 6; i++) {
		char id[16];

		snprintf(id, sizeof(id), "s%d", i);
		assert_true((given(&run, id, 0, 2000 * MS) > 0) == (i <= 3));
		assert_true((given(&run, id, 2000 * MS, 9000 * MS) > 0) == (i > 3));
	}
	assert_near(run_measure(&run, "sessions_lost"), 20, 0);
	assert_near(run_measure(&run, "failed"), 20, 0);
	run_end(&run);
	run_watch(&run, "clients: {crowd: {count: 20, every: 300ms, script: [login], repeat: "
	    "view cart}}\nservers: {workers: 20}\nstop: {after: 6s}\n"
	    "faults: [{at: 2s, do: blue-green}]", "carry");
	assert_near(run_measure(&run, "failed"), 0, 0);
	run_end(&run);
}

/* ---- in words ---- */

static void
fleet__what_happens__is_said_plainly(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart]}}\n"
	    "servers: {count: 2}\nstop: {after: 3s}\n"
	    "faults: [{at: 500ms, do: scale-out}, {at: 600ms, do: scale-in, node: s1}, {at: "
	    "1500ms, do: deploy, order: [s2], down: 100ms}]", "sticky");
	assert_said(&run, find_reason(&run, EVENT_RESTART, "s3", REASON_JOIN),
	    "s3 is new and up, with an empty memory; the balancer may choose it.");
	assert_said(&run, find_reason(&run, EVENT_CHANGE, "s1", REASON_LEAVE),
	    "s1 leaves: it gets no more requests, ends its work, and stops for good.");
	assert_said(&run, run_find(&run, EVENT_STOP, "s1", 0),
	    "s1 stops, its work done. What was in its memory is gone: 1 session.");
	assert_said(&run, run_find(&run, EVENT_ROUTE, "lb", 1),
	    "The balancer reads srv=s1 in Ana's cookie, finds s1 gone, and chooses s2.");
	assert_said(&run, find_reason(&run, EVENT_CHANGE, "lb", REASON_DEPLOY),
	    "A deploy begins: 1 server restarts, and the balancer is told of each step.");
	assert_said(&run, find_reason(&run, EVENT_CHANGE, "s2", REASON_DEPLOY),
	    "s2's turn in the deploy: it gets no more requests, ends its work, and restarts.");
	run_end(&run);
}

/* ---- what is refused before the run ---- */

static void
fleet__contradictions__refused_with_place_and_reason(void **state)
{
	static const struct {
		const char *faults, *code, *text;
	} rows[] = {
		{ "{at: 1s, do: scale-out, count: 1022}", "too-many",
		    "with what its faults add this scenario could have 1025 servers, 1024 are "
		    "the most" },
		{ "{at: 1s, do: scale-out, count: 1021}", "", "" },
		{ "{at: 2s, do: scale-out, count: 1018}, {at: 1s, do: blue-green}", "", "" },
		{ "{at: 2s, do: scale-out, count: 1019}, {at: 1s, do: blue-green}", "too-many",
		    "with what its faults add this scenario could have 1025 servers, 1024 are "
		    "the most" },
		{ "{at: 1s, do: blue-green}, {at: 2s, do: blue-green}, {at: 3s, do: scale-out, "
		    "count: 1015}", "", "" },
		{ "{at: 1s, do: scale-out, count: 510}, {at: 2s, do: blue-green}", "too-many",
		    "with what its faults add this scenario could have 1026 servers, 1024 are "
		    "the most" },
		{ "{at: 1s, do: scale-out, count: 0}", "out-of-range", "\"0\" is too little here" },
		{ "{at: 1s, do: scale-out, node: s1}", "unknown-key",
		    "\"scale-out\" takes no \"node\"" },
		{ "{at: 1s, do: crash, node: s1, count: 2}", "unknown-key",
		    "\"crash\" takes no \"count\"" },
		{ "{at: 1s, do: scale-in}", "missing-key",
		    "\"scale-in\" needs \"node\": where it happens" },
		{ "{at: 1s, do: scale-in, node: store}", "contradiction",
		    "\"scale-in\" cannot happen to \"store\"" },
		{ "{at: 1s, do: scale-out}, {at: 2s, do: crash, node: s4}", "", "" },
		{ "{at: 1s, do: scale-out}, {at: 2s, do: crash, node: s5}", "unknown-node",
		    "there is no \"s5\"" },
		{ "{at: 1s, do: deploy, order: sideways}", "unknown-word",
		    "unknown order \"sideways\"" },
		{ "{at: 1s, do: deploy, order: [s1, s1]}", "duplicate-id",
		    "server \"s1\" is listed twice" },
		{ "{at: 1s, do: deploy, order: [s1, s9]}", "unknown-node", "there is no \"s9\"" },
		{ "{at: 1s, do: deploy, order: [ana]}", "unknown-node",
		    "\"ana\" is no server: \"order\" lists servers" },
		{ "{at: 1s, do: deploy, order: []}", "empty", "\"order\" names no server" },
		{ "{at: 1s, do: deploy, down: 0s}", "out-of-range", "\"0s\" is too short here" },
		{ "{at: 1s, do: blue-green, surge: 2}", "unknown-key",
		    "\"blue-green\" takes no \"surge\"" },
		{ "{at: 1s, do: deploy}", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct findings findings;
		char keys[300];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login]}}\nfaults: [%s]\n",
		    rows[i].faults);
		scenario_try(&arena, keys, "sticky", NULL, &findings);
		if (rows[i].code[0] == '\0') {
			assert_int_equal(findings.errors, 0);
		} else {
			assert_int_equal(findings.errors, 1);
			assert_string_equal(findings.rows[0].code, rows[i].code);
			assert_string_equal(findings.rows[0].text, rows[i].text);
			assert_true(findings.rows[0].mark.line > 0);
		}
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scale_out__new_servers__chosen_at_once_and_not_there_before),
		cmocka_unit_test(scale_in__work_in_hand__is_ended_then_the_memory_goes),
		cmocka_unit_test(scale_in__on_dead_wait_and_later_faults__it_stays_gone),
		cmocka_unit_test(scale_in__cookie_of_a_server_that_left__placed_anew),
		cmocka_unit_test(scale_in__hung_server__stops_at_once),
		cmocka_unit_test(scale_in__last_server__nobody_answers),
		cmocka_unit_test(deploy__in_turn__each_away_for_its_time),
		cmocka_unit_test(deploy__work_longer_than_down__is_cut_short),
		cmocka_unit_test(deploy__surge__displaced_once_and_as_many_as_before),
		cmocka_unit_test(deploy__random_order__by_the_seed_and_the_same_in_every_design),
		cmocka_unit_test(deploy__crashes_and_restarts_between__all_are_up_at_the_end),
		cmocka_unit_test(
		    blue_green__second_fleet__takes_over_and_every_session_is_lost_once),
		cmocka_unit_test(fleet__what_happens__is_said_plainly),
		cmocka_unit_test(fleet__contradictions__refused_with_place_and_reason),
	};

	return cmocka_run_group_tests_name("engine_fleet", tests, NULL, NULL);
}
