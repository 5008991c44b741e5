#include "model/sweep.h"

#include <string.h>

static struct sweep_key *
find_key(struct sweep *sweep, const char *path)
{
	for (uint32_t i = 0; i < sweep->key_count; i++)
		if (strcmp(sweep->keys[i].path, path) == 0)
			return &sweep->keys[i];
	return NULL;
}

bool
sweep_add(struct sweep *sweep, const char *path, const struct node *list, struct mark mark,
    struct arena *arena, struct findings *findings)
{
	struct sweep_key *key = find_key(sweep, path);
	uint32_t count = 0;

	if (list->kind != NODE_LIST || list->count == 0)
		return findings_error(findings, list->mark, "bad-sweep",
		    "a sweep of \"%s\" needs a list of values: [a, b, c]", path);
	if (list->count > LIMIT_SWEEP)
		return findings_error(findings, list->mark, "too-many",
		    "a sweep of \"%s\" has more than %u values", path, LIMIT_SWEEP);
	if (key == NULL && sweep->key_count == SWEEP_KEYS_MAX)
		return findings_error(findings, mark, "too-many",
		    "a sweep has more than %d settings", SWEEP_KEYS_MAX);
	if (key == NULL)
		key = &sweep->keys[sweep->key_count++];
	*key = (struct sweep_key){ .path = arena_strdup(arena, path), .mark = mark };
	key->values = arena_array(arena, list->count, sizeof(*key->values));
	for (const struct node *value = list->first; value != NULL; value = value->next) {
		struct node *own = node_copy(arena, value);

		own->key_mark = mark; /* what is wrong with the key is wrong there */
		key->values[count++] = own;
	}
	key->value_count = count;
	return true;
}

bool
sweep_of_source(const struct scenario_source *source, struct sweep *sweep, struct arena *arena,
    struct findings *findings)
{
	const struct node *map = node_get(source->tree, "sweep");
	bool ok = true;

	memset(sweep, 0, sizeof(*sweep));
	if (map == NULL)
		return true;
	if (map->kind != NODE_MAP)
		return findings_error(findings, map->mark, "wrong-type",
		    "\"sweep\" has to be a map of keys and values");
	for (const struct node *key = map->first; key != NULL; key = key->next)
		ok &= sweep_add(sweep, key->key, key, key->key_mark, arena, findings);
	return ok;
}

void
sweep_remove(struct sweep *sweep, const char *path)
{
	struct sweep_key *key = find_key(sweep, path);

	if (key == NULL)
		return;
	sweep->key_count--;
	for (; key < sweep->keys + sweep->key_count; key++)
		*key = key[1];
}

uint32_t
sweep_point_count(const struct sweep *sweep, struct findings *findings)
{
	uint64_t count = 1;

	for (uint32_t i = 0; i < sweep->key_count; i++)
		count *= sweep->keys[i].value_count;
	if (count <= LIMIT_POINTS)
		return (uint32_t)count;
	findings_error(findings, sweep->keys[0].mark, "too-many",
	    "a sweep of %llu points: there may be %u", (unsigned long long)count, LIMIT_POINTS);
	return 0;
}

const struct node *
sweep_value(const struct sweep *sweep, uint32_t point, uint32_t key)
{
	for (uint32_t i = sweep->key_count - 1; i > key; i--)
		point /= sweep->keys[i].value_count;
	return sweep->keys[key].values[point % sweep->keys[key].value_count];
}

void
sweep_settings(const struct sweep *sweep, uint32_t point, struct setting *settings)
{
	for (uint32_t i = 0; i < sweep->key_count; i++)
		settings[i] = (struct setting){ .path = sweep->keys[i].path,
			.value = sweep_value(sweep, point, i), .swept = true };
}

static void
print_node(const struct node *node, struct str *out)
{
	if (node->kind == NODE_SCALAR) {
		str_add(out, node->text);
		return;
	}
	str_add_char(out, node->kind == NODE_MAP ? '{' : '[');
	for (const struct node *child = node->first; child != NULL; child = child->next) {
		if (child != node->first)
			str_add(out, ", ");
		if (child->key != NULL)
			str_printf(out, "%s: ", child->key);
		print_node(child, out);
	}
	str_add_char(out, node->kind == NODE_MAP ? '}' : ']');
}

void
sweep_print(const struct sweep *sweep, uint32_t point, struct str *out)
{
	for (uint32_t i = 0; i < sweep->key_count; i++) {
		str_printf(out, "%s%s = ", i > 0 ? ", " : "", sweep->keys[i].path);
		print_node(sweep_value(sweep, point, i), out);
	}
}
