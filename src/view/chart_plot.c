/* view/chart_plot.c - bars in eighths against a law; lines of several designs, and where their laws
 * cross. */
#include <math.h>

#include "base/utf8.h"
#include "view/chart_parts.h"

enum { BAR_CELLS_MAX = 7 };

enum glyph_name
chart_marker(uint32_t series)
{
	static const enum glyph_name names[CHART_SERIES_MAX] = { GLYPH_NAME_REQUEST,
		GLYPH_NAME_REPLY, GLYPH_NAME_NOW };

	return names[series];
}

enum glyph_name
chart_law_glyph(uint32_t series)
{
	static const enum glyph_name names[CHART_SERIES_MAX] = { GLYPH_NAME_NOTHING,
		GLYPH_NAME_LINE_H, GLYPH_NAME_FUTURE };

	return names[series];
}

/* -- bars ------------------------------------------------------------------------------------ */

static int
eighths_of(const struct chart_plot *plot, double value)
{
	double eighths = value / plot->top * plot->rows * 8 + 0.5;

	if (!(eighths > 0))
		return 0;
	return eighths > plot->rows * 8 ? plot->rows * 8 : (int)eighths;
}

/* Rows above the axis of the cell that `eighths` reach into, from 1. */
static int
row_of(int eighths)
{
	return eighths > 0 ? (eighths + 7) / 8 : 1;
}

static void
draw_bar(const struct chart_plot *plot, const struct chart_point *point, struct grid *grid, int col,
    int cells)
{
	int eighths = eighths_of(plot, point->mean), row = plot->axis_row - 1;

	if (eighths == 0 && point->mean > 0)
		eighths = 1;
	for (; eighths >= 8; eighths -= 8, row--)
		grid_repeat_name(grid, row, col, cells, GLYPH_NAME_BAR, ROLE_PLAIN);
	for (int i = 0; i < cells && eighths > 0; i++)
		grid_put(grid, row, col + i, glyph_column(eighths, grid->ascii), ROLE_PLAIN);
}

/* The value, over the bar; a row higher where the law's mark stands. */
static void
draw_value(const struct chart *chart, const struct chart_plot *plot,
    const struct chart_point *point, struct grid *grid, int col, int cells, int pitch)
{
	int row = row_of(eighths_of(plot, point->mean)) + 1, width;
	struct str text = STR_INIT;

	if (chart->unit == CHART_SHARE)
		str_printf(&text, "%.1f", point->mean * 100);
	else
		chart_value(chart->unit, point->mean, &text);
	width = utf8_cells(text.text);
	if (width < pitch) {
		if (point->law_known && row_of(eighths_of(plot, point->law)) == row)
			row++;
		if (row > plot->rows + plot->air)
			row = plot->rows + plot->air;
		grid_text(grid, plot->axis_row - row, col + cells / 2 - width / 2, ROLE_BOLD,
		    text.text);
	}
	str_release(&text);
}

void
chart_bars(const struct chart *chart, const struct chart_plot *plot, struct grid *grid)
{
	int pitch = plot->cols / (int)chart->point_count;
	int cells = pitch / 2 > BAR_CELLS_MAX ? BAR_CELLS_MAX : pitch / 2;

	if (cells < 1)
		cells = 1;
	for (uint32_t p = 0; p < chart->point_count; p++) {
		const struct chart_point *point = &chart->series[0].points[p];
		int col = chart_col(chart, plot, p) - cells / 2;

		if (point->known)
			draw_bar(plot, point, grid, col, cells);
		else
			grid_text(grid, plot->axis_row - 1, col, ROLE_PLAIN, "?");
	}
	for (uint32_t p = 0; p < chart->point_count; p++) {
		const struct chart_point *point = &chart->series[0].points[p];
		int col = chart_col(chart, plot, p) - cells / 2;

		if (point->known)
			draw_value(chart, plot, point, grid, col, cells, pitch);
		if (point->law_known && point->law <= plot->top * (1 + 1e-9))
			grid_glyph(grid, plot->axis_row - row_of(eighths_of(plot, point->law)),
			    col + cells, GLYPH_NAME_HEAD_LEFT, ROLE_PLAIN);
	}
}

/* -- lines ----------------------------------------------------------------------------------- */

/* Rows above the axis' row; more than there are when it lies outside. */
static int
height_of(const struct chart_plot *plot, double value)
{
	double rows = value / plot->top * plot->rows + 0.5;

	if (!(rows > 0))
		return 0;
	return rows > plot->rows + 1 ? plot->rows + 1 : (int)rows;
}

/* The law's height at x, between the places that are known. */
static bool
law_at(const struct chart_series *series, double x, double *y)
{
	for (uint32_t i = 0; i + 1 < series->curve_count; i++) {
		const struct chart_spot *a = &series->curve[i], *b = a + 1;

		if (x < a->x || x > b->x || isinf(a->y) || isinf(b->y))
			continue;
		*y = b->x > a->x ? a->y + (b->y - a->y) * (x - a->x) / (b->x - a->x) : a->y;
		return true;
	}
	return false;
}

static void
draw_law(const struct chart *chart, const struct chart_plot *plot, uint32_t s, struct grid *grid)
{
	double pitch = (double)plot->cols / chart->point_count;

	for (int col = 0; col < plot->cols; col++) {
		double y, x = (col + 0.5) / pitch - 0.5;
		int height;

		if (!law_at(&chart->series[s], x, &y))
			continue;
		height = height_of(plot, y);
		if (height <= plot->rows)
			grid_glyph(grid, plot->axis_row - height, plot->left + col,
			    chart_law_glyph(s), ROLE_PLAIN);
	}
}

bool
chart_crossing(const struct chart *chart, double *x)
{
	double before = 0;
	bool begun = false;

	if (chart->series_count != 2 || chart->point_count < 2)
		return false;
	for (int step = 0; step <= 4000; step++) {
		double at = (double)(chart->point_count - 1) * step / 4000, a, b;

		if (!law_at(&chart->series[0], at, &a) || !law_at(&chart->series[1], at, &b))
			continue;
		if (begun && ((before < 0 && a - b >= 0) || (before > 0 && a - b <= 0))) {
			*x = at;
			return true;
		}
		before = a - b;
		begun = true;
	}
	return false;
}

static void
draw_crossing(const struct chart *chart, const struct chart_plot *plot, struct grid *grid)
{
	double x;

	if (!chart_crossing(chart, &x))
		return;
	for (int row = 1; row <= plot->rows; row++)
		grid_put(grid, plot->axis_row - row, chart_col(chart, plot, x), ':', ROLE_DIM);
	if (chart->x && plot->air) {
		uint32_t p = (uint32_t)x;
		double value = chart->x[p];
		struct str text = STR_INIT;

		if (p + 1 < chart->point_count)
			value += (x - p) * (chart->x[p + 1] - chart->x[p]);
		str_printf(&text, "%.3g%s", value, chart->x_unit);
		grid_text(grid, plot->axis_row - plot->rows - 1,
		    chart_col(chart, plot, x) - utf8_cells(text.text) / 2, ROLE_BOLD, text.text);
		str_release(&text);
	}
}

static void
draw_point(const struct chart *chart, const struct chart_plot *plot, uint32_t s, uint32_t p,
    struct grid *grid)
{
	const struct chart_point *point = &chart->series[s].points[p];
	int col = chart_col(chart, plot, p), low, high;

	if (!point->known)
		return;
	low = height_of(plot, point->mean - point->sd);
	high = height_of(plot, point->mean + point->sd);
	for (int row = low; row <= high && row <= plot->rows; row++)
		grid_glyph(grid, plot->axis_row - row, col, GLYPH_NAME_LINE_V, ROLE_PLAIN);
	grid_glyph(grid, plot->axis_row - height_of(plot, point->mean), col, chart_marker(s),
	    p == chart->selected ? ROLE_YOURS : ROLE_BOLD);
}

void
chart_lines(const struct chart *chart, const struct chart_plot *plot, struct grid *grid)
{
	draw_crossing(chart, plot, grid);
	for (uint32_t s = 0; s < chart->series_count; s++)
		draw_law(chart, plot, s, grid);
	for (uint32_t s = 0; s < chart->series_count; s++)
		for (uint32_t p = 0; p < chart->point_count; p++)
			draw_point(chart, plot, s, p, grid);
}
