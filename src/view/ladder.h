/* view/ladder.h - the rows of a ladder: a trace's events, those that belong together in one row.
 *
 *    send  ─┐                       route ─┐
 *    receive┴─ one arrow            send  ─┴─ one arrow "cookie: srv=s1"
 *
 * A receive belongs to its send, a choice of server to the send it caused, reads of one request at
 * one moment to each other.  Everything else worth a sentence is a row of its own; with all_events,
 * every event is.
 */
#ifndef VIEW_LADDER_H
#define VIEW_LADDER_H

#include "view/scene.h"

enum { LADDER_ROWS_MAX = 512, LADDER_LANES_MAX = 16, LADDER_SCAN = 4096,
	LADDER_SCAN_MAX = 1 << 18, /* where few events concern the client in focus */
	LADDER_ENOUGH = 64 };

struct ladder_row {
	uint32_t event;  /* what is drawn */
	uint32_t newest; /* newest event that belongs to it */
	uint32_t via;    /* the route or redispatch before a send, NONE32 */
	uint32_t end;    /* of a send: its receive, refuse or lose; NONE32: under way */
	uint32_t pieces; /* of state rows: bits of the pieces spoken of */
	uint64_t bytes;  /* of state rows: together */
};

/* The newest rows of a run up to its position, oldest first. */
struct ladder {
	const struct scene_run *run;
	struct ladder_row rows[LADDER_ROWS_MAX];
	int count;
	int current; /* row of the selected or newest event; -1: no row */
	uint32_t begin; /* the first event that was looked at */
};

void ladder_build(const struct scene *scene, const struct scene_run *run, struct ladder *ladder);
/* The row that tells of `event`, or -1. */
int ladder_find(const struct ladder *ladder, uint32_t event);
/* "read login, cart ✓": what state saw in this row. */
void ladder_text(const struct ladder *ladder, const struct ladder_row *row, struct str *out);
/* The same in at most six cells, for a twin: "✗#7f3", "new", "✓". */
void ladder_mark(const struct ladder *ladder, const struct ladder_row *row, struct str *out);

/* Lanes: the places that take part, in column order, at columns of their own. */
struct ladder_lanes {
	const char *ids[LADDER_LANES_MAX];
	const char *names[LADDER_LANES_MAX];
	int cols[LADDER_LANES_MAX];
	int count, pitch;
};

/* The lanes that the scene's runs need together; columns are set by ladder_place. */
void ladder_lanes(const struct scene *scene, struct ladder_lanes *lanes);
void ladder_place(struct ladder_lanes *lanes, int col, int cols, int pitch_max);
/* One row of lanes, marks and arrows; `down` by lane.  Dim where nothing is to be seen. */
void ladder_draw_lanes(
    const struct ladder_lanes *lanes, const bool *down, struct grid *grid, int row);
void ladder_draw_row(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, const bool *down, bool marks, struct grid *grid, int at);
/* A row of names on lanes. */
void ladder_draw_names(const struct ladder_lanes *lanes, struct grid *grid, int row);
/* Lane of an actor, -1. */
int ladder_lane(const struct ladder_lanes *lanes, const struct trace *trace, uint16_t actor);
/* Folds a row into `down`. */
void ladder_down(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, bool *down);
/* Who is down before a row. */
void ladder_down_before(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, bool *down);

/* A gap between two rows so long that it folds into a row of its own. */
uint64_t ladder_fold_ns(const struct ladder *ladder);

/* Two ladders on one clock (view_ladder with two runs). */
void ladder_draw_twin(const struct scene *scene, struct grid *grid, struct rect rect);

/* In place of rows: that the client in focus has sent nothing, or not since when. */
void ladder_draw_silence(const struct scene *scene, const struct ladder *ladder, struct grid *grid,
    int row, int col, int cols);

#endif
