/* app/player_scene.c - what the picture of a walk's moment depends on. */
#include <string.h>

#include "app/player.h"

/* The client a lesson's picture is about: the first person of the scenario. */
static uint16_t
focus_client(const struct trace *trace)
{
	for (uint32_t i = 0; i < trace->actor_count; i++)
		if (trace->actors[i].role == ROLE_CLIENT)
			return (uint16_t)i;
	return NONE16;
}

/* Does the first person's script read or write `piece`? */
static bool
script_asks(const struct scenario *scenario, uint16_t piece)
{
	const struct client *client = scenario->client_count ? &scenario->clients[0] : NULL;

	for (uint32_t i = 0; client && i < client->script_count; i++) {
		const struct script_step *step = &client->script[i];
		const struct action *action;

		if (step->word != SCRIPT_ACTION)
			continue;
		action = &scenario->actions[step->action];
		if (action->argument_piece && step->piece == piece)
			return true;
		for (size_t k = 0; k < sizeof action->reads / sizeof *action->reads; k++)
			if ((!action->argument_piece && action->reads[k] == piece) ||
			    action->writes[k] == piece)
				return true;
	}
	return false;
}

/* The piece a picture is about: the cart, unless the script is about another one. */
static uint16_t
focus_piece(const struct scenario *scenario)
{
	uint16_t cart = scenario_piece(scenario, "cart"), login = scenario_piece(scenario, "login");

	if (cart != SCENARIO_NONE && script_asks(scenario, cart))
		return cart;
	for (uint16_t i = 0; i < scenario->piece_count; i++)
		if (i != login && i != cart && script_asks(scenario, i))
			return i;
	return cart != SCENARIO_NONE ? cart : 0;
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
			.position = player->positions[i],
			.closed = player->bet_open };
		scene->runs[i].caption = arena_strdup(&player->frame, caption.text);
		str_release(&caption);
	}
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
	scene->client = focus_client(trace);
	scene->piece = focus_piece(player->set.runs[0].scenario);
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
	if (player->inside)
		scene->inspect = player->inside_place;
}
