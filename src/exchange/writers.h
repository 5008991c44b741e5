/* exchange/writers.h - the functions behind the table of formats, and what they share. */
#ifndef EXCHANGE_WRITERS_H
#define EXCHANGE_WRITERS_H

#include "base/json.h"
#include "exchange/format.h"

exchange_write_fn exchange_text, exchange_json, exchange_mermaid, exchange_chrome, exchange_har;

/* Short names of what happens, the same in every format.  All of them append.
 *
 * label_actor: its id, "s1", or what the cast calls its place, "kernel 1".
 * label_message: "GET /cart (sid 7f3, srv s1)", "200 OK (sets sid 7f3): [\"book\"]", "GET s:7f3",
 * "found".  label_event: "read cart v2", "believe s1 down", "crash": kind, piece, version. */
void label_actor(const struct trace *trace, uint16_t actor, struct str *out);
void label_message(const struct trace *trace, const struct event *event, struct str *out);
void label_event(const struct trace *trace, uint32_t index, struct str *out);

/* The message of an event, or NULL. */
static inline const struct message *
event_message(const struct trace *trace, const struct event *event)
{
	return trace_message(trace, event->message);
}

/* The event's other end, or NULL: none, or not kept. */
static inline const struct event *
event_pair(const struct trace *trace, const struct event *event)
{
	return trace_event(trace, event->pair);
}

#endif
