/* app/app.h - the application as a pure step: inputs in, effects out, a grid or lines to show.
 *
 *    key, line, resize, tick, result ──app_step──▶ effects (read a lesson, save a file, leave)
 *                                 └─▶ app_draw(grid)   the full-screen front blits it
 *                                 └─▶ app_say(text)    the plain front prints it
 *
 * No terminal, clock, file or locale in here: a whole session can be replayed from a script of
 * inputs. Effects are data; app/driver.h executes them for both fronts.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/action.h"
#include "base/arena.h"
#include "model/card.h"
#include "model/lesson.h"
#include "view/grid.h"

struct challenge_line;
struct knowledge;
struct runcode;
struct record;

/* One lesson of the list: its header only. */
struct shelf_entry {
	const char *path;
	const char *id, *title;
	uint32_t minutes;
	bool broken;         /* header could not be read */
	const char *problem; /* first finding, when broken */
};

/* What the command line and the environment decided, and the lessons found. */
struct app_options {
	bool ascii, animation, plain;
	uint64_t study_seed;
	int log_descriptor; /* --log: where the driver writes what it did; 0: nowhere */
	const struct shelf_entry *shelf;
	uint32_t shelf_count;
	const char *const *packs; /* files of claims beside the lessons */
	uint32_t pack_count;
	uint32_t quiz_count, quiz_level; /* --n, --level; 0: as usual, all */
	const char *quiz_tag;            /* --tag; NULL: all */
	bool quiz_exam;                  /* --exam */
	const char *start;    /* "home", "learn", "picture", "demo", "open", "play" ...,
			       * "challenges" */
	const char *challenge; /* number, id or name of the one to open; NULL: the list */
	const char *cluster;  /* file of the cluster that play begins with; NULL: none was found */
	const char *scenario; /* play: the scenario of the file, NULL: its first */
	const char *lesson;   /* path for learn, picture, demo; NULL: the first of the shelf */
	const char *step;     /* step id for learn LESSON#STEP */
	uint32_t step_number; /* or its number, from 1; 0: none */
	const struct runcode *code; /* open CODE: which moment of which future; NULL: none */
	struct record *record; /* the driver's; NULL: nothing is remembered */
	const char *notice; /* said on the first frame: "This run has changed since." */
};

/* Where the learner was in a lesson of the shelf. */
struct place_kept {
	const char *step; /* id; NULL: never begun */
	bool done;
};

/* A card of a lesson as the record has it. */
struct deck_card {
	const char *lesson, *title; /* id and title of the lesson */
	const char *id, *front, *back, *from; /* from: the step that made it, or NULL */
	const char *path;   /* file of the lesson, or NULL */
	const char *hook;   /* of the lesson, or NULL */
	uint32_t rev;
	enum card_kind kind;
	bool made;          /* by a miss or from outside: no lesson wrote it */
	bool rewritten;     /* it means something else since it was last seen, at seen_s */
	int64_t seen_s;
	int64_t buried_s;   /* not before this */
	struct card card;
};

/* A note of the learner's own. */
struct note_kept {
	const char *lesson, *step, *text;
};

/* An answer in a dialogue; option: authored number of an option or act, or -1: in words; text NULL
 * or "": "I don't know". */
struct ask_given {
	const char *node, *text;
	int option;
	bool right;
	char sure; /* 'g' 't' 's' or 0 */
};

/* What earlier days said about a belief. */
struct belief_kept {
	bool known;
	double held;
	uint32_t picks;
};

enum input_kind { INPUT_KEY, INPUT_LINE, INPUT_RESIZE, INPUT_TICK, INPUT_LESSON, INPUT_SAVED,
	INPUT_RECORD, INPUT_DECK, INPUT_ME, INPUT_KEEP, INPUT_RESUMED,
	INPUT_QUIZ, INPUT_CHALLENGES, INPUT_HOME, INPUT_LAST };
struct input {
	enum input_kind kind;
	uint32_t key;          /* INPUT_KEY */
	const char *line;      /* INPUT_LINE: without its newline; INPUT_RECORD: what was done
				* to open it, "" when nothing out of the ordinary;
				* INPUT_LAST: path of a lesson, NULL: none was worked on */
	int rows, cols;        /* INPUT_RESIZE */
	uint64_t elapsed_ns;   /* INPUT_TICK: real time since the last tick */
	struct lesson *lesson; /* INPUT_LESSON: loaded, now the app's to release; NULL: failed */
	const char
	    *text; /* INPUT_LESSON: findings as text when it failed; INPUT_SAVED: problem or NULL;
		    * INPUT_RECORD: why nothing is kept, "" when it is */
	struct moment now;     /* the wall clock at every input */
	uint64_t clock_ms;     /* a clock that only goes forward, at every input; 0: none */
	const struct deck_card *deck; /* INPUT_DECK: the cards of all lessons */
	uint32_t deck_count;
	double retention;      /* INPUT_DECK: what the learner set; 0: nothing */
	int32_t day_start_s;   /* with it */
	bool exact_days;       /* with it: no spread */
	int64_t newest_s;      /* INPUT_DECK: when the record was last written; INT64_MIN: never */
	struct knowledge *knowledge; /* INPUT_ME: now the app's to free; INPUT_HOME: lent */
	uint32_t card_seconds; /* INPUT_DECK: what a card takes this learner; 0: not known */
	const struct note_kept *notes; /* INPUT_RECORD: all of them, with places */
	uint32_t note_count;
	uint32_t pending;      /* INPUT_RECORD: what waits to be written */
	const struct ask_given *given; /* INPUT_RESUMED, INPUT_QUIZ: answers of a dialogue, of a
					* quiz that was left */
	uint32_t given_count;
	uint64_t seed;                 /* INPUT_QUIZ: of that quiz (study/quiz.h); 0: none */
	const struct belief_kept *beliefs; /* INPUT_QUIZ: in the order of the effect */
	uint32_t belief_count;
	const struct challenge_line *challenges; /* INPUT_CHALLENGES: of all lessons */
	uint32_t challenge_count;
	const struct place_kept *places; /* INPUT_RECORD: by row of the shelf, once; NULL: known */
};

enum effect_kind {
	EFFECT_NONE,
	EFFECT_LEAVE,
	EFFECT_LOAD,
	EFFECT_SAVE,
	EFFECT_REDRAW,
	EFFECT_WORK, /* app_work: a slice of what takes long */
	EFFECT_SUSPEND,
	EFFECT_PLACE,  /* the record: this is where the learner is */
	EFFECT_ANSWER, /* the record: this was answered */
	EFFECT_DECK,   /* the cards of all lessons, as the record has them */
	EFFECT_REVIEW, /* the record: a card was graded */
	EFFECT_UNGRADE, /* the record: the newest grade is taken back */
	EFFECT_BURY,   /* the record: not before a time */
	EFFECT_KEEP,   /* the page of a lesson: its `path` and id, as INPUT_KEEP: `text`, and in
			* `line` the id, NULL when `text` is what is wrong */
	EFFECT_CHALLENGES, /* all of them, and how far the learner is with each */
	EFFECT_ME,     /* what the record says about the learner, as INPUT_ME */
	EFFECT_HOME,   /* cards due and the last surprise, as INPUT_HOME */
	EFFECT_SETTING, /* the record: the setting `path` is `text`; then as EFFECT_ME */
	EFFECT_NOTE,   /* the record: a note on a step, in `text`; "" takes it away */
	EFFECT_MAKE_CARD, /* the record: a miss becomes a card (journal_make_card): item, step,
			   * text_rev, `front`, `back`, `source` */
	EFFECT_RETRY,  /* the record: opened once more, and written what could not be */
	EFFECT_RESCUE, /* the record: another one, in the folder one is in, from now on */
	EFFECT_QUIZ,   /* as INPUT_QUIZ: the quiz of this lesson that was left, and `beliefs` */
	EFFECT_LAST,   /* as INPUT_LAST: which lesson of the shelf was worked on last */
	EFFECT_BELIEF, /* the record: `item` is believed with probability `held` */
	EFFECT_BELIEF_MET, /* the record: an answer showed `item`, or (right) did not, out of
			    * `option` that were to choose from */
	EFFECT_BELIEF_REPAIRED, /* the record: what mends `item` was gone through */
	EFFECT_RESUME, /* the record: answers of the newest session of `mode` that was not ended */
	EFFECT_UNANSWER,   /* the record: the newest answer of that session is taken back */
	EFFECT_END_SESSION /* the record: it was gone through to its end */
};
struct effect {
	enum effect_kind kind;
	const char *path; /* EFFECT_LOAD, EFFECT_SAVE */
	const char *text; /* EFFECT_SAVE: contents */
	const char *lesson, *step, *item; /* EFFECT_PLACE, EFFECT_ANSWER: ids */
	bool done;                        /* EFFECT_PLACE: the lesson's end was reached */
	const char *mode;                 /* of sessions: "ask", "quiz"; NULL: a walk */
	uint64_t session;                 /* the seed of that session, if it has one */
	const char *const *beliefs;       /* EFFECT_QUIZ: ids */
	uint32_t belief_count;
	double held;                      /* EFFECT_BELIEF */
	uint32_t picks;
	const char *given;                /* EFFECT_ANSWER: what was typed, or NULL */
	int option;                       /* EFFECT_ANSWER: authored number, negative: none */
	char sure;                        /* 'g' 't' 's' or 0 */
	bool right, counts;               /* counts: it was told whether it was right */
	struct card before, after;        /* EFFECT_REVIEW; `item` is the card's id */
	enum rating rating;
	uint32_t text_rev;
	uint64_t seed;                    /* EFFECT_ANSWER: of the run that was asked about */
	const char *front, *back, *source; /* EFFECT_MAKE_CARD */
	const char *kind_word;            /* and a word of CARD_KINDS; NULL: basic */
	double retention;                 /* EFFECT_REVIEW: as scheduled */
	int32_t day_start_s;
	bool exact_days;
	bool schedules;                   /* EFFECT_REVIEW: false for practice */
	uint32_t took_ms;                 /* EFFECT_ANSWER, EFFECT_REVIEW: from when it was asked */
	int64_t at_s;                     /* the driver's: when it was said */
	int32_t offset_s;
	int64_t since_s;                  /* EFFECT_UNGRADE: not older; EFFECT_BURY: until */
};
#define EFFECTS_MAX 16
struct effects {
	struct effect rows[EFFECTS_MAX];
	uint32_t count;
};

struct app;
struct app *app_new(const struct app_options *options);
void app_free(struct app *app);
/* Opens what the command line asked for (a lesson is read by an effect).  Once, before the first
 * step. */
void app_begin(struct app *app, struct effects *effects);
/* One input.  effects->count is set; texts in effects live until the next step. */
void app_step(struct app *app, const struct input *input, struct effects *effects);
/* EFFECT_WORK: at most a few milliseconds of a long run; then the front looks for keys again. */
void app_work(struct app *app);
/* Draws the present screen; the grid's size is the window's. */
void app_draw(struct app *app, struct grid *grid);
/* What there is to say since it was last asked, as lines; then the prompt line, without a newline.
 */
void app_say(struct app *app, struct str *out);
/* Milliseconds until it wants an INPUT_TICK; -1: nothing moves, block. */
int app_wait_ms(const struct app *app);
bool app_left(const struct app *app);
/* After app_begin and its effects: the lesson that the command line named is broken. */
bool app_refused(const struct app *app);
int app_log_descriptor(const struct app *app);
/* Cards due now, of those that have come. */
uint32_t app_cards_due(const struct app *app);
const struct app_options *app_options_of(const struct app *app);
/* Names of the present screen and its contexts, for help, scripts and tests. */
const char *app_screen(const struct app *app);
/* Applies an action by its table row, as a key script or the plain front does. */
void app_act(struct app *app, enum key_action action, int digit, struct effects *effects);

#endif
