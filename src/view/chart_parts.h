/* view/chart_parts.h - private to src/view/chart*.c: where the parts of a chart lie. */
#ifndef VIEW_CHART_PARTS_H
#define VIEW_CHART_PARTS_H

#include "view/chart.h"

/* rows above the axis: value 0 on the axis' row, `top` `rows` rows above it. */
struct chart_plot {
	int left, cols; /* behind the axis */
	int axis_row, rows;
	double top;
	bool air; /* a row above the plot is free */
};

/* The middle column of a point, or of a place between two. */
int chart_col(const struct chart *chart, const struct chart_plot *plot, double x);
void chart_bars(const struct chart *chart, const struct chart_plot *plot, struct grid *grid);
void chart_lines(const struct chart *chart, const struct chart_plot *plot, struct grid *grid);
/* The glyphs of a series: its measured points, its law. */
enum glyph_name chart_marker(uint32_t series);
enum glyph_name chart_law_glyph(uint32_t series);

#endif
