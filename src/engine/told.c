/* The steady way (steady.c) of a run of which all measures are asked, and the digest perhaps, but
 * no ring: events are told where they are made, and nothing else becomes of them.
 */
#if defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) /* there it would only cost time */
#pragma GCC optimize("O3", "no-tree-slp-vectorize") /* as of short.c */
#endif
#define ENGINE_STEADY 1
#define ENGINE_TOLD 1

#include "engine/record.h"
#include "engine/store.h"
#include "engine/way_unit.h"

bool
told_turns(struct engine *engine, uint64_t end)
{
	return way_turns(engine, end);
}
