/* The words of a scenario's cast: each for a standard word, a piece of state or an action. */
#include <string.h>

#include "base/utf8.h"
#include "model/build.h"
#include "model/cast.h"

#define KNOWN_MAX (CAST_COUNT + LIMIT_PIECES + LIMIT_ACTIONS + 32u)

static uint32_t
known_words(const struct scenario *scenario, const char **known)
{
	uint32_t count = cast_ids(known, KNOWN_MAX);

	for (uint32_t i = 0; i < scenario->piece_count && count < KNOWN_MAX; i++)
		known[count++] = scenario->pieces[i].id;
	for (uint32_t i = 0; i < scenario->action_count && count < KNOWN_MAX; i++)
		known[count++] = scenario->actions[i].id;
	return count;
}

/* It stands in the middle of a line, in a column, on a box. */
static bool
is_shown(struct builder *builder, const struct node *node)
{
	const char *text = node->text;
	bool ends = text[0] == ' ' || (text[0] != '\0' && text[strlen(text) - 1] == ' ');
	const char *wrong = NULL;

	if (ends || strpbrk(text, "\n\t\"{}") != NULL)
		wrong = "has blanks at its ends, line ends, quotes or braces";
	else if (utf8_cells(text) > LIMIT_CAST_CELLS)
		wrong = "is too long";
	if (wrong != NULL)
		findings_error(&builder->findings, node->mark, "bad-word",
		    "the word for \"%s\" %s: one to %d characters in one line", node->key, wrong,
		    LIMIT_CAST_CELLS);
	return wrong == NULL;
}

void
build_cast(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *map = node_get(builder->tree, "cast");
	const char *known[KNOWN_MAX];
	uint32_t known_count = known_words(scenario, known);

	if (map == NULL)
		return;
	if (map->count > LIMIT_CAST_WORDS) {
		findings_error(&builder->findings, map->mark, "too-many",
		    "more than %u words in the cast", LIMIT_CAST_WORDS);
		return;
	}
	scenario->cast = arena_array(builder->arena, map->count, sizeof(*scenario->cast));
	for (const struct node *node = map->first; node != NULL; node = node->next) {
		bool is_known = false;

		for (uint32_t i = 0; i < known_count; i++)
			is_known = is_known || strcmp(known[i], node->key) == 0;
		if (!is_known)
			build_error_near(builder, node->key_mark, "unknown-word", node->key, known,
			    known_count,
			    "\"%s\" is no standard word, piece or action that a cast could rename",
			    node->key);
		else if (is_shown(builder, node))
			scenario->cast[scenario->cast_count++] = (struct cast_word){
				.standard = arena_strdup(builder->arena, node->key),
				.shown = arena_strdup(builder->arena, node->text),
			};
	}
}
