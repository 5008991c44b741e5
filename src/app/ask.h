/* app/ask.h - a dialogue under way: the graph's state, the frame it stands in, what was said.
 *
 *    answer ─▶ study/dialogue (what follows) ─▶ experiment/asking (the run it stands in) ─▶ lines
 *
 * Whatever is answered is a row of `given`: the record gets each as it comes, going on another day
 * is answering them all again, and undo is answering all but the last.
 */
#ifndef APP_ASK_H
#define APP_ASK_H

#include "app/app.h"
#include "experiment/asking.h"
#include "study/dialogue.h"

#define ASK_LINES_MAX 12

enum ask_line_kind { ASK_YOU, ASK_HINT, ASK_NOTE };
struct ask_line {
	enum ask_line_kind kind;
	const char *text;
};

struct ask {
	struct arena arena;    /* as long as the dialogue */
	struct lesson *lesson; /* own */
	uint32_t lesson_row;
	struct talk talk;
	struct asking asking;
	struct findings findings;  /* of runs that could not be made */
	struct arena scratch;      /* theirs */
	const struct lesson_option *options; /* of the present question, in the order shown */
	uint8_t order[LIMIT_OPTIONS];        /* shown row -> authored number */
	uint32_t option_count;
	int key;               /* authored number, or ASKING_KEY_* */
	struct question_key sheet; /* of a number or an order */
	int chosen;            /* authored number of what was chosen; -1: nothing */
	int cursor;            /* shown row; -1: none */
	struct ask_line lines[ASK_LINES_MAX]; /* of the present question, oldest first */
	uint32_t line_count;
	struct str typed;
	struct ask_given *given;
	uint32_t given_count, given_room;
	uint32_t questions;    /* met so far, smaller ones left out */
	bool smaller;          /* the present one is such */
	bool new_frame;        /* its run is another than that of the question before */
	bool answering_again;  /* rows of the record: they are not kept once more */
	uint32_t own_say;      /* bits: key points that the learner says are there */
	int scroll;
	uint64_t study_seed;
};

struct ask *ask_new(struct lesson *lesson, uint32_t lesson_row, uint64_t study_seed);
void ask_free(struct ask *ask); /* NULL is fine */
/* Does the present question wait for words? */
bool ask_wants_words(const struct ask *ask);
/* Does it show numbered rows (options, acts)?  How many. */
uint32_t ask_rows(const struct ask *ask);
/* The text of a shown row, in ask->scratch. */
const char *ask_row_text(struct ask *ask, uint32_t row);

/* ---- answers; each returns whether there was one to keep ---- */

bool ask_answer(struct ask *ask, const char *text);
bool ask_pick(struct ask *ask, uint32_t row);
bool ask_unknown(struct ask *ask);
void ask_choices(struct ask *ask, bool on);
void ask_on(struct ask *ask);
/* Takes back the newest answer; false: there is none. */
bool ask_undo(struct ask *ask);
/* Answers as the record has them; returns how many still fit. */
uint32_t ask_resume(struct ask *ask, const struct ask_given *given, uint32_t count);

/* Of an end: whose sentence stands beside ours, and whether it has this key point. */
const char *ask_own_words(const struct ask *ask);
bool ask_has_point(const struct ask *ask, uint32_t point);
/* Questions that had to be told: each is a card. */
uint32_t ask_told(const struct ask *ask);
/* The closing page as lines. */
void ask_page(const struct ask *ask, struct str *out);

#endif
