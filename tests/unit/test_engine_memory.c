/* Memory of servers: how much sessions take, for how long, and what goes when it is full. */
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "lib/spread.h"

#include <stdio.h>
#include <stdlib.h>

#define MS 1000000ull

/* Who was pushed out, in order: "ana login, ana cart"; malloc'ed. */
static char *
pushed_out(const struct run *run)
{
	struct str out = STR_INIT;

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = &run->trace.events[i];
		const struct item *item;

		if (event->kind != EVENT_EVICT ||
		    trace_reason(&run->trace, event) != REASON_PUSHED_OUT)
			continue;
		assert_true(event->item < run->trace.item_count);
		item = &run->trace.items[event->item];
		str_printf(&out, "%s%s %s", out.length > 0 ? ", " : "",
		    run->trace.actors[item->client].id, trace_piece_id(&run->trace, item->piece));
	}
	return str_detach(&out);
}

static void
assert_pushed_out(const struct run *run, const char *expected)
{
	char *found = pushed_out(run);

	assert_string_equal(found, expected);
	free(found);
}

/* One session takes 64 + 2048 bytes: two fit. */
#define TWO_FIT "servers: {count: 1, memory: %s}\n" \
	"clients: {ana: {script: [login, view cart, wait 5s, view cart], relogin: off}, " \
	"bob: {start: 500ms, script: [login, wait 8s, view cart], relogin: off}, " \
	"cid: {start: 3s, script: [login, view cart], relogin: off}}\n"

static void
begin_two_fit(struct run *run, const char *memory)
{
	char keys[500];

	snprintf(keys, sizeof(keys), TWO_FIT, memory);
	run_watch(run, keys, "sticky");
}

/* Ana has looked at her cart since Bob logged in: he has to go when Cid comes. */
static void
full__lru__who_used_it_longest_ago_goes(void **state)
{
	struct run run;

	(void)state;
	begin_two_fit(&run, "4224B");
	assert_pushed_out(&run, "bob login, bob cart");
	assert_statuses(&run, "ana", "200 200 200");
	assert_statuses(&run, "bob", "200 401");
	assert_statuses(&run, "cid", "200 200");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	assert_close(run_measure(&run, "ram_bytes.servers"), 4224, 0);
	run_end(&run);
}

static void
full__refuse__the_new_one_gets_503_and_nobody_goes(void **state)
{
	struct run run;

	(void)state;
	begin_two_fit(&run, "4300B, eviction: refuse"); /* her login alone would fit */
	assert_pushed_out(&run, "");
	assert_statuses(&run, "bob", "200 200");
	assert_statuses(&run, "cid", "503 401");
	assert_close(run_measure(&run, "sessions"), 2, 0);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

static void
full__none__grows(void **state)
{
	struct run run;

	(void)state;
	begin_two_fit(&run, "4224B, eviction: none");
	assert_pushed_out(&run, "");
	assert_statuses(&run, "cid", "200 200");
	assert_close(run_measure(&run, "ram_bytes.servers"), 6336, 0);
	run_end(&run);
}

/* What a logout frees is there for the next one. */
static void
refuse__after_a_logout__there_is_room(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 1, memory: 2200B, eviction: refuse}\n"
	    "clients: {ana: {script: [login, view cart, logout]}, "
	    "bob: {start: 500ms, every: 3s, script: [login, login], relogin: off}}", "sticky");
	assert_statuses(&run, "bob", "503 200");
	run_end(&run);
}

/* A copy that is pushed out is no lost session while another is there. */
static void
full__lru__copy_pushed_out_loses_nothing(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 2, memory: 4300B}\n"
	    "clients: {ana: {script: [login, wait 9s, view cart], relogin: off}, "
	    "bob: {start: 1s, script: [login, view cart, view cart], relogin: off}, "
	    "cid: {start: 2s, script: [login, view cart, view cart], relogin: off}}\n", "backup");
	/* on s1 as hers, and on s2 as a copy, at the same hop: gone from both, so lost */
	assert_pushed_out(&run, "ana login, ana cart, ana login, ana cart");
	assert_close(run_measure(&run, "sessions_lost"), 1, 0);
	run_end(&run);
}

/* A server that is full of copies takes no new session. */
static void
full__refuse__copies_fill_servers_too(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 3, memory: 4224B, eviction: refuse}\n"
	    "clients: {ana: {script: [login]}, bob: {start: 1s, script: [login]}, "
	    "cid: {start: 2s, script: [login]}, dan: {start: 3s, script: [login]}, "
	    "eve: {start: 4s, script: [login]}}\n", "backup");
	/* s1: ana, cid's copy; s2: bob, ana's copy; s3: cid, bob's copy: all full */
	assert_statuses(&run, "cid", "200");
	assert_statuses(&run, "dan", "503");
	assert_statuses(&run, "eve", "503");
	assert_close(run_measure(&run, "sessions"), 3, 0);
	assert_close(run_measure(&run, "ram_bytes.servers"), 6 * 2112, 0);
	assert_pushed_out(&run, "");
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* One session fits in each.  Cid's is at s3; s1 is full, one hop and one back, and so is s2. */
static void
full__refuse__copy_is_offered_to_the_next(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "servers: {count: 3, memory: 2200B, eviction: refuse}\n"
	    "clients: {ana: {script: [login]}, bob: {start: 1s, script: [login]}, "
	    "cid: {start: 2s, script: [login]}}\n", "backup");
	assert_statuses(&run, "ana", "200");
	assert_statuses(&run, "bob", "503");
	assert_statuses(&run, "cid", "200");
	assert_int_equal(run_event(&run, run_find(&run, EVENT_REFUSE, "s1", 0))->at_ns, 2022 * MS);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_REFUSE, "s2", 0))->at_ns, 2024 * MS);
	assert_int_equal(run_event(&run, run.trace.requests[2].end_event)->at_ns, 2036 * MS);
	run_end(&run);
}

/* ---- laws ---- */

static double
value_of(const char *keys, const char *design, const char *measure)
{
	struct run run = { 0 };
	double value;

	run_begin_scenario(&run, scenario_read(&run.arena, keys, design, NULL), false);
	run_all(&run);
	value = run_measure(&run, measure);
	run_end(&run);
	return value;
}

/* Requests of one user as a Poisson process, each within ttl of the one before or too late. */
static void
assert_ttl(const char *params, double rate, double ttl_s)
{
	struct spread expired = { 0 }, requests = { 0 }, lifetime = { 0 }, live = { 0 };

	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		struct run run = { 0 };
		char keys[500];
		double forced, visits, byte_seconds;

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 25, script: "
		    "[login], repeat: view cart, think: {law: exponential, mean: %.0fms}}}\n"
		    "state: {login: {bytes: 60}, cart: {bytes: 40}}\n"
		    "servers: {count: 2, workers: 99, service: 0ms}\nnetwork: {latency: 0ms}\n"
		    "session: {idle: %.0fs}\nwarmup: {after: %.0fs}\nstop: {after: %.0fs}\n", seed,
		    1000 / rate, ttl_s, 20 / rate, 220 / rate);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "sticky", NULL), false);
		run_all(&run);
		forced = run_measure(&run, "forced_logins");
		visits = run_measure(&run, "requests") - 2 * forced;
		byte_seconds = run_measure(&run, "ram_byte_seconds.servers");
		spread_add(&expired, forced / visits);
		spread_add(&requests, visits / forced);
		spread_add(&lifetime, byte_seconds / 100 / forced);
		spread_add(&live, byte_seconds / 100 / forced * 10);
		run_end(&run);
	}
	assert_spread(&expired, known_answer("session_ttl", params, "P_expired_at_next_request"),
	    "expired at the next request");
	assert_spread_about(&requests,
	    known_answer("session_ttl", params, "mean_requests_per_session"), 0.01,
	    "requests of a session");
	assert_spread_about(&lifetime,
	    known_answer("session_ttl", params, "mean_lifetime_incl_ttl"), 0.01, "lifetime");
	assert_spread_about(&live,
	    known_answer("session_ttl", params, "live_sessions_at_10_new_per_s"), 0.01,
	    "live sessions");
}

static void
idle__poisson_requests__lifetime_and_requests_of_the_table(void **state)
{
	(void)state;
	assert_ttl("request_rate=0.1;ttl=10", 0.1, 10);
	assert_ttl("request_rate=0.1;ttl=30", 0.1, 30);
	assert_ttl("request_rate=0.01;ttl=300", 0.01, 300);
	assert_ttl("request_rate=0.002;ttl=1800", 0.002, 1800);
}

#define VISITS "load: {arrivals: {rate: 8/s}, requests_per_session: 4, think: {law: constant, " \
	"mean: 2s}}\nservers: {count: 5, workers: 50}\nsession: {idle: 20s}\n" \
	"warmup: {after: 40s}\nstop: {after: 240s}\nstate: {login: {bytes: 100}, cart: {bytes: " \
	"900}}\n"

/* S = lambda (T_active + T_idle): four requests two seconds apart are 8 s, and 30 ms a request. */
static void
memory__littles_law__sessions_of_the_gone_included(void **state)
{
	struct spread sessions = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SPREAD_SEEDS; seed++) {
		char keys[600];

		snprintf(keys, sizeof(keys), "seed: %u\n" VISITS, seed);
		spread_add(&sessions,
		    value_of(keys, "sticky", "ram_byte_seconds.servers") / 1000 / 200);
	}
	assert_spread(&sessions, 8 * (4 * (2 + 0.032) + 20), "sessions in memory");
}

/* One copy is twice the memory, copies on all are as many times as there are servers. */
static void
memory__copies__as_many_times_as_there_are_holders(void **state)
{
	double sticky = value_of(VISITS, "sticky", "ram_byte_seconds.servers");

	(void)state;
	assert_close(value_of(VISITS, "backup", "ram_byte_seconds.servers") / sticky, 2, 0.001);
	assert_close(value_of(VISITS, "replica", "ram_byte_seconds.servers") / sticky, 5, 0.001);
	assert_close(value_of(VISITS, "token", "ram_byte_seconds.servers"), 5 * 32 * 200, 0);
}

/* However many come, no server holds more than it can; those pushed out are lost, each once. */
static void
full__under_load__peak_is_the_bound_and_every_loss_is_counted(void **state)
{
	struct run run;
	uint32_t pushed = 0;

	(void)state;
	run_watch(&run, "load: {arrivals: {rate: 8/s}, requests_per_session: 4, think: {law: "
	    "constant, mean: 2s}}\nservers: {count: 3, workers: 50, memory: 29568B}\n"
	    "stop: {after: 60s}\n", "sticky");
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		const struct event *event = &run.trace.events[i];

		pushed += event->kind == EVENT_EVICT &&
		    trace_reason(&run.trace, event) == REASON_PUSHED_OUT &&
		    run.trace.items[event->item].piece == trace_piece(&run.trace, "login");
	}
	assert_true(pushed > 100);
	assert_close(run_measure(&run, "sessions_lost"), pushed, 0);
	assert_close(run_measure(&run, "ram_bytes.servers"), 3.0 * 14 * 2112, 0);
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full__lru__who_used_it_longest_ago_goes),
		cmocka_unit_test(full__refuse__the_new_one_gets_503_and_nobody_goes),
		cmocka_unit_test(full__none__grows),
		cmocka_unit_test(refuse__after_a_logout__there_is_room),
		cmocka_unit_test(full__lru__copy_pushed_out_loses_nothing),
		cmocka_unit_test(full__refuse__copies_fill_servers_too),
		cmocka_unit_test(full__refuse__copy_is_offered_to_the_next),
		cmocka_unit_test(idle__poisson_requests__lifetime_and_requests_of_the_table),
		cmocka_unit_test(memory__littles_law__sessions_of_the_gone_included),
		cmocka_unit_test(memory__copies__as_many_times_as_there_are_holders),
		cmocka_unit_test(full__under_load__peak_is_the_bound_and_every_loss_is_counted),
	};

	return cmocka_run_group_tests_name("engine_memory", tests, NULL, NULL);
}
