/* view/chart.c - the frame of a chart: header, axes, what stands under them. */
#include "view/chart.h"

#include <math.h>
#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "view/chart_parts.h"
#include "view/parts.h"

#define AGREES_WITHIN 3.0 /* standard errors */
#define TICKS 4

void
chart_value(enum chart_unit unit, double value, struct str *out)
{
	switch (unit) {
	case CHART_SHARE: str_printf(out, "%.1f %%", value * 100); break;
	case CHART_NS: units_print_duration(out, (uint64_t)(value + 0.5)); break;
	case CHART_BYTES: units_print_bytes(out, (uint64_t)(value + 0.5)); break;
	case CHART_RATE: str_printf(out, value < 1000 ? "%.4g/s" : "%.0f/s", value); break;
	case CHART_NUMBER: str_printf(out, "%.4g", value); break;
	}
}

bool
chart_agrees(const struct chart_point *point, double errors)
{
	return point->known && point->law_known &&
	       fabs(point->mean - point->law) <= errors * point->se + 1e-9 * fabs(point->law);
}

double
chart_top(double value)
{
	static const double rounds[] = { 1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10 };
	double scale = 1;

	if (!(value > 0) || isinf(value))
		return 1;
	while (value > 10 * scale)
		scale *= 10;
	while (value <= scale)
		scale /= 10;
	for (size_t i = 0; i < sizeof(rounds) / sizeof(rounds[0]); i++)
		if (value <= rounds[i] * scale * (1 + 1e-9))
			return rounds[i] * scale;
	return 10 * scale;
}

/* The line of y that a law leaves the plot at, when it has no bound, is above what was measured. */
static double
highest(const struct chart *chart)
{
	double most = 0, law = 0;

	for (uint32_t s = 0; s < chart->series_count; s++)
		for (uint32_t p = 0; p < chart->point_count; p++) {
			const struct chart_point *point = &chart->series[s].points[p];

			double sd = chart->series_count > 1 ? point->sd : 0; /* no bar has it */

			if (point->known && point->mean + sd > most)
				most = point->mean + sd;
			if (point->law_known && point->law > law)
				law = point->law;
		}
	return law > most && (law < 2 * most || most <= 0) ? law : most;
}

int
chart_col(const struct chart *chart, const struct chart_plot *plot, double x)
{
	double pitch = (double)plot->cols / chart->point_count;

	return plot->left + (int)((x + 0.5) * pitch);
}

/* -- around the plot ------------------------------------------------------------------------- */

static void
draw_header(const struct chart *chart, struct grid *grid, struct rect rect)
{
	bool wide = chart->series_count == 1 && chart->series[0].keeps_state;
	enum glyph_name line = wide ? GLYPH_NAME_DOUBLE_H : GLYPH_NAME_LINE_H;
	struct str text = STR_INIT, right = STR_INIT;
	int room = rect.cols - 4, col = rect.col + 1;

	for (uint32_t s = 0; s < chart->series_count; s++) {
		struct scene_run run = { .design = chart->series[s].design };
		char label[LIMIT_ID_BYTES + 1];

		run_label(&run, label);
		str_printf(&text, "%s%s", s ? ", " : "", label);
	}
	str_printf(&text, "  %s by %s", chart->title, chart->key);
	if (chart->done < chart->all)
		str_printf(&right, " %u of %u runs ", chart->done, chart->all);
	else if (chart->series_count == 1 && chart->series[0].law)
		str_printf(&right, " law %s ", chart->series[0].law);
	grid_repeat_name(grid, rect.row, rect.col, rect.cols, line, ROLE_PLAIN);
	if (right.length && utf8_cells(right.text) + utf8_cells(text.text) <= room) {
		grid_text(grid, rect.row, rect.col + rect.cols - 1 - utf8_cells(right.text),
		    ROLE_BOLD, right.text);
		room -= utf8_cells(right.text);
	}
	grid_put(grid, rect.row, col++, ' ', ROLE_PLAIN);
	col = grid_text_cut(grid, rect.row, col, room, ROLE_BOLD, text.text);
	grid_put(grid, rect.row, col, ' ', ROLE_PLAIN);
	str_release(&text);
	str_release(&right);
}

/* Cells that the labels of the y axis take. */
static int
label_cells(const struct chart *chart, double top)
{
	int most = 0;

	for (int tick = 0; tick <= TICKS; tick++) {
		struct str text = STR_INIT;

		chart_value(chart->unit, top * tick / TICKS, &text);
		if (utf8_cells(text.text) > most)
			most = utf8_cells(text.text);
		str_release(&text);
	}
	return most;
}

static void
draw_axes(const struct chart *chart, const struct chart_plot *plot, struct grid *grid)
{
	int axis = plot->left - 1, ticks = plot->rows >= 8 ? TICKS : TICKS / 2;

	for (int row = 1; row <= plot->rows; row++)
		grid_glyph(grid, plot->axis_row - row, axis, GLYPH_NAME_LINE_V, ROLE_PLAIN);
	for (int tick = 0; tick <= ticks; tick++) {
		int row = plot->axis_row - (plot->rows * tick + ticks / 2) / ticks;
		struct str text = STR_INIT;

		chart_value(chart->unit, plot->top * tick / ticks, &text);
		if (tick > 0) {
			grid_repeat_name(
			    grid, row, plot->left, plot->cols, GLYPH_NAME_NOTHING, ROLE_DIM);
			grid_glyph(grid, row, axis, GLYPH_NAME_TEE_LEFT, ROLE_PLAIN);
		}
		grid_text(grid, row, axis - 1 - utf8_cells(text.text), ROLE_PLAIN, text.text);
		str_release(&text);
	}
	grid_glyph(grid, plot->axis_row, axis, GLYPH_NAME_CORNER_BL, ROLE_PLAIN);
	grid_repeat_name(
	    grid, plot->axis_row, plot->left, plot->cols, GLYPH_NAME_LINE_H, ROLE_PLAIN);
}

/* A word under each point, those left out that would touch the one before. */
static void
draw_under(const struct chart *chart, const struct chart_plot *plot, struct grid *grid, int row,
    bool spread)
{
	int free_from = plot->left - 1;

	for (uint32_t p = 0; p < chart->point_count; p++) {
		const struct chart_point *point = &chart->series[0].points[p];
		struct str text = STR_INIT;
		int cells, col;

		if (!spread)
			str_add(&text, chart->x_words[p]);
		else if (point->known && point->runs > 1 && chart->unit == CHART_SHARE)
			str_printf(&text, "±%.1f", point->sd * 100);
		else if (point->known && point->runs > 1) {
			str_add(&text, "±");
			chart_value(chart->unit, point->sd, &text);
		}
		cells = utf8_cells(text.text);
		col = chart_col(chart, plot, p) - cells / 2;
		if (col > free_from && col + cells <= plot->left + plot->cols + 1) {
			grid_text(grid, row, col,
			    p == chart->selected && !spread ? ROLE_BOLD : ROLE_PLAIN, text.text);
			free_from = col + cells;
		}
		str_release(&text);
	}
}

/* -- words ----------------------------------------------------------------------------------- */

/* "5 of 6" points within so many standard errors; of single runs, how far the farthest is off. */
static void
add_agreement(const struct chart *chart, const struct chart_series *series, struct str *out)
{
	uint32_t known = 0, near = 0;
	double farthest = 0;

	for (uint32_t p = 0; p < chart->point_count; p++) {
		const struct chart_point *point = &series->points[p];

		if (!point->known || !point->law_known)
			continue;
		known++;
		near += chart_agrees(point, AGREES_WITHIN);
		if (point->law > 0 && fabs(point->mean / point->law - 1) > farthest)
			farthest = fabs(point->mean / point->law - 1);
	}
	if (chart->runs > 1)
		str_printf(out, " %u of %u", near, known);
	else
		str_printf(out, " at most %.1f %% off", farthest * 100);
}

static void
law_text(const struct chart *chart, struct str *out)
{
	bool any = false;

	for (uint32_t s = 0; s < chart->series_count; s++) {
		const struct chart_series *series = &chart->series[s];

		if (!series->law)
			continue;
		str_add(out, any ? ", " : chart->series_count > 1 ? "laws: " : "law ");
		if (chart->series_count > 1)
			str_printf(out, "%s ", series->design);
		str_add(out, series->law);
		add_agreement(chart, series, out);
		any = true;
	}
	if (any && chart->runs > 1)
		str_printf(out, " within %.0f se", AGREES_WITHIN);
	else if (!any)
		str_add(out, "no law is drawn");
}

static void
point_text(const struct chart *chart, const struct chart_series *series, struct str *out)
{
	const struct chart_point *point = &series->points[chart->selected];

	if (chart->series_count > 1)
		str_printf(out, "%s: ", series->design);
	if (!point->known) {
		str_add(out, "not known here");
	} else {
		str_add(out, "measured ");
		chart_value(chart->unit, point->mean, out);
		if (point->runs > 1) {
			str_add(out, " ± ");
			chart_value(chart->unit, point->sd, out);
		}
	}
	if (point->law_known) {
		str_add(out, "   law ");
		chart_value(chart->unit, point->law, out);
	}
}

static int
draw_selected(const struct chart *chart, struct grid *grid, struct rect rect, int row)
{
	int end = rect.row + rect.rows, col = rect.col;

	grid_glyph(grid, row, col, GLYPH_NAME_HEAD_RIGHT, ROLE_YOURS);
	col = grid_printf(grid, row, col + 2, ROLE_BOLD, "%s = %s", chart->key,
	    chart->x_words[chart->selected]);
	for (uint32_t s = 0; s < chart->series_count && row < end; s++) {
		struct str text = STR_INIT;
		int room;

		point_text(chart, &chart->series[s], &text);
		room = rect.col + rect.cols - col - 3;
		if (utf8_cells(text.text) > room && row + 1 < end) {
			row++;
			col = rect.col - 1;
			room = rect.cols - 2;
		}
		col = grid_text_cut(grid, row, col + 3, room, ROLE_PLAIN, text.text);
		str_release(&text);
	}
	return row + 1;
}

/* "● sticky, │ its spread, · its law" */
static int
draw_legend(const struct chart *chart, struct grid *grid, struct rect rect, int row)
{
	int col = rect.col;

	for (uint32_t s = 0; s < chart->series_count; s++) {
		const struct chart_series *series = &chart->series[s];

		grid_glyph(grid, row, col, chart_marker(s), ROLE_BOLD);
		col = grid_printf(grid, row, col + 2, ROLE_PLAIN, "%s", series->design);
		if (series->law) {
			col = grid_text(grid, row, col, ROLE_PLAIN, ", its law ");
			grid_glyph(grid, row, col++, chart_law_glyph(s), ROLE_PLAIN);
		}
		col += 3;
	}
	if (chart->runs > 1) {
		grid_glyph(grid, row, col, GLYPH_NAME_LINE_V, ROLE_PLAIN);
		grid_text(grid, row, col + 2, ROLE_PLAIN, "one standard deviation");
	}
	return row + 1;
}

/* Two digits of a number that is known roughly: "160000". */
static void
add_about(double number, struct str *out)
{
	double step = 1;

	while (number / step >= 100)
		step *= 10;
	str_printf(out, "%.0f", floor(number / step + 0.5) * step);
}

/* A point below its law, of runs that began empty and leave out too little for that to be
 * forgotten. */
static bool
remembers_its_start(const struct chart_point *point)
{
	return point->known && point->law_known && point->runs > 1 && point->mean < point->law &&
	    point->left_out < point->remembers && !chart_agrees(point, AGREES_WITHIN);
}

/* Why, of the selected one, else of the last that is such a point. */
static int
draw_memory(const struct chart *chart, struct grid *grid, struct rect rect, int row)
{
	struct rect left = { row, rect.col, rect.row + rect.rows - row, rect.cols };
	const struct chart_point *found = NULL;
	uint32_t at = 0;
	struct str text = STR_INIT;

	for (uint32_t s = 0; s < chart->series_count; s++)
		for (uint32_t p = 0; p < chart->point_count; p++)
			if (remembers_its_start(&chart->series[s].points[p]) &&
			    (!found || at != chart->selected)) {
				found = &chart->series[s].points[p];
				at = p;
			}
	if (!found)
		return row;
	str_printf(&text, "At %s the run began empty, and a station remembers that for some ",
	    chart->x_words[at]);
	add_about(found->remembers, &text);
	str_add(&text, " requests: leave out as many (warmup), and run much longer.");
	row += grid_wrap(grid, left, ROLE_PLAIN, text.text);
	str_release(&text);
	return row;
}

static void
draw_words(const struct chart *chart, struct grid *grid, struct rect rect, int row)
{
	int end = rect.row + rect.rows;

	if (row < end)
		row = draw_selected(chart, grid, rect, row);
	if (row < end)
		row = draw_memory(chart, grid, rect, row);
	if (row < end && chart->series_count > 1)
		row = draw_legend(chart, grid, rect, row);
	if (row < end && chart->left_out)
		grid_printf(grid, row++, rect.col, ROLE_PLAIN,
		    "%u more design%s: --design chooses", chart->left_out,
		    chart->left_out == 1 ? "" : "s");
	for (uint32_t s = 0; s < chart->series_count && row < end; s++) {
		const char *says = chart->series[s].law_says;
		struct rect left = { row, rect.col, end - row, rect.cols };

		if (says && (s == 0 || !str_equal(says, chart->series[0].law_says)))
			row += grid_wrap(grid, left, ROLE_PLAIN, says);
	}
}

/* -- the whole ------------------------------------------------------------------------------- */

static void
draw_plot(const struct chart *chart, struct grid *grid, struct rect rect)
{
	bool bars = chart->series_count == 1;
	bool rule = rect.rows >= 14, spread = bars && chart->runs > 1 && rect.rows >= 16;
	bool air = rect.rows >= 12; /* for the value over a bar that is as high as the plot */
	int words = rect.rows >= 30 ? 5 : rect.rows >= 18 ? 3 : rect.rows >= 12 ? 2 : 1;
	struct chart_plot plot = { .top = chart_top(highest(chart)) };
	int row;

	if (chart->unit == CHART_SHARE && plot.top > 0.8 && highest(chart) <= 1)
		plot.top = 1;
	words += bars ? 0 : 1;
	plot.air = air;
	plot.left = rect.col + label_cells(chart, plot.top) + 3;
	plot.cols = rect.col + rect.cols - plot.left - 1;
	plot.rows = rect.rows - 3 - air - words - rule - spread;
	plot.axis_row = rect.row + 1 + air + plot.rows;
	draw_axes(chart, &plot, grid);
	if (bars)
		chart_bars(chart, &plot, grid);
	else
		chart_lines(chart, &plot, grid);
	row = plot.axis_row + 1;
	draw_under(chart, &plot, grid, row++, false);
	if (spread)
		draw_under(chart, &plot, grid, row++, true);
	if (rule) {
		struct str law = STR_INIT, runs = STR_INIT;

		law_text(chart, &law);
		str_printf(&runs, "%u run%s, seed %llu", chart->runs, chart->runs == 1 ? "" : "s",
		    (unsigned long long)chart->seed);
		if (utf8_cells(law.text) + utf8_cells(runs.text) + 8 > rect.cols)
			str_clear(&runs);
		rect_rule(grid, rect, row++, law.text, runs.text);
		str_release(&law);
		str_release(&runs);
	}
	draw_words(chart, grid, rect, row);
}

static void
draw_table(const struct chart *chart, struct grid *grid, struct rect rect)
{
	struct str text = STR_INIT;
	int row = rect.row + 1;

	chart_table(chart, &text);
	for (char *line = text.text, *end; *line && row < rect.row + rect.rows; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			break;
		*end = '\0';
		grid_text_cut(grid, row, rect.col, rect.cols,
		    row == rect.row + 1 ? ROLE_BOLD : ROLE_PLAIN, line);
		row++;
	}
	str_release(&text);
}

void
chart_draw(const struct chart *chart, bool closed, struct grid *grid, struct rect rect)
{
	struct rect previous = grid_clip(grid, rect);
	struct rect body = { rect.row + 1, rect.col, rect.rows - 1, rect.cols };

	if (!chart) {
		grid_wrap(grid, rect, ROLE_PLAIN,
		    "Nothing varies here: a chart needs a scenario with a sweep, or --sweep.");
	} else {
		draw_header(chart, grid, rect);
		if (closed)
			grid_wrap(grid, body, ROLE_PLAIN,
			    "? Your bet first: what was measured would tell.");
		else if (chart->table)
			draw_table(chart, grid, rect);
		else
			draw_plot(chart, grid, rect);
	}
	grid_unclip(grid, previous);
}
