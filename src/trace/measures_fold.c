/* What each kind of event adds to the measures: a world of its own tells what is held and who
 * waits, one function per kind counts the rest, integrals run between events. */
#include <string.h>

#include "base/check.h"
#include "base/units.h"
#include "trace/measures_inside.h"

typedef void measure_fn(struct measures_fold *fold, const struct event *event,
    const struct message *message);

/* Workers of all servers together. */
static uint64_t
workers_of(const struct world *world)
{
	return (uint64_t)world->servers * world->now.servers.workers;
}

struct measures_fold *
measures_fold_new(const struct trace *trace)
{
	struct measures_fold *fold = mem_alloc(sizeof(*fold));

	fold->trace = trace;
	world_init(&fold->world, trace);
	fold->world.lean = true;
	fold->values[INTEGRAL_WORKERS] = workers_of(&fold->world);
	fold->updates = updates_new(trace);
	fold->warm_from_ns = trace->scenario->warmup.requests > 0 ? UINT64_MAX :
	    trace->scenario->warmup.after_ns;
	return fold;
}

struct measures_fold *
measures_fold_new_of_clients(const struct trace *trace)
{
	struct measures_fold *fold = measures_fold_new(trace);

	fold->of_clients = true;
	return fold;
}

uint64_t
measures_fold_kinds(const struct measures_fold *fold)
{
	if (fold == NULL)
		return 0;
	return !fold->of_clients ? UINT64_MAX : (uint64_t)1 << EVENT_SEND |
	    (uint64_t)1 << EVENT_RECEIVE | (uint64_t)1 << EVENT_TIMEOUT;
}

void
measures_fold_free(struct measures_fold *fold)
{
	if (fold == NULL)
		return;
	world_release(&fold->world);
	updates_free(fold->updates);
	mem_free(fold->tallies);
	mem_free(fold->started);
	mem_free(fold->revoked);
	mem_free(fold);
}

void
measures_fold_let_go(struct measures_fold *fold)
{
	if (fold == NULL || fold->of_clients)
		return;
	world_let_go(&fold->world);
	updates_let_go(fold->updates);
}

void
measures_fold_footprint(const struct measures_fold *fold, struct footprint *footprint)
{
	world_footprint(&fold->world, footprint);
	updates_footprint(fold->updates, footprint);
	footprint_add(footprint, "measures", sizeof(*fold) + fold->tally_room *
	    sizeof(*fold->tallies) + fold->revoked_room * sizeof(*fold->revoked));
}

/* Zeroed rows for `count` at least. */
static void *
grow_zeroed(void *rows, uint32_t *room, uint32_t count, size_t size)
{
	uint32_t old = *room;

	if (count <= old)
		return rows;
	*room = count > old * 2 ? count : old * 2;
	rows = mem_grow(rows, *room, size);
	memset((char *)rows + old * size, 0, (*room - old) * size);
	return rows;
}

static enum role
role_at(const struct measures_fold *fold, uint16_t actor)
{
	return actor < fold->trace->actor_count ? fold->trace->actors[actor].role : ROLE_COUNT;
}

static struct tally *
find_tally(struct measures_fold *fold, const struct event *event)
{
	uint32_t row = event->request == NONE32 ? NONE32 :
	    row_map_row(&fold->trace->request_rows, event->request);
	struct tally *tally;

	if (row == NONE32)
		return NULL;
	tally = &fold->tallies[row];
	if (tally->number != event->request + 1)
		*tally = (struct tally){ .number = event->request + 1 };
	return tally;
}

/* Of the newest event's request, or NULL. */
static struct tally *
tally_of(struct measures_fold *fold, const struct event *event)
{
	(void)event;
	return fold->tally;
}

static bool
is_warm(const struct measures_fold *fold, uint64_t at_ns)
{
	return at_ns >= fold->warm_from_ns;
}

/* Does it count: its request was begun after warm-up, or it has none and comes after it. */
static bool
counts(struct measures_fold *fold, const struct event *event)
{
	const struct tally *tally = tally_of(fold, event);

	return tally != NULL ? tally->counted : is_warm(fold, event->at_ns);
}

/* Bytes held in a tier now; each copy of the store holds as much again. */
static uint64_t
tier_bytes(const struct measures_fold *fold, int tier)
{
	uint64_t bytes = fold->world.tier_bytes[tier];

	return tier == TIER_STORE ? bytes * (1 + fold->world.store_copies) : bytes;
}

static void
change_value(struct measures_fold *fold, int which, uint64_t value, uint64_t at_ns, bool warm)
{
	run_on(fold, which, at_ns);
	fold->values[which] = value;
	if (warm)
		raise_peak(fold, which, value);
}

static inline void
note_value(struct measures_fold *fold, int which, uint64_t value, uint64_t at_ns, bool warm)
{
	if (fold->values[which] != value)
		change_value(fold, which, value, at_ns, warm);
}

/* Half of all events change nothing of a world for sums, so nothing of what runs on but how many
 * requests are inside: kinds without a fold there (world_fold.c). */
static inline bool
is_quiet(uint16_t kind)
{
	const uint64_t quiet = (uint64_t)1 << EVENT_RECEIVE | (uint64_t)1 << EVENT_READ |
	    (uint64_t)1 << EVENT_MISS | (uint64_t)1 << EVENT_VERIFY |
	    (uint64_t)1 << EVENT_EXECUTE;

	return quiet >> kind & 1;
}

/* What the newest event has changed of all that runs on: mostly nothing. */
static void
note_all(struct measures_fold *fold, uint64_t at_ns, bool warm)
{
	const struct world *world = &fold->world;
	const uint64_t now[INTEGRAL_BYTES] = {
		[INTEGRAL_QUEUED] = world->queued,
		[INTEGRAL_BUSY] = world->busy,
		[INTEGRAL_INSIDE] = fold->inside,
		[INTEGRAL_WORKERS] = workers_of(world),
		[INTEGRAL_STORE_QUEUED] = world->store_queued,
	};

	for (int i = 0; i < INTEGRAL_BYTES; i++)
		note_value(fold, i, now[i], at_ns, warm);
	for (int tier = 0; tier < TIER_COUNT; tier++)
		note_value(fold, INTEGRAL_BYTES + tier, tier_bytes(fold, tier), at_ns, warm);
	if (warm && !fold->warm) {
		fold->warm = true;
		for (int tier = 0; tier < TIER_COUNT; tier++)
			raise_peak(fold, INTEGRAL_BYTES + tier, tier_bytes(fold, tier));
	}
}

static inline void
note_values(struct measures_fold *fold, uint16_t kind, uint64_t at_ns, bool warm)
{
	if (is_quiet(kind) && fold->warm == warm)
		note_value(fold, INTEGRAL_INSIDE, fold->inside, at_ns, warm);
	else
		note_all(fold, at_ns, warm);
	fold->last_ns = at_ns;
}

/* One more request.  True when it counts: it was begun after warm-up. */
static inline bool
count_request(struct measures_fold *fold, const struct action *action, bool forced,
    uint64_t at_ns)
{
	const struct scenario *scenario = fold->trace->scenario;
	bool counted = is_warm(fold, at_ns);

	fold->begun++;
	fold->inside++;
	if (fold->begun == scenario->warmup.requests)
		fold->warm_from_ns = at_ns > scenario->warmup.after_ns ? at_ns
		    : scenario->warmup.after_ns;
	if (!counted)
		return false;
	fold->counts[MEASURE_ROW_REQUESTS]++;
	if (action->makes_session) {
		fold->counts[MEASURE_ROW_LOGINS]++;
		fold->counts[MEASURE_ROW_FORCED_LOGINS] += forced;
	}
	return true;
}

static void
begin_request(struct measures_fold *fold, struct tally *tally, const struct event *event)
{
	const struct request *request = trace_request_row(fold->trace, event->request);
	const struct action *action = &fold->trace->scenario->actions[request->action];

	tally->begun = true;
	tally->begin_ns = event->at_ns;
	tally->carried = event->session != NONE32 && action->needs_login;
	tally->counted = count_request(fold, action, request->forced, event->at_ns);
}

static void
count_bytes(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	enum role from = role_at(fold, event->actor), to = role_at(fold, event->other);

	if (!counts(fold, event))
		return;
	if ((from == ROLE_DEVICE && to == ROLE_BALANCER) ||
	    (from == ROLE_BALANCER && to == ROLE_DEVICE)) {
		fold->counts[MEASURE_ROW_WIRE_BYTES] += event->wire_bytes;
		if (message != NULL)
			fold->counts[MEASURE_ROW_STATE_WIRE_BYTES] += message->state_bytes;
	} else {
		fold->counts[MEASURE_ROW_WIRE_BYTES_INSIDE] += event->wire_bytes;
	}
}

static void
send_of_client(struct measures_fold *fold, const struct event *event)
{
	struct tally *tally = tally_of(fold, event);

	if (tally == NULL)
		return;
	if (!tally->begun)
		begin_request(fold, tally, event);
	fold->counts[MEASURE_ROW_ATTEMPTS] += tally->counted;
}

static void
measure_send(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	if (role_at(fold, event->actor) == ROLE_DEVICE)
		send_of_client(fold, event);
	count_bytes(fold, event, message);
}

/* A request that counts has ended. */
static inline void
count_end(struct measures_fold *fold, uint64_t begin_ns, uint16_t status, uint64_t at_ns)
{
	fold->counts[status != 0 && status < 400 ? MEASURE_ROW_OK : MEASURE_ROW_FAILED]++;
	if (status != 0)
		histogram_add(&fold->time, at_ns - begin_ns);
}

/* The device knows how its request ended; status 0: it gave up. */
static void
end_request(struct measures_fold *fold, struct tally *tally, const struct event *event,
    uint16_t status)
{
	uint64_t at_ns = event->at_ns;

	if (!tally->begun || tally->ended)
		return;
	tally->ended = true;
	fold->inside--;
	if (!fold->of_clients)
		updates_end(fold->updates, event->request, status >= 200 && status < 300,
		    is_warm(fold, at_ns));
	if (!tally->counted)
		return;
	count_end(fold, tally->begin_ns, status, at_ns);
	fold->carried += tally->carried;
	fold->carried_found += tally->carried && tally->login_found;
}

static void
receive_of_client(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = tally_of(fold, event);
	uint16_t status = 0;

	/* 409 for a request that is being worked on is no end: its client goes on waiting. */
	if (tally == NULL || trace_reason(fold->trace, event) == REASON_IN_PROGRESS)
		return;
	if (event->fields != NONE32)
		status = fold->trace->fields[event->fields].status;
	if (status == 0 && message != NULL)
		status = message->status;
	end_request(fold, tally, event, status);
}

static void
measure_receive(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = tally_of(fold, event);
	enum role role = role_at(fold, event->actor), from = role_at(fold, event->other);

	if (role == ROLE_STORE && from == ROLE_SERVER && counts(fold, event))
		fold->counts[MEASURE_ROW_STORE_OPS]++;
	if (tally == NULL)
		return;
	if (role == ROLE_SERVER && from == ROLE_BALANCER) {
		tally->arrived = true;
		tally->arrival_ns = event->at_ns;
		tally->attempt = event->attempt;
	}
	if (role == ROLE_DEVICE)
		receive_of_client(fold, event, message);
}

static void
measure_timeout(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = tally_of(fold, event);

	(void)message;
	if (tally != NULL && trace_reason(fold->trace, event) == REASON_GIVEN_UP)
		end_request(fold, tally, event, 0);
}

static void
measure_start(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = tally_of(fold, event);

	(void)message;
	if (tally == NULL || !tally->counted)
		return;
	if (role_at(fold, event->actor) == ROLE_STORE) {
		histogram_add(&fold->store_wait, event->value);
		return;
	}
	if (role_at(fold, event->actor) != ROLE_SERVER)
		return;
	fold->started[event->actor]++;
	fold->started_total++;
	if (tally->arrived) {
		uint64_t waited_ns = fold->world.waited_ns;
		uint64_t since_ns = event->at_ns - tally->arrival_ns;

		/* What was asked of a store before it stood in the queue belongs to it.  An attempt
		 * that a newer one has overtaken, or its own copy, waited since its queue event. */
		if (tally->attempt == event->attempt && since_ns > waited_ns)
			waited_ns = since_ns;
		histogram_add(&fold->wait, tally->shared_ns + waited_ns);
	}
	tally->shared_ns = 0;
}

static void
measure_route(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = tally_of(fold, event);

	(void)message;
	if (tally != NULL)
		tally->shared_ns = fold->world.waited_ns;
}

static void
measure_execute(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = tally_of(fold, event);

	(void)message;
	if (tally == NULL)
		return;
	fold->counts[MEASURE_ROW_DUPLICATE_EXECUTIONS] += tally->counted && tally->executed;
	tally->executed = true;
}

static bool
concerns_login(const struct measures_fold *fold, const struct event *event)
{
	return event->item != NONE32 &&
	    trace_item_of(fold->trace, event->item).piece == fold->world.login_piece;
}

/* A login that was revoked is believed all the same. */
static void
measure_accept(struct measures_fold *fold, const struct event *event, const struct tally *tally)
{
	uint32_t session = trace_item_of(fold->trace, event->item).session;
	uint32_t row = row_map_row(&fold->trace->session_rows, session);
	uint64_t revoked;

	if (session == NONE32 || row >= fold->revoked_room ||
	    fold->revoked[row].number != session + 1)
		return;
	revoked = fold->revoked[row].at_ns;
	if (!counts(fold, event))
		return;
	/* A token past its end was counted when it was checked. */
	fold->counts[MEASURE_ROW_STALE_ACCEPTS] += tally == NULL || tally->stale == 0;
	if (event->at_ns - revoked > fold->revocation_delay_ns)
		fold->revocation_delay_ns = event->at_ns - revoked;
}

static void
measure_read(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = tally_of(fold, event);

	(void)message;
	if (!concerns_login(fold, event))
		return;
	if (tally != NULL)
		tally->login_found = true;
	fold->login_found += counts(fold, event);
	if (fold->revoked != NULL)
		measure_accept(fold, event, tally);
	if (tally != NULL)
		tally->stale = 0;
}

/* A login was revoked: the first time counts. */
static void
measure_revocation(struct measures_fold *fold, const struct event *event)
{
	uint32_t row = row_map_row(&fold->trace->session_rows, event->session);

	if (row == NONE32)
		return;
	fold->revoked = grow_zeroed(fold->revoked, &fold->revoked_room,
	    fold->trace->session_rows.room, sizeof(*fold->revoked));
	if (fold->revoked[row].number != event->session + 1)
		fold->revoked[row] = (struct revoked){ event->at_ns, event->session + 1 };
	fold->revocation |= is_warm(fold, event->at_ns);
}

static void
measure_miss(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	(void)message;
	if (event->item == NONE32 || concerns_login(fold, event))
		fold->login_missed += counts(fold, event);
}

/* The end of the token that the request carried; 0: not seen. */
static int64_t
checked_exp_s(const struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	if (message != NULL && message->token != NONE32)
		return trace_token_row(fold->trace, message->token)->exp_s;
	return event->fields != NONE32 ? fold->trace->fields[event->fields].exp_s : 0;
}

static void
measure_verify(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	const struct scenario *scenario = fold->trace->scenario;
	uint16_t login = fold->world.login_piece;
	struct tally *tally = tally_of(fold, event);

	if (!counts(fold, event))
		return;
	fold->counts[MEASURE_ROW_TOKEN_CHECKS]++;
	fold->counts[MEASURE_ROW_VERIFY_NS] += event->value;
	/* An accepted token is followed by a read of the login in it. */
	if (event->outcome != OUTCOME_OK && login < scenario->piece_count &&
	    scenario->pieces[login].home == HOME_TOKEN)
		fold->login_missed++;
	if (event->outcome == OUTCOME_OK) {
		int64_t exp_s = checked_exp_s(fold, event, message);
		int64_t now_s = scenario->epoch_s + (int64_t)(event->at_ns / NS_PER_S);
		/* A coat that is made anew counts for what is in it, whatever its age. */
		bool renews = message != NULL && scenario->actions[message->action].renews;
		bool stale = exp_s != 0 && now_s >= exp_s && !renews;

		fold->counts[MEASURE_ROW_STALE_ACCEPTS] += stale;
		if (tally != NULL)
			tally->stale = stale;
	}
}

/* Places that hold the item. */
static uint32_t
holders_of(const struct measures_fold *fold, uint32_t item)
{
	const struct holding *holding = world_of_item(&fold->world, item);
	uint32_t holders = world_is_packed_item(&fold->world, item);

	for (; holding != NULL; holding = world_next_of_item(&fold->world, holding))
		holders++;
	return holders;
}

static bool
is_declared(const struct measures_fold *fold, uint32_t item)
{
	return item != NONE32 &&
	    trace_item_of(fold->trace, item).piece < fold->trace->scenario->piece_count;
}

static void
measure_create(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	uint64_t *most = &fold->counts[MEASURE_ROW_HOLDERS_MAX];

	(void)message;
	if (is_warm(fold, event->at_ns) && is_declared(fold, event->item) &&
	    holders_of(fold, event->item) > *most)
		*most = holders_of(fold, event->item);
}

static void
measure_change(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	enum reason reason = trace_reason(fold->trace, event);

	(void)message;
	if (reason == REASON_REVOKED && event->session != NONE32)
		measure_revocation(fold, event);
	if (is_warm(fold, event->at_ns) && reason == REASON_REMAPPED)
		fold->counts[MEASURE_ROW_REMAPPED] += event->value;
}

/* Kind -> what it adds, with the world as it is after the event. */
static measure_fn *const adds[EVENT_KIND_COUNT] = {
	[EVENT_SEND] = measure_send,
	[EVENT_RECEIVE] = measure_receive,
	[EVENT_TIMEOUT] = measure_timeout,
	[EVENT_ROUTE] = measure_route,
	[EVENT_REDISPATCH] = measure_route,
	[EVENT_START] = measure_start,
	[EVENT_EXECUTE] = measure_execute,
	[EVENT_READ] = measure_read,
	[EVENT_WRITE] = measure_create,
	[EVENT_MISS] = measure_miss,
	[EVENT_CREATE] = measure_create,
	[EVENT_COPY] = measure_create,
	[EVENT_VERIFY] = measure_verify,
	[EVENT_CHANGE] = measure_change,
};

/* A device's storage is cleared: what only it held is lost with it. */
static void
before_evict(struct measures_fold *fold, const struct event *event)
{
	uint16_t place = trace_event_place(fold->trace, event);

	if (is_warm(fold, event->at_ns) && is_declared(fold, event->item) &&
	    role_at(fold, place) == ROLE_DEVICE &&
	    trace_reason(fold->trace, event) == REASON_CLEARED &&
	    world_find(&fold->world, place, event->item) != NULL &&
	    holders_of(fold, event->item) == 1)
		fold->counts[MEASURE_ROW_LOST_WITH_CLIENT]++;
}

/* Is this entry of a login still good?  Entries at servers and stores expire by an event, tokens by
 * what they say. */
static bool
login_is_live(const struct measures_fold *fold, const struct holding *holding, uint64_t at_ns)
{
	const struct trace *trace = fold->trace;

	if (holding->home != HOME_TOKEN || holding->token >= trace->token_count)
		return true;
	return token_is_live(trace, trace_token_row(trace, holding->token), at_ns);
}

static void
before_fault(struct measures_fold *fold, const struct event *event)
{
	const struct world *world = &fold->world;
	uint64_t live = 0;

	if (fold->faulted)
		return;
	fold->faulted = true;
	for (uint32_t row = 0; row < world->session_room; row++) {
		uint32_t login = world_session_at(world, row) == NONE32 ? NONE32 :
		    world_login(world, row);
		const struct holding *holding = login == NONE32 ? NULL :
		    world_of_item(world, login);

		while (holding != NULL && !login_is_live(fold, holding, event->at_ns))
			holding = world_next_of_item(world, holding);
		live += holding != NULL || (login != NONE32 && world_is_packed_item(world, login));
	}
	fold->counts[MEASURE_ROW_SESSIONS_LIVE_AT_FAULT] = live;
}

/* What is written and read of declared pieces; a login is only made and removed. */
static void
before_change(struct measures_fold *fold, const struct event *event)
{
	uint16_t place = event->kind == EVENT_COPY ? event->other :
	    trace_event_place(fold->trace, event);
	const struct holding *holding;
	uint32_t before = 0;
	uint16_t piece;

	if (event->item == NONE32)
		return;
	piece = trace_item_of(fold->trace, event->item).piece;
	if (piece >= fold->trace->scenario->piece_count || piece == fold->world.login_piece)
		return;
	if ((event->kind == EVENT_WRITE || event->kind == EVENT_COPY) &&
	    !world_packed_version(&fold->world, place, event->item, &before)) {
		holding = world_find(&fold->world, place, event->item);
		before = holding == NULL ? 0 : holding->version;
	}
	updates_fold(fold->updates, event, before, is_warm(fold, event->at_ns));
}

/* Who holds an item no more needs no memory of its writes. */
static void
after_end(struct measures_fold *fold, const struct event *event)
{
	if (is_declared(fold, event->item) && world_of_item(&fold->world, event->item) == NULL &&
	    !world_is_packed_item(&fold->world, event->item))
		updates_forget(fold->updates, event->item);
}

/* Of a fold of clients nothing else runs on. */
static inline void
change_inside(struct measures_fold *fold, uint64_t at_ns)
{
	note_value(fold, INTEGRAL_INSIDE, fold->inside, at_ns, false);
	fold->last_ns = at_ns;
}

/* What is told by devices alone. */
static void
fold_of_clients(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	if (!(measures_fold_kinds(fold) >> event->kind & 1) ||
	    role_at(fold, event->actor) != ROLE_DEVICE)
		return;
	fold->tally = find_tally(fold, event);
	if (event->kind == EVENT_SEND)
		send_of_client(fold, event);
	else if (event->kind == EVENT_RECEIVE)
		receive_of_client(fold, event, message);
	else
		measure_timeout(fold, event, message);
	change_inside(fold, event->at_ns);
}

void
measures_fold_begin(struct measures_fold *fold, struct measures_mark *mark,
    const struct action *action, bool forced, uint64_t at_ns)
{
	mark->begin_ns = at_ns;
	mark->counted = count_request(fold, action, forced, at_ns);
	fold->counts[MEASURE_ROW_ATTEMPTS] += mark->counted;
	change_inside(fold, at_ns);
}

void
measures_fold_end(struct measures_fold *fold, const struct measures_mark *mark, uint16_t status,
    uint64_t at_ns)
{
	fold->inside--;
	if (mark->counted)
		count_end(fold, mark->begin_ns, status, at_ns);
	change_inside(fold, at_ns);
}

void
measures_fold_event(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	const struct trace *trace = fold->trace;
	uint32_t begun = fold->world.sessions_begun, lost = fold->world.sessions_lost;

	CHECK(event->at_ns >= fold->last_ns);
	if (message == NULL && event->message < trace->message_count)
		message = &trace->messages[event->message];
	if (trace->request_rows.room > fold->tally_room) /* one for every row of requests */
		fold->tallies = grow_zeroed(fold->tallies, &fold->tally_room,
		    trace->request_rows.room, sizeof(*fold->tallies));
	if (fold->of_clients) {
		fold_of_clients(fold, event, message);
		return;
	}
	if (trace->actor_count > fold->started_room)
		fold->started = grow_zeroed(fold->started, &fold->started_room,
		    trace->actor_count, sizeof(*fold->started));
	fold->tally = find_tally(fold, event);
	if (trace_event_is_fault(trace, event))
		before_fault(fold, event);
	if (event->kind == EVENT_EVICT)
		before_evict(fold, event);
	if (event->kind == EVENT_READ || event->kind == EVENT_MISS || event->kind == EVENT_WRITE ||
	    event->kind == EVENT_CREATE || event->kind == EVENT_COPY)
		before_change(fold, event);
	world_fold(&fold->world, event, message);
	if (event->kind == EVENT_EVICT || event->kind == EVENT_EXPIRE)
		after_end(fold, event);
	if (adds[event->kind] != NULL)
		adds[event->kind](fold, event, message);
	if (is_warm(fold, event->at_ns)) {
		fold->counts[MEASURE_ROW_SESSIONS] += fold->world.sessions_begun - begun;
		fold->counts[MEASURE_ROW_SESSIONS_LOST] += fold->world.sessions_lost - lost;
	}
	note_values(fold, event->kind, event->at_ns, is_warm(fold, event->at_ns));
	fold->counts[MEASURE_ROW_EVENTS]++;
}
