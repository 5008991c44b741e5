/* experiment/challenge.h - a goal, the changes that may be made, and the least that reach it.
 *
 *    allow: [crash, rotate-key,                        moves, on whatever they fit
 *            {do: slow, on: [s1], with: [10]},         ... on these places, with these figures
 *            {set: store.copies, to: [1, 2]}]          settings, to these values
 *    allow: any                                        every move, no setting
 *
 * A move is made between two requests: before any of them begins, in the run as it is with what was
 * changed so far, not earlier than the change before it.  A search over all of them, shortest
 * first, proves the par; futures with the same digest are one.  The engine is deterministic, so the
 * same challenge has the same answer on every machine.
 */
#ifndef EXPERIMENT_CHALLENGE_H
#define EXPERIMENT_CHALLENGE_H

#include "experiment/moves.h"
#include "experiment/price.h"

#define CHALLENGE_RUNS_MAX 20000u /* of a search: more, and nobody waits for `check` */
#define CHALLENGE_STEPS_MAX 3u
#define ATTEMPT_MAX 40u /* changes of a future, and those of a search after it */

struct challenge_rule {
	int move;                 /* row of move_rows, or -1: a setting */
	const char *path;         /* of the setting */
	const char **values;      /* of the setting, as texts */
	uint32_t value_count;
	const char **targets;     /* ids; none: whatever the move fits */
	uint32_t target_count;
	const char **choices;     /* figures; none: all of the move */
	uint32_t choice_count;
};

struct challenge {
	const struct lesson_step *step;
	const struct scenario_source *source;
	const char *const *designs;
	uint32_t design_count;
	struct challenge_rule *rules;
	uint32_t rule_count;
	struct price_list prices; /* of no rows: none */
	uint32_t runs_max; /* of a search: CHALLENGE_RUNS_MAX */
};

/* Reads `allow`.  False after findings at their places. */
bool challenge_read(const struct lesson *lesson, const struct lesson_step *step,
    struct arena *arena, struct challenge *challenge, struct findings *findings);
/* May this move be made on this place with this figure?  target NULL: none.  choice NULL: is
 * there any figure? */
bool challenge_permits(const struct challenge *challenge, int move, const char *target,
    const char *choice);
bool challenge_permits_setting(const struct challenge *challenge, const char *path,
    const char *value);

/* What was done so far, or is to be done: settings count from the start. */
struct attempt {
	struct change changes[ATTEMPT_MAX];
	uint32_t change_count;
	struct setting settings[ATTEMPT_MAX];
	uint32_t setting_count;
};

/* What the future of an attempt, whose runs are `set`, costs; only where there are prices. */
void challenge_price(const struct challenge *challenge, const struct attempt *attempt,
    const struct runset *set, struct price *price);

/* Does the goal hold after the attempt, within the budget if there is one?  1 yes, 0 no, -1 it
 * cannot be run, or not be told. */
int challenge_holds(const struct challenge *challenge, const struct attempt *attempt,
    struct findings *findings);

/* The same over runs of that attempt that are there already. */
int challenge_holds_in(const struct challenge *challenge, const struct attempt *attempt,
    struct runset *set, struct findings *findings);

/* What the goal still lacks in that future: every part of it that does not hold, and what is there
 * instead; a price above the budget.  Nothing where it holds, or cannot be told. */
void challenge_missing(const struct challenge *challenge, const struct attempt *attempt,
    struct runset *set, struct str *out);

struct challenge_answer {
	bool found;
	uint32_t moves;      /* of the shortest solution */
	struct attempt attempt; /* the first found of that length */
	uint32_t first_at;   /* its first new step: a change's row, or a setting's */
	bool first_is_setting;
	uint32_t solutions;  /* of that length, when `all` */
	uint32_t runs;
	bool too_many;       /* CHALLENGE_RUNS_MAX was reached first */
	int at_start;        /* challenge_holds before any move */
};

/* The shortest way from `from` (NULL: the start) to the goal, of at most `moves` more; `all`: count
 * the solutions of that length. */
void challenge_search(const struct challenge *challenge, const struct attempt *from,
    uint32_t moves, bool all, struct arena *arena, struct challenge_answer *answer);

#endif
