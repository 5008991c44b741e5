/* app/quiz_report.c - what came out of a quiz, in sentences. */
#include "app/quiz_report.h"

#include <string.h>

#include "app/player_words.h"

static const char *const sure_words[] = { "", "a guess", "you thought so", "you were sure" };

/* Where the lines go. */
struct page {
	struct str *out;
	int cols; /* of a screen, where headings stand between pairs of asterisks; 0: plain */
	struct arena *arena;
};

static void
put(struct page *page, const char *indent, const char *text)
{
	if (page->cols)
		app_wrap_to(page->out, page->cols, indent, text);
	else
		app_wrap(page->out, indent, text);
}

/* "**What went wrong**", or plainly where nothing is bold. */
static void
heading(struct page *page, const char *text)
{
	str_printf(page->out, "\n%s%s%s\n", page->cols ? "**" : "", text, page->cols ? "**" : ":");
}

static const char *
ending(const char *text)
{
	size_t length = strlen(text);

	return length && strchr(".!?", text[length - 1]) ? "" : ".";
}

/* "3 of 5 right   1 easy ✓   2 ✗   3 ✓   4 -   5 tricky ✓" */
static void
say_score(const struct quiz *quiz, int cols, struct str *out)
{
	str_printf(out, "%u of %u right.%s", quiz->count - quiz_missed(quiz), quiz->count,
	    cols && cols < 60 ? "\n" : "  ");
	for (uint32_t i = 0; i < quiz->count; i++)
		str_printf(out, "  %u%s %s", i + 1,
		    i == 0 && quiz->count > 1                     ? " easy"
			: i + 1 == quiz->count && quiz->count > 2 ? " tricky"
								  : "",
		    quiz_answer(quiz, i)->chosen == ANSWER_SKIPPED ? "-"
			: quiz_right(quiz, i)                      ? "\xe2\x9c\x93"
								   : "\xe2\x9c\x97");
	str_add_char(out, '\n');
}

/* What was chosen, in the words that were chosen. */
static void
say_given(const struct quiz *quiz, uint32_t question, struct page *page)
{
	const struct lesson_item *item = quiz_item(quiz, question);
	const struct answer *answer = quiz_answer(quiz, question);
	const char *given = "";

	if (answer->chosen == ANSWER_SKIPPED || answer->chosen < 0) {
		put(page, "   you  ",
		    answer->chosen == ANSWER_SKIPPED ? "skipped it" : "did not know");
		return;
	}
	if (player_is_sheet(item))
		given = player_given_words(item, answer, page->arena);
	else if ((uint32_t)answer->chosen < item->option_count)
		given = item->options[answer->chosen].text;
	put(page, "   you  ", given);
}

static void
say_miss(const struct quiz *quiz, uint32_t question, struct page *page)
{
	const struct lesson_item *item = quiz_item(quiz, question);
	const struct answer *answer = quiz_answer(quiz, question);
	bool row = answer->key >= 0 && (uint32_t)answer->key < item->option_count;
	const struct lesson_option *chosen =
	    answer->chosen >= 0 && (uint32_t)answer->chosen < item->option_count
	    ? &item->options[answer->chosen]
	    : NULL;
	const char *is =
	    row ? item->options[answer->key].text : player_key_words(item, answer, page->arena);
	const char *why = row ? item->options[answer->key].why : item->why;

	put(page, arena_printf(page->arena, "%u  ", question + 1),
	    answer->chosen >= 0
		? arena_printf(page->arena, "%s (%s)", item->ask, sure_words[answer->sure])
		: item->ask);
	say_given(quiz, question, page);
	if (chosen && chosen->why)
		put(page, "        ", chosen->why);
	if (answer->elsewhere)
		put(page, "        ",
		    arena_printf(page->arena, "Elsewhere it is so. %s", answer->elsewhere));
	put(page, "   \xe2\x9c\x93    ",
	    why ? arena_printf(page->arena, "%s%s %s", is, ending(is), why) : is);
}

/* Questions in which the belief could have been chosen. */
static uint32_t
on_offer(const struct quiz *quiz, uint32_t belief)
{
	const char *id = quiz->lesson->misconceptions[belief].id;
	uint32_t count = 0;

	for (uint32_t q = 0; q < quiz->count; q++) {
		const struct lesson_item *item = quiz_item(quiz, q);
		bool offered = false;

		for (uint32_t i = 0; i < item->option_count; i++)
			offered |= str_equal(item->options[i].misconception, id);
		count += offered;
	}
	return count;
}

static void
say_belief(const struct quiz *quiz, struct page *page)
{
	uint32_t picks, belief = quiz_main_belief(quiz, &picks);
	const struct lesson_misconception *row;
	bool found;

	if (tutor_guessing(&quiz->tutor)) {
		heading(page, "These answers look like guesses");
		put(page, "", "Nothing is concluded from them about what you believe.");
		return;
	}
	if (belief == NONE32)
		return;
	row = &quiz->lesson->misconceptions[belief];
	found = picks > 1 || tutor_found(&quiz->tutor, belief);
	heading(page, found ? "One belief explains it" : "Worth a second look");
	put(page, "",
	    arena_printf(page->arena, "\"%s%s\" Chosen %u time%s out of %u%s.", row->text,
		ending(row->text), picks, picks == 1 ? "" : "s", on_offer(quiz, belief),
		tutor_found(&quiz->tutor, belief) && picks < 2 ? ", and on an earlier day" : ""));
	if (row->repair)
		put(page, "", "Enter shows it failing in a run; this page waits.");
}

static void
say_sureness(const struct quiz *quiz, struct page *page)
{
	static const char *const words[] = { "", "guess", "think so", "sure" };
	uint32_t total = 0;

	heading(page, "When you say");
	for (int sure = SURE_SURE; sure >= SURE_GUESS; sure--) {
		uint32_t count = 0, right = 0;

		for (uint32_t i = 0; i < quiz->count; i++) {
			const struct answer *answer = quiz_answer(quiz, i);

			if (answer->chosen < 0 || (int)answer->sure != sure)
				continue;
			count++;
			right += quiz_right(quiz, i);
		}
		total += count;
		if (count)
			put(page, "",
			    arena_printf(page->arena, "%s: %u answer%s, %u right", words[sure],
				count, count == 1 ? "" : "s", right));
	}
	if (total == 0)
		put(page, "", "nothing: no question was answered.");
	else if (total < 10)
		put(page, "", "So few tell little; m on the first page adds up all days.");
}

/* Beliefs and ideas of the lesson: whether more of its questions would tell more. */
static void
say_rest(const struct quiz *quiz, struct page *page)
{
	const struct tutor *tutor = &quiz->tutor;

	if (tutor->belief_count + tutor->concept_count == 0 || !tutor_done(tutor))
		return;
	heading(page, "Nothing is left to find out");
	put(page, "", tutor->concept_count
	        ? "You know every idea that these questions are about, and no belief is in doubt."
	        : "No belief that these questions are about is in doubt.");
}

void
quiz_report(const struct quiz *quiz, uint32_t cards, int cols, bool belief_first,
    struct arena *arena, struct str *out)
{
	struct page page = { .out = out, .cols = cols, .arena = arena };
	uint32_t missed = quiz_missed(quiz);

	say_score(quiz, cols, out);
	if (belief_first)
		say_belief(quiz, &page);
	if (missed)
		heading(&page, "What went wrong");
	for (uint32_t i = 0; i < quiz->count; i++)
		if (!quiz_right(quiz, i))
			say_miss(quiz, i, &page);
	if (!belief_first)
		say_belief(quiz, &page);
	say_sureness(quiz, &page);
	say_rest(quiz, &page);
	if (quiz->passed_over) {
		str_add_char(out, '\n');
		put(&page, "",
		    arena_printf(arena, "%u more could not be asked: no run decides %s. coatcheck "
					"check says why.",
			quiz->passed_over, quiz->passed_over == 1 ? "it" : "them"));
	}
	if (cards) {
		str_add_char(out, '\n');
		put(&page, "",
		    cards == 1 ? "One of these is now a flashcard."
			       : arena_printf(arena, "%u of these are now flashcards.", cards));
	}
}
