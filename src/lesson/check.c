#include "lesson/check.h"

#include <string.h>

#include "base/limits.h"

static void
not_built(struct checker *checker, struct mark mark, const char *key, const char *word)
{
	findings_error(checker->findings, mark, "not-built", "\"%s: %s\" is not in this version",
	    key, word);
}

static bool
objective_exists(struct checker *checker, const struct lesson_step *step)
{
	const struct lesson *lesson = checker->lesson;
	const char *known[LIMIT_ITEMS];
	uint32_t count = 0;

	for (uint32_t i = 0; i < lesson->objective_count && count < LIMIT_ITEMS; i++) {
		if (str_equal(lesson->objectives[i].term, step->objective))
			return true;
		if (lesson->objectives[i].term != NULL)
			known[count++] = lesson->objectives[i].term;
	}
	return check_unknown(checker, step->objective_mark, "unknown-objective", "objective",
	    step->objective, known, count);
}

static bool
item_exists(struct checker *checker, const char *id, struct mark mark)
{
	const struct lesson *lesson = checker->lesson;
	const char *known[LIMIT_ITEMS];
	uint32_t count = 0;

	if (lesson_item(lesson, id) != NULL)
		return true;
	for (uint32_t i = 0; i < lesson->item_count && count < LIMIT_ITEMS; i++)
		if (lesson->items[i].id != NULL)
			known[count++] = lesson->items[i].id;
	return check_unknown(checker, mark, "unknown-item", "item", id, known, count);
}

static bool
step_exists(struct checker *checker, const char *id, struct mark mark)
{
	const struct lesson *lesson = checker->lesson;
	const char *known[LIMIT_STEPS];
	uint32_t count = 0;

	if (lesson_step(lesson, id) != NULL)
		return true;
	for (uint32_t i = 0; i < lesson->step_count && count < LIMIT_STEPS; i++)
		if (lesson->steps[i].id != NULL)
			known[count++] = lesson->steps[i].id;
	return check_unknown(checker, mark, "unknown-step", "step", id, known, count);
}

/* Was the item asked in a step before row `before`? */
static bool
asked_before(const struct lesson *lesson, uint32_t before, const char *id)
{
	for (uint32_t i = 0; i < before; i++)
		for (uint32_t k = 0; k < lesson->steps[i].ask_count; k++)
			if (strcmp(lesson->steps[i].ask[k], id) == 0)
				return true;
	return false;
}

/* The exit test asks it: it can tell what was learned only if no step has asked it. */
static void
check_elsewhere(struct checker *checker, const struct lesson_step *step)
{
	if (step->elsewhere != NULL &&
	    item_exists(checker, step->elsewhere, step->elsewhere_mark) &&
	    asked_before(checker->lesson, checker->lesson->step_count, step->elsewhere))
		findings_error(checker->findings, step->elsewhere_mark, "asked-before",
		    "\"%s\" is asked in a step: one from another field is new at the end",
		    step->elsewhere);
}

static void
check_step_asks(struct checker *checker, uint32_t row)
{
	const struct lesson_step *step = &checker->lesson->steps[row];

	check_elsewhere(checker, step);
	for (uint32_t i = 0; i < step->ask_count; i++) {
		if (!item_exists(checker, step->ask[i], step->ask_marks[i]))
			continue;
		if (step->kind == STEP_EXPLAIN &&
		    !asked_before(checker->lesson, row, step->ask[i]))
			findings_error(checker->findings, step->ask_marks[i], "not-asked",
			    "\"%s\" is explained before it was asked", step->ask[i]);
	}
}

/* The scenario that a step of kind explain goes back to: that of the step which asked, else the
 * item's own. */
static const char *
explained_scenario(const struct lesson *lesson, const struct lesson_step *step,
    const struct lesson_step **asked)
{
	const struct lesson_item *item;

	*asked = step;
	if (step->scenario != NULL || step->kind != STEP_EXPLAIN || step->ask_count == 0)
		return step->scenario;
	for (uint32_t i = 0; i < lesson->step_count && &lesson->steps[i] != step; i++) {
		const struct lesson_step *before = &lesson->steps[i];

		for (uint32_t k = 0; before->scenario != NULL && k < before->ask_count; k++) {
			if (strcmp(before->ask[k], step->ask[0]) == 0) {
				*asked = before;
				return before->scenario;
			}
		}
	}
	item = lesson_item(lesson, step->ask[0]);
	return item != NULL ? item->scenario : NULL;
}

static struct context
step_context(struct checker *checker, const struct lesson_step *step)
{
	struct context context = { 0 };
	const struct lesson_step *asked;
	const char *scenario = explained_scenario(checker->lesson, step, &asked);

	for (uint32_t i = 0; scenario != NULL && i < checker->lesson->scenario_count; i++)
		if (strcmp(checker->lesson->scenarios[i].id, scenario) == 0)
			context.built = &checker->built[i];
	if (asked->design_count > 0) {
		context.designs = asked->designs;
		context.design_count = asked->design_count;
	}
	return context;
}

static void
check_step_texts(struct checker *checker, const struct lesson_step *step)
{
	struct context context = step_context(checker, step), goal;

	if (step->scenario != NULL && context.built == NULL)
		return; /* told where it is named */
	if (context.built != NULL) { /* else the loader has told that these are out of place */
		check_moment(checker, &context, step->from, step->from_mark);
		check_moment(checker, &context, step->until, step->until_mark);
		check_moment(checker, &context, step->at, step->at_mark);
	}
	goal = context;
	goal.runs = 1; /* a goal may speak of every case */
	check_truth(checker, &goal, step->goal, step->goal_mark);
	for (uint32_t i = 0; i < step->say_count; i++) {
		check_moment(checker, &context, step->say[i].at, step->say[i].at_mark);
		check_truth(checker, &context, step->say[i].check, step->say[i].check_mark);
	}
	for (uint32_t i = 0; i < step->seen.option_count; i++)
		check_truth(checker, &context, step->seen.options[i].holds,
		    step->seen.options[i].holds_mark);
	if (step->seen.prompt != NULL && step->seen.option_count < 2)
		findings_error(checker->findings, step->seen.mark, "too-few",
		    "\"seen\" needs at least two options");
}

void
check_steps(struct checker *checker)
{
	const struct lesson *lesson = checker->lesson;

	for (uint32_t i = 0; i < lesson->step_count; i++) {
		const struct lesson_step *step = &lesson->steps[i];
		const struct built *built = check_scenario_id(checker, step->scenario,
		    step->scenario_mark);

		if (!step_kind_built(step->kind))
			not_built(checker, step->kind_mark, "kind", step_kind_word(step->kind));
		if (!view_built(step->view))
			not_built(checker, step->view_mark, "view", view_word(step->view));
		if (step->objective != NULL)
			objective_exists(checker, step);
		for (uint32_t k = 0; built != NULL && k < step->design_count; k++)
			check_design_id(checker, built, step->designs[k], step->design_marks[k]);
		check_step_asks(checker, i);
		check_step_texts(checker, step);
	}
}

static void
check_references_of_lesson(struct checker *checker)
{
	const struct lesson *lesson = checker->lesson;

	for (uint32_t i = 0; i < lesson->misconception_count; i++) {
		const struct lesson_misconception *row = &lesson->misconceptions[i];

		if (row->repair != NULL)
			step_exists(checker, row->repair, row->repair_mark);
		else if (row->id != NULL)
			findings_warning(checker->findings, row->mark, "no-repair",
			    "misconception \"%s\" has no step that repairs it", row->id);
	}
	for (uint32_t i = 0; i < lesson->card_count; i++)
		if (lesson->cards[i].from != NULL)
			step_exists(checker, lesson->cards[i].from, lesson->cards[i].from_mark);
	check_scenario_id(checker, lesson->summary.example, lesson->summary.example_mark);
}

/* An objective that no question touches is only hoped for. */
static void
check_objectives(struct checker *checker)
{
	const struct lesson *lesson = checker->lesson;

	for (uint32_t i = 0; i < lesson->objective_count; i++) {
		const struct lesson_term *objective = &lesson->objectives[i];
		bool asked = false;

		for (uint32_t k = 0; k < lesson->step_count; k++)
			asked |= lesson->steps[k].ask_count > 0 &&
			    lesson->steps[k].objective != NULL &&
			    str_equal(lesson->steps[k].objective, objective->term);
		if (!asked && objective->term != NULL)
			findings_warning(checker->findings, objective->mark, "no-item",
			    "no step with objective \"%s\" asks anything", objective->term);
	}
}

void
lesson_check_references(const struct lesson *lesson, struct findings *findings)
{
	struct arena arena = { 0 };
	struct checker checker = { .lesson = lesson, .findings = findings, .arena = &arena };

	check_scenarios(&checker);
	check_steps(&checker);
	check_items(&checker);
	check_claims(&checker);
	check_dialogue(&checker);
	check_cards(&checker);
	check_references_of_lesson(&checker);
	check_objectives(&checker);
	findings_sort(findings);
	arena_release(&arena);
}
