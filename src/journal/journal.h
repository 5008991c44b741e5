/* journal/journal.h - the learner's record: one SQLite file that never loses an answer.
 *
 * What is written is written before the call returns (WAL, synchronous=FULL, one transaction an
 * answer); nothing is ever deleted by undo, only marked.  The rows of cards are a cache of the
 * reviews: journal_reviews() gives those back in order, for another scheduler to read.
 *
 * A record that cannot be used never stops the program: journal_open always gives a journal, whose
 * state says what is wrong; its writes then fail and its reads find nothing.  Built without SQLite,
 * the state is JOURNAL_NOT_BUILT.
 */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/card.h"

enum journal_state {
	JOURNAL_KEEPS,     /* all is well */
	JOURNAL_READ_ONLY, /* it can be read, and nothing more */
	JOURNAL_NEWER,     /* a newer version made it: it is left alone */
	JOURNAL_FAILED,    /* it could not be opened, or a write failed (a full disk ...) */
	JOURNAL_NOT_BUILT
};

struct journal;

/* Opens the record, makes it (with its folder, mode 0600 and 0700) when it is not there.  A file
 * that is no record or is damaged is kept under another name and a new one begun.  An older one is
 * brought up to date in one transaction, after a copy was made beside it (three are kept).  `now`
 * is in the names of those copies. */
struct journal *journal_open(const char *path, int64_t now_s);
/* Tries again what failed; the state says how it went. */
void journal_reopen(struct journal *journal, int64_t now_s);
void journal_close(struct journal *journal);
enum journal_state journal_state(const struct journal *journal);
const char *journal_path(const struct journal *journal);
/* What is wrong or was done at opening ("The old file was damaged and is kept as ..."), as a
 * sentence; "" when all is well. */
const char *journal_said(const struct journal *journal);

/* ---- cards ---- */

/* Names of things are those of lessons: ids that stay when a text changes. */
struct card_key {
	const char *lesson, *card;
};

struct review_kept {
	struct card_key key;
	struct moment at;
	enum rating rating;
	uint32_t took_ms;
	uint32_t text_rev;   /* rev: of the card's text that was shown */
	const char *source;  /* "review", "cram", "lesson", "quiz" */
	bool schedules;      /* false for cram: the card's row stays as it was */
};

enum journal_result {
	JOURNAL_DONE,
	JOURNAL_ELSEWHERE, /* it was answered in another window since: nothing was written */
	JOURNAL_LOST       /* it could not be written; journal_said tells why */
};

/* The card as it stands; false when it was never reviewed (card is then all zero: CARD_NEW). */
bool journal_card(struct journal *journal, struct card_key key, struct card *card);
/* One review, and the card after it, in one transaction.  `before`: the card that was shown, as
 * journal_card gave it: when it has been reviewed since, nothing is written. */
enum journal_result journal_review(struct journal *journal, const struct review_kept *review,
    const struct card *before, const struct card *after);
/* Takes back the newest review that is not undone and came at or after `since_s`: marked, and the
 * card is as it was.  Names of the card in *lesson and *id (until the next call), *card as it is
 * again.  JOURNAL_ELSEWHERE when there is none. */
enum journal_result journal_undo_review(struct journal *journal, int64_t since_s,
    const char **lesson, const char **id, struct card *card);
/* Reviews that schedule and are not undone, oldest first; false from `each` ends. */
void journal_reviews(struct journal *journal, bool (*each)(void *self, const struct review_kept *),
    void *self);
/* Puts the card away until `until_s` (INT64_MAX: for good; 0: back): its schedule stays. */
bool journal_bury(struct journal *journal, struct card_key key, int64_t until_s);
int64_t journal_buried_until(struct journal *journal, struct card_key key);

/* ---- answers ---- */

struct answer_kept {
	const char *session;   /* of journal_session_begin */
	const char *lesson, *item;
	uint64_t seed;         /* which isomorph was shown */
	int32_t option;        /* authored number, -1: not an option */
	const char *given;     /* what was typed or marked; "" */
	char sure;             /* 'g' 't' 's', or 0 */
	bool right;
	bool counts;           /* false: asked without a verdict (a bet) */
	uint32_t took_ms;
	struct moment at;
};

/* A new session of a mode ("quiz", "learn", "ask", "review"); its id, until the journal closes,
 * or NULL when nothing is kept. */
const char *journal_session_begin(struct journal *journal, const char *mode, const char *lesson,
    uint64_t seed, struct moment now);
bool journal_session_end(struct journal *journal, const char *session, struct moment now);
/* The newest session of a mode (and lesson, unless NULL) that was not ended: its id (until the next
 * call), seed and answers are what to go on from.  False: none. */
bool journal_session_open(struct journal *journal, const char *mode, const char *lesson,
    const char **session, uint64_t *seed);
bool journal_answer(struct journal *journal, const struct answer_kept *answer);
/* Answers of a session (NULL: of all), oldest first, those undone left out. */
void journal_answers(struct journal *journal, const char *session,
    bool (*each)(void *self, const struct answer_kept *), void *self);
bool journal_undo_answer(struct journal *journal, const char *session);

/* ---- where the learner is ---- */

/* The step of a lesson last reached, and whether its end was; false when never begun. */
bool journal_place(struct journal *journal, const char *lesson, const char **step, bool *done);
bool journal_set_place(struct journal *journal, const char *lesson, const char *step, bool done,
    struct moment now);

bool journal_belief(struct journal *journal, const char *lesson, const char *belief, double *held,
    uint32_t *picks);
bool journal_set_belief(struct journal *journal, const char *lesson, const char *belief,
    double held, uint32_t picks, struct moment now);
/* A setting by name; NULL when it was never set.  Until the next call. */
const char *journal_setting(struct journal *journal, const char *name);
bool journal_set_setting(struct journal *journal, const char *name, const char *value);
/* The learner's own words on a step; NULL: none. */
const char *journal_note(struct journal *journal, const char *lesson, const char *step);
bool journal_set_note(struct journal *journal, const char *lesson, const char *step,
    const char *text, struct moment now);

#endif
