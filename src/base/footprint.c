#include "base/footprint.h"

#include "base/check.h"

void
footprint_add(struct footprint *footprint, const char *name, size_t bytes)
{
	if (bytes == 0)
		return;
	CHECK(footprint->count < FOOTPRINT_ROWS);
	footprint->rows[footprint->count++] = (struct footprint_row){ name, bytes };
}

size_t
footprint_bytes(const struct footprint *footprint)
{
	size_t bytes = 0;

	for (unsigned i = 0; i < footprint->count; i++)
		bytes += footprint->rows[i].bytes;
	return bytes;
}
