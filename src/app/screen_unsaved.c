/* app/screen_unsaved.c - what is said is not being kept: why, what it means, what can be done. */
#include <string.h>

#include "app/app_internal.h"
#include "app/driver.h"

void
unsaved_open(struct app *app)
{
	if (!app->options.plain && !app->demo_left_ns && app_top(app) != SCREEN_UNSAVED)
		app_push(app, SCREEN_UNSAVED);
}

int
unsaved_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_UNSAVED;
	contexts[1] = CTX_EVERY;
	return 2;
}

void
unsaved_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	if (action == ACTION_ON || action == ACTION_DO || action == ACTION_BACK)
		app_pop(app);
}

bool
unsaved_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

static void
say_what(const struct app *app, struct str *out)
{
	const struct record *record = app->options.record;

	str_printf(out, "! Your answers are not being kept: %s.\n", app->record_problem.text);
	if (record && record->path)
		str_printf(out, "  %s\n", record->path);
	str_add(out, "\nEverything works; only nothing will be remembered tomorrow.\n");
	if (app->pending)
		str_printf(out, "%u thing%s you said wait%s to be written: r tries again; leaving "
			"now loses %s.\n", app->pending, app->pending == 1 ? "" : "s",
		    app->pending == 1 ? "s" : "", app->pending == 1 ? "it" : "them");
	str_add(out, "\nTo keep it: make the file writable, or make room on the disk, and press "
		     "r; or press e, and it is kept in a file in the folder you started from; or "
		     "start with --db FILE.");
}

void
unsaved_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .where = "not saved",
		.notice = app->notice.length ? app->notice.text : NULL,
		.keys = "Space go on without saving   r try again   e write to a file   ? help   "
			"q back" };
	struct rect body = frame_page(&words, grid);
	struct str text = STR_INIT;

	say_what(app, &text);
	(void)grid_wrap(grid, body, ROLE_PLAIN, text.text);
	grid_role(grid, (struct rect){ body.row, body.col, 1, body.cols }, ROLE_TROUBLE);
	str_release(&text);
}

void
unsaved_say(struct app *app, struct str *out)
{
	struct str text = STR_INIT;

	say_what(app, &text);
	app_wrap(out, "", text.text);
	str_release(&text);
}

const char *
unsaved_prompt(const struct app *app)
{
	(void)app;
	return "Enter goes on without saving (r try again, e write to a file): ";
}
