/* view/state_map.h - what the cells of the state map say, apart from where they stand. */
#ifndef VIEW_STATE_MAP_H
#define VIEW_STATE_MAP_H

#include "view/scene.h"

enum { STATE_COLUMNS_MAX = LIMIT_SERVERS + 8, STATE_ROWS_MAX = LIMIT_PIECES + 6 };
#define STATE_OTHERS (NONE16 - 1) /* the row of everybody else's entries */

enum state_column_kind { STATE_CLIENT, STATE_WIRE, STATE_BALANCER, STATE_PLACE,
	STATE_COPIES, STATE_SUM };
struct state_column {
	enum state_column_kind kind;
	uint16_t place; /* actor; STATE_CLIENT: the client; STATE_COPIES: the store */
};

struct state_cell {
	bool unknown; /* an open bet closes it, or nobody saw it */
	bool kept;    /* an entry that outlives requests */
	bool copy;    /* on its way only */
	bool ticket;  /* a name of state that is kept elsewhere */
	bool gone;    /* a crash took it */
	bool fresh;   /* written by the newest event */
	bool older;   /* kept, but the store has a newer one */
	uint64_t bytes;
};

/* Rows of a run's map: its pieces that have a home, route and key where the design has them, keys
 * and counts of requests likewise, others. */
int state_rows(const struct scene_run *run, uint16_t pieces[STATE_ROWS_MAX]);
struct state_cell state_cell_of(const struct scene *scene, const struct scene_run *run,
    const struct state_column *column, uint16_t piece);
/* What its death would lose: "Ana's", "orders", "nothing", "dead". */
void state_death(const struct scene *scene, const struct scene_run *run,
    const struct state_column *column, struct str *out);
/* A column among which the room for nodes is shared, and which an open bet closes. */
bool state_is_place(enum state_column_kind kind);
bool state_is_down(const struct scene_run *run, uint16_t place);
/* True when the place holds or lost something of the focus client. */
bool state_concerns(const struct scene *scene, const struct scene_run *run, uint16_t place);

#endif
