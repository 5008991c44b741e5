/* Where a piece is: the answer on the rule of every screen. */
#include "trace/sentence.h"

#include <string.h>

#include "model/cast.h"
#include "trace/sentence_parts.h"

/* How far back the end of a piece is looked for: a long run must not make a frame slow. */
#define LOOK_BACK_EVENTS (1u << 16)

static const char *
name_of(const struct world *world, uint16_t actor)
{
	return world->trace->actors[actor].name;
}

#define NAMES_MOST 8u /* that anybody reads */
#define NAMES_OF_MANY 4u

/* "s1", "s1 and s2", "s1, s2, s3, s4 and 96 more": the servers that hold the item. */
static void
add_servers(const struct world *world, uint32_t item, struct str *out)
{
	uint16_t servers[LIMIT_SERVERS];
	uint32_t count = 0, more;

	for (const struct holding *at = world_of_item(world, item); at;
	     at = world_next_of_item(world, at))
		if (actor_role(world->trace, at->place) == ROLE_SERVER && count < LIMIT_SERVERS)
			servers[count++] = at->place;
	more = count > NAMES_MOST ? count - NAMES_OF_MANY : 0;
	for (uint32_t i = count; i > more; i--) {
		str_add(out, name_of(world, servers[i - 1]));
		str_add(out, i == more + 1 ? "" : i == 2 ? " and " : ", ");
	}
	if (more > 0)
		str_printf(out, " and %u more", more);
}

/* "in s1's memory", "with Ana", "in the database" */
static void
add_place(const struct world *world, const struct holding *holding, struct str *out)
{
	const struct trace *trace = world->trace;
	uint16_t place = holding->place;

	switch (actor_role(trace, place)) {
	case ROLE_SERVER:
		str_add(out, "in ");
		add_servers(world, holding->item, out);
		cast_add(out, trace->scenario, "'s {memory}");
		break;
	case ROLE_DEVICE:
	case ROLE_CLIENT:
		str_printf(out, "with %s", name_of(world, place));
		break;
	case ROLE_BALANCER:
	case ROLE_STORE:
	case ROLE_DATABASE:
	case ROLE_ATTACKER:
	case ROLE_COUNT:
		str_printf(out, "in %s", name_of(world, place));
		if (!world->places[place].reachable)
			str_add(out, ", out of reach");
		break;
	}
}

/* An entry of the client's that no ticket, token or name of hers leads to any more. */
static const struct holding *
unreached(const struct world *world, uint16_t piece, uint16_t client)
{
	for (uint32_t item = trace_items_of(world->trace, piece, client); item != NONE32;
	     item = world->trace->items[item].older) {
		const struct holding *holding = world_of_item(world, item);

		if (holding)
			return holding;
	}
	return NULL;
}

/* The newest event that kept the piece somewhere or ended it, or NULL. */
static const struct event *
newest_of(const struct world *world, uint16_t piece, uint16_t client)
{
	const struct trace *trace = world->trace;
	uint32_t end = world->next < trace->event_count ? world->next : trace->event_count;
	uint32_t begin = end > LOOK_BACK_EVENTS ? end - LOOK_BACK_EVENTS : 0;

	for (uint32_t i = end; i > begin; i--) {
		const struct event *event = &trace->events[i - 1];

		if (event->item < trace->item_count && trace->items[event->item].piece == piece &&
		    trace->items[event->item].client == client &&
		    (event->kind == EVENT_CREATE || event->kind == EVENT_WRITE ||
		        event->kind == EVENT_EXPIRE || event->kind == EVENT_EVICT))
			return event;
	}
	return NULL;
}

static void
add_nowhere(const struct world *world, uint16_t piece, uint16_t client, struct str *out)
{
	const struct event *newest = newest_of(world, piece, client);
	struct holding was = { .item = NONE32 };

	if (!newest) {
		str_add(out, "nowhere yet");
		return;
	}
	was.place = trace_event_place(world->trace, newest);
	str_add(out, newest->kind == EVENT_EXPIRE ? "nowhere: it expired, " : "nowhere: it was ");
	if (actor_role(world->trace, was.place) == ROLE_SERVER) {
		str_printf(out, "in %s", name_of(world, was.place));
		cast_add(out, world->trace->scenario, "'s {memory}");
	} else {
		add_place(world, &was, out);
	}
}

const char *
sentence_is(const char *piece)
{
	size_t length = strlen(piece);
	bool plural = length > 2 && piece[length - 1] == 's' && piece[length - 2] != 's';

	return plural ? "are" : "is";
}

void
sentence_where(const struct world *world, uint16_t piece, uint16_t client, struct str *out)
{
	const struct holding *holding = world_entry(world, piece, client);

	if (holding) {
		add_place(world, holding, out);
		return;
	}
	if (!world_knows(world)) {
		str_add(out, "it cannot be told");
		return;
	}
	holding = unreached(world, piece, client);
	if (!holding) {
		add_nowhere(world, piece, client, out);
		return;
	}
	add_place(world, holding, out);
	cast_add(out, world->trace->scenario, "; no {ticket} leads there");
}
