/* lesson/yaml_words.h - private to src/lesson: libyaml's complaints re-worded. */
#ifndef LESSON_YAML_WORDS_H
#define LESSON_YAML_WORDS_H

#include "base/finding.h"

struct yaml_words {
	const char *problem; /* part of what libyaml says */
	const char *code, *text, *advice;
};

/* The row of a complaint; one that says little when there is none. */
const struct yaml_words *yaml_words(const char *problem);
/* The place of a byte; bytes[offset] must be readable. */
struct mark yaml_mark_at(const char *file, const char *bytes, size_t offset);

#endif
