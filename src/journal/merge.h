/* journal/merge.h - what of the record goes out and comes in: its tables and their columns, once,
 * for both ways.  Rows of cards are a cache of reviews, and stay at home.
 */
#ifndef JOURNAL_MERGE_H
#define JOURNAL_MERGE_H

#include "journal/db.h"

#define MERGE_COLUMNS_MAX 18
#define MERGE_TABLES 9

enum merge_kind { MERGE_TEXT, MERGE_INT, MERGE_REAL, MERGE_INT_OR_NULL };
struct merge_column {
	const char *name;
	enum merge_kind kind;
	int64_t least, most; /* of integers, ends included; of a text: its longest */
};

struct merge_table {
	const char *name, *order;
	struct merge_column columns[MERGE_COLUMNS_MAX];
	uint32_t column_count;
	/* ?1, ?2 ... are the columns.  Tables whose rows have no key (reviews and answers) give
	 * the columns that tell rows apart: as many as the file has of them are to be there. */
	const char *merge;
	const char *same;
	uint32_t count_offset; /* of its count in struct journal_merge */
};
extern const struct merge_table merge_tables[MERGE_TABLES];

#endif
