/* lesson/fields.h - private to src/lesson: maps of a file into structs, by tables of (key, type,
 * target).
 *
 *    struct node (a map) ──fields_read(table)──▶ members of a struct; findings for everything wrong
 */
#ifndef LESSON_FIELDS_H
#define LESSON_FIELDS_H

#include <stddef.h>

#include "model/node.h"

#define FIELD_NOWHERE SIZE_MAX

enum field_type {
	FIELD_TEXT,       /* const char *: prose */
	FIELD_ID,         /* const char *: an id */
	FIELD_EXPRESSION, /* const char *: one line of bounded length; moments too */
	FIELD_UINT,       /* uint32_t from low to high */
	FIELD_BOOL,       /* bool */
	FIELD_WORD,       /* enum: index in words */
	FIELD_WORD_BOOL,  /* bool: index in words, which are two */
	FIELD_TEXTS,      /* const char ** and uint32_t: a list, or one alone */
	FIELD_IDS,        /* the same, of ids */
	FIELD_SEEDS,      /* uint64_t * and uint32_t */
	FIELD_MAP,        /* a struct inside this one, by `table` */
	FIELD_ROWS,       /* an array of structs, by `table` */
	FIELD_TREE,       /* const struct node *: kept as it is */
	FIELD_ELSEWHERE   /* read by somebody else */
};

struct field_table;

struct field {
	const char *key;
	enum field_type type;
	bool required;
	size_t offset, mark_offset; /* of the value and of its place; FIELD_NOWHERE: not kept */
	size_t count_offset;        /* lists and rows: uint32_t */
	size_t marks_offset;        /* lists: struct mark *, one an element; FIELD_NOWHERE */
	uint32_t low, high;         /* FIELD_UINT: bounds; lists: most elements, 0: LIMIT_ITEMS */
	const char *const *words;
	size_t word_count;
	const struct field_table *table;
};

struct field_table {
	const char *subject; /* "a step", for messages */
	const struct field *fields;
	size_t count;
	size_t row_size, mark_offset;
	size_t id_offset;    /* const char * that must be unique among rows; FIELD_NOWHERE */
	const char *bare;    /* key that a row written as bare text sets; NULL: a row is a map */
	void (*start)(void *row); /* defaults that are not zero; NULL: none */
};

struct fields {
	struct arena *arena;
	struct findings *findings;
};

/* Reads the map into *base; false after findings. */
bool fields_read(struct fields *fields, const struct field_table *table, const struct node *map,
    void *base);

/* ---- how a table is written ---- */

#define AT(type, member) offsetof(struct type, member)
#define NO FIELD_NOWHERE
/* A field of one value, with or without its place. */
#define ONE(k, t, o) { .key = k, .type = FIELD_##t, .offset = o, .mark_offset = NO }
#define NEED(k, t, o) { .key = k, .type = FIELD_##t, .offset = o, .mark_offset = NO, \
	.required = true }
#define MARKED(k, t, o, m) { .key = k, .type = FIELD_##t, .offset = o, .mark_offset = m }
#define UINT(k, o, l, h) { .key = k, .type = FIELD_UINT, .offset = o, .mark_offset = NO, .low = l, \
	.high = h }
#define LIST(k, t, o, c, m) { .key = k, .type = FIELD_##t, .offset = o, .mark_offset = NO, \
	.count_offset = c, .marks_offset = m }
#define ROWS(k, o, c, h, t) { .key = k, .type = FIELD_ROWS, .offset = o, .mark_offset = NO, \
	.count_offset = c, .high = h, .table = &(t) }
#define MAP(k, o, t) { .key = k, .type = FIELD_MAP, .offset = o, .mark_offset = NO, .table = &(t) }
#define WORD(k, t, o, m, w, r) { .key = k, .type = FIELD_##t, .offset = o, .mark_offset = m, \
	.words = w, .word_count = sizeof(w) / sizeof((w)[0]), .required = r }
#define TABLE(name, what, list, type, ...) \
	static SHARED_TABLE(name, what, list, type, __VA_ARGS__)
#define SHARED_TABLE(name, what, list, type, ...) \
	const struct field_table name = { .subject = what, .fields = list, \
		.count = sizeof(list) / sizeof((list)[0]), .row_size = sizeof(struct type), \
		__VA_ARGS__ }

#endif
