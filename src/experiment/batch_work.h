/* experiment/batch_work.h - private to src/experiment/batch*.c: jobs, workers, the window.
 *
 *     next ───▶ taken, under way or done ───▶ merged, in order, into the cells
 *              └──── at most `window` ────┘
 */
#ifndef EXPERIMENT_BATCH_WORK_H
#define EXPERIMENT_BATCH_WORK_H

#include <stdatomic.h>

#include "experiment/batch.h"
#include "experiment/single.h"

/* About three milliseconds; a stop and a key wait no longer. */
#define BATCH_SLICE_EVENTS 10000u

/* One run of one design. */
struct batch_outcome {
	bool measured;
	bool over; /* it came to its end */
	const char *limit; /* of the program, that ended it; NULL: none */
	uint64_t digest;
	struct measures measures;
};

struct batch_job {
	bool done;
	struct batch_outcome *outcomes; /* one a design of the job */
};

/* What one thread does: the job it has, the run it is in. */
struct batch_worker {
	struct batch *batch;
	bool busy, begun;
	uint64_t job;
	uint32_t design; /* of the job's, which is under way */
	struct engine_targets targets;
	struct scenario scenario; /* with the seed of this run */
	struct trace trace;
	struct single single;
	uint64_t events; /* of this run, that progress knows of */
};

struct batch_work {
	uint32_t parts;       /* jobs of one run of one point */
	uint32_t job_designs; /* designs of one job */
	uint64_t job_count, next, merged;
	uint32_t window;
	struct batch_job *jobs; /* by number modulo window */
	atomic_bool stop;
	atomic_uint_fast64_t events, runs;
	struct batch_worker *own; /* of batch_slice */
};

/* Takes the next job, if there is one and the window has room for it. */
bool batch_take(struct batch_worker *worker);
/* A slice of the job; true when the worker is through with it (or was told to stop). */
bool batch_advance(struct batch_worker *worker);
/* Hands the job in and merges what is due. */
void batch_deliver(struct batch_worker *worker);
/* What is left of jobs that were under way when all was stopped. */
void batch_gather(struct batch *batch);

#endif
