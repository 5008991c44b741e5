/* app/screen_home.c - the first screen of a day: what to go on with, every lesson, other ways in.
 */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/knowledge.h"
#include "base/utf8.h"

int
home_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_HOME;
	contexts[1] = CTX_EVERY;
	return 2;
}

static uint32_t
line_count(const struct app *app)
{
	return app->options.shelf_count;
}

static void
open_line(struct app *app, int line)
{
	if (line < 0 || (uint32_t)line >= line_count(app))
		return;
	if (app->options.shelf[line].broken)
		app_refuse(app, app->options.shelf[line].problem);
	else
		app_open(app, &app->options.shelf[line]);
}

void
home_arrived(struct app *app, const struct knowledge *knowledge)
{
	struct at_home *home = &app->home;
	const struct known_surprise *surprise = &knowledge->surprise;
	struct str text = STR_INIT;

	arena_release(&home->arena);
	home->known = true;
	home->due = knowledge->due_now;
	home->all_new = knowledge->due[0] == 0;
	home->minutes = cards_minutes(knowledge->due_now, knowledge->card_seconds);
	home->surprise = home->lesson = home->step = NULL;
	if (surprise->lesson) {
		knowledge_say_surprise(knowledge, &text);
		home->surprise = arena_strdup(&home->arena, text.text);
		home->lesson = arena_strdup(&home->arena, surprise->lesson);
		home->step = surprise->step ? arena_strdup(&home->arena, surprise->step) : NULL;
	}
	str_release(&text);
}

/* At the step that shows it. */
static void
see_again(struct app *app)
{
	const struct at_home *home = &app->home;

	for (uint32_t i = 0; home->step && i < app->options.shelf_count; i++)
		if (str_equal(app->options.shelf[i].id, home->lesson)) {
			app->options.step = arena_strdup(&app->arena, home->step);
			app_open(app, &app->options.shelf[i]);
			return;
		}
	app_notice(app, "Nothing has surprised you yet: of nothing were you sure that is not so.");
}

/* "7 cards due, about 4 minutes", "10 new cards ...", or nothing. */
static void
say_due(const struct app *app, bool brief, struct str *out)
{
	const struct at_home *home = &app->home;

	if (!home->known || home->due == 0)
		return;
	str_printf(out, "%u %scard%s%s", home->due, home->all_new ? "new " : "",
	    home->due == 1 ? "" : "s", home->all_new ? "" : " due");
	if (!brief)
		str_printf(out, ", about %u minute%s", home->minutes,
		    home->minutes == 1 ? "" : "s");
}

void
home_act(struct app *app, enum key_action action, int digit)
{
	int last = (int)line_count(app) - 1;

	switch ((int)action) {
	case ACTION_UP: app->cursor = app->cursor > 0 ? app->cursor - 1 : 0; break;
	case ACTION_DOWN: app->cursor = app->cursor < last ? app->cursor + 1 : last; break;
	case ACTION_PICK: {
		/* digits move `>`; a second digit within reach makes a two-digit number */
		int two = (app->cursor + 1) * 10 + digit;
		app->cursor = two <= last + 1 && app->cursor >= 0 && app->dead_keys == 0 && two > 9
				  ? two - 1
			      : digit <= last + 1 ? digit - 1
						  : app->cursor;
		break;
	}
	case ACTION_ON:
	case ACTION_DO: open_line(app, app->cursor); break;
	case ACTION_REVIEW: review_open(app); break;
	case ACTION_ME: me_open(app); break;
	case ACTION_SURPRISE: see_again(app); break;
	case ACTION_KEEP:
		if (app->cursor >= 0 && (uint32_t)app->cursor < line_count(app))
			keep_open(app, &app->options.shelf[app->cursor]);
		break;
	case ACTION_ASK:
		if (app->cursor >= 0 && (uint32_t)app->cursor < line_count(app))
			ask_open(app, &app->options.shelf[app->cursor]);
		break;
	case ACTION_QUIZ:
		if (app->cursor >= 0 && (uint32_t)app->cursor < line_count(app))
			quiz_open(app, &app->options.shelf[app->cursor]);
		break;
	case ACTION_SANDBOX: play_open(app, app->options.cluster); break;
	case ACTION_BACK: app_pop(app); break;
	case ACTION_CLAIMS: claims_open(app); break;
	case ACTION_CHALLENGES: challenges_open(app); break;
	case ACTION_UNDO:
	case ACTION_REDO: app_notice(app, "You are where this session began."); break;
	}
}

bool
home_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

static const char *
standing_of(const struct app *app, uint32_t row, char *text, size_t size)
{
	const struct shelf_entry *entry = &app->options.shelf[row];

	if (entry->broken)
		return "cannot be read";
	if (app->done[row])
		return "done";
	if (app->reached[row] > 1) {
		snprintf(text, size, "step %u", app->reached[row]);
		return text;
	}
	snprintf(text, size, "%u min", entry->minutes);
	return text;
}

/* The first row of the list that is shown, so that the cursor stays in view. */
static uint32_t
first_shown(const struct app *app, uint32_t room)
{
	return app->cursor >= (int)room ? (uint32_t)app->cursor - room + 1 : 0;
}

static void
draw_lessons(const struct app *app, struct grid *grid, int row, uint32_t room)
{
	uint32_t first = first_shown(app, room);
	int width = grid->cols > 76 ? 72 : grid->cols - 4;

	for (uint32_t i = first; i < line_count(app) && i < first + room; i++, row++) {
		const struct shelf_entry *entry = &app->options.shelf[i];
		bool here = (int)i == app->cursor;
		char buffer[32], number[16];
		const char *standing = standing_of(app, i, buffer, sizeof buffer);
		int end = 1 + width;

		snprintf(number, sizeof number, "%3u", i + 1);
		grid_text(grid, row, 1, here ? ROLE_YOURS : ROLE_PLAIN, here ? ">" : " ");
		grid_text(grid, row, 3, here ? ROLE_BOLD : ROLE_PLAIN, number);
		grid_text_cut(grid, row, 8, end - utf8_cells(standing) - 10,
		    here ? ROLE_BOLD : ROLE_PLAIN, entry->title);
		grid_text(grid, row, end - utf8_cells(standing), ROLE_PLAIN, standing);
		if (here) {
			grid->cursor_row = row;
			grid->cursor_col = 1;
		}
	}
}

/* What stands under the list, in as many rows as are free there: what is wrong with the record,
 * what was just said, the last surprise; on a first day what all of this is about. */
static void
draw_below(struct app *app, struct grid *grid, struct rect at)
{
	const struct at_home *home = &app->home;
	struct rect text = { at.row, at.col, at.rows - 1, at.cols };
	const char *again = "o see it again";

	grid_text_cut(grid, at.row + at.rows - 1, at.col, at.cols, ROLE_PLAIN,
	    "Also here: C challenges   c every claim, run   K a lesson on one page");
	if (app->record_problem.length) {
		(void)grid_wrap(grid, (struct rect){ at.row, at.col, 1, at.cols }, ROLE_TROUBLE,
		    arena_printf(&app->frame, "! Your answers are not being kept: %s.",
			app->record_problem.text));
		text.row++;
		text.rows--;
	}
	if (app->notice.length) {
		(void)grid_wrap(grid, text, ROLE_PLAIN, app->notice.text);
	} else if (home->surprise && text.rows > 2) {
		grid_text(grid, text.row, at.col, ROLE_BOLD, "Your last surprise");
		if (home->step)
			grid_text(grid, text.row, at.col + at.cols - utf8_cells(again) - 3,
			    ROLE_PLAIN, again);
		(void)grid_wrap(grid, (struct rect){ text.row + 1, at.col, text.rows - 1, at.cols },
		    ROLE_PLAIN, home->surprise);
	} else {
		(void)grid_wrap(grid, text, ROLE_PLAIN,
		    "Somebody must hold the coat. Choose who. Then break it, and see. What you "
		    "answer is kept on this machine, and nowhere else.");
	}
}

#define BELOW_ROWS 3
#define SURPRISE_ROWS 6

void
home_draw(struct app *app, struct grid *grid)
{
	bool small = size_class_of(grid->rows, grid->cols) == SIZE_TINY || grid->cols < 76;
	struct frame_words words = { .where = "home",
		.keys = small ? "Space open   z quiz   ? help   q leave"
			      : "Space open   z quiz   a ask   p play   r cards   m me   ? help   "
				"q leave" };
	struct rect body = frame_page(&words, grid);
	int row = body.row + (body.rows > 16 ? 1 : 0);
	int below = body.rows <= 16 ? 0 : app->home.surprise ? SURPRISE_ROWS : BELOW_ROWS;
	struct str due = STR_INIT;

	grid_text(grid, row, body.col, ROLE_BOLD, "Lessons");
	say_due(app, small, &due);
	if (due.length) {
		str_add(&due, "   r");
		grid_text(grid, row, body.col + (body.cols > 73 ? 73 : body.cols) -
			utf8_cells(due.text), ROLE_PLAIN, due.text);
	}
	str_release(&due);
	if (line_count(app) == 0)
		grid_wrap(grid, (struct rect){ row + 2, body.col, 4, body.cols }, ROLE_PLAIN,
		    "No lesson was found. Name a folder with --lessons DIR.");
	draw_lessons(app, grid, row + 1, (uint32_t)(body.rows - 2 - below));
	if (below > 0)
		draw_below(app, grid, (struct rect){ body.row + body.rows - below, body.col, below,
			body.cols });
}

void
home_say(struct app *app, struct str *out)
{
	struct str due = STR_INIT;

	str_add(out, "Lessons.\n");
	for (uint32_t i = 0; i < line_count(app); i++) {
		char buffer[32];
		str_printf(out, "  %u  %s (%s)\n", i + 1, app->options.shelf[i].title,
		    standing_of(app, i, buffer, sizeof buffer));
	}
	say_due(app, false, &due);
	if (due.length)
		str_printf(out, "%s: r.\n", due.text);
	str_release(&due);
	if (app->home.surprise) {
		str_printf(out, "Your last surprise%s:\n",
		    app->home.step ? " (o shows it again)" : "");
		app_wrap(out, "  ", app->home.surprise);
	}
}

const char *
home_prompt(const struct app *app)
{
	(void)app;
	return "A number chooses, Enter opens it (p play, a ask, z quiz, r cards, c claims, "
	       "C challenges, m me, ? help, q leave): ";
}
