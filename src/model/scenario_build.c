#include <string.h>

#include "base/check.h"
#include "model/actions.h"
#include "model/build.h"

/* The parameters of a law as members of struct law. */
static const struct {
	const char *key;
	uint32_t offset;
} law_times[] = {
	{ "mean", offsetof(struct law, mean_ns) }, { "a", offsetof(struct law, mean_ns) },
	{ "s1", offsetof(struct law, mean_ns) }, { "b", offsetof(struct law, other_ns) },
	{ "s2", offsetof(struct law, other_ns) }, { "m1", offsetof(struct law, mean_ns) },
	{ "m2", offsetof(struct law, other_ns) },
};

static void
law_member(struct builder *builder, const char *parts, const struct node *part, struct law *law)
{
	struct schema_row row;
	const struct schema_row *found = schema_child(parts, part->key);

	CHECK(found != NULL);
	row = *found;
	for (size_t i = 0; i < sizeof(law_times) / sizeof(law_times[0]); i++) {
		if (strcmp(part->key, law_times[i].key) == 0) {
			row.offset = law_times[i].offset;
			row.size = sizeof(law->mean_ns);
		}
	}
	if (strcmp(part->key, "p") == 0) {
		row.offset = offsetof(struct law, share_ppm);
		row.size = sizeof(law->share_ppm);
	}
	if (row.type == SCHEMA_NUMBER && strcmp(part->key, "mean") == 0) {
		row.offset = offsetof(struct law, count_mean);
		row.size = sizeof(law->count_mean);
	}
	if (strcmp(part->key, "cv") == 0 || strcmp(part->key, "alpha") == 0 ||
	    strcmp(part->key, "s") == 0) {
		row.offset = offsetof(struct law, shape);
		row.size = sizeof(law->shape);
	}
	if (strcmp(part->key, "k") == 0 || strcmp(part->key, "n") == 0) {
		row.offset = offsetof(struct law, k);
		row.size = sizeof(law->k);
	}
	schema_read(&row, part, law, builder->prefix, builder->arena, &builder->findings);
}

/* Arrivals may say how often instead of how far apart. */
static bool
says_how_often(const struct schema_row *row, const char *key)
{
	return strcmp(row->path, "load.arrivals") == 0 &&
	    (strcmp(key, "rate") == 0 || strcmp(key, "utilisation") == 0);
}

static void
check_law_kind(struct builder *builder, const struct schema_row *row, const struct node *node,
    enum law_kind kind, const char *name)
{
	bool counts = kind == LAW_GEOMETRIC || kind == LAW_ZIPF;

	if (row->type == SCHEMA_COUNTS && !counts && kind != LAW_CONSTANT)
		findings_error(&builder->findings, node->mark, "bad-law",
		    "the law %s gives durations; here stands how many: constant, geometric, zipf",
		    name);
	if (row->type == SCHEMA_LAW && counts)
		findings_error(&builder->findings, node->mark, "bad-law",
		    "the law %s gives counts; here stands how long", name);
}

void
build_law(struct builder *builder, const struct schema_row *row, const struct node *node,
    struct law *law)
{
	static const char *const parts[] = { "mean", "k", "p", "m1", "m2", "cv", "alpha", "a", "b",
		"s1", "s2", "n", "s" };
	const struct node *word = node_get(node, "law");
	const char *name = names_law.rows[row->law].word;
	bool often = false;

	law->kind = row->law;
	if (word != NULL) {
		law->kind = (enum law_kind)names_find(&names_law, word->text);
		name = word->text;
	}
	check_law_kind(builder, row, node, law->kind, name);
	for (const struct node *part = node->first; part != NULL; part = part->next) {
		if (says_how_often(row, part->key) && schema_law_takes(law->kind, "mean"))
			often = true;
		else if (!schema_law_takes(law->kind, part->key))
			findings_error(&builder->findings, part->key_mark, "bad-law",
			    "the law %s takes no \"%s\"", name, part->key);
		else if (part != word)
			law_member(builder, schema_law_path(row), part, law);
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (schema_law_takes(law->kind, parts[i]) && node_get(node, parts[i]) == NULL &&
		    !(often && strcmp(parts[i], "mean") == 0))
			findings_error(&builder->findings, node->mark, "bad-law",
			    "the law %s needs \"%s\"", name, parts[i]);
	if (law->kind == LAW_UNIFORM && law->other_ns < law->mean_ns &&
	    node_get(node, "b") != NULL)
		findings_error(&builder->findings, node->mark, "bad-law",
		    "uniform: \"b\" is less than \"a\"");
}

void
build_members(struct builder *builder, const char *prefix, const struct node *map, void *base)
{
	size_t length = strlen(prefix);

	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		const struct node *node;

		if (strncmp(row->path, prefix, length) != 0 || row->size == 0 ||
		    (length == 0 && strchr(row->path, '*') != NULL))
			continue;
		node = node_at(map, row->path + length);
		if (node == NULL)
			continue;
		if (schema_law_path(row) != NULL)
			build_law(builder, row, node,
			    (struct law *)(void *)((char *)base + row->offset));
		else
			schema_read(row, node, base, builder->prefix, builder->arena,
			    &builder->findings);
	}
}

static void
build_token_keys(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *list = node_at(builder->tree, "token.keys");

	scenario->token.keys = arena_array(builder->arena, list->count,
	    sizeof(*scenario->token.keys));
	for (const struct node *key = list->first; key != NULL; key = key->next) {
		for (uint32_t i = 0; i < scenario->token.key_count; i++)
			if (strcmp(scenario->token.keys[i], key->text) == 0)
				findings_error(&builder->findings, key->mark, "duplicate-id",
				    "key \"%s\" is listed twice", key->text);
		scenario->token.keys[scenario->token.key_count++] =
		    arena_strdup(builder->arena, key->text);
	}
	if (list->count == 0)
		findings_error(&builder->findings, list->mark, "empty",
		    "token.keys needs at least one key");
	if (list->count > LIMIT_PIECES)
		findings_error(&builder->findings, list->mark, "too-many",
		    "token.keys has more than %u keys", LIMIT_PIECES);
}

void
build_settings(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *when = node_at(builder->tree, "stop.when");

	build_members(builder, "", builder->tree, scenario);
	scenario->stop.has_after = node_at(builder->tree, "stop.after") != NULL;
	scenario->stop.has_requests = node_at(builder->tree, "stop.requests") != NULL;
	scenario->stop.has_when = when != NULL;
	if (when != NULL)
		scenario->stop.when_mark = node_text_mark(when);
	scenario->store.has_operations =
	    node_at(builder->tree, "store.operations_per_request") != NULL;
	build_token_keys(builder);
	scenario->token.first_keys = scenario->token.key_count;
	scenario->denylist.on = node_get(builder->tree, "denylist") != NULL;
}

static uint32_t
piece_ids(const struct scenario *scenario, const char **ids)
{
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		ids[i] = scenario->pieces[i].id;
	return scenario->piece_count;
}

/* Every piece that `homes:` or `key:` speaks of has to exist. */
static void
check_piece_ids(struct builder *builder, const char *block)
{
	const struct node *map = node_get(builder->tree, block);
	const char *ids[LIMIT_PIECES];
	uint32_t count = piece_ids(builder->scenario, ids);

	for (const struct node *child = map != NULL ? map->first : NULL; child != NULL;
	    child = child->next)
		if (scenario_piece(builder->scenario, child->key) == SCENARIO_NONE)
			build_error_near(builder, child->key_mark, "unknown-piece", child->key, ids,
			    count, "no piece of state \"%s\"", child->key);
}

/* Its home, or the cart's; its key, or what the design says. */
static void
place_piece(struct builder *builder, struct piece *piece)
{
	struct node *homes = node_get(builder->tree, "homes"), *home = node_get(homes, piece->id);
	struct node *key = node_get(node_get(builder->tree, "key"), piece->id);

	if (home == NULL) {
		struct node *cart = node_get(homes, "cart");

		CHECK(cart != NULL);
		home = node_copy(builder->arena, cart);
		home->key = piece->id;
		node_add(homes, home);
	}
	piece->home = (enum home)names_find(&names_home, home->text);
	if (key != NULL)
		piece->key = (enum piece_key)names_find(&names_piece_key, key->text);
	if (strcmp(piece->id, "login") == 0 && piece->key != PIECE_KEY_SESSION)
		findings_error(&builder->findings, key != NULL ? key->mark : piece->mark,
		    "contradiction", "a login belongs to a session, not to a user");
}

void
build_pieces(struct builder *builder)
{
	static const char *const reserved[] = { "ticket", "route", "key", "req-key",
		"req-count" };
	struct scenario *scenario = builder->scenario;
	const struct node *state = node_get(builder->tree, "state");

	scenario->pieces = arena_array(builder->arena, LIMIT_PIECES, sizeof(*scenario->pieces));
	for (const struct node *node = state->first; node != NULL; node = node->next) {
		struct piece *piece = &scenario->pieces[scenario->piece_count];

		if (scenario->piece_count == LIMIT_PIECES) {
			findings_error(&builder->findings, node->key_mark, "too-many",
			    "more than %u pieces of state, login cart theme orders included",
			    LIMIT_PIECES);
			break;
		}
		for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
			if (strcmp(node->key, reserved[i]) == 0)
				findings_error(&builder->findings, node->key_mark, "reserved-id",
				    "\"%s\" is in every run by itself", node->key);
		piece->id = arena_strdup(builder->arena, node->key);
		piece->mark = node->mark;
		build_members(builder, "state.*.", node, piece);
		scenario->piece_count++;
		place_piece(builder, piece);
	}
	check_piece_ids(builder, "homes");
	check_piece_ids(builder, "key");
}

static void
build_cache(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *list = node_at(builder->tree, "servers.cache.pieces");
	const char *ids[LIMIT_PIECES];
	uint32_t count = piece_ids(scenario, ids);

	for (const struct node *node = list != NULL ? list->first : NULL; node != NULL;
	    node = node->next) {
		uint16_t piece = scenario_piece(scenario, node->text);

		if (piece == SCENARIO_NONE)
			build_error_near(builder, node->mark, "unknown-piece", node->text, ids,
			    count, "no piece of state \"%s\"", node->text);
		else
			scenario->servers.cache_pieces |= 1u << piece;
	}
}

/* The carrier that nobody wrote: a badge travels as a bearer header, a coat as a cookie. */
static void
choose_carrier(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	bool coat = false;

	scenario->token.carrier_set = builder->carrier_set;
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		coat |= scenario->pieces[i].home == HOME_TOKEN &&
		    strcmp(scenario->pieces[i].id, "login") != 0;
	if (builder->carrier_set || !coat)
		return;
	scenario->token.carrier = CARRIER_COOKIE;
	node_at(builder->tree, "token.carrier")->text = "cookie";
}

/* Words of the language that waypoints are used in (FORMATS section 3). */
static bool
is_expression_word(const char *id)
{
	static const char *const words[] = { "or", "and", "not", "at", "before", "after", "always",
		"ever", "never", "from", "to", "every", "some", "no", "satisfies", "run", "case",
		"client", "server", "design", "under", "within", "se", "percent", "holds", "count",
		"sum", "min", "max", "mean", "of", "time", "value", "home", "by", "in", "for",
		"where", "start", "end", "first", "last", "true", "false", "empty" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], id) == 0)
			return true;
	return false;
}

static void
build_waypoints(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *map = node_get(builder->tree, "waypoints");
	uint32_t count = map != NULL ? map->count : 0;

	if (count > LIMIT_WAYPOINTS) {
		findings_error(&builder->findings, map->mark, "too-many",
		    "more than %u waypoints", LIMIT_WAYPOINTS);
		return;
	}
	scenario->waypoints = arena_array(builder->arena, count, sizeof(*scenario->waypoints));
	for (const struct node *node = map != NULL ? map->first : NULL; node != NULL;
	    node = node->next) {
		if (is_expression_word(node->key))
			findings_error(&builder->findings, node->key_mark, "reserved-id",
			    "\"%s\" is a word of expressions: a waypoint needs another name",
			    node->key);
		scenario->waypoints[scenario->waypoint_count++] = (struct waypoint){
			.id = arena_strdup(builder->arena, node->key),
			.expression = arena_strdup(builder->arena, node->text),
			.mark = node_text_mark(node),
		};
	}
}

/* The request that the page's code sends by itself: behind all that scripts can name. */
static void
build_refresh(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	uint16_t login = scenario_piece(scenario, "login"), piece = scenario_piece(scenario,
	    "refresh");
	struct action action = { .id = "refresh", .method = "POST", .path = "/refresh",
		.status = 200, .renews = true };

	scenario->token.rotates = scenario->token.refresh == REFRESH_ROTATE &&
	    login != SCENARIO_NONE && scenario->pieces[login].home == HOME_TOKEN;
	if (!scenario->token.rotates || piece == SCENARIO_NONE)
		return;
	for (int i = 0; i < 4; i++)
		action.reads[i] = action.writes[i] = SCENARIO_NONE;
	if (scenario_action(scenario, "refresh") != SCENARIO_NONE)
		findings_error(&builder->findings, node_at(builder->tree, "actions")->mark,
		    "reserved-id", "\"refresh\" is sent by clients themselves here: an action "
		    "needs another name");
	else if (scenario->action_count == LIMIT_ACTIONS)
		findings_error(&builder->findings, scenario->mark, "too-many",
		    "more than %u actions, the built-in ones included", LIMIT_ACTIONS);
	else
		scenario->actions[scenario->action_count++] = action;
	if (scenario->pieces[piece].home == HOME_TOKEN ||
	    scenario->pieces[piece].home == HOME_CLIENT ||
	    scenario->pieces[piece].home == HOME_NONE ||
	    scenario->pieces[piece].key != PIECE_KEY_SESSION)
		findings_error(&builder->findings, node_at(builder->tree, "homes.refresh")->mark,
		    "contradiction", "which refresh token is the newest has to be kept for each "
		    "session, in a place: who carries it cannot be asked");
}

struct scenario *
scenario_build(const struct scenario_source *source, const char *design, const char *case_id,
    const struct setting *settings, uint32_t setting_count, struct arena *arena,
    struct findings *findings)
{
	struct builder builder = { .source = source, .design = design, .case_id = case_id,
		.settings = settings, .setting_count = setting_count, .arena = arena,
		.prefix = "" };
	struct scenario *scenario = arena_alloc(arena, sizeof(*scenario));

	findings_init(&builder.findings, arena);
	builder.scenario = scenario;
	if (layers_merge(&builder)) {
		scenario->effective = builder.tree;
		scenario->id = arena_strdup(arena, source->id);
		scenario->design = arena_strdup(arena, design);
		scenario->design_base = builder.base;
		scenario->case_id = case_id != NULL ? arena_strdup(arena, case_id) : NULL;
		scenario->mark = source->mark;
		build_settings(&builder);
		build_pieces(&builder);
		build_cache(&builder);
		choose_carrier(&builder);
		build_actions(&builder);
		build_clients(&builder);
		build_load(&builder);
		build_refresh(&builder);
		build_guards(&builder);
		build_faults(&builder);
		build_waypoints(&builder);
		build_cast(&builder);
		if (builder.findings.errors == 0)
			build_contradictions(&builder);
	}
	findings_join(findings, &builder.findings);
	return builder.findings.errors == 0 ? scenario : NULL;
}
