#include "lib/naive_expr.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/assert.h"
#include "lib/naive_read.h"

/* -- values ---------------------------------------------------------------------------------- */

static struct naive_value
spot_value(struct naive_spot spot)
{
	return (struct naive_value){ .kind = 'm', .missing = spot.missing, .at_ns = spot.at_ns,
		.event = spot.event };
}

static struct naive_value
amount(double number)
{
	return (struct naive_value){ .kind = 'n', .number = number };
}

static struct naive_value
actor_value(uint16_t row)
{
	return (struct naive_value){ .kind = 'a', .missing = row == NONE16, .actor = row };
}

static struct naive_value
word_value(const char *word)
{
	struct naive_value value = { .kind = 'w' };

	snprintf(value.text, sizeof(value.text), "%s", word);
	return value;
}

static bool
is_field(const char *word)
{
	static const char *const fields[] = { "at_ns", "value", "wire_bytes", "version", "attempt",
		"actor", "other", "home", "outcome", "kind", "request", "status" };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(word, fields[i]) == 0)
			return true;
	return false;
}

static struct naive_value
field_value(const struct trace *trace, const char *field, uint32_t index)
{
	const struct event *event = &trace->events[index];
	struct naive_value value;

	if (strcmp(field, "at_ns") == 0)
		return (struct naive_value){ .kind = 'm', .at_ns = event->at_ns, .event = NONE32 };
	if (strcmp(field, "value") == 0 && event->kind == EVENT_SEND)
		return (struct naive_value){ .kind = 'm', .at_ns = event->value, .event = NONE32 };
	if (strcmp(field, "value") == 0)
		return amount((double)event->value);
	if (strcmp(field, "wire_bytes") == 0)
		return amount(event->wire_bytes);
	if (strcmp(field, "version") == 0)
		return amount(event->version);
	if (strcmp(field, "attempt") == 0)
		return amount(event->attempt);
	if (strcmp(field, "actor") == 0)
		return actor_value(event->actor);
	if (strcmp(field, "other") == 0)
		return actor_value(event->other);
	if (strcmp(field, "home") == 0)
		return (struct naive_value){ .kind = 'h',
			.homes = event->home == HOME_NONE ? 0 : 1u << event->home };
	if (strcmp(field, "outcome") == 0)
		return word_value(outcome_word((enum outcome)event->outcome));
	if (strcmp(field, "kind") == 0)
		return word_value(event_kinds[event->kind].word);
	value = amount(event->request);
	value.missing = event->request == NONE32;
	if (strcmp(field, "request") == 0)
		return value;
	if (!value.missing)
		value.number = trace->requests[event->request].status;
	value.missing = value.missing || value.number == 0;
	return value;
}

static struct naive_value
fold_value(struct naive *naive, const char *fold_word, const struct naive_env *env)
{
	struct naive_value best = { .kind = 'n', .missing = true }, value;
	struct naive_pattern pattern;
	double sum = 0, count = 0;
	char field[64];

	naive_take_word(naive, field);
	naive_must(naive, "of");
	pattern = naive_read_pattern(naive, env);
	if (naive_is_missing(&pattern))
		return best;
	for (uint32_t i = 0; i < env->limit; i++) {
		if (!naive_fits(naive, &pattern, i, env))
			continue;
		value = field_value(naive->trace, field, i);
		if (value.missing)
			continue;
		if (value.kind == 'm')
			value.number = (double)value.at_ns;
		if (best.missing || (fold_word[1] == 'i' ? value.number < best.number :
			value.number > best.number))
			best = value;
		sum += value.number;
		count++;
	}
	if (strcmp(fold_word, "sum") == 0)
		return amount(sum);
	if (strcmp(fold_word, "mean") == 0 && !best.missing)
		return amount(sum / count);
	return best;
}

static struct naive_value
count_value(struct naive *naive, const struct naive_env *env)
{
	struct naive_pattern pattern = naive_read_pattern(naive, env);
	struct naive_value value = amount(0);

	value.missing = naive_is_missing(&pattern);
	for (uint32_t i = 0; i < env->limit && !value.missing; i++)
		value.number += naive_fits(naive, &pattern, i, env);
	return value;
}

/* value of, home of: the newest entry of a client's piece. */
static struct naive_value
entry_value(struct naive *naive, bool home, const struct naive_env *env)
{
	const struct trace *trace = naive->trace;
	struct world_cursor *cursor;
	const struct world *world = naive_fold(trace, env->world, &cursor);
	struct naive_value value = { .kind = home ? 'h' : 't' };
	const struct holding *entry, *copy;
	char piece[64];
	struct naive_who who;

	naive_take_word(naive, piece);
	naive_must(naive, "of");
	who = naive_read_who(naive, env);
	entry = world_entry(world, trace_piece(trace, piece), who.row);
	if (entry && home) {
		for (copy = world_of_item(world, entry->item); copy;
		    copy = world_next_of_item(world, copy))
			value.homes |= copy->version >= entry->version ? 1u << copy->home : 0;
	} else if (entry) {
		const char *text = trace->texts[entry->text];

		snprintf(value.text, sizeof(value.text), "%s",
		    strcmp(text, "[\"book\"]") == 0 ? "book" : "");
	}
	world_cursor_free(cursor);
	return value;
}

/* "sticky.requests" over many runs: of the one that is looked at, or the mean. */
static struct naive_value
measure_value(const char *design, const char *measure, const struct naive_env *env)
{
	double sum = 0, count = 0;

	for (uint32_t run = 0; run < env->many->run_count; run++) {
		if ((env->only && env->only != 1 + run) || env->without == 1 + run)
			continue;
		sum += env->many->value(env->case_row, run, design, measure);
		count++;
	}
	return amount(sum / count);
}

static struct naive_value
name_value(struct naive *naive, const char *word, const struct naive_env *env)
{
	const struct trace *trace = naive->trace;
	const char *dot = strchr(word, '.');
	struct naive_value value = { .kind = 'w' };

	if (dot) {
		char head[64];
		struct naive_spot spot;

		snprintf(head, sizeof(head), "%.*s", (int)(dot - word), word);
		if (env->many)
			return measure_value(head, dot + 1, env);
		spot = strcmp(head, "event") == 0 ? naive_event_spot(trace, env->event) :
		    naive_waypoint_spot(trace, head);
		if (!spot.missing)
			return field_value(trace, dot + 1, spot.event);
		value.missing = true;
		return value;
	}
	if (strcmp(word, "client") == 0 && env->client != NONE16)
		value = actor_value(env->client);
	else if (strcmp(word, "server") == 0 && env->server != NONE16)
		value = actor_value(env->server);
	else if (strcmp(word, "event") == 0)
		value = spot_value(naive_event_spot(trace, env->event));
	else if (env->event != NONE32 && is_field(word))
		value = field_value(trace, word, env->event);
	else
		for (uint32_t i = 0; i < trace->scenario->waypoint_count; i++)
			if (strcmp(trace->scenario->waypoints[i].id, word) == 0)
				value = spot_value(naive_waypoint_spot(trace, word));
	snprintf(value.name, sizeof(value.name), "%s", word);
	return value;
}

static struct naive_value
atom_value(struct naive *naive, const struct naive_env *env)
{
	struct naive_value value;
	char word[64];

	naive_blanks(naive);
	if (*naive->at == '(')
		return naive_group_at(naive, naive_skip_group(naive), env);
	if (isdigit((unsigned char)*naive->at)) {
		value = amount(naive_read_quantity(naive));
		return value;
	}
	if (naive_take(naive, "\"")) {
		const char *end = strchr(naive->at, '"');

		value = (struct naive_value){ .kind = 't' };
		snprintf(value.text, sizeof(value.text), "%.*s", (int)(end - naive->at), naive->at);
		naive->at = end + 1;
		return value;
	}
	naive_take_word(naive, word);
	if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0)
		return naive_truth(word[0] == 't');
	if (strcmp(word, "empty") == 0)
		return (struct naive_value){ .kind = 't', .name = "none" };
	if (strcmp(word, "count") == 0)
		return count_value(naive, env);
	if (strcmp(word, "holder-of") == 0) {
		naive->at -= strlen(word);
		return actor_value(naive_read_who(naive, env).row);
	}
	if (naive_take(naive, "of")) {
		if (strcmp(word, "time") == 0)
			return spot_value(naive_read_spot(naive, env));
		return entry_value(naive, word[0] == 'h', env);
	}
	if (strcmp(word, "sum") == 0 || strcmp(word, "min") == 0 || strcmp(word, "max") == 0 ||
	    strcmp(word, "mean") == 0)
		return fold_value(naive, word, env);
	return name_value(naive, word, env);
}

/* -- operators ------------------------------------------------------------------------------- */

static struct naive_value
combine(char op, struct naive_value left, struct naive_value right)
{
	struct naive_value value = { .kind = 'n', .event = NONE32 };
	bool moments = left.kind == 'm' && right.kind == 'm';

	value.missing = left.missing || right.missing;
	if (moments) {
		value.number = (double)left.at_ns - (double)right.at_ns;
	} else if (left.kind == 'm' || right.kind == 'm') {
		double at = left.kind == 'm' ? (double)left.at_ns : left.number;
		double by = right.kind == 'm' ? (double)right.at_ns : right.number;

		at = op == '+' ? at + by : at - by;
		value.kind = 'm';
		value.at_ns = at > 0 ? (uint64_t)at : 0;
	} else {
		value.number = op == '+' ? left.number + right.number :
		    op == '-' ? left.number - right.number :
		    op == '*' ? left.number * right.number : left.number / right.number;
	}
	return value;
}

static struct naive_value
term_value(struct naive *naive, const struct naive_env *env)
{
	struct naive_value value = atom_value(naive, env);

	for (;;) {
		if (naive_take(naive, "*"))
			value = combine('*', value, atom_value(naive, env));
		else if (naive_take(naive, "/"))
			value = combine('/', value, atom_value(naive, env));
		else
			return value;
	}
}

static struct naive_value
sum_value(struct naive *naive, const struct naive_env *env)
{
	struct naive_value value = term_value(naive, env);

	for (;;) {
		if (naive_take(naive, "+"))
			value = combine('+', value, term_value(naive, env));
		else if (naive_take(naive, "- "))
			value = combine('-', value, term_value(naive, env));
		else
			return value;
	}
}

/* A bare name opposite `other`, turned into what is asked for there. */
static struct naive_value
adapt(const struct trace *trace, struct naive_value value, const struct naive_value *other,
    struct naive_who *who, const struct naive_env *env)
{
	static const char *const homes[] = { "none", "server", "replica", "store", "token",
	"client",
		"database" };

	*who = (struct naive_who){ .none = true, .role = -1 };
	if (value.name[0] == '\0')
		return value;
	if (other->kind == 'a') {
		*who = naive_find_who(trace, value.name, env);
		if (!who->none)
			value.kind = 'a';
	}
	for (int i = 0; i < 7 && other->kind == 'h'; i++)
		if (strcmp(value.name, homes[i]) == 0)
			return (struct naive_value){ .kind = 'h', .homes = i ? 1u << i : 0 };
	if (other->kind == 'w' && other->text[0] != '\0' && (outcome_find(value.name) >= 0 ||
	    event_kind_find(value.name) >= 0))
		return word_value(value.name);
	return value;
}

static int
order(const struct naive_value *left, const struct naive_value *right)
{
	double a = left->kind == 'm' ? (double)left->at_ns : left->number;
	double b = right->kind == 'm' ? (double)right->at_ns : right->number;

	if (left->kind == 'm' && right->kind == 'm' && left->event != NONE32 &&
	    right->event != NONE32 && left->name[0] && right->name[0])
		return (left->event > right->event) - (left->event < right->event);
	return (a > b) - (a < b);
}

static bool
equal(const struct trace *trace, const struct naive_value *left, const struct naive_value *right,
    const struct naive_who *left_who, const struct naive_who *right_who)
{
	struct naive_who a = naive_who_is(left->actor), b = naive_who_is(right->actor);

	if (left->kind == 'h' || right->kind == 'h')
		return left->homes == right->homes;
	if (left->kind == 'b')
		return left->truth == right->truth;
	if (left->kind == 't' || left->kind == 'w')
		return strcmp(left->text, right->text) == 0;
	if (left->kind != 'a')
		return order(left, right) == 0;
	if (!left_who->none)
		return naive_is_who(trace, left_who, right->actor);
	if (!right_who->none)
		return naive_is_who(trace, right_who, left->actor);
	return naive_is_who(trace, &a, right->actor) || naive_is_who(trace, &b, left->actor);
}

static struct naive_value
holds_value(struct naive *naive, const struct naive_who *who, const struct naive_env *env)
{
	const struct trace *trace = naive->trace;
	struct world_cursor *cursor;
	const struct world *world = naive_fold(trace, env->world, &cursor);
	struct naive_who client = { .none = true };
	uint16_t piece;
	char word[64];
	bool found = false;

	naive_take_word(naive, word);
	piece = trace_piece(trace, word);
	if (naive_take(naive, "of"))
		client = naive_read_who(naive, env);
	for (uint32_t row = 0; row < trace->actor_count; row++) {
		const struct holding *entry = world_first(world, (uint16_t)row);

		for (; entry && naive_is_who(trace, who, (uint16_t)row); entry = world_next(world,
		    entry)) {
			const struct item *item = &trace->items[entry->item];

			if (item->piece == piece && (client.none || item->client == client.row))
				found = true;
		}
	}
	world_cursor_free(cursor);
	return who->missing ? (struct naive_value){ .kind = 'b', .missing = true } :
	    naive_truth(found);
}

/* The standard error of left - right, from `begin`: one run left out after the other. */
static double
naive_se(const struct naive *naive, const char *begin, const struct naive_env *env)
{
	double differences[64], mean = 0, sum = 0, n = env->many->run_count;

	for (uint32_t run = 0; run < env->many->run_count; run++) {
		struct naive again = { naive->trace, begin };
		struct naive_env inner = *env;
		struct naive_value left, right;

		inner.without = 1 + run;
		left = sum_value(&again, &inner);
		naive_must(&again, "~");
		right = sum_value(&again, &inner);
		differences[run] = left.number - right.number;
		mean += differences[run] / n;
	}
	for (uint32_t run = 0; run < env->many->run_count; run++)
		sum += (differences[run] - mean) * (differences[run] - mean);
	return sqrt((n - 1) / n * sum);
}

static struct naive_value
compare_value(struct naive *naive, const struct naive_env *env)
{
	static const char *const ops[] = { "==", "!=", "<=", ">=", "<", ">", "~" };
	const char *begin = naive->at;
	struct naive_value left = sum_value(naive, env), right, value = naive_truth(false);
	struct naive_who left_who, right_who;
	int op = -1, sign;

	if (naive_take(naive, "holds")) {
		struct naive again = { naive->trace, begin };
		struct naive_who who;

		if (strchr(left.name, '.') == NULL && left.name[0] == '\0')
			who = naive_who_is(left.actor);
		else
			who = naive_read_who(&again, env);
		who.missing = who.missing || left.missing;
		return holds_value(naive, &who, env);
	}
	for (int i = 0; i < 7 && op < 0; i++)
		if (naive_take(naive, ops[i]))
			op = i;
	if (op < 0)
		return left;
	right = sum_value(naive, env);
	left = adapt(naive->trace, left, &right, &left_who, env);
	right = adapt(naive->trace, right, &left, &right_who, env);
	value.missing = (left.missing && left.kind != 'b') || (right.missing && right.kind != 'b');
	sign = order(&left, &right);
	if (op == 6) {
		double near;

		naive_must(naive, "within");
		near = sum_value(naive, env).number;
		if (naive_take(naive, "percent"))
			near *= fabs(right.number) / 100;
		else if (naive_take(naive, "se"))
			near *= naive_se(naive, begin, env);
		value.truth = fabs(left.kind == 'm' ? (double)left.at_ns - (double)right.at_ns :
		    left.number - right.number) <= near;
	} else if (op < 2) {
		value.truth = equal(naive->trace, &left, &right, &left_who, &right_who) == (op ==
		    0);
	} else {
		value.truth = op == 2 ? sign <= 0 : op == 3 ? sign >= 0 : op == 4 ? sign < 0 :
		    sign > 0;
	}
	value.truth = value.truth && !value.missing;
	return value;
}

/* -- logic ----------------------------------------------------------------------------------- */

/* compare, and the moment behind it, which is read first. */
static struct naive_value
placed_value(struct naive *naive, const struct naive_env *env)
{
	static const char *const words[] = { "at", "before", "after" };
	const char *begin = naive->at;
	struct naive_value value = compare_value(naive, env);

	for (int i = 0; i < 3; i++) {
		struct naive again = { naive->trace, begin };
		struct naive_env inner = *env;
		struct naive_spot spot;

		if (!naive_take(naive, words[i]))
			continue;
		spot = naive_read_spot(naive, env);
		if (spot.missing)
			return (struct naive_value){ .kind = 'b', .missing = true };
		inner.limit = inner.world = i == 1 ? spot.before : spot.after;
		return compare_value(&again, &inner);
	}
	return value;
}

static struct naive_value
range_value(struct naive *naive, char which, const struct naive_env *env)
{
	const char *body = naive_skip_group(naive);
	struct naive start = { naive->trace, "start" };
	struct naive_spot from = naive_read_spot(&start, env), until = { .after = env->limit };
	bool all = true, some = false;

	if (naive_take(naive, "from"))
		from = naive_read_spot(naive, env);
	if (naive_take(naive, "to"))
		until = naive_read_spot(naive, env);
	if (from.missing || until.missing)
		return (struct naive_value){ .kind = 'b', .missing = true };
	for (uint32_t k = from.after; k <= until.after && k <= env->limit; k++) {
		struct naive_env inner = *env;

		inner.limit = inner.world = k;
		if (naive_group_at(naive, body, &inner).truth)
			some = true;
		else
			all = false;
	}
	return naive_truth(which == 'a' ? all : which == 'e' ? some : !some);
}

/* `client` or `server`, when `satisfies` follows. */
static bool
take_domain(struct naive *naive, const char *word)
{
	struct naive ahead = *naive;

	return naive_take(&ahead, word) && naive_take(&ahead, "satisfies") && naive_take(naive,
	    word);
}

/* every, some, no: over runs or cases. */
static struct naive_value
many_value(struct naive *naive, char which, bool runs, const struct naive_env *env)
{
	uint32_t count = runs ? env->many->run_count : env->many->case_count;
	bool all = true, some = false;
	const char *body;

	naive_must(naive, "satisfies");
	body = naive_skip_group(naive);
	for (uint32_t i = 0; i < count; i++) {
		struct naive_env inner = *env;

		*(runs ? &inner.only : &inner.case_row) = 1 + i;
		if (naive_group_at(naive, body, &inner).truth)
			some = true;
		else
			all = false;
	}
	return naive_truth(which == 'e' ? all : which == 's' ? some : !some);
}

static struct naive_value
every_value(struct naive *naive, char which, const struct naive_env *env)
{
	const struct trace *trace = naive->trace;
	bool many_runs = env->many && take_domain(naive, "run");
	bool many_cases = env->many && !many_runs && take_domain(naive, "case");
	bool client = take_domain(naive, "client");
	bool server = !client && take_domain(naive, "server");
	bool all = true, some = false;
	struct naive_pattern pattern = { .count = 0 };
	const char *body;

	if (many_runs || many_cases)
		return many_value(naive, which, many_runs, env);
	if (!client && !server)
		pattern = naive_read_pattern(naive, env);
	naive_must(naive, "satisfies");
	body = naive_skip_group(naive);
	if (naive_is_missing(&pattern))
		return (struct naive_value){ .kind = 'b', .missing = true };
	for (uint32_t i = 0; i < (client || server ? trace->actor_count : env->limit); i++) {
		struct naive_env inner = *env;

		if (client || server) {
			if (trace->actors[i].role != (client ? ROLE_CLIENT : ROLE_SERVER))
				continue;
			*(client ? &inner.client : &inner.server) = (uint16_t)i;
		} else if (!naive_fits(naive, &pattern, i, env)) {
			continue;
		} else {
			inner.event = i;
			inner.world = i + 1;
		}
		if (naive_group_at(naive, body, &inner).truth)
			some = true;
		else
			all = false;
	}
	return naive_truth(which == 'e' ? all : which == 's' ? some : !some);
}

static struct naive_value
not_value(struct naive *naive, const struct naive_env *env)
{
	struct naive_value value;

	if (naive_take(naive, "not")) {
		value = not_value(naive, env);
		value.truth = !value.truth;
		return value;
	}
	if (naive_take(naive, "always"))
		return range_value(naive, 'a', env);
	if (naive_take(naive, "ever"))
		return range_value(naive, 'e', env);
	if (naive_take(naive, "never"))
		return range_value(naive, 'n', env);
	if (naive_take(naive, "every"))
		return every_value(naive, 'e', env);
	if (naive_take(naive, "some"))
		return every_value(naive, 's', env);
	if (naive_take(naive, "no"))
		return every_value(naive, 'n', env);
	return placed_value(naive, env);
}

static struct naive_value
and_value(struct naive *naive, const struct naive_env *env)
{
	struct naive_value value = not_value(naive, env);

	while (naive_take(naive, "and"))
		value = naive_truth((int)not_value(naive, env).truth & (int)value.truth);
	return value;
}

struct naive_value
naive_or_value(struct naive *naive, const struct naive_env *env)
{
	struct naive_value value = and_value(naive, env);

	while (naive_take(naive, "or"))
		value = naive_truth((int)and_value(naive, env).truth | (int)value.truth);
	return value;
}

static struct naive_value
evaluate(const struct trace *trace, const struct naive_many *many, const char *text)
{
	const struct naive_env whole = { .limit = trace->event_count, .world = trace->event_count,
		.event = NONE32, .client = NONE16, .server = NONE16, .many = many };
	struct naive naive = { trace, text };
	struct naive_value value = naive_or_value(&naive, &whole);

	naive_blanks(&naive);
	if (*naive.at != '\0')
		fail_msg("naive reader: \"%s\" is left of \"%s\"", naive.at, text);
	return value;
}

struct naive_value
naive_evaluate(const struct trace *trace, const char *text)
{
	return evaluate(trace, NULL, text);
}

struct naive_value
naive_evaluate_many(const struct trace *trace, const struct naive_many *many, const char *text)
{
	return evaluate(trace, many, text);
}
