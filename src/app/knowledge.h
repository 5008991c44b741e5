/* app/knowledge.h - what the record says about a learner: folded from answers, reviews and notes,
 * never kept.  The page `me` and `coatcheck stats` show the same.
 *
 *    record + lessons ──knowledge_make──▶ figures ──knowledge_say──▶ each with its sentence
 */
#ifndef APP_KNOWLEDGE_H
#define APP_KNOWLEDGE_H

#include "app/cards.h"

#define KNOWLEDGE_DAYS 7
#define KNOWLEDGE_FEW 5 /* answers of which little can be said */

struct known_concept {
	const char *tag;
	double known;      /* probability, by knowledge tracing over all answers that were told */
	uint32_t answers, right;
	int64_t last_s;
	int64_t next_days; /* until a card of it is due; INT64_MAX: it has none */
};

/* A wrong belief whose option was chosen at least once. */
struct known_belief {
	const char *lesson, *id, *text, *repair; /* ids; repair: a step, or NULL */
	uint32_t picks, against; /* times that it was chosen; right answers since, where it was
				  * on offer */
	bool outgrown;           /* two such answers */
	const char *code;        /* outgrown, by knowledge_codes: run code of its repair; or NULL */
};

struct known_bets { /* of one lesson, asked before it and at its end */
	const char *lesson, *title;
	uint32_t count, before, after;
};

struct known_note {
	const char *lesson, *title, *step, *step_title, *text;
};

/* The newest answer that was told to be wrong and of which one was sure. */
struct known_surprise {
	const char *lesson, *step;       /* ids; step: where it is seen again, or NULL */
	const char *ask, *chosen, *why;  /* why: it is not so; or NULL */
};

struct knowledge {
	struct arena arena;
	uint32_t lessons, begun, done;   /* of the shelf */
	uint32_t answers, right;         /* that were told */
	struct known_concept *concepts;
	uint32_t concept_count;
	struct known_belief *beliefs;    /* those standing first */
	uint32_t belief_count, standing;
	struct { uint32_t count, right; } sure[3]; /* guess, think, sure */
	struct known_bets *bets;
	uint32_t bets_count;
	struct known_surprise surprise;  /* lesson NULL: none */
	struct known_note *notes;
	uint32_t note_count;
	uint32_t due[KNOWLEDGE_DAYS];    /* cards, new ones left out; [0] with all that wait */
	uint32_t due_now, card_seconds;  /* what `review` would ask now; what one card takes */
	uint32_t cards, fresh;           /* in all, and those never met */
	uint32_t reviews, remembered;    /* of cards that were due after days */
	double retention;                /* what is aimed at */
	int32_t day_start_s;
	struct moment now;
};

/* Reads the lessons of the shelf too; journal may be NULL. */
struct knowledge *knowledge_make(struct journal *journal, const struct shelf_entry *shelf,
    uint32_t count, const struct schedule *schedule, struct moment now);
void knowledge_free(struct knowledge *knowledge);
/* Makes the run of every outgrown belief's repair, for the code that reopens it. */
void knowledge_codes(struct knowledge *knowledge, const struct shelf_entry *shelf,
    uint32_t count);
/* The surprise in words, or nothing. */
void knowledge_say_surprise(const struct knowledge *knowledge, struct str *out);

/* All of it as lines; bars: with bars of ten cells for a screen, else figures; all: outgrown
 * beliefs one by one.  Headings stand between pairs of asterisks when there are bars. */
void knowledge_say(const struct knowledge *knowledge, bool bars, bool all, struct str *out);
void knowledge_json(const struct knowledge *knowledge, struct str *out);

#endif
