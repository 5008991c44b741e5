#include "base/narrow.h"

#include <string.h>

#include "base/arena.h"
#include "base/check.h"

#define WIDE_MIN 16u

void
narrow_release(struct narrow *narrow)
{
	mem_free(narrow->bytes);
	mem_free(narrow->wide);
	memset(narrow, 0, sizeof(*narrow));
}

static uint32_t
home_of(const struct narrow *narrow, uint32_t index)
{
	return (uint32_t)(((uint64_t)index * 0x9e3779b97f4a7c15u) >> 32) & (narrow->wide_room - 1);
}

/* Where the index stands, or would. */
static uint32_t
slot_of(const struct narrow *narrow, uint32_t index)
{
	uint32_t at = home_of(narrow, index), mask = narrow->wide_room - 1;

	while (narrow->wide[at].index != 0 && narrow->wide[at].index != index + 1)
		at = (at + 1) & mask;
	return at;
}

uint32_t
narrow_wide_value(const struct narrow *narrow, uint32_t index)
{
	return narrow->wide[slot_of(narrow, index)].value;
}

static void
make_wide_room(struct narrow *narrow)
{
	struct narrow old = *narrow;

	if ((old.wide_count + 1) * 2 <= old.wide_room)
		return;
	narrow->wide_room = old.wide_room == 0 ? WIDE_MIN : old.wide_room * 2;
	narrow->wide = mem_alloc(narrow->wide_room * sizeof(*narrow->wide));
	for (uint32_t i = 0; i < old.wide_room; i++)
		if (old.wide[i].index != 0)
			narrow->wide[slot_of(narrow, old.wide[i].index - 1)] = old.wide[i];
	mem_free(old.wide);
}

/* Takes it out and closes the gap, so that no search ends early. */
static void
drop_wide(struct narrow *narrow, uint32_t index)
{
	uint32_t mask = narrow->wide_room - 1, hole = slot_of(narrow, index);

	for (uint32_t next = (hole + 1) & mask; narrow->wide[next].index != 0;
	     next = (next + 1) & mask) {
		uint32_t home = home_of(narrow, narrow->wide[next].index - 1);

		if (((next - home) & mask) >= ((next - hole) & mask)) {
			narrow->wide[hole] = narrow->wide[next];
			hole = next;
		}
	}
	narrow->wide[hole] = (struct narrow_wide){ 0, 0 };
	narrow->wide_count--;
}

static void
make_room(struct narrow *narrow, uint32_t index)
{
	uint32_t old = narrow->room;

	CHECK(index < UINT32_MAX - 1);
	if (index < old)
		return;
	/* An eighth more: what is zeroed is resident, used or not. */
	narrow->room = old / 8 + 64 > UINT32_MAX - 1 - index ? UINT32_MAX - 1 :
	    index + 1 + old / 8 + 64;
	narrow->bytes = mem_grow(narrow->bytes, narrow->room, 1);
	memset(narrow->bytes + old, 0, narrow->room - old);
}

void
narrow_set(struct narrow *narrow, uint32_t index, uint32_t value)
{
	make_room(narrow, index);
	if (value < NARROW_WIDE) {
		if (narrow->bytes[index] == NARROW_WIDE)
			drop_wide(narrow, index);
		narrow->bytes[index] = (uint8_t)value;
		return;
	}
	make_wide_room(narrow);
	if (narrow->bytes[index] != NARROW_WIDE)
		narrow->wide_count++;
	narrow->bytes[index] = NARROW_WIDE;
	narrow->wide[slot_of(narrow, index)] = (struct narrow_wide){ index + 1, value };
}

size_t
narrow_bytes(const struct narrow *narrow)
{
	return narrow->room + narrow->wide_room * sizeof(*narrow->wide);
}
