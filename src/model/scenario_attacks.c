/* Faults that concern what says who somebody is: keys, clocks, thefts, revocations. */
#include <ctype.h>
#include <string.h>

#include "base/units.h"
#include "model/build.h"

#define THIEF "mallory"
#define YEAR_NS (365ull * 86400 * NS_PER_S)
#define KEYS_MAX 64u /* a server's keys are bits of one word */

/* Keys of a fault that only some kinds take. */
static const struct {
	const char *key;
	enum fault_kind kinds[3];
	uint32_t count;
} attack_keys[] = {
	{ "client", { FAULT_REVOKE }, 1 },
	{ "what", { FAULT_STEAL, FAULT_EXPIRE }, 2 },
	{ "of", { FAULT_STEAL, FAULT_EXPIRE }, 2 },
	{ "by", { FAULT_STEAL, FAULT_SKEW }, 2 },
	{ "overlap", { FAULT_ROTATE_KEY }, 1 },
	{ "except", { FAULT_ROTATE_KEY }, 1 },
};

static const char *
fault_word(const struct fault *fault)
{
	return names_fault.rows[fault->kind].word;
}

static void
check_keys(struct builder *builder, const struct node *node, const struct fault *fault)
{
	for (size_t i = 0; i < sizeof(attack_keys) / sizeof(attack_keys[0]); i++) {
		const struct node *key = node_get(node, attack_keys[i].key);
		bool takes = false;

		for (uint32_t k = 0; k < attack_keys[i].count; k++)
			takes |= attack_keys[i].kinds[k] == fault->kind;
		if (key != NULL && !takes)
			findings_error(&builder->findings, key->key_mark, "unknown-key",
			    "\"%s\" takes no \"%s\"", fault_word(fault), attack_keys[i].key);
	}
}

static const struct node *
needed(struct builder *builder, const struct node *node, const struct fault *fault,
    const char *key, const char *why)
{
	const struct node *found = node_get(node, key);

	if (found == NULL)
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"%s\" needs \"%s\": %s", fault_word(fault), key, why);
	return found;
}

/* A client, a member of a crowd; where several may be meant, a crowd or all. */
static const char *
read_people(struct builder *builder, const struct node *node, bool several)
{
	const struct scenario *scenario = builder->scenario;
	const char *ids[LIMIT_PEOPLE + 1];

	for (uint32_t i = 0; i < scenario->client_count && i < LIMIT_PEOPLE; i++) {
		const struct client *client = &scenario->clients[i];
		size_t length = strlen(client->id);
		uint64_t member;

		ids[i] = client->id;
		if (strcmp(client->id, node->text) == 0 && (several || client->count == 1))
			return arena_strdup(builder->arena, node->text);
		if (client->count > 1 && strncmp(client->id, node->text, length) == 0 &&
		    node->text[length] == '-' &&
		    units_read_integer(node->text + length + 1, &member) && member >= 1 &&
		    member <= client->count)
			return arena_strdup(builder->arena, node->text);
	}
	if (several && strcmp(node->text, "all") == 0)
		return "all";
	build_error_near(builder, node->mark, "unknown-client", node->text, ids,
	    scenario->client_count < LIMIT_PEOPLE ? scenario->client_count : LIMIT_PEOPLE,
	    several ? "no client \"%s\"" : "no client \"%s\": say one person", node->text);
	return NULL;
}

/* ---- theft ---- */

/* Nobody of the scenario: an attacker who looks at the cart with what was stolen. */
static void
add_thief(struct builder *builder, const struct node *mark, const char *id)
{
	struct scenario *scenario = builder->scenario;
	struct client *client = &scenario->clients[scenario->client_count++];
	char *name = arena_strdup(builder->arena, id);
	bool stops = scenario->stop.has_after || scenario->stop.has_requests ||
	    scenario->stop.has_when;

	name[0] = (char)toupper((unsigned char)name[0]);
	*client = (struct client){ .id = arena_strdup(builder->arena, id), .name = name,
		.count = 1, .device_count = 1, .every_ns = NS_PER_S, .attacker = true,
		.waits = true, .mark = mark->mark, .script_count = 1, .has_repeat = stops };
	client->devices = arena_array(builder->arena, 1, sizeof(*client->devices));
	client->devices[0] = "browser";
	client->script = arena_array(builder->arena, 1, sizeof(*client->script));
	build_step(builder, client, node_scalar(builder->arena, "view cart", mark->mark),
	    &client->script[0]);
	client->repeat = client->script[0];
}

static void
build_thief(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *by = node_get(node, "by");
	struct scenario *scenario = builder->scenario;
	const char *id = by != NULL ? by->text : THIEF;
	uint16_t row = scenario_client(scenario, id);

	if (by != NULL && strcmp(id, role_word(ROLE_ATTACKER)) == 0) {
		id = THIEF;
		row = scenario_client(scenario, id);
	}
	fault->thief = arena_strdup(builder->arena, id);
	if (row == SCENARIO_NONE && !schema_is_id(id)) {
		findings_error(&builder->findings, by->mark, "bad-id",
		    "\"%s\" is no id of a thief: small letters, digits and -, a letter first", id);
		return;
	}
	if (row == SCENARIO_NONE) {
		add_thief(builder, by != NULL ? by : node, id);
		return;
	}
	if (scenario->clients[row].count > 1)
		findings_error(&builder->findings, by->mark, "contradiction",
		    "\"%s\" is a crowd: a thief is one person", id);
	scenario->clients[row].attacker = true;
}

static void
build_steal(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *what = node_get(node, "what"), *of;
	int loot = what != NULL ? names_find(&names_loot, what->text) : LOOT_LOGIN;
	const char *words[LOOT_COUNT];

	for (int i = 0; i < LOOT_COUNT; i++)
		words[i] = names_loot.rows[i].word;
	of = needed(builder, node, fault, "of", "whose it is");
	if (loot < 0) {
		build_error_near(builder, what->mark, "unknown-word", what->text, words,
		    LOOT_COUNT, "nothing to steal is called \"%s\"", what->text);
		return;
	}
	if (!names_loot.rows[loot].built) {
		findings_error(&builder->findings, what->mark, "not-built",
		    "\"what: %s\" is not in this version", what->text);
		return;
	}
	fault->loot = (enum loot)loot;
	if (of == NULL)
		return;
	if (fault->loot == LOOT_KEY) {
		fault->node = arena_strdup(builder->arena, of->text);
		fault_check_node(builder, of, fault->kind);
	} else {
		fault->client = read_people(builder, of, false);
	}
	build_thief(builder, node, fault);
	if (fault->client != NULL && strcmp(fault->client, fault->thief) == 0)
		findings_error(&builder->findings, node->mark, "contradiction",
		    "thief and client are both \"%s\"", fault->thief);
}

/* ---- the others ---- */

static void
build_expire(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct scenario *scenario = builder->scenario;
	const struct node *what = needed(builder, node, fault, "what", "a piece of state, ticket "
	    "or token");
	const struct node *of = needed(builder, node, fault, "of", "whose it is");
	const char *ids[LIMIT_PIECES + 2] = { "ticket", "token" };

	for (uint32_t i = 0; i < scenario->piece_count; i++)
		ids[i + 2] = scenario->pieces[i].id;
	if (of != NULL)
		fault->client = read_people(builder, of, true);
	if (what == NULL)
		return;
	fault->piece = arena_strdup(builder->arena, what->text);
	for (uint32_t i = 0; i < scenario->piece_count + 2; i++)
		if (strcmp(ids[i], what->text) == 0)
			return;
	build_error_near(builder, what->mark, "unknown-piece", what->text, ids,
	    scenario->piece_count + 2, "no piece of state \"%s\"", what->text);
}

static void
build_skew(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *by = needed(builder, node, fault, "by", "how far its clock is ahead");
	const struct node *place = needed(builder, node, fault, "node", "whose clock it is");
	const char *text = by != NULL ? by->text : "0s";
	bool behind = text[0] == '-';
	uint64_t ns;

	if (!units_read_duration(text + (behind || text[0] == '+'), &ns) ||
	    ns > YEAR_NS) {
		findings_error(&builder->findings, by->mark, "bad-duration",
		    "\"by: %s\" is no duration of a year at most, as in 5s or -5s", text);
		return;
	}
	fault->skew_ns = behind ? -(int64_t)ns : (int64_t)ns;
	if (place == NULL)
		return;
	fault->node = arena_strdup(builder->arena, place->text);
	fault_check_node(builder, place, fault->kind);
}

/* "k3": the first of k1, k2, .. that is not taken. */
static void
add_key(struct builder *builder, const struct node *node, struct fault *fault)
{
	struct scenario *scenario = builder->scenario;
	uint32_t count = scenario->token.key_count, number = count + 1;
	const char **keys, *id = NULL;

	if (count == KEYS_MAX) {
		findings_error(&builder->findings, node->mark, "too-many",
		    "more than %u keys, those of rotations included", KEYS_MAX);
		return;
	}
	while (id == NULL) {
		id = arena_printf(builder->arena, "k%u", number++);
		for (uint32_t i = 0; i < count && id != NULL; i++)
			if (strcmp(scenario->token.keys[i], id) == 0)
				id = NULL;
	}
	keys = arena_array(builder->arena, count + 1, sizeof(*keys));
	memcpy(keys, scenario->token.keys, count * sizeof(*keys));
	keys[count] = id;
	fault->key = (uint16_t)count;
	scenario->token.keys = keys;
	scenario->token.key_count = count + 1;
}

static void
build_rotation(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *overlap = node_get(node, "overlap"), *except = node_get(node, "except");

	if (overlap != NULL)
		units_read_duration(overlap->text, &fault->overlap_ns);
	if (except != NULL) {
		fault->node = arena_strdup(builder->arena, except->text);
		fault_check_node(builder, except, fault->kind);
	}
	if (builder->scenario->token.algorithm == ALGORITHM_NONE &&
	    scenario_uses_home(builder->scenario, HOME_TOKEN)) {
		findings_error(&builder->findings, node->mark, "contradiction",
		    "there is no key to rotate: tokens are not signed (token.algorithm: none)");
		return;
	}
	add_key(builder, node, fault);
}

static void
build_revoke(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *client = needed(builder, node, fault, "client", "whose logins, or all");

	if (client != NULL)
		fault->client = read_people(builder, client, true);
}

typedef void build_fn(struct builder *builder, const struct node *node, struct fault *fault);
static build_fn *const attack_table[FAULT_COUNT] = {
	[FAULT_REVOKE] = build_revoke,
	[FAULT_STEAL] = build_steal,
	[FAULT_EXPIRE] = build_expire,
	[FAULT_ROTATE_KEY] = build_rotation,
	[FAULT_SKEW] = build_skew,
};

bool
build_attack(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *place = node_get(node, "node");

	check_keys(builder, node, fault);
	if (attack_table[fault->kind] == NULL)
		return false;
	attack_table[fault->kind](builder, node, fault);
	if (place != NULL && fault->kind != FAULT_SKEW)
		findings_error(&builder->findings, place->key_mark, "unknown-key",
		    "\"%s\" takes no \"node\"", fault_word(fault));
	return true;
}
