/* A failed CHECK runs the hook once, says where, and aborts; a true one costs nothing. */
#include "lib/assert.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/check.h"

static void
say_hook(void)
{
	fputs("hook first\n", stderr);
	fflush(stderr);
}

static void
failing_hook(void)
{
	fputs("hook first\n", stderr);
	CHECK(2 + 2 == 5);
}

static void
fail_check(void *hook)
{
	check_set_hook(*(check_hook_fn **)hook);
	CHECK(1 + 1 == 3);
}

static void
run_out(void *hook)
{
	check_set_hook(*(check_hook_fn **)hook);
	check_out_of_memory();
}

static void
check__true_expression__goes_on(void **state)
{
	int evaluated = 0;

	(void)state;
	CHECK(++evaluated == 1);
	assert_int_equal(evaluated, 1);
}

static void
check__false_expression__hook_then_place_then_abort(void **state)
{
	char text[1024];
	check_hook_fn *hook = say_hook;
	int status = test_run_child(fail_check, &hook, text, sizeof(text));
	const char *place;

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_memory_equal(text, "hook first\n", 11);
	place = strstr(text, "1 + 1 == 3");
	assert_non_null(place);
	assert_non_null(strstr(place, "test_check.c:"));
}

static void
check__false_in_the_hook__no_second_hook(void **state)
{
	char text[1024];
	check_hook_fn *hook = failing_hook;
	int status = test_run_child(fail_check, &hook, text, sizeof(text));
	const char *first = strstr(text, "hook first");

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_non_null(first);
	assert_null(strstr(first + 1, "hook first"));
}

static void
check__out_of_memory__hook_then_exit_70(void **state)
{
	char text[1024];
	check_hook_fn *hook = say_hook;
	int status = test_run_child(run_out, &hook, text, sizeof(text));

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 70);
	assert_string_equal(text, "hook first\ncoatcheck: out of memory\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__true_expression__goes_on),
		cmocka_unit_test(check__false_expression__hook_then_place_then_abort),
		cmocka_unit_test(check__false_in_the_hook__no_second_hook),
		cmocka_unit_test(check__out_of_memory__hook_then_exit_70),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
