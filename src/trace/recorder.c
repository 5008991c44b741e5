#include "trace/recorder.h"

#include <string.h>

#include "base/check.h"
#include "trace/world_fold.h"

#define EVENTS_MIN 1024u

/* A place for the next event: the trace's own while it keeps. */
static void
recorder_make_slot(struct recorder *recorder)
{
	struct trace *trace = recorder->trace;

	if (!recorder->keep || trace->dropped > 0 || recorder->is_before) {
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

/* A gap of so many events in the place of this one, or before it. */
static struct event
gap_before(const struct event *event, uint64_t events)
{
	return (struct event){
		.at_ns = event->at_ns, .value = events, .cause = NONE32, .pair = NONE32,
		.request = NONE32, .session = NONE32, .message = NONE32, .item = NONE32,
		.fields = NONE32, .actor = NONE16, .other = NONE16, .kind = EVENT_GAP,
		.outcome = OUTCOME_UNKNOWN, .phase = event->phase, .evidence = event->evidence,
	};
}

/* Keeps the event in the slot, or counts it in the gap that stands last.  True when kept. */
static bool
recorder_keep(struct recorder *recorder, const struct event *event)
{
	struct trace *trace = recorder->trace;

	if (!recorder->keep || recorder->is_before)
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
	trace->events[trace->event_count++] = gap_before(&recorder->spare[0], 1);
	recorder->slot = &recorder->spare[0];
	if (recorder->ring_later > 0) {
		recorder_make_ring(recorder, recorder->ring_later, 0);
		recorder_ring(recorder, recorder->slot);
	}
	return false;
}

/* The same event as trace_event's, for what is filled in later. */
static struct event *
known_event(struct trace *trace, uint32_t number)
{
	if (number < trace->event_count)
		return &trace->events[number];
	if (trace_ring_event(trace, number) == NULL)
		return NULL;
	return &trace->ring[number & (trace->ring_room - 1)];
}

/* What the newest event says about rows that were there before it. */
static void
recorder_fill_back(struct recorder *recorder, const struct event *event,
    const struct message *message, uint32_t index, bool kept)
{
	struct trace *trace = recorder->trace;
	bool device = trace->actors[event->actor].role == ROLE_DEVICE;
	struct event *pair = kept && event->pair != NONE32 ? known_event(trace, event->pair) : NULL;

	if (pair != NULL && pair->pair == NONE32)
		pair->pair = index;
	if (kept && !trace->recycles && event->session != NONE32 &&
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

/* Rings of a told run twice as big: one turn of the engine made so many events at once. */
static void
grow_rings(struct trace *trace)
{
	uint32_t room = trace->ring_room * 2;
	struct event *ring = mem_grow(NULL, room, sizeof(*ring));
	struct message *messages = mem_grow(NULL, room, sizeof(*messages));
	uint64_t first = trace_ring_first(trace);

	for (uint64_t i = first; i < trace->ring_next; i++)
		ring[i & (room - 1)] = trace->ring[i & (trace->ring_room - 1)];
	for (uint32_t i = trace->message_count; i > 0; i--) {
		const struct message *message = trace_message(trace, i - 1);

		if (message == NULL)
			break;
		messages[(i - 1) & (room - 1)] = *message;
	}
	mem_free(trace->ring);
	mem_free(trace->messages);
	trace->ring = ring;
	trace->messages = messages;
	trace->ring_room = trace->message_ring = trace->message_room = room;
}

/* The window begins here: after the gap all is kept. */
static void
begin_window(struct recorder *recorder)
{
	struct trace *trace = recorder->trace;
	const struct event last = { .at_ns = recorder->last_ns, .phase = recorder->last_phase };

	recorder->is_before = false;
	world_forget_events(trace->base);
	trace->before = recorder->next;
	if (recorder->next == 0)
		return;
	recorder_make_slot(recorder);
	*recorder->slot = gap_before(&last, trace->before);
	trace->event_count++;
}

/* Its number in the window, NONE32: it lies before it. */
static uint32_t
in_window(const struct trace *trace, uint32_t number)
{
	if (trace->before == 0)
		return number;
	if (number == NONE32 || number < trace->before)
		return NONE32;
	return (uint32_t)(number - trace->before + 1);
}

/* Does the event that is next lie before the moment up to which a window is measured? */
static bool
is_measured(const struct recorder *recorder, const struct event *event)
{
	const struct recorder_until *until = recorder->measured;

	return until == NULL || (recorder->next < until->events &&
	    (event->at_ns < until->at_ns ||
	    (event->at_ns == until->at_ns && event->phase <= until->phase)));
}

/* An event of a run of which a window is kept; its cause and pair get the numbers that they have
 * there. */
static void
commit_to_window(struct recorder *recorder, const struct message *message, uint32_t index)
{
	struct trace *trace = recorder->trace;
	const struct event newest = *recorder->slot;
	bool kept;

	if (recorder->is_before && newest.at_ns >= recorder->from_ns) {
		begin_window(recorder);
		recorder_make_slot(recorder);
		*recorder->slot = newest;
	}
	if (recorder->is_before)
		world_fold(trace->base, &newest, message);
	if (recorder->measures != NULL && is_measured(recorder, &newest))
		measures_fold_event(recorder->measures, &newest, message);
	kept = recorder_keep(recorder, recorder->slot);
	if (kept) {
		recorder->slot->cause = in_window(trace, newest.cause);
		recorder->slot->pair = in_window(trace, newest.pair);
		index = in_window(trace, index);
	}
	recorder_fill_back(recorder, recorder->slot, message, index, kept);
}

/* An event of a run that is kept, told or only measured. */
static void
commit_to_run(struct recorder *recorder, const struct message *message, uint32_t index)
{
	bool kept = recorder_keep(recorder, recorder->slot) || recorder->tells;

	if (!recorder->trace->recycles || recorder->tells)
		recorder_fill_back(recorder, recorder->slot, message, index, kept);
	if (recorder->measures != NULL)
		measures_fold_event(recorder->measures, recorder->slot, message);
}

uint32_t
recorder_commit(struct recorder *recorder, const struct message *message)
{
	uint32_t index = (uint32_t)recorder->next;
	struct trace *trace = recorder->trace;

	if (recorder->tells && recorder->next >= trace->ring_from + trace->ring_room)
		grow_rings(trace);
	recorder_check(recorder, recorder->slot);
	if (message == NULL && recorder->slot->message != NONE32)
		message = trace_message(trace, recorder->slot->message);
	if (recorder->ring_until != 0)
		recorder_ring(recorder, recorder->slot);
	if (trace->base != NULL)
		commit_to_window(recorder, message, index);
	else
		commit_to_run(recorder, message, index);
	recorder->next++;
	recorder->last_ns = recorder->slot->at_ns;
	recorder->last_phase = recorder->slot->phase;
	trace->event_total = recorder->next;
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

	CHECK(events <= 2 * LIMIT_TRACE_EVENTS);
	for (trace->ring_room = 1; trace->ring_room < events;)
		trace->ring_room *= 2;
	trace->ring = mem_grow(NULL, trace->ring_room, sizeof(*trace->ring));
	recorder->ring_until = until == 0 ? UINT64_MAX : until;
}

void
recorder_make_window(struct recorder *recorder, uint64_t from_ns)
{
	struct trace *trace = recorder->trace;

	CHECK(recorder->keep && recorder->next == 0);
	trace->base = mem_alloc(sizeof(*trace->base));
	world_init(trace->base, trace);
	recorder->from_ns = from_ns;
	recorder->is_before = true;
	recorder_make_slot(recorder);
}

void
recorder_finish(struct recorder *recorder, uint64_t end_ns, bool complete)
{
	struct trace *trace = recorder->trace;

	CHECK(end_ns >= recorder->last_ns);
	if (recorder->is_before)
		begin_window(recorder);
	if (recorder->ring_later > 0) {
		mem_free(trace->ring);
		trace->ring = NULL;
		trace->ring_room = 0;
	}
	trace->end_ns = end_ns;
	trace->event_total = recorder->next;
	trace->digest = recorder->undigested ? 0 : digest_value(&recorder->digest);
	trace->complete = complete && trace->dropped == 0 && trace->before == 0;
}
