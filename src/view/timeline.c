/* view/timeline.c - the past solid, now a diamond, what may not be seen yet dotted.
 *
 *    0 s ├─┴──┴─┴───┴─✗◆┄┄┄┄┄┄┄┄┄┄┄┤ 6 s        Watch
 *    ├─┴──┴─┴───┴─✗◆┄┄┄┄┄┤  event 17            Ask, with its words
 *
 * A cell is a share of the longest run's time.  A fault is never hidden by a request or by now, and
 * never shown before it was met.
 */
#include "view/parts.h"

#include "base/units.h"
#include "base/utf8.h"

struct bar {
	int row, col, cells;
	uint64_t end_ns;   /* time at the right end */
	uint64_t known_ns; /* the newest moment that may be seen */
	bool all_known;
};

static uint64_t
scene_end_ns(const struct scene *scene)
{
	uint64_t end_ns = scene->at_ns;

	for (uint32_t i = 0; i < scene->run_count; i++) {
		if (scene->runs[i].trace->end_ns > end_ns)
			end_ns = scene->runs[i].trace->end_ns;
	}
	if (end_ns < NS_PER_MS)
		return NS_PER_MS;
	if (end_ns > NS_PER_S)
		return (end_ns + NS_PER_S - 1) / NS_PER_S * NS_PER_S;
	return end_ns;
}

static void
bar_known(const struct scene *scene, struct bar *bar)
{
	const struct trace *trace = scene->runs[0].trace;
	uint32_t until = scene->visible_until;

	bar->known_ns = scene->at_ns;
	if (until == NONE32) {
		bar->all_known = !scene->bet_open;
		if (bar->all_known)
			bar->known_ns = bar->end_ns;
		return;
	}
	if (until > trace->event_count)
		until = trace->event_count;
	if (until > 0 && trace->events[until - 1].at_ns > bar->known_ns)
		bar->known_ns = trace->events[until - 1].at_ns;
	/* Seen to the last event: nothing is left to hide. */
	bar->all_known = until == trace->event_count && !scene->bet_open;
	if (bar->all_known)
		bar->known_ns = bar->end_ns;
}

static int
bar_cell(const struct bar *bar, uint64_t at_ns)
{
	uint64_t span = (uint64_t)(bar->cells - 1), end_ns = bar->end_ns;

	if (at_ns >= end_ns)
		return bar->cells - 1;
	while (end_ns > UINT64_MAX / LIMIT_GRID_COLS) { /* years of nanoseconds */
		at_ns /= 2;
		end_ns /= 2;
	}
	return (int)(at_ns * span / end_ns);
}

enum tick { TICK_NONE, TICK_REQUEST, TICK_FAULT };

/* Marks of the events that may be seen, into ticks[cells]. */
static void
bar_ticks(const struct scene *scene, const struct bar *bar, uint8_t *ticks)
{
	for (uint32_t i = 0; i < scene->run_count; i++) {
		const struct trace *trace = scene->runs[i].trace;

		for (uint32_t e = 0; e < trace->event_count; e++) {
			const struct event *event = &trace->events[e];
			int cell;

			if (event->at_ns > bar->known_ns)
				break;
			cell = bar_cell(bar, event->at_ns);
			if (event_is_fault(event))
				ticks[cell] = TICK_FAULT;
			else if (event->kind == EVENT_SEND && event->attempt == 1 &&
			    trace_actor_is(trace, event->actor, scene->client) &&
			    ticks[cell] == TICK_NONE)
				ticks[cell] = TICK_REQUEST;
		}
	}
}

static void
bar_draw(const struct scene *scene, struct grid *grid, const struct bar *bar)
{
	uint8_t ticks[LIMIT_GRID_COLS] = { 0 };
	int now = bar_cell(bar, scene->at_ns);
	int known = bar_cell(bar, bar->known_ns);

	bar_ticks(scene, bar, ticks);
	while (now < bar->cells - 1 && ticks[now] == TICK_FAULT)
		now++;
	for (int i = 0; i < bar->cells; i++) {
		int col = bar->col + i;

		if (i == now)
			grid_glyph(grid, bar->row, col, GLYPH_NAME_NOW, ROLE_BOLD);
		else if (ticks[i] == TICK_FAULT)
			grid_glyph(grid, bar->row, col, GLYPH_NAME_WRONG, ROLE_TROUBLE);
		else if (i > known && i > now)
			grid_glyph(grid, bar->row, col, GLYPH_NAME_FUTURE, ROLE_PLAIN);
		else if (ticks[i] == TICK_REQUEST)
			grid_glyph(grid, bar->row, col, GLYPH_NAME_TEE_UP,
			    i < now ? ROLE_DIM : ROLE_PLAIN);
		else
			grid_glyph(grid, bar->row, col, GLYPH_NAME_LINE_H,
			    i < now ? ROLE_DIM : ROLE_PLAIN);
	}
	grid_glyph(grid, bar->row, bar->col - 1, GLYPH_NAME_TEE_RIGHT, ROLE_PLAIN);
	grid_glyph(grid, bar->row, bar->col + bar->cells, GLYPH_NAME_TEE_LEFT, ROLE_PLAIN);
}

/* In the Ask frame the bar leaves room for its words. */
static int
ask_cells(const struct rect *area, const char *note)
{
	int cells = area->cols / 2 - 5;

	if (cells + utf8_cells(note) > area->cols - 6)
		cells = area->cols - 6 - utf8_cells(note);
	return cells > 8 ? cells : 8;
}

void
view_timeline(const struct scene *scene, struct grid *grid, int row, const char *note)
{
	struct rect area = frame_area(grid);
	struct bar bar = { .row = row, .end_ns = scene_end_ns(scene) };

	bar_known(scene, &bar);
	if (note) {
		bar.col = area.col + 2;
		bar.cells = ask_cells(&area, note);
		grid_text(grid, row, bar.col + bar.cells + 3, ROLE_PLAIN, note);
	} else {
		struct str end = STR_INIT;

		units_print_duration(&end, bar.end_ns);
		bar.col = area.col + 6;
		bar.cells = area.cols - 9 - utf8_cells(end.text);
		grid_text(grid, row, area.col + 1, ROLE_PLAIN, "0 s");
		grid_text(grid, row, bar.col + bar.cells + 2, ROLE_PLAIN, end.text);
		str_release(&end);
	}
	if (bar.cells > 1)
		bar_draw(scene, grid, &bar);
}
