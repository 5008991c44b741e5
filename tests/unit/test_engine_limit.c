/* Stations at a load of 0.99, and chances below one in 4,000: what a few thousand requests do not
 * show.
 *
 * A station near its limit forgets how it began only in some work / (1 - sqrt(load))^2: forty
 * thousand requests.  So none begins empty: whoever is there at the start is drawn from the law of
 * the station, one seed a twentieth of it, and asks at time 0.  Work that is exponential does not
 * remember that it has begun before.  What follows is the station as it is at any time, and
 * needs no warm-up.
 *
 * What is left of chance there is large, whatever is done; so the order of service is also proved
 * without chance, request by request: who starts when, of what came and what work it was.
 *
 * `LAWS=20 make test-unit T=engine_limit` makes twenty times as many runs (`make laws`).
 */
#include "lib/assert.h"
#include "lib/choices.h"
#include "lib/oracle.h"
#include "lib/sight.h"
#include "lib/spread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"

#define RING 8192u
#define SLICE 2048u /* less than a ring, however many events one step makes */

/* How many times as many runs are asked for. */
static unsigned
laws_scale(void)
{
	const char *laws = getenv("LAWS");
	long times = laws == NULL ? 1 : strtol(laws, NULL, 10);

	return times < 1 ? 1 : times > 1000 ? 1000 : (unsigned)times;
}

/* ---- the order of service, exactly ---- */

#define SLOTS 65536u
#define WORKERS 4u

/* Whoever comes first starts first, as soon as a worker is free (Lindley; Kiefer and Wolfowitz): a
 * request's start is the later of its coming and the earliest end among the workers. */
struct clerk {
	const struct trace *trace;
	unsigned workers;
	uint64_t free_ns[WORKERS];
	uint64_t came_ns[SLOTS];
	size_t started;
	uint64_t waited_ns, longest_ns;
};

static void
note(struct clerk *clerk, const struct event *event)
{
	unsigned first = 0;
	uint64_t came_ns, start_ns;

	if (event->request == NONE32)
		return;
	if (event->kind == EVENT_SEND &&
	    clerk->trace->actors[event->actor].role == ROLE_DEVICE)
		clerk->came_ns[event->request & (SLOTS - 1)] = event->at_ns;
	if (event->kind != EVENT_START)
		return;
	came_ns = clerk->came_ns[event->request & (SLOTS - 1)];
	for (unsigned i = 1; i < clerk->workers; i++)
		if (clerk->free_ns[i] < clerk->free_ns[first])
			first = i;
	start_ns = came_ns > clerk->free_ns[first] ? came_ns : clerk->free_ns[first];
	if (event->at_ns != start_ns)
		fail_msg("request %u started at %llu, not %llu", event->request,
		    (unsigned long long)event->at_ns, (unsigned long long)start_ns);
	clerk->free_ns[first] = start_ns + event->value;
	clerk->started++;
	clerk->waited_ns += start_ns - came_ns;
	if (start_ns - came_ns > clerk->longest_ns)
		clerk->longest_ns = start_ns - came_ns;
}

static void
limit__every_request__starts_when_the_first_worker_is_free(void **state)
{
	static const struct {
		unsigned servers, workers;
		const char *place, *arrivals, *law;
	} rows[] = {
		{ 1, 1, "random", "exponential", "{law: exponential, mean: 1ms}" },
		{ 1, 4, "random", "exponential", "{law: exponential, mean: 1ms}" },
		{ 4, 1, "shared-queue", "exponential", "{law: lognormal, mean: 1ms, cv: 2}" },
		{ 1, 1, "random", "constant", "{law: pareto, mean: 1ms, alpha: 2.5}" },
	};
	size_t requests = SANITISED ? 20000 : 100000;

	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		struct clerk *clerk = calloc(1, sizeof(*clerk));
		struct run run = { 0 };
		uint64_t seen = 0;
		char keys[500];

		snprintf(keys, sizeof(keys), "seed: %zu\nload: {arrivals: {law: %s, utilisation: "
		    "0.99}, action: ping}\nnetwork: {latency: 0ms}\nservers: {count: %u, workers: "
		    "%u, queue: unlimited, service: %s}\nstop: {requests: %zu}\ndesigns: {mine: "
		    "{base: local, balancer: {place: %s}}}", r + 1, rows[r].arrivals,
		    rows[r].servers, rows[r].workers, rows[r].law, requests, rows[r].place);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "mine", NULL), false);
		run.options.measures = NULL;
		run.options.no_digest = true;
		run.options.ring_events = RING;
		run.options.slice_events = SLICE;
		run.engine = engine_new(run.scenario, &run.trace, &run.options);
		clerk->trace = &run.trace;
		clerk->workers = rows[r].servers * rows[r].workers;
		do {
			run.status = engine_step(run.engine);
			for (; seen < run.trace.ring_next; seen++)
				note(clerk, trace_ring_event(&run.trace, seen));
		} while (run.status == ENGINE_RUNNING);
		assert_int_equal(clerk->started, requests);
		assert_true(clerk->longest_ns > 20 * 1000000); /* there was a queue */
		run_end(&run);
		free(clerk);
	}
}

/* ---- the law of a station at 0.99 ---- */

#define LOAD 0.99
#define STRATA 20u

/* How many are there at the start: P(n) = (1 - load) load^n, the `part`th twentieth of it. */
static unsigned
draw_inside(struct prng *prng, unsigned part)
{
	double above = (part + prng_unit(prng)) / STRATA;

	return (unsigned)(prng_log(1 - above * (1 - 1e-9)) / prng_log(LOAD));
}

static void
write_station(struct str *keys, unsigned seed, unsigned inside, size_t requests)
{
	str_printf(keys, "seed: %u\nload: {arrivals: {utilisation: %g}, action: ping}\n", seed,
	    LOAD);
	if (inside > 0)
		str_printf(keys, "clients: {there: {count: %u, script: [ping]}}\n", inside);
	str_printf(keys, "network: {latency: 0ms}\nservers: {count: 1, queue: unlimited, service: "
	    "{law: exponential, mean: 1ms}}\nwarmup: {requests: %u}\nstop: {requests: %zu}\n"
	    "designs: {mine: {base: local}}", inside, inside + requests);
}

static void
limit__one_server_at_0_99__time_as_known(void **state)
{
	struct spread time = { 0 };
	struct prng prng;
	size_t requests = SANITISED ? 2000 : 300000;

	(void)state;
	prng_init(&prng, 99, 1);
	for (unsigned seed = 1; seed <= STRATA * laws_scale(); seed++) {
		struct run run;
		struct str keys = STR_INIT;

		write_station(&keys, seed, draw_inside(&prng, seed % STRATA), requests);
		run_begin_of_clients(&run, keys.text, "mine");
		run_all(&run);
		spread_add(&time, run_measure(&run, "time_ns.mean") / 1e6);
		run_end(&run);
		str_release(&keys);
	}
	assert_spread(&time, known_answer("power_of_d", "lambda=0.99;d=1", "W"), "W at 0.99");
}

static void
limit__one_server_at_0_99__who_is_there(void **state)
{
	static const char *const rows[] = { "frac_servers_ge_1", "frac_servers_ge_2",
		"frac_servers_ge_3", "frac_servers_ge_5" };
	struct spread shares[4] = { { 0 } };
	struct prng prng;
	size_t requests = SANITISED ? 2000 : 60000;

	(void)state;
	prng_init(&prng, 99, 2);
	for (unsigned seed = 1; seed <= STRATA * laws_scale(); seed++) {
		unsigned inside = draw_inside(&prng, seed % STRATA);
		struct arena arena = { 0 };
		struct str keys = STR_INIT;
		struct sight sight;

		write_station(&keys, 1000 + seed, inside, requests);
		sight_run(&sight, scenario_read(&arena, keys.text, "mine", NULL),
		    inside + requests, inside);
		for (size_t i = 0; i < 4; i++)
			spread_add(&shares[i], sight_servers_from(&sight,
			    (size_t)(rows[i][strlen(rows[i]) - 1] - '0')));
		sight_release(&sight);
		arena_release(&arena);
		str_release(&keys);
	}
	for (size_t i = 0; i < 4; i++)
		assert_spread(&shares[i], known_answer("power_of_d", "lambda=0.99;d=1", rows[i]),
		    rows[i]);
}

#define FLEET 64u

/* A fleet with two choices, begun with as many as there are on average, evenly: their unevenness
 * comes within some work.  Its number in all returns to the mean in about d L / d load
 * = 1 / ((1 - load) ln 2) = 144 times the work, of which twice as much is left out. */
static void
limit__two_choices_at_0_99__time_and_who_is_there(void **state)
{
	static const char *const rows[] = { "frac_servers_ge_1", "frac_servers_ge_2",
		"frac_servers_ge_3", "frac_servers_ge_5" };
	struct spread time = { 0 }, shares[4] = { { 0 } };
	double expected = choices_time(LOAD, FLEET), exact[CHOICES_DEPTH + 1];
	unsigned inside = (unsigned)(expected * LOAD * FLEET), warmup = inside + 288 * FLEET;
	size_t requests = warmup + (SANITISED ? 2000 : 1000 * FLEET);

	(void)state;
	choices_shares(LOAD, FLEET, exact);
	for (unsigned seed = 1; seed <= STRATA * laws_scale(); seed++) {
		struct arena arena = { 0 };
		struct str keys = STR_INIT;
		struct sight sight;

		str_printf(&keys, "seed: %u\nload: {arrivals: {utilisation: %g}, action: ping}\n"
		    "clients: {there: {count: %u, script: [ping]}}\nnetwork: {latency: 0ms}\n"
		    "servers: {count: %u, queue: unlimited, service: {law: exponential, mean: "
		    "1ms}}\nstop: {requests: %zu}\ndesigns: {mine: {base: local, balancer: {place: "
		    "two-choices}}}", seed, LOAD, inside, FLEET, requests);
		sight_run(&sight, scenario_read(&arena, keys.text, "mine", NULL), requests, warmup);
		spread_add(&time, sight_mean(&sight, sight.times) / 1e6);
		for (size_t i = 0; i < 4; i++)
			spread_add(&shares[i], sight_servers_from(&sight,
			    (size_t)(rows[i][strlen(rows[i]) - 1] - '0')));
		sight_release(&sight);
		arena_release(&arena);
		str_release(&keys);
	}
	/* The law is of a fleet without end; what this one lacks is known for small parts of the
	 * whole, and at this load it is an eighth. */
	assert_near(choices_time(LOAD, 64000000),
	    known_answer("power_of_d", "lambda=0.99;d=2", "W"), 1e-4);
	assert_spread_about(&time, expected, 0.02, "W of two choices");
	for (size_t i = 0; i < 4; i++) {
		size_t n = (size_t)(rows[i][strlen(rows[i]) - 1] - '0');

		assert_near(exact[n], known_answer("power_of_d", "lambda=0.99;d=2", rows[i]), 0.04);
		assert_spread_about(&shares[i], exact[n], 0.003, rows[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limit__every_request__starts_when_the_first_worker_is_free),
		cmocka_unit_test(limit__one_server_at_0_99__time_as_known),
		cmocka_unit_test(limit__one_server_at_0_99__who_is_there),
		cmocka_unit_test(limit__two_choices_at_0_99__time_and_who_is_there),
	};

	return cmocka_run_group_tests_name("engine_limit", tests, NULL, NULL);
}
