/* A fault at any moment of a run: what a device takes comes from a reply that brought it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "experiment/runset.h"
#include "lesson/load.h"

static const char text[] =
    "{clients: {ana: {script: [login, add book, view cart]}}, servers: {count: 2}, "
    "designs: {sticky: {}, store: {}, token: {}, carry: {}}}";

/* No ticket and no token comes with a reply that failed. */
static void
assert_takes_only_what_came(const struct trace *trace)
{
	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];
		const struct event *reply;

		if ((event->kind != EVENT_WRITE && event->kind != EVENT_CREATE) ||
		    trace->actors[event->actor].role != ROLE_DEVICE || event->cause == NONE32 ||
		    trace->items[event->item].piece == trace_piece(trace, "route"))
			continue;
		reply = &trace->events[event->cause];
		assert_int_equal(reply->kind, EVENT_RECEIVE);
		assert_true(reply->fields != NONE32);
		assert_true(trace->fields[reply->fields].status < 500);
	}
}

static void
runset__crash_at_any_moment__gives_no_ticket_with_a_failure(void **state)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct scenario_source source;
	const struct node *tree;
	uint32_t positions = 0;

	(void)state;
	findings_init(&findings, &arena);
	tree = yaml_read(text, strlen(text), NULL, &arena, &findings);
	assert_non_null(tree);
	assert_true(scenario_source_init(&source, "fork", tree, &arena, &findings));
	for (uint32_t d = 0; d < source.design_count; d++)
		for (uint32_t position = 1, end = 1; position <= end; position++) {
			struct change change = change_at_node(FAULT_CRASH, "s1", position);
			struct runset_request request = { .source = &source,
				.designs = &source.designs[d],
				.design_count = 1,
				.changes = &change,
				.change_count = 1,
				.keep = true };
			struct runset set;

			assert_true(runset_run(&set, &request, &findings));
			assert_takes_only_what_came(&set.runs[0].trace);
			end =
			    set.runs[0].trace.event_count > 70 ? 70 : set.runs[0].trace.event_count;
			positions++;
			runset_release(&set);
		}
	assert_true(positions > 150);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runset__crash_at_any_moment__gives_no_ticket_with_a_failure),
	};

	return cmocka_run_group_tests_name("experiment/runset", tests, NULL, NULL);
}
