/* model/sweep.h - settings and the values to run them with, one after the other.
 *
 *    sweep: {servers.count: [1, 2], servers.workers: [1, 4]}  ──▶  4 points
 *
 * Every value of each key with every value of the others; the last key changes fastest.
 */
#ifndef MODEL_SWEEP_H
#define MODEL_SWEEP_H

#include "model/scenario_source.h"

#define SWEEP_KEYS_MAX 4

struct sweep_key {
	const char *path;
	const struct node **values;
	uint32_t value_count;
	struct mark mark;
};

struct sweep {
	struct sweep_key keys[SWEEP_KEYS_MAX];
	uint32_t key_count;
};

/* Adds a key with a list of values; one that is there already gets the new values.  False after a
 * finding. */
bool sweep_add(struct sweep *sweep, const char *path, const struct node *list, struct mark mark,
    struct arena *arena, struct findings *findings);
/* The scenario's own `sweep:` block; no key when it has none. */
bool sweep_of_source(const struct scenario_source *source, struct sweep *sweep, struct arena *arena,
    struct findings *findings);
void sweep_remove(struct sweep *sweep, const char *path);
/* How many points: 1 without keys; 0 after a finding, when there are too many. */
uint32_t sweep_point_count(const struct sweep *sweep, struct findings *findings);
/* The value of key `key` at a point. */
const struct node *sweep_value(const struct sweep *sweep, uint32_t point, uint32_t key);
/* The settings of a point, one a key. */
void sweep_settings(const struct sweep *sweep, uint32_t point, struct setting *settings);
/* "servers.count = 4, servers.workers = 1" */
void sweep_print(const struct sweep *sweep, uint32_t point, struct str *out);

#endif
