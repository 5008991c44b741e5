/* Moments and patterns over the events of one run.
 *
 *    position   0   1   2   3        a position is how many events have happened
 *    event        0   1   2          event e: just before it e, just after it e + 1
 *
 * A pattern is one pass over a range of positions that `before` and `after` narrow.  What lies
 * beyond what was kept cannot be told: not found there is unknown, not absent.
 */
#include "trace/expr_internal.h"

#include <string.h>

/* -- moments --------------------------------------------------------------------------------- */

bool
expr_passes(const struct expr_machine *machine, const struct trace *trace)
{
	return machine->context->memory && (trace->dropped > 0 || trace_is_told(trace));
}

uint32_t
expr_horizon(const struct expr_machine *machine, uint32_t run)
{
	const struct trace *trace = machine->context->runs[run].trace;
	uint32_t limit = machine->context->limit_event;

	if (trace && expr_passes(machine, trace))
		return limit;
	if (!trace || !trace->kept)
		return 0;
	return limit < trace->event_count ? limit : trace->event_count;
}

/* Time at the horizon: the run's end, or now while it is under way. */
static uint64_t
horizon_ns(const struct expr_machine *machine, const struct trace *trace, uint32_t horizon)
{
	const struct event *newest;

	if (machine->context->limit_event == NONE32)
		return trace->end_ns;
	newest = horizon > 0 ? trace_event(trace, horizon - 1) : NULL;
	return newest ? newest->at_ns : 0;
}

/* The run begins once what exists from the beginning was created. */
static struct moment_found
moment_start(const struct trace *trace, uint32_t horizon)
{
	struct moment_found found = { .known = true, .event = NONE32 };

	while (found.after < horizon && trace->events[found.after].at_ns == 0 &&
	    trace->events[found.after].phase == PHASE_FAULT &&
	    trace->events[found.after].kind == EVENT_CREATE)
		found.after++;
	return found;
}

static struct moment_found
moment_time(const struct expr_machine *machine, const struct trace *trace, uint32_t horizon,
    uint64_t at_ns)
{
	struct moment_found found = { .known = true, .event = NONE32, .at_ns = at_ns };

	if (horizon > trace->event_count)
		return (struct moment_found){ .event = NONE32 }; /* it may have passed by */
	if (machine->context->limit_event != NONE32 && at_ns > horizon_ns(machine, trace, horizon))
		found.missing = true; /* it has not come yet */
	found.before = trace_seek(trace, at_ns);
	found.after = trace_seek_after(trace, at_ns);
	if (found.before > horizon)
		found.before = horizon;
	if (found.after > horizon)
		found.after = horizon;
	return found;
}

static struct moment_found
moment_event(const struct trace *trace, uint32_t number)
{
	const struct event *event = trace_event(trace, number);

	if (!event)
		return (struct moment_found){ .event = NONE32 };
	return (struct moment_found){ .known = true, .event = number, .before = number,
		.after = number + 1, .at_ns = event->at_ns };
}

/* The first or the last that a pattern's memory has. */
static struct moment_found
moment_remembered(struct pattern_walk *walk, bool last)
{
	struct pattern_memory *memory = walk->memory;
	struct moment_found found = { .event = NONE32 };

	if (last || memory->first == NONE32)
		expr_walk_remember(walk);
	if (memory->unknown)
		return found;
	found.known = true;
	found.missing = memory->first == NONE32;
	if (found.missing)
		return found;
	found.event = found.before = last ? memory->last : memory->first;
	found.after = found.before + 1;
	found.at_ns = last ? memory->last_ns : memory->first_ns;
	return found;
}

static struct moment_found
moment_pattern(struct expr_machine *machine, const struct moment_ref *moment,
    const struct expr_frame *frame)
{
	struct expr_frame whole = *frame;
	struct pattern_walk walk;
	uint32_t event;
	bool last = moment->kind == MOMENT_LAST;

	whole.limit = expr_horizon(machine, frame->run);
	expr_walk_begin(&walk, machine, moment->pattern, &whole);
	if (walk.memory)
		return moment_remembered(&walk, last);
	event = expr_walk_next(&walk, last);
	if (!walk.known || ((last || event == NONE32) && walk.open && !walk.missing))
		return (struct moment_found){ .event = NONE32 };
	if (event == NONE32)
		return (struct moment_found){ .known = true, .missing = true, .event = NONE32 };
	return moment_event(walk.trace, event);
}

/* A moment that depends on the run alone is found once. */
static struct moment_found
moment_closed(struct expr_machine *machine, const struct moment_ref *moment,
    const struct expr_frame *frame)
{
	size_t slot = (size_t)frame->run * machine->root->slot_count + moment->slot;
	struct expr_frame whole = expr_frame_whole(machine, frame->run);

	if (!machine->slot_full[slot]) {
		machine->slots[slot] = moment->kind == MOMENT_WAYPOINT ?
		    expr_moment_of(machine, moment->inner, &whole) :
		    moment_pattern(machine, moment, &whole);
		machine->slot_full[slot] = true;
	}
	return machine->slots[slot];
}

struct moment_found
expr_moment_of(struct expr_machine *machine, const struct moment_ref *moment,
    const struct expr_frame *frame)
{
	const struct trace *trace = expr_trace(machine, frame);
	uint32_t horizon = expr_horizon(machine, frame->run);
	struct moment_found found = { .event = NONE32 };

	if (!trace || !expr_spend(machine, 1))
		return found;
	switch (moment->kind) {
	case MOMENT_START:
		return moment_start(trace, horizon);
	case MOMENT_END:
		found.known = true;
		found.before = found.after = horizon;
		found.at_ns = horizon_ns(machine, trace, horizon);
		return found;
	case MOMENT_TIME:
		return moment_time(machine, trace, horizon, moment->number);
	case MOMENT_NUMBER:
		if (moment->number < horizon)
			return moment_event(trace, (uint32_t)moment->number);
		found.known = found.missing = true;
		return found;
	case MOMENT_EVENT:
		return moment_event(trace, frame->event);
	case MOMENT_WAYPOINT:
	case MOMENT_FIRST:
	case MOMENT_LAST:
		return moment->closed ? moment_closed(machine, moment, frame) :
		    moment_pattern(machine, moment, frame);
	case MOMENT_BEFORE:
		found = expr_moment_of(machine, moment->inner, frame);
		found.after = found.before;
		return found;
	case MOMENT_AFTER:
		found = expr_moment_of(machine, moment->inner, frame);
		found.before = found.after;
		return found;
	}
	return found;
}

/* -- actors ---------------------------------------------------------------------------------- */

static struct actor_match
actor_row(uint16_t row)
{
	return (struct actor_match){ .known = true, .kind = ACTOR_ID, .row = row };
}

static struct actor_match
actor_holder(struct expr_machine *machine, const struct actor_ref *actor,
    const struct expr_frame *frame)
{
	struct actor_match client = expr_client_of(machine, actor->client, frame);
	const struct world *world = expr_world(machine, frame);

	if (!client.known || client.missing)
		return client;
	if (!world || !world_knows(world))
		return (struct actor_match){ .kind = ACTOR_ID, .row = NONE16 };
	return actor_row(world_holder(world, client.row));
}

struct actor_match
expr_actor_of(struct expr_machine *machine, const struct actor_ref *actor,
    const struct expr_frame *frame)
{
	const struct trace *trace = expr_trace(machine, frame);
	struct actor_match match = { .kind = ACTOR_ID, .row = NONE16 };
	struct expr_value value;

	if (!trace)
		return match;
	switch (actor->kind) {
	case ACTOR_NAME:
	case ACTOR_ID:
		return actor_row(trace_actor(trace, actor->text));
	case ACTOR_ROLE:
		match.known = true;
		match.kind = ACTOR_ROLE;
		match.role = actor->role;
		return match;
	case ACTOR_CROWD:
		match.known = true;
		match.kind = ACTOR_CROWD;
		match.row = scenario_client(trace->scenario, actor->text);
		return match;
	case ACTOR_BOUND:
		return actor_row(actor->role == ROLE_CLIENT ? frame->client : frame->server);
	case ACTOR_HOLDER:
		return actor_holder(machine, actor, frame);
	case ACTOR_FIELD:
		value = expr_value_of(machine, actor->field, frame);
		match = actor_row(value.actor);
		match.known = value.known;
		match.missing = value.missing;
		return match;
	}
	return match;
}

struct actor_match
expr_client_of(struct expr_machine *machine, const struct actor_ref *actor,
    const struct expr_frame *frame)
{
	struct actor_match match = expr_actor_of(machine, actor, frame);

	if (match.known && !match.missing && match.kind == ACTOR_ID && match.row != NONE16)
		match.row = trace_client_of(expr_trace(machine, frame), match.row);
	return match;
}

bool
expr_actor_matches(const struct trace *trace, const struct actor_match *match, uint16_t actor)
{
	uint16_t client;

	if (actor == NONE16)
		return false;
	if (match->kind == ACTOR_ROLE)
		return trace->actors[actor].role == match->role ||
		    (match->role == ROLE_CLIENT && trace->actors[actor].role == ROLE_DEVICE) ||
		    (match->role == ROLE_ATTACKER && trace->actors[actor].attacker);
	if (match->kind == ACTOR_CROWD) {
		client = trace_client_of(trace, actor);
		return client != NONE16 && trace->actors[client].index == match->row;
	}
	return trace_actor_is(trace, actor, match->row);
}

/* -- patterns -------------------------------------------------------------------------------- */

/* Narrows the range by one moment; actors are resolved beside. */
static void
walk_moment(struct pattern_walk *walk, const struct suffix_ref *suffix)
{
	struct moment_found found = expr_moment_of(walk->machine, suffix->moment, &walk->frame);

	if (found.missing) {
		walk->missing = true;
	} else if (!found.known) {
		walk->known = false;
	} else if (suffix->kind == SUFFIX_BEFORE) {
		/* nothing happens at the end itself: before it is all there is */
		if (found.before < walk->high)
			walk->high = found.before;
	} else if (found.after > walk->low) {
		walk->low = found.after;
	}
}

static struct actor_match
walk_actor(struct pattern_walk *walk, const struct suffix_ref *suffix)
{
	struct actor_match match = suffix->kind == SUFFIX_FOR ?
	    expr_client_of(walk->machine, suffix->actor, &walk->frame) :
	    expr_actor_of(walk->machine, suffix->actor, &walk->frame);

	if (match.missing)
		walk->missing = true;
	else if (!match.known)
		walk->known = false;
	return match;
}

void
expr_walk_begin(struct pattern_walk *walk, struct expr_machine *machine,
    const struct pattern_ref *pattern, const struct expr_frame *frame)
{
	size_t count = 0;

	*walk = (struct pattern_walk){ .machine = machine, .pattern = pattern, .frame = *frame,
		.trace = expr_trace(machine, frame), .known = true, .action = NONE16,
		.piece = NONE16 };
	if (!walk->trace) {
		walk->known = false;
		return;
	}
	walk->high = frame->limit;
	for (const struct suffix_ref *suffix = pattern->first; suffix; suffix = suffix->next) {
		if (suffix->moment)
			walk_moment(walk, suffix);
		else if (suffix->actor)
			walk->actors[count] = walk_actor(walk, suffix);
		else
			walk->actors[count].row = trace_piece(walk->trace, suffix->text);
		count++;
	}
	if (pattern->kind == PATTERN_ACTION)
		walk->action = scenario_action(walk->trace->scenario, pattern->text);
	walk->memory = walk->missing ? NULL : expr_memory_of(machine, pattern, frame);
	if (walk->memory && walk->low < walk->memory->upto)
		walk->low = walk->memory->upto;
	walk->known = walk->known && walk->trace->evidence_all &&
	    !(walk->memory && walk->memory->unknown);
	walk->open = !walk->trace->complete && machine->context->limit_event == NONE32 &&
	    walk->high == walk->trace->event_count;
	if (walk->missing)
		walk->high = walk->low;
}

static bool
kind_matches(const struct pattern_walk *walk, const struct event *event)
{
	const struct trace *trace = walk->trace;
	const struct request *request;

	if (event->kind != walk->pattern->event_kind)
		return false;
	if (walk->pattern->kind == PATTERN_KIND)
		return true;
	if (event->actor == NONE16 || trace->actors[event->actor].role != ROLE_DEVICE)
		return false;
	if (walk->pattern->kind != PATTERN_ACTION)
		return true;
	request = trace_request_row(trace, event->request);
	return event->attempt <= 1 && request != NULL && request->action == walk->action;
}

/* Of which piece is this event?  A request for one piece counts; a miss of nothing was of a
 * login. */
static bool
piece_matches(const struct pattern_walk *walk, const struct event *event, uint16_t piece)
{
	const struct trace *trace = walk->trace;
	const struct request *request;

	if (piece == NONE16)
		return false;
	if (event->item != NONE32)
		return trace_item_of(trace, event->item).piece == piece;
	if (event->kind == EVENT_MISS)
		return piece == trace_piece(trace, "login");
	request = trace_request_row(trace, event->request);
	return walk->pattern->kind != PATTERN_KIND && request != NULL && request->piece == piece;
}

/* Who sent what moved, and who it was for: what arrives names its receiver first. */
static bool
arrives(const struct event *event)
{
	return event->kind == EVENT_RECEIVE || event->kind == EVENT_DUPLICATE ||
	    event->kind == EVENT_REFUSE;
}

static bool
suffix_matches(const struct pattern_walk *walk, const struct event *event,
    const struct suffix_ref *suffix, const struct actor_match *match)
{
	const struct trace *trace = walk->trace;

	switch (suffix->kind) {
	case SUFFIX_OF:
		return piece_matches(walk, event, match->row);
	case SUFFIX_BY:
		return expr_actor_matches(trace, match, event->actor);
	case SUFFIX_FROM:
		return expr_actor_matches(trace, match, arrives(event) ? event->other :
		    event->actor);
	case SUFFIX_TO:
		return expr_actor_matches(trace, match, arrives(event) ? event->actor :
		    event->other);
	case SUFFIX_IN:
		return expr_actor_matches(trace, match, trace_event_place(trace, event));
	case SUFFIX_FOR:
		return expr_actor_matches(trace, match, trace_event_client(trace, event));
	case SUFFIX_BEFORE:
	case SUFFIX_AFTER:
	case SUFFIX_COUNT:
		break;
	}
	return true;
}

static bool
event_matches(struct pattern_walk *walk, uint32_t index)
{
	const struct event *event = trace_event(walk->trace, index);
	const struct actor_match *match = walk->actors;
	struct expr_frame frame;
	struct expr_value value;

	if (!event) {
		walk->known = false;
		return false;
	}
	if (event->kind == EVENT_GAP && walk->pattern->event_kind != EVENT_GAP)
		walk->known = false;
	if (!kind_matches(walk, event))
		return false;
	for (const struct suffix_ref *suffix = walk->pattern->first; suffix; suffix = suffix->next)
		if (!suffix_matches(walk, event, suffix, match++))
			return false;
	if (!walk->pattern->where)
		return true;
	frame = walk->frame;
	frame.event = index;
	frame.world = index + 1;
	value = expr_value_of(walk->machine, walk->pattern->where, &frame);
	if (!value.known)
		walk->known = false;
	return value.known && value.truth;
}

uint32_t
expr_walk_next(struct pattern_walk *walk, bool backwards)
{
	while (walk->low < walk->high) {
		uint32_t index = backwards ? --walk->high : walk->low++;

		if (!expr_spend(walk->machine, 1)) {
			walk->known = false;
			return NONE32;
		}
		if (event_matches(walk, index))
			return index;
	}
	return NONE32;
}

void
expr_walk_remember(struct pattern_walk *walk)
{
	struct pattern_memory *memory = walk->memory;
	uint32_t event;

	while ((event = expr_walk_next(walk, false)) != NONE32) {
		memory->last_ns = trace_event(walk->trace, event)->at_ns;
		if (memory->first == NONE32) {
			memory->first = event;
			memory->first_ns = memory->last_ns;
		}
		memory->last = event;
		memory->count++;
	}
	memory->upto = walk->low;
	memory->unknown |= !walk->known;
}
