/* view/diff.h - two runs of the same people side by side: requests paired, their steps aligned.
 *
 *    requests of run 0 ─┐  by client and ordinal            groups of pairs ─▶ rows
 *    requests of run 1 ─┴─▶ pairs, in order of time  ─▶  alike ones fold, others step by step
 *
 * A request that one run alone has (a forced login) is a pair with a side missing, so that it has a
 * number in both.
 */
#ifndef VIEW_DIFF_H
#define VIEW_DIFF_H

#include "view/scene.h"

enum { DIFF_STEPS_MAX = 32 };

enum diff_mark {
	DIFF_SAME,      /* = */
	DIFF_OTHERWISE, /* ~ the same step done otherwise */
	DIFF_OTHER,     /* ≠ another step, or none */
	DIFF_OPEN       /* · not to be told yet */
};

/* Parts of a request's way, in the order in which they come. */
enum diff_phase {
	DIFF_NONE,
	DIFF_CARRY,
	DIFF_WAY,
	DIFF_REFUSED,
	DIFF_AGAIN,
	DIFF_LOOK,
	DIFF_MAKE,
	DIFF_WAIT,
	DIFF_REPLY
};

struct diff_step {
	enum diff_phase phase;
	bool bad; /* refused, missed, not valid */
	const char *text;
};

struct diff_steps {
	struct diff_step rows[DIFF_STEPS_MAX];
	int count;
};

struct diff_pair {
	uint32_t request[2];     /* rows of requests; NONE32: this run has no such request (yet) */
	uint32_t client;         /* what it is matched by: whose, the how manyth, 0 or the how */
	uint32_t ordinal, after; /* manyth after a 401 */
	uint64_t at_ns;
	enum diff_mark mark; /* of what the person was answered */
};

enum diff_row_kind { DIFF_ROW_HEAD, DIFF_ROW_STEP, DIFF_ROW_FAULT };
struct diff_row {
	enum diff_row_kind kind;
	uint32_t pair;       /* the first one that it is about */
	const char *text[2]; /* a head has the first alone; NULL: no such step */
	bool bad[2];
	enum diff_mark mark;
	bool answer; /* what the person was answered: where a cursor stands */
};

struct diff {
	struct arena arena;
	struct scene scene; /* the second run at its end where the first is */
	struct diff_pair *pairs;
	uint32_t pair_count;
	struct diff_row *rows; /* around the chosen difference */
	uint32_t row_count, row_room;
	uint32_t differences; /* pairs whose mark is DIFF_OTHER */
	uint32_t first,
	    chosen; /* pairs: the first difference, the one of scene->difference; NONE32 */
};

/* Of a scene with two runs.  Holds memory until diff_release. */
void diff_build(const struct scene *scene, struct diff *diff);
void diff_release(struct diff *diff);
/* What happened to a request of a run up to its position, step by step; texts in arena. */
void diff_steps_of(
    const struct scene_run *run, uint32_t request, struct arena *arena, struct diff_steps *steps);
/* The event that ended a request, if that has happened; NONE32. */
uint32_t diff_end(const struct scene_run *run, uint32_t request);
/* "401", "200 book, pen": what the person was answered; "" while it is under way. */
void diff_answer(const struct scene_run *run, uint32_t request, struct str *out);
/* True when a run is shown at its end. */
bool diff_ended(const struct scene_run *run);

#endif
