/* lesson/check_dialogue.c - a dialogue as a graph: what it names exists, every question can be come
 * to and left, also by somebody who never knows. */
#include <string.h>

#include "base/limits.h"
#include "lesson/check.h"
#include "model/dialogue.h"

#define NO_NODE UINT32_MAX
#define EDGES_MAX 72

struct graph {
	struct checker *checker;
	const struct dialogue *dialogue;
	/* by node: the row whose scenario it stands in, NO_NODE: none */
	uint32_t frames[LIMIT_DIALOGUE_NODES];
	bool reached[LIMIT_DIALOGUE_NODES];
	bool two_frames[LIMIT_DIALOGUE_NODES];
};

/* An edge, and whether it is the way of somebody who knows nothing. */
struct edges {
	struct edge {
		const char *to;
		struct mark mark;
		bool gives_up;
	} rows[EDGES_MAX];
	uint32_t count;
};

static void
add_edge(struct edges *edges, const char *to, struct mark mark, bool gives_up)
{
	if (to != NULL && edges->count < EDGES_MAX)
		edges->rows[edges->count++] = (struct edge){ to, mark, gives_up };
}

static void
edges_of(const struct dialogue_node *node, struct edges *edges)
{
	bool repairs = node->back != NULL;

	edges->count = 0;
	for (uint32_t i = 0; i < node->expect_count; i++)
		add_edge(edges, node->expect[i].next, node->expect[i].next_mark, false);
	for (uint32_t i = 0; i < node->belief_count; i++)
		add_edge(edges, node->beliefs[i].next, node->beliefs[i].next_mark, false);
	for (uint32_t i = 0; i < node->outcome_count; i++)
		add_edge(edges, node->outcomes[i].next, node->outcomes[i].next_mark, false);
	for (uint32_t i = 0; i < node->hint_count; i++)
		add_edge(edges, node->hints[i].next, node->hints[i].next_mark, true);
	add_edge(edges, node->next, node->next_mark, !repairs);
	add_edge(edges, node->back, node->back_mark, false);
	add_edge(edges, node->otherwise, node->otherwise_mark, true);
}

static uint32_t
row_of(const struct graph *graph, const char *id)
{
	const struct dialogue_node *node = dialogue_node(graph->dialogue, id);

	return node != NULL ? (uint32_t)(node - graph->dialogue->nodes) : NO_NODE;
}

static bool
check_node_id(struct graph *graph, const char *id, struct mark mark)
{
	const char *known[LIMIT_DIALOGUE_NODES];
	uint32_t count = 0;

	if (id == NULL || dialogue_node(graph->dialogue, id) != NULL)
		return true;
	for (uint32_t i = 0; i < graph->dialogue->node_count; i++)
		known[count++] = graph->dialogue->nodes[i].id;
	return check_unknown(graph->checker, mark, "unknown-node", "node", id, known, count);
}

/* ---- one node ---- */

static void
wants(struct graph *graph, const struct dialogue_node *node, bool has, const char *key)
{
	if (!has)
		findings_error(graph->checker->findings, node->mark, "missing-key",
		    "question \"%s\" needs \"%s\"", node->id, key);
}

static void
has_no_use(struct graph *graph, const struct dialogue_node *node, bool has, const char *key)
{
	if (has)
		findings_error(graph->checker->findings, node->mark, "wrong-place",
		    "node \"%s\" has no use for \"%s\"", node->id, key);
}

/* A ladder ends in the telling, which leads on; nothing before it does. */
static void
check_ladder(struct graph *graph, const struct dialogue_node *node)
{
	struct findings *findings = graph->checker->findings;

	for (uint32_t i = 0; i < node->hint_count; i++) {
		const struct dialogue_hint *hint = &node->hints[i];
		bool last = i + 1 == node->hint_count, tells = hint->kind == HINT_TELL;

		if (tells != last)
			findings_error(findings, hint->mark, "bad-ladder",
			    last ? "the last hint of \"%s\" has to be \"kind: tell\"" :
			    "\"%s\" is told before its last hint", node->id);
		else if (tells && hint->next == NULL)
			findings_error(findings, hint->mark, "bad-ladder",
			    "the hint that tells needs \"next\": where it goes on");
		else if (!tells && hint->next != NULL)
			findings_error(findings, hint->next_mark, "bad-ladder",
			    "only the hint that tells has \"next\"");
	}
}

static void
check_beliefs(struct graph *graph, const struct dialogue_node *node)
{
	const struct lesson *lesson = graph->checker->lesson;

	for (uint32_t i = 0; i < node->belief_count; i++) {
		const char *known[LIMIT_ITEMS];
		uint32_t count = 0;
		bool found = node->beliefs[i].id == NULL;

		if (node->kind == DIALOGUE_OPEN && node->beliefs[i].groups_tree == NULL)
			findings_error(graph->checker->findings, node->beliefs[i].mark,
			    "missing-key", "a misconception of an open question needs \"match\"");

		for (uint32_t k = 0; k < lesson->misconception_count && count < LIMIT_ITEMS; k++) {
			found |= str_equal(lesson->misconceptions[k].id, node->beliefs[i].id);
			if (lesson->misconceptions[k].id != NULL)
				known[count++] = lesson->misconceptions[k].id;
		}
		if (!found)
			check_unknown(graph->checker, node->beliefs[i].id_mark,
			    "unknown-misconception", "misconception", node->beliefs[i].id, known,
			    count);
	}
}

static void
check_samples(struct graph *graph, const struct dialogue_node *node)
{
	for (uint32_t i = 0; i < node->sample_count; i++) {
		const char *known[LIMIT_ITEMS] = { "partial", "unknown", "none" };
		const char *hits = node->samples[i].hits;
		uint32_t count = 3;
		bool found = hits == NULL;

		for (uint32_t k = 0; k < node->expect_count; k++)
			if (node->expect[k].id != NULL)
				known[count++] = node->expect[k].id;
		for (uint32_t k = 0; k < node->belief_count; k++)
			if (node->beliefs[k].id != NULL)
				known[count++] = node->beliefs[k].id;
		for (uint32_t k = 0; k < count; k++)
			found |= str_equal(known[k], hits);
		if (!found)
			check_unknown(graph->checker, node->samples[i].hits_mark, "unknown-sample",
			    "expectation or misconception", hits, known, count);
	}
}

/* A number or an order: what the run is asked, and the way on. */
static void
check_sheet(struct graph *graph, const struct dialogue_node *node)
{
	struct lesson_item item = dialogue_item(node);

	check_item_kind(graph->checker, &item);
	wants(graph, node, node->hint_count > 0, "hints");
	wants(graph, node, node->next != NULL, "next");
}

static void
check_kind(struct graph *graph, const struct dialogue_node *node)
{
	bool open = node->kind == DIALOGUE_OPEN, act = node->kind == DIALOGUE_DO;

	if (!dialogue_kind_built(node->kind)) {
		findings_error(graph->checker->findings, node->kind_mark, "not-built",
		    "\"kind: %s\" is not in this version", dialogue_kind_word(node->kind));
		return;
	}
	wants(graph, node, node->ask != NULL, "ask");
	if (open) {
		wants(graph, node, node->expect_count > 0, "expect");
		wants(graph, node, node->hint_count > 0, "hints");
	} else if (dialogue_is_sheet(node)) {
		check_sheet(graph, node);
	} else if (act) {
		wants(graph, node, node->act_count > 0, "do");
		wants(graph, node, node->outcome_count > 0, "outcomes");
		wants(graph, node, node->hint_count > 0, "hints");
	} else {
		wants(graph, node, node->option_count > 1, "options");
		wants(graph, node, node->next != NULL || node->back != NULL, "next");
		wants(graph, node, node->back == NULL || node->otherwise != NULL, "else");
	}
	has_no_use(graph, node, !open && node->expect_count > 0, "expect");
	has_no_use(graph, node, !open && node->as_choice != NULL, "as_choice");
	has_no_use(graph, node, !open && node->sample_count > 0, "samples");
	has_no_use(graph, node, act && (node->option_count > 0), "options");
	has_no_use(graph, node, node->kind != DIALOGUE_NUMBER && node->answer != NULL, "answer");
	has_no_use(graph, node, node->kind != DIALOGUE_NUMBER && node->unit != NULL, "unit");
	has_no_use(graph, node, node->kind != DIALOGUE_NUMBER && node->tolerance != NULL,
	    "tolerance");
	has_no_use(graph, node, !dialogue_is_sheet(node) && node->why != NULL, "why");
	has_no_use(graph, node, !act && node->act_count > 0, "do");
	has_no_use(graph, node, !act && node->outcome_count > 0, "outcomes");
	has_no_use(graph, node, node->point_count > 0, "points");
	has_no_use(graph, node, node->kind != DIALOGUE_CHOICE && node->back != NULL, "back");
	check_ladder(graph, node);
	check_beliefs(graph, node);
	check_samples(graph, node);
}

static void
check_end(struct graph *graph, const struct dialogue_node *node)
{
	wants(graph, node, node->say_count > 0, "say");
	has_no_use(graph, node, node->expect_count > 0, "expect");
	has_no_use(graph, node, node->hint_count > 0, "hints");
	has_no_use(graph, node, node->option_count > 0, "options");
	has_no_use(graph, node, node->act_count > 0, "do");
	has_no_use(graph, node, node->next != NULL, "next");
	check_node_id(graph, node->of, node->of_mark);
	if (!str_equal(node->end, "explain") && !str_equal(node->end, "stop"))
		findings_error(graph->checker->findings, node->mark, "unknown-word",
		    "\"end: %s\" is not known: explain or stop", node->end);
}

static void
check_edges(struct graph *graph, const struct dialogue_node *node)
{
	struct edges edges;
	const struct lesson *lesson = graph->checker->lesson;

	edges_of(node, &edges);
	for (uint32_t i = 0; i < edges.count; i++)
		check_node_id(graph, edges.rows[i].to, edges.rows[i].mark);
	if (node->as_choice != NULL && lesson_item(lesson, node->as_choice) != NULL &&
	    lesson_item(lesson, node->as_choice)->kind != ITEM_CHOICE)
		findings_error(graph->checker->findings, node->as_choice_mark, "wrong-type",
		    "\"%s\" is no choice: its options cannot be offered", node->as_choice);
	if (node->as_choice != NULL && lesson_item(lesson, node->as_choice) == NULL) {
		const char *known[LIMIT_ITEMS];
		uint32_t count = 0;

		for (uint32_t i = 0; i < lesson->item_count && count < LIMIT_ITEMS; i++)
			if (lesson->items[i].id != NULL)
				known[count++] = lesson->items[i].id;
		check_unknown(graph->checker, node->as_choice_mark, "unknown-item", "item",
		    node->as_choice, known, count);
	}
	if (node->as_choice != NULL && node->option_count > 0)
		findings_error(graph->checker->findings, node->as_choice_mark, "contradiction",
		    "\"%s\" has options of its own and those of an item", node->id);
}

/* ---- what it stands in ---- */

/* A node without a scenario stands in that of whatever leads to it. */
static void
spread_frames(struct graph *graph)
{
	const struct dialogue *dialogue = graph->dialogue;
	bool changed = true;

	for (uint32_t i = 0; i < dialogue->node_count; i++)
		graph->frames[i] = dialogue->nodes[i].scenario != NULL ? i : NO_NODE;
	for (uint32_t round = 0; changed && round < dialogue->node_count; round++) {
		changed = false;
		for (uint32_t i = 0; i < dialogue->node_count; i++) {
			struct edges edges;

			edges_of(&dialogue->nodes[i], &edges);
			for (uint32_t k = 0; k < edges.count; k++) {
				uint32_t to = row_of(graph, edges.rows[k].to);

				if (to == NO_NODE || dialogue->nodes[to].scenario != NULL ||
				    graph->frames[i] == NO_NODE || graph->frames[to] ==
				    graph->frames[i])
					continue;
				graph->two_frames[to] |= graph->frames[to] != NO_NODE;
				changed |= graph->frames[to] == NO_NODE;
				if (graph->frames[to] == NO_NODE)
					graph->frames[to] = graph->frames[i];
			}
		}
	}
}

static void
check_expressions(struct graph *graph, uint32_t row)
{
	struct checker *checker = graph->checker;
	const struct dialogue_node *node = &graph->dialogue->nodes[row];
	const struct dialogue_node *frame = graph->frames[row] != NO_NODE ?
	    &graph->dialogue->nodes[graph->frames[row]] : NULL;
	struct context context = { .built = frame != NULL ?
		check_scenario_id(checker, node->scenario, node->scenario_mark) : NULL };
	bool speaks = node->at != NULL || node->then != NULL || node->outcome_count > 0;

	if (frame != NULL && frame != node)
		for (uint32_t i = 0; i < checker->lesson->scenario_count; i++)
			if (str_equal(checker->lesson->scenarios[i].id, frame->scenario))
				context.built = &checker->built[i];
	for (uint32_t i = 0; i < node->option_count; i++)
		speaks |= node->options[i].holds != NULL;
	speaks |= dialogue_is_sheet(node);
	if (graph->two_frames[row] && speaks)
		findings_error(checker->findings, node->mark, "two-frames",
		    "\"%s\" is reached from two runs: name its \"scenario\"", node->id);
	if (frame != NULL && context.built == NULL)
		return; /* told where it is named */
	if (frame != NULL) {
		context.designs = frame->designs;
		context.design_count = frame->design_count;
	}
	if (node->scenario != NULL && node->design_count != 1)
		findings_error(checker->findings, node->mark, "out-of-range",
		    "\"designs\" of a question names one design, not %u", node->design_count);
	for (uint32_t i = 0; node->scenario != NULL && i < node->design_count; i++)
		check_design_id(checker, context.built, node->designs[i], node->design_marks[i]);
	check_moment(checker, &context, node->at, node->at_mark);
	check_moment(checker, &context, node->then, node->then_mark);
	for (uint32_t i = 0; i < node->say_count; i++)
		check_truth(checker, &context, node->say[i].check, node->say[i].check_mark);
	for (uint32_t i = 0; i < node->option_count; i++)
		check_truth(checker, &context, node->options[i].holds, node->options[i].holds_mark);
	for (uint32_t i = 0; i < node->outcome_count; i++)
		check_truth(checker, &context, node->outcomes[i].holds,
		    node->outcomes[i].holds_mark);
	if (dialogue_is_sheet(node)) {
		struct lesson_item item = dialogue_item(node);

		check_item_values(checker, &item, &context);
	}
}

/* ---- the whole graph ---- */

static void
reach(struct graph *graph, uint32_t row)
{
	struct edges edges;

	if (row == NO_NODE || graph->reached[row])
		return;
	graph->reached[row] = true;
	edges_of(&graph->dialogue->nodes[row], &edges);
	for (uint32_t i = 0; i < edges.count; i++)
		reach(graph, row_of(graph, edges.rows[i].to));
}

/* Does somebody who never knows come to an end from here?  Backwards from the ends. */
static void
check_ways_out(struct graph *graph)
{
	const struct dialogue *dialogue = graph->dialogue;
	bool ends[LIMIT_DIALOGUE_NODES] = { false }, changed = true;

	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < dialogue->node_count; i++) {
			struct edges edges;
			bool out = dialogue->nodes[i].end != NULL;

			edges_of(&dialogue->nodes[i], &edges);
			for (uint32_t k = 0; k < edges.count && !out; k++) {
				uint32_t to = row_of(graph, edges.rows[k].to);

				out = edges.rows[k].gives_up && to != NO_NODE && ends[to];
			}
			changed |= out && !ends[i];
			ends[i] |= out;
		}
	}
	for (uint32_t i = 0; i < dialogue->node_count; i++)
		if (!ends[i])
			findings_error(graph->checker->findings, dialogue->nodes[i].mark, "no-end",
			    "from \"%s\" somebody who never knows comes to no end",
			    dialogue->nodes[i].id);
}

void
check_dialogue(struct checker *checker)
{
	const struct dialogue *dialogue = checker->lesson->dialogue;
	struct graph graph = { .checker = checker, .dialogue = dialogue };
	bool known;

	if (dialogue == NULL || dialogue->node_count == 0)
		return;
	known = check_node_id(&graph, dialogue->start, dialogue->start_mark);
	known &= check_node_id(&graph, dialogue->end_turns, dialogue->end_turns_mark);
	spread_frames(&graph);
	for (uint32_t i = 0; i < dialogue->node_count; i++) {
		const struct dialogue_node *node = &dialogue->nodes[i];

		if (node->end != NULL)
			check_end(&graph, node);
		else
			check_kind(&graph, node);
		check_edges(&graph, node);
		check_expressions(&graph, i);
	}
	if (!known || dialogue->start == NULL || dialogue->end_turns == NULL)
		return;
	if (dialogue_node(dialogue, dialogue->end_turns)->end == NULL)
		findings_error(checker->findings, dialogue->end_turns_mark, "no-end",
		    "\"end_turns\" has to be an end");
	reach(&graph, row_of(&graph, dialogue->start));
	reach(&graph, row_of(&graph, dialogue->end_turns));
	for (uint32_t i = 0; i < dialogue->node_count; i++)
		if (!graph.reached[i])
			findings_error(checker->findings, dialogue->nodes[i].mark, "unreachable",
			    "no answer leads to \"%s\"", dialogue->nodes[i].id);
	check_ways_out(&graph);
}
