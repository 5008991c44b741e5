/* view/costs.h - what the costs view compares: measures of the runs so far, all "less is better".
 */
#ifndef VIEW_COSTS_H
#define VIEW_COSTS_H

#include "view/scene.h"

enum { COSTS_MAX = 24, COST_LABEL_CELLS = 13 };

enum cost_kind {
	COST_SHOWN,   /* some run paid it, and it is drawn */
	COST_ZERO,    /* nobody paid it: folds into a line */
	COST_UNKNOWN, /* nothing to divide by yet: folds into a line */
	COST_BESIDE,  /* of something that no run saw happen: not spoken of */
	COST_LEFT     /* paid, but there is no room for it */
};

struct cost {
	char label[48];                  /* "state on wire", in standard words at most
	                                  * COST_LABEL_CELLS */
	char short_means[48], means[96]; /* "in headers", and the same in a few words more */
	enum measure_unit unit;
	enum cost_kind kind;
	bool known[SCENE_RUNS_MAX];
	double value[SCENE_RUNS_MAX];
};

struct costs {
	struct cost rows[COSTS_MAX];
	int count, shown;
	bool whole; /* the first run is at its end: all of every run is counted */
};

/* The costs of the scene's runs, of which at most `room` are shown: those in which the designs
 * differ before those that are alike.  Folds each kept trace up to its position. */
void costs_of(const struct scene *scene, int room, struct costs *costs);
/* The words of the nth cost, from 0, as standard ones: "busiest/mean", "busiest server against the
 * mean"; false: no more. */
bool cost_words(int n, struct cost *words);
/* "9.7 KiB", "34 ms", "1.41", "?". */
void cost_value(const struct cost *cost, int run, struct str *out);
/* "3.5x less", "none", "alike", or nothing for the run that pays more. */
void cost_margin(const struct cost *cost, int run, struct str *out);
/* "one knob: home of login and cart, with the routing it asks for", from effective scenarios. */
void costs_knob(const struct scenario *a, const struct scenario *b, struct str *out);
/* True when somebody's script reads or writes the piece; without any script every piece may be. */
bool costs_piece_used(const struct scenario *scenario, uint16_t piece);

#endif
