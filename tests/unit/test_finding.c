/* Findings: gathered with bounds, printed with place, line, caret and advice. */
#include "lib/assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/finding.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "lib/gen.h"

static struct arena arena;
static struct findings findings;

static int
setup(void **state)
{
	(void)state;
	findings_init(&findings, &arena);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void
assert_printed(const struct finding *finding, const char *source, const char *expected)
{
	struct str out = STR_INIT;

	finding_print(&out, finding, source, source == NULL ? 0 : strlen(source));
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static struct mark
at(uint32_t line, uint32_t column)
{
	return (struct mark){ "lessons/02.yaml", line, column };
}

static void
finding_print__the_documented_case__to_the_letter(void **state)
{
	(void)state;
	assert_false(findings_error(&findings, at(2, 18), "unknown-key", "unknown key \"%s\"",
	    "afinity"));
	findings_advise(&findings, "Did you mean \"%s\"?", "affinity");
	assert_printed(&findings.rows[0],
	    "scenario:\n      balancer: {afinity: cookie}\nseed: 1\n",
	    "lessons/02.yaml:2:18: error: unknown key \"afinity\" [unknown-key]\n"
	    "    2 |       balancer: {afinity: cookie}\n"
	    "      |                  ^\n"
	    "  Did you mean \"affinity\"?\n");
}

static void
finding_print__parts_missing__left_out(void **state)
{
	(void)state;
	findings_warning(&findings, at(3, 0), "soft", "a warning");
	assert_printed(&findings.rows[0], "a\nb\nc",
	    "lessons/02.yaml:3: warning: a warning [soft]\n"
	    "    3 | c\n");
	findings_error(&findings, at(0, 0), "whole", "the file");
	assert_printed(&findings.rows[1], "a\n", "lessons/02.yaml: error: the file [whole]\n");
	findings_error(&findings, (struct mark){ 0 }, "set", "no file");
	assert_printed(&findings.rows[2], "a\n", "error: no file [set]\n");
	findings_error(&findings, at(9, 1), "far", "beyond the end");
	assert_printed(&findings.rows[3], "a\n",
	    "lessons/02.yaml:9:1: error: beyond the end [far]\n");
	findings_error(&findings, at(1, 1), "none", "no source");
	assert_printed(&findings.rows[4], NULL, "lessons/02.yaml:1:1: error: no source [none]\n");
}

/* What stands under the caret: the cell where the character of the mark begins. */
static void
assert_caret(const char *line, uint32_t column, const char *expected_line, int cells)
{
	struct str out = STR_INIT, expected = STR_INIT;
	struct finding finding = { .mark = { "f", 1, column }, .code = "c", .text = "t" };

	finding_print(&out, &finding, line, strlen(line));
	str_printf(&expected, "f:1:%u: error: t [c]\n    1 | %s\n      | ", (unsigned)column,
	    expected_line);
	str_add_repeated(&expected, ' ', cells);
	str_add(&expected, "^\n");
	assert_string_equal(out.text, expected.text);
	str_release(&out);
	str_release(&expected);
}

static void
finding_print__wide_combining_tabs__caret_counts_cells(void **state)
{
	(void)state;
	assert_caret("abc", 1, "abc", 0);
	assert_caret("abc", 3, "abc", 2);
	assert_caret("abc", 4, "abc", 3);
	assert_caret("abc", 99, "abc", 3);
	assert_caret("", 1, "", 0);
	assert_caret("\xE6\x97\xA5\xE6\x9C\xAC: x", 5, "\xE6\x97\xA5\xE6\x9C\xAC: x", 6);
	assert_caret("e\xCC\x81x", 3, "e\xCC\x81x", 1);
	assert_caret("\tx", 2, "        x", 8);
	assert_caret("ab\tx\ty", 6, "ab      x       y", 16);
	assert_caret("\x1b[31mx", 6, "\xEF\xBF\xBD[31mx", 5);
	assert_caret("\xFF\xFFx", 3, "\xEF\xBF\xBD\xEF\xBF\xBDx", 2);
}

static void
finding_print__line_ends__as_editors_count(void **state)
{
	struct finding finding = { .mark = { "f", 3, 1 }, .code = "c", .text = "t" };

	(void)state;
	assert_printed(&finding, "a\nb\nthree\nd",
	    "f:3:1: error: t [c]\n    3 | three\n      | ^\n");
	assert_printed(&finding, "a\r\nb\r\nthree\r\nd",
	    "f:3:1: error: t [c]\n    3 | three\n      | ^\n");
	assert_printed(&finding, "a\rb\rthree\rd",
	    "f:3:1: error: t [c]\n    3 | three\n      | ^\n");
	assert_printed(&finding, "a\nb\n", "f:3:1: error: t [c]\n    3 | \n      | ^\n");
	assert_printed(&finding, "a\nb", "f:3:1: error: t [c]\n");
}

static void
finding_print__long_line__a_slice_around_the_place(void **state)
{
	struct finding finding = { .mark = { "f", 1, 5000 }, .code = "c", .text = "t" };
	struct str out = STR_INIT, line = STR_INIT;
	const char *caret, *shown;

	(void)state;
	str_add_repeated(&line, 'a', 4999);
	str_add_char(&line, 'X');
	str_add_repeated(&line, 'b', 5000);
	finding_print(&out, &finding, line.text, line.length);
	assert_true(out.length < 400);
	shown = strstr(out.text, "| ...aaa");
	caret = strstr(out.text, "      | ");
	assert_non_null(shown);
	assert_non_null(caret);
	assert_int_equal(shown[strchr(caret, '^') - caret - 6], 'X');
	assert_non_null(strstr(out.text, "bbb...\n"));
	str_clear(&out);
	finding.mark.column = 130;
	finding_print(&out, &finding, line.text, 150);
	assert_non_null(strstr(out.text, "| ...aaa"));
	assert_null(strstr(out.text, "a...\n"));
	str_release(&out);
	str_release(&line);
}

static void
finding_print__hostile_texts__sanitised(void **state)
{
	struct str out = STR_INIT;
	struct finding finding = { .mark = { "a\x1b]0;x\x07.yaml", 1, 1 }, .code = "c",
		.text = "key \"\x1b[2J\"", .advice = "or\n\xE2\x80\xAE" };

	(void)state;
	finding_print(&out, &finding, "\x9b", 1);
	for (size_t i = 0; i < out.length; i++)
		assert_true(out.text[i] == '\n' || (unsigned char)out.text[i] >= 0x20);
	assert_null(strstr(out.text, "\xE2\x80\xAE"));
	assert_true(utf8_valid(out.text, out.length, NULL));
	str_release(&out);
}

static void
findings__more_than_the_limit__counted_not_kept(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LIMIT_FINDINGS + 50; i++) {
		if (i % 2 == 0)
			findings_error(&findings, at(i + 1, 1), "even", "number %u", i);
		else
			findings_warning(&findings, at(i + 1, 1), "odd", "number %u", i);
		findings_advise(&findings, "advice %u", i);
	}
	assert_int_equal(findings.count, LIMIT_FINDINGS);
	assert_int_equal(findings.errors, (LIMIT_FINDINGS + 50) / 2);
	assert_int_equal(findings.warnings, (LIMIT_FINDINGS + 50) / 2);
	for (unsigned i = 0; i < LIMIT_FINDINGS; i++) {
		char expected[40];

		snprintf(expected, sizeof(expected), "number %u", i);
		assert_string_equal(findings.rows[i].text, expected);
		snprintf(expected, sizeof(expected), "advice %u", i);
		assert_string_equal(findings.rows[i].advice, expected);
		assert_int_equal(findings.rows[i].severity,
		    i % 2 == 0 ? SEVERITY_ERROR : SEVERITY_WARNING);
	}
}

static void
findings_join__the_same_mistake_again__told_once(void **state)
{
	struct findings more;

	(void)state;
	findings_init(&more, &arena);
	findings_error(&findings, at(1, 2), "a", "first");
	findings_error(&more, at(1, 2), "a", "first");
	findings_warning(&more, at(1, 2), "a", "first");
	findings_error(&more, at(1, 3), "a", "first");
	findings_error(&more, at(1, 2), "b", "first");
	findings_error(&more, at(1, 2), "a", "second");
	findings_advise(&more, "advice of the second");
	findings_error(&more, (struct mark){ NULL, 1, 2 }, "a", "first");
	findings_join(&findings, &more);
	findings_join(&findings, &more);
	assert_int_equal(findings.count, 6);
	assert_int_equal(findings.errors, 5);
	assert_int_equal(findings.warnings, 1);
	assert_null(findings.rows[0].advice);
	assert_string_equal(findings.rows[4].text, "second");
	assert_string_equal(findings.rows[4].advice, "advice of the second");
}

static void
findings_advise__nothing_found__nothing(void **state)
{
	(void)state;
	findings_advise(&findings, "to nobody");
	assert_int_equal(findings.count, 0);
}

static void
finding_print__any_source_and_mark__bounded_and_safe(void **state)
{
	(void)state;
	GEN_CASES(gen, 3000) {
		char source[301];
		size_t length = gen_text(&gen, source, gen_size(&gen, 300));
		struct finding finding = { .mark = { "f", (uint32_t)gen_below(&gen, 6),
			(uint32_t)gen_below(&gen, 200) }, .code = "c", .text = "t" };
		struct str out = STR_INIT;
		size_t lines = 0;

		if (gen_below(&gen, 50) == 0)
			finding.mark.column = UINT32_MAX;
		finding_print(&out, &finding, source, length);
		assert_true(utf8_valid(out.text, out.length, NULL));
		for (size_t i = 0; i < out.length; i++)
			lines += out.text[i] == '\n';
		assert_in_range(lines, 1, 3);
		str_release(&out);
	}
}

#define FINDING_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FINDING_TEST(finding_print__the_documented_case__to_the_letter),
		FINDING_TEST(finding_print__parts_missing__left_out),
		FINDING_TEST(finding_print__wide_combining_tabs__caret_counts_cells),
		FINDING_TEST(finding_print__line_ends__as_editors_count),
		FINDING_TEST(finding_print__long_line__a_slice_around_the_place),
		FINDING_TEST(finding_print__hostile_texts__sanitised),
		FINDING_TEST(findings__more_than_the_limit__counted_not_kept),
		FINDING_TEST(findings_join__the_same_mistake_again__told_once),
		FINDING_TEST(findings_advise__nothing_found__nothing),
		FINDING_TEST(finding_print__any_source_and_mark__bounded_and_safe),
	};

	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
