/* trace/row_index.h - finds the row of a table by a hash of what it holds: open addressing over
 * rows.
 *
 * The index knows neither keys nor tables: the owner of the table gives the hash and compares.
 *
 *    for (at = row_index_first(&index, hash); (row = row_index_row(&index, at)) != NONE32;
 *         at = row_index_next(&index, at))
 *            if (equal(row)) ...
 */
#ifndef TRACE_ROW_INDEX_H
#define TRACE_ROW_INDEX_H

#include <stdint.h>

struct row_index {
	uint32_t *slots;  /* row, or UINT32_MAX: free; NULL while nothing was added */
	uint64_t *hashes; /* of the rows in them, so that growing asks nobody */
	uint32_t room;    /* power of two */
	uint32_t used;
};

void row_index_release(struct row_index *index);
/* Where to begin looking for `hash`, and where to go on. */
uint32_t row_index_first(const struct row_index *index, uint64_t hash);
uint32_t row_index_next(const struct row_index *index, uint32_t at);
/* The row at a place, UINT32_MAX: the search ends here without one. */
uint32_t row_index_row(const struct row_index *index, uint32_t at);
/* Adds a row that is not there yet. */
void row_index_add(struct row_index *index, uint64_t hash, uint32_t row);

/* Hashes that are well mixed: of a text, and of one more word into a hash. */
uint64_t row_hash_text(const char *text);
uint64_t row_hash_word(uint64_t hash, uint64_t word);

#endif
