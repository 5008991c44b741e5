/* app/beliefs.c - what answers and steps tell of beliefs, as effects. */
#include "app/beliefs.h"

#include <string.h>

#include "app/app_internal.h"

static struct effect *
belief_effect(struct app *app, enum effect_kind kind, const struct lesson *lesson,
    const char *misconception)
{
	struct effect *effect;

	if (app->effects->count == EFFECTS_MAX)
		return NULL;
	app_effect(app, kind, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = lesson->id;
	effect->item = misconception;
	return effect;
}

void
belief_met(struct app *app, const struct lesson *lesson, const char *misconception, bool right,
    uint32_t options)
{
	struct effect *effect = belief_effect(app, EFFECT_BELIEF_MET, lesson, misconception);

	if (effect == NULL)
		return;
	effect->right = right;
	effect->option = (int)options;
}

void
beliefs_of_answer(struct app *app, const struct lesson *lesson, const struct given *given)
{
	const struct lesson_item *item = given->item;
	int chosen = given->answer.chosen;
	bool right = chosen == given->answer.key;

	if (!given->counts || chosen < 0 || given->answer.key < 0 ||
	    given->option == ANSWER_SKIPPED)
		return;
	for (uint32_t i = 0; i < item->option_count; i++)
		if (item->options[i].misconception && (right || (uint32_t)chosen == i))
			belief_met(app, lesson, item->options[i].misconception, right,
			    item->option_count);
}

void
beliefs_repaired(struct app *app, const struct lesson *lesson, const struct lesson_step *step)
{
	for (uint32_t i = 0; i < lesson->misconception_count; i++)
		if (lesson->misconceptions[i].repair &&
		    str_equal(lesson->misconceptions[i].repair, step->id))
			(void)belief_effect(app, EFFECT_BELIEF_REPAIRED, lesson,
			    lesson->misconceptions[i].id);
}
