/* player/player_scene.c - what the picture of a walk's moment depends on. */
#include <string.h>

#include "player/player.h"

/* Another future beside this one: the first design of each, under the futures' names, or, of
 * another design, under the designs'. */
static void
put_other(struct player *player, struct scene *scene)
{
	struct runset_run *run = &player->other.runs[0];
	struct str caption = STR_INIT;

	scene->runs[1] = scene->runs[0];
	scene_caption(run->scenario, player->analogy_words, &caption);
	scene->runs[1].caption = arena_strdup(&player->frame, caption.text);
	str_release(&caption);
	if (!player->other_design) {
		scene->runs[0].design = player->forks->rows[player->forks->now].name;
		scene->runs[1].design = player->forks->rows[player->other_row].name;
	} else {
		scene->runs[1].design = player->other_design;
	}
	scene->runs[1].trace = &run->trace;
	scene->runs[1].cursor = run->cursor;
	scene->runs[1].position = trace_seek(&run->trace, player->at_ns + 1);
	scene->run_count = 2;
	scene->own_faults = true;
}

void
player_scene(struct player *player, struct scene *scene)
{
	const struct trace *trace = player_trace(player);

	memset(scene, 0, sizeof *scene);
	scene->message = scene->cursor_event = scene->visible_until = NONE32;
	scene->inspect = NONE16;
	if (!trace)
		return;
	scene->run_count =
	    player->set.run_count < SCENE_RUNS_MAX ? player->set.run_count : SCENE_RUNS_MAX;
	for (uint32_t i = 0; i < scene->run_count; i++) {
		struct runset_run *run = &player->set.runs[i];
		struct str caption = STR_INIT;

		scene_caption(run->scenario, player->analogy_words, &caption);
		scene->runs[i] = (struct scene_run){ .design = run->design,
			.trace = &run->trace,
			.cursor = run->cursor,
			.measures = &run->measures,
			.position = player->positions[i],
			.closed = player->bet_open };
		scene->runs[i].caption = arena_strdup(&player->frame, caption.text);
		str_release(&caption);
	}
	if (player->has_other)
		put_other(player, scene);
	if (player->has_cast && scene->run_count == 1) {
		scene->runs[1] = scene->runs[0];
		scene->runs[0].trace = &player->cast_trace;
		scene->runs[0].cursor = player->cast_cursor;
		scene->runs[0].design = player->lesson->analogy.name;
		scene->runs[0].caption = "";
		scene->run_count = 2;
		scene->side_by_side = true;
	}
	scene->lane = player->lane < scene->run_count ? player->lane : 0;
	scene->at_ns = player->at_ns;
	scene->client = trace_first(trace, ROLE_CLIENT); /* the first person of the scenario */
	scene->piece = scene_focus_piece(player->set.runs[0].scenario);
	scene->cause_chain = player->why_chain;
	scene->all_events = player->all_events;
	scene->analogy_words = player->analogy_words;
	scene->bet_open = player->bet_open;
	scene->visible_until = player->bet_open ? player_position(player) : player->seen_until;
	scene->message = player->message;
	scene->difference = player->difference;
	scene->chart = player_chart(player);
	scene->settle = player->playing;
	scene->zoom = player->zoom;
	scene->slice = player->slice;
	scene->slices = true;
	if (player->replaying && player->parting.ghost.on) {
		scene->ghost = player->parting.ghost;
		scene->ghost.line = player_ghost_line(player, &player->frame);
	}
	if (player_has_sheet(player) && player_item(player)->kind == ITEM_MARK_EVENT) {
		scene->cursor_event = player->sheet.mark; /* what is asked about is shown */
		scene->runs[scene->lane].closed = false;
	}
	if (player->inside)
		scene->inspect = player->inside_place;
}
