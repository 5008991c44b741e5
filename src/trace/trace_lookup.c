/* Questions to the tables of a trace; trace.c fills them. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "model/cast.h"
#include "trace/trace.h"

#define SID_DIGITS 32u
#define TICKET_DIGITS_MIN 3u

static const char *const extra_piece_ids[TRACE_PIECE_EXTRA] = {
	[TRACE_PIECE_TICKET] = "ticket",
	[TRACE_PIECE_ROUTE] = "route",
	[TRACE_PIECE_KEY] = "key",
	[TRACE_PIECE_REVOKED] = "revoked",
	[TRACE_PIECE_REQUEST_KEY] = "req-key",
	[TRACE_PIECE_REQUEST_COUNT] = "req-count",
};

uint16_t
trace_actor(const struct trace *trace, const char *id)
{
	const struct row_index *index = &trace->actor_index;
	uint32_t at = row_index_first(index, row_hash_text(id)), row;

	for (; (row = row_index_row(index, at)) != NONE32; at = row_index_next(index, at))
		if (strcmp(trace->actors[row].id, id) == 0)
			return (uint16_t)row;
	return NONE16;
}

uint16_t
trace_piece(const struct trace *trace, const char *id)
{
	const struct scenario *scenario = trace->scenario;

	for (uint32_t piece = 0; piece < scenario->piece_count; piece++)
		if (strcmp(scenario->pieces[piece].id, id) == 0)
			return (uint16_t)piece;
	for (uint32_t extra = 0; extra < TRACE_PIECE_EXTRA; extra++)
		if (strcmp(extra_piece_ids[extra], id) == 0)
			return (uint16_t)(scenario->piece_count + extra);
	return NONE16;
}

const char *
trace_piece_id(const struct trace *trace, uint16_t piece)
{
	const struct scenario *scenario = trace->scenario;

	if (piece < scenario->piece_count)
		return scenario->pieces[piece].id;
	CHECK(piece - scenario->piece_count < TRACE_PIECE_EXTRA);
	return extra_piece_ids[piece - scenario->piece_count];
}

bool
trace_is_refresh(const struct trace *trace, uint16_t piece)
{
	const struct scenario *scenario = trace->scenario;

	return scenario->token.rotates && piece < scenario->piece_count &&
	    strcmp(scenario->pieces[piece].id, "refresh") == 0;
}

const char *
trace_piece_name(const struct trace *trace, uint16_t piece)
{
	if (piece == trace_extra_piece(trace, TRACE_PIECE_TICKET))
		return cast_word(trace->scenario, CAST_TICKET);
	if (trace_is_refresh(trace, piece) && strcmp(cast_of(trace->scenario,
	    trace->scenario->pieces[piece].id), "refresh") == 0)
		return "refresh token";
	return cast_of(trace->scenario, trace_piece_id(trace, piece));
}

uint16_t
trace_extra_piece(const struct trace *trace, enum trace_piece extra)
{
	return (uint16_t)(trace->scenario->piece_count + (uint32_t)extra);
}

const char *
trace_text(const struct trace *trace, uint32_t text)
{
	if (text == NONE32)
		return "";
	CHECK(text < trace->text_count);
	return trace->texts[text];
}

bool
trace_actor_is(const struct trace *trace, uint16_t actor, uint16_t who)
{
	if (actor >= trace->actor_count || who >= trace->actor_count)
		return false;
	return actor == who || trace->actors[actor].client == who;
}

uint16_t
trace_first(const struct trace *trace, enum role role)
{
	for (uint32_t i = 0; i < trace->actor_count; i++)
		if (trace->actors[i].role == role)
			return (uint16_t)i;
	return NONE16;
}

uint16_t
trace_client_of(const struct trace *trace, uint16_t actor)
{
	if (actor >= trace->actor_count)
		return NONE16;
	return trace->actors[actor].role == ROLE_CLIENT ? actor : trace->actors[actor].client;
}

static struct sid
sid_of(const struct session *session)
{
	return (struct sid){ session->id_high, session->id_low };
}

/* Digits that two sids have in common from the left. */
static uint32_t
sid_common(struct sid a, struct sid b)
{
	uint64_t high = a.high ^ b.high, low = a.low ^ b.low;
	uint32_t digits = 0;

	if (high == 0) {
		digits = SID_DIGITS / 2;
		high = low;
	}
	if (high == 0)
		return SID_DIGITS;
	for (; high >> 60 == 0; high <<= 4)
		digits++;
	return digits;
}

void
trace_sid(const struct trace *trace, uint32_t session, char out[33])
{
	static const char hex[] = "0123456789abcdef";
	struct session row = trace_session_of(trace, session);

	for (uint32_t digit = 0; digit < SID_DIGITS; digit++) {
		uint64_t word = digit < SID_DIGITS / 2 ? row.id_high : row.id_low;

		out[digit] = hex[word >> (60 - 4 * (digit % (SID_DIGITS / 2))) & 15];
	}
	out[SID_DIGITS] = '\0';
}

struct sid_row {
	struct sid sid;
	uint32_t number;
};

static int
compare_sids(const void *first, const void *second)
{
	const struct sid *a = &((const struct sid_row *)first)->sid;
	const struct sid *b = &((const struct sid_row *)second)->sid;

	if (a->high != b->high)
		return a->high < b->high ? -1 : 1;
	return a->low == b->low ? 0 : a->low < b->low ? -1 : 1;
}

uint8_t *
trace_ticket_digits(const struct sid *sids, uint32_t count)
{
	uint32_t before = 0, end;
	struct sid_row *rows;
	uint8_t *digits;

	if (count == 0)
		return NULL;
	rows = mem_alloc(count * sizeof(*rows));
	digits = mem_alloc(count);
	for (uint32_t i = 0; i < count; i++)
		rows[i] = (struct sid_row){ sids[i], i };
	qsort(rows, count, sizeof(*rows), compare_sids);
	/* Of sorted ids the next ones have the most in common; equal ones are one ticket. */
	for (uint32_t i = 0; i < count; i = end) {
		uint32_t after = 0, most = TICKET_DIGITS_MIN;

		for (end = i + 1; end < count && compare_sids(&rows[i], &rows[end]) == 0;)
			end++;
		if (end < count)
			after = sid_common(rows[i].sid, rows[end].sid) + 1;
		most = before > most ? before : most;
		most = after > most ? after : most;
		for (uint32_t k = i; k < end; k++)
			digits[rows[k].number] = (uint8_t)most;
		before = after;
	}
	mem_free(rows);
	return digits;
}

void
trace_ticket(const struct trace *trace, uint32_t session, char out[33])
{
	uint32_t digits = TICKET_DIGITS_MIN;

	trace_sid(trace, session, out);
	if (session < trace->ticket_count) {
		out[trace->ticket_digits[session]] = '\0';
		return;
	}
	for (uint32_t other = 0; other < trace->session_count; other++) {
		uint32_t common = sid_common(sid_of(&trace->sessions[session]),
		    sid_of(&trace->sessions[other]));

		/* The same sid in two rows (on_miss: keep) is one ticket. */
		if (common >= digits && common < SID_DIGITS)
			digits = common + 1;
	}
	out[digits] = '\0';
}

enum reason
trace_reason(const struct trace *trace, const struct event *event)
{
	if (event->fields >= trace->fields_count)
		return REASON_NONE;
	return (enum reason)trace->fields[event->fields].reason;
}

uint16_t
trace_event_client(const struct trace *trace, const struct event *event)
{
	const struct request *request = trace_request_row(trace, event->request);
	uint16_t owner = event->item < trace->item_count ?
	    trace_item_of(trace, event->item).client : NONE16;

	if (request != NULL)
		return request->client;
	if (owner != NONE16)
		return owner;
	if (trace_client_of(trace, event->actor) != NONE16)
		return trace_client_of(trace, event->actor);
	return trace_client_of(trace, event->other);
}

uint16_t
trace_event_place(const struct trace *trace, const struct event *event)
{
	bool carried = event->home == HOME_TOKEN || event->home == HOME_CLIENT;

	if (carried && event->actor < trace->actor_count &&
	    trace->actors[event->actor].role != ROLE_DEVICE && event->other != NONE16)
		return event->other;
	return event->actor;
}

/* Events before the moment; `include`: those at it too. */
static uint32_t
seek(const struct trace *trace, uint64_t at_ns, bool include)
{
	uint32_t low = 0, high = trace->event_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		uint64_t there_ns = trace->events[middle].at_ns;

		if (there_ns < at_ns || (include && there_ns == at_ns))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t
trace_seek(const struct trace *trace, uint64_t at_ns)
{
	return seek(trace, at_ns, false);
}

uint32_t
trace_seek_after(const struct trace *trace, uint64_t at_ns)
{
	return seek(trace, at_ns, true);
}

bool
trace_event_is_fault(const struct trace *trace, const struct event *event)
{
	enum reason reason;

	if (event->kind == EVENT_CREATE || event->kind == EVENT_EXPIRE)
		return event->fields != NONE32 && (trace_reason(trace, event) ==
		    (event->kind == EVENT_CREATE ? REASON_ROTATED : REASON_FORCED));
	if (event_kinds[event->kind].shape != SHAPE_NODE || event->kind == EVENT_HEAL)
		return false;
	reason = trace_reason(trace, event);
	if (event->kind == EVENT_RESTART)
		return reason == REASON_JOIN;
	return event->kind != EVENT_CHANGE || reason == REASON_STORE_DOWN ||
	    reason == REASON_FAILOVER || reason == REASON_LEAVE || reason == REASON_DEPLOY ||
	    reason == REASON_REVOKED || reason == REASON_SKEW || reason == REASON_DROP;
}
