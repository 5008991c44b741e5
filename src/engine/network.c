/* The network: time on a hop, messages that get lost, messages that arrive twice. */
#include "base/units.h"
#include "engine/inside.h"
#include "engine/laws.h"

#define PPM 1000000u

static const struct law *
law_of(const struct engine *engine, enum hop hop)
{
	return hop == HOP_INSIDE ? &engine->scenario->network.inside
	    : &engine->scenario->network.client;
}

uint64_t
network_usual_ns(const struct engine *engine, enum hop hop)
{
	const struct law *law = law_of(engine, hop);

	return RARE(law->kind != LAW_CONSTANT) ? (uint64_t)law_mean_ns(law) : law->mean_ns;
}

uint64_t
network_ns(const struct engine *engine, enum hop hop, uint32_t wire_bytes, struct prng *prng)
{
	const struct scenario *scenario = engine->scenario;
	const struct law *law = law_of(engine, hop);
	uint64_t latency_ns = RARE(law->kind != LAW_CONSTANT) ? law_draw(law, prng) : law->mean_ns;

	if (!RARE(scenario->network.bandwidth_bytes != SCENARIO_UNLIMITED))
		return latency_ns;
	return latency_ns + (uint64_t)wire_bytes * NS_PER_S / scenario->network.bandwidth_bytes;
}

uint64_t
network_seeded_ns(const struct engine *engine, enum hop hop, uint32_t wire_bytes, uint64_t seed)
{
	struct prng prng;

	if (RARE(law_of(engine, hop)->kind != LAW_CONSTANT))
		prng_init(&prng, seed, hop);
	return network_ns(engine, hop, wire_bytes, &prng);
}

/* A share of 0 takes nothing from the stream. */
static bool
chance(uint32_t share_ppm, struct prng *prng)
{
	return share_ppm > 0 && prng_below(prng, PPM) < share_ppm;
}

bool
network_loses(const struct engine *engine, enum hop hop, struct prng *prng)
{
	const uint32_t shares[HOP_COUNT] = {
		[HOP_REQUEST] = engine->scenario->network.lose_request_ppm,
		[HOP_REPLY] = engine->scenario->network.lose_reply_ppm,
		[HOP_INSIDE] = engine->scenario->network.lose_inside_ppm,
	};

	return chance(shares[hop], prng);
}

bool
network_is_cut(const struct engine *engine, uint32_t server, enum link link)
{
	return engine->servers[server].links[link] % 2 == 1;
}

bool
network_doubles(const struct engine *engine, struct prng *prng)
{
	return chance(engine->scenario->network.duplicate_ppm, prng);
}

void
network_prepare(const struct engine *engine, struct trip *trip, uint32_t person, uint32_t which)
{
	if (!RARE(engine->network_is_random))
		return;
	engine_stream(engine, &trip->net, PURPOSE_NETWORK, person, which);
	for (int hop = HOP_REQUEST; hop <= HOP_REPLY; hop++) {
		trip->lost[hop] = network_loses(engine, (enum hop)hop, &trip->net);
		trip->twice[hop] = network_doubles(engine, &trip->net);
	}
	trip->hop_seed = trip->net.s[0];
}
