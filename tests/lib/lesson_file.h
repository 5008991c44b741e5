/* tests/lib/lesson_file.h - a lesson file loaded, its references looked at, its runs made. */
#ifndef TESTS_LESSON_FILE_H
#define TESTS_LESSON_FILE_H

#include "experiment/proof.h"

struct lesson_file {
	struct arena arena;
	struct findings findings;
	struct lesson lesson;
	struct proof_tally tally; /* zero when there were errors before the runs */
};

/* The file at `path`, or `length` bytes of text called `path`.  Release it in any case. */
void lesson_file_load(struct lesson_file *file, const char *path);
void lesson_file_text(
    struct lesson_file *file, const char *text, size_t length, const char *path);
/* The same without the runs: loaded, references looked at. */
void lesson_file_read_only(
    struct lesson_file *file, const char *text, size_t length, const char *path);
void lesson_file_release(struct lesson_file *file);
/* The bytes of a file that must be there. */
char *lesson_file_read(struct arena *arena, const char *path, size_t *length);

#endif
