/* The table of keys: no place binds a key twice, every key reads back, INTERFACE's keys are there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "app/action.h"
#include "base/str.h"

/* Calls `visit` with every key of a row. */
static void
each_key(const struct action_row *row, void (*visit)(uint32_t key, void *data), void *data)
{
	for (const char *word = row->keys; *word;) {
		size_t length = strcspn(word, " ");
		visit(action_key_code(word, length), data);
		word += length;
		word += strspn(word, " ");
	}
}

struct search {
	uint32_t key;
	int found;
};

static void
count_key(uint32_t key, void *data)
{
	struct search *search = data;

	assert_true(key != 0);
	if (search->key == key)
		search->found++;
}

static void
check_key(uint32_t key, void *data)
{
	const unsigned *context = data;

	for (int i = 0, bound = 0; i < ACTION_COUNT; i++) {
		struct search search = { key, 0 };
		if (!(action_rows[i].contexts & *context))
			continue;
		each_key(&action_rows[i], count_key, &search);
		bound += search.found;
		if (bound > 1)
			fail_msg("key %c is bound twice %s", (char)key,
			    context_word((enum app_context) * context));
	}
}

static void
actions__every_place__binds_no_key_twice(void **state)
{
	unsigned all = 0;

	(void)state;
	for (unsigned context = 1; *context_word((enum app_context)context); context <<= 1) {
		all |= context;
		for (int i = 0; i < ACTION_COUNT; i++)
			if (action_rows[i].contexts & context)
				each_key(&action_rows[i], check_key, &context);
	}
	for (int i = 0; i < ACTION_COUNT; i++) /* no place is left without a word */
		assert_int_equal(action_rows[i].contexts & ~all, 0);
}

static void
actions__script_names__are_unique_and_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < ACTION_COUNT; i++)
		assert_int_equal(action_find(action_rows[i].script), i);
	assert_int_equal(action_find("no-such-action"), ACTION_NONE);
}

static void
actions__keys_of_the_interface__do_what_it_says(void **state)
{
	static const struct {
		unsigned contexts[3];
		uint32_t key;
		int action;
	} rows[] = {
		{ { CTX_EVERY }, ' ', ACTION_ON },
		{ { CTX_EVERY }, '\r', ACTION_DO },
		{ { CTX_EVERY }, '\n', ACTION_DO },
		{ { CTX_EVERY }, 'q', ACTION_BACK },
		{ { CTX_EVERY }, KEY_ESC, ACTION_BACK },
		{ { CTX_EVERY }, '?', ACTION_HELP },
		{ { CTX_EVERY }, KEY_F1, ACTION_HELP },
		{ { CTX_EVERY }, 'u', ACTION_UNDO },
		{ { CTX_EVERY }, 'U', ACTION_REDO },
		{ { CTX_EVERY }, KEY_REDRAW, ACTION_REDRAW },
		{ { CTX_PICTURE, CTX_EVERY }, KEY_RIGHT_, ACTION_NEXT },
		{ { CTX_PICTURE, CTX_EVERY }, 'h', ACTION_PREVIOUS },
		{ { CTX_PICTURE, CTX_EVERY }, '.', ACTION_PLAY },
		{ { CTX_PICTURE, CTX_EVERY }, 'v', ACTION_VIEW },
		{ { CTX_PICTURE, CTX_EVERY }, 'w', ACTION_WAYPOINT },
		{ { CTX_PICTURE, CTX_EVERY }, ':', ACTION_GO_TO },
		{ { CTX_PICTURE, CTX_EVERY }, 'c', ACTION_WHY },
		{ { CTX_PICTURE, CTX_EVERY }, 'x', ACTION_BREAK },
		{ { CTX_BREAK, CTX_PICTURE, CTX_EVERY }, 'c', ACTION_CRASH },
		{ { CTX_SURE, CTX_EVERY }, 'g', ACTION_GUESS },
		{ { CTX_SURE, CTX_EVERY }, ' ', ACTION_THINK },
		{ { CTX_SURE, CTX_EVERY }, 's', ACTION_SURE },
		{ { CTX_CHOICE, CTX_BET, CTX_EVERY }, 's', ACTION_SKIP },
		{ { CTX_CHOICE, CTX_BET, CTX_EVERY }, '3', ACTION_PICK },
		{ { CTX_CHOICE, CTX_BET, CTX_EVERY }, '[', ACTION_EARLIER },
		{ { CTX_TOLD, CTX_PICTURE, CTX_EVERY }, 'r', ACTION_REPLAY },
		{ { CTX_TOLD, CTX_PICTURE, CTX_EVERY }, 'a', ACTION_ALL_WHYS },
		{ { CTX_EVERY }, 0x1F600, ACTION_NONE },
		{ { CTX_EVERY }, 0, ACTION_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int count = rows[i].contexts[2] ? 3 : rows[i].contexts[1] ? 2 : 1;
		assert_int_equal(
		    action_for(rows[i].key, rows[i].contexts, count, false), rows[i].action);
	}
}

static void
actions__a_place_that_owns_its_keys__hides_the_rest(void **state)
{
	const unsigned contexts[] = { CTX_SURE, CTX_EVERY };

	(void)state;
	assert_int_equal(action_for('q', contexts, 2, true), ACTION_NONE);
	assert_int_equal(action_for('q', contexts, 2, false), ACTION_BACK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions__every_place__binds_no_key_twice),
		cmocka_unit_test(actions__script_names__are_unique_and_read_back),
		cmocka_unit_test(actions__keys_of_the_interface__do_what_it_says),
		cmocka_unit_test(actions__a_place_that_owns_its_keys__hides_the_rest),
	};

	return cmocka_run_group_tests_name("app/action", tests, NULL, NULL);
}
