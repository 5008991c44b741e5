/* experiment/proof.h - check level "run": every sentence, key and option that a run can decide is
 * run.
 *
 * Findings: [check-fails] a sentence's or claim's check is not true; [key-missing] no option of an
 * item holds; [key-twice] more than one does; [not-decided] the run cannot tell;
 * [usual-wording-holds] a claim calls wrong what comes out true; [par-too-high] fewer changes win a
 * challenge; [par-too-low] so few do not; [goal-at-start] none is needed; [goal-out-of-reach] of a
 * break step; [challenge-too-large] the search would not end; [no-moment] a frame card is frozen at
 * none, or a step begins, ends or says something at one that does not come; of a dialogue
 * [no-outcome] nothing is said to an act, or no act leads to what is said;
 * [misread] a sample answer is read otherwise.
 */
#ifndef EXPERIMENT_PROOF_H
#define EXPERIMENT_PROOF_H

#include "base/finding.h"
#include "model/lesson.h"

struct ledger_request;

struct proof_cost {
	const char *claim, *verdict; /* verdict: as ledger_verdict_word has it */
	uint64_t events, steps;
};

struct proof_tally {
	uint32_t sentences, checked; /* say texts in all, those with a check */
	uint32_t items, options, claims, cards; /* cards: frames, whose moments are in their runs */
	uint32_t challenges, challenge_runs; /* proved by search, and the runs that took */
	struct proof_cost *costs; /* one a claim, in the arena of the findings */
};

/* Runs what `lesson` states; adds what is false to findings.  The lesson has passed the reference
 * level.  how (NULL: on all processors): threads and progress of claims. */
void lesson_prove(const struct lesson *lesson, const struct ledger_request *how,
    struct findings *findings, struct proof_tally *tally);

#endif
