#include "experiment/asking.h"

#include <string.h>

#include "experiment/moves.h"
#include "study/reader.h"

void
asking_init(struct asking *asking, const struct lesson *lesson)
{
	memset(asking, 0, sizeof *asking);
	asking->lesson = lesson;
}

static void
forget_run(struct asking *asking)
{
	if (asking->has_run)
		runset_release(&asking->set);
	asking->has_run = false;
}

void
asking_release(struct asking *asking)
{
	forget_run(asking);
	arena_release(&asking->arena);
	asking->frame = NULL;
}

/* Runs the frame's scenario with all that happened in it. */
static bool
run(struct asking *asking, struct findings *findings)
{
	struct runset set;
	struct runset_request request = {
		.source = lesson_scenario(asking->lesson, asking->frame->scenario),
		.designs = asking->frame->designs,
		.design_count = asking->frame->design_count,
		.changes = asking->changes,
		.change_count = asking->change_count,
		.keep = true
	};

	if (!request.source || !request.design_count)
		return false;
	memset(&set, 0, sizeof set);
	if (!runset_run(&set, &request, findings)) {
		runset_release(&set);
		return false;
	}
	forget_run(asking);
	asking->set = set;
	asking->has_run = true;
	return true;
}

static void
stand(struct asking *asking, uint32_t position)
{
	const struct trace *trace = &asking->set.runs[0].trace;

	asking->position = position < trace->event_count ? position : trace->event_count;
	asking->at_ns = asking->position ? trace->events[asking->position - 1].at_ns : 0;
}

/* To a moment; NULL: the end. */
static bool
go_to(struct asking *asking, const char *moment, struct mark mark, struct findings *findings)
{
	uint32_t position = asking->set.runs[0].trace.event_count;
	uint64_t at_ns;

	if (moment && !runset_moment(&asking->set, 0, moment, mark, &position, &at_ns, findings))
		return false;
	stand(asking, position);
	return true;
}

/* A change written as a fault is, at the present moment. */
static bool
read_change(struct asking *asking, const struct dialogue_act *act, struct change *change,
    struct findings *findings)
{
	int kind = -1;

	*change = (struct change){ .position = asking->position, .at_ns = asking->at_ns };
	for (const struct node *part = act->change->first; part; part = part->next) {
		if (str_equal(part->key, "text"))
			continue;
		if (part->kind != NODE_SCALAR)
			return findings_error(findings, part->mark, "wrong-type",
			    "\"%s\" has to be one word", part->key);
		if (str_equal(part->key, "do")) {
			kind = names_find(&names_fault, part->text);
			if (kind < 0)
				return findings_error(findings, part->mark, "unknown-word",
				    "\"%s\" is nothing that can happen: help scenario", part->text);
		} else if (change->part_count == CHANGE_PARTS_MAX) {
			return findings_error(findings, part->mark, "too-many",
			    "a change has at most %d parts", CHANGE_PARTS_MAX);
		} else {
			change->parts[change->part_count].key = part->key;
			change->parts[change->part_count++].value = part->text;
		}
	}
	if (kind < 0)
		return false;
	change->kind = (enum fault_kind)kind;
	return true;
}

/* It happens at the present moment, and one stands right after it. */
static bool
happen(struct asking *asking, const struct dialogue_act *act, struct findings *findings)
{
	struct change change;
	size_t before = findings->count;
	uint32_t lead = asking->set.runs[0].trace.lead;

	if (!read_change(asking, act, &change, findings))
		return false;
	if (asking->change_count == ASKING_CHANGES_MAX)
		return findings_error(findings, act->mark, "too-many",
		    "more than %u things happen in one frame", ASKING_CHANGES_MAX);
	asking->changes[asking->change_count++] = change;
	if (!run(asking, findings)) {
		asking->change_count--;
		/* what is wrong with a change has no place in a file of its own */
		for (size_t i = before; i < findings->count; i++)
			if (!findings->rows[i].mark.file)
				findings->rows[i].mark = act->mark;
		return false;
	}
	stand(asking, change.position + 1 + asking->set.runs[0].trace.lead - lead);
	return true;
}

bool
asking_enter(struct asking *asking, const struct dialogue_node *node, struct findings *findings)
{
	if (node->scenario) {
		forget_run(asking);
		arena_release(&asking->arena);
		asking->change_count = 0;
		asking->frame = node;
		if (!run(asking, findings) || !go_to(asking, node->at, node->at_mark, findings)) {
			forget_run(asking);
			asking->frame = NULL;
			return false;
		}
	} else if (asking->has_run && node->at &&
		   !go_to(asking, node->at, node->at_mark, findings)) {
		return false;
	}
	for (uint32_t i = 0; asking->has_run && i < node->fork_count; i++)
		if (!happen(asking, &node->fork[i], findings))
			return false;
	return true;
}

bool
asking_act(struct asking *asking, const struct dialogue_node *node, uint32_t act,
    struct findings *findings)
{
	return asking->has_run && act < node->act_count &&
	       happen(asking, &node->acts[act], findings) &&
	       go_to(asking, node->then, node->then_mark, findings);
}

int
asking_holds(struct asking *asking, const char *text, struct mark mark, struct findings *findings)
{
	struct expr_value value;
	bool ok;

	if (!asking->has_run)
		return -1;
	value = runset_evaluate(&asking->set, text, mark, NULL, &asking->arena, findings, &ok);
	return !ok || !value.known ? -1 : value.truth && !value.missing;
}

uint32_t
asking_outcome(struct asking *asking, const struct dialogue_node *node, struct findings *findings)
{
	for (uint32_t i = 0; i < node->outcome_count; i++)
		if (asking_holds(asking, node->outcomes[i].holds, node->outcomes[i].holds_mark,
			findings) == 1)
			return i;
	return UINT32_MAX;
}

int
asking_key(struct asking *asking, const struct lesson_option *options, uint32_t count,
    struct findings *findings)
{
	int key = ASKING_KEY_NONE;

	for (uint32_t i = 0; i < count; i++) {
		bool right = options[i].holds ? asking_holds(asking, options[i].holds,
						    options[i].holds_mark, findings) == 1
					      : options[i].is_key;

		if (right)
			key = key == ASKING_KEY_NONE ? (int)i : ASKING_KEY_TWO;
	}
	return key;
}

void
asking_sheet_key(struct asking *asking, const struct dialogue_node *node,
    struct question_key *key, struct findings *findings)
{
	struct lesson_item item = dialogue_item(node);

	memset(key, 0, sizeof *key);
	key->option = -1;
	if (asking->has_run)
		question_key(&asking->set, &item, &asking->arena, findings, key);
}

const struct lesson_option *
asking_options(const struct lesson *lesson, const struct dialogue_node *node, uint32_t *count)
{
	const struct lesson_item *item = node->as_choice ? lesson_item(lesson, node->as_choice)
							 : NULL;

	if (item && item->kind != ITEM_CHOICE)
		item = NULL; /* `check` has told */
	*count = item ? item->option_count : node->option_count;
	return item ? item->options : node->options;
}

const char *
asking_belief(const struct lesson *lesson, const struct dialogue_node *node, int option,
    const char *given)
{
	uint32_t count;
	const struct lesson_option *options = asking_options(lesson, node, &count);
	struct reading reading;

	if (option >= 0 && node->kind != DIALOGUE_DO)
		return (uint32_t)option < count ? options[option].misconception : NULL;
	if (node->kind != DIALOGUE_OPEN || !given || !*given)
		return NULL;
	reading = reader_read(lesson->dialogue, node, given);
	return reading.kind == READING_BELIEF ? node->beliefs[reading.row].id : NULL;
}

bool
asking_offers(
    const struct lesson *lesson, const struct dialogue_node *node, const char *misconception)
{
	uint32_t count;
	const struct lesson_option *options = asking_options(lesson, node, &count);
	bool offered = false;

	for (uint32_t i = 0; i < node->belief_count; i++)
		offered |= str_equal(node->beliefs[i].id, misconception);
	for (uint32_t i = 0; i < count; i++)
		offered |= str_equal(options[i].misconception, misconception);
	return offered;
}

void
asking_act_said(const struct asking *asking, const struct dialogue_act *act, struct str *out)
{
	struct arena scratch = { 0 };
	struct findings unheard;
	struct asking copy = { .position = asking->position };
	struct change change;

	findings_init(&unheard, &scratch);
	if (act->text)
		str_add(out, act->text);
	else if (read_change(&copy, act, &change, &unheard))
		change_said(&change, asking->has_run ? &asking->set.runs[0].trace : NULL, out);
	arena_release(&scratch);
}
