/* Caches of servers: quicker, at times old, and nothing is lost with them. */
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "lib/spread.h"

#include <stdio.h>
#include <stdlib.h>

#define MS 1000000ull

/* One server; her session in the store, where a call takes 2.5 ms. */
#define ONE_SERVER "servers: {count: 1, cache: {pieces: [login, cart], ttl: 3s}}\n"

static uint64_t
took_ns(const struct run *run, uint32_t request)
{
	const struct request *row = &run->trace.requests[request];

	return run_event(run, row->end_event)->at_ns - run_event(run, row->begin_event)->at_ns;
}

/* What was written is remembered: the look after it asks nobody. */
static void
fresh__read__asks_nobody(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart]}}\n" ONE_SERVER,
	    "store");
	assert_close(run_measure(&run, "store_ops"), 1, 0);
	assert_int_equal(took_ns(&run, 0), 34500000);
	assert_int_equal(took_ns(&run, 1), 32 * MS);
	assert_int_equal(took_ns(&run, 2), 32 * MS);
	assert_close(run_measure(&run, "hit_rate"), 1, 0);
	assert_close(run_measure(&run, "holders_max"), 1, 0);
	run_end(&run);
}

/* Written at 23.5 ms, old at 3.0235 s whether used or not: the look at 4 s asks again. */
static void
ttl__over__forgotten_and_asked_again(void **state)
{
	struct run run;
	uint32_t expire;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, wait 2s, view cart]}}\n"
	    ONE_SERVER, "store");
	expire = run_find(&run, EVENT_EXPIRE, "s1", 0);
	assert_int_equal(run_event(&run, expire)->at_ns, 3023500000);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, expire)), REASON_TTL);
	assert_close(run_measure(&run, "store_ops"), 2, 0);
	assert_int_equal(took_ns(&run, 2), 34500000);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* What comes again lasts its time anew: written at 23.5 ms and at 2.0235 s. */
static void
ttl__written_again__begins_anew(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, ping, add pen, wait 9s, ping]}}\n"
	    "servers: {count: 1, cache: {pieces: [cart], ttl: 3s}}\n", "store");
	assert_int_equal(run_count(&run, EVENT_EXPIRE), 1);
	assert_true(run_event(&run, run_find(&run, EVENT_EXPIRE, "s1", 0))->at_ns > 5020 * MS);
	run_end(&run);
}

/* s1 remembers the theme of 2 s; what s2 writes at 3 s it does not see at 4 s, and does at 6 s. */
static void
write__at_another_server__not_seen_until_the_time_is_over(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 2, cache: {pieces: [theme], ttl: 3s}}\n"
	    "clients: {ana: {script: [login, theme dark, view theme, theme light, view theme, "
	    "ping, view theme]}}\n"
	    "designs: {mine: {base: store, balancer: {place: round-robin}}}", "mine");
	assert_answers(&run, "ana", "login 200 \ntheme 200 \nview 200 \"dark\"\n"
	    "theme 200 \nview 200 \"dark\"\nping 200 \nview 200 \"light\"\n");
	run_end(&run);
}

/* The same answers as without the crash, only later. */
static void
crash__of_the_server__only_slower(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart]}}\n" ONE_SERVER
	    "faults: [{at: 1500ms, do: restart, node: s1}]", "store");
	assert_answers(&run, "ana", "login 200 \nview 200 []\nview 200 []\n");
	assert_int_equal(took_ns(&run, 1), 32 * MS);
	assert_int_equal(took_ns(&run, 2), 34500000);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* The session is lost with the store, whatever a server still remembers of it for a while. */
static void
crash__of_the_store__session_is_lost_and_the_cache_still_answers(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart, wait 2s, "
	    "view cart], relogin: off}}\n" ONE_SERVER
	    "faults: [{at: 1500ms, do: restart, node: store}]", "store");
	assert_answers(&run, "ana", "login 200 \nview 200 []\nview 200 []\nview 401 \n");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	run_end(&run);
}

/* A logout at one server is not heard at another until its time is over. */
static void
logout__at_another_server__still_let_in(void **state)
{
	struct run run;
	char *statuses;

	(void)state;
	run_watch(&run, "servers: {count: 2, cache: {pieces: [login], ttl: 10s}}\n"
	    "clients: {ana: {script: [login, view cart, logout]}, "
	    "eve: {start: 30s, script: [ping]}}\n"
	    "designs: {mine: {base: store, balancer: {place: round-robin}}}", "mine");
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 200 200");
	free(statuses);
	/* s1 drops what it remembers, s2 lets it grow old */
	assert_int_not_equal(run_find(&run, EVENT_EVICT, "s1", 0), NONE32);
	assert_int_equal(run_find(&run, EVENT_EVICT, "s2", 0), NONE32);
	assert_int_not_equal(run_find(&run, EVENT_EXPIRE, "s2", 0), NONE32);
	run_end(&run);
}

static uint64_t
digest_of(const char *keys, const char *design)
{
	struct run run = { 0 };
	uint64_t digest;

	run_begin_scenario(&run, scenario_read(&run.arena, keys, design, NULL), false);
	run_all(&run);
	digest = run.trace.digest;
	run_end(&run);
	return digest;
}

/* Where servers keep the pieces anyway, or tokens do, a cache counts for nothing. */
static void
elsewhere__design_without_a_store__same_run(void **state)
{
	static const char *const designs[] = { "local", "sticky", "replica", "carry" };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(digest_of(SCENARIO_SHOP "servers: {cache: {pieces: [login, "
		    "cart]}}", designs[i]), digest_of(SCENARIO_SHOP, designs[i]));
}

/* Asked as a Poisson process of rate r, what lasts ttl from when it came is asked for by one in
 * 1 + r ttl. */
static void
law__poisson_reads__one_in_one_and_r_ttl_asks(void **state)
{
	struct spread asked = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run = { 0 };
		char keys[500];

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 10, script: "
		    "[login], repeat: view cart, think: {law: exponential, mean: 1s}}}\n"
		    "servers: {count: 1, workers: 99, service: 0ms, cache: {pieces: [login, cart], "
		    "ttl: 4s}}\nstore: {latency: 0ms}\nnetwork: {latency: 0ms}\n"
		    "warmup: {after: 10s}\nstop: {after: 260s}", seed);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "store", NULL), false);
		run_all(&run);
		spread_add(&asked, run_measure(&run, "store_ops") / run_measure(&run, "requests"));
		run_end(&run);
	}
	assert_spread(&asked, 1.0 / 5, "reads that ask the store");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fresh__read__asks_nobody),
		cmocka_unit_test(ttl__over__forgotten_and_asked_again),
		cmocka_unit_test(ttl__written_again__begins_anew),
		cmocka_unit_test(write__at_another_server__not_seen_until_the_time_is_over),
		cmocka_unit_test(crash__of_the_server__only_slower),
		cmocka_unit_test(crash__of_the_store__session_is_lost_and_the_cache_still_answers),
		cmocka_unit_test(logout__at_another_server__still_let_in),
		cmocka_unit_test(elsewhere__design_without_a_store__same_run),
		cmocka_unit_test(law__poisson_reads__one_in_one_and_r_ttl_asks),
	};

	return cmocka_run_group_tests_name("engine_cache", tests, NULL, NULL);
}
