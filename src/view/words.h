/* view/words.h - the few words that stand beside an event in a ladder, on an arrow, in a list. */
#ifndef VIEW_WORDS_H
#define VIEW_WORDS_H

#include "view/scene.h"

/* What a piece of state says, for people: ["book","pen"] is "book, pen", [] "empty", "dark" dark,
 * null "none". */
void words_content(const char *json, struct str *out);
/* How many things a content lists: 2 for ["book","pen"]; -1 when it is no list. */
int words_content_count(const char *json);
/* On the arrow of a send, at most `room` cells: "#7f3", "▐A:2✓▌", "«A✓»", "401", "read". */
void words_label(const struct trace *trace, uint32_t send, int room, struct str *out);
/* "▐A:2✓▌" when a token carries a cart or another piece, "«A✓»" when it says only who. */
void words_token(const struct trace *trace, uint32_t token, int room, struct str *out);
/* "GET /cart" of a send's request, "" without one. */
void words_request(const struct trace *trace, uint32_t send, struct str *out);
/* What a reply tells the person: "log in first", "cart: book, pen". */
void words_reply(const struct trace *trace, const struct message *message, struct str *out);
/* By what the balancer chose: "cookie", "table", "key", "any". */
const char *words_routing(enum reason reason);

#endif
