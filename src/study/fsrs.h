/* study/fsrs.h - FSRS-6: 21 weights, three memory variables (difficulty, stability, recall).
 *
 * Source: the algorithm that the open-spaced-repetition project publishes (FSRS-6, 2025), with the
 * weights of its release; known answers in tests/fsrs.tsv and tests/fsrs-curve.tsv.
 * In plain double, with the exponentials of base/prng.h: the same bits on every machine.
 */
#ifndef STUDY_FSRS_H
#define STUDY_FSRS_H

#include "study/memory.h"

#define FSRS_STABILITY_MIN 0.001
#define FSRS_STABILITY_MAX 36500.0

extern const struct memory_model fsrs6;

#endif
