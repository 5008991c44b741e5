/* view/strip.c - home by home, where the focus piece is: one row a design, adjacent for a twin.
 *
 *    ──────── Ana  wire  lb   s1   s2   s3  where is Ana's cart?  it carries ─────
 *    STICKY    #    #    ·   ▐█▌   ·    ·   in s1 and only s1     ██▊ 54 B
 *
 * Homes are those of the map, in its order; pieces with different homes have a row each.
 */
#include "view/map.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"
#include "trace/sentence.h"
#include "view/copies.h"

enum { HOMES_MAX = 72, LABEL_CELLS = 8, LABEL_CELLS_MAX = 13, BAR_CELLS = 11, BAR_CELLS_WIDE = 16,
	SENTENCE_CELLS = 23, WIDE_SENTENCE_CELLS = 15 /* more */ };

enum strip_mark { MARK_NOTHING, MARK_KEPT, MARK_OLDER, MARK_COPY, MARK_TICKET, MARK_LOST,
	MARK_UNKNOWN };

/* A column: a place, the wire, the balancer, or the copies of the store. */
struct strip_home {
	enum { COLUMN_CLIENT, COLUMN_WIRE, COLUMN_BALANCER, COLUMN_PLACE,
		COLUMN_COPIES } kind;
	const char *id; /* of a place: the same in both lanes of a twin */
	const char *head;
};

struct strip {
	const struct scene *scene;
	struct grid *grid;
	struct rect rect;
	struct strip_home homes[HOMES_MAX];
	int home_count;
	int label_cells;      /* the longest label and a blank */
	int cell_cols, first; /* width of a cell; column of the first */
	int sentence;         /* column of the sentence */
	int bytes;            /* column of the bar, -1: none */
	int bar_cells;
	uint64_t per_cell;    /* bytes a cell of the bar stands for */
	bool split;           /* some design has login and piece in different homes */
};

static bool
apart(const struct scene *scene, const struct scene_run *run)
{
	const struct scenario *scenario = run->trace->scenario;
	uint16_t login = scenario_piece(scenario, "login");

	if (login == SCENARIO_NONE || scene->piece >= scenario->piece_count ||
	    login == scene->piece)
		return false;
	return scenario->pieces[login].home != scenario->pieces[scene->piece].home &&
	    scenario->pieces[login].home != HOME_NONE;
}

int
view_strip_rows(const struct scene *scene)
{
	int rows = 1;

	for (uint32_t i = 0; i < scene->run_count; i++)
		rows += apart(scene, &scene->runs[i]) ? 2 : 1;
	return rows;
}

static void
add_home(struct strip *strip, int kind, const char *id, const char *head)
{
	struct strip_home *home = &strip->homes[strip->home_count];

	for (int i = 0; i < strip->home_count; i++) {
		if ((int)strip->homes[i].kind == kind && strcmp(strip->homes[i].id, id) == 0)
			return;
	}
	if (strip->home_count == HOMES_MAX)
		return;
	home->kind = (unsigned)kind;
	home->id = id;
	home->head = head;
	strip->home_count++;
}

/* Servers come and go: the strip has those of its moment. */
static bool
is_there(const struct scene_run *run, uint16_t actor)
{
	const struct world *world = run_world(run);

	return !world || world_is_there(world, actor);
}

/* Copies of the store beside it, as long as a run may have any. */
static void
add_copies(struct strip *strip)
{
	for (uint32_t run = 0; run < strip->scene->run_count; run++)
		if (copies_ever(&strip->scene->runs[run]))
			add_home(strip, COLUMN_COPIES, "", cast_word(
			    strip->scene->runs[run].trace->scenario, CAST_COPY));
}

static void
find_homes(struct strip *strip)
{
	const struct scene *scene = strip->scene;
	struct map_backing backing = map_backing(scene);
	static const enum role order[] = { ROLE_SERVER, ROLE_STORE, ROLE_DATABASE };

	add_home(strip, COLUMN_CLIENT, "", actor_shown(scene->runs[0].trace, scene->client));
	add_home(strip, COLUMN_WIRE, "", "wire");
	add_home(strip, COLUMN_BALANCER, "", "lb");
	for (size_t kind = 0; kind < sizeof(order) / sizeof(*order); kind++) {
		if ((order[kind] == ROLE_STORE && !backing.store) ||
		    (order[kind] == ROLE_DATABASE && !backing.database))
			continue;
		for (uint32_t run = 0; run < scene->run_count; run++) {
			const struct trace *trace = scene->runs[run].trace;

			for (uint32_t i = 0; i < trace->actor_count; i++) {
				if (trace->actors[i].role == order[kind] &&
				    is_there(&scene->runs[run], (uint16_t)i))
					add_home(strip, COLUMN_PLACE, trace->actors[i].id,
					    trace->actors[i].id);
			}
		}
		if (order[kind] == ROLE_STORE)
			add_copies(strip);
	}
}

/* The longest of the runs' state-carrying headers decides the scale, so that no frame changes it.
 */
static void
find_scale(struct strip *strip)
{
	uint64_t longest = 1;

	for (uint32_t run = 0; run < strip->scene->run_count; run++) {
		const struct trace *trace = strip->scene->runs[run].trace;

		for (uint32_t i = 0; i < trace->message_count && i < 4000; i++) {
			if (trace->messages[i].kind <= MESSAGE_REPLY &&
			    trace->messages[i].state_bytes > longest)
				longest = trace->messages[i].state_bytes;
		}
	}
	strip->per_cell = strip->rect.cols >= 110 ? 12 : 20;
	while (strip->per_cell * (uint64_t)strip->bar_cells < longest)
		strip->per_cell *= 2;
}

/* A place that tells something of the focus piece in any lane. */
static bool
home_tells(const struct strip *strip, const struct strip_home *home)
{
	for (uint32_t i = 0; i < strip->scene->run_count; i++) {
		const struct scene_run *run = &strip->scene->runs[i];
		const struct world *world = run->closed ? NULL : run_world(run);
		uint16_t place = trace_actor(run->trace, home->id);

		if (world && place != NONE16 && (world_holds(world, place, strip->scene->piece,
		    strip->scene->client) != WORLD_NO || !world->places[place].up))
			return true;
	}
	return false;
}

/* Gives up the last server's column that tells nothing, else the last server's; the sentence still
 * names what has no column.  False: there is no server left. */
static bool
drop_home(struct strip *strip)
{
	const struct trace *trace = strip->scene->runs[0].trace;
	int least = -1;

	for (int i = 0; i < strip->home_count; i++) {
		const struct strip_home *home = &strip->homes[i];
		uint16_t place = home->kind == COLUMN_PLACE ? trace_actor(trace, home->id) : NONE16;

		if (place == NONE16 || trace->actors[place].role != ROLE_SERVER)
			continue;
		if (least < 0 || !home_tells(strip, home) ||
		    home_tells(strip, &strip->homes[least]))
			least = i;
	}
	if (least < 0)
		return false;
	for (int i = least; i + 1 < strip->home_count; i++)
		strip->homes[i] = strip->homes[i + 1];
	strip->home_count--;
	return true;
}

static void
find_label(struct strip *strip)
{
	strip->label_cells = LABEL_CELLS;
	for (uint32_t i = 0; i < strip->scene->run_count; i++) {
		char label[LIMIT_ID_BYTES + 1];
		int cells;

		run_label(&strip->scene->runs[i], label);
		cells = utf8_cells(label) + 1;
		strip->label_cells = cells > strip->label_cells ? cells : strip->label_cells;
	}
	if (strip->label_cells > LABEL_CELLS_MAX)
		strip->label_cells = LABEL_CELLS_MAX;
}

static void
plan(struct strip *strip)
{
	bool wide = strip->rect.cols >= 110;
	int spare, room;

	find_homes(strip);
	strip->cell_cols = wide ? 7 : strip->rect.cols < 70 ? 4 : 5;
	find_label(strip);
	strip->first = strip->rect.col + strip->label_cells;
	spare = strip->rect.cols - strip->label_cells - SENTENCE_CELLS;
	if (wide && strip->home_count * 7 > spare)
		strip->cell_cols = 5;
	while (strip->home_count > 4 && strip->home_count * strip->cell_cols > spare) {
		if (!drop_home(strip))
			break;
	}
	strip->sentence = strip->first + strip->home_count * strip->cell_cols + 1;
	strip->bar_cells = wide ? BAR_CELLS_WIDE : BAR_CELLS;
	strip->bytes = strip->sentence + SENTENCE_CELLS - 1 + (strip->split ? 7 : 0);
	room = strip->rect.col + strip->rect.cols - strip->bytes - strip->bar_cells - 6;
	if (room < 0)
		strip->bytes = -1;
	else if (wide)
		strip->bytes += room < WIDE_SENTENCE_CELLS ? room : WIDE_SENTENCE_CELLS;
	find_scale(strip);
}

/* The newest journey of the focus client in a lane; a lane without drawing. */
static void
lane_of(const struct strip *strip, const struct scene_run *run, struct map_lane *lane)
{
	*lane = (struct map_lane){ .scene = strip->scene, .run = run, .trace = run->trace,
		.world = run_world(run), .grid = strip->grid };
	map_find_journeys(lane);
}

static const struct message *
message_of(const struct map_lane *lane)
{
	const struct trace *trace = lane->trace;
	uint32_t row;

	if (lane->focus.send >= trace->event_count)
		return NULL;
	row = trace->events[lane->focus.send].message;
	return row < trace->message_count ? &trace->messages[row] : NULL;
}

/* True while a message is on a wire or at its end, not when its request is over. */
static bool
travels(const struct map_lane *lane)
{
	return lane->focus.at != JOURNEY_NONE && lane->focus.at != JOURNEY_DONE &&
	    (lane->focus.under_way || lane->focus.at == JOURNEY_AT_BALANCER ||
	    lane->focus.at == JOURNEY_REPLY_AT_BALANCER || lane->focus.at == JOURNEY_AT_SERVER);
}

static enum strip_mark
wire_mark(const struct map_lane *lane, uint16_t piece)
{
	const struct message *message = message_of(lane);
	const struct scenario *scenario = lane->trace->scenario;
	enum home home = scenario->pieces[piece].home;
	bool stored = home == HOME_STORE || home == HOME_DATABASE || home == HOME_REPLICA;

	if (!message || !travels(lane))
		return MARK_NOTHING;
	if (message->kind == MESSAGE_CALL || message->kind == MESSAGE_ANSWER) {
		bool whole = message->piece == NONE16 || message->piece == piece;

		if (!stored || !whole || message->database != (home == HOME_DATABASE) ||
		    message->peer != (home == HOME_REPLICA))
			return MARK_NOTHING;
		if (message->kind == MESSAGE_CALL && message->peer && message->text == NONE32)
			return message->session != NONE32 ? MARK_TICKET : MARK_NOTHING;
		if (message->kind == MESSAGE_CALL ? message->write
						  : !message->write && message->found)
			return MARK_COPY;
		return message->session != NONE32 ? MARK_TICKET : MARK_NOTHING;
	}
	if (message->kind == MESSAGE_REPLY && !message->sets_token)
		return message->sets_sid ? MARK_TICKET : MARK_NOTHING;
	if (message->token != NONE32 && (scenario->pieces[piece].home == HOME_TOKEN ||
	    (scenario->pieces[piece].home == HOME_CLIENT &&
	    lane->trace->tokens[message->token].texts[piece] != NONE32)))
		return MARK_COPY;
	return message->session != NONE32 ? MARK_TICKET : MARK_NOTHING;
}

static bool
lost_at(const struct map_lane *lane, uint16_t place, uint16_t piece)
{
	for (uint32_t i = 0; i < lane->world->loss_count; i++) {
		const struct loss *loss = &lane->world->losses[i];
		const struct item *item = &lane->trace->items[loss->holding.item];

		if (loss->place == place && item->piece == piece &&
		    item->client == lane->scene->client)
			return true;
	}
	return false;
}

/* A store that has crashed keeps nothing, but its copies do. */
static bool
lives_in_copies(const struct map_lane *lane, uint16_t place)
{
	return lane->trace->actors[place].role == ROLE_STORE && !lane->world->places[place].up &&
	    copies_count(lane->run) > 0;
}

static enum copies_have
what_copies_have(const struct map_lane *lane, uint16_t piece)
{
	struct copies copies;
	enum copies_have have;

	copies_begin(lane->scene, lane->run, &copies);
	have = copies_have_piece(&copies, piece, lane->scene->client);
	copies_end(&copies);
	return have;
}

static enum strip_mark
copies_mark(const struct map_lane *lane, uint16_t piece)
{
	enum copies_have have = what_copies_have(lane, piece);

	if (!world_knows(lane->world))
		return MARK_UNKNOWN;
	return have == COPIES_SAME ? MARK_KEPT : have == COPIES_OLDER ? MARK_OLDER : MARK_NOTHING;
}

static enum strip_mark
place_mark(const struct map_lane *lane, uint16_t place, uint16_t piece)
{
	switch (world_holds(lane->world, place, piece, lane->scene->client)) {
	case WORLD_YES:
		return lives_in_copies(lane, place) ? MARK_LOST : MARK_KEPT;
	case WORLD_UNKNOWN:
		return MARK_UNKNOWN;
	case WORLD_NO:
		if (world_caches(lane->world, place, piece, lane->scene->client))
			return MARK_COPY;
		break;
	}
	if (place == lane->scene->client) {
		uint16_t device = world_device(lane->world, place);

		return device != NONE16 && world_ticket(lane->world, device) ? MARK_TICKET
									     : MARK_NOTHING;
	}
	return lost_at(lane, place, piece) ? MARK_LOST : MARK_NOTHING;
}

static enum strip_mark
mark_of(const struct map_lane *lane, const struct strip_home *home, uint16_t piece)
{
	uint16_t place;

	if (lane->run->closed || !lane->world)
		return MARK_UNKNOWN;
	switch (home->kind) {
	case COLUMN_CLIENT:
		return place_mark(lane, lane->scene->client, piece);
	case COLUMN_WIRE:
		return wire_mark(lane, piece);
	case COLUMN_BALANCER:
		return MARK_NOTHING;
	case COLUMN_COPIES:
		return copies_mark(lane, piece);
	case COLUMN_PLACE:
		break;
	}
	place = trace_actor(lane->trace, home->id);
	return place == NONE16 ? MARK_NOTHING : place_mark(lane, place, piece);
}

/* The ticket itself where there is room for it, and one to name. */
static uint32_t
ticket_session(const struct map_lane *lane, const struct strip_home *home)
{
	const struct message *message = message_of(lane);
	const struct holding *ticket;
	uint16_t device;

	if (home->kind == COLUMN_WIRE)
		return message ? message->session : NONE32;
	device = world_device(lane->world, lane->scene->client);
	ticket = device == NONE16 ? NULL : world_ticket(lane->world, device);
	return ticket ? ticket->session : NONE32;
}

static void
put_mark(const struct strip *strip, const struct map_lane *lane, int row, int index, uint16_t piece)
{
	const struct strip_home *home = &strip->homes[index];
	enum strip_mark mark = mark_of(lane, home, piece);
	int col = strip->first + index * strip->cell_cols, middle = col + strip->cell_cols / 2;
	struct grid *grid = strip->grid;
	struct str ticket = STR_INIT;

	switch (mark) {
	case MARK_KEPT:
	case MARK_OLDER:
	case MARK_COPY:
		grid_glyph(grid, row, middle - 1, GLYPH_NAME_PILL_LEFT, ROLE_STATE);
		grid_glyph(grid, row, middle, mark == MARK_KEPT ? GLYPH_NAME_KEPT
		    : mark == MARK_OLDER ? GLYPH_NAME_DIFFERS : GLYPH_NAME_COPY, ROLE_STATE);
		grid_glyph(grid, row, middle + 1, GLYPH_NAME_PILL_RIGHT, ROLE_STATE);
		break;
	case MARK_TICKET:
		if (strip->cell_cols >= 7)
			pill_ticket(lane->trace, ticket_session(lane, home), &ticket);
		if (ticket.length == 0 || utf8_cells(ticket.text) > strip->cell_cols - 2) {
			grid_put(grid, row, middle, '#', ROLE_TICKET);
			break;
		}
		grid_text(
		    grid, row, middle - utf8_cells(ticket.text) / 2, ROLE_TICKET, ticket.text);
		break;
	case MARK_LOST:
		grid_glyph(grid, row, middle, GLYPH_NAME_WRONG, ROLE_TROUBLE);
		break;
	case MARK_UNKNOWN:
		grid_put(grid, row, middle, '?', ROLE_PLAIN);
		break;
	case MARK_NOTHING:
		grid_glyph(grid, row, middle, GLYPH_NAME_NOTHING, ROLE_DIM);
		break;
	}
	str_release(&ticket);
}

/* Everywhere that keeps the piece, in column order; homes without a column included. */
struct keepers {
	uint16_t places[8];
	int count;
	bool client;  /* she is one of them */
	bool unknown;
	uint16_t lost; /* a place whose crash took it, NONE16 */
};

static void
find_keepers(const struct map_lane *lane, uint16_t piece, struct keepers *keepers)
{
	const struct trace *trace = lane->trace;

	*keepers = (struct keepers){ .lost = NONE16 };
	for (uint32_t i = 0; i < trace->actor_count; i++) {
		enum role role = trace->actors[i].role;
		uint16_t place = (uint16_t)i;
		enum strip_mark mark;

		if (place != lane->scene->client && role != ROLE_SERVER && role != ROLE_STORE &&
		    role != ROLE_DATABASE)
			continue;
		mark = place_mark(lane, place, piece);
		keepers->unknown = keepers->unknown || mark == MARK_UNKNOWN;
		if (mark == MARK_LOST)
			keepers->lost = place;
		if (mark != MARK_KEPT)
			continue;
		keepers->client = keepers->client || place == lane->scene->client;
		if (keepers->count < 8)
			keepers->places[keepers->count++] = place;
	}
}

static void
add_place(const struct map_lane *lane, uint16_t place, bool first, struct str *out)
{
	const struct actor *actor = &lane->trace->actors[place];

	switch (actor->role) {
	case ROLE_CLIENT:
		str_printf(out, "%s%s", first ? "with " : "", actor_shown(lane->trace, place));
		break;
	case ROLE_STORE:
		str_add(out, first ? "in " : "");
		cast_add(out, lane->trace->scenario, "the {store}");
		break;
	case ROLE_DATABASE:
		str_add(out, first ? "in " : "");
		cast_add(out, lane->trace->scenario, "the {database}");
		break;
	case ROLE_DEVICE:
	case ROLE_BALANCER:
	case ROLE_SERVER:
	case ROLE_ATTACKER:
	case ROLE_COUNT:
		str_printf(out, "%s%s", first ? "in " : "", actor_short(lane->trace, place));
		break;
	}
}

/* True once anything of it was made: then it is nowhere, before that nowhere yet. */
static bool
ever_made(const struct map_lane *lane, uint16_t piece)
{
	uint32_t item = trace_items_of(lane->trace, piece, lane->scene->client);

	for (; item != NONE32; item = lane->trace->items[item].older) {
		uint32_t session = lane->trace->items[item].session;

		if (session == NONE32 || lane->world->sessions[session].begun)
			return true;
	}
	return false;
}

static bool
all_hold(const struct map_lane *lane, const struct keepers *keepers, uint32_t item)
{
	for (int i = 0; i < keepers->count; i++)
		if (world_find(lane->world, keepers->places[i], item) == NULL)
			return false;
	return true;
}

static void
sentence_many(const struct map_lane *lane, uint16_t piece, const struct keepers *keepers,
    struct str *out)
{
	const struct holding *entry = world_entry(lane->world, piece, lane->scene->client);

	for (int i = 0; i < keepers->count; i++) {
		if (i > 0)
			str_add(out, i + 1 == keepers->count ? " and " : ", ");
		add_place(lane, keepers->places[i], i == 0, out);
	}
	/* Different sessions of hers: her ticket opens one of them.  Copies of one are all hers. */
	if (entry && lane->trace->items[entry->item].session != NONE32 &&
	    lane->trace->actors[entry->place].role == ROLE_SERVER &&
	    !all_hold(lane, keepers, entry->item))
		str_printf(out, ", hers %s", actor_short(lane->trace, entry->place));
}

/* Beside the store: whether its copies have it as well; where it is dead: what they have. */
static void
sentence_copies(const struct map_lane *lane, uint16_t piece, bool store, struct str *out)
{
	uint32_t count = copies_count(lane->run);
	enum copies_have have = what_copies_have(lane, piece);

	if (store && have == COPIES_LACK) {
		str_add(out, ", not copied yet");
	} else if (store && have == COPIES_OLDER) {
		cast_add(out, lane->trace->scenario, count == 1 ? ", {copy} older"
		                                                : ", {copies} older");
	} else {
		str_add(out, store ? ", with " : have == COPIES_OLDER ? "older in " : "in ");
		str_add(out, count == 1 ? "a " : "");
		copies_say(lane->run, count, out);
		str_add(out, !store && have == COPIES_SAME ? " alone" : "");
	}
}

static void
sentence(const struct map_lane *lane, uint16_t piece, struct str *out)
{
	bool badge = piece != lane->scene->piece &&
	    lane->trace->scenario->pieces[piece].home == HOME_TOKEN;
	struct keepers keepers;

	if (lane->run->closed) {
		str_add(out, "your bet first");
		return;
	}
	if (!lane->world) {
		str_add(out, "?");
		return;
	}
	find_keepers(lane, piece, &keepers);
	if (keepers.count > 1) {
		sentence_many(lane, piece, &keepers, out);
	} else if (keepers.count == 1) {
		uint16_t place = keepers.places[0];
		const struct holding *entry = world_entry(lane->world, piece, lane->scene->client);

		add_place(lane, place, true, out);
		if (keepers.client && badge)
			cast_add(out, lane->trace->scenario, " ({badge})");
		if (keepers.client && wire_mark(lane, piece) == MARK_COPY)
			str_add(out, ", copy sent");
		else if (!lane->world->places[place].reachable || !lane->world->places[place].up)
			str_add(out, ", out of reach");
		else if (lane->trace->actors[place].role == ROLE_STORE &&
		    copies_count(lane->run) > 0)
			sentence_copies(lane, piece, true, out);
		else if (lane->trace->actors[place].role != ROLE_SERVER || keepers.unknown)
			return;
		else if (entry && keepers.lost != NONE16 &&
		    pill_content_empty(trace_text(lane->trace, entry->text)))
			str_add(out, ", new and empty");
		else
			str_printf(out, " and only %s", actor_short(lane->trace, place));
	} else if (keepers.unknown) {
		str_add(out, "cannot be told");
	} else if (keepers.lost != NONE16 && lives_in_copies(lane, keepers.lost) &&
	    what_copies_have(lane, piece) != COPIES_LACK) {
		sentence_copies(lane, piece, false, out);
	} else if (keepers.lost != NONE16) {
		str_printf(out, "nowhere: died with %s", actor_short(lane->trace, keepers.lost));
	} else {
		str_add(out, ever_made(lane, piece) ? "nowhere" : "nowhere yet");
	}
}

/* One row of a design: its label on the first of its rows, marks, sentence. */
static void
put_row(const struct strip *strip, const struct map_lane *lane, int row, uint16_t piece,
    const char *which)
{
	int end = strip->bytes >= 0 ? strip->bytes - 1 : strip->rect.col + strip->rect.cols;
	int col = strip->sentence;
	struct str text = STR_INIT;

	for (int i = 0; i < strip->home_count; i++)
		put_mark(strip, lane, row, i, piece);
	if (strip->split) {
		grid_text_cut(strip->grid, row, col, 6, ROLE_PLAIN, which);
		col += 7;
	}
	sentence(lane, piece, &text);
	if (utf8_cells(text.text) > end - col && strrchr(text.text, ','))
		*strrchr(text.text, ',') = '\0'; /* what is said beside the place goes first */
	grid_text_cut(strip->grid, row, col, end - col, ROLE_PLAIN, text.text);
	str_release(&text);
}

static void
put_bytes(const struct strip *strip, const struct map_lane *lane, int row)
{
	const struct message *message = travels(lane) || lane->focus.at != JOURNEY_NONE ?
	    message_of(lane) : NULL;
	struct str text = STR_INIT;
	uint64_t bytes = 0, eighths;
	int col = strip->bytes;

	if (strip->bytes < 0)
		return;
	if (message && message->kind <= MESSAGE_REPLY)
		bytes = message->state_bytes;
	eighths = (bytes * 8 + strip->per_cell - 1) / strip->per_cell;
	for (; eighths > 0; eighths -= eighths < 8 ? eighths : 8)
		grid_put(strip->grid, row, col++, glyph_bar(eighths < 8 ? (int)eighths : 8,
		    strip->grid->ascii), ROLE_STATE);
	units_print_bytes_short(&text, bytes);
	if (bytes < 1000)
		str_add(&text, " B");
	grid_text(strip->grid, row, col + (bytes > 0), ROLE_PLAIN, text.text);
	str_release(&text);
}

static void
put_heads(const struct strip *strip, int row)
{
	const struct scene *scene = strip->scene;
	const struct trace *trace = scene->runs[0].trace;
	int end = strip->rect.col + strip->rect.cols, col;
	struct str question = STR_INIT;

	grid_repeat_name(strip->grid, row, strip->rect.col, strip->rect.cols, GLYPH_NAME_LINE_H,
	    ROLE_PLAIN);
	if (strip->cell_cols < 5 || utf8_cells(strip->homes[0].head) >= strip->cell_cols)
		grid_put(strip->grid, row, strip->first - 1, ' ', ROLE_PLAIN);
	for (int i = 0; i < strip->home_count; i++) {
		const struct strip_home *home = &strip->homes[i];
		int cells = utf8_cells(home->head), room = strip->cell_cols, begin;

		begin = strip->first + i * strip->cell_cols;
		grid_repeat(strip->grid, row, begin, strip->cell_cols, ' ', ROLE_PLAIN);
		if (cells > room)
			cells = room;
		grid_text_cut(strip->grid, row, begin + (room - cells + (room > 4)) / 2, cells,
		    ROLE_PLAIN, home->head);
	}
	str_printf(&question, " where %s %s's %s? ",
	    sentence_is(trace_piece_name(trace, scene->piece)),
	    trace->actors[scene->client].name, trace_piece_name(trace, scene->piece));
	col = strip->bytes;
	if (col >= 0)
		end = col; /* what it carries has a head of its own */
	grid_text_cut(strip->grid, row, strip->sentence - 1, end - strip->sentence, ROLE_PLAIN,
	    question.text);
	if (col >= 0)
		grid_text(strip->grid, row, col - 1, ROLE_PLAIN, " it carries ");
	str_release(&question);
}

void
view_strip(const struct scene *scene, struct grid *grid, struct rect rect)
{
	struct strip strip = { .scene = scene, .grid = grid, .rect = rect };
	struct rect previous;
	int row = rect.row + 1;

	if (scene->run_count == 0 || rect.rows < 1)
		return;
	for (uint32_t i = 0; i < scene->run_count; i++)
		strip.split = strip.split || apart(scene, &scene->runs[i]);
	previous = grid_clip(grid, rect);
	plan(&strip);
	put_heads(&strip, rect.row);
	for (uint32_t i = 0; i < scene->run_count; i++) {
		const struct scene_run *run = &scene->runs[i];
		char label[LIMIT_ID_BYTES + 1];
		struct map_lane lane;

		lane_of(&strip, run, &lane);
		run_label(run, label);
		grid_text_cut(grid, row, rect.col, strip.label_cells - 1, ROLE_BOLD, label);
		put_bytes(&strip, &lane, row);
		if (apart(scene, run)) {
			put_row(&strip, &lane, row++, trace_piece(run->trace, "login"),
			    cast_of(run->trace->scenario, "login"));
			put_row(&strip, &lane, row++, scene->piece,
			    trace_piece_name(run->trace, scene->piece));
		} else {
			put_row(&strip, &lane, row++, scene->piece, "both");
		}
	}
	grid_unclip(grid, previous);
}
