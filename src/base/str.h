/* base/str.h - text being built.  Invariants: `text` is never NULL, always NUL-terminated, and
 * text[length] == 0.  An empty str owns nothing.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
	char *text;
	size_t length, room;
};

extern char str_empty_text[1];
#define STR_INIT { str_empty_text, 0, 0 }

void str_init(struct str *str);
/* Frees the text and makes it empty again. */
void str_release(struct str *str);
/* Sets length to 0, keeps the memory. */
void str_clear(struct str *str);
void str_cut(struct str *str, size_t length); /* keeps the first `length` bytes */
void str_add(struct str *str, const char *text);
void str_add_bytes(struct str *str, const char *bytes, size_t length);
void str_add_char(struct str *str, char c);
/* Appends `c` `count` times (count < 0 counts as 0). */
void str_add_repeated(struct str *str, char c, int count);
/* Appends a code point as UTF-8. */
void str_add_code_point(struct str *str, unsigned code_point);
/* Takes away the last code point, as Backspace does; of an empty text nothing. */
void str_drop_code_point(struct str *str);
void str_printf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_vprintf(struct str *str, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* Hands the malloc'ed text to the caller, who frees it; the str is empty afterwards. */
char *str_detach(struct str *str);

bool str_equal(const char *a, const char *b); /* NULL equals only NULL */
bool str_starts_with(const char *text, const char *prefix);
/* The candidate with the least edit distance to `word`, if that is close enough to be meant
 * (at most a third of its length, at least 1, at most 3), else NULL.  For "did you mean". */
const char *str_nearest(const char *word, const char *const *candidates, size_t count);

#endif
