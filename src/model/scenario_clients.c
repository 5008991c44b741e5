#include <ctype.h>
#include <string.h>

#include "base/units.h"
#include "model/actions.h"
#include "model/build.h"

#define WORDS_MAX (LIMIT_ACTIONS + 7)

static bool
step_error(struct builder *builder, const struct node *node, const char *code, const char *text)
{
	return findings_error(&builder->findings, node->mark, code, "%s\"%s\": %s", builder->prefix,
	    node->text, text);
}

static bool
step_use(struct builder *builder, const struct client *client, const struct node *node,
    const char *device, struct script_step *step)
{
	step->word = SCRIPT_USE;
	for (uint32_t i = 0; i < client->device_count; i++) {
		if (device != NULL && strcmp(client->devices[i], device) == 0) {
			step->device = (uint16_t)i;
			return true;
		}
	}
	if (device == NULL)
		return step_error(builder, node, "bad-step", "say which device");
	return build_error_near(builder, node->mark, "unknown-device", device, client->devices,
	    client->device_count, "client \"%s\" has no device \"%s\"", client->id, device);
}

/* Back comes only what was kept before. */
static bool
step_put_back(struct builder *builder, const struct client *client, const struct node *node,
    const char *rest)
{
	if (rest == NULL || strcmp(rest, "cookies back") != 0)
		return step_error(builder, node, "bad-step", "say \"put cookies back\"");
	for (uint32_t i = 0; i < client->script_count; i++)
		if (client->script[i].word == SCRIPT_KEEP)
			return true;
	return step_error(builder, node, "contradiction",
	    "nothing was kept before: \"keep cookies\" comes first");
}

/* "forge ana", "forge ana none", "forge ana HS256". */
static bool
step_forge(struct builder *builder, struct client *client, const struct node *node,
    const char *rest, struct script_step *step)
{
	size_t length = rest != NULL ? strcspn(rest, " ") : 0;
	const char *how = length > 0 && rest[length] == ' ' ? rest + length + 1 : NULL;

	if (length == 0)
		return step_error(builder, node, "bad-step",
		    "say whose token, as in \"forge ana\"");
	step->word = SCRIPT_FORGE;
	step->victim = arena_strndup(builder->arena, rest, length);
	if (how != NULL && strcmp(how, "none") == 0)
		step->forgery = FORGERY_UNSIGNED;
	else if (how != NULL && strcmp(how, "HS256") == 0)
		step->forgery = FORGERY_CONFUSED;
	else if (how != NULL)
		return step_error(builder, node, "bad-step",
		    "say \"none\", \"HS256\" or nothing after whose token it is");
	client->attacker = true;
	return true;
}

static bool
step_wait(struct builder *builder, const struct node *node, const char *rest,
    struct script_step *step)
{
	bool reads = rest != NULL && units_read_duration(rest, &step->wait_ns);

	if (rest != NULL && (units_duration_is_beyond(rest) ||
	    (reads && step->wait_ns > LIMIT_RUN_NS)))
		return step_error(builder, node, "out-of-range",
		    "that is too long: a run has at most 876000h");
	return reads || step_error(builder, node, "bad-duration",
	    "say how long to wait, as in \"wait 31m\"");
}

/* The words that send nothing; true when `word` is one of them, *ok what became of it. */
static bool
step_silent(struct builder *builder, struct client *client, const struct node *node,
    const char *word, const char *rest, struct script_step *step, bool *ok)
{
	if (strcmp(word, "use") == 0) {
		*ok = step_use(builder, client, node, rest, step);
	} else if (strcmp(word, "clear") == 0) {
		step->word = SCRIPT_CLEAR;
		*ok = (rest != NULL && strcmp(rest, "cookies") == 0) ||
		    step_error(builder, node, "bad-step", "say \"clear cookies\"");
	} else if (strcmp(word, "back") == 0) {
		step->word = SCRIPT_BACK;
		*ok = rest == NULL || step_error(builder, node, "bad-step",
		    "nothing goes after \"back\"");
	} else if (strcmp(word, "wait") == 0) {
		step->word = SCRIPT_WAIT;
		*ok = step_wait(builder, node, rest, step);
	} else if (strcmp(word, "keep") == 0) {
		step->word = SCRIPT_KEEP;
		*ok = (rest != NULL && strcmp(rest, "cookies") == 0) ||
		    step_error(builder, node, "bad-step", "say \"keep cookies\"");
	} else if (strcmp(word, "put") == 0) {
		step->word = SCRIPT_PUT_BACK;
		*ok = step_put_back(builder, client, node, rest);
	} else if (strcmp(word, "forge") == 0) {
		*ok = step_forge(builder, client, node, rest, step);
	} else {
		return false;
	}
	return true;
}

/* The piece after view or read; the cart if none is named. */
static bool
step_piece(struct builder *builder, const struct node *node, struct script_step *step)
{
	const struct scenario *scenario = builder->scenario;
	const char *id = step->argument != NULL ? step->argument : "cart";
	const char *ids[LIMIT_PIECES];

	step->piece = scenario_piece(scenario, id);
	if (step->piece != SCENARIO_NONE)
		return true;
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		ids[i] = scenario->pieces[i].id;
	return build_error_near(builder, node->mark, "unknown-piece", id, ids,
	    scenario->piece_count, "no piece of state \"%s\"", id);
}

static bool
step_action(struct builder *builder, const struct node *node, struct script_step *step)
{
	const struct action *action = &builder->scenario->actions[step->action];
	bool own = step->action >= builtin_action_count;
	const struct builtin_action *row = own ? NULL : &builtin_actions[step->action];

	if (step->argument != NULL && strlen(step->argument) > 200)
		return step_error(builder, node, "too-long", "that is too long for one word");
	if (action->argument_piece)
		return step_piece(builder, node, step);
	if (own)
		return true;
	if (row->argument == ARGUMENT_NONE && step->argument != NULL)
		return findings_error(&builder->findings, node->mark, "bad-step",
		    "%s\"%s\": nothing goes after \"%s\"", builder->prefix, node->text, row->id);
	if (row->argument == ARGUMENT_REQUIRED && step->argument == NULL)
		return findings_error(&builder->findings, node->mark, "bad-step",
		    "%s\"%s\": say what, as in \"%s %s\"", builder->prefix, node->text, row->id,
		    row->argument_name);
	if (row->reads[0] != NULL && action->reads[0] == SCENARIO_NONE)
		return findings_error(&builder->findings, node->mark, "unknown-piece",
		    "%s\"%s\" needs a piece \"%s\": declare it under state", builder->prefix,
		    row->id, row->reads[0]);
	return true;
}

static bool
build_one_step(struct builder *builder, struct client *client, const struct node *node,
    struct script_step *step)
{
	const struct scenario *scenario = builder->scenario;
	size_t length = strcspn(node->text, " ");
	char *word = arena_strndup(builder->arena, node->text, length);
	const char *rest = node->text + length + strspn(node->text + length, " ");
	const char *known[WORDS_MAX] = { "use", "clear", "back", "wait", "keep", "put",
		"forge" };
	uint32_t count = 7;
	bool ok = false;

	*step = (struct script_step){ .mark = node->mark, .piece = SCENARIO_NONE };
	if (strchr(node->text, '\n') != NULL)
		return step_error(builder, node, "bad-step", "a step is one line");
	rest = *rest != '\0' ? arena_strdup(builder->arena, rest) : NULL;
	if (step_silent(builder, client, node, word, rest, step, &ok))
		return ok;
	step->word = SCRIPT_ACTION;
	step->action = scenario_action(scenario, word);
	step->argument = rest;
	if (step->action != SCENARIO_NONE)
		return step_action(builder, node, step);
	for (uint32_t i = 0; i < scenario->action_count; i++)
		known[count++] = scenario->actions[i].id;
	return build_error_near(builder, node->mark, "unknown-action", word, known, count,
	    "unknown action \"%s\"", word);
}

/* One part of "add book & add pen". */
static bool
build_part(struct builder *builder, struct client *client, const struct node *node,
    const char *text, size_t length, struct script_step *step)
{
	struct node part = *node;

	while (length > 0 && *text == ' ')
		text++, length--;
	while (length > 0 && text[length - 1] == ' ')
		length--;
	part.text = arena_strndup(builder->arena, text, length);
	if (!build_one_step(builder, client, &part, step))
		return false;
	return step->word == SCRIPT_ACTION || step_error(builder, &part, "bad-step",
	    "only actions leave together");
}

/* "add book & add pen": two requests at the same moment, as from two tabs of one browser. */
bool
build_step(struct builder *builder, struct client *client, const struct node *node,
    struct script_step *step)
{
	const char *text = node->text, *end;
	struct script_step parts[LIMIT_TABS];
	uint32_t count = 0;

	if (client->tabs == 0)
		client->tabs = 1;
	if (strstr(text, " & ") == NULL)
		return build_one_step(builder, client, node, step);
	for (end = text; end != NULL; text = end + 3) {
		end = strstr(text, " & ");
		if (count == LIMIT_TABS)
			return findings_error(&builder->findings, node->mark, "too-many",
			    "at most %u requests leave together", LIMIT_TABS);
		if (!build_part(builder, client, node, text,
		    end == NULL ? strlen(text) : (size_t)(end - text), &parts[count++]))
			return false;
		if (end == NULL)
			break;
	}
	*step = parts[0];
	step->more_count = count - 1;
	step->more = arena_array(builder->arena, count, sizeof(*step->more));
	memcpy(step->more, parts + 1, (count - 1) * sizeof(*step->more));
	if (client->tabs < count)
		client->tabs = count;
	return true;
}

static void
build_script(struct builder *builder, struct client *client, const struct node *node)
{
	const struct node *list = node_get(node, "script"), *repeat = node_get(node, "repeat");

	if (list->count > LIMIT_SCRIPT_STEPS) {
		findings_error(&builder->findings, list->mark, "too-many",
		    "a script has at most %u steps", LIMIT_SCRIPT_STEPS);
		return;
	}
	client->script = arena_array(builder->arena, list->count, sizeof(*client->script));
	for (const struct node *step = list->first; step != NULL; step = step->next)
		if (build_step(builder, client, step, &client->script[client->script_count]))
			client->script_count++;
	if (repeat == NULL)
		return;
	client->has_repeat = true;
	if (build_step(builder, client, repeat, &client->repeat) &&
	    client->repeat.word != SCRIPT_ACTION)
		step_error(builder, repeat, "bad-step", "only an action can be repeated");
}

static void
build_devices(struct builder *builder, struct client *client, const struct node *node)
{
	const struct node *list = node_get(node, "devices");

	if (list->count == 0 || list->count > LIMIT_DEVICES) {
		findings_error(&builder->findings, list->mark, "out-of-range",
		    "client \"%s\" needs from 1 to %u devices", client->id, LIMIT_DEVICES);
		return;
	}
	client->devices = arena_array(builder->arena, list->count, sizeof(*client->devices));
	for (const struct node *device = list->first; device != NULL; device = device->next) {
		for (uint32_t i = 0; i < client->device_count; i++)
			if (strcmp(client->devices[i], device->text) == 0)
				findings_error(&builder->findings, device->mark, "duplicate-id",
				    "device \"%s\" is listed twice", device->text);
		client->devices[client->device_count++] =
		    arena_strdup(builder->arena, device->text);
	}
}

void
build_clients(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *map = node_get(builder->tree, "clients");
	uint32_t count = map != NULL ? map->count : 0, more = 1;

	if (count > LIMIT_PEOPLE) {
		findings_error(&builder->findings, map->mark, "too-many",
		    "more than %u entries under clients: use a crowd", LIMIT_PEOPLE);
		return;
	}
	/* the load's visitor, and thieves that nobody declared */
	if (node_get(builder->tree, "faults") != NULL)
		more += node_get(builder->tree, "faults")->count;
	scenario->clients = arena_array(builder->arena, count + more, sizeof(*scenario->clients));
	for (const struct node *node = map != NULL ? map->first : NULL; node != NULL;
	    node = node->next) {
		struct client *client = &scenario->clients[scenario->client_count++];

		client->id = arena_strdup(builder->arena, node->key);
		client->mark = node->key_mark;
		build_members(builder, "clients.*.", node, client);
		client->has_think = node_get(node, "think") != NULL;
		client->retry.on = node_get(node, "retry")->kind == NODE_MAP;
		if (client->name == NULL) {
			char *name = arena_strdup(builder->arena, client->id);

			name[0] = (char)toupper((unsigned char)name[0]);
			client->name = name;
		}
		build_devices(builder, client, node);
		build_script(builder, client, node);
	}
}
