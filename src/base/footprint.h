/* base/footprint.h - where memory goes: the bytes of tables, by name. */
#ifndef BASE_FOOTPRINT_H
#define BASE_FOOTPRINT_H

#include <stddef.h>

#define FOOTPRINT_ROWS 64u

struct footprint_row {
	const char *name; /* of a table, in the words of its struct */
	size_t bytes;     /* of its room */
};
struct footprint {
	struct footprint_row rows[FOOTPRINT_ROWS];
	unsigned count;
};

/* One more table; one that is empty is not among them. */
void footprint_add(struct footprint *footprint, const char *name, size_t bytes);
size_t footprint_bytes(const struct footprint *footprint);

#endif
