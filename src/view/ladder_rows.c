/* view/ladder_rows.c - which events a ladder shows, in which rows, and what is said of them. */
#include "view/ladder.h"

#include <stdlib.h>

#include "base/units.h"
#include "model/cast.h"
#include "trace/http.h"
#include "view/pill.h"
#include "view/words.h"

static const struct event *
event_of(const struct ladder *ladder, uint32_t event)
{
	return &ladder->run->trace->events[event];
}

static bool
is_wanted(const struct scene *scene, const struct trace *trace, const struct event *event)
{
	enum event_kind kind = (enum event_kind)event->kind;
	uint16_t client;

	if (scene->all_events || kind == EVENT_GAP)
		return true;
	if (event_kinds[kind].minor || trace_reason(trace, event) == REASON_START)
		return false;
	if (kind == EVENT_READ && event->home == HOME_TOKEN) /* the check before it says so */
		return false;
	client = trace_event_client(trace, event);
	if (client == NONE16)
		return event_kinds[kind].shape == SHAPE_NODE || kind == EVENT_BELIEVE;
	return client == scene->client;
}

static uint32_t
piece_bit(const struct trace *trace, const struct event *event)
{
	if (event->item == NONE32)
		return 0;
	return 1u << (trace->items[event->item].piece & 31u);
}

/* True when `event` goes on with what the row says: same place, moment, deed, outcome, request. */
static bool
joins(const struct ladder *ladder, const struct ladder_row *row, const struct event *event)
{
	const struct event *first = event_of(ladder, row->event);

	return event_kinds[event->kind].shape == SHAPE_STATE && first->kind == event->kind &&
	    first->actor == event->actor && first->at_ns == event->at_ns &&
	    first->outcome == event->outcome && first->request == event->request &&
	    first->other == event->other && first->home == event->home;
}

/* A send whose choice of server is the row before it takes that row over. */
static struct ladder_row *
row_of_choice(struct ladder *ladder, const struct event *send)
{
	for (int i = ladder->count - 1; i >= 0 && i >= ladder->count - 8; i--) {
		struct ladder_row *row = &ladder->rows[i];
		uint16_t kind = event_of(ladder, row->event)->kind;

		if (row->event == send->cause && (kind == EVENT_ROUTE || kind == EVENT_REDISPATCH))
			return row;
	}
	return NULL;
}

static void
add_row(struct ladder *ladder, uint32_t index, const struct event *event)
{
	const struct trace *trace = ladder->run->trace;

	if (ladder->count == LADDER_ROWS_MAX) {
		for (int i = 1; i < LADDER_ROWS_MAX; i++)
			ladder->rows[i - 1] = ladder->rows[i];
		ladder->count--;
	}
	ladder->rows[ladder->count++] = (struct ladder_row){ .event = index,
		.newest = index,
		.via = NONE32,
		.end = NONE32,
		.pieces = piece_bit(trace, event),
		.bytes = event->value };
}

/* The end of a send joins its arrow.  False: it has none here. */
static bool
add_end(struct ladder *ladder, uint32_t index, const struct event *event)
{
	int row;

	if (event->pair == NONE32)
		return false;
	row = ladder_find(ladder, event->pair);
	if (row < 0)
		return false;
	ladder->rows[row].end = index;
	if (index > ladder->rows[row].newest)
		ladder->rows[row].newest = index;
	return true;
}

static void
add_event(struct ladder *ladder, uint32_t index, const struct event *event)
{
	struct ladder_row *last = ladder->count ? &ladder->rows[ladder->count - 1] : NULL;
	struct ladder_row *choice;

	switch (event_kinds[event->kind].shape) {
	case SHAPE_MOVE:
		if (event->kind != EVENT_SEND && add_end(ladder, index, event))
			return;
		choice = event->kind == EVENT_SEND ? row_of_choice(ladder, event) : NULL;
		if (choice) {
			choice->via = choice->event;
			choice->event = choice->newest = index;
			return;
		}
		break;
	case SHAPE_STATE:
		if (last && joins(ladder, last, event)) {
			last->newest = index;
			last->pieces |= piece_bit(ladder->run->trace, event);
			last->bytes += event->value;
			return;
		}
		break;
	case SHAPE_CHECK:
	case SHAPE_WORK:
	case SHAPE_NODE:
	case SHAPE_CLIENT:
	case SHAPE_NOTE:
	case SHAPE_GAP:
		break;
	}
	add_row(ladder, index, event);
}

int
ladder_find(const struct ladder *ladder, uint32_t event)
{
	for (int i = ladder->count - 1; i >= 0; i--) {
		const struct ladder_row *row = &ladder->rows[i];

		if (row->event == event || row->newest == event || row->via == event ||
		    row->end == event ||
		    (event > row->event && event <= row->newest &&
			event_kinds[event_of(ladder, row->event)->kind].shape == SHAPE_STATE))
			return i;
	}
	return -1;
}

/* The events looked at: the newest LADDER_SCAN, and more where few of these are wanted, or those up
 * to a selected older one. */
static uint32_t
scan_end(const struct scene *scene, const struct scene_run *run)
{
	uint32_t end =
	    run->position < run->trace->event_count ? run->position : run->trace->event_count;

	if (scene->cursor_event != NONE32 && run == scene->runs && scene->cursor_event + 1 < end &&
	    end - scene->cursor_event > LADDER_SCAN / 2)
		return scene->cursor_event + 1;
	return end;
}

static uint32_t
scan_begin(const struct scene *scene, const struct trace *trace, uint32_t end)
{
	uint32_t wanted = 0, begin = end;

	while (begin > 0 && end - begin < LADDER_SCAN_MAX &&
	    (end - begin < LADDER_SCAN || wanted < LADDER_ENOUGH))
		wanted += is_wanted(scene, trace, &trace->events[--begin]);
	return begin;
}

void
ladder_build(const struct scene *scene, const struct scene_run *run, struct ladder *ladder)
{
	uint32_t end = scan_end(scene, run);

	*ladder = (struct ladder){ .run = run, .current = -1,
		.begin = scan_begin(scene, run->trace, end) };
	for (uint32_t i = ladder->begin; i < end; i++) {
		const struct event *event = &run->trace->events[i];

		if (!is_wanted(scene, run->trace, event))
			continue;
		if (scene->all_events)
			add_row(ladder, i, event);
		else
			add_event(ladder, i, event);
	}
	if (scene->all_events) {
		for (int i = 0; i < ladder->count; i++) {
			struct ladder_row *row = &ladder->rows[i];
			uint32_t pair = event_of(ladder, row->event)->pair;

			if (event_of(ladder, row->event)->kind == EVENT_SEND && pair < end)
				row->end = pair;
		}
	}
	if (scene->cursor_event != NONE32 && run == scene->runs)
		ladder->current = ladder_find(ladder, scene->cursor_event);
	if (ladder->current < 0 && end > 0)
		ladder->current = ladder_find(ladder, end - 1);
	if (ladder->current < 0)
		ladder->current = ladder->count - 1;
}

static int
compare_ns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

uint64_t
ladder_fold_ns(const struct ladder *ladder)
{
	uint64_t gaps[LADDER_ROWS_MAX];
	int count = 0;

	for (int i = 1; i < ladder->count; i++) {
		uint64_t gap = event_of(ladder, ladder->rows[i].event)->at_ns -
		    event_of(ladder, ladder->rows[i - 1].event)->at_ns;

		if (gap > 0)
			gaps[count++] = gap;
	}
	if (count < 2)
		return UINT64_MAX;
	qsort(gaps, (size_t)count, sizeof(gaps[0]), compare_ns);
	return gaps[count / 2] * 10;
}

/* -- what is said -- */

/* "login, cart" */
static void
add_pieces(const struct trace *trace, uint32_t pieces, struct str *out)
{
	bool first = true;

	for (uint16_t i = 0; i < 32; i++) {
		if (!(pieces & (1u << i)))
			continue;
		str_printf(out, "%s%s", first ? "" : ", ", trace_piece_name(trace, i));
		first = false;
	}
}

/* The session whose entry an event speaks of, NONE32. */
static uint32_t
session_of(const struct trace *trace, const struct event *event)
{
	if (event->item != NONE32 && trace->items[event->item].session != NONE32)
		return trace->items[event->item].session;
	return event->item == NONE32 ? event->session : NONE32;
}

static void
text_found(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = event_of(ladder, row->event);
	uint32_t session = session_of(trace, event);
	bool hit = event->kind == EVENT_READ;

	str_add(out, "read ");
	if (session != NONE32 && event->home != HOME_TOKEN)
		pill_ticket(trace, session, out);
	else if (row->pieces)
		add_pieces(trace, row->pieces, out);
	else
		cast_add(out, trace->scenario, "{ticket}");
	str_add(out, hit ? " ✓ hit" : " ✗ miss");
}

static void
text_made(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = event_of(ladder, row->event);
	uint32_t session = session_of(trace, event), text;
	uint16_t piece = event->item == NONE32 ? NONE16 : trace->items[event->item].piece;

	if (piece == trace_extra_piece(trace, TRACE_PIECE_TICKET) && event->session != NONE32) {
		cast_add(out, trace->scenario, "has {ticket} ");
		pill_ticket(trace, event->session, out);
	} else if (piece == trace_extra_piece(trace, TRACE_PIECE_ROUTE)) {
		str_printf(out, "has srv=%s",
		    event->value < trace->actor_count ? trace->actors[event->value].id : "?");
	} else if (event->kind == EVENT_CREATE && session != NONE32 && event->home != HOME_TOKEN) {
		str_add(out, "new ");
		pill_ticket(trace, session, out);
		str_add(out, "  ");
		units_print_bytes_short(out, row->bytes);
	} else {
		str_add(out,
		    event->home == HOME_TOKEN         ? "carries "
			: event->kind == EVENT_CREATE ? "new "
			: event->kind == EVENT_COPY   ? "copy of "
						      : "");
		add_pieces(trace, row->pieces, out);
		text = event->item == NONE32 ? NONE32
					     : trace_content(trace, event->item, event->version);
		if (text != NONE32 && event->home != HOME_TOKEN &&
		    (event->kind != EVENT_COPY || (row->pieces & (row->pieces - 1)) == 0)) {
			str_add(out, ": ");
			words_content(trace_text(trace, text), out);
		}
	}
}

static void
text_send(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = event_of(ladder, row->event);
	const struct message *message =
	    event->message == NONE32 ? NULL : &trace->messages[event->message];

	if (row->end != NONE32 && event_of(ladder, row->end)->kind == EVENT_REFUSE) {
		str_printf(out, "refused: %s %s", trace->actors[event->other].id,
		    reason_word(trace_reason(trace, event_of(ladder, row->end))));
	} else if (row->end != NONE32 && event_of(ladder, row->end)->kind == EVENT_LOSE) {
		str_add(out, "lost on the way");
	} else if (row->via != NONE32) {
		const struct event *via = event_of(ladder, row->via);

		if (via->kind == EVENT_REDISPATCH)
			str_printf(out, "again, to %s", trace->actors[event->other].id);
		else if (trace_reason(trace, via) == REASON_COOKIE)
			str_printf(out, "cookie: srv=%s", trace->actors[event->other].id);
		else
			str_printf(out, "%s: %s", words_routing(trace_reason(trace, via)),
			    trace->actors[event->other].id);
	} else if (message && message->kind == MESSAGE_REQUEST) {
		words_request(trace, row->event, out);
		if (trace->requests[event->request].forced)
			str_add(out, " (forced)");
		else if (message->state_bytes)
			str_printf(out, "  %u B", message->state_bytes);
	} else if (message && message->kind == MESSAGE_REPLY && event->other != NONE16 &&
	    trace->actors[event->other].role == ROLE_DEVICE) {
		words_reply(trace, message, out);
	}
}

static void
text_crash(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct world *world;
	uint64_t bytes = 0;

	if (ladder->run->closed || !ladder->run->cursor) {
		str_add(out, "✗ DOWN ?");
		return;
	}
	world = world_at(ladder->run->cursor, row->event + 1);
	for (uint32_t i = 0; i < world->loss_count; i++) {
		if (world->losses[i].event == row->event)
			bytes += world->losses[i].holding.bytes;
	}
	str_add(out, "✗ DOWN");
	if (bytes) {
		str_add(out, ", gone ");
		units_print_bytes_short(out, bytes);
	}
}

static void
text_check(const struct ladder *ladder, const struct event *event, struct str *out)
{
	const struct trace *trace = ladder->run->trace;
	const char *key = "key";

	if (event->fields != NONE32 &&
	    trace->fields[event->fields].key < trace->scenario->token.key_count)
		key = trace->scenario->token.keys[trace->fields[event->fields].key];
	if (event->kind == EVENT_ISSUE) {
		cast_add(out, trace->scenario, "signs {a token}, ");
		str_add(out, key);
	} else if (event->outcome == OUTCOME_OK) {
		str_printf(out, "%s ✓ valid", key);
	} else {
		str_printf(out, "%s ✗ %s", key, outcome_word((enum outcome)event->outcome));
	}
}

static void
text_node(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct event *event = event_of(ladder, row->event);
	enum reason reason = trace_reason(ladder->run->trace, event);

	if (event->kind == EVENT_CRASH)
		text_crash(ladder, row, out);
	else if (event->kind == EVENT_STOP)
		cast_add(out, ladder->run->trace->scenario, "✗ stops, {memory} gone");
	else if (event->kind == EVENT_RESTART)
		str_add(out, reason == REASON_JOIN ? "new, empty" : "up again, empty");
	else if (reason == REASON_LEAVE)
		str_add(out, "leaves");
	else if (reason == REASON_DEPLOY)
		str_add(out, "deploy");
	else if (reason == REASON_STORE_DOWN)
		str_add(out, "✗ answers nobody");
	else if (reason == REASON_STORE_UP)
		str_add(out, "answers again");
	else if (reason == REASON_DRAIN)
		cast_add(out, ladder->run->trace->scenario, "no new {sessions}");
	else if (reason == REASON_SETTING &&
	    event->value < ladder->run->trace->scenario->fault_count)
		str_printf(out, "%s: %s", ladder->run->trace->scenario->faults[event->value].path,
		    ladder->run->trace->scenario->faults[event->value].value);
	else if (reason == REASON_DROP || reason == REASON_DROPPED)
		str_add(out, reason == REASON_DROP ? "losses begin" : "losses end");
	else if (reason == REASON_DRAINED)
		cast_add(out, ladder->run->trace->scenario, "new {sessions} again");
	else if (reason == REASON_REMAPPED)
		str_printf(out, "%llu keys move", (unsigned long long)event->value);
	else if (reason == REASON_FULL)
		str_add(out, "✗ full: not on the list");
	else if (event->kind == EVENT_HANG)
		str_add(out, "✗ hangs");
	else if (event->kind == EVENT_CUT || event->kind == EVENT_HEAL)
		str_printf(out, "link to %s %s", ladder->run->trace->actors[event->other].id,
		    event->kind == EVENT_CUT ? "cut" : "healed");
	else
		str_add(out, event_kinds[event->kind].word);
}

static void
text_note(const struct ladder *ladder, const struct event *event, struct str *out)
{
	const struct trace *trace = ladder->run->trace;
	const char *other = event->other == NONE16 ? "" : trace->actors[event->other].id;

	if (event->kind == EVENT_BELIEVE)
		str_printf(out, "thinks: %s is %s", other, event->value ? "up" : "down");
	else if (event->kind == EVENT_ROUTE)
		str_printf(out, "%s: %s", words_routing(trace_reason(trace, event)), other);
	else
		str_printf(out, "%s %s", event_kinds[event->kind].word, other);
}

static void
text_state(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = event_of(ladder, row->event);

	switch ((int)event->kind) {
	case EVENT_READ:
	case EVENT_MISS:
		text_found(ladder, row, out);
		break;
	case EVENT_CREATE:
	case EVENT_WRITE:
	case EVENT_COPY:
		text_made(ladder, row, out);
		break;
	default:
		str_add(out, "✗ gone: ");
		add_pieces(trace, row->pieces, out);
		break;
	}
}

void
ladder_text(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct event *event = event_of(ladder, row->event);

	switch (event_kinds[event->kind].shape) {
	case SHAPE_MOVE:
		if (event->kind == EVENT_SEND)
			text_send(ladder, row, out);
		else if (event->kind == EVENT_REFUSE &&
		    ladder->run->trace->actors[event->actor].role == ROLE_BALANCER)
			str_add(out, "connection gone");
		else
			str_printf(out, "%s %s", event_kinds[event->kind].word,
			    reason_word(trace_reason(ladder->run->trace, event)));
		break;
	case SHAPE_STATE:
		text_state(ladder, row, out);
		break;
	case SHAPE_CHECK:
		text_check(ladder, event, out);
		break;
	case SHAPE_NODE:
		text_node(ladder, row, out);
		break;
	case SHAPE_NOTE:
		text_note(ladder, event, out);
		break;
	case SHAPE_WORK:
		if (event->kind == EVENT_QUEUE)
			str_printf(out, "waits, %llu in line", (unsigned long long)event->value);
		else
			str_add(out, event_kinds[event->kind].word);
		break;
	case SHAPE_CLIENT:
		str_add(out, event->kind != EVENT_TIMEOUT ? "asks again"
		    : event->outcome == OUTCOME_REFUSED ? "gives up" : "gives up waiting");
		break;
	case SHAPE_GAP:
		str_printf(out, "%llu events not shown", (unsigned long long)event->value);
		break;
	}
}

void
ladder_mark(const struct ladder *ladder, const struct ladder_row *row, struct str *out)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = event_of(ladder, row->event);
	uint32_t session = session_of(trace, event);

	switch ((int)event->kind) {
	case EVENT_MISS:
	case EVENT_READ:
		str_add(out, event->kind == EVENT_READ ? "✓" : "✗");
		if (session != NONE32 && event->home != HOME_TOKEN)
			pill_ticket(trace, session, out);
		else
			add_pieces(trace, row->pieces, out);
		break;
	case EVENT_CREATE:
	case EVENT_WRITE:
		if (event->home == HOME_CLIENT && event->session != NONE32)
			pill_ticket(trace, event->session, out);
		else if (event->kind == EVENT_CREATE && event->home != HOME_TOKEN)
			str_add(out, "new");
		else
			add_pieces(trace, row->pieces, out);
		break;
	case EVENT_VERIFY:
		str_add(out, event->outcome == OUTCOME_OK ? "✓ key" : "✗ key");
		break;
	case EVENT_ISSUE:
		str_add(out, "signs");
		break;
	case EVENT_RESTART:
		str_add(out, trace_reason(trace, event) == REASON_JOIN ? "new" : "up");
		break;
	case EVENT_BELIEVE:
		str_printf(out, "%s%s", event->value ? "✓" : "✗",
		    event->other == NONE16 ? "" : trace->actors[event->other].id);
		break;
	case EVENT_COPY:
		str_add(out, "copy");
		break;
	case EVENT_EVICT:
	case EVENT_EXPIRE:
		str_add(out, "gone");
		break;
	default:
		break;
	}
}
