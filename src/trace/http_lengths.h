/* trace/http_lengths.h - the lengths of messages that say nothing new are remembered.
 *
 * Two messages alike in all but whose session they name are equally long (a session's id has 32
 * digits), so a long run writes out one of each sort and looks up the millions of others.
 */
#ifndef TRACE_HTTP_LENGTHS_H
#define TRACE_HTTP_LENGTHS_H

#include "trace/trace.h"

#define HTTP_LENGTHS 4096u /* power of two */

/* A sort of message: all that its length depends on, but for a token. */
struct http_sort {
	uint64_t flags, rows;
	uint32_t text;
};

struct http_lengths {
	struct {
		struct http_sort sort;
		uint32_t wire_bytes, state_bytes; /* wire_bytes 0: nothing here */
	} known[HTTP_LENGTHS];
};

/* As http_measure. */
void http_measure_again(struct http_lengths *lengths, const struct trace *trace,
    struct message *message);
/* Forgets all: after a change of the scenario, or when rows of texts have got other contents. */
void http_lengths_forget(struct http_lengths *lengths);

#endif
