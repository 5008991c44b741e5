/* Servers: their queue, their workers, and the order of what they do for a request. */
#include "base/check.h"
#include "engine/record.h"
#include "engine/laws.h"
#include "engine/store.h"

void
trip_fail(struct trip *trip, uint16_t status, enum reason reason)
{
	trip->status = status;
	trip->reason = (uint8_t)reason;
	trip->op_count = trip->op_at;
}

bool
server_hangs_on(const struct engine *engine, const struct trip *trip)
{
	return RARE(trip->state >= TRIP_QUEUED && trip->state <= TRIP_CALLING &&
	    engine->servers[trip->server].hung);
}

/* True while the trip is where it was: no fault has struck in between. */
static bool
trip_lives(const struct engine *engine, uint32_t row, uint16_t generation)
{
	return !RARE(engine->trips[row].generation != generation || engine->stop_now ||
	    server_hangs_on(engine, &engine->trips[row]));
}

/* A worker takes it. */
WAY_STATIC void
server_start(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	struct server *server = &engine->servers[trip->server];
	struct event event;
	uint64_t work_ns = ENGINE_STEADY ? trip->work_ns
	    : law_draw(&engine->scenario->servers.service, &trip->prng);

	server->busy++;
	trip->state = TRIP_WORKING;
	if (RARE(plan_checks_token(engine, trip)))
		work_ns += engine->scenario->token.verify_ns;
	if (RARE(server->factor != 1) && work_ns <= LIMIT_RUN_NS)
		work_ns = work_ns > LIMIT_RUN_NS / server->factor ? LIMIT_RUN_NS
		    : work_ns * server->factor;
	else if (work_ns > LIMIT_RUN_NS)
		work_ns = LIMIT_RUN_NS;
	event = trip_event_of(trip, EVENT_START, server->actor, NONE16);
	event.value = work_ns;
	trip->start = trip_record(engine, trip, event, ROLE_SERVER, ROLE_COUNT, NULL);
	engine_after(engine, work_ns, PHASE_WORK_END, TIMER_WORK_END, row, trip->generation);
	engine_point(engine);
}

void
server_serve(struct engine *engine, uint32_t row)
{
	struct server *server = &engine->servers[row];

	while (!RARE(!server->up || server->hung) && server->queued + server->copies > 0 &&
	    server->busy < engine->scenario->servers.workers) {
		uint32_t trip = server->queue_first;

		if (RARE(server->copies > 0)) {
			errand_start(engine, row);
			continue;
		}
		server->queue_first = engine->trips[trip].next_waiting;
		engine->trips[trip].next_waiting = NONE32;
		server->queued--;
		server_start(engine, trip);
	}
}

WAY_STATIC void
server_queue(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	struct server *server = &engine->servers[trip->server];
	struct event event = trip_event_of(trip, EVENT_QUEUE, server->actor, NONE16);

	if (server->queued == 0)
		server->queue_first = row;
	else
		engine->trips[server->queue_last].next_waiting = row;
	server->queue_last = row;
	server->queued++;
	trip->state = TRIP_QUEUED;
	event.value = server->queued;
	trip_record(engine, trip, event, ROLE_SERVER, ROLE_COUNT, NULL);
	engine_point(engine);
}

/* What arrives at a dead server comes back refused. */
static void
server_refuse(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	struct event *event = trip_event(engine, trip, EVENT_REFUSE,
	    engine->servers[trip->server].actor, engine->balancer);

	event->pair = trip->second ? NONE32 : trip->send; /* the first copy ended the send */
	event->outcome = OUTCOME_REFUSED;
	event->fields = engine_reason(engine, REASON_DOWN);
	trip_emit(engine, trip, event, NULL);
	engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL, TIMER_REFUSED,
	    row, trip->generation);
}

/* No room for it, or its user has made too many: it goes back at once. */
SELDOM static void
server_turn_away(struct engine *engine, uint32_t row, uint16_t status, enum reason reason)
{
	struct trip *trip = &engine->trips[row];
	struct event *event;

	trip_fail(trip, status, reason);
	trip->state = TRIP_TO_SERVER; /* no worker ever had it */
	event = trip_event(engine, trip, EVENT_REFUSE,
	    engine->servers[trip->server].actor, engine->balancer);
	event->outcome = OUTCOME_REFUSED;
	event->fields = trace_add_fields(engine->trace, (struct fields){
		.status = status, .reason = (uint8_t)reason, .key = NONE16 });
	trip_emit(engine, trip, event, NULL);
	server_answer(engine, row);
}

/* It has arrived and may be worked on. */
WAY_STATIC void
server_admit(struct engine *engine, uint32_t row)
{
	const struct server *server = &engine->servers[engine->trips[row].server];
	const struct scenario *scenario = engine->scenario;

	if (server->busy < scenario->servers.workers)
		server_start(engine, row);
	else if (server->queued < scenario->servers.queue)
		server_queue(engine, row);
	else
		server_turn_away(engine, row, 503, REASON_FULL);
}

static void
server_stop_counting(struct engine *engine, struct trip *trip)
{
	if (!RARE(trip->counting))
		return;
	trip->counting = false;
	engine->servers[trip->server].counting--;
}

void
server_counted(struct engine *engine, uint32_t row, uint32_t count)
{
	struct trip *trip = &engine->trips[row];

	server_stop_counting(engine, trip);
	trip->state = TRIP_QUEUED;
	if (count <= engine->scenario->limiter.limit) {
		server_admit(engine, row);
		return;
	}
	server_turn_away(engine, row, 429, REASON_LIMIT);
	balancer_pull(engine);
}

/* The limiter comes first: what is over the limit costs no work. */
static void
server_count(struct engine *engine, uint32_t row)
{
	struct op op = { .verb = OP_METER, .home = HOME_STORE, .user = true };
	struct trip *trip = &engine->trips[row];
	uint16_t generation = trip->generation;
	uint32_t count;

	if (engine->scenario->limiter.home == HOME_STORE) {
		trip->counting = true;
		engine->servers[trip->server].counting++;
		trip->state = TRIP_CALLING;
		store_call(engine, row, &op);
		return;
	}
	count = guard_count(engine, trip);
	if (count == NONE32) {
		server_turn_away(engine, row, 503, REASON_MEMORY);
		return;
	}
	engine_point(engine);
	if (trip_lives(engine, row, generation))
		server_counted(engine, row, count);
}

void
server_receive(struct engine *engine, const struct timer *timer)
{
	uint32_t row = evq_row(timer);
	struct trip *trip = &engine->trips[row];
	struct server *server;

	if (RARE(trip->generation != timer->generation))
		return;
	if (trip_is_cut(engine, trip)) {
		trip_lost(engine, timer);
		return;
	}
	server = &engine->servers[trip->server];
	if (!RARE(trip->shadow))
		server->coming--;
	if (RARE(!server->up)) {
		server_refuse(engine, row);
		return;
	}
	trip_received(engine, trip, server->actor, engine->balancer, TIMER_AT_SERVER);
	engine->persons[trip->person].last_server = trip->server;
	trip->state = TRIP_QUEUED; /* the server has it, even if it dies right now */
	engine_point(engine);
	if (server_hangs_on(engine, trip) && trip->generation == timer->generation) {
		if (!trip_is_awaited(engine, trip))
			server_abandon(engine, row);
		return;
	}
	if (!trip_lives(engine, row, timer->generation))
		return;
	if (RARE(engine->limits))
		server_count(engine, row);
	else
		server_admit(engine, row);
}

/* ---- what it does after the work ---- */

void
server_leave(struct engine *engine, uint32_t row, uint32_t epoch)
{
	struct server *server = &engine->servers[row];

	if (RARE(!server->up || server->hung || server->epoch != epoch))
		return;
	server->busy--;
	server_serve(engine, row);
	balancer_pull(engine);
}

void
server_answer(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	uint16_t server = trip->server;
	uint32_t epoch = engine->servers[server].epoch;
	bool served = trip->state == TRIP_SERVING && !trip->counting, let_go = trip->let_go;

	server_stop_counting(engine, trip);
	if (trip->status == 0) {
		trip->status = engine->scenario->actions[trip->action].status;
		trip->drops = engine->scenario->actions[trip->action].ends_session;
	}
	if (RARE(trip->locks != NONE32))
		lock_give_back(engine, trip);
	trip_make_reply(engine, trip);
	trip->state = TRIP_RETURNING;
	trip_send(engine, row, engine->servers[server].actor, engine->balancer, HOP_INSIDE,
	    TIMER_REPLY_AT_LB);
	engine_point(engine);
	if (served && !let_go)
		server_leave(engine, server, epoch);
}

/* The piece of an operation that is about one. */
static uint16_t
op_piece(const struct op *op)
{
	uint16_t piece = 0;

	CHECK(op->mask != 0);
	while (!(op->mask & 1u << piece))
		piece++;
	return piece;
}

/* Does the next thing.  False when the trip now waits for a store. */
static bool
server_do(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	struct op op;

	op_copy(&op, &trip->ops[trip->op_at]);
	if (op.more > 0)
		trip->ops[trip->op_at].more--;
	else
		trip->op_at++;
	if (op.verb == OP_READ && op.user && trip->nobody) {
		for (uint16_t piece = 0; piece < engine->piece_count; piece++)
			if (op.mask & 1u << piece)
				work_found(trip, piece, engine->empty_texts[piece], 0);
		return true;
	}
	if (RARE(op.verb == OP_ASK) && !token_is_good(engine, trip))
		return true; /* nothing to ask about what does not count anyway */
	if (RARE(op.verb == OP_READ && engine->cached_pieces & op.mask) &&
	    cache_read(engine, trip, op.mask))
		return true;
	if (op.home == HOME_STORE || op.home == HOME_DATABASE) {
		trip->state = TRIP_CALLING;
		store_call(engine, row, &op);
		return engine->trips[row].state == TRIP_SERVING;
	}
	if (RARE(op.home == HOME_REPLICA) && op.verb == OP_READ && copies_fetch(engine, row, &op))
		return false;
	switch ((enum op_verb)op.verb) {
	case OP_VERIFY:
		work_verify(engine, trip);
		break;
	case OP_READ:
		work_read(engine, trip, op_piece(&op));
		break;
	case OP_EXECUTE:
		work_execute(engine, trip);
		break;
	case OP_WRITE:
	case OP_EMPTY:
		work_write(engine, trip, &op, op_piece(&op));
		break;
	case OP_REMOVE:
		work_remove(engine, trip, op_piece(&op));
		break;
	case OP_RENEW:
		work_renew(engine, trip);
		break;
	case OP_AGAIN:
		work_change(engine, trip, op.mask);
		break;
	case OP_ASK:
	case OP_DENY:
	case OP_CLAIM:
		guard_claim(engine, trip);
		break;
	case OP_KEEP:
		guard_keep(engine, trip);
		break;
	case OP_PAD:
	case OP_METER:
	case OP_COUNT:
	default:
		CHECK(op.verb == OP_COUNT); /* done at the store */
	}
	return true;
}

void
server_go_on(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	uint16_t generation = trip->generation;

	while (trip->op_at < trip->op_count) {
		if (!server_do(engine, row))
			return;
		engine_point(engine);
		if (!trip_lives(engine, row, generation))
			return;
	}
	if (RARE(trip->to_copy != 0 || trip->to_remove != 0 || trip->to_refresh)) {
		bool waits = copies_spread(engine, row);

		engine_point(engine);
		if (waits || !trip_lives(engine, row, generation))
			return;
	}
	server_answer(engine, row);
}

void
server_finish(struct engine *engine, const struct timer *timer)
{
	uint32_t row = evq_row(timer);
	struct trip *trip = &engine->trips[row];
	uint16_t server, generation = trip->generation;
	bool frees = engine->scenario->servers.while_waiting == WAITING_FREE;
	uint32_t epoch;
	struct event event;
	struct timer next;

	if (RARE(generation != timer->generation) || server_hangs_on(engine, trip))
		return;
	server = trip->server;
	epoch = engine->servers[server].epoch;
	event = trip_event_of(trip, EVENT_FINISH, engine->servers[server].actor, NONE16);
	event.pair = trip->start;
	trip_record(engine, trip, event, ROLE_SERVER, ROLE_COUNT, NULL);
	trip->state = TRIP_SERVING;
	trip->let_go = frees; /* as it is now, whatever changes */
	if (ENGINE_SHORT && engine->bare_actions >> trip->action & 1) {
		trip_record(engine, trip, trip_event_of(trip, EVENT_EXECUTE,
		    engine->servers[server].actor, NONE16), ROLE_SERVER, ROLE_COUNT, NULL);
		server_answer(engine, row);
	} else {
		plan_reads(engine, trip);
		engine_point(engine);
		if (trip_lives(engine, row, generation))
			server_go_on(engine, row);
	}
	if (frees)
		server_leave(engine, server, epoch);
	if (engine_next_is(engine, TIMER_REPLY_AT_LB, &next))
		balancer_reply(engine, &next);
}

/* Who asked has gone: a call whose answer will never come is given up. */
void
server_closed(struct engine *engine, const struct timer *timer)
{
	struct trip *trip = &engine->trips[timer->row];

	if (trip->generation != timer->generation || trip->state != TRIP_CALLING ||
	    !trip->stuck || server_hangs_on(engine, trip))
		return;
	trip->stuck = false;
	if (engine->store.hung || engine->database.hung)
		stall_give_up(engine, timer->row);
	trip->copies_due = 0;
	trip->state = TRIP_SERVING;
	trip_fail(trip, 503, REASON_UNREACHABLE);
	server_answer(engine, timer->row);
}

/* ---- hang, crash and restart ---- */

/* Its place in the queue or at a worker stays taken: only a stop clears those. */
void
server_abandon(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	if (!trip->shadow)
		engine->servers[trip->server].under_way--;
	server_stop_counting(engine, trip);
	trip_end(engine, row);
}

void
server_hang(struct engine *engine, uint32_t row)
{
	bool seen = balancer_sees(engine, row);

	engine->servers[row].hung = true;
	/* What nobody waits for any more is closed already on the balancer's side. */
	for (uint32_t i = 0; i < engine->trip_count; i++) {
		struct trip *trip = &engine->trips[i];

		if (trip->server == row && server_hangs_on(engine, trip) &&
		    !trip_is_awaited(engine, trip))
			server_abandon(engine, i);
	}
	balancer_look_again(engine, row, seen);
}

void
server_crash(struct engine *engine, uint32_t row, uint32_t crash)
{
	struct server *server = &engine->servers[row];
	bool seen = balancer_sees(engine, row);

	server->up = server->hung = false;
	if (server->stopping != NONE32) {
		server->stopping = NONE32;
		engine->stopping--;
	}
	server->epoch++;
	server->busy = 0;
	server->queued = 0;
	server->counting = 0;
	hold_empty_place(engine, server->actor);
	if (engine->cached_pieces != 0)
		cache_empty(engine, (uint16_t)row);
	if (engine->replica_pieces != 0)
		errands_crash(engine, row, crash);
	server->keys = 0;
	deny_empty_place(engine, server->actor);
	for (uint32_t i = 0; i < engine->trip_count; i++) {
		struct trip *trip = &engine->trips[i];

		if (trip->server != row || trip->state < TRIP_QUEUED ||
		    trip->state > TRIP_CALLING)
			continue;
		if (trip->locks != NONE32)
			lock_give_back(engine, trip);
		trip->generation++;
		trip->counting = false;
		trip->state = TRIP_TO_SERVER;
		trip->next_waiting = NONE32;
		trip->cause = crash;
		engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
		    TIMER_BROKEN, i, trip->generation);
	}
	balancer_look_again(engine, row, seen);
}

void
server_restart(struct engine *engine, uint32_t row, uint32_t restart)
{
	struct server *server = &engine->servers[row];
	bool seen = balancer_sees(engine, row);

	server->up = true;
	server->factor = 1;
	server->start = restart;
	if (engine->replica_pieces != 0 && restart != NONE32)
		engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
		    TIMER_JOINED, row, 0);
	signing_load(engine, row, restart);
	if (engine->scenario->denylist.on)
		deny_server_starts(engine, row);
	balancer_look_again(engine, row, seen);
}
