/* experiment/proof_words.c - the words of a dialogue: each can be looked for, a hint is no answer,
 * what is told is no misconception, and somebody who never knows comes to the end. */
#include "base/limits.h"
#include "experiment/proof_internal.h"
#include "study/dialogue.h"

#define SAMPLES_RIGHT 3
#define SAMPLES_WRONG 2

/* ---- words ---- */

static void
prove_terms(struct prover *prover, const struct dialogue_group *groups, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < groups[i].count; k++)
			if (!reader_can_look_for(groups[i].words[k]))
				findings_error(prover->findings, groups[i].marks[k], "empty-term",
				    "\"%s\" is a word that is not looked for", groups[i].words[k]);
}

static void
prove_patterns(struct prover *prover, const struct dialogue_pattern *patterns, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		prove_terms(prover, patterns[i].groups, patterns[i].group_count);
		prove_terms(prover, patterns[i].without, patterns[i].without_count);
	}
}

static void
prove_samples(struct prover *prover, const struct dialogue_node *node)
{
	uint32_t right = 0, wrong = 0, none = 0;

	for (uint32_t i = 0; i < node->sample_count; i++) {
		const struct dialogue_sample *sample = &node->samples[i];

		none += str_equal(sample->hits, "none");
		for (uint32_t k = 0; k < node->expect_count; k++)
			right += str_equal(node->expect[k].id, sample->hits);
		for (uint32_t k = 0; k < node->belief_count; k++)
			wrong += str_equal(node->beliefs[k].id, sample->hits);
	}
	if (right < SAMPLES_RIGHT || wrong + none < SAMPLES_WRONG || none < 1)
		findings_warning(prover->findings, node->mark, "few-samples",
		    "\"%s\" has %u samples that are right, %u wrong, %u none; write %d, %d and 1",
		    node->id, right, wrong, none, SAMPLES_RIGHT, SAMPLES_WRONG);
}

/* No hint before the last is the answer, and what is told is no misconception. */
static void
prove_ladder(struct prover *prover, const struct dialogue_node *node)
{
	for (uint32_t i = 0; i < node->hint_count; i++) {
		const struct dialogue_hint *hint = &node->hints[i];
		struct reading reading = reader_read(prover->lesson->dialogue, node, hint->text);

		if (hint->kind != HINT_TELL && reading.kind == READING_RIGHT)
			findings_error(prover->findings, hint->mark, "hint-leaks",
			    "this hint would be taken as the answer \"%s\"",
			    node->expect[reading.row].id);
		if (hint->kind == HINT_TELL && reading.kind == READING_BELIEF)
			findings_error(prover->findings, hint->mark, "told-wrong",
			    "what is told here is read as %s", node->beliefs[reading.row].id);
	}
}

static void
prove_words(struct prover *prover)
{
	for (uint32_t i = 0; i < prover->lesson->dialogue->node_count; i++) {
		const struct dialogue_node *node = &prover->lesson->dialogue->nodes[i];

		prove_patterns(prover, node->expect, node->expect_count);
		prove_patterns(prover, node->beliefs, node->belief_count);
		prove_patterns(prover, node->points, node->point_count);
		if (node->end || node->kind != DIALOGUE_OPEN)
			continue;
		prove_samples(prover, node);
		prove_ladder(prover, node);
	}
}

/* ---- the length ---- */

/* Somebody who never knows and never acts. */
static void
prove_length(struct prover *prover)
{
	struct arena arena = { 0 };
	struct talk talk;
	bool cut = false;

	talk_init(&talk, prover->lesson->dialogue, &arena);
	for (uint32_t i = 0; talk.mode != TALK_ENDED && i < 4 * LIMIT_DIALOGUE_TURNS; i++) {
		cut |= talk.word == TALK_WORD_ENOUGH;
		if (talk.mode == TALK_SAYS)
			talk_on(&talk);
		else
			talk_unknown(&talk);
	}
	if (cut || talk.mode != TALK_ENDED)
		findings_error(prover->findings, prover->lesson->dialogue->mark, "too-long",
		    "somebody who never knows needs more than max_turns, which is %u",
		    prover->lesson->dialogue->max_turns);
	arena_release(&arena);
}

void
prover_dialogue_words(struct prover *prover)
{
	const struct dialogue *dialogue = prover->lesson->dialogue;

	if (!dialogue || dialogue->node_count == 0 || !dialogue_node(dialogue, dialogue->start) ||
	    !dialogue_node(dialogue, dialogue->end_turns))
		return;
	prove_words(prover);
	prove_length(prover);
}
