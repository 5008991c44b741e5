/* view/map_nodes.c - clients with what they hold, and who stands in which row. */
#include "view/map.h"

#include "base/units.h"
#include "base/utf8.h"
#include "trace/http.h"

/* What a device holds: a signed coat or badge, unsigned pieces. Whose they are the thing itself
 * says, not the hand it is in: a thief carries the badge of the one it was taken from. */
static void
hand_carried(const struct map_lane *lane, uint16_t device, struct str *out)
{
	const struct world *world = lane->world;
	const struct trace *trace = lane->trace;
	uint16_t client, login = trace_piece(trace, "login");
	const struct holding *pill = NULL, *badge = NULL, *holding;
	enum pill_form form = PILL_BADGE;
	bool alone;

	for (holding = world_first(world, device); holding; holding = world_next(world, holding)) {
		uint16_t piece = trace->items[holding->item].piece;

		if (piece == lane->scene->piece)
			pill = holding;
		else if (piece == login)
			badge = holding;
	}
	if (!pill && !badge)
		return;
	client = trace->items[pill ? pill->item : badge->item].client;
	alone = (pill && world_alone(world, pill)) || (badge && world_alone(world, badge));
	if (out->length)
		str_add_char(out, ' ');
	if (alone)
		str_add(out, "║");
	if (pill)
		form = pill->home == HOME_TOKEN ? PILL_SEALED : PILL_KEPT;
	else if (badge->home != HOME_TOKEN)
		form = PILL_LOGIN;
	if (pill && badge && pill->home != badge->home)
		pill_text(trace, PILL_BADGE, client, "", PILL_OWNER, out);
	pill_text(trace, form, client, pill ? trace_text(trace, pill->text) : "",
	    lane->layout->hand, out);
	if (alone)
		str_add(out, "║");
}

void
map_hand(const struct map_lane *lane, uint16_t device, struct str *out)
{
	const struct holding *ticket, *route;

	if (!lane->world)
		return;
	ticket = world_ticket(lane->world, device);
	route = world_route(lane->world, device);
	if (ticket)
		pill_ticket(lane->trace, ticket->session, out);
	if (route && route->route != NONE16)
		str_printf(out, "%s%s%s", out->length ? " " : "",
		    lane->layout->fit.route_short ? "" : "srv=",
		    lane->trace->actors[route->route].id);
	hand_carried(lane, device, out);
}

static const struct journey *
journey_of(const struct map_lane *lane, uint16_t device)
{
	for (uint32_t i = lane->journey_count; i > 0; i--) {
		if (lane->journeys[i - 1].device == device)
			return &lane->journeys[i - 1];
	}
	return NULL;
}

/* "GET /cart   54 B" under the wire, as much of it as there is room for. */
static void
draw_request(struct map_lane *lane, const struct journey *journey, int row, int col)
{
	const struct map_layout *layout = lane->layout;
	const struct trace *trace = lane->trace;
	struct str path = STR_INIT, bytes = STR_INIT;
	uint32_t send = trace->requests[journey->request].begin_event;
	uint32_t message = send < trace->event_count ? trace->events[send].message : NONE32;
	int end = layout->balancer, begin;

	if (layout->fit.path == 0 || journey->at >= JOURNEY_REPLY_TO_CLIENT)
		goto out;
	request_line(trace, journey->request, &path);
	begin = end - 1 - utf8_cells(path.text);
	if (layout->fit.bytes && message < trace->message_count &&
	    trace->messages[message].kind == MESSAGE_REQUEST) {
		units_print_bytes(&bytes, trace->messages[message].state_bytes);
		if (begin - 8 > col)
			grid_text(lane->grid, row, end - 1 - utf8_cells(bytes.text), ROLE_PLAIN,
			    bytes.text);
		begin -= 8;
	}
	if (begin <= col) { /* the method goes first */
		const char *slash = path.text;

		while (*slash && *slash != '/')
			slash++;
		begin = end - 1 - utf8_cells(slash);
		if (begin > col)
			grid_text(lane->grid, row, begin, ROLE_PLAIN, slash);
	} else {
		grid_text(lane->grid, row, begin, ROLE_PLAIN, path.text);
	}
out:
	str_release(&path);
	str_release(&bytes);
}

static void
draw_client(struct map_lane *lane, int slot, uint16_t device)
{
	const struct map_layout *layout = lane->layout;
	int row = map_wire_row(lane, slot), col;
	const struct journey *journey = journey_of(lane, device);
	bool focus = trace_client_of(lane->trace, device) == lane->scene->client;
	struct str hand = STR_INIT;

	grid_text_cut(lane->grid, row, layout->left, layout->name_cols,
	    lane->trace->actors[device].attacker ? ROLE_TROUBLE
	    : focus                              ? ROLE_BOLD
	                                         : ROLE_PLAIN,
	    actor_shown(lane->trace, device));
	if (lane->run->closed && lane->scene->hands_closed)
		str_add(&hand, "?"); /* what somebody carries may be what is asked */
	else
		map_hand(lane, device, &hand);
	if (lane->scene->ghost.on &&
	    trace_actor_is(lane->trace, device, lane->scene->ghost.place)) {
		str_add(&hand, hand.length ? " " : "");
		pill_text(lane->trace, PILL_GHOST, lane->scene->ghost.client,
		    lane->scene->ghost.text ? lane->scene->ghost.text : "", PILL_ITEMS, &hand);
	}
	col = pill_put(lane->grid, row + 1, layout->left, layout->balancer - layout->left - 1,
	    ROLE_PLAIN, hand.text);
	if (journey)
		draw_request(lane, journey, row + 1, col);
	str_release(&hand);
}

/* A device that the newest event took something from: "gone", for that one event. */
static void
draw_taken(struct map_lane *lane)
{
	const struct event *event;
	struct str text = STR_INIT;
	int slot;

	if (!lane->world || lane->world->next == 0 || lane->run->closed)
		return;
	event = &lane->trace->events[lane->world->next - 1];
	if (event->kind != EVENT_EVICT && event->kind != EVENT_EXPIRE)
		return;
	slot = map_client_slot(lane, event->actor);
	if (slot < 0 || slot >= lane->layout->slots || lane->clients[slot] != event->actor)
		return;
	map_hand(lane, event->actor, &text);
	str_printf(&text, "%sgone %s", text.length ? " " : "",
	    event->item < lane->trace->item_count ?
	    trace_piece_name(lane->trace, lane->trace->items[event->item].piece) : "");
	pill_put(lane->grid, map_wire_row(lane, slot) + 1, lane->layout->left,
	    lane->layout->balancer - lane->layout->left - 1, ROLE_PLAIN, text.text);
	str_release(&text);
}

static void
draw_more(struct map_lane *lane, const uint16_t *slots, uint32_t more, int col)
{
	int slot = 0;

	if (more == 0)
		return;
	while (slot < lane->layout->slots && slots[slot] != NONE16)
		slot++;
	if (slot < lane->layout->slots)
		grid_printf(
		    lane->grid, map_wire_row(lane, slot), col, ROLE_PLAIN, "+%u more%s", more,
		    lane->scene->slices ? ": press )" : "");
}

/* Where store and database stand: above each other when the lane has both. */
struct backing_rows {
	int store, store_rows, database, database_rows; /* top border; rows of content */
	bool store_closed;
};

static struct backing_rows
backing_rows(const struct map_lane *lane)
{
	int top = map_slot_row(lane, 0), rows = map_last_row(lane) - top + 1;
	struct backing_rows out = { .store = top, .store_rows = rows - 2, .database = top,
		.database_rows = rows - 2, .store_closed = true };
	int split = (rows * 2 + 2) / 3;

	if (lane->store == NONE16 || lane->database == NONE16)
		return out;
	out.store_closed = lane->layout->closed;
	if (rows - split < 3)
		split = rows - 3;
	out.database = top + split;
	out.database_rows = rows - split - 2;
	out.store_rows = split - 1 - out.store_closed;
	return out;
}

int
map_backing_row(const struct map_lane *lane, uint16_t backing, int caller_row)
{
	struct backing_rows rows;

	if (lane->layout->bus < 0)
		return caller_row;
	rows = backing_rows(lane);
	return 1 + (backing == lane->store ? rows.store : rows.database);
}

static void
draw_backing(struct map_lane *lane)
{
	const struct map_layout *layout = lane->layout;
	struct backing_rows rows = backing_rows(lane);

	if (layout->backing_cols == 0)
		return;
	if (lane->store != NONE16)
		map_draw_place(lane, lane->store, rows.store, rows.store_rows, layout->backing,
		    layout->backing_cols, rows.store_closed || lane->database == NONE16);
	if (lane->database != NONE16)
		map_draw_place(lane, lane->database, rows.database, rows.database_rows,
		    layout->backing, layout->backing_cols, true);
}

void
map_draw_nodes(struct map_lane *lane)
{
	const struct map_layout *layout = lane->layout;
	int content = layout->pitch - (layout->closed ? 2 : 1);

	for (int slot = 0; slot < layout->slots; slot++) {
		bool next = slot + 1 < layout->slots && lane->servers[slot + 1] != NONE16;

		if (lane->clients[slot] != NONE16)
			draw_client(lane, slot, lane->clients[slot]);
		if (lane->servers[slot] != NONE16)
			map_draw_place(lane, lane->servers[slot], map_slot_row(lane, slot), content,
			    layout->server, layout->server_cols, layout->closed || !next);
	}
	draw_taken(lane);
	draw_more(lane, lane->clients, lane->clients_more, layout->left);
	draw_more(lane, lane->servers, lane->servers_more, layout->server);
	draw_backing(lane);
}
