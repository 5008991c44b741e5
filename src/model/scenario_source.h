/* model/scenario_source.h - from a file's tree to `struct scenario`, layer by layer.
 *
 *    defaults < scenario's own keys < built-in base < the design's own keys < case < --set
 *
 * The schema is one table (model/schema.h) of path, type, default, unit, text: the loader, cases,
 * --set, help and the JSON of effective settings all come from it.  Layers merge as trees first
 * (model/node.h), so that every value keeps its place in the file and an unknown key is found
 * with it.
 */
#ifndef MODEL_SCENARIO_SOURCE_H
#define MODEL_SCENARIO_SOURCE_H

#include "base/json.h"
#include "model/node.h"
#include "model/scenario.h"

/* A --set or a change of a fork: value as a tree (a scalar, or parsed YAML flow).  An empty value
 * takes away what stands at the path: then it is as if nobody had written anything there. */
struct setting {
	const char *path;
	const struct node *value;
	bool swept; /* a value of a sweep, not of --set: what is wrong with it says so */
};

/* The path of a setting that adds a fault to the list instead of replacing the list. */
#define SETTING_FAULT "faults[]"

/* A scenario as written: its tree plus what can be known without layers. */
struct scenario_source {
	const char *id;
	const struct node *tree;
	const char **designs; /* ids in order; one, "sticky", when absent */
	uint32_t design_count;
	const char **cases;
	uint32_t case_count;
	struct mark mark;
};

/* Reads ids of designs and cases; findings for a tree of the wrong shape. */
bool scenario_source_init(struct scenario_source *source, const char *id, const struct node *tree,
    struct arena *arena, struct findings *findings);

/* The effective scenario of one design and case (case_id NULL: none) with `settings` last.
 * Everything wrong goes to findings with its place, all in one pass: unknown keys (nearest known),
 * wrong types and units, words that this version cannot do (code "not-built"), contradictions.
 * Returns NULL if there were errors.  The result lives in `arena`. */
struct scenario *scenario_build(const struct scenario_source *source, const char *design,
    const char *case_id, const struct setting *settings, uint32_t setting_count,
    struct arena *arena, struct findings *findings);

/* Everything after defaults, one member a setting, its dotted path the key: "effective" of run
 * --json. */
void scenario_write_json(const struct scenario *scenario, struct json *json);

/* The value of one setting as it stands there: a number where the schema has a number. */
void scenario_write_setting(const char *path, const struct node *value, struct json *json);

/* Are the cases of the right shape, whichever is run?  Everything wrong becomes a finding. */
bool scenario_check_cases(const struct scenario_source *source, struct arena *arena,
    struct findings *findings);

/* A built-in design. */
struct builtin_design {
	const char *id;
	bool built;        /* this version's engine can run it */
	const char *text;  /* one line: what it is */
	const char *const *settings; /* "homes.login", "server", ..., NULL */
};
extern const struct builtin_design builtin_designs[];
extern const uint32_t builtin_design_count;

#endif
