#include "model/node_text.h"

#include <string.h>

#define LINE_COLS 100

/* May it stand without quotes and be the same text again?  Letters, digits and what stands inside
 * words; never what YAML would take for something else. */
static bool
is_plain(const char *text)
{
	static const char inner[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "/._-% +";
	size_t length = strlen(text);

	return length > 0 && strchr("._-% +", text[0]) == NULL && strspn(text, inner) == length &&
	    text[length - 1] != ' ';
}

static void
add_scalar(const struct node *node, struct str *out)
{
	if (!node->quoted && (is_plain(node->text) || node->text[0] == '\0')) {
		str_add(out, node->text);
		return;
	}
	str_add_char(out, '"');
	for (const char *at = node->text; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			str_add_char(out, '\\');
		if (*at == '\n')
			str_add(out, "\\n");
		else if (*at == '\t')
			str_add(out, "\\t");
		else
			str_add_char(out, *at);
	}
	str_add_char(out, '"');
}

static void
add_key(const char *key, struct str *out)
{
	const struct node node = { .kind = NODE_SCALAR, .text = key };

	add_scalar(&node, out);
	str_add(out, ":");
}

void
node_flow(const struct node *node, struct str *out)
{
	if (node->kind == NODE_SCALAR) {
		add_scalar(node, out);
		return;
	}
	str_add_char(out, node->kind == NODE_MAP ? '{' : '[');
	for (const struct node *child = node->first; child != NULL; child = child->next) {
		if (child != node->first)
			str_add(out, ", ");
		if (node->kind == NODE_MAP) {
			add_key(child->key, out);
			str_add_char(out, ' ');
		}
		node_flow(child, out);
	}
	str_add_char(out, node->kind == NODE_MAP ? '}' : ']');
}

void
node_block(const struct node *map, int indent, struct str *out)
{
	struct str line = STR_INIT;

	for (const struct node *child = map->first; child != NULL; child = child->next) {
		str_clear(&line);
		str_add_repeated(&line, ' ', indent);
		add_key(child->key, &line);
		str_add_char(&line, ' ');
		node_flow(child, &line);
		if (line.length > LINE_COLS && child->kind == NODE_MAP && child->count > 0) {
			str_add_repeated(out, ' ', indent);
			add_key(child->key, out);
			str_add_char(out, '\n');
			node_block(child, indent + 2, out);
			continue;
		}
		str_add(out, line.text);
		str_add_char(out, '\n');
	}
	str_release(&line);
}

const char *
node_flow_text(const struct node *node, struct arena *arena)
{
	struct str text = STR_INIT;
	const char *copy;

	node_flow(node, &text);
	copy = arena_strdup(arena, text.text);
	str_release(&text);
	return copy;
}
