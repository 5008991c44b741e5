/* In which other world a wrong answer would be right: the twin's, or another design's; every one of
 * them is run. */
#include "lib/assert.h"

#include <string.h>

#include "experiment/elsewhere.h"
#include "lib/lesson_file.h"

#define KINDS "tests/lessons/items.yaml"
#define LESSON_1 "lessons/01-ticket-badge-or-coat.yaml"
#define LESSON_3 "lessons/03-request-that-says-everything.yaml"

/* "twin store sticky": where `given` would be right. */
static const char *
elsewhere(const char *path, const char *id, bool asked_as_twin, const char *given,
    struct arena *arena)
{
	struct isomorph isomorph = { .twin = asked_as_twin };
	struct lesson_file file;
	struct elsewhere found;
	struct str text = STR_INIT;
	const char *copy;

	lesson_file_load(&file, path);
	assert_non_null(lesson_item(&file.lesson, id));
	elsewhere_find(&file.lesson, lesson_item(&file.lesson, id), &isomorph, given, &file.arena,
	    &found);
	if (found.twin)
		str_add(&text, "twin");
	for (uint32_t i = 0; i < found.design_count; i++) {
		assert_true(strlen(found.says[i]) > 10);
		str_printf(&text, "%s%s", text.length ? " " : "", found.designs[i]);
	}
	copy = arena_strdup(arena, text.text);
	str_release(&text);
	lesson_file_release(&file);
	return copy;
}

static void
elsewhere__wrong_answers__have_worlds_of_their_own(void **state)
{
	static const struct {
		const char *item, *given;
		bool twin;
		const char *worlds;
	} rows[] = {
		/* the cart comes from a store (the twin), a database, or with the click */
		{ "q-choice", "1", false, "twin token carry" },
		/* asked with a store, "log in" is so without it */
		{ "q-choice", "2", true, "twin local" },
		{ "q-choice", "3", false, "" }, /* an error is nowhere */
		{ "q-number", "50", false, "twin" },
		{ "q-number", "0", false, "store token" },
		{ "q-number", "7", false, "" },
		{ "q-fill", "200", false, "twin token carry" },
		{ "q-order", "1 2 3", false, "" },
		{ "q-mark", "40", false, "" },  /* numbers of events mean nothing elsewhere */
		{ "q-next", "2", false, "store" },
		{ "q-next", "9", false, "" },
		{ "q-word", "Set-Cookie", false, "" }, /* no run says anything about it */
	};

	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *worlds = elsewhere(
		    KINDS, rows[i].item, rows[i].twin, rows[i].given, &arena);

		if (!str_equal(worlds, rows[i].worlds))
			fail_msg("%s, \"%s\": \"%s\", not \"%s\"", rows[i].item, rows[i].given,
			    worlds, rows[i].worlds);
	}
	arena_release(&arena);
}

/* Under another design the same reply may come for another reason than the option gives. */
static void
elsewhere__option_with_a_reason__needs_a_key_that_asks_for_it(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(elsewhere(LESSON_3, "q-lost", false, "1", &arena), "twin");
	assert_string_equal(elsewhere(LESSON_1, "q-crash-run", false, "2", &arena), "carry");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elsewhere__wrong_answers__have_worlds_of_their_own),
		cmocka_unit_test(elsewhere__option_with_a_reason__needs_a_key_that_asks_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
