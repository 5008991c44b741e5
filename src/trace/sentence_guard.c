/* Sentences of what servers keep about requests themselves: keys of those done, counts. */
#include <string.h>

#include "base/units.h"
#include "trace/sentence_parts.h"

bool
telling_is_guard(const struct telling *t)
{
	int extra = telling_extra_piece(t);

	return extra == TRACE_PIECE_REQUEST_KEY || extra == TRACE_PIECE_REQUEST_COUNT;
}

bool
message_is_guard(const struct telling *t, const struct message *message)
{
	return message->piece == trace_extra_piece(t->trace, TRACE_PIECE_REQUEST_KEY) ||
	    message->piece == trace_extra_piece(t->trace, TRACE_PIECE_REQUEST_COUNT);
}

static bool
is_count(const struct telling *t)
{
	return telling_extra_piece(t) == TRACE_PIECE_REQUEST_COUNT;
}

/* ", as s1 asked" where a store acts for a server. */
static void
say_asked(const struct telling *t)
{
	if (t->event->other != NONE16 && t->event->other != t->event->actor)
		say(t, ", as %O asked");
}

/* "12 of 100" */
static void
say_count(const struct telling *t)
{
	uint32_t text = trace_content(t->trace, t->event->item, t->event->version);
	struct scenario now;

	if (text == NONE32)
		return;
	telling_settings(t, &now);
	str_printf(t->out, ": %s of %llu", trace_text(t->trace, text),
	    (unsigned long long)now.limiter.limit);
}

/* The key stands there and its request is not done. */
static bool
is_pending(const struct telling *t)
{
	uint32_t text = trace_content(t->trace, t->event->item, t->event->version);

	return text != NONE32 && strcmp(trace_text(t->trace, text), "\"in progress\"") == 0;
}

static void
key_kept(const struct telling *t)
{
	if (!is_pending(t)) {
		say(t, "%A keeps the result of %C's %Q under its key");
		say_item_content(t);
		say_asked(t);
	} else if (trace_reason(t->trace, t->event) == REASON_OVERWRITTEN) {
		say(t, "%A gives the key of %C's %Q to the next attempt");
		say_asked(t);
		str_add(t->out, ": the one that had it is over");
	} else {
		say(t, "%A notes the key of %C's %Q, which is new");
		say_asked(t);
	}
}

void
sentence_guard(const struct telling *t)
{
	enum event_kind kind = (enum event_kind)t->event->kind;

	if (kind == EVENT_EXPIRE) {
		say(t, "%A forgets %I: its time is over");
	} else if (trace_reason(t->trace, t->event) == REASON_UNSENT) {
		say(t, is_count(t) ? "%A goes back to an older count of %C's {requests}"
		                   : "%A goes back to the key of a {request} of %C's without "
		                     "its result");
		if (is_count(t))
			say_count(t);
		say(t, ": no copy of it was sent in time");
	} else if (is_count(t)) {
		say(t, kind == EVENT_CREATE ? "%A begins to count %C's {requests}"
		                            : "%A counts %C's {requests}");
		say_count(t);
		say_asked(t);
	} else if (kind == EVENT_READ) {
		say(t, "%A finds the key of %C's %Q");
		say_asked(t);
		if (is_pending(t))
			str_add(t->out, ": it is being worked on");
		else
			say(t, ": it is done");
	} else {
		key_kept(t);
	}
	str_add(t->out, ".");
}

void
guard_call(const struct telling *t, const struct message *message)
{
	if (message->key == 0)
		say(t, "%A asks %O to count %C's {request}.");
	else if (message->status == 0)
		say(t, "%A asks %O to note the key of %C's %Q, unless it is there.");
	else
		say(t, "%A asks %O to keep the result of %C's %Q under its key.");
}

void
guard_call_heard(const struct telling *t, const struct message *message)
{
	if (message->key == 0)
		say(t, "%A hears from %O: count %C's {request}.");
	else if (message->status == 0)
		say(t, "%A hears from %O: note the key of %C's %Q.");
	else
		say(t, "%A hears from %O: keep the result of %C's %Q.");
}

void
guard_answer(const struct telling *t, const struct message *message)
{
	say(t, "%A answers %O: ");
	if (message->key == 0)
		str_printf(t->out, "%s so far", trace_text(t->trace, message->text));
	else if (message->found && message->status == 0)
		str_add(t->out, "the key is there, without a result yet");
	else if (message->found)
		str_printf(t->out, "the key is there, with its result, %u", message->status);
	else
		str_add(t->out, message->status == 0 ? "the key is new" : "done");
	str_add(t->out, ".");
}
