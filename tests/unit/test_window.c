/* A window into a run: the same moment as in the run that is kept from its beginning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "experiment/runset.h"
#include "lesson/load.h"
#include "trace/sentence.h"

static const char *const texts[] = {
    "{seed: 5, clients: {ana: {name: Ana, script: [login, add book, view cart, logout], "
    "retry: {timeout: 1s, attempts: 3, key: true}}, "
    "crowd: {count: 6, script: [login, add pen], repeat: view cart}}, "
    "servers: {count: 2, queue: 2}, stop: {after: 20s}, "
    "network: {loss: {client: {request: 10%, reply: 10%}, inside: 5%}, duplicate: 10%}, "
    "faults: [{at: 3010ms, do: crash, node: s1}, {at: 5s, do: restart, node: s1}, "
    "{at: 2s, do: change, path: session.idle, to: 2s}, {at: 12s, do: crash, node: s2}], "
    "designs: {store: {}, sticky: {}, carry: {}, token: {}, local: {}}}",
    /* Conditions, in front of the window and in it. */
    "{seed: 4, clients: {ana: {name: Ana, script: [login, add book], repeat: view cart}, "
    "crowd: {count: 6, script: [login, add pen], repeat: view cart}}, servers: {count: 2}, "
    "stop: {after: 90s, when: count crash >= 2 and count reply to ana >= 15}, "
    "faults: [{at: {after: first reply to ana}, do: crash, node: s1}, "
    "{at: {after: first crash}, do: restart, node: s1}, "
    "{at: {after: first miss after 5s}, do: change, path: session.idle, to: 1s}, "
    "{at: 8s, do: crash, node: s2}], designs: {sticky: {}, local: {}, store: {}}}",
};

static void
assert_same_entries(const struct world *whole, const struct world *window, uint16_t place)
{
	const struct holding *a = world_first(whole, place), *b = world_first(window, place);

	for (; a != NULL && b != NULL; a = world_next(whole, a), b = world_next(window, b)) {
		assert_int_equal(a->item, b->item);
		assert_int_equal(a->version, b->version);
		assert_int_equal(a->session, b->session);
		assert_int_equal(a->token, b->token);
		assert_int_equal(a->bytes, b->bytes);
		assert_string_equal(trace_text(whole->trace, a->text),
		    trace_text(window->trace, b->text));
	}
	assert_null(a);
	assert_null(b);
}

static void
assert_same_world(const struct world *whole, const struct world *window)
{
	assert_int_equal(whole->at_ns, window->at_ns);
	assert_int_equal(whole->sessions_lost, window->sessions_lost);
	assert_int_equal(whole->queued, window->queued);
	assert_int_equal(whole->busy, window->busy);
	assert_true(world_knows(window));
	for (uint16_t a = 0; a < whole->trace->actor_count; a++) {
		assert_int_equal(whole->places[a].up, window->places[a].up);
		assert_int_equal(whole->places[a].believed_up, window->places[a].believed_up);
		assert_int_equal(whole->places[a].lost_count, window->places[a].lost_count);
		assert_same_entries(whole, window, a);
	}
}

/* What looks back beyond the window. */
static void
assert_same_sentence(const struct trace *whole, uint32_t number, const struct trace *window,
    uint32_t index)
{
	struct str a = STR_INIT, b = STR_INIT;

	sentence_event(whole, number, &a);
	sentence_event(window, index, &b);
	assert_string_equal(a.text, b.text);
	str_release(&a);
	str_release(&b);
}

/* One run and a window that begins at from_ns. */
static void
assert_same_run(struct runset_run *whole, struct runset_run *window)
{
	const struct trace *trace = &window->trace;
	uint64_t before = trace->before;

	assert_int_equal(whole->trace.digest, trace->digest);
	assert_int_equal(whole->trace.event_total, trace->event_total);
	assert_int_equal(trace->event_count, trace->event_total - before + (before > 0));
	assert_true(before == 0 || !trace->complete); /* it does not begin at the beginning */
	for (uint32_t i = before > 0; i < trace->event_count; i++) {
		uint32_t number = (uint32_t)trace_number(trace, i);
		const struct event *a = &whole->trace.events[number], *b = &trace->events[i];

		assert_int_equal(a->at_ns, b->at_ns);
		assert_int_equal(a->kind, b->kind);
		if (b->kind == EVENT_CRASH || b->kind == EVENT_EXPIRE)
			assert_same_sentence(&whole->trace, number, trace, i);
		if (b->pair != NONE32)
			assert_int_equal(a->pair, trace_number(trace, b->pair));
		else
			assert_true(a->pair == NONE32 || a->pair < before);
		if (b->cause != NONE32)
			assert_int_equal(a->cause, trace_number(trace, b->cause));
		else
			assert_true(a->cause == NONE32 || a->cause < before);
		if (i % 37 == 0 || i + 1 == trace->event_count)
			assert_same_world(world_at(whole->cursor, number + 1),
			    world_at(window->cursor, i + 1));
	}
	assert_same_world(world_at(whole->cursor, (uint32_t)before),
	    world_at(window->cursor, before > 0));
}

/* Measures of a window are those of the run up to the moment, whatever is kept of it. */
static void
assert_same_measures(struct runset_run *whole, const struct runset_run *window,
    const struct recorder_until *until)
{
	struct measures_fold *fold = measures_fold_new(&whole->trace);
	const struct trace *trace = &whole->trace;
	struct measures measures;

	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];

		if (i >= until->events || event->at_ns > until->at_ns ||
		    (event->at_ns == until->at_ns && event->phase > until->phase))
			break;
		measures_fold_event(fold, event, trace_message(trace, event->message));
	}
	measures_fold_read(fold, trace->end_ns < until->at_ns ? trace->end_ns : until->at_ns,
	    &measures);
	assert_memory_equal(&measures, &window->measures, sizeof measures);
	measures_fold_free(fold);
}

static void
assert_same_windows(const char *text)
{
	static const uint64_t begins_ns[] = { 0, 1, 3010000000, 4000000000, 12000000000,
		19900000000 };
	struct arena arena = { 0 };
	struct findings findings;
	struct scenario_source source;
	const struct node *tree;
	struct runset whole, window;
	struct recorder_until until;

	findings_init(&findings, &arena);
	tree = yaml_read(text, strlen(text), NULL, &arena, &findings);
	assert_true(scenario_source_init(&source, "window", tree, &arena, &findings));
	assert_true(runset_run(&whole, &(struct runset_request){ .source = &source, .keep = true },
	    &findings));
	for (size_t i = 0; i < sizeof begins_ns / sizeof *begins_ns; i++) {
		assert_true(runset_run(&window, &(struct runset_request){ .source = &source,
			.keep = true, .windows = true, .from_ns = begins_ns[i] }, &findings));
		for (uint32_t r = 0; r < whole.run_count; r++)
			assert_same_run(&whole.runs[r], &window.runs[r]);
		runset_release(&window);
		until = (struct recorder_until){ 90 + 40 * i, begins_ns[i] + 700000000,
			PHASE_FAULT };
		assert_true(runset_run(&window, &(struct runset_request){ .source = &source,
			.keep = true, .windows = true, .from_ns = begins_ns[i],
			.measures_end = true, .until = until }, &findings));
		for (uint32_t r = 0; r < whole.run_count; r++) {
			assert_same_measures(&whole.runs[r], &window.runs[r], &until);
			until.events = UINT64_MAX; /* of the first run alone */
		}
		runset_release(&window);
	}
	runset_release(&whole);
	arena_release(&arena);
}

static void
window__any_beginning__is_the_same_run(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_same_windows(texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(window__any_beginning__is_the_same_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
