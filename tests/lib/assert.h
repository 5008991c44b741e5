/* tests/lib/assert.h - what cmocka 1.1.5 lacks.  Includes cmocka with the headers it needs. */
#ifndef TESTS_LIB_ASSERT_H
#define TESTS_LIB_ASSERT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>

/* |value - expected| <= tolerance * max(1, |expected|); NaN is never close. */
#define assert_close(value, expected, tolerance) \
	test_assert_close((value), (expected), (tolerance), #value, __FILE__, __LINE__)
void test_assert_close(double value, double expected, double tolerance, const char *text,
    const char *file, int line);

/* The same with an absolute tolerance, however large the expected value is: for figures whose own
 * scatter is known. */
#define assert_near(value, expected, most) \
	test_assert_near((value), (expected), (most), #value, __FILE__, __LINE__)
void test_assert_near(double value, double expected, double most, const char *text,
    const char *file, int line);

/* The two doubles have the same bits. */
#define assert_same_double(value, expected) \
	test_assert_same_double((value), (expected), #value, __FILE__, __LINE__)
void test_assert_same_double(double value, double expected, const char *text, const char *file,
    int line);

/* The whole file as a text, malloc'ed; fails the test when it cannot be read. */
char *test_read_file(const char *path, size_t *length);
/* A new folder under TMPDIR, its name malloc'ed; test_remove_folder removes what is in it too. */
char *test_make_folder(void);
void test_remove_folder(char *folder);

/* How fn(argument) ends in a child process: its wait status; what it wrote to stderr in text. */
int test_run_child(void (*fn)(void *argument), void *argument, char *text, size_t room);

#endif
