/* exchange/format.h - a trace in the words of other programs: one row and one function a format.
 *
 *    runs[] (a trace under each design) ──exchange_write──▶ bytes, in pieces, to a sink
 *
 * A writer goes over the events once, in their order, and keeps nothing of them: a million events
 * take the memory of one (chrome: of the requests under way at one moment).  Where a format holds
 * one run alone, the document repeats itself, run by run.  Actors go by their ids; every text from
 * outside is escaped as the format wants it, so that no name can end a string, start a statement
 * or reach a terminal as a control character.
 */
#ifndef EXCHANGE_FORMAT_H
#define EXCHANGE_FORMAT_H

#include <stdint.h>

#include "exchange/out.h"
#include "trace/trace.h"

/* One trace to be exported; kept, or there is nothing to say of its events. */
struct exchange_run {
	const char *design;
	const struct trace *trace;
};

typedef void exchange_write_fn(
    struct exchange_out *out, const struct exchange_run *runs, uint32_t run_count);

struct exchange_format {
	const char *name;      /* of --format */
	const char *extension; /* of a file, without the dot */
	const char *text;      /* what it is good for, one line */
	const char *about;     /* how the trace looks in it, for `help trace`, in lines */
	exchange_write_fn *write;
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
 * errors  false when the sink failed; what was handed over before stays written
 * memory  allocates what one event needs, frees it, keeps nothing
 */
bool exchange_write(const struct exchange_format *format, const struct exchange_run *runs,
    uint32_t run_count, exchange_sink_fn *sink, void *data);

#endif
