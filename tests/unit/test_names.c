/* Vocabularies: every word finds its own enum value, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/actions.h"
#include "model/names.h"

static const struct name_table *const tables[] = { &names_home, &names_place, &names_affinity,
	&names_map, &names_on_dead, &names_on_miss, &names_waiting, &names_write, &names_law,
	&names_algorithm, &names_carrier, &names_refresh, &names_eviction, &names_lock,
	&names_piece_key, &names_fault };

static void
names__every_word__finds_its_index(void **state)
{
	(void)state;
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		assert_true(tables[t]->count > 0);
		assert_true(strlen(tables[t]->subject) > 0);
		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct name_row *row = &tables[t]->rows[i];

			assert_int_equal(names_find(tables[t], row->word), i);
			assert_true(strlen(row->text) > 0);
		}
	}
}

static void
names__enum_values__match_words(void **state)
{
	(void)state;
	assert_int_equal(names_home.count, HOME_COUNT);
	assert_int_equal(names_find(&names_home, "database"), HOME_DATABASE);
	assert_int_equal(names_find(&names_fault, "store-down"), FAULT_STORE_DOWN);
	assert_int_equal(names_find(&names_algorithm, "EdDSA"), ALGORITHM_EDDSA);
	assert_string_equal(home_word(HOME_TOKEN), "token");
	assert_string_equal(role_word(ROLE_STORE), "store");
	assert_int_equal(role_find("balancer"), ROLE_BALANCER);
}

static void
names__unknown_or_missing_word__is_minus_one(void **state)
{
	(void)state;
	assert_int_equal(names_find(&names_home, "Server"), -1);
	assert_int_equal(names_find(&names_home, "serv"), -1);
	assert_int_equal(names_find(&names_home, ""), -1);
	assert_int_equal(names_find(&names_home, NULL), -1);
	assert_int_equal(role_find("king"), -1);
	assert_int_equal(role_find(NULL), -1);
}

static void
names__every_vocabulary__has_something_built(void **state)
{
	(void)state;
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		size_t built = 0;

		for (size_t i = 0; i < tables[t]->count; i++)
			built += tables[t]->rows[i].built;
		assert_true(built > 0);
	}
}

static void
actions__built_in_rows__are_those_of_the_format(void **state)
{
	static const char *const ids[] = { "login", "logout", "view", "read", "add", "theme",
		"checkout", "pay", "ping", "move" };

	(void)state;
	assert_int_equal(builtin_action_count, sizeof(ids) / sizeof(ids[0]));
	for (uint32_t i = 0; i < builtin_action_count; i++) {
		const struct builtin_action *row = &builtin_actions[i];

		assert_string_equal(row->id, ids[i]);
		assert_true(strlen(row->text) > 0);
		assert_int_equal(row->path[0], '/');
		/* only login and ping work without a login */
		assert_int_equal(row->needs == NULL,
		    strcmp(row->id, "login") == 0 || strcmp(row->id, "ping") == 0);
		assert_int_equal(row->argument != ARGUMENT_NONE, row->argument_name != NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names__every_word__finds_its_index),
		cmocka_unit_test(names__enum_values__match_words),
		cmocka_unit_test(names__unknown_or_missing_word__is_minus_one),
		cmocka_unit_test(names__every_vocabulary__has_something_built),
		cmocka_unit_test(actions__built_in_rows__are_those_of_the_format),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
