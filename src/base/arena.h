/* base/arena.h - memory by lifetime: everything in an arena is freed at once.
 *
 * Three lifetimes use it: a lesson (until another is opened), a run (until the scenario is run
 * again), a frame (until the next draw).  A pointer may point into an arena that lives at least as
 * long as its holder.  Out of memory ends the program (exit 70); what an outsider can make large is
 * bounded by base/limits.h first.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"

struct arena_block;
struct arena {
	struct arena_block *block; /* newest block; NULL when nothing was allocated */
	size_t used_bytes;         /* handed out in all, for budgets and tests */
};

/* Zeroed memory of `size` bytes, aligned for any type; never NULL.  size 0: a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* Zeroed array; checks count * size for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Copies of text into the arena, always NUL-terminated. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* Grow an arena array: returns a copy of old[old_count] with room for new_count, rest zeroed. */
void *arena_grow(struct arena *arena, const void *old, size_t old_count, size_t new_count,
    size_t size);
/* Frees the contents; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/* malloc family that never returns NULL, for the few long-lived growing arrays (trace tables); the
 * caller gives back with mem_free.  mem_alloc is zeroed; what mem_grow adds to `old` (may be NULL)
 * is not. */
SELDOM void *mem_alloc(size_t size);
/* The same, beginning at a page: where its members lie in their pages is then known. */
SELDOM void *mem_alloc_page(size_t size);
SELDOM void *mem_grow(void *old, size_t count, size_t size);
void mem_free(void *memory); /* NULL is fine */

#endif
