/* app/quiz_words.c - a quiz's questions and answers in words. */
#include "app/quiz_words.h"

#include <stdio.h>
#include <string.h>

#include "app/player_words.h"
#include "base/units.h"
#include "trace/sentence.h"

/* ---- told ---- */

static const char *
sure_word(const struct answer *answer)
{
	static const char *const words[] = { "", ", a guess", ", think so", ", sure" };

	return words[answer->sure];
}

/* "2", "1 and 3", "25 people", "event 32", "cookie": what was given, as the verdict names it. */
static const char *
given_short(const struct lesson_item *item, const struct answer *answer, struct arena *arena)
{
	const char *given = answer->given ? answer->given : "";
	const char *unit = item->unit ? item->unit : "";
	struct str text = STR_INIT;
	const char *copy;

	if (!player_is_sheet(item))
		return arena_printf(arena, "%d", answer->chosen + 1);
	if (item->kind == ITEM_MARK_EVENT)
		return arena_printf(arena, "event %s", given);
	if (item->kind == ITEM_NUMBER && *given && strspn(given, "0123456789.,-") == strlen(given))
		return arena_printf(arena, "%s%s%s", given, *unit ? " " : "", unit);
	if (item->kind != ITEM_MULTI && item->kind != ITEM_ORDER)
		return given;
	for (; *given; given++)
		if (*given >= '1' && *given <= '9')
			str_printf(&text, "%s%c",
			    text.length == 0                ? ""
				: item->kind == ITEM_MULTI ? " and "
							   : ", then ",
			    *given);
	copy = arena_strdup(arena, text.text);
	str_release(&text);
	return copy;
}

static const char *
key_short(const struct lesson_item *item, const struct answer *answer, struct arena *arena)
{
	return player_is_sheet(item) ? answer->key_text
				     : arena_printf(arena, "%d", answer->key + 1);
}

static const char *
verb_of(const struct lesson_item *item)
{
	return item->kind == ITEM_NUMBER || item->kind == ITEM_FILL ? "said"
	       : item->kind == ITEM_MARK_EVENT                      ? "marked"
								    : "chose";
}

static const char *
right_verdict(const struct lesson_item *item, const struct answer *answer, struct arena *arena)
{
	const char *given = given_short(item, answer, arena);
	const char *key = key_short(item, answer, arena);
	bool counted = item->kind == ITEM_NUMBER && !str_equal(given, key);

	if (item->kind == ITEM_ORDER)
		return arena_printf(arena, "\xe2\x9c\x93 Right%s. That is the order.",
		    sure_word(answer));
	return arena_printf(arena, "\xe2\x9c\x93 Right. You %s %s%s%s%s.%s", verb_of(item), given,
	    sure_word(answer), counted ? "; the run counted " : "", counted ? key : "",
	    answer->sure == SURE_GUESS ? " Being a guess, its why is worth a look." : "");
}

/* How near a miss is: the options that are so, and no other, but not all of them. */
static bool
is_part(const struct lesson_item *item, const struct answer *answer)
{
	return item->kind == ITEM_MULTI && answer->chosen == ANSWER_OTHER;
}

static const char *
wrong_verdict(
    const struct player *player, const struct lesson_item *item, const struct answer *answer,
    struct arena *arena)
{
	const char *sign = is_part(item, answer)       ? "Not all of them."
			   : item->kind == ITEM_MULTI  ? "Not these."
			   : item->kind == ITEM_NUMBER ? "Not so."
			   : item->kind == ITEM_FILL   ? "Not this word."
						       : "Not this one.";
	const char *is =
	    item->kind == ITEM_NUMBER && item->basis_engine ? "The run counted" : "It is";

	if (item->kind == ITEM_ORDER) /* rows stand in the right order now: numbers would mislead */
		return arena_printf(arena, "\xe2\x9c\x97 Not in this order%s. So it went:",
		    sure_word(answer));
	return arena_printf(arena, "\xe2\x9c\x97 %s You %s %s%s. %s %s.%s", sign, verb_of(item),
	    given_short(item, answer, arena), sure_word(answer), is,
	    key_short(item, answer, arena),
	    answer->sure == SURE_SURE && player->has_run
		? " Sure misses teach most: r shows where you parted."
		: "");
}

const char *
quiz_verdict(struct player *player, struct arena *arena)
{
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);

	if (answer->key < 0)
		return "This run does not decide it.";
	if (answer->chosen < 0 && item->kind == ITEM_ORDER)
		return arena_printf(arena, "\xe2\x97\x8b %s So it went:",
		    answer->chosen == ANSWER_SKIPPED ? "Skipped." : "You did not know.");
	if (answer->chosen < 0)
		return arena_printf(arena, "%s It is %s.",
		    answer->chosen == ANSWER_SKIPPED ? "\xe2\x97\x8b Skipped."
						     : "\xe2\x97\x8b You did not know.",
		    key_short(item, answer, arena));
	return answer->chosen == answer->key ? right_verdict(item, answer, arena)
					     : wrong_verdict(player, item, answer, arena);
}

const char *
quiz_elsewhere_heading(struct player *player, struct arena *arena)
{
	const struct answer *answer = player_answer(player);

	if (!answer || !answer->elsewhere)
		return NULL;
	return arena_printf(arena, "what would make %s true",
	    given_short(player_item(player), answer, arena));
}

const char *
quiz_hints(struct player *player, struct arena *arena)
{
	const struct lesson_item *item = player_item(player);
	struct str text = STR_INIT;
	const char *copy;

	for (uint32_t i = 0; item && i < player->hints && i < item->hint_count; i++)
		str_printf(&text, "%shint %u of %u   %s", i ? "\n" : "", i + 1, item->hint_count,
		    item->hints[i]);
	copy = text.length ? arena_strdup(arena, text.text) : NULL;
	str_release(&text);
	return copy;
}

/* ---- keys ---- */

static bool
was_answered(struct player *player)
{
	const struct answer *answer = player_answer(player);

	return answer && answer->chosen >= 0;
}

static bool
has_more_hints(const struct player *player)
{
	return player->hints < player_item(player)->hint_count;
}

const char *
quiz_ask_keys(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	const char *first = "", *know = "0 don't know", *hint;

	switch (item->kind) {
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT:
		first = arena_printf(&player->frame, "1-%u pick", item->option_count);
		break;
	case ITEM_MULTI:
		first = arena_printf(&player->frame, "1-%u pick   Enter done", item->option_count);
		break;
	case ITEM_ORDER:
		first = arena_printf(
		    &player->frame, "1-%u next place   Enter done", item->option_count);
		break;
	case ITEM_MARK_EVENT: first = "\xe2\x86\x91 \xe2\x86\x93 mark   Enter done"; break;
	case ITEM_NUMBER:
		first = "0-9 type   Enter done";
		know = "Tab don't know";
		break;
	case ITEM_FILL: /* letters are text: no other key is one */
		return "Enter done   Tab don't know   Esc stop   ? help";
	case ITEM_KIND_COUNT: break;
	}
	hint = has_more_hints(player) ? "   H hint" : "";
	return arena_printf(&player->frame, "%s   %s%s%s   ? help   q stop", first, know, hint,
	    player->has_run && item->kind != ITEM_MARK_EVENT && item->kind != ITEM_MULTI &&
		    item->kind != ITEM_ORDER
		? "   [ ] look back"
		: "");
}

const char *
quiz_told_keys(struct player *player)
{
	if (!player->has_run)
		return "Space next   a other whys   ? help   q stop";
	return was_answered(player)
		   ? "Space next   r replay my answer   a other whys   x break   ? help   q stop"
		   : "Space next   r the moment again   a other whys   x break   ? help   q stop";
}

/* ---- line by line ---- */

void
quiz_say_frame(struct app *app, struct str *out)
{
	struct player *player = app->player;
	const struct trace *trace = player_trace(player);
	uint32_t at = player_position(player);
	struct str line = STR_INIT;

	if (!trace)
		return;
	for (uint32_t i = 0; i < player->set.run_count; i++)
		str_printf(&line, "%s%s", i ? ", " : "Design ", player->set.runs[i].design);
	str_add(&line, ". ");
	while (at > 0 && event_kinds[trace->events[at - 1].kind].minor)
		at--;
	if (at > 0) {
		sentence_moment(trace, at - 1, &line);
		str_add(&line, ": ");
		sentence_closed(trace, at - 1, &line);
	}
	app_wrap(out, "", line.text);
	str_release(&line);
}

void
quiz_say_told(struct app *app, struct str *out)
{
	struct player *player = app->player;
	const struct answer *answer = player_answer(player);
	struct str where = STR_INIT;

	if (answer && answer->elsewhere)
		app_wrap(out, "",
		    arena_printf(&player->frame, "What would make %s true: %s",
			given_short(player_item(player), answer, &player->frame),
			answer->elsewhere));
	if (player->has_run)
		player_say_where(app, &where);
	if (where.length)
		app_wrap(out, "", where.text);
	str_release(&where);
}

const char *
quiz_ask_prompt(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	const char *hint = has_more_hints(player) ? "H hint, " : "", *first = "", *know = "0";

	switch (item->kind) {
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT:
		first = arena_printf(&player->frame, "Answer 1 to %u", item->option_count);
		break;
	case ITEM_MULTI: first = "Every one that is so, as 1 3"; break;
	case ITEM_ORDER: first = "Their numbers, what came first first, as 2 1 3"; break;
	case ITEM_MARK_EVENT: first = "The number of the event"; break;
	case ITEM_NUMBER:
		first = "Answer with a number";
		know = "dont-know";
		break;
	case ITEM_FILL:
		first = "The missing word";
		know = "dont-know";
		break;
	case ITEM_KIND_COUNT: break;
	}
	return arena_printf(&player->frame, "%s (%s%ss skip, %s? help, q stop): ", first, know,
	    str_equal(know, "0") ? " don't know, " : ", ", hint);
}

const char *
quiz_told_prompt(struct player *player)
{
	if (!player->has_run)
		return "Enter goes on, a the other whys: ";
	return was_answered(player) ? "Enter goes on, r replays your answer, a the other whys: "
				    : "Enter goes on, r the moment again, a the other whys: ";
}
