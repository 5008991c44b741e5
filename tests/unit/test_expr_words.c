/* What an expression says in words, and that nothing is said of what has none. */
#include "lib/assert.h"

#include "lib/scenarios.h"
#include "trace/expr.h"

#define SHOP "clients: {ana: {name: Ana, script: [login]}, bob: {name: Bob, script: [login]}}\n"

static const struct {
	const char *text, *words; /* NULL: there are none */
} rows[] = {
	{ "sessions_lost == 1", "sessions lost: 1" },
	{ "forced_logins != 0", "forced logins: not 0" },
	{ "failed > 0", "failed requests: more than 0" },
	{ "count reply to bob where (status == 401) > 0", "Bob is answered 401 at least once" },
	{ "count reply to ana where (status == 401) == 0", "Ana is never answered 401" },
	{ "count reply to ana where (status >= 500) > 0",
	    "Ana is answered with an error of a server at least once" },
	{ "count reply to ana == 3", "Ana is answered 3 times" },
	{ "count write of orders in db > 1",
	    "orders are written in the database more than 1 time" },
	{ "count crash == 0", "nothing crashes" },
	{ "value of cart of ana != empty at end", "Ana's cart is not empty at the end" },
	{ "value of cart of ana == \"book pen\" at end", "Ana's cart is book pen at the end" },
	{ "value of cart of ana == \"a\" at end or value of cart of ana == \"b\" at end",
	    "Ana's cart is a at the end, or Ana's cart is b at the end" },
	{ "ana holds login of ana at end", "Ana has Ana's login at the end" },
	{ "server holds cart of ana at end", "any server has Ana's cart at the end" },
	{ "time_ns.p95 < 10ms", NULL },
	{ "count start in s1 > 2", NULL },
	{ "count reply to ana where (attempt > 1) > 0", NULL },
	{ "value of cart of ana == empty at end or count start in s1 > 2", NULL },
};

static void
expr_say__shapes_of_goals__in_words(void **state)
{
	struct arena arena = { 0 };
	const struct scenario *scenario = scenario_read(&arena, SHOP, "sticky", NULL);
	const struct expr_scope scope = { .scenarios = &scenario, .designs = &scenario->design,
		.design_count = 1 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct findings findings;
		struct str out = STR_INIT;
		struct expr *expr;
		bool said;

		findings_init(&findings, &arena);
		expr = expr_parse(&arena, &scope, rows[i].text,
		    (struct mark){ .file = "goal", .line = 1, .column = 1 }, false, &findings);
		if (expr == NULL)
			fail_msg("%s: %s", rows[i].text, findings.rows[0].text);
		str_add(&out, "(");
		said = expr_say(expr, scenario, &out);
		if (said != (rows[i].words != NULL))
			fail_msg("%s: %s", rows[i].text, out.text);
		assert_string_equal(out.text + 1, said ? rows[i].words : "");
		str_release(&out);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expr_say__shapes_of_goals__in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
