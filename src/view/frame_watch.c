/* view/frame_watch.c - the frame of a run that nothing is asked about (PICTURES "Frame").
 *
 *    row 1 title · lanes · strip · narration · timeline · keys
 *
 * Twins stand above each other from 80x24 on; below that one lane, below 60x20 one folded pane.
 */
#include "view/chart.h"
#include "view/parts.h"
#include "view/pill.h"

#include "base/units.h"
#include "base/utf8.h"
#include "view/title.h"

enum { LANE_ROWS_MIN = 13, LIST_ROWS_MAX = 9, WORDS_ROWS_MAX = 3 };

/* Both runs in half the width each: the left one's words explain the right one's. */
static void
draw_side_by_side(
    enum view_kind view, const struct scene *scene, struct grid *grid, struct rect rect)
{
	int half = (rect.cols - 2) / 2;

	for (uint32_t i = 0; i < 2; i++) {
		struct scene one = *scene;
		struct rect side = rect;

		one.side_by_side = false;
		one.lane = i;
		one = scene_one_lane(&one);
		side.cols = half;
		side.col = rect.col + (int)i * (rect.cols - half);
		view_draw(view, &one, grid, side);
	}
}

void
view_draw(enum view_kind view, const struct scene *scene, struct grid *grid, struct rect rect)
{
	if (scene->side_by_side && scene->run_count == 2 && rect.cols >= 2 * SIZE_MIN_COLS - 4) {
		draw_side_by_side(view, scene, grid, rect);
		return;
	}
	if (scene->ghost.on && scene->ghost.line && rect.rows > 4) {
		rect.rows--;
		(void)pill_put(grid, rect.row + rect.rows, rect.col + 1, rect.cols - 2, ROLE_YOURS,
		    scene->ghost.line);
	}
	switch (view) {
	case VIEW_MAP:
		view_map(scene, grid, rect);
		break;
	case VIEW_LADDER:
		view_ladder(scene, grid, rect);
		break;
	case VIEW_STATE:
		view_state(scene, grid, rect);
		break;
	case VIEW_WIRE:
		view_wire(scene, grid, rect);
		break;
	case VIEW_COSTS:
		view_costs(scene, grid, rect);
		break;
	case VIEW_DIFF:
		view_diff(scene, grid, rect);
		break;
	case VIEW_CHART:
		chart_draw(scene->chart, scene->bet_open, grid, rect);
		break;
	case VIEW_KIND_COUNT:
		break;
	}
}

/* "step 13/31   t 2.03 s   seed 7", as much of it as stands beside the title. */
static void
watch_title(const struct scene *scene, const struct frame_words *words, struct grid *grid)
{
	struct rect area = frame_area(grid);
	bool shortly = area.cols < 60;
	int room = area.cols - 6 - (words->title ? utf8_cells(words->title) : 0);
	struct str right = STR_INIT, more = STR_INIT;

	frame_place(words, shortly, &right);
	str_add(&more, shortly ? "  " : right.length ? "   t " : "t ");
	units_print_clock(&more, scene->at_ns);
	if (utf8_cells(right.text) + utf8_cells(more.text) <= (shortly ? area.cols : room))
		str_add(&right, more.text);
	str_clear(&more);
	str_printf(&more, "   seed %llu", (unsigned long long)scene->runs[0].trace->scenario->seed);
	if (!shortly && utf8_cells(right.text) + utf8_cells(more.text) + 12 <= room)
		str_add(&right, more.text);
	frame_title(grid, words->title, right.text);
	str_release(&right);
	str_release(&more);
}

/* Narration in `rows` rows; a notice takes the last of them, as many as it needs. */
static void
watch_words(const struct frame_words *words, struct grid *grid, int row, int rows)
{
	struct rect area = frame_area(grid);
	struct rect rect = { .row = row, .col = area.col + 1, .rows = rows, .cols = area.cols - 2 };

	if (words->notice && rows > 0) {
		int used = notice_rows(words, rect.cols);

		used = used < rows ? used : rows;
		rect.rows -= used;
		(void)grid_wrap(grid, (struct rect){ row + rect.rows, rect.col, used, rect.cols },
		    ROLE_PLAIN, words->notice);
	}
	for (uint32_t i = 0; i < words->narration_count && rect.rows > 0; i++) {
		int used = grid_wrap(grid, rect, ROLE_PLAIN, words->narration[i]);

		rect.row += used;
		rect.rows -= used;
	}
}

static bool
has_strip(const struct scene *scene, enum view_kind view, enum size_class size)
{
	if (size == SIZE_TINY)
		return false;
	return view == VIEW_MAP || (view == VIEW_LADDER && scene->run_count > 1);
}

/* How the rows between title and timeline are shared out. */
struct watch_rows {
	int lanes, strip, list, words;
};

static struct watch_rows
share_rows(const struct scene *scene, enum view_kind view, enum size_class size,
    const struct frame_words *words, int rows, int cols)
{
	struct watch_rows share = { .words = size == SIZE_TINY ? 1 : 2 };
	int left;

	if (has_strip(scene, view, size))
		share.strip = view_strip_rows(scene);
	if (size == SIZE_MEDIUM && share.strip > 3)
		share.words = 1;
	if (size != SIZE_TINY && words->narration_count == 1) { /* a sentence is not cut off */
		int needed = grid_wrap_rows(words->narration[0], cols) + (words->notice != NULL);

		needed = needed < WORDS_ROWS_MAX ? needed : WORDS_ROWS_MAX;
		share.words = needed > share.words ? needed : share.words;
	}
	if (scene->run_count == 1 && size != SIZE_TINY && words->narration_count > 2)
		share.words = words->narration_count < 5 ? (int)words->narration_count : 5;
	if (notice_rows(words, cols) > 1) /* nor what answers a key */
		share.words += notice_rows(words, cols) - 1;
	left = rows - share.strip - share.words;
	share.lanes = left;
	if (view != VIEW_MAP || scene->run_count > 1 || size == SIZE_TINY ||
	    left < LANE_ROWS_MIN + 2)
		return share;
	share.lanes = left * 3 / 4 > LANE_ROWS_MIN ? left * 3 / 4 : LANE_ROWS_MIN;
	share.list = left - share.lanes;
	if (share.list > LIST_ROWS_MAX) {
		share.list = LIST_ROWS_MAX;
		share.lanes = left - share.list;
	}
	return share;
}

void
frame_watch(const struct scene *scene, enum view_kind view, const struct frame_words *words,
    struct grid *grid)
{
	struct rect area = frame_area(grid), rect;
	enum size_class size = size_class_of(grid->rows, grid->cols);
	struct scene shown = *scene;
	struct watch_rows share;

	if (grid->rows < SIZE_MIN_ROWS || grid->cols < SIZE_MIN_COLS) {
		frame_too_small(grid);
		return;
	}
	if (view == VIEW_CHART) {
		frame_chart(scene->chart, scene->bet_open, words, grid);
		return;
	}
	if (size <= SIZE_SMALL && !view_needs_both(view))
		shown = scene_one_lane(scene);
	watch_title(scene, words, grid);
	share = share_rows(&shown, view, size, words, area.rows - 3, area.cols - 2);
	rect = (struct rect){
		.row = 1, .col = area.col + 1, .rows = share.lanes, .cols = area.cols - 2
	};
	view_draw(view, &shown, grid, rect);
	rect.row += rect.rows;
	rect.rows = share.strip;
	if (share.strip)
		view_strip(&shown, grid, rect);
	rect.row += rect.rows;
	rect.rows = share.list;
	if (share.list)
		view_flights(&shown, grid, rect);
	watch_words(words, grid, area.rows - 2 - share.words, share.words);
	view_timeline(scene, grid, area.rows - 2, NULL);
	view_keys(grid, area.rows - 1, words->keys);
}

void
frame_chart(const struct chart *chart, bool closed, const struct frame_words *words,
    struct grid *grid)
{
	struct rect area = frame_area(grid), rect;
	struct str right = STR_INIT;
	int share = 0;

	if (grid->rows < SIZE_MIN_ROWS || grid->cols < SIZE_MIN_COLS) {
		frame_too_small(grid);
		return;
	}
	frame_place(words, area.cols < 60, &right);
	frame_title(grid, words->title, right.text);
	rect = (struct rect){
		.row = 1, .col = area.col + 1, .rows = area.rows - 2, .cols = area.cols - 2
	};
	if (words->notice || words->narration_count)
		share = area.rows >= 20 ? 2 : 1;
	if (notice_rows(words, rect.cols) > share)
		share = notice_rows(words, rect.cols);
	rect.rows -= share;
	chart_draw(chart, closed, grid, rect);
	watch_words(words, grid, area.rows - 1 - share, share);
	view_keys(grid, area.rows - 1, words->keys);
	str_release(&right);
}
