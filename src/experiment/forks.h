/* experiment/forks.h - every future that was tried: a tree of changes, nothing ever taken out.
 *
 *    main ──┬─ s1 crashes ──┬─ s1 is back
 *           │               └─ the key changes
 *           └─ servers.count 5
 *
 * A fork is its parent and one change more, a fault at a moment or a setting: scenario, seed and
 * the way from the root are all that a run needs, so a fork costs some hundred bytes however long
 * its run is.  Undo goes to the parent, redo to the child that one came from; names are the
 * learner's, or say what was changed.
 */
#ifndef EXPERIMENT_FORKS_H
#define EXPERIMENT_FORKS_H

#include "experiment/runset.h"

#define FORKS_MAX 2000u     /* of one scenario; more than anybody makes by hand */
#define FORKS_DEPTH_MAX 32u /* changes of one future: each runs all before it again */
#define FORK_NONE UINT32_MAX

/* What a future came to, in the measures that the tree tells; UINT64_MAX: not measured. */
struct fork_sum {
	uint64_t events, requests, failed, sessions_lost, forced_logins;
	uint64_t p95_ns; /* so long did 95 of 100 requests take at most */
	uint64_t price; /* in thousandths, where one has prices */
};

struct fork {
	uint32_t parent; /* FORK_NONE: the main one */
	uint32_t back_to; /* child that redo goes to, or FORK_NONE */
	bool is_setting;
	bool joined;     /* to its parent: undone and redone together */
	struct change change;       /* unless is_setting */
	const char *path, *value;   /* is_setting: as after --set */
	const char *name;           /* never NULL */
	bool named;                 /* by the learner */
	uint32_t left_at;           /* events of the parent's first run when it left it */
	uint32_t begins_at;         /* position in its own run right after the change */
	uint32_t position;          /* where one was in it last */
	struct fork_sum sum;
};

struct forks {
	struct arena arena;
	struct fork *rows; /* 0 is the main one */
	uint32_t count, room;
	uint32_t now;
};

void forks_init(struct forks *forks);
void forks_release(struct forks *forks);
/* A new future of the present one, which becomes the present one.  Texts are copied; a name that a
 * future beside it has already gets the event, or a number.  FORK_NONE:
 * too many, or too deep. */
uint32_t forks_change(struct forks *forks, const struct change *change, const char *name);
uint32_t forks_setting(struct forks *forks, const char *path, const char *value,
    const char *name);
/* Takes back the newest row, which nothing hangs on: its run could not be made. */
void forks_drop(struct forks *forks);
bool forks_undo(struct forks *forks); /* false: it is the main one */
bool forks_redo(struct forks *forks);
void forks_go(struct forks *forks, uint32_t row);
void forks_name(struct forks *forks, uint32_t row, const char *name);
uint32_t forks_depth(const struct forks *forks, uint32_t row);

/* The way to a fork, oldest first: at most FORKS_DEPTH_MAX changes and settings.  A fault that was
 * placed before a setting changed is placed by time: the events are others now.  One that was made
 * by time stays so. */
struct fork_path {
	struct change changes[FORKS_DEPTH_MAX];
	uint32_t change_count;
	const char *paths[FORKS_DEPTH_MAX], *values[FORKS_DEPTH_MAX];
	uint32_t setting_count;
};
void forks_path(const struct forks *forks, uint32_t row, struct fork_path *path);

/* Rows in the order of the tree: a child under its parent, later ones first, as they leave the
 * line further on.  order[count], depths[count] (NULL: not wanted). */
void forks_order(const struct forks *forks, uint32_t *order, uint32_t *depths);

#endif
