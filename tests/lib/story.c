#include "lib/story.h"

#include "base/str.h"
#include "trace/http.h"

#define MS 1000000ull
#define CLIENT_HOP (10 * MS)
#define INSIDE_HOP MS
#define CART_BYTES 2048

static uint32_t
put(struct story *story, struct event event)
{
	struct recorder *recorder = &story->recorder;

	event.at_ns = story->at_ns;
	if (recorder->next && event.at_ns == recorder->last_ns &&
	    event.phase < recorder->last_phase)
		event.phase = recorder->last_phase;
	story->cause = recorder_event(recorder, event, NULL);
	return story->cause;
}

static struct event
blank(const struct story *story, enum event_kind kind, uint16_t actor, uint32_t request)
{
	return (struct event){ .kind = (uint16_t)kind,
		.actor = actor,
		.other = NONE16,
		.cause = story->cause,
		.pair = NONE32,
		.request = request,
		.session = NONE32,
		.message = NONE32,
		.item = NONE32,
		.fields = NONE32,
		.attempt = 1,
		.phase = PHASE_WORK_END,
		.evidence = EVIDENCE_SIMULATED };
}

static uint32_t
fields_of(struct story *story, enum reason reason, uint16_t status)
{
	return trace_add_fields(&story->shop.trace,
	    (struct fields){ .status = status, .reason = (uint8_t)reason, .key = 0 });
}

/* A send and, `hop` later, its receive or (`refused`) its refusal. */
static void
hop(struct story *story, uint32_t request, struct message message, uint16_t from, uint16_t to,
    uint64_t hop_ns, bool refused)
{
	struct trace *trace = &story->shop.trace;
	struct event event = blank(story, EVENT_SEND, from, request);
	uint32_t send;

	http_measure(trace, &message);
	event.message = trace_add_message(trace, &message);
	event.wire_bytes = message.wire_bytes;
	event.other = to;
	event.session = message.session;
	event.value = story->at_ns + hop_ns;
	event.phase = PHASE_CLIENT;
	if (message.status)
		event.fields = fields_of(story, REASON_NONE, message.status);
	send = put(story, event);
	story->at_ns += hop_ns;
	event.kind = refused ? EVENT_REFUSE : EVENT_RECEIVE;
	event.actor = to;
	event.other = from;
	event.pair = send;
	event.cause = send;
	event.value = 0;
	event.phase = PHASE_ARRIVAL;
	if (refused) {
		event.outcome = OUTCOME_REFUSED;
		event.fields = fields_of(story, REASON_DOWN, 0);
	}
	put(story, event);
}

static void
choose(struct story *story, uint32_t request, enum event_kind kind, uint16_t server,
    enum reason reason)
{
	struct event event = blank(story, kind, SHOP_LB, request);

	event.other = server;
	event.fields = fields_of(story, reason, 0);
	put(story, event);
}

/* The version that was kept last, 1 for what has not been kept yet. */
static uint32_t
version_of(const struct story *story, uint32_t item)
{
	const struct trace *trace = &story->shop.trace;

	for (uint32_t i = trace->event_count; i > 0; i--)
		if (trace->events[i - 1].item == item && trace->events[i - 1].version > 0)
			return trace->events[i - 1].version;
	return 1;
}

static void
state(struct story *story, uint32_t request, enum event_kind kind, uint16_t actor, uint16_t other,
    uint32_t item, enum home home, uint32_t session, uint64_t bytes)
{
	struct event event = blank(story, kind, actor, request);

	event.other = other;
	event.item = item;
	event.home = (uint8_t)home;
	event.session = session;
	event.value = bytes;
	event.version = version_of(story, item);
	if (kind == EVENT_MISS)
		event.outcome = OUTCOME_MISS;
	put(story, event);
}

static uint32_t
add_item(struct story *story, uint16_t piece, uint16_t client, uint32_t session, uint16_t place)
{
	return trace_add_item(&story->shop.trace,
	    (struct item){ .piece = piece, .client = client, .session = session, .place = place });
}

static void
write_cart(struct story *story, struct story_person *person, uint32_t request, uint16_t actor,
    enum home home, enum event_kind kind)
{
	struct event event = blank(story, kind, actor, request);

	event.item = person->items[SHOP_CART];
	event.version = ++person->version;
	event.other = actor;
	event.home = (uint8_t)home;
	event.session = person->session;
	event.value = home == HOME_TOKEN ? 14 : CART_BYTES;
	trace_add_content(
	    &story->shop.trace, event.item, event.version, shop_text(&story->shop, person->cart));
	if (home == HOME_TOKEN)
		event.message = story->shop.trace.events[story->cause].message;
	put(story, event);
}

static uint32_t
new_request(struct story *story, const struct story_person *person, const char *action, bool forced)
{
	return trace_add_request(&story->shop.trace,
	    (struct request){ .action = scenario_action(&story->shop.scenario, action),
		.client = person->client,
		.device = person->device,
		.piece = NONE16,
		.text = NONE32,
		.forced = forced });
}

static struct message
message_of(struct story *story, const struct story_person *person, enum message_kind kind,
    const char *action, bool carries)
{
	struct message message = shop_message(&story->shop, kind, action);

	message.client = person->client;
	if (!carries)
		return message;
	if (story->design == SHOP_STICKY) {
		message.session = person->session;
	} else {
		message.token = person->token;
	}
	return message;
}

/* What the device keeps after a reply that brought a ticket or a token. */
static void
take(
    struct story *story, struct story_person *person, uint32_t request, uint16_t server, bool again)
{
	enum event_kind kind = again ? EVENT_WRITE : EVENT_CREATE;

	if (story->design == SHOP_STICKY) {
		state(story, request, kind, person->device, NONE16, person->ticket, HOME_CLIENT,
		    person->session, 32);
		state(story, request, kind, person->device, NONE16, person->route, HOME_CLIENT,
		    NONE32, server);
		return;
	}
	state(story, request, kind, person->device, NONE16, person->items[SHOP_LOGIN], HOME_TOKEN,
	    person->session, 5);
	story->shop.trace.events[story->cause].message =
	    story->shop.trace.events[story->shop.trace.events[story->cause].cause].message;
	if (story->design == SHOP_CARRY)
		write_cart(story, person, request, person->device, HOME_TOKEN, kind);
}

static uint32_t
token_of(struct story *story, const struct story_person *person)
{
	struct token token = { .client = person->client,
		.session = NONE32,
		.exp_s = story->shop.scenario.epoch_s + 900,
		.algorithm = ALGORITHM_HS256 };

	for (uint32_t i = 0; i < LIMIT_PIECES; i++)
		token.texts[i] = NONE32;
	if (story->design == SHOP_CARRY)
		token.texts[SHOP_CART] = shop_text(&story->shop, person->cart);
	return trace_add_token(&story->shop.trace, &token);
}

static void
answer(struct story *story, struct story_person *person, uint32_t request, const char *action,
    uint16_t server, uint16_t status, bool sets)
{
	struct message reply = message_of(story, person, MESSAGE_REPLY, action, sets);

	reply.status = status;
	reply.sets_sid = sets && story->design == SHOP_STICKY;
	reply.sets_token = sets && story->design != SHOP_STICKY;
	if (status == 200)
		reply.text = shop_text(&story->shop, person->cart);
	hop(story, request, reply, server, SHOP_LB, INSIDE_HOP, false);
	if (sets && story->design == SHOP_STICKY) {
		reply.sets_srv = true;
		reply.route = server;
	}
	hop(story, request, reply, SHOP_LB, person->device, CLIENT_HOP, false);
}

static void
begin(struct story *story, const struct story_person *person, uint32_t request, const char *action,
    uint16_t server, bool carries)
{
	struct message message = message_of(story, person, MESSAGE_REQUEST, action, carries);

	if (carries && story->design == SHOP_STICKY)
		message.route = server;
	hop(story, request, message, person->device, SHOP_LB, CLIENT_HOP, false);
}

static void
log_in(struct story *story, struct story_person *person, uint16_t server, bool forced)
{
	struct trace *trace = &story->shop.trace;
	uint32_t request = new_request(story, person, "login", forced);

	if (!forced)
		story->cause = NONE32;
	begin(story, person, request, "login", server, forced);
	choose(story, request, EVENT_ROUTE, server, REASON_FREE);
	hop(story, request, message_of(story, person, MESSAGE_REQUEST, "login", forced), SHOP_LB,
	    server, INSIDE_HOP, false);
	if (forced)
		person->session = story->shop.sessions[1];
	person->cart = "[]";
	person->items[SHOP_LOGIN] =
	    add_item(story, SHOP_LOGIN, person->client, person->session, NONE16);
	person->items[SHOP_CART] = add_item(story, SHOP_CART, person->client,
	    story->design == SHOP_TOKEN ? NONE32 : person->session, NONE16);
	story->at_ns += 10 * MS;
	if (story->design == SHOP_STICKY) {
		state(story, request, EVENT_CREATE, server, server, person->items[SHOP_LOGIN],
		    HOME_SERVER, person->session, 64);
		person->version = 0;
		write_cart(story, person, request, server, HOME_SERVER, EVENT_CREATE);
	} else {
		struct event event = blank(story, EVENT_ISSUE, server, request);

		person->token = token_of(story, person);
		event.session = person->session;
		event.fields = fields_of(story, REASON_NONE, 0);
		put(story, event);
	}
	if (!forced) {
		person->ticket = add_item(story, trace_extra_piece(trace, TRACE_PIECE_TICKET),
		    person->client, NONE32, person->device);
		person->route = add_item(story, trace_extra_piece(trace, TRACE_PIECE_ROUTE),
		    person->client, NONE32, person->device);
	}
	answer(story, person, request, "login", server, 200, true);
	take(story, person, request, server, forced);
}

/* The database is asked for, or given, a cart. */
static void
call(struct story *story, struct story_person *person, uint32_t request, uint16_t server,
    bool writes)
{
	struct message message = shop_message(&story->shop, MESSAGE_CALL, "view");

	message.database = true;
	message.write = writes;
	message.client = person->client;
	message.piece = SHOP_CART;
	if (writes)
		message.text = shop_text(&story->shop, person->cart);
	hop(story, request, message, server, SHOP_DB, INSIDE_HOP, false);
	if (writes)
		write_cart(story, person, request, SHOP_DB, HOME_DATABASE,
		    person->version ? EVENT_WRITE : EVENT_CREATE);
	else
		state(story, request, EVENT_READ, SHOP_DB, server, person->items[SHOP_CART],
		    HOME_DATABASE, NONE32, CART_BYTES);
	message.kind = MESSAGE_ANSWER;
	message.found = true;
	message.text = shop_text(&story->shop, person->cart);
	hop(story, request, message, SHOP_DB, server, INSIDE_HOP, false);
}

static void
check(struct story *story, const struct story_person *person, uint32_t request, uint16_t server)
{
	struct event event = blank(story, EVENT_VERIFY, server, request);

	event.other = person->device;
	event.value = 1000;
	event.fields = fields_of(story, REASON_NONE, 0);
	put(story, event);
	state(story, request, EVENT_READ, server, person->device, person->items[SHOP_LOGIN],
	    HOME_TOKEN, person->session, 5);
}

/* A request served by `server`; `cart` is what it leaves behind, NULL: it only looks. */
static void
serve(struct story *story, struct story_person *person, uint32_t request, const char *action,
    uint16_t server, const char *cart)
{
	hop(story, request, message_of(story, person, MESSAGE_REQUEST, action, true), SHOP_LB,
	    server, INSIDE_HOP, false);
	story->at_ns += 10 * MS;
	if (story->design == SHOP_STICKY) {
		state(story, request, EVENT_READ, server, server, person->items[SHOP_LOGIN],
		    HOME_SERVER, person->session, 64);
		state(story, request, EVENT_READ, server, server, person->items[SHOP_CART],
		    HOME_SERVER, person->session, CART_BYTES);
	} else {
		check(story, person, request, server);
	}
	if (cart)
		person->cart = cart;
	if (cart && story->design == SHOP_STICKY)
		write_cart(story, person, request, server, HOME_SERVER, EVENT_WRITE);
	if (story->design == SHOP_TOKEN)
		call(story, person, request, server, cart != NULL);
	if (cart && story->design == SHOP_CARRY)
		person->token = token_of(story, person);
	answer(story, person, request, action, server, 200, cart && story->design == SHOP_CARRY);
	if (cart && story->design == SHOP_CARRY)
		write_cart(story, person, request, person->device, HOME_TOKEN, EVENT_WRITE);
}

static void
act(struct story *story, struct story_person *person, uint64_t at_ns, const char *action,
    uint16_t server, const char *cart)
{
	uint32_t request = new_request(story, person, action, false);

	story->at_ns = at_ns;
	story->cause = NONE32;
	begin(story, person, request, action, server, true);
	choose(story, request, EVENT_ROUTE, server,
	    story->design == SHOP_STICKY ? REASON_COOKIE : REASON_FREE);
	serve(story, person, request, action, server, cart);
}

/* The request after the crash: s1 refuses, s2 has no such session. */
static void
lose(struct story *story)
{
	struct story_person *ana = &story->ana;
	uint32_t request = new_request(story, ana, "view", false);
	struct message message;
	struct event event;

	story->at_ns = 3010 * MS;
	story->cause = NONE32;
	message = message_of(story, ana, MESSAGE_REQUEST, "view", true);
	if (story->design == SHOP_STICKY)
		message.route = SHOP_S1;
	hop(story, request, message, ana->device, SHOP_LB, CLIENT_HOP, false);
	story->in_flight = story->recorder.trace->event_count - 1;
	choose(story, request, EVENT_ROUTE, SHOP_S1,
	    story->design == SHOP_STICKY ? REASON_COOKIE : REASON_FREE);
	hop(story, request, message, SHOP_LB, SHOP_S1, INSIDE_HOP, true);
	story->at_ns += INSIDE_HOP;
	event = blank(story, EVENT_BELIEVE, SHOP_LB, request);
	event.other = SHOP_S1;
	put(story, event);
	choose(story, request, EVENT_REDISPATCH, SHOP_S2, REASON_FREE);
	if (story->design != SHOP_STICKY) {
		serve(story, ana, request, "view", SHOP_S2, NULL);
		story->at_miss = story->at_reply = story->recorder.trace->event_count;
		return;
	}
	hop(story, request, message, SHOP_LB, SHOP_S2, INSIDE_HOP, false);
	story->at_ns += 10 * MS;
	state(story, request, EVENT_MISS, SHOP_S2, SHOP_S2, ana->items[SHOP_LOGIN], HOME_SERVER,
	    ana->session, 0);
	story->at_miss = story->recorder.trace->event_count;
	answer(story, ana, request, "view", SHOP_S2, 401, false);
	story->at_reply = story->recorder.trace->event_count;
	log_in(story, ana, SHOP_S2, true);
}

static void
make_keys(struct story *story)
{
	struct trace *trace = &story->shop.trace;

	if (story->design == SHOP_STICKY)
		return;
	for (uint16_t server = SHOP_S1; server <= SHOP_S3; server++) {
		uint32_t item = add_item(
		    story, trace_extra_piece(trace, TRACE_PIECE_KEY), NONE16, NONE32, server);
		struct event event = blank(story, EVENT_CREATE, server, NONE32);

		event.item = item;
		event.version = 1;
		event.value = 32;
		event.other = server;
		event.cause = NONE32;
		event.home = HOME_SERVER;
		event.phase = PHASE_FAULT;
		event.fields = fields_of(story, REASON_START, 0);
		put(story, event);
	}
}

void
story_tell(struct story *story, enum shop_design design)
{
	struct event crash;

	*story = (struct story){ .design = design, .cause = NONE32 };
	shop_init(&story->shop, design);
	story->shop.scenario.seed = 7;
	story->shop.scenario.token.key_count = 1;
	story->shop.scenario.pieces[SHOP_CART].bytes = CART_BYTES;
	story->ana = (struct story_person){
		.client = SHOP_ANA, .device = SHOP_ANA_LAPTOP, .session = story->shop.sessions[0]
	};
	story->bob = (struct story_person){ .client = SHOP_BOB,
		.device = SHOP_BOB_LAPTOP,
		.session = trace_add_session(&story->shop.trace,
		    (struct session){ .client = SHOP_BOB,
			.device = SHOP_BOB_LAPTOP,
			.logged_in = true,
			.id_high = 0xa021111122223333ull,
			.id_low = 0x4444555566667777ull,
			.begin_event = NONE32 }) };
	recorder_init(&story->recorder, &story->shop.trace, NULL, true);
	make_keys(story);
	story->at_ns = 20 * MS;
	log_in(story, &story->ana, SHOP_S1, false);
	story->at_ns = 500 * MS;
	log_in(story, &story->bob, SHOP_S2, false);
	act(story, &story->ana, 1000 * MS, "add", SHOP_S1, "[\"book\"]");
	act(story, &story->bob, 1500 * MS, "add", design == SHOP_STICKY ? SHOP_S2 : SHOP_S3,
	    "[\"lamp\"]");
	act(story, &story->ana, 2000 * MS, "add", design == SHOP_STICKY ? SHOP_S1 : SHOP_S3,
	    "[\"book\",\"pen\"]");
	story->before_crash = story->shop.trace.event_count;
	story->at_ns = 3000 * MS;
	crash = blank(story, EVENT_CRASH, SHOP_S1, NONE32);
	crash.cause = NONE32;
	crash.phase = PHASE_FAULT;
	put(story, crash);
	story->after_crash = story->shop.trace.event_count;
	lose(story);
	story->end = story->shop.trace.event_count;
	recorder_finish(&story->recorder, 6000 * MS, true);
	story->cursor = world_cursor_new(&story->shop.trace);
}

void
story_forget(struct story *story)
{
	world_cursor_free(story->cursor);
	shop_release(&story->shop);
}

struct scene_run
story_run(struct story *story, uint32_t position)
{
	struct str caption = STR_INIT;
	struct scene_run run = { .design = story->shop.scenario.design,
		.trace = &story->shop.trace,
		.cursor = story->cursor,
		.position = position };

	scene_caption(&story->shop.scenario, true, &caption);
	run.caption = arena_strdup(&story->shop.arena, caption.text);
	str_release(&caption);
	return run;
}

struct scene
story_scene(
    struct story *first, struct story *second, uint32_t first_position, uint32_t second_position)
{
	struct scene scene = { .run_count = second ? 2 : 1,
		.client = SHOP_ANA,
		.piece = SHOP_CART,
		.message = NONE32,
		.cursor_event = NONE32,
		.inspect = NONE16,
		.visible_until = first_position,
		.analogy_words = true };

	scene.runs[0] = story_run(first, first_position);
	if (second)
		scene.runs[1] = story_run(second, second_position);
	if (first_position > 0)
		scene.at_ns = first->shop.trace.events[first_position - 1].at_ns;
	return scene;
}
