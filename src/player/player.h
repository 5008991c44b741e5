/* player/player.h - walking a lesson: steps, bets, runs, what was seen, why, replay, forks.
 *
 *    step kind      modes it passes through
 *    bets           ASK SURE per item, no verdict
 *    show worked    WATCH
 *    observe        WATCH (to until) SEEN
 *    predict        WATCH (to the bet) ASK SURE WATCH (to until) SEEN TOLD
 *    explain        TOLD over another moment
 *    summary        ASK SURE (the bets again, other names) PAGE
 *
 * Pure: a player knows a lesson and inputs, runs the engine through experiment/runset, and keeps
 * the answers of this session in memory.
 */
#ifndef PLAYER_PLAYER_H
#define PLAYER_PLAYER_H

#include "experiment/challenge.h"
#include "experiment/forks.h"
#include "experiment/isomorph.h"
#include "experiment/moves.h"
#include "experiment/parting.h"
#include "experiment/runcode.h"
#include "experiment/runset.h"
#include "model/lesson.h"
#include "view/scene.h"

enum player_mode { PLAYER_WATCH, PLAYER_ASK, PLAYER_SURE, PLAYER_SEEN, PLAYER_TOLD, PLAYER_PAGE };
enum sureness { SURE_NONE, SURE_GUESS, SURE_THINK, SURE_SURE };

#define ANSWER_NONE -1
#define ANSWER_SKIPPED -2
#define ANSWER_UNKNOWN -3
#define ANSWER_OTHER 99 /* an answer that is no option: an order, a number nobody believes in */

/* Right is chosen == key in every kind.  Where the right answer is no row of the item's options (a
 * number, an event, an order, several of them) it is the row behind the last. */
struct answer {
	int chosen; /* option, or ANSWER_* */
	enum sureness sure;
	int key; /* computed; -1: not known */
	const char *given, *key_text; /* as one types them; NULL: not yet */
	const char *given_words, *key_words; /* mark-event: "event 32: s1 crashes."; or NULL */
	const char *elsewhere; /* quiz, missed: where the answer would be right; or NULL */
};

/* The answer in the making, of the kinds that are not one option. */
#define SHEET_TEXT_BYTES 80
struct sheet {
	uint32_t bits;   /* multi: rows that are picked */
	uint8_t order[LIMIT_OPTIONS];
	uint32_t placed; /* order: how many have their place */
	uint32_t mark;   /* mark-event: the event that is pointed at */
	char text[SHEET_TEXT_BYTES]; /* number, fill */
};

#define NS_PER_TICK_MAX 200000000ull /* a stalled terminal must not skip the run */
struct player {
	struct arena arena;      /* the lesson's walk */
	struct player_edit {
		const char *path, *value;
		const struct node *before, *after; /* the scenario's trees */
		uint32_t futures;                  /* there were, when it was made */
	} edits[RUNCODE_SETTINGS_MAX / 2]; /* of designs, cases, sweep; behind edit_count: undone */
	uint32_t edit_count, edits_undone;
	struct arena step_arena; /* the present step */
	struct arena frame;      /* captions of the present frame */
	const struct lesson *lesson;  /* own: the lesson as it is asked this time */
	const struct lesson *written; /* as it stands in its file */
	struct lesson own;
	struct {
		struct isomorph isomorph; /* of the present asking */
		uint32_t times;           /* it was asked */
	} *varied; /* by item */
	struct isomorph isomorph; /* of the present step's run */
	uint64_t study_seed;
	bool analogy_words;
	bool is_cluster; /* a scenario to play with: a step is a design */
	uint32_t step; /* row of lesson->steps */
	enum player_mode mode;
	/* by item: the opening bet, the bet on a run, the bet once more at the end */
	struct answer *before, *run, *now;
	bool exit_test;              /* the bets are being asked again */
	struct given {
		const struct lesson_item *item;
		struct answer answer;
		bool counts; /* it is told whether it was right; opening bets are not */
		int option;  /* the answer's number as its author wrote it; negative: ANSWER_* */
		const char *text; /* what was given on a sheet, rows as their author wrote them */
		uint64_t seed; /* of the run that was asked about; 0: the scenario's */
	} given[4];                  /* answers that the record has not got yet */
	uint32_t given_count;
	uint32_t asked;              /* which of the step's asks, or of the exit test's items */

	bool has_run;
	struct runset set; /* of the step (or of the item that is asked) */
	bool has_cast;     /* a show step in the words of the analogy: the run once more, recast */
	struct scenario cast_scenario;
	struct trace cast_trace; /* shares all but the actors' names with the run's */
	struct world_cursor *cast_cursor;
	uint32_t positions[LIMIT_DESIGNS];
	uint64_t at_ns;            /* moment; between events while playing */
	uint32_t first, bet, last; /* positions of from, bet, until in the first run */
	uint32_t seen_until;       /* furthest position shown in this step */
	uint32_t *say_positions;   /* by say row */
	bool bet_open;
	uint32_t lane;
	enum view_kind view;
	uint32_t slice; /* of the places, where there are more than fit: view/scene.h */
	bool all_events, zoom, why_chain, all_whys, replaying, inside;
	uint16_t inside_place;
	uint32_t return_position; /* where a look back or replay returns to */
	struct parting parting;   /* of the bet that is replayed: where it and the run part */
	int seen_chosen;
	int cursor;     /* option with `>`; -1: none */
	uint32_t hints; /* shown */
	const char *where_said; /* plain: what was last said of where the piece is; in step_arena */
	uint32_t difference; /* difference view: which one has the cursor, from 0 */
	uint32_t message; /* wire view: event whose message is chosen, NONE32: the newest */
	bool picture; /* the mental picture alone: shown, worked, looked at, and one question */
	bool unfolded; /* a small window shows the whole picture in place of the words */
	int scroll;     /* rows of the words passed over */

	struct forks **step_forks; /* by step: what was tried there; NULL: nothing */
	struct forks *forks;       /* of this step; NULL: nothing was tried yet */
	struct fork_path path;     /* of the present one: changes and settings */
	struct setting *settings;  /* path's but its case, as trees; in step_arena */
	uint32_t setting_count;
	bool breaking;             /* the break menu is open */
	uint16_t target;           /* actor, or NONE16: the cluster as a whole */
	int move;                  /* row of move_rows that `>` points at */
	uint32_t moves;            /* bits: rows that the scenario allows here */
	uint8_t choices[32];       /* by row of move_rows: what was chosen last */
	bool has_challenge;        /* a break or challenge step: what is allowed, and the goal */
	struct challenge challenge;
	struct price_list prices;  /* of one's own, for a cluster that is played with */
	struct price price;        /* of this future, where there are prices */
	const char *missing;       /* what the goal lacks in it; in step_arena, NULL: nothing */
	int goal;                  /* of this future: 1 reached, 0 not yet, -1 none or not told */
	uint32_t tree_row;         /* page of forks: the row that `>` points at */
	bool has_other;            /* another fork's run stands beside this one's */
	struct runset other;
	uint32_t other_row;        /* of forks */
	const char *other_design;  /* it is of another design of this cluster; NULL: of this one */
	struct {
		bool known;
		uint32_t step, row, here; /* there: design and future; `here` it was followed to */
	} followed; /* the design that the present future was followed from */
	struct {
		uint32_t row, futures; /* of which future, and how many there were then */
		struct fork_sum *sums; /* by step, in step_arena; NULL: not measured */
	} under;

	struct player_chart *chart; /* chart view: the sweep of the step, in step_arena; NULL: not
	                             * asked for yet */
	uint32_t chart_point;
	bool chart_table;

	bool playing;
	unsigned speed; /* 0..4, 2 is usual */
	struct sheet sheet;
	enum view_kind view_before; /* mark-event: to go back to */
	bool twin;      /* questions are asked as their twins, where they have one */
	bool quiz;      /* a step is a question: asked at once, told at once */
	bool exam;      /* and told at the end only */
	bool typing;    /* the go-to field is open */
	struct str typed;
	const char *problem; /* why the step cannot be shown; in step_arena */
	bool has_seed;
	uint64_t seed;
	const char *case_id; /* the run behind a claim: its case, or NULL */
	uint16_t code_step;  /* and its row in run codes; 0: that of the step */
};

struct player *player_new(const struct lesson *lesson);
void player_free(struct player *player);
/* The lesson was walked before in this session: no question is as it was then. */
void player_vary_from(struct player *player, uint32_t times);
/* Enters a step from its start. */
void player_enter(struct player *player, uint32_t step);
/* Does `picture` show this step? */
bool player_in_picture(const struct player *player, uint32_t step);
/* True when the step's last moment and last question are behind. */
bool player_step_done(const struct player *player);
/* ---- answer sheets (player_sheet.c) ---- */

/* Is the open question answered on a sheet, and not by one option? */
bool player_has_sheet(const struct player *player);
/* Does it take text? */
bool player_sheet_types(const struct player *player);
/* A digit: picks a row, or not (multi); gives it the next place (order). */
void player_sheet_digit(struct player *player, int row);
/* Up and down: rows, or events. */
void player_sheet_move(struct player *player, int delta);
/* Moves the row that `>` points at up or down (order). */
void player_sheet_shift(struct player *player, int delta);
/* A character typed, Backspace with KEY_BACKSPACE_. */
void player_sheet_type(struct player *player, uint32_t key);
/* Takes a whole answer as one types it line by line. */
void player_sheet_take(struct player *player, const char *text);
/* "Enter": the answer is made; NULL, or why it is none. */
const char *player_sheet_commit(struct player *player);
/* The item's option of that row, NULL where there is none. */
const struct lesson_option *player_option(const struct player *player, int row);

/* The item being asked or told; NULL: none. */
const struct lesson_item *player_item(const struct player *player);
struct answer *player_answer(struct player *player);
/* Which option of "what did you see?" holds in this run; -1: none can be told. */
int player_seen_key(struct player *player);
uint32_t player_ask_count(const struct player *player);
/* The bets of the lesson (items of its bets steps), for the exit test and the summary. */
uint32_t player_bets(const struct player *player, const struct lesson_item **items, uint32_t max);
/* What the exit test asks: the bets, then what their steps name from another field. */
uint32_t player_exit_items(const struct player *player, const struct lesson_item **items,
    uint32_t max);
/* The exit test has come to the latter. */
bool player_asks_elsewhere(const struct player *player);

/* Stands at a position of the run, as far as it may be seen. */
void player_stand(struct player *player, uint32_t position);
/* Space: one beat on.  Returns false when the lesson is at its end. */
bool player_on(struct player *player);
void player_event(struct player *player, int delta); /* single events, within what may be seen */
void player_request(struct player *player, int delta);
/* To the next (1) or last (-1) waypoint, or, in a cluster to play with, moment at which something
 * breaks; false: there is none that way. */
bool player_waypoint(struct player *player, int delta);
bool player_go_to(struct player *player, const char *text); /* false: problem says why */
void player_pick(struct player *player, int option);
void player_retract(struct player *player);
void player_sure(struct player *player, enum sureness sure);
void player_skip(struct player *player, int how);
void player_look(struct player *player, int delta); /* [ ] while a bet is open */
void player_replay(struct player *player);
/* Back to the whys that the replay came from. */
void player_replay_end(struct player *player);
void player_tick(struct player *player, uint64_t elapsed_ns);
/* The next view that this moment has, and whether it has `view`: a difference needs two designs. */
void player_swap_view(struct player *player);
bool player_shows(const struct player *player, enum view_kind view);
/* Wire view: the message before (-1) or after (+1) the shown one, among those that were sent. */
void player_message(struct player *player, int delta);
/* Difference view: the difference before (-1) or after (+1) the chosen one. */
void player_difference(struct player *player, int delta);
/* The chart of the step's scenario, when one setting varies in it: measured in slices of a few
 * milliseconds while it `works`, which it does as soon as its view is open. */
bool player_has_chart(const struct player *player);
bool player_chart_works(const struct player *player);
void player_chart_work(struct player *player);
/* As far as it was measured; NULL: nothing yet. */
const struct chart *player_chart(const struct player *player);
void player_chart_point(struct player *player, int delta);
void player_chart_forget(struct player *player);
/* ---- forks (player_forks.c) ---- */

/* Is this one's own future, and not the lesson's run? */
bool player_forked(const struct player *player);
/* Opens the break menu at this moment. */
void player_open_menu(struct player *player);
/* The next target of the break menu: servers, store, database, people. */
void player_target(struct player *player);
/* Why this move makes no sense on the present target and moment, or NULL. */
const char *player_move_refused(const struct player *player, int row);
/* Another figure for the move that `>` points at. */
void player_choose(struct player *player, int delta);
void player_point(struct player *player, int delta); /* `>` in the menu, over what can be done */
/* Makes the move here: a new future.  NULL, or why it cannot be, in the step's memory. */
const char *player_break(struct player *player, int row);
/* The same for any change, and for a setting ("servers.count", "5"). */
const char *player_change(struct player *player, const struct change *change, const char *name);
/* How many settings a challenge lets one choose; 0 outside of one. */
uint32_t player_settings_allowed(const struct player *player);
const char *player_set(struct player *player, const char *path, const char *value);
/* A cluster to play with: changes of its designs, cases and sweep (player_cluster.c); an empty
 * value takes away.  NULL, or why it cannot be. */
const char *player_edit(struct player *player, const char *path, const char *value);
/* False: that was not the last thing done; *why: it cannot be taken back. */
bool player_edit_undo(struct player *player, const char **why);
bool player_edit_redo(struct player *player, const char **why);
bool player_of_source(const char *path); /* does it stand in the file, not in a run? */
const struct scenario_source *player_source(const struct player *player);
/* What is run now: scenario, design, case, seed, names of this asking, settings, changes. */
struct runset_request player_run_request(const struct player *player);
const char *player_case(const struct player *player); /* that holds, or NULL */
/* The newest change belongs to the one before it: u takes both back. */
void player_join(struct player *player);
bool player_undo(struct player *player);
bool player_redo(struct player *player);
/* To another future, at the moment that one left it. */
bool player_go_fork(struct player *player, uint32_t row);
/* Changes of the present future, settings included. */
uint32_t player_changes(const struct player *player);
/* A cluster that is played with has these prices from now on, as price_parse reads them.  NULL, or
 * why not, in the step's memory. */
const char *player_set_prices(struct player *player, const char *text);
/* The first change of a shortest way from here to the goal, as a sentence; NULL when there is none
 * within the par. */
const char *player_way(struct player *player, struct arena *arena);
/* Another future beside this one, first design of each, until player_compare_end or any move to
 * another.  False: it cannot be run any more. */
bool player_compare(struct player *player, uint32_t row);
/* ---- designs of a cluster (player_design.c) ---- */

/* Into the step of another design, with all that was changed here: the same crash at the same time,
 * one knob apart.  What has no place there stays behind, and its names come into `left`. */
void player_follow(struct player *player, uint32_t step, struct str *left);
/* What future `row` comes to under each design of the cluster, the same changes at the same time:
 * into player->under, unless it is known or the runs are long. */
void player_measure_under(struct player *player, uint32_t row);
/* The future that was followed here beside this one; false: none was, or it cannot be run. */
bool player_compare_followed(struct player *player);
void player_compare_end(struct player *player);
/* The futures of this step, made on the first call. */
struct forks *player_forks(struct player *player);

/* Bound of what may be seen: events of the first run. */
uint32_t player_bound(const struct player *player);
uint32_t player_position(const struct player *player);
void player_seek(struct player *player, uint32_t position);
/* Runs again with these changes, settings and the seed that was set, as a future of its own, and
 * seeks.  NULL, or why it cannot be. */
const char *player_reopen(struct player *player, const struct runcode *code);
void player_next_lane(struct player *player);
void player_next_inside(struct player *player);
const struct trace *player_trace(const struct player *player);
/* The newest say text at this position, or NULL. */
const struct checked_text *player_said(const struct player *player);
/* Is say `say` a conclusion that waits until the bet is told, or what was seen is said? */
bool player_withheld(const struct player *player, uint32_t say);
/* After any movement: a run that has come to its bet asks at once.  One frame more, and the open
 * boxes would answer. */
void player_arrive(struct player *player);
void player_scene(struct player *player, struct scene *scene);
bool player_runcode(const struct player *player, struct str *out);
/* The chosen option's belief and the run part here: position of the replay's start. */
uint32_t player_parting(const struct player *player);
/* "your bet ░200░ at Ana   in the run 401 == 200 is false", as far as the run has come. */
const char *player_ghost_line(const struct player *player, struct arena *arena);
/* Why the run goes the way it does: that of the option that was chosen. */
const char *player_ghost_why(struct player *player);

#endif
