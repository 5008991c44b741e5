/* trace/world_stage.h - where attempts are in the tier of servers, and who waits or works there:
 * the steps that world_fold.c takes for every trace, and the measures by themselves, millions of
 * times.
 *
 * `row` is the row of the event's request, NULL when it has none or was let go of; `role` that of
 * its actor, which mostly is known without looking.
 */
#ifndef TRACE_WORLD_STAGE_H
#define TRACE_WORLD_STAGE_H

#include "trace/world_fold.h"

static inline enum role
world_role(const struct world *world, uint16_t actor)
{
	return world->trace->actors[actor].role;
}

static inline bool
role_is_store(enum role role)
{
	return role == ROLE_STORE || role == ROLE_DATABASE;
}

/* The newest attempt is in the request's row, older ones are in a list. */
static inline void
stage_put(struct world *world, struct world_request *row, const struct event *event,
    enum request_stage stage)
{
	if (row == NULL)
		return;
	if (row->stage != STAGE_NONE)
		world_add_attempt(world, row, event->request);
	row->since_ns = event->at_ns;
	row->place = event->actor;
	row->attempt = event->attempt;
	row->stage = (uint8_t)stage;
}

/* True when the event's attempt was at its actor in this stage, which it leaves. */
static inline bool
stage_take(struct world *world, struct world_request *row, const struct event *event,
    enum request_stage stage, uint64_t *since_ns)
{
	if (row != NULL && row->stage == stage && row->place == event->actor &&
	    row->attempt == event->attempt) {
		*since_ns = row->since_ns;
		row->stage = STAGE_NONE;
		row->place = NONE16;
		return true;
	}
	return world->attempt_count > 0 && world_take_attempt(world, event->request,
	    event->actor, event->attempt, stage, since_ns);
}

/* The worker at the event's server is free again. */
static inline void
stage_leave_worker(struct world *world, struct world_request *row, const struct event *event)
{
	uint64_t since_ns;

	if (stage_take(world, row, event, STAGE_WORKING, &since_ns) &&
	    world->places[event->actor].busy > 0) {
		world->places[event->actor].busy--;
		world->busy--;
	}
}

/* Copies that a reply waits for: the worker does not wait with it. */
static inline bool
stage_lets_worker_go(const struct world *world, const struct event *event, enum role from,
    enum role to, const struct message *message)
{
	if (to != ROLE_SERVER || from != ROLE_SERVER || event->fields != NONE32)
		return false;
	message = world_recipe(world, event, message);
	return message != NULL && message->kind == MESSAGE_CALL && message->write;
}

/* A server that answers has no more work with the request. */
static inline bool
stage_ends_work(const struct world *world, const struct event *event, enum role from,
    enum role to, const struct message *message)
{
	return event->request != NONE32 && event->other != NONE16 &&
	    (to == ROLE_BALANCER || stage_lets_worker_go(world, event, from, to, message));
}

static inline void
stage_queue(struct world *world, struct world_request *row, const struct event *event,
    enum role role)
{
	if (role_is_store(role)) {
		world->places[event->actor].queued++;
		world->store_queued += role == ROLE_STORE;
		return;
	}
	if (event->request == NONE32)
		return;
	stage_put(world, row, event, STAGE_WAITING);
	world->places[event->actor].queued++;
	world->queued++;
}

/* Out of the queue before all servers, if it waited there. */
static inline void
stage_route(struct world *world, struct world_request *row, const struct event *event)
{
	uint64_t since_ns;

	world->waited_ns = 0;
	if (event->request == NONE32 ||
	    !stage_take(world, row, event, STAGE_WAITING, &since_ns))
		return;
	world->waited_ns = event->at_ns - since_ns;
	world->places[event->actor].queued--;
	world->queued--;
}

static inline void
stage_start(struct world *world, struct world_request *row, const struct event *event,
    enum role role)
{
	uint64_t since_ns;

	world->waited_ns = 0;
	if (role_is_store(role)) {
		if (world->places[event->actor].queued == 0)
			return;
		world->places[event->actor].queued--;
		world->store_queued -= role == ROLE_STORE;
		return;
	}
	if (event->request == NONE32) { /* a copy of another server's write */
		world->places[event->actor].busy++;
		world->busy++;
		return;
	}
	if (stage_take(world, row, event, STAGE_WAITING, &since_ns)) {
		world->waited_ns = event->at_ns - since_ns;
		if (world->places[event->actor].queued > 0) {
			world->places[event->actor].queued--;
			world->queued--;
		}
	}
	stage_put(world, row, event, STAGE_WORKING);
	world->places[event->actor].busy++;
	world->busy++;
}

static inline void
stage_finish(struct world *world, struct world_request *row, const struct event *event)
{
	if (event->request == NONE32 && world->places[event->actor].busy > 0) {
		world->places[event->actor].busy--;
		world->busy--;
	}
	/* A held worker waits for the store and leaves with the reply. */
	if (event->request != NONE32 && world->now.servers.while_waiting == WAITING_FREE)
		stage_leave_worker(world, row, event);
}

#endif
