/* exchange/reader.h - a run's events in their order, whether its trace is kept or it is told.
 *
 *    reader_look ──every event──▶ what a document begins with     first time
 *    reader_begin, reader_has / reader_on ──▶ the document        second time, `lag` events behind
 *
 *    written:    i - lag ....... i ....... i + lag    what the ring of a told run holds
 *
 * The first time tells how far an event lies from the last of what it names or waits for: its pair,
 * its cause, the end of its request.  The second time goes on so many events behind the newest.
 */
#ifndef EXCHANGE_READER_H
#define EXCHANGE_READER_H

#include "exchange/format.h"
#include "trace/past.h"

struct exchange_reader {
	const char *design;
	const struct scenario *scenario; /* its id and seed */
	const struct trace *trace;
	/* Of the whole run, once looked at. */
	uint32_t event_count; /* a gap that stands last counted */
	uint64_t digest, dropped, end_ns;
	bool complete;
	bool is_cut; /* something lies further behind than is looked ahead */
	uint32_t lag;
	uint32_t next; /* the event that is read now */
	/* Of a told run. */
	const struct exchange_source *source;
	struct trace *told;
	struct trace_past past;
	uint8_t *ticket_digits;
	uint32_t ticket_count;
	bool ended; /* nothing comes any more */
};

/* Sees event, or session, `index`; reader->trace is as it was then. */
typedef void reader_fn(struct exchange_reader *reader, uint32_t index, void *data);

void reader_init(struct exchange_reader *reader, const struct exchange_run *run);
void reader_release(struct exchange_reader *reader);
/* The first time, fn with every event (NULL: nobody looks); afterwards the tables are those of the
 * whole run, until reader_begin.  Stops early when `out` has failed. */
void reader_look(struct exchange_reader *reader, struct exchange_out *out, reader_fn *fn,
    void *data);
/* All sessions in their order, while the trace has them: a told run is run for them. */
void reader_sessions(struct exchange_reader *reader, struct exchange_out *out, reader_fn *fn,
    void *data);
void reader_begin(struct exchange_reader *reader);
/* Is there an event reader->next?  Then trace_event knows it. */
bool reader_has(struct exchange_reader *reader);
/* Does the event that is read know of everything up to the end that could concern it?  False only
 * where something lies further behind than is looked ahead. */
static inline bool
reader_sees_end(const struct exchange_reader *reader)
{
	return !reader->is_cut || (uint64_t)reader->next + reader->lag >= reader->event_count;
}
/* Does nobody want more of it?  Then it has no event any more: what comes behind the one that is
 * read, which it would have to know, is not there. */
static inline bool
reader_stopped(const struct exchange_reader *reader)
{
	return reader->source != NULL && reader->source->stopped != NULL &&
	    *reader->source->stopped;
}
/* Appends why it ends where it does, once all of it has been read, when that is not its stop:
 * "stopped: 12 of 90 events are told", "a limit of this program ended the run".  Else nothing. */
void reader_ending(const struct exchange_reader *reader, struct str *out);
/* It has been read. */
void reader_on(struct exchange_reader *reader);

#endif
