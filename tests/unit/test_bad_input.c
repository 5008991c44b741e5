/* Every row of the schema is given what it does not take: always a finding with its place. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "model/schema.h"

/* ---- a document with one value in it ---- */

/* What stands for an id under a map of ids. */
static const char *
id_under(const char *path, size_t length)
{
	static const char *const ids[][2] = { { "clients", "bob" }, { "state", "badge" },
		{ "actions", "wave" }, { "designs", "mine" }, { "homes", "cart" },
		{ "key", "cart" }, { "cases", "one" }, { "waypoints", "seen" },
		{ "cast", "server" } };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strlen(ids[i][0]) == length && strncmp(path, ids[i][0], length) == 0)
			return ids[i][1];
	return "x";
}

/* "a.*.b" as "a: {id: {b: VALUE}}". */
static void
add_nested(struct str *out, const char *path, const char *last, const char *value)
{
	const char *at = path;
	uint32_t depth = 0;
	size_t before = 0;

	for (;;) {
		size_t length = strcspn(at, ".");
		bool end = at[length] == '\0';

		if (at[0] == '*')
			str_add(out, id_under(at - before - 1, before));
		else if (end && last != NULL)
			str_add(out, last);
		else
			str_add_bytes(out, at, length);
		str_add(out, ": ");
		if (end)
			break;
		str_add_char(out, '{');
		depth++;
		before = length;
		at += length + 1;
	}
	str_add(out, value);
	while (depth-- > 0)
		str_add_char(out, '}');
}

/* The keys of one scenario with the row's path set to the value; `last`: instead of its key. */
static void
make_document(struct str *out, const struct schema_row *row, const char *last, const char *value)
{
	const char *path = row->path;

	str_clear(out);
	if (strcmp(path, "clients") == 0) {
		str_printf(out, "%s: %s\n", last ? last : "clients", value);
		return;
	}
	if (str_starts_with(path, "clients.*.")) {
		str_printf(out, "clients: {ana: {script: [login]}, bob: {%s", strcmp(path,
		    "clients.*.script") == 0 ? "" : "script: [login], ");
		add_nested(out, path + strlen("clients.*."), last, value);
		str_add(out, "}}\n");
		return;
	}
	if (strcmp(path, "clients.*") == 0) {
		str_printf(out, "clients: {ana: {script: [login]}, bob: %s}\n", value);
		return;
	}
	str_add(out, "clients: {ana: {script: [login]}}\n");
	if (str_starts_with(path, "faults.*")) {
		bool at = strcmp(path, "faults.*.at") == 0, what = strcmp(path, "faults.*.do") == 0;

		if (strcmp(path, "faults.*") == 0) {
			str_printf(out, "faults: [%s]\n", value);
			return;
		}
		str_printf(out, "faults: [{%s%s", at ? "" : "at: 1s, ",
		    what ? "" : "do: crash, ");
		if (strcmp(path, "faults.*.node") != 0)
			str_add(out, "node: s1, ");
		add_nested(out, path + strlen("faults.*."), last, value);
		str_add(out, "}]\n");
	} else if (str_starts_with(path, "@law.")) {
		str_add(out, "servers: {service: {");
		add_nested(out, path + strlen("@law."), last, value);
		str_add(out, "}}\n");
	} else if (str_starts_with(path, "@count.")) {
		str_add(out, "stop: {after: 1s}\nload: {arrivals: {rate: 1/s}, "
		    "requests_per_session: {");
		add_nested(out, path + strlen("@count."), last, value);
		str_add(out, "}}\n");
	} else if (row->scope == SCHEMA_DESIGN_ONLY) {
		str_add(out, "designs: {mine: {");
		if (strcmp(path, "base") != 0)
			str_add(out, "base: sticky, ");
		add_nested(out, path, last, value);
		str_add(out, "}}\n");
	} else {
		add_nested(out, path, last, value);
		str_add(out, "\n");
	}
}

/* ---- what must happen ---- */

/* Errors, each with a place; 0 when the document loads. */
static size_t
count_errors(const char *document, bool *placed, bool *advised)
{
	static const char *const designs[] = { "mine", "sticky" };
	struct arena arena = { 0 };
	size_t errors = 0;

	*placed = true;
	*advised = false;
	for (size_t d = 0; d < 2 && errors == 0; d++) {
		struct findings findings;

		if (d == 0 && strstr(document, "designs:") == NULL)
			continue;
		scenario_try(&arena, document, designs[d], NULL, &findings);
		errors += findings.errors;
		for (size_t i = 0; i < findings.count; i++) {
			const struct finding *row = &findings.rows[i];

			*placed = *placed && row->mark.line > 0 && row->mark.column > 0 &&
			    row->code[0] != '\0' && row->text[0] != '\0';
			*advised = *advised || row->advice != NULL;
		}
	}
	arena_release(&arena);
	return errors;
}

static uint32_t
try_value(const struct schema_row *row, const char *last, const char *value, const char *what)
{
	struct str document = STR_INIT;
	bool placed, advised;
	size_t errors;

	make_document(&document, row, last, value);
	errors = count_errors(document.text, &placed, &advised);
	if (errors == 0 || !placed)
		print_error("%s, %s: %s:\n%s", row->path, what,
		    errors == 0 ? "no finding" : "a finding without a place", document.text);
	str_release(&document);
	return errors == 0 || !placed;
}

/* ---- what a row does not take ---- */

/* Numbers with units, without them, below and beyond all bounds. */
static const struct wrong {
	enum schema_type type;
	const char *what, *value;
} wrongs[] = {
	{ SCHEMA_DURATION, "no unit", "5" }, { SCHEMA_DURATION, "negative", "-5ms" },
	{ SCHEMA_DURATION, "huge", "99999999999999999999h" },
	{ SCHEMA_DURATION, "another unit", "5MiB" }, { SCHEMA_DURATION, "word", "soon" },
	/* A bare number of bytes is one: "bytes: 64". */
	{ SCHEMA_BYTES, "negative", "-5B" }, { SCHEMA_BYTES, "broken", "2.5" },
	{ SCHEMA_BYTES, "huge", "99999999999999999999GiB" },
	{ SCHEMA_BYTES, "another unit", "5ms" },
	{ SCHEMA_RATE, "no unit", "5" }, { SCHEMA_RATE, "negative", "-5/s" },
	{ SCHEMA_RATE, "huge", "99999999999999999999999999/s" },
	{ SCHEMA_RATE, "another unit", "5ms" },
	{ SCHEMA_SHARE, "negative", "-5%" }, { SCHEMA_SHARE, "more than all", "101%" },
	{ SCHEMA_SHARE, "huge", "99999999999999999999%" }, { SCHEMA_SHARE, "word", "some" },
	{ SCHEMA_INTEGER, "negative", "-5" }, { SCHEMA_INTEGER, "broken", "2.5" },
	{ SCHEMA_INTEGER, "huge", "99999999999999999999999" },
	{ SCHEMA_INTEGER, "a unit", "5s" }, { SCHEMA_INTEGER, "octal", "0777x" },
	{ SCHEMA_NUMBER, "negative", "-5" }, { SCHEMA_NUMBER, "word", "many" },
	{ SCHEMA_NUMBER, "huge", "1e999" }, { SCHEMA_NUMBER, "none", ".nan" },
	{ SCHEMA_WORD, "unknown", "bananas" }, { SCHEMA_BOOL, "neither", "maybe" },
	{ SCHEMA_ID, "no id", "Not An Id" }, { SCHEMA_DATE, "no date", "yesterday" },
	{ SCHEMA_DATE, "no such day", "2026-02-30T00:00:00Z" },
	{ SCHEMA_LAW, "no unit", "5" }, { SCHEMA_LAW, "negative", "-5ms" },
	{ SCHEMA_LAW, "unknown", "{law: bananas, mean: 5ms}" },
	{ SCHEMA_COUNTS, "negative", "-5" }, { SCHEMA_COUNTS, "a unit", "5s" },
	{ SCHEMA_COUNTS, "unknown", "{law: bananas, mean: 5}" },
	{ SCHEMA_MAP, "a scalar", "17" }, { SCHEMA_LIST, "a scalar", "17" },
	{ SCHEMA_LIST, "a map", "{x: 1}" }, { SCHEMA_TEXT, "a map", "{x: 1}" },
	{ SCHEMA_EXPRESSION, "a map", "{x: 1}" },
};

static void
bad_input__every_row__wrong_values_are_found_with_their_place(void **state)
{
	uint32_t wrong = 0, tried = 0;

	(void)state;
	for (uint32_t i = 0; i < schema_row_count; i++)
		for (size_t k = 0; k < sizeof(wrongs) / sizeof(wrongs[0]); k++) {
			if (schema_rows[i].type != wrongs[k].type)
				continue;
			wrong += try_value(
			    &schema_rows[i], NULL, wrongs[k].value, wrongs[k].what);
			tried++;
		}
	assert_true(tried > 2 * schema_row_count);
	assert_int_equal(wrong, 0);
}

static void
bad_input__every_row__another_shape_or_nothing(void **state)
{
	uint32_t wrong = 0;

	(void)state;
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];

		if (row->type != SCHEMA_LIST)
			wrong += try_value(row, NULL, "[1, 2]", "a list");
		else
			wrong += try_value(row, NULL, "[[1], {a: 1}]", "a list of what it "
			    "does not list");
		if (row->type != SCHEMA_MAP)
			wrong += try_value(row, NULL, "{bananas: {a: 1}}", "a map");
		/* No faults at all are fine. */
		if (strcmp(row->path, "faults.*") != 0)
			wrong += try_value(row, NULL, "", "nothing");
		if (row->type != SCHEMA_MAP && row->type != SCHEMA_LIST)
			wrong += try_value(row, NULL, "''", "an empty text");
	}
	assert_int_equal(wrong, 0);
}

/* ---- keys ---- */

static bool
is_id_row(const struct schema_row *row)
{
	size_t length = strlen(row->path);

	return row->path[length - 1] == '*';
}

static const char *
last_key(const struct schema_row *row)
{
	const char *dot = strrchr(row->path, '.');

	return dot != NULL ? dot + 1 : row->path;
}

/* Any value of the row's type that reads well, so that the key alone is wrong. */
static const char *
good_value(const struct schema_row *row)
{
	return row->type == SCHEMA_MAP ? "{}" : row->type == SCHEMA_LIST ? "[]" : "1";
}

static void
bad_input__every_key__misspelt_is_found_and_the_right_one_is_told(void **state)
{
	uint32_t wrong = 0, misspelt = 0, advice = 0;

	(void)state;
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		struct str key = STR_INIT, document = STR_INIT;
		bool placed, advised;

		if (is_id_row(row))
			continue;
		/* One letter too many in the middle: nobody's key, near to one. */
		str_add(&key, last_key(row));
		str_add_bytes(&key, "q", 1);
		wrong += try_value(row, key.text, good_value(row), "misspelt");
		make_document(&document, row, key.text, good_value(row));
		count_errors(document.text, &placed, &advised);
		misspelt++;
		advice += advised;
		str_release(&key);
		str_release(&document);
	}
	assert_int_equal(wrong, 0);
	/* Keys of one or two letters have nothing near. */
	assert_true(advice * 10 >= misspelt * 8);
}

static void
bad_input__every_key__twice_is_found(void **state)
{
	uint32_t wrong = 0;

	(void)state;
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		struct str value = STR_INIT;

		if (is_id_row(row) || strcmp(row->path, "clients") == 0)
			continue;
		str_printf(&value, "%s, %s: %s", good_value(row), last_key(row), good_value(row));
		if (strchr(row->path, '.') == NULL && row->scope != SCHEMA_DESIGN_ONLY) {
			str_clear(&value);
			str_printf(&value, "%s\n%s: %s", good_value(row), last_key(row),
			    good_value(row));
		}
		wrong += try_value(row, NULL, value.text, "twice");
		str_release(&value);
	}
	assert_int_equal(wrong, 0);
}

/* ---- texts ---- */

static bool
is_sentence(const char *text)
{
	size_t length = strlen(text);

	return length >= 20 && text[length - 1] == '.' && strstr(text, "  ") == NULL;
}

static void
help__every_row_and_word__has_an_honest_text(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];

		if (row->text == NULL || !is_sentence(row->text))
			fail_msg("%s says \"%s\"", row->path, row->text ? row->text : "");
		for (size_t w = 0; row->words != NULL && w < row->words->count; w++)
			if (row->words->rows[w].text == NULL || row->words->rows[w].text[0] == '\0')
				fail_msg("%s: %s says nothing", row->path,
				    row->words->rows[w].word);
	}
}

/* ---- scenarios that contradict themselves ---- */

static void
bad_input__contradictions__each_with_its_reason(void **state)
{
	static const char *const documents[][2] = {
		{ "clients: {ana: {script: [login], devices: []}}\n", "device" },
		{ "clients: {ana: {script: [login]}}\nfaults: [{at: 1s, do: crash, node: s9}]\n",
		    "s9" },
		{ "stop: {after: 1s}\nload: {arrivals: {rate: 50}}\n", "50" },
		{ "clients: {ana: {script: [login], repeat: view cart}}\n", "cannot end" },
		{ "load: {arrivals: {rate: 50/s}}\n", "cannot end" },
		{ "stop: {after: 1s}\nwarmup: {after: 2s}\nclients: {ana: {script: [login]}}\n",
		    "warm-up" },
		{ "{}\n", "clients" },
		{ "clients: {ana: {script: [login], every: 99999999h}}\n", "is too long" },
		{ "clients: {ana: {script: [wait 99999999h]}}\n", "is too long" },
		{ "clients: {ana: {script: [login], every: 0s}}\n", "is too short" },
		{ "clients: {ana: {script: [login]}}\nbalancer: {map: ring}\n",
		    "nothing to map" },
		{ "clients: {ana: {script: [login]}}\ndesigns: {sticky: {balancer: {affinity: "
		    "table, map: ring}}}\nbalancer: {affinity: key}\n", "nothing to map" },
		{ "clients: {ana: {script: [login]}}\ndesigns: {sticky: {balancer: {affinity: "
		    "key, map: none}}}\n", "needs a map" },
		{ "clients: {ana: {script: [login]}}\nbalancer: {virtual_nodes: 5}\n",
		    "points of a ring" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		struct arena arena = { 0 };
		struct findings findings;
		bool said = false;

		assert_null(scenario_try(&arena, documents[i][0], "sticky", NULL, &findings));
		for (size_t k = 0; k < findings.count; k++) {
			assert_true(findings.rows[k].mark.line > 0);
			said = said || strstr(findings.rows[k].text, documents[i][1]) != NULL;
		}
		if (!said)
			fail_msg("%s: nothing about %s", documents[i][0], documents[i][1]);
		arena_release(&arena);
	}
}

/* A setting may be there for one of several designs, a case or a change. */
static void
bad_input__settings_for_another_design__are_none(void **state)
{
	static const char *const documents[] = {
		"balancer: {affinity: key, map: ring, virtual_nodes: 5}\n",
		"balancer: {map: ring, virtual_nodes: 5}\ndesigns: {sticky: {}, keyed: {base: "
		"local, balancer: {affinity: ip}}}\n",
		"balancer: {map: rendezvous}\ncases: {keyed: {balancer.affinity: key}}\n",
		"balancer: {map: rendezvous}\nsweep: {balancer.affinity: [none, ip]}\n",
		"balancer: {map: bounded}\nfaults: [{at: 1s, do: change, path: "
		"balancer.affinity, to: ip}]\n",
		"designs: {sticky: {balancer: {affinity: ip}}}\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		struct arena arena = { 0 };
		char keys[400];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login]}}\n%s",
		    documents[i]);
		assert_non_null(scenario_read(&arena, keys, "sticky", NULL));
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_input__every_row__wrong_values_are_found_with_their_place),
		cmocka_unit_test(bad_input__every_row__another_shape_or_nothing),
		cmocka_unit_test(bad_input__every_key__misspelt_is_found_and_the_right_one_is_told),
		cmocka_unit_test(bad_input__every_key__twice_is_found),
		cmocka_unit_test(bad_input__contradictions__each_with_its_reason),
		cmocka_unit_test(bad_input__settings_for_another_design__are_none),
		cmocka_unit_test(help__every_row_and_word__has_an_honest_text),
	};

	return cmocka_run_group_tests_name("bad_input", tests, NULL, NULL);
}
