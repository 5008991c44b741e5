#include <string.h>

#include "base/limits.h"
#include "lesson/check.h"
#include "model/schema.h"

#define OPTIONS_READABLE 4

static const struct built *
built_of(struct checker *checker, const char *scenario)
{
	for (uint32_t i = 0; scenario != NULL && i < checker->lesson->scenario_count; i++)
		if (strcmp(checker->lesson->scenarios[i].id, scenario) == 0)
			return &checker->built[i];
	return NULL;
}

/* The item's expressions in every place where it is asked: its own scenario gives way to the
 * step's. */
static void
check_item_expressions(struct checker *checker, const struct lesson_item *item)
{
	const struct lesson *lesson = checker->lesson;
	struct context own = { .built = built_of(checker, item->scenario) };
	bool placed = false, explained = false;

	if (item->design != NULL) {
		own.designs = &item->design;
		own.design_count = 1;
	}
	for (uint32_t i = 0; i < lesson->step_count; i++) {
		const struct lesson_step *step = &lesson->steps[i];
		struct context context = { .built = built_of(checker, step->scenario),
			.designs = step->designs, .design_count = step->design_count };

		for (uint32_t k = 0; k < step->ask_count; k++) {
			if (!str_equal(step->ask[k], item->id) || step->scenario == NULL)
				continue;
			explained = true;
			if (context.built == NULL || step->design_count == 0)
				continue;
			check_item_values(checker, item, &context);
			placed = true;
		}
	}
	if (item->scenario != NULL && own.built == NULL)
		return; /* told where it is named */
	if (own.built != NULL || (!placed && !explained))
		check_item_values(checker, item, &own);
}

static void
check_option(struct checker *checker, const struct lesson_item *item,
    const struct lesson_option *option)
{
	const struct lesson *lesson = checker->lesson;
	const char *known[LIMIT_ITEMS];
	uint32_t count = 0;
	bool found = option->misconception == NULL;
	struct context context = { .built = built_of(checker, option->refute_scenario != NULL ?
	    option->refute_scenario : item->scenario) };

	if (!item->basis_engine && option->source == NULL && item->source == NULL)
		findings_error(checker->findings, option->mark, "missing-key",
		    "an option needs \"source\" where the basis is source");
	if (option->why == NULL && item->kind != ITEM_ORDER) {
		findings_warning(checker->findings, option->mark, "no-why",
		    "an option has no why");
		findings_advise(checker->findings,
		    "One sentence: what would have to be true for this to happen?");
	}
	for (uint32_t i = 0; i < lesson->misconception_count && !found; i++) {
		found = str_equal(lesson->misconceptions[i].id, option->misconception);
		if (lesson->misconceptions[i].id != NULL && count < LIMIT_ITEMS)
			known[count++] = lesson->misconceptions[i].id;
	}
	if (!found)
		check_unknown(checker, option->misconception_mark, "unknown-misconception",
		    "misconception", option->misconception, known, count);
	if (option->refute_scenario != NULL)
		check_scenario_id(checker, option->refute_scenario, option->mark);
	if (context.built != NULL)
		check_moment(checker, &context, option->refute_at, option->refute_at_mark);
}

static void
check_options(struct checker *checker, const struct lesson_item *item)
{
	uint32_t keys = 0;

	for (uint32_t i = 0; i < item->option_count; i++) {
		check_option(checker, item, &item->options[i]);
		keys += item->options[i].is_key;
	}
	if (!item->basis_engine && item->kind == ITEM_CHOICE && keys != 1)
		findings_error(checker->findings, item->mark, "bad-key",
		    "exactly one option has \"key: true\" where the basis is source, not %u", keys);
	if (!item->basis_engine && item->kind == ITEM_MULTI &&
	    (keys == 0 || keys == item->option_count))
		findings_error(checker->findings, item->mark, "bad-key",
		    "some options, not all, have \"key: true\" where the basis is source");
	if (item->option_count > OPTIONS_READABLE)
		findings_warning(checker->findings, item->mark, "many-options",
		    "more than %d options: nobody weighs them all", OPTIONS_READABLE);
}

/* A bank that no run can prove is a bank of opinions: at most a third of it cites its keys. */
static void
check_basis(struct checker *checker)
{
	const struct lesson *lesson = checker->lesson;
	const struct lesson_item *last = NULL;
	uint32_t cited = 0;

	for (uint32_t i = 0; i < lesson->item_count; i++)
		if (!lesson->items[i].basis_engine) {
			last = &lesson->items[i];
			cited++;
		}
	if (last != NULL && cited > 1 && cited * 3 > lesson->item_count)
		findings_error(checker->findings, last->mark, "too-many-cited",
		    "%u of %u items have \"basis: source\"; at most a third may, the others are "
		    "run", cited, lesson->item_count);
}

void
check_items(struct checker *checker)
{
	const struct lesson *lesson = checker->lesson;

	for (uint32_t i = 0; i < lesson->item_count; i++) {
		const struct lesson_item *item = &lesson->items[i];
		const struct built *built = check_scenario_id(checker, item->scenario,
		    item->scenario_mark);

		if (item->design != NULL && built != NULL)
			check_design_id(checker, built, item->design, item->design_mark);
		check_options(checker, item);
		check_item_kind(checker, item);
		check_item_expressions(checker, item);
	}
	check_basis(checker);
}

static void
check_claim_paths(struct checker *checker, const struct lesson_claim *claim)
{
	for (uint32_t i = 0; i < claim->depends_count; i++)
		if (schema_find(claim->depends_on[i]) == NULL)
			findings_error(checker->findings, claim->depends_marks[i], "unknown-key",
			    "no setting \"%s\"", claim->depends_on[i]);
}

static void
check_claim(struct checker *checker, const struct lesson_claim *claim)
{
	struct context context = { .built = check_scenario_id(checker, claim->scenario,
	    claim->scenario_mark), .runs = claim->runs };

	check_claim_paths(checker, claim);
	if (claim->standing != STANDING_STANDARD && claim->because == NULL && claim->id != NULL)
		findings_warning(checker->findings, claim->mark, "no-because",
		    "claim \"%s\" is %s and has no \"because\"", claim->id,
		    standing_word(claim->standing));
	if (claim->scenario != NULL && context.built == NULL)
		return; /* told where it is named */
	for (uint32_t i = 0; i < claim->hold_count; i++) {
		const struct claim_hold *hold = &claim->holds[i];
		const struct scenario_source *source = context.built != NULL ?
		    context.built->source : NULL;
		bool found = hold->case_id == NULL;

		for (uint32_t k = 0; source != NULL && k < source->case_count; k++)
			found |= hold->case_id != NULL &&
			    strcmp(source->cases[k], hold->case_id) == 0;
		if (!found && source != NULL)
			check_unknown(checker, hold->mark, "unknown-case", "case", hold->case_id,
			    source->cases, source->case_count);
		check_truth(checker, &context, hold->check, hold->check_mark);
	}
	check_truth(checker, &context, claim->refutes, claim->refutes_mark);
}

void
check_claims(struct checker *checker)
{
	for (uint32_t i = 0; i < checker->lesson->claim_count; i++)
		check_claim(checker, &checker->lesson->claims[i]);
}
