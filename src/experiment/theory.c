#include "experiment/theory.h"

#include <math.h>
#include <string.h>

#include "engine/laws.h"

/* -- what a scenario asks of its servers ----------------------------------------------------- */

/* Requests that come by themselves, each a session of its own, and do one piece of work: nothing
 * breaks, nothing is lost, nobody else asks. */
static bool
is_open_load(const struct scenario *scenario)
{
	const struct action *action;

	if (!scenario->load.on || scenario->client_count != 1 || scenario->fault_count > 0 ||
	    scenario->load.action.word != SCRIPT_ACTION)
		return false;
	action = &scenario->actions[scenario->load.action.action];
	return !action->needs_login && action->reads[0] == SCENARIO_NONE &&
	    action->writes[0] == SCENARIO_NONE && scenario->load.writes_ppm == 0 &&
	    scenario->load.requests.kind == LAW_CONSTANT &&
	    law_count_mean(&scenario->load.requests) == 1 &&
	    scenario->network.lose_request_ppm == 0 && scenario->network.lose_reply_ppm == 0 &&
	    scenario->network.lose_inside_ppm == 0 && scenario->network.duplicate_ppm == 0 &&
	    scenario->network.bandwidth_bytes == SCENARIO_UNLIMITED;
}

static bool
is_poisson(const struct scenario *scenario)
{
	return is_open_load(scenario) && scenario->load.arrivals.kind == LAW_EXPONENTIAL &&
	    scenario->servers.queue == SCENARIO_UNLIMITED;
}

/* Requests a nanosecond. */
static double
arrivals_of(const struct scenario *scenario)
{
	double workers = (double)scenario->servers.count * scenario->servers.workers;

	if (scenario->load.rate_per_gs > 0)
		return (double)scenario->load.rate_per_gs / 1e18;
	if (scenario->load.utilisation > 0)
		return scenario->load.utilisation * workers /
		    law_mean_ns(&scenario->servers.service);
	return 1 / law_mean_ns(&scenario->load.arrivals);
}

/* Operations at the store that a request of the load makes. */
static uint32_t
operations_of(const struct scenario *scenario)
{
	return scenario->store.has_operations && scenario_uses_home(scenario, HOME_STORE) ?
	    scenario->store.operations_per_request : 0;
}

/* Nanoseconds from a request's last work until all its operations are answered. */
static double
store_ns(const struct scenario *scenario)
{
	return operations_of(scenario) *
	    (2 * law_mean_ns(&scenario->network.inside) + law_mean_ns(&scenario->store.latency));
}

/* The way there and back, and what is waited for while the worker is free. */
static double
around_ns(const struct scenario *scenario)
{
	return 2 * law_mean_ns(&scenario->network.client) +
	    2 * law_mean_ns(&scenario->network.inside) +
	    store_ns(scenario);
}

/* Nothing but its own work keeps a worker, and the store never makes one wait. */
static bool
is_work_alone(const struct scenario *scenario)
{
	return operations_of(scenario) == 0 ||
	    (scenario->servers.while_waiting == WAITING_FREE &&
	    scenario->store.capacity_per_gs == SCENARIO_UNLIMITED);
}

/* -- queues ---------------------------------------------------------------------------------- */

/* One queue before all workers: of one server, or shared by all.  A shared queue stands at the
 * balancer: while a request is on its way from there, its worker is taken and does nothing. */
static bool
fits_mmc(const struct scenario *scenario)
{
	return is_poisson(scenario) && is_work_alone(scenario) &&
	    scenario->servers.service.kind == LAW_EXPONENTIAL &&
	    (scenario->balancer.place == PLACE_SHARED_QUEUE ?
	    law_mean_ns(&scenario->network.inside) <= 0 : scenario->servers.count == 1);
}

/* Erlang C by the recursion of Erlang B. */
static double
mmc_wait_ns(const struct scenario *scenario)
{
	double service = law_mean_ns(&scenario->servers.service), blocked = 1, waits;
	uint32_t workers = scenario->servers.count * scenario->servers.workers;
	double load = arrivals_of(scenario) * service, share = load / workers;

	if (share >= 1)
		return (double)INFINITY;
	for (uint32_t k = 1; k <= workers; k++)
		blocked = load * blocked / (k + load * blocked);
	waits = blocked / (1 - share * (1 - blocked));
	return waits * service / (workers * (1 - share));
}

/* Work / (1 - root of the load)^2, the longest of the times in which M/M/1 forgets; c workers do so
 * as much sooner. */
static double
relaxation_ns(double service_ns, double share)
{
	double rest = 1 - sqrt(share);

	return service_ns / (rest * rest);
}

static double
mmc_memory_ns(const struct scenario *scenario)
{
	double service = law_mean_ns(&scenario->servers.service);
	uint32_t workers = scenario->servers.count * scenario->servers.workers;
	double share = arrivals_of(scenario) * service / workers;

	return share >= 1 ? 0 : relaxation_ns(service, share) / workers;
}

static double
mmc_time_ns(const struct scenario *scenario)
{
	return mmc_wait_ns(scenario) + law_mean_ns(&scenario->servers.service) +
	    around_ns(scenario);
}

/* Square of the coefficient of variation of the work; -1: not known here. */
static double
variation(const struct law *law)
{
	double a = (double)law->mean_ns, b = (double)law->other_ns;
	double share = law->share_ppm / 1e6, mean = law_mean_ns(law);

	switch ((int)law->kind) {
	case LAW_CONSTANT: return 0;
	case LAW_EXPONENTIAL: return 1;
	case LAW_ERLANG: return 1.0 / law->k;
	case LAW_LOGNORMAL: return law->shape * law->shape;
	case LAW_UNIFORM: return (b - a) * (b - a) / 12 / (mean * mean);
	case LAW_BIMODAL: return (share * a * a + (1 - share) * b * b) / (mean * mean) - 1;
	case LAW_HYPEREXPONENTIAL:
		return 2 * (share * a * a + (1 - share) * b * b) / (mean * mean) - 1;
	default: return -1;
	}
}

/* Every server has a queue of its own, and chance alone chooses: a thinned Poisson stream each. */
static bool
fits_mg1(const struct scenario *scenario)
{
	return is_poisson(scenario) && is_work_alone(scenario) &&
	    scenario->servers.workers == 1 && variation(&scenario->servers.service) >= 0 &&
	    scenario->balancer.map == MAP_NONE &&
	    (scenario->balancer.affinity == AFFINITY_NONE ||
	    scenario->balancer.affinity == AFFINITY_COOKIE) &&
	    (scenario->balancer.place == PLACE_RANDOM || scenario->servers.count == 1);
}

/* Pollaczek and Khinchine. */
static double
mg1_wait_ns(const struct scenario *scenario)
{
	double service = law_mean_ns(&scenario->servers.service);
	double share = arrivals_of(scenario) * service / scenario->servers.count;

	if (share >= 1)
		return (double)INFINITY;
	return share * service * (1 + variation(&scenario->servers.service)) / 2 / (1 - share);
}

/* Whose work is uneven remembers longer. */
static double
mg1_memory_ns(const struct scenario *scenario)
{
	double service = law_mean_ns(&scenario->servers.service);
	double share = arrivals_of(scenario) * service / scenario->servers.count;

	return share >= 1 ? 0
	    : relaxation_ns(service, share) * (1 + variation(&scenario->servers.service)) / 2;
}

static double
mg1_time_ns(const struct scenario *scenario)
{
	return mg1_wait_ns(scenario) + law_mean_ns(&scenario->servers.service) +
	    around_ns(scenario);
}

/* What comes, until a worker or the store is taken all the time. */
static double
saturated_rate(const struct scenario *scenario)
{
	double rate = arrivals_of(scenario), full, operations = operations_of(scenario);
	double taken = law_mean_ns(&scenario->servers.service);

	if (scenario->servers.while_waiting == WAITING_HELD)
		taken += store_ns(scenario);
	full = (double)scenario->servers.count * scenario->servers.workers / taken;
	if (full < rate)
		rate = full;
	if (operations > 0 && scenario->store.capacity_per_gs != SCENARIO_UNLIMITED &&
	    (double)scenario->store.capacity_per_gs / 1e18 / operations < rate)
		rate = (double)scenario->store.capacity_per_gs / 1e18 / operations;
	return rate * 1e9;
}

/* -- sessions -------------------------------------------------------------------------------- */

static bool
is_home_of_login(const struct scenario *scenario, enum home home)
{
	uint16_t login = scenario_piece(scenario, "login");

	return login != SCENARIO_NONE && scenario->pieces[login].home == home;
}

static bool
fits_share_lost(const struct scenario *scenario)
{
	const struct fault *fault = scenario->faults;
	const char *node = scenario->fault_count == 1 ? fault->node : NULL;

	return node && fault->kind == FAULT_CRASH && is_home_of_login(scenario, HOME_SERVER) &&
	    ((node[0] == 's' && node[1] >= '1' && node[1] <= '9') ||
	    strcmp(node, "random") == 0) &&
	    (scenario->balancer.affinity == AFFINITY_COOKIE ||
	    scenario->balancer.affinity == AFFINITY_TABLE) &&
	    scenario->balancer.place != PLACE_SHARED_QUEUE;
}

static bool
fits_chance_hit(const struct scenario *scenario)
{
	return scenario->fault_count == 0 && is_home_of_login(scenario, HOME_SERVER) &&
	    scenario->balancer.place == PLACE_RANDOM && scenario->balancer.map == MAP_NONE &&
	    scenario->balancer.affinity == AFFINITY_NONE &&
	    scenario->session.on_miss == ON_MISS_REJECT;
}

static double
one_of_servers(const struct scenario *scenario)
{
	return 1.0 / scenario->servers.count;
}

/* -- the table ------------------------------------------------------------------------------- */

const struct theory theories[] = {
	{ "M/M/c", "time_ns.mean",
	    "Erlang C: Poisson arrivals and exponential work, one queue before all workers; a "
	    "worker need not wait for the store.",
	    fits_mmc, mmc_time_ns, mmc_memory_ns },
	{ "M/M/c", "wait_ns.mean",
	    "Erlang C: Poisson arrivals and exponential work, one queue before all workers.",
	    fits_mmc, mmc_wait_ns, mmc_memory_ns },
	{ "M/G/1", "time_ns.mean",
	    "Pollaczek-Khinchine at each server, s/(1 - load) where work is exponential: Poisson "
	    "arrivals, chance chooses the server, one worker and one queue each.",
	    fits_mg1, mg1_time_ns, mg1_memory_ns },
	{ "M/G/1", "wait_ns.mean",
	    "Pollaczek-Khinchine at each server: Poisson arrivals, chance chooses the server, one "
	    "worker and one queue each.",
	    fits_mg1, mg1_wait_ns, mg1_memory_ns },
	{ "saturation", "throughput",
	    "What comes, until the workers or the store are taken all the time: the least of the "
	    "three. Close to the bend chance keeps a run below it.",
	    is_open_load, saturated_rate, NULL },
	{ "1/N", "sessions_lost/sessions_live_at_fault",
	    "Of N servers that hold the sessions in equal parts one dies: 1/N is lost, on "
	    "average. With more servers each death costs less, and more can die.",
	    fits_share_lost, one_of_servers, NULL },
	{ "1/N", "hit_rate",
	    "Chance sends a request to the one server of N that knows its session once in N "
	    "times; a miss makes no session.",
	    fits_chance_hit, one_of_servers, NULL },
};
const uint32_t theory_count = sizeof theories / sizeof *theories;

double
theory_remembers(const struct theory *theory, const struct scenario *scenario, double *left_out)
{
	double rate = theory->memory_ns == NULL ? 0 : arrivals_of(scenario);

	*left_out = (double)scenario->warmup.requests;
	if (rate * (double)scenario->warmup.after_ns > *left_out)
		*left_out = rate * (double)scenario->warmup.after_ns;
	return rate > 0 ? 4 * rate * theory->memory_ns(scenario) : 0;
}

const struct theory *
theory_find(const char *measure, const struct scenario *scenario)
{
	for (uint32_t i = 0; i < theory_count; i++)
		if (strcmp(theories[i].measure, measure) == 0 && theories[i].fits(scenario))
			return &theories[i];
	return NULL;
}
