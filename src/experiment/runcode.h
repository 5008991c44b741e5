/* experiment/runcode.h - a short string that reopens a moment exactly (TRACE "Run code").
 *
 * Crockford base 32 in groups of four: what is run (lesson id or saved scenario, by digest of its
 * id), step or scenario, seed, case, changes, moment, checksum.  About 15 characters for a lesson
 * frame.  There is one way to write a code: whatever is read writes back to itself.
 */
#ifndef EXPERIMENT_RUNCODE_H
#define EXPERIMENT_RUNCODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "experiment/runset.h"

#define RUNCODE_CLAIMS 1000u   /* more than any lesson has steps */
#define RUNCODE_CLUSTERS 3000u /* a scenario that was played with: + row of its design; `lesson` is
                                * then the digest of the scenario's id */

#define RUNCODE_CHANGES_MAX 32u
#define RUNCODE_SETTINGS_MAX 32u

struct runcode {
	uint16_t lesson; /* 12 bits of digest of the lesson's id */
	uint16_t step;   /* index of the step, or RUNCODE_CLAIMS + that of a claim */
	bool has_seed;
	uint64_t seed;     /* when it is not the scenario's own */
	uint8_t names;     /* of an asking with other names (isomorph.h); 0: as written */
	bool twin;         /* of a question's twin */
	uint32_t position; /* events of the first design */
	uint16_t content;  /* 10 bits of digest of the scenario as run: tells "has changed since" */
	uint16_t parts;    /* and 2 bits for each of RUNCODE_PARTS of it: where */
	bool older;        /* of the form that had no `parts` */
	struct change changes[RUNCODE_CHANGES_MAX];
	uint32_t change_count;
	struct runcode_setting {
		const char *path, *value; /* as one writes after --set */
	} settings[RUNCODE_SETTINGS_MAX];
	uint32_t setting_count;
};

#define RUNCODE_PARTS 5u
uint16_t runcode_lesson(const char *lesson_id);
/* 10 bits over the effective settings of a scenario. */
uint16_t runcode_content(const struct scenario *scenario);
/* 2 bits for each part of those settings. */
uint16_t runcode_parts(const struct scenario *scenario);
/* What has changed since, as far as the bits tell: "clients and load, faults"; "" when they do
 * not. */
void runcode_changed(const struct runcode *code, const struct scenario *scenario, struct str *out);
/* False, and nothing in `out`: its settings are too long, or say what a code has no letters for
 * (a name beyond ASCII); it can be kept as a file all the same. */
bool runcode_write(const struct runcode *code, struct str *out);
/* False with `why` (one sentence) for a typo, a letter never used, a wrong checksum. */
bool runcode_read(const char *text, struct arena *arena, struct runcode *code, const char **why);
/* Codes that a single slip away from `text` (one letter is another one, or two beside each other
 * have changed places) and are sound; each as it is written.  Returns how many there are, of which
 * the first `most` are in `slips`. */
struct runcode_slip {
	uint32_t place; /* of the letter, from 1, hyphens not counted; of the first of two */
	char was, is;   /* the letter; of two: the first and the second */
	bool swapped;
	const char *text;
	struct runcode code;
};
uint32_t runcode_slips(const char *text, struct arena *arena, struct runcode_slip *slips,
    uint32_t most);

#endif
