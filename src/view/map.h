/* view/map.h - what the files of the map share: one lane at one moment, and the journeys in it.
 *
 *    map_layout (columns, rows) ─▶ map_lane (who stands in which row, what is under way)
 *                                    ├─▶ map_wires: wires, loads, the balancer and its bends
 *                                    └─▶ map_nodes: clients, servers, store and database
 */
#ifndef VIEW_MAP_H
#define VIEW_MAP_H

#include "view/map_layout.h"
#include "view/parts.h"

#define MAP_JOURNEYS_MAX 32

/* How far a request has come. */
enum journey_at {
	JOURNEY_NONE,
	JOURNEY_TO_BALANCER, JOURNEY_AT_BALANCER, JOURNEY_TO_SERVER, JOURNEY_AT_SERVER,
	JOURNEY_REFUSED,        /* by a dead server: the balancer does not know yet */
	JOURNEY_TO_BACKING, JOURNEY_AT_BACKING, JOURNEY_BACKING_REFUSED, JOURNEY_FROM_BACKING,
	JOURNEY_REPLY_TO_BALANCER, JOURNEY_REPLY_AT_BALANCER, JOURNEY_REPLY_TO_CLIENT, JOURNEY_DONE
};

struct journey {
	uint32_t request;
	enum journey_at at;
	uint16_t device, server, backing; /* NONE16: not known, not yet */
	uint16_t peer;      /* at its server: the one that it tells or asks now, NONE16 */
	uint32_t send;      /* event that sent the newest message, NONE32 */
	bool under_way;     /* that message has not arrived */
	bool lost;          /* and never will */
	uint32_t waiting;   /* 1: it waits in a queue of `server` */
};

struct map_lane {
	const struct scene *scene;
	const struct scene_run *run;
	const struct trace *trace;
	const struct world *world; /* NULL: nothing is known, only names are drawn */
	const struct map_layout *layout;
	struct grid *grid;
	int top;                   /* row of the header */
	uint16_t clients[MAP_SLOTS]; /* devices by slot, NONE16: nobody */
	uint16_t servers[MAP_SLOTS];
	uint32_t clients_more, servers_more; /* not shown; the last slot says so */
	uint16_t balancer, store, database;  /* actors, NONE16: not drawn */
	struct journey journeys[MAP_JOURNEYS_MAX]; /* the focus request last */
	uint32_t journey_count;
	struct journey focus;      /* JOURNEY_NONE: no request of the focus client is under way */
};

/* Finds requests under way, fills journeys and focus. */
void map_find_journeys(struct map_lane *lane);
/* The newest read, miss or check of the focus request at `place`, or of the newest event; NONE32.
 */
uint32_t map_outcome(const struct map_lane *lane, uint16_t place);

/* First row of a slot's box, and the row of its wire. */
int map_slot_row(const struct map_lane *lane, int slot);
int map_wire_row(const struct map_lane *lane, int slot);
/* The last row of the body. */
int map_last_row(const struct map_lane *lane);
/* Slot of an actor, the "+12 more" one if it is not shown, -1 if its column has none. */
int map_client_slot(const struct map_lane *lane, uint16_t device);
int map_server_slot(const struct map_lane *lane, uint16_t server);
/* Row at which calls reach store or database. */
int map_backing_row(const struct map_lane *lane, uint16_t backing, int caller_row);

void map_draw_wires(struct map_lane *lane);
void map_draw_nodes(struct map_lane *lane);

/* The label of a load: what the message of `send` carries, at most `cells` cells; and how a reply
 * or request is told. */
void map_load_label(const struct map_lane *lane, uint32_t send, int cells, struct str *out);

/* Store and database above each other: a vertical joins their wires. */
bool map_has_bus(const struct map_lane *lane);
bool map_has_backing(const struct map_lane *lane);
/* First column after the wires that lead to store or database. */
int map_wire3_end(const struct map_lane *lane);

/* Cut links (map_cuts.c): "┤ ✗ store ├" in the middle of a wire. */
void map_draw_cuts(struct map_lane *lane);
/* The word beside the mark on the wire of a server to what stands behind it, "" for all of that;
 * NULL: there is no mark. */
const char *map_cut_word(const struct map_lane *lane, uint16_t server);
/* The first cell of a mark on a wire in cells from .. to - 1, and how many it takes. */
int map_cut_cell(int from, int to, const char *word);
int map_cut_cells(int from, int to, const char *word);
/* The cut links of a server that no mark tells, in so many cells: " ┤✗├ s2,s3". */
void map_cut_title(const struct map_lane *lane, uint16_t server, int room, struct str *out);

/* Boxes. */
enum box_style { BOX_SINGLE, BOX_DOUBLE, BOX_DASHED };
struct box {
	int row, col, rows, cols; /* rows of content; borders around them */
	enum box_style style;
	bool bottom;              /* draws its last border */
};
void map_box(struct grid *grid, const struct box *box, const char *title, enum grid_role role,
    const char *right);
/* The lines of a server's, a store's or a database's box, and its style and titles (map_box.c). */
void map_draw_place(struct map_lane *lane, uint16_t place, int row, int content_rows, int col,
    int cols, bool bottom);
/* Copies of the store that could take over, where it is `place` (map_copies.c). */
uint32_t map_copies(const struct map_lane *lane, uint16_t place);
/* Draws them at the bottom of the store's content; returns how many of its rows they take. */
int map_draw_copies(struct map_lane *lane, uint16_t place, int row, int rows, int col, int cols);
/* How many there are, when its content has no row for them. */
void map_copies_title(const struct map_lane *lane, uint16_t place, int rows, struct str *out);
/* What a device holds, in one line: "#7f3 srv=s1", "║▐A:book,pen✓▌║". */
void map_hand(const struct map_lane *lane, uint16_t device, struct str *out);

#endif
