/* An expression written back, with the parentheses that its shape needs and no others; values as
 * people read them. */
#include "trace/expr_internal.h"

#include <math.h>

#include "base/units.h"

/* How tightly a node binds; an operand that binds less than its place asks for is put in ( ). */
enum level { LEVEL_OR, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_SUM, LEVEL_TERM, LEVEL_ATOM };

static void print_expr(const struct expr *expr, struct str *out);

static enum level
level_of(const struct expr *expr)
{
#define X(e, level, run, event) LEVEL_##level,
	static const enum level levels[] = { EXPR_KINDS(X) };
#undef X

	if (levels[expr->kind] == LEVEL_SUM && expr->op != OPERATOR_ADD &&
	    expr->op != OPERATOR_SUBTRACT)
		return LEVEL_TERM;
	return levels[expr->kind];
}

static void
print_operand(const struct expr *expr, enum level least, struct str *out)
{
	bool group = level_of(expr) < least;

	if (group)
		str_add_char(out, '(');
	print_expr(expr, out);
	if (group)
		str_add_char(out, ')');
}

static void
print_group(const struct expr *expr, struct str *out)
{
	str_add(out, " (");
	print_expr(expr, out);
	str_add_char(out, ')');
}

static void
print_actor(const struct actor_ref *actor, struct str *out)
{
	str_add(out, actor->text);
	if (actor->client)
		str_printf(out, " %s", actor->client->text);
}

static void
print_item(const struct item_ref *item, struct str *out)
{
	str_add(out, item->piece);
	if (item->client) {
		str_add(out, " of ");
		print_actor(item->client, out);
	}
}

static void
print_pattern(const struct pattern_ref *pattern, struct str *out)
{
	str_add(out, pattern->text);
	for (const struct suffix_ref *suffix = pattern->first; suffix; suffix = suffix->next) {
		str_printf(out, " %s ", expr_suffix_word(suffix->kind));
		if (suffix->actor)
			print_actor(suffix->actor, out);
		else if (suffix->moment)
			expr_print_moment(suffix->moment, out);
		else
			str_add(out, suffix->text);
	}
	if (pattern->where) {
		str_add(out, " where");
		print_group(pattern->where, out);
	}
}

void
expr_print_moment(const struct moment_ref *moment, struct str *out)
{
	switch (moment->kind) {
	case MOMENT_FIRST:
	case MOMENT_LAST:
		str_add(out, moment->kind == MOMENT_FIRST ? "first " : "last ");
		print_pattern(moment->pattern, out);
		break;
	case MOMENT_BEFORE:
	case MOMENT_AFTER:
		str_add(out, moment->kind == MOMENT_BEFORE ? "before " : "after ");
		expr_print_moment(moment->inner, out);
		break;
	case MOMENT_START:
	case MOMENT_END:
	case MOMENT_TIME:
	case MOMENT_NUMBER:
	case MOMENT_WAYPOINT:
	case MOMENT_EVENT:
		str_add(out, moment->text);
		break;
	}
}

/* Does it end with a pattern that would take a following `before` or `after` for its own? */
static bool
moment_ends_open(const struct moment_ref *moment)
{
	while (moment->kind == MOMENT_BEFORE || moment->kind == MOMENT_AFTER)
		moment = moment->inner;
	return moment->kind != MOMENT_WAYPOINT && moment->pattern && !moment->pattern->where;
}

static bool
ends_open(const struct expr *expr)
{
	if (expr->kind == EX_COMPARE && expr->within == WITHIN_ABSOLUTE)
		return ends_open(expr->tolerance);
	if (expr->kind == EX_COMPARE)
		return expr->within == WITHIN_NONE && ends_open(expr->right);
	if (expr->kind == EX_ARITHMETIC)
		return level_of(expr->right) >= LEVEL_TERM && ends_open(expr->right);
	if (expr->kind == EX_COUNT_OF || expr->kind == EX_FOLD_OF)
		return !expr->pattern->where;
	return expr->kind == EX_TIME_OF && moment_ends_open(expr->moment);
}

/* `at`, `before`, `after` stand behind one comparison. */
static void
print_placed(const struct expr *expr, struct str *out)
{
	if (expr->kind != EX_AT && ends_open(expr->left)) {
		str_add_char(out, '(');
		print_expr(expr->left, out);
		str_add_char(out, ')');
	} else {
		print_operand(expr->left, LEVEL_COMPARE, out);
	}
	str_add(out, expr->kind == EX_AT ? " at " : expr->kind == EX_BEFORE ? " before " :
	    " after ");
	expr_print_moment(expr->moment, out);
}

static void
print_compare(const struct expr *expr, struct str *out)
{
	print_operand(expr->left, LEVEL_SUM, out);
	str_printf(out, " %s ", expr_operator_word(expr->op));
	print_operand(expr->right, LEVEL_SUM, out);
	if (!expr->tolerance)
		return;
	str_add(out, " within ");
	print_operand(expr->tolerance, LEVEL_SUM, out);
	if (expr->within != WITHIN_ABSOLUTE)
		str_add(out, expr->within == WITHIN_SE ? " se" : " percent");
}

static void
print_arithmetic(const struct expr *expr, struct str *out)
{
	enum level level = level_of(expr);

	print_operand(expr->left, level, out);
	str_printf(out, " %s ", expr_operator_word(expr->op));
	print_operand(expr->right, level + 1, out);
}

static void
print_range(const struct expr *expr, struct str *out)
{
	str_add(out, expr->kind == EX_ALWAYS ? "always" : expr->kind == EX_EVER ? "ever" : "never");
	print_group(expr->left, out);
	if (expr->moment) {
		str_add(out, " from ");
		expr_print_moment(expr->moment, out);
	}
	if (expr->until) {
		str_add(out, " to ");
		expr_print_moment(expr->until, out);
	}
}

static void
print_every(const struct expr *expr, struct str *out)
{
	str_add(out, expr->kind == EX_EVERY ? "every " : expr->kind == EX_SOME ? "some " : "no ");
	if (expr->pattern)
		print_pattern(expr->pattern, out);
	else
		str_add(out, expr_domain_word(expr->domain));
	str_add(out, " satisfies");
	print_group(expr->left, out);
}

static void
print_joined(const struct expr *expr, struct str *out)
{
	enum level level = level_of(expr);

	print_operand(expr->left, level, out);
	str_add(out, expr->kind == EX_OR ? " or " : " and ");
	print_operand(expr->right, level + 1, out);
}

static void
print_not(const struct expr *expr, struct str *out)
{
	str_add(out, "not ");
	print_operand(expr->left, LEVEL_NOT, out);
}

/* What begins with `count`, `sum`, `time`, `value` or `home`. */
static void
print_of(const struct expr *expr, struct str *out)
{
	if (expr->kind == EX_COUNT_OF) {
		str_add(out, "count ");
		print_pattern(expr->pattern, out);
	} else if (expr->kind == EX_FOLD_OF) {
		str_printf(out, "%s %s of ", expr_fold_word(expr->fold),
		    expr_field_word(expr->field));
		print_pattern(expr->pattern, out);
	} else if (expr->kind == EX_TIME_OF) {
		str_add(out, "time of ");
		expr_print_moment(expr->moment, out);
	} else {
		str_add(out, expr->kind == EX_VALUE_OF ? "value of " : "home of ");
		print_item(expr->item, out);
	}
}

static void
print_expr(const struct expr *expr, struct str *out)
{
	switch (expr->kind) {
	case EX_OR:
	case EX_AND:
		print_joined(expr, out);
		break;
	case EX_NOT:
		print_not(expr, out);
		break;
	case EX_ALWAYS:
	case EX_EVER:
	case EX_NEVER:
		print_range(expr, out);
		break;
	case EX_EVERY:
	case EX_SOME:
	case EX_NO:
		print_every(expr, out);
		break;
	case EX_UNDER:
		str_printf(out, "under %s", expr->text);
		print_group(expr->left, out);
		break;
	case EX_AT:
	case EX_BEFORE:
	case EX_AFTER:
		print_placed(expr, out);
		break;
	case EX_COMPARE:
		print_compare(expr, out);
		break;
	case EX_HOLDS:
		print_actor(expr->actor, out);
		str_add(out, " holds ");
		print_item(expr->item, out);
		break;
	case EX_ARITHMETIC:
		print_arithmetic(expr, out);
		break;
	case EX_TEXT:
		str_printf(out, "\"%s\"", expr->text);
		break;
	case EX_ACTOR:
		print_actor(expr->actor, out);
		break;
	case EX_COUNT_OF:
	case EX_FOLD_OF:
	case EX_TIME_OF:
	case EX_VALUE_OF:
	case EX_HOME_OF:
		print_of(expr, out);
		break;
	case EX_MOMENT:
		expr_print_moment(expr->moment, out);
		break;
	case EX_NUMBER:
	case EX_TRUE:
	case EX_FALSE:
	case EX_EMPTY:
	case EX_NAME:
	case EX_FIELD:
	case EX_WAYPOINT:
	case EX_MEASURE:
	case EX_WORD:
		str_add(out, expr->text);
		break;
	}
}

void
expr_print(const struct expr *expr, struct str *out)
{
	print_expr(expr, out);
}

/* -- values ---------------------------------------------------------------------------------- */

/* Whole numbers without a point, others with at most six digits. */
static void
print_number(double number, struct str *out)
{
	if (fabs(number) < 1e15 && number == floor(number))
		str_printf(out, "%.0f", number);
	else
		str_printf(out, "%.6g", number);
}

/* Quantities are not negative when people write them, but a difference may be. */
static double
print_sign(double number, struct str *out)
{
	if (number < 0)
		str_add_char(out, '-');
	number = fabs(number);
	return number < 1.8e19 ? number : 1.8e19;
}

static void
print_homes(uint32_t homes, struct str *out)
{
	bool first = true;

	for (int home = 0; home < HOME_COUNT; home++) {
		if (!(homes & 1u << home))
			continue;
		str_printf(out, "%s%s", first ? "" : " and ", home_word((enum home)home));
		first = false;
	}
	if (first)
		str_add(out, "none");
}

static void
print_text(const char *json, struct str *out)
{
	size_t before = out->length;

	expr_text_plain(json, out);
	if (out->length == before)
		str_add(out, "empty");
}

void
expr_value_print(const struct trace *trace, const struct expr_value *value, struct str *out)
{
	if (value->missing && value->type != EXPR_BOOL) {
		str_add(out, "no such event");
		return;
	}
	if (!value->known) {
		str_add(out, "cannot be told");
		return;
	}
	switch (value->type) {
	case EXPR_BOOL:
		str_add(out, value->truth ? "true" : "false");
		if (value->missing)
			str_add(out, " (no such event)");
		break;
	case EXPR_COUNT:
	case EXPR_NUMBER:
		print_number(value->number, out);
		break;
	case EXPR_DURATION:
		units_print_duration(out, (uint64_t)(print_sign(value->number, out) + 0.5));
		break;
	case EXPR_BYTES:
		units_print_bytes(out, (uint64_t)(print_sign(value->number, out) + 0.5));
		break;
	case EXPR_RATE:
		print_number(value->number, out);
		str_add(out, "/s");
		break;
	case EXPR_MOMENT:
	case EXPR_EVENT:
		units_print_duration(out, value->at_ns);
		if (value->event != NONE32)
			str_printf(out, ", %sevent %u", value->before ? "before " : "",
			    value->event);
		break;
	case EXPR_HOMES:
		print_homes(value->homes, out);
		break;
	case EXPR_ACTOR:
	case EXPR_CLIENT:
		str_add(out, trace && value->actor < trace->actor_count ?
		    trace->actors[value->actor].id : value->text ? value->text : "nobody");
		break;
	case EXPR_PIECE:
		str_add(out, trace ? trace_piece_id(trace, value->piece) : "");
		break;
	case EXPR_TEXT:
		print_text(value->text, out);
		break;
	case EXPR_WORD:
		str_add(out, value->text);
		break;
	}
}
