/* experiment/ledger.h - claims run: what was expected, what was measured, whether they agree.
 *
 *    claim.holds    each has to come out true, in its case
 *    claim.refutes  the usual wording: has to come out false when the claim's standing is wrong;
 *                   of other standings it is told how it came out
 */
#ifndef EXPERIMENT_LEDGER_H
#define EXPERIMENT_LEDGER_H

#include "experiment/ensemble.h"

/* How to run: settings for all claims, threads, and who is told how far it is. */
struct ledger_request {
	const struct runset_request *base; /* designs, case, settings, seed; its source is not
	                                    * looked at.  NULL: as the claims say */
	uint32_t threads;
	void *self;
	bool (*watch)(void *self, const struct batch_progress *progress);
};

enum ledger_verdict { LEDGER_AGREES, LEDGER_FAILS, LEDGER_UNKNOWN, LEDGER_NO_RUN };

struct ledger_check {
	const char *case_id, *text; /* case NULL: none */
	struct mark mark;
	bool usual;          /* it is the usual wording */
	bool matters;        /* the verdict rests on it */
	bool expected;       /* what it has to be */
	bool known, result;
	const char *measured; /* "1.9 ms ±10 us < 2.1 ms ±12 us" */
};

struct ledger_row {
	const struct lesson_claim *claim;
	enum ledger_verdict verdict;
	struct ledger_check *checks;
	uint32_t check_count;
	uint64_t events, steps; /* what it cost */
	bool stopped;
};

/* A claim under way, a few milliseconds at a time. */
struct ledger_job {
	const struct lesson *lesson;
	struct arena *arena;
	struct ledger_row *row;
	struct findings *findings;
	struct runset_request base;
	struct ensemble ensemble;
	struct expr **exprs; /* one a check */
	uint32_t next;       /* check to decide */
	uint32_t case_next;  /* of those that it reads */
	bool open, ok;
};

/* "agrees", "fails", "cannot be told", "no run decides" */
const char *ledger_verdict_word(enum ledger_verdict verdict);
/* Runs one claim; texts of the row in `arena`.  False after findings: then it could not be run. */
bool ledger_run(const struct lesson *lesson, const struct lesson_claim *claim,
    const struct ledger_request *request, struct arena *arena, struct ledger_row *row,
    struct findings *findings);

/* The same in slices of this thread, for whoever has keys to look at: after a true ledger_slice
 * there is more; then ledger_close, at any time, gives back all but row and arena and tells whether
 * the claim was run.  findings and arena live as long as the job. */
void ledger_open(struct ledger_job *job, const struct lesson *lesson,
    const struct lesson_claim *claim, const struct ledger_request *request, struct arena *arena,
    struct ledger_row *row, struct findings *findings);
bool ledger_slice(struct ledger_job *job);
bool ledger_close(struct ledger_job *job);

#endif
