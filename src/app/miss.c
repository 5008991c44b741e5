/* app/miss.c - a question that was missed, as a card. */
#include "app/miss.h"

#include <string.h>

#include "app/app_internal.h"
#include "journal/journal.h"

void
miss_card(struct app *app, const struct missed *missed)
{
	const char *answer = missed->answer;
	size_t length = strlen(answer);
	bool ends = length && strchr(".!?", answer[length - 1]);
	struct effect *effect;

	if (app->effects->count == EFFECTS_MAX)
		return;
	app_effect(app, EFFECT_MAKE_CARD, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = missed->lesson;
	effect->item = arena_printf(&app->frame, MADE_PREFIX "%s", missed->item->id);
	effect->step = missed->step;
	effect->text_rev = missed->item->rev;
	effect->front = missed->front ? missed->front : missed->item->ask;
	effect->back = missed->why ? arena_printf(&app->frame, "%s%s %s", answer, ends ? "" : ".",
					 missed->why)
				   : answer;
	effect->source = missed->source;
	app->cards_made++;
}
