#include "bench/bare.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define NS 1e9

/* ---- random numbers: xoshiro256**, and a ziggurat of 256 layers ---- */

static uint64_t word[4] = { 0x9e3779b97f4a7c15u, 0x6a09e667f3bcc909u, 0xbb67ae8584caa73bu,
	0x3c6ef372fe94f82bu };
static double edge[257], density[257];

static inline uint64_t
turn_left(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static inline uint64_t
next_random(void)
{
	uint64_t out = turn_left(word[1] * 5, 7) * 9, carried = word[1] << 17;

	word[2] ^= word[0];
	word[3] ^= word[1];
	word[1] ^= word[2];
	word[0] ^= word[3];
	word[2] ^= carried;
	word[3] = turn_left(word[3], 45);
	return out;
}

/* Layers of equal area under e^-x, the tail with the lowest. */
static void
make_layers(void)
{
	const double tail = 7.69711747013104972, area = 0.0039496598225815571993;

	if (edge[1] > 0)
		return;
	edge[0] = area / exp(-tail);
	edge[1] = tail;
	for (int i = 2; i < 256; i++)
		edge[i] = -log(area / edge[i - 1] + exp(-edge[i - 1]));
	edge[256] = 0;
	for (int i = 0; i <= 256; i++)
		density[i] = exp(-edge[i]);
}

static inline double
exponential(void)
{
	double before = 0;

	for (;;) {
		uint64_t bits = next_random();
		unsigned layer = (unsigned)(bits & 255);
		double x = (double)(bits >> 11) * 0x1p-53 * edge[layer];

		if (x < edge[layer + 1])
			return before + x;
		if (layer == 0) {
			before += edge[1];
			continue;
		}
		if (density[layer] + (double)(next_random() >> 11) * 0x1p-53 *
		    (density[layer + 1] - density[layer]) < exp(-x))
			return before + x;
	}
}

double
bare_exponential(void)
{
	make_layers();
	return exponential();
}

uint64_t
bare_random(void)
{
	return next_random();
}

/* ---- a 4-ary heap; children of i are 4i - 8 .. 4i - 5, the root is 3: one cache line each ---- */

struct bare_event {
	uint64_t at_ns;
	uint32_t birth, what;
};
#define ROOT 3u

static struct bare_event *heap;
static uint32_t heap_end = ROOT, heap_room, births;

static inline bool
is_before(struct bare_event a, struct bare_event b)
{
	return a.at_ns < b.at_ns || (a.at_ns == b.at_ns && a.birth < b.birth);
}

static void
heap_begin(void)
{
	free(heap);
	heap = NULL;
	heap_end = ROOT;
	heap_room = births = 0;
}

static inline void
push(uint64_t at_ns, uint32_t what)
{
	struct bare_event event = { at_ns, births++, what };
	uint32_t at = heap_end++;

	if (heap_end > heap_room) {
		struct bare_event *old = heap;

		heap_room = heap_room == 0 ? 256 : heap_room * 2;
		heap = aligned_alloc(64, heap_room * sizeof(*heap));
		if (heap == NULL)
			exit(1);
		for (uint32_t i = ROOT; old != NULL && i < heap_end - 1; i++)
			heap[i] = old[i];
		free(old);
	}
	while (at > ROOT) {
		uint32_t parent = at / 4 + 2;

		if (!is_before(event, heap[parent]))
			break;
		heap[at] = heap[parent];
		at = parent;
	}
	heap[at] = event;
}

static inline struct bare_event
pop(void)
{
	struct bare_event first = heap[ROOT], last = heap[--heap_end];
	uint32_t at = ROOT;

	for (;;) {
		uint32_t child = 4 * at - 8, best = child;

		if (child + 3 < heap_end) {
			uint32_t a = child + is_before(heap[child + 1], heap[child]);
			uint32_t b = child + 2 + is_before(heap[child + 3], heap[child + 2]);

			best = is_before(heap[b], heap[a]) ? b : a;
		} else if (child < heap_end) {
			for (uint32_t i = child + 1; i < heap_end; i++)
				if (is_before(heap[i], heap[best]))
					best = i;
		} else {
			break;
		}
		if (!is_before(heap[best], last))
			break;
		heap[at] = heap[best];
		at = best;
	}
	heap[at] = last;
	return first;
}

/* ---- the loops ---- */

double
bare_queue(uint64_t requests, unsigned servers, double utilisation)
{
	const double gap_ns = NS / (utilisation * servers);
	static uint64_t waiting[1u << 16];
	uint64_t left = requests, first = 0, last = 0;
	uint32_t free_servers = servers;
	double waited_ns = 0;

	make_layers();
	heap_begin();
	push((uint64_t)(exponential() * gap_ns), 0);
	while (heap_end > ROOT) {
		struct bare_event event = pop();

		if (event.what == 0) {
			if (--left > 0)
				push(event.at_ns + (uint64_t)(exponential() * gap_ns), 0);
			if (free_servers > 0) {
				free_servers--;
				push(event.at_ns + (uint64_t)(exponential() * NS), 1);
			} else {
				waiting[last++ & 0xffff] = event.at_ns;
			}
		} else if (last > first) {
			waited_ns += (double)(event.at_ns - waiting[first++ & 0xffff]);
			push(event.at_ns + (uint64_t)(exponential() * NS), 1);
		} else {
			free_servers++;
		}
	}
	return waited_ns / NS / (double)requests;
}

uint64_t
bare_hold(uint64_t turns, uint32_t pending, int mixed)
{
	uint64_t check = 0;

	make_layers();
	heap_begin();
	for (uint32_t i = 0; i < pending; i++)
		push((uint64_t)(exponential() * (mixed ? 30 * NS : NS)), i);
	for (uint64_t i = 0; i < turns; i++) {
		struct bare_event event = pop();
		double mean_ns = !mixed ? NS : next_random() % 10 == 0 ? 30 * NS : NS / 1000;

		check ^= event.at_ns;
		push(event.at_ns + (uint64_t)(exponential() * mean_ns), event.what);
	}
	heap_begin();
	return check;
}
