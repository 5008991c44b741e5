/* Evaluation: the machine, and logic.  Three-valued: what an incomplete trace cannot tell stays
 * unknown through `and` and `or` unless the rest decides.
 */
#include "trace/expr_internal.h"

#include "base/check.h"
#include "base/limits.h"

/* -- the machine ----------------------------------------------------------------------------- */

bool
expr_spend(struct expr_machine *machine, uint64_t steps)
{
	machine->context->steps += steps;
	if (machine->context->steps > LIMIT_EXPRESSION_STEPS)
		machine->exhausted = true;
	return !machine->exhausted;
}

void
expr_machine_init(struct expr_machine *machine, const struct expr *root,
    struct expr_context *context)
{
	size_t slots = (size_t)context->run_count * root->slot_count;

	*machine = (struct expr_machine){ .context = context, .root = root };
	machine->slots = arena_array(context->arena, slots, sizeof(*machine->slots));
	machine->slot_full = arena_array(context->arena, slots, sizeof(*machine->slot_full));
	machine->world_position = arena_array(context->arena, context->run_count,
	    sizeof(*machine->world_position));
	context->steps = 0;
}

const struct trace *
expr_trace(const struct expr_machine *machine, const struct expr_frame *frame)
{
	const struct trace *trace;

	if (frame->run >= machine->context->run_count)
		return NULL;
	trace = machine->context->runs[frame->run].trace;
	return trace && (trace->kept || trace_is_told(trace)) ? trace : NULL;
}

struct expr_frame
expr_frame_whole(const struct expr_machine *machine, uint32_t run)
{
	struct expr_frame frame = { .run = run, .measure_run = run, .event = NONE32,
		.client = NONE16, .server = NONE16 };

	if (run < machine->context->run_count)
		frame.limit = frame.world = expr_horizon(machine, run);
	return frame;
}

/* The actor of another run with the same id. */
static uint16_t
same_actor(const struct trace *from, const struct trace *to, uint16_t actor)
{
	if (actor == NONE16 || !from || !to)
		return NONE16;
	return trace_actor(to, from->actors[actor].id);
}

struct expr_frame
expr_frame_under(const struct expr_machine *machine, uint32_t run, const struct expr_frame *frame)
{
	struct expr_frame inner = expr_frame_whole(machine, run);
	const struct trace *from = expr_trace(machine, frame), *to = expr_trace(machine, &inner);

	inner.client = same_actor(from, to, frame->client);
	inner.server = same_actor(from, to, frame->server);
	return inner;
}

uint32_t
expr_run_of(const struct expr_machine *machine, uint32_t design)
{
	for (uint32_t run = 0; run < machine->context->run_count; run++)
		if (str_equal(machine->context->runs[run].design, machine->root->designs[design]))
			return run;
	return NONE32;
}

const struct world *
expr_world(struct expr_machine *machine, const struct expr_frame *frame)
{
	struct world_cursor *cursor;
	uint32_t *position, distance;

	if (!expr_trace(machine, frame))
		return NULL;
	cursor = machine->context->runs[frame->run].cursor;
	if (!cursor || expr_passes(machine, expr_trace(machine, frame)))
		return NULL;
	position = &machine->world_position[frame->run];
	distance = *position < frame->world ? frame->world - *position : *position - frame->world;
	*position = frame->world;
	if (!expr_spend(machine, distance / 8))
		return NULL;
	return world_at(cursor, frame->world);
}

/* -- logic ----------------------------------------------------------------------------------- */

/* and: false decides; or: true decides.  What does not decide stays unknown if either is. */
static struct expr_value
join_values(const struct expr_value *left, const struct expr_value *right, bool decides)
{
	struct expr_value value;

	if (left->known && left->truth == decides)
		return *left;
	if (right->known && right->truth == decides)
		return *right;
	if (!left->known || !right->known)
		return expr_unknown(EXPR_BOOL);
	value = expr_truth(!decides);
	value.missing = left->missing || right->missing;
	return value;
}

/* How `all`, `some` and `none` of many answers come out; `decides` is the truth of a part that ends
 * the search. */
struct tally {
	bool decides, decided, known, missing;
	bool refused; /* what bounds the search does not exist: false, and said so */
};

static void
tally_add(struct tally *tally, const struct expr_value *value)
{
	if (!value->known) {
		tally->known = false;
		return;
	}
	if (value->truth == tally->decides) {
		tally->decided = true;
		tally->missing = value->missing;
	}
}

/* decided_truth: what the whole is when a part decided. */
static struct expr_value
tally_value(const struct tally *tally, bool decided_truth)
{
	struct expr_value value = expr_truth(false);

	if (!tally->refused && !tally->decided && !tally->known)
		return expr_unknown(EXPR_BOOL);
	if (!tally->refused)
		value.truth = tally->decided ? decided_truth : !decided_truth;
	value.missing = tally->refused || tally->missing;
	return value;
}

/* always, ever, never: the body as it stood after every position of the range. */
static struct expr_value
range_value(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	const struct moment_ref start = { .kind = MOMENT_START };
	struct tally tally = { .decides = expr->kind != EX_ALWAYS, .known = true };
	struct moment_found from = expr_moment_of(machine, expr->moment ? expr->moment : &start,
	    frame);
	struct moment_found until = { .known = true, .after = frame->limit };
	struct expr_frame inner = *frame;
	const struct trace *trace = expr_trace(machine, frame);

	if (expr->until)
		until = expr_moment_of(machine, expr->until, frame);
	if (from.missing || until.missing) {
		tally.refused = true;
		return tally_value(&tally, false);
	}
	if (!from.known || !until.known || !trace)
		return expr_unknown(EXPR_BOOL);
	if (until.after > frame->limit)
		until.after = frame->limit;
	for (uint32_t k = from.after; k <= until.after && !tally.decided; k++) {
		struct expr_value value;

		inner.limit = inner.world = k;
		value = expr_value_of(machine, expr->left, &inner);
		tally_add(&tally, &value);
		if (machine->exhausted)
			break;
	}
	if (machine->exhausted || (!trace->complete && until.after == trace->event_count &&
	    machine->context->limit_event == NONE32))
		tally.known = false;
	return tally_value(&tally, expr->kind == EX_EVER);
}

static void
tally_pattern(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame,
    struct tally *tally)
{
	struct expr_frame inner = *frame;
	struct pattern_walk walk;
	uint32_t event;

	expr_walk_begin(&walk, machine, expr->pattern, frame);
	if (walk.missing) {
		tally->refused = true;
		return;
	}
	if (walk.memory && !expr_body_is_steady(expr->left))
		walk.memory = NULL; /* nothing was ever put into it */
	if (walk.memory && walk.memory->first != NONE32) {
		tally->decided = true; /* what decided goes on to decide */
		return;
	}
	while (!tally->decided && (event = expr_walk_next(&walk, false)) != NONE32) {
		struct expr_value value;

		inner.event = event;
		inner.world = event + 1;
		value = expr_value_of(machine, expr->left, &inner);
		tally_add(tally, &value);
		if (walk.memory && tally->decided)
			walk.memory->first = event;
	}
	if (!walk.known || walk.open)
		tally->known = false;
	if (walk.memory) {
		walk.memory->upto = walk.low;
		walk.memory->unknown |= !tally->known;
	}
}

static void
tally_actors(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame,
    struct tally *tally)
{
	const struct trace *trace = expr_trace(machine, frame);
	enum role role = expr->domain == DOMAIN_CLIENT ? ROLE_CLIENT : ROLE_SERVER;
	struct expr_frame inner = *frame;

	tally->known = trace != NULL;
	for (uint32_t row = 0; trace && row < trace->actor_count && !tally->decided; row++) {
		struct expr_value value;

		if (trace->actors[row].role != role)
			continue;
		*(role == ROLE_CLIENT ? &inner.client : &inner.server) = (uint16_t)row;
		value = expr_value_of(machine, expr->left, &inner);
		tally_add(tally, &value);
	}
}

static void
tally_many(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame,
    struct tally *tally)
{
	uint32_t count = expr_many_count(machine, expr);

	tally->known = count > 0;
	for (uint32_t row = 0; row < count && !tally->decided && !machine->exhausted; row++) {
		struct expr_value value = expr_one_of_many(machine, expr, frame, row);

		tally_add(tally, &value);
	}
}

static struct expr_value
every_value(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	struct tally tally = { .decides = expr->kind != EX_EVERY, .known = true };

	switch (expr->domain) {
	case DOMAIN_RUN:
	case DOMAIN_CASE:
		tally_many(machine, expr, frame, &tally);
		break;
	case DOMAIN_CLIENT:
	case DOMAIN_SERVER:
		tally_actors(machine, expr, frame, &tally);
		break;
	case DOMAIN_DESIGN:
		for (uint32_t run = 0; run < machine->context->run_count && !tally.decided; run++) {
			struct expr_frame inner = expr_frame_under(machine, run, frame);
			struct expr_value value = expr_value_of(machine, expr->left, &inner);

			tally_add(&tally, &value);
		}
		break;
	case DOMAIN_PATTERN:
		tally_pattern(machine, expr, frame, &tally);
		break;
	}
	return tally_value(&tally, expr->kind == EX_SOME);
}

static struct expr_value
under_value(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	uint32_t run = expr_run_of(machine, expr->design);
	struct expr_frame inner;

	if (run == NONE32)
		return expr_unknown(EXPR_BOOL);
	inner = expr_frame_under(machine, run, frame);
	return expr_value_of(machine, expr->left, &inner);
}

/* compare at, before, after moment: things as they stood then. */
static struct expr_value
placed_value(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	struct moment_found found = expr_moment_of(machine, expr->moment, frame);
	struct expr_frame inner = *frame;
	struct expr_value value;

	if (found.missing) {
		value = expr_truth(false);
		value.missing = true;
		return value;
	}
	if (!found.known)
		return expr_unknown(EXPR_BOOL);
	inner.limit = inner.world = expr->kind == EX_BEFORE ? found.before : found.after;
	return expr_value_of(machine, expr->left, &inner);
}

static struct expr_value
logic_value(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	struct expr_value left = expr_value_of(machine, expr->left, frame), right;
	bool decides = expr->kind == EX_OR;

	if (expr->kind == EX_NOT) {
		left.truth = !left.truth;
		return left;
	}
	/* What decides ends the question, but what is remembered has to see every event. */
	if (left.known && left.truth == decides && !machine->context->memory)
		return left;
	right = expr_value_of(machine, expr->right, frame);
	return join_values(&left, &right, decides);
}

static struct expr_value
literal_value(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	struct expr_value value = expr_unknown(expr->type);
	struct actor_match match;

	value.known = true;
	value.text = expr->kind == EX_EMPTY ? "" : expr->text;
	value.number = expr->number;
	if (expr->type == EXPR_MOMENT)
		value.at_ns = (uint64_t)expr->number;
	if (expr->type == EXPR_HOMES)
		return expr_homes_value(1u << (uint32_t)expr->number);
	if (expr->kind != EX_ACTOR)
		return value;
	match = expr_actor_of(machine, expr->actor, frame);
	value.known = match.known;
	value.missing = match.missing;
	value.actor = match.kind == ACTOR_ID ? match.row : NONE16;
	return value;
}

static struct expr_value
value_by_kind(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	switch (expr->kind) {
	case EX_OR:
	case EX_AND:
	case EX_NOT:
		return logic_value(machine, expr, frame);
	case EX_ALWAYS:
	case EX_EVER:
	case EX_NEVER:
		return range_value(machine, expr, frame);
	case EX_EVERY:
	case EX_SOME:
	case EX_NO:
		return every_value(machine, expr, frame);
	case EX_UNDER:
		return under_value(machine, expr, frame);
	case EX_AT:
	case EX_BEFORE:
	case EX_AFTER:
		return placed_value(machine, expr, frame);
	case EX_COMPARE:
		return expr_compare_value(machine, expr, frame);
	case EX_HOLDS:
		return expr_holds_value(machine, expr, frame);
	case EX_ARITHMETIC:
		return expr_arithmetic_value(machine, expr, frame);
	case EX_TRUE:
	case EX_FALSE:
		return expr_truth(expr->kind == EX_TRUE);
	case EX_FIELD:
		return expr_field_value(machine, expr, frame);
	case EX_WAYPOINT:
	case EX_TIME_OF:
	case EX_MOMENT:
		return expr_time_value(machine, expr->moment, expr->type, frame);
	case EX_MEASURE:
		return expr_measure_value(machine, expr, frame);
	case EX_COUNT_OF:
		return expr_count_value(machine, expr, frame);
	case EX_FOLD_OF:
		return expr_fold_value(machine, expr, frame);
	case EX_VALUE_OF:
		return expr_item_value(machine, expr, frame);
	case EX_HOME_OF:
		return expr_home_value(machine, expr, frame);
	case EX_NUMBER:
	case EX_TEXT:
	case EX_EMPTY:
	case EX_NAME:
	case EX_WORD:
	case EX_ACTOR:
		break;
	}
	return literal_value(machine, expr, frame);
}

struct expr_value
expr_value_of(struct expr_machine *machine, const struct expr *expr, const struct expr_frame *frame)
{
	if (!expr_spend(machine, 1))
		return expr_unknown(expr->type);
	return value_by_kind(machine, expr, frame);
}

/* A bare measure means that of every design, one at a time, and all must hold. */
static struct expr_value
value_over_designs(struct expr_machine *machine, const struct expr *expr)
{
	struct tally tally = { .decides = false, .known = true };

	for (uint32_t run = 0; run < machine->context->run_count && !tally.decided; run++) {
		struct expr_frame frame = expr_frame_whole(machine, 0);
		struct expr_value value;

		frame.measure_run = run;
		value = expr_value_of(machine, expr, &frame);
		tally_add(&tally, &value);
	}
	return tally_value(&tally, false);
}

struct expr_value
expr_evaluate(const struct expr *expr, struct expr_context *context)
{
	struct expr_machine machine;
	struct expr_frame frame;
	struct expr_value value;

	CHECK(context->run_count > 0);
	expr_machine_init(&machine, expr, context);
	frame = expr_frame_whole(&machine, 0);
	if (expr->bare_measure && expr->type == EXPR_BOOL)
		value = value_over_designs(&machine, expr);
	else
		value = expr_value_of(&machine, expr, &frame);
	return machine.exhausted ? expr_unknown(expr->type) : value;
}

bool
expr_moment(const struct expr *expr, struct expr_context *context, uint32_t *events,
    uint64_t *at_ns)
{
	struct expr_machine machine;
	struct expr_frame frame;
	struct moment_found found;

	CHECK(context->run_count > 0 && expr->kind == EX_MOMENT);
	expr_machine_init(&machine, expr, context);
	frame = expr_frame_whole(&machine, 0);
	found = expr_moment_of(&machine, expr->moment, &frame);
	if (machine.exhausted || !found.known || found.missing)
		return false;
	*events = found.after;
	*at_ns = found.at_ns;
	return true;
}
