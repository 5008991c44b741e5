/* tests/lib/naive_read.h - the reading half of lib/naive_expr: words, actors, patterns, moments.
 */
#ifndef TESTS_LIB_NAIVE_READ_H
#define TESTS_LIB_NAIVE_READ_H

#include "lib/naive_expr.h"
#include "trace/world.h"

struct naive {
	const struct trace *trace;
	const char *at; /* what is still to be read */
};

struct naive_env {
	uint32_t limit, world, event;
	uint16_t client, server;
	const struct naive_many *many; /* NULL: one run */
	uint32_t case_row, only, without; /* only, without: 1 + the run, or 0 */
};

struct naive_spot { /* a moment */
	bool missing;
	uint32_t before, after, event;
	uint64_t at_ns;
};

struct naive_who {
	bool missing, none;
	int role; /* -1: the row */
	uint16_t row;
};

struct naive_pattern {
	char kind[64];
	int count;
	struct {
		char word[16];
		char piece[64];
		struct naive_who who;
		struct naive_spot spot;
	} suffix[8];
	const char *where;
};

void naive_blanks(struct naive *naive);
void naive_peek_word(struct naive *naive, char out[64]);
void naive_take_word(struct naive *naive, char out[64]);
bool naive_take(struct naive *naive, const char *word);
void naive_must(struct naive *naive, const char *word);
const char *naive_skip_group(struct naive *naive);
struct naive_value naive_group_at(const struct naive *naive, const char *text,
    const struct naive_env *env);
struct naive_value naive_truth(bool value);
const struct world *naive_fold(const struct trace *trace, uint32_t count,
    struct world_cursor **cursor);
struct naive_who naive_who_is(uint16_t row);
struct naive_who naive_find_who(const struct trace *trace, const char *word,
    const struct naive_env *env);
struct naive_who naive_read_who(struct naive *naive, const struct naive_env *env);
bool naive_is_who(const struct trace *trace, const struct naive_who *who, uint16_t row);
struct naive_pattern naive_read_pattern(struct naive *naive, const struct naive_env *env);
bool naive_is_missing(const struct naive_pattern *pattern);
bool naive_fits(const struct naive *naive, const struct naive_pattern *pattern, uint32_t index,
    const struct naive_env *env);
struct naive_spot naive_event_spot(const struct trace *trace, uint32_t event);
struct naive_spot naive_waypoint_spot(const struct trace *trace, const char *id);
double naive_read_quantity(struct naive *naive);
struct naive_spot naive_read_spot(struct naive *naive, const struct naive_env *env);
struct naive_value naive_or_value(struct naive *naive, const struct naive_env *env);

#endif
