/* engine/server_set.h - sets of servers, by index.
 *
 * As wide as the widest fleet, so that a set is a value: what lies in great numbers keeps only the
 * words that its fleet needs (`server_set_load`, `server_set_save`).
 */
#ifndef ENGINE_SERVER_SET_H
#define ENGINE_SERVER_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"

#define SERVER_SET_WORDS (LIMIT_SERVERS / 64)
_Static_assert(LIMIT_SERVERS % 64 == 0, "a set of servers is whole words");

struct server_set {
	uint64_t words[SERVER_SET_WORDS];
};

static inline bool
server_set_has(const struct server_set *set, uint32_t server)
{
	return set->words[server / 64] >> server % 64 & 1;
}

static inline void
server_set_add(struct server_set *set, uint32_t server)
{
	set->words[server / 64] |= 1ull << server % 64;
}

static inline void
server_set_drop(struct server_set *set, uint32_t server)
{
	set->words[server / 64] &= ~(1ull << server % 64);
}

/* Of `set` what is also in `other`. */
static inline void
server_set_keep(struct server_set *set, const struct server_set *other)
{
	for (uint32_t i = 0; i < SERVER_SET_WORDS; i++)
		set->words[i] &= other->words[i];
}

/* Of `set` what is not in `other`. */
static inline void
server_set_less(struct server_set *set, const struct server_set *other)
{
	for (uint32_t i = 0; i < SERVER_SET_WORDS; i++)
		set->words[i] &= ~other->words[i];
}

static inline uint32_t
server_set_count(const struct server_set *set)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < SERVER_SET_WORDS; i++)
		for (uint64_t word = set->words[i]; word != 0; word &= word - 1)
			count++;
	return count;
}

/* The first `count` words of a set, from where they are kept. */
static inline struct server_set
server_set_load(const uint64_t *words, uint32_t count)
{
	struct server_set set = { { 0 } };

	for (uint32_t i = 0; i < count; i++)
		set.words[i] = words[i];
	return set;
}

static inline void
server_set_save(const struct server_set *set, uint64_t *words, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		words[i] = set->words[i];
}

#endif
