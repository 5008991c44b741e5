/* app/driver.h - the one place where effects become deeds, for both fronts; and the shelf of
 * lessons. */
#ifndef APP_DRIVER_H
#define APP_DRIVER_H

#include "app/app.h"

#define SESSION_BYTES 112 /* of the id of a session, and of a lesson's */

/* The learner's record, opened when it is first needed: after the first paint. */
struct record {
	const char *path; /* NULL: nothing is to be remembered */
	bool has_now;     /* --now */
	int64_t now_s;
	struct journal *journal; /* NULL until opened */
	const char *session;     /* of this run of the program; NULL until the first answer */
	struct effect *pending;  /* what could not be written yet; texts in `texts` */
	uint32_t pending_count, pending_room;
	struct arena texts;
	char learn_id[SESSION_BYTES];
	struct {                 /* a dialogue's or a quiz's, which goes on from day to day */
		char id[SESSION_BYTES], lesson[SESSION_BYTES], mode[SESSION_BYTES]; /* "": none */
	} asked;
};
/* Opens the record and tells the app where the learner was.  Once, after the first paint. */
void driver_record(struct app *app, bool *redraw);
void driver_record_close(struct record *record);
/* Used by driver_perform: writes what an effect says, or holds it back until the record can be
 * written again; the cards; what is known; the challenges; the page of a lesson; once more what
 * could not be written. */
void driver_keep(struct app *app, const struct effect *effect, struct effects *effects);
void driver_deck(struct app *app, struct effects *effects);
void driver_me(struct app *app, struct effects *effects);
void driver_challenges(struct app *app, struct effects *effects);
void driver_page(struct app *app, const char *path, struct effects *effects);
void driver_retry(struct app *app, struct effects *effects);
void driver_rescue(struct app *app, struct effects *effects);
/* Which lesson of the shelf was worked on last. */
void driver_last(struct app *app, struct effects *effects);
/* The quiz of a lesson that was left in the middle, and what is known of beliefs. */
void driver_quiz(struct app *app, const struct effect *effect, struct effects *effects);
/* The answers of a dialogue that was left in the middle. */
void driver_resume(struct app *app, const struct effect *effect, struct effects *effects);
void driver_home(struct app *app, struct effects *effects);
void driver_set(struct app *app, const struct effect *effect, struct effects *effects);
/* Milliseconds of a clock that only goes forward; with --now it stands still. */
uint64_t driver_clock_ms(const struct record *record);
struct moment driver_now(const struct record *record);
/* $XDG_DATA_HOME/coatcheck/progress.db (a relative value counts as none), else under
 * ~/.local/share; NULL without a home.  COATCHECK_DB names another file, or "none". */
const char *driver_record_path(struct arena *arena);

/* Carries out effects (reads a lesson, saves a file) and feeds the results back as inputs until
 * none is left.  *redraw is set when the terminal is to be painted anew, *suspend when it is to be
 * left. */
void driver_perform(struct app *app, struct effects *effects, bool *redraw);
/* A step and what follows from it. */
void driver_step(struct app *app, const struct input *input, bool *redraw);

/* The header of one lesson; one that cannot be read is `broken`. */
void driver_entry(struct arena *arena, const char *path, struct shelf_entry *entry);
/* Headers of every *.yaml in the folders, by file name; later folders follow. */
void driver_shelf(struct arena *arena, const char *const *folders, uint32_t folder_count,
    struct shelf_entry **shelf, uint32_t *count);
/* Files of scenarios and claims that are no lessons: *.yaml in `claims` and `beyond` of each
 * folder. */
void driver_packs(struct arena *arena, const char *const *folders, uint32_t folder_count,
    const char *const **packs, uint32_t *count);
/* The folder of lessons that belongs to this program: beside the source tree, or installed. */
const char *driver_lessons(struct arena *arena);

#endif
