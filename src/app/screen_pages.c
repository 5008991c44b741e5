/* app/screen_pages.c - pages of words: find, error, and what the model leaves out. */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "base/utf8.h"

/* ---- error ---- */

int
error_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_EVERY;
	return 1;
}

void
error_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	if (action == ACTION_ON || action == ACTION_DO || action == ACTION_BACK)
		app_pop(app);
	if (action == ACTION_DOWN)
		app->help_row++;
	if (action == ACTION_UP && app->help_row > 0)
		app->help_row--;
}

bool
error_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

/* Draws text line by line from line `first`; returns lines in all. */
static int
draw_lines(struct grid *grid, struct rect rect, const char *text, int first)
{
	int line = 0;

	while (*text) {
		size_t length = strcspn(text, "\n");
		char buffer[512];
		size_t take = length < sizeof buffer - 1 ? length : sizeof buffer - 1;

		memcpy(buffer, text, take);
		buffer[take] = 0;
		if (line >= first && line - first < rect.rows)
			grid_text_cut(
			    grid, rect.row + line - first, rect.col, rect.cols, ROLE_PLAIN, buffer);
		line++;
		text += length + (text[length] == '\n');
	}
	return line;
}

void
error_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .where = "something is wrong",
		.keys = "Space back   \xe2\x86\x91 \xe2\x86\x93 more   ? help   q back" };
	struct rect body = frame_page(&words, grid);

	grid_wrap(grid, (struct rect){ body.row, body.col, 2, body.cols }, ROLE_BOLD,
	    app->error_title.text);
	body.row += 2;
	body.rows -= 2;
	draw_lines(grid, body, app->error_text.text, app->help_row);
}

void
error_say(struct app *app, struct str *out)
{
	str_printf(out, "%s\n%s\n", app->error_title.text, app->error_text.text);
}

const char *
error_prompt(const struct app *app)
{
	(void)app;
	return "Enter goes back: ";
}

/* ---- what the model leaves out ---- */

/* Each line is a sentence about the engine: who adds a fault or a law there looks here too. */
static const char *const model_lines[] = {
	"TIME is exact: a hop or a piece of work takes what the scenario says, drawn from its seed "
	"where it gives a law. Clocks agree unless one is set wrong.",
	"NOTHING HAPPENS BY ITSELF: no message is lost or doubled, no link cut, nobody robbed, "
	"unless the scenario or you say so.",
	"A CRASH is clean: memory, queue and work are gone at once, and nobody has noticed yet. No "
	"half-written entry, no corrupted memory, no crash in the middle of one event.",
	"A SERVER has workers and a queue. Threads, garbage collection, the processor's caches and "
	"warming up are not there; a cache of pieces is, where one is set.",
	"THE BALANCER is one: nobody takes over when it crashes. It knows only what its probes "
	"told it of servers and, where it keeps a table, whom it sent where. Routing takes it no "
	"time; a slow one holds every message for some hops more.",
	"STORE AND DATABASE can fall silent, hang and be slow, but lose nothing by that; only a "
	"crash or a restart of a store without copies empties it, a failover loses its "
	"unsent tail, and memory that is full drops entries. The database never crashes and has "
	"no bound on how much it does a second.",
	"PASSWORDS are not checked: a login always succeeds. A thief uses what he copied; breaking "
	"a signature is not tried. Signatures themselves are real.",
	"BYTES on the wire are real HTTP text, without the bytes of TLS and TCP. A lost message is "
	"lost whole; there is no slow start and no congestion.",
	"PEOPLE do what the script says. They retry when told to, and never go away annoyed.",
	"COSTS are counts, times and bytes of this run. Money, people's hours and the length of "
	"the code are not measured.",
};

int
model_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	return error_contexts(app, contexts, owns);
}

void
model_act(struct app *app, enum key_action action, int digit)
{
	error_act(app, action, digit);
}

bool
model_type(struct app *app, uint32_t key)
{
	return error_type(app, key);
}

void
model_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .where = "what this model leaves out",
		.keys = "Space back   \xe2\x86\x91 \xe2\x86\x93 scroll   ? help   q back" };
	struct rect body = frame_page(&words, grid), clip = grid_clip(grid, body);
	int total = 0, row;

	for (size_t i = 0; i < sizeof model_lines / sizeof *model_lines; i++)
		total += grid_wrap_rows(model_lines[i], body.cols);
	if (app->help_row > total - body.rows)
		app->help_row = total > body.rows ? total - body.rows : 0;
	row = body.row - app->help_row;
	for (size_t i = 0; i < sizeof model_lines / sizeof *model_lines; i++) {
		int rows = grid_wrap_rows(model_lines[i], body.cols);

		(void)grid_wrap(grid, (struct rect){ row, body.col, rows, body.cols }, ROLE_PLAIN,
		    model_lines[i]);
		row += rows;
	}
	grid_unclip(grid, clip);
}

void
model_say(struct app *app, struct str *out)
{
	(void)app;
	str_add(out, "What this model leaves out.\n");
	for (size_t i = 0; i < sizeof model_lines / sizeof *model_lines; i++)
		str_printf(out, "  %s\n", model_lines[i]);
}

const char *
model_prompt(const struct app *app)
{
	(void)app;
	return "Enter goes back: ";
}

/* ---- find ---- */

struct match {
	const char *kind, *text, *detail;
	int shelf, step; /* -1: none */
};

bool
app_contains(const char *text, const char *query)
{
	size_t length = strlen(query);

	if (!text)
		return false;
	for (; *text; text++) {
		size_t i = 0;
		while (i < length && text[i] && (text[i] | 0x20) == (query[i] | 0x20))
			i++;
		if (i == length)
			return true;
	}
	return false;
}

static int
matches(const struct app *app, struct match *rows, int max)
{
	const char *query = app->query.text;
	int count = 0;

	if (!*query)
		return 0;
	for (uint32_t i = 0; i < app->options.shelf_count && count < max; i++)
		if (app_contains(app->options.shelf[i].title, query) ||
		    app_contains(app->options.shelf[i].id, query))
			rows[count++] = (struct match){ "lesson", app->options.shelf[i].title, NULL,
				(int)i, -1 };
	if (!app->lesson)
		return count;
	for (uint32_t i = 0; i < app->lesson->step_count && count < max; i++)
		if (app_contains(app->lesson->steps[i].title, query) ||
		    app_contains(app->lesson->steps[i].id, query))
			rows[count++] = (struct match){ "step",
				app->lesson->steps[i].title ? app->lesson->steps[i].title
							    : app->lesson->steps[i].id,
				NULL, -1, (int)i };
	for (uint32_t i = 0; i < app->lesson->glossary_count && count < max; i++)
		if (app_contains(app->lesson->glossary[i].term, query))
			rows[count++] = (struct match){ "word", app->lesson->glossary[i].term,
				app->lesson->glossary[i].text, -1, -1 };
	return count;
}

int
find_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_LIST;
	contexts[1] = CTX_EVERY;
	return 2;
}

static void
open_match(struct app *app, int row)
{
	struct match rows[9];
	int count = matches(app, rows, 9);

	if (row < 0 || row >= count)
		return;
	if (rows[row].shelf >= 0) {
		app->depth = 1;
		app_open(app, &app->options.shelf[rows[row].shelf]);
	} else if (rows[row].step >= 0 && app->player) {
		app_pop(app);
		player_enter(app->player, (uint32_t)rows[row].step);
	} else if (rows[row].detail) {
		app_notice(app, "%s: %s", rows[row].text, rows[row].detail);
	}
}

void
find_act(struct app *app, enum key_action action, int digit)
{
	struct match rows[9];

	switch ((int)action) {
	case ACTION_BACK: app_pop(app); break;
	case ACTION_UP: app->cursor = app->cursor > 0 ? app->cursor - 1 : 0; break;
	case ACTION_DOWN:
		if (app->cursor + 1 < matches(app, rows, 9))
			app->cursor++;
		break;
	case ACTION_PICK: open_match(app, digit - 1); break;
	case ACTION_DO: open_match(app, app->cursor >= 0 ? app->cursor : 0); break;
	}
}

bool
find_type(struct app *app, uint32_t key)
{
	if (key == KEY_BACKSPACE_ || key == 8) {
		str_drop_code_point(&app->query);
		return true;
	}
	if (key < ' ' || key >= 0x110000 || (key >= '1' && key <= '9' && app->query.length) ||
	    app->query.length > 40 || (key == '?' && !app->query.length))
		return false;
	str_add_code_point(&app->query, key);
	app->cursor = 0;
	return true;
}

void
find_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .where = "find",
		.keys = "Enter open   \xe2\x86\x91 \xe2\x86\x93 choose   F1 help   Esc back" };
	struct rect body = frame_page(&words, grid);
	struct match rows[9];
	int count = matches(app, rows, 9), row = body.row + 2;

	grid_printf(grid, body.row, body.col, ROLE_BOLD, "/ %s", app->query.text);
	grid->cursor_row = body.row;
	grid->cursor_col = body.col + 2 + utf8_cells(app->query.text);
	if (*app->query.text && !count)
		grid_printf(grid, row, body.col, ROLE_PLAIN,
		    "No lesson, step or word matches \"%s\".", app->query.text);
	for (int i = 0; i < count && row < body.row + body.rows - 3; i++, row++) {
		grid_text(grid, row, body.col, ROLE_YOURS, i == app->cursor ? ">" : " ");
		grid_printf(grid, row, body.col + 2, ROLE_PLAIN, "%d  %-7s %s", i + 1, rows[i].kind,
		    rows[i].text);
	}
	if (app->notice.length)
		grid_wrap(grid, (struct rect){ body.row + body.rows - 3, body.col, 3, body.cols },
		    ROLE_PLAIN, app->notice.text);
}

void
find_say(struct app *app, struct str *out)
{
	struct match rows[9];
	int count = matches(app, rows, 9);

	if (*app->query.text && !count)
		str_printf(out, "No lesson, step or word matches \"%s\".\n", app->query.text);
	for (int i = 0; i < count; i++)
		str_printf(out, "  %d  %s: %s\n", i + 1, rows[i].kind, rows[i].text);
}

const char *
find_prompt(const struct app *app)
{
	(void)app;
	return "Find (1-9 opens, Esc leaves): ";
}
