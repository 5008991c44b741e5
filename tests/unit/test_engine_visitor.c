/* Requests that need no login: answered from what the ticket leads to, or from nothing. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const designs[] = { "local", "sticky", "store", "token", "carry" };
#define DESIGNS (sizeof(designs) / sizeof(designs[0]))

static void
assert_sees(const char *keys, const char *design, const char *expected)
{
	struct run run;
	char *got;

	run_watch(&run, keys, design);
	got = run_answers(&run, "ana");
	if (strcmp(got, expected) != 0)
		run_dump(&run);
	assert_string_equal(got, expected);
	free(got);
	run_end(&run);
}

#define LOOK "actions: {look: {needs: none, reads: [cart]}}\n"
#define GREET "actions: {greet: {needs: none, reads: [theme]}}\n"

static void
visitor__without_a_ticket__sees_an_empty_session(void **state)
{
	(void)state;
	for (size_t i = 0; i < DESIGNS; i++) {
		struct run run;

		run_watch(&run, LOOK "clients: {ana: {script: [look, look]}}", designs[i]);
		assert_int_equal(run.trace.requests[0].status, 200);
		assert_int_equal(run.trace.requests[1].status, 200);
		/* nothing was looked for: no miss, and nobody was made a session */
		assert_int_equal(run_count(&run, EVENT_MISS), 0);
		assert_int_equal(run.trace.session_count, 0);
		run_end(&run);
		assert_sees(LOOK "clients: {ana: {script: [look]}}", designs[i],
		    "look 200 []\n");
	}
}

static void
visitor__with_a_ticket__sees_what_it_leads_to(void **state)
{
	(void)state;
	for (size_t i = 1; i < DESIGNS; i++)
		assert_sees(LOOK "clients: {ana: {script: [login, add pen, look]}}", designs[i],
		    "login 200 \nadd 200 [\"pen\"]\nlook 200 [\"pen\"]\n");
}

/* What belongs to a user is shown to nobody else: the login is looked for, not insisted on. */
static void
visitor__a_users_piece__only_with_the_login(void **state)
{
	static const char known[] = "login 200 \ntheme 200 \ngreet 200 \"dark\"\n";
	static const char *const stateless[] = { "store", "token", "carry" };

	(void)state;
	for (size_t i = 1; i < DESIGNS; i++)
		assert_sees(GREET "clients: {ana: {script: [login, theme dark, greet]}}",
		    designs[i], known);
	for (size_t i = 0; i < 3; i++) {
		char expected[200];

		snprintf(expected, sizeof(expected), "%sgreet 200 null\n", known);
		assert_sees(GREET "clients: {ana: {script: [login, theme dark, greet, "
		    "clear cookies, greet]}}", stateless[i], expected);
		assert_sees(GREET "clients: {ana: {script: [login, theme dark, greet, wait 31m, "
		    "greet]}}", stateless[i], expected);
	}
}

static void
visitor__after_expiry__the_miss_is_seen_and_answered_200(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, GREET "clients: {ana: {script: [login, wait 31m, greet]}}", "store");
	assert_int_equal(run_count(&run, EVENT_MISS), 1);
	assert_int_equal(run.trace.requests[1].status, 200);
	assert_int_equal(run.trace.request_count, 2);
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(visitor__without_a_ticket__sees_an_empty_session),
		cmocka_unit_test(visitor__with_a_ticket__sees_what_it_leads_to),
		cmocka_unit_test(visitor__a_users_piece__only_with_the_login),
		cmocka_unit_test(visitor__after_expiry__the_miss_is_seen_and_answered_200),
	};

	return cmocka_run_group_tests_name("engine_visitor", tests, NULL, NULL);
}
