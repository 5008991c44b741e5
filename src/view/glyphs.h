/* view/glyphs.h - the one ASCII table: every glyph of every picture, cell for cell.
 *
 * A glyph with two roles is two names.  Layout never depends on the set.  PICTURES, last section.
 */
#ifndef VIEW_GLYPHS_H
#define VIEW_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */
#define GLYPHS(G) \
	G(BADGE_LEFT, 0x00AB, '<') G(BADGE_RIGHT, 0x00BB, '>') G(SEAL, 0x2713, '!') \
	G(PILL_LEFT, 0x2590, '[') G(PILL_RIGHT, 0x258C, ']') G(HAND, 0x2551, '|') \
	G(GHOST, 0x2591, '?') G(KEPT, 0x2588, '=') G(COPY, 0x2592, '%') G(BAR, 0x2588, '=') \
	G(REQUEST, 0x25CF, '@') G(REPLY, 0x25CB, 'o') G(QUEUED, 0x25CF, '@') \
	G(RIGHT, 0x2713, 'y') G(WRONG, 0x2717, 'x') G(NOW, 0x25C6, '*') G(OPEN, 0x25CB, 'o') \
	G(ARROW_LEFT, 0x2190, '<') G(ARROW_RIGHT, 0x2192, '>') G(ARROW_UP, 0x2191, '^') \
	G(ARROW_DOWN, 0x2193, 'v') G(HEAD_LEFT, 0x25C0, '<') G(HEAD_RIGHT, 0x25B6, '>') \
	G(FUTURE, 0x2504, '.') G(NOTHING, 0x00B7, '.') G(LINE_H, 0x2500, '-') \
	G(LINE_V, 0x2502, '|') G(HEAVY_H, 0x2501, '=') G(HEAVY_V, 0x2503, '|') \
	G(DOUBLE_H, 0x2550, '=') G(DOUBLE_V, 0x2551, '|') G(DASH_H, 0x254C, '.') \
	G(DASH_V, 0x254E, ':') G(CORNER_TL, 0x250C, '+') G(CORNER_TR, 0x2510, '+') \
	G(CORNER_BL, 0x2514, '+') G(CORNER_BR, 0x2518, '+') G(DOUBLE_TL, 0x2554, '+') \
	G(DOUBLE_TR, 0x2557, '+') G(DOUBLE_BL, 0x255A, '+') G(DOUBLE_BR, 0x255D, '+') \
	G(HEAVY_TL, 0x250F, '+') G(HEAVY_TR, 0x2513, '+') G(HEAVY_BL, 0x2517, '+') \
	G(HEAVY_BR, 0x251B, '+') G(TEE_RIGHT, 0x251C, '+') G(TEE_LEFT, 0x2524, '+') \
	G(TEE_DOWN, 0x252C, '+') G(TEE_UP, 0x2534, '+') G(CROSS, 0x253C, '+') \
	G(DIFFERS, 0x2260, '!') G(SPREAD, 0x00B1, '~')
/* clang-format on */

#define G(name, code_point, ascii) GLYPH_##name = code_point,
enum glyph { GLYPHS(G) };
#undef G

/* Where one code point has two ASCII forms by role (seal / right, pill / bar), the put functions
 * take the glyph's name instead. */
enum glyph_name {
#define G(name, code_point, ascii) GLYPH_NAME_##name,
	GLYPHS(G)
#undef G
	    GLYPH_NAME_COUNT
};
uint32_t glyph_code(enum glyph_name name, bool ascii);
/* Eighths of a bar, 1..8 of a cell, left to right; and upwards for columns. */
uint32_t glyph_bar(int eighths, bool ascii);
uint32_t glyph_column(int eighths, bool ascii);
/* ASCII of any code point that a view may put: from the table, the folds of base/utf8, else '?'. */
char glyph_ascii(uint32_t code_point);
/* True when every glyph is one cell wide by `width` (wcwidth of the terminal's locale). */
bool glyphs_fit(int (*width)(uint32_t code_point));

#endif
