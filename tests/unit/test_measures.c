/* Measures of traces made by hand, whose numbers can be added up by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/units.h"
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

static double
value_of(const struct measures *measures, const char *name)
{
	int row = measure_find(name);

	assert_true(row >= 0);
	assert_true(measures->known[row]);
	return measures->value[row];
}

static bool
is_known(const struct measures *measures, const char *name)
{
	int row = measure_find(name);

	assert_true(row >= 0);
	return measures->known[row];
}

/* Exact up to the rounding of one division. */
static void
assert_measure(const struct measures *measures, const char *name, double expected)
{
	double value = value_of(measures, name), off = value - expected;

	if (off < 0)
		off = -off;
	if (off > expected * 1e-12)
		fail_msg("%s is %.17g, not %.17g", name, value, expected);
}

static uint32_t
make_work(struct make *make, enum event_kind kind, uint16_t server, uint32_t request,
    uint64_t value)
{
	struct event event = make_blank(make, kind, server);

	event.request = request;
	event.value = value;
	return make_event(make, event);
}

/* A request to `server` and its reply: hops of 10 and 1, `wait` in the queue, work of `work`. */
static uint32_t
ask(struct make *make, enum make_action action, uint32_t session, uint16_t server, uint64_t wait,
    uint64_t work, uint16_t status)
{
	uint32_t request = make_request(make, action, MAKE_ANA_LAPTOP, false);

	make_hop(make, request, session, MAKE_ANA_LAPTOP, MAKE_LB, 10, 100, 20, 0);
	make_hop(make, request, session, MAKE_LB, server, 1, 100, 20, 0);
	if (wait > 0)
		make_work(make, EVENT_QUEUE, server, request, 1);
	make->at_ns += wait;
	make_work(make, EVENT_START, server, request, work);
	make->at_ns += work;
	make_work(make, EVENT_FINISH, server, request, 0);
	make_hop(make, request, session, server, MAKE_LB, 1, 60, 5, status);
	make_hop(make, request, session, MAKE_LB, MAKE_ANA_LAPTOP, 10, 60, 5, status);
	return request;
}

static void
measures__table__names_unique_and_found(void **state)
{
	(void)state;
	assert_true(measure_row_count <= MEASURES_MAX);
	for (uint32_t row = 0; row < measure_row_count; row++) {
		assert_int_equal(measure_find(measure_rows[row].name), row);
		assert_true(strlen(measure_rows[row].text) > 10);
	}
	assert_int_equal(measure_find("sessions_lots"), -1);
	assert_int_equal(measure_rows[measure_find("wait_ns.p95")].unit, MEASURE_NS);
	assert_int_equal(measure_rows[measure_find("ram_byte_seconds.store")].unit,
	    MEASURE_BYTE_SECONDS);
	assert_true(measure_rows[measure_find("remapped")].built);
	assert_true(measure_rows[measure_find("sessions_lost")].built);
}

/* The names of the file format, in its order: a missing row is a broken promise. */
static void
measures__every_name_of_the_format__is_a_row(void **state)
{
	static const char *const names[] = { "requests", "ok", "failed", "attempts", "throughput",
		"sessions", "sessions_live_at_fault", "sessions_lost", "logins", "forced_logins",
		"hit_rate", "stale_accepts", "stale_reads", "lost_updates", "duplicate_executions",
		"revocation_delay_ns", "lost_with_client", "holders_max", "remapped", "wire_bytes",
		"state_wire_bytes", "wire_bytes_inside", "store_ops", "token_checks", "verify_ns",
		"ram_bytes.servers", "ram_bytes.balancer", "ram_bytes.store", "ram_bytes.client",
		"ram_byte_seconds.servers", "ram_byte_seconds.client", "load_max_over_mean",
		"utilisation", "queue_mean", "in_flight_mean", "wait_ns.mean", "wait_ns.p50",
		"wait_ns.p99", "time_ns.mean", "time_ns.p95", "time_ns.max",
		"service_availability", "session_availability", "events" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(measure_find(names[i]) >= 0);
}

static void
measures__nothing_happened__counts_are_zero_ratios_unknown(void **state)
{
	struct make *make = *state;
	struct measures measures;

	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "requests", 0);
	assert_measure(&measures, "events", 0);
	assert_false(is_known(&measures, "hit_rate"));
	assert_false(is_known(&measures, "time_ns.mean"));
	assert_false(is_known(&measures, "throughput"));
	assert_false(is_known(&measures, "service_availability"));
	assert_false(is_known(&measures, "sessions_live_at_fault"));
	assert_false(is_known(&measures, "load_max_over_mean"));
	assert_false(is_known(&measures, "revocation_delay_ns"));
	assert_measure(&measures, "lost_updates", 0);
	assert_measure(&measures, "stale_reads", 0);
}

/* 10 + 1 + wait + work + 1 + 10: 32 and 52 ns; the second fails. */
static void
measures__two_requests__times_bytes_load(void **state)
{
	struct make *make = *state;
	struct measures measures;

	ask(make, MAKE_ACTION_PING, NONE32, MAKE_S1, 0, 10, 200);
	ask(make, MAKE_ACTION_PING, NONE32, MAKE_S1, 20, 10, 503);
	make->at_ns = 200;
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "requests", 2);
	assert_measure(&measures, "attempts", 2);
	assert_measure(&measures, "ok", 1);
	assert_measure(&measures, "failed", 1);
	assert_measure(&measures, "service_availability", 0.5);
	assert_measure(&measures, "throughput", 1e9 / 200);
	assert_measure(&measures, "time_ns.mean", 42);
	assert_measure(&measures, "time_ns.p50", 32);
	assert_measure(&measures, "time_ns.max", 52);
	assert_measure(&measures, "wait_ns.mean", 10);
	assert_measure(&measures, "wait_ns.p50", 0);
	assert_measure(&measures, "wait_ns.p99", 20);
	assert_measure(&measures, "wire_bytes", 320);
	assert_measure(&measures, "state_wire_bytes", 50);
	assert_measure(&measures, "wire_bytes_inside", 320);
	assert_measure(&measures, "load_max_over_mean", 2);
	assert_measure(&measures, "utilisation", 20.0 / (200 * 2));
	assert_measure(&measures, "queue_mean", 20.0 / 200);
	assert_measure(&measures, "in_flight_mean", 84.0 / 200);
	assert_measure(&measures, "events", make->trace.event_count);
}

static void
measures__warm_up__only_what_begins_after_it(void **state)
{
	struct make *make = *state;
	struct measures measures;

	make->scenario.warmup.after_ns = 40;
	measures_fold_free(make->fold);
	make->fold = NULL;
	make->recorder.measures = NULL;
	ask(make, MAKE_ACTION_PING, NONE32, MAKE_S1, 0, 10, 503);
	assert_int_equal(make->at_ns, 32);
	ask(make, MAKE_ACTION_PING, NONE32, MAKE_S1, 0, 20, 503);
	ask(make, MAKE_ACTION_PING, NONE32, MAKE_S2, 0, 30, 200);
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "requests", 1);
	assert_measure(&measures, "failed", 0);
	assert_measure(&measures, "ok", 1);
	assert_measure(&measures, "time_ns.mean", 52);
	assert_measure(&measures, "wire_bytes", 160);
	assert_measure(&measures, "load_max_over_mean", 2);
	/* From 40 on: the rest of the second request, and the third. */
	assert_measure(&measures, "in_flight_mean", 1);
	assert_measure(&measures, "utilisation", 50.0 / (2 * (126 - 40)));
	make->scenario.warmup.after_ns = 0;
	make->scenario.warmup.requests = 2;
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "requests", 1);
	assert_measure(&measures, "ok", 1);
	assert_measure(&measures, "throughput", 1e9 / (126 - 32));
	make->scenario.warmup.requests = 4;
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "requests", 0);
	assert_false(is_known(&measures, "throughput"));
}

static void
make_read(struct make *make, enum event_kind kind, uint32_t request, uint32_t item,
    uint32_t session)
{
	make_state(make, kind, MAKE_S1, item, 1, 64, HOME_SERVER, request, session);
}

/* Log in at s1, one hit, crash, one miss, forced login at s2. */
static void
measures__crash_in_memory__session_lost_and_hit_rate(void **state)
{
	struct make *make = *state;
	uint32_t session = make_session(make, MAKE_ANA_LAPTOP, 1);
	uint32_t second = make_session(make, MAKE_ANA_LAPTOP, 2);
	uint32_t login = make_item(make, MAKE_LOGIN, MAKE_ANA, session, NONE16);
	uint32_t again = make_item(make, MAKE_LOGIN, MAKE_ANA, second, NONE16);
	struct measures measures;
	uint32_t request;

	ask(make, MAKE_ACTION_LOGIN, NONE32, MAKE_S1, 0, 10, 200);
	make_state(make, EVENT_CREATE, MAKE_S1, login, 1, 64, HOME_SERVER, NONE32, session);
	request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	make_hop(make, request, session, MAKE_ANA_LAPTOP, MAKE_LB, 10, 100, 20, 0);
	make_read(make, EVENT_READ, request, login, session);
	make_hop(make, request, session, MAKE_LB, MAKE_ANA_LAPTOP, 10, 60, 5, 200);
	make_event(make, make_blank(make, EVENT_CRASH, MAKE_S1));
	request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	make_hop(make, request, session, MAKE_ANA_LAPTOP, MAKE_LB, 10, 100, 20, 0);
	make_read(make, EVENT_MISS, request, login, session);
	make_hop(make, request, session, MAKE_LB, MAKE_ANA_LAPTOP, 10, 60, 5, 401);
	request = make_request(make, MAKE_ACTION_LOGIN, MAKE_ANA_LAPTOP, true);
	make_hop(make, request, session, MAKE_ANA_LAPTOP, MAKE_LB, 10, 100, 20, 0);
	make_state(make, EVENT_CREATE, MAKE_S2, again, 1, 64, HOME_SERVER, request, second);
	make_hop(make, request, second, MAKE_LB, MAKE_ANA_LAPTOP, 10, 60, 5, 200);
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "sessions", 2);
	assert_measure(&measures, "sessions_live_at_fault", 1);
	assert_measure(&measures, "sessions_lost", 1);
	assert_measure(&measures, "logins", 2);
	assert_measure(&measures, "forced_logins", 1);
	assert_measure(&measures, "hit_rate", 0.5);
	assert_measure(&measures, "session_availability", 0.5);
	assert_measure(&measures, "service_availability", 0.75);
	assert_measure(&measures, "holders_max", 1);
	assert_measure(&measures, "ram_bytes.servers", 64);
	assert_measure(&measures, "ram_bytes.store", 0);
	assert_measure(&measures, "store_ops", 0);
}

/* 100 bytes for 3 s, 300 for 2 s, then none for 5 s. */
static void
measures__entries_come_and_go__peak_and_integral(void **state)
{
	struct make *make = *state;
	uint32_t item = make_item(make, MAKE_CART, MAKE_ANA, NONE32, NONE16);
	struct measures measures;

	make->at_ns = 0;
	make_state(make, EVENT_CREATE, MAKE_STORE, item, 1, 100, HOME_STORE, NONE32, NONE32);
	make->at_ns = 3 * NS_PER_S;
	make_state(make, EVENT_WRITE, MAKE_STORE, item, 2, 300, HOME_STORE, NONE32, NONE32);
	make->at_ns = 5 * NS_PER_S;
	make_state(make, EVENT_EXPIRE, MAKE_STORE, item, 2, 0, HOME_STORE, NONE32, NONE32);
	make->at_ns = 10 * NS_PER_S;
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "ram_bytes.store", 300);
	assert_measure(&measures, "ram_byte_seconds.store", 900);
	assert_measure(&measures, "ram_byte_seconds.servers", 0);
	make->scenario.warmup.after_ns = 4 * NS_PER_S;
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "ram_bytes.store", 300);
	assert_measure(&measures, "ram_byte_seconds.store", 300);
	make->scenario.warmup.after_ns = 6 * NS_PER_S;
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "ram_bytes.store", 0);
}

static struct event
verify_event(struct make *make, enum outcome outcome, int64_t exp_s)
{
	struct event event = make_blank(make, EVENT_VERIFY, MAKE_S1);

	event.outcome = (uint8_t)outcome;
	event.value = 1000;
	event.fields = trace_add_fields(&make->trace, (struct fields){ .exp_s = exp_s,
		.key = 0 });
	return event;
}

static void
measures__tokens__checks_misses_stale_accepts(void **state)
{
	struct make *make = *state;
	uint32_t item = make_item(make, MAKE_LOGIN, MAKE_ANA, NONE32, NONE16);
	struct measures measures;
	struct event event;

	make->scenario.epoch_s = 1000;
	make->pieces[MAKE_LOGIN].home = HOME_TOKEN;
	make->at_ns = 5 * NS_PER_S;
	make_event(make, verify_event(make, OUTCOME_OK, 1006));
	event = make_blank(make, EVENT_READ, MAKE_S1);
	event.item = item;
	event.other = MAKE_ANA_LAPTOP;
	event.home = HOME_TOKEN;
	make_event(make, event);
	make_event(make, verify_event(make, OUTCOME_OK, 1005));
	make_event(make, event);
	make_event(make, verify_event(make, OUTCOME_EXPIRED, 1001));
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "token_checks", 3);
	assert_measure(&measures, "verify_ns", 3000);
	assert_measure(&measures, "stale_accepts", 1);
	assert_measure(&measures, "hit_rate", 2.0 / 3);
}

static void
measures__storage_cleared__pieces_only_held_there_are_lost(void **state)
{
	struct make *make = *state;
	uint32_t cart = make_item(make, MAKE_CART, MAKE_ANA, NONE32, NONE16);
	uint32_t theme = make_item(make, MAKE_THEME, MAKE_ANA, NONE32, NONE16);
	uint32_t ticket = make_item(make, trace_extra_piece(&make->trace, TRACE_PIECE_TICKET),
	    MAKE_ANA, NONE32, MAKE_ANA_LAPTOP);
	uint32_t items[3];
	struct measures measures;

	items[0] = cart, items[1] = theme, items[2] = ticket;
	for (int i = 0; i < 3; i++)
		make_state(make, EVENT_CREATE, MAKE_ANA_LAPTOP, items[i], 1, 10, HOME_CLIENT,
		    NONE32, NONE32);
	make_state(make, EVENT_CREATE, MAKE_DB, theme, 1, 10, HOME_DATABASE, NONE32, NONE32);
	for (int i = 0; i < 3; i++) {
		struct event event = make_blank(make, EVENT_EVICT, MAKE_ANA_LAPTOP);

		event.item = items[i];
		event.home = HOME_CLIENT;
		event.fields = make_fields(make, REASON_CLEARED, 0);
		make_event(make, event);
	}
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "lost_with_client", 1);
	assert_measure(&measures, "holders_max", 2);
	assert_measure(&measures, "ram_bytes.client", 30);
}

static void
measures__executed_twice__is_a_duplicate(void **state)
{
	struct make *make = *state;
	uint32_t request = make_request(make, MAKE_ACTION_ADD, MAKE_ANA_LAPTOP, false);
	struct measures measures;

	make_hop(make, request, NONE32, MAKE_ANA_LAPTOP, MAKE_LB, 1, 10, 0, 0);
	make_work(make, EVENT_EXECUTE, MAKE_S1, request, 0);
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "duplicate_executions", 0);
	make_work(make, EVENT_EXECUTE, MAKE_S2, request, 0);
	make_hop(make, request, NONE32, MAKE_S1, MAKE_STORE, 1, 30, 0, 0);
	make_hop(make, request, NONE32, MAKE_S1, MAKE_DB, 1, 30, 0, 0);
	make_end(make);
	measures_of(&make->trace, &measures);
	assert_measure(&measures, "duplicate_executions", 1);
	assert_measure(&measures, "store_ops", 1);
	assert_measure(&measures, "wire_bytes_inside", 60);
}

static void
assert_equal_measures(const struct measures *a, const struct measures *b)
{
	for (uint32_t row = 0; row < measure_row_count; row++) {
		assert_int_equal(a->known[row], b->known[row]);
		if (!(a->value[row] == b->value[row]))
			fail_msg("%s differs: %.17g and %.17g", measure_rows[row].name,
			    a->value[row], b->value[row]);
	}
}

/* Tables grow and rows are back-filled while a run is made: the sums must not notice. */
static void
measures__fold_of_kept_trace__equals_accumulator_of_the_run(void **state)
{
	struct make *make = *state;

	for (uint64_t seed = 1; seed <= 8; seed++) {
		struct measures kept, made, again;

		make_release(make);
		memset(make, 0, sizeof(*make));
		make->scenario.warmup.requests = seed % 3;
		make->scenario.warmup.after_ns = seed % 2 * 100;
		make_begin_named(make, true, "");
		make_random(make, seed, 2000);
		make_end(make);
		measures_of(&make->trace, &kept);
		measures_fold_read(make->fold, make->trace.end_ns, &made);
		assert_equal_measures(&kept, &made);
		measures_fold_read(make->fold, make->trace.end_ns, &again);
		assert_equal_measures(&again, &made);
		assert_true(value_of(&kept, "events") == 2000);
	}
}

static void
measures__unkept_run__same_numbers(void **state)
{
	struct make *make = *state;
	struct make unkept;
	struct measures kept, made;

	make_begin(&unkept, false);
	for (int i = 0; i < 5; i++) {
		ask(make, MAKE_ACTION_VIEW, NONE32, MAKE_S1, 3, 10, i % 2 ? 200 : 401);
		ask(&unkept, MAKE_ACTION_VIEW, NONE32, MAKE_S1, 3, 10, i % 2 ? 200 : 401);
	}
	make_end(make);
	make_end(&unkept);
	assert_true(unkept.trace.events == NULL);
	measures_of(&make->trace, &kept);
	measures_fold_read(unkept.fold, unkept.trace.end_ns, &made);
	assert_equal_measures(&kept, &made);
	make_release(&unkept);
}

static void
measures__cut_trace__nothing_is_known_but_the_run_knows(void **state)
{
	struct make *make = *state;
	struct measures kept, made;

	make->recorder.keep_max = 6;
	ask(make, MAKE_ACTION_VIEW, NONE32, MAKE_S1, 3, 10, 200);
	make_end(make);
	measures_of(&make->trace, &kept);
	measures_fold_read(make->fold, make->trace.end_ns, &made);
	assert_false(is_known(&kept, "requests"));
	assert_measure(&made, "ok", 1);
}

#define WITH_TRACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures__table__names_unique_and_found),
		cmocka_unit_test(measures__every_name_of_the_format__is_a_row),
		WITH_TRACE(measures__nothing_happened__counts_are_zero_ratios_unknown),
		WITH_TRACE(measures__two_requests__times_bytes_load),
		WITH_TRACE(measures__warm_up__only_what_begins_after_it),
		WITH_TRACE(measures__crash_in_memory__session_lost_and_hit_rate),
		WITH_TRACE(measures__entries_come_and_go__peak_and_integral),
		WITH_TRACE(measures__tokens__checks_misses_stale_accepts),
		WITH_TRACE(measures__storage_cleared__pieces_only_held_there_are_lost),
		WITH_TRACE(measures__executed_twice__is_a_duplicate),
		WITH_TRACE(measures__fold_of_kept_trace__equals_accumulator_of_the_run),
		WITH_TRACE(measures__unkept_run__same_numbers),
		WITH_TRACE(measures__cut_trace__nothing_is_known_but_the_run_knows),
	};

	return cmocka_run_group_tests_name("measures", tests, NULL, NULL);
}
