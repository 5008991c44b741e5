/* One function a kind says what happened; here is their table, and what holds for all of them. */
#include "trace/sentence.h"

#include <ctype.h>
#include <string.h>

#include "base/check.h"
#include "base/units.h"
#include "model/cast.h"
#include "trace/past.h"
#include "trace/sentence_parts.h"

/* How far back the leaving of a server is looked for. */
#define LOOK_BACK_EVENTS (1u << 16)

/* -- kinds whose sentence is one line or a choice of lines -- */

static void
sentence_lose(const struct telling *t)
{
	if (trace_reason(t->trace, t->event) == REASON_CRASHED &&
	    actor_role(t->trace, t->event->other) == ROLE_BALANCER) {
		say(t, "The message of %A finds %O down: nobody takes it on.");
		return;
	}
	say(t, trace_reason(t->trace, t->event) == REASON_GIVEN_UP
	           ? "The message of %A comes to %O too late: nobody waits for it."
	           : "The message of %A to %O is lost on its way.");
}

static void
sentence_duplicate(const struct telling *t)
{
	say(t, "%A receives the same message of %O a second time.");
}

/* The request that is being placed: of the event itself, or of its arrival, which caused it. */
static const struct message *
placed_request(const struct telling *t)
{
	const struct message *message = telling_message(t);
	const struct event *cause = telling_cause(t);

	if (!message && cause != NULL)
		message = trace_message(t->trace, cause->message);
	return message && message->kind == MESSAGE_REQUEST ? message : NULL;
}

static bool
leaves(const struct trace *trace, const struct event *event, uint16_t server)
{
	return event->actor == server && event->kind == EVENT_CHANGE &&
	    trace_reason(trace, event) == REASON_LEAVE;
}

/* " down", or that it has left for good. */
static void
say_away(const struct telling *t, uint16_t server)
{
	uint32_t begin = t->index > LOOK_BACK_EVENTS ? t->index - LOOK_BACK_EVENTS : 0;
	const struct trace_past *past = t->trace->past;
	bool gone = false;

	for (uint32_t i = past == NULL ? t->index : begin; i > begin && !gone; i--)
		gone = leaves(t->trace, &t->trace->events[i - 1], server);
	for (uint32_t i = past == NULL ? 0 : past->change_count; i > 0 && !gone; i--)
		gone = past->changes[i - 1].number >= begin &&
		    leaves(t->trace, &past->changes[i - 1].event, server);
	str_add(t->out, gone ? "gone" : "down");
}

/* "the address of Ana's laptop", "the user Ana", "the address of the group office" */
static void
say_key_of(const struct telling *t)
{
	const struct trace *trace = t->trace;
	const struct request *request = trace_request_row(trace, t->event->request);
	uint16_t index = request == NULL ? NONE16 : trace->actors[request->client].index;
	const char *group = index < trace->scenario->client_count ?
	    trace->scenario->clients[index].network_group : NULL;

	if (trace_reason(trace, t->event) == REASON_KEY || request == NULL) {
		say(t, "the user %C");
	} else if (group != NULL) {
		say(t, "the address that %C shares in ");
		str_add(t->out, group);
	} else {
		say(t, "the address of ");
		say_actor(t, request->device);
	}
}

/* "The ring maps the user Ana to s2." */
static void
route_by_key(const struct telling *t)
{
	static const char *const maps[MAP_COUNT] = {
		[MAP_NONE] = "hash modulo {servers}", [MAP_MODULO] = "hash modulo {servers}",
		[MAP_RING] = "ring", [MAP_RENDEZVOUS] = "highest weight",
		[MAP_BOUNDED] = "bounded ring",
	};
	struct scenario now;

	say(t, "%A maps ");
	say_key_of(t);
	telling_settings(t, &now);
	str_printf(t->out, " by %s", now.balancer.map == MAP_RING ||
	    now.balancer.map == MAP_BOUNDED ? "the " : "");
	say(t, maps[now.balancer.map]);
	say(t, " to %O.");
}

/* The balancer's table names a server for the session. */
static void
route_by_table(const struct telling *t)
{
	bool moved = trace_reason(t->trace, t->event) == REASON_MOVED &&
	    t->event->value < t->trace->actor_count;

	say(t, "%A finds in its table that {session} ");
	if (t->event->session < t->trace->session_count)
		say_ticket(t, t->event->session);
	str_add(t->out, " goes to ");
	say_actor(t, moved ? (uint16_t)t->event->value : t->event->other);
	if (!moved) {
		str_add(t->out, ".");
		return;
	}
	str_add(t->out, ", which is ");
	say_away(t, (uint16_t)t->event->value);
	say(t, ", and chooses %O.");
}

static void
sentence_route(const struct telling *t)
{
	const struct message *message = placed_request(t);
	enum reason reason = trace_reason(t->trace, t->event);
	struct scenario now;

	telling_settings(t, &now);
	if (t->event->other == NONE16) {
		say(t, "%A finds no {server} up.");
	} else if (reason == REASON_COOKIE) {
		say(t, "%A reads srv=");
		str_add(t->out, t->trace->actors[t->event->other].id);
		say(t, " in %C's {cookie} and chooses %O.");
	} else if (reason == REASON_TABLE || reason == REASON_MOVED) {
		route_by_table(t);
	} else if (reason == REASON_ADDRESS || reason == REASON_KEY) {
		route_by_key(t);
	} else if (reason == REASON_WAITING) {
		say(t, "%A held %C's %Q until it believed %O up, and chooses %O.");
	} else if (now.balancer.affinity == AFFINITY_COOKIE && message &&
	    message->route != NONE16) {
		say(t, "%A reads srv=");
		str_add(t->out, t->trace->actors[message->route].id);
		say(t, " in %C's {cookie}, finds ");
		say_actor(t, message->route);
		str_add(t->out, " ");
		say_away(t, message->route);
		say(t, ", and chooses %O.");
	} else if (now.balancer.affinity == AFFINITY_COOKIE) {
		say(t, "%A finds no srv in %C's {request} and chooses %O.");
	} else if (now.balancer.affinity == AFFINITY_TABLE) {
		say(t, "%A finds no row for %C's {request} in its table and chooses %O.");
	} else {
		say(t, "%A may choose any {server}, and chooses %O.");
	}
}

static void
sentence_redispatch(const struct telling *t)
{
	const struct event *cause = telling_cause(t);
	bool believed = cause && cause->kind == EVENT_BELIEVE;

	if (!cause || (!believed && cause->kind != EVENT_REFUSE)) {
		say(t, "%A chooses anew: %O.");
		return;
	}
	say(t, "%A finds ");
	say_actor(t, believed ? cause->other : cause->actor);
	say(t, trace_reason(t->trace, cause) == REASON_FULL ? " full and chooses %O."
	                                                    : " down and chooses %O.");
}

/* The client knows that nothing will come: its connection was refused, or is gone. */
static bool
is_disconnected(const struct telling *t)
{
	return t->event->outcome == OUTCOME_REFUSED;
}

static void
sentence_timeout(const struct telling *t)
{
	if (is_disconnected(t)) {
		say(t, "%A has no connection any more and gives up %Q.");
		return;
	}
	say(t, trace_reason(t->trace, t->event) == REASON_GIVEN_UP
	           ? "%A gives up waiting for %Q."
	           : "%A has waited long enough for %Q.");
}

static void
sentence_retry(const struct telling *t)
{
	say(t, "%A tries %Q again: attempt ");
	str_printf(t->out, "%u.", t->event->attempt);
}

static void
sentence_probe(const struct telling *t)
{
	say(t, t->event->outcome == OUTCOME_OK ? "%A's probe finds %O up."
	    : t->event->outcome == OUTCOME_TIMEOUT ? "%A's probe of %O goes unanswered."
	    : "%A's probe of %O is refused.");
}

static void
sentence_believe(const struct telling *t)
{
	say(t, t->event->value ? "%A now believes %O up." : "%A now believes %O down.");
}

static bool
at_store(const struct telling *t)
{
	enum role role = actor_role(t->trace, t->event->actor);

	return role == ROLE_STORE || role == ROLE_DATABASE;
}

static void
sentence_queue(const struct telling *t)
{
	if (at_store(t) && trace_reason(t->trace, t->event) == REASON_LOCKED) {
		say(t, "%A lets %O wait: another {request} of the same ");
		say(t, telling_session(t) == NONE32 ? "user" : "{session}");
		str_printf(t->out, " has the lock; number %llu in line.",
		    (unsigned long long)t->event->value);
		return;
	}
	if (at_store(t)) {
		say(t, "%A is busy: what %O asks waits, number ");
		str_printf(t->out, "%llu", (unsigned long long)t->event->value);
		say(t, " in the {queue}.");
		return;
	}
	say(t, "%C's %Q waits at %A, number ");
	str_printf(t->out, "%llu", (unsigned long long)t->event->value);
	say(t, " in the {queue}.");
}

static void
sentence_start(const struct telling *t)
{
	if (at_store(t)) {
		say(t, "%A takes up what %O asked, after a wait of ");
		units_print_duration(t->out, t->event->value);
		str_add(t->out, ".");
		return;
	}
	if (t->event->request == NONE32) {
		say(t, "A worker of %A takes over another {server}'s write for ");
		units_print_duration(t->out, t->event->value);
		str_add(t->out, ".");
		return;
	}
	say(t, "%A works on %C's %Q for ");
	units_print_duration(t->out, t->event->value);
	str_add(t->out, ".");
}

static void
sentence_finish(const struct telling *t)
{
	say(t, t->event->request == NONE32 ? "%A has taken it over."
	                                   : "%A ends its work on %C's %Q.");
}

static void
sentence_execute(const struct telling *t)
{
	say(t, "%A carries out %C's %Q.");
}

static void
sentence_restart(const struct telling *t)
{
	if (actor_role(t->trace, t->event->actor) == ROLE_BALANCER) {
		say(t, "%A is up again. It remembers nothing, and believes every {server} up until "
		       "it finds out.");
		return;
	}
	say(t, trace_reason(t->trace, t->event) == REASON_JOIN
	           ? "%A is new and up, with an empty {memory}; the {balancer} may choose it."
	           : "%A is up again, with an empty {memory}.");
}

static void
sentence_hang(const struct telling *t)
{
	say(t, "%A hangs: it takes {requests} and answers none.");
}

static void
sentence_slow(const struct telling *t)
{
	say(t, t->event->value == 1 ? "%A is as quick as before" : "%A becomes slow");
	if (t->event->value > 1)
		str_printf(t->out, ": everything takes %llu times as long",
		    (unsigned long long)t->event->value);
	str_add(t->out, ".");
}

static void
sentence_cut(const struct telling *t)
{
	say(t, "The {link} between %A and %O is cut.");
}

static void
sentence_heal(const struct telling *t)
{
	say(t, "The {link} between %A and %O carries again.");
}

static void
say_drain(const struct telling *t)
{
	say(t, "%A gets no new {sessions} for ");
	units_print_duration(t->out, t->event->value);
	str_add(t->out, "; those it serves stay with it.");
}

static void
say_remapped(const struct telling *t)
{
	unsigned long long keys = (unsigned long long)t->event->value;
	struct scenario now;
	bool user;

	telling_settings(t, &now);
	user = now.balancer.affinity == AFFINITY_KEY;
	say(t, telling_is_of_setting(t) ? "%A's map is another one: "
	    : "%A's map has changed with its {servers}: ");
	if (user)
		str_printf(t->out, "%llu %s", keys, keys == 1 ? "user now goes" : "users now go");
	else
		str_printf(t->out, "%llu %s", keys, keys == 1 ? "address now leads"
		                                              : "addresses now lead");
	say(t, keys == 1 ? " to another {server}." : " to other {servers}.");
}

static void
say_deploy(const struct telling *t)
{
	if (actor_role(t->trace, t->event->actor) != ROLE_BALANCER) {
		say(t, "%A's turn in the deploy: it gets no more {requests}, ends its work, and "
		       "restarts.");
		return;
	}
	str_printf(t->out, "A deploy begins: %llu ", (unsigned long long)t->event->value);
	say(t, t->event->value == 1 ? "{server} restarts"
	                            : "{servers} restart one after another");
	say(t, ", and %A is told of each step.");
}

static void
say_failover(const struct telling *t)
{
	unsigned long long lost = (unsigned long long)t->event->value;

	say(t, "A {copy} of %A takes over. ");
	if (lost == 0)
		str_add(t->out, "It has all that was written.");
	else
		str_printf(t->out, "%llu %s had not reached it and %s lost.", lost,
		    lost == 1 ? "write" : "writes", lost == 1 ? "is" : "are");
}

static void
sentence_change(const struct telling *t)
{
	enum reason reason = trace_reason(t->trace, t->event);

	if (reason == REASON_STORE_DOWN)
		say(t, "%A stops answering. Nothing in it is lost.");
	else if (reason == REASON_STORE_UP)
		say(t, "%A answers again, with all that it kept.");
	else if (reason == REASON_REVOKED)
		sentence_revoked(t);
	else if (reason == REASON_FULL)
		say(t, "%A is full: %I is not put on its list, and goes on.");
	else if (reason == REASON_SKEW)
		sentence_skewed(t);
	else if (reason == REASON_DRAIN)
		say_drain(t);
	else if (reason == REASON_SETTING)
		sentence_setting(t);
	else if (reason == REASON_DROP || reason == REASON_DROPPED)
		sentence_drop(t);
	else if (reason == REASON_FAILOVER)
		say_failover(t);
	else if (reason == REASON_DRAINED)
		say(t, "%A gets new {sessions} again.");
	else if (reason == REASON_LEAVE)
		say(t, "%A leaves: it gets no more {requests}, ends its work, and stops for good.");
	else if (reason == REASON_DEPLOY)
		say_deploy(t);
	else if (reason == REASON_REMAPPED)
		say_remapped(t);
	else
		say(t, "A setting changes at %A.");
}

static void
sentence_gap(const struct telling *t)
{
	str_printf(t->out, "%llu %s not shown here.", (unsigned long long)t->event->value,
	    t->event->value == 1 ? "event is" : "events are");
}

static sentence_fn *const sentence_table[EVENT_KIND_COUNT] = {
	[EVENT_SEND] = sentence_send,
	[EVENT_RECEIVE] = sentence_receive,
	[EVENT_LOSE] = sentence_lose,
	[EVENT_DUPLICATE] = sentence_duplicate,
	[EVENT_ROUTE] = sentence_route,
	[EVENT_REDISPATCH] = sentence_redispatch,
	[EVENT_REFUSE] = sentence_refuse,
	[EVENT_TIMEOUT] = sentence_timeout,
	[EVENT_RETRY] = sentence_retry,
	[EVENT_PROBE] = sentence_probe,
	[EVENT_BELIEVE] = sentence_believe,
	[EVENT_QUEUE] = sentence_queue,
	[EVENT_START] = sentence_start,
	[EVENT_FINISH] = sentence_finish,
	[EVENT_EXECUTE] = sentence_execute,
	[EVENT_READ] = sentence_read,
	[EVENT_WRITE] = sentence_write,
	[EVENT_MISS] = sentence_miss,
	[EVENT_CREATE] = sentence_create,
	[EVENT_EXPIRE] = sentence_expire,
	[EVENT_EVICT] = sentence_evict,
	[EVENT_COPY] = sentence_copy,
	[EVENT_VERIFY] = sentence_verify,
	[EVENT_ISSUE] = sentence_issue,
	[EVENT_CRASH] = sentence_crash,
	[EVENT_STOP] = sentence_stop,
	[EVENT_RESTART] = sentence_restart,
	[EVENT_HANG] = sentence_hang,
	[EVENT_SLOW] = sentence_slow,
	[EVENT_CUT] = sentence_cut,
	[EVENT_HEAL] = sentence_heal,
	[EVENT_CHANGE] = sentence_change,
	[EVENT_IGNORE] = sentence_ignore,
	[EVENT_GAP] = sentence_gap,
};

/* -- what holds for every sentence -- */

/* The name by which a picture shows an actor: a device's client has one. */
static const char *
shown_name(const struct trace *trace, uint16_t actor)
{
	uint16_t client = trace_client_of(trace, actor);

	return trace->actors[client == NONE16 ? actor : client].name;
}

/* The law: a picture of the event shows actor and other, so the sentence names them; but a setting
 * is nobody's. */
static void
name_actors(const struct telling *t, size_t begin)
{
	const uint16_t actors[] = { t->event->actor, t->event->other };
	bool nobodys = t->event->kind == EVENT_GAP || (t->event->kind == EVENT_CHANGE &&
	    trace_reason(t->trace, t->event) == REASON_SETTING);

	for (size_t i = 0; i < 2 && !nobodys; i++) {
		const char *name;

		if (actors[i] >= t->trace->actor_count)
			continue;
		name = shown_name(t->trace, actors[i]);
		if (strstr(t->out->text + begin, name))
			continue;
		str_printf(t->out, " With it: %s.", name);
	}
}

/* "the balancer" becomes "The balancer" where a sentence begins, and "kernel 1" "Kernel 1". */
static void
capitalise(const struct scenario *scenario, char *text)
{
	const char *server = cast_has(scenario, CAST_SERVER) ? cast_word(scenario, CAST_SERVER)
	                                                     : "the ";
	bool begins = true;

	for (; *text; text++) {
		if (begins && (str_starts_with(text, "the ") || str_starts_with(text, server)))
			*text = (char)toupper((unsigned char)*text);
		begins = text[0] == ' ' && begins;
		if (text[0] == '.' && text[1] == ' ')
			begins = true, text++;
	}
}

void
sentence_event(const struct trace *trace, uint32_t index, struct str *out)
{
	struct telling t = { .trace = trace, .index = index, .out = out };
	size_t begin = out->length;

	t.event = trace_event(trace, index);
	CHECK(t.event != NULL);
	CHECK(t.event->kind < EVENT_KIND_COUNT);
	sentence_table[t.event->kind](&t);
	name_actors(&t, begin);
	capitalise(trace->scenario, out->text + begin);
}

void
sentence_closed(const struct trace *trace, uint32_t index, struct str *out)
{
	enum event_kind kind = trace->events[index].kind;
	size_t from = out->length;
	char *end;

	sentence_event(trace, index, out);
	if (kind != EVENT_CRASH && kind != EVENT_STOP)
		return;
	end = strchr(out->text + from, '.');
	if (end && end[1]) {
		end[1] = '\0';
		out->length = (size_t)(end + 1 - out->text);
	}
}

void
sentence_moment(const struct trace *trace, uint32_t index, struct str *out)
{
	CHECK(index < trace->event_count);
	units_print_clock(out, trace->events[index].at_ns);
	str_printf(out, ", event %llu", (unsigned long long)trace_number(trace, index));
}
