/* tests/lib/expr_case.h - one scenario and one hand-made trace for tests of expressions.
 *
 *    ana (laptop), bob (phone, laptop), crowd x 3; s1 s2; designs sticky, store, token
 *
 * Waypoints: miss, look, order-read, revoked, late (a time), eve (before miss); and wrong ones:
 * loop-a and loop-b lead to each other, broken is no moment.
 */
#ifndef TESTS_LIB_EXPR_CASE_H
#define TESTS_LIB_EXPR_CASE_H

#include "lib/make_trace.h"
#include "trace/expr.h"

#define EXPR_CASE_DESIGNS 3

struct expr_case {
	struct make make;
	struct client clients[3];
	struct waypoint waypoints[16];
	const char *designs[EXPR_CASE_DESIGNS];
	const struct scenario *scenarios[EXPR_CASE_DESIGNS];
	struct expr_scope scope;
	struct world_cursor *cursor;
	struct measures measures[EXPR_CASE_DESIGNS];
	struct expr_run runs[EXPR_CASE_DESIGNS]; /* the same trace under each design */
	struct arena arena;
	struct findings findings;
};

/* An empty trace begun; events are added with make_*, then expr_case_end. */
void expr_case_begin(struct expr_case *expr_case);
void expr_case_end(struct expr_case *expr_case);
void expr_case_release(struct expr_case *expr_case);
/* A measure of one run. */
void expr_case_measure(struct expr_case *expr_case, uint32_t run, const char *name, double value);

/* Parses at line 1, column 1; NULL with findings. */
struct expr *expr_case_parse(struct expr_case *expr_case, const char *text, bool moment);
/* Parses and evaluates over all runs; a text that does not parse fails the test. */
struct expr_value expr_case_value(struct expr_case *expr_case, const char *text);

#endif
