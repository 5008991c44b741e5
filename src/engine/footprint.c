/* Where the memory of a run goes, table by table. */
#include "engine/inside.h"
#include "engine/store.h"

static void
add_holds(const struct engine *engine, struct footprint *footprint)
{
	size_t rows = engine->hold_room;

	footprint_add(footprint, "holds", rows * sizeof(*engine->holds));
	footprint_add(footprint, "holds, versions", narrow_bytes(&engine->hold_versions));
	footprint_add(footprint, "holds, texts",
	    rows * engine->hold_cells * sizeof(*engine->hold_texts));
	footprint_add(footprint, "holds, by owner",
	    engine->hold_slot_count * sizeof(*engine->hold_slots));
	if (engine->hold_holders != NULL)
		footprint_add(footprint, "holds, copies", rows * (engine->set_words + 1) *
		    sizeof(*engine->hold_holders));
	if (engine->hold_links != NULL)
		footprint_add(footprint, "holds, order of use",
		    rows * sizeof(*engine->hold_links));
	if (engine->hold_lru != NULL)
		footprint_add(footprint, "holds, order in the store",
		    rows * sizeof(*engine->hold_lru));
	if (engine->hold_blobs != NULL)
		footprint_add(footprint, "holds, blobs", rows * sizeof(*engine->hold_blobs));
}

void
engine_footprint(const struct engine *engine, struct footprint *footprint)
{
	footprint_add(footprint, "timers", evq_bytes(&engine->queue));
	footprint_add(footprint, "people, devices, servers", engine->arena.used_bytes);
	footprint_add(footprint, "requests under way",
	    engine->trip_room * sizeof(*engine->trips) + engine->call_room *
	    sizeof(*engine->calls) + engine->errand_room * sizeof(*engine->errands));
	add_holds(engine, footprint);
	footprint_add(footprint, "versions of items",
	    narrow_bytes(&engine->item_versions) + narrow_bytes(&engine->block_versions));
	footprint_add(footprint, "caches", engine->cache_room * sizeof(*engine->cache) +
	    engine->cache_bucket_count * sizeof(*engine->cache_buckets));
	footprint_add(footprint, "locks, the store's tail",
	    engine->lock_room * sizeof(*engine->locks) + engine->tail_room * sizeof(*engine->tail));
	footprint_add(footprint, "keys and counts of requests",
	    engine->ledger.room * sizeof(*engine->ledger.records) +
	    engine->ledger.slot_count * sizeof(*engine->ledger.slots));
	footprint_add(footprint, "revoked logins",
	    engine->denial_room * sizeof(*engine->denials) +
	    engine->denial_bucket_count * sizeof(*engine->denial_buckets));
	trace_footprint(engine->trace, footprint);
	if (engine->options.measures != NULL)
		measures_fold_footprint(engine->options.measures, footprint);
}
