/* Digests of named scenarios, pinned in tests/digests.tsv: the same on all compilers and machines.
 *
 * A digest that differs means that the engine now tells another story: look at the difference
 * before you pin it anew with DIGESTS_UPDATE=1.
 */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE "tests/digests.tsv"

static const struct {
	const char *name, *keys;
} scenarios[] = {
	{ "shop", SCENARIO_SHOP },
	{ "crash", SCENARIO_SHOP
	    "faults: [{at: 1500ms, do: crash, node: holder-of ana}, {at: 2500ms, do: restart, "
	    "node: holder-of ana}]\nstop: {after: 5s}\n" },
	{ "store-down", SCENARIO_SHOP
	    "faults: [{at: 1500ms, do: store-down}, {at: 2500ms, do: store-up}]\n" },
	{ "crowd", "clients: {crowd: {count: 25, script: [login, add book], repeat: view cart, "
	    "think: {law: exponential, mean: 300ms}}}\n"
	    "servers: {service: {law: exponential, mean: 12ms}, while_waiting: free}\n"
	    "session: {on_miss: overwrite}\nstop: {requests: 3000}\n" },
	{ "laws", "clients: {crowd: {count: 9, script: [login], repeat: add pen, "
	    "think: {law: uniform, a: 10ms, b: 2s}}}\n"
	    "servers: {service: {law: bimodal, p: 0.8, s1: 2ms, s2: 90ms}}\n"
	    "store: {latency: {law: exponential, mean: 1ms}, write: field}\n"
	    "faults: [{at: 4s, do: crash, node: random}, {at: 6s, do: restart, node: random}]\n"
	    "stop: {after: 12s}\n" },
	{ "routes", "clients: {crowd: {count: 9, script: [login], repeat: add pen, "
	    "think: {law: exponential, mean: 100ms}}, office: {count: 5, network_group: office, "
	    "script: [login], repeat: view cart, every: 300ms}}\n"
	    "session: {idle: 2s}\nservers: {count: 5}\n"
	    "faults: [{at: 3s, do: crash, node: random}, {at: 5s, do: restart, node: random}, "
	    "{at: 7s, do: drain, node: s2, for: 1s}]\nstop: {after: 10s}\n"
	    "designs: {local: {balancer: {affinity: ip, map: modulo}}, sticky: {balancer: "
	    "{affinity: table}}, store: {balancer: {affinity: key, map: bounded}}, token: "
	    "{balancer: {affinity: key, map: rendezvous}}, carry: {balancer: {affinity: ip, "
	    "map: ring}}}\n" },
	{ "fleet", "clients: {crowd: {count: 12, script: [login, add book], repeat: view cart, "
	    "think: {law: exponential, mean: 100ms}}}\nservers: {workers: 4}\n"
	    "faults: [{at: 1s, do: scale-out, count: 2}, {at: 2s, do: deploy, order: random, "
	    "down: 200ms, pause: 100ms, surge: 1}, {at: 5s, do: scale-in, node: random}, "
	    "{at: 6s, do: blue-green}]\nstop: {after: 8s}\n"
	    "designs: {local: {balancer: {affinity: key, map: ring}}, sticky: {}, store: {}, "
	    "token: {}, carry: {}}\n" },
	{ "copies", "clients: {crowd: {count: 12, script: [login, add book], repeat: theme dark, "
	    "think: {law: exponential, mean: 150ms}}, ana: {every: 700ms, script: [login, add pen, "
	    "logout, login], repeat: view cart}}\n"
	    "session: {idle: 2s}\nservers: {count: 5, apply_copy: 2ms}\n"
	    "faults: [{at: 3s, do: crash, node: random}, {at: 5s, do: restart, node: random}, "
	    "{at: 7s, do: hang, node: s2}]\nstop: {after: 10s}\n"
	    "designs: {local: {base: backup, balancer: {affinity: none}}, sticky: {base: backup}, "
	    "store: {base: replica, session: {copy: async, copy_lag: 100ms}}, "
	    "token: {base: backup, session: {copies: 2}}, carry: {base: replica}}\n" },
	{ "store-full", "clients: {crowd: {count: 12, script: [login, add book & add pen], repeat: "
	    "add mug & view cart, think: {law: exponential, mean: 200ms}}}\n"
	    "servers: {workers: 3, service: {law: uniform, a: 1ms, b: 30ms}}\n"
	    "store: {capacity: 300/s, latency: {law: exponential, mean: 2ms}, lock: version, "
	    "memory: 18KiB, eviction: lru, copies: 1, copy_lag: 300ms}\n"
	    "faults: [{at: 4s, do: failover}]\nstop: {after: 6s}\n" },
	{ "store-locked", "clients: {crowd: {count: 12, script: [login, add book & add pen], "
	    "repeat: theme dark & checkout & view cart, every: 150ms, retry: {timeout: 200ms}}}\n"
	    "servers: {workers: 3}\nstate: {theme: {key: session}}\n"
	    "store: {capacity: 900/s, lock: exclusive, copies: 1, copy_lag: 30ms}\n"
	    "faults: [{at: 2s, do: crash, node: s1}, {at: 3s, do: crash, node: store}, "
	    "{at: 4s, do: failover}, {at: 4500ms, do: restart, node: s1}]\nstop: {after: 6s}\n" },
	{ "tokens", "clients: {ana: {script: [login, add book, keep cookies, add pen, put cookies "
	    "back, view cart, logout, view cart]}, crowd: {count: 6, script: [login], repeat: view "
	    "cart, think: {mean: 400ms}}, eve: {start: 900ms, relogin: off, script: [forge ana "
	    "none, view cart, forge ana HS256, view cart], repeat: view theme}}\n"
	    "token: {algorithm: RS256, check: header, ttl: 3s, refresh: sliding, leeway: 300ms}\n"
	    "faults: [{at: 1s, do: skew, node: s2, by: -1s}, {at: 1700ms, do: steal, of: ana}, "
	    "{at: 3s, do: revoke, client: crowd}, {at: 4s, do: rotate-key, overlap: 1s, except: "
	    "s3}, {at: 6s, do: expire, what: login, of: crowd-2}, {at: 7s, do: steal, what: key, "
	    "of: s1, by: eve}]\nstop: {after: 9s}\n" },
	{ "refresh-tokens", "clients: {ana: {script: [login, add book], repeat: view cart}, crowd: "
	    "{count: 6, script: [login], repeat: view cart, think: {mean: 400ms}}}\n"
	    "token: {ttl: 2s, refresh: rotate}\n"
	    "faults: [{at: 3s, do: steal, of: ana, what: cookies}, {at: 6s, do: revoke, client: "
	    "all}]\nstop: {after: 9s}\ndesigns: {local: {base: denylist, denylist: {check: poll, "
	    "every: 700ms}}, sticky: {base: denylist}, store: {base: denylist, denylist: {kind: "
	    "not-before}}, token: {}, carry: {}}\n" },
	{ "guards", "clients: {crowd: {count: 9, script: [login], repeat: pay, think: {mean: "
	    "300ms}, retry: {timeout: 60ms}}, whale: {weight: 9, script: [login], repeat: add "
	    "pen, think: {mean: 1s}, retry: {timeout: 40ms}}}\n"
	    "servers: {service: {law: exponential, mean: 12ms}}\n"
	    "network: {latency: 1ms, loss: {client: {reply: 10%}}, duplicate: 5%}\n"
	    "faults: [{at: 4s, do: crash, node: s1}, {at: 5s, do: restart, node: s1}]\n"
	    "stop: {after: 10s}\ndesigns: {local: {idempotency: {home: server, keep: 1s}}, "
	    "sticky: {idempotency: {home: store}}, store: {idempotency: {home: store}, limiter: "
	    "{home: store, limit: 9/s}}, token: {idempotency: {home: database}, limiter: {home: "
	    "server, limit: 9/s}}, carry: {idempotency: {home: store, keep: 2s}, limiter: {home: "
	    "server, limit: 100/m}}}\n" },
	{ "changes", "clients: {crowd: {count: 9, script: [login], repeat: add pen, think: {mean: "
	    "200ms}, retry: {timeout: 300ms}}}\nload: {arrivals: {rate: 5/s}, action: ping}\n"
	    "servers: {service: {law: exponential, mean: 12ms}}\n"
	    "faults: [{at: 1s, do: change, path: servers.service, to: {law: erlang, mean: 30ms, "
	    "k: 2}}, {at: 2s, do: drop, kind: reply, share: 20%, for: 1s}, {at: 3s, do: change, "
	    "path: load.arrivals.rate, to: 20/s}, {at: 4s, do: change, path: servers.workers, "
	    "to: 2}, {at: 5s, do: drop, kind: probe, count: 5}, {at: 6s, do: change, path: "
	    "session.idle, to: 700ms}, {at: 7s, do: change, path: network.loss, to: 2%}]\n"
	    "stop: {after: 9s}\n" },
	{ "accidents", "clients: {crowd: {count: 9, script: [login], repeat: add pen, think: "
	    "{mean: 200ms}, retry: {timeout: 300ms}}}\n"
	    "faults: [{every: {law: exponential, mean: 2s}, do: crash, node: random, for: {law: "
	    "exponential, mean: 700ms}}, {at: {between: [1s, 4s]}, do: slow, node: random, factor: "
	    "5, for: 1s}, {at: 5s, every: 900ms, do: cut, from: random, to: lb, for: 200ms}]\n"
	    "stop: {after: 9s}\n" },
};
static const char *const designs[] = { "local", "sticky", "store", "token", "carry" };
static const uint64_t seeds[] = { 1, 7 };

static void
add_row(struct str *table, size_t scenario, uint64_t seed, const char *design)
{
	struct run run = { 0 };
	char keys[2000];

	snprintf(keys, sizeof(keys), "seed: %" PRIu64 "\n%s", seed, scenarios[scenario].keys);
	run_begin_scenario(&run, scenario_read(&run.arena, keys, design, NULL), false);
	run_all(&run);
	str_printf(table, "%s\t%" PRIu64 "\t%s\t%016" PRIx64 "\n", scenarios[scenario].name, seed,
	    design, run.trace.digest);
	run_end(&run);
}

static void
digests__named_scenarios__as_pinned(void **state)
{
	struct str table = STR_INIT;
	size_t length;
	char *pinned;

	(void)state;
	str_add(&table, "scenario\tseed\tdesign\tdigest\n");
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		for (size_t j = 0; j < sizeof(seeds) / sizeof(seeds[0]); j++)
			for (size_t k = 0; k < sizeof(designs) / sizeof(designs[0]); k++)
				add_row(&table, i, seeds[j], designs[k]);
	if (getenv("DIGESTS_UPDATE") != NULL) {
		FILE *file = fopen(TABLE, "w");

		assert_non_null(file);
		assert_int_equal(fwrite(table.text, 1, table.length, file), table.length);
		assert_int_equal(fclose(file), 0);
	}
	pinned = test_read_file(TABLE, &length);
	assert_string_equal(table.text, pinned);
	free(pinned);
	str_release(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests__named_scenarios__as_pinned),
	};

	return cmocka_run_group_tests_name("digests", tests, NULL, NULL);
}
