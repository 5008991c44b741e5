/* view/title.h - the title row of every frame. */
#ifndef VIEW_TITLE_H
#define VIEW_TITLE_H

#include "view/grid.h"

/* "coatcheck  2 The cart and the crash             step 13/31   t 2.03 s" in the first row, bold. */
void frame_title(struct grid *grid, const char *title, const char *right);

#endif
