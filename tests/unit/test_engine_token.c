/* Tokens: what servers accept, keys and clocks, thefts and forgeries, what browsers take; and how
 * a login is taken back. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "trace/http.h"
#include "trace/sentence.h"

#define MS 1000000ull
#define SECOND 1000000000ull

static const struct event *
nth(const struct run *run, enum event_kind kind, const char *actor, uint32_t n)
{
	uint32_t index = run_find(run, kind, actor, n);

	if (index == NONE32)
		run_dump(run);
	return run_event(run, index);
}

static void
assert_says(const struct run *run, const struct event *event, const char *expected)
{
	struct str text = STR_INIT;

	sentence_event(&run->trace, (uint32_t)(event - run->trace.events), &text);
	assert_string_equal(text.text, expected);
	str_release(&text);
}

/* The nth check of a token: its outcome and reason. */
static void
assert_check(const struct run *run, uint32_t n, enum outcome outcome, enum reason reason)
{
	const struct event *event = nth(run, EVENT_VERIFY, NULL, n);

	assert_int_equal(event->outcome, outcome);
	assert_int_equal(trace_reason(&run->trace, event), reason);
}

/* ---- what is accepted ---- */

#define FORGERIES \
	"clients: {ana: {script: [login]}, mallory: {start: 500ms, relogin: off, script: " \
	"[forge ana none, view cart, forge ana HS256, view cart, forge ana, view cart]}}\n"

static void
forgery__strict_check__three_reasons_to_refuse(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, FORGERIES "token: {algorithm: RS256}\n", "token");
	assert_statuses(&run, "mallory", "401 401 401");
	assert_check(&run, 0, OUTCOME_FORGED, REASON_ALGORITHM);
	assert_check(&run, 1, OUTCOME_FORGED, REASON_ALGORITHM);
	assert_check(&run, 2, OUTCOME_FORGED, REASON_SIGNATURE);
	assert_says(&run, nth(&run, EVENT_VERIFY, NULL, 0),
	    "s2 checks Mallory's token: it says alg none, which s2 does not accept.");
	assert_says(&run, nth(&run, EVENT_VERIFY, NULL, 2),
	    "s1 checks Mallory's token with key k1: the signature is wrong.");
	run_end(&run);
}

/* Whose it is, is what the token says: Mallory sees what is Ana's. */
static void
forgery__check_by_header__none_and_the_public_key_pass(void **state)
{
	struct run run;
	const struct event *read;

	(void)state;
	run_watch(&run, FORGERIES "token: {algorithm: RS256, check: header}\n", "token");
	assert_statuses(&run, "mallory", "200 200 401");
	read = nth(&run, EVENT_READ, "db", 0);
	assert_int_equal(run.trace.items[read->item].client, trace_actor(&run.trace, "ana"));
	assert_int_equal(run.trace.requests[read->request].client,
	    trace_actor(&run.trace, "mallory"));
	assert_true(run.trace.actors[trace_actor(&run.trace, "mallory")].attacker);
	assert_true(run.trace.actors[trace_actor(&run.trace, "mallory-browser")].attacker);
	assert_false(run.trace.actors[trace_actor(&run.trace, "ana")].attacker);
	run_end(&run);
	run_watch(&run, FORGERIES "token: {algorithm: none}\n", "token");
	assert_statuses(&run, "ana", "200");
	assert_statuses(&run, "mallory", "200 200 200");
	run_end(&run);
	run_watch(&run, FORGERIES, "store"); /* a ticket can only be guessed */
	assert_statuses(&run, "mallory", "401 401 401");
	run_end(&run);
}

static void
forgery__with_a_stolen_key__no_server_can_tell(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}, mallory: {start: 1500ms, script: "
	    "[forge ana, view cart], relogin: off}}\n"
	    "faults: [{at: 1s, do: steal, what: key, of: s2, by: mallory}]\n"
	    "stop: {after: 3s}\n", "token");
	assert_statuses(&run, "mallory", "200");
	assert_int_equal(nth(&run, EVENT_COPY, "s2", 0)->other,
	    trace_actor(&run.trace, "mallory-browser"));
	assert_says(&run, nth(&run, EVENT_COPY, "s2", 0),
	    "Mallory copies the signing key k1 of s2: from now on it can sign as servers do.");
	run_end(&run);
}

static void
unsecured__text__empty_signature_and_no_key(void **state)
{
	struct str text = STR_INIT, header = STR_INIT;
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login]}}\ntoken: {algorithm: none}\n",
	    "token");
	token_text(&run.trace, 0, &text);
	token_header(&run.trace, 0, &header);
	assert_string_equal(header.text, "{\"alg\":\"none\",\"typ\":\"JWT\"}");
	assert_int_equal(text.text[text.length - 1], '.');
	assert_int_equal(token_bytes(&run.trace, 0), text.length);
	str_release(&text);
	str_release(&header);
	run_end(&run);
}

/* ---- keys and clocks ---- */

#define TWO \
	"clients: {ana: {script: [login], repeat: view cart}, " \
	"bob: {start: 300ms, script: [login], repeat: view cart}}\nstop: {after: 10s}\n"

static void
rotation__no_overlap__every_token_is_rejected_once(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TWO "faults: [{at: 3500ms, do: rotate-key}]\n", "token");
	assert_close(run_measure(&run, "forced_logins"), 2, 0);
	assert_close(run_measure(&run, "sessions_lost"), 2, 0);
	assert_close(run_measure(&run, "sessions_live_at_fault"), 2, 0);
	assert_int_equal(nth(&run, EVENT_CREATE, "s1", 1)->at_ns, 3500 * MS);
	assert_says(&run, nth(&run, EVENT_CREATE, "s1", 1),
	    "s1 gets the signing key k2 and signs with it from now on.");
	assert_says(&run, nth(&run, EVENT_EVICT, "s1", 0),
	    "s1 gives up the signing key k1: what it signed counts no more.");
	run_end(&run);
}

static void
rotation__longer_overlap_than_ttl__nobody_notices(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TWO "faults: [{at: 3500ms, do: rotate-key, overlap: 4s}]\n"
	    "token: {ttl: 4s, refresh: sliding}\n", "token");
	assert_close(run_measure(&run, "forced_logins"), 0, 0);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0);
	run_end(&run);
}

/* s2 does not know k2 until it restarts, and goes on accepting k1. */
static void
rotation__missed_by_a_server__it_knows_neither_the_new_nor_forgets_the_old(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, TWO "faults: [{at: 3s, do: rotate-key, overlap: 2s, except: s2}, "
	    "{at: 7s, do: restart, node: s2}]\n", "token");
	assert_check(&run, 8, OUTCOME_OK, REASON_NONE);          /* k1 at s2, 5.021 s */
	assert_check(&run, 9, OUTCOME_FORGED, REASON_UNKNOWN_KEY); /* k1 at s3 */
	assert_check(&run, 10, OUTCOME_FORGED, REASON_UNKNOWN_KEY); /* k2 at s2 */
	assert_says(&run, nth(&run, EVENT_VERIFY, NULL, 10),
	    "s2 checks Bob's token: s2 does not know key k2.");
	assert_int_equal(nth(&run, EVENT_VERIFY, "s2", 5)->outcome, OUTCOME_OK);
	assert_close(run_measure(&run, "sessions_lost"), 0, 0); /* s2 could read them still */
	run_end(&run);
}

/* Tokens of 8 s: 0.02 + 8 is 8 in whole seconds.  s1 is 5 s behind, s2 3 s ahead. */
static void
skew__checks_and_signatures__by_the_servers_own_clock(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {relogin: off, script: [login], repeat: view cart}}\n"
	    "token: {ttl: 8s}\nstop: {after: 14s}\n"
	    "faults: [{at: 2s, do: skew, node: s1, by: -5s}, {at: 2s, do: skew, node: s2, "
	    "by: 3s}]\n", "token");
	/* turns: 1 s2, 2 s3, 3 s1, 4 s2, 5 s3, 6 s1, 7 s2 (10 there), 8 s3, 9 s1 (4 there) .. */
	assert_statuses(&run, "ana", "200 200 200 200 200 200 200 401 401 200 401 401 200 401 -");
	assert_close(run_measure(&run, "stale_accepts"), 2, 0);
	assert_says(&run, nth(&run, EVENT_CHANGE, "s1", 0),
	    "s1's clock is 5 s behind from now on.");
	run_end(&run);
	run_watch(&run, "clients: {ana: {start: 1s, script: [login]}}\ntoken: {ttl: 8s}\n"
	    "faults: [{at: 500ms, do: skew, node: s1, by: 100s}]\n", "token");
	assert_int_equal(run.trace.tokens[0].exp_s - run.scenario->epoch_s, 109);
	run_end(&run);
}

static void
leeway__after_the_end__accepted_and_counted(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {relogin: off, script: [login], repeat: view cart}}\n"
	    "token: {ttl: 3s, leeway: 2s}\nstop: {after: 6500ms}\n", "token");
	assert_statuses(&run, "ana", "200 200 200 200 200 401 401");
	assert_close(run_measure(&run, "stale_accepts"), 2, 0); /* at 3 s and at 4 s */
	assert_says(&run, nth(&run, EVENT_VERIFY, NULL, 3),
	    "s2 checks Ana's token with key k1: valid, though it ended 1.02 s ago.");
	run_end(&run);
}

/* exp 8; past half of it from 4 s on: the reply at 4 s brings exp 12, that at 8 s exp 16. */
static void
sliding__past_half__any_reply_renews(void **state)
{
	static const char *const designs[] = { "token", "carry" };
	struct run run;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		run_watch(&run, "clients: {ana: {relogin: off, script: [login], "
		    "repeat: view cart}}\ntoken: {ttl: 8s, refresh: sliding}\n"
		    "stop: {after: 12500ms}\n", designs[i]);
		assert_int_equal(run_count(&run, EVENT_ISSUE), 4);
		assert_int_equal(nth(&run, EVENT_ISSUE, NULL, 1)->at_ns / SECOND, 4);
		assert_int_equal(nth(&run, EVENT_ISSUE, NULL, 2)->at_ns / SECOND, 8);
		assert_close(run_measure(&run, "failed"), 0, 0);
		assert_int_equal(run_count(&run, EVENT_CREATE), 3 + (i == 0 ? 1 : 2) +
		    (i == 0 ? 3 : 2));
		run_end(&run);
		run_watch(&run, "clients: {ana: {relogin: off, script: [login, wait 2s, view "
		    "cart, wait 6s, view cart]}}\ntoken: {ttl: 8s, refresh: sliding}\n",
		    designs[i]);
		assert_statuses(&run, "ana", "200 200 401");
		run_end(&run);
	}
}

/* ---- copies: thefts, and what a browser is given back ---- */

#define THEFT \
	"clients: {ana: {script: [login, add book, wait 1s, logout]}}\n" \
	"faults: [{at: 1500ms, do: steal, of: ana}]\nstop: {after: 9400ms}\n" \
	"token: {ttl: 8s}\n"

/* Mallory looks at 1.5, 2.5 .. 8.5 s; Ana logs out at 3.03. */
static void
theft__then_logout__a_ticket_dies_and_a_token_lives_to_its_end(void **state)
{
	static const struct {
		const char *design, *answers;
	} rows[] = {
		{ "sticky", "200 200 401 401 401 401 401 401" },
		{ "store", "200 200 401 401 401 401 401 401" },
		{ "token", "200 200 200 200 200 200 200 401" },
		{ "carry", "200 200 200 200 200 200 200 401" },
		{ "denylist", "200 200 401 401 401 401 401 401" },
	};
	struct run run;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		run_watch(&run, THEFT, rows[i].design);
		assert_statuses(&run, "mallory", rows[i].answers);
		assert_statuses(&run, "ana", "200 200 200");
		run_end(&run);
	}
}

static void
theft__of_the_ticket_alone__leads_to_another_server(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, view cart]}}\n"
	    "faults: [{at: 1500ms, do: steal, of: ana, what: ticket}]\n", "sticky");
	assert_statuses(&run, "mallory", "401"); /* without srv it comes to s2 */
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login, view cart]}, eve: {start: 2s, "
	    "script: [view cart], relogin: off}}\n"
	    "faults: [{at: 1500ms, do: steal, of: ana, what: cookies, by: eve}]\n", "sticky");
	assert_statuses(&run, "eve", "200");
	run_end(&run);
}

#define CREDIT \
	"state: {credit: {bytes: 16, key: session}}\n" \
	"actions: {set: {method: POST, path: /credit, reads: [credit], writes: [credit], " \
	"body: credit}}\n" \
	"clients: {ana: {script: [login, set 10, keep cookies, set 0, put cookies back, " \
	"read credit]}}\n"

/* The signature is good; it does not say that this is the latest. */
static void
old_cookie__put_back__what_was_spent_is_there_again(void **state)
{
	struct run run;
	char *answers;

	(void)state;
	run_watch(&run, CREDIT, "carry");
	answers = run_answers(&run, "ana");
	assert_non_null(strstr(answers, "set 200 \"0\"\nread 200 \"10\""));
	free(answers);
	run_end(&run);
	run_watch(&run, CREDIT, "store");
	answers = run_answers(&run, "ana");
	assert_non_null(strstr(answers, "set 200 \"0\"\nread 200 \"0\""));
	free(answers);
	run_end(&run);
}

/* "__Host-signed" and a token: 13 + 4083 bytes fit, one more is ignored. */
static void
cookie__more_than_4096_bytes__the_browser_keeps_the_old_one(void **state)
{
	struct run run;
	uint32_t most = 0, refused = 0;

	(void)state;
	for (uint32_t filler = 2900; filler < 3000; filler++) {
		char keys[300];
		uint32_t bytes;

		snprintf(keys, sizeof(keys), "state: {cart: {bytes: 2KiB, filler: %u}}\nclients: "
		    "{ana: {script: [login, add book, view cart]}}\n", filler);
		run_watch(&run, keys, "carry");
		bytes = http_token_cookie_bytes(&run.trace, 1);
		if (http_token_cookie_bytes(&run.trace, 0) > 4096) {
			/* not even the login's */
			assert_statuses(&run, "ana", "200 401 (200) 401 401 (200) 401");
		} else if (bytes <= 4096) {
			most = bytes;
			assert_int_equal(run_count(&run, EVENT_IGNORE), 0);
			assert_statuses(&run, "ana", "200 200 200");
		} else {
			char *answers = run_answers(&run, "ana");

			assert_int_equal(run_count(&run, EVENT_IGNORE), 1);
			assert_int_equal(nth(&run, EVENT_IGNORE, NULL, 0)->value, bytes);
			assert_non_null(strstr(answers, "add 200 [\"book\"]\nview 200 []"));
			free(answers);
			refused++;
		}
		run_end(&run);
	}
	assert_in_range(most, 4094, 4096);
	assert_true(refused > 0);
}

/* ---- revocation ---- */

#define REVOKE(more) \
	"stop: {after: 40m}\nclients: {ana: {every: 1s, relogin: off, script: [login, view " \
	"theme], repeat: view theme}}\ntoken: {algorithm: RS256, ttl: 15m}\n" \
	"faults: [{at: 5m, do: revoke, client: ana}]\n" \
	"designs: {opaque: {base: store}, jwt: {base: token}, asked: {base: denylist}, " \
	"listed: {base: denylist, denylist: {check: poll, every: 30s}}, " \
	"moment: {base: denylist, denylist: {kind: not-before}}, local: {base: sticky}}\n" more

/* Polled at 0, 10 and 20 s past each half minute by s1, s2, s3; ana comes round every 3 s: s3 hears
 * of it at 320.0025 and accepted her last at 317.02. */
static void
revoke__by_design__at_once_or_at_the_next_poll_or_at_the_end(void **state)
{
	static const struct {
		const char *design;
		double accepts, delay_ns;
	} rows[] = {
		{ "opaque", 0, 0 }, { "local", 0, 0 }, { "asked", 0, 0 }, { "moment", 0, 0 },
		{ "jwt", 600, 599021001000. }, { "listed", 9, 17021001000. },
	};
	struct run run;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		run_begin(&run, REVOKE(""), rows[i].design);
		run_all(&run);
		assert_close(run_measure(&run, "stale_accepts"), rows[i].accepts, 0);
		assert_close(run_measure(&run, "revocation_delay_ns"), rows[i].delay_ns, 0);
		assert_close(run_measure(&run, "sessions_lost"), 0, 0);
		assert_close(run_measure(&run, "ok"), 300 + rows[i].accepts, 0);
		run_end(&run);
	}
	run_begin(&run, REVOKE(""), "jwt");
	run_all(&run);
	assert_says(&run, nth(&run, EVENT_CHANGE, NULL, 0), "Ana's login is revoked. No server "
	    "keeps anything that could say so: the token that Ana carries counts until it "
	    "ends.");
	run_end(&run);
}

/* Revoked, and past its end within the leeway: one stale accept a request, not two. */
static void
revoke__and_past_its_end__each_accept_counts_once(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {relogin: off, script: [login], repeat: view cart}}\n"
	    "token: {ttl: 2s, leeway: 2s}\nstop: {after: 4500ms}\n"
	    "faults: [{at: 1500ms, do: revoke, client: ana}]\n", "token");
	assert_statuses(&run, "ana", "200 200 200 200 401");
	assert_close(run_measure(&run, "stale_accepts"), 2, 0);
	run_end(&run);
}

/* What a copy that takes over has not been told of is revoked no more. */
static void
revoke__lost_with_a_failover__the_list_says_what_it_said_before(void **state)
{
	static const struct {
		const char *kind, *lag, *statuses, *said;
	} rows[] = {
		{ "not-before", "100ms", "200 401 (200) 200 401 (200) 200", NULL },
		{ "not-before", "500ms", "200 401 (200) 200 200",
		    "goes back to what its list said of Ana before." },
		{ "ids", "100ms", "200 401 (200) 200 401 (200) 200", NULL },
		{ "ids", "500ms", "200 401 (200) 200 200", "off its list: no copy of it was sent" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool moment = strcmp(rows[i].kind, "ids") != 0;
		char keys[500];
		struct run run;

		snprintf(keys, sizeof(keys), "clients: {ana: {name: Ana, every: 2s, script: "
		    "[login, view cart, view cart]}}\nstore: {copies: 1, copy_lag: %s}\n"
		    "designs: {mine: {base: denylist, denylist: {kind: %s}}}\n"
		    "faults: [{at: 1s, do: revoke, client: ana}, {at: 3s, do: revoke, "
		    "client: ana}, {at: 3200ms, do: failover}]\n", rows[i].lag, rows[i].kind);
		run_watch(&run, keys, "mine");
		assert_statuses(&run, "ana", rows[i].statuses);
		if (rows[i].said != NULL) {
			struct str text = STR_INIT;
			uint32_t index = run_find(&run, moment ? EVENT_WRITE : EVENT_EVICT, "store",
			    moment ? 1 : 0);

			sentence_event(&run.trace, index, &text);
			assert_non_null(strstr(text.text, rows[i].said));
			str_release(&text);
		}
		run_end(&run);
	}
}

static void
revoke__nobody_logged_in__nothing_to_say(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [ping]}}\n"
	    "faults: [{at: 500ms, do: revoke, client: all}]\nstop: {after: 1s}\n", "denylist");
	assert_int_equal(run_count(&run, EVENT_CHANGE), 0);
	run_end(&run);
}

/* The list is in a store: with it it goes, and what was revoked counts again. */
static void
denylist__its_store__down_stops_everybody_and_a_crash_forgets(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {relogin: off, script: [login], repeat: view cart}}\n"
	    "faults: [{at: 1500ms, do: revoke, client: ana}, {at: 2500ms, do: crash, node: "
	    "store}, {at: 3500ms, do: restart, node: store}]\nstop: {after: 4500ms}\n",
	    "denylist");
	assert_statuses(&run, "ana", "200 200 401 503 200");
	run_end(&run);
	run_watch(&run, "clients: {ana: {relogin: off, script: [login], repeat: view cart}}\n"
	    "faults: [{at: 500ms, do: store-down}, {at: 1500ms, do: store-up}]\n"
	    "stop: {after: 3500ms}\ndesigns: {mine: {base: denylist, denylist: {check: poll, "
	    "every: 1s}}}\n", "mine");
	assert_statuses(&run, "ana", "200 200 200 200"); /* they go on with what they have */
	run_end(&run);
}

/* A token of 3 s: its entry goes at 4 s, when it would have ended anyway. */
static void
denylist__entry__kept_until_the_token_would_have_ended(void **state)
{
	struct run run;
	const struct event *event;

	(void)state;
	run_watch(&run, "clients: {ana: {start: 1s, script: [login]}}\ntoken: {ttl: 3s}\n"
	    "faults: [{at: 2s, do: revoke, client: ana}]\nstop: {after: 9s}\n", "denylist");
	event = nth(&run, EVENT_EXPIRE, "store", 0);
	assert_int_equal(event->at_ns, 4 * SECOND);
	assert_close(run_measure(&run, "ram_byte_seconds.store"), 2 * 40, 0);
	run_end(&run);
}

/* ---- expire ---- */

/* Three servers ask at once for the list; a store that answers two a second takes them up half a
 * second apart, and what waits when it crashes is refused. */
static void
denylist__polled_at_a_busy_store__polls_wait_in_its_queue(void **state)
{
	static const char *const crash[] = { "",
		"faults: [{at: 600ms, do: crash, node: store}]\n" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run run;
		char keys[500];

		snprintf(keys, sizeof(keys), "clients: {ana: {script: [login], repeat: ping}}\n"
		    "stop: {after: 1900ms}\nstore: {capacity: 2/s, latency: 500ms}\n%s"
		    "designs: {mine: {base: denylist, denylist: {check: poll, every: 1h}}}",
		    crash[i]);
		run_watch(&run, keys, "mine");
		assert_int_equal(run_count(&run, EVENT_QUEUE), 2);
		assert_int_equal(run_event(&run, run_find(&run, EVENT_START, "store", 0))->value,
		    500 * MS);
		if (i == 0) {
			assert_int_equal(run_event(&run, run_find(&run, EVENT_START, "store",
			    1))->value, 1000 * MS);
			/* two wait for half a second, one for another: of 1.9 s */
			assert_near(run_measure(&run, "store_queue_mean"), 1.5 / 1.9, 0.001);
		} else {
			assert_int_equal(run_find(&run, EVENT_START, "store", 1), NONE32);
			assert_int_equal(run_count(&run, EVENT_REFUSE), 2);
		}
		run_end(&run);
	}
}

static void
expire__of_a_login__all_who_hold_it_drop_it(void **state)
{
	static const char *const designs[] = { "sticky", "store", "token", "carry" };
	struct run run;

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		run_watch(&run, "clients: {ana: {relogin: off, script: [login, view cart, "
		    "view cart]}}\nfaults: [{at: 1500ms, do: expire, what: login, of: ana}]\n",
		    designs[i]);
		assert_statuses(&run, "ana", "200 200 401");
		assert_int_equal(nth(&run, EVENT_EXPIRE, NULL, 0)->at_ns, 1500 * MS);
		run_end(&run);
	}
	run_watch(&run, "clients: {ana: {script: [login, add book, view cart]}}\n"
	    "faults: [{at: 1500ms, do: expire, what: cart, of: ana}]\n", "store");
	assert_statuses(&run, "ana", "200 200 200");
	assert_int_equal(run_count(&run, EVENT_EXPIRE), 1);
	run_end(&run);
}

/* ---- refresh tokens ---- */

/* Badges of 8 s: a refresh at 8, 16 and 24 s, before the action, which leaves when it is answered;
 * each is one read and one write at the store, beside the write of the login. */
static void
rotate__badge_at_its_end__renewed_before_the_next_action(void **state)
{
	static const char *const designs[] = { "token", "carry", "denylist" };
	struct run run;
	char *got;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		run_watch(&run, "clients: {ana: {relogin: off, script: [login, add book], "
		    "repeat: view cart}}\ntoken: {ttl: 8s, refresh: rotate}\n"
		    "stop: {after: 26500ms}\n", designs[i]);
		assert_close(run_measure(&run, "requests"), 27 + 3, 0);
		assert_close(run_measure(&run, "failed"), 0, 0);
		assert_close(run_measure(&run, "stale_accepts"), 0, 0);
		if (i < 2)
			assert_close(run_measure(&run, "store_ops"), 1 + 3 * 2, 0);
		got = run_answers(&run, "ana");
		assert_non_null(strstr(got, "refresh 200"));
		assert_null(strstr(got, "view 200 []")); /* what a coat holds comes along */
		free(got);
		run_end(&run);
	}
}

/* Mallory copies it at 3 s and uses it at once; at 8 s Ana shows the old one, and both are out:
 * she logs in, he cannot get another badge when his ends at 11 s. */
static void
rotate__stolen_and_used__the_second_use_tells(void **state)
{
	struct run run;
	const struct event *event;
	char *got;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login], repeat: view cart}}\n"
	    "token: {ttl: 8s, refresh: rotate}\nstop: {after: 13500ms}\n"
	    "faults: [{at: 3s, do: steal, of: ana, what: refresh}]\n", "token");
	event = nth(&run, EVENT_EVICT, "store", 0);
	assert_int_equal(event->at_ns, 8025 * MS);
	assert_says(&run, event, "The store removes Ana's refresh token, as s3 asked: one that is "
	    "no longer the newest was shown.");
	assert_statuses(&run, "ana", "200 200 200 200 200 200 200 200 (401) (200) 200 200 200 200 "
	    "200 200");
	got = run_statuses(&run, "mallory");
	assert_string_equal(got, "(200) 200 200 200 200 200 200 200 200 (401) 401 401 401");
	free(got);
	run_end(&run);
}

/* Who is revoked gets no other badge; who was away for longer than session.idle neither. */
static void
rotate__revoked_or_forgotten__lasts_to_the_end_of_the_badge(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {relogin: off, script: [login], repeat: view cart}}\n"
	    "token: {ttl: 4s, refresh: rotate}\nstop: {after: 6500ms}\n"
	    "faults: [{at: 1500ms, do: revoke, client: ana}]\n", "token");
	assert_statuses(&run, "ana", "200 200 200 200 (401) 401 401 401");
	assert_close(run_measure(&run, "revocation_delay_ns"), 1521001000, 0);
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login, wait 10s, view cart]}}\n"
	    "token: {ttl: 4s, refresh: rotate}\nsession: {idle: 5s}\n", "token");
	assert_statuses(&run, "ana", "200 (401) (200) 200");
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login, wait 10s, view cart]}}\n"
	    "token: {ttl: 4s, refresh: rotate}\n", "token");
	assert_statuses(&run, "ana", "200 (200) 200");
	run_end(&run);
}

/* An old one that is put back is an old one. */
static void
rotate__put_back__taken_for_stolen(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, keep cookies, wait 5s, view cart, "
	    "put cookies back, view cart]}}\ntoken: {ttl: 4s, refresh: rotate}\n", "token");
	assert_statuses(&run, "ana", "200 (200) 200 (401) (200) 200");
	run_end(&run);
	run_watch(&run, "clients: {ana: {script: [login, logout, view cart]}}\n"
	    "token: {ttl: 4s, refresh: rotate}\n", "token");
	assert_statuses(&run, "ana", "200 200 401 (200) 200");
	run_end(&run);
}

/* ---- laws over seeds ---- */

#define SEEDS 40

struct sample {
	double sum, squares;
	uint32_t count;
	double most;
};

static void
sample_add(struct sample *sample, double value)
{
	sample->sum += value;
	sample->squares += value * value;
	sample->count++;
	if (value > sample->most)
		sample->most = value;
}

/* The mean is as expected within four of its own standard errors. */
static void
assert_mean(const struct sample *sample, double expected)
{
	double n = sample->count, mean = sample->sum / n;
	double variance = (sample->squares - n * mean * mean) / (n - 1);
	double error = sqrt(variance / n);

	if (fabs(mean - expected) > 4 * error)
		fail_msg("mean %g, expected %g, standard error %g", mean, expected, error);
}

/* How long one client who asks all the time is still let in after a revocation at a moment drawn
 * uniformly; in seconds. */
static double
exposure_s(uint64_t seed, const char *design, uint64_t from_ms, uint64_t span_ms)
{
	struct prng prng;
	struct run run = { 0 };
	char keys[600];
	double delay_s;

	prng_init(&prng, seed, 77);
	snprintf(keys, sizeof(keys), "seed: %llu\nclients: {ana: {every: 50ms, relogin: off, "
	    "script: [login], repeat: view theme}}\nservers: {count: 1, service: 1ms}\n"
	    "network: {latency: 0ms}\ntoken: {ttl: 40s}\nstop: {after: 85s}\n"
	    "faults: [{at: %llums, do: revoke, client: ana}]\n"
	    "designs: {jwt: {base: token}, listed: {base: denylist, denylist: {check: poll, "
	    "every: 5s}}}\n", (unsigned long long)seed,
	    (unsigned long long)(from_ms + prng_below(&prng, span_ms)));
	run_begin_scenario(&run, scenario_read(&run.arena, keys, design, NULL), false);
	run_all(&run);
	delay_s = run_measure(&run, "revocation_delay_ns") / 1e9;
	run_end(&run);
	return delay_s;
}

/* L / 2 on average and L at most, with L = 40 s; p / 2 and p with p = 5 s. */
static void
exposure__revoked_at_any_moment__half_of_the_ttl_or_of_the_poll(void **state)
{
	struct sample jwt = { 0 }, listed = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		sample_add(&jwt, exposure_s(seed, "jwt", 100, 39900));
		sample_add(&listed, exposure_s(seed, "listed", 5000, 30000));
	}
	assert_mean(&jwt, 19.9);
	assert_true(jwt.most <= 40);
	assert_mean(&listed, 2.5);
	assert_true(listed.most <= 5.01);
}

/* A share 1 - w / L of the live tokens is cut off.  Ends are whole seconds, rounded down: at 60 s
 * those of 20 s live that were signed in the last 19, so L is 19 here, and w a second more. */
static void
rotation__overlap_w__cuts_off_one_minus_w_over_l(void **state)
{
	static const uint32_t overlaps[] = { 0, 5, 10, 20 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct sample cut = { 0 };

		for (uint64_t seed = 1; seed <= SEEDS / 2; seed++) {
			struct run run = { 0 };
			char keys[600];

			snprintf(keys, sizeof(keys), "seed: %llu\nload: {arrivals: {rate: 20/s}, "
			    "requests_per_session: 1, think: 60s}\nservers: {workers: 50, "
			    "service: 1ms}\ntoken: {ttl: 20s}\nstop: {after: 90s}\n"
			    "faults: [{at: 60s, do: rotate-key, overlap: %us}]\n",
			    (unsigned long long)seed, (unsigned)overlaps[i]);
			run_begin_scenario(&run, scenario_read(&run.arena, keys, "token", NULL),
			    false);
			run_all(&run);
			sample_add(&cut, run_measure(&run, "sessions_lost") /
			    run_measure(&run, "sessions_live_at_fault"));
			run_end(&run);
		}
		if (overlaps[i] == 0 || overlaps[i] == 20)
			assert_close(cut.sum / cut.count, overlaps[i] == 0 ? 1 : 0, 1e-9);
		else
			assert_mean(&cut, 1 - overlaps[i] / 19.);
	}
}

/* Refreshes a second of 100 users who ask all the time. */
static double
refresh_rate(uint64_t seed, unsigned ttl_s)
{
	struct run run = { 0 };
	char keys[500];
	double refreshes;

	snprintf(keys, sizeof(keys), "seed: %llu\nclients: {crowd: {count: 100, script: [login], "
	    "repeat: view theme, think: 1s}}\nservers: {workers: 50, service: 1ms}\n"
	    "token: {ttl: %us, refresh: rotate}\nwarmup: {after: 100s}\nstop: {after: 400s}\n",
	    (unsigned long long)seed, ttl_s);
	run_begin_scenario(&run, scenario_read(&run.arena, keys, "token", NULL), false);
	run_all(&run);
	refreshes = run_measure(&run, "store_ops") / 2;
	assert_close(run_measure(&run, "logins"), 0, 0);
	run_end(&run);
	return refreshes / 300;
}

/* U / L, not r: half a second less by rounding down, a second more until the next request. */
static void
rotate__u_users_of_ttl_l__refresh_u_over_l_a_second(void **state)
{
	struct sample sixty = { 0 }, four = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		sample_add(&sixty, refresh_rate(seed, 60) * 60.5);
		sample_add(&four, refresh_rate(seed, 4) * 4.5);
	}
	assert_close(sixty.sum / 20, 100, 3);
	assert_close(four.sum / 20, 100, 3);
	/* 15 times shorter: about 15 times the load */
	assert_close(four.sum / 4.5 / (sixty.sum / 60.5), 60.5 / 4.5, 0.5);
}

/* Two replies of one second renew a badge into the same letters.  The device then carries what the
 * events said that it carries, also when rows that nobody names are used again: the badge has ended
 * long before its key goes, and nobody loses a login by that. */
static void
badge__renewed_twice_in_one_second_unkept__is_the_row_that_events_named(void **state)
{
	static const char keys[] =
	    "stop: {after: 4s}\n"
	    "clients:\n"
	    "  ana: {every: 1s, start: 74ms, script: [login, add hat & add cap]}\n"
	    "  ben: {every: 90ms, start: 20ms, repeat: add pen, script: [login]}\n"
	    "faults: [{at: 3500ms, do: rotate-key}]\n"
	    "servers: {count: 2, service: {law: constant, mean: 1ms}}\n"
	    "token: {ttl: 2s, refresh: sliding}\n"
	    "network: {latency: {client: 3ms, inside: 0ms}}\n"
	    "designs: {token: {}}\n";
	struct run kept, swept = { 0 };

	(void)state;
	run_watch(&kept, keys, "token");
	assert_near(run_measure(&kept, "sessions_lost"), 1, 0); /* Ben's, whose badge is alive */
	run_begin_scenario(&swept, scenario_read(&swept.arena, keys, "token", NULL), false);
	swept.trace.sweep_min = 1;
	run_all(&swept);
	assert_near(run_measure(&swept, "sessions_lost"), 1, 0);
	assert_int_equal(swept.trace.digest, kept.trace.digest);
	run_end(&swept);
	run_end(&kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    badge__renewed_twice_in_one_second_unkept__is_the_row_that_events_named),
		cmocka_unit_test(forgery__strict_check__three_reasons_to_refuse),
		cmocka_unit_test(forgery__check_by_header__none_and_the_public_key_pass),
		cmocka_unit_test(forgery__with_a_stolen_key__no_server_can_tell),
		cmocka_unit_test(unsecured__text__empty_signature_and_no_key),
		cmocka_unit_test(rotation__no_overlap__every_token_is_rejected_once),
		cmocka_unit_test(rotation__longer_overlap_than_ttl__nobody_notices),
		cmocka_unit_test(
		    rotation__missed_by_a_server__it_knows_neither_the_new_nor_forgets_the_old),
		cmocka_unit_test(skew__checks_and_signatures__by_the_servers_own_clock),
		cmocka_unit_test(leeway__after_the_end__accepted_and_counted),
		cmocka_unit_test(sliding__past_half__any_reply_renews),
		cmocka_unit_test(theft__then_logout__a_ticket_dies_and_a_token_lives_to_its_end),
		cmocka_unit_test(theft__of_the_ticket_alone__leads_to_another_server),
		cmocka_unit_test(old_cookie__put_back__what_was_spent_is_there_again),
		cmocka_unit_test(cookie__more_than_4096_bytes__the_browser_keeps_the_old_one),
		cmocka_unit_test(revoke__by_design__at_once_or_at_the_next_poll_or_at_the_end),
		cmocka_unit_test(revoke__and_past_its_end__each_accept_counts_once),
		cmocka_unit_test(revoke__lost_with_a_failover__the_list_says_what_it_said_before),
		cmocka_unit_test(revoke__nobody_logged_in__nothing_to_say),
		cmocka_unit_test(denylist__its_store__down_stops_everybody_and_a_crash_forgets),
		cmocka_unit_test(denylist__entry__kept_until_the_token_would_have_ended),
		cmocka_unit_test(denylist__polled_at_a_busy_store__polls_wait_in_its_queue),
		cmocka_unit_test(expire__of_a_login__all_who_hold_it_drop_it),
		cmocka_unit_test(rotate__badge_at_its_end__renewed_before_the_next_action),
		cmocka_unit_test(rotate__stolen_and_used__the_second_use_tells),
		cmocka_unit_test(rotate__revoked_or_forgotten__lasts_to_the_end_of_the_badge),
		cmocka_unit_test(rotate__put_back__taken_for_stolen),
		cmocka_unit_test(rotate__u_users_of_ttl_l__refresh_u_over_l_a_second),
		cmocka_unit_test(exposure__revoked_at_any_moment__half_of_the_ttl_or_of_the_poll),
		cmocka_unit_test(rotation__overlap_w__cuts_off_one_minus_w_over_l),
	};

	return cmocka_run_group_tests_name("engine_token", tests, NULL, NULL);
}
