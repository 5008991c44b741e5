/* The loop, the one door to the recorder, the stop, and the invariants. */
#include <string.h>

#include "base/check.h"
#include "engine/record.h"
#include "engine/store.h"

#define ENGINE_TEXT_BYTES (256u << 20) /* texts of one run: a cart that grows for ever ends it */
#define CONDITION_RING_EVENTS (1u << 16) /* that may come before a condition is asked again */

typedef void timer_fn(struct engine *engine, const struct timer *timer);
static timer_fn *const timer_table[TIMER_COUNT] = {
#define X(e, f, a) [TIMER_##e] = f,
	TIMERS(X)
#undef X
};

struct event *
engine_event(struct engine *engine, enum event_kind kind, uint16_t actor, uint16_t other)
{
	static const struct event blank = {
		.cause = NONE32, .pair = NONE32, .request = NONE32, .session = NONE32,
		.message = NONE32, .item = NONE32, .fields = NONE32, .attempt = 1,
		.home = HOME_NONE, .outcome = OUTCOME_OK, .evidence = EVIDENCE_SIMULATED,
	};
	struct event *event = recorder_slot(&engine->recorder);

	*event = blank;
	event->kind = (uint16_t)kind;
	event->actor = actor;
	event->other = other;
	return event;
}

/* Only the living act: what a dead server's memory said, nobody reads. */
static void
check_actor(struct engine *engine, const struct event *event)
{
	static const bool needs_life[EVENT_KIND_COUNT] = {
		[EVENT_SEND] = true, [EVENT_RECEIVE] = true, [EVENT_READ] = true,
		[EVENT_WRITE] = true, [EVENT_MISS] = true, [EVENT_CREATE] = true,
		[EVENT_START] = true, [EVENT_FINISH] = true, [EVENT_EXECUTE] = true,
		[EVENT_VERIFY] = true, [EVENT_ISSUE] = true, [EVENT_QUEUE] = true,
	};
	const struct actor *actor = &engine->trace->actors[event->actor];

	bool acts = needs_life[event->kind] || event->kind == EVENT_ROUTE ||
	    event->kind == EVENT_REDISPATCH || event->kind == EVENT_BELIEVE ||
	    event->kind == EVENT_PROBE || event->kind == EVENT_EXPIRE;

	if (engine->options.keep && actor->role == ROLE_BALANCER && acts && !engine->lb.up)
		engine->broken = "a dead balancer acted";
	if (engine->options.keep && actor->role == ROLE_BALANCER && acts && engine->lb.hung &&
	    event->kind != EVENT_RECEIVE && event->kind != EVENT_EXPIRE)
		engine->broken = "a balancer that hangs acted";
	if (!engine->options.keep || !needs_life[event->kind])
		return;
	if (actor->role == ROLE_SERVER && !engine->servers[actor->index].up)
		engine->broken = "a dead server acted";
	if (actor->role == ROLE_STORE && !engine->store.up)
		engine->broken = "a dead store acted";
	if (event->kind == EVENT_RECEIVE && event->pair == NONE32)
		engine->broken = "a receive without its send";
}

void
engine_stop_at_limit(struct engine *engine, const char *words)
{
	if (engine->limit_words == NULL)
		engine->limit_words = words;
	engine->limit = true;
	engine->stop_now = true;
}

const char *
engine_limit(const struct engine *engine)
{
	return engine->limit_words;
}

/* What an event may bring to an end. */
static void
after_event(struct engine *engine)
{
	if (engine->recorder.next >= LIMIT_RUN_EVENTS ||
	    engine->trace->arena.used_bytes > ENGINE_TEXT_BYTES) {
		if (!engine->stop_now)
			engine->cut_at = engine->recorder.next;
		engine_stop_at_limit(engine, engine->recorder.next >= LIMIT_RUN_EVENTS ?
		    "events of a run" : "texts of a run");
	}
	if (engine->scenario->stop.has_when && engine->options.conditions != NULL &&
	    engine->options.conditions->holds(engine->options.conditions->self, engine->trace, 0)) {
		engine->end_ns = engine->now_ns;
		engine->stop_now = true;
	}
	if (engine->options.conditions != NULL && engine->options.conditions->blind) {
		engine_stop_at_limit(engine, "kept events, on which a condition looks back");
	}
}

uint32_t
engine_emit(struct engine *engine, struct event *event, const struct message *message)
{
	CHECK(event == recorder_slot(&engine->recorder));
	if (engine->stop_now)
		return engine->newest;
	event->at_ns = engine->now_ns;
	event->phase = (uint8_t)engine->phase;
	check_actor(engine, event);
	if (engine->digests)
		event_digest(&engine->recorder.digest, event);
	engine->newest = recorder_commit(&engine->recorder, message);
	after_event(engine);
	return engine->newest;
}

uint32_t
engine_record_rest(struct engine *engine, const struct event *event,
    const struct message *message)
{
	struct recorder *recorder = &engine->recorder;

	if (!engine->plain) {
		*recorder_slot(recorder) = *event;
		check_actor(engine, event);
		engine->newest = recorder_commit(recorder, message);
		after_event(engine);
		return engine->newest;
	}
	if (recorder->ring_until != 0)
		recorder_ring(recorder, event);
	if (recorder->measures != NULL)
		measures_fold_event(recorder->measures, event, message);
	recorder->last_ns = engine->now_ns;
	recorder->last_phase = (uint8_t)engine->phase;
	engine->newest = (uint32_t)recorder->next++;
	return engine->newest;
}

uint32_t
engine_reason(struct engine *engine, enum reason reason)
{
	uint32_t *row = &engine->fields_of_reason[reason];

	if (*row == NONE32)
		*row = trace_add_fields(engine->trace,
		    (struct fields){ .reason = (uint8_t)reason, .key = NONE16 });
	return *row;
}

uint32_t
engine_message_weighed(struct engine *engine, struct message *message)
{
	if (engine->weighs || message->token != NONE32) /* which may be too long for a cookie */
		http_measure_again(&engine->lengths, engine->trace, message);
	if (!engine->options.keep || engine->trace->dropped > 0 || engine->recorder.is_before)
		return NONE32;
	return trace_add_message(engine->trace, message);
}

/* The run is meant to last until a set time, whatever the clients do. */
static bool
engine_waits_for_time(const struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;

	return scenario->stop.has_after && !engine->stop_now &&
	    !(scenario->stop.has_requests && engine->begun >= scenario->stop.requests);
}

bool
engine_is_idle(const struct engine *engine)
{
	if (engine->alive > 0)
		return false;
	if (engine_waits_for_time(engine))
		return evq_size(&engine->queue) == 0;
	if (engine->persons_active == 0 && engine->trips_used == 0)
		return true;
	return engine->faults_pending == 0 && !balancer_is_wrong(engine);
}

/* No timer comes up any more before the run's end: why, and when is that? */
static void
engine_stop(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	uint64_t first_ns = evq_first_ns(&engine->queue);

	if (engine->stop_now || engine_is_idle(engine) || evq_size(&engine->queue) == 0) {
		if (engine_waits_for_time(engine))
			engine->end_ns = scenario->stop.after_ns;
	} else if (scenario->stop.has_after && first_ns > scenario->stop.after_ns) {
		engine->end_ns = scenario->stop.after_ns;
	} else {
		engine->limit = true;
		engine->limit_words = "simulated time";
	}
}

void
engine_handle(struct engine *engine, const struct timer *timer)
{
	timer_table[timer->kind](engine, timer);
}

/* One timer.  False once the run is over. */
static bool
engine_turn(struct engine *engine)
{
	struct timer timer;

	if (engine->stop_now || (engine->alive == 0 && engine_is_idle(engine)) ||
	    engine->recorder.next >= LIMIT_RUN_EVENTS ||
	    !evq_pop(&engine->queue, engine->until_ns, &timer)) {
		engine_stop(engine);
		return false;
	}
	CHECK(timer.at_ns >= engine->now_ns);
	engine->now_ns = timer.at_ns;
	engine->phase = evq_phase(&timer);
	engine->alive -= timer_is_alive((enum timer_kind)timer.kind);
	engine_handle(engine, &timer);
	if (engine->stopping > 0)
		fleet_check(engine);
	engine_point(engine);
	if (engine->trace->sweep_due)
		retire_rows(engine);
	return true;
}

static enum engine_status
engine_finish(struct engine *engine)
{
	uint64_t last = engine->recorder.next > 0 ? engine->recorder.last_ns : 0;

	if (!engine->finished) {
		if (engine->end_ns < last)
			engine->end_ns = last;
		if (engine->options.ends != NULL)
			engine->options.ends(engine->options.self, engine->trace);
		recorder_finish(&engine->recorder, engine->end_ns, !engine->limit);
		engine->targets->decided = true;
		engine->finished = true;
	}
	return engine->limit ? ENGINE_LIMIT : ENGINE_DONE;
}

/* Turns of the way that is open, but for the long one; false once the run is over. */
static bool
quick_turns(struct engine *engine, uint64_t end)
{
	if (engine->is_short)
		return short_turns(engine, end);
	if (engine->told != NULL)
		return told_turns(engine, end);
	return !engine->is_steady || steady_turns(engine, end);
}

enum engine_status
engine_step(struct engine *engine)
{
	uint64_t slice = engine->options.slice_events;
	uint64_t end = slice == 0 ? UINT64_MAX : engine->recorder.next + slice;

	if (engine->finished)
		return engine_finish(engine);
	if (!engine->started) {
		engine->started = true;
		engine_start(engine);
		engine_point(engine);
		engine->is_short = short_is_open(engine);
		engine->is_steady = steady_is_open(engine);
		if (engine->is_steady && engine->options.ring_events == 0 &&
		    measures_fold_kinds(engine->options.measures) == UINT64_MAX)
			engine->told = engine->options.measures;
		engine->counts_requests = engine->told != NULL || engine->bare;
	}
	if (!quick_turns(engine, end)) {
		engine_stop(engine);
		return engine_finish(engine);
	}
	while (engine->recorder.next < end)
		if (!engine_turn(engine))
			return engine_finish(engine);
	engine->trace->event_total = engine->recorder.next;
	return ENGINE_RUNNING;
}

/* Who reads what, as is known before the run begins: nobody pays for what nobody asked for. */
static void
engine_note_readers(struct engine *engine)
{
	const struct engine_options *options = &engine->options;

	engine->digests = !engine->plain || !options->no_digest;
	engine->readers = UINT64_MAX;
	if (!engine->digests && options->ring_events == 0)
		engine->readers = measures_fold_kinds(options->measures);
	engine->reads_devices = engine->readers != UINT64_MAX;
	/* A limit of bandwidth may also come later. */
	engine->weighs = engine->readers == UINT64_MAX || engine->scenario->fault_count > 0 ||
	    engine->scenario->network.bandwidth_bytes != SCENARIO_UNLIMITED;
}

struct engine *
engine_new(const struct scenario *scenario, struct trace *trace,
    const struct engine_options *options)
{
	struct engine *engine = mem_alloc_page(sizeof(*engine));
	bool tells = options->keep && options->ring_events > 0;

	scenario = engine_draw(scenario, &trace->arena, &engine->limit);
	trace->scenario = scenario;
	engine->stop_now = engine->limit;
	engine->limit_words = engine->limit ? "faults, those drawn included" : NULL;
	engine->scenario = scenario;
	engine->trace = trace;
	engine->options = *options;
	engine->targets = options->targets != NULL ? options->targets : &engine->own_targets;
	engine->newest = NONE32;
	engine->until_ns = LIMIT_RUN_NS - 1;
	if (scenario->stop.has_after && scenario->stop.after_ns < engine->until_ns)
		engine->until_ns = scenario->stop.after_ns;
	engine->trip_free = engine->call_free = engine->hold_free = engine->errand_free = NONE32;
	engine->cache_free = NONE32;
	engine->reply_fields = NONE32;
	for (uint32_t i = 0; i < REASON_COUNT; i++)
		engine->fields_of_reason[i] = NONE32;
	engine->begun_most = scenario->stop.has_requests ? scenario->stop.requests : UINT64_MAX;
	engine->plain = !options->keep &&
	    (!scenario->stop.has_when || options->conditions == NULL);
	engine->bare = engine->plain && options->measures == NULL && options->ring_events == 0;
	engine_note_readers(engine);
	evq_init(&engine->queue);
	str_init(&engine->buffer);
	recorder_init(&engine->recorder, trace, options->measures, options->keep && !tells);
	engine->recorder.tells = tells;
	engine->recorder.undigested = !engine->digests;
	if ((options->conditions != NULL || options->ends != NULL) && !tells &&
	    !options->keeps_window)
		engine->recorder.ring_later = CONDITION_RING_EVENTS;
	if (!options->keep || tells)
		trace_recycle(trace);
	if (options->ring_events > 0)
		recorder_make_ring(&engine->recorder, options->ring_events, options->ring_until);
	if (options->keeps_window)
		recorder_make_window(&engine->recorder, options->keep_from_ns);
	engine->recorder.measured = options->measured;
	if (tells)
		trace->message_ring = trace->ring_room;
	return engine;
}

void
engine_free(struct engine *engine)
{
	if (engine == NULL)
		return;
	evq_release(&engine->queue);
	str_release(&engine->buffer);
	mem_free(engine->trips);
	mem_free(engine->calls);
	mem_free(engine->holds);
	narrow_release(&engine->hold_versions);
	mem_free(engine->hold_texts);
	mem_free(engine->hold_slots);
	mem_free(engine->hold_holders);
	mem_free(engine->hold_told_ns);
	mem_free(engine->peer_links);
	mem_free(engine->hold_links);
	mem_free(engine->hold_lru);
	mem_free(engine->hold_blobs);
	mem_free(engine->cache);
	mem_free(engine->cache_buckets);
	mem_free(engine->errands);
	mem_free(engine->tail);
	mem_free(engine->locks);
	narrow_release(&engine->item_versions);
	narrow_release(&engine->block_versions);
	mem_free(engine->pockets);
	mem_free(engine->denials);
	mem_free(engine->denial_buckets);
	for (uint32_t i = 0; engine->polls != NULL && i < engine->server_room; i++)
		mem_free(engine->polls[i].found);
	ledger_release(engine);
	arena_release(&engine->arena); /* last: rows of polls lie in it */
	mem_free(engine);
}

enum engine_status
engine_run(const struct scenario *scenario, struct trace *trace,
    const struct engine_options *options)
{
	struct engine_options whole = *options;
	struct engine *engine;
	enum engine_status status;

	whole.slice_events = 0;
	engine = engine_new(scenario, trace, &whole);
	status = engine_step(engine);
	engine_free(engine);
	return status;
}

/* A place that refuses keeps what it has when its bound becomes less. */
static bool
keeps_bound(const struct engine *engine, enum eviction eviction)
{
	return eviction == EVICTION_LRU ||
	    (eviction == EVICTION_REFUSE && engine->changing == NULL);
}

/* What a place holds, row by row. */
static uint64_t
held_bytes(const struct engine *engine, uint16_t place)
{
	uint64_t bytes = shelf_bytes(engine, place);

	for (uint32_t i = 0; i < engine->hold_count; i++)
		for (uint32_t piece = 0; piece < engine->piece_count; piece++)
			if (engine->holds[i].used && engine->holds[i].place == place &&
			    engine->holds[i].mask & 1u << piece)
				bytes += engine->scenario->pieces[piece].bytes;
	return bytes;
}

static const char *
broken_holds(const struct engine *engine)
{
	for (uint32_t i = 0; i < engine->server_count && engine->bounds_memory; i++) {
		const struct server *server = &engine->servers[i];

		if (keeps_bound(engine, engine->scenario->servers.eviction) &&
		    server->held_bytes > engine->scenario->servers.memory_bytes)
			return "a server holds more than its memory";
		if (server->held_bytes != held_bytes(engine, server->actor))
			return "a server miscounts what it holds";
	}
	for (uint32_t i = 0; i < engine->hold_count; i++) {
		const struct hold *hold = &engine->holds[i];
		const struct actor *actor;

		if (!hold->used)
			continue;
		actor = &engine->trace->actors[hold->place];
		if (actor->role != ROLE_SERVER)
			continue;
		if (!engine->servers[actor->index].up)
			return "a dead server holds something";
		if (engine->scenario->session.on_miss == ON_MISS_KEEP || hold->user ||
		    engine->login == SCENARIO_NONE || !(hold->mask & 1u << engine->login) ||
		    engine->replica_pieces & 1u << engine->login)
			continue;
		for (uint32_t j = i + 1; j < engine->hold_count; j++)
			if (engine->holds[j].used && !engine->holds[j].user &&
			    engine->holds[j].owner == hold->owner &&
			    engine->holds[j].place != hold->place &&
			    engine->trace->actors[engine->holds[j].place].role == ROLE_SERVER &&
			    (engine->holds[j].mask & 1u << engine->login))
				return "a session is on two live servers";
	}
	return NULL;
}

static bool
waits_for_copies(const struct engine *engine, const struct trip *trip)
{
	return trip->state == TRIP_CALLING && !trip->stuck && !server_hangs_on(engine, trip);
}

/* Every copy that a reply waits for is on its way, and only those. */
static const char *
broken_errands(const struct engine *engine)
{
	uint64_t due = 0, under_way = 0;

	for (uint32_t i = 0; i < engine->trip_count; i++)
		if (waits_for_copies(engine, &engine->trips[i]))
			due += engine->trips[i].copies_due;
	for (uint32_t i = 0; i < engine->errand_count; i++) {
		const struct errand *errand = &engine->errands[i];
		const struct trip *trip = &engine->trips[errand->awaited ? errand->trip : 0];

		under_way += errand->used && errand->awaited &&
		    trip->generation == errand->trip_generation &&
		    waits_for_copies(engine, trip);
	}
	return due == under_way ? NULL : "a reply waits for copies that are not under way";
}

/* What is known of the store is what its rows say. */
static const char *
broken_store(const struct engine *engine)
{
	const struct place_store *store = &engine->store;
	uint64_t bytes = store->counts_bytes ? held_bytes(engine, store->actor) : 0;
	uint32_t waiting = 0, locked = 0, held = 0;

	if (store->counts_bytes && (bytes != store->used_bytes ||
	    (keeps_bound(engine, engine->scenario->store.eviction) &&
	    bytes > engine->scenario->store.memory_bytes)))
		return "the store holds more than it has room for, or miscounts";
	for (uint32_t row = store->first; row != NONE32 && waiting <= store->waiting; waiting++)
		row = queue_next(engine, row);
	if (store->is_bounded && waiting != store->waiting)
		return "the store's queue is not as long as it says";
	for (uint32_t i = 0; i < engine->lock_count; i++) {
		uint32_t row = engine->locks[i].used ? engine->locks[i].first : NONE32;

		for (; row != NONE32; row = engine->calls[row].next_waiting)
			locked++;
	}
	for (uint32_t i = 0; i < engine->call_count; i++)
		held += engine->calls[i].used && engine->calls[i].is_locked;
	return locked != held ? "a call waits for a lock in no line" : NULL;
}

static const char *
broken_guards(const struct engine *engine)
{
	uint32_t counting = 0, counted = 0;

	for (uint32_t i = 0; i < engine->trip_count; i++)
		counting += engine->trips[i].state != TRIP_FREE && engine->trips[i].counting;
	for (uint32_t i = 0; i < engine->server_count; i++)
		counted += engine->servers[i].counting;
	for (uint32_t i = 0; i < engine->ledger.count; i++) {
		const struct record *record = &engine->ledger.records[i];
		const struct actor *actor = &engine->trace->actors[record->place];

		if (record->used && actor->role == ROLE_SERVER &&
		    !engine->servers[actor->index].up)
			return "a dead server remembers a request";
	}
	return counting != counted ? "requests being counted are not those at servers" : NULL;
}

const char *
engine_broken_invariant(const struct engine *engine)
{
	uint64_t inside = 0;
	uint32_t closed = 0;

	if (engine->broken != NULL)
		return engine->broken;
	if (!engine->started || engine->servers == NULL)
		return NULL;
	for (uint32_t i = tab_first(engine); i < engine->tab_count; i = tab_after(engine, i))
		if (engine->tabs[i].request != NONE32)
			inside++;
	if (!engine->stop_now && engine->begun != engine->ok + engine->failed + inside)
		return "requests begun are not those that ended and those inside";
	if (evq_first_ns(&engine->queue) < engine->now_ns)
		return "a timer lies in the past";
	for (uint32_t i = 0; i < engine->server_count; i++) {
		const struct server *server = &engine->servers[i];

		closed += !server->believed_up || server->drains;
		if (server->believed_up && !server->in_set)
			return "a server that has left is thought to be up";
		if (server->busy > engine->most_workers)
			return "more requests in service than workers";
		if (!server->up && (server->busy > 0 || server->queued > 0))
			return "a dead server works";
	}
	if (closed != engine->closed_servers)
		return "servers that take nothing are counted wrongly";
	if (engine->replica_pieces != 0 && broken_errands(engine) != NULL)
		return broken_errands(engine);
	if (broken_store(engine) != NULL)
		return broken_store(engine);
	if (broken_guards(engine) != NULL)
		return broken_guards(engine);
	return broken_holds(engine);
}
