/* app/took.c - how long the present question has stood. */
#include <string.h>

#include "app/app_internal.h"
#include "app/ask.h"

/* A question counts from when it can be answered: watching the run before a bet is no thinking. */
static uint64_t
stage_of(enum player_mode mode)
{
	return mode == PLAYER_ASK || mode == PLAYER_SURE ? 1 : mode == PLAYER_SEEN ? 2 : 0;
}

/* False: nothing is asked here, and what was goes on (help over a question). */
static bool
asked_now(const struct app *app, struct asked *asked)
{
	const struct player *player = app->player;

	*asked = (struct asked){ .screen = app_top(app) };
	switch ((int)asked->screen) {
	case SCREEN_REVIEW:
		asked->what = review_present(app);
		asked->number = app->review.graded;
		return true;
	case SCREEN_ASK:
		if (app->ask == NULL)
			return false;
		asked->what = app->ask;
		asked->number = ((uint64_t)app->ask->given_count << 32) + app->ask->talk.node;
		return true;
	case SCREEN_PLAYER:
		if (player == NULL)
			return false;
		asked->what = player;
		asked->number = ((uint64_t)player->step << 32) + player->asked * 8 +
				(player->exit_test ? 4 : 0) + stage_of(player->mode);
		return true;
	}
	return false;
}

void
took_look(struct app *app)
{
	struct asked now;

	if (!asked_now(app, &now) ||
	    (now.screen == app->asked.screen && now.what == app->asked.what &&
		now.number == app->asked.number))
		return;
	app->asked = now;
	app->asked_ms = app->clock_ms;
}

uint32_t
took_ms(const struct app *app)
{
	uint64_t took = app->clock_ms > app->asked_ms ? app->clock_ms - app->asked_ms : 0;

	return took > TOOK_MOST_MS ? TOOK_MOST_MS : (uint32_t)took;
}
