/* Clients: scripts, the grid on which actions leave, forced logins. */
#include "base/check.h"
#include "engine/inside.h"
#include "engine/laws.h"

static const struct client *
client_of(const struct engine *engine, uint32_t person)
{
	return &engine->scenario->clients[engine->persons[person].client];
}

static bool
requests_are_spent(const struct engine *engine)
{
	return engine->scenario->stop.has_requests &&
	    engine->begun >= engine->scenario->stop.requests;
}

static bool
client_has_more(const struct engine *engine, uint32_t row)
{
	const struct person *person = &engine->persons[row];
	const struct client *client = client_of(engine, row);

	if (requests_are_spent(engine))
		return false;
	return person->next_step < client->script_count ||
	    (client->has_repeat && client->repeat.word == SCRIPT_ACTION);
}

static void
client_done(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];

	if (!person->done) {
		person->done = true;
		engine->persons_active--;
	}
}

static void
client_wake(struct engine *engine, uint32_t row, uint64_t at_ns)
{
	engine_after(engine, at_ns - engine->now_ns, PHASE_CLIENT, TIMER_CLIENT, row, 0);
}

/* The reply of the newest action is known now: when does the next one leave? */
static void
client_next(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];
	const struct client *client = client_of(engine, row);

	if (!client_has_more(engine, row)) {
		client_done(engine, row);
		return;
	}
	if (client->has_think) {
		struct prng prng;

		engine_stream(engine, &prng, PURPOSE_THINK, row, person->thoughts++);
		person->due_ns = engine->now_ns + law_draw(&client->think, &prng);
	} else if (client->every_ns == 0) {
		person->due_ns = engine->now_ns;
	} else {
		person->due_ns += client->every_ns;
		if (person->due_ns < engine->now_ns) {
			uint64_t late = engine->now_ns - person->due_ns;
			uint64_t points = late / client->every_ns;

			points += late % client->every_ns != 0;
			person->due_ns += points * client->every_ns;
		}
	}
	client_wake(engine, row, person->due_ns);
}

void
client_start(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];

	if (!client_has_more(engine, row)) {
		client_done(engine, row);
		return;
	}
	person->due_ns = client_of(engine, row)->start_ns;
	client_wake(engine, row, person->due_ns);
}

/* What the browser and the page's code put into a request by themselves. */
static void
fill_request(const struct engine *engine, struct trip *trip, const struct device *device)
{
	const struct scenario *scenario = engine->scenario;
	struct message *message = &trip->message;

	*message = (struct message){
		.kind = MESSAGE_REQUEST,
		.action = trip->action,
		.route = scenario->balancer.affinity == AFFINITY_COOKIE ? device->route : NONE16,
		.piece = trip->piece,
		.client = engine->persons[trip->person].actor,
		.session = engine->uses_ticket ? device->ticket : NONE32,
		.token = device->token,
		.text = trip->argument,
	};
	trip->token = device->token;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		trip->texts[piece] = NONE32;
}

static void
client_send(struct engine *engine, uint32_t row, const struct script_step *step, bool forced,
    bool repeated)
{
	struct person *person = &engine->persons[row];
	struct device *device = &engine->devices[person->device];
	const struct action *action = &engine->scenario->actions[step->action];
	struct trip *trip;
	uint32_t trip_row;

	trip = trip_new(engine, &trip_row);
	trip->person = row;
	trip->device = person->device;
	trip->action = step->action;
	if (action->argument_piece)
		trip->piece = step->piece != SCENARIO_NONE ? step->piece : engine->cart;
	else if (step->argument != NULL)
		trip->argument = trace_add_text(engine->trace, step->argument);
	trip->session = device_session(engine, person->device);
	trip->cause = person->flow == FLOW_SCRIPT ? NONE32 : person->cause;
	trip->request = trace_add_request(engine->trace, (struct request){
		.action = step->action, .client = person->actor, .device = device->actor,
		.piece = trip->piece, .text = trip->argument, .forced = forced,
		.repeated = repeated,
	});
	/* By count of script actions, not by order of draws: the same work in every design. */
	if (engine->work_is_random)
		engine_stream(engine, &trip->prng, PURPOSE_WORK, row,
		    person->actions * 4 + person->flow);
	fill_request(engine, trip, device);
	trip->message_row = engine_message(engine, &trip->message);
	trip->state = TRIP_TO_BALANCER;
	person->request = trip->request;
	person->trip = trip_row;
	engine->begun++;
	trip_send(engine, trip_row, device->actor, engine->balancer,
	    engine->scenario->network.client_ns, TIMER_AT_BALANCER);
}

/* One step of the script.  True when it sends a request or waits, and the client stops here. */
static bool
client_do(struct engine *engine, uint32_t row, const struct script_step *step)
{
	struct person *person = &engine->persons[row];

	switch (step->word) {
	case SCRIPT_ACTION:
		person->doing = step;
		person->actions++;
		client_send(engine, row, step, false, false);
		return true;
	case SCRIPT_USE:
		person->device = person->first_device + step->device;
		return false;
	case SCRIPT_CLEAR:
		device_clear(engine, person->device, REASON_CLEARED, NONE32, NONE32);
		return false;
	case SCRIPT_WAIT:
		person->due_ns = engine->now_ns + step->wait_ns;
		client_wake(engine, row, person->due_ns);
		return true;
	case SCRIPT_BACK: /* the page is shown from memory: nobody is asked */
	default:
		return false;
	}
}

void
client_turn(struct engine *engine, const struct timer *timer)
{
	uint32_t row = timer->row;
	struct person *person = &engine->persons[row];
	const struct client *client = client_of(engine, row);

	if (person->flow != FLOW_SCRIPT && requests_are_spent(engine)) {
		person->flow = FLOW_SCRIPT;
		client_done(engine, row);
		return;
	}
	if (person->flow == FLOW_LOGIN) {
		struct script_step login = { .word = SCRIPT_ACTION, .action = engine->login_action,
			.piece = SCENARIO_NONE };

		client_send(engine, row, &login, true, false);
		return;
	}
	if (person->flow == FLOW_AGAIN) {
		client_send(engine, row, person->doing, false, true);
		return;
	}
	while (client_has_more(engine, row)) {
		const struct script_step *step = &client->repeat;

		if (person->next_step < client->script_count)
			step = &client->script[person->next_step++];
		if (client_do(engine, row, step))
			return;
	}
	client_done(engine, row);
}

/* What a reply makes its client do. */
static void
client_decide(struct engine *engine, uint32_t row, uint16_t status, uint16_t action,
    uint32_t receipt)
{
	struct person *person = &engine->persons[row];

	if (status == 401 && person->flow == FLOW_SCRIPT && client_of(engine, row)->relogin &&
	    engine->scenario->actions[action].needs_login &&
	    engine->login_action != SCENARIO_NONE) {
		person->flow = FLOW_LOGIN;
		person->cause = receipt;
	} else if (person->flow == FLOW_LOGIN && status < 300) {
		person->flow = FLOW_AGAIN;
	} else {
		person->flow = FLOW_SCRIPT;
		client_next(engine, row);
		return;
	}
	client_wake(engine, row, engine->now_ns);
}

void
client_receive(struct engine *engine, const struct timer *timer)
{
	struct trip *trip = &engine->trips[timer->row];
	struct person *person;
	uint32_t receipt, row;
	uint16_t status, action;

	if (trip->generation != timer->generation)
		return;
	row = trip->person;
	person = &engine->persons[row];
	status = trip->status;
	action = trip->action;
	trip_received(engine, trip, engine->devices[trip->device].actor, engine->balancer);
	receipt = trip->cause;
	engine_point(engine);
	device_take(engine, trip);
	CHECK(person->request == trip->request);
	person->request = NONE32;
	trip_end(engine, timer->row);
	if (status < 300)
		engine->ok++;
	else
		engine->failed++;
	client_decide(engine, row, status, action, receipt);
}
