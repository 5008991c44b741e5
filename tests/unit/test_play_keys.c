/* The sandbox under one's fingers: nothing lost, nothing silent, everything found and told. */
#include "lib/assert.h"
#include "lib/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "base/str.h"

#define SHOP "lessons/clusters/shop.yaml"
#define BREAK_THE_SHOP "lessons/90-break-the-shop.yaml"

static struct player *
open_shop(struct drive *drive)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .start = "play", .lesson = SHOP }));
	return drive_player(drive);
}

static void
type(struct drive *drive, const char *text)
{
	for (; *text; text++)
		drive_key(drive, (unsigned char)*text);
}

/* q leads home and p leads back: to the same future, at the same event, with all the others. */
static void
play__left_and_opened_again__every_future_is_there(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive);
	uint64_t wanted;
	uint32_t position;

	(void)state;
	drive.app->options.cluster = SHOP;
	keys(&drive, "q p"); /* nothing was tried: it begins anew */
	player = drive_player(&drive);
	assert_int_equal(player_position(player), 0);
	keys(&drive, "} } } } } } } x c } Tab");
	wanted = digest(&drive);
	position = player_position(player);
	keys(&drive, "q");
	assert_string_equal(app_screen(drive.app), "home");
	keys(&drive, "p");
	assert_string_equal(app_screen(drive.app), "player");
	assert_true(drive_shows(&drive, "It is as you left it."));
	player = drive_player(&drive);
	assert_true(digest(&drive) == wanted);
	assert_int_equal(player_position(player), position);
	assert_int_equal(player->forks->count, 2);
	keys(&drive, "u");
	assert_int_equal(player->path.change_count, 0);
	drive_close(&drive);
}

/* Also with a lesson in between, which takes the player's place for a while. */
static void
play__a_lesson_in_between__every_future_is_there(void **state)
{
	struct drive drive;
	struct player *player;
	uint64_t wanted;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "home",
		.lesson = DRIVE_LESSON_1 }));
	drive.app->options.cluster = SHOP;
	keys(&drive, "2 p } } } } x c");
	wanted = digest(&drive);
	keys(&drive, "q 1 Enter");
	assert_string_equal(drive_player(&drive)->lesson->id, "ticket-badge-or-coat");
	assert_false(drive_player(&drive)->is_cluster);
	keys(&drive, "Esc p");
	player = drive_player(&drive);
	assert_true(player->is_cluster);
	assert_true(digest(&drive) == wanted);
	keys(&drive, "u x s q q 1 Enter q");
	drive_close(&drive); /* whatever is kept is let go of */
}

static void
settings__arrows__what_is_passed_on_the_way_is_a_future_beside(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive);
	uint64_t main_run = digest(&drive);

	(void)state;
	keys(&drive, "S /");
	type(&drive, "servers.count");
	keys(&drive, "Enter Right Right");
	assert_int_equal(player->set.runs[0].scenario->servers.count, 5);
	assert_int_equal(player->path.setting_count, 1);
	assert_int_equal(player->forks->count, 3); /* main, 4, 5: kept all the same */
	assert_int_equal(player->forks->rows[2].parent, 0);
	keys(&drive, "u");
	assert_true(digest(&drive) == main_run);
	keys(&drive, "U Down Right"); /* another setting: after this one */
	assert_int_equal(player->path.setting_count, 2);
	drive_close(&drive);
}

static void
settings__search__by_what_people_call_it(void **state)
{
	static const struct { const char *typed, *first; } rows[] = {
		{ "users", "clients" }, { "people", "clients" }, { "speed", "servers.service" },
		{ "delay", "session.copy_lag" }, { "sticky", "designs.sticky" },
		{ "Threads", "servers.workers" }, { "redis", "store.latency" },
		{ "traffic", "load.arrivals" }, { "logged out", "session.idle" },
	};
	struct drive drive;

	(void)state;
	open_shop(&drive);
	keys(&drive, "S");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool found = false;

		keys(&drive, "/");
		type(&drive, rows[i].typed);
		for (uint32_t at = 0; at < drive.app->setting_count && at < 4; at++)
			found |= str_equal(drive.app->settings[at].path, rows[i].first);
		if (!found)
			fail_msg("\"%s\" does not find %s", rows[i].typed, rows[i].first);
		keys(&drive, "Esc");
	}
	assert_true(settings_called("session.idle", "timeout"));
	assert_false(settings_called("session.idle", "ti")); /* too short to mean it */
	assert_false(settings_called("session.idle", "timeouts"));
	assert_false(settings_called("session.idle", "speed"));
	drive_close(&drive);
}

/* What is said to have moved has moved, in figures that differ. */
static void
settings__a_change__its_figures_are_told(void **state)
{
	struct drive drive;

	(void)state;
	open_shop(&drive);
	assert_true(settings_change(drive.app, "session.idle", "29m"));
	assert_string_equal(drive.app->notice.text, "Run again: none of the usual figures moved.");
	assert_true(settings_change(drive.app, "base", "replica"));
	assert_non_null(strstr(drive.app->notice.text, "in servers 6.2 KiB \xe2\x86\x92 18.6 KiB"));
	assert_true(settings_change(drive.app, "clients.ana.script",
	    "[login, add books, add pen, view cart, view cart, view cart, view cart]"));
	assert_non_null(strstr(drive.app->notice.text, "on the wire 4"));
	assert_null(strstr(drive.app->notice.text, "4.5 KiB \xe2\x86\x92 4.5 KiB"));
	drive_close(&drive);
}

/* The event before a crash that one made oneself did not cause it. */
static void
why__of_ones_own_break__begins_there(void **state)
{
	struct drive drive;
	const char *screen;

	(void)state;
	open_shop(&drive);
	keys(&drive, "} } } } Right Right Right x c c");
	screen = drive_screen(&drive);
	assert_non_null(strstr(screen, "s1 crashes."));
	assert_non_null(strstr(screen, "There it begins: it was made to happen here"));
	assert_null(strstr(screen, "because of"));
	keys(&drive, "Esc :");
	type(&drive, "first miss");
	keys(&drive, "Enter c"); /* what follows from it has its chain */
	assert_true(drive_shows(&drive, "because of"));
	drive_close(&drive);
}

static void
waypoints__of_the_sandbox__what_broke(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive);
	uint32_t crash;

	(void)state;
	keys(&drive, "w");
	assert_true(drive_shows(&drive, "No marked moment after here."));
	keys(&drive, "} } } } } x c");
	crash = player_position(player);
	keys(&drive, "} } } W");
	assert_int_equal(player_position(player), crash);
	keys(&drive, ":");
	assert_true(drive_shows(&drive, "a time (3.2s)"));
	type(&drive, "start");
	keys(&drive, "Enter w");
	assert_int_equal(player_position(player), crash);
	keys(&drive, "e"); /* and from here it is saved */
	assert_true(str_starts_with(drive.saved_path.text, "cluster-"));
	assert_non_null(strstr(drive.saved_text.text, "do: crash"));
	drive_close(&drive);
}

/* Where Tab takes another design, the small window's whole picture is a view. */
static void
play__smallest_window__every_key_it_names_does_what_it_says(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive);

	(void)state;
	drive_resize(&drive, 12, 40);
	assert_true(drive_shows(&drive, "v map") || drive_shows(&drive, "v the full map"));
	assert_false(drive_shows(&drive, "Tab"));
	keys(&drive, "} } } v");
	assert_true(drive_shows(&drive, "STICKY  session in"));
	keys(&drive, "v");
	assert_true(drive_shows(&drive, "ladder"));
	keys(&drive, "x"); /* the menu is seen all the same */
	assert_true(drive_shows(&drive, "break something: on s1"));
	keys(&drive, "c i");
	for (int i = 0; i < 12 && !drive_shows(&drive, "it is down, and what"); i++)
		keys(&drive, "i");
	assert_true(drive_shows(&drive, "Inside s1:"));
	keys(&drive, "Esc v v v v");
	keys(&drive, "Tab");
	assert_string_equal(player->set.runs[0].design, "local");
	drive_close(&drive);
}

static void
play__beside__q_ends_it_and_stays(void **state)
{
	struct drive drive;
	struct player *player = open_shop(&drive);

	(void)state;
	keys(&drive, "} } } x c d");
	assert_true(player->has_other);
	keys(&drive, "q");
	assert_false(player->has_other);
	assert_string_equal(app_screen(drive.app), "player");
	assert_true(drive_shows(&drive, "SO FAR   s1 crashes"));
	assert_false(drive_shows(&drive, "(used"));
	keys(&drive, "f d"); /* the one that one is in: beside what it left */
	assert_true(player->has_other);
	assert_int_equal(player->other_row, 0);
	drive_close(&drive);
}

static void
settings__opened_again__at_the_line_it_was_left_at(void **state)
{
	struct drive drive;

	(void)state;
	open_shop(&drive);
	keys(&drive, "S /");
	type(&drive, "balancer.place");
	keys(&drive, "Enter");
	assert_true(drive_shows(&drive, "the next server in turn"));
	keys(&drive, "Esc } } S");
	assert_string_equal(drive.app->settings[drive.app->setting_row].path, "balancer.place");
	drive_close(&drive);
}

/* Line by line the menu is one line, and what it cannot do is said. */
static void
break_line__move_place_figure__made_or_refused(void **state)
{
	static const struct { const char *line, *said; uint32_t faults; } rows[] = {
		{ "break crash s2", "s2 crashes. What was in its memory is gone: 1 session.", 1 },
		{ "break slow s1 100", "s1 becomes slow, 100 times as long", 2 },
		{ "break crash s2", "It is down already.", 2 },
		{ "break steal Ana", "Ana is robbed by Mallory", 3 },
		{ "break deploy 5s", "each away for 5s", 4 },
		{ "break crahs s1", "Did you mean \"crash\"?", 4 },
		{ "break crash s9", "There is no \"s9\" here.", 4 },
		{ "break slow s3 7", "\"7\" is no figure of slow.", 4 },
		{ "break rotate-key", "This cluster has nothing that it could happen to.", 4 },
	};
	struct drive drive;
	struct player *player;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "play", .lesson = SHOP,
		.plain = true }));
	player = drive_player(&drive);
	drive_line(&drive, ":2.5s");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		drive_line(&drive, rows[i].line);
		if (!strstr(drive_said(&drive), rows[i].said))
			fail_msg("%s: %s", rows[i].line, drive_said(&drive));
		assert_int_equal(player->set.runs[0].scenario->fault_count, rows[i].faults);
		assert_false(player->breaking);
	}
	drive_line(&drive, "break"); /* alone it opens the menu */
	assert_true(player->breaking);
	drive_close(&drive);
}

/* Whatever is pressed in the sandbox, in whatever window: each drawing is sane, a future that one
 * goes back to is the one that it was, and so is a code. */
static void
any_keys__in_the_sandbox__futures_stay_and_drawings_are_sane(void **state)
{
	static const char pressed[] = "xxcsyngeadblkruUffdddvvvTiCS$ e}}}{{wW  \t\t\t\t\r\r"
				      "\033qpLzA.y";
	static const int sizes[][2] = { { 24, 80 }, { 12, 40 }, { 40, 120 }, { 9, 60 } };
	struct prng prng;

	(void)state;
	prng_init(&prng, 20261126, 1);
	for (int session = 0; session < 40; session++) {
		struct drive drive;
		struct player *player;
		uint64_t digests[64];
		uint32_t known = 0;

		assert_true(drive_open(&drive, &(struct drive_setup){ .start = "play",
			.lesson = SHOP, .ascii = session % 3 == 0,
			.rows = sizes[session % 4][0], .cols = sizes[session % 4][1] }));
		drive.app->options.cluster = SHOP;
		for (int i = 0; i < 60 && !drive.app->left; i++) {
			uint64_t at = prng_below(&prng, sizeof pressed - 1);

			drive_key(&drive, (unsigned char)pressed[at]);
			(void)drive_screen(&drive);
			if (drive_insane(&drive))
				fail_msg("session %d, key %d: %s", session, i,
				    drive_insane(&drive));
		}
		player = drive_player(&drive);
		if (player && player->is_cluster && player->forks && !drive.app->left) {
			for (; known < player->forks->count && known < 64; known++) {
				assert_true(player_go_fork(player, known));
				digests[known] = player_trace(player)->digest;
			}
			while (known-- > 0) {
				assert_true(player_go_fork(player, known));
				assert_true(player_trace(player)->digest == digests[known]);
			}
		}
		drive_close(&drive);
	}
}

/* ---- challenges ---- */

static struct player *
open_challenge(struct drive *drive, const char *step)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .lesson = BREAK_THE_SHOP,
		.step = step }));
	return drive_player(drive);
}

static void
challenge__not_yet__what_is_missing_is_said(void **state)
{
	struct drive drive;
	struct player *player = open_challenge(&drive, "c-lose-a-cart");

	(void)state;
	assert_null(player->missing);
	keys(&drive, "} } x Tab c"); /* the other server: nobody is on it */
	assert_int_equal(player->goal, 0);
	assert_string_equal(player->missing,
	    "sessions lost: 1 (now: 0); Ana's cart is not book pen at the end (now: book pen)");
	assert_true(drive_shows(&drive, "MISSING  sessions lost: 1 (now: 0)"));
	assert_true(drive_shows(&drive, "Not yet."));
	drive_close(&drive);

	player = open_challenge(&drive, "c-lose-a-cart");
	keys(&drive, "} } Right Right Right Right Right Right Right Right Right Right Right x c");
	assert_int_equal(player->set.runs[0].scenario->fault_count, 1);
	/* her book is gone, her pen is not: lost is lost */
	assert_int_equal(player->goal, 1);
	assert_null(player->missing);
	drive_close(&drive);

	player = open_challenge(&drive, "c-dear-store");
	assert_null(player_set(player, "homes.login", "store"));
	assert_non_null(strstr(player->missing, "in case first-server; the price is too high"));
	assert_null(player_set(player, "homes.cart", "token"));
	assert_string_equal(player->missing, "the price is too high");
	drive_close(&drive);
}

/* "A server": whichever. */
static void
challenge__idle_hands__any_of_the_three_will_do(void **state)
{
	(void)state;
	for (int target = 0; target < 3; target++) {
		struct drive drive;
		struct player *player = open_challenge(&drive, "c-idle-hands");

		keys(&drive, "} } } } x");
		for (int i = 0; i < target; i++)
			keys(&drive, "Tab");
		keys(&drive, "c } } } x r");
		assert_int_equal(player->goal, 1);
		drive_close(&drive);
	}
}

/* A hint longer than a line is there to its last word. */
static void
challenge__hint_of_two_lines__whole(void **state)
{
	struct drive drive;

	(void)state;
	open_challenge(&drive, "c-dear-store");
	keys(&drive, "H");
	assert_true(drive_shows(&drive, "Where else can a"));
	assert_true(drive_shows(&drive, "cart be?"));
	drive_resize(&drive, 12, 40);
	assert_true(drive_shows(&drive, "cart be?"));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(play__left_and_opened_again__every_future_is_there),
		cmocka_unit_test(play__a_lesson_in_between__every_future_is_there),
		cmocka_unit_test(settings__arrows__what_is_passed_on_the_way_is_a_future_beside),
		cmocka_unit_test(settings__search__by_what_people_call_it),
		cmocka_unit_test(settings__a_change__its_figures_are_told),
		cmocka_unit_test(why__of_ones_own_break__begins_there),
		cmocka_unit_test(waypoints__of_the_sandbox__what_broke),
		cmocka_unit_test(play__smallest_window__every_key_it_names_does_what_it_says),
		cmocka_unit_test(play__beside__q_ends_it_and_stays),
		cmocka_unit_test(settings__opened_again__at_the_line_it_was_left_at),
		cmocka_unit_test(break_line__move_place_figure__made_or_refused),
		cmocka_unit_test(any_keys__in_the_sandbox__futures_stay_and_drawings_are_sane),
		cmocka_unit_test(challenge__not_yet__what_is_missing_is_said),
		cmocka_unit_test(challenge__idle_hands__any_of_the_three_will_do),
		cmocka_unit_test(challenge__hint_of_two_lines__whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
