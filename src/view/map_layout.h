/* view/map_layout.h - where a map's columns and rows lie: computed once, from whole traces.
 *
 *    clients  wire   balancer  wire   servers  wire  bus  store, db
 *    │        │      │         │      │        │     │    │
 *    left     wire1  balancer  wire2  server   wire3 bus  backing
 *
 * Both lanes of a twin share all columns, from the wider needs of the two, and nothing here depends
 * on the moment: no frame of a run moves a column.
 */
#ifndef VIEW_MAP_LAYOUT_H
#define VIEW_MAP_LAYOUT_H

#include "view/pill.h"
#include "view/scene.h"

#define MAP_SLOTS 5 /* rows of nodes; with more nodes the last says how many are not shown */

/* What a picture has room for; map_layout tries the steps of map_fits in order. */
struct map_fit {
	enum pill_level load; /* pills on wires and in hands; PILL_LEVELS: wires show marks alone */
	enum pill_level box;   /* pills in boxes */
	uint8_t path;          /* under a client's wire: 0 nothing, 1 "/cart", 2 "GET /cart" */
	bool bytes;            /* and what it carries: "54 B" */
	bool size;             /* "2.0K" beside a pill */
	bool route_short;      /* "s1" for "srv=s1" */
	uint8_t balancer_cols;
	uint8_t name_cols;     /* names are cut after so many */
};

struct map_layout {
	struct map_fit fit;
	bool fits;             /* false: too narrow for any step; the picture says so in words */
	int left, name_cols;   /* first column of clients; cells of the longest name */
	enum pill_level hand;  /* pills in hands: as long as all of them can be */
	int wire1;             /* first cell of the clients' wires */
	int balancer;
	int wire2;
	int server, server_cols;
	int wire3; /* server's right edge to bus or backing box; equals bus without nodes */
	int bus;               /* column of the bus, -1: none */
	int backing, backing_cols; /* backing_cols 0: no store and no database */
	int right;             /* column after the last */
	/* Rows of a lane, counted from its header. */
	int slots;             /* rows of nodes, 1..MAP_SLOTS */
	int pitch;
	bool closed; /* each box has its own last border; else stacked boxes share a row */
	int used_rows;         /* header and body */
};

/* Which backing nodes a picture shows: those that any request of the twin uses. */
struct map_backing {
	bool store, database;
};
struct map_backing map_backing(const struct scene *scene);

/* Lays out one lane of `lane_rows` rows in columns rect.col .. */
void map_layout(const struct scene *scene, struct rect rect, int lane_rows,
    struct map_layout *layout);

#endif
