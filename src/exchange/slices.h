/* exchange/slices.h - which tracks have slices open, so that each that begins can end.
 *
 * A track is a process and a thread of a timeline; its slices nest.  Memory grows with the tracks
 * that are open at one moment, that is, with the requests under way.
 */
#ifndef EXCHANGE_SLICES_H
#define EXCHANGE_SLICES_H

#include <stdbool.h>
#include <stdint.h>

struct slice_track {
	uint64_t process, thread;
	uint32_t depth; /* slices open; 0: a free place in the table */
};

struct slices {
	struct slice_track *tracks; /* open addressing, room is a power of two */
	uint32_t count, room;
};

void slices_init(struct slices *slices);
void slices_release(struct slices *slices);
/* How many are open. */
uint32_t slices_depth(const struct slices *slices, uint64_t process, uint64_t thread);
/* One slice more; returns how many were open before. */
uint32_t slices_open(struct slices *slices, uint64_t process, uint64_t thread);
/* One less; false: none was open. */
bool slices_close(struct slices *slices, uint64_t process, uint64_t thread);

#endif
