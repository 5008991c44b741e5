/* view/parts.h - what the pictures share: where a frame lies, a lane's name, its header, short
 * words. */
#ifndef VIEW_PARTS_H
#define VIEW_PARTS_H

#include "view/scene.h"

#define FRAME_COLS_MAX 120 /* wider terminals centre the frame */
#define WORDS_COLS_MAX 78  /* prose is never wider */

/* The frame within the grid: all rows, at most FRAME_COLS_MAX columns, centred. */
struct rect frame_area(const struct grid *grid);

/* "STICKY": the design's id in capitals, into out. */
void run_label(const struct scene_run *run, char out[LIMIT_ID_BYTES + 1]);
/* True when this design's servers keep state between requests: its header is double. */
bool run_keeps_state(const struct scene_run *run);
/* The world of a run at its position; NULL without a cursor. */
const struct world *run_world(const struct scene_run *run);
/* The run that one lane shows, and the scene with that run alone. */
const struct scene_run *scene_lane(const struct scene *scene);
struct scene scene_one_lane(const struct scene *scene);
/* True for the views that compare two runs and have no lanes to choose from. */
bool view_needs_both(enum view_kind view);

/* "═ STICKY  text ═════ lost 1 ═" over `cols` cells from `col`.  A closed lane has its name only.
 */
void lane_header(
    const struct scene_run *run, struct grid *grid, int row, int col, int cols, const char *text);

/* Rows that a frame gives its notice in `cols` cells: all of it, but for text without an end. */
int notice_rows(const struct frame_words *words, int cols);

/* "─ text ─────── right ─" over a row of the rectangle. */
void rect_rule(struct grid *grid, struct rect rect, int row, const char *text, const char *right);

/* Events of a run that may be drawn: those of its position, less what an open bet closes. */
uint32_t run_known(const struct scene_run *run);
/* Appends " since 9.86 s": when the window begins that is all there is of a long run; else
 * nothing. */
void run_since(const struct scene_run *run, struct str *out);
/* True when `event` is a fault that a timeline marks. */
bool event_is_fault(const struct event *event);

/* "lb", "s1", "store": an actor's short name for columns; clients and devices by display name. */
const char *actor_short(const struct trace *trace, uint16_t actor);
/* The name by which pictures show anybody: an attacker's with a sign before it. */
const char *actor_shown(const struct trace *trace, uint16_t actor);

#endif
