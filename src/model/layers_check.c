#include <stdarg.h>
#include <string.h>

#include "base/units.h"
#include "model/build.h"
#include "model/sweep.h"

#define KEYS_MAX 32
#define SCHEMA_ROWS_MAX 512 /* looked at for the nearest one */

static bool check_value(struct builder *builder, const struct schema_row *row, struct node *node,
    enum layer kind);

bool
build_error_near(struct builder *builder, struct mark mark, const char *code, const char *word,
    const char *const *known, size_t count, const char *format, ...)
{
	const char *nearest = str_nearest(word, known, count);
	struct str text = STR_INIT;
	va_list args;

	va_start(args, format);
	str_vprintf(&text, format, args);
	va_end(args);
	findings_error(&builder->findings, mark, code, "%s%s", builder->prefix, text.text);
	if (nearest != NULL)
		findings_advise(&builder->findings, "Did you mean \"%s\"?", nearest);
	str_release(&text);
	return false;
}

/* May a layer of this kind use the row? */
static bool
scope_allows(enum schema_scope scope, enum layer kind)
{
	switch (kind) {
	case LAYER_SCENARIO: return scope != SCHEMA_DESIGN_ONLY;
	case LAYER_DESIGN:
	case LAYER_CASE: return scope != SCHEMA_SCENARIO_ONLY;
	}
	return false;
}

static bool
unknown_key(struct builder *builder, const char *table_path, const struct node *node,
    enum layer kind)
{
	const char *keys[KEYS_MAX], *allowed[KEYS_MAX];
	const struct schema_row *table = schema_row(table_path);
	uint32_t count = schema_child_keys(table_path, keys, KEYS_MAX), kept = 0;

	if (table != NULL && schema_sets_laws(table))
		count += schema_child_keys("@law", keys + count, KEYS_MAX - count);
	for (uint32_t i = 0; i < count; i++) {
		const struct schema_row *row = schema_child(table_path, keys[i]);

		if (row != NULL && scope_allows(row->scope, kind))
			allowed[kept++] = keys[i];
	}
	return build_error_near(builder, node->key_mark, "unknown-key", node->key, allowed, kept,
	    "unknown key \"%s\"", node->key);
}

static bool
wrong_place(struct builder *builder, const struct node *node, enum layer kind)
{
	return findings_error(&builder->findings, node->key_mark, "wrong-place",
	    kind == LAYER_SCENARIO ? "%s\"%s\" belongs to a design, a case or --set" :
	    "%s\"%s\" belongs to the scenario itself", builder->prefix, node->key);
}

static bool
not_built(struct builder *builder, const struct node *node)
{
	if (node->kind == NODE_SCALAR && node->text[0] != '\0')
		return findings_error(&builder->findings, node->mark, "not-built",
		    "%s\"%s: %s\" is not in this version", builder->prefix, node->key, node->text);
	return findings_error(&builder->findings, node->key_mark, "not-built",
	    "%s\"%s\" is not in this version", builder->prefix, node->key);
}

static bool
check_named(struct builder *builder, const char *table_path, struct node *node, enum layer kind)
{
	const struct schema_row *row = schema_child(table_path, node->key);

	if (row == NULL)
		return unknown_key(builder, table_path, node, kind);
	if (!scope_allows(row->scope, kind))
		return wrong_place(builder, node, kind);
	if (row->path[strlen(row->path) - 1] == '*' && !schema_is_id(node->key))
		return findings_error(&builder->findings, node->key_mark, "bad-id",
		    "%s\"%s\" is not an id: small letters, digits and -, a letter first",
		    builder->prefix, node->key);
	return check_value(builder, row, node, kind);
}

/* Below what was set, complaints name the whole path: "--set servers.service.k: ...". */
static bool
check_member(struct builder *builder, const char *table_path, struct node *node, enum layer kind)
{
	const char *prefix = builder->prefix;
	size_t length = strlen(prefix);
	bool sound;

	builder->depth++;
	if (length > 2 && builder->depth > builder->set_depth)
		builder->prefix = arena_printf(builder->arena, "%.*s.%s: ", (int)length - 2, prefix,
		    node->key);
	sound = check_named(builder, table_path, node, kind);
	builder->depth--;
	builder->prefix = prefix;
	return sound;
}

/* What is wrong is told and left out, so that the rest can be looked at in the same pass. */
static void
check_members(struct builder *builder, const char *table_path, struct node *map, enum layer kind)
{
	struct node *child = map->first, *next;

	map->first = map->last = NULL;
	map->count = 0;
	for (; child != NULL; child = next) {
		next = child->next;
		if (check_member(builder, table_path, child, kind))
			node_add(map, child);
	}
}

/* A bare value where a map stands: each key that it sets has to take it; the first complaint is
 * enough. */
static bool
check_bare(struct builder *builder, const struct schema_row *row, struct node *node,
    enum layer kind)
{
	size_t before = builder->findings.errors;

	for (const char *key = row->bare; *key != '\0' && builder->findings.errors == before;) {
		size_t length = strcspn(key, " ");
		char *word = arena_strndup(builder->arena, key, length);

		check_value(builder, schema_child(row->path, word), node, kind);
		key += length + (key[length] == ' ');
	}
	return builder->findings.errors == before;
}

static bool
check_is_map(struct builder *builder, const struct node *node)
{
	if (node->kind == NODE_MAP)
		return true;
	return findings_error(&builder->findings, node->mark, "wrong-type",
	    "%s\"%s\" has to be a map of keys and values", builder->prefix,
	    node->key != NULL ? node->key : builder->design);
}

/* [2s, 8s] */
static void
check_between(struct builder *builder, const struct schema_row *row, const struct node *list)
{
	size_t before = builder->findings.errors;
	uint64_t from_ns, to_ns;

	if (list->kind != NODE_LIST || list->count != 2) {
		findings_error(&builder->findings, list->mark, "wrong-type",
		    "%s\"between\" is two times, as in [2s, 8s]", builder->prefix);
		return;
	}
	for (const struct node *time = list->first; time != NULL; time = time->next)
		schema_read(row, time, NULL, builder->prefix, builder->arena, &builder->findings);
	if (builder->findings.errors == before &&
	    units_read_duration(list->first->text, &from_ns) &&
	    units_read_duration(list->last->text, &to_ns) && from_ns >= to_ns)
		findings_error(&builder->findings, list->mark, "out-of-range",
		    "%s\"between\" ends before it begins", builder->prefix);
}

/* {after: first login by ana}, {between: [2s, 8s]}, or a time. */
static void
check_fault_at(struct builder *builder, const struct schema_row *row, const struct node *at)
{
	static const char *const known[] = { "after", "between" };
	const struct node *after;

	if (at->kind != NODE_MAP) {
		schema_read(row, at, NULL, builder->prefix, builder->arena, &builder->findings);
		return;
	}
	if (at->count > 1)
		findings_error(&builder->findings, at->mark, "contradiction",
		    "%s\"at\" is one of a time, {after: MOMENT} and {between: [FROM, TO]}",
		    builder->prefix);
	for (after = at->first; after != NULL; after = after->next) {
		if (strcmp(after->key, "between") == 0) {
			check_between(builder, row, after);
			continue;
		}
		if (strcmp(after->key, "after") != 0) {
			build_error_near(builder, after->key_mark, "unknown-key", after->key, known,
			    2, "unknown key \"%s\"", after->key);
			continue;
		}
		schema_read(schema_row("waypoints.*"), after, NULL, builder->prefix,
		    builder->arena, &builder->findings);
	}
	if (at->count == 0)
		findings_error(&builder->findings, at->mark, "missing-key",
		    "%s\"at\" needs a time, {after: MOMENT} or {between: [FROM, TO]}",
		    builder->prefix);
}

/* A word, or a list of servers. */
static bool
check_fault_order(struct builder *builder, const struct node *order)
{
	static const char *const words[] = { "in-turn", "random" };
	const struct schema_row *row = schema_row("faults.*.order");

	if (order->kind != NODE_SCALAR)
		return schema_read(row, order, NULL, builder->prefix, builder->arena,
		    &builder->findings);
	if (strcmp(order->text, words[0]) == 0 || strcmp(order->text, words[1]) == 0)
		return true;
	build_error_near(builder, order->mark, "unknown-word", order->text, words, 2,
	    "unknown order \"%s\"", order->text);
	findings_advise(&builder->findings, "One of in-turn, random, or a list of servers.");
	return false;
}

/* A fault that this version cannot do is refused by its name; its parameters are not looked at. */
static bool
check_fault(struct builder *builder, const struct node *fault)
{
	const struct node *word = node_get(fault, "do"), *at = node_get(fault, "at");
	const struct node *order = node_get(fault, "order");
	const struct schema_row *row = schema_row("faults.*.do");
	size_t before = builder->findings.errors;
	bool changes = word != NULL && word->kind == NODE_SCALAR &&
	    strcmp(word->text, "change") == 0;
	struct node *rest;

	if (fault->kind != NODE_MAP)
		return findings_error(&builder->findings, fault->mark, "wrong-type",
		    "%sa fault has to be a map of keys and values", builder->prefix);
	if (word == NULL)
		findings_error(&builder->findings, fault->mark, "missing-key",
		    "%sa fault needs \"do\": what happens", builder->prefix);
	else if (!schema_read(row, word, NULL, builder->prefix, builder->arena,
	    &builder->findings))
		return false;
	if (at == NULL && node_get(fault, "every") == NULL)
		findings_error(&builder->findings, fault->mark, "missing-key",
		    "%sa fault needs \"at\": when it happens", builder->prefix);
	else if (at != NULL)
		check_fault_at(builder, schema_row("faults.*.at"), at);
	if (order != NULL)
		check_fault_order(builder, order);
	rest = node_new(builder->arena, NODE_MAP, fault->mark);
	for (const struct node *child = fault->first; child != NULL; child = child->next)
		if (child != word && child != at && child != order &&
		    !(changes && strcmp(child->key, "to") == 0)) /* looked at as a setting */
			node_add(rest, node_copy(builder->arena, child));
	check_members(builder, "faults.*", rest, LAYER_CASE);
	return builder->findings.errors == before;
}

/* A law of which a part is wrong is left out as a whole: the rest would be told to be
 * incomplete. */
static bool
check_law(struct builder *builder, const struct schema_row *row, struct node *node, enum layer kind)
{
	size_t before = builder->findings.errors;
	const char *parts = schema_law_path(row);

	if (node->kind != NODE_MAP)
		return schema_read(schema_child(parts, "mean"), node, NULL, builder->prefix,
		    builder->arena, &builder->findings);
	check_members(builder, parts, node, kind);
	return builder->findings.errors == before;
}

/* The same of one that is said of several at once. */
static bool
check_laws(struct builder *builder, const struct schema_row *row, struct node *node,
    enum layer kind)
{
	size_t before = builder->findings.errors;

	check_members(builder, row->path, node, kind);
	return builder->findings.errors == before;
}

static bool
check_faults(struct builder *builder, struct node *list)
{
	struct node *child = list->first, *next;

	if (list->kind != NODE_LIST)
		return findings_error(&builder->findings, list->mark, "wrong-type",
		    "%s\"faults\" has to be a list: write it in [ ]", builder->prefix);
	list->first = list->last = NULL;
	list->count = 0;
	for (; child != NULL; child = next) {
		next = child->next;
		if (check_fault(builder, child))
			node_add(list, child);
	}
	return true;
}

/* Every value of every key is looked at as if a case had set it. */
static bool
check_sweep(struct builder *builder, const struct node *map)
{
	size_t before = builder->findings.errors;
	struct sweep sweep;

	if (!check_is_map(builder, map))
		return false;
	(void)sweep_of_source(builder->source, &sweep, builder->arena, &builder->findings);
	if (map->count == 0)
		return findings_error(&builder->findings, map->mark, "bad-sweep",
		    "a sweep needs a setting and its values: {servers.count: [1, 2, 4]}");
	for (uint32_t i = 0; i < sweep.key_count; i++) {
		const struct sweep_key *key = &sweep.keys[i];
		const struct schema_row *row = schema_find(key->path);

		if (row == NULL || !scope_allows(row->scope, LAYER_CASE)) {
			const char *paths[SCHEMA_ROWS_MAX];
			uint32_t count = 0;

			for (uint32_t r = 0; r < schema_row_count && r < SCHEMA_ROWS_MAX; r++)
				paths[count++] = schema_rows[r].path;
			build_error_near(builder, key->mark, "unknown-key", key->path, paths, count,
			    "no setting \"%s\" to sweep", key->path);
			continue;
		}
		for (uint32_t v = 0; v < key->value_count; v++) {
			struct node *value = node_copy(builder->arena, key->values[v]);

			value->key = key->path;
			value->key_mark = value->mark;
			check_value(builder, row, value, LAYER_CASE);
		}
	}
	sweep_point_count(&sweep, &builder->findings);
	return builder->findings.errors == before;
}

static bool
check_value(struct builder *builder, const struct schema_row *row, struct node *node,
    enum layer kind)
{
	if (!row->built)
		return schema_is_default(row, node) || not_built(builder, node);
	if (schema_law_path(row) != NULL)
		return check_law(builder, row, node, kind);
	if (strcmp(row->path, "faults") == 0)
		return check_faults(builder, node);
	if (strcmp(row->path, "sweep") == 0)
		return check_sweep(builder, node);
	if (row->type != SCHEMA_MAP)
		return schema_read(row, node, NULL, builder->prefix, builder->arena,
		    &builder->findings);
	if (schema_sets_laws(row) && node->kind == NODE_MAP)
		return check_laws(builder, row, node, kind);
	if (node->kind == NODE_SCALAR && row->bare != NULL)
		return check_bare(builder, row, node, kind);
	if (node->kind == NODE_SCALAR && (schema_is_default(row, node) ||
	    schema_switches_on(row, node)))
		return true; /* "retry: none", "retry: on" */
	if (strcmp(row->path, "designs") == 0 || strcmp(row->path, "cases") == 0)
		return true; /* layers of their own, looked at when they are used */
	if (!check_is_map(builder, node))
		return false;
	check_members(builder, row->path, node, kind);
	return true;
}

bool
layer_check(struct builder *builder, struct node *layer, enum layer kind)
{
	if (!check_is_map(builder, layer))
		return false;
	check_members(builder, "", layer, kind);
	return true;
}
