/* experiment/price.h - a price list: what a run costs, measure by measure, and what it may cost.
 *
 *    price: {ram_bytes.servers: 1, wire_bytes: 1, ram_bytes.store: 3}    each unit of the measure
 *    budget: 3500
 *
 * A cluster costs what its dearest run does: that of the scenario as it is, and that of each case.
 * Sums are exact: prices are taken to a thousandth, measures as the whole numbers that they are.
 */
#ifndef EXPERIMENT_PRICE_H
#define EXPERIMENT_PRICE_H

#include "experiment/runset.h"

#define PRICE_ROWS_MAX 8u

struct price_list {
	struct price_row {
		int measure;          /* of measure_rows */
		uint64_t thousandths; /* of one unit */
	} rows[PRICE_ROWS_MAX];
	uint32_t count;               /* 0: there is none */
	uint64_t budget;              /* 0: none */
};

struct price {
	bool known;           /* false: a measure could not be told */
	uint64_t thousandths; /* in all */
	uint64_t parts[PRICE_ROWS_MAX]; /* the measures, as whole units */
	const char *case_id;  /* of the dearest run; NULL: the scenario as it is */
};

/* Reads `price`; false after findings at their places. */
bool price_read(const struct node *node, struct price_list *list, struct findings *findings);
/* What `set`'s first design costs, and what `request` costs in each case of its scenario: the
 * dearest.  Cases are run here; changes of the request go by time in them. */
void price_of(const struct price_list *list, const struct runset_request *request,
    const struct runset *set, struct price *price);
/* "servers 1, wire 0.5, store 3 of 3500": words of price_say or names of measures, what a unit of
 * each costs, and what all may cost.  Nothing at all: no list.  False, and why in `why`. */
bool price_parse(const char *text, struct price_list *list, struct str *why);
/* The list as one types it. */
void price_write(const struct price_list *list, struct str *out);
/* "3412", "9.5". */
void price_put(uint64_t thousandths, struct str *out);
bool price_within(const struct price_list *list, const struct price *price);
/* "3412 of 3500: servers 2112 + wire 970 + store 110 x 3 (case first-server)". */
void price_say(const struct price_list *list, const struct price *price, struct str *out);

#endif
