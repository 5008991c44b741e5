/* model/node_text.h - a tree as text that the YAML reader of lessons reads back as that tree. */
#ifndef MODEL_NODE_TEXT_H
#define MODEL_NODE_TEXT_H

#include "base/str.h"
#include "model/node.h"

/* In one line: `5`, `[login, add book]`, `{law: exponential, mean: 2ms}`. */
void node_flow(const struct node *node, struct str *out);
/* The same in the arena. */
const char *node_flow_text(const struct node *node, struct arena *arena);
/* A map's members in lines of their own, `indent` blanks before each; maps of small things and
 * lists stand in one line where that has room. */
void node_block(const struct node *map, int indent, struct str *out);

#endif
