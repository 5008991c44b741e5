/* exchange/out.h - where an exported trace goes, piece by piece.
 *
 *    format ──str, json──▶ out.text ──every 32 KiB──▶ sink callback ──▶ a file, a pipe, a test
 *
 * Writers append to `text` and call exchange_pass between events; what has gathered goes to the
 * sink and is forgotten, so memory does not grow with the trace.  After a sink has failed once
 * nothing is handed to it any more, and writers stop at their next exchange_pass.
 */
#ifndef EXCHANGE_OUT_H
#define EXCHANGE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Takes length bytes; false: they could not be written, and nothing more is wanted. */
typedef bool exchange_sink_fn(void *data, const char *bytes, size_t length);

struct exchange_out {
	struct str text; /* not handed over yet */
	exchange_sink_fn *sink;
	void *data; /* the sink's own */
	bool failed;
};

void exchange_out_init(struct exchange_out *out, exchange_sink_fn *sink, void *data);
/* Hands over what has gathered if that is much.  False: the sink has failed, stop. */
bool exchange_pass(struct exchange_out *out);
/* Hands over the rest and frees the text.  False: the sink has failed, now or before. */
bool exchange_out_end(struct exchange_out *out);

#endif
