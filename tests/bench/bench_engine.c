/* bench/bench_engine.c - requests per CPU second of the engine, unkept and kept; bytes an event. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/engine.h"
#include "lesson/load.h"
#include "model/scenario_source.h"
#include "trace/measures.h"

#define BENCH_KEYS \
	"clients: {crowd: {count: 1000, script: [login, add book], repeat: view cart, " \
	"think: {law: exponential, mean: 1s}}}\n" \
	"servers: {count: 4, workers: 8, service: {law: exponential, mean: 10ms}}\n"

static double
cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const struct scenario *
bench_scenario(struct arena *arena, const char *design, unsigned requests)
{
	struct findings findings;
	struct scenario_source source;
	const struct scenario *scenario = NULL;
	struct node *tree;
	char *keys = arena_printf(arena, BENCH_KEYS "stop: {requests: %u}\n", requests);

	findings_init(&findings, arena);
	tree = yaml_read(keys, strlen(keys), "bench", arena, &findings);
	if (tree != NULL && scenario_source_init(&source, "bench", tree, arena, &findings))
		scenario = scenario_build(&source, design, NULL, NULL, 0, arena, &findings);
	if (scenario == NULL) {
		fprintf(stderr, "bench_engine: the scenario does not load\n");
		exit(1);
	}
	return scenario;
}

/* One run; prints a line. */
static void
bench_run(const char *design, bool keep, bool measured, unsigned requests)
{
	struct arena arena = { 0 };
	const struct scenario *scenario = bench_scenario(&arena, design, requests);
	struct engine_options options = { .keep = keep };
	struct trace trace;
	double begin, seconds;

	trace_init(&trace, scenario);
	if (measured)
		options.measures = measures_fold_new(&trace);
	begin = cpu_seconds();
	engine_run(scenario, &trace, &options);
	seconds = cpu_seconds() - begin;
	printf("%-8s %-7s %-9s %9.0f requests/s %10.0f events/s %6.1f ns/event", design,
	    keep ? "kept" : "unkept", measured ? "measured" : "", requests / seconds,
	    (double)trace.event_total / seconds, seconds * 1e9 / (double)trace.event_total);
	if (keep)
		printf("  %zu B/event", sizeof(struct event));
	printf("\n");
	measures_fold_free(options.measures);
	trace_release(&trace);
	arena_release(&arena);
}

int
main(void)
{
	static const char *const designs[] = { "sticky", "store", "carry" };

	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		bench_run(designs[i], false, false, 400000);
		bench_run(designs[i], false, true, 400000);
		bench_run(designs[i], true, false, 40000);
	}
	return 0;
}
