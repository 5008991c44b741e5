/* trace/http_lengths.h - the lengths of messages that say nothing new are remembered.
 *
 * Two messages alike in all but whose session they name are equally long (a session's id has 32
 * digits), so a long run writes out one of each sort and looks up the millions of others.
 */
#ifndef TRACE_HTTP_LENGTHS_H
#define TRACE_HTTP_LENGTHS_H

#include <string.h>

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

_Static_assert(sizeof(struct message) == 52, "a new member of messages: does it change a length?");

#define LENGTHS_INLINE static inline __attribute__((always_inline))

/* True when who the client is shows in the text, by the length of the name. */
LENGTHS_INLINE bool
http_names_client(const struct trace *trace, const struct message *message, enum message_kind kind)
{
	if (kind == MESSAGE_REPLY)
		return false;
	if (kind == MESSAGE_REQUEST)
		return message->text == NONE32 &&
		    trace->scenario->actions[message->action].makes_session;
	return message->session == NONE32;
}

/* What a request has nothing of, or a reply, or what servers and stores tell each other.  Members
 * that are not here must not change a length. */
LENGTHS_INLINE struct http_sort
http_sort_of(const struct trace *trace, const struct message *message, enum message_kind kind)
{
	bool reply = kind == MESSAGE_REPLY, inside = !reply && kind != MESSAGE_REQUEST;
	uint64_t client = NONE16, flags;

	if (http_names_client(trace, message, kind) && message->client < trace->actor_count)
		client = strlen(trace->actors[message->client].id);
	flags = (uint64_t)kind | (uint64_t)(message->session != NONE32) << 15 |
	    (uint64_t)(message->refresh != 0) << 20 | (uint64_t)message->action << 32;
	if (reply)
		flags |= (uint64_t)message->sets_sid << 10 | (uint64_t)message->sets_srv << 11 |
		    (uint64_t)message->sets_token << 12 | (uint64_t)message->drops << 13;
	if (inside)
		flags |= (uint64_t)message->write << 8 | (uint64_t)message->database << 9 |
		    (uint64_t)message->found << 14 | (uint64_t)message->listed << 17 |
		    (uint64_t)message->peer << 18 | (uint64_t)message->adds << 19;
	if (inside || reply)
		flags |= (uint64_t)message->status << 48;
	if (!reply)
		flags |= (uint64_t)(message->key != 0) << 16;
	return (struct http_sort){
		.flags = flags,
		.rows = (uint64_t)message->route | (uint64_t)message->piece << 16 | client << 32,
		.text = message->text,
	};
}

LENGTHS_INLINE uint32_t
http_sort_place(const struct http_sort *sort)
{
	uint64_t hash = (sort->flags ^ (uint64_t)sort->text << 20) * 0x9e3779b97f4a7c15u;

	/* Every bit of the sort reaches the highest ones. */
	hash = ((hash ^ hash >> 32) ^ sort->rows) * 0xbf58476d1ce4e5b9u;
	return (uint32_t)(hash >> 40) & (HTTP_LENGTHS - 1);
}

/* Tells the lengths of a message of this kind if one of its sort is remembered, and no token shows
 * in it, whose length is its own, nor the list of revoked logins. */
LENGTHS_INLINE bool
http_recall(const struct http_lengths *lengths, const struct trace *trace, struct message *message,
    enum message_kind kind)
{
	struct http_sort sort;
	uint32_t place;

	if (message->token != NONE32 || kind == MESSAGE_IMPORTED ||
	    (message->listed && message->key != 0))
		return false;
	sort = http_sort_of(trace, message, kind);
	place = http_sort_place(&sort);
	if (lengths->known[place].wire_bytes == 0 ||
	    lengths->known[place].sort.flags != sort.flags ||
	    lengths->known[place].sort.rows != sort.rows ||
	    lengths->known[place].sort.text != sort.text)
		return false;
	message->wire_bytes = lengths->known[place].wire_bytes;
	message->state_bytes = lengths->known[place].state_bytes;
	return true;
}

/* As http_measure. */
void http_measure_again(struct http_lengths *lengths, const struct trace *trace,
    struct message *message);
/* Forgets all: after a change of the scenario, or when rows of texts have got other contents. */
void http_lengths_forget(struct http_lengths *lengths);

#endif
