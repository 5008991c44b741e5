#include "lesson/load.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "lesson/dialogue.h"
#include "lesson/tables.h"
#include "lesson/yaml.h"
#include "model/schema.h"

static bool
key_in(const char *const *keys, size_t room, const char *key)
{
	for (size_t i = 0; i < room && keys[i] != NULL; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* What the kind of a step needs, and what it has no use for. */
static void
check_step_keys(const struct node *node, enum step_kind kind, struct findings *findings)
{
	const struct step_rule *rule = &step_rules[kind];
	const char *word = step_kind_word(kind);

	for (size_t i = 0; i < 6 && rule->needs[i] != NULL; i++)
		if (node_get(node, rule->needs[i]) == NULL)
			findings_error(findings, node->mark, "missing-key",
			    "a step of kind %s needs \"%s\"", word, rule->needs[i]);
	for (const struct node *child = node->first; child != NULL; child = child->next) {
		const char *key = child->key;
		bool known = false;

		for (size_t i = 0; i < STEP_KIND_COUNT; i++)
			known |= key_in(step_rules[i].needs, 6, key) ||
			    key_in(step_rules[i].may, 4, key);
		if (known && !key_in(rule->needs, 6, key) && !key_in(rule->may, 4, key))
			findings_error(findings, child->key_mark, "wrong-place",
			    "a step of kind %s has no use for \"%s\"", word, key);
	}
}

static void
check_steps(const struct lesson *lesson, const struct node *root, struct findings *findings)
{
	const struct node *list = node_get(root, "steps");
	const struct node *node = list != NULL && list->kind == NODE_LIST ? list->first : NULL;

	for (uint32_t i = 0; node != NULL && i < lesson->step_count; i++, node = node->next) {
		const struct lesson_step *step = &lesson->steps[i];

		const struct node *kind = node_get(node, "kind");

		if (kind == NULL || kind->kind != NODE_SCALAR ||
		    strcmp(kind->text, step_kind_word(step->kind)) != 0)
			continue; /* no kind, or one that is not known: told already */
		check_step_keys(node, step->kind, findings);
		if (step->kind == STEP_BETS && step->ask_count > 0 &&
		    (step->ask_count < 2 || step->ask_count > 4))
			findings_error(findings, step->mark, "out-of-range",
			    "a step of kind bets asks from 2 to 4 items, not %u",
			    step->ask_count);
		if (step->kind == STEP_COMPARE && step->design_count != 2)
			findings_error(findings, step->mark, "out-of-range",
			    "a step of kind compare needs two designs, not %u",
			    step->design_count);
	}
}

/* The header comes first, so that a list of lessons need not read the rest. */
static void
check_order(const struct node *root, struct findings *findings)
{
	const struct node *behind = NULL;

	for (const struct node *node = root->first; node != NULL; node = node->next) {
		if (!lesson_key_is_header(node->key)) {
			if (behind == NULL)
				behind = node;
		} else if (behind != NULL) {
			findings_error(findings, node->key_mark, "header-order",
			    "\"%s\" belongs to the header, before \"%s\" in line %u", node->key,
			    behind->key, behind->key_mark.line);
		}
	}
}

/* A lesson has a header; scenarios, also with claims, may stand alone. */
static void
check_header(struct lesson *lesson, const struct node *root, struct findings *findings)
{
	static const char *const needed[] = { "format", "id", "title" };
	const struct node *format = node_get(root, "format");

	for (const struct node *node = root->first; node != NULL; node = node->next)
		lesson->has_header |= !lesson_key_without_header(node->key);
	for (size_t i = 0; lesson->has_header && i < 3; i++)
		if (node_get(root, needed[i]) == NULL)
			findings_error(findings, root->mark, "missing-key", "a lesson needs \"%s\"",
			    needed[i]);
	if (format != NULL && format->kind == NODE_SCALAR && strcmp(format->text, "1") != 0)
		findings_error(findings, format->mark, "unknown-format",
		    "format \"%s\" is not known: this version reads format 1", format->text);
	if (lesson->lang == NULL)
		lesson->lang = "en";
	if (root->count == 0)
		findings_error(findings, root->mark, "empty", "nothing is in this file");
}

static void
load_scenarios(struct lesson *lesson, const struct node *root, struct findings *findings)
{
	const struct node *map = node_get(root, "scenarios");

	if (map == NULL)
		return;
	if (map->kind != NODE_MAP) {
		findings_error(findings, map->mark, "wrong-type",
		    "\"scenarios\" has to be a map of keys and values");
		return;
	}
	if (map->count > LIMIT_SCENARIOS) {
		findings_error(findings, map->mark, "too-many", "more than %u scenarios in a file",
		    LIMIT_SCENARIOS);
		return;
	}
	lesson->scenarios = arena_array(&lesson->arena, map->count, sizeof(*lesson->scenarios));
	for (const struct node *node = map->first; node != NULL; node = node->next)
		if (scenario_source_init(&lesson->scenarios[lesson->scenario_count], node->key,
		    node,
		    &lesson->arena, findings))
			lesson->scenario_count++;
}

static void
load_tree(struct lesson *lesson, const struct node *root, struct findings *findings)
{
	struct fields fields = { &lesson->arena, findings };

	if (root->kind != NODE_MAP) {
		findings_error(findings, root->mark, "wrong-type",
		    "a lesson file has to be a map of keys and values");
		return;
	}
	check_order(root, findings);
	fields_read(&fields, &lesson_table, root, lesson);
	check_header(lesson, root, findings);
	load_scenarios(lesson, root, findings);
	if (node_get(root, "dialogue") != NULL)
		lesson->dialogue = dialogue_read(node_get(root, "dialogue"), &lesson->arena,
		    findings);
	check_steps(lesson, root, findings);
}

bool
lesson_load_bytes(struct lesson *lesson, const char *bytes, size_t length, const char *path,
    struct findings *findings)
{
	struct yaml_source source;
	struct node *root;
	size_t before = findings->errors;
	bool ok = true;

	*lesson = (struct lesson){ 0 };
	lesson->path = arena_strdup(&lesson->arena, path);
	yaml_skip_bom(&bytes, &length);
	if (length > LIMIT_FILE_BYTES)
		return findings_error(findings, (struct mark){ lesson->path, 1, 1 }, "too-long",
		    "a file has at most %u bytes", LIMIT_FILE_BYTES);
	lesson->source = arena_strndup(&lesson->arena, "", 0);
	if (length > 0) {
		lesson->source = arena_alloc(&lesson->arena, length + 1);
		memcpy(lesson->source, bytes, length);
	}
	lesson->source_length = length;
	source = (struct yaml_source){ .bytes = lesson->source, .length = length,
		.file = lesson->path };
	if (!yaml_check_characters(&source, findings))
		return false;
	root = yaml_parse(&source, &lesson->arena, findings, &ok);
	if (root == NULL)
		return ok ? findings_error(findings, (struct mark){ lesson->path, 1, 1 }, "empty",
		    "nothing is in this file") : false;
	load_tree(lesson, root, findings);
	return findings->errors == before;
}

int
lesson_load(struct lesson *lesson, const char *path, struct findings *findings, bool *ok)
{
	struct arena scratch = { 0 };
	char *bytes = NULL;
	size_t length = 0;
	int failed = file_read(&scratch, path, LIMIT_FILE_BYTES, &bytes, &length);

	*ok = false;
	if (failed != 0) {
		*lesson = (struct lesson){ 0 };
		lesson->path = arena_strdup(&lesson->arena, path);
	} else {
		*ok = lesson_load_bytes(lesson, bytes, length, path, findings);
	}
	arena_release(&scratch);
	return failed;
}

static bool
key_ends_header(const char *key)
{
	return !lesson_key_is_header(key);
}

int
lesson_load_header(struct lesson *lesson, const char *path, struct findings *findings, bool *ok)
{
	struct yaml_source source;
	struct findings unheard;
	struct fields fields;
	struct node *root;
	char *bytes = NULL;
	size_t length = 0;
	int failed;

	*lesson = (struct lesson){ 0 };
	*ok = false;
	lesson->path = arena_strdup(&lesson->arena, path);
	failed = file_read(&lesson->arena, path, LIMIT_FILE_BYTES, &bytes, &length);
	if (failed != 0)
		return failed;
	lesson->source = bytes;
	lesson->source_length = length;
	source = (struct yaml_source){ .bytes = bytes, .length = length, .file = lesson->path,
		.stop = key_ends_header };
	yaml_skip_bom(&source.bytes, &source.length);
	root = yaml_parse(&source, &lesson->arena, findings, ok);
	if (root == NULL || root->kind != NODE_MAP)
		return 0;
	findings_init(&unheard, &lesson->arena);
	fields = (struct fields){ &lesson->arena, &unheard };
	*ok &= fields_read(&fields, &lesson_table, root, lesson);
	lesson->has_header = lesson->id != NULL && lesson->title != NULL;
	return 0;
}

void
lesson_release(struct lesson *lesson)
{
	arena_release(&lesson->arena);
	*lesson = (struct lesson){ 0 };
}
