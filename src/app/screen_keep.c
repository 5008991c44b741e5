/* app/screen_keep.c - the page for long-term memory: to read, to scroll, to save and print. */
#include <string.h>

#include "app/app_internal.h"

void
keep_open(struct app *app, const struct shelf_entry *entry)
{
	struct effect *effect;

	app_effect(app, EFFECT_KEEP, entry->path, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = entry->id;
}

void
keep_arrived(struct app *app, const struct input *input)
{
	if (input->line == NULL) {
		app_error(app, "This lesson cannot be shown yet.", input->text);
		return;
	}
	str_clear(&app->page);
	str_add(&app->page, input->text);
	str_clear(&app->page_name);
	str_printf(&app->page_name, "coatcheck-keep-%s.txt", input->line);
	if (app_top(app) != SCREEN_KEEP)
		app_push(app, SCREEN_KEEP);
}

int
keep_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_KEEP;
	contexts[1] = CTX_EVERY;
	return 2;
}

void
keep_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	switch ((int)action) {
	case ACTION_UP: app->help_row = app->help_row > 0 ? app->help_row - 1 : 0; break;
	case ACTION_DOWN: app->help_row++; break;
	case ACTION_ON:
		if (app->page_end || app->options.plain)
			app_pop(app);
		else
			app->help_row += 8;
		break;
	case ACTION_SAVE_PAGE:
		app_effect(app, EFFECT_SAVE, app->page_name.text, app->page.text);
		break;
	case ACTION_BACK:
	case ACTION_DO: app_pop(app); break;
	case ACTION_UNDO:
	case ACTION_REDO: app_notice(app, "There is nothing to undo on this page."); break;
	}
}

bool
keep_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

/* Lines as they are where they fit, wrapped where the window is narrow. */
void
keep_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .where = "the page to keep",
		.notice = app->notice.length ? app->notice.text : NULL,
		.keys = app->page_end ? "Space done   \xe2\x86\x91 \xe2\x86\x93 scroll   e save   "
					"? help   q back"
				      : "Space more   \xe2\x86\x91 \xe2\x86\x93 scroll   e save   "
					"? help   q back" };
	struct rect body = frame_page(&words, grid), clip;
	int row = body.row, total = 0;

	for (const char *at = app->page.text; *at; at += *at == '\n') {
		size_t length = strcspn(at, "\n");

		total += length ? grid_wrap_rows(arena_strndup(&app->frame, at, length), body.cols)
				: 1;
		at += length;
	}
	if (app->help_row > total - body.rows)
		app->help_row = total > body.rows ? total - body.rows : 0;
	app->page_end = app->help_row + body.rows >= total;
	clip = grid_clip(grid, body);
	row -= app->help_row;
	for (const char *at = app->page.text; *at; at += *at == '\n') {
		size_t length = strcspn(at, "\n");
		const char *line = arena_strndup(&app->frame, at, length);
		int rows = length ? grid_wrap_rows(line, body.cols) : 1;

		if (length)
			(void)grid_wrap(grid, (struct rect){ row, body.col, rows, body.cols },
			    at == app->page.text ? ROLE_BOLD : ROLE_PLAIN, line);
		row += rows;
		at += length;
	}
	grid_unclip(grid, clip);
}

void
keep_say(struct app *app, struct str *out)
{
	str_add(out, app->page.text);
}

const char *
keep_prompt(const struct app *app)
{
	(void)app;
	return "Enter goes back (e saves this page as text): ";
}
