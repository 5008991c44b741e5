/* Open tracks in a table of open addressing; a place that falls empty is filled from behind, so
 * that no marks of removed tracks pile up. */
#include "exchange/slices.h"

#include "base/arena.h"
#include "base/prng.h"

#define ROOM_MIN 64u

void
slices_init(struct slices *slices)
{
	*slices = (struct slices){ .tracks = mem_alloc(ROOM_MIN * sizeof *slices->tracks),
		.room = ROOM_MIN };
}

void
slices_release(struct slices *slices)
{
	mem_free(slices->tracks);
	*slices = (struct slices){ 0 };
}

static uint32_t
place_of(const struct slices *slices, uint64_t process, uint64_t thread)
{
	uint64_t state = process << 40 ^ thread;

	return (uint32_t)prng_splitmix64(&state) & (slices->room - 1);
}

/* The place of the track, or the free one where it would be put. */
static uint32_t
seek(const struct slices *slices, uint64_t process, uint64_t thread)
{
	uint32_t place = place_of(slices, process, thread);

	while (slices->tracks[place].depth > 0 &&
	    (slices->tracks[place].process != process || slices->tracks[place].thread != thread))
		place = (place + 1) & (slices->room - 1);
	return place;
}

static void
grow(struct slices *slices)
{
	struct slices old = *slices;

	slices->room = old.room * 2;
	slices->tracks = mem_alloc(slices->room * sizeof *slices->tracks);
	for (uint32_t i = 0; i < old.room; i++)
		if (old.tracks[i].depth > 0)
			slices->tracks[seek(slices, old.tracks[i].process, old.tracks[i].thread)] =
			    old.tracks[i];
	mem_free(old.tracks);
}

uint32_t
slices_depth(const struct slices *slices, uint64_t process, uint64_t thread)
{
	return slices->tracks[seek(slices, process, thread)].depth;
}

uint32_t
slices_open(struct slices *slices, uint64_t process, uint64_t thread)
{
	struct slice_track *track;

	if (slices->count * 2 >= slices->room)
		grow(slices);
	track = &slices->tracks[seek(slices, process, thread)];
	if (track->depth == 0) {
		*track = (struct slice_track){ .process = process, .thread = thread };
		slices->count++;
	}
	return track->depth++;
}

/* Empties a place and moves up what was pushed behind it. */
static void
remove_at(struct slices *slices, uint32_t hole)
{
	uint32_t mask = slices->room - 1, place = hole;

	slices->count--;
	for (;;) {
		uint32_t home;

		slices->tracks[hole].depth = 0;
		do {
			place = (place + 1) & mask;
			if (slices->tracks[place].depth == 0)
				return;
			home = place_of(
			    slices, slices->tracks[place].process, slices->tracks[place].thread);
		} while (((place - home) & mask) < ((place - hole) & mask));
		slices->tracks[hole] = slices->tracks[place];
		hole = place;
	}
}

bool
slices_close(struct slices *slices, uint64_t process, uint64_t thread)
{
	uint32_t place = seek(slices, process, thread);

	if (slices->tracks[place].depth == 0)
		return false;
	if (--slices->tracks[place].depth == 0)
		remove_at(slices, place);
	return true;
}
