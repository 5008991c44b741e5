/* lib/scenarios.h - scenarios from YAML text, run by the engine, and what a test asks of it.
 *
 *	struct run run;
 *	run_watch(&run, "clients: {ana: {script: [login, view cart]}}", "sticky");
 *	assert_statuses(&run, "ana", "200 200");
 *	assert_int_equal(run_count(&run, EVENT_MISS), 0);
 *	run_end(&run);
 */
#ifndef TESTS_LIB_SCENARIOS_H
#define TESTS_LIB_SCENARIOS_H

#include "base/arena.h"
#include "engine/engine.h"
#include "trace/measures.h"
#include "trace/trace.h"

/* Ana, Bob and Cid log in, fill their carts and look at them; three servers. */
#define SCENARIO_SHOP \
	"clients:\n" \
	"  ana: {name: Ana, script: [login, add book, add pen, view cart]}\n" \
	"  bob: {name: Bob, start: 100ms, script: [login, add lamp, view cart]}\n" \
	"  cid: {name: Cid, start: 200ms, script: [login, add mug, view cart]}\n"

struct run {
	struct arena arena;
	const struct scenario *scenario;
	struct trace trace;
	struct measures_fold *fold;
	struct engine *engine;
	struct engine_options options; /* may be changed before the first step */
	enum engine_status status;
};

/* The keys of one scenario under a design and a case (NULL: none); fails the test with what is
 * wrong when they do not load.  In arena. */
const struct scenario *scenario_read(struct arena *arena, const char *keys, const char *design,
    const char *case_id);
/* The same, with what is wrong in *findings, which it begins; NULL when there are errors. */
const struct scenario *scenario_try(struct arena *arena, const char *keys, const char *design,
    const char *case_id, struct findings *findings);
/* Ready to run, kept and measured. */
void run_begin(struct run *run, const char *keys, const char *design);
void run_begin_scenario(struct run *run, const struct scenario *scenario, bool keep);
/* Ready to run, of which nothing is asked but what clients know themselves (measure_is_of_clients):
 * the fastest there is. */
void run_begin_of_clients(struct run *run, const char *keys, const char *design);
/* To the end, in one go. */
void run_all(struct run *run);
/* To the end, an event at a time: fails the test when an invariant breaks.  Says which. */
void run_checked(struct run *run);
/* From the beginning to the end, an event at a time, kept and measured. */
void run_watch(struct run *run, const char *keys, const char *design);
void run_end(struct run *run);

/* A measure at the run's end; fails the test when it is not known. */
double run_measure(const struct run *run, const char *name);
uint32_t run_count(const struct run *run, enum event_kind kind);
/* The nth (from 0) event of a kind, by an actor if actor is not NULL; NONE32. */
uint32_t run_find(const struct run *run, enum event_kind kind, const char *actor, uint32_t nth);
const struct event *run_event(const struct run *run, uint32_t index);
/* Statuses of a client's requests in order, "200 200 401 200", forced ones in brackets, those
 * without an end "-"; malloc'ed. */
char *run_statuses(const struct run *run, const char *client);
/* What a client was answered, request by request: "200 [\"book\"]", one a line; malloc'ed. */
char *run_answers(const struct run *run, const char *client);
/* When the nth (from 0) event of a kind by an actor happened; fails the test when there is none. */
uint64_t run_at_ns(const struct run *run, enum event_kind kind, const char *actor, uint32_t nth);
/* The trace as lines for a failed test, to stderr. */
void run_dump(const struct run *run);

/* What run_statuses and run_answers say; a test that fails shows the trace. */
void assert_statuses(const struct run *run, const char *client, const char *expected);
void assert_answers(const struct run *run, const char *client, const char *expected);
/* The sentence of an event. */
void assert_said(const struct run *run, uint32_t event, const char *expected);

#endif
