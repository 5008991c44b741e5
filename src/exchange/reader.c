/* Events one after the other, of kept traces and of runs that are told. */
#include "exchange/reader.h"

#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "trace/recorder.h"

/* The ring of a told run holds twice as many events and what a turn of the engine adds. */
#define LAG_MAX (LIMIT_TRACE_EVENTS - EXCHANGE_AHEAD - 1)

void
reader_init(struct exchange_reader *reader, const struct exchange_run *run)
{
	const struct trace *trace = run->trace;

	*reader = (struct exchange_reader){ .design = run->design, .trace = trace,
		.source = run->source };
	reader->scenario = run->source != NULL ? run->source->scenario : trace->scenario;
	if (run->source != NULL)
		return;
	reader->event_count = trace->event_count;
	reader->digest = trace->digest;
	reader->dropped = trace->dropped;
	reader->end_ns = trace->end_ns;
	reader->complete = trace->complete;
}

void
reader_release(struct exchange_reader *reader)
{
	past_release(&reader->past);
	mem_free(reader->ticket_digits);
}

/* ---- the first time ---- */

/* What is found out of a told run while it is looked at. */
struct look {
	struct first {
		uint32_t request, event;
	} *first; /* by row of requests: the first event that names it */
	uint32_t room;
	uint32_t lag;
	struct sid *sids; /* of all sessions */
	uint32_t sid_count, sid_room;
};

static void
reach_back(struct look *look, uint32_t index, uint32_t to)
{
	if (to < index && index - to > look->lag)
		look->lag = index - to;
}

/* Kinds whose sentence says something of their cause. */
static bool
tells_of_cause(uint16_t kind)
{
	return kind == EVENT_ROUTE || kind == EVENT_REDISPATCH || kind == EVENT_REFUSE ||
	    kind == EVENT_CHANGE || kind == EVENT_SEND;
}

static void
note_distance(struct look *look, const struct trace *trace, uint32_t index,
    const struct event *event)
{
	uint32_t row = row_map_row(&trace->request_rows, event->request), room = look->room;
	struct first *first;

	if (!event_pair_is_filled_later(event->kind))
		reach_back(look, index, event->pair);
	if (tells_of_cause(event->kind))
		reach_back(look, index, event->cause);
	if (row == NONE32)
		return;
	if (row >= room) {
		look->room = row < 512 ? 1024 : row * 2;
		look->first = mem_grow(look->first, look->room, sizeof(*look->first));
		for (uint32_t i = room; i < look->room; i++)
			look->first[i].request = NONE32;
	}
	first = &look->first[row];
	if (first->request != event->request)
		*first = (struct first){ event->request, index };
	else if (trace->actors[event->actor].role == ROLE_DEVICE)
		reach_back(look, index, first->event);
}

/* Sessions that are new. */
static void
note_sessions(struct look *look, const struct trace *trace)
{
	for (; look->sid_count < trace->session_count; look->sid_count++) {
		struct session session = trace_session_of(trace, look->sid_count);

		if (look->sid_count == look->sid_room) {
			look->sid_room = look->sid_room == 0 ? 256 : look->sid_room * 2;
			look->sids = mem_grow(look->sids, look->sid_room, sizeof(*look->sids));
		}
		look->sids[look->sid_count] = (struct sid){ session.id_high, session.id_low };
	}
}

static void
note_totals(struct exchange_reader *reader, const struct look *look)
{
	const struct trace *trace = reader->trace;
	uint32_t lag = look->lag, most = reader->source->ahead_max;

	reader->event_count = (uint32_t)trace->event_total;
	reader->digest = trace->digest;
	reader->dropped = trace->dropped;
	reader->end_ns = trace->end_ns;
	reader->complete = trace->complete;
	if (most == 0)
		most = LAG_MAX;
	reader->is_cut = lag > most;
	reader->lag = reader->is_cut ? most : lag;
	mem_free(reader->ticket_digits);
	reader->ticket_digits = trace_ticket_digits(look->sids, look->sid_count);
	reader->ticket_count = look->sid_count;
}

void
reader_look(struct exchange_reader *reader, struct exchange_out *out, reader_fn *fn, void *data)
{
	struct look look = { .lag = 0 };

	reader_begin(reader);
	for (; exchange_pass(out) && reader_has(reader); reader->next++) {
		if (fn != NULL)
			fn(reader, reader->next, data);
		if (reader->source == NULL)
			continue;
		note_sessions(&look, reader->trace);
		note_distance(&look, reader->trace, reader->next,
		    trace_event(reader->trace, reader->next));
	}
	if (reader->source != NULL)
		note_totals(reader, &look);
	reader->next = 0;
	mem_free(look.first);
	mem_free(look.sids);
}

void
reader_sessions(struct exchange_reader *reader, struct exchange_out *out, reader_fn *fn, void *data)
{
	uint32_t session = 0;
	bool more;

	reader_begin(reader);
	do {
		more = reader->source != NULL && reader_has(reader);
		for (; exchange_pass(out) && session < reader->trace->session_count; session++)
			fn(reader, session, data);
		reader->next++;
	} while (exchange_pass(out) && more);
}

/* ---- the second time ---- */

void
reader_begin(struct exchange_reader *reader)
{
	reader->next = 0;
	if (reader->source == NULL)
		return;
	past_release(&reader->past);
	reader->ended = false;
	reader->told = reader->source->begin(
	    reader->source->self, 2 * (reader->lag + 1 + EXCHANGE_AHEAD));
	reader->told->past = &reader->past;
	reader->told->ticket_digits = reader->ticket_digits;
	reader->told->ticket_count = reader->ticket_count;
	reader->trace = reader->told;
}

bool
reader_has(struct exchange_reader *reader)
{
	uint64_t wanted = (uint64_t)reader->next + reader->lag;

	if (reader->source == NULL)
		return reader->next < reader->event_count;
	reader->told->ring_from = reader->next > reader->lag ? reader->next - reader->lag : 0;
	if (!reader->ended && reader->trace->ring_next <= wanted)
		reader->ended = !reader->source->reach(reader->source->self, wanted);
	if (reader_stopped(reader))
		return false;
	return reader->next < reader->trace->ring_next;
}

void
reader_ending(const struct exchange_reader *reader, struct str *out)
{
	if (reader_stopped(reader))
		str_printf(out, "stopped: %u of %u events are told", reader->next,
		    reader->event_count);
	else if (!reader->complete && reader->dropped == 0)
		str_add(out, "a limit of this program ended the run");
}

void
reader_on(struct exchange_reader *reader)
{
	if (reader->source != NULL)
		past_fold(&reader->past, reader->trace, reader->next,
		    trace_event(reader->trace, reader->next));
	reader->next++;
}
