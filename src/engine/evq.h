/* engine/evq.h - the event queue: timers in the total order (time, phase, birth).
 *
 *    now     one timer that does not wait at all: mostly what comes next, and never moved
 *    lanes   timers that all wait equally long come in the order in which they will go: a ring
 *            each, and when that is full the newer ones packed, some 5 bytes each; lane 0 is for
 *            the other ones that do not wait, and is looked at first
 *    soon    the eight earliest of the others: each stays where it is, their order is a word
 *    near    a 4-ary heap of what comes behind them
 *    far     a monotone radix heap of the rest: by the highest bit in which a moment differs from
 *            the last near one; a bucket is looked into when the heap has run empty
 *
 * A lane takes a timer only behind its newest, else the heap does: whatever goes where, timers come
 * out in the same order.  Entries are never searched for or taken out: who no longer wants one
 * bumps a generation, and the stale entry is dropped when it comes up.
 * Sources: LaMarca and Ladner, "The influence of caches on the performance of heaps" (1996); Ahuja,
 * Mehlhorn, Orlin and Tarjan, "Faster algorithms for the shortest path problem" (1990).
 */
#ifndef ENGINE_EVQ_H
#define ENGINE_EVQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "trace/event.h"

#define EVQ_LANES 8u
#define EVQ_NO_LANE EVQ_LANES
#define EVQ_BUCKETS 64u
#define EVQ_RING_MAX 1024u /* timers in the ring of a lane other than 0 */
#define EVQ_PACK 64u       /* timers that are packed together */
#define EVQ_NEAR_MAX 128u /* timers in the heap at which the far ones leave it */
#define EVQ_SOON 8u       /* timers before the heap */
#define EVQ_SOON_LAST ((uint64_t)EVQ_SOON << 56)
#define EVQ_SOON_ALL_LAST (UINT64_MAX / 255 * EVQ_SOON)

struct timer {
	uint64_t at_ns;
	uint64_t order; /* phase in the top 8 bits, birth below */
	union {
		struct {
			uint32_t row; /* of the pool that the kind speaks of */
			uint16_t generation;
			uint16_t kind;
		};
		uint64_t what; /* the three in one word */
	};
};
_Static_assert(sizeof(struct timer) == 24, "a timer is 24 bytes");

/* When a timer comes, by itself; all ones: never. */
struct evq_head {
	uint64_t at_ns, order;
};

/* A lane is its ring, then the packs, then `back`. */
struct evq_lane {
	struct timer *ring;
	uint32_t first, count, room; /* room: 0 or a power of two */
	struct evq_head last; /* its newest */
	struct evq_pack *oldest, *newest;
	struct timer *back;   /* room for EVQ_PACK; NULL: never needed */
	uint32_t back_count, packs;
	size_t pack_bytes;
};

struct evq_bucket {
	uint32_t chunk; /* its newest one; NONE32 */
	uint32_t count;
};

struct evq {
	uint64_t births;
	struct timer now;      /* all ones: none */
	uint32_t source_count; /* soon, lane 0, and the lanes that were ever used */
	uint32_t first;        /* of these, the one whose head comes first, but for lane 0 */
	uint32_t soon_free;    /* bits: places of soon; tests leave some out */
	uint32_t soon_max;     /* how many there are */
	uint64_t soon_order;   /* a byte each, the earliest in the lowest; behind them EVQ_SOON */
	struct timer heads[1 + EVQ_LANES]; /* of soon, of the lanes: whole, so that what comes next
	                                    * is known at once; all ones: nothing */
	struct evq_head soon_bound; /* all soon are before it, all others are not; all ones: there
	                             * are no others */
	struct evq_head soon[EVQ_SOON + 1]; /* all ones: free, as the last one always is */
	uint64_t soon_what[EVQ_SOON + 1];
	struct timer *heap;
	uint32_t near_count, near_room;
	uint32_t near_max;     /* EVQ_NEAR_MAX; tests set others */
	uint64_t near_last_ns; /* timers up to this moment lie in the heap; UINT64_MAX: all do */
	struct evq_lane lanes[EVQ_LANES];
	struct evq_chunk *chunks;
	uint32_t chunk_count, chunk_room, chunk_free;
	uint64_t filled;       /* bit i: bucket i has timers */
	size_t far_count;
	struct evq_bucket buckets[EVQ_BUCKETS];
};

#define EVQ_PHASE_SHIFT 56

/* In the large functions of the way of a request a compiler would leave even these alone. */
#define EVQ_INLINE static inline __attribute__((always_inline))

__extension__ typedef unsigned __int128 evq_key;

/* Moment and order in one number: a comparison without a branch that could be guessed wrong. */
EVQ_INLINE evq_key
evq_key_of(uint64_t at_ns, uint64_t order)
{
	return (evq_key)at_ns << 64 | order;
}

EVQ_INLINE bool
evq_head_before(const struct evq_head *a, const struct evq_head *b)
{
	return evq_key_of(a->at_ns, a->order) < evq_key_of(b->at_ns, b->order);
}

EVQ_INLINE bool
evq_before(const struct timer *a, const struct timer *b)
{
	return evq_key_of(a->at_ns, a->order) < evq_key_of(b->at_ns, b->order);
}

void evq_init(struct evq *queue);
void evq_release(struct evq *queue);
/* How many timers come before the heap, 1 to EVQ_SOON as it is: for tests, of an empty queue. */
void evq_set_soon(struct evq *queue, uint32_t places);
size_t evq_size(const struct evq *queue);
/* Bytes that the queue takes. */
size_t evq_bytes(const struct evq *queue);

/* A timer is written and copied in these three words: one that was written in other parts just now
 * could not be read before it has reached the cache. */
EVQ_INLINE uint64_t
evq_what(uint32_t row, uint16_t generation, uint16_t kind)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return (uint64_t)row << 32 | (uint64_t)generation << 16 | kind;
#else
	return row | (uint64_t)generation << 32 | (uint64_t)kind << 48;
#endif
}

EVQ_INLINE void
evq_put(struct timer *to, uint64_t at_ns, uint64_t order, uint64_t what)
{
	to->at_ns = at_ns;
	to->order = order;
	to->what = what;
}

EVQ_INLINE void
evq_head_copy(struct evq_head *to, const struct evq_head *from)
{
	to->at_ns = from->at_ns;
	to->order = from->order;
}

EVQ_INLINE void
evq_copy(struct timer *to, const struct timer *from)
{
	evq_put(to, from->at_ns, from->order, from->what);
}

/* ---- what is too long to stand in what follows ---- */
/* It may come behind the bound, or there is no place. */
void evq_soon_overflow(struct evq *queue, struct evq_head head, uint64_t what);
/* None comes soon any more: the first ones of the heap do. */
void evq_soon_refill(struct evq *queue);
/* Behind the newest of a lane whose ring is full, or too short for all that wait. */
SELDOM void evq_lane_push(struct evq *queue, uint32_t lane, struct evq_head head, uint64_t what);
/* The ring of a long lane has run empty. */
SELDOM void evq_lane_refill(struct evq_lane *lane);

/* ---- which source comes first: soon (0) or a lane (1 + lane) ---- */

/* A head has come that may be the first: nobody could guess whether it is. */
EVQ_INLINE void
evq_note_first(struct evq *queue, uint32_t source)
{
	bool comes_first = source != 1 &&
	    evq_before(&queue->heads[source], &queue->heads[queue->first]);

	queue->first += (0u - comes_first) & (source - queue->first);
}

/* The same as evq_find_first where two of them are of one moment, or there is none. */
SELDOM void evq_find_first_of_moment(struct evq *queue);

/* The first has gone: which one is it now?  Without a branch that could be guessed wrong. */
EVQ_INLINE void
evq_find_first(struct evq *queue)
{
	uint32_t first = 0, count = queue->source_count;
	uint64_t first_ns = queue->heads[0].at_ns;
	bool same = false;

	for (uint32_t i = 2; i < count; i++) {
		uint64_t at_ns = queue->heads[i].at_ns;

		same |= at_ns == first_ns;
		first = at_ns < first_ns ? i : first;
		first_ns = at_ns < first_ns ? at_ns : first_ns;
	}
	queue->first = first;
	if (__builtin_expect(same, 0))
		evq_find_first_of_moment(queue);
}

/* ---- those that come soon ---- */

/* The earliest of them, if any, is their head. */
EVQ_INLINE void
evq_soon_show(struct evq *queue)
{
	uint32_t row = queue->soon_order & 0xff;

	evq_put(&queue->heads[0], queue->soon[row].at_ns, queue->soon[row].order,
	    queue->soon_what[row]);
}

/* Puts it in this place, which is free: its rank among the others is counted, which no branch has
 * to guess. */
EVQ_INLINE void
evq_soon_insert(struct evq *queue, uint32_t row, struct evq_head head, uint64_t what)
{
	uint32_t rank = 0;
	uint64_t before;

#pragma GCC unroll 8
	for (uint32_t i = 0; i < EVQ_SOON; i++)
		rank += evq_head_before(&queue->soon[i], &head);
	queue->soon_free &= queue->soon_free - 1;
	evq_head_copy(&queue->soon[row], &head);
	queue->soon_what[row] = what;
	before = ((uint64_t)1 << rank * 8) - 1;
	queue->soon_order = (queue->soon_order & before) | (uint64_t)row << rank * 8 |
	    (queue->soon_order & ~before) << 8;
	evq_soon_show(queue);
	if (queue->source_count > 2)
		evq_note_first(queue, 0);
}

/* A timer that no lane takes. */
EVQ_INLINE void
evq_soon_push(struct evq *queue, struct evq_head head, uint64_t what)
{
	uint32_t row = (uint32_t)__builtin_ctz(queue->soon_free | 1u << EVQ_SOON);

	if (__builtin_expect(row == EVQ_SOON || head.at_ns >= queue->soon_bound.at_ns, 0))
		evq_soon_overflow(queue, head, what);
	else
		evq_soon_insert(queue, row, head, what);
}

/* The head of them was taken. */
EVQ_INLINE void
evq_soon_take(struct evq *queue)
{
	uint32_t row = queue->soon_order & 0xff;

	queue->soon[row].at_ns = queue->soon[row].order = UINT64_MAX;
	queue->soon_free |= 1u << row;
	queue->soon_order = queue->soon_order >> 8 | EVQ_SOON_LAST;
	if ((queue->soon_order & 0xff) == EVQ_SOON && queue->soon_bound.order != UINT64_MAX)
		evq_soon_refill(queue);
	evq_soon_show(queue);
}

/* ---- adding, taking ---- */

/* Does it go on behind its ring? */
EVQ_INLINE bool
evq_lane_is_long(const struct evq_lane *lane)
{
	return lane->oldest != NULL || lane->back_count > 0;
}

/* Adds a timer; its birth is the number of pushes before it.  lane: which one to try first, for
 * timers that wait as long as the others in it; 0 for those that do not wait. */
EVQ_INLINE void
evq_push_lane(struct evq *queue, uint32_t row, uint64_t at_ns, enum phase phase, uint16_t kind,
    uint32_t of_row, uint16_t generation)
{
	struct evq_head head = { at_ns, (uint64_t)phase << EVQ_PHASE_SHIFT | queue->births++ };
	uint64_t what = evq_what(of_row, generation, kind);
	struct evq_lane *lane = &queue->lanes[row];
	bool is_first;

	/* It must stand behind the lane's newest. */
	if (row >= EVQ_LANES || (lane->count > 0 && at_ns <= lane->last.at_ns &&
	    evq_head_before(&head, &lane->last))) {
		evq_soon_push(queue, head, what);
		return;
	}
	is_first = lane->count == 0;
	evq_head_copy(&lane->last, &head);
	if (lane->count == lane->room || evq_lane_is_long(lane))
		evq_lane_push(queue, row, head, what);
	else
		evq_put(&lane->ring[(lane->first + lane->count++) & (lane->room - 1)], at_ns,
		    head.order, what);
	if (!is_first)
		return;
	evq_put(&queue->heads[1 + row], head.at_ns, head.order, what);
	evq_note_first(queue, 1 + row);
}

/* The same for one that does not wait, when there is one already. */
void evq_push_beside_now(struct evq *queue, uint64_t at_ns, enum phase phase, uint16_t kind,
    uint32_t row, uint16_t generation);

/* A timer that does not wait: at the moment of the one that was taken last. */
EVQ_INLINE void
evq_push_now(struct evq *queue, uint64_t at_ns, enum phase phase, uint16_t kind, uint32_t row,
    uint16_t generation)
{
	if (__builtin_expect(queue->now.at_ns != UINT64_MAX, 0)) {
		evq_push_beside_now(queue, at_ns, phase, kind, row, generation);
		return;
	}
	evq_put(&queue->now, at_ns, (uint64_t)phase << EVQ_PHASE_SHIFT | queue->births++,
	    evq_what(row, generation, kind));
}

EVQ_INLINE void
evq_push(struct evq *queue, uint64_t at_ns, enum phase phase, uint16_t kind, uint32_t row,
    uint16_t generation)
{
	evq_push_lane(queue, EVQ_NO_LANE, at_ns, phase, kind, row, generation);
}

/* Moment of the earliest timer; UINT64_MAX when there is none. */
EVQ_INLINE uint64_t
evq_first_ns(const struct evq *queue)
{
	uint64_t first_ns = queue->heads[queue->first].at_ns;

	if (queue->heads[1].at_ns < first_ns)
		first_ns = queue->heads[1].at_ns;
	return queue->now.at_ns < first_ns ? queue->now.at_ns : first_ns;
}

/* The head of the lane was taken. */
EVQ_INLINE void
evq_lane_take(struct evq *queue, uint32_t row)
{
	struct evq_lane *lane = &queue->lanes[row];

	lane->first = (lane->first + 1) & (lane->room - 1);
	if (--lane->count == 0 && evq_lane_is_long(lane))
		evq_lane_refill(lane);
	if (lane->count == 0)
		evq_put(&queue->heads[1 + row], UINT64_MAX, UINT64_MAX, UINT64_MAX);
	else
		evq_copy(&queue->heads[1 + row], &lane->ring[lane->first]);
}

/* Its row and kind, of the one word: so a timer can stay in registers. */
EVQ_INLINE uint32_t
evq_row(const struct timer *timer)
{
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? (uint32_t)(timer->what >> 32) :
	    (uint32_t)timer->what;
}
EVQ_INLINE uint16_t
evq_kind(const struct timer *timer)
{
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? (uint16_t)timer->what :
	    (uint16_t)(timer->what >> 48);
}

/* Does nothing else of this moment come before it?  Mostly nothing else is of this moment. */
EVQ_INLINE bool
evq_now_is_first(const struct evq *queue)
{
	uint64_t now_ns = queue->now.at_ns;

	if (queue->heads[1].at_ns > now_ns && queue->heads[queue->first].at_ns > now_ns)
		return true;
	return evq_before(&queue->now, &queue->heads[1]) &&
	    evq_before(&queue->now, &queue->heads[queue->first]);
}

/* Is there nothing else to come at this moment? */
EVQ_INLINE bool
evq_is_quiet(const struct evq *queue, uint64_t now_ns)
{
	return queue->now.at_ns > now_ns && queue->heads[1].at_ns > now_ns &&
	    queue->heads[queue->first].at_ns > now_ns;
}

/* Takes the earliest; false when there is none, or when it comes after `until_ns`. */
EVQ_INLINE bool
evq_pop(struct evq *queue, uint64_t until_ns, struct timer *timer)
{
	uint32_t first = queue->first;

	if (queue->now.at_ns != UINT64_MAX && evq_now_is_first(queue)) {
		if (queue->now.at_ns > until_ns)
			return false;
		evq_copy(timer, &queue->now);
		queue->now.at_ns = UINT64_MAX;
		return true;
	}
	if (queue->lanes[0].count > 0 && evq_before(&queue->heads[1], &queue->heads[first]))
		first = 1;
	if (queue->heads[first].at_ns > until_ns || queue->heads[first].order == UINT64_MAX)
		return false;
	evq_copy(timer, &queue->heads[first]);
	if (first > 0)
		evq_lane_take(queue, first - 1);
	else
		evq_soon_take(queue);
	if (first == 1)
		return true;
	if (queue->source_count > 2)
		evq_find_first(queue);
	return true;
}

EVQ_INLINE enum phase
evq_phase(const struct timer *timer)
{
	return (enum phase)(timer->order >> EVQ_PHASE_SHIFT);
}

#endif
