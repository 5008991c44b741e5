#include "lib/expr_case.h"

#include <stdio.h>
#include <string.h>

#include "lib/assert.h"

static const char *laptop[] = { "laptop" }, *both[] = { "phone", "laptop" },
    *browser[] = { "browser" };

static const struct waypoint waypoints[] = {
	{ .id = "miss", .expression = "first miss for ana" },
	{ .id = "look", .expression = "last reply to ana" },
	{ .id = "order-read", .expression = "last read of cart" },
	{ .id = "revoked", .expression = "first change of login for ana" },
	{ .id = "late", .expression = "3.2s" },
	{ .id = "eve", .expression = "before miss" },
	{ .id = "loop-a", .expression = "before loop-b" },
	{ .id = "loop-b", .expression = "first send after loop-a" },
	{ .id = "broken", .expression = "first nonsense" },
	{ .id = "attempt", .expression = "first send" },
	{ .id = "events", .expression = "first send" },
};

void
expr_case_begin(struct expr_case *expr_case)
{
	struct scenario *scenario;

	memset(expr_case, 0, sizeof(*expr_case));
	make_begin(&expr_case->make, true);
	expr_case->clients[0] = (struct client){ .id = "ana", .count = 1, .devices = laptop,
		.device_count = 1 };
	expr_case->clients[1] = (struct client){ .id = "bob", .count = 1, .devices = both,
		.device_count = 2 };
	expr_case->clients[2] = (struct client){ .id = "crowd", .count = 3, .devices = browser,
		.device_count = 1 };
	memcpy(expr_case->waypoints, waypoints, sizeof(waypoints));
	scenario = &expr_case->make.scenario;
	scenario->clients = expr_case->clients;
	scenario->client_count = 3;
	scenario->waypoints = expr_case->waypoints;
	scenario->waypoint_count = sizeof(waypoints) / sizeof(waypoints[0]);
	expr_case->designs[0] = "sticky";
	expr_case->designs[1] = "store";
	expr_case->designs[2] = "token";
	for (int i = 0; i < EXPR_CASE_DESIGNS; i++)
		expr_case->scenarios[i] = scenario;
	expr_case->scope = (struct expr_scope){ .scenarios = expr_case->scenarios,
		.designs = expr_case->designs, .design_count = EXPR_CASE_DESIGNS };
	findings_init(&expr_case->findings, &expr_case->arena);
}

void
expr_case_end(struct expr_case *expr_case)
{
	make_end(&expr_case->make);
	expr_case->cursor = world_cursor_new(&expr_case->make.trace);
	for (int i = 0; i < EXPR_CASE_DESIGNS; i++)
		expr_case->runs[i] = (struct expr_run){ .design = expr_case->designs[i],
			.trace = &expr_case->make.trace, .cursor = expr_case->cursor,
			.measures = &expr_case->measures[i] };
}

void
expr_case_release(struct expr_case *expr_case)
{
	if (expr_case->cursor)
		world_cursor_free(expr_case->cursor);
	make_release(&expr_case->make);
	arena_release(&expr_case->arena);
}

void
expr_case_measure(struct expr_case *expr_case, uint32_t run, const char *name, double value)
{
	int row = measure_find(name);

	assert_true(row >= 0);
	expr_case->measures[run].known[row] = true;
	expr_case->measures[run].value[row] = value;
}

struct expr *
expr_case_parse(struct expr_case *expr_case, const char *text, bool moment)
{
	struct mark mark = { .file = "case", .line = 1, .column = 1 };

	findings_init(&expr_case->findings, &expr_case->arena);
	return expr_parse(&expr_case->arena, &expr_case->scope, text, mark, moment,
	    &expr_case->findings);
}

struct expr_value
expr_case_value(struct expr_case *expr_case, const char *text)
{
	struct expr *expr = expr_case_parse(expr_case, text, false);
	struct expr_context context = { .runs = expr_case->runs, .run_count = EXPR_CASE_DESIGNS,
		.arena = &expr_case->arena, .limit_event = NONE32 };

	if (!expr) {
		print_error("%s: column %u: %s\n", text, expr_case->findings.rows[0].mark.column,
		    expr_case->findings.rows[0].text);
		assert_non_null(expr);
	}
	return expr_evaluate(expr, &context);
}
