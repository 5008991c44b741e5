#include "engine/evq.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"

#if defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-slp-vectorize") /* see evq_what: words of a timer stay apart */
#endif

#define EVQ_ARITY 4u
#define EVQ_CHUNK 63u
#define EVQ_AT_ONCE 48u /* a bucket of so few goes into the heap whole */

struct evq_chunk {
	struct timer timers[EVQ_CHUNK];
	uint32_t count, next; /* older chunk of the bucket, or of those free */
};

/* Timers of a lane, each as its difference from the one before. */
struct evq_pack {
	struct evq_pack *newer;
	uint32_t bytes;
	uint8_t code[];
};

void
evq_init(struct evq *queue)
{
	memset(queue, 0, sizeof(*queue));
	queue->soon_order = EVQ_SOON_ALL_LAST;
	evq_set_soon(queue, EVQ_SOON);
	memset(queue->soon, 0xff, sizeof(queue->soon));
	memset(&queue->soon_bound, 0xff, sizeof(queue->soon_bound));
	queue->near_max = EVQ_NEAR_MAX;
	queue->near_last_ns = UINT64_MAX;
	queue->source_count = 2;
	memset(queue->heads, 0xff, sizeof(queue->heads));
	memset(&queue->now, 0xff, sizeof(queue->now));
	queue->chunk_free = NONE32;
	for (uint32_t i = 0; i < EVQ_BUCKETS; i++)
		queue->buckets[i].chunk = NONE32;
}

void
evq_set_soon(struct evq *queue, uint32_t places)
{
	CHECK(places > 0 && places <= EVQ_SOON && queue->soon_order == EVQ_SOON_ALL_LAST);
	queue->soon_max = places;
	queue->soon_free = (1u << places) - 1;
}

static void
lane_release(struct evq_lane *lane)
{
	while (lane->oldest != NULL) {
		struct evq_pack *pack = lane->oldest;

		lane->oldest = pack->newer;
		free(pack);
	}
	free(lane->ring);
	free(lane->back);
}

void
evq_release(struct evq *queue)
{
	free(queue->heap);
	for (uint32_t i = 0; i < EVQ_LANES; i++)
		lane_release(&queue->lanes[i]);
	free(queue->chunks);
	evq_init(queue);
}

static inline bool
timer_before(const struct timer *a, const struct timer *b)
{
	return evq_key_of(a->at_ns, a->order) < evq_key_of(b->at_ns, b->order);
}

/* ---- near: the heap ---- */

static inline void
near_push(struct evq *queue, struct evq_head head, uint64_t what)
{
	evq_key key = evq_key_of(head.at_ns, head.order);
	uint32_t hole = queue->near_count++;
	struct timer *heap;

	if (queue->near_count > queue->near_room) {
		queue->near_room = queue->near_room ? queue->near_room * 2 : 64;
		queue->heap = mem_grow(queue->heap, queue->near_room, sizeof(*queue->heap));
	}
	heap = queue->heap;
	while (hole > 0) {
		uint32_t parent = (hole - 1) / EVQ_ARITY;

		if (key > evq_key_of(heap[parent].at_ns, heap[parent].order))
			break;
		evq_copy(&heap[hole], &heap[parent]);
		hole = parent;
	}
	evq_put(&heap[hole], head.at_ns, head.order, what);
}

/* Which of two comes first, without a branch. */
static inline uint32_t
earlier(const struct timer *heap, uint32_t a, uint32_t b)
{
	return a + ((b - a) & (0u - (uint32_t)timer_before(&heap[b], &heap[a])));
}

static void
near_pop(struct evq *queue)
{
	struct timer *heap = queue->heap;
	const struct timer *end = &heap[--queue->near_count];
	evq_key last = evq_key_of(end->at_ns, end->order);
	uint64_t what = end->what;
	uint32_t count = queue->near_count, hole = 0;

	for (;;) {
		uint32_t child = hole * EVQ_ARITY + 1, best = child;

		if (child >= count)
			break;
		if (child + EVQ_ARITY <= count) { /* no branch could guess which */
			uint32_t other = earlier(heap, child + 2, child + 3);

			best = earlier(heap, earlier(heap, child, child + 1), other);
		} else {
			while (++child < count)
				best = earlier(heap, best, child);
		}
		if (last < evq_key_of(heap[best].at_ns, heap[best].order))
			break;
		evq_copy(&heap[hole], &heap[best]);
		hole = best;
	}
	evq_put(&heap[hole], (uint64_t)(last >> 64), (uint64_t)last, what);
}

/* ---- far: buckets of chunks ---- */

/* How a moment after near_last_ns differs from it. */
static uint32_t
bucket_of(uint64_t base_ns, uint64_t at_ns)
{
	return 63 - (uint32_t)__builtin_clzll(base_ns ^ at_ns);
}

static uint32_t
take_chunk(struct evq *queue)
{
	uint32_t row = queue->chunk_free;

	if (row != NONE32) {
		queue->chunk_free = queue->chunks[row].next;
		return row;
	}
	if (queue->chunk_count == queue->chunk_room) {
		queue->chunk_room = queue->chunk_room ? queue->chunk_room * 2 : 16;
		queue->chunks = mem_grow(queue->chunks, queue->chunk_room,
		    sizeof(*queue->chunks));
	}
	return queue->chunk_count++;
}

static inline void
far_push(struct evq *queue, struct evq_head head, uint64_t what)
{
	uint32_t row = bucket_of(queue->near_last_ns, head.at_ns);
	struct evq_bucket *bucket = &queue->buckets[row];
	struct evq_chunk *chunk;

	if (bucket->chunk == NONE32 || queue->chunks[bucket->chunk].count == EVQ_CHUNK) {
		uint32_t next = take_chunk(queue);

		queue->chunks[next].count = 0;
		queue->chunks[next].next = bucket->chunk;
		bucket->chunk = next;
		queue->filled |= (uint64_t)1 << row;
	}
	chunk = &queue->chunks[bucket->chunk];
	evq_put(&chunk->timers[chunk->count++], head.at_ns, head.order, what);
	bucket->count++;
	queue->far_count++;
}

/* The earliest moment in a list of chunks. */
static uint64_t
earliest_in(const struct evq *queue, uint32_t chunk)
{
	uint64_t least = UINT64_MAX;

	for (; chunk != NONE32; chunk = queue->chunks[chunk].next)
		for (uint32_t i = 0; i < queue->chunks[chunk].count; i++)
			if (queue->chunks[chunk].timers[i].at_ns < least)
				least = queue->chunks[chunk].timers[i].at_ns;
	return least;
}

/* Puts the timers of a list of chunks where they belong now. */
static void
scatter(struct evq *queue, uint32_t row)
{
	while (row != NONE32) {
		struct evq_chunk *chunk = &queue->chunks[row];
		uint32_t next = chunk->next, count = chunk->count;

		queue->far_count -= count;
		for (uint32_t i = 0; i < count; i++) {
			const struct timer *timer = &queue->chunks[row].timers[i];
			struct evq_head head = { timer->at_ns, timer->order };

			if (head.at_ns <= queue->near_last_ns)
				near_push(queue, head, timer->what);
			else
				far_push(queue, head, timer->what);
		}
		queue->chunks[row].next = queue->chunk_free;
		queue->chunk_free = row;
		row = next;
	}
}

/* The heap is empty and there are far timers: the lowest bucket becomes near, or, when it is large,
 * its earliest moment does and the rest goes into lower buckets. */
static void
near_fill(struct evq *queue)
{
	uint32_t row = (uint32_t)__builtin_ctzll(queue->filled);
	struct evq_bucket bucket = queue->buckets[row];
	uint64_t below = ((uint64_t)1 << row) - 1;

	queue->buckets[row] = (struct evq_bucket){ .chunk = NONE32 };
	queue->filled &= ~((uint64_t)1 << row);
	if (bucket.count <= EVQ_AT_ONCE)
		queue->near_last_ns = queue->chunks[bucket.chunk].timers[0].at_ns | below;
	else
		queue->near_last_ns = earliest_in(queue, bucket.chunk);
	scatter(queue, bucket.chunk);
	if (queue->far_count == 0)
		queue->near_last_ns = UINT64_MAX;
}

/* The heap has grown: all that comes after its earliest moment leaves it. */
static void
near_spread(struct evq *queue)
{
	uint32_t count = queue->near_count, kept = 0;

	queue->near_last_ns = queue->heap[0].at_ns;
	for (uint32_t i = 0; i < count; i++) {
		const struct timer *timer = &queue->heap[i];

		if (timer->at_ns > queue->near_last_ns)
			far_push(queue, (struct evq_head){ timer->at_ns, timer->order },
			    timer->what);
		else
			queue->heap[kept++] = *timer;
	}
	queue->near_count = 0;
	for (uint32_t i = 0; i < kept; i++) {
		const struct timer *timer = &queue->heap[i];

		near_push(queue, (struct evq_head){ timer->at_ns, timer->order }, timer->what);
	}
	if (queue->far_count == 0)
		queue->near_last_ns = UINT64_MAX;
}

/* ---- lanes ---- */

static void
lane_grow(struct evq_lane *lane)
{
	uint32_t room = lane->room == 0 ? 16 : lane->room * 2;
	struct timer *ring = mem_grow(NULL, room, sizeof(*ring));

	for (uint32_t i = 0; i < lane->count; i++)
		ring[i] = lane->ring[(lane->first + i) & (lane->room - 1)];
	free(lane->ring);
	lane->ring = ring;
	lane->first = 0;
	lane->room = room;
}

/* Seven bits a byte, the lowest first; the highest bit says that more follow. */
static uint8_t *
put_number(uint8_t *to, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*to++ = (uint8_t)(number | 0x80);
	*to++ = (uint8_t)number;
	return to;
}

static const uint8_t *
get_number(const uint8_t *from, uint64_t *number)
{
	unsigned shift = 0;

	for (*number = 0; *from & 0x80; shift += 7)
		*number |= (uint64_t)(*from++ & 0x7f) << shift;
	*number |= (uint64_t)*from++ << shift;
	return from;
}

/* A difference of either sign as a number that is small when it is. */
static uint64_t
fold_sign(uint64_t difference)
{
	return difference << 1 ^ (0 - (difference >> 63));
}

static uint64_t
unfold_sign(uint64_t number)
{
	return number >> 1 ^ (0 - (number & 1));
}

/* Generation and kind: 0 when both are those of the one before. */
static uint64_t
sort_of(const struct timer *timer)
{
	return (uint64_t)timer->generation << 16 | timer->kind;
}

static void
lane_pack(struct evq_lane *lane)
{
	uint8_t code[EVQ_PACK * (10 + 10 + 5 + 5)], *end = code;
	struct timer before = { 0 };
	struct evq_pack *pack;

	for (uint32_t i = 0; i < lane->back_count; i++) {
		const struct timer *timer = &lane->back[i];
		/* Mostly it is of the next row and the same sort: that fits beside the order. */
		bool follows = timer->row == before.row + 1 && sort_of(timer) == sort_of(&before);

		end = put_number(end, timer->at_ns - before.at_ns);
		end = put_number(end, fold_sign(timer->order - before.order) << 1 | follows);
		if (!follows) {
			end = put_number(end, fold_sign((uint64_t)timer->row - before.row));
			end = put_number(end, sort_of(timer) ^ sort_of(&before));
		}
		before = *timer;
	}
	pack = mem_alloc(sizeof(*pack) + (size_t)(end - code));
	pack->bytes = (uint32_t)(end - code);
	memcpy(pack->code, code, pack->bytes);
	lane->packs++;
	lane->pack_bytes += sizeof(*pack) + pack->bytes;
	if (lane->oldest == NULL)
		lane->oldest = pack;
	else
		lane->newest->newer = pack;
	lane->newest = pack;
	lane->back_count = 0;
}

static void
unpack(const struct evq_pack *pack, struct evq_lane *lane)
{
	const uint8_t *at = pack->code;
	struct timer timer = { 0 };

	while (at < pack->code + pack->bytes) {
		uint64_t time, order, row = fold_sign(1), sort = 0;

		at = get_number(at, &time);
		at = get_number(at, &order);
		if (!(order & 1)) {
			at = get_number(at, &row);
			at = get_number(at, &sort);
		}
		sort ^= sort_of(&timer);
		timer.at_ns += time;
		timer.order += unfold_sign(order >> 1);
		timer.row += (uint32_t)unfold_sign(row);
		timer.generation = (uint16_t)(sort >> 16);
		timer.kind = (uint16_t)sort;
		lane->ring[lane->count++] = timer;
	}
}

/* Behind what is packed. */
static void
lane_push_back(struct evq_lane *lane, const struct timer *timer)
{
	if (lane->back == NULL)
		lane->back = mem_grow(NULL, EVQ_PACK, sizeof(*lane->back));
	lane->back[lane->back_count++] = *timer;
	if (lane->back_count == EVQ_PACK)
		lane_pack(lane);
}

/* The oldest of the others come into the ring. */
void
evq_lane_refill(struct evq_lane *lane)
{
	struct evq_pack *pack = lane->oldest;

	lane->first = 0;
	if (pack == NULL) {
		memcpy(lane->ring, lane->back, lane->back_count * sizeof(*lane->ring));
		lane->count = lane->back_count;
		lane->back_count = 0;
		return;
	}
	unpack(pack, lane);
	lane->oldest = pack->newer;
	lane->packs--;
	lane->pack_bytes -= sizeof(*pack) + pack->bytes;
	free(pack);
}

void
evq_lane_push(struct evq *queue, uint32_t row, struct evq_head head, uint64_t what)
{
	const struct timer timer = { .at_ns = head.at_ns, .order = head.order, .what = what };
	struct evq_lane *lane = &queue->lanes[row];

	if (evq_lane_is_long(lane) || (row > 0 && lane->count == EVQ_RING_MAX)) {
		lane_push_back(lane, &timer);
		return;
	}
	lane_grow(lane);
	if (row + 2 > queue->source_count)
		queue->source_count = row + 2;
	lane->ring[lane->count++] = timer; /* a ring that has grown begins at its first */
}

void
evq_push_beside_now(struct evq *queue, uint64_t at_ns, enum phase phase, uint16_t kind,
    uint32_t row, uint16_t generation)
{
	evq_push_lane(queue, 0, at_ns, phase, kind, row, generation);
}

void
evq_find_first_of_moment(struct evq *queue)
{
	uint32_t first = 0;

	for (uint32_t i = 2; i < queue->source_count; i++)
		if (evq_before(&queue->heads[i], &queue->heads[first]))
			first = i;
	queue->first = first;
}

/* ---- between soon and the heap ---- */

static void
heap_push(struct evq *queue, struct evq_head head, uint64_t what)
{
	if (head.at_ns > queue->near_last_ns) {
		far_push(queue, head, what);
		return;
	}
	near_push(queue, head, what);
	if (queue->near_count > queue->near_max && queue->near_last_ns == UINT64_MAX)
		near_spread(queue);
}

static void
soon_insert(struct evq *queue, struct evq_head head, uint64_t what)
{
	evq_soon_insert(queue, (uint32_t)__builtin_ctz(queue->soon_free), head, what);
}

void
evq_soon_overflow(struct evq *queue, struct evq_head head, uint64_t what)
{
	uint32_t latest = queue->soon_order >> (queue->soon_max - 1) * 8 & 0xff;
	struct evq_head last = queue->soon[latest];

	if (!evq_head_before(&head, &queue->soon_bound)) {
		heap_push(queue, head, what);
		return;
	}
	if (queue->soon_free != 0) { /* at the moment of the bound */
		soon_insert(queue, head, what);
		return;
	}
	if (evq_head_before(&last, &head)) {
		queue->soon_bound = head;
		heap_push(queue, head, what);
		return;
	}
	queue->soon_bound = last;
	heap_push(queue, last, queue->soon_what[latest]);
	queue->soon[latest] = (struct evq_head){ UINT64_MAX, UINT64_MAX };
	queue->soon_free |= 1u << latest;
	queue->soon_order |= (uint64_t)0xff << (queue->soon_max - 1) * 8;
	queue->soon_order &= ~((uint64_t)(0xff ^ EVQ_SOON) << (queue->soon_max - 1) * 8);
	soon_insert(queue, head, what);
}

void
evq_soon_refill(struct evq *queue)
{
	uint32_t count = queue->soon_max / 2 + 1;

	if (queue->near_count == 0)
		near_fill(queue);
	for (uint32_t i = 0; i < count && queue->near_count > 0; i++) {
		queue->soon[i] = (struct evq_head){ queue->heap[0].at_ns, queue->heap[0].order };
		queue->soon_what[i] = queue->heap[0].what;
		queue->soon_free &= queue->soon_free - 1;
		queue->soon_order ^= (uint64_t)(EVQ_SOON ^ i) << i * 8;
		near_pop(queue);
	}
	if (queue->near_count > 0)
		queue->soon_bound = (struct evq_head){ queue->heap[0].at_ns,
			queue->heap[0].order };
	else
		queue->soon_bound = (struct evq_head){ queue->near_last_ns,
			queue->far_count > 0 ? UINT64_MAX - 1 : UINT64_MAX };
}

size_t
evq_size(const struct evq *queue)
{
	size_t size = queue->soon_max - (size_t)__builtin_popcount(queue->soon_free) +
	    queue->near_count + queue->far_count +
	    (queue->now.at_ns != UINT64_MAX);

	for (uint32_t i = 0; i < EVQ_LANES; i++)
		size += queue->lanes[i].count + queue->lanes[i].back_count +
		    (size_t)queue->lanes[i].packs * EVQ_PACK;
	return size;
}

size_t
evq_bytes(const struct evq *queue)
{
	size_t timers = queue->near_room, packs = 0;

	for (uint32_t i = 0; i < EVQ_LANES; i++) {
		timers += queue->lanes[i].room + (queue->lanes[i].back != NULL ? EVQ_PACK : 0);
		packs += queue->lanes[i].pack_bytes;
	}
	return timers * sizeof(struct timer) + packs +
	    queue->chunk_count * sizeof(struct evq_chunk);
}
