/* Sentences of what is kept: found, missed, written, gone. */
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "model/cast.h"
#include "trace/http_recipe.h"
#include "trace/past.h"
#include "trace/sentence_parts.h"
#include "trace/world.h"

/* An entry that a device carries, said at the device itself. */
static bool
at_device(const struct telling *t)
{
	return actor_role(t->trace, t->event->actor) == ROLE_DEVICE;
}

static bool
in_own_memory(const struct telling *t)
{
	return actor_role(t->trace, t->event->actor) == ROLE_SERVER;
}

static const char *
item_piece(const struct telling *t)
{
	return t->event->item < t->trace->item_count
	           ? trace_piece_name(t->trace, trace_item_of(t->trace, t->event->item).piece)
	           : cast_word(t->trace->scenario, CAST_ENTRY);
}

/* ", as s1 asked" where a store acts for a server. */
static void
say_asked(const struct telling *t)
{
	if (t->event->other != NONE16 && t->event->other != t->event->actor)
		say(t, ", as %O asked");
}

/* Whose it is, which is not always who asks. */
static void
say_owner(const struct telling *t)
{
	uint16_t owner = t->event->item < t->trace->item_count
	                     ? trace_item_of(t->trace, t->event->item).client
	                     : NONE16;

	if (owner == NONE16)
		say(t, "%C");
	else
		say_actor(t, owner);
}

/* What a server remembers of a piece that a store keeps. */
static bool
in_cache(const struct telling *t)
{
	const struct scenario *scenario = t->trace->scenario;
	uint16_t piece;

	if (!in_own_memory(t) || t->event->item >= t->trace->item_count ||
	    t->event->home != HOME_SERVER)
		return false;
	piece = trace_item_of(t->trace, t->event->item).piece;
	return piece < scenario->piece_count &&
	    (scenario->pieces[piece].home == HOME_STORE ||
	    scenario->pieces[piece].home == HOME_DATABASE);
}

void
sentence_read(const struct telling *t)
{
	bool login = telling_is_login(t);

	if (telling_is_guard(t)) {
		sentence_guard(t);
		return;
	}
	if (telling_extra_piece(t) == TRACE_PIECE_REVOKED) {
		sentence_listed(t);
		return;
	}
	if (t->event->home == HOME_TOKEN) {
		say(t, login ? "%A reads in the {token} who is asking: "
		             : "%A reads %I in the {token}");
		if (login)
			say_owner(t);
	} else if (t->event->home == HOME_CLIENT) {
		say(t, "%A reads %I in {a cookie} that nobody signed");
	} else {
		say(t, "%A finds %I");
		if (in_cache(t))
			str_add(t->out, " in its cache");
		else if (in_own_memory(t))
			say(t, " in its own {memory}");
		else if (t->event->other != NONE16)
			say(t, " for %O");
		if (login) {
			str_add(t->out, ". It is ");
			say_owner(t);
			str_add(t->out, "'s");
		}
	}
	say_item_content(t);
	str_add(t->out, ".");
	if (t->event->outcome == OUTCOME_STALE)
		str_add(t->out, " That version is old.");
}

void
sentence_miss(const struct telling *t)
{
	if (telling_is_login(t) && telling_session(t) != NONE32) {
		say(t, "%A has no {session} ");
		say_ticket(t, telling_session(t));
	} else if (telling_is_login(t)) {
		say(t, "%A has no {session} behind %C's {ticket}");
	} else {
		say(t, "%A has no ");
		str_add(t->out, item_piece(t));
		say(t, " of %C's");
	}
	if (!in_own_memory(t) && t->event->other != NONE16)
		say(t, ", and tells %O");
	str_add(t->out, ".");
}

static void
carries(const struct telling *t)
{
	if (sentence_pocketed(t))
		return;
	if (telling_extra_piece(t) == TRACE_PIECE_ROUTE &&
	    t->event->value < t->trace->actor_count) {
		say(t, "%A now carries the {cookie} srv=");
		str_printf(t->out, "%s.", t->trace->actors[t->event->value].id);
		return;
	}
	if (telling_extra_piece(t) >= 0) {
		say(t, "%A now carries %I.");
		return;
	}
	say(t, "%A now carries the ");
	str_add(t->out, item_piece(t));
	if (!telling_is_refresh(t))
		say(t, t->event->home == HOME_TOKEN ? ", signed"
		                                    : " in {a cookie} that nobody signed");
	say_item_content(t);
	str_add(t->out, ".");
}

/* A row of the balancer's table. */
static bool
in_table(const struct telling *t)
{
	return actor_role(t->trace, t->event->actor) == ROLE_BALANCER &&
	    t->event->session < t->trace->session_count &&
	    t->event->value < t->trace->actor_count;
}

static void
say_table_row(const struct telling *t)
{
	say(t, "%A notes in its table that {session} ");
	say_ticket(t, t->event->session);
	str_add(t->out, t->event->kind == EVENT_WRITE ? " now goes to " : " goes to ");
	say_actor(t, (uint16_t)t->event->value);
	str_add(t->out, ".");
}

/* What is kept, and is nobody's piece: told in words of its own. */
static bool
said_of_its_own(const struct telling *t)
{
	if (telling_is_guard(t))
		sentence_guard(t);
	else if (in_table(t))
		say_table_row(t);
	else if (at_device(t))
		carries(t);
	else if (telling_extra_piece(t) == TRACE_PIECE_REVOKED)
		sentence_listed(t);
	else
		return false;
	return true;
}

void
sentence_write(const struct telling *t)
{
	if (said_of_its_own(t))
		return;
	say(t, trace_reason(t->trace, t->event) == REASON_UNSENT
	           ? "%A goes back to an older version of %I" : "%A keeps %I");
	if (in_own_memory(t))
		say(t, " in its own {memory}");
	else
		say_asked(t);
	say_item_content(t);
	str_add(t->out, ".");
}

/* A session that `on_miss` made: nobody logged in to it. */
static bool
nobodys(const struct telling *t)
{
	uint32_t session = telling_session(t);

	return session != NONE32 && !trace_session_of(t->trace, session).logged_in;
}

void
sentence_create(const struct telling *t)
{
	if (said_of_its_own(t))
		return;
	if (telling_extra_piece(t) == TRACE_PIECE_KEY) {
		if (!sentence_key(t))
			say(t, "%A holds %I.");
		return;
	}
	if (nobodys(t)) {
		say(t, "%A starts an empty ");
		str_add(t->out, item_piece(t));
		say(t, " in {session} ");
		say_ticket(t, telling_session(t));
		say_asked(t);
		str_add(t->out, "; nobody has logged in to it.");
		return;
	}
	if (trace_reason(t->trace, t->event) == REASON_UNSENT && t->event->other == NONE16) {
		say(t, "%A has %I again: nobody told the copy that it went");
	} else if (telling_is_login(t)) {
		say(t, "%A makes %I for %C");
		say_asked(t);
	} else if (t->event->other == NONE16) {
		say(t, "%A keeps %I from the start");
		say_item_content(t);
	} else {
		say(t, "%A starts %I");
		if (in_own_memory(t))
			say(t, " in its own {memory}");
		else
			say_asked(t);
		say_item_content(t);
	}
	str_add(t->out, ".");
}

/* How long the entry of a cache that ends now has been there. */
static uint64_t
cached_for_ns(const struct telling *t)
{
	uint64_t since_ns;

	if (t->trace->past != NULL && past_cached(t->trace->past, t->event->actor, t->event->item,
	    &since_ns))
		return t->event->at_ns - since_ns;
	for (uint32_t i = t->trace->past == NULL ? t->index : 0; i > 0; i--) {
		const struct event *event = &t->trace->events[i - 1];

		if (event->kind == EVENT_COPY && event->item == t->event->item &&
		    event->other == t->event->actor &&
		    trace_reason(t->trace, event) == REASON_CACHE)
			return t->event->at_ns - event->at_ns;
	}
	return t->trace->base != NULL ? t->trace->base->now.servers.cache_ttl_ns
	                              : t->trace->scenario->servers.cache_ttl_ns;
}

void
sentence_expire(const struct telling *t)
{
	struct scenario now;

	if (telling_is_guard(t)) {
		sentence_guard(t);
		return;
	}
	if (telling_extra_piece(t) == TRACE_PIECE_REVOKED) {
		sentence_listed(t);
		return;
	}
	if (trace_reason(t->trace, t->event) == REASON_TTL) {
		say(t, "%A forgets %I: it has been in its cache for ");
		units_print_duration(t->out, cached_for_ns(t));
		str_add(t->out, ".");
		return;
	}
	if (trace_reason(t->trace, t->event) == REASON_FORCED) {
		say(t, "%A drops %I: its time is up.");
		return;
	}
	if (in_table(t)) {
		say(t, "%A lets the row for {session} ");
		say_ticket(t, t->event->session);
		str_add(t->out, " expire: nobody used it for ");
	} else {
		say(t, "%A lets %I expire: nobody used it for ");
	}
	telling_settings(t, &now);
	units_print_duration(t->out, now.session.idle_ns);
	str_add(t->out, ".");
}

void
sentence_evict(const struct telling *t)
{
	enum reason reason = trace_reason(t->trace, t->event);

	if (telling_extra_piece(t) == TRACE_PIECE_REVOKED) {
		sentence_listed(t);
		return;
	}
	if (telling_extra_piece(t) == TRACE_PIECE_KEY && sentence_key(t))
		return;
	if (!at_device(t)) {
		say(t, reason == REASON_OVERWRITTEN ? "%A overwrites %I" : "%A removes %I");
		if (reason != REASON_MOVED)
			say_asked(t);
		if (reason == REASON_LOGOUT)
			say(t, ": %C logged out");
		else if (reason == REASON_MOVED)
			say(t, ": %O has it now");
		else if (reason == REASON_USED_BEFORE)
			str_add(t->out, ": one that is no longer the newest was shown");
		else if (reason == REASON_REVOKED)
			str_add(t->out, ": it was revoked");
		else if (reason == REASON_PUSHED_OUT)
			say(t, ": its {memory} is full, and nothing there was used longer ago");
		else if (reason == REASON_UNSENT)
			say(t, ": no {copy} of it was sent in time");
		str_add(t->out, ".");
		return;
	}
	if (telling_extra_piece(t) >= 0) {
		say(t, "%A no longer carries %I");
	} else {
		say(t, "%A no longer carries the ");
		str_add(t->out, item_piece(t));
	}
	say(t, reason == REASON_CLEARED    ? ": the {cookies} were cleared."
	        : reason == REASON_LOGOUT   ? ": logged out."
	        : reason == REASON_LEFT ? ": the visit is over."
	        : reason == REASON_KEPT ? ": another one is put back."
	        : reason == REASON_REFUSED ? ": it was refused."
	        : reason == REASON_STOLEN ? ": a stolen one takes its place."
	        : reason == REASON_FORGED ? ": a forged one takes its place."
	        : reason == REASON_REPLACED ? ": a new {token} replaces the old one."
	                                    : ".");
}

void
sentence_copy(const struct telling *t)
{
	if (telling_extra_piece(t) == TRACE_PIECE_REVOKED) {
		sentence_listed(t);
		return;
	}
	if (telling_extra_piece(t) == TRACE_PIECE_KEY && sentence_key(t))
		return;
	if (trace_reason(t->trace, t->event) == REASON_CACHE)
		say(t, "%O remembers %I of %A in its cache");
	else
		say(t, "%O now holds %I as %A does");
	say_item_content(t);
	str_add(t->out, ".");
}

/* -- what a crash takes: the entries of a place just before an event -- */

static void
fold_entry(const struct trace *trace, const struct event *event, uint16_t place, bool *there)
{
	uint16_t at = event->kind == EVENT_COPY ? event->other : trace_event_place(trace, event);

	if (trace_reason(trace, event) == REASON_CACHE) /* no state */
		return;

	if (event->actor == place && past_forgets(trace, event))
		memset(there, 0, trace->item_count * sizeof(*there));
	if (at != place || event->item >= trace->item_count)
		return;
	if (event->kind == EVENT_CREATE || event->kind == EVENT_WRITE || event->kind == EVENT_COPY)
		there[event->item] = true;
	else if (event->kind == EVENT_EXPIRE || event->kind == EVENT_EVICT)
		there[event->item] = false;
}

/* Sessions (by their logins) and other entries that the actor holds before event `index`; rows of
 * the balancer's table. */
static void
count_held(const struct telling *t, uint32_t *sessions, uint32_t *others, uint32_t *rows)
{
	uint16_t route = trace_extra_piece(t->trace, TRACE_PIECE_ROUTE);
	const struct trace *trace = t->trace;
	const struct scenario *scenario = trace->scenario;
	struct arena arena = { 0 };
	bool *there;

	if (trace->past != NULL) {
		past_count(trace->past, trace, t->event->actor, sessions, others, rows);
		return;
	}
	there = arena_array(&arena, trace->item_count + 1u, sizeof(*there));
	if (trace->base != NULL)
		for (const struct holding *held = world_first(trace->base, t->event->actor);
		     held != NULL; held = world_next(trace->base, held))
			there[held->item] = !held->cached;
	for (uint32_t i = 0; i < t->index; i++)
		fold_entry(trace, &trace->events[i], t->event->actor, there);
	*sessions = *others = *rows = 0;
	for (uint32_t item = 0; item < trace->item_count; item++) {
		uint16_t piece = trace->items[item].piece;

		*rows += there[item] && piece == route;
		if (!there[item] || piece >= scenario->piece_count)
			continue;
		if (piece_is_login(&scenario->pieces[piece]))
			++*sessions;
		else
			++*others;
	}
	arena_release(&arena);
}

/* What a balancer loses is no session, but it may be the way to one. */
static void
say_what_nobody_knows(const struct telling *t, uint32_t rows)
{
	if (rows == 0) {
		say(t, "It kept nothing about {sessions}: every connection through it is gone, and "
		       "no more.");
		return;
	}
	str_printf(t->out, "Its table is gone, %u ", rows);
	say(t, rows == 1 ? "row: nobody knows any more which {server} that {session} went to."
	                 : "rows: nobody knows any more which {server} each {session} went to.");
}

static void
say_what_is_gone(const struct telling *t)
{
	uint32_t sessions, others, rows;

	count_held(t, &sessions, &others, &rows);
	if (actor_role(t->trace, t->event->actor) == ROLE_BALANCER) {
		say_what_nobody_knows(t, rows);
		return;
	}
	if (sessions == 0 && others == 0) {
		say(t, "No {session} was in its {memory}.");
		return;
	}
	say(t, "What was in its {memory} is gone: ");
	str_printf(t->out, "%u ", sessions > 0 ? sessions : others);
	say(t, sessions == 1 ? "{session}." : sessions > 0 ? "{sessions}."
	    : others == 1 ? "{entry}." : "{entries}.");
	if (actor_role(t->trace, t->event->actor) == ROLE_STORE && telling_copies(t) > 0)
		say(t, telling_copies(t) == 1 ? " Its {copy} can take over."
		                              : " One of its {copies} can take over.");
}

void
sentence_crash(const struct telling *t)
{
	say(t, "%A {crashes}. ");
	say_what_is_gone(t);
}

void
sentence_stop(const struct telling *t)
{
	say(t, trace_reason(t->trace, t->event) == REASON_CUT_SHORT
	           ? "%A is stopped in the middle of its work. " : "%A stops, its work done. ");
	say_what_is_gone(t);
}
