/* experiment/moves.h - what a learner can do to a running cluster: one row a move.
 *
 * A move is a fault of FORMATS with a target, and at most one figure that can be chosen.  The menu
 * shows those that make sense now, a challenge tries them all, in the same order; what the scenario
 * itself forbids (no key to rotate, no copies to fail over to) is found when it is built with the
 * change, with the words that a file would get.
 */
#ifndef EXPERIMENT_MOVES_H
#define EXPERIMENT_MOVES_H

#include "experiment/runset.h"

enum move_targets {
	MOVE_SERVER = 1,
	MOVE_STORE = 2,
	MOVE_DATABASE = 4,
	MOVE_CLIENT = 8,
	MOVE_WHOLE = 16, /* of no place: the fleet, the key, the wires */
	MOVE_BALANCER = 32
};

#define MOVE_CHOICES_MAX 6
struct move_row {
	const char *word; /* also the name of its key in app/action.h */
	enum fault_kind kind;
	unsigned targets;
	const char *target_key; /* "node": where the target stands in the fault; NULL: nowhere */
	const char *choice_key; /* what can be chosen, or NULL */
	const char *choices[MOVE_CHOICES_MAX]; /* the first is what happens if nobody chooses */
	unsigned plain_targets; /* for these there is nothing to choose: `plain` it is */
	const char *plain;
	const char *unit;       /* how a choice is said: "%s times as long"; NULL: as it is */
	const char *name;       /* in the menu, short */
	const char *text;       /* what it does, one sentence about the target or the cluster */
	const char *done;       /* "crashes": after the target's name, or alone */
	const char *fixed[2][2]; /* further parts: key, value */
};
extern const struct move_row move_rows[];
extern const uint32_t move_row_count;

/* Row of a word, or -1. */
int move_find(const char *word);
/* What can be chosen for this target; 0: nothing. */
uint32_t move_choice_count(const struct move_row *row, const struct trace *trace, uint16_t target);
/* Can this happen to this actor (NONE16 for MOVE_WHOLE) at all? */
bool move_fits(const struct move_row *row, const struct trace *trace, uint16_t target);
/* Can this happen in this scenario: is there anything signed, whose key could change? */
bool move_has_use(const struct move_row *row, const struct scenario *scenario);
/* Why it makes no sense on the target as the world is now, or NULL. */
const char *move_refused(const struct move_row *row, const struct world *world, uint16_t target);
/* The change: in `arena`, after `position` events. */
struct change move_change(const struct move_row *row, const struct trace *trace, uint16_t target,
    uint32_t choice, uint32_t position, struct arena *arena);
/* "s1 crashes", "2 servers more": the name of the future that begins. */
void move_said(const struct move_row *row, const struct trace *trace, uint16_t target,
    uint32_t choice, struct str *out);
/* The same of any change, also one that no menu made. */
void change_said(const struct change *change, const struct trace *trace, struct str *out);

#endif
