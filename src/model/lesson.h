/* model/lesson.h - a lesson as read: plain data in an arena, every part with its place in the file.
 *
 * Expressions stay text here (parsed by whoever knows the designs they speak of).  FORMATS
 * section 4.
 */
#ifndef MODEL_LESSON_H
#define MODEL_LESSON_H

#include "model/node.h"
#include "model/scenario_source.h"

/* clang-format off */
#define STEP_KINDS(X) \
	X(BETS, "bets", true) X(SHOW, "show", true) X(WORKED, "worked", true) \
	X(PREDICT, "predict", true) X(OBSERVE, "observe", true) X(EXPLAIN, "explain", true) \
	X(COMPARE, "compare", true) X(BREAK, "break", true) X(CHALLENGE, "challenge", true) \
	X(SUMMARY, "summary", true)
#define ITEM_KINDS(X) \
	X(CHOICE, "choice") X(MULTI, "multi") X(NUMBER, "number") X(ORDER, "order") \
	X(FILL, "fill") X(MARK_EVENT, "mark-event") X(WHAT_NEXT, "what-next")
#define STANDINGS(X) \
	X(STANDARD, "standard") X(SIMPLIFIED, "simplified") X(DEPENDS, "depends") \
	X(CONTESTED, "contested") X(WRONG, "wrong")
#define CARD_KINDS(X) X(BASIC, "basic") X(CLOZE, "cloze") X(TYPED, "typed") X(FRAME, "frame")
#define VIEWS(X) \
	X(MAP, "map", true) X(LADDER, "ladder", true) X(STATE, "state", true) \
	X(WIRE, "wire", true) \
	X(COSTS, "costs", true) X(CHART, "chart", true) X(DIFF, "diff", true)
/* clang-format on */
#define X(e, w, b) STEP_##e,
enum step_kind { STEP_KINDS(X) STEP_KIND_COUNT };
#undef X
#define X(e, w) ITEM_##e,
enum item_kind { ITEM_KINDS(X) ITEM_KIND_COUNT };
#undef X
#define X(e, w) STANDING_##e,
enum standing { STANDINGS(X) STANDING_COUNT };
#undef X
#define X(e, w) CARD_##e,
enum card_kind { CARD_KINDS(X) CARD_KIND_COUNT };
#undef X
#define X(e, w, b) VIEW_##e,
enum view_kind { VIEWS(X) VIEW_KIND_COUNT };
#undef X

const char *step_kind_word(enum step_kind kind);
const char *item_kind_word(enum item_kind kind);
const char *standing_word(enum standing standing);
const char *card_kind_word(enum card_kind kind);
const char *view_word(enum view_kind view);
/* The view of a word, or -1. */
int view_find(const char *word);
/* Can this version show it?  What it cannot is kept by the loader, reported by `check`, skipped
 * by the player, which says so. */
bool step_kind_built(enum step_kind kind);
bool view_built(enum view_kind view);

/* A text that may carry an expression; mark is the value's place, expression_mark the check's. */
struct checked_text {
	const char *text;
	const char *at;    /* moment the check is meant at; NULL: the step's until */
	const char *check; /* expression or NULL */
	enum standing standing; /* of this sentence; STANDARD unless given */
	const char *source;
	struct mark mark, at_mark, check_mark;
};

struct lesson_option {
	const char *text;
	const char *holds;  /* expression (basis engine) or NULL */
	bool is_key;        /* basis source: `key: true` */
	const char *why, *source, *misconception;
	const char *refute_scenario, *refute_at;
	const char *value;     /* number, fill: the answer that this belief gives */
	const char *at;        /* order: when it happens; mark-event: the event of this belief */
	const char *design;    /* what-next: the world in which this comes next */
	const struct node *set;
	const char *twin_why;  /* why, when the item's twin is asked */
	struct mark mark, holds_mark, misconception_mark, refute_at_mark;
	struct mark value_mark, at_mark, design_mark, set_mark;
};

/* One setting changed, and the key is another: a retry asks for the idea, not for the remembered
 * answer. */
struct lesson_twin {
	const char *say;         /* what is different; NULL: there is no twin */
	const char *ask;         /* the question, where it has to be put otherwise; or NULL */
	const char *design;      /* another design, or */
	const struct node *set;  /* other settings: a map of paths and values */
	const char *why;         /* of the kinds whose key is no option */
	struct mark mark, design_mark, set_mark;
};

struct lesson_item {
	const char *id;
	uint32_t rev, level;
	enum item_kind kind;
	bool basis_engine;
	const char **tags;
	uint32_t tag_count;
	const char *scenario, *at; /* at: a moment, NULL: just before the step's until */
	const char *design;        /* NULL: the first of the step */
	const char *ask;
	struct lesson_option *options;
	uint32_t option_count;
	const char **hints;
	uint32_t hint_count;
	uint64_t *vary_seeds;
	uint32_t vary_seed_count;
	bool vary_names;
	struct lesson_twin twin;
	/* number, fill, mark-event, what-next: what the run says; the others have options */
	const char *answer;
	const char *why, *source;
	const char *unit, *tolerance; /* number: "people", "2 %" */
	const char **accept;          /* fill: what may be typed */
	uint32_t accept_count;
	const char *from;             /* mark-event: the first event that may be marked */
	struct mark mark, at_mark, scenario_mark, design_mark;
	struct mark answer_mark, tolerance_mark, from_mark;
};

struct lesson_seen {
	const char *prompt; /* NULL: none */
	struct lesson_option *options;
	uint32_t option_count;
	struct mark mark;
};

struct lesson_step {
	const char *id, *title, *objective;
	enum step_kind kind;
	const char *scenario;
	const char **designs;
	uint32_t design_count;
	const char *from, *until, *at; /* moments, NULL if absent */
	enum view_kind view;
	bool cast_analogy;
	bool by_request; /* pace: requests: Space goes from request to reply */
	struct checked_text *say;
	uint32_t say_count;
	struct mark *design_marks; /* one a design */
	const char **ask; /* item ids */
	uint32_t ask_count;
	struct mark *ask_marks;    /* one an item */
	const char *elsewhere;     /* bets: an item from another field, for the exit test */
	struct lesson_seen seen;
	const struct node *teach; /* kept for the instructor's mode */
	const char *goal;          /* challenge, break: an expression */
	const struct node *allow;  /* challenge, break: what may be changed */
	const struct node *price;  /* challenge: a price list, NULL: none */
	uint32_t budget;           /* with it: what it may come to; 0: no matter */
	uint32_t par;              /* challenge: the least changes that reach the goal */
	const char **hints;
	uint32_t hint_count;
	struct mark mark, from_mark, until_mark, at_mark, scenario_mark, objective_mark, goal_mark;
	struct mark kind_mark, view_mark, par_mark, budget_mark, elsewhere_mark;
};

struct lesson_claim {
	const char *id, *says, *careful, *because, *scenario, *assumes, *source, *refutes;
	enum standing standing;
	uint32_t brief, runs;
	const char **depends_on;
	uint32_t depends_count;
	struct mark *depends_marks;
	struct claim_hold {
		const char *case_id, *check;
		struct mark mark, check_mark;
	} *holds;
	uint32_t hold_count;
	struct mark mark, refutes_mark, scenario_mark;
};

struct lesson_card {
	const char *id, *front, *back, *from;
	const char *scenario, *design, *at, *until; /* kind frame: what its step does not say */
	enum card_kind kind;
	uint32_t rev;
	struct mark mark, from_mark, scenario_mark, design_mark, at_mark, until_mark;
};

struct lesson_term {
	const char *term, *text;
	struct mark mark;
};

struct lesson_misconception {
	const char *id, *text, *repair;
	struct mark mark, repair_mark;
};

struct analogy_row {
	const char *real, *as;
};

struct dialogue;

struct lesson {
	struct arena arena;   /* everything below, and the source text */
	const char *path;     /* as opened */
	char *source;         /* the file's bytes, for carets */
	size_t source_length;
	bool has_header;      /* false: a file of scenarios (and claims) alone */

	const char *id, *title, *lang, *licence;
	const char **authors;
	uint32_t author_count, minutes;
	const char **requires;
	uint32_t require_count;
	struct lesson_term *objectives; /* term = id */
	uint32_t objective_count;
	struct lesson_term *glossary;
	uint32_t glossary_count;
	struct scenario_source *scenarios;
	uint32_t scenario_count;
	struct lesson_misconception *misconceptions;
	uint32_t misconception_count;
	struct {
		const char *name, *breaks;
		struct analogy_row *rows;
		uint32_t row_count;
	} analogy;
	struct lesson_step *steps;
	uint32_t step_count;
	struct lesson_item *items;
	uint32_t item_count;
	struct lesson_claim *claims;
	uint32_t claim_count;
	struct lesson_card *cards;
	uint32_t card_count;
	struct {
		const char *intuition, *hook, *example;
		struct mark example_mark;
	} summary;
	const struct dialogue *dialogue;  /* NULL: none */
	const struct node *classroom;     /* kept as a tree for a mode to come */
};

/* Rows by id, NULL when there is none. */
const struct scenario_source *lesson_scenario(const struct lesson *lesson, const char *id);
const struct lesson_item *lesson_item(const struct lesson *lesson, const char *id);
const struct lesson_step *lesson_step(const struct lesson *lesson, const char *id);

/* A moment of a run and the stretch that follows it, of a step or a card: what a card does not say,
 * its step says. */
struct still_run {
	const char *scenario, *design; /* design NULL: all of the scenario */
	const char *at, *until;        /* moments; at NULL: the start */
	bool before;                   /* instead of `at`: just before `until` */
	bool by_request;               /* told from request to reply */
	struct mark at_mark, until_mark;
	enum view_kind view;
};
/* False: there is no run (the scenario may still be unknown). */
bool lesson_step_run(const struct lesson *lesson, const struct lesson_step *step,
    struct still_run *run);
bool lesson_card_run(const struct lesson *lesson, const struct lesson_card *card,
    struct still_run *run);

#endif
