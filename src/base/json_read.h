/* base/json_read.h - a pull reader of JSON from outside: strict (RFC 8259), bounded, no tree.
 *
 *    json_read_begin(&reader, bytes, length);
 *    if (json_enter(&reader, '{'))
 *        while (json_next(&reader, &key))
 *            if (str_equal(key, "at_s")) json_take_int(&reader, &at_s); else json_pass(&reader);
 *
 * After the first mistake every call gives false; json_read_end tells what and where it was.  Keys
 * and strings are the reader's, until the next one is taken.
 */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define JSON_READ_DEPTH 16
#define JSON_READ_TEXT (1u << 16) /* bytes of one string */

enum json_kind { JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_WORD, JSON_NONE };

struct json_reader {
	const char *bytes, *at, *end;
	char open[JSON_READ_DEPTH]; /* '{' or '[' */
	bool fresh[JSON_READ_DEPTH]; /* nothing was read in it yet */
	int depth;
	const char *problem;    /* NULL: none so far */
	struct str key, text;
};

/* The bytes stay the caller's, and are to live as long as the reader. */
void json_read_begin(struct json_reader *reader, const char *bytes, size_t length);
/* NULL: all of it was read and nothing follows.  Else what is wrong, a literal; *line and *column
 * (from 1; bytes) tell where. */
const char *json_read_end(struct json_reader *reader, uint32_t *line, uint32_t *column);
void json_read_release(struct json_reader *reader);

enum json_kind json_kind(struct json_reader *reader);
/* Into an object '{' or array '['. */
bool json_enter(struct json_reader *reader, char bracket);
/* Another member (its key) or element (key may be NULL); false: it has ended, and is left. */
bool json_next(struct json_reader *reader, const char **key);
bool json_take_text(struct json_reader *reader, const char **text);
/* A whole number without fraction or exponent that fits. */
bool json_take_int(struct json_reader *reader, int64_t *value);
bool json_take_real(struct json_reader *reader, double *value);
/* null; false and nothing taken when it is something else. */
bool json_take_null(struct json_reader *reader);
/* Any value, with what is in it. */
bool json_pass(struct json_reader *reader);
/* For the caller's own rules: what is wrong (a literal), here. */
bool json_refuse(struct json_reader *reader, const char *problem);

#endif
