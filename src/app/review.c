/* app/review.c - a session of flashcards: which comes next, what a grade does, practice.
 *
 * The schedule is study/schedule.h; what it says is kept by the driver as it is said.  A forgotten
 * card comes again in this session when its minutes are over; undo goes back any number of grades.
 */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/cards.h"
#include "base/prng.h"
#include "base/units.h"
#include "study/typed.h"

#define LEECH_LAPSES 4     /* forgotten so often, it is the card or the step that is at fault */
#define DAY_S 86400
#define CLOCK_SLACK_S 7200
#define PRACTICE_STREAM 0x70726163 /* of the study seed */

void
review_open(struct app *app)
{
	app_effect(app, EFFECT_DECK, NULL, NULL);
}

struct deck_card *
review_present(const struct app *app)
{
	return app->review.now == UINT32_MAX ? NULL : &app->review.deck[app->review.now];
}

static void
close_still(struct review *review)
{
	still_close(&review->still);
	if (review->lesson) {
		arena_release(&review->lesson->arena);
		mem_free(review->lesson);
	}
	review->lesson = NULL;
}

void
review_release(struct review *review)
{
	close_still(review);
	str_release(&review->typed);
	mem_free(review->grades);
	arena_release(&review->arena);
}

/* ---- what comes next ---- */

static bool
is_open(const struct app *app, const struct deck_card *row)
{
	const struct review *review = &app->review;

	if (row->buried_s > app->now.at_s)
		return false;
	if (row->card.state == CARD_NEW)
		return review->fresh < CARDS_NEW_A_SESSION;
	return schedule_is_due(&review->schedule, &row->card, app->now);
}

/* Minutes before days before new ones; of equals the one that waits longest. */
static int
rank(const struct deck_card *row)
{
	return row->card.state == CARD_NEW ? 2 : row->card.state == CARD_REVIEW ? 1 : 0;
}

uint32_t
review_due(const struct app *app)
{
	uint32_t due = 0, fresh = 0;

	if (app->review.practice)
		return app->review.count - app->review.practised;
	for (uint32_t i = 0; i < app->review.count; i++) {
		bool open = is_open(app, &app->review.deck[i]);

		if (open && app->review.deck[i].card.state == CARD_NEW)
			fresh++;
		else
			due += open;
	}
	return due + (fresh + app->review.fresh > CARDS_NEW_A_SESSION
			     ? CARDS_NEW_A_SESSION - app->review.fresh
			     : fresh);
}

static bool
siblings(const struct deck_card *a, const struct deck_card *b)
{
	return a && b && a->from && b->from && str_equal(a->from, b->from) &&
	       str_equal(a->lesson, b->lesson);
}

/* Cards of one step do not follow each other where another is due. */
static uint32_t
next_due(const struct app *app)
{
	const struct review *review = &app->review;
	const struct deck_card *last = review_present(app);
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < review->count; i++) {
		const struct deck_card *row = &review->deck[i];
		const struct deck_card *other = best == UINT32_MAX ? row : &review->deck[best];
		bool better;

		if (!is_open(app, row))
			continue;
		better = best == UINT32_MAX;
		if (!better && siblings(row, last) != siblings(other, last))
			better = !siblings(row, last);
		else if (!better && rank(row) != rank(other))
			better = rank(row) < rank(other);
		else if (!better)
			better = row->card.due_s < other->card.due_s;
		if (better)
			best = i;
	}
	return best;
}

/* The card in hand is shown from its front; a frame card's lesson is asked for. */
static void
show(struct app *app, uint32_t row)
{
	struct review *review = &app->review;
	const struct deck_card *card;

	close_still(review);
	review->now = row;
	review->turned = review->four = false;
	review->loading = false;
	str_clear(&review->typed);
	card = review_present(app);
	review->typing = card && card->kind == CARD_TYPED;
	app->say_screen = true;
	if (card && card->kind == CARD_FRAME && card->path) {
		review->loading = true;
		app_effect(app, EFFECT_LOAD, card->path, NULL);
	}
	if (card && card->rewritten && !review->practice) {
		struct str date = STR_INIT;

		units_print_date(&date, card->seen_s);
		str_cut(&date, 10);
		app_notice(app, "This card was rewritten since %s. Its dates start anew; the old "
			"ones are kept.", date.text);
		str_release(&date);
	}
}

static void
choose(struct app *app)
{
	struct review *review = &app->review;

	if (review->practice)
		show(app, review->practised < review->count ? review->order[review->practised]
							    : UINT32_MAX);
	else
		show(app, next_due(app));
}

void
review_lesson(struct app *app, struct lesson *lesson)
{
	struct review *review = &app->review;
	const struct deck_card *row = review_present(app);

	review->loading = false;
	close_still(review);
	review->lesson = lesson;
	for (uint32_t i = 0; lesson && row && i < lesson->card_count; i++)
		if (str_equal(lesson->cards[i].id, row->id)) {
			struct still_run run;

			if (lesson_card_run(lesson, &lesson->cards[i], &run))
				(void)still_open(&review->still, lesson, &run, 0);
		}
	app->say_screen = true;
}

/* Every card once, in an order of the learner's seed; no date moves. */
static void
practise(struct app *app)
{
	struct review *review = &app->review;
	struct prng prng;

	if (review->count == 0) {
		app_notice(app, "There are no cards to practise.");
		return;
	}
	prng_init(&prng, app->options.study_seed, PRACTICE_STREAM + review->rounds++);
	review->order = arena_array(&review->arena, review->count, sizeof *review->order);
	for (uint32_t i = 0; i < review->count; i++) {
		uint32_t j = (uint32_t)prng_below(&prng, i + 1);

		review->order[i] = review->order[j];
		review->order[j] = i;
	}
	review->practice = true;
	review->practised = 0;
	choose(app);
	app_notice(app, "Practice: every card once. The dates stay as they are.");
}

/* ---- the deck arrives ---- */

static void
take_deck(struct review *review, const struct deck_card *deck, uint32_t count)
{
	struct arena *arena = &review->arena;

	arena_release(arena);
	review->deck = arena_array(arena, count + 1, sizeof *review->deck);
	for (uint32_t i = 0; i < count; i++) {
		struct deck_card *row = &review->deck[i];

		*row = deck[i];
		row->lesson = arena_strdup(arena, deck[i].lesson);
		row->title = arena_strdup(arena, deck[i].title);
		row->id = arena_strdup(arena, deck[i].id);
		row->front = arena_strdup(arena, deck[i].front);
		row->back = arena_strdup(arena, deck[i].back);
		row->from = deck[i].from ? arena_strdup(arena, deck[i].from) : NULL;
		row->hook = deck[i].hook ? arena_strdup(arena, deck[i].hook) : NULL;
		row->path = deck[i].path ? arena_strdup(arena, deck[i].path) : NULL;
	}
	review->count = count;
}

/* The same cards once more: the last grade was not kept, for another window was first. */
static void
take_back_grade(struct app *app)
{
	struct review *review = &app->review;
	const struct grade *last;

	if (review->graded == 0)
		return;
	last = &review->grades[--review->graded];
	review->forgotten -= last->forgot;
	review->fresh -= last->fresh;
	choose(app);
	app_notice(app, "Answered in your other window a moment ago. Here is the next card.");
}

void
review_deck(struct app *app, const struct input *input)
{
	struct review *review = &app->review;
	bool again = app_top(app) == SCREEN_REVIEW && review->count == input->deck_count &&
		     review->graded > 0;

	close_still(review);
	take_deck(review, input->deck, input->deck_count);
	review->now = UINT32_MAX;
	review->practice = false;
	schedule_init(&review->schedule, app->options.study_seed);
	if (input->retention > 0) {
		review->schedule.retention = input->retention;
		review->schedule.day_start_s = input->day_start_s;
		review->schedule.fuzz = !input->exact_days;
	}
	if (again) {
		take_back_grade(app);
		return;
	}
	review->card_seconds = input->card_seconds ? input->card_seconds : CARDS_SECONDS;
	review->graded = review->forgotten = review->fresh = 0;
	review->leech = UINT32_MAX;
	review->began_s = app->now.at_s;
	choose(app);
	if (input->newest_s > app->now.at_s + CLOCK_SLACK_S) {
		int64_t days = (input->newest_s - app->now.at_s + DAY_S - 1) / DAY_S;

		app_notice(app, "The clock is %lld day%s behind your last review. Dates are kept "
			"as they are.", (long long)days, days == 1 ? "" : "s");
	}
	if (app_top(app) != SCREEN_REVIEW)
		app_push(app, SCREEN_REVIEW);
}

/* ---- grading ---- */

static struct effect *
keep(struct app *app, enum effect_kind kind, const struct deck_card *row)
{
	struct effect *effect;

	app_effect(app, kind, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = row->lesson;
	effect->item = row->id;
	return effect;
}

static void
note_grade(struct review *review, const struct deck_card *row, const struct card *after,
    enum rating rating)
{
	if (review->graded == review->grade_room) {
		review->grade_room = review->grade_room ? review->grade_room * 2 : 16;
		review->grades =
		    mem_grow(review->grades, review->grade_room, sizeof *review->grades);
	}
	review->grades[review->graded++] = (struct grade){ .row = review->now,
		.before = row->card, .after = *after, .forgot = rating == RATING_AGAIN,
		.fresh = !review->practice && row->card.state == CARD_NEW,
		.practice = review->practice };
	review->forgotten += rating == RATING_AGAIN;
	review->fresh += review->grades[review->graded - 1].fresh;
}

static void
grade(struct app *app, enum rating rating)
{
	struct review *review = &app->review;
	struct deck_card *row = review_present(app);
	uint32_t at = review->now;
	struct effect *effect;
	struct card after = row->card;

	if (!review->practice)
		after = schedule_review(&review->schedule, &row->card,
		    cards_number(row->lesson, row->id), app->now, rating);
	note_grade(review, row, &after, rating);
	effect = keep(app, EFFECT_REVIEW, row);
	effect->before = row->card;
	effect->after = after;
	effect->rating = rating;
	effect->text_rev = row->rev;
	effect->schedules = !review->practice;
	effect->seed = review->schedule.seed;
	effect->retention = review->schedule.retention;
	effect->day_start_s = review->schedule.day_start_s;
	effect->exact_days = !review->schedule.fuzz;
	row->card = after;
	row->rewritten = row->rewritten && review->practice;
	review->practised += review->practice;
	review->leech = UINT32_MAX;
	choose(app);
	if (!review->practice && rating == RATING_AGAIN && after.lapses >= LEECH_LAPSES &&
	    row->from) {
		review->leech = at;
		app_notice(app, "%s times forgotten: that is the card's fault. o opens the step "
			"it came from.", after.lapses == LEECH_LAPSES ? "Four" : "Many");
	}
}

static void
undo(struct app *app)
{
	struct review *review = &app->review;
	const struct grade *last;

	if (review->graded == 0) {
		app_notice(app, "Nothing was graded in this session.");
		return;
	}
	last = &review->grades[--review->graded];
	review->forgotten -= last->forgot;
	review->fresh -= last->fresh;
	review->practice = last->practice;
	review->practised -= last->practice;
	review->deck[last->row].card = last->before;
	review->leech = UINT32_MAX;
	show(app, last->row);
	review->typing = false;
	review->turned = !review->loading; /* a frame is looked at first */
	keep(app, EFFECT_UNGRADE, &review->deck[last->row])->since_s = review->began_s;
}

static void
bury(struct app *app)
{
	struct deck_card *row = review_present(app);

	if (app->review.practice) {
		app->review.practised++;
		choose(app);
		return;
	}
	row->buried_s = app->now.at_s + DAY_S / 2;
	keep(app, EFFECT_BURY, row)->since_s = row->buried_s;
	choose(app);
	app_notice(app, "Not again today.");
}

/* ---- keys ---- */

static void
turn(struct app *app)
{
	struct review *review = &app->review;

	review->turned = true;
	review->typing = false;
	app->say_screen = true;
	if (review->still.player)
		still_turn(&review->still, app->options.animation && !app->options.plain);
}

/* The card that a way to its lesson is asked for: the leech, the one in hand, one forgotten. */
static const struct deck_card *
origin(const struct app *app)
{
	const struct review *review = &app->review;

	if (review->leech != UINT32_MAX)
		return &review->deck[review->leech];
	if (review_present(app))
		return review_present(app);
	for (uint32_t i = review->graded; i-- > 0;)
		if (review->grades[i].forgot && review->deck[review->grades[i].row].from)
			return &review->deck[review->grades[i].row];
	return NULL;
}

bool
review_has_origin(const struct app *app)
{
	const struct deck_card *row = origin(app);

	return row && row->from;
}

static void
open_origin(struct app *app)
{
	const struct deck_card *row = origin(app);

	if (row == NULL || row->from == NULL) {
		app_notice(app, "No step of a lesson made this card.");
		return;
	}
	for (uint32_t i = 0; i < app->options.shelf_count; i++)
		if (str_equal(app->options.shelf[i].id, row->lesson)) {
			app->options.step = arena_strdup(&app->arena, row->from);
			app->review.loading = false;
			app_open(app, &app->options.shelf[i]);
			return;
		}
	app_notice(app, "Its lesson is not among those found here.");
}

/* Keys over a frame card's picture. */
static bool
act_still(struct app *app, enum key_action action)
{
	struct review *review = &app->review;
	struct player *player = review->still.player;

	if (action != ACTION_PLAY && action != ACTION_EARLIER && action != ACTION_LATER)
		return false;
	if (player == NULL) {
		app_notice(app, "This card has no run to look at.");
	} else if (action == ACTION_PLAY && !review->turned) {
		app_notice(app, "Say it first, then turn the card: Space.");
	} else if (action == ACTION_PLAY && app->options.plain) {
		app->say_screen = true;
	} else if (action == ACTION_PLAY && player->playing) {
		player->playing = false;
	} else if (action == ACTION_PLAY) {
		still_turn(&review->still, app->options.animation);
	} else {
		player_event(player, action == ACTION_LATER ? 1 : -1);
	}
	return true;
}

static void
act_card(struct app *app, enum key_action action, int digit)
{
	bool turned = app->review.turned, on = action == ACTION_ON || action == ACTION_DO;

	if (action == ACTION_BURY) {
		bury(app);
	} else if (action == ACTION_FOUR && app->review.still.player && !app->options.plain &&
		   size_class_of(app->rows, app->cols) == SIZE_TINY) {
		app->review.still.player->unfolded = !app->review.still.player->unfolded;
	} else if (action == ACTION_FOUR) {
		app->review.four = !app->review.four;
		app->say_screen = app->options.plain && turned;
	} else if (!turned && on) {
		turn(app);
	} else if (!turned && (action == ACTION_PICK || action == ACTION_HARD ||
				  action == ACTION_EASY)) {
		app_notice(app, "Say it first, then turn the card: Space.");
	} else if (action == ACTION_PICK && digit <= 2) {
		grade(app, digit == 1 ? RATING_AGAIN : RATING_GOOD);
	} else if (action == ACTION_HARD) {
		grade(app, RATING_HARD);
	} else if (action == ACTION_EASY) {
		grade(app, RATING_EASY);
	} else if (on) {
		app_notice(app, "1 forgot, or 2 remembered?");
	}
}

void
review_act(struct app *app, enum key_action action, int digit)
{
	if (action == ACTION_BACK)
		app_pop(app);
	else if (action == ACTION_UNDO)
		undo(app);
	else if (action == ACTION_REDO)
		app_notice(app, "A grade that was undone is given again: 1 or 2.");
	else if (action == ACTION_ORIGIN)
		open_origin(app);
	else if (action == ACTION_PRACTISE)
		practise(app);
	else if (review_present(app) == NULL && action == ACTION_ON)
		app_pop(app);
	else if (review_present(app) == NULL && action == ACTION_DO)
		review_has_origin(app) ? open_origin(app) : app_pop(app);
	else if (review_present(app) && !act_still(app, action))
		act_card(app, action, digit);
}

/* The answer to a typed card. */
bool
review_type(struct app *app, uint32_t key)
{
	struct review *review = &app->review;

	if (!review->typing)
		return false;
	if (key == KEY_ESC) {
		review->typing = false;
		str_clear(&review->typed);
		app->say_screen = true;
	} else if (key == KEY_ENTER_ || key == '\n') {
		turn(app);
	} else if (key == KEY_BACKSPACE_ || key == 8) {
		str_drop_code_point(&review->typed);
	} else if (key >= ' ' && key < 0x110000 && review->typed.length < 400) {
		str_add_code_point(&review->typed, key);
	}
	return true;
}

/* ---- time ---- */

bool
review_plays(const struct app *app)
{
	return app->review.still.player && app->review.turned &&
	       app->review.still.player->playing;
}

void
review_tick(struct app *app, uint64_t elapsed_ns)
{
	if (review_plays(app))
		player_tick(app->review.still.player, elapsed_ns);
}
