/* app/screen_challenges.c - all challenges to choose from, and the way into one and back. */
#include <string.h>

#include "app/app_internal.h"
#include "app/challenges.h"
#include "base/utf8.h"

#define NAME_CELLS 24
#define GOAL_FROM 76 /* cells from which a row has room for its goal too */
#define DETAIL_ROWS 6

static const struct challenge_line *
present(const struct app *app)
{
	return app->challenge_row < app->challenge_count ? &app->challenges[app->challenge_row]
							 : NULL;
}

void
challenges_open(struct app *app)
{
	app_effect(app, EFFECT_CHALLENGES, NULL, NULL);
}

/* The row of a lesson's step, or -1. */
static int
row_of(const struct app *app, const char *lesson, const char *step)
{
	for (uint32_t i = 0; i < app->challenge_count; i++)
		if (str_equal(app->challenges[i].lesson, lesson) &&
		    str_equal(app->challenges[i].step, step))
			return (int)i;
	return -1;
}

static void
take_lines(struct app *app, const struct challenge_line *lines, uint32_t count)
{
	struct arena *arena = &app->challenge_arena;
	struct challenge_line *rows;

	arena_release(arena);
	rows = arena_array(arena, count + 1, sizeof *rows);
	for (uint32_t i = 0; i < count; i++) {
		rows[i] = lines[i];
		rows[i].path = arena_strdup(arena, lines[i].path);
		rows[i].lesson = arena_strdup(arena, lines[i].lesson);
		rows[i].title = arena_strdup(arena, lines[i].title);
		rows[i].step = arena_strdup(arena, lines[i].step);
		rows[i].name = arena_strdup(arena, lines[i].name);
		rows[i].goal = arena_strdup(arena, lines[i].goal);
		rows[i].scenario = arena_strdup(arena, lines[i].scenario);
		rows[i].code = lines[i].code ? arena_strdup(arena, lines[i].code) : NULL;
	}
	app->challenges = rows;
	app->challenge_count = count;
	for (uint32_t i = 0; i < app->best_count; i++) { /* where no record keeps it */
		const struct challenge_best *best = &app->best[i];
		int row = row_of(app, best->lesson, best->step);

		if (row >= 0 && (!rows[row].best || rows[row].best > best->moves)) {
			rows[row].best = best->moves;
			rows[row].code = best->code;
		}
	}
	if (app->challenge_row >= count)
		app->challenge_row = 0;
}

static void
enter(struct app *app)
{
	const struct challenge_line *line = present(app);

	for (uint32_t i = 0; line && i < app->options.shelf_count; i++)
		if (str_equal(app->options.shelf[i].path, line->path)) {
			app->options.step = arena_strdup(&app->arena, line->step);
			app_open(app, &app->options.shelf[i]);
			app->challenging = true;
			return;
		}
}

void
challenges_arrived(struct app *app, const struct input *input)
{
	const char *wanted = app->options.challenge;
	bool several = false;
	int row;

	take_lines(app, input->challenges, input->challenge_count);
	if (app->player) { /* here one is, if it is one */
		row = row_of(app, app->player->lesson->id,
		    app->player->lesson->steps[app->player->step].id);
		if (row >= 0)
			app->challenge_row = (uint32_t)row;
	}
	if (app_top(app) == SCREEN_WELCOME)
		app_pop(app);
	if (app_top(app) != SCREEN_CHALLENGES)
		app_push(app, SCREEN_CHALLENGES);
	app->challenge_number = 0;
	app->options.challenge = NULL;
	if (!wanted)
		return;
	row = challenges_find(app->challenges, app->challenge_count, wanted, &several);
	if (row < 0) {
		app_notice(app, several ? "There are several challenges %s; choose by number."
					: "There is no challenge %s.", wanted);
		return;
	}
	app->challenge_row = (uint32_t)row;
	enter(app);
}

void
challenges_pick(struct app *app, uint32_t number)
{
	if (number < 1 || number > app->challenge_count) {
		app_notice(app, "There are %u challenges here.", app->challenge_count);
		return;
	}
	app->challenge_row = number - 1;
	app->say_screen = app->options.plain;
}

/* Kept once for each number of changes that is fewer than any before. */
void
challenges_note(struct app *app)
{
	struct player *player = app->player;
	const struct lesson_step *step;
	uint32_t moves = player ? player_changes(player) : 0;
	struct str code = STR_INIT;
	struct challenge_best *best = NULL;
	struct effect *effect;
	int row;

	if (!player || app->to_play || !player->has_challenge || player->goal != 1 || moves == 0 ||
	    app->effects->count == EFFECTS_MAX) /* then with the next key */
		return;
	step = &player->lesson->steps[player->step];
	if (step->kind != STEP_CHALLENGE || !player->lesson->id)
		return;
	for (uint32_t i = 0; i < app->best_count && !best; i++)
		if (str_equal(app->best[i].lesson, player->lesson->id) &&
		    str_equal(app->best[i].step, step->id))
			best = &app->best[i];
	row = row_of(app, player->lesson->id, step->id);
	if ((best && best->moves <= moves) ||
	    (row >= 0 && app->challenges[row].best && app->challenges[row].best <= moves))
		return;
	if (!best) {
		app->best = arena_grow(&app->arena, app->best, app->best_count,
		    app->best_count + 1, sizeof *app->best);
		best = &app->best[app->best_count++];
		best->lesson = arena_strdup(&app->arena, player->lesson->id);
		best->step = arena_strdup(&app->arena, step->id);
	}
	best->moves = moves;
	(void)player_runcode(player, &code);
	best->code = arena_strdup(&app->arena, code.text);
	if (row >= 0) {
		app->challenges[row].best = moves;
		app->challenges[row].code = best->code;
	}
	app_effect(app, EFFECT_ANSWER, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = best->lesson;
	effect->item = arena_printf(&app->frame, CHALLENGE_PREFIX "%s", best->step);
	effect->option = (int)moves;
	effect->given = best->code;
	effect->right = true; /* and it counts for no belief: nobody was asked anything */
	str_release(&code);
}

const char *
challenges_place(struct app *app)
{
	int row = app->challenging ? row_of(app, app->player->lesson->id,
	    app->player->lesson->steps[app->player->step].id) : -1;

	return row < 0 ? NULL : arena_printf(&app->frame, "challenge %d of %u", row + 1,
	    app->challenge_count);
}

/* ---- the screen ---- */

int
challenges_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_LIST;
	contexts[1] = CTX_EVERY;
	return 2;
}

void
challenges_act(struct app *app, enum key_action action, int digit)
{
	uint32_t longer = app->challenge_number * 10 + (uint32_t)digit;

	if (action != ACTION_PICK)
		app->challenge_number = 0;
	switch ((int)action) {
	case ACTION_UP: app->challenge_row -= app->challenge_row > 0; break;
	case ACTION_DOWN:
		app->challenge_row += app->challenge_row + 1 < app->challenge_count;
		break;
	case ACTION_PICK: /* digits one after another make a number, as long as it is a row's */
		app->challenge_number = longer <= app->challenge_count ? longer : (uint32_t)digit;
		challenges_pick(app, app->challenge_number);
		return;
	case ACTION_ON:
	case ACTION_DO: enter(app); return;
	case ACTION_BACK: app_pop(app); return;
	case ACTION_UNDO:
	case ACTION_REDO: app_notice(app, "There is nothing to undo on this page."); return;
	default: return;
	}
	app->say_screen = app->options.plain;
}

bool
challenges_type(struct app *app, uint32_t key)
{
	(void)app;
	if (key != '0' || app->challenge_number == 0 ||
	    app->challenge_number * 10 > app->challenge_count)
		return false;
	app->challenge_number *= 10;
	challenges_pick(app, app->challenge_number);
	return true;
}

/* "solved in 2": the fewest changes so far. */
static const char *
standing(struct app *app, const struct challenge_line *line)
{
	return line->best ? arena_printf(&app->frame, "solved in %u", line->best) : "not yet";
}

/* As many whole words as fit, and a sign that there are more; all of it stands below the list. */
static const char *
beginning(struct app *app, const char *text, int cells)
{
	size_t end = 0;

	if (utf8_cells(text) <= cells)
		return text;
	for (size_t at = 0; text[at]; at++)
		if (text[at] == ' ' &&
		    utf8_cells(arena_strndup(&app->frame, text, at)) + 4 <= cells)
			end = at;
	return arena_printf(&app->frame, "%.*s ...", (int)end, text);
}

static void
draw_row(struct app *app, struct grid *grid, struct rect rect, int row, uint32_t at)
{
	const struct challenge_line *line = &app->challenges[at];
	bool here = at == app->challenge_row;
	enum grid_role role = here ? ROLE_BOLD : ROLE_PLAIN;
	int right = rect.col + rect.cols;
	const char *state = standing(app, line);

	grid_text(grid, row, rect.col, ROLE_YOURS, here ? ">" : " ");
	grid_text(grid, row, rect.col + 1, role, arena_printf(&app->frame, "%3u", at + 1));
	if (rect.cols >= GOAL_FROM) {
		grid_text_cut(grid, row, rect.col + 6, NAME_CELLS, role, line->name);
		grid_text(grid, row, rect.col + 6 + NAME_CELLS + 1, ROLE_PLAIN,
		    beginning(app, line->goal, rect.cols - 6 - NAME_CELLS - 22));
		grid_text(grid, row, right - 19, ROLE_PLAIN,
		    arena_printf(&app->frame, "par %u", line->par));
	} else {
		grid_text_cut(grid, row, rect.col + 6, rect.cols - 6 - 13, role, line->name);
	}
	grid_text_cut(grid, row, right - utf8_cells(state), utf8_cells(state),
	    line->best ? ROLE_GOOD : ROLE_PLAIN, state);
	if (here) {
		grid->cursor_row = row;
		grid->cursor_col = rect.col;
	}
}

/* Rows under the headings of their lessons; without a grid only counted.  *cursor: line of `>`. */
static int
draw_list(struct app *app, struct grid *grid, struct rect rect, int first, int *cursor)
{
	const char *lesson = NULL;
	int line = 0;

	for (uint32_t i = 0; i < app->challenge_count; i++) {
		if (!str_equal(app->challenges[i].path, lesson)) {
			lesson = app->challenges[i].path;
			if (grid && line >= first && line - first < rect.rows)
				grid_text_cut(grid, rect.row + line - first, rect.col, rect.cols,
				    ROLE_BOLD, app->challenges[i].title);
			line++;
		}
		if (i == app->challenge_row && cursor)
			*cursor = line;
		if (grid && line >= first && line - first < rect.rows)
			draw_row(app, grid, rect, rect.row + line - first, i);
		line++;
	}
	return line;
}

/* What there is to say of one: its goal whole, its par, and how it was solved. */
static const char *
told(struct app *app, const struct challenge_line *line)
{
	const char *solved = !line->best ? "" : arena_printf(&app->frame,
	    " You did it in %u%s%s%s.", line->best,
	    line->best <= line->par ? ": fewer cannot do it" : ", and fewer can do it",
	    line->code && *line->code ? "; coatcheck open " : "",
	    line->code && *line->code ? line->code : "");

	return arena_printf(&app->frame, "%s Par %u: proved, nothing shorter reaches it.%s",
	    line->goal, line->par, solved);
}

void
challenges_draw(struct app *app, struct grid *grid)
{
	uint32_t solved = 0;
	struct frame_words words = { .kind = "challenges",
		.notice = app->notice.length ? app->notice.text : NULL,
		.keys = "Enter open   \xe2\x86\x91 \xe2\x86\x93 choose   1-9 number   ? help   "
			"q back" };
	struct rect body, list;
	int cursor = 0, total, first, below;

	for (uint32_t i = 0; i < app->challenge_count; i++)
		solved += app->challenges[i].best > 0;
	words.where = arena_printf(&app->frame, "%u of %u solved", solved, app->challenge_count);
	body = list = frame_page(&words, grid);
	below = body.rows >= 14 ? DETAIL_ROWS : 0;
	list.rows -= below;
	total = draw_list(app, NULL, list, 0, &cursor);
	first = cursor >= list.rows ? cursor - list.rows / 2 : 0;
	if (first > total - list.rows)
		first = total > list.rows ? total - list.rows : 0;
	(void)draw_list(app, grid, list, first, NULL);
	if (!present(app)) {
		(void)grid_wrap(grid, body, ROLE_PLAIN, "No lesson here has a challenge.");
	} else if (below) {
		view_heading(grid, body.row + body.rows - below, "the one under the mark", NULL);
		(void)grid_wrap(grid, (struct rect){ body.row + body.rows - below + 1, body.col,
		    below - 1, body.cols }, ROLE_PLAIN, told(app, present(app)));
	}
}

void
challenges_say(struct app *app, struct str *out)
{
	const char *lesson = NULL;

	if (app->challenge_count == 0)
		str_add(out, "No lesson here has a challenge.\n");
	for (uint32_t i = 0; i < app->challenge_count; i++) {
		const struct challenge_line *line = &app->challenges[i];
		const char *indent = arena_printf(&app->frame, "%s%3u  ",
		    i == app->challenge_row ? ">" : " ", i + 1);

		if (!str_equal(line->path, lesson))
			str_printf(out, "%s\n", line->title);
		lesson = line->path;
		app_wrap(out, indent, arena_printf(&app->frame, "%s: %s Par %u, %s.", line->name,
		    line->goal, line->par, standing(app, line)));
	}
}

const char *
challenges_prompt(const struct app *app)
{
	(void)app;
	return "A number chooses, Enter opens it (? help, q back): ";
}
