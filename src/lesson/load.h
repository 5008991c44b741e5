/* lesson/load.h - the only door for YAML: bytes of a lesson or scenario file in, plain data or
 * findings out.
 *
 * Everything wrong is found in one pass, at file:line:column.  Refused: anchors, aliases, tags,
 * merge
 * keys, control characters, ill-formed UTF-8, duplicate and unknown keys, more depth, nodes or
 * bytes than base/limits.h allows.
 */
#ifndef LESSON_LOAD_H
#define LESSON_LOAD_H

#include "base/finding.h"
#include "model/lesson.h"

/* Reads `length` bytes as one restricted YAML document.  NULL after findings. */
struct node *yaml_read(const char *bytes, size_t length, const char *file, struct arena *arena,
    struct findings *findings);
/* "5", "[login, add book]", "{law: constant, mean: 2ms}": the value of a --set. */
struct node *yaml_read_value(const char *text, struct arena *arena, struct findings *findings);

/* A whole file.  *lesson is initialised and owns its arena even when there are errors (its
 * source is
 * needed to print them); release it in any case.  Returns false when there was an error. */
bool lesson_load_bytes(struct lesson *lesson, const char *bytes, size_t length, const char *path,
    struct findings *findings);
/* Returns 0, or the errno of reading the file; *ok tells whether it loaded without errors. */
int lesson_load(struct lesson *lesson, const char *path, struct findings *findings, bool *ok);
/* Header only (id, title, minutes, requires ...; stops reading at the first key after the
 * header), for lists: cheap, no findings beyond syntax. */
int lesson_load_header(struct lesson *lesson, const char *path, struct findings *findings,
    bool *ok);
void lesson_release(struct lesson *lesson);

/* Check level "references": ids that exist, unique ids, waypoints, expressions that parse and type
 * in every design they speak of, items asked, misconceptions repaired.  Scenarios are built in
 * every
 * design and case.  Also of a lesson that did not load without errors: what could be read of it is
 * looked at, so that everything is told at once.  Orders the findings by place. */
void lesson_check_references(const struct lesson *lesson, struct findings *findings);

#endif
