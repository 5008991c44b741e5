/* view/chart.h - what a chart shows: points measured at the values of one setting, their spread
 * over the runs, and the curve of a law where one is known.
 *
 *    bars (one design)              lines (two or three)
 *    ███◀ law at the right edge     ● measured, │ its spread, · the law
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "view/grid.h"

#define CHART_SERIES_MAX 3

enum chart_unit { CHART_NUMBER, CHART_SHARE, CHART_NS, CHART_BYTES, CHART_RATE };

struct chart_point {
	bool known, law_known;
	uint32_t runs;       /* that were measured */
	double mean, sd, se; /* sd, se: 0 where there are not two runs */
	double law;
	/* Requests after which a run is as at any time, and those that it leaves out; 0: the law
	 * does not ask. */
	double remembers, left_out;
};

/* A place of the law's curve: x in points (1.5 lies between the second and the third). */
struct chart_spot {
	double x, y;
};

struct chart_series {
	const char *design;
	bool keeps_state; /* its servers keep something: its header is double */
	struct chart_point *points;
	const char *law;      /* "1/N", NULL: none is known here */
	const char *law_says; /* one sentence; of none: why there is none */
	struct chart_spot *curve;
	uint32_t curve_count;
};

struct chart {
	const char *title; /* "time from send to receipt, mean" */
	const char *key;   /* the setting that varies: "servers.count" */
	enum chart_unit unit;
	const char *const *x_words; /* by point: "4", "10ms" */
	const double *x;            /* the same as numbers, NULL: they are none */
	const char *x_unit;         /* behind these: "ms", "" */
	uint32_t point_count;
	struct chart_series series[CHART_SERIES_MAX];
	uint32_t series_count, left_out; /* left_out: designs that are not drawn */
	uint32_t runs;                   /* of each point */
	uint64_t seed;
	uint32_t selected;   /* the point that words are about */
	uint32_t done, all;  /* runs so far; alike when all is measured */
	bool table;          /* as a table */
};

/* A chart into a rectangle: header, plot, axis, spread, law, words.  NULL: says that nothing
 * varies.  closed: an open bet closes it. */
void chart_draw(const struct chart *chart, bool closed, struct grid *grid, struct rect rect);
/* The same numbers, a row a point, as lines. */
void chart_table(const struct chart *chart, struct str *out);
/* "33.8 %", "2.5 ms": a value in the chart's unit. */
void chart_value(enum chart_unit unit, double value, struct str *out);
/* Is the measured mean within `errors` standard errors of the law? */
bool chart_agrees(const struct chart_point *point, double errors);
/* The least round number from `value` on that four ticks divide: the top of an axis. */
double chart_top(double value);
/* Where two laws cross, in points, and the height; false: nowhere. */
bool chart_crossing(const struct chart *chart, double *x);

#endif
