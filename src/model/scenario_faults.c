#include <string.h>

#include "base/units.h"
#include "model/build.h"

/* What kind of place a fault may hit, and where it hits when nothing is said. */
static const struct {
	bool server, store, database, balancer;
	const char *default_node;
	bool nowhere; /* takes no node */
} fault_places[FAULT_COUNT] = {
	[FAULT_CRASH] = { .server = true, .store = true, .balancer = true },
	[FAULT_RESTART] = { .server = true, .store = true, .balancer = true },
	[FAULT_HANG] = { .server = true, .store = true, .database = true, .balancer = true },
	[FAULT_SLOW] = { .server = true, .store = true, .database = true, .balancer = true },
	[FAULT_DRAIN] = { .server = true },
	[FAULT_SKEW] = { .server = true },
	[FAULT_STEAL] = { .server = true },
	[FAULT_ROTATE_KEY] = { .server = true },
	[FAULT_CUT] = { .server = true },
	[FAULT_HEAL] = { .server = true },
	[FAULT_SCALE_IN] = { .server = true },
	[FAULT_SCALE_OUT] = { .nowhere = true },
	[FAULT_DEPLOY] = { .nowhere = true },
	[FAULT_BLUE_GREEN] = { .nowhere = true },
	[FAULT_DROP] = { .nowhere = true },
	[FAULT_CHANGE] = { .nowhere = true },
	[FAULT_STORE_DOWN] = { .store = true, .database = true, .default_node = "store" },
	[FAULT_STORE_UP] = { .store = true, .database = true, .default_node = "store" },
	[FAULT_FAILOVER] = { .store = true, .default_node = "store" },
};

void
fault_print_places(enum fault_kind kind, struct str *out)
{
	const struct {
		const char *word;
		bool here;
	} places[] = {
		{ "server", fault_places[kind].server && kind != FAULT_STEAL &&
		    kind != FAULT_ROTATE_KEY },
		{ "store", fault_places[kind].store },
		{ "db", fault_places[kind].database },
		{ "lb", fault_places[kind].balancer },
	};
	const char *before = "";

	if (kind == FAULT_CUT || kind == FAULT_HEAL) {
		str_add(out, "from a server or a client");
		return;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].here) {
			str_printf(out, "%s%s", before, places[i].word);
			before = ", ";
		}
}

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

/* To a place that is no server. */
static bool
happens_to(enum fault_kind kind, const char *id)
{
	if (strcmp(id, "store") == 0)
		return fault_places[kind].store;
	if (strcmp(id, "db") == 0)
		return fault_places[kind].database;
	return strcmp(id, "lb") == 0 && fault_places[kind].balancer;
}

/* Is there such a place, and can this happen to it? */
bool
fault_check_node(struct builder *builder, const struct node *node, enum fault_kind kind)
{
	static const char *const known[] = { "s1", "s2", "s3", "store", "db", "lb", "random",
		"holder-of" };
	const char *id = node->text, *word = names_fault.rows[kind].word;
	uint32_t number = build_server_number(id);
	bool server = means_server(id);

	if (server ? fault_places[kind].server : happens_to(kind, id)) {
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
	return build_error_near(builder, node->mark, "unknown-node", id, known, 8,
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

/* ---- the link of a device ---- */

/* The device of one of these people: "ana-laptop". */
static bool
is_device(const struct client *client, const char *rest)
{
	for (uint32_t i = 0; i < client->device_count; i++)
		if (strcmp(rest, client->devices[i]) == 0)
			return true;
	return false;
}

/* Of a client: all its devices, those of one member, or one of them. */
static bool
means_devices(const struct client *client, const char *id)
{
	size_t length = strlen(client->id), digits;
	uint64_t member;
	char number[24];

	if (strncmp(id, client->id, length) != 0)
		return false;
	id += length;
	if (*id == '\0')
		return true;
	if (*id++ != '-')
		return false;
	if (client->count == 1)
		return is_device(client, id);
	digits = strspn(id, "0123456789");
	if (digits == 0 || digits >= sizeof(number) || (id[digits] != '\0' && id[digits] != '-'))
		return false;
	memcpy(number, id, digits);
	number[digits] = '\0';
	return units_read_integer(number, &member) && member >= 1 && member <= client->count &&
	    (id[digits] == '\0' || is_device(client, id + digits + 1));
}

/* A client, a member, a device: the other end of the link is the balancer. */
static void
check_client_end(struct builder *builder, const struct node *node)
{
	const struct scenario *scenario = builder->scenario;
	const char *ids[LIMIT_PEOPLE];
	uint32_t count = 0;

	if (builder->findings.errors > 0)
		return; /* the client may be one that was refused */
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		if (scenario->load.on && i == scenario->load.client) {
			if (!means_devices(client, node->text))
				continue;
			findings_error(&builder->findings, node->mark, "contradiction",
			    "sessions of a load come and go: none of their links can be named");
			return;
		}
		if (means_devices(client, node->text))
			return;
		ids[count++] = client->id;
	}
	build_error_near(builder, node->mark, "unknown-client", node->text, ids, count,
	    "no server, client or device \"%s\" at the other end of the balancer's link",
	    node->text);
}

static bool
is_place(const char *id)
{
	return means_server(id) || strcmp(id, "store") == 0 || strcmp(id, "db") == 0 ||
	    strcmp(id, "lb") == 0;
}

static bool
is_somebody(const struct builder *builder, const struct node *node)
{
	for (uint32_t i = 0; i < builder->scenario->client_count; i++)
		if (means_devices(&builder->scenario->clients[i], node->text))
			return true;
	return false;
}

/* True when the link is one of a device, which leads to the balancer. */
static bool
build_client_link(struct builder *builder, const struct node *from, const struct node *to,
    struct fault *fault)
{
	const struct node *client = is_place(from->text) ? to : from;
	const struct node *other = client == to ? from : to;

	if (is_place(client->text) ||
	    (strcmp(other->text, "lb") != 0 && !is_somebody(builder, client)))
		return false;
	fault->client = arena_strdup(builder->arena, client->text);
	fault->other = arena_strdup(builder->arena, other->text);
	if (strcmp(other->text, "lb") != 0) {
		findings_error(&builder->findings, other->mark, "contradiction",
		    "a device has one link, to the balancer: it has none to \"%s\"", other->text);
		findings_advise(&builder->findings, "Write \"from: %s, to: lb\".", client->text);
		return true;
	}
	check_client_end(builder, client);
	return true;
}

/* Where it happens: at a node, or at a link with a server or a device at one end. */
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
	if (build_client_link(builder, from, to, fault))
		return;
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
