/* base/utf8.h - UTF-8, cell widths from a table of our own, and the one door to the terminal. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define UTF8_INVALID 0xFFFDu

/* Decodes one code point at text[0..length), length > 0.  Returns the bytes consumed (>= 1); an
 * ill-formed sequence consumes one byte and gives UTF8_INVALID with *valid false (valid may be
 * NULL). */
size_t utf8_decode(const char *text, size_t length, uint32_t *code_point, bool *valid);
/* Writes 1..4 bytes; returns how many.  Surrogates and values over 0x10FFFF write U+FFFD. */
size_t utf8_encode(uint32_t code_point, char out[4]);
/* True when all of text[0..length) is well-formed; else *bad_offset is the first bad byte. */
bool utf8_valid(const char *text, size_t length, size_t *bad_offset);
/* Cells a code point takes on a terminal: 0 combining or zero-width, 1, or 2 (East Asian wide,
 * emoji); -1 for control characters.  Locale-independent (Unicode 15 ranges that matter). */
int utf8_width(uint32_t code_point);
/* Cells of a NUL-terminated text; control characters count 0. */
int utf8_cells(const char *text);
/* Bytes of the longest prefix of `text` that fits `cells` cells, never splitting a cluster. */
size_t utf8_fit(const char *text, int cells);
/* Code points in text[0..length): columns of findings count these, from 1. */
size_t utf8_count(const char *text, size_t length);

/* The one door: appends `text` so that it can go to a terminal or a file that will be shown on one.
 * Control characters C0, DEL, C1, bidi overrides (U+202A-202E, U+2066-2069), ill-formed bytes and
 * line/paragraph separators become U+FFFD ('?' when ascii); '\n' stays when keep_newlines.
 * With `ascii`, every non-ASCII code point that `utf8_ascii_fold` knows is folded; others become as
 * many '?' as they take cells, so that both forms of a line are equally wide. */
void utf8_sanitise(struct str *out, const char *text, size_t length, bool keep_newlines,
    bool ascii);
/* ASCII stand-in of punctuation and Latin letters (quotes, dashes, e-acute -> e ...), or 0. */
char utf8_ascii_fold(uint32_t code_point);

#endif
