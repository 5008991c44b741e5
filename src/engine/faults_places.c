/* Faults of places that are no servers: the store, the database, the balancer, links of devices. */
#include <string.h>

#include "engine/faults.h"
#include "engine/store.h"

static bool
is_store(const char *node)
{
	return node != NULL && (strcmp(node, "store") == 0 || strcmp(node, "db") == 0);
}

static bool
is_balancer(const char *node)
{
	return node != NULL && strcmp(node, "lb") == 0;
}

static enum home
store_home(const char *node)
{
	return node != NULL && strcmp(node, "db") == 0 ? HOME_DATABASE : HOME_STORE;
}

/* ---- crash ---- */

static void
crash_store(struct engine *engine, const char *node, uint32_t cause)
{
	enum home home = store_home(node);
	struct place_store *place = store_of(engine, home);

	if (place->actor == NONE16 || !place->up)
		return;
	store_crash(engine, home, fault_emit(engine, EVENT_CRASH, place->actor, REASON_NONE,
	    cause));
}

static void
crash_balancer(struct engine *engine, uint32_t cause)
{
	if (engine->lb.up)
		balancer_crash(engine, fault_emit(engine, EVENT_CRASH, engine->balancer,
		    REASON_NONE, cause));
}

bool
place_crash(struct engine *engine, const char *node, uint32_t cause)
{
	if (is_store(node))
		crash_store(engine, node, cause);
	else if (is_balancer(node))
		crash_balancer(engine, cause);
	return is_store(node) || is_balancer(node);
}

/* ---- restart ---- */

static void
restart_store(struct engine *engine, const char *node, uint32_t cause)
{
	struct place_store *place = store_of(engine, store_home(node));

	crash_store(engine, node, cause);
	if (place->actor == NONE16 || place->up)
		return;
	if (place->copies > 0)
		store_forget(engine, store_home(node)); /* its copies follow it into that */
	engine->tail_count = 0;
	place->up = true;
	place->factor = 1;
	fault_emit(engine, EVENT_RESTART, place->actor, REASON_NONE, cause);
}

bool
place_restart(struct engine *engine, const char *node, uint32_t cause)
{
	if (is_store(node)) {
		restart_store(engine, node, cause);
	} else if (is_balancer(node)) {
		crash_balancer(engine, cause);
		balancer_restart(engine, fault_emit(engine, EVENT_RESTART, engine->balancer,
		    REASON_NONE, cause));
	}
	return is_store(node) || is_balancer(node);
}

/* ---- hang, slow ---- */

bool
place_hang(struct engine *engine, const char *node, uint32_t cause)
{
	struct place_store *place = store_of(engine, store_home(node));

	if (is_store(node) && place->actor != NONE16 && place->up && !place->hung) {
		fault_emit(engine, EVENT_HANG, place->actor, REASON_NONE, cause);
		stall_begin(engine, store_home(node));
	} else if (is_balancer(node) && balancer_works(engine)) {
		fault_emit(engine, EVENT_HANG, engine->balancer, REASON_NONE, cause);
		balancer_hang(engine);
	}
	return is_store(node) || is_balancer(node);
}

bool
place_slow(struct engine *engine, const char *node, uint32_t factor, uint32_t cause)
{
	struct place_store *place = store_of(engine, store_home(node));

	if (is_store(node) && place->actor != NONE16 && place->up) {
		place->factor = factor;
		fault_emit_slow(engine, place->actor, factor, cause);
	} else if (is_balancer(node) && engine->lb.up) {
		engine->lb.factor = factor;
		fault_emit_slow(engine, engine->balancer, factor, cause);
	}
	return is_store(node) || is_balancer(node);
}

/* ---- a store that answers nobody ---- */

static void
set_reachable(struct engine *engine, const char *node, uint32_t cause, bool reachable)
{
	struct place_store *place = store_of(engine, store_home(node));
	bool goes_on = reachable && place->hung;

	if (place->actor == NONE16 || (place->reachable == reachable && !goes_on))
		return;
	place->reachable = reachable;
	fault_emit(engine, EVENT_CHANGE, place->actor,
	    reachable ? REASON_STORE_UP : REASON_STORE_DOWN, cause);
	if (goes_on)
		stall_end(engine, store_home(node));
}

void
fault_store_down(struct engine *engine, uint32_t fault, uint32_t cause)
{
	set_reachable(engine, engine->scenario->faults[fault].node, cause, false);
}

void
fault_store_up(struct engine *engine, uint32_t fault, uint32_t cause)
{
	set_reachable(engine, engine->scenario->faults[fault].node, cause, true);
}

/* ---- the link between a device and the balancer ---- */

/* What a device gave up while nothing got through the balancer hears of now. */
static void
close_old(struct engine *engine, uint32_t device)
{
	for (uint32_t row = 0; row < engine->trip_count; row++) {
		const struct trip *trip = &engine->trips[row];

		if (trip->state != TRIP_FREE && trip->device == device &&
		    !trip_is_awaited(engine, trip))
			engine_after(engine, network_usual_ns(engine, HOP_REQUEST), PHASE_ARRIVAL,
			    TIMER_CLOSED, row, trip->generation);
	}
}

static void
set_link(struct engine *engine, uint32_t row, uint32_t cause, bool cut)
{
	struct device *device = &engine->devices[row];
	struct event *event;

	if (device->link % 2 == cut)
		return;
	device->link++;
	event = engine_event(engine, cut ? EVENT_CUT : EVENT_HEAL, device->actor,
	    engine->balancer);
	event->cause = cause;
	engine_emit(engine, event, NULL);
	if (!cut)
		close_old(engine, row);
}

/* A device by its own name, all of a person, all of a crowd. */
static bool
is_meant(const struct engine *engine, const struct device *device, const char *id)
{
	const struct person *person = &engine->persons[device->person];

	return strcmp(engine->trace->actors[device->actor].id, id) == 0 ||
	    strcmp(engine->trace->actors[person->actor].id, id) == 0 ||
	    strcmp(engine->scenario->clients[person->client].id, id) == 0;
}

void
links_cut(struct engine *engine, const char *client, uint32_t cause, bool cut)
{
	for (uint32_t row = 0; row < engine->device_count && !engine->stop_now; row++)
		if (is_meant(engine, &engine->devices[row], client))
			set_link(engine, row, cause, cut);
}
