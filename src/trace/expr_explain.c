/* Sub-results: every part of an expression that has a value of its own, outermost first.  The
 * bodies of `where`, `satisfies` and `always` have many values and are left to the part around
 * them. */
#include "trace/expr_internal.h"

#include "base/check.h"

struct explainer {
	struct expr_machine machine;
	struct expr_part *parts;
	uint32_t count, room;
};

static void
add_part(struct explainer *explainer, const char *text, const char *value, int depth)
{
	struct arena *arena = explainer->machine.context->arena;

	if (explainer->count == explainer->room) {
		uint32_t room = explainer->room ? 2 * explainer->room : 16;

		explainer->parts = arena_grow(arena, explainer->parts, explainer->count, room,
		    sizeof(*explainer->parts));
		explainer->room = room;
	}
	explainer->parts[explainer->count++] = (struct expr_part){
		.text = arena_strdup(arena, text),
		.value = arena_strdup(arena, value),
		.depth = depth,
	};
}

static void
add_value(struct explainer *explainer, const struct str *text, const struct expr_value *value,
    const struct expr_frame *frame, int depth)
{
	struct str printed;

	str_init(&printed);
	expr_value_print(expr_trace(&explainer->machine, frame), value, &printed);
	add_part(explainer, text->text, printed.text, depth);
	str_release(&printed);
}

static void
explain_moment(struct explainer *explainer, const struct moment_ref *moment,
    const struct expr_frame *frame, int depth)
{
	struct expr_value value = expr_time_value(&explainer->machine, moment, EXPR_MOMENT, frame);
	struct str text;

	if (moment->kind == MOMENT_TIME || moment->kind == MOMENT_NUMBER)
		return;
	str_init(&text);
	expr_print_moment(moment, &text);
	add_value(explainer, &text, &value, frame, depth);
	str_release(&text);
}

/* Literals say themselves. */
static bool
has_value(const struct expr *expr)
{
	if (expr->kind == EX_ACTOR)
		return expr->actor->kind == ACTOR_HOLDER;
	return expr->kind != EX_NUMBER && expr->kind != EX_TEXT && expr->kind != EX_TRUE &&
	    expr->kind != EX_FALSE && expr->kind != EX_EMPTY && expr->kind != EX_WORD;
}

static bool
is_placed(const struct expr *expr)
{
	return expr->kind == EX_AT || expr->kind == EX_BEFORE || expr->kind == EX_AFTER;
}

/* The frame in which the operands are evaluated; false: they have none of their own. */
static bool
inner_frame(struct expr_machine *machine, const struct expr *expr, struct expr_frame *frame)
{
	struct moment_found found;
	uint32_t run;

	if (is_placed(expr)) {
		found = expr_moment_of(machine, expr->moment, frame);
		frame->limit = frame->world = expr->kind == EX_BEFORE ? found.before : found.after;
		return found.known && !found.missing;
	}
	if (expr->kind == EX_UNDER) {
		run = expr_run_of(machine, expr->design);
		if (run == NONE32)
			return false;
		*frame = expr_frame_under(machine, run, frame);
	}
	return expr->kind == EX_UNDER || expr->kind == EX_OR || expr->kind == EX_AND ||
	    expr->kind == EX_NOT || expr->kind == EX_COMPARE || expr->kind == EX_ARITHMETIC;
}

static void
explain_se(struct explainer *explainer, const struct expr *expr, const struct expr_frame *frame,
    int depth)
{
	struct expr_value value = expr_se_value(&explainer->machine, expr, frame);
	struct str text;

	str_init(&text);
	str_add(&text, "se");
	add_value(explainer, &text, &value, frame, depth);
	str_release(&text);
}

/* Which run or case decided. */
static void
explain_many(struct explainer *explainer, const struct expr *expr, const struct expr_frame *frame,
    int depth)
{
	uint32_t count = expr_many_count(&explainer->machine, expr);

	for (uint32_t row = 0; row < count; row++) {
		struct expr_value value =
		    expr_one_of_many(&explainer->machine, expr, frame, row);
		struct str text;

		if (value.known && value.truth == (expr->kind == EX_EVERY))
			continue;
		str_init(&text);
		str_printf(&text, "%s %u of %u", expr_domain_word(expr->domain), row + 1, count);
		add_value(explainer, &text, &value, frame, depth);
		str_release(&text);
		return;
	}
}

static void
explain(struct explainer *explainer, const struct expr *expr, const struct expr_frame *frame,
    int depth)
{
	struct expr_frame inner = *frame;
	struct expr_value value;
	struct str text;

	if (!has_value(expr))
		return;
	value = expr_value_of(&explainer->machine, expr, frame);
	str_init(&text);
	expr_print(expr, &text);
	add_value(explainer, &text, &value, frame, depth);
	str_release(&text);
	if (expr->kind != EX_TIME_OF && expr->kind != EX_MOMENT && expr->kind != EX_WAYPOINT) {
		if (expr->moment)
			explain_moment(explainer, expr->moment, frame, depth + 1);
		if (expr->until)
			explain_moment(explainer, expr->until, frame, depth + 1);
	}
	if ((expr->kind == EX_EVERY || expr->kind == EX_SOME || expr->kind == EX_NO) &&
	    (expr->domain == DOMAIN_RUN || expr->domain == DOMAIN_CASE))
		explain_many(explainer, expr, frame, depth + 1);
	if (!inner_frame(&explainer->machine, expr, &inner))
		return;
	explain(explainer, expr->left, &inner, depth + 1);
	if (expr->right)
		explain(explainer, expr->right, &inner, depth + 1);
	if (expr->tolerance)
		explain(explainer, expr->tolerance, &inner, depth + 1);
	if (expr->kind == EX_COMPARE && expr->within == WITHIN_SE)
		explain_se(explainer, expr, &inner, depth + 1);
}

/* A bare measure: the whole once for each design. */
static void
explain_designs(struct explainer *explainer, const struct expr *expr)
{
	struct expr_machine *machine = &explainer->machine;

	for (uint32_t run = 0; run < machine->context->run_count; run++) {
		struct expr_frame frame = expr_frame_whole(machine, 0);
		struct expr_value value;
		struct str text;

		frame.measure_run = run;
		value = expr_value_of(machine, expr, &frame);
		str_init(&text);
		str_printf(&text, "design %s", machine->context->runs[run].design);
		add_value(explainer, &text, &value, &frame, 0);
		str_release(&text);
		explain(explainer, expr, &frame, 1);
	}
}

void
expr_explain(const struct expr *expr, struct expr_context *context, struct expr_part **parts,
    uint32_t *count)
{
	struct explainer explainer = { .count = 0 };
	uint64_t steps = context->steps;
	struct expr_frame frame;

	CHECK(context->run_count > 0);
	expr_machine_init(&explainer.machine, expr, context);
	frame = expr_frame_whole(&explainer.machine, 0);
	if (expr->bare_measure && context->run_count > 1)
		explain_designs(&explainer, expr);
	else
		explain(&explainer, expr, &frame, 0);
	context->steps = steps;
	*parts = explainer.parts;
	*count = explainer.count;
}
