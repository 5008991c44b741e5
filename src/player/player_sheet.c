/* player/player_sheet.c - answers that are not one option: several, an order, a number, a word, an
 * event.
 *
 * Each ends as a text that one could have typed (experiment/question.h), is judged by the run, and
 * goes on through "how sure?" as any other.
 */
#include <stdio.h>
#include <string.h>

#include "base/key.h"
#include "base/utf8.h"
#include "experiment/question.h"
#include "player/player_internal.h"
#include "trace/sentence.h"

static enum item_kind
kind_of(const struct player *player)
{
	const struct lesson_item *item = player_item(player);

	return item && (player->mode == PLAYER_ASK || player->mode == PLAYER_SURE) ? item->kind
										   : ITEM_CHOICE;
}

bool
player_has_sheet(const struct player *player)
{
	enum item_kind kind = kind_of(player);

	return kind != ITEM_CHOICE && kind != ITEM_WHAT_NEXT;
}

bool
player_sheet_types(const struct player *player)
{
	enum item_kind kind = kind_of(player);

	return player->mode == PLAYER_ASK && (kind == ITEM_NUMBER || kind == ITEM_FILL);
}

const struct lesson_option *
player_option(const struct player *player, int row)
{
	const struct lesson_item *item = player_item(player);

	return item && row >= 0 && (uint32_t)row < item->option_count ? &item->options[row] : NULL;
}

uint32_t
player_first_mark(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	uint32_t from = item ? player_moment(player, item->from, item->from_mark, 0) : 0;

	return from > 0 ? from - 1 : 0;
}

void
player_sheet_open(struct player *player)
{
	const struct lesson_item *item = player_item(player);

	memset(&player->sheet, 0, sizeof player->sheet);
	if (player->view == VIEW_LADDER && player->view_before != VIEW_LADDER)
		player->view = player->view_before;
	player->view_before = player->view;
	if (!item || item->kind != ITEM_MARK_EVENT || !player->has_run)
		return;
	player->view = VIEW_LADDER;
	player->sheet.mark = NONE32;
}

void
player_sheet_digit(struct player *player, int row)
{
	struct sheet *sheet = &player->sheet;

	if (!player_option(player, row))
		return;
	player->cursor = row;
	if (kind_of(player) == ITEM_MULTI)
		sheet->bits ^= 1u << row;
	if (kind_of(player) != ITEM_ORDER)
		return;
	for (uint32_t i = 0; i < sheet->placed; i++)
		if (sheet->order[i] == row) { /* once more: it loses its place */
			memmove(&sheet->order[i], &sheet->order[i + 1], sheet->placed - i - 1);
			sheet->placed--;
			return;
		}
	sheet->order[sheet->placed++] = (uint8_t)row;
}

/* The next event that is worth a row of the ladder. */
static void
move_mark(struct player *player, int delta)
{
	const struct trace *trace = player_trace(player);
	uint32_t first = player_first_mark(player), end = player_position(player);
	uint32_t at = player->sheet.mark == NONE32 ? first : player->sheet.mark + 1;

	if (delta < 0)
		at = player->sheet.mark == NONE32 ? end : player->sheet.mark;
	while (delta < 0 ? at > first : at < end) {
		uint32_t event = delta < 0 ? --at : at++;

		if (event_kinds[trace->events[event].kind].minor)
			continue;
		player->sheet.mark = event;
		return;
	}
}

void
player_sheet_move(struct player *player, int delta)
{
	const struct lesson_item *item = player_item(player);
	int count = item ? (int)item->option_count : 0;

	if (kind_of(player) == ITEM_MARK_EVENT && player->has_run) {
		move_mark(player, delta);
		return;
	}
	player->cursor += delta;
	if (player->cursor >= count)
		player->cursor = count - 1;
	if (player->cursor < 0)
		player->cursor = count ? 0 : -1;
}

void
player_sheet_shift(struct player *player, int delta)
{
	const struct lesson_item *item = player_item(player);
	struct sheet *sheet = &player->sheet;

	if (kind_of(player) != ITEM_ORDER || !item || player->cursor < 0)
		return;
	for (uint32_t row = 0; row < item->option_count; row++) { /* those without a place follow */
		bool has = false;

		for (uint32_t i = 0; i < sheet->placed; i++)
			has |= sheet->order[i] == row;
		if (!has)
			sheet->order[sheet->placed++] = (uint8_t)row;
	}
	for (uint32_t i = 0; i < sheet->placed; i++) {
		uint32_t other = i + (uint32_t)delta;

		if (sheet->order[i] != player->cursor || other >= sheet->placed)
			continue;
		sheet->order[i] = sheet->order[other];
		sheet->order[other] = (uint8_t)player->cursor;
		return;
	}
}

void
player_sheet_type(struct player *player, uint32_t key)
{
	char *text = player->sheet.text, bytes[8];
	size_t length = strlen(text), more;

	if (key == KEY_BACKSPACE_ || key == 8) {
		while (length > 0 && ((unsigned char)text[--length] & 0xC0) == 0x80)
			;
		text[length] = '\0';
		return;
	}
	if (key < ' ' || key >= KEY_UP_ || (key == ' ' && length == 0))
		return;
	more = utf8_encode(key, bytes);
	if (length + more >= SHEET_TEXT_BYTES)
		return;
	memcpy(text + length, bytes, more);
	text[length + more] = '\0';
}

/* Only numbers of rows, and what may stand between them: "1 3", "1, 3", "13", "1 and 3". */
static bool
rows_are_there(const struct player *player, const char *text)
{
	const struct lesson_item *item = player_item(player);

	for (; *text; text++) {
		if (str_starts_with(text, "and ") || str_starts_with(text, "then ")) {
			text += strcspn(text, " ");
			continue;
		}
		if (*text != ' ' && *text != ',' &&
		    (*text < '1' || (uint32_t)(*text - '1') >= item->option_count))
			return false;
	}
	return true;
}

void
player_sheet_take(struct player *player, const char *text)
{
	struct sheet *sheet = &player->sheet;
	enum item_kind kind = kind_of(player);

	if (kind == ITEM_NUMBER || kind == ITEM_FILL) {
		snprintf(sheet->text, sizeof sheet->text, "%s", text);
	} else if (kind == ITEM_MARK_EVENT) {
		uint64_t event;

		sheet->mark = units_read_integer(text, &event) &&
			event >= player_first_mark(player) && event < player_position(player)
		    ? (uint32_t)event
		    : NONE32;
	} else {
		sheet->bits = sheet->placed = 0;
		if (!rows_are_there(player, text))
			return;
		for (; *text; text++)
			if (*text >= '1' && *text <= '9')
				player_sheet_digit(player, *text - '1');
	}
}

/* The sheet as a text; empty: nothing is on it. */
static void
sheet_text(const struct player *player, struct str *out)
{
	const struct sheet *sheet = &player->sheet;

	switch (kind_of(player)) {
	case ITEM_MULTI:
		for (uint32_t i = 0; i < LIMIT_OPTIONS; i++)
			if (sheet->bits >> i & 1u)
				str_printf(out, "%s%u", out->length ? " " : "", i + 1);
		break;
	case ITEM_ORDER:
		for (uint32_t i = 0; i < sheet->placed; i++)
			str_printf(out, "%s%u", i ? " " : "", sheet->order[i] + 1u);
		break;
	case ITEM_MARK_EVENT:
		if (sheet->mark < player_position(player) && player->has_run)
			str_printf(out, "%u", sheet->mark);
		break;
	case ITEM_NUMBER:
	case ITEM_FILL:
		str_add(out, sheet->text);
		break;
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT:
	case ITEM_KIND_COUNT:
		break;
	}
}

const char *
player_given_text(struct player *player, const struct lesson_item *item, const char *given)
{
	struct str text = STR_INIT;
	const char *copy;

	if (!given || (item->kind != ITEM_MULTI && item->kind != ITEM_ORDER))
		return given;
	for (; *given; given++)
		if (*given >= '1' && *given <= '9')
			str_printf(&text, "%s%d", text.length ? " " : "",
			    player_authored(player, item, *given - '1') + 1);
	copy = arena_strdup(&player->arena, text.text);
	str_release(&text);
	return copy;
}

static const char *
wanted(enum item_kind kind)
{
	switch (kind) {
	case ITEM_MULTI:
		return "Pick every one that is so, by its number, among those that are there; "
		       "then Enter.";
	case ITEM_ORDER:
		return "Every one wants its place: their numbers, each once, what came first "
		       "first.";
	case ITEM_NUMBER:
		return "That is no number here, and does not count. Digits, please.";
	case ITEM_FILL:
		return "Type the missing word; then Enter.";
	case ITEM_MARK_EVENT:
		return "Mark an event first: \xe2\x86\x93 \xe2\x86\x91 or its number.";
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT:
	case ITEM_KIND_COUNT:
		break;
	}
	return "Pick one.";
}

const char *
player_sheet_commit(struct player *player)
{
	struct answer *answer = player_answer(player);
	const struct lesson_item *item = player_item(player);
	struct str text = STR_INIT;
	struct answer trial;

	if (!answer || !item || player->mode != PLAYER_ASK)
		return NULL;
	sheet_text(player, &text);
	trial = (struct answer){
		.chosen = ANSWER_OTHER, .key = -1, .given = arena_strdup(&player->arena, text.text)
	};
	str_release(&text);
	player_settle(player, item, &trial);
	if (trial.chosen == ANSWER_NONE)
		return wanted(item->kind);
	answer->chosen = ANSWER_OTHER;
	answer->given = trial.given;
	player->mode = PLAYER_SURE;
	return NULL;
}

/* ---- judged by the run ---- */

/* The run that an item is asked over: the step's, or one made beside it. */
static bool
run_of(struct player *player, const struct lesson_item *item, struct runset *beside,
    struct runset **set)
{
	const struct lesson_step *step = player_step_row(player);
	const char *scenario = item->scenario ? item->scenario : step->scenario;
	struct isomorph isomorph = player_isomorph(player, item);
	struct runset_request request = {
		.source = scenario ? lesson_scenario(player->lesson, scenario) : NULL,
		.keep = true,
		.has_seed = isomorph.has_seed,
		.seed = isomorph.seed
	};
	struct findings findings;

	*set = NULL;
	if (player->has_run && step->kind != STEP_BETS && !player->exit_test) {
		*set = &player->set;
		return false;
	}
	if (!request.source)
		return false;
	findings_init(&findings, &player->step_arena);
	if (runset_run(beside, &request, &findings))
		*set = beside;
	return true;
}

/* "event 32: s1 crashes.": what the number of an event stands for. */
static const char *
event_words(struct player *player, const struct runset *set, const char *text)
{
	const struct trace *trace = set ? &set->runs[0].trace : NULL;
	const char *number = text, *copy;
	struct str out = STR_INIT;
	uint64_t event;

	if (number && str_starts_with(number, "event "))
		number += strlen("event ");
	if (!trace || !number || !units_read_integer(number, &event) || event >= trace->event_count)
		return NULL;
	str_printf(&out, "event %s: ", number);
	sentence_event(trace, (uint32_t)event, &out);
	copy = arena_strdup(&player->arena, out.text);
	str_release(&out);
	return copy;
}

void
player_settle(struct player *player, const struct lesson_item *item, struct answer *answer)
{
	struct arena scratch = { 0 };
	struct findings findings;
	struct question_key key;
	struct judged judged;
	struct runset beside, *set;
	bool own = run_of(player, item, &beside, &set);

	findings_init(&findings, &scratch);
	question_key(set, item, &scratch, &findings, &key);
	answer->key = !key.known ? -1 : key.option >= 0 ? key.option : (int)item->option_count;
	answer->key_text = arena_strdup(&player->arena, key.text);
	if (item->kind == ITEM_MARK_EVENT) {
		answer->key_words = event_words(player, set, key.text);
		answer->given_words = event_words(player, set, answer->given);
	}
	if (answer->given && answer->chosen >= 0 && key.known) {
		if (!question_judge(item, &key, answer->given, &judged))
			answer->chosen = ANSWER_NONE;
		else if (judged.right)
			answer->chosen = answer->key;
		else
			answer->chosen = judged.option >= 0 ? judged.option : ANSWER_OTHER;
	}
	if (own)
		runset_release(&beside);
	arena_release(&scratch);
}
