/* experiment/batch.c - scenarios built, jobs taken, worked at and merged; batch_pool.c has the
 * threads. */
#include "experiment/batch.h"

#include <string.h>

#include "base/check.h"
#include "base/digest.h"
#include "experiment/batch_work.h"

struct batch_cell *
batch_cell(const struct batch *batch, uint32_t point, uint32_t design)
{
	return &batch->cells[point * batch->design_count + design];
}

/* ---- building ---- */

/* A fault needs the first design to decide where it hits all others. */
static bool
has_faults(const struct batch *batch)
{
	for (uint32_t i = 0; i < batch->point_count * batch->design_count; i++)
		if (batch->cells[i].scenario->fault_count > 0)
			return true;
	return false;
}

static void
plan(struct batch *batch)
{
	struct batch_work *work = mem_alloc(sizeof *work);
	uint32_t threads = batch->request.threads;

	work->parts = has_faults(batch) ? 1 : batch->design_count;
	work->job_designs = batch->design_count / work->parts;
	work->job_count = (uint64_t)batch->request.runs * batch->point_count * work->parts;
	work->window = 4 * (threads ? threads : BATCH_THREADS_MAX);
	if (work->window > work->job_count)
		work->window = (uint32_t)work->job_count;
	work->jobs = arena_array(&batch->arena, work->window, sizeof *work->jobs);
	for (uint32_t i = 0; i < work->window; i++)
		work->jobs[i].outcomes = arena_array(
		    &batch->arena, work->job_designs, sizeof *work->jobs[i].outcomes);
	batch->work = work;
}

static bool
build_point(struct batch *batch, uint32_t point, struct findings *findings)
{
	struct setting settings[SWEEP_KEYS_MAX];

	sweep_settings(&batch->sweep, point, settings);
	for (uint32_t d = 0; d < batch->design_count; d++) {
		struct scenario *scenario = runset_scenario(batch->request.base, batch->designs[d],
		    settings, batch->sweep.key_count, &batch->arena, findings);

		if (!scenario || !single_check(scenario, &batch->arena, findings))
			return false;
		*batch_cell(batch, point, d) = (struct batch_cell){ .scenario = scenario };
	}
	return true;
}

bool
batch_open(struct batch *batch, const struct batch_request *request, struct findings *findings)
{
	const struct runset_request *base = request->base;
	const char *const *designs = base->designs ? base->designs : base->source->designs;

	CHECK(request->runs >= 1);
	memset(batch, 0, sizeof *batch);
	batch->request = *request;
	batch->design_count = base->designs ? base->design_count : base->source->design_count;
	batch->designs =
	    arena_array(&batch->arena, batch->design_count, sizeof *batch->designs);
	for (uint32_t d = 0; d < batch->design_count; d++)
		batch->designs[d] = designs[d];
	if (request->sweep)
		batch->sweep = *request->sweep;
	batch->point_count = sweep_point_count(&batch->sweep, findings);
	if (batch->point_count == 0)
		return false;
	batch->cells = arena_array(&batch->arena,
	    (size_t)batch->point_count * batch->design_count, sizeof *batch->cells);
	for (uint32_t p = 0; p < batch->point_count; p++)
		if (!build_point(batch, p, findings))
			return false;
	plan(batch);
	return true;
}

void
batch_release(struct batch *batch)
{
	if (batch->work) {
		if (batch->work->own && batch->work->own->begun) {
			single_end(&batch->work->own->single);
			trace_release(&batch->work->own->trace);
		}
		mem_free(batch->work->own);
		mem_free(batch->work);
	}
	arena_release(&batch->arena);
	memset(batch, 0, sizeof *batch);
}

void
batch_progress(const struct batch *batch, struct batch_progress *progress)
{
	progress->runs = atomic_load(&batch->work->runs);
	progress->runs_all =
	    (uint64_t)batch->request.runs * batch->point_count * batch->design_count;
	progress->events = atomic_load(&batch->work->events);
}

/* ---- working ---- */

static uint32_t
job_run(const struct batch *batch, uint64_t job)
{
	return (uint32_t)(job / batch->work->parts / batch->point_count);
}

static uint32_t
job_point(const struct batch *batch, uint64_t job)
{
	return (uint32_t)(job / batch->work->parts % batch->point_count);
}

/* The first design of a job. */
static uint32_t
job_design(const struct batch *batch, uint64_t job)
{
	return (uint32_t)(job % batch->work->parts) * batch->work->job_designs;
}

bool
batch_take(struct batch_worker *worker)
{
	struct batch_work *work = worker->batch->work;

	if (work->next == work->job_count || work->next - work->merged >= work->window)
		return false;
	worker->busy = true;
	worker->job = work->next++;
	worker->design = 0;
	memset(&worker->targets, 0, sizeof worker->targets);
	for (uint32_t i = 0; i < LIMIT_ACCIDENTS; i++) {
		worker->targets.server[i] = NONE16;
		worker->targets.at_ns[i] = UINT64_MAX;
	}
	return true;
}

static struct batch_job *
job_of(const struct batch_work *work, uint64_t job)
{
	return &work->jobs[job % work->window];
}

/* After every event of a run with conditions these are looked at: that takes longer. */
static uint32_t
slice_events(const struct scenario *scenario)
{
	return single_is_conditional(scenario) ? BATCH_SLICE_EVENTS / 50 : BATCH_SLICE_EVENTS;
}

static void
begin_run(struct batch_worker *worker)
{
	const struct batch *batch = worker->batch;

	worker->scenario = *batch_cell(batch, job_point(batch, worker->job),
	    job_design(batch, worker->job) + worker->design)
				->scenario;
	worker->scenario.seed += job_run(batch, worker->job);
	single_begin(&worker->single, &worker->scenario, &worker->trace, &worker->targets, false,
	    batch->request.use, slice_events(&worker->scenario));
	worker->begun = true;
	worker->events = 0;
}

static void
end_run(struct batch_worker *worker, bool over)
{
	struct batch_work *work = worker->batch->work;
	struct batch_outcome *outcome = &job_of(work, worker->job)->outcomes[worker->design];

	single_measures(&worker->single, &outcome->measures);
	outcome->measured = true;
	/* the last slice was not full */
	atomic_fetch_add(&work->events, worker->trace.event_total - worker->events);
	outcome->over = over;
	outcome->limit = over ? engine_limit(worker->single.engine) : NULL;
	outcome->digest = worker->trace.digest;
	single_end(&worker->single);
	trace_release(&worker->trace);
	worker->begun = false;
	if (over)
		atomic_fetch_add(&work->runs, 1);
}

bool
batch_advance(struct batch_worker *worker)
{
	struct batch_work *work = worker->batch->work;

	if (atomic_load(&work->stop)) {
		if (worker->begun)
			end_run(worker, false);
		return true;
	}
	if (!worker->begun)
		begin_run(worker);
	if (single_step(&worker->single)) {
		uint32_t slice = slice_events(&worker->scenario);

		worker->events += slice;
		atomic_fetch_add(&work->events, slice);
		return false;
	}
	end_run(worker, true);
	return ++worker->design == work->job_designs;
}

/* ---- merging ---- */

static void
add_outcome(struct batch_cell *cell, const struct batch_outcome *outcome, bool uses_digest)
{
	struct digest digest = { .state = cell->digest };

	for (uint32_t m = 0; m < measure_row_count; m++)
		if (outcome->measures.known[m])
			statistics_add(&cell->measures[m], outcome->measures.value[m]);
	cell->unfinished = !outcome->over;
	cell->limited += outcome->limit != NULL;
	if (cell->limit == NULL)
		cell->limit = outcome->limit;
	if (!outcome->over)
		return;
	cell->has_digest = uses_digest;
	if (cell->runs++ == 0) {
		cell->digest = outcome->digest;
	} else {
		digest_init(&digest);
		digest_word(&digest, cell->digest);
		digest_word(&digest, outcome->digest);
		cell->digest = digest_value(&digest);
	}
}

/* The outcomes of a job that came to their end, or (over: false) those that did not and are all
 * there is. */
static void
merge_job(struct batch *batch, uint64_t job, bool over)
{
	struct batch_work *work = batch->work;
	uint32_t point = job_point(batch, job), first = job_design(batch, job);

	for (uint32_t d = 0; d < work->job_designs; d++) {
		struct batch_outcome *outcome = &job_of(work, job)->outcomes[d];
		struct batch_cell *cell = batch_cell(batch, point, first + d);

		if (!outcome->measured || outcome->over != over)
			continue;
		if (!over && (cell->runs > 0 || cell->unfinished))
			continue;
		add_outcome(cell, outcome, batch->request.use == SINGLE_WHOLE);
		if (over && batch->request.sample)
			batch->request.sample(batch->request.self, point, job_run(batch, job),
			    first + d, &outcome->measures);
	}
}

void
batch_deliver(struct batch_worker *worker)
{
	struct batch *batch = worker->batch;
	struct batch_work *work = batch->work;

	worker->busy = false;
	if (atomic_load(&work->stop))
		return; /* batch_gather has the rest */
	job_of(work, worker->job)->done = true;
	while (work->merged < work->next && job_of(work, work->merged)->done) {
		struct batch_job *job = job_of(work, work->merged);

		merge_job(batch, work->merged, true);
		job->done = false;
		for (uint32_t d = 0; d < work->job_designs; d++)
			job->outcomes[d].measured = false;
		work->merged++;
	}
}

void
batch_gather(struct batch *batch)
{
	struct batch_work *work = batch->work;

	for (int over = 1; over >= 0; over--)
		for (uint64_t job = work->merged; job < work->next; job++)
			merge_job(batch, job, over);
	batch->stopped = true;
}

bool
batch_slice(struct batch *batch)
{
	struct batch_work *work = batch->work;

	if (!work->own) {
		work->own = mem_alloc(sizeof *work->own);
		work->own->batch = batch;
	}
	if (!work->own->busy && !batch_take(work->own))
		return false;
	if (batch_advance(work->own))
		batch_deliver(work->own);
	return work->own->busy || work->next < work->job_count;
}
