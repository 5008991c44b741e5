/* Faults that change the set of servers: their keys, and how many servers there may ever be. */
#include <string.h>

#include "base/units.h"
#include "model/build.h"

uint32_t
build_server_number(const char *id)
{
	uint64_t number;

	if (id[0] != 's' || id[1] == '0' || !units_read_integer(id + 1, &number) ||
	    number > UINT32_MAX)
		return 0;
	return (uint32_t)number;
}

bool
build_server_exists(struct builder *builder, const struct node *node, uint32_t number)
{
	uint32_t count = builder->scenario->servers.count;
	uint32_t room = scenario_server_room(builder->scenario);

	/* after other mistakes the count may not be what was meant */
	if (number <= room || builder->findings.errors > 0)
		return true;
	findings_error(&builder->findings, node->mark, "unknown-node", "there is no \"%s\"",
	    node->text);
	if (room > count)
		findings_advise(&builder->findings, "This scenario has the servers s1 to s%u, and "
		    "with what its faults add up to s%u.", count, room);
	else
		findings_advise(&builder->findings, count == 1 ?
		    "This scenario has one server, s1." :
		    "This scenario has the servers s1 to s%u.", count);
	return false;
}

/* The key of the fault, told when its kind takes none; NULL: not there. */
static const struct node *
key_of(struct builder *builder, const struct node *node, enum fault_kind kind, const char *key,
    enum fault_kind taker)
{
	const struct node *child = node_get(node, key);

	if (child == NULL || kind == taker)
		return child;
	findings_error(&builder->findings, child->key_mark, "unknown-key",
	    "\"%s\" takes no \"%s\"", names_fault.rows[kind].word, key);
	return NULL;
}

static void
read_count(const struct node *node, uint32_t *count)
{
	uint64_t number;

	if (node != NULL && units_read_integer(node->text, &number))
		*count = (uint32_t)number;
}

static void
read_order(struct builder *builder, const struct node *order, struct fault *fault)
{
	if (order == NULL)
		return;
	if (order->kind == NODE_SCALAR) {
		fault->order = strcmp(order->text, "random") == 0 ? DEPLOY_RANDOM : DEPLOY_IN_TURN;
		return;
	}
	fault->order = DEPLOY_LISTED;
	if (order->count == 0)
		findings_error(&builder->findings, order->mark, "empty",
		    "\"order\" names no server");
	fault->listed = arena_array(builder->arena, order->count + 1, sizeof(*fault->listed));
	for (const struct node *id = order->first; id != NULL; id = id->next) {
		uint32_t number = build_server_number(id->text);

		if (number == 0) {
			findings_error(&builder->findings, id->mark, "unknown-node",
			    "\"%s\" is no server: \"order\" lists servers", id->text);
			continue;
		}
		for (uint32_t i = 0; i < fault->listed_count; i++)
			if (fault->listed[i] + 1u == number)
				findings_error(&builder->findings, id->mark, "duplicate-id",
				    "server \"%s\" is listed twice", id->text);
		if (number <= LIMIT_SERVERS)
			fault->listed[fault->listed_count++] = (uint16_t)(number - 1);
	}
}

void
build_fleet(struct builder *builder, const struct node *node, struct fault *fault)
{
	enum fault_kind kind = fault->kind;
	const struct node *down, *pause;

	fault->count = 1;
	fault->down_ns = NS_PER_S;
	read_count(key_of(builder, node, kind, "count",
	    kind == FAULT_DROP ? kind : FAULT_SCALE_OUT), &fault->count);
	read_count(key_of(builder, node, kind, "surge", FAULT_DEPLOY), &fault->surge);
	read_order(builder, key_of(builder, node, kind, "order", FAULT_DEPLOY), fault);
	down = key_of(builder, node, kind, "down", FAULT_DEPLOY);
	pause = key_of(builder, node, kind, "pause", FAULT_DEPLOY);
	if (down != NULL)
		units_read_duration(down->text, &fault->down_ns);
	if (pause != NULL)
		units_read_duration(pause->text, &fault->pause_ns);
}

void
build_fleet_fits(struct builder *builder, const struct node *list)
{
	const struct scenario *scenario = builder->scenario;
	uint32_t room = scenario_server_room(scenario);

	if (room > LIMIT_SERVERS && room > scenario->servers.count) {
		findings_error(&builder->findings, list->mark, "too-many",
		    "with what its faults add this scenario could have %u servers, %u are the most",
		    room, LIMIT_SERVERS);
		return;
	}
	for (const struct node *node = list->first; node != NULL; node = node->next) {
		const struct node *order = node_get(node, "order");

		if (order == NULL || order->kind != NODE_LIST)
			continue;
		for (const struct node *id = order->first; id != NULL; id = id->next)
			if (build_server_number(id->text) > 0)
				build_server_exists(builder, id, build_server_number(id->text));
	}
}
