/* Clients and their sessions: pacing, devices, cookies, unknown tickets, expiry, ways to stop. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <string.h>

#define MS 1000000ull
#define S 1000000000ull

static uint64_t
sent_at(const struct run *run, uint32_t request)
{
	return run_event(run, run->trace.requests[request].begin_event)->at_ns;
}

static void
pacing__slow_reply__next_action_at_the_next_grid_point(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {start: 30ms, every: 20ms, "
	    "script: [login, ping, ping]}}", "sticky");
	/* a request takes 32 ms: grid points 30, 50, 70, 90 ... */
	assert_int_equal(sent_at(&run, 0), 30 * MS);
	assert_int_equal(sent_at(&run, 1), 70 * MS);
	assert_int_equal(sent_at(&run, 2), 110 * MS);
	run_end(&run);
}

static void
pacing__reply_at_a_grid_point__leaves_at_that_point(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {every: 16ms, script: [ping, ping]}}", "sticky");
	assert_int_equal(sent_at(&run, 1), 32 * MS);
	run_end(&run);
}

static void
pacing__wait__moves_the_grid(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, ping, wait 2500ms, ping, ping]}}",
	    "sticky");
	assert_int_equal(sent_at(&run, 1), 1 * S);
	assert_int_equal(sent_at(&run, 2), 4500 * MS);
	assert_int_equal(sent_at(&run, 3), 5500 * MS);
	run_end(&run);
}

static void
pacing__think__runs_from_reply_to_next_send(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping, ping], "
	    "think: {law: constant, mean: 100ms}}}", "sticky");
	assert_int_equal(sent_at(&run, 1), 132 * MS);
	run_end(&run);
}

static void
forced_login__and_its_repeat__leave_at_once(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [view cart, view cart]}}", "sticky");
	assert_statuses(&run, "ana", "401 (200) 200 200");
	assert_int_equal(sent_at(&run, 1), 32 * MS);
	assert_int_equal(sent_at(&run, 2), 64 * MS);
	assert_int_equal(sent_at(&run, 3), 1 * S);
	assert_true(run.trace.requests[1].forced && run.trace.requests[2].repeated);
	assert_int_equal(run_count(&run, EVENT_MISS), 0); /* without a ticket it is no miss */
	assert_int_equal(run_event(&run, run.trace.requests[1].begin_event)->cause,
	    run.trace.requests[0].end_event);
	run_end(&run);
}

static void
relogin_off__401__nothing_forced(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {relogin: off, script: [view cart, view cart]}}",
	    "sticky");
	assert_statuses(&run, "ana", "401 401");
	run_end(&run);
}

#define TWO_DEVICES \
	"clients: {ana: {devices: [laptop, phone], relogin: off, script: [login, add book, " \
	"use phone, view cart, login, view cart, use laptop, view cart]}}"

static void
devices__each_its_own_cookies__the_phone_knows_nothing(void **state)
{
	static const char *const designs[] = { "sticky", "store", "carry" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct run run;

		run_watch(&run, TWO_DEVICES, designs[i]);
		assert_answers(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 401 \n"
		    "login 200 \nview 200 []\nview 200 [\"book\"]\n");
		run_end(&run);
	}
}

static void
devices__cart_in_the_database__found_by_the_user(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TWO_DEVICES, "token");
	assert_answers(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 401 \nlogin 200 \n"
	    "view 200 [\"book\"]\nview 200 [\"book\"]\n");
	run_end(&run);
}

static void
clear_cookies__browser_forgets__each_an_evict(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, clear cookies, back, "
	    "view cart]}}", "sticky");
	assert_statuses(&run, "ana", "200 200 401 (200) 200");
	assert_int_equal(run_count(&run, EVENT_EVICT), 2); /* ticket and route */
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login, add book, clear cookies, "
	    "view cart]}}", "carry");
	assert_statuses(&run, "ana", "200 200 401 (200) 200");
	assert_int_equal(run_count(&run, EVENT_EVICT), 2); /* login and cart in the token */
	run_end(&run);
}

/* The server that a request's cookie names, NONE16: it has none. */
static uint16_t
route_of(const struct run *run, uint32_t request)
{
	uint32_t send = run->trace.requests[request].begin_event;

	return run->trace.messages[run_event(run, send)->message].route;
}

static void
clear_cookies__of_a_device_that_carries_no_more_than_a_route__that_goes_too(void **state)
{
	static const struct {
		const char *script;
		uint32_t carries, after; /* requests */
	} rows[] = {
		{ "login, view cart, clear cookies, ping", 1, 2 },
		{ "login, logout, ping, clear cookies, ping", 2, 3 }, /* no ticket any more */
		{ "ping, ping, clear cookies, ping", 1, 2 },          /* never one */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char keys[200];
		struct run run;

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [%s]}}", rows[i].script);
		run_watch(&run, keys, "sticky");
		assert_int_not_equal(route_of(&run, rows[i].carries), NONE16);
		assert_int_equal(route_of(&run, rows[i].after), NONE16);
		assert_int_equal(run.trace.request_count, rows[i].after + 1);
		run_end(&run);
	}
}

/* Whoever comes next on the row of a visitor that has left is somebody else. */
static void
load__the_next_visitor__carries_nothing_of_the_one_before(void **state)
{
	static const char *const actions[] = { "view cart", "ping" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char keys[300];
		struct run run;
		uint32_t visits = 0;

		snprintf(keys, sizeof(keys), "load: {arrivals: {law: constant, rate: 5/s}, "
		    "requests_per_session: {law: constant, mean: 2}, think: {law: constant, mean: "
		    "10ms}, action: %s}\nstop: {after: 5s}\n", actions[i]);
		run_watch(&run, keys, "sticky");
		for (uint32_t request = 0; request < run.trace.request_count; request++) {
			const struct request *row = &run.trace.requests[request];
			bool first = request == 0 || run_event(&run, row->begin_event)->at_ns -
			    sent_at(&run, request - 1) > 90 * MS;

			visits += first;
			assert_int_equal(route_of(&run, request) == NONE16, first);
		}
		assert_true(visits > 15);
		run_end(&run);
	}
}

static void
logout__every_place_drops_it__next_request_is_401(void **state)
{
	static const char *const designs[] = { "sticky", "store", "token", "carry" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct run run;

		run_watch(&run, "clients: {ana: {relogin: off, script: [login, add book, "
		    "logout, view cart]}}", designs[i]);
		assert_statuses(&run, "ana", "200 200 200 401");
		assert_close(run_measure(&run, "sessions_lost"), 0, 0);
		run_end(&run);
	}
}

static void
checkout__after_two_items__order_counted_and_cart_empty(void **state)
{
	static const char *const designs[] = { "local", "sticky", "store", "token", "carry" };

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct run run;

		run_watch(&run, "servers: {count: 1}\nclients: {ana: {script: [login, "
		    "add book, \"add a \\\"pen\\\"\", checkout, view cart, pay, theme dark, "
		    "view theme]}}", designs[i]);
		assert_answers(&run, "ana", "login 200 \nadd 200 [\"book\"]\n"
		    "add 200 [\"book\",\"a \\\"pen\\\"\"]\ncheckout 201 1\nview 200 []\n"
		    "pay 201 2\ntheme 200 \nview 200 \"dark\"\n");
		run_end(&run);
	}
}

static void
on_miss__overwrite_under_round_robin__a_lone_client_never_hits(void **state)
{
	(void)state;
	for (int servers = 2; servers <= 5; servers++) {
		struct run run;
		char keys[300];

		snprintf(keys, sizeof(keys),
		    "clients: {ana: {script: [login], repeat: view cart}}\n"
		    "session: {on_miss: overwrite}\nservers: {count: %d}\n"
		    "stop: {requests: 200}", servers);
		run_watch(&run, keys, "local");
		assert_close(run_measure(&run, "hit_rate"), 0, 0);
		run_end(&run);
	}
}

/* For long runs: looks at the invariants at the end only. */
static void
begin_long(struct run *run, const char *keys, const char *design)
{
	run_begin(run, keys, design);
	run_all(run);
}

/* Share of reads of a piece that found it. */
static double
share_found(const struct run *run, const char *piece)
{
	uint16_t row = trace_piece(&run->trace, piece);
	double hits = 0, all = 0;

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = &run->trace.events[i];

		if (event->item == NONE32 || run->trace.items[event->item].piece != row)
			continue;
		hits += event->kind == EVENT_READ;
		all += event->kind == EVENT_READ || event->kind == EVENT_MISS;
	}
	return hits / all;
}

static void
on_miss__reject_under_random__one_request_in_n_finds_the_session(void **state)
{
	struct run run;

	(void)state;
	begin_long(&run, "clients: {ana: {script: [login], repeat: view cart, relogin: off, "
	    "every: 50ms}}\nbalancer: {place: random}\nservers: {count: 4}\nseed: 5\n"
	    "designs: {mine: {base: local, balancer: {place: random}}}\n"
	    "stop: {requests: 8000}", "mine");
	/* a share of 1/4 in 8000 draws: four standard errors are 0.0194 */
	assert_close(share_found(&run, "login"), 0.25, 0.0194);
	run_end(&run);
}

#define LOOK "actions: {look: {method: GET, path: /look, needs: none, reads: [cart]}}\n"

static void
on_miss__overwrite_without_login_under_random__one_in_n(void **state)
{
	struct run run;

	(void)state;
	/* what needs no login: each miss makes the session anew where it was missed */
	begin_long(&run, LOOK "clients: {ana: {script: [login], repeat: look, every: 50ms}}\n"
	    "session: {on_miss: overwrite}\nservers: {count: 4}\nseed: 5\n"
	    "designs: {mine: {base: local, balancer: {place: random}}}\n"
	    "stop: {requests: 8000}", "mine");
	assert_close(share_found(&run, "cart"), 0.25, 0.0194);
	run_end(&run);
}

static void
on_miss__overwrite_two_pieces_missed__one_new_session(void **state)
{
	static const char *const bases[] = { "local", "store" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run run;
		char keys[600];

		snprintf(keys, sizeof(keys), "state: {basket: {bytes: 10, key: session}}\n"
		    "actions: {look: {path: /look, needs: none, reads: [cart, basket]}}\n"
		    "clients: {ana: {script: [login, look, look]}}\nservers: {count: 2}\n"
		    "session: {on_miss: overwrite, idle: 500ms}\n"
		    "designs: {mine: {base: %s}}", bases[i]);
		run_watch(&run, keys, "mine");
		assert_statuses(&run, "ana", "200 200 200");
		/* each look misses both pieces: elsewhere in one design, too late in both */
		assert_int_equal(run.trace.session_count, 3);
		assert_true(run_count(&run, EVENT_MISS) >= 2);
		run_end(&run);
	}
}

static void
on_miss__reject_without_login__answered_from_an_empty_session(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, LOOK "clients: {ana: {script: [login, add book, look]}}\n"
	    "servers: {count: 2}", "local");
	assert_statuses(&run, "ana", "200 401 (200) 401 200");
	assert_int_equal(run.trace.session_count, 2);
	run_end(&run);
}

static void
on_miss__keep__fragments_on_every_server_under_one_id(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, LOOK "clients: {ana: {script: [login, look, look, look, look]}}\n"
	    "session: {on_miss: keep}", "local");
	assert_statuses(&run, "ana", "200 200 200 200 200");
	assert_int_equal(run.trace.session_count, 1);
	assert_int_equal(run_count(&run, EVENT_MISS), 2); /* s2, s3; then all three know it */
	run_end(&run);
}

static void
expiry__last_use_plus_idle__an_event_and_then_a_miss(void **state)
{
	struct run run;
	const struct event *expire;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, wait 31m, view cart]}}",
	    "sticky");
	assert_statuses(&run, "ana", "200 200 401 (200) 200");
	expire = run_event(&run, run_find(&run, EVENT_EXPIRE, "s1", 0));
	assert_int_equal(expire->at_ns, 1021 * MS + 1800 * S);
	assert_int_equal(run.trace.items[expire->item].piece, trace_piece(&run.trace, "login"));
	assert_int_equal(run_count(&run, EVENT_EXPIRE), 2);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

static void
expiry__session_in_use__timer_is_put_off(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login], repeat: view cart}}\n"
	    "session: {idle: 3s}\nstop: {after: 60s}", "store");
	assert_int_equal(run_count(&run, EVENT_EXPIRE), 0);
	assert_int_equal(run_count(&run, EVENT_MISS), 0);
	run_end(&run);
}

static void
token__past_exp__refused_and_a_login_renews_it(void **state)
{
	struct run run;
	uint32_t verify;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, wait 14m, view cart, "
	    "wait 1m, view cart]}}", "carry");
	assert_statuses(&run, "ana", "200 200 200 401 (200) 200");
	verify = run_find(&run, EVENT_VERIFY, NULL, 2);
	assert_int_equal(run_event(&run, verify)->outcome, OUTCOME_EXPIRED);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
	/* leeway counts from exp on */
	run_watch(&run, "token: {leeway: 2m}\nclients: {ana: {script: [login, view cart, "
	    "wait 14m, view cart, wait 1m, view cart]}}", "carry");
	assert_statuses(&run, "ana", "200 200 200 200");
	run_end(&run);
}

static void
stop__after__nothing_later_is_made(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login], repeat: ping}}\n"
	    "stop: {after: 2015ms}", "sticky");
	assert_int_equal(run.trace.end_ns, 2015 * MS);
	assert_true(run.trace.events[run.trace.event_count - 1].at_ns <= 2015 * MS);
	assert_statuses(&run, "ana", "200 200 -");
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login]}}\nstop: {after: 2s}", "sticky");
	assert_int_equal(run.trace.end_ns, 2 * S);
	run_end(&run);
}

static void
stop__requests__that_many_begin_and_end(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 7, script: [login], repeat: view cart}}\n"
	    "stop: {requests: 100}", "store");
	assert_int_equal(run.trace.request_count, 100);
	assert_close(run_measure(&run, "requests"), 100, 0);
	assert_close(run_measure(&run, "ok"), 100, 0);
	run_end(&run);
}

static bool
at_event_20(void *self, const struct trace *trace, uint32_t condition)
{
	(void)self;
	return condition == 0 && trace->event_count > 20;
}

static void
stop__when__ends_right_there(void **state)
{
	struct engine_conditions conditions = { .holds = at_event_20 };
	struct scenario scenario;
	struct run run = { 0 };

	(void)state;
	scenario = *scenario_read(&run.arena, SCENARIO_SHOP, "sticky", NULL);
	scenario.stop.has_when = true;
	scenario.stop.when = "told by the test";
	run_begin_scenario(&run, &scenario, true);
	run.options.conditions = &conditions;
	run_checked(&run);
	assert_int_equal(run.trace.event_count, 21);
	assert_int_equal(run.trace.end_ns, run.trace.events[20].at_ns);
	run_end(&run);
}

static void
queue__all_workers_busy__waits_then_is_refused(void **state)
{
	struct run run;
	uint32_t full;

	(void)state;
	/* five at once at one server with one worker and two places */
	run_watch(&run, "clients: {crowd: {count: 5, script: [ping]}}\n"
	    "servers: {count: 1, queue: 2}", "sticky");
	assert_int_equal(run_count(&run, EVENT_QUEUE), 2);
	full = run_find(&run, EVENT_REFUSE, "s1", 0);
	assert_int_not_equal(full, NONE32);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, full)), REASON_FULL);
	assert_statuses(&run, "crowd-1", "200");
	assert_statuses(&run, "crowd-3", "200");
	assert_statuses(&run, "crowd-4", "503");
	/* third in line: 11 + 3 * 10 + 11 */
	assert_int_equal(run_event(&run, run.trace.requests[2].end_event)->at_ns, 52 * MS);
	run_end(&run);
}

static void
while_waiting__free__worker_takes_the_next(void **state)
{
	const char *keys[] = {
		"clients: {crowd: {count: 2, script: [login]}}\n"
		"servers: {count: 1, while_waiting: held}",
		"clients: {crowd: {count: 2, script: [login]}}\n"
		"servers: {count: 1, while_waiting: free}",
	};
	/* SET takes 2.5 ms: the second waits for it or not */
	const uint64_t ends[] = { 47 * MS, 44 * MS + MS / 2 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run run;

		run_watch(&run, keys[i], "store");
		assert_int_equal(run_event(&run, run.trace.requests[1].end_event)->at_ns, ends[i]);
		run_end(&run);
	}
}

static void
operations_per_request__sets_the_number_of_calls(void **state)
{
	(void)state;
	for (uint32_t wanted = 1; wanted <= 4; wanted++) {
		struct run run;
		char keys[200];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login, add book, ping]}}\n"
		    "store: {operations_per_request: %u}", (unsigned)wanted);
		run_watch(&run, keys, "store");
		assert_statuses(&run, "ana", "200 200 200");
		assert_close(run_measure(&run, "store_ops"), 3.0 * wanted, 0);
		run_end(&run);
	}
}

static void
write__field__one_operation_a_piece(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book]}}\nstore: {write: field}",
	    "store");
	/* login: two writes; add: two reads, one write */
	assert_close(run_measure(&run, "store_ops"), 5, 0);
	run_end(&run);
}

static void
home_client__unsigned_cookies__travel_and_come_back(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "designs: {loose: {base: sticky, homes: {cart: client}}}\n"
	    "clients: {ana: {script: [login, add book, view cart, logout, view cart]}}", "loose");
	assert_answers(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 200 [\"book\"]\n"
	    "logout 200 \nview 401 \nlogin 200 \nview 200 []\n");
	assert_int_equal(run_count(&run, EVENT_VERIFY), 0);
	run_end(&run);
}

static void
home_mixed__login_in_token_cart_in_memory__a_crash_takes_the_cart_only(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "designs: {mixed: {base: sticky, homes: {login: token}}}\n"
	    "clients: {ana: {script: [login, add book, wait 1s, view cart]}}\n"
	    "faults: [{at: 1500ms, do: crash, node: s1}]", "mixed");
	assert_answers(&run, "ana", "login 200 \nadd 200 [\"book\"]\nview 200 []\n");
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

static void
home_token__keyed_by_user__survives_a_new_login(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "designs: {mine: {base: carry, key: {cart: user}}}\nclients: {ana: "
	    "{devices: [a, b], script: [login, add book, login, view cart, use b, login, "
	    "view cart]}}", "mine");
	assert_answers(&run, "ana", "login 200 \nadd 200 [\"book\"]\nlogin 200 \n"
	    "view 200 [\"book\"]\nlogin 200 \nview 200 []\n");
	run_end(&run);
}

/* The newest answer's text: what Ana sees at last. */
static void
assert_sees(const char *keys, const char *design, const char *expected)
{
	struct run run;
	const struct event *event;

	run_watch(&run, keys, design);
	event = run_event(&run, run.trace.requests[run.trace.request_count - 1].end_event);
	if (strcmp(trace_text(&run.trace, run.trace.messages[event->message].text), expected) != 0)
		run_dump(&run);
	assert_string_equal(trace_text(&run.trace, run.trace.messages[event->message].text),
	    expected);
	run_end(&run);
}

#define FOUR_HOMES \
	"stop: {after: 20s}\n" \
	"designs: {memory: {base: sticky}, shared: {base: store}, carried: {base: carry}, " \
	"durable: {base: store, homes: {cart: database}, key: {cart: user}}}\n"

static void
four_homes__three_accidents__what_is_left_of_the_cart(void **state)
{
	static const char *const designs[] = { "memory", "shared", "carried", "durable" };
	static const char both[] = "[\"book\",\"pen\"]";
	static const struct {
		const char *keys, *left[4];
	} rows[] = {
		{ FOUR_HOMES "clients: {ana: {devices: [laptop, phone], script: [login, add book, "
		    "add pen, wait 3s, view cart]}}\n"
		    "faults: [{at: 5s, do: crash, node: holder-of ana}]",
		    { "[]", both, both, both } },
		{ FOUR_HOMES "clients: {ana: {devices: [laptop, phone], script: [login, add book, "
		    "add pen, use phone, login, view cart]}}", { "[]", "[]", "[]", both } },
		{ FOUR_HOMES "clients: {ana: {script: [login, add book, add pen, clear cookies, "
		    "login, view cart]}}", { "[]", "[]", "[]", both } },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 4; j++)
			assert_sees(rows[i].keys, designs[j], rows[i].left[j]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pacing__slow_reply__next_action_at_the_next_grid_point),
		cmocka_unit_test(pacing__reply_at_a_grid_point__leaves_at_that_point),
		cmocka_unit_test(pacing__wait__moves_the_grid),
		cmocka_unit_test(pacing__think__runs_from_reply_to_next_send),
		cmocka_unit_test(forced_login__and_its_repeat__leave_at_once),
		cmocka_unit_test(relogin_off__401__nothing_forced),
		cmocka_unit_test(devices__each_its_own_cookies__the_phone_knows_nothing),
		cmocka_unit_test(devices__cart_in_the_database__found_by_the_user),
		cmocka_unit_test(clear_cookies__browser_forgets__each_an_evict),
		cmocka_unit_test(
		    clear_cookies__of_a_device_that_carries_no_more_than_a_route__that_goes_too),
		cmocka_unit_test(load__the_next_visitor__carries_nothing_of_the_one_before),
		cmocka_unit_test(logout__every_place_drops_it__next_request_is_401),
		cmocka_unit_test(checkout__after_two_items__order_counted_and_cart_empty),
		cmocka_unit_test(on_miss__overwrite_under_round_robin__a_lone_client_never_hits),
		cmocka_unit_test(on_miss__reject_under_random__one_request_in_n_finds_the_session),
		cmocka_unit_test(on_miss__overwrite_without_login_under_random__one_in_n),
		cmocka_unit_test(on_miss__overwrite_two_pieces_missed__one_new_session),
		cmocka_unit_test(on_miss__reject_without_login__answered_from_an_empty_session),
		cmocka_unit_test(on_miss__keep__fragments_on_every_server_under_one_id),
		cmocka_unit_test(expiry__last_use_plus_idle__an_event_and_then_a_miss),
		cmocka_unit_test(expiry__session_in_use__timer_is_put_off),
		cmocka_unit_test(token__past_exp__refused_and_a_login_renews_it),
		cmocka_unit_test(stop__after__nothing_later_is_made),
		cmocka_unit_test(stop__requests__that_many_begin_and_end),
		cmocka_unit_test(stop__when__ends_right_there),
		cmocka_unit_test(queue__all_workers_busy__waits_then_is_refused),
		cmocka_unit_test(while_waiting__free__worker_takes_the_next),
		cmocka_unit_test(operations_per_request__sets_the_number_of_calls),
		cmocka_unit_test(write__field__one_operation_a_piece),
		cmocka_unit_test(home_client__unsigned_cookies__travel_and_come_back),
		cmocka_unit_test(home_token__keyed_by_user__survives_a_new_login),
		cmocka_unit_test(four_homes__three_accidents__what_is_left_of_the_cart),
		cmocka_unit_test(
		    home_mixed__login_in_token_cart_in_memory__a_crash_takes_the_cart_only),
	};

	return cmocka_run_group_tests_name("engine_client", tests, NULL, NULL);
}
