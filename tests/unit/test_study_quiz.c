/* Which question comes next, and a session's plan as a number. */
#include "lib/assert.h"

#include "study/quiz.h"

#define ITEMS 12

static void
quiz_plan__packed__comes_back(void **state)
{
	struct quiz_plan plan = { .count = 50,
		.level = 5,
		.tag = 255,
		.exam = true,
		.chance = 0xFEDCBA987ull },
			 back;

	(void)state;
	assert_true(quiz_unpack(quiz_pack(&plan), &back));
	assert_memory_equal(&plan, &back, sizeof plan);
	plan = (struct quiz_plan){ .count = 1 };
	assert_true(quiz_unpack(quiz_pack(&plan), &back));
	assert_int_equal(back.count, 1);
	assert_int_equal(back.level + back.tag + back.exam, 0);
	assert_false(quiz_unpack(0, &back)); /* sessions of other modes have such seeds */
	assert_false(quiz_unpack(7, &back));
	plan.count = 51;
	assert_false(quiz_unpack(quiz_pack(&plan), &back));
	plan = (struct quiz_plan){ .count = 5, .level = 6 };
	assert_false(quiz_unpack(quiz_pack(&plan), &back));
}

static void
make(struct tutor_item *items, struct tutor *tutor, uint32_t beliefs)
{
	for (uint32_t i = 0; i < ITEMS; i++) {
		items[i] =
		    (struct tutor_item){ .level = (uint8_t)(1 + i * 5 / ITEMS), .option_count = 3 };
		for (uint32_t b = 0; b < TUTOR_OPTIONS_MAX; b++)
			items[i].beliefs[b] = TUTOR_NONE;
		items[i].beliefs[1] = (uint16_t)(i % beliefs);
	}
	assert_true(tutor_init(tutor, items, ITEMS, beliefs, 1));
}

/* Every second one is about another design: never two of one in a row, while there is another. */
static void
quiz_next__two_designs__take_turns(void **state)
{
	struct tutor_item items[ITEMS];
	uint16_t groups[ITEMS], last = QUIZ_NO_GROUP;
	struct tutor tutor;

	(void)state;
	make(items, &tutor, 3);
	for (uint32_t i = 0; i < ITEMS; i++)
		groups[i] = (uint16_t)(i / 2 % 2);
	for (uint32_t number = 1; number <= 6; number++) {
		uint32_t next = quiz_next(&tutor, groups, last, number, 6);
		uint32_t level = tutor_level(number, 6);

		assert_true(next < ITEMS);
		assert_false(tutor.asked[next]);
		if (last != QUIZ_NO_GROUP)
			assert_int_not_equal(groups[next], last);
		assert_true(items[next].level + 1u >= level && items[next].level <= level + 1u);
		tutor_answer(&tutor, next, 1, TUTOR_THINK);
		last = groups[next];
		for (uint32_t i = 0; i < ITEMS; i++)
			assert_false(tutor.aside[i]);
	}
	tutor_release(&tutor);
}

/* When only one design is left, it is asked about twice in a row and not forgotten. */
static void
quiz_next__one_design__goes_on(void **state)
{
	struct tutor_item items[ITEMS];
	uint16_t groups[ITEMS] = { 0 };
	struct tutor tutor;

	(void)state;
	make(items, &tutor, 2);
	for (uint32_t number = 1; number <= QUIZ_USUAL; number++) {
		uint32_t next = quiz_next(&tutor, groups, 0, number, QUIZ_USUAL);

		assert_true(next < ITEMS);
		tutor_answer(&tutor, next, 0, TUTOR_SURE);
	}
	tutor_release(&tutor);
}

static void
quiz_option__rows_and_what_is_none__is_what_the_tutor_counts(void **state)
{
	(void)state;
	assert_int_equal(quiz_option(3, 2, false), 2);
	assert_int_equal(quiz_option(3, 3, true), 3);   /* the key of a number */
	assert_int_equal(quiz_option(3, 99, false), 4); /* a number that nobody believes in */
	assert_int_equal(quiz_option(3, -3, false), TUTOR_DONT_KNOW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiz_plan__packed__comes_back),
		cmocka_unit_test(quiz_next__two_designs__take_turns),
		cmocka_unit_test(quiz_next__one_design__goes_on),
		cmocka_unit_test(quiz_option__rows_and_what_is_none__is_what_the_tutor_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
