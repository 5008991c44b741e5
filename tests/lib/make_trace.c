#include "lib/make_trace.h"

#include <stdio.h>
#include <string.h>

#define KEPT_BYTES 64

static void
make_scenario(struct make *make)
{
	static const char *const ids[MAKE_PIECES] = { "login", "cart", "theme" };
	struct scenario *scenario = &make->scenario;

	for (int piece = 0; piece < MAKE_PIECES; piece++)
		make->pieces[piece] = (struct piece){
			.id = ids[piece], .bytes = KEPT_BYTES, .home = HOME_SERVER,
			.key = piece == MAKE_THEME ? PIECE_KEY_USER : PIECE_KEY_SESSION,
		};
	make->actions[MAKE_ACTION_LOGIN] = (struct action){
		.id = "login", .method = "POST", .path = "/login", .makes_session = true,
	};
	make->actions[MAKE_ACTION_VIEW] = (struct action){
		.id = "view", .method = "GET", .path = "/cart", .needs_login = true,
	};
	make->actions[MAKE_ACTION_ADD] = (struct action){
		.id = "add", .method = "POST", .path = "/cart", .needs_login = true,
	};
	make->actions[MAKE_ACTION_PING] = (struct action){
		.id = "ping", .method = "GET", .path = "/ping",
	};
	scenario->id = "made";
	scenario->design = "sticky";
	scenario->pieces = make->pieces;
	scenario->piece_count = MAKE_PIECES;
	scenario->actions = make->actions;
	scenario->action_count = MAKE_ACTIONS;
	scenario->servers.count = 2;
	scenario->servers.workers = 1;
	scenario->servers.while_waiting = WAITING_HELD;
}

static void
make_actors(struct make *make, const char *suffix)
{
	static const struct {
		const char *id;
		enum role role;
		uint16_t client, index;
	} rows[MAKE_ACTORS] = {
		[MAKE_ANA] = { "ana", ROLE_CLIENT, NONE16, 0 },
		[MAKE_ANA_LAPTOP] = { "ana-laptop", ROLE_DEVICE, MAKE_ANA, 0 },
		[MAKE_BOB] = { "bob", ROLE_CLIENT, NONE16, 1 },
		[MAKE_BOB_PHONE] = { "bob-phone", ROLE_DEVICE, MAKE_BOB, 0 },
		[MAKE_BOB_LAPTOP] = { "bob-laptop", ROLE_DEVICE, MAKE_BOB, 1 },
		[MAKE_LB] = { "lb", ROLE_BALANCER, NONE16, 0 },
		[MAKE_S1] = { "s1", ROLE_SERVER, NONE16, 0 },
		[MAKE_S2] = { "s2", ROLE_SERVER, NONE16, 1 },
		[MAKE_STORE] = { "store", ROLE_STORE, NONE16, 0 },
		[MAKE_DB] = { "db", ROLE_DATABASE, NONE16, 0 },
	};

	for (int row = 0; row < MAKE_ACTORS; row++) {
		char name[64];

		snprintf(name, sizeof(name), "The %s%s", rows[row].id, suffix);
		trace_add_actor(&make->trace, rows[row].role, rows[row].id, name,
		    rows[row].client, rows[row].index, 0);
	}
}

void
make_begin_named(struct make *make, bool keep, const char *suffix)
{
	make_scenario(make);
	trace_init(&make->trace, &make->scenario);
	make_actors(make, suffix);
	make->fold = measures_fold_new(&make->trace);
	recorder_init(&make->recorder, &make->trace, make->fold, keep);
}

void
make_begin(struct make *make, bool keep)
{
	memset(make, 0, sizeof(*make));
	make_begin_named(make, keep, "");
}

void
make_end(struct make *make)
{
	recorder_finish(&make->recorder, make->at_ns, true);
}

void
make_release(struct make *make)
{
	measures_fold_free(make->fold);
	trace_release(&make->trace);
}

struct event
make_blank(const struct make *make, enum event_kind kind, uint16_t actor)
{
	uint8_t phase = PHASE_FAULT;

	if (make->at_ns == make->recorder.last_ns)
		phase = make->recorder.last_phase;
	return (struct event){
		.at_ns = make->at_ns, .cause = NONE32, .pair = NONE32, .request = NONE32,
		.session = NONE32, .message = NONE32, .item = NONE32, .fields = NONE32,
		.attempt = 1, .actor = actor, .other = NONE16, .kind = (uint16_t)kind,
		.outcome = OUTCOME_OK, .phase = phase,
	};
}

uint32_t
make_event(struct make *make, struct event event)
{
	return recorder_event(&make->recorder, event, NULL);
}

uint32_t
make_session(struct make *make, uint16_t device, uint64_t id_high)
{
	return trace_add_session(&make->trace, (struct session){
		.client = trace_client_of(&make->trace, device), .device = device,
		.logged_in = true, .id_high = id_high,
	});
}

uint32_t
make_item(struct make *make, uint16_t piece, uint16_t client, uint32_t session, uint16_t place)
{
	return trace_add_item(&make->trace, (struct item){
		.piece = piece, .client = client, .session = session, .place = place,
	});
}

uint32_t
make_request(struct make *make, enum make_action action, uint16_t device, bool forced)
{
	return trace_add_request(&make->trace, (struct request){
		.action = (uint16_t)action, .client = trace_client_of(&make->trace, device),
		.device = device, .piece = NONE16, .text = NONE32, .forced = forced,
	});
}

uint32_t
make_fields(struct make *make, enum reason reason, uint16_t status)
{
	return trace_add_fields(&make->trace, (struct fields){
		.reason = (uint8_t)reason, .status = status, .key = NONE16,
	});
}

uint32_t
make_hop(struct make *make, uint32_t request, uint32_t session, uint16_t from, uint16_t to,
    uint64_t hop_ns, uint32_t bytes, uint32_t state, uint16_t status)
{
	struct event event = make_blank(make, EVENT_SEND, from);

	event.other = to;
	event.request = request;
	event.session = session;
	event.wire_bytes = bytes;
	event.value = make->at_ns + hop_ns;
	event.message = trace_add_message(&make->trace, &(struct message){
		.kind = status == 0 ? MESSAGE_REQUEST : MESSAGE_REPLY, .status = status,
		.session = session, .token = NONE32, .text = NONE32, .route = NONE16,
		.piece = NONE16, .client = NONE16, .wire_bytes = bytes, .state_bytes = state,
	});
	if (status != 0)
		event.fields = make_fields(make, REASON_NONE, status);
	event.pair = make_event(make, event);
	make->at_ns += hop_ns;
	event.at_ns = make->at_ns;
	event.phase = make_blank(make, EVENT_RECEIVE, to).phase;
	event.kind = EVENT_RECEIVE;
	event.cause = event.pair;
	event.actor = to;
	event.other = from;
	event.value = 0;
	return make_event(make, event);
}

uint32_t
make_state(struct make *make, enum event_kind kind, uint16_t place, uint32_t item,
    uint32_t version, uint64_t value, enum home home, uint32_t request, uint32_t session)
{
	struct event event = make_blank(make, kind, place);

	event.other = place;
	event.item = item;
	event.version = version;
	event.value = value;
	event.home = (uint8_t)home;
	event.request = request;
	event.session = session;
	return make_event(make, event);
}

uint32_t
make_ticket(struct make *make, uint16_t device, uint32_t item, uint32_t session, uint32_t version)
{
	return make_state(make, version == 1 ? EVENT_CREATE : EVENT_WRITE, device, item, version,
	    32, HOME_CLIENT, NONE32, session);
}

uint32_t
make_route(struct make *make, uint16_t device, uint32_t item, uint16_t server, uint32_t version)
{
	return make_state(make, version == 1 ? EVENT_CREATE : EVENT_WRITE, device, item, version,
	    server, HOME_CLIENT, NONE32, NONE32);
}

/* What random events choose from. */
struct choice {
	struct prng prng;
	uint32_t items[3 * 4 + 5];
	uint32_t item_count;
	uint32_t sessions[4];
	uint32_t requests[6];
	uint32_t token, message;
	uint32_t sends[8]; /* under way */
	uint32_t send_count;
	uint32_t versions;
};

static uint32_t
pick(struct choice *choice, uint32_t count)
{
	return (uint32_t)prng_below(&choice->prng, count);
}

static void
random_tables(struct make *make, struct choice *choice)
{
	static const uint16_t devices[] = { MAKE_ANA_LAPTOP, MAKE_BOB_PHONE, MAKE_BOB_LAPTOP };
	struct trace *trace = &make->trace;
	uint32_t *next = choice->items;

	for (uint32_t i = 0; i < 4; i++) {
		uint16_t device = devices[i % 3], client = trace_client_of(trace, device);
		uint32_t session = make_session(make, device, (uint64_t)(i + 1) << 50);

		choice->sessions[i] = session;
		for (uint16_t piece = 0; piece < MAKE_PIECES; piece++)
			*next++ = make_item(make, piece, client,
			    piece == MAKE_THEME ? NONE32 : session, NONE16);
	}
	for (uint32_t i = 0; i < 3; i++)
		*next++ = make_item(make, trace_extra_piece(trace, TRACE_PIECE_TICKET),
		    trace_client_of(trace, devices[i]), NONE32, devices[i]);
	*next++ = make_item(make, trace_extra_piece(trace, TRACE_PIECE_ROUTE), MAKE_ANA, NONE32,
	    MAKE_ANA_LAPTOP);
	*next++ = make_item(make, trace_extra_piece(trace, TRACE_PIECE_KEY), NONE16, NONE32,
	    MAKE_S1);
	choice->item_count = (uint32_t)(next - choice->items);
	for (uint32_t i = 0; i < 6; i++)
		choice->requests[i] = make_request(make,
		    (enum make_action)(i % MAKE_ACTIONS), devices[i % 3], i == 5);
	choice->token = trace_add_token(trace, &(struct token){ .client = MAKE_ANA,
		.session = choice->sessions[0], .exp_s = 3 });
	choice->message = trace_add_message(trace, &(struct message){ .kind = MESSAGE_REPLY,
		.status = 200, .session = NONE32, .token = choice->token, .text = NONE32,
		.wire_bytes = 100, .state_bytes = 20 });
}

/* A message goes out, or one under way ends. */
static void
random_move(struct make *make, struct choice *choice, struct event *event)
{
	static const uint16_t ends[][2] = { { MAKE_ANA_LAPTOP, MAKE_LB },
		{ MAKE_BOB_PHONE, MAKE_LB }, { MAKE_LB, MAKE_S1 }, { MAKE_LB, MAKE_S2 },
		{ MAKE_S1, MAKE_STORE }, { MAKE_S1, MAKE_LB }, { MAKE_S2, MAKE_LB },
		{ MAKE_LB, MAKE_ANA_LAPTOP }, { MAKE_LB, MAKE_BOB_PHONE } };
	static const enum event_kind kinds[] = { EVENT_RECEIVE, EVENT_RECEIVE, EVENT_REFUSE,
		EVENT_LOSE };

	event->message = choice->message;
	event->wire_bytes = 100;
	if (choice->send_count < 8 && pick(choice, 2) == 0) {
		uint32_t end = pick(choice, sizeof(ends) / sizeof(ends[0]));

		event->kind = EVENT_SEND;
		event->actor = ends[end][0];
		event->other = ends[end][1];
		event->value = event->at_ns + pick(choice, 5);
		choice->sends[choice->send_count++] = make_event(make, *event);
	} else if (choice->send_count > 0) {
		uint32_t at = pick(choice, choice->send_count);

		event->pair = choice->sends[at];
		event->kind = (uint16_t)kinds[pick(choice, 4)];
		if (make->trace.kept) {
			event->actor = make->trace.events[event->pair].other;
			event->other = make->trace.events[event->pair].actor;
			event->request = make->trace.events[event->pair].request;
		}
		event->fields = make_fields(make, REASON_NONE, pick(choice, 2) ? 200 : 401);
		choice->sends[at] = choice->sends[--choice->send_count];
		make_event(make, *event);
	}
}

static void
random_entry(struct make *make, struct choice *choice, struct event *event)
{
	static const enum event_kind kinds[] = { EVENT_CREATE, EVENT_CREATE, EVENT_WRITE,
		EVENT_WRITE, EVENT_READ, EVENT_MISS, EVENT_EXPIRE, EVENT_EVICT, EVENT_COPY };
	static const uint16_t places[] = { MAKE_S1, MAKE_S2, MAKE_STORE, MAKE_DB };
	static const enum home homes[] = { HOME_SERVER, HOME_SERVER, HOME_STORE, HOME_DATABASE };
	const struct item *item;
	uint32_t place = pick(choice, 4);

	event->kind = (uint16_t)kinds[pick(choice, 9)];
	event->item = choice->items[pick(choice, choice->item_count)];
	item = &make->trace.items[event->item];
	event->actor = places[place];
	event->home = (uint8_t)homes[place];
	event->other = MAKE_S1;
	event->version = ++choice->versions;
	event->value = pick(choice, 100);
	if (item->place != NONE16) {
		event->actor = item->place;
		event->home = HOME_CLIENT;
	} else if (pick(choice, 3) == 0) {
		event->actor = item->client == MAKE_ANA ? MAKE_ANA_LAPTOP :
		    pick(choice, 2) ? MAKE_BOB_PHONE : MAKE_BOB_LAPTOP;
		event->home = HOME_TOKEN;
		event->message = choice->message;
	}
	if (item->piece == trace_extra_piece(&make->trace, TRACE_PIECE_ROUTE))
		event->value = MAKE_S1 + pick(choice, 2);
	if (event->kind == EVENT_EVICT)
		event->fields = make_fields(make, pick(choice, 2) ? REASON_CLEARED :
		    REASON_OVERWRITTEN, 0);
	trace_add_content(&make->trace, event->item, event->version,
	    trace_add_text(&make->trace, pick(choice, 2) ? "[]" : "[\"book\"]"));
	make_event(make, *event);
}

static void
random_rest(struct make *make, struct choice *choice, struct event *event)
{
	static const enum event_kind kinds[] = { EVENT_QUEUE, EVENT_START, EVENT_FINISH,
		EVENT_EXECUTE, EVENT_VERIFY, EVENT_ISSUE, EVENT_CRASH, EVENT_RESTART,
		EVENT_BELIEVE, EVENT_CHANGE, EVENT_ROUTE };

	event->kind = (uint16_t)kinds[pick(choice, 11)];
	event->actor = (uint16_t)(MAKE_S1 + pick(choice, 2));
	event->value = pick(choice, 2);
	if (event->kind == EVENT_BELIEVE) {
		event->other = event->actor;
		event->actor = MAKE_LB;
	}
	if (event->kind == EVENT_CHANGE) {
		event->actor = MAKE_STORE;
		event->fields = make_fields(make, pick(choice, 2) ? REASON_STORE_DOWN :
		    REASON_STORE_UP, 0);
	}
	make_event(make, *event);
}

void
make_random(struct make *make, uint64_t seed, uint32_t count)
{
	struct choice choice = { .send_count = 0 };

	prng_init(&choice.prng, seed, 1);
	random_tables(make, &choice);
	while (make->recorder.next < count) {
		struct event event;
		uint32_t roll = pick(&choice, 10);

		make->at_ns += pick(&choice, 3);
		event = make_blank(make, EVENT_ROUTE, MAKE_LB);
		if (make->at_ns > make->recorder.last_ns)
			event.phase = (uint8_t)pick(&choice, PHASE_CLIENT + 1);
		event.request = choice.requests[pick(&choice, 6)];
		event.session = choice.sessions[pick(&choice, 4)];
		if (roll < 4)
			random_move(make, &choice, &event);
		else if (roll < 8)
			random_entry(make, &choice, &event);
		else
			random_rest(make, &choice, &event);
	}
}
