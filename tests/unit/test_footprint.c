/* Where the memory of a run goes: tables that say so, what a live session takes, and that an
 * unkept run takes no more the longer it lasts. */
#include <stdio.h>
#include <string.h>

#include "base/footprint.h"
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "lib/share.h"

/* Sessions that nobody uses any more and that no timeout has ended yet. */
#define IDLE_SESSIONS \
	"load: {arrivals: {law: exponential, rate: 10000/s}, " \
	"requests_per_session: {law: constant, mean: 1}, action: view cart}\n" \
	"servers: {count: 4, workers: 100, service: {law: constant, mean: 1ms}}\n" \
	"stop: {requests: %u}\n"

static size_t
bytes_of(const char *keys, const char *design, bool measures)
{
	struct footprint footprint = { 0 };
	struct run run = { 0 };

	run_begin_scenario(&run, scenario_read(&run.arena, keys, design, NULL), false);
	if (!measures)
		run.options.measures = NULL;
	run_all(&run);
	engine_footprint(run.engine, &footprint);
	run_end(&run);
	return footprint_bytes(&footprint);
}

/* The room of all tables, by what twice as many sessions take more. */
static double
bytes_of_session(bool measures)
{
	char small[600], large[600];
	const unsigned sessions = SANITISED ? 4000 : 40000;

	snprintf(small, sizeof(small), IDLE_SESSIONS, 2 * sessions);
	snprintf(large, sizeof(large), IDLE_SESSIONS, 6 * sessions);
	return ((double)bytes_of(large, "sticky", measures) -
	    (double)bytes_of(small, "sticky", measures)) / (2 * sessions);
}

static void
footprint__live_sessions__a_hundred_bytes_each(void **state)
{
	(void)state;
	assert_true(bytes_of_session(false) < 95 || SANITISED);
	assert_true(bytes_of_session(true) < 135 || SANITISED);
}

static void
footprint__longer_unkept_run__no_more_memory(void **state)
{
	static const char *const designs[] = { "sticky", "token" };
	static const char keys[] =
	    "session: {idle: 2s}\nload: {arrivals: {law: exponential, rate: 200/s}, "
	    "requests_per_session: {law: geometric, mean: 3}, "
	    "think: {law: exponential, mean: 100ms}, writes: 20%%}\n"
	    "servers: {count: 4, workers: 8, service: {law: exponential, mean: 5ms}}\n"
	    "stop: {requests: %u}\n";
	char once[600], often[600];

	(void)state;
	snprintf(once, sizeof(once), keys, SANITISED ? 4000 : 80000);
	snprintf(often, sizeof(often), keys, SANITISED ? 8000 : 160000);
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++)
		assert_true((double)bytes_of(often, designs[i], true) <
		    1.1 * (double)bytes_of(once, designs[i], true) || SANITISED);
}

/* What an unkept run works out, a kept one has written down. */
static void
footprint__sessions_of_an_unkept_run__those_of_the_kept_one(void **state)
{
	static const char keys[] =
	    "clients: {crowd: {count: 30, script: [login, add book, logout, login]}}\n"
	    "session: {on_miss: overwrite}\nservers: {count: 3}\n"
	    "balancer: {affinity: none}\nstop: {requests: 100}\n";
	struct run kept = { 0 }, plain = { 0 };

	(void)state;
	run_begin_scenario(&kept, scenario_read(&kept.arena, keys, "local", NULL), true);
	run_all(&kept);
	run_begin_scenario(&plain, scenario_read(&plain.arena, keys, "local", NULL), false);
	run_all(&plain);
	assert_int_equal(plain.trace.session_count, kept.trace.session_count);
	assert_true(kept.trace.session_count > 30);
	for (uint32_t i = 0; i < kept.trace.session_count; i++) {
		const struct session *expected = &kept.trace.sessions[i];
		struct session found;

		if (row_map_row(&plain.trace.session_rows, i) == UINT32_MAX)
			continue;
		found = trace_session_of(&plain.trace, i);
		assert_int_equal(found.client, expected->client);
		assert_int_equal(found.device, expected->device);
		assert_int_equal(found.logged_in, expected->logged_in);
		assert_int_equal(found.id_high, expected->id_high);
		assert_int_equal(found.id_low, expected->id_low);
		assert_int_equal(found.first_item, expected->first_item);
		assert_int_equal(trace_item_of(&plain.trace, found.first_item).session, i);
	}
	run_end(&kept);
	run_end(&plain);
}

static void
footprint__tables_that_are_empty__are_not_told(void **state)
{
	struct footprint footprint = { 0 };

	(void)state;
	footprint_add(&footprint, "none", 0);
	footprint_add(&footprint, "some", 5);
	footprint_add(&footprint, "more", 7);
	assert_int_equal(footprint.count, 2);
	assert_string_equal(footprint.rows[0].name, "some");
	assert_int_equal(footprint_bytes(&footprint), 12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(footprint__live_sessions__a_hundred_bytes_each),
		cmocka_unit_test(footprint__longer_unkept_run__no_more_memory),
		cmocka_unit_test(footprint__sessions_of_an_unkept_run__those_of_the_kept_one),
		cmocka_unit_test(footprint__tables_that_are_empty__are_not_told),
	};

	return cmocka_run_group_tests_name("footprint", tests, NULL, NULL);
}
