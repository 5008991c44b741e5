/* The load: sessions that arrive by themselves, each a visitor who leaves when it is done.
 *
 * A visitor's row, its device and its name are used again by a later one: the places of a trace are
 * few, the sessions of a load many.  Nothing in a browser survives that.
 */
#include "base/check.h"
#include "base/units.h"
#include "engine/inside.h"
#include "engine/laws.h"

#define PPM 1000000u
#define LOAD_STREAMS 0x800000u /* numbers of streams apart from those of scripted clients */

static bool
logs_in(const struct engine *engine)
{
	return engine->scenario->actions[engine->scenario->load.action.action].needs_login &&
	    engine->login_action != SCENARIO_NONE;
}

/* The time between two sessions at which the servers' workers are taken for the share asked. */
static double
mean_for_utilisation(const struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	double workers = (double)scenario->servers.count * scenario->servers.workers;
	double requests = law_count_mean(&scenario->load.requests) + logs_in(engine);

	return law_mean_ns(&scenario->servers.service) * requests /
	    (scenario->load.utilisation * workers);
}

/* Of the first action of the session that is so many arrivals away. */
static uint64_t
first_work_number(const struct engine *engine, uint32_t ahead)
{
	uint32_t who = LOAD_STREAMS | (uint32_t)((engine->arrived + ahead) % LOAD_STREAMS);

	return prng_first(engine_origin(engine, PURPOSE_WORK, who, FLOW_STREAMS + FLOW_SCRIPT));
}

static void
draw_gaps(struct engine *engine)
{
	const struct law *service = &engine->scenario->servers.service;
	uint64_t numbers[ARRIVALS_AT_ONCE];
	double draws[ARRIVALS_AT_ONCE];

	engine->gaps_prng = engine->arrival_prng;
	for (uint32_t i = 0; i < ARRIVALS_AT_ONCE; i++)
		numbers[i] = prng_next(&engine->arrival_prng);
	prng_exponentials_of(numbers, draws, ARRIVALS_AT_ONCE);
	for (uint32_t i = 0; i < ARRIVALS_AT_ONCE; i++)
		engine->gaps_ns[i] = law_scaled_ns(&engine->arrivals, draws[i]);
	engine->gap_next = 0;
	engine->works_ahead = ENGINE_STEADY && engine->work_is_random && engine->work_is_all &&
	    service->kind == LAW_EXPONENTIAL;
	if (!engine->works_ahead)
		return;
	for (uint32_t i = 0; i < ARRIVALS_AT_ONCE; i++)
		numbers[i] = first_work_number(engine, i);
	prng_exponentials_of(numbers, draws, ARRIVALS_AT_ONCE);
	for (uint32_t i = 0; i < ARRIVALS_AT_ONCE; i++)
		engine->works_ns[i] = law_scaled_ns(service, draws[i]);
}

/* Gaps that were drawn and not used are drawn again, by another law perhaps. */
static void
forget_gaps(struct engine *engine)
{
	if (engine->gap_next == ARRIVALS_AT_ONCE)
		return;
	engine->arrival_prng = engine->gaps_prng;
	for (uint32_t i = 0; i < engine->gap_next; i++)
		prng_next(&engine->arrival_prng);
	engine->gap_next = ARRIVALS_AT_ONCE;
	engine->works_ahead = false;
}

WAY_STATIC uint64_t
next_gap_ns(struct engine *engine)
{
	if (engine->arrivals.kind != LAW_EXPONENTIAL)
		return law_draw(&engine->arrivals, &engine->arrival_prng);
	if (engine->gap_next == ARRIVALS_AT_ONCE)
		draw_gaps(engine);
	return engine->gaps_ns[engine->gap_next++];
}

WAY_STATIC void
load_next(struct engine *engine)
{
	if (!requests_are_spent(engine))
		engine_after(engine, next_gap_ns(engine), PHASE_CLIENT, TIMER_ARRIVAL, 0,
		    engine->arrival_generation);
}

/* How far apart sessions come. */
static void
set_arrivals(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;

	engine->arrivals = scenario->load.arrivals;
	if (scenario->load.rate_per_gs > 0)
		engine->arrivals.mean_ns = (uint64_t)(1e18 / (double)scenario->load.rate_per_gs);
	else if (scenario->load.utilisation > 0)
		engine->arrivals.mean_ns = (uint64_t)mean_for_utilisation(engine);
	if (engine->arrivals.mean_ns == 0)
		engine->arrivals.mean_ns = 1;
	engine->load_logs_in = logs_in(engine);
	engine->visits_are_random = law_is_random(&scenario->load.requests) ||
	    scenario->load.writes_ppm > 0;
	if (!engine->visits_are_random)
		engine->visits = law_count(&scenario->load.requests, NULL);
}

void
load_start(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;

	if (!scenario->load.on)
		return;
	set_arrivals(engine);
	engine_stream(engine, &engine->arrival_prng, PURPOSE_ARRIVALS, 0, 0);
	engine->gap_next = ARRIVALS_AT_ONCE;
	engine->load_login = (struct script_step){ .word = SCRIPT_ACTION,
		.action = engine->login_action, .piece = SCENARIO_NONE };
	load_next(engine);
}

void
load_change(struct engine *engine)
{
	forget_gaps(engine);
	set_arrivals(engine);
	engine->arrival_generation++;
	load_next(engine);
}

void
load_arrival(struct engine *engine, const struct timer *timer)
{
	uint16_t client = engine->scenario->load.client;
	struct person *person;
	uint32_t row;
	bool at_once;

	if (timer->generation != engine->arrival_generation || requests_are_spent(engine))
		return;
	row = engine->idle_count > 0 ? engine->idle_persons[--engine->idle_count]
	    : setup_visitor(engine, client);
	if (row == NONE32) {
		engine_stop_at_limit(engine, "visitors at once");
		return;
	}
	person = &engine->persons[row];
	person->load = true;
	person->done = false;
	person->begins = engine->load_logs_in;
	/* By its place among all arrivals: the same session in every design. */
	person->who = LOAD_STREAMS | (uint32_t)(engine->arrived++ % LOAD_STREAMS);
	person->logins = person->misses = person->actions = person->thoughts = 0;
	engine->tabs[row].who = person->who;
	engine->tabs[row].retries = engine->tabs[row].sends = 0;
	person->last_server = NONE16;
	keys_forget(engine, row);
	person->visits_left = engine->visits;
	if (engine->visits_are_random) {
		engine_stream(engine, &person->visit, PURPOSE_VISIT, person->who, 0);
		person->visits_left = law_count(&engine->scenario->load.requests, &person->visit);
	}
	person->works_ahead = ENGINE_STEADY && engine->works_ahead;
	if (person->works_ahead)
		person->work_ns = engine->works_ns[engine->gap_next - 1];
	engine->persons_active++;
	person->due_ns = engine->now_ns;
	at_once = engine_at_once(engine, PHASE_CLIENT);
	if (!at_once)
		engine_after(engine, 0, PHASE_CLIENT, TIMER_CLIENT, row, 0);
	load_next(engine); /* even without a gap it comes behind the client */
	if (at_once)
		client_turn(engine, &(struct timer){ .what = evq_what(row, 0, 0) });
}

const struct script_step *
load_step(struct engine *engine, struct person *person)
{
	const struct scenario *scenario = engine->scenario;
	uint32_t writes = scenario->load.writes_ppm;

	if (person->begins) {
		person->begins = false;
		return &engine->load_login;
	}
	CHECK(person->visits_left > 0);
	person->visits_left--;
	if (writes > 0 && prng_below(&person->visit, PPM) < writes)
		return &scenario->load.write;
	return &scenario->load.action;
}

void
load_leave(struct engine *engine, uint32_t row)
{
	const struct person *person = &engine->persons[row];

	device_clear(engine, person->device, REASON_LEFT, NONE32, NONE32);
	engine->idle_persons[engine->idle_count++] = row;
}
