/* Entries of sessions in a word: what a run that keeps nothing remembers of a million of them.
 *
 *    1 | version 13 | home 4 | place 14
 *
 * A world for sums alone has nearly always one entry of a session's item, at a server or a store,
 * as large as its piece says: it lies in the word that else names the item's first entry.  Whatever
 * does not fit, or comes second, goes into the pool as everything else does. */
#include "base/check.h"
#include "trace/world_fold.h"

#define PACKED 0x80000000u
#define PLACE_BITS 14
#define HOME_BITS 4
#define PACKED_PLACES (1u << PLACE_BITS)
#define PACKED_HOMES (1u << HOME_BITS)
#define PACKED_VERSIONS ((1u << 13) - 1) /* so that no word is NONE32 */

_Static_assert((int)HOME_COUNT <= (int)PACKED_HOMES, "a home fits");

bool
world_is_packed(uint32_t word)
{
	return word & PACKED && word != NONE32;
}

static uint16_t
place_of(uint32_t word)
{
	return (uint16_t)(word & (PACKED_PLACES - 1));
}

static uint32_t
version_of(uint32_t word)
{
	return (word & ~PACKED) >> (PLACE_BITS + HOME_BITS);
}

static uint32_t
word_of(uint16_t place, uint8_t home, uint32_t version)
{
	return PACKED | version << (PLACE_BITS + HOME_BITS) | (uint32_t)home << PLACE_BITS | place;
}

/* The item's word if it is one of a session's; its bytes; NULL. */
static uint32_t *
word_at(const struct world *world, uint32_t item, uint64_t *bytes)
{
	const struct trace *trace = world->trace;
	uint32_t place = trace_item_place(trace, item);

	if (place == NONE32 || !(place & TRACE_BLOCK))
		return NULL;
	place &= ~TRACE_BLOCK;
	*bytes = trace->scenario->pieces[trace->block_pieces[place % trace->block_items]].bytes;
	return world_item_first(world, item);
}

static void
add_bytes(struct world *world, uint16_t place, uint64_t bytes, int entries)
{
	struct place_state *state = &world->places[place];

	bytes = entries > 0 ? bytes : 0 - bytes;
	state->held_bytes += bytes;
	world->tier_bytes[world_tier_of(world, place)] += bytes;
	state->holding_count += (uint32_t)entries;
	world->holding_count += (uint32_t)entries;
}

bool
world_packed_version(const struct world *world, uint16_t place, uint32_t item, uint32_t *version)
{
	uint64_t bytes;
	const uint32_t *word = world_packs(world) ? word_at(world, item, &bytes) : NULL;

	if (word == NULL || !world_is_packed(*word) || place_of(*word) != place)
		return false;
	*version = version_of(*word);
	return true;
}

bool
world_is_packed_item(const struct world *world, uint32_t item)
{
	uint64_t bytes;
	const uint32_t *word = world_packs(world) ? word_at(world, item, &bytes) : NULL;

	return word != NULL && world_is_packed(*word);
}

uint16_t
world_packed_place(const struct world *world, uint32_t item)
{
	uint64_t bytes;
	const uint32_t *word = world_packs(world) ? word_at(world, item, &bytes) : NULL;

	return word != NULL && world_is_packed(*word) ? place_of(*word) : NONE16;
}

/* Who may have an entry in a word: no device, whose token carries what it has. */
static bool
is_home(const struct world *world, uint16_t place)
{
	enum role role = world->trace->actors[place].role;

	return role == ROLE_SERVER || role == ROLE_STORE || role == ROLE_DATABASE;
}

bool
world_pack(struct world *world, uint16_t place, const struct event *event)
{
	uint64_t bytes;
	uint32_t *word = word_at(world, event->item, &bytes);

	if (word == NULL)
		return false;
	if (*word == NONE32 ? place >= PACKED_PLACES || !is_home(world, place) :
	    !world_is_packed(*word) || place_of(*word) != place)
		return false;
	if (event->value != bytes || event->version >= PACKED_VERSIONS || event->home == HOME_TOKEN)
		return false;
	if (*word == NONE32)
		add_bytes(world, place, bytes, 1);
	*word = word_of(place, event->home, event->version);
	return true;
}

bool
world_drop_packed(struct world *world, uint16_t place, uint32_t item)
{
	uint64_t bytes;
	uint32_t *word = word_at(world, item, &bytes);

	if (word == NULL || !world_is_packed(*word) || place_of(*word) != place)
		return false;
	*word = NONE32;
	add_bytes(world, place, bytes, -1);
	return true;
}

void
world_unpack(struct world *world, uint32_t item)
{
	uint64_t bytes;
	uint32_t *first = word_at(world, item, &bytes), word;
	struct holding *holding;

	if (first == NULL || !world_is_packed(*first))
		return;
	word = *first;
	*first = NONE32;
	add_bytes(world, place_of(word), bytes, -1);
	holding = world_put(world, place_of(word), item);
	holding->home = (uint8_t)(word >> PLACE_BITS & (PACKED_HOMES - 1));
	holding->version = version_of(word);
	holding->session = trace_item_of(world->trace, item).session;
	world_resize(world, holding, bytes);
}

uint32_t
world_next_packed(const struct world *world, uint16_t place, uint32_t *from)
{
	const struct trace *trace = world->trace;

	for (; *from < world->block_room; (*from)++) {
		uint32_t word = world->block_first[*from], session;

		if (!world_is_packed(word) || place_of(word) != place)
			continue;
		session = world_session_at(world, *from / trace->block_items);
		if (session != NONE32)
			return trace_session_item(trace, session) + (*from)++ % trace->block_items;
	}
	return NONE32;
}
