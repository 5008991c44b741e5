/* base/narrow.h - many numbers that are nearly all small: a byte each, and the few others beside.
 *
 * Zero for every index that was not set.  What is asked often is answered from the byte; a number
 * of 255 or more costs a look into a hash.
 */
#ifndef BASE_NARROW_H
#define BASE_NARROW_H

#include <stddef.h>
#include <stdint.h>

#define NARROW_WIDE 255u /* in a byte: it is beside */

struct narrow_wide {
	uint32_t index; /* + 1; 0: free */
	uint32_t value;
};
struct narrow {
	uint8_t *bytes;
	uint32_t room;
	struct narrow_wide *wide; /* by a hash of the index */
	uint32_t wide_count, wide_room; /* room: 0 or a power of two */
};

/* Zeroed memory is an empty one. */
void narrow_release(struct narrow *narrow);
/* index < UINT32_MAX - 1. */
void narrow_set(struct narrow *narrow, uint32_t index, uint32_t value);
uint32_t narrow_wide_value(const struct narrow *narrow, uint32_t index);
size_t narrow_bytes(const struct narrow *narrow);

static inline uint32_t
narrow_get(const struct narrow *narrow, uint32_t index)
{
	if (index >= narrow->room)
		return 0;
	return narrow->bytes[index] != NARROW_WIDE ? narrow->bytes[index] :
	    narrow_wide_value(narrow, index);
}

#endif
