/* Challenges: pars are proved, goals are judged on the run, hints lead there. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "experiment/challenge.h"
#include "experiment/proof.h"
#include "lesson/load.h"
#include "lib/drive.h"

#define BREAK_THE_SHOP "lessons/90-break-the-shop.yaml"

static const char head[] =
    "format: 1\nid: c\ntitle: Challenges\nlang: en\nauthors: [me]\nlicence: MIT\nminutes: 1\n"
    "requires: []\nscenarios:\n"
    "  shop:\n"
    "    seed: 7\n"
    "    clients: {ana: {name: Ana, every: 1s, relogin: off,\n"
    "      script: [login, add book, view cart]}}\n"
    "    servers: {count: 2}\n"
    "    designs: {sticky: {}, token: {}}\n"
    "steps:\n";

/* The findings of a step, "line code; ...", "" for none. */
static void
prove(const char *step, struct str *out)
{
	struct lesson lesson;
	struct arena arena = { 0 };
	struct findings findings;
	struct proof_tally tally;
	struct str text = STR_INIT;

	memset(&lesson, 0, sizeof(lesson));
	str_add(&text, head);
	str_add(&text, step);
	findings_init(&findings, &arena);
	str_clear(out);
	if (lesson_load_bytes(&lesson, text.text, text.length, "c.yaml", &findings))
		lesson_check_references(&lesson, &findings);
	if (findings.errors == 0)
		lesson_prove(&lesson, NULL, &findings, &tally);
	for (size_t i = 0; i < findings.count; i++)
		str_printf(out, "%s%u %s", i ? "; " : "", findings.rows[i].mark.line,
		    findings.rows[i].code);
	lesson_release(&lesson);
	arena_release(&arena);
	str_release(&text);
}

static void
check__pars_and_goals_that_are_wrong__caught_at_their_line(void **state)
{
	static const struct { const char *step, *findings; } rows[] = {
		{ "  - {id: a, kind: challenge, title: A, scenario: shop, designs: [sticky],\n"
		  "     goal: sessions_lost == 1, allow: [crash], par: 1}\n", "" },
		{ "  - {id: a, kind: challenge, title: A, scenario: shop, designs: [sticky],\n"
		  "     goal: sessions_lost == 1, allow: [crash],\n     par: 2}\n",
		    "19 par-too-high" },
		{ "  - {id: a, kind: challenge, title: A, scenario: shop, designs: [token],\n"
		  "     goal: sessions_lost == 1, allow: [crash, restart],\n     par: 2}\n",
		    "19 par-too-low" },
		{ "  - {id: a, kind: challenge, title: A, scenario: shop, designs: [token],\n"
		  "     goal: sessions_lost == 0, allow: [crash], par: 1}\n", "18 goal-at-start" },
		{ "  - {id: a, kind: challenge, title: A, scenario: shop, designs: [sticky],\n"
		  "     goal: sessions_lost == 1,\n     allow: [crahs], par: 1}\n",
		    "19 unknown-move" },
		{ "  - {id: a, kind: challenge, title: A, scenario: shop, designs: [sticky],\n"
		  "     goal: sessions_lost == 1,\n     allow: [{do: crash, with: [3]}], par: 1}\n",
		    "19 unknown-key" },
		{ "  - {id: a, kind: challenge, title: A, scenario: shop, designs: [sticky],\n"
		  "     goal: sessions_lost == 1,\n     allow: [{set: servers.cuont, to: [3]}],\n"
		  "     par: 1}\n",
		    "19 unknown-key" },
		{ "  - {id: a, kind: break, title: A, scenario: shop, designs: [token],\n"
		  "     at: start,"
		  "     goal: sessions_lost == 1, allow: [slow]}\n", "18 goal-out-of-reach" },
		{ "  - {id: a, kind: break, title: A, scenario: shop, designs: [token],\n"
		  "     at: start,"
		  "     allow: any}\n", "" },
	};
	struct str found = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		prove(rows[i].step, &found);
		if (strcmp(found.text, rows[i].findings) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].step, found.text,
			    rows[i].findings);
	}
	str_release(&found);
}

/* ---- played ---- */

static struct player *
open_challenge(struct drive *drive, const char *step, bool plain)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .lesson = BREAK_THE_SHOP,
		.step = step, .plain = plain }));
	assert_string_equal(drive_step(drive), step);
	return drive_player(drive);
}

static void
challenge__walked_with_keys__not_yet_then_done(void **state)
{
	struct drive drive;
	struct player *player = open_challenge(&drive, "c-lose-a-cart", false);

	(void)state;
	assert_true(drive_shows(&drive, "GOAL     Lose Ana's cart"));
	assert_true(drive_shows(&drive, "par 1"));
	assert_int_equal(player->goal, 0);
	/* too early: there is nothing in the cart yet, and she fills another */
	assert_true(drive_keys(&drive, "} Right x c"));
	assert_int_equal(player->goal, 0);
	assert_true(drive_shows(&drive, "Not yet."));
	assert_true(drive_keys(&drive, "u } } } Right x c"));
	assert_int_equal(player->goal, 1);
	assert_true(drive_shows(&drive, "DONE     in 1 change: fewer cannot do it."));
	assert_true(drive_shows(&drive, "one crash away from gone"));
	/* a second change may stay; then par was missed */
	assert_true(drive_keys(&drive, "x a"));
	if (player->goal == 1)
		assert_true(drive_shows(&drive, "Fewer can do it."));
	drive_close(&drive);
}

static void
challenge__what_is_not_allowed__not_offered(void **state)
{
	struct drive drive;
	struct player *player = open_challenge(&drive, "c-lose-a-cart", false);

	(void)state;
	assert_true(drive_keys(&drive, "} } Right x"));
	assert_false(drive_shows(&drive, "rotate the key"));
	assert_true(drive_keys(&drive, "k"));
	assert_true(drive_shows(&drive, "That is not allowed here."));
	assert_int_equal(player->path.change_count, 0);
	assert_non_null(player_set(player, "servers.count", "5"));
	drive_close(&drive);
}

static void
challenge__settings_alone__offered_by_their_key_and_counted_once(void **state)
{
	struct drive drive;
	struct player *player = open_challenge(&drive, "c-dear-store", false);

	(void)state;
	assert_true(drive_shows(&drive, "S settings"));
	assert_true(drive_keys(&drive, "x"));
	assert_false(player->breaking);
	assert_true(drive_keys(&drive, "S"));
	assert_true(drive_shows(&drive, "homes.cart"));
	assert_false(drive_shows(&drive, "warmup"));
	/* over "store" to "token", twice: two changes */
	assert_true(drive_keys(&drive, "Right Right Down Right Right Esc"));
	assert_int_equal(player->goal, 1);
	assert_true(drive_shows(&drive, "DONE     in 2 changes: fewer cannot do it."));
	drive_close(&drive);
}

static void
challenge__hints__then_a_first_step_that_wins(void **state)
{
	static const char *const steps[] = { "c-lose-a-cart", "c-lose-what-she-carries",
		"c-log-everybody-out", "c-pay-twice", "c-make-stateless-lose", "c-after-goodbye",
		"c-survive-the-deploy", "c-no-single-fault", "c-dear-store", "c-dear-wire",
		"c-idle-hands", "c-nothing-happened" };

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct drive drive;
		struct player *player = open_challenge(&drive, steps[i], false);
		struct arena arena = { 0 };
		struct challenge_answer *answer = arena_alloc(&arena, sizeof(*answer));
		const char *way = player_way(player, &arena);

		assert_non_null(way);
		/* the hint is the first step of a way that the player itself finds good */
		challenge_search(&player->challenge, NULL, player->challenge.step->par, false,
		    &arena, answer);
		assert_true(answer->found);
		assert_int_equal(answer->moves, player->challenge.step->par);
		for (uint32_t s = 0; s < answer->attempt.setting_count; s++)
			assert_null(player_set(player, answer->attempt.settings[s].path,
			    answer->attempt.settings[s].value->text));
		for (uint32_t c = 0; c < answer->attempt.change_count; c++)
			assert_null(player_change(player, &answer->attempt.changes[c], "way"));
		assert_int_equal(player->goal, 1);
		arena_release(&arena);
		drive_close(&drive);
	}
}

static void
challenge__plain__said_and_done_by_lines(void **state)
{
	struct drive drive;
	struct player *player = open_challenge(&drive, "c-log-everybody-out", true);

	(void)state;
	assert_non_null(strstr(drive_said(&drive), "GOAL Log everybody out"));
	for (int i = 0; i < 6; i++)
		drive_line(&drive, "request-on");
	drive_line(&drive, "hint");
	drive_line(&drive, "hint");
	assert_null(strstr(drive_said(&drive), "One way begins so"));
	drive_line(&drive, "hint");
	assert_non_null(strstr(drive_said(&drive), "One way begins so: the signing key changes"));
	drive_line(&drive, "break");
	drive_line(&drive, "rotate-key");
	assert_int_equal(player->path.changes[0].kind, FAULT_ROTATE_KEY);
	drive_close(&drive);
}

static void
search__twice__the_same_answer_and_runs(void **state)
{
	struct lesson lesson;
	struct arena arena = { 0 };
	struct findings findings;
	bool ok;

	(void)state;
	memset(&lesson, 0, sizeof(lesson));
	findings_init(&findings, &arena);
	assert_int_equal(lesson_load(&lesson, BREAK_THE_SHOP, &findings, &ok), 0);
	for (uint32_t s = 0; s + 1 < lesson.step_count; s++) {
		struct challenge_answer *one = arena_alloc(&arena, sizeof(*one));
		struct challenge_answer *two = arena_alloc(&arena, sizeof(*two));
		struct challenge challenge;

		assert_true(challenge_read(&lesson, &lesson.steps[s], &arena, &challenge,
		    &findings));
		challenge_search(&challenge, NULL, lesson.steps[s].par, lesson.steps[s].par == 1,
		    &arena, one);
		challenge_search(&challenge, NULL, lesson.steps[s].par, lesson.steps[s].par == 1,
		    &arena, two);
		assert_int_equal(one->runs, two->runs);
		assert_int_equal(one->solutions, two->solutions);
		assert_true(one->solutions >= 1);
		assert_true(one->runs <= CHALLENGE_RUNS_MAX && !one->too_many);
	}
	lesson_release(&lesson);
	arena_release(&arena);
}

static void
search__more_runs_than_allowed__ends_and_says_so(void **state)
{
	struct lesson lesson;
	struct arena arena = { 0 };
	struct findings findings;
	struct challenge challenge;
	struct challenge_answer *answer = arena_alloc(&arena, sizeof(*answer));
	bool ok;

	(void)state;
	memset(&lesson, 0, sizeof(lesson));
	findings_init(&findings, &arena);
	assert_int_equal(lesson_load(&lesson, BREAK_THE_SHOP, &findings, &ok), 0);
	assert_true(challenge_read(&lesson, lesson_step(&lesson, "c-idle-hands"), &arena,
	    &challenge, &findings));
	challenge.runs_max = 20; /* its first level has more */
	challenge_search(&challenge, NULL, 2, false, &arena, answer);
	assert_true(answer->too_many);
	assert_false(answer->found);
	assert_int_equal(answer->runs, 20);
	lesson_release(&lesson);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check__pars_and_goals_that_are_wrong__caught_at_their_line),
		cmocka_unit_test(search__more_runs_than_allowed__ends_and_says_so),
		cmocka_unit_test(challenge__walked_with_keys__not_yet_then_done),
		cmocka_unit_test(challenge__what_is_not_allowed__not_offered),
		cmocka_unit_test(challenge__settings_alone__offered_by_their_key_and_counted_once),
		cmocka_unit_test(challenge__hints__then_a_first_step_that_wins),
		cmocka_unit_test(challenge__plain__said_and_done_by_lines),
		cmocka_unit_test(search__twice__the_same_answer_and_runs),
	};

	return cmocka_run_group_tests_name("experiment/challenge", tests, NULL, NULL);
}
