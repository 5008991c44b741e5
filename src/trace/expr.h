/* trace/expr.h - the small total language of checks, keys, beliefs, goals, waypoints (FORMATS 3).
 *
 *    text ──expr_parse──▶ tree, named and typed ──expr_evaluate──▶ value
 *
 * Total: no loops but the bounded quantifiers, no calls out; cost is counted and bounded.  Errors
 * have a place inside the text, which the caller adds to the file's mark, and the nearest name.
 *
 * Where the format leaves room:
 *
 * - `at M`, `before M`, `after M` behind a comparison move what it reads: worlds, and patterns,
 *   which see only what happened up to then.  Waypoints and `first`, `last` are found in the
 *   whole run, so that `miss.actor holds cart of ana before miss` means something.  `always` and
 *   its kin likewise, at every position of their range.  A measure is of the whole run and is
 *   refused there.
 * - Inside `where` and `satisfies` of a pattern worlds are read just after that event, unless a
 *   moment is written; `event` is that event, as a moment or before a dot.  In `every client`,
 *   `every server` the word `client`, `server` means that one.
 * - `start` lies behind what exists from the beginning; nothing happens at `end`: before it is
 *   all.
 * - A text is seen without its JSON (`book pen`); `empty` is no entry, and an entry that says
 *   nothing ([] null 0).  `home of` is every home that keeps the newest version; `==` means
 *   exactly that one.
 * - With a bare measure the whole expression is evaluated once for each design, and must hold in
 *   all.
 * - With many runs a measure is its mean over them, inside `every run` that of the run; events,
 *   worlds and moments are those of the first run (and of every run inside `every run`).  `se` is
 *   that of the difference of both sides, so that what they share by chance does not count.
 *   `every case` without cases is the scenario itself.  Inside both nothing from outside is bound.
 * - Division by nothing cannot be told.  min, max, mean of no event are no such event; sum is 0.
 */
#ifndef TRACE_EXPR_H
#define TRACE_EXPR_H

#include "base/finding.h"
#include "trace/measures.h"
#include "trace/trace.h"
#include "trace/world.h"

enum expr_type { EXPR_BOOL, EXPR_COUNT, EXPR_NUMBER, EXPR_DURATION, EXPR_BYTES, EXPR_RATE,
	EXPR_TEXT, EXPR_MOMENT, EXPR_HOMES, EXPR_EVENT, EXPR_ACTOR, EXPR_CLIENT, EXPR_PIECE,
	EXPR_WORD };

struct expr; /* a parsed expression, in the arena it was parsed into */
struct expr_memory;

/* What names may mean: everything known before a run. */
struct expr_scope {
	const struct scenario *const *scenarios; /* by design, the first is the default */
	const char *const *designs;
	uint32_t design_count;
};

/* One finished run, by design; NULL world cursor: no trace was kept (measures only). */
struct expr_run {
	const char *design;
	const struct trace *trace;
	struct world_cursor *cursor;
	const struct measures *measures;
};

#define EXPR_SE_RUNS 20u /* a standard error over fewer says too little */

/* Many runs of one scenario, one a seed, in each of its cases.  A case is 0 (none) or 1 + its
 * row. */
struct expr_many {
	void *self;
	uint32_t run_count;  /* in each case */
	uint32_t case_count; /* that `every case` goes over */
	/* A measure of one design, by run (NAN: not known), the same array whenever it is asked
	 * for; NULL: cannot be had. */
	const double *(*values)(void *self, uint32_t case_row, const char *design, int measure);
	/* The traces of one run, one row a design, until the next call with the same depth; NULL:
	 * cannot be had.  May be NULL. */
	const struct expr_run *(*kept)(
	    void *self, uint32_t depth, uint32_t case_row, uint32_t run);
};

struct expr_context {
	const struct expr_run *runs; /* the first is the default */
	uint32_t run_count;
	struct arena *arena; /* results live here */
	uint32_t limit_event; /* stop.when, faults: only events before this; NONE32: all */
	/* With limit_event, when the same expression is asked again after every event of one run:
	 * what it has found so far.  NULL: nothing is remembered. */
	struct expr_memory *memory;
	uint64_t steps;       /* out: cost */
	const struct expr_many *many; /* NULL: there are no runs but these; else `runs` has the
	                               * traces of the first, or none */
	uint32_t present_case; /* with many: the case that is looked at */
	uint32_t only_run;     /* private, zero: inside every run, 1 + which */
	uint32_t left_out;     /* private, zero: 1 + the run that means leave out */
	uint32_t depth;        /* private, zero: nesting of every run, every case */
};

struct expr_value {
	enum expr_type type;
	bool known;       /* false: "cannot be told" */
	bool missing;     /* no such event: comparisons are false and say so */
	bool truth;       /* EXPR_BOOL */
	double number;    /* COUNT NUMBER DURATION(ns) BYTES RATE(per s) */
	uint64_t at_ns;   /* MOMENT */
	uint32_t event;   /* EVENT, MOMENT after or before an event; NONE32 */
	bool before;      /* MOMENT: just before that event */
	uint32_t homes;   /* HOMES: bit set of enum home */
	uint16_t actor;   /* ACTOR CLIENT */
	uint16_t piece;
	const char *text; /* TEXT, WORD; in the context's arena */
};

/* Parses and type-checks `text`.  Findings carry mark + offset inside the text (one line).  Returns
 * NULL after adding at least one finding.  `moment`: the text must be a moment (waypoints, at:,
 * until:), else it may be any expression. */
struct expr *expr_parse(struct arena *arena, const struct expr_scope *scope, const char *text,
    struct mark mark, bool moment, struct findings *findings);
/* The type its value will have. */
enum expr_type expr_result_type(const struct expr *expr);
/* True when it reads events or worlds, so that a trace must be kept. */
bool expr_needs_trace(const struct expr *expr);
/* How many runs it takes to decide it: 0 where one will do as anywhere, 1 for `every run` and
 * `every case`, EXPR_SE_RUNS for `se`. */
uint32_t expr_runs_needed(const struct expr *expr);
/* Is it so whatever happens: nothing of a run is read, or a part of it says nothing ("x == x",
 * "count p >= 0", "true and ...")? */
bool expr_is_constant(const struct expr *expr);
/* Does it read this measure (of any design)? */
bool expr_reads_measure(const struct expr *expr, int measure);

struct expr_value expr_evaluate(const struct expr *expr, struct expr_context *context);
/* Can its memory decide it from each event as it comes, also when those before it are not kept? */
bool expr_is_steady(const struct expr *expr);
/* Steady, and it never looks at an event again that it was asked after: of a run that it goes along
 * with only the newest events need to be there (a told one, trace.h). */
bool expr_goes_along(const struct expr *expr);
/* A steady moment that was found: will it stay where it is, whatever comes?  Not the last of
 * something, nor the end. */
bool expr_stays(const struct expr *expr);
/* An empty memory for one expression and one run, in the arena. */
struct expr_memory *expr_memory_new(struct arena *arena);

/* What would be seen if an expression were true: a piece of somebody's at a place, a reply's number
 * in a device's hand, an event at a place. */
struct expr_belief {
	uint16_t place, client; /* NONE16: not said */
	const char *piece;      /* or NULL */
	uint32_t number;        /* a reply's status; 0: none */
	const char *event;      /* a kind, or NULL */
};
/* The first of these that `expr` states; false when it states none. */
bool expr_belief(const struct expr *expr, const struct trace *trace, struct expr_belief *belief);

/* A sub-result for `eval`: text of the part, its value printed; outermost first. */
struct expr_part {
	const char *text, *value;
	int depth;
};
void expr_explain(const struct expr *expr, struct expr_context *context, struct expr_part **parts,
    uint32_t *count);
/* What was measured, comparison by comparison: "0.2503 ±0.0012 ~ 0.25", "in every run". */
void expr_measured(const struct expr *expr, struct expr_context *context, struct str *out);
/* What it says, in words: "Ana is answered 401 at least once".  False, and nothing is added, when
 * there are none for a part of it.  Names are those of the scenario. */
bool expr_say(const struct expr *expr, const struct scenario *scenario, struct str *out);
/* "true", "3", "10 ms", "empty", "cannot be told", "no such event" */
void expr_value_print(const struct trace *trace, const struct expr_value *value, struct str *out);

/* Resolves a moment to a position in a kept trace: the number of events that lie before the
 * moment's end ("at" an event = after it; "before" it = up to it), and its time.  False: no such
 * event. */
bool expr_moment(const struct expr *expr, struct expr_context *context, uint32_t *events,
    uint64_t *at_ns);

/* Writes the expression back as text that parses to the same tree. */
void expr_print(const struct expr *expr, struct str *out);

#endif
