/* Expressions as text: every production, what binds how tightly, the examples of the format, and a
 * table of mistakes with their places. */
#include "lib/assert.h"
#include "lib/expr_case.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
begin_empty(struct expr_case *expr_case)
{
	expr_case_begin(expr_case);
	expr_case_end(expr_case);
}

/* Parses, and says which text did not. */
static struct expr *
parse(struct expr_case *expr_case, const char *text, bool moment)
{
	struct expr *expr = expr_case_parse(expr_case, text, moment);

	if (!expr)
		print_error("%s\n  column %u: %s\n", text,
		    expr_case->findings.rows[0].mark.column, expr_case->findings.rows[0].text);
	assert_non_null(expr);
	return expr;
}

/* Printed, it must read `expected`, and that must print the same again. */
static void
check_print(struct expr_case *expr_case, const char *text, const char *expected, bool moment)
{
	struct str out = STR_INIT, again = STR_INIT;

	expr_print(parse(expr_case, text, moment), &out);
	assert_string_equal(out.text, expected);
	expr_print(parse(expr_case, out.text, moment), &again);
	assert_string_equal(again.text, out.text);
	str_release(&out);
	str_release(&again);
}

static const char *const productions[] = {
	/* logic */
	"true", "not true", "not not false", "true and false or not true",
	"always (s1 holds login)", "ever (s1 holds login) from miss", "never (false) to end",
	"always (s1 holds login) from first send to s1 to look",
	"always (true) from first send to miss",
	"every miss satisfies (outcome == ok)", "some read of cart for bob satisfies (version > 1)",
	"no crash satisfies (actor == s1)", "every run satisfies (requests > 0)",
	"every case satisfies (requests > 0)",
	"every client satisfies (count miss for client == 0)",
	"some server satisfies (server holds login of ana)",
	"every design satisfies (requests > 0)", "under token (requests > 0)",
	"under token (s1 holds login of ana at look)",
	"every miss satisfies (some read after event satisfies (actor == s1))",
	/* placed comparisons */
	"s1 holds login of ana at look", "s1 holds login of ana before miss",
	"s1 holds login of ana after 3.2s", "s1 holds login of ana at before miss",
	"(s1 holds login and s2 holds login) at look", "(3 < count send) before miss",
	/* comparisons */
	"requests == 3", "requests != 3", "requests < 3", "requests <= 3", "requests > 3",
	"requests >= 3", "requests ~ 3 within 1", "requests ~ 3 within 5 percent",
	"requests ~ 3 within 4 se", "count send ~ count receive within count lose percent",
	/* sums, terms, atoms */
	"requests + attempts - 1", "requests * 2 / 4 * 3", "(requests + 1) * 2",
	"requests - (attempts - 1)", "3.2s", "10ms", "31m", "2KiB", "40000/s", "90%", "1e3", "0.25",
	"\"dark\"", "\"a, b: c\"", "count send",
	"count send of cart by ana from s1 to s2 in s1 for ana",
	"sum wire_bytes of send", "min at_ns of verify", "max value of start",
	"mean value of queue",
	"sum value of write where (version > 1)", "time of miss", "time of first send where (true)",
	"time of before miss", "time of after 3s", "time of start", "time of end",
	"value of cart of ana", "home of cart of bob", "holder-of ana",
	"time of last miss before look",
	"holder-of ana == s1", "miss.actor == holder-of bob",
	"every client satisfies (value of cart of client == empty)",
	"every read satisfies (holder-of ana == actor)",
	/* names */
	"miss.actor == s2", "miss.status == 401", "miss.at_ns < 3.2s", "miss.value",
	"miss.wire_bytes",
	"miss.version", "miss.attempt", "miss.other == lb", "miss.home == server", "miss.request",
	"miss.outcome == miss", "miss.kind == miss", "sticky.requests", "time_ns.mean",
	"sticky.time_ns.mean < store.time_ns.mean", "eve.actor == s2", "time of late",
	"miss - look", "miss == look", "miss < look", "look - miss <= 3s", "miss + 3s",
	"miss.actor holds login of ana", "miss.actor == server", "miss.actor == ana",
	"miss.actor == crowd", "miss.actor == crowd-2", "miss.actor == crowd-2-browser",
	"miss.actor == bob-phone", "count send by miss.actor", "count send for miss.actor",
	"count read where (event.actor == s1 and actor == other)", "ok == requests",
	"count read where (ok == outcome)", "count read where (wire_bytes > 10B)",
	"count send before miss where (kind == send)", "home of cart of ana == empty",
	"home of cart of ana == miss.home", "s1 holds key", "ana-laptop holds ticket of ana",
	"lb holds route", "db holds theme of ana", "count request", "count reply to ana",
	"count login by ana",
	"count view of cart", "count ping", "count gap", "count send by attacker",
};

static void
expr_parse__every_production__parses_and_prints_itself(void **state)
{
	struct expr_case expr_case;

	(void)state;
	begin_empty(&expr_case);
	for (size_t i = 0; i < COUNT(productions); i++)
		check_print(&expr_case, productions[i], productions[i], false);
	expr_case_release(&expr_case);
}

static const char *const moments[] = {
	"start", "end", "3.2s", "miss", "before miss", "after miss", "42", "before 42",
	"first miss for ana", "last reply to ana", "first miss for ana where (actor == s2) ",
	"first send after last read before 3s", "first login by ana", "before before miss",
};

static void
expr_parse__moments__parse(void **state)
{
	struct expr_case expr_case;

	(void)state;
	begin_empty(&expr_case);
	for (size_t i = 0; i < COUNT(moments); i++)
		assert_int_equal(expr_result_type(parse(&expr_case, moments[i], true)),
		    EXPR_MOMENT);
	expr_case_release(&expr_case);
}

/* Every expression that the format's pages show. */
static const char *const examples[] = {
	("sticky.sessions_lost / sticky.sessions_live_at_fault ~ 1/4 within 4 se and every run "
	 "satisfies (store.sessions_lost == 0)"),
	"value of cart of ana == empty at look",
	"order-read.status == 200 and count read of login in server == 0",
	"throughput ~ 40000/s within 3 percent",
	"max at_ns of verify for ana after revoked where (outcome == ok) - time of revoked <= 15m",
	"s2 holds login of ana before miss",
	"count send from s2 to s1 > 0",
	"home of cart of ana == token after first crash",
	"miss.actor == s2 and not s2 holds login of ana before miss",
	"miss.status == 401",
	"miss.status == 200",
	"s2 holds cart of ana before miss",
	"sticky.time_ns.mean < store.time_ns.mean",
	"every case satisfies (store.time_ns.mean < sticky.time_ns.mean)",
};

static void
expr_parse__examples_of_the_format__parse_as_bool(void **state)
{
	struct expr_case expr_case;

	(void)state;
	begin_empty(&expr_case);
	for (size_t i = 0; i < COUNT(examples); i++)
		assert_int_equal(expr_result_type(parse(&expr_case, examples[i], false)),
		    EXPR_BOOL);
	expr_case_release(&expr_case);
}

/* The shape shows in the parentheses that printing needs. */
static void
expr_parse__precedence__parentheses_only_where_needed(void **state)
{
	static const struct {
		const char *text, *printed;
	} rows[] = {
		{ "(true and false) or true", "true and false or true" },
		{ "true and (false or true)", "true and (false or true)" },
		{ "true or (false or true)", "true or (false or true)" },
		{ "(true or false) or true", "true or false or true" },
		{ "not (true and false)", "not (true and false)" },
		{ "(not true) and false", "not true and false" },
		{ "not (requests == 3)", "not requests == 3" },
		{ "(requests == 3) == true", "(requests == 3) == true" },
		{ "(1 + 2) * 3 == 9", "(1 + 2) * 3 == 9" },
		{ "1 + (2 * 3) == 7", "1 + 2 * 3 == 7" },
		{ "(1 - 2) - 3 == 1", "1 - 2 - 3 == 1" },
		{ "1 - (2 - 3) == 1", "1 - (2 - 3) == 1" },
		{ "8 / (4 / 2) == 4", "8 / (4 / 2) == 4" },
		{ "(count send < 3) before miss",

		    "count send < 3 before miss" },
		{ "(3 < count send) before miss", "(3 < count send) before miss" },
		{ "3 < count send before miss", "3 < count send before miss" },
		{ "(3 < count send) at miss", "3 < count send at miss" },
		{ "(not s1 holds login) at miss", "(not s1 holds login) at miss" },
		{ "((1 == 1) at miss) at look", "(1 == 1 at miss) at look" },
		{ "  ( 1==1 )  ", "1 == 1" },
		{ "max at_ns of verify after revoked where (outcome == ok) - time of revoked",
		    "max at_ns of verify after revoked where (outcome == ok) - time of revoked" },
	};
	struct expr_case expr_case;

	(void)state;
	begin_empty(&expr_case);
	for (size_t i = 0; i < COUNT(rows); i++)
		check_print(&expr_case, rows[i].text, rows[i].printed, false);
	expr_case_release(&expr_case);
}

static void
expr_parse__types__are_those_of_the_format(void **state)
{
	static const struct {
		const char *text;
		enum expr_type type;
	} rows[] = {
		{ "count send", EXPR_COUNT }, { "count send / 2", EXPR_NUMBER },
		{ "count send * 2", EXPR_COUNT }, { "0.5", EXPR_NUMBER }, { "count send * 0.5",
		    EXPR_NUMBER },
		{ "3s", EXPR_DURATION }, { "3s / 2s", EXPR_NUMBER }, { "3s * 2", EXPR_DURATION },
		{ "2 * 3s", EXPR_DURATION }, { "look - miss", EXPR_DURATION },
		{ "miss + 3s", EXPR_MOMENT }, { "miss - 3s", EXPR_MOMENT }, { "3s + time of miss",
		    EXPR_MOMENT },
		{ "2KiB", EXPR_BYTES }, { "2KiB + 3B", EXPR_BYTES }, { "40/s", EXPR_RATE },
		{ "throughput / 40/s", EXPR_NUMBER }, { "time_ns.mean", EXPR_DURATION },
		{ "value of cart of ana", EXPR_TEXT }, { "home of cart of ana", EXPR_HOMES },
		{ "miss", EXPR_EVENT }, { "late", EXPR_MOMENT }, { "miss.actor", EXPR_ACTOR },
		{ "miss.outcome", EXPR_WORD }, { "miss.home", EXPR_HOMES }, { "miss.at_ns",
		    EXPR_MOMENT },
		{ "max value of start", EXPR_DURATION }, { "max value of write", EXPR_BYTES },
		{ "max value of queue", EXPR_COUNT }, { "max value of send", EXPR_MOMENT },
		{ "mean value of queue", EXPR_NUMBER }, { "holder-of ana", EXPR_ACTOR },
		{ "look.value", EXPR_COUNT }, { "order-read.value", EXPR_BYTES },
	};
	struct expr_case expr_case;

	(void)state;
	begin_empty(&expr_case);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (expr_result_type(parse(&expr_case, rows[i].text, false)) != rows[i].type)
			fail_msg("%s has type %d", rows[i].text,
			    (int)expr_result_type(parse(&expr_case, rows[i].text, false)));
	expr_case_release(&expr_case);
}

static void
expr_parse__what_it_needs__told(void **state)
{
	struct expr_case expr_case;
	(void)state;
	begin_empty(&expr_case);
	assert_false(expr_needs_trace(parse(&expr_case, "requests == 3 and 1 < 2", false)));
	assert_true(expr_needs_trace(parse(&expr_case, "requests == 3 and s1 holds cart", false)));
	assert_true(expr_needs_trace(parse(&expr_case, "miss.status == 401", false)));
	assert_true(expr_needs_trace(parse(&expr_case, "every client satisfies (true)", false)));
	assert_int_equal(
	    expr_runs_needed(parse(&expr_case, "requests ~ 3 within 5 percent", false)), 0);
	assert_int_equal(
	    expr_runs_needed(parse(&expr_case, "requests ~ 3 within 5 se", false)), 20);
	assert_int_equal(
	    expr_runs_needed(parse(&expr_case, "every run satisfies (requests > 1)", false)), 1);
	assert_int_equal(
	    expr_runs_needed(parse(&expr_case, "every case satisfies (true)", false)), 1);
	assert_int_equal(expr_runs_needed(parse(&expr_case,
	    "requests ~ 3 within 1 se and no run satisfies (ok > 1)", false)), 20);
	/* what is read inside `every run` alone does not keep the first run */
	assert_false(expr_needs_trace(parse(&expr_case, "every run satisfies (count send > 1)",
	    false)));
	assert_true(expr_reads_measure(parse(&expr_case, "every run satisfies (ok > 1)", false),
	    measure_find("ok")));
	assert_false(expr_reads_measure(parse(&expr_case, "requests > 1", false),
	    measure_find("ok")));
	expr_case_release(&expr_case);
}

/* Mistakes: text, column, code, a part of the sentence or of the advice. */
static const struct mistake {
	const char *text;
	uint32_t column;
	const char *code, *part;
} mistakes[] = {
	{ "", 1, "syntax", "a value is expected at the end" },
	{ "requests ==", 12, "syntax", "a value is expected at the end" },
	{ "== 3", 1, "syntax", "a value is expected here, not \"==\"" },
	{ "requests = 3", 10, "syntax", "Write ==" },
	{ "requests == 3 3", 15, "syntax", "complete before \"3\"" },
	{ "requests == 3 == 3", 15, "syntax", "complete before \"==\"" },
	{ "requests & 3", 10, "syntax", "\"&\" means nothing" },
	{ "requests == [3]", 13, "syntax", "\"[\" means nothing" },
	{ "(requests == 3", 15, "syntax", "\")\" is expected" },
	{ "requests == 3)", 14, "syntax", "complete before" },
	{ "requests -1 == 2", 10, "syntax", "minus only between spaces" },
	{ "- 1 == 2", 1, "syntax", "minus only between spaces" },
	{ "\"abc", 1, "syntax", "closing quote" },
	{ "miss. == 3", 6, "syntax", "after the dot" },
	{ "true and", 9, "syntax", "expected at the end" },
	{ "true or or false", 9, "syntax", "a value is expected here, not \"or\"" },
	{ "not", 4, "syntax", "expected at the end" },
	{ "always s1 holds cart", 8, "syntax", "\"(\" is expected" },
	{ "every miss (true)", 12, "syntax", "\"satisfies\" is expected" },
	{ "every miss satisfies true", 22, "syntax", "\"(\" is expected" },
	{ "under (true)", 7, "syntax", "a design is expected" },
	{ "s1 holds", 9, "syntax", "a piece of state is expected" },
	{ "s1 holds cart of", 17, "syntax", "a client is expected" },
	{ "3 holds cart", 1, "syntax", "an actor is expected before" },
	{ "count send before", 18, "syntax", "a moment is expected" },
	{ "count send where outcome == ok", 18, "syntax", "\"(\" is expected" },
	{ "count send by", 14, "syntax", "an actor is expected" },
	{ "s1 holds cart at 3", 18, "syntax", "a time with its unit" },
	{ "first miss == look", 1, "syntax", "time of first" },
	{ "requests ~ 3", 13, "syntax", "\"within\"" },
	{ "requests == 3 within 1", 15, "syntax", "goes only with ~" },
	{ "requests == 3q", 13, "bad-number", "no number with a unit" },
	{ "requests == 007", 13, "bad-number", "no number" },
	{ "requests == 3 \n or true", 15, "syntax", "one line" },
	{ "max size of send > 3", 5, "unknown-name", "no field" },
	{ "reqests == 3", 1, "unknown-name", "\"requests\"" },
	{ "mis.actor == s2", 1, "unknown-name", "\"miss\"" },
	{ "miss.actr == s2", 1, "unknown-name", "\"actor\"" },
	{ "sticky.request == 2", 1, "unknown-name", "\"requests\"" },
	{ "sticki.requests == 2", 1, "unknown-name", "\"sticky\"" },
	{ "sticky == 2", 1, "unknown-name", "before a dot" },
	{ "ana == 2", 1, "unknown-name", "is an actor" },
	{ "actor == s2", 1, "unknown-name", "only inside \"where\"" },
	{ "event.actor == s2", 1, "unknown-name", "no waypoint" },
	{ "miss.actor == s3", 15, "unknown-name", "no actor" },
	{ "miss.actor == crowd-4", 15, "unknown-name", "no actor" },
	{ "miss.actor == ana-lapto", 15, "unknown-name", "\"ana-laptop\"" },
	{ "miss.outcome == okk", 17, "unknown-name", "no outcome" },
	{ "miss.kind == sent", 14, "unknown-name", "\"send\"" },
	{ "miss.home == servr", 14, "unknown-name", "\"server\"" },
	{ "home of cart of ana == stor", 24, "unknown-name", "\"store\"" },
	{ "s9 holds cart", 1, "unknown-name", "no actor" },
	{ "s1 holds carts", 10, "unknown-name", "\"cart\"" },
	{ "s1 holds cart of ann", 18, "unknown-name", "\"ana\"" },
	{ "s1 holds cart of s1", 18, "unknown-name", "no client" },
	{ "count sends > 1", 7, "unknown-name", "\"send\"" },
	{ "count send of carts > 1", 15, "unknown-name", "\"cart\"" },
	{ "count send by an > 1", 15, "unknown-name", "\"ana\"" },
	{ "count send for s1 > 1", 16, "unknown-name", "no client" },
	{ "s1 holds cart at mis", 18, "unknown-name", "\"miss\"" },
	{ "s1 holds cart at crash", 18, "unknown-name", "first crash" },
	{ "under stickie (true)", 7, "unknown-name", "\"sticky\"" },
	{ "requests == 3s", 10, "type-mismatch", "a count cannot be compared with a duration" },
	{ "requests + 3s == 3s", 10, "type-mismatch", "no meaning" },
	{ "3s * 3s == 3s", 4, "type-mismatch", "no meaning" },
	{ "2KiB / 3s == 1", 6, "type-mismatch", "no meaning" },
	{ "3 / 3s == 1", 3, "type-mismatch", "no meaning" },
	{ "miss + look == miss", 6, "type-mismatch", "no meaning" },
	{ "3s - miss == 3s", 4, "type-mismatch", "no meaning" },
	{ "requests and true", 1, "type-mismatch", "wants true or false" },
	{ "true or requests + 1", 9, "type-mismatch", "wants true or false" },
	{ "not requests", 5, "type-mismatch", "wants true or false" },
	{ "count send where (version)", 19, "type-mismatch", "wants true or false" },
	{ "always (requests + 1)", 9, "type-mismatch", "whole run" },
	{ "sessions_lost == 0 at miss", 1, "type-mismatch", "no value at a moment" },
	{ "miss.actor < s2", 12, "type-mismatch", "no order" },
	{ "value of cart of ana < \"b\"", 22, "type-mismatch", "no order" },
	{ "value of cart of ana == 2", 22, "type-mismatch", "a text cannot be compared" },
	{ "miss.outcome == look.kind", 14, "type-mismatch", "cannot be compared" },
	{ "miss.actor == 3", 12, "type-mismatch", "cannot be compared" },
	{ "sum at_ns of send > 3s", 1, "type-mismatch", "cannot be put into a sum" },
	{ "max actor of send == s1", 1, "type-mismatch", "cannot be put" },
	{ "requests ~ 3 within 3s", 10, "type-mismatch", "near within" },
	{ "miss ~ look within 3 percent", 6, "type-mismatch", "percentage" },
	{ "s1 holds key of ana", 10, "type-mismatch", "a server's" },
	{ "(under token (true)) at miss", 8, "type-mismatch", "another run" },
	{ "value of cart == empty", 10, "needs-client", "whose" },
	{ "value of cart of crowd == empty", 18, "needs-client", "crowd-1" },
	{ "holder-of client == s1", 11, "needs-client", "is several" },
	{ "late.actor == s1", 1, "no-event", "is a time" },
	{ "s1 holds cart at event", 18, "no-event", "only inside" },
	{ "events > 3", 1, "ambiguous-name", "a waypoint and a measure" },
	{ "count read where (attempt > 3)", 19, "ambiguous-name",
	    "a field of the event and a waypoint" },
	{ "loop-a.actor == s1", 1, "waypoint-cycle", "leads back to itself" },
	{ "s1 holds cart at loop-b", 18, "waypoint-cycle", "leads back to itself" },
	{ "broken.actor == s1", 1, "bad-waypoint", "nonsense" },
	{ "every miss satisfies (every miss satisfies (every miss satisfies (true)))", 45,
	    "nested-too-deep", "at most twice" },
	{ "count send by s1 by s1 by s1 by s1 by s1 by s1 by s1 by s1 by s1", 60, "too-long",
	    "at most 8" },
	{ "\"\xc3\xa9\xc3\xa9\" == reqests", 9, "unknown-name", "\"requests\"" },
};

static void
expr_parse__mistakes__place_code_and_words(void **state)
{
	struct expr_case expr_case;

	(void)state;
	assert_true(COUNT(mistakes) >= 60);
	begin_empty(&expr_case);
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		const struct mistake *row = &mistakes[i];
		const struct finding *finding = NULL;

		if (expr_case_parse(&expr_case, row->text, false))
			fail_msg("%s is accepted", row->text);
		assert_true(expr_case.findings.count > 0);
		finding = &expr_case.findings.rows[0];
		if (finding->mark.column != row->column || strcmp(finding->code, row->code) != 0 ||
		    (!strstr(finding->text, row->part) &&
			!(finding->advice && strstr(finding->advice, row->part))))
			fail_msg("%s: column %u [%s] %s (%s)", row->text, finding->mark.column,
			    finding->code, finding->text, finding->advice ? finding->advice : "");
	}
	expr_case_release(&expr_case);
}

static void
expr_parse__depth_and_length__bounded(void **state)
{
	struct expr_case expr_case;
	char text[LIMIT_EXPRESSION_BYTES + 64];

	(void)state;
	begin_empty(&expr_case);
	for (size_t depth = 60; depth <= 70; depth += 10) {
		memset(text, '(', depth);
		memcpy(text + depth, "true", 4);
		memset(text + depth + 4, ')', depth);
		text[2 * depth + 4] = '\0';
		if (depth < LIMIT_EXPRESSION_DEPTH) {
			assert_non_null(expr_case_parse(&expr_case, text, false));
			continue;
		}
		assert_null(expr_case_parse(&expr_case, text, false));
		assert_string_equal(expr_case.findings.rows[0].code, "nested-too-deep");
		assert_int_equal(expr_case.findings.rows[0].mark.column,
		    LIMIT_EXPRESSION_DEPTH + 1);
	}
	memset(text, ' ', LIMIT_EXPRESSION_BYTES + 1);
	text[LIMIT_EXPRESSION_BYTES + 1] = '\0';
	assert_null(expr_case_parse(&expr_case, text, false));
	assert_string_equal(expr_case.findings.rows[0].code, "too-long");
	expr_case_release(&expr_case);
}

static void
expr_parse__no_place__finding_without_column(void **state)
{
	struct expr_case expr_case;
	struct mark mark = { 0 };

	(void)state;
	begin_empty(&expr_case);
	assert_null(expr_parse(&expr_case.arena, &expr_case.scope, "true and reqests == 3",
	    mark, false,
	    &expr_case.findings));
	assert_int_equal(expr_case.findings.rows[0].mark.column, 0);
	mark.column = 41;
	findings_init(&expr_case.findings, &expr_case.arena);
	assert_null(expr_parse(&expr_case.arena, &expr_case.scope, "true and reqests == 3",
	    mark, false,
	    &expr_case.findings));
	assert_int_equal(expr_case.findings.rows[0].mark.column, 50);
	expr_case_release(&expr_case);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expr_parse__every_production__parses_and_prints_itself),
		cmocka_unit_test(expr_parse__moments__parse),
		cmocka_unit_test(expr_parse__examples_of_the_format__parse_as_bool),
		cmocka_unit_test(expr_parse__precedence__parentheses_only_where_needed),
		cmocka_unit_test(expr_parse__types__are_those_of_the_format),
		cmocka_unit_test(expr_parse__what_it_needs__told),
		cmocka_unit_test(expr_parse__mistakes__place_code_and_words),
		cmocka_unit_test(expr_parse__depth_and_length__bounded),
		cmocka_unit_test(expr_parse__no_place__finding_without_column),
	};

	return cmocka_run_group_tests_name("expr_parse", tests, NULL, NULL);
}
