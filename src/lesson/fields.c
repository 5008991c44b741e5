#include "lesson/fields.h"

#include <string.h>

#include "base/limits.h"
#include "base/units.h"
#include "model/schema.h"

#define KEYS_MAX 40

static void
put(void *base, size_t offset, const void *value, size_t size)
{
	if (offset != FIELD_NOWHERE)
		memcpy((char *)base + offset, value, size);
}

static bool
wrong_type(struct fields *fields, const struct node *node, const char *key, const char *expected)
{
	findings_error(fields->findings, node->mark, "wrong-type", "\"%s\" has to be %s", key,
	    expected);
	if (node->kind == NODE_MAP && strstr(expected, "text") != NULL)
		findings_advise(fields->findings,
		    "A colon and a blank begin a map; put the text in quotes.");
	return false;
}

/* A scalar that says something. */
static bool
read_text(struct fields *fields, const struct node *node, const char *key, const char **text)
{
	if (node->kind != NODE_SCALAR)
		return wrong_type(fields, node, key, "one text");
	if (node->text[strspn(node->text, " \n")] == '\0')
		return findings_error(fields->findings, node->mark, "empty", "\"%s\" says nothing",
		    key);
	*text = node->text;
	return true;
}

static bool
read_id(struct fields *fields, const struct node *node, const char *key, const char **text)
{
	if (!read_text(fields, node, key, text))
		return false;
	if (!schema_is_id(*text))
		return findings_error(fields->findings, node->mark, "bad-id",
		    "\"%s\" is not an id: small letters, digits and -, a letter first", *text);
	return true;
}

static bool
read_expression(struct fields *fields, const struct node *node, const char *key,
    const char **text)
{
	if (!read_text(fields, node, key, text))
		return false;
	if (strlen(*text) > LIMIT_EXPRESSION_BYTES)
		return findings_error(fields->findings, node->mark, "too-long",
		    "an expression has at most %u bytes", LIMIT_EXPRESSION_BYTES);
	if (strchr(*text, '\n') != NULL)
		return findings_error(fields->findings, node->mark, "bad-expression",
		    "an expression is one line");
	return true;
}

static bool
read_uint(struct fields *fields, const struct field *field, const struct node *node, void *base)
{
	uint64_t number;
	uint32_t narrow;

	if (node->kind != NODE_SCALAR)
		return wrong_type(fields, node, field->key, "a whole number");
	if (node->quoted || !units_read_integer(node->text, &number))
		return findings_error(fields->findings, node->mark, "bad-number",
		    "\"%s\" is not a whole number, written in plain digits", node->text);
	if (number < field->low || number > field->high)
		return findings_error(fields->findings, node->mark, "out-of-range",
		    "\"%s\" has to be from %u to %u", field->key, field->low, field->high);
	narrow = (uint32_t)number;
	put(base, field->offset, &narrow, sizeof(narrow));
	return true;
}

static bool
read_bool(struct fields *fields, const struct field *field, const struct node *node, void *base)
{
	static const char *const words[] = { "false", "true", "off", "on", "no", "yes" };

	for (size_t i = 0; node->kind == NODE_SCALAR && i < 6; i++) {
		bool value = i % 2 == 1;

		if (strcmp(node->text, words[i]) != 0)
			continue;
		put(base, field->offset, &value, sizeof(value));
		return true;
	}
	if (node->kind != NODE_SCALAR)
		return wrong_type(fields, node, field->key, "true or false");
	return findings_error(fields->findings, node->mark, "bad-switch",
	    "\"%s\" is not true or false", node->text);
}

static bool
read_word(struct fields *fields, const struct field *field, const struct node *node, void *base)
{
	const char *nearest;
	struct str list = STR_INIT;

	if (node->kind != NODE_SCALAR)
		return wrong_type(fields, node, field->key, "one word");
	for (size_t i = 0; i < field->word_count; i++) {
		int index = (int)i;
		bool flag = i > 0;

		if (strcmp(field->words[i], node->text) != 0)
			continue;
		if (field->type == FIELD_WORD_BOOL)
			put(base, field->offset, &flag, sizeof(flag));
		else
			put(base, field->offset, &index, sizeof(index));
		return true;
	}
	findings_error(fields->findings, node->mark, "unknown-word", "unknown %s \"%s\"",
	    field->key, node->text);
	nearest = str_nearest(node->text, field->words, field->word_count);
	for (size_t i = 0; i < field->word_count; i++)
		str_printf(&list, "%s%s", i > 0 ? ", " : "", field->words[i]);
	if (nearest != NULL)
		findings_advise(fields->findings, "Did you mean \"%s\"?", nearest);
	else
		findings_advise(fields->findings, "One of %s.", list.text);
	str_release(&list);
	return false;
}

static bool
list_fits(struct fields *fields, const struct field *field, const struct node *node)
{
	uint32_t most = field->high > 0 ? field->high : LIMIT_ITEMS;

	if (node->kind == NODE_LIST && node->count > most)
		return findings_error(fields->findings, node->mark, "too-many",
		    "\"%s\" has %u entries; %u are allowed", field->key, node->count, most);
	return true;
}

/* A list of texts, ids or seeds; one alone may stand without brackets. */
static bool
read_list(struct fields *fields, const struct field *field, const struct node *node, void *base)
{
	bool seeds = field->type == FIELD_SEEDS, alone = node->kind == NODE_SCALAR, ok = true;
	const struct node *first = alone ? node : node->first;
	uint32_t count = 0, room = alone ? 1 : node->count;
	const char **texts = arena_array(fields->arena, room, sizeof(*texts));
	struct mark *marks = arena_array(fields->arena, room, sizeof(*marks));
	uint64_t *numbers = arena_array(fields->arena, room, sizeof(*numbers));

	if (node->kind == NODE_MAP)
		return wrong_type(fields, node, field->key, "a list of texts");
	if (!list_fits(fields, field, node))
		return false;
	for (const struct node *child = first; child != NULL; child = alone ? NULL : child->next) {
		bool read;

		if (field->type == FIELD_IDS)
			read = read_id(fields, child, field->key, &texts[count]);
		else
			read = read_text(fields, child, field->key, &texts[count]);
		if (read && seeds && (child->quoted ||
		    !units_read_integer(child->text, &numbers[count])))
			read = findings_error(fields->findings, child->mark, "bad-number",
			    "\"%s\" is not a whole number, written in plain digits", child->text);
		ok &= read;
		marks[count] = child->mark;
		count += read;
	}
	if (seeds)
		put(base, field->offset, &numbers, sizeof(numbers));
	else
		put(base, field->offset, &texts, sizeof(texts));
	put(base, field->count_offset, &count, sizeof(count));
	put(base, field->marks_offset, &marks, sizeof(marks));
	return ok;
}

static const char *
row_id(const struct field_table *table, const void *row)
{
	const char *id;

	memcpy(&id, (const char *)row + table->id_offset, sizeof(id));
	return id;
}

/* Rows with the same id: the later one is told. */
static bool
ids_differ(struct fields *fields, const struct field_table *table, const char *rows,
    uint32_t count, const struct node *node)
{
	const char *id;
	const struct node *written = node_get(node, "id");

	if (table->id_offset == FIELD_NOWHERE)
		return true;
	id = row_id(table, rows + (size_t)count * table->row_size);
	for (uint32_t i = 0; id != NULL && i < count; i++) {
		const char *row = rows + (size_t)i * table->row_size;
		struct mark first;

		if (!str_equal(row_id(table, row), id))
			continue;
		memcpy(&first, row + table->mark_offset, sizeof(first));
		return findings_error(fields->findings, written != NULL ? written->mark :
		    node->mark,
		    "duplicate-id", "%s \"%s\" is here twice, first in line %u", table->subject,
		    id, first.line);
	}
	return true;
}

static bool
read_row(struct fields *fields, const struct field *field, const struct node *node, void *row)
{
	const struct field_table *table = field->table;
	struct node *map = NULL;

	if (table->start != NULL)
		table->start(row);
	put(row, table->mark_offset, &node->mark, sizeof(node->mark));
	if (node->kind == NODE_MAP)
		return fields_read(fields, table, node, row);
	if (table->bare == NULL || node->kind != NODE_SCALAR)
		return findings_error(fields->findings, node->mark, "wrong-type",
		    "%s has to be a map of keys and values", table->subject);
	map = node_new(fields->arena, NODE_MAP, node->mark);
	node_add(map, node_copy(fields->arena, node));
	map->first->key = table->bare;
	map->first->key_mark = node->mark;
	return fields_read(fields, table, map, row);
}

static bool
read_rows(struct fields *fields, const struct field *field, const struct node *node, void *base)
{
	bool alone = node->kind != NODE_LIST && field->table->bare != NULL, ok = true;
	uint32_t room = alone ? 1 : node->count, count = 0;
	char *rows;

	if (node->kind != NODE_LIST && !alone)
		return wrong_type(fields, node, field->key, "a list");
	if (!list_fits(fields, field, node))
		return false;
	rows = arena_array(fields->arena, room, field->table->row_size);
	for (const struct node *child = alone ? node : node->first; child != NULL;
	    child = alone ? NULL : child->next) {
		char *row = rows + (size_t)count * field->table->row_size;

		ok &= read_row(fields, field, child, row);
		ok &= ids_differ(fields, field->table, rows, count, child);
		count++;
	}
	put(base, field->offset, &rows, sizeof(rows));
	put(base, field->count_offset, &count, sizeof(count));
	return ok;
}

static bool
read_field(struct fields *fields, const struct field *field, const struct node *node, void *base)
{
	const char *text = NULL;
	struct mark mark = field->type == FIELD_EXPRESSION ? node_text_mark(node) : node->mark;
	bool ok;

	put(base, field->mark_offset, &mark, sizeof(mark));
	switch (field->type) {
	case FIELD_TEXT:
		ok = read_text(fields, node, field->key, &text);
		break;
	case FIELD_ID:
		ok = read_id(fields, node, field->key, &text);
		break;
	case FIELD_EXPRESSION:
		ok = read_expression(fields, node, field->key, &text);
		break;
	case FIELD_UINT:
		return read_uint(fields, field, node, base);
	case FIELD_BOOL:
		return read_bool(fields, field, node, base);
	case FIELD_WORD:
	case FIELD_WORD_BOOL:
		return read_word(fields, field, node, base);
	case FIELD_TEXTS:
	case FIELD_IDS:
	case FIELD_SEEDS:
		return read_list(fields, field, node, base);
	case FIELD_MAP:
		if (node->kind != NODE_MAP)
			return wrong_type(fields, node, field->key, "a map of keys and values");
		return fields_read(fields, field->table, node,
		    field->offset == FIELD_NOWHERE ? base : (char *)base + field->offset);
	case FIELD_ROWS:
		return read_rows(fields, field, node, base);
	case FIELD_TREE:
		put(base, field->offset, &node, sizeof(node));
		return true;
	case FIELD_ELSEWHERE:
	default:
		return true;
	}
	if (ok)
		put(base, field->offset, &text, sizeof(text));
	return ok;
}

static bool
unknown_key(struct fields *fields, const struct field_table *table, const struct node *node)
{
	const char *keys[KEYS_MAX], *nearest;
	size_t count = table->count < KEYS_MAX ? table->count : KEYS_MAX;

	for (size_t i = 0; i < count; i++)
		keys[i] = table->fields[i].key;
	nearest = str_nearest(node->key, keys, count);
	findings_error(fields->findings, node->key_mark, "unknown-key", "unknown key \"%s\"",
	    node->key);
	if (nearest != NULL)
		findings_advise(fields->findings, "Did you mean \"%s\"?", nearest);
	return false;
}

bool
fields_read(struct fields *fields, const struct field_table *table, const struct node *map,
    void *base)
{
	bool ok = true;

	for (const struct node *node = map->first; node != NULL; node = node->next) {
		const struct field *field = NULL;

		for (size_t i = 0; i < table->count && field == NULL; i++)
			if (strcmp(table->fields[i].key, node->key) == 0)
				field = &table->fields[i];
		ok &= field != NULL ? read_field(fields, field, node, base) :
		    unknown_key(fields, table, node);
	}
	for (size_t i = 0; i < table->count; i++)
		if (table->fields[i].required && node_get(map, table->fields[i].key) == NULL)
			ok = findings_error(fields->findings, map->mark, "missing-key",
			    "%s needs \"%s\"", table->subject, table->fields[i].key);
	return ok;
}
