/* experiment/proof_internal.h - what the files of the proof share. */
#ifndef EXPERIMENT_PROOF_INTERNAL_H
#define EXPERIMENT_PROOF_INTERNAL_H

#include "experiment/isomorph.h"
#include "experiment/ledger.h"
#include "experiment/proof.h"

struct prover {
	const struct lesson *lesson;
	struct findings *findings;
	struct proof_tally *tally;
	struct ledger_request how;
	struct arena arena; /* of the present run set's values */
	struct isomorph isomorph; /* the variant of an item that is run */
	const char *variant;      /* " with seed 3 and other names", or "" */
};

/* Runs a scenario under its designs; *set is to be released in any case.  False after findings. */
bool prover_run(struct prover *prover, struct runset *set, const char *scenario,
    const char *const *designs, uint32_t count, const char *case_id, struct mark mark);
/* 1 true, 0 false, -1 cannot be told or not even an expression. */
int prover_truth(struct prover *prover, struct runset *set, const char *text, struct mark mark,
    const char *design);
/* From now on runs are those of this variant of the item, and findings say so, in `words`. */
void prover_vary(struct prover *prover, const struct lesson_item *item, bool renamed,
    uint32_t variant, struct arena *words);
void prover_vary_end(struct prover *prover);
/* Every sentence with a check is true of the run. */
void prover_says(struct prover *prover, struct runset *set, const struct checked_text *says,
    uint32_t count);
/* Exactly one of the options holds. */
void prover_options(struct prover *prover, struct runset *set, const struct lesson_option *options,
    uint32_t count, const char *design, struct mark mark);
/* A number or an order that is asked of this run: it decides it, and no belief gives the key. */
void prover_sheet(struct prover *prover, struct runset *set, const struct lesson_item *item);
void prover_items(struct prover *prover);
void prover_dialogue(struct prover *prover);
/* Its words: what can be looked for, hints that are no answers, its length. */
void prover_dialogue_words(struct prover *prover);

#endif
