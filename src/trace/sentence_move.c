/* Sentences of what travels: requests, replies, calls to the store and the database. */
#include "model/cast.h"
#include "trace/http.h"
#include "trace/http_recipe.h"
#include "trace/sentence_parts.h"

/* The first piece beside the login that the token or the client's cookies carry, or NONE32. */
static uint32_t
carried_piece(const struct telling *t, const struct token *token, enum home home)
{
	const struct scenario *scenario = t->trace->scenario;

	for (uint32_t i = 0; i < scenario->piece_count; i++)
		if (scenario->pieces[i].home == home && token->texts[i] != NONE32 &&
		    !piece_is_login(&scenario->pieces[i]))
			return i;
	return NONE32;
}

/* The analogy's word beside the field's: not where the field's is another one already, unless the
 * cast has one for it too. */
static bool
in_own_words(const struct telling *t, enum cast_id id)
{
	const struct scenario *scenario = t->trace->scenario;

	return scenario->cast_count == 0 || cast_has(scenario, id);
}

/* " With it goes Ana's signed session, a sealed coat: book, pen." */
static void
say_token(const struct telling *t, uint32_t row)
{
	const struct token *token = &t->trace->tokens[row];
	uint32_t coat = carried_piece(t, token, HOME_TOKEN);
	uint32_t loose = carried_piece(t, token, HOME_CLIENT);

	if (token_is_jwt(token) && coat != NONE32) {
		say(t, " With it goes ");
		say_actor(t, token->client);
		say(t, "'s {signed-session}");
		if (in_own_words(t, CAST_COAT))
			say(t, ", a sealed {coat}");
		say_content(t, trace_text(t->trace, token->texts[coat]));
		str_add(t->out, ".");
	} else if (token_is_jwt(token)) {
		say(t, " With it goes ");
		say_actor(t, token->client);
		say(t, "'s {identity-token}, ");
		if (in_own_words(t, CAST_BADGE))
			say(t, "{a badge} of ");
		str_printf(t->out, "%u bytes.", token_bytes(t->trace, row));
	}
	if (loose != NONE32) {
		say(t, " An unsigned {cookie} holds %C's ");
		str_add(t->out, trace_piece_name(t->trace, (uint16_t)loose));
		say_content(t, trace_text(t->trace, token->texts[loose]));
		str_add(t->out, ".");
	}
}

static bool
login_in_token(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		if (piece_is_login(&scenario->pieces[i]))
			return scenario->pieces[i].home == HOME_TOKEN;
	return false;
}

static void
say_carried(const struct telling *t, const struct message *message)
{
	const struct scenario *scenario = t->trace->scenario;
	const struct action *action = &scenario->actions[message->action];
	bool ticket = message->session != NONE32 && !login_in_token(scenario);

	if (ticket) {
		say(t, " With it goes ");
		say_actor(t, trace_session_client(t->trace, message->session));
		say(t, "'s {session-id}");
		if (in_own_words(t, CAST_TICKET))
			say(t, ", the {ticket}");
		str_add(t->out, " #");
		say_ticket(t, message->session);
		if (message->route != NONE16) {
			str_add(t->out, ", and srv=");
			str_add(t->out, t->trace->actors[message->route].id);
		}
		str_add(t->out, ".");
	}
	if (message->token != NONE32)
		say_token(t, message->token);
	else if (!ticket && action->needs_login)
		say(t, login_in_token(scenario) ? " It carries no {token}."
		                                : " It carries no {ticket}.");
	if (message->refresh != 0)
		say(t, " The refresh {token} goes along.");
	if (!ticket && message->route != NONE16) {
		say(t, " The {cookie} srv=");
		str_add(t->out, t->trace->actors[message->route].id);
		str_add(t->out, " goes along.");
	}
	if (message->key != 0)
		say(t, " An idempotency key goes along.");
}

static void
send_request(const struct telling *t, const struct message *message)
{
	if (actor_role(t->trace, t->event->actor) == ROLE_BALANCER) {
		say(t, "%A hands %C's %Q to %O.");
		return;
	}
	say(t, "%A sends %Q to %O");
	str_add(t->out, t->event->attempt > 1 ? " again." : ".");
	say_carried(t, message);
}

static void
say_error(const struct telling *t, uint16_t status)
{
	if (status == 401)
		cast_login_first(t->out, t->trace->scenario);
	else
		str_add(t->out, http_error_text(status));
}

/* ": book, pen", ": log in first" */
static void
say_reply_content(const struct telling *t, const struct message *message)
{
	const char *error = http_error_text(message->status);

	if (error) {
		str_add(t->out, ": ");
		say_error(t, message->status);
	} else if (t->trace->scenario->actions[message->action].adds_order &&
	    message->text != NONE32) {
		str_printf(t->out, ": order %s", trace_text(t->trace, message->text));
	} else if (message->text != NONE32) {
		say_content(t, trace_text(t->trace, message->text));
	}
}

static void
say_given(const struct telling *t, const struct message *message)
{
	if (message->sets_sid && message->session != NONE32) {
		say(t, " It gives a new {ticket}, #");
		say_ticket(t, message->session);
		str_add(t->out, ".");
	}
	if (message->sets_token && message->token != NONE32 &&
	    token_is_jwt(&t->trace->tokens[message->token]))
		say(t, " It gives %C a new {token}.");
}

/* True when the balancer passes on what a server said, rather than answering by itself. */
static bool
passes_on(const struct telling *t)
{
	const struct event *cause = telling_cause(t);

	return cause != NULL && cause->kind == EVENT_RECEIVE &&
	    actor_role(t->trace, cause->other) == ROLE_SERVER;
}

static void
send_reply(const struct telling *t, const struct message *message)
{
	bool balancer = actor_role(t->trace, t->event->actor) == ROLE_BALANCER;

	if (!balancer)
		say(t, "%A answers ");
	else if (passes_on(t))
		say(t, "%A passes on ");
	else
		say(t, "%A answers ");
	str_printf(t->out, "%u", message->status);
	if (!balancer)
		say(t, " through %O");
	else
		say(t, " to %O");
	say_reply_content(t, message);
	str_add(t->out, ".");
	if (!balancer && trace_reason(t->trace, t->event) == REASON_REPEATED)
		str_add(t->out, " That is the result it kept: nothing is done again.");
	if (!balancer)
		say_given(t, message);
	else if (message->sets_srv && message->route != NONE16) {
		say(t, " It adds the {cookie} srv=");
		str_printf(t->out, "%s.", t->trace->actors[message->route].id);
	}
}

/* Whose entry a call is about, whoever asks. */
static void
say_call_owner(const struct telling *t, const struct message *message)
{
	if (message->client < t->trace->actor_count)
		say_actor(t, message->client);
	else
		say(t, "%C");
}

/* The pieces that a call is about: "Ana's cart and orders"; false: none is known by name. */
static bool
say_call_pieces(const struct telling *t, const struct message *message)
{
	const struct scenario *scenario = t->trace->scenario;
	const struct action *action = &scenario->actions[message->action];
	enum home home = message->peer ? HOME_REPLICA : message->database ? HOME_DATABASE
	    : HOME_STORE;
	const uint16_t *rows = message->write ? action->writes : action->reads;
	const struct request *request = trace_request_row(t->trace, t->event->request);
	uint16_t pieces[5];
	uint32_t count = 0;

	if (message->piece != NONE16)
		pieces[count++] = message->piece;
	else if (!message->write && action->argument_piece && request != NULL &&
	    request->piece < scenario->piece_count)
		pieces[count++] = request->piece;
	for (int i = 0; i < 4 && message->piece == NONE16 && rows[i] != SCENARIO_NONE; i++)
		if (scenario->pieces[rows[i]].home == home &&
		    !piece_is_login(&scenario->pieces[rows[i]]))
			pieces[count++] = rows[i];
	if (count == 0)
		return false;
	say_call_owner(t, message);
	str_add(t->out, "'s ");
	for (uint32_t i = 0; i < count; i++) {
		str_add(t->out, i == 0 ? "" : i + 1 < count ? ", " : " and ");
		str_add(t->out, trace_piece_name(t->trace, pieces[i]));
	}
	return true;
}

/* "session 7f3", "the cart of session 7f3", "Ana's cart". */
static void
say_call_subject(const struct telling *t, const struct message *message)
{
	if (message->session == NONE32) {
		if (!say_call_pieces(t, message)) {
			say_call_owner(t, message);
			say(t, "'s {entry}");
		}
		return;
	}
	if (message->piece != NONE16)
		str_printf(t->out, "the %s of ", trace_piece_name(t->trace, message->piece));
	say(t, "{session} ");
	say_ticket(t, message->session);
}

/* Why servers write to each other when no reply waits for it. */
static void
say_copy_reason(const struct telling *t)
{
	enum reason reason = trace_reason(t->trace, t->event);

	str_add(t->out, reason == REASON_ASYNC    ? " No reply waits for it."
	    : reason == REASON_REPAIR  ? " One was lacking."
	    : reason == REASON_AGAIN   ? " It tries again: nothing has come back."
	                               : "");
}

static void
send_to_peer(const struct telling *t, const struct message *message)
{
	if (!message->write)
		say(t, "%A has heard that %O holds ");
	else if (message->found)
		say(t, "%A tells %O of a use of ");
	else if (message->text == NONE32)
		say(t, "%A tells %O to remove ");
	else
		say(t, "%A sends %O {a copy} of ");
	say_call_subject(t, message);
	if (!message->write)
		str_add(t->out, ", and asks for it");
	else if (message->text != NONE32 && message->piece != NONE16)
		say_content(t, trace_text(t->trace, message->text));
	str_add(t->out, ".");
	say_copy_reason(t);
}

/* "whether session 7f3 is revoked", "the list of the revoked". */
static void
say_list_subject(const struct telling *t, const struct message *message)
{
	if (message->session != NONE32) {
		say(t, message->write ? "that {session} " : "whether {session} ");
		say_ticket(t, message->session);
		str_add(t->out, " is revoked");
	} else if (message->client != NONE16) {
		str_add(t->out, "since when ");
		say_actor(t, message->client);
		say(t, "'s {tokens} count");
	} else {
		str_add(t->out, "the list of the revoked");
	}
}

static bool
is_store(const struct telling *t, uint16_t actor)
{
	enum role role = actor_role(t->trace, actor);

	return role == ROLE_STORE || role == ROLE_DATABASE;
}

/* "s1 asks the store to add pen to the cart of session 7f3." */
static void
send_addition(const struct telling *t, const struct message *message)
{
	say(t, "%A asks %O to add ");
	str_add(t->out, trace_text(t->trace, message->text));
	str_add(t->out, " to ");
	say_call_subject(t, message);
	str_add(t->out, ".");
}

static void
send_call(const struct telling *t, const struct message *message)
{
	if (message->peer) {
		send_to_peer(t, message);
		return;
	}
	if (message_is_guard(t, message)) {
		guard_call(t, message);
		return;
	}
	if (message->listed) {
		say(t, message->write ? "%A tells %O " : message->session == NONE32 &&
		    message->client == NONE16 ? "%A asks %O for " : "%A asks %O ");
		say_list_subject(t, message);
		str_add(t->out, ".");
		return;
	}
	if (message->adds) {
		send_addition(t, message);
		return;
	}
	if (!message->write)
		say(t, "%A asks %O for ");
	else if (message->text == NONE32)
		say(t, "%A asks %O to remove ");
	else
		say(t, "%A asks %O to keep ");
	say_call_subject(t, message);
	if (message->write && message->text != NONE32 &&
	    (message->piece != NONE16 || message->session == NONE32))
		say_content(t, trace_text(t->trace, message->text));
	str_add(t->out, ".");
}

static void
send_answer(const struct telling *t, const struct message *message)
{
	bool whole = message->piece == NONE16;

	if (message_is_guard(t, message)) {
		guard_answer(t, message);
		return;
	}
	say(t, "%A answers %O");
	if (message->listed && !message->write) {
		bool all = message->session == NONE32 && message->client == NONE16;

		str_add(t->out, all && message->key == 0 ? ": the list is empty."
		        : all                            ? " with the list."
		        : message->found                 ? ": it is on the list."
		                                         : ": it is not on the list.");
		return;
	}
	if (message->adds)
		say_content(t, trace_text(t->trace, message->text));
	else if (message->write)
		str_add(t->out, ": done");
	else if (!message->found)
		str_add(t->out, ": nothing there");
	else if (whole && message->session != NONE32)
		str_add(t->out, message->peer ? ": here it is" : ": it is there");
	else
		say_content(t, trace_text(t->trace, message->text));
	str_add(t->out, ".");
}

void
sentence_send(const struct telling *t)
{
	const struct message *message = telling_message(t);

	if (!message || message->kind == MESSAGE_IMPORTED)
		say(t, "%A sends a message to %O.");
	else if (message->kind == MESSAGE_REQUEST)
		send_request(t, message);
	else if (message->kind == MESSAGE_REPLY)
		send_reply(t, message);
	else if (message->kind == MESSAGE_CALL)
		send_call(t, message);
	else
		send_answer(t, message);
}

static void
receive_request(const struct telling *t)
{
	if (actor_role(t->trace, t->event->actor) == ROLE_BALANCER)
		say(t, "%A receives %C's %Q.");
	else
		say(t, "%A receives %C's %Q from %O.");
}

static void
receive_reply(const struct telling *t, const struct message *message)
{
	say(t, "%A receives ");
	str_printf(t->out, "%u", message->status);
	say(t, " from %O");
	say_reply_content(t, message);
	str_add(t->out, ".");
}

static void
receive_call(const struct telling *t, const struct message *message)
{
	if (message_is_guard(t, message)) {
		guard_call_heard(t, message);
		return;
	}
	say(t, "%A hears from %O: ");
	if (message->listed) {
		str_add(t->out, message->write ? "" : "a question about ");
		say_list_subject(t, message);
		str_add(t->out, ".");
		return;
	}
	say(t, !message->write ? "a question about "
	    : message->peer && message->found ? "a use of "
	    : message->adds           ? "add to "
	    : message->text == NONE32 ? "remove "
	    : message->peer           ? "{a copy} of "
	                              : "keep ");
	say_call_subject(t, message);
	str_add(t->out, ".");
}

void
sentence_receive(const struct telling *t)
{
	const struct message *message = telling_message(t);

	if (!message || message->kind == MESSAGE_IMPORTED)
		say(t, "%A receives a message from %O.");
	else if (message->kind == MESSAGE_REQUEST)
		receive_request(t);
	else if (message->kind == MESSAGE_REPLY)
		receive_reply(t, message);
	else if (message->kind == MESSAGE_CALL)
		receive_call(t, message);
	else
		say(t, "%A receives the answer of %O.");
}

/* Was what the place refused to write the user's own, and not one session's? */
static bool
refuses_of_user(const struct telling *t)
{
	const struct trace *trace = t->trace;
	const struct event *cause = trace_event(trace, t->event->cause);
	const struct message *message = cause == NULL ? NULL : trace_message(trace, cause->message);

	return message != NULL && message->kind == MESSAGE_CALL && message->client != NONE16;
}

void
sentence_refuse(const struct telling *t)
{
	enum reason reason = trace_reason(t->trace, t->event);

	if (reason == REASON_CHANGED && t->event->session != NONE32 && !refuses_of_user(t)) {
		say(t, "%A refuses: #");
		say_ticket(t, t->event->session);
		say(t, " has changed since %O read it.");
	} else if (reason == REASON_CHANGED)
		say(t, "%A refuses: what it keeps of %C has changed since %O read it.");
	else if (reason == REASON_FULL && is_store(t, t->event->actor))
		say(t, "%A is full and refuses to keep what %O sent.");
	else if (reason == REASON_FULL)
		say(t, "%A has no room in its {queue} and refuses %O.");
	else if (reason == REASON_MEMORY)
		say(t, "%A has no room in its {memory} and refuses %O.");
	else if (reason == REASON_LIMIT)
		say(t, "%A sends %C's %Q back to %O: over the limit.");
	else if (reason == REASON_UNREACHABLE)
		say(t, "%A cannot be reached, so %O gets no answer.");
	else if (reason == REASON_CRASHED &&
	    actor_role(t->trace, t->event->actor) == ROLE_BALANCER)
		say(t, "The connection of %O to %A is gone, and with it %C's %Q.");
	else if (reason == REASON_CRASHED)
		say(t, cast_has(t->trace->scenario, CAST_CRASH)
		           ? "%A {crashes} with %C's %Q in hand, so %O gets no answer."
		           : "%A crashed with %C's %Q in hand, so %O gets no answer.");
	else
		say(t, "%A is down and refuses %O.");
}
