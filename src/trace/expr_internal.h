/* trace/expr_internal.h - the tree of an expression, private to src/trace/expr_*.c.
 *
 *    expr_lex     text ──▶ tokens
 *    expr_parse   tokens ──▶ tree, names as written
 *    expr_scope   what a name may mean before a run: actors, designs, waypoints, pieces, actions
 *    expr_type    names resolved, every node typed, units checked
 *    expr_pattern moments and patterns over the events of one run
 *    expr_eval    values
 *    expr_print   the tree as text;  expr_explain: sub-results
 *
 * Nodes keep their words as written (`text`), so that printing is exact, and their byte offset
 * (`at`), so that an error points at the word.
 */
#ifndef TRACE_EXPR_INTERNAL_H
#define TRACE_EXPR_INTERNAL_H

#include "base/statistics.h"
#include "trace/expr.h"

#define EXPR_SATISFIES_MAX 2 /* nesting of `satisfies` */
#define EXPR_SUFFIXES_MAX 8  /* suffixes of one pattern */
#define EXPR_MEANS_MAX 16    /* means over all runs that are remembered */

enum lexeme_kind { LEXEME_END, LEXEME_NAME, LEXEME_NUMBER, LEXEME_TEXT, LEXEME_OPEN, LEXEME_CLOSE,
	LEXEME_OPERATOR };

struct lexeme {
	enum lexeme_kind kind;
	uint32_t at;      /* byte offset */
	const char *text; /* NUL-terminated; a name with its dots, a text without its quotes */
};

/* clang-format off */
#define EXPR_OPERATORS(X) \
	X(EQUAL, "==") X(UNEQUAL, "!=") X(LESS, "<") X(LESS_EQUAL, "<=") X(GREATER, ">") \
	X(GREATER_EQUAL, ">=") X(NEAR, "~") X(ADD, "+") X(SUBTRACT, "-") \
	X(MULTIPLY, "*") X(DIVIDE, "/")

/* FIELD(ENUM, "word", type): what can be asked of an event. */
#define EXPR_FIELDS(X) \
	X(AT_NS, "at_ns", MOMENT) X(VALUE, "value", COUNT) X(WIRE_BYTES, "wire_bytes", BYTES) \
	X(STATE_WIRE_BYTES, "state_wire_bytes", BYTES) \
	X(VERSION, "version", COUNT) X(ATTEMPT, "attempt", COUNT) X(ACTOR, "actor", ACTOR) \
	X(OTHER, "other", ACTOR) X(HOME, "home", HOMES) X(OUTCOME, "outcome", WORD) \
	X(KIND, "kind", WORD) X(REQUEST, "request", COUNT) X(STATUS, "status", COUNT)

/* Sub-results of patterns, and what `every` may run over beside a pattern. */
#define EXPR_FOLDS(X) X(SUM, "sum") X(MIN, "min") X(MAX, "max") X(MEAN, "mean")
#define EXPR_DOMAINS(X) \
	X(RUN, "run") X(CASE, "case") X(CLIENT, "client") X(SERVER, "server") X(DESIGN, "design")
#define EXPR_SUFFIXES(X) \
	X(OF, "of") X(BY, "by") X(FROM, "from") X(TO, "to") X(IN, "in") X(FOR, "for") \
	X(BEFORE, "before") X(AFTER, "after")
/* clang-format on */

#define X(e, w) OPERATOR_##e,
enum expr_operator { EXPR_OPERATORS(X) OPERATOR_COUNT };
#undef X
#define X(e, w, t) FIELD_##e,
enum expr_field { EXPR_FIELDS(X) FIELD_COUNT };
#undef X
#define X(e, w) FOLD_##e,
enum expr_fold { EXPR_FOLDS(X) FOLD_COUNT };
#undef X
#define X(e, w) DOMAIN_##e,
enum expr_domain { EXPR_DOMAINS(X) DOMAIN_PATTERN };
#undef X
#define X(e, w) SUFFIX_##e,
enum expr_suffix_kind { EXPR_SUFFIXES(X) SUFFIX_COUNT };
#undef X

/* clang-format off */
/* KIND(ENUM, level, of a run, of an event): node kinds; OR..UNDER, COMPARE and HOLDS are bool.  The
 * level says how tightly it binds (expr_print.c); the last two what has to be steady for it to be
 * (expr_memory.c), asked of a run as it goes on, and asked of one event of it inside `where` or
 * `satisfies`. */
#define EXPR_KINDS(X) \
	X(OR, OR, PARTS, PARTS) X(AND, AND, PARTS, PARTS)        /* left, right */ \
	X(NOT, NOT, PARTS, PARTS)                                /* left */ \
	X(ALWAYS, NOT, MOVES, MOVES) X(EVER, NOT, MOVES, MOVES)  /* left; from moment, until */ \
	X(NEVER, NOT, MOVES, MOVES) \
	X(EVERY, NOT, BODY, MOVES) X(SOME, NOT, BODY, MOVES)     /* domain, pattern; left */ \
	X(NO, NOT, BODY, MOVES) \
	X(UNDER, NOT, MOVES, MOVES)                              /* design; left */ \
	X(AT, NOT, MOVES, MOVES) X(BEFORE, NOT, MOVES, MOVES)    /* left; moment */ \
	X(AFTER, NOT, MOVES, MOVES) \
	X(COMPARE, COMPARE, PARTS, PARTS)                        /* left op right [within ..] */ \
	X(HOLDS, COMPARE, MOVES, MOVES)                          /* actor, item */ \
	X(ARITHMETIC, SUM, PARTS, PARTS)                         /* left op right; or a term */ \
	X(NUMBER, ATOM, FIXED, FIXED) X(TEXT, ATOM, FIXED, FIXED) \
	X(TRUE, ATOM, FIXED, FIXED) X(FALSE, ATOM, FIXED, FIXED) X(EMPTY, ATOM, FIXED, FIXED) \
	X(NAME, ATOM, MOVES, MOVES)                              /* before typing only */ \
	X(FIELD, ATOM, MOVES, FIELD)                             /* of the bound event, or of moment */ \
	X(WAYPOINT, ATOM, MOMENT, MOVES)                         /* moment: that, or the bound event */ \
	X(MEASURE, ATOM, MOVES, MOVES)                           /* measure; design or NONE32 */ \
	X(WORD, ATOM, FIXED, FIXED)                              /* a word of an enum */ \
	X(ACTOR, ATOM, ACTOR, ACTOR)                             /* actor */ \
	X(COUNT_OF, ATOM, PATTERN, MOVES)                        /* pattern */ \
	X(FOLD_OF, ATOM, PATTERN, MOVES)                         /* pattern; fold, field */ \
	X(TIME_OF, ATOM, MOMENT, MOVES)                          /* moment */ \
	X(VALUE_OF, ATOM, MOVES, MOVES) X(HOME_OF, ATOM, MOVES, MOVES) /* item */ \
	X(MOMENT, ATOM, MOMENT, MOVES)                           /* root of a text that is a moment */

/* What has to be steady: nothing can be, nothing need be, its parts, the pattern, pattern and left
 * in the event that it binds, the field, the actor, the moment. */
#define EXPR_STEADY(X) \
	X(MOVES) X(FIXED) X(PARTS) X(PATTERN) X(BODY) X(FIELD) X(ACTOR) X(MOMENT)
/* clang-format on */

#define X(e, level, run, event) EX_##e,
enum expr_kind { EXPR_KINDS(X) };
#undef X
#define X(e) STEADY_##e,
enum expr_steady { EXPR_STEADY(X) STEADY_COUNT };
#undef X

enum expr_within { WITHIN_NONE, WITHIN_ABSOLUTE, WITHIN_PERCENT, WITHIN_SE };
/* Which enum a word belongs to. */
enum expr_words { WORDS_NONE, WORDS_OUTCOME, WORDS_KIND };

struct moment_ref;
struct pattern_ref;
struct actor_ref;
struct item_ref;

struct expr {
	enum expr_kind kind;
	uint32_t at;
	enum expr_type type;
	enum expr_words words;
	struct expr *left, *right, *tolerance;
	enum expr_operator op;
	enum expr_within within;
	enum expr_fold fold;
	enum expr_field field;
	enum expr_domain domain;
	const char *text;
	double number;   /* EX_NUMBER, in the type's unit; EX_WORD: enum value */
	uint32_t design; /* row of the scope's designs, NONE32 */
	int measure;
	bool body_trace;   /* EX_EVERY and its kin over runs or cases: the body reads events */
	bool literal_time; /* EX_NUMBER with a unit of time: a moment where one is asked for */
	struct moment_ref *moment, *until;
	struct pattern_ref *pattern;
	struct actor_ref *actor;
	struct item_ref *item;
	/* of the root only */
	const char *const *designs; /* names, for values by design */
	uint32_t slot_count;        /* closed moments, remembered while evaluating */
	bool needs_trace, bare_measure;
	uint32_t runs_needed;
	bool measures[MEASURES_MAX]; /* that it reads */
};

enum moment_kind { MOMENT_START, MOMENT_END, MOMENT_TIME, MOMENT_NUMBER, MOMENT_WAYPOINT,
	MOMENT_FIRST, MOMENT_LAST, MOMENT_BEFORE, MOMENT_AFTER, MOMENT_EVENT };

struct moment_ref {
	enum moment_kind kind;
	uint32_t at;
	const char *text;            /* number, time, waypoint */
	uint64_t number;             /* ns, or an event's number */
	struct pattern_ref *pattern; /* FIRST, LAST */
	struct moment_ref *inner;    /* BEFORE, AFTER; the moment a waypoint stands for */
	bool closed;                 /* depends on the run alone */
	uint32_t slot;
};

enum pattern_kind { PATTERN_KIND, PATTERN_REQUEST, PATTERN_REPLY, PATTERN_ACTION };

struct suffix_ref {
	enum expr_suffix_kind kind;
	uint32_t at;
	const char *text; /* OF: the piece */
	struct actor_ref *actor;
	struct moment_ref *moment;
	struct suffix_ref *next;
};

struct pattern_ref {
	enum pattern_kind kind;
	uint32_t at;
	const char *text;
	int event_kind; /* also of REQUEST, ACTION (send) and REPLY (receive) */
	struct suffix_ref *first, *last;
	struct expr *where;
};

enum actor_kind { ACTOR_NAME, ACTOR_ID, ACTOR_ROLE, ACTOR_CROWD, ACTOR_BOUND, ACTOR_FIELD,
	ACTOR_HOLDER };

struct actor_ref {
	enum actor_kind kind;
	uint32_t at;
	const char *text;
	enum role role;           /* ROLE, BOUND */
	struct actor_ref *client; /* HOLDER */
	struct expr *field;       /* FIELD */
};

struct item_ref {
	uint32_t at;
	const char *piece;
	struct actor_ref *client; /* NULL: not said */
};

/* -- lexer, parser --------------------------------------------------------------------------- */

/* Everything one call of expr_parse shares. */
struct expr_reader {
	struct arena *arena;
	const struct expr_scope *scope;
	const char *source;
	struct mark mark;
	struct findings *findings;
	struct lexeme *tokens;
	uint32_t next;
	int depth;
	uint32_t design;  /* row of the scope: what names mean outside `under` */
	bool moment_mode; /* a bare number is an event's number */
	bool failed;
	/* waypoints met so far, by design * LIMIT_WAYPOINTS + row; shared by nested readers */
	struct moment_ref **waypoints;
	bool *waypoint_open; /* being read: a second meeting is a cycle */
	uint32_t *slots;     /* counter */
};

/* NULL after a finding. */
struct lexeme *expr_lex(struct expr_reader *reader);
/* The whole text as a tree, names unresolved. NULL after a finding. */
struct expr *expr_syntax(struct expr_reader *reader);
/* Adds an error at byte `at` of the text; returns NULL always. */
void *expr_fail(struct expr_reader *reader, uint32_t at, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Resolves and types; false after findings. */
bool expr_resolve(struct expr_reader *reader, struct expr *root);
/* Lexes, parses, types with tables of waypoints already there. */
struct expr *expr_read(struct expr_reader *reader);

/* -- words ----------------------------------------------------------------------------------- */

const char *expr_operator_word(enum expr_operator op);
const char *expr_field_word(enum expr_field field);
enum expr_type expr_field_type(enum expr_field field, int event_kind);
int expr_field_find(const char *word);
const char *expr_fold_word(enum expr_fold fold);
const char *expr_domain_word(enum expr_domain domain);
const char *expr_suffix_word(enum expr_suffix_kind kind);
/* "a duration", "a number of bytes": for messages. */
const char *expr_type_words(enum expr_type type);

/* -- what names may mean --------------------------------------------------------------------- */

/* How many different actors of the scenario (clients, members, crowds, devices, nodes; not roles)
 * bear this id; *kind is ACTOR_ID or ACTOR_CROWD, *role what it is. */
int expr_scope_actor(const struct scenario *scenario, const char *id, enum actor_kind *kind,
    enum role *role);
/* Row of the design, or NONE32. */
uint32_t expr_scope_design(const struct expr_scope *scope, const char *id);
/* Row of the waypoint, or NONE32. */
uint32_t expr_scope_waypoint(const struct scenario *scenario, const char *id);
/* Declared pieces, then ticket, route, key. */
bool expr_scope_piece(const struct scenario *scenario, const char *id);

enum expr_name_set { NAMES_ACTOR, NAMES_CLIENT, NAMES_DESIGN, NAMES_WAYPOINT, NAMES_PIECE,
	NAMES_KIND, NAMES_FIELD, NAMES_MEASURE, NAMES_OUTCOME, NAMES_EVENT_KIND, NAMES_HOME };
/* Adds "Did you mean ..." (the nearest name of these sets) to the newest finding, when one is
 * near. */
void expr_advise(struct expr_reader *reader, uint32_t design, const char *word,
    const enum expr_name_set *sets, size_t set_count);

void expr_print_moment(const struct moment_ref *moment, struct str *out);

/* -- evaluation ------------------------------------------------------------------------------ */

/* A moment found in a run: two positions (numbers of events that have happened). */
struct moment_found {
	bool known, missing;
	uint32_t before; /* just before it */
	uint32_t after;  /* just after it */
	uint32_t event;  /* NONE32 for a time */
	uint64_t at_ns;
};

/* What stands fixed while a part is evaluated. */
struct expr_frame {
	uint32_t run;         /* whose events, worlds and moments */
	uint32_t measure_run; /* whose bare measures */
	uint32_t limit;       /* patterns see events before this position */
	uint32_t world;       /* worlds are read at this position */
	uint32_t event;       /* bound by where or satisfies, or NONE32 */
	uint16_t client, server; /* bound by satisfies, or NONE16 */
};

struct expr_machine {
	struct expr_context *context;
	const struct expr *root;
	struct moment_found *slots; /* [run_count * slot_count] */
	bool *slot_full;
	uint32_t *world_position; /* by run: of its cursor, for the cost of moving it */
	bool exhausted;
	struct expr_mean {
		const double *values; /* by run */
		struct statistics statistics;
	} means[EXPR_MEANS_MAX];
	uint32_t mean_count;
};

/* Counts `steps`; false when the bound is passed: everything then answers "cannot be told". */
bool expr_spend(struct expr_machine *machine, uint64_t steps);
void expr_machine_init(struct expr_machine *machine, const struct expr *root,
    struct expr_context *context);
/* Whole run 0, nothing bound. */
struct expr_frame expr_frame_whole(const struct expr_machine *machine, uint32_t run);
const struct trace *expr_trace(const struct expr_machine *machine, const struct expr_frame *frame);
/* Events that may be looked at at all: all kept ones, or those before context.limit_event; with a
 * memory those too that have passed by. */
uint32_t expr_horizon(const struct expr_machine *machine, uint32_t run);
/* Is it a run under way of which only the newest events are there? */
bool expr_passes(const struct expr_machine *machine, const struct trace *trace);
struct expr_value expr_value_of(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame);
struct moment_found expr_moment_of(struct expr_machine *machine, const struct moment_ref *moment,
    const struct expr_frame *frame);
/* The frame inside `under` and `every design`: another run, whole, with the same client and
 * server. */
struct expr_frame expr_frame_under(const struct expr_machine *machine, uint32_t run,
    const struct expr_frame *frame);
/* The world of the frame, NULL when no trace was kept. */
const struct world *expr_world(struct expr_machine *machine, const struct expr_frame *frame);
/* The value of a field of event `event` of the frame's run. */
struct expr_value expr_field_of(const struct trace *trace, uint32_t event, enum expr_field field,
    enum expr_type type);
/* A run of the context by design row of the scope, NONE32 when it is not there. */
uint32_t expr_run_of(const struct expr_machine *machine, uint32_t design);

/* An actor reference made fast: resolved once for a pass. */
struct actor_match {
	bool known, missing;
	enum actor_kind kind; /* ID (row), ROLE, CROWD */
	uint16_t row;
	enum role role;
};
struct actor_match expr_actor_of(struct expr_machine *machine, const struct actor_ref *actor,
    const struct expr_frame *frame);
/* The same where a client is asked for: of a device, its client. */
struct actor_match expr_client_of(struct expr_machine *machine, const struct actor_ref *actor,
    const struct expr_frame *frame);
/* Is `actor` (a row) meant?  A client means all its devices. */
bool expr_actor_matches(const struct trace *trace, const struct actor_match *match, uint16_t actor);

/* What a steady pattern has found among the events before `upto` (expr_memory.c). */
struct pattern_memory {
	struct pattern_memory *next;
	const struct pattern_ref *pattern;
	bool steady, unknown; /* unknown: something on the way could not be told */
	uint32_t upto, first, last; /* events; NONE32: none yet */
	uint64_t first_ns, last_ns;
	double count, sum;
	struct expr_value best; /* of a fold: its least or greatest */
};
struct expr_memory {
	struct arena *arena;
	struct pattern_memory *patterns;
};
/* The pattern's memory, if there is one for what the frame sees and it can be trusted. */
struct pattern_memory *expr_memory_of(const struct expr_machine *machine,
    const struct pattern_ref *pattern, const struct expr_frame *frame);

/* Does it say of the bound event what it will always say of it? */
bool expr_body_is_steady(const struct expr *expr);

/* A walk over the events that match a pattern, forwards or backwards. */
struct pattern_walk {
	struct expr_machine *machine;
	const struct pattern_ref *pattern;
	struct expr_frame frame;
	const struct trace *trace;
	uint32_t low, high;  /* events low..high-1 remain */
	bool known;          /* false: something on the way could not be told */
	bool open;           /* what happened at the end of the range was not kept */
	bool missing;        /* a moment or actor of a suffix does not exist: nothing matches */
	struct pattern_memory *memory; /* what was found before `low`, NULL: nothing is kept */
	uint16_t action, piece;
	struct actor_match actors[EXPR_SUFFIXES_MAX]; /* by suffix; of a piece: row */
};
void expr_walk_begin(struct pattern_walk *walk, struct expr_machine *machine,
    const struct pattern_ref *pattern, const struct expr_frame *frame);
/* The next matching event, NONE32 at the end.  With a memory only forwards. */
uint32_t expr_walk_next(struct pattern_walk *walk, bool backwards);
/* All of what is left, into the memory. */
void expr_walk_remember(struct pattern_walk *walk);

struct expr_value expr_homes_value(uint32_t homes);
struct expr_value expr_moment_value(enum expr_type type, uint64_t at_ns, uint32_t event,
    bool before);

/* By kind of node; the node and frame as in expr_value_of. */
#define EXPR_VALUE(name) struct expr_value name(struct expr_machine *machine, \
    const struct expr *expr, const struct expr_frame *frame)
EXPR_VALUE(expr_field_value);
EXPR_VALUE(expr_measure_value);
EXPR_VALUE(expr_item_value);
EXPR_VALUE(expr_home_value);
EXPR_VALUE(expr_holds_value);
EXPR_VALUE(expr_count_value);
EXPR_VALUE(expr_fold_value);
EXPR_VALUE(expr_arithmetic_value);
EXPR_VALUE(expr_compare_value);
EXPR_VALUE(expr_se_value); /* of `left ~ right within N se` */
#undef EXPR_VALUE
struct expr_value expr_time_value(struct expr_machine *machine, const struct moment_ref *moment,
    enum expr_type type, const struct expr_frame *frame);

/* A measure where there are many runs: of the one that is looked at, or the mean. */
struct expr_value expr_many_measure(struct expr_machine *machine, const struct expr *expr,
    const char *design);
/* The standard error of left - right (right NULL: of left) over the runs. */
struct expr_value expr_se_of(struct expr_machine *machine, const struct expr *left,
    const struct expr *right, const struct expr_frame *frame);
/* How many runs or cases `every run`, `every case` goes over; 0: cannot be told. */
uint32_t expr_many_count(const struct expr_machine *machine, const struct expr *expr);
/* Its body in one of them. */
struct expr_value expr_one_of_many(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame, uint32_t row);

/* A piece's text, which is JSON, as an expression sees it: a string without its quotes, the
 * members of a list between spaces, and nothing at all for [] {} null "" and 0. */
void expr_text_plain(const char *json, struct str *out);
struct expr_value expr_unknown(enum expr_type type);
struct expr_value expr_missing(enum expr_type type);
struct expr_value expr_truth(bool truth);
struct expr_value expr_amount(enum expr_type type, double number);

#endif
