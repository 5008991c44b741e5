/* The three sinks write the same characters; attributes end with their line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "view/scene.h"

static struct arena arena;
static struct grid grid;

static int
setup(void **state)
{
	(void)state;
	grid_init(&grid, &arena, 3, 12, false);
	grid_text(&grid, 0, 0, ROLE_PLAIN, "a<b>&c");
	grid_text(&grid, 1, 1, ROLE_STATE, "▐A▌");
	grid_text(&grid, 1, 5, ROLE_TROUBLE, "✗ x");
	grid_text(&grid, 2, 0, ROLE_CURRENT, "now ");
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
grid_write_text__trailing_blanks__are_trimmed(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	grid_write_text(&grid, &out);
	assert_string_equal(out.text, "a<b>&c\n ▐A▌ ✗ x\nnow\n");
	str_release(&out);
}

static void
grid_write_ansi__colours__fill_shapes_and_end_with_the_line(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	grid_write_ansi(&grid, true, &out);
	assert_string_equal(out.text,
	    "a<b>&c\n"
	    " \033[0;33m▐\033[0;30;43mA\033[0;33m▌\033[0m \033[0;1;37;41m✗ x\033[0m\n"
	    "\033[0;7mnow \033[0m\n");
	str_release(&out);
}

static void
grid_write_ansi__no_colour__keeps_forms(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	grid_write_ansi(&grid, false, &out);
	assert_string_equal(out.text,
	    "a<b>&c\n ▐\033[0;7mA\033[0m▌ \033[0;1;7m✗ x\033[0m\n"
	    "\033[0;7mnow \033[0m\n");
	assert_null(strstr(out.text, ";3"));
	assert_null(strstr(out.text, ";4"));
	str_release(&out);
}

static void
grid_write_svg__markup__is_escaped_closed_and_alone(void **state)
{
	struct str out = STR_INIT;
	int open = 0;

	(void)state;
	grid_write_svg(&grid, &out);
	assert_non_null(strstr(out.text, "a&lt;b&gt;&amp;c"));
	assert_non_null(strstr(out.text, "prefers-color-scheme:dark"));
	assert_non_null(strstr(out.text, "<rect class=\"trouble\""));
	assert_null(strstr(out.text, "href"));
	assert_null(strstr(out.text, "url("));
	for (const char *at = out.text; (at = strchr(at, '<')); at++) {
		if (at[1] == '/')
			open--;
		else if (strcspn(at, ">") > 0 && at[strcspn(at, ">") - 1] != '/')
			open++;
	}
	assert_int_equal(open, 0);
	str_release(&out);
}

/* What a reader copies out of the drawing is what the text sink says. */
static void
grid_write_svg__text__is_the_text_sink(void **state)
{
	struct str out = STR_INIT, text = STR_INIT;
	const char *at, *end;

	(void)state;
	grid_write_svg(&grid, &out);
	at = strstr(out.text, "<text");
	while (at && (end = strstr(at, "</text>"))) {
		bool inside = false;

		for (; at < end; at++) {
			if (*at == '<')
				inside = true;
			else if (*at == '>')
				inside = false;
			else if (!inside)
				str_add_char(&text, *at);
		}
		str_add_char(&text, '\n');
		at = strstr(end, "<text");
	}
	assert_string_equal(text.text, "a&lt;b&gt;&amp;c\n ▐A▌ ✗ x\nnow\n");
	str_release(&text);
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    grid_write_text__trailing_blanks__are_trimmed, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    grid_write_ansi__colours__fill_shapes_and_end_with_the_line, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    grid_write_ansi__no_colour__keeps_forms, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    grid_write_svg__markup__is_escaped_closed_and_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    grid_write_svg__text__is_the_text_sink, setup, teardown),
	};

	return cmocka_run_group_tests_name("view/sinks", tests, NULL, NULL);
}
