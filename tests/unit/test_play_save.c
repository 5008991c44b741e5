/* What play saves is the cluster that was on the screen, whatever scenario it began with. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <stdio.h>
#include <string.h>

#include "lesson/load.h"
#include "model/node_text.h"

static const char *const files[] = { "lessons/01-ticket-badge-or-coat.yaml",
	"lessons/90-break-the-shop.yaml", "lessons/beyond/chat.yaml", "lessons/beyond/game.yaml",
	"lessons/beyond/syn.yaml", "lessons/beyond/tls.yaml", "lessons/claims/textbook.yaml",
	"lessons/clusters/shop.yaml" };

/* Everything that a scenario is, names too: a digest knows only what happened. */
static char *
effective(struct drive *drive, const struct scenario *scenario)
{
	struct str text = STR_INIT;
	char *kept;

	node_flow(scenario->effective, &text);
	kept = arena_strdup(&drive->arena, text.text);
	str_release(&text);
	return kept;
}

/* Runs the saved text's scenario under `design`: its digest and all it is; false: it cannot be
 * read or run. */
static bool
run_saved(struct drive *drive, const char *design, uint64_t *digest, char **is, char *why,
    size_t size)
{
	struct runset_request request = { .keep = true, .designs = &design, .design_count = 1 };
	struct arena arena = { 0 };
	struct findings findings;
	struct lesson lesson;
	struct runset set;
	bool ok;

	memset(&lesson, 0, sizeof lesson);
	memset(&set, 0, sizeof set);
	findings_init(&findings, &arena);
	ok = lesson_load_bytes(&lesson, drive->saved_text.text, drive->saved_text.length,
	    "saved.yaml", &findings) && lesson.scenario_count == 1;
	if (ok) {
		request.source = &lesson.scenarios[0];
		ok = runset_run(&set, &request, &findings);
		if (ok) {
			*digest = set.runs[0].trace.digest;
			*is = effective(drive, set.runs[0].scenario);
		}
		runset_release(&set);
	}
	snprintf(why, size, "%s", findings.count ? findings.rows[0].text : "");
	lesson_release(&lesson);
	arena_release(&arena);
	return ok;
}

static uint32_t
try_scenario(const char *path, const char *scenario, const char *setting, const char *value,
    uint32_t *saved)
{
	struct drive drive;
	uint32_t bad = 0, designs;

	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "play", .lesson = path,
		.scenario = scenario }));
	assert_non_null(drive_player(&drive));
	designs = drive_player(&drive)->lesson->step_count;
	for (uint32_t i = 0; i < designs; i++) {
		struct player *player = drive_player(&drive);
		char why[256] = "", *is = NULL;
		uint64_t digest = 0;

		player_enter(player, i);
		if (!player->has_run || (setting && player_set(player, setting, value)))
			continue;
		++*saved;
		drive_keys(&drive, "S e");
		if (!run_saved(&drive, player->set.runs[0].design, &digest, &is, why,
			sizeof why) || digest != player_trace(player)->digest ||
		    strcmp(is, effective(&drive, player->set.runs[0].scenario)) != 0) {
			print_error("%s#%s %s %s=%s: %s\n", path, scenario,
			    player->set.runs[0].design, setting ? setting : "-",
			    setting ? value : "-", why[0] ? why : "another run");
			bad++;
		}
		drive_keys(&drive, "Esc");
	}
	drive_close(&drive);
	return bad;
}

static void
save__every_scenario_and_design__the_same_run_again(void **state)
{
	/* Texts that YAML would read as something else, words, lists, laws, faults of one's own. */
	static const char *const settings[][2] = { { NULL, NULL }, { "seed", "12345" },
		{ "homes.cart", "database" },
		{ "clients.ana.name", "\"O'Hara: #1 \\\"\\\\ \xe2\x98\x95\"" },
		{ "stop.when", "count requests >= 3" },
		{ "servers.service", "{law: exponential, mean: 50us}" },
		{ "faults", "[{at: {after: first login by ana}, do: crash, node: holder-of "
			    "ana}]" } };
	const size_t setting_count = sizeof settings / sizeof settings[0];
	uint32_t bad = 0, saved = 0;

	(void)state;
	for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
		struct arena arena = { 0 };
		struct findings findings;
		struct lesson lesson;
		bool ok = false;

		memset(&lesson, 0, sizeof lesson);
		findings_init(&findings, &arena);
		assert_int_equal(lesson_load(&lesson, files[f], &findings, &ok), 0);
		for (uint32_t s = 0; s < lesson.scenario_count; s++)
			for (size_t k = 0; k < setting_count; k++) {
				if (k > 0 && k - 1 != (f + s) % (setting_count - 1))
					continue; /* each somewhere: all everywhere takes long */
				bad += try_scenario(files[f], lesson.scenarios[s].id,
				    settings[k][0], settings[k][1], &saved);
			}
		lesson_release(&lesson);
		arena_release(&arena);
	}
	assert_true(saved > 80);
	assert_int_equal(bad, 0);
}

/* Broken anywhere: the file gives the same future, or says that it does not. */
static void
save__broken_at_any_event__the_same_future_or_said_not_to_be(void **state)
{
	static const char *const moves[] = { "crash", "slow", "scale-out", "revoke", "deploy" };
	struct drive drive;
	struct player *player;
	uint32_t same = 0, other = 0, events;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "play",
		.lesson = "lessons/clusters/shop.yaml" }));
	player = drive_player(&drive);
	events = player_trace(player)->event_count;
	for (uint32_t at = 0; at <= events; at += 29)
		for (size_t m = 0; m < sizeof moves / sizeof *moves; m++) {
			const char *is;
			char *have = NULL, why[256] = "";
			uint64_t digest = 0;
			bool said;

			player_seek(player, at);
			player_open_menu(player);
			while (player->target != NONE16 && move_rows[move_find(moves[m])].targets &
			    MOVE_CLIENT && player_trace(player)->actors[player->target].role !=
			    ROLE_CLIENT)
				player_target(player);
			if (player_break(player, move_find(moves[m]))) {
				player->breaking = false;
				player->target = NONE16;
				continue;
			}
			player->breaking = false;
			player->target = NONE16;
			drive_keys(&drive, "S e");
			is = player->set.runs[0].design;
			assert_true(run_saved(&drive, is, &digest, &have, why, sizeof why));
			said = strstr(drive.saved_text.text, "Not quite what was on the screen");
			assert_int_equal(said, digest != player_trace(player)->digest);
			same += !said;
			other += said;
			drive_keys(&drive, "Esc");
			assert_true(player_undo(player));
		}
	assert_true(same > 35);
	assert_true(other * 20 < same);
	drive_close(&drive);
}

/* Two faults, the second between two events of one moment, and a setting after the first. */
static void
save__several_changes__the_same_future(void **state)
{
	struct drive drive;
	struct player *player;
	uint64_t digest = 0;
	char *is = NULL, why[256] = "";

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "play",
		.lesson = "lessons/clusters/shop.yaml" }));
	player = drive_player(&drive);
	drive_keys(&drive, "} } } } Right x c");
	assert_int_equal(player->path.change_count, 1);
	assert_null(player_set(player, "session.idle", "20m"));
	drive_keys(&drive, "Right Right x a");
	assert_int_equal(player->path.change_count, 2);
	drive_keys(&drive, "S e");
	assert_true(run_saved(&drive, "sticky", &digest, &is, why, sizeof why));
	assert_true(digest == player_trace(player)->digest);
	assert_non_null(strstr(drive.saved_text.text, "after: "));
	drive_close(&drive);
}

/* A retry has its own seed and names: so has the file. */
static void
save__asked_again_with_other_names_and_seed__as_it_was_on_the_screen(void **state)
{
	struct drive drive;
	struct player *player;
	uint64_t digest = 0;
	char *is = NULL, why[256] = "";
	char line[120];
	const char *name;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){
		.lesson = "lessons/90-break-the-shop.yaml", .step = "c-lose-a-cart" }));
	player = drive_player(&drive);
	player->has_seed = true;
	player->seed = 4711;
	player->isomorph.names = 1;
	drive_keys(&drive, "x c"); /* what is run from now on */
	assert_int_equal(player->path.change_count, 1);
	name = player->set.runs[0].scenario->clients[0].name;
	assert_string_not_equal(name, "Ana");
	snprintf(line, sizeof line, "name: %s", name); /* the run goes with the next change */
	drive_keys(&drive, "x a f e");
	assert_true(run_saved(&drive, "sticky", &digest, &is, why, sizeof why));
	assert_true(digest == player_trace(player)->digest);
	assert_non_null(strstr(drive.saved_text.text, line));
	assert_non_null(strstr(drive.saved_text.text, "seed: 4711"));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(save__every_scenario_and_design__the_same_run_again),
		cmocka_unit_test(save__broken_at_any_event__the_same_future_or_said_not_to_be),
		cmocka_unit_test(save__several_changes__the_same_future),
		cmocka_unit_test(
		    save__asked_again_with_other_names_and_seed__as_it_was_on_the_screen),
	};

	return cmocka_run_group_tests_name("app/play_save", tests, NULL, NULL);
}
