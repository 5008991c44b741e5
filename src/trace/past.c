/* The past of a run whose events are let go, folded event by event. */
#include "trace/past.h"

#include <string.h>

#include "base/arena.h"
#include "base/prng.h"
#include "trace/http_recipe.h"

#define ROOM_MIN 64u
#define FREE UINT64_MAX

/* ---- a table ---- */

static uint64_t
key_of(uint16_t place, uint32_t item)
{
	return (uint64_t)place << 32 | item;
}

static uint32_t
home_of(const struct past_table *table, uint64_t key)
{
	return (uint32_t)prng_splitmix64(&key) & (table->room - 1);
}

/* Where the key is, or would be put. */
static uint32_t
seek(const struct past_table *table, uint64_t key)
{
	uint32_t at = home_of(table, key);

	while (table->rows[at].key != FREE && table->rows[at].key != key)
		at = (at + 1) & (table->room - 1);
	return at;
}

static void
make_room(struct past_table *table)
{
	struct past_table old = *table;

	if (table->room > 0 && table->count * 2 < table->room)
		return;
	table->room = old.room == 0 ? ROOM_MIN : old.room * 2;
	table->rows = mem_alloc(table->room * sizeof(*table->rows));
	for (uint32_t i = 0; i < table->room; i++)
		table->rows[i].key = FREE;
	for (uint32_t i = 0; i < old.room; i++)
		if (old.rows[i].key != FREE)
			table->rows[seek(table, old.rows[i].key)] = old.rows[i];
	mem_free(old.rows);
}

static void
put(struct past_table *table, uint64_t key, uint64_t value)
{
	struct past_row *row;

	make_room(table);
	row = &table->rows[seek(table, key)];
	table->count += row->key == FREE;
	*row = (struct past_row){ key, value };
}

/* Empties the place of the key and moves up what was pushed behind it. */
static void
drop(struct past_table *table, uint64_t key)
{
	uint32_t mask = table->room - 1, hole, at;

	if (table->room == 0)
		return;
	hole = at = seek(table, key);
	if (table->rows[hole].key == FREE)
		return;
	table->count--;
	for (;;) {
		at = (at + 1) & mask;
		if (table->rows[at].key == FREE)
			break;
		if (((at - home_of(table, table->rows[at].key)) & mask) < ((at - hole) & mask))
			continue;
		table->rows[hole] = table->rows[at];
		hole = at;
	}
	table->rows[hole].key = FREE;
}

/* All of a place, which begins anew. */
static void
drop_place(struct past_table *table, uint16_t place)
{
	struct past_table old = *table;

	*table = (struct past_table){ 0 };
	for (uint32_t i = 0; i < old.room; i++)
		if (old.rows[i].key != FREE && old.rows[i].key >> 32 != place)
			put(table, old.rows[i].key, old.rows[i].value);
	mem_free(old.rows);
}

/* ---- the fold ---- */

void
past_release(struct trace_past *past)
{
	mem_free(past->changes);
	mem_free(past->held.rows);
	mem_free(past->cached.rows);
	memset(past, 0, sizeof(*past));
}

static void
note_change(struct trace_past *past, uint32_t number, const struct event *event)
{
	if (past->change_count == past->change_room) {
		past->change_room = past->change_room == 0 ? ROOM_MIN : past->change_room * 2;
		past->changes = mem_grow(past->changes, past->change_room, sizeof(*past->changes));
	}
	past->changes[past->change_count++] = (struct past_change){ number, *event };
}

bool
past_forgets(const struct trace *trace, const struct event *event)
{
	if (trace->actors[event->actor].role == ROLE_STORE)
		return event->kind == EVENT_RESTART;
	return event->kind == EVENT_CRASH || event->kind == EVENT_STOP;
}

void
past_fold(struct trace_past *past, const struct trace *trace, uint32_t number,
    const struct event *event)
{
	bool cache = trace_reason(trace, event) == REASON_CACHE, known;
	uint16_t place;

	if (event->kind == EVENT_CHANGE)
		note_change(past, number, event);
	if (event->actor >= trace->actor_count)
		return;
	if (past_forgets(trace, event))
		drop_place(&past->held, event->actor);
	if (event->kind == EVENT_CRASH || event->kind == EVENT_STOP)
		drop_place(&past->cached, event->actor);
	known = event->item < trace->item_count;
	if (!known)
		return;
	place = event->kind == EVENT_COPY ? event->other : trace_event_place(trace, event);
	if (cache && event->kind == EVENT_COPY)
		put(&past->cached, key_of(event->other, event->item), event->at_ns);
	else if (event->kind == EVENT_EXPIRE || event->kind == EVENT_EVICT)
		drop(&past->cached, key_of(event->actor, event->item));
	if (cache)
		return; /* no state */
	if (event->kind == EVENT_CREATE || event->kind == EVENT_WRITE || event->kind == EVENT_COPY)
		put(&past->held, key_of(place, event->item),
		    trace_item_of(trace, event->item).piece);
	else if (event->kind == EVENT_EXPIRE || event->kind == EVENT_EVICT)
		drop(&past->held, key_of(place, event->item));
}

void
past_count(const struct trace_past *past, const struct trace *trace, uint16_t place,
    uint32_t *sessions, uint32_t *others, uint32_t *rows)
{
	uint16_t route = trace_extra_piece(trace, TRACE_PIECE_ROUTE), piece;

	*sessions = *others = *rows = 0;
	for (uint32_t i = 0; i < past->held.room; i++) {
		uint64_t key = past->held.rows[i].key;

		if (key == FREE || key >> 32 != place)
			continue;
		piece = (uint16_t)past->held.rows[i].value;
		*rows += piece == route;
		if (piece >= trace->scenario->piece_count)
			continue;
		if (piece_is_login(&trace->scenario->pieces[piece]))
			++*sessions;
		else
			++*others;
	}
}

bool
past_cached(const struct trace_past *past, uint16_t place, uint32_t item, uint64_t *since_ns)
{
	const struct past_row *row;

	if (past->cached.room == 0)
		return false;
	row = &past->cached.rows[seek(&past->cached, key_of(place, item))];
	if (row->key == FREE)
		return false;
	*since_ns = row->value;
	return true;
}
