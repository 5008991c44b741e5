/* view/copies.h - what the copies of the store have at a moment: what the store had copy_lag ago.
 *
 *    changes of the store:  ... w w w │ w w      the tail: no copy has got it yet
 *                                     └────── what a copy that takes over would know
 *
 * Copies are no places of a trace.  All copies know the same.
 */
#ifndef VIEW_COPIES_H
#define VIEW_COPIES_H

#include "view/parts.h"

enum copies_have { COPIES_LACK, COPIES_OLDER, COPIES_SAME };

/* One entry that changed in the tail, by its oldest change there. */
struct copies_change {
	uint32_t item, event;
	bool made;    /* it is new: before that there was none */
	bool expired; /* its time was over, at the copies as well */
};

struct copies {
	const struct world *world; /* NULL: the run has no store with copies now */
	uint16_t store;
	uint32_t count;            /* that could take over */
	uint32_t lacking;          /* changes in the tail, but for what has expired since */
	struct copies_change *tail; /* by item, the oldest change of each */
	uint32_t tail_count;
};

/* How many there are at the run's moment; copies_begin without the tail. */
uint32_t copies_count(const struct scene_run *run);
/* True when the run has copies at some time. */
bool copies_ever(const struct scene_run *run);
/* At the moment of the scene, which the position of the run belongs to. */
void copies_begin(const struct scene *scene, const struct scene_run *run, struct copies *copies);
void copies_end(struct copies *copies);
/* What they have of an item of the store's, compared with what the store keeps or kept last. */
enum copies_have copies_have(const struct copies *copies, uint32_t item);
/* The same of a piece of a client (NONE16: keys): the best of its items. */
enum copies_have copies_have_piece(const struct copies *copies, uint16_t piece, uint16_t client);
/* "copy", "2 copies" in the words of the run. */
void copies_say(const struct scene_run *run, uint32_t count, struct str *out);

#endif
