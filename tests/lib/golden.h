/* lib/golden.h - pictures compared with those kept in tests/golden, cell for cell. */
#ifndef TESTS_LIB_GOLDEN_H
#define TESTS_LIB_GOLDEN_H

#include "view/grid.h"

/* tests/golden/NAME.screen holds "COLSxROWS" and the rows as text.  GOLDEN_UPDATE=1 writes it
 * instead of comparing. */
void golden_check(const char *name, const struct grid *grid);

/* Laws that hold for any drawing: every cell one glyph one cell wide, in ASCII bytes 32-126;
 * nothing outside `rect` was touched. */
void golden_assert_sane(const struct grid *grid, struct rect rect);

#endif
