/* The recorder: digest, back-filled rows, the laws of order, and what happens beyond keep_max. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/make_trace.h"

static int
setup(void **state)
{
	static struct make make;

	make_begin(&make, true);
	*state = &make;
	return 0;
}

static int
teardown(void **state)
{
	make_release(*state);
	return 0;
}

static uint64_t
digest_of(const struct event *event)
{
	struct digest digest;

	digest_init(&digest);
	event_digest(&digest, event);
	return digest_value(&digest);
}

static struct event
some_event(uint16_t kind)
{
	return (struct event){ .at_ns = 1, .value = 2, .cause = 3, .pair = 4, .request = 5,
		.session = 6, .message = 7, .item = 8, .version = 9, .wire_bytes = 10,
		.fields = 11, .attempt = 12, .actor = 13, .other = 14, .kind = kind, .home = 1,
		.outcome = 2, .phase = 3, .evidence = 1 };
}

static void
event_digest__each_canonical_word__changes_it(void **state)
{
	struct event event = some_event(EVENT_RECEIVE);
	uint64_t seen[32];
	size_t count = 0;

	(void)state;
	seen[count++] = digest_of(&event);
#define CHANGED(member) \
	do { \
		event = some_event(EVENT_RECEIVE); \
		event.member++; \
		seen[count++] = digest_of(&event); \
	} while (0)
	CHANGED(at_ns);
	CHANGED(value);
	CHANGED(cause);
	CHANGED(pair);
	CHANGED(request);
	CHANGED(session);
	CHANGED(item);
	CHANGED(version);
	CHANGED(wire_bytes);
	CHANGED(attempt);
	CHANGED(actor);
	CHANGED(other);
	CHANGED(kind);
	CHANGED(home);
	CHANGED(outcome);
	CHANGED(phase);
	CHANGED(evidence);
#undef CHANGED
	for (size_t a = 0; a < count; a++)
		for (size_t b = 0; b < a; b++)
			assert_true(seen[a] != seen[b]);
}

static void
event_digest__message_fields_filled_pair__do_not_count(void **state)
{
	struct event event = some_event(EVENT_RECEIVE), other = event;

	(void)state;
	other.message = NONE32;
	other.fields = 0;
	assert_true(digest_of(&event) == digest_of(&other));
	event = some_event(EVENT_SEND);
	other = event;
	other.pair = NONE32;
	assert_true(digest_of(&event) == digest_of(&other));
	event = some_event(EVENT_START);
	other = event;
	other.pair = 1;
	assert_true(digest_of(&event) == digest_of(&other));
}

/* Ana asks, s1 answers 200: what a run of any engine would hand over. */
static uint32_t
ask_and_answer(struct make *make)
{
	uint32_t request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	struct event event;

	make_hop(make, request, NONE32, MAKE_ANA_LAPTOP, MAKE_LB, 10, 100, 20, 0);
	make_hop(make, request, NONE32, MAKE_LB, MAKE_S1, 1, 100, 20, 0);
	event = make_blank(make, EVENT_START, MAKE_S1);
	event.request = request;
	event.value = 7;
	event.pair = make_event(make, event);
	make->at_ns += 7;
	event.kind = EVENT_FINISH;
	event.at_ns = make->at_ns;
	event.phase = PHASE_WORK_END;
	make_event(make, event);
	make_hop(make, request, NONE32, MAKE_S1, MAKE_LB, 1, 60, 0, 200);
	make_hop(make, request, NONE32, MAKE_LB, MAKE_ANA_LAPTOP, 10, 60, 0, 200);
	return request;
}

static void
recorder__a_request__rows_are_filled_back(void **state)
{
	struct make *make = *state;
	uint32_t request, session = make_session(make, MAKE_ANA_LAPTOP, 1);
	const struct trace *trace = &make->trace;

	make_state(make, EVENT_CREATE, MAKE_S1, make_item(make, MAKE_LOGIN, MAKE_ANA, session,
	    NONE16), 1, 64, HOME_SERVER, NONE32, session);
	request = ask_and_answer(make);
	make_end(make);
	assert_int_equal(trace->sessions[session].begin_event, 0);
	assert_int_equal(trace->requests[request].begin_event, 1);
	assert_int_equal(trace->requests[request].end_event, 10);
	assert_int_equal(trace->requests[request].status, 200);
	assert_int_equal(trace->event_count, 11);
	for (uint32_t i = 1; i < trace->event_count; i++) {
		uint32_t pair = trace->events[i].pair;

		assert_true(pair < trace->event_count);
		assert_int_equal(trace->events[pair].pair, i);
	}
	assert_int_equal(trace->events[5].kind, EVENT_START);
	assert_int_equal(trace->events[5].pair, 6);
	assert_true(trace->complete);
	assert_int_equal(trace->end_ns, 29);
}

static void
recorder__unkept_run__same_digest_total_and_status(void **state)
{
	struct make *make = *state;
	struct make unkept;
	uint32_t request;

	ask_and_answer(make);
	make_end(make);
	make_begin(&unkept, false);
	request = ask_and_answer(&unkept);
	make_end(&unkept);
	assert_int_equal(unkept.trace.event_count, 0);
	assert_int_equal(unkept.trace.event_total, make->trace.event_total);
	assert_true(unkept.trace.digest == make->trace.digest);
	assert_int_equal(unkept.trace.requests[request].status, 200);
	assert_int_equal(unkept.trace.requests[request].begin_event, NONE32);
	assert_true(unkept.trace.complete);
	make_release(&unkept);
}

static void
recorder__other_names_and_texts__same_digest(void **state)
{
	struct make *make = *state;
	struct make renamed;

	trace_add_text(&make->trace, "[\"book\"]");
	ask_and_answer(make);
	make_end(make);
	memset(&renamed, 0, sizeof(renamed));
	make_begin_named(&renamed, true, " of the other town");
	trace_add_text(&renamed.trace, "[\"pen\",\"lamp\"]");
	ask_and_answer(&renamed);
	make_end(&renamed);
	assert_true(renamed.trace.digest == make->trace.digest);
	make_release(&renamed);
}

/* Pinned: equal with every compiler, at every level, on every machine. */
static void
recorder__hand_made_trace__has_its_pinned_digest(void **state)
{
	struct make *make = *state;

	ask_and_answer(make);
	make_end(make);
	assert_int_equal(make->trace.digest, 0xf0353d586d9610c8);
}

static void
recorder__beyond_keep_max__a_gap_says_how_many(void **state)
{
	struct make *make = *state;
	struct make whole;
	const struct event *gap;

	make->recorder.keep_max = 4;
	ask_and_answer(make);
	make_end(make);
	assert_int_equal(make->trace.event_count, 5);
	assert_int_equal(make->trace.event_total, 10);
	assert_int_equal(make->trace.dropped, 6);
	assert_false(make->trace.complete);
	gap = &make->trace.events[4];
	assert_int_equal(gap->kind, EVENT_GAP);
	assert_int_equal(gap->value, 6);
	assert_int_equal(gap->at_ns, 11);
	assert_int_equal(make->trace.requests[0].status, 200);
	assert_int_equal(make->trace.requests[0].end_event, NONE32);
	make_begin(&whole, true);
	ask_and_answer(&whole);
	make_end(&whole);
	assert_true(whole.trace.digest == make->trace.digest);
	make_release(&whole);
}

static void
recorder__exactly_keep_max__no_gap(void **state)
{
	struct make *make = *state;

	make->recorder.keep_max = 10;
	ask_and_answer(make);
	make_end(make);
	assert_int_equal(make->trace.event_count, 10);
	assert_int_equal(make->trace.dropped, 0);
	assert_true(make->trace.complete);
}

/* True when recording the event ends the program. */
static bool
is_refused(struct make *make, struct event event)
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		close(2);
		make_event(make, event);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
recorder__broken_laws__are_refused(void **state)
{
	struct make *make = *state;
	struct event good, bad;

	make->at_ns = 5;
	good = make_blank(make, EVENT_ROUTE, MAKE_LB);
	good.phase = PHASE_ARRIVAL;
	make_event(make, good);
	assert_false(is_refused(make, good));
	bad = good, bad.at_ns = 4;
	assert_true(is_refused(make, bad));
	bad = good, bad.phase = PHASE_EXPIRY;
	assert_true(is_refused(make, bad));
	bad = good, bad.at_ns = 6, bad.phase = PHASE_FAULT;
	assert_false(is_refused(make, bad));
	bad = good, bad.cause = 1;
	assert_true(is_refused(make, bad));
	bad = good, bad.cause = 0;
	assert_false(is_refused(make, bad));
	bad = good, bad.kind = EVENT_RECEIVE;
	assert_true(is_refused(make, bad));
	bad.evidence = EVIDENCE_OBSERVED;
	assert_false(is_refused(make, bad));
	bad = good, bad.kind = EVENT_SEND, bad.pair = 0;
	assert_true(is_refused(make, bad));
	bad = good, bad.actor = MAKE_ACTORS;
	assert_true(is_refused(make, bad));
	bad = good, bad.item = 0;
	assert_true(is_refused(make, bad));
	bad = good, bad.kind = EVENT_GAP;
	assert_true(is_refused(make, bad));
}

#define WITH_TRACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(event_digest__each_canonical_word__changes_it),
		cmocka_unit_test(event_digest__message_fields_filled_pair__do_not_count),
		WITH_TRACE(recorder__a_request__rows_are_filled_back),
		WITH_TRACE(recorder__unkept_run__same_digest_total_and_status),
		WITH_TRACE(recorder__other_names_and_texts__same_digest),
		WITH_TRACE(recorder__hand_made_trace__has_its_pinned_digest),
		WITH_TRACE(recorder__beyond_keep_max__a_gap_says_how_many),
		WITH_TRACE(recorder__exactly_keep_max__no_gap),
		WITH_TRACE(recorder__broken_laws__are_refused),
	};

	return cmocka_run_group_tests_name("recorder", tests, NULL, NULL);
}
