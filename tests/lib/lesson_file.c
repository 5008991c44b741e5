#include "lib/lesson_file.h"

#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "lesson/load.h"
#include "lib/assert.h"

void
lesson_file_read_only(struct lesson_file *file, const char *text, size_t length, const char *path)
{
	memset(file, 0, sizeof *file);
	findings_init(&file->findings, &file->arena);
	lesson_load_bytes(&file->lesson, text, length, path, &file->findings);
	lesson_check_references(&file->lesson, &file->findings);
}

void
lesson_file_text(struct lesson_file *file, const char *text, size_t length, const char *path)
{
	lesson_file_read_only(file, text, length, path);
	if (file->findings.errors == 0)
		lesson_prove(&file->lesson, NULL, &file->findings, &file->tally);
}

void
lesson_file_load(struct lesson_file *file, const char *path)
{
	struct arena arena = { 0 };
	size_t length = 0;
	char *text = lesson_file_read(&arena, path, &length);

	lesson_file_text(file, text, length, path);
	arena_release(&arena);
}

void
lesson_file_release(struct lesson_file *file)
{
	lesson_release(&file->lesson);
	arena_release(&file->arena);
}

char *
lesson_file_read(struct arena *arena, const char *path, size_t *length)
{
	char *text = NULL;

	assert_int_equal(file_read(arena, path, LIMIT_FILE_BYTES, &text, length), 0);
	return text;
}
