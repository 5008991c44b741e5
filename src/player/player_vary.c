/* player/player_vary.c - an item asked again is never the same screen: other names, another seed,
 * answers in another order.
 *
 * A walk has its own copy of the lesson's rows.  What varies is written there, so that whoever
 * draws, says or judges reads one item, as it is asked this time.
 */
#include <string.h>

#include "experiment/question.h"
#include "player/player_internal.h"

void
player_own_lesson(struct player *player, const struct lesson *written)
{
	struct lesson *own = &player->own;

	player->written = written;
	*own = *written;
	own->items = arena_array(&player->arena, written->item_count + 1, sizeof *own->items);
	own->steps = arena_array(&player->arena, written->step_count + 1, sizeof *own->steps);
	own->scenarios =
	    arena_array(&player->arena, written->scenario_count + 1, sizeof *own->scenarios);
	for (uint32_t i = 0; i < written->scenario_count; i++)
		own->scenarios[i] = written->scenarios[i];
	for (uint32_t i = 0; i < written->item_count; i++)
		own->items[i] = written->items[i];
	for (uint32_t i = 0; i < written->step_count; i++)
		own->steps[i] = written->steps[i];
	player->lesson = own;
	player->varied =
	    arena_array(&player->arena, written->item_count + 1, sizeof *player->varied);
}

void
player_vary_from(struct player *player, uint32_t times)
{
	for (uint32_t i = 0; i < player->written->item_count; i++)
		player->varied[i].times = times;
}

/* The scenario that an item is asked over: the step's goes first. */
static const struct scenario_source *
source_of(
    const struct player *player, const struct lesson_step *step, const struct lesson_item *item)
{
	const char *scenario = step && step->scenario ? step->scenario : item->scenario;

	return scenario ? lesson_scenario(player->written, scenario) : NULL;
}

/* The item with its one setting changed: what is different is said first. */
static void
apply_twin(struct player *player, struct lesson_item *item)
{
	const struct lesson_twin *twin = &item->twin;

	item->ask = arena_printf(
	    &player->arena, "%s %s", twin->say, twin->ask ? twin->ask : item->ask);
	if (twin->why)
		item->why = twin->why;
	if (twin->design)
		item->design = twin->design;
}

/* what-next: the sentences of the worlds, from runs. */
static void
put_worlds(struct player *player, const struct lesson_item *written,
    const struct isomorph *isomorph, const char *texts[LIMIT_OPTIONS])
{
	struct question_place place;
	struct findings findings;

	findings_init(&findings, &player->arena);
	memset(texts, 0, LIMIT_OPTIONS * sizeof *texts);
	question_place(player->written, written, false, &place);
	if (!question_worlds(player->written, written, &place, isomorph, &player->arena, texts,
		&findings))
		return; /* `check` tells; here the options stand without their sentences */
}

/* The item's row as it is asked this time, and one time more. */
static void
vary_item(struct player *player, uint32_t row, const struct scenario_source *source,
    const struct isomorph *isomorph)
{
	const struct lesson_item *written = &player->written->items[row];
	struct lesson_item *item = &player->own.items[row];
	struct arena *arena = &player->arena;
	const char *worlds[LIMIT_OPTIONS];
	uint8_t order[LIMIT_OPTIONS];

	*item = *written;
	player->varied[row].isomorph = *isomorph;
	if (written->kind == ITEM_WHAT_NEXT)
		put_worlds(player, written, isomorph, worlds);
	if (isomorph->twin)
		apply_twin(player, item);
	item->ask = isomorph_text(source, isomorph->names, item->ask, arena);
	item->why = isomorph_text(source, isomorph->names, item->why, arena);
	if (written->option_count <= LIMIT_OPTIONS) {
		isomorph_order(written, player->study_seed, player->varied[row].times, order);
		item->options = arena_array(arena, written->option_count, sizeof *item->options);
		for (uint32_t i = 0; i < written->option_count; i++) {
			struct lesson_option *option = &item->options[i];

			*option = written->options[order[i]];
			if (written->kind == ITEM_WHAT_NEXT)
				option->text = worlds[order[i]] ? worlds[order[i]] : "";
			if (isomorph->twin && option->twin_why)
				option->why = option->twin_why;
			option->text = isomorph_text(source, isomorph->names, option->text, arena);
			option->why = isomorph_text(source, isomorph->names, option->why, arena);
		}
	}
	item->hints = arena_array(arena, written->hint_count + 1, sizeof *item->hints);
	for (uint32_t i = 0; i < written->hint_count; i++)
		item->hints[i] =
		    isomorph_text(source, isomorph->names, written->hints[i], arena);
	player->varied[row].times++;
}

/* What the step says, in the names of its run. */
static void
rename_step(struct player *player, const struct scenario_source *source)
{
	const struct lesson_step *written = &player->written->steps[player->step];
	struct lesson_step *step = &player->own.steps[player->step];
	uint32_t names = player->isomorph.names;
	struct arena *arena = &player->arena;

	*step = *written;
	if (!names)
		return;
	step->title = isomorph_text(source, names, written->title, arena);
	step->say = arena_array(arena, written->say_count + 1, sizeof *step->say);
	for (uint32_t i = 0; i < written->say_count; i++) {
		step->say[i] = written->say[i];
		step->say[i].text = isomorph_text(source, names, written->say[i].text, arena);
	}
	step->seen.prompt = isomorph_text(source, names, written->seen.prompt, arena);
	step->seen.options =
	    arena_array(arena, written->seen.option_count + 1, sizeof *step->seen.options);
	for (uint32_t i = 0; i < written->seen.option_count; i++) {
		step->seen.options[i] = written->seen.options[i];
		step->seen.options[i].text =
		    isomorph_text(source, names, written->seen.options[i].text, arena);
	}
}

static uint32_t
row_of(const struct player *player, const char *id)
{
	const struct lesson_item *item = lesson_item(player->written, id);

	return item ? (uint32_t)(item - player->written->items) : NONE32;
}

/* A question of the step that is entered: asked anew, whatever was answered before. */
static void
reopen(struct player *player, uint32_t row, const struct scenario_source *source)
{
	if (row == NONE32)
		return;
	vary_item(player, row, source, &player->isomorph);
	player->run[row] = (struct answer){ .chosen = ANSWER_NONE, .key = -1 };
}

void
player_vary_step(struct player *player)
{
	const struct lesson_step *step = &player->written->steps[player->step];
	uint32_t first = step->ask_count ? row_of(player, step->ask[0]) : NONE32;
	const struct scenario_source *source;

	memset(&player->isomorph, 0, sizeof player->isomorph);
	if (first == NONE32 || (step->kind != STEP_PREDICT && step->kind != STEP_EXPLAIN))
		return;
	source = source_of(player, step, &player->written->items[first]);
	if (step->kind == STEP_EXPLAIN) { /* as it was asked: its answer is known */
		player->isomorph = player->varied[first].isomorph;
	} else {
		player->isomorph = isomorph_of(&player->written->items[first], false,
		    player->varied[first].times);
		player->isomorph.twin = player->twin && player->written->items[first].twin.say;
		/* all of the step's questions are about its one run */
		for (uint32_t i = 0; i < step->ask_count; i++)
			reopen(player, row_of(player, step->ask[i]), source);
	}
	rename_step(player, source);
}

void
player_vary_as(struct player *player, uint32_t names, bool twin)
{
	const struct lesson_step *step = &player->written->steps[player->step];
	uint32_t first = step->ask_count ? row_of(player, step->ask[0]) : NONE32;
	const struct scenario_source *source =
	    first == NONE32 ? lesson_scenario(player->written, step->scenario)
			    : source_of(player, step, &player->written->items[first]);

	player->isomorph.names = names;
	player->isomorph.twin =
	    twin && first != NONE32 && player->written->items[first].twin.say;
	for (uint32_t i = 0; i < step->ask_count; i++)
		reopen(player, row_of(player, step->ask[i]), source);
	rename_step(player, source);
}

void
player_vary_bet(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	uint32_t row = item ? row_of(player, item->id) : NONE32;
	struct isomorph isomorph;

	if (row == NONE32)
		return;
	item = &player->written->items[row];
	isomorph = isomorph_of(item, true, player->varied[row].times);
	if (player->exit_test && isomorph.names == 0 && !player_asks_elsewhere(player))
		isomorph.names = 1; /* bets come back about other people, however often asked */
	vary_item(player, row, source_of(player, NULL, item), &isomorph);
}

struct isomorph
player_isomorph(const struct player *player, const struct lesson_item *item)
{
	return player->varied[item - player->lesson->items].isomorph;
}
