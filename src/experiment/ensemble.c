/* experiment/ensemble.c - cases run when they are asked for. */
#include "experiment/ensemble.h"

#include <math.h>
#include <string.h>

#include "base/check.h"

static const char *
case_id(const struct ensemble *ensemble, uint32_t row)
{
	const struct scenario_source *source = ensemble->base.source;

	return row == 0 || source->case_count == 0 ? ensemble->base.case_id
						   : source->cases[row - 1];
}

/* A scenario without cases has one: itself. */
static struct ensemble_case *
case_of(struct ensemble *ensemble, uint32_t row)
{
	return &ensemble->cases[ensemble->base.source->case_count ? row : 0];
}

static void
take_sample(void *self, uint32_t point, uint32_t run, uint32_t design,
    const struct measures *measures)
{
	struct ensemble *ensemble = self;

	(void)point;
	for (uint32_t m = 0; m < measure_row_count; m++) {
		double *column =
		    ensemble->filling->columns[design * measure_row_count + m];
		if (column && measures->known[m])
			column[run] = measures->value[m];
	}
}

static bool
watch_batch(void *self, const struct batch_progress *progress)
{
	struct ensemble *ensemble = self;

	return !ensemble->request.watch ||
	       ensemble->request.watch(ensemble->request.self, progress);
}

static void
make_columns(struct ensemble *ensemble, struct ensemble_case *made)
{
	made->columns = arena_array(&ensemble->arena,
	    (size_t)ensemble->design_count * measure_row_count, sizeof *made->columns);
	for (uint32_t d = 0; d < ensemble->design_count; d++)
		for (uint32_t m = 0; m < measure_row_count; m++) {
			double **column = &made->columns[d * measure_row_count + m];

			if (!ensemble->reads[m])
				continue;
			*column = arena_array(
			    &ensemble->arena, ensemble->request.runs, sizeof **column);
			for (uint32_t run = 0; run < ensemble->request.runs; run++)
				(*column)[run] = (double)NAN;
		}
}

/* Builds the runs of a case in ensemble->batch. */
static bool
open_case(struct ensemble *ensemble, uint32_t row)
{
	struct ensemble_case *made = case_of(ensemble, row);
	struct batch_request request = { .base = &ensemble->batch_base,
		.runs = ensemble->request.runs,
		.threads = ensemble->request.threads,
		.use = SINGLE_MEASURES,
		.self = ensemble,
		.watch = watch_batch,
		.sample = take_sample };

	ensemble->batch_base = ensemble->base;
	ensemble->batch_base.case_id = case_id(ensemble, row);
	make_columns(ensemble, made);
	ensemble->filling = made;
	ensemble->batching = true;
	ensemble->failed = !batch_open(&ensemble->batch, &request, ensemble->findings);
	return !ensemble->failed;
}

static void
close_case(struct ensemble *ensemble)
{
	struct batch_progress progress;

	if (!ensemble->batching)
		return;
	if (!ensemble->failed) {
		ensemble->stopped = ensemble->batch.stopped;
		batch_progress(&ensemble->batch, &progress);
		ensemble->filling->events = progress.events;
		ensemble->filling->made = !ensemble->batch.stopped;
	}
	batch_release(&ensemble->batch);
	ensemble->batching = false;
}

static struct ensemble_case *
make_case(struct ensemble *ensemble, uint32_t row)
{
	struct ensemble_case *made = case_of(ensemble, row);

	if (made->made || ensemble->failed || ensemble->stopped)
		return made;
	if (open_case(ensemble, row))
		batch_run(&ensemble->batch);
	close_case(ensemble);
	return made;
}

bool
ensemble_slice(struct ensemble *ensemble, uint32_t case_row)
{
	if (case_of(ensemble, case_row)->made || ensemble->failed || ensemble->stopped)
		return false;
	if (!ensemble->batching && !open_case(ensemble, case_row)) {
		close_case(ensemble);
		return false;
	}
	if (batch_slice(&ensemble->batch))
		return true;
	close_case(ensemble);
	return false;
}

static const double *
values(void *self, uint32_t case_row, const char *design, int measure)
{
	struct ensemble *ensemble = self;
	struct ensemble_case *made = make_case(ensemble, case_row);

	if (!made->made)
		return NULL;
	for (uint32_t d = 0; d < ensemble->design_count; d++)
		if (str_equal(ensemble->designs[d], design))
			return made->columns[d * measure_row_count + (uint32_t)measure];
	return NULL;
}

static void
forget(struct ensemble *ensemble, uint32_t slot)
{
	if (ensemble->is_kept[slot])
		runset_release(&ensemble->kept[slot]);
	ensemble->is_kept[slot] = false;
}

/* The slot's run set anew: run `run` of a case, with its traces. */
static const struct expr_run *
keep(struct ensemble *ensemble, uint32_t slot, uint32_t case_row, uint32_t run)
{
	struct runset_request request = ensemble->base;
	struct scenario *scenario;

	CHECK(slot < ENSEMBLE_KEPT);
	forget(ensemble, slot);
	if (ensemble->failed || ensemble->stopped)
		return NULL;
	if (ensemble->request.watch && !ensemble->request.watch(ensemble->request.self, NULL)) {
		ensemble->stopped = true;
		return NULL;
	}
	request.case_id = case_id(ensemble, case_row);
	request.designs = ensemble->designs;
	request.design_count = ensemble->design_count;
	request.keep = true;
	if (!request.has_seed) {
		struct arena scratch = { 0 };

		scenario = runset_scenario(
		    &request, request.designs[0], NULL, 0, &scratch, ensemble->findings);
		request.seed = scenario ? scenario->seed : 0;
		arena_release(&scratch);
	}
	request.has_seed = true;
	request.seed += run;
	ensemble->is_kept[slot] = true;
	if (!runset_run(&ensemble->kept[slot], &request, ensemble->findings)) {
		ensemble->failed = true;
		return NULL;
	}
	return ensemble->kept[slot].expr_runs;
}

static const struct expr_run *
kept(void *self, uint32_t depth, uint32_t case_row, uint32_t run)
{
	return keep(self, 1 + depth, case_row, run);
}

bool
ensemble_open(struct ensemble *ensemble, const struct ensemble_request *request,
    struct findings *findings)
{
	const struct runset_request *base = request->base;
	const struct scenario_source *source = base->source;

	memset(ensemble, 0, sizeof *ensemble);
	ensemble->request = *request;
	ensemble->base = *base;
	ensemble->findings = findings;
	ensemble->design_count = base->designs ? base->design_count : source->design_count;
	ensemble->designs =
	    arena_array(&ensemble->arena, ensemble->design_count, sizeof *ensemble->designs);
	ensemble->scenarios =
	    arena_array(&ensemble->arena, ensemble->design_count, sizeof *ensemble->scenarios);
	for (uint32_t d = 0; d < ensemble->design_count; d++) {
		ensemble->designs[d] = base->designs ? base->designs[d] : source->designs[d];
		ensemble->scenarios[d] = runset_scenario(
		    base, ensemble->designs[d], NULL, 0, &ensemble->arena, findings);
		if (!ensemble->scenarios[d])
			return false;
	}
	ensemble->cases =
	    arena_array(&ensemble->arena, source->case_count + 1, sizeof *ensemble->cases);
	ensemble->scope = (struct expr_scope){ .scenarios = ensemble->scenarios,
		.designs = ensemble->designs,
		.design_count = ensemble->design_count };
	ensemble->many = (struct expr_many){ .self = ensemble,
		.run_count = request->runs,
		.case_count = source->case_count ? source->case_count : 1,
		.values = values,
		.kept = kept };
	return true;
}

void
ensemble_reads(struct ensemble *ensemble, const struct expr *expr)
{
	for (uint32_t m = 0; m < measure_row_count; m++)
		ensemble->reads[m] |= expr_reads_measure(expr, (int)m);
}

bool
ensemble_context(struct ensemble *ensemble, const struct expr *expr, uint32_t case_row,
    struct arena *arena, struct expr_context *context)
{
	struct expr_run *runs = arena_array(arena, ensemble->design_count, sizeof *runs);
	const struct expr_run *with_trace = NULL;

	if (expr_needs_trace(expr))
		with_trace = keep(ensemble, 0, case_row, 0);
	for (uint32_t d = 0; d < ensemble->design_count; d++) {
		if (with_trace)
			runs[d] = with_trace[d];
		runs[d].design = ensemble->designs[d];
	}
	*context = (struct expr_context){ .runs = runs,
		.run_count = ensemble->design_count,
		.arena = arena,
		.limit_event = NONE32,
		.many = &ensemble->many,
		.present_case = case_row };
	return !ensemble->failed && !ensemble->stopped;
}

uint64_t
ensemble_events(const struct ensemble *ensemble)
{
	uint64_t events = 0;

	for (uint32_t i = 0; i <= ensemble->base.source->case_count; i++)
		events += ensemble->cases[i].events;
	return events;
}

void
ensemble_release(struct ensemble *ensemble)
{
	if (ensemble->batching)
		batch_release(&ensemble->batch);
	for (uint32_t slot = 0; slot < ENSEMBLE_KEPT; slot++)
		forget(ensemble, slot);
	arena_release(&ensemble->arena);
	memset(ensemble, 0, sizeof *ensemble);
}
