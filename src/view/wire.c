/* view/wire.c - the newest message to the byte, and how much of it is state.
 *
 *    GET /cart HTTP/1.1                                                 20 B    ·
 *    Cookie: sid=7f3e4a696c005c09e3f61b9f0cfa0435; srv=s1               56 B   54 B
 *                └─ ticket: 32-character id ────┘      └┘ route, read by lb
 *    █████████████▌·········· of 96 B, this much state                  96 B   54 B
 */
#include "view/wire_lines.h"

#include <string.h>

#include "base/utf8.h"
#include "model/cast.h"
#include "view/parts.h"

enum { WIRE_BAR = 24 };

static void
draw_bytes(struct grid *grid, int row, int end, uint32_t bytes, const char *none)
{
	if (bytes)
		grid_printf(grid, row, end - 7, ROLE_PLAIN, "%5u B", bytes);
	else if (none)
		grid_text(grid, row, end - 4, ROLE_DIM, none);
}

static enum grid_role
ruler_role(uint32_t glyph)
{
	return glyph == GLYPH_KEPT ? ROLE_STATE : glyph < 128 ? ROLE_BOLD : ROLE_PLAIN;
}

static void
draw_line(const struct wire_line *line, struct grid *grid, int row, struct rect rect, bool columns)
{
	int end = rect.col + rect.cols;

	switch (line->kind) {
	case WIRE_TEXT:
		grid_text(grid, row, rect.col, line->carries ? ROLE_BOLD : ROLE_PLAIN, line->text);
		if (!line->bytes)
			break;
		if (columns) {
			draw_bytes(grid, row, end - 7, line->bytes, NULL);
			draw_bytes(grid, row, end, line->state, "·");
		} else {
			draw_bytes(grid, row, end, line->bytes, NULL);
		}
		break;
	case WIRE_RULER:
		for (int i = 0; i < WIRE_CELLS_MAX && i < rect.cols; i++) {
			if (line->cells[i] != ' ')
				grid_put(grid, row, rect.col + i, line->cells[i],
				    ruler_role(line->cells[i]));
		}
		break;
	case WIRE_NOTE:
		grid_text(grid, row, rect.col, ROLE_PLAIN, line->text);
		break;
	}
}

static void
draw_total(const struct wire *wire, struct grid *grid, int row, struct rect rect, bool columns)
{
	int cells = columns ? WIRE_BAR : 10, end = rect.col + rect.cols;
	uint64_t all = wire->bytes ? wire->bytes : 1;
	int eighths = (int)((uint64_t)wire->state_bytes * (uint64_t)cells * 8 / all), col;

	for (int i = 0; i < cells; i++) {
		int part = eighths - i * 8;

		col = rect.col + i;
		if (part > 0)
			grid_put(grid, row, col, glyph_bar(part > 8 ? 8 : part, grid->ascii),
			    ROLE_STATE);
		else
			grid_glyph(grid, row, col, GLYPH_NAME_NOTHING, ROLE_DIM);
	}
	col = rect.col + cells + 1;
	if (columns) {
		grid_printf(grid, row, col, ROLE_PLAIN, "of %u B, this much state", wire->bytes);
		draw_bytes(grid, row, end - 7, wire->bytes, NULL);
		draw_bytes(grid, row, end, wire->state_bytes, "·");
	} else {
		grid_printf(grid, row, col, ROLE_PLAIN, "%u of %u B is state", wire->state_bytes,
		    wire->bytes);
	}
}

/* Leaves out the lines of least weight until `room` rows are enough; an equal weight goes from the
 * end. */
static void
fit_lines(struct wire *wire, int room)
{
	while (wire->count > room && wire->count > 0) {
		int least = wire->count - 1;

		for (int i = wire->count - 1; i >= 0; i--) {
			if (wire->lines[i].weight < wire->lines[least].weight)
				least = i;
		}
		memmove(&wire->lines[least], &wire->lines[least + 1],
		    (size_t)(wire->count - least - 1) * sizeof(wire->lines[0]));
		wire->count--;
	}
}

static const char *
kind_words(const struct message *message)
{
	switch ((enum message_kind)message->kind) {
	case MESSAGE_REQUEST:
		return "the {request}";
	case MESSAGE_REPLY:
		return "the reply";
	case MESSAGE_CALL:
		if (message->peer)
			return message->write ? "telling another {server}"
			                      : "asking another {server}";
		return message->database ? "asking the {database}" : "asking the {store}";
	case MESSAGE_ANSWER:
		if (message->peer)
			return "the other {server}'s answer";
		return message->database ? "the {database}'s answer" : "the {store}'s answer";
	case MESSAGE_IMPORTED:
		break;
	}
	return "a message";
}

/* The lane's header with the two columns' names where other views have the count of lost sessions.
 */
static void
draw_lane_head(const struct scene_run *run, const struct wire *wire, uint32_t event,
    struct grid *grid, struct rect rect, bool columns)
{
	const struct trace *trace = run->trace;
	const struct message *message = event == NONE32 ? NULL
	    : &trace->messages[trace->events[event].message];
	uint16_t client = event == NONE32 ? NONE16
	    : trace_event_client(trace, &trace->events[event]);
	enum glyph_name line = run_keeps_state(run) ? GLYPH_NAME_DOUBLE_H : GLYPH_NAME_LINE_H;
	int col = rect.col, end = rect.col + rect.cols;
	bool marked = client != NONE16 && trace->actors[client].attacker;
	char label[LIMIT_ID_BYTES + 1];
	struct str text = STR_INIT;

	run_label(run, label);
	str_add_char(&text, ' ');
	if (marked)
		str_printf(&text, "%s: ", actor_shown(trace, client));
	cast_add(&text, run->trace->scenario, message ? kind_words(message) : "");
	if (message && (!wire->attached_by || (!marked && utf8_cells(wire->header) < 8)))
		str_add(&text, " to the byte");
	if (wire->attached_by)
		str_printf(&text, "; %s adds %s", wire->attached_by, wire->header);
	grid_repeat_name(grid, rect.row, col, rect.cols, line, ROLE_PLAIN);
	grid_put(grid, rect.row, col + 1, ' ', ROLE_PLAIN);
	col = grid_text(grid, rect.row, col + 2, ROLE_BOLD, label);
	grid_put(grid, rect.row, col++, ' ', ROLE_PLAIN);
	col = grid_text_cut(
	    grid, rect.row, col, end - col - (columns ? 16 : 3), ROLE_PLAIN, text.text);
	grid_put(grid, rect.row, col, ' ', ROLE_PLAIN);
	if (columns)
		grid_text(grid, rect.row, end - 13, ROLE_PLAIN, " all   state ");
	str_release(&text);
}

/* One message with its header and total in rect; dry: nothing is drawn.  Returns rows it
 * wants; lines of weight 0 take only what is left over. */
static int
draw_message(const struct scene *scene, const struct scene_run *run, uint32_t event,
    struct grid *grid, struct rect rect, bool dry)
{
	const struct trace *trace = run->trace;
	uint32_t message = trace->events[event].message;
	bool columns = rect.cols >= WIRE_WRAP + WIRE_COLUMNS;
	int wrap = columns ? WIRE_WRAP : rect.cols - WIRE_COLUMN, row = rect.row + 1, wanted;
	struct arena arena = { 0 };
	struct wire wire;

	wire_lines(scene, run, message, wrap > 1 ? wrap : 1, &arena, &wire);
	wanted = 2;
	for (int i = 0; i < wire.count; i++)
		wanted += wire.lines[i].weight > 0;
	if (!dry) {
		fit_lines(&wire, rect.rows - 2);
		draw_lane_head(run, &wire, event, grid, rect, columns);
		for (int i = 0; i < wire.count; i++)
			draw_line(&wire.lines[i], grid, row++, rect, columns);
		draw_total(&wire, grid, row, rect, columns);
	}
	arena_release(&arena);
	return wanted;
}

static int
draw_lane(const struct scene *scene, const struct scene_run *run, struct grid *grid,
    struct rect rect, bool dry)
{
	uint32_t event = wire_event(scene, run);
	struct wire none = { .count = 0 };
	struct str since = STR_INIT;

	if (event != NONE32)
		return draw_message(scene, run, event, grid, rect, dry);
	if (!dry) {
		draw_lane_head(
		    run, &none, NONE32, grid, rect, rect.cols >= WIRE_WRAP + WIRE_COLUMNS);
		run_since(run, &since);
		if (since.length)
			str_add(&since, "; what was before is not shown here.");
		else
			str_add(&since, " yet.");
		grid_text(grid, rect.row + 1, rect.col, ROLE_PLAIN, "Nothing has been sent");
		grid_text_cut(grid, rect.row + 1, rect.col + 21, rect.cols - 21, ROLE_PLAIN,
		    since.text);
		str_release(&since);
	}
	return 2;
}

/* The device's send that `event` belongs to, when it is another message; else NONE32. */
static uint32_t
asked_by(const struct trace *trace, uint32_t event)
{
	uint32_t request = trace->events[event].request, begin;

	if (request == NONE32)
		return NONE32;
	begin = trace->requests[request].begin_event;
	if (begin >= event || trace->events[begin].message == NONE32 ||
	    trace->messages[trace->events[event].message].kind == MESSAGE_REQUEST)
		return NONE32;
	return begin;
}

enum { ASKED_ROWS_MIN = 7 };

/* One design: what was asked above what came of it, when there is room; the request gives way. */
static void
draw_one(const struct scene *scene, struct grid *grid, struct rect rect)
{
	const struct scene_run *run = scene_lane(scene);
	uint32_t event = wire_event(scene, run);
	uint32_t asked = event == NONE32 ? NONE32 : asked_by(run->trace, event);
	struct rect upper = rect, lower = rect;

	if (asked != NONE32) {
		int room = rect.rows - draw_message(scene, run, event, grid, rect, true);

		upper.rows = draw_message(scene, run, asked, grid, rect, true);
		if (upper.rows > room)
			upper.rows = room;
		if (upper.rows >= ASKED_ROWS_MIN) {
			draw_message(scene, run, asked, grid, upper, false);
			lower.row += upper.rows;
			lower.rows -= upper.rows;
		}
	}
	draw_lane(scene, run, grid, lower, false);
}

void
view_wire(const struct scene *scene, struct grid *grid, struct rect rect)
{
	struct rect previous = grid_clip(grid, rect);

	if (scene->run_count > 1 && rect.rows >= 14) {
		int first = draw_lane(scene, &scene->runs[0], grid, rect, true);
		int second = draw_lane(scene, &scene->runs[1], grid, rect, true);
		struct rect upper = rect, lower = rect;

		if (first + second > rect.rows && first > rect.rows / 2)
			first = second > rect.rows / 2 ? rect.rows / 2 : rect.rows - second;
		upper.rows = first;
		lower.row += first;
		lower.rows -= first;
		draw_lane(scene, &scene->runs[0], grid, upper, false);
		draw_lane(scene, &scene->runs[1], grid, lower, false);
	} else {
		draw_one(scene, grid, rect);
	}
	grid_unclip(grid, previous);
}
