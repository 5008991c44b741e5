#include "experiment/ledger.h"

#include <string.h>

const char *
ledger_verdict_word(enum ledger_verdict verdict)
{
	static const char *const words[] = { [LEDGER_AGREES] = "agrees",
		[LEDGER_FAILS] = "fails",
		[LEDGER_UNKNOWN] = "cannot be told",
		[LEDGER_NO_RUN] = "no run decides" };

	return words[verdict];
}

/* The claim's checks, then the usual wording. */
static void
list_checks(const struct lesson_claim *claim, struct arena *arena, struct ledger_row *row)
{
	row->checks = arena_array(arena, claim->hold_count + 1, sizeof *row->checks);
	for (uint32_t i = 0; i < claim->hold_count; i++)
		row->checks[row->check_count++] =
		    (struct ledger_check){ .case_id = claim->holds[i].case_id,
			    .text = claim->holds[i].check,
			    .mark = claim->holds[i].check_mark,
			    .matters = true,
			    .expected = true };
	if (claim->refutes)
		row->checks[row->check_count++] = (struct ledger_check){ .text = claim->refutes,
			.mark = claim->refutes_mark,
			.usual = true,
			.matters = claim->standing == STANDING_WRONG };
}

static bool
case_row(const struct scenario_source *source, const struct ledger_check *check, uint32_t *row,
    struct findings *findings)
{
	*row = 0;
	for (uint32_t i = 0; check->case_id && i < source->case_count; i++)
		if (str_equal(source->cases[i], check->case_id))
			*row = 1 + i;
	if (check->case_id && *row == 0)
		return findings_error(findings, check->mark, "unknown-case",
		    "scenario \"%s\" has no case \"%s\"", source->id, check->case_id);
	return true;
}

static bool
decide(struct ensemble *ensemble, const struct expr *expr, struct arena *arena,
    struct ledger_row *row, struct ledger_check *check, struct findings *findings)
{
	struct str measured = STR_INIT;
	struct expr_context context;
	struct expr_value value;
	uint32_t at;

	if (!case_row(ensemble->base.source, check, &at, findings) ||
	    !ensemble_context(ensemble, expr, at, arena, &context))
		return false;
	value = expr_evaluate(expr, &context);
	if (ensemble->failed || ensemble->stopped)
		return false;
	check->known = value.known;
	check->result = value.known && value.truth && !value.missing;
	row->steps += context.steps;
	expr_measured(expr, &context, &measured);
	check->measured = arena_strdup(arena, measured.text);
	str_release(&measured);
	return true;
}

/* Parses all before anything runs, so that one set of runs serves every check. */
static bool
parse_all(struct ledger_job *job)
{
	struct ensemble *ensemble = &job->ensemble;

	job->exprs = arena_array(job->arena, job->row->check_count, sizeof *job->exprs);
	for (uint32_t i = 0; i < job->row->check_count; i++) {
		const struct ledger_check *check = &job->row->checks[i];
		struct expr *expr = expr_parse(
		    job->arena, &ensemble->scope, check->text, check->mark, false, job->findings);

		job->exprs[i] = expr;
		if (!expr)
			return false;
		if (expr_runs_needed(expr) > ensemble->request.runs)
			return findings_error(job->findings, check->mark, "too-few-runs",
			    "\"se\" wants at least %u runs, and this claim has %u",
			    expr_runs_needed(expr), ensemble->request.runs);
		ensemble_reads(ensemble, expr);
	}
	return true;
}

static enum ledger_verdict
verdict_of(const struct ledger_row *row)
{
	enum ledger_verdict verdict = LEDGER_AGREES;

	if (row->check_count == 0)
		return LEDGER_NO_RUN;
	for (uint32_t i = 0; i < row->check_count; i++) {
		const struct ledger_check *check = &row->checks[i];

		if (!check->matters)
			continue;
		if (!check->known)
			verdict = verdict == LEDGER_FAILS ? verdict : LEDGER_UNKNOWN;
		else if (check->result != check->expected)
			verdict = LEDGER_FAILS;
	}
	return verdict;
}

void
ledger_open(struct ledger_job *job, const struct lesson *lesson, const struct lesson_claim *claim,
    const struct ledger_request *request, struct arena *arena, struct ledger_row *row,
    struct findings *findings)
{
	struct ensemble_request wanted = { .base = &job->base,
		.runs = claim->runs ? claim->runs : 1,
		.threads = request->threads,
		.self = request->self,
		.watch = request->watch };

	memset(job, 0, sizeof *job);
	*job = (struct ledger_job){ .lesson = lesson, .arena = arena, .row = row,
		.findings = findings, .ok = true };
	memset(row, 0, sizeof *row);
	row->claim = claim;
	row->verdict = LEDGER_NO_RUN;
	if (!claim->scenario || (claim->hold_count == 0 && !claim->refutes))
		return;
	if (request->base)
		job->base = *request->base;
	job->base.source = lesson_scenario(lesson, claim->scenario);
	if (!job->base.source) {
		job->ok = findings_error(findings, claim->scenario_mark, "unknown-scenario",
		    "no scenario \"%s\" to run this in", claim->scenario);
		return;
	}
	list_checks(claim, arena, row);
	job->open = true;
	job->ok = ensemble_open(&job->ensemble, &wanted, findings) && parse_all(job);
}

/* Does the present check read measures, and so many runs?  Then their cases are made first: its
 * own, or all where it speaks of every case.  True while there is more to make. */
static bool
slice_cases(struct ledger_job *job)
{
	const struct ledger_check *check = &job->row->checks[job->next];
	const struct scenario_source *source = job->base.source;
	bool all = strstr(check->text, "every case") != NULL, any = false;
	uint32_t own;

	for (uint32_t m = 0; m < measure_row_count; m++)
		any = any || expr_reads_measure(job->exprs[job->next], (int)m);
	if (!any || !case_row(source, check, &own, job->findings))
		return false;
	while (job->case_next <= source->case_count) {
		if ((job->case_next == own || (all && job->case_next > 0)) &&
		    ensemble_slice(&job->ensemble, job->case_next))
			return true;
		job->case_next++;
	}
	return false;
}

bool
ledger_slice(struct ledger_job *job)
{
	if (!job->open || !job->ok || job->next >= job->row->check_count)
		return false;
	if (slice_cases(job))
		return true;
	job->case_next = 0;
	job->ok = decide(&job->ensemble, job->exprs[job->next], job->arena, job->row,
	    &job->row->checks[job->next], job->findings);
	job->next++;
	return job->ok && job->next < job->row->check_count;
}

bool
ledger_close(struct ledger_job *job)
{
	if (!job->open)
		return job->ok;
	if (job->ensemble.cases)
		job->row->events = ensemble_events(&job->ensemble);
	job->row->stopped = job->ensemble.stopped;
	if (job->ok && job->next == job->row->check_count)
		job->row->verdict = verdict_of(job->row);
	ensemble_release(&job->ensemble);
	job->open = false;
	return job->ok;
}

bool
ledger_run(const struct lesson *lesson, const struct lesson_claim *claim,
    const struct ledger_request *request, struct arena *arena, struct ledger_row *row,
    struct findings *findings)
{
	struct ledger_job job;

	ledger_open(&job, lesson, claim, request, arena, row, findings);
	for (; job.open && job.ok && job.next < row->check_count; job.next++)
		job.ok = decide(&job.ensemble, job.exprs[job.next], arena, row,
		    &row->checks[job.next], findings);
	return ledger_close(&job);
}
