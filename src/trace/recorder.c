#include "trace/recorder.h"

#include <string.h>

#include "base/check.h"

#define EVENTS_MIN 1024u

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
}

/* A kind whose pair is not known at birth. */
static bool
pair_is_filled_later(uint16_t kind)
{
	return kind == EVENT_SEND || kind == EVENT_START;
}

void
event_digest(struct digest *digest, const struct event *event)
{
	uint32_t pair = pair_is_filled_later(event->kind) ? NONE32 : event->pair;

	digest_word(digest, event->at_ns);
	digest_word(digest, event->value);
	digest_word(digest, (uint64_t)event->cause << 32 | pair);
	digest_word(digest, (uint64_t)event->request << 32 | event->session);
	digest_word(digest, (uint64_t)event->item << 32 | event->version);
	digest_word(digest,
	    (uint64_t)event->wire_bytes << 32 | (uint64_t)event->attempt << 16 | event->kind);
	digest_word(digest,
	    (uint64_t)event->actor << 48 | (uint64_t)event->other << 32 |
	    (uint64_t)event->home << 24 | (uint64_t)event->outcome << 16 |
	    (uint64_t)event->phase << 8 | event->evidence);
}

/* The laws that cost nothing. */
static void
recorder_check(const struct recorder *recorder, const struct event *event)
{
	const struct trace *trace = recorder->trace;

	CHECK(recorder->next < NONE32);
	CHECK(event->at_ns > recorder->last_ns ||
	    (event->at_ns == recorder->last_ns && event->phase >= recorder->last_phase));
	CHECK(event->kind < EVENT_KIND_COUNT && event->kind != EVENT_GAP);
	CHECK(event->cause == NONE32 || event->cause < recorder->next);
	CHECK(event->pair == NONE32 ||
	    (event->pair < recorder->next && !pair_is_filled_later(event->kind)));
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

/* Keeps the event, or counts it in the gap that stands last.  True when kept. */
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
	if (trace->event_count == trace->event_room) {
		trace->event_room = trace->event_room == 0 ? EVENTS_MIN : trace->event_room * 2;
		if (trace->event_room > recorder->keep_max)
			trace->event_room = recorder->keep_max + 1;
		trace->events = mem_grow(trace->events, trace->event_room,
		    sizeof(*trace->events));
	}
	if (trace->event_count < recorder->keep_max) {
		trace->events[trace->event_count++] = *event;
		return true;
	}
	trace->dropped = 1;
	trace->events[trace->event_count++] = (struct event){
		.at_ns = event->at_ns, .value = 1, .cause = NONE32, .pair = NONE32,
		.request = NONE32, .session = NONE32, .message = NONE32, .item = NONE32,
		.fields = NONE32, .actor = NONE16, .other = NONE16, .kind = EVENT_GAP,
		.outcome = OUTCOME_UNKNOWN, .phase = event->phase, .evidence = event->evidence,
	};
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
		struct request *request = &trace->requests[event->request];

		if (kept && event->kind == EVENT_SEND && request->begin_event == NONE32)
			request->begin_event = index;
		if (event->kind == EVENT_RECEIVE) {
			if (event->fields != NONE32 && trace->fields[event->fields].status != 0)
				request->status = trace->fields[event->fields].status;
			else if (message != NULL)
				request->status = message->status;
		}
		if (kept && (event->kind == EVENT_RECEIVE ||
		    (event->kind == EVENT_TIMEOUT &&
		    trace_reason(trace, event) == REASON_GIVEN_UP)))
			request->end_event = index;
	}
}

uint32_t
recorder_event(struct recorder *recorder, struct event event, const struct message *message)
{
	uint32_t index = (uint32_t)recorder->next;
	bool kept;

	recorder_check(recorder, &event);
	if (message == NULL && event.message != NONE32)
		message = &recorder->trace->messages[event.message];
	event_digest(&recorder->digest, &event);
	kept = recorder_keep(recorder, &event);
	recorder_fill_back(recorder, &event, message, index, kept);
	if (recorder->measures != NULL)
		measures_fold_event(recorder->measures, &event, message);
	recorder->next++;
	recorder->last_ns = event.at_ns;
	recorder->last_phase = event.phase;
	recorder->trace->event_total = recorder->next;
	return index;
}

void
recorder_finish(struct recorder *recorder, uint64_t end_ns, bool complete)
{
	struct trace *trace = recorder->trace;

	CHECK(end_ns >= recorder->last_ns);
	trace->end_ns = end_ns;
	trace->digest = digest_value(&recorder->digest);
	trace->complete = complete && trace->dropped == 0;
}
