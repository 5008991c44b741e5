/* experiment/proof.h - check level "run": every sentence, key and option that a run can decide is
 * run.
 *
 * Findings: [check-fails] a sentence's or claim's check is not true; [key-missing] no option of an
 * item holds; [key-twice] more than one does; [not-decided] the run cannot tell.
 */
#ifndef EXPERIMENT_PROOF_H
#define EXPERIMENT_PROOF_H

#include "base/finding.h"
#include "model/lesson.h"

struct proof_tally {
	uint32_t sentences, checked; /* say texts in all, those with a check */
	uint32_t items, options, claims;
	uint64_t steps; /* cost of evaluation */
};

/* Runs what `lesson` states; adds what is false to findings.  The lesson has passed the reference
 * level. */
void lesson_prove(
    const struct lesson *lesson, struct findings *findings, struct proof_tally *tally);

#endif
