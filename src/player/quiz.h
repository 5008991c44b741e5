/* player/quiz.h - a quiz over a lesson's items: each question a step of its own in a walk.
 *
 *    items ─▶ study/tutor, study/quiz (which one) ─▶ a step of kind predict ─▶ player.h ─▶ answer
 *      ▲                                                                                   │
 *      └──────────────── what that tells of beliefs, and the record ◀──────────────────────┘
 *
 * The walk over the questions is the player's: the same frame, keys, sheets, replay and whys.  A
 * quiz is decided by its plan (a number that the record keeps with the session) and its answers, so
 * one that was left goes on by answering again what had been answered.
 */
#ifndef PLAYER_QUIZ_H
#define PLAYER_QUIZ_H

#include "player/player.h"
#include "study/quiz.h"

struct quiz_question {
	uint32_t pool; /* row of quiz->items */
	const struct lesson_step *origin; /* of the lesson, that stands over this run; or NULL */
};

struct quiz {
	struct arena arena;
	const struct lesson *lesson; /* as written; outlives the quiz */
	struct lesson asked;         /* the same with a step a question */
	struct lesson_step *steps;
	struct player *player;       /* over `asked`; whoever holds the quiz frees it first */
	struct quiz_plan plan;
	struct tutor tutor;
	struct tutor_item *items;    /* the pool: items that were asked for by tag and level */
	uint32_t *rows;              /* of the pool, as rows of lesson->items */
	uint16_t *groups;            /* what each is about: its design */
	uint32_t pool_count;
	const char **tags;           /* concepts: the first tag of each item */
	uint32_t tag_count;
	struct quiz_question questions[QUIZ_MOST];
	uint32_t of, count;          /* how many it has, and were asked */
	uint32_t passed_over;        /* could not be asked: no run, or one that decides nothing */
	bool retry;                  /* those that were missed, as twins or under other names */
	bool answering_again;        /* rows of the record: they are not kept once more */
	bool ended;
};

/* The tags that a quiz can be about: the first one of each item that a quiz may ask, in order. */
uint32_t quiz_tags(const struct lesson *lesson, const char **tags, uint32_t max);
/* The pool of a plan, with the keys its runs give; pool_count 0: there is no such item.  No
 * question is asked yet. */
struct quiz *quiz_new(const struct lesson *lesson, const struct quiz_plan *plan);
/* The missed questions of a quiz once more, as its own; NULL: none was missed. */
struct quiz *quiz_again(const struct quiz *quiz);
void quiz_free(struct quiz *quiz); /* NULL is fine; the player goes with it */

/* The next question is asked; false: that was all. */
bool quiz_ask(struct quiz *quiz);
/* This item is, whatever the tutor would say; false: a quiz does not ask it, or did. */
bool quiz_ask_item(struct quiz *quiz, const char *id);
/* What an answer tells. */
void quiz_take(struct quiz *quiz, const struct given *given);
/* An answer of the record to the question that is asked now; false: it does not fit. */
bool quiz_answer_again(
    struct quiz *quiz, const char *item, int option, const char *given, char sure);

/* ---- what came out ---- */

const struct lesson_item *quiz_item(const struct quiz *quiz, uint32_t question); /* as asked */
const struct answer *quiz_answer(const struct quiz *quiz, uint32_t question);
bool quiz_right(const struct quiz *quiz, uint32_t question);
uint32_t quiz_missed(const struct quiz *quiz);
/* The belief behind the chosen option: a row of lesson->misconceptions, NONE32: none. */
uint32_t quiz_belief(const struct quiz *quiz, uint32_t question);
/* The one that explains most, and how often it was chosen here; NONE32: none. */
uint32_t quiz_main_belief(const struct quiz *quiz, uint32_t *picks);

#endif
