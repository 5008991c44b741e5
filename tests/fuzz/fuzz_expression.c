/* Bytes as an expression, or as a moment: parsed over a small scenario, printed, read back, and
 * both evaluated over a short trace.  What parses prints to what parses, and means the same.
 * The trace is made once: it only is read, and making it took most of the time of a short input.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "trace/expr.h"
#include "trace/recorder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *devices[] = { "laptop", "phone" };
static struct client clients[] = {
	{ .id = "ana", .count = 1, .devices = devices, .device_count = 2 },
	{ .id = "crowd", .count = 2, .devices = devices, .device_count = 1 },
};
static struct piece pieces[] = {
	{ .id = "login", .home = HOME_SERVER }, { .id = "cart", .home = HOME_SERVER },
};
static struct action actions[] = { { .id = "login" }, { .id = "view" }, { .id = "read" } };
static struct waypoint waypoints[] = {
	{ .id = "miss", .expression = "first miss for ana" },
	{ .id = "eve", .expression = "before miss" },
	{ .id = "late", .expression = "3ns" },
	{ .id = "loop", .expression = "after loop" },
};
static const struct scenario scenario = { .id = "fuzz", .clients = clients, .client_count = 2,
	.pieces = pieces, .piece_count = 2, .actions = actions, .action_count = 3,
	.waypoints = waypoints, .waypoint_count = 4, .servers = { .count = 2 } };

static void
add_event(struct recorder *recorder, uint64_t at_ns, enum event_kind kind, uint16_t actor,
    uint16_t other, uint32_t item)
{
	recorder_event(recorder, (struct event){ .at_ns = at_ns, .cause = NONE32, .pair = NONE32,
		.request = NONE32, .session = item == NONE32 ? NONE32 : 0, .message = NONE32,
		.item = item, .version = 1, .fields = NONE32, .attempt = 1, .actor = actor,
		.other = other, .kind = (uint16_t)kind, .home = HOME_SERVER }, NULL);
}

/* ana 0, her devices 1 and 2, lb 3, s1 4, s2 5; one session with a login and a cart. */
static void
make_trace(struct trace *trace)
{
	struct recorder recorder;

	trace_init(trace, &scenario);
	trace_add_actor(trace, ROLE_CLIENT, "ana", "Ana", NONE16, 0, 0);
	trace_add_actor(trace, ROLE_DEVICE, "ana-laptop", "Ana", 0, 0, 0);
	trace_add_actor(trace, ROLE_DEVICE, "ana-phone", "Ana", 0, 1, 0);
	trace_add_actor(trace, ROLE_BALANCER, "lb", "the balancer", NONE16, 0, 0);
	trace_add_actor(trace, ROLE_SERVER, "s1", "s1", NONE16, 0, 0);
	trace_add_actor(trace, ROLE_SERVER, "s2", "s2", NONE16, 1, 0);
	trace_add_session(trace, (struct session){ .client = 0, .device = 1, .logged_in = true });
	for (uint16_t piece = 0; piece < 2; piece++) {
		trace_add_item(trace, (struct item){ .piece = piece, .client = 0, .place =
		    NONE16 });
		trace_add_content(trace, piece, 1, trace_add_text(trace, "[\"a\"]"));
	}
	recorder_init(&recorder, trace, NULL, true);
	add_event(&recorder, 1, EVENT_SEND, 1, 3, NONE32);
	add_event(&recorder, 2, EVENT_CREATE, 4, 4, 0);
	add_event(&recorder, 2, EVENT_CREATE, 4, 4, 1);
	add_event(&recorder, 3, EVENT_READ, 4, 4, 1);
	add_event(&recorder, 4, EVENT_CRASH, 4, NONE16, NONE32);
	add_event(&recorder, 5, EVENT_MISS, 5, 5, 0);
	recorder_finish(&recorder, 6, true);
}

static bool
same(const struct expr_value *left, const struct expr_value *right)
{
	return left->type == right->type && left->known == right->known &&
	    left->missing == right->missing && left->truth == right->truth &&
	    left->at_ns == right->at_ns && left->homes == right->homes &&
	    memcmp(&left->number, &right->number, sizeof(left->number)) == 0;
}

static void
try_expression(const struct expr_scope *scope, struct expr_context *context, const char *text,
    bool moment)
{
	struct mark mark = { .line = 1, .column = 1 };
	struct findings findings;
	struct expr *expr, *again;
	struct expr_value value, value_again;
	struct expr_part *parts;
	struct str out = STR_INIT, out_again = STR_INIT;
	uint32_t count;

	findings_init(&findings, context->arena);
	expr = expr_parse(context->arena, scope, text, mark, moment, &findings);
	CHECK((expr == NULL) == (findings.errors > 0));
	for (size_t i = 0; i < findings.count; i++)
		CHECK(findings.rows[i].mark.column <= strlen(text) + 1);
	if (expr) {
		expr_print(expr, &out);
		again = expr_parse(context->arena, scope, out.text, mark, moment, &findings);
		if (out.length <= LIMIT_EXPRESSION_BYTES && findings.count == 0) {
			CHECK(again != NULL);
			expr_print(again, &out_again);
			CHECK(strcmp(out.text, out_again.text) == 0);
			value = expr_evaluate(expr, context);
			value_again = expr_evaluate(again, context);
			CHECK(same(&value, &value_again));
			str_clear(&out);
			expr_value_print(context->runs->trace, &value, &out);
			expr_explain(expr, context, &parts, &count);
			CHECK(count > 0 || !expr_needs_trace(expr));
		} else {
			CHECK(out.length > LIMIT_EXPRESSION_BYTES);
		}
	}
	str_release(&out);
	str_release(&out_again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trace trace;
	static struct world_cursor *cursor;
	static const struct scenario *scenarios[] = { &scenario, &scenario };
	static const char *designs[] = { "sticky", "token" };
	static const struct expr_scope scope = { .scenarios = scenarios, .designs = designs,
		.design_count = 2 };
	static const struct measures measures = { .known = { true, true }, .value = { 3, 4 } };
	struct arena arena = { 0 };
	struct expr_run runs[2];
	struct expr_context context = { .runs = runs, .run_count = 2, .arena = &arena,
		.limit_event = NONE32 };
	char *text = arena_strndup(&arena, (const char *)data, size);

	if (cursor == NULL) {
		make_trace(&trace);
		cursor = world_cursor_new(&trace);
	}
	runs[0] = (struct expr_run){ .design = "sticky", .trace = &trace, .measures = &measures,
		.cursor = cursor };
	runs[1] = runs[0];
	runs[1].design = "token";
	if (size > 0 && text[0] == '!')
		try_expression(&scope, &context, text + 1, true);
	else
		try_expression(&scope, &context, text, false);
	arena_release(&arena);
	return 0;
}
