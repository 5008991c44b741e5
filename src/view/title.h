/* view/title.h - the title row of every frame. */
#ifndef VIEW_TITLE_H
#define VIEW_TITLE_H

#include "view/scene.h"

/* "coatcheck  2 The cart and the crash             step 13/31   t 2.03 s" in the first row, bold.
 */
void frame_title(struct grid *grid, const char *title, const char *right);
/* "step 6 of 14 · bet" from the words of a frame; shorter on the smallest screens. */
void frame_place(const struct frame_words *words, bool shortly, struct str *out);

#endif
