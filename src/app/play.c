/* app/play.c - the sandbox: any scenario as a cluster to break, change and save. */
#include <string.h>

#include "app/app_internal.h"

static bool
has_futures(const struct player *player)
{
	bool any = player->edit_count > 0;

	for (uint32_t i = 0; i < player->lesson->step_count; i++)
		any |= player->step_forks[i] && player->step_forks[i]->count > 1;
	return any;
}

static void
free_lesson(struct lesson *lesson)
{
	if (!lesson)
		return;
	arena_release(&lesson->arena);
	mem_free(lesson);
}

void
play_forget(struct app *app)
{
	player_free(app->parked.player);
	free_lesson(app->parked.lesson);
	app->parked = (struct parked){ NULL, NULL };
}

void
play_park(struct app *app)
{
	if (app->player && app->player->is_cluster && has_futures(app->player)) {
		play_forget(app);
		app->parked = (struct parked){ app->player, app->lesson };
	} else {
		player_free(app->player);
		free_lesson(app->lesson);
	}
	app->player = NULL;
	app->lesson = NULL;
}

/* Is this the cluster of that file, with the scenario that is wanted? */
static bool
is_it(const struct app *app, const struct player *player, const struct lesson *lesson,
    const char *path)
{
	const char *scenario = app->options.scenario ? app->options.scenario
			       : lesson && lesson->scenario_count ? lesson->scenarios[0].id : NULL;

	return player && player->is_cluster && has_futures(player) &&
	       str_equal(lesson->path, path) && str_equal(lesson->title, scenario);
}

/* Back to a cluster as it was left: all its futures, at the moment one had come to. */
static bool
come_back(struct app *app, const char *path)
{
	struct parked parked = app->parked;

	if (app->options.code || (app->board && app->board->inside))
		return false;
	if (!is_it(app, app->player, app->lesson, path)) {
		if (!is_it(app, parked.player, parked.lesson, path))
			return false;
		quiz_forget(app);
		app->parked = (struct parked){ NULL, NULL };
		play_park(app);
		app->player = parked.player;
		app->lesson = parked.lesson;
	}
	app->to_play = true;
	app->to_ask = app->to_quiz = app->challenging = false;
	app->lesson_row = UINT32_MAX;
	app->depth = 1;
	app_push(app, SCREEN_PLAYER);
	app_notice(app, "It is as you left it. f shows what you tried; \"main\" is where it "
			"began.");
	app->say_screen = true;
	return true;
}

void
play_open(struct app *app, const char *path)
{
	if (!path) {
		app_notice(app, "No cluster to begin with was found. Name a file: coatcheck play "
				"FILE.");
		return;
	}
	if (come_back(app, path))
		return;
	app->opening = NULL;
	app->challenging = false;
	app->to_play = true;
	app_effect(app, EFFECT_LOAD, path, NULL);
}

bool
play_steps(struct lesson *lesson, const char *scenario)
{
	const struct scenario_source *source = scenario ? lesson_scenario(lesson, scenario)
					       : lesson->scenario_count ? &lesson->scenarios[0]
									: NULL;

	if (!source)
		return false;
	lesson->steps = arena_array(&lesson->arena, source->design_count, sizeof *lesson->steps);
	lesson->step_count = source->design_count;
	for (uint32_t i = 0; i < source->design_count; i++)
		lesson->steps[i] = (struct lesson_step){ .id = source->designs[i],
			.title = source->designs[i], .kind = STEP_BREAK,
			.scenario = source->id, .designs = &source->designs[i],
			.design_count = 1 };
	lesson->title = source->id;
	return true;
}
