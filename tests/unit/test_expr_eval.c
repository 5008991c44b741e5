/* Values over one small run made by hand:
 *
 *    0 ms  s1 creates its key                                       (what exists from the start)
 *   10 ms  Ana logs in through lb to s1: her ticket, her login and cart there; the reply is 200
 *  100 ms  she views her cart at s1, which reads it; 200
 *  200 ms  s1 crashes
 *  300 ms  she views her cart again, at s2: a miss; 401
 *  400 ms  her forced login at s2: a new session, an empty cart; 200
 */
#include "lib/assert.h"
#include "lib/expr_case.h"

#include <string.h>

#include "base/units.h"

#define HOP (5 * NS_PER_MS)

/* One request and its reply between Ana's laptop and a server; returns the reply's receive. */
static uint32_t
go_there(struct make *make, uint32_t request, uint16_t server)
{
	make_hop(make, request, NONE32, MAKE_ANA_LAPTOP, MAKE_LB, HOP, 100, 20, 0);
	return make_hop(make, request, NONE32, MAKE_LB, server, HOP, 100, 20, 0);
}

static uint32_t
come_back(struct make *make, uint32_t request, uint16_t server, uint16_t status)
{
	make_hop(make, request, NONE32, server, MAKE_LB, HOP, 80, 10, status);
	return make_hop(make, request, NONE32, MAKE_LB, MAKE_ANA_LAPTOP, HOP, 80, 10, status);
}

static void
says(struct make *make, uint32_t item, uint32_t version, const char *text)
{
	trace_add_content(&make->trace, item, version, trace_add_text(&make->trace, text));
}

/* A login at `server`: a session, its login and cart, the ticket. */
static uint32_t
log_in(struct make *make, uint32_t ticket, uint16_t server, uint32_t version, bool forced)
{
	uint32_t request = make_request(make, MAKE_ACTION_LOGIN, MAKE_ANA_LAPTOP, forced);
	uint32_t session = make_session(make, MAKE_ANA_LAPTOP, (uint64_t)(7 + version) << 60);
	uint32_t login = make_item(make, MAKE_LOGIN, MAKE_ANA, session, NONE16);
	uint32_t cart = make_item(make, MAKE_CART, MAKE_ANA, session, NONE16);

	go_there(make, request, server);
	says(make, login, 1, "\"ana\"");
	says(make, cart, 1, version == 1 ? "[\"book\",\"pen\"]" : "[]");
	make_state(make, EVENT_CREATE, server, login, 1, 64, HOME_SERVER, request, session);
	make_state(make, EVENT_CREATE, server, cart, 1, 2048, HOME_SERVER, request, session);
	come_back(make, request, server, 200);
	make_ticket(make, MAKE_ANA_LAPTOP, ticket, session, version);
	return cart;
}

static void
make_run(struct expr_case *expr_case)
{
	struct make *make = &expr_case->make;
	uint16_t ticket_piece = trace_extra_piece(&make->trace, TRACE_PIECE_TICKET);
	uint32_t ticket, cart, request, key;

	ticket = make_item(make, ticket_piece, MAKE_ANA, NONE32, MAKE_ANA_LAPTOP);
	key = make_item(make, trace_extra_piece(&make->trace, TRACE_PIECE_KEY), NONE16, NONE32,
	    MAKE_S1);
	make_state(make, EVENT_CREATE, MAKE_S1, key, 1, 32, HOME_SERVER, NONE32, NONE32);
	make->at_ns = 10 * NS_PER_MS;
	cart = log_in(make, ticket, MAKE_S1, 1, false);
	make->at_ns = 100 * NS_PER_MS;
	request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	make->trace.requests[request].piece = MAKE_CART;
	go_there(make, request, MAKE_S1);
	make_state(make, EVENT_READ, MAKE_S1, cart, 1, 2048, HOME_SERVER, request, 0);
	come_back(make, request, MAKE_S1, 200);
	make->at_ns = 200 * NS_PER_MS;
	make_event(make, make_blank(make, EVENT_CRASH, MAKE_S1));
	make->at_ns = 300 * NS_PER_MS;
	request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	go_there(make, request, MAKE_S2);
	make_state(make, EVENT_MISS, MAKE_S2, cart - 1, 0, 0, HOME_SERVER, request, NONE32);
	come_back(make, request, MAKE_S2, 401);
	make->at_ns = 400 * NS_PER_MS;
	log_in(make, ticket, MAKE_S2, 2, true);
}

static int
setup(void **state)
{
	static struct expr_case expr_case;

	expr_case_begin(&expr_case);
	make_run(&expr_case);
	expr_case_end(&expr_case);
	for (uint32_t run = 0; run < EXPR_CASE_DESIGNS; run++) {
		expr_case_measure(&expr_case, run, "requests", 4);
		expr_case_measure(&expr_case, run, "sessions_lost", run == 0 ? 1 : 0);
		expr_case_measure(&expr_case, run, "time_ns.mean", 20e6 + 1e6 * run);
		expr_case_measure(&expr_case, run, "throughput", 41000);
	}
	expr_case_measure(&expr_case, 0, "sessions_live_at_fault", 4);
	*state = &expr_case;
	return 0;
}

static int
teardown(void **state)
{
	expr_case_release(*state);
	return 0;
}

struct answer {
	const char *text, *printed;
};

static void
check_answers(struct expr_case *expr_case, const struct answer *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct expr_value value = expr_case_value(expr_case, rows[i].text);
		struct str out = STR_INIT;

		expr_value_print(&expr_case->make.trace, &value, &out);
		if (strcmp(out.text, rows[i].printed) != 0)
			fail_msg("%s is %s, expected %s", rows[i].text, out.text, rows[i].printed);
		str_release(&out);
	}
}

#define CHECK_ANSWERS(state, rows) check_answers(*(state), rows, sizeof(rows) / sizeof((rows)[0]))

static void
expr_eval__patterns__counted_and_folded(void **state)
{
	static const struct answer rows[] = {
		{ "count request", "4" }, { "count request by ana", "4" }, { "count request by bob",
		    "0" },
		{ "count reply", "4" }, { "count reply to ana", "4" }, { "count reply from lb",
		    "4" },
		{ "count login", "2" }, { "count login by ana", "2" }, { "count view", "2" },
		{ "count view of cart", "1" }, { "count ping", "0" },
		{ "count send", "16" }, { "count send from ana", "4" }, { "count send to lb", "8" },
		{ "count send from lb to s2", "2" }, { "count receive from lb to s2", "2" },
		{ "count receive to s2", "2" }, { "count send from server", "4" },
		{ "count send from client", "4" }, { "count send from device", "4" },
		{ "count send from crowd", "0" }, { "count read in s1", "1" },
		{ "count read in server", "1" },
		{ "count read in s2", "0" }, { "count read of cart", "1" }, { "count read of login",
		    "0" },
		{ "count miss of login", "1" }, { "count miss of cart", "0" },
		{ "count miss for ana", "1" },
		{ "count miss for bob", "0" }, { "count create for ana", "5" },
		{ "count create in s1", "3" },
		{ "count create of ticket in client", "1" }, { "count create of key", "1" },
		{ "count send before miss", "10" }, { "count send after miss", "6" },
		{ "count send before first crash", "8" },
		{ "count send before miss after first crash", "2" },
		{ "count send after first crash before miss", "8" },
		{ "count send after start before end", "16" }, { "count create after start", "5" },
		{ "count send before 15ms", "1" }, { "count send after 10ms before 15ms", "0" },
		{ "count send where (status == 401)", "4" }, { "count reply where (status != 200)",
		    "1" },
		{ "count send where (actor == lb and other == server)", "4" },
		{ "count create of login where (actor holds login of ana)", "2" },
		{ "count create of login where (actor holds login of ana before event)", "0" },
		{ "count create where (value > 64B)",
		    "2" },
		{ "sum wire_bytes of send", "1.4 KiB" }, { "max wire_bytes of send", "100 B" },
		{ "min value of create", "32 B" }, { "mean wire_bytes of send", "90 B" },
		{ "max at_ns of send by ana", "400 ms, event 31" }, { "min at_ns of miss",
		    "310 ms, event 26" },
		{ "max at_ns of verify", "no such event" }, { "sum value of write of cart", "0 B" },
		{ "max at_ns of send - min at_ns of send", "405 ms" },
	};

	CHECK_ANSWERS(state, rows);
}

static void
expr_eval__moments_and_fields__of_waypoints(void **state)
{
	static const struct answer rows[] = {
		{ "miss", "310 ms, event 26" }, { "time of miss", "310 ms, event 26" },
		{ "time of before miss", "310 ms, before event 26" }, { "time of late", "3.2 s" },
		{ "time of end", "420 ms" }, { "time of start", "0 s" }, { "time of first crash",
		    "200 ms, event 21" },
		{ "miss.actor", "s2" }, { "miss.status", "401" }, { "miss.home", "server" },
		{ "miss.outcome", "ok" }, { "miss.kind", "miss" }, { "miss.actor == s2", "true" },
		{ "miss.actor == s1", "false" }, { "miss.actor == server", "true" },
		{ "look.actor == ana", "true" }, { "look.actor == ana-laptop", "true" },
		{ "look.actor == client", "true" }, { "look.actor == crowd", "false" },
		{ "miss.status == 401", "true" }, { "look.status == 200", "true" },
		{ "miss.home == server", "true" }, { "miss.home == none", "false" },
		{ "look.home == none", "true" }, { "miss.outcome == ok", "true" },
		{ "look - miss", "110 ms" }, { "miss - look", "-110 ms" }, { "miss < look",
		    "true" },
		{ "miss == look", "false" }, { "miss == miss", "true" }, { "miss + 10ms == 320ms",
		    "true" },
		{ "miss.at_ns < 3.2s", "true" }, { "miss < late", "true" },
		{ "eve.actor == miss.actor", "true" },
		{ "miss ~ look within 110ms", "true" }, { "miss ~ look within 109ms", "false" },
		{ "time of first send by ana after miss", "400 ms, event 31" },
		{ "time of last send by ana before miss", "300 ms, event 22" },
	};

	CHECK_ANSWERS(state, rows);
}

static void
expr_eval__worlds__read_at_moments(void **state)
{
	static const struct answer rows[] = {
		{ "s1 holds login of ana before first crash", "true" },
		{ "s1 holds login of ana at first crash", "false" },
		{ "s1 holds login before first crash", "true" },
		{ "s1 holds login of bob before first crash", "false" },
		{ "server holds cart of ana at start", "false" }, { "s1 holds key at start",
		    "true" },
		{ "s1 holds key before start", "false" }, { "s2 holds cart of ana before miss",
		    "false" },
		{ "s2 holds cart of ana", "true" }, { "ana holds ticket of ana at 150ms", "true" },
		{ "ana-laptop holds ticket at 150ms", "true" }, { "bob holds ticket of ana",
		    "false" },
		{ "miss.actor holds login of ana before miss", "false" }, { "store holds cart",
		    "false" },
		{ "value of cart of ana == empty", "true" },
		{ "value of cart of ana == \"book pen\" at 150ms", "true" },
		{ "value of cart of ana == \"book\" at 150ms", "false" },
		{ "value of cart of ana != empty before first crash", "true" },
		{ "value of cart of ana == empty at first crash", "true" },
		{ "value of login of ana", "ana" }, { "value of login of bob == empty", "true" },
		{ "value of cart of ana == value of cart of bob", "true" },
		{ "home of cart of ana == server before first crash", "true" },
		{ "home of cart of ana == token before first crash", "false" },
		{ "home of cart of ana", "server" }, { "home of cart of bob", "none" },
		{ "home of cart of bob == empty", "true" },
		{ "home of cart of ana == none at first crash", "true" },
		{ "holder-of ana", "s2" }, { "holder-of ana == s1", "false" },
		{ "holder-of ana == s1 at 150ms", "true" },
		{ "count create by holder-of ana", "2" }, { "holder-of ana holds cart of ana",
		    "true" },
		{ "count miss == 0 before miss", "true" }, { "count miss == 0 at miss", "false" },
		{ "(count miss + count crash == 1) at 250ms", "true" },
	};

	CHECK_ANSWERS(state, rows);
}

static void
expr_eval__quantifiers__bounded_by_range_and_pattern(void **state)
{
	static const struct answer rows[] = {
		{ "always (not s2 holds login of ana) to miss", "true" },
		{ "always (not s2 holds login of ana)", "false" },
		{ "ever (s2 holds login of ana)", "true" },
		{ "ever (s2 holds login of ana) to miss", "false" },
		{ "never (s2 holds login of ana) from start to before look", "false" },
		{ "never (s1 holds login of ana) from first crash", "true" },
		{ "always (s1 holds key) to before first crash", "true" },
		{ "always (count send - count receive <= 1)", "true" },
		{ "always (false) from look to miss", "true" }, { "ever (true) from look to miss",
		    "false" },
		{ "every miss satisfies (actor == s2)", "true" },
		{ "some miss satisfies (actor == s1)", "false" },
		{ "no miss satisfies (actor == s1)", "true" }, { "every verify satisfies (false)",
		    "true" },
		{ "every read satisfies (s1 holds cart of ana)", "true" },
		{ "every crash satisfies (count login after event == 1)", "true" },
		{ "every create of login satisfies (some create of cart after event satisfies "
		    "(event.actor == actor))", "true" },
		{ "every miss satisfies (not actor holds login of ana before event)", "true" },
		{ "every client satisfies (count miss for client == 0)", "false" },
		{ "some client satisfies (count miss for client == 1)", "true" },
		{ "some server satisfies (server holds login of ana)", "true" },
		{ "every server satisfies (count send from server > 0)", "true" },
		{ "no client satisfies (client holds route)", "true" },
		{ "every client satisfies (client == ana or value of cart of client == empty)",
		    "true" },
	};

	CHECK_ANSWERS(state, rows);
}

static void
expr_eval__measures__bare_ones_over_all_designs(void **state)
{
	static const struct answer rows[] = {
		{ "requests == 4", "true" }, { "sessions_lost == 0", "false" },
		{ "sticky.sessions_lost == 1", "true" },
		{ "store.sessions_lost == 0", "true" }, { "sessions_lost <= 1", "true" },
		{ "not sessions_lost == 2", "true" }, { "not sessions_lost == 0", "false" },
		{ "under token (sessions_lost == 0)", "true" },
		{ "under sticky (sessions_lost == 0)", "false" },
		{ "every design satisfies (sessions_lost == 0)", "false" },
		{ "some design satisfies (sessions_lost == 0)", "true" },
		{ "under token (count miss == 1 and sessions_lost == 0)", "true" },
		{ "sticky.sessions_lost / sticky.sessions_live_at_fault ~ 1/4 within 1 percent",
		    "true" },
		{ "throughput ~ 40000/s within 3 percent", "true" },
		{ "throughput ~ 40000/s within 2 percent", "false" },
		{ "throughput ~ 40000/s within 1000/s", "true" },
		{ "sticky.time_ns.mean < store.time_ns.mean", "true" }, { "time_ns.mean", "20 ms" },
		{ "requests + 1 - 2 * 2", "1" }, { "requests / 8", "0.5" }, { "throughput",
		    "41000/s" },
	};

	CHECK_ANSWERS(state, rows);
}

static void
expr_eval__no_such_event__false_and_says_so(void **state)
{
	static const struct answer rows[] = {
		{ "revoked.status == 401", "false (no such event)" }, { "revoked.status != 401",
		    "false (no such event)" },
		{ "not revoked.status == 401", "true (no such event)" },
		{ "s1 holds login of ana before revoked", "false (no such event)" },
		{ "count send after revoked == 0", "false (no such event)" },
		{ "max at_ns of verify <= 3s", "false (no such event)" },
		{ "always (true) from revoked", "false (no such event)" },
		{ "every send after revoked satisfies (true)", "false (no such event)" },
		{ "revoked.status == 401 or true", "true" }, { "revoked - miss < 3s",
		    "false (no such event)" },
	};

	CHECK_ANSWERS(state, rows);
}

static void
expr_eval__incomplete_trace__cannot_be_told_unless_decided(void **state)
{
	static const struct answer rows[] = {
		{ "count send > 0", "cannot be told" }, { "count send before miss == 10", "true" },
		{ "miss.status == 401", "true" }, { "look.status == 200", "cannot be told" },
		{ "count verify == 0 or true", "true" }, { "count verify == 0 and false", "false" },
		{ "count verify == 0 and true", "cannot be told" }, { "not count verify == 0",
		    "cannot be told" },
		{ "some miss satisfies (true)", "true" }, { "every miss satisfies (true)",
		    "cannot be told" },
		{ "every miss satisfies (false)", "false" }, { "ever (s2 holds login of ana)",
		    "true" },
		{ "never (s1 holds route)", "cannot be told" },
		{ "never (s1 holds route) to miss", "true" },
		{ "revoked.status == 200", "cannot be told" }, { "requests / 0 == 1",
		    "cannot be told" },
		{ "every run satisfies (true)", "cannot be told" },
		{ "requests ~ 4 within 2 se", "cannot be told" },
		{ "sessions > 1", "cannot be told" },
	};
	struct expr_case *expr_case = *state;

	expr_case->make.trace.complete = false;
	CHECK_ANSWERS(state, rows);
	expr_case->make.trace.complete = true;
	expr_case->make.trace.evidence_all = false;
	check_answers(expr_case, (const struct answer[]){ { "count send == 16", "cannot be told" },
		{ "value of cart of ana == empty", "cannot be told" },
		{ "s2 holds login of ana", "cannot be told" } }, 3);
	expr_case->make.trace.evidence_all = true;
}

static void
expr_eval__limit__only_what_is_known_up_to_now(void **state)
{
	struct expr_case *expr_case = *state;
	struct expr_context context = { .runs = expr_case->runs, .run_count = 1,
		.arena = &expr_case->arena, .limit_event = 13 };
	struct expr *expr = expr_case_parse(expr_case, "count request == 2 and not 100ms < miss",
	    false);
	struct expr_value value;

	assert_non_null(expr);
	expr_case->make.trace.complete = false; /* the run is still under way */
	value = expr_evaluate(expr, &context);
	assert_true(value.known && value.truth && value.missing);
	context.limit_event = 12;
	value = expr_evaluate(expr, &context);
	assert_true(value.known && !value.truth);
	expr_case->make.trace.complete = true;
}

static void
expr_eval__moment__is_a_position(void **state)
{
	static const struct {
		const char *text;
		bool found;
		uint32_t events;
		uint64_t at_ns;
	} rows[] = {
		{ "start", true, 1, 0 }, { "before start", true, 0, 0 },
		{ "end", true, 42, 420 * NS_PER_MS }, { "before end", true, 42, 420 * NS_PER_MS },
		{ "miss", true, 27, 310 * NS_PER_MS }, { "before miss", true, 26, 310 * NS_PER_MS },
		{ "26", true, 27, 310 * NS_PER_MS }, { "before 26", true, 26, 310 * NS_PER_MS },
		{ "0", true, 1, 0 }, { "42", false, 0, 0 }, { "first verify", false, 0, 0 },
		{ "200ms", true, 22, 200 * NS_PER_MS },
		{ "before 200ms", true, 21, 200 * NS_PER_MS },
		{ "first miss for ana", true, 27, 310 * NS_PER_MS },
		{ "first miss for bob", false, 0, 0 },
		{ "eve", true, 26, 310 * NS_PER_MS }, { "late", true, 42, 3200 * NS_PER_MS },
		{ "after miss", true, 27, 310 * NS_PER_MS },
	};
	struct expr_case *expr_case = *state;
	struct expr_context context = { .runs = expr_case->runs, .run_count = 1,
		.arena = &expr_case->arena, .limit_event = NONE32 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct expr *expr = expr_case_parse(expr_case, rows[i].text, true);
		uint32_t events = 0;
		uint64_t at_ns = 0;

		assert_non_null(expr);
		if (expr_moment(expr, &context, &events, &at_ns) != rows[i].found ||
		    events != rows[i].events || at_ns != rows[i].at_ns)
			fail_msg("%s is %u events, %llu ns", rows[i].text, events,
			    (unsigned long long)at_ns);
	}
}

static void
expr_eval__cost__counted_and_bounded(void **state)
{
	struct expr_case *expr_case = *state;
	struct expr_context context = { .runs = expr_case->runs, .run_count = 1,
		.arena = &expr_case->arena, .limit_event = NONE32 };
	struct expr *expr = expr_case_parse(expr_case, "count send == 16", false);
	struct expr_value value;

	value = expr_evaluate(expr, &context);
	assert_true(value.truth);
	assert_in_range(context.steps, 42, 60);
	expr = expr_case_parse(expr_case,
	    "always (always (always (always (always (always (count send + count send "
	    "+ count send == 99 or true))))))", false);
	assert_non_null(expr);
	value = expr_evaluate(expr, &context);
	assert_false(value.known);
	assert_in_range(context.steps, LIMIT_EXPRESSION_STEPS, LIMIT_EXPRESSION_STEPS + 100);
}

static void
expr_eval__explain__parts_with_values(void **state)
{
	static const struct answer rows[] = {
		{ "miss.actor == s2 and not s2 holds login of ana before miss", "true" },
		{ "miss.actor == s2", "true" }, { "miss.actor", "s2" }, { "miss",
		    "310 ms, event 26" },
		{ "not s2 holds login of ana before miss", "true" },
		{ "s2 holds login of ana before miss", "false" }, { "miss", "310 ms, event 26" },
		{ "s2 holds login of ana", "false" },
	};
	struct expr_case *expr_case = *state;
	struct expr_context context = { .runs = expr_case->runs, .run_count = EXPR_CASE_DESIGNS,
		.arena = &expr_case->arena, .limit_event = NONE32 };
	struct expr_part *parts;
	uint32_t count;

	expr_explain(expr_case_parse(expr_case, rows[0].text, false), &context, &parts, &count);
	assert_int_equal(count, sizeof(rows) / sizeof(rows[0]));
	for (uint32_t i = 0; i < count; i++) {
		assert_string_equal(parts[i].text, rows[i].text);
		assert_string_equal(parts[i].value, rows[i].printed);
	}
	assert_int_equal(parts[2].depth, 2);
	expr_explain(expr_case_parse(expr_case, "sessions_lost == 0",
	    false), &context, &parts, &count);
	assert_int_equal(count, 9);
	assert_string_equal(parts[0].text, "design sticky");
	assert_string_equal(parts[0].value, "false");
	assert_string_equal(parts[3].text, "design store");
	assert_string_equal(parts[3].value, "true");
}

#define RUN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(expr_eval__patterns__counted_and_folded),
		RUN(expr_eval__moments_and_fields__of_waypoints),
		RUN(expr_eval__worlds__read_at_moments),
		RUN(expr_eval__quantifiers__bounded_by_range_and_pattern),
		RUN(expr_eval__measures__bare_ones_over_all_designs),
		RUN(expr_eval__no_such_event__false_and_says_so),
		RUN(expr_eval__incomplete_trace__cannot_be_told_unless_decided),
		RUN(expr_eval__limit__only_what_is_known_up_to_now),
		RUN(expr_eval__moment__is_a_position),
		RUN(expr_eval__cost__counted_and_bounded),
		RUN(expr_eval__explain__parts_with_values),
	};

	return cmocka_run_group_tests_name("expr_eval", tests, NULL, NULL);
}
