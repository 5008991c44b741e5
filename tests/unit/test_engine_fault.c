/* What accidents do: crashes, restarts, a store that is down, forks, moments. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#define MS 1000000ull

/* Runs the keys under a design and compares Ana's statuses. */
static void
assert_fate(const char *keys, const char *design, const char *expected, double lost)
{
	struct run run;

	run_watch(&run, keys, design);
	assert_statuses(&run, "ana", expected);
	assert_close(run_measure(&run, "sessions_lost"), lost, 0);
	run_end(&run);
}

#define CRASH \
	"clients: {ana: {script: [login, add book, wait 1s, view cart]}}\n" \
	"faults: [{at: 1500ms, do: crash, node: holder-of ana}]\n"

static void
crash__of_the_holder__session_lost_and_login_forced(void **state)
{
	(void)state;
	assert_fate(CRASH, "sticky", "200 200 401 (200) 200", 1);
}

static void
crash__stateless_designs__nothing_lost(void **state)
{
	static const char *const designs[] = { "store", "token", "carry" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++)
		assert_fate(CRASH, designs[i], "200 200 200", 0);
}

static void
crash__of_another_server__holder_keeps_the_session(void **state)
{
	(void)state;
	assert_fate("clients: {ana: {script: [login, add book, wait 1s, view cart]}}\n"
	    "faults: [{at: 1500ms, do: crash, node: s2}]\n", "sticky", "200 200 200", 0);
}

static void
crash__met_by_a_request__refused_believed_redispatched(void **state)
{
	struct run run;
	uint32_t refuse;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart]}}\n"
	    "faults: [{at: 1s, do: crash, node: s1}]\n", "sticky");
	assert_statuses(&run, "ana", "200 401 (200) 200");
	refuse = run_find(&run, EVENT_REFUSE, "s1", 0);
	assert_int_equal(run_event(&run, refuse)->at_ns, 1011 * MS);
	assert_int_equal(run_event(&run, run_event(&run, refuse)->pair)->kind, EVENT_SEND);
	assert_int_equal(run_event(&run, refuse + 1)->kind, EVENT_BELIEVE);
	assert_int_equal(run_event(&run, refuse + 1)->at_ns, 1012 * MS);
	assert_int_equal(run_event(&run, refuse + 1)->cause, refuse);
	assert_int_equal(run_event(&run, refuse + 2)->kind, EVENT_REDISPATCH);
	assert_int_equal(run_event(&run, refuse + 2)->cause, refuse + 1);
	/* the reply names the new server: one more hop pair of 1 ms than an undisturbed request */
	assert_int_equal(run_event(&run, run.trace.requests[1].end_event)->at_ns, 1034 * MS);
	assert_int_equal(run_count(&run, EVENT_ROUTE), 4);
	run_end(&run);
}

static void
crash__with_the_request_in_service__502_one_hop_later(void **state)
{
	struct run run;
	uint32_t crash, refuse;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart], relogin: off}}\n"
	    "faults: [{at: 1015ms, do: crash, node: s1}]\n", "sticky");
	assert_statuses(&run, "ana", "200 502");
	crash = run_find(&run, EVENT_CRASH, NULL, 0);
	refuse = run_find(&run, EVENT_REFUSE, "s1", 0);
	assert_int_equal(run_event(&run, refuse)->at_ns, 1016 * MS);
	assert_int_equal(run_event(&run, refuse)->cause, crash);
	assert_int_equal(run_event(&run, refuse)->pair, NONE32);
	run_end(&run);
}

static void
crash__of_all_servers__503(void **state)
{
	(void)state;
	assert_fate("clients: {ana: {script: [login, view cart, view cart], relogin: off}}\n"
	    "servers: {count: 2}\n"
	    "faults: [{at: 1s, do: crash, node: s1}, {at: 1s, do: crash, node: s2}]\n",
	    "carry", "200 503 503", 0);
}

static void
on_dead__refuse__503_and_no_other_server(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart], relogin: off}}\n"
	    "balancer: {on_dead: refuse}\n"
	    "faults: [{at: 1s, do: crash, node: s1}]\n", "sticky");
	assert_statuses(&run, "ana", "200 503 503");
	assert_int_equal(run_count(&run, EVENT_REDISPATCH), 0);
	run_end(&run);
}

static void
on_dead__wait__held_until_probes_find_it_up(void **state)
{
	struct run run;
	const struct request *request;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart], relogin: off}}\n"
	    "balancer: {on_dead: wait}\n"
	    "faults: [{at: 1s, do: crash, node: s1}, {at: 3100ms, do: restart, node: s1}]\n",
	    "sticky");
	assert_statuses(&run, "ana", "200 401");
	request = &run.trace.requests[1];
	/* up again at the probe of 3.5 s; 1 inside, 10 of work, 1 inside, 10 to her */
	assert_int_equal(run_event(&run, request->end_event)->at_ns, 3522 * MS);
	run_end(&run);
}

static void
on_dead__wait_for_ever__run_ends_with_the_request_inside(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart]}}\n"
	    "balancer: {on_dead: wait}\n"
	    "faults: [{at: 1s, do: crash, node: s1}]\n", "sticky");
	assert_int_equal(run.status, ENGINE_DONE);
	assert_statuses(&run, "ana", "200 -");
	run_end(&run);
}

static void
store_down__503_and_nothing_lost(void **state)
{
	(void)state;
	assert_fate("clients: {ana: {script: [login, add book, view cart, view cart]}}\n"
	    "faults: [{at: 1500ms, do: store-down}, {at: 2500ms, do: store-up}]\n", "store",
	    "200 200 503 200", 0);
	assert_fate("clients: {ana: {script: [login, add book, view cart, view cart]}}\n"
	    "faults: [{at: 1500ms, do: store-down, node: db}, "
	    "{at: 2500ms, do: store-up, node: db}]\n",
	    "token", "200 200 503 200", 0);
}

static void
store_crash__empties_it(void **state)
{
	(void)state;
	assert_fate("clients: {ana: {script: [login, add book, view cart]}}\n"
	    "faults: [{at: 1500ms, do: crash, node: store}, "
	    "{at: 1600ms, do: restart, node: store}]\n",
	    "store", "200 200 401 (200) 200", 1);
}

static void
store_crash__with_a_call_in_hand__503_one_hop_later(void **state)
{
	struct run run;
	uint32_t refuse;

	(void)state;
	/* the call of the second request is at the store from 1022 to 1022.5 ms */
	run_watch(&run, "clients: {ana: {script: [login, view cart], relogin: off}}\n"
	    "faults: [{at: 1022200us, do: crash, node: store}]\n", "store");
	assert_statuses(&run, "ana", "200 503");
	refuse = run_find(&run, EVENT_REFUSE, "store", 0);
	assert_int_equal(run_event(&run, refuse)->at_ns, 1023 * MS + MS / 5);
	assert_int_equal(run_event(&run, refuse)->pair, NONE32);
	run_end(&run);
}

static void
crash__of_the_caller__call_is_executed_and_its_answer_lost(void **state)
{
	struct run run;
	const struct event *lose;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login], relogin: off}}\n"
	    "faults: [{at: 21500us, do: crash, node: s1}]\n", "store");
	assert_statuses(&run, "ana", "502");
	lose = run_event(&run, run_find(&run, EVENT_LOSE, "store", 0));
	assert_int_equal(run_event(&run, lose->pair)->kind, EVENT_SEND);
	assert_int_not_equal(run_find(&run, EVENT_CREATE, "store", 1), NONE32);
	run_end(&run);
}

static void
restart__of_a_running_server__memory_is_gone(void **state)
{
	(void)state;
	assert_fate("clients: {ana: {script: [login, add book, wait 1s, view cart]}}\n"
	    "faults: [{at: 1500ms, do: restart, node: s1}]\n", "sticky",
	    "200 200 401 (200) 200", 1);
}

/* A copy of the scenario with one fault right behind event k. */
static const struct scenario *
with_fork(struct arena *arena, const struct scenario *from, uint32_t after_event)
{
	struct scenario *scenario = arena_alloc(arena, sizeof(*scenario));

	*scenario = *from;
	scenario->faults = arena_array(arena, 1, sizeof(*scenario->faults));
	scenario->fault_count = 1;
	scenario->faults[0] = (struct fault){ .kind = FAULT_CRASH, .node = "s1",
		.after_event = after_event };
	return scenario;
}

static void
fork__after_any_event__the_past_stays_and_the_crash_follows(void **state)
{
	struct run base, run;

	(void)state;
	run_watch(&base, "clients: {ana: {script: [login, add book, view cart]}}", "sticky");
	/* what is there at time 0 comes as a whole */
	for (uint32_t k = base.trace.requests[0].begin_event; k < base.trace.event_count; k++) {
		uint32_t crash;

		run = (struct run){ 0 };
		run_begin_scenario(&run, with_fork(&run.arena, base.scenario,
		    k - base.trace.lead), true);
		run_checked(&run);
		crash = run_find(&run, EVENT_CRASH, "s1", 0);
		assert_int_equal(crash, k + 1);
		assert_int_equal(run_event(&run, crash)->cause, k);
		assert_int_equal(run_event(&run, crash)->at_ns, base.trace.events[k].at_ns);
		for (uint32_t i = 0; i < crash; i++)
			assert_int_equal(run.trace.events[i].kind, base.trace.events[i].kind);
		run_end(&run);
	}
	run_end(&base);
}

/* The moment "after the second receive of a server", told by the test. */
struct moment {
	uint32_t asked;
};

static bool
second_server_receive(void *self, const struct trace *trace, uint32_t condition)
{
	struct moment *moment = self;
	uint32_t count = 0;

	moment->asked++;
	assert_int_equal(condition, 1);
	for (uint32_t i = 0; i < trace->event_count; i++)
		count += trace->events[i].kind == EVENT_RECEIVE &&
		    trace->actors[trace->events[i].actor].role == ROLE_SERVER;
	return count == 2;
}

static const struct scenario *
with_moment(struct arena *arena, const char *design)
{
	const struct scenario *from = scenario_read(arena,
	    "clients: {ana: {script: [login, view cart]}}", design, NULL);
	struct scenario *scenario = arena_alloc(arena, sizeof(*scenario));

	*scenario = *from;
	scenario->faults = arena_array(arena, 1, sizeof(*scenario->faults));
	scenario->fault_count = 1;
	scenario->faults[0] = (struct fault){ .kind = FAULT_CRASH, .node = "holder-of ana",
		.after = "told by the test", .after_pattern = true, .after_event = UINT32_MAX };
	return scenario;
}

static void
moment__of_the_first_design__same_node_in_the_next(void **state)
{
	struct engine_targets targets = { .decided = false };
	struct moment moment = { 0 };
	struct engine_conditions conditions = { .self = &moment,
		.holds = second_server_receive };
	struct run first = { 0 }, next = { 0 };
	uint32_t crash;

	(void)state;
	run_begin_scenario(&first, with_moment(&first.arena, "sticky"), true);
	first.options.conditions = &conditions;
	first.options.targets = &targets;
	run_checked(&first);
	assert_true(moment.asked > 0);
	crash = run_find(&first, EVENT_CRASH, "s1", 0);
	assert_int_not_equal(crash, NONE32);
	assert_true(targets.decided);
	assert_int_equal(targets.server[0], 0);
	assert_int_equal(targets.at_ns[0], 1011 * MS);

	run_begin_scenario(&next, with_moment(&next.arena, "carry"), true);
	next.options.targets = &targets;
	run_checked(&next);
	crash = run_find(&next, EVENT_CRASH, "s1", 0);
	assert_int_not_equal(crash, NONE32);
	assert_int_equal(run_event(&next, crash)->at_ns, 1011 * MS);
	run_end(&first);
	run_end(&next);
}

static void
restart__of_the_holder__is_the_server_that_crashed(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart]}}\n"
	    "faults: [{at: 1s, do: crash, node: holder-of ana}, {at: 2500ms, do: restart, "
	    "node: holder-of ana}]\nstop: {after: 4s}", "sticky");
	assert_int_not_equal(run_find(&run, EVENT_RESTART, "s1", 0), NONE32);
	assert_int_equal(run_count(&run, EVENT_CRASH), 1);
	run_end(&run);
}

static void
probes__rise_and_fall__believe_at_the_grid(void **state)
{
	struct run run;
	uint32_t believe;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping]}}\n"
	    "balancer: {health: {every: 200ms, rise: 2, fall: 3}}\n"
	    "faults: [{at: 1100ms, do: crash, node: s2}, {at: 2100ms, do: restart, node: s2}]\n"
	    "stop: {after: 4s}", "sticky");
	believe = run_find(&run, EVENT_BELIEVE, "lb", 0);
	assert_int_equal(run_event(&run, believe)->at_ns, 1600 * MS);
	assert_int_equal(run_event(&run, believe)->value, 0);
	believe = run_find(&run, EVENT_BELIEVE, "lb", 1);
	assert_int_equal(run_event(&run, believe)->at_ns, 2400 * MS);
	assert_int_equal(run_event(&run, believe)->value, 1);
	assert_int_equal(run_count(&run, EVENT_PROBE), 5);
	run_end(&run);
}

/* 10 ms of work take 50 from 500 ms on, and 10 again from 2500 ms on. */
static void
slow__by_a_factor__work_takes_so_many_times_as_long(void **state)
{
	static const uint64_t work_ms[] = { 10, 50, 50, 10 };
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping, ping]}}\nservers: {count: 1}\n"
	    "faults: [{at: 500ms, do: slow, node: s1, factor: 5}, "
	    "{at: 2500ms, do: slow, node: s1, factor: 1}]", "local");
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(run_event(&run, run_find(&run, EVENT_START, "s1", i))->value,
		    work_ms[i] * 1000000);
	assert_int_equal(run_count(&run, EVENT_SLOW), 2);
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crash__of_the_holder__session_lost_and_login_forced),
		cmocka_unit_test(crash__stateless_designs__nothing_lost),
		cmocka_unit_test(crash__of_another_server__holder_keeps_the_session),
		cmocka_unit_test(crash__met_by_a_request__refused_believed_redispatched),
		cmocka_unit_test(crash__with_the_request_in_service__502_one_hop_later),
		cmocka_unit_test(crash__of_all_servers__503),
		cmocka_unit_test(on_dead__refuse__503_and_no_other_server),
		cmocka_unit_test(on_dead__wait__held_until_probes_find_it_up),
		cmocka_unit_test(on_dead__wait_for_ever__run_ends_with_the_request_inside),
		cmocka_unit_test(store_down__503_and_nothing_lost),
		cmocka_unit_test(store_crash__empties_it),
		cmocka_unit_test(store_crash__with_a_call_in_hand__503_one_hop_later),
		cmocka_unit_test(crash__of_the_caller__call_is_executed_and_its_answer_lost),
		cmocka_unit_test(restart__of_a_running_server__memory_is_gone),
		cmocka_unit_test(fork__after_any_event__the_past_stays_and_the_crash_follows),
		cmocka_unit_test(moment__of_the_first_design__same_node_in_the_next),
		cmocka_unit_test(restart__of_the_holder__is_the_server_that_crashed),
		cmocka_unit_test(probes__rise_and_fall__believe_at_the_grid),
		cmocka_unit_test(slow__by_a_factor__work_takes_so_many_times_as_long),
	};

	return cmocka_run_group_tests_name("engine_fault", tests, NULL, NULL);
}
