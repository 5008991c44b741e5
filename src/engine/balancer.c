/* The balancer: where a request goes, what it believes of servers, what it does when they
 * refuse. */
#include "base/check.h"
#include "engine/record.h"

/* ---- sending on, answering ---- */

/* False once a fault has struck in between: the trip ended, or stays in the hands of one that
 * hangs. */
WAY_STATIC bool
still_has(const struct engine *engine, uint32_t row, uint16_t generation)
{
	return !RARE(engine->trips[row].generation != generation || engine->lb.hung);
}

/* last: nothing else is done afterwards. */
WAY_STATIC void
balancer_forward(struct engine *engine, uint32_t row, uint32_t server, bool last)
{
	struct trip *trip = &engine->trips[row];
	uint16_t generation = trip->generation;

	if (engine->scenario->balancer.affinity == AFFINITY_TABLE) {
		table_keep(engine, trip, server);
		if (!still_has(engine, row, generation))
			return;
	}
	trip->server = (uint16_t)server;
	trip->wanted = NONE16;
	trip->state = TRIP_TO_SERVER;
	engine->servers[server].under_way++;
	engine->servers[server].coming++;
	if (!last)
		trip_send(engine, row, engine->balancer, engine->servers[server].actor,
		    HOP_INSIDE, TIMER_AT_SERVER);
	else if (trip_send_last(engine, row, engine->balancer, engine->servers[server].actor,
	    HOP_INSIDE, TIMER_AT_SERVER))
		server_receive(engine, &(struct timer){ .what = evq_what(row, 0, 0) });
}

/* An answer of the balancer's own. */
SELDOM static void
balancer_answer(struct engine *engine, uint32_t row, uint16_t status, enum reason reason)
{
	struct trip *trip = &engine->trips[row];

	trip_fail(trip, status, reason);
	trip_make_reply(engine, trip);
	trip->state = TRIP_RETURNING;
	trip_send(engine, row, engine->balancer, trip->device_actor, HOP_REPLY, TIMER_AT_DEVICE);
}

/* Why the server was chosen, as the event of it says. */
static enum reason
placing_reason(const struct engine *engine, const struct trip *trip, enum event_kind kind)
{
	switch (engine->scenario->balancer.affinity) {
	case AFFINITY_IP: return REASON_ADDRESS;
	case AFFINITY_KEY: return REASON_KEY;
	case AFFINITY_TABLE:
		return trip->named != NONE16 && kind == EVENT_ROUTE ? REASON_MOVED : REASON_FREE;
	case AFFINITY_NONE:
	case AFFINITY_COOKIE:
	case AFFINITY_COUNT:
	default: return REASON_FREE;
	}
}

/* False: a fault has struck, and it goes no further. */
WAY_STATIC bool
balancer_note(struct engine *engine, struct trip *trip, enum event_kind kind, uint32_t server,
    enum reason reason)
{
	uint16_t generation = trip->generation;
	struct event event = trip_event_of(trip, kind, engine->balancer,
	    engine->servers[server].actor);

	event.fields = ENGINE_SHORT ? NONE32 : engine_reason(engine, reason);
	if (RARE(reason == REASON_MOVED))
		event.value = engine->servers[trip->named].actor;
	trip_record(engine, trip, event, ROLE_BALANCER, ROLE_SERVER, NULL);
	engine_point(engine);
	return still_has(engine, (uint32_t)(trip - engine->trips), generation);
}

static void
balancer_hold(struct engine *engine, uint32_t row, uint32_t server)
{
	engine->trips[row].state = TRIP_HELD;
	engine->trips[row].wanted = (uint16_t)server;
}

/* ---- the one queue before all servers ---- */

static void
balancer_queue(struct engine *engine, uint32_t row, enum event_kind kind)
{
	struct trip *trip = &engine->trips[row];
	struct event event;

	if (engine->waiting >= engine->scenario->servers.queue) {
		balancer_answer(engine, row, 503, REASON_FULL);
		return;
	}
	if (engine->waiting == 0)
		engine->waiting_first = row;
	else
		engine->trips[engine->waiting_last].next_waiting = row;
	engine->waiting_last = row;
	engine->waiting++;
	trip->state = TRIP_SHARED;
	trip->placing = (uint16_t)kind;
	event = trip_event_of(trip, EVENT_QUEUE, engine->balancer, NONE16);
	event.value = engine->waiting;
	trip_record(engine, trip, event, ROLE_BALANCER, ROLE_COUNT, NULL);
	engine_point(engine);
}

/* Some wait. */
static void
pull_some(struct engine *engine)
{
	while (engine->waiting > 0 && !engine->stop_now && balancer_works(engine)) {
		uint32_t row = engine->waiting_first;
		struct trip *trip = &engine->trips[row];
		uint32_t server = place_choose(engine, trip);

		if (server == NONE32 && place_is_possible(engine, trip))
			return;
		engine->waiting_first = trip->next_waiting;
		trip->next_waiting = NONE32;
		engine->waiting--;
		if (server == NONE32) {
			balancer_answer(engine, row, 503, REASON_NONE_UP);
			continue;
		}
		trip->state = TRIP_PASSING;
		if (balancer_note(engine, trip, (enum event_kind)trip->placing, server,
		    placing_reason(engine, trip, (enum event_kind)trip->placing)))
			balancer_forward(engine, row, server, false);
	}
}

void
balancer_pull(struct engine *engine)
{
	if (engine->waiting > 0)
		pull_some(engine);
}

/* Places a request that no cookie and no table ties to a server that is up.  On the short way its
 * timer means nothing else. */
WAY_STATIC void
balancer_place(struct engine *engine, uint32_t row, enum event_kind kind)
{
	struct trip *trip = &engine->trips[row];
	uint32_t server;

	if (RARE(trip->displaced) && !place_is_possible(engine, trip))
		trip->displaced = false; /* none of the new ones is up */
	server = engine->keys.on ? keys_place(engine, trip) : place_choose(engine, trip);
	if (server == NONE32 && !engine->keys.on &&
	    engine->scenario->balancer.place == PLACE_SHARED_QUEUE &&
	    place_is_possible(engine, trip)) {
		balancer_queue(engine, row, kind);
		return;
	}
	if (server == NONE32) {
		balancer_answer(engine, row, 503, REASON_NONE_UP);
		return;
	}
	if (balancer_note(engine, trip, kind, server, placing_reason(engine, trip, kind)))
		balancer_forward(engine, row, server, ENGINE_SHORT);
}

/* The server that the request's cookie names, or its session's row of the table; NONE16. */
WAY_STATIC uint16_t
named_server(struct engine *engine, const struct trip *trip)
{
	if (engine->scenario->balancer.affinity == AFFINITY_TABLE)
		return table_find(engine, trip->session);
	if (engine->scenario->balancer.affinity != AFFINITY_COOKIE)
		return NONE16;
	return trip->message.route == NONE16 ? NONE16 :
	    engine->trace->actors[trip->message.route].index;
}

/* A server that has left will not come back: nothing waits for it. */
static enum on_dead
what_if_dead(const struct engine *engine, uint32_t server)
{
	return engine->servers[server].in_set ? engine->scenario->balancer.on_dead
	    : ON_DEAD_REDISPATCH;
}

/* What becomes of a request that has come. */
WAY_STATIC void
balancer_route(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	bool table = engine->scenario->balancer.affinity == AFFINITY_TABLE;

	trip->named = named_server(engine, trip);
	if (trip->named == NONE16) {
		balancer_place(engine, row, EVENT_ROUTE);
		return;
	}
	if (!RARE(!engine->servers[trip->named].believed_up)) {
		if (balancer_note(engine, trip, EVENT_ROUTE, trip->named,
		    table ? REASON_TABLE : REASON_COOKIE))
			balancer_forward(engine, row, trip->named, true);
		return;
	}
	trip->displaced = true;
	switch (what_if_dead(engine, trip->named)) {
	case ON_DEAD_REFUSE:
		balancer_answer(engine, row, 503, REASON_DOWN);
		break;
	case ON_DEAD_WAIT:
		balancer_hold(engine, row, trip->named);
		break;
	case ON_DEAD_REDISPATCH:
	case ON_DEAD_COUNT:
	default:
		balancer_place(engine, row, EVENT_ROUTE);
	}
}

void
balancer_receive(struct engine *engine, const struct timer *timer)
{
	uint32_t row = evq_row(timer);
	struct trip *trip = &engine->trips[row];

	if (RARE(trip->generation != timer->generation))
		return;
	if (trip_is_cut_off(engine, trip)) {
		trip_lost(engine, timer);
		return;
	}
	if (RARE(!engine->lb.up)) {
		balancer_refuse(engine, row);
		return;
	}
	if (!ENGINE_SHORT)
		trip->state = TRIP_PASSING;
	trip_received(engine, trip, engine->balancer, trip->device_actor, TIMER_AT_BALANCER);
	engine_point(engine);
	if (RARE(trip->generation != timer->generation) ||
	    (RARE(engine->lb.hung || engine->lb.factor != 1) && balancer_keeps(engine, row)))
		return;
	balancer_route(engine, row);
}

/* ---- what it believes ---- */

uint32_t
balancer_believe(struct engine *engine, uint32_t row, bool up, uint32_t cause, uint32_t request)
{
	struct server *server = &engine->servers[row];
	struct event *event;
	uint32_t believed;

	if (!balancer_works(engine))
		return cause; /* told to the next one, when it starts */
	event = engine_event(engine, EVENT_BELIEVE, engine->balancer, server->actor);
	server->believed_up = up;
	place_recount(engine);
	server->probes = 0;
	event->cause = cause;
	event->request = request;
	event->value = up;
	believed = engine_emit(engine, event, NULL);
	keys_remap(engine, believed);
	if (!up)
		errands_give_up(engine, row);
	copies_repair(engine, believed); /* servers hear what the balancer finds out */
	return believed;
}

/* Sends what was held for this server, in the order of its pool. */
static void
balancer_release(struct engine *engine, uint32_t server, uint32_t cause)
{
	for (uint32_t row = 0; row < engine->trip_count; row++) {
		struct trip *trip = &engine->trips[row];

		if (trip->state != TRIP_HELD || trip->wanted != server)
			continue;
		if (!balancer_works(engine))
			return;
		trip->cause = cause;
		if (balancer_note(engine, trip, EVENT_ROUTE, server, REASON_WAITING))
			balancer_forward(engine, row, server, false);
	}
}

void
balancer_welcome(struct engine *engine, uint32_t server, uint32_t cause)
{
	if (!engine->servers[server].believed_up)
		cause = balancer_believe(engine, server, true, cause, NONE32);
	balancer_release(engine, server, cause);
	balancer_pull(engine);
}

void
balancer_give_up(struct engine *engine, uint32_t server, uint32_t cause)
{
	for (uint32_t row = 0; row < engine->trip_count; row++) {
		struct trip *trip = &engine->trips[row];

		if (trip->state != TRIP_HELD || trip->wanted != server)
			continue;
		if (!balancer_works(engine))
			return;
		trip->cause = cause;
		trip->displaced = trip->named != NONE16;
		balancer_place(engine, row, EVENT_ROUTE);
	}
}

void
balancer_refused(struct engine *engine, const struct timer *timer)
{
	struct trip *trip = &engine->trips[timer->row];
	uint32_t server;

	if (trip->generation != timer->generation || trip_unheard(engine, timer->row))
		return;
	if (trip->shadow) {
		trip_end(engine, timer->row);
		return;
	}
	server = trip->server;
	engine->servers[server].under_way--;
	trip->server = NONE16;
	trip->state = TRIP_PASSING;
	if (engine->lb.hung)
		return;
	if (engine->servers[server].believed_up) {
		trip->cause = balancer_believe(engine, server, false, trip->cause, trip->request);
		balancer_arm_probe(engine);
		engine_point(engine);
		if (!still_has(engine, timer->row, timer->generation))
			return;
	}
	trip->displaced = trip->named != NONE16;
	switch (what_if_dead(engine, server)) {
	case ON_DEAD_REFUSE:
		balancer_answer(engine, timer->row, 503, REASON_DOWN);
		break;
	case ON_DEAD_WAIT:
		balancer_hold(engine, timer->row, server);
		break;
	case ON_DEAD_REDISPATCH:
	case ON_DEAD_COUNT:
	default:
		if (!trip->has_tried)
			trip->tried = (struct server_set){ { 0 } };
		trip->has_tried = true;
		server_set_add(&trip->tried, server);
		balancer_place(engine, timer->row, EVENT_REDISPATCH);
	}
	balancer_pull(engine);
}

/* It died over the request, and the balancer hears nothing: dead itself, or hanging. */
static void
balancer_is_deaf(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	if (trip->shadow) {
		trip_end(engine, row);
		return;
	}
	engine->servers[trip->server].under_way--;
	trip->server = NONE16;
	trip->state = TRIP_PASSING;
}

void
balancer_broken(struct engine *engine, const struct timer *timer)
{
	struct trip *trip = &engine->trips[timer->row];
	struct event *event;

	if (trip->generation != timer->generation || trip_unheard(engine, timer->row))
		return;
	if (RARE(!balancer_works(engine))) {
		balancer_is_deaf(engine, timer->row);
		return;
	}
	event = trip_event(engine, trip, EVENT_REFUSE, engine->servers[trip->server].actor,
	    engine->balancer);
	event->outcome = OUTCOME_REFUSED;
	event->fields = trace_add_fields(engine->trace, (struct fields){
		.status = 502, .reason = REASON_CRASHED, .key = NONE16 });
	if (trip->shadow) {
		trip_emit(engine, trip, event, NULL);
		trip_end(engine, timer->row);
		engine_point(engine);
		return;
	}
	engine->servers[trip->server].under_way--;
	trip->server = NONE16;
	trip->state = TRIP_PASSING;
	trip_emit(engine, trip, event, NULL);
	engine_point(engine);
	if (still_has(engine, timer->row, timer->generation))
		balancer_answer(engine, timer->row, 502, REASON_CRASHED);
}

/* The reply goes on to its device. */
WAY_STATIC void
balancer_pass_on(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	const struct server *server = &engine->servers[trip->server];
	uint16_t generation = trip->generation;

	if (engine->scenario->balancer.affinity == AFFINITY_COOKIE &&
	    engine->devices[trip->device].route != server->actor) {
		trip->message.sets_srv = true;
		trip->message.route = server->actor;
		trip->message_row = engine_message(engine, &trip->message);
	} else if (engine->scenario->balancer.affinity == AFFINITY_TABLE &&
	    (trip->message.sets_sid || trip->message.sets_token)) {
		table_keep(engine, trip, trip->server);
		if (!still_has(engine, row, generation))
			return;
	}
	if (!ENGINE_SHORT)
		trip->state = TRIP_RETURNING;
	if (trip_send_last(engine, row, engine->balancer, trip->device_actor, HOP_REPLY,
	    TIMER_AT_DEVICE))
		client_receive(engine, &(struct timer){ .what = evq_what(row, 0, 0) });
}

void
balancer_reply(struct engine *engine, const struct timer *timer)
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
	if (RARE(!engine->lb.up)) {
		trip_drop_at_dead(engine, row);
		return;
	}
	if (RARE(trip->shadow)) {
		trip_drop(engine, row);
		return;
	}
	server = &engine->servers[trip->server];
	server->under_way--;
	if (!ENGINE_SHORT)
		trip->state = TRIP_PASSING;
	trip_received(engine, trip, engine->balancer, server->actor, TIMER_REPLY_AT_LB);
	engine_point(engine);
	if (RARE(trip->generation != timer->generation) ||
	    (RARE(engine->lb.hung || engine->lb.factor != 1) && balancer_keeps(engine, row)))
		return;
	balancer_pass_on(engine, row);
}

/* A slow one is done with it. */
void
balancer_passes(struct engine *engine, const struct timer *timer)
{
	const struct trip *trip = &engine->trips[timer->row];

	if (trip->generation != timer->generation || engine->lb.hung)
		return;
	if (trip->message.kind == MESSAGE_REQUEST)
		balancer_route(engine, timer->row);
	else
		balancer_pass_on(engine, timer->row);
}

/* The client has closed the connection: what is held for it, or waits for nothing, is let go.
 * Work in hand goes on, nobody asks for it back. */
void
balancer_closed(struct engine *engine, const struct timer *timer)
{
	struct trip *trip = &engine->trips[timer->row];

	if (RARE(trip->generation != timer->generation))
		return;
	if (trip->state == TRIP_HELD || trip->state == TRIP_PASSING) {
		trip_end(engine, timer->row);
	} else if (server_hangs_on(engine, trip)) {
		server_abandon(engine, timer->row);
	} else if (trip->state == TRIP_LOST) {
		engine->servers[trip->server].under_way--;
		trip_end(engine, timer->row);
	} else if (trip->state == TRIP_CALLING) {
		engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
		    TIMER_CLOSED_INSIDE, timer->row, timer->generation);
	}
}

/* ---- probes ---- */

bool
balancer_sees(const struct engine *engine, uint32_t server)
{
	return engine->servers[server].up && !engine->servers[server].hung &&
	    engine->servers[server].stopping == NONE32 &&
	    !network_is_cut(engine, server, LINK_BALANCER);
}

void
balancer_look_again(struct engine *engine, uint32_t server, bool seen)
{
	if (balancer_sees(engine, server) != seen)
		engine->servers[server].probes = 0;
	balancer_arm_probe(engine);
}

bool
balancer_is_wrong(const struct engine *engine)
{
	if (engine->scenario->balancer.health_every_ns == 0 || !balancer_works(engine))
		return false;
	for (uint32_t row = 0; row < engine->server_count; row++)
		if (engine->servers[row].in_set &&
		    balancer_sees(engine, row) != engine->servers[row].believed_up)
			return true;
	return false;
}

void
balancer_arm_probe(struct engine *engine)
{
	uint64_t every = engine->scenario->balancer.health_every_ns, rest;

	if (every == 0 || engine->probe_armed || !balancer_works(engine) ||
	    (!balancer_is_wrong(engine) && !drop_is_on(engine, DROP_PROBE)))
		return;
	/* Probes lie on a grid from 0; those that would find nothing new are not made. */
	rest = engine->now_ns % every;
	if (rest == 0 && engine->now_ns > 0 && engine->phase < PHASE_PROBE)
		rest = every;
	engine->probe_armed = true;
	engine_after(engine, every - rest, PHASE_PROBE, TIMER_PROBE, 0,
	    engine->probe_generation);
}

void
balancer_probe_anew(struct engine *engine)
{
	engine->probe_generation++;
	engine->probe_armed = false;
	balancer_arm_probe(engine);
}

static void
probe_server(struct engine *engine, uint32_t row)
{
	struct server *server = &engine->servers[row];
	struct event *event = engine_event(engine, EVENT_PROBE, engine->balancer, server->actor);
	bool up = balancer_sees(engine, row) && !(server->in_set &&
	    drop_takes(engine, DROP_PROBE));
	uint32_t needed = up ? engine->scenario->balancer.health_rise
	    : engine->scenario->balancer.health_fall, probe;

	if (!server->in_set || up == server->believed_up) {
		server->probes = 0;
		return;
	}
	event->outcome = OUTCOME_OK;
	if (!up)
		event->outcome = server->up || network_is_cut(engine, row, LINK_BALANCER) ?
		    OUTCOME_TIMEOUT : OUTCOME_REFUSED;
	probe = engine_emit(engine, event, NULL);
	engine_point(engine);
	if (++server->probes < needed || !balancer_works(engine))
		return;
	probe = balancer_believe(engine, row, up, probe, NONE32);
	engine_point(engine);
	if (server->believed_up)
		balancer_release(engine, row, probe);
	balancer_pull(engine);
}

void
balancer_probe(struct engine *engine, const struct timer *timer)
{
	if (timer->generation != engine->probe_generation)
		return;
	engine->probe_armed = false;
	for (uint32_t row = 0; row < engine->server_count && balancer_works(engine); row++)
		probe_server(engine, row);
	balancer_arm_probe(engine);
}
