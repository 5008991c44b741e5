/* tests/lib/naive_expr.h - expressions evaluated a second time, straight from their text.
 *
 * No tree, no types, no memory of anything: the text is read again for every event and position,
 * and worlds are folded from the beginning each time.  It knows the part of the language that
 * random expressions use, over one complete trace; what it does not know fails the test.
 */
#ifndef TESTS_LIB_NAIVE_EXPR_H
#define TESTS_LIB_NAIVE_EXPR_H

#include "trace/trace.h"

/* 'b'ool, 'n'umber of any unit, 'm'oment, 'h'omes, 't'ext, 'a'ctor, 'w'ord */
struct naive_value {
	char kind;
	bool missing, truth;
	double number;
	uint64_t at_ns;
	uint32_t event; /* of a moment, or NONE32 */
	uint32_t homes;
	uint16_t actor;
	char text[64];
	char name[64]; /* the bare name it was written as, or "" */
};

struct naive_value naive_evaluate(const struct trace *trace, const char *text);

/* The same with many runs: measures are those of `value`, by case (0: none, else 1 + row), run,
 * design and measure ("sticky", "time_ns.mean"). */
struct naive_many {
	uint32_t run_count, case_count;
	double (*value)(uint32_t case_row, uint32_t run, const char *design, const char *measure);
};
struct naive_value naive_evaluate_many(
    const struct trace *trace, const struct naive_many *many, const char *text);

#endif
