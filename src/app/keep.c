/* app/keep.c - the page for long-term memory, made from lesson, record and a run. */
#include "app/keep.h"

#include <string.h>

#include "app/app_internal.h"
#include "app/cards.h"
#include "app/still.h"
#include "lesson/load.h"

#define EXAMPLE_LINES 8
#define LABEL "                  " /* as wide as the labels */

/* ---- the learner's own ---- */

struct search {
	const char *lesson;
	struct arena *arena;
	struct own_miss miss;
};

static bool
look_at(void *self, const struct answer_kept *answer)
{
	struct search *search = self;

	if (!str_equal(answer->lesson, search->lesson) || answer->right || answer->option < 0)
		return true;
	if (search->miss.item && search->miss.sure == 's' && answer->sure != 's')
		return true; /* a sure one is remembered longest */
	search->miss = (struct own_miss){ arena_strdup(search->arena, answer->item),
		answer->option, answer->sure, answer->seed };
	return true;
}

struct own_miss
keep_miss(struct journal *journal, const char *lesson, struct arena *arena)
{
	struct search search = { .lesson = lesson, .arena = arena };

	if (journal)
		journal_answers(journal, NULL, look_at, &search);
	return search.miss;
}

/* ---- the example ---- */

/* The step that asks the item on a run, else NULL. */
static const struct lesson_step *
step_asking(const struct lesson *lesson, const char *item)
{
	for (uint32_t s = 0; s < lesson->step_count; s++)
		for (uint32_t i = 0; i < lesson->steps[s].ask_count; i++)
			if (lesson->steps[s].scenario && str_equal(lesson->steps[s].ask[i], item))
				return &lesson->steps[s];
	return NULL;
}

/* The step that shows the summary's example best: one that is bet on, else the first. */
static const struct lesson_step *
step_of_example(const struct lesson *lesson, const char *scenario)
{
	const struct lesson_step *found = NULL;

	for (uint32_t s = 0; s < lesson->step_count; s++) {
		const struct lesson_step *step = &lesson->steps[s];

		if (!str_equal(step->scenario, scenario))
			continue;
		if (step->kind == STEP_PREDICT)
			return step;
		if (found == NULL)
			found = step;
	}
	return found;
}

static const struct lesson_option *
option_of(const struct lesson_item *item, int32_t number)
{
	return number >= 0 && (uint32_t)number < item->option_count ? &item->options[number] : NULL;
}

static void
say_example(const struct lesson *lesson, const struct own_miss *miss, struct str *out)
{
	const struct lesson_item *item = miss->item ? lesson_item(lesson, miss->item) : NULL;
	const struct lesson_step *step = item ? step_asking(lesson, item->id) : NULL;
	struct still_run run = { .scenario = lesson->summary.example };
	struct still still;
	struct str text = STR_INIT;

	if (step == NULL) {
		item = NULL; /* it was asked without a run to look at */
		step = run.scenario ? step_of_example(lesson, run.scenario) : NULL;
	}
	if (step)
		(void)lesson_step_run(lesson, step, &run);
	if (!run.scenario)
		return;
	run.by_request = step && step->by_request;
	if (!still_open(&still, lesson, &run, item ? miss->seed : 0)) {
		still_close(&still);
		return;
	}
	str_printf(&text, "%s, design %s, seed %llu%s:", still.mini.steps[0].scenario,
	    still.player->set.runs[0].design,
	    (unsigned long long)still.player->set.runs[0].scenario->seed,
	    item ? ", your own run" : "");
	str_add_char(out, '\n');
	app_wrap(out, "THE RUN           ", text.text);
	if (step && step->say_count) /* where one stands */
		app_wrap(out, LABEL, step->say[0].text);
	still_turn(&still, false);
	still_say(&still, EXAMPLE_LINES, LABEL, out);
	str_release(&text);
	still_close(&still);
}

/* What the page at the lesson's end tells of its runs. */
static void
say_told(const struct lesson *lesson, struct str *out)
{
	for (uint32_t s = 0; s < lesson->step_count; s++) {
		const struct lesson_step *step = &lesson->steps[s];

		if (step->kind != STEP_SUMMARY)
			continue;
		for (uint32_t i = 0; i < step->say_count; i++) {
			if (i == 0)
				str_add_char(out, '\n');
			app_wrap(out, i == 0 ? "IN NUMBERS        " : LABEL, step->say[i].text);
		}
	}
}

static void
say_miss(const struct lesson *lesson, const struct own_miss *miss, struct str *out)
{
	const struct lesson_item *item = miss->item ? lesson_item(lesson, miss->item) : NULL;
	const struct lesson_option *chosen = item ? option_of(item, miss->option) : NULL;

	if (!chosen)
		return;
	str_add_char(out, '\n');
	app_wrap(out, "ASKED             ", item->ask);
	app_wrap(out, miss->sure == 's' ? "YOU WERE SURE     " : "YOU SAID          ",
	    chosen->text);
	if (chosen->why)
		app_wrap(out, "BUT               ", chosen->why);
}

/* ---- cards ---- */

static void
say_cards(const struct lesson *lesson, struct journal *journal, struct str *out)
{
	struct arena arena = { 0 };
	struct shelf_entry entry = { .path = lesson->path, .id = lesson->id,
		.title = lesson->title };
	struct deck_card *cards;
	uint32_t count, number = 0;

	cards_of_shelf(journal, &entry, 1, &arena, &cards, &count);
	for (int answers = 0; answers < 2; answers++) {
		if (count)
			str_add_char(out, '\n');
		number = 0;
		for (uint32_t i = 0; i < count; i++) {
			struct str text = STR_INIT;

			if (!str_equal(cards[i].lesson, lesson->id))
				continue;
			if (answers)
				cards_say_back(&cards[i], &text);
			else
				cards_say_front(&cards[i], &text);
			number++;
			app_wrap(out,
			    arena_printf(&arena, "%s%2u  ",
				number > 1 ? LABEL
				: answers  ? "ANSWERS           "
					   : "ASK YOURSELF      ",
				number),
			    text.text);
			str_release(&text);
		}
	}
	arena_release(&arena);
}

void
keep_page(const struct lesson *lesson, const struct own_miss *miss, struct journal *journal,
    struct str *out)
{
	str_printf(out, "%s\n\n", lesson->title);
	if (lesson->summary.intuition)
		app_wrap(out, "IN ONE SENTENCE   ", lesson->summary.intuition);
	if (lesson->summary.hook)
		app_wrap(out, "TO HOLD ON TO     ", lesson->summary.hook);
	say_example(lesson, miss, out);
	say_told(lesson, out);
	say_miss(lesson, miss, out);
	say_cards(lesson, journal, out);
}

int
keep_page_of(const char *path, struct journal *journal, struct arena *arena, const char **id,
    struct str *out)
{
	struct lesson lesson = { 0 };
	struct arena scratch = { 0 };
	struct findings findings;
	struct own_miss miss;
	bool ok = false;
	int error;

	findings_init(&findings, &scratch);
	error = lesson_load(&lesson, path, &findings, &ok);
	if (error)
		str_printf(out, "%s: %s\n", path, strerror(error));
	for (size_t i = 0; i < findings.count && !ok; i++)
		finding_print(out, &findings.rows[i], lesson.source, lesson.source_length);
	if (!error && ok && lesson.has_header) {
		*id = arena_strdup(arena, lesson.id);
		miss = keep_miss(journal, lesson.id, &scratch);
		keep_page(&lesson, &miss, journal, out);
	} else if (!error && ok) {
		str_printf(out, "%s is no lesson: it has scenarios alone\n", path);
		ok = false;
	}
	lesson_release(&lesson);
	arena_release(&scratch);
	return error ? error : ok ? 0 : -1;
}
