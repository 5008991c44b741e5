/* What a check compares, as numbers: each comparison with both its sides, and their standard errors
 * where there are many runs. */
#include "trace/expr_internal.h"

#include <math.h>

#include "base/check.h"

/* A number that was written, not measured. */
static bool
is_written(const struct expr *expr)
{
	if (expr->kind == EX_ARITHMETIC)
		return is_written(expr->left) && is_written(expr->right);
	return expr->kind == EX_NUMBER || expr->kind == EX_TEXT || expr->kind == EX_EMPTY ||
	    expr->kind == EX_WORD || expr->kind == EX_TRUE || expr->kind == EX_FALSE;
}

static void
add_side(struct expr_machine *machine, const struct expr *side, const struct expr_frame *frame,
    struct str *out)
{
	struct expr_value value = expr_value_of(machine, side, frame), se;

	expr_value_print(expr_trace(machine, frame), &value, out);
	if (is_written(side) || side->type == EXPR_BOOL || !value.known || value.missing)
		return;
	se = expr_se_of(machine, side, NULL, frame);
	if (!se.known || se.type == EXPR_MOMENT || se.type == EXPR_EVENT)
		return;
	str_add(out, " ±");
	if (se.type == EXPR_COUNT || se.type == EXPR_NUMBER)
		str_printf(out, "%.2g", se.number);
	else
		expr_value_print(expr_trace(machine, frame), &se, out);
}

static void
add_every(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame,
    struct str *out)
{
	uint32_t count = expr_many_count(machine, expr), holds = 0;

	for (uint32_t row = 0; row < count; row++) {
		struct expr_value value = expr_one_of_many(machine, expr, frame, row);

		holds += value.known && value.truth && !value.missing;
	}
	str_printf(out, "in %u of %u %ss", holds, count, expr_domain_word(expr->domain));
}

static void
add_measured(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame, struct str *out)
{
	switch ((int)expr->kind) {
	case EX_OR:
	case EX_AND:
		add_measured(machine, expr->left, frame, out);
		str_add(out, expr->kind == EX_OR ? " or " : ", ");
		add_measured(machine, expr->right, frame, out);
		return;
	case EX_NOT:
		str_add(out, "not: ");
		add_measured(machine, expr->left, frame, out);
		return;
	case EX_COMPARE:
		add_side(machine, expr->left, frame, out);
		str_printf(out, " %s ",
		    expr->op == OPERATOR_NEAR ? "against" : expr_operator_word(expr->op));
		add_side(machine, expr->right, frame, out);
		return;
	case EX_EVERY:
	case EX_SOME:
	case EX_NO:
		if (expr->domain == DOMAIN_RUN || expr->domain == DOMAIN_CASE) {
			add_every(machine, expr, frame, out);
			return;
		}
		break;
	default:
		break;
	}
	add_side(machine, expr, frame, out);
}

void
expr_measured(const struct expr *expr, struct expr_context *context, struct str *out)
{
	uint64_t steps = context->steps;
	struct expr_machine machine;
	struct expr_frame frame;

	CHECK(context->run_count > 0);
	expr_machine_init(&machine, expr, context);
	for (uint32_t run = 0; run < context->run_count; run++) {
		frame = expr_frame_whole(&machine, 0);
		frame.measure_run = run;
		if (!expr->bare_measure) {
			add_measured(&machine, expr, &frame, out);
			break;
		}
		str_printf(out, "%s%s ", run ? "; " : "", context->runs[run].design);
		add_measured(&machine, expr, &frame, out);
	}
	context->steps = steps;
}
