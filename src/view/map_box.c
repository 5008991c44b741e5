/* view/map_box.c - the inside of a server, a store, a database: who is remembered, at what size.
 *
 *    ╔ s1 ═══ #7f3 ✓ hit ╗      double: this place alone holds something
 *    ║#7f3▐A:book,pen▌2.0K║     one session a row, the focus first, the rest as ▐B▌ and +4
 *    ╚════════════════════╝
 */
#include "view/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"
#include "view/copies.h"

/* An entry that stands for its session, or for its user: the focus piece, else a login alone. */
struct entry {
	const struct holding *pill, *login; /* one may be NULL */
	uint16_t client;
	uint32_t session;
	bool fresh, cached;
	uint64_t bytes;
	uint64_t beyond; /* the last of those shown: bytes of all that there was no row for */
};

struct pen {
	struct map_lane *lane;
	uint16_t place;
	int row, rows, col, cols; /* content */
};

static enum glyph_name
box_glyph(enum box_style style, enum glyph_name single, enum glyph_name twice)
{
	return style == BOX_DOUBLE ? twice : single;
}

void
map_box(struct grid *grid, const struct box *box, const char *title, enum grid_role role,
    const char *right)
{
	enum box_style s = box->style;
	enum glyph_name across = s == BOX_DASHED ? GLYPH_NAME_DASH_H :
	    box_glyph(s, GLYPH_NAME_LINE_H, GLYPH_NAME_DOUBLE_H);
	enum glyph_name down = s == BOX_DASHED ? GLYPH_NAME_DASH_V :
	    box_glyph(s, GLYPH_NAME_LINE_V, GLYPH_NAME_DOUBLE_V);
	int last = box->row + box->rows + 1, edge = box->col + box->cols - 1, inner = box->cols - 2;
	int col = box->col + 1;

	grid_glyph(grid, box->row, box->col,
	    box_glyph(s, GLYPH_NAME_CORNER_TL, GLYPH_NAME_DOUBLE_TL), ROLE_PLAIN);
	grid_repeat_name(grid, box->row, col, inner, across, ROLE_PLAIN);
	grid_glyph(grid, box->row, edge, box_glyph(s, GLYPH_NAME_CORNER_TR, GLYPH_NAME_DOUBLE_TR),
	    ROLE_PLAIN);
	for (int row = box->row + 1; row < last; row++) {
		grid_glyph(grid, row, box->col, down, ROLE_PLAIN);
		grid_repeat(grid, row, col, inner, ' ', ROLE_PLAIN);
		grid_glyph(grid, row, edge, down, ROLE_PLAIN);
	}
	if (box->bottom) {
		grid_glyph(grid, last, box->col,
		    box_glyph(s, GLYPH_NAME_CORNER_BL, GLYPH_NAME_DOUBLE_BL), ROLE_PLAIN);
		grid_repeat_name(grid, last, col, inner, across, ROLE_PLAIN);
		grid_glyph(grid, last, edge,
		    box_glyph(s, GLYPH_NAME_CORNER_BR, GLYPH_NAME_DOUBLE_BR), ROLE_PLAIN);
	}
	/* A dead box keeps one dash before its title, so that it looks dead from the first cell. */
	col += s == BOX_DASHED && utf8_cells(title) + 3 <= inner;
	if (utf8_cells(title) < inner)
		grid_put(grid, box->row, col++, ' ', role);
	col = grid_text_cut(grid, box->row, col, edge - col, role, title);
	if (col < edge)
		grid_put(grid, box->row, col++, ' ', role);
	if (right && *right && col + utf8_cells(right) + 2 <= edge) {
		int begin = edge - utf8_cells(right) - 1;

		grid_put(grid, box->row, begin - 1, ' ', ROLE_PLAIN);
		pill_put(grid, box->row, begin, edge - begin, ROLE_PLAIN, right);
		grid_put(grid, box->row, edge - 1, ' ', ROLE_PLAIN);
	}
}

static bool
declared(const struct map_lane *lane, const struct holding *holding)
{
	return lane->trace->items[holding->item].piece < lane->trace->scenario->piece_count;
}

/* The entry of `piece` for the same session or user at the same place, or NULL. */
static const struct holding *
beside(const struct map_lane *lane, const struct holding *holding, uint16_t piece)
{
	const struct trace *trace = lane->trace;
	const struct item *item = &trace->items[holding->item];
	uint32_t other;

	if (piece >= trace->scenario->piece_count)
		return NULL;
	for (other = trace_items_of(trace, piece, item->client); other != NONE32;
	     other = trace->items[other].older) {
		if (trace->items[other].session == item->session)
			return world_find(lane->world, holding->place, other);
	}
	return NULL;
}

/* True when `holding` is the one that stands for its entry; fills it. */
static bool
entry_of(const struct map_lane *lane, const struct holding *holding, struct entry *entry)
{
	const struct item *item = &lane->trace->items[holding->item];
	uint16_t login = trace_piece(lane->trace, "login");

	*entry = (struct entry){ .client = item->client, .session = item->session };
	if (item->piece == lane->scene->piece) {
		entry->pill = holding;
		entry->login = item->piece == login ? NULL : beside(lane, holding, login);
	} else if (item->piece == login && !beside(lane, holding, lane->scene->piece)) {
		entry->login = holding;
	} else {
		return false;
	}
	if (entry->session != NONE32 && !lane->trace->sessions[entry->session].logged_in)
		entry->client = NONE16;
	entry->bytes =
	    (entry->pill ? entry->pill->bytes : 0) + (entry->login ? entry->login->bytes : 0);
	entry->cached = holding->cached;
	entry->fresh = (entry->pill && entry->pill->fresh) || (entry->login && entry->login->fresh);
	return true;
}

enum { ENTRIES_MAX = 16 };

/* In which order entries are shown: what her ticket opens, what else is hers, the others. */
enum entry_rank { RANK_OPENED, RANK_HERS, RANK_NOBODYS, RANK_OTHERS, RANKS };

static enum entry_rank
entry_rank(const struct map_lane *lane, const struct item *item, uint32_t opened)
{
	if (item->client != lane->scene->client)
		return RANK_OTHERS;
	if (item->session == NONE32 || item->session == opened)
		return RANK_OPENED;
	return lane->trace->sessions[item->session].logged_in ? RANK_HERS : RANK_NOBODYS;
}

/* Entries of a place in the order of their ranks, ENTRIES_MAX at most; *total counts them all. */
static uint32_t
find_entries(
    const struct map_lane *lane, uint16_t place, struct entry *entries, uint32_t *total)
{
	uint16_t device = world_device(lane->world, lane->scene->client);
	uint32_t opened = device == NONE16 ? NONE32 : world_session_of(lane->world, device);
	struct entry ranked[RANKS][ENTRIES_MAX];
	uint32_t counts[RANKS] = { 0 }, count = 0;
	const struct holding *holding = world_first(lane->world, place);
	uint64_t bytes = 0;

	*total = 0;
	for (; holding; holding = world_next(lane->world, holding)) {
		const struct item *item = &lane->trace->items[holding->item];
		enum entry_rank rank = entry_rank(lane, item, opened);
		struct entry entry;

		if (!entry_of(lane, holding, &entry))
			continue;
		(*total)++;
		bytes += entry.bytes;
		if (counts[rank] < ENTRIES_MAX)
			ranked[rank][counts[rank]++] = entry;
	}
	for (int rank = 0; rank < RANKS; rank++) {
		for (uint32_t i = 0; i < counts[rank] && count < ENTRIES_MAX; i++)
			entries[count++] = ranked[rank][i];
	}
	for (uint32_t i = 0; i < count; i++)
		bytes -= entries[i].bytes;
	if (count > 0)
		entries[count - 1].beyond = bytes;
	return count;
}

/* One entry as text: "new #7f3▐A:book▌", "#7f3«A»", "▐B▌". */
static void
entry_text(const struct map_lane *lane, const struct entry *entry, enum pill_level level,
    bool ticket, bool word, struct str *out)
{
	const char *content = entry->pill ? trace_text(lane->trace, entry->pill->text) : "";

	if (word && entry->fresh && !lane->run->closed)
		str_add(out, "new ");
	if (entry->cached && word)
		str_add(out, "cache ");
	if (ticket)
		pill_ticket(lane->trace, entry->session, out);
	pill_text(
	    lane->trace, entry->cached ? PILL_BARE : entry->pill ? PILL_KEPT : PILL_LOGIN,
	    entry->client, content, level, out);
}

/* Puts an entry into `cells` cells, as long as they allow; returns the cells it took. */
static int
put_entry(
    const struct pen *pen, int row, int col, int cells, const struct entry *entry, bool shortly)
{
	struct str text = STR_INIT;
	int level = shortly ? PILL_OWNER : (int)pen->lane->layout->fit.box, taken;

	for (int words = shortly ? 1 : 3;; words--) {
		str_clear(&text);
		entry_text(pen->lane, entry, (enum pill_level)level, words > 1, words > 2, &text);
		if (utf8_cells(text.text) <= cells || words == 0)
			break;
		if (words <= 2 && level < PILL_OWNER) { /* the content goes before the ticket */
			level++;
			words++;
		} else if (words == 1) {
			break;
		}
	}
	taken = utf8_cells(text.text);
	if (taken <= cells)
		pill_put(pen->lane->grid, row, col, cells, ROLE_PLAIN, text.text);
	str_release(&text);
	return taken <= cells ? taken : 0;
}

/* Entries side by side in one row, the last cells saying how many more there are. */
static void
put_packed(const struct pen *pen, int row, const struct entry *entries, uint32_t count,
    uint32_t total, int cells)
{
	int col = pen->col, end = pen->col + cells;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t rest = total - i - 1;
		int spare = rest == 0 ? 0 : rest < 10 ? 2 : rest < 100 ? 3 : 6, taken;

		taken = put_entry(pen, row, col, end - col - spare, &entries[i], i > 0);
		if (taken == 0) {
			grid_printf(pen->lane->grid, row, col, ROLE_PLAIN, "+%u", total - i);
			return;
		}
		col += taken;
	}
	if (total > count)
		grid_printf(pen->lane->grid, row, col, ROLE_PLAIN, "+%u", total - count);
}

static int
put_size(const struct pen *pen, int row, uint64_t bytes)
{
	struct str size = STR_INIT;
	int cells;

	units_print_bytes_short(&size, bytes);
	cells = utf8_cells(size.text);
	grid_text(pen->lane->grid, row, pen->col + pen->cols - cells, ROLE_PLAIN, size.text);
	str_release(&size);
	return cells;
}

/* Cells that the first entry needs when it says all that this picture lets it say. */
static int
entry_cells(const struct pen *pen, const struct entry *entry)
{
	struct str text = STR_INIT;
	int cells;

	entry_text(pen->lane, entry, pen->lane->layout->fit.box, true, true, &text);
	cells = utf8_cells(text.text);
	str_release(&text);
	return cells;
}

/* Entries into the first rows of the box; returns the rows used. */
static int
put_entries(const struct pen *pen, int rows, const struct entry *entries, uint32_t count,
    uint32_t total)
{
	int used = 0;
	uint32_t i = 0;

	for (; i < count && used < rows; used++) {
		bool last = used == rows - 1 && total > i + 1;
		int room = pen->cols;
		uint64_t bytes = entries[i].bytes;

		for (uint32_t k = i + 1; last && k < count; k++)
			bytes += entries[k].bytes;
		bytes += last ? entries[count - 1].beyond : 0;
		if (pen->lane->layout->fit.size && entry_cells(pen, &entries[i]) + 4 <= pen->cols &&
		    pen->place != pen->lane->database &&
		    pen->place != pen->lane->store)
			room -= put_size(pen, pen->row + used, bytes) + (last ? 1 : 0);
		put_packed(pen, pen->row + used, &entries[i], last ? count - i : 1,
		    last ? total - i : 1, room);
		i += last ? count - i : 1;
	}
	return used;
}

static const struct holding *
find_key(const struct map_lane *lane, uint16_t place)
{
	uint16_t key = trace_extra_piece(lane->trace, TRACE_PIECE_KEY);
	const struct holding *holding = world_first(lane->world, place);

	while (holding && lane->trace->items[holding->item].piece != key)
		holding = world_next(lane->world, holding);
	return holding;
}

/* "key k1" at the right of a row, what of it stands beside `used` cells. */
static void
put_key(const struct pen *pen, int row, int used)
{
	const struct scenario *scenario = pen->lane->trace->scenario;
	const struct holding *key = find_key(pen->lane, pen->place);
	const char *id = "k";
	uint16_t index;
	int begin;

	if (!key)
		return;
	index = pen->lane->trace->items[key->item].key;
	if (index < scenario->token.key_count)
		id = scenario->token.keys[index];
	begin = pen->cols - utf8_cells(id);
	if (begin <= used)
		return;
	grid_text(pen->lane->grid, row, pen->col + begin, ROLE_PLAIN, id);
	if (begin - 4 > used)
		grid_text(pen->lane->grid, row, pen->col + begin - 4, ROLE_PLAIN, "key ");
}

/* "57/100, 2 req. keys", "1 revoked": what a place keeps about requests and tokens themselves. */
static void
guard_text(const struct map_lane *lane, uint16_t place, struct str *out)
{
	const struct trace *trace = lane->trace;
	uint16_t key = trace_extra_piece(trace, TRACE_PIECE_REQUEST_KEY);
	uint16_t count = trace_extra_piece(trace, TRACE_PIECE_REQUEST_COUNT);
	uint16_t ended = trace_extra_piece(trace, TRACE_PIECE_REVOKED);
	const struct holding *holding = world_first(lane->world, place), *hers = NULL;
	bool lists = trace->scenario->denylist.on && trace->actors[place].role == ROLE_STORE;
	uint32_t keys = 0, revoked = 0;

	if (!trace->scenario->idempotency.on && !trace->scenario->limiter.on && !lists)
		return;
	for (; holding; holding = world_next(lane->world, holding)) {
		uint16_t piece = trace->items[holding->item].piece;

		keys += piece == key;
		revoked += piece == ended;
		if (piece == count && (!hers ||
		    trace->items[holding->item].client == lane->scene->client))
			hers = holding;
	}
	if (hers)
		str_printf(out, "%s/%llu", trace_text(trace, hers->text),
		    (unsigned long long)lane->world->now.limiter.limit);
	if (keys > 0) /* not to be taken for a key that signs */
		str_printf(out, "%s%u req. key%s", hers ? ", " : "", keys, keys == 1 ? "" : "s");
	if (lists)
		str_printf(out, "%s%u revoked", out->length ? ", " : "", revoked);
}

/* "no sessions   key k1": a server that keeps nothing of anybody. */
static void
put_nothing(const struct pen *pen, int row)
{
	int room = pen->cols - (find_key(pen->lane, pen->place) ? 3 : 0);
	struct str words = STR_INIT;
	int end;

	guard_text(pen->lane, pen->place, &words);
	if (words.length == 0)
		cast_add(&words, pen->lane->trace->scenario, "no {sessions}");
	if (utf8_cells(words.text) > room) {
		str_clear(&words);
		str_add(&words, room >= 4 ? "none" : "-");
	}
	end = grid_text_cut(pen->lane->grid, row, pen->col, pen->cols, ROLE_PLAIN, words.text);
	put_key(pen, row, end - pen->col);
	str_release(&words);
}

/* Bytes of people's state at a place: keys are not among them. */
static uint64_t
declared_bytes(const struct map_lane *lane, uint16_t place)
{
	const struct holding *holding = world_first(lane->world, place);
	uint64_t bytes = 0;

	for (; holding; holding = world_next(lane->world, holding))
		bytes += declared(lane, holding) ? holding->bytes : 0;
	return bytes;
}

/* What the last rows of a tall server say: its queue, else its memory. */
static void
put_load(const struct pen *pen, int row)
{
	const struct map_lane *lane = pen->lane;
	const struct place_state *place = &lane->world->places[pen->place];
	struct str text = STR_INIT;

	if (place->queued > 0) {
		uint64_t bound = lane->trace->actors[pen->place].role != ROLE_SERVER
		    ? SCENARIO_UNLIMITED : lane->world->now.servers.queue;

		str_printf(&text, "q %u", place->queued);
		if (bound != SCENARIO_UNLIMITED)
			str_printf(&text, "/%llu", (unsigned long long)bound);
	} else if (declared_bytes(lane, pen->place) > 0) {
		str_add(&text, "RAM ");
		units_print_bytes_short(&text, declared_bytes(lane, pen->place));
		str_add_char(&text, ' ');
		guard_text(lane, pen->place, &text);
	}
	grid_text_cut(lane->grid, row, pen->col, pen->cols, ROLE_PLAIN, text.text);
	str_release(&text);
}

/* The newest event took an entry from this place: said for that one event. */
static bool
put_taken(const struct pen *pen, int row)
{
	const struct map_lane *lane = pen->lane;
	const struct event *event;
	const struct item *item;
	struct str text = STR_INIT;

	if (lane->world->next == 0)
		return false;
	event = &lane->trace->events[lane->world->next - 1];
	if ((event->kind != EVENT_EVICT && event->kind != EVENT_EXPIRE) ||
	    event->actor != pen->place || event->item >= lane->trace->item_count)
		return false;
	item = &lane->trace->items[event->item];
	str_add(&text, "gone ");
	pill_ticket(lane->trace, item->session, &text);
	str_printf(&text, "%s%s", item->session == NONE32 ? "" : " ",
	    trace_piece_name(lane->trace, item->piece));
	pill_put(lane->grid, row, pen->col, pen->cols, ROLE_PLAIN, text.text);
	str_release(&text);
	return true;
}

/* What a belief would need here. */
static void
put_ghost(const struct pen *pen)
{
	const struct scene_ghost *ghost = &pen->lane->scene->ghost;
	struct str text = STR_INIT;
	int row = pen->row + pen->rows - 1;

	if (!ghost->on || ghost->place != pen->place)
		return;
	pill_text(pen->lane->trace, PILL_GHOST, ghost->client, ghost->text ? ghost->text : "",
	    PILL_ITEMS, &text);
	grid_repeat(pen->lane->grid, row, pen->col, pen->cols, ' ', ROLE_PLAIN);
	pill_put(pen->lane->grid, row, pen->col, pen->cols, ROLE_YOURS, text.text);
	str_release(&text);
}

/* The message between the focus request's server and another, or NULL. */
static const struct message *
peer_message(const struct map_lane *lane)
{
	const struct journey *journey = &lane->focus;
	uint32_t row;

	if (journey->peer == NONE16 || journey->at != JOURNEY_AT_SERVER || journey->send == NONE32)
		return NULL;
	row = lane->trace->events[journey->send].message;
	return row < lane->trace->message_count ? &lane->trace->messages[row] : NULL;
}

/* What comes from a server to this one, and not over the wires. */
static void
put_peer(const struct pen *pen, int row)
{
	const struct map_lane *lane = pen->lane;
	const struct message *message = peer_message(lane);
	struct str text = STR_INIT;
	int room;

	if (!message || message->kind != MESSAGE_CALL || lane->focus.peer != pen->place)
		return;
	str_printf(&text, "%s from %s", !message->write ? "asked" : message->found ? "use" :
	    message->text == NONE32 ? "told" : "copy",
	    actor_short(lane->trace, lane->focus.server));
	room = pen->cols - utf8_cells(text.text) - 1;
	if (message->text != NONE32 && room > 3) {
		struct str load = STR_INIT;

		map_load_label(lane, lane->focus.send, room, &load);
		str_printf(&text, " %s", load.text);
		str_release(&load);
	}
	pill_put(lane->grid, row, pen->col, pen->cols, ROLE_REQUEST, text.text);
	str_release(&text);
}

/* What a server does for the focus request, which it forgets with the answer; else, where it keeps
 * something about requests, and it is not said above, that. */
static void
put_work(const struct pen *pen, int row, bool said)
{
	const struct map_lane *lane = pen->lane;
	const struct journey *journey = &lane->focus;
	const struct message *message = peer_message(lane);
	struct str text = STR_INIT;

	put_peer(pen, row);
	if (journey->server != pen->place && journey->peer != pen->place)
		guard_text(lane, pen->place, &text);
	else if (journey->server != pen->place)
		str_clear(&text);
	else if (message)
		str_printf(&text, "%s %s", message->kind == MESSAGE_ANSWER ? "hears from"
		    : message->write ? "tells" : "asks", actor_short(lane->trace, journey->peer));
	else if (journey->at >= JOURNEY_TO_BACKING && journey->at <= JOURNEY_FROM_BACKING)
		str_printf(&text, "asks the %s",
		    journey->backing == NONE16 ? cast_word(lane->trace->scenario, CAST_STORE)
					       : actor_short(lane->trace, journey->backing));
	else if (journey->at == JOURNEY_AT_SERVER)
		str_printf(&text, journey->waiting ? "%s waits" : "works for %s",
		    actor_shown(lane->trace, journey->device));
	if (text.length == 0 && journey->server == pen->place && !said)
		guard_text(lane, pen->place, &text);
	if (utf8_cells(text.text) <= pen->cols)
		grid_text(lane->grid, row, pen->col, ROLE_PLAIN, text.text);
	str_release(&text);
}

static void
draw_server_content(const struct pen *pen)
{
	struct entry entries[ENTRIES_MAX];
	uint32_t total, count = find_entries(pen->lane, pen->place, entries, &total);
	int rows = pen->rows >= 3 ? pen->rows - 1 : pen->rows, used = 0;

	if (rows == 0)
		return;
	if (total == 0)
		put_nothing(pen, pen->row);
	else
		used = put_entries(pen, rows, entries, count, total);
	if (total > 0 && used < rows)
		put_key(pen, pen->row + used, 0);
	used += total == 0;
	if (used < rows && (total > 0 || pen->lane->focus.server == pen->place))
		put_work(pen, pen->row + used, total == 0);
	if (pen->rows > rows)
		put_load(pen, pen->row + pen->rows - 1);
}

/* "orders 12": a number said, else how many entries say anything. */
static uint64_t
count_piece(const struct map_lane *lane, uint16_t place, uint16_t piece)
{
	const struct holding *holding = world_first(lane->world, place);
	uint64_t numbers = 0, entries = 0;
	bool all = true;

	for (; holding; holding = world_next(lane->world, holding)) {
		const char *text = trace_text(lane->trace, holding->text);
		char *end;
		unsigned long long number = strtoull(text, &end, 10);

		if (lane->trace->items[holding->item].piece != piece || pill_content_empty(text))
			continue;
		entries++;
		all = all && end != text && *end == '\0' && *text != '-';
		numbers += number;
	}
	return all ? numbers : entries;
}

/* "no carts" at a place where this design keeps none. */
static void
put_no_pieces(const struct pen *pen, int row)
{
	struct str words = STR_INIT;

	str_add(&words, "no ");
	cast_add_plural(&words, trace_piece_name(pen->lane->trace, pen->lane->scene->piece));
	grid_text_cut(pen->lane->grid, row, pen->col, pen->cols, ROLE_PLAIN, words.text);
	str_release(&words);
}

static void
draw_backing_content(const struct pen *pen)
{
	const struct map_lane *lane = pen->lane;
	const struct scenario *scenario = lane->trace->scenario;
	enum home home = pen->place == lane->store ? HOME_STORE : HOME_DATABASE;
	uint16_t login = trace_piece(lane->trace, "login");
	struct entry entries[ENTRIES_MAX];
	uint32_t total, count = find_entries(lane, pen->place, entries, &total);
	int used, lines = 0, last = pen->row + pen->rows;

	if (pen->rows == 0)
		return;
	for (uint16_t piece = 0; piece < scenario->piece_count; piece++)
		lines += scenario->pieces[piece].home == home && piece != lane->scene->piece &&
		    piece != login && count_piece(lane, pen->place, piece) > 0;
	if (lines > pen->rows - 1)
		lines = pen->rows - 1;
	if (scenario->pieces[lane->scene->piece].home != home && total == 0)
		lines = pen->rows;
	used = put_entries(pen, pen->rows - lines, entries, count, total);
	for (uint16_t piece = 0; piece < scenario->piece_count; piece++) {
		if (scenario->pieces[piece].home != home || piece == lane->scene->piece ||
		    piece == login || pen->row + used >= last ||
		    count_piece(lane, pen->place, piece) == 0)
			continue;
		grid_printf(lane->grid, pen->row + used++, pen->col, ROLE_PLAIN, "%s %llu",
		    cast_of(scenario, scenario->pieces[piece].id),
		    (unsigned long long)count_piece(lane, pen->place, piece));
	}
	if (pen->row + used < last) {
		struct str guards = STR_INIT;

		guard_text(lane, pen->place, &guards);
		if (guards.length > 0)
			grid_text_cut(lane->grid, pen->row + used++, pen->col, pen->cols,
			    ROLE_PLAIN, guards.text);
		str_release(&guards);
	}
	if (!lane->world->places[pen->place].reachable && pen->row + used < last)
		grid_text_cut(lane->grid, last - 1, pen->col, pen->cols, ROLE_PLAIN,
		    pen->cols >= 14 ? "answers nobody" : "no answer");
	if (total == 0 && pen->row + used < last && scenario_uses_home(scenario, home)) {
		if (scenario->pieces[lane->scene->piece].home == home)
			grid_text(lane->grid, pen->row + used, pen->col, ROLE_PLAIN, "empty");
		else
			put_no_pieces(pen, pen->row + used);
	}
}

/* Something that no other place has, nor a copy of the store. */
static bool
alone_here(const struct map_lane *lane, uint16_t place)
{
	const struct holding *holding = world_first(lane->world, place);
	struct copies copies = { .store = NONE16 };

	if (place == lane->store)
		copies_begin(lane->scene, lane->run, &copies);
	while (holding && !(declared(lane, holding) && world_alone(lane->world, holding) &&
			      copies_have(&copies, holding->item) != COPIES_SAME))
		holding = world_next(lane->world, holding);
	copies_end(&copies);
	return holding != NULL;
}

/* "gone #7f3 A:book,pen", or that there was nothing to lose. */
static void
draw_dead_content(const struct pen *pen)
{
	const struct map_lane *lane = pen->lane;
	const struct holding *shown = NULL;
	struct str text = STR_INIT;
	uint32_t sessions = 0, declared_losses = 0;

	for (uint32_t i = 0; i < lane->world->loss_count; i++) {
		const struct holding *holding = &lane->world->losses[i].holding;
		const struct item *item = &lane->trace->items[holding->item];

		if (lane->world->losses[i].place != pen->place || !declared(lane, holding))
			continue;
		declared_losses++;
		if (item->piece != lane->scene->piece)
			continue;
		sessions++;
		if (!shown || item->client == lane->scene->client)
			shown = holding;
	}
	if (map_copies(lane, pen->place) > 0)
		str_add(&text, pen->cols >= 14 ? "its copies live" : "see copies");
	else if (declared_losses == 0)
		str_add(&text, pen->cols >= 15 ? "nothing to lose" :
		    pen->cols >= 12 ? "lost nothing" : "nothing");
	else
		str_add(&text, "gone ");
	for (int level = (int)lane->layout->fit.box; shown && level < PILL_LEVELS; level++) {
		const struct item *item = &lane->trace->items[shown->item];

		str_clear(&text);
		str_add(&text, "gone ");
		if (level == PILL_ITEMS || pen->cols >= 12)
			pill_ticket(lane->trace, item->session, &text);
		str_add(&text, text.length > 5 ? " " : "");
		pill_text(lane->trace, PILL_BARE, item->client,
		    trace_text(lane->trace, shown->text), (enum pill_level)level, &text);
		if (sessions > 1)
			str_printf(&text, " +%u", sessions - 1);
		if (utf8_cells(text.text) <= pen->cols)
			break;
	}
	if (declared_losses && !shown) {
		str_printf(&text, "%u ", declared_losses);
		cast_add(&text, lane->trace->scenario,
		    declared_losses == 1 ? "{entry}" : "{entries}");
	}
	pill_put(lane->grid, pen->row, pen->col, pen->cols, ROLE_PLAIN, text.text);
	str_release(&text);
}

/* The finding of the moment, at the right of the title. */
static void
outcome_text(const struct map_lane *lane, uint16_t place, struct str *out)
{
	uint32_t index = map_outcome(lane, place);
	const struct trace *trace = lane->trace;
	const struct event *event;
	bool good;

	if (index == NONE32)
		return;
	event = &trace->events[index];
	good = event->outcome == OUTCOME_OK && event->kind != EVENT_MISS;
	if (event->kind == EVENT_VERIFY) {
		uint16_t key =
		    event->fields < trace->fields_count ? trace->fields[event->fields].key : NONE16;

		if (key < trace->scenario->token.key_count)
			str_printf(out, "%s ", trace->scenario->token.keys[key]);
		str_printf(out, "%s %s", good ? "✓" : "✗",
		    good ? "valid" : outcome_word((enum outcome)event->outcome));
		return;
	}
	if (trace->actors[place].role != ROLE_DATABASE) {
		uint32_t session = event->session;

		if (event->item < trace->item_count && trace->items[event->item].session != NONE32)
			session = trace->items[event->item].session;
		pill_ticket(trace, session, out);
	}
	str_printf(out, "%s%s", out->length ? " " : "", good ? "✓ hit" : "✗ miss");
}

/* What stands at the right of a title when no finding does: how busy, how many. */
static void
state_text(const struct map_lane *lane, uint16_t place, int cols, struct str *out)
{
	const struct place_state *state = &lane->world->places[place];
	uint32_t workers = lane->world->now.servers.workers;

	if (state->queued > 0 && lane->trace->actors[place].role != ROLE_BALANCER) {
		str_printf(out, "q %u", state->queued);
	} else if (lane->trace->actors[place].role == ROLE_SERVER) {
		if (cols >= 26)
			str_printf(out, "busy %u/%u", state->busy, workers);
		else if (!lane->layout->fit.size && declared_bytes(lane, place) > 0)
			units_print_bytes_short(out, declared_bytes(lane, place));
	}
}

/* A server's display name where it fits (the analogy calls it "cloakroom 1"), else its id. */
static const char *
place_title(const struct trace *trace, uint16_t place, int cols)
{
	const struct actor *actor = &trace->actors[place];

	return actor->role == ROLE_SERVER && utf8_cells(actor->name) + 3 <= cols
	    ? actor->name
	    : actor_short(trace, place);
}

static void
title_text(const struct map_lane *lane, uint16_t place, int cols, struct str *title,
    struct str *right)
{
	const struct place_state *state = &lane->world->places[place];
	bool closed = lane->run->closed;
	int room;

	str_add(title, place_title(lane->trace, place, cols));
	room = cols - 3 - utf8_cells(title->text);
	if (!state->up && utf8_cells(title->text) + 9 > cols)
		str_add(title, "✗DOWN");
	else if (!state->up)
		str_add(title, closed ? " ✗ DOWN ?" : " ✗ DOWN");
	else if (!state->reachable)
		str_add(title, closed ? " ✗ ?" : cols >= 21 ? " ✗ no answer" : " ✗");
	else if (state->hung)
		str_add(title, room >= 8 ? " ✗ hangs" : room >= 6 ? " hangs" : " ✗");
	else if (state->slow > 1)
		str_printf(title, room >= 8 ? " slow x%u" : " x%u", (unsigned)state->slow);
	if (lane->trace->actors[place].role == ROLE_SERVER)
		map_cut_title(lane, place, cols - 2 - utf8_cells(title->text), title);
	if (state->up && state->reachable && !state->hung && !closed)
		outcome_text(lane, place, right);
}

/* A short form of a finding: without its ticket or key. */
static const char *
short_right(const struct str *right)
{
	const char *mark = strstr(right->text, "✓");

	if (!mark)
		mark = strstr(right->text, "✗");
	return mark ? mark : "";
}

static void
draw_content(const struct pen *pen, bool closed, bool up)
{
	struct pen rest = *pen;

	if (closed) {
		grid_put(
		    pen->lane->grid, pen->row, pen->col + (pen->cols - 1) / 2, '?', ROLE_PLAIN);
		return;
	}
	if (!up) {
		draw_dead_content(pen);
		return;
	}
	if (put_taken(pen, pen->row)) {
		rest.row++;
		rest.rows--;
	}
	if (pen->lane->trace->actors[pen->place].role == ROLE_SERVER)
		draw_server_content(&rest);
	else
		draw_backing_content(&rest);
}

void
map_draw_place(struct map_lane *lane, uint16_t place, int row, int content_rows, int col, int cols,
    bool bottom)
{
	struct box box = { .row = row, .col = col, .rows = content_rows, .cols = cols,
		.bottom = bottom };
	struct pen pen = { .lane = lane, .place = place, .row = row + 1, .rows = content_rows,
		.col = col + 1, .cols = cols - 2 };
	struct str title = STR_INIT, right = STR_INIT;
	bool up = !lane->world || lane->world->places[place].up, closed = lane->run->closed;
	bool known = lane->world && world_knows(lane->world);

	if (lane->world)
		title_text(lane, place, cols, &title, &right);
	else
		str_add(&title, actor_short(lane->trace, place));
	if (!up)
		box.style = BOX_DASHED;
	else if (!closed && known && alone_here(lane, place))
		box.style = BOX_DOUBLE;
	if (lane->world && up && !closed && right.length == 0)
		state_text(lane, place, cols, &right);
	if (right.length == 0)
		map_copies_title(lane, place, content_rows, &right);
	map_box(lane->grid, &box, title.text, up ? ROLE_BOLD : ROLE_TROUBLE,
	    utf8_cells(title.text) + utf8_cells(right.text) + 7 <= cols ? right.text
									: short_right(&right));
	if (map_copies(lane, place) > 0)
		pen.rows -= map_draw_copies(lane, place, pen.row, pen.rows, pen.col, pen.cols);
	draw_content(&pen, closed || !known, up);
	if (lane->world)
		put_ghost(&pen);
	str_release(&title);
	str_release(&right);
}
