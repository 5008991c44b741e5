/* What the other kinds of events add to the measures: those of entries, checks, nodes and changes.
 * Their world is folded as any other, and then looked at for whatever may have changed. */
#include <string.h>

#include "base/check.h"
#include "base/units.h"
#include "trace/measures_inside.h"

typedef void measure_fn(struct measures_fold *fold, const struct event *event,
    const struct message *message);

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

void
measures_make_room(struct measures_fold *fold)
{
	const struct trace *trace = fold->trace;

	fold->tallies = grow_zeroed(fold->tallies, &fold->tally_room, trace->request_rows.room,
	    sizeof(*fold->tallies));
	fold->started = grow_zeroed(fold->started, &fold->started_room, trace->actor_count,
	    sizeof(*fold->started));
	fold->roles = mem_grow(fold->roles, fold->started_room, sizeof(*fold->roles));
	for (; fold->role_count < trace->actor_count; fold->role_count++)
		fold->roles[fold->role_count] =
		    (uint8_t)trace->actors[fold->role_count].role;
	if (!world_has_room(&fold->world))
		world_make_room(&fold->world);
	if (fold->tally != NULL)
		fold->tally = &fold->tallies[fold->row];
}

/* Workers of all servers together. */
uint64_t
measures_workers(const struct world *world)
{
	return (uint64_t)world->servers * world->now.servers.workers;
}

/* Bytes held in a tier now; each copy of the store holds as much again. */
static uint64_t
tier_bytes(const struct measures_fold *fold, int tier)
{
	uint64_t bytes = fold->world.tier_bytes[tier];

	return tier == TIER_STORE ? bytes * (1 + fold->world.store_copies) : bytes;
}

void
measures_note_all(struct measures_fold *fold, uint64_t at_ns, bool warm)
{
	const struct world *world = &fold->world;
	const uint64_t now[INTEGRAL_BYTES] = {
		[INTEGRAL_QUEUED] = world->queued,
		[INTEGRAL_BUSY] = world->busy,
		[INTEGRAL_INSIDE] = fold->inside,
		[INTEGRAL_WORKERS] = measures_workers(world),
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

static void
measure_timeout(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = fold->tally;

	(void)message;
	if (tally != NULL && reason_of(fold, event) == REASON_GIVEN_UP)
		measures_end(fold, event->at_ns, 0);
}

static void
measure_redispatch(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	struct tally *tally = fold->tally;

	(void)event;
	(void)message;
	if (tally != NULL)
		tally->shared_ns = fold->world.waited_ns;
}

void
measures_accept(struct measures_fold *fold, uint64_t at_ns, uint32_t session)
{
	uint32_t row = row_map_row(&fold->trace->session_rows, session);
	const struct tally *tally = fold->tally;
	uint64_t revoked;

	if (session == NONE32 || row >= fold->revoked_room ||
	    fold->revoked[row].number != session + 1)
		return;
	revoked = fold->revoked[row].at_ns;
	if (!counts(fold, at_ns))
		return;
	/* A token past its end was counted when it was checked. */
	fold->counts[MEASURE_ROW_STALE_ACCEPTS] += tally == NULL || tally->stale == 0;
	if (at_ns - revoked > fold->revocation_delay_ns)
		fold->revocation_delay_ns = at_ns - revoked;
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
	struct tally *tally = fold->tally;

	if (!counts(fold, event->at_ns))
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
	enum reason reason = reason_of(fold, event);

	(void)message;
	if (reason == REASON_REVOKED && event->session != NONE32)
		measure_revocation(fold, event);
	if (is_warm(fold, event->at_ns) && reason == REASON_REMAPPED)
		fold->counts[MEASURE_ROW_REMAPPED] += event->value;
}

/* Kind -> what it adds, with the world as it is after the event. */
static measure_fn *const adds[EVENT_KIND_COUNT] = {
	[EVENT_TIMEOUT] = measure_timeout,
	[EVENT_REDISPATCH] = measure_redispatch,
	[EVENT_WRITE] = measure_create,
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
	    reason_of(fold, event) == REASON_CLEARED &&
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
	updates_fold(fold->updates, event, fold->row, before, is_warm(fold, event->at_ns));
}

/* Who holds an item no more needs no memory of its writes. */
static void
after_end(struct measures_fold *fold, const struct event *event)
{
	if (is_declared(fold, event->item) && world_of_item(&fold->world, event->item) == NULL &&
	    !world_is_packed_item(&fold->world, event->item))
		updates_forget(fold->updates, event->item);
}

void
measures_fold_seldom(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	uint32_t begun = fold->world.sessions_begun, lost = fold->world.sessions_lost;
	uint16_t kind = event->kind;

	if (trace_event_is_fault(fold->trace, event))
		before_fault(fold, event);
	if (kind == EVENT_EVICT)
		before_evict(fold, event);
	if (kind == EVENT_WRITE || kind == EVENT_CREATE || kind == EVENT_COPY)
		before_change(fold, event);
	world_fold(&fold->world, event, message);
	if (kind == EVENT_EVICT || kind == EVENT_EXPIRE)
		after_end(fold, event);
	if (adds[kind] != NULL)
		adds[kind](fold, event, message);
	if (is_warm(fold, event->at_ns)) {
		fold->counts[MEASURE_ROW_SESSIONS] += fold->world.sessions_begun - begun;
		fold->counts[MEASURE_ROW_SESSIONS_LOST] += fold->world.sessions_lost - lost;
	}
	measures_note_all(fold, event->at_ns, is_warm(fold, event->at_ns));
	fold->last_ns = event->at_ns;
}
