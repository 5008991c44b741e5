/* The list of revoked logins: in the store, asked at every request, or fetched by each server on a
 * beat of its own.  Flat pool of entries, found by a hash of place and owner. */
#include <string.h>

#include "base/check.h"
#include "base/units.h"
#include "engine/inside.h"
#include "engine/laws.h"
#include "engine/store.h"

#define DENIAL_BYTES 40 /* one entry, where it is kept */
#define DENIALS_MIN 64u

bool
deny_is_by_user(const struct engine *engine)
{
	return engine->scenario->denylist.kind == DENY_KIND_NOT_BEFORE;
}

static bool
is_polled(const struct engine *engine)
{
	return engine->scenario->denylist.on &&
	    engine->scenario->denylist.check == DENY_CHECK_POLL;
}

/* ---- entries ---- */

static uint32_t *
bucket_of(const struct engine *engine, uint16_t place, uint32_t owner)
{
	uint64_t hash = ((uint64_t)place << 32 | owner) * 0x9e3779b97f4a7c15u;

	return &engine->denial_buckets[(hash >> 32) & (engine->denial_bucket_count - 1)];
}

static struct denial *
denial_find(const struct engine *engine, uint16_t place, uint32_t owner)
{
	if (engine->denials_used == 0)
		return NULL;
	for (uint32_t row = *bucket_of(engine, place, owner); row != NONE32;
	    row = engine->denials[row].next)
		if (engine->denials[row].place == place && engine->denials[row].owner == owner)
			return &engine->denials[row];
	return NULL;
}

static void
denial_link(struct engine *engine, uint32_t row)
{
	uint32_t *bucket = bucket_of(engine, engine->denials[row].place,
	    engine->denials[row].owner);

	engine->denials[row].next = *bucket;
	*bucket = row;
}

static void
denials_grow(struct engine *engine)
{
	uint32_t room = engine->denial_room ? engine->denial_room * 2 : DENIALS_MIN;

	engine->denials = mem_grow(engine->denials, room, sizeof(*engine->denials));
	engine->denial_room = engine->denial_bucket_count = room;
	engine->denial_buckets = mem_grow(engine->denial_buckets, room, sizeof(uint32_t));
	memset(engine->denial_buckets, 0xff, room * sizeof(uint32_t));
	for (uint32_t row = 0; row < engine->denial_count; row++)
		if (engine->denials[row].used)
			denial_link(engine, row);
}

/* A copy of `entry` at `place`. */
static struct denial *
denial_add(struct engine *engine, uint16_t place, const struct denial *entry)
{
	struct denial copy = *entry;
	uint32_t row = engine->denial_free;

	copy.generation = 1;
	if (row != NONE32) {
		copy.generation = (uint16_t)(engine->denials[row].generation + 1);
		engine->denial_free = engine->denials[row].next;
	} else {
		if (engine->denial_count == engine->denial_room)
			denials_grow(engine);
		row = engine->denial_count++;
	}
	copy.place = place;
	copy.used = true;
	engine->denials[row] = copy;
	engine->denials_used++;
	denial_link(engine, row);
	shelf_put(engine, SHELF_DENIAL, row, DENIAL_BYTES);
	return &engine->denials[row];
}

static void
denial_drop(struct engine *engine, uint32_t row)
{
	struct denial *denial = &engine->denials[row];
	uint32_t *link = bucket_of(engine, denial->place, denial->owner);

	shelf_drop(engine, SHELF_DENIAL, row, DENIAL_BYTES);
	while (*link != row)
		link = &engine->denials[*link].next;
	*link = denial->next;
	denial->used = false;
	denial->generation++;
	denial->next = engine->denial_free;
	engine->denial_free = row;
	engine->denials_used--;
}

void
deny_empty_place(struct engine *engine, uint16_t place)
{
	for (uint32_t row = 0; row < engine->denial_count; row++)
		if (engine->denials[row].used && engine->denials[row].place == place)
			denial_drop(engine, row);
}

bool
deny_has(const struct engine *engine, uint16_t place, const struct token *token)
{
	const struct denial *denial = denial_find(engine, place, deny_is_by_user(engine) ?
	    person_of(engine, token->client) : token->session);

	if (denial == NULL || !deny_is_by_user(engine))
		return denial != NULL;
	/* Signed, as far as its exp tells, before the moment. */
	return token_end_ns(engine, token->exp_s) < denial->before_ns +
	    engine->scenario->token.leeway_ns + engine->scenario->token.ttl_ns;
}

/* An event about an entry, at its place. */
static struct event *
denial_event(struct engine *engine, enum event_kind kind, const struct denial *denial,
    uint16_t other, uint32_t cause)
{
	struct event *event = engine_event(engine, kind, denial->place, other);

	event->cause = cause;
	event->home = denial->place == engine->store.actor ? HOME_STORE : HOME_SERVER;
	event->item = denial->item;
	event->session = deny_is_by_user(engine) ? NONE32 : denial->owner;
	event->version = item_newest(engine, denial->item);
	event->value = DENIAL_BYTES;
	return event;
}

/* ---- their part of a bounded memory ---- */

static void
denial_use(struct engine *engine, const struct denial *denial)
{
	shelf_use(engine, SHELF_DENIAL, (uint32_t)(denial - engine->denials));
}

void
deny_hit(struct engine *engine, uint16_t place, const struct token *token)
{
	const struct denial *denial = denial_find(engine, place, deny_is_by_user(engine) ?
	    person_of(engine, token->client) : token->session);

	if (denial != NULL)
		denial_use(engine, denial);
}

uint64_t
deny_bytes(const struct engine *engine, uint16_t place)
{
	uint64_t bytes = 0;

	for (uint32_t row = 0; row < engine->denial_count; row++)
		if (engine->denials[row].used && engine->denials[row].place == place)
			bytes += DENIAL_BYTES;
	return bytes;
}

uint64_t
deny_adds(const struct engine *engine, const struct call *call, uint32_t *row)
{
	const struct denial *denial = denial_find(engine, engine->store.actor,
	    deny_is_by_user(engine) ? call->person : call->owner);

	*row = denial == NULL ? NONE32 : (uint32_t)(denial - engine->denials);
	return denial == NULL ? DENIAL_BYTES : 0;
}

uint32_t
deny_push_out(struct engine *engine, uint32_t row, uint32_t cause)
{
	struct event *event = denial_event(engine, EVENT_EVICT, &engine->denials[row], NONE16,
	    cause);

	event->fields = engine_reason(engine, REASON_PUSHED_OUT);
	cause = engine_emit(engine, event, NULL);
	denial_drop(engine, row);
	return cause;
}

void
deny_take_back(struct engine *engine, const struct unsent *unsent, uint32_t cause)
{
	struct denial *denial = denial_find(engine, engine->store.actor, unsent->owner);
	struct event *event;

	if (denial == NULL)
		return; /* it was pushed out meanwhile */
	event = denial_event(engine, unsent->was_there ? EVENT_WRITE : EVENT_EVICT, denial, NONE16,
	    cause);
	event->fields = engine_reason(engine, REASON_UNSENT);
	if (unsent->was_there) {
		event->version = unsent->version;
		denial->before_ns = unsent->key;
	}
	engine_emit(engine, event, NULL);
	if (!unsent->was_there)
		denial_drop(engine, (uint32_t)(denial - engine->denials));
}

/* A store that is full and refuses takes no entry: a token that was taken back goes on. */
static void
list_is_full(struct engine *engine, uint32_t session, uint32_t person, uint32_t cause)
{
	struct event *event = engine_event(engine, EVENT_CHANGE, engine->store.actor, NONE16);

	event->cause = cause;
	event->session = session;
	event->item = item_of(engine, engine->login, session, person);
	event->fields = engine_reason(engine, REASON_FULL);
	engine_emit(engine, event, NULL);
}

/* What the list says of an owner. */
static uint32_t
denial_text(struct engine *engine, const struct denial *denial)
{
	if (!deny_is_by_user(engine))
		return trace_add_text(engine->trace, "1");
	str_clear(&engine->buffer);
	str_printf(&engine->buffer, "%lld", (long long)(engine->scenario->epoch_s +
	    (int64_t)((denial->before_ns + NS_PER_S - 1) / NS_PER_S)));
	return trace_add_text(engine->trace, engine->buffer.text);
}

void
deny_login(struct engine *engine, uint32_t session, uint32_t person, uint64_t until_ns,
    uint16_t asked, uint32_t cause)
{
	bool user = deny_is_by_user(engine);
	struct denial entry = { .owner = user ? person : session, .before_ns = engine->now_ns,
		.until_ns = until_ns, .item = NONE32 };
	const struct shelf_own none = { NONE32, NONE32, NONE32 };
	struct denial *denial;
	struct event *event;

	if (!engine->store.up)
		return; /* nobody is there to note it */
	if (user)
		entry.until_ns = engine->now_ns + engine->scenario->token.ttl_ns +
		    engine->scenario->token.leeway_ns;
	denial = denial_find(engine, engine->store.actor, entry.owner);
	if (denial != NULL && (!user || denial->before_ns == engine->now_ns))
		return;
	if (denial == NULL && !room_for(engine, DENIAL_BYTES, &none, cause)) {
		list_is_full(engine, session, person, cause);
		return;
	}
	if (engine->logs_tail)
		followers_note_denial(engine, entry.owner, denial);
	if (denial == NULL) {
		entry.item = item_add(engine, (struct item){
			.piece = trace_extra_piece(engine->trace, TRACE_PIECE_REVOKED),
			.client = engine->persons[person].actor,
			.session = user ? NONE32 : session, .place = NONE16, .key = NONE16 });
		denial = denial_add(engine, engine->store.actor, &entry);
		item_next_version(engine, entry.item, denial_text(engine, denial));
		event = denial_event(engine, EVENT_CREATE, denial, asked, cause);
	} else {
		denial_use(engine, denial);
		denial->before_ns = entry.before_ns;
		denial->until_ns = entry.until_ns;
		item_next_version(engine, denial->item, denial_text(engine, denial));
		event = denial_event(engine, EVENT_WRITE, denial, asked, cause);
	}
	engine_after(engine, denial->until_ns > engine->now_ns ?
	    denial->until_ns - engine->now_ns : 0, PHASE_EXPIRY, TIMER_DENIAL,
	    (uint32_t)(denial - engine->denials), denial->generation);
	engine_emit(engine, event, NULL);
}

void
deny_ends(struct engine *engine, const struct timer *timer)
{
	struct denial *denial = &engine->denials[timer->row];
	struct event *event;

	if (!denial->used || denial->generation != timer->generation ||
	    engine->now_ns < denial->until_ns)
		return;
	event = denial_event(engine, EVENT_EXPIRE, denial, NONE16, NONE32);
	event->fields = engine_reason(engine, REASON_ENDED);
	engine_emit(engine, event, NULL);
	if (engine->logs_tail && denial->place == engine->store.actor)
		followers_expired_denial(engine, denial->owner);
	denial_drop(engine, timer->row);
}

/* ---- calls of requests: asking, and a logout that puts its login on the list ---- */

void
deny_make_message(struct engine *engine, struct call *call, const struct trip *trip)
{
	call->message.listed = true;
	call->message.piece = NONE16;
	call->message.write = call->op.verb == OP_DENY;
	call->message.text = call->message.write ? trace_add_text(engine->trace, "1") : NONE32;
	call->until_ns = token_end_ns(engine, trace_token_row(engine->trace, trip->token)->exp_s);
	call->listed = false;
	call->entry_text = NONE32;
}

void
deny_call(struct engine *engine, struct call *call)
{
	uint16_t server = engine->servers[call->server].actor;
	const struct trip *trip = &engine->trips[call->trip];
	const struct denial *denial;

	if (call->op.verb == OP_DENY) {
		deny_login(engine, call->owner, call->person, call->until_ns, server, call->cause);
		call->cause = engine->newest;
		return;
	}
	denial = denial_find(engine, engine->store.actor, call->owner);
	if (denial == NULL || trip->generation != call->trip_generation || trip->token == NONE32)
		return;
	call->entry_text = denial_text(engine, denial);
	denial_use(engine, denial);
	call->listed = deny_has(engine, engine->store.actor,
	    trace_token_row(engine->trace, trip->token));
	call->cause = engine_emit(engine, denial_event(engine, EVENT_READ, denial, server,
	    call->cause), NULL);
}

void
deny_make_answer(struct engine *engine, struct call *call)
{
	struct message *message = &call->message;

	message->found = call->op.verb == OP_ASK && call->entry_text != NONE32;
	message->text = message->found ? call->entry_text : message->write ?
	    trace_add_text(engine->trace, "1") : NONE32;
}

/* ---- polling ---- */

static bool
may_be_polled(const struct engine *engine)
{
	return is_polled(engine) || (engine->scenario->denylist.on &&
	    scenario_changes(engine->scenario, "denylist.check"));
}

void
deny_start(struct engine *engine)
{
	uint32_t count = engine->server_room;

	engine->denial_free = NONE32;
	if (!may_be_polled(engine))
		return;
	engine->polls = arena_array(&engine->arena, count, sizeof(*engine->polls));
	for (uint32_t i = 0; i < count; i++) {
		engine_stream(engine, &engine->polls[i].net, PURPOSE_POLL, i, 0);
		engine_stream(engine, &engine->polls[i].prng, PURPOSE_POLL, i, 1);
	}
}

/* The servers' beats are spread over `every`. */
static void
arm_beat(struct engine *engine, uint32_t server)
{
	uint64_t every_ns = engine->scenario->denylist.every_ns;
	uint64_t offset_ns = every_ns / engine->scenario->servers.count * server;
	uint64_t past_ns;

	offset_ns %= every_ns; /* servers that come later share the beats */
	past_ns = (engine->now_ns + every_ns - offset_ns) % every_ns;

	engine_after(engine, every_ns - past_ns, PHASE_PROBE, TIMER_POLL, server,
	    engine->polls[server].generation);
}

static void
poll_move(struct engine *engine, uint32_t server, enum event_kind kind, bool to_store,
    uint64_t value)
{
	struct poll *poll = &engine->polls[server];
	uint16_t own = engine->servers[server].actor, store = engine->store.actor;
	struct event *event = engine_event(engine, kind, to_store ? own : store,
	    to_store ? store : own);

	event->cause = poll->cause;
	event->message = poll->message_row;
	event->wire_bytes = poll->message.wire_bytes;
	event->value = value;
	if (kind == EVENT_LOSE)
		event->outcome = OUTCOME_LOST;
	if (kind != EVENT_SEND)
		event->pair = poll->send;
	poll->cause = engine_emit(engine, event, &poll->message);
	if (kind == EVENT_SEND)
		poll->send = poll->cause;
}

/* Fetches the list, unless a fetch is under way. */
static void
poll_begin(struct engine *engine, uint32_t row)
{
	struct poll *poll = &engine->polls[row];
	uint64_t hop_ns;

	if (!is_polled(engine))
		return;
	if (poll->busy || !engine->servers[row].up || engine->servers[row].hung) {
		poll->again |= poll->busy && engine->servers[row].up;
		return;
	}
	poll->busy = true;
	poll->again = false;
	poll->number++;
	poll->cause = NONE32;
	poll->epoch = engine->servers[row].epoch;
	poll->link = engine->servers[row].links[LINK_STORE];
	poll->message = (struct message){ .kind = MESSAGE_CALL, .listed = true, .route = NONE16,
		.piece = NONE16, .client = NONE16, .session = NONE32, .token = NONE32,
		.text = NONE32 };
	poll->message_row = engine_message(engine, &poll->message);
	hop_ns = network_ns(engine, HOP_INSIDE, poll->message.wire_bytes, &poll->net);
	poll_move(engine, row, EVENT_SEND, true, engine->now_ns + hop_ns);
	engine_after(engine, hop_ns, PHASE_ARRIVAL, TIMER_POLL_ARRIVES, row, 0);
}

static void
poll_end(struct engine *engine, uint32_t row)
{
	engine->polls[row].busy = false;
	if (engine->polls[row].again)
		poll_begin(engine, row);
}

void
deny_server_starts(struct engine *engine, uint32_t server)
{
	if (!is_polled(engine))
		return;
	engine->polls[server].generation++;
	poll_begin(engine, server);
	arm_beat(engine, server);
}

void
deny_poll(struct engine *engine, const struct timer *timer)
{
	if (engine->polls[timer->row].generation != timer->generation)
		return;
	poll_begin(engine, timer->row);
	if (engine->servers[timer->row].up)
		arm_beat(engine, timer->row);
}

/* The newest message did not get through. */
static bool
poll_is_lost(struct engine *engine, uint32_t row, bool to_store)
{
	struct poll *poll = &engine->polls[row];

	if (poll->link % 2 == 0 && poll->link == engine->servers[row].links[LINK_STORE] &&
	    !(engine->network_is_random && network_loses(engine, HOP_INSIDE, &poll->net)) &&
	    !drop_takes(engine, to_store ? DROP_CALL : DROP_ANSWER))
		return false;
	poll_move(engine, row, EVENT_LOSE, to_store, 0);
	poll_end(engine, row);
	return true;
}

/* The store cannot answer, and the server goes on with the list that it has. */
static void
poll_refused(struct engine *engine, uint32_t row, uint32_t pair, enum reason reason)
{
	uint32_t fields = engine_reason(engine, reason);
	struct event *event = engine_event(engine, EVENT_REFUSE, engine->store.actor,
	    engine->servers[row].actor);

	event->cause = engine->polls[row].cause;
	event->pair = pair;
	event->outcome = OUTCOME_REFUSED;
	event->fields = fields;
	engine_emit(engine, event, NULL);
	poll_end(engine, row);
}

static void
poll_admit(struct engine *engine, uint32_t row)
{
	if (engine->store.is_bounded)
		queue_enter_poll(engine, row);
	else
		deny_poll_work(engine, row);
}

void
deny_poll_goes_on(struct engine *engine, uint32_t row)
{
	struct poll *poll = &engine->polls[row];
	enum stalled stage = (enum stalled)poll->stalled;

	poll->stalled = STALLED_NOT;
	if (stage == STALLED_ARRIVED)
		poll_admit(engine, row);
	else if (stage == STALLED_DONE)
		engine_after(engine, 0, PHASE_WORK_END, TIMER_POLL_DONE, row, 0);
}

void
deny_poll_arrives(struct engine *engine, const struct timer *timer)
{
	struct poll *poll = &engine->polls[timer->row];

	if (poll_is_lost(engine, timer->row, true))
		return;
	if (!engine->store.up || !engine->store.reachable) {
		poll_refused(engine, timer->row, poll->send,
		    engine->store.up ? REASON_UNREACHABLE : REASON_DOWN);
		return;
	}
	poll_move(engine, timer->row, EVENT_RECEIVE, false, 0);
	poll->latency_ns = law_draw(&engine->scenario->store.latency, &poll->prng);
	if (engine->store.hung)
		poll->stalled = STALLED_ARRIVED;
	else
		poll_admit(engine, timer->row);
}

/* ---- its place in the store's queue, when the store has one ---- */

void
deny_poll_work(struct engine *engine, uint32_t server)
{
	engine_after(engine, slowed_ns(&engine->store, engine->polls[server].latency_ns),
	    PHASE_WORK_END, TIMER_POLL_DONE, server, 0);
}

static void
poll_emit(struct engine *engine, uint32_t server, enum event_kind kind, uint64_t value)
{
	struct event *event = engine_event(engine, kind, engine->store.actor,
	    engine->servers[server].actor);

	event->cause = engine->polls[server].cause;
	event->value = value;
	engine->polls[server].cause = engine_emit(engine, event, NULL);
}

void
deny_poll_waits(struct engine *engine, uint32_t server, uint32_t waiting)
{
	engine->polls[server].waits = true;
	engine->polls[server].queued_ns = engine->now_ns;
	poll_emit(engine, server, EVENT_QUEUE, waiting);
}

void
deny_poll_starts(struct engine *engine, uint32_t server)
{
	engine->polls[server].waits = false;
	poll_emit(engine, server, EVENT_START, engine->now_ns - engine->polls[server].queued_ns);
}

void
deny_poll_breaks(struct engine *engine, uint32_t server)
{
	if (!engine->polls[server].waits && engine->polls[server].stalled == STALLED_NOT)
		return;
	engine->polls[server].waits = false;
	engine->polls[server].stalled = STALLED_NOT;
	poll_refused(engine, server, NONE32, REASON_CRASHED);
}

/* The list as it is now, and its text: the ids, blank between. */
static void
poll_copy_list(struct engine *engine, struct poll *poll)
{
	struct str text = STR_INIT;
	char sid[33];

	poll->count = 0;
	for (uint32_t row = 0; row < engine->denial_count; row++) {
		const struct denial *denial = &engine->denials[row];

		if (!denial->used || denial->place != engine->store.actor)
			continue;
		if (poll->count == poll->room) {
			poll->room = poll->room ? poll->room * 2 : 16;
			poll->found = mem_grow(poll->found, poll->room, sizeof(*poll->found));
		}
		poll->found[poll->count++] = *denial;
		str_add(&text, text.length > 0 ? " " : "");
		if (!deny_is_by_user(engine)) {
			trace_sid(engine->trace, denial->owner, sid);
			str_add(&text, sid);
		} else {
			uint16_t client = engine->persons[denial->owner].actor;

			str_printf(&text, "%s=%s", engine->trace->actors[client].id,
			    trace_text(engine->trace, denial_text(engine, denial)));
		}
	}
	poll->message.key = (uint32_t)text.length;
	if (engine->options.keep && engine->trace->dropped == 0)
		poll->message.text = trace_add_text(engine->trace,
		    text.length > 0 ? text.text : "");
	str_release(&text);
}

void
deny_poll_done(struct engine *engine, const struct timer *timer)
{
	struct poll *poll = &engine->polls[timer->row];
	uint64_t hop_ns;

	if (engine->store.hung) {
		poll->stalled = STALLED_DONE;
		return;
	}
	if (!engine->store.up || !engine->store.reachable) {
		poll_refused(engine, timer->row, NONE32,
		    engine->store.up ? REASON_UNREACHABLE : REASON_CRASHED);
		return;
	}
	poll->message.kind = MESSAGE_ANSWER;
	poll->message.found = true;
	poll_copy_list(engine, poll);
	poll->message_row = engine_message(engine, &poll->message);
	hop_ns = network_ns(engine, HOP_INSIDE, poll->message.wire_bytes, &poll->net);
	poll->link = engine->servers[timer->row].links[LINK_STORE];
	poll_move(engine, timer->row, EVENT_SEND, false, engine->now_ns + hop_ns);
	engine_after(engine, hop_ns, PHASE_ARRIVAL, TIMER_POLL_ANSWER, timer->row, 0);
}

/* The server's memory is full: of the list it knows a part. */
static void
refuse_rest(struct engine *engine, uint32_t row)
{
	struct event *event = engine_event(engine, EVENT_REFUSE, engine->servers[row].actor,
	    engine->store.actor);

	event->cause = engine->polls[row].cause;
	event->outcome = OUTCOME_REFUSED;
	event->fields = engine_reason(engine, REASON_MEMORY);
	engine_emit(engine, event, NULL);
}

/* What is new on the list comes to the server's copy. */
static void
copy_take(struct engine *engine, uint32_t row)
{
	const struct shelf_own none = { NONE32, NONE32, NONE32 };
	struct poll *poll = &engine->polls[row];
	uint16_t own = engine->servers[row].actor;
	bool full = false;

	for (uint32_t i = 0; i < poll->count; i++) {
		struct denial *denial = denial_find(engine, own, poll->found[i].owner);
		bool known = denial != NULL && denial->before_ns == poll->found[i].before_ns;
		struct event *event;

		if (denial == NULL &&
		    !memory_make(engine, row, DENIAL_BYTES, &none, &poll->cause)) {
			full = true;
			continue;
		}
		if (denial == NULL)
			denial = denial_add(engine, own, &poll->found[i]);
		denial->before_ns = poll->found[i].before_ns;
		denial->until_ns = poll->found[i].until_ns;
		denial->seen = poll->number;
		if (known)
			continue;
		event = denial_event(engine, EVENT_COPY, denial, own, poll->cause);
		event->actor = engine->store.actor;
		engine_emit(engine, event, NULL);
	}
	if (full)
		refuse_rest(engine, row);
}

/* What is no longer on it goes. */
static void
copy_drop(struct engine *engine, uint32_t row)
{
	struct poll *poll = &engine->polls[row];
	uint16_t own = engine->servers[row].actor;

	for (uint32_t i = 0; i < engine->denial_count; i++) {
		struct denial *denial = &engine->denials[i];
		bool ended = denial->until_ns <= engine->now_ns;
		uint32_t fields;
		struct event *event;

		if (!denial->used || denial->place != own || denial->seen == poll->number)
			continue;
		fields = engine_reason(engine, ended ? REASON_ENDED : REASON_FORGOTTEN);
		event = denial_event(engine, ended ? EVENT_EXPIRE : EVENT_EVICT, denial, NONE16,
		    poll->cause);
		event->fields = fields;
		engine_emit(engine, event, NULL);
		denial_drop(engine, i);
	}
}

void
deny_poll_answer(struct engine *engine, const struct timer *timer)
{
	struct server *server = &engine->servers[timer->row];
	struct poll *poll = &engine->polls[timer->row];

	if (poll_is_lost(engine, timer->row, false))
		return;
	if (!server->up || server->epoch != poll->epoch) {
		poll_move(engine, timer->row, EVENT_LOSE, false, 0);
		poll_end(engine, timer->row);
		return;
	}
	poll_move(engine, timer->row, EVENT_RECEIVE, true, 0);
	if (!server->hung && is_polled(engine)) {
		copy_take(engine, timer->row);
		copy_drop(engine, timer->row);
	}
	poll_end(engine, timer->row);
}

/* The servers' own lists are of no use any more. */
static void
forget_lists(struct engine *engine, uint32_t cause)
{
	for (uint32_t row = 0; row < engine->denial_count; row++) {
		const struct denial *denial = &engine->denials[row];
		uint32_t fields;
		struct event *event;

		if (!denial->used || denial->place == engine->store.actor)
			continue;
		fields = engine_reason(engine, REASON_FORGOTTEN);
		event = denial_event(engine, EVENT_EVICT, denial, NONE16, cause);
		event->fields = fields;
		engine_emit(engine, event, NULL);
		denial_drop(engine, row);
	}
}

/* Asked from now on, polled from now on, or at other times: who polls begins at once. */
void
deny_change(struct engine *engine, const struct scenario *then, uint32_t cause)
{
	bool begins = then->denylist.check == DENY_CHECK_ASK;

	if (engine->polls == NULL)
		return;
	if (!is_polled(engine))
		forget_lists(engine, cause);
	for (uint32_t row = 0; row < engine->server_count; row++) {
		engine->polls[row].generation++;
		if (!is_polled(engine) || !engine->servers[row].up)
			continue;
		if (begins)
			poll_begin(engine, row);
		arm_beat(engine, row);
	}
}
