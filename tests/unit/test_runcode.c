/* Run codes: what was written reads back, typos are told, hostile texts are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/prng.h"
#include "experiment/runcode.h"
#include "lesson/load.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct change
some_change(struct prng *prng)
{
	static const char *const nodes[] = { "s1", "s2", "s17", "store", "db", "holder-of ana",
		"random", "s", "s01x" };
	static const char *const keys[] = { "node", "factor", "for", "client", "path", "to" };
	static const char *const values[] = { "10", "", "30m", "ana", "servers.queue", "{mean: 1s}",
		"~!@ \"'" };
	enum fault_kind kind = (enum fault_kind)prng_below(prng, FAULT_COUNT);
	struct change change = change_at_node(kind, nodes[prng_below(prng, 9)],
	    (uint32_t)prng_below(prng, 5000));

	while (change.part_count < CHANGE_PARTS_MAX && prng_below(prng, 2))
		change.parts[change.part_count++] = (struct change_part){
			keys[prng_below(prng, 6)], values[prng_below(prng, 7)] };
	change.by_time = prng_below(prng, 4) == 0;
	if (change.by_time) {
		change.at_ns = prng_below(prng, LIMIT_RUN_NS);
		change.position = 0;
	}
	return change;
}

static struct runcode
some_code(struct prng *prng)
{
	struct runcode code = { .lesson = (uint16_t)prng_below(prng, 4096),
		.content = (uint16_t)prng_below(prng, 1024),
		.step = (uint8_t)prng_below(prng, 64),
		.position = (uint32_t)prng_below(prng, 100000) };

	code.has_seed = prng_below(prng, 2);
	if (code.has_seed)
		code.seed = prng_next(prng) >> prng_below(prng, 64);
	code.names = (uint8_t)prng_below(prng, 3);
	code.twin = prng_below(prng, 3) == 0;
	code.change_count = (uint32_t)prng_below(prng, 9);
	for (uint32_t i = 0; i < code.change_count; i++)
		code.changes[i] = some_change(prng);
	code.setting_count = (uint32_t)prng_below(prng, 3);
	for (uint32_t i = 0; i < code.setting_count; i++)
		code.settings[i] = (struct runcode_setting){ "servers.count", "5" };
	return code;
}

static void
assert_same_change(const struct change *a, const struct change *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->position, b->position);
	assert_int_equal(a->by_time, b->by_time);
	assert_int_equal(a->at_ns, b->at_ns);
	assert_int_equal(a->part_count, b->part_count);
	for (uint32_t i = 0; i < a->part_count; i++) {
		assert_string_equal(a->parts[i].key, b->parts[i].key);
		assert_string_equal(a->parts[i].value, b->parts[i].value);
	}
}

static void
runcode__any_code__reads_back(void **state)
{
	struct prng prng;

	(void)state;
	prng_init(&prng, 1, 1);
	for (int n = 0; n < 2000; n++) {
		struct runcode code = some_code(&prng), read;
		struct str text = STR_INIT;
		const char *why = NULL;

		assert_true(runcode_write(&code, &text));
		if (!runcode_read(text.text, &arena, &read, &why))
			fail_msg("%s: %s", text.text, why);
		assert_int_equal(read.lesson, code.lesson);
		assert_int_equal(read.content, code.content);
		assert_int_equal(read.step, code.step);
		assert_int_equal(read.position, code.position);
		assert_int_equal(read.has_seed, code.has_seed);
		assert_true(read.seed == code.seed);
		assert_int_equal(read.names, code.names);
		assert_int_equal(read.twin, code.twin);
		assert_int_equal(read.change_count, code.change_count);
		for (uint32_t i = 0; i < code.change_count; i++) {
			assert_same_change(&read.changes[i], &code.changes[i]);
		}
		assert_int_equal(read.setting_count, code.setting_count);
		for (uint32_t i = 0; i < code.setting_count; i++) {
			assert_string_equal(read.settings[i].path, code.settings[i].path);
			assert_string_equal(read.settings[i].value, code.settings[i].value);
		}
		str_release(&text);
	}
}

static void
runcode__lesson_frame__is_short(void **state)
{
	struct runcode code = { .lesson = 0xABC, .content = 0x155, .step = 7, .position = 412 };
	struct str text = STR_INIT;

	(void)state;
	assert_true(runcode_write(&code, &text));
	assert_true(text.length <= 15 + 3); /* letters, and hyphens between */
	str_release(&text);
}

static void
runcode__one_letter_changed__is_a_typo(void **state)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct runcode code = { .lesson = 0xABC, .content = 0x155, .step = 7, .position = 412 },
		       read;
	struct str text = STR_INIT;
	int accepted = 0, tried = 0;

	(void)state;
	assert_true(runcode_write(&code, &text));
	for (size_t i = 0; i < text.length; i++)
		for (const char *letter = letters; *letter; letter++) {
			char typo[64];
			const char *why = NULL;
			if (text.text[i] == '-' || text.text[i] == *letter)
				continue;
			memcpy(typo, text.text, text.length + 1);
			typo[i] = *letter;
			tried++;
			accepted += runcode_read(typo, &arena, &read, &why);
		}
	assert_true(tried > 300);
	assert_true(accepted <= tried / 200); /* ten bits of checksum */
	str_release(&text);
}

static bool
among(const struct runcode_slip *slips, uint32_t count, const char *text)
{
	for (uint32_t i = 0; i < count; i++)
		if (strcmp(slips[i].text, text) == 0)
			return true;
	return false;
}

/* Whatever single slip was made, what was meant is among the few that are offered. */
static void
runcode__one_slip__what_was_meant_is_offered(void **state)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct runcode_slip slips[16];
	struct prng prng;
	uint32_t offered = 0, tried = 0;

	(void)state;
	prng_init(&prng, 3, 1);
	for (int n = 0; n < 60; n++) {
		struct runcode code = some_code(&prng);
		struct str text = STR_INIT;
		char typo[2000], *at, other;
		size_t place;
		uint32_t count;

		code.change_count = code.change_count > 1;
		code.setting_count = 0;
		assert_true(runcode_write(&code, &text));
		memcpy(typo, text.text, text.length + 1);
		do
			place = (size_t)prng_below(&prng, text.length);
		while (typo[place] == '-');
		do
			other = letters[prng_below(&prng, 32)];
		while (other == typo[place]);
		typo[place] = other;
		count = runcode_slips(typo, &arena, slips, 16);
		assert_true(among(slips, count < 16 ? count : 16, text.text));
		offered += count;
		tried++;
		/* two that changed places */
		memcpy(typo, text.text, text.length + 1);
		at = typo + 1;
		if (at[0] != at[1]) {
			other = at[0];
			at[0] = at[1];
			at[1] = other;
			count = runcode_slips(typo, &arena, slips, 16);
			assert_true(among(slips, count < 16 ? count : 16, text.text));
		}
		str_release(&text);
	}
	assert_true(offered < 2 * tried); /* few others fit by chance */
	assert_int_equal(runcode_slips("", &arena, slips, 16), 0);
	assert_int_equal(runcode_slips("!!!!", &arena, slips, 16), 0);
}

static void
runcode__form_without_parts__is_read_and_written_as_it_was(void **state)
{
	struct runcode code = { .lesson = 5, .content = 9, .step = 2, .position = 30,
		.older = true }, read;
	struct str text = STR_INIT, again = STR_INIT;
	const char *why = NULL;

	(void)state;
	assert_true(runcode_write(&code, &text));
	assert_true(runcode_read(text.text, &arena, &read, &why));
	assert_true(read.older);
	assert_int_equal(read.position, 30);
	assert_true(runcode_write(&read, &again));
	assert_string_equal(again.text, text.text);
	str_release(&text);
	str_release(&again);
}

/* Of two scenarios that differ in one part it is that part which is named, or none. */
static void
runcode__scenario_changed__says_where(void **state)
{
	static const struct {
		const char *key, *value, *word;
	} rows[] = {
		{ "servers", "{count: 4}", "servers and network" },
		{ "faults", "[{at: 1s}]", "faults" },
		{ "session", "{idle: 5m}", "state and where it is kept" },
		{ "clients", "{ana: {}}", "people and load" },
		{ "stop", "{after: 9s}", "its other settings" },
	};
	struct findings findings;
	uint32_t named = 0;

	(void)state;
	findings_init(&findings, &arena);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int n = 0; n < 20; n++) {
			struct node *before = yaml_read_value("{servers: {count: 3}, faults: [], "
			    "session: {idle: 30m}, clients: {}, stop: {after: 1s}}", &arena,
			    &findings);
			struct node *value = yaml_read_value(rows[i].value, &arena, &findings);
			struct scenario old = { .effective = before }, new;
			struct runcode code = { .parts = runcode_parts(&old) };
			struct str said = STR_INIT;

			value = node_set(&arena, value, "n", node_scalar(&arena,
			    arena_printf(&arena, "%d", n), (struct mark){ 0 }));
			new.effective = node_set(&arena, node_copy(&arena, before), rows[i].key,
			    value);
			runcode_changed(&code, &old, &said);
			assert_string_equal(said.text, "");
			runcode_changed(&code, &new, &said);
			if (said.length)
				assert_string_equal(said.text, rows[i].word);
			named += said.length > 0;
			code.older = true;
			str_clear(&said);
			runcode_changed(&code, &new, &said);
			assert_string_equal(said.text, "");
			str_release(&said);
		}
	assert_true(named > 60); /* two bits a part: three in four */
}

static void
runcode__hostile__is_refused_with_a_sentence(void **state)
{
	static const char *const rows[] = { "", "-", "7K3M", "7K3M-9TU2-C4XX-0000",
		"\033[31mAAAA-AAAA", "!!!!!!!!!!!!",
		"0000000000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000000000000000000000000000"
		"000",
		"\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe" };
	struct runcode code;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *why = NULL;
		assert_false(runcode_read(rows[i], &arena, &code, &why));
		assert_non_null(why);
		assert_null(strchr(why, '\033'));
	}
}

static struct runcode
long_code(uint32_t settings, const char *value)
{
	struct runcode code = { .lesson = 1, .setting_count = settings };

	for (uint32_t i = 0; i < settings; i++)
		code.settings[i] = (struct runcode_setting){
			"network.latency.inside.mean", value };
	return code;
}

static void
runcode__as_many_settings_as_a_future_has__reads_back(void **state)
{
	struct runcode code = long_code(RUNCODE_SETTINGS_MAX, "12.5ms"), back;
	struct str text = STR_INIT;
	const char *why = NULL;

	(void)state;
	assert_true(runcode_write(&code, &text));
	assert_true(runcode_read(text.text, &arena, &back, &why));
	assert_int_equal(back.setting_count, RUNCODE_SETTINGS_MAX);
	for (uint32_t i = 0; i < back.setting_count; i++) {
		assert_string_equal(back.settings[i].path, code.settings[i].path);
		assert_string_equal(back.settings[i].value, code.settings[i].value);
	}
	str_release(&text);
}

static void
runcode__more_than_a_code_can_say__there_is_none(void **state)
{
	char value[2001] = "";
	struct runcode much = long_code(RUNCODE_SETTINGS_MAX, value);
	struct runcode beyond = long_code(1, "Zo\xC3\xAB");
	struct str text = STR_INIT;

	(void)state;
	memset(value, 'x', sizeof value - 1);
	value[sizeof value - 1] = 0;
	assert_false(runcode_write(&much, &text));
	assert_false(runcode_write(&beyond, &text));
	assert_int_equal(text.length, 0);
	str_release(&text);
}

static void
runcode__lower_case_and_look_alikes__are_read(void **state)
{
	struct runcode code = { .lesson = 1, .content = 1, .step = 1, .position = 1 }, read;
	struct str text = STR_INIT;
	const char *why;

	(void)state;
	assert_true(runcode_write(&code, &text));
	for (size_t i = 0; i < text.length; i++) {
		if (text.text[i] >= 'A' && text.text[i] <= 'Z')
			text.text[i] = (char)(text.text[i] + 32);
		if (text.text[i] == '0')
			text.text[i] = 'o';
		if (text.text[i] == '1')
			text.text[i] = 'l';
	}
	assert_true(runcode_read(text.text, &arena, &read, &why));
	assert_int_equal(read.position, 1);
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(runcode__any_code__reads_back, teardown),
		cmocka_unit_test_teardown(runcode__lesson_frame__is_short, teardown),
		cmocka_unit_test_teardown(runcode__one_letter_changed__is_a_typo, teardown),
		cmocka_unit_test_teardown(runcode__one_slip__what_was_meant_is_offered, teardown),
		cmocka_unit_test_teardown(
		    runcode__form_without_parts__is_read_and_written_as_it_was, teardown),
		cmocka_unit_test_teardown(runcode__scenario_changed__says_where, teardown),
		cmocka_unit_test_teardown(runcode__hostile__is_refused_with_a_sentence, teardown),
		cmocka_unit_test_teardown(
		    runcode__as_many_settings_as_a_future_has__reads_back, teardown),
		cmocka_unit_test_teardown(
		    runcode__more_than_a_code_can_say__there_is_none, teardown),
		cmocka_unit_test_teardown(runcode__lower_case_and_look_alikes__are_read, teardown),
	};

	return cmocka_run_group_tests_name("experiment/runcode", tests, NULL, NULL);
}
