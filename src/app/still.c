/* app/still.c - a lesson made of one step, walked by the player that walks lessons. */
#include "app/still.h"

#include <string.h>

#include "app/app_internal.h"
#include "player/player_internal.h"
#include "trace/sentence.h"

bool
still_open(struct still *still, const struct lesson *lesson, const struct still_run *run,
    uint64_t seed)
{
	struct lesson_step *step;
	const char **designs;

	memset(still, 0, sizeof *still);
	step = arena_alloc(&still->arena, sizeof *step);
	designs = arena_array(&still->arena, 1, sizeof *designs);
	designs[0] = run->design;
	*step = (struct lesson_step){ .id = "still", .kind = STEP_SHOW, .scenario = run->scenario,
		.designs = designs, .design_count = run->design != NULL, .from = run->at,
		.from_mark = run->at_mark, .until = run->until, .until_mark = run->until_mark,
		.view = run->view, .by_request = run->by_request };
	if (run->before && run->until) {
		step->from = arena_printf(&still->arena, "before %s", run->until);
		step->from_mark = run->until_mark;
	}
	still->mini = *lesson;
	still->mini.steps = step;
	still->mini.step_count = 1;
	still->player = player_new(&still->mini);
	still->player->has_seed = seed != 0;
	still->player->seed = seed;
	player_enter(still->player, 0);
	if (!still->player->has_run) {
		player_free(still->player);
		still->player = NULL;
		return false;
	}
	still->player->bet = still->player->first;
	still->player->bet_open = true;
	return true;
}

void
still_close(struct still *still)
{
	player_free(still->player);
	arena_release(&still->arena);
	memset(still, 0, sizeof *still);
}

void
still_turn(struct still *still, bool play)
{
	struct player *player = still->player;

	player->bet_open = false;
	player_seek(player, player->first);
	player->playing = play;
	if (!play)
		player_seek(player, player->last);
}

void
still_say(const struct still *still, uint32_t most, const char *indent, struct str *out)
{
	const struct player *player = still->player;
	const struct trace *trace = player_trace(player);

	for (uint32_t i = player->first, said = 0; i < player->last && said < most; i++) {
		struct str line = STR_INIT;

		if (!player_beat_ends(player, i) && i + 1 < player->last)
			continue;
		sentence_event(trace, i, &line);
		app_wrap(out, indent, line.text);
		str_release(&line);
		said++;
	}
}
