/* The walk of a lesson: every kind of step, bets that stay closed, keys that a run computes,
 * looking back, replays, futures of one's own. */
#include "lib/assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/player_words.h"
#include "base/units.h"
#include "lib/walk.h"
#include "trace/sentence.h"
#include "lib/gen.h"

#define KINDS "tests/lessons/kinds.yaml"
#define VARIED "tests/lessons/varied.yaml"

/* The answer of this text, wherever it stands, and sure of it. */
static void
choose(struct drive *drive, const char *text)
{
	const struct lesson_item *item = player_item(drive_player(drive));
	char words[] = "1 s";

	for (uint32_t i = 0; i < item->option_count; i++)
		if (!strcmp(item->options[i].text, text))
			words[0] = (char)('1' + i);
	keys(drive, words);
}

/* One beat of somebody who always picks the first answer and thinks so. */
static void
beat(struct drive *drive)
{
	const struct player *player = drive_player(drive);

	if (player->mode == PLAYER_ASK || player->mode == PLAYER_SEEN)
		keys(drive, "1");
	else
		keys(drive, "Space");
}

static void
player__space_and_digits__walk_every_kind_of_step(void **state)
{
	static const char *const lessons[] = { KINDS, DRIVE_LESSON_1 };

	(void)state;
	for (size_t l = 0; l < 2; l++) {
		struct drive drive;
		uint32_t reached = 0, beats = 0;

		open_at(&drive, lessons[l], NULL);
		while (strcmp(app_screen(drive.app), "player") == 0 && beats++ < BEATS_MAX) {
			struct player *player = drive_player(&drive);

			assert_true(player->step == reached || player->step == reached + 1);
			reached = player->step;
			if (player->lesson->steps[reached].kind != STEP_COMPARE)
				assert_null(player->problem);
			(void)drive_screen(&drive);
			assert_null(drive_insane(&drive));
			beat(&drive);
		}
		assert_int_equal(reached + 1, drive.app->lesson->step_count);
		assert_string_equal(app_screen(drive.app), "home");
		assert_true(drive.app->done[0]);
		assert_true(drive_shows(&drive, "done"));
		drive_close(&drive);
	}
}

static void
player__bets__are_kept_and_come_back_with_other_names(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, NULL);
	player = drive_player(&drive);
	assert_true(drive_shows(&drive, "Ana's cart"));
	keys(&drive, "1 g");
	assert_string_equal(drive_step(&drive), "the-bets");
	keys(&drive, "2 s");
	assert_string_equal(drive_step(&drive), "the-show"); /* no verdict, no run */
	for (int i = 0; i < BEATS_MAX && strcmp(drive_step(&drive), "the-end"); i++)
		beat(&drive);
	assert_int_equal(player->mode, PLAYER_ASK);
	assert_true(player->exit_test);
	assert_true(drive_shows(&drive, "Tara's cart")); /* third time that it is asked */
	assert_false(drive_shows(&drive, "Ana"));
	choose(&drive, "Log in first");
	choose(&drive, "Yes");
	assert_int_equal(player->mode, PLAYER_PAGE);
	assert_int_equal(player->before[0].chosen, 0);
	assert_int_equal(player->before[0].sure, SURE_GUESS);
	assert_int_equal(player->before[0].key, 1); /* the run says 401 */
	assert_int_equal(player->now[0].chosen, player->now[0].key);
	assert_int_equal(player->before[1].chosen, 1);
	assert_int_equal(player->before[1].key, 0); /* the source says so */
	assert_true(drive_shows(&drive, "\xe2\x9c\x97 1 guess"));
	assert_true(drive_shows(&drive, player->now[0].key == 1 ? "✓ 2 sure"
				: player->now[0].key == 0       ? "✓ 1 sure"
								: "✓ 3 sure"));
	assert_true(drive_shows(&drive, "Somebody must hold the coat."));
	drive_close(&drive);
}

/* The same question once more: other people, another order, and the key follows. */
static void
player__asked_again__is_not_the_same_screen(void **state)
{
	struct drive drive;
	struct player *player;
	char *before, *after;

	(void)state;
	open_at(&drive, VARIED, "bet");
	player = drive_player(&drive);
	on_until(&drive, PLAYER_ASK);
	before = strdup(drive_screen(&drive));
	assert_non_null(strstr(before, "What does Ana get?"));
	keys(&drive, "1 s");
	on_until(&drive, PLAYER_TOLD);
	assert_int_equal(player_answer(player)->key, 1); /* as written: the second */
	assert_int_equal(player->set.scenarios[0]->seed, 1);
	assert_string_equal(player_item(player)->options[1].text, "A page that asks Ana to log in");
	player_enter(player, player->step);
	on_until(&drive, PLAYER_ASK);
	after = strdup(drive_screen(&drive));
	if (!strcmp(before, after))
		fail_msg("the same screen again:\n%s", after);
	assert_null(strstr(after, "Ana"));
	assert_non_null(strstr(after, "What does Dora get?"));
	keys(&drive, "1 s");
	on_until(&drive, PLAYER_TOLD);
	assert_string_equal(player_item(player)->options[player_answer(player)->key].text,
	    "A page that asks Dora to log in");
	assert_true(drive_shows(&drive, "Dora"));
	free(before);
	free(after);
	drive_close(&drive);
}

/* Every predict step of both lessons, at its question. */
static void
each_bet(void (*visit)(struct drive *drive))
{
	static const char *const lessons[] = { KINDS, DRIVE_LESSON_1 };

	for (size_t l = 0; l < 2; l++) {
		struct drive drive;
		uint32_t count = 0;

		open_at(&drive, lessons[l], NULL);
		for (uint32_t s = 0; s < drive.app->lesson->step_count; s++) {
			if (drive.app->lesson->steps[s].kind != STEP_PREDICT)
				continue;
			player_enter(drive_player(&drive), s);
			on_until(&drive, PLAYER_ASK);
			visit(&drive);
			count++;
		}
		assert_true(count >= 2);
		drive_close(&drive);
	}
}

static void
assert_stays_before_the_bet(struct drive *drive)
{
	static const uint32_t harmless[] = { KEY_RIGHT_, KEY_LEFT_, ']', '[', '}', '{', 'w', 'W',
		'l', '.', '<', '>', 'v', 'z', 'A', 'i', 'c', KEY_TAB, 'x', 'u', 'U', ' ' };
	struct player *player = drive_player(drive);

	assert_true(player->bet_open);
	assert_int_equal(position(drive), player->bet);
	GEN_CASES (gen, 300) {
		drive_key(drive, harmless[gen_below(&gen, sizeof harmless / sizeof *harmless)]);
		if (gen_below(&gen, 5) == 0)
			drive_tick(drive, gen_below(&gen, 400000000));
		if (gen_below(&gen, 9) == 0)
			keys(drive, ": e n d Enter");
		assert_int_equal(player->mode, PLAYER_ASK);
		assert_true(player->bet_open);
		assert_true(position(drive) <= player->bet);
		assert_true(player->seen_until <= player->bet);
		assert_int_equal(player->path.change_count, 0);
	}
	assert_int_equal(player_answer(player)->chosen, ANSWER_NONE);
}

static void
player__open_bet__nothing_goes_past_it(void **state)
{
	(void)state;
	each_bet(assert_stays_before_the_bet);
}

/* Cells of the timeline after now that tell something. */
static uint32_t
marks_after_now(const char *row)
{
	const char *now = strstr(row, "\xe2\x97\x86"), *end = strstr(row, "\xe2\x94\xa4");
	uint32_t marks = 0;

	assert_non_null(now);
	assert_non_null(end);
	for (now += 3; now < end; now += 3)
		marks += strncmp(now, "\xe2\x94\x84", 3) != 0;
	return marks;
}

static void
assert_picture_is_closed(struct drive *drive)
{
	const struct player *player = drive_player(drive);
	static const char *const telling[] = { "DOWN \xe2\x95\x8c", "miss", "lost", "no sessions",
		"keeps nothing", "RAM", "\xe2\x95\x94" };

	for (int view = 0; view < 4; view++) {
		assert_true(drive_shows(drive, "your bet first"));
		for (int row = 2; row < 12 && player->view == VIEW_MAP; row++)
			for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
				if (strstr(drive_row(drive, row), telling[i]))
					fail_msg("%s tells \"%s\": %s", drive_step(drive),
					    telling[i], drive_row(drive, row));
		assert_int_equal(marks_after_now(drive_row(drive, 22)), 0);
		assert_null(strstr(drive_row(drive, 22), " of "));
		keys(drive, "v");
	}
}

static void
player__open_bet__closes_the_picture(void **state)
{
	(void)state;
	each_bet(assert_picture_is_closed);
}

/* No pill or ticket of the focus client stands in a server's, store's or database's box. */
static void
assert_no_pill_in_a_box(struct drive *drive)
{
	drive_resize(drive, 24, 80);
	for (int row = 3; row < 12; row++) {
		const char *line = drive_row(drive, row);
		const char *box = strstr(line, "\xe2\x94\x82"); /* the balancer's left border */

		while (box && (box = strstr(box, "\xe2\x96\x90")))
			fail_msg("%s: a pill in a box: %s", drive_step(drive), line);
	}
}

static void
player__open_bet__no_pill_is_in_a_box(void **state)
{
	(void)state;
	each_bet(assert_no_pill_in_a_box);
}

static void
player__told__key_is_the_only_option_that_holds(void **state)
{
	struct drive drive;

	(void)state;
	open_at(&drive, DRIVE_LESSON_1, NULL);
	for (uint32_t s = 0; s < drive.app->lesson->step_count; s++) {
		struct player *player = drive_player(&drive);
		const struct lesson_item *item;
		int holding = 0;

		if (drive.app->lesson->steps[s].kind != STEP_PREDICT)
			continue;
		player_enter(player, s);
		on_until(&drive, PLAYER_ASK);
		item = player_item(player);
		keys(&drive, "1 s");
		for (int i = 0; i < BEATS_MAX && player->mode != PLAYER_TOLD; i++)
			beat(&drive);
		assert_int_equal(player->mode, PLAYER_TOLD);
		for (uint32_t o = 0; o < item->option_count; o++) {
			struct arena arena = { 0 };
			struct findings findings;
			struct expr_value value;
			bool ok;

			findings_init(&findings, &arena);
			value = runset_evaluate(&player->set, item->options[o].holds,
			    item->options[o].holds_mark, NULL, &arena, &findings, &ok);
			assert_true(ok);
			if (value.known && !value.missing && value.truth) {
				holding++;
				assert_int_equal(player_answer(player)->key, o);
			}
			arena_release(&arena);
		}
		assert_int_equal(holding, 1);
		assert_true(drive_shows(&drive, "You bet 1, sure."));
	}
	drive_close(&drive);
}

static void
player__answer__can_be_taken_back_and_changed(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	player = drive_player(&drive);
	assert_int_equal(player->cursor, -1); /* nothing is preselected */
	keys(&drive, "1");
	assert_int_equal(player->mode, PLAYER_SURE);
	assert_true(player->bet_open);
	keys(&drive, "Left");
	assert_int_equal(player->mode, PLAYER_ASK);
	assert_int_equal(player_answer(player)->chosen, ANSWER_NONE);
	keys(&drive, "3 2");
	assert_int_equal(player_answer(player)->chosen, 1);
	assert_int_equal(player->mode, PLAYER_SURE);
	keys(&drive, "7"); /* there is no such answer */
	assert_int_equal(player_answer(player)->chosen, 1);
	keys(&drive, "g");
	assert_int_equal(player_answer(player)->sure, SURE_GUESS);
	assert_false(player->bet_open);
	drive_close(&drive);
}

static void
player__arrows_and_enter__answer_too(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	player = drive_player(&drive);
	keys(&drive, "Space Enter"); /* nothing is chosen, so nothing is said */
	assert_int_equal(player->mode, PLAYER_ASK);
	keys(&drive, "Down Down Up Down Enter");
	assert_int_equal(player->mode, PLAYER_SURE);
	assert_int_equal(player_answer(player)->chosen, 1);
	keys(&drive, "Enter");
	assert_int_equal(player_answer(player)->sure, SURE_THINK);
	drive_close(&drive);
}

static void
player__skipped_question__is_noted_as_skipped(void **state)
{
	static const struct {
		const char *key;
		int how;
		const char *words;
	} rows[] = { { "s", ANSWER_SKIPPED, "Skipped. It is 2." },
		{ "0", ANSWER_UNKNOWN, "You did not know. It is 2." } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct drive drive;

		open_at(&drive, KINDS, "the-bet");
		on_until(&drive, PLAYER_ASK);
		keys(&drive, rows[i].key);
		assert_int_equal(player_answer(drive_player(&drive))->chosen, rows[i].how);
		on_until(&drive, PLAYER_SEEN);
		keys(&drive, rows[i].key);
		assert_int_equal(drive_player(&drive)->mode, PLAYER_TOLD);
		assert_true(drive_shows(&drive, rows[i].words));
		drive_close(&drive);
	}
}

static void
player__seen__comes_before_the_whys(void **state)
{
	struct drive drive;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	keys(&drive, "1 t");
	assert_int_equal(drive_player(&drive)->mode, PLAYER_WATCH);
	on_until(&drive, PLAYER_SEEN);
	assert_int_equal(position(&drive), drive_player(&drive)->last);
	assert_true(drive_shows(&drive, "What came back?"));
	assert_false(drive_shows(&drive, "Nobody had a copy"));
	keys(&drive, "2");
	assert_int_equal(drive_player(&drive)->mode, PLAYER_TOLD);
	assert_true(drive_shows(&drive, "You bet 1, think so. It was 2."));
	assert_true(drive_shows(&drive, "Nobody had a copy"));
	assert_true(drive_shows(&drive, "s2 knows nothing of her"));
	assert_false(drive_shows(&drive, "The other server is up"));
	keys(&drive, "a");
	assert_true(drive_shows(&drive, "The other server is up"));
	drive_close(&drive);
}

static void
player__two_bets_on_one_run__are_both_taken_before_it_moves(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "two-asks");
	on_until(&drive, PLAYER_ASK);
	player = drive_player(&drive);
	keys(&drive, "1 t");
	assert_int_equal(player->mode, PLAYER_ASK);
	assert_int_equal(player->asked, 1);
	assert_true(player->bet_open);
	keys(&drive, "2 s");
	assert_false(player->bet_open);
	on_until(&drive, PLAYER_TOLD);
	assert_true(drive_shows(&drive, "You bet 1, think so. So it was."));
	keys(&drive, "Space");
	assert_true(drive_shows(&drive, "You bet 2, sure. It was 1."));
	keys(&drive, "Space");
	assert_string_equal(drive_step(&drive), "the-look");
	drive_close(&drive);
}

static void
player__explain__tells_the_earlier_answer_again(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	keys(&drive, "3 g");
	player = drive_player(&drive);
	for (int i = 0; i < BEATS_MAX && strcmp(drive_step(&drive), "the-whys"); i++)
		beat(&drive);
	assert_null(player->problem);
	assert_int_equal(player->mode, PLAYER_TOLD);
	assert_true(drive_shows(&drive, "You bet 3, guessed. It was 2."));
	assert_true(player->has_run);
	assert_int_equal(
	    player_trace(player)->events[position(&drive) - 1].kind, EVENT_CRASH);
	keys(&drive, "Space");
	assert_string_equal(drive_step(&drive), "the-difference");
	assert_int_equal(player->view, VIEW_DIFF);
	assert_true(drive_shows(&drive, "CARRY"));
	for (int i = 0; i < BEATS_MAX && !strcmp(drive_step(&drive), "the-difference"); i++)
		beat(&drive);
	assert_string_equal(drive_step(&drive), "the-end");
	drive_close(&drive);
}

static void
player__hints__come_one_at_a_time(void **state)
{
	struct drive drive;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	keys(&drive, "H");
	assert_true(drive_shows(&drive, "Who is up?"));
	keys(&drive, "H");
	assert_true(drive_shows(&drive, "What does it hold?"));
	keys(&drive, "H");
	assert_true(drive_shows(&drive, "There is no further hint here."));
	keys(&drive, "["); /* a notice stays until the next key */
	assert_false(drive_shows(&drive, "no further hint"));
	drive_close(&drive);
}

#define LESSON_2 "lessons/02-cart-and-crash.yaml"
#define LESSON_3 "lessons/03-request-that-says-everything.yaml"

static void
player__a_break_step__says_what_it_is_about_and_how(void **state)
{
	struct drive drive;
	struct str text = STR_INIT;

	(void)state;
	open_at(&drive, LESSON_3, "twice");
	assert_true(drive_shows(&drive, "That is called idempotent."));
	assert_true(drive_shows(&drive, "GOAL     Make one click put two pens into the cart"));
	drive_close(&drive);
	open_at(&drive, LESSON_2, "your-turn");
	assert_true(drive_shows(&drive, "x, Tab to a box, c. u undoes it."));
	drive_close(&drive);
	/* what a challenge shows is told when it is done; a break step has said it before */
	open_at(&drive, LESSON_3, "c-once");
	assert_false(drive_shows(&drive, "wants a home that every server can ask"));
	drive_player(&drive)->goal = 1;
	player_task_text(drive_player(&drive), &text);
	assert_non_null(strstr(text.text, "wants a home that every server can ask"));
	drive_close(&drive);
	open_at(&drive, LESSON_2, "your-turn");
	drive_player(&drive)->goal = 1;
	str_clear(&text);
	player_task_text(drive_player(&drive), &text);
	assert_non_null(strstr(text.text, "DONE"));
	assert_null(strstr(text.text, "Kill anyone"));
	str_release(&text);
	drive_close(&drive);
}

/* Whatever a step says of its run is seen by whoever only presses Space. */
static void
player__shows__say_all_that_they_have_to_say(void **state)
{
	static const char *const lessons[] = { DRIVE_LESSON_1, LESSON_2, LESSON_3 };
	uint32_t said = 0;

	(void)state;
	for (size_t l = 0; l < 3; l++) {
		struct drive drive;
		struct player *player;

		open_at(&drive, lessons[l], NULL);
		player = drive_player(&drive);
		for (uint32_t step = 0; step < player->lesson->step_count; step++) {
			const struct lesson_step *row = &player->lesson->steps[step];
			uint64_t seen = 0;
			char id[64];

			if (row->kind != STEP_SHOW && row->kind != STEP_WORKED)
				continue;
			snprintf(id, sizeof id, "%s", row->id); /* the lesson goes with its drive */
			drive_close(&drive);
			open_at(&drive, lessons[l], id);
			player = drive_player(&drive);
			row = &player->lesson->steps[step];
			for (int i = 0; i < BEATS_MAX && player->step == step; i++) {
				const struct checked_text *text = player_said(player);

				if (text)
					seen |= (uint64_t)1 << (text - row->say);
				keys(&drive, "Space");
			}
			row = &player->lesson->steps[step];
			assert_int_equal(seen, ((uint64_t)1 << row->say_count) - 1);
			said += row->say_count;
		}
		drive_close(&drive);
	}
	assert_true(said > 50);
}

/* Where something is to be broken Space goes from request to reply: the moments to break at. */
static void
player__a_challenge__is_walked_past_request_by_request(void **state)
{
	struct drive drive;
	struct player *player;
	int beats = 0;

	(void)state;
	open_at(&drive, LESSON_3, "c-once");
	player = drive_player(&drive);
	for (; player_position(player) < player_bound(player); beats++) {
		const struct event *event;

		keys(&drive, "Space");
		event = &player_trace(player)->events[player_position(player) - 1];
		assert_true(event->at_ns == 0 || event->kind != EVENT_ROUTE);
	}
	assert_in_range(beats, 4, 14);
	drive_close(&drive);
}

/* From request to reply, and no moment of which something is said is passed over. */
static void
player__pace_of_requests__stops_at_all_that_is_said(void **state)
{
	static const char *const steps[][2] = { { LESSON_2, "planned" }, { LESSON_2, "who-loses" },
		{ LESSON_2, "copies" }, { LESSON_3, "one-store" }, { LESSON_3, "lost-answer" } };

	(void)state;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct drive drive;
		struct player *player;
		uint32_t step, visited[200], count = 0, routes = 0;

		open_at(&drive, steps[i][0], steps[i][1]);
		player = drive_player(&drive);
		step = player->step;
		assert_true(player->lesson->steps[step].by_request);
		for (int b = 0; b < BEATS_MAX && player->mode != PLAYER_TOLD && count < 200; b++) {
			visited[count++] = player_position(player);
			beat(&drive);
		}
		assert_int_equal(player->step, step);
		for (uint32_t s = 0; s < player->lesson->steps[step].say_count; s++) {
			bool stopped = false;

			for (uint32_t k = 0; k < count; k++)
				stopped = stopped || visited[k] == player->say_positions[s];
			assert_true(stopped || player->say_positions[s] >= player->last);
		}
		for (uint32_t k = 0; k < count; k++)
			routes += visited[k] > 0 && player_trace(player)->events[visited[k] - 1]
								.kind == EVENT_ROUTE;
		assert_int_equal(routes, 0); /* what only passes it on is walked past */
		drive_close(&drive);
	}
}

static void
player__twins__whole_sentences_and_names_and_the_list(void **state)
{
	struct drive drive;

	(void)state;
	open_at(&drive, LESSON_3, "the-list");
	assert_true(drive_shows(&drive, "a logout is also written"));
	assert_true(drive_shows(&drive, " down."));
	assert_true(drive_shows(&drive, " DENYLIST   "));
	assert_true(drive_shows(&drive, "1 revoked")); /* at the store, which is asked */
	drive_close(&drive);
	open_at(&drive, LESSON_3, "the-key");
	keys(&drive, "Space Space Space Space");
	assert_true(drive_shows(&drive, "2 req. keys"));
	drive_close(&drive);
}

/* The sentence of the first event that a step stands at. */
static bool
step_begins_with(const char *step, const char *words)
{
	struct drive drive;
	struct str line = STR_INIT;
	bool found;

	open_at(&drive, LESSON_3, step);
	sentence_event(player_trace(drive_player(&drive)),
	    player_position(drive_player(&drive)) - 1, &line);
	found = strstr(line.text, words) != NULL;
	str_release(&line);
	drive_close(&drive);
	return found;
}

/* The key is in the request where the lesson says so, and not before. */
static void
player__lesson_3__a_key_goes_along_from_its_step_on(void **state)
{
	(void)state;
	assert_true(step_begins_with("lost-answer", "POST /pay"));
	assert_false(step_begins_with("lost-answer", "idempotency key"));
	assert_true(step_begins_with("the-key", "An idempotency key goes along."));
}

static void
player__the_page_to_keep__has_gaps_where_cards_have(void **state)
{
	struct drive drive;
	bool gap = false;

	(void)state;
	open_at(&drive, LESSON_3, "the-page");
	for (int i = 0; i < BEATS_MAX && drive_player(&drive)->mode != PLAYER_PAGE; i++)
		beat(&drive);
	for (int i = 0; i < 40; i++) {
		assert_false(drive_shows(&drive, "{{"));
		gap = gap || drive_shows(&drive, "A request is ____ when");
		keys(&drive, "Down");
	}
	assert_true(gap);
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(player__space_and_digits__walk_every_kind_of_step),
		cmocka_unit_test(player__bets__are_kept_and_come_back_with_other_names),
		cmocka_unit_test(player__a_break_step__says_what_it_is_about_and_how),
		cmocka_unit_test(player__shows__say_all_that_they_have_to_say),
		cmocka_unit_test(player__a_challenge__is_walked_past_request_by_request),
		cmocka_unit_test(player__pace_of_requests__stops_at_all_that_is_said),
		cmocka_unit_test(player__twins__whole_sentences_and_names_and_the_list),
		cmocka_unit_test(player__lesson_3__a_key_goes_along_from_its_step_on),
		cmocka_unit_test(player__the_page_to_keep__has_gaps_where_cards_have),
		cmocka_unit_test(player__asked_again__is_not_the_same_screen),
		cmocka_unit_test(player__open_bet__nothing_goes_past_it),
		cmocka_unit_test(player__open_bet__closes_the_picture),
		cmocka_unit_test(player__open_bet__no_pill_is_in_a_box),
		cmocka_unit_test(player__told__key_is_the_only_option_that_holds),
		cmocka_unit_test(player__answer__can_be_taken_back_and_changed),
		cmocka_unit_test(player__arrows_and_enter__answer_too),
		cmocka_unit_test(player__skipped_question__is_noted_as_skipped),
		cmocka_unit_test(player__seen__comes_before_the_whys),
		cmocka_unit_test(player__two_bets_on_one_run__are_both_taken_before_it_moves),
		cmocka_unit_test(player__explain__tells_the_earlier_answer_again),
		cmocka_unit_test(player__hints__come_one_at_a_time),
	};

	return cmocka_run_group_tests_name("player/player", tests, NULL, NULL);
}
