#include "trace/trace.h"

#include <string.h>

#include "base/check.h"
#include "base/prng.h"
#include "trace/world_fold.h"

#define TABLE_MIN 32u

/* Room for one more row of a table; rooms double, so that filling is linear. */
static void *
table_make_room(void *rows, uint32_t count, uint32_t *room, size_t size)
{
	if (count < *room)
		return rows;
	CHECK(*room <= UINT32_MAX / 4);
	*room = *room == 0 ? TABLE_MIN : *room * 2;
	return mem_grow(rows, *room, size);
}

void
trace_init(struct trace *trace, const struct scenario *scenario)
{
	memset(trace, 0, sizeof(*trace));
	trace->scenario = scenario;
	trace->evidence_all = true;
}

void
trace_release(struct trace *trace)
{
	row_map_release(&trace->request_rows);
	row_map_release(&trace->session_rows);
	row_map_release(&trace->item_rows);
	mem_free(trace->brief_sessions);
	mem_free(trace->item_runs);
	mem_free(trace->item_memos);
	mem_free(trace->free_tokens);
	mem_free(trace->free_texts);
	arena_release(&trace->text_arena);
	arena_release(&trace->arena);
	mem_free(trace->actors);
	mem_free(trace->items);
	mem_free(trace->sessions);
	mem_free(trace->tokens);
	mem_free(trace->messages);
	mem_free(trace->requests);
	mem_free(trace->fields);
	mem_free(trace->contents);
	mem_free(trace->texts);
	mem_free(trace->events);
	mem_free(trace->ring);
	if (trace->base != NULL)
		world_release(trace->base);
	mem_free(trace->base);
	mem_free(trace->owner_newest);
	row_index_release(&trace->text_index);
	row_index_release(&trace->actor_index);
	row_index_release(&trace->fields_index);
	row_index_release(&trace->content_index);
	row_index_release(&trace->owner_index);
	memset(trace, 0, sizeof(*trace));
}

uint16_t
trace_add_actor(struct trace *trace, enum role role, const char *id, const char *name,
    uint16_t client, uint16_t index, uint16_t member)
{
	uint32_t row = trace->actor_count;

	CHECK(row < NONE16);
	CHECK(trace_actor(trace, id) == NONE16);
	if (role == ROLE_DEVICE) {
		/* Its client or a sibling stands just before it. */
		CHECK(client < row);
		CHECK(trace->actors[client].role == ROLE_CLIENT);
		CHECK(row - 1 == client || trace->actors[row - 1].client == client);
	}
	trace->actors = table_make_room(trace->actors, row, &trace->actor_room,
	    sizeof(*trace->actors));
	trace->actors[row] = (struct actor){
		.id = arena_strdup(&trace->arena, id),
		.name = arena_strdup(&trace->arena, name),
		.role = role,
		.client = role == ROLE_DEVICE ? client : NONE16,
		.index = index,
		.member = member,
	};
	row_index_add(&trace->actor_index, row_hash_text(id), row);
	trace->actor_count++;
	return (uint16_t)row;
}

/* The chain of items with this piece and client: row of owner_newest, or NONE32. */
static uint32_t
owner_row(const struct trace *trace, uint16_t piece, uint16_t client)
{
	const struct row_index *index = &trace->owner_index;
	uint32_t at = row_index_first(index, row_hash_word(piece, client)), row;

	for (; (row = row_index_row(index, at)) != NONE32; at = row_index_next(index, at)) {
		const struct item *item = &trace->items[trace->owner_newest[row]];

		if (item->piece == piece && item->client == client)
			return row;
	}
	return NONE32;
}

uint32_t
trace_items_of(const struct trace *trace, uint16_t piece, uint16_t client)
{
	uint32_t row = owner_row(trace, piece, client);

	return row == NONE32 ? NONE32 : trace->owner_newest[row];
}

/* Into the chain of those of the same piece and client, for who looks back. */
static void
chain_item(struct trace *trace, uint32_t row)
{
	struct item *item = &trace->items[row];
	uint32_t owner = owner_row(trace, item->piece, item->client);

	item->older = owner == NONE32 ? NONE32 : trace->owner_newest[owner];
	if (owner == NONE32) {
		trace->owner_newest = table_make_room(trace->owner_newest, trace->owner_count,
		    &trace->owner_room, sizeof(*trace->owner_newest));
		owner = trace->owner_count++;
		row_index_add(&trace->owner_index, row_hash_word(item->piece, item->client), owner);
	}
	trace->owner_newest[owner] = row;
}

uint32_t
trace_add_item(struct trace *trace, struct item item)
{
	uint32_t number = row_map_add(&trace->item_rows);
	uint32_t row = row_map_row(&trace->item_rows, number);

	trace->items = table_make_room(trace->items, row, &trace->item_room,
	    sizeof(*trace->items));
	trace->items[row] = item;
	trace->items[row].older = NONE32;
	trace->item_count = trace->item_rows.next;
	if (!trace->recycles)
		chain_item(trace, row);
	return number;
}

static void
draw_session_id(const struct trace *trace, struct session *session)
{
	struct prng prng;

	if (session->stream == 0)
		return;
	prng_init(&prng, trace->scenario->seed, session->stream);
	session->id_high = prng_next(&prng);
	session->id_low = prng_next(&prng);
}

/* The stream's highest bit is free: purposes are few. */
#define BRIEF_LOGGED_IN 0x80000000u

static struct brief_session
brief_of(const struct session *session)
{
	uint32_t high = (uint32_t)(session->stream >> 32);

	CHECK(session->stream != 0 && !(high & BRIEF_LOGGED_IN));
	return (struct brief_session){
		.stream = { high | (session->logged_in ? BRIEF_LOGGED_IN : 0),
			(uint32_t)session->stream },
		.client = session->client, .device = session->device,
	};
}

struct session
trace_session_of(const struct trace *trace, uint32_t number)
{
	uint32_t row = row_map_row(&trace->session_rows, number);
	const struct brief_session *brief;
	struct session session;

	CHECK(row != NONE32);
	if (!trace->recycles)
		return trace->sessions[row];
	brief = &trace->brief_sessions[row];
	session = (struct session){
		.client = brief->client, .device = brief->device,
		.logged_in = brief->stream[0] & BRIEF_LOGGED_IN,
		.stream = (uint64_t)(brief->stream[0] & ~BRIEF_LOGGED_IN) << 32 |
		    brief->stream[1],
		.first_item = trace_session_item(trace, number), .begin_event = NONE32,
	};
	draw_session_id(trace, &session);
	return session;
}

uint32_t
trace_add_session(struct trace *trace, struct session session)
{
	uint32_t number = row_map_add(&trace->session_rows);
	uint32_t row = row_map_row(&trace->session_rows, number);

	if (trace->recycles) {
		trace->brief_sessions = table_make_room(trace->brief_sessions, row,
		    &trace->brief_room, sizeof(*trace->brief_sessions));
		trace->brief_sessions[row] = brief_of(&session);
	} else {
		trace->sessions = table_make_room(trace->sessions, row, &trace->session_room,
		    sizeof(*trace->sessions));
		draw_session_id(trace, &session);
		session.begin_event = NONE32;
		session.first_item = NONE32;
		trace->sessions[row] = session;
	}
	if (row_map_is_due(&trace->session_rows))
		trace->sweep_due = TRACE_SWEEP_ALL;
	trace->session_count = trace->session_rows.next;
	return number;
}

uint32_t
trace_add_token(struct trace *trace, const struct token *token)
{
	uint32_t row = trace->token_count;

	if (trace->free_token_count > 0) {
		row = trace->free_tokens[--trace->free_token_count];
	} else {
		trace->tokens = table_make_room(trace->tokens, row, &trace->token_room,
		    sizeof(*trace->tokens));
		trace->token_count++;
	}
	trace->tokens[row] = *token;
	if (trace->recycles && trace->token_count - trace->free_token_count >=
	    trace->tokens_sweep_at)
		trace->sweep_due = TRACE_SWEEP_ALL;
	return row;
}

uint32_t
trace_add_message(struct trace *trace, const struct message *message)
{
	uint32_t number = trace->message_count, row = number;

	if (trace->message_ring > 0)
		row &= trace->message_ring - 1;
	trace->messages = table_make_room(trace->messages, row, &trace->message_room,
	    sizeof(*trace->messages));
	trace->messages[row] = *message;
	trace->message_count++;
	return number;
}

uint32_t
trace_add_request(struct trace *trace, struct request request)
{
	uint32_t number = row_map_add(&trace->request_rows);
	uint32_t row = row_map_row(&trace->request_rows, number);

	trace->requests = table_make_room(trace->requests, row, &trace->request_room,
	    sizeof(*trace->requests));
	request.status = 0;
	request.begin_event = NONE32;
	request.end_event = NONE32;
	trace->requests[row] = request;
	if (row_map_is_due(&trace->request_rows) && trace->sweep_due == TRACE_SWEEP_NONE)
		trace->sweep_due = TRACE_SWEEP_REQUESTS;
	trace->request_count = trace->request_rows.next;
	return number;
}

const struct event *
trace_event(const struct trace *trace, uint64_t number)
{
	bool gap = trace->dropped > 0 && number + 1 >= trace->event_count && trace->ring_room > 0;

	if (number < trace->event_count && !gap)
		return &trace->events[number];
	return trace_ring_event(trace, number);
}

const struct event *
trace_ring_event(const struct trace *trace, uint64_t number)
{
	if (number >= trace->ring_next || trace->ring_next - number > trace->ring_room)
		return NULL;
	return &trace->ring[number & (trace->ring_room - 1)];
}

static uint64_t
fields_hash(const struct fields *fields)
{
	uint64_t hash = row_hash_word(fields->status, (uint64_t)fields->exp_s);

	hash = row_hash_word(hash, (uint64_t)fields->token << 8 | fields->reason);
	return row_hash_word(hash, (uint64_t)fields->algorithm << 16 | fields->key);
}

uint32_t
trace_add_fields(struct trace *trace, struct fields fields)
{
	uint64_t hash = fields_hash(&fields);
	struct row_index *index = &trace->fields_index;
	uint32_t at = row_index_first(index, hash), row;

	for (; (row = row_index_row(index, at)) != NONE32; at = row_index_next(index, at)) {
		const struct fields *known = &trace->fields[row];

		if (known->status == fields.status && known->reason == fields.reason &&
		    known->algorithm == fields.algorithm && known->key == fields.key &&
		    known->exp_s == fields.exp_s && known->token == fields.token)
			return row;
	}
	row = trace->fields_count;
	trace->fields = table_make_room(trace->fields, row, &trace->fields_room,
	    sizeof(*trace->fields));
	trace->fields[row] = fields;
	row_index_add(index, hash, row);
	trace->fields_count++;
	return row;
}

uint32_t
trace_add_text(struct trace *trace, const char *text)
{
	uint64_t hash = row_hash_text(text);
	struct row_index *index = &trace->text_index;
	uint32_t at = row_index_first(index, hash), row;

	for (; (row = row_index_row(index, at)) != NONE32; at = row_index_next(index, at))
		if (strcmp(trace->texts[row], text) == 0)
			return row;
	row = trace->text_count;
	if (trace->free_text_count > 0) {
		row = trace->free_texts[--trace->free_text_count];
	} else {
		trace->texts = table_make_room(trace->texts, row, &trace->text_room,
		    sizeof(*trace->texts));
		trace->text_count++;
	}
	trace->texts[row] = arena_strdup(trace->recycles ? &trace->text_arena : &trace->arena,
	    text);
	row_index_add(index, hash, row);
	if (trace->recycles && trace->text_count - trace->free_text_count >=
	    trace->texts_sweep_at)
		trace->sweep_due = TRACE_SWEEP_ALL;
	return row;
}

/* Row of contents, or NONE32. */
static uint32_t
content_row(const struct trace *trace, uint32_t item, uint32_t version)
{
	const struct row_index *index = &trace->content_index;
	uint32_t at = row_index_first(index, row_hash_word(item, version)), row;

	for (; (row = row_index_row(index, at)) != NONE32; at = row_index_next(index, at))
		if (trace->contents[row].item == item && trace->contents[row].version == version)
			return row;
	return NONE32;
}

void
trace_add_content(struct trace *trace, uint32_t item, uint32_t version, uint32_t text)
{
	uint32_t row = content_row(trace, item, version);

	if (row != NONE32) {
		CHECK(trace->contents[row].text == text);
		return;
	}
	row = trace->content_count;
	trace->contents = table_make_room(trace->contents, row, &trace->content_room,
	    sizeof(*trace->contents));
	trace->contents[row] = (struct content){ item, version, text };
	row_index_add(&trace->content_index, row_hash_word(item, version), row);
	trace->content_count++;
}

uint32_t
trace_content(const struct trace *trace, uint32_t item, uint32_t version)
{
	uint32_t row = content_row(trace, item, version);

	return row == NONE32 ? NONE32 : trace->contents[row].text;
}
