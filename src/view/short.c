/* view/short.c - a lane in two rows, for frames whose words need the room, and the list of requests
 * under way.
 *
 *    Ana ──GET /cart, #7f3──▶ balancer ──▶ s2  read #7f3 ✗ miss             s1 ✗ DOWN
 *    Ana ◀── 401, log in first ── s2
 */
#include "view/parts.h"

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"
#include "trace/http.h"
#include "view/ladder.h"
#include "view/words.h"

/* What became of the focus client's newest request, as far as it is known. */
struct way {
	uint32_t send, reply; /* events: the device's send, the reply's newest send; NONE32 */
	uint16_t server;      /* chosen, NONE16 */
	bool at_balancer, at_server, refused, answered;
	uint32_t found; /* newest read or miss at the server, NONE32 */
};

static void
way_event(const struct trace *trace, uint32_t index, uint32_t known, struct way *way)
{
	const struct event *event = &trace->events[index];
	enum role role = trace->actors[event->actor].role;

	switch ((int)event->kind) {
	case EVENT_ROUTE:
	case EVENT_REDISPATCH:
		way->server = event->other;
		way->refused = way->at_server = false;
		break;
	case EVENT_RECEIVE:
		way->at_balancer = way->at_balancer || role == ROLE_BALANCER;
		way->at_server = way->at_server || role == ROLE_SERVER;
		break;
	case EVENT_REFUSE:
		way->refused = true;
		break;
	case EVENT_READ:
	case EVENT_MISS:
		way->found = index;
		break;
	case EVENT_SEND:
		if (event->message != NONE32 &&
		    trace->messages[event->message].kind == MESSAGE_REPLY) {
			way->reply = index;
			way->answered = role == ROLE_BALANCER && event->pair < known;
		}
		break;
	default:
		break;
	}
}

static struct way
find_way(const struct scene *scene, const struct scene_run *run, const struct world *world)
{
	struct way way = { .send = NONE32, .reply = NONE32, .server = NONE16, .found = NONE32 };
	uint16_t device = world_device(world, scene->client);
	uint32_t known = run_known(run), request;

	if (device == NONE16)
		return way;
	way.send = world_device_last(world, device);
	if (way.send == NONE32)
		return way;
	request = run->trace->events[way.send].request;
	for (uint32_t i = way.send; i < known; i++) {
		if (run->trace->events[i].request == request)
			way_event(run->trace, i, known, &way);
	}
	return way;
}

/* A wire of `cells` with words in it and a head or a load at its end. */
static int
put_wire(struct grid *grid, int row, int col, const char *words, bool gone, int tail)
{
	enum glyph_name line = GLYPH_NAME_HEAVY_H;

	grid_repeat_name(grid, row, col, tail, line, ROLE_REQUEST);
	col = grid_text(grid, row, col + tail, ROLE_BOLD, words);
	if (gone) {
		grid_repeat_name(grid, row, col, tail, line, ROLE_REQUEST);
		grid_glyph(grid, row, col + tail, GLYPH_NAME_HEAD_RIGHT, ROLE_REQUEST);
	} else {
		grid_glyph(grid, row, col, GLYPH_NAME_REQUEST, ROLE_REQUEST);
		grid_repeat_name(grid, row, col + 1, tail - 1, GLYPH_NAME_LINE_H, ROLE_DIM);
		grid_glyph(grid, row, col + tail, GLYPH_NAME_HEAD_RIGHT, ROLE_DIM);
	}
	return col + tail + 2;
}

static void
draw_request(const struct scene *scene, const struct scene_run *run, const struct way *way,
    struct grid *grid, struct rect rect)
{
	const struct trace *trace = run->trace;
	bool narrow = rect.cols < 60;
	struct str words = STR_INIT, label = STR_INIT;
	int col;

	col = grid_text(grid, rect.row, rect.col, ROLE_BOLD, actor_shown(trace, scene->client)) + 1;
	if (way->send == NONE32)
		return;
	words_request(trace, way->send, &words);
	words_label(trace, way->send, 9, &label);
	if (!narrow && words.length && utf8_cells(label.text) > 0)
		str_printf(&words, ", %s", label.text);
	col = put_wire(grid, rect.row, col, words.text, way->at_balancer, narrow ? 1 : 2);
	col = grid_text(grid, rect.row, col, ROLE_PLAIN, narrow ? "lb"
		: cast_word(trace->scenario, CAST_BALANCER)) + 1;
	if (way->server != NONE16) {
		bool gone = way->at_server || way->refused;

		col = put_wire(grid, rect.row, col, "", gone, narrow ? 1 : 2);
		col = grid_text(grid, rect.row, col, ROLE_BOLD, actor_short(trace, way->server));
		col += 2;
		if (way->refused)
			col = grid_text(grid, rect.row, col, ROLE_TROUBLE, "✗ refused");
		else if (way->found != NONE32 && !run->closed)
			col = grid_text(grid, rect.row, col,
			    trace->events[way->found].kind == EVENT_MISS ? ROLE_TROUBLE : ROLE_GOOD,
			    trace->events[way->found].kind == EVENT_MISS ? "✗ miss" : "✓ found");
	}
	str_release(&words);
	str_release(&label);
}

static void
draw_reply(const struct scene *scene, const struct scene_run *run, const struct way *way,
    struct grid *grid, struct rect rect)
{
	const struct trace *trace = run->trace;
	const struct message *message = &trace->messages[trace->events[way->reply].message];
	int row = rect.row + 1, col;
	struct str words = STR_INIT;

	str_printf(&words, " %u", message->status);
	if (message->status >= 400 || message->text != NONE32 || message->sets_sid) {
		str_add(&words, ", ");
		words_reply(trace, message, &words);
	}
	str_add_char(&words, ' ');
	col = grid_text(grid, row, rect.col, ROLE_BOLD, actor_shown(trace, scene->client)) + 1;
	grid_glyph(
	    grid, row, col++, way->answered ? GLYPH_NAME_HEAD_LEFT : GLYPH_NAME_REPLY, ROLE_REPLY);
	grid_repeat_name(grid, row, col, 2, GLYPH_NAME_LINE_H, ROLE_REPLY);
	col = grid_text(grid, row, col + 2, ROLE_BOLD, words.text);
	grid_repeat_name(grid, row, col, 2, GLYPH_NAME_LINE_H, ROLE_REPLY);
	grid_text(grid, row, col + 3, ROLE_PLAIN,
	    way->server == NONE16 ? cast_word(trace->scenario, CAST_BALANCER)
				  : actor_short(trace, way->server));
	str_release(&words);
}

/* What the client's hand holds: "#7f3 srv=s1", "▐A:2✓▌". */
static void
draw_hand(const struct scene_run *run, const struct world *world, uint16_t device,
    struct grid *grid, int row, int col)
{
	const struct trace *trace = run->trace;
	const struct holding *ticket = world_ticket(world, device),
			     *route = world_route(world, device);
	uint32_t token = world_token(world, device);

	if (ticket && ticket->session != NONE32) {
		char digits[33];

		trace_ticket(trace, ticket->session, digits);
		col = grid_printf(grid, row, col, ROLE_TICKET, "#%s", digits) + 1;
	}
	if (route && route->route != NONE16)
		col = grid_printf(
			  grid, row, col, ROLE_PLAIN, "srv=%s", trace->actors[route->route].id) +
		    1;
	if (token != NONE32) {
		struct str text = STR_INIT;

		words_token(trace, token, 9, &text);
		grid_text(grid, row, col, ROLE_STATE, text.text);
		str_release(&text);
	}
}

/* Who is down, from the right, a blank before it; closed boxes below. */
static void
draw_down(
    const struct scene_run *run, const struct world *world, struct grid *grid, struct rect rect)
{
	struct str first = STR_INIT, second = STR_INIT;

	for (uint16_t a = 0; a < run->trace->actor_count; a++) {
		enum role role = run->trace->actors[a].role;

		if ((role != ROLE_SERVER && role != ROLE_STORE && role != ROLE_DATABASE) ||
		    !world_is_there(world, a))
			continue;
		if (!world->places[a].up || !world->places[a].reachable)
			str_printf(&first, "%s%s ✗ DOWN%s", first.length ? "  " : " ",
			    run->trace->actors[a].id, run->closed ? " ?" : "");
		else if (run->closed && role == ROLE_SERVER)
			str_printf(&second, "%s%s ?", second.length ? "  " : " ",
			    run->trace->actors[a].id);
	}
	grid_text(grid, rect.row, rect.col + rect.cols - utf8_cells(first.text), ROLE_TROUBLE,
	    first.text);
	grid_text(grid, rect.row + 1, rect.col + rect.cols - utf8_cells(second.text), ROLE_PLAIN,
	    second.text);
	str_release(&first);
	str_release(&second);
}

void
view_short(const struct scene *scene, struct grid *grid, struct rect rect)
{
	const struct scene_run *run = scene_lane(scene);
	struct rect previous = grid_clip(grid, rect);
	const struct world *world = run_world(run);

	if (world) {
		struct way way = find_way(scene, run, world);
		uint16_t device = world_device(world, scene->client);

		draw_request(scene, run, &way, grid, rect);
		if (way.reply != NONE32)
			draw_reply(scene, run, &way, grid, rect);
		else if (device != NONE16)
			draw_hand(run, world, device, grid, rect.row + 1, rect.col);
		draw_down(run, world, grid, rect);
	}
	grid_unclip(grid, previous);
}

/* -- in flight -- */

static void
draw_flight(const struct scene *scene, const struct scene_run *run, const struct flight *flight,
    struct grid *grid, int row, int col, int cols)
{
	const struct trace *trace = run->trace;
	uint16_t client = trace_event_client(trace, &trace->events[flight->send]);
	const char *name = client == NONE16 ? "" : actor_shown(trace, client);
	const char *to = trace->actors[flight->to].role == ROLE_BALANCER
	    ? trace->actors[flight->to].name
	    : actor_short(trace, flight->to);
	struct str words = STR_INIT, label = STR_INIT, left = STR_INIT;

	words_request(trace, flight->send, &words);
	words_label(trace, flight->send, 12, &label);
	if (flight->to_ns > scene->at_ns)
		units_print_duration(&left, flight->to_ns - scene->at_ns);
	if (client == scene->client)
		grid_glyph(grid, row, col + 1, GLYPH_NAME_HEAD_RIGHT, ROLE_YOURS);
	grid_text_cut(grid, row, col + 3, 8, ROLE_PLAIN, name);
	grid_text_cut(grid, row, col + 12, 15, ROLE_PLAIN, words.text);
	grid_text_cut(
	    grid, row, col + 28, 12, label.text[0] == '#' ? ROLE_TICKET : ROLE_PLAIN, label.text);
	grid_printf(grid, row, col + 41, ROLE_PLAIN, "to %s", to);
	if (left.length)
		grid_printf(
		    grid, row, col + (cols > 74 ? 60 : cols - 14), ROLE_PLAIN, "in %s", left.text);
	str_release(&words);
	str_release(&label);
	str_release(&left);
}

/* A request inside a server: it waits for a worker or is worked on. */
static void
draw_work(const struct scene *scene, const struct scene_run *run, uint32_t request,
    const struct world_request *work, struct grid *grid, int row, int col)
{
	const struct trace *trace = run->trace;
	const struct request *asked = &trace->requests[request];
	struct str words = STR_INIT;

	request_line(trace, request, &words);
	if (asked->client == scene->client)
		grid_glyph(grid, row, col + 1, GLYPH_NAME_HEAD_RIGHT, ROLE_YOURS);
	grid_text_cut(grid, row, col + 3, 8, ROLE_PLAIN, actor_shown(trace, asked->client));
	grid_text_cut(grid, row, col + 12, 15, ROLE_PLAIN, words.text);
	grid_printf(grid, row, col + 41, ROLE_PLAIN, "%s %s",
	    work->stage == STAGE_WAITING ? "waits at" : "in work at",
	    actor_short(trace, work->place));
	str_release(&words);
}

enum { REQUESTS_SCANNED = 4096 };

/* The newest requests inside servers: counts them, draws those that have a row. */
static uint32_t
draw_works(const struct scene *scene, const struct scene_run *run, const struct world *world,
    struct grid *grid, struct rect rect, uint32_t used)
{
	uint32_t count = 0, end = world->request_room;

	if (end > run->trace->request_count)
		end = run->trace->request_count;
	for (uint32_t r = end > REQUESTS_SCANNED ? end - REQUESTS_SCANNED : 0; r < end; r++) {
		const struct world_request *work = &world->requests[r];

		if (work->stage == STAGE_NONE || work->place == NONE16)
			continue;
		count++;
		if ((int)(used + count) < rect.rows)
			draw_work(
			    scene, run, r, work, grid, rect.row + (int)(used + count), rect.col);
	}
	return count;
}

void
view_flights(const struct scene *scene, struct grid *grid, struct rect rect)
{
	const struct scene_run *run = scene_lane(scene);
	const struct world *world = run_world(run);
	struct rect previous = grid_clip(grid, rect);
	struct str heading = STR_INIT;
	uint32_t count;

	if (world && rect.rows > 1) {
		count = world->flight_count;
		for (uint32_t i = 0; i < world->flight_count && (int)i + 1 < rect.rows; i++)
			draw_flight(scene, run, &world->flights[i], grid, rect.row + 1 + (int)i,
			    rect.col, rect.cols);
		count += draw_works(scene, run, world, grid, rect, count);
		if (count)
			str_printf(&heading, "under way %u", count);
		else
			str_add(&heading, "nothing is under way");
		view_heading(grid, rect.row, heading.text, NULL);
	}
	str_release(&heading);
	grid_unclip(grid, previous);
}
