/* view/diff_steps.c - a request's way as short steps: carried, sent on, looked up, made, answered.
 */
#include "view/diff.h"

#include "model/cast.h"
#include "view/parts.h"
#include "view/words.h"

/* The step that is being written: events of one phase with one key belong to it. */
struct maker {
	const struct trace *trace;
	struct arena *arena;
	struct diff_steps *steps;
	enum diff_phase phase;
	uint32_t key;
	bool bad;
	int pieces; /* named in it so far */
	struct str text;
};

static void
flush(struct maker *maker)
{
	struct diff_steps *steps = maker->steps;

	if (maker->phase != DIFF_NONE && maker->text.length && steps->count < DIFF_STEPS_MAX)
		steps->rows[steps->count++] = (struct diff_step){ .phase = maker->phase,
			.bad = maker->bad,
			.text = arena_strdup(maker->arena, maker->text.text) };
	maker->phase = DIFF_NONE;
	str_clear(&maker->text);
}

/* True when the step goes on: what comes belongs to the one before it. */
static bool
goes_on(struct maker *maker, enum diff_phase phase, uint32_t key, bool bad)
{
	if (maker->phase == phase && maker->key == key && maker->bad == bad)
		return true;
	flush(maker);
	maker->phase = phase;
	maker->key = key;
	maker->bad = bad;
	maker->pieces = 0;
	return false;
}

static const char *
name_of(const struct maker *maker, uint16_t actor)
{
	return actor == NONE16 ? "?" : actor_short(maker->trace, actor);
}

static const char *
piece_of(const struct maker *maker, const struct event *event)
{
	if (event->item == NONE32)
		return cast_of(maker->trace->scenario, "login");
	return trace_piece_name(maker->trace, maker->trace->items[event->item].piece);
}

static const char *
key_of(const struct maker *maker, const struct event *event)
{
	const struct scenario *scenario = maker->trace->scenario;
	uint16_t key;

	if (event->fields == NONE32)
		return "its key";
	key = maker->trace->fields[event->fields].key;
	return key < scenario->token.key_count ? scenario->token.keys[key] : "its key";
}

static void
add_carried(struct maker *maker, const struct event *event)
{
	const struct message *message;

	goes_on(maker, DIFF_CARRY, event->attempt, false);
	if (event->attempt > 1)
		str_add(&maker->text, "again, ");
	if (event->message == NONE32) {
		str_add(&maker->text, "carries ?");
		return;
	}
	message = &maker->trace->messages[event->message];
	str_add(&maker->text, "carries ");
	if (message->token != NONE32) {
		words_token(maker->trace, message->token, 12, &maker->text);
	} else if (message->session != NONE32) {
		char ticket[33];

		trace_ticket(maker->trace, message->session, ticket);
		str_printf(&maker->text, "#%s", ticket);
	} else {
		cast_add(&maker->text, maker->trace->scenario,
		    message->state_bytes ? "{a server}'s name" : "nothing");
	}
	if (message->state_bytes)
		str_printf(&maker->text, "  %u B", message->state_bytes);
}

static void
add_refused(struct maker *maker, const struct event *event)
{
	enum reason reason = trace_reason(maker->trace, event);
	const char *why = " refuses";

	goes_on(maker, DIFF_REFUSED, event->actor, true);
	if (event->kind == EVENT_LOSE) {
		str_printf(&maker->text, "lost on its way to %s", name_of(maker, event->other));
		return;
	}
	if (reason == REASON_DOWN)
		why = " is down";
	else if (reason == REASON_FULL)
		why = " is full";
	else if (reason == REASON_UNREACHABLE)
		why = " answers nobody";
	else if (reason == REASON_CRASHED)
		why = " {crashes} under it";
	str_clear(&maker->text);
	str_add(&maker->text, name_of(maker, event->actor));
	cast_add(&maker->text, maker->trace->scenario, why);
}

static void
add_verified(struct maker *maker, const struct event *event)
{
	bool bad = event->outcome != OUTCOME_OK;

	if (!goes_on(maker, DIFF_LOOK, HOME_TOKEN, bad))
		str_printf(&maker->text, "%s %s", key_of(maker, event), bad ? "✗ " : "✓ valid");
	if (bad)
		str_add(&maker->text, outcome_word((enum outcome)event->outcome));
}

static void
add_read(struct maker *maker, const struct event *event)
{
	bool bad = event->kind == EVENT_MISS;
	bool carried = event->home == HOME_TOKEN || event->home == HOME_CLIENT;
	uint32_t key = carried ? event->home : HOME_COUNT + (uint32_t)event->actor;

	if (goes_on(maker, DIFF_LOOK, key, bad)) {
		if (!bad)
			str_printf(&maker->text, "%s %s", maker->pieces++ ? "," : ":",
			    piece_of(maker, event));
		return;
	}
	maker->pieces++;
	if (bad && event->session != NONE32) {
		char ticket[33];

		trace_ticket(maker->trace, event->session, ticket);
		str_printf(&maker->text, "%s has no #%s ✗", name_of(maker, event->actor), ticket);
	} else if (bad) {
		str_printf(&maker->text, "%s has no %s ✗", name_of(maker, event->actor),
		    piece_of(maker, event));
	} else if (carried) {
		str_printf(&maker->text, "it carries %s", piece_of(maker, event));
	} else {
		str_printf(&maker->text, "%s has %s", name_of(maker, event->actor),
		    piece_of(maker, event));
	}
}

/* What servers, store and database keep from now on; what a device puts away is the reply's. */
static void
add_made(struct maker *maker, const struct event *event)
{
	enum role role = maker->trace->actors[event->actor].role;
	uint32_t key = (uint32_t)event->kind << 16 | event->actor;
	const char *verb =
	    event->kind == EVENT_EVICT || event->kind == EVENT_EXPIRE ? "drops" : "writes";

	if (role == ROLE_DEVICE || role == ROLE_CLIENT)
		return;
	if (event->kind == EVENT_CREATE && event->session != NONE32) {
		char ticket[33];

		trace_ticket(maker->trace, event->session, ticket);
		if (!goes_on(maker, DIFF_MAKE, key, false))
			str_printf(
			    &maker->text, "%s makes #%s", name_of(maker, event->actor), ticket);
		return;
	}
	if (goes_on(maker, DIFF_MAKE, key, false))
		str_printf(&maker->text, ", %s", piece_of(maker, event));
	else
		str_printf(&maker->text, "%s %s %s", name_of(maker, event->actor), verb,
		    piece_of(maker, event));
}

static void
add_reply(struct maker *maker, const struct event *event)
{
	const struct message *message;

	if (event->message == NONE32)
		return;
	message = &maker->trace->messages[event->message];
	if (message->kind != MESSAGE_REPLY)
		return;
	goes_on(maker, DIFF_REPLY, 0, message->status >= 400);
	str_clear(&maker->text);
	str_printf(&maker->text, "%u ", message->status);
	words_reply(maker->trace, message, &maker->text);
}

static void
add_event(struct maker *maker, const struct event *event)
{
	bool device =
	    event->actor != NONE16 && maker->trace->actors[event->actor].role == ROLE_DEVICE;

	switch ((int)event->kind) {
	case EVENT_SEND:
		if (device)
			add_carried(maker, event);
		break;
	case EVENT_RECEIVE:
		if (device)
			add_reply(maker, event);
		break;
	case EVENT_ROUTE:
	case EVENT_REDISPATCH:
		flush(maker);
		goes_on(maker, event->kind == EVENT_ROUTE ? DIFF_WAY : DIFF_AGAIN, 0, false);
		str_printf(&maker->text, "%s→ %s", event->kind == EVENT_ROUTE ? "" : "again ",
		    name_of(maker, event->other));
		break;
	case EVENT_REFUSE:
	case EVENT_LOSE:
		add_refused(maker, event);
		break;
	case EVENT_TIMEOUT:
		if (!goes_on(maker, DIFF_WAIT, 0, true))
			str_add(&maker->text, "no answer in time");
		break;
	case EVENT_VERIFY:
		add_verified(maker, event);
		break;
	case EVENT_READ:
	case EVENT_MISS:
		add_read(maker, event);
		break;
	case EVENT_CREATE:
	case EVENT_WRITE:
	case EVENT_EVICT:
	case EVENT_EXPIRE:
		add_made(maker, event);
		break;
	case EVENT_ISSUE:
		goes_on(maker, DIFF_MAKE, (uint32_t)EVENT_ISSUE << 16, false);
		str_clear(&maker->text);
		str_printf(&maker->text, "%s signs ", name_of(maker, event->actor));
		cast_add(&maker->text, maker->trace->scenario, "{a token}");
		str_printf(&maker->text, " with %s", key_of(maker, event));
		break;
	default:
		break;
	}
}

uint32_t
diff_end(const struct scene_run *run, uint32_t request)
{
	uint32_t end = run->trace->requests[request].end_event;

	return end < run_known(run) ? end : NONE32;
}

void
diff_steps_of(
    const struct scene_run *run, uint32_t request, struct arena *arena, struct diff_steps *steps)
{
	struct maker maker = { .trace = run->trace, .arena = arena, .steps = steps };
	uint32_t begin = run->trace->requests[request].begin_event;
	uint32_t last = diff_end(run, request), known = run_known(run);

	steps->count = 0;
	str_init(&maker.text);
	for (uint32_t i = begin; i < known && (last == NONE32 || i <= last); i++) {
		if (run->trace->events[i].request == request)
			add_event(&maker, &run->trace->events[i]);
	}
	flush(&maker);
	str_release(&maker.text);
}

void
diff_answer(const struct scene_run *run, uint32_t request, struct str *out)
{
	uint32_t end = diff_end(run, request);
	const struct message *message;

	if (end == NONE32)
		return;
	if (run->trace->events[end].kind != EVENT_RECEIVE ||
	    run->trace->events[end].message == NONE32) {
		str_add(out, "no answer");
		return;
	}
	message = &run->trace->messages[run->trace->events[end].message];
	str_printf(out, "%u", message->status);
	if (message->status < 400 && message->text != NONE32) {
		str_add_char(out, ' ');
		words_content(trace_text(run->trace, message->text), out);
	}
}
