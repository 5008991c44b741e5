/* Over many runs: a measure as its mean, the standard error of a comparison, every run, every case.
 *
 * The standard error of `left ~ right within N se` is that of left - right over the runs, by
 * leaving one run out at a time (the jackknife): of a mean it is the usual one, of a quotient of
 * means the one that belongs to it, and what both sides share by chance cancels.
 */
#include "trace/expr_internal.h"

#include <math.h>

/* The present case and run of the context, as the provider counts them. */
static const double *
values_of(struct expr_machine *machine, const char *design, int measure)
{
	struct expr_context *context = machine->context;

	return context->many->values(
	    context->many->self, context->present_case, design, measure);
}

/* Means over all runs are asked for again and again while one run after the other is left out. */
static const struct statistics *
mean_of(struct expr_machine *machine, const double *values)
{
	struct expr_mean *mean;

	for (uint32_t i = 0; i < machine->mean_count; i++)
		if (machine->means[i].values == values)
			return &machine->means[i].statistics;
	if (machine->mean_count == EXPR_MEANS_MAX)
		machine->mean_count = 0;
	mean = &machine->means[machine->mean_count++];
	*mean = (struct expr_mean){ .values = values };
	for (uint32_t run = 0; run < machine->context->many->run_count; run++)
		if (!isnan(values[run]))
			statistics_add(&mean->statistics, values[run]);
	(void)expr_spend(machine, machine->context->many->run_count);
	return &mean->statistics;
}

struct expr_value
expr_many_measure(struct expr_machine *machine, const struct expr *expr, const char *design)
{
	const struct expr_context *context = machine->context;
	const double *values = values_of(machine, design, expr->measure);
	const struct statistics *all;
	double left_out;

	if (!values)
		return expr_unknown(expr->type);
	if (context->only_run)
		return expr_amount(expr->type, values[context->only_run - 1]);
	all = mean_of(machine, values);
	if (all->count == 0)
		return expr_unknown(expr->type);
	left_out = context->left_out ? values[context->left_out - 1] : (double)NAN;
	if (isnan(left_out))
		return expr_amount(expr->type, all->mean);
	return expr_amount(expr->type, statistics_mean_without(all, left_out));
}

struct expr_value
expr_se_of(struct expr_machine *machine, const struct expr *left, const struct expr *right,
    const struct expr_frame *frame)
{
	struct expr_context *context = machine->context;
	struct statistics differences = { 0 };
	uint32_t count = context->many ? context->many->run_count : 0;

	if (context->only_run)
		return expr_unknown(left->type);
	for (uint32_t run = 0; run < count && !machine->exhausted; run++) {
		struct expr_value a, b = expr_amount(left->type, 0);

		context->left_out = 1 + run;
		a = expr_value_of(machine, left, frame);
		if (right)
			b = expr_value_of(machine, right, frame);
		if (!a.known || a.missing || !b.known || b.missing)
			break;
		statistics_add(&differences, a.number - b.number);
	}
	context->left_out = 0;
	if (count < 2 || differences.count < count)
		return expr_unknown(left->type);
	return expr_amount(left->type,
	    sqrt((double)(count - 1) / (double)count * differences.squares));
}

struct expr_value
expr_se_value(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame)
{
	const struct expr_many *many = machine->context->many;

	if (!many || many->run_count < EXPR_SE_RUNS)
		return expr_unknown(expr->left->type);
	return expr_se_of(machine, expr->left, expr->right, frame);
}

/* -- every run, every case ------------------------------------------------------------------- */

/* The runs of the outer context again, in its order: with the traces of what was run anew, or
 * measures alone. */
static struct expr_run *
runs_of(const struct expr_context *outer, struct expr_context *inner, const struct expr_run *kept)
{
	struct expr_run *runs = arena_array(inner->arena, outer->run_count, sizeof(*runs));

	for (uint32_t i = 0; i < outer->run_count; i++) {
		runs[i].design = outer->runs[i].design;
		for (uint32_t k = 0; kept && k < outer->run_count; k++)
			if (str_equal(kept[k].design, runs[i].design))
				runs[i] = kept[k];
	}
	return runs;
}

/* The body in run or case `row` of the domain. */
struct expr_value
expr_one_of_many(struct expr_machine *machine, const struct expr *expr,
    const struct expr_frame *frame, uint32_t row)
{
	struct expr_context *outer = machine->context, inner = *outer;
	const struct expr_many *many = outer->many;
	const struct expr_run *kept = NULL;
	struct expr_machine inside;
	struct arena scratch = { 0 };
	struct expr_value value;
	struct expr_frame whole;

	inner.arena = &scratch;
	inner.depth++;
	if (expr->domain == DOMAIN_RUN)
		inner.only_run = 1 + row;
	else
		inner.present_case = 1 + row;
	if (expr->body_trace && many->kept)
		kept = many->kept(many->self, outer->depth, inner.present_case,
		    inner.only_run ? inner.only_run - 1 : 0);
	inner.runs = runs_of(outer, &inner, kept);
	expr_machine_init(&inside, machine->root, &inner);
	whole = expr_frame_whole(&inside, frame->run);
	whole.measure_run = frame->measure_run;
	value = expr_value_of(&inside, expr->left, &whole);
	value.text = NULL; /* it goes with the arena; of a bool nothing is lost */
	if (inside.exhausted || !expr_spend(machine, inner.steps))
		value = expr_unknown(EXPR_BOOL);
	arena_release(&scratch);
	return value;
}

uint32_t
expr_many_count(const struct expr_machine *machine, const struct expr *expr)
{
	const struct expr_many *many = machine->context->many;

	if (!many || (expr->domain == DOMAIN_RUN && machine->context->only_run))
		return 0;
	return expr->domain == DOMAIN_RUN ? many->run_count : many->case_count;
}
