/* lesson/dialogue.c - the graph of a dialogue, read: what a file may say of it, one table a struct.
 */
#include <string.h>

#include "base/limits.h"
#include "lesson/dialogue.h"
#include "lesson/tables.h"

#define PATTERNS_MAX 16
#define WORDS_MAX 200

#define X(e, w, b) w,
static const char *const kind_words[] = { DIALOGUE_KINDS(X) };
static const char *const view_words[] = { VIEWS(X) };
#undef X
#define X(e, w) w,
static const char *const hint_words[] = { HINT_KINDS(X) };
#undef X

/* clang-format off */
#define PATTERN_PARTS(key_of_groups) \
	{ .key = key_of_groups, .type = FIELD_TREE, .offset = AT(dialogue_pattern, groups_tree), \
	    .mark_offset = AT(dialogue_pattern, groups_mark), .required = true }, \
	ONE("not", TREE, AT(dialogue_pattern, without_tree)), \
	UINT("need", AT(dialogue_pattern, need), 1, PATTERNS_MAX)

static const struct field expect_fields[] = {
	{ .key = "id", .type = FIELD_ID, .offset = AT(dialogue_pattern, id),
	    .mark_offset = AT(dialogue_pattern, id_mark), .required = true },
	PATTERN_PARTS("concepts"),
	LIST("missing", TEXTS, AT(dialogue_pattern, missing), AT(dialogue_pattern, missing_count),
	    NO),
	ONE("say", TEXT, AT(dialogue_pattern, text)),
	{ .key = "next", .type = FIELD_ID, .offset = AT(dialogue_pattern, next),
	    .mark_offset = AT(dialogue_pattern, next_mark), .required = true },
};
TABLE(expect_table, "an expectation", expect_fields, dialogue_pattern,
    .mark_offset = AT(dialogue_pattern, mark), .id_offset = AT(dialogue_pattern, id));

static const struct field belief_fields[] = {
	{ .key = "id", .type = FIELD_ID, .offset = AT(dialogue_pattern, id),
	    .mark_offset = AT(dialogue_pattern, id_mark), .required = true },
	MARKED("match", TREE, AT(dialogue_pattern, groups_tree), AT(dialogue_pattern, groups_mark)),
	ONE("not", TREE, AT(dialogue_pattern, without_tree)),
	UINT("need", AT(dialogue_pattern, need), 1, PATTERNS_MAX),
	ONE("say", TEXT, AT(dialogue_pattern, text)),
	{ .key = "repair", .type = FIELD_ID, .offset = AT(dialogue_pattern, next),
	    .mark_offset = AT(dialogue_pattern, next_mark), .required = true },
};
TABLE(belief_table, "a misconception", belief_fields, dialogue_pattern,
    .mark_offset = AT(dialogue_pattern, mark), .id_offset = NO);

static const struct field point_fields[] = {
	NEED("text", TEXT, AT(dialogue_pattern, text)),
	PATTERN_PARTS("concepts"),
};
TABLE(point_table, "a key point", point_fields, dialogue_pattern,
    .mark_offset = AT(dialogue_pattern, mark), .id_offset = NO);

static const struct field hint_fields[] = {
	WORD("kind", WORD, AT(dialogue_hint, kind), NO, hint_words, true),
	NEED("text", TEXT, AT(dialogue_hint, text)),
	MARKED("next", ID, AT(dialogue_hint, next), AT(dialogue_hint, next_mark)),
};
TABLE(hint_table, "a hint", hint_fields, dialogue_hint, .mark_offset = AT(dialogue_hint, mark),
    .id_offset = NO);

static const struct field sample_fields[] = {
	NEED("text", TEXT, AT(dialogue_sample, text)),
	{ .key = "hits", .type = FIELD_ID, .offset = AT(dialogue_sample, hits),
	    .mark_offset = AT(dialogue_sample, hits_mark), .required = true },
};
TABLE(sample_table, "a sample", sample_fields, dialogue_sample,
    .mark_offset = AT(dialogue_sample, mark), .id_offset = NO);

static const struct field outcome_fields[] = {
	{ .key = "holds", .type = FIELD_EXPRESSION, .offset = AT(dialogue_outcome, holds),
	    .mark_offset = AT(dialogue_outcome, holds_mark), .required = true },
	ONE("say", TEXT, AT(dialogue_outcome, text)),
	{ .key = "next", .type = FIELD_ID, .offset = AT(dialogue_outcome, next),
	    .mark_offset = AT(dialogue_outcome, next_mark), .required = true },
};
TABLE(outcome_table, "an outcome", outcome_fields, dialogue_outcome,
    .mark_offset = AT(dialogue_outcome, mark), .id_offset = NO);

static const struct field node_fields[] = {
	WORD("kind", WORD, AT(dialogue_node, kind), AT(dialogue_node, kind_mark), kind_words,
	    false),
	ONE("end", ID, AT(dialogue_node, end)),
	ROWS("say", AT(dialogue_node, say), AT(dialogue_node, say_count), PATTERNS_MAX, say_table),
	MARKED("ask", TEXT, AT(dialogue_node, ask), AT(dialogue_node, ask_mark)),
	MARKED("scenario", ID, AT(dialogue_node, scenario), AT(dialogue_node, scenario_mark)),
	LIST("designs", IDS, AT(dialogue_node, designs), AT(dialogue_node, design_count),
	    AT(dialogue_node, design_marks)),
	MARKED("at", EXPRESSION, AT(dialogue_node, at), AT(dialogue_node, at_mark)),
	WORD("view", WORD, AT(dialogue_node, view), AT(dialogue_node, view_mark), view_words,
	    false),
	ONE("fork", ELSEWHERE, NO),
	MARKED("then", EXPRESSION, AT(dialogue_node, then), AT(dialogue_node, then_mark)),
	ROWS("expect", AT(dialogue_node, expect), AT(dialogue_node, expect_count), PATTERNS_MAX,
	    expect_table),
	ROWS("misconceptions", AT(dialogue_node, beliefs), AT(dialogue_node, belief_count),
	    PATTERNS_MAX, belief_table),
	ROWS("hints", AT(dialogue_node, hints), AT(dialogue_node, hint_count), PATTERNS_MAX,
	    hint_table),
	MARKED("as_choice", ID, AT(dialogue_node, as_choice), AT(dialogue_node, as_choice_mark)),
	ROWS("options", AT(dialogue_node, options), AT(dialogue_node, option_count),
	    LIMIT_OPTIONS, option_table),
	ONE("do", ELSEWHERE, NO),
	ROWS("outcomes", AT(dialogue_node, outcomes), AT(dialogue_node, outcome_count),
	    PATTERNS_MAX, outcome_table),
	ROWS("samples", AT(dialogue_node, samples), AT(dialogue_node, sample_count), 0,
	    sample_table),
	MARKED("answer", EXPRESSION, AT(dialogue_node, answer), AT(dialogue_node, answer_mark)),
	ONE("unit", TEXT, AT(dialogue_node, unit)),
	MARKED("tolerance", TEXT, AT(dialogue_node, tolerance), AT(dialogue_node, tolerance_mark)),
	ONE("why", TEXT, AT(dialogue_node, why)),
	MARKED("next", ID, AT(dialogue_node, next), AT(dialogue_node, next_mark)),
	MARKED("back", ID, AT(dialogue_node, back), AT(dialogue_node, back_mark)),
	MARKED("else", ID, AT(dialogue_node, otherwise), AT(dialogue_node, otherwise_mark)),
	UINT("max_visits", AT(dialogue_node, max_visits), 1, 5),
	ONE("idea", TEXT, AT(dialogue_node, idea)),
	MARKED("of", ID, AT(dialogue_node, of), AT(dialogue_node, of_mark)),
	ROWS("points", AT(dialogue_node, points), AT(dialogue_node, point_count), PATTERNS_MAX,
	    point_table),
};
TABLE(node_table, "a node of a dialogue", node_fields, dialogue_node,
    .mark_offset = AT(dialogue_node, mark), .id_offset = AT(dialogue_node, id));

static const struct field dialogue_fields[] = {
	NEED("id", ID, AT(dialogue, id)),
	ONE("title", TEXT, AT(dialogue, title)),
	{ .key = "start", .type = FIELD_ID, .offset = AT(dialogue, start),
	    .mark_offset = AT(dialogue, start_mark), .required = true },
	UINT("max_turns", AT(dialogue, max_turns), 1, LIMIT_DIALOGUE_TURNS),
	{ .key = "end_turns", .type = FIELD_ID, .offset = AT(dialogue, end_turns),
	    .mark_offset = AT(dialogue, end_turns_mark), .required = true },
	{ .key = "nodes", .type = FIELD_TREE, .offset = AT(dialogue, nodes_tree),
	    .mark_offset = NO, .required = true },
};
TABLE(dialogue_table, "a dialogue", dialogue_fields, dialogue, .mark_offset = NO,
    .id_offset = NO);
/* clang-format on */

static bool
text_of(struct fields *fields, const struct node *node, const char **text)
{
	if (node->kind != NODE_SCALAR)
		return findings_error(fields->findings, node->mark, "wrong-type",
		    "a word of a concept has to be a text");
	if (node->text[0] == '\0')
		return findings_error(fields->findings, node->mark, "empty",
		    "a word of a concept is empty");
	*text = node->text;
	return true;
}

/* One group: a list of words, or one word alone. */
static void
read_group(struct fields *fields, const struct node *node, struct dialogue_group *group)
{
	bool alone = node->kind == NODE_SCALAR;
	uint32_t room = alone ? 1 : node->count;

	if (node->kind == NODE_MAP || room > WORDS_MAX) {
		findings_error(fields->findings, node->mark, node->kind == NODE_MAP ?
		    "wrong-type" : "too-many", "a concept is a list of words, at most %d",
		    WORDS_MAX);
		return;
	}
	if (room == 0)
		findings_error(fields->findings, node->mark, "empty", "a concept without words");
	group->words = arena_array(fields->arena, room, sizeof(*group->words));
	group->marks = arena_array(fields->arena, room, sizeof(*group->marks));
	for (const struct node *word = alone ? node : node->first; word != NULL;
	    word = alone ? NULL : word->next) {
		if (!text_of(fields, word, &group->words[group->count]))
			continue;
		group->marks[group->count++] = word->mark;
	}
}

/* "[[database, redis], [outside]]"; one group may stand without the outer brackets. */
static void
read_groups(struct fields *fields, const struct node *list, struct dialogue_group **groups,
    uint32_t *count)
{
	bool flat = true;

	*count = 0;
	*groups = NULL;
	if (list == NULL)
		return;
	for (const struct node *child = list->first; child != NULL; child = child->next)
		flat &= child->kind == NODE_SCALAR;
	if (list->kind == NODE_MAP || (!flat && list->count > PATTERNS_MAX)) {
		findings_error(fields->findings, list->mark, list->kind == NODE_MAP ?
		    "wrong-type" : "too-many", "concepts are lists of words, at most %d",
		    PATTERNS_MAX);
		return;
	}
	*groups = arena_array(fields->arena, flat ? 1 : list->count, sizeof(**groups));
	if (flat) {
		read_group(fields, list, &(*groups)[(*count)++]);
		return;
	}
	for (const struct node *child = list->first; child != NULL; child = child->next)
		read_group(fields, child, &(*groups)[(*count)++]);
}

static void
read_patterns(struct fields *fields, struct dialogue_pattern *patterns, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct dialogue_pattern *pattern = &patterns[i];

		read_groups(fields, pattern->groups_tree, &pattern->groups, &pattern->group_count);
		read_groups(fields, pattern->without_tree, &pattern->without,
		    &pattern->without_count);
		if (pattern->need > pattern->group_count && pattern->group_count > 0)
			findings_error(fields->findings, pattern->groups_mark, "out-of-range",
			    "%u of %u concepts cannot be needed", pattern->need,
			    pattern->group_count);
		if (pattern->missing_count > pattern->group_count)
			findings_error(fields->findings, pattern->mark, "too-many",
			    "\"missing\" has a text a concept, at most %u",
			    pattern->group_count);
	}
}

/* "[{do: crash, node: s1, text: ..}]": what the words of the fault mean is for whoever runs it. */
static void
read_acts(struct fields *fields, const struct node *list, struct dialogue_act **acts,
    uint32_t *count)
{
	*count = 0;
	if (list == NULL)
		return;
	if (list->kind != NODE_LIST || list->count > PATTERNS_MAX) {
		findings_error(fields->findings, list->mark, list->kind == NODE_LIST ? "too-many" :
		    "wrong-type", "\"%s\" has to be a list of at most %d changes", list->key,
		    PATTERNS_MAX);
		return;
	}
	*acts = arena_array(fields->arena, list->count, sizeof(**acts));
	for (const struct node *row = list->first; row != NULL; row = row->next) {
		const struct node *text = node_get(row, "text");

		if (row->kind != NODE_MAP || node_get(row, "do") == NULL) {
			findings_error(fields->findings, row->mark, "missing-key",
			    "a change needs \"do\"");
			continue;
		}
		(*acts)[(*count)++] = (struct dialogue_act){ .change = row, .mark = row->mark,
			.text = text != NULL && text->kind == NODE_SCALAR ? text->text : NULL };
	}
}

static void
read_node(struct fields *fields, const struct node *tree, struct dialogue_node *node)
{
	node->mark = tree->key_mark;
	node->id = tree->key;
	node->max_visits = 2;
	if (tree->kind != NODE_MAP) {
		findings_error(fields->findings, tree->mark, "wrong-type",
		    "a node of a dialogue has to be a map of keys and values");
		return;
	}
	fields_read(fields, &node_table, tree, node);
	node->mark = tree->key_mark;
	read_patterns(fields, node->expect, node->expect_count);
	read_patterns(fields, node->beliefs, node->belief_count);
	read_patterns(fields, node->points, node->point_count);
	read_acts(fields, node_get(tree, "fork"), &node->fork, &node->fork_count);
	read_acts(fields, node_get(tree, "do"), &node->acts, &node->act_count);
}

static void
read_nodes(struct fields *fields, struct dialogue *dialogue)
{
	const struct node *map = dialogue->nodes_tree;

	if (map == NULL)
		return;
	if (map->kind != NODE_MAP || map->count > LIMIT_DIALOGUE_NODES) {
		findings_error(fields->findings, map->mark, map->kind == NODE_MAP ? "too-many" :
		    "wrong-type", "\"nodes\" has to be a map of at most %u nodes",
		    LIMIT_DIALOGUE_NODES);
		return;
	}
	dialogue->nodes = arena_array(fields->arena, map->count, sizeof(*dialogue->nodes));
	for (const struct node *node = map->first; node != NULL; node = node->next)
		read_node(fields, node, &dialogue->nodes[dialogue->node_count++]);
}

struct dialogue *
dialogue_read(const struct node *tree, struct arena *arena, struct findings *findings)
{
	struct fields fields = { arena, findings };
	struct dialogue *dialogue;

	if (tree->kind != NODE_MAP) {
		findings_error(findings, tree->mark, "wrong-type",
		    "\"dialogue\" has to be a map of keys and values");
		return NULL;
	}
	dialogue = arena_alloc(arena, sizeof(*dialogue));
	dialogue->max_turns = 24;
	dialogue->mark = tree->key_mark;
	fields_read(&fields, &dialogue_table, tree, dialogue);
	read_nodes(&fields, dialogue);
	return dialogue;
}
