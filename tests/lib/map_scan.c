#include "lib/map_scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static uint32_t
at(const struct grid *grid, int row, int col)
{
	if (row < 0 || col < 0 || row >= grid->rows || col >= grid->cols)
		return ' ';
	return grid->cells[row * grid->cols + col].glyph;
}

static bool
one_of(uint32_t glyph, const uint32_t *glyphs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (glyphs[i] == glyph)
			return true;
	}
	return false;
}

static bool
is_left_corner(uint32_t glyph)
{
	static const uint32_t corners[] = { GLYPH_CORNER_TL, GLYPH_DOUBLE_TL, '+' };

	return one_of(glyph, corners, 3);
}

static bool
is_right_corner(uint32_t glyph)
{
	static const uint32_t corners[] = { GLYPH_CORNER_TR, GLYPH_DOUBLE_TR, '+' };

	return one_of(glyph, corners, 3);
}

static bool
is_side(uint32_t glyph)
{
	static const uint32_t sides[] = { GLYPH_LINE_V, GLYPH_DOUBLE_V, GLYPH_DASH_V, '|', ':' };

	return one_of(glyph, sides, 5);
}

void
scan_text(const struct grid *grid, int row, int col, int end, char *out, int room)
{
	int length = 0;

	for (; col < end && length + 5 < room; col++) {
		char bytes[4];
		size_t count = utf8_encode(at(grid, row, col), bytes);

		memcpy(out + length, bytes, count);
		length += (int)count;
	}
	out[length] = '\0';
}

/* A box's title stands after its corner, at most a dash and a blank between them. */
static bool
title_at(const struct grid *grid, int row, int col, const char *id)
{
	int begin = col + 1, length = utf8_cells(id);
	char text[100];
	uint32_t after;

	for (int skip = 0; skip < 2 && !is_right_corner(at(grid, row, begin)); skip++) {
		uint32_t glyph = at(grid, row, begin);

		if (glyph == ' ' || glyph == GLYPH_DASH_H || glyph == '.')
			begin++;
	}
	scan_text(grid, row, begin, begin + length, text, (int)sizeof(text));
	after = at(grid, row, begin + length);
	return strcmp(text, id) == 0 &&
	    (after == ' ' || after == GLYPH_WRONG || after == 'x' || is_right_corner(after));
}

/* As much of `from` as `to` has room for. */
static void
take(char *to, size_t room, const char *from)
{
	size_t length = strlen(from) < room ? strlen(from) : room - 1;

	memcpy(to, from, length);
	to[length] = '\0';
}

int
scan_pills(const struct grid *grid, int row, int col, int end, struct scan_pill *pills, int room)
{
	int count = 0;

	for (; col < end && count < room; col++) {
		uint32_t left = at(grid, row, col);
		bool badge = left == GLYPH_BADGE_LEFT || (grid->ascii && left == '<');
		uint32_t right = badge ? (grid->ascii ? '>' : GLYPH_BADGE_RIGHT)
		                       : (grid->ascii ? ']' : GLYPH_PILL_RIGHT);
		struct scan_pill *pill = &pills[count];
		char text[220], *colon;
		int last = col + 1;
		uint32_t seal;

		if (!badge && left != (grid->ascii ? '[' : GLYPH_PILL_LEFT))
			continue;
		while (last < end && at(grid, row, last) != right)
			last++;
		if (last == end)
			continue;
		*pill = (struct scan_pill){ .badge = badge };
		seal = at(grid, row, last - 1);
		pill->sealed = seal == GLYPH_SEAL || (grid->ascii && seal == '!');
		scan_text(grid, row, col + 1, last - pill->sealed, text, (int)sizeof(text));
		colon = strchr(text, ':');
		pill->has_content = colon != NULL;
		if (colon) {
			*colon = '\0';
			take(pill->content, sizeof(pill->content), colon + 1);
		}
		take(pill->owner, sizeof(pill->owner), text);
		count++;
		col = last;
	}
	return count;
}

static void
read_inside(const struct grid *grid, struct scan_box *box)
{
	const struct rect *inside = &box->inside;
	size_t length = 0;

	for (int row = inside->row; row < inside->row + inside->rows; row++) {
		char text[200];
		const char *plus;

		box->pill_count += scan_pills(grid, row, inside->col, inside->col + inside->cols,
		    box->pills + box->pill_count, SCAN_PILLS - box->pill_count);
		scan_text(
		    grid, row, inside->col, inside->col + inside->cols, text, (int)sizeof(text));
		plus = strchr(text, '+');
		if (plus && plus[1] >= '0' && plus[1] <= '9')
			box->more += (int)strtol(plus + 1, NULL, 10);
		if (length + strlen(text) + 2 < sizeof(box->text)) {
			take(box->text + length, sizeof(box->text) - length, text);
			length += strlen(text);
			take(box->text + length++, 2, "\n");
		}
	}
}

bool
scan_box(const struct grid *grid, int top, int bottom, const char *id, struct scan_box *box)
{
	for (int row = top; row < bottom; row++) {
		for (int col = 0; col < grid->cols; col++) {
			int right = col + 1, last = row + 1;
			uint32_t corner = at(grid, row, col);

			if (!is_left_corner(corner) || !title_at(grid, row, col, id))
				continue;
			while (right < grid->cols && !is_right_corner(at(grid, row, right)))
				right++;
			while (last < bottom && is_side(at(grid, last, col)))
				last++;
			*box = (struct scan_box){ .inside = { .row = row + 1, .col = col + 1,
			    .rows = last - row - 1, .cols = right - col - 1 } };
			scan_text(grid, row, col + 1, right, box->title, (int)sizeof(box->title));
			if (corner == GLYPH_DOUBLE_TL)
				box->border = SCAN_DOUBLE;
			else if (at(grid, row + 1, col) == GLYPH_DASH_V ||
			    at(grid, row + 1, col) == ':')
				box->border = SCAN_DASHED;
			read_inside(grid, box);
			return true;
		}
	}
	return false;
}

int
scan_name(const struct grid *grid, int top, int bottom, int col, const char *name)
{
	int cells = utf8_cells(name);
	char text[120];

	for (int row = top; row < bottom; row++) {
		scan_text(grid, row, col, col + cells, text, (int)sizeof(text));
		if (strcmp(text, name) == 0 && at(grid, row, col + cells) == ' ')
			return row;
	}
	return -1;
}

int
scan_corner(const struct grid *grid, int row)
{
	for (int col = 0; col < grid->cols; col++) {
		if (is_left_corner(at(grid, row, col)))
			return col;
	}
	return -1;
}
