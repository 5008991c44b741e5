/* experiment/isomorph.h - an item asked again: another seed, other names, answers in another order.
 *
 *    vary: {seed: [1, 2, 3], names: true}  ──▶  variants 0 .. 3 * ISOMORPH_NAMES - 1
 *
 * The first variant is the item as written.  Nothing in a variant is authored: it is run, and its
 * key computed.  `check` proves every variant that a learner can be shown.
 */
#ifndef EXPERIMENT_ISOMORPH_H
#define EXPERIMENT_ISOMORPH_H

#include "experiment/runset.h"

#define ISOMORPH_NAMES 3u /* as written, and two more */
#define ISOMORPH_RENAMED 8u /* people of a pronoun whose names are exchanged */

struct isomorph {
	bool has_seed;
	uint64_t seed;
	uint32_t names; /* 0: as written */
	bool twin;      /* with the item's one setting changed: another key */
};

/* How many variants; `renamed`: the names vary too, as they do for bets that return. */
uint32_t isomorph_count(const struct lesson_item *item, bool renamed);
struct isomorph isomorph_of(const struct lesson_item *item, bool renamed, uint32_t variant);
/* The settings that give a scenario's people the names of a set, in `arena`; returns how many.
 * Names go to names of the same pronoun; one whose pronoun is not known stays.
 * Ids, keys and expressions stay what they are: an id is the identity. */
uint32_t isomorph_settings(const struct scenario_source *source, uint32_t names,
    struct arena *arena, struct setting **settings);
/* `text` with each of these people under that set's name; the same text where none occurs. */
const char *isomorph_text(const struct scenario_source *source, uint32_t names, const char *text,
    struct arena *arena);
/* An order of `count` answers, from the learner's seed, the item and how often it was asked before;
 * never that of the time before.  Times 0 without a seed is the order as written. */
void isomorph_order(const struct lesson_item *item, uint64_t study_seed, uint32_t times,
    uint8_t *order);

#endif
