/* Expressions over many runs: means, standard errors, every run, every case; by example, and random
 * ones against the evaluator that reads their text. */
#include "lib/assert.h"
#include "lib/expr_case.h"
#include "lib/gen.h"
#include "lib/naive_expr.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RUNS 25
#define CASES 3

/* What run `run` of a case measured: made up, never alike. */
static double
made_up(uint32_t case_row, uint32_t run, const char *design, const char *measure)
{
	uint32_t seed = case_row * 7919 + run * 104729 + (uint32_t)design[1] * 31 +
	    (uint32_t)measure[0] * 131 + (uint32_t)strlen(measure) * 17;

	seed ^= seed >> 7;
	seed *= 2654435761u;
	seed ^= seed >> 13;
	return 10 + (double)(seed % 1000) / 97 + case_row;
}

struct world_of_runs {
	struct expr_case expr_case;
	struct expr_many many;
	double columns[CASES + 1][EXPR_CASE_DESIGNS][MEASURES_MAX][64];
	const struct expr_run *kept; /* NULL: none can be had */
	uint32_t asked; /* how often traces were asked for */
};

static const double *
values(void *self, uint32_t case_row, const char *design, int measure)
{
	struct world_of_runs *world = self;

	for (uint32_t d = 0; d < EXPR_CASE_DESIGNS; d++)
		if (strcmp(world->expr_case.designs[d], design) == 0)
			return world->columns[case_row][d][measure];
	return NULL;
}

static const struct expr_run *
kept(void *self, uint32_t depth, uint32_t case_row, uint32_t run)
{
	struct world_of_runs *world = self;

	assert_true(depth < 2 && case_row <= CASES && run < world->many.run_count);
	world->asked++;
	return world->kept;
}

static void
begin(struct world_of_runs *world, uint32_t runs)
{
	memset(world, 0, sizeof(*world));
	expr_case_begin(&world->expr_case);
	expr_case_end(&world->expr_case);
	world->many = (struct expr_many){ .self = world, .run_count = runs, .case_count = CASES,
		.values = values, .kept = kept };
	for (uint32_t c = 0; c <= CASES; c++)
		for (uint32_t d = 0; d < EXPR_CASE_DESIGNS; d++)
			for (uint32_t m = 0; m < measure_row_count; m++)
				for (uint32_t run = 0; run < runs; run++)
					world->columns[c][d][m][run] = made_up(c, run,
					    world->expr_case.designs[d], measure_rows[m].name);
}

static void
set(struct world_of_runs *world, const char *measure, uint32_t design, uint32_t run, double value)
{
	world->columns[0][design][measure_find(measure)][run] = value;
}

static struct expr_value
value_of(struct world_of_runs *world, const char *text)
{
	struct expr *expr = expr_case_parse(&world->expr_case, text, false);
	struct expr_context context = { .runs = world->expr_case.runs,
		.run_count = EXPR_CASE_DESIGNS, .arena = &world->expr_case.arena,
		.limit_event = NONE32, .many = &world->many };

	if (!expr)
		fail_msg("%s: %s", text, world->expr_case.findings.rows[0].text);
	return expr_evaluate(expr, &context);
}

static void
assert_is(struct world_of_runs *world, const char *text, bool truth)
{
	struct expr_value value = value_of(world, text);

	if (!value.known || value.truth != truth)
		fail_msg("%s: %s", text, value.known ? "the other way" : "cannot be told");
}

static void
assert_untold(struct world_of_runs *world, const char *text)
{
	if (value_of(world, text).known)
		fail_msg("%s: this can be told", text);
}

static void
refused(struct world_of_runs *world, const char *text, const char *why)
{
	assert_null(expr_case_parse(&world->expr_case, text, false));
	if (!strstr(world->expr_case.findings.rows[0].text, why))
		fail_msg("%s: %s", text, world->expr_case.findings.rows[0].text);
}

static void
expr_many__measure__is_the_mean_outside_every_run(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 4);
	for (uint32_t run = 0; run < 4; run++)
		set(world, "requests", 0, run, run == 0 ? 1 : 5);
	assert_is(world, "sticky.requests == 4", true);
	assert_is(world, "every run satisfies (sticky.requests == 4)", false);
	assert_is(world, "some run satisfies (sticky.requests == 1)", true);
	assert_is(world, "no run satisfies (sticky.requests > 5)", true);
	assert_is(world, "every run satisfies (sticky.requests <= 5) and sticky.requests < 5",
	    true);
	/* a run that does not know it is left out of the mean, and cannot be told by itself */
	set(world, "requests", 0, 0, (double)NAN);
	assert_is(world, "sticky.requests == 5", true);
	assert_untold(world, "every run satisfies (sticky.requests == 5)");
	assert_is(world, "every run satisfies (sticky.requests == 6)", false);
	expr_case_release(&world->expr_case);
	test_free(world);
}

static void
expr_many__bare_measure__is_that_of_every_design(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 4);
	for (uint32_t design = 0; design < EXPR_CASE_DESIGNS; design++)
		for (uint32_t run = 0; run < 4; run++)
			set(world, "requests", design, run, 5 + design);
	assert_is(world, "requests >= 5", true);
	assert_is(world, "requests >= 6", false);
	assert_is(world, "every run satisfies (requests >= 5)", true);
	assert_is(world, "every run satisfies (requests < 7)", false);
	expr_case_release(&world->expr_case);
	test_free(world);
}

/* Twenty runs of 0 and 2 by turns: mean 1, sd 1.026, se 0.2294. */
static void
expr_many__se__is_the_standard_error_of_the_mean(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 20);
	for (uint32_t run = 0; run < 20; run++)
		set(world, "requests", 0, run, run % 2 * 2);
	assert_is(world, "sticky.requests ~ 1.2293 within 1 se", true);
	assert_is(world, "sticky.requests ~ 1.2295 within 1 se", false);
	assert_is(world, "1.4588 ~ sticky.requests within 2 se", true);
	assert_is(world, "1.4589 ~ sticky.requests within 2 se", false);
	expr_case_release(&world->expr_case);
	test_free(world);
}

/* What both sides share by chance does not count: they differ by 1 in every run. */
static void
expr_many__se_of_a_difference__leaves_out_what_is_shared(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 20);
	for (uint32_t run = 0; run < 20; run++) {
		set(world, "requests", 0, run, 100 * run);
		set(world, "requests", 1, run, 100 * run + 1);
	}
	assert_is(world, "sticky.requests ~ store.requests within 100 se", false);
	assert_is(world, "sticky.requests + 1 ~ store.requests within 0 se", true);
	expr_case_release(&world->expr_case);
	test_free(world);
}

/* A quotient of two means, each twice as uncertain as the other's half: checked against the delta
 * method. */
static void
expr_many__se_of_a_quotient__is_that_of_the_delta_method(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));
	double x_mean = 0, y_mean = 0, residuals = 0, quotient, se;
	char text[120];

	(void)state;
	begin(world, 60);
	for (uint32_t run = 0; run < 60; run++) {
		double x = 1000 + run * 37 % 23, y = 250 + run * 17 % 31;

		set(world, "requests", 0, run, x);
		set(world, "ok", 0, run, y);
		x_mean += x / 60;
		y_mean += y / 60;
	}
	quotient = y_mean / x_mean;
	for (uint32_t run = 0; run < 60; run++) {
		double rest = 250 + run * 17 % 31 - quotient * (1000 + run * 37 % 23);

		residuals += rest * rest;
	}
	se = sqrt(residuals / 59 / 60) / x_mean;
	snprintf(text, sizeof(text), "sticky.ok / sticky.requests ~ %.12f within 1 se",
	    quotient + 0.999 * se);
	assert_is(world, text, true);
	snprintf(text, sizeof(text), "sticky.ok / sticky.requests ~ %.12f within 1 se",
	    quotient + 1.001 * se);
	assert_is(world, text, false);
	expr_case_release(&world->expr_case);
	test_free(world);
}

static void
expr_many__nothing_varies__is_near_within_nothing(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 20);
	for (uint32_t run = 0; run < 20; run++) {
		set(world, "requests", 0, run, 1000.0 / 3);
		set(world, "ok", 0, run, 250.0 / 3);
	}
	assert_is(world, "sticky.ok / sticky.requests ~ 1/4 within 4 se", true);
	assert_is(world, "sticky.ok / sticky.requests ~ 0.2500001 within 4 se", false);
	expr_case_release(&world->expr_case);
	test_free(world);
}

static void
expr_many__too_few_runs_or_none__cannot_be_told(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 19);
	assert_untold(world, "sticky.requests ~ 1 within 100 se");
	expr_case_release(&world->expr_case);
	begin(world, 20);
	assert_is(world, "sticky.requests ~ 1 within 100000 se", true);
	set(world, "requests", 0, 3, (double)NAN);
	assert_is(world, "sticky.requests ~ 1 within 100000 se", true);
	for (uint32_t run = 0; run < 20; run++)
		set(world, "requests", 0, run, (double)NAN);
	assert_untold(world, "sticky.requests ~ 1 within 100000 se");
	expr_case_release(&world->expr_case);
	test_free(world);
}

static void
expr_many__every_case__has_the_means_of_each(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));
	int row = measure_find("requests");

	(void)state;
	begin(world, 4);
	for (uint32_t c = 0; c <= CASES; c++)
		for (uint32_t run = 0; run < 4; run++)
			world->columns[c][0][row][run] = 10 * c + run;
	assert_is(world, "sticky.requests == 1.5", true); /* case 0 */
	assert_is(world, "every case satisfies (sticky.requests >= 11.5)", true);
	assert_is(world, "some case satisfies (sticky.requests == 31.5)", true);
	assert_is(world, "some case satisfies (sticky.requests == 1.5)", false);
	assert_is(world,
	    "every case satisfies (every run satisfies (sticky.requests >= 10))", true);
	assert_is(world,
	    "every case satisfies (some run satisfies (sticky.requests == 13))", false);
	assert_is(world, "some case satisfies (no run satisfies (sticky.requests < 30))", true);
	expr_case_release(&world->expr_case);
	test_free(world);
}

static void
expr_many__body_reads_events__each_run_is_asked_for(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 4);
	assert_untold(world, "every run satisfies (count send >= 0)");
	world->kept = world->expr_case.runs;
	world->asked = 0;
	assert_is(world, "every run satisfies (count send >= 0)", true);
	assert_int_equal(world->asked, 4);
	assert_is(world, "every case satisfies (count send >= 0 and sticky.requests > 0)", true);
	assert_int_equal(world->asked, 4 + CASES);
	world->asked = 0;
	assert_is(world, "every run satisfies (sticky.requests > 0)", true);
	assert_int_equal(world->asked, 0); /* measures need no trace */
	expr_case_release(&world->expr_case);
	test_free(world);
}

static void
expr_many__what_means_nothing__is_refused(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 4);
	refused(world, "every run satisfies (requests ~ 1 within 2 se)", "spread over all runs");
	refused(world, "every run satisfies (every run satisfies (true))", "one run alone");
	refused(world, "always (every run satisfies (true))", "put the moment inside it");
	refused(world, "(no case satisfies (true)) == true at miss", "put the moment inside it");
	refused(world, "always (1 ~ 2 within 2 se)", "says nothing of a moment");
	refused(world, "miss ~ look within 2 se", "standard errors");
	refused(world, "every client satisfies (every run satisfies (s1 holds cart of client "
	    "and client == ana))", "client");
	expr_case_release(&world->expr_case);
	test_free(world);
}

/* Without many runs nothing of this can be told. */
static void
expr_many__one_run__cannot_be_told(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));

	(void)state;
	begin(world, 4);
	assert_false(expr_case_value(&world->expr_case, "every run satisfies (true)").known);
	assert_false(expr_case_value(&world->expr_case, "requests ~ 4 within 2 se").known);
	expr_case_release(&world->expr_case);
	test_free(world);
}

static void
expr_measured__sides__with_their_spread(void **state)
{
	struct world_of_runs *world = test_malloc(sizeof(*world));
	struct expr_context context = { .run_count = EXPR_CASE_DESIGNS, .limit_event = NONE32 };
	struct str text = STR_INIT;

	(void)state;
	begin(world, 20);
	for (uint32_t run = 0; run < 20; run++)
		set(world, "requests", 0, run, run % 2 * 2);
	context.runs = world->expr_case.runs;
	context.arena = &world->expr_case.arena;
	context.many = &world->many;
	expr_measured(expr_case_parse(&world->expr_case,
	    "sticky.requests ~ 1/4 within 9 se and every run satisfies (sticky.requests > 1)",
	    false), &context, &text);
	assert_string_equal(text.text, "1 ±0.23 against 0.25, in 10 of 20 runs");
	str_release(&text);
	expr_case_release(&world->expr_case);
	test_free(world);
}

/* -- random ones ----------------------------------------------------------------------------- */

struct writer {
	struct gen *gen;
	struct str out;
	int depth, satisfies;
	bool in_run;
};

static void
write_sum(struct writer *writer)
{
	static const char *const designs[] = { "sticky", "store", "token" };
	static const char *const measures[] = { "requests", "ok", "sessions_lost", "failed" };

	for (uint64_t terms = 1 + gen_below(writer->gen, 3); terms > 0; terms--) {
		if (gen_below(writer->gen, 4) == 0)
			str_printf(&writer->out, "%u.%03u", (unsigned)gen_below(writer->gen, 30),
			    1 + (unsigned)gen_below(writer->gen, 998));
		else
			str_printf(&writer->out, "%s.%s", designs[gen_below(writer->gen, 3)],
			    measures[gen_below(writer->gen, 4)]);
		if (terms > 1)
			str_add(&writer->out,
			    (const char *const[]){ " + ", " - ", " * ", " / " }[gen_below(
				writer->gen, 4)]);
	}
}

static void
write_compare(struct writer *writer)
{
	static const char *const ops[] = { " < ", " > ", " <= ", " >= ", " ~ ", " ~ " };
	uint64_t op = gen_below(writer->gen, writer->in_run ? 4 : 6);

	write_sum(writer);
	str_add(&writer->out, ops[op]);
	write_sum(writer);
	if (op >= 4)
		str_printf(&writer->out, " within %u.%02u se", (unsigned)gen_below(writer->gen, 12),
		    (unsigned)gen_below(writer->gen, 100));
}

static void
write_bool(struct writer *writer)
{
	static const char *const quantors[] = { "every", "some", "no" };
	uint64_t choice = gen_below(writer->gen, writer->depth > 0 ? 5 : 1);
	bool runs;

	writer->depth--;
	switch (choice) {
	case 1:
		str_add(&writer->out, "not (");
		write_bool(writer);
		str_add(&writer->out, ")");
		break;
	case 2:
		str_add(&writer->out, "(");
		write_bool(writer);
		str_add(&writer->out, gen_below(writer->gen, 2) ? ") and (" : ") or (");
		write_bool(writer);
		str_add(&writer->out, ")");
		break;
	case 3:
	case 4:
		if (writer->satisfies == 2 || writer->in_run) {
			write_compare(writer);
			break;
		}
		runs = gen_below(writer->gen, 2);
		str_printf(&writer->out, "%s %s satisfies (", quantors[gen_below(writer->gen, 3)],
		    runs ? "run" : "case");
		writer->satisfies++;
		writer->in_run = runs;
		write_bool(writer);
		writer->in_run = false;
		writer->satisfies--;
		str_add(&writer->out, ")");
		break;
	default:
		write_compare(writer);
	}
	writer->depth++;
}

static void
expr_many__random_expressions__agree_with_the_naive_reading(void **state)
{
	const struct naive_many naive = { .run_count = RUNS, .case_count = CASES,
		.value = made_up };
	struct world_of_runs *world = test_malloc(sizeof(*world));
	uint32_t truths = 0, all = 0;

	(void)state;
	GEN_CASES (gen, 2000) {
		struct writer writer = { .gen = &gen, .depth = 4 };
		struct expr_value value;
		struct naive_value expected;

		if (all++ % 100 == 0) {
			if (all > 1)
				expr_case_release(&world->expr_case);
			begin(world, RUNS);
		}
		str_init(&writer.out);
		write_bool(&writer);
		expected = naive_evaluate_many(
		    &world->expr_case.make.trace, &naive, writer.out.text);
		value = value_of(world, writer.out.text);
		if (!value.known || value.truth != expected.truth)
			fail_msg("%s: %s, and read naively %d", writer.out.text,
			    value.known ? "the other way" : "cannot be told", expected.truth);
		truths += expected.truth;
		str_release(&writer.out);
	}
	expr_case_release(&world->expr_case);
	assert_true(truths > all / 5 && truths < all * 4 / 5);
	test_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expr_many__measure__is_the_mean_outside_every_run),
		cmocka_unit_test(expr_many__bare_measure__is_that_of_every_design),
		cmocka_unit_test(expr_many__se__is_the_standard_error_of_the_mean),
		cmocka_unit_test(expr_many__se_of_a_difference__leaves_out_what_is_shared),
		cmocka_unit_test(expr_many__se_of_a_quotient__is_that_of_the_delta_method),
		cmocka_unit_test(expr_many__nothing_varies__is_near_within_nothing),
		cmocka_unit_test(expr_many__too_few_runs_or_none__cannot_be_told),
		cmocka_unit_test(expr_many__every_case__has_the_means_of_each),
		cmocka_unit_test(expr_many__body_reads_events__each_run_is_asked_for),
		cmocka_unit_test(expr_many__what_means_nothing__is_refused),
		cmocka_unit_test(expr_many__one_run__cannot_be_told),
		cmocka_unit_test(expr_measured__sides__with_their_spread),
		cmocka_unit_test(expr_many__random_expressions__agree_with_the_naive_reading),
	};

	return cmocka_run_group_tests_name("trace/expr over many runs", tests, NULL, NULL);
}
