/* Faults: when they come, whom they hit, what they do. */
#include <string.h>

#include "base/check.h"
#include "engine/faults.h"
#include "engine/store.h"

#define HOLDER_PREFIX "holder-of "

/* ---- whom ---- */

static bool
holds_login(const struct engine *engine, uint32_t server, uint32_t device)
{
	uint32_t hold = hold_find(engine, engine->servers[server].actor, false,
	    device_session(engine, device));

	return hold != NONE32 && engine->login != SCENARIO_NONE &&
	    engine->holds[hold].mask & 1u << engine->login;
}

/* The server that holds the client's login, else the one that served her last, else s1. */
static uint16_t
find_holder(const struct engine *engine, const char *id)
{
	const struct person *person = NULL;
	uint32_t devices;

	for (uint32_t i = 0; i < engine->person_count && person == NULL; i++)
		if (strcmp(engine->trace->actors[engine->persons[i].actor].id, id) == 0 ||
		    strcmp(engine->scenario->clients[engine->persons[i].client].id, id) == 0)
			person = &engine->persons[i];
	if (person == NULL)
		return 0;
	/* Of several holders the one that served her last. */
	if (person->last_server != NONE16 &&
	    holds_login(engine, person->last_server, person->device))
		return person->last_server;
	for (uint32_t server = 0; server < engine->server_count; server++)
		if (holds_login(engine, server, person->device))
			return (uint16_t)server;
	devices = engine->scenario->clients[person->client].device_count;
	for (uint32_t server = 0; server < engine->server_count; server++)
		for (uint32_t i = 0; i < devices; i++)
			if (holds_login(engine, server, person->first_device + i))
				return (uint16_t)server;
	return person->last_server != NONE16 ? person->last_server : 0;
}

/* True for a crash or a hang that a restart ends, for a cut that a heal does. */
static bool
is_undone_by(const struct fault *earlier, const struct fault *fault)
{
	if (earlier->node == NULL || fault->node == NULL || strcmp(earlier->node, fault->node) != 0)
		return false;
	if (fault->kind == FAULT_RESTART)
		return earlier->kind == FAULT_CRASH || earlier->kind == FAULT_HANG;
	return fault->kind == FAULT_HEAL && earlier->kind == FAULT_CUT &&
	    strcmp(earlier->other, fault->other) == 0;
}

/* What undoes an accident at a node that is named by its role in the story means the same node. */
static uint16_t
find_crashed(const struct engine *engine, uint32_t fault)
{
	const struct fault *faults = engine->scenario->faults;
	uint16_t found = NONE16;

	for (uint32_t i = 0; i < engine->scenario->fault_count; i++)
		if (engine->fault_done[i] && is_undone_by(&faults[i], &faults[fault]))
			found = engine->targets->server[i];
	return found;
}

/* One of those that are in the set. */
static uint16_t
find_random(const struct engine *engine, uint32_t fault)
{
	uint32_t members = 0, pick;
	struct prng prng;

	for (uint32_t server = 0; server < engine->server_count; server++)
		members += engine->servers[server].in_set;
	if (members == 0)
		return NONE16;
	engine_stream(engine, &prng, PURPOSE_FAULT, fault, 0);
	pick = (uint32_t)prng_below(&prng, members);
	for (uint16_t server = 0;; server++)
		if (engine->servers[server].in_set && pick-- == 0)
			return server;
}

/* The server that the fault hits; decided once, in the first design. */
static uint16_t
decide_target(struct engine *engine, uint32_t fault)
{
	const char *node = engine->scenario->faults[fault].node;
	uint16_t *target = &engine->targets->server[fault];
	uint16_t named = trace_actor(engine->trace, node);

	if (named != NONE16)
		return engine->trace->actors[named].role == ROLE_SERVER ?
		    engine->trace->actors[named].index : NONE16;
	if (*target != NONE16 && *target < engine->server_count)
		return *target;
	*target = find_crashed(engine, fault);
	if (*target != NONE16)
		return *target;
	if (strncmp(node, HOLDER_PREFIX, strlen(HOLDER_PREFIX)) == 0)
		*target = find_holder(engine, node + strlen(HOLDER_PREFIX));
	else if (strcmp(node, "random") == 0)
		*target = find_random(engine, fault);
	return *target;
}

/* What has left for good is out of reach of whatever happens. */
static uint16_t
find_target(struct engine *engine, uint32_t fault)
{
	uint16_t target = decide_target(engine, fault);

	if (target == NONE16 || (!engine->servers[target].in_set && !engine->servers[target].up))
		return NONE16;
	return target;
}

/* ---- what ---- */

uint32_t
fault_emit(struct engine *engine, enum event_kind kind, uint16_t actor, enum reason reason,
    uint32_t cause)
{
	struct event *event = engine_event(engine, kind, actor, NONE16);

	event->cause = cause;
	if (reason != REASON_NONE)
		event->fields = engine_reason(engine, reason);
	return engine_emit(engine, event, NULL);
}

void
fault_emit_slow(struct engine *engine, uint16_t actor, uint32_t factor, uint32_t cause)
{
	struct event *event = engine_event(engine, EVENT_SLOW, actor, NONE16);

	event->cause = cause;
	event->value = factor;
	engine_emit(engine, event, NULL);
}

static void
fault_crash(struct engine *engine, uint32_t fault, uint32_t cause)
{
	uint16_t server;

	if (place_crash(engine, engine->scenario->faults[fault].node, cause))
		return;
	server = find_target(engine, fault);
	if (server == NONE16 || !engine->servers[server].up)
		return;
	server_crash(engine, server, fault_emit(engine, EVENT_CRASH,
	    engine->servers[server].actor, REASON_NONE, cause));
}

/* A process that runs is stopped first: its memory does not survive. */
static void
fault_restart(struct engine *engine, uint32_t fault, uint32_t cause)
{
	uint16_t server;

	if (place_restart(engine, engine->scenario->faults[fault].node, cause))
		return;
	server = find_target(engine, fault);
	if (server == NONE16)
		return;
	fault_crash(engine, fault, cause);
	server_restart(engine, server, fault_emit(engine, EVENT_RESTART,
	    engine->servers[server].actor, REASON_NONE, cause));
}

static void
fault_hang(struct engine *engine, uint32_t fault, uint32_t cause)
{
	uint16_t server;

	if (place_hang(engine, engine->scenario->faults[fault].node, cause))
		return;
	server = find_target(engine, fault);
	if (server == NONE16 || !engine->servers[server].up || engine->servers[server].hung)
		return;
	fault_emit(engine, EVENT_HANG, engine->servers[server].actor, REASON_NONE, cause);
	server_hang(engine, server);
}

static void
fault_slow(struct engine *engine, uint32_t fault, uint32_t cause)
{
	const struct fault *row = &engine->scenario->faults[fault];
	uint16_t server;

	if (place_slow(engine, row->node, row->factor, cause))
		return;
	server = find_target(engine, fault);
	if (server == NONE16 || !engine->servers[server].up)
		return;
	engine->servers[server].factor = row->factor;
	fault_emit_slow(engine, engine->servers[server].actor, row->factor, cause);
}

/* Told to the balancer: what it places freely goes elsewhere; who has a cookie stays. */
static void
fault_drain(struct engine *engine, uint32_t fault, uint32_t cause)
{
	uint64_t for_ns = engine->scenario->faults[fault].for_ns;
	uint16_t row = find_target(engine, fault);
	struct server *server;
	struct event *event;

	if (row == NONE16)
		return;
	server = &engine->servers[row];
	event = engine_event(engine, EVENT_CHANGE, server->actor, NONE16);
	event->cause = cause;
	event->value = for_ns;
	event->fields = engine_reason(engine, REASON_DRAIN);
	server->drain = engine_emit(engine, event, NULL);
	server->drains = true;
	place_recount(engine);
	if (server->drain_ns < engine->now_ns + for_ns)
		server->drain_ns = engine->now_ns + for_ns;
	engine_after(engine, for_ns, PHASE_FAULT, TIMER_DRAINED, row, 0);
	keys_remap(engine, server->drain);
	balancer_pull(engine);
}

/* The last of several that overlap ends it. */
void
fault_drained(struct engine *engine, const struct timer *timer)
{
	struct server *server = &engine->servers[timer->row];

	if (!server->drains || engine->now_ns < server->drain_ns)
		return;
	server->drains = false;
	place_recount(engine);
	keys_remap(engine, fault_emit(engine, EVENT_CHANGE, server->actor, REASON_DRAINED,
	    server->drain));
	balancer_pull(engine);
}

/* Cuts the link between two servers, or heals it: what copies lack is sent then. */
static void
set_peer_link(struct engine *engine, uint16_t server, uint16_t other, uint32_t cause, bool cut)
{
	struct event *event;
	uint32_t index;

	if (server == other || errands_link(engine, server, other) % 2 == cut)
		return;
	errands_turn_link(engine, server, other);
	event = engine_event(engine, cut ? EVENT_CUT : EVENT_HEAL, engine->servers[server].actor,
	    engine->servers[other].actor);
	event->cause = cause;
	index = engine_emit(engine, event, NULL);
	if (!cut)
		copies_repair(engine, index);
}

/* Cuts the link of a server, or heals it. */
static void
set_link(struct engine *engine, uint32_t fault, uint32_t cause, bool cut)
{
	const char *end = engine->scenario->faults[fault].other;
	uint16_t server, other = trace_actor(engine->trace, end);
	enum link link = strcmp(end, "store") == 0 ? LINK_STORE
	    : strcmp(end, "db") == 0 ? LINK_DATABASE : LINK_BALANCER;
	struct event *event;
	bool seen;

	if (engine->scenario->faults[fault].client != NULL) {
		links_cut(engine, engine->scenario->faults[fault].client, cause, cut);
		return;
	}
	server = find_target(engine, fault);
	if (server == NONE16 || other == NONE16)
		return;
	if (engine->trace->actors[other].role == ROLE_SERVER) {
		set_peer_link(engine, server, engine->trace->actors[other].index, cause, cut);
		return;
	}
	if (network_is_cut(engine, server, link) == cut)
		return;
	seen = balancer_sees(engine, server);
	engine->servers[server].links[link]++;
	event = engine_event(engine, cut ? EVENT_CUT : EVENT_HEAL, engine->servers[server].actor,
	    other);
	event->cause = cause;
	engine_emit(engine, event, NULL);
	balancer_look_again(engine, server, seen);
}

static void
fault_cut(struct engine *engine, uint32_t fault, uint32_t cause)
{
	set_link(engine, fault, cause, true);
}

static void
fault_heal(struct engine *engine, uint32_t fault, uint32_t cause)
{
	set_link(engine, fault, cause, false);
}

static void
fault_scale_out(struct engine *engine, uint32_t fault, uint32_t cause)
{
	fleet_join(engine, engine->scenario->faults[fault].count, cause);
}

static void
fault_scale_in(struct engine *engine, uint32_t fault, uint32_t cause)
{
	uint16_t server = find_target(engine, fault);

	if (server == NONE16 || !engine->servers[server].in_set)
		return;
	fleet_leave(engine, server, cause);
	fleet_check(engine);
}

static void
fault_blue_green(struct engine *engine, uint32_t fault, uint32_t cause)
{
	(void)fault;
	fleet_replace(engine, cause);
}

static void
fault_steal(struct engine *engine, uint32_t fault, uint32_t cause)
{
	bool key = engine->scenario->faults[fault].loot == LOOT_KEY;

	attack_steal(engine, fault, key ? find_target(engine, fault) : NONE16, cause);
}

static void
fault_rotate_key(struct engine *engine, uint32_t fault, uint32_t cause)
{
	bool all = engine->scenario->faults[fault].node == NULL;

	signing_rotate(engine, fault, all ? NONE16 : find_target(engine, fault), cause);
}

/* A clock goes wrong, or is set right; a restart does not mend it. */
static void
fault_skew(struct engine *engine, uint32_t fault, uint32_t cause)
{
	uint16_t server = find_target(engine, fault);
	struct event *event;

	if (server == NONE16)
		return;
	engine->servers[server].skew_ns = engine->scenario->faults[fault].skew_ns;
	event = engine_event(engine, EVENT_CHANGE, engine->servers[server].actor, NONE16);
	event->cause = cause;
	event->value = (uint64_t)engine->servers[server].skew_ns;
	event->fields = engine_reason(engine, REASON_SKEW);
	engine_emit(engine, event, NULL);
}

static void
fault_failover(struct engine *engine, uint32_t fault, uint32_t cause)
{
	(void)fault;
	followers_take_over(engine, cause);
}

typedef void fault_fn(struct engine *engine, uint32_t fault, uint32_t cause);
/* A kind without a row is refused by name before a run begins. */
static fault_fn *const fault_table[FAULT_COUNT] = {
	[FAULT_CRASH] = fault_crash,
	[FAULT_RESTART] = fault_restart,
	[FAULT_HANG] = fault_hang,
	[FAULT_SLOW] = fault_slow,
	[FAULT_CUT] = fault_cut,
	[FAULT_HEAL] = fault_heal,
	[FAULT_DRAIN] = fault_drain,
	[FAULT_SCALE_OUT] = fault_scale_out,
	[FAULT_SCALE_IN] = fault_scale_in,
	[FAULT_DEPLOY] = fleet_deploy,
	[FAULT_BLUE_GREEN] = fault_blue_green,
	[FAULT_ROTATE_KEY] = fault_rotate_key,
	[FAULT_STEAL] = fault_steal,
	[FAULT_REVOKE] = attack_revoke,
	[FAULT_EXPIRE] = attack_expire,
	[FAULT_SKEW] = fault_skew,
	[FAULT_STORE_DOWN] = fault_store_down,
	[FAULT_STORE_UP] = fault_store_up,
	[FAULT_FAILOVER] = fault_failover,
	[FAULT_DROP] = fault_drop,
	[FAULT_CHANGE] = fault_change,
};

static void
fault_apply(struct engine *engine, uint32_t fault, uint32_t cause)
{
	enum fault_kind kind = engine->scenario->faults[fault].kind;

	CHECK(kind < FAULT_COUNT && fault_table[kind] != NULL);
	fault_table[kind](engine, fault, cause);
	engine->fault_done[fault] = true;
}

/* ---- when ---- */

void
fault_start(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;

	for (uint32_t i = 0; i < scenario->fault_count; i++)
		engine->cuts_clients |= scenario->faults[i].kind == FAULT_CUT &&
		    scenario->faults[i].client != NULL;
	drop_start(engine);
	engine->fault_done = arena_array(&engine->arena, scenario->fault_count + 1, sizeof(bool));
	engine->retired = arena_array(&engine->arena, scenario->fault_count + 1,
	    sizeof(*engine->retired));
	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *fault = &scenario->faults[i];
		uint64_t at_ns = fault->at_ns;
		enum phase phase = PHASE_FAULT;

		if (fault->repeats)
			continue; /* what was drawn of it comes instead */
		if (fault->after_event != UINT32_MAX) {
			engine->forks_pending++;
			continue;
		}
		if (fault->after_pattern && !engine->targets->decided) {
			engine->conditions_pending += engine->options.conditions != NULL;
			continue;
		}
		if (fault->after_pattern) {
			/* The moment is the first design's: behind all that happens then. */
			at_ns = engine->targets->at_ns[i];
			phase = PHASE_CLIENT;
			if (at_ns == UINT64_MAX)
				continue;
		}
		engine_after(engine, at_ns, phase, TIMER_FAULT, i, 0);
		engine->faults_pending++;
	}
}

void
fault_timer(struct engine *engine, const struct timer *timer)
{
	engine->faults_pending--;
	fault_apply(engine, timer->row, NONE32);
}

/* True when the fault's moment has come with the newest event; *cause is that event. */
static bool
fault_is_due(struct engine *engine, uint32_t row, uint32_t *cause)
{
	const struct fault *fault = &engine->scenario->faults[row];
	const struct engine_conditions *conditions = engine->options.conditions;

	if (engine->fault_done[row] || engine->newest == NONE32)
		return false;
	*cause = engine->newest;
	if (fault->after_event != UINT32_MAX) {
		*cause = fault->after_event + engine->trace->lead;
		return *cause <= engine->newest;
	}
	return fault->after_pattern && !engine->targets->decided && conditions != NULL &&
	    conditions->holds(conditions->self, engine->trace, 1 + row);
}

void
fault_after_event(struct engine *engine)
{
	for (uint32_t i = 0; i < engine->scenario->fault_count; i++) {
		uint32_t cause;

		if (!fault_is_due(engine, i, &cause))
			continue;
		if (engine->scenario->faults[i].after_event != UINT32_MAX) {
			engine->forks_pending--;
		} else {
			engine->conditions_pending--;
			engine->targets->at_ns[i] = engine->now_ns;
		}
		fault_apply(engine, i, cause);
	}
}
