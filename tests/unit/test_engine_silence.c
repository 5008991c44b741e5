/* What refuses nothing and answers nothing: servers that hang, links that are cut. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdlib.h>
#include <string.h>

#define MS 1000000ull

static void
begin_checked(struct run *run, const char *keys, const char *design)
{
	run_begin(run, keys, design);
	run_checked(run);
}

static uint64_t
at(const struct run *run, enum event_kind kind, const char *actor, uint32_t nth)
{
	uint32_t index = run_find(run, kind, actor, nth);

	if (index == NONE32)
		run_dump(run);
	return run_event(run, index)->at_ns;
}

static void
assert_answers(const struct run *run, const char *expected)
{
	char *got = run_statuses(run, "ana");

	if (strcmp(got, expected) != 0)
		run_dump(run);
	assert_string_equal(got, expected);
	free(got);
}

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
	begin_checked(&run, HANG, "sticky");
	assert_int_equal(at(&run, EVENT_HANG, "s1", 0), 1900 * MS);
	assert_int_equal(at(&run, EVENT_RECEIVE, "s1", 2), 2011 * MS);
	assert_int_equal(at(&run, EVENT_RECEIVE, "s1", 3), 2211 * MS);
	assert_int_equal(run_find(&run, EVENT_RECEIVE, "s1", 4), NONE32);
	assert_int_equal(run_find(&run, EVENT_SEND, "s1", 2), NONE32);
	assert_int_equal(at(&run, EVENT_TIMEOUT, "ana-browser", 1), 2600 * MS);
	index = run_find(&run, EVENT_PROBE, "lb", 0);
	assert_int_equal(run_event(&run, index)->outcome, OUTCOME_TIMEOUT);
	assert_int_equal(at(&run, EVENT_PROBE, "lb", 0), 2000 * MS);
	assert_int_equal(at(&run, EVENT_BELIEVE, "lb", 0), 2500 * MS);
	assert_int_equal(at(&run, EVENT_RECEIVE, "s2", 0), 2611 * MS);
	assert_int_equal(run_count(&run, EVENT_REFUSE), 0);
	assert_answers(&run, "200 200 401 (200) 200 200");
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
		begin_checked(&run, "clients: {ana: {script: [login, add book, view cart], "
		    "retry: {timeout: 200ms}}}\nservers: {count: 2}\n"
		    "faults: [{at: 1900ms, do: hang, node: s1}, {at: 1900ms, do: hang, "
		    "node: s1}]\n", designs[i]);
		assert_int_equal(run_count(&run, EVENT_HANG), 1);
		assert_answers(&run, "200 200 200");
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
	begin_checked(&run, "clients: {ana: {script: [login, add book, view cart, view cart]}}\n"
	    "faults: [{at: 1900ms, do: hang, node: holder-of ana}, "
	    "{at: 3s, do: restart, node: holder-of ana}]\n", "sticky");
	assert_int_equal(at(&run, EVENT_CRASH, "s1", 0), 3000 * MS);
	assert_int_equal(at(&run, EVENT_RESTART, "s1", 0), 3000 * MS);
	assert_int_equal(at(&run, EVENT_BELIEVE, "lb", 1), 3000 * MS);
	assert_int_equal(at(&run, EVENT_REFUSE, "s1", 0), 3001 * MS);
	assert_int_equal(at(&run, EVENT_RECEIVE, "ana-browser", 2), 3011 * MS);
	assert_answers(&run, "200 200 502 401 (200) 200");
	run_end(&run);
}

/* Work of 11..21 ms never ends; an answer of the store that arrives at 24 ms leads to nothing. */
static void
hang__with_a_request_in_hand__it_stays_there(void **state)
{
	struct run run;

	(void)state;
	begin_checked(&run, "clients: {ana: {script: [login]}}\n"
	    "faults: [{at: 15ms, do: hang, node: s1}]\nstop: {after: 2s}", "sticky");
	assert_int_equal(run_count(&run, EVENT_START), 1);
	assert_int_equal(run_count(&run, EVENT_FINISH), 0);
	assert_answers(&run, "-");
	run_end(&run);
	begin_checked(&run, "clients: {ana: {script: [login]}}\nstore: {latency: 1ms}\n"
	    "faults: [{at: 23ms, do: hang, node: s1}]\nstop: {after: 2s}", "store");
	assert_int_equal(at(&run, EVENT_RECEIVE, "s1", 1), 24 * MS);
	assert_int_equal(run_find(&run, EVENT_SEND, "s1", 1), NONE32);
	assert_int_equal(run_count(&run, EVENT_LOSE), 0);
	assert_answers(&run, "-");
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
	};

	return cmocka_run_group_tests_name("engine_silence", tests, NULL, NULL);
}
