/* The balancer as a process: it crashes, hangs, is slow, starts again.
 *
 *    crash     its table and its queue are gone, and every connection through it breaks: clients
 *              hear it a hop later, servers end what they have in hand for nobody
 *    dead      who connects is refused, a hop there and a hop back
 *    restart   it knows the servers it is set up with, thinks all of them up, and finds out
 *
 * What it does not keep it cannot lose: cookies and maps work as before.  Whoever plans (a deploy,
 * a drain) tells a new balancer what the old one was told.
 */
#include "base/check.h"
#include "engine/inside.h"
#include "engine/store.h"

/* ---- what clients hear ---- */

/* The client of this attempt hears, a hop later, that its connection is gone. */
static void
reset_client(struct engine *engine, const struct trip *trip)
{
	if (!trip->shadow && trip_is_awaited(engine, trip))
		engine_after(engine, network_usual_ns(engine, HOP_REPLY), PHASE_ARRIVAL,
		    TIMER_RESET, trip->tab, engine->tabs[trip->tab].connection);
}

static bool
is_cut_off(const struct engine *engine, uint32_t device)
{
	return engine->devices[device].link % 2 == 1;
}

void
client_reset(struct engine *engine, const struct timer *timer)
{
	struct tab *tab = &engine->tabs[timer->row];
	uint32_t device = engine->persons[tab->person].device;
	struct event *event;

	if (tab->connection != timer->generation || tab->request == NONE32 ||
	    is_cut_off(engine, device))
		return;
	tab->connection++;
	event = engine_event(engine, EVENT_REFUSE, engine->balancer,
	    engine->devices[device].actor);
	event->cause = engine->lb.crash;
	event->request = tab->request;
	event->attempt = tab->attempt;
	event->outcome = OUTCOME_REFUSED;
	event->fields = engine_reason(engine, REASON_CRASHED);
	client_hears_loss(engine, timer->row, engine_emit(engine, event, NULL));
}

void
client_refused(struct engine *engine, const struct timer *timer)
{
	struct trip *trip = &engine->trips[timer->row];
	uint32_t tab = trip->tab, cause = trip->cause;
	bool hears;

	if (trip->generation != timer->generation)
		return;
	hears = trip_is_awaited(engine, trip) && !is_cut_off(engine, trip->device);
	trip_end(engine, timer->row);
	if (hears)
		client_hears_loss(engine, tab, cause);
}

/* ---- a dead balancer ---- */

void
balancer_refuse(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	struct event *event = trip_event(engine, trip, EVENT_REFUSE, engine->balancer,
	    engine->devices[trip->device].actor);

	event->pair = trip->second ? NONE32 : trip->send; /* the first copy ended the send */
	event->outcome = OUTCOME_REFUSED;
	event->fields = engine_reason(engine, REASON_DOWN);
	trip_emit(engine, trip, event, NULL);
	engine_after(engine, network_usual_ns(engine, HOP_REPLY), PHASE_ARRIVAL,
	    TIMER_LB_REFUSED, row, trip->generation);
	engine_point(engine);
}

/* What a server does for it is nobody's from now on. */
static void
leave_behind(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	trip->shadow = true;
	if (server_hangs_on(engine, trip))
		server_abandon(engine, row);
	else if (trip->state == TRIP_CALLING)
		engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
		    TIMER_CLOSED_INSIDE, row, trip->generation);
}

static void
break_connection(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	switch ((enum trip_state)trip->state) {
	case TRIP_HELD:
	case TRIP_SHARED:
	case TRIP_PASSING:
	case TRIP_LOST:
		reset_client(engine, trip);
		trip_end(engine, row);
		break;
	case TRIP_RETURNING:
		if (trip->hop == HOP_REPLY)
			break; /* it has left already */
		reset_client(engine, trip);
		leave_behind(engine, row);
		break;
	case TRIP_TO_SERVER:
	case TRIP_QUEUED:
	case TRIP_WORKING:
	case TRIP_SERVING:
	case TRIP_CALLING:
		reset_client(engine, trip);
		leave_behind(engine, row);
		break;
	case TRIP_FREE:
	case TRIP_TO_BALANCER:
	default:
		break;
	}
}

void
balancer_crash(struct engine *engine, uint32_t crash)
{
	struct balancer *lb = &engine->lb;

	lb->up = lb->hung = false;
	lb->crash = crash;
	hold_empty_place(engine, engine->balancer);
	engine->waiting = 0;
	for (uint32_t row = 0; row < engine->server_count; row++) {
		struct server *server = &engine->servers[row];

		server->under_way = server->coming = server->probes = 0;
	}
	for (uint32_t row = 0; row < engine->trip_count; row++)
		break_connection(engine, row);
	engine->probe_generation++;
	engine->probe_armed = false;
}

void
balancer_hang(struct engine *engine)
{
	engine->lb.hung = true;
	engine->probe_generation++;
	engine->probe_armed = false;
}

/* ---- a new one ---- */

/* It was told that the server is away for a while. */
static bool
is_away(const struct engine *engine, uint32_t row)
{
	if (engine->servers[row].stopping != NONE32)
		return true;
	for (uint32_t i = 0; i < engine->scenario->fault_count; i++)
		if (engine->deploys[i].away &&
		    engine->deploys[i].order[engine->deploys[i].next] == row)
			return true;
	return false;
}

void
balancer_restart(struct engine *engine, uint32_t restart)
{
	engine->lb.up = true;
	engine->lb.hung = false;
	engine->lb.factor = 1;
	engine->turn = 0;
	for (uint32_t row = 0; row < engine->server_count && !engine->stop_now; row++) {
		const struct server *server = &engine->servers[row];
		bool up = !is_away(engine, row);

		if (server->in_set && server->believed_up != up)
			balancer_believe(engine, row, up, restart, NONE32);
	}
	keys_remap(engine, restart);
	balancer_arm_probe(engine);
}

/* ---- a slow one ---- */

bool
balancer_keeps(struct engine *engine, uint32_t row)
{
	const struct trip *trip = &engine->trips[row];
	uint64_t hop_ns = network_usual_ns(engine, HOP_INSIDE);

	if (engine->lb.hung)
		return true;
	if (engine->lb.factor == 1)
		return false;
	engine_after(engine, hop_ns > LIMIT_RUN_NS / engine->lb.factor ? LIMIT_RUN_NS
	    : hop_ns * (engine->lb.factor - 1), PHASE_ARRIVAL, TIMER_PASSES, row,
	    trip->generation);
	return true;
}
