/* The fleet: servers that are added, leave, and restart one after another.
 *
 * What is planned is told: the balancer gives a server that is to stop nothing more from that
 * moment on, and takes one that is ready at once; only accidents have to be found out.  A server
 * that is told to stop ends what it has in hand; then its memory is gone.
 */
#include <stdio.h>

#include "base/check.h"
#include "engine/inside.h"

static uint32_t
fleet_emit(struct engine *engine, enum event_kind kind, uint16_t actor, enum reason reason,
    uint32_t cause, uint64_t value)
{
	struct event *event = engine_event(engine, kind, actor, NONE16);

	event->cause = cause;
	event->value = value;
	if (reason != REASON_NONE)
		event->fields = engine_reason(engine, reason);
	return engine_emit(engine, event, NULL);
}

/* ---- coming ---- */

bool
fleet_add(struct engine *engine)
{
	uint32_t row = engine->server_count;
	char id[16];

	if (row == engine->server_room)
		return false;
	snprintf(id, sizeof(id), "s%u", (unsigned)row + 1);
	engine->servers[row] = (struct server){
		.actor = setup_place(engine, ROLE_SERVER, id, (uint16_t)row),
		.stopping = NONE32, .up = true, .believed_up = true, .in_set = true,
		.copy_turn = row + 1,
	};
	shelf_start(&engine->servers[row].shelf);
	engine->server_count++;
	return true;
}

/* Adds them without a word about the map. */
static uint32_t
add_servers(struct engine *engine, uint32_t count, uint32_t cause)
{
	uint32_t newest = cause;

	for (; count > 0 && fleet_add(engine); count--) {
		uint32_t row = engine->server_count - 1;

		setup_key_items(engine, row);
		newest = fleet_emit(engine, EVENT_RESTART, engine->servers[row].actor, REASON_JOIN,
		    cause, 0);
		server_restart(engine, row, newest);
	}
	return newest;
}

void
fleet_join(struct engine *engine, uint32_t count, uint32_t cause)
{
	uint32_t before = engine->server_count, newest = add_servers(engine, count, cause);

	if (engine->server_count == before)
		return;
	keys_remap(engine, newest);
	balancer_pull(engine);
}

/* ---- going ---- */

static void
fleet_stop(struct engine *engine, uint32_t row, enum reason reason)
{
	const struct server *server = &engine->servers[row];

	server_crash(engine, row, fleet_emit(engine, EVENT_STOP, server->actor, reason,
	    server->stopping, 0));
}

/* Does the server still have anything that somebody gets an answer to? */
static bool
has_work(const struct engine *engine, uint32_t row)
{
	const struct server *server = &engine->servers[row];

	if (!server->hung && server->handing > 0)
		return true;
	if (server->hung || server->under_way == 0)
		return false;
	if (server->busy + server->queued + server->coming > 0)
		return true;
	for (uint32_t i = 0; i < engine->trip_count; i++) {
		const struct trip *trip = &engine->trips[i];

		if (trip->server == row && !trip->shadow && trip->state >= TRIP_TO_SERVER &&
		    trip->state <= TRIP_CALLING)
			return true;
	}
	return false;
}

void
fleet_check(struct engine *engine)
{
	for (uint32_t row = 0; row < engine->server_count; row++)
		if (engine->servers[row].stopping != NONE32 && !has_work(engine, row))
			fleet_stop(engine, row, REASON_NONE);
}

/* From now on it gets nothing and ends its work. */
static void
begin_stop(struct engine *engine, uint32_t row, uint32_t event)
{
	struct server *server = &engine->servers[row];

	if (!server->up)
		return;
	if (server->stopping == NONE32)
		engine->stopping++;
	server->stopping = event;
}

/* Takes it out of the set; what the map makes of it is up to the caller. */
static uint32_t
remove_server(struct engine *engine, uint32_t row, uint32_t cause)
{
	struct server *server = &engine->servers[row];
	uint32_t leave = fleet_emit(engine, EVENT_CHANGE, server->actor, REASON_LEAVE, cause, 0);

	server->in_set = server->believed_up = server->old = false;
	server->drains = false;
	place_recount(engine);
	begin_stop(engine, row, leave);
	return leave;
}

void
fleet_leave(struct engine *engine, uint32_t row, uint32_t cause)
{
	uint32_t leave = remove_server(engine, row, cause);

	keys_remap(engine, leave);
	copies_repair(engine, leave);
	balancer_give_up(engine, row, leave);
	balancer_pull(engine);
}

/* As many new servers as there are in the set take over from those. */
void
fleet_replace(struct engine *engine, uint32_t cause)
{
	uint32_t before = engine->server_count, members = 0, newest;
	uint32_t leaves[LIMIT_SERVERS];

	for (uint32_t row = 0; row < before; row++)
		members += engine->servers[row].in_set;
	newest = add_servers(engine, members, cause);
	for (uint32_t row = 0; row < before; row++) {
		leaves[row] = NONE32;
		if (engine->servers[row].in_set)
			newest = leaves[row] = remove_server(engine, row, cause);
	}
	keys_remap(engine, newest);
	copies_repair(engine, newest);
	for (uint32_t row = 0; row < before; row++)
		if (leaves[row] != NONE32)
			balancer_give_up(engine, row, leaves[row]);
	balancer_pull(engine);
	fleet_check(engine);
}

/* ---- a deploy ---- */

void
fleet_start(struct engine *engine)
{
	engine->deploys = arena_array(&engine->arena, engine->scenario->fault_count + 1,
	    sizeof(*engine->deploys));
}

static void
find_order(struct engine *engine, uint32_t row, struct deploy *deploy)
{
	const struct fault *fault = &engine->scenario->faults[row];
	struct prng prng;

	if (fault->order == DEPLOY_LISTED) {
		for (uint32_t i = 0; i < fault->listed_count; i++)
			if (fault->listed[i] < engine->server_count &&
			    engine->servers[fault->listed[i]].in_set)
				deploy->order[deploy->count++] = fault->listed[i];
		return;
	}
	for (uint32_t server = 0; server < engine->server_count; server++)
		if (engine->servers[server].in_set)
			deploy->order[deploy->count++] = (uint16_t)server;
	if (fault->order != DEPLOY_RANDOM)
		return;
	engine_stream(engine, &prng, PURPOSE_FAULT, row, 1);
	for (uint32_t left = deploy->count; left > 1; left--) {
		uint32_t pick = (uint32_t)prng_below(&prng, left);
		uint16_t last = deploy->order[left - 1];

		deploy->order[left - 1] = deploy->order[pick];
		deploy->order[pick] = last;
	}
}

static void
deploy_after(struct engine *engine, uint32_t fault, uint64_t after_ns)
{
	engine->faults_pending++; /* who waits for its end is not forgotten */
	engine_after(engine, after_ns, PHASE_FAULT, TIMER_DEPLOY, fault, 0);
}

/* It goes, to come back: the balancer is told. */
static void
send_away(struct engine *engine, uint32_t row, uint32_t cause)
{
	struct server *server = &engine->servers[row];
	uint32_t change = fleet_emit(engine, EVENT_CHANGE, server->actor, REASON_DEPLOY, cause, 0);

	begin_stop(engine, row, change);
	if (server->believed_up)
		balancer_believe(engine, row, false, change, NONE32);
	balancer_pull(engine);
}

/* The turn of the next one; those that are not there or away already are passed over. */
static void
deploy_next(struct engine *engine, uint32_t row)
{
	const struct fault *fault = &engine->scenario->faults[row];
	struct deploy *deploy = &engine->deploys[row];

	for (; deploy->next < deploy->count; deploy->next++) {
		struct server *server = &engine->servers[deploy->order[deploy->next]];

		if (server->in_set && server->stopping == NONE32)
			break;
		server->old = false;
	}
	if (deploy->next == deploy->count)
		return;
	deploy->away = true;
	if (deploy->next + fault->surge >= deploy->count)
		fleet_leave(engine, deploy->order[deploy->next], deploy->begin);
	else
		send_away(engine, deploy->order[deploy->next], deploy->begin);
	fleet_check(engine);
	deploy_after(engine, row, fault->down_ns);
}

/* What is still in its hands is cut off; a new process is there, empty. */
static void
come_back(struct engine *engine, uint32_t row, uint32_t cause)
{
	struct server *server = &engine->servers[row];

	if (server->up && server->stopping != NONE32)
		fleet_stop(engine, row, REASON_CUT_SHORT);
	server->old = false;
	if (!server->in_set)
		return;
	if (!server->up) {
		cause = fleet_emit(engine, EVENT_RESTART, server->actor, REASON_NONE, cause, 0);
		server_restart(engine, row, cause);
	}
	balancer_welcome(engine, row, cause);
}

void
fleet_deploy(struct engine *engine, uint32_t row, uint32_t cause)
{
	const struct fault *fault = &engine->scenario->faults[row];
	struct deploy *deploy = &engine->deploys[row];

	*deploy = (struct deploy){ .count = 0 };
	find_order(engine, row, deploy);
	if (deploy->count == 0)
		return;
	deploy->begin = fleet_emit(engine, EVENT_CHANGE, engine->balancer, REASON_DEPLOY, cause,
	    deploy->count);
	if (fault->surge > 0) {
		for (uint32_t i = 0; i < deploy->count; i++)
			engine->servers[deploy->order[i]].old = true;
		fleet_join(engine, fault->surge, deploy->begin);
	}
	deploy_next(engine, row);
}

void
fleet_deploy_timer(struct engine *engine, const struct timer *timer)
{
	const struct fault *fault = &engine->scenario->faults[timer->row];
	struct deploy *deploy = &engine->deploys[timer->row];

	engine->faults_pending--;
	if (deploy->away) {
		come_back(engine, deploy->order[deploy->next], deploy->begin);
		deploy->away = false;
		deploy->next++;
		if (fault->pause_ns > 0 && deploy->next < deploy->count) {
			deploy_after(engine, timer->row, fault->pause_ns);
			return;
		}
	}
	deploy_next(engine, timer->row);
}
