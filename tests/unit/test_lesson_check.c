/* Broken files: tests/interface/broken.txt lists each with everything that is said about it.
 *
 * With GOLDEN_UPDATE=1 in the environment the list is written anew; read the difference before you
 * keep it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "lesson/load.h"

#define TABLE "tests/interface/broken.txt"

/* Appends "## LINE:COLUMN error [code] text" a finding. */
static void
say_findings(struct str *out, const char *text, size_t length)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct lesson lesson;

	findings_init(&findings, &arena);
	lesson_load_bytes(&lesson, text, length, "f.yaml", &findings);
	lesson_check_references(&lesson, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *row = &findings.rows[i];

		str_printf(out, "## %u:%u %s [%s] %s\n", row->mark.line, row->mark.column,
		    row->severity == SEVERITY_ERROR ? "error" : "warning", row->code, row->text);
	}
	if (findings.count == 0)
		str_add(out, "##\n");
	lesson_release(&lesson);
	arena_release(&arena);
}

/* One block: expected lines, text, "%%"; returns what is behind it. */
static const char *
take_block(const char *at, struct str *expected, struct str *text)
{
	str_clear(expected);
	str_clear(text);
	while (*at != '\0') {
		size_t length = strcspn(at, "\n");
		struct str *into = str_starts_with(at, "##") ? expected : text;

		if (strncmp(at, "%%\n", 3) == 0)
			return at + 3;
		str_add_bytes(into, at, length);
		str_add_char(into, '\n');
		at += length + (at[length] == '\n');
	}
	return at;
}

static void
check__every_broken_file__says_exactly_this(void **state)
{
	struct arena arena = { 0 };
	struct str expected = STR_INIT, text = STR_INIT, got = STR_INIT, all = STR_INIT;
	char *table = NULL;
	const char *at;
	size_t length = 0, blocks = 0, wrong = 0;
	bool update = getenv("GOLDEN_UPDATE") != NULL;

	(void)state;
	assert_int_equal(file_read(&arena, TABLE, LIMIT_FILE_BYTES, &table, &length), 0);
	at = strstr(table, "\n## ") + 1;
	str_add_bytes(&all, table, (size_t)(at - table));
	while (*at != '\0') {
		at = take_block(at, &expected, &text);
		str_clear(&got);
		say_findings(&got, text.text, text.length);
		blocks++;
		str_printf(&all, "%s%s%%%%\n", got.text, text.text);
		if (!update && strcmp(got.text, expected.text) != 0) {
			wrong++;
			print_error("block %zu:\n%sexpected:\n%ssaid:\n%s", blocks, text.text,
			    expected.text, got.text);
		}
	}
	if (update)
		assert_int_equal(file_write(TABLE, all.text, all.length), 0);
	assert_int_equal(wrong, 0);
	assert_true(blocks >= 60);
	str_release(&expected);
	str_release(&text);
	str_release(&got);
	str_release(&all);
	arena_release(&arena);
}

/* The examples of the format load, and what this version cannot do is refused by name: NAME.yaml
 * stands beside NAME.findings. */
static void
check__examples_of_the_format__only_what_is_not_built(void **state)
{
	static const char *const names[] = { "scenario", "experiments", "lesson" };
	bool update = getenv("GOLDEN_UPDATE") != NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct arena arena = { 0 };
		struct str got = STR_INIT;
		char *text = NULL, *expected = NULL;
		const char *path = arena_printf(&arena, "tests/interface/%s", names[i]);
		size_t length = 0, expected_length = 0;

		assert_int_equal(file_read(&arena, arena_printf(&arena, "%s.yaml", path),
		    LIMIT_FILE_BYTES, &text, &length), 0);
		say_findings(&got, text, length);
		path = arena_printf(&arena, "%s.findings", path);
		if (update)
			assert_int_equal(file_write(path, got.text, got.length), 0);
		assert_int_equal(file_read(&arena, path, LIMIT_FILE_BYTES, &expected,
		    &expected_length), 0);
		assert_string_equal(got.text, expected);
		str_release(&got);
		arena_release(&arena);
	}
}

/* A small file can ask for very much: every design times every case. */
static void
check__too_much_to_check__refused_at_once(void **state)
{
	struct str text = STR_INIT, got = STR_INIT;

	(void)state;
	str_add(&text, "scenarios:\n  a:\n    clients: {ana: {script: [login");
	for (int i = 0; i < 4000; i++)
		str_add(&text, ", add book");
	str_add(&text, "]}}\n    designs: {");
	for (int i = 0; i < 16; i++)
		str_printf(&text, "%sd%d: {base: sticky}", i > 0 ? ", " : "", i);
	str_add(&text, "}\n    cases: {");
	for (int i = 0; i < 64; i++)
		str_printf(&text, "%sc%d: {seed: %d}", i > 0 ? ", " : "", i, i);
	str_add(&text, "}\n  b:\n    clients: {ana: {script: [lgin");
	for (int i = 0; i < 4000; i++)
		str_add(&text, ", add book");
	str_add(&text, "]}}\n    cases: {");
	for (int i = 0; i < 64; i++)
		str_printf(&text, "%sc%d: {seed: %d}", i > 0 ? ", " : "", i, i);
	for (int i = 0; i < 16; i++)
		str_printf(&text, "%sd%d: {base: sticky}", i > 0 ? ", " : "}\n    designs: {", i);
	str_add(&text, "}\n");
	say_findings(&got, text.text, text.length);
	assert_string_equal(got.text, "## 6:3 error [too-many] scenario \"b\" is too large to be "
				      "checked in 1040 designs and cases\n");
	str_release(&text);
	str_release(&got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__examples_of_the_format__only_what_is_not_built),
		cmocka_unit_test(check__too_much_to_check__refused_at_once),
		cmocka_unit_test(check__every_broken_file__says_exactly_this),
	};

	return cmocka_run_group_tests_name("lesson_check", tests, NULL, NULL);
}
