/* view/ladder_lanes.c - lanes of a ladder and what one row draws on them. */
#include "view/ladder.h"

#include <string.h>

#include "base/utf8.h"
#include "view/parts.h"
#include "view/words.h"

static void
lanes_add(struct ladder_lanes *lanes, const struct trace *trace, uint16_t actor)
{
	const char *id = trace->actors[actor].id;

	for (int i = 0; i < lanes->count; i++) {
		if (str_equal(lanes->ids[i], id))
			return;
	}
	if (lanes->count == LADDER_LANES_MAX)
		return;
	lanes->ids[lanes->count] = id;
	lanes->names[lanes->count++] = actor_short(trace, actor);
}

/* Does a request of this run ever come to the place? */
static bool
is_used(const struct scene *scene, const struct trace *trace, uint16_t actor)
{
	const struct actor *row = &trace->actors[actor];

	switch (row->role) {
	case ROLE_DEVICE:
		if (row->client != scene->client && !scene->all_events)
			return false;
		if (row->client == scene->client && actor == scene->client + 1)
			return true;
		for (uint32_t i = 0; i < trace->request_count; i++) {
			if (trace->requests[i].device == actor)
				return true;
		}
		return false;
	case ROLE_STORE:
	case ROLE_DATABASE:
		for (uint32_t i = 0; i < trace->message_count; i++) {
			if (trace->messages[i].kind == MESSAGE_CALL && !trace->messages[i].peer &&
			    trace->messages[i].database == (row->role == ROLE_DATABASE))
				return true;
		}
		return false;
	case ROLE_BALANCER:
	case ROLE_SERVER:
		return true;
	case ROLE_CLIENT:
	case ROLE_ATTACKER:
	case ROLE_COUNT:
		return false;
	}
	return false;
}

void
ladder_lanes(const struct scene *scene, struct ladder_lanes *lanes)
{
	static const enum role order[] = { ROLE_DEVICE, ROLE_BALANCER, ROLE_SERVER, ROLE_STORE,
		ROLE_DATABASE };

	*lanes = (struct ladder_lanes){ 0 };
	for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++) {
		for (uint32_t r = 0; r < scene->run_count; r++) {
			const struct trace *trace = scene->runs[r].trace;

			for (uint16_t a = 0; a < trace->actor_count; a++) {
				if (trace->actors[a].role == order[o] && is_used(scene, trace, a))
					lanes_add(lanes, trace, a);
			}
		}
	}
}

void
ladder_place(struct ladder_lanes *lanes, int col, int cols, int pitch_max)
{
	int gaps = lanes->count > 1 ? lanes->count - 1 : 1;

	lanes->pitch = (cols - 1) / gaps;
	if (lanes->pitch > pitch_max)
		lanes->pitch = pitch_max;
	if (lanes->pitch < 2)
		lanes->pitch = 2;
	for (int i = 0; i < lanes->count; i++)
		lanes->cols[i] = col + i * lanes->pitch;
}

int
ladder_lane(const struct ladder_lanes *lanes, const struct trace *trace, uint16_t actor)
{
	if (actor == NONE16)
		return -1;
	for (int i = 0; i < lanes->count; i++) {
		if (str_equal(lanes->ids[i], trace->actors[actor].id))
			return i;
	}
	return -1;
}

void
ladder_draw_names(const struct ladder_lanes *lanes, struct grid *grid, int row)
{
	for (int i = 0; i < lanes->count; i++) {
		int cells = utf8_cells(lanes->names[i]);
		int col = lanes->cols[i] - (cells - 1) / 2;

		if (cells >= lanes->pitch) {
			cells = lanes->pitch - 1;
			col = lanes->cols[i] - (cells - 1) / 2;
		}
		if (i == 0)
			col = lanes->cols[0];
		grid_text_cut(grid, row, col, cells, ROLE_BOLD, lanes->names[i]);
	}
}

void
ladder_draw_lanes(const struct ladder_lanes *lanes, const bool *down, struct grid *grid, int row)
{
	for (int i = 0; i < lanes->count; i++)
		grid_glyph(grid, row, lanes->cols[i],
		    down[i] ? GLYPH_NAME_DASH_V : GLYPH_NAME_LINE_V, ROLE_DIM);
}

void
ladder_down(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, bool *down)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = &trace->events[row->event];
	int lane = ladder_lane(lanes, trace, event->actor);

	if (lane >= 0 && (event->kind == EVENT_CRASH || event->kind == EVENT_STOP))
		down[lane] = true;
	if (lane >= 0 && event->kind == EVENT_RESTART)
		down[lane] = false;
}

void
ladder_down_before(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, bool *down)
{
	const struct trace *trace = ladder->run->trace;
	const struct world *world;

	memset(down, 0, LADDER_LANES_MAX * sizeof(*down));
	if (!ladder->run->cursor)
		return;
	world = world_at(ladder->run->cursor, row->event);
	for (uint16_t a = 0; a < trace->actor_count; a++) {
		int lane;

		if (world->places[a].up)
			continue;
		lane = ladder_lane(lanes, trace, a);
		if (lane >= 0)
			down[lane] = true;
	}
}

static enum grid_role
label_role(const char *label, enum grid_role role)
{
	if (str_starts_with(label, "▐") || str_starts_with(label, "«"))
		return ROLE_STATE;
	return label[0] == '#' ? ROLE_TICKET : role;
}

/* An arrow from lane `from` to lane `to`; its label after the first cell.  Under way: the load
 * stands behind its label and the rest of the way is light. */
static void
draw_arrow(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, int from, int to, struct grid *grid, int at)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *send = &trace->events[row->event];
	bool right = to > from, reply = false, gone = row->end != NONE32;
	int left = lanes->cols[right ? from : to] + 1, end = lanes->cols[right ? to : from];
	int room = end - left, cells, col;
	enum glyph_name line = GLYPH_NAME_HEAVY_H;
	enum grid_role role = ROLE_REQUEST;
	struct str label = STR_INIT;

	if (send->message != NONE32) {
		uint8_t kind = trace->messages[send->message].kind;

		reply = kind == MESSAGE_REPLY || kind == MESSAGE_ANSWER;
	}
	if (reply) {
		line = GLYPH_NAME_LINE_H;
		role = ROLE_REPLY;
	}
	words_label(trace, row->event, room - 2, &label);
	cells = utf8_cells(label.text);
	if (cells > room - 1)
		cells = room - 1;
	grid_repeat_name(grid, at, left, room, line, role);
	col = right ? left + (room > cells + 1 ? 1 : 0) : left + 1;
	if (!right && !gone)
		col = end - cells - 1;
	if (!gone) { /* not there yet: light ahead */
		int ahead = right ? col + cells + 1 : left;
		int ahead_end = right ? end : col - 1;

		grid_repeat_name(grid, at, ahead, ahead_end - ahead, GLYPH_NAME_LINE_H, ROLE_DIM);
		grid_glyph(grid, at, right ? col + cells : col - 1,
		    reply ? GLYPH_NAME_REPLY : GLYPH_NAME_REQUEST, role);
	} else if (trace->events[row->end].kind == EVENT_RECEIVE) {
		grid_glyph(grid, at, right ? end - 1 : left,
		    right ? GLYPH_NAME_HEAD_RIGHT : GLYPH_NAME_HEAD_LEFT, role);
	} else {
		grid_glyph(grid, at, right ? end - 1 : left, GLYPH_NAME_WRONG, ROLE_TROUBLE);
	}
	grid_text_cut(grid, at, col, cells, label_role(label.text, role), label.text);
	str_release(&label);
}

/* A mark on a lane: what happened inside a place. */
static void
draw_mark(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, int lane, bool marks, struct grid *grid, int at)
{
	const struct event *event = &ladder->run->trace->events[row->event];
	bool fault = event_kinds[event->kind].shape == SHAPE_NODE && event->kind != EVENT_RESTART;
	int col = lanes->cols[lane], room = lanes->pitch - 1;
	struct str mark = STR_INIT;

	if (fault) {
		int wing = lanes->pitch > 8 ? 4 : 2;

		grid_repeat_name(
		    grid, at, col - wing, 2 * wing + 1, GLYPH_NAME_DASH_H, ROLE_TROUBLE);
		if (wing > 2) {
			grid_put(grid, at, col - 1, ' ', ROLE_PLAIN);
			grid_put(grid, at, col + 1, ' ', ROLE_PLAIN);
		}
		grid_glyph(grid, at, col, GLYPH_NAME_WRONG, ROLE_TROUBLE);
		return;
	}
	grid_glyph(grid, at, col, GLYPH_NAME_REQUEST, ROLE_REQUEST);
	if (marks) {
		ladder_mark(ladder, row, &mark);
		grid_text_cut(grid, at, col + 1, room,
		    str_starts_with(mark.text, "✗") ? ROLE_TROUBLE : ROLE_BOLD, mark.text);
	}
	str_release(&mark);
}

void
ladder_draw_row(const struct ladder *ladder, const struct ladder_row *row,
    const struct ladder_lanes *lanes, const bool *down, bool marks, struct grid *grid, int at)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = &trace->events[row->event];
	int from = ladder_lane(lanes, trace, event->actor);
	int to = ladder_lane(lanes, trace, event->other);

	ladder_draw_lanes(lanes, down, grid, at);
	if (event->kind == EVENT_SEND && from >= 0 && to >= 0 && from != to)
		draw_arrow(ladder, row, lanes, from, to, grid, at);
	else if (event->kind == EVENT_COPY && to >= 0) /* who holds it from now on */
		draw_mark(ladder, row, lanes, to, marks, grid, at);
	else if (from >= 0)
		draw_mark(ladder, row, lanes, from, marks, grid, at);
}
