/* The trace as Chrome trace events, which Perfetto and chrome://tracing open.
 *
 *    process = actor, thread = request and attempt (thread 1: the actor itself)
 *
 *    ana-laptop  |------------- GET /cart -------------|
 *    lb              s\ |------ GET /cart ------|  /f      flows s -> f: messages
 *    s1                f| GET /cart [work] . |s/           . instant: read cart v2
 *
 * A stay begins where a request (or a call of a store) arrives and ends where its reply leaves;
 * what a crash or the end of the run finds open is closed there, so every B has its E.  Runs are
 * merged by time: the moments of the whole document never decrease.
 *
 * Source: "Trace Event Format"; ts are microseconds, here with three decimals, so no ns is lost.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/units.h"
#include "exchange/reader.h"
#include "exchange/slices.h"
#include "exchange/writers.h"
#include "trace/http.h"
#include "trace/sentence.h"

#define PROCESSES_PER_RUN 100000u /* more than actors: their rows have 16 bits */
#define ATTEMPTS_TOLD_APART 16u
#define OWN_THREAD 1u

struct chrome {
	struct exchange_out *out;
	struct exchange_reader *runs;
	uint32_t run_count;
	struct slices slices;
	bool comma;
};

/* One event being written: where it stands in the timeline. */
struct spot {
	const struct trace *trace;
	const struct event *event;
	uint32_t run, index;
	uint64_t process, thread;
};

static void
put_string(struct str *out, const char *text)
{
	struct json json;

	json_init(&json, out, 0);
	json_string(&json, text);
}

static void
begin_event(struct chrome *chrome, const char *phase, uint64_t process, uint64_t thread)
{
	str_printf(&chrome->out->text,
	    "%s\n{\"ph\":\"%s\",\"pid\":%" PRIu64 ",\"tid\":%" PRIu64, chrome->comma ? "," : "",
	    phase, process, thread);
	chrome->comma = true;
}

static void
put_time(struct str *out, uint64_t at_ns)
{
	str_printf(out, ",\"ts\":%llu.%03llu", at_ns / NS_PER_US, at_ns % NS_PER_US);
}

static void
put_name(struct str *out, const char *category, const char *name)
{
	str_printf(out, ",\"cat\":\"%s\",\"name\":", category);
	put_string(out, name);
}

/* -- what stands before the events: names of processes and threads -- */

static void
put_metadata(struct chrome *chrome, const char *what, uint64_t process, uint64_t thread,
    const char *name)
{
	begin_event(chrome, "M", process, thread);
	str_printf(&chrome->out->text, ",\"name\":\"%s\",\"args\":{\"name\":", what);
	put_string(&chrome->out->text, name);
	str_add(&chrome->out->text, "}}");
}

/* Who does anything, by actor. */
static void
note_actor(struct exchange_reader *run, uint32_t index, void *used)
{
	const struct event *event = trace_event(run->trace, index);

	if (event->actor < run->trace->actor_count)
		((bool *)used)[event->actor] = true;
}

static void
put_processes(struct chrome *chrome, uint32_t run)
{
	bool *used = mem_alloc(NONE16 * sizeof *used);
	const struct trace *trace;

	reader_look(&chrome->runs[run], chrome->out, note_actor, used);
	trace = chrome->runs[run].trace;
	for (uint32_t a = 0; a < trace->actor_count && exchange_pass(chrome->out); a++) {
		uint64_t process = run * PROCESSES_PER_RUN + a + 1;
		struct str name = STR_INIT;

		if (!used[a])
			continue;
		if (chrome->run_count > 1)
			str_printf(&name, "%s: ", chrome->runs[run].design);
		label_actor(trace, (uint16_t)a, &name);
		put_metadata(chrome, "process_name", process, OWN_THREAD, name.text);
		begin_event(chrome, "M", process, OWN_THREAD);
		str_printf(&chrome->out->text,
		    ",\"name\":\"process_sort_index\",\"args\":{\"sort_index\":%" PRIu64 "}}",
		    process);
		str_release(&name);
	}
	mem_free(used);
}

/* "GET /cart of ana (7)", on the request's own thread. */
static void
put_thread(struct chrome *chrome, const struct spot *spot)
{
	const struct trace *trace = spot->trace;
	struct str name = STR_INIT;
	uint16_t client;

	if (spot->thread == OWN_THREAD)
		return;
	request_line(trace, spot->event->request, &name);
	client = trace_request_row(trace, spot->event->request)->client;
	if (client < trace->actor_count)
		str_printf(&name, " of %s", trace->actors[client].id);
	str_printf(&name, " (%u)", spot->event->request);
	if (spot->event->attempt > 1)
		str_printf(&name, ", attempt %u", spot->event->attempt);
	put_metadata(chrome, "thread_name", spot->process, spot->thread, name.text);
	str_release(&name);
}

/* -- slices, flows, instants -- */

static void
put_begin(struct chrome *chrome, const struct spot *spot, const char *category, const char *name)
{
	struct str *out = &chrome->out->text;

	if (slices_open(&chrome->slices, spot->process, spot->thread) == 0)
		put_thread(chrome, spot);
	begin_event(chrome, "B", spot->process, spot->thread);
	put_time(out, spot->event->at_ns);
	put_name(out, category, name);
	str_printf(out, ",\"args\":{\"event\":%u", spot->index);
	if (spot->event->wire_bytes > 0)
		str_printf(out, ",\"wire_bytes\":%u", spot->event->wire_bytes);
	str_add(out, "}}");
}

/* Ends the innermost slice of the track; false: none was open. */
static bool
put_end(struct chrome *chrome, const struct spot *spot)
{
	if (!slices_close(&chrome->slices, spot->process, spot->thread))
		return false;
	begin_event(chrome, "E", spot->process, spot->thread);
	put_time(&chrome->out->text, spot->event->at_ns);
	str_add(&chrome->out->text, "}");
	return true;
}

/* One end of an arrow, only if the other end names this one: then ids always match.  An arrow binds
 * to a slice: where none is open, one without length holds it. */
static void
put_flow(struct chrome *chrome, const struct spot *spot)
{
	const struct event *pair = event_pair(spot->trace, spot->event);
	bool start = spot->event->kind == EVENT_SEND, bare;
	uint64_t id = ((uint64_t)spot->run << 32) + (start ? spot->index : spot->event->pair) + 1;
	struct str name = STR_INIT;

	if (!pair || pair->pair != spot->index || pair->kind == EVENT_LOSE)
		return;
	bare = slices_depth(&chrome->slices, spot->process, spot->thread) == 0;
	if (bare) {
		label_event(spot->trace, spot->index, &name);
		put_begin(chrome, spot, "hop", name.text);
	}
	begin_event(chrome, start ? "s" : "f", spot->process, spot->thread);
	put_time(&chrome->out->text, spot->event->at_ns);
	put_name(&chrome->out->text, "hop", "hop");
	str_printf(&chrome->out->text, ",\"id\":%" PRIu64 "%s}", id, start ? "" : ",\"bp\":\"e\"");
	if (bare)
		put_end(chrome, spot);
	str_release(&name);
}

static void
put_instant(struct chrome *chrome, const struct spot *spot)
{
	const struct trace *trace = spot->trace;
	enum shape shape = event_kinds[spot->event->kind].shape;
	static const char *const categories[] = { [SHAPE_MOVE] = "hop", [SHAPE_STATE] = "state",
		[SHAPE_CHECK] = "check", [SHAPE_WORK] = "work", [SHAPE_NODE] = "node",
		[SHAPE_CLIENT] = "client", [SHAPE_NOTE] = "note", [SHAPE_GAP] = "gap" };
	struct str words = STR_INIT;

	begin_event(chrome, "i", spot->process, spot->thread);
	put_time(&chrome->out->text, spot->event->at_ns);
	label_event(trace, spot->index, &words);
	put_name(&chrome->out->text, categories[shape], words.text);
	str_printf(&chrome->out->text, ",\"s\":\"%c\",\"args\":{\"event\":%u,\"sentence\":",
	    shape == SHAPE_GAP      ? 'g'
	        : shape == SHAPE_NODE ? 'p'
	                              : 't',
	    spot->index);
	str_clear(&words);
	sentence_event(trace, spot->index, &words);
	put_string(&chrome->out->text, words.text);
	str_add(&chrome->out->text, "}}");
	str_release(&words);
}

/* -- events -- */

static void
put_send(struct chrome *chrome, const struct spot *spot)
{
	const struct message *message = event_message(spot->trace, spot->event);
	struct str name = STR_INIT;

	if (spot->trace->actors[spot->event->actor].role == ROLE_DEVICE) {
		label_message(spot->trace, spot->event, &name);
		put_begin(chrome, spot, "request", name.text);
	}
	put_flow(chrome, spot);
	if (message && (message->kind == MESSAGE_REPLY || message->kind == MESSAGE_ANSWER))
		put_end(chrome, spot);
	str_release(&name);
}

static void
put_arrival(struct chrome *chrome, const struct spot *spot)
{
	const struct message *message = event_message(spot->trace, spot->event);
	bool device = spot->trace->actors[spot->event->actor].role == ROLE_DEVICE;
	struct str name = STR_INIT;

	if (message && (message->kind == MESSAGE_REQUEST || message->kind == MESSAGE_CALL)) {
		label_message(spot->trace, spot->event, &name);
		put_begin(chrome, spot, message->kind == MESSAGE_CALL ? "call" : "request",
		    name.text);
	}
	put_flow(chrome, spot);
	if (spot->event->kind == EVENT_DUPLICATE)
		put_instant(chrome, spot);
	else if (device)
		put_end(chrome, spot);
	str_release(&name);
}

static void
put_event(struct chrome *chrome, const struct spot *spot)
{
	const struct trace *trace = spot->trace;

	if (spot->event->kind == EVENT_SEND) {
		put_send(chrome, spot);
	} else if (spot->event->kind == EVENT_RECEIVE || spot->event->kind == EVENT_DUPLICATE) {
		put_arrival(chrome, spot);
	} else if (spot->event->kind == EVENT_START &&
	    trace->actors[spot->event->actor].role == ROLE_SERVER) {
		put_begin(chrome, spot, "work", "work");
	} else if (spot->event->kind == EVENT_FINISH) {
		put_end(chrome, spot);
	} else {
		put_instant(chrome, spot);
		if (spot->event->kind == EVENT_REFUSE)
			put_flow(chrome, spot);
		if (spot->event->kind == EVENT_TIMEOUT)
			put_end(chrome, spot);
		while (trace_reason(trace, spot->event) == REASON_CRASHED &&
		    spot->event->kind == EVENT_REFUSE && put_end(chrome, spot))
			;
	}
}

/* What is still open when the run ends, ends with it. */
static void
put_leftovers(struct chrome *chrome, uint32_t run, uint64_t at_ns)
{
	for (uint32_t i = 0; i < chrome->slices.room && exchange_pass(chrome->out); i++) {
		const struct slice_track *track = &chrome->slices.tracks[i];

		if (track->depth == 0 || (track->process - 1) / PROCESSES_PER_RUN != run)
			continue;
		for (uint32_t d = 0; d < track->depth; d++) {
			begin_event(chrome, "E", track->process, track->thread);
			put_time(&chrome->out->text, at_ns);
			str_add(&chrome->out->text, "}");
		}
	}
}

static struct spot
spot_of(const struct chrome *chrome, uint32_t run, uint32_t index)
{
	const struct trace *trace = chrome->runs[run].trace;
	const struct event *event = trace_event(trace, index);
	uint32_t attempt = event->attempt > 0 ? event->attempt - 1u : 0;
	struct spot spot = { .trace = trace, .event = event, .run = run, .index = index,
		.process = run * PROCESSES_PER_RUN + event->actor + 1u, .thread = OWN_THREAD };

	if (attempt >= ATTEMPTS_TOLD_APART)
		attempt = ATTEMPTS_TOLD_APART - 1;
	if (event->request < trace->request_count)
		spot.thread = OWN_THREAD + 1 + (uint64_t)event->request * ATTEMPTS_TOLD_APART +
		    attempt;
	return spot;
}

/* The moment of a run's next event, or of its end after the last. */
static uint64_t
next_ns(struct exchange_reader *run, uint64_t last_ns)
{
	if (reader_has(run))
		return trace_event(run->trace, run->next)->at_ns;
	if (reader_stopped(run))
		return last_ns;
	return last_ns > run->end_ns ? last_ns : run->end_ns;
}

static void
put_next(struct chrome *chrome, uint32_t run)
{
	struct spot spot = spot_of(chrome, run, chrome->runs[run].next);

	if (spot.event->actor < spot.trace->actor_count) {
		put_event(chrome, &spot);
	} else if (spot.event->kind == EVENT_GAP) {
		spot.process = run * PROCESSES_PER_RUN + 1u; /* nobody's */
		put_instant(chrome, &spot);
	}
}

/* All runs by time; of equal moments, those of the first run first. */
static void
put_runs(struct chrome *chrome)
{
	/* By run: the moment of what comes next. */
	uint64_t *at_ns = mem_alloc(chrome->run_count * sizeof *at_ns), least_ns;
	bool *over = mem_alloc(chrome->run_count * sizeof *over);
	uint32_t run;

	for (uint32_t r = 0; r < chrome->run_count; r++) {
		reader_begin(&chrome->runs[r]);
		at_ns[r] = next_ns(&chrome->runs[r], 0);
	}

	while (exchange_pass(chrome->out)) {
		run = chrome->run_count;
		least_ns = UINT64_MAX;
		for (uint32_t r = 0; r < chrome->run_count; r++) {
			if (!over[r] && (run == chrome->run_count || at_ns[r] < least_ns)) {
				least_ns = at_ns[r];
				run = r;
			}
		}
		if (run == chrome->run_count)
			break;
		if (!reader_has(&chrome->runs[run])) {
			put_leftovers(chrome, run, least_ns);
			over[run] = true;
			continue;
		}
		put_next(chrome, run);
		reader_on(&chrome->runs[run]);
		at_ns[run] = next_ns(&chrome->runs[run], least_ns);
	}
	mem_free(at_ns);
	mem_free(over);
}

/* Of each run that does not end by its stop: {"sticky": "a limit of this program ended the run"} */
static void
put_endings(struct chrome *chrome)
{
	struct str *out = &chrome->out->text, ending = STR_INIT;
	uint32_t count = 0;

	for (uint32_t r = 0; r < chrome->run_count; r++) {
		str_clear(&ending);
		reader_ending(&chrome->runs[r], &ending);
		if (ending.length == 0)
			continue;
		str_add(out, count++ == 0 ? ",\"endings\":{" : ",");
		put_string(out, chrome->runs[r].design);
		str_add(out, ":");
		put_string(out, ending.text);
	}
	str_add(out, count > 0 ? "}" : "");
	str_release(&ending);
}

void
exchange_chrome(struct exchange_out *out, struct exchange_reader *runs, uint32_t run_count)
{
	struct chrome chrome = { .out = out, .runs = runs, .run_count = run_count };

	slices_init(&chrome.slices);
	str_add(&out->text, "{\"displayTimeUnit\":\"ms\",\"otherData\":{");
	str_add(&out->text, "\"generator\":\"coatcheck\",\"scenario\":");
	put_string(&out->text, runs[0].scenario->id);
	str_printf(&out->text, ",\"seed\":%" PRIu64 "},\"traceEvents\":[",
	    runs[0].scenario->seed);
	for (uint32_t r = 0; r < run_count && !reader_stopped(&runs[r]); r++)
		put_processes(&chrome, r);
	if (!reader_stopped(&runs[run_count - 1]))
		put_runs(&chrome);
	str_add(&out->text, "\n]");
	put_endings(&chrome);
	str_add(&out->text, "}\n");
	slices_release(&chrome.slices);
}
