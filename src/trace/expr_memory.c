/* Conditions that are asked after every event of a run (stop.when, moments of faults): what their
 * patterns have found stays found, so that each event is looked at once and not once for every
 * event that follows.
 *
 * A pattern is steady when an event that matched goes on to match and one that did not never will:
 * it asks the event itself, no world, no reply that is still to come, and no moment that may
 * move.  What is not steady is walked through again each time.
 */
#include "trace/expr_internal.h"

#include "base/check.h"

static bool pattern_is_steady(const struct pattern_ref *pattern);

static bool
actor_is_steady(const struct actor_ref *actor)
{
	switch (actor->kind) {
	case ACTOR_NAME:
	case ACTOR_ID:
	case ACTOR_CROWD: return true;
	case ACTOR_ROLE: return actor->role != ROLE_ATTACKER; /* a client may become one */
	case ACTOR_BOUND:
	case ACTOR_FIELD:
	case ACTOR_HOLDER: break;
	}
	return false;
}

/* The first of something stays the first; the last, the end and a time that is not over move. */
static bool
moment_is_steady(const struct moment_ref *moment)
{
	switch (moment->kind) {
	case MOMENT_FIRST: return moment->closed && pattern_is_steady(moment->pattern);
	case MOMENT_WAYPOINT:
	case MOMENT_BEFORE:
	case MOMENT_AFTER: return moment_is_steady(moment->inner);
	case MOMENT_START:
	case MOMENT_END:
	case MOMENT_TIME:
	case MOMENT_NUMBER:
	case MOMENT_LAST:
	case MOMENT_EVENT: break;
	}
	return false;
}

static bool
pattern_is_steady(const struct pattern_ref *pattern)
{
	for (const struct suffix_ref *suffix = pattern->first; suffix; suffix = suffix->next) {
		if (suffix->actor && !actor_is_steady(suffix->actor))
			return false;
		if (suffix->moment && !moment_is_steady(suffix->moment))
			return false;
	}
	return !pattern->where || expr_body_is_steady(pattern->where);
}

/* ---- expressions: what their kind asks for, in the columns of EXPR_KINDS ---- */

typedef bool steady_fn(const struct expr *expr, bool of_event);

static bool is_steady(const struct expr *expr, bool of_event);

static bool
moves_is_steady(const struct expr *expr, bool of_event)
{
	(void)expr;
	(void)of_event;
	return false;
}

static bool
fixed_is_steady(const struct expr *expr, bool of_event)
{
	(void)expr;
	(void)of_event;
	return true;
}

static bool
parts_are_steady(const struct expr *expr, bool of_event)
{
	if (expr->within == WITHIN_SE ||
	    (expr->tolerance && !is_steady(expr->tolerance, of_event)))
		return false;
	return is_steady(expr->left, of_event) &&
	    (!expr->right || is_steady(expr->right, of_event));
}

/* A request's status comes with its reply. */
static bool
its_pattern_is_steady(const struct expr *expr, bool of_event)
{
	(void)of_event;
	return (expr->kind != EX_FOLD_OF || expr->field != FIELD_STATUS) &&
	    pattern_is_steady(expr->pattern);
}

static bool
its_body_is_steady(const struct expr *expr, bool of_event)
{
	(void)of_event;
	return expr->domain == DOMAIN_PATTERN && pattern_is_steady(expr->pattern) &&
	    expr_body_is_steady(expr->left);
}

static bool
its_field_is_steady(const struct expr *expr, bool of_event)
{
	(void)of_event;
	return expr->field != FIELD_STATUS && (!expr->moment || expr->moment->kind == MOMENT_EVENT);
}

static bool
its_actor_is_steady(const struct expr *expr, bool of_event)
{
	(void)of_event;
	return actor_is_steady(expr->actor);
}

/* The end and the last of something move, and are found at once. */
static bool
its_moment_is_steady(const struct expr *expr, bool of_event)
{
	const struct moment_ref *moment = expr->moment;

	(void)of_event;
	while (moment->kind == MOMENT_WAYPOINT || moment->kind == MOMENT_BEFORE ||
	    moment->kind == MOMENT_AFTER)
		moment = moment->inner; /* the newest of something is remembered by any name */
	return moment_is_steady(moment) || moment->kind == MOMENT_END ||
	    (moment->kind == MOMENT_LAST && moment->closed && pattern_is_steady(moment->pattern));
}

static steady_fn *const steady_table[STEADY_COUNT] = {
	[STEADY_MOVES] = moves_is_steady,
	[STEADY_FIXED] = fixed_is_steady,
	[STEADY_PARTS] = parts_are_steady,
	[STEADY_PATTERN] = its_pattern_is_steady,
	[STEADY_BODY] = its_body_is_steady,
	[STEADY_FIELD] = its_field_is_steady,
	[STEADY_ACTOR] = its_actor_is_steady,
	[STEADY_MOMENT] = its_moment_is_steady,
};

static bool
is_steady(const struct expr *expr, bool of_event)
{
#define X(e, level, run, event) { STEADY_##run, STEADY_##event },
	static const enum expr_steady asks[][2] = { EXPR_KINDS(X) };
#undef X

	return steady_table[asks[expr->kind][of_event]](expr, of_event);
}

bool
expr_body_is_steady(const struct expr *expr)
{
	return is_steady(expr, true);
}

bool
expr_is_steady(const struct expr *expr)
{
	return is_steady(expr, false);
}

bool
expr_stays(const struct expr *expr)
{
	return expr->kind == EX_MOMENT && moment_is_steady(expr->moment);
}

struct expr_memory *
expr_memory_new(struct arena *arena)
{
	struct expr_memory *memory = arena_array(arena, 1, sizeof(*memory));

	memory->arena = arena;
	return memory;
}

struct pattern_memory *
expr_memory_of(const struct expr_machine *machine, const struct pattern_ref *pattern,
    const struct expr_frame *frame)
{
	struct expr_memory *memory = machine->context->memory;
	struct pattern_memory *found;

	if (!memory || frame->run != 0 || frame->limit != expr_horizon(machine, 0))
		return NULL;
	for (found = memory->patterns; found && found->pattern != pattern;)
		found = found->next;
	if (!found) {
		found = arena_array(memory->arena, 1, sizeof(*found));
		*found = (struct pattern_memory){ .pattern = pattern, .next = memory->patterns,
			.steady = pattern_is_steady(pattern), .first = NONE32, .last = NONE32,
			.best = expr_missing(EXPR_COUNT) };
		memory->patterns = found;
	}
	return found->steady ? found : NULL;
}

/* ---- what goes along with a run looks at nothing but the newest event ---- */

static bool expr_looks_back(const struct expr *expr);
static bool pattern_looks_back(const struct pattern_ref *pattern);

static bool
moment_looks_back(const struct moment_ref *moment)
{
	return moment && (pattern_looks_back(moment->pattern) || moment_looks_back(moment->inner));
}

/* What is before a moment is looked at when that moment has come, behind it. */
static bool
pattern_looks_back(const struct pattern_ref *pattern)
{
	if (!pattern)
		return false;
	for (const struct suffix_ref *suffix = pattern->first; suffix; suffix = suffix->next)
		if (suffix->kind == SUFFIX_BEFORE || moment_looks_back(suffix->moment))
			return true;
	return expr_looks_back(pattern->where);
}

/* The state that a message carries is told by its recipe, which goes sooner than the message may
 * come. */
static bool
expr_looks_back(const struct expr *expr)
{
	return expr && (expr->field == FIELD_STATE_WIRE_BYTES || expr_looks_back(expr->left) ||
	    expr_looks_back(expr->right) || expr_looks_back(expr->tolerance) ||
	    moment_looks_back(expr->moment) || moment_looks_back(expr->until) ||
	    pattern_looks_back(expr->pattern));
}

bool
expr_goes_along(const struct expr *expr)
{
	return expr_is_steady(expr) && !expr_looks_back(expr);
}
