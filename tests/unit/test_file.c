/* Files: read whole within a bound, written atomically, listed in order. */
#include "lib/assert.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

struct fixture {
	char *folder;
	struct arena arena;
};

static int
setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->folder = test_make_folder();
	*state = fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;

	test_remove_folder(fixture->folder);
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static const char *
path_of(struct fixture *fixture, const char *name)
{
	return arena_printf(&fixture->arena, "%s/%s", fixture->folder, name);
}

static void
assert_holds(struct fixture *fixture, const char *path, const void *bytes, size_t length)
{
	char *read;
	size_t read_length;

	assert_int_equal(file_read(&fixture->arena, path, length, &read, &read_length), 0);
	assert_int_equal(read_length, length);
	assert_memory_equal(read, bytes, length);
	assert_int_equal(read[length], 0);
}

static size_t
names_in(struct fixture *fixture)
{
	const char **names;
	size_t count;

	assert_int_equal(file_list(&fixture->arena, fixture->folder, "", &names, &count), 0);
	return count;
}

static void
file_write__then_read__the_same_bytes(void **state)
{
	struct fixture *fixture = *state;
	const char *path = path_of(fixture, "a.yaml");
	struct str large = STR_INIT;

	assert_int_equal(file_write(path, "a\0b\n", 4), 0);
	assert_holds(fixture, path, "a\0b\n", 4);
	assert_int_equal(file_write(path, "", 0), 0);
	assert_holds(fixture, path, "", 0);
	str_add_repeated(&large, 'x', 300000);
	assert_int_equal(file_write(path, large.text, large.length), 0);
	assert_holds(fixture, path, large.text, large.length);
	str_release(&large);
	assert_int_equal(names_in(fixture), 1); /* no temporary file is left */
}

static void
file_read__outside_its_bounds__an_errno(void **state)
{
	struct fixture *fixture = *state;
	const char *path = path_of(fixture, "a");
	char *bytes = fixture->folder;
	size_t length = 7;

	assert_int_equal(file_write(path, "12345", 5), 0);
	assert_int_equal(file_read(&fixture->arena, path, 4, &bytes, &length), EFBIG);
	assert_null(bytes);
	assert_int_equal(length, 0);
	assert_int_equal(file_read(&fixture->arena, path, 5, &bytes, &length), 0);
	assert_int_equal(file_read(&fixture->arena, fixture->folder, 5, &bytes, &length), EISDIR);
	assert_int_equal(file_read(&fixture->arena, path_of(fixture, "b"), 5, &bytes, &length),
	    ENOENT);
	assert_int_equal(file_read(&fixture->arena, "/dev/zero", 5000, &bytes, &length), EFBIG);
}

static void
file_read__dash__standard_input(void **state)
{
	struct fixture *fixture = *state;
	int pipe_ends[2], before = dup(STDIN_FILENO), error;
	char *bytes;
	size_t length;

	assert_int_equal(pipe(pipe_ends), 0);
	assert_int_equal(write(pipe_ends[1], "from a pipe", 11), 11);
	close(pipe_ends[1]);
	dup2(pipe_ends[0], STDIN_FILENO);
	close(pipe_ends[0]);
	error = file_read(&fixture->arena, "-", 100, &bytes, &length);
	dup2(before, STDIN_FILENO);
	close(before);
	assert_int_equal(error, 0);
	assert_string_equal(bytes, "from a pipe");
}

static void
file_write__existing__mode_and_link_stay(void **state)
{
	struct fixture *fixture = *state;
	const char *path = path_of(fixture, "real"), *link = path_of(fixture, "link");
	struct stat status;

	assert_int_equal(file_write(path, "old", 3), 0);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(symlink("real", link), 0);
	assert_int_equal(file_write(link, "new", 3), 0);
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	assert_holds(fixture, path, "new", 3);
}

/* Whoever reads while it is written sees the old text or the new one: the old inode stays. */
static void
file_write__while_open__reader_keeps_the_old(void **state)
{
	struct fixture *fixture = *state;
	const char *path = path_of(fixture, "a");
	char bytes[8] = { 0 };
	int reader;

	assert_int_equal(file_write(path, "old", 3), 0);
	reader = open(path, O_RDONLY);
	assert_int_equal(file_write(path, "newer", 5), 0);
	assert_int_equal(read(reader, bytes, sizeof(bytes)), 3);
	assert_string_equal(bytes, "old");
	close(reader);
	assert_holds(fixture, path, "newer", 5);
}

static void
file_write__where_it_cannot__an_errno_and_nothing_left(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(file_write(path_of(fixture, "none/a"), "x", 1), ENOENT);
	assert_int_equal(file_write(fixture->folder, "x", 1), EISDIR);
	assert_int_equal(file_write("/dev/full", "x", 1), ENOSPC);
	assert_int_equal(file_write("/dev/null", "x", 1), 0);
	assert_int_equal(names_in(fixture), 0);
	assert_true(file_exists("/dev/null"));
	assert_false(file_is_folder("/dev/null"));
}

static void
write_beyond_the_limit(void *path)
{
	struct rlimit limit = { 1000, 1000 };
	struct str large = STR_INIT;

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	str_add_repeated(&large, 'x', 5000);
	_exit(file_write(path, large.text, large.length) == EFBIG ? 0 : 1);
}

static void
file_write__fails_half_way__the_old_file_and_nothing_else(void **state)
{
	struct fixture *fixture = *state;
	char *path = arena_printf(&fixture->arena, "%s/a", fixture->folder), text[256];
	int status;

	assert_int_equal(file_write(path, "old", 3), 0);
	status = test_run_child(write_beyond_the_limit, path, text, sizeof(text));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_holds(fixture, path, "old", 3);
	assert_int_equal(names_in(fixture), 1);
}

/* A leftover of another writer is neither used nor removed. */
static void
file_write__temporary_name_taken__another(void **state)
{
	struct fixture *fixture = *state;
	const char *path = path_of(fixture, "a");
	const char *taken = arena_printf(&fixture->arena, "%s.%ld-0.tmp", path, (long)getpid());

	assert_int_equal(file_write(taken, "theirs", 6), 0);
	assert_int_equal(file_write(path, "ours", 4), 0);
	assert_holds(fixture, path, "ours", 4);
	assert_holds(fixture, taken, "theirs", 6);
}

static void
file_list__suffix__sorted_without_hidden(void **state)
{
	struct fixture *fixture = *state;
	static const char *const made[] = { "b.yaml", "a.yaml", "10.yaml", "9.yaml", ".x.yaml",
		"a.yaml~", "yaml", "a.yml" };
	static const char *const expected[] = { "10.yaml", "9.yaml", "a.yaml", "b.yaml" };
	const char **names;
	size_t count;

	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		assert_int_equal(file_write(path_of(fixture, made[i]), "", 0), 0);
	assert_int_equal(file_list(&fixture->arena, fixture->folder, ".yaml", &names, &count), 0);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(names[i], expected[i]);
	assert_int_equal(file_list(&fixture->arena, fixture->folder, ".txt", &names, &count), 0);
	assert_int_equal(count, 0);
	assert_int_equal(file_list(&fixture->arena, path_of(fixture, "none"), "", &names, &count),
	    ENOENT);
	assert_true(file_is_folder(fixture->folder));
	assert_false(file_is_folder(path_of(fixture, "none")));
	assert_false(file_exists(path_of(fixture, "none")));
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FILE_TEST(file_write__then_read__the_same_bytes),
		FILE_TEST(file_read__outside_its_bounds__an_errno),
		FILE_TEST(file_read__dash__standard_input),
		FILE_TEST(file_write__existing__mode_and_link_stay),
		FILE_TEST(file_write__while_open__reader_keeps_the_old),
		FILE_TEST(file_write__where_it_cannot__an_errno_and_nothing_left),
		FILE_TEST(file_write__fails_half_way__the_old_file_and_nothing_else),
		FILE_TEST(file_write__temporary_name_taken__another),
		FILE_TEST(file_list__suffix__sorted_without_hidden),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
