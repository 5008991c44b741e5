/* app/play.c - the sandbox: any scenario as a cluster to break, change and save. */
#include <string.h>

#include "app/app_internal.h"

void
play_open(struct app *app, const char *path)
{
	if (!path) {
		app_notice(app, "No cluster to begin with was found. Name a file: coatcheck play "
				"FILE.");
		return;
	}
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
