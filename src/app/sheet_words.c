/* app/sheet_words.c - questions and answers that are not one option, in words and rows. */
#include <stdio.h>
#include <string.h>

#include "app/player_words.h"
#include "base/units.h"
#include "player/player_internal.h"
#include "trace/sentence.h"

/* Are its options beliefs, which are not shown before the answer? */
bool
player_hides_options(const struct lesson_item *item)
{
	return item->kind == ITEM_NUMBER || item->kind == ITEM_FILL ||
	    item->kind == ITEM_MARK_EVENT;
}

static bool
one_option(const struct lesson_item *item)
{
	return item->kind == ITEM_CHOICE || item->kind == ITEM_WHAT_NEXT;
}

/* "1 and 3" or "1 3": is row `row` in it? */
static bool
names_row(const char *text, uint32_t row)
{
	return text && strchr(text, (int)('1' + row)) != NULL;
}

/* An open question's row with what the sheet says of it. */
static const char *
open_row(struct app *app, const struct lesson_item *item, uint32_t row)
{
	const struct sheet *sheet = &app->player->sheet;

	if (item->kind == ITEM_MULTI)
		return arena_printf(&app->frame, "[%s] %s", sheet->bits >> row & 1u ? "x" : " ",
		    item->options[row].text);
	for (uint32_t i = 0; i < sheet->placed; i++)
		if (sheet->order[i] == row)
			return arena_printf(&app->frame, "(%u) %s", i + 1, item->options[row].text);
	return arena_printf(&app->frame, "( ) %s", item->options[row].text);
}

uint32_t
player_sheet_rows(struct app *app, struct frame_option *rows)
{
	const struct lesson_item *item = player_item(app->player);
	uint32_t count = 0;

	for (uint32_t i = 0; i < item->option_count && !player_hides_options(item); i++)
		rows[count++] = (struct frame_option){ .text = open_row(app, item, i),
			.cursor = app->player->cursor == (int)i };
	return count;
}

/* How near is near enough. */
static const char *
number_rule(const struct lesson_item *item, struct arena *arena)
{
	if (item->tolerance)
		return arena_printf(arena, "Within %s is right.", item->tolerance);
	return "A count below 50 is wanted exactly; more, or a measure, within 2 %.";
}

const char *
player_sheet_line(struct app *app)
{
	struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	const struct trace *trace = player_trace(player);
	struct str text = STR_INIT;
	const char *copy;

	switch (item->kind) {
	case ITEM_NUMBER:
		str_printf(
		    &text, "%s: %s_", item->unit ? item->unit : "your number", player->sheet.text);
		if (player->quiz)
			str_printf(&text, "\n%s", number_rule(item, &app->frame));
		break;
	case ITEM_FILL:
		str_printf(&text, "your word: %s_", player->sheet.text);
		break;
	case ITEM_MARK_EVENT:
		if (!trace || player->sheet.mark >= trace->event_count) {
			str_add(&text,
			    "Which one? \xe2\x86\x93 and \xe2\x86\x91 point at an "
			    "event; then Enter.");
			break;
		}
		str_printf(&text, "> %u  ", player->sheet.mark);
		sentence_closed(trace, player->sheet.mark, &text);
		break;
	case ITEM_MULTI:
		str_add(&text, "Every one that is so; then Enter.");
		break;
	case ITEM_ORDER:
		str_add(&text, "Their numbers, what came first first; J K move one; then Enter.");
		break;
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT:
	case ITEM_KIND_COUNT:
		break;
	}
	copy = arena_strdup(&app->frame, text.text);
	str_release(&text);
	return copy;
}

/* ---- told ---- */

/* "2 3 1" as the texts of those rows. */
static const char *
rows_in_words(const struct lesson_item *item, const char *text, struct arena *arena)
{
	struct str out = STR_INIT;
	const char *copy;

	for (const char *c = text; *c; c++)
		if (*c >= '1' && (uint32_t)(*c - '1') < item->option_count)
			str_printf(&out, "%s%s",
			    out.length == 0                ? ""
				: item->kind == ITEM_ORDER ? "; then: "
							   : "; ",
			    item->options[*c - '1'].text);
	copy = arena_strdup(arena, out.text);
	str_release(&out);
	return copy;
}

const char *
player_key_words(const struct lesson_item *item, const struct answer *answer, struct arena *arena)
{
	if (!answer->key_text)
		return "";
	if (item->kind == ITEM_MARK_EVENT)
		return answer->key_words ? answer->key_words : answer->key_text;
	return player_hides_options(item) ? answer->key_text
					  : rows_in_words(item, answer->key_text, arena);
}

const char *
player_given_words(const struct lesson_item *item, const struct answer *answer, struct arena *arena)
{
	if (!answer->given)
		return "";
	if (item->kind == ITEM_MARK_EVENT)
		return answer->given_words ? answer->given_words : answer->given;
	return player_hides_options(item) ? answer->given
					  : rows_in_words(item, answer->given, arena);
}

const char *
player_card_front(const struct lesson_item *item, struct arena *arena)
{
	struct str out = STR_INIT;
	const char *copy;

	if (item->kind != ITEM_MULTI && item->kind != ITEM_ORDER)
		return item->ask;
	str_add(&out, item->ask);
	for (uint32_t i = 0; i < item->option_count; i++)
		str_printf(&out, "%s %s", i ? " /" : "", item->options[i].text);
	copy = arena_strdup(arena, out.text);
	str_release(&out);
	return copy;
}

/* What a belief answers, as a row. */
static const char *
belief_text(struct app *app, const struct lesson_option *option)
{
	if (option->text)
		return option->text;
	return arena_printf(&app->frame, "%s",
	    option->value    ? option->value
		: option->at ? option->at
			     : "");
}

/* Which place row `row` was given, from 1; 0: none. */
static uint32_t
place_given(const char *given, uint32_t row)
{
	uint32_t place = 0;

	for (const char *c = given ? given : ""; *c; c++)
		if (*c >= '1' && *c <= '9') {
			place++;
			if ((uint32_t)(*c - '1') == row)
				return place;
		}
	return 0;
}

/* An order, as it was, and where each had been put. */
static uint32_t
told_order(struct app *app, const struct lesson_item *item, const struct answer *answer,
    struct frame_option *rows)
{
	uint32_t count = 0;

	for (const char *c = answer->key_text ? answer->key_text : ""; *c; c++) {
		uint32_t row = (uint32_t)(*c - '1'), place;
		bool wrong;

		if (*c < '1' || row >= item->option_count)
			continue;
		place = place_given(answer->given, row);
		wrong = place && place != count + 1;
		rows[count++] = (struct frame_option){ .text = item->options[row].text,
			.right = place && !wrong,
			.wrong = wrong,
			.why = wrong ? arena_printf(&app->frame, "You put it in place %u.", place)
				     : NULL };
	}
	return count;
}

static uint32_t
told_rows_of_options(struct app *app, const struct lesson_item *item, const struct answer *answer,
    struct frame_option *rows)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < item->option_count; i++) {
		bool key = names_row(answer->key_text, i);
		bool yours = names_row(answer->given, i);

		rows[count++] = (struct frame_option){ .text = item->options[i].text,
			.right = key,
			.wrong = !key && yours,
			.yours = yours,
			.why =
			    key != yours || app->player->all_whys ? item->options[i].why : NULL };
	}
	return count;
}

uint32_t
player_told_rows(struct app *app, struct frame_option *rows)
{
	struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);
	uint32_t count = 0;

	if (item->kind == ITEM_ORDER)
		return told_order(app, item, answer, rows);
	if (!player_hides_options(item))
		return told_rows_of_options(app, item, answer, rows);
	for (uint32_t i = 0; i < item->option_count && count + 1 < LIMIT_OPTIONS; i++) {
		bool yours = answer->chosen == (int)i;

		if (!yours && !player->all_whys)
			continue;
		rows[count++] = (struct frame_option){ .text = yours && answer->given
			    ? player_given_words(item, answer, &app->frame)
			    : belief_text(app, &item->options[i]),
			.wrong = true,
			.yours = yours,
			.why = item->options[i].why };
	}
	rows[count++] = (struct frame_option){ .right = true,
		.text = player_key_words(item, answer, &app->frame),
		.yours = answer->chosen == answer->key,
		.why = item->why };
	return count;
}

const char *
player_sheet_verdict(struct player *player, struct arena *arena)
{
	static const char *const sure[] = { "", ", guessed", ", think so", ", sure" };
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);
	const char *unit = item->kind == ITEM_NUMBER && item->unit ? item->unit : "";
	const char *mark = item->kind == ITEM_MARK_EVENT ? "event " : "";
	const char *given = answer->given ? answer->given : "";

	if (*unit && strlen(given) > strlen(unit) &&
	    str_equal(given + strlen(given) - strlen(unit), unit))
		unit = "";
	if (answer->key < 0)
		return "This run does not decide it.";
	if (answer->chosen == ANSWER_NONE)
		return arena_printf(arena, "You were not asked yet. It is %s.", answer->key_text);
	if (answer->chosen < 0)
		return arena_printf(arena, "%s It is %s.",
		    answer->chosen == ANSWER_SKIPPED ? "Skipped." : "You did not know.",
		    answer->key_text);
	if (answer->chosen == answer->key && item->kind == ITEM_NUMBER &&
	    !str_equal(given, answer->key_text))
		return arena_printf(arena, "You said %s%s%s%s. That is right: the run counted %s.",
		    given, *unit ? " " : "", unit, sure[answer->sure], answer->key_text);
	if (item->kind == ITEM_ORDER)
		return arena_printf(arena, "%s%s.",
		    answer->chosen == answer->key ? "That is the order" : "It went otherwise",
		    sure[answer->sure]);
	if (answer->chosen == answer->key)
		return arena_printf(
		    arena, "You said %s%s%s. So it was.", mark, given, sure[answer->sure]);
	return arena_printf(arena,
	    item->kind == ITEM_NUMBER ? "You said %s%s%s%s%s. The run counted %s."
				      : "You said %s%s%s%s%s. It was %s.",
	    mark, given, *unit ? " " : "", unit, sure[answer->sure], answer->key_text);
}

bool
player_is_sheet(const struct lesson_item *item)
{
	return item && !one_option(item);
}

/* ---- line by line ---- */

/* The events that may be marked, each with its number. */
static void
say_events(struct player *player, struct str *out)
{
	const struct trace *trace = player_trace(player);

	for (uint32_t i = player_first_mark(player); trace && i < player_position(player); i++) {
		struct str line = STR_INIT;
		char indent[16];

		if (!event_kinds[trace->events[i].kind].minor) {
			snprintf(indent, sizeof indent, "  %3u  ", i);
			sentence_closed(trace, i, &line);
			app_wrap(out, indent, line.text);
		}
		str_release(&line);
	}
}

void
player_say_sheet(struct app *app, struct str *out)
{
	struct player *player = app->player;
	const struct lesson_item *item = player_item(player);

	if (item->kind == ITEM_MARK_EVENT)
		say_events(player, out);
	for (uint32_t i = 0; i < item->option_count && !player_hides_options(item); i++)
		app_wrap(out, arena_printf(&player->frame, "  %u  ", i + 1), item->options[i].text);
}

void
player_say_sheet_told(struct app *app, struct str *out)
{
	struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	struct frame_option rows[LIMIT_OPTIONS + 1];
	uint32_t count = player_told_rows(app, rows);

	app_wrap(out, "", player_verdict(player, &player->frame));
	for (uint32_t i = 0; i < count; i++) {
		const char *why = rows[i].why ? rows[i].why : "";
		size_t length = strlen(rows[i].text);
		bool ended = length && rows[i].text[length - 1] == '.'; /* an event's sentence */

		if (rows[i].why || rows[i].right || rows[i].wrong)
			app_wrap(out, rows[i].right ? "  yes: " : "  no: ",
			    arena_printf(&player->frame, "%s%s%s", rows[i].text,
				!*why	    ? "" :
				    ended ? " " :
						  ". ",
				why));
	}
	if (!player_hides_options(item) && item->why)
		app_wrap(out, "Why: ", item->why);
}

const char *
player_sheet_prompt(const struct player *player)
{
	switch (player_item(player)->kind) {
	case ITEM_MULTI:
		return "Every one that is so, as 1 3 (s skip, ? help, q leave): ";
	case ITEM_ORDER:
		return "Their numbers, first first, as 2 1 3 (s skip, ? help, q leave): ";
	case ITEM_NUMBER:
		return "Answer with a number (dont-know, s skip, ? help, q leave): ";
	case ITEM_FILL:
		return "The missing word (dont-know, s skip, ? help, q leave): ";
	case ITEM_MARK_EVENT:
		return "The number of the event (s skip, ? help, q leave): ";
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT:
	case ITEM_KIND_COUNT:
		break;
	}
	return "Answer with a number (s skip, ? help, q leave): ";
}
