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
decide_all(struct ensemble *ensemble, struct arena *arena, struct ledger_row *row,
    struct findings *findings)
{
	struct expr **exprs = arena_array(arena, row->check_count, sizeof(*exprs));

	for (uint32_t i = 0; i < row->check_count; i++) {
		const struct ledger_check *check = &row->checks[i];

		exprs[i] = expr_parse(
		    arena, &ensemble->scope, check->text, check->mark, false, findings);
		if (!exprs[i])
			return false;
		if (expr_runs_needed(exprs[i]) > ensemble->request.runs)
			return findings_error(findings, check->mark, "too-few-runs",
			    "\"se\" wants at least %u runs, and this claim has %u",
			    expr_runs_needed(exprs[i]), ensemble->request.runs);
		ensemble_reads(ensemble, exprs[i]);
	}
	for (uint32_t i = 0; i < row->check_count; i++)
		if (!decide(ensemble, exprs[i], arena, row, &row->checks[i], findings))
			return false;
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

bool
ledger_run(const struct lesson *lesson, const struct lesson_claim *claim,
    const struct ledger_request *request, struct arena *arena, struct ledger_row *row,
    struct findings *findings)
{
	struct runset_request base = { 0 };
	struct ensemble_request wanted = { .base = &base,
		.runs = claim->runs ? claim->runs : 1,
		.threads = request->threads,
		.self = request->self,
		.watch = request->watch };
	struct ensemble ensemble;
	bool ok;

	memset(row, 0, sizeof *row);
	row->claim = claim;
	row->verdict = LEDGER_NO_RUN;
	if (!claim->scenario || (claim->hold_count == 0 && !claim->refutes))
		return true;
	if (request->base)
		base = *request->base;
	base.source = lesson_scenario(lesson, claim->scenario);
	if (!base.source)
		return findings_error(findings, claim->scenario_mark, "unknown-scenario",
		    "no scenario \"%s\" to run this in", claim->scenario);
	list_checks(claim, arena, row);
	ok = ensemble_open(&ensemble, &wanted, findings) &&
	     decide_all(&ensemble, arena, row, findings);
	if (ensemble.cases)
		row->events = ensemble_events(&ensemble);
	row->stopped = ensemble.stopped;
	if (ok)
		row->verdict = verdict_of(row);
	ensemble_release(&ensemble);
	return ok;
}
