/* The chart within a lesson: measured in slices while it is looked at, keys in between, as a table
 * too. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <stdlib.h>
#include <string.h>

#define SWEEP "tests/lessons/sweep.yaml"

static struct player *
open_chart(struct drive *drive, const char *step, bool plain)
{
	assert_true(drive_open(drive,
	    &(struct drive_setup){ .lesson = SWEEP, .step = step, .plain = plain }));
	assert_non_null(drive->app->player);
	return drive->app->player;
}

/* Ticks as a front gives them, until nothing is under way; how many it took. */
static int
tick_to_end(struct drive *drive)
{
	int ticks = 0;

	for (; app_wait_ms(drive->app) == 0; ticks++) {
		assert_true(ticks < 100000);
		drive_tick(drive, 1000000);
	}
	return ticks;
}

static void
player_chart__step_with_a_chart__is_measured_in_slices(void **state)
{
	struct drive drive;
	struct player *player = open_chart(&drive, "the-chart", false);

	(void)state;
	assert_int_equal(player->view, VIEW_CHART);
	assert_int_equal(app_wait_ms(drive.app), 0);
	drive_tick(&drive, 1000000);
	drive_tick(&drive, 1000000);
	assert_true(drive_shows(&drive, " of 60 runs"));
	assert_true(tick_to_end(&drive) >= 20); /* a run is a slice at least */
	assert_false(drive_shows(&drive, " of 60 runs"));
	assert_true(drive_shows(&drive, "law 1/N"));
	assert_true(drive_shows(&drive, "3 of 3 within 3 se"));
	assert_true(drive_shows(&drive, "T table"));
	drive_close(&drive);
}

static void
player_chart__keys__choose_the_point_and_the_table(void **state)
{
	struct drive drive;
	struct player *player = open_chart(&drive, "the-chart", false);

	(void)state;
	tick_to_end(&drive);
	assert_true(drive_shows(&drive, "servers.count = 2 "));
	assert_true(drive_keys(&drive, "Right"));
	assert_true(drive_shows(&drive, "servers.count = 4 "));
	assert_true(drive_keys(&drive, "Right Right Right"));
	assert_true(drive_shows(&drive, "servers.count = 8 "));
	assert_true(drive_keys(&drive, "Left"));
	assert_true(drive_shows(&drive, "servers.count = 4 "));
	assert_true(drive_keys(&drive, "T"));
	assert_true(drive_shows(&drive, "servers.count  design"));
	assert_true(drive_keys(&drive, "T"));
	assert_false(drive_shows(&drive, "servers.count  design"));
	assert_true(drive_keys(&drive, "v"));
	assert_int_not_equal(player->view, VIEW_CHART);
	drive_close(&drive);
}

/* Somebody who looks away and leaves while it is measured waits for nothing. */
static void
player_chart__left_in_the_middle__stops(void **state)
{
	struct drive drive;
	struct player *player = open_chart(&drive, "the-map", false);

	(void)state;
	assert_true(player_shows(player, VIEW_CHART));
	assert_int_equal(app_wait_ms(drive.app), -1); /* nobody has asked for it yet */
	for (int i = 0; i < VIEW_KIND_COUNT && player->view != VIEW_CHART; i++)
		assert_true(drive_keys(&drive, "v"));
	assert_int_equal(player->view, VIEW_CHART);
	for (int i = 0; i < 5; i++)
		drive_tick(&drive, 1000000);
	assert_true(drive_shows(&drive, "STICKY, STORE"));
	assert_true(drive_keys(&drive, "v"));
	assert_int_equal(app_wait_ms(drive.app), -1);
	assert_true(drive_keys(&drive, "q"));
	drive_close(&drive);
}

/* Key by key or all at once: the same chart. */
static void
player_chart__interrupted_by_keys__shows_the_same(void **state)
{
	struct drive drive, other;
	char *screen;

	(void)state;
	open_chart(&drive, "the-chart", false);
	tick_to_end(&drive);
	screen = strdup(drive_screen(&drive));
	open_chart(&other, "the-chart", false);
	for (int i = 0; i < 10; i++) {
		drive_tick(&other, 1000000);
		assert_true(drive_keys(&other, i % 2 ? "Left" : "Right"));
	}
	tick_to_end(&other);
	assert_string_equal(drive_screen(&other), screen);
	free(screen);
	drive_close(&drive);
	drive_close(&other);
}

static void
player_chart__line_by_line__is_the_table(void **state)
{
	struct drive drive;

	(void)state;
	open_chart(&drive, "the-chart", true);
	(void)drive_said(&drive);
	drive_line(&drive, "T");
	assert_non_null(strstr(drive_said(&drive), "servers.count  design"));
	drive_close(&drive);
}

static void
player_chart__nothing_varies__says_so(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = "tests/lessons/kinds.yaml",
	    .step = "the-show" }));
	assert_false(player_shows(drive.app->player, VIEW_CHART));
	assert_true(drive_keys(&drive, "T"));
	assert_true(drive_shows(&drive, "here nothing does"));
	drive_close(&drive);
}

/* Line by line a step whose picture is a chart begins with its table; T shows it again. */
static void
player_chart__line_by_line__begins_with_the_table(void **state)
{
	struct drive drive;
	const char *said;

	(void)state;
	open_chart(&drive, "the-chart", true);
	said = drive_said(&drive);
	assert_non_null(strstr(said, "servers.count  design"));
	assert_non_null(strstr(said, "12.5 %")); /* the law, of eight servers */
	drive_close(&drive);
	open_chart(&drive, "the-map", true);
	assert_null(strstr(drive_said(&drive), "servers.count  design"));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(player_chart__step_with_a_chart__is_measured_in_slices),
		cmocka_unit_test(player_chart__keys__choose_the_point_and_the_table),
		cmocka_unit_test(player_chart__left_in_the_middle__stops),
		cmocka_unit_test(player_chart__interrupted_by_keys__shows_the_same),
		cmocka_unit_test(player_chart__line_by_line__is_the_table),
		cmocka_unit_test(player_chart__nothing_varies__says_so),
		cmocka_unit_test(player_chart__line_by_line__begins_with_the_table),
	};

	return cmocka_run_group_tests_name("player/player_chart", tests, NULL, NULL);
}
