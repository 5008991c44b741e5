#include <string.h>

#include "model/actions.h"
#include "model/build.h"

#define ROOM_PIECES 4

static void
copy_pieces(const struct scenario *scenario, const char *const names[2], uint16_t out[ROOM_PIECES])
{
	for (int i = 0; i < ROOM_PIECES; i++)
		out[i] = SCENARIO_NONE;
	for (int i = 0; i < 2 && names[i] != NULL; i++)
		out[i] = scenario_piece(scenario, names[i]);
}

static struct action
action_of(const struct scenario *scenario, const struct builtin_action *row)
{
	struct action action = {
		.id = row->id, .method = row->method, .path = row->path,
		.needs_login = row->needs != NULL, .repeatable = row->repeatable,
		.makes_session = row->makes_session, .ends_session = row->ends_session,
		.argument_piece = row->argument_piece, .body_key = row->body_key,
		.reply_key = row->reply_key, .status = row->status,
		.adds_argument = row->adds_argument, .sets_argument = row->sets_argument,
		.empties_cart = row->empties_cart, .adds_order = row->adds_order,
	};

	copy_pieces(scenario, row->reads, action.reads);
	copy_pieces(scenario, row->writes, action.writes);
	return action;
}

/* "reads: [cart]" as rows of pieces. */
static void
read_pieces(struct builder *builder, const struct node *list, uint16_t out[ROOM_PIECES])
{
	const char *ids[LIMIT_PIECES];
	uint32_t count = 0;

	for (uint32_t i = 0; i < builder->scenario->piece_count; i++)
		ids[i] = builder->scenario->pieces[i].id;
	for (int i = 0; i < ROOM_PIECES; i++)
		out[i] = SCENARIO_NONE;
	for (const struct node *node = list->first; node != NULL; node = node->next) {
		uint16_t piece = scenario_piece(builder->scenario, node->text);

		if (piece == SCENARIO_NONE)
			build_error_near(builder, node->mark, "unknown-piece", node->text, ids,
			    builder->scenario->piece_count, "no piece of state \"%s\"",
			    node->text);
		else if (count == ROOM_PIECES)
			findings_error(&builder->findings, node->mark, "too-many",
			    "an action reads or writes at most %d pieces", ROOM_PIECES);
		else
			out[count++] = piece;
	}
}

/* What a write of one's own action does follows from the piece: a cart takes the word after the
 * action, orders grow by one, any other piece becomes that word. */
static void
choose_effects(struct builder *builder, struct action *action)
{
	const struct scenario *scenario = builder->scenario;
	uint16_t cart = scenario_piece(scenario, "cart"), orders = scenario_piece(scenario,
	    "orders");

	action->status = 200;
	for (int i = 0; i < ROOM_PIECES && action->writes[i] != SCENARIO_NONE; i++) {
		if (action->writes[i] == orders)
			action->adds_order = true;
		else if (action->writes[i] == cart)
			action->adds_argument = true;
		else
			action->sets_argument = true;
		if (strcmp(scenario->pieces[action->writes[i]].id, "login") == 0)
			findings_error(&builder->findings,
			    node_at(builder->tree, "actions")->mark, "contradiction",
			    "action \"%s\" writes login: only login and logout do", action->id);
	}
	if (action->adds_order) {
		action->reply_key = "order";
		action->status = 201;
	} else if (action->writes[0] != SCENARIO_NONE) {
		action->reply_key = scenario->pieces[action->writes[0]].id;
	} else if (action->reads[0] != SCENARIO_NONE) {
		action->reply_key = scenario->pieces[action->reads[0]].id;
	}
}

static bool
path_is_safe(const char *path)
{
	if (path[0] != '/' || strlen(path) > LIMIT_ID_BYTES * 4)
		return false;
	for (const char *c = path; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return true;
}

static struct action
action_own(struct builder *builder, const struct node *node)
{
	const struct node *path = node_get(node, "path"), *body = node_get(node, "body");
	struct action action = { .id = arena_strdup(builder->arena, node->key) };
	bool flag = false;
	struct schema_row repeatable = *schema_row("actions.*.repeatable");

	action.method = arena_strdup(builder->arena, node_get(node, "method")->text);
	action.path = path != NULL ? arena_strdup(builder->arena, path->text) :
	    arena_printf(builder->arena, "/%s", node->key);
	if (!path_is_safe(action.path))
		findings_error(&builder->findings, path != NULL ? path->mark : node->mark,
		    "bad-path",
		    "\"%s\" is not a path: a slash first, no blanks", action.path);
	action.needs_login = strcmp(node_get(node, "needs")->text, "login") == 0;
	repeatable.offset = 0;
	repeatable.size = sizeof(flag);
	schema_read(&repeatable, node_get(node, "repeatable"), &flag, builder->prefix,
	    builder->arena, &builder->findings);
	action.repeatable = flag;
	if (body != NULL)
		action.body_key = arena_strdup(builder->arena, body->text);
	read_pieces(builder, node_get(node, "reads"), action.reads);
	read_pieces(builder, node_get(node, "writes"), action.writes);
	choose_effects(builder, &action);
	if (!action.needs_login && action.writes[0] != SCENARIO_NONE)
		findings_error(&builder->findings, node->mark, "contradiction",
		    "action \"%s\" writes state and needs no login: whose state would it be",
		    action.id);
	return action;
}

void
build_actions(struct builder *builder)
{
	static const char *const words[] = { "use", "clear", "back", "wait", "keep", "put",
		"forge" };
	struct scenario *scenario = builder->scenario;
	const struct node *own = node_get(builder->tree, "actions");

	scenario->actions = arena_array(builder->arena, LIMIT_ACTIONS, sizeof(*scenario->actions));
	for (uint32_t i = 0; i < builtin_action_count; i++)
		scenario->actions[scenario->action_count++] =
		    action_of(scenario, &builtin_actions[i]);
	for (const struct node *node = own != NULL ? own->first : NULL; node != NULL;
	    node = node->next) {
		bool taken = scenario_action(scenario, node->key) != SCENARIO_NONE;

		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			taken |= strcmp(words[i], node->key) == 0;
		if (taken) {
			findings_error(&builder->findings, node->key_mark, "reserved-id",
			    "\"%s\" is a built-in word of scripts", node->key);
			continue;
		}
		if (scenario->action_count == LIMIT_ACTIONS) {
			findings_error(&builder->findings, node->key_mark, "too-many",
			    "more than %u actions, the built-in ones included", LIMIT_ACTIONS);
			break;
		}
		scenario->actions[scenario->action_count++] = action_own(builder, node);
	}
}
