/* experiment/proof_dialogue.c - a dialogue run: what it says and offers in the frame where it does,
 * what may be done there, and how its sample answers are read. */
#include "experiment/proof_internal.h"

#include <string.h>

#include "model/dialogue.h"
#include "study/reader.h"

#define FRAME_DEPTH_MAX 16u  /* questions that stand in the frame of another one */
#define FRAME_CHANGES_MAX 32u

/* Where a question stands: a run of one design, and what has happened in it on the way here. */
struct dialogue_frame {
	const char *scenario;
	const char *const *designs;
	uint32_t design_count;
	struct change changes[FRAME_CHANGES_MAX];
	uint32_t change_count;
	const char *at; /* moment of the question; NULL: the end */
	struct mark at_mark;
};

/* ---- the frame of a question ---- */

static bool
leads_to(const struct dialogue_node *from, const char *id)
{
	bool leads = str_equal(from->next, id) || str_equal(from->otherwise, id);

	for (uint32_t i = 0; i < from->expect_count; i++)
		leads |= str_equal(from->expect[i].next, id);
	for (uint32_t i = 0; i < from->belief_count; i++)
		leads |= str_equal(from->beliefs[i].next, id);
	for (uint32_t i = 0; i < from->hint_count; i++)
		leads |= str_equal(from->hints[i].next, id);
	return leads;
}

static bool
run_frame(struct prover *prover, struct runset *set, const struct dialogue_frame *frame,
    struct mark mark)
{
	struct runset_request request = { .source = lesson_scenario(prover->lesson,
					      frame->scenario),
		.designs = frame->design_count ? frame->designs : NULL,
		.design_count = frame->design_count,
		.changes = frame->changes,
		.change_count = frame->change_count,
		.keep = true };

	memset(set, 0, sizeof *set);
	if (!request.source)
		return findings_error(prover->findings, mark, "unknown-scenario",
		    "no scenario \"%s\" to run this in", frame->scenario);
	return runset_run(set, &request, prover->findings);
}

/* The present moment of the frame, as a position in its run. */
static bool
present_of(struct prover *prover, const struct dialogue_frame *frame, struct mark mark,
    uint32_t *position)
{
	struct runset set;
	uint64_t at_ns;
	bool found = run_frame(prover, &set, frame, mark);

	if (found && !frame->at)
		*position = set.runs[0].trace.event_count;
	else if (found)
		found = runset_moment(&set, 0, frame->at, frame->at_mark, position, &at_ns,
		    prover->findings);
	runset_release(&set);
	return found;
}

static bool
add_act(struct prover *prover, struct dialogue_frame *frame, const struct dialogue_act *act)
{
	struct change *change = &frame->changes[frame->change_count];
	const struct node *word = node_get(act->change, "do");
	int kind = word && word->text ? names_find(&names_fault, word->text) : -1;

	if (kind < 0 || frame->change_count == FRAME_CHANGES_MAX)
		return findings_error(prover->findings, act->mark, "unknown-word",
		    "nothing that can be done: say do: crash, node: s1, as in the faults of a "
		    "scenario");
	*change = (struct change){ .kind = (enum fault_kind)kind };
	for (const struct node *part = act->change->first; part; part = part->next)
		if (part->text && !str_equal(part->key, "do") && !str_equal(part->key, "text") &&
		    change->part_count < CHANGE_PARTS_MAX)
			change->parts[change->part_count++] =
			    (struct change_part){ part->key, part->text };
	if (!present_of(prover, frame, act->mark, &change->position))
		return false;
	frame->change_count++;
	return true;
}

/* False: it stands in no run, or (in the frame of something done) in one of several. */
static bool
frame_of(struct prover *prover, const struct dialogue *dialogue, const struct dialogue_node *node,
    uint32_t depth, struct dialogue_frame *frame)
{
	const struct dialogue_node *from = NULL;

	if (node->scenario) {
		*frame = (struct dialogue_frame){ .scenario = node->scenario,
			.designs = node->designs,
			.design_count = node->design_count };
	} else {
		for (uint32_t i = 0; i < dialogue->node_count && !from; i++)
			if (&dialogue->nodes[i] != node && leads_to(&dialogue->nodes[i], node->id))
				from = &dialogue->nodes[i];
		if (!from || depth == FRAME_DEPTH_MAX ||
		    !frame_of(prover, dialogue, from, depth + 1, frame))
			return false;
	}
	if (node->at) {
		frame->at = node->at;
		frame->at_mark = node->at_mark;
	}
	for (uint32_t i = 0; i < node->fork_count; i++)
		if (!add_act(prover, frame, &node->fork[i]))
			return false;
	return true;
}

/* ---- what is said and offered ---- */

/* Exactly one is right: by the run, or where no run decides it because it says `key: true`. */
static void
prove_choice(struct prover *prover, struct runset *set, const struct dialogue_node *node)
{
	struct mark first = node->mark;
	uint32_t right = 0;

	for (uint32_t i = 0; i < node->option_count; i++) {
		const struct lesson_option *option = &node->options[i];
		struct mark mark = option->holds ? option->holds_mark : option->mark;
		int holds = option->is_key;

		if (option->holds && set) {
			prover->tally->options++;
			holds = prover_truth(prover, set, option->holds, mark, NULL);
		}
		if (holds < 0)
			findings_error(prover->findings, mark, "not-decided",
			    "this run cannot tell whether the option is true");
		else if (holds > 0 && ++right == 1)
			first = mark;
		else if (holds > 0) {
			if (right == 2) /* which of them was meant is not to be told */
				findings_error(prover->findings, first, "key-twice",
				    "this option is right here, and so is that at line %u",
				    mark.line);
			findings_error(prover->findings, mark, "key-twice",
			    "a second option is right here");
		}
	}
	if (node->option_count > 0 && right == 0)
		findings_error(prover->findings, node->mark, "key-missing",
		    "no option is right here");
}

/* Whatever is done, something is said to it; and whatever is said can come. */
static void
prove_acts(struct prover *prover, const struct dialogue_node *node,
    const struct dialogue_frame *before)
{
	bool *comes = arena_array(&prover->arena, node->outcome_count + 1, sizeof *comes);

	memset(comes, 0, (node->outcome_count + 1) * sizeof *comes);
	for (uint32_t i = 0; i < node->act_count; i++) {
		struct dialogue_frame *frame = arena_alloc(&prover->arena, sizeof *frame);
		struct runset set;
		bool answered = false;

		*frame = *before;
		if (!add_act(prover, frame, &node->acts[i]))
			continue;
		if (run_frame(prover, &set, frame, node->acts[i].mark))
			for (uint32_t k = 0; k < node->outcome_count && !answered; k++)
				comes[k] |= answered = prover_truth(prover, &set,
				    node->outcomes[k].holds, node->outcomes[k].holds_mark,
				    NULL) > 0;
		if (!answered)
			findings_error(prover->findings, node->acts[i].mark, "no-outcome",
			    "no outcome is true after this");
		runset_release(&set);
	}
	for (uint32_t k = 0; k < node->outcome_count; k++)
		if (!comes[k])
			findings_error(prover->findings, node->outcomes[k].holds_mark, "no-outcome",
			    "nothing that can be done here leads to this outcome");
}

/* ---- how answers are read ---- */

static const char *
read_as(const struct dialogue_node *node, const struct reading *reading)
{
	switch (reading->kind) {
	case READING_RIGHT: return node->expect[reading->row].id;
	case READING_BELIEF: return node->beliefs[reading->row].id;
	case READING_PARTIAL: return "partial";
	case READING_UNKNOWN: return "unknown";
	case READING_EMPTY:
	case READING_NOT_UNDERSTOOD:
	case READING_KINDS: break;
	}
	return "none";
}

static void
prove_samples(struct prover *prover, const struct dialogue *dialogue,
    const struct dialogue_node *node)
{
	for (uint32_t i = 0; i < node->sample_count; i++) {
		const struct dialogue_sample *sample = &node->samples[i];
		struct reading reading = reader_read(dialogue, node, sample->text);

		if (!str_equal(read_as(node, &reading), sample->hits))
			findings_error(prover->findings, sample->hits_mark, "misread",
			    "this answer is read as \"%s\"", read_as(node, &reading));
	}
}

/* ---- a question ---- */

static void
prove_node(struct prover *prover, const struct dialogue *dialogue, const struct dialogue_node *node)
{
	struct dialogue_frame *frame = arena_alloc(&prover->arena, sizeof *frame);
	struct runset set;

	if (frame_of(prover, dialogue, node, 0, frame)) {
		if (run_frame(prover, &set, frame, node->mark)) {
			prover->tally->sentences += node->say_count;
			prover_says(prover, &set, node->say, node->say_count);
			if (dialogue_is_sheet(node)) {
				struct lesson_item item = dialogue_item(node);

				prover_sheet(prover, &set, &item);
			} else {
				prove_choice(prover, &set, node);
			}
		}
		runset_release(&set);
		prove_acts(prover, node, frame);
	} else if (dialogue_is_sheet(node)) {
		findings_error(prover->findings, node->mark, "not-decided",
		    "no run is there to tell the answer");
	} else {
		prove_choice(prover, NULL, node);
	}
	if (node->kind == DIALOGUE_OPEN && !node->end)
		prove_samples(prover, dialogue, node);
	arena_release(&prover->arena);
}

void
prover_dialogue(struct prover *prover)
{
	const struct dialogue *dialogue = prover->lesson->dialogue;

	for (uint32_t i = 0; dialogue && i < dialogue->node_count; i++)
		prove_node(prover, dialogue, &dialogue->nodes[i]);
}
