/* base/json.h - a streaming JSON writer: keys and values in order, escapes and commas by itself.
 *
 * Output is valid UTF-8 JSON without control characters; ill-formed bytes become U+FFFD.  Doubles
 * print with 17 significant digits at most, shortest that reads back equal (whole ones below 1e15
 * with all their digits); NaN and infinity as null.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define JSON_DEPTH_MAX 32

struct json {
	struct str *out;
	int depth;
	bool first[JSON_DEPTH_MAX]; /* no member written yet at this depth */
	bool after_key;
	int indent; /* 0: compact; else spaces per level */
};

void json_init(struct json *json, struct str *out, int indent);
void json_begin_object(struct json *json);
void json_end_object(struct json *json);
void json_begin_array(struct json *json);
void json_end_array(struct json *json);
void json_key(struct json *json, const char *key);
void json_string(struct json *json, const char *text); /* NULL prints null */
void json_uint(struct json *json, uint64_t value);
void json_int(struct json *json, int64_t value);
void json_double(struct json *json, double value);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

#endif
