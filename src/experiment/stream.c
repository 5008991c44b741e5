/* experiment/stream.c - engines that run while their events are written. */
#include "experiment/stream.h"

#include <string.h>

#define BACK_EVENTS (1u << 16) /* of a window, before what is sought */
#define SLICE_EVENTS (EXCHANGE_AHEAD / 2) /* a turn may make a few more */

static void
forget(struct stream_run *run)
{
	engine_free(run->engine);
	run->engine = NULL;
	trace_release(&run->trace);
}

/* The first time the targets are those of the run before, as it left them; later the same again. */
static void
take_targets(struct stream_run *run)
{
	if (!run->met) {
		for (uint32_t i = 0; i < LIMIT_ACCIDENTS; i++) {
			run->before.server[i] = NONE16;
			run->before.at_ns[i] = UINT64_MAX;
		}
		if (run != run->stream->runs) {
			run->before = run[-1].targets;
			run->before.decided = true;
		}
		if (single_is_conditional(run->scenario))
			run->stream->stopped |= !single_find_moments(run->scenario, run->before,
			    run->stream->watch, &run->moments);
		run->met = true;
	}
	run->targets = run->before;
}

static struct trace *
begin(void *self, uint32_t events)
{
	struct stream_run *run = self;
	struct engine_options options = { .keep = true, .targets = &run->targets,
		.ring_events = events, .slice_events = SLICE_EVENTS };

	forget(run);
	take_targets(run);
	if (single_is_conditional(run->scenario))
		options.conditions = single_known_conditions(&run->moments);
	trace_init(&run->trace, run->scenario);
	run->trace.sweep_min = run->stream->sweep_min;
	run->engine = engine_new(run->scenario, &run->trace, &options);
	run->status = ENGINE_RUNNING;
	return &run->trace;
}

/* Asks who watches now and then. */
static bool
goes_on(struct stream_run *run)
{
	struct stream *stream = run->stream;

	stream->looked += SLICE_EVENTS;
	if (stream->watch && !stream->stopped && stream->looked >= RUN_WATCH_EVENTS) {
		stream->looked = 0;
		stream->stopped =
		    !stream->watch->goes_on(stream->watch->self, run->trace.event_total);
	}
	return !stream->stopped;
}

static bool
reach(void *self, uint64_t number)
{
	struct stream_run *run = self;

	while (run->status == ENGINE_RUNNING && run->trace.ring_next <= number && goes_on(run))
		run->status = engine_step(run->engine);
	return run->trace.ring_next > number;
}

bool
stream_open(struct stream *stream, const struct runset_request *request,
    struct findings *findings)
{
	struct arena *arena = &stream->set.arena;

	memset(stream, 0, sizeof *stream);
	if (!runset_build(&stream->set, request, findings))
		return false;
	stream->watch = request->watch;
	stream->runs = arena_array(arena, stream->set.run_count, sizeof *stream->runs);
	stream->rows = arena_array(arena, stream->set.run_count, sizeof *stream->rows);
	for (uint32_t r = 0; r < stream->set.run_count; r++) {
		struct stream_run *run = &stream->runs[r];

		run->stream = stream;
		run->scenario = stream->set.runs[r].scenario;
		run->source = (struct exchange_source){ .self = run, .scenario = run->scenario,
			.begin = begin, .reach = reach, .stopped = &stream->stopped };
		stream->rows[r] = (struct exchange_run){ .design = stream->set.runs[r].design,
			.source = &run->source };
		if (!single_check(run->scenario, arena, findings))
			return false;
	}
	return true;
}

void
stream_find(struct stream *stream, uint64_t *number, uint64_t at_ns,
    struct runset_request *request)
{
	struct stream_run *run = &stream->runs[0];
	struct trace *trace = begin(run, BACK_EVENTS);
	const struct event *newest;
	bool more = true;

	do {
		trace->ring_from = trace->ring_next; /* nothing is waited for: the ring is enough */
		more = reach(run, trace->ring_next);
		if (!more)
			break;
		newest = trace_ring_event(trace, trace->ring_next - 1);
	} while (trace->ring_next <= *number && newest->at_ns <= at_ns);
	if (trace->ring_next == 0)
		return; /* stopped before its first event */
	if (*number >= trace->ring_next)
		*number = trace->ring_next - 1;
	request->windows = true;
	request->from_ns = trace_ring_event(trace, trace_ring_first(trace))->at_ns;
	if (run->scenario->store.copies > 0) { /* what no copy has got yet is looked for */
		uint64_t lag_ns = run->scenario->store.copy_lag_ns;
		uint64_t to_ns = trace_ring_event(trace, *number)->at_ns;
		uint64_t from_ns = to_ns > lag_ns ? to_ns - lag_ns : 0;

		if (from_ns < request->from_ns)
			request->from_ns = from_ns;
	}
	request->measures_end = more || *number + 1 < trace->ring_next;
	newest = trace_ring_event(trace, *number);
	request->until = at_ns != UINT64_MAX
	    ? (struct recorder_until){ UINT64_MAX, at_ns, UINT8_MAX }
	    : (struct recorder_until){ *number + 1, newest->at_ns, newest->phase };
}

void
stream_release(struct stream *stream)
{
	for (uint32_t r = 0; stream->runs != NULL && r < stream->set.run_count; r++)
		forget(&stream->runs[r]);
	runset_release(&stream->set);
}
