/* player/player_quiz.c - a question of a quiz and its run: can it be asked, where is it decided,
 * and in which other world a missed answer would have been right. */
#include <string.h>

#include "experiment/elsewhere.h"
#include "experiment/parting.h"
#include "player/player_internal.h"

#define ELSEWHERE_EVENTS 20000u /* of the run: a longer one is not run nine times more */

bool
player_can_ask(struct player *player)
{
	struct answer trial = { .chosen = ANSWER_NONE, .key = -1 };
	const struct lesson_item *item = player_item(player);

	if (!item || player->problem || player->mode != PLAYER_ASK)
		return false;
	player_settle(player, item, &trial);
	return trial.key >= 0;
}

/* ---- where it is decided ---- */

/* The later of `at` and the position from which on `text` is what it is at the end. */
static uint32_t
later_of(struct player *player, const char *text, struct mark mark, uint32_t at)
{
	uint32_t position;

	if (!text || !parting_decides(&player->set, text, mark, &position))
		return at;
	return position > at ? position : at;
}

/* Behind the newest of the events that were to be put in order. */
static uint32_t
after_order(struct player *player, const struct lesson_item *item)
{
	uint32_t at = player->bet;

	for (uint32_t i = 0; i < item->option_count; i++) {
		uint32_t moment =
		    player_moment(player, item->options[i].at, item->options[i].at_mark, 0);

		at = moment > at ? moment : at;
	}
	return at;
}

static uint32_t
after_options(struct player *player, const struct lesson_item *item)
{
	uint32_t at = player->bet;

	for (uint32_t i = 0; i < item->option_count; i++)
		at = later_of(player, item->options[i].holds, item->options[i].holds_mark, at);
	return at;
}

/* Behind the event that was to be marked. */
static uint32_t
after_event(const struct player *player, const struct answer *answer)
{
	uint64_t event;

	if (!answer->key_text || !str_starts_with(answer->key_text, "event ") ||
	    !units_read_integer(answer->key_text + strlen("event "), &event) ||
	    event >= player_trace(player)->event_count)
		return player->last;
	return (uint32_t)event + 1;
}

/* Behind the next event that has a sentence. */
static uint32_t
after_next(struct player *player, const struct lesson_item *item)
{
	const struct trace *trace = player_trace(player);
	uint32_t at = player->bet;

	if (item->answer)
		return player_moment(player, item->answer, item->answer_mark, player->last);
	while (at < trace->event_count && event_kinds[trace->events[at].kind].minor)
		at++;
	return at < trace->event_count ? at + 1 : at;
}

/* Behind the event that gave the missing word. */
static uint32_t
after_word(struct player *player, const struct lesson_item *item, const struct answer *answer)
{
	const char *same = arena_printf(&player->step_arena, "%s == %s",
	    item->answer ? item->answer : "", answer->key_text ? answer->key_text : "");
	uint32_t at = later_of(player, same, item->answer_mark, player->bet);

	return at > player->bet ? at : player->last;
}

uint32_t
player_decided_at(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);
	bool until = player_step_row(player)->until != NULL;
	const struct lesson_option *key;
	uint32_t at;

	if (!item || !answer || answer->key < 0)
		return player->last;
	switch (item->kind) {
	case ITEM_MARK_EVENT: return after_event(player, answer);
	case ITEM_WHAT_NEXT: return after_next(player, item);
	case ITEM_ORDER: return until ? player->last : after_order(player, item);
	case ITEM_MULTI: return until ? player->last : after_options(player, item);
	case ITEM_FILL: return until ? player->last : after_word(player, item, answer);
	case ITEM_CHOICE:
		key = player_option(player, answer->key);
		if (until || !key || !key->holds)
			return player->last;
		at = later_of(player, key->holds, key->holds_mark, 0);
		return at >= player->bet && at > 0 ? at : player->last;
	case ITEM_NUMBER:
	case ITEM_KIND_COUNT: break;
	}
	return player->last;
}

/* ---- elsewhere ---- */

static void
add_sentence(struct str *out, const char *text)
{
	str_printf(out, "%s%s", out->length ? " " : "", text);
}

/* "store" as lanes are labelled: STORE. */
static void
add_design(struct str *out, const char *design, const char *says)
{
	if (out->length)
		str_add(out, " Or ");
	for (; *design; design++)
		str_add_char(
		    out, *design >= 'a' && *design <= 'z' ? (char)(*design - 32) : *design);
	str_printf(out, "%s%s", *says ? ": " : ".", says);
}

void
player_look_elsewhere(
    struct player *player, const struct lesson_item *item, struct answer *answer)
{
	struct isomorph isomorph = player_isomorph(player, item);
	const struct scenario_source *source =
	    item->scenario ? lesson_scenario(player->written, item->scenario) : NULL;
	struct elsewhere found;
	struct str text = STR_INIT;
	const char *given = answer->given;

	answer->elsewhere = NULL;
	if (answer->key < 0 || answer->chosen < 0 || answer->chosen == answer->key ||
	    !player->has_run || player_trace(player)->event_count > ELSEWHERE_EVENTS)
		return;
	if (!given)
		given = arena_printf(&player->step_arena, "%d", answer->chosen + 1);
	elsewhere_find(player->written, item, &isomorph, given, &player->arena, &found);
	if (found.twin)
		add_sentence(&text, isomorph.twin ? "Without that change it is so."
						  : isomorph_text(source, isomorph.names,
							item->twin.say, &player->arena));
	for (uint32_t i = 0; i < found.design_count; i++)
		add_design(&text, found.designs[i], found.says[i]);
	if (text.length)
		answer->elsewhere = arena_strdup(&player->arena, text.text);
	str_release(&text);
}
