/* Laws of the engine, on scenarios made at random from a seed, small ones first. */
#include "lib/assert.h"
#include "lib/gen.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/http.h"

static const char *const designs[] = { "local", "sticky", "backup", "replica", "store", "token",
	"carry", "odd", "listed", "asked" };
#define DESIGN_COUNT (sizeof(designs) / sizeof(designs[0]))

static const char *
pick(struct gen *gen, const char *const *words, size_t count)
{
	return words[gen_below(gen, count)];
}
#define PICK(gen, ...) \
	pick(gen, (const char *const[]){ __VA_ARGS__ }, \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static void
add_script(struct str *out, struct gen *gen, size_t steps)
{
	str_add(out, "script: [keep cookies");
	for (size_t i = 0; i <= steps; i++) {
		str_add(out, ", ");
		str_add(out, PICK(gen, "login", "add book", "add pen", "view cart", "view theme",
		    "theme dark", "checkout", "pay", "ping", "logout", "use b", "use a",
		    "clear cookies", "back", "add hat & add cap", "view cart & theme blue & pay",
		    "wait 300ms", "wait 5s", "keep cookies",
		    "put cookies back", "forge c0", "forge c0 none"));
	}
	str_add(out, "]");
}

static void
add_clients(struct str *out, struct gen *gen)
{
	size_t people = 1 + gen_size(gen, 4);

	str_add(out, "clients:\n");
	for (size_t i = 0; i < people; i++) {
		str_printf(out, "  c%u: {devices: [a, b], every: %s, start: %ums, relogin: %s, ",
		    (unsigned)i, PICK(gen, "7ms", "20ms", "100ms", "1s"),
		    (unsigned)gen_below(gen, 300), PICK(gen, "on", "off"));
		if (i > 0 && gen_below(gen, 4) == 0)
			str_printf(out, "count: %u, ", 1 + (unsigned)gen_below(gen, 4));
		if (gen_below(gen, 4) == 0)
			str_add(out, "think: {mean: 200ms}, ");
		if (gen_bool(gen))
			str_printf(out, "retry: {timeout: %s, backoff: %s}, ",
			    PICK(gen, "21ms", "80ms", "400ms"), PICK(gen, "1", "2"));
		if (gen_below(gen, 3) == 0)
			str_printf(out, "network_group: %s, ", PICK(gen, "home", "office"));
		if (gen_bool(gen))
			str_printf(out, "repeat: %s, ",
			    PICK(gen, "view cart", "ping", "add pen", "theme light"));
		add_script(out, gen, gen_size(gen, 9));
		str_add(out, "}\n");
	}
}

/* @: and where; =: and between what. */
static const char *const accidents[] = {
	"crash@", "restart@", "store-down", "store-up",
	"hang@", "cut=", "heal=", "slow, factor: 9@", "drain, for: 700ms@", "scale-in@",
	"failover", "crash, node: store", "restart, node: store",
	"scale-out, count: 2", "deploy, down: 200ms, pause: 90ms",
	"deploy, order: random, down: 30ms, surge: 1",
	"deploy, order: [s2, s1], surge: 2", "blue-green",
	"revoke, client: c0", "revoke, client: all", "expire, of: c0, what: login",
	"expire, of: all, what: cart", "steal, of: c0", "steal, of: c0, what: cookies",
	"steal, of: c0, what: refresh",
	"steal, of: s2, what: key", "rotate-key", "rotate-key, overlap: 1s",
	"rotate-key, except: s1", "skew, by: 3s@", "skew, by: -3s@",
	"crash, for: 300ms@", "hang, for: {law: exponential, mean: 200ms}@",
	"store-down, for: {law: uniform, a: 1ms, b: 900ms}",
	"slow, factor: 3, for: 1s@", "skew, by: 3s, for: 1s@", "cut, for: 500ms=",
	"drop, kind: reply, count: 3", "drop, kind: request, share: 30%, for: 1s",
	"drop, kind: call, share: 20%", "drop, kind: answer, count: 2",
	"drop, kind: probe, share: 50%, for: 2s", "drop, kind: copy, share: 50%",
	"hang, node: store", "hang, for: 400ms, node: store", "slow, factor: 7, node: store",
	"hang, for: {law: exponential, mean: 300ms}, node: db",
	"slow, factor: 3, for: 1s, node: db",
	"crash, node: lb", "restart, node: lb", "hang, node: lb", "slow, factor: 5, node: lb",
	"crash, for: 250ms, node: lb", "hang, for: 300ms, node: lb",
	"slow, factor: 20, for: 2s, node: lb",
	"cut, from: c0, to: lb", "heal, from: lb, to: c0", "cut, from: c0-b, to: lb",
	"cut, for: 350ms, from: c0, to: lb",
};

static const char *const settings[] = {
	"change, path: servers.workers, to: 3", "change, path: servers.workers, to: 1",
	"change, path: servers.while_waiting, to: free",
	"change, path: servers.while_waiting, to: held",
	"change, path: servers.service, to: {law: exponential, mean: 30ms}",
	"change, path: session.idle, to: 200ms", "change, path: store.write, to: field",
	"change, path: session.on_miss, to: overwrite",
	"change, path: store.capacity, to: 60/s",
	"change, path: store.latency, to: 0ms",
	"change, path: store.lock, to: version", "change, path: store.lock, to: none",
	"change, path: balancer.place, to: shared-queue",
	"change, path: balancer.on_dead, to: wait",
	"change, path: balancer.health.every, to: 30ms",
	"change, path: network.loss, to: 5%", "change, path: network.duplicate, to: 9%",
	"change, path: network.latency, to: 2ms",
	"change, path: network.latency.inside, to: {law: exponential, mean: 5ms}",
	"change, path: token.ttl, to: 1s",
	"change, path: clients.c0.think, to: {mean: 50ms}",
	"change, path: clients.c0.every, to: 11ms",
	"change, path: balancer.affinity, to: none",
	"change, path: balancer.affinity, to: cookie",
	"change, path: balancer.affinity, to: table",
	"change, path: balancer.affinity, to: ip}, {at: 4s, do: change, path: "
	"balancer.map, to: ring", "change, path: balancer.affinity, to: key}, {at: "
	"5s, do: change, path: balancer.map, to: bounded",
	"change, path: servers.memory, to: 4300B",
	"change, path: servers.memory, to: unlimited",
	"change, path: servers.eviction, to: refuse",
	"change, path: servers.eviction, to: lru",
	"change, path: servers.apply_copy, to: 7ms",
	"change, path: session.copies, to: 1", "change, path: session.copies, to: all",
	"change, path: session.copy, to: async",
	"change, path: store.memory, to: 5KiB",
	"change, path: store.memory, to: unlimited",
	"change, path: store.eviction, to: lru",
	"change, path: store.eviction, to: none",
	"change, path: store.eviction, to: refuse",
	"change, path: store.copies, to: 0", "change, path: store.copies, to: 3",
	"change, path: store.copy_lag, to: 0s", "change, path: store.copy_lag, to: 3s",
	"change, path: store.operations_per_request, to: 4",
	"change, path: token.check, to: header",
};

/* One of either, alike. */
static const char *
pick_fault(struct gen *gen)
{
	size_t count = sizeof(accidents) / sizeof(accidents[0]);
	size_t all = count + sizeof(settings) / sizeof(settings[0]);
	size_t pick = (size_t)gen_below(gen, all);

	return pick < count ? accidents[pick] : settings[pick - count];
}

static void
add_faults(struct str *out, struct gen *gen)
{
	size_t faults = gen_size(gen, 6);
	bool green = false;

	str_add(out, "faults: [");
	for (size_t i = 0; i < faults; i++) {
		const char *what = pick_fault(gen);
		int length;

		/* more than one could be more servers than there may be */
		if (strcmp(what, "blue-green") == 0 && green)
			what = "deploy";
		green |= strcmp(what, "blue-green") == 0;
		length = (int)strcspn(what, "@=");

		str_printf(out, gen_below(gen, 4) == 0
		    ? "%s{at: {between: [%ums, 6001ms]}, do: %.*s"
		    : "%s{at: %ums, do: %.*s", i > 0 ? ", " : "",
		    (unsigned)gen_below(gen, 6000), length, what);
		if (what[length] == '=')
			str_printf(out, ", from: %s, to: %s",
			    PICK(gen, "lb", "lb", "store", "db", "s1"),
			    PICK(gen, "s2", "s2", "random", "holder-of c0"));
		else if (what[length] == '@')
			str_printf(out, ", node: %s",
			    PICK(gen, "s1", "s2", "random", "holder-of c0"));
		str_add(out, "}");
	}
	str_add(out, "]\n");
}

/* A scenario as text; everything that this version can do comes up. */
static void
add_scenario(struct str *out, struct gen *gen)
{
	const char *lock = PICK(gen, "none", "version", "exclusive");
	/* A read from a cache takes no lock: the two are refused together. */
	const char *cache = strcmp(lock, "exclusive") == 0 ? "none" :
	    PICK(gen, "none", "{pieces: [theme], ttl: 900ms}",
	    "{pieces: [login, cart, theme], ttl: 300ms}");

	str_printf(out, "seed: %u\n", (unsigned)gen_below(gen, 1000));
	str_add(out, gen_bool(gen) ? "stop: {after: 8s}\n" : "stop: {requests: 40}\n");
	add_clients(out, gen);
	add_faults(out, gen);
	str_printf(out, "balancer: {on_dead: %s, health: {every: %s, rise: %u, fall: %u}}\n",
	    PICK(gen, "redispatch", "refuse", "wait"), PICK(gen, "100ms", "500ms"),
	    1 + (unsigned)gen_below(gen, 3), 1 + (unsigned)gen_below(gen, 3));
	str_printf(out, "servers: {count: %u, workers: %u, queue: %u, while_waiting: %s, "
	    "apply_copy: %s, memory: %s, cache: %s, service: {law: %s}}\n",
	    2 + (unsigned)gen_below(gen, 3),
	    1 + (unsigned)gen_below(gen, 2), (unsigned)gen_below(gen, 4),
	    PICK(gen, "held", "free"), PICK(gen, "0ms", "0ms", "2ms", "40ms"),
	    PICK(gen, "unlimited", "unlimited", "4300B", "4300B, eviction: refuse", "7KiB"),
	    cache, PICK(gen, "constant, mean: 10ms",
	    "exponential, mean: 10ms", "uniform, a: 1ms, b: 90ms",
	    "bimodal, p: 0.9, s1: 1ms, s2: 200ms"));
	str_printf(out, "session: {idle: %s, on_miss: %s, copy: %s}\n",
	    PICK(gen, "30m", "700ms", "2s"), PICK(gen, "reject", "overwrite", "keep"),
	    PICK(gen, "sync", "async", "async, copy_lag: 30ms", "async, copy_lag: 900ms"));
	str_printf(out, "store: {write: %s%s, lock: %s, eviction: %s%s%s, copies: 2, "
	    "copy_lag: %s}\n",
	    PICK(gen, "blob", "field"),
	    PICK(gen, "", ", operations_per_request: 1", ", operations_per_request: 3"),
	    lock, PICK(gen, "none", "lru", "refuse"),
	    PICK(gen, "", "", ", capacity: 300/s", ", capacity: 3000/s"),
	    PICK(gen, "", ", memory: 5KiB", ", memory: 20000"), PICK(gen, "0s", "20ms", "2s"));
	str_printf(out, "token: {ttl: %s, refresh: %s, check: %s, leeway: %s}\n",
	    PICK(gen, "15m", "2s"), PICK(gen, "none", "sliding", "rotate"),
	    PICK(gen, "strict", "header"),
	    PICK(gen, "0s", "1500ms"));
	str_printf(out, "network: {latency: {client: %s, inside: %s}%s}\n",
	    PICK(gen, "0ms", "10ms", "3ms", "{law: exponential, mean: 20ms}"),
	    PICK(gen, "0ms", "1ms", "{law: bimodal, p: 0.9, s1: 0ms, s2: 9ms}"),
	    PICK(gen, "", ", duplicate: 20%", ", loss: {client: {request: 10%, reply: 5%}, "
	    "inside: 10%}, duplicate: 10%"));
	str_printf(out, "designs: {local: {}, sticky: {}, backup: {}, replica: {}, store: {}, "
	    "token: {}, carry: {}, listed: {base: denylist, denylist: {check: poll, every: %s, "
	    "kind: %s}}, asked: {base: denylist, denylist: {kind: %s}}, odd: {base: %s, "
	    "session: {copies: %s}, "
	    "homes: {login: %s, cart: %s, theme: %s}, balancer: {affinity: %s, "
	    "place: %s}%s%s}}\n", PICK(gen, "500ms", "2s"),
	    PICK(gen, "ids", "not-before"), PICK(gen, "ids", "not-before"),
	    PICK(gen, "local", "store", "carry"),
	    PICK(gen, "all", "1", "2"),
	    PICK(gen, "server", "replica", "store", "token", "client", "database"),
	    PICK(gen, "server", "replica", "store", "token", "client", "database"),
	    PICK(gen, "server", "replica", "store", "token", "client", "database"),
	    PICK(gen, "none", "cookie", "table", "ip", "key", "ip, map: modulo",
	    "key, map: ring, virtual_nodes: 5", "ip, map: rendezvous",
	    "key, map: bounded, virtual_nodes: 5"),
	    PICK(gen, "round-robin", "random", "least-connections", "shared-queue"),
	    PICK(gen, "", ", idempotency: {home: server, keep: 300ms}",
	    ", idempotency: {home: store}", ", idempotency: {home: database, keep: 2s}"),
	    PICK(gen, "", ", limiter: {home: server, limit: 3/s}",
	    ", limiter: {home: store, limit: 9/s}"));
}

/* What is kept about requests is made once, used while it is there, and gone with its place. */
static void
check_guards(const struct run *run)
{
	const struct trace *trace = &run->trace;
	uint16_t first = trace_extra_piece(trace, TRACE_PIECE_REQUEST_KEY);
	uint16_t *places = malloc((trace->item_count + 1) * sizeof(*places));
	uint32_t copies = trace->scenario->store.copies;

	memset(places, 0xff, (trace->item_count + 1) * sizeof(*places));
	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];
		bool ends = event->kind == EVENT_CRASH || event->kind == EVENT_STOP;

		/* a store with copies keeps what it had, until it is started anew */
		copies -= trace_reason(trace, event) == REASON_FAILOVER;
		if (trace_reason(trace, event) == REASON_SETTING && strcmp(
		    trace->scenario->faults[event->value].path, "store.copies") == 0)
			copies = (uint32_t)strtoul(
			    trace->scenario->faults[event->value].value, NULL, 10);
		ends &= trace->actors[event->actor].role != ROLE_STORE || copies == 0;
		ends |= event->kind == EVENT_RESTART;

		for (uint32_t item = 0; item < trace->item_count && ends; item++)
			if (places[item] == event->actor)
				places[item] = NONE16;
		if (event->item == NONE32 || trace->items[event->item].piece < first)
			continue;
		assert_int_equal(places[event->item],
		    event->kind == EVENT_CREATE ? NONE16 : event->actor);
		places[event->item] = event->kind == EVENT_EXPIRE ||
		    event->kind == EVENT_EVICT ? NONE16 : event->actor;
	}
	free(places);
}

/* Every send is answered for at most once; every receive has its send; requests end one way. */
static void
check_trace(const struct run *run)
{
	const struct trace *trace = &run->trace;
	bool *ended = calloc(trace->event_count + 1, 1);

	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i], *pair;

		if (event->kind != EVENT_RECEIVE && event->kind != EVENT_REFUSE &&
		    event->kind != EVENT_LOSE)
			continue;
		if (event->pair == NONE32) {
			assert_int_not_equal(event->kind, EVENT_RECEIVE);
			continue;
		}
		pair = &trace->events[event->pair];
		assert_int_equal(pair->kind, EVENT_SEND);
		assert_int_equal(pair->value, event->at_ns);
		assert_false(ended[event->pair]);
		ended[event->pair] = true;
	}
	free(ended);
}

/* What a server reads in its own memory is what it holds there, and no copy makes that older. */
static void
check_memory(const struct run *run)
{
	const struct trace *trace = &run->trace;
	uint32_t *held = calloc((size_t)trace->item_count * trace->actor_count + 1,
	    sizeof(*held));

	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];
		uint16_t place = event->kind == EVENT_COPY ? event->other : event->actor;
		uint32_t *entry;

		if (event->kind == EVENT_CRASH || event->kind == EVENT_STOP)
			for (uint32_t item = 0; item < trace->item_count; item++)
				held[item * trace->actor_count + place] = 0;
		if (event->item == NONE32 || trace->actors[place].role != ROLE_SERVER ||
		    trace_event_place(trace, event) != event->actor)
			continue;
		entry = &held[event->item * trace->actor_count + place];
		if (event->kind == EVENT_READ)
			assert_int_equal(event->version, *entry);
		if (event->kind == EVENT_COPY)
			assert_true(event->version >= *entry);
		if (event->kind == EVENT_EVICT || event->kind == EVENT_EXPIRE)
			*entry = 0;
		else if (event->kind == EVENT_CREATE || event->kind == EVENT_WRITE ||
		    event->kind == EVENT_COPY)
			*entry = event->version;
	}
	free(held);
}

static void
any_scenario__any_design__no_invariant_breaks(void **state)
{
	(void)state;
	GEN_CASES(gen, 400) {
		struct str keys = STR_INIT;
		struct run run;

		add_scenario(&keys, &gen);
		run_watch(&run, keys.text, designs[gen_below(&gen, DESIGN_COUNT)]);
		assert_int_equal(run.status, ENGINE_DONE);
		check_trace(&run);
		check_memory(&run);
		check_guards(&run);
		run_end(&run);
		str_release(&keys);
	}
}

static uint64_t
digest_of(const char *keys, const char *design, bool keep, uint64_t slice)
{
	struct run run = { 0 };
	uint64_t digest;

	run_begin_scenario(&run, scenario_read(&run.arena, keys, design, NULL), keep);
	run.options.slice_events = slice;
	run_all(&run);
	digest = run.trace.digest;
	run_end(&run);
	return digest;
}

/* The window of a long run shows what the whole would have. */
static void
any_scenario__ring__newest_events_of_the_kept_run(void **state)
{
	(void)state;
	GEN_CASES(gen, 30) {
		const char *design = designs[gen_below(&gen, 6)];
		struct str keys = STR_INIT;
		struct run kept = { 0 }, ring = { 0 };
		uint64_t until;

		add_scenario(&keys, &gen);
		run_begin_scenario(&kept, scenario_read(&kept.arena, keys.text, design, NULL),
		    true);
		run_all(&kept);
		run_begin_scenario(&ring, scenario_read(&ring.arena, keys.text, design, NULL),
		    false);
		until = gen_bool(&gen) ? 0 : 1 + gen_below(&gen, kept.trace.event_count);
		if (gen_bool(&gen))
			ring.options.measures = NULL;
		ring.options.ring_events = 64;
		ring.options.ring_until = until;
		run_all(&ring);
		assert_int_equal(ring.trace.digest, kept.trace.digest);
		if (until == 0)
			until = kept.trace.event_count;
		assert_int_equal(ring.trace.ring_next, until);
		for (uint64_t i = 0; i < kept.trace.event_count; i++) {
			struct event event = kept.trace.events[i];
			const struct event *found = trace_ring_event(&ring.trace, i);

			assert_int_equal(found != NULL, i < until && i + 64 >= until);
			if (found == NULL)
				continue;
			/* What the digest leaves out is not there. */
			event.message = found->message;
			event.fields = found->fields;
			if (event_pair_is_filled_later(event.kind))
				event.pair = NONE32;
			assert_memory_equal(found, &event, sizeof(event));
		}
		run_end(&kept);
		run_end(&ring);
		str_release(&keys);
	}
}

/* Rows are let go of as soon as nothing names them: same story, same sums. */
static void
any_scenario__unkept_and_swept_often__same_digest_and_measures(void **state)
{
	(void)state;
	GEN_CASES(gen, 80) {
		const char *design = designs[gen_below(&gen, DESIGN_COUNT)];
		struct str keys = STR_INIT;
		struct run kept = { 0 }, swept = { 0 }, plain = { 0 };
		struct measures expected, found;

		add_scenario(&keys, &gen);
		run_begin_scenario(&kept, scenario_read(&kept.arena, keys.text, design, NULL),
		    true);
		run_all(&kept);
		run_begin_scenario(&swept, scenario_read(&swept.arena, keys.text, design, NULL),
		    false);
		swept.trace.sweep_min = 1;
		run_all(&swept);
		assert_int_equal(swept.trace.digest, kept.trace.digest);
		measures_of(&kept.trace, &expected);
		measures_fold_read(swept.fold, swept.trace.end_ns, &found);
		for (uint32_t row = 0; row < measure_row_count; row++) {
			if (expected.known[row] != found.known[row] ||
			    (found.known[row] && expected.value[row] < found.value[row]) ||
			    (found.known[row] && expected.value[row] > found.value[row]))
				fail_msg("%s: %f kept, %f swept\n%s", measure_rows[row].name,
				    expected.value[row], found.value[row], keys.text);
		}
		run_begin_scenario(&plain, scenario_read(&plain.arena, keys.text, design, NULL),
		    false);
		plain.trace.sweep_min = 1;
		plain.options.measures = NULL;
		run_all(&plain);
		assert_int_equal(plain.trace.digest, kept.trace.digest);
		run_end(&kept);
		run_end(&swept);
		run_end(&plain);
		str_release(&keys);
	}
}

static void
any_scenario__again_in_slices_or_unkept__same_digest(void **state)
{
	(void)state;
	GEN_CASES(gen, 120) {
		struct str keys = STR_INIT;
		const char *design = designs[gen_below(&gen, DESIGN_COUNT)];
		uint64_t digest;

		add_scenario(&keys, &gen);
		digest = digest_of(keys.text, design, true, 0);
		assert_int_equal(digest_of(keys.text, design, true, 0), digest);
		assert_int_equal(digest_of(keys.text, design, true, 1 + gen_below(&gen, 50)),
		    digest);
		assert_int_equal(digest_of(keys.text, design, false, 0), digest);
		str_release(&keys);
	}
}

static void
assert_same_measures(const struct measures *a, const struct measures *b)
{
	for (uint32_t i = 0; i < measure_row_count; i++) {
		assert_int_equal(a->known[i], b->known[i]);
		if (a->known[i])
			assert_same_double(a->value[i], b->value[i]);
	}
}

static void
any_scenario__measures_of_the_kept_trace__those_folded_on_the_way(void **state)
{
	(void)state;
	GEN_CASES(gen, 120) {
		struct str keys = STR_INIT;
		struct measures folded, again;
		const char *design;
		struct run run;

		add_scenario(&keys, &gen);
		design = designs[gen_below(&gen, DESIGN_COUNT)];
		run_begin(&run, keys.text, design);
		run_all(&run);
		measures_fold_read(run.fold, run.trace.end_ns, &folded);
		measures_of(&run.trace, &again);
		assert_same_measures(&folded, &again);
		run_end(&run);
		memset(&run, 0, sizeof(run));
		run_begin_scenario(&run, scenario_read(&run.arena, keys.text, design, NULL), false);
		run_all(&run);
		measures_fold_read(run.fold, run.trace.end_ns, &again);
		assert_same_measures(&folded, &again);
		run_end(&run);
		str_release(&keys);
	}
}

static void
begin_narrow(struct run *run, const char *keys, const char *design, uint64_t bandwidth, bool keep)
{
	struct scenario *scenario = arena_array(&run->arena, 1, sizeof(*scenario));

	*scenario = *scenario_read(&run->arena, keys, design, NULL);
	scenario->network.bandwidth_bytes = bandwidth;
	run_begin_scenario(run, scenario, keep);
}

/* Who asks for less gets the same: without digest, with measures of clients alone, with none. */
static void
any_scenario__less_is_asked_for__same_story_and_measures(void **state)
{
	(void)state;
	GEN_CASES(gen, 120) {
		const char *design = designs[gen_below(&gen, DESIGN_COUNT)];
		struct str keys = STR_INIT;
		uint64_t bandwidth = gen_below(&gen, 3) == 0 ? 100000 : SCENARIO_UNLIMITED;
		struct measures whole, found;
		struct run kept = { 0 };

		add_scenario(&keys, &gen);
		begin_narrow(&kept, keys.text, design, bandwidth, true);
		run_all(&kept);
		measures_fold_read(kept.fold, kept.trace.end_ns, &whole);
		for (int which = 0; which < 3; which++) {
			struct run less = { 0 };

			begin_narrow(&less, keys.text, design, bandwidth, false);
			less.options.no_digest = true;
			measures_fold_free(less.fold);
			less.fold = which == 0 ? measures_fold_new(&less.trace)
			    : measures_fold_new_of_clients(&less.trace);
			less.options.measures = which == 2 ? NULL : less.fold;
			run_all(&less);
			assert_true(less.trace.digest == 0);
			assert_true(less.trace.event_total == kept.trace.event_total);
			assert_true(less.trace.end_ns == kept.trace.end_ns);
			measures_fold_read(less.fold, less.trace.end_ns, &found);
			for (uint32_t row = 0; row < measure_row_count && which < 2; row++) {
				bool asked = which == 0 || measure_is_of_clients(row);

				assert_int_equal(found.known[row], asked && whole.known[row]);
				if (found.known[row])
					assert_same_double(found.value[row], whole.value[row]);
			}
			run_end(&less);
		}
		run_end(&kept);
		str_release(&keys);
	}
}

/* How long messages are is of no account, until they take time by their length. */
static void
bandwidth__limited_in_the_middle_and_no_digest_asked__same_times(void **state)
{
	static const char keys[] =
	    "clients: {ana: {script: [login], repeat: view cart, think: 7ms}}\n"
	    "stop: {after: 200ms}\n"
	    "faults: [{at: 51ms, do: change, path: network.bandwidth, to: 20000B}]\n";
	struct run whole = { 0 }, less = { 0 };

	(void)state;
	run_begin(&whole, keys, "store");
	run_all(&whole);
	run_begin_scenario(&less, scenario_read(&less.arena, keys, "store", NULL), false);
	less.options.no_digest = true;
	measures_fold_free(less.fold);
	less.options.measures = less.fold = measures_fold_new_of_clients(&less.trace);
	run_all(&less);
	assert_true(less.trace.event_total == whole.trace.event_total);
	assert_same_double(run_measure(&less, "time_ns.mean"), run_measure(&whole, "time_ns.mean"));
	assert_same_double(run_measure(&less, "time_ns.max"), run_measure(&whole, "time_ns.max"));
	run_end(&whole);
	run_end(&less);
}

static void
any_scenario__text_of_every_message__is_as_long_as_counted(void **state)
{
	(void)state;
	GEN_CASES(gen, 60) {
		struct str keys = STR_INIT, text = STR_INIT;
		struct run run;

		add_scenario(&keys, &gen);
		run_begin(&run, keys.text, designs[gen_below(&gen, DESIGN_COUNT)]);
		run_all(&run);
		for (uint32_t i = 0; i < run.trace.message_count && i < 200; i++) {
			str_clear(&text);
			http_text(&run.trace, &run.trace.messages[i], &text);
			assert_int_equal(text.length, run.trace.messages[i].wire_bytes);
		}
		run_end(&run);
		str_release(&keys);
		str_release(&text);
	}
}

/* ---- the two laws that are the lesson ---- */

static const char *const stateless[] = { "store", "token", "carry" };

/* What every client was answered, one client after the other; malloc'ed. */
static char *
all_answers(const struct run *run)
{
	struct str all = STR_INIT;

	for (uint32_t i = 0; i < run->trace.actor_count; i++) {
		char *answers;

		if (run->trace.actors[i].role != ROLE_CLIENT)
			continue;
		answers = run_answers(run, run->trace.actors[i].id);
		str_printf(&all, "%s\n%s", run->trace.actors[i].id, answers);
		free(answers);
	}
	return str_detach(&all);
}

/* One server at a time may die and come back within the run; nobody is in its hands. */
static void
stateless_fleet__any_placement__same_answers(void **state)
{
	static const char *const places[] = { "round-robin", "random", "least-connections" };

	(void)state;
	GEN_CASES(gen, 60) {
		struct str clients = STR_INIT;
		const char *base = stateless[gen_below(&gen, 3)];
		char *expected = NULL;

		add_clients(&clients, &gen);
		str_add(&clients, "stop: {after: 6s}\n");
		for (size_t i = 0; i < 9; i++) {
			static const char *const affinities[] = { "none", "none", "none", "cookie",
				"table", "key", "ip", "key, map: ring", "key, map: bounded" };
			struct str keys = STR_INIT;
			struct run run;
			char *answers;

			/* no queues: who waits may be answered after the end or not */
			str_printf(&keys, "%sservers: {workers: 100, count: %u}\ndesigns: {mine: "
			    "{base: %s, balancer: {place: %s, affinity: %s}}}\n", clients.text,
			    (unsigned)(2 + i % 3), base, places[i % 3],
			    affinities[i]);
			run_begin(&run, keys.text, "mine");
			run_all(&run);
			answers = all_answers(&run);
			if (expected == NULL)
				expected = answers;
			else
				assert_string_equal(answers, expected);
			if (answers != expected)
				free(answers);
			run_end(&run);
			str_release(&keys);
		}
		free(expected);
		str_release(&clients);
	}
}

static void
stateful_server__killed__exactly_its_sessions_are_lost(void **state)
{
	(void)state;
	GEN_CASES(gen, 60) {
		struct str keys = STR_INIT;
		unsigned victim = 1 + (unsigned)gen_below(&gen, 3);
		struct run run;
		uint32_t crash, homed = 0;
		char id[8];

		str_printf(&keys, "seed: %u\nclients: {crowd: {count: %u, script: [login], repeat: "
		    "view cart, relogin: off, think: {mean: 1s}}}\n"
		    "servers: {count: 3, workers: 50}\n"
		    "faults: [{at: 5s, do: crash, node: s%u}]\nstop: {after: 12s}\n"
		    "designs: {mine: {base: sticky, balancer: {place: random}}}\n",
		    (unsigned)gen_below(&gen, 1000), 1 + (unsigned)gen_size(&gen, 40), victim);
		run_watch(&run, keys.text, "mine");
		snprintf(id, sizeof(id), "s%u", victim);
		crash = run_find(&run, EVENT_CRASH, id, 0);
		for (uint32_t i = 0; i < crash; i++) {
			const struct event *event = run_event(&run, i);

			homed += event->kind == EVENT_CREATE &&
			    event->actor == trace_actor(&run.trace, id) &&
			    run.trace.items[event->item].piece == trace_piece(&run.trace, "login");
		}
		assert_near(run_measure(&run, "sessions_lost"), homed, 0);
		run_end(&run);
		str_release(&keys);
	}
}

static void
same_login__any_design__same_session_id(void **state)
{
	char expected[33] = "";

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct run run;
		char sid[33];

		run_begin(&run, SCENARIO_SHOP, designs[i]);
		run_all(&run);
		assert_true(run.trace.session_count >= 3);
		trace_sid(&run.trace, 0, sid);
		if (i == 0)
			memcpy(expected, sid, sizeof(expected));
		assert_string_equal(sid, expected);
		run_end(&run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_scenario__any_design__no_invariant_breaks),
		cmocka_unit_test(any_scenario__unkept_and_swept_often__same_digest_and_measures),
		cmocka_unit_test(any_scenario__ring__newest_events_of_the_kept_run),
		cmocka_unit_test(any_scenario__again_in_slices_or_unkept__same_digest),
		cmocka_unit_test(any_scenario__less_is_asked_for__same_story_and_measures),
		cmocka_unit_test(
		    bandwidth__limited_in_the_middle_and_no_digest_asked__same_times),
		cmocka_unit_test(any_scenario__measures_of_the_kept_trace__those_folded_on_the_way),
		cmocka_unit_test(any_scenario__text_of_every_message__is_as_long_as_counted),
		cmocka_unit_test(stateless_fleet__any_placement__same_answers),
		cmocka_unit_test(stateful_server__killed__exactly_its_sessions_are_lost),
		cmocka_unit_test(same_login__any_design__same_session_id),
	};

	return cmocka_run_group_tests_name("engine_law", tests, NULL, NULL);
}
