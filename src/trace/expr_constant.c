/* What is so whatever happens in the run: no check, though it looks like one. */
#include "trace/expr_internal.h"

static bool
same_text(const struct expr *left, const struct expr *right)
{
	struct str a = STR_INIT, b = STR_INIT;
	bool same;

	expr_print(left, &a);
	expr_print(right, &b);
	same = str_equal(a.text, b.text);
	str_release(&a);
	str_release(&b);
	return same;
}

/* "x == x"; a number of events that is not less than none. */
static bool
comparison_is_constant(const struct expr *expr)
{
	const struct expr *left = expr->left, *right = expr->right;

	if (same_text(left, right))
		return true;
	return left->kind == EX_COUNT_OF && right->kind == EX_NUMBER && right->number == 0.0 &&
	       (expr->op == OPERATOR_GREATER_EQUAL || expr->op == OPERATOR_LESS);
}

bool
expr_is_constant(const struct expr *expr)
{
	const struct expr *left = expr->left, *right = expr->right;

	switch (expr->kind) {
	case EX_OR:
	case EX_AND:
		/* a part that never changes either decides alone or says nothing */
		if (expr_is_constant(left) || expr_is_constant(right))
			return true;
		return (left->kind == EX_NOT && same_text(left->left, right)) ||
		       (right->kind == EX_NOT && same_text(right->left, left));
	case EX_NOT:
	case EX_ALWAYS:
	case EX_EVER:
	case EX_NEVER:
	case EX_UNDER:
	case EX_AT:
	case EX_BEFORE:
	case EX_AFTER: return expr_is_constant(left);
	case EX_EVERY:
	case EX_SOME:
	case EX_NO: return !expr->pattern && expr_is_constant(left);
	case EX_COMPARE:
		return comparison_is_constant(expr) ||
		       (expr_is_constant(left) && expr_is_constant(right));
	case EX_ARITHMETIC: return expr_is_constant(left) && expr_is_constant(right);
	case EX_NUMBER:
	case EX_TEXT:
	case EX_TRUE:
	case EX_FALSE:
	case EX_EMPTY:
	case EX_WORD:
	case EX_ACTOR: return true;
	case EX_NAME:
	case EX_HOLDS:
	case EX_FIELD:
	case EX_WAYPOINT:
	case EX_MEASURE:
	case EX_COUNT_OF:
	case EX_FOLD_OF:
	case EX_TIME_OF:
	case EX_VALUE_OF:
	case EX_HOME_OF:
	case EX_MOMENT: break;
	}
	return false;
}
