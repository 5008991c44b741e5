/* tui/tui_style.h - roles to attributes and colours: PICTURES "Colour and attributes by role". */
#ifndef TUI_TUI_STYLE_H
#define TUI_TUI_STYLE_H

#include <stdbool.h>
#include <stdint.h>

#include "view/grid.h"

struct tui_style {
	bool colour;
	unsigned long attributes[GRID_ROLE_COUNT];
	short pairs[GRID_ROLE_COUNT];
};

void tui_style_init(struct tui_style *style, bool colour, bool projector);
void tui_style_put(
    const struct tui_style *style, int row, int col, uint32_t glyph, enum grid_role role);

#endif
