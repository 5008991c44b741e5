/* Laws against published answers, and drawn nowhere but where their assumptions hold; then the
 * engine against the laws. */
#include "lib/assert.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "experiment/charting.h"
#include "experiment/theory.h"
#include "lesson/load.h"
#include "lib/scenarios.h"

#define LOAD \
	"stop: {requests: 1000}\n" \
	"load: {arrivals: {rate: 800/s}, requests_per_session: {law: constant, mean: 1}, action: " \
	"ping}\n" \
	"network: {latency: 0ms}\n"

static const struct theory *
law_of(struct arena *arena, const char *keys, const char *measure, double *value)
{
	const struct scenario *scenario = scenario_read(arena, keys, "sticky", NULL);
	const struct theory *theory = theory_find(measure, scenario);

	*value = theory ? theory->value(scenario) : -1;
	return theory;
}

/* The rows of queueing theory, with a mean of work of 1 ms: what is 1 there is 1e6 ns here. */
static void
theory__queues__have_the_published_answers(void **state)
{
	static const struct {
		const char *servers, *rate, *law;
		double wait;
	} rows[] = {
		{ "count: 1, workers: 1, service: {law: exponential, mean: 1ms}", "500/s", "M/M/c",
		    1 },
		{ "count: 1, workers: 1, service: {law: exponential, mean: 1ms}", "950/s", "M/M/c",
		    19 },
		{ "count: 1, workers: 2, service: {law: exponential, mean: 1ms}", "1600/s", "M/M/c",
		    1.77777777777778 },
		{ "count: 1, workers: 4, service: {law: exponential, mean: 1ms}", "3200/s", "M/M/c",
		    0.745540589734256 },
		{ "count: 1, workers: 64, service: {law: exponential, mean: 1ms}", "57600/s",
		    "M/M/c", 0.0485411432082749 },
		{ "count: 1, service: {law: constant, mean: 1ms}", "500/s", "M/G/1", 0.5 },
		{ "count: 1, service: {law: erlang, k: 4, mean: 1ms}", "500/s", "M/G/1", 0.625 },
		{ "count: 1, service: {law: lognormal, cv: 2, mean: 1ms}", "800/s", "M/G/1", 10 },
		{ "count: 1, service: {law: uniform, a: 0ms, b: 2ms}", "900/s", "M/G/1", 6 },
		{ "count: 1, service: {law: hyperexponential, p: 90%, m1: 0.5ms, m2: 5.5ms}",
		    "500/s", "M/G/1", 3.25 },
		{ "count: 1, service: {law: bimodal, p: 99%, s1: 0.5ms, s2: 50.5ms}", "800/s",
		    "M/G/1", 51.5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		const struct theory *theory;
		char keys[600];
		double wait, time;

		snprintf(keys, sizeof(keys),
		    "stop: {requests: 1}\nnetwork: {latency: {client: 3ms, inside: 2ms}}\n"
		    "load: {arrivals: {rate: %s}, requests_per_session: {law: constant, mean: 1}, "
		    "action: ping}\nservers: {queue: unlimited, %s}\n", rows[i].rate,
		    rows[i].servers);
		theory = law_of(&arena, keys, "wait_ns.mean", &wait);
		if (!theory)
			fail_msg("no law for %s", rows[i].servers);
		assert_string_equal(theory->name, rows[i].law);
		assert_true(fabs(wait / 1e6 - rows[i].wait) < 1e-6 * (1 + rows[i].wait));
		law_of(&arena, keys, "time_ns.mean", &time);
		assert_true(fabs(time / 1e6 - rows[i].wait - 1 - 10) < 1e-6 * (1 + rows[i].wait));
		arena_release(&arena);
	}
}

/* One assumption less, and the law is not drawn. */
static void
theory__assumptions__are_looked_at(void **state)
{
	static const char *const broken[] = {
		"servers: {count: 1, queue: 100, service: {law: exponential, mean: 1ms}}\n",
		"servers: {count: 1, queue: unlimited, service: {law: pareto, mean: 1ms, alpha: "
		"2}}\n",
		"servers: {count: 3, queue: unlimited, service: {law: exponential, mean: 1ms}}\n",
		"servers: {count: 1, queue: unlimited, service: 1ms}\n"
		"clients: {ana: {script: [ping]}}\n",
		"servers: {count: 1, queue: unlimited, service: 1ms}\n"
		"faults: [{at: 1s, do: crash, node: s1}]\n",
	};
	struct arena arena = { 0 };
	double value;

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		char keys[700];

		snprintf(keys, sizeof(keys), LOAD "%s", broken[i]);
		if (law_of(&arena, keys, "time_ns.mean", &value))
			fail_msg("a law is drawn with %s", broken[i]);
	}
	assert_non_null(law_of(&arena,
	    LOAD "servers: {count: 1, queue: unlimited, service: 1ms}\n", "time_ns.mean", &value));
	assert_null(law_of(&arena,
	    "stop: {requests: 9}\nload: {arrivals: {rate: 50/s}, requests_per_session: {law: "
	    "constant, mean: 1}}\nservers: {count: 1, queue: unlimited, service: 1ms}\n",
	    "time_ns.mean", &value));
	arena_release(&arena);
}

/* Too much load has no steady state. */
static void
theory__no_steady_state__is_infinite(void **state)
{
	struct arena arena = { 0 };
	double value;

	(void)state;
	assert_non_null(law_of(&arena,
	    LOAD "servers: {count: 1, queue: unlimited, service: {law: exponential, mean: 2ms}}\n",
	    "time_ns.mean", &value));
	assert_true(isinf(value));
	arena_release(&arena);
}

/* Four times work / (1 - sqrt(load))^2, in requests; uneven work longer, many workers sooner. */
static void
theory__memory__requests_until_the_start_is_forgotten(void **state)
{
	static const struct {
		const char *measure, *rate, *servers, *warmup;
		double remembers, left_out;
	} rows[] = {
		{ "time_ns.mean", "990/s", "count: 1, service: {law: exponential, mean: 1ms}",
		    "requests: 7", 157607.00501884494, 7 },
		{ "wait_ns.mean", "3960/s", "count: 1, workers: 4, service: {law: exponential, "
		    "mean: 1ms}", "after: 2s", 157607.00501884494, 7920 },
		{ "time_ns.mean", "640/s", "count: 1, service: {law: lognormal, mean: 1ms, cv: 2}",
		    "after: 0s", 4 * 0.64 / 0.04 * 2.5, 0 },
		{ "time_ns.mean", "250/s", "count: 1, service: {law: exponential, mean: 5ms}",
		    "after: 0s", 0, 0 }, /* too much: there is no law */
		{ "throughput", "990/s", "count: 1, service: {law: exponential, mean: 1ms}",
		    "after: 0s", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		const struct scenario *scenario;
		const struct theory *theory;
		double left_out, remembers;
		char keys[600];

		snprintf(keys, sizeof(keys), "stop: {requests: 9}\nnetwork: {latency: 0ms}\nload: "
		    "{arrivals: {rate: %s}, action: ping}\nwarmup: {%s}\nservers: {queue: "
		    "unlimited, %s}\n", rows[i].rate, rows[i].warmup, rows[i].servers);
		scenario = scenario_read(&arena, keys, "sticky", NULL);
		theory = theory_find(rows[i].measure, scenario);
		assert_non_null(theory);
		remembers = theory_remembers(theory, scenario, &left_out);
		assert_near(remembers, rows[i].remembers, 1e-6 * (1 + rows[i].remembers));
		assert_near(left_out, rows[i].left_out, 1e-6 * (1 + rows[i].left_out));
		arena_release(&arena);
	}
}

static void
theory__sessions__one_of_n(void **state)
{
	static const char people[] =
	    "clients: {crowd: {count: 9, script: [login], repeat: view cart}}\nstop: {after: 3s}\n";
	struct arena arena = { 0 };
	char keys[400];
	double value;

	(void)state;
	snprintf(keys, sizeof(keys),
	    "%sservers: {count: 5}\nfaults: [{at: 1s, do: crash, node: s2}]\n", people);
	assert_non_null(
	    law_of(&arena, keys, "sessions_lost/sessions_live_at_fault", &value));
	assert_true(fabs(value - 0.2) < 1e-12);
	snprintf(keys, sizeof(keys),
	    "%sservers: {count: 5}\nfaults: [{at: 1s, do: hang, node: s1}]\n", people);
	assert_null(law_of(&arena, keys, "sessions_lost/sessions_live_at_fault", &value));
	snprintf(keys, sizeof(keys), "%sservers: {count: 4}\nbalancer: {place: random}\n",
	    people);
	assert_null(law_of(&arena, keys, "hit_rate", &value)); /* a cookie leads back */
	arena_release(&arena);
}

/* -- the engine against them ----------------------------------------------------------------- */

/* Every point of a sweep lies within 4 of the standard errors that its runs give. */
static void
assert_agrees(const char *text, uint32_t runs, const char *measure, const char *law)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct scenario_source source;
	struct runset_request base = { .source = &source };
	struct sweep sweep;
	struct charting_request request = { .base = &base, .sweep = &sweep, .runs = runs };
	struct charting charting;
	const struct chart *chart;
	const struct node *tree;

	findings_init(&findings, &arena);
	tree = yaml_read(text, strlen(text), NULL, &arena, &findings);
	assert_non_null(tree);
	assert_true(scenario_source_init(&source, "law", tree, &arena, &findings));
	assert_true(sweep_of_source(&source, &sweep, &arena, &findings));
	assert_true(charting_open(&charting, &request, &findings));
	charting_run(&charting);
	chart = charting_chart(&charting);
	assert_string_equal(chart->title[0] ? measure : "", measure);
	assert_int_equal(chart->done, chart->all);
	for (uint32_t s = 0; s < chart->series_count; s++) {
		assert_string_equal(chart->series[s].law, law);
		for (uint32_t p = 0; p < chart->point_count; p++)
			if (!chart_agrees(&chart->series[s].points[p], 4))
				fail_msg("%s at %s: measured %g se %g, law %g", measure,
				    chart->x_words[p], chart->series[s].points[p].mean,
				    chart->series[s].points[p].se, chart->series[s].points[p].law);
	}
	charting_release(&charting);
	arena_release(&arena);
}

static void
theory__engine__agrees_with_every_law(void **state)
{
	(void)state;
	assert_agrees("{stop: {requests: 6000}, warmup: {requests: 1000}, load: {arrivals: "
	    "{utilisation: 0.5}, requests_per_session: {law: constant, mean: 1}, action: ping}, "
	    "network: {latency: 0ms}, servers: {count: 3, queue: unlimited, service: {law: "
	    "exponential, mean: 1ms}}, designs: {sticky: {balancer: {place: random}}}, sweep: "
	    "{load.arrivals.utilisation: [0.2, 0.5, 0.7]}}", 25, "time_ns.mean", "M/G/1");
	assert_agrees("{stop: {requests: 6000}, warmup: {requests: 1000}, load: {arrivals: "
	    "{utilisation: 0.6}, requests_per_session: {law: constant, mean: 1}, action: ping}, "
	    "network: {latency: {client: 5ms, inside: 0ms}}, store: {operations_per_request: 1, "
	    "latency: 1ms}, servers: {count: 3, queue: "
	    "unlimited, while_waiting: free, service: {law: exponential, mean: 1ms}}, designs: "
	    "{store: {balancer: {place: shared-queue}}}, sweep: {servers.workers: [1, 2, 4]}}", 25,
	    "time_ns.mean", "M/M/c");
	assert_agrees("{stop: {after: 3s}, clients: {crowd: {count: 100, script: [login], repeat: "
	    "view cart, think: {mean: 500ms}}}, designs: {sticky: {balancer: {place: random}}}, "
	    "faults: [{at: 2s, do: crash, node: s1}], sweep: {servers.count: [2, 3, 5, 8]}}", 25,
	    "sessions_lost/sessions_live_at_fault", "1/N");
	assert_agrees("{stop: {after: 20s}, clients: {crowd: {count: 10, script: [login], repeat: "
	    "view cart, think: {mean: 500ms}}}, designs: {local: "
	    "{balancer: {place: random}}}, sweep: {servers.count: [2, 4, 8]}}", 25, "hit_rate",
	    "1/N");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(theory__queues__have_the_published_answers),
		cmocka_unit_test(theory__assumptions__are_looked_at),
		cmocka_unit_test(theory__no_steady_state__is_infinite),
		cmocka_unit_test(theory__memory__requests_until_the_start_is_forgotten),
		cmocka_unit_test(theory__sessions__one_of_n),
		cmocka_unit_test(theory__engine__agrees_with_every_law),
	};

	return cmocka_run_group_tests_name("experiment/theory", tests, NULL, NULL);
}
