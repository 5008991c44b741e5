/* Clients: scripts, the grid on which actions leave, forced logins. */
#include "base/check.h"
#include "engine/record.h"
#include "engine/laws.h"

WAY_STATIC const struct client *
client_of(const struct engine *engine, uint32_t person)
{
	return &engine->scenario->clients[engine->persons[person].client];
}

bool
requests_are_spent(const struct engine *engine)
{
	return engine->begun >= engine->begun_most;
}

WAY_STATIC bool
client_has_more(const struct engine *engine, uint32_t row)
{
	const struct person *person = &engine->persons[row];
	const struct client *client;

	if (requests_are_spent(engine))
		return false;
	if (person->load)
		return person->visits_left > 0 || person->begins;
	client = client_of(engine, row);
	return person->next_step < client->script_count ||
	    (client->has_repeat && client->repeat.word == SCRIPT_ACTION);
}

WAY_STATIC void
client_done(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];

	if (!person->done) {
		person->done = true;
		engine->persons_active--;
		if (person->load)
			load_leave(engine, row);
	}
}

/* A person's own tab has the row of the person. */
WAY_STATIC void
client_wake(struct engine *engine, uint32_t tab, uint64_t at_ns)
{
	engine_after(engine, at_ns - engine->now_ns, PHASE_CLIENT, TIMER_CLIENT, tab, 0);
}

/* Who acts more often than others makes shorter pauses. */
static uint64_t
pause_ns(const struct client *client, uint64_t ns)
{
	double shortened;

	if (!(client->weight > 0) || (!(client->weight < 1) && !(client->weight > 1)))
		return ns;
	shortened = (double)ns / client->weight;
	if (shortened < 1)
		return ns > 0;
	return shortened < (double)LIMIT_RUN_NS ? (uint64_t)shortened : LIMIT_RUN_NS;
}

/* The reply of the newest action is known now: when does the next one leave? */
WAY_STATIC void
client_next(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];
	const struct client *client;
	uint64_t every_ns;

	if (!client_has_more(engine, row)) {
		client_done(engine, row);
		return;
	}
	client = client_of(engine, row);
	every_ns = client->has_think ? 0 : pause_ns(client, client->every_ns);
	if (client->has_think) {
		uint64_t origin = engine_origin(engine, PURPOSE_THINK, person->who,
		    person->thoughts++);

		person->due_ns = engine->now_ns +
		    pause_ns(client, law_draw_first(&client->think, origin));
	} else if (every_ns == 0) {
		person->due_ns = engine->now_ns;
	} else {
		person->due_ns += every_ns;
		if (person->due_ns < engine->now_ns) {
			uint64_t late = engine->now_ns - person->due_ns;
			uint64_t points = late / every_ns;

			points += late % every_ns != 0;
			person->due_ns += points * every_ns;
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
	if (client_of(engine, row)->waits)
		return;
	person->due_ns = client_of(engine, row)->start_ns;
	client_wake(engine, row, person->due_ns);
}

void
client_rouse(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];

	if (!client_of(engine, row)->waits || person->roused)
		return;
	person->roused = true;
	person->due_ns = engine->now_ns;
	client_wake(engine, row, engine->now_ns);
}

/* What the browser and the page's code put into a request by themselves. */
WAY_STATIC void
fill_request(const struct engine *engine, struct trip *trip, const struct device *device)
{
	const struct scenario *scenario = engine->scenario;
	struct message *message = &trip->message;

	if (ENGINE_SHORT) { /* what the balancer looks at */
		message->route = device->route;
		return;
	}
	message_blank(message, MESSAGE_REQUEST, trip->action);
	message->route = device->route;
	message->piece = trip->piece;
	message->client = engine->persons[trip->person].actor;
	message->session = engine->uses_ticket ? device->ticket : NONE32;
	message->token = device->token;
	message->refresh = trip->refresh != NONE32 ? trip->refresh + 1 : 0;
	message->text = trip->argument;
	if (RARE(client_of(engine, trip->person)->retry.key) &&
	    !scenario->actions[trip->action].repeatable) {
		message->key = trip->request + 1;
		trip->key = trip->request + 1;
	}
	trip->token = device->token;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		trip->texts[piece] = NONE32;
}

/* How long this attempt is waited for: each wait is `backoff` times the one before. */
static uint64_t
patience_ns(const struct retry *retry, uint16_t attempt)
{
	double wait_ns = (double)retry->timeout_ns;

	for (uint16_t i = 1; i < attempt && wait_ns < (double)LIMIT_RUN_NS; i++)
		wait_ns *= retry->backoff;
	return wait_ns < (double)LIMIT_RUN_NS ? (uint64_t)wait_ns : LIMIT_RUN_NS;
}

static void
client_set_timeout(struct engine *engine, uint32_t row)
{
	struct tab *tab = &engine->tabs[row];
	const struct retry *retry = &client_of(engine, tab->person)->retry;

	if (!RARE(retry->on))
		return;
	tab->waits = true;
	engine->alive++;
	engine_after(engine, patience_ns(retry, tab->attempt), PHASE_TIMEOUT, TIMER_TIMEOUT, row,
	    ++tab->patience);
}

/* The timer itself comes up later and is dropped. */
static void
client_clear_timeout(struct engine *engine, struct tab *tab)
{
	if (!RARE(tab->waits))
		return;
	tab->waits = false;
	tab->patience++;
	engine->alive--;
}

/* Its stream goes by the count of script actions, not by the order of draws: the same work in every
 * design.  On the steady way it is drawn at once: nothing changes the law before it begins. */
WAY_STATIC void
prepare_work(struct engine *engine, struct trip *trip, struct tab *tab)
{
	const struct law *service = &engine->scenario->servers.service;
	const struct person *person = &engine->persons[tab->person];
	uint64_t origin;

	if (ENGINE_STEADY && person->works_ahead && tab->action == 1 && tab->flow == FLOW_SCRIPT) {
		trip->work_ns = person->work_ns;
		return;
	}
	if (!engine->work_is_random) {
		trip->work_ns = service->mean_ns;
		return;
	}
	origin = RARE(tab->attempt > 1)
	    ? engine_origin(engine, PURPOSE_RETRY, tab->who, tab->retries++)
	    : engine_origin(engine, PURPOSE_WORK, person->who,
	    tab->action * FLOW_STREAMS + tab->flow % FLOW_STREAMS);
	if (ENGINE_STEADY && engine->work_is_all) {
		trip->work_ns = law_draw_first(service, origin);
		return;
	}
	prng_init_at(&trip->prng, origin);
	if (ENGINE_STEADY)
		trip->work_ns = law_draw(service, &trip->prng);
}

/* Sends the request under way, for the first time or again. */
WAY_STATIC void
client_attempt(struct engine *engine, uint32_t row, uint32_t cause)
{
	struct tab *tab = &engine->tabs[row];
	struct person *person = &engine->persons[tab->person];
	struct device *device = &engine->devices[person->device];
	struct trip *trip;
	uint32_t trip_row;

	trip = trip_new(engine, &trip_row);
	trip->person = tab->person;
	trip->tab = row;
	trip->device = person->device;
	trip->device_actor = device->actor;
	trip->action = tab->asked;
	trip->piece = tab->piece;
	trip->argument = tab->argument;
	trip->session = device_session(engine, person->device);
	trip->user = device_user(engine, person->device);
	if (trip->action == engine->refresh_action && device->refresh.text != NONE32) {
		trip->refresh = device->refresh.text;
		trip->session = device->refresh.session;
		trip->user = person_of(engine,
		    trace_session_client(engine->trace, trip->session));
	}
	trip->cause = cause;
	trip->request = tab->request;
	trip->forced = tab->forced;
	trip->attempt = tab->attempt;
	prepare_work(engine, trip, tab);
	network_prepare(engine, trip, tab->who, tab->sends++);
	fill_request(engine, trip, device);
	trip->message_row = engine_message_of(engine, &trip->message, MESSAGE_REQUEST);
	trip->state = TRIP_TO_BALANCER;
	if (!ENGINE_SHORT)
		tab->connection++;
	if (ENGINE_SHORT)
		engine_request_begun(engine, tab);
	if (ENGINE_SHORT && row == tab->person && tab->doing->more_count == 0) {
		if (trip_send_last(engine, trip_row, device->actor, engine->balancer, HOP_REQUEST,
		    TIMER_AT_BALANCER))
			balancer_receive(engine, &(struct timer){
			    .what = evq_what(trip_row, 0, 0) });
		return;
	}
	trip_send(engine, trip_row, device->actor, engine->balancer, HOP_REQUEST,
	    TIMER_AT_BALANCER);
	tab->trip = trip_row;
	tab->trip_generation = trip->generation;
	tab->sent = engine->newest;
	client_set_timeout(engine, row);
}

WAY_STATIC void
client_send(struct engine *engine, uint32_t row, const struct script_step *step, bool forced,
    bool repeated)
{
	struct tab *tab = &engine->tabs[row];
	const struct person *person = &engine->persons[tab->person];
	const struct action *action = &engine->scenario->actions[step->action];

	tab->asked = step->action;
	tab->piece = NONE16;
	tab->argument = NONE32;
	tab->forced = forced;
	if (action->argument_piece)
		tab->piece = step->piece != SCENARIO_NONE ? step->piece : engine->cart;
	else if (step->argument != NULL)
		tab->argument = trace_add_text(engine->trace, step->argument);
	if (ENGINE_SHORT || (ENGINE_STEADY && engine->counts_requests))
		tab->request = trace_count_request(engine->trace);
	else
		tab->request = trace_add_request(engine->trace, (struct request){
		    .action = tab->asked, .client = person->actor,
		    .device = engine->devices[person->device].actor, .piece = tab->piece,
		    .text = tab->argument, .forced = forced, .repeated = repeated });
	tab->attempt = 1;
	engine->begun++;
	client_attempt(engine, row, tab->flow == FLOW_SCRIPT ? NONE32 : tab->cause);
}

/* The same for what happens seldom, once for all. */
static void
client_send_seldom(struct engine *engine, uint32_t row, const struct script_step *step, bool forced,
    bool repeated)
{
	client_send(engine, row, step, forced, repeated);
}

static void
client_refresh(struct engine *engine, uint32_t row)
{
	struct script_step refresh = { .word = SCRIPT_ACTION, .action = engine->refresh_action,
		.piece = SCENARIO_NONE };

	engine->tabs[row].refreshed = true;
	client_send_seldom(engine, row, &refresh, true, false);
}

/* The action of the script, or first a refresh without which it would fail. */
WAY_STATIC void
client_begin(struct engine *engine, uint32_t row)
{
	struct tab *tab = &engine->tabs[row];

	if (RARE(engine->rotates) && !tab->refreshed &&
	    engine->scenario->actions[tab->doing->action].needs_login &&
	    device_must_refresh(engine, engine->persons[tab->person].device)) {
		tab->flow = FLOW_REFRESH;
		tab->cause = NONE32;
		client_refresh(engine, row);
		return;
	}
	tab->tried = true;
	client_send(engine, row, tab->doing, false, false);
}

static void
client_begin_seldom(struct engine *engine, uint32_t row)
{
	client_begin(engine, row);
}

/* The next action of the tab's person is its own. */
WAY_STATIC void
client_opens(struct engine *engine, uint32_t row, const struct script_step *step)
{
	struct tab *tab = &engine->tabs[row];

	tab->doing = step;
	tab->action = ++engine->persons[tab->person].actions;
	tab->tried = tab->refreshed = false;
}

/* The actions of a step leave at the same moment, each from a tab of its own. */
WAY_STATIC void
client_act(struct engine *engine, uint32_t row, const struct script_step *step)
{
	struct person *person = &engine->persons[row];

	person->open = 1; /* until all have left */
	client_opens(engine, row, step);
	client_begin(engine, row);
	for (uint32_t i = 0; i < step->more_count; i++) {
		uint32_t tab = person->first_tab + i;

		if (requests_are_spent(engine) || engine->stop_now)
			break;
		engine_point(engine);
		client_opens(engine, tab, &step->more[i]);
		person->open++;
		client_begin_seldom(engine, tab);
	}
}

/* One step of the script.  True when it sends a request or waits, and the client stops here. */
WAY_STATIC bool
client_do(struct engine *engine, uint32_t row, const struct script_step *step)
{
	struct person *person = &engine->persons[row];

	switch (step->word) {
	case SCRIPT_ACTION:
		client_act(engine, row, step);
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
	case SCRIPT_KEEP:
		device_keep(engine, person->device);
		return false;
	case SCRIPT_PUT_BACK:
		device_put_back(engine, person->device);
		return false;
	case SCRIPT_FORGE:
		device_forge(engine, person->device, step);
		return false;
	case SCRIPT_BACK: /* the page is shown from memory: nobody is asked */
	default:
		return false;
	}
}

/* What comes after a 401: a refresh or a login that is not in the script, then the action
 * again. */
static void
client_detour(struct engine *engine, uint32_t row)
{
	struct tab *tab = &engine->tabs[row];
	struct script_step login = { .word = SCRIPT_ACTION, .action = engine->login_action,
		.piece = SCENARIO_NONE };

	if (requests_are_spent(engine)) {
		tab->flow = FLOW_SCRIPT;
		if (--engine->persons[tab->person].open == 0)
			client_done(engine, tab->person);
	} else if (tab->flow == FLOW_LOGIN) {
		client_send_seldom(engine, row, &login, true, false);
	} else if (tab->flow == FLOW_REFRESH) {
		client_refresh(engine, row);
	} else if (tab->flow == FLOW_FIRST) {
		tab->flow = FLOW_SCRIPT;
		client_begin_seldom(engine, row);
	} else {
		client_send_seldom(engine, row, tab->doing, false, tab->tried);
	}
}

WAY_STATIC const struct script_step *
next_step(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];
	const struct client *client;

	if (person->load)
		return load_step(engine, person);
	client = client_of(engine, row);
	return person->next_step < client->script_count ? &client->script[person->next_step++]
	    : &client->repeat;
}

void
client_turn(struct engine *engine, const struct timer *timer)
{
	const struct tab *tab = &engine->tabs[evq_row(timer)];
	uint32_t row = tab->person;

	if (tab->flow != FLOW_SCRIPT) {
		client_detour(engine, evq_row(timer));
		return;
	}
	while (client_has_more(engine, row))
		if (client_do(engine, row, next_step(engine, row)))
			return;
	client_done(engine, row);
}

/* The tab's action is over; the step is once that is so for all of its tabs. */
WAY_STATIC void
client_closes(struct engine *engine, struct tab *tab)
{
	tab->flow = FLOW_SCRIPT;
	if (--engine->persons[tab->person].open == 0)
		client_next(engine, tab->person);
}

/* A 401 that a refresh may mend; the reply to a refresh.  False: neither. */
static bool
client_refreshes(struct engine *engine, uint32_t row, uint16_t status, uint16_t action,
    uint32_t receipt)
{
	struct tab *tab = &engine->tabs[row];
	uint32_t device = engine->persons[tab->person].device;
	bool relogin = client_of(engine, tab->person)->relogin &&
	    engine->login_action != SCENARIO_NONE;

	if (status == 401 && tab->flow == FLOW_SCRIPT && !tab->refreshed &&
	    engine->scenario->actions[action].needs_login &&
	    engine->devices[device].refresh.text != NONE32) {
		tab->flow = FLOW_REFRESH;
		tab->cause = receipt;
		client_wake(engine, row, engine->now_ns);
		return true;
	}
	if (tab->flow != FLOW_REFRESH)
		return false;
	if (status == 401) /* what is of no use is not kept */
		device_drop_refresh(engine, device, REASON_REFUSED, receipt, NONE32);
	tab->cause = receipt;
	if (status == 401 && relogin) {
		tab->flow = FLOW_LOGIN;
	} else if (!tab->tried) {
		tab->flow = FLOW_FIRST;
	} else if (status < 300) {
		tab->flow = FLOW_AGAIN;
	} else {
		client_closes(engine, tab);
		return true;
	}
	client_wake(engine, row, engine->now_ns);
	return true;
}

/* What a reply makes its client do. */
WAY_STATIC void
client_decide(struct engine *engine, uint32_t row, uint16_t status, uint16_t action,
    uint32_t receipt)
{
	struct tab *tab = &engine->tabs[row];

	if (RARE(engine->rotates) && client_refreshes(engine, row, status, action, receipt))
		return;
	if (status == 401 && tab->flow == FLOW_SCRIPT && client_of(engine, tab->person)->relogin &&
	    engine->scenario->actions[action].needs_login &&
	    engine->login_action != SCENARIO_NONE) {
		tab->flow = FLOW_LOGIN;
		tab->cause = receipt;
	} else if (tab->flow == FLOW_LOGIN && status < 300) {
		tab->flow = FLOW_AGAIN;
	} else {
		client_closes(engine, tab);
		return;
	}
	client_wake(engine, row, engine->now_ns);
}

/* The attempt is over for its client: what still waits on its behalf hears of it a hop later. */
static void
client_close(struct engine *engine, const struct tab *tab)
{
	uint64_t hop_ns = network_usual_ns(engine, HOP_REQUEST);

	if (RARE(engine->devices[engine->persons[tab->person].device].link % 2 == 1))
		return; /* nothing gets through: heard of when the link heals */
	if (!engine->network_is_random) {
		engine_after(engine, hop_ns, PHASE_ARRIVAL, TIMER_CLOSED, tab->trip,
		    tab->trip_generation);
		return;
	}
	for (uint32_t i = 0; i < engine->trip_count; i++) {
		const struct trip *trip = &engine->trips[i];

		if (trip->state != TRIP_FREE && trip->person == tab->person &&
		    trip->request == tab->request && trip->attempt == tab->attempt)
			engine_after(engine, hop_ns, PHASE_ARRIVAL, TIMER_CLOSED, i,
			    trip->generation);
	}
}

/* 409: the same request is being worked on.  Its client goes on waiting, and tries again when its
 * patience is over. */
static void
client_hears_busy(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	trip_received(engine, trip, trip->device_actor, engine->balancer, TIMER_AT_DEVICE);
	engine_point(engine);
	device_take(engine, trip);
	trip_end(engine, row);
}

void
client_receive(struct engine *engine, const struct timer *timer)
{
	uint32_t receipt, row, trip_row = evq_row(timer);
	struct trip *trip = &engine->trips[trip_row];
	struct tab *tab;
	uint16_t status, action;

	if (RARE(trip->generation != timer->generation))
		return;
	if (trip_is_cut_off(engine, trip)) {
		trip_lost(engine, timer);
		return;
	}
	row = trip->tab;
	tab = &engine->tabs[row];
	status = trip->status;
	action = trip->action;
	/* Whoever has given up, or has its answer, does not listen any more. */
	if (RARE(trip->second) || !trip_is_awaited(engine, trip)) {
		trip_drop(engine, trip_row);
		return;
	}
	if (RARE(trip->reason == REASON_IN_PROGRESS)) {
		client_hears_busy(engine, trip_row);
		return;
	}
	client_clear_timeout(engine, tab);
	if (ENGINE_SHORT)
		engine_request_ended(engine, tab, status);
	trip_received(engine, trip, trip->device_actor, engine->balancer, TIMER_AT_DEVICE);
	receipt = trip->cause;
	engine_point(engine);
	device_take(engine, trip);
	trip_end(engine, trip_row);
	if (RARE(engine->network_is_random))
		client_close(engine, tab);
	tab->request = NONE32;
	if (status < 300)
		engine->ok++;
	else
		engine->failed++;
	client_decide(engine, row, status, action, receipt);
}

static void
client_gives_up(struct engine *engine, struct tab *tab)
{
	bool first = tab->flow == FLOW_REFRESH && !tab->tried;

	tab->request = NONE32;
	engine->failed++;
	tab->flow = first ? FLOW_FIRST : tab->flow;
	if (first)
		client_wake(engine, (uint32_t)(tab - engine->tabs), engine->now_ns);
	else
		client_closes(engine, tab);
}

void
client_hears_loss(struct engine *engine, uint32_t row, uint32_t cause)
{
	struct tab *tab = &engine->tabs[row];
	uint32_t device = engine->persons[tab->person].device;
	struct event *event;

	engine_point(engine);
	if (tab->waits || tab->request == NONE32 || engine->stop_now)
		return; /* it tries again when its patience is over */
	event = engine_event(engine, EVENT_TIMEOUT, engine->devices[device].actor, NONE16);
	event->cause = cause;
	event->request = tab->request;
	event->attempt = tab->attempt;
	event->outcome = OUTCOME_REFUSED;
	event->fields = engine_reason(engine, REASON_GIVEN_UP);
	engine_emit(engine, event, NULL);
	engine_point(engine);
	client_gives_up(engine, tab);
}

void
client_timeout(struct engine *engine, const struct timer *timer)
{
	struct tab *tab = &engine->tabs[timer->row];
	const struct person *person = &engine->persons[tab->person];
	uint16_t device = engine->devices[person->device].actor;
	bool last = tab->attempt >= client_of(engine, tab->person)->retry.attempts;
	uint32_t timeout, retry;
	struct event *event;

	if (tab->patience != timer->generation)
		return;
	client_clear_timeout(engine, tab);
	event = engine_event(engine, EVENT_TIMEOUT, device, NONE16);
	event->cause = tab->sent;
	event->request = tab->request;
	event->attempt = tab->attempt;
	event->outcome = OUTCOME_TIMEOUT;
	if (last)
		event->fields = engine_reason(engine, REASON_GIVEN_UP);
	timeout = engine_emit(engine, event, NULL);
	engine_point(engine);
	client_close(engine, tab);
	if (last) {
		client_gives_up(engine, tab);
		return;
	}
	if (tab->attempt < UINT16_MAX)
		tab->attempt++;
	event = engine_event(engine, EVENT_RETRY, device, NONE16);
	event->cause = timeout;
	event->request = tab->request;
	event->attempt = tab->attempt;
	retry = engine_emit(engine, event, NULL);
	client_attempt(engine, timer->row, retry);
}
