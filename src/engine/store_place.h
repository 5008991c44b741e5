/* engine/store_place.h - what is known of the store, or of the database, as a place. */
#ifndef ENGINE_STORE_PLACE_H
#define ENGINE_STORE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/shelf.h"

/* A moment finer than a nanosecond, so that a rate is kept exactly: ns + part / 2^32. */
struct fine_time {
	uint64_t ns;
	uint32_t part;
};

/* The store or the database. */
struct place_store {
	uint16_t actor; /* NONE16: not in this run */
	uint16_t turn;  /* generation of its STORE_TURN timer */
	bool up, reachable;
	bool hung;      /* up, takes what comes, and does nothing more (store_stall.c) */
	uint32_t factor; /* of all its work: a slow one's is more than 1 */
	uint32_t stalled_first, stalled_last; /* while it hangs: calls, linked by next_waiting */
	/* The store alone: */
	bool is_bounded;          /* store.capacity */
	bool counts_bytes;        /* store.memory */
	uint32_t waiting;         /* calls in its queue or behind a lock */
	uint32_t first, last;     /* the queue: calls, linked by next_waiting */
	struct fine_time free;    /* when it can take up the next call */
	struct fine_time gap;     /* how long one of constant latency holds it */
	double share;             /* of a latency, for which the call holds it */
	uint64_t used_bytes;
	uint32_t lru_first, lru_last; /* holds, the longest unused first */
	struct shelf shelf;       /* what else it keeps */
	uint32_t copies;          /* left to take over */
};

#endif
