/* view/chart_table.c - a chart as a table: for who cannot see the plot, and for exact numbers. */
#include "base/utf8.h"
#include "view/chart.h"

static void
add_right(struct str *out, int cells, const char *text)
{
	str_add_repeated(out, ' ', cells - utf8_cells(text));
	str_add(out, text);
}

static void
add_cell(struct str *out, enum chart_unit unit, bool known, double value)
{
	struct str text = STR_INIT;

	if (known)
		chart_value(unit, value, &text);
	else
		str_add(&text, "-");
	add_right(out, 11, text.text);
	str_release(&text);
}

void
chart_table(const struct chart *chart, struct str *out)
{
	int key = utf8_cells(chart->key), design = 6;

	for (uint32_t p = 0; p < chart->point_count; p++)
		if (utf8_cells(chart->x_words[p]) > key)
			key = utf8_cells(chart->x_words[p]);
	for (uint32_t s = 0; s < chart->series_count; s++)
		if (utf8_cells(chart->series[s].design) > design)
			design = utf8_cells(chart->series[s].design);
	add_right(out, key, chart->key);
	str_add(out, "  ");
	add_right(out, design, "design");
	str_add(out, "       mean         sd         se        law\n");
	for (uint32_t p = 0; p < chart->point_count; p++)
		for (uint32_t s = 0; s < chart->series_count; s++) {
			const struct chart_point *point = &chart->series[s].points[p];
			bool spread = point->known && point->runs > 1;

			add_right(out, key, chart->x_words[p]);
			str_add(out, "  ");
			add_right(out, design, chart->series[s].design);
			add_cell(out, chart->unit, point->known, point->mean);
			add_cell(out, chart->unit, spread, point->sd);
			add_cell(out, chart->unit, spread, point->se);
			add_cell(out, chart->unit, point->law_known, point->law);
			str_add(out, "\n");
		}
}
