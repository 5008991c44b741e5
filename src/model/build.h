/* model/build.h - private to src/model: a scenario while it is being built.
 *
 *    layers_merge (layers.c, layers_check.c): tree ──▶ build_scenario (scenario_build.c): struct
 *        ──▶ build_clients, build_faults ──▶ build_contradictions
 */
#ifndef MODEL_BUILD_H
#define MODEL_BUILD_H

#include "model/scenario_source.h"
#include "model/schema.h"

/* Who wrote a layer: what keys it may use. */
enum layer { LAYER_SCENARIO, LAYER_DESIGN, LAYER_CASE };

struct builder {
	const struct scenario_source *source;
	const char *design, *case_id;
	const struct setting *settings;
	uint32_t setting_count;
	struct arena *arena;
	struct findings findings;  /* of this build */
	const char *prefix;        /* before each sentence: "" or "--set PATH: " */
	uint32_t depth, set_depth; /* keys down to what is looked at; to what --set names */
	struct node *tree;         /* effective: all layers merged */
	const char *base;          /* the design's built-in base */
	bool carrier_set;          /* some layer wrote token.carrier */
	struct node *changing;     /* the tree after the changes so far; NULL: there were none */
	struct scenario *scenario; /* result */
};

/* Checks and merges all layers into builder->tree.  What is wrong became a finding and was left
 * out; false when there is no base to go on from. */
bool layers_merge(struct builder *builder);
/* Is the layer of the right shape, its words known and built?  Everything wrong becomes a
 * finding and is taken out of the layer; false when it is no map at all. */
bool layer_check(struct builder *builder, struct node *layer, enum layer kind);
/* One layer over the tree so far: bare values unfolded, a new law drops what it does not take, of
 * rate and utilisation the new one drops the other. */
struct node *layer_apply(struct arena *arena, struct node *tree, const struct node *layer);
/* Keys with dots as nested maps, in a copy. */
struct node *layer_expand(struct builder *builder, const struct node *layer);

/* Settings of the scenario itself into builder->scenario, by the rows of the schema. */
void build_settings(struct builder *builder);
void build_pieces(struct builder *builder);
void build_actions(struct builder *builder);
void build_clients(struct builder *builder);
/* The load, and behind all others the client that its sessions are members of. */
void build_load(struct builder *builder);
/* At random, again and again, and for how long. */
void build_chance(struct builder *builder, const struct node *node, struct fault *fault);
/* drop: which messages, how many of them or which share. */
void build_drop(struct builder *builder, const struct node *node, struct fault *fault);
/* change: which setting, and its new value, as bytes to be put in its place. */
void build_change(struct builder *builder, const struct node *node, struct fault *fault);
/* How often sessions of the load come. */
void build_arrivals(struct builder *builder, const struct node *load);
/* Idempotency and limiter: what servers keep about requests themselves. */
void build_guards(struct builder *builder);
/* "100/m"; false after a finding. */
bool build_limit(struct builder *builder, const struct node *node, uint64_t *limit,
    uint64_t *window_ns);
void build_faults(struct builder *builder);
void build_cast(struct builder *builder);
/* "s3" -> 3; 0: not a server's id. */
uint32_t build_server_number(const char *id);
/* Keys of a fault that changes the set of servers, and none of those for the others. */
void build_fleet(struct builder *builder, const struct node *node, struct fault *fault);
/* Is there ever such a server? */
bool build_server_exists(struct builder *builder, const struct node *node, uint32_t number);
/* Do all that the faults add fit, and are the servers there that a deploy names? */
void build_fleet_fits(struct builder *builder, const struct node *list);
/* What a fault on keys, clocks and logins needs; false when it is none of these. */
bool build_attack(struct builder *builder, const struct node *node, struct fault *fault);
/* Is there such a place, and can this happen to it? */
bool fault_check_node(struct builder *builder, const struct node *node, enum fault_kind kind);
void build_contradictions(struct builder *builder);
/* Those of them that a change of settings can bring about. */
void build_contradictions_now(struct builder *builder);
/* scenario_routing.c: affinity, map and ring make sense together. */
void build_routing_fits(struct builder *builder);
/* One step of a script ("add book"); false after a finding at its place. */
bool build_step(struct builder *builder, struct client *client, const struct node *node,
    struct script_step *step);
/* Reads a law's map into *law. */
void build_law(struct builder *builder, const struct schema_row *row, const struct node *node,
    struct law *law);
/* Reads every stored member under `prefix` ("clients.*.") of the map into the struct at base. */
void build_members(struct builder *builder, const char *prefix, const struct node *map, void *base);

/* findings_error with the builder's prefix and, when one of `known` is near `word`, advice. */
bool build_error_near(struct builder *builder, struct mark mark, const char *code, const char *word,
    const char *const *known, size_t count, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

const struct builtin_design *builtin_design(const char *id);

#endif
