/* study/dialogue.h - one question at a time: where a dialogue is, and what an answer leads to.
 *
 *    ASKS ──typed──▶ right ─────────────▶ SAYS ──on──▶ next question
 *      ▲  ├────────▶ part of it: asked for the rest, then a hint
 *      │  ├────────▶ a misconception ───▶ its smaller question, once; later a hint
 *      │  ├────────▶ not understood: asked again, the second time as a choice; nothing is lost
 *      │  ├────────▶ a number, an order: right, or the smaller question, or the next hint
 *      │  └────────▶ I don't know ─────▶ the next hint; the last one tells, and it goes on
 *      └── a hint stays in view; one a try
 *
 * Pure: no screen, no clock, no run.  Whoever uses it says which option is right (a run knows), and
 * which outcome an act had.  Every way ends: a question is come to `max_visits` times, and after
 * `max_turns` answers the dialogue ends by itself.
 */
#ifndef STUDY_DIALOGUE_H
#define STUDY_DIALOGUE_H

#include "study/reader.h"

enum talk_mode {
	TALK_ASKS,    /* waits for an answer in words, an option or an act */
	TALK_CHOICES, /* the same open question, as a choice */
	TALK_SAYS,    /* something was said to the answer; talk_on goes on */
	TALK_ENDED
};

/* How a question was left. */
enum talk_reach { TALK_NOT_YET, TALK_ALONE, TALK_HINTED, TALK_TOLD };

/* What is said to the newest answer, beside the texts of the graph. */
enum talk_word {
	TALK_WORD_NONE,
	TALK_WORD_EMPTY,          /* nothing typed */
	TALK_WORD_NOT_UNDERSTOOD, /* in other words, or as a choice */
	TALK_WORD_AS_CHOICE,      /* not understood twice: here are choices */
	TALK_WORD_PART,           /* part of it */
	TALK_WORD_HINT,           /* talk->reply is a hint */
	TALK_WORD_RIGHT,
	TALK_WORD_NOT_SO,         /* an option that is not right: talk->reply is why */
	TALK_WORD_TOLD,           /* talk->reply is what was told */
	TALK_WORD_DONE,           /* an act: talk->reply is what came of it */
	TALK_WORD_ENOUGH          /* max_turns: it ends here */
};

struct talk_node {
	uint8_t visits, hints, misses, parts; /* hints shown; not understood, partial so far */
	bool came_back;                       /* its `back` was taken */
	enum talk_reach reach;
	const char *own;                      /* the newest answer in words; NULL */
};

struct talk {
	const struct dialogue *graph;
	struct arena *arena;     /* of the texts kept */
	struct talk_node *nodes; /* by row of the graph */
	uint32_t node;
	enum talk_mode mode;
	uint32_t turns;
	uint32_t next;           /* row that talk_on goes to */
	struct reading reading;  /* of the newest typed answer */
	enum talk_word word;
	const char *reply;       /* NULL: nothing but the word */
};

/* At its start.  The graph has passed `check`'s reference level. */
void talk_init(struct talk *talk, const struct dialogue *graph, struct arena *arena);
const struct dialogue_node *talk_node(const struct talk *talk);
/* Does the present question have choices to fall back on? */
bool talk_has_choices(const struct talk *talk);

/* A typed answer (open questions). */
void talk_answer(struct talk *talk, const char *text);
/* An option; `right`: that it is, `misconception`: of the option, or NULL; `why`: said to it. */
void talk_choose(struct talk *talk, bool right, const char *misconception, const char *why);
/* A number or an order that was typed; `misconception`: what a wrong one shows, or NULL. */
void talk_sheet(struct talk *talk, bool right, const char *misconception);
/* An act of a `do` question had this outcome; UINT32_MAX: none of them. */
void talk_act(struct talk *talk, uint32_t outcome);
/* "I don't know". */
void talk_unknown(struct talk *talk);
/* An open question as a choice, and back to own words. */
void talk_choices(struct talk *talk, bool on);
/* After TALK_SAYS. */
void talk_on(struct talk *talk);

const char *talk_word_text(enum talk_word word);

#endif
