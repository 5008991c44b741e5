/* Arithmetic and comparisons.  A comparison with an event that does not exist is false and
 * marked; with what cannot be told, it cannot be told.
 */
#include "trace/expr_internal.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-12

static bool
is_moment_type(enum expr_type type)
{
	return type == EXPR_MOMENT || type == EXPR_EVENT;
}

static struct expr_value
shift_moment(const struct expr_value *moment, double ns)
{
	double at_ns = (double)moment->at_ns + ns;
	struct expr_value value;

	if (!isfinite(at_ns) || at_ns > 1.8e19)
		return expr_unknown(EXPR_MOMENT);
	value = expr_moment_value(EXPR_MOMENT, at_ns > 0 ? (uint64_t)at_ns : 0, NONE32, false);
	/* exact where the shift is a whole number that a double holds */
	if (fabs(ns) < 9e15 && at_ns > 0)
		value.at_ns = ns < 0 ? moment->at_ns - (uint64_t)-ns : moment->at_ns + (uint64_t)ns;
	return value;
}

static double
time_difference(uint64_t left, uint64_t right)
{
	return left >= right ? (double)(left - right) : -(double)(right - left);
}

struct expr_value
expr_arithmetic_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	struct expr_value left = expr_value_of(machine, expr->left, frame);
	struct expr_value right = expr_value_of(machine, expr->right, frame);
	double a = left.number, b = right.number;

	if (left.missing || right.missing)
		return expr_missing(expr->type);
	if (!left.known || !right.known)
		return expr_unknown(expr->type);
	if (is_moment_type(left.type) && is_moment_type(right.type))
		return expr_amount(EXPR_DURATION, time_difference(left.at_ns, right.at_ns));
	if (is_moment_type(left.type))
		return shift_moment(&left, expr->op == OPERATOR_ADD ? b : -b);
	if (is_moment_type(right.type))
		return shift_moment(&right, a);
	if (expr->op == OPERATOR_ADD)
		return expr_amount(expr->type, a + b);
	if (expr->op == OPERATOR_SUBTRACT)
		return expr_amount(expr->type, a - b);
	if (expr->op == OPERATOR_MULTIPLY)
		return expr_amount(expr->type, a * b);
	/* nothing can be told of what is divided by nothing */
	return b == 0 ? expr_unknown(expr->type) : expr_amount(expr->type, a / b);
}

/* Is the text equal to what was written in quotes? */
static bool
text_is(const char *json, const char *written)
{
	struct str plain;
	bool equal;

	str_init(&plain);
	expr_text_plain(json, &plain);
	equal = strcmp(plain.text, written) == 0;
	str_release(&plain);
	return equal;
}

static bool
texts_equal(const struct expr *expr, const struct expr_value *left, const struct expr_value *right)
{
	bool left_written = expr->left->kind == EX_TEXT || expr->left->kind == EX_EMPTY;
	bool right_written = expr->right->kind == EX_TEXT || expr->right->kind == EX_EMPTY;

	if (left_written == right_written)
		return strcmp(left->text, right->text) == 0 ||
		    (!left_written && text_is(left->text, "") && text_is(right->text, ""));
	return left_written ? text_is(right->text, left->text) : text_is(left->text, right->text);
}

/* An actor value against what was written: a role, a crowd, a client with all its devices. */
static bool
actors_equal(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame,
    const struct expr_value *left, const struct expr_value *right)
{
	const struct trace *trace = expr_trace(machine, frame);
	const struct expr *sides[] = { expr->left, expr->right };
	const struct expr_value *values[] = { left, right };

	for (int side = 0; side < 2; side++) {
		struct actor_match match;

		if (sides[side]->kind != EX_ACTOR)
			continue;
		match = expr_actor_of(machine, sides[side]->actor, frame);
		if (expr_actor_matches(trace, &match, values[!side]->actor))
			return true;
	}
	return trace_actor_is(trace, left->actor, right->actor) ||
	    trace_actor_is(trace, right->actor, left->actor);
}

/* -1, 0, 1: order of two quantities or moments; two events are ordered by their place. */
static int
order_of(const struct expr_value *left, const struct expr_value *right)
{
	if (left->type == EXPR_EVENT && right->type == EXPR_EVENT && left->event != right->event)
		return left->event < right->event ? -1 : 1;
	if (is_moment_type(left->type))
		return (left->at_ns > right->at_ns) - (left->at_ns < right->at_ns);
	return (left->number > right->number) - (left->number < right->number);
}

static bool
is_near(const struct expr *expr, const struct expr_value *left, const struct expr_value *right,
    double tolerance)
{
	double distance;

	if (is_moment_type(left->type))
		distance = fabs(time_difference(left->at_ns, right->at_ns));
	else
		distance = fabs(left->number - right->number);
	if (expr->within == WITHIN_PERCENT)
		tolerance = tolerance / 100 * fabs(right->number);
	if (expr->within == WITHIN_SE) /* where nothing varies, rounding is no difference */
		tolerance += ROUNDING * fmax(fabs(left->number), fabs(right->number));
	return distance <= tolerance;
}

static bool
compare_known(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame,
    const struct expr_value *left, const struct expr_value *right, double tolerance)
{
	bool equal;

	if (expr->op == OPERATOR_NEAR)
		return is_near(expr, left, right, tolerance);
	if (left->type == EXPR_HOMES || right->type == EXPR_HOMES)
		equal = left->homes == right->homes; /* empty: none */
	else if (left->type == EXPR_ACTOR)
		equal = actors_equal(machine, expr, frame, left, right);
	else if (left->type == EXPR_TEXT)
		equal = texts_equal(expr, left, right);
	else if (left->type == EXPR_WORD)
		equal = left->number == right->number;
	else if (left->type == EXPR_BOOL)
		equal = left->truth == right->truth;
	else
		equal = order_of(left, right) == 0;
	switch (expr->op) {
	case OPERATOR_EQUAL:
		return equal;
	case OPERATOR_UNEQUAL:
		return !equal;
	case OPERATOR_LESS:
		return order_of(left, right) < 0;
	case OPERATOR_LESS_EQUAL:
		return order_of(left, right) <= 0;
	case OPERATOR_GREATER:
		return order_of(left, right) > 0;
	case OPERATOR_GREATER_EQUAL:
		return order_of(left, right) >= 0;
	case OPERATOR_NEAR:
	case OPERATOR_ADD:
	case OPERATOR_SUBTRACT:
	case OPERATOR_MULTIPLY:
	case OPERATOR_DIVIDE:
	case OPERATOR_COUNT:
		break;
	}
	return false;
}

struct expr_value
expr_compare_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	struct expr_value left = expr_value_of(machine, expr->left, frame);
	struct expr_value right = expr_value_of(machine, expr->right, frame);
	struct expr_value tolerance = expr_amount(EXPR_COUNT, 0), value;
	bool missing;

	if (expr->tolerance)
		tolerance = expr_value_of(machine, expr->tolerance, frame);
	if (expr->within == WITHIN_SE) {
		struct expr_value se = expr_se_value(machine, expr, frame);

		tolerance.known = tolerance.known && se.known;
		tolerance.number *= se.number;
	}
	missing = (left.missing && left.type != EXPR_BOOL) ||
	    (right.missing && right.type != EXPR_BOOL) || tolerance.missing;
	if (missing)
		value = expr_truth(false);
	else if (!left.known || !right.known || !tolerance.known)
		return expr_unknown(EXPR_BOOL);
	else
		value = expr_truth(compare_known(machine, expr, frame, &left, &right,
		    tolerance.number));
	value.missing = missing || left.missing || right.missing;
	return value;
}
