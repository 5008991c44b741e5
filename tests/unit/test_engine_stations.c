/* Queueing theory against the engine, through scenario files alone: the rows of tests/stations.tsv.
 *
 * A row is a station (family and parameters), a quantity and its exact value.  Each station runs
 * over SEEDS seeds; the mean over the runs has to lie within four of the standard errors that the
 * runs themselves give (percentiles: and the half per cent that the histogram may be off).  With
 * 20 seeds a right engine misses a row by chance with probability 7.7e-4 (Student's t, 19 degrees
 * of freedom, both sides), the 150 rows together with about 0.1; the seeds are fixed, so a suite
 * that passes once passes always.  Sanitised, few seeds are run and no row is judged.
 */
#include "lib/assert.h"
#include "lib/oracle.h"
#include "lib/scenarios.h"
#include "lib/share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"

#define TABLE "tests/stations.tsv"
#define SEEDS (SANITISED ? 4 : 20)
#define REQUESTS 6000
#define WARMUP 800

struct spread {
	double sum, squares;
};

/* What the table calls it, and how a run tells it: mean work is 1 ms, so times are milliseconds. */
typedef double quantity_fn(const struct run *run);

static double
measure_ms(const struct run *run, const char *name)
{
	return run_measure(run, name) / 1e6;
}

#define TIME(fn, name) \
	static double fn(const struct run *run) { return measure_ms(run, name); }
#define PLAIN(fn, name) \
	static double fn(const struct run *run) { return run_measure(run, name); }
TIME(time_mean, "time_ns.mean")
TIME(time_p50, "time_ns.p50")
TIME(time_p95, "time_ns.p95")
TIME(time_p99, "time_ns.p99")
TIME(wait_mean, "wait_ns.mean")
TIME(wait_p99, "wait_ns.p99")
PLAIN(utilisation, "utilisation")
PLAIN(queue_mean, "queue_mean")
PLAIN(in_flight, "in_flight_mean")

/* Of all that arrive; the refused are answered at once, so their times are 0. */
static double
blocked(const struct run *run)
{
	return run_measure(run, "failed") / (run_measure(run, "ok") + run_measure(run, "failed"));
}

static double
accepted_time(const struct run *run)
{
	return time_mean(run) / (1 - blocked(run));
}

static double
throughput(const struct run *run)
{
	return run_measure(run, "throughput") / 1000;
}

static double
available(const struct run *run)
{
	return run_measure(run, "service_availability");
}

static double
unavailable(const struct run *run)
{
	return 1 - available(run);
}

static double
missed(const struct run *run)
{
	double hits = run_measure(run, "hit_rate");

	/* Who is not known logs in and asks once more, which is a hit that no pause led to. */
	return (1 - hits) / hits;
}

static const struct quantity {
	const char *name;
	quantity_fn *of;
	bool percentile;
} quantities[] = {
	{ "rho", utilisation, false }, { "utilisation", utilisation, false },
	{ "L", in_flight, false }, { "Lq", queue_mean, false }, { "W", time_mean, false },
	{ "Wq", wait_mean, false }, { "W_p50", time_p50, true }, { "W_p95", time_p95, true },
	{ "W_p99", time_p99, true }, { "Wq_p99", wait_p99, true }, { "P_block", blocked, false },
	{ "throughput", throughput, false }, { "W_accepted", accepted_time, false },
	{ "Wq_accepted", wait_mean, false }, { "P_all_n_up_if_p_down", available, false },
	{ "P_expired_at_next_request", missed, false },
	{ "P_any_of_n_slow", unavailable, false },
};
#define QUANTITIES (sizeof(quantities) / sizeof(quantities[0]))

/* ---- stations as scenarios ---- */

static void
add_station(struct str *out, double rate_per_ms, double workers, double queue, const char *law)
{
	/* Where many are inside at once the same number of requests is a shorter time. */
	double inside = workers + (queue > 0 ? queue : 0);
	double requests = REQUESTS * (inside > 8 ? inside / 8 : 1);

	str_printf(out, "load: {arrivals: {rate: %.0f/s}, action: ping}\n"
	    "network: {latency: 0ms}\nstop: {after: %.0fus}\nwarmup: {after: %.0fus}\n"
	    "servers: {count: 1, workers: %.0f, service: %s, queue: ",
	    rate_per_ms * 1000, requests * 1000 / rate_per_ms, WARMUP * 1000 / rate_per_ms,
	    workers, law);
	if (queue < 0)
		str_add(out, "unlimited}\n");
	else
		str_printf(out, "%.0f}\n", queue);
}

static void
add_mg1(struct str *out, const char *params)
{
	struct str law = STR_INIT;

	oracle_add_law(&law, params);
	add_station(out, oracle_parameter(params, "rho"), 1, -1, law.text);
	str_release(&law);
}

static void
add_mm1(struct str *out, const char *params)
{
	add_station(out, oracle_parameter(params, "lambda"), 1, -1,
	    "{law: exponential, mean: 1ms}");
}

static void
add_mmc(struct str *out, const char *params)
{
	add_station(out, oracle_parameter(params, "lambda"), oracle_parameter(params, "c"), -1,
	    "{law: exponential, mean: 1ms}");
}

/* K counts those in service too. */
static void
add_mmck(struct str *out, const char *params)
{
	double workers = oracle_parameter(params, "c");

	add_station(out, oracle_parameter(params, "lambda"), workers,
	    oracle_parameter(params, "K") - workers, "{law: exponential, mean: 1ms}");
}

static void
add_md1(struct str *out, const char *params)
{
	add_station(out, oracle_parameter(params, "rho"), 1, -1, "{law: constant, mean: 1ms}");
}

/* A request whose messages all have to arrive: two between balancer and server, two a call; an odd
 * number has the one to the balancer among them. */
static void
add_fan_out(struct str *out, const char *params)
{
	double share = oracle_parameter(params, "p") * 100;
	unsigned n = (unsigned)oracle_parameter(params, "n");

	str_printf(out, "clients: {crowd: {count: 20, script: [ping], repeat: ping, every: 1s, "
	    "retry: {timeout: 1s, attempts: 1}}}\nnetwork: {latency: 1us, loss: {client: "
	    "{request: %g%%, reply: 0%%}, inside: %g%%}}\n"
	    "servers: {service: 10us, workers: 20}\nstore: {operations_per_request: %u, "
	    "latency: 1us}\nstop: {after: 50s}\n", n % 2 == 1 ? share : 0, share, n / 2 - 1);
}

/* A request that asks n times in turn, each answer slow with chance p: the client has gone then. */
static void
add_slow(struct str *out, const char *params)
{
	str_printf(out, "clients: {crowd: {count: 20, script: [ping], repeat: ping, every: 1s, "
	    "retry: {timeout: 500ms, attempts: 1}}}\nnetwork: {latency: 1us}\n"
	    "servers: {service: 10us, workers: 20}\nstore: {operations_per_request: %.0f, "
	    "latency: {law: bimodal, p: %g%%, s1: 1us, s2: 600ms}}\nstop: {after: 50s}\n",
	    oracle_parameter(params, "n"), 100 - oracle_parameter(params, "p") * 100);
}

/* Nobody waits: so many are inside as come in the time that they stay. */
static void
add_little(struct str *out, const char *params)
{
	double rate = oracle_parameter(params, "lambda"), time = oracle_parameter(params, "W");

	str_printf(out, "load: {arrivals: {rate: %g/s}, action: ping}\nnetwork: {latency: 0ms}\n"
	    "servers: {count: 1, workers: 1000, service: {law: uniform, a: 0ms, b: %gms}}\n"
	    "warmup: {after: %gs}\nstop: {after: %gs}\n", rate, 2000 * time, 3 * time,
	    3 * time + 4000 / rate);
}

/* A crowd that thinks for exponential times: who thinks longer than the idle time is not known any
 * more.  The session ends by that pause, so the next request is the miss. */
static void
add_session_ttl(struct str *out, const char *params)
{
	str_printf(out, "clients: {crowd: {count: 30, script: [login], repeat: view cart, "
	    "think: {law: exponential, mean: %gs}}}\nnetwork: {latency: 0ms}\n"
	    "servers: {count: 1, service: 0ms}\nsession: {idle: %gs}\nstop: {after: %gs}\n",
	    1 / oracle_parameter(params, "request_rate"), oracle_parameter(params, "ttl"),
	    100 / oracle_parameter(params, "request_rate"));
}

static const struct family {
	const char *name, *design;
	void (*add)(struct str *out, const char *params);
} families[] = {
	{ "mm1", "local", add_mm1 }, { "mmc", "local", add_mmc }, { "mmck", "local", add_mmck },
	{ "mg1", "local", add_mg1 }, { "md1", "local", add_md1 },
	{ "fan_out", "store", add_fan_out }, { "slow", "store", add_slow },
	{ "little", "local", add_little }, { "session_ttl", "sticky", add_session_ttl },
};

/* ---- runs ---- */

static void
run_seeds(const struct family *family, const char *params, struct spread spreads[QUANTITIES],
    const bool wanted[QUANTITIES])
{
	struct str keys = STR_INIT;

	memset(spreads, 0, QUANTITIES * sizeof(*spreads));
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct run run = { 0 };

		str_clear(&keys);
		str_printf(&keys, "seed: %u\n", seed);
		family->add(&keys, params);
		run_begin_scenario(
		    &run, scenario_read(&run.arena, keys.text, family->design, NULL), false);
		run_all(&run);
		for (size_t i = 0; i < QUANTITIES; i++) {
			double value = wanted[i] ? quantities[i].of(&run) : 0;

			spreads[i].sum += value;
			spreads[i].squares += value * value;
		}
		run_end(&run);
	}
	str_release(&keys);
}

/* Four standard errors; how many the mean is off, for the log. */
static bool
is_within(const struct spread *spread, double expected, bool percentile, const char *what)
{
	double mean = spread->sum / SEEDS;
	double variance = (spread->squares - SEEDS * mean * mean) / (SEEDS - 1);
	double error = variance > 0 ? prng_pow(variance / SEEDS, 0.5) : 0;
	double off = mean > expected ? mean - expected : expected - mean;
	/* a share of 0.999998 may well be 1 in all runs */
	bool within = off <= 4 * error + (percentile ? 0.005 : 1e-5) * expected + 1e-9;

	if (SANITISED)
		return true;
	if (!within || getenv("STATIONS_VERBOSE"))
		print_error("%-70s %.5g, exact %.5g, %.1f standard errors of %.2g\n", what, mean,
		    expected, error > 0 ? off / error : 0, error);
	return within;
}

/* The rows of one station from `first` on; returns how many. */
static size_t
check_station(const struct oracle_row *rows, size_t count, size_t *wrong)
{
	struct spread spreads[QUANTITIES];
	bool wanted[QUANTITIES] = { false };
	const struct family *family = NULL;
	size_t end = oracle_station(rows, count);

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (strcmp(families[i].name, rows[0].family) == 0)
			family = &families[i];
	assert_non_null(family);
	for (size_t r = 0; r < end; r++)
		for (size_t i = 0; i < QUANTITIES; i++)
			wanted[i] = wanted[i] || strcmp(rows[r].quantity, quantities[i].name) == 0;
	run_seeds(family, rows[0].params, spreads, wanted);
	for (size_t r = 0; r < end; r++) {
		char what[160];
		size_t i = 0;

		while (i < QUANTITIES && strcmp(rows[r].quantity, quantities[i].name) != 0)
			i++;
		assert_true(i < QUANTITIES);
		snprintf(what, sizeof(what), "%s %s %s", rows[r].family, rows[r].params,
		    rows[r].quantity);
		*wrong += !is_within(&spreads[i], rows[r].expected, quantities[i].percentile, what);
	}
	return end;
}

static void
assert_family(const char *family, size_t expected)
{
	struct oracle_row rows[100];
	size_t count = oracle_read(TABLE, family, rows, 100), wrong = 0;

	assert_int_equal(count, expected);
	for (size_t first = 0; first < count;)
		first += check_station(&rows[first], count - first, &wrong);
	assert_int_equal(wrong, 0);
}

static void
stations__mm1__means_and_percentiles(void **state)
{
	(void)state;
	assert_family("mm1", 18);
}

static void
stations__many_workers__erlang_c(void **state)
{
	(void)state;
	assert_family("mmc", 30);
}

static void
stations__bounded_queue__what_is_refused_and_what_gets_through(void **state)
{
	(void)state;
	assert_family("mmck", 35);
}

static void
stations__seven_laws_of_work__pollaczek_and_khinchine(void **state)
{
	(void)state;
	assert_family("mg1", 60);
}

static void
stations__constant_work__half_the_wait(void **state)
{
	(void)state;
	assert_family("md1", 2);
}

static void
stations__all_messages_have_to_arrive__the_product(void **state)
{
	(void)state;
	assert_family("fan_out", 3);
}

static void
stations__answers_in_turn__the_chance_that_one_is_slow(void **state)
{
	(void)state;
	assert_family("slow", 3);
}

static void
stations__nobody_waits__as_many_as_come_in_the_time_they_stay(void **state)
{
	(void)state;
	assert_family("little", 3);
}

static void
stations__idle_time_against_pauses__who_is_forgotten(void **state)
{
	(void)state;
	assert_family("session_ttl", 2);
}

/* ---- Little's law at every station ---- */

/* L against lambda W: in the whole, in the queues, at the workers. */
static void
little_of(const struct run *run, double work_ms, double pairs[3][2])
{
	const struct scenario *scenario = run->scenario;
	double per_ms = run_measure(run, "throughput") / 1000;
	double workers = (double)scenario->servers.count * scenario->servers.workers;

	pairs[0][0] = run_measure(run, "in_flight_mean");
	pairs[0][1] = per_ms * measure_ms(run, "time_ns.mean");
	pairs[1][0] = run_measure(run, "queue_mean");
	pairs[1][1] = per_ms * measure_ms(run, "wait_ns.mean");
	pairs[2][0] = run_measure(run, "utilisation") * workers;
	pairs[2][1] = per_ms * work_ms;
}

/* work_ms: how long a worker is taken for one request, in the mean.  Who is inside when counting
 * begins or ends is in L and not in lambda: that is worth W against ten seconds, below half a per
 * cent. */
static void
assert_little(const char *keys, const char *design, double work_ms)
{
	static const char *const where[3] = { "in flight", "in queues", "at workers" };
	struct spread spreads[3] = { { 0 } };
	bool within = true;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct run run = { 0 };
		struct str text = STR_INIT;
		double pairs[3][2];

		str_printf(&text, "seed: %u\n%s", seed, keys);
		run_begin_scenario(
		    &run, scenario_read(&run.arena, text.text, design, NULL), false);
		run_all(&run);
		little_of(&run, work_ms, pairs);
		for (int i = 0; i < 3; i++) {
			double ratio = pairs[i][0] / pairs[i][1];

			spreads[i].sum += ratio;
			spreads[i].squares += ratio * ratio;
		}
		run_end(&run);
		str_release(&text);
	}
	for (int i = 0; i < 3; i++)
		within = is_within(&spreads[i], 1, true, where[i]) && within;
	assert_true(within);
}

#define OPEN "warmup: {after: 1s}\nstop: {after: 11s}\nnetwork: {latency: {client: 10ms, " \
	"inside: 1ms}}\nservers: {count: 3, workers: 2, queue: unlimited, service: {law: erlang, " \
	"mean: 5ms, k: 3}, while_waiting: %s}\n"

static void
stations__held_workers__little_at_each(void **state)
{
	struct str keys = STR_INIT;

	(void)state;
	/* Work 5 ms, then two operations of hop, 0.5 ms, hop: a worker is taken for 10 ms. */
	str_printf(&keys, OPEN "load: {arrivals: {rate: 480/s}, action: ping}\n"
	    "store: {operations_per_request: 2}\n", "held");
	assert_little(keys.text, "store", 10);
	str_release(&keys);
}

static void
stations__free_workers_and_sessions__little_at_each(void **state)
{
	struct str keys = STR_INIT;

	(void)state;
	str_printf(&keys, OPEN "load: {arrivals: {rate: 90/s}, requests_per_session: {law: "
	    "geometric, mean: 9}, think: {law: exponential, mean: 20ms}, writes: 20%%}\n", "free");
	assert_little(keys.text, "store", 5);
	assert_little(keys.text, "sticky", 5);
	str_release(&keys);
}

static void
stations__one_queue_before_all__little_at_each(void **state)
{
	struct str keys = STR_INIT;

	(void)state;
	/* A worker that has come free is a hop away from the next request: taken for 7 ms. */
	str_printf(&keys, OPEN "load: {arrivals: {rate: 600/s}, action: ping}\n"
	    "designs: {local: {balancer: {place: shared-queue}}}\n", "held");
	assert_little(keys.text, "local", 5);
	str_release(&keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stations__mm1__means_and_percentiles),
		cmocka_unit_test(stations__many_workers__erlang_c),
		cmocka_unit_test(stations__bounded_queue__what_is_refused_and_what_gets_through),
		cmocka_unit_test(stations__seven_laws_of_work__pollaczek_and_khinchine),
		cmocka_unit_test(stations__constant_work__half_the_wait),
		cmocka_unit_test(stations__all_messages_have_to_arrive__the_product),
		cmocka_unit_test(stations__answers_in_turn__the_chance_that_one_is_slow),
		cmocka_unit_test(stations__nobody_waits__as_many_as_come_in_the_time_they_stay),
		cmocka_unit_test(stations__idle_time_against_pauses__who_is_forgotten),
		cmocka_unit_test(stations__held_workers__little_at_each),
		cmocka_unit_test(stations__free_workers_and_sessions__little_at_each),
		cmocka_unit_test(stations__one_queue_before_all__little_at_each),
	};

	return cmocka_run_group_tests_name("engine_stations", tests, NULL, NULL);
}
