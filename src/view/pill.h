/* view/pill.h - what is carried and kept, as shapes: ticket, badge, pill (PICTURES, first idea).
 *
 *    #7f3            an opaque id            ▐A:book,pen▌    the state itself
 *    «A✓» «A»        who, signed or noted    ▐A:book,pen✓▌   sealed, because it travels
 *    ░A:book░        what somebody thought
 *
 * Shapes are made as text; `pill_put` gives each part of such a text its role.
 */
#ifndef VIEW_PILL_H
#define VIEW_PILL_H

#include "trace/trace.h"
#include "view/grid.h"

/* How much a pill says; views shorten all pills of a picture at once. */
enum pill_level {
	PILL_ITEMS, /* ▐A:book,pen▌ */
	PILL_COUNT, /* ▐A:2▌ */
	PILL_OWNER, /* ▐A▌ */
	PILL_LEVELS
};

enum pill_form { PILL_KEPT, PILL_SEALED, PILL_BADGE, PILL_LOGIN, PILL_GHOST, PILL_BARE };

/* "A", "An" where two people begin alike, "c12" for a member of a crowd; "?" for NONE16. */
void pill_owner(const struct trace *trace, uint16_t client, struct str *out);
/* What a content says, from its JSON text: "book,pen", "2", "-" when empty; nothing at PILL_OWNER.
 * Glyphs that pills are made of are replaced: a cart cannot forge a picture. */
void pill_words(const char *content, enum pill_level level, struct str *out);
/* True for "", "[]", "null", "{}" and the empty JSON string. */
bool pill_content_empty(const char *content);
/* Appends the shape.  Badges and logins say the owner only; PILL_BARE has no ends: "A:book,pen". */
void pill_text(const struct trace *trace, enum pill_form form, uint16_t client, const char *content,
    enum pill_level level, struct str *out);
/* Appends "#7f3"; nothing for NONE32. */
void pill_ticket(const struct trace *trace, uint32_t session, struct str *out);
/* Puts text in which shapes may stand, each in its role (state, ticket, yours, good, trouble), the
 * rest in `role`; at most `cells` cells.  Returns the column after it. */
int pill_put(struct grid *grid, int row, int col, int cells, enum grid_role role, const char *text);

#endif
