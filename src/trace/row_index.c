#include "trace/row_index.h"

#include <string.h>

#include "base/arena.h"
#include "base/check.h"

#define ROW_INDEX_MIN 16u

void
row_index_release(struct row_index *index)
{
	mem_free(index->slots);
	mem_free(index->hashes);
	memset(index, 0, sizeof(*index));
}

uint32_t
row_index_first(const struct row_index *index, uint64_t hash)
{
	return index->room == 0 ? 0 : (uint32_t)hash & (index->room - 1);
}

uint32_t
row_index_next(const struct row_index *index, uint32_t at)
{
	return (at + 1) & (index->room - 1);
}

uint32_t
row_index_row(const struct row_index *index, uint32_t at)
{
	return index->room == 0 ? UINT32_MAX : index->slots[at];
}

static void
row_index_put(struct row_index *index, uint64_t hash, uint32_t row)
{
	uint32_t at = row_index_first(index, hash);

	while (index->slots[at] != UINT32_MAX)
		at = row_index_next(index, at);
	index->slots[at] = row;
	index->hashes[at] = hash;
}

static void
row_index_widen(struct row_index *index)
{
	struct row_index old = *index;

	CHECK(old.room <= UINT32_MAX / 4);
	index->room = old.room == 0 ? ROW_INDEX_MIN : old.room * 2;
	index->slots = mem_grow(NULL, index->room, sizeof(*index->slots));
	index->hashes = mem_grow(NULL, index->room, sizeof(*index->hashes));
	memset(index->slots, 0xff, index->room * sizeof(*index->slots));
	for (uint32_t at = 0; at < old.room; at++)
		if (old.slots[at] != UINT32_MAX)
			row_index_put(index, old.hashes[at], old.slots[at]);
	mem_free(old.slots);
	mem_free(old.hashes);
}

void
row_index_add(struct row_index *index, uint64_t hash, uint32_t row)
{
	CHECK(row != UINT32_MAX);
	if (index->used >= index->room / 2)
		row_index_widen(index);
	row_index_put(index, hash, row);
	index->used++;
}

uint64_t
row_hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a, finished by a mix */

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return row_hash_word(0, hash);
}

/* The finaliser of splitmix64 over hash and word. */
uint64_t
row_hash_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) + 0x9e3779b97f4a7c15u;
	hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
	hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
	return hash ^ (hash >> 31);
}
