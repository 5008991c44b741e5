/* exchange/format.h - a trace in the words of other programs: one row and one function a format.
 *
 *    runs[] (a trace under each design) ──exchange_write──▶ bytes, in pieces, to a sink
 *
 * A writer reads the events once, in their order (exchange/reader.h), and keeps nothing of them
 * (chrome, mermaid: what is open at one moment).  A run need not be kept: it may be told by a
 * source, which runs it twice.  The first time everything is only looked at, as documents begin
 * with what is known at the end; the second time it is written while it goes on, a little behind,
 * so that what an event does not know yet (when its message arrives) is known.  Then memory does
 * not grow with the events (but by some bytes for each session: how much of its id tells it from
 * all others), and the bytes are those of the kept trace.  Where a format holds one
 * run alone, the document repeats itself, run by run.  Actors go by their ids; every text from
 * outside is escaped as the format wants it, so that no name can end a string, start a statement
 * or reach a terminal as a control character.
 */
#ifndef EXCHANGE_FORMAT_H
#define EXCHANGE_FORMAT_H

#include <stdint.h>

#include "exchange/out.h"
#include "trace/trace.h"

/* Who tells a run that is not kept. */
struct exchange_source {
	void *self;
	const struct scenario *scenario;
	/* Begins the run anew, from its first event on, and returns its trace, whose tables are
	 * kept; of the events (trace_event) and messages at least so many of the newest, and all
	 * from trace->ring_from on. */
	struct trace *(*begin)(void *self, uint32_t events);
	/* Runs on until event `number` is there, and not far beyond.  False: it ended before;
	 * then the trace has its totals. */
	bool (*reach)(void *self, uint64_t number);
	uint32_t ahead_max; /* events that are looked ahead at most; 0: about a million */
	/* Set by who tells when nobody wants more: `reach` goes no further.  A document ends there,
	 * whole, and says that it was stopped.  NULL: never. */
	const bool *stopped;
};
/* Events that `reach` runs on beyond what was asked for, about. */
#define EXCHANGE_AHEAD 512u

/* One run to be exported: a kept trace, or a source. */
struct exchange_run {
	const char *design;
	const struct trace *trace;
	const struct exchange_source *source; /* NULL: the trace is kept */
};

struct exchange_reader;
typedef void exchange_write_fn(
    struct exchange_out *out, struct exchange_reader *runs, uint32_t run_count);

struct exchange_format {
	const char *name;      /* of --format */
	const char *extension; /* of a file, without the dot */
	const char *text;      /* what it is good for, one line */
	const char *about;     /* how the trace looks in it, for `help trace`, in lines */
	exchange_write_fn *write;
	uint64_t run_bytes; /* its programs take no longer document of one run; 0: any */
	const char *beyond; /* what they say to that */
};
extern const struct exchange_format exchange_formats[];
extern const uint32_t exchange_format_count;

/* The format of that name, or NULL. */
const struct exchange_format *exchange_format_find(const char *name);
/* Appends "text, json, mermaid or chrome". */
void exchange_format_names(struct str *out);
/* Appends the table for people: names, extensions, what each is good for, what it shows. */
void exchange_format_help(struct str *out);

/* Writes runs[0..run_count), at least one and all of one scenario, to the sink.
 *
 * Of a told run an event knows what comes as far behind it as anything that one of the run waits
 * for, but at most LIMIT_TRACE_EVENTS (ahead_max): of what comes later still it knows nothing.  A
 * pair and a status are null then, an arrow says that it goes on, an entry that no reply came in so
 * many events; no event is left out.
 *
 * errors  false when the sink failed; what was handed over before stays written
 * memory  allocates what one event needs, frees it, keeps nothing; of a told run twice as many
 *         events as lie between an event and what it waits for
 */
bool exchange_write(const struct exchange_format *format, const struct exchange_run *runs,
    uint32_t run_count, exchange_sink_fn *sink, void *data);

#endif
