#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

/* The only module-level state of floors 0 to 5; check.h says why. */
static check_hook_fn *check_hook;

void
check_set_hook(check_hook_fn *hook)
{
	check_hook = hook;
}

_Noreturn void
check_failed(const char *expression, const char *file, int line)
{
	check_hook_fn *hook = check_hook;

	check_hook = NULL; /* a CHECK that fails inside the hook must not come back here twice */
	if (hook != NULL)
		hook();
	fprintf(stderr, "coatcheck: a check failed, which is a bug of the program: %s (%s:%d)\n", expression,
	    file, line);
	fflush(stderr);
	abort();
}
