/* Reading typed answers: the laws of the reader, and every labelled answer of tests/answers against
 * the dialogue that it was typed to. */
#include <stdio.h>
#include <string.h>

#include "lib/assert.h"
#include "base/file.h"
#include "lesson/load.h"
#include "study/reader.h"
#include "study/reader_words.h"

#define LINE_MAX_BYTES 1024

/* ---- words ---- */

static bool
same(const char *term, const char *typed)
{
	struct reader_words a, b;

	reader_split(term, &a);
	reader_split(typed, &b);
	return reader_same_word(&a.rows[0], &b.rows[0], !reader_is_common(b.rows[0].text));
}

static void
reader__slip_of_the_fingers__is_the_word(void **state)
{
	(void)state;
	assert_true(same("database", "databse"));
	assert_true(same("database", "adtabase"));
	assert_true(same("server", "serevr"));
	assert_true(same("cookie", "Cookies"));
	assert_true(same("cart", "crat"));
	assert_true(same("crash*", "crashing"));
	assert_true(same("browser*", "brwosers"));
}

static void
reader__another_word__is_not_taken_for_a_slip(void **state)
{
	(void)state;
	assert_false(same("cart", "card"));     /* a word of its own */
	assert_false(same("nothing", "anything"));
	assert_false(same("stateful", "stateless"));
	assert_false(same("s1", "s2"));
	assert_false(same("GET", "PUT"));
	assert_false(same("401", "403"));
	assert_false(same("state", "stateful"));
	assert_false(same("id", "is"));
}

static void
reader__text_is_split__words_clauses_and_denials(void **state)
{
	struct reader_words words;

	(void)state;
	reader_split("It DOESN'T know Ana\xe2\x80\x99s n\xc3\xbcmber, s1. No?", &words);
	assert_int_equal(words.count, 8);
	assert_string_equal(words.rows[0].text, "it");
	assert_true(words.rows[1].stop);
	assert_true(words.rows[2].negates);
	assert_string_equal(words.rows[4].text, "ana");
	assert_string_equal(words.rows[5].text, "number");
	assert_true(words.rows[6].exact && words.rows[6].breaks);
	assert_int_equal(words.rows[7].sentence, 1);
}

static void
reader__bytes_from_outside__are_only_words(void **state)
{
	struct reader_words words;
	char text[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)(1 + (i * 37 + i / 91) % 255);
	text[sizeof(text) - 1] = '\0';
	reader_split(text, &words);
	assert_in_range(words.count, 1, READER_WORDS_MAX);
	memset(text, 'a', sizeof(text) - 1);
	reader_split(text, &words);
	assert_in_range(words.count, 1, READER_WORDS_MAX);
	reader_split("'''' n't *", &words);
	assert_in_range(words.count, 0, 3);
}

/* ---- a question ---- */

static const char dialogue_yaml[] =
    "format: 1\nid: t\ntitle: T\nmisconceptions: [{id: m-all, text: x}]\n"
    "dialogue:\n  id: d\n  start: q\n  end_turns: x\n  nodes:\n"
    "    q:\n      ask: Where?\n"
    "      expect:\n"
    "        - {id: e-db, concepts: [[database, \"shared store\"], [behind, outside]], next: x}\n"
    "        - {id: e-no, concepts: [[\"not know\", \"no session\"]], next: x}\n"
    "      misconceptions: [{id: m-all, match: [[\"all servers\"]], not: [[none]], repair: q}]\n"
    "      hints: [{kind: tell, text: y, next: x}]\n"
    "    x: {end: stop, say: z}\n";

static struct reading
read_answer(const char *answer)
{
	struct lesson lesson;
	struct arena arena = { 0 };
	struct findings findings;
	struct reading reading;

	findings_init(&findings, &arena);
	assert_true(lesson_load_bytes(&lesson, dialogue_yaml, strlen(dialogue_yaml), "t",
	    &findings));
	reading = reader_read(lesson.dialogue, &lesson.dialogue->nodes[0], answer);
	lesson_release(&lesson);
	arena_release(&arena);
	return reading;
}

#define assert_reads(answer, expected) \
	assert_string_equal(reading_word(read_answer(answer).kind), reading_word(expected))

static void
reader__concepts__all_of_them_or_half(void **state)
{
	(void)state;
	assert_reads("a database behind the servers", READING_RIGHT);
	assert_reads("A Shared, er, store outside", READING_RIGHT);
	assert_reads("database", READING_PARTIAL);
	assert_int_equal(read_answer("database").missing, 1);
	assert_reads("outside the lorry stands a store which is not shared", READING_PARTIAL);
	assert_reads("blue", READING_NOT_UNDERSTOOD);
	assert_reads("", READING_EMPTY);
	assert_reads("  ", READING_EMPTY);
	assert_reads("?", READING_UNKNOWN);
}

static void
reader__negation__turns_a_hit_into_a_denial(void **state)
{
	(void)state;
	assert_reads("not in a database behind the servers", READING_NOT_UNDERSTOOD);
	assert_reads("behind it all, and not a database", READING_PARTIAL);
	assert_reads("never a database", READING_NOT_UNDERSTOOD);
	assert_reads("it isn't the database", READING_NOT_UNDERSTOOD);
	assert_reads("it does not know her", READING_RIGHT);
	assert_reads("it knows her", READING_NOT_UNDERSTOOD);
	assert_reads("there is no session", READING_RIGHT);
	assert_reads("not s1 but a database, outside", READING_RIGHT);
	assert_reads("not only the database, also outside", READING_RIGHT);
	assert_reads("it never had no session", READING_NOT_UNDERSTOOD);
}

static void
reader__dont_know__is_an_answer_of_its_own(void **state)
{
	(void)state;
	assert_reads("I don't know", READING_UNKNOWN);
	assert_reads("dont know", READING_UNKNOWN);
	assert_reads("no idea, sorry", READING_UNKNOWN);
	assert_reads("it doesn't know her", READING_RIGHT);
	assert_reads("I don't know, perhaps a database behind them all", READING_RIGHT);
}

static void
reader__belief_and_right_at_once__is_not_understood(void **state)
{
	(void)state;
	assert_reads("all servers", READING_BELIEF);
	assert_reads("not all servers", READING_NOT_UNDERSTOOD);
	assert_reads("all servers and a database behind them", READING_NOT_UNDERSTOOD);
	assert_reads("a database, all servers", READING_BELIEF);
	assert_reads("none of all servers", READING_NOT_UNDERSTOOD);
}

/* ---- the labelled answers ---- */

struct counts {
	uint32_t all, held, right, right_as_wrong, right_not_read, wrong, wrong_as_right, partial,
	    partial_as_right, beliefs, beliefs_named, beliefs_other, unknown, unknown_read;
	uint32_t not_understood;
};

static void
count_answer(struct counts *counts, const struct dialogue *dialogue, const char *node_id,
    const char *label, const char *answer)
{
	const struct dialogue_node *node = dialogue_node(dialogue, node_id);
	struct reading reading;
	bool belief = label[0] == 'm' && label[1] == '-', missed = false;
	const char *read_as;

	if (node == NULL)
		fail_msg("no question \"%s\"", node_id);
	reading = reader_read(dialogue, node, answer);
	read_as = reading.kind == READING_BELIEF ? node->beliefs[reading.row].id :
	    reading_word(reading.kind);
	counts->all++;
	counts->not_understood += reading.kind == READING_NOT_UNDERSTOOD;
	if (strcmp(label, "right") == 0) {
		counts->right++;
		counts->right_as_wrong += reading.kind == READING_BELIEF;
		counts->right_not_read += missed = reading.kind != READING_RIGHT;
	} else if (strcmp(label, "partial") == 0) {
		counts->partial++;
		counts->partial_as_right += reading.kind == READING_RIGHT;
		missed = reading.kind != READING_PARTIAL;
	} else if (strcmp(label, "unknown") == 0) {
		counts->unknown++;
		counts->unknown_read += reading.kind == READING_UNKNOWN;
		missed = reading.kind != READING_UNKNOWN;
	} else if (belief || strcmp(label, "wrong") == 0) {
		counts->wrong++;
		counts->wrong_as_right += reading.kind == READING_RIGHT;
		counts->beliefs += belief;
		counts->beliefs_named += belief && strcmp(read_as, label) == 0;
		counts->beliefs_other += reading.kind == READING_BELIEF &&
		    strcmp(read_as, label) != 0;
		missed = belief ? strcmp(read_as, label) != 0 : reading.kind == READING_RIGHT ||
		    reading.kind == READING_BELIEF;
	} else {
		fail_msg("\"%s\" is no label", label);
	}
	if (missed)
		print_message("    %s %-10s read as %-14s %s\n", node_id, label, read_as, answer);
}

static void
print_counts(const char *what, const struct counts *counts)
{
	print_message("%s: %u answers\n  wrong taken as right %u of %u, right taken as wrong %u of "
		      "%u (right and not read as right: %u)\n",
	    what, counts->all, counts->wrong_as_right, counts->wrong, counts->right_as_wrong,
	    counts->right, counts->right_not_read);
	print_message("  partial taken as right %u of %u, beliefs named %u of %u, another belief "
		      "named %u, \"don't know\" read %u of %u, not understood %u\n",
	    counts->partial_as_right, counts->partial, counts->beliefs_named, counts->beliefs,
	    counts->beliefs_other, counts->unknown_read, counts->unknown, counts->not_understood);
}

/* Splits a row at its tabs; false: not four columns. */
static bool
columns_of(char *line, char *columns[4])
{
	for (int i = 0; i < 4; i++) {
		char *tab = strchr(line, '\t');

		columns[i] = line;
		if ((tab == NULL) != (i == 3))
			return false;
		if (tab != NULL) {
			*tab = '\0';
			line = tab + 1;
		}
	}
	return true;
}

static void
count_table(const char *path, const struct dialogue *dialogue, struct counts *all)
{
	FILE *file = fopen(path, "r");
	char line[LINE_MAX_BYTES], copy[LINE_MAX_BYTES], *columns[4];

	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		memcpy(copy, line, sizeof copy);
		if (!columns_of(line, columns) || (strcmp(columns[2], "held") != 0 &&
		    strcmp(columns[2], "seen") != 0))
			fail_msg("%s: not a row: %s", path, copy);
		count_answer(all, dialogue, columns[0], columns[1], columns[3]);
		all->held += columns[2][0] == 'h';
	}
	(void)fclose(file);
}

static void
check_lesson(const char *folder, const char *name, struct counts *whole, uint32_t *lessons)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct lesson lesson;
	struct counts counts = { 0 };
	bool ok = false;
	const char *table;

	findings_init(&findings, &arena);
	assert_int_equal(lesson_load(&lesson, arena_printf(&arena, "%s/%s", folder, name),
	    &findings, &ok), 0);
	table = arena_printf(&arena, "tests/answers/%s.tsv", lesson.id != NULL ? lesson.id : "");
	if (ok && lesson.dialogue != NULL) {
		if (!file_exists(table))
			fail_msg("lesson %s has a dialogue and no %s", lesson.id, table);
		count_table(table, lesson.dialogue, &counts);
		print_counts(lesson.id, &counts);
		assert_true(counts.all >= 60);
		assert_true(counts.held * 3 >= counts.all);
		assert_true(counts.wrong_as_right * 20 <= counts.wrong);
		assert_true(counts.right_as_wrong * 20 <= counts.right);
		for (size_t i = 0; i < sizeof(counts) / sizeof(uint32_t); i++)
			((uint32_t *)whole)[i] += ((const uint32_t *)&counts)[i];
		(*lessons)++;
	}
	lesson_release(&lesson);
	arena_release(&arena);
}

static void
reader__labelled_answers__errors_stay_below_the_bars(void **state)
{
	struct arena arena = { 0 };
	const char **names;
	size_t count = 0;
	struct counts whole = { 0 };
	uint32_t lessons = 0;

	(void)state;
	assert_int_equal(file_list(&arena, "lessons", ".yaml", &names, &count), 0);
	for (size_t i = 0; i < count; i++)
		check_lesson("lessons", names[i], &whole, &lessons);
	print_counts("all lessons", &whole);
	assert_true(lessons > 0);
	assert_true(whole.wrong_as_right * 50 <= whole.wrong);
	assert_true(whole.right_as_wrong * 50 <= whole.right);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader__slip_of_the_fingers__is_the_word),
		cmocka_unit_test(reader__another_word__is_not_taken_for_a_slip),
		cmocka_unit_test(reader__text_is_split__words_clauses_and_denials),
		cmocka_unit_test(reader__bytes_from_outside__are_only_words),
		cmocka_unit_test(reader__concepts__all_of_them_or_half),
		cmocka_unit_test(reader__negation__turns_a_hit_into_a_denial),
		cmocka_unit_test(reader__dont_know__is_an_answer_of_its_own),
		cmocka_unit_test(reader__belief_and_right_at_once__is_not_understood),
		cmocka_unit_test(reader__labelled_answers__errors_stay_below_the_bars),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
