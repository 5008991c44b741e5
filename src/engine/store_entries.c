/* Entries of the store and the database: what the place does for a call, piece by piece. */
#include "engine/record.h"
#include "engine/store.h"

/* An event of one piece at the place. */
static struct event *
entry_event(struct engine *engine, const struct call *call, enum event_kind kind,
    uint16_t place, uint16_t piece, uint32_t person)
{
	struct event *event = call_event(engine, call, kind, place, call_server(engine, call));

	event->home = call->op.home;
	event->item = item_of(engine, piece, call->op.user ? NONE32 : call->owner, person);
	return event;
}

/* Of what blob_read has found; `item`: the first that has the call's key. */
static void
entry_read(struct engine *engine, struct call *call, uint16_t place, uint32_t piece, uint32_t item)
{
	bool found = call->held & 1u << piece;
	struct event event = call_event_of(call, found ? EVENT_READ : EVENT_MISS, place,
	    call_server(engine, call));

	event.home = call->op.home;
	event.item = item + engine->rank[piece];
	if (found) {
		event.version = call->versions[piece];
		event.value = engine->scenario->pieces[piece].bytes;
		call->found |= 1u << piece;
	} else {
		event.outcome = OUTCOME_MISS;
		call->texts[piece] = engine->empty_texts[piece];
	}
	call_record(engine, call, event, call_place_role(call), ROLE_SERVER, NULL);
}

/* A blob comes whole: what the action did not ask for is in hand as well. */
static void
blob_read(struct engine *engine, struct call *call, uint32_t hold)
{
	uint32_t there = hold == NONE32 ? 0 : engine->holds[hold].mask;

	call->seen = call->op.mask;
	if (engine->scenario->store.write == WRITE_BLOB)
		call->seen = call_blob(engine, call);
	call->held = there & call->seen;
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (call->held & 1u << piece) {
			call->texts[piece] = hold_text(engine, hold, piece);
			call->versions[piece] = hold_version(engine, hold, piece);
		}
}

/* What reading the pieces one by one comes to, when nobody reads its events. */
static void
short_read(struct engine *engine, struct call *call, uint32_t mask)
{
	engine->recorder.next += (uint32_t)__builtin_popcount(mask);
	call->found |= call->held & mask;
	for (uint32_t left = mask & ~call->held; left != 0; left &= left - 1) {
		uint32_t piece = (uint32_t)__builtin_ctz(left);

		call->texts[piece] = engine->empty_texts[piece];
	}
}

/* Reads what the call asks for, the login first. */
static void
call_read(struct engine *engine, struct call *call, uint16_t place)
{
	uint32_t hold = hold_find(engine, place, call->op.user, call->owner), mask = call->op.mask;
	uint32_t login = engine->login != SCENARIO_NONE ? 1u << engine->login & mask : 0, item;

	call->hold = hold;
	call->owner_known = hold != NONE32;
	blob_read(engine, call, hold);
	if (login & ~call->held && call_needs_login(engine, call))
		mask = login; /* nothing else is looked at */
	if (call->held & mask)
		hold_touch(engine, hold);
	if (ENGINE_SHORT) {
		short_read(engine, call, mask);
		return;
	}
	item = call->op.user ? engine->persons[call->person].user_items :
	    trace_session_item(engine->trace, call->owner);
	if (login != 0)
		entry_read(engine, call, place, engine->login, item);
	for (uint32_t left = mask & ~login; left != 0; left &= left - 1)
		entry_read(engine, call, place, (uint32_t)__builtin_ctz(left), item);
}

/* What is added to works on what lies there, which its request may not have seen. */
static void
entry_read_again(struct engine *engine, struct call *call, uint32_t hold, uint16_t place,
    uint16_t piece, uint32_t person)
{
	struct event *event = entry_event(engine, call, EVENT_READ, place, piece, person);

	event->version = hold_version(engine, hold, piece);
	if (!(call->seen & 1u << piece) || event->version == call->versions[piece])
		return;
	event->value = engine->scenario->pieces[piece].bytes;
	call_emit(engine, call, event, NULL);
}

static void
entry_write(struct engine *engine, struct call *call, uint16_t place, uint16_t piece,
    uint32_t person)
{
	uint32_t hold = hold_make(engine, place, call->op.home, call->op.user, call->owner);
	uint32_t text = engine->empty_texts[piece];
	struct event *event;

	if (call->adds && engine->holds[hold].mask & 1u << piece)
		entry_read_again(engine, call, hold, place, piece, person);
	event = entry_event(engine, call, EVENT_WRITE, place, piece, person);
	if (call->op.verb == OP_WRITE && call->known & 1u << piece)
		text = call->texts[piece];
	else if (call->op.verb == OP_WRITE)
		text = content_after(engine, call->action, call->argument, piece, person,
		    engine->holds[hold].mask & 1u << piece ? hold_text(engine, hold, piece)
		    : text);
	event->version = item_next_version(engine, event->item, text);
	if (hold_put(engine, hold, piece, event->version, text))
		event->kind = EVENT_CREATE;
	event->value = engine->scenario->pieces[piece].bytes;
	call->texts[piece] = text;
	call->versions[piece] = event->version;
	call->found |= 1u << piece;
	call_emit(engine, call, event, NULL);
}

/* The rest of a blob goes back as it was read: what others wrote meanwhile is undone. */
static void
entry_put_back(struct engine *engine, struct call *call, uint16_t place, uint16_t piece)
{
	uint32_t hold = hold_make(engine, place, call->op.home, call->op.user, call->owner);
	struct event *event = entry_event(engine, call, EVENT_WRITE, place, piece, call->person);

	if (engine->holds[hold].mask & 1u << piece &&
	    hold_version(engine, hold, piece) == call->versions[piece])
		return;
	if (hold_put(engine, hold, piece, call->versions[piece], call->texts[piece]))
		event->kind = EVENT_CREATE;
	event->version = call->versions[piece];
	event->value = engine->scenario->pieces[piece].bytes;
	call_emit(engine, call, event, NULL);
}

static void
entry_remove(struct engine *engine, struct call *call, uint16_t place, uint16_t piece,
    uint32_t person)
{
	uint32_t hold = hold_find(engine, place, call->op.user, call->owner);
	struct event *event;

	if (hold == NONE32 || !(engine->holds[hold].mask & 1u << piece))
		return;
	event = entry_event(engine, call, EVENT_EVICT, place, piece, person);
	event->version = hold_version(engine, hold, piece);
	event->fields = engine_reason(engine, engine->scenario->actions[call->action].renews ?
	    REASON_USED_BEFORE : REASON_LOGOUT);
	hold_take(engine, hold, piece);
	call_emit(engine, call, event, NULL);
}

/* One piece. */
static void
call_do_piece(struct engine *engine, struct call *call, uint16_t place, uint16_t piece)
{
	uint32_t person = call->person;

	switch ((enum op_verb)call->op.verb) {
	case OP_WRITE:
	case OP_EMPTY:
		entry_write(engine, call, place, piece, person);
		break;
	case OP_REMOVE:
		entry_remove(engine, call, place, piece, person);
		break;
	case OP_READ:
	case OP_ASK:
	case OP_DENY:
	case OP_COUNT:
	case OP_PAD:
	case OP_VERIFY:
	case OP_EXECUTE:
	case OP_AGAIN:
	case OP_RENEW:
	case OP_CLAIM:
	case OP_KEEP:
	case OP_METER:
	default:
		break;
	}
}

uint32_t
call_puts_back(const struct engine *engine, const struct call *call)
{
	if (call->op.verb != OP_WRITE || engine->scenario->store.write != WRITE_BLOB)
		return 0;
	return call->held & call->seen & ~call->op.mask & call_blob(engine, call);
}

void
call_do(struct engine *engine, struct call *call, uint16_t place)
{
	uint32_t mask = call->op.mask, back;

	if (RARE(call->op.verb == OP_ASK || call->op.verb == OP_DENY))
		deny_call(engine, call);
	if (RARE(guard_does(&call->op))) {
		guard_at_place(engine, call, place);
		return;
	}
	if (call->op.verb == OP_READ) {
		call_read(engine, call, place);
		return;
	}
	back = call_puts_back(engine, call);
	if (engine->login != SCENARIO_NONE && back & 1u << engine->login)
		entry_put_back(engine, call, place, engine->login);
	if (engine->login != SCENARIO_NONE && mask & 1u << engine->login) {
		mask &= ~(1u << engine->login);
		call_do_piece(engine, call, place, engine->login);
	}
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		if (back & 1u << piece && piece != engine->login)
			entry_put_back(engine, call, place, (uint16_t)piece);
		if (mask & 1u << piece)
			call_do_piece(engine, call, place, (uint16_t)piece);
	}
}
