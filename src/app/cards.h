/* app/cards.h - between record, lessons and scheduler: how cards are scheduled for this learner,
 * and the cards of all lessons with where they stand.
 */
#ifndef APP_CARDS_H
#define APP_CARDS_H

#include "app/app.h"
#include "journal/journal.h"
#include "study/schedule.h"

/* What the learner set: `coatcheck config NAME VALUE`. */
#define CARDS_RETENTION "retention"
#define CARDS_DAY_START "day-start"
#define CARDS_SPREAD "spread" /* off: days as the model says, to the day */

/* The schedule by the record's settings; journal NULL: as published. */
void cards_schedule(struct journal *journal, uint64_t seed, struct schedule *schedule);
/* NULL and kept, or what is wrong with the value in a sentence. */
const char *cards_set(struct journal *journal, const char *name, const char *value);
/* As `config` shows it: "90 %", "4:00". */
const char *cards_setting(struct journal *journal, const char *name, struct arena *arena);

#define CARDS_NEW_A_SESSION 10  /* cards met for the first time, at most */
#define CARDS_SECONDS 30u       /* what a card takes whom nobody knows */
/* The median of the newest reviews that were measured, in seconds; CARDS_SECONDS where they are few
 * (journal may be NULL). */
uint32_t cards_seconds(struct journal *journal);
/* Minutes for so many, rounded up. */
uint32_t cards_minutes(uint32_t count, uint32_t seconds);
/* Those that `review` would ask now: due ones, and new ones as many as a session takes. */
uint32_t cards_due_now(const struct schedule *schedule, const struct deck_card *cards,
    uint32_t count, struct moment now);

/* The number that a card's spread is drawn by. */
uint64_t cards_number(const char *lesson, const char *id);
/* The card after a review as it was kept, under the settings of that day: for journal_import, and
 * for whoever replays the log.  `self` is not read. */
struct card cards_replay(void *self, const struct review_kept *review, const struct card *before);

/* Every card of every lesson of the shelf, then those that no lesson wrote, in `arena`.  journal
 * may be NULL. */
void cards_of_shelf(struct journal *journal, const struct shelf_entry *shelf, uint32_t count,
    struct arena *arena, struct deck_card **cards, uint32_t *card_count);

/* Days from today until the card is due, 0 when it is, by its state: what forecasts count. */
int64_t cards_days_left(const struct schedule *schedule, const struct deck_card *card,
    struct moment now);
/* "today", "tomorrow", "in 3 days", "2 days ago". */
void cards_say_days(int64_t days, struct str *out);
/* The question, a cloze with ____ for its gaps; the answer, a cloze in full. */
/* "A request is {{idempotent}} when", its gaps as ____. */
const char *cards_gaps(const char *front, struct arena *arena);
void cards_say_front(const struct deck_card *card, struct str *out);
void cards_say_back(const struct deck_card *card, struct str *out);
const char *cards_day_name(struct moment now, int64_t days); /* "Wednesday" */
/* "Wed": of a day so many days from now. */
const char *cards_weekday(struct moment now, int64_t days);

#endif
