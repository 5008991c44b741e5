#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

#define EXIT_BUG 70 /* EX_SOFTWARE of sysexits.h */

/* The only module-level state of floors 0 to 5; check.h says why. */
static check_hook_fn *check_hook;

void
check_set_hook(check_hook_fn *hook)
{
	check_hook = hook;
}

static void
check_run_hook(void)
{
	check_hook_fn *hook = check_hook;

	check_hook = NULL; /* a CHECK that fails inside the hook must not come back here */
	if (hook != NULL)
		hook();
}

_Noreturn void
check_failed(const char *expression, const char *file, int line)
{
	check_run_hook();
	fprintf(stderr, "coatcheck: a check failed, which is a bug of the program: %s (%s:%d)\n",
	    expression, file, line);
	fflush(stderr);
	abort();
}

_Noreturn void
check_out_of_memory(void)
{
	check_run_hook();
	fputs("coatcheck: out of memory\n", stderr);
	exit(EXIT_BUG);
}
