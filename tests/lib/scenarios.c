#include "scenarios.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/load.h"
#include "lib/assert.h"
#include "model/scenario_source.h"
#include "trace/sentence.h"

/* Says what is wrong with the keys and fails the test. */
static void
fail_findings(const struct findings *findings, const char *keys)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < findings->count; i++)
		finding_print(&text, &findings->rows[i], keys, strlen(keys));
	print_error("%s\n", text.text);
	str_release(&text);
	fail();
}

const struct scenario *
scenario_try(struct arena *arena, const char *keys, const char *design, const char *case_id,
    struct findings *findings)
{
	struct scenario_source source;
	struct node *tree;

	findings_init(findings, arena);
	tree = yaml_read(keys, strlen(keys), "test", arena, findings);
	if (tree == NULL || findings->errors > 0 ||
	    !scenario_source_init(&source, "test", tree, arena, findings))
		return NULL;
	return scenario_build(&source, design, case_id, NULL, 0, arena, findings);
}

const struct scenario *
scenario_read(struct arena *arena, const char *keys, const char *design, const char *case_id)
{
	struct findings findings;
	const struct scenario *scenario = scenario_try(arena, keys, design, case_id, &findings);

	if (scenario == NULL)
		fail_findings(&findings, keys);
	return scenario;
}

void
run_begin_scenario(struct run *run, const struct scenario *scenario, bool keep)
{
	run->scenario = scenario;
	trace_init(&run->trace, scenario);
	run->fold = measures_fold_new(&run->trace);
	run->options = (struct engine_options){ .keep = keep, .measures = run->fold };
}

void
run_begin(struct run *run, const char *keys, const char *design)
{
	*run = (struct run){ 0 };
	run_begin_scenario(run, scenario_read(&run->arena, keys, design, NULL), true);
}

void
run_begin_of_clients(struct run *run, const char *keys, const char *design)
{
	*run = (struct run){ 0 };
	run->scenario = scenario_read(&run->arena, keys, design, NULL);
	trace_init(&run->trace, run->scenario);
	run->fold = measures_fold_new_of_clients(&run->trace);
	run->options = (struct engine_options){ .no_digest = true, .measures = run->fold };
}

void
run_all(struct run *run)
{
	run->engine = engine_new(run->scenario, &run->trace, &run->options);
	while ((run->status = engine_step(run->engine)) == ENGINE_RUNNING)
		;
	assert_null(engine_broken_invariant(run->engine));
}

void
run_checked(struct run *run)
{
	const char *broken = NULL;

	run->options.slice_events = 1;
	run->engine = engine_new(run->scenario, &run->trace, &run->options);
	do {
		run->status = engine_step(run->engine);
		broken = engine_broken_invariant(run->engine);
	} while (run->status == ENGINE_RUNNING && broken == NULL);
	if (broken != NULL) {
		run_dump(run);
		print_error("broken: %s\n", broken);
		fail();
	}
}

void
run_watch(struct run *run, const char *keys, const char *design)
{
	run_begin(run, keys, design);
	run_checked(run);
	assert_int_equal(run->status, ENGINE_DONE);
}

void
run_end(struct run *run)
{
	engine_free(run->engine);
	measures_fold_free(run->fold);
	trace_release(&run->trace);
	arena_release(&run->arena);
	*run = (struct run){ 0 };
}

double
run_measure(const struct run *run, const char *name)
{
	struct measures measures;
	int row = measure_find(name);

	assert_true(row >= 0);
	measures_fold_read(run->fold, run->trace.end_ns, &measures);
	if (!measures.known[row])
		print_error("%s is not known\n", name);
	assert_true(measures.known[row]);
	return measures.value[row];
}

uint32_t
run_count(const struct run *run, enum event_kind kind)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < run->trace.event_count; i++)
		count += run->trace.events[i].kind == kind;
	return count;
}

uint32_t
run_find(const struct run *run, enum event_kind kind, const char *actor, uint32_t nth)
{
	uint16_t who = actor != NULL ? trace_actor(&run->trace, actor) : NONE16;

	for (uint32_t i = 0; i < run->trace.event_count; i++) {
		const struct event *event = &run->trace.events[i];

		if (event->kind == kind && (actor == NULL || event->actor == who) && nth-- == 0)
			return i;
	}
	return NONE32;
}

const struct event *
run_event(const struct run *run, uint32_t index)
{
	assert_true(index < run->trace.event_count);
	return &run->trace.events[index];
}

char *
run_statuses(const struct run *run, const char *client)
{
	struct str text = STR_INIT;
	uint16_t who = trace_actor(&run->trace, client);

	for (uint32_t i = 0; i < run->trace.request_count; i++) {
		const struct request *request = &run->trace.requests[i];

		if (request->client != who)
			continue;
		if (text.length > 0)
			str_add_char(&text, ' ');
		if (request->status == 0)
			str_add(&text, "-");
		else
			str_printf(&text, request->forced ? "(%u)" : "%u",
			    (unsigned)request->status);
	}
	return str_detach(&text);
}

char *
run_answers(const struct run *run, const char *client)
{
	const struct trace *trace = &run->trace;
	struct str text = STR_INIT;
	uint16_t who = trace_actor(trace, client);

	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];
		const struct message *message;

		if (event->kind != EVENT_RECEIVE || trace_client_of(trace, event->actor) != who)
			continue;
		message = &trace->messages[event->message];
		str_printf(&text, "%s %u %s\n",
		    trace->scenario->actions[message->action].id, (unsigned)message->status,
		    trace_text(trace, message->text));
	}
	return str_detach(&text);
}

void
run_dump(const struct run *run)
{
	const struct trace *trace = &run->trace;

	for (uint32_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];
		const struct fields *fields = event->fields == NONE32 ? NULL
		    : &trace->fields[event->fields];

		fprintf(stderr, "%4" PRIu32 " %12" PRIu64 " %" PRIu8 " %-10s %-12s %-12s", i,
		    event->at_ns, event->phase, event_kinds[event->kind].word,
		    trace->actors[event->actor].id,
		    event->other == NONE16 ? "" : trace->actors[event->other].id);
		fprintf(stderr, " c%-5d r%-3d s%-3d v%" PRIu64, (int)event->cause,
		    (int)event->request, (int)event->session, event->value);
		if (event->item != NONE32)
			fprintf(stderr, " %s/%s.%" PRIu32 "=%s",
			    trace_piece_id(trace, trace->items[event->item].piece),
			    home_word(event->home), event->version, trace_text(trace,
			    trace_content(trace, event->item, event->version)));
		if (event->message != NONE32)
			fprintf(stderr, " %" PRIu32 "B", event->wire_bytes);
		if (fields != NULL)
			fprintf(stderr, " [%u %s]", (unsigned)fields->status,
			    reason_word(fields->reason));
		if (event->outcome != OUTCOME_OK)
			fprintf(stderr, " %s", outcome_word(event->outcome));
		fprintf(stderr, "\n");
	}
}

uint64_t
run_at_ns(const struct run *run, enum event_kind kind, const char *actor, uint32_t nth)
{
	uint32_t index = run_find(run, kind, actor, nth);

	assert_int_not_equal(index, NONE32);
	return run_event(run, index)->at_ns;
}

/* Frees what was got. */
static void
assert_got(const struct run *run, char *got, const char *expected)
{
	if (strcmp(got, expected) != 0)
		run_dump(run);
	assert_string_equal(got, expected);
	free(got);
}

void
assert_statuses(const struct run *run, const char *client, const char *expected)
{
	assert_got(run, run_statuses(run, client), expected);
}

void
assert_answers(const struct run *run, const char *client, const char *expected)
{
	assert_got(run, run_answers(run, client), expected);
}

void
assert_said(const struct run *run, uint32_t event, const char *expected)
{
	struct str text = STR_INIT;

	sentence_event(&run->trace, event, &text);
	assert_string_equal(text.text, expected);
	str_release(&text);
}
