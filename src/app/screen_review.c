/* app/screen_review.c - flashcards as they look and read: front, back, grades, the end. */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/cards.h"
#include "app/player_words.h"
#include "base/units.h"
#include "base/utf8.h"
#include "study/typed.h"
#include "trace/sentence.h"

#define DAY_S 86400
#define WEEKS_DAYS 14
#define LISTED 6 /* cards of a session at its end, one by one */

int
review_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	*owns = app->review.typing;
	contexts[0] = app->review.typing  ? CTX_TEXT
		      : review_present(app) ? CTX_CARD
					    : CTX_DECK;
	contexts[1] = CTX_EVERY;
	return *owns ? 1 : 2;
}

/* ---- the back and its grades ---- */

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

static void
say_typed(const struct app *app, const struct deck_card *row, struct str *out)
{
	static const char *const words[] = { "Not what was meant: 1 is proposed.",
		"A slip of the keys: h, hard, is proposed.", "Right: 2 is proposed." };
	struct str meant = STR_INIT, of_meant = STR_INIT, of_given = STR_INIT;
	enum typed_verdict verdict;

	if (app->review.typed.length == 0) {
		cards_say_back(row, out);
		return;
	}
	verdict = typed_judge(app->review.typed.text, row->back, &meant);
	typed_diff(app->review.typed.text, meant.text, &of_meant, &of_given);
	if (verdict == TYPED_EXACT)
		str_printf(out, "%s\n", meant.text);
	else
		str_printf(out, "You:   %s\nMeant: %s\n", of_given.text, of_meant.text);
	str_printf(out, "%s The choice is yours.", words[verdict]);
	str_release(&meant);
	str_release(&of_meant);
	str_release(&of_given);
}

static void
say_back(const struct app *app, const struct deck_card *row, struct str *out)
{
	if (row->kind == CARD_TYPED)
		say_typed(app, row, out);
	else
		cards_say_back(row, out);
}

static void
say_grades(const struct app *app, const struct deck_card *row, bool four, struct str *out)
{
	static const char *const words[] = { "1 forgot", "h hard", "2 remembered", "e easy" };
	static const int two[] = { 0, 2 }, all[] = { 0, 1, 2, 3 };
	struct card futures[4];

	if (app->review.practice) {
		str_add(out, "1 forgot   2 remembered   (practice: the dates stay)");
		return;
	}
	schedule_preview(&app->review.schedule, &row->card, cards_number(row->lesson, row->id),
	    app->now, futures);
	for (int i = 0; i < (four ? 4 : 2); i++) {
		int which = four ? all[i] : two[i];

		str_printf(out, "%s%s: ", i == 0 ? "" : app->options.plain ? "; " : "   ",
		    words[which]);
		say_wait(&futures[which], app->now, out);
	}
}

/* ---- the end ---- */

/* When the next card comes, or that there is none. */
static void
say_next(const struct app *app, struct str *out)
{
	const struct review *review = &app->review;
	const struct deck_card *next = NULL;
	int64_t best = INT64_MAX, days;

	for (uint32_t i = 0; i < review->count; i++) {
		const struct deck_card *row = &review->deck[i];
		int64_t due = row->card.due_s > row->buried_s ? row->card.due_s : row->buried_s;

		if ((row->card.state != CARD_NEW || row->buried_s > app->now.at_s) && due < best) {
			best = due;
			next = row;
		}
	}
	if (next == NULL) {
		str_add(out, review->count ? "The rest waits for another day."
					   : "No cards yet. A lesson makes them from what "
					     "surprises you.");
		return;
	}
	days = cards_days_left(&review->schedule, next, app->now);
	best -= app->now.at_s;
	str_add(out, "The next card comes ");
	if (best < 90)
		str_add(out, "in a minute.");
	else if (best < 2 * 3600)
		str_printf(out, "in %lld minutes.", (long long)(best + 30) / 60);
	else if (days == 0)
		str_printf(out, "in %lld hours.", (long long)best / 3600);
	else if (days == 1)
		str_add(out, "tomorrow.");
	else if (days < 7)
		str_printf(out, "on %s.", cards_day_name(app->now, days));
	else
		str_printf(out, "in %lld days.", (long long)days);
}

static void
say_end(const struct app *app, struct str *out)
{
	const struct review *review = &app->review;

	if (review->graded > 0)
		str_printf(out, "%u card%s: %u remembered, %u forgotten. ", review->graded,
		    review->graded == 1 ? "" : "s", review->graded - review->forgotten,
		    review->forgotten);
	else if (review->count)
		str_add(out, "Nothing is due. ");
	say_next(app, out);
	if (review->count && !review->practice)
		str_add(out, " c practises all the same; the dates stay.");
}

static uint32_t
forecast(const struct app *app, uint32_t days[WEEKS_DAYS])
{
	uint32_t sum = 0;

	memset(days, 0, WEEKS_DAYS * sizeof *days);
	for (uint32_t i = 0; i < app->review.count; i++) {
		const struct deck_card *row = &app->review.deck[i];
		int64_t left = cards_days_left(&app->review.schedule, row, app->now);

		if (row->card.state != CARD_NEW && left >= 1 && left <= WEEKS_DAYS) {
			days[left - 1]++;
			sum++;
		}
	}
	return sum;
}

/* Cards of the session: the forgotten first, each with when it comes back. */
static void
say_graded(const struct app *app, struct str *out)
{
	const struct review *review = &app->review;
	uint32_t said = 0;

	for (int forgot = 1; forgot >= 0; forgot--)
		for (uint32_t i = 0; i < review->graded && said < LISTED; i++) {
			const struct grade *grade = &review->grades[i];
			struct str front = STR_INIT;

			if (grade->forgot != forgot)
				continue;
			cards_say_front(&review->deck[grade->row], &front);
			while (utf8_cells(front.text) > 50)
				str_drop_code_point(&front);
			str_printf(out, "%s %s  ", forgot ? "\xe2\x9c\x97" : "\xe2\x9c\x93",
			    front.text);
			if (grade->practice)
				str_add(out, "practised");
			else
				say_wait(&grade->after,
				    (struct moment){ grade->after.last_s, 0 }, out);
			str_add_char(out, '\n');
			str_release(&front);
			said++;
		}
	if (review->graded > said)
		str_printf(out, "and %u more\n", review->graded - said);
}

static void
say_load(const struct app *app, struct str *out)
{
	uint32_t days[WEEKS_DAYS], minutes;

	if (forecast(app, days) == 0)
		return;
	for (int i = 0; i < 7; i++)
		str_printf(out, "%s%s %u", i ? ", " : "Coming: ", cards_weekday(app->now, i + 1),
		    days[i]);
	minutes = cards_minutes(days[0], app->review.card_seconds);
	str_printf(out, ". Tomorrow will take %s%u minute%s. ", minutes ? "about " : "", minutes,
	    minutes == 1 ? "" : "s");
	str_add(out, "Nothing breaks if you come a day late.");
}

/* ---- the screen ---- */

static int
put(struct grid *grid, struct rect *at, enum grid_role role, const char *text)
{
	int rows = at->rows > 0 && *text ? grid_wrap(grid, *at, role, text) : 0;

	at->row += rows + 1;
	at->rows -= rows + 1;
	return rows;
}

/* Two weeks as bars over their figures and days. */
static void
draw_weeks(const struct app *app, struct grid *grid, struct rect *at)
{
	static const char *const bars[] = { "\xc2\xb7", "\xe2\x96\x81", "\xe2\x96\x82",
		"\xe2\x96\x83", "\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87" };
	uint32_t days[WEEKS_DAYS], most = 1;

	if (forecast(app, days) == 0 || at->rows < 6 || at->cols < 5 * WEEKS_DAYS + 4)
		return;
	for (int i = 0; i < WEEKS_DAYS; i++)
		most = days[i] > most ? days[i] : most;
	view_heading(grid, at->row, "the next two weeks", NULL);
	for (int i = 0; i < WEEKS_DAYS; i++) {
		int col = at->col + 3 + 5 * i;
		uint32_t level = days[i] ? 1 + (days[i] * 6 - 1) / most : 0;

		grid_text(grid, at->row + 2, col + 1, ROLE_PLAIN, bars[level < 8 ? level : 7]);
		grid_printf(grid, at->row + 3, col, ROLE_PLAIN, "%2u", days[i]);
		grid_text(grid, at->row + 4, col, ROLE_DIM, cards_weekday(app->now, i + 1));
	}
	at->row += 6;
	at->rows -= 6;
}

static void
draw_end(struct app *app, struct grid *grid, struct rect at)
{
	struct str text = STR_INIT;

	say_end(app, &text);
	(void)put(grid, &at, ROLE_BOLD, text.text);
	str_clear(&text);
	if (app->review.graded && at.rows > 3) {
		say_graded(app, &text);
		(void)put(grid, &at, ROLE_PLAIN, text.text);
	}
	draw_weeks(app, grid, &at);
	if (review_has_origin(app) && at.rows > 0)
		(void)put(grid, &at, ROLE_PLAIN,
		    arena_printf(&app->frame,
			"A forgotten one comes from a step of its lesson: Enter opens it."));
	if (app->notice.length)
		(void)put(grid, &at, ROLE_PLAIN, app->notice.text);
	str_release(&text);
}

static const char *
keys_of(const struct app *app)
{
	const struct review *review = &app->review;

	if (review_present(app) == NULL)
		return review_has_origin(app)
			   ? "Enter see that step   c practise more   u undo   ? help   q back"
		       : review->count ? "Space done   c practise more   u undo   ? help   q back"
				       : "Space done   ? help   q back";
	if (review->typing)
		return "Enter turn   Esc without typing";
	if (!review->turned)
		return "Space turn   b not today   o its lesson   u undo   ? help   q stop";
	if (review->practice)
		return "2 remembered   1 forgot   u undo   ? help   q stop";
	if (review->four)
		return "1 forgot   h hard   2 remembered   e easy   u undo   ? help   q stop";
	return "2 remembered   1 forgot   Tab four grades   u undo   ? help   q stop";
}

static const char *
where_of(struct app *app)
{
	uint32_t due = review_due(app);

	if (review_present(app) == NULL)
		return "cards";
	if (app->review.practice)
		return arena_printf(&app->frame, "practice, %u left", due);
	return arena_printf(&app->frame, "cards, %u due, %u min", due,
	    cards_minutes(due, app->review.card_seconds));
}

/* A frozen moment with the question under it; turned, it plays, and the answer follows. */
static void
draw_still(struct app *app, struct grid *grid, const struct frame_words *words)
{
	const struct review *review = &app->review;
	const struct deck_card *row = review_present(app);
	struct player *player = review->still.player;
	struct frame_ask ask = { .picture = true };
	struct str question = STR_INIT, grades = STR_INIT;
	struct scene scene;

	arena_release(&player->frame);
	player_scene(player, &scene);
	if (review->turned)
		say_back(app, row, &question);
	else
		cards_say_front(row, &question);
	ask.question = question.text;
	if (review->turned) {
		say_grades(app, row, review->four, &grades);
		ask.after = row->hook;
		ask.prompt = ask.prompt_short = grades.text;
	} else {
		ask.after = "Say it, aloud or in your head. Then turn the card.";
	}
	if (player->unfolded && size_class_of(grid->rows, grid->cols) == SIZE_TINY) {
		struct frame_words map = *words;

		map.keys = "Tab the words   ? help   q stop";
		frame_watch(&scene, player->lesson->steps[0].view, &map, grid);
	} else {
		(void)frame_ask(&scene, player->lesson->steps[0].view, words, &ask,
		    grid);
	}
	str_release(&question);
	str_release(&grades);
}

static void
draw_card(struct app *app, struct grid *grid, struct rect at)
{
	const struct review *review = &app->review;
	const struct deck_card *row = review_present(app);
	struct str text = STR_INIT;

	cards_say_front(row, &text);
	(void)put(grid, &at, ROLE_BOLD, text.text);
	str_clear(&text);
	if (review->typing) {
		grid->cursor_row = at.row;
		grid->cursor_col = grid_text_cut(grid, at.row, at.col, at.cols - 1, ROLE_YOURS,
		    arena_printf(&app->frame, "> %s", review->typed.text));
		at.row += 2;
		at.rows -= 2;
	} else if (review->turned) {
		say_back(app, row, &text);
		(void)put(grid, &at, ROLE_PLAIN, text.text);
		if (row->hook && at.rows > 6)
			(void)put(grid, &at, ROLE_DIM, row->hook);
		str_clear(&text);
		say_grades(app, row, review->four, &text);
		(void)put(grid, &at, ROLE_PLAIN, text.text);
	} else {
		(void)put(grid, &at, ROLE_PLAIN,
		    "Say it, aloud or in your head. Then turn the card.");
	}
	if (app->notice.length)
		(void)put(grid, &at, ROLE_PLAIN, app->notice.text);
	str_release(&text);
}

void
review_draw(struct app *app, struct grid *grid)
{
	const struct deck_card *row = review_present(app);
	bool small = size_class_of(grid->rows, grid->cols) == SIZE_TINY;
	struct frame_words words = { .title = row ? row->title : NULL,
		.where = where_of(app), .keys = keys_of(app) };
	struct rect at;

	if (row && app->review.still.player) {
		words.notice = app->notice.length ? app->notice.text : NULL;
		draw_still(app, grid, &words);
		return;
	}
	at = frame_page(&words, grid);
	at.row += small || !row ? 0 : 2;
	at.rows -= small || !row ? 0 : 2;
	if (row)
		draw_card(app, grid, at);
	else
		draw_end(app, grid, at);
}

/* ---- line by line ---- */

/* A frozen moment in words: the design, what happened last, then what follows. */
static void
say_still(const struct app *app, struct str *out)
{
	const struct still *still = &app->review.still;
	const struct player *player = still->player;
	struct str line = STR_INIT;

	str_printf(&line, "Design %s: ", player->set.runs[0].design);
	scene_caption(player->set.runs[0].scenario, player->analogy_words, &line);
	str_add_char(&line, '.');
	app_wrap(out, "", line.text);
	str_clear(&line);
	if (!app->review.turned && player->first > 0) {
		sentence_moment(player_trace(player), player->first - 1, &line);
		str_add(&line, ": ");
		sentence_event(player_trace(player), player->first - 1, &line);
		app_wrap(out, "", line.text);
	} else if (app->review.turned) {
		still_say(still, 12, "  ", out);
	}
	str_release(&line);
}

void
review_say(struct app *app, struct str *out)
{
	const struct deck_card *row = review_present(app);
	struct str text = STR_INIT;

	if (!row) {
		say_end(app, &text);
		app_wrap(out, "", text.text);
		str_clear(&text);
		if (app->review.graded)
			say_load(app, &text);
		app_wrap(out, "", text.text);
		str_release(&text);
		return;
	}
	if (app->review.still.player)
		say_still(app, out);
	if (!app->review.turned) {
		str_printf(&text, "%u %s. ", review_due(app),
		    app->review.practice ? "to practise" : "due");
		cards_say_front(row, &text);
	} else {
		say_back(app, row, &text);
	}
	for (char *line = text.text, *end; *line; line = end + (*end == '\n')) {
		char kept;

		end = line + strcspn(line, "\n");
		kept = *end;
		*end = 0;
		app_wrap(out, "", line);
		*end = kept;
	}
	str_clear(&text);
	if (app->review.turned) {
		say_grades(app, row, true, &text);
		app_wrap(out, "", text.text);
	}
	str_release(&text);
}

const char *
review_prompt(const struct app *app)
{
	if (!review_present(app))
		return review_has_origin(app) ? "Enter ends it (c practise, o its lesson, u undo, "
						"q back): "
					      : "Enter ends it (c practise, u undo, q back): ";
	if (app->review.typing)
		return "Your answer (an empty line: without typing): ";
	return app->review.turned ? "1 forgot, 2 remembered, h hard, e easy (u undo, q stop): "
				  : "Say it, then press Enter (b not today, u undo, q stop): ";
}
