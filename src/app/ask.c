#include "app/ask.h"

#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "base/prng.h"

#define CHANCE_ASK 0x61736bu /* the stream of this purpose; a question each */

static void
add_line(struct ask *ask, enum ask_line_kind kind, const char *text)
{
	if (!text || !*text)
		return;
	if (ask->line_count == ASK_LINES_MAX) {
		memmove(ask->lines, ask->lines + 1, (ASK_LINES_MAX - 1) * sizeof *ask->lines);
		ask->line_count--;
	}
	ask->lines[ask->line_count++] =
	    (struct ask_line){ kind, arena_strdup(&ask->arena, text) };
}

/* Answers in an order of this session's own; one that was asked before keeps its order. */
static void
shuffle(struct ask *ask)
{
	struct prng prng;

	bool order = talk_node(&ask->talk)->kind == DIALOGUE_ORDER;

	for (uint32_t i = 0; i < ask->option_count; i++)
		ask->order[i] = (uint8_t)i;
	if (!ask->study_seed && !order)
		return;
	prng_init(&prng, ask->study_seed, CHANCE_ASK + ask->talk.node);
	for (uint32_t i = ask->option_count; i > 1; i--) {
		uint32_t k = (uint32_t)prng_below(&prng, i);
		uint8_t swap = ask->order[i - 1];

		ask->order[i - 1] = ask->order[k];
		ask->order[k] = swap;
	}
	/* what is to be put in order does not stand in it */
	if (order && ask->option_count > 1 &&
	    memcmp(ask->order, ask->sheet.order, ask->option_count) == 0) {
		uint8_t first = ask->order[0];

		memmove(ask->order, ask->order + 1, ask->option_count - 1);
		ask->order[ask->option_count - 1] = first;
	}
}

/* The present question's frame and choices. */
static void
open_question(struct ask *ask)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	const char *said;

	arena_release(&ask->scratch);
	findings_init(&ask->findings, &ask->scratch);
	/* a smaller question speaks of what was said */
	said = node->back && ask->line_count && ask->lines[ask->line_count - 1].kind == ASK_YOU
		   ? ask->lines[ask->line_count - 1].text
		   : NULL;
	ask->line_count = 0;
	add_line(ask, ASK_YOU, said);
	ask->cursor = ask->chosen = -1;
	ask->scroll = 0;
	ask->smaller = node->back != NULL;
	ask->questions += !ask->smaller && !node->end &&
			  ask->talk.nodes[ask->talk.node].visits <= 1;
	ask->new_frame = node->scenario != NULL;
	str_clear(&ask->typed);
	(void)asking_enter(&ask->asking, node, &ask->findings);
	ask->options = asking_options(ask->lesson, node, &ask->option_count);
	if (ask->option_count > LIMIT_OPTIONS)
		ask->option_count = LIMIT_OPTIONS;
	ask->key = ASKING_KEY_NONE;
	if (dialogue_is_sheet(node))
		asking_sheet_key(&ask->asking, node, &ask->sheet, &ask->findings);
	else
		ask->key = asking_key(
		    &ask->asking, ask->options, ask->option_count, &ask->findings);
	shuffle(ask);
}

struct ask *
ask_new(struct lesson *lesson, uint32_t lesson_row, uint64_t study_seed)
{
	struct ask *ask = mem_alloc(sizeof *ask);

	*ask = (struct ask){ .lesson = lesson, .lesson_row = lesson_row,
		.study_seed = study_seed };
	str_init(&ask->typed);
	asking_init(&ask->asking, lesson);
	talk_init(&ask->talk, lesson->dialogue, &ask->arena);
	open_question(ask);
	return ask;
}

void
ask_free(struct ask *ask)
{
	if (!ask)
		return;
	asking_release(&ask->asking);
	str_release(&ask->typed);
	mem_free(ask->given);
	arena_release(&ask->scratch);
	arena_release(&ask->arena);
	arena_release(&ask->lesson->arena);
	mem_free(ask->lesson);
	mem_free(ask);
}

bool
ask_wants_words(const struct ask *ask)
{
	const struct dialogue_node *node = talk_node(&ask->talk);

	return ask->talk.mode == TALK_ASKS &&
	       (node->kind == DIALOGUE_OPEN || dialogue_is_sheet(node));
}

uint32_t
ask_rows(const struct ask *ask)
{
	const struct dialogue_node *node = talk_node(&ask->talk);

	if (node->kind == DIALOGUE_DO)
		return ask->talk.mode == TALK_ASKS ? node->act_count : 0;
	if (node->kind == DIALOGUE_NUMBER) /* its options are what beliefs would say */
		return 0;
	if (node->kind == DIALOGUE_OPEN && ask->talk.mode != TALK_CHOICES &&
	    (ask->talk.mode != TALK_SAYS || ask->chosen < 0))
		return 0;
	return ask->talk.mode == TALK_ENDED ? 0 : ask->option_count;
}

const char *
ask_row_text(struct ask *ask, uint32_t row)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	struct str text = STR_INIT;
	const char *copy;

	if (node->kind != DIALOGUE_DO)
		return ask->options[ask->order[row]].text;
	asking_act_said(&ask->asking, &node->acts[row], &text);
	copy = arena_strdup(&ask->scratch, text.text);
	str_release(&text);
	return copy;
}

/* ---- answers ---- */

static void
keep_given(struct ask *ask, const struct dialogue_node *node, const char *text, int option,
    bool right)
{
	if (ask->given_count == ask->given_room) {
		ask->given_room = ask->given_room ? ask->given_room * 2 : 16;
		ask->given = mem_grow(ask->given, ask->given_room, sizeof *ask->given);
	}
	ask->given[ask->given_count++] = (struct ask_given){ .node = node->id,
		.text = text ? arena_strdup(&ask->arena, text) : NULL,
		.option = option, .right = right };
}

/* What the graph said to it joins the lines; a question that it led to opens. */
static void
follow(struct ask *ask, uint32_t node_before)
{
	const struct talk *talk = &ask->talk;

	ask->cursor = -1;
	if (talk->node != node_before) {
		open_question(ask);
		return;
	}
	if (talk->mode == TALK_SAYS)
		return; /* what is said has a place of its own */
	if (talk->word == TALK_WORD_HINT) {
		add_line(ask, ASK_HINT, talk->reply);
	} else {
		add_line(ask, ASK_NOTE, talk_word_text(talk->word));
		add_line(ask, ASK_NOTE, talk->reply);
	}
}

/* "3 1 2" of the rows as shown, in the numbers of the author, or the other way round; NULL: it is
 * not all of them, each once. */
static const char *
order_of(struct ask *ask, const char *typed, bool shown)
{
	struct str text = STR_INIT;
	const char *copy = NULL;
	uint32_t seen = 0, count = 0;

	for (; *typed; typed++) {
		uint32_t row = (uint32_t)(*typed - '1');

		if (*typed == ' ' || *typed == ',')
			continue;
		if (*typed < '1' || row >= ask->option_count || (seen & 1u << row))
			break;
		seen |= 1u << row;
		for (uint32_t i = 0; !shown && i < ask->option_count; i++)
			if (ask->order[i] == row) {
				row = i;
				break;
			}
		str_printf(&text, "%s%u", count++ ? " " : "", (shown ? ask->order[row] : row) + 1);
	}
	if (!*typed && count == ask->option_count)
		copy = arena_strdup(&ask->arena, text.text);
	str_release(&text);
	return copy;
}

/* A number or an order.  False: it is none, and does not count. */
static bool
answer_sheet(struct ask *ask, const char *typed)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	struct lesson_item item = dialogue_item(node);
	bool order = node->kind == DIALOGUE_ORDER;
	const char *text = arena_strdup(&ask->arena, typed);
	const char *given = order ? order_of(ask, text, true) : text;
	struct judged judged = { .option = -1 };
	const struct lesson_option *shows;
	uint32_t before = ask->talk.node;

	str_clear(&ask->typed);
	if (!given || !question_judge(&item, &ask->sheet, given, &judged)) {
		ask->line_count -= ask->line_count &&
				   ask->lines[ask->line_count - 1].kind == ASK_NOTE;
		add_line(ask, ASK_NOTE, order ? "All of the numbers, each once: 2 1 3, say."
					      : "A number is asked for, with its unit or without.");
		return false;
	}
	shows = judged.option >= 0 ? &ask->options[judged.option] : NULL;
	add_line(ask, ASK_YOU, text);
	if (!judged.right && shows)
		add_line(ask, ASK_NOTE, shows->why);
	talk_sheet(&ask->talk, judged.right, shows ? shows->misconception : NULL);
	keep_given(ask, node, given, judged.right ? -1 : judged.option, judged.right);
	follow(ask, before);
	return true;
}

bool
ask_answer(struct ask *ask, const char *typed)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	uint32_t before = ask->talk.node;
	const char *text;

	if (!ask_wants_words(ask))
		return false;
	if (dialogue_is_sheet(node))
		return answer_sheet(ask, typed);
	text = arena_strdup(&ask->arena, typed); /* it may be that of the field */
	talk_answer(&ask->talk, text);
	str_clear(&ask->typed);
	if (ask->talk.reading.kind == READING_EMPTY) {
		ask->line_count -= ask->line_count &&
				   ask->lines[ask->line_count - 1].kind == ASK_NOTE;
		add_line(ask, ASK_NOTE, talk_word_text(TALK_WORD_EMPTY));
		return false;
	}
	add_line(ask, ASK_YOU, text);
	keep_given(ask, node, text, -1, ask->talk.reading.kind == READING_RIGHT);
	follow(ask, before);
	return true;
}

static void
do_act(struct ask *ask, const struct dialogue_node *node, uint32_t act)
{
	uint32_t before = ask->talk.node, outcome = UINT32_MAX;

	if (asking_act(&ask->asking, node, act, &ask->findings))
		outcome = asking_outcome(&ask->asking, node, &ask->findings);
	ask->chosen = (int)act;
	talk_act(&ask->talk, outcome);
	keep_given(ask, node, NULL, (int)act, ask->talk.mode == TALK_SAYS);
	follow(ask, before);
}

bool
ask_pick(struct ask *ask, uint32_t row)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	uint32_t before = ask->talk.node;
	int option;

	if (row >= ask_rows(ask) || ask->talk.mode == TALK_SAYS)
		return false;
	if (node->kind == DIALOGUE_DO) {
		do_act(ask, node, row);
		return true;
	}
	if (dialogue_is_sheet(node))
		return false;
	option = ask->order[row];
	ask->chosen = option;
	talk_choose(&ask->talk, option == ask->key, ask->options[option].misconception,
	    ask->options[option].why);
	add_line(ask, ASK_YOU, ask->options[option].text);
	keep_given(ask, node, NULL, option, option == ask->key);
	follow(ask, before);
	return true;
}

bool
ask_unknown(struct ask *ask)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	uint32_t before = ask->talk.node;

	if (ask->talk.mode != TALK_ASKS && ask->talk.mode != TALK_CHOICES)
		return false;
	add_line(ask, ASK_YOU, "I don't know.");
	talk_unknown(&ask->talk);
	keep_given(ask, node, NULL, -1, false);
	follow(ask, before);
	return true;
}

void
ask_choices(struct ask *ask, bool on)
{
	talk_choices(&ask->talk, on);
	ask->cursor = -1;
}

void
ask_on(struct ask *ask)
{
	if (ask->talk.mode != TALK_SAYS)
		return;
	talk_on(&ask->talk);
	open_question(ask); /* also the same one once more: what was done there is taken back */
	if (ask->talk.mode == TALK_SAYS)
		ask->chosen = -1;
}

/* ---- again ---- */

static bool
answer_again(struct ask *ask, const struct ask_given *row)
{
	while (ask->talk.mode == TALK_SAYS)
		ask_on(ask);
	if (!str_equal(talk_node(&ask->talk)->id, row->node))
		return false;
	if (dialogue_is_sheet(talk_node(&ask->talk)) && row->text && *row->text) {
		const char *text = talk_node(&ask->talk)->kind == DIALOGUE_ORDER
				       ? order_of(ask, row->text, false)
				       : row->text;

		return text && ask_answer(ask, text);
	}
	if (row->option < 0 && row->text && *row->text)
		return ask_answer(ask, row->text);
	if (row->option < 0)
		return ask_unknown(ask);
	ask_choices(ask, true);
	if (talk_node(&ask->talk)->kind == DIALOGUE_DO)
		return ask_pick(ask, (uint32_t)row->option);
	for (uint32_t i = 0; i < ask->option_count; i++)
		if (ask->order[i] == row->option)
			return ask_pick(ask, i);
	return false;
}

/* From the start, with the first `count` of these. */
uint32_t
ask_resume(struct ask *ask, const struct ask_given *given, uint32_t count)
{
	uint32_t done = 0;

	ask->given_count = 0;
	ask->own_say = 0;
	ask->questions = 0;
	asking_release(&ask->asking);
	asking_init(&ask->asking, ask->lesson);
	talk_init(&ask->talk, ask->lesson->dialogue, &ask->arena);
	open_question(ask);
	for (uint32_t i = 0; i < count; i++) /* of another version of the dialogue: passed over */
		done += answer_again(ask, &given[i]);
	return done;
}

bool
ask_undo(struct ask *ask)
{
	struct ask_given *rows;
	uint32_t count = ask->given_count;

	if (count == 0)
		return false;
	rows = arena_array(&ask->arena, count, sizeof *rows);
	memcpy(rows, ask->given, (count - 1) * sizeof *rows);
	(void)ask_resume(ask, rows, count - 1);
	while (ask->talk.mode == TALK_SAYS) /* the question itself, open again */
		ask_on(ask);
	return true;
}

/* ---- the closing page ---- */

const char *
ask_own_words(const struct ask *ask)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	const struct dialogue_node *of = dialogue_node(ask->talk.graph, node->of);

	return of ? ask->talk.nodes[of - ask->talk.graph->nodes].own : NULL;
}

bool
ask_has_point(const struct ask *ask, uint32_t point)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	const char *own = ask_own_words(ask);

	return (ask->own_say >> point & 1) != 0 ||
	       (own && reader_hits(ask->talk.graph, &node->points[point], own));
}

/* "by yourself     a session id is only a name" */
static uint32_t
put_reached(const struct ask *ask, enum talk_reach reach, const char *label, struct str *out)
{
	uint32_t count = 0;
	char lead[32];

	for (uint32_t i = 0; i < ask->talk.graph->node_count; i++) {
		const struct dialogue_node *node = &ask->talk.graph->nodes[i];

		if (node->end || !node->idea || ask->talk.nodes[i].reach != reach)
			continue;
		(void)snprintf(lead, sizeof lead, "  %-16s", count == 0 ? label : "");
		app_wrap(out, lead, node->idea);
		count++;
	}
	return count;
}

uint32_t
ask_told(const struct ask *ask)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < ask->talk.graph->node_count; i++)
		count += ask->talk.graph->nodes[i].idea && !ask->talk.graph->nodes[i].back &&
			 ask->talk.nodes[i].reach == TALK_TOLD;
	return count;
}

void
ask_page(const struct ask *ask, struct str *out)
{
	const struct dialogue_node *node = talk_node(&ask->talk);
	const struct dialogue_node *of = dialogue_node(ask->talk.graph, node->of);
	const char *own = ask_own_words(ask);
	uint32_t alone, all;

	if (of && of->ask)
		app_wrap(out, "", of->ask);
	str_add(out, "\n");
	if (of)
		app_wrap(out, "  YOU   ", own ? own : "(nothing in your own words this time)");
	for (uint32_t i = 0; i < node->say_count; i++)
		app_wrap(out, of ? "  WE    " : "", node->say[i].text);
	if (node->point_count)
		str_add(out, "\n");
	for (uint32_t i = 0; i < node->point_count; i++)
		app_wrap(out, ask_has_point(ask, i) ? "  \xe2\x9c\x93 " : "  \xe2\x97\x8b ",
		    node->points[i].text);
	str_add(out, "\nHow you got here\n");
	alone = put_reached(ask, TALK_ALONE, "by yourself", out);
	all = alone + put_reached(ask, TALK_HINTED, "with a hint", out);
	all += put_reached(ask, TALK_TOLD, "told", out);
	if (all)
		str_printf(out, "\n%u of the %u ideas %s yours alone.\n", alone, all,
		    alone == 1 ? "was" : "were");
}
