/* Faults that no single place has: messages that are lost, settings that change. */
#include <stddef.h>
#include <string.h>

#include "base/units.h"
#include "model/build.h"

/* A key that only one kind of fault takes. */
static const struct node *
only_for(struct builder *builder, const struct node *node, const struct fault *fault,
    enum fault_kind taker, const char *key)
{
	const struct node *child = node_get(node, key);

	if (child == NULL || fault->kind == taker)
		return child;
	findings_error(&builder->findings, child->key_mark, "unknown-key",
	    "\"%s\" takes no \"%s\"", names_fault.rows[fault->kind].word, key);
	return NULL;
}

void
build_drop(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *kind = only_for(builder, node, fault, FAULT_DROP, "kind");
	const struct node *share = only_for(builder, node, fault, FAULT_DROP, "share");
	const struct node *count = node_get(node, "count");

	if (fault->kind != FAULT_DROP)
		return;
	if (kind == NULL)
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"drop\" needs \"kind\": which messages are lost");
	else
		fault->drops = (enum drop_kind)names_find(&names_drop, kind->text);
	if (count == NULL && share == NULL)
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"drop\" needs \"count\" or \"share\": how many messages are lost");
	else if (count != NULL && share != NULL)
		findings_error(&builder->findings, share->key_mark, "contradiction",
		    "\"drop\" takes either \"count\" or \"share\"");
	fault->has_share = share != NULL;
	if (share != NULL)
		units_read_share(share->text, &fault->share_ppm);
}

/* ---- settings ---- */

/* What can be set anew while a system runs; a law's parts go with the law. */
static const char *const changeable[] = {
	"balancer.place", "balancer.affinity", "balancer.map", "balancer.virtual_nodes",
	"balancer.on_dead", "balancer.health", "balancer.health.every",
	"balancer.health.rise", "balancer.health.fall",
	"servers.service", "servers.workers", "servers.queue", "servers.while_waiting",
	"servers.memory", "servers.eviction", "servers.cache.ttl", "servers.apply_copy",
	"session.idle", "session.on_miss", "session.copies", "session.copy", "session.copy_use",
	"session.copy_lag",
	"store.latency", "store.capacity", "store.operations_per_request", "store.memory",
	"store.eviction", "store.write", "store.lock", "store.copies", "store.copy_lag",
	"token.ttl", "token.leeway", "token.check", "token.refresh", "token.verify",
	"denylist.check", "denylist.every",
	"network.latency", "network.latency.client", "network.latency.inside",
	"network.bandwidth", "network.loss", "network.loss.client",
	"network.loss.client.request", "network.loss.client.reply", "network.loss.inside",
	"network.duplicate",
	"load.arrivals", "load.requests_per_session", "load.think", "load.writes",
	"clients.*.every", "clients.*.think", "clients.*.relogin", "clients.*.weight",
	"clients.*.retry.timeout", "clients.*.retry.attempts", "clients.*.retry.backoff",
	"clients.*.retry.key",
	"idempotency.keep", "limiter.limit",
};

/* Why the others cannot, and what somebody who wants it may have meant: the first that the path
 * begins with. */
static const struct {
	const char *begin, *advice;
} instead[] = {
	{ "servers.count", "\"do: scale-out\" and \"do: scale-in\" change how many there are." },
	{ "servers.cache", "Which pieces servers remember is their program, another design; "
	    "servers.cache.ttl can change." },
	{ "servers", "Name one setting of the servers, as in servers.workers." },
	{ "token.keys", "\"do: rotate-key\" brings a new key." },
	{ "token.algorithm", "A key belongs to one algorithm: another one is another design." },
	{ "token.carrier", "How a token travels is what the page's code does: another design." },
	{ "token", "Name one setting of tokens, as in token.ttl." },
	{ "designs", "Another home is another design: let the same clients meet both." },
	{ "homes", "Another home is another design: let the same clients meet both." },
	{ "key", "Whose a piece is belongs to the design: let the same clients meet both." },
	{ "base", "A design rests on one base: let the same clients meet both." },
	{ "idempotency", "Another home is another design; idempotency.keep can change." },
	{ "limiter", "Another home is another design; limiter.limit can change." },
	{ "denylist", "What a list says is part of the design; denylist.check and denylist.every "
	    "can change." },
	{ "seed", "The seed is the run, not a setting of the system." },
	{ "epoch", "A calendar has one beginning; \"do: skew\" sets a server's clock." },
	{ "stop", "When a run ends is decided before it begins; stop.when waits for a moment." },
	{ "warmup", "What measures leave out is decided before the run begins." },
	{ "state", "What pieces of state there are is the application: that stays." },
	{ "actions", "What actions do is the application: that stays." },
	{ "clients", "Who the clients are and what they do is their script; pauses, relogin and "
	    "retry can change." },
	{ "load.action", "What visitors do stays; load.writes changes how many of their requests "
	    "write." },
	{ "load", "Name one setting of the load, as in load.think." },
	{ "balancer", "Name one setting of the balancer, as in balancer.place." },
	{ "session", "Name one setting of sessions, as in session.idle." },
	{ "store", "Name one setting of the store, as in store.latency." },
	{ "network", "Name one setting of the network, as in network.latency." },
	{ "faults", "What goes wrong is written down before the run; \"every\" and \"between\" "
	    "leave it to chance." },
	{ "cases", "Cases are runs of their own, to be compared." },
	{ "sweep", "The values of a sweep are runs of their own, to be compared." },
	{ "waypoints", "Waypoints name moments; they are no setting of the system." },
	{ "cast", "Words are not the system: they stay." },
};

static const char *
changeable_path(const char *path)
{
	const struct schema_row *row = schema_find(path);
	const char *end = strrchr(path, '.');
	char law[LIMIT_ID_BYTES * 4];

	if (row != NULL && row->path[0] == '@' && (size_t)(end - path) < sizeof(law)) {
		memcpy(law, path, (size_t)(end - path));
		law[end - path] = '\0';
		row = schema_find(law);
	}
	for (size_t i = 0; row != NULL && i < sizeof(changeable) / sizeof(changeable[0]); i++)
		if (strcmp(changeable[i], row->path) == 0)
			return changeable[i];
	return NULL;
}

static bool
refuse_path(struct builder *builder, const struct node *path)
{
	if (schema_find(path->text) == NULL)
		return build_error_near(builder, path->mark, "unknown-key", path->text, changeable,
		    sizeof(changeable) / sizeof(changeable[0]), "there is no setting \"%s\"",
		    path->text);
	findings_error(&builder->findings, path->mark, "contradiction",
	    "\"%s\" cannot change in a running system", path->text);
	for (size_t i = 0; i < sizeof(instead) / sizeof(instead[0]); i++)
		if (str_starts_with(path->text, instead[i].begin)) {
			findings_advise(&builder->findings, "%s", instead[i].advice);
			break;
		}
	return false;
}

/* "exponential, mean 20ms" */
static void
say_value(const struct node *node, struct str *out)
{
	const struct node *law = node_get(node, "law");

	if (node->kind == NODE_SCALAR) {
		str_add(out, node->text);
		return;
	}
	if (law != NULL)
		str_add(out, law->text);
	for (const struct node *part = node->first; part != NULL; part = part->next) {
		if (part == law)
			continue;
		str_printf(out, "%s%s ", out->length > 0 ? ", " : "",
		    part->key != NULL ? part->key : "");
		if (part->kind == NODE_SCALAR)
			str_add(out, part->text);
		else
			say_value(part, out);
	}
}

static void
add_patch(struct builder *builder, struct fault *fault, uint16_t client, const void *base,
    uint32_t offset, uint32_t size)
{
	char *bytes = arena_alloc(builder->arena, size);
	struct patch *patch = &fault->patches[fault->patch_count++];

	memcpy(bytes, (const char *)base + offset, size);
	*patch = (struct patch){ .offset = offset, .size = size, .client = client,
		.bytes = bytes };
}

#define PATCHES_MAX 8u
#define PATCH(base, type, member) add_patch(builder, fault, SCENARIO_NONE, base, \
	(uint32_t)offsetof(type, member), (uint32_t)sizeof(((type *)0)->member))

/* Members that the table of settings does not know of. */
static void
patch_others(struct builder *builder, const char *table_path, struct scenario *scratch,
    struct fault *fault)
{
	struct scenario *whole = builder->scenario;
	const struct node *load = node_get(builder->changing, "load");

	if (strcmp(table_path, "load.arrivals") == 0) {
		scratch->load.rate_per_gs = 0;
		scratch->load.utilisation = 0;
		builder->scenario = scratch;
		build_arrivals(builder, load);
		builder->scenario = whole;
		PATCH(scratch, struct scenario, load.rate_per_gs);
		PATCH(scratch, struct scenario, load.utilisation);
	} else if (strcmp(table_path, "load.think") == 0) {
		struct client visitor = { .has_think = true, .think = scratch->load.think };

		add_patch(builder, fault, whole->load.client, &visitor,
		    (uint32_t)offsetof(struct client, has_think), sizeof(visitor.has_think));
		add_patch(builder, fault, whole->load.client, &visitor,
		    (uint32_t)offsetof(struct client, think), sizeof(visitor.think));
	} else if (strcmp(table_path, "store.operations_per_request") == 0) {
		scratch->store.has_operations = true;
		PATCH(scratch, struct scenario, store.has_operations);
	} else if (strcmp(table_path, "limiter.limit") == 0) {
		build_limit(builder, node_at(builder->changing, "limiter.limit"),
		    &scratch->limiter.limit, &scratch->limiter.window_ns);
		PATCH(scratch, struct scenario, limiter.limit);
		PATCH(scratch, struct scenario, limiter.window_ns);
	}
}

/* Rows at or under the path: "network.latency" is both of its hops. */
static void
patch_rows(struct builder *builder, const char *table_path, uint16_t client, const void *base,
    struct fault *fault)
{
	size_t length = strlen(table_path);

	for (uint32_t i = 0; i < schema_row_count && fault->patch_count < PATCHES_MAX; i++) {
		const struct schema_row *row = &schema_rows[i];

		if (row->size > 0 && strncmp(row->path, table_path, length) == 0 &&
		    (row->path[length] == '\0' || row->path[length] == '.'))
			add_patch(builder, fault, client, base, row->offset, row->size);
	}
}

/* The client that a path is about: a row; SCENARIO_NONE after a finding. */
static uint16_t
path_client(struct builder *builder, const struct node *path)
{
	const struct scenario *scenario = builder->scenario;
	const char *id = path->text + strlen("clients."), *end = strchr(id, '.');
	const char *name = arena_strndup(builder->arena, id, (size_t)(end - id));
	const char *ids[LIMIT_PEOPLE + 1];
	uint16_t row = scenario_client(scenario, name);

	for (uint32_t i = 0; i < scenario->client_count; i++)
		ids[i] = scenario->clients[i].id;
	if (row == SCENARIO_NONE || (scenario->load.on && row == scenario->load.client)) {
		build_error_near(builder, path->mark, "unknown-client", name, ids,
		    scenario->client_count, "no client \"%s\"", name);
		return SCENARIO_NONE;
	}
	if (strstr(path->text, ".retry.") != NULL && !scenario->clients[row].retry.on) {
		findings_error(&builder->findings, path->mark, "contradiction",
		    "client \"%s\" does not retry: there is nothing to change", name);
		return SCENARIO_NONE;
	}
	return row;
}

static void
patch_client(struct builder *builder, const char *table_path, uint16_t row,
    struct fault *fault)
{
	struct client scratch = builder->scenario->clients[row];

	build_members(builder, "clients.*.", node_at(builder->changing,
	    arena_printf(builder->arena, "clients.%s", scratch.id)), &scratch);
	scratch.has_think = true;
	patch_rows(builder, table_path, row, &scratch, fault);
	if (strcmp(table_path, "clients.*.think") == 0)
		add_patch(builder, fault, row, &scratch,
		    (uint32_t)offsetof(struct client, has_think), sizeof(scratch.has_think));
}

/* What the contradictions of a scenario's start say of locks and caches. */
static bool
lock_fits(struct builder *builder, const struct node *path, const struct node *to)
{
	if (strcmp(path->text, "store.lock") != 0 || to->kind != NODE_SCALAR ||
	    strcmp(to->text, "exclusive") != 0 || builder->scenario->servers.cache_pieces == 0)
		return true;
	return findings_error(&builder->findings, to->mark, "contradiction",
	    "a server that answers from its cache takes no lock");
}

/* The block that a setting belongs to is there at all. */
static bool
has_block(struct builder *builder, const struct node *path)
{
	static const char *const blocks[] = { "load", "limiter", "idempotency", "denylist" };

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		size_t length = strlen(blocks[i]);
		const struct node *block = node_get(builder->tree, blocks[i]);

		if (strncmp(path->text, blocks[i], length) != 0 || path->text[length] != '.' ||
		    (block != NULL && block->kind == NODE_MAP))
			continue;
		findings_error(&builder->findings, path->mark, "contradiction",
		    "there is no %s in design \"%s\": nothing of it can change", blocks[i],
		    builder->scenario->design);
		return false;
	}
	if (strcmp(path->text, "servers.cache.ttl") == 0 &&
	    builder->scenario->servers.cache_pieces == 0)
		return findings_error(&builder->findings, path->mark, "contradiction",
		    "no server caches anything in design \"%s\": nothing of it can change",
		    builder->scenario->design);
	return true;
}

/* Refresh tokens are pieces of state with a home and a request of their own. */
static bool
refresh_fits(struct builder *builder, const struct node *path, const struct node *to)
{
	bool rotates = to->kind == NODE_SCALAR && strcmp(to->text, "rotate") == 0;

	if (strcmp(path->text, "token.refresh") != 0 ||
	    (!rotates && builder->scenario->token.refresh != REFRESH_ROTATE))
		return true;
	findings_error(&builder->findings, rotates ? to->mark : path->mark, "contradiction",
	    "\"refresh: rotate\" cannot begin or end in a running system");
	findings_advise(&builder->findings, "A refresh token is a piece of state that has a home: "
	    "with and without it are two designs. none and sliding can follow each other.");
	return false;
}

/* What would be refused at the start is refused here too: the rules look at the scenario as it
 * would be. */
static void
check_as_changed(struct builder *builder, struct scenario *scratch)
{
	struct scenario *whole = builder->scenario;
	struct node *tree = builder->tree;

	builder->scenario = scratch;
	builder->tree = builder->changing;
	build_contradictions_now(builder);
	builder->scenario = whole;
	builder->tree = tree;
}

void
build_change(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *path = only_for(builder, node, fault, FAULT_CHANGE, "path");
	const struct node *to = node_get(node, "to");
	const char *table_path;
	struct str value = STR_INIT;
	struct scenario *scratch;
	struct node *layer, *leaf;
	uint16_t client = SCENARIO_NONE;

	if (fault->kind != FAULT_CHANGE)
		return;
	if (path == NULL || to == NULL) {
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"change\" needs \"path\" and \"to\": which setting, and its new value");
		return;
	}
	table_path = changeable_path(path->text);
	if (table_path == NULL) {
		refuse_path(builder, path);
		return;
	}
	if (!has_block(builder, path) || !lock_fits(builder, path, to) ||
	    !refresh_fits(builder, path, to))
		return;
	layer = node_new(builder->arena, NODE_MAP, to->mark);
	leaf = node_copy(builder->arena, to);
	leaf->key = arena_strdup(builder->arena, path->text);
	leaf->key_mark = path->mark;
	node_add(layer, leaf);
	layer = layer_expand(builder, layer);
	if (str_starts_with(path->text, "clients."))
		client = path_client(builder, path);
	if (!layer_check(builder, layer, LAYER_CASE) || builder->findings.errors > 0)
		return;
	if (builder->changing == NULL)
		builder->changing = node_copy(builder->arena, builder->tree);
	builder->changing = layer_apply(builder->arena, builder->changing, layer);
	say_value(to, &value);
	fault->path = arena_strdup(builder->arena, path->text);
	fault->value = arena_strdup(builder->arena, value.text);
	str_release(&value);
	fault->patches = arena_array(builder->arena, PATCHES_MAX + 2, sizeof(*fault->patches));
	if (str_starts_with(path->text, "clients.")) {
		patch_client(builder, table_path, client, fault);
		return;
	}
	scratch = arena_alloc(builder->arena, sizeof(*scratch));
	*scratch = *builder->scenario;
	build_members(builder, "", builder->changing, scratch);
	check_as_changed(builder, scratch);
	patch_rows(builder, table_path, SCENARIO_NONE, scratch, fault);
	patch_others(builder, table_path, scratch, fault);
}
