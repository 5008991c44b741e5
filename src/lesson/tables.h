/* lesson/tables.h - private to src/lesson: what a lesson file may say, one table a struct. */
#ifndef LESSON_TABLES_H
#define LESSON_TABLES_H

#include "lesson/fields.h"
#include "model/lesson.h"

extern const struct field_table lesson_table;
/* Rows that dialogues have too. */
extern const struct field_table say_table, option_table;
/* Keys up to here are the header: `format` ... `glossary`. */
bool lesson_key_is_header(const char *key);
/* A file of scenarios alone may hold these, beside scenarios and claims. */
bool lesson_key_without_header(const char *key);

/* Which keys a kind of step needs and may have, beside those that all may have. */
struct step_rule {
	const char *needs[6], *may[4]; /* NULL ends */
};
extern const struct step_rule step_rules[STEP_KIND_COUNT];
extern const char *const step_common_keys[]; /* NULL ends */

#endif
