/* The ledger is put to the test: in every lesson and pack each sentence's check, each key, each
 * option and each claim is turned into its opposite, one at a time, and the proof has to name the
 * place.  What it lets pass would be a check that cannot fail. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "model/dialogue.h"
#include "trace/trace.h"
#include "lib/lesson_file.h"

struct mutant {
	const char *path, *source;
	size_t length;
	const struct lesson *lesson; /* as it is, and sound */
	uint32_t made, missed;
};

/* Where a place of a file lies in its bytes. */
static size_t
offset_of(const struct mutant *mutant, struct mark mark)
{
	size_t at = 0;

	for (uint32_t line = 1; line < mark.line; line++)
		at += strcspn(mutant->source + at, "\n") + 1;
	for (uint32_t column = 1; column < mark.column; column++)
		for (at++; ((unsigned char)mutant->source[at] & 0xC0) == 0x80;)
			at++;
	return at;
}

/* The file with `text` at `mark` turned round; false where it is not written so (an escape). */
static bool
turn(const struct mutant *mutant, const char *text, struct mark mark, struct str *out)
{
	size_t at = offset_of(mutant, mark), length = strlen(text);

	if (strncmp(mutant->source + at, text, length) != 0)
		return false;
	str_add_bytes(out, mutant->source, at);
	str_printf(out, "not (%s)", text);
	str_add(out, mutant->source + at + length);
	return true;
}

/* Is there an error at this line? */
static bool
told_at(const struct lesson_file *file, uint32_t line)
{
	for (size_t i = 0; i < file->findings.count; i++)
		if (file->findings.rows[i].severity == SEVERITY_ERROR &&
		    file->findings.rows[i].mark.line == line)
			return true;
	return false;
}

/* One mutant: the whole of the proof, or (claim not NONE32) that of one claim. */
static void
try_mutant(struct mutant *mutant, const char *text, struct mark mark, uint32_t claim,
    uint32_t line)
{
	struct lesson_file file;
	struct str bytes = STR_INIT;

	if (!turn(mutant, text, mark, &bytes))
		fail_msg("%s:%u: the text of this check is not where it is said to be",
		    mutant->path, mark.line);
	lesson_file_read_only(&file, bytes.text, bytes.length, mutant->path);
	if (file.findings.errors == 0) {
		if (claim != NONE32) {
			file.lesson.claims += claim;
			file.lesson.claim_count = 1;
			file.lesson.step_count = file.lesson.item_count = 0;
		} else {
			file.lesson.claim_count = 0;
		}
		lesson_prove(&file.lesson, NULL, &file.findings, &file.tally);
	}
	mutant->made++;
	if (!told_at(&file, line)) {
		mutant->missed++;
		print_error("%s:%u:%u: \"%s\" was turned round and nobody said so\n",
		    mutant->path, mark.line, mark.column, text);
	}
	lesson_file_release(&file);
	str_release(&bytes);
}

/* The key turned false leaves none; another turned true makes a second one. */
static void
try_options(struct mutant *mutant, const struct lesson_option *options, uint32_t count,
    struct mark item)
{
	for (uint32_t i = 0; i < count; i++) {
		struct lesson_file file;
		struct str bytes = STR_INIT;
		bool told;

		if (!options[i].holds)
			continue;
		if (!turn(mutant, options[i].holds, options[i].holds_mark, &bytes))
			fail_msg("%s:%u: the option is not where it is said to be", mutant->path,
			    options[i].holds_mark.line);
		lesson_file_read_only(&file, bytes.text, bytes.length, mutant->path);
		file.lesson.claim_count = 0;
		if (file.findings.errors == 0)
			lesson_prove(&file.lesson, NULL, &file.findings, &file.tally);
		told = told_at(&file, options[i].holds_mark.line) || told_at(&file, item.line);
		mutant->made++;
		mutant->missed += !told;
		if (!told)
			print_error("%s:%u: option \"%s\" was turned round and nobody said so\n",
			    mutant->path, options[i].holds_mark.line, options[i].holds);
		lesson_file_release(&file);
		str_release(&bytes);
	}
}

static void
try_claims(struct mutant *mutant)
{
	for (uint32_t i = 0; i < mutant->lesson->claim_count; i++) {
		const struct lesson_claim *claim = &mutant->lesson->claims[i];

		if (!claim->scenario)
			continue;
		for (uint32_t h = 0; h < claim->hold_count; h++)
			try_mutant(mutant, claim->holds[h].check, claim->holds[h].check_mark, i,
			    claim->holds[h].check_mark.line);
		if (claim->refutes && claim->standing == STANDING_WRONG)
			try_mutant(mutant, claim->refutes, claim->refutes_mark, i,
			    claim->refutes_mark.line);
	}
}

/* What a dialogue says and offers, in the frame where it does. */
static void
try_dialogue(struct mutant *mutant)
{
	const struct dialogue *dialogue = mutant->lesson->dialogue;

	for (uint32_t n = 0; dialogue && n < dialogue->node_count; n++) {
		const struct dialogue_node *node = &dialogue->nodes[n];

		for (uint32_t i = 0; i < node->say_count; i++)
			if (node->say[i].check)
				try_mutant(mutant, node->say[i].check, node->say[i].check_mark,
				    NONE32, node->say[i].check_mark.line);
		try_options(mutant, node->options, node->option_count, node->mark);
	}
}

static uint32_t
try_file(const char *path)
{
	struct mutant mutant = { .path = path };
	struct lesson_file file;
	struct arena arena = { 0 };

	mutant.source = lesson_file_read(&arena, path, &mutant.length);
	lesson_file_read_only(&file, mutant.source, mutant.length, path);
	assert_int_equal(file.findings.errors, 0);
	mutant.lesson = &file.lesson;
	for (uint32_t s = 0; s < file.lesson.step_count; s++) {
		const struct lesson_step *step = &file.lesson.steps[s];

		for (uint32_t i = 0; i < step->say_count && step->scenario; i++)
			if (step->say[i].check)
				try_mutant(&mutant, step->say[i].check, step->say[i].check_mark,
				    NONE32, step->say[i].check_mark.line);
		if (step->scenario)
			try_options(&mutant, step->seen.options, step->seen.option_count,
			    step->seen.mark);
	}
	try_dialogue(&mutant);
	for (uint32_t i = 0; i < file.lesson.item_count; i++)
		if (file.lesson.items[i].basis_engine)
			try_options(&mutant, file.lesson.items[i].options,
			    file.lesson.items[i].option_count, file.lesson.items[i].mark);
	try_claims(&mutant);
	assert_int_equal(mutant.missed, 0);
	lesson_file_release(&file);
	arena_release(&arena);
	return mutant.made;
}

static uint32_t
try_folder(const char *folder)
{
	struct arena arena = { 0 };
	const char **names;
	size_t count;
	uint32_t made = 0;

	assert_int_equal(file_list(&arena, folder, ".yaml", &names, &count), 0);
	for (size_t i = 0; i < count; i++)
		made += try_file(arena_printf(&arena, "%s/%s", folder, names[i]));
	arena_release(&arena);
	return made;
}

static void
mutants__of_lessons__are_all_told(void **state)
{
	(void)state;
	assert_true(try_folder("lessons") > 50);
}

static void
mutants__of_every_kind_of_question__are_all_told(void **state)
{
	(void)state;
	assert_true(try_file("tests/lessons/items.yaml") >= 6);
}

static void
mutants__of_the_textbook__are_all_told(void **state)
{
	(void)state;
	assert_true(try_folder("lessons/claims") > 30);
}

static void
mutants__of_packs__are_all_told(void **state)
{
	(void)state;
	assert_true(try_folder("lessons/beyond") > 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mutants__of_lessons__are_all_told),
		cmocka_unit_test(mutants__of_every_kind_of_question__are_all_told),
		cmocka_unit_test(mutants__of_the_textbook__are_all_told),
		cmocka_unit_test(mutants__of_packs__are_all_told),
	};

	return cmocka_run_group_tests_name("experiment/mutants", tests, NULL, NULL);
}
