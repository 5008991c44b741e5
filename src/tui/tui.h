/* tui/tui.h - the full-screen front: keys in, the grid out.  The only user of curses. */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include "app/app.h"

enum tui_colour { TUI_COLOUR_AUTO, TUI_COLOUR_ALWAYS, TUI_COLOUR_NEVER };

struct tui_options {
	enum tui_colour colour;
	bool ascii; /* glyphs; decided before (tui_ascii_reason) */
	bool animation;
	bool projector;
};

/* Why ASCII is drawn: a sentence, or NULL when the full set can be shown.  Asks locale and TERM. */
const char *tui_ascii_reason(void);
/* Why no full screen can be had here (no terminal, TERM unknown or dumb): a sentence, or NULL. */
const char *tui_refused(void);
/* Lines for `config`: the terminal's size and colours as found; nothing where there is none. */
void tui_describe(struct str *out);
/* "ncurses 6.4" */
const char *tui_library(void);
/* Runs the app until it leaves.  Returns the exit code: 0, 65 when the lesson that was named is
 * broken, or 128 + a signal. */
int tui_run(struct app *app, const struct tui_options *options);

#endif
