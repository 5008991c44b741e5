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
