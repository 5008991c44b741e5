/* model/schema.h - the schema of a scenario: one table of paths, read by loader, --set, help, JSON.
 *
 * A path has `*` where an id stands ("clients.*.every").  Scalar rows know how to read a node into
 * the member of the struct they belong to: rows under clients.* into struct client, under state.*
 * into struct piece, all others into struct scenario.  A design may write whatever a scenario
 * may, so
 * "designs.mine.servers.count" is the row "servers.count".  The parts of a law
 * ("servers.service.mean") are the rows "@law.*", the same for every law.
 */
#ifndef MODEL_SCHEMA_H
#define MODEL_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "model/names.h"
#include "model/node.h"

enum schema_type { SCHEMA_MAP, SCHEMA_LIST, SCHEMA_DURATION, SCHEMA_BYTES, SCHEMA_RATE,
    SCHEMA_SHARE,
	SCHEMA_INTEGER, SCHEMA_NUMBER, SCHEMA_WORD, SCHEMA_TEXT, SCHEMA_BOOL, SCHEMA_ID,
	    SCHEMA_DATE,
	SCHEMA_LAW, SCHEMA_COUNTS, SCHEMA_EXPRESSION, SCHEMA_TYPE_COUNT };

/* Where a key may stand, beside cases and --set, which take both. */
enum schema_scope { SCHEMA_ANYWHERE, SCHEMA_SCENARIO_ONLY, SCHEMA_DESIGN_ONLY };

struct schema_row {
	const char *path;
	uint32_t path_length;
	enum schema_type type;
	const struct name_table *words; /* SCHEMA_WORD */
	const char *default_text;       /* as written in a file; NULL: none */
	bool built;                     /* false: refused by name in this version */
	bool unlimited;                 /* the word `unlimited` is allowed */
	bool all;                       /* the word `all` is: stored as unlimited is */
	enum schema_type element;       /* SCHEMA_LIST: what it lists */
	enum schema_scope scope;
	const char *bare;               /* SCHEMA_MAP: keys that one bare value sets */
	enum law_kind law;              /* SCHEMA_LAW: which one where `law` is left out */
	uint64_t low, high;             /* of a stored number, in its unit (SCHEMA_NUMBER: in
	                                 * thousandths); high 0: no bound */
	uint32_t offset, size;          /* member of the struct; size 0: not stored by the table */
	const char *text;               /* help: what it is, one or two sentences */
};

extern const struct schema_row schema_rows[];
extern const uint32_t schema_row_count;

/* The row that matches a concrete path ("clients.ana.every"), or NULL. */
const struct schema_row *schema_find(const char *path);
/* The row with exactly this path of the table ("clients.*.every"), or NULL. */
const struct schema_row *schema_row(const char *table_path);
/* The row of member `key` under a path of the table, an id's row when there is one, a law's part
 * where schema_sets_laws, or NULL. */
const struct schema_row *schema_child(const char *table_path, const char *key);
/* Keys allowed under a concrete path, for "did you mean": writes up to max, returns how many. */
uint32_t schema_keys(const char *path, const char **keys, uint32_t max);
/* The same under a path of the table. */
uint32_t schema_child_keys(const char *table_path, const char **keys, uint32_t max);
/* "duration", "size", "map": the type in a word. */
const char *schema_type_word(enum schema_type type);
/* Row `index` of the table as help prints it (path, type, default, unit, text). */
void schema_help(uint32_t index, struct str *out);

/* Reads a scalar or list as the row asks.  base: the struct that the row belongs to, stored into
 * when
 * the row is stored; NULL: only checks.  Everything wrong goes to findings with its place; `prefix`
 * (may be "") stands before each sentence, for values that have no place.  Returns false after
 * one. */
bool schema_read(const struct schema_row *row, const struct node *node, void *base,
    const char *prefix, struct arena *arena, struct findings *findings);
/* True when the value says the same as the row's default ("0ms" and "0s" do). */
bool schema_is_default(const struct schema_row *row, const struct node *node);
/* True for "on" where a map may be left out ("retry: on"): the map with all its defaults. */
bool schema_switches_on(const struct schema_row *row, const struct node *node);
/* The default as a tree ("[k1]" as a list, a bare mean as a law); NULL when the row has none. */
struct node *schema_default(const struct schema_row *row, struct arena *arena);

/* Where the parts of a row's law stand in the table: "@law" (durations), "@count" (numbers of
 * things), NULL when the row is no law. */
const char *schema_law_path(const struct schema_row *row);
/* True for a map of laws that one value sets (network.latency): its own parts ("mean") are those of
 * a law, for each that it sets; what a law within it says comes after that. */
bool schema_sets_laws(const struct schema_row *row);
/* A law's parameters: does `kind` take the key ("mean", "k", ...)? */
bool schema_law_takes(enum law_kind kind, const char *key);
/* "[a-z][a-z0-9-]*", at most LIMIT_ID_BYTES. */
bool schema_is_id(const char *text);

#endif
