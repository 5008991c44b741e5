/* Set-up: actors, items, and what is there at time 0. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "engine/inside.h"
#include "engine/laws.h"
#include "engine/store.h"
#include "model/cast.h"

/* Actors besides clients and servers: balancer, store, database. */
#define SETUP_NODES 3u
#define SERVERS_USUAL 64u /* names kept free for servers: those of the load are the same in number
                           * for all fleets up to so many */
#define TAB_WHO_BIT 17u /* above the rows of persons that have several tabs */

/* Anything that takes room in a server's memory, at some time. */
static bool
servers_keep(const struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;

	return engine->memory_pieces != 0 ||
	    (scenario->idempotency.on && scenario->idempotency.home == HOME_SERVER) ||
	    (scenario->limiter.on && scenario->limiter.home == HOME_SERVER) ||
	    (scenario->denylist.on && (scenario->denylist.check == DENY_CHECK_POLL ||
	    scenario_changes(scenario, "denylist.check")));
}

static void
setup_pieces(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	uint8_t session_rank = 0, user_rank = 0;

	CHECK(scenario->piece_count <= LIMIT_PIECES);
	engine->piece_count = scenario->piece_count;
	engine->login = scenario_piece(scenario, "login");
	engine->orders = scenario_piece(scenario, "orders");
	engine->cart = scenario_piece(scenario, "cart");
	engine->login_action = engine->refresh_action = SCENARIO_NONE;
	engine->rotates = scenario->token.rotates;
	engine->refresh = engine->rotates ? scenario_piece(scenario, "refresh") : SCENARIO_NONE;
	for (uint32_t i = 0; i < scenario->action_count; i++) {
		if (scenario->actions[i].renews)
			engine->refresh_action = (uint16_t)i;
		if (scenario->actions[i].makes_session && engine->login_action == SCENARIO_NONE)
			engine->login_action = (uint16_t)i;
	}
	for (uint16_t i = 0; i < scenario->piece_count; i++) {
		const struct piece *piece = &scenario->pieces[i];

		engine->home_masks[piece->home] |= 1u << i;
		engine->empty_texts[i] = content_empty(engine, i);
		if (piece->key == PIECE_KEY_USER) {
			engine->user_pieces |= 1u << i;
			engine->rank[i] = user_rank++;
		} else {
			engine->session_pieces |= 1u << i;
			engine->rank[i] = session_rank++;
		}
	}
	/* The balancer's table has two cells. */
	engine->hold_cells = user_rank > session_rank ? user_rank : session_rank;
	if (engine->hold_cells < 2)
		engine->hold_cells = 2;
	engine->carried_pieces = engine->home_masks[HOME_TOKEN] | engine->home_masks[HOME_CLIENT];
	engine->login_in_token = engine->login != SCENARIO_NONE &&
	    scenario->pieces[engine->login].home == HOME_TOKEN;
	engine->replica_pieces = engine->home_masks[HOME_REPLICA];
	engine->memory_pieces = engine->home_masks[HOME_SERVER] | engine->replica_pieces;
	engine->cached_pieces = scenario->servers.cache_pieces &
	    (engine->home_masks[HOME_STORE] | engine->home_masks[HOME_DATABASE]);
	engine->bounds_memory = servers_keep(engine) &&
	    ((scenario->servers.memory_bytes != SCENARIO_UNLIMITED &&
	    scenario->servers.eviction != EVICTION_NONE) ||
	    scenario_changes(scenario, "servers.memory") ||
	    scenario_changes(scenario, "servers.eviction"));
	engine->uses_ticket = !engine->login_in_token && engine->session_pieces &
	    (engine->memory_pieces | engine->home_masks[HOME_STORE] |
	    engine->home_masks[HOME_DATABASE]);
	engine->network_is_random = scenario->network.lose_request_ppm > 0 ||
	    scenario->network.lose_reply_ppm > 0 || scenario->network.lose_inside_ppm > 0 ||
	    scenario->network.duplicate_ppm > 0 || scenario_changes(scenario, "network.") ||
	    law_is_random(&scenario->network.client) || law_is_random(&scenario->network.inside);
	engine->work_is_all = !law_is_random(&scenario->store.latency);
	engine->work_is_random = law_is_random(&scenario->servers.service) ||
	    law_is_random(&scenario->store.latency) ||
	    scenario_changes(scenario, "servers.service") ||
	    scenario_changes(scenario, "store.latency");
}

/* Who steals or forges is told apart without colour too: it is not who it says it is. */
static void
mark_attacker(struct engine *engine, uint16_t row, const struct client *client)
{
	struct actor *actor = &engine->trace->actors[row];

	actor->attacker = client->attacker;
	if (client->attacker)
		actor->marked = arena_printf(&engine->trace->arena, "\xe2\x89\xa0 %s",
		    actor->name);
}

static void
setup_device(struct engine *engine, const struct client *client, uint32_t person_row,
    const char *id, const char *name, uint32_t index)
{
	struct person *person = &engine->persons[person_row];
	struct device *device = &engine->devices[engine->device_count];
	const char *word = client->devices[index];

	id = arena_printf(&engine->arena, "%s-%s", id, word);
	if (client->device_count > 1)
		name = arena_printf(&engine->arena, "%s's %s", name, word);
	*device = (struct device){
		.ticket = NONE32, .token = NONE32, .person = person_row,
		.route = NONE16, .stolen_key = NONE16, .kept = NONE32,
		.refresh = { .text = NONE32, .session = NONE32 },
		.actor = trace_add_actor(engine->trace, ROLE_DEVICE, id, name, person->actor,
		    (uint16_t)index, 0),
	};
	mark_attacker(engine, device->actor, client);
	engine->device_count++;
}

static void
setup_tab(struct engine *engine, uint32_t row, uint32_t person, uint32_t nth)
{
	engine->tabs[row] = (struct tab){
		.person = person, .who = person | nth << TAB_WHO_BIT,
		.request = NONE32, .trip = NONE32, .cause = NONE32,
	};
}

static void
setup_person(struct engine *engine, uint16_t row, uint32_t member)
{
	const struct client *client = &engine->scenario->clients[row];
	struct person *person = &engine->persons[engine->person_count];
	const char *id = client->id, *name = client->name != NULL ? client->name : client->id;

	if (client->count != 1) {
		id = arena_printf(&engine->arena, "%s-%u", id, (unsigned)member + 1);
		name = arena_printf(&engine->arena, "%s %u", name, (unsigned)member + 1);
	}
	setup_tab(engine, engine->person_count, engine->person_count, 0);
	*person = (struct person){
		.first_tab = engine->tab_count, .client = row,
		.records = { NONE32, NONE32 },
		.who = engine->person_count,
		.last_server = NONE16, .first_device = engine->device_count,
		.device = engine->device_count,
		.actor = trace_add_actor(engine->trace, ROLE_CLIENT, id, name, NONE16, row,
		    (uint16_t)member),
	};
	mark_attacker(engine, person->actor, client);
	for (uint32_t i = 1; i < client->tabs; i++)
		setup_tab(engine, engine->tab_count++, engine->person_count, i);
	for (uint32_t i = 0; i < client->device_count; i++)
		setup_device(engine, client, engine->person_count, id, name, i);
	engine->person_count++;
}

/* False when there are more actors than an event can name. */
static bool
setup_people(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	uint64_t persons = 0, devices = 0, tabs = 0, servers;

	for (uint32_t i = 0; i < scenario->client_count; i++) {
		CHECK(scenario->clients[i].device_count > 0);
		persons += scenario->clients[i].count;
		tabs += (uint64_t)scenario->clients[i].count *
		    (scenario->clients[i].tabs > 1 ? scenario->clients[i].tabs - 1 : 0);
		devices += (uint64_t)scenario->clients[i].count *
		    scenario->clients[i].device_count;
	}
	engine->server_room = scenario_server_room(scenario);
	if (engine->server_room > LIMIT_SERVERS)
		engine->server_room = LIMIT_SERVERS;
	servers = engine->server_room;
	servers = servers < SERVERS_USUAL ? SERVERS_USUAL : servers;
	if (persons + devices + servers + SETUP_NODES >= NONE16)
		return false;
	engine->person_room = (uint32_t)persons;
	if (scenario->load.on) {
		uint64_t room = (NONE16 - persons - devices - servers - SETUP_NODES) / 2;

		engine->person_room += (uint32_t)room;
		devices += room;
		engine->idle_persons = arena_array(&engine->arena, room, sizeof(uint32_t));
	}
	persons = engine->person_room;
	engine->tabs = arena_array(&engine->arena, persons + tabs + 1, sizeof(*engine->tabs));
	engine->tab_count = (uint32_t)persons;
	engine->persons = arena_array(&engine->arena, persons + 1, sizeof(*engine->persons));
	engine->devices = arena_array(&engine->arena, devices + 1, sizeof(*engine->devices));
	engine->device_room = (uint32_t)devices;
	engine->first_person = arena_array(&engine->arena, scenario->client_count + 1,
	    sizeof(uint32_t));
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		engine->first_person[i] = engine->person_count;
		for (uint32_t member = 0; member < scenario->clients[i].count; member++)
			setup_person(engine, (uint16_t)i, member);
	}
	/* those of the load come behind all others */
	if (scenario->load.on)
		engine->first_person[scenario->load.client] = engine->person_count;
	engine->persons_active = engine->scripted_count = engine->person_count;
	return true;
}

uint16_t
setup_place(struct engine *engine, enum role role, const char *id, uint16_t index)
{
	str_clear(&engine->buffer);
	cast_place_name(&engine->buffer, engine->scenario, role, index);
	return trace_add_actor(engine->trace, role, id, engine->buffer.text, NONE16, index, 0);
}

static void
setup_nodes(struct engine *engine)
{
	uint32_t count = engine->scenario->servers.count;

	CHECK(count > 0 && count <= LIMIT_SERVERS);
	engine->balancer = setup_place(engine, ROLE_BALANCER, "lb", 0);
	engine->lb = (struct balancer){ .up = true, .factor = 1, .crash = NONE32 };
	engine->set_words = (engine->server_room + 63) / 64;
	engine->servers = arena_array(&engine->arena, engine->server_room,
	    sizeof(*engine->servers));
	while (engine->server_count < count)
		fleet_add(engine);
	engine->store = (struct place_store){ .actor = NONE16, .up = true, .reachable = true,
		.factor = 1 };
	engine->database = engine->store;
	if (scenario_uses_place(engine->scenario, HOME_STORE))
		engine->store.actor = setup_place(engine, ROLE_STORE, "store", 0);
	engine->store.copies = engine->scenario->store.copies;
	engine->logs_tail = followers_lag(engine);
	if (scenario_uses_place(engine->scenario, HOME_DATABASE))
		engine->database.actor = setup_place(engine, ROLE_DATABASE, "db", 0);
}

static void
setup_user_items(struct engine *engine, uint32_t row)
{
	struct person *person = &engine->persons[row];
	struct item item = { .session = NONE32, .place = NONE16, .key = NONE16,
		.client = person->actor };

	person->user_items = engine->trace->item_count;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		item.piece = (uint16_t)piece;
		if (engine->user_pieces & 1u << piece)
			trace_add_item(engine->trace, item);
	}
}

static void
setup_device_items(struct engine *engine, uint32_t row)
{
	struct trace *trace = engine->trace;
	struct device *device = &engine->devices[row];
	struct item item = { .session = NONE32, .place = device->actor, .key = NONE16,
		.client = engine->persons[device->person].actor };

	item.piece = trace_extra_piece(trace, TRACE_PIECE_TICKET);
	device->ticket_item = trace_add_item(trace, item);
	item.piece = trace_extra_piece(trace, TRACE_PIECE_ROUTE);
	device->route_item = trace_add_item(trace, item);
}

void
setup_key_items(struct engine *engine, uint32_t server)
{
	struct item item = { .session = NONE32, .place = engine->servers[server].actor,
		.client = NONE16,
		.piece = trace_extra_piece(engine->trace, TRACE_PIECE_KEY) };

	engine->servers[server].first_key_item = engine->trace->item_count;
	for (uint32_t key = 0; key < engine->scenario->token.key_count; key++) {
		item.key = (uint16_t)key;
		trace_add_item(engine->trace, item);
	}
}

static void
setup_items(struct engine *engine)
{
	for (uint32_t i = 0; i < engine->person_count; i++)
		setup_user_items(engine, i);
	for (uint32_t i = 0; i < engine->device_count; i++)
		setup_device_items(engine, i);
	for (uint32_t i = 0; i < engine->server_count; i++)
		setup_key_items(engine, i);
}

/* Rows that the database has had since before the person's first request. */
static void
create_rows(struct engine *engine, uint32_t person)
{
	uint32_t mask = engine->user_pieces & engine->home_masks[HOME_DATABASE];

	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		struct event *event = engine_event(engine, EVENT_CREATE,
		    engine->database.actor, NONE16);
		uint32_t hold, text = engine->empty_texts[piece];

		if (!(mask & 1u << piece))
			continue;
		hold = hold_make(engine, engine->database.actor, HOME_DATABASE, true, person);
		event->home = HOME_DATABASE;
		event->item = item_of(engine, (uint16_t)piece, NONE32, person);
		event->version = item_next_version(engine, event->item, text);
		event->value = engine->scenario->pieces[piece].bytes;
		event->fields = engine_reason(engine, REASON_START);
		hold_put(engine, hold, (uint16_t)piece, event->version, text);
		engine_emit(engine, event, NULL);
	}
}

uint32_t
setup_visitor(struct engine *engine, uint16_t client)
{
	uint32_t row = engine->person_count, device = engine->device_count;

	if (row == engine->person_room)
		return NONE32;
	setup_person(engine, client, row - engine->scripted_count);
	setup_user_items(engine, row);
	setup_device_items(engine, device);
	keys_join(engine, row);
	if (engine->database.actor != NONE16)
		create_rows(engine, row);
	return row;
}

/* Timers that wait equally long share a lane; the one for "at once" is 0.  A kind of which one is
 * waiting at a time comes soon enough without one.  No number is left out: each costs a look. */
static void
setup_lanes(struct engine *engine)
{
	static const uint8_t client_hops[] = { TIMER_AT_BALANCER, TIMER_AT_DEVICE, TIMER_CLOSED };
	static const uint8_t inside_hops[] = { TIMER_AT_SERVER, TIMER_REPLY_AT_LB, TIMER_REFUSED,
		TIMER_BROKEN, TIMER_CALL_ARRIVES, TIMER_ANSWER, TIMER_CALL_REFUSED,
		TIMER_CLOSED_INSIDE };
	const struct scenario *scenario = engine->scenario;
	bool client_fixed = !law_is_random(&scenario->network.client);
	bool inside_fixed = !law_is_random(&scenario->network.inside);
	uint64_t client_ns = scenario->network.client.mean_ns;
	uint64_t inside_ns = scenario->network.inside.mean_ns;
	uint8_t next = 1, client = 0, inside = 0;

	if (client_fixed && client_ns > 0)
		client = next++;
	if (inside_fixed && inside_ns > 0)
		inside = client_fixed && inside_ns == client_ns ? client : next++;
	memset(engine->lanes, EVQ_NO_LANE, sizeof(engine->lanes));
	for (size_t i = 0; i < sizeof(client_hops) && client_fixed; i++)
		engine->lanes[client_hops[i]] = client;
	for (size_t i = 0; i < sizeof(inside_hops) && inside_fixed; i++)
		engine->lanes[inside_hops[i]] = inside;
	if (scenario->load.on && !law_is_random(&scenario->load.arrivals))
		engine->lanes[TIMER_ARRIVAL] = next++;
	if (!law_is_random(&scenario->store.latency))
		engine->lanes[TIMER_CALL_DONE] = next++;
	if (!law_is_random(&scenario->servers.service))
		engine->lanes[TIMER_WORK_END] = next++;
	engine->lanes[TIMER_EXPIRE] = next++; /* of what nobody has used since it was made */
	engine->lanes[TIMER_TIMEOUT] = next++;
}

void
engine_start(struct engine *engine)
{
	engine->phase = PHASE_FAULT;
	change_start(engine);
	setup_pieces(engine);
	plan_start(engine);
	setup_lanes(engine);
	if (!setup_people(engine)) {
		engine_stop_at_limit(engine, "people and devices");
		return;
	}
	ledger_start(engine);
	setup_nodes(engine);
	engine->ring = (1ull << engine->scenario->token.first_keys) - 1;
	queue_setup(engine);
	room_setup(engine);
	lock_setup(engine);
	setup_items(engine);
	fleet_start(engine);
	keys_start(engine);
	engine_stream(engine, &engine->place_prng, PURPOSE_PLACE, 0, 0);
	if (!engine->targets->decided)
		for (uint32_t i = 0; i < LIMIT_ACCIDENTS; i++) {
			engine->targets->server[i] = NONE16;
			engine->targets->at_ns[i] = UINT64_MAX;
		}
	deny_start(engine);
	for (uint32_t i = 0; i < engine->server_count; i++)
		server_restart(engine, i, NONE32);
	for (uint32_t i = 0; i < engine->person_count && engine->database.actor != NONE16; i++)
		create_rows(engine, i);
	engine->trace->lead = (uint32_t)engine->recorder.next;
	fault_start(engine);
	for (uint32_t i = 0; i < engine->person_count; i++)
		client_start(engine, i);
	load_start(engine);
}
