/* Trips: attempts of requests on their way, and the messages that carry them. */
#include <string.h>

#include "base/check.h"
#include "engine/record.h"

#define TRIPS_MIN 64u

static void
trip_blank(struct trip *trip)
{
	memset(trip, 0, offsetof(struct trip, prng));
	trip->message.session = trip->message.token = trip->message.text = NONE32;
	trip->message_row = trip->send = trip->cause = trip->start = NONE32;
	trip->session = trip->token = trip->new_token = NONE32;
	trip->next_free = trip->next_waiting = NONE32;
	trip->argument = trip->refresh = trip->locks = NONE32;
	trip->server = trip->named = trip->wanted = trip->piece = NONE16;
	trip->attempt = 1;
}

/* On the steady way, where the rest of a blank one stays as it is or is filled. */
static void
trip_wipe(struct trip *trip)
{
	trip->known = trip->seen = trip->held = trip->changed = 0;
	trip->store_ops = 0;
	trip->status = 0;
	trip->reason = REASON_NONE;
	trip->unknown = trip->nobody = trip->sets_sid = trip->drops = trip->let_go = false;
}

struct trip *
trip_new(struct engine *engine, uint32_t *row)
{
	struct trip *trip;
	uint16_t generation;

	if (engine->trip_free != NONE32) {
		*row = engine->trip_free;
		trip = &engine->trips[*row];
		engine->trip_free = trip->next_free;
		generation = trip->generation;
		if (ENGINE_STEADY)
			trip_wipe(trip);
		else
			trip_blank(trip);
		trip->generation = (uint16_t)(generation + 1);
	} else {
		if (engine->trip_count == engine->trip_room) {
			engine->trip_room = engine->trip_room ? engine->trip_room * 2 : TRIPS_MIN;
			engine->trips = mem_grow(engine->trips, engine->trip_room,
			    sizeof(*engine->trips));
		}
		*row = engine->trip_count++;
		trip = &engine->trips[*row];
		trip_blank(trip);
		trip->generation = 1;
	}
	trip->self = *row;
	engine->trips_used++;
	return trip;
}

void
trip_end(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	CHECK(trip->state != TRIP_FREE);
	trip->state = TRIP_FREE;
	trip->generation++;
	trip->next_free = engine->trip_free;
	engine->trip_free = row;
	engine->trips_used--;
}

struct event *
trip_event(struct engine *engine, const struct trip *trip, enum event_kind kind, uint16_t actor,
    uint16_t other)
{
	struct event *event = engine_event(engine, kind, actor, other);

	event->cause = trip->cause;
	event->request = trip->request;
	event->session = trip->session;
	event->attempt = trip->attempt;
	return event;
}

uint32_t
trip_emit(struct engine *engine, struct trip *trip, struct event *event,
    const struct message *message)
{
	engine_tell_row(engine, event->request, trip->self);
	trip->cause = engine_emit(engine, event, message);
	return trip->cause;
}

/* Status and reason of a reply, as every event of it carries them. */
static uint32_t
reply_fields(struct engine *engine, const struct trip *trip)
{
	uint32_t word = (uint32_t)trip->status << 8 | trip->reason;

	if (engine->reply_fields == NONE32 || engine->reply_word != word) {
		engine->reply_word = word;
		engine->reply_fields = trace_add_fields(engine->trace, (struct fields){
			.status = trip->status, .reason = trip->reason, .key = NONE16,
		});
	}
	return engine->reply_fields;
}

/* What every event of the message's way says about it. */
HOT struct event
move_of(struct engine *engine, const struct trip *trip, enum event_kind kind, uint16_t actor,
    uint16_t other)
{
	struct event event = trip_event_of(trip, kind, actor, other);

	event.message = trip->message_row;
	event.wire_bytes = trip->message.wire_bytes;
	if (!ENGINE_SHORT && trip->message.kind == MESSAGE_REPLY && !engine->bare &&
	    engine_is_read(engine, &event))
		event.fields = reply_fields(engine, trip);
	return event;
}

/* Between whom a message travels that arms a timer of this kind. */
HOT enum role
sender_of(enum timer_kind arrives)
{
	return arrives == TIMER_AT_BALANCER ? ROLE_DEVICE : arrives == TIMER_REPLY_AT_LB ?
	    ROLE_SERVER : ROLE_BALANCER;
}

HOT enum role
receiver_of(enum timer_kind arrives)
{
	return arrives == TIMER_AT_SERVER ? ROLE_SERVER : arrives == TIMER_AT_DEVICE ?
	    ROLE_DEVICE : ROLE_BALANCER;
}

#if ENGINE_SHORT
HOT void
trip_send(struct engine *engine, uint32_t row, uint16_t from, uint16_t to, enum hop hop,
    enum timer_kind arrives)
{
	const struct trip *trip = &engine->trips[row];

	(void)from;
	(void)to;
	engine->recorder.next++;
	engine_after(engine, network_usual_ns(engine, hop), PHASE_ARRIVAL, arrives, row,
	    trip->generation);
}

/* What would come up next anyway comes at once. */
HOT bool
trip_send_last(struct engine *engine, uint32_t row, uint16_t from, uint16_t to, enum hop hop,
    enum timer_kind arrives)
{
	if (network_usual_ns(engine, hop) > 0 || !engine_at_once(engine, PHASE_ARRIVAL)) {
		trip_send(engine, row, from, to, hop, arrives);
		return false;
	}
	engine->recorder.next++;
	return true;
}
#else
/* The same message once more, on its way as a trip of its own. */
static void
trip_double(struct engine *engine, uint32_t row, uint64_t hop_ns, enum timer_kind arrives)
{
	struct trip *copy;
	uint32_t copy_row;
	uint16_t generation;

	copy = trip_new(engine, &copy_row);
	generation = copy->generation;
	*copy = engine->trips[row];
	copy->generation = generation;
	copy->self = copy_row;
	copy->second = true;
	copy->locks = NONE32;
	/* The two fare differently from here on. */
	prng_init(&copy->net, prng_next(&copy->net), PURPOSE_NETWORK);
	prng_init(&copy->prng, prng_next(&copy->net), PURPOSE_WORK);
	copy->lost[HOP_REPLY] = network_loses(engine, HOP_REPLY, &copy->net);
	copy->twice[HOP_REPLY] = network_doubles(engine, &copy->net);
	copy->shadow |= copy->hop == HOP_INSIDE;
	copy->hop_seed = copy->net.s[0];
	engine_after(engine, hop_ns, PHASE_ARRIVAL, arrives, copy_row, generation);
}

/* A client's hop has a draw of its own: the same in every design, whatever happens inside. */
static uint64_t
trip_hop_ns(const struct engine *engine, struct trip *trip, enum hop hop)
{
	return hop == HOP_INSIDE
	    ? network_ns(engine, hop, trip->message.wire_bytes, &trip->net)
	    : network_seeded_ns(engine, hop, trip->message.wire_bytes, trip->hop_seed);
}

void
trip_send(struct engine *engine, uint32_t row, uint16_t from, uint16_t to, enum hop hop,
    enum timer_kind arrives)
{
	struct trip *trip = &engine->trips[row];
	struct event event = move_of(engine, trip, EVENT_SEND, from, to);
	uint64_t hop_ns = trip_hop_ns(engine, trip, hop);
	bool lost = RARE(trip->lost[hop]), twice = RARE(trip->twice[hop]);

	event.value = engine->now_ns + hop_ns;
	trip->send = trip_record(engine, trip, event, sender_of(arrives), receiver_of(arrives),
	    &trip->message);
	trip->from = from;
	trip->to = to;
	trip->hop = (uint8_t)hop;
	if (RARE(hop == HOP_INSIDE))
		trip->link = engine->servers[trip->server].links[LINK_BALANCER];
	else if (RARE(engine->cuts_clients))
		trip->link = engine->devices[trip->device].link;
	trip->second = false;
	if (hop == HOP_INSIDE && RARE(engine->network_is_random)) {
		lost = network_loses(engine, hop, &trip->net);
		twice = network_doubles(engine, &trip->net);
	}
	if (hop != HOP_INSIDE)
		lost |= drop_takes(engine, hop == HOP_REQUEST ? DROP_REQUEST : DROP_REPLY);
	engine_after(engine, hop_ns, PHASE_ARRIVAL, lost ? TIMER_LOST : arrives, row,
	    trip->generation);
	if (twice && !lost)
		trip_double(engine, row, hop_ns, arrives);
}

bool
trip_send_last(struct engine *engine, uint32_t row, uint16_t from, uint16_t to, enum hop hop,
    enum timer_kind arrives)
{
	trip_send(engine, row, from, to, hop, arrives);
	return false;
}
#endif

static void
emit_lost(struct engine *engine, struct trip *trip, enum reason reason)
{
	struct event *event = trip_event(engine, trip, EVENT_LOSE, trip->from, trip->to);

	event->pair = trip->second ? NONE32 : trip->send;
	event->outcome = OUTCOME_LOST;
	if (reason != REASON_NONE)
		event->fields = engine_reason(engine, reason);
	trip_emit(engine, trip, event, NULL);
	engine_point(engine);
}

bool
trip_is_awaited(const struct engine *engine, const struct trip *trip)
{
	const struct tab *tab = &engine->tabs[trip->tab];

	return !RARE(tab->request != trip->request || tab->attempt != trip->attempt);
}

void
trip_lost(struct engine *engine, const struct timer *timer)
{
	struct trip *trip = &engine->trips[timer->row];

	if (trip->generation != timer->generation)
		return;
	emit_lost(engine, trip, REASON_NONE);
	if (trip->state == TRIP_TO_SERVER && !trip->shadow) {
		engine->servers[trip->server].coming--;
		balancer_pull(engine);
	}
	/* Inside, the balancer waits for a reply until the client closes the connection. */
	if (trip->hop == HOP_INSIDE && !trip->shadow) {
		trip->state = TRIP_LOST;
		if (trip_is_awaited(engine, trip))
			return;
		engine->servers[trip->server].under_way--;
	}
	trip_end(engine, timer->row);
}

bool
trip_is_cut(const struct engine *engine, const struct trip *trip)
{
	return RARE(trip->hop == HOP_INSIDE) && (trip->link % 2 == 1 ||
	    trip->link != engine->servers[trip->server].links[LINK_BALANCER]);
}

bool
trip_is_cut_off(const struct engine *engine, const struct trip *trip)
{
	return RARE(engine->cuts_clients) && (trip->link % 2 == 1 ||
	    trip->link != engine->devices[trip->device].link);
}

bool
trip_unheard(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	if (!network_is_cut(engine, trip->server, LINK_BALANCER))
		return false;
	trip->state = TRIP_LOST;
	if (trip_is_awaited(engine, trip) && !trip->shadow)
		return true;
	if (!trip->shadow)
		engine->servers[trip->server].under_way--;
	trip_end(engine, row);
	return true;
}

/* The timer that the newest message has armed. */
static enum timer_kind
arrival_of(const struct engine *engine, const struct trip *trip)
{
	if (trip->hop == HOP_INSIDE)
		return trip->to == engine->balancer ? TIMER_REPLY_AT_LB : TIMER_AT_SERVER;
	return trip->to == engine->balancer ? TIMER_AT_BALANCER : TIMER_AT_DEVICE;
}

void
trip_drop(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	if (trip->second)
		trip_received(engine, trip, trip->to, trip->from, arrival_of(engine, trip));
	else
		emit_lost(engine, trip, REASON_GIVEN_UP);
	trip_end(engine, row);
}

void
trip_drop_at_dead(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];

	if (!trip->second)
		emit_lost(engine, trip, REASON_CRASHED);
	trip_end(engine, row);
}

void
trip_received(struct engine *engine, struct trip *trip, uint16_t at, uint16_t from,
    enum timer_kind arrived)
{
	enum role receiver = receiver_of(arrived), sender = sender_of(arrived);
	struct event event;

	if (RARE(trip->second)) {
		event = move_of(engine, trip, EVENT_DUPLICATE, at, from);
		event.pair = trip->send;
		trip->second = false;
		trip_record(engine, trip, event, receiver, sender, &trip->message);
		return;
	}
	event = move_of(engine, trip, EVENT_RECEIVE, at, from);
	event.pair = trip->send;
	trip_record(engine, trip, event, receiver, sender, &trip->message);
}

uint16_t
trip_reply_piece(const struct engine *engine, const struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];

	if (action->argument_piece)
		return trip->piece;
	if (action->reply_key == NULL)
		return NONE16;
	if (strcmp(action->reply_key, "order") == 0)
		return engine->orders;
	return scenario_piece(engine->scenario, action->reply_key);
}

void
trip_make_reply(struct engine *engine, struct trip *trip)
{
	struct message *message = &trip->message;
	bool good = trip->status < 300;
	uint16_t piece, client;

	if (ENGINE_SHORT) { /* what a device takes of it */
		message->sets_srv = false;
		message->sets_sid = trip->sets_sid && trip->status < 500;
		message->session = message->sets_sid ? trip->session : NONE32;
		message->drops = good && trip->drops;
		return;
	}
	piece = trip_reply_piece(engine, trip);
	client = message->client; /* whoever asked */
	message_blank(message, MESSAGE_REPLY, trip->action);
	message->status = trip->status;
	message->piece = trip->piece;
	message->client = client;
	if (good && piece != NONE16 && trip->known & 1u << piece)
		message->text = trip->texts[piece];
	if (trip->sets_sid && trip->status < 500) { /* what failed gives no ticket */
		message->sets_sid = true;
		message->session = trip->session;
	}
	if (good && trip->new_token != NONE32) {
		message->sets_token = true;
		message->token = trip->new_token;
	}
	message->drops = good && trip->drops;
	if (good && engine->rotates && trip->changed & 1u << engine->refresh)
		message->refresh = trip->texts[engine->refresh] + 1;
	trip->message_row = engine_message_of(engine, message, MESSAGE_REPLY);
}
