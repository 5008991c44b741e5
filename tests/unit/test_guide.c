/* The author's guide, lessons/README.md: its minimal lesson passes, every key is in it, and check
 * talks as it says. */
#include "lib/assert.h"

#include <string.h>

#include "lesson/tables.h"
#include "lib/lesson_file.h"

#define GUIDE "lessons/README.md"
#define MINIMAL "tests/lessons/minimal.yaml"

static void
guide__minimal_lesson__the_tested_file_and_no_finding(void **state)
{
	struct arena arena = { 0 };
	struct lesson_file loaded;
	size_t length = 0, guide_length = 0;
	const char *text = lesson_file_read(&arena, MINIMAL, &length);
	const char *guide = lesson_file_read(&arena, GUIDE, &guide_length);
	const char *block = strstr(guide, "```yaml\n");

	(void)state;
	assert_non_null(block);
	block += strlen("```yaml\n");
	assert_memory_equal(block, text, length);
	assert_memory_equal(block + length, "```\n", 4);
	lesson_file_text(&loaded, text, length, MINIMAL);
	assert_int_equal(loaded.findings.count, 0);
	assert_int_equal(loaded.tally.checked, 2);
	lesson_file_release(&loaded);
	arena_release(&arena);
}

/* What the guide shows of check is what check says. */
static void
guide__how_check_talks__as_it_does(void **state)
{
	struct arena arena = { 0 };
	struct lesson_file loaded;
	struct str mutant = STR_INIT, printed = STR_INIT;
	size_t length = 0;
	const char *text = lesson_file_read(&arena, MINIMAL, &length),
		   *check = strstr(text, "check: s1");
	const char *guide = lesson_file_read(&arena, GUIDE, &length);

	(void)state;
	assert_non_null(check);
	str_add_bytes(&mutant, text, (size_t)(check - text));
	str_printf(&mutant, "check: s2%s", check + strlen("check: s1"));
	lesson_file_text(&loaded, mutant.text, mutant.length, "my.yaml");
	assert_int_equal(loaded.findings.count, 1);
	finding_print(&printed, &loaded.findings.rows[0], mutant.text, mutant.length);
	assert_non_null(strstr(guide, printed.text));
	lesson_file_release(&loaded);
	str_release(&mutant);
	str_release(&printed);
	arena_release(&arena);
}

static uint32_t
keys_missing(const char *guide, const struct field_table *table)
{
	uint32_t wrong = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];
		struct str quoted = STR_INIT, row = STR_INIT;

		str_printf(&quoted, "`%s`", field->key);
		str_printf(&row, "%s, ", field->key); /* `{prompt, options: ...}` */
		if (!strstr(guide, quoted.text) && !strstr(guide, row.text)) {
			print_error("%s: not in the guide: %s\n", table->subject, field->key);
			wrong++;
		}
		if (field->table)
			wrong += keys_missing(guide, field->table);
		str_release(&quoted);
		str_release(&row);
	}
	return wrong;
}

static void
guide__keys__every_one_is_named(void **state)
{
	struct arena arena = { 0 };
	size_t length = 0;
	const char *guide = lesson_file_read(&arena, GUIDE, &length);

	(void)state;
	assert_int_equal(keys_missing(guide, &lesson_table), 0);
	for (int kind = 0; kind < STEP_KIND_COUNT; kind++) {
		struct str quoted = STR_INIT;

		str_printf(&quoted, "`%s`", step_kind_word((enum step_kind)kind));
		assert_non_null(strstr(guide, quoted.text));
		str_release(&quoted);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guide__minimal_lesson__the_tested_file_and_no_finding),
		cmocka_unit_test(guide__how_check_talks__as_it_does),
		cmocka_unit_test(guide__keys__every_one_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
