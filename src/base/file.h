/* base/file.h - files read whole and written atomically.  Errors are errno values. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Reads a file (or "-", standard input; a pipe will do) of at most limit_bytes into the arena,
 * followed by a NUL not counted in *length.  Returns 0 or an errno (EFBIG when longer, EISDIR). */
int file_read(struct arena *arena, const char *path, size_t limit_bytes, char **bytes,
    size_t *length);
/* Writes bytes to a temporary file beside `path`, syncs, renames over it.  Returns 0 or errno.  The
 * old file's mode stays; a link stays and what it names is replaced; a pipe or a device is written
 * straight.  On failure the old file is as it was and no temporary file stays. */
int file_write(const char *path, const void *bytes, size_t length);
/* Names in a folder that end in `suffix`, sorted by bytes, without the folder; count in *count.
 * Hidden names (".x") are left out: editors keep their locks and backups there. */
int file_list(struct arena *arena, const char *folder, const char *suffix, const char ***names,
    size_t *count);
bool file_is_folder(const char *path);
bool file_exists(const char *path);

#endif
