/* What stations are like inside, against the rows of tests/waiting.tsv: how often so many are
 * there, how waits are spread, how long a busy period is; and the stations near their limit.
 *
 * Seen event by event (lib/sight.h), not through measures.  20 seeds a row, four of the standard
 * errors that they give.  Rows of a percentile ask which share of the requests lies below it: that
 * has no bias however few there are.
 */
#include "lib/assert.h"
#include "lib/choices.h"
#include "lib/oracle.h"
#include "lib/sight.h"
#include "lib/spread.h"

#include <stdio.h>
#include <string.h>

#include "base/prng.h"
#include "engine/laws.h"

#define TABLE "tests/waiting.tsv"
#define MS 1e6

/* What a row is about: the unit of its times, and what of it a figure needs. */
struct station {
	double unit_ns, mean_ns, workers, time; /* time: W, for its variance */
};

/* A figure of a run; with `share` > 0 the row's value is an argument and the share is expected. */
typedef double figure_fn(const struct sight *sight, const struct station *station,
    const struct oracle_row *row);

static double
utilisation(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)row;
	return (sight_inside(sight) - (double)sight->waiting_ns / (double)sight->span_ns) /
	    station->workers;
}

static double
inside(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)station;
	(void)row;
	return sight_inside(sight);
}

static double
in_queue(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)station;
	(void)row;
	return (double)sight->waiting_ns / (double)sight->span_ns;
}

static double
mean_time(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)row;
	return sight_mean(sight, sight->times) / station->unit_ns;
}

static double
mean_wait(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)row;
	return sight_mean(sight, sight->waits) / station->unit_ns;
}

static double
times_within(const struct sight *sight, const struct station *station,
    const struct oracle_row *row)
{
	return sight_share_within(sight, sight->times, row->expected * station->unit_ns);
}

static double
waits_within(const struct sight *sight, const struct station *station,
    const struct oracle_row *row)
{
	return sight_share_within(sight, sight->waits, row->expected * station->unit_ns);
}

/* About the exact mean: about that of the run it would be too little. */
static double
time_variance(const struct sight *sight, const struct station *station,
    const struct oracle_row *row)
{
	double sum = 0;

	(void)row;
	for (size_t i = 0; i < sight->count; i++) {
		double off = (double)sight->times[i] / station->unit_ns - station->time;

		sum += off * off;
	}
	return sum / (double)sight->count;
}

static double
busy_period(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)row;
	return (double)sight->busy_ns / (double)sight->busy_periods / station->unit_ns;
}

static double
empty(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)station;
	(void)row;
	return 1 - sight_share_from(sight, 1);
}

/* "P_n2": two; "P_n_ge_5", "frac_servers_ge_5": five and more. */
static size_t
number_of(const char *quantity)
{
	return (size_t)(quantity[strlen(quantity) - 1] - '0');
}

static double
exactly(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	size_t n = number_of(row->quantity);

	(void)station;
	return sight_share_from(sight, n) - sight_share_from(sight, n + 1);
}

static double
as_many(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)station;
	return sight_share_from(sight, number_of(row->quantity));
}

static double
servers_with(const struct sight *sight, const struct station *station,
    const struct oracle_row *row)
{
	(void)station;
	return sight_servers_from(sight, number_of(row->quantity));
}

static double
has_to_wait(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)station;
	(void)row;
	return 1 - sight_share_within(sight, sight->waits, 0);
}

static double
waits_long(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	(void)row;
	return 1 - sight_share_within(sight, sight->waits, station->mean_ns);
}

static double
waits_up_to(const struct sight *sight, const struct station *station, const struct oracle_row *row)
{
	return sight_share_within(sight, sight->waits,
	    oracle_parameter(row->params, "t") * station->unit_ns);
}

static double
turned_away(const struct sight *sight, const struct station *station,
    const struct oracle_row *row)
{
	(void)station;
	(void)row;
	return (double)sight->refused / (double)(sight->count + sight->refused);
}

static const struct figure {
	const char *quantity;
	figure_fn *of;
	double share; /* expected, where the row's value is a percentile; else 0 */
} figures[] = {
	{ "rho", utilisation, 0 }, { "L", inside, 0 }, { "Lq", in_queue, 0 },
	{ "W", mean_time, 0 }, { "Wq", mean_wait, 0 }, { "W_p50", times_within, 0.5 },
	{ "W_p95", times_within, 0.95 }, { "W_p99", times_within, 0.99 },
	{ "Wq_p99", waits_within, 0.99 }, { "W_var", time_variance, 0 },
	{ "busy_period_mean", busy_period, 0 }, { "P_idle", empty, 0 }, { "P_empty", empty, 0 },
	{ "P_n0", exactly, 0 }, { "P_n1", exactly, 0 }, { "P_n2", exactly, 0 },
	{ "P_n_ge_5", as_many, 0 }, { "frac_servers_ge_1", servers_with, 0 },
	{ "frac_servers_ge_2", servers_with, 0 }, { "frac_servers_ge_3", servers_with, 0 },
	{ "frac_servers_ge_5", servers_with, 0 }, { "erlang_b", turned_away, 0 },
	{ "erlang_c", has_to_wait, 0 }, { "P_wait_gt_mean_service", waits_long, 0 },
	{ "P_Wq_le_t", waits_up_to, 0 },
};

static const struct figure *
find_figure(const char *quantity)
{
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		if (strcmp(figures[i].quantity, quantity) == 0)
			return &figures[i];
	fail_msg("no figure %s", quantity);
	return NULL;
}

/* ---- the stations as scenarios ---- */

struct plan {
	struct station station;
	struct str keys;
	unsigned servers;
	size_t requests, warmup;
};

/* A station fills in some seven times its work, and near its limit forgets how it began in some
 * work / (1 - sqrt(load))^2 / workers, longer when work is uneven: the first four times
 * that are left out. */
static void
plan_load(struct plan *plan, double load, double workers, double uneven)
{
	double rest = 1 - prng_pow(load, 0.5);
	double forgets = uneven / (rest * rest) / workers;

	plan->warmup = (size_t)((4 * forgets + 7) * load * workers);
	plan->requests = plan->warmup + (load > 0.85 ? 6000 : 3000) + (size_t)(20 * workers);
}

static void
plan_station(struct plan *plan, double rate, double workers, const char *queue, const char *law)
{
	str_printf(&plan->keys, "load: {arrivals: {rate: %g/s}, action: ping}\n"
	    "network: {latency: 0ms}\nservers: {count: %u, workers: %.0f, queue: %s, "
	    "service: %s}\ndesigns: {mine: {base: local, balancer: {place: two-choices}}}\n", rate,
	    plan->servers, workers, queue, law);
	plan->station.workers = workers;
}

static void
plan_exponential(struct plan *plan, const char *params, const char *queue)
{
	double lambda = oracle_parameter(params, "lambda"), mu = oracle_parameter(params, "mu");
	double workers = oracle_has(params, "c") ? oracle_parameter(params, "c") : 1;
	double load = lambda / mu / workers;
	char law[60];

	/* in seconds where the table has rates of a server, in ms where it has 1 */
	plan->station.unit_ns = mu > 1 ? 1e9 : MS;
	plan->station.mean_ns = plan->station.unit_ns / mu;
	plan->station.time = 1 / (mu - lambda);
	snprintf(law, sizeof(law), "{law: exponential, mean: %.0fus}",
	    plan->station.mean_ns / 1000);
	/* who is turned away leaves nothing to remember */
	plan_load(plan, *queue == '0' ? 0.5 : load, workers, 1);
	plan_station(plan, lambda * 1e9 / plan->station.unit_ns, workers, queue, law);
}

static void
plan_waiting(struct plan *plan, const char *params)
{
	plan_exponential(plan, params, "unlimited");
}

static void
plan_no_queue(struct plan *plan, const char *params)
{
	plan_exponential(plan, params, "0");
}

static void
plan_bounded(struct plan *plan, const char *params)
{
	double lambda = oracle_parameter(params, "lambda"), c = oracle_parameter(params, "c");
	char queue[20];

	plan->station.unit_ns = plan->station.mean_ns = MS;
	snprintf(queue, sizeof(queue), "%.0f", oracle_parameter(params, "K") - c);
	plan_load(plan, 0.8, c, 1);
	plan_station(plan, lambda * 1000, c, queue, "{law: exponential, mean: 1ms}");
}

/* Whose work is uneven remembers longer, by (1 + scv) / 2. */
static void
plan_general(struct plan *plan, const char *params)
{
	double rho = oracle_parameter(params, "rho");
	bool uneven = strstr(params, "hyperexp") || strstr(params, "lognormal");
	struct str law = STR_INIT;

	plan->station.unit_ns = plan->station.mean_ns = MS;
	if (strstr(params, "dist"))
		oracle_add_law(&law, params);
	else
		str_add(&law, "{law: constant, mean: 1ms}");
	plan_load(plan, rho, 1, strstr(params, "bimodal") ? 9 : uneven ? 3 : 1);
	plan->requests += strstr(params, "bimodal") ? 9000 : 0;
	plan_station(plan, rho * 1000, 1, "unlimited", law.text);
	str_release(&law);
}

#define FLEET 64

/* One choice is a station by itself; of two, a fleet. */
static void
plan_choices(struct plan *plan, const char *params)
{
	double load = oracle_parameter(params, "lambda");

	plan->station.unit_ns = plan->station.mean_ns = MS;
	if (oracle_parameter(params, "d") < 1.5) {
		plan_load(plan, load, 1, 1);
		plan_station(plan, load * 1000, 1, "unlimited", "{law: exponential, mean: 1ms}");
		return;
	}
	plan->warmup = load > 0.93 ? 8000 : 4000;
	plan->requests = plan->warmup + 6000;
	plan->servers = FLEET;
	plan_station(plan, load * FLEET * 1000, 1, "unlimited", "{law: exponential, mean: 1ms}");
}

/* ---- runs ---- */

static void
run_plan(const struct plan *plan, unsigned seed, struct sight *sight)
{
	struct str keys = STR_INIT;
	struct arena arena = { 0 };

	str_printf(&keys, "seed: %u\nstop: {requests: %zu}\n%s", seed, plan->requests,
	    plan->keys.text);
	sight_run(sight, scenario_read(&arena, keys.text, "mine", NULL), plan->requests,
	    plan->warmup);
	arena_release(&arena);
	str_release(&keys);
}

static const struct family {
	const char *name;
	void (*plan)(struct plan *plan, const char *params);
} families[] = {
	{ "mm1", plan_waiting }, { "mmc", plan_waiting }, { "mmcc", plan_no_queue },
	{ "mmck", plan_bounded },
	{ "mg1", plan_general }, { "md1", plan_general }, { "power_of_d", plan_choices },
};

static void
begin_plan(struct plan *plan, const struct oracle_row *row)
{
	*plan = (struct plan){ .keys = STR_INIT, .servers = 1 };
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (strcmp(families[i].name, row->family) == 0)
			families[i].plan(plan, row->params);
	assert_true(plan->requests > 0);
}

/* The law of a fleet without end, with what this one is off it. */
static double
expected_of(const struct oracle_row *row, const struct figure *figure)
{
	double shares[CHOICES_DEPTH + 1];
	size_t n = number_of(row->quantity);

	if (strcmp(row->family, "power_of_d") != 0 || oracle_parameter(row->params, "d") < 1.5)
		return figure->share > 0 ? figure->share : row->expected;
	choices_shares(oracle_parameter(row->params, "lambda"), FLEET, shares);
	assert_near(shares[n], row->expected, n == 1 ? 1e-12 : 0.05);
	return shares[n];
}

/* All rows of one station: the same runs. */
static size_t
check_station(const struct oracle_row *rows, size_t count, size_t *wrong)
{
	size_t end = oracle_station(rows, count);
	struct spread spreads[24] = { { 0 } };
	struct plan plan;

	assert_true(end <= 24);
	begin_plan(&plan, rows);
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct sight sight;

		run_plan(&plan, seed, &sight);
		for (size_t i = 0; i < end; i++)
			spread_add(&spreads[i], find_figure(rows[i].quantity)->of(&sight,
			    &plan.station, &rows[i]));
		sight_release(&sight);
	}
	for (size_t i = 0; i < end; i++) {
		char what[160];

		snprintf(what, sizeof(what), "%s %s %s", rows[i].family, rows[i].params,
		    rows[i].quantity);
		*wrong += !spread_is_about(&spreads[i],
		    expected_of(&rows[i], find_figure(rows[i].quantity)), 0, what);
	}
	str_release(&plan.keys);
	return end;
}

static void
assert_rows(const struct oracle_row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t first = 0; first < count;)
		first += check_station(&rows[first], count - first, &wrong);
	assert_int_equal(wrong, 0);
}

static void
assert_family(const char *family, size_t expected)
{
	struct oracle_row rows[80];

	assert_int_equal(oracle_read(TABLE, family, rows, 80), expected);
	assert_rows(rows, expected);
}

static void
waiting__mm1__who_is_there_and_how_long_it_is_busy(void **state)
{
	(void)state;
	assert_family("mm1", 60);
}

static void
waiting__many_workers__who_has_to_wait(void **state)
{
	(void)state;
	assert_family("mmc", 26);
}

static void
waiting__no_queue__erlang_b(void **state)
{
	(void)state;
	assert_family("mmcc", 7);
}

static void
waiting__bounded_queue__how_often_it_is_empty(void **state)
{
	(void)state;
	assert_family("mmck", 5);
}

static void
waiting__uneven_work_near_the_limit__pollaczek_and_khinchine(void **state)
{
	(void)state;
	assert_family("mg1", 24);
}

static void
waiting__constant_work__who_is_there_and_how_long_they_wait(void **state)
{
	(void)state;
	assert_family("md1", 25);
}

static void
waiting__one_choice_or_two__how_many_are_at_a_server(void **state)
{
	(void)state;
	assert_family("power_of_d", 32);
}

/* The laws of work by themselves: batches of draws, so that the mean square has no bias. */
static void
waiting__laws_of_work__as_uneven_as_said(void **state)
{
	struct oracle_row rows[8];
	size_t count = oracle_read(TABLE, "work", rows, 8);

	(void)state;
	assert_int_equal(count, 7);
	for (size_t i = 0; i < count; i++) {
		struct spread spread = { 0 };
		struct str keys = STR_INIT;
		struct arena arena = { 0 };
		const struct law *law;

		str_add(&keys, "servers: {service: ");
		oracle_add_law(&keys, rows[i].params);
		str_add(&keys, "}\nclients: {ana: {script: [ping]}}\n");
		law = &scenario_read(&arena, keys.text, "local", NULL)->servers.service;
		for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
			struct prng prng;
			double squares = 0;

			prng_init(&prng, seed, 0);
			for (int draw = 0; draw < 10000; draw++) {
				double ms = (double)law_draw(law, &prng) / MS;

				squares += ms * ms / 10000;
			}
			spread_add(&spread, squares - 1);
		}
		assert_spread(&spread, rows[i].expected, rows[i].params);
		arena_release(&arena);
		str_release(&keys);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waiting__mm1__who_is_there_and_how_long_it_is_busy),
		cmocka_unit_test(waiting__many_workers__who_has_to_wait),
		cmocka_unit_test(waiting__no_queue__erlang_b),
		cmocka_unit_test(waiting__bounded_queue__how_often_it_is_empty),
		cmocka_unit_test(waiting__uneven_work_near_the_limit__pollaczek_and_khinchine),
		cmocka_unit_test(waiting__constant_work__who_is_there_and_how_long_they_wait),
		cmocka_unit_test(waiting__laws_of_work__as_uneven_as_said),
		cmocka_unit_test(waiting__one_choice_or_two__how_many_are_at_a_server),
	};

	return cmocka_run_group_tests_name("engine_waiting", tests, NULL, NULL);
}
