/* Rows that come and go: what a run that keeps nothing lets go of, and how its rows are found. */
#include <string.h>

#include "base/check.h"
#include "trace/trace.h"

#define FREE UINT32_MAX
#define SWEEP_MIN 64u

void
trace_recycle(struct trace *trace)
{
	const struct scenario *scenario = trace->scenario;

	CHECK(trace->request_count + trace->session_count + trace->item_count +
	    trace->token_count + trace->text_count == 0);
	trace->recycles = true;
	trace->request_rows.recycles = true;
	trace->session_rows.recycles = true;
	trace->item_rows.recycles = true;
	if (trace->sweep_min == 0)
		trace->sweep_min = SWEEP_MIN;
	trace->tokens_sweep_at = trace->texts_sweep_at = trace->sweep_min;
	trace->request_rows.sweep_at = trace->session_rows.sweep_at = trace->sweep_min;
	for (uint16_t piece = 0; piece < scenario->piece_count; piece++)
		if (scenario->pieces[piece].key != PIECE_KEY_USER)
			trace->block_pieces[trace->block_items++] = piece;
}

/* ---- items of sessions: nothing but the session's number and a place in it ---- */

/* The newest run that begins at most here, by session or by item; NULL: none does. */
static const struct item_run *
run_of(const struct trace *trace, uint32_t number, bool by_item)
{
	uint32_t low = 0, high = trace->item_run_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct item_run *run = &trace->item_runs[middle];

		if ((by_item ? run->item : run->session) <= number)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &trace->item_runs[low - 1];
}

/* The items of the newest session come next. */
static void
run_on(struct trace *trace, uint32_t session, uint32_t item)
{
	const struct item_run *last = trace->item_run_count == 0 ? NULL :
	    &trace->item_runs[trace->item_run_count - 1];

	if (last != NULL && item == last->item + (session - last->session) * trace->block_items)
		return;
	if (trace->item_run_count == trace->item_run_room) {
		trace->item_run_room += trace->item_run_room / 2 + 16;
		trace->item_runs = mem_grow(trace->item_runs, trace->item_run_room,
		    sizeof(*trace->item_runs));
	}
	trace->item_runs[trace->item_run_count++] = (struct item_run){ session, item };
}

/* From so many sessions on where their items are is worth remembering. */
#define MEMOS_FROM 32u

static void
make_memos(struct trace *trace)
{
	trace->item_memos = mem_grow(NULL, ITEM_MEMOS, sizeof(*trace->item_memos));
	for (uint32_t i = 0; i < ITEM_MEMOS; i++)
		trace->item_memos[i] = (struct item_memo){ .item = i ^ 1 }; /* none's */
}

uint32_t
trace_session_item(const struct trace *trace, uint32_t session)
{
	const struct item_run *run;

	if (!trace->recycles)
		return trace->sessions[session].first_item;
	run = run_of(trace, session, false);
	return run == NULL ? NONE32 : run->item + (session - run->session) * trace->block_items;
}

/* The session that an item is of by its number alone, and which of its items; NONE32: none's.  Of
 * numbers that are let go of it may name any session that is let go of too. */
static uint32_t
session_of_item(const struct trace *trace, uint32_t item, uint32_t *rank)
{
	const struct item_run *run = run_of(trace, item, true);
	uint32_t end = trace->session_rows.next, session;

	if (run == NULL)
		return NONE32;
	if (run + 1 < trace->item_runs + trace->item_run_count)
		end = run[1].session;
	session = run->session + (item - run->item) / trace->block_items;
	*rank = (item - run->item) % trace->block_items;
	return session < end ? session : NONE32;
}

/* Runs of which no session is left go, but for the newest. */
static void
sweep_runs(struct trace *trace)
{
	const struct row_map *map = &trace->session_rows;
	uint8_t *marks;
	uint32_t kept = 0;

	if (trace->item_run_count < 2)
		return;
	marks = mem_alloc(trace->item_run_count);
	marks[trace->item_run_count - 1] = 1;
	for (uint32_t row = 0; row < map->room; row++)
		if (map->numbers[row] != FREE)
			marks[run_of(trace, map->numbers[row], false) - trace->item_runs] = 1;
	for (uint32_t i = 0; i < trace->item_run_count; i++)
		if (marks[i])
			trace->item_runs[kept++] = trace->item_runs[i];
	trace->item_run_count = kept;
	mem_free(marks);
}

uint32_t
trace_add_session_items(struct trace *trace, uint32_t session, uint16_t client)
{
	const struct scenario *scenario = trace->scenario;
	uint32_t first = trace->item_rows.next;

	if (!trace->recycles) {
		for (uint16_t piece = 0; piece < scenario->piece_count; piece++)
			if (scenario->pieces[piece].key != PIECE_KEY_USER)
				trace_add_item(trace, (struct item){ .piece = piece,
					.client = client, .session = session, .place = NONE16,
					.key = NONE16 });
		trace->sessions[session].first_item =
		    trace->item_rows.next == first ? NONE32 : first;
		return first;
	}
	if (trace->block_items > 0)
		run_on(trace, session, first);
	if (session == MEMOS_FROM && trace->item_memos == NULL)
		make_memos(trace);
	trace->item_rows.next += trace->block_items;
	trace->item_count = trace->item_rows.next;
	return first;
}

static struct item_spot
look_for_spot(const struct trace *trace, uint32_t item)
{
	struct item_spot spot = { .session = NONE32, .row = FREE, .piece = NONE16 };
	uint32_t rank, session = trace->recycles ? session_of_item(trace, item, &rank) : NONE32;

	if (session != NONE32)
		spot.row = row_map_row(&trace->session_rows, session);
	if (spot.row != FREE) {
		spot.block = true;
		spot.rank = (uint8_t)rank;
		spot.session = session;
		spot.piece = trace->block_pieces[rank];
		return spot;
	}
	spot.row = row_map_row(&trace->item_rows, item);
	if (spot.row != FREE) {
		spot.piece = trace->items[spot.row].piece;
		spot.session = trace->items[spot.row].session;
	}
	return spot;
}

struct item_spot
trace_find_spot(const struct trace *trace, uint32_t item)
{
	struct item_spot spot = look_for_spot(trace, item);

	if (trace->item_memos != NULL && spot.row != FREE)
		trace->item_memos[item & (ITEM_MEMOS - 1)] = (struct item_memo){ item, spot };
	return spot;
}

struct item
trace_item_of(const struct trace *trace, uint32_t item)
{
	struct item_spot spot;

	if (!trace->recycles && item < trace->item_count)
		return trace->items[item];
	spot = trace_item_spot(trace, item);
	if (!spot.block && spot.row != FREE)
		return trace->items[spot.row];
	return (struct item){
		.piece = spot.piece, .session = spot.session,
		.client = spot.block ? trace->brief_sessions[spot.row].client : NONE16,
		.place = NONE16, .key = NONE16, .older = NONE32,
	};
}

/* ---- letting go ---- */

void
trace_sweep_begin(struct trace *trace, enum trace_sweep sweep)
{
	row_map_begin(&trace->request_rows);
	if (sweep != TRACE_SWEEP_ALL)
		return;
	row_map_begin(&trace->session_rows);
	trace->token_marks = mem_alloc(trace->token_count + 1u);
	trace->text_marks = mem_alloc(trace->text_count + 1u);
}

void
trace_mark_request(struct trace *trace, uint32_t request)
{
	struct request *row;

	if (request == NONE32)
		return;
	row_map_mark(&trace->request_rows, request);
	row = trace_request_row(trace, request);
	if (row != NULL)
		trace_mark_text(trace, row->text);
}

void
trace_mark_session(struct trace *trace, uint32_t session)
{
	row_map_mark(&trace->session_rows, session);
}

void
trace_mark_token(struct trace *trace, uint32_t token)
{
	if (trace->token_marks == NULL || token >= trace->token_count || trace->token_marks[token])
		return;
	trace->token_marks[token] = 1;
	trace_mark_session(trace, trace->tokens[token].session);
	for (uint32_t piece = 0; piece < LIMIT_PIECES; piece++)
		trace_mark_text(trace, trace->tokens[token].texts[piece]);
}

void
trace_mark_text(struct trace *trace, uint32_t text)
{
	if (trace->text_marks != NULL && text < trace->text_count)
		trace->text_marks[text] = 1;
}

static void
mark_message(struct trace *trace, const struct message *message)
{
	if (message->key != 0 && message->kind != MESSAGE_ANSWER)
		trace_mark_request(trace, message->key - 1);
	trace_mark_session(trace, message->session);
	trace_mark_token(trace, message->token);
	trace_mark_text(trace, message->text);
	if (message->refresh != 0)
		trace_mark_text(trace, message->refresh - 1);
}

void
trace_mark_event(struct trace *trace, const struct event *event, bool all)
{
	const struct message *message = trace_message(trace, event->message);

	trace_mark_request(trace, event->request);
	if (message != NULL && message->key != 0 && message->kind != MESSAGE_ANSWER)
		trace_mark_request(trace, message->key - 1);
	if (!all)
		return;
	trace_mark_session(trace, event->session);
	if (event->item < trace->item_count) {
		trace_mark_session(trace, trace_item_of(trace, event->item).session);
		trace_mark_text(trace, trace_content(trace, event->item, event->version));
	}
	if (event->fields < trace->fields_count && trace->fields[event->fields].token != 0)
		trace_mark_token(trace, trace->fields[event->fields].token - 1);
	if (message != NULL)
		mark_message(trace, message);
}

/* Contents whose item or text is gone go; then the index of the others is made anew. */
static void
keep_contents(struct trace *trace)
{
	uint32_t kept = 0;

	row_index_release(&trace->content_index);
	for (uint32_t row = 0; row < trace->content_count; row++) {
		struct content content = trace->contents[row];

		if (!trace->text_marks[content.text] ||
		    trace_item_place(trace, content.item) == NONE32)
			continue;
		trace->contents[kept] = content;
		row_index_add(&trace->content_index, row_hash_word(content.item, content.version),
		    kept++);
	}
	trace->content_count = kept;
}

/* A sweep is paid for by as many new rows as the half of what it looks at. */
static uint32_t
next_sweep(const struct trace *trace, uint32_t live, uint32_t roots)
{
	uint32_t half = (live > roots ? live : roots) / 2;

	if (trace->sweep_min < SWEEP_MIN)
		half = trace->sweep_min; /* as a test wants it */
	return live + (half > trace->sweep_min ? half : trace->sweep_min);
}

/* Makes a list of the rows without a mark; returns how many have one. */
static uint32_t
list_free(uint32_t **rows, uint32_t *count, uint32_t *room, const uint8_t *marks, uint32_t total)
{
	if (*room < total) {
		*room = total;
		*rows = mem_grow(*rows, total, sizeof(**rows));
	}
	*count = 0;
	for (uint32_t row = total; row-- > 0;)
		if (!marks[row])
			(*rows)[(*count)++] = row;
	return total - *count;
}

/* Texts that live move to a new arena. */
static void
keep_texts(struct trace *trace)
{
	struct arena fresh = { 0 };

	row_index_release(&trace->text_index);
	for (uint32_t row = 0; row < trace->text_count; row++) {
		if (!trace->text_marks[row]) {
			trace->texts[row] = NULL;
			continue;
		}
		trace->texts[row] = arena_strdup(&fresh, trace->texts[row]);
		row_index_add(&trace->text_index, row_hash_text(trace->texts[row]), row);
	}
	arena_release(&trace->text_arena);
	trace->text_arena = fresh;
}

/* Items that are no block's but a session's go with it. */
static void
sweep_items(struct trace *trace)
{
	const struct row_map *map = &trace->item_rows;

	row_map_begin(&trace->item_rows);
	for (uint32_t row = 0; row < map->room; row++)
		if (map->numbers[row] != FREE && (trace->items[row].session == NONE32 ||
		    row_map_row(&trace->session_rows, trace->items[row].session) != FREE))
			row_map_mark(&trace->item_rows, map->numbers[row]);
	row_map_end(&trace->item_rows);
}

bool
trace_sweep_end(struct trace *trace, uint32_t request_roots, uint32_t roots)
{
	bool texts = trace->text_count - trace->free_text_count >= trace->texts_sweep_at;

	trace->sweep_due = TRACE_SWEEP_NONE;
	row_map_end(&trace->request_rows);
	trace->request_rows.sweep_at = next_sweep(trace, trace->request_rows.live,
	    request_roots);
	if (trace->token_marks == NULL)
		return false;
	row_map_end(&trace->session_rows);
	trace->session_rows.sweep_at = next_sweep(trace, trace->session_rows.live, roots);
	sweep_runs(trace);
	sweep_items(trace);
	if (trace->content_count > 0)
		keep_contents(trace);
	trace->tokens_sweep_at = next_sweep(trace, list_free(&trace->free_tokens,
	    &trace->free_token_count, &trace->free_token_room, trace->token_marks,
	    trace->token_count), roots);
	if (texts) {
		keep_texts(trace);
		trace->texts_sweep_at = next_sweep(trace, list_free(&trace->free_texts,
		    &trace->free_text_count, &trace->free_text_room, trace->text_marks,
		    trace->text_count), roots);
	}
	mem_free(trace->token_marks);
	mem_free(trace->text_marks);
	trace->token_marks = trace->text_marks = NULL;
	return texts;
}

void
trace_footprint(const struct trace *trace, struct footprint *footprint)
{
	footprint_add(footprint, "texts, names",
	    trace->arena.used_bytes + trace->text_arena.used_bytes +
	    trace->text_room * sizeof(*trace->texts));
	footprint_add(footprint, "actors", trace->actor_room * sizeof(*trace->actors));
	footprint_add(footprint, "items", trace->item_room * sizeof(*trace->items));
	footprint_add(footprint, "items, numbers to rows", row_map_bytes(&trace->item_rows));
	footprint_add(footprint, "sessions", trace->session_room * sizeof(*trace->sessions) +
	    trace->brief_room * sizeof(*trace->brief_sessions));
	footprint_add(footprint, "sessions, numbers to rows", row_map_bytes(&trace->session_rows));
	footprint_add(footprint, "sessions, their first items",
	    trace->item_run_room * sizeof(*trace->item_runs) +
	    (trace->item_memos == NULL ? 0 : ITEM_MEMOS * sizeof(*trace->item_memos)));
	footprint_add(footprint, "tokens", trace->token_room * sizeof(*trace->tokens));
	footprint_add(footprint, "messages", trace->message_room * sizeof(*trace->messages));
	footprint_add(footprint, "requests", trace->request_room * sizeof(*trace->requests) +
	    row_map_bytes(&trace->request_rows));
	footprint_add(footprint, "fields", trace->fields_room * sizeof(*trace->fields));
	footprint_add(footprint, "contents", trace->content_room * sizeof(*trace->contents));
	footprint_add(footprint, "events", trace->event_room * sizeof(*trace->events) +
	    trace->ring_room * sizeof(*trace->ring));
}
