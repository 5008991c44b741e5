/* app/app_internal.h - the state behind app/app.h, shared by the screens of this folder only. */
#ifndef APP_APP_INTERNAL_H
#define APP_APP_INTERNAL_H

#include "app/app.h"
#include "app/board.h"
#include "app/still.h"
#include "base/str.h"
#include "player/player.h"
#include "player/settings.h"
#include "study/schedule.h"

/* A screen is one row: what keys it takes, what they do, how it looks, what it says. */
#define SCREENS(S) \
	S(WELCOME, welcome) \
	S(HOME, home) S(PLAYER, player) S(FORKS, forks) S(SETTINGS, settings) S(HELP, help) \
	    S(FIND, find) S(ERROR, error) S(MODEL, model) S(RESTS, rests) \
	    S(CLAIMS, claims) S(CLAIM, claim) S(REVIEW, review) S(ME, me) \
	    S(KEEP, keep) S(UNSAVED, unsaved) S(ASK, ask) S(QUIZ, quiz) \
	    S(CHALLENGES, challenges)
#define S(e, f) SCREEN_##e,
enum screen { SCREENS(S) SCREEN_COUNT };
#undef S

#define APP_CONTEXTS_MAX 6
struct screen_row {
	const char *name;
	/* Contexts from the innermost outwards; *owns: a prompt or menu that ends the search. */
	int (*contexts)(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns);
	/* An action of those contexts; digit is 1..9 for PICK and RETYPE. */
	void (*act)(struct app *app, enum key_action action, int digit);
	/* A key that is text while a field is open; true when it was taken. */
	bool (*type)(struct app *app, uint32_t key);
	void (*draw)(struct app *app, struct grid *grid);
	/* The question of this screen as lines, when it has just been entered or asked again. */
	void (*say)(struct app *app, struct str *out);
	const char *(*prompt)(const struct app *app);
};
extern const struct screen_row screen_rows[SCREEN_COUNT];

#define APP_STACK_MAX 8
/* A session of cards (review.c, screen_review.c). */
struct review {
	struct arena arena;
	struct deck_card *deck;
	uint32_t count;
	struct schedule schedule;
	uint32_t now;          /* row of the card in hand; UINT32_MAX: none is due */
	bool turned;           /* the back is shown */
	bool four;             /* all four grades are shown */
	bool typing;           /* a typed card's field is open */
	struct str typed;      /* what was typed */
	bool loading;          /* a frame card's lesson is on its way */
	struct lesson *lesson; /* of the frame in hand, own */
	struct still still;    /* its run; no player: none */
	uint32_t graded, forgotten, fresh; /* in this session; fresh: met for the first time */
	int64_t began_s;
	struct grade {
		uint32_t row;
		struct card before, after;
		bool forgot, fresh, practice;
	} *grades;             /* for undo, and for the end */
	uint32_t grade_room;
	uint32_t leech;        /* row of a card forgotten too often, UINT32_MAX: none */
	uint32_t card_seconds; /* what a card takes this learner */
	bool practice;         /* every card once, no date moves */
	uint32_t *order, practised, rounds;
};

#define SETTINGS_OPEN_MAX 24
struct app {
	struct arena arena; /* lives as long as the app */
	struct arena frame; /* until the next draw or step */
	struct app_options options;
	int rows, cols;
	enum screen stack[APP_STACK_MAX];
	int depth; /* screens open; the top is stack[depth - 1] */
	bool left;
	struct effects *effects; /* of the step under way */
	struct str said;         /* lines for the plain front, since it last asked */
	bool say_screen;         /* the screen's question is to be said again */
	struct str notice;       /* quiet line until the next key */
	int dead_keys;           /* keys in a row that mean nothing */

	int cursor;                        /* line > of home, welcome, find; -1: none */
	const struct shelf_entry *opening; /* lesson on its way */
	bool to_play;                      /* what is on its way is to be played with */
	bool to_ask;                       /* its dialogue is wanted */
	bool to_quiz;                      /* a quiz over it is wanted */
	struct lesson *lesson;
	struct player *player; /* NULL until a lesson is open */
	uint32_t lesson_row;   /* of the shelf */
	const char **kept_step; /* by shelf row: where one was last, as the record says */
	bool steered;          /* a step, a moment was asked for: no going on from the record */
	struct str record_problem; /* why nothing is remembered; "" when all is well */
	bool *done;            /* by shelf row: finished */
	uint32_t *opened;      /* by shelf row: how often, in this session */
	uint32_t *reached;     /* by shelf row: step + 1 */
	struct str error_title, error_text;
	struct str query;      /* find */
	bool naming;           /* forks, settings: a name, a value is being typed, in query */
	struct arena panel;    /* settings: its lines, until it is opened or a value changes */
	struct setting_line *settings, *found; /* all of them; those that a search left */
	uint32_t setting_count, setting_row;
	enum setting_field { FIELD_VALUE, FIELD_ADD, FIELD_RENAME, FIELD_FIND } field; /* naming */
	const char *unfolded[SETTINGS_OPEN_MAX]; /* lists and entries whose lines are shown */
	uint32_t unfolded_count;
	const char *setting_left; /* the line that the panel was left at; NULL: not yet */
	const char *found_from; /* where one was when a search began */
	int help_row;          /* first row shown */
	struct moment now;     /* of the present input */
	uint64_t clock_ms;
	struct asked {         /* what is asked, so far as one question differs from another */
		enum screen screen;
		const void *what;
		uint64_t number;
	} asked;
	uint64_t asked_ms;     /* since when */
	struct at_home {       /* what the first page says of the record */
		struct arena arena;
		bool known, stale; /* stale: something was said since */
		uint32_t due, minutes;
		bool all_new;      /* of those due none was met before */
		const char *surprise; /* in words; NULL: none */
		const char *lesson, *step; /* where it is seen again */
	} home;
	struct review review;
	struct knowledge *knowledge; /* what `me` shows; NULL until it is asked for */
	uint32_t cards_made;   /* of misses, since the lesson was opened */
	bool retrying;         /* the learner asked to write once more */
	uint32_t pending;      /* things said that the record could not take yet */
	struct str page, page_name; /* keep: its text, the name it is saved under */
	bool page_end;         /* keep: its end was shown */
	bool outgrown;         /* me: those beliefs too */
	bool refused;          /* a broken lesson was asked for */
	bool noting;           /* player: a note is being typed, in query */
	bool pricing;          /* player: a price list is being typed, in query */
	struct note_kept *notes; /* of all lessons; texts in the app's arena */
	uint32_t note_count;
	struct board *board;   /* the claims; NULL until they are asked for */
	struct ask *ask;       /* the dialogue; NULL until one is begun */
	struct quiz *quiz;     /* it owns its player, which is the app's too; NULL: none */
	struct arena challenge_arena; /* the list of challenges; NULL until it is asked for */
	struct challenge_line *challenges;
	uint32_t challenge_count, challenge_row, challenge_number;
	bool challenging;      /* the player came from that list, and goes back to it */
	struct challenge_best {
		const char *lesson, *step, *code;
		uint32_t moves;
	} *best;               /* of challenges solved in this session */
	uint32_t best_count;
	struct parked {        /* the cluster that was played with last, and its futures */
		struct player *player; /* NULL: none */
		struct lesson *lesson;
	} parked;
	const struct player *said_player; /* plain: whose future was last told of, and which */
	uint32_t said_step, said_fork;
	bool save_caveat;      /* the file being saved is not quite the future on the screen */
	uint64_t demo_left_ns; /* demo: real time until it ends; 0: not a demo */
	uint64_t demo_wait_ns; /* demo: how long the present question has stood */
};

void app_push(struct app *app, enum screen screen);
void app_pop(struct app *app);
enum screen app_top(const struct app *app);
void app_effect(struct app *app, enum effect_kind kind, const char *path, const char *text);
/* Asks for the lesson of a shelf row (or a path); the player opens when it has arrived. */
void app_open(struct app *app, const struct shelf_entry *entry);
void app_notice(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line for the plain front. */
void app_line(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Wraps text at 78 columns into lines; the first begins with `indent`, the others with blanks. */
void app_wrap(struct str *out, const char *indent, const char *text);
void app_wrap_to(struct str *out, int cols, const char *indent, const char *text);
/* A label and its text beside it, as wide as the page is; in a narrow window under it. */
void app_entry(const struct app *app, struct str *out, const char *label, const char *text);
/* The same, as lines for the plain front. */
void app_paragraph(struct app *app, const char *indent, const char *text);
/* Does `text` (may be NULL) hold `query`, whatever the case of Latin letters? */
bool app_contains(const char *text, const char *query);
/* A page of facts: a label, and its text wrapped beside it.  Into a grid from line `first` of the
 * page on, or as lines; with neither it is only counted. */
struct facts {
	struct grid *grid; /* or */
	struct str *out;
	struct rect rect;
	int line, first;
};
void facts_put(struct facts *facts, const char *label, const char *text);
/* "   (textbook.yaml:236:16)", or nothing; lives until the next frame. */
const char *app_place(struct app *app, struct mark mark);
void app_error(struct app *app, const char *title, const char *text);
/* The same for a lesson that is broken: its findings. */
void app_refuse(struct app *app, const char *findings);

/* screen_player.c: the player screen on `step` of the lesson that has just arrived. */
void player_start(struct app *app, uint32_t step);
/* Line by line: an answer that is more than a key; false: the line is a command. */
bool player_line(struct app *app, const char *line);
/* screen_forks.c: the page of futures, or a notice that there are none. */
void forks_open(struct app *app);
/* Goes to the future of this number, from 1, in the order in which they were made. */
void forks_pick(struct app *app, uint32_t number);
/* screen_claims.c: the board of claims.  screen_claim.c: one of them, and the run behind it. */
void claims_open(struct app *app);
void claim_open(struct app *app);
void claim_enter_run(struct app *app);
void claim_leave_run(struct app *app);
/* The mark of a row: agrees, fails, cannot be told, no run decides, still to run. */
const char *board_mark(const struct app *app, const struct board_row *row);
/* screen_rests.c: what the present place rests on. */
void rests_open(struct app *app);
/* screen_settings.c: every setting of the present run. */
void settings_open(struct app *app);
/* A change of one, and what it did to the figures as a notice; false: why it cannot be. */
bool settings_change(struct app *app, const char *path, const char *value);
/* Looks for a line by a word. */
void settings_find(struct app *app);
/* screen_challenges.c: asks for the challenges of all lessons; they have come; goes to a number of
 * the list; notes one that is solved now; "challenge 4 of 14" (NULL: not from the list). */
void challenges_open(struct app *app);
void challenges_arrived(struct app *app, const struct input *input);
void challenges_pick(struct app *app, uint32_t number);
void challenges_note(struct app *app);
const char *challenges_place(struct app *app);
/* play.c: a file's scenario as a thing to play with, by its path (NULL: none was found). */
void play_open(struct app *app, const char *path);
/* Before another lesson takes its place: a cluster that has futures stays as it was left, until
 * play_open comes back to it; whatever else is open goes.  play_forget: it goes, too. */
void play_park(struct app *app);
void play_forget(struct app *app);
/* The lesson's steps become one: to play with the scenario (NULL: its first), a step a design. */
bool play_steps(struct lesson *lesson, const char *scenario);
/* prices.c: the field for prices of one's own opens, takes a key, what it says; prices typed. */
void prices_open(struct app *app);
bool prices_type(struct app *app, uint32_t key);
const char *prices_line(struct app *app);
void prices_take(struct app *app, const char *text);
/* play_save.c: saves the present future as a scenario file. */
void play_save(struct app *app, const char *name); /* NULL: named after what is in it */
/* play_lines.c: "set PATH VALUE" and its like, of the plain front; false: none of these. */
bool play_line(struct app *app, const char *line);
/* What such a line looks like, and what it does; false: there are no more. */
bool play_line_word(uint32_t row, const char **usage, const char **text);
/* review.c: asks for the cards; they have come; so has the lesson of a frame card (NULL: it cannot
 * be read). */
void review_open(struct app *app);
void review_deck(struct app *app, const struct input *input);
void review_lesson(struct app *app, struct lesson *lesson);
uint32_t review_due(const struct app *app);
/* The card in hand, or NULL; is there a step to open for it, or for one forgotten? */
struct deck_card *review_present(const struct app *app);
bool review_has_origin(const struct app *app);
/* A frame moves. */
bool review_plays(const struct app *app);
void review_tick(struct app *app, uint64_t elapsed_ns);
void review_release(struct review *review);
/* What it says for the first page has come. */
void home_arrived(struct app *app, const struct knowledge *knowledge);
/* took.c: looks whether another question stands than before this input; milliseconds that the
 * present one has stood, at most TOOK_MOST_MS: who was away did not think that long. */
#define TOOK_MOST_MS 300000u
void took_look(struct app *app);
uint32_t took_ms(const struct app *app);
/* screen_unsaved.c: full screen only, once a problem of the record. */
void unsaved_open(struct app *app);
/* screen_keep.c: asks for the page of a lesson; it has come. */
void keep_open(struct app *app, const struct shelf_entry *entry);
void keep_arrived(struct app *app, const struct input *input);
/* screen_me.c: asks for what the record says; it has come. */
void me_open(struct app *app);
void me_arrived(struct app *app, struct knowledge *knowledge);
/* note.c: a note on the present step: its field opens, takes a key, and what it says. */
void note_open(struct app *app);
bool note_type(struct app *app, uint32_t key);
const char *note_line(struct app *app);
/* The note on the present step, or NULL. */
const char *note_of_step(const struct app *app);
void notes_arrived(struct app *app, const struct note_kept *notes, uint32_t count);
/* screen_ask.c: asks for a lesson whose dialogue is wanted; it has come (NULL: `text` says why);
 * the record has been opened; it has these answers; a line of the plain front (false: not one). */
void ask_open(struct app *app, const struct shelf_entry *entry);
void ask_arrived(struct app *app, struct lesson *lesson, const char *text);
void ask_record_opened(struct app *app);
void ask_take_back_up(struct app *app, const struct ask_given *given, uint32_t count);
bool ask_line(struct app *app, const char *line, size_t length);
/* screen_quiz.c: asks for a lesson that is to be quizzed; it has come; what the record has to say
 * has (then it begins, or goes on). */
struct quiz;
void quiz_open(struct app *app, const struct shelf_entry *entry);
void quiz_arrived(struct app *app);
void quiz_begin(struct app *app, const struct input *input);
/* Is the player's screen one of a quiz? */
bool quiz_is_on(const struct app *app);
/* An answer was given, Space wants the next question, one leaves it until later. */
void quiz_answered(struct app *app, const struct given *given);
void quiz_go_on(struct app *app);
/* "This question is wrong": what its author needs, as a file. */
void question_dispute(struct app *app);
void quiz_left(struct app *app);
/* The step of the lesson behind the present question, or NULL; the session's seed. */
const char *quiz_origin(const struct app *app);
uint64_t quiz_session(const struct app *app);
void quiz_forget(struct app *app);
/* demo.c: the 90 seconds that play by themselves. */
void demo_tick(struct app *app, uint64_t elapsed_ns);
void demo_pass_over(struct app *app);

/* The rows of screen_rows. */
#define S(e, f) \
	int f##_contexts(const struct app *, unsigned[APP_CONTEXTS_MAX], bool *); \
	void f##_act(struct app *, enum key_action, int); \
	bool f##_type(struct app *, uint32_t); \
	void f##_draw(struct app *, struct grid *); \
	void f##_say(struct app *, struct str *); \
	const char *f##_prompt(const struct app *);
SCREENS(S)
#undef S

#endif
