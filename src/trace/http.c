/* Messages as text or as lengths: one recipe each, into a sink that prints or counts. */
#include "trace/http.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "base/prng.h"
#include "base/units.h"
#include "model/cast.h"
#include "trace/http_recipe.h"
#include "trace/sink.h"

#define COOKIE_SIGNED "__Host-signed"
#define COOKIE_ATTRIBUTES "; Path=/; Secure; HttpOnly; SameSite=Lax"
#define REFRESH_ATTRIBUTES "; Path=/refresh; Secure; HttpOnly; SameSite=Strict"
#define COOKIE_DROPPED "=" COOKIE_ATTRIBUTES "; Max-Age=0\r\n"

/* What the pieces' homes make a device carry. */
struct carriage {
	bool sid;     /* cookie with a session id: the login is not in the token */
	bool token;   /* some piece is homed in the token */
	bool bearer;  /* the token is attached by code, else it is a cookie */
	bool loose;   /* some piece is an unsigned cookie */
};

struct writer {
	const struct trace *trace;
	const struct message *message;
	const struct action *action;
	struct carriage carriage;
	struct sink sink;
	uint64_t state_bytes;
};

struct status_row {
	uint16_t status;
	const char *text, *error;
};
static const struct status_row status_rows[] = {
	{ 200, "OK", NULL },
	{ 201, "Created", NULL },
	{ 204, "No Content", NULL },
	{ 400, "Bad Request", "not understood" },
	{ 401, "Unauthorized", "log in first" },
	{ 403, "Forbidden", "not allowed" },
	{ 404, "Not Found", "nothing here" },
	{ 409, "Conflict", "in conflict with another request" },
	{ 429, "Too Many Requests", "too many requests" },
	{ 500, "Internal Server Error", "something broke" },
	{ 502, "Bad Gateway", "the server went away" },
	{ 503, "Service Unavailable", "try again later" },
	{ 504, "Gateway Timeout", "no answer in time" },
};

static const struct status_row *
status_find(uint16_t status)
{
	static const struct status_row other = { 0, "Unknown", "no reason given" };

	for (size_t i = 0; i < sizeof(status_rows) / sizeof(status_rows[0]); i++)
		if (status_rows[i].status == status)
			return &status_rows[i];
	return &other;
}

const char *
http_status_text(uint16_t status)
{
	return status_find(status)->text;
}

const char *
http_error_text(uint16_t status)
{
	return status < 400 ? NULL : status_find(status)->error;
}

static struct carriage
carriage_of(const struct scenario *scenario)
{
	struct carriage carriage = { .sid = true };
	bool coat = false;

	for (uint32_t i = 0; i < scenario->piece_count; i++) {
		const struct piece *piece = &scenario->pieces[i];
		bool login = piece_is_login(piece);

		if (piece->home == HOME_CLIENT)
			carriage.loose = true;
		if (piece->home != HOME_TOKEN)
			continue;
		carriage.token = true;
		if (login)
			carriage.sid = false;
		else
			coat = true;
	}
	carriage.bearer = scenario->token.carrier_set ? scenario->token.carrier == CARRIER_BEARER
	                                              : !coat;
	return carriage;
}

enum carrier
http_carrier(const struct scenario *scenario)
{
	return carriage_of(scenario).bearer ? CARRIER_BEARER : CARRIER_COOKIE;
}

uint32_t
http_token_cookie_bytes(const struct trace *trace, uint32_t token)
{
	if (http_carrier(trace->scenario) == CARRIER_BEARER ||
	    !token_is_jwt(trace_token_row(trace, token)))
		return 0;
	return (uint32_t)strlen(COOKIE_SIGNED) + token_bytes(trace, token);
}

uint32_t
http_loose_cookie_bytes(const struct trace *trace, uint32_t token, uint16_t piece)
{
	const struct piece *row = &trace->scenario->pieces[piece];
	const char *text = trace_text(trace, trace_token_row(trace, token)->texts[piece]);

	return (uint32_t)(strlen(row->id) +
	    base64url_length(strlen(text) + piece_filler(row)));
}

/* -- parts that requests and replies share -- */

static bool
has_token(const struct writer *writer)
{
	const struct message *message = writer->message;

	return writer->carriage.token && message->token != NONE32 &&
	    token_is_jwt(trace_token_row(writer->trace, message->token));
}

static void
put_token(struct writer *writer)
{
	uint32_t token = writer->message->token;

	if (writer->sink.out) {
		size_t before = writer->sink.out->length;

		token_text(writer->trace, token, writer->sink.out);
		writer->sink.bytes += writer->sink.out->length - before;
	} else {
		writer->sink.bytes += token_bytes(writer->trace, token);
	}
}

/* "refresh=" and the digits, which the text has in quotes. */
static void
put_refresh(struct writer *writer)
{
	const char *text = trace_text(writer->trace, writer->message->refresh - 1);

	sink_text(&writer->sink, "refresh=");
	sink_bytes(&writer->sink, text + 1, strlen(text) - 2);
}

static void
put_sid(struct writer *writer)
{
	char sid[33];

	trace_sid(writer->trace, writer->message->session, sid);
	sink_text(&writer->sink, sid);
}

static void
put_actor(struct writer *writer, uint16_t actor)
{
	CHECK(actor < writer->trace->actor_count);
	sink_text(&writer->sink, writer->trace->actors[actor].id);
}

/* How many pieces to look at for loose ones. */
static uint32_t
loose_count(const struct writer *writer)
{
	return writer->carriage.loose ? writer->trace->scenario->piece_count : 0;
}

/* The text of a loose piece, or NULL when the device does not carry it. */
static const char *
loose_text(const struct writer *writer, uint32_t piece)
{
	const struct trace *trace = writer->trace;
	uint32_t token = writer->message->token;

	if (token == NONE32 || trace->scenario->pieces[piece].home != HOME_CLIENT ||
	    trace->tokens[token].texts[piece] == NONE32)
		return NULL;
	return trace_text(trace, trace->tokens[token].texts[piece]);
}

/* Cookie values hold no quotes and commas, so JSON travels in one as base64url. */
static void
put_loose(struct writer *writer, uint32_t piece, const char *text)
{
	uint64_t filler = piece_filler(&writer->trace->scenario->pieces[piece]);
	struct str value = STR_INIT;
	struct sink sink = { &value, 0 };

	sink_text(&writer->sink, writer->trace->scenario->pieces[piece].id);
	sink_text(&writer->sink, "=");
	if (writer->sink.out) {
		sink_value(&sink, text, filler);
		sink_base64url(&writer->sink, value.text, value.length);
	} else {
		writer->sink.bytes += base64url_length(strlen(text) + filler);
	}
	str_release(&value);
}

static void
put_body_headers(struct writer *writer, uint64_t body_bytes)
{
	sink_text(&writer->sink, "Content-Type: application/json\r\nContent-Length: ");
	sink_integer(&writer->sink, (int64_t)body_bytes);
	sink_text(&writer->sink, "\r\n");
}

/* -- requests -- */

static const char *
path_piece(const struct trace *trace, uint16_t piece)
{
	return piece == NONE16 ? "cart" : trace_piece_id(trace, piece);
}

static void
put_cookies(struct writer *writer)
{
	const struct message *message = writer->message;
	struct sink *sink = &writer->sink;
	static const char first[] = "Cookie: ", next[] = "; ";
	const char *before = first;

	if (writer->carriage.sid && message->session != NONE32) {
		sink_text(sink, before);
		sink_text(sink, "sid=");
		put_sid(writer);
		before = next;
	}
	if (!writer->carriage.bearer && has_token(writer)) {
		sink_text(sink, before);
		sink_text(sink, COOKIE_SIGNED "=");
		put_token(writer);
		before = next;
	}
	for (uint32_t i = 0; i < loose_count(writer); i++) {
		const char *text = loose_text(writer, i);

		if (!text)
			continue;
		sink_text(sink, before);
		put_loose(writer, i, text);
		before = next;
	}
	if (message->refresh != 0) {
		sink_text(sink, before);
		put_refresh(writer);
		before = next;
	}
	if (message->route != NONE16) {
		sink_text(sink, before);
		sink_text(sink, "srv=");
		put_actor(writer, message->route);
		before = next;
	}
	if (before == next)
		sink_text(sink, "\r\n");
}

/* {"item":"pen"}; a login says who it is. */
static void
put_request_body(struct sink *sink, const struct writer *writer)
{
	const struct message *message = writer->message;
	const struct trace *trace = writer->trace;

	if (!writer->action->body_key)
		return;
	if (message->text == NONE32 &&
	    !(writer->action->makes_session && message->client < trace->actor_count))
		return;
	sink_text(sink, "{");
	sink_json(sink, writer->action->body_key);
	sink_text(sink, ":");
	sink_json(sink, message->text == NONE32 ? trace->actors[message->client].id
	                                        : trace_text(trace, message->text));
	sink_text(sink, "}");
}

/* A number by which a server that remembers it knows the request again: the same at every
 * attempt. */
static void
idempotency_key(const struct writer *writer, char key[17])
{
	uint64_t state = writer->trace->scenario->seed ^ (uint64_t)writer->message->key << 32;

	snprintf(key, 17, "%016" PRIx64, prng_splitmix64(&state));
}

static void
put_idempotency_key(struct writer *writer)
{
	char key[17];

	if (writer->message->key == 0)
		return;
	idempotency_key(writer, key);
	sink_text(&writer->sink, "Idempotency-Key: \"");
	sink_text(&writer->sink, key);
	sink_text(&writer->sink, "\"\r\n");
}

static void
put_request(struct writer *writer)
{
	const struct message *message = writer->message;
	struct sink *sink = &writer->sink, count = { NULL, 0 };
	uint64_t begin;

	sink_text(sink, writer->action->method);
	sink_text(sink, " ");
	if (writer->action->argument_piece) {
		sink_text(sink, "/");
		sink_text(sink, path_piece(writer->trace, message->piece));
	} else {
		sink_text(sink, writer->action->path);
	}
	sink_text(sink, " HTTP/1.1\r\nHost: shop.example\r\n");
	begin = sink->bytes;
	if (writer->carriage.bearer && has_token(writer)) {
		sink_text(sink, "Authorization: Bearer ");
		put_token(writer);
		sink_text(sink, "\r\n");
	}
	put_cookies(writer);
	writer->state_bytes += sink->bytes - begin;
	put_idempotency_key(writer);
	put_request_body(&count, writer);
	if (count.bytes > 0)
		put_body_headers(writer, count.bytes);
	sink_text(sink, "\r\n");
	put_request_body(sink, writer);
}

/* -- replies -- */

static void
put_shown_piece(struct sink *sink, const struct writer *writer, const char *key)
{
	const struct trace *trace = writer->trace;
	uint32_t text = writer->message->text;
	uint16_t piece = scenario_piece(trace->scenario, key);

	sink_member(sink, key, text == NONE32 ? "null" : trace_text(trace, text),
	    piece == SCENARIO_NONE ? 0 : piece_filler(&trace->scenario->pieces[piece]));
}

/* {"cart":["book","pen"]}, {"token":".."}, {"error":"log in first"} */
static void
put_reply_body(struct writer *writer)
{
	const struct message *message = writer->message;
	struct sink *sink = &writer->sink;
	const char *error = http_error_text(message->status);
	const char *key = writer->action->argument_piece ? path_piece(writer->trace, message->piece)
	                                                 : writer->action->reply_key;

	sink_text(sink, "{");
	if (error) {
		sink_text(sink, "\"error\":");
		sink_json(sink, error);
		key = NULL;
	}
	if (key)
		put_shown_piece(sink, writer, key);
	if (message->sets_token && writer->carriage.bearer && has_token(writer)) {
		sink_text(sink, error || key ? ",\"token\":\"" : "\"token\":\"");
		put_token(writer);
		sink_text(sink, "\"");
	}
	sink_text(sink, "}");
}

static void
put_set_cookies(struct writer *writer)
{
	const struct message *message = writer->message;
	struct sink *sink = &writer->sink;

	if (message->sets_sid && writer->carriage.sid && message->session != NONE32) {
		sink_text(sink, "Set-Cookie: sid=");
		put_sid(writer);
		sink_text(sink, COOKIE_ATTRIBUTES "\r\n");
	}
	if (message->sets_token && !writer->carriage.bearer && has_token(writer)) {
		sink_text(sink, "Set-Cookie: " COOKIE_SIGNED "=");
		put_token(writer);
		sink_text(sink, COOKIE_ATTRIBUTES "\r\n");
	}
	for (uint32_t i = 0; message->sets_token && i < loose_count(writer); i++) {
		const char *text = loose_text(writer, i);

		if (!text)
			continue;
		sink_text(sink, "Set-Cookie: ");
		put_loose(writer, i, text);
		sink_text(sink, COOKIE_ATTRIBUTES "\r\n");
	}
	if (message->refresh != 0) {
		sink_text(sink, "Set-Cookie: ");
		put_refresh(writer);
		sink_text(sink, REFRESH_ATTRIBUTES "\r\n");
	}
	if (message->sets_srv && message->route != NONE16) {
		sink_text(sink, "Set-Cookie: srv=");
		put_actor(writer, message->route);
		sink_text(sink, COOKIE_ATTRIBUTES "\r\n");
	}
}

/* Logging out drops all that the design makes the browser keep; the route is the balancer's. */
static void
put_dropped_cookies(struct writer *writer)
{
	const struct scenario *scenario = writer->trace->scenario;
	struct sink *sink = &writer->sink;

	if (!writer->message->drops)
		return;
	if (writer->carriage.sid)
		sink_text(sink, "Set-Cookie: sid" COOKIE_DROPPED);
	if (writer->carriage.token && !writer->carriage.bearer)
		sink_text(sink, "Set-Cookie: " COOKIE_SIGNED COOKIE_DROPPED);
	if (scenario->token.rotates)
		sink_text(sink, "Set-Cookie: refresh=" REFRESH_ATTRIBUTES "; Max-Age=0\r\n");
	for (uint32_t i = 0; i < scenario->piece_count; i++) {
		if (scenario->pieces[i].home != HOME_CLIENT)
			continue;
		sink_text(sink, "Set-Cookie: ");
		sink_text(sink, scenario->pieces[i].id);
		sink_text(sink, COOKIE_DROPPED);
	}
}

static void
put_reply(struct writer *writer)
{
	struct sink *sink = &writer->sink, real;
	uint64_t body_bytes, begin;

	sink_text(sink, "HTTP/1.1 ");
	sink_integer(sink, writer->message->status);
	sink_text(sink, " ");
	sink_text(sink, http_status_text(writer->message->status));
	sink_text(sink, "\r\n");
	real = *sink;
	*sink = (struct sink){ NULL, 0 };
	put_reply_body(writer);
	body_bytes = sink->bytes;
	*sink = real;
	put_body_headers(writer, body_bytes);
	begin = sink->bytes;
	put_set_cookies(writer);
	put_dropped_cookies(writer);
	writer->state_bytes += sink->bytes - begin;
	sink_text(sink, "\r\n");
	put_reply_body(writer);
}

/* -- calls to the store and the database: RESP2 -- */

/* "s:" or "d:", the session's id or the user's, and with field writes the piece. */
static void
put_key(struct sink *sink, const struct writer *writer)
{
	const struct message *message = writer->message;
	const struct trace *trace = writer->trace;
	char sid[33];

	if (message->listed && message->session == NONE32 && message->client == NONE16) {
		sink_text(sink, "revoked");
		return;
	}
	sink_text(sink, message->listed ? "r:" : message->database ? "d:" : "s:");
	if (message->session != NONE32) {
		trace_sid(trace, message->session, sid);
		sink_text(sink, sid);
	} else if (message->client < trace->actor_count) {
		sink_text(sink, trace->actors[message->client].id);
	}
	if (message->piece != NONE16) {
		sink_text(sink, ":");
		sink_text(sink, trace_piece_id(trace, message->piece));
	}
}

/* The value of a piece, or of all that stands under one key. */
static void
put_stored(struct sink *sink, const struct writer *writer)
{
	const struct message *message = writer->message;
	const struct scenario *scenario = writer->trace->scenario;
	enum home home = message->peer ? HOME_REPLICA : message->database ? HOME_DATABASE
	    : HOME_STORE;
	enum piece_key key = message->session != NONE32 ? PIECE_KEY_SESSION : PIECE_KEY_USER;
	uint64_t filler = 0;

	if (message->listed && message->text == NONE32) {
		sink->bytes += message->key; /* the list of a run that keeps no texts */
		return;
	}
	for (uint32_t i = 0; i < scenario->piece_count && !message->listed; i++) {
		const struct piece *piece = &scenario->pieces[i];

		if (message->piece == i ||
		    (message->piece == NONE16 && piece->home == home && piece->key == key))
			filler += piece_filler(piece);
	}
	sink_value(sink, trace_text(writer->trace, message->text), filler);
}

/* ---- calls about keys of requests and counts of users ---- */

static bool
is_about(const struct writer *writer, enum trace_piece piece)
{
	return writer->message->piece == trace_extra_piece(writer->trace, piece);
}

static void
put_guard_key(struct sink *sink, const struct writer *writer)
{
	const struct message *message = writer->message;
	char key[17];

	sink_text(sink, message->database ? "d:" : "");
	if (is_about(writer, TRACE_PIECE_REQUEST_KEY)) {
		idempotency_key(writer, key);
		sink_text(sink, "k:");
		sink_text(sink, key);
	} else {
		sink_text(sink, "n:");
		sink_text(sink, writer->trace->actors[message->client].id);
	}
}

/* The result under a key: "201 {"order":1}", with what the reply gives the browser to keep. */
static void
put_kept(struct sink *sink, const struct writer *writer)
{
	const struct message *message = writer->message;
	struct writer inner = *writer;

	inner.sink = *sink;
	if (message->status == 0) {
		sink_text(&inner.sink, "pending");
	} else {
		sink_integer(&inner.sink, message->status);
		sink_text(&inner.sink, " ");
		if (message->sets_sid && inner.carriage.sid) {
			sink_text(&inner.sink, "sid=");
			put_sid(&inner);
			sink_text(&inner.sink, " ");
		}
		if (message->sets_token && !inner.carriage.bearer && has_token(&inner)) {
			sink_text(&inner.sink, COOKIE_SIGNED "=");
			put_token(&inner);
			sink_text(&inner.sink, " ");
		}
		for (uint32_t i = 0; message->sets_token && i < loose_count(&inner); i++) {
			if (!loose_text(&inner, i))
				continue;
			put_loose(&inner, i, loose_text(&inner, i));
			sink_text(&inner.sink, " ");
		}
		put_reply_body(&inner);
	}
	*sink = inner.sink;
}

typedef void put_fn(struct sink *sink, const struct writer *writer);

/* A bulk string: "$3\r\nGET\r\n". */
static void
put_bulk(struct writer *writer, put_fn *put)
{
	struct sink count = { NULL, 0 };

	put(&count, writer);
	sink_text(&writer->sink, "$");
	sink_integer(&writer->sink, (int64_t)count.bytes);
	sink_text(&writer->sink, "\r\n");
	put(&writer->sink, writer);
	sink_text(&writer->sink, "\r\n");
}

/* SET key pending NX GET: claims the key, or tells what stands there.  INCR counts. */
static void
put_guard_call(struct writer *writer)
{
	if (is_about(writer, TRACE_PIECE_REQUEST_COUNT)) {
		sink_text(&writer->sink, "*2\r\n$4\r\nINCR\r\n");
		put_bulk(writer, put_guard_key);
		return;
	}
	sink_text(&writer->sink, writer->message->status == 0 ? "*5\r\n$3\r\nSET\r\n"
	                                                      : "*3\r\n$3\r\nSET\r\n");
	put_bulk(writer, put_guard_key);
	put_bulk(writer, put_kept);
	if (writer->message->status == 0)
		sink_text(&writer->sink, "$2\r\nNX\r\n$3\r\nGET\r\n");
}

static void
put_guard_answer(struct writer *writer)
{
	const struct message *message = writer->message;

	if (is_about(writer, TRACE_PIECE_REQUEST_COUNT)) {
		sink_text(&writer->sink, ":");
		sink_text(&writer->sink, trace_text(writer->trace, message->text));
		sink_text(&writer->sink, "\r\n");
	} else if (message->found) {
		put_bulk(writer, put_kept);
	} else {
		sink_text(&writer->sink, message->status == 0 ? "$-1\r\n" : "+OK\r\n");
	}
}

uint32_t
http_kept_bytes(const struct trace *trace, const struct message *message)
{
	struct writer writer = { .trace = trace, .message = message,
		.action = &trace->scenario->actions[message->action],
		.carriage = carriage_of(trace->scenario) };
	struct sink count = { NULL, 0 };

	put_kept(&count, &writer);
	return (uint32_t)count.bytes;
}

static bool
is_guard(const struct writer *writer)
{
	return is_about(writer, TRACE_PIECE_REQUEST_KEY) ||
	    is_about(writer, TRACE_PIECE_REQUEST_COUNT);
}

/* A write without a value removes what stands there. */
static bool
removes(const struct message *message, const struct action *action)
{
	return message->write && message->text == NONE32 && !message->found &&
	    (message->kind == MESSAGE_CALL || action->ends_session);
}

/* A use that one server tells another: how long the entry lasts from now on. */
static bool
is_told(const struct message *message)
{
	return message->kind == MESSAGE_CALL && message->peer && message->found;
}

static void
put_idle(struct sink *sink, const struct writer *writer)
{
	sink_integer(sink, (int64_t)(writer->trace->scenario->session.idle_ns / NS_PER_S));
}

static void
put_added(struct sink *sink, const struct writer *writer)
{
	sink_text(sink, trace_text(writer->trace, writer->message->text));
}

static void
put_call(struct writer *writer)
{
	const struct message *message = writer->message;

	if (is_guard(writer)) {
		put_guard_call(writer);
		return;
	}
	if (!message->write)
		sink_text(&writer->sink, "*2\r\n$3\r\nGET\r\n");
	else if (message->adds)
		sink_text(&writer->sink, "*3\r\n$5\r\nRPUSH\r\n");
	else if (removes(message, writer->action))
		sink_text(&writer->sink, "*2\r\n$3\r\nDEL\r\n");
	else if (is_told(message))
		sink_text(&writer->sink, "*3\r\n$6\r\nEXPIRE\r\n");
	else
		sink_text(&writer->sink, "*3\r\n$3\r\nSET\r\n");
	put_bulk(writer, put_key);
	if (is_told(message))
		put_bulk(writer, put_idle);
	else if (message->adds)
		put_bulk(writer, put_added);
	else if (message->write && !removes(message, writer->action))
		put_bulk(writer, put_stored);
}

static void
put_answer(struct writer *writer)
{
	const struct message *message = writer->message;

	if (is_guard(writer))
		put_guard_answer(writer);
	else if (message->adds)
		put_bulk(writer, put_stored);
	else if (message->write)
		sink_text(&writer->sink, removes(message, writer->action) ? ":1\r\n" : "+OK\r\n");
	else if (message->found)
		put_bulk(writer, put_stored);
	else
		sink_text(&writer->sink, "$-1\r\n");
}

/* -- the door -- */

static struct writer
write_message(const struct trace *trace, const struct message *message, struct str *out)
{
	struct writer writer = { .trace = trace, .message = message, .sink = { out, 0 } };

	if (message->kind == MESSAGE_IMPORTED)
		return writer;
	CHECK(message->action < trace->scenario->action_count);
	writer.action = &trace->scenario->actions[message->action];
	writer.carriage = carriage_of(trace->scenario);
	switch ((enum message_kind)message->kind) {
	case MESSAGE_REQUEST:
		put_request(&writer);
		break;
	case MESSAGE_REPLY:
		put_reply(&writer);
		break;
	case MESSAGE_CALL:
		put_call(&writer);
		break;
	case MESSAGE_ANSWER:
		put_answer(&writer);
		break;
	case MESSAGE_IMPORTED:
		break;
	}
	return writer;
}

void
http_measure(const struct trace *trace, struct message *message)
{
	struct writer writer;

	if (message->kind == MESSAGE_IMPORTED)
		return;
	writer = write_message(trace, message, NULL);
	message->wire_bytes = (uint32_t)writer.sink.bytes;
	message->state_bytes = (uint32_t)writer.state_bytes;
}

void
http_text(const struct trace *trace, const struct message *message, struct str *out)
{
	write_message(trace, message, out);
}

void
request_line(const struct trace *trace, uint32_t request, struct str *out)
{
	const struct request *row;
	const struct action *action;

	CHECK(request < trace->request_count);
	row = trace_request_row(trace, request);
	CHECK(row != NULL && row->action < trace->scenario->action_count);
	action = &trace->scenario->actions[row->action];
	if (cast_of(trace->scenario, action->id) != action->id)
		str_add(out, cast_of(trace->scenario, action->id));
	else if (action->argument_piece)
		str_printf(out, "%s /%s", action->method, path_piece(trace, row->piece));
	else
		str_printf(out, "%s %s", action->method, action->path);
}
