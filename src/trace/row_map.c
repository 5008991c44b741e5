#include "trace/row_map.h"

#include <string.h>

#include "base/arena.h"
#include "base/check.h"

#define FREE UINT32_MAX
#define ROWS_MIN 64u

void
row_map_release(struct row_map *map)
{
	mem_free(map->numbers);
	mem_free(map->slots);
	mem_free(map->free);
	mem_free(map->marks);
	memset(map, 0, sizeof(*map));
}

static void
put(struct row_map *map, uint32_t row)
{
	uint32_t at = row_map_home(map, map->numbers[row]);

	while (map->slots[at] != FREE)
		at = row_map_next(map, at);
	map->slots[at] = row;
}

/* So many rows may there be: four slots in five are taken then. */
static uint32_t
most_live(const struct row_map *map)
{
	return map->slot_room / 5 * 4;
}

/* Slots for `live` rows and some more. */
static void
make_slots(struct row_map *map, uint32_t live)
{
	uint32_t room = map->slot_room;

	if (live > most_live(map) || room == 0)
		room = live + live / 2 + ROWS_MIN * 2;
	if (room != map->slot_room) {
		mem_free(map->slots);
		map->slots = mem_grow(NULL, room, sizeof(*map->slots));
		map->slot_room = room;
	}
	memset(map->slots, 0xff, map->slot_room * sizeof(*map->slots));
	for (uint32_t row = 0; row < map->room; row++)
		if (map->numbers[row] != FREE)
			put(map, row);
}

uint32_t
row_map_add(struct row_map *map)
{
	uint32_t number = map->next++, row;

	CHECK(number != FREE);
	if (!map->recycles) {
		map->room = map->live = map->next;
		return number;
	}
	if (map->free_count > 0) {
		row = map->free[--map->free_count];
	} else {
		row = map->room++;
		if (map->room > map->number_room) {
			map->number_room = map->number_room == 0 ? ROWS_MIN :
			    map->number_room + map->number_room / 2;
			map->numbers = mem_grow(map->numbers, map->number_room,
			    sizeof(*map->numbers));
		}
	}
	map->numbers[row] = number;
	if (++map->live > most_live(map))
		make_slots(map, map->live);
	else
		put(map, row);
	return number;
}

void
row_map_begin(struct row_map *map)
{
	map->marks = mem_grow(map->marks, map->room + 1, sizeof(*map->marks));
	memset(map->marks, 0, map->room + 1);
}

void
row_map_mark(struct row_map *map, uint32_t number)
{
	uint32_t row = map->marks == NULL || number == UINT32_MAX ? FREE :
	    row_map_row(map, number);

	if (row != FREE)
		map->marks[row] = 1;
}

void
row_map_end(struct row_map *map)
{
	if (map->numbers == NULL) { /* no rows, or those of others */
		mem_free(map->marks);
		map->marks = NULL;
		return;
	}
	map->live = 0;
	for (uint32_t row = 0; row < map->room; row++)
		map->live += map->numbers[row] != FREE && map->marks[row];
	map->free_count = 0;
	if (map->room - map->live > map->free_room) {
		map->free_room = map->room - map->live;
		map->free = mem_grow(map->free, map->free_room, sizeof(*map->free));
	}
	for (uint32_t row = map->room; row-- > 0;) {
		if (map->numbers[row] != FREE && map->marks[row])
			continue;
		map->numbers[row] = FREE;
		map->free[map->free_count++] = row;
	}
	mem_free(map->marks);
	map->marks = NULL;
	make_slots(map, map->live);
}

size_t
row_map_bytes(const struct row_map *map)
{
	return (map->number_room + map->free_room + map->slot_room) * sizeof(uint32_t);
}
