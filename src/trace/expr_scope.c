/* What a name may mean, known before any run: actors made from the scenario, pieces, waypoints,
 * designs; the words of fields, operators and types; and the nearest of them for a misspelt one. */
#include "trace/expr_internal.h"

#include <string.h>

#include "base/limits.h"

const char *
expr_operator_word(enum expr_operator op)
{
#define X(e, w) w,
	static const char *const words[] = { EXPR_OPERATORS(X) };
#undef X
	return words[op];
}

const char *
expr_field_word(enum expr_field field)
{
#define X(e, w, t) w,
	static const char *const words[] = { EXPR_FIELDS(X) };
#undef X
	return words[field];
}

/* `value` is the kind's own: a time for a send, work for a start, bytes for a read or write. */
enum expr_type
expr_field_type(enum expr_field field, int event_kind)
{
#define X(e, w, t) EXPR_##t,
	static const enum expr_type types[] = { EXPR_FIELDS(X) };
#undef X

	if (field != FIELD_VALUE)
		return types[field];
	switch (event_kind) {
	case EVENT_SEND:
		return EXPR_MOMENT;
	case EVENT_START:
	case EVENT_VERIFY:
		return EXPR_DURATION;
	case EVENT_READ:
	case EVENT_WRITE:
	case EVENT_CREATE:
		return EXPR_BYTES;
	default:
		return EXPR_COUNT;
	}
}

int
expr_field_find(const char *word)
{
	for (int field = 0; field < FIELD_COUNT; field++)
		if (strcmp(word, expr_field_word((enum expr_field)field)) == 0)
			return field;
	return -1;
}

const char *
expr_fold_word(enum expr_fold fold)
{
#define X(e, w) w,
	static const char *const words[] = { EXPR_FOLDS(X) };
#undef X
	return words[fold];
}

const char *
expr_domain_word(enum expr_domain domain)
{
#define X(e, w) w,
	static const char *const words[] = { EXPR_DOMAINS(X) };
#undef X
	return words[domain];
}

const char *
expr_suffix_word(enum expr_suffix_kind kind)
{
#define X(e, w) w,
	static const char *const words[] = { EXPR_SUFFIXES(X) };
#undef X
	return words[kind];
}

const char *
expr_type_words(enum expr_type type)
{
	static const char *const words[] = {
		[EXPR_BOOL] = "true or false", [EXPR_COUNT] = "a count", [EXPR_NUMBER] = "a number",
		[EXPR_DURATION] = "a duration", [EXPR_BYTES] = "a number of bytes",
		[EXPR_RATE] = "a rate", [EXPR_TEXT] = "a text", [EXPR_MOMENT] = "a moment",
		[EXPR_HOMES] = "a home", [EXPR_EVENT] = "an event", [EXPR_ACTOR] = "an actor",
		[EXPR_CLIENT] = "a client", [EXPR_PIECE] = "a piece of state",
		[EXPR_WORD] = "a word",
	};

	return words[type];
}

/* -- actors ---------------------------------------------------------------------------------- */

/* "17" -> 17 when it is written as ids are, 1..count; else 0. */
static uint64_t
read_ordinal(const char *text, size_t length, uint64_t count)
{
	uint64_t number = 0;

	if (length == 0 || length > 9 || text[0] == '0')
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(text[i] - '0');
	}
	return number <= count ? number : 0;
}

/* What `rest`, the part of an id behind a client's own id, makes of it: the client or crowd
 * itself, a member, a device; false: none of them. */
static bool
client_part(const struct client *client, const char *rest, enum actor_kind *kind, enum role *role)
{
	*kind = ACTOR_ID;
	*role = ROLE_CLIENT;
	if (client->count > 1) {
		size_t digits;

		if (rest[0] == '\0') {
			*kind = ACTOR_CROWD;
			return true;
		}
		if (rest[0] != '-')
			return false;
		digits = strspn(rest + 1, "0123456789");
		if (read_ordinal(rest + 1, digits, client->count) == 0)
			return false;
		rest += 1 + digits;
	}
	if (rest[0] == '\0')
		return true;
	if (rest[0] != '-')
		return false;
	*role = ROLE_DEVICE;
	for (uint32_t device = 0; device < client->device_count; device++)
		if (strcmp(rest + 1, client->devices[device]) == 0)
			return true;
	return false;
}

int
expr_scope_actor(const struct scenario *scenario, const char *id, enum actor_kind *kind,
    enum role *role)
{
	enum actor_kind found_kind;
	enum role found_role;
	int found = 0;

	*kind = ACTOR_ID;
	*role = ROLE_CLIENT;
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		if (!str_starts_with(id, client->id) ||
		    !client_part(client, id + strlen(client->id), &found_kind, &found_role))
			continue;
		*kind = found_kind;
		*role = found_role;
		found++;
	}
	found_role = ROLE_CLIENT;
	if (strcmp(id, "lb") == 0)
		found_role = ROLE_BALANCER;
	else if (strcmp(id, "db") == 0)
		found_role = ROLE_DATABASE;
	else if (id[0] == 's' && read_ordinal(id + 1, strlen(id + 1),
	    scenario_server_room(scenario)) > 0)
		found_role = ROLE_SERVER;
	if (found_role != ROLE_CLIENT) {
		*role = found_role;
		found++;
	}
	return found;
}

uint32_t
expr_scope_design(const struct expr_scope *scope, const char *id)
{
	for (uint32_t i = 0; i < scope->design_count; i++)
		if (strcmp(scope->designs[i], id) == 0)
			return i;
	return NONE32;
}

uint32_t
expr_scope_waypoint(const struct scenario *scenario, const char *id)
{
	for (uint32_t i = 0; i < scenario->waypoint_count; i++)
		if (strcmp(scenario->waypoints[i].id, id) == 0)
			return i;
	return NONE32;
}

static const char *const extra_pieces[] = { "ticket", "route", "key", "req-key",
	"req-count" };

bool
expr_scope_piece(const struct scenario *scenario, const char *id)
{
	for (size_t i = 0; i < sizeof(extra_pieces) / sizeof(extra_pieces[0]); i++)
		if (strcmp(extra_pieces[i], id) == 0)
			return true;
	return scenario_piece(scenario, id) != SCENARIO_NONE;
}

/* -- the nearest name ------------------------------------------------------------------------ */

struct name_list {
	struct arena *arena;
	const char **names;
	size_t count, room;
};

static void
list_add(struct name_list *list, const char *name)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;

		list->names = arena_grow(list->arena, list->names, list->count, room,
		    sizeof(*list->names));
		list->room = room;
	}
	list->names[list->count++] = name;
}

static void
list_clients(struct name_list *list, const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->client_count; i++)
		list_add(list, scenario->clients[i].id);
}

static void
list_actors(struct name_list *list, const struct scenario *scenario)
{
	list_clients(list, scenario);
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		for (uint32_t d = 0; client->count == 1 && d < client->device_count; d++)
			list_add(list, arena_printf(list->arena, "%s-%s", client->id,
			    client->devices[d]));
	}
	list_add(list, "lb");
	list_add(list, "db");
	for (uint32_t i = 0; i < scenario_server_room(scenario); i++)
		list_add(list, arena_printf(list->arena, "s%u", i + 1));
#define X(e, w) list_add(list, w);
	ROLES(X)
#undef X
	list_add(list, "holder-of");
}

static void
list_kinds(struct name_list *list, const struct scenario *scenario)
{
	list_add(list, "request");
	list_add(list, "reply");
	for (uint32_t i = 0; i < scenario->action_count; i++)
		list_add(list, scenario->actions[i].id);
	for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
		list_add(list, event_kinds[kind].word);
}

static void
list_set(struct name_list *list, const struct expr_scope *scope, const struct scenario *scenario,
    enum expr_name_set set)
{
	switch (set) {
	case NAMES_ACTOR:
		list_actors(list, scenario);
		break;
	case NAMES_CLIENT:
		list_clients(list, scenario);
		break;
	case NAMES_DESIGN:
		for (uint32_t i = 0; i < scope->design_count; i++)
			list_add(list, scope->designs[i]);
		break;
	case NAMES_WAYPOINT:
		for (uint32_t i = 0; i < scenario->waypoint_count; i++)
			list_add(list, scenario->waypoints[i].id);
		break;
	case NAMES_PIECE:
		for (uint32_t i = 0; i < scenario->piece_count; i++)
			list_add(list, scenario->pieces[i].id);
		for (size_t i = 0; i < sizeof(extra_pieces) / sizeof(extra_pieces[0]); i++)
			list_add(list, extra_pieces[i]);
		break;
	case NAMES_KIND:
		list_kinds(list, scenario);
		break;
	case NAMES_FIELD:
		for (int field = 0; field < FIELD_COUNT; field++)
			list_add(list, expr_field_word((enum expr_field)field));
		break;
	case NAMES_MEASURE:
		for (uint32_t i = 0; i < measure_row_count; i++)
			list_add(list, measure_rows[i].name);
		break;
	case NAMES_OUTCOME:
		for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++)
			list_add(list, outcome_word((enum outcome)outcome));
		break;
	case NAMES_EVENT_KIND:
		for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
			list_add(list, event_kinds[kind].word);
		break;
	case NAMES_HOME:
		for (int home = 0; home < HOME_COUNT; home++)
			list_add(list, home_word((enum home)home));
		break;
	}
}

void
expr_advise(struct expr_reader *reader, uint32_t design, const char *word,
    const enum expr_name_set *sets, size_t set_count)
{
	struct name_list list = { .arena = reader->findings->arena };
	const struct scenario *scenario = reader->scope->scenarios[design];
	const char *nearest;

	for (size_t i = 0; i < set_count; i++)
		list_set(&list, reader->scope, scenario, sets[i]);
	nearest = str_nearest(word, list.names, list.count);
	if (nearest)
		findings_advise(reader->findings, "Did you mean \"%s\"?", nearest);
}
