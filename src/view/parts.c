/* view/parts.c - what the pictures share. */
#include "view/parts.h"

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"

struct rect
frame_area(const struct grid *grid)
{
	struct rect area = { .rows = grid->rows, .cols = grid->cols };

	if (area.cols > FRAME_COLS_MAX) {
		area.col = (area.cols - FRAME_COLS_MAX) / 2;
		area.cols = FRAME_COLS_MAX;
	}
	return area;
}

enum size_class
size_class_of(int rows, int cols)
{
	if (rows >= 40 && cols >= 120)
		return SIZE_LARGE;
	if (rows >= 24 && cols >= 80)
		return SIZE_MEDIUM;
	if (rows >= 20 && cols >= 60)
		return SIZE_SMALL;
	return SIZE_TINY;
}

void
run_label(const struct scene_run *run, char out[LIMIT_ID_BYTES + 1])
{
	size_t length = 0;

	for (const char *at = run->design; at && *at && length < LIMIT_ID_BYTES; at++)
		out[length++] = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
	out[length] = '\0';
}

bool
run_keeps_state(const struct scene_run *run)
{
	return scenario_uses_home(run->trace->scenario, HOME_SERVER) ||
	    scenario_uses_home(run->trace->scenario, HOME_REPLICA);
}

const struct world *
run_world(const struct scene_run *run)
{
	if (!run->cursor)
		return NULL;
	return world_at(run->cursor, run->position);
}

const struct scene_run *
scene_lane(const struct scene *scene)
{
	uint32_t lane = scene->lane < scene->run_count ? scene->lane : 0;

	return &scene->runs[lane];
}

struct scene
scene_one_lane(const struct scene *scene)
{
	struct scene one = *scene;

	if (scene->run_count > 1) {
		one.runs[0] = *scene_lane(scene);
		one.run_count = 1;
		one.lane = 0;
	}
	return one;
}

bool
view_needs_both(enum view_kind view)
{
	return view == VIEW_COSTS || view == VIEW_DIFF;
}

void
lane_header(
    const struct scene_run *run, struct grid *grid, int row, int col, int cols, const char *text)
{
	enum glyph_name line = run_keeps_state(run) ? GLYPH_NAME_DOUBLE_H : GLYPH_NAME_LINE_H;
	const struct world *world = run_world(run);
	char label[LIMIT_ID_BYTES + 1];
	int end = col + cols, room = cols - 2;

	run_label(run, label);
	grid_repeat_name(grid, row, col, cols, line, ROLE_PLAIN);
	if (!run->closed && world && cols > 30) {
		struct str lost = STR_INIT;

		str_printf(&lost, " lost %u ", world->sessions_lost);
		room -= utf8_cells(lost.text) + 2;
		grid_text(grid, row, end - 1 - utf8_cells(lost.text),
		    world->sessions_lost ? ROLE_BOLD : ROLE_PLAIN, lost.text);
		str_release(&lost);
	}
	col = grid_text_cut(grid, row, col + 1, room, ROLE_BOLD, " ");
	col = grid_text_cut(grid, row, col, room - 1, ROLE_BOLD, label);
	room -= 1 + utf8_cells(label);
	if (!run->closed && text && *text && room > 12) {
		grid_text(grid, row, col, ROLE_PLAIN, "  ");
		col = grid_text_cut(grid, row, col + 2, room - 3, ROLE_PLAIN, text);
	}
	grid_put(grid, row, col, ' ', ROLE_PLAIN);
}

uint32_t
run_known(const struct scene_run *run)
{
	uint32_t count = run->trace->event_count;

	return run->position < count ? run->position : count;
}

void
run_since(const struct scene_run *run, struct str *out)
{
	if (run->trace->before == 0)
		return;
	str_add(out, " since ");
	units_print_duration(out, run->trace->events[0].at_ns);
}

bool
event_is_fault(const struct event *event)
{
	return event_kinds[event->kind].shape == SHAPE_NODE;
}

const char *
actor_shown(const struct trace *trace, uint16_t actor)
{
	const struct actor *row = &trace->actors[actor];

	return row->marked != NULL ? row->marked : row->name;
}

const char *
actor_short(const struct trace *trace, uint16_t actor)
{
	const struct actor *row = &trace->actors[actor];

	if (row->role == ROLE_CLIENT || row->role == ROLE_DEVICE)
		return actor_shown(trace, actor);
	/* A server's is its id, but "cloakroom 1" in a cast, and "cloakroom" if it is alone. */
	if (row->role == ROLE_SERVER)
		return str_starts_with(row->name, "the ") ? row->name + 4 : row->name;
	if (row->role == ROLE_BALANCER && cast_has(trace->scenario, CAST_BALANCER))
		return cast_word(trace->scenario, CAST_BALANCER);
	if (row->role == ROLE_STORE && cast_has(trace->scenario, CAST_STORE))
		return cast_word(trace->scenario, CAST_STORE);
	if (row->role == ROLE_DATABASE && cast_has(trace->scenario, CAST_DATABASE))
		return cast_word(trace->scenario, CAST_DATABASE);
	return row->id;
}

void
rect_rule(struct grid *grid, struct rect rect, int row, const char *text, const char *right)
{
	int end = rect.col + rect.cols - 1, room = rect.cols - 4, col;
	int right_cells = *right ? utf8_cells(right) + 2 : 0;

	grid_repeat_name(grid, row, rect.col, rect.cols, GLYPH_NAME_LINE_H, ROLE_PLAIN);
	if (right_cells && right_cells + 4 < rect.cols) {
		grid_put(grid, row, end - right_cells, ' ', ROLE_PLAIN);
		col = grid_text(grid, row, end - right_cells + 1, ROLE_BOLD, right);
		grid_put(grid, row, col, ' ', ROLE_PLAIN);
		room -= right_cells + 1;
	}
	if (room < 1 || !*text)
		return;
	grid_put(grid, row, rect.col + 1, ' ', ROLE_PLAIN);
	col = grid_text_cut(grid, row, rect.col + 2, room, ROLE_PLAIN, text);
	grid_put(grid, row, col, ' ', ROLE_PLAIN);
}
