/* trace/measures_way.h - what the kinds of events that come several times in every request add to
 * the measures: inlined where such events are made, so that of one whose kind is known there only
 * what it may change is looked at.  measures_fold_event tells all others, and the same.
 *
 * Of each kind: first what it changes of the world, then what it counts, then what runs on.
 */
#ifndef TRACE_MEASURES_WAY_H
#define TRACE_MEASURES_WAY_H

#include "trace/measures_inside.h"

#define MEASURED static inline __attribute__((always_inline))

/* Row of the newest event's request in the world. */
MEASURED struct world_request *
row_in_world(struct measures_fold *fold, const struct event *event)
{
	struct world_request *row;

	if (fold->row == NONE32)
		return NULL;
	if (fold->row >= fold->world.request_room)
		measures_make_room(fold);
	row = &fold->world.requests[fold->row];
	if (row->number != event->request)
		*row = (struct world_request){ .newest = NONE32, .place = NONE16,
			.stage = STAGE_NONE, .number = event->request };
	return row;
}

/* A value that stands in the world, or in the fold: may the newest event have changed it? */
MEASURED void
note(struct measures_fold *fold, int which, uint64_t value, const struct event *event)
{
	note_value(fold, which, value, event->at_ns, false); /* none of these has a peak */
}

MEASURED void
send_of_client(struct measures_fold *fold, const struct event *event, struct known known)
{
	struct tally *tally = fold->tally;

	if (tally == NULL)
		return;
	if (known.action != NONE16)
		tally->action = known.action;
	else
		known.forced = fold->trace->requests[fold->row].forced;
	if (!tally->begun)
		measures_begin(fold, event->at_ns, event->session != NONE32, known.forced);
	fold->counts[MEASURE_ROW_ATTEMPTS] += tally->counted;
}

MEASURED void
fold_send(struct measures_fold *fold, const struct event *event, struct known known,
    const struct message *message)
{
	enum role from = known.actor, to = known.other;

	if (from == ROLE_DEVICE) {
		send_of_client(fold, event, known);
		note(fold, INTEGRAL_INSIDE, fold->inside, event);
	} else if (stage_ends_work(&fold->world, event, from, to, message)) {
		stage_leave_worker(&fold->world, row_in_world(fold, event), event);
		note(fold, INTEGRAL_BUSY, fold->world.busy, event);
	}
	if (counts(fold, event->at_ns)) {
		if ((from == ROLE_DEVICE && to == ROLE_BALANCER) ||
		    (from == ROLE_BALANCER && to == ROLE_DEVICE)) {
			fold->counts[MEASURE_ROW_WIRE_BYTES] += event->wire_bytes;
			if (message != NULL)
				fold->counts[MEASURE_ROW_STATE_WIRE_BYTES] += message->state_bytes;
		} else {
			fold->counts[MEASURE_ROW_WIRE_BYTES_INSIDE] += event->wire_bytes;
		}
	}
}

MEASURED void
receive_of_client(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	uint16_t status = 0;

	/* 409 for a request that is being worked on is no end: its client goes on waiting. */
	if (fold->tally == NULL || reason_of(fold, event) == REASON_IN_PROGRESS)
		return;
	if (event->fields != NONE32)
		status = fold->trace->fields[event->fields].status;
	if (status == 0 && message != NULL)
		status = message->status;
	measures_end(fold, event->at_ns, status);
}

MEASURED void
fold_receive(struct measures_fold *fold, const struct event *event, struct known known,
    const struct message *message)
{
	enum role role = known.actor, from = known.other;
	struct tally *tally = fold->tally;

	if (role == ROLE_STORE && from == ROLE_SERVER && counts(fold, event->at_ns))
		fold->counts[MEASURE_ROW_STORE_OPS]++;
	if (tally == NULL)
		return;
	if (role == ROLE_SERVER && from == ROLE_BALANCER) {
		tally->arrived = true;
		tally->arrival_ns = event->at_ns;
		tally->attempt = event->attempt;
	}
	if (role == ROLE_DEVICE) {
		receive_of_client(fold, event, message);
		note(fold, INTEGRAL_INSIDE, fold->inside, event);
	}
}

MEASURED void
fold_route(struct measures_fold *fold, const struct event *event)
{
	stage_route(&fold->world, row_in_world(fold, event), event);
	if (fold->tally != NULL)
		fold->tally->shared_ns = fold->world.waited_ns;
	note(fold, INTEGRAL_QUEUED, fold->world.queued, event);
}

MEASURED void
fold_queue(struct measures_fold *fold, const struct event *event, enum role role)
{
	if (event->actor >= fold->world.place_room)
		measures_make_room(fold);
	stage_queue(&fold->world, row_in_world(fold, event), event, role);
	note(fold, INTEGRAL_QUEUED, fold->world.queued, event);
	note(fold, INTEGRAL_STORE_QUEUED, fold->world.store_queued, event);
}

MEASURED void
count_start(struct measures_fold *fold, const struct event *event, enum role role)
{
	struct tally *tally = fold->tally;

	if (tally == NULL || !tally->counted)
		return;
	if (role == ROLE_STORE) {
		histogram_add(&fold->store_wait, event->value);
		return;
	}
	if (role != ROLE_SERVER)
		return;
	fold->started[event->actor]++;
	fold->started_total++;
	if (tally->arrived) {
		uint64_t waited_ns = fold->world.waited_ns;
		uint64_t since_ns = event->at_ns - tally->arrival_ns;

		/* What was asked of a store before it stood in the queue belongs to it.  An attempt
		 * that a newer one has overtaken, or its own copy, waited since its queue event. */
		if (tally->attempt == event->attempt && since_ns > waited_ns)
			waited_ns = since_ns;
		histogram_add(&fold->wait, tally->shared_ns + waited_ns);
	}
	tally->shared_ns = 0;
}

MEASURED void
fold_start(struct measures_fold *fold, const struct event *event, enum role role)
{
	if (event->actor >= fold->world.place_room || event->actor >= fold->started_room)
		measures_make_room(fold);
	stage_start(&fold->world, row_in_world(fold, event), event, role);
	count_start(fold, event, role);
	note(fold, INTEGRAL_QUEUED, fold->world.queued, event);
	note(fold, INTEGRAL_BUSY, fold->world.busy, event);
	note(fold, INTEGRAL_STORE_QUEUED, fold->world.store_queued, event);
}

MEASURED void
fold_finish(struct measures_fold *fold, const struct event *event)
{
	stage_finish(&fold->world, row_in_world(fold, event), event);
	note(fold, INTEGRAL_BUSY, fold->world.busy, event);
}

MEASURED void
fold_execute(struct measures_fold *fold)
{
	struct tally *tally = fold->tally;

	if (tally == NULL)
		return;
	fold->counts[MEASURE_ROW_DUPLICATE_EXECUTIONS] += tally->counted && tally->executed;
	tally->executed = true;
}

/* By value, so that an event which needs no address elsewhere has one only here. */
MEASURED void
look_for_updates(struct measures_fold *fold, struct event event, struct item_spot spot)
{
	updates_look(fold->updates, &event, spot, fold->row,
	    fold->tally == NULL ? NONE16 : fold->tally->action, is_warm(fold, event.at_ns));
}

/* A read or a miss: of a login it is found or not, of another declared piece it may be stale or
 * what a write is made from. */
MEASURED void
fold_look(struct measures_fold *fold, const struct event *event)
{
	struct item_spot spot = event->item == NONE32 ? (struct item_spot){ .piece = NONE16 } :
	    trace_item_spot(fold->trace, event->item);
	struct tally *tally = fold->tally;
	bool read = event->kind == EVENT_READ;

	if (event->item != NONE32 && spot.piece != fold->world.login_piece) {
		if (spot.piece < fold->trace->scenario->piece_count)
			look_for_updates(fold, *event, spot);
		return;
	}
	if (!read) {
		fold->login_missed += counts(fold, event->at_ns);
		return;
	}
	if (event->item == NONE32)
		return;
	if (tally != NULL)
		tally->login_found = true;
	fold->login_found += counts(fold, event->at_ns);
	if (fold->revoked != NULL)
		measures_accept(fold, event->at_ns, spot.session);
	if (tally != NULL)
		tally->stale = 0;
}

MEASURED void
tell_seldom(struct measures_fold *fold, struct event event, const struct message *message)
{
	measures_fold_seldom(fold, &event, message);
}

/* measures_fold_event of a fold that is not of clients, with the message's recipe at hand. */
MEASURED void
measures_tell(struct measures_fold *fold, const struct event *event, struct known known,
    const struct message *message)
{
	find_tally(fold, event);
	switch ((uint32_t)event->kind) {
	case EVENT_SEND: fold_send(fold, event, known, message); break;
	case EVENT_RECEIVE: fold_receive(fold, event, known, message); break;
	case EVENT_ROUTE: fold_route(fold, event); break;
	case EVENT_QUEUE: fold_queue(fold, event, known.actor); break;
	case EVENT_START: fold_start(fold, event, known.actor); break;
	case EVENT_FINISH: fold_finish(fold, event); break;
	case EVENT_EXECUTE: fold_execute(fold); break;
	case EVENT_READ:
	case EVENT_MISS: fold_look(fold, event); break;
	default: tell_seldom(fold, *event, message); return;
	}
	fold->world.next++;
	fold->last_ns = event->at_ns;
	if (__builtin_expect(!fold->warm && is_warm(fold, event->at_ns), 0))
		measures_note_all(fold, event->at_ns, true); /* the first one after warm-up */
}

#endif
