/* A failed CHECK runs the hook once, says where, and aborts; a true one costs nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* Runs CHECK(1 + 1 == 3) in a child; its stderr goes to text, its wait status is returned. */
static int
run_failing_check(check_hook_fn *hook, char *text, size_t room)
{
	int pipe_ends[2], status = 0;
	pid_t child;
	size_t length = 0;
	ssize_t got;

	assert_int_equal(pipe(pipe_ends), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(pipe_ends[1], 2);
		close(pipe_ends[0]);
		signal(SIGABRT, SIG_DFL);
		check_set_hook(hook);
		CHECK(1 + 1 == 3);
		_exit(0);
	}
	close(pipe_ends[1]);
	while ((got = read(pipe_ends[0], text + length, room - 1 - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	close(pipe_ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
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
	int status = run_failing_check(say_hook, text, sizeof(text));
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
	int status = run_failing_check(failing_hook, text, sizeof(text));
	const char *first = strstr(text, "hook first");

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_non_null(first);
	assert_null(strstr(first + 1, "hook first"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__true_expression__goes_on),
		cmocka_unit_test(check__false_expression__hook_then_place_then_abort),
		cmocka_unit_test(check__false_in_the_hook__no_second_hook),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
