/* The short and the steady way of the engine against the way of every run: the same scenarios. */
#include "lib/assert.h"
#include "lib/gen.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <string.h>

#include "engine/inside.h"

static const char *
pick(struct gen *gen, const char *const *words, size_t count)
{
	return words[gen_below(gen, count)];
}
#define PICK(gen, ...) \
	pick(gen, (const char *const[]){ __VA_ARGS__ }, \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static void
add_clients(struct str *out, struct gen *gen)
{
	size_t people = 1 + gen_size(gen, 4);

	str_add(out, "clients:\n");
	for (size_t i = 0; i < people; i++) {
		str_printf(out, "  c%u: {devices: [a, b], every: %s, start: %ums, relogin: %s, "
		    "count: %u, ", (unsigned)i, PICK(gen, "7ms", "20ms", "1s"),
		    (unsigned)gen_below(gen, 300), PICK(gen, "on", "off"),
		    1 + (unsigned)gen_below(gen, 4));
		if (gen_bool(gen))
			str_printf(out, "think: {law: %s}, ", PICK(gen, "exponential, mean: 40ms",
			    "constant, mean: 10ms", "uniform, a: 0ms, b: 30ms"));
		str_printf(out, "repeat: %s, script: [login",
		    PICK(gen, "view cart", "ping", "add pen", "theme light", "view theme",
		    "look", "mark", "knock"));
		for (size_t step = gen_size(gen, 9); step > 0; step--)
			str_printf(out, ", %s", PICK(gen, "login", "add book", "add pen",
			    "view cart", "view theme", "theme dark", "checkout", "pay", "ping",
			    "logout", "look", "mark", "knock", "use b", "use a",
			    "clear cookies", "back",
			    "add hat & add cap", "view cart & theme blue & pay", "wait 300ms"));
		str_add(out, "]}\n");
	}
}

/* works: the servers' work takes time, so that they can be taken for a share of it */
static void
add_load(struct str *out, struct gen *gen, bool works)
{
	str_printf(out, "load: {arrivals: {law: %s}, requests_per_session: {law: %s}, "
	    "think: {law: %s}, action: %s%s}\n",
	    PICK(gen, works ? "exponential, utilisation: 0.8" : "exponential, rate: 300/s",
	    "exponential, rate: 90/s", "constant, rate: 20/s"),
	    PICK(gen, "constant, mean: 1", "geometric, mean: 4"),
	    PICK(gen, "exponential, mean: 70ms", "constant, mean: 0ms"),
	    PICK(gen, "ping", "view cart", "view theme", "look", "mark", "knock"),
	    PICK(gen, "", ", writes: 30%"));
}

/* A scenario as text, of those that may go the short way. */
static void
add_scenario(struct str *out, struct gen *gen)
{
	unsigned crowd = (unsigned)gen_below(gen, 3);
	const char *work = PICK(gen, "constant, mean: 10ms", "constant, mean: 0ms",
	    "exponential, mean: 10ms", "uniform, a: 1ms, b: 40ms",
	    "bimodal, p: 0.9, s1: 1ms, s2: 50ms");

	str_printf(out, "seed: %u\nactions: {look: {path: /look, needs: none, reads: [cart]}, "
	    "mark: {method: POST, path: /mark, writes: [theme]}, knock: {path: /knock}}\n",
	    (unsigned)gen_below(gen, 1000));
	str_add(out, gen_bool(gen) ? "stop: {after: 4s}\n" : "stop: {requests: 300}\n");
	if (crowd != 0)
		add_clients(out, gen);
	if (crowd != 1)
		add_load(out, gen, strstr(work, " 0ms") == NULL);
	if (gen_bool(gen))
		str_printf(out, "warmup: %s\n", PICK(gen, "{after: 400ms}", "{requests: 20}"));
	str_printf(out, "servers: {count: %u, workers: %u, queue: %s, while_waiting: %s, "
	    "service: {law: %s}}\n", 1 + (unsigned)gen_below(gen, 4),
	    1 + (unsigned)gen_below(gen, 4), PICK(gen, "0", "3", "unlimited"),
	    PICK(gen, "held", "free"), work);
	str_printf(out, "session: {idle: %s, on_miss: %s}\n", PICK(gen, "30m", "200ms", "2s"),
	    PICK(gen, "reject", "overwrite", "keep"));
	str_printf(out, "store: {write: %s%s%s, latency: {law: %s}}\n", PICK(gen, "blob", "field"),
	    PICK(gen, "", ", operations_per_request: 1", ", operations_per_request: 3"),
	    PICK(gen, "", ", capacity: 300/s"), PICK(gen, "constant, mean: 1ms",
	    "constant, mean: 0ms", "exponential, mean: 2ms"));
	str_printf(out, "network: {latency: {client: %s, inside: %s}}\n",
	    PICK(gen, "0ms", "10ms", "1ms"), PICK(gen, "0ms", "1ms"));
	str_printf(out, "designs: {local: {}, sticky: {}, store: {}, "
	    "odd: {base: store, homes: {login: %s, cart: %s, theme: %s}, "
	    "balancer: {affinity: %s, place: %s}}}\n",
	    PICK(gen, "server", "store", "database"), PICK(gen, "server", "store", "database"),
	    PICK(gen, "server", "store", "database"),
	    PICK(gen, "none", "cookie", "table", "ip", "key", "ip, map: modulo",
	    "key, map: ring, virtual_nodes: 5", "ip, map: rendezvous",
	    "key, map: bounded, virtual_nodes: 5"),
	    PICK(gen, "round-robin", "random", "least-connections", "two-choices",
	    "shared-queue"));
}

/* What a run leaves behind that a later moment could depend on. */
static void
assert_same_end(const struct run *a, const struct run *b)
{
	const struct engine *x = a->engine, *y = b->engine;

	assert_int_equal(a->status, b->status);
	assert_true(a->trace.event_total == b->trace.event_total);
	assert_true(a->trace.end_ns == b->trace.end_ns);
	assert_int_equal(a->trace.complete, b->trace.complete);
	assert_true(a->trace.request_rows.next == b->trace.request_rows.next);
	assert_true(a->trace.session_rows.next == b->trace.session_rows.next);
	if (a->status == ENGINE_LIMIT)
		return; /* the event that was one too many ends the two in the middle of a turn */
	assert_true(x->now_ns == y->now_ns && x->alive == y->alive);
	assert_true(x->begun == y->begun && x->ok == y->ok && x->failed == y->failed);
	assert_true(x->queue.births == y->queue.births);
	assert_int_equal(evq_size(&x->queue), evq_size(&y->queue));
	assert_true(x->trips_used == y->trips_used && x->trip_count == y->trip_count);
	assert_true(x->holds_used == y->holds_used && x->turn == y->turn);
	assert_memory_equal(&x->place_prng, &y->place_prng, sizeof(x->place_prng));
	assert_memory_equal(&x->arrival_prng, &y->arrival_prng, sizeof(x->arrival_prng));
}

static void
begin(struct run *run, const char *keys, const char *design, bool measured)
{
	memset(run, 0, sizeof(*run));
	run_begin_scenario(run, scenario_read(&run->arena, keys, design, NULL), false);
	run->options.no_digest = true;
	measures_fold_free(run->fold);
	run->fold = measures_fold_new_of_clients(&run->trace);
	run->options.measures = measured ? run->fold : NULL;
}

static void
assert_same_measures(const struct run *a, const struct run *b)
{
	struct measures x, y;

	measures_fold_read(a->fold, a->trace.end_ns, &x);
	measures_fold_read(b->fold, b->trace.end_ns, &y);
	for (uint32_t row = 0; row < measure_row_count; row++) {
		assert_int_equal(x.known[row], y.known[row]);
		if (x.known[row])
			assert_same_double(x.value[row], y.value[row]);
	}
}

/* Bit for bit: times, counts, streams, what is left in the queue; in one go and in slices. */
static void
any_scenario__the_short_way_or_the_long__same_run(void **state)
{
	static const char *const designs[] = { "local", "sticky", "store", "odd", "odd" };

	(void)state;
	GEN_CASES(gen, 400) {
		const char *design = designs[gen_below(&gen, 5)];
		bool measured = gen_below(&gen, 4) != 0;
		struct str keys = STR_INIT;
		struct run brief, whole, sliced;

		add_scenario(&keys, &gen);
		begin(&brief, keys.text, design, measured);
		run_all(&brief);
		assert_true(brief.engine->is_short);
		begin(&whole, keys.text, design, measured);
		whole.options.long_way = true;
		run_all(&whole);
		assert_false(whole.engine->is_short);
		assert_same_end(&brief, &whole);
		assert_same_measures(&brief, &whole);
		begin(&sliced, keys.text, design, measured);
		sliced.options.slice_events = 1 + gen_below(&gen, 50);
		run_all(&sliced);
		assert_same_end(&sliced, &whole);
		assert_same_measures(&sliced, &whole);
		run_end(&brief);
		run_end(&whole);
		run_end(&sliced);
		str_release(&keys);
	}
}

/* All that can be asked: digest, every measure, at times the newest events too. */
static void
begin_whole(struct run *run, const char *keys, const char *design, bool measured, uint32_t ring)
{
	memset(run, 0, sizeof(*run));
	run_begin_scenario(run, scenario_read(&run->arena, keys, design, NULL), false);
	run->options.measures = measured ? run->fold : NULL;
	run->options.ring_events = ring;
}

static void
assert_same_ring(const struct trace *a, const struct trace *b)
{
	assert_int_equal(a->ring_room, b->ring_room);
	assert_true(a->ring_next == b->ring_next);
	if (a->ring_room > 0 && a->ring_next > 0)
		assert_memory_equal(trace_ring_event(a, a->ring_next - 1),
		    trace_ring_event(b, b->ring_next - 1), sizeof(struct event));
}

static void
any_scenario__the_steady_way_or_the_long__same_digest_measures_and_ring(void **state)
{
	static const char *const designs[] = { "local", "sticky", "store", "odd", "odd" };

	(void)state;
	GEN_CASES(gen, 300) {
		const char *design = designs[gen_below(&gen, 5)];
		bool measured = gen_below(&gen, 4) != 0;
		uint32_t ring = gen_bool(&gen) ? 64 : 0;
		bool digested = !measured || gen_below(&gen, 4) != 0;
		struct str keys = STR_INIT;
		struct run steady, whole;

		add_scenario(&keys, &gen);
		begin_whole(&steady, keys.text, design, measured, ring);
		steady.options.no_digest = !digested;
		steady.options.slice_events = gen_bool(&gen) ? 1 + gen_below(&gen, 50) : 0;
		run_all(&steady);
		assert_true(steady.engine->is_steady && !steady.engine->is_short);
		assert_int_equal(steady.engine->told != NULL, measured && ring == 0);
		assert_int_equal(steady.engine->counts_requests, ring == 0);
		assert_int_equal(steady.trace.digest != 0, digested);
		begin_whole(&whole, keys.text, design, measured, ring);
		whole.options.long_way = true;
		whole.options.no_digest = !digested;
		run_all(&whole);
		assert_false(whole.engine->is_steady);
		assert_same_end(&steady, &whole);
		assert_true(steady.trace.digest == whole.trace.digest);
		assert_same_measures(&steady, &whole);
		assert_same_ring(&steady.trace, &whole.trace);
		run_end(&steady);
		run_end(&whole);
		str_release(&keys);
	}
}

/* After every event all pools are as they must be. */
static void
any_scenario__the_short_way_event_by_event__no_invariant_breaks(void **state)
{
	(void)state;
	GEN_CASES(gen, 40) {
		struct str keys = STR_INIT;
		struct run run;

		add_scenario(&keys, &gen);
		begin(&run, keys.text, "odd", true);
		run_checked(&run);
		assert_true(run.engine->is_short);
		run_end(&run);
		str_release(&keys);
	}
}

static bool
goes_short(const char *more, const char *design)
{
	char keys[900];
	struct run run;
	bool is_short;

	snprintf(keys, sizeof(keys), "stop: {after: 3s}\nclients: {ana: {repeat: view cart, "
	    "script: [login, add pen], every: 50ms%s}}\n%s",
	    more[0] == ',' ? more : "", more[0] == ',' ? "" : more);
	begin(&run, keys, design, true);
	run_all(&run);
	is_short = run.engine->is_short;
	assert_int_equal(run.engine->is_steady, is_short); /* closed by the same things */
	run_end(&run);
	return is_short;
}

/* Whatever the short way has forgotten keeps a run off it. */
static void
a_run__with_something_that_is_rare__goes_the_long_way(void **state)
{
	static const char *const rare[] = {
		"network: {loss: 1%}\n", "network: {duplicate: 1%}\n",
		"network: {bandwidth: 1MiB}\n", ", retry: {timeout: 900ms}",
		", retry: {timeout: 900ms, key: off}",
		"faults: [{at: 1s, do: crash, node: s1}]\n",
		"faults: [{at: 1s, do: change, path: servers.workers, to: 2}]\n",
		"servers: {cache: {pieces: [cart], ttl: 1s}}\n",
		"store: {lock: version}\n", "store: {lock: exclusive}\n",
		"store: {memory: 1MiB}\n", "store: {memory: 1MiB, eviction: lru}\n",
		"store: {copies: 1, copy_lag: 5ms}\n",
		"designs: {store: {limiter: {home: server, limit: 3/s}}}\n",
		"designs: {store: {limiter: {home: store, limit: 3/s}}}\n",
		"designs: {store: {idempotency: {home: store}}}\n",
	};

	(void)state;
	assert_true(goes_short("", "store"));
	assert_true(goes_short("", "sticky"));
	for (size_t i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		if (goes_short(rare[i], "store"))
			fail_msg("on the short way: %s", rare[i]);
	assert_false(goes_short("servers: {memory: 1MiB}\n", "sticky"));
	assert_false(goes_short("", "replica"));
	assert_false(goes_short("", "token"));
	assert_false(goes_short("", "carry"));
	assert_false(goes_short("", "denylist"));
}

/* Who reads more than times of requests gets every event made. */
static void
a_run__that_somebody_reads__goes_the_long_way(void **state)
{
	static const char keys[] = "stop: {after: 1s}\nclients: {ana: {script: [login], "
	    "repeat: view cart, every: 50ms}}\n";

	(void)state;
	for (int which = 0; which < 4; which++) {
		struct run run;

		begin(&run, keys, "store", true);
		run.options.keep = which == 0;
		run.options.no_digest = which != 1;
		run.options.ring_events = which == 2 ? 100 : 0;
		measures_fold_free(run.fold);
		run.fold = which == 3 ? measures_fold_new(&run.trace)
		    : measures_fold_new_of_clients(&run.trace);
		run.options.measures = run.fold;
		run_all(&run);
		assert_false(run.engine->is_short);
		assert_int_equal(run.engine->is_steady, which != 0); /* all but a kept one */
		run_end(&run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_scenario__the_short_way_or_the_long__same_run),
		cmocka_unit_test(
		    any_scenario__the_steady_way_or_the_long__same_digest_measures_and_ring),
		cmocka_unit_test(any_scenario__the_short_way_event_by_event__no_invariant_breaks),
		cmocka_unit_test(a_run__with_something_that_is_rare__goes_the_long_way),
		cmocka_unit_test(a_run__that_somebody_reads__goes_the_long_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
