/* experiment/proof.c - what a lesson states, run. */
#include "experiment/proof_internal.h"

#include <string.h>

#include "experiment/challenge.h"

bool
prover_run(struct prover *prover, struct runset *set, const char *scenario,
    const char *const *designs, uint32_t count, const char *case_id, struct mark mark)
{
	struct setting *settings;
	struct runset_request request = { .source = lesson_scenario(prover->lesson, scenario),
		.designs = count ? designs : NULL,
		.design_count = count,
		.case_id = case_id,
		.has_seed = prover->isomorph.has_seed,
		.seed = prover->isomorph.seed,
		.keep = true };

	request.setting_count = isomorph_settings(
	    request.source, prover->isomorph.names, &prover->arena, &settings);
	request.settings = settings;

	memset(set, 0, sizeof *set);
	if (!request.source)
		return findings_error(prover->findings, mark, "unknown-scenario",
		    "no scenario \"%s\" to run this in", scenario ? scenario : "");
	return runset_run(set, &request, prover->findings);
}

/* 1 true, 0 false, -1 cannot be told or not even an expression. */
int
prover_truth(struct prover *prover, struct runset *set, const char *text, struct mark mark,
    const char *design)
{
	struct expr_value value;
	bool ok;

	value = runset_evaluate(set, text, mark, design, &prover->arena, prover->findings, &ok);
	if (!ok || !value.known)
		return -1;
	return value.truth && !value.missing;
}

/* ---- what a step says ---- */

/* The step whose run is shown: where whys are told again, that which asked. */
static const struct lesson_step *
shown_step(const struct lesson *lesson, const struct lesson_step *step)
{
	if (step->scenario || !step->ask_count)
		return step;
	for (uint32_t s = 0; s < lesson->step_count; s++)
		for (uint32_t i = 0; lesson->steps[s].scenario && i < lesson->steps[s].ask_count;
		     i++)
			if (str_equal(lesson->steps[s].ask[i], step->ask[0]))
				return &lesson->steps[s];
	return step;
}

void
prover_says(struct prover *prover, struct runset *set, const struct checked_text *says,
    uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct checked_text *say = &says[i];
		int holds;

		if (!say->check)
			continue;
		prover->tally->checked++;
		holds = prover_truth(prover, set, say->check, say->check_mark, NULL);
		if (holds < 0)
			findings_error(prover->findings, say->check_mark, "not-decided",
			    "this run cannot tell whether the sentence is true%s",
			    prover->variant);
		else if (!holds)
			findings_error(prover->findings, say->check_mark, "check-fails",
			    "the run disagrees: this check is false%s", prover->variant);
	}
}

static void
moment_comes(struct prover *prover, struct runset *set, const char *text, struct mark mark)
{
	uint32_t position;
	uint64_t at_ns;

	if (text && !runset_moment(set, 0, text, mark, &position, &at_ns, prover->findings))
		findings_error(prover->findings, mark, "no-moment",
		    "\"%s\" does not come in the run of this step", text);
}

/* Where a step begins and ends, and each moment of which it says something, is in its run: who
 * walks it would start elsewhere, or never read the sentence. */
static void
prove_moments(struct prover *prover, const struct lesson_step *step,
    const struct lesson_step *shown, struct runset *set)
{
	moment_comes(prover, set, shown->from, shown->from_mark);
	moment_comes(prover, set, shown->until, shown->until_mark);
	moment_comes(prover, set, step->at, step->at_mark);
	for (uint32_t i = 0; i < step->say_count; i++)
		moment_comes(prover, set, step->say[i].at, step->say[i].at_mark);
}

static void
prove_run(struct prover *prover, const struct lesson_step *step, const struct lesson_step *shown)
{
	struct runset set;

	if (prover_run(prover, &set, shown->scenario, shown->designs, shown->design_count, NULL,
		step->mark)) {
		if (!*prover->variant)
			prove_moments(prover, step, shown, &set);
		prover_says(prover, &set, step->say, step->say_count);
		if (step->seen.option_count)
			prover_options(prover, &set, step->seen.options, step->seen.option_count,
			    NULL, step->seen.mark);
	}
	runset_release(&set);
	arena_release(&prover->arena);
}

/* What a step says, and what it asks whether one saw it, in its run as it is written and in every
 * variant that its question brings. */
static void
prove_step(struct prover *prover, const struct lesson_step *step)
{
	const struct lesson_step *shown = shown_step(prover->lesson, step);
	const struct lesson_item *item =
	    step->ask_count && (step->kind == STEP_PREDICT || step->kind == STEP_EXPLAIN)
		? lesson_item(prover->lesson, step->ask[0])
		: NULL;
	size_t before = prover->findings->errors;
	bool any = step->seen.option_count > 0;

	for (uint32_t i = 0; i < step->say_count; i++) {
		prover->tally->sentences++;
		any = any || step->say[i].check;
	}
	if (!any || !shown->scenario)
		return;
	prove_run(prover, step, shown);
	for (uint32_t v = 0; item && v < isomorph_count(item, false); v++) {
		struct arena words = { 0 };

		if (prover->findings->errors > before)
			return; /* told once */
		prover_vary(prover, item, false, v, &words);
		if (*prover->variant) /* else it is the run as it is written */
			prove_run(prover, step, shown);
		prover_vary_end(prover);
		arena_release(&words);
	}
}

/* A card's frozen moment and its end are in the run, in this order. */
static void
prove_card(struct prover *prover, const struct lesson_card *card)
{
	const char *design;
	struct still_run run;
	struct runset set;
	uint32_t at = 0, until;
	uint64_t at_ns;

	if (card->kind != CARD_FRAME || !lesson_card_run(prover->lesson, card, &run))
		return;
	design = run.design;
	if (!prover_run(
		prover, &set, run.scenario, &design, design != NULL, NULL, card->mark)) {
		runset_release(&set);
		return;
	}
	until = set.runs[0].trace.event_count;
	if (run.until && !runset_moment(&set, 0, run.until, run.until_mark, &until, &at_ns,
			     prover->findings))
		findings_error(prover->findings, card->mark, "no-moment",
		    "\"%s\" does not come in the run of card \"%s\"", run.until, card->id);
	else if (run.at && !runset_moment(&set, 0, run.at, run.at_mark, &at, &at_ns,
				prover->findings))
		findings_error(prover->findings, card->mark, "no-moment",
		    "\"%s\" does not come in the run of card \"%s\"", run.at, card->id);
	else if (!run.before && at >= until)
		findings_error(prover->findings, card->mark, "no-moment",
		    "card \"%s\" is frozen when it has played: its at is not before its until",
		    card->id);
	prover->tally->cards++;
	runset_release(&set);
	arena_release(&prover->arena);
}

static void
add_cost(struct prover *prover, const struct ledger_row *row)
{
	struct proof_tally *tally = prover->tally;
	const char *id = row->claim->id ? row->claim->id : "";

	tally->costs = arena_grow(prover->findings->arena, tally->costs, tally->claims,
	    tally->claims + 1, sizeof *tally->costs);
	tally->costs[tally->claims++] = (struct proof_cost){
		.claim = arena_strdup(prover->findings->arena, id),
		.verdict = ledger_verdict_word(row->verdict),
		.events = row->events,
		.steps = row->steps };
}

/* Each of its checks is true in its case, over all its runs; a usual wording that is wrong comes
 * out false. */
static void
prove_claim(struct prover *prover, const struct lesson_claim *claim)
{
	const char *id = claim->id ? claim->id : "";
	struct ledger_row row;

	if (!ledger_run(prover->lesson, claim, &prover->how, &prover->arena, &row,
		prover->findings) ||
	    row.verdict == LEDGER_NO_RUN)
		return;
	add_cost(prover, &row);
	for (uint32_t i = 0; i < row.check_count; i++) {
		const struct ledger_check *check = &row.checks[i];

		if (!check->matters)
			continue;
		if (!check->known)
			findings_error(prover->findings, check->mark, "not-decided",
			    "the runs cannot tell what claim %s says", id);
		else if (check->usual && check->result)
			findings_error(prover->findings, check->mark, "usual-wording-holds",
			    "claim %s calls the usual wording wrong, and here it is true: %s", id,
			    check->measured);
		else if (check->result != check->expected)
			findings_error(prover->findings, check->mark, "check-fails",
			    "the run disagrees with claim %s: %s", id, check->measured);
	}
}

/* "crash s1 before event 12": a step of a solution. */
static void
say_solution(const struct challenge_answer *answer, struct str *out)
{
	for (uint32_t i = 0; i < answer->attempt.setting_count; i++)
		str_printf(out, "%s%s = %s", out->length ? ", then " : "",
		    answer->attempt.settings[i].path, answer->attempt.settings[i].value->text);
	for (uint32_t i = 0; i < answer->attempt.change_count; i++) {
		if (out->length)
			str_add(out, ", then ");
		change_said(&answer->attempt.changes[i], NULL, out);
		str_printf(out, " before event %u", answer->attempt.changes[i].position);
	}
}

static void
judge_par(struct prover *prover, const struct lesson_step *step,
    const struct challenge_answer *answer)
{
	struct str way = STR_INIT;

	if (answer->at_start < 0)
		findings_error(prover->findings, step->goal_mark, "not-decided",
		    "the run cannot tell whether this goal is reached");
	else if (answer->at_start > 0)
		findings_error(prover->findings, step->goal_mark, "goal-at-start",
		    "the goal is reached before anything is changed");
	else if (answer->too_many)
		findings_error(prover->findings, step->mark, "challenge-too-large",
		    "more than %u runs: fewer moves, requests or servers, or a lower par",
		    CHALLENGE_RUNS_MAX);
	else if (!answer->found && step->kind == STEP_CHALLENGE)
		findings_error(prover->findings, step->par_mark, "par-too-low",
		    "no %s allowed here reaches the goal (%u runs)",
		    step->par == 1 ? "change" : step->par == 2 ? "two changes" : "three changes",
		    answer->runs);
	else if (!answer->found)
		findings_error(prover->findings, step->goal_mark, "goal-out-of-reach",
		    "neither one change nor two reach this goal (%u runs)", answer->runs);
	else if (step->kind == STEP_CHALLENGE && answer->moves < step->par) {
		say_solution(answer, &way);
		findings_error(prover->findings, step->par_mark, "par-too-high",
		    "%u %s: %s", answer->moves, answer->moves == 1 ? "change is enough" :
		    "changes are enough", way.text);
	}
	str_release(&way);
}

/* True after a finding: it is the budget alone that keeps everybody from the goal. */
static bool
budget_is_low(struct prover *prover, const struct challenge *challenge,
    const struct challenge_answer *answer)
{
	const struct lesson_step *step = challenge->step;
	struct challenge_answer *without = arena_alloc(&prover->arena, sizeof *without);
	struct challenge free = *challenge;

	if (answer->found || answer->too_many || answer->at_start != 0 || step->budget == 0)
		return false;
	free.prices.budget = 0;
	challenge_search(&free, NULL, step->par, false, &prover->arena, without);
	if (!without->found)
		return false;
	findings_error(prover->findings, step->budget_mark, "budget-too-low",
	    "no way of %u or fewer stays within a budget of %u; without it there is one",
	    step->par, step->budget);
	return true;
}

/* A challenge can be won in as many changes as its par says, and in no fewer; a break step with a
 * goal can be won at all. */
static void
prove_challenge(struct prover *prover, const struct lesson_step *step)
{
	struct challenge challenge;
	struct challenge_answer *answer = arena_alloc(&prover->arena, sizeof *answer);

	if ((step->kind != STEP_CHALLENGE && step->kind != STEP_BREAK) || !step->scenario ||
	    !challenge_read(prover->lesson, step, &prover->arena, &challenge, prover->findings))
		return;
	if (step->goal && (step->par > 0 || step->kind == STEP_BREAK)) {
		challenge_search(&challenge, NULL, step->kind == STEP_BREAK ? 2 : step->par,
		    false, &prover->arena, answer);
		prover->tally->challenges++;
		prover->tally->challenge_runs += answer->runs;
		if (!budget_is_low(prover, &challenge, answer))
			judge_par(prover, step, answer);
	}
	arena_release(&prover->arena);
}

void
lesson_prove(const struct lesson *lesson, const struct ledger_request *how,
    struct findings *findings, struct proof_tally *tally)
{
	struct prover prover = {
		.lesson = lesson, .findings = findings, .tally = tally, .variant = ""
	};

	if (how)
		prover.how = *how;

	memset(tally, 0, sizeof *tally);
	for (uint32_t s = 0; s < lesson->step_count; s++) {
		prove_step(&prover, &lesson->steps[s]);
		prove_challenge(&prover, &lesson->steps[s]);
	}
	prover_items(&prover);
	prover_dialogue(&prover);
	prover_dialogue_words(&prover);
	for (uint32_t i = 0; i < lesson->card_count; i++)
		prove_card(&prover, &lesson->cards[i]);
	for (uint32_t i = 0; i < lesson->claim_count; i++)
		prove_claim(&prover, &lesson->claims[i]);
	arena_release(&prover.arena);
}
