/* trace/recorder.h - where a run's events go: digest and measures always, the trace itself if kept.
 *
 * The engine hands over each event once, in order.  Keeping nothing costs no memory per event; a
 * kept run stops keeping after `keep_max` events and says so: trace.dropped counts the others,
 * trace.complete is false, and a `gap` stands in the place of the first of them, last of those
 * kept, its value how many are not shown.  The gap is no event of the run: neither counted nor
 * digested.
 */
#ifndef TRACE_RECORDER_H
#define TRACE_RECORDER_H

#include "trace/measures.h"
#include "trace/trace.h"

/* A moment: so many events, and none later than this. */
struct recorder_until {
	uint64_t events, at_ns;
	uint8_t phase; /* of those at at_ns */
};

struct recorder {
	struct trace *trace;
	struct measures_fold *measures; /* NULL: not wanted */
	struct digest digest;
	bool undigested; /* nobody asks: the trace's digest stays 0 */
	bool keep;
	uint32_t keep_max; /* LIMIT_TRACE_EVENTS at most */
	bool tells; /* tables are kept, of events and messages what a ring holds: what is filled in
	             * later is filled in there */
	struct event *slot; /* where the next event is built: behind those kept, or in `spare` */
	struct event spare[2]; /* in turn, so that an event begun within another is found out */
	uint64_t from_ns; /* the window begins with the first event from here on */
	bool is_before; /* it has not begun: events go into the trace's base alone */
	const struct recorder_until *measured; /* of a window: where measures end; NULL: never */
	uint32_t ring_later; /* a ring of so many events once no more are kept; 0: none */
	uint64_t ring_until; /* the ring takes events before this one; 0: there is none */
	uint64_t next;     /* index of the next event, also when nothing is kept */
	uint64_t last_ns;
	uint8_t last_phase;
};

void recorder_init(struct recorder *recorder, struct trace *trace, struct measures_fold *measures,
    bool keep);
/* Appends one event; `message` is its recipe (also when messages are not kept) for every event that
 * has one, or NULL: then the row event.message is taken, if there is one.
 * Checks the trace's laws that cost nothing: order, cause < index, pair < index, rows in range.
 * Back-fills pair of the partner, requests[].status/begin/end, sessions[].begin.  Returns the
 * event's index, which counts also what is not kept. */
uint32_t recorder_event(struct recorder *recorder, struct event event,
    const struct message *message);
/* The same without a copy: the event is built where recorder_slot says, digested by event_digest,
 * then recorded. */
static inline struct event *
recorder_slot(const struct recorder *recorder)
{
	return recorder->slot;
}
uint32_t recorder_commit(struct recorder *recorder, const struct message *message);
/* Keeps the newest `events` of those before event `until` (0: of all) in a ring. */
void recorder_make_ring(struct recorder *recorder, uint32_t events, uint64_t until);
/* Of a kept run: keeps nothing before `from_ns` but the world that it leads to (trace->before). */
void recorder_make_window(struct recorder *recorder, uint64_t from_ns);
/* Puts the event that is next into the ring. */
static inline void
recorder_ring(struct recorder *recorder, const struct event *event)
{
	struct trace *trace = recorder->trace;

	if (recorder->next < recorder->ring_until) {
		trace->ring[recorder->next & (trace->ring_room - 1)] = *event;
		trace->ring_next = recorder->next + 1;
	}
}
/* Ends the run: digest, end time, completeness. */
void recorder_finish(struct recorder *recorder, uint64_t end_ns, bool complete);

/* A kind whose pair is not known at birth. */
static inline bool
event_pair_is_filled_later(uint16_t kind)
{
	return kind == EVENT_SEND || kind == EVENT_START;
}

/* The canonical words of one event into a digest: everything but message, fields, and the pair of
 * send and start, which is back-filled; no names, texts, signatures.  Seven words: at_ns | value |
 * cause, pair | request, session | item, version | wire_bytes, attempt, kind | actor, other, home,
 * outcome, phase, evidence; the first named is the most significant. */
static inline void
event_digest(struct digest *digest, const struct event *event)
{
	uint32_t pair = event_pair_is_filled_later(event->kind) ? NONE32 : event->pair;
	const uint64_t words[7] = {
		event->at_ns,
		event->value,
		(uint64_t)event->cause << 32 | pair,
		(uint64_t)event->request << 32 | event->session,
		(uint64_t)event->item << 32 | event->version,
		(uint64_t)event->wire_bytes << 32 | (uint64_t)event->attempt << 16 | event->kind,
		(uint64_t)event->actor << 48 | (uint64_t)event->other << 32 |
		    (uint64_t)event->home << 24 | (uint64_t)event->outcome << 16 |
		    (uint64_t)event->phase << 8 | event->evidence,
	};

	digest_words(digest, words);
}

#endif
