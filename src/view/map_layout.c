/* view/map_layout.c - columns from the wider needs of all lanes, shortening step by step. */
#include "view/map_layout.h"

#include <string.h>

#include "base/utf8.h"
#include "view/parts.h"

enum {
	SCAN_ROWS = 2000, /* contents and names looked at for widths: a frame stays quick */
	NAME_CELLS = 14, /* longer names are cut */
	PITCH_MAX = 7,
	WIRE_MIN = 5,
};

/* Steps of PICTURES "Columns" 2, in the order in which a picture gives things up. */
/* clang-format off */
static const struct map_fit map_fits[] = {
	/* load       box        path bytes  size   route  balancer, names */
	{ PILL_ITEMS, PILL_ITEMS, 2, true,  true,  false, 14, NAME_CELLS },
	{ PILL_ITEMS, PILL_ITEMS, 2, true,  true,  false, 12, NAME_CELLS },
	{ PILL_ITEMS, PILL_ITEMS, 2, false, true,  false, 12, NAME_CELLS },
	{ PILL_ITEMS, PILL_ITEMS, 1, false, true,  false, 12, NAME_CELLS },
	{ PILL_ITEMS, PILL_ITEMS, 1, false, true,  false, 8,  NAME_CELLS },
	{ PILL_COUNT, PILL_ITEMS, 1, false, true,  false, 12, NAME_CELLS },
	{ PILL_COUNT, PILL_ITEMS, 1, false, true,  false, 8,  NAME_CELLS },
	{ PILL_COUNT, PILL_ITEMS, 1, false, false, false, 8,  NAME_CELLS },
	{ PILL_COUNT, PILL_COUNT, 1, false, true,  false, 8,  NAME_CELLS },
	{ PILL_COUNT, PILL_COUNT, 1, false, false, false, 8,  NAME_CELLS },
	{ PILL_COUNT, PILL_COUNT, 0, false, false, true,  8,  9 },
	{ PILL_COUNT, PILL_COUNT, 0, false, false, true,  4,  9 },
	{ PILL_OWNER, PILL_COUNT, 0, false, false, true,  4,  9 },
	{ PILL_OWNER, PILL_OWNER, 0, false, false, true,  4,  6 },
	/* Loads are marks alone. */
	{ PILL_LEVELS, PILL_OWNER, 0, false, false, true, 4,  6 },
	{ PILL_LEVELS, PILL_OWNER, 0, false, false, true, 4,  3 },
};
/* clang-format on */

/* The widest things of all lanes. */
struct needs {
	int name, ticket, path, short_path, route, short_route, server_title;
	int pill[PILL_LEVELS + 1]; /* kept: with its ends; the last: not shown */
	bool token_pill, token_badge, client_pill;
	bool server_pill, server_login, backing_pill, backing_ticket;
	bool keys;
	uint32_t clients, servers;
	struct map_backing backing;
};

static void
widen(int *width, int cells)
{
	if (cells > *width)
		*width = cells;
}

/* An actor that requests use: any message comes to it, or any entry of it was asked for. */
static bool
actor_used(const struct trace *trace, uint16_t actor)
{
	uint32_t count = trace->event_count < SCAN_ROWS ? trace->event_count : SCAN_ROWS;

	for (uint32_t i = 0; i < count; i++) {
		const struct event *event = &trace->events[i];

		if (event->kind == EVENT_SEND && event->other == actor)
			return true;
	}
	return false;
}

/* Whether an action asks the home of a piece for anything. */
static bool
action_asks(const struct scenario *scenario, const struct script_step *step, enum home home)
{
	const struct action *action = &scenario->actions[step->action];
	bool login = action->needs_login || action->makes_session || action->ends_session;

	for (uint32_t piece = 0; piece < scenario->piece_count; piece++) {
		const struct piece *row = &scenario->pieces[piece];
		bool asked = (login && str_equal(row->id, "login")) ||
		    (action->makes_session && row->key == PIECE_KEY_SESSION) ||
		    (action->argument_piece && step->piece == piece);

		for (int i = 0; i < 4; i++)
			asked = asked || action->reads[i] == piece || action->writes[i] == piece;
		if (asked && row->home == home)
			return true;
	}
	return false;
}

/* Whether any script does, or what guards the requests; large runs are not searched for it. */
static bool
scripts_ask(const struct scenario *scenario, enum home home)
{
	if ((scenario->idempotency.on && scenario->idempotency.home == home) ||
	    (scenario->limiter.on && scenario->limiter.home == home) ||
	    (scenario->denylist.on && home == HOME_STORE))
		return true;
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		for (uint32_t k = 0; k < client->script_count; k++) {
			if (client->script[k].word == SCRIPT_ACTION &&
			    action_asks(scenario, &client->script[k], home))
				return true;
		}
		if (client->has_repeat && action_asks(scenario, &client->repeat, home))
			return true;
	}
	return false;
}

struct map_backing
map_backing(const struct scene *scene)
{
	struct map_backing backing = { false, false };

	for (uint32_t i = 0; i < scene->run_count; i++) {
		const struct trace *trace = scene->runs[i].trace;
		const struct scenario *scenario = trace->scenario;

		backing.store = backing.store || scripts_ask(scenario, HOME_STORE);
		backing.database = backing.database || scripts_ask(scenario, HOME_DATABASE);
		for (uint32_t k = 0; scenario->client_count == 0 && k < trace->actor_count; k++) {
			bool store = trace->actors[k].role == ROLE_STORE;

			if (!store && trace->actors[k].role != ROLE_DATABASE)
				continue;
			*(store ? &backing.store : &backing.database) |=
			    actor_used(trace, (uint16_t)k);
		}
	}
	return backing;
}

static void
need_actors(const struct trace *trace, struct needs *needs)
{
	uint32_t clients = 0, servers = 0;

	for (uint32_t i = 0; i < trace->actor_count; i++) {
		const struct actor *actor = &trace->actors[i];
		int cells = i < SCAN_ROWS ? utf8_cells(actor_shown(trace, (uint16_t)i)) : 0;

		if (actor->role == ROLE_DEVICE) {
			clients++;
			widen(&needs->name, cells < NAME_CELLS ? cells : NAME_CELLS);
		} else if (actor->role == ROLE_SERVER) {
			servers++;
			widen(&needs->short_route, i < SCAN_ROWS ? utf8_cells(actor->id) : 0);
			widen(&needs->server_title, cells);
		}
	}
	if (clients > needs->clients)
		needs->clients = clients;
	if (servers > needs->servers)
		needs->servers = servers;
	needs->route = needs->short_route + (int)strlen("srv=");
}

static void
need_pills(const struct scene *scene, const struct trace *trace, struct needs *needs)
{
	struct str text = STR_INIT;

	for (uint32_t i = 0; i < trace->content_count && i < SCAN_ROWS; i++) {
		const struct content *content = &trace->contents[i];
		const struct item *item = &trace->items[content->item];

		if (item->piece != scene->piece)
			continue;
		for (int level = 0; level < PILL_LEVELS; level++) {
			str_clear(&text);
			pill_text(trace, PILL_KEPT, item->client, trace_text(trace, content->text),
			    (enum pill_level)level, &text);
			widen(&needs->pill[level], utf8_cells(text.text));
		}
	}
	for (uint32_t i = 0; i < trace->session_count && i < SCAN_ROWS; i += 1 + i / 8) {
		str_clear(&text);
		pill_ticket(trace, i, &text);
		widen(&needs->ticket, utf8_cells(text.text));
	}
	str_release(&text);
}

static void
need_paths(const struct trace *trace, struct needs *needs)
{
	const struct scenario *scenario = trace->scenario;
	uint64_t seen = 0;

	for (uint32_t i = 0; i < trace->request_count && i < SCAN_ROWS; i++) {
		const struct request *request = &trace->requests[i];
		const struct action *action = &scenario->actions[request->action];
		int cells = (int)strlen(action->path), method = (int)strlen(action->method) + 1;

		if (request->action < 64 && seen >> request->action & 1 && !action->argument_piece)
			continue;
		seen |= request->action < 64 ? 1ull << request->action : 0;
		if (action->argument_piece && request->piece != NONE16)
			cells = 1 + (int)strlen(trace_piece_id(trace, request->piece));
		widen(&needs->short_path, cells);
		widen(&needs->path, cells + method);
	}
}

static void
need_homes(const struct scene *scene, const struct trace *trace, struct needs *needs)
{
	const struct scenario *scenario = trace->scenario;
	uint16_t login = trace_piece(trace, "login");

	for (uint16_t piece = 0; piece < scenario->piece_count; piece++) {
		enum home home = scenario->pieces[piece].home;
		bool pill = piece == scene->piece;
		bool memory = home == HOME_SERVER || home == HOME_REPLICA;

		if (!pill && piece != login)
			continue;
		needs->server_pill = needs->server_pill || (memory && pill);
		needs->server_login = needs->server_login || (memory && !pill);
		needs->token_pill = needs->token_pill || (home == HOME_TOKEN && pill);
		needs->token_badge = needs->token_badge || (home == HOME_TOKEN && !pill);
		needs->client_pill = needs->client_pill || (home == HOME_CLIENT && pill);
		needs->backing_pill = needs->backing_pill ||
		    ((home == HOME_STORE || home == HOME_DATABASE) && pill);
		needs->backing_ticket = needs->backing_ticket ||
		    (home == HOME_STORE && scenario->pieces[piece].key == PIECE_KEY_SESSION);
	}
	needs->keys = needs->keys || scenario_uses_home(scenario, HOME_TOKEN);
}

static void
find_needs(const struct scene *scene, struct needs *needs)
{
	*needs = (struct needs){ .ticket = 4, .name = 3 };
	for (uint32_t i = 0; i < scene->run_count; i++) {
		const struct trace *trace = scene->runs[i].trace;

		need_actors(trace, needs);
		need_pills(scene, trace, needs);
		need_paths(trace, needs);
		need_homes(scene, trace, needs);
	}
	needs->backing = map_backing(scene);
}

/* The longest load that a step promises to show whole: what requests carry, or a store answers. */
static int
load_cells(const struct needs *needs, const struct map_fit *fit, bool backing)
{
	int cells = needs->ticket;

	if (fit->load == PILL_LEVELS)
		return 2;
	if (backing)
		return 1 + (needs->backing_pill ? needs->pill[fit->load] : needs->ticket);
	if (needs->token_pill)
		widen(&cells, needs->pill[fit->load] + 1);
	if (needs->token_badge)
		widen(&cells, 4);
	return cells + 1;
}

static int
hand_cells(const struct needs *needs, const struct map_fit *fit)
{
	int cells = needs->ticket + 1 + (fit->route_short ? needs->short_route : needs->route);
	enum pill_level level = fit->load < PILL_LEVELS ? fit->load : PILL_OWNER;

	if (needs->token_pill)
		widen(&cells, needs->pill[level] + 3);
	if (needs->client_pill)
		widen(&cells, needs->ticket + needs->pill[level] + 2);
	if (needs->token_badge)
		widen(&cells, 6);
	return cells;
}

/* Minimum columns of each part under one step. */
struct widths {
	int left, balancer, wire2, server, wire3, bus, backing;
};

static int
total(const struct widths *widths)
{
	return widths->left + widths->balancer + widths->wire2 + widths->server + widths->wire3 +
	    widths->bus + widths->backing;
}

static void
find_widths(const struct needs *needs, const struct map_fit *fit, struct widths *widths)
{
	int hand = hand_cells(needs, fit), load = load_cells(needs, fit, false);
	bool two = needs->backing.store && needs->backing.database,
	     least = fit->load == PILL_LEVELS;
	int server = least ? 9 : 14;

	*widths = (struct widths){ .balancer = fit->balancer_cols };
	if (fit->path > 0)
		hand += 2 + (fit->path == 2 ? needs->path : needs->short_path);
	if (fit->bytes)
		hand += 2 + 6;
	widths->left = (needs->name < fit->name_cols ? needs->name : fit->name_cols) + 1 + load + 2;
	widen(&widths->left, hand + 1);
	widths->wire2 = least ? 3 : load + 2 > WIRE_MIN ? load + 2 : WIRE_MIN;
	if (least)
		widen(&server, 2 + needs->pill[PILL_OWNER] + 2);
	else if (needs->server_pill)
		widen(&server, 2 + needs->ticket + needs->pill[fit->box] + (fit->size ? 4 : 0));
	else if (needs->server_login)
		widen(&server, 2 + needs->ticket + 3 + (fit->size ? 4 : 0));
	if (needs->keys && !least)
		widen(&server, 2 + 11 + 3);
	widen(&server, 2 + needs->server_title + 3);
	widths->server = server;
	if (!needs->backing.store && !needs->backing.database)
		return;
	load = load_cells(needs, fit, true);
	widths->wire3 = least ? 3 : load + 2 > WIRE_MIN ? load + 2 : WIRE_MIN;
	widths->bus = two ? 1 : 0;
	widths->backing = least ? 8 : 13;
	if (needs->backing_pill && !least)
		widen(&widths->backing, 2 + (needs->backing_ticket ? needs->ticket : 0) +
		    needs->pill[fit->box]);
}

/* Room left over goes to wires and boxes in turn, one cell each. */
static void
share_room(struct widths *widths, int room)
{
	int *parts[] = { &widths->left, &widths->wire2, &widths->server, &widths->wire3,
		&widths->backing };
	int count = widths->backing ? 5 : 3;

	for (int i = 0; room > 0; i = (i + 1) % count, room--)
		(*parts[i])++;
}

/* Rows of a lane: wires on the same pitch for clients and servers. */
static void
find_rows(const struct needs *needs, bool zoom, int lane_rows, struct map_layout *layout)
{
	int body = lane_rows - 1;
	uint32_t nodes = needs->clients > needs->servers ? needs->clients : needs->servers;
	int slots = nodes < 1 ? 1 : nodes > MAP_SLOTS ? MAP_SLOTS : (int)nodes;

	if (zoom && slots > 2) /* the focus path, and how many more there are */
		slots = 2;
	while (slots > 1 && 2 * slots + 1 > body)
		slots--;
	layout->slots = slots;
	layout->pitch = body / slots;
	if (layout->pitch > PITCH_MAX)
		layout->pitch = PITCH_MAX;
	layout->closed = layout->pitch >= 4;
	if (!layout->closed && layout->pitch * slots + 1 > body)
		layout->pitch--;
	layout->used_rows = 1 + layout->pitch * slots + (layout->closed ? 0 : 1);
	layout->fits = layout->pitch >= 2;
}

/* How much pills in hands say, which stand beside the path of a request in `room` cells. */
static enum pill_level
hand_level(const struct needs *needs, const struct map_layout *layout, int room)
{
	enum pill_level level = PILL_ITEMS;

	if (layout->fit.path > 0)
		room -= 2 + needs->short_path;
	while (level < PILL_OWNER && needs->pill[level] + 3 > room)
		level++;
	return level;
}

static void
place_columns(const struct needs *needs, struct rect rect, const struct widths *widths,
    struct map_layout *layout)
{
	layout->left = rect.col;
	layout->name_cols =
	    needs->name < layout->fit.name_cols ? needs->name : layout->fit.name_cols;
	layout->hand = hand_level(needs, layout, widths->left - 1);
	layout->wire1 = rect.col + layout->name_cols + 1;
	layout->balancer = rect.col + widths->left;
	layout->wire2 = layout->balancer + widths->balancer;
	layout->server = layout->wire2 + widths->wire2;
	layout->server_cols = widths->server;
	layout->wire3 = layout->server + widths->server;
	layout->bus = widths->bus ? layout->wire3 + widths->wire3 : -1;
	layout->backing = layout->wire3 + widths->wire3 + widths->bus;
	layout->backing_cols = widths->backing;
	layout->right = layout->backing + widths->backing;
}

void
map_layout(const struct scene *scene, struct rect rect, int lane_rows, struct map_layout *layout)
{
	size_t step = 0, steps = sizeof(map_fits) / sizeof(*map_fits);
	struct widths widths;
	struct needs needs;

	*layout = (struct map_layout){ .bus = -1 };
	find_needs(scene, &needs);
	find_rows(&needs, scene->zoom, lane_rows, layout);
	if (rect.cols < 100)
		step = 1; /* a wide balancer is for wide pictures */
	for (; step < steps; step++) {
		find_widths(&needs, &map_fits[step], &widths);
		if (total(&widths) <= rect.cols)
			break;
	}
	if (step == steps) {
		layout->fits = false;
		return;
	}
	layout->fit = map_fits[step];
	share_room(&widths, rect.cols - total(&widths));
	place_columns(&needs, rect, &widths, layout);
}
