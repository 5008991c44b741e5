/* view/state.c - the state map: every piece by every place, who holds what, and what a death costs.
 *
 *     bytes      client  wire    lb  s1 ✗      s2        db         sum
 *      login     # 32    # 32    ·   gone 64   ·         ·            0
 *     >cart      ·       ·       ·   gone 2.0K ·         ·            0
 *      others    # 32    ·       ·   ·         █ 2.0K    ·         2.0K
 *     if it dies ticket  resend  -   dead      Bob's     orders
 */
#include "view/state_map.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"
#include "view/copies.h"
#include "view/parts.h"

/* Columns by the room there is; cells[] are widths. */
struct state_plan {
	struct rect rect;
	struct state_column columns[STATE_COLUMNS_MAX];
	int cols[STATE_COLUMNS_MAX], widths[STATE_COLUMNS_MAX], count;
	int label, left_out; /* servers for which there is no column */
};

static void
add_column(struct state_plan *plan, enum state_column_kind kind, uint16_t place)
{
	if (plan->count < STATE_COLUMNS_MAX)
		plan->columns[plan->count++] =
		    (struct state_column){ .kind = kind, .place = place };
}

static int
width_of(const struct state_plan *plan, enum state_column_kind kind, int node)
{
	bool narrow = plan->rect.cols < 60;

	switch (kind) {
	case STATE_CLIENT:
		return narrow ? 7 : 8;
	case STATE_WIRE:
		return narrow ? 6 : 7;
	case STATE_BALANCER:
		return 5;
	case STATE_PLACE:
	case STATE_COPIES:
		return node;
	case STATE_SUM:
		return 7;
	}
	return 0;
}

static bool
is_server(const struct scene_run *run, const struct state_column *column)
{
	return column->kind == STATE_PLACE && run->trace->actors[column->place].role == ROLE_SERVER;
}

static void
drop_column(struct state_plan *plan, int i)
{
	memmove(&plan->columns[i], &plan->columns[i + 1],
	    (size_t)(plan->count - i - 1) * sizeof(plan->columns[0]));
	plan->count--;
}

/* Servers beyond the room are left out, those that hold and lost nothing of the focus first. */
static void
drop_columns(
    const struct scene *scene, const struct scene_run *run, struct state_plan *plan, int nodes_max)
{
	int nodes = 0, servers = 0, at = 0;
	uint32_t first;

	for (int i = 0; i < plan->count; i++) {
		nodes += state_is_place(plan->columns[i].kind);
		servers += is_server(run, &plan->columns[i]);
	}
	plan->left_out = nodes > nodes_max ? nodes - nodes_max : 0;
	if (plan->left_out > servers)
		plan->left_out = servers;
	if (plan->left_out && servers > plan->left_out &&
	    scene_slice(scene, (uint32_t)servers, (uint32_t)(servers - plan->left_out), &first)) {
		int end = (int)first + servers - plan->left_out;

		for (int i = 0; i < plan->count;)
			if (is_server(run, &plan->columns[i]) &&
			    (at++ < (int)first || at > end))
				drop_column(plan, i);
			else
				i++;
		plan->left_out = servers - ((end < servers ? end : servers) - (int)first);
		return;
	}
	for (int pass = 0; pass < 2; pass++) {
		for (int i = plan->count - 1; i >= 0 && nodes > nodes_max; i--) {
			uint16_t place = plan->columns[i].place;

			if (plan->columns[i].kind != STATE_PLACE ||
			    run->trace->actors[place].role != ROLE_SERVER ||
			    (pass == 0 && state_concerns(scene, run, place)))
				continue;
			drop_column(plan, i);
			nodes--;
		}
	}
}

/* Servers come and go: the picture has those of its moment. */
static bool
is_there(const struct scene_run *run, uint16_t actor)
{
	return !run_world(run) || world_is_there(run_world(run), actor);
}

/* A place, and beside the store its copies as long as the run may have any. */
static void
add_node(const struct scene_run *run, struct state_plan *plan, uint16_t actor)
{
	enum role role = run->trace->actors[actor].role;

	add_column(plan, role == ROLE_BALANCER ? STATE_BALANCER : STATE_PLACE, actor);
	if (role == ROLE_STORE && copies_ever(run))
		add_column(plan, STATE_COPIES, actor);
}

static struct state_plan
plan_state(const struct scene *scene, const struct scene_run *run, struct rect rect)
{
	struct state_plan plan = { .rect = rect, .label = rect.cols < 60 ? 7 : 11 };
	static const enum role order[] = { ROLE_BALANCER, ROLE_SERVER, ROLE_STORE, ROLE_DATABASE };
	bool narrow = rect.cols < 60;
	int fixed, nodes = 0, node, col;

	add_column(&plan, STATE_CLIENT, scene->client);
	add_column(&plan, STATE_WIRE, NONE16);
	for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++)
		for (uint16_t a = 0; a < run->trace->actor_count; a++)
			if (run->trace->actors[a].role == order[o] &&
			    !(narrow && order[o] == ROLE_BALANCER) && is_there(run, a))
				add_node(run, &plan, a);
	fixed = plan.label + width_of(&plan, STATE_CLIENT, 0) + width_of(&plan, STATE_WIRE, 0) +
	    (narrow ? 0 : width_of(&plan, STATE_BALANCER, 0) + width_of(&plan, STATE_SUM, 0));
	drop_columns(scene, run, &plan, (rect.cols - fixed) / 6);
	for (int i = 0; i < plan.count; i++)
		nodes += state_is_place(plan.columns[i].kind);
	if (!narrow)
		add_column(&plan, STATE_SUM, NONE16);
	node = nodes ? (rect.cols - fixed) / nodes : 0;
	if (node > 12)
		node = 12;
	col = rect.col + plan.label;
	for (int i = 0; i < plan.count; i++) {
		plan.widths[i] = width_of(&plan, plan.columns[i].kind, node);
		plan.cols[i] = col;
		col += plan.widths[i];
	}
	return plan;
}

/* "█ 2.0K", "gone 64": as much of it as fits, the bytes go first. */
static void
draw_cell(const struct state_cell *cell, struct grid *grid, int row, int col, int width)
{
	enum grid_role role = ROLE_PLAIN;
	const char *mark = "·";
	struct str text = STR_INIT, bytes = STR_INIT;

	if (cell->unknown) {
		mark = "?";
	} else if (cell->gone) {
		mark = "gone";
		role = ROLE_TROUBLE;
	} else if (cell->kept) {
		mark = cell->older ? "≠" : cell->fresh ? "new" : "█";
		role = cell->fresh ? ROLE_CHANGED : ROLE_STATE;
	} else if (cell->copy) {
		mark = "▒";
	} else if (cell->ticket) {
		mark = "#";
		role = ROLE_TICKET;
	} else {
		role = ROLE_DIM;
	}
	if (cell->bytes && !cell->unknown)
		units_print_bytes_short(&bytes, cell->bytes);
	str_add(&text, mark);
	if (bytes.length && utf8_cells(mark) + 1 + utf8_cells(bytes.text) < width)
		str_printf(&text, " %s", bytes.text);
	else if (bytes.length && utf8_cells(mark) + utf8_cells(bytes.text) < width)
		str_add(&text, bytes.text);
	grid_text_cut(grid, row, col, width, ROLE_PLAIN, text.text);
	grid_text_cut(grid, row, col, width, role, mark);
	str_release(&text);
	str_release(&bytes);
}

static void
draw_sum(uint64_t bytes, bool unknown, struct grid *grid, int row, int col, int width)
{
	struct str text = STR_INIT;

	if (unknown)
		str_add(&text, "?");
	else
		units_print_bytes_short(&text, bytes);
	grid_text(grid, row, col + width - 1 - utf8_cells(text.text), ROLE_PLAIN, text.text);
	str_release(&text);
}

static void
draw_piece(const struct scene *scene, const struct scene_run *run, const struct state_plan *plan,
    uint16_t piece, struct grid *grid, int row)
{
	bool others = piece == STATE_OTHERS, focus = piece == scene->piece;
	const char *name = others ? "others" : trace_piece_name(run->trace, piece);
	bool unknown = false;
	uint64_t sum = 0;

	if (focus)
		grid_glyph(grid, row, plan->rect.col, GLYPH_NAME_HEAD_RIGHT, ROLE_YOURS);
	grid_text_cut(
	    grid, row, plan->rect.col + 1, plan->label - 2, focus ? ROLE_BOLD : ROLE_PLAIN, name);
	for (int i = 0; i < plan->count; i++) {
		struct state_cell cell;

		if (plan->columns[i].kind == STATE_SUM) {
			draw_sum(sum, unknown, grid, row, plan->cols[i], plan->widths[i]);
			continue;
		}
		cell = state_cell_of(scene, run, &plan->columns[i], piece);
		unknown = unknown || cell.unknown;
		if (cell.kept)
			sum += cell.bytes;
		draw_cell(&cell, grid, row, plan->cols[i], plan->widths[i]);
	}
}

/* "2 copies", "copies", as it fits. */
static void
draw_copies_head(const struct scene_run *run, struct grid *grid, int row, int col, int cols)
{
	uint32_t count = copies_count(run);
	struct str text = STR_INIT;

	copies_say(run, count, &text);
	if (utf8_cells(text.text) > cols) {
		str_clear(&text);
		cast_add(&text, run->trace->scenario,
		    count > 1 && cols > 5 ? "{copies}" : "{copy}");
	}
	grid_text_cut(grid, row, col, cols, ROLE_BOLD, text.text);
	str_release(&text);
}

static void
draw_head(const struct scene_run *run, const struct state_plan *plan, const char *more,
    struct grid *grid, int row)
{
	if (plan->left_out && more)
		grid_printf(grid, row, plan->rect.col, ROLE_PLAIN, "+%d%s", plan->left_out, more);
	else
		grid_text_cut(grid, row, plan->rect.col, plan->label - 1, ROLE_PLAIN, "bytes");
	for (int i = 0; i < plan->count; i++) {
		const struct state_column *column = &plan->columns[i];
		int col = plan->cols[i];

		switch (column->kind) {
		case STATE_CLIENT:
			grid_text_cut(grid, row, col, plan->widths[i] - 1, ROLE_BOLD,
			    actor_shown(run->trace, column->place));
			break;
		case STATE_WIRE:
			grid_text(grid, row, col, ROLE_BOLD, "wire");
			break;
		case STATE_BALANCER:
		case STATE_PLACE:
			col = grid_text_cut(grid, row, col, plan->widths[i] - 1, ROLE_BOLD,
			    actor_short(run->trace, column->place));
			if (state_is_down(run, column->place))
				grid_glyph(grid, row, col + 1, GLYPH_NAME_WRONG, ROLE_TROUBLE);
			break;
		case STATE_COPIES:
			draw_copies_head(run, grid, row, col, plan->widths[i] - 1);
			break;
		case STATE_SUM:
			grid_text(grid, row, col + plan->widths[i] - 4, ROLE_BOLD, "sum");
			break;
		}
	}
}

/* "nothing" where there is no room for it is "none", "2 writes" is "2". */
static void
shorten(struct str *text, int cols)
{
	char *blank = strchr(text->text, ' ');

	if (utf8_cells(text->text) <= cols)
		return;
	if (strcmp(text->text, "nothing") == 0) {
		str_clear(text);
		str_add(text, "none");
	} else if (blank) {
		str_cut(text, (size_t)(blank - text->text));
	}
}

static void
draw_deaths(const struct scene *scene, const struct scene_run *run, const struct state_plan *plan,
    struct grid *grid, int row)
{
	grid_text_cut(grid, row, plan->rect.col, plan->label - 1, ROLE_PLAIN,
	    plan->label < 11 ? "dies:" : "if it dies");
	for (int i = 0; i < plan->count; i++) {
		struct str text = STR_INIT;

		state_death(scene, run, &plan->columns[i], &text);
		shorten(&text, plan->widths[i] - 1);
		grid_text_cut(grid, row, plan->cols[i], plan->widths[i] - 1, ROLE_PLAIN, text.text);
		str_release(&text);
	}
}

/* One design's table from `row` on, at most to `end`; returns the row after it. */
static int
draw_lane(const struct scene *scene, const struct scene_run *run, struct grid *grid,
    struct rect rect, int row, int end)
{
	struct state_plan plan = plan_state(scene, run, rect);
	uint16_t pieces[STATE_ROWS_MAX];
	int count = state_rows(run, pieces);

	lane_header(
	    run, grid, row++, rect.col, rect.cols, "every piece x every home, who holds what");
	draw_head(run, &plan, !scene->slices ? NULL : plan.label < 11 ? " )" : " more )", grid,
	    row++);
	for (int i = 0; i < count && row < end - 1; i++)
		draw_piece(scene, run, &plan, pieces[i], grid, row++);
	if (row < end)
		draw_deaths(scene, run, &plan, grid, row++);
	return row;
}

static void
draw_legend(const struct scene *scene, struct grid *grid, struct rect rect, int row)
{
	const struct scenario *scenario = scene->runs[0].trace->scenario;
	bool older = false;
	struct str text = STR_INIT;

	grid_repeat_name(grid, row, rect.col, rect.cols, GLYPH_NAME_LINE_H, ROLE_PLAIN);
	for (uint32_t i = 0; i < scene->run_count; i++)
		older = older || copies_ever(&scene->runs[i]);
	cast_add(&text, scenario,
	    rect.cols < 60
		? older ? " █ kept  ≠ older  # {ticket}  gone "
			: " █ kept  ▒ {copy}  # {ticket}  gone "
		: older
		? " █ kept   ≠ older   ▒ {copy} passing   # {ticket} only   gone: lost "
		: " █ kept   ▒ {copy} passing   # {ticket} only   gone: lost   new: just now ");
	grid_text_cut(grid, row, rect.col + 1, rect.cols - 2, ROLE_PLAIN, text.text);
	str_release(&text);
}

void
view_state(const struct scene *scene, struct grid *grid, struct rect rect)
{
	struct rect previous = grid_clip(grid, rect);
	int row = rect.row, end = rect.row + rect.rows;
	bool twin = scene->run_count > 1 && rect.rows >= 16;

	if (twin) {
		int half = rect.row + (rect.rows - 1) / 2;

		row = draw_lane(scene, &scene->runs[0], grid, rect, row, half);
		row = draw_lane(scene, &scene->runs[1], grid, rect, row, end - 1);
	} else {
		row = draw_lane(scene, scene_lane(scene), grid, rect, row, end - (rect.rows > 9));
	}
	if (row < end)
		draw_legend(scene, grid, rect, row);
	grid_unclip(grid, previous);
}
