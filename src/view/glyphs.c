/* view/glyphs.c - the glyph table as data, and the bars beside it. */
#include "view/glyphs.h"

#include "base/utf8.h"

struct glyph_row {
	uint32_t code_point;
	char ascii;
};

#define G(name, code_point, ascii) { code_point, ascii },
static const struct glyph_row glyph_rows[GLYPH_NAME_COUNT] = { GLYPHS(G) };
#undef G

static const uint32_t bar_eighths[8] = { 0x258F, 0x258E, 0x258D, 0x258C, 0x258B, 0x258A, 0x2589,
	0x2588 };
static const uint32_t column_eighths[8] = { 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587,
	0x2588 };

uint32_t
glyph_code(enum glyph_name name, bool ascii)
{
	if (ascii)
		return (uint32_t)(unsigned char)glyph_rows[name].ascii;
	return glyph_rows[name].code_point;
}

static int
eighths_clamp(int eighths)
{
	if (eighths < 1)
		return 0;
	return eighths > 8 ? 7 : eighths - 1;
}

uint32_t
glyph_bar(int eighths, bool ascii)
{
	int index = eighths_clamp(eighths);

	if (ascii)
		return index >= 3 ? '=' : '-';
	return bar_eighths[index];
}

uint32_t
glyph_column(int eighths, bool ascii)
{
	static const char columns[] = "__..--==";
	int index = eighths_clamp(eighths);

	if (ascii)
		return (uint32_t)(unsigned char)columns[index];
	return column_eighths[index];
}

char
glyph_ascii(uint32_t code_point)
{
	char folded;

	if (code_point >= 32 && code_point < 127)
		return (char)code_point;
	/* In running text a check mark is a verdict; the seal of a pill is put by name. */
	if (code_point == GLYPH_RIGHT)
		return glyph_rows[GLYPH_NAME_RIGHT].ascii;
	for (int i = 0; i < GLYPH_NAME_COUNT; i++) {
		if (glyph_rows[i].code_point == code_point)
			return glyph_rows[i].ascii;
	}
	for (int i = 0; i < 8; i++) {
		if (bar_eighths[i] == code_point)
			return (char)glyph_bar(i + 1, true);
		if (column_eighths[i] == code_point)
			return (char)glyph_column(i + 1, true);
	}
	folded = utf8_ascii_fold(code_point);
	return folded ? folded : '?';
}

bool
glyphs_fit(int (*width)(uint32_t code_point))
{
	for (int i = 0; i < GLYPH_NAME_COUNT; i++) {
		if (width(glyph_rows[i].code_point) != 1)
			return false;
	}
	for (int i = 0; i < 8; i++) {
		if (width(bar_eighths[i]) != 1 || width(column_eighths[i]) != 1)
			return false;
	}
	return true;
}
