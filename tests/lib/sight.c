#include "lib/sight.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "lib/assert.h"

#define RING 8192u
#define SLICE 2048u /* less than a ring, however many events one step makes */

/* Requests inside, by their number: more than there ever are at once. */
#define SLOTS 65536u

struct watcher {
	struct sight *sight;
	const struct trace *trace;
	size_t requests, warmup, arrived;
	uint64_t now_ns, empty_since_ns;
	size_t inside, waiting, at_server[LIMIT_SERVERS];
	uint64_t changed_ns[LIMIT_SERVERS];
	bool counts, busy_counts; /* time; the busy period that is under way */
	struct slot {
		uint64_t sent_ns;
		uint32_t request;
		uint16_t server;
		bool counts, started;
	} slots[SLOTS];
};

static void
pass_time(struct watcher *watcher, uint64_t at_ns)
{
	uint64_t passed = at_ns - watcher->now_ns;

	watcher->now_ns = at_ns;
	if (!watcher->counts)
		return;
	assert_true(watcher->inside < SIGHT_MOST);
	watcher->sight->span_ns += passed;
	watcher->sight->inside_ns[watcher->inside] += passed;
	watcher->sight->waiting_ns += passed * watcher->waiting;
}

static void
change_server(struct watcher *watcher, uint16_t server, int by)
{
	size_t *inside = &watcher->at_server[server];

	if (watcher->counts)
		watcher->sight->at_server_ns[*inside] +=
		    watcher->now_ns - watcher->changed_ns[server];
	watcher->changed_ns[server] = watcher->now_ns;
	*inside += (size_t)by;
}

/* Counting begins or ends: what lasts is cut here. */
static void
cut(struct watcher *watcher, bool counts)
{
	for (uint16_t i = 0; i < watcher->sight->servers; i++)
		change_server(watcher, i, 0);
	watcher->counts = counts;
}

static void
arrive(struct watcher *watcher, const struct event *event)
{
	struct slot *slot = &watcher->slots[event->request & (SLOTS - 1)];

	if (watcher->arrived == watcher->warmup)
		cut(watcher, true);
	*slot = (struct slot){ .sent_ns = event->at_ns, .request = event->request,
		.server = NONE16, .counts = watcher->arrived >= watcher->warmup };
	if (watcher->inside == 0) {
		watcher->empty_since_ns = event->at_ns;
		watcher->busy_counts = slot->counts;
	}
	watcher->inside++;
	watcher->waiting++;
	if (++watcher->arrived == watcher->requests)
		cut(watcher, false);
}

static void
leave(struct watcher *watcher, const struct event *event)
{
	struct slot *slot = &watcher->slots[event->request & (SLOTS - 1)];
	struct sight *sight = watcher->sight;

	assert_int_equal(slot->request, event->request);
	watcher->inside--;
	watcher->waiting -= !slot->started;
	if (slot->server != NONE16)
		change_server(watcher, slot->server, -1);
	if (slot->counts && slot->started)
		sight->times[sight->count++] = event->at_ns - slot->sent_ns;
	sight->refused += slot->counts && !slot->started;
	if (watcher->inside == 0 && watcher->busy_counts && watcher->counts) {
		sight->busy_ns += event->at_ns - watcher->empty_since_ns;
		sight->busy_periods++;
	}
}

static void
see(struct watcher *watcher, const struct event *event)
{
	struct slot *slot = &watcher->slots[event->request & (SLOTS - 1)];
	const struct actor *actor = &watcher->trace->actors[event->actor];
	struct sight *sight = watcher->sight;

	if (event->request == NONE32)
		return;
	pass_time(watcher, event->at_ns);
	if (event->kind == EVENT_SEND && actor->role == ROLE_DEVICE)
		arrive(watcher, event);
	if (event->kind == EVENT_RECEIVE && actor->role == ROLE_DEVICE)
		leave(watcher, event);
	if (event->kind == EVENT_ROUTE) {
		slot->server = watcher->trace->actors[event->other].index;
		change_server(watcher, slot->server, 1);
	}
	if (event->kind == EVENT_START) {
		slot->started = true;
		watcher->waiting--;
		if (slot->counts)
			sight->waits[sight->started++] = event->at_ns - slot->sent_ns;
	}
}

void
sight_run(struct sight *sight, const struct scenario *scenario, size_t requests, size_t warmup)
{
	struct watcher *watcher = calloc(1, sizeof(*watcher));
	struct run run = { 0 };
	uint64_t seen = 0;

	*sight = (struct sight){ .servers = scenario->servers.count };
	sight->waits = malloc(requests * sizeof(*sight->waits));
	sight->times = malloc(requests * sizeof(*sight->times));
	*watcher = (struct watcher){ .sight = sight, .trace = &run.trace, .requests = requests,
		.warmup = warmup };
	run_begin_scenario(&run, scenario, false);
	run.options.measures = NULL;
	run.options.ring_events = RING;
	run.options.no_digest = true;
	run.options.slice_events = SLICE;
	run.engine = engine_new(scenario, &run.trace, &run.options);
	do {
		run.status = engine_step(run.engine);
		for (; seen < run.trace.ring_next; seen++)
			see(watcher, trace_ring_event(&run.trace, seen));
	} while (run.status == ENGINE_RUNNING);
	assert_null(engine_broken_invariant(run.engine));
	assert_int_equal(watcher->arrived, requests);
	assert_int_equal(watcher->inside, 0);
	assert_int_equal(sight->started, sight->count);
	run_end(&run);
	free(watcher);
}

void
sight_release(struct sight *sight)
{
	free(sight->waits);
	free(sight->times);
}

double
sight_inside(const struct sight *sight)
{
	double sum = 0;

	for (size_t i = 1; i < SIGHT_MOST; i++)
		sum += (double)sight->inside_ns[i] * (double)i;
	return sum / (double)sight->span_ns;
}

static uint64_t
from(const uint64_t *times, size_t inside)
{
	uint64_t sum = 0;

	for (size_t i = inside; i < SIGHT_MOST; i++)
		sum += times[i];
	return sum;
}

double
sight_share_from(const struct sight *sight, size_t inside)
{
	return (double)from(sight->inside_ns, inside) / (double)sight->span_ns;
}

double
sight_servers_from(const struct sight *sight, size_t inside)
{
	return (double)from(sight->at_server_ns, inside) / (double)sight->span_ns /
	    sight->servers;
}

double
sight_share_within(const struct sight *sight, const uint64_t *values, double ns)
{
	size_t within = 0;

	for (size_t i = 0; i < sight->count; i++)
		within += (double)values[i] <= ns;
	return (double)within / (double)sight->count;
}

double
sight_mean(const struct sight *sight, const uint64_t *values)
{
	double sum = 0;

	for (size_t i = 0; i < sight->count; i++)
		sum += (double)values[i];
	return sum / (double)sight->count;
}
