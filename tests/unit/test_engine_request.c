/* One request, event by event and to the nanosecond, under each design. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#define MS 1000000ull
#define LONE "clients: {ana: {script: [login, add book, view cart]}}"

/* When the nth request (from 0) was answered, since it was sent. */
static uint64_t
duration_of(const struct run *run, uint32_t nth)
{
	const struct request *request = &run->trace.requests[nth];

	assert_true(nth < run->trace.request_count);
	return run_event(run, request->end_event)->at_ns -
	    run_event(run, request->begin_event)->at_ns;
}

static void
sticky__one_request__hops_and_work_to_the_nanosecond(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, LONE, "sticky");
	assert_int_equal(run.status, ENGINE_DONE);
	assert_statuses(&run, "ana", "200 200 200");
	/* 10 there, 1 inside, 10 of work, 1 inside, 10 back */
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(duration_of(&run, i), 32 * MS);
	assert_int_equal(run.trace.end_ns, 2032 * MS);
	run_end(&run);
}

static void
store__one_request__each_operation_is_hop_latency_hop(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, LONE, "store");
	assert_int_equal(duration_of(&run, 0), 34 * MS + MS / 2); /* SET */
	assert_int_equal(duration_of(&run, 1), 37 * MS);          /* GET, SET */
	assert_int_equal(duration_of(&run, 2), 34 * MS + MS / 2); /* GET */
	run_end(&run);
}

static void
carry__one_request__checking_the_token_is_work(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, LONE, "carry");
	assert_int_equal(duration_of(&run, 0), 32 * MS);
	assert_int_equal(duration_of(&run, 1), 32 * MS + 1000);
	assert_int_equal(run_count(&run, EVENT_VERIFY), 2);
	assert_int_equal(run_count(&run, EVENT_ISSUE), 2);
	run_end(&run);
}

static void
sticky__one_request__kinds_in_order_each_caused_by_the_one_before(void **state)
{
	static const enum event_kind kinds[] = { EVENT_SEND, EVENT_RECEIVE, EVENT_ROUTE, EVENT_SEND,
		EVENT_RECEIVE, EVENT_START, EVENT_FINISH, EVENT_READ, EVENT_READ, EVENT_EXECUTE,
		EVENT_WRITE, EVENT_SEND, EVENT_RECEIVE, EVENT_SEND, EVENT_RECEIVE };
	struct run run;
	uint32_t first;

	(void)state;
	run_watch(&run, LONE, "sticky");
	first = run.trace.requests[1].begin_event;
	assert_int_equal(run_event(&run, first)->cause, NONE32);
	for (uint32_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_int_equal(run_event(&run, first + i)->kind, kinds[i]);
		if (i > 0)
			assert_int_equal(run_event(&run, first + i)->cause, first + i - 1);
	}
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sticky__one_request__hops_and_work_to_the_nanosecond),
		cmocka_unit_test(store__one_request__each_operation_is_hop_latency_hop),
		cmocka_unit_test(carry__one_request__checking_the_token_is_work),
		cmocka_unit_test(sticky__one_request__kinds_in_order_each_caused_by_the_one_before),
	};

	return cmocka_run_group_tests_name("engine_request", tests, NULL, NULL);
}
