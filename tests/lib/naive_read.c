#include "lib/naive_read.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/assert.h"

/* -- words ----------------------------------------------------------------------------------- */

void
naive_blanks(struct naive *naive)
{
	while (*naive->at == ' ')
		naive->at++;
}

static bool
letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

void
naive_peek_word(struct naive *naive, char out[64])
{
	size_t length = 0;

	naive_blanks(naive);
	while (letter(naive->at[length]) && length < 63)
		length++;
	memcpy(out, naive->at, length);
	out[length] = '\0';
}

void
naive_take_word(struct naive *naive, char out[64])
{
	naive_peek_word(naive, out);
	naive->at += strlen(out);
}

bool
naive_take(struct naive *naive, const char *word)
{
	char found[64];

	if (isalpha((unsigned char)word[0])) {
		naive_peek_word(naive, found);
		if (strcmp(found, word) != 0)
			return false;
	} else {
		naive_blanks(naive);
		if (strncmp(naive->at, word, strlen(word)) != 0)
			return false;
	}
	naive->at += strlen(word);
	return true;
}

void
naive_must(struct naive *naive, const char *word)
{
	if (!naive_take(naive, word))
		fail_msg("naive reader: \"%s\" is expected before \"%s\"", word, naive->at);
}

/* Skips a group in parentheses; returns where it begins. */
const char *
naive_skip_group(struct naive *naive)
{
	const char *begin;
	int depth = 0;

	naive_blanks(naive);
	begin = naive->at;
	do {
		depth += *naive->at == '(';
		depth -= *naive->at == ')';
		naive->at++;
	} while (depth > 0);
	return begin;
}

struct naive_value
naive_group_at(const struct naive *naive, const char *text, const struct naive_env *env)
{
	struct naive inner = { naive->trace, text };
	struct naive_value value;

	naive_must(&inner, "(");
	value = naive_or_value(&inner, env);
	naive_must(&inner, ")");
	return value;
}

struct naive_value
naive_truth(bool value)
{
	return (struct naive_value){ .kind = 'b', .truth = value };
}

/* -- actors ---------------------------------------------------------------------------------- */

const struct world *
naive_fold(const struct trace *trace, uint32_t count, struct world_cursor **cursor)
{
	*cursor = world_cursor_new(trace);
	return world_at(*cursor, count);
}

static uint16_t
row_of(const struct trace *trace, const char *id)
{
	for (uint32_t i = 0; i < trace->actor_count; i++)
		if (strcmp(trace->actors[i].id, id) == 0)
			return (uint16_t)i;
	return NONE16;
}

struct naive_who
naive_who_is(uint16_t row)
{
	return (struct naive_who){ .role = -1, .row = row, .missing = row == NONE16 };
}

/* `word` is an actor, or none is set. */
struct naive_who
naive_find_who(const struct trace *trace, const char *word, const struct naive_env *env)
{
	static const char *const roles[] = { "client", "device", "balancer", "server", "store",
		"database", "attacker" };

	if (strcmp(word, "client") == 0 && env->client != NONE16)
		return naive_who_is(env->client);
	if (strcmp(word, "server") == 0 && env->server != NONE16)
		return naive_who_is(env->server);
	for (int i = 0; i < 7; i++)
		if (strcmp(word, roles[i]) == 0)
			return (struct naive_who){ .role = i };
	if (row_of(trace, word) != NONE16)
		return naive_who_is(row_of(trace, word));
	return (struct naive_who){ .none = true, .role = -1 };
}

struct naive_who
naive_read_who(struct naive *naive, const struct naive_env *env)
{
	char word[64];

	naive_take_word(naive, word);
	if (strcmp(word, "holder-of") == 0) {
		struct world_cursor *cursor;
		struct naive_who client = naive_read_who(naive, env);
		uint16_t row = world_holder(naive_fold(naive->trace, env->world, &cursor),
		    client.row);

		world_cursor_free(cursor);
		return naive_who_is(row);
	}
	if (strcmp(word, "actor") == 0)
		return naive_who_is(naive->trace->events[env->event].actor);
	if (strcmp(word, "other") == 0)
		return naive_who_is(naive->trace->events[env->event].other);
	return naive_find_who(naive->trace, word, env);
}

static uint16_t
client_of(const struct trace *trace, uint16_t row)
{
	if (row == NONE16)
		return NONE16;
	if (trace->actors[row].role == ROLE_CLIENT)
		return row;
	return trace->actors[row].role == ROLE_DEVICE ? trace->actors[row].client : NONE16;
}

bool
naive_is_who(const struct trace *trace, const struct naive_who *who, uint16_t row)
{
	if (row == NONE16 || who->none)
		return false;
	if (who->role >= 0) {
		int role = (int)trace->actors[row].role;

		return role == who->role || (who->role == ROLE_CLIENT && role == ROLE_DEVICE);
	}
	return row == who->row || (trace->actors[row].role == ROLE_DEVICE &&
	    trace->actors[row].client == who->row);
}

/* -- patterns -------------------------------------------------------------------------------- */

/* `to` and an actor: else the word belongs to a range around the pattern. */
static bool
to_actor(const struct naive *naive, const struct naive_env *env)
{
	struct naive ahead = *naive;
	char word[64];

	if (!naive_take(&ahead, "to"))
		return false;
	naive_peek_word(&ahead, word);
	return strcmp(word, "actor") == 0 || strcmp(word, "other") == 0 ||
	    strcmp(word, "holder-of") == 0 || !naive_find_who(naive->trace, word, env).none;
}

struct naive_pattern
naive_read_pattern(struct naive *naive, const struct naive_env *env)
{
	static const char *const words[] = { "of", "by", "from", "to", "in", "for", "before",
	"after" };
	struct naive_pattern pattern = { .count = 0 };

	naive_take_word(naive, pattern.kind);
	for (;;) {
		int found = -1;

		for (int i = 0; i < 8 && found < 0; i++)
			if ((i != 3 || to_actor(naive, env)) && naive_take(naive, words[i]))
				found = i;
		if (found < 0)
			break;
		snprintf(pattern.suffix[pattern.count].word, 16, "%s", words[found]);
		if (found == 0)
			naive_take_word(naive, pattern.suffix[pattern.count].piece);
		else if (found >= 6)
			pattern.suffix[pattern.count].spot = naive_read_spot(naive, env);
		else
			pattern.suffix[pattern.count].who = naive_read_who(naive, env);
		pattern.count++;
	}
	if (naive_take(naive, "where"))
		pattern.where = naive_skip_group(naive);
	return pattern;
}

bool
naive_is_missing(const struct naive_pattern *pattern)
{
	for (int i = 0; i < pattern->count; i++)
		if (pattern->suffix[i].spot.missing || pattern->suffix[i].who.missing)
			return true;
	return false;
}

static bool
is_kind(const struct trace *trace, const char *kind, const struct event *event)
{
	bool device = trace->actors[event->actor].role == ROLE_DEVICE;
	const char *action;

	if (strcmp(kind, event_kinds[event->kind].word) == 0)
		return true;
	if (strcmp(kind, "reply") == 0)
		return device && event->kind == EVENT_RECEIVE;
	if (!device || event->kind != EVENT_SEND)
		return false;
	if (strcmp(kind, "request") == 0)
		return true;
	if (event->request == NONE32 || event->attempt > 1)
		return false;
	action = trace->scenario->actions[trace->requests[event->request].action].id;
	return strcmp(kind, action) == 0;
}

static const char *
piece_of(const struct trace *trace, const struct event *event)
{
	static const char *const more[] = { "ticket", "route", "key" };
	uint32_t piece;

	if (event->item == NONE32)
		return event->kind == EVENT_MISS ? "login" : "";
	piece = trace->items[event->item].piece;
	return piece < trace->scenario->piece_count ? trace->scenario->pieces[piece].id :
	    more[piece - trace->scenario->piece_count];
}

static uint16_t
for_whom(const struct trace *trace, const struct event *event)
{
	if (event->request != NONE32)
		return trace->requests[event->request].client;
	if (event->item != NONE32 && trace->items[event->item].client != NONE16)
		return trace->items[event->item].client;
	return client_of(trace, event->actor);
}

static uint16_t
where_kept(const struct trace *trace, const struct event *event)
{
	bool carried = event->home == HOME_TOKEN || event->home == HOME_CLIENT;

	if (carried && trace->actors[event->actor].role != ROLE_DEVICE)
		return event->other;
	return event->actor;
}

static bool
suffix_fits(const struct trace *trace, const struct naive_pattern *pattern, int i, uint32_t index)
{
	const struct event *event = &trace->events[index];
	const char *word = pattern->suffix[i].word;
	const struct naive_who *who = &pattern->suffix[i].who;
	bool inwards = event->kind == EVENT_RECEIVE || event->kind == EVENT_REFUSE ||
	    event->kind == EVENT_DUPLICATE;

	if (strcmp(word, "of") == 0)
		return strcmp(piece_of(trace, event), pattern->suffix[i].piece) == 0;
	if (strcmp(word, "by") == 0)
		return naive_is_who(trace, who, event->actor);
	if (strcmp(word, "from") == 0)
		return naive_is_who(trace, who, inwards ? event->other : event->actor);
	if (strcmp(word, "to") == 0)
		return naive_is_who(trace, who, inwards ? event->actor : event->other);
	if (strcmp(word, "in") == 0)
		return naive_is_who(trace, who, where_kept(trace, event));
	if (strcmp(word, "for") == 0)
		return naive_is_who(trace, who, for_whom(trace, event));
	if (strcmp(word, "before") == 0)
		return index < pattern->suffix[i].spot.before;
	return index >= pattern->suffix[i].spot.after;
}

bool
naive_fits(const struct naive *naive, const struct naive_pattern *pattern, uint32_t index,
    const struct naive_env *env)
{
	struct naive_env inner = *env;

	if (!is_kind(naive->trace, pattern->kind, &naive->trace->events[index]))
		return false;
	for (int i = 0; i < pattern->count; i++)
		if (!suffix_fits(naive->trace, pattern, i, index))
			return false;
	if (!pattern->where)
		return true;
	inner.event = index;
	inner.world = index + 1;
	return naive_group_at(naive, pattern->where, &inner).truth;
}

/* -- moments --------------------------------------------------------------------------------- */

struct naive_spot
naive_event_spot(const struct trace *trace, uint32_t event)
{
	return (struct naive_spot){ .before = event, .after = event + 1, .event = event,
		.at_ns = trace->events[event].at_ns };
}

static struct naive_spot
pattern_spot(struct naive *naive, const struct naive_env *env, bool last)
{
	struct naive_env whole = *env;
	struct naive_pattern pattern = naive_read_pattern(naive, env);
	struct naive_spot spot = { .missing = true, .event = NONE32 };

	whole.limit = naive->trace->event_count;
	for (uint32_t i = 0; i < whole.limit && !naive_is_missing(&pattern); i++)
		if ((spot.missing || last) && naive_fits(naive, &pattern, i, &whole))
			spot = naive_event_spot(naive->trace, i);
	return spot;
}

struct naive_spot
naive_waypoint_spot(const struct trace *trace, const char *id)
{
	const struct naive_env whole = { .limit = trace->event_count, .world = trace->event_count,
		.event = NONE32, .client = NONE16, .server = NONE16 };

	for (uint32_t i = 0; i < trace->scenario->waypoint_count; i++) {
		struct naive inner = { trace, trace->scenario->waypoints[i].expression };

		if (strcmp(trace->scenario->waypoints[i].id, id) == 0)
			return naive_read_spot(&inner, &whole);
	}
	fail_msg("naive reader: no waypoint %s", id);
	return (struct naive_spot){ .missing = true };
}

double
naive_read_quantity(struct naive *naive)
{
	static const struct {
		const char *unit;
		double factor;
	} units[] = { { "ns", 1 }, { "us", 1e3 }, { "ms", 1e6 }, { "KiB", 1024 }, { "B", 1 },
		{ "s", 1e9 }, { "m", 60e9 } };
	char *end;
	double number = strtod(naive->at, &end);

	naive->at = end;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strncmp(end, units[i].unit, strlen(units[i].unit)) == 0) {
			naive->at += strlen(units[i].unit);
			return number * units[i].factor;
		}
	return number;
}

static struct naive_spot
time_spot(const struct trace *trace, uint64_t at_ns)
{
	struct naive_spot spot = { .event = NONE32, .at_ns = at_ns };

	for (uint32_t i = 0; i < trace->event_count; i++) {
		spot.before += trace->events[i].at_ns < at_ns;
		spot.after += trace->events[i].at_ns <= at_ns;
	}
	return spot;
}

struct naive_spot
naive_read_spot(struct naive *naive, const struct naive_env *env)
{
	const struct trace *trace = naive->trace;
	struct naive_spot spot = { .event = NONE32 };
	char word[64];

	naive_blanks(naive);
	if (isdigit((unsigned char)*naive->at))
		return time_spot(trace, (uint64_t)naive_read_quantity(naive));
	naive_take_word(naive, word);
	if (strcmp(word, "first") == 0 || strcmp(word, "last") == 0)
		return pattern_spot(naive, env, word[0] == 'l');
	if (strcmp(word, "before") == 0) {
		spot = naive_read_spot(naive, env);
		spot.after = spot.before;
		return spot;
	}
	if (strcmp(word, "after") == 0) {
		spot = naive_read_spot(naive, env);
		spot.before = spot.after;
		return spot;
	}
	if (strcmp(word, "event") == 0)
		return naive_event_spot(trace, env->event);
	if (strcmp(word, "end") == 0) {
		spot.before = spot.after = trace->event_count;
		spot.at_ns = trace->end_ns;
		return spot;
	}
	if (strcmp(word, "start") != 0)
		return naive_waypoint_spot(trace, word);
	while (spot.after < trace->event_count && trace->events[spot.after].at_ns == 0 &&
	    trace->events[spot.after].phase == PHASE_FAULT &&
	    trace->events[spot.after].kind == EVENT_CREATE)
		spot.after++;
	return spot;
}
