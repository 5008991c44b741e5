/* experiment/single.h - one run of one design, in slices: engine, its conditions, its measures.
 *
 * What a lesson shows, a column of `run` and one of ten thousand runs are all made here.  Nothing
 * is shared between two of them but the scenario, which nobody changes: they may run at the same
 * time.
 */
#ifndef EXPERIMENT_SINGLE_H
#define EXPERIMENT_SINGLE_H

#include "base/finding.h"
#include "engine/engine.h"
#include "trace/expr.h"
#include "trace/measures.h"

/* When the conditions of a run held, by events made until then, so that the same run can be made
 * again without asking them: [0] stop.when, [1 + i] the moment of fault i; UINT64_MAX: never. */
struct single_moments {
	uint64_t held_at[1 + LIMIT_ACCIDENTS];
	uint64_t blind_at; /* one of them, asked then, could not be told any more */
	uint32_t blind;    /* which */
	struct engine_conditions known; /* see single_known_conditions */
};

struct single {
	struct arena arena; /* of its conditions */
	const struct scenario *scenario;
	struct trace *trace; /* the caller's */
	struct measures_fold *fold;
	struct engine *engine;
	enum engine_status status;
	/* stop.when and the `after:` moments of faults, NULL where there is none */
	bool conditional;
	struct expr *when, *after[LIMIT_ACCIDENTS];
	/* What each of them has found so far: [0] stop.when, [1 + i] the moment of fault i */
	struct expr_memory *memory[1 + LIMIT_ACCIDENTS];
	struct expr_run so_far;
	struct engine_conditions hook;
	struct single_moments moments;
	const struct recorder_until *until; /* where its measures end, NULL: with the run */
	/* Of a told run: events seen by stop.when, by all pending moments of faults, and by those
	 * of them that have been asked last; what all have seen goes. */
	uint64_t when_saw, after_saw, after_sees;
	uint32_t after_left; /* moments of faults that are pending */
};

/* Does what the scenario says in expressions mean something?  Findings tell. */
bool single_check(const struct scenario *scenario, struct arena *arena, struct findings *findings);
/* Has it conditions?  They are asked after every event.  Most look at that event alone; for others
 * the run keeps its trace, also when nobody else asks for it. */
bool single_is_conditional(const struct scenario *scenario);
/* What somebody asks of a run that keeps no trace; who asks for less gets it sooner. */
enum single_use {
	SINGLE_WHOLE,      /* digest and all measures */
	SINGLE_MEASURES,   /* no digest */
	SINGLE_OF_CLIENTS, /* of the measures, those of measure_is_of_clients */
};

/* Initialises *trace and begins.  slice_events 0: single_step goes to the end at once.  The
 * scenario has passed single_check. */
void single_begin(struct single *single, const struct scenario *scenario, struct trace *trace,
    struct engine_targets *targets, bool keep, enum single_use use, uint64_t slice_events);
/* Who looks how far long runs are. */
struct run_watch {
	void *self;
	bool (*goes_on)(void *self, uint64_t events); /* of the run so far; false: stop it */
};
#define RUN_WATCH_EVENTS (1u << 13) /* between two looks, about */
/* Makes a conditional run once, to learn its moments.  The targets are those it begins with.  False
 * when it was stopped by `watch` (NULL: nobody looks). */
bool single_find_moments(const struct scenario *scenario, struct engine_targets targets,
    const struct run_watch *watch, struct single_moments *moments);
/* Runs it, kept as far as it is, and asks `look` again and again, the last time right before the
 * run is over (ends), for `context`, in which `expr` (expr_is_steady) is known from all events so
 * far, kept or not.  `look` returns false when it has seen enough.  False when the watch stopped
 * it. */
struct single_looker {
	void *self;
	bool (*look)(void *self, struct expr_context *context, bool ends);
};
bool single_look(const struct scenario *scenario, const struct expr *expr,
    const struct run_watch *watch, const struct single_looker *looker);
/* Conditions that hold at these moments, without a look at the trace; part of `moments`. */
struct engine_conditions *single_known_conditions(struct single_moments *moments);
/* The same of a kept run, from a moment on: a window (engine.h), with measures up to another moment
 * (`until`, NULL: the end).  One with conditions is made once more before, from its beginning;
 * false when that was stopped by `watch`: nothing has begun. */
bool single_begin_window(struct single *single, const struct scenario *scenario,
    struct trace *trace, struct engine_targets *targets, const struct run_watch *watch,
    uint64_t from_ns, const struct recorder_until *until);
/* A slice on; false once the run is over. */
bool single_step(struct single *single);
/* The measures so far. */
void single_measures(const struct single *single, struct measures *measures);
/* Gives back all but the trace. */
void single_end(struct single *single);

#endif
