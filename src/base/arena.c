#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* Blocks start small, because most arenas hold a few findings, and double up to a bound. */
#define BLOCK_BYTES_MIN ((size_t)4 << 10)
#define BLOCK_BYTES_MAX ((size_t)1 << 20)
#define ALIGNMENT alignof(max_align_t)

struct arena_block {
	struct arena_block *older;
	size_t used, room; /* bytes of memory[] */
	alignas(max_align_t) unsigned char memory[];
};

static size_t
size_times(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		check_out_of_memory();
	return count * size;
}

static void
arena_add_block(struct arena *arena, size_t size)
{
	struct arena_block *block;
	size_t room = BLOCK_BYTES_MIN;

	if (arena->block != NULL && arena->block->room < BLOCK_BYTES_MAX)
		room = arena->block->room * 2;
	else if (arena->block != NULL)
		room = BLOCK_BYTES_MAX;
	if (room < size)
		room = size;
	if (room > SIZE_MAX - sizeof(*block))
		check_out_of_memory();
	block = calloc(1, sizeof(*block) + room);
	if (block == NULL)
		check_out_of_memory();
	block->room = room;
	block->older = arena->block;
	arena->block = block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block;
	size_t taken;
	void *memory;

	if (size > SIZE_MAX - ALIGNMENT)
		check_out_of_memory();
	taken = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (taken == 0)
		taken = ALIGNMENT; /* distinct allocations have distinct addresses */
	if (arena->block == NULL || arena->block->room - arena->block->used < taken)
		arena_add_block(arena, taken);
	block = arena->block;
	memory = block->memory + block->used;
	block->used += taken;
	arena->used_bytes += taken;
	return memory;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	return arena_alloc(arena, size_times(count, size));
}

char *
arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy;

	if (length == SIZE_MAX)
		check_out_of_memory();
	copy = arena_alloc(arena, length + 1);
	if (length > 0)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	int length, written;
	char *text;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	CHECK(length >= 0);
	text = arena_alloc(arena, (size_t)length + 1);
	written = vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	CHECK(written == length);
	return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void *
arena_grow(struct arena *arena, const void *old, size_t old_count, size_t new_count, size_t size)
{
	void *grown;

	CHECK(new_count >= old_count);
	grown = arena_array(arena, new_count, size);
	if (old_count > 0)
		memcpy(grown, old, old_count * size);
	return grown;
}

void
arena_release(struct arena *arena)
{
	struct arena_block *block = arena->block;

	while (block != NULL) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
	arena->block = NULL;
	arena->used_bytes = 0;
}

void *
mem_alloc(size_t size)
{
	void *memory = calloc(1, size == 0 ? 1 : size);

	if (memory == NULL)
		check_out_of_memory();
	return memory;
}

#define PAGE_BYTES 4096u

void *
mem_alloc_page(size_t size)
{
	size_t bytes = (size + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
	void *memory = aligned_alloc(PAGE_BYTES, bytes);

	if (memory == NULL)
		check_out_of_memory();
	return memset(memory, 0, bytes);
}

void *
mem_grow(void *old, size_t count, size_t size)
{
	size_t bytes = size_times(count, size);
	void *memory = realloc(old, bytes == 0 ? 1 : bytes);

	if (memory == NULL)
		check_out_of_memory();
	return memory;
}

void
mem_free(void *memory)
{
	free(memory);
}
