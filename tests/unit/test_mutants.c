/* The ledger is put to the test: in every lesson and pack each sentence's check, each key, each
 * option and each claim is turned into its opposite, and the proof has to name the place of each.
 * What it lets pass would be a check that cannot fail. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "model/dialogue.h"
#include "trace/trace.h"
#include "lib/lesson_file.h"

enum part { OF_LESSON, OF_CLAIM };

/* One check, option or claim to be turned round. */
struct mutant {
	const char *text;
	struct mark mark;
	uint32_t told[2]; /* lines at one of which it has to be told of */
	uint32_t owner;   /* of one question only one option is turned at a time */
	enum part part;
	bool done, in_round;
};

struct sieve {
	const char *path, *source;
	size_t length;
	struct arena arena;
	struct mutant *mutants;
	uint32_t count, owners, missed;
};

static void
add_mutant(struct sieve *sieve, enum part part, const char *text, struct mark mark,
    uint32_t other_line)
{
	sieve->mutants = arena_grow(&sieve->arena, sieve->mutants, sieve->count, sieve->count + 1,
	    sizeof *sieve->mutants);
	sieve->mutants[sieve->count++] = (struct mutant){ .text = text, .mark = mark,
		.told = { mark.line, other_line }, .owner = sieve->owners, .part = part };
}

/* ---- all of them, of one file ---- */

static void
add_says(struct sieve *sieve, const struct checked_text *say, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++, sieve->owners++)
		if (say[i].check)
			add_mutant(sieve, OF_LESSON, say[i].check, say[i].check_mark,
			    say[i].check_mark.line);
}

/* The key turned false leaves none; another turned true makes a second one. */
static void
add_options(struct sieve *sieve, const struct lesson_option *options, uint32_t count,
    struct mark item)
{
	for (uint32_t i = 0; i < count; i++)
		if (options[i].holds)
			add_mutant(sieve, OF_LESSON, options[i].holds, options[i].holds_mark,
			    item.line);
	sieve->owners++;
}

static void
add_claim(struct sieve *sieve, const struct lesson_claim *claim)
{
	for (uint32_t h = 0; claim->scenario && h < claim->hold_count; h++, sieve->owners++)
		add_mutant(sieve, OF_CLAIM, claim->holds[h].check, claim->holds[h].check_mark,
		    claim->holds[h].check_mark.line);
	if (claim->scenario && claim->refutes && claim->standing == STANDING_WRONG)
		add_mutant(sieve, OF_CLAIM, claim->refutes, claim->refutes_mark,
		    claim->refutes_mark.line);
	sieve->owners++;
}

static void
add_all(struct sieve *sieve, const struct lesson *lesson)
{
	const struct dialogue *dialogue = lesson->dialogue;

	for (uint32_t s = 0; s < lesson->step_count; s++) {
		const struct lesson_step *step = &lesson->steps[s];

		if (!step->scenario)
			continue;
		add_says(sieve, step->say, step->say_count);
		add_options(sieve, step->seen.options, step->seen.option_count, step->seen.mark);
	}
	for (uint32_t n = 0; dialogue && n < dialogue->node_count; n++) {
		const struct dialogue_node *node = &dialogue->nodes[n];

		add_says(sieve, node->say, node->say_count);
		add_options(sieve, node->options, node->option_count, node->mark);
	}
	for (uint32_t i = 0; i < lesson->item_count; i++)
		if (lesson->items[i].basis_engine)
			add_options(sieve, lesson->items[i].options, lesson->items[i].option_count,
			    lesson->items[i].mark);
	for (uint32_t i = 0; i < lesson->claim_count; i++)
		add_claim(sieve, &lesson->claims[i]);
}

/* ---- turned round ---- */

/* Where a place of a file lies in its bytes. */
static size_t
offset_of(const struct sieve *sieve, struct mark mark)
{
	size_t at = 0;

	for (uint32_t line = 1; line < mark.line; line++)
		at += strcspn(sieve->source + at, "\n") + 1;
	for (uint32_t column = 1; column < mark.column; column++)
		for (at++; ((unsigned char)sieve->source[at] & 0xC0) == 0x80;)
			at++;
	return at;
}

/* The file with every mutant of this round turned; they are in the order of the file. */
static void
turn(const struct sieve *sieve, struct str *out)
{
	size_t from = 0;

	for (;;) {
		const struct mutant *next = NULL;
		size_t at = SIZE_MAX;

		for (uint32_t i = 0; i < sieve->count; i++) {
			size_t here = offset_of(sieve, sieve->mutants[i].mark);

			if (sieve->mutants[i].in_round && here >= from && here < at) {
				next = &sieve->mutants[i];
				at = here;
			}
		}
		if (!next)
			break;
		if (strncmp(sieve->source + at, next->text, strlen(next->text)) != 0)
			fail_msg("%s:%u: the text of this check is not where it is said to be",
			    sieve->path, next->mark.line);
		str_add_bytes(out, sieve->source + from, at - from);
		str_printf(out, "not (%s)", next->text);
		from = at + strlen(next->text);
	}
	str_add(out, sieve->source + from);
}

static bool
told_of(const struct lesson_file *file, const struct mutant *mutant)
{
	for (size_t i = 0; i < file->findings.count; i++) {
		const struct finding *row = &file->findings.rows[i];

		if (row->severity == SEVERITY_ERROR && (row->mark.line == mutant->told[0] ||
							   row->mark.line == mutant->told[1]))
			return true;
	}
	return false;
}

/* Of the claims those that a mutant of this round stands in, and nothing else. */
static void
keep_turned_claims(const struct sieve *sieve, const struct lesson *sound, struct lesson *lesson)
{
	uint32_t kept = 0;

	for (uint32_t c = 0; c < lesson->claim_count; c++) {
		bool turned = false;

		for (uint32_t i = 0; i < sieve->count; i++) {
			const struct lesson_claim *claim = &sound->claims[c];

			if (!sieve->mutants[i].in_round)
				continue;
			turned |= sieve->mutants[i].text == claim->refutes;
			for (uint32_t h = 0; h < claim->hold_count; h++)
				turned |= sieve->mutants[i].text == claim->holds[h].check;
		}
		if (turned)
			lesson->claims[kept++] = lesson->claims[c];
	}
	lesson->claim_count = kept;
	lesson->step_count = lesson->item_count = lesson->card_count = 0;
	lesson->dialogue = NULL;
}

/* The proof of one round. */
static void
try_round(struct sieve *sieve, const struct lesson *sound, enum part part, bool alone)
{
	struct lesson_file file;
	struct str bytes = STR_INIT;

	turn(sieve, &bytes);
	lesson_file_read_only(&file, bytes.text, bytes.length, sieve->path);
	if (part == OF_CLAIM)
		keep_turned_claims(sieve, sound, &file.lesson);
	else
		file.lesson.claim_count = 0;
	if (file.findings.errors == 0)
		lesson_prove(&file.lesson, NULL, &file.findings, &file.tally);
	for (uint32_t i = 0; i < sieve->count; i++) {
		struct mutant *mutant = &sieve->mutants[i];

		if (!mutant->in_round)
			continue;
		mutant->done = alone || told_of(&file, mutant);
		if (!told_of(&file, mutant) && alone) {
			sieve->missed++;
			print_error("%s:%u:%u: \"%s\" was turned round and nobody said so\n",
			    sieve->path, mutant->mark.line, mutant->mark.column, mutant->text);
		}
	}
	lesson_file_release(&file);
	str_release(&bytes);
}

static bool
goes_with(const struct sieve *sieve, const struct mutant *mutant)
{
	for (uint32_t i = 0; i < sieve->count; i++) {
		const struct mutant *other = &sieve->mutants[i];

		if (!other->in_round)
			continue;
		if (other->owner == mutant->owner)
			return false;
		for (int a = 0; a < 2; a++)
			for (int b = 0; b < 2; b++)
				if (other->told[a] == mutant->told[b])
					return false;
	}
	return true;
}

/* As many at once as cannot be taken for one another: one a question, one a line.  What is missed
 * in company (a round can end before its runs) is tried alone. */
static void
try_part(struct sieve *sieve, const struct lesson *sound, enum part part)
{
	for (uint32_t first = 0; first < sieve->count; first++) {
		struct mutant *mutant = &sieve->mutants[first];

		if (mutant->done || mutant->part != part)
			continue;
		for (uint32_t i = 0; i < sieve->count; i++)
			sieve->mutants[i].in_round = false;
		for (uint32_t i = first; i < sieve->count; i++) {
			struct mutant *other = &sieve->mutants[i];

			other->in_round =
			    !other->done && other->part == part && goes_with(sieve, other);
		}
		try_round(sieve, sound, part, false);
		for (uint32_t i = 0; i < sieve->count; i++)
			sieve->mutants[i].in_round = i == first;
		if (!mutant->done)
			try_round(sieve, sound, part, true);
	}
}

static uint32_t
try_file(const char *path)
{
	struct sieve sieve = { .path = path };
	struct lesson_file file;
	uint32_t made;

	sieve.source = lesson_file_read(&sieve.arena, path, &sieve.length);
	lesson_file_read_only(&file, sieve.source, sieve.length, path);
	assert_int_equal(file.findings.errors, 0);
	add_all(&sieve, &file.lesson);
	try_part(&sieve, &file.lesson, OF_LESSON);
	try_part(&sieve, &file.lesson, OF_CLAIM);
	assert_int_equal(sieve.missed, 0);
	made = sieve.count;
	lesson_file_release(&file);
	arena_release(&sieve.arena);
	return made;
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
