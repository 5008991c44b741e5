/* The clients' view as an HTTP archive (HAR 1.2), as a browser's network panel would save it.
 *
 *    device ──request──▶ lb ... lb ──reply──▶ device        times of one entry:
 *    |------ send ------|-- wait --|-- receive --|          they add up to `time`
 *
 * One entry for each request that a device sent, retries too; what nobody answered has status 0,
 * as browsers write it.  Bytes, headers and cookies are those of trace/http.h.
 *
 * Source: "HTTP Archive 1.2", w3c.github.io/web-performance/specs/HAR.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "exchange/reader.h"
#include "exchange/writers.h"
#include "trace/http.h"

#ifndef COATCHECK_VERSION
#define COATCHECK_VERSION "0.1.0"
#endif
#define ORIGIN "https://shop.example" /* the host of trace/http.h; its cookies want Secure */

/* One exchange as a device saw it. */
struct entry {
	const struct trace *trace;
	const struct event *send;  /* of the device */
	const struct event *reply; /* its receive by the device, or NULL */
	uint32_t index;
	uint64_t end_ns; /* of the reply, of patience, or of the run */
	bool timed_out;
	uint32_t ahead; /* events that were looked through for its reply; 0: all */
	struct str request, response; /* their bytes */
};

/* -- small parts -- */

static void
put_text(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_string(json, text);
}

static void
put_int(struct json *json, const char *key, int64_t number)
{
	json_key(json, key);
	json_int(json, number);
}

/* Milliseconds with all six decimals: sums are exact where a reader adds decimals. */
static void
put_ms(struct json *json, const char *key, uint64_t ns)
{
	json_key(json, key);
	json_uint(json, ns / NS_PER_MS);
	if (ns % NS_PER_MS)
		str_printf(json->out, ".%06llu", ns % NS_PER_MS);
}

static void
put_date(struct json *json, const char *key, const struct trace *trace, uint64_t at_ns)
{
	struct str date = STR_INIT;

	units_print_date(&date, trace->scenario->epoch_s + (int64_t)(at_ns / NS_PER_S));
	if (date.length > 0 && date.text[date.length - 1] == 'Z')
		date.length--;
	str_printf(&date, ".%06lluZ", at_ns % NS_PER_S / NS_PER_US);
	put_text(json, key, date.text);
	str_release(&date);
}

static void
put_slice(struct json *json, const char *key, const char *text, size_t length)
{
	struct str slice = STR_INIT;

	str_add_bytes(&slice, text, length);
	put_text(json, key, slice.text);
	str_release(&slice);
}

/* {"name": .., "value": ..}, left open; split at the first `mark` of text[0..length). */
static void
begin_pair(struct json *json, const char *text, size_t length, char mark)
{
	const char *at = memchr(text, mark, length);
	size_t name = at ? (size_t)(at - text) : length;
	size_t value = name + (at ? 1 : 0);

	while (mark == ':' && value < length && text[value] == ' ')
		value++;
	json_begin_object(json);
	put_slice(json, "name", text, name);
	put_slice(json, "value", text + value, length - value);
}

/* -- the lines of a message -- */

/* The header that begins at `at`, without its line end; 0: the blank line before the body. */
static size_t
line_length(const char *at)
{
	return strcspn(at, "\r\n");
}

static const char *
next_line(const char *at)
{
	at += line_length(at);
	return at[0] == '\r' && at[1] == '\n' ? at + 2 : at + (*at != '\0');
}

static const char *
body_of(const struct str *text)
{
	const char *end = strstr(text->text, "\r\n\r\n");

	return end ? end + 4 : text->text + text->length;
}

static void
put_headers(struct json *json, const struct str *text)
{
	json_key(json, "headers");
	json_begin_array(json);
	for (const char *at = next_line(text->text); line_length(at) > 0; at = next_line(at)) {
		begin_pair(json, at, line_length(at), ':');
		json_end_object(json);
	}
	json_end_array(json);
}

/* sid=..; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0 */
static void
put_set_cookie(struct json *json, const char *text, size_t length)
{
	size_t at = 0;
	bool first = true;

	while (at < length) {
		const char *part = text + at;
		const char *end = memchr(part, ';', length - at);
		size_t bytes = end ? (size_t)(end - part) : length - at;

		if (first) {
			begin_pair(json, part, bytes, '=');
		} else if (bytes > 5 && !strncmp(part, "Path=", 5)) {
			put_slice(json, "path", part + 5, bytes - 5);
		} else if (bytes > 9 && !strncmp(part, "SameSite=", 9)) {
			put_slice(json, "sameSite", part + 9, bytes - 9);
		} else if (bytes == 9 && !strncmp(part, "Max-Age=0", 9)) {
			put_text(json, "expires", "1970-01-01T00:00:00.000Z");
		} else if (bytes == 6 && !strncmp(part, "Secure", 6)) {
			json_key(json, "secure");
			json_bool(json, true);
		} else if (bytes == 8 && !strncmp(part, "HttpOnly", 8)) {
			json_key(json, "httpOnly");
			json_bool(json, true);
		}
		first = false;
		at += bytes + 1;
		while (at < length && text[at] == ' ')
			at++;
	}
	if (!first)
		json_end_object(json);
}

/* Cookie: sid=..; srv=s1 */
static void
put_cookie(struct json *json, const char *text, size_t length)
{
	size_t at = 0;

	while (at < length) {
		const char *end = memchr(text + at, ';', length - at);
		size_t bytes = end ? (size_t)(end - text) - at : length - at;

		begin_pair(json, text + at, bytes, '=');
		json_end_object(json);
		at += bytes + 1;
		while (at < length && text[at] == ' ')
			at++;
	}
}

static void
put_cookies(struct json *json, const struct str *text)
{
	static const char sent[] = "Cookie: ", set[] = "Set-Cookie: ";

	json_key(json, "cookies");
	json_begin_array(json);
	for (const char *at = next_line(text->text); line_length(at) > 0; at = next_line(at)) {
		if (str_starts_with(at, sent))
			put_cookie(json, at + strlen(sent), line_length(at) - strlen(sent));
		else if (str_starts_with(at, set))
			put_set_cookie(json, at + strlen(set), line_length(at) - strlen(set));
	}
	json_end_array(json);
}

static void
put_sizes(struct json *json, const struct str *text)
{
	const char *body = body_of(text);

	put_int(json, "headersSize", body - text->text);
	put_int(json, "bodySize", (int64_t)(text->length - (size_t)(body - text->text)));
}

/* -- an entry -- */

static void
put_query(struct json *json, const char *path, size_t length)
{
	const char *at = memchr(path, '?', length), *end = path + length;

	json_key(json, "queryString");
	json_begin_array(json);
	while (at && at + 1 < end) {
		const char *part = at + 1;
		size_t left = (size_t)(end - part);
		const char *next = memchr(part, '&', left);

		begin_pair(json, part, next ? (size_t)(next - part) : left, '=');
		json_end_object(json);
		at = next;
	}
	json_end_array(json);
}

static void
put_request(struct json *json, const struct str *text)
{
	const char *method = text->text, *body = body_of(text);
	size_t line = line_length(method), word = strcspn(method, " \r\n");
	const char *path = method + word + (word < line);
	size_t path_length = line - (size_t)(path - method);
	struct str url = STR_INIT;

	/* The version is the line's last word; a path may have blanks of its own. */
	for (size_t i = path_length; i > 0; i--)
		if (path[i - 1] == ' ') {
			path_length = i - 1;
			break;
		}
	str_add(&url, ORIGIN);
	str_add_bytes(&url, path, path_length);
	json_key(json, "request");
	json_begin_object(json);
	put_slice(json, "method", method, word);
	put_text(json, "url", url.text);
	put_text(json, "httpVersion", "HTTP/1.1");
	put_cookies(json, text);
	put_headers(json, text);
	put_query(json, path, path_length);
	if (*body) {
		json_key(json, "postData");
		json_begin_object(json);
		put_text(json, "mimeType", "application/json");
		put_text(json, "text", body);
		json_end_object(json);
	}
	put_sizes(json, text);
	json_end_object(json);
	str_release(&url);
}

static void
put_response(struct json *json, const struct entry *entry)
{
	const struct str *text = &entry->response;
	const struct message *message =
	    entry->reply ? event_message(entry->trace, entry->reply) : NULL;
	const char *body = body_of(text);
	struct str error = STR_INIT;

	json_key(json, "response");
	json_begin_object(json);
	put_int(json, "status", message ? message->status : 0);
	put_text(json, "statusText", message ? http_status_text(message->status) : "");
	put_text(json, "httpVersion", "HTTP/1.1");
	put_cookies(json, text);
	put_headers(json, text);
	json_key(json, "content");
	json_begin_object(json);
	put_int(json, "size", (int64_t)strlen(body));
	put_text(json, "mimeType", message ? "application/json" : "x-unknown");
	if (message)
		put_text(json, "text", body);
	json_end_object(json);
	put_text(json, "redirectURL", "");
	if (message) {
		put_sizes(json, text);
	} else {
		put_int(json, "headersSize", -1);
		put_int(json, "bodySize", -1);
		str_add(&error, entry->timed_out ? "no reply in time" : "no reply");
		if (!entry->timed_out && entry->ahead > 0)
			str_printf(&error, " in %u events", entry->ahead);
		put_text(json, "_error", error.text);
	}
	json_end_object(json);
	str_release(&error);
}

static void
put_timings(struct json *json, const struct entry *entry)
{
	const struct event *there = event_pair(entry->trace, entry->send);
	const struct event *back = entry->reply ? event_pair(entry->trace, entry->reply) : NULL;
	uint64_t begin_ns = entry->send->at_ns, arrived_ns = begin_ns, left_ns = entry->end_ns;

	if (there && there->at_ns >= begin_ns && there->at_ns <= entry->end_ns)
		arrived_ns = there->at_ns;
	if (back && back->at_ns >= arrived_ns && back->at_ns <= entry->end_ns)
		left_ns = back->at_ns;
	json_key(json, "timings");
	json_begin_object(json);
	put_ms(json, "send", arrived_ns - begin_ns);
	put_ms(json, "wait", left_ns - arrived_ns);
	put_ms(json, "receive", entry->end_ns - left_ns);
	json_end_object(json);
}

static void
put_page_id(struct json *json, const char *key, const struct exchange_reader *run,
    uint16_t device)
{
	struct str id = STR_INIT;

	str_printf(&id, "%s/%s", run->design, run->trace->actors[device].id);
	put_text(json, key, id.text);
	str_release(&id);
}

/* Retries have patience: the timeout of this very attempt ends it.  Only clients that retry have
 * one, so the way to it is short. */
static void
find_timeout(struct entry *entry)
{
	const struct trace *trace = entry->trace;
	uint16_t client = trace_request_row(trace, entry->send->request)->client;
	uint16_t row = client < trace->actor_count ? trace->actors[client].index : NONE16;

	if (row >= trace->scenario->client_count || !trace->scenario->clients[row].retry.on)
		return;
	for (uint32_t i = entry->index + 1; !entry->timed_out; i++) {
		const struct event *event = trace_event(trace, i);

		if (event == NULL)
			break;
		if (event->kind != EVENT_TIMEOUT || event->request != entry->send->request ||
		    event->attempt != entry->send->attempt)
			continue;
		entry->timed_out = true;
		entry->end_ns = event->at_ns;
	}
}

/* Is event `index` a request that a device sent?  Then the whole exchange, with its bytes. */
static bool
is_request(const struct trace *trace, uint32_t index)
{
	const struct event *event = trace_event(trace, index);
	const struct message *message = event_message(trace, event);

	return event->kind == EVENT_SEND && event->actor < trace->actor_count &&
	    trace->actors[event->actor].role == ROLE_DEVICE && message &&
	    message->kind == MESSAGE_REQUEST && message->action < trace->scenario->action_count &&
	    event->request < trace->request_count;
}

static struct entry
find_entry(const struct exchange_reader *run)
{
	const struct trace *trace = run->trace;
	uint32_t index = run->next;
	struct entry entry = { .trace = trace, .send = trace_event(trace, index), .index = index,
		.end_ns = run->end_ns, .ahead = reader_sees_end(run) ? 0 : run->lag,
		.request = STR_INIT, .response = STR_INIT };
	uint32_t end = trace_request_row(trace, entry.send->request)->end_event;
	const struct event *event = trace_event(trace, end);
	const struct message *message = event ? event_message(trace, event) : NULL;

	if (entry.end_ns < entry.send->at_ns)
		entry.end_ns = entry.send->at_ns;
	if (event && event->kind == EVENT_RECEIVE && event->attempt == entry.send->attempt &&
	    end > index && message && message->kind == MESSAGE_REPLY) {
		entry.reply = event;
		entry.end_ns = event->at_ns;
		http_text(trace, message, &entry.response);
	} else {
		find_timeout(&entry);
	}
	http_text(trace, event_message(trace, entry.send), &entry.request);
	return entry;
}

static void
put_entry(struct json *json, const struct exchange_reader *run)
{
	const struct trace *trace = run->trace;
	struct entry entry = find_entry(run);
	struct str comment = STR_INIT;

	json_begin_object(json);
	put_page_id(json, "pageref", run, entry.send->actor);
	put_date(json, "startedDateTime", trace, entry.send->at_ns);
	put_ms(json, "time", entry.end_ns - entry.send->at_ns);
	put_request(json, &entry.request);
	put_response(json, &entry);
	json_key(json, "cache");
	json_begin_object(json);
	json_end_object(json);
	put_timings(json, &entry);
	str_printf(&comment, "%s, event %u", trace->actors[entry.send->actor].id, entry.index);
	if (entry.send->attempt > 1)
		str_printf(&comment, ", attempt %u", entry.send->attempt);
	put_text(json, "comment", comment.text);
	json_end_object(json);
	str_release(&comment);
	str_release(&entry.request);
	str_release(&entry.response);
}

/* -- the document -- */

/* By actor: when it sent its first request, and 1. */
static void
note_first(struct exchange_reader *run, uint32_t index, void *first)
{
	const struct event *event = trace_event(run->trace, index);

	if (is_request(run->trace, index) && ((uint64_t *)first)[event->actor] == 0)
		((uint64_t *)first)[event->actor] = event->at_ns + 1;
}

/* A page for each device that sent something, from its first request on. */
static void
put_pages(struct exchange_out *out, struct json *json, struct exchange_reader *run)
{
	uint64_t *first = mem_alloc(NONE16 * sizeof *first);
	const struct trace *trace;

	reader_look(run, out, note_first, first);
	trace = run->trace;
	for (uint16_t a = 0; a < trace->actor_count && exchange_pass(out); a++) {
		struct str title = STR_INIT;

		if (first[a] == 0)
			continue;
		str_printf(&title, "%s, design %s", trace->actors[a].name, run->design);
		json_begin_object(json);
		put_date(json, "startedDateTime", trace, first[a] - 1);
		put_page_id(json, "id", run, a);
		put_text(json, "title", title.text);
		json_key(json, "pageTimings");
		json_begin_object(json);
		json_end_object(json);
		json_end_object(json);
		str_release(&title);
	}
	mem_free(first);
}

/* What a run had beyond what was kept, and what is therefore not here. */
static void
put_gaps(struct json *json, const struct exchange_reader *runs, uint32_t run_count)
{
	struct str comment = STR_INIT, ending = STR_INIT;

	for (uint32_t r = 0; r < run_count; r++)
		if (runs[r].dropped > 0)
			str_printf(&comment, "%s%" PRIu64 " events of design %s are not shown here",
			    comment.length > 0 ? "; " : "", runs[r].dropped, runs[r].design);
	for (uint32_t r = 0; r < run_count; r++) {
		str_clear(&ending);
		reader_ending(&runs[r], &ending);
		if (ending.length > 0)
			str_printf(&comment, "%sdesign %s: %s", comment.length > 0 ? "; " : "",
			    runs[r].design, ending.text);
	}
	str_release(&ending);
	if (comment.length > 0)
		put_text(json, "comment", comment.text);
	str_release(&comment);
}

void
exchange_har(struct exchange_out *out, struct exchange_reader *runs, uint32_t run_count)
{
	struct json json;

	json_init(&json, &out->text, 0);
	json_begin_object(&json);
	json_key(&json, "log");
	json_begin_object(&json);
	put_text(&json, "version", "1.2");
	json_key(&json, "creator");
	json_begin_object(&json);
	put_text(&json, "name", "coatcheck");
	put_text(&json, "version", COATCHECK_VERSION);
	json_end_object(&json);
	json_key(&json, "pages");
	json_begin_array(&json);
	for (uint32_t r = 0; r < run_count && !reader_stopped(&runs[r]); r++)
		put_pages(out, &json, &runs[r]);
	json_end_array(&json);
	json_key(&json, "entries");
	json_begin_array(&json);
	for (uint32_t r = 0; r < run_count && !reader_stopped(&runs[r]); r++) {
		reader_begin(&runs[r]);
		for (; exchange_pass(out) && reader_has(&runs[r]); reader_on(&runs[r]))
			if (is_request(runs[r].trace, runs[r].next))
				put_entry(&json, &runs[r]);
	}
	json_end_array(&json);
	put_gaps(&json, runs, run_count);
	json_end_object(&json);
	json_end_object(&json);
	str_add(&out->text, "\n");
}
