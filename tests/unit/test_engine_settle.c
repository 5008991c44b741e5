/* Settings that change while a system runs, one by one: what becomes of what is there already. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/schema.h"

#define MS 1000000ull
#define CHANGE(at, path, to) "{at: " at ", do: change, path: " path ", to: " to "}"

static uint32_t
count_where(const struct run *run, enum event_kind kind, const char *actor, uint64_t from_ns,
    uint64_t to_ns, const char *reason)
{
	uint32_t count = 0;

	for (uint32_t nth = 0;; nth++) {
		uint32_t row = run_find(run, kind, actor, nth);
		const struct event *event;

		if (row == NONE32)
			return count;
		event = run_event(run, row);
		count += event->at_ns >= from_ns && event->at_ns < to_ns &&
		    (reason == NULL || strcmp(reason_word(trace_reason(&run->trace, event)),
		    reason) == 0);
	}
}

/* ---- the balancer ---- */

#define TWO "clients: {ana: {script: [login, ping, ping, ping, ping, ping]}, bob: {start: 100ms, " \
	"script: [login, ping, ping, ping, ping, ping]}}\n"

static void
change__of_affinity_to_cookie__replies_bring_one_and_later_requests_stay(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TWO "faults: [" CHANGE("1500ms", "balancer.affinity", "cookie") ", "
	    CHANGE("4500ms", "balancer.affinity", "none") "]\n", "store");
	/* free at 0, 1 and 2 s, then by cookie at 3 and 4 s, then free again, cookie or not */
	assert_int_equal(count_where(&run, EVENT_ROUTE, NULL, 0, 2900 * MS, "free"), 6);
	assert_int_equal(count_where(&run, EVENT_ROUTE, NULL, 2900 * MS, 4900 * MS, "cookie"), 4);
	assert_int_equal(count_where(&run, EVENT_ROUTE, NULL, 4900 * MS, 9000 * MS, "free"), 2);
	assert_said(&run, run_find(&run, EVENT_ROUTE, NULL, 11),
	    "The balancer may choose any server, and chooses s2.");
	run_end(&run);
}

static void
change__of_affinity_from_table__rows_stay_until_nobody_uses_them(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TWO "session: {idle: 4s}\nstop: {after: 12s}\nfaults: ["
	    CHANGE("500ms", "balancer.affinity", "table") ", "
	    CHANGE("2500ms", "balancer.affinity", "none") "]\n", "store");
	assert_int_equal(count_where(&run, EVENT_CREATE, "lb", 0, 12000 * MS, NULL), 2);
	assert_int_equal(count_where(&run, EVENT_ROUTE, NULL, 1900 * MS, 2400 * MS, "table"), 2);
	assert_int_equal(count_where(&run, EVENT_ROUTE, NULL, 2500 * MS, 9000 * MS, "free"), 6);
	assert_int_equal(count_where(&run, EVENT_EXPIRE, "lb", 6000 * MS, 6200 * MS, NULL), 2);
	run_end(&run);
}

static void
change__of_map__keys_that_lead_elsewhere_are_counted(void **state)
{
	uint32_t change, moved = 0;
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 60, script: [login, ping, ping]}}\n"
	    "designs: {a: {base: local, balancer: {affinity: key, map: modulo}}}\n"
	    "servers: {count: 4, workers: 100}\nfaults: ["
	    CHANGE("500ms", "balancer.map", "rendezvous") "]\n", "a");
	change = run_find(&run, EVENT_CHANGE, "lb", 1);
	moved = (uint32_t)run_event(&run, change)->value;
	/* unrelated maps agree on a key one time in four: 45 of 60, sd 3.4 */
	assert_in_range(moved, 32, 58);
	assert_near(run_measure(&run, "remapped"), moved, 0);
	assert_int_equal(run_event(&run, change)->cause, run_find(&run, EVENT_CHANGE, "lb", 0));
	/* and so many go elsewhere at their next request, and stay there at the one after it */
	for (uint32_t i = 0; i < 60; i++) {
		char id[16];
		uint16_t at[3], servers[3] = { 0 };
		uint32_t found = 0;

		snprintf(id, sizeof(id), "crowd-%u", i + 1);
		for (uint32_t row = 0; row < run.trace.event_count && found < 3; row++) {
			const struct event *event = run_event(&run, row);

			if (event->kind == EVENT_ROUTE && strcmp(run.trace.actors[
			    run.trace.requests[event->request].client].id, id) == 0)
				servers[found++] = event->other;
		}
		memcpy(at, servers, sizeof(at));
		moved -= at[0] != at[1];
		assert_int_equal(at[1], at[2]);
	}
	assert_int_equal(moved, 0);
	run_end(&run);
}

static void
change__of_affinity_to_key__a_map_begins(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TWO "faults: [" CHANGE("1500ms", "balancer.affinity", "ip") ", "
	    CHANGE("3500ms", "balancer.affinity", "none") "]\n", "store");
	assert_int_equal(count_where(&run, EVENT_ROUTE, NULL, 1900 * MS, 3400 * MS, "address"), 4);
	assert_int_equal(count_where(&run, EVENT_ROUTE, NULL, 3500 * MS, 9000 * MS, "free"), 4);
	run_end(&run);
}

/* ---- servers ---- */

#define FOUR "clients: {crowd: {count: 4, script: [login, add book, view cart, view cart]}}\n" \
	"servers: {count: 1, workers: 4}\nstop: {after: 5s}\n"

static void
change__of_servers_memory__the_longest_unused_goes_at_once(void **state)
{
	struct run run;

	(void)state;
	/* a session is 2128 bytes with its theme: two of four fit */
	run_watch(&run, FOUR "faults: [" CHANGE("1500ms", "servers.memory", "5KiB") ", "
	    CHANGE("1600ms", "servers.memory", "unlimited") "]\n", "sticky");
	assert_int_equal(count_where(&run, EVENT_EVICT, "s1", 1500 * MS, 1501 * MS,
	    "pushed-out"), 4);
	assert_near(run_measure(&run, "sessions_lost"), 2, 0);
	assert_near(run_measure(&run, "ram_bytes.servers"), 4 * 2112, 0);
	run_end(&run);
}

static void
change__of_servers_eviction__who_refuses_keeps_what_there_is(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, FOUR "faults: [" CHANGE("1400ms", "servers.eviction", "refuse") ", "
	    CHANGE("1500ms", "servers.memory", "5KiB") "]\n", "sticky");
	assert_int_equal(count_where(&run, EVENT_EVICT, "s1", 0, 5000 * MS, "pushed-out"), 0);
	assert_near(run_measure(&run, "ok"), 16, 0);
	run_end(&run);
}

static void
change__of_cache_ttl__what_comes_from_then_on_lasts_that_long(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {every: 100ms, script: [login, view cart], repeat: view "
	    "cart}}\nservers: {count: 1, cache: {pieces: [cart, login], ttl: 1s}}\n"
	    "stop: {after: 5s}\nfaults: [" CHANGE("200ms", "servers.cache.ttl", "2s") "]\n",
	    "store");
	/* what lay there keeps its second; what replaces it lasts two */
	assert_near((double)run_event(&run, run_find(&run, EVENT_EXPIRE, "s1", 0))->at_ns, 1.02e9,
	    2e7);
	assert_near((double)run_event(&run, run_find(&run, EVENT_EXPIRE, "s1", 2))->at_ns, 3.1e9,
	    1e8);
	assert_said(&run, run_find(&run, EVENT_EXPIRE, "s1", 0),
	    "s1 forgets session ab2: it has been in its cache for 1 s.");
	assert_said(&run, run_find(&run, EVENT_EXPIRE, "s1", 2),
	    "s1 forgets session ab2: it has been in its cache for 2 s.");
	run_end(&run);
}

/* ---- copies on servers ---- */

static void
change__of_session_copies__what_is_lacking_is_sent_at_once(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 2, script: [login, view cart]}}\n"
	    "servers: {count: 4}\nstop: {after: 4s}\nfaults: ["
	    CHANGE("1500ms", "session.copies", "2") ", " CHANGE("2500ms", "session.copies", "all")
	    "]\n", "backup");
	/* two sessions, each a login, a cart and a theme or less: one more copy, then one more */
	assert_int_equal(count_where(&run, EVENT_COPY, NULL, 0, 1500 * MS, NULL), 4);
	assert_int_equal(count_where(&run, EVENT_COPY, NULL, 1500 * MS, 1600 * MS, NULL), 4);
	assert_int_equal(count_where(&run, EVENT_COPY, NULL, 2500 * MS, 2600 * MS, NULL), 4);
	assert_near(run_measure(&run, "holders_max"), 4, 0);
	run_end(&run);
}

static void
change__of_copy_lag__copies_leave_so_long_after_their_write(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, add pen]}}\n"
	    "session: {copy: async}\nservers: {count: 2}\nstop: {after: 4s}\nfaults: ["
	    CHANGE("500ms", "session.copy_lag", "300ms") "]\n", "backup");
	/* written at 21 ms and 1021 ms: there a hop later, and a hop and 300 ms later */
	assert_int_equal(run_event(&run, run_find(&run, EVENT_COPY, NULL, 0))->at_ns, 22 * MS);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_COPY, NULL, 2))->at_ns, 1322 * MS);
	run_end(&run);
}

/* ---- the store ---- */

static void
change__of_store_memory__the_longest_unused_goes_at_once(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 4, relogin: off, script: [login, add book, view "
	    "cart]}}\nstore: {eviction: lru}\nfaults: ["
	    CHANGE("1500ms", "store.memory", "5KiB") "]\n", "store");
	assert_int_equal(count_where(&run, EVENT_EVICT, "store", 1500 * MS, 1501 * MS,
	    "pushed-out"), 4);
	assert_near(run_measure(&run, "sessions_lost"), 2, 0);
	run_end(&run);
}

static void
change__of_store_eviction__a_full_store_refuses_then_makes_room(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}, bob: {start: 1s, script: [login]}, "
	    "cid: {start: 2s, script: [login]}}\nstore: {memory: 3KiB}\nfaults: ["
	    CHANGE("1500ms", "store.eviction", "lru") "]\n", "store");
	assert_near(run_measure(&run, "failed"), 1, 0); /* bob's */
	assert_int_equal(count_where(&run, EVENT_EVICT, "store", 2000 * MS, 3000 * MS,
	    "pushed-out"), 2);
	run_end(&run);
}

static void
change__of_store_copies__a_new_one_begins_with_what_the_store_has(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, add pen, view cart]}}\n"
	    "store: {copy_lag: 10s}\nfaults: [" CHANGE("1500ms", "store.copies", "1")
	    ", {at: 2500ms, do: failover}]\n", "store");
	/* the pen came after the copy did, and within its lag */
	assert_int_equal(count_where(&run, EVENT_WRITE, "store", 2500 * MS, 2501 * MS, "unsent"),
	    1);
	assert_near(run_measure(&run, "ok"), 4, 0);
	assert_near(run_measure(&run, "stale_reads"), 1, 0);
	assert_near(run_measure(&run, "ram_bytes.store"), 2 * 2112, 0);
	run_end(&run);
}

static void
change__of_copy_lag_of_the_store__what_was_sent_stays_sent(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book, add pen, view cart]}}\n"
	    "store: {copies: 1, copy_lag: 100ms}\nfaults: ["
	    CHANGE("1500ms", "store.copy_lag", "10s") ", {at: 2500ms, do: failover}]\n", "store");
	assert_int_equal(count_where(&run, EVENT_WRITE, "store", 2500 * MS, 2501 * MS, "unsent"),
	    1);
	run_end(&run);
}

static void
change__of_store_copies_to_none__what_a_dead_store_had_is_gone(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart, view cart]}}\n"
	    "store: {copies: 1}\nfaults: [{at: 1200ms, do: crash, node: store}, "
	    CHANGE("1300ms", "store.copies", "0") ", " CHANGE("1400ms", "store.copies", "1")
	    ", {at: 1500ms, do: failover}]\n", "store");
	assert_near(run_measure(&run, "sessions_lost"), 1, 0);
	assert_near(run_measure(&run, "forced_logins"), 1, 0);
	run_end(&run);
}

/* ---- tokens and their list ---- */

static void
change__of_token_check__what_was_believed_is_so_no_more(void **state)
{
	char *got;
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}, eve: {relogin: off, script: [login, "
	    "forge ana none, view cart, view cart]}}\ntoken: {check: header}\nfaults: ["
	    CHANGE("1500ms", "token.check", "strict") "]\n", "token");
	got = run_statuses(&run, "eve");
	assert_string_equal(got, "200 200 401");
	free(got);
	run_end(&run);
}

static void
change__of_refresh_to_sliding__replies_renew_tokens_past_half(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart, view cart, view cart, view "
	    "cart, view cart, view cart, view cart, view cart]}}\ntoken: {ttl: 4s}\nfaults: ["
	    CHANGE("2500ms", "token.refresh", "sliding") "]\n", "token");
	assert_int_equal(count_where(&run, EVENT_ISSUE, NULL, 1 * MS, 2500 * MS, NULL), 1);
	assert_int_equal(count_where(&run, EVENT_ISSUE, NULL, 2500 * MS, 9000 * MS, NULL), 3);
	assert_near(run_measure(&run, "forced_logins"), 0, 0);
	run_end(&run);
}

#define LISTED "clients: {ana: {every: 100ms, relogin: off, script: [login], repeat: view " \
	"cart}}\n" \
	"servers: {count: 1}\nstop: {after: 9s}\n"

static void
change__of_check_to_poll__the_list_is_fetched_at_once_and_again(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, LISTED "faults: [" CHANGE("1050ms", "denylist.check", "poll") ", "
	    CHANGE("1060ms", "denylist.every", "2s") ", {at: 2500ms, do: revoke, client: ana}, "
	    CHANGE("6500ms", "denylist.check", "ask") "]\n", "denylist");
	/* on the beat of 2 s, and the way there and back */
	assert_int_equal(run_event(&run, run_find(&run, EVENT_COPY, "store", 0))->at_ns,
	    4001 * MS + MS / 2 + MS);
	assert_near(run_measure(&run, "revocation_delay_ns"), 1.5e9, 1.2e8);
	assert_int_equal(count_where(&run, EVENT_EVICT, "s1", 6500 * MS, 6501 * MS, "forgotten"),
	    1);
	assert_said(&run, run_find(&run, EVENT_EVICT, "s1", 0),
	    "s1 takes Ana's session ab2 off its list: it asks the store from now on.");
	run_end(&run);
}

static void
change__of_check_to_ask__no_list_is_fetched_any_more(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}}\nservers: {count: 1}\n"
	    "stop: {after: 9s}\ndesigns: {a: {base: denylist, denylist: {check: poll, every: 1s}}}"
	    "\nfaults: [" CHANGE("3500ms", "denylist.check", "ask") "]\n", "a");
	assert_int_equal(count_where(&run, EVENT_SEND, "s1", 900 * MS, 3500 * MS, NULL), 3);
	assert_int_equal(count_where(&run, EVENT_SEND, "s1", 3500 * MS, 9000 * MS, NULL), 0);
	run_end(&run);
}

/* ---- what is refused ---- */

/* Every setting can change, or is refused with a reason of its own. */
static void
change__of_any_setting__works_or_says_why_not(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		struct arena arena;
		struct findings findings;
		char keys[512], path[128];
		const char *star = strchr(row->path, '*');

		if (row->path[0] == '@' ||
		    (star != NULL && strncmp(row->path, "clients.*.", 10) != 0))
			continue;
		if (star == NULL)
			snprintf(path, sizeof(path), "%s", row->path);
		else
			snprintf(path, sizeof(path), "clients.ana.%s", row->path + 10);
		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login], retry: {}}}\n"
		    "faults: [{at: 1s, do: change, path: %s, to: 1}]\n", path);
		arena = (struct arena){ 0 };
		if (scenario_try(&arena, keys, "local", NULL, &findings) == NULL) {
			for (size_t k = 0; k < findings.count; k++) {
				const struct finding *finding = &findings.rows[k];

				if (strstr(finding->text, "cannot change") != NULL)
					assert_non_null(finding->advice);
				assert_true(finding->mark.line > 0);
			}
		}
		arena_release(&arena);
	}
}

static void
assert_refused(const char *change, const char *base, const char *design, const char *text)
{
	struct findings findings;
	struct arena arena;
	char keys[1024];

	snprintf(keys, sizeof(keys), "clients: {ana: {script: [login]}}\n%sfaults: [%s]\n", base,
	    change);
	arena = (struct arena){ 0 };
	assert_null(scenario_try(&arena, keys, design, NULL, &findings));
	assert_int_equal(findings.count, 1);
	if (strstr(findings.rows[0].text, text) == NULL)
		print_message("%s\n", findings.rows[0].text);
	assert_non_null(strstr(findings.rows[0].text, text));
	assert_true(findings.rows[0].mark.line > 0);
	arena_release(&arena);
}

static void
change__that_would_be_refused_at_the_start__is_refused_too(void **state)
{
	(void)state;
	assert_refused(CHANGE("1s", "session.copy_lag", "1s"), "", "backup", "knows no lag");
	assert_refused(CHANGE("1s", "servers.memory", "100B"), "", "sticky", "does not fit");
	assert_refused(CHANGE("1s", "token.refresh", "rotate"), "", "token", "cannot begin");
	assert_refused(CHANGE("1s", "token.refresh", "none"), "token: {refresh: rotate}\n",
	    "token", "cannot begin or end");
	assert_refused(CHANGE("1s", "token.keys", "[k2]"), "", "token", "cannot change");
	assert_refused(CHANGE("1s", "denylist.every", "1s"), "", "token", "no denylist");
	assert_refused(CHANGE("1s", "servers.cache.ttl", "1s"), "", "store", "caches anything");
	assert_refused(CHANGE("1s", "balancer.map", "ring"), "", "store", "nothing to map");
	assert_refused(CHANGE("1s", "balancer.affinity", "[ip]"), "", "store", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    change__of_affinity_to_cookie__replies_bring_one_and_later_requests_stay),
		cmocka_unit_test(change__of_affinity_from_table__rows_stay_until_nobody_uses_them),
		cmocka_unit_test(change__of_map__keys_that_lead_elsewhere_are_counted),
		cmocka_unit_test(change__of_affinity_to_key__a_map_begins),
		cmocka_unit_test(change__of_servers_memory__the_longest_unused_goes_at_once),
		cmocka_unit_test(change__of_servers_eviction__who_refuses_keeps_what_there_is),
		cmocka_unit_test(change__of_cache_ttl__what_comes_from_then_on_lasts_that_long),
		cmocka_unit_test(change__of_session_copies__what_is_lacking_is_sent_at_once),
		cmocka_unit_test(change__of_copy_lag__copies_leave_so_long_after_their_write),
		cmocka_unit_test(change__of_store_memory__the_longest_unused_goes_at_once),
		cmocka_unit_test(change__of_store_eviction__a_full_store_refuses_then_makes_room),
		cmocka_unit_test(change__of_store_copies__a_new_one_begins_with_what_the_store_has),
		cmocka_unit_test(change__of_copy_lag_of_the_store__what_was_sent_stays_sent),
		cmocka_unit_test(change__of_store_copies_to_none__what_a_dead_store_had_is_gone),
		cmocka_unit_test(change__of_token_check__what_was_believed_is_so_no_more),
		cmocka_unit_test(change__of_refresh_to_sliding__replies_renew_tokens_past_half),
		cmocka_unit_test(change__of_check_to_poll__the_list_is_fetched_at_once_and_again),
		cmocka_unit_test(change__of_check_to_ask__no_list_is_fetched_any_more),
		cmocka_unit_test(change__of_any_setting__works_or_says_why_not),
		cmocka_unit_test(change__that_would_be_refused_at_the_start__is_refused_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
