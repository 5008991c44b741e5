/* The whole application from scripts of keys: how few keys it takes, every key on every screen at
 * every size, words in footers that are true, the same lesson line by line. */
#include "lib/assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/player_words.h"
#include "base/utf8.h"
#include "lib/walk.h"
#include "lib/gen.h"

#define LESSON_5 "lessons/05-kill-anyone.yaml"
#define KINDS "tests/lessons/kinds.yaml"

static void
open_home(struct drive *drive)
{
	const struct drive_setup setup = { .start = "home",
		.lesson = DRIVE_LESSON_1,
		.second = KINDS };

	assert_true(drive_open(drive, &setup));
	assert_string_equal(app_screen(drive->app), "welcome");
}

static enum player_mode
mode(struct drive *drive)
{
	return drive_player(drive)->mode;
}

/* ---- how few keys ---- */

static void
app__first_start__is_one_key_from_the_first_bet(void **state)
{
	struct drive drive;

	(void)state;
	open_home(&drive);
	keys(&drive, "Space");
	assert_string_equal(app_screen(drive.app), "player");
	assert_int_equal(mode(&drive), PLAYER_ASK);
	assert_int_equal(drive.keys, 1);
	drive_close(&drive);
}

static void
app__opening_bet__takes_two_keys(void **state)
{
	static const char *const sure[] = { "g", "t", "s", "Space" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct drive drive;

		open_home(&drive);
		keys(&drive, "Space");
		drive.keys = 0;
		keys(&drive, "2");
		keys(&drive, sure[i]);
		assert_int_equal(drive_player(&drive)->asked, 1);
		assert_int_equal(drive.keys, 2);
		drive_close(&drive);
	}
}

static void
app__home__is_one_key_from_where_one_stopped(void **state)
{
	struct drive drive;
	uint32_t step;

	(void)state;
	open_home(&drive);
	keys(&drive, "Space 1 g 1 g 1 g Space");
	step = drive_player(&drive)->step;
	assert_true(step > 0);
	keys(&drive, "q");
	assert_string_equal(app_screen(drive.app), "home");
	assert_true(drive_shows(&drive, "step 2"));
	drive.keys = 0;
	keys(&drive, "Space");
	assert_string_equal(app_screen(drive.app), "player");
	assert_int_equal(drive_player(&drive)->step, step);
	drive_close(&drive);
}

static void
app__home__is_two_keys_from_any_lesson(void **state)
{
	struct drive drive;

	(void)state;
	open_home(&drive);
	keys(&drive, "Space q"); /* welcome is behind */
	drive.keys = 0;
	keys(&drive, "2 Space");
	assert_string_equal(drive.app->lesson->id, "every-kind");
	assert_int_equal(drive.keys, 2);
	drive_close(&drive);
}

static void
app__missed_bet__is_one_key_from_where_they_part(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive,
	    &(struct drive_setup){ .lesson = KINDS, .step = "the-bet" }));
	for (int i = 0; i < 99 && mode(&drive) != PLAYER_TOLD; i++) {
		bool asked = mode(&drive) == PLAYER_ASK || mode(&drive) == PLAYER_SEEN;
		keys(&drive, asked ? "1" : "Space");
	}
	assert_true(drive_shows(&drive, "r shows") || drive_shows(&drive, "r replay"));
	keys(&drive, "r");
	assert_true(drive_player(&drive)->replaying);
	drive_close(&drive);
}

static void
app__any_frame__is_three_keys_from_a_crash_and_back(void **state)
{
	struct drive drive;
	uint64_t digest;
	uint32_t position;

	(void)state;
	assert_true(
	    drive_open(&drive, &(struct drive_setup){ .lesson = KINDS, .step = "the-twins" }));
	position = player_position(drive_player(&drive));
	digest = player_trace(drive_player(&drive))->digest;
	keys(&drive, "x c");
	assert_true(player_trace(drive_player(&drive))->digest != digest);
	keys(&drive, "u");
	assert_true(player_trace(drive_player(&drive))->digest == digest);
	assert_int_equal(player_position(drive_player(&drive)), position);
	drive_close(&drive);
}

static void
app__deepest_page__is_four_keys_from_home(void **state)
{
	struct drive drive;

	(void)state;
	open_home(&drive);
	keys(&drive, "Space 1 g 1 g 1 g Space Space c M ?"); /* why, the model, help */
	for (int i = 0; i < 4 && strcmp(app_screen(drive.app), "home"); i++)
		keys(&drive, "q");
	assert_string_equal(app_screen(drive.app), "home");
	keys(&drive, "q");
	assert_true(app_left(drive.app));
	drive_close(&drive);
}

/* ---- what may I press ---- */

/* A function that brings the app to a place worth asking on. */
static const struct spot {
	const char *name, *lesson, *step, *start, *keys;
} spots[] = {
	{ "welcome", DRIVE_LESSON_1, NULL, "home", "" },
	{ "home", DRIVE_LESSON_1, NULL, "home", "Down" },
	{ "bets", DRIVE_LESSON_1, NULL, "learn", "" },
	{ "bets-sure", DRIVE_LESSON_1, NULL, "learn", "2" },
	{ "watch", DRIVE_LESSON_1, "forgets", "learn", "Space Space Space" },
	{ "playing", DRIVE_LESSON_1, "forgets", "learn", ". " },
	{ "twins", KINDS, "the-twins", "learn", "Space Space" },
	{ "bet", DRIVE_LESSON_1, "the-crash", "learn", ": e n d Enter Space" },
	{ "bet-sure", DRIVE_LESSON_1, "the-crash", "learn", ": e n d Enter Space 1" },
	{ "seen", KINDS, "the-bet", "learn", ": e n d Enter Space 1 s : e n d Enter Space" },
	{ "told", KINDS, "the-bet", "learn", ": e n d Enter Space 1 s : e n d Enter Space 1" },
	{ "replay", KINDS, "the-bet", "learn", ": e n d Enter Space 1 s : e n d Enter Space 1 r" },
	{ "break", KINDS, "the-twins", "learn", "x" },
	{ "future", KINDS, "the-show", "learn", "x c" },
	{ "why", KINDS, "the-twins", "learn", ": 2 0 Enter c" },
	{ "inside", KINDS, "the-twins", "learn", "i" },
	{ "go-to", KINDS, "the-twins", "learn", ": 4 2" },
	{ "compare", KINDS, "the-difference", "learn", "" },
	{ "summary", KINDS, "the-end", "learn", "1 s 1 s" },
	{ "help", KINDS, "the-twins", "learn", "?" },
	{ "model", KINDS, "the-twins", "learn", "M" },
	{ "find", KINDS, "the-twins", "learn", "/ c a r t" },
};
#define SPOT_COUNT (sizeof spots / sizeof *spots)

static void
go_to(struct drive *drive, const struct spot *place, int rows, int cols, bool ascii)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .lesson = place->lesson,
					  .step = place->step,
					  .start = place->start,
					  .rows = rows,
					  .cols = cols,
					  .ascii = ascii }));
	keys(drive, place->keys);
}

static void
app__every_place__is_reached_and_drawn_at_every_size(void **state)
{
	static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 12, 40 }, { 8, 31 }, { 1, 1 },
		{ 100, 400 }, { 13, 200 }, { 60, 41 }, { 20, 60 }, { 24, 79 }, { 19, 80 } };

	(void)state;
	for (size_t p = 0; p < SPOT_COUNT; p++)
		for (int ascii = 0; ascii < 2; ascii++) {
			struct drive drive;

			go_to(&drive, &spots[p], 24, 80, ascii != 0);
			for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
				drive_resize(&drive, sizes[s][0], sizes[s][1]);
				(void)drive_screen(&drive);
				if (drive_insane(&drive))
					fail_msg("%s at %dx%d: %s", spots[p].name, sizes[s][1],
					    sizes[s][0], drive_insane(&drive));
			}
			drive_close(&drive);
		}
}

/* Does some key of this footer word do something here?  "g t s", "1-4", "[ ]", "< >". */
static bool
works(struct drive *drive, const char *word, size_t length)
{
	const struct app *app = drive->app;
	const struct screen_row *row = &screen_rows[app_top(app)];
	unsigned contexts[APP_CONTEXTS_MAX];
	bool owns = false;
	int count = row->contexts(app, contexts, &owns);
	uint32_t key;

	if (length == 3 && word[1] == '-' && word[0] == '1') /* 1-4 */
		return action_for('1', contexts, count, owns) != ACTION_NONE &&
		       action_for((uint32_t)word[2], contexts, count, owns) != ACTION_NONE;
	key = action_key_code(word, length);
	if (length == 3 && !memcmp(word, "\xe2\x86\x90", 3))
		key = KEY_LEFT_;
	else if (length == 3 && !memcmp(word, "\xe2\x86\x92", 3))
		key = KEY_RIGHT_;
	else if (length == 3 && !memcmp(word, "\xe2\x86\x91", 3))
		key = KEY_UP_;
	else if (length == 3 && !memcmp(word, "\xe2\x86\x93", 3))
		key = KEY_DOWN_;
	if (key == 0)
		return false;
	if (drive->app->player && drive->app->player->typing)
		return key == KEY_ENTER_ || key == KEY_ESC; /* the field's own */
	return action_for(key, contexts, count, owns) != ACTION_NONE;
}

/* Is this word of a group a key, or already its description? */
static bool
looks_like_a_key(const char *word, size_t length)
{
	if (length == 1 || (length == 3 && (unsigned char)word[0] == 0xe2) ||
	    (length == 3 && word[1] == '-'))
		return true;
	return action_key_code(word, length) != 0;
}

static void
app__footer__names_only_keys_that_work_here(void **state)
{
	(void)state;
	for (size_t p = 0; p < SPOT_COUNT; p++) {
		struct drive drive;
		const char *footer;
		uint32_t found = 0;

		go_to(&drive, &spots[p], 24, 80, false);
		footer = drive_row(&drive, 23);
		for (const char *group = footer; *group;) {
			const char *end = strstr(group, "   ");
			size_t size = end ? (size_t)(end - group) : strlen(group);
			const char *word = group;

			while (word < group + size) {
				size_t length = strcspn(word, " ");

				if (length && !looks_like_a_key(word, length))
					break;
				if (length && !works(&drive, word, length))
					fail_msg("%s: \"%.*s\" does nothing: %s", spots[p].name,
					    (int)length, word, footer);
				found += length > 0;
				word += length + 1;
			}
			group += size;
			group += strspn(group, " ");
		}
		if (found < 2)
			fail_msg("%s: no keys in \"%s\"", spots[p].name, footer);
		drive_close(&drive);
	}
}

static void
app__help__is_one_key_away_and_lists_this_place(void **state)
{
	(void)state;
	for (size_t p = 0; p < SPOT_COUNT; p++) {
		struct drive drive;
		enum screen top;

		if (!strcmp(spots[p].name, "help") || !strcmp(spots[p].name, "go-to"))
			continue;
		go_to(&drive, &spots[p], 100, 120, false);
		top = app_top(drive.app);
		keys(&drive, strcmp(spots[p].name, "find") ? "?" : "F1");
		assert_string_equal(app_screen(drive.app), "help");
		assert_true(drive_shows(&drive, "everywhere"));
		assert_true(drive_shows(&drive, "go on by one beat"));
		if (!strcmp(spots[p].name, "bet"))
			assert_true(drive_shows(&drive, "YOUR BET"));
		if (!strcmp(spots[p].name, "break"))
			assert_true(drive_shows(&drive, "forgets what its memory held"));
		if (!strcmp(spots[p].name, "bets")) /* nothing to look back at, no picture */
			assert_false(drive_shows(&drive, "look at earlier events"));
		drive_resize(&drive, 12, 40);
		for (int i = 0; i < 40; i++) { /* read whole in a small window */
			if (drive_shows(&drive, "with the marks on"))
				break;
			keys(&drive, "Down Down Down");
			assert_true(i < 39);
		}
		keys(&drive, "q");
		assert_int_equal(app_top(drive.app), top);
		drive_close(&drive);
	}
}

/* ---- every key everywhere ---- */

static uint32_t
any_key(struct gen *gen)
{
	static const uint32_t special[] = { KEY_UP_, KEY_DOWN_, KEY_LEFT_, KEY_RIGHT_, KEY_PAGE_UP,
		KEY_PAGE_DOWN, KEY_HOME_, KEY_END_, KEY_F1, KEY_BACKTAB, KEY_ENTER_, KEY_ESC,
		KEY_TAB, KEY_BACKSPACE_, KEY_SPACE, KEY_REDRAW, 0x1F600, 0x301, 0x4e2d, 0xe9, 8, 0,
		'\n', 1, 27, 0x10FFFF, 0xD800 };

	if (gen_below(gen, 3) == 0)
		return special[gen_below(gen, sizeof special / sizeof *special)];
	if (gen_below(gen, 2) == 0)
		return ' '; /* or nothing would ever be reached */
	return 33 + (uint32_t)gen_below(gen, 94);
}

/* One random input; drawn now and then, and always sane. */
static void
random_step(struct gen *gen, struct drive *drive)
{
	switch (gen_below(gen, 20)) {
	case 0:
		drive_resize(drive, 1 + (int)gen_below(gen, 100), 1 + (int)gen_below(gen, 400));
		break;
	case 1: drive_resize(drive, 24, 80); break;
	case 2: drive_tick(drive, gen_below(gen, 2) ? 33000000 : gen_word(gen)); break;
	case 3:
		drive->ascii = gen_bool(gen);
		drive->app->options.ascii = drive->ascii;
		break;
	default: drive_key(drive, any_key(gen));
	}
}

static void
app__any_keys_at_any_size__are_survived(void **state)
{
	const struct spot *lessons[] = { &spots[0], &spots[6] };

	(void)state;
	GEN_CASES (gen, 200) {
		struct drive drive;

		go_to(&drive, lessons[gen.index % 2], 24, 80, gen_bool(&gen));
		for (int i = 0; i < 1000; i++) {
			random_step(&gen, &drive);
			if (app_left(drive.app)) {
				drive_close(&drive);
				go_to(&drive, lessons[gen.index % 2], 24, 80, gen_bool(&gen));
			}
			if (gen_below(&gen, 8) == 0) {
				(void)drive_screen(&drive);
				if (drive_insane(&drive))
					fail_msg("seed %llu case %u step %d on %s: %s",
					    (unsigned long long)gen.seed, gen.index, i,
					    app_screen(drive.app), drive_insane(&drive));
			}
		}
		drive_close(&drive);
	}
}

static void
app__keys_without_meaning__change_nothing(void **state)
{
	(void)state;
	for (size_t p = 0; p < SPOT_COUNT; p++) {
		struct drive drive;
		char *before;

		if (!strcmp(spots[p].name, "find") || !strcmp(spots[p].name, "go-to"))
			continue;
		go_to(&drive, &spots[p], 24, 80, false);
		before = strdup(drive_screen(&drive));
		drive_key(&drive, 0x1F600);
		drive_key(&drive, KEY_BACKTAB);
		drive_key(&drive, 1);
		drive_key(&drive, 0);
		assert_string_equal(drive_screen(&drive), before);
		drive_resize(&drive, 50, 132);
		drive_resize(&drive, 24, 80);
		assert_string_equal(drive_screen(&drive), before);
		free(before);
		drive_close(&drive);
	}
}

static void
app__too_small_a_window__says_so_and_acts_on_nothing(void **state)
{
	struct drive drive;
	char *before;

	(void)state;
	go_to(&drive, &spots[7], 24, 80, false);
	before = strdup(drive_screen(&drive));
	drive_resize(&drive, 8, 31);
	assert_true(drive_shows(&drive, "This window is 31 x 8."));
	assert_true(drive_shows(&drive, "q leave"));
	keys(&drive, "1 s Space x");
	drive_resize(&drive, 24, 80);
	assert_string_equal(drive_screen(&drive), before);
	free(before);
	drive_close(&drive);
}

/* ---- other screens ---- */

static void
app__find__opens_lessons_steps_and_words(void **state)
{
	struct drive drive;

	(void)state;
	open_home(&drive);
	keys(&drive, "Space / e v e r y");
	assert_true(drive_shows(&drive, "Every kind"));
	keys(&drive, "Enter");
	assert_string_equal(drive.app->lesson->id, "every-kind");
	keys(&drive, "/ A Backspace l o o k Enter");
	assert_string_equal(drive_step(&drive), "the-look");
	keys(&drive, "/ z z z z");
	assert_true(drive_shows(&drive, "No lesson, step or word matches"));
	keys(&drive, "Esc");
	assert_string_equal(app_screen(drive.app), "player");
	drive_close(&drive);
}

static void
app__save__hands_over_the_frame_as_text(void **state)
{
	struct drive drive;
	char *screen;

	(void)state;
	go_to(&drive, &spots[4], 24, 80, false);
	screen = strdup(drive_screen(&drive));
	keys(&drive, "Y");
	assert_string_equal(drive.saved_path.text, "coatcheck-ticket-badge-or-coat-forgets.txt");
	assert_string_equal(drive.saved_text.text, screen);
	assert_true(drive_shows(&drive, "Saved."));
	free(screen);
	drive_close(&drive);
}

static void
app__lesson_that_cannot_be_read__is_an_error_page_and_a_way_back(void **state)
{
	struct drive drive;

	(void)state;
	assert_false(drive_open(
	    &drive, &(struct drive_setup){ .start = "home", .lesson = "tests/README.md" }));
	keys(&drive, "Space");
	assert_string_equal(app_screen(drive.app), "error");
	assert_true(drive_shows(&drive, "This lesson cannot be shown yet."));
	keys(&drive, "q");
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

static void
app__no_lesson_at_all__says_how_to_name_a_folder(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "home" }));
	assert_true(drive_shows(&drive, "--lessons DIR"));
	keys(&drive, "Space Space 1 Down Up Enter ? q / a Esc");
	(void)drive_screen(&drive);
	keys(&drive, "q q");
	assert_true(app_left(drive.app));
	drive_close(&drive);
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "learn" }));
	assert_true(drive_shows(&drive, "--lessons DIR"));
	drive_close(&drive);
}

static void
app__demo__plays_by_itself_and_any_key_takes_over(void **state)
{
	struct drive drive;
	uint64_t played_ns = 0, playing_ns = 0;
	uint32_t furthest = 0;

	(void)state;
	assert_true(
	    drive_open(&drive, &(struct drive_setup){ .start = "demo", .lesson = DRIVE_LESSON_1 }));
	for (; app_wait_ms(drive.app) >= 0; played_ns += 33000000) {
		assert_true(played_ns < 120000000000u);
		playing_ns += drive_player(&drive)->playing ? 33000000 : 0;
		drive_tick(&drive, 33000000);
		if (drive_player(&drive) && drive_player(&drive)->step > furthest)
			furthest = drive_player(&drive)->step;
		if (played_ns % 1650000000 == 0) {
			(void)drive_screen(&drive);
			assert_null(drive_insane(&drive));
		}
	}
	assert_true(played_ns > 80000000000u);
	assert_true(playing_ns > 10000000000u);
	assert_true(furthest >= 4); /* it has come to the second server */
	drive_close(&drive);
	assert_true(
	    drive_open(&drive, &(struct drive_setup){ .start = "demo", .lesson = DRIVE_LESSON_1 }));
	drive_tick(&drive, 33000000);
	keys(&drive, "v");
	assert_int_equal(app_wait_ms(drive.app), -1);
	drive_close(&drive);
}

/* ---- line by line ---- */

static void
assert_plain(const char *said)
{
	for (const char *line = said; *line;) {
		size_t length = strcspn(line, "\n");
		char copy[512];

		assert_true(length < sizeof copy);
		memcpy(copy, line, length);
		copy[length] = 0;
		if (utf8_cells(copy) > 80 && line[length])
			fail_msg("longer than a line: %s", copy);
		for (size_t i = 0; i < length; i++)
			assert_true((unsigned char)copy[i] >= 32 && copy[i] != 127);
		line += length + (line[length] == '\n');
	}
}

/* Whole lesson 1 as somebody would who presses Enter and answers 1; returns all that was said. */
static char *
walk_by_lines(bool ascii)
{
	struct drive drive;
	struct str all = STR_INIT;

	assert_true(drive_open(&drive,
	    &(struct drive_setup){ .lesson = DRIVE_LESSON_1, .plain = true, .ascii = ascii }));
	for (int i = 0; i < 2000 && strcmp(app_screen(drive.app), "player") == 0; i++) {
		const char *said = drive_said(&drive);

		assert_plain(said);
		str_add(&all, said);
		if (strstr(said, "Answer with a number"))
			drive_line(&drive, "1");
		else if (strstr(said, "How sure?"))
			drive_line(&drive, "t");
		else
			drive_line(&drive, "");
	}
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
	return str_detach(&all);
}

static void
app__plain__tells_the_whole_lesson(void **state)
{
	char *all = walk_by_lines(false);
	/* words of the program and of the run, which no wording of the lesson changes */
	static const char *const told[] = { "Where is Ana's cart?", "Your bet first",
		"s2 has no session", "You bet 1", "s1 crashes", "Dora", "TO HOLD ON TO" };

	(void)state;
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (!strstr(all, told[i]))
			fail_msg("never said: %s", told[i]);
	free(all);
	all = walk_by_lines(true);
	for (size_t i = 0; all[i]; i++)
		assert_true((unsigned char)all[i] < 128);
	free(all);
}

/* While a bet is open the lines tell no more than the picture. */
static void
app__plain__open_bet_is_not_given_away(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = DRIVE_LESSON_1,
					   .step = "the-crash",
					   .plain = true }));
	for (int i = 0; i < 200 && mode(&drive) != PLAYER_ASK; i++) {
		assert_null(strstr(drive_said(&drive), "401"));
		drive_line(&drive, "");
	}
	{
		const char *said = drive_said(&drive);

		assert_non_null(strstr(said, "Your bet first."));
		assert_null(strstr(said, "Nowhere"));
		assert_null(strstr(said, "finds nothing, and answers"));
	}
	drive_line(&drive, "i");
	assert_non_null(strstr(drive_said(&drive), "closed until your bet"));
	drive_close(&drive);
}

/* A question that is no choice of one: the sentence that waits for the bet is said all the same. */
static void
app__plain__what_holds_in_general_follows_a_number(void **state)
{
	struct drive drive;
	const char *said = "";

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = LESSON_5,
					   .step = "every-server-once", .plain = true }));
	for (int i = 0; i < 40 && !strstr(said, "The run counted"); i++) {
		said = drive_said(&drive);
		if (!strstr(said, "The run counted"))
			drive_line(&drive, strstr(said, "Answer with a number") ? "3"
					   : strstr(said, "How sure?")	       ? "t"
									       : "");
	}
	assert_non_null(strstr(said, "The run counted 24 sessions"));
	assert_non_null(strstr(said, "In general: N x 1/N = 1."));
	drive_close(&drive);
}

static void
app__plain__takes_names_of_actions_and_rejects_the_rest(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(
	    &drive, &(struct drive_setup){ .lesson = KINDS, .step = "the-twins", .plain = true }));
	(void)drive_said(&drive);
	drive_line(&drive, "break");
	assert_non_null(strstr(drive_said(&drive), "c crash"));
	drive_line(&drive, "target");
	drive_line(&drive, "crash");
	assert_int_equal(drive_player(&drive)->path.change_count, 1);
	assert_string_equal(change_part(&drive_player(&drive)->path.changes[0], "node"), "s2");
	(void)drive_said(&drive);
	drive_line(&drive, "undo");
	assert_int_equal(drive_player(&drive)->path.change_count, 0);
	drive_line(&drive, ":20");
	assert_int_equal(player_position(drive_player(&drive)), 21);
	(void)drive_said(&drive);
	drive_line(&drive, "what shall I do");
	assert_non_null(strstr(drive_said(&drive), "not understood"));
	assert_int_equal(player_position(drive_player(&drive)), 21);
	drive_close(&drive);
}

/* "(h back, x break, c why, ? help, q leave)" and the like: every letter named does something. */
static void
app__plain__prompts_name_only_keys_that_work(void **state)
{
	(void)state;
	for (size_t p = 0; p < SPOT_COUNT; p++) {
		struct drive drive;
		const struct screen_row *row;
		const char *prompt;
		uint32_t found = 0;

		go_to(&drive, &spots[p], 24, 80, false);
		row = &screen_rows[app_top(drive.app)];
		prompt = row->prompt(drive.app);
		for (const char *at = prompt; *at; at++) {
			bool begins = at == prompt || at[-1] == '(' ||
				      (at[-1] == ' ' && strchr(",?", at[-2]));

			if (!begins || at[1] != ' ' || at[0] == 'A')
				continue;
			found++;
			if (!works(&drive, at, 1))
				fail_msg("%s: \"%c\" does nothing: %s", spots[p].name, *at, prompt);
		}
		if (!found && !strstr(prompt, "Enter") && !strstr(prompt, "Go to") &&
		    !strstr(prompt, "Esc"))
			fail_msg("%s: what now? %s", spots[p].name, prompt);
		drive_close(&drive);
	}
}

static void
app__plain__any_lines__are_survived(void **state)
{
	(void)state;
	GEN_CASES (gen, 40) {
		struct drive drive;

		assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = DRIVE_LESSON_1,
						   .second = KINDS,
						   .start = "home",
						   .plain = true }));
		for (int i = 0; i < 200 && !app_left(drive.app); i++) {
			char line[81];

			if (gen_below(&gen, 4)) {
				int action = (int)gen_below(&gen, ACTION_COUNT);
				snprintf(line, sizeof line, "%s",
				    gen_bool(&gen) ? "" : action_rows[action].script);
			} else {
				line[gen_text(&gen, line, gen_below(&gen, 80))] = 0;
			}
			drive_line(&drive, line);
			(void)drive_said(&drive);
		}
		drive_close(&drive);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(app__first_start__is_one_key_from_the_first_bet),
		cmocka_unit_test(app__opening_bet__takes_two_keys),
		cmocka_unit_test(app__home__is_one_key_from_where_one_stopped),
		cmocka_unit_test(app__home__is_two_keys_from_any_lesson),
		cmocka_unit_test(app__missed_bet__is_one_key_from_where_they_part),
		cmocka_unit_test(app__any_frame__is_three_keys_from_a_crash_and_back),
		cmocka_unit_test(app__deepest_page__is_four_keys_from_home),
		cmocka_unit_test(app__every_place__is_reached_and_drawn_at_every_size),
		cmocka_unit_test(app__footer__names_only_keys_that_work_here),
		cmocka_unit_test(app__help__is_one_key_away_and_lists_this_place),
		cmocka_unit_test(app__any_keys_at_any_size__are_survived),
		cmocka_unit_test(app__keys_without_meaning__change_nothing),
		cmocka_unit_test(app__too_small_a_window__says_so_and_acts_on_nothing),
		cmocka_unit_test(app__find__opens_lessons_steps_and_words),
		cmocka_unit_test(app__save__hands_over_the_frame_as_text),
		cmocka_unit_test(app__lesson_that_cannot_be_read__is_an_error_page_and_a_way_back),
		cmocka_unit_test(app__no_lesson_at_all__says_how_to_name_a_folder),
		cmocka_unit_test(app__demo__plays_by_itself_and_any_key_takes_over),
		cmocka_unit_test(app__plain__tells_the_whole_lesson),
		cmocka_unit_test(app__plain__open_bet_is_not_given_away),
		cmocka_unit_test(app__plain__what_holds_in_general_follows_a_number),
		cmocka_unit_test(app__plain__takes_names_of_actions_and_rejects_the_rest),
		cmocka_unit_test(app__plain__prompts_name_only_keys_that_work),
		cmocka_unit_test(app__plain__any_lines__are_survived),
	};

	return cmocka_run_group_tests_name("app/app", tests, NULL, NULL);
}
