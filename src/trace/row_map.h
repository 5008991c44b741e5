/* trace/row_map.h - numbers that only grow, and the few rows that those in use need.
 *
 *    number   0 1 2 3 4 5 6 7 8 ...   what events say: the same whether a run is kept or not
 *    row            2   1     0       where it is while something alive names it
 *
 * While a run is kept the row is the number.  A run that keeps nothing lets go of rows: its owner
 * marks now and then all that are still named, the others are used again.  So its memory follows
 * what is alive, not how long it has run.
 *
 * Or numbers are only counted, and whoever knows where one is kept says so (row_map_tell): then no
 * more than the newest one that was told has a row.
 */
#ifndef TRACE_ROW_MAP_H
#define TRACE_ROW_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row_map {
	bool recycles;       /* set before the first number is given */
	uint32_t next;       /* the next number */
	uint32_t told, told_row; /* where numbers are only counted: the one whose row was told, + 1,
	                          * 0: none was */
	uint32_t room;       /* rows ever used: tables of rows need as many */
	uint32_t live;       /* rows in use */
	uint32_t sweep_at;   /* live rows at which looking for dead ones pays */
	uint32_t *numbers;   /* by row; UINT32_MAX: free */
	uint32_t number_room;
	uint32_t *slots;     /* row by a hash of the number, UINT32_MAX: none */
	uint32_t slot_room;
	uint32_t *free;      /* rows to use again */
	uint32_t free_count, free_room;
	uint8_t *marks;      /* by row, while a sweep is under way */
};

void row_map_release(struct row_map *map);
/* Gives the next number a row; map->room may have grown. */
uint32_t row_map_add(struct row_map *map);
/* True when enough rows have come since the last sweep. */
static inline bool
row_map_is_due(const struct row_map *map)
{
	return map->recycles && map->live >= map->sweep_at && map->live > 0;
}

/* A sweep: begin, mark every number that is still named, end; then set sweep_at. */
void row_map_begin(struct row_map *map);
void row_map_mark(struct row_map *map, uint32_t number);
void row_map_end(struct row_map *map);
size_t row_map_bytes(const struct row_map *map);

/* Where a number is looked for first.  By the golden ratio numbers that follow one another lie far
 * apart and evenly, and old ones that are still alive are in nobody's way (Knuth, "The Art of
 * Computer Programming", volume 3, 6.4). */
static inline uint32_t
row_map_home(const struct row_map *map, uint32_t number)
{
	return (uint32_t)((uint64_t)(number * 2654435769u) * map->slot_room >> 32);
}

static inline uint32_t
row_map_next(const struct row_map *map, uint32_t slot)
{
	return slot + 1 == map->slot_room ? 0 : slot + 1;
}

/* Numbers are only counted: this one has that row until another is told. */
static inline void
row_map_tell(struct row_map *map, uint32_t number, uint32_t row)
{
	if (map->told == number + 1)
		return;
	map->told = number + 1;
	map->told_row = row;
	if (row >= map->room)
		map->room = row + 1;
}

/* Row of a number, UINT32_MAX when it has none (any more). */
static inline uint32_t
row_map_row(const struct row_map *map, uint32_t number)
{
	if (!map->recycles)
		return number < map->next ? number : UINT32_MAX;
	if (map->slot_room == 0)
		return map->told != 0 && number + 1 == map->told ? map->told_row : UINT32_MAX;
	for (uint32_t at = row_map_home(map, number);; at = row_map_next(map, at)) {
		uint32_t row = map->slots[at];

		if (row == UINT32_MAX || map->numbers[row] == number)
			return row;
	}
}

#endif
