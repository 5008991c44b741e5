/* engine/engine.h - the simulator's one public header: a scenario in, a recorded run out.
 *
 * Discrete events on integer nanoseconds, ordered by (time, phase, birth); one random stream per
 * purpose; no libm, no clock, no locale, no thread: the same scenario and seed give the same digest
 * on every machine.  The meaning of a request, of settings and of faults is FORMATS section 1.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/finding.h"
#include "base/footprint.h"
#include "model/scenario.h"
#include "trace/recorder.h"
#include "trace/trace.h"

/* Where the faults of the first design hit, so that every design is hit at the same node. */
struct engine_targets {
	uint16_t server[LIMIT_ACCIDENTS]; /* server index of fault i, NONE16: not decided yet */
	uint64_t at_ns[LIMIT_ACCIDENTS];  /* moment of a fault with `after:`, UINT64_MAX: not met */
	bool decided;                  /* the first design has run */
};

/* Decides moments of `stop.when` and `at: {after: ..}` while the run goes on: true once the moment
 * given by its text has come, from the events recorded so far.  Supplied by the floor above; the
 * engine calls it after each event while a condition is pending. */
struct engine_conditions {
	void *self;
	bool (*holds)(void *self, const struct trace *trace, uint32_t condition);
	/* condition: 0 = stop.when, 1 + i = moment of fault i */
	bool blind; /* out: it cannot be told any more, as the trace is full: the run ends */
};

struct engine_options {
	bool keep;                        /* keep the trace (needed for pictures and expressions) */
	struct engine_targets *targets;   /* NULL: decide and forget */
	struct engine_conditions *conditions; /* NULL: scenario must have none */
	struct measures_fold *measures;   /* NULL: not wanted */
	/* Of a run that is neither kept nor waits for a moment: nobody asks for its digest, which
	 * stays 0.  What no measure reads either is counted and not made. */
	bool no_digest;
	/* Every run by the same functions: those for runs in which nothing breaks (steady.c)
	 * would tell the same, which tests show. */
	bool long_way;
	/* Of a run that is not kept: its newest events all the same, in memory that does not
	 * grow (trace_ring_event).  A window into a long run: run it again with `ring_until`
	 * behind what is sought.  With `keep`: everything is made as in a kept run, with the same
	 * numbers, but of its events and messages the ring alone is kept, so that a run of any
	 * length can be told as it goes on; conditions of it do not look at the trace. */
	uint32_t ring_events; /* so many, rounded up to a power of two; 0: none */
	uint64_t ring_until;  /* those before this event; 0: before the end */
	/* Of a kept run: a window into a long one.  Kept from the first event at `keep_from_ns` on
	 * (trace->before); what happened before is in the world there.  The same of conditions. */
	bool keeps_window;
	uint64_t keep_from_ns;
	const struct recorder_until *measured; /* its measures end here; NULL: at the end */
	uint64_t slice_events; /* engine_step returns after this many; 0: runs to the end */
	/* Of a kept run that somebody looks at between two slices: once no more is kept the newest
	 * events are in a ring all the same, until `ends` has been called, right before the run
	 * is over.  NULL: nobody. */
	void (*ends)(void *self, const struct trace *trace);
	void *self;
};

enum engine_status { ENGINE_RUNNING, ENGINE_DONE, ENGINE_LIMIT };

/* The scenario with everything of its faults drawn that is left to chance, from its seed: the same
 * one when there is nothing to draw.  *full: there were more than LIMIT_ACCIDENTS. */
const struct scenario *engine_draw(const struct scenario *scenario, struct arena *arena,
    bool *full);

/* All faults of a run in the order of their times (those after a moment last), with every `random`
 * that is known before it begins in its place. */
struct fault *engine_faults(const struct scenario *scenario, struct arena *arena,
    uint32_t *count);

struct engine;
/* `trace` is initialised by trace_init with the same scenario; the engine adds tables and events,
 * and where faults are at random gives it the drawn scenario.
 * Scenario contradictions were refused before (scenario_validate). */
struct engine *engine_new(const struct scenario *scenario, struct trace *trace,
    const struct engine_options *options);
/* Runs on; ENGINE_DONE once the stop was reached and the recorder finished.  ENGINE_LIMIT: a limit
 * of base/limits.h ended the run; the trace says it is not complete. */
enum engine_status engine_step(struct engine *engine);
/* Which limit ended it, in words that outlive it; NULL: none. */
const char *engine_limit(const struct engine *engine);
void engine_free(struct engine *engine);
/* Adds its tables, those of the trace and of the measures: where the memory of the run goes. */
void engine_footprint(const struct engine *engine, struct footprint *footprint);

/* All in one: new, step to the end, free. */
enum engine_status engine_run(const struct scenario *scenario, struct trace *trace,
    const struct engine_options *options);

/* Compiled into every build, called after every event by tests: conservation of requests, no event
 * in the past, no read of dead memory, a session on one live server at most unless on_miss keep.
 * Returns NULL or what is broken. */
const char *engine_broken_invariant(const struct engine *engine);

#endif
