/* app/screen_me.c - what the record says about the learner: a page to read, and two ways on. */
#include <string.h>

#include "app/app_internal.h"
#include "app/knowledge.h"

void
me_open(struct app *app)
{
	app_effect(app, EFFECT_ME, NULL, NULL);
}

void
me_arrived(struct app *app, struct knowledge *knowledge)
{
	knowledge_free(app->knowledge);
	app->knowledge = knowledge;
	if (knowledge && app_top(app) != SCREEN_ME) {
		app->outgrown = false;
		app_push(app, SCREEN_ME);
	} else if (knowledge) { /* something was set */
		app_notice(app, "You aim to remember %.4g of 100, and a day begins at %d:00: from "
			"the next review on.", knowledge->retention * 100,
		    (int)(knowledge->day_start_s / 3600));
	}
}

int
me_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_ME;
	contexts[1] = CTX_EVERY;
	return 2;
}

/* The belief at `>`: the first that still stands and has a step that repairs it. */
static const struct known_belief *
standing(const struct app *app)
{
	const struct knowledge *knowledge = app->knowledge;

	return knowledge->standing && knowledge->beliefs[0].repair ? &knowledge->beliefs[0]
								   : NULL;
}

static void
repair(struct app *app)
{
	const struct known_belief *belief = standing(app);

	if (belief == NULL) {
		app_notice(app, "No belief of yours waits for a repair.");
		return;
	}
	for (uint32_t i = 0; i < app->options.shelf_count; i++)
		if (str_equal(app->options.shelf[i].id, belief->lesson)) {
			app->options.step = arena_strdup(&app->arena, belief->repair);
			app_open(app, &app->options.shelf[i]);
			return;
		}
}

/* A step up or down of what is aimed at, or of the hour at which a day begins; cards.c says how far
 * they go. */
static void
set(struct app *app, enum key_action action)
{
	const struct knowledge *knowledge = app->knowledge;
	int aim = (int)(knowledge->retention * 100 + .5), hour = knowledge->day_start_s / 3600;
	bool aims = action == ACTION_AIM_MORE || action == ACTION_AIM_LESS;
	bool more = action == ACTION_AIM_MORE || action == ACTION_DAY_LATER;
	int value = (aims ? aim : hour) + (more ? 1 : -1);

	app_effect(app, EFFECT_SETTING, aims ? CARDS_RETENTION : CARDS_DAY_START,
	    arena_printf(&app->frame, aims ? "%d%%" : "%d", value));
}

void
me_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	switch ((int)action) {
	case ACTION_UP: app->help_row = app->help_row > 0 ? app->help_row - 1 : 0; break;
	case ACTION_DOWN: app->help_row++; break;
	case ACTION_ON: app->help_row += 8; break;
	case ACTION_OUTGROWN:
		app->outgrown = !app->outgrown;
		app->say_screen = true;
		break;
	case ACTION_AIM_MORE:
	case ACTION_AIM_LESS:
	case ACTION_DAY_LATER:
	case ACTION_DAY_EARLIER: set(app, action); break;
	case ACTION_REVIEW: review_open(app); break;
	case ACTION_DO: repair(app); break;
	case ACTION_BACK: app_pop(app); break;
	case ACTION_UNDO:
	case ACTION_REDO: app_notice(app, "There is nothing to undo on this page."); break;
	}
}

bool
me_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

static uint32_t
due_today(const struct app *app)
{
	return app->knowledge->due[0];
}

void
me_draw(struct app *app, struct grid *grid)
{
	const char *ways = standing(app) ? "Enter repair it   " : "";
	const char *set = grid->cols >= 100 ? "+ - how much to remember   < > day start   " : "";
	struct frame_words words = { .where = "what you know",
		.notice = app->notice.length ? app->notice.text : NULL,
		.keys = arena_printf(&app->frame,
		    "%s\xe2\x86\x91 \xe2\x86\x93 scroll   r review %u   %s%s? help   q home", ways,
		    due_today(app), set,
		    app->knowledge->belief_count > app->knowledge->standing ? "o outgrown   "
									    : "") };
	struct rect body = frame_page(&words, grid), clip;
	struct str text = STR_INIT;
	int total = 0, row;

	knowledge_say(app->knowledge, true, app->outgrown, &text);
	total = grid_wrap_rows(text.text, body.cols);
	if (app->help_row > total - body.rows)
		app->help_row = total > body.rows ? total - body.rows : 0;
	clip = grid_clip(grid, body);
	row = body.row - app->help_row;
	(void)grid_wrap(grid, (struct rect){ row, body.col, total, body.cols }, ROLE_PLAIN,
	    text.text);
	grid_unclip(grid, clip);
	str_release(&text);
}

void
me_say(struct app *app, struct str *out)
{
	knowledge_say(app->knowledge, false, app->outgrown, out);
}

const char *
me_prompt(const struct app *app)
{
	return standing(app) ? "do repairs the first belief, r reviews, + - how much to remember, "
			       "< > when a day begins, q goes back: "
			     : "r reviews, o the outgrown beliefs, + - how much to remember, "
			       "< > when a day begins, q goes back: ";
}
