/* What somebody who holds an expression to be true would expect to see, and where: "s2 holds cart
 * of ana" puts Ana's cart into s2, "told.status == 200" a reply of 200 into a device's hand. */
#include "trace/expr_internal.h"

/* The actor's row: an id, or the first of a role. */
static uint16_t
row_of(const struct trace *trace, const struct actor_ref *actor)
{
	if (!actor)
		return NONE16;
	if (actor->kind == ACTOR_ROLE) {
		for (uint32_t i = 0; i < trace->actor_count; i++)
			if (trace->actors[i].role == actor->role)
				return (uint16_t)i;
		return NONE16;
	}
	return actor->text ? trace_actor(trace, actor->text) : NONE16;
}

static uint16_t
first_device(const struct trace *trace, uint16_t client)
{
	for (uint32_t i = 0; i < trace->actor_count; i++)
		if (trace->actors[i].role == ROLE_DEVICE &&
		    (client == NONE16 || trace_client_of(trace, (uint16_t)i) == client))
			return (uint16_t)i;
	return NONE16;
}

/* Where a home is to be found on a picture. */
static uint16_t
place_of_home(const struct trace *trace, int home, uint16_t client)
{
	enum role role = home == HOME_SERVER     ? ROLE_SERVER
			 : home == HOME_STORE    ? ROLE_STORE
			 : home == HOME_DATABASE ? ROLE_DATABASE
						 : ROLE_DEVICE;

	if (role == ROLE_DEVICE)
		return first_device(trace, client);
	for (uint32_t i = 0; i < trace->actor_count; i++)
		if (trace->actors[i].role == role)
			return (uint16_t)i;
	return NONE16;
}

static void
take_item(const struct trace *trace, const struct item_ref *item, struct expr_belief *belief)
{
	belief->piece = item->piece;
	belief->client = row_of(trace, item->client);
}

/* "told.status == 200", "count send from s2 to s1 > 0", "home of cart of ana == token" */
static bool
compared(const struct trace *trace, const struct expr *expr, struct expr_belief *belief)
{
	const struct expr *left = expr->left, *right = expr->right;

	if (left->kind == EX_HOME_OF && expr->op == OPERATOR_EQUAL && right->kind == EX_WORD) {
		take_item(trace, left->item, belief);
		belief->place = place_of_home(trace, (int)right->number, belief->client);
		return true;
	}
	if (left->kind == EX_FIELD && left->field == FIELD_STATUS &&
	    expr->op == OPERATOR_EQUAL && right->kind == EX_NUMBER) {
		belief->place = first_device(trace, NONE16);
		belief->number = (uint32_t)right->number;
		return true;
	}
	if (left->kind == EX_COUNT_OF && right->kind == EX_NUMBER &&
	    (expr->op == OPERATOR_GREATER || expr->op == OPERATOR_GREATER_EQUAL)) {
		for (const struct suffix_ref *s = left->pattern->first; s; s = s->next)
			if (s->actor && row_of(trace, s->actor) != NONE16)
				belief->place = row_of(trace, s->actor);
		belief->event = left->pattern->text;
		return belief->place != NONE16;
	}
	return false;
}

static bool
find(const struct trace *trace, const struct expr *expr, struct expr_belief *belief)
{
	switch ((int)expr->kind) {
	case EX_HOLDS:
		take_item(trace, expr->item, belief);
		belief->place = row_of(trace, expr->actor);
		return true;
	case EX_COMPARE: return compared(trace, expr, belief);
	case EX_OR:
	case EX_AND:
		return find(trace, expr->left, belief) || find(trace, expr->right, belief);
	case EX_UNDER:
	case EX_AT:
	case EX_BEFORE:
	case EX_AFTER:
	case EX_ALWAYS:
	case EX_EVER: return find(trace, expr->left, belief);
	default: return false;
	}
}

bool
expr_belief(const struct expr *expr, const struct trace *trace, struct expr_belief *belief)
{
	*belief = (struct expr_belief){ .place = NONE16, .client = NONE16 };
	return find(trace, expr, belief);
}
