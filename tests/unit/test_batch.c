/* Many runs: the same bits from any number of threads, seeds in order, a stop that keeps what was
 * measured. */
#include "lib/assert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/batch_work.h"
#include "lesson/load.h"

static const char load_text[] =
    "{stop: {requests: 400}, load: {arrivals: {rate: 500/s}, requests_per_session: {law: "
    "geometric, mean: 3}, think: {mean: 10ms}}, servers: {service: {law: exponential, mean: 2ms}}, "
    "designs: {sticky: {}, store: {}, token: {}}, sweep: {servers.count: [1, 2, 4]}}";
static const char fault_text[] =
    "{stop: {after: 4s}, clients: {crowd: {count: 30, script: [login], repeat: view cart, think: "
    "{mean: 300ms}}}, servers: {count: 4}, designs: {sticky: {}, store: {}}, faults: [{at: 2s, do: "
    "crash, node: random}]}";
static const char endless_text[] =
    "{stop: {after: 400000s}, load: {arrivals: {rate: 500/s}}, designs: {sticky: {}, store: {}}}";
/* Runs of several slices each: one is under way when another ends. */
static const char long_text[] =
    "{stop: {after: 12s}, load: {arrivals: {rate: 500/s}}, designs: {sticky: {}}}";

struct fixture {
	struct arena arena;
	struct findings findings;
	struct scenario_source source;
	struct runset_request base;
	struct sweep sweep;
};

static void
begin(struct fixture *fixture, const char *text)
{
	const struct node *tree;

	memset(fixture, 0, sizeof(*fixture));
	findings_init(&fixture->findings, &fixture->arena);
	tree = yaml_read(text, strlen(text), NULL, &fixture->arena, &fixture->findings);
	assert_non_null(tree);
	assert_true(scenario_source_init(&fixture->source, "many", tree, &fixture->arena,
	    &fixture->findings));
	assert_true(sweep_of_source(&fixture->source, &fixture->sweep, &fixture->arena,
	    &fixture->findings));
	fixture->base.source = &fixture->source;
}

static void
open_batch(struct fixture *fixture, struct batch *batch, uint32_t runs, uint32_t threads)
{
	struct batch_request request = { .base = &fixture->base, .sweep = &fixture->sweep,
		.runs = runs, .threads = threads };

	assert_true(batch_open(batch, &request, &fixture->findings));
}

static void
assert_same_cells(const struct batch *a, const struct batch *b)
{
	assert_int_equal(a->point_count, b->point_count);
	assert_int_equal(a->design_count, b->design_count);
	for (uint32_t i = 0; i < a->point_count * a->design_count; i++) {
		assert_int_equal(a->cells[i].runs, b->cells[i].runs);
		assert_true(a->cells[i].digest == b->cells[i].digest);
		assert_memory_equal(a->cells[i].measures, b->cells[i].measures,
		    sizeof(a->cells[i].measures));
	}
}

static void
batch__any_number_of_threads__gives_the_same_bits(void **state)
{
	static const char *const texts[] = { load_text, fault_text };
	static const uint32_t threads[] = { 2, 7 };

	(void)state;
	for (size_t t = 0; t < 2; t++) {
		struct fixture fixture;
		struct batch one, many, slices;

		begin(&fixture, texts[t]);
		open_batch(&fixture, &one, 25, 1);
		batch_run(&one);
		assert_int_equal(one.cells[0].runs, 25);
		for (size_t i = 0; i < 2; i++) {
			open_batch(&fixture, &many, 25, threads[i]);
			batch_run(&many);
			assert_same_cells(&one, &many);
			batch_release(&many);
		}
		open_batch(&fixture, &slices, 25, 1);
		while (batch_slice(&slices))
			;
		assert_same_cells(&one, &slices);
		batch_release(&slices);
		batch_release(&one);
		arena_release(&fixture.arena);
	}
}

static void
batch__asked_for_less__no_digest_and_the_same_measures(void **state)
{
	static const enum single_use uses[] = { SINGLE_MEASURES, SINGLE_OF_CLIENTS };
	struct fixture fixture;
	struct batch whole, less;

	(void)state;
	begin(&fixture, load_text);
	open_batch(&fixture, &whole, 5, 1);
	batch_run(&whole);
	assert_true(whole.cells[0].has_digest);
	for (size_t u = 0; u < 2; u++) {
		open_batch(&fixture, &less, 5, 2);
		less.request.use = uses[u];
		batch_run(&less);
		for (uint32_t i = 0; i < less.point_count * less.design_count; i++) {
			assert_int_equal(less.cells[i].runs, 5);
			assert_false(less.cells[i].has_digest);
			for (uint32_t m = 0; m < measure_row_count; m++) {
				const struct statistics *found = &less.cells[i].measures[m];

				if (uses[u] == SINGLE_OF_CLIENTS && !measure_is_of_clients(m))
					assert_true(found->count == 0);
				else
					assert_memory_equal(found, &whole.cells[i].measures[m],
					    sizeof(*found));
			}
		}
		batch_release(&less);
	}
	batch_release(&whole);
	arena_release(&fixture.arena);
}

/* What `sample` was given: numbers of the runs, in order. */
struct heard {
	uint32_t count, point, run, design;
	bool ordered;
	double requests[256];
};

static void
hear(void *self, uint32_t point, uint32_t run, uint32_t design, const struct measures *measures)
{
	struct heard *heard = self;
	uint32_t row = (uint32_t)measure_find("forced_logins");

	if (heard->count > 0 &&
	    (run < heard->run || (run == heard->run && (point < heard->point ||
	    (point == heard->point && design <= heard->design)))))
		heard->ordered = false;
	heard->point = point;
	heard->run = run;
	heard->design = design;
	assert_true(heard->count < 256);
	heard->requests[heard->count++] = measures->value[row];
}

static void
batch__samples__come_in_order_and_make_the_statistics(void **state)
{
	struct heard heard = { .ordered = true };
	struct batch_request request = { .runs = 20, .threads = 3, .self = &heard, .sample = hear };
	uint32_t row = (uint32_t)measure_find("forced_logins");
	struct fixture fixture;
	struct batch batch;
	double sum = 0;

	(void)state;
	begin(&fixture, fault_text);
	request.base = &fixture.base;
	assert_true(batch_open(&batch, &request, &fixture.findings));
	batch_run(&batch);
	assert_true(heard.ordered);
	assert_int_equal(heard.count, 40);
	for (uint32_t i = 0; i < heard.count; i += 2)
		sum += heard.requests[i];
	assert_true(fabs(batch.cells[0].measures[row].mean - sum / 20) < 1e-9);
	assert_true(sum > 0);
	batch_release(&batch);
	arena_release(&fixture.arena);
}

/* Run i has seed + i: the third of many is the only one with that seed. */
static void
batch__run_of_many__is_the_run_with_its_seed(void **state)
{
	struct heard heard = { .ordered = true };
	struct batch_request request = { .runs = 4, .self = &heard, .sample = hear };
	uint32_t row = (uint32_t)measure_find("forced_logins");
	struct runset_request alone;
	struct fixture fixture;
	struct batch batch;
	struct runset set;

	(void)state;
	begin(&fixture, fault_text);
	fixture.base.has_seed = true;
	fixture.base.seed = 40;
	request.base = &fixture.base;
	assert_true(batch_open(&batch, &request, &fixture.findings));
	batch_run(&batch);
	alone = fixture.base;
	for (uint32_t i = 0; i < 4; i++) {
		alone.seed = 40 + i;
		assert_true(runset_run(&set, &alone, &fixture.findings));
		assert_true(set.runs[0].measures.value[row] == heard.requests[2 * i]);
		assert_true(i > 0 || set.scenarios[0]->seed == batch.cells[0].scenario->seed);
		runset_release(&set);
	}
	batch_release(&batch);
	arena_release(&fixture.arena);
}

static bool
stop_at_once(void *self, const struct batch_progress *progress)
{
	uint64_t *events = self;

	*events = progress->events;
	return progress->events < 50000;
}

static void
batch__stopped__keeps_what_was_measured(void **state)
{
	for (uint32_t threads = 1; threads <= 2; threads++) {
		uint64_t events = 0;
		struct batch_request request = { .runs = 1, .threads = threads, .self = &events,
			.watch = stop_at_once };
		uint32_t row = (uint32_t)measure_find("requests");
		struct fixture fixture;
		struct batch batch;

		(void)state;
		begin(&fixture, endless_text);
		request.base = &fixture.base;
		assert_true(batch_open(&batch, &request, &fixture.findings));
		batch_run(&batch);
		assert_true(batch.stopped);
		assert_int_equal(batch.cells[0].runs, 0);
		assert_true(batch.cells[0].unfinished);
		assert_false(batch.cells[0].has_digest);
		assert_true(batch.cells[0].measures[row].mean > 100);
		batch_release(&batch);
		arena_release(&fixture.arena);
	}
}

/* Some runs are over when it is stopped: these are the statistics, the others are left out. */
static bool
stop_after_some(void *self, const struct batch_progress *progress)
{
	(void)self;
	return progress->runs < 6;
}

static void
batch__stopped_between_runs__counts_whole_runs_only(void **state)
{
	struct batch_request request = { .runs = 100000, .threads = 2, .watch = stop_after_some };
	uint32_t row = (uint32_t)measure_find("requests");
	struct fixture fixture;
	struct batch batch;

	(void)state;
	begin(&fixture, long_text);
	request.base = &fixture.base;
	assert_true(batch_open(&batch, &request, &fixture.findings));
	batch_run(&batch);
	assert_true(batch.stopped);
	assert_true(batch.cells[0].runs >= 6 && batch.cells[0].runs < 100000);
	assert_false(batch.cells[0].unfinished);
	assert_int_equal(batch.cells[0].measures[row].count, batch.cells[0].runs);
	assert_true(batch.cells[0].measures[row].min > 5000);
	batch_release(&batch);
	arena_release(&fixture.arena);
}

static void
batch__released_in_the_middle__leaks_nothing(void **state)
{
	struct fixture fixture;
	struct batch batch;

	(void)state;
	begin(&fixture, endless_text);
	open_batch(&fixture, &batch, 3, 1);
	for (int i = 0; i < 5; i++)
		assert_true(batch_slice(&batch));
	batch_release(&batch);
	arena_release(&fixture.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batch__any_number_of_threads__gives_the_same_bits),
		cmocka_unit_test(batch__asked_for_less__no_digest_and_the_same_measures),
		cmocka_unit_test(batch__samples__come_in_order_and_make_the_statistics),
		cmocka_unit_test(batch__run_of_many__is_the_run_with_its_seed),
		cmocka_unit_test(batch__stopped__keeps_what_was_measured),
		cmocka_unit_test(batch__stopped_between_runs__counts_whole_runs_only),
		cmocka_unit_test(batch__released_in_the_middle__leaks_nothing),
	};

	return cmocka_run_group_tests_name("experiment/batch", tests, NULL, NULL);
}
