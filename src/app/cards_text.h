/* app/cards_text.h - cards and reviews as other programs read and write them: tab-separated text
 * with Anki's header lines, and CSV (RFC 4180).
 *
 *    #separator:tab          lesson,id,kind,front,back,from,rev,...
 *    #guid column:1          every-card,c-basic,basic,Who holds the coat?,Somebody.,the-bet,1,...
 *
 * Out of a spreadsheet nothing is run: a cell that would be taken for a formula begins with '.
 */
#ifndef APP_CARDS_TEXT_H
#define APP_CARDS_TEXT_H

#include "app/cards.h"

/* The guid of a card is its lesson, a stroke and its id. */
void cards_to_anki(const struct deck_card *cards, uint32_t count, struct str *out);
void cards_to_csv(const struct deck_card *cards, uint32_t count, struct str *out);
void reviews_to_csv(struct journal *journal, struct str *out);

#define CARDS_OWN "own" /* the lesson of cards that name none */
#define CARDS_COLUMNS_MAX 32

struct cards_brought {
	uint32_t came, here, of_lessons, empty; /* new or changed; as they are; not taken, for a
						 * lesson has them; without a front or back */
	struct str problem;             /* "line 3: ..."; what came before it stays */
};
/* Is this text of cards, and not a record? */
bool cards_text_is(const char *bytes, size_t length);
/* Anki's text or CSV, by its first line, into the record; `cards` are those of the shelf.  False:
 * brought->problem. */
bool cards_from_text(struct journal *journal, const char *bytes, size_t length,
    const struct deck_card *cards, uint32_t count, int64_t now_s, struct cards_brought *brought);

#endif
