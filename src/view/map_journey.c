/* view/map_journey.c - how far each request has come: read off the chain of causes, newest first.
 */
#include "view/map.h"

enum {
	CHAIN_MAX = 96,      /* events of one request between two hops; a real one has a dozen */
	LOOK_BACK = 4096,    /* requests looked at for those under way */
};

static enum role
role_of(const struct trace *trace, uint16_t actor)
{
	return actor < trace->actor_count ? trace->actors[actor].role : ROLE_COUNT;
}

static bool
is_backing(enum role role)
{
	return role == ROLE_STORE || role == ROLE_DATABASE;
}

/* Where a message between these two stands. */
static enum journey_at
stage_of(enum role from, enum role to, bool under_way)
{
	if (to == ROLE_BALANCER && from == ROLE_SERVER)
		return under_way ? JOURNEY_REPLY_TO_BALANCER : JOURNEY_REPLY_AT_BALANCER;
	if (to == ROLE_BALANCER)
		return under_way ? JOURNEY_TO_BALANCER : JOURNEY_AT_BALANCER;
	if (to == ROLE_DEVICE)
		return under_way ? JOURNEY_REPLY_TO_CLIENT : JOURNEY_DONE;
	if (to == ROLE_SERVER && is_backing(from))
		return under_way ? JOURNEY_FROM_BACKING : JOURNEY_AT_SERVER;
	if (to == ROLE_SERVER)
		return under_way ? JOURNEY_TO_SERVER : JOURNEY_AT_SERVER;
	if (is_backing(to))
		return under_way ? JOURNEY_TO_BACKING : JOURNEY_AT_BACKING;
	return JOURNEY_NONE;
}

static void
see_refusal(const struct trace *trace, const struct event *event, struct journey *journey)
{
	enum reason reason = trace_reason(trace, event);

	journey->send = event->pair;
	if (role_of(trace, event->actor) == ROLE_SERVER &&
	    role_of(trace, event->other) == ROLE_SERVER) {
		journey->at = JOURNEY_AT_SERVER;
		journey->server = event->other;
		return;
	}
	if (is_backing(role_of(trace, event->actor))) {
		journey->at = JOURNEY_BACKING_REFUSED;
		journey->backing = event->actor;
	} else if (reason == REASON_FULL) {
		journey->at = JOURNEY_AT_SERVER;
	} else {
		journey->at = JOURNEY_REFUSED;
	}
	if (role_of(trace, event->actor) == ROLE_SERVER)
		journey->server = event->actor;
	if (role_of(trace, event->other) == ROLE_SERVER)
		journey->server = event->other;
}

/* A message that will not arrive stays on its wire, or beside the wires between two servers. */
static void
see_loss(const struct trace *trace, const struct event *event, struct journey *journey)
{
	enum role from = role_of(trace, event->actor), to = role_of(trace, event->other);

	journey->send = event->pair;
	if (from == ROLE_SERVER && to == ROLE_SERVER) {
		uint32_t row = event->pair < trace->event_count
		    ? trace->events[event->pair].message : NONE32;
		bool answer = row < trace->message_count &&
		    trace->messages[row].kind == MESSAGE_ANSWER;

		journey->at = JOURNEY_AT_SERVER;
		journey->server = answer ? event->other : event->actor;
		return;
	}
	journey->at = stage_of(from, to, true);
	journey->lost = true;
	if (from == ROLE_SERVER || to == ROLE_SERVER)
		journey->server = from == ROLE_SERVER ? event->actor : event->other;
	if (is_backing(from) || is_backing(to))
		journey->backing = is_backing(from) ? event->actor : event->other;
}

/* Between two servers: the request is at the one that calls, and this goes beside the wires. */
static void
see_peers(const struct trace *trace, const struct event *event, uint16_t from, uint16_t to,
    struct journey *journey)
{
	bool answer = event->message < trace->message_count &&
	    trace->messages[event->message].kind == MESSAGE_ANSWER;

	if (journey->server == NONE16)
		journey->server = answer ? to : from;
	if (journey->at != JOURNEY_NONE)
		return;
	journey->at = JOURNEY_AT_SERVER;
	if (event->kind == EVENT_SEND || !answer)
		journey->peer = answer ? from : to;
}

/* The newest hop decides the stage; older ones say through whom it went. */
static void
see_hop(const struct map_lane *lane, uint32_t index, struct journey *journey)
{
	const struct trace *trace = lane->trace;
	const struct event *event = &trace->events[index];
	uint16_t from = event->kind == EVENT_SEND ? event->actor : event->other;
	uint16_t to = event->kind == EVENT_SEND ? event->other : event->actor;
	bool first = journey->at == JOURNEY_NONE;

	if (event->kind == EVENT_REFUSE || event->kind == EVENT_LOSE) {
		if (first && event->kind == EVENT_LOSE)
			see_loss(trace, event, journey);
		else if (first)
			see_refusal(trace, event, journey);
		return;
	}
	if (first) {
		journey->under_way = event->kind == EVENT_SEND;
		journey->send = event->kind == EVENT_SEND ? index : event->pair;
	}
	if (role_of(trace, from) == ROLE_SERVER && role_of(trace, to) == ROLE_SERVER) {
		see_peers(trace, event, from, to, journey);
		return;
	}
	if (first) {
		journey->at =
		    stage_of(role_of(trace, from), role_of(trace, to), journey->under_way);
	}
	for (int end = 0; end < 2; end++) {
		uint16_t actor = end ? to : from;

		if (role_of(trace, actor) == ROLE_SERVER && journey->server == NONE16)
			journey->server = actor;
		if (is_backing(role_of(trace, actor)) && journey->backing == NONE16)
			journey->backing = actor;
	}
}

static void
find_journey(const struct map_lane *lane, uint32_t request, struct journey *journey)
{
	const struct trace *trace = lane->trace;
	uint32_t index = world_request_at(lane->world, request);

	*journey = (struct journey){ .request = request, .device = trace->requests[request].device,
		.server = NONE16, .backing = NONE16, .peer = NONE16, .send = NONE32 };
	for (int steps = 0; steps < CHAIN_MAX && index < lane->world->next; steps++) {
		const struct event *event = &trace->events[index];

		if (event->request != request && event->request != NONE32)
			break;
		if (event_kinds[event->kind].shape == SHAPE_MOVE)
			see_hop(lane, index, journey);
		else if ((event->kind == EVENT_ROUTE || event->kind == EVENT_REDISPATCH) &&
		    journey->server == NONE16)
			journey->server = event->other;
		index = event->cause;
	}
	if (journey->at == JOURNEY_AT_SERVER)
		journey->waiting = lane->world->requests[request].stage == STAGE_WAITING;
}

/* Under way: begun, and its end not yet folded, or folded at this very moment. */
static bool
request_lives(const struct map_lane *lane, uint32_t request, bool just_ended)
{
	const struct request *row = &lane->trace->requests[request];

	if (row->begin_event == NONE32 || row->begin_event >= lane->world->next)
		return false;
	if (row->end_event == NONE32 || row->end_event >= lane->world->next)
		return true;
	return just_ended && lane->trace->events[row->end_event].at_ns >= lane->scene->at_ns;
}

/* One past the last request that has begun: rows are in the order of their beginning. */
static uint32_t
requests_begun(const struct map_lane *lane)
{
	uint32_t low = 0, high = lane->trace->request_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (lane->trace->requests[middle].begin_event < lane->world->next)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
map_find_journeys(struct map_lane *lane)
{
	const struct trace *trace = lane->trace;
	uint32_t begun, focus = NONE32;

	lane->journey_count = 0;
	lane->focus = (struct journey){ .at = JOURNEY_NONE, .request = NONE32, .device = NONE16,
		.server = NONE16, .backing = NONE16, .peer = NONE16, .send = NONE32 };
	if (!lane->world)
		return;
	begun = requests_begun(lane);
	for (uint32_t i = begun, seen = 0; i > 0 && seen < LOOK_BACK; i--, seen++) {
		uint32_t request = i - 1;
		bool ours = trace->requests[request].client == lane->scene->client;

		if (!request_lives(lane, request, ours && focus == NONE32))
			continue;
		if (ours && focus == NONE32)
			focus = request;
		else if (lane->journey_count < MAP_JOURNEYS_MAX - 1)
			find_journey(lane, request, &lane->journeys[lane->journey_count++]);
	}
	if (focus == NONE32)
		return;
	find_journey(lane, focus, &lane->focus);
	lane->journeys[lane->journey_count++] = lane->focus;
}

/* Whether an event is a finding that its place's title tells. */
static bool
tells_outcome(const struct event *event, uint16_t place)
{
	if (event->actor != place)
		return false;
	if (event->kind == EVENT_VERIFY || event->kind == EVENT_MISS)
		return true;
	/* What came in the request was found in no box. */
	return event->kind == EVENT_READ && event->home != HOME_TOKEN && event->home != HOME_CLIENT;
}

uint32_t
map_outcome(const struct map_lane *lane, uint16_t place)
{
	const struct trace *trace = lane->trace;
	uint32_t newest = lane->world ? lane->world->next : 0, index;

	if (newest == 0 || lane->run->closed)
		return NONE32;
	if (tells_outcome(&trace->events[newest - 1], place))
		return newest - 1;
	if (lane->focus.request == NONE32)
		return NONE32;
	index = world_request_at(lane->world, lane->focus.request);
	for (int steps = 0; steps < CHAIN_MAX && index < newest; steps++) {
		const struct event *event = &trace->events[index];

		if (event->request != lane->focus.request && event->request != NONE32)
			break;
		if (tells_outcome(event, place))
			return index;
		index = event->cause;
	}
	return NONE32;
}
