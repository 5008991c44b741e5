/* Keys and counts of requests, lists of revoked logins: they take room where memory is bounded, and
 * go, or are refused, like all else there. */
#include "lib/assert.h"
#include "lib/scenarios.h"
#include "trace/sentence.h"

#include <stdio.h>
#include <string.h>

/* What was pushed out where, in order: "store revoked of ana, s1 req-key of bob". */
static void
assert_pushed_out(const struct run *run, const char *expected)
{
	const struct trace *trace = &run->trace;
	struct str out = STR_INIT;

	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];
		const struct item *item;

		if (event->kind != EVENT_EVICT || trace_reason(trace, event) != REASON_PUSHED_OUT)
			continue;
		assert_true(event->item < trace->item_count);
		item = &trace->items[event->item];
		str_printf(&out, "%s%s %s of %s", out.length > 0 ? ", " : "",
		    trace->actors[event->actor].id, trace_piece_id(trace, item->piece),
		    trace->actors[item->client].id);
	}
	assert_string_equal(out.text, expected);
	str_release(&out);
}

#define SIGNS 32 /* bytes of the key that a server signs with, which it is configured with */
#define STORE "store: {"
#define SERVER "servers: {count: 1, "

/* A run in which that place has so much memory. */
static void
begin(struct run *run, const char *keys_before, const char *place, const char *memory,
    const char *eviction, const char *design)
{
	char keys[1200];

	snprintf(keys, sizeof(keys), "%s%smemory: %s, eviction: %s}\n", keys_before, place, memory,
	    eviction);
	run_watch(run, keys, design);
}

/* ---- the list of revoked logins, 40 bytes an entry ---- */

#define LOGOUTS \
	"clients: {ana: {script: [login, logout]}, bob: {start: 100ms, script: [login, logout]}, " \
	"cid: {start: 200ms, script: [login, logout]}}\n"

static void
list__in_a_full_store__no_logout_is_noted_or_the_oldest_is_forgotten(void **state)
{
	struct run run;

	(void)state;
	begin(&run, LOGOUTS, STORE, "100B", "refuse", "denylist");
	assert_statuses(&run, "ana", "200 200");
	assert_statuses(&run, "cid", "200 503");
	assert_pushed_out(&run, "");
	assert_close(run_measure(&run, "ram_bytes.store"), 80, 0);
	run_end(&run);
	begin(&run, LOGOUTS, STORE, "100B", "lru", "denylist");
	assert_statuses(&run, "cid", "200 200");
	assert_pushed_out(&run, "store revoked of ana");
	run_end(&run);
	begin(&run, LOGOUTS, STORE, "100B", "none", "denylist");
	assert_statuses(&run, "cid", "200 200");
	assert_close(run_measure(&run, "ram_bytes.store"), 120, 0);
	run_end(&run);
	begin(&run, LOGOUTS, STORE, "39B", "lru", "denylist"); /* not even one fits */
	assert_statuses(&run, "ana", "200 503");
	run_end(&run);
}

#define REVOKED \
	"clients: {ana: {script: [login]}, bob: {start: 100ms, relogin: off, script: [login, " \
	"wait 2500ms, ping, view cart, wait 3s, view cart]}, cid: {start: 200ms, script: " \
	"[login]}}\n" \
	"stop: {after: 9s}\nfaults: [{at: 1500ms, do: revoke, client: bob}, {at: 1600ms, do: " \
	"revoke, client: ana}, {at: 5500ms, do: revoke, client: cid}]\n"

static void
list__pushed_out_of_a_full_store__its_token_passes_again(void **state)
{
	struct run run;

	(void)state;
	begin(&run, REVOKED, STORE, "40B", "lru", "denylist");
	assert_pushed_out(&run, "store revoked of bob, store revoked of ana");
	assert_statuses(&run, "bob", "200 200 200 200");
	assert_close(run_measure(&run, "stale_accepts"), 2, 0); /* ping asks for no login */
	run_end(&run);
	/* His was asked about since hers came: hers is the longest unused. */
	begin(&run, REVOKED, STORE, "80B", "lru", "denylist");
	assert_pushed_out(&run, "store revoked of ana");
	assert_statuses(&run, "bob", "200 200 401 401");
	assert_close(run_measure(&run, "stale_accepts"), 0, 0);
	run_end(&run);
}

static void
revoke__at_a_store_that_is_full_and_refuses__changes_nothing_and_is_said(void **state)
{
	struct str text = STR_INIT;
	struct run run;
	uint32_t index;

	(void)state;
	begin(&run, REVOKED, STORE, "80B", "refuse", "denylist");
	index = run_find(&run, EVENT_CHANGE, "store", 3);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, index)), REASON_FULL);
	sentence_event(&run.trace, index, &text);
	assert_non_null(strstr(text.text, "The store is full: "));
	assert_non_null(strstr(text.text, "is not put on its list"));
	assert_close(run_measure(&run, "ram_bytes.store"), 80, 0);
	str_release(&text);
	run_end(&run);
}

#define POLLED \
	"clients: {ana: {script: [login]}, bob: {start: 100ms, script: [login]}, cid: {start: " \
	"200ms, script: [login]}}\n" \
	"stop: {after: 5s}\n" \
	"designs: {mine: {base: denylist, denylist: {check: poll, every: 1s}}}\n" \
	"faults: [{at: 1200ms, do: revoke, client: all}]\n"

static void
list__fetched_by_a_server_that_is_full__it_knows_a_part(void **state)
{
	struct run run;

	(void)state;
	begin(&run, POLLED, SERVER, "80B", "refuse", "mine");
	assert_int_equal(run_count(&run, EVENT_COPY), 2);
	assert_int_equal(run_count(&run, EVENT_REFUSE), 3); /* at each beat again */
	assert_close(run_measure(&run, "ram_bytes.servers"), SIGNS + 80, 0);
	run_end(&run);
	begin(&run, POLLED, SERVER, "80B", "lru", "mine");
	assert_int_equal(run_count(&run, EVENT_REFUSE), 0);
	assert_true(run_count(&run, EVENT_COPY) > 3);
	assert_close(run_measure(&run, "ram_bytes.servers"), SIGNS + 80, 0);
	run_end(&run);
	begin(&run, POLLED, SERVER, "unlimited", "lru", "mine");
	assert_int_equal(run_count(&run, EVENT_COPY), 3);
	run_end(&run);
}

/* ---- counts of users, 16 bytes each ---- */

#define COUNTED \
	"clients: {ana: {script: [ping, ping]}, bob: {start: 100ms, script: [ping, ping]}, cid: " \
	"{start: 200ms, script: [ping]}}\n" \
	"designs: {mine: {base: token, limiter: {home: server, limit: 1/m}}}\n"

static void
count__in_a_server_that_is_full__begins_anew_or_is_refused(void **state)
{
	struct run run;
	uint32_t index;

	(void)state;
	begin(&run, COUNTED, SERVER, "32B", "refuse", "mine");
	assert_statuses(&run, "ana", "200 429");
	assert_statuses(&run, "cid", "503");
	index = run_find(&run, EVENT_REFUSE, "s1", 0);
	assert_int_equal(trace_reason(&run.trace, run_event(&run, index)), REASON_MEMORY);
	run_end(&run);
	begin(&run, COUNTED, SERVER, "32B", "lru", "mine"); /* the last but one goes */
	assert_statuses(&run, "ana", "200 200");
	assert_statuses(&run, "cid", "200");
	assert_pushed_out(&run, "s1 req-count of ana, s1 req-count of bob, s1 req-count of cid");
	assert_close(run_measure(&run, "ram_bytes.servers"), SIGNS + 32, 0);
	run_end(&run);
	begin(&run, COUNTED, SERVER, "48B", "lru", "mine");
	assert_statuses(&run, "ana", "200 429");
	assert_pushed_out(&run, "");
	run_end(&run);
}

static void
count__beside_sessions_in_a_full_server__the_longest_unused_goes(void **state)
{
	struct run run;

	(void)state;
	/* Two sessions fit, and two counts; the third user takes the place of the first. */
	begin(&run, "clients: {ana: {script: [login]}, bob: {start: 100ms, script: [login]}, cid: "
	    "{start: 200ms, script: [login]}}\n"
	    "designs: {mine: {base: sticky, limiter: {home: server, limit: 9/m}}}\n",
	    SERVER, "4256B", "lru", "mine");
	assert_pushed_out(&run,
	    "s1 req-count of ana, s1 login of ana, s1 cart of ana");
	run_end(&run);
}

/* ---- keys of requests, 18 bytes and the result ---- */

#define KEYED \
	"clients: {ana: {script: [login, pay, pay], retry: {timeout: 300ms, attempts: 3}}, bob: " \
	"{start: 100ms, script: [login, pay], retry: {timeout: 300ms, attempts: 3}}}\n" \
	"designs: {mine: {base: token, idempotency: {home: server, keep: 1h}}}\n"

static void
key__in_a_server_that_is_full__forgotten_or_nothing_is_done(void **state)
{
	double all;
	struct run run;

	(void)state;
	begin(&run, KEYED, SERVER, "unlimited", "lru", "mine");
	assert_statuses(&run, "ana", "200 201 201");
	all = run_measure(&run, "ram_bytes.servers");
	assert_true(all > 5 * 18);
	run_end(&run);
	begin(&run, KEYED, SERVER, "200B", "refuse", "mine");
	assert_true(run_measure(&run, "ram_bytes.servers") <= SIGNS + 200);
	assert_true(run_measure(&run, "failed") > 0);
	run_end(&run);
	begin(&run, KEYED, SERVER, "17B", "refuse", "mine"); /* no key fits: no action is done */
	assert_statuses(&run, "ana", "503 401 (503) 401 (503)");
	assert_int_equal(run_count(&run, EVENT_EXECUTE), 0);
	run_end(&run);
	begin(&run, KEYED, SERVER, "250B", "lru", "mine");
	assert_statuses(&run, "ana", "200 201 201");
	assert_true(run_measure(&run, "ram_bytes.servers") <= SIGNS + 250);
	run_end(&run);
}

static void
server__crashes_with_what_it_keeps__has_room_again(void **state)
{
	struct run run;

	(void)state;
	begin(&run, "clients: {ana: {script: [ping]}, bob: {start: 100ms, script: [ping]}, cid: "
	    "{start: 3s, script: [ping]}}\n"
	    "designs: {mine: {base: token, limiter: {home: server, limit: 9/m}}}\n"
	    "faults: [{at: 1s, do: crash, node: s1}, {at: 2s, do: restart, node: s1}]\n",
	    SERVER, "32B", "refuse", "mine");
	assert_statuses(&run, "cid", "200");
	run_end(&run);
}

static void
change__of_memory_that_keeps_counts__the_longest_unused_goes_at_once(void **state)
{
	struct run run;

	(void)state;
	begin(&run, "clients: {ana: {script: [ping]}, bob: {start: 100ms, script: [ping]}, cid: "
	    "{start: 200ms, script: [ping]}}\n"
	    "designs: {mine: {base: token, limiter: {home: server, limit: 9/m}}}\n"
	    "stop: {after: 3s}\n"
	    "faults: [{at: 1s, do: change, path: servers.memory, to: 20B}]\n",
	    SERVER, "unlimited", "lru", "mine");
	assert_pushed_out(&run, "s1 req-count of ana, s1 req-count of bob");
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    list__in_a_full_store__no_logout_is_noted_or_the_oldest_is_forgotten),
		cmocka_unit_test(list__pushed_out_of_a_full_store__its_token_passes_again),
		cmocka_unit_test(
		    revoke__at_a_store_that_is_full_and_refuses__changes_nothing_and_is_said),
		cmocka_unit_test(list__fetched_by_a_server_that_is_full__it_knows_a_part),
		cmocka_unit_test(count__in_a_server_that_is_full__begins_anew_or_is_refused),
		cmocka_unit_test(count__beside_sessions_in_a_full_server__the_longest_unused_goes),
		cmocka_unit_test(key__in_a_server_that_is_full__forgotten_or_nothing_is_done),
		cmocka_unit_test(server__crashes_with_what_it_keeps__has_room_again),
		cmocka_unit_test(
		    change__of_memory_that_keeps_counts__the_longest_unused_goes_at_once),
	};

	return cmocka_run_group_tests_name("engine/shelf", tests, NULL, NULL);
}
