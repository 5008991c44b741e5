/* engine/record.h - events of the hot path: built in registers, told in one multiplication each.
 *
 * engine_event and engine_emit (inside.h) are for everything; what happens several times in every
 * request is recorded from here.  When nothing is kept, measured or waited for, an event is nothing
 * but its words in the digest, and the compiler never stores it; where nobody asks for the digest,
 * what no measure reads is only counted.  Else the rest of it goes the common way.
 */
#ifndef ENGINE_RECORD_H
#define ENGINE_RECORD_H

#include "engine/inside.h"
#include "trace/measures_way.h"

/* Inlined whatever its size: an event that is passed by value lives in registers only then. */
#define HOT static inline __attribute__((always_inline))

/* An event with nothing in it but kind, actor and other. */
HOT struct event
event_of(enum event_kind kind, uint16_t actor, uint16_t other)
{
	return (struct event){
		.cause = NONE32, .pair = NONE32, .request = NONE32, .session = NONE32,
		.message = NONE32, .item = NONE32, .fields = NONE32, .attempt = 1,
		.actor = actor, .other = other, .kind = (uint16_t)kind, .home = HOME_NONE,
		.outcome = OUTCOME_OK, .evidence = EVIDENCE_SIMULATED,
	};
}

HOT struct event
trip_event_of(const struct trip *trip, enum event_kind kind, uint16_t actor, uint16_t other)
{
	struct event event = event_of(kind, actor, other);

	event.cause = trip->cause;
	event.request = trip->request;
	event.session = trip->session;
	event.attempt = ENGINE_STEADY ? 1 : trip->attempt; /* there nobody tries again */
	return event;
}

HOT struct event
call_event_of(const struct call *call, enum event_kind kind, uint16_t actor, uint16_t other)
{
	struct event event = event_of(kind, actor, other);

	event.cause = call->cause;
	event.request = call->request;
	event.session = call->session;
	event.attempt = ENGINE_STEADY ? 1 : call->attempt;
	return event;
}

/* What else becomes of a digested event than its number. */
uint32_t engine_record_rest(struct engine *engine, const struct event *event,
    const struct message *message);

/* Does anybody look at it, now that it is not kept? */
HOT bool
engine_is_read(const struct engine *engine, const struct event *event)
{
	return engine->readers >> event->kind & 1 && (!engine->reads_devices ||
	    engine->trace->actors[event->actor].role == ROLE_DEVICE);
}

/* Records it at this moment, as engine_emit does; on the steady way, where requests are only
 * counted, what is remembered of one is in the row of its one trip. */
HOT uint32_t
engine_record(struct engine *engine, struct event event, struct known known, uint32_t trip,
    const struct message *message)
{
	struct recorder *recorder = &engine->recorder;
	struct event copy;

	if (ENGINE_SHORT) { /* nobody reads it: that it was is all that is known of it */
		recorder->next++;
		return NONE32;
	}
	if (engine->stop_now)
		return engine->newest;
	event.at_ns = engine->now_ns;
	event.phase = (uint8_t)engine->phase;
	if (engine->digests)
		event_digest(&engine->recorder.digest, &event);
	if (ENGINE_TOLD) {
		if (event.request != engine->told->request) {
			row_map_tell(&engine->trace->request_rows, event.request, trip);
			turn_to(engine->told, event.request, trip);
		}
		measures_tell(engine->told, &event, known, message);
	} else if (!engine->bare && engine_is_read(engine, &event)) {
		copy = event; /* only here it needs an address */
		return engine_record_rest(engine, &copy, message);
	}
	if (!ENGINE_STEADY) { /* there once a turn */
		recorder->last_ns = engine->now_ns;
		recorder->last_phase = (uint8_t)engine->phase;
	}
	engine->newest = (uint32_t)recorder->next++;
	return engine->newest;
}

/* Records it and makes it the trip's next cause; `actor` and `other` are its roles. */
HOT uint32_t
trip_record(struct engine *engine, struct trip *trip, struct event event, enum role actor,
    enum role other, const struct message *message)
{
	uint32_t recorded = engine_record(engine, event,
	    (struct known){ actor, other, trip->action, trip->forced }, trip->self, message);

	if (!ENGINE_SHORT) /* there it is NONE32 from the beginning */
		trip->cause = recorded;
	return recorded;
}

/* The role of the place that the call is about. */
HOT enum role
call_place_role(const struct call *call)
{
	return call->op.home == HOME_DATABASE ? ROLE_DATABASE : ROLE_STORE;
}

/* The same of a call. */
HOT void
call_record(struct engine *engine, struct call *call, struct event event, enum role actor,
    enum role other, const struct message *message)
{
	call->cause = engine_record(engine, event,
	    (struct known){ .actor = actor, .other = other }, call->trip, message);
}

/* ---- on the short way: the two events of a request that are read are told without being made */

HOT void
engine_request_begun(struct engine *engine, struct tab *tab)
{
	if (engine->recorder.measures != NULL && !engine->stop_now)
		measures_fold_begin(engine->recorder.measures, &tab->mark,
		    &engine->scenario->actions[tab->asked], tab->forced, engine->now_ns);
}

HOT void
engine_request_ended(struct engine *engine, const struct tab *tab, uint16_t status)
{
	if (engine->recorder.measures != NULL && !engine->stop_now)
		measures_fold_end(engine->recorder.measures, &tab->mark, status, engine->now_ns);
}

#endif
