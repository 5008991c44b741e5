/* view/costs.c - what the designs paid, measure by measure, side by side; never a sum.
 *
 *     sessions lost S │████████████████████████████ 2
 *     logins gone   C │0                                       none
 *     zero in both: stale accepts, done twice, store calls
 *     ─ one knob: home of login and cart, with the routing it asks for ────
 *
 * A pair of bars is scaled by the larger of the two: lengths compare within a pair alone.
 */
#include "view/costs.h"

#include <string.h>

#include "base/utf8.h"
#include "view/parts.h"

enum {
	COL_TAG = COST_LABEL_CELLS + 1,
	COL_BAR = COL_TAG + 3,
	MARGIN_CELLS = 17, /* beside the bars: the value, and "3.5x less" */
	MARGIN_NARROW = 10,
	NARROW = 60
};

/* "S" and "C", or "1" and "2" where both designs begin alike. */
static void
tag_of(const struct scene *scene, uint32_t run, char tag[2])
{
	char labels[SCENE_RUNS_MAX][LIMIT_ID_BYTES + 1];

	for (uint32_t r = 0; r < scene->run_count; r++)
		run_label(&scene->runs[r], labels[r]);
	tag[0] = labels[0][0] == labels[1][0] ? (char)('1' + run) : labels[run][0];
	tag[1] = '\0';
}

static void
draw_head(const struct scene *scene, bool whole, struct grid *grid, struct rect rect)
{
	struct str names = STR_INIT;
	bool narrow = rect.cols<NARROW, twin = scene->run_count> 1;
	const char *text;

	for (uint32_t r = 0; r < scene->run_count; r++) {
		char label[LIMIT_ID_BYTES + 1], tag[2];

		run_label(&scene->runs[r], label);
		tag_of(scene, r, tag);
		str_add(&names, r ? " ─ " : "");
		if (twin && tag[0] != label[0])
			str_printf(&names, "%s ", tag);
		str_add(&names, label);
	}
	if (whole)
		text = narrow ? "costs" : "costs of the whole run, less is better, no sum";
	else
		text = narrow ? "costs so far" : "costs so far, less is better, no sum";
	rect_rule(grid, rect, rect.row, text, names.text);
	str_release(&names);
}

/* A costs pane says nothing while a bet on one of its runs is open. */
static void
draw_closed(struct grid *grid, struct rect rect)
{
	struct rect body = {
		.row = rect.row + 1, .col = rect.col, .rows = rect.rows - 1, .cols = rect.cols
	};

	if (body.rows > 0)
		grid_wrap(grid, body, ROLE_PLAIN, "? Your bet first: what it cost would tell.");
}

/* Of a bar of `cells` for the larger value, the share of `value`; at least one eighth. */
static int
bar_eighths(double value, double largest, int cells)
{
	double eighths = value / largest * cells * 8 + 0.5;

	if (eighths < 1)
		return 1;
	return eighths > cells * 8 ? cells * 8 : (int)eighths;
}

static enum grid_role
bar_role(const struct cost *cost)
{
	return cost->unit == MEASURE_BYTES ? ROLE_STATE : ROLE_PLAIN;
}

static void
draw_bar(const struct cost *cost, int run, struct grid *grid, struct rect rect, int row, int cells)
{
	double largest = cost->value[0] > cost->value[1] ? cost->value[0] : cost->value[1];
	int col = rect.col + COL_BAR, end = rect.col + rect.cols;
	struct str value = STR_INIT, margin = STR_INIT;

	grid_glyph(grid, row, col - 1, GLYPH_NAME_LINE_V, ROLE_PLAIN);
	if (cost->known[run] && cost->value[run] > 0) {
		int eighths = bar_eighths(cost->value[run], largest, cells);

		grid_repeat_name(grid, row, col, eighths / 8, GLYPH_NAME_BAR, bar_role(cost));
		col += eighths / 8;
		if (eighths % 8)
			grid_put(
			    grid, row, col++, glyph_bar(eighths % 8, grid->ascii), bar_role(cost));
		col++;
	}
	cost_value(cost, run, &value);
	col = grid_text_cut(grid, row, col, end - col, ROLE_PLAIN, value.text);
	cost_margin(cost, run, &margin);
	if (margin.length && end - utf8_cells(margin.text) > col + 1)
		grid_text(grid, row, end - utf8_cells(margin.text), ROLE_BOLD, margin.text);
	str_release(&value);
	str_release(&margin);
}

static void
draw_pair(const struct scene *scene, const struct cost *cost, struct grid *grid, struct rect rect,
    int row)
{
	int cells = rect.cols - COL_BAR - (rect.cols < NARROW ? MARGIN_NARROW : MARGIN_CELLS);

	grid_text_cut(grid, row, rect.col, COST_LABEL_CELLS, ROLE_BOLD, cost->label);
	grid_text_cut(grid, row + 1, rect.col, COST_LABEL_CELLS, ROLE_DIM, cost->short_means);
	for (int r = 0; r < 2; r++) {
		char tag[2];

		tag_of(scene, (uint32_t)r, tag);
		grid_text(grid, row + r, rect.col + COL_TAG, ROLE_BOLD, tag);
		draw_bar(cost, r, grid, rect, row + r, cells < 1 ? 1 : cells);
	}
}

/* One design has nobody to be compared with: the value, and what it counts. */
static void
draw_single(const struct cost *cost, struct grid *grid, struct rect rect, int row)
{
	struct str value = STR_INIT;
	int col = rect.col + COL_TAG;

	cost_value(cost, 0, &value);
	grid_text_cut(grid, row, rect.col, COST_LABEL_CELLS, ROLE_BOLD, cost->label);
	grid_text(grid, row, col + 9 - utf8_cells(value.text), ROLE_PLAIN, value.text);
	if (rect.cols - COL_TAG - 12 > 12)
		grid_text_cut(grid, row, col + 12, rect.cols - COL_TAG - 12, ROLE_DIM, cost->means);
	str_release(&value);
}

static void
add_list(const struct costs *costs, enum cost_kind kind, const char *heading, struct str *out)
{
	bool first = true;

	for (int i = 0; i < costs->count; i++) {
		if (costs->rows[i].kind != kind)
			continue;
		if (first)
			str_printf(out, "%s%s: ", out->length ? "; " : "", heading);
		str_printf(out, "%s%s", first ? "" : ", ", costs->rows[i].label);
		first = false;
	}
}

/* What is not drawn as bars, in one text. */
static void
folded_text(const struct scene *scene, const struct costs *costs, struct str *out)
{
	add_list(costs, COST_LEFT, "no room for", out);
	add_list(costs, COST_ZERO, scene->run_count > 1 ? "zero in both" : "zero", out);
	add_list(costs, COST_UNKNOWN, "not known yet", out);
}

/* The folded lines and the knob, from `row` on. */
static void
draw_foot(const struct scene *scene, const struct costs *costs, struct grid *grid, struct rect rect,
    int row)
{
	struct rect body = { .row = row, .col = rect.col, .cols = rect.cols };
	int end = rect.row + rect.rows;
	struct str text = STR_INIT;
	bool knob = scene->run_count > 1 && end - row > 1;

	body.rows = end - row - knob;
	folded_text(scene, costs, &text);
	if (body.rows > 0 && text.length)
		row += grid_wrap(grid, body, ROLE_PLAIN, text.text);
	str_clear(&text);
	if (knob) {
		costs_knob(scene->runs[0].trace->scenario, scene->runs[1].trace->scenario, &text);
		rect_rule(grid, rect, row, text.text, "");
	}
	str_release(&text);
}

void
view_costs(const struct scene *scene, struct grid *grid, struct rect rect)
{
	struct rect previous = grid_clip(grid, rect);
	bool twin = scene->run_count > 1, closed = scene->bet_open;
	int each = twin ? 2 : 1, row = rect.row + 1, air;
	struct costs costs;

	for (uint32_t r = 0; r < scene->run_count; r++)
		closed = closed || scene->runs[r].closed;
	if (closed) {
		draw_head(scene, false, grid, rect);
		draw_closed(grid, rect);
		grid_unclip(grid, previous);
		return;
	}
	/* A row for what is folded, and one for the knob. */
	costs_of(scene, (rect.rows - 2 - twin) / each, &costs);
	draw_head(scene, costs.whole, grid, rect);
	air = twin && costs.shown * 3 <= rect.rows - 4;
	for (int i = 0; i < costs.count; i++) {
		if (costs.rows[i].kind != COST_SHOWN)
			continue;
		if (twin)
			draw_pair(scene, &costs.rows[i], grid, rect, row);
		else
			draw_single(&costs.rows[i], grid, rect, row);
		row += each + air;
	}
	draw_foot(scene, &costs, grid, rect, row);
	grid_unclip(grid, previous);
}
