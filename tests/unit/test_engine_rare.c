/* Chances below one in 4,000: each against the binomial law of so many tries, whose bounds are
 * worked out exactly (one in 20,000 that a right engine fails on either side; seeds are fixed). */
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "lib/spread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "engine/laws.h"

#define BEYOND 5e-5

/* The law of how often: terms from the one before, from 0 on; log of the first, so that a chance of
 * nothing at all may be small. */
static void
assert_binomial(double hits, double tries, double chance, const char *what)
{
	double log_term = tries * prng_log(1 - chance), most = hits + 10 * tries * chance;
	double at_most = 0, at_least = 1, below = 0;

	if (getenv("SPREAD_VERBOSE") != NULL)
		print_error("%s: %g of %g, expected %g\n", what, hits, tries, tries * chance);
	if (SANITISED)
		return;
	assert_true(log_term > -700);
	for (double k = 0; k <= most; k++) {
		double term = prng_exp(log_term);

		if (k < hits)
			at_least -= term;
		if (k <= hits)
			at_most += term;
		below += term;
		log_term += prng_log((tries - k) / (k + 1) * chance / (1 - chance));
	}
	assert_near(below, 1, 1e-6);
	if (at_most < BEYOND || at_least < BEYOND)
		fail_msg("%s: %g of %g, expected %g", what, hits, tries, tries * chance);
}

struct figures {
	double requests, attempts, ok, failed;
};

/* The sum of the counts over seeds. */
static struct figures
sum_over_seeds(const char *keys)
{
	struct figures sum = { 0 };

	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run;
		struct str text = STR_INIT;

		str_printf(&text, "seed: %u\n%s", seed, keys);
		run_begin_of_clients(&run, text.text, "mine");
		run_all(&run);
		sum.requests += run_measure(&run, "requests");
		sum.attempts += run_measure(&run, "attempts");
		sum.ok += run_measure(&run, "ok");
		sum.failed += run_measure(&run, "failed");
		run_end(&run);
		str_release(&text);
	}
	return sum;
}

/* ---- messages ---- */

/* A crowd that asks again and again and repeats what gets no answer. */
#define CROWD "clients: {crowd: {count: 100, think: {law: exponential, mean: 10ms}, script: " \
	"[ping], repeat: ping, retry: {timeout: 1s, attempts: %s, backoff: 1}}}\n" \
	"servers: {count: 2, workers: 200, service: 100us}\nstop: {requests: 30000}\n" \
	"designs: {mine: {base: %s}}\n%s"

static void
rare__a_message_in_ten_thousand__lost_as_often(void **state)
{
	static const struct {
		const char *design, *loss;
		double chance; /* that an attempt gets no answer */
	} rows[] = {
		{ "local", "network: {latency: 1ms, loss: {client: {request: 0.01%}}}", 1e-4 },
		{ "local", "network: {latency: 1ms, loss: {client: {reply: 0.02%}}}", 2e-4 },
		/* there and back */
		{ "local", "network: {latency: 1ms, loss: {inside: 0.01%}}", 2e-4 - 1e-8 },
		{ "store", "store: {operations_per_request: 1}\nfaults: [{at: 0s, do: drop, kind: "
		    "answer, share: 0.01%}]", 1e-4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str keys = STR_INIT;
		struct figures sum;

		str_printf(&keys, CROWD, "unlimited", rows[i].design, rows[i].loss);
		sum = sum_over_seeds(keys.text);
		assert_near(sum.ok, sum.requests, 0);
		assert_binomial(sum.attempts - sum.requests, sum.attempts, rows[i].chance,
		    rows[i].loss);
		str_release(&keys);
	}
}

/* Two attempts of which each is lost one time in a hundred. */
static void
rare__both_attempts_lost__one_request_in_ten_thousand(void **state)
{
	struct str keys = STR_INIT;
	struct figures sum;

	(void)state;
	str_printf(&keys, CROWD, "2", "local",
	    "network: {latency: 1ms, loss: {client: {request: 1%}}}");
	sum = sum_over_seeds(keys.text);
	assert_near(sum.ok + sum.failed, sum.requests, 0);
	assert_binomial(sum.failed, sum.requests, 1e-4, "both lost");
	str_release(&keys);
}

/* Each of the two hops on its way to a server may double a request, and it is done twice. */
static void
rare__a_message_in_ten_thousand__done_twice(void **state)
{
	double twice = 0, requests = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run = { 0 };
		struct str keys = STR_INIT;

		str_printf(&keys, "seed: %u\nclients: {crowd: {count: 100, think: {law: "
		    "exponential, mean: 10ms}, script: [login], repeat: pay}}\nservers: {count: 1, "
		    "workers: 200, service: 100us}\nstop: {requests: 20000}\nnetwork: {latency: "
		    "1ms, duplicate: 0.01%%}\ndesigns: {mine: {base: local}}", seed);
		run_begin_scenario(&run, scenario_read(&run.arena, keys.text, "mine", NULL), false);
		run_all(&run);
		twice += run_measure(&run, "duplicate_executions");
		requests += run_measure(&run, "requests");
		run_end(&run);
		str_release(&keys);
	}
	assert_binomial(twice, requests, 2e-4 - 1e-8, "done twice");
}

/* ---- places ---- */

#define RING 8192u
#define SLICE 2048u /* less than a ring, however many events one step makes */
#define MEMBERS 5000u

/* Of each member of a crowd, a bit a server that it was given. */
static void
see_servers(const char *keys, uint16_t servers[MEMBERS + 1])
{
	struct run run = { 0 };
	uint64_t seen = 0;

	memset(servers, 0, (MEMBERS + 1) * sizeof(*servers));
	run_begin_scenario(&run, scenario_read(&run.arena, keys, "mine", NULL), false);
	run.options.measures = NULL;
	run.options.ring_events = RING;
	run.options.slice_events = SLICE;
	run.options.no_digest = true;
	run.engine = engine_new(run.scenario, &run.trace, &run.options);
	do {
		run.status = engine_step(run.engine);
		/* before the first request all users' rows of the database are made, in one step */
		if (run.trace.ring_next - seen > RING)
			seen = run.trace.ring_next - RING;
		for (; seen < run.trace.ring_next; seen++) {
			const struct event *event = trace_ring_event(&run.trace, seen);

			const struct actor *to = &run.trace.actors[event->other];
			const struct request *request;

			if (event->kind != EVENT_SEND || to->role != ROLE_SERVER ||
			    event->request == NONE32)
				continue;
			request = trace_request_row(&run.trace, event->request);
			if (request != NULL)
				servers[run.trace.actors[request->client].member] |=
				    (uint16_t)(1u << to->index);
		}
	} while (run.status == ENGINE_RUNNING);
	run_end(&run);
}

/* A flow of five steps that all have to meet one server of ten. */
static void
rare__five_requests_on_one_server_of_ten__one_in_ten_thousand(void **state)
{
	uint16_t *servers = calloc(MEMBERS + 1, sizeof(*servers));
	double alone = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		char keys[400];

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: %u, think: {mean: "
		    "1s}, script: [ping, ping, ping, ping, ping]}}\nservers: {count: 10, workers: "
		    "1000, queue: unlimited, service: 1us}\ndesigns: {mine: {base: local, balancer:"
		    " {place: random}}}", seed, MEMBERS);
		see_servers(keys, servers);
		for (unsigned who = 0; who < MEMBERS; who++) {
			assert_true(servers[who] != 0);
			alone += (servers[who] & (servers[who] - 1)) == 0;
		}
	}
	assert_binomial(alone, (double)MEMBERS * SPREAD_SEEDS, known_answer("session_loss",
	    "servers=10;sessions=100000", "random_five_requests_all_on_one_server"), "alone");
	free(servers);
}

/* ---- work ---- */

/* Of each law the value that one draw in ten thousand is above, in units of its mean. */
static void
rare__work__tails_of_one_in_ten_thousand(void **state)
{
	static const struct {
		const char *law;
		double above, chance;
	} rows[] = {
		{ "{law: exponential, mean: 1s}", 9.210340371976184, 1e-4 }, /* ln 1e4 */
		{ "{law: bimodal, p: 99.99%, s1: 500ms, s2: 3s}", 2, 1e-4 },
		{ "{law: bimodal, p: 99.999%, s1: 500ms, s2: 3s}", 2, 1e-5 },
		/* p e^(-x / m1) + (1 - p) e^(-x / m2) */
		{ "{law: hyperexponential, p: 99.9%, m1: 500ms, m2: 10s}", 23.0258509299, 1e-4 },
		/* least (1 - 1/alpha), then (least / x)^alpha */
		{ "{law: pareto, mean: 1s, alpha: 2}", 50, 1e-4 },
		{ "{law: pareto, mean: 1s, alpha: 3}", 14.3628979, 1e-4 },
		/* e^(s z - s^2 / 2), s^2 = ln 5, z = 3.719016485455709 */
		{ "{law: lognormal, mean: 1s, cv: 2}", 50.0669014, 1e-4 },
		/* e^-y (1 + y + y^2/2 + y^3/6), y = 4 x */
		{ "{law: erlang, mean: 1s, k: 4}", 3.978453500, 1e-4 },
		{ "{law: uniform, a: 0s, b: 1s}", 0.9999, 1e-4 },
	};
	unsigned draws = SANITISED ? 10000 : 500000;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str keys = STR_INIT;
		struct arena arena = { 0 };
		const struct law *law;
		struct prng prng;
		double hits = 0;

		str_printf(&keys, "servers: {service: %s}\nclients: {ana: {script: [ping]}}\n",
		    rows[i].law);
		law = &scenario_read(&arena, keys.text, "local", NULL)->servers.service;
		prng_init(&prng, i + 1, 0);
		for (unsigned draw = 0; draw < draws; draw++)
			hits += (double)law_draw(law, &prng) > rows[i].above * 1e9;
		assert_binomial(hits, draws, rows[i].chance, rows[i].law);
		arena_release(&arena);
		str_release(&keys);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rare__a_message_in_ten_thousand__lost_as_often),
		cmocka_unit_test(rare__both_attempts_lost__one_request_in_ten_thousand),
		cmocka_unit_test(rare__a_message_in_ten_thousand__done_twice),
		cmocka_unit_test(rare__five_requests_on_one_server_of_ten__one_in_ten_thousand),
		cmocka_unit_test(rare__work__tails_of_one_in_ten_thousand),
	};

	return cmocka_run_group_tests_name("engine_rare", tests, NULL, NULL);
}
