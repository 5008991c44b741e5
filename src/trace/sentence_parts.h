/* trace/sentence_parts.h - the phrases that sentences are made of; private to their makers. */
#ifndef TRACE_SENTENCE_PARTS_H
#define TRACE_SENTENCE_PARTS_H

#include "trace/trace.h"

/* One event being said. */
struct telling {
	const struct trace *trace;
	const struct event *event;
	uint32_t index;
	struct str *out;
};

/* Says the event of one kind, with its full stop. */
typedef void sentence_fn(const struct telling *t);
sentence_fn sentence_send, sentence_receive, sentence_refuse;
sentence_fn sentence_read, sentence_write, sentence_miss, sentence_create, sentence_expire,
    sentence_evict, sentence_copy;
sentence_fn sentence_crash, sentence_stop, sentence_guard;
sentence_fn sentence_drop, sentence_setting;
/* The settings just before the event, after all changes so far; clients left out. */
void telling_settings(const struct telling *t, struct scenario *now);
/* Copies of the store that can take over at the event. */
uint32_t telling_copies(const struct telling *t);
/* True when a change of a setting is its cause. */
bool telling_is_of_setting(const struct telling *t);
sentence_fn sentence_verify, sentence_issue, sentence_ignore;
/* Of entries of the list of revoked logins; of changes. */
sentence_fn sentence_listed, sentence_revoked, sentence_skewed;
/* A key that was rotated or stolen; an entry of a device that was stolen, forged or put back.
 * False: it says nothing, the event is of another sort. */
bool sentence_key(const struct telling *t);
bool sentence_pocketed(const struct telling *t);

/* Appends the format, in which %A is the actor, %O the other, %C the client's name, %Q the request
 * in quotes and %I the item as say_item puts it.  Words that a cast may change stand in braces, as
 * in model/cast.h. */
void say(const struct telling *t, const char *format);
void say_actor(const struct telling *t, uint16_t actor);
/* "session 7f3", "Ana's cart", "the ticket #7f3", "the cookie srv", "the signing key k1". */
void say_item(const struct telling *t);
void say_ticket(const struct telling *t, uint32_t session);
/* ": book, pen" of a text in JSON, nothing when there is nothing to say; `empty` for no text. */
void say_content(const struct telling *t, const char *json);
/* say_content of the event's item at its version. */
void say_item_content(const struct telling *t);

enum role actor_role(const struct trace *trace, uint16_t actor);
/* The event that caused it, or NULL: none, or gone. */
const struct event *telling_cause(const struct telling *t);
/* The message's recipe, or NULL. */
const struct message *telling_message(const struct telling *t);
/* The piece of the event's item as one of the trace's own: -1 for declared pieces. */
int telling_extra_piece(const struct telling *t);
bool telling_is_login(const struct telling *t);
bool telling_is_refresh(const struct telling *t);
/* The session that the event's item or the event itself belongs to, or NONE32. */
uint32_t telling_session(const struct telling *t);

/* sentence_guard.c: the event's item, the message is about the key of a request or a count. */
bool telling_is_guard(const struct telling *t);
bool message_is_guard(const struct telling *t, const struct message *message);
void guard_call(const struct telling *t, const struct message *message);
void guard_call_heard(const struct telling *t, const struct message *message);
void guard_answer(const struct telling *t, const struct message *message);

#endif
