/* bench/bench_engine.c - the engine against the practical limit and against other simulators.
 *
 * Rounds are interleaved, so that whatever else the machine does hits all alike; a figure is the
 * median over rounds, a ratio the median of the ratios within a round.  CPU seconds of one process
 * on one core.  BENCH_ROUNDS=5 sets the rounds, BENCH_ONLY=queue the part, COATCHECK the program of
 * the part `commands`.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/bare.h"
#include "engine/engine.h"
#include "engine/evq.h"
#include "lesson/load.h"
#include "model/scenario_source.h"
#include "trace/measures.h"

#define ROUNDS_MAX 31
#define ROWS_MAX 24
#define RING_EVENTS 65536u

/* What is asked of the run: the times of requests alone (as of the other simulators), a digest of
 * all events, all measures beside it, the newest events, all events. */
enum use { USE_TIMES, USE_DIGEST, USE_MEASURES, USE_RING, USE_KEPT };

struct result {
	double seconds;
	uint64_t events, bytes; /* bytes: greatest resident size of the process */
	struct footprint tables; /* at the end of the run */
};

/* One contender: `count` of its work a round. */
struct row {
	const char *name;
	struct result (*run)(const struct row *row);
	double count;
	const char *keys, *design; /* of a scenario */
	enum use use;
	unsigned number;           /* pending timers, sessions */
	const char *program, *argument;
	bool absent;
	double seconds[ROUNDS_MAX];
	struct result last;
};

static double
cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(const double *values, unsigned count)
{
	double sorted[ROUNDS_MAX];

	memcpy(sorted, values, count * sizeof(*values));
	qsort(sorted, count, sizeof(*sorted), compare);
	return sorted[count / 2];
}

/* ---- contenders ---- */

static const struct scenario *
read_scenario(struct arena *arena, const struct row *row)
{
	struct findings findings;
	struct scenario_source source;
	const struct scenario *scenario = NULL;
	struct node *tree;
	char *keys = arena_printf(arena, "%sstop: {requests: %.0f}\n", row->keys, row->count);

	findings_init(&findings, arena);
	tree = yaml_read(keys, strlen(keys), "bench", arena, &findings);
	if (tree != NULL && scenario_source_init(&source, "bench", tree, arena, &findings))
		scenario = scenario_build(&source, row->design, NULL, NULL, 0, arena, &findings);
	if (scenario == NULL) {
		fprintf(stderr, "bench_engine: the scenario of \"%s\" does not load\n", row->name);
		exit(1);
	}
	return scenario;
}

static struct result
run_scenario(const struct row *row)
{
	struct arena arena = { 0 };
	const struct scenario *scenario = read_scenario(&arena, row);
	struct engine_options options = { .keep = row->use == USE_KEPT };
	struct trace trace;
	struct engine *engine;
	struct rusage usage;
	struct result result;
	double begin;

	trace_init(&trace, scenario);
	options.no_digest = row->use == USE_TIMES;
	if (row->use == USE_TIMES)
		options.measures = measures_fold_new_of_clients(&trace);
	if (row->use == USE_MEASURES)
		options.measures = measures_fold_new(&trace);
	if (row->use == USE_RING)
		options.ring_events = RING_EVENTS;
	begin = cpu_seconds();
	engine = engine_new(scenario, &trace, &options);
	engine_step(engine);
	result.seconds = cpu_seconds() - begin;
	result.tables = (struct footprint){ 0 };
	engine_footprint(engine, &result.tables);
	engine_free(engine);
	result.events = trace.event_total;
	getrusage(RUSAGE_SELF, &usage);
	result.bytes = (uint64_t)usage.ru_maxrss * 1024;
	measures_fold_free(options.measures);
	trace_release(&trace);
	arena_release(&arena);
	return result;
}

static struct result
run_bare_queue(const struct row *row)
{
	double begin = cpu_seconds();

	bare_queue((uint64_t)row->count, 4, 0.8);
	return (struct result){ .seconds = cpu_seconds() - begin };
}

/* Filling is not counted: once without turns, once with. */
static struct result
run_bare_hold(const struct row *row)
{
	double begin = cpu_seconds(), filled;

	bare_hold(0, row->number, row->argument != NULL);
	filled = cpu_seconds();
	bare_hold((uint64_t)row->count, row->number, row->argument != NULL);
	return (struct result){ .seconds = cpu_seconds() - filled - (filled - begin) };
}

static struct result
run_hold(const struct row *row)
{
	bool mixed = row->argument != NULL;
	struct evq queue;
	struct timer timer = { .at_ns = 0 };
	struct result result;
	double begin;

	evq_init(&queue);
	for (uint32_t i = 0; i < row->number; i++)
		evq_push(&queue, (uint64_t)(bare_exponential() * (mixed ? 30e9 : 1e9)),
		    PHASE_ARRIVAL, 0, i, 0);
	begin = cpu_seconds();
	for (uint64_t i = 0; i < (uint64_t)row->count; i++) {
		double mean_ns = !mixed ? 1e9 : bare_random() % 10 == 0 ? 30e9 : 1e6;

		evq_pop(&queue, UINT64_MAX, &timer);
		evq_push(&queue, timer.at_ns + (uint64_t)(bare_exponential() * mean_ns),
		    PHASE_ARRIVAL, 0, timer.row, 0);
	}
	result = (struct result){ .seconds = cpu_seconds() - begin,
		.bytes = evq_bytes(&queue) / row->number };
	evq_release(&queue);
	return result;
}

/* Another program: its children's CPU time. */
static struct result
run_program(const struct row *row)
{
	char count[32];
	struct rusage usage;
	int status = -1;
	pid_t child;

	snprintf(count, sizeof(count), "%.0f", row->count);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (freopen("/dev/null", "w", stdout) == NULL ||
		    freopen("/dev/null", "w", stderr) == NULL)
			_exit(127);
		execlp(row->program, row->program, row->argument, count, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
		return (struct result){ .seconds = -1 };
	return (struct result){
		.seconds = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
		    (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6,
		.bytes = (uint64_t)usage.ru_maxrss * 1024,
	};
}

/* The scenario as a file for the program: its keys, indented, its one design and its stop. */
static bool
write_scenario(const struct row *row, FILE *file)
{
	fprintf(file, "format: 1\nscenarios:\n  bench:\n    ");
	for (const char *c = row->keys; *c != '\0'; c++) {
		fputc(*c, file);
		if (*c == '\n')
			fprintf(file, "    ");
	}
	fprintf(file, "designs: {%s: {base: %s}}\n    stop: {requests: %.0f}\n", row->design,
	    row->design, row->count);
	return fclose(file) == 0;
}

/* The command as people type it, from reading the file to the table. */
static struct result
run_command(const struct row *row)
{
	char path[] = "/tmp/bench_run_XXXXXX";
	struct result result = { .seconds = -1 };
	struct rusage usage;
	int status = -1, descriptor = mkstemp(path);
	FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
	pid_t child;

	if (file == NULL || !write_scenario(row, file) || row->program == NULL)
		return result;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (freopen("/dev/null", "w", stdout) == NULL)
			_exit(127);
		execl(row->program, row->program, "run", path, (char *)NULL);
		_exit(127);
	}
	if (child > 0 && wait4(child, &status, 0, &usage) == child && status == 0)
		result.seconds = (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
		    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	unlink(path);
	return result;
}

/* In a process of its own, for its greatest resident size. */
static struct result
run_apart(const struct row *row)
{
	struct result result = { .seconds = -1 };
	int ends[2];
	pid_t child;

	fflush(stdout);
	if (pipe(ends) != 0)
		return result;
	child = fork();
	if (child == 0) {
		result = run_scenario(row);
		_exit(write(ends[1], &result, sizeof(result)) != sizeof(result));
	}
	close(ends[1]);
	if (child < 0 || read(ends[0], &result, sizeof(result)) != sizeof(result))
		result.seconds = -1;
	close(ends[0]);
	waitpid(child, NULL, 0);
	return result;
}

/* ---- rounds ---- */

static void
run_rounds(struct row *rows, unsigned count, unsigned rounds)
{
	for (unsigned round = 0; round < rounds; round++)
		for (unsigned i = 0; i < count; i++) {
			if (rows[i].absent)
				continue;
			rows[i].last = rows[i].run(&rows[i]);
			rows[i].seconds[round] = rows[i].last.seconds;
			rows[i].absent = rows[i].last.seconds < 0;
		}
}

/* How many times as much work a second as the first row. */
static double
ratio(const struct row *rows, const struct row *row, unsigned rounds)
{
	double ratios[ROUNDS_MAX];

	for (unsigned round = 0; round < rounds; round++)
		ratios[round] = row->count / row->seconds[round] /
		    (rows[0].count / rows[0].seconds[round]);
	return median(ratios, rounds);
}

static void
print_rows(const struct row *rows, unsigned count, unsigned rounds, bool ratios)
{
	for (unsigned i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		double seconds = median(row->seconds, rounds);

		if (row->absent) {
			printf("  %-44s skipped: not installed\n", row->name);
			continue;
		}
		printf("  %-44s %8.3f M/s", row->name, row->count / seconds / 1e6);
		if (ratios)
			printf("  %6.3f", ratio(rows, row, rounds));
		if (row->last.events > 0)
			printf("  %5.1f events each, %5.1f ns an event",
			    (double)row->last.events / row->count,
			    seconds * 1e9 / (double)row->last.events);
		else if (row->last.bytes > 0 && row->run == run_hold)
			printf("  %" PRIu64 " bytes a timer", row->last.bytes);
		printf("\n");
	}
}

/* ---- the parts ---- */

#define KEYS_MM4 \
	"network: {latency: 0s}\nload: {arrivals: {law: exponential, utilisation: 0.8}, " \
	"requests_per_session: {law: constant, mean: 1}, action: ping}\n" \
	"servers: {count: 1, workers: 4, queue: unlimited, " \
	"service: {law: exponential, mean: 1s}}\n"
#define KEYS_SHOP \
	"clients: {crowd: {count: 1000, script: [login, add book], repeat: view cart, " \
	"think: {law: exponential, mean: 1s}}}\n" \
	"servers: {count: 4, workers: 8, service: {law: exponential, mean: 10ms}}\n"
#define KEYS_LOAD \
	"session: {idle: 1m}\nload: {arrivals: {law: exponential, rate: 50/s}, " \
	"requests_per_session: {law: geometric, mean: 10}, " \
	"think: {law: exponential, mean: 1s}, writes: 10%}\n" \
	"servers: {count: 4, workers: 8, service: {law: exponential, mean: 10ms}}\n"

static void
bench_queue(unsigned rounds, const char *folder)
{
	char ns3[400], simgrid[400];
	struct row rows[] = {
		{ .name = "bare loop, 4-ary heap", .run = run_bare_queue, .count = 2e6 },
		{ .name = "here, times of requests", .run = run_scenario, .count = 6e5,
		    .keys = KEYS_MM4, .design = "local", .use = USE_TIMES },
		{ .name = "here, digest", .run = run_scenario, .count = 6e5, .keys = KEYS_MM4,
		    .design = "local", .use = USE_DIGEST },
		{ .name = "here, digest and all measures", .run = run_scenario, .count = 3e5,
		    .keys = KEYS_MM4, .design = "local", .use = USE_MEASURES },
		{ .name = "ns-3, PriorityQueueScheduler", .run = run_program, .count = 6e5,
		    .program = ns3, .argument = "PriorityQueue" },
		{ .name = "ns-3, MapScheduler (its default)", .run = run_program, .count = 6e5,
		    .program = ns3, .argument = "Map" },
		{ .name = "ns-3, HeapScheduler", .run = run_program, .count = 6e5,
		    .program = ns3, .argument = "Heap" },
		{ .name = "ns-3, CalendarScheduler", .run = run_program, .count = 6e5,
		    .program = ns3, .argument = "Calendar" },
		{ .name = "SimGrid, actors", .run = run_program, .count = 5e4,
		    .program = "env", .argument = simgrid },
		{ .name = "SimPy, processes", .run = run_program, .count = 2e4,
		    .program = "/usr/bin/python3", .argument = "tests/bench/peer_simpy.py" },
	};
	unsigned count = sizeof(rows) / sizeof(rows[0]);

	snprintf(ns3, sizeof(ns3), "%s/peer_ns3", folder);
	snprintf(simgrid, sizeof(simgrid), "%s/peer_simgrid", folder);
	run_rounds(rows, count, rounds);
	printf("M/M/4 at 0.8: requests by client, balancer, server and back (no latency); "
	       "ratio to the bare loop\n");
	print_rows(rows, count, rounds, true);
}

static void
bench_timers(unsigned rounds)
{
	struct row rows[2][2] = {
		{ { .name = "bare loop, 4-ary heap", .run = run_bare_hold, .count = 1e6,
		    .number = 1000000 },
		  { .name = "here", .run = run_hold, .count = 2e6, .number = 1000000 } },
		{ { .name = "bare loop, 4-ary heap", .run = run_bare_hold, .count = 2e6,
		    .number = 1000000, .argument = "mixed" },
		  { .name = "here", .run = run_hold, .count = 4e6, .number = 1000000,
		    .argument = "mixed" } },
	};
	static const char *const names[] = {
		"1,000,000 timers pending, each Exp(1 s); ratio to the bare loop",
		"1,000,000 pending, nine of ten Exp(1 ms), one Exp(30 s)",
	};

	for (unsigned i = 0; i < 2; i++) {
		run_rounds(rows[i], 2, rounds);
		printf("%s\n", names[i]);
		print_rows(rows[i], 2, rounds, true);
	}
}

static void
bench_requests(unsigned rounds)
{
	struct row rows[] = {
		{ .name = "store: 6 hops, times of requests", .run = run_scenario, .count = 3e5,
		    .keys = KEYS_SHOP, .design = "store", .use = USE_TIMES },
		{ .name = "store, digest", .run = run_scenario, .count = 3e5,
		    .keys = KEYS_SHOP, .design = "store", .use = USE_DIGEST },
		{ .name = "store, into a ring", .run = run_scenario, .count = 3e5,
		    .keys = KEYS_SHOP, .design = "store", .use = USE_RING },
		{ .name = "store, digest and all measures", .run = run_scenario, .count = 2e5,
		    .keys = KEYS_SHOP, .design = "store", .use = USE_MEASURES },
		{ .name = "store, kept", .run = run_scenario, .count = 5e4, .keys = KEYS_SHOP,
		    .design = "store", .use = USE_KEPT },
		{ .name = "sticky: 4 hops, times of requests", .run = run_scenario, .count = 4e5,
		    .keys = KEYS_SHOP, .design = "sticky", .use = USE_TIMES },
		{ .name = "sticky, digest", .run = run_scenario, .count = 4e5,
		    .keys = KEYS_SHOP, .design = "sticky", .use = USE_DIGEST },
		{ .name = "sticky, into a ring", .run = run_scenario, .count = 4e5,
		    .keys = KEYS_SHOP, .design = "sticky", .use = USE_RING },
		{ .name = "sticky, digest and all measures", .run = run_scenario, .count = 2e5,
		    .keys = KEYS_SHOP, .design = "sticky", .use = USE_MEASURES },
		{ .name = "carry: a signed cookie, digest", .run = run_scenario, .count = 1e5,
		    .keys = KEYS_SHOP, .design = "carry", .use = USE_DIGEST },
		{ .name = "store under a load of visitors, digest", .run = run_scenario,
		    .count = 3e5, .keys = KEYS_LOAD, .design = "store", .use = USE_DIGEST },
	};
	unsigned count = sizeof(rows) / sizeof(rows[0]);

	run_rounds(rows, count, rounds);
	printf("A whole request with its session (%zu bytes a kept event)\n",
	    sizeof(struct event));
	print_rows(rows, count, rounds, false);
}

/* What whoever measures from outside sees. */
static void
bench_commands(unsigned rounds)
{
	const char *program = getenv("COATCHECK");
	struct row rows[] = {
		{ .name = "M/M/4", .run = run_command, .count = 1e6, .keys = KEYS_MM4,
		    .design = "local", .program = program },
		{ .name = "sticky: 4 hops and session state", .run = run_command, .count = 1e6,
		    .keys = KEYS_SHOP, .design = "sticky", .program = program },
		{ .name = "store: 6 hops and session state", .run = run_command, .count = 1e6,
		    .keys = KEYS_SHOP, .design = "store", .program = program },
		{ .name = "carry: a signed cookie", .run = run_command, .count = 5e5,
		    .keys = KEYS_SHOP, .design = "carry", .program = program },
		{ .name = "store under a load of visitors", .run = run_command, .count = 5e5,
		    .keys = KEYS_LOAD, .design = "store", .program = program },
	};
	unsigned count = sizeof(rows) / sizeof(rows[0]);

	run_rounds(rows, count, rounds);
	printf("\"coatcheck run FILE\", the whole command: requests a CPU second with digest and "
	       "all measures\n");
	print_rows(rows, count, rounds, false);
}

/* Sessions that nobody uses any more and that no timeout has ended yet. */
#define KEYS_SESSIONS \
	"load: {arrivals: {law: exponential, rate: 10000/s}, " \
	"requests_per_session: {law: constant, mean: 1}, action: view cart}\n" \
	"servers: {count: 4, workers: 100, service: {law: constant, mean: 1ms}}\n"

/* What is more in the large run than in the small one, table by table.  Names are the program's
 * own, told by a child of it. */
static void
print_tables(const struct result *large, const struct result *small, double sessions,
    const char *each)
{
	double known = 0;

	printf("  %.0f bytes a%s %s", (double)(large->bytes - small->bytes) / sessions,
	    each[0] == 'e' ? "n" : "", each);
	for (unsigned i = 0; i < large->tables.count; i++) {
		const struct footprint_row *row = &large->tables.rows[i];
		double bytes = (double)row->bytes;

		for (unsigned j = 0; j < small->tables.count; j++)
			if (small->tables.rows[j].name == row->name)
				bytes -= (double)small->tables.rows[j].bytes;
		known += bytes;
		if (bytes / sessions >= 0.05)
			printf("\n    %-42s %6.1f", row->name, bytes / sessions);
	}
	printf("\n    %-42s %6.1f", "all tables", known / sessions);
}

static void
bench_memory(void)
{
	static const struct {
		const char *name, *keys, *design;
		enum use use;
		double small, large, sessions; /* 0: does it grow? */
	} pairs[] = {
		{ "unkept run of 2,000,000 requests", KEYS_LOAD, "sticky", USE_MEASURES, 2e5,
		    2e6, 0 },
		{ "1,000,000 live sessions, digest", KEYS_SESSIONS, "sticky", USE_DIGEST, 2e3,
		    2e6, 1e6 },
		{ "1,000,000 live sessions, all measures", KEYS_SESSIONS, "sticky",
		    USE_MEASURES, 2e3, 2e6, 1e6 },
		{ "kept: 35,000 requests by a store", KEYS_SHOP, "store", USE_KEPT, 2e3, 35e3, 1 },
	};

	printf("Memory: greatest resident size of a process\n");
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct row row = { .name = pairs[i].name, .keys = pairs[i].keys,
			.design = pairs[i].design, .use = pairs[i].use, .count = pairs[i].small };
		struct result small = run_apart(&row), large;

		row.count = pairs[i].large;
		large = run_apart(&row);
		printf("  %-44s %6.1f MB", row.name, (double)large.bytes / 1e6);
		if (pairs[i].sessions > 0)
			print_tables(&large, &small, row.use == USE_KEPT ?
			    (double)(large.events - small.events) : pairs[i].sessions,
			    row.use == USE_KEPT ? "event" : "session");
		else
			printf("  %+.1f MB against a tenth of its length",
			    ((double)large.bytes - (double)small.bytes) / 1e6);
		printf("\n");
	}
}

int
main(int argc, char **argv)
{
	const char *rounds_text = getenv("BENCH_ROUNDS"), *only = getenv("BENCH_ONLY");
	unsigned rounds = rounds_text == NULL ? 5 : (unsigned)strtoul(rounds_text, NULL, 10);
	char folder[300];

	(void)argc;
	if (rounds == 0 || rounds > ROUNDS_MAX)
		rounds = 5;
	snprintf(folder, sizeof(folder), "%s", argv[0]);
	if (strrchr(folder, '/') != NULL)
		*strrchr(folder, '/') = '\0';
	/* first: a process begins with the pages of the one it is forked from */
	if (only == NULL || strcmp(only, "memory") == 0)
		bench_memory();
	printf("Millions a CPU second; medians of %u interleaved rounds\n", rounds);
	if (only == NULL || strcmp(only, "queue") == 0)
		bench_queue(rounds, folder);
	if (only == NULL || strcmp(only, "timers") == 0)
		bench_timers(rounds);
	if (only == NULL || strcmp(only, "requests") == 0)
		bench_requests(rounds);
	if (only == NULL || strcmp(only, "commands") == 0)
		bench_commands(rounds);
	return 0;
}
