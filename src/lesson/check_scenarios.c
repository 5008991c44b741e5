#include <string.h>

#include "lesson/check.h"
#include "model/sweep.h"

bool
check_unknown(struct checker *checker, struct mark mark, const char *code, const char *subject,
    const char *id, const char *const *known, size_t count)
{
	const char *nearest = str_nearest(id, known, count);
	struct findings one;

	findings_init(&one, checker->arena);
	findings_error(&one, mark, code, "no %s \"%s\" here", subject, id);
	if (nearest != NULL)
		findings_advise(&one, "Did you mean \"%s\"?", nearest);
	findings_join(checker->findings, &one);
	return false;
}

static uint32_t
scenario_ids(const struct lesson *lesson, const char **ids)
{
	for (uint32_t i = 0; i < lesson->scenario_count; i++)
		ids[i] = lesson->scenarios[i].id;
	return lesson->scenario_count;
}

const struct built *
check_scenario_id(struct checker *checker, const char *id, struct mark mark)
{
	const char *ids[LIMIT_SCENARIOS];

	if (id == NULL)
		return NULL;
	for (uint32_t i = 0; i < checker->lesson->scenario_count; i++)
		if (strcmp(checker->built[i].source->id, id) == 0)
			return &checker->built[i];
	check_unknown(checker, mark, "unknown-scenario", "scenario", id, ids,
	    scenario_ids(checker->lesson, ids));
	return NULL;
}

bool
check_design_id(struct checker *checker, const struct built *built, const char *design,
    struct mark mark)
{
	for (uint32_t i = 0; i < built->source->design_count; i++)
		if (strcmp(built->source->designs[i], design) == 0)
			return true;
	return check_unknown(checker, mark, "unknown-design", "design", design,
	    built->source->designs, built->source->design_count);
}

static const struct scenario *
built_design(const struct built *built, const char *design)
{
	for (uint32_t i = 0; i < built->source->design_count; i++)
		if (strcmp(built->source->designs[i], design) == 0)
			return built->scenarios[i];
	return NULL;
}

/* "every run", "every case" and "se" belong to claims, which have runs, and enough of them. */
static void
check_runs(const struct context *context, uint32_t needed, struct mark mark,
    struct findings *findings)
{
	if (context->runs == 0)
		findings_error(findings, mark, "needs-runs",
		    "\"every run\", \"every case\" and \"se\" belong to claims, which have many "
		    "runs");
	else
		findings_error(findings, mark, "too-few-runs",
		    "\"se\" wants at least %u runs, and this claim has %u", needed,
		    context->runs);
}

/* Has the value the type that is wanted here? */
static void
check_type(const struct expr *expr, enum wanted wanted, struct mark mark, struct findings *found)
{
	enum expr_type type = expr_result_type(expr);
	bool quantity = type == EXPR_COUNT || type == EXPR_NUMBER || type == EXPR_DURATION ||
	    type == EXPR_BYTES || type == EXPR_RATE;

	if (wanted == WANT_TRUTH && type != EXPR_BOOL)
		findings_error(found, mark, "wrong-type",
		    "this has to be true or false, and it is neither");
	else if (wanted == WANT_TRUTH && expr_is_constant(expr))
		findings_error(found, mark, "constant-check",
		    "this is so whatever happens in the run, so it checks nothing");
	else if (wanted == WANT_QUANTITY && !quantity)
		findings_error(found, mark, "wrong-type",
		    "this has to be a number, and it is none");
}

void
check_expression(struct checker *checker, const struct context *context, const char *text,
    struct mark mark, enum wanted wanted)
{
	struct expr_scope scope = { 0 };
	struct findings found;
	struct expr *expr;
	const struct scenario **scenarios;

	if (text == NULL || (context->built != NULL && context->built->scenarios == NULL))
		return;
	findings_init(&found, checker->arena);
	if (context->built == NULL) {
		findings_error(&found, mark, "no-scenario",
		    "an expression needs a scenario to speak of, and there is none here");
		findings_join(checker->findings, &found);
		return;
	}
	scope.designs = context->designs != NULL ? context->designs :
	    context->built->source->designs;
	scope.design_count = context->designs != NULL ? context->design_count :
	    context->built->source->design_count;
	scenarios = arena_array(checker->arena, scope.design_count, sizeof(*scenarios));
	for (uint32_t i = 0; i < scope.design_count; i++) {
		scenarios[i] = built_design(context->built, scope.designs[i]);
		if (scenarios[i] == NULL)
			return; /* no such design: told where it is named */
	}
	scope.scenarios = scenarios;
	if (scope.design_count == 0)
		return;
	expr = expr_parse(checker->arena, &scope, text, mark, wanted == WANT_MOMENT, &found);
	if (expr != NULL && expr_runs_needed(expr) > context->runs)
		check_runs(context, expr_runs_needed(expr), mark, &found);
	else if (expr != NULL)
		check_type(expr, wanted, mark, &found);
	findings_join(checker->findings, &found);
}

void
check_moment(struct checker *checker, const struct context *context, const char *text,
    struct mark mark)
{
	check_expression(checker, context, text, mark, WANT_MOMENT);
}

void
check_truth(struct checker *checker, const struct context *context, const char *text,
    struct mark mark)
{
	check_expression(checker, context, text, mark, WANT_TRUTH);
}

/* What a scenario itself says in expressions, as built in one design. */
static void
check_own_expressions(struct checker *checker, const struct built *built, uint32_t design)
{
	const struct scenario *scenario = built->scenarios[design];
	struct context context = { .built = built, .designs = &built->source->designs[design],
		.design_count = 1 };

	for (uint32_t i = 0; i < scenario->waypoint_count; i++)
		check_moment(checker, &context, scenario->waypoints[i].expression,
		    scenario->waypoints[i].mark);
	if (scenario->stop.has_when)
		check_truth(checker, &context, scenario->stop.when, scenario->stop.when_mark);
	for (uint32_t i = 0; i < scenario->fault_count; i++)
		if (scenario->faults[i].after_pattern)
			check_moment(checker, &context, scenario->faults[i].after,
			    scenario->faults[i].after_mark);
}

static void
build_designs(struct checker *checker, struct built *built)
{
	const struct scenario_source *source = built->source;
	bool ok = true;

	built->scenarios = arena_array(checker->arena, source->design_count,
	    sizeof(*built->scenarios));
	for (uint32_t i = 0; i < source->design_count; i++) {
		built->scenarios[i] = scenario_build(source, source->designs[i], NULL, NULL, 0,
		    checker->arena, checker->findings);
		ok &= built->scenarios[i] != NULL;
	}
	if (!ok)
		built->scenarios = NULL;
}

/* The points of the scenario's sweep; 0 when it has none. */
static uint32_t
count_points(struct checker *checker, const struct scenario_source *source, struct sweep *sweep)
{
	struct findings ignored; /* told when the scenario itself was built */

	findings_init(&ignored, checker->arena);
	if (!sweep_of_source(source, sweep, checker->arena, &ignored) || sweep->key_count == 0)
		return 0;
	return sweep_point_count(sweep, &ignored);
}

/* Cases and points of a sweep are built for their findings alone. */
static void
build_cases(struct checker *checker, const struct scenario_source *source)
{
	struct sweep sweep;
	uint32_t points = count_points(checker, source, &sweep);

	for (uint32_t i = 0; i < source->design_count; i++) {
		for (uint32_t p = 0; p < points; p++) {
			struct setting settings[SWEEP_KEYS_MAX];
			struct arena scratch = { 0 };

			sweep_settings(&sweep, p, settings);
			scenario_build(source, source->designs[i], NULL, settings, sweep.key_count,
			    &scratch, checker->findings);
			arena_release(&scratch);
		}
		for (uint32_t k = 0; k < source->case_count; k++) {
			struct arena scratch = { 0 };

			scenario_build(source, source->designs[i], source->cases[k], NULL, 0,
			    &scratch, checker->findings);
			arena_release(&scratch);
		}
	}
}

static uint64_t
count_nodes(const struct node *node)
{
	uint64_t count = 1;

	for (const struct node *child = node->first; child != NULL; child = child->next)
		count += count_nodes(child);
	return count;
}

/* Every design times every case: a small file can ask for very much. */
static bool
fits_budget(struct checker *checker, const struct scenario_source *source, uint64_t *spent)
{
	struct sweep sweep;
	uint64_t builds = (uint64_t)source->design_count *
	    (1 + source->case_count + count_points(checker, source, &sweep));

	*spent += builds * count_nodes(source->tree);
	if (*spent <= LIMIT_CHECK_NODES)
		return true;
	return findings_error(checker->findings, source->mark, "too-many",
	    "scenario \"%s\" is too large to be checked in %llu designs and cases", source->id,
	    (unsigned long long)builds);
}

void
check_scenarios(struct checker *checker)
{
	const struct lesson *lesson = checker->lesson;
	uint64_t spent = 0;

	checker->built = arena_array(checker->arena, lesson->scenario_count,
	    sizeof(*checker->built));
	for (uint32_t i = 0; i < lesson->scenario_count; i++) {
		struct built *built = &checker->built[i];

		built->source = &lesson->scenarios[i];
		if (!fits_budget(checker, built->source, &spent))
			continue;
		build_designs(checker, built);
		build_cases(checker, built->source);
		for (uint32_t k = 0; built->scenarios != NULL && k < built->source->design_count;
		    k++)
			check_own_expressions(checker, built, k);
	}
}
