/* engine/evq.h - the event queue: timers in the total order (time, phase, birth).
 *
 * A 4-ary heap of 24-byte entries with the key inline: four children lie in two cache lines and
 * nothing is followed by pointer.  Entries are never searched for or taken out: who no longer wants
 * one bumps a generation, and the stale entry is dropped when it comes up.
 * Source: LaMarca and Ladner, "The influence of caches on the performance of heaps" (1996).
 */
#ifndef ENGINE_EVQ_H
#define ENGINE_EVQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/event.h"

struct timer {
	uint64_t at_ns;
	uint64_t order; /* phase in the top 8 bits, birth below */
	uint32_t row;   /* of the pool that the kind speaks of */
	uint16_t generation;
	uint16_t kind;
};
_Static_assert(sizeof(struct timer) == 24, "a timer is 24 bytes");

struct evq {
	struct timer *heap;
	size_t count, room;
	uint64_t births;
};

void evq_init(struct evq *queue);
void evq_release(struct evq *queue);
/* Adds a timer; its birth is the number of pushes before it. */
void evq_push(struct evq *queue, uint64_t at_ns, enum phase phase, uint16_t kind, uint32_t row,
    uint16_t generation);
/* The earliest timer without taking it; NULL when there is none.  Valid until the next push
 * or pop. */
const struct timer *evq_peek(const struct evq *queue);
/* Takes the earliest; false when there is none. */
bool evq_pop(struct evq *queue, struct timer *timer);
size_t evq_size(const struct evq *queue);
enum phase evq_phase(const struct timer *timer);

#endif
