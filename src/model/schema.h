/* model/schema.h - the schema of a scenario: one table of paths, read by loader, --set, help, JSON.
 *
 * A path has `*` where an id stands ("clients.*.every").  Scalar rows know how to read a node into
 * the member of the struct they belong to, and to print it back.
 */
#ifndef MODEL_SCHEMA_H
#define MODEL_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "model/names.h"

enum schema_type { SCHEMA_MAP, SCHEMA_LIST, SCHEMA_DURATION, SCHEMA_BYTES, SCHEMA_RATE, SCHEMA_SHARE,
	SCHEMA_INTEGER, SCHEMA_NUMBER, SCHEMA_WORD, SCHEMA_TEXT, SCHEMA_BOOL, SCHEMA_ID, SCHEMA_DATE,
	SCHEMA_LAW, SCHEMA_EXPRESSION };

struct schema_row {
	const char *path;
	enum schema_type type;
	const struct name_table *words; /* SCHEMA_WORD */
	const char *default_text;       /* as written in a file; NULL: none */
	bool built;                     /* false: refused by name in this version */
	bool unlimited;                 /* the word `unlimited` is allowed */
	const char *text;               /* help: what it is, one or two sentences */
};

extern const struct schema_row schema_rows[];
extern const uint32_t schema_row_count;
/* The row that matches a concrete path ("clients.ana.every"), or NULL. */
const struct schema_row *schema_find(const char *path);
/* Keys allowed under a concrete path, for "did you mean": writes up to max, returns how many. */
uint32_t schema_keys(const char *path, const char **keys, uint32_t max);
/* Row `index` of the table as help prints it (path, type, default, unit, text). */
void schema_help(uint32_t index, struct str *out);

#endif
