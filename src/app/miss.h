/* app/miss.h - what was missed becomes a card, from whatever mode: learn, quiz, ask.
 *
 *    miss_card(app, &(struct missed){ .lesson = lesson->id, .step = step->id, .item = item,
 *        .answer = item->options[key].text, .why = item->options[key].why, .source = "quiz" });
 *
 * It is an effect (EFFECT_MAKE_CARD): the driver writes it by journal_make_card, or holds it back
 * until it can be written.  Missed again, the card and its dates stay; a newer rev of the item
 * brings its text.  Without a front, from the command line or a test, call journal_make_card.
 */
#ifndef APP_MISS_H
#define APP_MISS_H

#include "app/app.h"

struct missed {
	const char *lesson, *step; /* ids; step: where to look again, or NULL */
	const struct lesson_item *item; /* as it was asked */
	const char *front;         /* NULL: what the item asks */
	const char *answer, *why;  /* what is so; why, or NULL */
	const char *source;        /* "lesson" "quiz" "ask" */
};
void miss_card(struct app *app, const struct missed *missed);

#endif
