/* The cursor: a world that goes forwards by folding and backwards by checkpoints. */
#include "trace/world.h"

#include <string.h>

#include "base/check.h"
#include "trace/world_fold.h"

/* Inside the segment in which somebody steps back lie closer checkpoints, so that the second step
 * back folds at most this many events.  One pass lays only those 0, 3 and 15 places before where it
 * goes: a copy costs more than folding a few thousand events, and most places are never gone back
 * to; stepping on lays the next ones. */
#define FINE_EVENTS 4096u
#define FINE_COUNT (LIMIT_CHECKPOINT_EVENTS / FINE_EVENTS)

struct world_cursor {
	const struct trace *trace;
	struct world now;
	struct world *coarse; /* coarse[i] is the world after i * LIMIT_CHECKPOINT_EVENTS */
	uint32_t coarse_count;
	struct world fine[FINE_COUNT]; /* of one segment; their memory is used again by the next */
	bool fine_kept[FINE_COUNT];
	uint32_t fine_segment;         /* NONE32: none */
};

struct world_cursor *
world_cursor_new(const struct trace *trace)
{
	struct world_cursor *cursor = mem_alloc(sizeof(*cursor));

	cursor->trace = trace;
	if (trace->base != NULL)
		world_copy(&cursor->now, trace->base);
	else
		world_init(&cursor->now, trace);
	cursor->fine_segment = NONE32;
	return cursor;
}

void
world_cursor_free(struct world_cursor *cursor)
{
	if (cursor == NULL)
		return;
	for (uint32_t i = 0; i < FINE_COUNT; i++)
		world_release(&cursor->fine[i]);
	for (uint32_t i = 0; i < cursor->coarse_count; i++)
		world_release(&cursor->coarse[i]);
	mem_free(cursor->coarse);
	world_release(&cursor->now);
	mem_free(cursor);
}

/* Keeps the world at a checkpoint's position on the way to `count`, if it is one and is not kept
 * yet. */
static void
keep_checkpoint(struct world_cursor *cursor, uint32_t count)
{
	const struct world *now = &cursor->now;
	uint32_t segment = now->next / LIMIT_CHECKPOINT_EVENTS;
	uint32_t fine = now->next % LIMIT_CHECKPOINT_EVENTS / FINE_EVENTS;

	if (now->next % LIMIT_CHECKPOINT_EVENTS == 0 && segment == cursor->coarse_count) {
		cursor->coarse = mem_grow(cursor->coarse, segment + 1, sizeof(*cursor->coarse));
		memset(&cursor->coarse[segment], 0, sizeof(*cursor->coarse));
		world_copy(&cursor->coarse[segment], now);
		cursor->coarse_count++;
	}
	if (now->next % FINE_EVENTS == 0 && segment == cursor->fine_segment &&
	    count >= now->next && !cursor->fine_kept[fine] &&
	    world_bytes(now) <= LIMIT_WORLD_BYTES) {
		uint32_t left = (count - now->next) / FINE_EVENTS;

		if (left == 0 || left == 3 || left == 15) {
			world_copy(&cursor->fine[fine], now);
			cursor->fine_kept[fine] = true;
		}
	}
}

/* The newest checkpoint at or before `count`. */
static const struct world *
find_checkpoint(const struct world_cursor *cursor, uint32_t count)
{
	uint32_t segment = count / LIMIT_CHECKPOINT_EVENTS;

	if (cursor->fine_segment == segment) {
		uint32_t fine = count % LIMIT_CHECKPOINT_EVENTS / FINE_EVENTS;

		for (uint32_t i = fine + 1; i-- > 0;)
			if (cursor->fine_kept[i])
				return &cursor->fine[i];
	}
	if (segment >= cursor->coarse_count)
		segment = cursor->coarse_count - 1;
	return &cursor->coarse[segment];
}

/* Begins anew from a checkpoint when that is behind `count` and ahead of where the cursor stands,
 * or when the cursor stands too far. */
static void
jump(struct world_cursor *cursor, uint32_t count)
{
	const struct world *checkpoint = find_checkpoint(cursor, count);

	if (cursor->now.next > count) {
		uint32_t segment = count / LIMIT_CHECKPOINT_EVENTS;

		if (cursor->fine_segment != segment) {
			memset(cursor->fine_kept, 0, sizeof(cursor->fine_kept));
			cursor->fine_segment = segment;
			checkpoint = find_checkpoint(cursor, count);
		}
		world_copy(&cursor->now, checkpoint);
	} else if (checkpoint->next > cursor->now.next) {
		world_copy(&cursor->now, checkpoint);
	}
}

const struct world *
world_at(struct world_cursor *cursor, uint32_t count)
{
	const struct trace *trace = cursor->trace;

	CHECK(count <= trace->event_count);
	keep_checkpoint(cursor, count);
	jump(cursor, count);
	keep_checkpoint(cursor, count);
	while (cursor->now.next < count) {
		world_fold(&cursor->now, &trace->events[cursor->now.next], NULL);
		keep_checkpoint(cursor, count);
	}
	world_make_room(&cursor->now);
	return &cursor->now;
}
