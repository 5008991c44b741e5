/* Questions of every kind: the run says the key, answers are judged by it, and what would make a
 * question unsound is told at its place. */
#include "lib/assert.h"

#include <string.h>

#include "experiment/question.h"
#include "lib/lesson_file.h"

#define KINDS "tests/lessons/items.yaml"

/* Poses an item as written (or its twin) and judges an answer: 1 right, 0 wrong, -1 no answer;
 * *belief is the row it shows. */
static int
judge(const char *id, bool twin, const char *given, int *belief, struct str *text)
{
	struct isomorph isomorph = { .twin = twin };
	struct runset_request request;
	struct question_place place;
	struct question_key key;
	struct lesson_file file;
	struct judged judged;
	struct runset set;
	bool runs;
	int result;

	lesson_file_load(&file, KINDS);
	assert_int_equal(file.findings.errors, 0);
	const struct lesson_item *item = lesson_item(&file.lesson, id);
	assert_non_null(item);
	question_place(&file.lesson, item, twin, &place);
	request = question_request(&file.lesson, item, &place, &isomorph, &file.arena);
	runs = request.source != NULL;
	if (runs)
		assert_true(runset_run(&set, &request, &file.findings));
	question_key(runs ? &set : NULL, item, &file.arena, &file.findings, &key);
	assert_true(key.known);
	if (text)
		str_add(text, key.text);
	result = !question_judge(item, &key, given, &judged) ? -1 : judged.right;
	if (belief)
		*belief = judged.option;
	if (runs)
		runset_release(&set);
	lesson_file_release(&file);
	return result;
}

static void
question__every_kind__is_judged_by_the_run(void **state)
{
	static const struct {
		const char *item, *given;
		int twin, result, belief;
	} rows[] = {
		{ "q-choice", "2", 0, 1, 1 }, { "q-choice", "1", 0, 0, 0 },
		{ "q-choice", "1", 1, 1, 0 }, { "q-choice", "2", 1, 0, 1 },
		{ "q-choice", "4", 0, -1, -1 }, { "q-choice", "1 2", 0, -1, -1 },
		{ "q-choice", "", 0, -1, -1 }, { "q-choice", "x", 0, -1, -1 },
		{ "q-multi", "1 3", 0, 1, -1 }, { "q-multi", "3,1", 0, 1, -1 },
		{ "q-multi", "13", 0, 1, -1 }, { "q-multi", "1", 0, 0, -1 },
		{ "q-multi", "1 2 3", 0, 0, 1 }, { "q-multi", "1 1", 0, -1, -1 },
		{ "q-multi", "1", 1, 1, -1 }, { "q-multi", "1 3", 1, 0, 2 },
		{ "q-number", "25", 0, 1, -1 }, { "q-number", " 25 people ", 0, 1, -1 },
		{ "q-number", "25 people", 0, 1, -1 }, { "q-number", "24", 0, 0, -1 },
		{ "q-number", "0", 0, 0, 0 }, { "q-number", "100", 0, 0, 1 },
		{ "q-number", "50", 1, 1, -1 }, { "q-number", "25", 1, 0, -1 },
		{ "q-number", "about 25 of them", 0, 1, -1 },
		{ "q-number", "twenty-five sessions.", 0, 1, -1 }, { "q-number", "none", 0, 0, 0 },
		{ "q-number", "a hundred", 0, 0, 1 }, { "q-number", "25 thousand", 0, -1, -1 },
		{ "q-number", "a quarter", 0, -1, -1 }, { "q-number", "25%", 0, -1, -1 },
		{ "q-number", "25k", 0, -1, -1 }, { "q-number", "25,0", 0, 1, -1 },
		{ "q-number", "25 ms", 0, -1, -1 }, { "q-number", "many", 0, -1, -1 },
		{ "q-order", "2 3 1", 0, 1, -1 }, { "q-order", "231", 0, 1, -1 },
		{ "q-order", "1 2 3", 0, 0, -1 }, { "q-order", "2 3", 0, -1, -1 },
		{ "q-fill", "401", 0, 1, -1 }, { "q-fill", "503", 0, 0, 0 },
		{ "q-fill", "402", 0, 0, -1 }, { "q-fill", "200", 1, 1, -1 },
		{ "q-fill", " ", 0, -1, -1 },
		{ "q-word", "cookie", 0, 1, -1 }, { "q-word", "Cookie:", 0, 1, -1 },
		{ "q-word", "cokie", 0, 1, -1 }, { "q-word", "set-cookie", 0, 0, 0 },
		{ "q-word", "the cookie header", 0, 1, -1 }, { "q-word", "session", 0, 0, -1 },
		{ "q-mark", "999", 0, 0, -1 }, { "q-mark", "one", 0, -1, -1 },
		{ "q-next", "1", 0, 1, 0 }, { "q-next", "2", 0, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int belief, result =
		    judge(rows[i].item, rows[i].twin, rows[i].given, &belief, NULL);

		if (result != rows[i].result || belief != rows[i].belief)
			fail_msg("%s%s \"%s\": judged %d, belief %d", rows[i].item,
			    rows[i].twin ? " (twin)" : "", rows[i].given, result, belief);
	}
}

static void
question__an_event_to_be_marked__is_known_by_its_number(void **state)
{
	struct str text = STR_INIT;
	int belief;

	(void)state;
	(void)judge("q-mark", false, "0", NULL, &text);
	assert_memory_equal(text.text, "event ", 6);
	assert_int_equal(judge("q-mark", false, text.text + 6, &belief, NULL), 1);
	assert_int_equal(belief, -1);
	str_release(&text);
}

/* An item about the second design of a run finds its events there. */
static void
question__an_item_with_a_design__marks_an_event_of_that_design(void **state)
{
	struct lesson_file file;
	struct lesson_item item;
	struct question_key key;
	struct runset set;
	uint32_t first, second;
	uint64_t at_ns;

	(void)state;
	lesson_file_load(&file, KINDS);
	item = *lesson_item(&file.lesson, "q-mark");
	item.answer = "told";
	item.design = "store";
	struct runset_request request = { .keep = true,
		.source = lesson_scenario(&file.lesson, "crash") };
	assert_true(runset_run(&set, &request, &file.findings));
	assert_int_equal(set.run_count, 2);
	assert_true(runset_moment(
	    &set, 0, "told", item.answer_mark, &first, &at_ns, &file.findings));
	assert_true(runset_moment(
	    &set, 1, "told", item.answer_mark, &second, &at_ns, &file.findings));
	assert_int_not_equal(first, second);
	question_key(&set, &item, &file.arena, &file.findings, &key);
	assert_int_equal(key.event, second - 1);
	runset_release(&set);
	lesson_file_release(&file);
}

/* `from` is replaced by `to` in the file; its findings have the code at the line of `to`. */
static void
expect(const char *from, const char *to, const char *code)
{
	struct arena arena = { 0 };
	struct str text = STR_INIT;
	struct lesson_file file;
	size_t length;
	char *source = lesson_file_read(&arena, KINDS, &length);
	char *at = strstr(source, from);
	bool told = false;

	if (!at)
		fail_msg("\"%s\" is not in the file", from);
	str_add_bytes(&text, source, (size_t)(at - source));
	str_add(&text, to);
	str_add(&text, at + strlen(from));
	lesson_file_text(&file, text.text, text.length, KINDS);
	for (size_t i = 0; i < file.findings.count; i++)
		told |= str_equal(file.findings.rows[i].code, code);
	if (!told)
		fail_msg("\"%s\": nobody said %s, of %zu findings, first %s", to, code,
		    file.findings.count, file.findings.count ? file.findings.rows[0].text : "");
	lesson_file_release(&file);
	str_release(&text);
	arena_release(&arena);
}

static void
question__what_is_unsound__is_told(void **state)
{
	(void)state;
	expect("design: store}\n    options:\n      - {text: \"Her cart\"",
	    "set: {servers.count: 3}}\n    options:\n      - {text: \"Her cart\"",
	    "twin-same-key");
	expect("set: {servers.count: 2}", "set: {servers.workers: 2}", "twin-same-key");
	expect("set: {servers.count: 2}", "set: 2", "wrong-type");
	expect(", set: {servers.count: 2}", "", "missing-key");
	expect("key: true, why: \"It is in her browser.\"", "why: \"So.\"", "key-twice");
	expect("misconception: m-shared}\n      - {text: \"Her cart is gone\"",
	    "key: true}\n      - {text: \"Her cart is gone\"", "key-missing");
	expect("{value: 0,", "{value: sessions_lost,", "key-twice");
	expect("{value: 0,", "{holds: sessions_lost > 0,", "missing-key");
	expect("answer: sessions_lost", "answer: sessions_lost > 0", "wrong-type");
	expect("    answer: sessions_lost\n", "", "missing-key");
	expect("unit: people", "unit: people\n    tolerance: some", "wrong-type");
	expect("at: asked}", "at: burnt}", "not-decided");
	expect("____", "[gap]", "no-gap");
	expect("{text: \"503\"", "{text: \"401\"", "key-twice");
	expect("    answer: burnt", "    answer: start", "not-shown");
	expect("    answer: burnt", "    answer: first expire", "not-decided");
	expect("from: added", "from: told", "not-shown");
	expect("- {at: told, why", "- {at: burnt, why", "key-twice");
	expect("- {design: store, why", "- {set: {servers.count: 3}, why", "key-twice");
	expect("- {design: store, why", "- {why", "bad-key");
	expect("- {design: store, why", "- {design: stor, why", "unknown-design");
	expect("twin_why: \"The store has it.\", misconception", "misconception", "no-why");
	expect("    accept: [\"Cookie\", \"the cookie header\"]\n", "", "missing-key");
	expect("    source: \"RFC 6265, section 1\"\n", "", "missing-key");
	expect("kind: mark-event", "kind: choice", "wrong-place");
}

static void
question__typed_quantities__are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text;
		enum quantity_kind kind;
		double number;
	} rows[] = { { "250", QUANTITY_PLAIN, 250 }, { " 1 000 ", QUANTITY_PLAIN, 1000 },
		{ "1,000,000", QUANTITY_PLAIN, 1e6 }, { "2,5 ms", QUANTITY_DURATION, 2.5e6 },
		{ "2.5ms", QUANTITY_DURATION, 2.5e6 }, { "54 B", QUANTITY_BYTES, 54 },
		{ "2 KiB", QUANTITY_BYTES, 2048 }, { "12 %", QUANTITY_SHARE, .12 },
		{ "-3", QUANTITY_PLAIN, -3 }, { "50/s", QUANTITY_RATE, 50 },
		{ "0.53", QUANTITY_PLAIN, .53 }, { "1 min", QUANTITY_DURATION, 60e9 } };
	static const char *const none[] = { "", " ", "x", "1 x", "ms", "1..2", "1 2", "--1", "1e",
		"1234567890123456789012345678901234567890123456789012345678901234567890",
		"5 quite a long unit that is none" };
	struct quantity quantity;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!units_read_quantity(rows[i].text, &quantity))
			fail_msg("\"%s\" is not read", rows[i].text);
		assert_int_equal(quantity.kind, rows[i].kind);
		assert_close(quantity.number, rows[i].number, 1e-12);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (units_read_quantity(none[i], &quantity))
			fail_msg("\"%s\" is read as %g", none[i], quantity.number);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(question__every_kind__is_judged_by_the_run),
		cmocka_unit_test(question__an_event_to_be_marked__is_known_by_its_number),
		cmocka_unit_test(question__an_item_with_a_design__marks_an_event_of_that_design),
		cmocka_unit_test(question__what_is_unsound__is_told),
		cmocka_unit_test(question__typed_quantities__are_read_as_people_write_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
