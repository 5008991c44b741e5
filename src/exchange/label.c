/* Short names of messages and events. */
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "model/cast.h"
#include "exchange/writers.h"
#include "trace/http.h"

#define BODY_CELLS 40 /* of a reply's content: a glance, not the document */

/* "(sid 7f3" or ", srv s1": opens the bracket the first time. */
static void
put_part(struct str *out, bool *open, const char *words)
{
	str_printf(out, "%s%s", *open ? ", " : " (", words);
	*open = true;
}

/* A session travels as `sid` unless the login itself is in the token. */
static bool
has_sid(const struct scenario *scenario)
{
	uint16_t login = scenario_piece(scenario, "login");

	return login == SCENARIO_NONE || scenario->pieces[login].home != HOME_TOKEN;
}

static void
put_state(const struct trace *trace, const struct message *message, struct str *out)
{
	bool reply = message->kind == MESSAGE_REPLY, open = false;
	const char *sets = reply ? "sets " : "";
	struct str words = STR_INIT;
	char ticket[33];

	if (message->session < trace->session_count && (!reply || message->sets_sid) &&
	    has_sid(trace->scenario)) {
		trace_ticket(trace, message->session, ticket);
		str_printf(&words, "%ssid %s", sets, ticket);
		put_part(out, &open, words.text);
	}
	if (message->token < trace->token_count && (!reply || message->sets_token)) {
		str_clear(&words);
		str_printf(&words, "%s%s", sets,
		    !token_is_jwt(&trace->tokens[message->token]) ? "cookies"
		                                                              : "token");
		put_part(out, &open, words.text);
	}
	if (message->route < trace->actor_count && (!reply || message->sets_srv)) {
		str_clear(&words);
		str_printf(&words, "%ssrv %s", sets, trace->actors[message->route].id);
		put_part(out, &open, words.text);
	}
	if (reply && message->drops)
		put_part(out, &open, "drops cookies");
	if (open)
		str_add(out, ")");
	str_release(&words);
}

static void
put_call(const struct trace *trace, const struct message *message, struct str *out)
{
	char ticket[33];

	str_add(out, !message->write ? "GET " : message->adds ? "RPUSH " :
	    message->text != NONE32 ? "SET " : message->peer && message->found ? "EXPIRE " :
	    "DEL ");
	if (message->listed && message->session == NONE32 && message->client == NONE16) {
		str_add(out, "revoked");
		return;
	}
	str_add(out, message->listed ? "r:" : message->database ? "d:" : "s:");
	if (message->session < trace->session_count) {
		trace_ticket(trace, message->session, ticket);
		str_add(out, ticket);
	} else if (message->client < trace->actor_count) {
		str_add(out, trace->actors[message->client].id);
	}
	if (message->piece != NONE16)
		str_printf(out, ":%s", trace_piece_id(trace, message->piece));
}

static void
put_reply(const struct trace *trace, const struct message *message, struct str *out)
{
	const char *body = message->text == NONE32 ? "" : trace_text(trace, message->text);
	size_t fit = utf8_fit(body, BODY_CELLS);

	str_printf(out, "%u %s", message->status, http_status_text(message->status));
	put_state(trace, message, out);
	if (fit > 0)
		str_add(out, ": ");
	str_add_bytes(out, body, fit);
	if (body[fit])
		str_add(out, "...");
}

void
label_message(const struct trace *trace, const struct event *event, struct str *out)
{
	const struct message *message = event_message(trace, event);

	if (!message) {
		str_add(out, "message");
		return;
	}
	switch ((enum message_kind)message->kind) {
	case MESSAGE_REQUEST:
		if (event->request < trace->request_count)
			request_line(trace, event->request, out);
		else
			str_add(out, "request");
		put_state(trace, message, out);
		break;
	case MESSAGE_REPLY:
		put_reply(trace, message, out);
		break;
	case MESSAGE_CALL:
		put_call(trace, message, out);
		break;
	case MESSAGE_ANSWER:
		str_add(out, message->write   ? "OK"
		             : message->found ? "found"
		                              : "nothing there");
		break;
	case MESSAGE_IMPORTED:
		str_add(out, "message");
		break;
	}
}

void
label_actor(const struct trace *trace, uint16_t actor, struct str *out)
{
	static const enum cast_id words[ROLE_COUNT] = { [ROLE_CLIENT] = CAST_COUNT,
		[ROLE_DEVICE] = CAST_COUNT, [ROLE_BALANCER] = CAST_BALANCER,
		[ROLE_SERVER] = CAST_SERVER, [ROLE_STORE] = CAST_STORE,
		[ROLE_DATABASE] = CAST_DATABASE, [ROLE_ATTACKER] = CAST_ATTACKER };
	const struct actor *row = &trace->actors[actor];
	enum cast_id word = words[row->role];

	if (word == CAST_COUNT || !cast_has(trace->scenario, word))
		str_add(out, row->id);
	else if (row->role == ROLE_SERVER)
		str_add(out, row->name);
	else
		str_add(out, cast_word(trace->scenario, word));
}

void
label_event(const struct trace *trace, uint32_t index, struct str *out)
{
	const struct event *event = trace_event(trace, index);

	str_add(out, event_kinds[event->kind].word);
	if (event->item < trace->item_count) {
		str_printf(out, " %s",
		    trace_piece_name(trace, trace_item_of(trace, event->item).piece));
		if (event->kind != EVENT_MISS)
			str_printf(out, " v%u", event->version);
	} else if (event->other < trace->actor_count) {
		str_add_char(out, ' ');
		label_actor(trace, event->other, out);
	}
	if (event->kind == EVENT_BELIEVE)
		str_add(out, event->value ? " up" : " down");
	if (event->kind == EVENT_GAP)
		str_printf(out, ": %" PRIu64 " events not shown", event->value);
	if (event->outcome != OUTCOME_OK)
		str_printf(out, ", %s", outcome_word((enum outcome)event->outcome));
}
