/* base/check.h - assertions that stay in release builds, and the hook that runs before they abort.
 *
 * A failed CHECK is a bug of ours, never a user's mistake: it prints the expression and its place,
 * then aborts (exit status 128 + SIGABRT).  The full-screen front sets a hook that gives the
 * terminal back first; that hook is one of the two pieces of module-level state in the program.
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

typedef void check_hook_fn(void);

/* Called once, before a failed CHECK or the end of memory prints; NULL removes it. */
void check_set_hook(check_hook_fn *hook);

_Noreturn void check_failed(const char *expression, const char *file, int line);
/* Memory ran out: runs the hook, says so, ends with exit status 70. */
_Noreturn void check_out_of_memory(void);

#define CHECK(expression) \
	((expression) ? (void)0 : check_failed(#expression, __FILE__, __LINE__))

/* Before a function that is hardly ever called: what leads to it is kept apart from what is done
 * millions of times a second, so that that fits into the processor's memory for instructions. */
#define SELDOM __attribute__((cold))

#endif
