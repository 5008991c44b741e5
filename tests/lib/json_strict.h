/* lib/json_strict.h - is a text one JSON value and nothing else (RFC 8259)? */
#ifndef TESTS_LIB_JSON_STRICT_H
#define TESTS_LIB_JSON_STRICT_H

#include <stdbool.h>

/* No trailing comma, no comment, no bare control character, well-formed UTF-8, blanks only after
 * the value.  False: *wrong is where reading stopped. */
bool json_strict(const char *text, const char **wrong);

#endif
