/* Every node typed.  Units never mix; like divided by like is a number.
 *
 * A bare name opposite an enum or an actor is one of its words.  A wrong part has no type; what
 * surrounds it is then not complained about again.
 */
#include "trace/expr_type.h"

#include <string.h>

#include "base/check.h"
#include "base/limits.h"

bool
typer_expect_bool(const struct typer *typer, struct expr *expr, const char *where)
{
	enum expr_type type = typer_expr(typer, expr);
	const struct expr *first = expr;

	if (type == EXPR_BOOL)
		return true;
	if (type == TYPE_WRONG)
		return false;
	while (first->left)
		first = first->left;
	expr_fail(typer->reader, first->at, "type-mismatch", "%s wants true or false, this is %s",
	    where, expr_type_words(type));
	return false;
}

/* -- comparisons and arithmetic -------------------------------------------------------------- */

static bool
is_plain(enum expr_type type)
{
	return type == EXPR_COUNT || type == EXPR_NUMBER;
}

static bool
is_moment(enum expr_type type)
{
	return type == EXPR_MOMENT || type == EXPR_EVENT;
}

static bool
is_quantity(enum expr_type type)
{
	return is_plain(type) || type == EXPR_DURATION || type == EXPR_BYTES || type == EXPR_RATE;
}

/* Does `name` belong to what `asked` (an enum-like type) can be?  Then it becomes that. */
static bool
become_word(const struct typer *typer, struct expr *expr, enum expr_type asked,
    enum expr_words words)
{
	enum actor_kind kind;
	enum role role;
	int row = -1;

	if (asked == EXPR_ACTOR) {
		if (typer_meanings(typer, expr->text).set & MEANS_BOUND ||
		    typer_actor_meanings(typer, expr->text, &kind, &role) == 0)
			return false;
		expr->actor = arena_alloc(typer->reader->arena, sizeof(*expr->actor));
		expr->actor->at = expr->at;
		expr->actor->text = expr->text;
		expr->kind = EX_ACTOR;
		expr->type = typer_actor(typer, expr->actor, false, false) ? EXPR_ACTOR :
		    TYPE_WRONG;
		return true;
	}
	if (asked == EXPR_HOMES)
		row = names_find(&names_home, expr->text);
	else if (asked == EXPR_WORD)
		row = words == WORDS_OUTCOME ? outcome_find(expr->text) :
		    event_kind_find(expr->text);
	if (row < 0)
		return false;
	expr->kind = EX_WORD;
	expr->type = asked;
	expr->words = words;
	expr->number = row;
	return true;
}

/* The enum-like type that a side has by itself, without complaint; TYPE_WRONG when it has none. */
static enum expr_type
enum_type(const struct typer *typer, const struct expr *expr, enum expr_words *words)
{
	struct meanings found;

	*words = WORDS_NONE;
	if (expr->kind == EX_HOME_OF)
		return EXPR_HOMES;
	if (expr->kind == EX_ACTOR)
		return EXPR_ACTOR;
	if (expr->kind != EX_NAME)
		return TYPE_WRONG;
	found = typer_meanings(typer, expr->text);
	if (found.set & MEANS_BOUND)
		return EXPR_ACTOR;
	if (!(found.set & (MEANS_FIELD | MEANS_EVENT_FIELD | MEANS_WAYPOINT_FIELD)))
		return TYPE_WRONG;
	switch ((enum expr_field)found.field) {
	case FIELD_ACTOR:
	case FIELD_OTHER:
		return EXPR_ACTOR;
	case FIELD_HOME:
		return EXPR_HOMES;
	case FIELD_OUTCOME:
		*words = WORDS_OUTCOME;
		return EXPR_WORD;
	case FIELD_KIND:
		*words = WORDS_KIND;
		return EXPR_WORD;
	case FIELD_AT_NS:
	case FIELD_VALUE:
	case FIELD_WIRE_BYTES:
	case FIELD_VERSION:
	case FIELD_STATE_WIRE_BYTES:
	case FIELD_ATTEMPT:
	case FIELD_REQUEST:
	case FIELD_STATUS:
	case FIELD_COUNT:
		break;
	}
	return TYPE_WRONG;
}

/* Types both sides; a bare name opposite an enum or an actor is first tried as one of those. */
static void
type_sides(const struct typer *typer, struct expr *expr)
{
	enum expr_words left_words, right_words;
	enum expr_type left_asks = enum_type(typer, expr->left, &left_words);
	enum expr_type right_asks = enum_type(typer, expr->right, &right_words);
	bool left_done = false, right_done = false;

	if (right_asks != TYPE_WRONG && expr->left->kind == EX_NAME)
		left_done = become_word(typer, expr->left, right_asks, right_words);
	if (left_asks != TYPE_WRONG && !left_done && expr->right->kind == EX_NAME)
		right_done = become_word(typer, expr->right, left_asks, left_words);
	if (!left_done)
		typer_expr(typer, expr->left);
	if (!right_done)
		typer_expr(typer, expr->right);
}

/* "is compared with a home: it is none of them": a bare word that is no word of the enum asked
 * for. */
static bool
fail_word(const struct typer *typer, struct expr *expr)
{
	for (int side = 0; side < 2; side++) {
		struct expr *name = side ? expr->right : expr->left;
		const struct expr *other = side ? expr->left : expr->right;
		enum expr_words words;
		enum expr_type asks = enum_type(typer, other, &words);
		enum expr_name_set set = asks == EXPR_HOMES ? NAMES_HOME :
		    asks == EXPR_ACTOR ? NAMES_ACTOR :
		    words == WORDS_OUTCOME ? NAMES_OUTCOME : NAMES_EVENT_KIND;

		if (name->kind != EX_NAME || asks == TYPE_WRONG || strchr(name->text, '.') ||
		    typer_meanings(typer, name->text).set != 0)
			continue;
		if (asks == EXPR_ACTOR ?
		    typer_actor_meanings(typer, name->text, &(enum actor_kind){ 0 },
			&(enum role){ 0 }) > 0 :
		    asks == EXPR_HOMES ? names_find(&names_home, name->text) >= 0 :
		    words == WORDS_OUTCOME ? outcome_find(name->text) >= 0 :
		    event_kind_find(name->text) >= 0)
			continue;
		expr_fail(typer->reader, name->at, "unknown-name", "\"%.60s\" is no %s", name->text,
		    asks == EXPR_HOMES ? "home" : asks == EXPR_ACTOR ? "actor of this scenario" :
		    words == WORDS_OUTCOME ? "outcome" : "kind of event");
		expr_advise(typer->reader, typer->design, name->text, &set, 1);
		return true;
	}
	return false;
}

/* A written time opposite a moment is a moment. */
static void
adopt_time(struct expr *expr, const struct expr *other)
{
	if (expr->kind == EX_NUMBER && expr->literal_time && is_moment(other->type))
		expr->type = EXPR_MOMENT;
}

/* `empty` opposite a home is no home. */
static bool
is_comparable(const struct expr *left, const struct expr *right)
{
	if (is_plain(left->type) && is_plain(right->type))
		return true;
	if (is_moment(left->type) && is_moment(right->type))
		return true;
	if ((left->kind == EX_EMPTY && right->type == EXPR_HOMES) ||
	    (right->kind == EX_EMPTY && left->type == EXPR_HOMES))
		return true;
	return left->type == right->type && left->words == right->words;
}

/* `se` is the spread over many runs. */
static bool
type_se(const struct typer *typer, const struct expr *expr)
{
	if (typer->in_run) {
		expr_fail(typer->reader, expr->at, "type-mismatch",
		    "\"se\" is the spread over all runs: it says nothing of one");
		return false;
	}
	if (typer->placed) {
		expr_fail(typer->reader, expr->at, "type-mismatch",
		    "\"se\" is the spread over all runs: it says nothing of a moment");
		return false;
	}
	typer->facts->runs_needed = EXPR_SE_RUNS;
	return true;
}

static enum expr_type
type_compare(const struct typer *typer, struct expr *expr)
{
	struct expr *left = expr->left, *right = expr->right;
	enum expr_type type, tolerance;

	if (fail_word(typer, expr))
		return TYPE_WRONG;
	type_sides(typer, expr);
	if (left->type == TYPE_WRONG || right->type == TYPE_WRONG)
		return TYPE_WRONG;
	adopt_time(left, right);
	adopt_time(right, left);
	if (!is_comparable(left, right)) {
		expr_fail(typer->reader, expr->at, "type-mismatch", "%s cannot be compared with %s",
		    expr_type_words(left->type), expr_type_words(right->type));
		if (left->type == EXPR_TEXT || right->type == EXPR_TEXT)
			findings_advise(typer->reader->findings,
			    "What a piece holds is a text, and so is a number in it: \"2\"");
		else if ((left->kind == EX_NUMBER && is_plain(left->type)) ||
		    (right->kind == EX_NUMBER && is_plain(right->type)))
			findings_advise(typer->reader->findings,
			    "A number of another kind is written with its unit: 3s, 10B, 50/s");
		return TYPE_WRONG;
	}
	type = left->kind == EX_EMPTY ? right->type : left->type;
	if (expr->op != OPERATOR_EQUAL && expr->op != OPERATOR_UNEQUAL && !is_quantity(type) &&
	    !is_moment(type)) {
		expr_fail(typer->reader, expr->at, "type-mismatch",
		    "%s has no order: only == and != compare it", expr_type_words(type));
		return TYPE_WRONG;
	}
	if (!expr->tolerance)
		return EXPR_BOOL;
	tolerance = typer_expr(typer, expr->tolerance);
	if (tolerance == TYPE_WRONG)
		return TYPE_WRONG;
	if (expr->within == WITHIN_SE && !type_se(typer, expr))
		return TYPE_WRONG;
	if (expr->within == WITHIN_ABSOLUTE && is_moment(type))
		type = EXPR_DURATION;
	if (expr->within != WITHIN_ABSOLUTE && is_moment(type))
		type = TYPE_WRONG;
	if (is_plain(tolerance) && (expr->within != WITHIN_ABSOLUTE || is_plain(type)) &&
	    type != TYPE_WRONG)
		return EXPR_BOOL;
	if (expr->within == WITHIN_ABSOLUTE && tolerance == type)
		return EXPR_BOOL;
	expr_fail(typer->reader, expr->at, "type-mismatch",
	    "%s cannot be near within %s", expr_type_words(left->type),
	    expr->within == WITHIN_PERCENT ? "a percentage" :
	    expr->within == WITHIN_SE ? "standard errors" : expr_type_words(tolerance));
	return TYPE_WRONG;
}

/* The type of left op right, TYPE_WRONG when units would mix. */
static enum expr_type
arithmetic_type(enum expr_operator op, enum expr_type left, enum expr_type right)
{
	bool sum = op == OPERATOR_ADD || op == OPERATOR_SUBTRACT;

	if (is_plain(left) && is_plain(right)) {
		if (op == OPERATOR_DIVIDE)
			return EXPR_NUMBER;
		return left == EXPR_COUNT && right == EXPR_COUNT ? EXPR_COUNT : EXPR_NUMBER;
	}
	if (is_quantity(left) && is_quantity(right)) {
		if (sum)
			return left == right ? left : TYPE_WRONG;
		if (op == OPERATOR_DIVIDE && left == right)
			return EXPR_NUMBER;
		if (is_plain(right))
			return left;
		return op == OPERATOR_MULTIPLY && is_plain(left) ? right : TYPE_WRONG;
	}
	if (op == OPERATOR_SUBTRACT && is_moment(left) && is_moment(right))
		return EXPR_DURATION;
	if (sum && is_moment(left) && right == EXPR_DURATION)
		return EXPR_MOMENT;
	if (op == OPERATOR_ADD && left == EXPR_DURATION && is_moment(right))
		return EXPR_MOMENT;
	return TYPE_WRONG;
}

static enum expr_type
type_arithmetic(const struct typer *typer, struct expr *expr)
{
	enum expr_type left = typer_expr(typer, expr->left);
	enum expr_type right = typer_expr(typer, expr->right), type;

	if (left == TYPE_WRONG || right == TYPE_WRONG)
		return TYPE_WRONG;
	type = arithmetic_type(expr->op, left, right);
	if (type == TYPE_WRONG)
		expr_fail(typer->reader, expr->at, "type-mismatch", "%s %s %s has no meaning",
		    expr_type_words(left), expr_operator_word(expr->op), expr_type_words(right));
	return type;
}

static enum expr_type
type_fold(const struct typer *typer, struct expr *expr)
{
	enum expr_type type;

	typer_depend(typer, 0);
	if (!typer_pattern(typer, expr->pattern))
		return TYPE_WRONG;
	type = expr_field_type(expr->field, expr->pattern->event_kind);
	if (!is_quantity(type) && !(type == EXPR_MOMENT && expr->fold != FOLD_SUM)) {
		expr_fail(typer->reader, expr->at, "type-mismatch", "%s cannot be put into a %s",
		    expr_field_word(expr->field), expr_fold_word(expr->fold));
		return TYPE_WRONG;
	}
	if (expr->fold == FOLD_MEAN && type == EXPR_COUNT)
		return EXPR_NUMBER;
	return type;
}

/* -- logic ----------------------------------------------------------------------------------- */

/* A moment of one run says nothing about another. */
static bool
refuse_placed(const struct typer *typer, const struct expr *expr, const char *word)
{
	if (!typer->placed)
		return true;
	expr_fail(typer->reader, expr->at, "type-mismatch",
	    "%s cannot stand inside a moment of another run: put the moment inside it", word);
	return false;
}

/* Over runs or cases: nothing from outside is bound in the body, and whether that reads events
 * matters only while one of them is looked at. */
static enum expr_type
type_many(const struct typer *typer, struct expr *expr)
{
	struct typer inner = *typer;
	bool outside = typer->facts->needs_trace, ok;

	if (expr->domain == DOMAIN_RUN && typer->in_run) {
		expr_fail(typer->reader, expr->at, "type-mismatch",
		    "\"every run\" inside \"every run\" has one run alone");
		return TYPE_WRONG;
	}
	typer_depend(typer, 0);
	if (typer->facts->runs_needed == 0)
		typer->facts->runs_needed = 1;
	inner.satisfies++;
	inner.depth = 0;
	inner.event_kind = -1;
	inner.client_bound = inner.server_bound = false;
	inner.in_run = typer->in_run || expr->domain == DOMAIN_RUN;
	typer->facts->needs_trace = false;
	ok = typer_expect_bool(&inner, expr->left, "\"satisfies\"");
	expr->body_trace = typer->facts->needs_trace;
	typer->facts->needs_trace = outside;
	return ok ? EXPR_BOOL : TYPE_WRONG;
}

static enum expr_type
type_every(const struct typer *typer, struct expr *expr)
{
	bool many = expr->domain == DOMAIN_RUN || expr->domain == DOMAIN_CASE;
	struct typer inner = *typer;

	if (expr->domain == DOMAIN_DESIGN && !refuse_placed(typer, expr, "\"every design\""))
		return TYPE_WRONG;
	if (typer->satisfies == EXPR_SATISFIES_MAX) {
		expr_fail(typer->reader, expr->at, "nested-too-deep",
		    "\"satisfies\" nests at most twice");
		return TYPE_WRONG;
	}
	if (many)
		return refuse_placed(typer, expr, expr->domain == DOMAIN_RUN ?
			"\"every run\"" : "\"every case\"") ?
		    type_many(typer, expr) : TYPE_WRONG;
	typer_depend(typer, 0);
	if (expr->pattern) {
		if (!typer_pattern(typer, expr->pattern))
			return TYPE_WRONG;
		inner = typer_bind(typer, expr->pattern);
	}
	inner.satisfies++;
	inner.client_bound = inner.client_bound || expr->domain == DOMAIN_CLIENT;
	inner.server_bound = inner.server_bound || expr->domain == DOMAIN_SERVER;
	inner.design_bound = inner.design_bound || expr->domain == DOMAIN_DESIGN;
	if (expr->domain == DOMAIN_CLIENT || expr->domain == DOMAIN_SERVER)
		typer->facts->needs_trace = true;
	if (expr->domain == DOMAIN_DESIGN) {
		inner.depth = 0;
		inner.event_kind = -1;
	}
	return typer_expect_bool(&inner, expr->left, "\"satisfies\"") ? EXPR_BOOL : TYPE_WRONG;
}

static enum expr_type
type_under(const struct typer *typer, struct expr *expr)
{
	static const enum expr_name_set designs[] = { NAMES_DESIGN };
	struct typer inner = *typer;

	if (!refuse_placed(typer, expr, "\"under\""))
		return TYPE_WRONG;
	expr->design = expr_scope_design(typer->reader->scope, expr->text);
	if (expr->design == NONE32) {
		expr_fail(typer->reader, expr->at, "unknown-name",
		    "this scenario has no design \"%.60s\"", expr->text);
		expr_advise(typer->reader, typer->design, expr->text, designs, 1);
		return TYPE_WRONG;
	}
	inner.design = expr->design;
	inner.scenario = typer->reader->scope->scenarios[expr->design];
	inner.design_bound = true;
	inner.depth = 0; /* an event of one run says nothing about another */
	inner.event_kind = -1;
	typer_depend(typer, 0);
	return typer_expect_bool(&inner, expr->left, "\"under\"") ? EXPR_BOOL : TYPE_WRONG;
}

static enum expr_type
type_placed(const struct typer *typer, struct expr *expr)
{
	struct typer inner = *typer;
	bool ok = true;

	typer->facts->needs_trace = true;
	if (expr->moment)
		ok = typer_moment(typer, expr->moment) && ok;
	if (expr->until)
		ok = typer_moment(typer, expr->until) && ok;
	inner.placed = true;
	ok = typer_expect_bool(&inner, expr->left, expr->kind == EX_AT ? "\"at\"" :
	    expr->kind == EX_BEFORE ? "\"before\"" : expr->kind == EX_AFTER ? "\"after\"" :
	    expr->kind == EX_ALWAYS ? "\"always\"" : expr->kind == EX_EVER ? "\"ever\"" :
	    "\"never\"") && ok;
	return ok ? EXPR_BOOL : TYPE_WRONG;
}

static enum expr_type
type_logic(const struct typer *typer, struct expr *expr)
{
	const char *word = expr->kind == EX_OR ? "\"or\"" : expr->kind == EX_AND ? "\"and\"" :
	    "\"not\"";
	bool left = typer_expect_bool(typer, expr->left, word);
	bool right = !expr->right || typer_expect_bool(typer, expr->right, word);

	return left && right ? EXPR_BOOL : TYPE_WRONG;
}

static enum expr_type
type_of(const struct typer *typer, struct expr *expr)
{
	switch (expr->kind) {
	case EX_OR:
	case EX_AND:
	case EX_NOT:
		return type_logic(typer, expr);
	case EX_ALWAYS:
	case EX_EVER:
	case EX_NEVER:
	case EX_AT:
	case EX_BEFORE:
	case EX_AFTER:
		return type_placed(typer, expr);
	case EX_EVERY:
	case EX_SOME:
	case EX_NO:
		return type_every(typer, expr);
	case EX_UNDER:
		return type_under(typer, expr);
	case EX_COMPARE:
		return type_compare(typer, expr);
	case EX_HOLDS: {
		bool actor = typer_actor(typer, expr->actor, false, false);

		return typer_item(typer, expr->item, false) && actor ? EXPR_BOOL : TYPE_WRONG;
	}
	case EX_ARITHMETIC:
		return type_arithmetic(typer, expr);
	case EX_NUMBER:
		return expr->type;
	case EX_TEXT:
	case EX_EMPTY:
		return EXPR_TEXT;
	case EX_TRUE:
	case EX_FALSE:
		return EXPR_BOOL;
	case EX_NAME:
		return typer_name(typer, expr);
	case EX_ACTOR:
		return typer_actor(typer, expr->actor, false, false) ? EXPR_ACTOR : TYPE_WRONG;
	case EX_COUNT_OF:
		typer_depend(typer, 0);
		return typer_pattern(typer, expr->pattern) ? EXPR_COUNT : TYPE_WRONG;
	case EX_FOLD_OF:
		return type_fold(typer, expr);
	case EX_TIME_OF:
	case EX_MOMENT:
		return typer_moment(typer, expr->moment) ? EXPR_MOMENT : TYPE_WRONG;
	case EX_VALUE_OF:
		return typer_item(typer, expr->item, true) ? EXPR_TEXT : TYPE_WRONG;
	case EX_HOME_OF:
		return typer_item(typer, expr->item, true) ? EXPR_HOMES : TYPE_WRONG;
	case EX_FIELD:
	case EX_WAYPOINT:
	case EX_MEASURE:
	case EX_WORD:
		break;
	}
	return expr->type;
}

enum expr_type
typer_expr(const struct typer *typer, struct expr *expr)
{
	expr->type = type_of(typer, expr);
	return expr->type;
}

bool
expr_resolve(struct expr_reader *reader, struct expr *root)
{
	struct typer_facts facts = { .lowest = NONE32 };
	struct typer typer = {
		.reader = reader,
		.facts = &facts,
		.scenario = reader->scope->scenarios[reader->design],
		.design = reader->design,
		.event_kind = -1,
	};

	if (typer_expr(&typer, root) == TYPE_WRONG)
		return false;
	root->needs_trace = facts.needs_trace;
	root->bare_measure = facts.bare_measure;
	root->runs_needed = facts.runs_needed;
	memcpy(root->measures, facts.measures, sizeof(root->measures));
	root->designs = reader->scope->designs;
	return true;
}

struct expr *
expr_read(struct expr_reader *reader)
{
	struct expr *root = NULL;

	reader->tokens = expr_lex(reader);
	if (reader->tokens)
		root = expr_syntax(reader);
	if (!root || !expr_resolve(reader, root))
		return NULL;
	root->slot_count = *reader->slots;
	return root;
}

struct expr *
expr_parse(struct arena *arena, const struct expr_scope *scope, const char *text, struct mark mark,
    bool moment, struct findings *findings)
{
	uint32_t slots = 0;
	struct expr_reader reader = {
		.arena = arena,
		.scope = scope,
		.source = text,
		.mark = mark,
		.findings = findings,
		.moment_mode = moment,
		.slots = &slots,
	};
	size_t room = (size_t)scope->design_count * LIMIT_WAYPOINTS;

	CHECK(scope->design_count > 0);
	reader.waypoints = arena_array(arena, room, sizeof(*reader.waypoints));
	reader.waypoint_open = arena_array(arena, room, sizeof(*reader.waypoint_open));
	return expr_read(&reader);
}

enum expr_type
expr_result_type(const struct expr *expr)
{
	return expr->type;
}

bool
expr_needs_trace(const struct expr *expr)
{
	return expr->needs_trace;
}

uint32_t
expr_runs_needed(const struct expr *expr)
{
	return expr->runs_needed;
}

bool
expr_reads_measure(const struct expr *expr, int measure)
{
	return expr->measures[measure];
}
