/* Trees: lookup, deep merge, paths; merging changes neither side and keeps places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/node.h"

static struct mark
at(uint32_t line)
{
	return (struct mark){ "f", line, 1 };
}

static struct node *
member(struct arena *arena, struct node *map, const char *key, struct node *value)
{
	value->key = arena_strdup(arena, key);
	value->key_mark = value->mark;
	node_add(map, value);
	return value;
}

/* {servers: {count: 3, queue: 100}, seed: 7} at lines 1.. */
static struct node *
example(struct arena *arena)
{
	struct node *root = node_new(arena, NODE_MAP, at(1));
	struct node *servers = member(arena, root, "servers", node_new(arena, NODE_MAP, at(2)));

	member(arena, servers, "count", node_scalar(arena, "3", at(3)));
	member(arena, servers, "queue", node_scalar(arena, "100", at(4)));
	member(arena, root, "seed", node_scalar(arena, "7", at(5)));
	return root;
}

static void
node__path__finds_the_value_or_null(void **state)
{
	struct arena arena = { 0 };
	struct node *root = example(&arena);

	(void)state;
	assert_string_equal(node_at(root, "servers.count")->text, "3");
	assert_string_equal(node_at(root, "seed")->text, "7");
	assert_null(node_at(root, "servers.coun"));
	assert_null(node_at(root, "servers.count.x"));
	assert_null(node_at(root, "serv"));
	assert_null(node_at(root, ""));
	assert_null(node_at(NULL, "a"));
	assert_null(node_get(root->last, "a"));
	assert_int_equal(root->count, 2);
	arena_release(&arena);
}

static void
node__merge__joins_maps_and_replaces_the_rest(void **state)
{
	struct arena arena = { 0 };
	struct node *base = example(&arena), *over = node_new(&arena, NODE_MAP, at(10)), *merged;
	struct node *servers = member(&arena, over, "servers", node_new(&arena, NODE_MAP, at(11)));

	(void)state;
	member(&arena, servers, "count", node_scalar(&arena, "5", at(12)));
	member(&arena, servers, "workers", node_scalar(&arena, "2", at(13)));
	merged = node_merge(&arena, base, over);
	assert_string_equal(node_at(merged, "servers.count")->text, "5");
	assert_int_equal(node_at(merged, "servers.count")->mark.line, 12);
	assert_string_equal(node_at(merged, "servers.queue")->text, "100");
	assert_int_equal(node_at(merged, "servers.queue")->mark.line, 4);
	assert_string_equal(node_at(merged, "servers.workers")->text, "2");
	assert_string_equal(node_at(merged, "seed")->text, "7");
	assert_int_equal(node_get(merged, "servers")->count, 3);
	/* neither side has changed */
	assert_string_equal(node_at(base, "servers.count")->text, "3");
	assert_int_equal(node_get(base, "servers")->count, 2);
	assert_int_equal(node_get(over, "servers")->count, 2);
	arena_release(&arena);
}

static void
node__merge_with_nothing__is_a_copy(void **state)
{
	struct arena arena = { 0 };
	struct node *root = example(&arena);

	(void)state;
	assert_int_equal(node_merge(&arena, NULL, NULL)->kind, NODE_MAP);
	assert_string_equal(node_at(node_merge(&arena, root, NULL), "seed")->text, "7");
	assert_string_equal(node_at(node_merge(&arena, NULL, root), "seed")->text, "7");
	assert_ptr_not_equal(node_merge(&arena, root, NULL)->first, root->first);
	arena_release(&arena);
}

static void
node__set__makes_the_path(void **state)
{
	struct arena arena = { 0 };
	struct node *root = example(&arena), *changed;

	(void)state;
	changed = node_set(&arena, root, "servers.service.mean",
	    node_scalar(&arena, "2ms", at(20)));
	assert_string_equal(node_at(changed, "servers.service.mean")->text, "2ms");
	assert_string_equal(node_at(changed, "servers.count")->text, "3");
	assert_null(node_at(root, "servers.service"));
	changed = node_set(&arena, NULL, "seed", node_scalar(&arena, "9", at(21)));
	assert_string_equal(node_at(changed, "seed")->text, "9");
	/* a map replaces a scalar that stood there */
	changed = node_set(&arena, root, "seed.x", node_scalar(&arena, "1", at(22)));
	assert_string_equal(node_at(changed, "seed.x")->text, "1");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(node__path__finds_the_value_or_null),
		cmocka_unit_test(node__merge__joins_maps_and_replaces_the_rest),
		cmocka_unit_test(node__merge_with_nothing__is_a_copy),
		cmocka_unit_test(node__set__makes_the_path),
	};

	return cmocka_run_group_tests_name("node", tests, NULL, NULL);
}
