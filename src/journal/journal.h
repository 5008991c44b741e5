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

#include "base/str.h"
#include "model/card.h"

enum journal_state {
	JOURNAL_KEEPS,     /* all is well */
	JOURNAL_READ_ONLY, /* it can be read, and nothing more */
	JOURNAL_NEWER,     /* a newer version made it: it is read if it can be, not written */
	JOURNAL_FAILED,    /* it could not be opened, or a write failed (a full disk ...) */
	JOURNAL_NOT_BUILT
};

struct journal;

/* "SQLite 3.40.1", or that this build keeps nothing. */
const char *journal_library(void);

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
	/* The settings that it was scheduled under; retention 0 counts as .9, and a day from 4. */
	double retention;
	uint64_t seed;       /* of the spread */
	int32_t day_start_s;
	bool exact_days;     /* without the spread */
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
/* The same of one card: what another window graded meanwhile stays. */
enum journal_result journal_undo_review_of(struct journal *journal, struct card_key key,
    int64_t since_s);
/* Reviews that schedule and are not undone, oldest first (of one machine: as they came, also when
 * its clock was set back); false from `each` ends.  A review of a newer text_rev than the card's
 * last begins anew: card_afresh. */
void journal_reviews(struct journal *journal, bool (*each)(void *self, const struct review_kept *),
    void *self);
/* The card when its text means something else now: never remembered, but its row goes on. */
struct card card_afresh(const struct card *card);
/* text_rev of the newest review that schedules, and when it was; 0: none. */
uint32_t journal_seen_rev(struct journal *journal, struct card_key key, int64_t *at_s);
/* When the newest review, answer or session was; INT64_MIN: there is none.  A clock that is behind
 * this was set back. */
int64_t journal_newest_s(struct journal *journal);
/* Puts the card away until `until_s` (INT64_MAX: for good; 0: back): its schedule stays. */
bool journal_bury(struct journal *journal, struct card_key key, int64_t until_s);
int64_t journal_buried_until(struct journal *journal, struct card_key key);

/* ---- cards that no lesson wrote: from misses, or brought along ----
 *
 * A miss becomes a card by one call, from whatever mode (learn, quiz, ask):
 *
 *    journal_make_card(journal, &(struct card_made){ .key = { lesson, item }, .rev = item rev,
 *        .kind = "basic", .step = the step to open again, .front = what was asked,
 *        .back = what is so and why, .source = "lesson" "quiz" "ask", .at_s = now });
 *
 * Missing the same item again changes nothing: the card and its schedule stay; a newer rev brings
 * the new text.  Such a card is reviewed, exported and forgotten like those of lessons; in the
 * application miss_card does it (app/miss.h).  Ids of items and of cards are apart: the
 * card's id is MADE_PREFIX and the item's.
 */
#define MADE_PREFIX "miss-"
struct card_made {
	struct card_key key;
	uint32_t rev;
	const char *kind;     /* a word of CARD_KINDS: "basic", "cloze", "typed" */
	const char *step;     /* "" when none made it */
	const char *front, *back, *source;
	int64_t at_s;
};
bool journal_make_card(struct journal *journal, const struct card_made *made);
/* The same for a card from outside (source "import"): another text under the same rev replaces the
 * old one, and the schedule stays.  *changed: it was not here as it is. */
bool journal_bring_card(struct journal *journal, const struct card_made *made, bool *changed);
void journal_made_cards(struct journal *journal,
    bool (*each)(void *self, const struct card_made *), void *self);

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
/* Ids of the lessons in which there is a place or an answer, the one worked on last first, until
 * `each` returns false. */
void journal_lessons(
    struct journal *journal, bool (*each)(void *self, const char *lesson), void *self);
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

/* All notes, by lesson and step; false from `each` ends. */
void journal_notes(struct journal *journal,
    bool (*each)(void *self, const char *lesson, const char *step, const char *text), void *self);

/* ---- out, in, away ---- */

/* The whole record as JSON, one row a line. */
bool journal_export(struct journal *journal, struct str *out);
/* How many rows of what came; the same file twice brings nothing the second time. */
struct journal_merge {
	uint32_t reviews, answers, cards, notes, others;
	uint32_t replayed;      /* cards whose schedule was made anew from their reviews */
	struct str problem;     /* "line 3: ...": then nothing was changed */
};
/* The card after a review, by the scheduler, for journal_import. */
typedef struct card (*journal_replay)(void *self, const struct review_kept *review,
    const struct card *before);
/* Merges what journal_export wrote, here or on another machine, in one transaction: rows that are
 * there already stay, undone is undone, the newer place, belief and setting wins, notes on one step
 * are joined.  Cards with new reviews are replayed from the first one on. */
bool journal_import(struct journal *journal, const char *bytes, size_t length,
    journal_replay replay, void *self, struct journal_merge *merge);
/* Deletes what is kept of a lesson, or (NULL) all of it; settings stay.  What was deleted is
 * written over in the file. */
bool journal_forget(struct journal *journal, const char *lesson);
/* Rows of reviews, answers, notes that are kept, undone ones too; of a lesson, or (NULL) of all. */
void journal_count(struct journal *journal, const char *lesson, uint32_t *reviews,
    uint32_t *answers, uint32_t *notes);
/* Deletes the files that the program put beside the record (copies before updates, damaged ones);
 * returns how many. */
uint32_t journal_forget_copies(const struct journal *journal);

#endif
