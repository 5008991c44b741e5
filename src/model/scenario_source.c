#include "model/scenario_source.h"

#include <string.h>

#include "base/units.h"
#include "model/build.h"

/* The ids under `key` of the tree, in order; false after a finding. */
static bool
read_ids(const struct node *tree, const char *key, uint32_t limit, bool bare, struct arena *arena,
    struct findings *findings, const char ***ids, uint32_t *count)
{
	const struct node *map = node_get(tree, key);
	bool ok = true;

	*count = 0;
	*ids = NULL;
	if (map == NULL)
		return true;
	if (map->kind != NODE_MAP)
		return findings_error(findings, map->mark, "wrong-type",
		    "\"%s\" has to be a map of keys and values", key);
	if (map->count > limit)
		return findings_error(findings, map->mark, "too-many", "more than %u %s", limit,
		    key);
	*ids = arena_array(arena, map->count, sizeof(**ids));
	for (const struct node *child = map->first; child != NULL; child = child->next) {
		bool empty = bare && child->kind == NODE_SCALAR && !child->quoted &&
		    child->text[0] == '\0';

		if (!schema_is_id(child->key))
			ok = findings_error(findings, child->key_mark, "bad-id",
			    "\"%s\" is not an id: small letters, digits and -, a letter first",
			    child->key);
		if (child->kind != NODE_MAP && !empty)
			ok = findings_error(findings, child->mark, "wrong-type",
			    "\"%s\" has to be a map of keys and values", child->key);
		(*ids)[(*count)++] = arena_strdup(arena, child->key);
	}
	return ok;
}

bool
scenario_source_init(struct scenario_source *source, const char *id, const struct node *tree,
    struct arena *arena, struct findings *findings)
{
	bool ok = true;

	*source = (struct scenario_source){ .id = arena_strdup(arena, id), .tree = tree,
		.mark = tree->key != NULL ? tree->key_mark : tree->mark };
	if (!schema_is_id(id))
		ok = findings_error(findings, source->mark, "bad-id",
		    "\"%s\" is not an id: small letters, digits and -, a letter first", id);
	if (tree->kind != NODE_MAP)
		return findings_error(findings, tree->mark, "wrong-type",
		    "\"%s\" has to be a map of keys and values", id);
	ok &= read_ids(tree, "designs", LIMIT_DESIGNS, true, arena, findings, &source->designs,
	    &source->design_count);
	ok &= read_ids(tree, "cases", LIMIT_CASES, false, arena, findings, &source->cases,
	    &source->case_count);
	if (source->design_count == 0) {
		source->designs = arena_array(arena, 1, sizeof(*source->designs));
		source->designs[0] = "sticky";
		source->design_count = 1;
	}
	return ok;
}

static void
write_scalar(const struct schema_row *row, const struct node *node, struct json *json)
{
	bool counts = row != NULL && !node->quoted &&
	    (row->type == SCHEMA_INTEGER || row->type == SCHEMA_NUMBER);
	uint64_t integer;
	double number;

	if (counts && units_read_integer(node->text, &integer))
		json_uint(json, integer);
	else if (counts && units_read_number(node->text, &number))
		json_double(json, number);
	else if (row != NULL && row->type == SCHEMA_BOOL)
		json_bool(json, strcmp(node->text, "on") == 0 || strcmp(node->text, "true") == 0 ||
		    strcmp(node->text, "yes") == 0);
	else
		json_string(json, node->text);
}

static void write_value(const struct schema_row *row, const char *path, const struct node *node,
    struct json *json);

/* A latency of the network that is the same for all messages is told as it is usually written. */
static bool
is_plain(const struct schema_row *row, const struct node *node)
{
	const struct node *law = node->kind == NODE_MAP ? node_get(node, "law") : NULL;

	return row != NULL && strncmp(row->path, "network.latency.", 16) == 0 && law != NULL &&
	    law->kind == NODE_SCALAR && strcmp(law->text, "constant") == 0 &&
	    node_get(node, "mean") != NULL;
}

/* The members of a map; those of a map within it under their dotted paths. */
static void
write_members(const char *path, struct str *key, const struct node *map, struct json *json)
{
	size_t length = key->length;

	for (const struct node *child = map->first; child != NULL; child = child->next) {
		const struct schema_row *row = schema_child(path, child->key);
		const char *below = row != NULL ? row->path : "?";

		if (row != NULL && schema_law_path(row) != NULL)
			below = schema_law_path(row);
		if (length > 0)
			str_add_char(key, '.');
		str_add(key, child->key);
		if (is_plain(row, child)) {
			json_key(json, key->text);
			write_value(row, below, node_get(child, "mean"), json);
		} else if (child->kind == NODE_MAP) {
			write_members(below, key, child, json);
		} else {
			json_key(json, key->text);
			write_value(row, below, child, json);
		}
		str_cut(key, length);
	}
}

static void
write_value(const struct schema_row *row, const char *path, const struct node *node,
    struct json *json)
{
	struct str key = STR_INIT;

	switch (node->kind) {
	case NODE_SCALAR:
		write_scalar(row, node, json);
		break;
	case NODE_MAP:
		json_begin_object(json);
		write_members(path, &key, node, json);
		json_end_object(json);
		break;
	case NODE_LIST:
		json_begin_array(json);
		for (const struct node *child = node->first; child != NULL; child = child->next)
			write_value(NULL, strcmp(path, "faults") == 0 ? "faults.*" : "?", child,
			    json);
		json_end_array(json);
		break;
	}
	str_release(&key);
}

void
scenario_write_json(const struct scenario *scenario, struct json *json)
{
	write_value(NULL, "", scenario->effective, json);
}

void
scenario_write_setting(const char *path, const struct node *value, struct json *json)
{
	const struct schema_row *row = schema_find(path);

	write_value(row, row != NULL ? row->path : "?", value, json);
}
