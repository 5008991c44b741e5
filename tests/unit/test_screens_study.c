/* Screens of cards, of quizzes, of the page to keep, of what is known and of what is not saved, as
 * kept in tests/golden/study_*.screen.  The lessons are those of the tests. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "app/keep.h"
#include "app/knowledge.h"
#include "base/str.h"
#include "lib/drive.h"
#include "lib/golden.h"

#define LESSON "tests/lessons/cards.yaml"
#define KINDS "tests/lessons/items.yaml"
#define NOON_S 1768478400
#define DAY 86400

static const struct deck_card deck[] = {
	{ .lesson = "every-card", .title = "Every card", .id = "c-frame", .rev = 1,
	  .front = "s1 is about to crash. What will Ana get?", .back = "401: nobody had a copy.",
	  .from = "the-bet", .kind = CARD_FRAME, .path = LESSON,
	  .hook = "The coat burns with the cloakroom." },
	{ .lesson = "every-card", .title = "Every card", .id = "c-typed", .rev = 1,
	  .front = "What names state that is kept elsewhere?", .back = "session id | ticket",
	  .kind = CARD_TYPED },
	{ .lesson = "every-card", .title = "Every card", .id = "c-late", .rev = 1,
	  .front = "Who holds the coat?", .back = "Somebody.",
	  .card = { .state = CARD_REVIEW, .reps = 3, .memory = { 9, 5 },
		.due_s = NOON_S + 3 * DAY, .due_day = NOON_S / DAY + 3,
		.last_day = NOON_S / DAY - 6 } },
};

static void
give_page(struct drive *drive)
{
	struct arena arena = { 0 };
	struct str text = STR_INIT;
	struct effects effects;
	struct input input = { .kind = INPUT_KEEP };

	assert_int_equal(keep_page_of(LESSON, NULL, &arena, &input.line, &text), 0);
	input.text = text.text;
	app_step(drive->app, &input, &effects);
	str_release(&text);
	arena_release(&arena);
}

/* Somebody who has one belief, some answers and a note; no record is needed for that. */
static void
give_knowledge(struct drive *drive)
{
	struct schedule schedule;
	struct effects effects;
	struct knowledge *known;
	static const struct known_concept concepts[] = {
		{ "crash", .91, 6, 5, NOON_S, 11 }, { "routing", .35, 3, 1, NOON_S - DAY, 0 } };
	static const struct known_belief beliefs[] = {
		{ "every-card", "m-copied", "Servers copy each other", "the-bet", 2, 0, false,
		  NULL },
		{ "every-card", "m-old", "A restart brings it back", NULL, 1, 2, true, NULL } };
	static const struct known_note notes[] = { { "every-card", "Every card", "the-bet",
		"A bet", "ask who holds it" } };

	schedule_init(&schedule, 0);
	known = knowledge_make(NULL, NULL, 0, &schedule, (struct moment){ NOON_S, 0 });
	known->concepts = arena_array(&known->arena, 2, sizeof *known->concepts);
	memcpy(known->concepts, concepts, sizeof concepts);
	known->beliefs = arena_array(&known->arena, 2, sizeof *known->beliefs);
	memcpy(known->beliefs, beliefs, sizeof beliefs);
	known->notes = arena_array(&known->arena, 1, sizeof *known->notes);
	memcpy(known->notes, notes, sizeof notes);
	known->concept_count = known->belief_count = 2;
	known->standing = known->note_count = 1;
	known->answers = 9;
	known->right = 6;
	known->sure[2].count = 6;
	known->sure[2].right = 4;
	known->due[0] = 7;
	known->due[3] = 2;
	known->cards = 12;
	known->fresh = 3;
	known->reviews = 20;
	known->remembered = 17;
	app_step(drive->app, &(struct input){ .kind = INPUT_ME, .knowledge = known,
		.now = { NOON_S, 0 } }, &effects);
}

static void
give_problem(struct drive *drive)
{
	struct effects effects;

	app_step(drive->app, &(struct input){ .kind = INPUT_RECORD, .line = "",
		.text = "the disk is full", .pending = 2, .now = { NOON_S, 0 } }, &effects);
}

static void
give_quiz(struct drive *drive)
{
	drive->app->options.study_seed = 7;
	drive->app->options.quiz_count = 2;
}

static const struct page {
	const char *name;
	void (*give)(struct drive *drive);
	const char *keys;
	const char *lesson; /* NULL: LESSON */
} pages[] = {
	{ "quiz-ask", give_quiz, "q z", KINDS },
	{ "quiz-told", give_quiz, "q z 1 2 Enter s", KINDS },
	{ "quiz-report", give_quiz, "q z 1 2 Enter s Space s Space", KINDS },
	{ "front", NULL, "", NULL },
	{ "back", NULL, "Space", NULL },
	{ "four", NULL, "Space Tab", NULL },
	{ "typed", NULL, "Space 2 s e s i o n Space i d Enter", NULL },
	{ "end", NULL, "Space 1 Enter Space 2", NULL },
	{ "keep", give_page, "", NULL },
	{ "me", give_knowledge, "", NULL },
	{ "me-outgrown", give_knowledge, "o", NULL },
	{ "unsaved", give_problem, "", NULL },
};

static void
check(const struct page *page, int rows, int cols, bool ascii)
{
	struct drive drive;
	char name[96];

	assert_true(drive_open(&drive, &(struct drive_setup){
		.start = page->give ? "home" : "review",
		.lesson = page->lesson ? page->lesson : LESSON,
		.ascii = ascii, .still = true }));
	drive.now = (struct moment){ NOON_S, 0 };
	drive.deck = deck;
	drive.deck_count = sizeof deck / sizeof *deck;
	if (page->give)
		page->give(&drive);
	else
		assert_true(drive_keys(&drive, "q r")); /* the deck comes when it is there */
	assert_true(drive_keys(&drive, page->keys));
	drive_resize(&drive, rows, cols);
	(void)drive_screen(&drive);
	assert_null(drive_insane(&drive));
	snprintf(name, sizeof name, "study_%s-%dx%d%s", page->name, cols, rows,
	    ascii ? "-ascii" : "");
	golden_check(name, &drive.grid);
	drive_close(&drive);
}

static void
pages__at_80x24_and_folded_and_in_ascii__look_as_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		check(&pages[i], 24, 80, false);
		check(&pages[i], 12, 40, true);
	}
	check(&pages[0], 40, 120, false);
	check(&pages[1], 24, 80, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages__at_80x24_and_folded_and_in_ascii__look_as_kept),
	};

	return cmocka_run_group_tests_name("screens/study", tests, NULL, NULL);
}
