#include "lib/assert.h"

#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void
test_assert_close(double value, double expected, double tolerance, const char *text,
    const char *file, int line)
{
	double bound = tolerance * fmax(1.0, fabs(expected));

	if (fabs(value - expected) <= bound)
		return;
	print_error("%s is %.17g, expected %.17g within %g\n", text, value, expected, bound);
	_fail(file, line);
}

void
test_assert_near(double value, double expected, double most, const char *text, const char *file,
    int line)
{
	if (fabs(value - expected) <= most)
		return;
	print_error("%s is %.17g, expected %.17g, give or take %g\n", text, value, expected, most);
	_fail(file, line);
}

void
test_assert_same_double(double value, double expected, const char *text, const char *file, int line)
{
	if (memcmp(&value, &expected, sizeof(value)) == 0)
		return;
	print_error("%s is %.17g (%a), expected %.17g (%a)\n", text, value, value, expected,
	    expected);
	_fail(file, line);
}

char *
test_read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	size_t room = 4096, used = 0, got;
	char *text = malloc(room);

	if (file == NULL || text == NULL) {
		print_error("cannot read %s\n", path);
		fail();
	}
	while ((got = fread(text + used, 1, room - 1 - used, file)) > 0) {
		used += got;
		if (used + 1 == room) {
			room *= 2;
			text = realloc(text, room);
			assert_non_null(text);
		}
	}
	text[used] = '\0';
	fclose(file);
	if (length != NULL)
		*length = used;
	return text;
}

char *
test_make_folder(void)
{
	const char *base = getenv("TMPDIR");
	size_t room;
	char *name;

	if (base == NULL || *base == '\0')
		base = "/tmp";
	room = strlen(base) + sizeof("/coatcheck-test-XXXXXX");
	name = malloc(room);
	assert_non_null(name);
	snprintf(name, room, "%s/coatcheck-test-XXXXXX", base);
	assert_non_null(mkdtemp(name));
	return name;
}

void
test_remove_folder(char *folder)
{
	DIR *open_folder = opendir(folder);
	struct dirent *entry;
	char path[4096];

	while (open_folder != NULL && (entry = readdir(open_folder)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (unlink(path) != 0)
			(void)rmdir(path);
	}
	if (open_folder != NULL)
		closedir(open_folder);
	(void)rmdir(folder);
	free(folder);
}

int
test_run_child(void (*fn)(void *argument), void *argument, char *text, size_t room)
{
	int pipe_ends[2], status = 0;
	pid_t child;
	size_t length = 0;
	ssize_t got;

	assert_int_equal(pipe(pipe_ends), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(pipe_ends[1], STDERR_FILENO);
		close(pipe_ends[0]);
		signal(SIGABRT, SIG_DFL);
		fn(argument);
		_exit(0);
	}
	close(pipe_ends[1]);
	while (length + 1 < room) {
		got = read(pipe_ends[0], text + length, room - 1 - length);
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	text[length] = '\0';
	close(pipe_ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}
