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
		app_refuse(app, input->text);
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

#define LABEL_CELLS 18
#define NARROW 60

/* In a narrow window a label stands over its text, not beside it: in the frame's memory. */
static const char *
folded(struct app *app, int cols)
{
	struct str out = STR_INIT;
	const char *copy;

	for (const char *at = app->page.text; *at; at += *at == '\n') {
		size_t length = strcspn(at, "\n"), label = LABEL_CELLS;
		bool beside = cols < NARROW && length > LABEL_CELLS && at[LABEL_CELLS - 1] == ' ' &&
			      at != app->page.text;

		while (label > 0 && at[label - 1] == ' ')
			label--;
		if (beside && label > 0)
			str_add_bytes(&out, at, label);
		if (beside && label > 0)
			str_add_char(&out, '\n');
		str_add_bytes(&out, at + (beside ? LABEL_CELLS : 0),
		    length - (beside ? LABEL_CELLS : 0));
		at += length;
		str_add_char(&out, '\n');
	}
	copy = arena_strdup(&app->frame, out.text);
	str_release(&out);
	return copy;
}

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
	const char *text = folded(app, body.cols);
	int total = grid_wrap_rows(text, body.cols);

	if (app->help_row > total - body.rows)
		app->help_row = total > body.rows ? total - body.rows : 0;
	app->page_end = app->help_row + body.rows >= total;
	clip = grid_clip(grid, body);
	(void)grid_wrap(grid,
	    (struct rect){ body.row - app->help_row, body.col, total, body.cols }, ROLE_PLAIN,
	    text);
	if (app->help_row == 0)
		grid_role(grid, (struct rect){ body.row, body.col, 1, body.cols }, ROLE_BOLD);
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
