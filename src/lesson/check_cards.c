/* lesson/check_cards.c - cards: what each kind needs, and that its run can be found. */
#include <string.h>

#include "lesson/check.h"

#define TYPED_BYTES 80 /* of an answer that is typed to the letter */

/* {{words}} that open and close, with something in them, at least once. */
static void
check_cloze(struct checker *checker, const struct lesson_card *card)
{
	const char *at = card->front;
	uint32_t gaps = 0;

	while ((at = strstr(at, "{{")) != NULL) {
		const char *end = strstr(at, "}}");

		if (end == NULL || end == at + 2) {
			findings_error(checker->findings, card->mark, "cloze",
			    end ? "card \"%s\" has an empty gap" : "a gap of card \"%s\" does not "
			    "end: }} is missing", card->id);
			return;
		}
		gaps++;
		at = end + 2;
	}
	if (gaps == 0)
		findings_error(checker->findings, card->mark, "cloze",
		    "card \"%s\" is a cloze without a gap: put {{two braces}} around what is asked",
		    card->id);
}

static void
check_frame(struct checker *checker, const struct lesson_card *card)
{
	struct context context = { 0 };
	struct still_run run;
	const struct built *built;

	if (!lesson_card_run(checker->lesson, card, &run)) {
		findings_error(checker->findings, card->mark, "no-run",
		    "card \"%s\" shows a frame of no run: give it from: (a step with a scenario) "
		    "or scenario:", card->id);
		return;
	}
	if (card->scenario)
		built = check_scenario_id(checker, card->scenario, card->scenario_mark);
	else
		built = NULL;
	for (uint32_t i = 0; built == NULL && i < checker->lesson->scenario_count; i++)
		if (str_equal(checker->lesson->scenarios[i].id, run.scenario))
			built = &checker->built[i];
	if (built == NULL)
		return; /* told where it is named */
	if (card->design && !check_design_id(checker, built, card->design, card->design_mark))
		return;
	context.built = built;
	if (run.design) {
		context.designs = &run.design;
		context.design_count = 1;
	}
	check_moment(checker, &context, card->at, card->at_mark);
	check_moment(checker, &context, card->until, card->until_mark);
}

static void
check_card(struct checker *checker, const struct lesson_card *card)
{
	bool frame = card->kind == CARD_FRAME;

	if (!frame && (card->scenario || card->design || card->at || card->until))
		findings_error(checker->findings, card->mark, "not-a-frame",
		    "card \"%s\" has no run: scenario, design, at and until are for kind frame",
		    card->id);
	if (card->kind != CARD_CLOZE && (card->back == NULL || card->back[0] == 0))
		findings_error(checker->findings, card->mark, "no-back",
		    "card \"%s\" has no back", card->id);
	if (card->kind == CARD_CLOZE)
		check_cloze(checker, card);
	if (frame)
		check_frame(checker, card);
	if (card->kind == CARD_TYPED && card->back && strlen(card->back) > TYPED_BYTES)
		findings_warning(checker->findings, card->mark, "long-answer",
		    "nobody types %u letters alike: make card \"%s\" basic, or its answer short",
		    (unsigned)strlen(card->back), card->id);
}

#define CARDS_LEAST 3u /* what a page to keep has, so that more than one thing comes back */
#define BANK 5u        /* so many questions are a lesson in full: a quiz can be made of them */

void
check_cards(struct checker *checker)
{
	const struct lesson *lesson = checker->lesson;

	if (lesson->summary.hook && lesson->item_count >= BANK &&
	    lesson->card_count < CARDS_LEAST)
		findings_warning(checker->findings, lesson->card_count ? lesson->cards[0].mark
								       : lesson->items[0].mark,
		    "few-cards", "a lesson with %u questions makes at least three cards, this one "
		    "%u", lesson->item_count, lesson->card_count);
	for (uint32_t i = 0; i < checker->lesson->card_count; i++)
		if (checker->lesson->cards[i].front && checker->lesson->cards[i].id)
			check_card(checker, &checker->lesson->cards[i]);
}
