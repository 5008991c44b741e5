#include "experiment/parting.h"

#include <string.h>

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
