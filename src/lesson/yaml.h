/* lesson/yaml.h - private to src/lesson: restricted YAML into a tree with places.
 *
 *    bytes ──libyaml──▶ events ──▶ struct node, every one with line and column (characters, from 1)
 *
 * libyaml decides what YAML is; here stands what we do not take (anchors, aliases, tags, merge
 * keys, several documents, control characters) and its complaints in words that help.
 */
#ifndef LESSON_YAML_H
#define LESSON_YAML_H

#include "model/node.h"

struct yaml_source {
	const char *bytes;
	size_t length;
	const char *file;  /* for places; NULL: places are left out */
	bool (*stop)(const char *key); /* an outermost key that ends the reading; NULL: none */
};

/* The tree, also when something in it was refused (left out then); NULL when there is none or
 * reading
 * broke off: what is behind the break would only seem to be missing.  *ok: nothing was wrong.
 * With a `stop` key the text behind it is not looked at. */
struct node *yaml_parse(const struct yaml_source *source, struct arena *arena,
    struct findings *findings, bool *ok);
/* A byte order mark at the beginning is nobody's text: without it columns are what editors show. */
void yaml_skip_bom(const char **bytes, size_t *length);
/* Ill-formed UTF-8 and characters that no lesson needs: false after findings with their places. */
bool yaml_check_characters(const struct yaml_source *source, struct findings *findings);

#endif
