/* Changes of settings while a run goes on: the run has a copy of its scenario, in which they
 * happen; what was worked out from settings, or waits for a moment that they set, is worked out
 * anew. */
#include <string.h>

#include "base/check.h"
#include "engine/laws.h"
#include "engine/store.h"

void
change_start(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	struct client *clients;

	engine->most_workers = scenario->servers.workers;
	if (!scenario_changes(scenario, ""))
		return;
	engine->changing = arena_alloc(&engine->arena, sizeof(*engine->changing));
	*engine->changing = *scenario;
	clients = arena_array(&engine->arena, scenario->client_count + 1, sizeof(*clients));
	memcpy(clients, scenario->clients, scenario->client_count * sizeof(*clients));
	engine->changing->clients = clients;
	engine->scenario = engine->changing;
}

/* Entries that last shorter now may end before their timers come up. */
static void
arm_expiry(struct engine *engine)
{
	uint64_t idle_ns = engine->scenario->session.idle_ns;

	for (uint32_t row = 0; row < engine->hold_count; row++) {
		const struct hold *hold = &engine->holds[row];
		uint64_t age_ns = engine->now_ns - hold->last_used_ns;

		if (hold->used && !hold->user && hold->home != HOME_DATABASE)
			engine_after(engine, age_ns < idle_ns ? idle_ns - age_ns : 0, PHASE_EXPIRY,
			    TIMER_EXPIRE, row, hold->generation);
	}
}

static bool
differs(const void *a, const void *b, size_t size)
{
	return memcmp(a, b, size) != 0;
}

static bool
is_about(const struct fault *fault, const char *path)
{
	return strcmp(fault->path, path) == 0;
}

/* Memory and copies, of servers and of the store: what there is too much of goes, what is lacking
 * comes. */
static void
settle_places(struct engine *engine, const struct scenario *then, const struct fault *fault,
    uint32_t change)
{
	const struct scenario *now = engine->scenario;

	if (now->servers.memory_bytes != then->servers.memory_bytes ||
	    now->servers.eviction != then->servers.eviction)
		memory_change(engine, change);
	if (now->store.memory_bytes != then->store.memory_bytes ||
	    now->store.eviction != then->store.eviction)
		room_change(engine, change);
	if (is_about(fault, "store.copies") || is_about(fault, "store.copy_lag"))
		followers_change(engine, is_about(fault, "store.copies"));
	if (now->session.copies != then->session.copies)
		copies_repair(engine, change);
}

/* What follows from the difference between then and now. */
static void
settle(struct engine *engine, const struct scenario *then, uint32_t change)
{
	const struct scenario *now = engine->scenario;

	if (now->servers.workers > engine->most_workers)
		engine->most_workers = now->servers.workers;
	if (now->session.idle_ns < then->session.idle_ns)
		arm_expiry(engine);
	if (now->store.capacity_per_gs != then->store.capacity_per_gs ||
	    differs(&now->store.latency, &then->store.latency, sizeof(now->store.latency)))
		queue_change(engine);
	if (now->store.lock != then->store.lock && engine->lock_slots == NULL)
		lock_setup(engine);
	if (differs(&now->load.arrivals, &then->load.arrivals, sizeof(now->load.arrivals)) ||
	    now->load.rate_per_gs != then->load.rate_per_gs ||
	    differs(&now->load.utilisation, &then->load.utilisation,
	    sizeof(now->load.utilisation)))
		load_change(engine);
	if (now->balancer.health_every_ns != then->balancer.health_every_ns)
		balancer_probe_anew(engine);
	if (now->balancer.affinity != then->balancer.affinity ||
	    now->balancer.map != then->balancer.map ||
	    now->balancer.virtual_nodes != then->balancer.virtual_nodes)
		keys_change(engine, change);
	if (now->denylist.check != then->denylist.check ||
	    now->denylist.every_ns != then->denylist.every_ns)
		deny_change(engine, then, change);
	for (uint32_t i = 0; i < engine->server_count; i++)
		server_serve(engine, i);
	balancer_pull(engine);
}

void
fault_change(struct engine *engine, uint32_t row, uint32_t cause)
{
	const struct fault *fault = &engine->scenario->faults[row];
	uint16_t actor = engine->balancer;
	struct scenario then = *engine->scenario;
	struct event *event;
	uint32_t change;

	if (fault->path == NULL) /* a fork that says nothing more */
		return;
	CHECK(engine->changing != NULL);
	if (strncmp(fault->path, "store.", strlen("store.")) == 0 &&
	    (engine->store.actor != NONE16 || engine->database.actor != NONE16))
		actor = engine->store.actor != NONE16 ? engine->store.actor
		    : engine->database.actor;
	followers_cut(engine); /* what the copies have by now they have got */
	scenario_apply(engine->changing, engine->changing->clients, fault);
	event = engine_event(engine, EVENT_CHANGE, actor, NONE16);
	event->cause = cause;
	event->value = row;
	event->fields = engine_reason(engine, REASON_SETTING);
	change = engine_emit(engine, event, NULL);
	settle_places(engine, &then, fault, change);
	settle(engine, &then, change);
}
