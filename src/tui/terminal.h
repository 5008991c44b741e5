/* tui/terminal.h - giving the terminal back on every way out, crashes included.
 *
 * Normal ends and TERM HUP INT QUIT go through the main loop (a pipe wakes it).  SEGV ABRT BUS FPE
 * ILL write a reset string prepared at the start, restore the tty and die of the same signal.
 */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H

#include <stdbool.h>

/* Catches signals; the returned descriptor becomes readable when one has come.  -1: no pipe. */
int terminal_catch_signals(void);
/* Prepares what a crash writes; call when curses has taken the terminal. */
void terminal_prepare_reset(const char *reset);
/* Signals that have come since the last call, as flags. */
struct terminal_signals {
	int leave; /* signal number that asks to leave, 0: none */
	bool resize, stop;
};
struct terminal_signals terminal_signals(int descriptor);
/* Stops this process as Ctrl-Z would; returns after it goes on. */
void terminal_stop(void);
/* The hook of a failed CHECK. */
void terminal_reset_now(void);

#endif
