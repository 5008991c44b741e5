/* view/words.c - the few words that stand beside an event. */
#include "view/words.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"
#include "trace/http.h"
#include "view/pill.h"

void
words_content(const char *json, struct str *out)
{
	bool inside = false;

	if (!json || !*json || str_equal(json, "null")) {
		str_add(out, "none");
		return;
	}
	if (str_equal(json, "[]")) {
		str_add(out, "empty");
		return;
	}
	for (const char *at = json; *at; at++) {
		if (*at == '\\' && at[1])
			str_add_char(out, *++at);
		else if (*at == '"')
			inside = !inside;
		else if (!inside && *at == ',')
			str_add(out, ", ");
		else if (inside || (*at != '[' && *at != ']'))
			str_add_char(out, *at);
	}
}

int
words_content_count(const char *json)
{
	bool inside = false;
	int count = 0;

	if (!json || json[0] != '[')
		return -1;
	if (json[1] == ']')
		return 0;
	for (const char *at = json; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '"')
			inside = !inside;
		else if (!inside && *at == ',')
			count++;
	}
	return count + 1;
}

void
words_request(const struct trace *trace, uint32_t send, struct str *out)
{
	if (trace->events[send].request != NONE32)
		request_line(trace, trace->events[send].request, out);
}

/* First letter of a client's name. */
static void
add_initial(const struct trace *trace, uint16_t client, struct str *out)
{
	const char *name = client == NONE16 ? "?" : trace->actors[client].name;
	uint32_t code_point;

	utf8_decode(name, strlen(name), &code_point, NULL);
	str_add_code_point(out, code_point);
}

void
words_token(const struct trace *trace, uint32_t token, int room, struct str *out)
{
	const struct token *row = &trace->tokens[token];
	const struct scenario *scenario = trace->scenario;
	uint16_t login = scenario_piece(scenario, "login");
	int things = -1;
	bool coat = false;

	for (uint32_t i = 0; i < scenario->piece_count; i++) {
		if (i == login || scenario->pieces[i].home != HOME_TOKEN || row->texts[i] == NONE32)
			continue;
		coat = true;
		if (things < 0)
			things = words_content_count(trace_text(trace, row->texts[i]));
	}
	str_add(out, coat ? "▐" : "«");
	add_initial(trace, row->client, out);
	if (coat && things >= 0 && room >= 6)
		str_printf(out, ":%d", things);
	str_add(out, coat ? "✓▌" : "✓»");
}

static void
label_request(const struct trace *trace, const struct message *message, int room, struct str *out)
{
	const struct action *action = &trace->scenario->actions[message->action];

	if (message->token != NONE32)
		words_token(trace, message->token, room, out);
	else if (message->session != NONE32)
		pill_ticket(trace, message->session, out);
	else
		str_add(out, cast_of(trace->scenario, action->id));
}

static void
label_reply(const struct trace *trace, const struct message *message, int room, struct str *out)
{
	str_printf(out, "%u", message->status);
	if (room >= 8 && message->sets_sid && message->session != NONE32) {
		str_add_char(out, ' ');
		pill_ticket(trace, message->session, out);
	} else if (room >= 8 && message->sets_token && message->token != NONE32) {
		str_add_char(out, ' ');
		words_token(trace, message->token, room - 4, out);
	}
}

void
words_label(const struct trace *trace, uint32_t send, int room, struct str *out)
{
	uint32_t row = trace->events[send].message;
	const struct message *message;

	if (row == NONE32)
		return;
	message = &trace->messages[row];
	switch ((enum message_kind)message->kind) {
	case MESSAGE_REQUEST:
		label_request(trace, message, room, out);
		break;
	case MESSAGE_REPLY:
		label_reply(trace, message, room, out);
		break;
	case MESSAGE_CALL:
		str_add(out, !message->write                      ? "read"
		    : message->peer && message->text != NONE32 ? "copy"
		    : message->peer && message->found          ? "use"
		    : message->peer                            ? "drop"
		                                               : "write");
		break;
	case MESSAGE_ANSWER:
		str_add(out, message->write ? "kept" : message->found ? "found" : "none");
		break;
	case MESSAGE_IMPORTED:
		str_add(out, "?");
		break;
	}
}

void
words_reply(const struct trace *trace, const struct message *message, struct str *out)
{
	const struct action *action = &trace->scenario->actions[message->action];

	if (message->status == 401) {
		cast_login_first(out, trace->scenario);
	} else if (message->status >= 400) {
		str_add(out, http_status_text(message->status));
	} else if (message->sets_sid && message->session != NONE32) {
		cast_add(out, trace->scenario, "{ticket} ");
		pill_ticket(trace, message->session, out);
	} else if (message->sets_token && message->token != NONE32) {
		cast_add(out, trace->scenario, "{token} ");
		words_token(trace, message->token, 9, out);
	} else if (action->reply_key || action->argument_piece) {
		bool named = message->piece < trace->scenario->piece_count;

		if (named)
			str_add(out, trace_piece_name(trace, message->piece));
		else
			str_add(out, action->reply_key ? cast_of(trace->scenario, action->reply_key)
						       : "");
		str_add(out, ": ");
		if (message->text == NONE32)
			str_add(out, "empty");
		else
			words_content(trace_text(trace, message->text), out);
	}
}

const char *
words_routing(enum reason reason)
{
	if (reason == REASON_COOKIE || reason == REASON_TABLE || reason == REASON_KEY ||
	    reason == REASON_ADDRESS)
		return reason_word(reason);
	return "any";
}
