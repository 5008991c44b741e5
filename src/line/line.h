/* line/line.h - the plain front: lines in, lines out; no cursor movement, no colour, no repaint. */
#ifndef LINE_LINE_H
#define LINE_LINE_H

#include "app/app.h"

/* Runs until the app has left or the input ends (which leaves nothing undone).  Returns an exit
 * code: 0, 65 when the lesson that was named is broken, or 74 when standard output cannot be
 * written. */
int line_run(struct app *app);

#endif
