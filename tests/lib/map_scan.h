/* lib/map_scan.h - a drawn map read back: boxes by their borders, pills by their ends.
 *
 * Knows the glyphs of PICTURES in both sets and nothing of how the map was drawn.
 */
#ifndef TESTS_LIB_MAP_SCAN_H
#define TESTS_LIB_MAP_SCAN_H

#include "view/grid.h"

#define SCAN_BOXES 16
#define SCAN_PILLS 64

enum scan_border { SCAN_SINGLE, SCAN_DOUBLE, SCAN_DASHED };

struct scan_pill {
	char owner[24];   /* "A" */
	char content[80]; /* "book,pen", "2"; "" in ▐A▌ */
	bool has_content, sealed, badge;
};

struct scan_box {
	char title[80]; /* the whole top border between its corners, blanks at the ends cut */
	struct rect inside;
	enum scan_border border; /* SCAN_SINGLE always in ASCII but for dashes */
	struct scan_pill pills[SCAN_PILLS];
	int pill_count;
	int more;         /* "+4" */
	char text[400];   /* content rows, joined by '\n' */
};

/* The text of cells [col, end) of a row, as UTF-8, into out[room]. */
void scan_text(const struct grid *grid, int row, int col, int end, char *out, int room);
/* The box whose title begins with `id`, in rows [top, bottom); false: there is none. */
bool scan_box(const struct grid *grid, int top, int bottom, const char *id, struct scan_box *box);
/* The pills in a stretch of cells. */
int scan_pills(const struct grid *grid, int row, int col, int end, struct scan_pill *pills,
    int room);
/* The row whose first cells from `col` are `name` and a blank; -1. */
int scan_name(const struct grid *grid, int top, int bottom, int col, const char *name);
/* The leftmost corner of a row: where the balancer's box begins; -1. */
int scan_corner(const struct grid *grid, int row);

#endif
