/* The steady way: the handlers of the way of a request once more, compiled for runs in which
 * nothing ever breaks and of which all may be asked: digest, every measure, a ring.  What hangs on
 * RARE(...) falls away as on the short way (short.c); events are made as in every run.
 */
#if defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) /* there it would only cost time */
#pragma GCC optimize("O3", "no-tree-slp-vectorize") /* as of short.c */
#endif
#define ENGINE_STEADY 1

#include "engine/record.h"
#include "engine/store.h"
#include "engine/way_unit.h"

/* No client does what the steady way has forgotten. */
static bool
clients_are_simple(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		if (client->retry.on || client->retry.key || client->waits)
			return false;
		for (uint32_t step = 0; step < client->script_count; step++)
			if (client->script[step].word == SCRIPT_FORGE ||
			    client->script[step].word == SCRIPT_PUT_BACK)
				return false;
	}
	return true;
}

bool
steady_is_open(const struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;

	return !engine->options.long_way && engine->plain && clients_are_simple(scenario) &&
	    scenario->fault_count == 0 && engine->forks_pending == 0 &&
	    engine->conditions_pending == 0 && !engine->network_is_random &&
	    scenario->network.bandwidth_bytes == SCENARIO_UNLIMITED && !engine->has_drops &&
	    !engine->rotates && !engine->limits && !engine->keeps_keys &&
	    !scenario->denylist.on && engine->carried_pieces == 0 &&
	    engine->replica_pieces == 0 && engine->cached_pieces == 0 &&
	    !engine->bounds_memory && !engine->evicts && !engine->logs_tail &&
	    !engine->store.counts_bytes && scenario->store.lock == LOCK_NONE;
}

bool
steady_turns(struct engine *engine, uint64_t end)
{
	return way_turns(engine, end);
}
