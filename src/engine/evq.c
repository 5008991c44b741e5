#include "engine/evq.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define EVQ_ARITY 4u
#define EVQ_PHASE_SHIFT 56

void
evq_init(struct evq *queue)
{
	memset(queue, 0, sizeof(*queue));
}

void
evq_release(struct evq *queue)
{
	free(queue->heap);
	evq_init(queue);
}

static bool
timer_before(const struct timer *a, const struct timer *b)
{
	return a->at_ns < b->at_ns || (a->at_ns == b->at_ns && a->order < b->order);
}

void
evq_push(struct evq *queue, uint64_t at_ns, enum phase phase, uint16_t kind, uint32_t row,
    uint16_t generation)
{
	struct timer timer = {
		.at_ns = at_ns,
		.order = (uint64_t)phase << EVQ_PHASE_SHIFT | queue->births++,
		.row = row,
		.generation = generation,
		.kind = kind,
	};
	size_t hole = queue->count++;

	if (queue->count > queue->room) {
		queue->room = queue->room ? queue->room * 2 : 64;
		queue->heap = mem_grow(queue->heap, queue->room, sizeof(*queue->heap));
	}
	while (hole > 0) {
		size_t parent = (hole - 1) / EVQ_ARITY;

		if (!timer_before(&timer, &queue->heap[parent]))
			break;
		queue->heap[hole] = queue->heap[parent];
		hole = parent;
	}
	queue->heap[hole] = timer;
}

const struct timer *
evq_peek(const struct evq *queue)
{
	return queue->count ? &queue->heap[0] : NULL;
}

/* The earliest child of `parent`, or `count` when it has none. */
static size_t
evq_child(const struct evq *queue, size_t parent)
{
	size_t first = parent * EVQ_ARITY + 1, best = first;

	if (first >= queue->count)
		return queue->count;
	for (size_t child = first + 1; child < first + EVQ_ARITY && child < queue->count; child++)
		if (timer_before(&queue->heap[child], &queue->heap[best]))
			best = child;
	return best;
}

bool
evq_pop(struct evq *queue, struct timer *timer)
{
	struct timer last;
	size_t hole = 0, child;

	if (queue->count == 0)
		return false;
	*timer = queue->heap[0];
	last = queue->heap[--queue->count];
	while ((child = evq_child(queue, hole)) < queue->count &&
	    timer_before(&queue->heap[child], &last)) {
		queue->heap[hole] = queue->heap[child];
		hole = child;
	}
	if (queue->count > 0)
		queue->heap[hole] = last;
	return true;
}

size_t
evq_size(const struct evq *queue)
{
	return queue->count;
}

enum phase
evq_phase(const struct timer *timer)
{
	return (enum phase)(timer->order >> EVQ_PHASE_SHIFT);
}
