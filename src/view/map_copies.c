/* view/map_copies.c - copies of the store, in its box: what a copy that takes over would know.
 *
 *    ┌ store ──────┐        with room a box of their own, else one line, else "+2" in the title
 *    │#7f3▐A:book▌ │
 *    │┌ 2 copies ─┐│
 *    ││1 write yet││      copies have what the store had copy_lag ago
 *    │└───────────┘│
 *    └─────────────┘
 */
#include "view/map.h"

#include "base/utf8.h"
#include "model/cast.h"
#include "view/copies.h"

#define BOX_ROWS 3  /* borders and a line */
#define LEAST_ROWS 2 /* of the store's own entries beside a box */

/* Only what a picture counts: more is "many". */
#define LACKING_MOST 999u

uint32_t
map_copies(const struct map_lane *lane, uint16_t place)
{
	return place == lane->store ? copies_count(lane->run) : 0;
}

/* Changes that have not reached the copies yet. */
static uint32_t
lacking(const struct map_lane *lane)
{
	struct copies copies;
	uint32_t count;

	copies_begin(lane->scene, lane->run, &copies);
	count = copies.lacking < LACKING_MOST ? copies.lacking : LACKING_MOST;
	copies_end(&copies);
	return count;
}

/* "lacks 2 writes" in so many cells. */
static void
say_lacking(const struct map_lane *lane, int cols, struct str *out)
{
	uint32_t count = lacking(lane);

	if (lane->run->closed)
		str_add(out, "?");
	else if (count == 0)
		str_add(out, cols >= 18 ? "all that it keeps" : cols >= 10 ? "has it all" : "all");
	else if (cols >= 15)
		str_printf(out, "lacks %u %s", count, count == 1 ? "write" : "writes");
	else
		str_printf(out, "lacks %u", count);
}

void
map_copies_title(const struct map_lane *lane, uint16_t place, int rows, struct str *out)
{
	uint32_t copies = map_copies(lane, place);

	if (copies > 0 && rows < 2)
		str_printf(out, "+%u", copies);
}

int
map_draw_copies(struct map_lane *lane, uint16_t place, int row, int rows, int col, int cols)
{
	uint32_t copies = map_copies(lane, place);
	bool boxed = rows >= BOX_ROWS + LEAST_ROWS && cols >= 9;
	struct box box = { .row = row + rows - BOX_ROWS, .rows = 1, .col = col, .cols = cols,
		.bottom = true };
	struct str title = STR_INIT, text = STR_INIT;

	if (copies == 0 || rows < 2)
		return 0;
	copies_say(lane->run, copies, &title);
	if (boxed) {
		say_lacking(lane, cols - 2, &text);
		map_box(lane->grid, &box, title.text, ROLE_PLAIN, NULL);
		grid_text_cut(lane->grid, box.row + 1, col + 1, cols - 2, ROLE_PLAIN, text.text);
	} else {
		say_lacking(lane, cols - utf8_cells(title.text) - 2, &text);
		if (utf8_cells(title.text) + 2 + utf8_cells(text.text) <= cols)
			str_printf(&title, ": %s", text.text);
		else if (utf8_cells(title.text) > cols) { /* the word, and not how many */
			str_clear(&title);
			cast_add(&title, lane->trace->scenario,
			    copies == 1 ? "{copy}" : "{copies}");
		}
		grid_text_cut(lane->grid, row + rows - 1, col, cols, ROLE_PLAIN, title.text);
	}
	str_release(&title);
	str_release(&text);
	return boxed ? BOX_ROWS : 1;
}
