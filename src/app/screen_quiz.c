/* app/screen_quiz.c - a quiz is asked for, begins or goes on, and its report. */
#include <string.h>

#include "app/app_internal.h"
#include "app/driver.h"
#include "app/player_words.h"
#include "app/quiz_report.h"
#include "app/quiz_words.h"
#include "base/prng.h"
#include "player/player_internal.h"
#include "player/quiz.h"

bool
quiz_is_on(const struct app *app)
{
	return app->quiz && app->player == app->quiz->player && !app->quiz->ended;
}

void
quiz_forget(struct app *app)
{
	if (!app->quiz)
		return;
	if (app->player == app->quiz->player)
		app->player = NULL;
	quiz_free(app->quiz);
	app->quiz = NULL;
}

static struct effect *
record_effect(struct app *app, enum effect_kind kind)
{
	struct effect *effect;

	app_effect(app, kind, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = app->lesson->id;
	effect->mode = "quiz";
	return effect;
}

/* ---- it is asked for ---- */

void
quiz_open(struct app *app, const struct shelf_entry *entry)
{
	if (entry->broken) {
		app_refuse(app, entry->problem);
		return;
	}
	if (quiz_is_on(app) && app->lesson_row < app->options.shelf_count &&
	    entry == &app->options.shelf[app->lesson_row]) {
		app_push(app, SCREEN_PLAYER);
		return;
	}
	app_open(app, entry);
	app->to_quiz = true;
}

void
quiz_arrived(struct app *app)
{
	struct effect *effect;
	const char **ids;

	app->to_quiz = false;
	ids = arena_array(&app->frame, app->lesson->misconception_count + 1, sizeof *ids);
	for (uint32_t i = 0; i < app->lesson->misconception_count; i++)
		ids[i] = app->lesson->misconceptions[i].id;
	effect = record_effect(app, EFFECT_QUIZ);
	effect->beliefs = ids;
	effect->belief_count = app->lesson->misconception_count;
}

/* What the command line asked for; false: nothing, or (after an error page) what is not there. */
static bool
plan_of(struct app *app, struct quiz_plan *plan, bool *asked)
{
	const struct app_options *options = &app->options;
	const char *tags[LIMIT_ITEMS];
	uint32_t count = quiz_tags(app->lesson, tags, LIMIT_ITEMS);
	struct str text = STR_INIT;
	uint64_t state;

	*asked =
	    options->quiz_count || options->quiz_level || options->quiz_tag || options->quiz_exam;
	*plan = (struct quiz_plan){ .count = options->quiz_count ? options->quiz_count : QUIZ_USUAL,
		.level = options->quiz_level,
		.exam = options->quiz_exam };
	state = options->study_seed ? options->study_seed : (uint64_t)app->now.at_s;
	state ^= (uint64_t)runcode_lesson(app->lesson->id) << 32;
	plan->chance = prng_splitmix64(&state) & 0xFFFFFFFFFull;
	if (!options->quiz_tag)
		return true;
	for (uint32_t i = 0; i < count && !plan->tag; i++)
		if (str_equal(tags[i], options->quiz_tag))
			plan->tag = i + 1;
	if (plan->tag)
		return true;
	for (uint32_t i = 0; i < count; i++)
		str_printf(&text, "%s%s", i ? ", " : "Its tags: ", tags[i]);
	app_error(app,
	    arena_printf(
		&app->frame, "No question of this lesson has the tag \"%s\".", options->quiz_tag),
	    text.text);
	str_release(&text);
	return false;
}

static bool
same_wish(const struct quiz_plan *a, const struct quiz_plan *b)
{
	return a->count == b->count && a->level == b->level && a->tag == b->tag &&
	    a->exam == b->exam;
}

/* The record's answers once more.  A question that is no longer in the lesson is passed over. */
static void
go_on_from(struct app *app, const struct input *input)
{
	struct quiz *quiz = app->quiz;

	for (uint32_t i = 0; i < input->given_count; i++) {
		const struct ask_given *given = &input->given[i];

		if (quiz_ask_item(quiz, given->node) &&
		    !quiz_answer_again(
			quiz, given->node, given->option, given->text, given->sure))
			quiz->count--;
	}
	if (quiz->count)
		app_notice(app, "You are where you were: question %u of %u.",
		    quiz->count < quiz->of ? quiz->count + 1 : quiz->of, quiz->of);
}

/* What earlier days said, this quiz's answers included. */
static void
recall_beliefs(struct quiz *quiz, const struct input *input)
{
	for (uint32_t i = 0; i < input->belief_count; i++)
		if (input->beliefs[i].known)
			tutor_recall_belief(&quiz->tutor, i, input->beliefs[i].held,
			    input->beliefs[i].picks);
}

static void
report(struct app *app)
{
	if (app_top(app) == SCREEN_PLAYER)
		app_pop(app);
	app->help_row = 0;
	app_push(app, SCREEN_QUIZ);
}

void
quiz_begin(struct app *app, const struct input *input)
{
	struct quiz_plan plan, kept;
	bool asked, open = input->seed && quiz_unpack(input->seed, &kept);

	if (!app->lesson || app->player || !plan_of(app, &plan, &asked))
		return;
	if (open && asked && !same_wish(&plan, &kept)) {
		(void)record_effect(app, EFFECT_END_SESSION); /* another one is wanted now */
		open = false;
	}
	app->quiz = quiz_new(app->lesson, open ? &kept : &plan);
	app->player = app->quiz->player;
	app->cards_made = 0;
	if (open)
		go_on_from(app, input);
	recall_beliefs(app->quiz, input);
	if (!quiz_ask(app->quiz) && app->quiz->count == 0) {
		quiz_forget(app);
		app_error(app, "There is no question for such a quiz.",
		    "This lesson has none of that level and tag.");
		return;
	}
	if (app->quiz->ended) { /* all was answered, and the report not seen */
		(void)record_effect(app, EFFECT_END_SESSION);
		report(app);
		return;
	}
	app_push(app, SCREEN_PLAYER);
	app->say_screen = true;
}

/* ---- it goes on ---- */

/* What an answer did to the beliefs of its question goes into the record. */
void
quiz_answered(struct app *app, const struct given *given)
{
	struct quiz *quiz = app->quiz;
	const struct tutor_item *item = &quiz->items[quiz->questions[quiz->count - 1].pool];

	quiz_take(quiz, given);
	if (given->option == ANSWER_SKIPPED)
		return;
	for (uint32_t i = 0; i < item->option_count; i++) {
		struct effect *effect;

		if (item->beliefs[i] == TUTOR_NONE || app->effects->count >= EFFECTS_MAX - 2)
			continue;
		effect = record_effect(app, EFFECT_BELIEF);
		effect->item = quiz->lesson->misconceptions[item->beliefs[i]].id;
		effect->held = quiz->tutor.beliefs[item->beliefs[i]].held;
		effect->picks = quiz->tutor.beliefs[item->beliefs[i]].picks;
	}
}

const char *
quiz_origin(const struct app *app)
{
	const struct lesson_step *origin = app->quiz->questions[app->quiz->count - 1].origin;

	return origin ? origin->id : NULL;
}

uint64_t
quiz_session(const struct app *app)
{
	return quiz_pack(&app->quiz->plan);
}

void
quiz_go_on(struct app *app)
{
	if (quiz_ask(app->quiz))
		return;
	(void)record_effect(app, EFFECT_END_SESSION);
	report(app);
}

void
question_dispute(struct app *app)
{
	const struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	struct isomorph isomorph = player_isomorph(player, item);
	struct str text = STR_INIT;

	str_printf(&text,
	    "A question that somebody holds to be wrong.\n\nlesson    %s\nitem      %s\n",
	    player->lesson->id, item->id);
	str_add(&text, "run code  ");
	if (!player_runcode(player, &text))
		str_add(&text, "none: no step of the lesson stands over its run");
	str_printf(&text, "\nasked     %s%s\n", isomorph.twin ? "as its twin" : "as it is written",
	    isomorph.names ? ", with other names" : "");
	if (isomorph.has_seed)
		str_printf(&text, "seed      %llu\n", (unsigned long long)isomorph.seed);
	str_add_char(&text, '\n');
	app_wrap(&text, "", item->ask);
	for (uint32_t i = 0; i < item->option_count && !player_hides_options(item); i++)
		app_wrap(&text, arena_printf(&app->frame, "  %u  ", i + 1), item->options[i].text);
	if (player->mode == PLAYER_TOLD)
		app_wrap(&text, "",
		    quiz_is_on(app) ? quiz_verdict(app->player, &app->frame)
				    : player_verdict(app->player, &app->frame));
	str_add(&text, "\nWhat is wrong with it:\n");
	app_effect(app, EFFECT_SAVE,
	    arena_printf(&app->frame, "coatcheck-dispute-%s-%s.txt", player->lesson->id, item->id),
	    arena_strdup(&app->frame, text.text));
	str_release(&text);
}

void
quiz_left(struct app *app)
{
	const struct quiz *quiz = app->quiz;
	bool kept = app->options.record && app->options.record->path &&
		    !app->record_problem.length && !quiz->retry;

	app_notice(app, "Your quiz waits at question %u of %u: z goes on with it%s.",
	    quiz->count, quiz->of, kept ? ", today or another day" : " while this program runs");
	if (quiz->retry) /* it is not gone on with another day */
		(void)record_effect(app, EFFECT_END_SESSION);
}

/* ---- the report ---- */

int
quiz_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_REPORT;
	contexts[1] = CTX_EVERY;
	return 2;
}

/* The belief whose repair Enter opens; NULL: none. */
static const struct lesson_misconception *
repairable(const struct app *app)
{
	uint32_t picks, belief = quiz_main_belief(app->quiz, &picks);
	const struct lesson_misconception *row =
	    belief == NONE32 ? NULL : &app->quiz->lesson->misconceptions[belief];

	return row && row->repair && !tutor_guessing(&app->quiz->tutor) ? row : NULL;
}

/* The walk of a lesson that began here is over: the quiz's own player is the app's again. */
static void
end_walk(struct app *app)
{
	if (app->player && app->player != app->quiz->player)
		player_free(app->player);
	app->player = app->quiz->player;
}

/* The lesson at that step, over this page, which waits. */
static void
walk_to(struct app *app, const char *id)
{
	const struct lesson_step *step = lesson_step(app->lesson, id);

	if (!step) {
		app_notice(app, "This lesson has no step \"%s\".", id);
		return;
	}
	end_walk(app);
	app->player = player_new(app->lesson);
	app->player->study_seed = app->options.study_seed;
	if (app->lesson_row < app->options.shelf_count)
		player_vary_from(app->player, 2 * app->opened[app->lesson_row]++);
	app->steered = true;
	player_start(app, (uint32_t)(step - app->lesson->steps));
	app->stack[app->depth - 1] = SCREEN_QUIZ;
	app_push(app, SCREEN_PLAYER);
}

static void
repair(struct app *app)
{
	const struct lesson_misconception *row = repairable(app);

	if (!row) {
		app_pop(app);
		return;
	}
	walk_to(app, row->repair);
}

static void
again(struct app *app)
{
	struct quiz *quiz = quiz_again(app->quiz);

	if (!quiz) {
		app_notice(app, "Nothing was missed.");
		return;
	}
	end_walk(app);
	quiz_forget(app);
	app->quiz = quiz;
	app->player = quiz->player;
	app->cards_made = 0;
	if (!quiz_ask(quiz)) {
		quiz_forget(app);
		app_pop(app);
		app_notice(app, "None of these can be asked once more.");
		return;
	}
	app_pop(app);
	app_push(app, SCREEN_PLAYER);
	app->say_screen = true;
}

static void
save(struct app *app)
{
	struct str text = STR_INIT;

	str_printf(&text, "Quiz: %s\n\n", app->lesson->title);
	quiz_report(app->quiz, app->cards_made, 0, false, &app->frame, &text);
	app_effect(app, EFFECT_SAVE,
	    arena_printf(&app->frame, "coatcheck-quiz-%s.txt", app->lesson->id),
	    arena_strdup(&app->frame, text.text));
	str_release(&text);
}

void
quiz_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	switch ((int)action) {
	case ACTION_UP:
		app->help_row = app->help_row > 0 ? app->help_row - 1 : 0;
		break;
	case ACTION_DOWN:
		app->help_row++;
		break;
	case ACTION_ON:
		if (app->options.plain) /* the empty line is Enter there */
			repair(app);
		else
			app->help_row += 8;
		break;
	case ACTION_DO:
		repair(app);
		break;
	case ACTION_AGAIN:
		again(app);
		break;
	case ACTION_SAVE_PAGE:
		save(app);
		break;
	case ACTION_BACK:
		app_pop(app);
		break;
	case ACTION_UNDO:
	case ACTION_REDO:
		app_notice(app, "An answer that was told stays.");
		break;
	}
}

bool
quiz_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

static const char *
report_keys(struct app *app, const char *scroll)
{
	uint32_t missed = quiz_missed(app->quiz);

	return arena_printf(&app->frame,
	    "%s%s\xe2\x86\x91 \xe2\x86\x93 %s   e save   "
	    "? help   q home",
	    repairable(app) ? "Enter repair it   " : "",
	    missed ? arena_printf(&app->frame, "R retry the %u   ", missed) : "", scroll);
}

void
quiz_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .title = "quiz",
		.where = "report",
		.notice = app->notice.length ? app->notice.text : NULL };
	struct rect body, clip;
	struct str text = STR_INIT;
	int total;

	words.keys = report_keys(app, "scroll");
	body = frame_page(&words, grid);
	quiz_report(app->quiz, app->cards_made, body.cols, false, &app->frame, &text);
	if (grid_wrap_rows(text.text, body.cols) > body.rows) {
		str_clear(&text);
		quiz_report(
		    app->quiz, app->cards_made, body.cols, true, &app->frame, &text);
	}
	total = grid_wrap_rows(text.text, body.cols);
	if (app->help_row > total - body.rows)
		app->help_row = total > body.rows ? total - body.rows : 0;
	if (total - app->help_row > body.rows) {
		grid_clear(grid);
		words.keys = report_keys(app, "more below");
		(void)frame_page(&words, grid);
	}
	clip = grid_clip(grid, body);
	(void)grid_wrap(grid, (struct rect){ body.row - app->help_row, body.col, total, body.cols },
	    ROLE_PLAIN, text.text);
	grid_unclip(grid, clip);
	str_release(&text);
}

void
quiz_say(struct app *app, struct str *out)
{
	str_add(out, "That was the quiz. ");
	quiz_report(app->quiz, app->cards_made, 0, false, &app->frame, out);
}

const char *
quiz_prompt(const struct app *app)
{
	return repairable(app)       ? "Enter repairs the belief, R retries what was missed, e "
				       "saves this, q goes back: "
	    : quiz_missed(app->quiz) ? "R retries what was missed, e saves this, q goes back: "
				     : "e saves this, q goes back: ";
}
