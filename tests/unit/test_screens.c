/* Whole screens from scripts of keys, kept in tests/golden/app_*.screen.  `make golden-update`
 * rewrites them; the difference is to be looked at.  A lesson of the tests, so that the words of a
 * real one may change. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "lib/drive.h"
#include "lib/golden.h"

#define KINDS "tests/lessons/kinds.yaml"
#define TO_END ": e n d Enter "

static const struct screen_script {
	const char *name, *start, *step, *keys;
} scripts[] = {
	{ "welcome", "home", NULL, "" },
	{ "home", "home", NULL, "2" },
	{ "bets", "learn", NULL, "" },
	{ "bets-sure", "learn", NULL, "2" },
	{ "watch", "learn", "the-show", "Space Space" },
	{ "twins", "learn", "the-twins", TO_END },
	{ "bet", "learn", "the-bet", TO_END "Space" },
	{ "seen", "learn", "the-bet", TO_END "Space 1 s " TO_END "Space" },
	{ "told", "learn", "the-bet", TO_END "Space 1 s " TO_END "Space 1" },
	{ "replay", "learn", "the-bet", TO_END "Space 1 s " TO_END "Space 1 r Right" },
	{ "break", "learn", "the-twins", "x" },
	{ "why", "learn", "the-bet", "c" },
	{ "look", "learn", "the-look", TO_END "Space" },
	{ "summary", "learn", "the-end", "1 s 1 s" },
	{ "help", "learn", "the-bet", TO_END "Space ?" },
	{ "costs", "learn", "the-twins", TO_END "v v v v" },
	{ "difference", "learn", "the-twins", TO_END "d Down" },
	{ "costs-one", "learn", "the-show", TO_END "v v v v" },
};

static void
check(const struct screen_script *script, int rows, int cols, bool ascii)
{
	const struct drive_setup setup = { .start = script->start,
		.lesson = KINDS,
		.step = script->step,
		.ascii = ascii };
	struct drive drive;
	char name[96];

	assert_true(drive_open(&drive, &setup));
	assert_true(drive_keys(&drive, script->keys));
	drive_resize(&drive, rows, cols);
	(void)drive_screen(&drive);
	assert_null(drive_insane(&drive));
	snprintf(name, sizeof name, "app_%s-%dx%d%s", script->name, cols, rows,
	    ascii ? "-ascii" : "");
	golden_check(name, &drive.grid);
	drive_close(&drive);
}

static void
screens__at_80x24__look_as_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		check(&scripts[i], 24, 80, false);
}

static void
screens__in_ascii__look_as_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (strcmp(scripts[i].name, "why") && strcmp(scripts[i].name, "help"))
			check(&scripts[i], 24, 80, true);
}

static void
screens__folded_to_40x12__look_as_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		check(&scripts[i], 12, 40, i % 2 != 0);
}

static void
screens__at_120x40__look_as_kept(void **state)
{
	(void)state;
	for (size_t i = 4; i < 9; i++)
		check(&scripts[i], 40, 120, false);
	check(&scripts[0], 8, 31, false); /* too small for anything */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens__at_80x24__look_as_kept),
		cmocka_unit_test(screens__in_ascii__look_as_kept),
		cmocka_unit_test(screens__folded_to_40x12__look_as_kept),
		cmocka_unit_test(screens__at_120x40__look_as_kept),
	};

	return cmocka_run_group_tests_name("app/screens", tests, NULL, NULL);
}
