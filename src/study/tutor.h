/* study/tutor.h - what a learner seems to believe, from which wrong answers were chosen, and what
 * to ask next.
 *
 * A distractor is a symptom: each wrong option may name the belief that makes it look right.  One
 * probability a belief, moved by Bayes' rule at every choice; one ability and one mastery a concept
 * decide only between questions that tell equally much.  The next question is the one expected to
 * tell most, among those that the ladder from easy to tricky allows.
 * Sources: Elo for tutors (Pelanek 2016), knowledge tracing (Corbett and Anderson 1995).
 */
#ifndef STUDY_TUTOR_H
#define STUDY_TUTOR_H

#include <stdbool.h>
#include <stdint.h>

#define TUTOR_OPTIONS_MAX 8
#define TUTOR_NONE UINT16_MAX

/* An item as far as the tutor cares. */
struct tutor_item {
	uint16_t concept;
	uint8_t level;        /* 1 easy .. 5 tricky */
	uint8_t option_count; /* 2 .. TUTOR_OPTIONS_MAX; answers of other kinds map to these */
	uint8_t key;          /* the right one */
	uint16_t beliefs[TUTOR_OPTIONS_MAX]; /* of each wrong option, or TUTOR_NONE */
};

enum tutor_sure { TUTOR_GUESS, TUTOR_THINK, TUTOR_SURE };

/* What was answered instead of an option. */
#define TUTOR_DONT_KNOW (-1) /* counts as not known, tells of no belief */

struct tutor_belief {
	double held;     /* probability that the learner holds it */
	uint32_t picks;  /* times that its option was chosen */
};

struct tutor {
	const struct tutor_item *items; /* borrowed */
	uint32_t item_count;
	bool *asked;
	bool *aside; /* not to be asked next (quiz.h); all false between questions */
	struct tutor_belief *beliefs;
	uint32_t belief_count;
	double *known;        /* by concept: probability that it is known */
	bool *seen;           /* by concept: asked about */
	uint32_t concept_count;
	double ability;
	uint32_t answers;
	double guess_evidence; /* log likelihood ratio of this model against blind clicking */
};

/* All starts at the usual priors.  False when an item is out of range (option, level, belief). */
bool tutor_init(struct tutor *tutor, const struct tutor_item *items, uint32_t item_count,
    uint32_t belief_count, uint32_t concept_count);
void tutor_release(struct tutor *tutor);
/* What earlier days said; after tutor_init. */
void tutor_recall_belief(struct tutor *tutor, uint32_t belief, double held, uint32_t picks);

/* The item to ask as question `number` (from 1) of `of`; UINT32_MAX when none is left.  Ties: the
 * author's order. */
uint32_t tutor_next(const struct tutor *tutor, uint32_t number, uint32_t of);
/* An answer: the number of the option, or TUTOR_DONT_KNOW. */
void tutor_answer(struct tutor *tutor, uint32_t item, int option, enum tutor_sure sure);
/* The learner has been through the repair of a belief: half of those who held it, hold it still. */
void tutor_repaired(struct tutor_belief *belief);
/* Met outside the bank, in a dialogue: shown by an answer, or on offer among `options` and not
 * taken.  A belief of which nothing is kept begins at the usual prior (picks 0, held 0). */
void tutor_meet(struct tutor_belief *belief, bool shown, uint32_t options);
/* It is not to be asked (skipped, or asked elsewhere): nothing is learned from that. */
void tutor_pass(struct tutor *tutor, uint32_t item);

/* The belief is likely enough, and was chosen twice, and the answers are no blind clicks. */
bool tutor_found(const struct tutor *tutor, uint32_t belief);
/* These look like guesses: after six answers that blind clicking explains better. */
bool tutor_guessing(const struct tutor *tutor);
/* Nothing is left to find out. */
bool tutor_done(const struct tutor *tutor);

/* Knowledge tracing by itself: the probability that a concept is known, before any answer and after
 * one to a question of `options` answers. */
#define TUTOR_KNOWN_PRIOR .30
double tutor_known_after(double known, bool right, uint32_t options);

/* The level to stand on at question `number` of `of`; items one level off are allowed too. */
uint32_t tutor_level(uint32_t number, uint32_t of);
/* Probability that this item is answered right. */
double tutor_chance(const struct tutor *tutor, uint32_t item);
/* Bits that the answer is expected to tell about the beliefs on the item. */
double tutor_gain(const struct tutor *tutor, uint32_t item);

#endif
