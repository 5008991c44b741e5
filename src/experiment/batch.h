/* experiment/batch.h - many runs of one scenario: seeds, points of a sweep, designs, on all cores.
 *
 *    request ──batch_open──▶ points x designs ──batch_run, or batch_slice again and again──▶ cells
 *
 * A job is one run of one point under all designs (the first decides where faults hit; without
 * faults each design is a job of its own).  Jobs are taken in order (first seed at every point,
 * second seed at every point, ...) and merged in that order, however many threads there are and
 * whichever is done first: the same bits from one thread and from seven.  No run keeps a trace, a
 * thread holds one run at a time, and none runs further ahead of the merge than a window.
 */
#ifndef EXPERIMENT_BATCH_H
#define EXPERIMENT_BATCH_H

#include "base/statistics.h"
#include "experiment/runset.h"
#include "experiment/single.h"
#include "model/sweep.h"

#define BATCH_THREADS_MAX 256

struct batch_progress {
	uint64_t runs, runs_all; /* of one point and design each */
	uint64_t events;
};

struct batch_request {
	const struct runset_request *base; /* scenario, designs, case, settings, first seed */
	const struct sweep *sweep;         /* NULL: one point */
	uint32_t runs;                     /* seeds seed, seed + 1, ...; at least 1 */
	uint32_t threads;                  /* 0: as many as there are processors */
	enum single_use use;               /* what is asked of every run */
	void *self;
	/* Called by the thread that called batch_run, many times a second: false stops.  May be
	 * NULL. */
	bool (*watch)(void *self, const struct batch_progress *progress);
	/* Every finished run, in order, from any thread but never from two at once.  May be NULL.
	 */
	void (*sample)(void *self, uint32_t point, uint32_t run, uint32_t design,
	    const struct measures *measures);
};

/* One design at one point. */
struct batch_cell {
	const struct scenario *scenario; /* as its first run has it */
	uint32_t runs;                   /* that are in the statistics */
	uint32_t limited;                /* of these, came to a limit of the program */
	const char *limit;               /* which one, the first of them */
	bool unfinished; /* stopped before one was over: what that one had measured so far */
	bool has_digest; /* one was asked for, and a run is over */
	uint64_t digest; /* of the run; of several, over their digests in order */
	struct statistics measures[MEASURES_MAX];
};

struct batch {
	struct arena arena;
	struct batch_request request;
	struct sweep sweep;
	const char **designs;
	uint32_t design_count, point_count;
	struct batch_cell *cells; /* point * design_count + design */
	bool stopped;             /* by watch: cells hold what was measured */
	struct batch_work *work;  /* private */
};

/* Builds every scenario.  False after findings; release in any case. */
bool batch_open(
    struct batch *batch, const struct batch_request *request, struct findings *findings);
/* All runs, on the request's threads. */
void batch_run(struct batch *batch);
/* A few milliseconds of them, in this thread; false when all is done. */
bool batch_slice(struct batch *batch);
void batch_progress(const struct batch *batch, struct batch_progress *progress);
void batch_release(struct batch *batch);
struct batch_cell *batch_cell(const struct batch *batch, uint32_t point, uint32_t design);

#endif
