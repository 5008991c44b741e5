#include "study/dialogue.h"

#include "base/str.h"

#define NO_NODE UINT32_MAX

const char *
talk_word_text(enum talk_word word)
{
	switch (word) {
	case TALK_WORD_EMPTY:
		return "Nothing typed. Tab says \"I don't know\", which is a good answer too.";
	case TALK_WORD_NOT_UNDERSTOOD:
		return "That was not understood; it does not count. Say it in other words, or "
		       "take the choices.";
	case TALK_WORD_AS_CHOICE:
		return "That was not understood either; it does not count. Here are choices.";
	case TALK_WORD_PART:
		return "That is a part of it.";
	case TALK_WORD_NOT_SO:
		return "Not in this run.";
	case TALK_WORD_ENOUGH:
		return "That is enough for one sitting.";
	case TALK_WORD_NONE:
	case TALK_WORD_HINT:
	case TALK_WORD_RIGHT:
	case TALK_WORD_TOLD:
	case TALK_WORD_DONE:
		break;
	}
	return "";
}

const struct dialogue_node *
talk_node(const struct talk *talk)
{
	return &talk->graph->nodes[talk->node];
}

static struct talk_node *
state_of(struct talk *talk)
{
	return &talk->nodes[talk->node];
}

static uint32_t
row_of(const struct talk *talk, const char *id)
{
	const struct dialogue_node *node = dialogue_node(talk->graph, id);

	return node != NULL ? (uint32_t)(node - talk->graph->nodes) : NO_NODE;
}

bool
talk_has_choices(const struct talk *talk)
{
	const struct dialogue_node *node = talk_node(talk);

	return node->kind == DIALOGUE_OPEN &&
	       (node->option_count > 1 || node->as_choice != NULL);
}

static void
say(struct talk *talk, enum talk_word word, const char *reply)
{
	talk->word = word;
	talk->reply = reply;
}

/* Says it, and waits to go on to `next`. */
static void
leave_for(struct talk *talk, enum talk_word word, const char *reply, uint32_t next,
    enum talk_reach reach)
{
	struct talk_node *state = state_of(talk);

	state->reach = reach > state->reach ? reach : state->reach;
	say(talk, word, reply);
	talk->next = next != NO_NODE ? next : row_of(talk, talk->graph->end_turns);
	talk->mode = TALK_SAYS;
}

static const struct dialogue_hint *
telling(const struct dialogue_node *node)
{
	return node->hint_count > 0 ? &node->hints[node->hint_count - 1] : NULL;
}

/* Where a smaller question leads: once back to the larger one. */
static uint32_t
after_choice(struct talk *talk)
{
	const struct dialogue_node *node = talk_node(talk);
	struct talk_node *state = state_of(talk);

	if (node->back != NULL && !state->came_back) {
		state->came_back = true;
		return row_of(talk, node->back);
	}
	if (node->otherwise != NULL)
		return row_of(talk, node->otherwise);
	return row_of(talk, node->next);
}

/* The hint after those that are shown; the last one tells. */
static void
hint(struct talk *talk)
{
	const struct dialogue_node *node = talk_node(talk);
	struct talk_node *state = state_of(talk);
	const struct dialogue_hint *next = state->hints < node->hint_count ?
	    &node->hints[state->hints] : telling(node);

	if (next == NULL) { /* a choice without a ladder */
		leave_for(talk, TALK_WORD_TOLD, NULL, after_choice(talk), TALK_TOLD);
		return;
	}
	if (state->hints < node->hint_count)
		state->hints++;
	if (next->kind == HINT_TELL)
		leave_for(talk, TALK_WORD_TOLD, next->text, row_of(talk, next->next), TALK_TOLD);
	else
		say(talk, TALK_WORD_HINT, next->text);
}

static void
enter(struct talk *talk, uint32_t row)
{
	const struct dialogue_node *node = &talk->graph->nodes[row];
	struct talk_node *state = &talk->nodes[row];

	talk->node = row;
	talk->mode = node->end != NULL ? TALK_ENDED : TALK_ASKS;
	say(talk, TALK_WORD_NONE, NULL);
	if (node->end != NULL) {
		state->reach = TALK_ALONE;
		return;
	}
	if (state->visits >= node->max_visits) { /* often enough: told */
		talk->turns++;
		state->hints = (uint8_t)node->hint_count;
		if (telling(node) != NULL)
			leave_for(talk, TALK_WORD_TOLD, telling(node)->text,
			    row_of(talk, telling(node)->next), TALK_TOLD);
		else
			leave_for(talk, TALK_WORD_TOLD, NULL, after_choice(talk), TALK_TOLD);
		return;
	}
	state->visits++;
}

void
talk_init(struct talk *talk, const struct dialogue *graph, struct arena *arena)
{
	*talk = (struct talk){ .graph = graph, .arena = arena };
	talk->nodes = arena_array(arena, graph->node_count, sizeof(*talk->nodes));
	enter(talk, row_of(talk, graph->start));
}

/* A turn more; true when there have been enough of them, and it ends. */
static bool
turn(struct talk *talk)
{
	if (++talk->turns < talk->graph->max_turns)
		return false;
	leave_for(talk, TALK_WORD_ENOUGH, NULL, row_of(talk, talk->graph->end_turns), TALK_TOLD);
	return true;
}

static enum talk_reach
reached(struct talk *talk)
{
	const struct talk_node *state = state_of(talk);

	return state->hints > 0 || state->visits > 1 || talk->mode == TALK_CHOICES ? TALK_HINTED :
	    TALK_ALONE;
}

/* To the smaller question of a misconception; false: it has been there too often. */
static bool
repair(struct talk *talk, const char *misconception)
{
	const struct dialogue_node *node = talk_node(talk);

	for (uint32_t i = 0; misconception != NULL && i < node->belief_count; i++) {
		uint32_t to = row_of(talk, node->beliefs[i].next);

		if (!str_equal(node->beliefs[i].id, misconception) || to == NO_NODE ||
		    talk->nodes[to].visits >= talk->graph->nodes[to].max_visits ||
		    talk->nodes[to].came_back)
			continue;
		enter(talk, to);
		return true;
	}
	return false;
}

static void
part_of_it(struct talk *talk)
{
	const struct dialogue_pattern *expect = &talk_node(talk)->expect[talk->reading.row];
	uint32_t missing = talk->reading.missing;

	if (state_of(talk)->parts++ > 0) {
		hint(talk);
		return;
	}
	say(talk, TALK_WORD_PART, missing < expect->missing_count ? expect->missing[missing] :
	    "What is missing?");
}

static void
not_understood(struct talk *talk)
{
	struct talk_node *state = state_of(talk);

	if (state->misses++ == 0) {
		say(talk, TALK_WORD_NOT_UNDERSTOOD, NULL);
	} else if (talk_has_choices(talk)) {
		talk->mode = TALK_CHOICES;
		say(talk, TALK_WORD_AS_CHOICE, NULL);
	} else {
		hint(talk);
	}
}

void
talk_answer(struct talk *talk, const char *text)
{
	const struct dialogue_node *node = talk_node(talk);
	const struct dialogue_pattern *expect;

	if ((talk->mode != TALK_ASKS && talk->mode != TALK_CHOICES) ||
	    node->kind != DIALOGUE_OPEN)
		return;
	talk->mode = TALK_ASKS;
	talk->reading = reader_read(talk->graph, node, text);
	if (talk->reading.kind == READING_EMPTY) {
		say(talk, TALK_WORD_EMPTY, NULL);
		return;
	}
	if (talk->reading.kind != READING_UNKNOWN)
		state_of(talk)->own = arena_strdup(talk->arena, text);
	if (talk->reading.kind == READING_RIGHT) {
		talk->turns++;
		expect = &node->expect[talk->reading.row];
		leave_for(talk, TALK_WORD_RIGHT, expect->text, row_of(talk, expect->next),
		    reached(talk));
		return;
	}
	if (turn(talk))
		return;
	switch ((int)talk->reading.kind) {
	case READING_PARTIAL: part_of_it(talk); break;
	case READING_BELIEF:
		if (!repair(talk, node->beliefs[talk->reading.row].id))
			hint(talk);
		break;
	case READING_NOT_UNDERSTOOD: not_understood(talk); break;
	default: hint(talk); break;
	}
}

void
talk_choose(struct talk *talk, bool right, const char *misconception, const char *why)
{
	const struct dialogue_node *node = talk_node(talk);
	bool open = node->kind == DIALOGUE_OPEN;

	if ((open && talk->mode != TALK_CHOICES) || (!open && talk->mode != TALK_ASKS) ||
	    node->kind == DIALOGUE_DO || dialogue_is_sheet(node))
		return;
	if (!right && turn(talk))
		return;
	if (open && right) {
		talk->turns++;
		leave_for(talk, TALK_WORD_RIGHT, node->expect[0].text != NULL ?
		    node->expect[0].text : why, row_of(talk, node->expect[0].next), TALK_HINTED);
	} else if (right) {
		talk->turns++;
		leave_for(talk, TALK_WORD_RIGHT, why, after_choice(talk), reached(talk));
	} else if (!repair(talk, misconception)) {
		if (node->hint_count == 0) { /* a smaller question is asked once */
			leave_for(talk, TALK_WORD_NOT_SO, why, after_choice(talk), TALK_TOLD);
		} else {
			hint(talk);
			if (talk->mode != TALK_SAYS) {
				talk->mode = open ? TALK_CHOICES : TALK_ASKS;
				say(talk, TALK_WORD_NOT_SO, why);
			}
		}
	}
}

void
talk_sheet(struct talk *talk, bool right, const char *misconception)
{
	const struct dialogue_node *node = talk_node(talk);

	if (!dialogue_is_sheet(node) || talk->mode != TALK_ASKS)
		return;
	if (right) {
		talk->turns++;
		leave_for(talk, TALK_WORD_RIGHT, node->why, row_of(talk, node->next),
		    reached(talk));
	} else if (!turn(talk) && !repair(talk, misconception)) {
		hint(talk);
	}
}

void
talk_act(struct talk *talk, uint32_t outcome)
{
	const struct dialogue_node *node = talk_node(talk);
	uint32_t next;

	if (node->kind != DIALOGUE_DO || talk->mode != TALK_ASKS || turn(talk))
		return;
	if (outcome >= node->outcome_count) {
		hint(talk);
		return;
	}
	next = row_of(talk, node->outcomes[outcome].next);
	if (next == talk->node) { /* try another one: nothing was reached yet */
		say(talk, TALK_WORD_DONE, node->outcomes[outcome].text);
		talk->next = next;
		talk->mode = TALK_SAYS;
		return;
	}
	leave_for(talk, TALK_WORD_DONE, node->outcomes[outcome].text, next, reached(talk));
}

void
talk_unknown(struct talk *talk)
{
	if (talk->mode != TALK_ASKS && talk->mode != TALK_CHOICES)
		return;
	if (turn(talk))
		return;
	hint(talk);
}

void
talk_choices(struct talk *talk, bool on)
{
	if (on && talk->mode == TALK_ASKS && talk_has_choices(talk))
		talk->mode = TALK_CHOICES;
	else if (!on && talk->mode == TALK_CHOICES)
		talk->mode = TALK_ASKS;
}

void
talk_on(struct talk *talk)
{
	if (talk->mode == TALK_SAYS)
		enter(talk, talk->turns > talk->graph->max_turns ?
		    row_of(talk, talk->graph->end_turns) : talk->next);
}
