/* A message line by line, for the wire view: HTTP as its lines, RESP as the command it says. */
#include <string.h>

#include "base/check.h"
#include "trace/http.h"

struct header_row {
	const char *begins, *attached_by;
};
static const struct header_row state_headers[] = {
	{ "Cookie: ", "the browser" },
	{ "Authorization: ", "the page's code" },
	{ "Set-Cookie: srv=", "the balancer" },
	{ "Set-Cookie: ", "the server" },
};

static void
classify(struct http_part *part)
{
	part->kind = HTTP_HEADER;
	for (size_t i = 0; i < sizeof(state_headers) / sizeof(state_headers[0]); i++) {
		if (!str_starts_with(part->text, state_headers[i].begins))
			continue;
		part->kind = HTTP_STATE_HEADER;
		part->state_bytes = part->bytes;
		part->attached_by = state_headers[i].attached_by;
		return;
	}
}

static uint32_t
split_http(const struct str *text, struct arena *arena, struct http_part *parts)
{
	const char *at = text->text;
	uint32_t count = 0;
	bool body = false;

	while (*at) {
		const char *end = body ? NULL : strstr(at, "\r\n");
		size_t length = end ? (size_t)(end - at) : strlen(at);
		struct http_part *part = &parts[count];

		part->text = arena_strndup(arena, at, length);
		part->bytes = (uint32_t)(length + (end ? 2 : 0));
		if (body)
			part->kind = HTTP_BODY;
		else if (count == 0)
			part->kind = HTTP_LINE;
		else if (length == 0)
			part->kind = HTTP_BLANK;
		else
			classify(part);
		body = part->kind == HTTP_BLANK;
		at += part->bytes;
		count++;
	}
	return count;
}

/* The lines of RESP that are words, not lengths: "GET s:7f3..." */
static void
resp_words(const struct str *text, struct str *out)
{
	const char *at = text->text;

	while (*at) {
		size_t length = strcspn(at, "\r");

		if (str_starts_with(at, "$-1"))
			str_add(out, "(nothing there)");
		if (*at == '+' || *at == ':')
			str_add_bytes(out, at + 1, length - 1);
		if (*at == '$' && at[1] != '-') {
			size_t bytes = 0;

			for (const char *digit = at + 1; *digit >= '0' && *digit <= '9'; digit++)
				bytes = bytes * 10 + (size_t)(*digit - '0');
			at += length + 2;
			str_add(out, out->length > 0 ? " " : "");
			str_add_bytes(out, at, bytes);
			length = bytes;
		}
		at += length + 2;
	}
}

void
http_parts(const struct trace *trace, const struct message *message, struct arena *arena,
    struct http_part **parts, uint32_t *count)
{
	struct str text = STR_INIT, words = STR_INIT;
	uint32_t room = 2;

	http_text(trace, message, &text);
	for (const char *at = text.text; (at = strstr(at, "\r\n")) != NULL; at += 2)
		room++;
	*parts = arena_array(arena, room, sizeof(**parts));
	if (message->kind == MESSAGE_CALL || message->kind == MESSAGE_ANSWER) {
		resp_words(&text, &words);
		(*parts)[0].kind = HTTP_LINE;
		(*parts)[0].text = arena_strdup(arena, words.text);
		(*parts)[0].bytes = (uint32_t)text.length;
		*count = 1;
	} else {
		*count = split_http(&text, arena, *parts);
	}
	CHECK(*count <= room);
	str_release(&text);
	str_release(&words);
}
