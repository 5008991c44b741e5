/* The store's memory (store.memory), and what goes when it is full (store.eviction). */
#include "engine/store.h"

void
room_setup(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	struct place_store *store = &engine->store;
	bool changes = scenario_changes(scenario, "store.memory") ||
	    scenario_changes(scenario, "store.eviction");

	store->lru_first = store->lru_last = NONE32;
	shelf_start(&store->shelf);
	store->counts_bytes = (scenario->store.memory_bytes != SCENARIO_UNLIMITED &&
	    scenario->store.eviction != EVICTION_NONE) || changes;
	engine->evicts = store->counts_bytes &&
	    (scenario->store.eviction == EVICTION_LRU || changes);
}

/* ---- a list of the store's entries, the longest unused first ---- */

void
room_left(struct engine *engine, uint32_t row)
{
	struct place_store *store = &engine->store;
	struct hold_link *lru = engine->hold_lru, *link = &lru[row];

	if (link->older != NONE32)
		lru[link->older].newer = link->newer;
	else if (store->lru_first == row)
		store->lru_first = link->newer;
	if (link->newer != NONE32)
		lru[link->newer].older = link->older;
	else if (store->lru_last == row)
		store->lru_last = link->older;
	*link = (struct hold_link){ NONE32, NONE32 };
}

void
room_used(struct engine *engine, uint32_t row)
{
	struct place_store *store = &engine->store;

	if (store->lru_last == row)
		return;
	room_left(engine, row);
	engine->hold_lru[row].older = store->lru_last;
	if (store->lru_last != NONE32)
		engine->hold_lru[store->lru_last].newer = row;
	else
		store->lru_first = row;
	store->lru_last = row;
}

/* ---- making room ---- */

static void
push_out_piece(struct engine *engine, uint32_t cause, uint32_t row, uint16_t piece)
{
	const struct hold *hold = &engine->holds[row];
	struct event *event = engine_event(engine, EVENT_EVICT, hold->place, NONE16);
	uint32_t session = hold->user ? NONE32 : hold->owner;

	event->cause = cause;
	event->home = hold->home;
	event->item = item_of(engine, piece, session, hold->owner);
	event->session = session;
	event->version = hold_version(engine, row, piece);
	event->value = engine->scenario->pieces[piece].bytes;
	event->fields = engine_reason(engine, REASON_PUSHED_OUT);
	engine_emit(engine, event, NULL);
}

/* An entry goes whole, its login first, as when it expires. */
static void
push_out(struct engine *engine, uint32_t cause, uint32_t row)
{
	uint32_t mask = engine->holds[row].mask;

	if (engine->login != SCENARIO_NONE && mask & 1u << engine->login)
		push_out_piece(engine, cause, row, engine->login);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (mask & 1u << piece && piece != engine->login)
			push_out_piece(engine, cause, row, (uint16_t)piece);
	hold_drop(engine, row);
}

/* The longest unused goes, of entries and all else.  False: there is nothing else. */
static bool
push_out_oldest(struct engine *engine, uint32_t cause, const struct shelf_own *own)
{
	struct shelf_item item = shelf_oldest(engine, &engine->store.shelf, own);
	uint32_t hold = engine->store.lru_first;

	if (hold == own->hold)
		hold = NONE32;
	if (hold == NONE32 && item.row == NONE32)
		return false;
	if (hold == NONE32 ||
	    (item.row != NONE32 && item.used_ns <= engine->holds[hold].last_used_ns))
		shelf_push_out(engine, &item, cause);
	else
		push_out(engine, cause, hold);
	return true;
}

/* Bytes that come with a call, and what of it is there already. */
static uint64_t
bytes_of_call(struct engine *engine, const struct call *call, uint16_t place,
    struct shelf_own *own)
{
	uint32_t there, comes;
	uint64_t bytes = 0;

	*own = (struct shelf_own){ NONE32, NONE32, NONE32 };
	if (guard_does(&call->op))
		return guard_adds(engine, call, &own->record);
	if (call->op.verb == OP_DENY)
		return deny_adds(engine, call, &own->denial);
	own->hold = hold_find(engine, place, call->op.user, call->owner);
	there = own->hold == NONE32 ? 0 : engine->holds[own->hold].mask;
	comes = (call->op.mask | call->held) & ~there;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (comes & 1u << piece)
			bytes += engine->scenario->pieces[piece].bytes;
	return bytes;
}

bool
room_for(struct engine *engine, uint64_t bytes, const struct shelf_own *own, uint32_t cause)
{
	struct place_store *store = &engine->store;
	uint64_t limit = engine->scenario->store.memory_bytes;

	if (!store->counts_bytes || bytes == 0 ||
	    engine->scenario->store.eviction == EVICTION_NONE ||
	    (bytes <= limit && store->used_bytes <= limit - bytes))
		return true;
	if (engine->scenario->store.eviction != EVICTION_LRU || bytes > limit)
		return false;
	if (own->hold != NONE32)
		room_used(engine, own->hold);
	if (own->record != NONE32)
		shelf_use(engine, SHELF_RECORD, own->record);
	while (store->used_bytes > limit - bytes)
		if (!push_out_oldest(engine, cause, own))
			break;
	return store->used_bytes <= limit - bytes;
}

bool
room_make(struct engine *engine, struct call *call, uint16_t place)
{
	struct shelf_own own;
	uint64_t bytes = bytes_of_call(engine, call, place, &own);

	return room_for(engine, bytes, &own, call->cause);
}

void
room_change(struct engine *engine, uint32_t cause)
{
	const struct shelf_own none = { NONE32, NONE32, NONE32 };
	struct place_store *store = &engine->store;

	if (store->actor == NONE16 || engine->scenario->store.eviction != EVICTION_LRU)
		return;
	while (store->used_bytes > engine->scenario->store.memory_bytes)
		if (!push_out_oldest(engine, cause, &none))
			break;
}

void
store_forget(struct engine *engine, enum home home)
{
	uint16_t place = store_of(engine, home)->actor;

	hold_empty_place(engine, place);
	deny_empty_place(engine, place);
}
