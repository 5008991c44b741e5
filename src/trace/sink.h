/* trace/sink.h - one recipe, two uses: writes text, or counts what it would write.
 *
 * A length that is counted by the code that prints cannot differ from what is printed.  Counting
 * makes no text and allocates nothing.  Private to the trace floor's makers of text.
 */
#ifndef TRACE_SINK_H
#define TRACE_SINK_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

struct sink {
	struct str *out; /* NULL: count only */
	uint64_t bytes;  /* so far */
};

static inline void
sink_bytes(struct sink *sink, const char *bytes, size_t length)
{
	sink->bytes += length;
	if (sink->out)
		str_add_bytes(sink->out, bytes, length);
}

static inline void
sink_text(struct sink *sink, const char *text)
{
	sink_bytes(sink, text, strlen(text));
}

void sink_repeat(struct sink *sink, char c, uint64_t count);
void sink_integer(struct sink *sink, int64_t value);
/* The text as a JSON string, quotes and escapes included. */
void sink_json(struct sink *sink, const char *text);
/* Bytes as base64url without padding (RFC 4648 section 5). */
void sink_base64url(struct sink *sink, const void *bytes, size_t length);
/* Characters that `length` bytes take as base64url. */
uint64_t base64url_length(uint64_t length);
/* Appends the bytes that `text` stands for; false when it is no base64url without padding. */
bool base64url_decode(struct str *out, const char *text, size_t length);

/* JSON of a piece, with its filler (FORMATS 1) as exactly `filler` more characters: alone as blanks
 * after it, in an object as a member of its own where there is room for one. */
void sink_value(struct sink *sink, const char *json, uint64_t filler);
void sink_member(struct sink *sink, const char *key, const char *json, uint64_t filler);

#endif
