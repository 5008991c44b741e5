/* experiment/charting.h - a sweep measured and put beside its laws, for view/chart.h. */
#ifndef EXPERIMENT_CHARTING_H
#define EXPERIMENT_CHARTING_H

#include "experiment/batch.h"
#include "view/chart.h"

struct charting_request {
	const struct runset_request *base;
	const struct sweep *sweep; /* with exactly one key */
	uint32_t runs, threads;
	const char *measure; /* "time_ns.mean", "A/B"; NULL: what a law speaks of, else what fits */
	void *self;
	bool (*watch)(void *self, const struct batch_progress *progress);
};

struct charting {
	struct arena arena;
	struct charting_request request;
	struct batch batch;
	struct chart chart;
	int row, over; /* the measure, and what it is divided by or -1 */
	struct statistics *stats; /* point * designs + design */
	bool open;
};

/* Builds every point.  False after findings; release in any case. */
bool charting_open(struct charting *charting, const struct charting_request *request,
    struct findings *findings);
/* All of it, on all threads; or a few milliseconds of it, false once all is measured. */
void charting_run(struct charting *charting);
bool charting_slice(struct charting *charting);
/* As far as it was measured. */
const struct chart *charting_chart(struct charting *charting);
void charting_release(struct charting *charting);

#endif
