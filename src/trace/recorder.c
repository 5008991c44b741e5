#include "trace/recorder.h"

#include <string.h>

#include "base/check.h"

#define EVENTS_MIN 1024u

/* A place for the next event: the trace's own while it keeps. */
static void
recorder_make_slot(struct recorder *recorder)
{
	struct trace *trace = recorder->trace;

	if (!recorder->keep || trace->dropped > 0) {
		recorder->slot = &recorder->spare[recorder->slot == &recorder->spare[0]];
		return;
	}
	if (trace->event_count == trace->event_room) {
		trace->event_room = trace->event_room == 0 ? EVENTS_MIN : trace->event_room * 2;
		trace->events = mem_grow(trace->events, trace->event_room,
		    sizeof(*trace->events));
	}
	recorder->slot = &trace->events[trace->event_count];
}

void
recorder_init(struct recorder *recorder, struct trace *trace, struct measures_fold *measures,
    bool keep)
{
	memset(recorder, 0, sizeof(*recorder));
	recorder->trace = trace;
	recorder->measures = measures;
	recorder->keep = keep;
	recorder->keep_max = LIMIT_TRACE_EVENTS;
	digest_init(&recorder->digest);
	trace->kept = keep;
	trace->complete = false;
	recorder_make_slot(recorder);
}

/* The laws that cost nothing. */
static void
recorder_check(const struct recorder *recorder, const struct event *event)
{
	const struct trace *trace = recorder->trace;

	CHECK(recorder->next < NONE32);
	CHECK(event->at_ns > recorder->last_ns ||
	    (event->at_ns == recorder->last_ns && event->phase >= recorder->last_phase));
	if (trace->recycles)
		return; /* the kept run of the same scenario would have failed */
	CHECK(event->kind < EVENT_KIND_COUNT && event->kind != EVENT_GAP);
	CHECK(event->cause == NONE32 || event->cause < recorder->next);
	CHECK(event->pair == NONE32 ||
	    (event->pair < recorder->next && !event_pair_is_filled_later(event->kind)));
	CHECK(event->actor < trace->actor_count);
	CHECK(event->other == NONE16 || event->other < trace->actor_count);
	CHECK(event->request == NONE32 || event->request < trace->request_count);
	CHECK(event->session == NONE32 || event->session < trace->session_count);
	CHECK(event->item == NONE32 || event->item < trace->item_count);
	CHECK(event->fields == NONE32 || event->fields < trace->fields_count);
	CHECK(event->message == NONE32 || event->message < trace->message_count);
	/* Kinds without a send, or with one that an observer missed, have no pair. */
	CHECK(event->kind != EVENT_RECEIVE || event->pair != NONE32 ||
	    event->evidence != EVIDENCE_SIMULATED);
}

/* Keeps the event in the slot, or counts it in the gap that stands last.  True when kept. */
static bool
recorder_keep(struct recorder *recorder, const struct event *event)
{
	struct trace *trace = recorder->trace;

	if (!recorder->keep)
		return false;
	if (trace->dropped > 0) {
		trace->dropped++;
		trace->events[trace->event_count - 1].value = trace->dropped;
		return false;
	}
	if (trace->event_count < recorder->keep_max) {
		trace->event_count++;
		return true;
	}
	trace->dropped = 1;
	recorder->spare[0] = *event;
	trace->events[trace->event_count++] = (struct event){
		.at_ns = recorder->spare[0].at_ns, .value = 1, .cause = NONE32, .pair = NONE32,
		.request = NONE32, .session = NONE32, .message = NONE32, .item = NONE32,
		.fields = NONE32, .actor = NONE16, .other = NONE16, .kind = EVENT_GAP,
		.outcome = OUTCOME_UNKNOWN, .phase = recorder->spare[0].phase,
		.evidence = recorder->spare[0].evidence,
	};
	recorder->slot = &recorder->spare[0];
	if (recorder->ring_later > 0) {
		recorder_make_ring(recorder, recorder->ring_later, 0);
		recorder_ring(recorder, recorder->slot);
	}
	return false;
}

/* What the newest event says about rows that were there before it. */
static void
recorder_fill_back(struct recorder *recorder, const struct event *event,
    const struct message *message, uint32_t index, bool kept)
{
	struct trace *trace = recorder->trace;
	bool device = trace->actors[event->actor].role == ROLE_DEVICE;

	if (kept && event->pair != NONE32 && trace->events[event->pair].pair == NONE32)
		trace->events[event->pair].pair = index;
	if (kept && event->session != NONE32 &&
	    (event->kind == EVENT_CREATE || event->kind == EVENT_ISSUE) &&
	    trace->sessions[event->session].begin_event == NONE32)
		trace->sessions[event->session].begin_event = index;
	if (event->request != NONE32 && device) {
		struct request *request = trace_request_row(trace, event->request);

		if (request == NULL)
			return;

		if (kept && event->kind == EVENT_SEND && request->begin_event == NONE32)
			request->begin_event = index;
		if (event->kind == EVENT_RECEIVE) {
			if (event->fields != NONE32 && trace->fields[event->fields].status != 0)
				request->status = trace->fields[event->fields].status;
			else if (message != NULL)
				request->status = message->status;
		}
		if (kept && ((event->kind == EVENT_RECEIVE &&
		    trace_reason(trace, event) != REASON_IN_PROGRESS) ||
		    (event->kind == EVENT_TIMEOUT &&
		    trace_reason(trace, event) == REASON_GIVEN_UP)))
			request->end_event = index;
	}
}

uint32_t
recorder_commit(struct recorder *recorder, const struct message *message)
{
	uint32_t index = (uint32_t)recorder->next;
	const struct event *event = recorder->slot;
	bool kept;

	recorder_check(recorder, event);
	if (message == NULL && event->message != NONE32)
		message = &recorder->trace->messages[event->message];
	if (recorder->ring_until != 0)
		recorder_ring(recorder, event);
	kept = recorder_keep(recorder, event);
	event = recorder->slot;
	if (!recorder->trace->recycles)
		recorder_fill_back(recorder, event, message, index, kept);
	if (recorder->measures != NULL)
		measures_fold_event(recorder->measures, event, message);
	recorder->next++;
	recorder->last_ns = event->at_ns;
	recorder->last_phase = event->phase;
	recorder->trace->event_total = recorder->next;
	recorder_make_slot(recorder);
	return index;
}

uint32_t
recorder_event(struct recorder *recorder, struct event event, const struct message *message)
{
	*recorder->slot = event;
	event_digest(&recorder->digest, recorder->slot);
	return recorder_commit(recorder, message);
}

void
recorder_make_ring(struct recorder *recorder, uint32_t events, uint64_t until)
{
	struct trace *trace = recorder->trace;

	CHECK(events <= LIMIT_TRACE_EVENTS);
	for (trace->ring_room = 1; trace->ring_room < events;)
		trace->ring_room *= 2;
	trace->ring = mem_grow(NULL, trace->ring_room, sizeof(*trace->ring));
	recorder->ring_until = until == 0 ? UINT64_MAX : until;
}

void
recorder_finish(struct recorder *recorder, uint64_t end_ns, bool complete)
{
	struct trace *trace = recorder->trace;

	CHECK(end_ns >= recorder->last_ns);
	if (recorder->ring_later > 0) {
		mem_free(trace->ring);
		trace->ring = NULL;
		trace->ring_room = 0;
	}
	trace->end_ns = end_ns;
	trace->event_total = recorder->next;
	trace->digest = recorder->undigested ? 0 : digest_value(&recorder->digest);
	trace->complete = complete && trace->dropped == 0;
}
