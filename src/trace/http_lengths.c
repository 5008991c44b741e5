#include "trace/http_lengths.h"

#include <string.h>

#include "trace/http.h"

void
http_measure_again(struct http_lengths *lengths, const struct trace *trace,
    struct message *message)
{
	struct http_sort sort;
	uint32_t place;

	if (http_recall(lengths, trace, message, (enum message_kind)message->kind))
		return;
	if (message->token != NONE32 || message->kind == MESSAGE_IMPORTED ||
	    (message->listed && message->key != 0)) { /* the list, by its length alone */
		http_measure(trace, message);
		return;
	}
	sort = http_sort_of(trace, message, (enum message_kind)message->kind);
	place = http_sort_place(&sort);
	http_measure(trace, message);
	lengths->known[place].sort = sort;
	lengths->known[place].wire_bytes = message->wire_bytes;
	lengths->known[place].state_bytes = message->state_bytes;
}

void
http_lengths_forget(struct http_lengths *lengths)
{
	memset(lengths, 0, sizeof(*lengths));
}
