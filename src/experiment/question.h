/* experiment/question.h - an item posed over a run: what is right, and what an answer means.
 *
 *    item + isomorph ──question_request──▶ run ──question_key──▶ key
 *    key + "1 3", "2.5 ms", "s2", "18" ──question_judge──▶ right, or the belief it shows
 *
 * Every kind of item is answered by a text, as one types it line by line:
 *
 *    choice, what-next  2         the number of an option
 *    multi              1 3       numbers of options
 *    order              3 1 2     all of them, what came first first
 *    number             2.5 ms    in the item's unit where none is typed
 *    fill               401       the missing word
 *    mark-event         18        the number of an event
 *
 * No key is authored where the basis is engine: each is what this run says.
 */
#ifndef EXPERIMENT_QUESTION_H
#define EXPERIMENT_QUESTION_H

#include "base/limits.h"
#include "base/units.h"
#include "experiment/isomorph.h"

/* Over which run an item is asked, and when: that of the first step which asks it, else its own. */
struct question_place {
	const char *scenario; /* NULL: no run */
	const char *const *designs;
	uint32_t design_count; /* 0: all of the scenario */
	const char *at, *until; /* moments or NULL */
	struct mark at_mark, until_mark;
	bool before_until; /* at is NULL: it is asked just before `until` */
};
void question_place(const struct lesson *lesson, const struct lesson_item *item, bool twin,
    struct question_place *place);
/* The run for it: settings (names, twin) in `arena`.  source NULL: there is no such scenario. */
struct runset_request question_request(const struct lesson *lesson, const struct lesson_item *item,
    const struct question_place *place, const struct isomorph *isomorph, struct arena *arena);

struct question_key {
	bool known;        /* this run decides it */
	int option;        /* choice, what-next; else -1 */
	uint32_t bits;     /* multi: those that hold */
	uint8_t order[LIMIT_OPTIONS];   /* order: rows as they came */
	enum quantity_kind kind;        /* number */
	double number, tolerance;
	bool share;        /* tolerance is a share of the number */
	uint32_t event;    /* mark-event: its number */
	double numbers[LIMIT_OPTIONS];  /* number: what each belief says; NAN: not known */
	uint32_t events[LIMIT_OPTIONS]; /* mark-event; NONE32: not known */
	const char *text;  /* the key in words, in the arena it was made in */
};

/* What is right, by the set (NULL: nothing is run, the basis is source).  Findings tell what cannot
 * be told. */
void question_key(struct runset *set, const struct lesson_item *item, struct arena *arena,
    struct findings *findings, struct question_key *key);

struct judged {
	bool right;
	int option; /* the row whose belief was given, or -1 */
};
/* What `given` means; false: it is no answer of this kind (no number, no such event ...), and does
 * not count. */
bool question_judge(const struct lesson_item *item, const struct question_key *key,
    const char *given, struct judged *judged);
/* A number as the item's unit is meant: "250 people". */
const char *question_number(const struct lesson_item *item, const struct question_key *key,
    double number, struct arena *arena);

/* what-next: what comes next in the world of each option, as sentences in `arena`; false after
 * findings (a world that does not run, has no such moment, or goes on like another one). */
bool question_worlds(const struct lesson *lesson, const struct lesson_item *item,
    const struct question_place *place, const struct isomorph *isomorph, struct arena *arena,
    const char *texts[LIMIT_OPTIONS], struct findings *findings);

#endif
