/* What has to be so, in words: "Ana is answered 401 at least once", "her cart is not empty".
 *
 * For people who are told what their goal lacks and never saw an expression.  Shapes that goals are
 * made of have words; whatever has none is left to be printed as it is written.
 */
#include "trace/expr_internal.h"

#include <string.h>

#include "model/cast.h"
#include "trace/measures.h"

struct words {
	const struct scenario *scenario;
	struct str *out;
};

static bool say(const struct words *words, const struct expr *expr);

/* "Ana", "s1", "the database", "any server". */
static bool
say_actor(const struct words *words, const struct actor_ref *actor)
{
	static const struct {
		const char *id;
		enum cast_id word;
	} only_ones[] = {
		{ "lb", CAST_BALANCER }, { "store", CAST_STORE }, { "db", CAST_DATABASE }
	};
	uint16_t client;

	if (actor->kind == ACTOR_ROLE) {
		str_printf(words->out, "any %s", actor->text);
		return true;
	}
	if (actor->kind != ACTOR_ID && actor->kind != ACTOR_CROWD)
		return false;
	for (size_t i = 0; i < sizeof only_ones / sizeof *only_ones; i++)
		if (str_equal(actor->text, only_ones[i].id)) {
			str_printf(words->out, "the %s",
			    cast_word(words->scenario, only_ones[i].word));
			return true;
		}
	client = scenario_client(words->scenario, actor->text);
	str_add(words->out, client == SCENARIO_NONE ? actor->text :
	    words->scenario->clients[client].name);
	return true;
}

/* "Ana's cart". */
static bool
say_item(const struct words *words, const struct item_ref *item)
{
	if (item->client == NULL || !say_actor(words, item->client))
		return false;
	str_printf(words->out, "'s %s", cast_of(words->scenario, item->piece));
	return true;
}

/* How often: the end of "... is answered 401". */
static bool
say_times(struct str *out, enum expr_operator op, double number)
{
	if (number == (op == OPERATOR_GREATER ? 0 : 1) &&
	    (op == OPERATOR_GREATER || op == OPERATOR_GREATER_EQUAL))
		str_add(out, " at least once");
	else if (op == OPERATOR_EQUAL && number == 1)
		str_add(out, " just once");
	else if (op == OPERATOR_EQUAL)
		str_printf(out, " %.0f times", number);
	else if (op == OPERATOR_GREATER)
		str_printf(out, " more than %.0f time%s", number, number == 1 ? "" : "s");
	else if (op == OPERATOR_GREATER_EQUAL)
		str_printf(out, " at least %.0f times", number);
	else if (op == OPERATOR_LESS_EQUAL)
		str_printf(out, " at most %.0f time%s", number, number == 1 ? "" : "s");
	else
		return false;
	return true;
}

/* The status that a reply shall have: "401", "with an error of a server". */
static bool
say_status(struct str *out, const struct expr *where)
{
	bool status = where && where->kind == EX_COMPARE && where->left->kind == EX_FIELD &&
	    where->left->field == FIELD_STATUS && where->left->moment == NULL &&
	    where->right->kind == EX_NUMBER;

	if (where == NULL)
		return true;
	if (status && where->op == OPERATOR_EQUAL)
		str_printf(out, " %.0f", where->right->number);
	else if (status && where->op == OPERATOR_GREATER_EQUAL && where->right->number == 500)
		str_add(out, " with an error of a server");
	else
		return false;
	return true;
}

/* The one suffix of a pattern, if it is of that kind and there is no other. */
static const struct actor_ref *
only_suffix(const struct pattern_ref *pattern, enum expr_suffix_kind kind)
{
	const struct suffix_ref *first = pattern->first;

	return first && !first->next && first->kind == kind ? first->actor : NULL;
}

/* "Ana is answered 401", "Ana is never answered 401", "orders are written in the database". */
static bool
say_pattern(const struct words *words, const struct pattern_ref *pattern, bool never)
{
	const struct actor_ref *whom = only_suffix(pattern, SUFFIX_TO);
	const struct suffix_ref *of = pattern->first, *in = of ? of->next : NULL;
	bool writes = pattern->kind == PATTERN_KIND && pattern->event_kind == EVENT_WRITE &&
	    of && of->kind == SUFFIX_OF && in && !in->next && in->kind == SUFFIX_IN;

	if (pattern->kind == PATTERN_REPLY && whom) {
		if (!say_actor(words, whom))
			return false;
		str_add(words->out, never ? " is never answered" : " is answered");
		return say_status(words->out, pattern->where);
	}
	if (pattern->where)
		return false;
	if (writes) {
		str_printf(words->out, "%s are %swritten in ", cast_of(words->scenario, of->text),
		    never ? "never " : "");
		return say_actor(words, in->actor);
	}
	if (pattern->kind == PATTERN_KIND && pattern->event_kind == EVENT_CRASH &&
	    !pattern->first) {
		str_add(words->out, never ? "nothing crashes" : "something crashes");
		return true;
	}
	return false;
}

/* "forced logins: 1", "failed requests: more than 0" */
static bool
say_measure(const struct words *words, const struct expr *expr)
{
	static const char *const ops[OPERATOR_COUNT] = { [OPERATOR_EQUAL] = "",
		[OPERATOR_UNEQUAL] = "not ", [OPERATOR_LESS] = "less than ",
		[OPERATOR_LESS_EQUAL] = "at most ", [OPERATOR_GREATER] = "more than ",
		[OPERATOR_GREATER_EQUAL] = "at least " };
	const char *name = measure_rows[expr->left->measure].name;

	if (expr->left->design != NONE32 || ops[expr->op] == NULL || strchr(name, '.') ||
	    measure_rows[expr->left->measure].unit != MEASURE_COUNT_)
		return false;
	for (; *name; name++)
		str_add_char(words->out, *name == '_' ? ' ' : *name);
	if (str_equal(measure_rows[expr->left->measure].name, "failed"))
		str_add(words->out, " requests");
	str_printf(words->out, ": %s%.0f", ops[expr->op], expr->right->number);
	return true;
}

/* "Ana's cart is not empty", "Ana's cart is book pen" */
static bool
say_value(const struct words *words, const struct expr *expr)
{
	if ((expr->op != OPERATOR_EQUAL && expr->op != OPERATOR_UNEQUAL) ||
	    (expr->right->kind != EX_EMPTY && expr->right->kind != EX_TEXT) ||
	    !say_item(words, expr->left->item))
		return false;
	str_add(words->out, expr->op == OPERATOR_EQUAL ? " is " : " is not ");
	str_add(words->out, expr->right->kind == EX_EMPTY ? "empty" : expr->right->text);
	return true;
}

static bool
say_compare(const struct words *words, const struct expr *expr)
{
	bool number = expr->right->kind == EX_NUMBER;
	bool never = number && expr->op == OPERATOR_EQUAL && expr->right->number == 0;

	if (expr->within != 0 || expr->tolerance)
		return false;
	if (expr->left->kind == EX_VALUE_OF)
		return say_value(words, expr);
	if (expr->left->kind == EX_MEASURE)
		return number && say_measure(words, expr);
	return number && expr->left->kind == EX_COUNT_OF &&
	    say_pattern(words, expr->left->pattern, never) &&
	    (never || say_times(words->out, expr->op, expr->right->number));
}

static bool
say_holds(const struct words *words, const struct expr *expr)
{
	if (!say_actor(words, expr->actor))
		return false;
	str_add(words->out, " has ");
	return say_item(words, expr->item);
}

static bool
say(const struct words *words, const struct expr *expr)
{
	if (expr->kind == EX_COMPARE)
		return say_compare(words, expr);
	if (expr->kind == EX_HOLDS)
		return say_holds(words, expr);
	if (expr->kind == EX_AT) {
		if (expr->moment->kind != MOMENT_END || !say(words, expr->left))
			return false;
		str_add(words->out, " at the end");
		return true;
	}
	if (expr->kind != EX_OR || !say(words, expr->left))
		return false;
	str_add(words->out, ", or ");
	return say(words, expr->right);
}

bool
expr_say(const struct expr *expr, const struct scenario *scenario, struct str *out)
{
	struct words words = { .scenario = scenario, .out = out };
	size_t before = out->length;

	if (say(&words, expr))
		return true;
	str_cut(out, before);
	return false;
}
