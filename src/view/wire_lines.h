/* view/wire_lines.h - a message as the rows of the wire view: its bytes wrapped, rulers, decoded
 * parts. */
#ifndef VIEW_WIRE_LINES_H
#define VIEW_WIRE_LINES_H

#include "view/scene.h"

enum { WIRE_LINES_MAX = 96, WIRE_CELLS_MAX = 160 };
/* Bytes a row holds where there is room for two columns of numbers (14 cells) beside them; narrower
 * pictures have one column (8 cells). */
enum { WIRE_WRAP = 64, WIRE_COLUMNS = 14, WIRE_COLUMN = 8 };

enum wire_line_kind { WIRE_TEXT, WIRE_RULER, WIRE_NOTE };
struct wire_line {
	enum wire_line_kind kind;
	const char *text;      /* TEXT, NOTE: sanitised when drawn; in the arena */
	uint32_t bytes, state; /* TEXT: of its whole line, 0 on later rows of it */
	uint32_t *cells;       /* RULER: code points, ' ' where blank, WIRE_CELLS_MAX of them */
	bool carries;          /* TEXT: of a state-carrying header */
	uint8_t weight;        /* lines of small weight are left out first */
};

struct wire {
	struct wire_line lines[WIRE_LINES_MAX];
	int count;
	const char *attached_by; /* who attaches its state-carrying header, NULL */
	const char *header;      /* that header's name, NULL */
	uint32_t bytes, state_bytes;
};

/* The rows of messages[row] of the trace, wrapped at `cols` cells; texts live in `arena`. */
void wire_lines(const struct scene *scene, const struct scene_run *run, uint32_t message, int cols,
    struct arena *arena, struct wire *wire);
/* The event whose message the wire view shows for this run, NONE32. */
uint32_t wire_event(const struct scene *scene, const struct scene_run *run);

#endif
