/* player/settings_edit.c - what typing, adding, taking away and renaming at a line come to: paths
 * and values, as after --set.
 *
 * A path ends at a list: an element of one is changed by writing the list anew.
 */
#include <string.h>

#include "lesson/load.h"
#include "model/node_text.h"
#include "player/settings.h"

static const struct node *
tree_of(const struct player *player)
{
	return player->set.runs[player->lane].scenario->effective;
}

static struct setting_edits
refuse(const char *why)
{
	return (struct setting_edits){ .why = why };
}

static struct setting_edits
one(const char *path, const char *value)
{
	return (struct setting_edits){ .rows = { { path, value } }, .count = 1 };
}

static uint32_t
number_of(const char *text)
{
	uint32_t number = 0;

	for (; *text >= '0' && *text <= '9' && number < 100000; text++)
		number = number * 10 + (uint32_t)(*text - '0');
	return *text == '\0' || *text == '.' ? number : 0;
}

/* The innermost list that the path goes into: its own path, the number of the element from 1, and
 * what of the path is left behind that ("": the element itself).  False: there is none. */
struct list_place {
	const char *path, *rest;
	const struct node *list;
	uint32_t number;
};

static bool
list_on_the_way(const struct player *player, const char *path, struct arena *arena,
    struct list_place *place)
{
	for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.')) {
		const char *head = arena_strndup(arena, path, (size_t)(dot - path));
		const struct node *node = node_at(tree_of(player), head);

		if (!node || player_of_source(path))
			return false;
		if (node->kind != NODE_LIST)
			continue;
		*place = (struct list_place){ .path = head, .list = node,
			.number = number_of(dot + 1) };
		place->rest = strchr(dot + 1, '.') ? strchr(dot + 1, '.') + 1 : "";
		return place->number > 0;
	}
	return false;
}

/* How many elements of the list are the scenario's: what was broken by hand stands behind them. */
static uint32_t
own_count(const struct player *player, const char *path, const struct node *list)
{
	return strcmp(path, "faults") != 0 ? list->count :
	    list->count - (list->count < player->path.change_count ? list->count :
	    player->path.change_count);
}

/* The list with element `number` changed: NULL takes it away; behind the last, it joins. */
static const char *
list_with(const struct player *player, const struct list_place *place, const struct node *element,
    bool insert, struct arena *arena)
{
	struct node *list = node_new(arena, NODE_LIST, (struct mark){ 0 });
	uint32_t number = 0, count = own_count(player, place->path, place->list);

	for (const struct node *child = place->list->first; child && number < count;
	     child = child->next) {
		bool here = ++number == place->number;

		if (!here || insert)
			node_add(list, node_copy(arena, child));
		if (here && element)
			node_add(list, node_copy(arena, element));
	}
	if (insert && (place->number == 0 || place->number > count))
		node_add(list, node_copy(arena, element));
	return node_flow_text(list, arena);
}

/* What was typed, as the row takes it: text needs no quotes, whatever it holds. */
static const struct node *
read_typed(enum schema_type type, const char *typed, struct arena *arena)
{
	struct findings findings;

	findings_init(&findings, arena);
	if ((type == SCHEMA_TEXT || type == SCHEMA_EXPRESSION) && *typed != '"' && *typed)
		return node_scalar(arena, typed, (struct mark){ 0 });
	return yaml_read_value(typed, arena, &findings);
}

static enum schema_type
element_type(const struct schema_row *row)
{
	return row->type == SCHEMA_LIST ? row->element : row->type;
}

#define NO_VALUE "That is no value: a word, a number, [a, list] or {a: map}."

struct setting_edits
settings_type_value(const struct player *player, const struct setting_line *line, const char *typed,
    struct arena *arena)
{
	struct list_place place;
	const struct node *value;
	struct node *element;

	if (!*typed)
		return settings_take_away(player, line, arena);
	if (!list_on_the_way(player, line->path, arena, &place)) {
		value = read_typed(line->row->type, typed, arena);
		/* A map over a map is members over members: what is left out would stay. */
		return value ? one(line->path, node_flow_text(value, arena)) : refuse(NO_VALUE);
	}
	value = read_typed(element_type(line->row), typed, arena);
	if (!value)
		return refuse(NO_VALUE);
	if (*place.rest) {
		uint32_t number = 0;
		const struct node *old = place.list->first;

		while (old && ++number < place.number)
			old = old->next;
		if (!old)
			return refuse("There is no such entry.");
		element = node_set(arena, old, place.rest, value);
		value = element;
	}
	return one(place.path, list_with(player, &place, value, false, arena));
}

/* The member of the map goes, and with the last one the map's place in the list stays. */
static struct node *
without(const struct node *map, const char *key, struct arena *arena)
{
	struct node *copy = node_new(arena, map->kind, (struct mark){ 0 });

	for (const struct node *child = map->first; child; child = child->next)
		if (strcmp(child->key, key) != 0)
			node_add(copy, node_copy(arena, child));
	return copy;
}

struct setting_edits
settings_take_away(const struct player *player, const struct setting_line *line,
    struct arena *arena)
{
	struct list_place place;
	uint32_t number = 0;

	if (strcmp(line->path, "case") == 0)
		return one("case", "none");
	if (!list_on_the_way(player, line->path, arena, &place))
		return line->value ? one(line->path, "") :
		    refuse("It is not set: there is nothing to take away.");
	if (*place.rest == '\0')
		return one(place.path, list_with(player, &place, NULL, false, arena));
	for (const struct node *child = place.list->first; child; child = child->next)
		if (++number == place.number && node_get(child, place.rest))
			return one(place.path, list_with(player, &place,
			    without(child, place.rest, arena), false, arena));
	return refuse("It is not set: there is nothing to take away.");
}

/* ---- entries ---- */

/* Does the row's map take ids of one's own? */
static bool
takes_ids(const struct schema_row *row)
{
	const struct schema_row *child = row ? schema_child(row->path, "any-id") : NULL;

	/* what stands in a sweep or a case are paths */
	return row && row->type == SCHEMA_MAP &&
	    (strcmp(row->path, "sweep") == 0 || strcmp(row->path, "cases.*") == 0 ||
	    (child && strcmp(child->path + strlen(row->path), ".*") == 0));
}

const char *
settings_adds_to(const struct player *player, const struct setting_line *line, const char **begin,
    struct arena *arena)
{
	char *path = arena_strdup(arena, line->path);

	*begin = "";
	for (;;) {
		const struct schema_row *row = schema_find(path);
		const struct node *node = node_at(tree_of(player), path);
		char *dot;

		if (row && row->type == SCHEMA_LIST && !player_of_source(path)) {
			if (strcmp(path, "faults") == 0)
				*begin = "{at: 2s, do: crash, node: s1}";
			return path;
		}
		if (!(node && node->kind == NODE_LIST) && takes_ids(row))
			return path;
		dot = strrchr(path, '.');
		if (!dot)
			return NULL;
		*dot = '\0';
	}
}

/* What a new entry begins with when only its id was typed. */
static const char *
first_value(const char *map)
{
	if (strcmp(map, "clients") == 0)
		return "{script: [login, view cart]}";
	if (strcmp(map, "designs") == 0)
		return "{base: sticky}";
	return "{}";
}

struct setting_edits
settings_add(const struct player *player, const struct setting_line *line, const char *typed,
    struct arena *arena)
{
	const char *begin, *to = settings_adds_to(player, line, &begin, arena), *colon;
	const struct schema_row *row = to ? schema_find(to) : NULL, *child;
	const struct node *value;
	struct list_place place;
	char *id;

	if (!to || !row || !*typed)
		return refuse("Nothing of one's own can be added here.");
	if (row->type == SCHEMA_LIST) {
		value = read_typed(row->element, typed, arena);
		if (!value)
			return refuse(NO_VALUE);
		if (!list_on_the_way(player, line->path, arena, &place)) {
			place.path = to;
			place.list = node_at(tree_of(player), to);
			place.number = 0;
			if (!place.list || place.list->kind != NODE_LIST)
				place.list = node_new(arena, NODE_LIST, (struct mark){ 0 });
		}
		return one(to, list_with(player, &place, value, true, arena));
	}
	colon = strstr(typed, ": ");
	id = arena_strndup(arena, typed, colon ? (size_t)(colon - typed) : strlen(typed));
	child = schema_child(row->path, id);
	if (node_at(player_of_source(to) ? player_source(player)->tree : tree_of(player),
		arena_printf(arena, "%s.%s", to, id)))
		return refuse(arena_printf(arena, "There is a \"%s\" already.", id));
	if (!colon && !(child && child->type == SCHEMA_MAP))
		return refuse("Its value too, please: NAME: VALUE.");
	if (!colon)
		return one(arena_printf(arena, "%s.%s", to, id), first_value(to));
	value = read_typed(child ? child->type : SCHEMA_MAP, colon + 2, arena);
	return value ? one(arena_printf(arena, "%s.%s", to, id), node_flow_text(value, arena)) :
	    refuse(NO_VALUE);
}

const char *
settings_entry(const struct setting_line *line, struct arena *arena)
{
	char *path = arena_strdup(arena, line->path);

	for (;;) {
		const struct schema_row *row = schema_find(path);
		size_t length = row ? strlen(row->path) : 0;
		char *dot = strrchr(path, '.');

		/* homes and keys are of pieces; these have their names elsewhere */
		if (length > 2 && strcmp(row->path + length - 2, ".*") == 0 &&
		    !str_starts_with(path, "homes.") && !str_starts_with(path, "key.") &&
		    !str_starts_with(path, "faults.") && dot)
			return path;
		if (!dot)
			return NULL;
		*dot = '\0';
	}
}

struct setting_edits
settings_rename(const struct player *player, const struct setting_line *line, const char *typed,
    struct arena *arena)
{
	const char *from = settings_entry(line, arena), *to;
	const char *dot = from ? strrchr(from, '.') : NULL;
	const struct node *tree, *value;

	if (!dot)
		return refuse("It has no name of its own.");
	to = arena_printf(arena, "%.*s.%s", (int)(dot - from), from, typed);
	tree = player_of_source(from) ? player_source(player)->tree : tree_of(player);
	value = node_at(tree, from);
	if (!schema_is_id(typed))
		return refuse(arena_printf(arena,
		    "\"%s\" is not an id: small letters, digits and -, a letter first.", typed));
	if (!value || strcmp(from, to) == 0)
		return refuse("That is its name.");
	if (node_at(tree, to))
		return refuse(arena_printf(arena, "There is a \"%s\" already.", typed));
	return (struct setting_edits){
		.rows = { { to, node_flow_text(value, arena) }, { from, "" } },
		.count = 2 };
}
