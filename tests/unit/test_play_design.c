/* The sandbox: the same crash under another design, side by side, and shared to the letter. */
#include "lib/assert.h"
#include "lib/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define SHOP "lessons/clusters/shop.yaml"

static struct player *
open_shop(struct drive *drive, int rows, int cols, bool plain)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .start = "play", .lesson = SHOP,
		.rows = rows, .cols = cols, .plain = plain }));
	return drive_player(drive);
}

static const char *
design(struct drive *drive)
{
	return drive_player(drive)->set.runs[0].design;
}

/* "clicks, then whose server dies": seven requests on, s1 crashes. */
#define CRASH "} } } } } } } x c"

static void
play__tab_after_a_crash__the_same_crash_under_every_design(void **state)
{
	static const struct {
		const char *design;
		bool loses;
	} rows[] = { { "local", true }, { "store", false }, { "replica", false },
		{ "token", false }, { "carry", false } };
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, false);
	uint64_t sticky, at_ns;

	(void)state;
	keys(&drive, CRASH);
	sticky = digest(&drive);
	at_ns = player->at_ns;
	assert_int_equal(measured(&drive, "sessions_lost"), 1);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct scenario *scenario;

		keys(&drive, "Tab");
		assert_string_equal(design(&drive), rows[i].design);
		assert_true(drive_shows(&drive, "s1 crashes"));
		scenario = player->set.runs[0].scenario;
		assert_int_equal(scenario->fault_count, 1);
		assert_true(scenario->faults[0].at_ns == at_ns);
		assert_true(player->at_ns <= at_ns);
		assert_true((measured(&drive, "sessions_lost") > 0) == rows[i].loses);
	}
	keys(&drive, "Tab"); /* round to the first: the very future, and not one more */
	assert_true(digest(&drive) == sticky);
	assert_int_equal(player->forks->count, 2);
	keys(&drive, "u Tab"); /* what was undone is not followed */
	assert_int_equal(player->set.runs[0].scenario->fault_count, 0);
	drive_close(&drive);
}

static void
play__tab__settings_faults_and_names_in_their_order(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, false);

	(void)state;
	keys(&drive, CRASH);
	assert_null(player_set(player, "servers.count", "5"));
	assert_null(player_set(player, "base", "replica")); /* another design is gone to for that */
	keys(&drive, "} x Tab c");
	forks_name(player->forks, player->forks->now, "both gone");
	assert_int_equal(player->path.change_count, 2);
	keys(&drive, "Tab Tab");
	assert_string_equal(design(&drive), "store");
	assert_int_equal(player->set.runs[0].scenario->servers.count, 5);
	assert_int_equal(player->set.runs[0].scenario->fault_count, 2);
	assert_int_equal(player->path.setting_count, 1);
	assert_string_equal(player->forks->rows[player->forks->now].name, "both gone");
	assert_int_equal(measured(&drive, "sessions_lost"), 0);
	drive_close(&drive);
}

static void
play__tab__what_has_no_place_stays_behind_and_is_named(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, false);

	(void)state;
	keys(&drive, "Tab Tab } } } } x c x Tab Tab Tab o"); /* s1 crashes, and the store is off */
	assert_string_equal(design(&drive), "store");
	assert_int_equal(player->path.change_count, 2);
	keys(&drive, "Tab");
	assert_string_equal(design(&drive), "replica");
	assert_non_null(strstr(drive.app->notice.text,
	    "stayed behind: the store answers nobody."));
	assert_int_equal(player->path.change_count, 1);
	assert_int_equal(player->set.runs[0].scenario->faults[0].kind, FAULT_CRASH);
	drive_close(&drive);
}

static void
difference__after_tab__the_two_designs_stand_beside_each_other(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, false);
	uint64_t sticky;

	(void)state;
	keys(&drive, "d"); /* nothing to compare with: what makes something is said */
	assert_false(player->has_other);
	assert_non_null(strstr(drive.app->notice.text, "Tab takes another design"));
	keys(&drive, CRASH);
	sticky = digest(&drive);
	keys(&drive, "Tab d");
	assert_true(player->has_other);
	assert_true(player->other.runs[0].trace.digest == sticky);
	assert_true(drive_shows(&drive, "LOCAL"));
	assert_true(drive_shows(&drive, "STICKY"));
	assert_true(drive_shows(&drive, "d alone again"));
	keys(&drive, "d");
	assert_false(player->has_other);
	assert_string_equal(design(&drive), "local");
	keys(&drive, "} x Tab c d"); /* something else was done since: beside what it left */
	assert_true(player->has_other);
	assert_null(player->other_design);
	assert_int_equal(player->other_row, player->forks->rows[player->forks->now].parent);
	drive_close(&drive);
}

/* Each lane says what its own design keeps where. */
static void
difference__of_two_homes__a_caption_of_each_lane(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, false);

	(void)state;
	assert_null(player_set(player, "homes.cart", "database"));
	keys(&drive, "d v");
	assert_true(player->has_other);
	assert_int_equal(player->view, VIEW_MAP);
	assert_true(drive_shows(&drive, "login in server memory, cart in database"));
	assert_true(drive_shows(&drive, "session in server memory"));
	drive_close(&drive);
}

static void
futures__of_a_cluster__figures_under_every_design(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, false);
	uint64_t forced[6];

	(void)state;
	keys(&drive, CRASH);
	for (int i = 0; i < 6; i++) {
		forced[i] = measured(&drive, "forced_logins");
		keys(&drive, "Tab");
	}
	keys(&drive, "f");
	assert_non_null(player->under.sums);
	for (int i = 0; i < 6; i++)
		assert_true(player->under.sums[i].forced_logins == forced[i]);
	assert_true(forced[1] > forced[0]);
	assert_true(drive_shows(&drive, "s1 crashes: the same under each design"));
	assert_true(drive_shows(&drive, "carry"));
	keys(&drive, "Up"); /* main: of that one */
	assert_int_equal(player->under.sums[0].sessions_lost, 0);
	keys(&drive, "Esc");
	assert_true(measured(&drive, "sessions_lost") == 1); /* the run is the one it was */
	drive_close(&drive);
}

/* A crash, and a setting after it: the crash stands at its time, also for whoever gets the code. */
static void
run_code__of_a_setting_after_a_crash__the_same_run(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, false);
	struct arena arena = { 0 };
	struct runcode code;
	struct str text = STR_INIT;
	const char *why;
	uint64_t wanted;

	(void)state;
	keys(&drive, CRASH);
	assert_null(player_set(player, "servers.count", "4"));
	wanted = digest(&drive);
	assert_int_equal(measured(&drive, "sessions_lost"), 1);
	assert_true(player_runcode(player, &text));
	assert_true(runcode_read(text.text, &arena, &code, &why));
	player_enter(player, 0);
	assert_null(player_reopen(player, &code));
	assert_true(digest(&drive) == wanted);
	assert_int_equal(measured(&drive, "sessions_lost"), 1);
	keys(&drive, "Tab Tab Tab Tab Tab Tab");
	assert_true(digest(&drive) == wanted);
	str_release(&text);
	arena_release(&arena);
	drive_close(&drive);
}

/* A break before anything has happened: one sees it happen. */
static void
break__at_the_start__the_moment_shown_is_that_of_the_crash(void **state)
{
	struct drive drive;
	struct player *player;
	const struct trace *trace;

	(void)state;
	for (int tabs = 0; tabs < 6; tabs += 5) { /* sticky; carry, which has keys from the start */
		player = open_shop(&drive, 0, 0, false);
		for (int i = 0; i < tabs; i++)
			keys(&drive, "Tab");
		keys(&drive, "x c");
		trace = player_trace(player);
		assert_int_equal(player_position(player), trace->lead + 1);
		assert_int_equal(trace->events[trace->lead].kind, EVENT_CRASH);
		assert_true(drive_shows(&drive, "s1 \xe2\x9c\x97 DOWN"));
		drive_close(&drive);
	}
}

/* A long code is on the screen to its last letter, in the smallest window too. */
static void
run_code__of_many_changes__all_its_letters_are_shown(void **state)
{
	static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 12, 40 } };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct drive drive;
		struct player *player = open_shop(&drive, sizes[i][0], sizes[i][1], false);
		struct str code = STR_INIT, shown = STR_INIT;

		assert_null(player_set(player, "servers.count", "4"));
		assert_null(player_set(player, "session.idle", "20m"));
		keys(&drive, CRASH " y");
		assert_true(player_runcode(player, &code));
		assert_true(code.length > 80);
		for (const char *at = drive_screen(&drive); *at; at++)
			if (*at != ' ' && *at != '\n')
				str_add_char(&shown, *at);
		assert_non_null(strstr(shown.text, code.text));
		str_release(&shown);
		str_release(&code);
		drive_close(&drive);
	}
}

static void
difference__line_by_line__is_said_at_once(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive, 0, 0, true);
	const char *said;

	(void)state;
	drive_line(&drive, ":2.5s");
	drive_line(&drive, "x");
	drive_line(&drive, "c");
	drive_line(&drive, "Tab");
	assert_string_equal(design(&drive), "local");
	assert_non_null(strstr(drive_said(&drive), "and there, too: s1 crashes"));
	drive_line(&drive, ":end");
	drive_line(&drive, "d");
	said = drive_said(&drive);
	assert_non_null(strstr(said, "Beside design sticky."));
	assert_non_null(strstr(said, "First difference in what a person sees"));
	assert_false(player->has_other);
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(play__tab_after_a_crash__the_same_crash_under_every_design),
		cmocka_unit_test(play__tab__settings_faults_and_names_in_their_order),
		cmocka_unit_test(play__tab__what_has_no_place_stays_behind_and_is_named),
		cmocka_unit_test(difference__after_tab__the_two_designs_stand_beside_each_other),
		cmocka_unit_test(difference__of_two_homes__a_caption_of_each_lane),
		cmocka_unit_test(futures__of_a_cluster__figures_under_every_design),
		cmocka_unit_test(run_code__of_a_setting_after_a_crash__the_same_run),
		cmocka_unit_test(break__at_the_start__the_moment_shown_is_that_of_the_crash),
		cmocka_unit_test(run_code__of_many_changes__all_its_letters_are_shown),
		cmocka_unit_test(difference__line_by_line__is_said_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
