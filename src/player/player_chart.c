/* player/player_chart.c - the chart of a step: measured in slices while its view is open. */
#include <string.h>

#include "experiment/charting.h"
#include "model/sweep.h"
#include "player/player.h"

#define CHART_RUNS 20u /* of each point: enough for a standard error */

struct player_chart {
	struct runset_request base;
	struct sweep sweep;
	struct charting charting;
	bool failed, done;
};

/* The sweep of the step's scenario, when exactly one setting varies in it. */
static bool
sweep_of_step(const struct player *player, struct sweep *sweep, struct arena *arena)
{
	const struct lesson_step *step = &player->lesson->steps[player->step];
	const struct scenario_source *source =
	    step->scenario ? lesson_scenario(player->lesson, step->scenario) : NULL;
	struct findings ignored;

	findings_init(&ignored, arena);
	return source && sweep_of_source(source, sweep, arena, &ignored) && sweep->key_count == 1;
}

bool
player_has_chart(const struct player *player)
{
	struct arena scratch = { 0 };
	struct sweep sweep;
	bool has = player->has_run && sweep_of_step(player, &sweep, &scratch);

	arena_release(&scratch);
	return has;
}

static void
begin(struct player *player)
{
	const struct lesson_step *step = &player->lesson->steps[player->step];
	struct player_chart *chart = arena_alloc(&player->step_arena, sizeof *chart);
	struct charting_request request = {
		.base = &chart->base, .sweep = &chart->sweep, .runs = CHART_RUNS, .threads = 1
	};
	struct findings findings;

	findings_init(&findings, &player->step_arena);
	chart->base.source = lesson_scenario(player->lesson, step->scenario);
	chart->base.designs = step->design_count ? step->designs : NULL;
	chart->base.design_count = step->design_count;
	chart->base.has_seed = player->has_seed;
	chart->base.seed = player->seed;
	chart->failed = !sweep_of_step(player, &chart->sweep, &player->step_arena) ||
			!charting_open(&chart->charting, &request, &findings);
	player->chart = chart;
}

bool
player_chart_works(const struct player *player)
{
	if (player->view != VIEW_CHART || player->bet_open || !player_has_chart(player))
		return false;
	return !player->chart || (!player->chart->failed && !player->chart->done);
}

void
player_chart_work(struct player *player)
{
	if (!player_chart_works(player))
		return;
	if (!player->chart)
		begin(player);
	else if (!charting_slice(&player->chart->charting))
		player->chart->done = true;
}

const struct chart *
player_chart(const struct player *player)
{
	struct player_chart *chart = player->chart;
	const struct chart *shown;

	if (!chart || chart->failed)
		return NULL;
	shown = charting_chart(&chart->charting);
	chart->charting.chart.table = player->chart_table;
	chart->charting.chart.selected =
	    player->chart_point < shown->point_count ? player->chart_point : 0;
	return shown;
}

void
player_chart_point(struct player *player, int delta)
{
	const struct chart *chart = player_chart(player);

	if (chart && (int)player->chart_point + delta >= 0 &&
	    player->chart_point + (uint32_t)delta < chart->point_count)
		player->chart_point += (uint32_t)delta;
}

void
player_chart_forget(struct player *player)
{
	if (player->chart)
		charting_release(&player->chart->charting);
	player->chart = NULL;
	player->chart_point = 0;
	player->chart_table = false;
}
