/* model/node.h - a document as a tree: what the YAML reader makes, what layers merge, what the
 * schema
 * reads.  Plain data in an arena; every node knows its place, so an error found late (in a merged
 * scenario, in a run) still points into the file.
 */
#ifndef MODEL_NODE_H
#define MODEL_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/finding.h"

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };

struct node {
	enum node_kind kind;
	bool quoted;          /* scalar written in quotes or as a block: always text */
	struct mark mark;     /* of the value */
	struct mark key_mark; /* of the key, for members of a map */
	const char *key;      /* NULL but for members of a map */
	const char *text;     /* scalar, NUL-terminated, no control characters but \n */
	struct node *first, *last, *next;
	uint32_t count; /* children */
};

/* New nodes in `arena`; text is copied. */
struct node *node_new(struct arena *arena, enum node_kind kind, struct mark mark);
struct node *node_scalar(struct arena *arena, const char *text, struct mark mark);
void node_add(struct node *parent, struct node *child);
/* The member of a map, or NULL (also when `map` is NULL or no map). */
struct node *node_get(const struct node *map, const char *key);
/* The node at a dotted path ("clients.ana.every"), or NULL. */
struct node *node_at(const struct node *root, const char *path);
/* Where a scalar's text begins: behind the quote, if there is one. */
struct mark node_text_mark(const struct node *node);
/* Takes the member out of a map, if it is there. */
void node_remove(struct node *map, const char *key);
struct node *node_copy(struct arena *arena, const struct node *node);

/* Deep merge: members of `over` replace or join those of `base`; scalars and lists replace.
 * Neither argument is changed; the result shares no node with them.  NULL is an empty map. */
struct node *node_merge(struct arena *arena, const struct node *base, const struct node *over);
/* As node_merge with a tree that holds only `value` at `path`. */
struct node *node_set(struct arena *arena, const struct node *base, const char *path,
    const struct node *value);

#endif
