/* The YAML reader: trees with places, what is refused, limits, values of --set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/limits.h"
#include "lesson/load.h"

struct read {
	struct arena arena;
	struct findings findings;
	struct node *root;
};

static void
read_text(struct read *read, const char *text)
{
	*read = (struct read){ 0 };
	findings_init(&read->findings, &read->arena);
	read->root = yaml_read(text, strlen(text), "f", &read->arena, &read->findings);
}

static void
assert_place(const struct node *node, uint32_t line, uint32_t column)
{
	assert_non_null(node);
	assert_int_equal(node->mark.line, line);
	assert_int_equal(node->mark.column, column);
	assert_string_equal(node->mark.file, "f");
}

/* One finding, with this code at this place. */
static void
assert_refused(const char *text, const char *code, uint32_t line, uint32_t column)
{
	struct read read;

	read_text(&read, text);
	assert_null(read.root);
	assert_int_equal(read.findings.count, 1);
	assert_string_equal(read.findings.rows[0].code, code);
	assert_int_equal(read.findings.rows[0].mark.line, line);
	assert_int_equal(read.findings.rows[0].mark.column, column);
	arena_release(&read.arena);
}

static void
yaml__block_and_flow__same_tree_with_places(void **state)
{
	struct read read;
	const struct node *list;

	(void)state;
	read_text(&read, "# first\na: {b: [x, 'y', \"z\"]}\nc:\n  - d\n  - e: 1\n");
	assert_non_null(read.root);
	assert_place(read.root, 2, 1);
	list = node_at(read.root, "a.b");
	assert_int_equal(list->kind, NODE_LIST);
	assert_int_equal(list->count, 3);
	assert_place(list, 2, 8);
	assert_place(list->first, 2, 9);
	assert_false(list->first->quoted);
	assert_place(list->first->next, 2, 12);
	assert_true(list->first->next->quoted);
	assert_int_equal(list->key_mark.column, 5);
	assert_place(node_at(read.root, "c")->first, 4, 5);
	assert_string_equal(node_get(node_at(read.root, "c")->last, "e")->text, "1");
	arena_release(&read.arena);
}

static void
yaml__column__counts_characters_not_bytes(void **state)
{
	struct read read;

	(void)state;
	read_text(&read, "{\"\xC3\xA9\xE2\x82\xAC\": x}");
	assert_place(read.root->first, 1, 8);
	arena_release(&read.arena);
	read_text(&read, "\xEF\xBB\xBF"
			 "a: b");
	assert_place(read.root->first, 1, 4);
	arena_release(&read.arena);
}

static void
yaml__words_of_yaml_1_1__stay_text(void **state)
{
	struct read read;
	const struct node *node;
	static const char *const words[] = { "yes", "0777", "1_000", "~", "null", "" };
	size_t at = 0;

	(void)state;
	read_text(&read, "{a: yes, b: 0777, c: 1_000, d: ~, e: null, f: }");
	for (node = read.root->first; node != NULL; node = node->next)
		assert_string_equal(node->text, words[at++]);
	assert_int_equal(at, 6);
	arena_release(&read.arena);
}

static void
yaml__folded_and_literal_blocks__are_quoted_text(void **state)
{
	struct read read;

	(void)state;
	read_text(&read, "a: |\n  one\n  two\nb: >\n  one\n  two\nc: \"tab\\there\"\n");
	assert_string_equal(node_get(read.root, "a")->text, "one\ntwo\n");
	assert_true(node_get(read.root, "a")->quoted);
	assert_string_equal(node_get(read.root, "b")->text, "one two\n");
	assert_string_equal(node_get(read.root, "c")->text, "tab here");
	arena_release(&read.arena);
}

static void
yaml__what_is_not_taken__refused_at_its_place(void **state)
{
	(void)state;
	assert_refused("a: &x 1\n", "yaml-anchor", 1, 4);
	assert_refused("&k a: 1\n", "yaml-anchor", 1, 1);
	assert_refused("a: *x\n", "yaml-alias", 1, 4);
	assert_refused("a: !t 1\n", "yaml-tag", 1, 4);
	assert_refused("a: !!int 1\n", "yaml-tag", 1, 4);
	assert_refused("b: 1\n<<: {a: 1}\n", "yaml-merge", 2, 1);
	assert_refused("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1);
	assert_refused("a: 1\n---\nb: 2\n", "yaml-document", 2, 1);
	assert_refused("%YAML 1.1\n---\na: 1\n", "yaml-directive", 1, 1);
	assert_refused("? {a: b}\n: c\n", "yaml-key", 1, 3);
	assert_refused("{\"\": c}\n", "yaml-key", 1, 2);
	assert_refused("a: \"\\e[2J\"\n", "control-character", 1, 4);
	assert_refused("a: \"\\u0085\"\n", "control-character", 1, 4);
	assert_refused("a: b\n  \x1b[2J\n", "control-character", 2, 3);
	assert_refused("a: \xC2\x9B\n", "control-character", 1, 4);
	assert_refused("a: \xE2\x80\xA8\n", "control-character", 1, 4);
	assert_refused("ab: \xC3\n", "bad-utf8", 1, 5);
	assert_refused("a: \xED\xA0\x80\n", "bad-utf8", 1, 4);
	assert_refused("\xFF\xFE" "a", "bad-utf8", 1, 1);
	assert_refused("", "empty", 1, 1);
	assert_refused("# only a comment\n", "empty", 1, 1);
}

static void
yaml__colon_trap__told_with_advice(void **state)
{
	struct read read;

	(void)state;
	read_text(&read, "says: Ana says: hello\n");
	assert_int_equal(read.findings.count, 1);
	assert_string_equal(read.findings.rows[0].code, "yaml-colon");
	assert_int_equal(read.findings.rows[0].mark.column, 15);
	assert_non_null(strstr(read.findings.rows[0].advice, "quotes"));
	arena_release(&read.arena);
	assert_refused("{ask: What: now}\n", "yaml-bracket", 1, 11);
	assert_refused("a: 'never closed\n", "yaml-quotes", 1, 4);
	assert_refused("a:\n\tb: c\n", "yaml-tab", 2, 1);
}

static void
yaml__several_mistakes__all_told(void **state)
{
	struct read read;

	(void)state;
	read_text(&read, "a: &x 1\nb: *x\nc: !t 1\nc: 2\n");
	assert_null(read.root);
	assert_int_equal(read.findings.count, 4);
	arena_release(&read.arena);
}

static void
yaml__beyond_limits__refused(void **state)
{
	struct str text = STR_INIT;
	struct read read;

	(void)state;
	str_add_repeated(&text, '[', LIMIT_YAML_DEPTH + 1);
	read_text(&read, text.text);
	assert_string_equal(read.findings.rows[0].code, "too-deep");
	arena_release(&read.arena);

	str_clear(&text);
	str_add(&text, "a: ");
	str_add_repeated(&text, 'x', LIMIT_TEXT_BYTES + 1);
	read_text(&read, text.text);
	assert_string_equal(read.findings.rows[0].code, "too-long");
	arena_release(&read.arena);

	str_clear(&text);
	for (unsigned i = 0; i <= LIMIT_YAML_KEYS; i++)
		str_printf(&text, "k%u: 1\n", i);
	read_text(&read, text.text);
	assert_string_equal(read.findings.rows[0].code, "too-many");
	arena_release(&read.arena);

	str_clear(&text);
	str_add(&text, "a: [");
	for (unsigned i = 0; i <= LIMIT_YAML_NODES; i++)
		str_add(&text, "1,");
	str_add(&text, "1]");
	read_text(&read, text.text);
	assert_string_equal(read.findings.rows[0].code, "too-many");
	arena_release(&read.arena);

	str_clear(&text);
	str_add_repeated(&text, ' ', (int)LIMIT_FILE_BYTES + 1);
	read_text(&read, text.text);
	assert_string_equal(read.findings.rows[0].code, "too-long");
	arena_release(&read.arena);
	str_release(&text);
}

static void
yaml__value_of_a_setting__scalar_list_or_map_without_place(void **state)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct node *node;

	(void)state;
	findings_init(&findings, &arena);
	node = yaml_read_value("5", &arena, &findings);
	assert_string_equal(node->text, "5");
	assert_int_equal(node->mark.line, 0);
	assert_null(node->mark.file);
	node = yaml_read_value("[login, add book]", &arena, &findings);
	assert_int_equal(node->count, 2);
	assert_string_equal(node->last->text, "add book");
	node = yaml_read_value("{law: constant, mean: 2ms}", &arena, &findings);
	assert_string_equal(node_get(node, "mean")->text, "2ms");
	node = yaml_read_value("", &arena, &findings);
	assert_string_equal(node->text, "");
	assert_int_equal(findings.count, 0);
	assert_null(yaml_read_value("[a", &arena, &findings));
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.rows[0].mark.line, 0);
	assert_null(yaml_read_value("\x01", &arena, &findings));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml__block_and_flow__same_tree_with_places),
		cmocka_unit_test(yaml__column__counts_characters_not_bytes),
		cmocka_unit_test(yaml__words_of_yaml_1_1__stay_text),
		cmocka_unit_test(yaml__folded_and_literal_blocks__are_quoted_text),
		cmocka_unit_test(yaml__what_is_not_taken__refused_at_its_place),
		cmocka_unit_test(yaml__colon_trap__told_with_advice),
		cmocka_unit_test(yaml__several_mistakes__all_told),
		cmocka_unit_test(yaml__beyond_limits__refused),
		cmocka_unit_test(yaml__value_of_a_setting__scalar_list_or_map_without_place),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
