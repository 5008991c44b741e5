#include "model/node.h"

#include <string.h>

struct node *
node_new(struct arena *arena, enum node_kind kind, struct mark mark)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->kind = kind;
	node->mark = mark;
	return node;
}

struct node *
node_scalar(struct arena *arena, const char *text, struct mark mark)
{
	struct node *node = node_new(arena, NODE_SCALAR, mark);

	node->text = arena_strdup(arena, text);
	return node;
}

void
node_add(struct node *parent, struct node *child)
{
	child->next = NULL;
	if (parent->last == NULL)
		parent->first = child;
	else
		parent->last->next = child;
	parent->last = child;
	parent->count++;
}

static struct node *
node_get_bytes(const struct node *map, const char *key, size_t length)
{
	if (map == NULL || map->kind != NODE_MAP)
		return NULL;
	for (struct node *child = map->first; child != NULL; child = child->next)
		if (strncmp(child->key, key, length) == 0 && child->key[length] == '\0')
			return child;
	return NULL;
}

struct node *
node_get(const struct node *map, const char *key)
{
	return node_get_bytes(map, key, strlen(key));
}

struct node *
node_at(const struct node *root, const char *path)
{
	struct node *node = NULL;
	const struct node *map = root;

	for (;;) {
		size_t length = strcspn(path, ".");

		node = node_get_bytes(map, path, length);
		if (node == NULL || path[length] == '\0')
			return node;
		path += length + 1;
		map = node;
	}
}

void
node_remove(struct node *map, const char *key)
{
	struct node *kept = map->first;

	map->first = map->last = NULL;
	map->count = 0;
	while (kept != NULL) {
		struct node *next = kept->next;

		if (strcmp(kept->key, key) != 0)
			node_add(map, kept);
		kept = next;
	}
}

struct mark
node_text_mark(const struct node *node)
{
	struct mark mark = node->mark;

	if (node->kind == NODE_SCALAR && node->quoted && mark.column > 0)
		mark.column++;
	return mark;
}

/* A copy of the node alone, without children. */
static struct node *
node_shell(struct arena *arena, const struct node *node)
{
	struct node *copy = node_new(arena, node->kind, node->mark);

	copy->quoted = node->quoted;
	copy->key_mark = node->key_mark;
	if (node->key != NULL)
		copy->key = arena_strdup(arena, node->key);
	if (node->text != NULL)
		copy->text = arena_strdup(arena, node->text);
	return copy;
}

struct node *
node_copy(struct arena *arena, const struct node *node)
{
	struct node *copy = node_shell(arena, node);

	for (const struct node *child = node->first; child != NULL; child = child->next)
		node_add(copy, node_copy(arena, child));
	return copy;
}

struct node *
node_merge(struct arena *arena, const struct node *base, const struct node *over)
{
	struct node *merged;

	if (base == NULL && over == NULL)
		return node_new(arena, NODE_MAP, (struct mark){ 0 });
	if (over == NULL)
		return node_copy(arena, base);
	if (base == NULL || base->kind != NODE_MAP || over->kind != NODE_MAP)
		return node_copy(arena, over);
	merged = node_shell(arena, over);
	for (const struct node *child = base->first; child != NULL; child = child->next) {
		const struct node *replaced = node_get(over, child->key);

		node_add(merged, replaced != NULL ? node_merge(arena, child, replaced) :
		    node_copy(arena, child));
	}
	for (const struct node *child = over->first; child != NULL; child = child->next)
		if (node_get(base, child->key) == NULL)
			node_add(merged, node_copy(arena, child));
	return merged;
}

struct node *
node_set(struct arena *arena, const struct node *base, const char *path, const struct node *value)
{
	struct node *root = node_new(arena, NODE_MAP, value->mark), *parent = root, *leaf;
	size_t length = strcspn(path, ".");

	while (path[length] == '.') {
		struct node *step = node_new(arena, NODE_MAP, value->mark);

		step->key = arena_strndup(arena, path, length);
		step->key_mark = value->key_mark;
		node_add(parent, step);
		parent = step;
		path += length + 1;
		length = strcspn(path, ".");
	}
	leaf = node_copy(arena, value);
	leaf->key = arena_strdup(arena, path);
	node_add(parent, leaf);
	return node_merge(arena, base, root);
}
