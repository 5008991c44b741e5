#include <string.h>

#include "model/build.h"

#define SETTING_KEYS_MAX 64 /* looked at for the nearest one */

static struct node *
keyed(struct node *node, const char *key, struct mark key_mark)
{
	node->key = key;
	node->key_mark = key_mark;
	return node;
}

static struct node *unfold(struct arena *arena, const struct schema_row *row,
    const struct node *node);
static void replace_law(struct node *law, const struct node *over);

/* "latency: {law: exponential, mean: 5ms, inside: 1ms}": what is said of the map itself is said of
 * each law in it, and then what is said of that one. */
static struct node *
unfold_laws(struct arena *arena, const struct schema_row *row, const struct node *node)
{
	struct node *map = keyed(node_new(arena, NODE_MAP, node->mark), node->key, node->key_mark);

	for (const char *word = row->bare; *word != '\0';) {
		size_t length = strcspn(word, " ");
		char *key = arena_strndup(arena, word, length);
		const struct schema_row *law_row = schema_child(row->path, key);
		struct node *law = node_new(arena, NODE_MAP, node->mark), *own;

		for (const struct node *part = node->first; part != NULL; part = part->next)
			if (schema_child(row->path, part->key) ==
			    schema_child(schema_law_path(law_row), part->key))
				node_add(law, node_copy(arena, part));
		if ((own = node_get(node, key)) != NULL) {
			own = unfold(arena, law_row, own);
			replace_law(law, own);
			law = node_merge(arena, law, own);
		}
		if (law->count > 0)
			node_add(map, keyed(law, key, own != NULL ? own->key_mark
			    : node->key_mark));
		word += length + (word[length] == ' ');
	}
	return map;
}

/* A copy in which bare values are maps: "latency: 5ms" sets client and inside, a bare duration
 * where a law stands is a constant, a design without knobs is an empty map. */
static struct node *
unfold(struct arena *arena, const struct schema_row *row, const struct node *node)
{
	const char *path = row != NULL ? row->path : "";
	struct node *map;

	if (node->kind == NODE_SCALAR && row != NULL && schema_law_path(row) != NULL) {
		map = keyed(node_new(arena, NODE_MAP, node->mark), node->key, node->key_mark);
		node_add(map, keyed(node_scalar(arena, "constant", node->mark), "law", node->mark));
		node_add(map, keyed(node_copy(arena, node), "mean", node->mark));
		return map;
	}
	if (node->kind == NODE_SCALAR && row != NULL && row->bare != NULL) {
		map = keyed(node_new(arena, NODE_MAP, node->mark), node->key, node->key_mark);
		for (const char *word = row->bare; *word != '\0';) {
			size_t length = strcspn(word, " ");
			char *key = arena_strndup(arena, word, length);
			struct node *part = keyed(node_copy(arena, node), key, node->key_mark);

			node_add(map, unfold(arena, schema_child(path, key), part));
			word += length + (word[length] == ' ');
		}
		return map;
	}
	if (node->kind == NODE_MAP && row != NULL && schema_sets_laws(row))
		return unfold_laws(arena, row, node);
	if (row != NULL && schema_switches_on(row, node))
		return keyed(node_new(arena, NODE_MAP, node->mark), node->key, node->key_mark);
	if (node->kind != NODE_MAP || (row != NULL && schema_law_path(row) != NULL))
		return node_copy(arena, node);
	map = keyed(node_new(arena, NODE_MAP, node->mark), node->key, node->key_mark);
	for (const struct node *child = node->first; child != NULL; child = child->next) {
		const struct schema_row *child_row = schema_child(path, child->key);

		node_add(map, child_row != NULL ? unfold(arena, child_row, child) :
		    node_copy(arena, child));
	}
	return map;
}

/* The tree's law gives up what the layer's law does not take, and the other one of rate and
 * utilisation. */
static void
replace_law(struct node *law, const struct node *over)
{
	const struct node *word = node_get(over, "law");
	int kind = word != NULL && word->kind == NODE_SCALAR ?
	    names_find(&names_law, word->text) : -1;
	struct node *next;

	/* How often and how far apart are one question. */
	if (node_get(over, "rate") != NULL || node_get(over, "mean") != NULL)
		node_remove(law, "utilisation");
	if (node_get(over, "utilisation") != NULL || node_get(over, "mean") != NULL)
		node_remove(law, "rate");
	if (node_get(over, "utilisation") != NULL || node_get(over, "rate") != NULL)
		node_remove(law, "mean");
	if (kind < 0)
		return;
	for (struct node *child = law->first; child != NULL; child = next) {
		next = child->next;
		if (!schema_law_takes((enum law_kind)kind, child->key) &&
		    strcmp(child->key, "rate") != 0 && strcmp(child->key, "utilisation") != 0)
			node_remove(law, child->key);
	}
}

static void
replace_laws(struct node *tree, const struct node *layer, const char *path)
{
	for (const struct node *over = layer->first; over != NULL; over = over->next) {
		struct node *under = node_get(tree, over->key);
		const struct schema_row *row = schema_child(path, over->key);

		if (under == NULL || row == NULL || over->kind != NODE_MAP ||
		    under->kind != NODE_MAP)
			continue;
		if (schema_law_path(row) != NULL)
			replace_law(under, over);
		else
			replace_laws(under, over, row->path);
	}
}

struct node *
layer_apply(struct arena *arena, struct node *tree, const struct node *layer)
{
	struct node *unfolded = unfold(arena, NULL, layer);

	replace_laws(tree, unfolded, "");
	return node_merge(arena, tree, unfolded);
}

/* Puts a copy of `value` at the dotted path; two values for one place are an error. */
static void
expand_into(struct builder *builder, struct node *root, const char *path, const struct node *value)
{
	struct node *parent = root, *found;
	size_t length;

	while (path[length = strcspn(path, ".")] == '.') {
		char *key = arena_strndup(builder->arena, path, length);

		found = node_get(parent, key);
		if (found == NULL) {
			found = keyed(node_new(builder->arena, NODE_MAP, value->mark), key,
			    value->key_mark);
			node_add(parent, found);
		}
		if (found->kind != NODE_MAP) {
			findings_error(&builder->findings, value->key_mark, "duplicate-key",
			    "%s\"%s\" is set twice", builder->prefix, key);
			return;
		}
		parent = found;
		path += length + 1;
	}
	found = node_get(parent, path);
	if (found != NULL && found->kind == NODE_MAP && value->kind == NODE_MAP) {
		for (const struct node *child = value->first; child != NULL; child = child->next)
			expand_into(builder, found, child->key, child);
		return;
	}
	if (found != NULL) {
		findings_error(&builder->findings, value->key_mark, "duplicate-key",
		    "%s\"%s\" is set twice", builder->prefix, path);
		return;
	}
	node_add(parent, keyed(node_copy(builder->arena, value),
	    arena_strdup(builder->arena, path), value->key_mark));
}

struct node *
layer_expand(struct builder *builder, const struct node *layer)
{
	struct node *root = node_new(builder->arena, NODE_MAP, layer->mark);

	if (layer->kind != NODE_MAP)
		return node_copy(builder->arena, layer);
	for (const struct node *child = layer->first; child != NULL; child = child->next)
		expand_into(builder, root, child->key, child);
	return root;
}

/* Every default that does not hang on an id, and the four pieces that are always there. */
static struct node *
defaults_tree(struct arena *arena)
{
	static const struct {
		const char *bytes_path, *bytes, *key_path, *key;
	} pieces[] = {
		{ "state.login.bytes", "64B", "state.login.key", "session" },
		{ "state.cart.bytes", "2KiB", "state.cart.key", "session" },
		{ "state.theme.bytes", "16B", "state.theme.key", "user" },
		{ "state.orders.bytes", "256B", "state.orders.key", "user" },
	};
	struct node *tree = node_new(arena, NODE_MAP, (struct mark){ 0 });
	struct mark nowhere = { 0 };

	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		struct node *value = schema_default(row, arena);

		if (value != NULL && row->scope == SCHEMA_ANYWHERE && row->path[0] != '@' &&
		    strchr(row->path, '*') == NULL && strncmp(row->path, "load.", 5) != 0)
			tree = node_set(arena, tree, row->path, value);
	}
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		tree = node_set(arena, tree, pieces[i].bytes_path,
		    node_scalar(arena, pieces[i].bytes, nowhere));
		tree = node_set(arena, tree, pieces[i].key_path,
		    node_scalar(arena, pieces[i].key, nowhere));
	}
	return tree;
}

/* Members of the map that say nothing get the defaults of their rows. */
static void
fill_members(struct arena *arena, struct node *map, const char *row_prefix)
{
	size_t length = strlen(row_prefix);

	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		const char *key = row->path + length;

		if (strncmp(row->path, row_prefix, length) != 0 || strchr(key, '.') != NULL ||
		    row->default_text == NULL || node_get(map, key) != NULL)
			continue;
		node_add(map, keyed(schema_default(row, arena), key, map->mark));
	}
}

static void
fill_ids(struct arena *arena, struct node *ids, const char *row_prefix)
{
	for (struct node *id = ids != NULL ? ids->first : NULL; id != NULL; id = id->next)
		fill_members(arena, id, row_prefix);
}

/* A client that retries says so with a map, were it an empty one. */
static void
fill_retries(struct arena *arena, struct node *clients)
{
	for (struct node *id = clients != NULL ? clients->first : NULL; id != NULL; id = id->next) {
		struct node *retry = node_get(id, "retry");

		if (retry != NULL && retry->kind == NODE_MAP)
			fill_members(arena, retry, "clients.*.retry.");
	}
}

/* A block that is only there when it is written. */
static void
fill_block(struct arena *arena, struct node *tree, const char *key)
{
	struct node *block = node_get(tree, key);

	if (block != NULL && block->kind == NODE_MAP)
		fill_members(arena, block, arena_printf(arena, "%s.", key));
}

/* What the base adds, as a tree of its own. */
static struct node *
base_tree(struct arena *arena, const struct builtin_design *design)
{
	struct node *tree = node_new(arena, NODE_MAP, (struct mark){ 0 });

	for (const char *const *pair = design->settings; pair[0] != NULL; pair += 2)
		tree = node_set(arena, tree, pair[0],
		    node_scalar(arena, pair[1], (struct mark){ 0 }));
	return tree;
}

/* The layers between the scenario and the result, in order; NULL: not there. */
struct layers {
	struct node *design, *over, *over_design; /* over: the case, then its designs.ID */
	struct node **settings;                   /* one tree each, designs.ID already chosen */
};

/* What a case or setting says about designs.ID: the part for this design, out of the layer. */
static struct node *
take_design(struct builder *builder, struct node *layer)
{
	struct node *designs = node_get(layer, "designs"), *mine;

	if (designs == NULL)
		return NULL;
	node_remove(layer, "designs");
	if (designs->kind != NODE_MAP) {
		findings_error(&builder->findings, designs->mark, "wrong-type",
		    "%s\"designs\" has to be a map of keys and values", builder->prefix);
		return NULL;
	}
	for (struct node *child = designs->first; child != NULL; child = child->next) {
		bool known = strcmp(child->key, builder->design) == 0;

		for (uint32_t i = 0; i < builder->source->design_count; i++)
			known |= strcmp(child->key, builder->source->designs[i]) == 0;
		if (!known)
			build_error_near(builder, child->key_mark, "unknown-design", child->key,
			    builder->source->designs, builder->source->design_count,
			    "no design \"%s\" here", child->key);
	}
	mine = node_get(designs, builder->design);
	return mine != NULL && layer_check(builder, mine, LAYER_DESIGN) ? mine : NULL;
}

static void
layers_design(struct builder *builder, struct layers *layers)
{
	const struct node *designs = node_get(builder->source->tree, "designs");
	const struct node *design = designs != NULL ? node_get(designs, builder->design) : NULL;

	if (design != NULL && design->kind == NODE_SCALAR && !design->quoted &&
	    design->text[0] == '\0')
		design = NULL; /* "sticky:" with nothing after it */
	if (design == NULL)
		return;
	layers->design = node_copy(builder->arena, design);
	if (!layer_check(builder, layers->design, LAYER_DESIGN))
		layers->design = NULL;
}

static void
layers_case(struct builder *builder, struct layers *layers)
{
	const struct node *cases = node_get(builder->source->tree, "cases");
	const struct node *over = builder->case_id != NULL ? node_get(cases, builder->case_id) :
	    NULL;

	if (builder->case_id == NULL)
		return;
	if (over == NULL) {
		build_error_near(builder, builder->source->mark, "unknown-case", builder->case_id,
		    builder->source->cases, builder->source->case_count,
		    "scenario \"%s\" has no case \"%s\"", builder->source->id,
		    builder->case_id);
		return;
	}
	layers->over = layer_expand(builder, over);
	if (layers->over->kind == NODE_MAP)
		layers->over_design = take_design(builder, layers->over);
	if (!layer_check(builder, layers->over, LAYER_CASE))
		layers->over = NULL;
}

bool
scenario_check_cases(const struct scenario_source *source, struct arena *arena,
    struct findings *findings)
{
	struct builder builder = { .source = source, .arena = arena, .prefix = "" };

	findings_init(&builder.findings, arena);
	for (uint32_t i = 0; i < source->design_count; i++)
		for (uint32_t k = 0; k < source->case_count; k++) {
			struct layers layers = { 0 };

			builder.design = source->designs[i];
			builder.case_id = source->cases[k];
			layers_case(&builder, &layers);
			if (layers.over_design != NULL)
				layer_check(&builder, layers.over_design, LAYER_DESIGN);
		}
	findings_join(findings, &builder.findings);
	return builder.findings.errors == 0;
}

/* A fault of a fork joins those that are there; any other list replaces. */
static void
add_fault(struct arena *arena, struct node *tree, const struct node *fault)
{
	struct node *list = node_get(tree, "faults");

	if (list == NULL || list->kind != NODE_LIST) {
		list = node_new(arena, NODE_LIST, fault->mark);
		list->key = "faults";
		list->key_mark = fault->mark;
		node_add(tree, list);
	}
	node_add(list, node_copy(arena, fault));
}

/* "--set clients.bob=": an empty value takes away what stands there. */
static bool
takes_away(const struct setting *setting)
{
	return setting->value->kind == NODE_SCALAR && !setting->value->quoted &&
	    setting->value->text[0] == '\0' && !setting->swept &&
	    strcmp(setting->path, SETTING_FAULT) != 0;
}

/* The tree as if nobody had written anything at the path: what the base or the defaults have there,
 * or nothing. */
static struct node *
take_away(struct builder *builder, struct node *tree, const struct setting *setting)
{
	const char *path = setting->path, *own, *dot;
	struct node *standing, *defaults, *parent;
	const char *known[SETTING_KEYS_MAX];
	uint32_t count = 0;

	if (str_starts_with(path, "designs.")) {
		path += strlen("designs.");
		own = strchr(path, '.');
		if (own == NULL || strncmp(path, builder->design, (size_t)(own - path)) != 0 ||
		    builder->design[own - path] != '\0')
			return tree; /* another design's */
		path = own + 1;
	}
	standing = node_at(tree, path);
	dot = strrchr(path, '.');
	parent = dot == NULL ? tree :
	    node_at(tree, arena_strndup(builder->arena, path, (size_t)(dot - path)));
	if (standing == NULL) {
		for (const struct node *child = parent != NULL ? parent->first : NULL;
		     child != NULL && parent->kind == NODE_MAP && count < SETTING_KEYS_MAX;
		     child = child->next)
			known[count++] = child->key;
		build_error_near(builder, setting->value->mark, "unknown-key",
		    dot == NULL ? path : dot + 1, known, count, "nothing stands there to be taken "
		    "away");
		return tree;
	}
	node_remove(parent, dot == NULL ? path : dot + 1);
	defaults = node_at(layer_apply(builder->arena, defaults_tree(builder->arena),
	    base_tree(builder->arena, builtin_design(builder->base))), path);
	return defaults != NULL ? node_set(builder->arena, tree, path, defaults) : tree;
}

/* How many keys lead to the place, in a design's own tree where it is of one. */
static uint32_t
keys_of(const char *path)
{
	uint32_t count = 1;

	for (const char *dot = strchr(path, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
		count++;
	return str_starts_with(path, "designs.") && count > 2 ? count - 2 : count;
}

static void
layers_settings(struct builder *builder, struct layers *layers)
{
	layers->settings = arena_array(builder->arena, builder->setting_count,
	    sizeof(*layers->settings));
	for (uint32_t i = 0; i < builder->setting_count; i++) {
		const struct setting *setting = &builder->settings[i];
		struct node *root = node_new(builder->arena, NODE_MAP, setting->value->mark);
		struct node *mine;

		if (takes_away(setting))
			continue; /* when it is its turn: what stands there is not known yet */
		builder->prefix = arena_printf(builder->arena, "%s %s: ",
		    setting->swept ? "sweep of" : "--set", setting->path);
		builder->set_depth = keys_of(setting->path);
		if (strcmp(setting->path, SETTING_FAULT) == 0)
			add_fault(builder->arena, root, setting->value);
		else
			expand_into(builder, root, setting->path, setting->value);
		mine = take_design(builder, root);
		layer_check(builder, root, LAYER_CASE);
		layers->settings[i] = mine != NULL ? mine : root;
		builder->prefix = "";
	}
}

/* The base as the last layer that names one has it. */
static const struct node *
layers_base(const struct builder *builder, const struct layers *layers)
{
	const struct node *base = node_get(layers->design, "base"), *later;

	if ((later = node_get(layers->over, "base")) != NULL)
		base = later;
	if ((later = node_get(layers->over_design, "base")) != NULL)
		base = later;
	for (uint32_t i = 0; i < builder->setting_count; i++)
		if ((later = node_get(layers->settings[i], "base")) != NULL)
			base = later;
	return base;
}

static const struct builtin_design *
find_base(struct builder *builder, const struct layers *layers)
{
	const struct node *base = layers_base(builder, layers);
	const char *id = base != NULL && base->kind == NODE_SCALAR ? base->text : builder->design;
	const struct builtin_design *design = builtin_design(id);
	struct node *designs = node_get(builder->source->tree, "designs");
	struct node *written = node_get(designs, builder->design);
	struct mark mark = base != NULL ? base->mark : written != NULL ? written->key_mark :
	    builder->source->mark;
	const char *known[32];

	for (uint32_t i = 0; i < builtin_design_count; i++)
		known[i] = builtin_designs[i].id;
	if (design == NULL && base == NULL && written == NULL) {
		build_error_near(builder, mark, "unknown-design", id, builder->source->designs,
		    builder->source->design_count, "scenario \"%s\" has no design \"%s\"",
		    builder->source->id, id);
	} else if (design == NULL && base == NULL) {
		build_error_near(builder, mark, "missing-key", id, known, builtin_design_count,
		    "design \"%s\" needs \"base\": the built-in design it starts from", id);
	} else if (design == NULL) {
		build_error_near(builder, mark, "unknown-design", id, known, builtin_design_count,
		    "no built-in design \"%s\"", id);
	} else if (!design->built) {
		findings_error(&builder->findings, mark, "not-built",
		    base != NULL ? "\"base: %s\" is not in this version" :
		    "design \"%s\" is not in this version", id);
	} else {
		builder->base = design->id;
		return design;
	}
	return NULL;
}

/* True when logins are in tokens that refresh tokens renew. */
static bool
tree_rotates(const struct node *tree)
{
	const struct node *refresh = node_at(tree, "token.refresh");
	const struct node *login = node_at(tree, "homes.login");

	return refresh != NULL && refresh->kind == NODE_SCALAR && login != NULL &&
	    login->kind == NODE_SCALAR && strcmp(refresh->text, "rotate") == 0 &&
	    strcmp(login->text, "token") == 0;
}

/* The piece that remembers which refresh token is the newest. */
static void
add_refresh(struct arena *arena, struct node **tree)
{
	static const char *const settings[][2] = { { "state.refresh.bytes", "64B" },
		{ "state.refresh.key", "session" }, { "homes.refresh", "store" } };

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (node_at(*tree, settings[i][0]) == NULL)
			*tree = node_set(arena, *tree, settings[i][0],
			    node_scalar(arena, settings[i][1], (struct mark){ 0 }));
}

bool
layers_merge(struct builder *builder)
{
	struct node *own = node_copy(builder->arena, builder->source->tree);
	const struct builtin_design *base;
	struct layers layers = { 0 };
	struct node *tree;

	builder->prefix = "";
	layer_check(builder, own, LAYER_SCENARIO);
	layers_design(builder, &layers);
	layers_case(builder, &layers);
	layers_settings(builder, &layers);
	base = find_base(builder, &layers);
	builder->carrier_set = node_at(own, "token.carrier") != NULL ||
	    node_at(layers.design, "token.carrier") != NULL ||
	    node_at(layers.over, "token.carrier") != NULL ||
	    node_at(layers.over_design, "token.carrier") != NULL;
	for (uint32_t i = 0; i < builder->setting_count; i++)
		builder->carrier_set = (builder->carrier_set ||
		    node_at(layers.settings[i], "token.carrier") != NULL) &&
		    !(takes_away(&builder->settings[i]) &&
		    strcmp(builder->settings[i].path, "token.carrier") == 0);
	if (base == NULL || own->kind != NODE_MAP)
		return false;
	node_remove(own, "designs");
	node_remove(own, "cases");
	node_remove(own, "sweep");
	tree = layer_apply(builder->arena, defaults_tree(builder->arena), own);
	tree = layer_apply(builder->arena, tree, base_tree(builder->arena, base));
	if (layers.design != NULL)
		tree = layer_apply(builder->arena, tree, layers.design);
	if (layers.over != NULL)
		tree = layer_apply(builder->arena, tree, layers.over);
	if (layers.over_design != NULL)
		tree = layer_apply(builder->arena, tree, layers.over_design);
	for (uint32_t i = 0; i < builder->setting_count; i++) {
		const struct setting *setting = &builder->settings[i];

		builder->prefix = arena_printf(builder->arena, "--set %s: ", setting->path);
		if (takes_away(setting))
			tree = take_away(builder, tree, setting);
		else if (strcmp(setting->path, SETTING_FAULT) == 0)
			add_fault(builder->arena, tree, setting->value);
		else
			tree = layer_apply(builder->arena, tree, layers.settings[i]);
	}
	builder->prefix = "";
	fill_ids(builder->arena, node_get(tree, "clients"), "clients.*.");
	fill_retries(builder->arena, node_get(tree, "clients"));
	if (tree_rotates(tree))
		add_refresh(builder->arena, &tree);
	fill_block(builder->arena, tree, "load");
	fill_block(builder->arena, tree, "denylist");
	fill_block(builder->arena, tree, "idempotency");
	fill_block(builder->arena, tree, "limiter");
	fill_ids(builder->arena, node_get(tree, "state"), "state.*.");
	fill_ids(builder->arena, node_get(tree, "actions"), "actions.*.");
	builder->tree = tree;
	return true;
}
