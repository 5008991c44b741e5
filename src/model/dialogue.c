#include "model/dialogue.h"

#include "base/str.h"

const char *
dialogue_kind_word(enum dialogue_kind kind)
{
#define X(e, w, b) w,
	static const char *const words[] = { DIALOGUE_KINDS(X) };
#undef X
	return words[kind];
}

bool
dialogue_kind_built(enum dialogue_kind kind)
{
#define X(e, w, b) b,
	static const bool built[] = { DIALOGUE_KINDS(X) };
#undef X
	return built[kind];
}

const char *
hint_kind_word(enum hint_kind kind)
{
#define X(e, w) w,
	static const char *const words[] = { HINT_KINDS(X) };
#undef X
	return words[kind];
}

const struct dialogue_node *
dialogue_node(const struct dialogue *dialogue, const char *id)
{
	for (uint32_t i = 0; id != NULL && i < dialogue->node_count; i++)
		if (str_equal(dialogue->nodes[i].id, id))
			return &dialogue->nodes[i];
	return NULL;
}

bool
dialogue_is_sheet(const struct dialogue_node *node)
{
	return node->kind == DIALOGUE_NUMBER || node->kind == DIALOGUE_ORDER;
}

struct lesson_item
dialogue_item(const struct dialogue_node *node)
{
	return (struct lesson_item){ .id = node->id,
		.kind = node->kind == DIALOGUE_ORDER ? ITEM_ORDER : ITEM_NUMBER,
		.basis_engine = true,
		.ask = node->ask,
		.options = node->options,
		.option_count = node->option_count,
		.answer = node->answer,
		.why = node->why,
		.unit = node->unit,
		.tolerance = node->tolerance,
		.mark = node->mark,
		.answer_mark = node->answer_mark,
		.tolerance_mark = node->tolerance_mark };
}
