/* lib/oracle.h - rows of the tables of known answers: tests/queueing.tsv, tests/waiting.tsv ...
 *
 * A line is a family ("mm1"), its parameters ("lambda=0.8;mu=1"), a quantity ("Wq") and its value.
 */
#ifndef TESTS_LIB_ORACLE_H
#define TESTS_LIB_ORACLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct oracle_row {
	char family[16], params[96], quantity[44];
	double expected;
};

/* The rows of one family in the order of the table; returns how many. */
size_t oracle_read(const char *table, const char *family, struct oracle_row *rows, size_t room);
/* How many rows from the first on are of the same station. */
size_t oracle_station(const struct oracle_row *rows, size_t count);
bool oracle_has(const char *params, const char *name);
/* Fails the test when there is none. */
double oracle_parameter(const char *params, const char *name);
/* The law of work of a row of M/G/1, of mean 1 ms, in the words of a scenario. */
void oracle_add_law(struct str *out, const char *params);

#endif
