/* Guards: what is asked before anything is done for a request: has this one been done already
 * (idempotency), has its user made too many (limiter)?
 *
 * The key of a request is claimed just before its action is carried out, in one step with the look
 * whether it is there: of two copies of a request one goes on.  A claim is good while the attempt
 * that made it is in the hands of its server; after that the next one takes it over.
 */
#include <inttypes.h>

#include "base/check.h"
#include "engine/inside.h"
#include "engine/laws.h"
#include "engine/store.h"
#include "trace/http.h"

#define KEY_BYTES 18u   /* "k:" and 16 hex digits */
#define COUNT_BYTES 16u /* a user's name and a number */

bool
guard_does(const struct op *op)
{
	return op->verb == OP_CLAIM || op->verb == OP_KEEP || op->verb == OP_METER;
}

/* ---- results ---- */

/* What the reply to the trip will say, as it is kept. */
static struct kept
kept_of(const struct engine *engine, const struct trip *trip)
{
	struct kept kept = { .text = NONE32, .session = NONE32, .token = trip->new_token };
	uint16_t piece = trip_reply_piece(engine, trip);

	kept.status = engine->scenario->actions[trip->action].status;
	if (piece != NONE16 && trip->known & 1u << piece)
		kept.text = trip->texts[piece];
	if (trip->sets_sid)
		kept.session = trip->session;
	return kept;
}

/* The recipe of what stands under a key. */
static void
fill_recipe(struct message *message, const struct kept *kept)
{
	message->status = kept->status;
	message->text = kept->text;
	message->session = kept->session;
	message->token = kept->token;
	message->sets_sid = kept->session != NONE32;
	message->sets_token = kept->token != NONE32;
}

static uint64_t
kept_bytes(const struct engine *engine, uint16_t action, const struct kept *kept)
{
	struct message message = { .kind = MESSAGE_CALL, .action = action, .route = NONE16,
		.piece = NONE16, .client = NONE16 };

	fill_recipe(&message, kept);
	return KEY_BYTES + http_kept_bytes(engine->trace, &message);
}

/* What a picture shows of it. */
static uint32_t
kept_content(struct engine *engine, const struct kept *kept)
{
	if (!engine->options.keep)
		return NONE32;
	str_clear(&engine->buffer);
	if (kept->status == 0)
		str_add(&engine->buffer, "\"in progress\"");
	else
		str_printf(&engine->buffer, "\"%u\"", (unsigned)kept->status);
	return trace_add_text(engine->trace, engine->buffer.text);
}

/* The request goes no further: it is answered with what is kept. */
static void
take_kept(const struct engine *engine, struct trip *trip, const struct kept *kept)
{
	uint16_t piece = trip_reply_piece(engine, trip);

	trip_fail(trip, kept->status, REASON_REPEATED);
	if (piece != NONE16 && kept->text != NONE32)
		work_found(trip, piece, kept->text, 0);
	if (kept->session != NONE32) {
		trip->session = kept->session;
		trip->sets_sid = true;
	}
	trip->new_token = kept->token;
}

static void
take_verdict(const struct engine *engine, struct trip *trip, enum verdict verdict,
    const struct kept *kept)
{
	trip->claimed = verdict == VERDICT_CLAIMED;
	if (verdict == VERDICT_DONE)
		take_kept(engine, trip, kept);
	else if (verdict == VERDICT_BUSY)
		trip_fail(trip, 409, REASON_IN_PROGRESS);
}

/* ---- at the place, whichever it is ---- */

/* The attempt that claimed it is still in its server's hands. */
static bool
is_at_work(const struct engine *engine, const struct record *record)
{
	const struct trip *trip = &engine->trips[record->trip];

	return trip->generation == record->trip_generation && trip->claimed &&
	    trip->state >= TRIP_QUEUED && trip->state <= TRIP_CALLING;
}

static void
note_record(struct engine *engine, struct event *event, uint32_t row, uint32_t content)
{
	const struct record *record = &engine->ledger.records[row];

	event->item = record->item;
	event->session = NONE32;
	event->version = item_next_version(engine, record->item, content);
}

/* Who wants a key: an attempt, which may have ended since it asked. */
struct claimant {
	uint64_t key;
	uint32_t person, trip;
	uint16_t generation;
};

/* The claim is this attempt's now. */
static void
give_claim(struct engine *engine, uint32_t row, const struct claimant *who, struct event *event)
{
	struct record *record = &engine->ledger.records[row];

	record->trip = who->trip;
	record->trip_generation = who->generation;
	if (engine->trips[who->trip].generation == who->generation)
		engine->trips[who->trip].claimed = true;
	event->value = kept_bytes(engine, 0, &record->kept);
	ledger_use(engine, row, event->value);
	note_record(engine, event, row, kept_content(engine, &record->kept));
}

/* Before anything of it changes at the store: its copies get it later. */
static void
note_tail(struct engine *engine, uint16_t place, enum ledger_kind kind, uint64_t key,
    uint32_t person)
{
	if (engine->logs_tail && place == engine->store.actor)
		followers_note_record(engine, kind, key, person);
}

/* A copy that takes over knows no more than what was there before: a claim without its result, a
 * smaller count, or nothing. */
void
guard_take_back(struct engine *engine, const struct unsent *unsent, uint32_t cause)
{
	enum ledger_kind kind = (enum ledger_kind)unsent->kind;
	uint32_t row = ledger_find(engine, kind, engine->store.actor, unsent->key);
	struct record *record;
	struct event *event;

	if (row == NONE32)
		return; /* its time was over meanwhile */
	record = &engine->ledger.records[row];
	event = engine_event(engine, unsent->was_there ? EVENT_WRITE : EVENT_EVICT,
	    engine->store.actor, NONE16);
	event->cause = cause;
	event->home = HOME_STORE;
	event->item = record->item;
	event->fields = engine_reason(engine, REASON_UNSENT);
	event->version = unsent->was_there ? unsent->version : item_newest(engine, record->item);
	record->kept = (struct kept){ .text = NONE32, .session = NONE32, .token = NONE32 };
	record->count = unsent->count;
	event->value = kind == LEDGER_COUNT ? COUNT_BYTES : kept_bytes(engine, 0, &record->kept);
	ledger_use(engine, row, event->value);
	engine_emit(engine, event, NULL);
	if (!unsent->was_there)
		ledger_drop(engine, row);
}

/* Claims the key at a place; *event is filled to say what happened there. */
static enum verdict
claim(struct engine *engine, uint16_t place, const struct claimant *who, struct event *event,
    struct kept *kept)
{
	uint32_t row = ledger_find(engine, LEDGER_KEY, place, who->key);
	const struct record *record;

	if (row == NONE32) {
		note_tail(engine, place, LEDGER_KEY, who->key, who->person);
		row = ledger_add(engine, LEDGER_KEY, place, event->home, who->key, who->person,
		    engine->scenario->idempotency.keep_ns);
		event->kind = EVENT_CREATE;
		give_claim(engine, row, who, event);
		return VERDICT_CLAIMED;
	}
	record = &engine->ledger.records[row];
	if (record->kept.status == 0 && !is_at_work(engine, record)) {
		event->kind = EVENT_WRITE;
		event->fields = engine_reason(engine, REASON_OVERWRITTEN);
		give_claim(engine, row, who, event);
		return VERDICT_CLAIMED;
	}
	event->kind = EVENT_READ;
	event->item = record->item;
	event->session = NONE32;
	event->version = item_newest(engine, record->item);
	ledger_use(engine, row, record->bytes);
	*kept = record->kept;
	if (kept->status == 0) {
		event->outcome = OUTCOME_REFUSED;
		event->fields = engine_reason(engine, REASON_IN_PROGRESS);
		return VERDICT_BUSY;
	}
	event->fields = engine_reason(engine, REASON_REPEATED);
	return VERDICT_DONE;
}

/* The result stands under the key from now on, were the key forgotten in between. */
static void
keep(struct engine *engine, uint16_t place, uint64_t key, uint32_t person, uint16_t action,
    const struct kept *kept, struct event *event)
{
	uint32_t row = ledger_find(engine, LEDGER_KEY, place, key);

	note_tail(engine, place, LEDGER_KEY, key, person);
	event->kind = row == NONE32 ? EVENT_CREATE : EVENT_WRITE;
	if (row == NONE32)
		row = ledger_add(engine, LEDGER_KEY, place, event->home, key, person,
		    engine->scenario->idempotency.keep_ns);
	engine->ledger.records[row].kept = *kept;
	event->value = kept_bytes(engine, action, kept);
	ledger_use(engine, row, event->value);
	note_record(engine, event, row, kept_content(engine, kept));
}

/* One more request of a user; the window begins with the first. */
static uint32_t
count(struct engine *engine, uint16_t place, uint32_t person, struct event *event)
{
	uint64_t who = engine->persons[person].who;
	uint32_t row = ledger_find(engine, LEDGER_COUNT, place, who), content = NONE32;
	struct record *record;

	note_tail(engine, place, LEDGER_COUNT, who, person);
	event->kind = row == NONE32 ? EVENT_CREATE : EVENT_WRITE;
	if (row == NONE32)
		row = ledger_add(engine, LEDGER_COUNT, place, event->home, who, person,
		    engine->scenario->limiter.window_ns);
	record = &engine->ledger.records[row];
	record->count++;
	event->value = COUNT_BYTES;
	ledger_use(engine, row, COUNT_BYTES);
	if (engine->options.keep) {
		str_clear(&engine->buffer);
		str_printf(&engine->buffer, "%" PRIu32, record->count);
		content = trace_add_text(engine->trace, engine->buffer.text);
	}
	note_record(engine, event, row, content);
	return record->count;
}

/* ---- in a server's own memory ---- */

static struct event *
own_event(struct engine *engine, const struct trip *trip)
{
	uint16_t server = engine->servers[trip->server].actor;
	struct event *event = trip_event(engine, trip, EVENT_READ, server, server);

	event->home = HOME_SERVER;
	return event;
}

/* Room for what will stand under a key, or for a count, in place of what stands there. */
static bool
has_room(struct engine *engine, struct trip *trip, enum ledger_kind kind, uint64_t key,
    uint64_t bytes)
{
	struct shelf_own own = { .hold = NONE32, .denial = NONE32 };
	uint64_t there = 0;

	if (!engine->bounds_memory)
		return true;
	own.record = ledger_find(engine, kind, engine->servers[trip->server].actor, key);
	if (own.record != NONE32)
		there = engine->ledger.records[own.record].bytes;
	return memory_make(engine, trip->server, bytes > there ? bytes - there : 0, &own,
	    &trip->cause);
}

void
guard_claim(struct engine *engine, struct trip *trip)
{
	struct claimant who = { .key = trip->key, .person = trip->user,
		.trip = (uint32_t)(trip - engine->trips), .generation = trip->generation };
	struct kept kept = { .text = NONE32, .session = NONE32, .token = NONE32 };
	struct event *event;
	enum verdict verdict;

	/* what is there already is asked, not changed */
	if (ledger_find(engine, LEDGER_KEY, engine->servers[trip->server].actor, trip->key) ==
	    NONE32 &&
	    !has_room(engine, trip, LEDGER_KEY, trip->key, kept_bytes(engine, 0, &kept))) {
		trip_fail(trip, 503, REASON_MEMORY);
		return;
	}
	event = own_event(engine, trip);
	verdict = claim(engine, event->actor, &who, event, &kept);
	trip_emit(engine, trip, event, NULL);
	take_verdict(engine, trip, verdict, &kept);
}

void
guard_keep(struct engine *engine, struct trip *trip)
{
	struct kept kept = kept_of(engine, trip);
	struct event *event;

	if (!has_room(engine, trip, LEDGER_KEY, trip->key,
	    kept_bytes(engine, trip->action, &kept))) {
		trip_fail(trip, 503, REASON_MEMORY);
		return;
	}
	event = own_event(engine, trip);
	keep(engine, event->actor, trip->key, trip->user, trip->action, &kept, event);
	trip_emit(engine, trip, event, NULL);
}

uint32_t
guard_count(struct engine *engine, struct trip *trip)
{
	struct event *event;
	uint32_t counted;

	if (!has_room(engine, trip, LEDGER_COUNT, engine->persons[trip->user].who, COUNT_BYTES))
		return NONE32;
	event = own_event(engine, trip);
	counted = count(engine, event->actor, trip->user, event);
	trip_emit(engine, trip, event, NULL);
	return counted;
}

/* ---- at a store ---- */

/* Its latency comes from a stream of its own: with and without guards a request's work is the
 * same. */
void
guard_fill(struct engine *engine, struct call *call, const struct trip *trip)
{
	const struct law *latency = &engine->scenario->store.latency;
	struct prng prng;

	if (law_is_random(latency))
		engine_stream(engine, &prng, PURPOSE_GUARD, engine->persons[trip->person].who,
		    engine->persons[trip->person].guards++);
	call->latency_ns = law_draw(latency, &prng);
	call->key = trip->key;
	if (call->op.verb == OP_KEEP)
		call->kept = kept_of(engine, trip);
	else
		call->kept = (struct kept){ .text = NONE32, .session = NONE32, .token = NONE32 };
}

void
guard_make_call(struct engine *engine, struct call *call)
{
	bool counts = call->op.verb == OP_METER;

	call->message = (struct message){
		.kind = MESSAGE_CALL,
		.write = true,
		.database = call->op.home == HOME_DATABASE,
		.action = call->action,
		.route = NONE16,
		.piece = trace_extra_piece(engine->trace, counts ? TRACE_PIECE_REQUEST_COUNT :
		    TRACE_PIECE_REQUEST_KEY),
		.client = engine->persons[call->person].actor,
		.key = counts ? 0 : call->request + 1,
	};
	fill_recipe(&call->message, &call->kept);
	call->message_row = engine_message(engine, &call->message);
}

uint64_t
guard_adds(const struct engine *engine, const struct call *call, uint32_t *row)
{
	bool counts = call->op.verb == OP_METER;
	uint64_t bytes = counts ? COUNT_BYTES : kept_bytes(engine, call->action, &call->kept);
	uint64_t there = 0;

	*row = ledger_find(engine, counts ? LEDGER_COUNT : LEDGER_KEY, engine->store.actor,
	    counts ? engine->persons[call->person].who : call->key);
	if (*row != NONE32 && call->op.verb == OP_CLAIM)
		return 0; /* it says what it said */
	if (*row != NONE32)
		there = engine->ledger.records[*row].bytes;
	return bytes > there ? bytes - there : 0;
}

void
guard_at_place(struct engine *engine, struct call *call, uint16_t place)
{
	struct claimant who = { .key = call->key, .person = call->person, .trip = call->trip,
		.generation = call->trip_generation };
	struct event *event = engine_event(engine, EVENT_READ, place,
	    engine->servers[call->server].actor);

	event->cause = call->cause;
	event->request = call->request;
	event->attempt = call->attempt;
	event->home = call->op.home;
	if (call->op.verb == OP_METER) {
		call->count = count(engine, place, call->person, event);
	} else if (call->op.verb == OP_KEEP) {
		keep(engine, place, call->key, call->person, call->action, &call->kept, event);
	} else {
		call->verdict = (uint8_t)claim(engine, place, &who, event, &call->kept);
	}
	call->cause = engine_emit(engine, event, NULL);
}

void
guard_make_answer(struct engine *engine, struct call *call)
{
	struct message *message = &call->message;

	message->kind = MESSAGE_ANSWER;
	if (call->op.verb == OP_CLAIM) {
		message->found = call->verdict != VERDICT_CLAIMED;
		fill_recipe(message, &call->kept);
	} else if (call->op.verb == OP_METER) {
		str_clear(&engine->buffer);
		str_printf(&engine->buffer, "%" PRIu32, call->count);
		message->text = trace_add_text(engine->trace, engine->buffer.text);
	}
	call->message_row = engine_message(engine, message);
}

void
guard_give(struct engine *engine, const struct call *call, struct trip *trip)
{
	if (call->op.verb == OP_CLAIM)
		take_verdict(engine, trip, (enum verdict)call->verdict, &call->kept);
}
