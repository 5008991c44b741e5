/* player/player_goal.c - steps that ask the learner to break something: what is allowed, what is
 * reached. */
#include <string.h>

#include "player/player_internal.h"

#define HINT_RUNS_MAX 1000u /* about as long as one waits for a key to answer */

void
player_read_challenge(struct player *player)
{
	const struct lesson_step *step = player_step_row(player);
	struct findings findings;

	findings_init(&findings, &player->step_arena);
	player->goal = -1;
	player->has_challenge =
	    (step->kind == STEP_BREAK || step->kind == STEP_CHALLENGE) &&
	    challenge_read(player->lesson, step, &player->step_arena, &player->challenge,
		&findings);
	if (player->is_cluster)
		player->challenge.prices = player->prices;
}

const char *
player_set_prices(struct player *player, const char *text)
{
	struct price_list list;
	struct str why = STR_INIT;
	const char *said = NULL;

	if (!player->is_cluster || !player->has_challenge)
		said = "Prices of one's own are for a cluster to play with: p, then $.";
	else if (!price_parse(text, &list, &why))
		said = arena_strdup(&player->step_arena, why.text);
	str_release(&why);
	if (said)
		return said;
	player->prices = player->challenge.prices = list;
	for (uint32_t i = 0; i < player->lesson->step_count; i++)
		for (uint32_t row = 0; player->step_forks[i] && row < player->step_forks[i]->count;
		     row++)
			player->step_forks[i]->rows[row].sum.price = UINT64_MAX;
	player->under.sums = NULL;
	player_judge(player);
	return NULL;
}

uint32_t
player_changes(const struct player *player)
{
	return player->path.change_count + player->path.setting_count;
}

static void
attempt_of(const struct player *player, struct attempt *attempt)
{
	memset(attempt, 0, sizeof *attempt);
	for (uint32_t i = 0; i < player->path.change_count; i++)
		attempt->changes[attempt->change_count++] = player->path.changes[i];
	for (uint32_t i = 0; i < player->setting_count; i++)
		attempt->settings[attempt->setting_count++] = player->settings[i];
}

/* What the goal lacks, for whoever thinks that it is reached. */
static void
note_missing(struct player *player, const struct attempt *attempt)
{
	struct str text = STR_INIT;

	challenge_missing(&player->challenge, attempt, &player->set, &text);
	if (player->challenge.prices.count > 0 &&
	    !price_within(&player->challenge.prices, &player->price))
		str_printf(&text, "%sthe price is too high", text.length ? "; " : "");
	if (text.length)
		player->missing = arena_strdup(&player->step_arena, text.text);
	str_release(&text);
}

void
player_judge(struct player *player)
{
	struct arena scratch = { 0 };
	struct attempt *attempt = arena_alloc(&scratch, sizeof *attempt);
	struct findings findings;

	findings_init(&findings, &scratch);
	player->goal = -1;
	player->missing = NULL;
	if (player->has_challenge && player->has_run) {
		attempt_of(player, attempt);
		if (player->challenge.step->goal)
			player->goal = challenge_holds_in(
			    &player->challenge, attempt, &player->set, &findings);
		if (player->challenge.prices.count > 0)
			challenge_price(&player->challenge, attempt, &player->set,
			    &player->price);
		if (player->challenge.prices.count > 0 && player->forks && player->price.known)
			player->forks->rows[player->forks->now].sum.price =
			    player->price.thousandths;
		if (player->goal == 0 && player_changes(player) > 0)
			note_missing(player, attempt);
	}
	arena_release(&scratch);
}

const char *
player_way(struct player *player, struct arena *arena)
{
	struct challenge_answer *answer = arena_alloc(arena, sizeof *answer);
	struct attempt *attempt = arena_alloc(arena, sizeof *attempt);
	struct str text = STR_INIT;
	const char *way = NULL;
	uint32_t moves;
	struct challenge challenge = player->challenge;

	if (!player->has_challenge || !player->challenge.step->goal)
		return NULL;
	moves = challenge.step->par;
	challenge.runs_max = HINT_RUNS_MAX;
	attempt_of(player, attempt);
	challenge_search(&challenge, attempt, moves > 0 && moves <= 2 ? moves : 2, false,
	    arena, answer);
	if (answer->found && answer->first_is_setting) {
		str_printf(&text, "%s to %s",
		    answer->attempt.settings[answer->first_at].path,
		    answer->attempt.settings[answer->first_at].value->text);
		way = arena_strdup(arena, text.text);
	} else if (answer->found) {
		const struct change *change = &answer->attempt.changes[answer->first_at];

		change_said(change, player_trace(player), &text);
		str_printf(&text, ", before event %u", change->position);
		way = arena_strdup(arena, text.text);
	}
	str_release(&text);
	return way;
}
