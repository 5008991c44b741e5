/* view/copies.c - what the copies of the store have at a moment. */
#include "view/copies.h"

#include <stdlib.h>

#include "base/arena.h"
#include "model/cast.h"

uint32_t
copies_count(const struct scene_run *run)
{
	const struct world *world = run_world(run);
	bool store = trace_first(run->trace, ROLE_STORE) != NONE16;

	return world != NULL && store ? world->store_copies : 0;
}

bool
copies_ever(const struct scene_run *run)
{
	const struct scenario *scenario = run->trace->scenario;

	return trace_first(run->trace, ROLE_STORE) != NONE16 &&
	    (scenario->store.copies > 0 || scenario_changes(scenario, "store.copies"));
}

/* A change of what the store keeps.  An entry's time is over at the copies as well, and what is
 * pushed out there goes here. */
static bool
is_change(const struct event *event, enum reason reason)
{
	return event->kind == EVENT_CREATE || event->kind == EVENT_WRITE ||
	    event->kind == EVENT_EXPIRE || (event->kind == EVENT_EVICT &&
	    event->fields != NONE32 && reason != REASON_PUSHED_OUT);
}

/* The moment up to which copies follow: now, or when the store fell silent. */
static uint64_t
last_sent_ns(const struct scene *scene, const struct copies *copies, const struct trace *trace)
{
	const struct place_state *state = &copies->world->places[copies->store];
	uint64_t now_ns = scene->at_ns > copies->world->at_ns ? scene->at_ns
	                                                      : copies->world->at_ns;

	return state->up || state->crash_event >= trace->event_count ? now_ns
	    : trace->events[state->crash_event].at_ns;
}

/* By item; of one item the oldest change first. */
static int
compare_changes(const void *a, const void *b)
{
	const struct copies_change *one = a, *other = b;

	if (one->item != other->item)
		return one->item < other->item ? -1 : 1;
	return one->event < other->event ? -1 : one->event > other->event;
}

static void
add_change(struct copies *copies, const struct trace *trace, uint32_t index)
{
	const struct event *event = &trace->events[index];

	if (copies->tail_count % 64 == 0)
		copies->tail = mem_grow(copies->tail, copies->tail_count + 64u,
		    sizeof(*copies->tail));
	copies->tail[copies->tail_count++] = (struct copies_change){
		.item = event->item, .event = index, .made = event->kind == EVENT_CREATE,
		.expired = event->kind == EVENT_EXPIRE,
	};
}

/* Keeps the oldest change of each item since it expired, if it did. */
static void
keep_oldest(struct copies *copies)
{
	uint32_t kept = 0, of_item = 0; /* changes that count so far, of the last item */

	if (copies->tail_count > 1)
		qsort(copies->tail, copies->tail_count, sizeof(*copies->tail), compare_changes);
	for (uint32_t i = 0; i < copies->tail_count; i++) {
		struct copies_change change = copies->tail[i];

		if (i == 0 || copies->tail[i - 1].item != change.item)
			of_item = 0;
		if (change.expired) {
			copies->lacking -= of_item;
			kept -= of_item > 0;
			of_item = 0;
			continue;
		}
		copies->lacking++;
		if (of_item++ == 0)
			copies->tail[kept++] = change;
	}
	copies->tail_count = kept;
}

void
copies_begin(const struct scene *scene, const struct scene_run *run, struct copies *copies)
{
	const struct trace *trace = run->trace;
	uint64_t lag_ns, last_ns;

	*copies = (struct copies){ .count = copies_count(run), .store = NONE16 };
	if (copies->count == 0)
		return;
	copies->world = run_world(run);
	copies->store = trace_first(trace, ROLE_STORE);
	lag_ns = copies->world->now.store.copy_lag_ns;
	last_ns = last_sent_ns(scene, copies, trace);
	for (uint32_t i = copies->world->next; i > 0 && lag_ns > 0; i--) {
		const struct event *event = &trace->events[i - 1];
		enum reason reason = trace_reason(trace, event);

		/* time passes for copies while the store is dead */
		if (event->at_ns > last_ns && event->kind != EVENT_EXPIRE)
			continue;
		if (event->at_ns < last_ns && last_ns - event->at_ns >= lag_ns)
			break;
		/* with a failover, what was lacking is gone from the store as well */
		if (event->actor == copies->store && reason == REASON_FAILOVER)
			break;
		if (event->actor == copies->store && is_change(event, reason) &&
		    reason != REASON_UNSENT)
			add_change(copies, trace, i - 1);
	}
	keep_oldest(copies);
}

void
copies_end(struct copies *copies)
{
	mem_free(copies->tail);
	*copies = (struct copies){ .store = NONE16 };
}

static const struct copies_change *
find_change(const struct copies *copies, uint32_t item)
{
	uint32_t low = 0, high = copies->tail_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (copies->tail[middle].item < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low < copies->tail_count && copies->tail[low].item == item ? &copies->tail[low]
	    : NULL;
}

enum copies_have
copies_have(const struct copies *copies, uint32_t item)
{
	const struct copies_change *change = find_change(copies, item);

	if (copies->world == NULL || (change != NULL && change->made))
		return COPIES_LACK;
	if (change != NULL)
		return COPIES_OLDER;
	return world_find(copies->world, copies->store, item) != NULL ? COPIES_SAME : COPIES_LACK;
}

enum copies_have
copies_have_piece(const struct copies *copies, uint16_t piece, uint16_t client)
{
	const struct trace *trace;
	enum copies_have best = COPIES_LACK;
	uint32_t item;

	if (copies->world == NULL)
		return best;
	trace = copies->world->trace;
	for (item = trace_items_of(trace, piece, client); item != NONE32;
	     item = trace->items[item].older) {
		enum copies_have have = copies_have(copies, item);

		best = have > best ? have : best;
	}
	return best;
}

void
copies_say(const struct scene_run *run, uint32_t count, struct str *out)
{
	if (count != 1)
		str_printf(out, "%u ", count);
	cast_add(out, run->trace->scenario, count == 1 ? "{copy}" : "{copies}");
}
