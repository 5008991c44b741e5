/* view/map_wires.c - wires, what is under way on them, and the balancer in which they bend.
 *
 *    behind a load heavy, ahead of it light, the head at the end of the hop:
 *    ━━━━━━#7f3●─────▶   request        ◀─────○200 book,pen━━━━   reply
 */
#include "view/map.h"

#include "base/utf8.h"
#include "model/cast.h"

/* A stretch of wire and what is on it. */
struct hop {
	int row, from, to;   /* cells from .. to - 1 */
	bool reply;          /* travels to the left */
	bool head;           /* its end has an arrow */
	bool blocked;        /* its end is closed: no arrow, and a ✗ */
	bool lost;           /* its message got no further than the middle of it */
	bool cut;            /* nothing passes the mark that stands in the middle of it */
	const char *word;    /* beside that mark */
	uint32_t send;       /* whose message is shown, NONE32: the path alone */
	bool under_way;      /* by time; else it has arrived */
};

static int
min_int(int a, int b)
{
	return a < b ? a : b;
}

/* floor((t - t0) / (t1 - t0) * span), without overflow. */
static int
cell_of_time(const struct map_lane *lane, uint32_t send, int span)
{
	const struct event *event = &lane->trace->events[send];
	uint64_t now_ns = lane->scene->at_ns, length_ns, gone_ns;

	if (event->value <= event->at_ns || now_ns >= event->value)
		return span;
	if (now_ns <= event->at_ns)
		return 0;
	length_ns = event->value - event->at_ns;
	gone_ns = now_ns - event->at_ns;
	while (length_ns > UINT64_MAX / LIMIT_GRID_COLS) {
		length_ns /= 2;
		gone_ns /= 2;
	}
	return (int)(gone_ns * (uint64_t)span / length_ns);
}

/* The cell, counted from the node that a message leaves, where its way ends. */
static int
barrier_cell(const struct hop *hop)
{
	int cells = hop->to - hop->from, first = cells / 2, last = first;

	if (hop->cut) {
		first = map_cut_cell(hop->from, hop->to, hop->word) - hop->from;
		last = first + map_cut_cells(hop->from, hop->to, hop->word) - 1;
	}
	return hop->reply ? cells - 1 - last : first;
}

/* Where the load's mark is, counted from the node it leaves; paused loads can be read whole. */
static int
load_cell(const struct map_lane *lane, const struct hop *hop, int label)
{
	int cells = hop->to - hop->from, last = cells - 2, at = last;

	if (hop->under_way)
		at = cell_of_time(lane, hop->send, cells - 1);
	if (hop->under_way && lane->scene->settle == 0 && at < label)
		at = label;
	if (hop->cut || hop->lost)
		at = min_int(at, barrier_cell(hop) - 1);
	return at < 0 ? 0 : min_int(at, last);
}

static void
put_path(struct grid *grid, const struct hop *hop, int begin, int end, enum glyph_name glyph,
    enum grid_role role)
{
	int cells = hop->to - hop->from;

	for (int i = begin; i < end; i++) {
		int col = hop->reply ? hop->to - 1 - i : hop->from + i;

		if (i >= 0 && i < cells)
			grid_glyph(grid, hop->row, col, glyph, role);
	}
}

static void
put_load(struct map_lane *lane, const struct hop *hop, int at, const struct str *label)
{
	enum grid_role role = hop->reply ? ROLE_REPLY : ROLE_REQUEST;
	struct rect wire = {
		.row = hop->row, .col = hop->from, .rows = 1, .cols = hop->to - hop->from
	};
	int cells = utf8_cells(label->text);
	struct rect previous;

	if (wire.cols < 1)
		return;
	previous = grid_clip(lane->grid, wire);
	if (hop->reply) {
		grid_glyph(lane->grid, hop->row, hop->to - 1 - at, GLYPH_NAME_REPLY, role);
		pill_put(lane->grid, hop->row, hop->to - at, cells, role, label->text);
	} else {
		int begin = hop->from + at - cells;

		grid_glyph(lane->grid, hop->row, hop->from + at, GLYPH_NAME_REQUEST, role);
		pill_put(lane->grid, hop->row, begin, cells, role, label->text);
	}
	grid_unclip(lane->grid, previous);
}

static void
draw_hop(struct map_lane *lane, const struct hop *hop)
{
	enum grid_role role = hop->reply ? ROLE_REPLY : ROLE_REQUEST;
	int cells = hop->to - hop->from, at = cells;
	struct str label = STR_INIT;

	if (cells < 2)
		return;
	if (hop->send != NONE32) {
		map_load_label(lane, hop->send, cells - 2, &label);
		at = load_cell(lane, hop, utf8_cells(label.text));
	}
	put_path(lane->grid, hop, 0, min_int(at, cells), GLYPH_NAME_HEAVY_H, role);
	if (hop->send != NONE32)
		put_path(lane->grid, hop, at + 1, cells, GLYPH_NAME_LINE_H, ROLE_PLAIN);
	if (hop->lost && !hop->cut && hop->send != NONE32)
		put_path(lane->grid, hop, at + 1, at + 2, GLYPH_NAME_WRONG, ROLE_TROUBLE);
	else if (hop->blocked)
		put_path(lane->grid, hop, cells - 1, cells, GLYPH_NAME_WRONG, ROLE_TROUBLE);
	else if (hop->head && !(hop->cut && hop->send != NONE32))
		put_path(lane->grid, hop, cells - 1, cells,
		    hop->reply ? GLYPH_NAME_HEAD_LEFT : GLYPH_NAME_HEAD_RIGHT, role);
	if (hop->send != NONE32)
		put_load(lane, hop, at, &label);
	str_release(&label);
}

static bool
place_up(const struct map_lane *lane, uint16_t place)
{
	return !lane->world || lane->world->places[place].up;
}

static bool
place_answers(const struct map_lane *lane, uint16_t place)
{
	return place_up(lane, place) && (!lane->world || lane->world->places[place].reachable);
}

/* A wire on which nothing happens: light, dashed to a dead node. */
static void
draw_idle(struct map_lane *lane, int row, int from, int to, bool dead)
{
	enum glyph_name glyph = dead ? GLYPH_NAME_DASH_H : GLYPH_NAME_LINE_H;

	grid_repeat_name(lane->grid, row, from, to - from, glyph, dead ? ROLE_PLAIN : ROLE_DIM);
	if (dead && to > from)
		grid_glyph(lane->grid, row, to - 1, GLYPH_NAME_WRONG, ROLE_TROUBLE);
}

/* The other lane of a twin may have one of them, and needs none. */
bool
map_has_bus(const struct map_lane *lane)
{
	return lane->layout->bus >= 0 && lane->store != NONE16 && lane->database != NONE16;
}

int
map_wire3_end(const struct map_lane *lane)
{
	return map_has_bus(lane) ? lane->layout->bus : lane->layout->backing;
}

bool
map_has_backing(const struct map_lane *lane)
{
	return lane->layout->backing_cols > 0 &&
	    (lane->store != NONE16 || lane->database != NONE16);
}

static void
draw_idle_wires(struct map_lane *lane)
{
	const struct map_layout *layout = lane->layout;
	uint16_t only = lane->store == NONE16 ? lane->database : lane->store;
	bool one = lane->store == NONE16 || lane->database == NONE16;

	for (int slot = 0; slot < layout->slots; slot++) {
		int row = map_wire_row(lane, slot);

		if (lane->clients[slot] != NONE16)
			draw_idle(lane, row, layout->wire1, layout->balancer,
			    !place_up(lane, lane->balancer));
		if (lane->servers[slot] == NONE16)
			continue;
		draw_idle(
		    lane, row, layout->wire2, layout->server, !place_up(lane, lane->servers[slot]));
		if (map_has_backing(lane))
			draw_idle(lane, row, layout->wire3, map_wire3_end(lane),
			    one && !place_answers(lane, only));
		if (map_has_backing(lane) && !place_up(lane, lane->servers[slot]))
			grid_repeat_name(lane->grid, row, layout->wire3,
			    map_wire3_end(lane) - layout->wire3, GLYPH_NAME_DASH_H, ROLE_PLAIN);
	}
}

/* Which columns a journey has crossed. */
static bool
past(const struct journey *journey, enum journey_at from, enum journey_at to)
{
	return journey->at >= from && journey->at <= to;
}

static void
draw_client_hop(struct map_lane *lane, const struct journey *journey, int row)
{
	struct hop hop = { .row = row, .from = lane->layout->wire1, .to = lane->layout->balancer,
		.head = true, .send = NONE32, .under_way = journey->under_way,
		.lost = journey->lost, .word = "" };

	hop.cut = lane->world->places[journey->device].cut_off;
	if (past(journey, JOURNEY_TO_BALANCER, JOURNEY_AT_BALANCER)) {
		hop.send = journey->send;
	} else if (past(journey, JOURNEY_REPLY_TO_CLIENT, JOURNEY_DONE)) {
		hop.send = journey->send;
		hop.reply = true;
	} else if (journey->at >= JOURNEY_REPLY_TO_BALANCER) {
		return;
	}
	draw_hop(lane, &hop);
}

/* Requests that wait at a server stand before its door, one mark each. */
static void
draw_queue(struct map_lane *lane, int slot, uint16_t server)
{
	int row = map_wire_row(lane, slot), door = lane->layout->server - 1;
	int room = lane->layout->server - lane->layout->wire2 - 2;
	uint32_t queued = lane->world ? lane->world->places[server].queued : 0;

	if (queued == 0 || room < 1)
		return;
	grid_glyph(lane->grid, row, door, GLYPH_NAME_HEAD_RIGHT, ROLE_REQUEST);
	for (int i = 0; i < room && (uint32_t)i < queued; i++)
		grid_glyph(lane->grid, row, door - 1 - i, GLYPH_NAME_QUEUED, ROLE_REQUEST);
}

static void
draw_server_hop(struct map_lane *lane, const struct journey *journey, int row)
{
	struct hop hop = { .row = row, .from = lane->layout->wire2, .to = lane->layout->server,
		.send = NONE32, .under_way = journey->under_way, .lost = journey->lost,
		.cut = lane->world->places[journey->server].cut_off, .word = "" };
	bool ours = journey->request == lane->focus.request;

	if (journey->at < JOURNEY_TO_SERVER)
		return;
	hop.head = journey->at <= JOURNEY_FROM_BACKING || journey->at == JOURNEY_REPLY_TO_BALANCER;
	hop.reply = journey->at >= JOURNEY_REPLY_TO_BALANCER;
	if (journey->at == JOURNEY_TO_SERVER || journey->at == JOURNEY_REPLY_TO_BALANCER)
		hop.send = journey->send;
	if (journey->at == JOURNEY_REPLY_AT_BALANCER && journey->send != NONE32) {
		hop.send = journey->send;
		hop.head = true;
	}
	/* What has arrived stays to be read until the server goes on with it. */
	if (journey->at == JOURNEY_AT_SERVER && ours && journey->send != NONE32 &&
	    lane->world->places[journey->server].queued == 0 &&
	    lane->trace->events[journey->send].actor == lane->balancer)
		hop.send = journey->send;
	if (journey->at == JOURNEY_REFUSED) {
		hop.send = journey->send;
		hop.blocked = true;
	}
	draw_hop(lane, &hop);
	if (!place_up(lane, journey->server) && journey->at != JOURNEY_TO_SERVER)
		grid_glyph(lane->grid, row, hop.to - 1, GLYPH_NAME_WRONG, ROLE_TROUBLE);
}

static void
draw_backing_hop(struct map_lane *lane, const struct journey *journey, int row)
{
	struct hop hop = { .row = row, .from = lane->layout->wire3, .to = map_wire3_end(lane),
		.head = true, .send = journey->send, .under_way = journey->under_way,
		.lost = journey->lost, .word = map_cut_word(lane, journey->server) };

	if (!past(journey, JOURNEY_TO_BACKING, JOURNEY_FROM_BACKING) || !map_has_backing(lane))
		return;
	hop.cut = hop.word != NULL && journey->backing != NONE16 &&
	    world_is_cut(lane->world, journey->server, journey->backing);
	hop.reply = journey->at == JOURNEY_FROM_BACKING;
	hop.blocked = journey->at == JOURNEY_BACKING_REFUSED;
	draw_hop(lane, &hop);
}

/* The path of a request inside the balancer: the one bend. */
static void
draw_bend(struct map_lane *lane, int from_row, int to_row, bool heavy, int lane_of)
{
	const struct map_layout *layout = lane->layout;
	enum glyph_name across = heavy ? GLYPH_NAME_HEAVY_H : GLYPH_NAME_LINE_H;
	enum glyph_name down = heavy ? GLYPH_NAME_HEAVY_V : GLYPH_NAME_LINE_V;
	enum glyph_name corners[2][2] = { /* light, heavy: into the bend when going down, up */
		{ GLYPH_NAME_CORNER_TR, GLYPH_NAME_CORNER_BR },
		{ GLYPH_NAME_HEAVY_TR, GLYPH_NAME_HEAVY_BR } };
	enum glyph_name ends[2][2] = {
		{ GLYPH_NAME_CORNER_BL, GLYPH_NAME_CORNER_TL },
		{ GLYPH_NAME_HEAVY_BL, GLYPH_NAME_HEAVY_TL } };
	enum grid_role role = heavy ? ROLE_REQUEST : ROLE_PLAIN;
	int first = layout->balancer + 1, inner = layout->fit.balancer_cols - 2;
	int bend = first + (inner - 1) / 2, up = from_row > to_row, step = up ? -1 : 1;

	if (inner > 4 && lane_of > 0) /* others beside it, not over it */
		bend = first +
		    ((inner - 1) / 2 + (lane_of % 2 ? lane_of + 1 : -lane_of) / 2 + inner) % inner;
	if (from_row == to_row) {
		grid_repeat_name(lane->grid, from_row, first, inner, across, role);
		return;
	}
	grid_repeat_name(lane->grid, from_row, first, bend - first, across, role);
	grid_glyph(lane->grid, from_row, bend, corners[heavy][up], role);
	for (int row = from_row + step; row != to_row; row += step)
		grid_glyph(lane->grid, row, bend, down, role);
	grid_glyph(lane->grid, to_row, bend, ends[heavy][up], role);
	grid_repeat_name(lane->grid, to_row, bend + 1, first + inner - bend - 1, across, role);
}

static void
draw_journey(struct map_lane *lane, const struct journey *journey, int order)
{
	int from = map_client_slot(lane, journey->device);
	int to = map_server_slot(lane, journey->server);

	/* Who stands in the row that says "+12 more" has no wire of his own. */
	bool from_shown = from >= 0 && lane->clients[from] == journey->device;
	bool to_shown = to >= 0 && lane->servers[to] == journey->server;

	if (from_shown)
		draw_client_hop(lane, journey, map_wire_row(lane, from));
	if (!to_shown)
		return;
	if (from_shown && journey->at != JOURNEY_TO_BALANCER)
		draw_bend(lane, map_wire_row(lane, from), map_wire_row(lane, to),
		    journey->at != JOURNEY_REPLY_TO_BALANCER, order);
	draw_server_hop(lane, journey, map_wire_row(lane, to));
	draw_backing_hop(lane, journey, map_wire_row(lane, to));
}

/* The focus client's row of the balancer's table, or NULL. */
static const struct holding *
table_row(const struct map_lane *lane, uint16_t device)
{
	uint16_t piece = trace_extra_piece(lane->trace, TRACE_PIECE_ROUTE);
	uint32_t session = world_session_of(lane->world, device);
	const struct holding *holding = world_first(lane->world, lane->balancer);

	while (holding && (lane->trace->items[holding->item].piece != piece ||
			      holding->session != session))
		holding = world_next(lane->world, holding);
	return holding;
}

/* The server that a cookie or the table names for the focus client; NONE16: none. */
static uint16_t
named_server(const struct map_lane *lane, enum affinity affinity)
{
	const struct holding *route = NULL;
	uint16_t device = lane->focus.device;

	if (!lane->world)
		return NONE16;
	if (device == NONE16)
		device = world_device(lane->world, lane->scene->client);
	if (device != NONE16 && affinity == AFFINITY_COOKIE)
		route = world_route(lane->world, device);
	else if (device != NONE16 && affinity == AFFINITY_TABLE)
		route = table_row(lane, device);
	return route ? route->route : NONE16;
}

/* How the focus request is routed: by the server that is named for it, by a map, or anywhere. */
static void
routing_word(const struct map_lane *lane, bool shortly, struct str *out)
{
	const struct scenario *scenario = lane->world ? &lane->world->now : lane->trace->scenario;
	enum affinity affinity = scenario->balancer.affinity;
	bool mapped = affinity == AFFINITY_IP || affinity == AFFINITY_KEY;
	enum map map = scenario->balancer.map == MAP_NONE ? MAP_MODULO : scenario->balancer.map;
	uint16_t server = mapped ? lane->focus.server : named_server(lane, affinity);
	const char *by = names_affinity.rows[affinity].word;

	if (mapped && !shortly)
		by = names_map.rows[map].word;
	if (server == NONE16)
		str_add(out, mapped ? by : "any");
	else
		str_printf(out, "%s%s%s", shortly ? "" : by, shortly ? "" : ": ",
		    lane->trace->actors[server].id);
}

static void
draw_balancer_last(struct map_lane *lane, int row)
{
	int col = lane->layout->balancer + 1, inner = lane->layout->fit.balancer_cols - 2;
	struct str word = STR_INIT;
	int cells;

	grid_repeat_name(lane->grid, row, col, inner, place_up(lane, lane->balancer) ?
	    GLYPH_NAME_LINE_H : GLYPH_NAME_DASH_H, ROLE_PLAIN);
	routing_word(lane, false, &word);
	if (utf8_cells(word.text) > inner) {
		str_clear(&word);
		routing_word(lane, true, &word);
	}
	cells = utf8_cells(word.text);
	if (cells <= inner) {
		int begin = col + (inner - cells) / 2;

		if (cells + 2 <= inner)
			grid_text(lane->grid, row, begin - (cells + 2 <= inner && cells < 5),
			    ROLE_PLAIN, cells < 5 ? " " : "");
		grid_text(lane->grid, row, begin, ROLE_PLAIN, word.text);
		if (cells + 2 <= inner && cells < 5)
			grid_put(lane->grid, row, begin + cells, ' ', ROLE_PLAIN);
	}
	str_release(&word);
}

/* Its name, and what is wrong with it, as far as there is room. */
static void
balancer_title(const struct map_lane *lane, int inner, struct str *out)
{
	const struct place_state *state = lane->world ? &lane->world->places[lane->balancer] : NULL;
	struct str name = STR_INIT, trouble = STR_INIT;

	cast_add(&name, lane->trace->scenario, "{balancer}");
	if (state && !state->up)
		str_add(&trouble, inner >= 9 ? "✗ DOWN" : "✗");
	else if (state && state->hung)
		str_add(&trouble, inner >= 10 ? "✗ hangs" : "✗");
	else if (state && state->slow > 1)
		str_printf(&trouble, "x%u", (unsigned)state->slow);
	if (trouble.length == 0 && utf8_cells(name.text) + 2 <= inner)
		str_printf(out, " %s ", name.text);
	else if (trouble.length == 0)
		str_add(out, inner >= 6 ? " lb " : "lb");
	else if (utf8_cells(name.text) + utf8_cells(trouble.text) + 3 <= inner)
		str_printf(out, " %s %s ", name.text, trouble.text);
	else
		str_printf(out, "%s%s", utf8_cells(trouble.text) + 3 <= inner ? "lb " : "",
		    trouble.text);
	str_release(&name);
	str_release(&trouble);
}

/* The switchboard: one tall box, a port for every wire. */
static void
draw_balancer(struct map_lane *lane)
{
	const struct map_layout *layout = lane->layout;
	int left = layout->balancer, right = left + layout->fit.balancer_cols - 1;
	int top = map_slot_row(lane, 0), last = map_last_row(lane), inner = right - left - 1;
	bool up = place_up(lane, lane->balancer);
	enum glyph_name across = up ? GLYPH_NAME_LINE_H : GLYPH_NAME_DASH_H;
	enum glyph_name down = up ? GLYPH_NAME_LINE_V : GLYPH_NAME_DASH_V;
	struct str title = STR_INIT;

	grid_glyph(lane->grid, top, left, GLYPH_NAME_CORNER_TL, ROLE_PLAIN);
	grid_repeat_name(lane->grid, top, left + 1, inner, across, ROLE_PLAIN);
	grid_glyph(lane->grid, top, right, GLYPH_NAME_CORNER_TR, ROLE_PLAIN);
	balancer_title(lane, inner, &title);
	grid_text(lane->grid, top, left + 1 + (inner - utf8_cells(title.text)) / 2,
	    up ? ROLE_PLAIN : ROLE_TROUBLE, title.text);
	str_release(&title);
	for (int row = top + 1; row < last; row++) {
		grid_glyph(lane->grid, row, left, down, ROLE_PLAIN);
		grid_glyph(lane->grid, row, right, down, ROLE_PLAIN);
	}
	grid_glyph(lane->grid, last, left, GLYPH_NAME_CORNER_BL, ROLE_PLAIN);
	grid_glyph(lane->grid, last, right, GLYPH_NAME_CORNER_BR, ROLE_PLAIN);
	draw_balancer_last(lane, last);
	for (int slot = 0; slot < layout->slots; slot++) {
		uint16_t server = lane->servers[slot];

		if (lane->clients[slot] != NONE16)
			grid_glyph(lane->grid, map_wire_row(lane, slot), left, GLYPH_NAME_TEE_LEFT,
			    ROLE_PLAIN);
		if (server == NONE16)
			continue;
		if (!lane->world || lane->world->places[server].believed_up)
			grid_glyph(lane->grid, map_wire_row(lane, slot), right,
			    GLYPH_NAME_TEE_RIGHT, ROLE_PLAIN);
		else
			grid_glyph(lane->grid, map_wire_row(lane, slot), right, GLYPH_NAME_WRONG,
			    ROLE_TROUBLE);
	}
}

/* The vertical that joins servers and backing nodes when there are two of these. */
static void
draw_bus(struct map_lane *lane)
{
	const struct map_layout *layout = lane->layout;
	uint16_t nodes[2] = { lane->store, lane->database };
	int first = map_wire_row(lane, 0), last = first, col = layout->bus;

	if (!map_has_bus(lane) || !map_has_backing(lane))
		return;
	for (int slot = 0; slot < layout->slots; slot++) {
		if (lane->servers[slot] != NONE16)
			last = map_wire_row(lane, slot);
	}
	for (int i = 0; i < 2; i++) {
		int row = map_backing_row(lane, nodes[i], first);

		last = row > last ? row : last;
	}
	for (int row = first; row <= last; row++)
		grid_glyph(lane->grid, row, col, GLYPH_NAME_LINE_V, ROLE_PLAIN);
	for (int slot = 0; slot < layout->slots; slot++) {
		if (lane->servers[slot] != NONE16)
			grid_glyph(lane->grid, map_wire_row(lane, slot), col, GLYPH_NAME_TEE_LEFT,
			    ROLE_PLAIN);
	}
	for (int i = 0; i < 2; i++) {
		int row = map_backing_row(lane, nodes[i], first);

		if (!place_answers(lane, nodes[i]))
			grid_glyph(lane->grid, row, col, GLYPH_NAME_WRONG, ROLE_TROUBLE);
		else if (row == last)
			grid_glyph(lane->grid, row, col, GLYPH_NAME_TEE_UP, ROLE_PLAIN);
		else
			grid_glyph(lane->grid, row, col, GLYPH_NAME_TEE_RIGHT, ROLE_PLAIN);
	}
}

/* A call under way makes the bus heavy from its server's row to the node's. */
static void
draw_bus_path(struct map_lane *lane, const struct journey *journey)
{
	int slot = map_server_slot(lane, journey->server), from, to;

	if (!map_has_bus(lane) || journey->lost || slot < 0 || slot >= lane->layout->slots ||
	    journey->backing == NONE16 || !past(journey, JOURNEY_TO_BACKING, JOURNEY_FROM_BACKING))
		return;
	from = map_wire_row(lane, slot);
	to = map_backing_row(lane, journey->backing, from);
	for (int row = from; row != to; row += to > from ? 1 : -1) {
		if (row != from)
			grid_glyph(
			    lane->grid, row, lane->layout->bus, GLYPH_NAME_HEAVY_V, ROLE_REQUEST);
	}
}

void
map_draw_wires(struct map_lane *lane)
{
	draw_idle_wires(lane);
	draw_balancer(lane);
	draw_bus(lane);
	for (uint32_t i = 0; i < lane->journey_count; i++)
		draw_journey(lane, &lane->journeys[i], (int)(lane->journey_count - 1 - i));
	for (int slot = 0; slot < lane->layout->slots; slot++) {
		if (lane->servers[slot] != NONE16)
			draw_queue(lane, slot, lane->servers[slot]);
	}
	map_draw_cuts(lane);
	for (uint32_t i = 0; i < lane->journey_count; i++)
		draw_bus_path(lane, &lane->journeys[i]);
}
