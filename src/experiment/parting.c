#include "experiment/parting.h"

#include <string.h>

#include "base/limits.h"

#define EVENTS_MAX 20000u     /* asked at each of them */
#define STEPS_MAX 20000000u   /* of evaluation in all */

/* True, and that it can be told, at a beginning of the run. */
static bool
holds_at(struct runset *set, const struct expr *expr, uint32_t limit, struct arena *arena,
    uint64_t *steps)
{
	struct expr_context context = { .runs = set->expr_runs,
		.run_count = set->run_count,
		.arena = arena,
		.limit_event = limit };
	struct expr_value value = expr_evaluate(expr, &context);

	*steps += context.steps;
	arena_release(arena);
	return value.known && value.truth && !value.missing;
}

bool
parting_decides(struct runset *set, const char *text, struct mark mark, uint32_t *position)
{
	struct arena arena = { 0 }, values = { 0 };
	struct findings findings;
	struct expr *expr;
	uint32_t count = set->runs[0].trace.event_count, at = count;
	uint64_t steps = 0;
	bool final, decided = false;

	findings_init(&findings, &arena);
	expr = expr_parse(&arena, &set->scope, text, mark, false, &findings);
	if (expr && count <= EVENTS_MAX && expr_runs_needed(expr) == 0) {
		final = holds_at(set, expr, count, &values, &steps);
		while (at > 0 && steps < STEPS_MAX &&
		       holds_at(set, expr, at - 1, &values, &steps) == final)
			at--;
		decided = at > 0 && steps < STEPS_MAX;
	}
	arena_release(&values);
	arena_release(&arena);
	*position = at;
	return decided;
}

/* ---- belief and run ---- */

/* Runs with the asked design first, so that names without a design are about it. */
struct side {
	struct expr_run *runs;
	const struct scenario **scenarios;
	const char **designs;
	uint32_t row; /* of the set */
	struct expr_scope scope;
};

static void
take_side(struct runset *set, const char *design, struct arena *arena, struct side *side)
{
	uint32_t n = 1;

	side->row = 0;
	for (uint32_t r = 0; design && r < set->run_count; r++)
		if (str_equal(set->designs[r], design))
			side->row = r;
	side->runs = arena_array(arena, set->run_count, sizeof *side->runs);
	side->scenarios = arena_array(arena, set->run_count, sizeof *side->scenarios);
	side->designs = arena_array(arena, set->run_count, sizeof *side->designs);
	for (uint32_t r = 0; r < set->run_count; r++) {
		uint32_t to = r == side->row ? 0 : n++;

		side->runs[to] = set->expr_runs[r];
		side->scenarios[to] = set->scenarios[r];
		side->designs[to] = set->designs[r];
	}
	side->scope = (struct expr_scope){ .scenarios = side->scenarios,
		.designs = side->designs,
		.design_count = set->run_count };
}

static bool
side_holds(const struct side *side, const struct expr *expr, uint32_t limit, uint64_t *steps)
{
	struct arena scratch = { 0 };
	struct expr_context context = { .runs = side->runs,
		.run_count = side->scope.design_count,
		.arena = &scratch,
		.limit_event = limit };
	struct expr_value value = expr_evaluate(expr, &context);

	*steps += context.steps;
	arena_release(&scratch);
	return value.known && value.truth && !value.missing;
}

/* The newest text of a piece at a position, or before it the last there was; NULL: none. */
static const char *
value_text(const struct side *side, const char *piece, const char *client, uint32_t position,
    struct arena *arena)
{
	struct findings ignored;
	struct expr *expr;
	uint32_t asked = 0;

	findings_init(&ignored, arena);
	expr = expr_parse(arena, &side->scope,
	    arena_printf(arena, "value of %s of %s", piece, client), (struct mark){ 0 }, false,
	    &ignored);
	for (uint32_t at = position; expr && at > 0 && asked < 2000; at--, asked++) {
		struct expr_context context = { .runs = side->runs,
			.run_count = side->scope.design_count,
			.arena = arena,
			.limit_event = at };
		struct expr_value value = expr_evaluate(expr, &context);

		if (value.known && !value.missing && value.type == EXPR_TEXT && value.text &&
		    *value.text && !str_equal(value.text, "empty"))
			return value.text;
	}
	return NULL;
}

/* "A:book,pen" in s2; "200" in Ana's hand; "send" at s1. */
static void
take_ghost(const struct side *side, const struct expr *believed, uint32_t position,
    struct arena *arena, struct parting *parting)
{
	const struct trace *trace = side->runs[0].trace;
	struct scene_ghost *ghost = &parting->ghost;
	struct expr_belief belief;

	ghost->on = true;
	ghost->place = ghost->client = ghost->piece = NONE16;
	if (!expr_belief(believed, trace, &belief))
		return;
	ghost->place = belief.place;
	ghost->client = belief.client;
	for (uint32_t i = 0; i < trace->actor_count && ghost->client == NONE16; i++)
		if (trace->actors[i].role == ROLE_CLIENT)
			ghost->client = (uint16_t)i;
	if (belief.number || belief.event) { /* nobody's, but what comes by */
		ghost->client = NONE16;
		ghost->text =
		    belief.number ? arena_printf(arena, "%u", belief.number) : belief.event;
	} else if (belief.piece && ghost->client != NONE16) {
		ghost->text = value_text(
		    side, belief.piece, trace->actors[ghost->client].id, position, arena);
	}
	if (!ghost->text)
		ghost->text = belief.piece;
}

void
parting_find(struct runset *set, const struct parting_request *request, struct arena *arena,
    struct parting *parting)
{
	struct findings ignored;
	struct expr *believed, *actual;
	struct str measured = STR_INIT;
	struct side side;
	uint32_t positions[LIMIT_DESIGNS], first, at;
	uint64_t steps = 0;

	memset(parting, 0, sizeof *parting);
	parting->position = request->from;
	findings_init(&ignored, arena);
	take_side(set, request->design, arena, &side);
	believed = expr_parse(
	    arena, &side.scope, request->believed, request->believed_mark, false, &ignored);
	actual = expr_parse(
	    arena, &side.scope, request->actual, request->actual_mark, false, &ignored);
	if (!believed || !actual)
		return;
	runset_positions(set, 0, request->from, positions);
	first = positions[side.row];
	at = side.runs[0].trace->event_count;
	/* back from the end, as long as the one is false and the other true */
	while (at <= EVENTS_MAX && at > first && steps < STEPS_MAX &&
	       !side_holds(&side, believed, at - 1, &steps) &&
	       side_holds(&side, actual, at - 1, &steps))
		at--;
	parting->found = at > first && at <= side.runs[0].trace->event_count &&
			 at <= EVENTS_MAX && steps < STEPS_MAX;
	if (parting->found) {
		runset_positions(set, side.row, at, positions);
		parting->position = positions[0];
	}
	take_ghost(&side, believed, at, arena, parting);
	runset_measured(set, request->believed, request->believed_mark, request->design, &measured);
	parting->measured = arena_strdup(arena, measured.text);
	str_release(&measured);
}
