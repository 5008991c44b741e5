/* view/scene.h - all that a picture may depend on.  A view is a pure function of scene and grid.
 *
 *    scene = runs (trace, world cursor, position) + focus + what an open bet closes
 */
#ifndef VIEW_SCENE_H
#define VIEW_SCENE_H

#include "model/lesson.h"
#include "trace/measures.h"
#include "trace/trace.h"
#include "trace/world.h"
#include "view/grid.h"

#define SCENE_RUNS_MAX 2

/* One lane: a design's run at a moment. */
struct scene_run {
	const char *design;       /* id; labels are its upper case */
	const char *caption;      /* "session in server memory (coat); cookie: its id (ticket)" */
	const struct trace *trace;
	struct world_cursor *cursor;
	const struct measures *measures; /* of the whole run, for one that was not kept whole; of a
	                                  * window up to the moment; NULL: not at hand */
	uint32_t position;        /* events folded: 0..position-1 have happened */
	bool closed;              /* an open bet closes this lane: nothing drawn answers it */
};

/* What a learner believes, drawn as ghosts: `piece` of `client` at `place` (NONE16: nowhere on a
 * map). */
struct scene_ghost {
	bool on;
	uint16_t place, piece, client;
	const char *text;
	const char *line; /* belief and run in a row of words, under every view */
};

struct scene {
	struct scene_run runs[SCENE_RUNS_MAX];
	uint32_t run_count;
	uint32_t lane;        /* which run a one-lane frame shows */
	uint64_t at_ns;       /* the moment: the newest event's, or between two while playing */
	uint16_t client;      /* focus: actor row of the client that the picture is about */
	uint16_t piece;       /* focus piece ("cart"), row of the scenario's pieces */
	uint32_t message;     /* wire view: event whose message is shown, NONE32: newest */
	uint32_t cursor_event; /* ladder: selected event, NONE32: the newest */
	bool cause_chain;     /* ladder: causes of the selected event stay bright */
	bool all_events;      /* ladder: minor events too, and those of other clients */
	uint32_t difference;  /* diff: which difference has the cursor, from 0 */
	bool analogy_words;   /* lessons 1 and 2: the analogy's word beside the term */
	bool hands_closed;    /* and a closed lane hides what people carry, too */
	bool bet_open;        /* a lane is closed: "your bet first", timeline ends at now */
	uint32_t visible_until; /* events (first run's) that may be known: timeline dots after;
	                         * NONE32: all */
	bool own_faults;        /* two futures beside each other: other things happen in them */
	bool side_by_side;    /* two runs drawn left and right: the same run in other words */
	struct scene_ghost ghost;
	const struct chart *chart; /* chart view: a sweep measured, NULL: none */
	uint64_t settle;      /* 0: paused, loads stand where they are whole; else playing */
	uint16_t inspect;     /* place whose inside is shown (`i`), NONE16 */
	bool zoom;            /* focus path only */
	uint32_t slice;       /* of more places than there is room for: 0 those that the moment is
	                       * about, else all in turn, as many as fit; round and round */
	bool slices;          /* a key shows the next slice: "+16 more )" */
};

/* The places of a slice among `total` where `room` fit: *first of them; false: those that the
 * moment is about. */
bool scene_slice(const struct scene *scene, uint32_t total, uint32_t room, uint32_t *first);

/* Words around a picture; all texts may be NULL. */
struct frame_words {
	const char *title;    /* "2 The cart and the crash" */
	const char *where;    /* "step 13 of 31" */
	const char *kind;     /* "bet", "worked" */
	const char *const *narration;
	uint32_t narration_count;
	const char *notice;   /* quiet line above the timeline, as many rows as it takes */
	const char *unfold;   /* "v": the key that shows the whole picture of the smallest window */
	bool answers;         /* the notice answers a key: the smallest window shows it, too */
	const char *keys;     /* footer, already chosen: "Space go on   ? help   q lesson" */
	const char *timeline_note; /* "event 17   the rest opens with your bet" */
};

/* One numbered answer in an Ask frame. */
struct frame_option {
	const char *text;
	const char *why;      /* shown when unfolded, NULL: not now */
	bool cursor;          /* `>` */
	bool right, wrong;    /* marks once told */
	bool yours;
};

struct frame_ask {
	const char *heading;  /* bold line above the question: "Three bets before ..." */
	const char *question;
	const struct frame_option *options;
	uint32_t option_count;
	const char *prompt;   /* "How sure are you?     g guess     t or Space think so ..." */
	const char *prompt_short;  /* below 60 columns: "How sure? g guess ...", or NULL */
	const char *after_heading; /* "in general": on a rule above `after`; NULL: no rule */
	const char *after;    /* paragraph under the options */
	bool short_frame;     /* picture two rows high, words need room */
	bool picture;         /* false: a page of words (opening bets before anything ran) */
	int scroll;           /* rows of the words passed over when they exceed their room */
	int words_wanted;     /* rows, when they may take of what a larger grid gives the picture */
	bool stays_folded;    /* the smallest frame names no key that shows the whole picture */
};

/* Width classes, chosen by the size of the grid: below 60 x 20 one folded pane, below 80 x 24 one
 * lane, below 120 x 40 PICTURES' screens, then the large ones. */
enum size_class { SIZE_TINY, SIZE_SMALL, SIZE_MEDIUM, SIZE_LARGE };
enum size_class size_class_of(int rows, int cols);
#define SIZE_MIN_COLS 40
#define SIZE_MIN_ROWS 12

/* The pictures, into a rectangle: no title, no words, no timeline. */
void view_map(const struct scene *scene, struct grid *grid, struct rect rect);
void view_ladder(const struct scene *scene, struct grid *grid, struct rect rect);
void view_state(const struct scene *scene, struct grid *grid, struct rect rect);
void view_wire(const struct scene *scene, struct grid *grid, struct rect rect);
void view_costs(const struct scene *scene, struct grid *grid, struct rect rect);
void view_diff(const struct scene *scene, struct grid *grid, struct rect rect);
/* The one named by `view` (a view that is not built draws a sentence that says so). */
void view_draw(enum view_kind view, const struct scene *scene, struct grid *grid, struct rect rect);
/* The first difference of two runs, how many requests end alike, and how the chosen one parts, as
 * sentences. */
void diff_say(const struct scene *scene, struct str *out);
/* How many differences two runs have so far: what scene->difference may name. */
uint32_t diff_count(const struct scene *scene);
/* Two rows of one lane: who asked what, which way it went, what came back, who is down. */
void view_short(const struct scene *scene, struct grid *grid, struct rect rect);
/* "under way 2" and a row for each message on a wire, each request inside a server. */
void view_flights(const struct scene *scene, struct grid *grid, struct rect rect);
/* The strip "where is Ana's cart?" for all runs of the scene; rows needed by view_strip_rows. */
void view_strip(const struct scene *scene, struct grid *grid, struct rect rect);
int view_strip_rows(const struct scene *scene);
/* "── where is Ana's cart? ── answer ──── t 3.02 s ──" in one row: the rule of an Ask frame. */
void view_rule(const struct scene *scene, struct grid *grid, int row);
void view_timeline(const struct scene *scene, struct grid *grid, int row, const char *note);
/* A heading on a rule: "── heading ─────". */
void view_heading(struct grid *grid, int row, const char *heading, const char *right);
/* The footer: words with keys bold ("Space", "1-4", "q" are the first word of each group, groups
 * are separated by three blanks); drops groups from the middle when short of room, "? help" and
 * "q .." last. */
void view_keys(struct grid *grid, int row, const char *keys);

/* A chart between title and keys: it has no moment, and no timeline. */
struct chart;
void frame_chart(const struct chart *chart, bool closed, const struct frame_words *words,
    struct grid *grid);
/* Whole frames (INTERFACE "Two frames"): Watch is PICTURES' frame, Ask is SCREENS' grid. */
void frame_watch(const struct scene *scene, enum view_kind view, const struct frame_words *words,
    struct grid *grid);
/* Returns how many rows of the words do not fit (0: all of them do): the largest useful `scroll`.
 * `scene` may be NULL (a page of words without a run: ask->picture false). */
int frame_ask(const struct scene *scene, enum view_kind view, const struct frame_words *words,
    const struct frame_ask *ask, struct grid *grid);
/* A page without a run (welcome, help, summary, errors): title row, body lines drawn by the caller
 * into the returned rectangle, keys row. */
struct rect frame_page(const struct frame_words *words, struct grid *grid);
/* "This window is 31 x 8. ..." */
void frame_too_small(struct grid *grid);

/* The facts a picture shows, as sorted lines ("ana holds ticket 7f3", "s1 down", "s2 holds cart
 * of bob"), the same for every size class: what tests compare, and what a screen reader may be
 * given. */
void scene_facts(const struct scene *scene, struct str *out);

/* The piece that a picture is about: the cart, unless the scripts ask for another one or the design
 * keeps none. */
uint16_t scene_focus_piece(const struct scenario *scenario);
/* "session in server memory (coat); cookie: its id (ticket)": what a design keeps where, from
 * its homes. */
void scene_caption(const struct scenario *scenario, bool analogy_words, struct str *out);

#endif
