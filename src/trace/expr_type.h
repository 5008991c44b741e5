/* trace/expr_type.h - what expr_names.c and expr_type.c share: where in the tree typing is, and
 * what a name can mean there.  Private to them.
 */
#ifndef TRACE_EXPR_TYPE_H
#define TRACE_EXPR_TYPE_H

#include "trace/expr_internal.h"

#define TYPE_WRONG ((enum expr_type)-1) /* an error was reported inside */

/* Facts gathered from the whole tree. */
struct typer_facts {
	bool needs_trace, bare_measure;
	bool measures[MEASURES_MAX];
	uint32_t runs_needed;
	uint32_t lowest; /* least depth of binding that something used: what a moment depends on */
};

/* Where in the tree we are; copied and changed on the way down. */
struct typer {
	struct expr_reader *reader;
	struct typer_facts *facts;
	const struct scenario *scenario;
	uint32_t design;      /* row of the scope */
	uint32_t depth;       /* events bound by where and satisfies */
	int event_kind;       /* of the innermost, -1: not known */
	int satisfies;        /* nesting */
	bool client_bound, server_bound;
	bool design_bound;    /* inside `under`, `every design`: bare measures mean that design */
	bool in_run;          /* inside `every run`: there is no spread over runs */
	bool placed;          /* inside at, always ...: a measure has no meaning there */
};

enum meaning { MEANS_EVENT = 1, MEANS_BOUND = 2, MEANS_FIELD = 4, MEANS_WAYPOINT = 8,
	MEANS_MEASURE = 16,
	MEANS_WAYPOINT_FIELD = 32, MEANS_DESIGN_MEASURE = 64, MEANS_EVENT_FIELD = 128 };

struct meanings {
	unsigned set; /* of enum meaning */
	int field, measure;
	uint32_t waypoint, design;
};

/* What is being typed depends on the binding at `depth` (0: on the frame around everything). */
void typer_depend(const struct typer *typer, uint32_t depth);
/* Everything that a bare or dotted name can mean here, without complaint. */
struct meanings typer_meanings(const struct typer *typer, const char *name);
/* How many actors of the scenario bear this name, roles counted too. */
int typer_actor_meanings(const struct typer *typer, const char *name, enum actor_kind *kind,
    enum role *role);

/* Each resolves and types its part; TYPE_WRONG or false after findings. */
enum expr_type typer_expr(const struct typer *typer, struct expr *expr);
enum expr_type typer_name(const struct typer *typer, struct expr *expr);
bool typer_moment(const struct typer *typer, struct moment_ref *moment);
bool typer_pattern(const struct typer *typer, struct pattern_ref *pattern);
/* client: a client is asked for; single: and one person, no crowd or role. */
bool typer_actor(const struct typer *typer, struct actor_ref *actor, bool client, bool single);
/* needs_client: a value or home is somebody's. */
bool typer_item(const struct typer *typer, struct item_ref *item, bool needs_client);
/* `where`: what wants the bool, for the message. */
bool typer_expect_bool(const struct typer *typer, struct expr *expr, const char *where);
/* The typer inside `where` or `satisfies` of a pattern. */
struct typer typer_bind(const struct typer *typer, const struct pattern_ref *pattern);

#endif
