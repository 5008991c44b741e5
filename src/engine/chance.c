/* Faults at random, drawn from the seed before a run begins: the run has a scenario of its own in
 * which everything has its time and its place.
 *
 *    written   between [2s, 8s]        ──▶ the same fault, with a time
 *    written   every 30s, for 5s       ──▶ stays, and does nothing; behind the others come
 *                                          crash s2, restart s2, crash s1, restart s1, ...
 */
#include <string.h>

#include "base/check.h"
#include "engine/inside.h"
#include "engine/laws.h"

/* What is being drawn. */
struct drawing {
	const struct scenario *scenario;
	struct arena *arena;
	struct fault *faults;
	uint32_t count, room;
	uint64_t out_ns[LIMIT_SERVERS]; /* until then a server is out, of one fault that repeats */
	bool full;
};

static bool
is_random(const struct fault *fault)
{
	return fault->to_ns > 0 || fault->repeats || fault->has_outage;
}

static struct fault *
add(struct drawing *drawing, const struct fault *fault)
{
	if (drawing->count == LIMIT_ACCIDENTS) {
		drawing->full = true;
		return &drawing->faults[drawing->count - 1];
	}
	if (drawing->count == drawing->room) {
		drawing->faults = arena_grow(drawing->arena, drawing->faults, drawing->room,
		    (size_t)drawing->room * 2 + 16, sizeof(*drawing->faults));
		drawing->room = drawing->room * 2 + 16;
	}
	drawing->faults[drawing->count] = *fault;
	return &drawing->faults[drawing->count++];
}

/* The fault has its time: now its place and how long it lasts.  False: it meets a place that is
 * still out. */
static bool
draw_rest(struct drawing *drawing, struct prng *prng, struct fault *fault, uint64_t *outage_ns)
{
	uint32_t row = 0; /* a place with a name of its own has one row as well */

	*outage_ns = fault->has_outage ? law_draw(&fault->outage, prng) : 0;
	if (fault->node != NULL && strcmp(fault->node, "random") == 0) {
		row = (uint32_t)prng_below(prng, drawing->scenario->servers.count);
		fault->node = arena_printf(drawing->arena, "s%u", (unsigned)row + 1);
	}
	if (drawing->out_ns[row] > fault->at_ns)
		return false;
	drawing->out_ns[row] = fault->at_ns + *outage_ns;
	return true;
}

/* What ends it, when it has an end. */
static void
add_end(struct drawing *drawing, const struct fault *fault, uint64_t outage_ns)
{
	struct fault end = { .kind = fault_undo(fault), .node = fault->node,
		.at_ns = fault->at_ns + outage_ns, .other = fault->other, .client = fault->client,
		.factor = 1, .after_event = UINT32_MAX, .mark = fault->mark };

	if (fault->has_outage && end.at_ns < LIMIT_RUN_NS)
		add(drawing, &end);
}

static void
draw_again(struct drawing *drawing, struct prng *prng, const struct fault *written)
{
	struct fault fault = *written;

	fault.repeats = false;
	while (!drawing->full) {
		uint64_t gap_ns = law_draw(&written->every, prng), outage_ns;

		fault.at_ns += gap_ns > 0 ? gap_ns : 1;
		fault.node = written->node;
		if (fault.at_ns > drawing->scenario->stop.after_ns)
			return;
		if (!draw_rest(drawing, prng, &fault, &outage_ns))
			continue;
		add(drawing, &fault);
		add_end(drawing, &fault, outage_ns);
	}
}

static void
draw_fault(struct drawing *drawing, uint32_t row)
{
	struct fault fault = drawing->faults[row];
	uint64_t outage_ns;
	struct prng prng;

	if (!is_random(&fault))
		return;
	memset(drawing->out_ns, 0, sizeof(drawing->out_ns));
	prng_init(&prng, drawing->scenario->seed,
	    (uint64_t)PURPOSE_ACCIDENT << 56 | (uint64_t)row << 32);
	if (fault.repeats) {
		draw_again(drawing, &prng, &fault);
		return;
	}
	if (fault.to_ns > 0)
		fault.at_ns += prng_below(&prng, fault.to_ns - fault.at_ns + 1);
	draw_rest(drawing, &prng, &fault, &outage_ns);
	drawing->faults[row] = fault;
	add_end(drawing, &fault, outage_ns);
}

const struct scenario *
engine_draw(const struct scenario *scenario, struct arena *arena, bool *full)
{
	struct drawing drawing = { .scenario = scenario, .arena = arena,
		.count = scenario->fault_count, .room = scenario->fault_count };
	struct scenario *drawn;
	bool any = false;

	*full = false;
	for (uint32_t i = 0; i < scenario->fault_count; i++)
		any |= is_random(&scenario->faults[i]);
	if (!any || scenario->drawn)
		return scenario;
	drawing.faults = arena_array(arena, scenario->fault_count, sizeof(*drawing.faults));
	memcpy(drawing.faults, scenario->faults, scenario->fault_count * sizeof(*drawing.faults));
	for (uint32_t i = 0; i < scenario->fault_count; i++)
		draw_fault(&drawing, i);
	drawn = arena_alloc(arena, sizeof(*drawn));
	*drawn = *scenario;
	drawn->faults = drawing.faults;
	drawn->fault_count = drawing.count;
	drawn->drawn = true;
	*full = drawing.full;
	return drawn;
}

/* ---- the list that is shown before a run ---- */

/* A crash or a hang that a restart ends, a cut that a heal does, at the same place by name. */
static bool
is_ended_by(const struct fault *earlier, const struct fault *fault)
{
	bool stops = earlier->kind == FAULT_CRASH || earlier->kind == FAULT_HANG;

	if (earlier->at_ns > fault->at_ns || earlier->node == NULL || fault->node == NULL ||
	    strcmp(earlier->node, fault->node) != 0)
		return false;
	return fault->kind == FAULT_RESTART ? stops : fault->kind == FAULT_HEAL &&
	    earlier->kind == FAULT_CUT && strcmp(earlier->other, fault->other) == 0;
}

/* The row whose draw says where `random` is: its own, or that of the accident it ends. */
static uint32_t
row_of_draw(const struct scenario *drawn, uint32_t row)
{
	for (uint32_t i = drawn->fault_count; i > 0; i--)
		if (i - 1 != row && is_ended_by(&drawn->faults[i - 1], &drawn->faults[row]))
			return i - 1;
	return row;
}

static void
place_random(const struct scenario *drawn, uint32_t row, struct arena *arena,
    struct fault *listed)
{
	struct prng prng;

	if (listed->node == NULL || strcmp(listed->node, "random") != 0 || listed->after_pattern)
		return;
	prng_init(&prng, drawn->seed, (uint64_t)PURPOSE_FAULT << 56 |
	    (uint64_t)row_of_draw(drawn, row) << 32);
	listed->node = arena_printf(arena, "s%u",
	    (unsigned)prng_below(&prng, drawn->servers.count) + 1);
}

struct fault *
engine_faults(const struct scenario *scenario, struct arena *arena, uint32_t *count)
{
	bool full;
	const struct scenario *drawn = engine_draw(scenario, arena, &full);
	struct fault *list = arena_array(arena, drawn->fault_count + 1, sizeof(*list));

	*count = 0;
	for (uint32_t i = 0; i < drawn->fault_count; i++) {
		struct fault fault = drawn->faults[i];
		uint32_t at = *count;

		if (fault.repeats)
			continue;
		place_random(drawn, i, arena, &fault);
		for (; at > 0 && !fault.after_pattern && (list[at - 1].after_pattern ||
		    list[at - 1].at_ns > fault.at_ns); at--)
			list[at] = list[at - 1];
		list[at] = fault;
		(*count)++;
	}
	return list;
}
