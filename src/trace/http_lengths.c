#include "trace/http_lengths.h"

#include <string.h>

#include "trace/http.h"

_Static_assert(sizeof(struct message) == 52, "a new member of messages: does it change a length?");

/* True when who the client is shows in the text, by the length of the name. */
static bool
names_client(const struct trace *trace, const struct message *message)
{
	if (message->kind == MESSAGE_REPLY)
		return false;
	if (message->kind == MESSAGE_REQUEST)
		return message->text == NONE32 &&
		    trace->scenario->actions[message->action].makes_session;
	return message->session == NONE32;
}

/* Members that are not here must not change a length. */
static struct http_sort
sort_of(const struct trace *trace, const struct message *message)
{
	uint64_t client = NONE16;

	if (names_client(trace, message) && message->client < trace->actor_count)
		client = strlen(trace->actors[message->client].id);
	return (struct http_sort){
		.flags = (uint64_t)message->kind | (uint64_t)message->write << 8 |
		    (uint64_t)message->database << 9 | (uint64_t)message->sets_sid << 10 |
		    (uint64_t)message->sets_srv << 11 | (uint64_t)message->sets_token << 12 |
		    (uint64_t)message->drops << 13 | (uint64_t)message->found << 14 |
		    (uint64_t)(message->session != NONE32) << 15 |
		    (uint64_t)(message->key != 0) << 16 | (uint64_t)message->listed << 17 |
		    (uint64_t)message->peer << 18 | (uint64_t)message->adds << 19 |
		    (uint64_t)(message->refresh != 0) << 20 |
		    (uint64_t)message->action << 32 | (uint64_t)message->status << 48,
		.rows = (uint64_t)message->route | (uint64_t)message->piece << 16 | client << 32,
		.text = message->text,
	};
}

static uint32_t
place_of(const struct http_sort *sort)
{
	uint64_t hash = (sort->flags ^ (uint64_t)sort->text << 20) * 0x9e3779b97f4a7c15u;

	/* Every bit of the sort reaches the highest ones. */
	hash = ((hash ^ hash >> 32) ^ sort->rows) * 0xbf58476d1ce4e5b9u;
	return (uint32_t)(hash >> 40) & (HTTP_LENGTHS - 1);
}

void
http_measure_again(struct http_lengths *lengths, const struct trace *trace,
    struct message *message)
{
	struct http_sort sort;
	uint32_t place;

	if (message->token != NONE32 || message->kind == MESSAGE_IMPORTED ||
	    (message->listed && message->key != 0)) { /* the list, by its length alone */
		http_measure(trace, message);
		return;
	}
	sort = sort_of(trace, message);
	place = place_of(&sort);
	if (lengths->known[place].wire_bytes == 0 ||
	    lengths->known[place].sort.flags != sort.flags ||
	    lengths->known[place].sort.rows != sort.rows ||
	    lengths->known[place].sort.text != sort.text) {
		http_measure(trace, message);
		lengths->known[place].sort = sort;
		lengths->known[place].wire_bytes = message->wire_bytes;
		lengths->known[place].state_bytes = message->state_bytes;
		return;
	}
	message->wire_bytes = lengths->known[place].wire_bytes;
	message->state_bytes = lengths->known[place].state_bytes;
}

void
http_lengths_forget(struct http_lengths *lengths)
{
	memset(lengths, 0, sizeof(*lengths));
}
