/* Recursive descent over the grammar of expressions, one function a production:
 *
 *    expression = and-term { "or" and-term }       and-term = not-term { "and" not-term }
 *    not-term   = "not" not-term | quantified | compare [ ("at"|"before"|"after") moment ]
 *    compare    = sum [ op sum [ "within" sum [ "se" | "percent" ] ] ] | actor "holds" item
 *    sum        = term { ("+"|"-") term }          term = atom { ("*"|"/") atom }
 *
 * Words are keywords by their place, so an id may be `time` or `value`; only those of `reserved`
 * never begin an operand.  The first thing that does not fit is reported, with what was expected
 * there.
 */
#include "trace/expr_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/units.h"
#include "base/utf8.h"

static const char *const reserved[] = { "and", "or", "at", "before", "after", "from", "to", "by",
	"in", "for", "of", "where", "satisfies", "within", "holds", "percent", "not", "always",
	"ever", "never", "every", "some", "no", "under" };

static struct expr *parse_expression(struct expr_reader *reader);
static struct moment_ref *parse_moment(struct expr_reader *reader, bool in_range);

void *
expr_fail(struct expr_reader *reader, uint32_t at, const char *code, const char *format, ...)
{
	struct mark mark = reader->mark;
	char text[512];
	va_list args;

	if (mark.column > 0)
		mark.column += (uint32_t)utf8_count(reader->source, at);
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	findings_error(reader->findings, mark, code, "%s", text);
	reader->failed = true;
	return NULL;
}

/* -- tokens ---------------------------------------------------------------------------------- */

static const struct lexeme *
peek(const struct expr_reader *reader)
{
	return &reader->tokens[reader->next];
}

/* The token `ahead` places on; the end stays the end. */
static const struct lexeme *
peek_ahead(const struct expr_reader *reader, uint32_t ahead)
{
	uint32_t index = reader->next;

	while (ahead-- > 0 && reader->tokens[index].kind != LEXEME_END)
		index++;
	return &reader->tokens[index];
}

static bool
is_word(const struct lexeme *token, const char *word)
{
	return token->kind == LEXEME_NAME && strcmp(token->text, word) == 0;
}

static bool
is_reserved(const struct lexeme *token)
{
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (is_word(token, reserved[i]))
			return true;
	return false;
}

static const struct lexeme *
take(struct expr_reader *reader)
{
	const struct lexeme *token = peek(reader);

	if (token->kind != LEXEME_END)
		reader->next++;
	return token;
}

static bool
take_word(struct expr_reader *reader, const char *word)
{
	if (!is_word(peek(reader), word))
		return false;
	reader->next++;
	return true;
}

/* "a moment is expected here, not \"and\"" */
static void *
fail_expected(struct expr_reader *reader, const char *what)
{
	const struct lexeme *token = peek(reader);

	if (token->kind == LEXEME_END)
		return expr_fail(reader, token->at, "syntax", "%s is expected at the end", what);
	return expr_fail(reader, token->at, "syntax", "%s is expected here, not \"%.60s\"", what,
	    token->text);
}

static bool
expect(struct expr_reader *reader, enum lexeme_kind kind, const char *what)
{
	if (peek(reader)->kind != kind) {
		fail_expected(reader, what);
		return false;
	}
	take(reader);
	return true;
}

/* A name that is no reserved word and has no dots (unless dots), or NULL after a finding. */
static const struct lexeme *
expect_name(struct expr_reader *reader, bool dots, const char *what)
{
	const struct lexeme *token = peek(reader);

	if (token->kind != LEXEME_NAME || is_reserved(token) || (!dots && strchr(token->text, '.')))
		return fail_expected(reader, what);
	return take(reader);
}

/* Enters one level of nesting; false after a finding. */
static bool
enter(struct expr_reader *reader)
{
	if (++reader->depth <= LIMIT_EXPRESSION_DEPTH)
		return true;
	expr_fail(reader, peek(reader)->at, "nested-too-deep",
	    "an expression nests at most %d levels deep", LIMIT_EXPRESSION_DEPTH);
	return false;
}

static struct expr *
node_at(struct expr_reader *reader, enum expr_kind kind, const struct lexeme *token)
{
	struct expr *expr = arena_alloc(reader->arena, sizeof(*expr));

	expr->kind = kind;
	expr->at = token->at;
	expr->text = token->text;
	expr->design = NONE32;
	expr->domain = DOMAIN_PATTERN;
	expr->measure = -1;
	return expr;
}

/* "(" expression ")" */
static struct expr *
parse_group(struct expr_reader *reader)
{
	struct expr *expr;

	if (!expect(reader, LEXEME_OPEN, "\"(\""))
		return NULL;
	expr = parse_expression(reader);
	if (!expr || !expect(reader, LEXEME_CLOSE, "\")\""))
		return NULL;
	return expr;
}

/* -- actors, items, patterns, moments -------------------------------------------------------- */

static struct actor_ref *
actor_at(struct expr_reader *reader, const struct lexeme *token)
{
	struct actor_ref *actor = arena_alloc(reader->arena, sizeof(*actor));

	actor->kind = ACTOR_NAME;
	actor->at = token->at;
	actor->text = token->text;
	return actor;
}

static struct actor_ref *
parse_actor(struct expr_reader *reader, const char *what)
{
	const struct lexeme *token = expect_name(reader, true, what);
	struct actor_ref *actor;

	if (!token)
		return NULL;
	actor = actor_at(reader, token);
	if (strcmp(token->text, "holder-of") != 0)
		return actor;
	token = expect_name(reader, false, "a client");
	if (!token)
		return NULL;
	actor->kind = ACTOR_HOLDER;
	actor->client = actor_at(reader, token);
	return actor;
}

static struct item_ref *
parse_item(struct expr_reader *reader)
{
	const struct lexeme *token = expect_name(reader, false, "a piece of state");
	struct item_ref *item;

	if (!token)
		return NULL;
	item = arena_alloc(reader->arena, sizeof(*item));
	item->at = token->at;
	item->piece = token->text;
	if (!take_word(reader, "of"))
		return item;
	item->client = parse_actor(reader, "a client");
	return item->client ? item : NULL;
}

/* Could this token be meant as an actor, whatever the design?  Decides whether `to` belongs to a
 * pattern or to the range around it. */
static bool
may_be_actor(const struct expr_reader *reader, const struct lexeme *token)
{
	enum actor_kind kind;
	enum role role;
	const char *dot;

	if (token->kind != LEXEME_NAME)
		return false;
	dot = strrchr(token->text, '.');
	if (dot)
		return strcmp(dot, ".actor") == 0 || strcmp(dot, ".other") == 0;
	if (role_find(token->text) >= 0 || is_word(token, "holder-of") || is_word(token, "actor") ||
	    is_word(token, "other"))
		return true;
	for (uint32_t i = 0; i < reader->scope->design_count; i++)
		if (expr_scope_actor(reader->scope->scenarios[i], token->text, &kind, &role) > 0)
			return true;
	return false;
}

static int
suffix_find(const struct lexeme *token)
{
	for (int kind = 0; kind < SUFFIX_COUNT; kind++)
		if (is_word(token, expr_suffix_word((enum expr_suffix_kind)kind)))
			return kind;
	return -1;
}

/* One suffix, its word already seen; false after a finding. */
static bool
parse_suffix(struct expr_reader *reader, struct pattern_ref *pattern, enum expr_suffix_kind kind,
    bool in_range)
{
	struct suffix_ref *suffix = arena_alloc(reader->arena, sizeof(*suffix));
	const struct lexeme *token;

	suffix->kind = kind;
	suffix->at = take(reader)->at;
	switch (kind) {
	case SUFFIX_OF:
		token = expect_name(reader, false, "a piece of state");
		if (!token)
			return false;
		suffix->at = token->at;
		suffix->text = token->text;
		break;
	case SUFFIX_BEFORE:
	case SUFFIX_AFTER:
		suffix->moment = parse_moment(reader, in_range);
		if (!suffix->moment)
			return false;
		break;
	case SUFFIX_BY:
	case SUFFIX_FROM:
	case SUFFIX_TO:
	case SUFFIX_IN:
	case SUFFIX_FOR:
	case SUFFIX_COUNT:
		suffix->actor = parse_actor(reader, kind == SUFFIX_FOR ? "a client" : "an actor");
		if (!suffix->actor)
			return false;
		break;
	}
	if (pattern->last)
		pattern->last->next = suffix;
	else
		pattern->first = suffix;
	pattern->last = suffix;
	return true;
}

/* in_range: inside `from moment to moment`, where a `to` that no actor follows ends the pattern. */
static struct pattern_ref *
parse_pattern(struct expr_reader *reader, bool in_range)
{
	const struct lexeme *token;
	struct pattern_ref *pattern;
	int kind, suffixes = 0;

	if (!enter(reader))
		return NULL;
	token = expect_name(reader, false, "a kind of event");
	if (!token)
		return NULL;
	pattern = arena_alloc(reader->arena, sizeof(*pattern));
	pattern->at = token->at;
	pattern->text = token->text;
	while ((kind = suffix_find(peek(reader))) >= 0) {
		if (in_range && kind == SUFFIX_TO && !may_be_actor(reader, peek_ahead(reader, 1)))
			break;
		if (suffixes++ == EXPR_SUFFIXES_MAX)
			return expr_fail(reader, peek(reader)->at, "too-long",
			    "a pattern has at most %d suffixes", EXPR_SUFFIXES_MAX);
		if (!parse_suffix(reader, pattern, (enum expr_suffix_kind)kind, in_range))
			return NULL;
	}
	if (take_word(reader, "where")) {
		pattern->where = parse_group(reader);
		if (!pattern->where)
			return NULL;
	}
	reader->depth--;
	return pattern;
}

/* A number token as a moment: a time, or an event's number where that is allowed. */
static struct moment_ref *
moment_number(struct expr_reader *reader, struct moment_ref *moment)
{
	if (units_read_duration(moment->text, &moment->number)) {
		moment->kind = MOMENT_TIME;
		return moment;
	}
	if (reader->moment_mode && units_read_integer(moment->text, &moment->number)) {
		moment->kind = MOMENT_NUMBER;
		return moment;
	}
	return expr_fail(reader, moment->at, "syntax",
	    "a moment is a time with its unit (3.2s), not \"%.60s\"", moment->text);
}

static struct moment_ref *
moment_inner(struct expr_reader *reader, struct moment_ref *moment, enum moment_kind kind,
    bool in_range)
{
	moment->kind = kind;
	if (kind == MOMENT_FIRST || kind == MOMENT_LAST) {
		moment->pattern = parse_pattern(reader, in_range);
		return moment->pattern ? moment : NULL;
	}
	moment->inner = parse_moment(reader, in_range);
	return moment->inner ? moment : NULL;
}

static struct moment_ref *
parse_moment(struct expr_reader *reader, bool in_range)
{
	static const struct {
		const char *word;
		enum moment_kind kind;
	} words[] = { { "first", MOMENT_FIRST }, { "last", MOMENT_LAST },
		{ "before", MOMENT_BEFORE },
		{ "after", MOMENT_AFTER } };
	const struct lexeme *token = peek(reader);
	struct moment_ref *moment;

	if (!enter(reader))
		return NULL;
	moment = arena_alloc(reader->arena, sizeof(*moment));
	moment->at = token->at;
	moment->text = token->text;
	moment->slot = NONE32;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!take_word(reader, words[i].word))
			continue;
		moment = moment_inner(reader, moment, words[i].kind, in_range);
		reader->depth--;
		return moment;
	}
	reader->depth--;
	if (token->kind == LEXEME_NUMBER) {
		take(reader);
		return moment_number(reader, moment);
	}
	if (!expect_name(reader, false, "a moment"))
		return NULL;
	moment->kind = is_word(token, "start") ? MOMENT_START :
	    is_word(token, "end") ? MOMENT_END :
	    is_word(token, "event") ? MOMENT_EVENT : MOMENT_WAYPOINT;
	return moment;
}

/* -- values ---------------------------------------------------------------------------------- */

static struct expr *
parse_number(struct expr_reader *reader)
{
	const struct lexeme *token = take(reader);
	struct expr *expr = node_at(reader, EX_NUMBER, token);
	uint64_t whole;
	uint32_t ppm;

	if (units_read_integer(token->text, &whole)) {
		expr->type = EXPR_COUNT;
		expr->number = (double)whole;
	} else if (units_read_number(token->text, &expr->number)) {
		expr->type = EXPR_NUMBER;
	} else if (units_read_duration(token->text, &whole)) {
		expr->type = EXPR_DURATION;
		expr->number = (double)whole;
		expr->literal_time = true;
	} else if (units_read_rate(token->text, &whole)) {
		expr->type = EXPR_RATE;
		expr->number = (double)whole / 1e9;
	} else if (units_read_share(token->text, &ppm)) {
		expr->type = EXPR_NUMBER;
		expr->number = (double)ppm / 1e6;
	} else if (units_read_bytes(token->text, &whole)) {
		expr->type = EXPR_BYTES;
		expr->number = (double)whole;
	} else {
		expr_fail(reader, token->at, "bad-number", "\"%.60s\" is no number with a unit",
		    token->text);
		findings_advise(reader->findings,
		    "Units: ns us ms s m h, B KiB MiB GiB, /s /m /h, %%");
		return NULL;
	}
	return expr;
}

static int
fold_find(const struct lexeme *token)
{
	for (int fold = 0; fold < FOLD_COUNT; fold++)
		if (is_word(token, expr_fold_word((enum expr_fold)fold)))
			return fold;
	return -1;
}

/* ("sum"|"min"|"max"|"mean") field "of" pattern, the first three words already seen. */
static struct expr *
parse_fold(struct expr_reader *reader)
{
	struct expr *expr = node_at(reader, EX_FOLD_OF, peek(reader));
	const struct lexeme *field;
	int found;

	expr->fold = (enum expr_fold)fold_find(take(reader));
	field = take(reader);
	found = expr_field_find(field->text);
	if (found < 0) {
		enum expr_name_set sets[] = { NAMES_FIELD };

		expr_fail(reader, field->at, "unknown-name", "\"%.60s\" is no field of an event",
		    field->text);
		expr_advise(reader, 0, field->text, sets, 1);
		return NULL;
	}
	expr->field = (enum expr_field)found;
	take_word(reader, "of");
	expr->pattern = parse_pattern(reader, false);
	return expr->pattern ? expr : NULL;
}

/* An atom that begins with a word followed by `of`: time, value, home; or a bare name. */
static struct expr *
parse_name(struct expr_reader *reader)
{
	const struct lexeme *token = peek(reader);
	bool of = is_word(peek_ahead(reader, 1), "of");
	struct expr *expr;

	if (of && is_word(token, "time")) {
		expr = node_at(reader, EX_TIME_OF, take(reader));
		take(reader);
		expr->moment = parse_moment(reader, false);
		return expr->moment ? expr : NULL;
	}
	if (of && (is_word(token, "value") || is_word(token, "home"))) {
		expr = node_at(reader, is_word(token, "value") ? EX_VALUE_OF : EX_HOME_OF,
		    take(reader));
		take(reader);
		expr->item = parse_item(reader);
		return expr->item ? expr : NULL;
	}
	if (is_word(token, "holder-of")) {
		expr = node_at(reader, EX_ACTOR, token);
		expr->actor = parse_actor(reader, "an actor");
		return expr->actor ? expr : NULL;
	}
	if (is_word(token, "true") || is_word(token, "false") || is_word(token, "empty"))
		return node_at(reader, is_word(token, "true") ? EX_TRUE :
		    is_word(token, "false") ? EX_FALSE : EX_EMPTY, take(reader));
	if ((is_word(token, "first") || is_word(token, "last")) &&
	    peek_ahead(reader, 1)->kind == LEXEME_NAME) {
		expr_fail(reader, token->at, "syntax", "a value is expected here, not a moment");
		findings_advise(reader->findings, "Write \"time of %s ...\"", token->text);
		return NULL;
	}
	return node_at(reader, EX_NAME, take(reader));
}

static struct expr *
parse_atom(struct expr_reader *reader)
{
	const struct lexeme *token = peek(reader);
	struct expr *expr;

	switch (token->kind) {
	case LEXEME_NUMBER:
		return parse_number(reader);
	case LEXEME_TEXT:
		return node_at(reader, EX_TEXT, take(reader));
	case LEXEME_OPEN:
		return parse_group(reader);
	case LEXEME_NAME:
		if (is_reserved(token))
			break;
		if (is_word(token, "count") && peek_ahead(reader, 1)->kind == LEXEME_NAME &&
		    !is_reserved(peek_ahead(reader, 1))) {
			expr = node_at(reader, EX_COUNT_OF, take(reader));
			expr->pattern = parse_pattern(reader, false);
			return expr->pattern ? expr : NULL;
		}
		if (fold_find(token) >= 0 && peek_ahead(reader, 1)->kind == LEXEME_NAME &&
		    is_word(peek_ahead(reader, 2), "of"))
			return parse_fold(reader);
		return parse_name(reader);
	case LEXEME_CLOSE:
	case LEXEME_OPERATOR:
	case LEXEME_END:
		break;
	}
	return fail_expected(reader, "a value");
}

/* The operator at the front if it lies in first..last, else -1. */
static int
peek_operator(const struct expr_reader *reader, enum expr_operator first, enum expr_operator last)
{
	const struct lexeme *token = peek(reader);

	if (token->kind != LEXEME_OPERATOR)
		return -1;
	for (int op = (int)first; op <= (int)last; op++)
		if (strcmp(token->text, expr_operator_word((enum expr_operator)op)) == 0)
			return op;
	return -1;
}

static struct expr *
parse_term(struct expr_reader *reader)
{
	struct expr *left = parse_atom(reader), *node;
	int op;

	while (left && (op = peek_operator(reader, OPERATOR_MULTIPLY, OPERATOR_DIVIDE)) >= 0) {
		node = node_at(reader, EX_ARITHMETIC, take(reader));
		node->op = (enum expr_operator)op;
		node->left = left;
		node->right = parse_atom(reader);
		left = node->right ? node : NULL;
	}
	return left;
}

static struct expr *
parse_sum(struct expr_reader *reader)
{
	struct expr *left = parse_term(reader), *node;
	int op;

	while (left && (op = peek_operator(reader, OPERATOR_ADD, OPERATOR_SUBTRACT)) >= 0) {
		node = node_at(reader, EX_ARITHMETIC, take(reader));
		node->op = (enum expr_operator)op;
		node->left = left;
		node->right = parse_term(reader);
		left = node->right ? node : NULL;
	}
	return left;
}

/* -- comparisons and logic ------------------------------------------------------------------- */

/* actor "holds" item: `left` was read as a value; `holds` is the next word. */
static struct expr *
parse_holds(struct expr_reader *reader, struct expr *left)
{
	struct expr *expr = node_at(reader, EX_HOLDS, take(reader));

	if (left->kind == EX_NAME) {
		const struct lexeme token = { .at = left->at, .text = left->text };

		expr->actor = actor_at(reader, &token);
	} else if (left->kind == EX_ACTOR) {
		expr->actor = left->actor;
	} else {
		return expr_fail(reader, left->at, "syntax",
		    "an actor is expected before \"holds\"");
	}
	expr->item = parse_item(reader);
	return expr->item ? expr : NULL;
}

static bool
parse_within(struct expr_reader *reader, struct expr *expr)
{
	const struct lexeme *token = peek(reader);

	if (!take_word(reader, "within")) {
		if (expr->op != OPERATOR_NEAR)
			return true;
		fail_expected(reader, "\"within\" (how near ~ means)");
		return false;
	}
	if (expr->op != OPERATOR_NEAR) {
		expr_fail(reader, token->at, "syntax", "\"within\" goes only with ~");
		return false;
	}
	expr->tolerance = parse_sum(reader);
	if (!expr->tolerance)
		return false;
	expr->within = take_word(reader, "percent") ? WITHIN_PERCENT :
	    take_word(reader, "se") ? WITHIN_SE : WITHIN_ABSOLUTE;
	return true;
}

static struct expr *
parse_compare(struct expr_reader *reader)
{
	struct expr *left = parse_sum(reader), *expr;
	int op;

	if (!left)
		return NULL;
	if (is_word(peek(reader), "holds"))
		return parse_holds(reader, left);
	op = peek_operator(reader, OPERATOR_EQUAL, OPERATOR_NEAR);
	if (op < 0)
		return left;
	expr = node_at(reader, EX_COMPARE, take(reader));
	expr->op = (enum expr_operator)op;
	expr->left = left;
	expr->right = parse_sum(reader);
	if (!expr->right || !parse_within(reader, expr))
		return NULL;
	return expr;
}

/* ("always"|"ever"|"never") "(" expression ")" [ "from" moment ] [ "to" moment ] */
static struct expr *
parse_range(struct expr_reader *reader, enum expr_kind kind)
{
	struct expr *expr = node_at(reader, kind, take(reader));

	expr->left = parse_group(reader);
	if (!expr->left)
		return NULL;
	if (take_word(reader, "from")) {
		expr->moment = parse_moment(reader, true);
		if (!expr->moment)
			return NULL;
	}
	if (take_word(reader, "to")) {
		expr->until = parse_moment(reader, false);
		if (!expr->until)
			return NULL;
	}
	return expr;
}

/* ("every"|"some"|"no") ( pattern | domain ) "satisfies" "(" expression ")" */
static struct expr *
parse_every(struct expr_reader *reader, enum expr_kind kind)
{
	struct expr *expr = node_at(reader, kind, take(reader));

	if (is_word(peek_ahead(reader, 1), "satisfies"))
		for (int domain = 0; domain < DOMAIN_PATTERN; domain++)
			if (take_word(reader, expr_domain_word((enum expr_domain)domain)))
				expr->domain = (enum expr_domain)domain;
	if (expr->domain == DOMAIN_PATTERN) {
		expr->pattern = parse_pattern(reader, false);
		if (!expr->pattern)
			return NULL;
	}
	if (!take_word(reader, "satisfies"))
		return fail_expected(reader, "\"satisfies\"");
	expr->left = parse_group(reader);
	return expr->left ? expr : NULL;
}

/* "under" design "(" expression ")" */
static struct expr *
parse_under(struct expr_reader *reader)
{
	struct expr *expr = node_at(reader, EX_UNDER, take(reader));
	const struct lexeme *token = expect_name(reader, false, "a design");

	if (!token)
		return NULL;
	expr->at = token->at;
	expr->text = token->text;
	expr->left = parse_group(reader);
	return expr->left ? expr : NULL;
}

/* compare [ ("at"|"before"|"after") moment ] */
static struct expr *
parse_placed(struct expr_reader *reader)
{
	struct expr *left = parse_compare(reader), *expr;
	const struct lexeme *token = peek(reader);

	if (!left)
		return NULL;
	if (!is_word(token, "at") && !is_word(token, "before") && !is_word(token, "after"))
		return left;
	expr = node_at(reader, is_word(token, "at") ? EX_AT :
	    is_word(token, "before") ? EX_BEFORE : EX_AFTER, take(reader));
	expr->left = left;
	expr->moment = parse_moment(reader, false);
	return expr->moment ? expr : NULL;
}

static struct expr *
parse_not(struct expr_reader *reader)
{
	static const struct {
		const char *word;
		enum expr_kind kind;
	} words[] = { { "not", EX_NOT }, { "always", EX_ALWAYS }, { "ever", EX_EVER },
		{ "never", EX_NEVER }, { "every", EX_EVERY }, { "some", EX_SOME }, { "no", EX_NO },
		{ "under", EX_UNDER } };
	enum expr_kind kind = EX_COMPARE;
	struct expr *expr;

	if (!enter(reader))
		return NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_word(peek(reader), words[i].word))
			kind = words[i].kind;
	if (kind == EX_NOT) {
		expr = node_at(reader, EX_NOT, take(reader));
		expr->left = parse_not(reader);
		if (!expr->left)
			expr = NULL;
	} else if (kind == EX_ALWAYS || kind == EX_EVER || kind == EX_NEVER) {
		expr = parse_range(reader, kind);
	} else if (kind == EX_EVERY || kind == EX_SOME || kind == EX_NO) {
		expr = parse_every(reader, kind);
	} else if (kind == EX_UNDER) {
		expr = parse_under(reader);
	} else {
		expr = parse_placed(reader);
	}
	reader->depth--;
	return expr;
}

/* Operands joined by one word, `and` or `or`, left first. */
static struct expr *
parse_joined(struct expr_reader *reader, enum expr_kind kind)
{
	const char *word = kind == EX_OR ? "or" : "and";
	struct expr *left, *node;

	left = kind == EX_OR ? parse_joined(reader, EX_AND) : parse_not(reader);
	while (left && is_word(peek(reader), word)) {
		node = node_at(reader, kind, take(reader));
		node->left = left;
		node->right = kind == EX_OR ? parse_joined(reader, EX_AND) : parse_not(reader);
		left = node->right ? node : NULL;
	}
	return left;
}

static struct expr *
parse_expression(struct expr_reader *reader)
{
	return parse_joined(reader, EX_OR);
}

struct expr *
expr_syntax(struct expr_reader *reader)
{
	struct expr *expr;

	if (reader->moment_mode) {
		expr = node_at(reader, EX_MOMENT, peek(reader));
		expr->moment = parse_moment(reader, false);
		if (!expr->moment)
			return NULL;
	} else {
		expr = parse_expression(reader);
		if (!expr)
			return NULL;
	}
	if (peek(reader)->kind != LEXEME_END) {
		const struct lexeme *token = peek(reader);

		return expr_fail(reader, token->at, "syntax",
		    "the %s is complete before \"%.60s\"",
		    reader->moment_mode ? "moment" : "expression", token->text);
	}
	return expr;
}
