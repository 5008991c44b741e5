/* Several requests of one person at once: who undoes whose work, and what helps. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/sentence.h"

#define MS 1000000ull
#define SEEDS 20

/* One person whose k tabs all put something into the cart at 1 s. */
static void
begin_writers(struct run *run, unsigned k, const char *keys, const char *design)
{
	struct str text = STR_INIT;

	str_add(&text, "clients: {ana: {script: [login, ");
	for (unsigned i = 0; i < k; i++)
		str_printf(&text, "%sadd thing%u", i == 0 ? "" : " & ", i);
	str_printf(&text, ", view cart]}}\nservers: {workers: 16}\n%s", keys);
	run_watch(run, text.text, design);
	str_release(&text);
}

static void
assert_sentence(const struct run *run, enum event_kind kind, uint32_t nth, const char *expected)
{
	struct str text = STR_INIT;
	uint32_t index = run_find(run, kind, NULL, nth);

	assert_int_not_equal(index, NONE32);
	sentence_event(&run->trace, index, &text);
	assert_string_equal(text.text, expected);
	str_release(&text);
}

/* What the cart says in the end: how many things. */
static unsigned
things(const struct run *run)
{
	char *answers = run_answers(run, "ana");
	unsigned count = 0;

	for (const char *at = strstr(answers, "view "); (at = strstr(at, "thing")) != NULL; at++)
		count++;
	free(answers);
	return count;
}

static void
tabs__one_step__sent_at_the_same_moment(void **state)
{
	struct run run;
	const struct event *second;
	char *statuses;

	(void)state;
	begin_writers(&run, 3, "", "store");
	second = run_event(&run, run_find(&run, EVENT_SEND, "ana-browser", 2));
	assert_int_equal(second->at_ns, 1000 * MS);
	assert_int_equal(second->cause, NONE32);
	/* the next step is on the grid behind the last reply */
	assert_int_equal(run_event(&run, run_find(&run, EVENT_SEND, "ana-browser", 4))->at_ns,
	    2000 * MS);
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 200 200 200 200");
	free(statuses);
	run_end(&run);
}

static void
tabs__without_a_cookie__each_logs_in_and_tries_again(void **state)
{
	struct run run;
	char *statuses;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [view cart & view theme, ping]}}", "store");
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "401 401 (200) (200) 200 200 200");
	free(statuses);
	assert_close(run_measure(&run, "forced_logins"), 2, 0);
	run_end(&run);
}

static void
tabs__one_is_asked_again__the_step_waits_for_it(void **state)
{
	struct run run;

	(void)state;
	/* the second server takes a second */
	run_watch(&run, "clients: {ana: {every: 100ms, script: [ping & ping, ping], retry: "
	    "{timeout: 300ms, attempts: 2, backoff: 1}}}\nservers: {count: 2}\n"
	    "faults: [{at: 0s, do: hang, node: s2}]", "local");
	/* asked again at 300 ms, answered 32 ms later; the next on the grid */
	assert_int_equal(run_event(&run, run_find(&run, EVENT_SEND, "ana-browser", 3))->at_ns,
	    400 * MS);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_TIMEOUT, NULL, 0))->at_ns, 300 * MS);
	run_end(&run);
}

/* ---- lost updates ---- */

static void
writers__whole_blobs_at_once__all_but_one_are_lost(void **state)
{
	static const unsigned counts[] = { 2, 3, 6, 16 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct run run;

		begin_writers(&run, counts[i], "", "store");
		assert_close(run_measure(&run, "lost_updates"), counts[i] - 1, 0);
		assert_int_equal(things(&run), 1);
		assert_close(run_measure(&run, "stale_reads"), 0, 0);
		assert_close(run_measure(&run, "ok"), counts[i] + 2, 0);
		run_end(&run);
		/* a row of the database, and a coat that the browser carries: the same */
		begin_writers(&run, counts[i], "", "token");
		assert_close(run_measure(&run, "lost_updates"), counts[i] - 1, 0);
		run_end(&run);
		begin_writers(&run, counts[i], "", "carry");
		assert_close(run_measure(&run, "lost_updates"), counts[i] - 1, 0);
		assert_int_equal(things(&run), 1);
		run_end(&run);
		/* a server's own memory is read and written in one go */
		begin_writers(&run, counts[i], "", "sticky");
		assert_close(run_measure(&run, "lost_updates"), 0, 0);
		assert_int_equal(things(&run), counts[i]);
		run_end(&run);
	}
}

static void
writers__fields__nothing_is_lost(void **state)
{
	struct run run;

	(void)state;
	begin_writers(&run, 6, "store: {write: field}", "store");
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	assert_int_equal(things(&run), 6);
	run_end(&run);
	begin_writers(&run, 6, "store: {write: field}", "token");
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	run_end(&run);
	/* a field that is set takes the place of another's all the same */
	run_watch(&run, "clients: {ana: {script: [login, theme dark & theme light]}}\n"
	    "store: {write: field}", "store");
	assert_close(run_measure(&run, "lost_updates"), 1, 0);
	run_end(&run);
}

/* Two tabs change two pieces: only who writes the whole blob undoes the other. */
#define TWO_PIECES "clients: {ana: {script: [login, theme dark & add book, read theme]}}\n" \
	"state: {theme: {key: session}}\n"

static void
writers__another_piece_of_the_blob__put_back_as_read(void **state)
{
	struct run run;
	char *answers;

	(void)state;
	run_watch(&run, TWO_PIECES, "store");
	assert_close(run_measure(&run, "lost_updates"), 1, 0);
	answers = run_answers(&run, "ana");
	assert_non_null(strstr(answers, "read 200 null"));
	free(answers);
	run_end(&run);
	run_watch(&run, TWO_PIECES "store: {write: field}", "store");
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	answers = run_answers(&run, "ana");
	assert_non_null(strstr(answers, "read 200 \"dark\""));
	free(answers);
	run_end(&run);
}

/* The first attempt is slow: it reads at 23.5 ms, the second writes at 24, the first at 26.  What a
 * request undoes of its own is not lost. */
static void
writers__two_attempts_of_one_request__nothing_is_lost(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add book], retry: {timeout: 13ms, "
	    "attempts: 2}}}\nnetwork: {latency: 1ms}\nservers: {service: 5ms}\n"
	    "faults: [{at: 500ms, do: slow, node: s2, factor: 4}]", "store");
	assert_int_equal(run_event(&run, run_find(&run, EVENT_WRITE, "store", 1))->attempt, 1);
	assert_int_equal(run_event(&run, run_find(&run, EVENT_WRITE, "store", 1))->version, 3);
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	run_end(&run);
}

/* ---- version ---- */

static void
version__two_writers__the_loser_reads_again(void **state)
{
	struct run run;

	(void)state;
	begin_writers(&run, 2, "store: {lock: version}", "store");
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	assert_int_equal(things(&run), 2);
	assert_sentence(&run, EVENT_REFUSE, 0,
	    "The store refuses: #ab2 has changed since s3 read it.");
	/* two operations of the login and of each of three, and two more */
	assert_close(run_measure(&run, "store_ops"), 1 + 2 + 2 + 2 + 1, 0);
	assert_close(run_measure(&run, "duplicate_executions"), 0, 0);
	run_end(&run);
}

/* One gets through a round; after nine rounds the rest is told 409. */
static void
version__sixteen_writers__nine_get_through(void **state)
{
	struct run run;

	(void)state;
	begin_writers(&run, 16, "store: {lock: version}", "store");
	assert_close(run_measure(&run, "failed"), 7, 0);
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	assert_int_equal(things(&run), 9);
	assert_int_equal(run_count(&run, EVENT_REFUSE), 15 + 14 + 13 + 12 + 11 + 10 + 9 + 8 + 7);
	run_end(&run);
}

static void
version__a_row_of_the_database__likewise(void **state)
{
	struct run run;

	(void)state;
	begin_writers(&run, 4, "store: {lock: version}", "token");
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	assert_int_equal(things(&run), 4);
	run_end(&run);
}

static void
version__logged_out_meanwhile__not_brought_back(void **state)
{
	static const char *const keys = "clients: {ana: {relogin: off, script: [login, "
	    "logout & add book, wait 1s, view cart]}}\n";
	struct str text = STR_INIT;
	struct run run;
	char *statuses;

	(void)state;
	str_printf(&text, "%sstore: {lock: version}\n", keys);
	run_watch(&run, text.text, "store");
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 200 401 401");
	free(statuses);
	run_end(&run);
	str_release(&text);
	/* whoever writes the whole blob brings the session back; the ticket is gone */
	run_watch(&run, keys, "store");
	statuses = run_statuses(&run, "ana");
	assert_string_equal(statuses, "200 200 200 401");
	free(statuses);
	assert_int_not_equal(run_find(&run, EVENT_CREATE, "store", 3), NONE32);
	run_end(&run);
}

/* ---- exclusive ---- */

static void
exclusive__k_writers__one_after_the_other(void **state)
{
	struct run run;
	uint64_t last_ns = 0;

	(void)state;
	begin_writers(&run, 5, "store: {lock: exclusive}", "store");
	assert_close(run_measure(&run, "lost_updates"), 0, 0);
	assert_int_equal(things(&run), 5);
	assert_sentence(&run, EVENT_QUEUE, 1, "The store lets s1 wait: another request of the same "
	    "session has the lock; number 2 in line.");
	/* 0.5 read, hop, hop, 0.5 write, hop, and a hop for the lock: each 5 ms after the last */
	for (uint32_t i = 0; i < 5; i++) {
		uint32_t index = run_find(&run, EVENT_WRITE, "store", i);

		assert_int_not_equal(index, NONE32);
		if (i > 0)
			assert_int_equal(run_event(&run, index)->at_ns, last_ns + 5 * MS);
		last_ns = run_event(&run, index)->at_ns;
	}
	assert_close(run_measure(&run, "store_wait_ns.max"), 4 * 5e6, 0);
	run_end(&run);
}

/* s2 dies with the lock: a hop later the store lets the next one in. */
static void
exclusive__its_server_dies__the_lock_is_free(void **state)
{
	struct run run;
	const struct event *start;

	(void)state;
	/* read at 22.5 ms; s2 has the answer at 23.5 and is dead before its write */
	begin_writers(&run, 2, "store: {lock: exclusive}\n"
	    "faults: [{at: 1023ms, do: crash, node: s2}]", "store");
	start = run_event(&run, run_find(&run, EVENT_START, "store", 0));
	assert_int_equal(start->at_ns, 1024 * MS);
	assert_int_equal(things(&run), 1);
	run_end(&run);
}

/* A server that hangs says nothing any more: the lock is free 30 s after it was taken. */
static void
exclusive__its_server_hangs__free_after_thirty_seconds(void **state)
{
	struct run run;
	const struct event *start;

	(void)state;
	run_watch(&run, "clients: {ana: {script: [login, add pen & add book], retry: "
	    "{timeout: 60s, attempts: 1}}}\nstore: {lock: exclusive}\n"
	    "faults: [{at: 1023ms, do: hang, node: s2}]", "store");
	start = run_event(&run, run_find(&run, EVENT_START, "store", 0));
	assert_int_equal(start->at_ns, 1022 * MS + 30000 * MS);
	run_end(&run);
}

static void
exclusive__other_sessions__do_not_wait(void **state)
{
	struct run run;

	(void)state;
	run_watch(&run, "clients: {crowd: {count: 9, script: [login, add pen]}}\n"
	    "store: {lock: exclusive}", "store");
	assert_int_equal(run_find(&run, EVENT_QUEUE, "store", 0), NONE32);
	run_end(&run);
}

/* ---- chance ---- */

/* Two tabs whose work before the read takes any time from 0 to W: from the answer of the read to
 * the write it takes d = 2.5 ms.  They overlap with probability 1 - (1 - d/W)^2, and one of the two
 * is lost then. */
static void
writers__starts_spread_over_w__overlap_as_foretold(void **state)
{
	static const unsigned ws_ms[] = { 5, 10, 25 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		double expected = 1 - pow(1 - 2.5 / ws_ms[i], 2), sum = 0, squares = 0, mean, error;

		for (unsigned seed = 1; seed <= SEEDS; seed++) {
			struct run run = { 0 };
			char keys[400];
			double share;

			snprintf(keys, sizeof(keys), "seed: %u\nclients: {crowd: {count: 200, "
			    "script: [login, add book & add pen]}}\nservers: {workers: 400, "
			    "service: {law: uniform, a: 0ms, b: %ums}}\n", seed, ws_ms[i]);
			run_begin_scenario(&run, scenario_read(&run.arena, keys, "store", NULL),
			    false);
			run_all(&run);
			share = run_measure(&run, "lost_updates") / 200;
			sum += share;
			squares += share * share;
			run_end(&run);
		}
		mean = sum / SEEDS;
		error = sqrt((squares - SEEDS * mean * mean) / (SEEDS - 1) / SEEDS);
		if (fabs(mean - expected) > 4 * error)
			fail_msg("W = %u ms: %g, not %g (%g)", ws_ms[i], mean, expected, error);
	}
}

/* One tab's chance is its own: what the second draws does not change the first. */
static void
tabs__one_more__the_first_works_as_long(void **state)
{
	struct run one, two;
	static const char *const law = "servers: {service: {law: exponential, mean: 10ms}}\n";
	struct str keys = STR_INIT;

	(void)state;
	str_printf(&keys, "clients: {ana: {script: [ping & ping]}}\n%s", law);
	run_watch(&two, keys.text, "local");
	str_clear(&keys);
	str_printf(&keys, "clients: {ana: {script: [ping]}}\n%s", law);
	run_watch(&one, keys.text, "local");
	assert_int_equal(run_event(&one, run_find(&one, EVENT_START, NULL, 0))->value,
	    run_event(&two, run_find(&two, EVENT_START, NULL, 0))->value);
	assert_int_not_equal(run_event(&two, run_find(&two, EVENT_START, NULL, 0))->value,
	    run_event(&two, run_find(&two, EVENT_START, NULL, 1))->value);
	run_end(&one);
	run_end(&two);
	str_release(&keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tabs__one_step__sent_at_the_same_moment),
		cmocka_unit_test(tabs__without_a_cookie__each_logs_in_and_tries_again),
		cmocka_unit_test(tabs__one_is_asked_again__the_step_waits_for_it),
		cmocka_unit_test(tabs__one_more__the_first_works_as_long),
		cmocka_unit_test(writers__whole_blobs_at_once__all_but_one_are_lost),
		cmocka_unit_test(writers__fields__nothing_is_lost),
		cmocka_unit_test(writers__another_piece_of_the_blob__put_back_as_read),
		cmocka_unit_test(writers__two_attempts_of_one_request__nothing_is_lost),
		cmocka_unit_test(version__two_writers__the_loser_reads_again),
		cmocka_unit_test(version__sixteen_writers__nine_get_through),
		cmocka_unit_test(version__a_row_of_the_database__likewise),
		cmocka_unit_test(version__logged_out_meanwhile__not_brought_back),
		cmocka_unit_test(exclusive__k_writers__one_after_the_other),
		cmocka_unit_test(exclusive__its_server_dies__the_lock_is_free),
		cmocka_unit_test(exclusive__its_server_hangs__free_after_thirty_seconds),
		cmocka_unit_test(exclusive__other_sessions__do_not_wait),
		cmocka_unit_test(writers__starts_spread_over_w__overlap_as_foretold),
	};

	return cmocka_run_group_tests_name("engine_tabs", tests, NULL, NULL);
}
