#include "model/lesson.h"

#include <string.h>

#include "base/str.h"

#define X(e, w, b) w,
static const char *const step_words[] = { STEP_KINDS(X) };
static const char *const view_words[] = { VIEWS(X) };
#undef X
#define X(e, w, b) b,
static const bool step_built[] = { STEP_KINDS(X) };
static const bool view_is_built[] = { VIEWS(X) };
#undef X
#define X(e, w) w,
static const char *const item_words[] = { ITEM_KINDS(X) };
static const char *const standing_words[] = { STANDINGS(X) };
static const char *const card_words[] = { CARD_KINDS(X) };
#undef X

const char *
step_kind_word(enum step_kind kind)
{
	return step_words[kind];
}

bool
step_kind_built(enum step_kind kind)
{
	return step_built[kind];
}

const char *
item_kind_word(enum item_kind kind)
{
	return item_words[kind];
}

const char *
standing_word(enum standing standing)
{
	return standing_words[standing];
}

const char *
card_kind_word(enum card_kind kind)
{
	return card_words[kind];
}

const char *
view_word(enum view_kind view)
{
	return view_words[view];
}

bool
view_built(enum view_kind view)
{
	return view_is_built[view];
}

int
view_find(const char *word)
{
	for (int i = 0; i < VIEW_KIND_COUNT; i++)
		if (strcmp(view_words[i], word) == 0)
			return i;
	return -1;
}

const struct scenario_source *
lesson_scenario(const struct lesson *lesson, const char *id)
{
	for (uint32_t i = 0; id != NULL && i < lesson->scenario_count; i++)
		if (str_equal(lesson->scenarios[i].id, id))
			return &lesson->scenarios[i];
	return NULL;
}

const struct lesson_item *
lesson_item(const struct lesson *lesson, const char *id)
{
	for (uint32_t i = 0; id != NULL && i < lesson->item_count; i++)
		if (str_equal(lesson->items[i].id, id))
			return &lesson->items[i];
	return NULL;
}

const struct lesson_step *
lesson_step(const struct lesson *lesson, const char *id)
{
	for (uint32_t i = 0; id != NULL && i < lesson->step_count; i++)
		if (str_equal(lesson->steps[i].id, id))
			return &lesson->steps[i];
	return NULL;
}

bool
lesson_step_run(const struct lesson *lesson, const struct lesson_step *step, struct still_run *run)
{
	const struct lesson_item *item = step->ask_count ? lesson_item(lesson, step->ask[0]) : NULL;

	*run = (struct still_run){ .scenario = step->scenario, .until = step->until,
		.until_mark = step->until_mark, .view = step->view,
		.design = step->design_count ? step->designs[0] : NULL };
	if (item && item->at) {
		run->at = item->at;
		run->at_mark = item->at_mark;
	} else if (step->kind == STEP_PREDICT && step->until) {
		run->before = true;
	} else {
		run->at = step->from;
		run->at_mark = step->from_mark;
	}
	return run->scenario != NULL;
}

bool
lesson_card_run(const struct lesson *lesson, const struct lesson_card *card, struct still_run *run)
{
	const struct lesson_step *step = card->from ? lesson_step(lesson, card->from) : NULL;

	*run = (struct still_run){ 0 };
	if (step)
		(void)lesson_step_run(lesson, step, run);
	if (card->scenario && !str_equal(card->scenario, run->scenario))
		*run = (struct still_run){ .scenario = card->scenario };
	if (card->design)
		run->design = card->design;
	if (card->at) {
		run->at = card->at;
		run->at_mark = card->at_mark;
		run->before = false;
	}
	if (card->until) {
		run->until = card->until;
		run->until_mark = card->until_mark;
	}
	return run->scenario != NULL;
}
