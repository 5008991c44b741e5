/* Copies of the store: each has what the store had `copy_lag` ago.
 *
 *    writes:  ... w w w │ w w     the tail: written within the lag, sent to no copy yet
 *                       └────── what a copy that takes over knows
 *
 * Copies are no places of their own in a run: they hold what the store holds, later.  So all that
 * is kept of them is the tail, as what stood there before each write; a copy that takes over takes
 * the tail back, the newest write first.
 */
#include "base/check.h"
#include "engine/store.h"

#define TAIL_MIN 64u

static struct unsent *
tail_row(struct engine *engine, uint32_t nth)
{
	return &engine->tail[(engine->tail_at + nth) % engine->tail_room];
}

/* What a copy has by now leaves the tail. */
static void
send_on(struct engine *engine)
{
	while (engine->tail_count > 0 && engine->now_ns - tail_row(engine, 0)->at_ns >=
	    engine->scenario->store.copy_lag_ns) {
		engine->tail_at = (engine->tail_at + 1) % engine->tail_room;
		engine->tail_count--;
	}
}

static void
tail_grow(struct engine *engine)
{
	uint32_t room = engine->tail_room ? engine->tail_room * 2 : TAIL_MIN;
	struct unsent *tail = mem_alloc(room * sizeof(*tail));

	for (uint32_t i = 0; i < engine->tail_count; i++)
		tail[i] = *tail_row(engine, i);
	mem_free(engine->tail);
	engine->tail = tail;
	engine->tail_room = room;
	engine->tail_at = 0;
}

void
followers_note(struct engine *engine, uint32_t row, uint16_t piece)
{
	const struct hold *hold = &engine->holds[row];
	bool was_there = hold->mask & 1u << piece;

	send_on(engine);
	if (engine->tail_count == engine->tail_room)
		tail_grow(engine);
	engine->tail_count++;
	*tail_row(engine, engine->tail_count - 1) = (struct unsent){
		.at_ns = engine->now_ns, .owner = hold->owner, .piece = piece, .user = hold->user,
		.was_there = was_there,
		.version = was_there ? hold_version(engine, row, piece) : 0,
		.text = was_there ? hold_text(engine, row, piece) : NONE32,
	};
}

void
followers_note_record(struct engine *engine, enum ledger_kind kind, uint64_t key, uint32_t person)
{
	uint32_t row = ledger_find(engine, kind, engine->store.actor, key);
	const struct record *record = row != NONE32 ? &engine->ledger.records[row] : NULL;

	send_on(engine);
	if (engine->tail_count == engine->tail_room)
		tail_grow(engine);
	engine->tail_count++;
	*tail_row(engine, engine->tail_count - 1) = (struct unsent){
		.at_ns = engine->now_ns, .owner = person, .user = true, .of_ledger = true,
		.kind = (uint8_t)kind, .key = key, .was_there = record != NULL, .text = NONE32,
		.version = record != NULL ? item_newest(engine, record->item) : 0,
		.count = record != NULL ? record->count : 0,
	};
}

void
followers_note_denial(struct engine *engine, uint32_t owner, const struct denial *denial)
{
	send_on(engine);
	if (engine->tail_count == engine->tail_room)
		tail_grow(engine);
	engine->tail_count++;
	*tail_row(engine, engine->tail_count - 1) = (struct unsent){
		.at_ns = engine->now_ns, .owner = owner, .of_list = true, .text = NONE32,
		.was_there = denial != NULL, .key = denial != NULL ? denial->before_ns : 0,
		.version = denial != NULL ? item_newest(engine, denial->item) : 0,
	};
}

/* Is the write one to the same entry, or record of the ledger? */
static bool
is_same(const struct unsent *a, const struct unsent *b)
{
	if (a->of_ledger != b->of_ledger || a->of_list != b->of_list)
		return false;
	return a->of_ledger ? a->kind == b->kind && a->key == b->key
	    : a->user == b->user && a->owner == b->owner;
}

static void
expired(struct engine *engine, const struct unsent *what)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < engine->tail_count; i++) {
		struct unsent unsent = *tail_row(engine, i);

		if (!is_same(&unsent, what))
			*tail_row(engine, kept++) = unsent;
	}
	engine->tail_count = kept;
}

void
followers_expired(struct engine *engine, bool user, uint32_t owner)
{
	expired(engine, &(struct unsent){ .user = user, .owner = owner });
}

void
followers_expired_denial(struct engine *engine, uint32_t owner)
{
	expired(engine, &(struct unsent){ .of_list = true, .owner = owner });
}

void
followers_expired_record(struct engine *engine, enum ledger_kind kind, uint64_t key)
{
	expired(engine,
	    &(struct unsent){ .of_ledger = true, .kind = (uint8_t)kind, .key = key });
}

void
followers_cut(struct engine *engine)
{
	if (engine->logs_tail)
		send_on(engine);
}

/* One entry as it was before the write. */
static void
take_back(struct engine *engine, const struct unsent *unsent, uint32_t cause)
{
	uint16_t place = engine->store.actor;
	uint32_t session = unsent->user ? NONE32 : unsent->owner;
	uint32_t hold = hold_find(engine, place, unsent->user, unsent->owner);
	bool is_there = hold != NONE32 && engine->holds[hold].mask & 1u << unsent->piece;
	enum event_kind kind = unsent->was_there ? EVENT_WRITE : EVENT_EVICT;
	struct event *event;

	if (!unsent->was_there && !is_there)
		return;
	event = engine_event(engine, kind, place, NONE16);
	event->cause = cause;
	event->home = HOME_STORE;
	event->item = item_of(engine, unsent->piece, session, unsent->owner);
	event->session = session;
	event->fields = engine_reason(engine, REASON_UNSENT);
	event->value = engine->scenario->pieces[unsent->piece].bytes;
	if (unsent->was_there) {
		hold = hold_make(engine, place, HOME_STORE, unsent->user, unsent->owner);
		event->version = unsent->version;
		if (hold_put(engine, hold, unsent->piece, unsent->version, unsent->text))
			event->kind = EVENT_CREATE;
	} else {
		event->version = hold_version(engine, hold, unsent->piece);
		hold_take(engine, hold, unsent->piece);
	}
	engine_emit(engine, event, NULL);
}

bool
followers_lag(const struct engine *engine)
{
	return engine->store.copies > 0 && engine->scenario->store.copy_lag_ns > 0;
}

/* A new copy begins with what the store has now.  Without copies, what a store that is down had is
 * gone. */
void
followers_change(struct engine *engine, bool number)
{
	struct place_store *store = &engine->store;

	if (store->actor == NONE16)
		return;
	if (number) {
		if (!store->up && store->copies > 0 && engine->scenario->store.copies == 0)
			store_forget(engine, HOME_STORE);
		store->copies = engine->scenario->store.copies;
	}
	engine->logs_tail = followers_lag(engine);
	if (!engine->logs_tail)
		engine->tail_count = 0;
}

void
followers_take_over(struct engine *engine, uint32_t cause)
{
	struct place_store *store = &engine->store;
	struct event *event = engine_event(engine, EVENT_CHANGE, store->actor, NONE16);
	uint32_t change;

	if (store->actor == NONE16 || store->copies == 0)
		return;
	if (store->up)
		followers_cut(engine);
	store->copies--;
	event->cause = cause;
	event->value = engine->tail_count;
	event->fields = engine_reason(engine, REASON_FAILOVER);
	change = engine_emit(engine, event, NULL);
	store_break(engine, HOME_STORE, change);
	store->up = store->reachable = true;
	store->factor = 1;
	engine->logs_tail = false; /* taking back is no write */
	for (uint32_t i = engine->tail_count; i > 0; i--) {
		const struct unsent *unsent = tail_row(engine, i - 1);

		if (unsent->of_ledger)
			guard_take_back(engine, unsent, change);
		else if (unsent->of_list)
			deny_take_back(engine, unsent, change);
		else
			take_back(engine, unsent, change);
	}
	engine->tail_count = 0;
	engine->logs_tail = store->copies > 0;
}
