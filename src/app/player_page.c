/* app/player_page.c - the page to keep at the end of a walk: bets before and now, the sentence. */
#include <stdio.h>
#include <string.h>

#include "app/cards.h"
#include "app/player_words.h"
#include "base/utf8.h"

static const struct lesson_step *
present(const struct player *player)
{
	return &player->lesson->steps[player->step];
}

static const char *
result_word(const struct answer *answer, char *text, size_t size)
{
	static const char *const sure[] = { "", "guess", "think", "sure" };

	if (answer->chosen == ANSWER_NONE)
		return "not asked";
	if (answer->chosen < 0)
		return "skipped";
	if (answer->given)
		snprintf(text, size, "%s %.10s %s",
		    answer->chosen == answer->key ? "\xe2\x9c\x93" : "\xe2\x9c\x97",
		    answer->given, sure[answer->sure]);
	else
		snprintf(text, size, "%s %d %s",
		    answer->chosen == answer->key ? "\xe2\x9c\x93" : "\xe2\x9c\x97",
		    answer->chosen + 1, sure[answer->sure]);
	return text;
}

/* A question without the story before it: its last sentence. */
static const char *
last_sentence(const char *text)
{
	const char *from = text;

	for (const char *at = text; *at; at++)
		if ((*at == '.' || *at == '?') && at[1] == ' ' && at[2])
			from = at + 2;
	return from;
}

/* One bet of the page to keep: before (if it was one), now, the question and what came out. */
static void
summary_bet(struct app *app, const struct lesson_item *item, bool twice, struct str *out)
{
	struct player *player = app->player;
	size_t row = (size_t)(item - player->lesson->items);
	const struct answer *now = &player->now[row];
	int key = now->key >= 0 ? now->key : player->before[row].key;
	struct str lead = STR_INIT, text = STR_INIT;
	char words[2][32];
	const char *result[2] = {
		twice ? result_word(&player->before[row], words[0], sizeof words[0]) : "",
		result_word(now, words[1], sizeof words[1]) };

	for (int i = 0; i < 2; i++) {
		str_printf(&lead, "  %s", result[i]);
		str_add_repeated(&lead, ' ', 10 - utf8_cells(result[i]));
	}
	str_add(&text, last_sentence(item->ask));
	if (key >= 0)
		str_printf(&text, " %s", (uint32_t)key < item->option_count
			? item->options[key].text : now->key_text ? now->key_text
			: player->before[row].key_text ? player->before[row].key_text : "");
	if (!twice && key >= 0 && (uint32_t)key < item->option_count && item->options[key].why)
		str_printf(&text, ". %s", item->options[key].why); /* no step has said it */
	app_entry(app, out, lead.text, text.text);
	str_release(&lead);
	str_release(&text);
}

void
player_summary(struct app *app, struct str *out)
{
	struct player *player = app->player;
	const struct lesson *lesson = player->lesson;
	const struct lesson_item *bets[LIMIT_ITEMS];
	uint32_t count = player_bets(player, bets, LIMIT_ITEMS);
	uint32_t all = player_exit_items(player, bets, LIMIT_ITEMS);

	if (player->problem) {
		app_wrap(out, "", player->problem);
		return;
	}
	if (present(player)->kind != STEP_SUMMARY)
		return;
	if (count)
		str_add(out, "Your bets, before and now.\n");
	for (uint32_t i = 0; i < count; i++)
		summary_bet(app, bets[i], true, out);
	if (all > count)
		str_add(out, "From another field.\n");
	for (uint32_t i = count; i < all; i++)
		summary_bet(app, bets[i], false, out);
	str_add_char(out, '\n');
	if (lesson->summary.intuition)
		app_entry(app, out, "IN ONE SENTENCE   ", lesson->summary.intuition);
	if (lesson->summary.hook)
		app_entry(app, out, "TO HOLD ON TO     ", lesson->summary.hook);
	for (uint32_t i = 0; i < present(player)->say_count; i++)
		app_entry(app, out, i ? "                  " : "THE RUN           ",
		    present(player)->say[i].text);
	if (lesson->card_count)
		str_add_char(out, '\n');
	for (uint32_t i = 0; i < lesson->card_count; i++)
		app_entry(app, out, i ? "                  " : "ASK YOURSELF      ",
		    cards_gaps(lesson->cards[i].front, &player->frame));
	if (app->cards_made && app->options.record && !app->record_problem.length)
		app_entry(app, out, "FROM YOUR MISSES  ", arena_printf(&player->frame,
		    "%u more card%s, in the pile that coatcheck review asks.", app->cards_made,
		    app->cards_made == 1 ? "" : "s"));
}
