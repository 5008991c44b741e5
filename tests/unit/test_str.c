/* Text being built, and the nearest name. */
#include "lib/assert.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lib/gen.h"

static void
str__empty__terminated_and_owns_nothing(void **state)
{
	struct str str = STR_INIT;

	(void)state;
	assert_string_equal(str.text, "");
	str_add(&str, "");
	str_add_bytes(&str, NULL, 0);
	str_add_repeated(&str, 'x', 0);
	str_add_repeated(&str, 'x', -5);
	str_clear(&str);
	assert_ptr_equal(str.text, str_empty_text);
	assert_int_equal(str.room, 0);
	str_release(&str);
}

/* The dull oracle: an array large enough for everything that is added. */
static void
str__any_additions__equals_an_array(void **state)
{
	(void)state;
	GEN_CASES(gen, 300) {
		static char oracle[1 << 16];
		size_t length = 0;
		struct str str;

		str_init(&str);
		for (int i = 0; i < 50; i++) {
			char text[401];
			size_t size = gen_text(&gen, text, gen_size(&gen, 400));

			switch (gen_below(&gen, 3)) {
			case 0:
				str_add_bytes(&str, text, size);
				break;
			case 1:
				size = strlen(text);
				str_add(&str, text);
				break;
			default:
				size = strlen(text);
				str_printf(&str, "%s", text);
			}
			memcpy(oracle + length, text, size);
			length += size;
			assert_int_equal(str.length, length);
			assert_int_equal(str.text[str.length], 0);
		}
		assert_memory_equal(str.text, oracle, length);
		str_clear(&str);
		assert_string_equal(str.text, "");
		str_release(&str);
		assert_int_equal(str.length, 0);
	}
}

static void
str__pieces__in_order(void **state)
{
	struct str str = STR_INIT;
	char *text;

	(void)state;
	str_add_char(&str, '<');
	str_add_repeated(&str, '-', 3);
	str_add_code_point(&str, 0x25CF);
	str_add_code_point(&str, 0xD800);
	str_printf(&str, "%03d%%", 7);
	str_add_char(&str, '\0');
	assert_int_equal(str.length, 1 + 3 + 3 + 3 + 4 + 1);
	text = str_detach(&str);
	assert_string_equal(text, "<---\xE2\x97\x8F\xEF\xBF\xBD" "007%");
	assert_ptr_equal(str.text, str_empty_text);
	free(text);
	text = str_detach(&str); /* also the empty text can be given away */
	assert_string_equal(text, "");
	free(text);
}

static void
str_equal__null__only_null(void **state)
{
	(void)state;
	assert_true(str_equal("a", "a"));
	assert_false(str_equal("a", "b"));
	assert_false(str_equal(NULL, ""));
	assert_false(str_equal("", NULL));
	assert_true(str_equal(NULL, NULL));
	assert_true(str_starts_with("balancer", "bal"));
	assert_true(str_starts_with("bal", ""));
	assert_false(str_starts_with("ba", "bal"));
}

static void
str_nearest__slips__the_name_meant(void **state)
{
	static const char *const names[] = { "affinity", "place", "ejection", "retries", "cart",
		"id", "count", "bandwidth" };
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "afinity", "affinity" }, { "affinty", "affinity" }, { "affintiy", "affinity" },
		{ "Affinity", "affinity" }, { "retrys", "retries" }, { "retry", NULL },
		{ "palce", "place" }, { "cat", "cart" }, { "dog", NULL }, { "cuont", "count" },
		{ "bandwith", "bandwidth" }, { "width", NULL }, { "", NULL }, { "is", "id" },
		{ "affinity", "affinity" }, { "xyzzyxyzzyxyzzy", NULL },
	};
	char long_word[200];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *nearest = str_nearest(cases[i].word, names, 8);

		if (!str_equal(nearest, cases[i].nearest))
			fail_msg("%s: %s", cases[i].word, nearest == NULL ? "none" : nearest);
	}
	memset(long_word, 'a', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';
	assert_null(str_nearest(long_word, names, 8));
	assert_null(str_nearest("cart", names, 0));
	assert_string_equal(str_nearest("cart", &(const char *){ "carp" }, 1), "carp");
}

/* A tie goes to the first candidate, so that advice does not depend on anything else. */
static void
str_nearest__tie__first(void **state)
{
	static const char *const names[] = { "cats", "cart", "care" };

	(void)state;
	assert_string_equal(str_nearest("cars", names, 3), "cats");
	assert_string_equal(str_nearest("cars", names + 1, 2), "cart");
}

static void
str__drop_code_point__takes_whole_characters(void **state)
{
	struct str text = STR_INIT;

	(void)state;
	str_drop_code_point(&text);
	assert_string_equal(text.text, "");
	str_add(&text, "a\xc3\xa9\xe2\x86\x92");
	str_drop_code_point(&text);
	assert_string_equal(text.text, "a\xc3\xa9");
	str_drop_code_point(&text);
	assert_string_equal(text.text, "a");
	str_drop_code_point(&text);
	str_drop_code_point(&text);
	assert_string_equal(text.text, "");
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str__drop_code_point__takes_whole_characters),
		cmocka_unit_test(str__empty__terminated_and_owns_nothing),
		cmocka_unit_test(str__any_additions__equals_an_array),
		cmocka_unit_test(str__pieces__in_order),
		cmocka_unit_test(str_equal__null__only_null),
		cmocka_unit_test(str_nearest__slips__the_name_meant),
		cmocka_unit_test(str_nearest__tie__first),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
