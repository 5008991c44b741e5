/* How long a step takes in the longest trace that is kept: folding, stepping back, jumping,
 * measuring.  Prints medians and the worst of processor time; nothing is asserted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/prng.h"
#include "trace/measures.h"
#include "trace/recorder.h"
#include "trace/world_fold.h"

#define CLIENTS 1000u
#define SERVERS 8u
#define SAMPLES 400

struct bench {
	struct scenario scenario;
	struct piece pieces[2];
	struct action actions[1];
	struct trace trace;
	struct recorder recorder;
	struct prng prng;
	uint64_t at_ns;
	uint16_t lb, s1;
	uint32_t login[CLIENTS], cart[CLIENTS], session[CLIENTS], versions;
};

static double
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
bench_tables(struct bench *bench)
{
	struct trace *trace = &bench->trace;
	char id[32];

	bench->pieces[0] = (struct piece){ .id = "login", .home = HOME_SERVER };
	bench->pieces[1] = (struct piece){ .id = "cart", .home = HOME_SERVER };
	bench->actions[0] = (struct action){ .id = "view", .needs_login = true };
	bench->scenario.pieces = bench->pieces;
	bench->scenario.piece_count = 2;
	bench->scenario.actions = bench->actions;
	bench->scenario.action_count = 1;
	bench->scenario.servers.count = SERVERS;
	bench->scenario.servers.workers = 1;
	trace_init(trace, &bench->scenario);
	for (uint32_t i = 0; i < CLIENTS; i++) {
		uint16_t client;

		snprintf(id, sizeof(id), "c-%u", i);
		client = trace_add_actor(trace, ROLE_CLIENT, id, id, NONE16, 0, 0);
		snprintf(id, sizeof(id), "c-%u-browser", i);
		trace_add_actor(trace, ROLE_DEVICE, id, id, client, 0, 0);
		bench->session[i] = trace_add_session(trace,
		    (struct session){ .client = client, .id_high = i });
		bench->login[i] = trace_add_item(trace, (struct item){ .piece = 0,
			.client = client, .session = bench->session[i], .place = NONE16 });
		bench->cart[i] = trace_add_item(trace, (struct item){ .piece = 1,
			.client = client, .session = bench->session[i], .place = NONE16 });
	}
	bench->lb = trace_add_actor(trace, ROLE_BALANCER, "lb", "the balancer", NONE16, 0, 0);
	for (uint16_t i = 0; i < SERVERS; i++) {
		snprintf(id, sizeof(id), "s%u", i + 1u);
		trace_add_actor(trace, ROLE_SERVER, id, id, NONE16, i, 0);
	}
	bench->s1 = trace_actor(trace, "s1");
}

static uint32_t
bench_event(struct bench *bench, enum event_kind kind, uint16_t actor, uint16_t other,
    uint32_t client, uint32_t item)
{
	struct event event = {
		.at_ns = ++bench->at_ns, .cause = NONE32, .pair = NONE32,
		.request = bench->trace.request_count - 1, .session = bench->session[client],
		.message = NONE32, .item = item, .fields = NONE32, .attempt = 1,
		.actor = actor, .other = other, .kind = (uint16_t)kind, .home = HOME_SERVER,
		.value = 64, .version = ++bench->versions, .wire_bytes = 120,
	};

	if (kind == EVENT_RECEIVE || kind == EVENT_FINISH)
		event.pair = (uint32_t)bench->recorder.next - 1;
	return recorder_event(&bench->recorder, event, NULL);
}

static void
bench_request(struct bench *bench)
{
	uint32_t client = (uint32_t)prng_below(&bench->prng, CLIENTS);
	uint16_t device = (uint16_t)(2 * client + 1);
	uint16_t server = (uint16_t)(bench->s1 + prng_below(&bench->prng, SERVERS));

	trace_add_request(&bench->trace, (struct request){ .client = (uint16_t)(2 * client),
		.device = device, .piece = NONE16, .text = NONE32 });
	bench_event(bench, EVENT_SEND, device, bench->lb, client, NONE32);
	bench_event(bench, EVENT_RECEIVE, bench->lb, device, client, NONE32);
	bench_event(bench, EVENT_ROUTE, bench->lb, server, client, NONE32);
	bench_event(bench, EVENT_SEND, bench->lb, server, client, NONE32);
	bench_event(bench, EVENT_RECEIVE, server, bench->lb, client, NONE32);
	bench_event(bench, EVENT_START, server, NONE16, client, NONE32);
	bench_event(bench, EVENT_FINISH, server, NONE16, client, NONE32);
	bench_event(bench, prng_below(&bench->prng, 50) ? EVENT_WRITE : EVENT_EXPIRE, server,
	    server, client, bench->login[client]);
	bench_event(bench, EVENT_WRITE, server, server, client, bench->cart[client]);
	bench_event(bench, EVENT_SEND, server, bench->lb, client, NONE32);
	bench_event(bench, EVENT_RECEIVE, bench->lb, server, client, NONE32);
	bench_event(bench, EVENT_SEND, bench->lb, device, client, NONE32);
	bench_event(bench, EVENT_RECEIVE, device, bench->lb, client, NONE32);
	if (prng_below(&bench->prng, 5000) == 0) {
		bench_event(bench, EVENT_CRASH, server, NONE16, client, NONE32);
		bench_event(bench, EVENT_RESTART, server, NONE16, client, NONE32);
	}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Steps of the cursor from where it stands: each `step` says where to. */
static void
bench_steps(struct world_cursor *cursor, const char *what, const uint32_t *to, uint32_t count)
{
	double *times = mem_alloc(count * sizeof(*times));

	for (uint32_t i = 0; i < count; i++) {
		double from_ms = now_ms();

		world_at(cursor, to[i]);
		times[i] = now_ms() - from_ms;
	}
	qsort(times, count, sizeof(*times), compare);
	printf("%-34s median %8.4f ms   worst %8.4f ms\n", what, times[count / 2],
	    times[count - 1]);
	mem_free(times);
}

int
main(void)
{
	struct bench *bench = mem_alloc(sizeof(*bench));
	struct world_cursor *cursor;
	struct measures measures;
	uint32_t to[SAMPLES], all;
	double from_ms;

	bench_tables(bench);
	prng_init(&bench->prng, 1, 1);
	recorder_init(&bench->recorder, &bench->trace, NULL, true);
	from_ms = now_ms();
	while (bench->recorder.next < LIMIT_TRACE_EVENTS - 16)
		bench_request(bench);
	recorder_finish(&bench->recorder, bench->at_ns, true);
	all = bench->trace.event_count;
	printf("%u events recorded: %.0f ns each\n", all, (now_ms() - from_ms) * 1e6 / all);
	cursor = world_cursor_new(&bench->trace);
	from_ms = now_ms();
	printf("world of %zu bytes, ", world_bytes(world_at(cursor, all)));
	printf("folded from the start: %.0f ns an event\n", (now_ms() - from_ms) * 1e6 / all);
	for (uint32_t i = 0; i < SAMPLES; i++)
		to[i] = all - 1 - i;
	bench_steps(cursor, "one step back", to, SAMPLES);
	for (uint32_t i = 0; i < SAMPLES; i++)
		to[i] = all - SAMPLES + i;
	bench_steps(cursor, "one step forwards", to, SAMPLES);
	for (uint32_t i = 0; i < SAMPLES; i++)
		to[i] = (uint32_t)prng_below(&bench->prng, all);
	bench_steps(cursor, "a jump anywhere", to, SAMPLES);
	from_ms = now_ms();
	measures_of(&bench->trace, &measures);
	printf("measures: %.0f ns an event\n", (now_ms() - from_ms) * 1e6 / all);
	world_cursor_free(cursor);
	trace_release(&bench->trace);
	mem_free(bench);
	return 0;
}
