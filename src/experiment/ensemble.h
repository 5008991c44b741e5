/* experiment/ensemble.h - many runs of one scenario, as expressions read them.
 *
 * Runs are made when an expression first asks for them: a case is run once, on all threads, and of
 * its runs the measures that the expressions read are kept, a column each.  Where the body of
 * `every run` reads events, that one run is made again with its trace.
 */
#ifndef EXPERIMENT_ENSEMBLE_H
#define EXPERIMENT_ENSEMBLE_H

#include "experiment/batch.h"

#define ENSEMBLE_KEPT 3 /* the first run, and one for each nesting of satisfies */

struct ensemble_request {
	const struct runset_request *base; /* its case is case 0 */
	uint32_t runs, threads;
	void *self;
	bool (*watch)(void *self, const struct batch_progress *progress);
};

struct ensemble_case {
	bool made;
	double **columns; /* design * measure_row_count + measure; by run */
	uint64_t events;
};

struct ensemble {
	struct arena arena;
	struct ensemble_request request;
	struct runset_request base;
	struct findings *findings;
	const struct scenario **scenarios; /* of case 0, for parsing */
	const char **designs;
	uint32_t design_count;
	struct expr_scope scope;
	struct expr_many many;
	bool reads[MEASURES_MAX];
	struct ensemble_case *cases; /* 0, then those of the scenario */
	struct ensemble_case *filling;
	struct batch batch; /* ensemble_slice: the case that is being made */
	struct runset_request batch_base;
	bool batching;
	struct runset kept[ENSEMBLE_KEPT];
	bool is_kept[ENSEMBLE_KEPT];
	bool failed;  /* a case could not be built: findings tell */
	bool stopped; /* by watch */
};

/* Builds case 0.  False after findings; release in any case. */
bool ensemble_open(struct ensemble *ensemble, const struct ensemble_request *request,
    struct findings *findings);
/* Before the first evaluation: what `expr` reads will be kept. */
void ensemble_reads(struct ensemble *ensemble, const struct expr *expr);
/* A few milliseconds of a case's runs, in this thread; false when it is made (or cannot be).  Begun
 * with one case, go on with it until it is made. */
bool ensemble_slice(struct ensemble *ensemble, uint32_t case_row);
/* A context for expr_evaluate and its kin in a case (0: that of the request, else 1 + its row).
 * False when the runs could not be made. */
bool ensemble_context(struct ensemble *ensemble, const struct expr *expr, uint32_t case_row,
    struct arena *arena, struct expr_context *context);
/* Events of all runs that were made. */
uint64_t ensemble_events(const struct ensemble *ensemble);
void ensemble_release(struct ensemble *ensemble);

#endif
