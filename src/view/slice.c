/* view/slice.c - more places than there is room for: shown in turn. */
#include "view/scene.h"

bool
scene_slice(const struct scene *scene, uint32_t total, uint32_t room, uint32_t *first)
{
	uint32_t pages = room ? (total + room - 1) / room : 0;
	uint32_t page = scene->slice % (pages + 1);

	if (page == 0)
		return false;
	*first = page % pages * room; /* the first of all are mostly to be seen already */
	return true;
}
