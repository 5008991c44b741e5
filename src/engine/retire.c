/* What is still named: the roots from which rows of the trace are alive.  One function a pool. */
#include "engine/store.h"

static void
mark_refresh(struct trace *trace, const struct renewal *refresh)
{
	if (refresh->text == NONE32)
		return;
	trace_mark_text(trace, refresh->text);
	trace_mark_session(trace, refresh->session);
}

static void
mark_message(struct trace *trace, const struct message *message)
{
	trace_mark_session(trace, message->session);
	trace_mark_token(trace, message->token);
	trace_mark_text(trace, message->text);
	if (message->refresh != 0)
		trace_mark_text(trace, message->refresh - 1);
}

static void
mark_texts(struct trace *trace, const uint32_t *texts, uint32_t mask)
{
	for (uint32_t piece = 0; mask >> piece != 0; piece++)
		if (mask & 1u << piece)
			trace_mark_text(trace, texts[piece]);
}

static void
mark_people(const struct engine *engine, struct trace *trace, bool all)
{
	for (uint32_t i = tab_first(engine); i < engine->tab_count; i = tab_after(engine, i))
		if (engine->tabs[i].request != NONE32) {
			trace_mark_request(trace, engine->tabs[i].request);
			trace_mark_text(trace, engine->tabs[i].argument);
		}
	for (uint32_t i = 0; all && i < engine->device_count; i++) {
		trace_mark_session(trace, engine->devices[i].ticket);
		trace_mark_token(trace, engine->devices[i].token);
		mark_refresh(trace, &engine->devices[i].refresh);
	}
	for (uint32_t i = 0; all && i < engine->pocket_count; i++) {
		trace_mark_session(trace, engine->pockets[i].ticket);
		trace_mark_token(trace, engine->pockets[i].token);
		mark_refresh(trace, &engine->pockets[i].refresh);
	}
}

/* The list of revoked logins, and its copies on their way. */
static void
mark_denials(const struct engine *engine, struct trace *trace)
{
	for (uint32_t i = 0; i < engine->denial_count; i++)
		if (engine->denials[i].used && !deny_is_by_user(engine))
			trace_mark_session(trace, engine->denials[i].owner);
	for (uint32_t i = 0; engine->polls != NULL && i < engine->server_room; i++) {
		const struct poll *poll = &engine->polls[i];

		if (poll->busy)
			mark_message(trace, &poll->message);
		for (uint32_t k = 0; poll->busy && k < poll->count && !deny_is_by_user(engine); k++)
			trace_mark_session(trace, poll->found[k].owner);
	}
}

static void
mark_trips(const struct engine *engine, struct trace *trace, bool all)
{
	for (uint32_t i = 0; i < engine->trip_count; i++) {
		const struct trip *trip = &engine->trips[i];

		if (trip->state == TRIP_FREE)
			continue;
		trace_mark_request(trace, trip->request);
		if (!all)
			continue;
		trace_mark_session(trace, trip->session);
		trace_mark_token(trace, trip->token);
		trace_mark_token(trace, trip->new_token);
		trace_mark_text(trace, trip->argument);
		trace_mark_text(trace, trip->refresh);
		mark_message(trace, &trip->message);
		mark_texts(trace, trip->texts, trip->known | trip->held);
	}
}

static void
mark_calls(const struct engine *engine, struct trace *trace, bool all)
{
	for (uint32_t i = 0; i < engine->call_count; i++) {
		const struct call *call = &engine->calls[i];

		if (!call->used)
			continue;
		trace_mark_request(trace, call->request);
		if (!all)
			continue;
		trace_mark_session(trace, call->session);
		if (!call->op.user)
			trace_mark_session(trace, call->owner);
		trace_mark_text(trace, call->argument);
		mark_message(trace, &call->message);
		trace_mark_text(trace, call->entry_text);
		mark_texts(trace, call->texts, call->known | call->found | call->held);
	}
}

static void
mark_errands(const struct engine *engine, struct trace *trace, bool all)
{
	for (uint32_t i = 0; i < engine->errand_count; i++) {
		const struct errand *errand = &engine->errands[i];

		if (!errand->used)
			continue;
		trace_mark_request(trace, errand->request);
		if (!all)
			continue;
		trace_mark_session(trace, errand->session);
		if (!errand->user)
			trace_mark_session(trace, errand->owner);
		mark_message(trace, &errand->message);
		if (errand->verb == ERRAND_COPY || errand->message.kind == MESSAGE_ANSWER)
			mark_texts(trace, errand->texts, errand->mask);
	}
}

static void
mark_cache(const struct engine *engine, struct trace *trace)
{
	for (uint32_t i = 0; i < engine->cache_count; i++) {
		const struct cached *cached = &engine->cache[i];

		if (!cached->used)
			continue;
		if (!(engine->user_pieces & 1u << cached->piece))
			trace_mark_session(trace, cached->owner);
		trace_mark_text(trace, cached->text);
	}
}

static void
mark_holds(const struct engine *engine, struct trace *trace)
{
	for (uint32_t i = 0; i < engine->hold_count; i++) {
		const struct hold *hold = &engine->holds[i];

		if (!hold->used)
			continue;
		if (!hold->user)
			trace_mark_session(trace, hold->owner);
		if (engine->hold_blobs != NULL)
			trace_mark_text(trace, engine->hold_blobs[i]);
		if (hold->place == engine->balancer)
			continue; /* its cells are no texts */
		for (uint16_t piece = 0; hold->mask >> piece != 0; piece++)
			if (hold->mask & 1u << piece)
				trace_mark_text(trace, hold_text(engine, i, piece));
	}
}

/* What copies of the store may have to go back to. */
static void
mark_tail(const struct engine *engine, struct trace *trace)
{
	for (uint32_t i = 0; i < engine->tail_count; i++) {
		const struct unsent *unsent =
		    &engine->tail[(engine->tail_at + i) % engine->tail_room];

		if (!unsent->user)
			trace_mark_session(trace, unsent->owner);
		trace_mark_text(trace, unsent->text);
	}
}

static void
mark_kept(struct trace *trace, const struct kept *kept)
{
	trace_mark_session(trace, kept->session);
	trace_mark_token(trace, kept->token);
	trace_mark_text(trace, kept->text);
}

/* What a call keeps or was given is in its message too, which mark_calls marks. */
static void
mark_ledger(const struct engine *engine, struct trace *trace)
{
	for (uint32_t i = 0; i < engine->ledger.count; i++)
		if (engine->ledger.records[i].used)
			mark_kept(trace, &engine->ledger.records[i].kept);
}

/* What events and messages of a told run name that are not let go of yet; returns how many. */
static uint32_t
mark_told(const struct engine *engine, struct trace *trace, bool all)
{
	uint64_t first = trace_ring_first(trace);

	if (!engine->recorder.tells)
		return 0;
	for (uint64_t i = first; i < trace->ring_next; i++)
		trace_mark_event(trace, trace_ring_event(trace, i), all);
	return (uint32_t)(trace->ring_next - first);
}

void
retire_rows(struct engine *engine)
{
	struct trace *trace = engine->trace;
	enum trace_sweep sweep = trace->sweep_due;
	bool all = sweep == TRACE_SWEEP_ALL;
	uint32_t tabs = engine->tab_count - engine->person_room + engine->person_count;
	uint32_t request_roots = tabs + engine->trip_count + engine->call_count +
	    engine->errand_count, roots;

	trace_sweep_begin(trace, sweep);
	request_roots += mark_told(engine, trace, all);
	roots = request_roots;
	mark_people(engine, trace, all);
	mark_trips(engine, trace, all);
	mark_calls(engine, trace, all);
	mark_errands(engine, trace, all);
	if (all) {
		roots += engine->hold_count + engine->cache_count + engine->ledger.count;
		mark_cache(engine, trace);
		mark_holds(engine, trace);
		mark_denials(engine, trace);
		mark_tail(engine, trace);
		mark_ledger(engine, trace);
		for (uint32_t piece = 0; piece < engine->piece_count; piece++)
			trace_mark_text(trace, engine->empty_texts[piece]);
	}
	if (trace_sweep_end(trace, request_roots, roots))
		http_lengths_forget(&engine->lengths);
	measures_fold_let_go(engine->recorder.measures, all);
}
