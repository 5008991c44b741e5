/* Leaves of an expression: fields of events, measures, reads of worlds, folds of patterns. */
#include "trace/expr_internal.h"

#include <math.h>

struct expr_value
expr_unknown(enum expr_type type)
{
	return (struct expr_value){ .type = type, .event = NONE32, .actor = NONE16,
		.piece = NONE16 };
}

struct expr_value
expr_missing(enum expr_type type)
{
	struct expr_value value = expr_unknown(type);

	value.known = value.missing = true;
	return value;
}

struct expr_value
expr_truth(bool truth)
{
	struct expr_value value = expr_unknown(EXPR_BOOL);

	value.known = true;
	value.truth = truth;
	return value;
}

struct expr_value
expr_amount(enum expr_type type, double number)
{
	struct expr_value value = expr_unknown(type);

	value.known = isfinite(number);
	value.number = number;
	return value;
}

/* -- fields, measures ------------------------------------------------------------------------ */

static struct expr_value
actor_value(const struct trace *trace, uint16_t actor)
{
	struct expr_value value = expr_missing(EXPR_ACTOR);

	if (actor == NONE16)
		return value;
	value.missing = false;
	value.actor = actor;
	value.text = trace->actors[actor].id;
	return value;
}

struct expr_value
expr_moment_value(enum expr_type type, uint64_t at_ns, uint32_t event, bool before)
{
	struct expr_value value = expr_unknown(type);

	value.known = true;
	value.at_ns = at_ns;
	value.event = event;
	value.before = before;
	return value;
}

static struct expr_value
word_value(const char *word, int row)
{
	struct expr_value value = expr_unknown(EXPR_WORD);

	value.known = true;
	value.text = word;
	value.number = row;
	return value;
}

struct expr_value
expr_homes_value(uint32_t homes)
{
	struct expr_value value = expr_unknown(EXPR_HOMES);

	value.known = true;
	value.homes = homes & ~(1u << HOME_NONE);
	return value;
}

static struct expr_value
status_value(const struct trace *trace, const struct event *event)
{
	const struct request *request = trace_request_row(trace, event->request);

	if (request == NULL || request->status == 0)
		return expr_missing(EXPR_COUNT);
	return expr_amount(EXPR_COUNT, request->status);
}

struct expr_value
expr_field_of(const struct trace *trace, uint32_t index, enum expr_field field, enum expr_type type)
{
	const struct event *event = trace_event(trace, index);

	if (!event)
		return expr_unknown(type);
	switch (field) {
	case FIELD_AT_NS:
		return expr_moment_value(EXPR_MOMENT, event->at_ns, index, false);
	case FIELD_VALUE:
		if (type == EXPR_MOMENT)
			return expr_moment_value(type, event->value, NONE32, false);
		return expr_amount(type, (double)event->value);
	case FIELD_WIRE_BYTES:
		return expr_amount(EXPR_BYTES, event->wire_bytes);
	case FIELD_STATE_WIRE_BYTES:
		if (event->message == NONE32 && trace->dropped > 0 &&
		    index >= trace->event_count - 1)
			return expr_unknown(EXPR_BYTES); /* no message is kept any more */
		return expr_amount(EXPR_BYTES,
		    event->message == NONE32 ? 0 : trace->messages[event->message].state_bytes);
	case FIELD_VERSION:
		return expr_amount(EXPR_COUNT, event->version);
	case FIELD_ATTEMPT:
		return expr_amount(EXPR_COUNT, event->attempt);
	case FIELD_ACTOR:
		return actor_value(trace, event->actor);
	case FIELD_OTHER:
		return actor_value(trace, event->other);
	case FIELD_HOME:
		return expr_homes_value(1u << event->home);
	case FIELD_OUTCOME:
		return word_value(outcome_word((enum outcome)event->outcome), event->outcome);
	case FIELD_KIND:
		return word_value(event_kinds[event->kind].word, event->kind);
	case FIELD_REQUEST:
		return event->request == NONE32 ? expr_missing(EXPR_COUNT) :
		    expr_amount(EXPR_COUNT, event->request);
	case FIELD_STATUS:
		return status_value(trace, event);
	case FIELD_COUNT:
		break;
	}
	return expr_unknown(type);
}

struct expr_value
expr_field_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	const struct trace *trace = expr_trace(machine, frame);
	struct moment_found found = { .known = true, .event = frame->event };

	if (!trace)
		return expr_unknown(expr->type);
	if (expr->moment)
		found = expr_moment_of(machine, expr->moment, frame);
	if (found.missing)
		return expr_missing(expr->type);
	if (!found.known || found.event == NONE32)
		return expr_unknown(expr->type);
	return expr_field_of(trace, found.event, expr->field, expr->type);
}

struct expr_value
expr_measure_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	uint32_t run = expr->design == NONE32 ? frame->measure_run :
	    expr_run_of(machine, expr->design);
	const struct measures *measures;

	if (run >= machine->context->run_count)
		return expr_unknown(expr->type);
	if (machine->context->many)
		return expr_many_measure(machine, expr, machine->context->runs[run].design);
	measures = machine->context->runs[run].measures;
	if (!measures || !measures->known[expr->measure])
		return expr_unknown(expr->type);
	return expr_amount(expr->type, measures->value[expr->measure]);
}

struct expr_value
expr_time_value(struct expr_machine *machine, const struct moment_ref *moment, enum expr_type type,
    const struct expr_frame *frame)
{
	struct moment_found found = expr_moment_of(machine, moment, frame);

	if (found.missing)
		return expr_missing(type);
	if (!found.known)
		return expr_unknown(type);
	return expr_moment_value(type, found.at_ns, found.event,
	    found.event != NONE32 && found.after == found.event);
}

/* -- worlds ---------------------------------------------------------------------------------- */

/* The row of the client of an item; without one, the only client there is. */
static struct actor_match
item_client(struct expr_machine *machine, const struct item_ref *item,
    const struct expr_frame *frame)
{
	const struct trace *trace = expr_trace(machine, frame);
	struct actor_match match = { .kind = ACTOR_ID, .row = NONE16 };

	if (!trace)
		return match;
	if (item->client)
		return expr_client_of(machine, item->client, frame);
	match.known = true;
	for (uint32_t row = 0; row < trace->actor_count && match.row == NONE16; row++)
		if (trace->actors[row].role == ROLE_CLIENT)
			match.row = (uint16_t)row;
	return match;
}

/* The newest entry of the item for its client.  False: *value says why there is no answer. */
static bool
find_entry(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame,
    const struct world **world, const struct holding **entry, struct expr_value *value)
{
	struct actor_match client = item_client(machine, expr->item, frame);
	const struct trace *trace = expr_trace(machine, frame);
	uint16_t piece;

	*value = client.missing ? expr_missing(expr->type) : expr_unknown(expr->type);
	if (!client.known || client.missing)
		return false;
	*world = expr_world(machine, frame);
	if (!*world || !world_knows(*world))
		return false;
	piece = trace_piece(trace, expr->item->piece);
	*entry = piece == NONE16 || client.row == NONE16 ? NULL :
	    world_entry(*world, piece, client.row);
	return true;
}

struct expr_value
expr_item_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	const struct trace *trace = expr_trace(machine, frame);
	const struct world *world;
	const struct holding *entry;
	struct expr_value value;
	uint16_t piece;

	if (!find_entry(machine, expr, frame, &world, &entry, &value))
		return value;
	value.known = true;
	value.text = "";
	if (!entry)
		return value;
	piece = trace->items[entry->item].piece;
	if (piece == trace_extra_piece(trace, TRACE_PIECE_TICKET) && entry->session != NONE32) {
		char ticket[33];

		trace_ticket(trace, entry->session, ticket);
		value.text = arena_strdup(machine->context->arena, ticket);
	} else if (piece == trace_extra_piece(trace, TRACE_PIECE_ROUTE) && entry->route != NONE16) {
		value.text = trace->actors[entry->route].id;
	} else if (entry->text == NONE32) {
		value.known = false; /* it is there, but what it says was not seen */
	} else {
		value.text = trace_text(trace, entry->text);
	}
	return value;
}

/* Every home where the newest version is kept. */
struct expr_value
expr_home_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	const struct world *world;
	const struct holding *entry, *copy;
	struct expr_value value;
	uint32_t homes = 0;

	if (!find_entry(machine, expr, frame, &world, &entry, &value))
		return value;
	if (!entry)
		return expr_homes_value(0);
	for (copy = world_of_item(world, entry->item); copy; copy = world_next_of_item(world, copy))
		if (copy->version >= entry->version)
			homes |= 1u << copy->home;
	return expr_homes_value(homes);
}

/* Does this place hold an entry of the piece, whoever's? */
static bool
holds_any(const struct world *world, uint16_t place, uint16_t piece)
{
	const struct holding *entry;

	for (entry = world_first(world, place); entry; entry = world_next(world, entry))
		if (world->trace->items[entry->item].piece == piece)
			return true;
	return false;
}

struct expr_value
expr_holds_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	const struct trace *trace = expr_trace(machine, frame);
	struct actor_match place = expr_actor_of(machine, expr->actor, frame);
	struct actor_match client = { .known = true };
	const struct world *world;
	uint16_t piece;
	bool any = false;

	if (expr->item->client)
		client = expr_client_of(machine, expr->item->client, frame);
	if (place.missing || client.missing) {
		struct expr_value value = expr_truth(false);

		value.missing = true;
		return value;
	}
	world = expr_world(machine, frame);
	if (!place.known || !client.known || !world)
		return expr_unknown(EXPR_BOOL);
	piece = trace_piece(trace, expr->item->piece);
	for (uint32_t row = 0; row < trace->actor_count && !any && piece != NONE16; row++) {
		if (!expr_actor_matches(trace, &place, (uint16_t)row))
			continue;
		any = expr->item->client ?
		    world_holds(world, (uint16_t)row, piece, client.row) == WORLD_YES :
		    holds_any(world, (uint16_t)row, piece);
	}
	if (!world_knows(world))
		return expr_unknown(EXPR_BOOL);
	return expr_truth(any);
}

/* -- patterns -------------------------------------------------------------------------------- */

struct expr_value
expr_count_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	struct pattern_walk walk;
	double count = 0;

	expr_walk_begin(&walk, machine, expr->pattern, frame);
	if (walk.memory) {
		expr_walk_remember(&walk);
		count = walk.memory->count;
	}
	while (expr_walk_next(&walk, false) != NONE32)
		count++;
	if (walk.missing)
		return expr_missing(EXPR_COUNT);
	return walk.known && !walk.open ? expr_amount(EXPR_COUNT, count) : expr_unknown(EXPR_COUNT);
}

/* min and max of moments stay exact; a mean of them is that of their times. */
struct expr_value
expr_fold_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	struct expr_value best = expr_missing(expr->type), value;
	struct pattern_walk walk;
	double sum = 0, count = 0, number;
	uint32_t event;

	expr_walk_begin(&walk, machine, expr->pattern, frame);
	if (expr->field == FIELD_STATUS)
		walk.memory = NULL; /* it comes with the reply */
	if (walk.memory) {
		best = walk.memory->best;
		sum = walk.memory->sum;
		count = walk.memory->count;
	}
	while ((event = expr_walk_next(&walk, false)) != NONE32) {
		bool better;

		value = expr_field_of(walk.trace, event, expr->field, expr->type);
		walk.known = walk.known && value.known;
		if (value.missing)
			continue;
		number = expr->type == EXPR_MOMENT ? (double)value.at_ns : value.number;
		better = expr->type == EXPR_MOMENT ? (expr->fold == FOLD_MIN ?
			value.at_ns < best.at_ns : value.at_ns > best.at_ns) :
		    (expr->fold == FOLD_MIN ? value.number < best.number :
			value.number > best.number);
		if (best.missing || better)
			best = value;
		sum += number;
		count++;
	}
	if (walk.memory) {
		walk.memory->best = best;
		walk.memory->sum = sum;
		walk.memory->count = count;
		walk.memory->upto = walk.low;
		walk.memory->unknown |= !walk.known;
	}
	if (walk.missing)
		return expr_missing(expr->type);
	if (!walk.known || walk.open)
		return expr_unknown(expr->type);
	if (expr->fold == FOLD_SUM)
		return expr_amount(expr->type, sum);
	best.type = expr->type;
	if (expr->fold != FOLD_MEAN || best.missing)
		return best;
	if (expr->type == EXPR_MOMENT)
		return expr_moment_value(EXPR_MOMENT, (uint64_t)(sum / count), NONE32, false);
	return expr_amount(expr->type, sum / count);
}
