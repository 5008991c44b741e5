/* Arenas: aligned, zeroed, disjoint, freed at once. */
#include "lib/assert.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/arena.h"
#include "lib/gen.h"

static void
arena_alloc__any_sizes__aligned_zeroed_disjoint(void **state)
{
	(void)state;
	GEN_CASES(gen, 200) {
		struct arena arena = { 0 };
		unsigned char *pieces[64];
		size_t sizes[64], total = 0;

		for (size_t i = 0; i < 64; i++) {
			sizes[i] = gen_size(&gen, gen_below(&gen, 20) == 0 ? 300000 : 200);
			pieces[i] = arena_alloc(&arena, sizes[i]);
			assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
			for (size_t j = 0; j < sizes[i]; j++)
				assert_int_equal(pieces[i][j], 0);
			memset(pieces[i], (int)i + 1, sizes[i]);
			total += sizes[i];
		}
		for (size_t i = 0; i < 64; i++)
			for (size_t j = 0; j < sizes[i]; j++)
				assert_int_equal(pieces[i][j], i + 1);
		assert_true(arena.used_bytes >= total);
		arena_release(&arena);
		assert_null(arena.block);
		assert_int_equal(arena.used_bytes, 0);
	}
}

static void
arena_alloc__nothing__distinct_addresses(void **state)
{
	struct arena arena = { 0 };
	void *first = arena_alloc(&arena, 0);

	(void)state;
	assert_non_null(first);
	assert_ptr_not_equal(first, arena_alloc(&arena, 0));
	arena_release(&arena);
	arena_release(&arena); /* the empty state is accepted */
}

static void
arena_release__then_used_again__works(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(arena_strdup(&arena, "one"), "one");
	arena_release(&arena);
	assert_string_equal(arena_strdup(&arena, "two"), "two");
	arena_release(&arena);
}

static void
arena_texts__copies__terminated(void **state)
{
	struct arena arena = { 0 };
	char *text = arena_strndup(&arena, "abcdef", 3);

	(void)state;
	assert_string_equal(text, "abc");
	assert_string_equal(arena_strndup(&arena, NULL, 0), "");
	assert_memory_equal(arena_strndup(&arena, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_printf(&arena, "%d %s", 42, "coats"), "42 coats");
	text = arena_printf(&arena, "%*d", 100000, 7);
	assert_int_equal(strlen(text), 100000);
	arena_release(&arena);
}

static void
arena_grow__larger__copy_and_zeros(void **state)
{
	struct arena arena = { 0 };
	int *numbers = NULL;

	(void)state;
	for (size_t count = 0; count < 100; count++) {
		numbers = arena_grow(&arena, numbers, count, count + 1, sizeof(*numbers));
		assert_int_equal(numbers[count], 0);
		numbers[count] = (int)count;
	}
	for (int i = 0; i < 100; i++)
		assert_int_equal(numbers[i], i);
	arena_release(&arena);
}

static void
overflow_array(void *unused)
{
	struct arena arena = { 0 };

	(void)unused;
	(void)arena_array(&arena, SIZE_MAX / 2, 3);
}

static void
overflow_alloc(void *unused)
{
	struct arena arena = { 0 };

	(void)unused;
	(void)arena_alloc(&arena, SIZE_MAX - 3);
}

static void
overflow_grow(void *unused)
{
	(void)unused;
	(void)mem_grow(NULL, SIZE_MAX / 4, 8);
}

static void
arena__sizes_that_overflow__end_with_70(void **state)
{
	void (*const ways[])(void *) = { overflow_array, overflow_alloc, overflow_grow };
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		int status = test_run_child(ways[i], NULL, text, sizeof(text));

		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 70);
		assert_non_null(strstr(text, "out of memory"));
	}
}

static void
mem_grow__in_steps__keeps_what_was(void **state)
{
	unsigned *numbers = NULL;

	(void)state;
	for (unsigned count = 1; count < 5000; count++) {
		numbers = mem_grow(numbers, count, sizeof(*numbers));
		numbers[count - 1] = count;
	}
	for (unsigned i = 0; i + 1 < 5000; i++)
		assert_int_equal(numbers[i], i + 1);
	mem_free(numbers);
	mem_free(NULL);
	mem_free(mem_alloc(0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_alloc__any_sizes__aligned_zeroed_disjoint),
		cmocka_unit_test(arena_alloc__nothing__distinct_addresses),
		cmocka_unit_test(arena_release__then_used_again__works),
		cmocka_unit_test(arena_texts__copies__terminated),
		cmocka_unit_test(arena_grow__larger__copy_and_zeros),
		cmocka_unit_test(arena__sizes_that_overflow__end_with_70),
		cmocka_unit_test(mem_grow__in_steps__keeps_what_was),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
