/* What servers keep about requests themselves: keys of those done, and how many a user has made. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS 1000000ull
#define TABLE "tests/queueing.tsv"
#define SEEDS 20

/* The nth event of a kind about a piece, or NULL. */
static const struct event *
about(const struct run *run, enum event_kind kind, const char *piece, uint32_t nth)
{
	uint16_t row = trace_piece(&run->trace, piece);

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = &run->trace.events[i];

		if (event->kind == kind && event->item != NONE32 &&
		    run->trace.items[event->item].piece == row && nth-- == 0)
			return event;
	}
	return NULL;
}

/* How many events of a kind are about a piece. */
static uint32_t
count_about(const struct run *run, enum event_kind kind, const char *piece)
{
	uint32_t count = 0;

	while (about(run, kind, piece, count) != NULL)
		count++;
	return count;
}

static const char *
content(const struct run *run, const struct event *event)
{
	return trace_text(&run->trace, trace_content(&run->trace, event->item, event->version));
}

/* Ana's first attempt is answered a millisecond after she has lost patience. */
#define HASTY \
	"clients: {ana: {script: [login, pay], retry: {timeout: 13ms, attempts: 3}}}\n" \
	"network: {latency: 1ms}\n" \
	"servers: {count: 1, workers: 4}\n" \
	"token: {verify: 0us}\n"

static void
key__retried_request__answered_with_the_kept_result(void **state)
{
	const struct event *event;
	struct run run;

	(void)state;
	run_watch(&run, HASTY
	    "designs: {mine: {base: token, idempotency: {home: server}}}\n", "mine");
	assert_statuses(&run, "ana", "200 201");
	assert_int_equal(run_count(&run, EVENT_EXECUTE), 2);
	assert_close(run_measure(&run, "duplicate_executions"), 0, 0);
	assert_close(run_measure(&run, "attempts"), 4, 0);
	event = about(&run, EVENT_CREATE, "req-key", 1);
	assert_int_equal(event->at_ns, 1012 * MS);
	assert_int_equal(event->home, HOME_SERVER);
	assert_int_equal(event->value, 18 + strlen("pending"));
	assert_string_equal(content(&run, event), "\"in progress\"");
	/* the database has answered: a hop, 0.5 ms, a hop */
	event = about(&run, EVENT_WRITE, "req-key", 1);
	assert_int_equal(event->at_ns, 14500000 + 1000 * MS);
	assert_int_equal(event->value, 18 + strlen("201 {\"order\":1}"));
	assert_string_equal(content(&run, event), "\"201\"");
	event = about(&run, EVENT_READ, "req-key", 1);
	assert_int_equal(event->at_ns, 1025 * MS);
	assert_int_equal(event->attempt, 2);
	assert_int_equal(trace_reason(&run.trace, event), REASON_REPEATED);
	event = run_event(&run, run.trace.requests[1].end_event);
	assert_int_equal(event->at_ns, 1027 * MS);
	assert_int_equal(event->attempt, 2);
	assert_string_equal(trace_text(&run.trace, run.trace.messages[event->message].text), "1");
	run_end(&run);
}

static void
key__without_idempotency__done_twice(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, HASTY, "token");
	assert_close(run_measure(&run, "duplicate_executions"), 2, 0);
	assert_int_equal(count_about(&run, EVENT_CREATE, "req-key"), 0);
	run_end(&run);
}

/* A login done once gives one ticket, whichever answer arrives. */
static void
key__login_repeated__same_session(void **state)
{
	static const char *const designs[] = { "sticky", "store", "carry" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		char keys[600];
		struct run run;

		snprintf(keys, sizeof(keys), HASTY
		    "designs: {mine: {base: %s, idempotency: {home: database}}}\n", designs[i]);
		run_watch(&run, keys, "mine");
		assert_statuses(&run, "ana", "200 201");
		assert_int_equal(run.trace.session_count, 1);
		assert_int_equal(run_count(&run, EVENT_EXECUTE), 2);
		run_end(&run);
	}
}

static void
key__still_in_progress__409_and_the_client_waits_on(void **state)
{
	const struct event *event;
	struct run run;
	uint32_t heard;

	(void)state;
	run_watch(&run, HASTY "store: {latency: 30ms}\n"
	    "designs: {mine: {base: token, idempotency: {home: server}}}\n", "mine");
	assert_statuses(&run, "ana", "200 201");
	assert_close(run_measure(&run, "duplicate_executions"), 0, 0);
	assert_close(run_measure(&run, "failed"), 0, 0);
	assert_close(run_measure(&run, "ok"), 2, 0);
	event = about(&run, EVENT_READ, "req-key", 1);
	assert_int_equal(event->at_ns, 1025 * MS);
	assert_int_equal(event->outcome, OUTCOME_REFUSED);
	assert_int_equal(trace_reason(&run.trace, event), REASON_IN_PROGRESS);
	/* 409 comes at 1027 ms, the second attempt is over at 1013 + 26, the third finds it done */
	heard = run_find(&run, EVENT_RECEIVE, "ana-browser", 1);
	assert_int_equal(run_event(&run, heard)->at_ns, 1027 * MS);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, heard)), REASON_IN_PROGRESS);
	event = run_event(&run, run.trace.requests[1].end_event);
	assert_int_equal(event->at_ns, 1053 * MS);
	assert_int_equal(event->attempt, 3);
	run_end(&run);
}

static void
key__in_one_servers_memory__another_does_not_know_it(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, pay], retry: {timeout: 13ms}}}\n"
	    "network: {latency: 1ms}\nservers: {count: 2}\n"
	    "designs: {mine: {base: token, idempotency: {home: server}, balancer: {place: "
	    "round-robin}}}\n", "mine");
	assert_close(run_measure(&run, "duplicate_executions"), 2, 0);
	assert_close(run_measure(&run, "ram_bytes.servers"),
	    2 * 32 + 4 * 18 + 2 * (strlen("201 {\"order\":1}200 {\"token\":\"\"}") + 136), 0);
	run_end(&run);
}

static void
key__kept_so_long__then_forgotten_and_done_again(void **state)
{
	const struct event *event;
	struct run run;

	(void)state;
	run_watch(&run, HASTY
	    "designs: {mine: {base: token, idempotency: {home: server, keep: 10ms}}}\n", "mine");
	/* twice for the login, then for the payment */
	event = about(&run, EVENT_EXPIRE, "req-key", 2);
	assert_int_equal(event->at_ns, 1022 * MS);
	assert_close(run_measure(&run, "duplicate_executions"), 2, 0);
	run_end(&run);
}

static void
key__crash_of_its_place__forgotten_with_it(void **state)
{
	static const struct {
		const char *home, *crash;
		unsigned at_us, executions;
	} cases[] = {
		/* between what the first attempt does and what the second asks */
		{ "server", "s1", 1014500, 3 }, { "store", "store", 1020000, 3 },
		{ "store", "s1", 1014500, 2 }, { "database", "s1", 1014500, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char keys[900];
		struct run run;

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login, pay], retry: "
		    "{timeout: 13ms, backoff: 10, attempts: 2}}}\n"
		    "network: {latency: 1ms}\nservers: {count: 1, workers: 4}\n"
		    "store: {latency: 0.1ms}\nbalancer: {health: {every: 1ms}}\n"
		    "faults: [{at: %uus, do: crash, node: %s}, {at: %uus, do: restart, node: %s}]\n"
		    "stop: {after: 3s}\n"
		    "designs: {mine: {base: token, homes: {orders: server}, idempotency: {home: "
		    "%s}}}\n", cases[i].at_us, cases[i].crash, cases[i].at_us + 100,
		    cases[i].crash, cases[i].home);
		run_watch(&run, keys, "mine");
		if (run_count(&run, EVENT_EXECUTE) != cases[i].executions)
			run_dump(&run);
		assert_int_equal(run_count(&run, EVENT_EXECUTE), cases[i].executions);
		run_end(&run);
	}
}

/* Entries that the store makes of keys. */
static uint32_t
keys_made(const struct run *run)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = run_event(run, i);

		count += event->kind == EVENT_CREATE && event->item != NONE32 &&
		    event->home == HOME_STORE && run->trace.items[event->item].piece ==
		    trace_extra_piece(&run->trace, TRACE_PIECE_REQUEST_KEY);
	}
	return count;
}

/* The payment is claimed at 1022.5 ms and done at 1027.5 ms, its reply lost; the store fails over
 * at 2 s.  A copy that knows neither, or the claim alone, has it made again: under a new key, or
 * the old one.  What is older than the lag it knows. */
static void
key__store_fails_over_within_the_lag__forgotten_with_the_tail(void **state)
{
	static const struct {
		const char *lag;
		int twice, keys;
	} rows[] = { { "5s", 1, 3 }, { "975ms", 1, 2 }, { "100ms", 0, 2 } };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct run run;
		char keys[600];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login, pay], retry: "
		    "{timeout: 2s, attempts: 2}}}\nstore: {copies: 1, copy_lag: %s}\n"
		    "faults: [{at: 1s, do: drop, kind: reply, count: 1}, "
		    "{at: 2s, do: failover}]\n"
		    "designs: {mine: {base: token, idempotency: {home: store}}}", rows[i].lag);
		run_watch(&run, keys, "mine");
		assert_near(run_measure(&run, "duplicate_executions"), rows[i].twice, 0);
		assert_near(run_measure(&run, "ok"), 2, 0);
		assert_int_equal(keys_made(&run), rows[i].keys);
		run_end(&run);
	}
}

/* A limiter's count goes back to what it was a lag ago: more gets through. */
static void
limit__store_fails_over_within_the_lag__counts_from_before(void **state)
{
	static const char *const lags[] = { "1s", "0s" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run run;
		char keys[600];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [ping], repeat: ping, every: "
		    "100ms}}\nstop: {after: 4s}\nstore: {copies: 1, copy_lag: %s}\n"
		    "faults: [{at: 2050ms, do: failover}]\n"
		    "designs: {mine: {base: local, limiter: {home: store, limit: 30/m}}}",
		    lags[i]);
		run_watch(&run, keys, "mine");
		/* those of the last second, ten of them, are counted once more */
		assert_near(run_measure(&run, "ok"), i == 0 ? 40 : 30, 0);
		run_end(&run);
	}
}

/* The server dies between claim and result: the next attempt takes the claim over. */
static void
key__claimed_by_a_server_that_died__given_to_the_next_attempt(void **state)
{
	const struct event *event;
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, pay], retry: {timeout: 100ms}}}\n"
	    "network: {latency: 1ms, loss: {client: {reply: 0%}}}\nservers: {count: 2}\n"
	    "store: {latency: 5ms}\n"
	    "faults: [{at: 1022ms, do: hang, node: s2}]\nstop: {after: 3s}\n"
	    "designs: {mine: {base: token, idempotency: {home: store}, balancer: {place: "
	    "round-robin}}}\n", "mine");
	assert_statuses(&run, "ana", "200 201");
	event = about(&run, EVENT_WRITE, "req-key", 1);
	assert_int_equal(trace_reason(&run.trace, event), REASON_OVERWRITTEN);
	assert_int_equal(event->attempt, 2);
	assert_int_equal(event->other, trace_actor(&run.trace, "s1"));
	run_end(&run);
}

static void
key__in_the_store__two_calls_for_what_is_not_repeatable(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, theme dark, pay, add pen], "
	    "retry: on}}\n"
	    "designs: {mine: {base: token, idempotency: {home: store}}}\n", "mine");
	assert_close(run_measure(&run, "store_ops"), 3 * 2, 0);
	assert_true(run_measure(&run, "ram_bytes.store") > 3 * 18);
	run_end(&run);
}

static void
key__set_number_of_store_operations__not_among_them(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, pay], retry: on}}\n"
	    "store: {operations_per_request: 1}\n"
	    "designs: {mine: {base: store, idempotency: {home: store}}}\n", "mine");
	assert_close(run_measure(&run, "store_ops"), 2 * (1 + 2), 0);
	run_end(&run);
}

static void
key__client_without_one__done_again(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, pay], retry: {timeout: 13ms, key: off}}}\n"
	    "network: {latency: 1ms}\nservers: {count: 1, workers: 4}\n"
	    "designs: {mine: {base: token, idempotency: {home: server}}}\n", "mine");
	assert_close(run_measure(&run, "duplicate_executions"), 2, 0);
	assert_int_equal(count_about(&run, EVENT_CREATE, "req-key"), 0);
	run_end(&run);
}

/* A run that lets go of rows keeps those that a result names. */
static void
key__rows_let_go_of__kept_results_stay(void **state)
{
	static const char *const designs[] = { "carry", "token", "store", "sticky" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct run kept = { 0 }, swept = { 0 };
		char keys[600];

		snprintf(keys, sizeof(keys), "clients: {crowd: {count: 9, script: [login, add "
		    "book], repeat: add pen, think: {mean: 100ms}, retry: {timeout: 300ms}}}\n"
		    "network: {loss: {client: {reply: 30%%}}}\nstop: {requests: 1500}\n"
		    "designs: {mine: {base: %s, idempotency: {home: database, keep: 10s}}}\n",
		    designs[i]);
		run_begin_scenario(&kept, scenario_read(&kept.arena, keys, "mine", NULL), true);
		run_all(&kept);
		run_begin_scenario(&swept, scenario_read(&swept.arena, keys, "mine", NULL), false);
		swept.trace.sweep_min = 1;
		run_all(&swept);
		assert_int_equal(swept.trace.digest, kept.trace.digest);
		run_end(&kept);
		run_end(&swept);
	}
}

/* The key is forgotten while the place's answer is on its way: a retry comes 900 ms after the first
 * attempt, the key lasts 930 ms, and a hop takes 60.  Then the call alone names the result. */
static void
key__forgotten_while_its_answer_travels__the_result_stays(void **state)
{
	static const char *const designs[] = { "carry", "token", "store", "sticky" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct run kept = { 0 }, swept = { 0 };
		char keys[700];

		snprintf(keys, sizeof(keys), "clients: {crowd: {count: 9, script: [login, add "
		    "book], repeat: add pen, think: {mean: 100ms}, retry: {timeout: 900ms}}}\n"
		    "network: {latency: {inside: 60ms}, loss: {client: {reply: 30%%}}}\n"
		    "servers: {workers: 9}\nstop: {requests: 600}\n"
		    "designs: {mine: {base: %s, idempotency: {home: database, keep: 930ms}}}\n",
		    designs[i]);
		run_begin_scenario(&kept, scenario_read(&kept.arena, keys, "mine", NULL), true);
		run_all(&kept);
		assert_true(count_about(&kept, EVENT_EXPIRE, "req-key") > 100);
		run_begin_scenario(&swept, scenario_read(&swept.arena, keys, "mine", NULL), false);
		swept.trace.sweep_min = 1;
		run_all(&swept);
		assert_int_equal(swept.trace.digest, kept.trace.digest);
		run_end(&kept);
		run_end(&swept);
	}
}

/* ---- rows of the table: retries ---- */

struct spread {
	double sum, squares;
};

static void
assert_within(const struct spread *spread, double expected, const char *what)
{
	double mean = spread->sum / SEEDS;
	double variance = (spread->squares - SEEDS * mean * mean) / (SEEDS - 1);
	double bound = variance > 0 ? 16 * variance / SEEDS : 1e-20; /* 1e-30 is never */

	if ((mean - expected) * (mean - expected) > bound)
		print_error("%s: %g, expected %g\n", what, mean, expected);
	assert_true((mean - expected) * (mean - expected) <= bound);
}

static void
add(struct spread *spread, double value)
{
	spread->sum += value;
	spread->squares += value * value;
}

/* Replies get lost with a share; each request is sent so often at most. */
static void
check_row(const char *quantity, double lost, const char *attempts, double expected)
{
	struct spread spread = { 0 };

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct run run = { 0 };
		char keys[400];
		double value;

		snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 20, script: "
		    "[ping], repeat: ping, every: 10ms, retry: {timeout: 8ms, backoff: 1, "
		    "attempts: %s}}}\n"
		    "servers: {workers: 100, service: 1ms}\nnetwork: {latency: 1ms, loss: {client: "
		    "{reply: %g%%}}}\nstop: {requests: 8000}\n", seed, attempts, lost * 100);
		run_begin_scenario(&run, scenario_read(&run.arena, keys, "local", NULL), false);
		run_all(&run);
		value = strcmp(quantity, "P_all_n_attempts_fail") == 0 ? run_measure(&run, "failed")
		    : run_measure(&run, "attempts");
		add(&spread, value / run_measure(&run, "requests"));
		run_end(&run);
	}
	assert_within(&spread, expected, quantity);
}

static void
retry__rows_of_the_table__within_four_standard_errors(void **state)
{
	size_t length, rows = 0;
	char *table = test_read_file(TABLE, &length), *line = table;

	(void)state;
	for (; line != NULL && *line != '\0'; line = strchr(line, '\n') + 1) {
		char quantity[40], attempts[20];
		double lost, expected;

		if (sscanf(line, "retry\tp=%lf;n=%19[0-9]\t%39[a-zA-Z_]\t%lf", &lost, attempts,
		    quantity, &expected) != 4)
			continue;
		check_row(quantity, lost,
		    strcmp(quantity, "mean_attempts_unlimited") == 0 ? "unlimited" : attempts,
		    expected);
		rows++;
	}
	assert_int_equal(rows, 9);
	free(table);
}

/* Paid 1/(1-p) times without keys, once with them, wherever all servers see them. */
static void
payments__a_tenth_of_replies_lost__a_ninth_paid_twice(void **state)
{
	static const char *const blocks[] = { "", "idempotency: {home: store}",
		"idempotency: {home: database}" };
	struct spread spread = { 0 };

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		for (size_t i = 0; i < 3; i++) {
			struct run run = { 0 };
			char keys[600];
			double twice;

			snprintf(keys, sizeof(keys), "seed: %u\nclients: {payers: {count: 100, "
			    "script: [login], repeat: pay, think: {mean: 1s}, retry: {timeout: "
			    "500ms, attempts: unlimited}}}\nnetwork: {latency: 1ms, loss: {client: "
			    "{reply: 10%%}}}\nwarmup: {after: 2s}\nstop: {requests: 4000}\n"
			    "designs: {mine: {base: token, %s}}\n", seed, blocks[i]);
			run_begin_scenario(&run, scenario_read(&run.arena, keys, "mine", NULL),
			    false);
			run_all(&run);
			twice = run_measure(&run, "duplicate_executions");
			if (i == 0)
				add(&spread, twice / run_measure(&run, "requests"));
			else
				assert_close(twice, 0, 0);
			run_end(&run);
		}
	}
	assert_within(&spread, 0.1 / 0.9, "paid twice");
}

/* The work of a request does not change because somebody asks about its key. */
static void
guards__on_and_off__same_work(void **state)
{
	static const char *const blocks[] = { "", "idempotency: {home: store}, limiter: {home: "
		"store, limit: 1000/s}" };
	uint64_t work[2][40];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run run;
		char keys[600];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login, add pen, pay, view "
		    "cart, checkout, pay], every: 10s, retry: {timeout: 9s}}}\n"
		    "servers: {service: {law: exponential, mean: 10ms}}\n"
		    "store: {latency: {law: exponential, mean: 1ms}}\n"
		    "designs: {mine: {base: store, %s}}\n", blocks[i]);
		run_watch(&run, keys, "mine");
		assert_int_equal(run_count(&run, EVENT_START), 6);
		for (uint32_t k = 0; k < 6; k++)
			work[i][k] = run_event(&run, run_find(&run, EVENT_START, NULL, k))->value;
		run_end(&run);
	}
	assert_memory_equal(work[0], work[1], 6 * sizeof(work[0][0]));
}

/* ---- limiter ---- */

static void
limit__exceeded__429_without_work_and_no_new_login(void **state)
{
	const struct event *event;
	struct run run;
	uint32_t refuse;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart, view cart], every: "
	    "100ms}}\nnetwork: {latency: 1ms}\nservers: {count: 1}\n"
	    "designs: {mine: {base: sticky, limiter: {limit: 3/m}}}\n", "mine");
	assert_statuses(&run, "ana", "200 200 200 429");
	assert_close(run_measure(&run, "forced_logins"), 0, 0);
	assert_close(run_measure(&run, "failed"), 1, 0);
	assert_int_equal(run_count(&run, EVENT_START), 3);
	event = about(&run, EVENT_CREATE, "req-count", 0);
	assert_int_equal(event->at_ns, 2 * MS);
	assert_int_equal(event->value, 16);
	assert_string_equal(content(&run, event), "1");
	assert_string_equal(content(&run, about(&run, EVENT_WRITE, "req-count", 2)), "4");
	refuse = run_find(&run, EVENT_REFUSE, "s1", 0);
	assert_int_equal(run_event(&run, refuse)->at_ns, 302 * MS);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, refuse)), REASON_LIMIT);
	assert_int_equal(run_event(&run, run.trace.requests[3].end_event)->at_ns, 304 * MS);
	run_end(&run);
}

static void
limit__window__begins_with_the_first_request_and_ends_as_an_event(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping, wait 1s, ping], every: "
	    "400ms}}\n"
	    "network: {latency: 1ms}\nservers: {count: 1}\n"
	    "designs: {mine: {base: local, limiter: {limit: 2/s}}}\n", "mine");
	assert_statuses(&run, "ana", "200 200 429 200");
	assert_int_equal(about(&run, EVENT_EXPIRE, "req-count", 0)->at_ns, 1002 * MS);
	assert_int_equal(count_about(&run, EVENT_CREATE, "req-count"), 2);
	run_end(&run);
}

/* "My rate limiter in memory is not state": five servers allow five times as much. */
static void
limit__in_each_servers_memory__servers_times_as_much(void **state)
{
	static const struct {
		const char *home;
		unsigned servers;
		double allowed;
	} cases[] = {
		{ "server", 1, 100 }, { "server", 3, 300 }, { "server", 5, 500 },
		{ "store", 1, 100 }, { "store", 5, 100 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char keys[500];
		struct run run;

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [ping], repeat: ping, every: "
		    "50ms}}\nservers: {count: %u}\nstop: {after: 59s}\n"
		    "designs: {mine: {base: local, limiter: {home: %s, limit: 100/m}}}\n",
		    cases[i].servers, cases[i].home);
		run_begin(&run, keys, "mine");
		run_all(&run);
		assert_close(run_measure(&run, "ok"), cases[i].allowed, 0);
		if (strcmp(cases[i].home, "store") == 0) {
			assert_close(run_measure(&run, "store_ops"),
			    run_measure(&run, "requests"), 1);
			assert_close(run_measure(&run, "ram_bytes.store"), 16, 0);
		} else {
			assert_close(run_measure(&run, "ram_bytes.servers"),
			    16 * cases[i].servers, 0);
		}
		run_end(&run);
	}
}

static void
limit__crash_of_the_counting_server__forgotten(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping, wait 1s, ping, ping], every: "
	    "100ms}}\nservers: {count: 1}\nbalancer: {health: {every: 10ms}}\n"
	    "faults: [{at: 500ms, do: crash, node: s1}, {at: 550ms, do: restart, node: s1}]\n"
	    "designs: {mine: {base: local, limiter: {limit: 2/m}}}\n", "mine");
	assert_statuses(&run, "ana", "200 200 429 200 200");
	run_end(&run);
}

static void
limit__store_unreachable__503(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping, ping], every: 1s}}\n"
	    "servers: {count: 1}\n"
	    "faults: [{at: 500ms, do: store-down}, {at: 1500ms, do: store-up}]\n"
	    "designs: {mine: {base: local, limiter: {home: store, limit: 9/m}}}\n", "mine");
	assert_statuses(&run, "ana", "200 503 200");
	run_end(&run);
}

/* Members of a crowd are counted one by one; so are sessions of a load, whose rows come again. */
static void
limit__many_users__each_counted_alone(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 30, script: [ping, ping, ping], every: 10ms}}\n"
	    "servers: {count: 1, workers: 99}\n"
	    "designs: {mine: {base: local, limiter: {limit: 2/m}}}\n", "mine");
	assert_close(run_measure(&run, "ok"), 60, 0);
	run_end(&run);
	run_begin(&run, "load: {arrivals: {law: constant, rate: 50/s}, action: ping, "
	    "requests_per_session: 3, think: 1ms}\nstop: {after: 10s}\n"
	    "servers: {count: 1, service: 1ms}\n"
	    "designs: {mine: {base: local, limiter: {limit: 3/m}}}\n", "mine");
	run_all(&run);
	assert_close(run_measure(&run, "failed"), 0, 0);
	assert_close(run_measure(&run, "ram_bytes.servers"), 16 * 499, 16);
	run_end(&run);
}

/* ---- weight ---- */

static void
weight__three__acts_three_times_as_often(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, wait 1s, ping], every: 900ms, weight: 3, "
	    "repeat: ping}, bob: {script: [ping], every: 900ms, repeat: ping}}\n"
	    "stop: {after: 90500ms}\n", "local");
	/* her grid: 0, then after the wait 1.3 s, then every 300 ms; his: every 900 ms */
	assert_int_equal(run_event(&run, run_find(&run, EVENT_SEND, "ana-browser", 1))->at_ns,
	    1300 * MS);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_SEND, "ana-browser", 2))->at_ns,
	    1600 * MS);
	assert_close(run_measure(&run, "requests"), 1 + 298 + 101, 0);
	run_end(&run);
}

static void
weight__of_thinking__pauses_divided(void **state)
{
	uint64_t first[2], second[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct run run;
		char keys[300];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [ping, ping, ping], weight: "
		    "%s, think: {mean: 1s}}}\n", i == 0 ? "1" : "2.5");
		run_watch(&run, keys, "local");
		first[i] = run_event(&run, run.trace.requests[0].end_event)->at_ns;
		second[i] = run_event(&run, run.trace.requests[1].begin_event)->at_ns;
		run_end(&run);
	}
	assert_int_equal((uint64_t)((double)(second[0] - first[0]) / 2.5), second[1] - first[1]);
}

/* A whale with share q of all requests makes its server carry at least q N times the mean. */
static void
weight__whale_under_sticky__its_server_carries_it(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run, "clients: {crowd: {count: 60, script: [login], repeat: view cart, think: "
	    "{mean: 1s}}, whale: {weight: 40, script: [login], repeat: view cart, think: {mean: "
	    "1s}}}\nservers: {count: 5, workers: 9}\nstop: {after: 60s}\nwarmup: {after: 5s}\n",
	    "sticky");
	run_all(&run);
	/* the whale's answers take 30 ms of each 55: a third of all requests at most */
	assert_true(run_measure(&run, "load_max_over_mean") >= 5 * 0.23);
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key__retried_request__answered_with_the_kept_result),
		cmocka_unit_test(key__without_idempotency__done_twice),
		cmocka_unit_test(key__login_repeated__same_session),
		cmocka_unit_test(key__still_in_progress__409_and_the_client_waits_on),
		cmocka_unit_test(key__in_one_servers_memory__another_does_not_know_it),
		cmocka_unit_test(key__kept_so_long__then_forgotten_and_done_again),
		cmocka_unit_test(key__crash_of_its_place__forgotten_with_it),
		cmocka_unit_test(key__store_fails_over_within_the_lag__forgotten_with_the_tail),
		cmocka_unit_test(limit__store_fails_over_within_the_lag__counts_from_before),
		cmocka_unit_test(key__claimed_by_a_server_that_died__given_to_the_next_attempt),
		cmocka_unit_test(key__in_the_store__two_calls_for_what_is_not_repeatable),
		cmocka_unit_test(key__set_number_of_store_operations__not_among_them),
		cmocka_unit_test(key__client_without_one__done_again),
		cmocka_unit_test(key__rows_let_go_of__kept_results_stay),
		cmocka_unit_test(key__forgotten_while_its_answer_travels__the_result_stays),
		cmocka_unit_test(retry__rows_of_the_table__within_four_standard_errors),
		cmocka_unit_test(payments__a_tenth_of_replies_lost__a_ninth_paid_twice),
		cmocka_unit_test(guards__on_and_off__same_work),
		cmocka_unit_test(limit__exceeded__429_without_work_and_no_new_login),
		cmocka_unit_test(limit__window__begins_with_the_first_request_and_ends_as_an_event),
		cmocka_unit_test(limit__in_each_servers_memory__servers_times_as_much),
		cmocka_unit_test(limit__crash_of_the_counting_server__forgotten),
		cmocka_unit_test(limit__store_unreachable__503),
		cmocka_unit_test(limit__many_users__each_counted_alone),
		cmocka_unit_test(weight__three__acts_three_times_as_often),
		cmocka_unit_test(weight__of_thinking__pauses_divided),
		cmocka_unit_test(weight__whale_under_sticky__its_server_carries_it),
	};

	return cmocka_run_group_tests_name("engine_guard", tests, NULL, NULL);
}
