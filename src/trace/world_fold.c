/* What each kind of event does to a world: one function per kind, found through a table. */
#include "trace/world_stage.h"

#include <string.h>

#include "base/check.h"

#define SID_BYTES 32u /* a session id as text */

typedef void world_fold_fn(struct world *world, const struct event *event,
    const struct message *message);

static bool
is_login(const struct world *world, uint32_t item)
{
	return trace_item_of(world->trace, item).piece == world->login_piece;
}

static void
lose_session(struct world *world, uint32_t session)
{
	struct world_session *row = session == NONE32 ? NULL : world_session_row(world, session);

	if (row == NULL || row->lost)
		return;
	row->lost = true;
	world->sessions_lost++;
}

/* Row of the event's request, or NULL. */
static struct world_request *
row_of(const struct world *world, const struct event *event)
{
	return event->request == NONE32 ? NULL : world_request_row(world, event->request);
}

static void
fold_send(struct world *world, const struct event *event, const struct message *message)
{
	if (!world->lean) {
		world_add_flight(world, (struct flight){
			.send = world->next, .from = event->actor, .to = event->other,
			.from_ns = event->at_ns, .to_ns = event->value,
		});
		if (world_role(world, event->actor) == ROLE_DEVICE)
			world->device_last[event->actor] = world->next;
	}
	if (stage_ends_work(world, event, world_role(world, event->actor),
	    event->other == NONE16 ? ROLE_COUNT : world_role(world, event->other), message))
		stage_leave_worker(world, row_of(world, event), event);
}

static void
fold_receive(struct world *world, const struct event *event, const struct message *message)
{
	uint16_t client;

	(void)message;
	if (world->lean)
		return;
	if (event->pair != NONE32)
		world_end_flight(world, event->pair);
	if (event->request == NONE32 || world_role(world, event->actor) != ROLE_SERVER ||
	    event->other == NONE16 || world_role(world, event->other) != ROLE_BALANCER)
		return;
	client = trace_request_row(world->trace, event->request)->client;
	if (client < world->place_room)
		world->places[client].served_by = event->actor;
}

static void
fold_lose(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	if (event->pair != NONE32 && !world->lean)
		world_end_flight(world, event->pair);
}

static void
fold_refuse(struct world *world, const struct event *event, const struct message *message)
{
	uint64_t since_ns;

	fold_lose(world, event, message);
	/* What was in hand or waiting when its server crashed is nowhere: the crash counted it.  (A
	 * store that crashed breaks a call; the server still has the request.) */
	if (event->request != NONE32 && trace_reason(world->trace, event) == REASON_CRASHED &&
	    !stage_take(world, row_of(world, event), event, STAGE_WAITING, &since_ns))
		stage_take(world, row_of(world, event), event, STAGE_WORKING, &since_ns);
}

static void
fold_believe(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	if (event->other != NONE16)
		world->places[event->other].believed_up = event->value != 0;
}

static void
fold_queue(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	stage_queue(world, row_of(world, event), event, world_role(world, event->actor));
}

static void
fold_route(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	stage_route(world, row_of(world, event), event);
}

static void
fold_start(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	stage_start(world, row_of(world, event), event, world_role(world, event->actor));
}

static void
fold_finish(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	stage_finish(world, row_of(world, event), event);
}

static void
fold_read(struct world *world, const struct event *event, const struct message *message)
{
	uint16_t place = trace_event_place(world->trace, event);
	uint32_t slot;

	(void)message;
	if (event->item == NONE32 || world->lean)
		return;
	slot = world_slot(world, place, event->item);
	if (slot != NONE32)
		world->holdings[slot].last_used_ns = event->at_ns;
}

/* The login of the old session lies at this place. */
static void
lose_at(struct world *world, uint16_t place, uint32_t old, uint32_t new)
{
	if (world_role(world, place) == ROLE_SERVER && world->places[place].up &&
	    place != world_session_row(world, new)->maker)
		lose_session(world, old);
}

/* A ticket now names another session: the old one is lost while its login still lives on a server
 * other than the one that made the new session. */
static void
replace_ticket(struct world *world, uint32_t old, uint32_t new)
{
	uint16_t place;
	uint32_t login;

	if (old == NONE32 || new == NONE32 || old == new)
		return;
	login = world_session_row(world, old) == NULL ? NONE32 :
	    world_login(world, row_map_row(&world->trace->session_rows, old));
	if (login == NONE32)
		return;
	place = world_packed_place(world, login);
	if (place != NONE16) {
		lose_at(world, place, old, new);
		return;
	}
	for (uint32_t slot = *world_item_first(world, login); slot != NONE32;
	     slot = world->holdings[slot].item_next)
		if (!world->holdings[slot].cached)
			lose_at(world, world->holdings[slot].place, old, new);
}

/* The first thing made for a session says who made it: a server, or the store asked by one. */
static void
begin_session(struct world *world, const struct event *event, uint32_t session)
{
	struct world_session *row;

	if (session == NONE32)
		return;
	row = world_session_row(world, session);
	if (row == NULL)
		return;
	if (!row->begun) {
		row->begun = true;
		world->sessions_begun++;
		if (world_role(world, event->actor) == ROLE_SERVER)
			row->maker = event->actor;
		else if (event->other != NONE16 && world_role(world, event->other) == ROLE_SERVER)
			row->maker = event->other;
	}
	if (event->item != NONE32 && is_login(world, event->item)) {
		row->has_login = true;
		if (world->logins != NULL)
			world->logins[row - world->sessions] = event->item;
	}
}

/* The part of an entry that depends on its piece. */
static uint64_t
fill_extra(struct world *world, struct holding *holding, const struct event *event)
{
	const struct trace *trace = world->trace;
	struct item item = trace_item_of(trace, holding->item);
	uint16_t piece = item.piece;

	if (piece == trace_extra_piece(trace, TRACE_PIECE_TICKET)) {
		replace_ticket(world, holding->session, event->session);
		holding->session = event->session;
	} else if (piece == trace_extra_piece(trace, TRACE_PIECE_ROUTE) &&
	    event->value < trace->actor_count) {
		holding->route = (uint16_t)event->value;
		/* A row of the balancer's table also says whose it is. */
		if (item.session != NONE32) {
			holding->session = item.session;
			return SID_BYTES + strlen(trace->actors[holding->route].id);
		}
		return strlen(trace->actors[holding->route].id);
	} else {
		holding->session = item.session;
	}
	return event->value;
}

/* Row of tokens that the event itself names: stolen, forged, put back, cut. */
static uint32_t
fields_token(const struct world *world, const struct event *event)
{
	return event->fields < world->trace->fields_count ?
	    world->trace->fields[event->fields].token - 1 : NONE32;
}

/* Row of tokens that the event's message carries, or NONE32. */
static uint32_t
token_of(const struct world *world, const struct event *event, const struct message *message)
{
	message = world_recipe(world, event, message);
	if (message != NULL)
		return message->token;
	return fields_token(world, event); /* no reply brought it */
}

/* A new token takes the place of the old one with all that was in it. */
static void
put_token(struct world *world, uint16_t place, uint32_t token)
{
	for (uint32_t slot = world->places[place].first; slot != NONE32;
	     slot = world->holdings[slot].place_next)
		if (world->holdings[slot].home == HOME_TOKEN)
			world->holdings[slot].token = token;
}

static void
put_at(struct world *world, uint16_t place, const struct event *event,
    const struct message *message)
{
	struct holding *holding = world_put(world, place, event->item);

	holding->home = event->home;
	holding->version = event->version;
	holding->event = world->next;
	holding->last_used_ns = event->at_ns;
	if (!world->lean)
		holding->text = trace_content(world->trace, event->item, event->version);
	world_resize(world, holding, fill_extra(world, holding, event));
	if (event->home == HOME_TOKEN)
		put_token(world, place, token_of(world, event, message));
	holding->fresh = true;
	world->fresh = (uint32_t)(holding - world->holdings);
}

static void
fold_write(struct world *world, const struct event *event, const struct message *message)
{
	uint16_t place = trace_event_place(world->trace, event);

	if (event->item == NONE32 ||
	    (world_packs(world) && world_pack(world, place, event)))
		return;
	put_at(world, place, event, message);
}

static void
fold_create(struct world *world, const struct event *event, const struct message *message)
{
	uint32_t session = event->session;

	if (event->item != NONE32 &&
	    trace_item_of(world->trace, event->item).session != NONE32)
		session = trace_item_of(world->trace, event->item).session;
	begin_session(world, event, session);
	fold_write(world, event, message);
}

static void
fold_issue(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	begin_session(world, event, event->session);
}

static void
fold_expire(struct world *world, const struct event *event, const struct message *message)
{
	uint16_t place = trace_event_place(world->trace, event);
	uint32_t slot, token;

	(void)message;
	if (event->item == NONE32)
		return;
	slot = world_packs(world) && world_drop_packed(world, place, event->item) ? NONE32 :
	    world_slot(world, place, event->item);
	if (slot != NONE32)
		world_remove(world, slot);
	token = fields_token(world, event);
	if (token != NONE32) /* what was not ended of a token is in another row now */
		put_token(world, place, token);
}

/* The login in this entry can be read nowhere else. */
static void
lose_login(struct world *world, const struct holding *holding)
{
	if (!holding->cached && is_login(world, holding->item) &&
	    world_of_item(world, holding->item) == holding &&
	    world_next_of_item(world, holding) == NULL)
		lose_session(world, holding->session);
}

/* The same of an entry in a word, which is its item's only one. */
static void
lose_packed(struct world *world, uint32_t item)
{
	if (is_login(world, item))
		lose_session(world, trace_item_of(world->trace, item).session);
}

/* Does any server still hold this key? */
static bool
key_is_known(const struct world *world, uint16_t key)
{
	const struct trace *trace = world->trace;
	uint16_t piece = trace_extra_piece(trace, TRACE_PIECE_KEY);

	for (uint16_t actor = 0; actor < trace->actor_count; actor++) {
		uint32_t slot = world_role(world, actor) == ROLE_SERVER ?
		    world->places[actor].first : NONE32;

		for (; slot != NONE32; slot = world->holdings[slot].place_next) {
			struct item item = trace_item_of(trace, world->holdings[slot].item);

			if (item.piece == piece && item.key == key)
				return true;
		}
	}
	return false;
}

/* The last server has given up a key: logins in tokens that it signed can be read no more. */
static void
lose_signed(struct world *world, uint32_t item, uint64_t at_ns)
{
	const struct trace *trace = world->trace;
	uint16_t key = trace_item_of(trace, item).key;

	if (key_is_known(world, key))
		return;
	for (uint32_t row = 0; row < world->session_room; row++) {
		uint32_t session = world_session_at(world, row), slot, login;
		bool cut = false, kept = false;

		login = session == NONE32 ? NONE32 : world_login(world, row);
		if (login == NONE32)
			continue;
		if (world_is_packed_item(world, login))
			continue; /* in no token */
		slot = *world_item_first(world, login);

		for (; slot != NONE32; slot = world->holdings[slot].item_next) {
			const struct holding *holding = &world->holdings[slot];
			const struct token *token = holding->token == NONE32 ? NULL :
			    trace_token_row(trace, holding->token);
			bool dead = token != NULL && token->key == key &&
			    token->truth == TOKEN_GENUINE && !token->unsecured;
			bool live = token == NULL || token_is_live(trace, token, at_ns);

			cut |= dead && live;
			kept |= !dead && live;
		}
		if (cut && !kept)
			lose_session(world, session);
	}
}

/* What a server or store pushes out is lost; what a device gives up or a logout ends is not. */
static void
fold_evict(struct world *world, const struct event *event, const struct message *message)
{
	enum reason reason = trace_reason(world->trace, event);
	uint16_t place = trace_event_place(world->trace, event);

	if (event->item != NONE32 && reason != REASON_LOGOUT && reason != REASON_CLEARED &&
	    reason != REASON_REVOKED &&
	    world_role(world, place) != ROLE_DEVICE) {
		uint32_t slot, version;

		slot = world_slot(world, place, event->item);
		if (slot != NONE32 && reason == REASON_UNSENT && !world->lean)
			world_add_loss(world, &world->holdings[slot], world->next);
		if (slot != NONE32)
			lose_login(world, &world->holdings[slot]);
		else if (world_packed_version(world, place, event->item, &version))
			lose_packed(world, event->item);
	}
	fold_expire(world, event, message);
	if (event->item != NONE32 && reason == REASON_ROTATED)
		lose_signed(world, event->item, event->at_ns);
}

static void
fold_copy(struct world *world, const struct event *event, const struct message *message)
{
	if (event->item == NONE32 || event->other == NONE16)
		return;
	put_at(world, event->other, event, message);
	world->holdings[world->fresh].cached =
	    trace_reason(world->trace, event) == REASON_CACHE;
}

/* All that is kept at a place goes, and can be read there no more. */
static void
lose_entries(struct world *world, uint16_t place)
{
	struct place_state *state = &world->places[place];
	uint32_t from = 0, item;

	while (world_packs(world) && (item = world_next_packed(world, place, &from)) != NONE32) {
		lose_packed(world, item);
		world_drop_packed(world, place, item);
		state->lost_count++;
	}
	while (state->first != NONE32) {
		uint32_t slot = state->first;

		lose_login(world, &world->holdings[slot]);
		if (!world->lean && !world->holdings[slot].cached)
			world_add_loss(world, &world->holdings[slot], world->next);
		state->lost_count += !world->holdings[slot].cached;
		world_remove(world, slot);
	}
}

/* A store with copies keeps what it had: one of them may take over. */
static bool
has_copies(const struct world *world, uint16_t place)
{
	return world_role(world, place) == ROLE_STORE && world->store_copies > 0;
}

static void
fold_crash(struct world *world, const struct event *event, const struct message *message)
{
	struct place_state *state = &world->places[event->actor];

	(void)message;
	world_drop_losses(world, event->actor);
	if (!has_copies(world, event->actor))
		lose_entries(world, event->actor);
	if (role_is_store(world_role(world, event->actor))) {
		world->store_queued -= state->queued;
	} else {
		world->queued -= state->queued;
		world->busy -= state->busy;
	}
	state->queued = 0;
	state->busy = 0;
	state->up = state->hung = false;
	state->crash_event = world->next;
}

/* Gone for good: what is left of it is what it lost. */
static void
take_leave(struct world *world, uint16_t server)
{
	world->places[server].left = true;
	world->servers--;
}

static void
fold_stop(struct world *world, const struct event *event, const struct message *message)
{
	fold_crash(world, event, message);
	if (world->places[event->actor].leaves && !world->places[event->actor].left)
		take_leave(world, event->actor);
}

static void
fold_restart(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	if (trace_reason(world->trace, event) == REASON_JOIN) {
		world->places[event->actor].joined = true;
		world->servers++;
	}
	if (has_copies(world, event->actor))
		lose_entries(world, event->actor);
	world_drop_losses(world, event->actor);
	world->places[event->actor].up = true;
	world->places[event->actor].slow = 0;
	world->places[event->actor].crash_event = NONE32;
}

static void
fold_hang(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	world->places[event->actor].hung = true;
}

static void
fold_slow(struct world *world, const struct event *event, const struct message *message)
{
	(void)message;
	world->places[event->actor].slow = event->value <= 1 ? 0
	    : event->value < UINT16_MAX ? (uint16_t)event->value : UINT16_MAX;
}

static void
fold_link(struct world *world, const struct event *event, const struct message *message)
{
	struct place_state *state = &world->places[event->actor];
	bool cut = event->kind == EVENT_CUT;
	enum role role;

	(void)message;
	if (event->other == NONE16)
		return;
	role = world_role(world, event->other);
	if (role == ROLE_BALANCER)
		state->cut_off = cut;
	else if (role == ROLE_STORE)
		state->cut_from_store = cut;
	else if (role == ROLE_DATABASE)
		state->cut_from_database = cut;
	else if (!world->lean)
		world_set_cut(world, event->actor, event->other, cut);
}

/* A copy is the store from now on. */
static void
take_over(struct world *world, uint16_t store)
{
	struct place_state *state = &world->places[store];

	state->up = state->reachable = true;
	state->hung = false;
	state->slow = 0;
	state->crash_event = NONE32;
	world->store_queued -= state->queued;
	state->queued = 0;
	world->store_copies -= world->store_copies > 0;
}

/* A setting changes.  The last copies of a store that is down take with them what it had. */
static void
set_anew(struct world *world, const struct event *event)
{
	const struct fault *fault = &world->trace->scenario->faults[event->value];
	bool had = has_copies(world, event->actor);

	scenario_apply(&world->now, NULL, fault);
	if (fault->path == NULL || strcmp(fault->path, "store.copies") != 0)
		return;
	world->store_copies = world->now.store.copies;
	if (had && world->store_copies == 0 && !world->places[event->actor].up)
		lose_entries(world, event->actor);
}

static void
fold_change(struct world *world, const struct event *event, const struct message *message)
{
	enum reason reason = trace_reason(world->trace, event);

	(void)message;
	if (reason == REASON_STORE_DOWN || reason == REASON_STORE_UP)
		world->places[event->actor].reachable = reason == REASON_STORE_UP;
	if (reason == REASON_STORE_UP)
		world->places[event->actor].hung = false;
	if (reason == REASON_FAILOVER)
		take_over(world, event->actor);
	if (reason == REASON_SETTING && event->value < world->trace->scenario->fault_count)
		set_anew(world, event);
	if (reason != REASON_LEAVE)
		return;
	world->places[event->actor].believed_up = false;
	world->places[event->actor].leaves = true;
	if (!world->places[event->actor].up)
		take_leave(world, event->actor);
}

static void
fold_gap(struct world *world, const struct event *event, const struct message *message)
{
	(void)event;
	(void)message;
	/* What led to a window is known. */
	world->gap = world->gap || world->trace->before == 0 || world->next > 0;
}

/* A kind without a row changes nothing but who acted last and when. */
static world_fold_fn *const folds[EVENT_KIND_COUNT] = {
	[EVENT_SEND] = fold_send,
	[EVENT_RECEIVE] = fold_receive,
	[EVENT_LOSE] = fold_lose,
	[EVENT_ROUTE] = fold_route,
	[EVENT_REDISPATCH] = fold_route,
	[EVENT_REFUSE] = fold_refuse,
	[EVENT_BELIEVE] = fold_believe,
	[EVENT_QUEUE] = fold_queue,
	[EVENT_START] = fold_start,
	[EVENT_FINISH] = fold_finish,
	[EVENT_READ] = fold_read,
	[EVENT_WRITE] = fold_write,
	[EVENT_CREATE] = fold_create,
	[EVENT_EXPIRE] = fold_expire,
	[EVENT_EVICT] = fold_evict,
	[EVENT_COPY] = fold_copy,
	[EVENT_ISSUE] = fold_issue,
	[EVENT_CRASH] = fold_stop,
	[EVENT_STOP] = fold_stop,
	[EVENT_RESTART] = fold_restart,
	[EVENT_HANG] = fold_hang,
	[EVENT_SLOW] = fold_slow,
	[EVENT_CUT] = fold_link,
	[EVENT_HEAL] = fold_link,
	[EVENT_CHANGE] = fold_change,
	[EVENT_GAP] = fold_gap,
};

void
world_fold(struct world *world, const struct event *event, const struct message *message)
{
	CHECK(event->kind < EVENT_KIND_COUNT);
	if (!world_has_room(world))
		world_make_room(world);
	if (world->fresh != NONE32) {
		world->holdings[world->fresh].fresh = false;
		world->fresh = NONE32;
	}
	if (event->request != NONE32 && !world->lean)
		world_request_row(world, event->request)->newest = world->next;
	if (folds[event->kind] != NULL)
		folds[event->kind](world, event, message);
	world->at_ns = event->at_ns;
	world->next++;
}
