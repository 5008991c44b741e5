/* app/screen_review.c - flashcards that are due: front, back, two grades, four on request.
 *
 * The schedule is study/schedule.h; what it says is kept by the driver as it is said.  A forgotten
 * card comes again in this session when its minutes are over; undo goes back any number of grades.
 */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/cards.h"
#include "base/units.h"
#include "base/utf8.h"

#define NEW_A_SESSION 10   /* cards met for the first time, at most */
#define LEECH_LAPSES 8     /* forgotten so often, it is the card or the step that is at fault */
#define DAY_S 86400

void
review_open(struct app *app)
{
	app_effect(app, EFFECT_DECK, NULL, NULL);
}

static struct deck_card *
present(const struct app *app)
{
	return app->review.now == UINT32_MAX ? NULL : &app->review.deck[app->review.now];
}

static uint64_t
card_number(const struct deck_card *row)
{
	return cards_number(row->lesson, row->id);
}

/* ---- what comes next ---- */

static bool
is_open(const struct app *app, const struct deck_card *row)
{
	const struct review *review = &app->review;

	if (row->buried_s > app->now.at_s)
		return false;
	if (row->card.state == CARD_NEW)
		return review->fresh < NEW_A_SESSION;
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

	for (uint32_t i = 0; i < app->review.count; i++) {
		bool open = is_open(app, &app->review.deck[i]);

		if (open && app->review.deck[i].card.state == CARD_NEW)
			fresh++;
		else
			due += open;
	}
	return due + (fresh + app->review.fresh > NEW_A_SESSION
			     ? NEW_A_SESSION - app->review.fresh
			     : fresh);
}

/* Cards of one step do not follow each other where another is due. */
static void
choose(struct app *app)
{
	struct review *review = &app->review;
	const char *last = present(app) ? present(app)->from : NULL;
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < review->count; i++) {
		const struct deck_card *row = &review->deck[i];
		const struct deck_card *other = best == UINT32_MAX ? row : &review->deck[best];
		bool sibling = last && str_equal(row->from, last), better;

		if (!is_open(app, row))
			continue;
		better = best == UINT32_MAX;
		if (!better && sibling != (last && str_equal(other->from, last)))
			better = !sibling;
		else if (!better && rank(row) != rank(other))
			better = rank(row) < rank(other);
		else if (!better)
			better = row->card.due_s < other->card.due_s;
		if (better)
			best = i;
	}
	review->now = best;
	review->turned = false;
	app->say_screen = true;
}

void
review_deck(struct app *app, const struct input *input)
{
	const struct deck_card *deck = input->deck;
	uint32_t count = input->deck_count;
	struct review *review = &app->review;

	arena_release(&review->arena);
	review->deck = arena_array(&review->arena, count + 1, sizeof *review->deck);
	for (uint32_t i = 0; i < count; i++) {
		struct deck_card *row = &review->deck[i];

		*row = deck[i];
		row->lesson = arena_strdup(&review->arena, deck[i].lesson);
		row->title = arena_strdup(&review->arena, deck[i].title);
		row->id = arena_strdup(&review->arena, deck[i].id);
		row->front = arena_strdup(&review->arena, deck[i].front);
		row->back = arena_strdup(&review->arena, deck[i].back);
		row->from = deck[i].from ? arena_strdup(&review->arena, deck[i].from) : NULL;
		row->hook = deck[i].hook ? arena_strdup(&review->arena, deck[i].hook) : NULL;
	}
	review->count = count;
	review->graded = review->forgotten = review->fresh = 0;
	review->began_s = app->now.at_s;
	review->now = UINT32_MAX;
	schedule_init(&review->schedule, app->options.study_seed);
	if (input->retention > 0) {
		review->schedule.retention = input->retention;
		review->schedule.day_start_s = input->day_start_s;
	}
	choose(app);
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
grade(struct app *app, enum rating rating)
{
	struct review *review = &app->review;
	struct deck_card *row = present(app);
	struct effect *effect;
	struct card after;

	after = schedule_review(
	    &review->schedule, &row->card, card_number(row), app->now, rating);
	if (review->graded == review->grade_room) {
		review->grade_room = review->grade_room ? review->grade_room * 2 : 16;
		review->grades =
		    mem_grow(review->grades, review->grade_room, sizeof *review->grades);
	}
	review->grades[review->graded++] = (struct grade){ .row = review->now,
		.before = row->card, .forgot = rating == RATING_AGAIN,
		.fresh = row->card.state == CARD_NEW };
	review->forgotten += rating == RATING_AGAIN;
	review->fresh += row->card.state == CARD_NEW;
	effect = keep(app, EFFECT_REVIEW, row);
	effect->before = row->card;
	effect->after = after;
	effect->rating = rating;
	effect->text_rev = row->rev;
	effect->schedules = true;
	effect->seed = review->schedule.seed;
	effect->retention = review->schedule.retention;
	effect->day_start_s = review->schedule.day_start_s;
	row->card = after;
	if (after.lapses >= LEECH_LAPSES && rating == RATING_AGAIN && row->from)
		app_notice(app, "Forgotten %u times: learn %s#%s shows where it comes from.",
		    after.lapses, row->lesson, row->from);
	choose(app);
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
	review->deck[last->row].card = last->before;
	review->now = last->row;
	review->turned = true;
	keep(app, EFFECT_UNGRADE, &review->deck[last->row])->since_s = review->began_s;
	app->say_screen = true;
}

static void
bury(struct app *app)
{
	struct deck_card *row = present(app);

	row->buried_s = app->now.at_s + DAY_S / 2;
	keep(app, EFFECT_BURY, row)->since_s = row->buried_s;
	choose(app);
	app_notice(app, "Not again today.");
}

int
review_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	*owns = false;
	contexts[0] = app->review.now == UINT32_MAX ? CTX_EVERY : CTX_CARD;
	contexts[1] = CTX_EVERY;
	return app->review.now == UINT32_MAX ? 1 : 2;
}

void
review_act(struct app *app, enum key_action action, int digit)
{
	bool turned = app->review.turned, card = present(app) != NULL;

	if (action == ACTION_BACK || (!card && (action == ACTION_ON || action == ACTION_DO))) {
		app_pop(app);
	} else if (action == ACTION_UNDO) {
		undo(app);
	} else if (card && action == ACTION_BURY) {
		bury(app);
	} else if (card && !turned) {
		if (action == ACTION_ON || action == ACTION_DO) {
			app->review.turned = true;
			app->say_screen = true;
		} else if (action == ACTION_PICK) {
			app_notice(app, "Say it first, then turn the card: Space.");
		}
	} else if (card && action == ACTION_PICK && digit <= 2) {
		grade(app, digit == 1 ? RATING_AGAIN : RATING_GOOD);
	} else if (card && action == ACTION_HARD) {
		grade(app, RATING_HARD);
	} else if (card && action == ACTION_EASY) {
		grade(app, RATING_EASY);
	} else if (card && (action == ACTION_ON || action == ACTION_DO)) {
		app_notice(app, "1 forgot, or 2 remembered?");
	}
}

bool
review_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

/* ---- words ---- */

static void
say_wait(const struct card *future, struct moment now, struct str *out)
{
	int64_t seconds = future->due_s - now.at_s;

	if (future->state == CARD_REVIEW)
		str_printf(out, "%u day%s", future->days, future->days == 1 ? "" : "s");
	else
		str_printf(out, "%lld minute%s", (long long)(seconds + 30) / 60,
		    (seconds + 30) / 60 == 1 ? "" : "s");
}

/* A cloze without its {{words}}, or with them. */
static const char *
front_of(struct app *app, const struct deck_card *row, bool open)
{
	struct str text = STR_INIT;
	const char *copy;

	if (row->kind != CARD_CLOZE)
		return row->front;
	for (const char *at = row->front; *at;) {
		const char *end = at[0] == '{' && at[1] == '{' ? strstr(at, "}}") : NULL;

		if (!end) {
			str_add_char(&text, *at++);
			continue;
		}
		if (open)
			str_add_bytes(&text, at + 2, (size_t)(end - at) - 2);
		else
			str_add(&text, "____");
		at = end + 2;
	}
	copy = arena_strdup(&app->frame, text.text);
	str_release(&text);
	return copy;
}

static void
say_back(struct app *app, const struct deck_card *row, struct str *out)
{
	if (row->kind == CARD_CLOZE)
		str_printf(out, "%s", front_of(app, row, true));
	if (row->back && *row->back)
		str_printf(out, "%s%s", row->kind == CARD_CLOZE ? " " : "", row->back);
}

static void
say_grades(const struct app *app, const struct deck_card *row, struct str *out)
{
	static const char *const words[] = { "1 forgot", "h hard", "2 remembered", "e easy" };
	static const int order[] = { 0, 2, 1, 3 };
	struct card futures[4];

	schedule_preview(
	    &app->review.schedule, &row->card, card_number(row), app->now, futures);
	for (int i = 0; i < 4; i++) {
		str_printf(out, "%s%s: ", i ? "   " : "", words[order[i]]);
		say_wait(&futures[order[i]], app->now, out);
	}
}

/* When the next card comes, or that there is none. */
static void
say_next(const struct app *app, struct str *out)
{
	int64_t best = INT64_MAX;

	for (uint32_t i = 0; i < app->review.count; i++) {
		const struct deck_card *row = &app->review.deck[i];
		int64_t due = row->card.due_s > row->buried_s ? row->card.due_s : row->buried_s;

		if (row->card.state != CARD_NEW && due < best)
			best = due;
	}
	if (best == INT64_MAX) {
		str_add(out, app->review.count ? "The rest waits for another day."
					       : "There are no cards in these lessons yet.");
		return;
	}
	best -= app->now.at_s;
	str_add(out, "The next one comes back in ");
	if (best < 90)
		str_add(out, "a minute.");
	else if (best < 2 * 3600)
		str_printf(out, "%lld minutes.", (long long)(best + 30) / 60);
	else if (best < DAY_S)
		str_printf(out, "%lld hours.", (long long)best / 3600);
	else
		str_printf(out, "%lld day%s.", (long long)best / DAY_S,
		    best / DAY_S == 1 ? "" : "s");
}

static void
say_end(const struct app *app, struct str *out)
{
	const struct review *review = &app->review;

	if (review->graded > 0)
		str_printf(out, "%u card%s: %u remembered, %u forgotten. ", review->graded,
		    review->graded == 1 ? "" : "s", review->graded - review->forgotten,
		    review->forgotten);
	else
		str_add(out, "No card is due. ");
	say_next(app, out);
}

static int
put(struct grid *grid, struct rect *at, enum grid_role role, const char *text)
{
	int rows = at->rows > 0 ? grid_wrap(grid, *at, role, text) : 0;

	at->row += rows + 1;
	at->rows -= rows + 1;
	return rows;
}

void
review_draw(struct app *app, struct grid *grid)
{
	const struct deck_card *row = present(app);
	bool small = size_class_of(grid->rows, grid->cols) == SIZE_TINY;
	struct frame_words words = { .title = row ? row->title : NULL,
		.where = row ? arena_printf(&app->frame, "cards, %u due", review_due(app))
			     : "cards",
		.keys = !row                 ? "Space done   u undo   ? help   q back"
			: app->review.turned ? "1 forgot   2 remembered   h hard   e easy   "
					       "u undo   ? help   q stop"
					     : "Space turn   b not today   u undo   ? help   "
					       "q stop" };
	struct rect at = frame_page(&words, grid);
	struct str text = STR_INIT;

	at.row += small ? 0 : 2;
	at.rows -= small ? 0 : 2;
	if (!row) {
		say_end(app, &text);
		(void)put(grid, &at, ROLE_PLAIN, text.text);
	} else {
		(void)put(grid, &at, ROLE_BOLD, front_of(app, row, false));
		if (app->review.turned) {
			say_back(app, row, &text);
			(void)put(grid, &at, ROLE_PLAIN, text.text);
			str_clear(&text);
			say_grades(app, row, &text);
			(void)put(grid, &at, ROLE_PLAIN, text.text);
		} else {
			(void)put(grid, &at, ROLE_PLAIN,
			    "Say it, aloud or in your head. Then turn the card.");
		}
	}
	if (app->notice.length)
		(void)put(grid, &at, ROLE_PLAIN, app->notice.text);
	str_release(&text);
}

void
review_say(struct app *app, struct str *out)
{
	const struct deck_card *row = present(app);
	struct str text = STR_INIT;

	if (!row) {
		say_end(app, &text);
	} else if (!app->review.turned) {
		str_printf(&text, "%u due. %s", review_due(app), front_of(app, row, false));
	} else {
		say_back(app, row, &text);
	}
	app_wrap(out, "", text.text);
	str_clear(&text);
	if (row && app->review.turned) {
		say_grades(app, row, &text);
		app_wrap(out, "", text.text);
	}
	str_release(&text);
}

const char *
review_prompt(const struct app *app)
{
	if (!present(app))
		return "Enter ends it (u undo, q back): ";
	return app->review.turned ? "1 forgot, 2 remembered, h hard, e easy (u undo, q stop): "
				  : "Say it, then press Enter (b not today, u undo, q stop): ";
}
