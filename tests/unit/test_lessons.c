/* The lessons that come with the program: each loads, is proved by its runs, fits its frames, and
 * keeps the rules of style that a program can check. */
#include "model/dialogue.h"
#include "lib/assert.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "experiment/runset.h"
#include "lib/lesson_file.h"
#include "view/grid.h"

#define FIRST "lessons/01-ticket-badge-or-coat.yaml"
#define WORDS_MAX 20 /* of a sentence */

/* The lessons that are walked one after the other; the rules of style are about these. */
static const char *const course[] = { FIRST, "lessons/02-cart-and-crash.yaml",
	"lessons/03-request-that-says-everything.yaml", "lessons/04-one-warehouse.yaml",
	"lessons/05-kill-anyone.yaml", "lessons/08-one-more.yaml",
	"lessons/12-which-one-and-for-what.yaml" };

static void
each_of_the_course(void (*rule)(const char *path))
{
	for (size_t i = 0; i < sizeof(course) / sizeof(course[0]); i++)
		rule(course[i]);
}

static uint32_t
say_wrong(const char *place, const char *what, const char *text)
{
	print_error("%s: %s: %s\n", place, what, text);
	return 1;
}

/* ---- every lesson ---- */

static void
lessons__each__no_finding(void **state)
{
	struct arena arena = { 0 };
	const char **names;
	size_t count = 0;

	(void)state;
	assert_int_equal(file_list(&arena, "lessons", ".yaml", &names, &count), 0);
	assert_true(count >= 1);
	for (size_t i = 0; i < count; i++) {
		struct lesson_file loaded;

		lesson_file_load(&loaded, arena_printf(&arena, "lessons/%s", names[i]));
		for (size_t k = 0; k < loaded.findings.count; k++)
			print_error("%s:%u: %s\n", names[i], loaded.findings.rows[k].mark.line,
			    loaded.findings.rows[k].text);
		assert_int_equal(loaded.findings.count, 0);
		assert_true(loaded.tally.checked > 0 &&
		    loaded.tally.items + loaded.tally.challenges > 0);
		lesson_file_release(&loaded);
	}
	arena_release(&arena);
}

/* Scenarios and claims without a lesson: in a folder of their own, which the list does not open. */
static void
lessons__beyond_the_web__every_claim_agrees(void **state)
{
	struct arena arena = { 0 };
	const char **names;
	size_t count = 0;

	(void)state;
	assert_int_equal(file_list(&arena, "lessons/beyond", ".yaml", &names, &count), 0);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++) {
		struct lesson_file loaded;

		lesson_file_load(&loaded, arena_printf(&arena, "lessons/beyond/%s", names[i]));
		for (size_t k = 0; k < loaded.findings.count; k++)
			print_error("%s:%u: %s\n", names[i], loaded.findings.rows[k].mark.line,
			    loaded.findings.rows[k].text);
		assert_int_equal(loaded.findings.count, 0);
		assert_true(loaded.tally.claims >= 2);
		lesson_file_release(&loaded);
	}
	arena_release(&arena);
}

/* A false number is caught at its line. */
static void
lessons__number_replaced__caught_at_its_line(void **state)
{
	static const char *const mutants[][2] = { { "asked.state_wire_bytes == 54B", "55B" },
		{ "asked.state_wire_bytes == 190B", "191B" },
		{ "time of full - time of asked == 32ms", "31ms" }, { "count crash == 2", "3" } };
	struct arena arena = { 0 };
	size_t length = 0;
	const char *text = lesson_file_read(&arena, FIRST, &length);

	(void)state;
	for (size_t i = 0; i < sizeof(mutants) / sizeof(mutants[0]); i++) {
		const char *found = strstr(text, mutants[i][0]), *number;
		struct lesson_file loaded;
		struct str mutant = STR_INIT;
		uint32_t line = 1;

		assert_non_null(found);
		for (const char *at = text; at < found; at++)
			line += *at == '\n';
		number = strrchr(mutants[i][0], ' ') + 1;
		str_add_bytes(
		    &mutant, text, (size_t)(found - text) + (size_t)(number - mutants[i][0]));
		str_add(&mutant, mutants[i][1]);
		str_add(&mutant, found + strlen(mutants[i][0]));
		lesson_file_text(&loaded, mutant.text, mutant.length, FIRST);
		assert_int_equal(loaded.findings.count, 1);
		assert_string_equal(loaded.findings.rows[0].code, "check-fails");
		assert_int_equal(loaded.findings.rows[0].mark.line, line);
		lesson_file_release(&loaded);
		str_release(&mutant);
	}
	arena_release(&arena);
}

/* A moment that never comes, of a step and of a sentence, is found where it is written. */
static void
lessons__moment_that_never_comes__found_at_its_line(void **state)
{
	static const char *const mutants[][2] = {
		{ "    until: inside\n", "    until: first evict\n" },
		{ "- {at: named,", "- {at: first evict," } };
	struct arena arena = { 0 };
	size_t length = 0;
	const char *text = lesson_file_read(&arena, FIRST, &length);

	(void)state;
	for (size_t i = 0; i < sizeof(mutants) / sizeof(mutants[0]); i++) {
		const char *found = strstr(text, mutants[i][0]);
		struct lesson_file loaded;
		struct str mutant = STR_INIT;
		bool said = false;

		assert_non_null(found);
		str_add_bytes(&mutant, text, (size_t)(found - text));
		str_add(&mutant, mutants[i][1]);
		str_add(&mutant, found + strlen(mutants[i][0]));
		lesson_file_text(&loaded, mutant.text, mutant.length, FIRST);
		for (size_t k = 0; k < loaded.findings.count; k++)
			said |= str_equal(loaded.findings.rows[k].code, "no-moment");
		assert_true(said);
		lesson_file_release(&loaded);
		str_release(&mutant);
	}
	arena_release(&arena);
}

/* ---- the course: what each lesson holds ---- */

static void
tally_of(const char *path)
{
	struct lesson_file loaded;
	uint32_t bare = 0, sentences = 0;

	lesson_file_load(&loaded, path);
	for (uint32_t s = 0; s < loaded.lesson.step_count; s++)
		for (uint32_t i = 0; i < loaded.lesson.steps[s].say_count; i++) {
			const struct checked_text *say = &loaded.lesson.steps[s].say[i];

			if (loaded.lesson.steps[s].kind == STEP_SUMMARY)
				continue; /* its numbers are claims */
			sentences++;
			bare += !say->check && !say->source;
		}
	assert_true(loaded.tally.checked >= 35);
	assert_true(loaded.tally.options >= 35);
	assert_true(loaded.tally.claims >= 4);
	assert_true(bare * 8 <= sentences); /* what introduces a scene states nothing */
	lesson_file_release(&loaded);
}

/* What a quiz and a deck need: questions from easy to tricky, of several kinds, some with another
 * world for the retry, most of them decided by a run. */
static void
bank_of(const char *path)
{
	struct lesson_file loaded;
	const struct lesson *lesson = &loaded.lesson;
	uint32_t levels[6] = { 0 }, kinds[ITEM_KIND_COUNT] = { 0 }, forms[CARD_KIND_COUNT] = { 0 };
	uint32_t twins = 0, cited = 0, several = 0;

	lesson_file_load(&loaded, path);
	for (uint32_t i = 0; i < lesson->item_count; i++) {
		const struct lesson_item *item = &lesson->items[i];

		assert_in_range(item->level, 1, 5);
		levels[item->level]++;
		kinds[item->kind]++;
		twins += item->twin.say != NULL;
		cited += !item->basis_engine;
	}
	for (uint32_t i = 0; i < lesson->card_count; i++)
		forms[lesson->cards[i].kind]++;
	assert_true(lesson->item_count >= 15 && lesson->card_count >= 8);
	assert_true(twins >= 8 && cited * 3 <= lesson->item_count);
	for (int level = 1; level <= 5; level++)
		assert_true(levels[level] >= 1);
	for (int kind = 0; kind < ITEM_KIND_COUNT; kind++)
		several += kinds[kind] >= 1;
	assert_true(several >= 5);
	for (int form = 0; form < CARD_KIND_COUNT; form++)
		assert_true(forms[form] >= 1);
	lesson_file_release(&loaded);
}

static void
course__bank__every_level_and_most_kinds(void **state)
{
	(void)state;
	each_of_the_course(bank_of);
}

static void
course__tally__most_sentences_decided(void **state)
{
	(void)state;
	each_of_the_course(tally_of);
}

/* A belief is met where somebody can hold it: in an item, which the walk or the quiz asks, or in
 * the dialogue. */
static void
misconceptions_of(const char *path)
{
	struct lesson_file loaded;
	const struct lesson *lesson = &loaded.lesson;

	lesson_file_load(&loaded, path);
	assert_true(lesson->misconception_count >= 4);
	for (uint32_t m = 0; m < lesson->misconception_count; m++) {
		uint32_t uses = 0;

		for (uint32_t i = 0; i < lesson->item_count; i++)
			for (uint32_t k = 0; k < lesson->items[i].option_count; k++)
				uses += str_equal(lesson->items[i].options[k].misconception,
				    lesson->misconceptions[m].id);
		for (uint32_t n = 0; n < lesson->dialogue->node_count; n++)
			for (uint32_t k = 0; k < lesson->dialogue->nodes[n].belief_count; k++)
				uses += str_equal(lesson->dialogue->nodes[n].beliefs[k].id,
				    lesson->misconceptions[m].id);
		assert_true(uses > 0);
		assert_non_null(lesson_step(lesson, lesson->misconceptions[m].repair));
	}
	lesson_file_release(&loaded);
}

static void
course__misconceptions__each_an_option_and_repaired(void **state)
{
	(void)state;
	each_of_the_course(misconceptions_of);
}

/* The row of the option that is true in the item's own run. */
static int
key_of(const struct lesson *lesson, const struct lesson_item *item)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct runset_request request = { .source = lesson_scenario(lesson, item->scenario),
		.keep = true };
	struct runset set;
	int key = -1;

	findings_init(&findings, &arena);
	assert_non_null(request.source);
	assert_true(runset_run(&set, &request, &findings));
	for (uint32_t i = 0; i < item->option_count; i++) {
		bool ok = false;
		struct expr_value value = runset_evaluate(&set, item->options[i].holds,
		    item->options[i].holds_mark, item->design, &arena, &findings, &ok);

		assert_true(ok && value.known);
		if (value.truth && !value.missing)
			key = (int)i;
	}
	runset_release(&set);
	arena_release(&arena);
	return key;
}

/* Somebody who always takes the longest answer, or always the same digit, does no better than
 * chance. */
static void
keys_of(const char *path)
{
	struct lesson_file loaded;
	uint32_t places[LIMIT_OPTIONS] = { 0 }, choices = 0, wrong = 0, outside = 0;

	lesson_file_load(&loaded, path);
	for (uint32_t i = 0; i < loaded.lesson.item_count; i++) {
		const struct lesson_item *item = &loaded.lesson.items[i];
		int key, longer = 0;

		if (item->kind != ITEM_CHOICE || !item->basis_engine)
			continue;
		key = key_of(&loaded.lesson, item);
		choices++;
		assert_in_range(item->option_count, 2, 4);
		assert_in_range(key, 0, 3);
		places[key]++;
		for (uint32_t k = 0; k < item->option_count; k++)
			longer += utf8_cells(item->options[k].text) >=
				      utf8_cells(item->options[key].text) &&
				  (int)k != key;
		if (!longer)
			wrong += say_wrong(item->id, "the key is longest", item->options[key].text);
		outside += !strstr(item->ask, "shop") && !strstr(item->ask, "cart");
	}
	for (int k = 0; k < 4; k++)
		assert_true(places[k] >= 1 && places[k] * 5 <= choices * 2);
	assert_true(outside >= 2);
	assert_int_equal(wrong, 0);
	lesson_file_release(&loaded);
}

static void
course__keys__never_the_longest_and_spread(void **state)
{
	(void)state;
	each_of_the_course(keys_of);
}

/* ---- robots: who goes by the form of the answers learns nothing of the subject ---- */

static size_t
words_shared(const char *ask, const char *option)
{
	size_t shared = 0;

	while (*option) {
		size_t length = strcspn(option, " ,.:;?");

		for (const char *at = length > 3 ? ask : NULL; at && *at; at++)
			if (strncmp(at, option, length) == 0) {
				shared++;
				break;
			}
		option += length + (option[length] != '\0');
	}
	return shared;
}

enum robot { ROBOT_FIRST, ROBOT_LAST, ROBOT_LONGEST, ROBOT_SHORTEST, ROBOT_ECHO, ROBOT_COUNT };

/* How much this robot likes an option: it takes the first of those that it likes most. */
static size_t
robot_likes(enum robot robot, const struct lesson_item *item, uint32_t option)
{
	const char *text = item->options[option].text;

	switch (robot) {
	case ROBOT_FIRST: return item->option_count - option;
	case ROBOT_LAST: return option + 1;
	case ROBOT_LONGEST: return (size_t)utf8_cells(text);
	case ROBOT_SHORTEST: return 1000 - (size_t)utf8_cells(text);
	case ROBOT_ECHO: return words_shared(item->ask, text);
	case ROBOT_COUNT: break;
	}
	return 0;
}

static void
robots_of(const char *path)
{
	static const char *const names[ROBOT_COUNT] = { "first", "last", "longest", "shortest",
		"echo" };
	struct lesson_file loaded;
	double expected = 0, variance = 0;
	uint32_t hits[ROBOT_COUNT] = { 0 };

	lesson_file_load(&loaded, path);
	for (uint32_t i = 0; i < loaded.lesson.item_count; i++) {
		const struct lesson_item *item = &loaded.lesson.items[i];
		double chance = 1.0 / (double)item->option_count;
		int key;

		if (item->kind != ITEM_CHOICE || !item->basis_engine)
			continue;
		key = key_of(&loaded.lesson, item);
		expected += chance;
		variance += chance * (1 - chance);
		for (int robot = 0; robot < ROBOT_COUNT; robot++) {
			uint32_t taken = 0;

			for (uint32_t k = 1; k < item->option_count; k++)
				if (robot_likes((enum robot)robot, item, k) >
				    robot_likes((enum robot)robot, item, taken))
					taken = k;
			hits[robot] += (int)taken == key;
		}
	}
	for (int robot = 0; robot < ROBOT_COUNT; robot++) {
		double above = (double)hits[robot] - expected;

		print_message("%s: %s has %u, chance %.1f\n", path, names[robot], hits[robot],
		    expected);
		assert_true(above <= 0 || above * above <= 4 * variance); /* two deviations */
	}
	lesson_file_release(&loaded);
}

static void
course__robots__score_at_chance(void **state)
{
	(void)state;
	each_of_the_course(robots_of);
}

/* ---- what fits, and how it is said ---- */

static uint32_t
rows_over(const char *place, const char *text, int cols, int rows)
{
	return grid_wrap_rows(text, cols) > rows ? say_wrong(place, "too many rows", text) : 0;
}

static void
texts_of(const char *path)
{
	struct lesson_file loaded;
	const struct lesson *lesson = &loaded.lesson;
	uint32_t wrong = 0;

	lesson_file_load(&loaded, path);
	wrong += rows_over("title", lesson->title, 60, 1);
	for (uint32_t s = 0; s < lesson->step_count; s++) {
		const struct lesson_step *step = &lesson->steps[s];

		wrong += rows_over(step->id, step->title, 60, 1);
		for (uint32_t i = 0; i < step->say_count; i++)
			wrong += rows_over(
			    step->id, step->say[i].text, 78, step->kind == STEP_SUMMARY ? 1 : 3);
	}
	for (uint32_t i = 0; i < lesson->item_count; i++) {
		const struct lesson_item *item = &lesson->items[i];
		int rows = grid_wrap_rows(item->ask, 78);
		bool bet = item->at == NULL;

		for (uint32_t k = 0; k < item->option_count; k++) {
			wrong += rows_over(item->id, item->options[k].text, 72, 2);
			wrong += rows_over(item->id, item->options[k].why, 72, 2);
			rows += grid_wrap_rows(item->options[k].text, 72);
		}
		if (!bet && rows > 6)
			wrong += say_wrong(item->id, "question and options too long", item->ask);
	}
	assert_int_equal(wrong, 0);
	lesson_file_release(&loaded);
}

static void
course__texts__fit_their_frames(void **state)
{
	(void)state;
	each_of_the_course(texts_of);
}

/* Voice: words that are not used, exclamation marks, sentences of more than 20 words. */
static uint32_t
ill_said(const char *place, const char *text)
{
	static const char *const unused[] = { "simply", "just", "obviously", "user", "node",
		"instance", "oops", "awesome", "correct", "incorrect", "behavior", "color" };
	uint32_t wrong = 0, words = 0;

	for (const char *at = text; text && *at;) {
		size_t length = 0;

		while (isalnum((unsigned char)at[length]) || at[length] == '\'' ||
		       at[length] == '-' ||
		       (at[length] == '.' && isalnum((unsigned char)at[length + 1])))
			length++;
		for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++)
			if (length == strlen(unused[i]) && strncmp(at, unused[i], length) == 0)
				wrong += say_wrong(place, unused[i], text);
		if (length && ++words > WORDS_MAX)
			return wrong + say_wrong(place, "more than 20 words", text);
		at += length;
		if (*at == '!')
			wrong += say_wrong(place, "an exclamation mark", text);
		if (*at == '.' || *at == '?')
			words = 0;
		at += *at != '\0';
	}
	return wrong;
}

static void
voice_of(const char *path)
{
	struct lesson_file loaded;
	const struct lesson *lesson = &loaded.lesson;
	uint32_t wrong = 0;

	lesson_file_load(&loaded, path);
	for (uint32_t s = 0; s < lesson->step_count; s++) {
		wrong += ill_said(lesson->steps[s].id, lesson->steps[s].seen.prompt);
		for (uint32_t i = 0; i < lesson->steps[s].say_count; i++)
			wrong += ill_said(lesson->steps[s].id, lesson->steps[s].say[i].text);
	}
	for (uint32_t i = 0; i < lesson->item_count; i++) {
		wrong += ill_said(lesson->items[i].id, lesson->items[i].ask);
		for (uint32_t k = 0; k < lesson->items[i].option_count; k++) {
			wrong += ill_said(lesson->items[i].id, lesson->items[i].options[k].text);
			wrong += ill_said(lesson->items[i].id, lesson->items[i].options[k].why);
		}
	}
	for (uint32_t i = 0; i < lesson->card_count; i++) {
		wrong += ill_said(lesson->cards[i].id, lesson->cards[i].front);
		wrong += ill_said(lesson->cards[i].id, lesson->cards[i].back);
	}
	for (uint32_t i = 0; i < lesson->claim_count; i++)
		wrong += ill_said(lesson->claims[i].id, lesson->claims[i].says);
	assert_int_equal(wrong, 0);
	lesson_file_release(&loaded);
}

static void
course__voice__kept(void **state)
{
	(void)state;
	each_of_the_course(voice_of);
	assert_int_equal(ill_said("itself", "We just stop!"), 2);
}

/* All 28, each once, and every one that a run decides agrees. */
static void
lessons__textbook__28_claims_agree(void **state)
{
	struct lesson_file loaded;
	bool seen[29] = { false };

	(void)state;
	lesson_file_load(&loaded, "lessons/claims/textbook.yaml");
	for (size_t k = 0; k < loaded.findings.count; k++)
		print_error("textbook.yaml:%u: %s\n", loaded.findings.rows[k].mark.line,
		    loaded.findings.rows[k].text);
	assert_int_equal(loaded.findings.count, 0);
	assert_int_equal(loaded.lesson.claim_count, 28);
	for (uint32_t i = 0; i < 28; i++) {
		uint32_t brief = loaded.lesson.claims[i].brief;

		assert_true(brief >= 1 && brief <= 28 && !seen[brief]);
		seen[brief] = true;
		assert_true(loaded.lesson.claims[i].hold_count > 0 ||
		    loaded.lesson.claims[i].source != NULL);
	}
	lesson_file_release(&loaded);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lessons__each__no_finding),
		cmocka_unit_test(lessons__beyond_the_web__every_claim_agrees),
		cmocka_unit_test(lessons__textbook__28_claims_agree),
		cmocka_unit_test(lessons__number_replaced__caught_at_its_line),
		cmocka_unit_test(lessons__moment_that_never_comes__found_at_its_line),
		cmocka_unit_test(course__tally__most_sentences_decided),
		cmocka_unit_test(course__bank__every_level_and_most_kinds),
		cmocka_unit_test(course__misconceptions__each_an_option_and_repaired),
		cmocka_unit_test(course__keys__never_the_longest_and_spread),
		cmocka_unit_test(course__robots__score_at_chance),
		cmocka_unit_test(course__texts__fit_their_frames),
		cmocka_unit_test(course__voice__kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
