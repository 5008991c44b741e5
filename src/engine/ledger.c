/* The ledger: what servers and stores keep about requests themselves, found by a hash.
 *
 * All records of a kind are kept equally long, so they go in the order in which they came: one
 * timer a kind.  A record that has gone stays its person's, with its item, for the next one.
 */
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "engine/store.h"

#define RECORDS_MIN 64u

void
ledger_start(struct engine *engine)
{
	engine->keeps_keys = engine->scenario->idempotency.on;
	engine->limits = engine->scenario->limiter.on;
	for (int kind = 0; kind < LEDGER_KINDS; kind++) {
		engine->ledger.first[kind] = engine->ledger.last[kind] = NONE32;
		engine->ledger.armed_ns[kind] = UINT64_MAX;
	}
}

void
ledger_release(struct engine *engine)
{
	mem_free(engine->ledger.records);
	mem_free(engine->ledger.slots);
}

/* ---- the hash ---- */

static uint32_t
slot_wanted(const struct ledger *ledger, const struct record *record)
{
	uint64_t hash = row_hash_word(record->kind, record->place);

	return (uint32_t)row_hash_word(hash, record->key) & (ledger->slot_count - 1);
}

static bool
is_same(const struct record *a, const struct record *b)
{
	return a->key == b->key && a->place == b->place && a->kind == b->kind;
}

/* The slot of the record that is like this one, or the empty one where it would be. */
static uint32_t
find_slot(const struct ledger *ledger, const struct record *record)
{
	uint32_t slot = slot_wanted(ledger, record);

	while (ledger->slots[slot] != 0 &&
	    !is_same(&ledger->records[ledger->slots[slot] - 1], record))
		slot = (slot + 1) & (ledger->slot_count - 1);
	return slot;
}

static void
grow_slots(struct ledger *ledger)
{
	ledger->slot_count = ledger->slot_count ? ledger->slot_count * 2 : RECORDS_MIN * 2;
	mem_free(ledger->slots);
	ledger->slots = mem_grow(NULL, ledger->slot_count, sizeof(*ledger->slots));
	memset(ledger->slots, 0, ledger->slot_count * sizeof(*ledger->slots));
	for (uint32_t row = 0; row < ledger->count; row++)
		if (ledger->records[row].used)
			ledger->slots[find_slot(ledger, &ledger->records[row])] = row + 1;
}

/* Empties the slot and closes the gap, so that no search ends before its time. */
static void
clear_slot(struct ledger *ledger, uint32_t hole)
{
	uint32_t mask = ledger->slot_count - 1;

	for (uint32_t slot = (hole + 1) & mask; ledger->slots[slot] != 0;
	    slot = (slot + 1) & mask) {
		uint32_t wanted = slot_wanted(ledger, &ledger->records[ledger->slots[slot] - 1]);

		if (((slot - wanted) & mask) < ((slot - hole) & mask))
			continue;
		ledger->slots[hole] = ledger->slots[slot];
		hole = slot;
	}
	ledger->slots[hole] = 0;
}

uint32_t
ledger_find(const struct engine *engine, enum ledger_kind kind, uint16_t place, uint64_t key)
{
	const struct ledger *ledger = &engine->ledger;
	struct record wanted = { .key = key, .place = place, .kind = (uint8_t)kind };

	if (ledger->slot_count == 0)
		return NONE32;
	return ledger->slots[find_slot(ledger, &wanted)] - 1; /* 0 - 1: NONE32 */
}

/* ---- records ---- */

/* A free record of the person's, or a new one with an item of its own. */
static uint32_t
take_record(struct engine *engine, enum ledger_kind kind, uint32_t person)
{
	static const enum trace_piece pieces[LEDGER_KINDS] = {
		[LEDGER_KEY] = TRACE_PIECE_REQUEST_KEY,
		[LEDGER_COUNT] = TRACE_PIECE_REQUEST_COUNT,
	};
	struct ledger *ledger = &engine->ledger;
	uint32_t row = engine->persons[person].records[kind];

	if (row != NONE32) {
		engine->persons[person].records[kind] = ledger->records[row].next;
		return row;
	}
	if (ledger->count == ledger->room) {
		ledger->room = ledger->room ? ledger->room * 2 : RECORDS_MIN;
		ledger->records = mem_grow(ledger->records, ledger->room,
		    sizeof(*ledger->records));
	}
	row = ledger->count++;
	ledger->records[row] = (struct record){ .person = person, .kind = (uint8_t)kind };
	ledger->records[row].item = item_add(engine, (struct item){
		.piece = trace_extra_piece(engine->trace, pieces[kind]),
		.client = engine->persons[person].actor, .session = NONE32, .place = NONE16,
		.key = NONE16 });
	return row;
}

static void
arm(struct engine *engine, enum ledger_kind kind)
{
	struct ledger *ledger = &engine->ledger;

	uint64_t until_ns;

	if (ledger->first[kind] == NONE32)
		return;
	until_ns = ledger->records[ledger->first[kind]].until_ns;
	if (ledger->armed_ns[kind] <= until_ns)
		return;
	ledger->armed_ns[kind] = until_ns;
	engine_after(engine, until_ns - engine->now_ns, PHASE_EXPIRY, TIMER_FORGET, kind,
	    ++ledger->armed[kind]);
}

/* Behind all that go before it: nearly always the last place. */
static void
link_record(struct ledger *ledger, uint32_t row)
{
	struct record *record = &ledger->records[row];
	uint32_t before = ledger->last[record->kind];

	while (before != NONE32 && ledger->records[before].until_ns > record->until_ns)
		before = ledger->records[before].previous;
	record->previous = before;
	record->next = before == NONE32 ? ledger->first[record->kind]
	    : ledger->records[before].next;
	if (before == NONE32)
		ledger->first[record->kind] = row;
	else
		ledger->records[before].next = row;
	if (record->next == NONE32)
		ledger->last[record->kind] = row;
	else
		ledger->records[record->next].previous = row;
}

void
ledger_use(struct engine *engine, uint32_t row, uint64_t bytes)
{
	struct record *record = &engine->ledger.records[row];

	shelf_resize(engine, record->place, record->bytes, bytes);
	record->bytes = (uint32_t)bytes;
	shelf_use(engine, SHELF_RECORD, row);
}

uint32_t
ledger_add(struct engine *engine, enum ledger_kind kind, uint16_t place, uint8_t home,
    uint64_t key, uint32_t person, uint64_t keep_ns)
{
	struct ledger *ledger = &engine->ledger;
	uint32_t row = take_record(engine, kind, person);
	struct record *record = &ledger->records[row];

	if ((ledger->used + 1) * 2 > ledger->slot_count)
		grow_slots(ledger);
	*record = (struct record){
		.key = key, .until_ns = engine->now_ns + keep_ns, .item = record->item,
		.kept = { .text = NONE32, .session = NONE32, .token = NONE32 },
		.person = person, .trip = NONE32, .place = place, .kind = (uint8_t)kind,
		.home = home,
	};
	ledger->slots[find_slot(ledger, record)] = row + 1;
	record->used = true;
	ledger->used++;
	link_record(ledger, row);
	shelf_put(engine, SHELF_RECORD, row, 0);
	arm(engine, kind);
	return row;
}

void
ledger_drop(struct engine *engine, uint32_t row)
{
	struct ledger *ledger = &engine->ledger;
	struct record *record = &ledger->records[row];

	clear_slot(ledger, find_slot(ledger, record));
	shelf_drop(engine, SHELF_RECORD, row, record->bytes);
	if (record->previous == NONE32)
		ledger->first[record->kind] = record->next;
	else
		ledger->records[record->previous].next = record->next;
	if (record->next == NONE32)
		ledger->last[record->kind] = record->previous;
	else
		ledger->records[record->next].previous = record->previous;
	record->used = false;
	record->next = engine->persons[record->person].records[record->kind];
	engine->persons[record->person].records[record->kind] = row;
	ledger->used--;
}

uint32_t
ledger_push_out(struct engine *engine, uint32_t row, uint32_t cause)
{
	const struct record *record = &engine->ledger.records[row];
	struct event *event = engine_event(engine, EVENT_EVICT, record->place, NONE16);

	event->cause = cause;
	event->home = record->home;
	event->item = record->item;
	event->version = item_newest(engine, record->item);
	event->value = record->bytes;
	event->fields = engine_reason(engine, REASON_PUSHED_OUT);
	cause = engine_emit(engine, event, NULL);
	ledger_drop(engine, row);
	return cause;
}

void
ledger_empty_place(struct engine *engine, uint16_t place)
{
	for (uint32_t row = 0; row < engine->ledger.count; row++)
		if (engine->ledger.records[row].used && engine->ledger.records[row].place == place)
			ledger_drop(engine, row);
}

static void
expire_record(struct engine *engine, uint32_t row)
{
	const struct record *record = &engine->ledger.records[row];
	struct event *event = engine_event(engine, EVENT_EXPIRE, record->place, NONE16);

	event->item = record->item;
	event->version = item_newest(engine, record->item);
	event->home = record->home;
	engine_emit(engine, event, NULL);
	if (engine->logs_tail && record->place == engine->store.actor)
		followers_expired_record(engine, (enum ledger_kind)record->kind, record->key);
	ledger_drop(engine, row);
}

void
ledger_timer(struct engine *engine, const struct timer *timer)
{
	struct ledger *ledger = &engine->ledger;
	enum ledger_kind kind = (enum ledger_kind)timer->row;

	if (ledger->armed[kind] != timer->generation)
		return;
	ledger->armed_ns[kind] = UINT64_MAX;
	while (ledger->first[kind] != NONE32 && !engine->stop_now &&
	    ledger->records[ledger->first[kind]].until_ns <= engine->now_ns)
		expire_record(engine, ledger->first[kind]);
	arm(engine, kind);
}
