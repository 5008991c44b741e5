/* Run codes: what was written reads back, typos are told, hostile texts are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/prng.h"
#include "experiment/runcode.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct runcode
some_code(struct prng *prng)
{
	static const enum fault_kind kinds[] = { FAULT_CRASH, FAULT_RESTART, FAULT_STORE_DOWN,
		FAULT_STORE_UP };
	static const char *const nodes[] = { "s1", "s2", "s17", "store", "db" };
	struct runcode code = { .lesson = (uint16_t)prng_below(prng, 4096),
		.content = (uint16_t)prng_below(prng, 1024),
		.step = (uint8_t)prng_below(prng, 64),
		.position = (uint32_t)prng_below(prng, 100000) };

	code.has_seed = prng_below(prng, 2);
	if (code.has_seed)
		code.seed = prng_next(prng) >> prng_below(prng, 64);
	code.change_count = (uint32_t)prng_below(prng, 9);
	for (uint32_t i = 0; i < code.change_count; i++)
		code.changes[i] = (struct change){ .kind = kinds[prng_below(prng, 4)],
			.node = nodes[prng_below(prng, 5)],
			.position = (uint32_t)prng_below(prng, 5000) };
	return code;
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

		runcode_write(&code, &text);
		if (!runcode_read(text.text, &arena, &read, &why))
			fail_msg("%s: %s", text.text, why);
		assert_int_equal(read.lesson, code.lesson);
		assert_int_equal(read.content, code.content);
		assert_int_equal(read.step, code.step);
		assert_int_equal(read.position, code.position);
		assert_int_equal(read.has_seed, code.has_seed);
		assert_true(read.seed == code.seed);
		assert_int_equal(read.change_count, code.change_count);
		for (uint32_t i = 0; i < code.change_count; i++) {
			assert_int_equal(read.changes[i].kind, code.changes[i].kind);
			assert_string_equal(read.changes[i].node, code.changes[i].node);
			assert_int_equal(read.changes[i].position, code.changes[i].position);
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
	runcode_write(&code, &text);
	assert_true(text.length <= 16);
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
	runcode_write(&code, &text);
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

static void
runcode__lower_case_and_look_alikes__are_read(void **state)
{
	struct runcode code = { .lesson = 1, .content = 1, .step = 1, .position = 1 }, read;
	struct str text = STR_INIT;
	const char *why;

	(void)state;
	runcode_write(&code, &text);
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

/* A code with a sound checksum may still ask for what nobody can do here. */
static void
runcode__other_faults__are_refused(void **state)
{
	(void)state;
	for (int kind = 0; kind < FAULT_COUNT; kind++) {
		struct runcode code = { .lesson = 7, .position = 9, .change_count = 1 }, read;
		struct str text = STR_INIT;
		const char *why = NULL;
		bool menu = kind == FAULT_CRASH || kind == FAULT_RESTART ||
			    kind == FAULT_STORE_DOWN || kind == FAULT_STORE_UP;

		code.changes[0] = (struct change){ (enum fault_kind)kind, "s1", 3 };
		runcode_write(&code, &text);
		assert_int_equal(runcode_read(text.text, &arena, &read, &why), menu);
		str_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(runcode__any_code__reads_back, teardown),
		cmocka_unit_test_teardown(runcode__lesson_frame__is_short, teardown),
		cmocka_unit_test_teardown(runcode__one_letter_changed__is_a_typo, teardown),
		cmocka_unit_test_teardown(runcode__hostile__is_refused_with_a_sentence, teardown),
		cmocka_unit_test_teardown(runcode__other_faults__are_refused, teardown),
		cmocka_unit_test_teardown(runcode__lower_case_and_look_alikes__are_read, teardown),
	};

	return cmocka_run_group_tests_name("experiment/runcode", tests, NULL, NULL);
}
