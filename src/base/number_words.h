/* base/number_words.h - numbers as people say them: "about twenty-five people", "a quarter". */
#ifndef BASE_NUMBER_WORDS_H
#define BASE_NUMBER_WORDS_H

#include <stdbool.h>

#include "base/str.h"

/* The same with digits, for units_read_quantity: "25 people", "25%".  Hedges before it ("about",
 * "~") and what ends a sentence are left out; words go up to 999 999, fractions are a half, thirds,
 * quarters, fifths, tenths.  False: no number begins it.  *out is appended to in any case. */
bool number_words_read(const char *text, struct str *out);

#endif
