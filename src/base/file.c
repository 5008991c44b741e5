#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/str.h"

#define CHUNK_BYTES ((size_t)64 << 10)
#define TEMPORARY_TRIES 100

/* Reads descriptor to its end, or until more than limit_bytes have come. */
static int
read_all(int descriptor, size_t limit_bytes, struct str *out)
{
	char *chunk = mem_alloc(CHUNK_BYTES);
	int error = 0;

	for (;;) {
		ssize_t got = read(descriptor, chunk, CHUNK_BYTES);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			error = errno;
		if (got <= 0)
			break;
		if ((size_t)got > limit_bytes - out->length) {
			error = EFBIG;
			break;
		}
		str_add_bytes(out, chunk, (size_t)got);
	}
	free(chunk);
	return error;
}

int
file_read(struct arena *arena, const char *path, size_t limit_bytes, char **bytes, size_t *length)
{
	bool from_stdin = str_equal(path, "-");
	int descriptor = from_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct str text = STR_INIT;
	struct stat status;
	int error = 0;

	*bytes = NULL;
	*length = 0;
	if (descriptor < 0)
		return errno;
	if (fstat(descriptor, &status) != 0)
		error = errno;
	else if (S_ISDIR(status.st_mode))
		error = EISDIR;
	else
		error = read_all(descriptor, limit_bytes, &text);
	if (error == 0) {
		*bytes = arena_strndup(arena, text.text, text.length);
		*length = text.length;
	}
	str_release(&text);
	if (!from_stdin)
		close(descriptor);
	return error;
}

static int
write_all(int descriptor, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t put = write(descriptor, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno;
		if (put == 0)
			return EIO;
		bytes += put;
		length -= (size_t)put;
	}
	return 0;
}

/* A pipe, a terminal, /dev/null: nothing to replace, so written straight. */
static int
write_straight(const char *path, const char *bytes, size_t length)
{
	int descriptor = open(path, O_WRONLY | O_CLOEXEC), error;

	if (descriptor < 0)
		return errno;
	error = write_all(descriptor, bytes, length);
	if (close(descriptor) != 0 && error == 0)
		error = errno;
	return error;
}

/* Opens a file of a name not used before beside `path`; the name goes to `name`. */
static int
open_temporary(const char *path, struct str *name, int *descriptor)
{
	for (int i = 0; i < TEMPORARY_TRIES; i++) {
		str_clear(name);
		str_printf(name, "%s.%ld-%d.tmp", path, (long)getpid(), i);
		*descriptor = open(name->text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (*descriptor >= 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	return errno;
}

/* The rename is durable once the folder is; a file system that cannot sync folders is let be. */
static void
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str folder = STR_INIT;
	int descriptor;

	if (slash == NULL)
		str_add(&folder, ".");
	else
		str_add_bytes(&folder, path, slash == path ? 1 : (size_t)(slash - path));
	descriptor = open(folder.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor >= 0) {
		(void)fsync(descriptor);
		close(descriptor);
	}
	str_release(&folder);
}

/* Writes the file that `path`, which is no symbolic link, names. */
static int
replace(const char *path, const char *bytes, size_t length, const struct stat *old)
{
	struct str name = STR_INIT;
	int descriptor = -1, error;

	error = open_temporary(path, &name, &descriptor);
	if (error != 0)
		goto out;
	if (old != NULL && fchmod(descriptor, old->st_mode & 07777) != 0)
		error = errno;
	if (error == 0)
		error = write_all(descriptor, bytes, length);
	if (error == 0 && fsync(descriptor) != 0)
		error = errno;
	if (close(descriptor) != 0 && error == 0)
		error = errno;
	if (error == 0 && rename(name.text, path) != 0)
		error = errno;
	if (error != 0)
		(void)unlink(name.text);
	else
		sync_folder(path);
out:
	str_release(&name);
	return error;
}

int
file_write(const char *path, const void *bytes, size_t length)
{
	struct stat old;
	char *real;
	int error;

	if (stat(path, &old) != 0)
		return errno == ENOENT ? replace(path, bytes, length, NULL) : errno;
	if (S_ISDIR(old.st_mode))
		return EISDIR;
	if (!S_ISREG(old.st_mode))
		return write_straight(path, bytes, length);
	if (access(path, W_OK) != 0) /* a rename would succeed on what the user made read-only */
		return errno;
	real = realpath(path, NULL); /* a link stays a link: what it names is replaced */
	if (real == NULL)
		return errno;
	error = replace(real, bytes, length, &old);
	free(real);
	return error;
}

static bool
ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), suffix_length = strlen(suffix);

	return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
file_list(struct arena *arena, const char *folder, const char *suffix, const char ***names,
    size_t *count)
{
	DIR *open_folder = opendir(folder);
	struct dirent *entry;
	size_t room = 0;
	int error;

	*names = NULL;
	*count = 0;
	if (open_folder == NULL)
		return errno;
	for (errno = 0; (entry = readdir(open_folder)) != NULL; errno = 0) {
		if (entry->d_name[0] == '.' || !ends_with(entry->d_name, suffix))
			continue;
		if (*count == room) {
			room = room == 0 ? 16 : room * 2;
			*names = arena_grow(arena, *names, *count, room, sizeof(**names));
		}
		(*names)[(*count)++] = arena_strdup(arena, entry->d_name);
	}
	error = errno;
	closedir(open_folder);
	if (error == 0 && *count > 1)
		qsort(*names, *count, sizeof(**names), compare_names);
	return error;
}

bool
file_is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool
file_exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0;
}
