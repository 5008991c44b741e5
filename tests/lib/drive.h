/* lib/drive.h - the whole application driven by a script of keys, without a terminal.
 *
 *	struct drive drive;
 *
 *	drive_open(&drive, &(struct drive_setup){ .lesson = DRIVE_LESSON_1 });
 *	drive_keys(&drive, "2 g Space Right x c u");
 *	assert_true(drive_shows(&drive, "your bet first"));
 *	drive_close(&drive);
 *
 * It does what app/driver.c does, save that a file to be saved is only remembered.  No cmocka in
 * here: the key fuzzer uses it too.
 */
#ifndef TESTS_LIB_DRIVE_H
#define TESTS_LIB_DRIVE_H

#include "app/app.h"
#include "app/app_internal.h"

#define DRIVE_LESSON_1 "lessons/01-ticket-badge-or-coat.yaml"

struct drive_setup {
	const char *start;  /* "learn" unless given; "home" begins with the welcome */
	const char *lesson; /* path; also the shelf's first entry */
	const char *second; /* another entry of the shelf, NULL: none */
	bool unnamed;       /* it is on the shelf, and was not named */
	const char *last;   /* path that EFFECT_LAST brings, NULL: none */
	const char *step;   /* step id, NULL: the first */
	const char *scenario; /* play: which of the file, NULL: the first */
	int rows, cols;     /* 24 x 80 unless given */
	bool ascii, plain, still;
	uint32_t quiz_count; /* 5 unless given */
	bool exam;
	uint64_t study_seed;
};

struct drive {
	struct app *app;
	struct shelf_entry shelf[2];
	struct arena arena; /* headers of the shelf */
	struct arena page;  /* the grid and its text, until the next drawing */
	struct grid grid;
	struct str saved_path, saved_text; /* of the newest EFFECT_SAVE */
	int rows, cols;
	bool ascii;
	uint32_t keys, lines; /* sent so far */
	bool redraw;   /* ^L asked for it */
	const struct deck_card *deck; /* what EFFECT_DECK brings */
	uint32_t deck_count;
	int64_t newest_s;             /* with it; 0: never */
	struct effect card;           /* the newest grade, undo or burial; texts are the app's */
	struct moment now;
	uint64_t clock_ms;        /* of a clock that the test moves on; 0: none */
	uint32_t homes;           /* times that the first page asked what the record says */
	struct effect setting;    /* the newest EFFECT_SETTING */
	uint32_t places, answers; /* effects that the record would keep */
	char solved[80], solved_code[80]; /* the newest challenge, its changes and its code */
	uint32_t ended;           /* sessions that came to their end */
	uint32_t beliefs;         /* that would be kept */
	struct effect answer;     /* the newest; texts are the app's */
	const char *last;         /* what EFFECT_LAST brings: path of a lesson, or NULL */
	uint64_t quiz_seed;       /* what EFFECT_QUIZ brings: the session that was left */
	const struct ask_given *given;
	uint32_t given_count;
};

/* False when a lesson's header cannot be read. */
bool drive_open(struct drive *drive, const struct drive_setup *setup);
void drive_close(struct drive *drive);

void drive_key(struct drive *drive, uint32_t key);
/* Words of the key table between blanks: "Space 2 g Right x c ^L".  False: a word is no key. */
bool drive_keys(struct drive *drive, const char *words);
void drive_line(struct drive *drive, const char *line);
void drive_resize(struct drive *drive, int rows, int cols);
void drive_tick(struct drive *drive, uint64_t elapsed_ns);

/* Draws; the screen as text lives until the next drawing. */
const char *drive_screen(struct drive *drive);
bool drive_shows(struct drive *drive, const char *text);
/* One row of the screen, from 0, right-trimmed. */
const char *drive_row(struct drive *drive, int row);
/* What the plain front would print now. */
const char *drive_said(struct drive *drive);
/* NULL, or what is wrong with the last drawing: a glyph that is not one cell wide, or not ASCII
 * where only ASCII may be. */
const char *drive_insane(const struct drive *drive);

struct player *drive_player(struct drive *drive);
/* The id of the step that is open, "" when none is. */
const char *drive_step(struct drive *drive);

#endif
