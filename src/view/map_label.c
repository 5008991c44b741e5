/* view/map_label.c - what a load says: the shapes of the message it is, as long as its wire allows.
 */
#include "view/map.h"

#include <string.h>

#include "base/utf8.h"
#include "model/cast.h"

/* One member of a stored blob {"cart":["book"],"login":"ana"}: the end of the value at `at`. */
static const char *
value_end(const char *at)
{
	bool inside = false;
	int depth = 0;

	for (; *at; at++) {
		if (inside) {
			if (*at == '\\' && at[1])
				at++;
			else if (*at == '"')
				inside = false;
		} else if (*at == '"') {
			inside = true;
		} else if (*at == '[' || *at == '{') {
			depth++;
		} else if (*at == ']' || *at == '}') {
			if (depth-- == 0)
				return at;
		} else if (*at == ',' && depth == 0) {
			return at;
		}
	}
	return at;
}

/* The value of `piece` in a stored text, which is the value itself when it is no blob. */
static bool
stored_value(const char *stored, const char *piece, struct str *out)
{
	size_t length = strlen(piece);
	const char *at = stored;

	if (*at != '{') {
		str_add(out, stored);
		return true;
	}
	while (*at == '{' || *at == ',') {
		const char *key = at + 1, *value, *end;

		value = strchr(key, ':');
		if (*key != '"' || !value)
			return false;
		end = value_end(value + 1);
		if (strncmp(key + 1, piece, length) == 0 && key[1 + length] == '"') {
			str_add_bytes(out, value + 1, (size_t)(end - value - 1));
			return true;
		}
		at = end;
	}
	return false;
}

/* A token as a shape: a coat when the focus piece is in it, else a badge. */
static void
token_shape(const struct map_lane *lane, uint32_t row, enum pill_level level, struct str *out)
{
	const struct trace *trace = lane->trace;
	const struct token *token = &trace->tokens[row];
	uint16_t piece = lane->scene->piece;
	bool has_pill = piece < trace->scenario->piece_count && token->texts[piece] != NONE32;
	bool sealed = has_pill && trace->scenario->pieces[piece].home == HOME_TOKEN;

	if (has_pill)
		pill_text(trace, sealed ? PILL_SEALED : PILL_KEPT, token->client,
		    trace_text(trace, token->texts[piece]), level, out);
	else if (scenario_uses_home(trace->scenario, HOME_TOKEN))
		pill_text(trace, PILL_BADGE, token->client, "", level, out);
}

static void
request_label(const struct map_lane *lane, const struct message *message, enum pill_level level,
    struct str *out)
{
	if (message->session != NONE32)
		pill_ticket(lane->trace, message->session, out);
	if (message->token != NONE32)
		token_shape(lane, message->token, level, out);
	if (out->length == 0)
		str_add(out, cast_of(lane->trace->scenario,
		    lane->trace->scenario->actions[message->action].id));
}

/* `rank` 0 says most. */
static void
reply_label(const struct map_lane *lane, const struct message *message, enum pill_level level,
    bool shortly, struct str *out)
{
	const struct action *action = &lane->trace->scenario->actions[message->action];

	if (lane->run->closed) {
		str_add(out, "?");
		return;
	}
	str_printf(out, "%u", message->status);
	if (shortly)
		return;
	if (message->status == 401) {
		str_add_char(out, ' ');
		str_add(out, cast_has(lane->trace->scenario, CAST_LOGIN)
		                 ? cast_word(lane->trace->scenario, CAST_LOGIN) : "log in");
	} else if (message->sets_token && message->token != NONE32) {
		str_add_char(out, ' ');
		token_shape(lane, message->token, level, out);
	} else if (message->sets_sid && message->session != NONE32) {
		str_add_char(out, ' ');
		pill_ticket(lane->trace, message->session, out);
	} else if (message->status < 300 && (action->reply_key || message->piece != NONE16) &&
	    message->text != NONE32) {
		const char *text = trace_text(lane->trace, message->text);

		str_add_char(out, ' ');
		pill_words(text, level == PILL_OWNER ? PILL_COUNT : level, out);
		if (level != PILL_ITEMS && text[0] == '[' && !pill_content_empty(text))
			str_add(out, " it");
	} else if (message->status >= 500) {
		str_add(out, " error");
	}
}

/* What a call asks for: the focus piece, unless the call names another. */
static const char *
asked_piece(const struct map_lane *lane, const struct message *message)
{
	return trace_piece_name(lane->trace,
	    message->piece == NONE16 ? lane->scene->piece : message->piece);
}

static void
call_label(const struct map_lane *lane, const struct message *message, enum pill_level level,
    struct str *out)
{
	const struct trace *trace = lane->trace;
	uint16_t client = message->session < trace->session_count ?
	    trace->sessions[message->session].client : message->client;
	struct str value = STR_INIT;
	bool tells =
	    message->kind == MESSAGE_CALL ? message->write : !message->write && message->found;

	if (tells && message->text != NONE32 &&
	    (message->piece == NONE16 || message->piece == lane->scene->piece) &&
	    stored_value(trace_text(trace, message->text),
		trace_piece_id(trace, lane->scene->piece), &value))
		pill_text(trace, PILL_KEPT, client, value.text, level, out);
	else if (message->kind == MESSAGE_ANSWER)
		str_add(out, message->write ? "ok" : message->found ? "found" : "nothing");
	else if (message->session != NONE32)
		pill_ticket(trace, message->session, out);
	else if (level == PILL_OWNER || client == NONE16)
		pill_owner(trace, client, out);
	else
		str_printf(out, "%s%s%s", actor_shown(trace, client),
		    level == PILL_ITEMS ? "'s " : "",
		    level == PILL_ITEMS ? asked_piece(lane, message) : "");
	str_release(&value);
}

void
map_load_label(const struct map_lane *lane, uint32_t send, int cells, struct str *out)
{
	uint32_t row = send < lane->trace->event_count ? lane->trace->events[send].message : NONE32;
	const struct message *message;

	if (row >= lane->trace->message_count)
		return;
	message = &lane->trace->messages[row];
	for (int level = PILL_ITEMS; level <= PILL_LEVELS; level++) {
		enum pill_level pill = level < PILL_LEVELS ? (enum pill_level)level : PILL_OWNER;

		str_clear(out);
		if (message->kind == MESSAGE_REQUEST)
			request_label(lane, message, pill, out);
		else if (message->kind == MESSAGE_REPLY)
			reply_label(lane, message, pill, level == PILL_LEVELS, out);
		else
			call_label(lane, message, pill, out);
		if (utf8_cells(out->text) <= cells)
			return;
	}
	str_clear(out);
}
