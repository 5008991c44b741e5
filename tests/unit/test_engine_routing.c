/* Where requests go that belong to somebody: the balancer's table, addresses, users, and the maps
 * of keys to servers. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>


static enum reason
reason_at(const struct run *run, uint32_t index)
{
	return trace_reason(&run->trace, run_event(run, index));
}

static const char *
server_of(const struct run *run, uint32_t event)
{
	return run->trace.actors[run_event(run, event)->other].id;
}

/* ---- the balancer's table ---- */

#define TABLE_DESIGN "designs: {mine: {base: sticky, balancer: {affinity: table}}}\n"

/* Ana logs in at s1: request 10 ms, inside 1, work 10, back 1: the balancer has it at 22 ms. */
static void
table__login__row_made_at_the_reply_and_found_by_the_next_request(void **state)
{
	struct run run;
	uint32_t create, route;

	(void)state;
	run_watch(&run, TABLE_DESIGN "clients: {ana: {script: [login, view cart]}, "
	    "bob: {start: 500ms, script: [login]}}", "mine");
	create = run_find(&run, EVENT_CREATE, "lb", 0);
	assert_int_equal(run_event(&run, create)->at_ns, 22000000);
	assert_int_equal(run_event(&run, create)->value, trace_actor(&run.trace, "s1"));
	assert_int_equal(run_event(&run, create)->session, 0);
	assert_int_equal(run.trace.items[run_event(&run, create)->item].piece,
	    trace_extra_piece(&run.trace, TRACE_PIECE_ROUTE));
	route = run_find(&run, EVENT_ROUTE, "lb", 2);
	assert_int_equal(run_event(&run, route)->at_ns, 1010000000);
	assert_int_equal(reason_at(&run, route), REASON_TABLE);
	assert_string_equal(server_of(&run, route), "s1");
	assert_int_equal(reason_at(&run, run_find(&run, EVENT_ROUTE, "lb", 1)), REASON_FREE);
	/* two rows of 32 digits and two letters; no cookie beside the session's */
	assert_near(run_measure(&run, "ram_bytes.balancer"), 68, 0);
	assert_near(run_measure(&run, "ram_bytes.client"), 64, 0);
	run_end(&run);
}

static void
table__server_down__row_names_the_next_one(void **state)
{
	struct run run;
	uint32_t write, moved;

	(void)state;
	run_watch(&run, TABLE_DESIGN "clients: {ana: {script: [login, view cart, view cart], "
	    "relogin: off}}\nfaults: [{at: 900ms, do: crash, node: s1}]", "mine");
	/* found out by the refusal: placed anew, and the row with it */
	assert_int_equal(run_count(&run, EVENT_REDISPATCH), 1);
	write = run_find(&run, EVENT_WRITE, "lb", 0);
	assert_int_equal(run_event(&run, write)->at_ns, 1012000000);
	assert_int_equal(run_event(&run, write)->version, 2);
	assert_int_equal(run_event(&run, write)->value, trace_actor(&run.trace, "s2"));
	moved = run_find(&run, EVENT_ROUTE, "lb", 2);
	assert_int_equal(reason_at(&run, moved), REASON_TABLE);
	assert_string_equal(server_of(&run, moved), "s2");
	run_end(&run);
}

/* Probes at 1000 and 1500 ms find the crash before she asks again. */
static void
table__server_believed_down__on_dead_decides(void **state)
{
	static const struct {
		const char *on_dead, *statuses;
	} rows[] = { { "redispatch", "200 401" }, { "refuse", "200 503" }, { "wait", "200 401" } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct run run;
		char keys[400], *statuses;

		snprintf(keys, sizeof(keys), "designs: {mine: {base: sticky, balancer: {affinity: "
		    "table, on_dead: %s}}}\nclients: {ana: {every: 2s, script: [login, view cart], "
		    "relogin: off}}\nfaults: [{at: 600ms, do: crash, node: s1}, {at: 3200ms, do: "
		    "restart, node: s1}]", rows[i].on_dead);
		run_watch(&run, keys, "mine");
		statuses = run_statuses(&run, "ana");
		assert_string_equal(statuses, rows[i].statuses);
		free(statuses);
		if (i == 0)
			assert_int_equal(reason_at(&run, run_find(&run, EVENT_ROUTE, "lb", 1)),
			    REASON_MOVED);
		else
			assert_int_equal(run_find(&run, EVENT_WRITE, "lb", 0), NONE32);
		if (i == 2) /* held until the probe at 3500 ms */
			assert_int_equal(run_event(&run, run_find(&run, EVENT_ROUTE, "lb",
			    1))->at_ns, 3500000000);
		run_end(&run);
	}
}

/* At most once a server: also when all are up again before a request that was refused is placed, as
 * one that waits for a worker may be. */
static void
refused__and_placed_when_all_are_up__goes_elsewhere(void **state)
{
	static const char *const places[] = { "random", "two-choices" };

	(void)state;
	for (unsigned i = 0; i < 2 * 16; i++) {
		char keys[700];
		struct run run;
		uint32_t placed;

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {ana: {script: [ping]}, bob: "
		    "{start: 5ms, script: [ping]}, cid: {start: 100ms, script: [ping]}}\n"
		    "servers: {count: 2, service: 3s}\n"
		    "designs: {mine: {base: local, balancer: {place: shared-queue}}}\n"
		    "faults: [{at: 12ms, do: crash, node: s1}, {at: 300ms, do: restart, node: s1}, "
		    "{at: 1s, do: change, path: balancer.place, to: %s}]\n", i / 2 + 1,
		    places[i % 2]);
		run_watch(&run, keys, "mine");
		placed = run_find(&run, EVENT_REDISPATCH, "lb", 0);
		assert_int_equal(run_event(&run, placed)->at_ns, 1000000000); /* s1 is up */
		assert_string_equal(server_of(&run, placed), "s2");
		run_end(&run);
	}
}

/* A logout does not end the row, only time does: last used by the logout's request at 1010 ms. */
static void
table__unused__expires_by_time_alone(void **state)
{
	struct run run;
	uint32_t expire;

	(void)state;
	run_watch(&run, TABLE_DESIGN "session: {idle: 2s}\nstop: {after: 5s}\n"
	    "clients: {ana: {script: [login, logout]}}", "mine");
	expire = run_find(&run, EVENT_EXPIRE, "lb", 0);
	assert_int_equal(run_event(&run, expire)->at_ns, 3010000000);
	assert_int_equal(run_find(&run, EVENT_EXPIRE, "lb", 1), NONE32);
	run_end(&run);
}

/* ---- whose key ---- */

/* Servers that requests of a client's devices went to: a bit each. */
static uint64_t
servers_of(const struct run *run, const char *client)
{
	uint16_t who = trace_actor(&run->trace, client);
	uint64_t servers = 0;

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = run_event(run, i);

		if (event->kind == EVENT_ROUTE &&
		    run->trace.requests[event->request].client == who)
			servers |= 1ull << run->trace.actors[event->other].index;
	}
	return servers;
}

static unsigned
count_bits(uint64_t bits)
{
	unsigned count = 0;

	for (; bits != 0; bits &= bits - 1)
		count++;
	return count;
}

#define DEVICES "clients: {ana: {devices: [a, b, c, d, e, f], script: [login, use b, login, " \
	"use c, login, use d, login, use e, login, use f, login]}}\n"

static void
key__one_user_on_six_devices__one_server(void **state)
{
	unsigned together = 0, apart = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 20; seed++) {
		struct run run;
		char keys[700];

		snprintf(keys, sizeof(keys), "seed: %u\n" DEVICES "designs: {user: {base: sticky, "
		    "balancer: {affinity: key}}, address: {base: sticky, balancer: {affinity: "
		    "ip}}}", seed);
		run_watch(&run, keys, "user");
		assert_int_equal(reason_at(&run, run_find(&run, EVENT_ROUTE, "lb", 0)),
		    REASON_KEY);
		together += count_bits(servers_of(&run, "ana"));
		run_end(&run);
		run_watch(&run, keys, "address");
		apart += count_bits(servers_of(&run, "ana"));
		run_end(&run);
	}
	assert_int_equal(together, 20);
	/* six addresses on three servers: 3 (1 - (2/3)^6) = 2.74 servers */
	assert_near(apart / 20.0, 2.737, 0.5);
}

static void
network_group__one_address__one_server_for_all(void **state)
{
	uint64_t met = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 20; seed++) {
		struct run run;
		char keys[600];
		uint64_t office;

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {zoe: {script: [ping]}, crowd: "
		    "{count: 9, network_group: office, script: [ping]}, home: {count: 9, script: "
		    "[ping]}, ana: {network_group: office, devices: [a, b], script: [ping, use b, "
		    "ping]}}\ndesigns: {mine: {base: sticky, balancer: {affinity: ip}}}", seed);
		run_watch(&run, keys, "mine");
		office = servers_of(&run, "ana");
		assert_int_equal(count_bits(office), 1);
		for (unsigned i = 1; i <= 9; i++) {
			char id[16];

			snprintf(id, sizeof(id), "crowd-%u", i);
			assert_int_equal(servers_of(&run, id), office);
		}
		met |= office;
		run_end(&run);
	}
	assert_int_equal(met, 7); /* the seed says which */
}

/* An office of nine is one key, nine homes are nine. */
static void
network_group__set_changes__counts_as_one_key(void **state)
{
	static const char *const groups[] = { "network_group: office, ", "" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		double moved = 0;

		for (unsigned seed = 1; seed <= 20; seed++) {
			struct run run;
			char keys[400];

			snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 9, "
			    "%sscript: [ping, ping, ping]}}\nservers: {count: 2}\nfaults: [{at: "
			    "1500ms, do: scale-out, count: 2}]\ndesigns: {mine: {base: sticky, "
			    "balancer: {affinity: ip}}}", seed, groups[i]);
			run_watch(&run, keys, "mine");
			moved += run_measure(&run, "remapped");
			run_end(&run);
		}
		/* half of the keys move: of one or of nine, in twenty runs */
		assert_near(moved, i == 0 ? 10 : 90, i == 0 ? 4 * 2.24 : 4 * 6.71);
	}
}

/* ---- the maps ---- */

static const char *const maps[] = { "modulo", "ring", "rendezvous", "bounded" };

static void
map__left_out__is_modulo(void **state)
{
	uint64_t digests[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run run;
		char keys[400];

		snprintf(keys, sizeof(keys), "clients: {crowd: {count: 20, script: [login, add "
		    "book]}}\ndesigns: {mine: {base: sticky, balancer: {affinity: key%s}}}",
		    i == 0 ? "" : ", map: modulo");
		run_begin(&run, keys, "mine");
		run_all(&run);
		digests[i] = run.trace.digest;
		run_end(&run);
	}
	assert_int_equal(digests[0], digests[1]);
}

/* Where client `crowd-i` went with its request nearest before `at_ns`; NONE16. */
static uint16_t
went_to(const struct run *run, const char *id, uint64_t at_ns)
{
	uint16_t who = trace_actor(&run->trace, id), server = NONE16;

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = run_event(run, i);

		if (event->kind == EVENT_ROUTE && event->at_ns <= at_ns &&
		    run->trace.requests[event->request].client == who)
			server = event->other;
	}
	return server;
}

#define MOVERS 200

/* Keys that lead elsewhere when s2 is believed down, counted from the requests themselves, against
 * the measure; a ring and the highest weight move those of s2 alone, modulo nearly all. */
static void
map__server_down_and_up__moves_what_it_must_and_back(void **state)
{
	(void)state;
	for (size_t map = 0; map < 3; map++) {
		struct run run;
		unsigned moved = 0, others = 0, owned = 0;
		char keys[600];

		snprintf(keys, sizeof(keys), "clients: {crowd: {count: %d, every: 3s, script: "
		    "[ping, ping, ping]}}\nservers: {count: 4, workers: 500}\n"
		    "faults: [{at: 1s, do: crash, node: s2}, {at: 4s, do: restart, node: s2}]\n"
		    "designs: {mine: {base: sticky, balancer: {affinity: key, map: %s}}}",
		    MOVERS, maps[map]);
		run_watch(&run, keys, "mine");
		for (unsigned i = 1; i <= MOVERS; i++) {
			uint16_t first, second;
			char id[16];

			snprintf(id, sizeof(id), "crowd-%u", i);
			first = went_to(&run, id, 1000000000);
			second = went_to(&run, id, 3500000000);
			owned += first == trace_actor(&run.trace, "s2");
			moved += first != second;
			others += first != second && first != trace_actor(&run.trace, "s2");
			assert_int_equal(went_to(&run, id, 9000000000), first);
		}
		assert_true(owned > 0);
		if (map > 0) {
			assert_int_equal(others, 0);
			assert_int_equal(moved, owned);
		} else {
			assert_near(moved, MOVERS * 0.75, 4 * 6.13);
		}
		/* away and back */
		assert_near(run_measure(&run, "remapped"), 2 * moved, 0);
		run_end(&run);
	}
}

/* The keys of a server that drains move, and are back when it is over. */
static void
map__drain__keys_move_for_its_time(void **state)
{
	struct run run;
	uint32_t change;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 60, every: 1s, script: [ping, ping, ping]}}\n"
	    "servers: {workers: 100}\nfaults: [{at: 500ms, do: drain, node: s2, for: 1s}]\n"
	    "designs: {mine: {base: sticky, balancer: {affinity: key, map: ring}}}", "mine");
	change = run_find(&run, EVENT_CHANGE, "lb", 0);
	assert_int_equal(reason_at(&run, change), REASON_REMAPPED);
	assert_int_equal(run_event(&run, change)->at_ns, 500000000);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_CHANGE, "lb", 1))->at_ns,
	    1500000000);
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		const struct event *event = run_event(&run, i);

		if (event->kind == EVENT_ROUTE && event->at_ns > 500000000 &&
		    event->at_ns < 1500000000)
			assert_string_not_equal(server_of(&run, i), "s2");
	}
	run_end(&run);
}

/* No server is given a request beyond 1.25 times the mean load, rounded up; and keys stay where the
 * ring has them while it has room. */
static void
map__bounded__never_more_than_its_share(void **state)
{
	struct run run;
	unsigned under_way[4] = { 0 }, all = 0, passed = 0;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 60, every: 30ms, repeat: ping}}\n"
	    "servers: {count: 4, workers: 4}\nstop: {after: 1s}\n"
	    "designs: {mine: {base: sticky, balancer: {affinity: key, map: bounded, "
	    "virtual_nodes: 3}}, ring: {base: sticky, balancer: {affinity: key, map: ring, "
	    "virtual_nodes: 3}}}", "mine");
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		const struct event *event = run_event(&run, i);

		if (event->kind == EVENT_ROUTE) {
			unsigned server = run.trace.actors[event->other].index;

			under_way[server]++;
			all++;
			/* ceil(5/4 all/4) */
			assert_true(under_way[server] <= (5 * all + 15) / 16);
			passed += went_to(&run, run.trace.actors[run.trace.requests
			    [event->request].client].id, event->at_ns - 1) != event->other;
		} else if (event->kind == EVENT_RECEIVE &&
		    event->actor == trace_actor(&run.trace, "lb") &&
		    run.trace.actors[event->other].role == ROLE_SERVER) {
			under_way[run.trace.actors[event->other].index]--;
			all--;
		}
	}
	assert_true(passed > 60);
	run_end(&run);
}

/* The map is over servers believed up: `wait` holds the request that met the dead one. */
static void
map__wait__only_who_was_refused_is_held(void **state)
{
	struct run run;
	char *statuses;

	(void)state;
	/* her server is s1, s2 or s3: it crashes; the refused one is held until it is back */
	run_watch(&run, "clients: {ana: {every: 1s, script: [ping, ping, ping]}}\n"
	    "faults: [{at: 900ms, do: crash, node: holder-of ana}, {at: 2s, do: restart, node: "
	    "holder-of ana}]\ndesigns: {mine: {base: sticky, balancer: {affinity: key, "
	    "on_dead: wait}}}", "mine");
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 200 200");
	assert_int_equal(reason_at(&run, run_find(&run, EVENT_ROUTE, "lb", 2)), REASON_WAITING);
	free(statuses);
	run_end(&run);
}

static void
routing__every_choice__is_said_plainly(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TABLE_DESIGN "clients: {ana: {script: [login, view cart, view cart]}}\n"
	    "faults: [{at: 1500ms, do: crash, node: s1}]\nbalancer: {health: {fall: 1}}", "mine");
	assert_said(&run, run_find(&run, EVENT_CREATE, "lb", 0),
	    "The balancer notes in its table that session ab2 goes to s1.");
	assert_said(&run, run_find(&run, EVENT_ROUTE, "lb", 1),
	    "The balancer finds in its table that session ab2 goes to s1.");
	assert_said(&run, run_find(&run, EVENT_ROUTE, "lb", 2), "The balancer finds in its table "
	    "that session ab2 goes to s1, which is down, and chooses s2.");
	assert_said(&run, run_find(&run, EVENT_WRITE, "lb", 0),
	    "The balancer notes in its table that session ab2 now goes to s2.");
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [ping]}, bob: {start: 100ms, network_group: "
	    "office, script: [ping]}}\nservers: {count: 1}\ndesigns: {mine: {base: sticky, "
	    "balancer: {affinity: ip, map: ring}}}", "mine");
	assert_said(&run, run_find(&run, EVENT_ROUTE, "lb", 0),
	    "The balancer maps the address of Ana by the ring to s1.");
	assert_said(&run, run_find(&run, EVENT_ROUTE, "lb", 1),
	    "The balancer maps the address that Bob shares in office by the ring to s1.");
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table__login__row_made_at_the_reply_and_found_by_the_next_request),
		cmocka_unit_test(table__server_down__row_names_the_next_one),
		cmocka_unit_test(table__server_believed_down__on_dead_decides),
		cmocka_unit_test(refused__and_placed_when_all_are_up__goes_elsewhere),
		cmocka_unit_test(table__unused__expires_by_time_alone),
		cmocka_unit_test(key__one_user_on_six_devices__one_server),
		cmocka_unit_test(network_group__one_address__one_server_for_all),
		cmocka_unit_test(network_group__set_changes__counts_as_one_key),
		cmocka_unit_test(map__left_out__is_modulo),
		cmocka_unit_test(map__server_down_and_up__moves_what_it_must_and_back),
		cmocka_unit_test(map__drain__keys_move_for_its_time),
		cmocka_unit_test(map__bounded__never_more_than_its_share),
		cmocka_unit_test(routing__every_choice__is_said_plainly),
		cmocka_unit_test(map__wait__only_who_was_refused_is_held),
	};

	return cmocka_run_group_tests_name("engine_routing", tests, NULL, NULL);
}
