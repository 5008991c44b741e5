/* model/dialogue.h - a dialogue as read: a graph of questions, with what answers to them mean.
 *
 *    node ── expect ──▶ next          a right answer, each with its own follow-up
 *         ── misconception ──▶ repair a smaller question on a fork of the very frame
 *         ── hints: pump, hint, prompt, tell ──▶ next
 *
 * Plain data in the lesson's arena.  FORMATS section 4, learning.md 4.1.
 */
#ifndef MODEL_DIALOGUE_H
#define MODEL_DIALOGUE_H

#include "model/lesson.h"

/* clang-format off */
#define DIALOGUE_KINDS(X) \
	X(OPEN, "open", true) X(CHOICE, "choice", true) X(DO, "do", true) \
	X(ORDER, "order", true) X(NUMBER, "number", true)
#define HINT_KINDS(X) X(PUMP, "pump") X(HINT, "hint") X(PROMPT, "prompt") X(TELL, "tell")
/* clang-format on */
#define X(e, w, b) DIALOGUE_##e,
enum dialogue_kind { DIALOGUE_KINDS(X) DIALOGUE_KIND_COUNT };
#undef X
#define X(e, w) HINT_##e,
enum hint_kind { HINT_KINDS(X) HINT_KIND_COUNT };
#undef X

const char *dialogue_kind_word(enum dialogue_kind kind);
bool dialogue_kind_built(enum dialogue_kind kind);
const char *hint_kind_word(enum hint_kind kind);

/* Words of which one is enough: "database", "shared store", "crash*" (every word that begins so).
 */
struct dialogue_group {
	const char **words;
	struct mark *marks;
	uint32_t count;
};

/* What an answer may say: an expectation, a misconception or a key point. */
struct dialogue_pattern {
	const char *id;               /* expectation: its own; misconception: one of the lesson's */
	const struct node *groups_tree, *without_tree;
	struct dialogue_group *groups; /* concepts, match */
	uint32_t group_count;
	struct dialogue_group *without; /* not: one hit, and it does not count */
	uint32_t without_count;
	uint32_t need;                /* groups that have to be hit; 0: all */
	const char **missing;         /* by group: what to ask when it alone is missing */
	uint32_t missing_count;
	const char *text;             /* said when it is hit; of a key point: the point */
	const char *next;             /* id of the node to go to; repair of a misconception */
	struct mark mark, next_mark, groups_mark, id_mark;
};

struct dialogue_hint {
	enum hint_kind kind;
	const char *text, *next; /* next: of the one that tells */
	struct mark mark, next_mark;
};

/* An answer, and what it has to be read as: an expectation, a misconception, or one of "partial",
 * "unknown", "none". */
struct dialogue_sample {
	const char *text, *hits;
	struct mark mark, hits_mark;
};

/* Something that the learner may do: a fault in the words of a scenario, without its time. */
struct dialogue_act {
	const char *text; /* NULL: said by what it does */
	const struct node *change; /* the row: do, node, ... */
	struct mark mark;
};

struct dialogue_outcome {
	const char *holds, *text, *next;
	struct mark mark, holds_mark, next_mark;
};

struct dialogue_node {
	const char *id;
	enum dialogue_kind kind;
	const char *end;      /* "explain", "stop": the dialogue ends here; NULL: it goes on */
	struct checked_text *say;
	uint32_t say_count;
	const char *ask;
	/* The frame: none of the first three, and it stays the one that was there. */
	const char *scenario;
	const char **designs; /* one */
	uint32_t design_count;
	struct mark *design_marks;
	const char *at;       /* moment; NULL: the end of the run, or where one is */
	enum view_kind view;
	struct dialogue_act *fork; /* what happens at that moment before it is asked */
	uint32_t fork_count;
	const char *then;     /* do: moment to look at after the act, NULL: the end */

	struct dialogue_pattern *expect, *beliefs;
	uint32_t expect_count, belief_count;
	struct dialogue_hint *hints;
	uint32_t hint_count;
	const char *as_choice; /* id of an item; options below are the same without one */
	struct lesson_option *options;
	uint32_t option_count;
	struct dialogue_act *acts;
	uint32_t act_count;
	struct dialogue_outcome *outcomes;
	uint32_t outcome_count;
	struct dialogue_sample *samples;
	uint32_t sample_count;
	/* number: what the run says, in this unit, as near as this; why: said when it is right */
	const char *answer, *unit, *tolerance, *why;
	struct mark answer_mark, tolerance_mark;
	const char *next;     /* choice, number, order: when it was answered */
	const char *back;     /* once back to the question that led here, ... */
	const char *otherwise; /* ... then there (`else`) */
	uint32_t max_visits;
	const char *idea;     /* what this question is about, on the closing page */
	/* end: whose own words stand beside `say`, and which points are looked for in them */
	const char *of;
	struct dialogue_pattern *points;
	uint32_t point_count;
	struct mark mark, at_mark, then_mark, scenario_mark, kind_mark, next_mark, back_mark,
	    otherwise_mark, as_choice_mark, of_mark, ask_mark, view_mark;
};

struct dialogue {
	const char *id, *start, *end_turns, *title;
	uint32_t max_turns;
	struct dialogue_node *nodes;
	uint32_t node_count;
	const struct node *nodes_tree;
	struct mark mark, start_mark, end_turns_mark;
};

/* A number or an order: typed, and right or not by what the run says. */
bool dialogue_is_sheet(const struct dialogue_node *node);
/* Such a question as an item, which is what checks, keys and judgements are made for. */
struct lesson_item dialogue_item(const struct dialogue_node *node);

/* The node of an id; NULL: none (also of NULL). */
const struct dialogue_node *dialogue_node(const struct dialogue *dialogue, const char *id);

#endif
