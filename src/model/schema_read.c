#include <string.h>

#include "base/check.h"
#include "base/units.h"
#include "model/scenario.h"
#include "model/schema.h"

/* What one value came to, before it is stored. */
struct value {
	uint64_t number;
	double real;
	int64_t date;
};

static bool
wrong(const struct schema_row *row, const struct node *node, const char *prefix,
    struct findings *findings, const char *code, const char *expected)
{
	findings_error(findings, node->mark, code, "%s\"%s\" is not %s", prefix,
	    node->kind == NODE_SCALAR ? node->text : node->kind == NODE_MAP ? "{..}" : "[..]",
	    expected);
	if (node->kind == NODE_SCALAR && row->default_text != NULL)
		findings_advise(findings, "As in \"%s\", which is the default.", row->default_text);
	return false;
}

static bool
read_word(const struct name_table *words, const struct node *node, const char *key,
    const char *prefix, struct value *value, struct findings *findings)
{
	int index = names_find(words, node->text);
	const char *known[32];
	const char *nearest;
	size_t count = words->count < 32 ? words->count : 32;

	if (index < 0) {
		findings_error(findings, node->mark, "unknown-word", "%sunknown %s \"%s\"", prefix,
		    words->subject, node->text);
		for (size_t i = 0; i < count; i++)
			known[i] = words->rows[i].word;
		nearest = str_nearest(node->text, known, count);
		if (nearest != NULL) {
			findings_advise(findings, "Did you mean \"%s\"?", nearest);
		} else {
			struct str list = STR_INIT;

			for (size_t i = 0; i < count; i++)
				str_printf(&list, "%s%s", i > 0 ? ", " : "", known[i]);
			findings_advise(findings, "One of %s.", list.text);
			str_release(&list);
		}
		return false;
	}
	value->number = (uint64_t)index;
	if (!words->rows[index].built)
		return findings_error(findings, node->mark, "not-built",
		    "%s\"%s: %s\" is not in this version", prefix, key, node->text);
	return true;
}

/* The words that YAML 1.1 takes for truth values; nothing else does. */
static bool
read_bool(const char *text, bool *value)
{
	static const char *const yes[] = { "on", "true", "yes" }, *const no[] = { "off", "false",
		"no" };

	for (size_t i = 0; i < 3; i++) {
		if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
			*value = strcmp(text, yes[i]) == 0;
			return true;
		}
	}
	return false;
}

/* "10%", or as a number from 0 to 1: what laws call p. */
static bool
read_share(const char *text, uint64_t *ppm)
{
	uint32_t share;
	double number;

	if (units_read_share(text, &share)) {
		*ppm = share;
		return share <= 1000000;
	}
	if (!units_read_number(text, &number) || !(number >= 0) || number > 1)
		return false;
	*ppm = (uint64_t)(number * 1e6 + 0.5);
	return true;
}

static bool
parse_number(const struct schema_row *row, const char *text, struct value *value)
{
	bool flag;

	switch (row->type) {
	case SCHEMA_DURATION: return units_read_duration(text, &value->number);
	case SCHEMA_BYTES: return units_read_bytes(text, &value->number);
	case SCHEMA_RATE: return units_read_rate(text, &value->number);
	case SCHEMA_SHARE: return read_share(text, &value->number);
	case SCHEMA_INTEGER: return units_read_integer(text, &value->number);
	case SCHEMA_NUMBER:
		if (!units_read_number(text, &value->real))
			return false;
		value->number = value->real > 0 && value->real < 1e15 ?
		    (uint64_t)(value->real * 1000) : value->real > 0 ? UINT64_MAX : 0;
		return true;
	case SCHEMA_DATE: return units_read_date(text, &value->date);
	case SCHEMA_BOOL:
		if (!read_bool(text, &flag))
			return false;
		value->number = flag;
		return true;
	case SCHEMA_MAP:
	case SCHEMA_LIST:
	case SCHEMA_WORD:
	case SCHEMA_TEXT:
	case SCHEMA_ID:
	case SCHEMA_LAW:
	case SCHEMA_COUNTS:
	case SCHEMA_EXPRESSION:
	case SCHEMA_TYPE_COUNT:
		break;
	}
	CHECK(false && "a type that is a number");
	return false;
}

static const struct {
	const char *code, *expected;
} number_faults[SCHEMA_TYPE_COUNT] = {
	[SCHEMA_DURATION] = { "bad-duration", "a duration: a number and one of ns us ms s m h" },
	[SCHEMA_BYTES] = { "bad-size", "a size: a number and one of B KiB MiB GiB" },
	[SCHEMA_RATE] = { "bad-rate", "a rate: a number and one of /s /m /h" },
	[SCHEMA_SHARE] = { "bad-share",
	    "a share: a number from 0 to 100 and %, in steps of 0.0001" },
	[SCHEMA_INTEGER] = { "bad-number", "a whole number, written in plain digits" },
	[SCHEMA_NUMBER] = { "bad-number", "a number" },
	[SCHEMA_DATE] = { "bad-date", "a date like 2026-01-01T00:00:00Z" },
	[SCHEMA_BOOL] = { "bad-switch", "on or off" },
};

/* What the number has to be, as one would write it. */
static void
say_bounds(const struct schema_row *row, bool little, struct str *out)
{
	uint64_t high = row->high > 0 ? row->high : LIMIT_RUN_NS;

	if (row->type == SCHEMA_INTEGER && row->high == 0) {
		str_printf(out, "%llu or more", (unsigned long long)row->low);
	} else if (row->type == SCHEMA_INTEGER) {
		str_printf(out, "from %llu to %llu", (unsigned long long)row->low,
		    (unsigned long long)row->high);
	} else if (row->type == SCHEMA_DURATION && little && row->low <= 1) {
		str_add(out, "longer than nothing");
	} else if (row->type == SCHEMA_DURATION) {
		str_add(out, little ? "at least " : "at most ");
		units_print_duration(out, little ? row->low : high);
	} else {
		str_add(out, little ? "larger" : "smaller");
	}
}

/* False. */
static bool
out_of_range(const struct schema_row *row, const struct node *node, const char *prefix,
    uint64_t number, struct findings *findings)
{
	bool little = number < row->low, time = row->type == SCHEMA_DURATION;
	struct str bounds = STR_INIT;

	findings_error(findings, node->mark, "out-of-range", "%s\"%s\" is %s here", prefix,
	    node->text, little ? (time ? "too short" : "too little")
	    : time ? "too long" : "too much");
	say_bounds(row, little, &bounds);
	findings_advise(findings, "It has to be %s.", bounds.text);
	str_release(&bounds);
	return false;
}

static bool
read_number(const struct schema_row *row, const struct node *node, const char *prefix,
    struct value *value, struct findings *findings)
{
	bool counts = row->type == SCHEMA_INTEGER || row->type == SCHEMA_NUMBER;

	if ((row->unlimited && strcmp(node->text, "unlimited") == 0) ||
	    (row->all && strcmp(node->text, "all") == 0)) {
		value->number = SCENARIO_UNLIMITED;
		return true;
	}
	if (row->type == SCHEMA_DURATION && units_duration_is_beyond(node->text))
		return out_of_range(row, node, prefix, UINT64_MAX, findings);
	if ((node->quoted && counts) || !parse_number(row, node->text, value))
		return wrong(row, node, prefix, findings, number_faults[row->type].code,
		    number_faults[row->type].expected);
	if (value->number < row->low || (row->high > 0 && value->number > row->high))
		return out_of_range(row, node, prefix, value->number, findings);
	return true;
}

static bool
read_text(const struct schema_row *row, const struct node *node, const char *prefix,
    struct findings *findings)
{
	if (row->type == SCHEMA_EXPRESSION && strlen(node->text) > LIMIT_EXPRESSION_BYTES)
		return findings_error(findings, node->mark, "too-long",
		    "%san expression has at most %u bytes", prefix, LIMIT_EXPRESSION_BYTES);
	if (node->text[strspn(node->text, " \n\t")] == '\0')
		return findings_error(findings, node->mark, "empty", "%snothing stands here",
		    prefix);
	if (row->type == SCHEMA_TEXT && strchr(node->text, '\n') != NULL)
		return findings_error(findings, node->mark, "one-line",
		    "%sthis text has to stand in one line", prefix);
	if (row->type == SCHEMA_ID && !schema_is_id(node->text))
		return findings_error(findings, node->mark, "bad-id",
		    "%s\"%s\" is not an id: small letters, digits and -, a letter first", prefix,
		    node->text);
	return true;
}

static void
store(const struct schema_row *row, const struct node *node, const struct value *value, void *base,
    struct arena *arena)
{
	char *member = (char *)base + row->offset;
	uint32_t narrow = (uint32_t)value->number;
	int word = (int)value->number;
	bool flag = value->number != 0;
	const char *text;

	switch (row->type) {
	case SCHEMA_WORD:
		CHECK(row->size == sizeof(word));
		memcpy(member, &word, sizeof(word));
		return;
	case SCHEMA_BOOL:
		CHECK(row->size == sizeof(flag));
		memcpy(member, &flag, sizeof(flag));
		return;
	case SCHEMA_DATE:
		CHECK(row->size == sizeof(value->date));
		memcpy(member, &value->date, sizeof(value->date));
		return;
	case SCHEMA_TEXT:
	case SCHEMA_ID:
	case SCHEMA_EXPRESSION:
		text = arena_strdup(arena, node->text);
		memcpy(member, &text, sizeof(text));
		return;
	case SCHEMA_DURATION:
	case SCHEMA_BYTES:
	case SCHEMA_RATE:
	case SCHEMA_SHARE:
	case SCHEMA_INTEGER:
		if (row->size == sizeof(narrow)) {
			memcpy(member, &narrow, sizeof(narrow));
		} else {
			CHECK(row->size == sizeof(value->number));
			memcpy(member, &value->number, sizeof(value->number));
		}
		return;
	case SCHEMA_NUMBER:
		CHECK(row->size == sizeof(value->real));
		memcpy(member, &value->real, sizeof(value->real));
		return;
	case SCHEMA_MAP:
	case SCHEMA_LIST:
	case SCHEMA_LAW:
	case SCHEMA_COUNTS:
	case SCHEMA_TYPE_COUNT:
		break;
	}
	CHECK(false && "a type that the table stores");
}

static bool
read_scalar(const struct schema_row *row, const struct node *node, struct value *value,
    const char *prefix, struct findings *findings)
{
	const char *key = strrchr(row->path, '.');

	key = node->key != NULL ? node->key : key != NULL ? key + 1 : row->path;
	switch (row->type) {
	case SCHEMA_WORD:
		return read_word(row->words, node, key, prefix, value, findings);
	case SCHEMA_TEXT:
	case SCHEMA_ID:
	case SCHEMA_EXPRESSION:
		return read_text(row, node, prefix, findings);
	case SCHEMA_DURATION:
	case SCHEMA_BYTES:
	case SCHEMA_RATE:
	case SCHEMA_SHARE:
	case SCHEMA_INTEGER:
	case SCHEMA_NUMBER:
	case SCHEMA_DATE:
	case SCHEMA_BOOL:
		return read_number(row, node, prefix, value, findings);
	case SCHEMA_MAP:
	case SCHEMA_LIST:
	case SCHEMA_LAW:
	case SCHEMA_COUNTS:
	case SCHEMA_TYPE_COUNT:
		break;
	}
	CHECK(false && "a scalar row");
	return false;
}

static bool
read_list(const struct schema_row *row, const struct node *node, const char *prefix,
    struct arena *arena, struct findings *findings)
{
	struct schema_row element = { .path = row->path, .type = row->element };
	bool ok = true;

	if (node->kind != NODE_LIST)
		return wrong(row, node, prefix, findings, "wrong-type", "a list: write it in [ ]");
	for (const struct node *child = node->first; child != NULL; child = child->next)
		ok &= schema_read(&element, child, NULL, prefix, arena, findings);
	return ok;
}

bool
schema_read(const struct schema_row *row, const struct node *node, void *base, const char *prefix,
    struct arena *arena, struct findings *findings)
{
	struct value value = { 0 };

	if (row->type == SCHEMA_LIST)
		return read_list(row, node, prefix, arena, findings);
	if (node->kind != NODE_SCALAR) {
		struct str expected = STR_INIT;

		str_printf(&expected, "a %s", schema_type_word(row->type));
		wrong(row, node, prefix, findings, "wrong-type", expected.text);
		str_release(&expected);
		if (row->type == SCHEMA_TEXT && node->kind == NODE_MAP)
			findings_advise(findings,
			    "A colon and a blank begin a map; put the text in "
			    "quotes.");
		return false;
	}
	if (!read_scalar(row, node, &value, prefix, findings))
		return false;
	if (base != NULL && row->size > 0)
		store(row, node, &value, base, arena);
	return true;
}

bool
schema_is_default(const struct schema_row *row, const struct node *node)
{
	struct value is = { 0 }, normal = { 0 };

	if (row->default_text == NULL || node->kind != NODE_SCALAR)
		return false;
	if (strcmp(node->text, row->default_text) == 0)
		return true;
	if (row->type == SCHEMA_MAP)
		return strcmp(row->default_text, "none") == 0 && strcmp(node->text, "off") == 0;
	if (number_faults[row->type].code == NULL || row->all ||
	    strcmp(row->default_text, "unlimited") == 0)
		return false;
	return parse_number(row, node->text, &is) && parse_number(row, row->default_text,
	    &normal) &&
	    is.number == normal.number && !(is.real < normal.real) && !(is.real > normal.real);
}

bool
schema_switches_on(const struct schema_row *row, const struct node *node)
{
	bool on = false;

	return row->type == SCHEMA_MAP && row->default_text != NULL &&
	    strcmp(row->default_text, "none") == 0 && node->kind == NODE_SCALAR &&
	    read_bool(node->text, &on) && on;
}

struct node *
schema_default(const struct schema_row *row, struct arena *arena)
{
	struct mark nowhere = { 0 };
	struct node *node, *part;
	const char *text = row->default_text;

	if (text == NULL)
		return NULL;
	if (schema_law_path(row) != NULL) {
		node = node_new(arena, NODE_MAP, nowhere);
		part = node_scalar(arena, names_law.rows[row->law].word, nowhere);
		part->key = "law";
		node_add(node, part);
		part = node_scalar(arena, text, nowhere);
		part->key = "mean";
		node_add(node, part);
		return node;
	}
	if (row->type == SCHEMA_LIST) {
		size_t length = strlen(text) - 2; /* one id at most, in brackets */

		node = node_new(arena, NODE_LIST, nowhere);
		if (length > 0)
			node_add(node, node_scalar(arena, arena_strndup(arena, text + 1, length),
			    nowhere));
		return node;
	}
	return node_scalar(arena, text, nowhere);
}
