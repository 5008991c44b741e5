/* experiment/runset.h - a scenario run under its designs, at one moment of editing: traces,
 * measures, waypoints, all together.  The floor where lesson, engine and trace meet.
 *
 *    lesson + scenario + designs + case + settings + changes ──runset_run──▶ runs[], findings
 */
#ifndef EXPERIMENT_RUNSET_H
#define EXPERIMENT_RUNSET_H

#include "base/finding.h"
#include "experiment/single.h"
#include "model/lesson.h"
#include "trace/expr.h"
#include "trace/measures.h"

/* A change made by a learner at a moment: a fault in the words of FORMATS, applied when `position`
 * events of the first run have happened (of the run as it was when the change was made).  In the
 * other runs it takes the same moment.  By time where a setting changed since, and the events with
 * it. */
#define CHANGE_PARTS_MAX 4
struct change {
	enum fault_kind kind;
	struct change_part {
		const char *key, *value; /* "node", "s1" */
	} parts[CHANGE_PARTS_MAX];
	uint32_t part_count;
	uint32_t position;
	bool by_time;
	uint64_t at_ns;
	bool placed;          /* with one design: known where, no run is needed to find it */
	uint32_t after_event; /* placed: as a fault has it */
};

/* The value of a part, or NULL. */
const char *change_part(const struct change *change, const char *key);
/* The commonest: something happens to a place. */
struct change change_at_node(enum fault_kind kind, const char *node, uint32_t position);
/* As one writes it in a scenario's list of faults: a map. */
struct node *change_node(const struct change *change, uint64_t at_ns, struct arena *arena);

struct runset_request {
	const struct scenario_source *source;
	const char *const *designs; /* NULL: all of the scenario */
	uint32_t design_count;
	const char *case_id;
	const struct setting *settings;
	uint32_t setting_count;
	bool has_seed;
	uint64_t seed;
	const struct change *changes;
	uint32_t change_count;
	bool keep; /* keep traces */
	bool windows; /* of runs without changes: kept from this moment on */
	uint64_t from_ns;
	bool measures_end; /* of windows: measures up to here, `events` of the first run alone */
	struct recorder_until until;
	const struct run_watch *watch; /* NULL: nobody looks how far it is */
};

struct runset_run {
	const char *design;
	struct scenario *scenario;
	struct trace trace;
	struct world_cursor *cursor; /* NULL unless kept */
	struct measures measures;
};

struct runset {
	struct arena arena;
	struct runset_run *runs;
	uint32_t run_count;
	struct expr_run *expr_runs; /* the same, for expressions */
	const struct scenario **scenarios;
	const char **designs;
	struct expr_scope scope;
	bool stopped; /* by who watches */
};

/* The scenario of one design: the request's case and settings, `extra` after these, the seed last.
 * NULL after findings. */
struct scenario *runset_scenario(const struct runset_request *request, const char *design,
    const struct setting *extra, uint32_t extra_count, struct arena *arena,
    struct findings *findings);

/* Zeroes the set and builds every design's scenario; nothing runs.  False after findings. */
bool runset_build(
    struct runset *set, const struct runset_request *request, struct findings *findings);
/* Runs every design (the first decides nodes of faults for all).  False after findings, or when
 * who watches stopped it (set->stopped). */
bool runset_run(
    struct runset *set, const struct runset_request *request, struct findings *findings);
void runset_release(struct runset *set);

/* Evaluates `text` over the set, with `design` (NULL: the first) as the default design. */
struct expr_value runset_evaluate(struct runset *set, const char *text, struct mark mark,
    const char *design, struct arena *arena, struct findings *findings, bool *ok);
/* What `text`, which parses, compares in the set: "200 == 200". */
void runset_measured(struct runset *set, const char *text, struct mark mark, const char *design,
    struct str *out);
/* A moment ("before miss", "42", "3.2s", "end", a waypoint) as a position in run `run`'s events. */
bool runset_moment(struct runset *set, uint32_t run, const char *text, struct mark mark,
    uint32_t *position, uint64_t *at_ns, struct findings *findings);

/* A moment of twins: given that `position` events of run `run` have happened, how many of every
 * other run have, aligned by time and phase.  positions[run_count]. */
void runset_positions(
    const struct runset *set, uint32_t run, uint32_t position, uint32_t *positions);
/* The same for a time: everything with at_ns <= at_ns has happened. */
void runset_positions_at(const struct runset *set, uint64_t at_ns, uint32_t *positions);

#endif
