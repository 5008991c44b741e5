/* view/ladder.c - one design's ladder: time runs down, an arrow is a message.
 *
 *     ev cause  time   Ana       lb        s1        s2   what state saw
 *     46 script 3.010  │━#7f3━━━▶│         ╎         │    GET /cart  54 B
 *                      ·         ·         ·         ·    0.95 s later
 */
#include "view/ladder.h"

#include <inttypes.h>

#include "base/units.h"
#include "base/utf8.h"
#include "view/parts.h"

/* Where things stand, by the room there is. */
struct ladder_plan {
	struct rect rect;
	struct ladder_lanes lanes;
	int event_col, cause_col, time_col, text_col; /* -1: left out */
	int digits; /* of numbers of events */
};

/* Cells for the number of an event, 4 at least. */
static int
number_digits(const struct scene *scene)
{
	uint64_t number = trace_number(scene->runs[0].trace, run_known(&scene->runs[0]));
	int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits > 4 ? digits : 4;
}

static struct ladder_plan
plan_ladder(const struct scene *scene, struct rect rect)
{
	struct ladder_plan plan = {
		.rect = rect, .event_col = -1, .cause_col = -1, .text_col = -1
	};
	int text_cells = rect.cols >= 100 ? 32 : 21, left = 8, edge = 0;

	plan.time_col = rect.col + 1;
	if (rect.cols >= 70) {
		plan.digits = number_digits(scene);
		plan.event_col = rect.col + 1;
		plan.cause_col = plan.event_col + plan.digits + 1;
		plan.time_col = plan.cause_col + plan.digits + 2;
		left = 11 + 2 * plan.digits;
	} else if (rect.cols < 50) {
		text_cells = 0;
		edge = 4; /* marks stand beside their lanes: the last one needs room too */
	}
	ladder_lanes(scene, &plan.lanes);
	ladder_place(&plan.lanes, rect.col + left, rect.cols - left - text_cells - edge, 18);
	if (text_cells)
		plan.text_col = plan.lanes.cols[plan.lanes.count ? plan.lanes.count - 1 : 0] + 3;
	return plan;
}

/* Seconds in six cells: "3.020", "901.00", "86400". */
static void
print_seconds(struct str *out, uint64_t ns)
{
	uint64_t ms = ns / NS_PER_MS;

	if (ms < 100000)
		str_printf(out, "%llu.%03llu", (unsigned long long)(ms / 1000),
		    (unsigned long long)(ms % 1000));
	else if (ms < 1000000)
		str_printf(out, "%llu.%02llu", (unsigned long long)(ms / 1000),
		    (unsigned long long)(ms % 1000 / 10));
	else
		str_printf(out, "%llu", (unsigned long long)(ms / 1000));
}

static void
draw_margin(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_plan *plan, struct grid *grid, int at)
{
	const struct event *event = &ladder->run->trace->events[row->event];
	uint32_t cause =
	    row->via == NONE32 ? event->cause : ladder->run->trace->events[row->via].cause;
	struct str time = STR_INIT;

	print_seconds(&time, event->at_ns);
	grid_text(grid, at, plan->time_col + 6 - utf8_cells(time.text), ROLE_PLAIN, time.text);
	str_release(&time);
	if (plan->event_col >= 0)
		grid_printf(grid, at, plan->event_col, ROLE_PLAIN, "%*" PRIu64, plan->digits,
		    trace_number(ladder->run->trace, row->event));
	if (plan->cause_col < 0)
		return;
	if (cause != NONE32)
		grid_printf(grid, at, plan->cause_col, ROLE_PLAIN, "←%" PRIu64,
		    trace_number(ladder->run->trace, cause));
	else
		grid_text(grid, at, plan->cause_col, ROLE_PLAIN,
		    event_is_fault(event) ? "fault" : "script");
}

static void
draw_fold(const struct ladder_plan *plan, uint64_t gap_ns, struct grid *grid, int at)
{
	struct str later = STR_INIT;

	for (int i = 0; i < plan->lanes.count; i++)
		grid_glyph(grid, at, plan->lanes.cols[i], GLYPH_NAME_NOTHING, ROLE_DIM);
	if (plan->text_col >= 0) {
		units_print_duration(&later, gap_ns);
		str_add(&later, " later");
		grid_text_cut(grid, at, plan->text_col,
		    plan->rect.col + plan->rect.cols - plan->text_col, ROLE_DIM, later.text);
	}
	str_release(&later);
}

/* Rows that led to the current one. */
static void
mark_causes(const struct ladder *ladder, bool *bright)
{
	const struct trace *trace = ladder->run->trace;
	uint32_t event;

	if (ladder->current < 0)
		return;
	for (event = ladder->rows[ladder->current].newest; event != NONE32;
	     event = trace->events[event].cause) {
		int row = ladder_find(ladder, event);

		if (row >= 0)
			bright[row] = true;
	}
}

static uint64_t
row_ns(const struct ladder *ladder, int row)
{
	return ladder->run->trace->events[ladder->rows[row].event].at_ns;
}

static bool
folds_before(const struct ladder *ladder, int row, uint64_t fold_ns)
{
	return row > 0 && row_ns(ladder, row) - row_ns(ladder, row - 1) > fold_ns;
}

/* The first of as many rows as fit in `room`, `last` being the newest of them. */
static int
first_of(const struct ladder *ladder, uint64_t fold_ns, int room, int last)
{
	int used = 0, first;

	for (first = last; first >= 0; first--) {
		used += 1 + (first < last && folds_before(ladder, first + 1, fold_ns));
		if (used > room)
			break;
	}
	return first + 1;
}

/* The newest rows; or, when the selected one is older, a quarter below it and its causes above. */
static int
first_shown(const struct ladder *ladder, uint64_t fold_ns, int room, int *last)
{
	int first;

	*last = ladder->count - 1;
	first = first_of(ladder, fold_ns, room, *last);
	if (ladder->current >= first || ladder->current < 0)
		return first;
	if (ladder->current + room / 4 < *last)
		*last = ladder->current + room / 4;
	first = first_of(ladder, fold_ns, room, *last);
	if (ladder->current < first) { /* folds took the room */
		*last = ladder->current;
		first = first_of(ladder, fold_ns, room, *last);
	}
	return first;
}

static void
draw_rows(const struct scene *scene, const struct ladder *ladder, const struct ladder_plan *plan,
    struct grid *grid, int top, int room)
{
	bool bright[LADDER_ROWS_MAX] = { false }, down[LADDER_LANES_MAX];
	uint64_t fold_ns = ladder_fold_ns(ladder);
	int last, first = first_shown(ladder, fold_ns, room, &last), at = top;
	int text_room = plan->rect.col + plan->rect.cols - plan->text_col;

	mark_causes(ladder, bright);
	if (ladder->count)
		ladder_down_before(ladder, &ladder->rows[first], &plan->lanes, down);
	for (int i = first; i <= last; i++) {
		struct rect line = {
			.row = at, .col = plan->rect.col, .rows = 1, .cols = plan->rect.cols
		};
		struct str text = STR_INIT;

		if (i > first && folds_before(ladder, i, fold_ns))
			draw_fold(plan, row_ns(ladder, i) - row_ns(ladder, i - 1), grid, at++);
		line.row = at;
		draw_margin(ladder, &ladder->rows[i], plan, grid, at);
		ladder_draw_row(
		    ladder, &ladder->rows[i], &plan->lanes, down, plan->text_col < 0, grid, at);
		ladder_down(ladder, &ladder->rows[i], &plan->lanes, down);
		ladder_text(ladder, &ladder->rows[i], &text);
		if (plan->text_col >= 0)
			grid_text_cut(grid, at, plan->text_col, text_room, ROLE_PLAIN, text.text);
		str_release(&text);
		if (i == ladder->current) {
			grid_role(grid, line, ROLE_CURRENT);
			grid_glyph(grid, at, line.col, GLYPH_NAME_HEAD_RIGHT, ROLE_CURRENT);
		} else if (scene->cause_chain) {
			grid_role(grid, line, bright[i] ? ROLE_BOLD : ROLE_DIM);
		}
		at++;
	}
}

static void
draw_head(const struct ladder_plan *plan, struct grid *grid, int row)
{
	if (plan->event_col >= 0) {
		grid_text(grid, row, plan->event_col + plan->digits - 2, ROLE_PLAIN, "ev");
		grid_text(grid, row, plan->cause_col, ROLE_PLAIN, "cause");
	}
	grid_text(grid, row, plan->time_col + 2, ROLE_PLAIN, "time");
	ladder_draw_names(&plan->lanes, grid, row);
	if (plan->text_col >= 0)
		grid_text_cut(grid, row, plan->text_col,
		    plan->rect.col + plan->rect.cols - plan->text_col, ROLE_PLAIN,
		    "what state saw");
}

void
ladder_draw_silence(const struct scene *scene, const struct ladder *ladder, struct grid *grid,
    int row, int col, int cols)
{
	const struct trace *trace = ladder->run->trace;
	struct str text = STR_INIT;

	if (scene->client == NONE16)
		str_add(&text, "Nothing has been sent ");
	else
		str_printf(&text, "%s has sent nothing ", trace->actors[scene->client].name);
	if (ladder->begin > 0 || trace->before > 0) {
		str_add(&text, "since ");
		units_print_duration(&text, trace->events[ladder->begin].at_ns);
		str_add(&text, ".");
	} else {
		str_add(&text, "so far.");
	}
	grid_text_cut(grid, row, col, cols, ROLE_PLAIN, text.text);
	str_release(&text);
}

void
view_ladder(const struct scene *scene, struct grid *grid, struct rect rect)
{
	const struct scene_run *run = scene_lane(scene);
	struct rect previous = grid_clip(grid, rect);
	struct scene one = *scene;

	if (scene->run_count > 1 && rect.cols >= 70) {
		ladder_draw_twin(scene, grid, rect);
	} else {
		struct ladder_plan plan;
		struct ladder ladder;

		if (run == scene->runs) { /* the selected event is one of the first run's */
			one = scene_one_lane(scene);
		} else {
			one = scene_one_lane(scene);
			one.cursor_event = NONE32;
		}
		plan = plan_ladder(&one, rect);
		lane_header(run, grid, rect.row, rect.col, rect.cols,
		    "ladder: time runs down, an arrow is a message");
		draw_head(&plan, grid, rect.row + 1);
		ladder_build(&one, one.runs, &ladder);
		draw_rows(&one, &ladder, &plan, grid, rect.row + 2, rect.rows - 2);
		if (ladder.count == 0 && !run->closed)
			ladder_draw_silence(&one, &ladder, grid, rect.row + 3, rect.col + 1,
			    rect.cols - 2);
	}
	grid_unclip(grid, previous);
}
