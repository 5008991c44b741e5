/* Settings of the balancer that say nothing together: a map with nobody to map, points of a ring
 * that there is not.  A setting of the scenario may be there for one of its designs or cases alone,
 * so only what nothing in it could ever use is refused. */
#include <string.h>

#include "model/build.h"

#define DEFAULT_POINTS 100u

static bool
is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, text) == 0)
			return true;
	return false;
}

static bool
ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool
says(const struct node *node, const char *const *words)
{
	if (node->kind == NODE_SCALAR)
		return is_one_of(node->text, words);
	for (const struct node *child = node->first; child != NULL; child = child->next)
		if (says(child, words))
			return true;
	return false;
}

/* Does the setting `key` ever have one of these values, in a design, a case, a sweep, a change? */
static bool
ever(const struct node *node, const char *key, const char *const *words)
{
	const struct node *path;

	if (node->key != NULL && ends_in(node->key, key) && says(node, words))
		return true;
	if (node->kind == NODE_SCALAR)
		return false;
	path = node_get(node, "path");
	if (path != NULL && path->kind == NODE_SCALAR && ends_in(path->text, key) &&
	    node_get(node, "to") != NULL && says(node_get(node, "to"), words))
		return true;
	for (const struct node *child = node->first; child != NULL; child = child->next)
		if (ever(child, key, words))
			return true;
	return false;
}

static bool
is_keyed(const struct scenario *scenario)
{
	return scenario->balancer.affinity == AFFINITY_IP ||
	    scenario->balancer.affinity == AFFINITY_KEY;
}

/* The design's own keys, where it has some. */
static const struct node *
own_keys(const struct builder *builder)
{
	return node_get(node_get(builder->source->tree, "designs"), builder->design);
}

static void
map_has_keys(struct builder *builder)
{
	static const char *const keyed[] = { "ip", "key", NULL };
	const struct scenario *scenario = builder->scenario;
	const struct node *own = own_keys(builder), *map = node_at(builder->tree, "balancer.map");
	const struct node *affinity = node_at(own, "balancer.affinity");
	bool here = node_at(own, "balancer.map") != NULL && affinity != NULL &&
	    !says(affinity, keyed);

	if (scenario->balancer.map == MAP_NONE || is_keyed(scenario) ||
	    (!here && ever(builder->source->tree, "affinity", keyed)))
		return;
	findings_error(&builder->findings, map->mark, "contradiction",
	    "balancer.map has nothing to map: with affinity %s no address and no user leads to a "
	    "server", names_affinity.rows[scenario->balancer.affinity].word);
	findings_advise(&builder->findings, "Add \"affinity: ip\" or \"affinity: key\", or leave "
	    "out \"map\".");
}

static void
keys_have_map(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;
	const struct node *map = node_at(builder->tree, "balancer.map");

	/* Left out it is modulo; written, it says that nothing leads anywhere. */
	if (!is_keyed(scenario) || scenario->balancer.map != MAP_NONE || map->mark.line == 0)
		return;
	findings_error(&builder->findings, map->mark, "contradiction",
	    "affinity %s needs a map: \"none\" leads to no server",
	    names_affinity.rows[scenario->balancer.affinity].word);
	findings_advise(&builder->findings, "modulo, ring, rendezvous or bounded; left out it is "
	    "modulo.");
}

static void
points_have_ring(struct builder *builder)
{
	static const char *const rings[] = { "ring", "bounded", NULL };
	const struct scenario *scenario = builder->scenario;

	if (scenario->balancer.virtual_nodes == DEFAULT_POINTS ||
	    scenario->balancer.map == MAP_RING || scenario->balancer.map == MAP_BOUNDED ||
	    ever(builder->source->tree, "map", rings))
		return;
	findings_error(&builder->findings,
	    node_at(builder->tree, "balancer.virtual_nodes")->mark, "contradiction",
	    "balancer.virtual_nodes are points of a ring, and there is none");
	findings_advise(&builder->findings, "Add \"map: ring\" or \"map: bounded\".");
}

void
build_routing_fits(struct builder *builder)
{
	map_has_keys(builder);
	keys_have_map(builder);
	points_have_ring(builder);
}
