/* Lessons: every member of the example of the format, the header alone, files that are not
 * there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "lesson/load.h"

#define EXAMPLE "tests/interface/lesson.yaml"

struct loaded {
	struct arena arena;
	struct findings findings;
	struct lesson lesson;
	bool ok;
	int failed;
};

static void
load(struct loaded *loaded, const char *path)
{
	*loaded = (struct loaded){ 0 };
	findings_init(&loaded->findings, &loaded->arena);
	loaded->failed = lesson_load(&loaded->lesson, path, &loaded->findings, &loaded->ok);
}

static void
release(struct loaded *loaded)
{
	lesson_release(&loaded->lesson);
	arena_release(&loaded->arena);
}

static void
lesson__example_header__every_member(void **state)
{
	struct loaded loaded;
	const struct lesson *lesson = &loaded.lesson;

	(void)state;
	load(&loaded, EXAMPLE);
	assert_int_equal(loaded.failed, 0);
	assert_true(loaded.ok && lesson->has_header);
	assert_string_equal(lesson->id, "cart-and-crash");
	assert_string_equal(lesson->title, "The cart and the crash");
	assert_string_equal(lesson->lang, "en");
	assert_string_equal(lesson->licence, "CC-BY-4.0");
	assert_string_equal(lesson->authors[0], "nobody in particular");
	assert_int_equal(lesson->minutes, 30);
	assert_string_equal(lesson->requires[0], "ticket-badge-or-coat");
	assert_string_equal(lesson->objectives[0].term, "o1");
	assert_string_equal(lesson->glossary[0].term, "session id");
	assert_string_equal(lesson->misconceptions[0].repair, "s-second-server");
	assert_string_equal(lesson->analogy.name, "coat check");
	assert_string_equal(lesson->analogy.rows[0].as, "ticket");
	assert_non_null(lesson->analogy.breaks);
	assert_string_equal(lesson->summary.example, "cart");
	assert_string_equal(lesson->cards[0].from, "s-second-server");
	assert_int_equal(lesson->cards[0].kind, CARD_BASIC);
	assert_non_null(lesson->dialogue);
	assert_non_null(node_get(lesson->classroom, "before"));
	assert_non_null(lesson_scenario(lesson, "cart"));
	assert_null(lesson_scenario(lesson, "nothing"));
	release(&loaded);
}

static void
lesson__example_step_and_item__every_member(void **state)
{
	struct loaded loaded;
	const struct lesson_step *step;
	const struct lesson_item *item;

	(void)state;
	load(&loaded, EXAMPLE);
	assert_int_equal(loaded.lesson.steps[0].kind, STEP_BETS);
	assert_int_equal(loaded.lesson.steps[0].ask_count, 3);
	step = lesson_step(&loaded.lesson, "s-second-server");
	assert_int_equal(step->kind, STEP_PREDICT);
	assert_string_equal(step->objective, "o1");
	assert_string_equal(step->designs[1], "token");
	assert_string_equal(step->from, "start");
	assert_string_equal(step->until, "miss");
	assert_int_equal(step->view, VIEW_MAP);
	assert_string_equal(step->ask[0], "q-second-server");
	assert_string_equal(step->say[0].check,
	    "miss.actor == s2 and not s2 holds login of ana before miss");
	assert_int_equal(step->seen.option_count, 2);
	assert_string_equal(step->seen.options[1].holds, "miss.status == 200");
	assert_non_null(node_get(step->teach, "notes"));
	assert_true(step->until_mark.line > step->from_mark.line);
	item = lesson_item(&loaded.lesson, "q-second-server");
	assert_int_equal(item->kind, ITEM_CHOICE);
	assert_int_equal(item->level, 2);
	assert_true(item->basis_engine);
	assert_string_equal(item->tags[0], "routing");
	assert_string_equal(item->at, "before miss");
	assert_int_equal(item->vary_seed_count, 3);
	assert_true(item->vary_seeds[2] == 3 && item->vary_names);
	assert_string_equal(item->options[1].misconception, "m-shared");
	assert_string_equal(item->options[1].refute_at, "miss");
	assert_int_equal(item->hint_count, 1);
	assert_false(lesson_item(&loaded.lesson, "q-crash")->basis_engine);
	assert_true(lesson_item(&loaded.lesson, "q-crash")->options[0].is_key);
	release(&loaded);
}

static void
lesson__example_claim__every_member(void **state)
{
	struct loaded loaded;
	const struct lesson_claim *claim;

	(void)state;
	load(&loaded, EXAMPLE);
	claim = &loaded.lesson.claims[0];
	assert_int_equal(claim->brief, 18);
	assert_int_equal(claim->standing, STANDING_DEPENDS);
	assert_int_equal(claim->depends_count, 2);
	assert_int_equal(claim->runs, 20);
	assert_int_equal(claim->hold_count, 2);
	assert_string_equal(claim->holds[1].case_id, "heavy");
	assert_non_null(strstr(claim->holds[0].check, "sticky.time_ns.mean <"));
	assert_non_null(strstr(claim->refutes, "every case satisfies"));
	assert_non_null(claim->because);
	release(&loaded);
}

static void
lesson__scenarios_alone__no_header_needed(void **state)
{
	struct loaded loaded;

	(void)state;
	load(&loaded, "tests/interface/experiments.yaml");
	assert_true(loaded.ok);
	assert_false(loaded.lesson.has_header);
	assert_int_equal(loaded.lesson.scenario_count, 5);
	assert_int_equal(loaded.lesson.scenarios[0].design_count, 4);
	assert_string_equal(loaded.lesson.scenarios[0].cases[1], "switch");
	release(&loaded);
}

/* Loads the header of a file with this text. */
static void
load_header(struct loaded *loaded, const char *text)
{
	char path[] = "/tmp/coatcheck-header-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	*loaded = (struct loaded){ 0 };
	findings_init(&loaded->findings, &loaded->arena);
	assert_int_equal(file_write(path, text, strlen(text)), 0);
	loaded->failed = lesson_load_header(&loaded->lesson, path, &loaded->findings,
	    &loaded->ok);
	remove(path);
}

static void
lesson__header_alone__does_not_read_what_follows(void **state)
{
	struct loaded loaded;
	struct str text = STR_INIT;

	(void)state;
	/* broken right behind the header; not even UTF-8 once libyaml's buffer has ended */
	str_add(&text, "format: 1\nid: one\ntitle: One\nminutes: 5\nscenarios:\n  a: ]\n");
	for (int i = 0; i < 20000; i++)
		str_add(&text, "  b: c\n");
	str_add(&text, "\x01\xFF");
	load_header(&loaded, text.text);
	str_release(&text);
	assert_int_equal(loaded.failed, 0);
	assert_true(loaded.ok);
	assert_true(loaded.lesson.has_header);
	assert_string_equal(loaded.lesson.title, "One");
	assert_int_equal(loaded.lesson.minutes, 5);
	assert_int_equal(loaded.findings.count, 0);
	release(&loaded);
	load_header(&loaded, "format: 1\nscenarios: {}\n");
	assert_false(loaded.lesson.has_header);
	release(&loaded);
	load_header(&loaded, "format: 1\nid: [one\ntitle: One\n");
	assert_false(loaded.ok);
	assert_int_equal(loaded.findings.count, 1);
	release(&loaded);
}

static void
lesson__file_that_is_not_there__errno(void **state)
{
	struct loaded loaded;

	(void)state;
	load(&loaded, "tests/interface/nothing.yaml");
	assert_int_equal(loaded.failed, ENOENT);
	assert_false(loaded.ok);
	release(&loaded);
	load(&loaded, "tests");
	assert_int_equal(loaded.failed, EISDIR);
	release(&loaded);
}

static void
lesson__any_kind__has_a_word_and_is_found(void **state)
{
	(void)state;
	assert_string_equal(step_kind_word(STEP_PREDICT), "predict");
	assert_string_equal(item_kind_word(ITEM_MARK_EVENT), "mark-event");
	assert_string_equal(standing_word(STANDING_WRONG), "wrong");
	assert_string_equal(card_kind_word(CARD_CLOZE), "cloze");
	assert_string_equal(view_word(VIEW_WIRE), "wire");
	assert_int_equal(view_find("ladder"), VIEW_LADDER);
	assert_int_equal(view_find("stairs"), -1);
	assert_true(step_kind_built(STEP_SHOW));
	assert_true(view_built(VIEW_MAP));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lesson__example_header__every_member),
		cmocka_unit_test(lesson__example_step_and_item__every_member),
		cmocka_unit_test(lesson__example_claim__every_member),
		cmocka_unit_test(lesson__scenarios_alone__no_header_needed),
		cmocka_unit_test(lesson__header_alone__does_not_read_what_follows),
		cmocka_unit_test(lesson__file_that_is_not_there__errno),
		cmocka_unit_test(lesson__any_kind__has_a_word_and_is_found),
	};

	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
