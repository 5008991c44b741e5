#include <string.h>

#include "base/units.h"
#include "model/build.h"

/* What kind of place a fault may hit, and where it hits when nothing is said. */
static const struct {
	bool server, store, database;
	const char *default_node;
	bool nowhere; /* takes no node */
} fault_places[FAULT_COUNT] = {
	[FAULT_CRASH] = { true, true, false, NULL, false },
	[FAULT_RESTART] = { true, true, false, NULL, false },
	[FAULT_HANG] = { true, false, false, NULL, false },
	[FAULT_SLOW] = { true, false, false, NULL, false },
	[FAULT_DRAIN] = { true, false, false, NULL, false },
	[FAULT_SKEW] = { true, false, false, NULL, false },
	[FAULT_STEAL] = { true, false, false, NULL, false },
	[FAULT_ROTATE_KEY] = { true, false, false, NULL, false },
	[FAULT_CUT] = { true, false, false, NULL, false },
	[FAULT_HEAL] = { true, false, false, NULL, false },
	[FAULT_SCALE_IN] = { true, false, false, NULL, false },
	[FAULT_SCALE_OUT] = { .nowhere = true },
	[FAULT_DEPLOY] = { .nowhere = true },
	[FAULT_BLUE_GREEN] = { .nowhere = true },
	[FAULT_DROP] = { .nowhere = true },
	[FAULT_CHANGE] = { .nowhere = true },
	[FAULT_STORE_DOWN] = { false, true, true, "store", false },
	[FAULT_STORE_UP] = { false, true, true, "store", false },
	[FAULT_FAILOVER] = { false, true, false, "store", false },
};

static bool
holder_of(struct builder *builder, const struct node *node, const char *client)
{
	const struct scenario *scenario = builder->scenario;
	const char *ids[LIMIT_PEOPLE];
	size_t length;

	if (builder->findings.errors > 0)
		return true; /* the client may be one that was refused */
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *row = &scenario->clients[i];
		uint64_t member;

		ids[i] = row->id;
		if (row->count == 1 && strcmp(row->id, client) == 0)
			return true;
		length = strlen(row->id);
		if (row->count > 1 && strncmp(row->id, client, length) == 0 &&
		    client[length] == '-' && units_read_integer(client + length + 1, &member) &&
		    member >= 1 && member <= row->count)
			return true;
	}
	return build_error_near(builder, node->mark, "unknown-client", client, ids,
	    scenario->client_count, "no client \"%s\": a holder belongs to one person", client);
}

static bool
means_server(const char *id)
{
	return build_server_number(id) > 0 || strcmp(id, "random") == 0 ||
	    str_starts_with(id, "holder-of ");
}

/* Is there such a place, and can this happen to it? */
bool
fault_check_node(struct builder *builder, const struct node *node, enum fault_kind kind)
{
	static const char *const known[] = { "s1", "s2", "s3", "store", "db", "random",
		"holder-of" };
	const char *id = node->text, *word = names_fault.rows[kind].word;
	uint32_t number = build_server_number(id);
	bool server = means_server(id);

	if (server ? fault_places[kind].server : strcmp(id, "store") == 0 ?
	    fault_places[kind].store : strcmp(id, "db") == 0 && fault_places[kind].database) {
		if (number > 0)
			return build_server_exists(builder, node, number);
		if (str_starts_with(id, "holder-of "))
			return holder_of(builder, node, id + strlen("holder-of "));
		return true;
	}
	if (strcmp(id, "db") == 0) {
		findings_error(&builder->findings, node->mark, "contradiction",
		    "the database outlives every fault: it cannot %s", word);
		findings_advise(&builder->findings, "\"do: store-down, node: db\" makes it answer "
		    "nobody for a while.");
		return false;
	}
	if (server || strcmp(id, "store") == 0 || strcmp(id, "lb") == 0)
		return findings_error(&builder->findings, node->mark, "contradiction",
		    "\"%s\" cannot happen to \"%s\"", word, id);
	return build_error_near(builder, node->mark, "unknown-node", id, known, 7,
	    "no place \"%s\"", id);
}

static void
build_factor(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *factor = node_get(node, "factor");
	uint64_t number;

	if (factor == NULL && fault->kind == FAULT_SLOW)
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"slow\" needs \"factor\": how many times as long its work takes");
	else if (factor != NULL && fault->kind != FAULT_SLOW)
		findings_error(&builder->findings, factor->key_mark, "unknown-key",
		    "\"%s\" takes no \"factor\"", names_fault.rows[fault->kind].word);
	else if (factor != NULL && units_read_integer(factor->text, &number))
		fault->factor = (uint32_t)number;
}

/* The other end of a link between two servers: another one, by its id. */
static void
check_peer(struct builder *builder, const struct node *node, const char *server)
{
	uint32_t number = build_server_number(node->text);

	if (number == 0) {
		findings_error(&builder->findings, node->mark, "contradiction",
		    "of a link between two servers one is named by its id");
		findings_advise(&builder->findings, "Write \"to: s2\", for instance.");
	} else if (strcmp(node->text, server) == 0) {
		findings_error(&builder->findings, node->mark, "contradiction",
		    "no link leads from a server to itself");
	} else {
		build_server_exists(builder, node, number);
	}
}

/* The other end of a server's link. */
static void
check_end(struct builder *builder, const struct node *node, const char *server)
{
	static const char *const known[] = { "lb", "store", "db" };

	for (int i = 0; i < 3; i++)
		if (strcmp(node->text, known[i]) == 0)
			return;
	if (means_server(node->text)) {
		check_peer(builder, node, server);
		return;
	}
	build_error_near(builder, node->mark, "unknown-node", node->text, known, 3,
	    "no place \"%s\" at the other end of a server's link", node->text);
}

/* Where it happens: at a node, or at a link with a server at one end. */
static void
build_link(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *from = node_get(node, "from"), *to = node_get(node, "to");
	const char *word = names_fault.rows[fault->kind].word;
	bool link = fault->kind == FAULT_CUT || fault->kind == FAULT_HEAL;
	const struct node *place = node_get(node, "node"), *server, *other;

	if (!link) {
		for (int i = 0; i < (fault->kind == FAULT_CHANGE ? 1 : 2); i++)
			if ((i == 0 ? from : to) != NULL)
				findings_error(&builder->findings, (i == 0 ? from : to)->key_mark,
				    "unknown-key", "\"%s\" takes no \"%s\"", word,
				    i == 0 ? "from" : "to");
		return;
	}
	if (place != NULL)
		findings_error(&builder->findings, place->key_mark, "unknown-key",
		    "\"%s\" takes no \"node\": it takes \"from\" and \"to\"", word);
	if (from == NULL || to == NULL) {
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"%s\" needs \"from\" and \"to\": the ends of the link", word);
		return;
	}
	/* of two servers the other end is the one with an id */
	server = means_server(to->text) && (!means_server(from->text) ||
	    build_server_number(to->text) == 0) ? to : from;
	other = server == to ? from : to;
	fault->node = arena_strdup(builder->arena, server->text);
	fault->other = arena_strdup(builder->arena, other->text);
	if (fault_check_node(builder, server, fault->kind))
		check_end(builder, other, server->text);
}

static void
build_time(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *at = node_get(node, "at"), *after = node_get(at, "after");
	const struct node *between = node_get(at, "between");

	if (after != NULL) {
		fault->after_pattern = true;
		fault->after = arena_strdup(builder->arena, after->text);
		fault->after_mark = node_text_mark(after);
	} else if (between != NULL) {
		units_read_duration(between->first->text, &fault->at_ns);
		units_read_duration(between->last->text, &fault->to_ns);
	} else if (at != NULL && at->kind == NODE_SCALAR) {
		units_read_duration(at->text, &fault->at_ns);
	}
	fault->repeats = node_get(node, "every") != NULL;
}

static void
begin_fault(struct builder *builder, const struct node *node, struct fault *fault)
{
	fault->mark = node->mark;
	fault->written = node;
	fault->after_event = UINT32_MAX;
	fault->kind = (enum fault_kind)names_find(&names_fault, node_get(node, "do")->text);
	build_time(builder, node, fault);
	build_fleet(builder, node, fault);
}

static void
build_fault(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *place = node_get(node, "node");

	build_factor(builder, node, fault);
	build_chance(builder, node, fault);
	build_link(builder, node, fault);
	build_drop(builder, node, fault);
	build_change(builder, node, fault);
	if (fault->kind == FAULT_CUT || fault->kind == FAULT_HEAL ||
	    build_attack(builder, node, fault))
		return;
	fault->node = fault_places[fault->kind].default_node;
	if (fault_places[fault->kind].nowhere) {
		if (place != NULL)
			findings_error(&builder->findings, place->key_mark, "unknown-key",
			    "\"%s\" takes no \"node\"", names_fault.rows[fault->kind].word);
		return;
	}
	if (place != NULL) {
		fault->node = arena_strdup(builder->arena, place->text);
		fault_check_node(builder, place, fault->kind);
	} else if (fault->node == NULL) {
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"%s\" needs \"node\": where it happens",
		    names_fault.rows[fault->kind].word);
	}
}

void
build_faults(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *list = node_get(builder->tree, "faults");
	uint32_t count = list != NULL ? list->count : 0;
	struct fault *fault;

	if (count > LIMIT_FAULTS) {
		findings_error(&builder->findings, list->mark, "too-many", "more than %u faults",
		    LIMIT_FAULTS);
		return;
	}
	scenario->faults = arena_array(builder->arena, count, sizeof(*scenario->faults));
	fault = scenario->faults;
	/* First how many servers there will be, as any fault may name one of them. */
	for (const struct node *node = list != NULL ? list->first : NULL; node != NULL;
	    node = node->next)
		begin_fault(builder, node, &scenario->faults[scenario->fault_count++]);
	if (count > 0)
		build_fleet_fits(builder, list);
	for (const struct node *node = list != NULL ? list->first : NULL; node != NULL;
	    node = node->next)
		build_fault(builder, node, fault++);
}
