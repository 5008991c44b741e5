/* Errands: what one server sends another about home replica, and the answer.
 *
 *    send ──hop──▶ receive ──(queue, worker for apply_copy)──▶ done there ──hop──▶ answer
 *
 * What is done where it arrives, and to whom it goes, is copies.c. */
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/units.h"
#include "engine/inside.h"

#define ERRANDS_MIN 64u
#define ERRAND_WAIT_NS (200 * NS_PER_MS) /* as long as TCP waits at least */
#define ERRAND_TRIES 6u                  /* 0.2 s, 0.4 s ... 6.4 s: then it is given up */

struct errand *
errand_new(struct engine *engine, uint32_t *row)
{
	struct errand *errand;
	uint16_t generation = 0;

	if (engine->errand_free != NONE32) {
		*row = engine->errand_free;
		generation = engine->errands[*row].generation;
		engine->errand_free = engine->errands[*row].next_free;
	} else {
		if (engine->errand_count == engine->errand_room) {
			engine->errand_room = engine->errand_room ? engine->errand_room * 2
			    : ERRANDS_MIN;
			engine->errands = mem_grow(engine->errands, engine->errand_room,
			    sizeof(*engine->errands));
		}
		*row = engine->errand_count++;
	}
	errand = &engine->errands[*row];
	memset(errand, 0, sizeof(*errand));
	errand->generation = (uint16_t)(generation + 1);
	errand->used = true;
	errand->attempt = 1;
	errand->message = (struct message){ .kind = MESSAGE_CALL, .session = NONE32,
		.token = NONE32, .text = NONE32 };
	errand->message_row = errand->send = errand->start = errand->cause = NONE32;
	errand->request = errand->session = errand->trip = errand->next_waiting = NONE32;
	return errand;
}

void
errand_end(struct engine *engine, uint32_t row)
{
	struct errand *errand = &engine->errands[row];

	CHECK(errand->used);
	if (errand->handed && engine->servers[errand->from].epoch == errand->from_epoch)
		engine->servers[errand->from].handing--;
	errand->used = false;
	errand->generation++;
	errand->next_free = engine->errand_free;
	engine->errand_free = row;
}

static struct event *
errand_event(struct engine *engine, const struct errand *errand, enum event_kind kind,
    uint16_t server, uint16_t other)
{
	struct event *event = engine_event(engine, kind, engine->servers[server].actor,
	    other == NONE16 ? NONE16 : engine->servers[other].actor);

	event->cause = errand->cause;
	event->request = errand->request;
	event->session = errand->session;
	event->attempt = errand->attempt;
	return event;
}

static void
errand_move(struct engine *engine, struct errand *errand, enum event_kind kind, uint16_t server,
    uint16_t other, uint64_t arrival_ns)
{
	struct event *event = errand_event(engine, errand, kind, server, other);

	event->message = errand->message_row;
	event->wire_bytes = errand->message.wire_bytes;
	event->value = arrival_ns;
	if (kind == EVENT_SEND && errand->reason != REASON_NONE)
		event->fields = engine_reason(engine, (enum reason)errand->reason);
	if (kind != EVENT_SEND)
		event->pair = errand->send;
	errand->cause = engine_emit(engine, event, &errand->message);
	if (kind == EVENT_SEND)
		errand->send = errand->cause;
}

static bool
sender_lives(const struct engine *engine, const struct errand *errand)
{
	return engine->servers[errand->from].epoch == errand->from_epoch;
}

/* ---- links between servers ---- */

/* Of a pair, whichever way round. */
static size_t
pair_row(uint32_t one, uint32_t other)
{
	return one < other ? (size_t)one * LIMIT_SERVERS + other
	    : (size_t)other * LIMIT_SERVERS + one;
}

uint16_t
errands_link(const struct engine *engine, uint32_t one, uint32_t other)
{
	return engine->peer_links == NULL ? 0 : engine->peer_links[pair_row(one, other)];
}

void
errands_turn_link(struct engine *engine, uint32_t one, uint32_t other)
{
	size_t bytes = (size_t)LIMIT_SERVERS * LIMIT_SERVERS * sizeof(*engine->peer_links);

	if (engine->peer_links == NULL) {
		engine->peer_links = mem_alloc(bytes);
		memset(engine->peer_links, 0, bytes);
	}
	engine->peer_links[pair_row(one, other)]++;
}

/* The link between the two was cut under way, or before. */
static bool
errand_is_cut(const struct engine *engine, const struct errand *errand)
{
	return errand->link % 2 == 1 ||
	    errand->link != errands_link(engine, errand->from, errand->to);
}

/* ---- there ---- */

static uint16_t
only_piece(uint32_t mask)
{
	uint16_t piece = 0;

	if (mask == 0 || (mask & (mask - 1)) != 0)
		return NONE16;
	while (!(mask & 1u << piece))
		piece++;
	return piece;
}

static void
make_message(struct engine *engine, struct errand *errand)
{
	errand->message = (struct message){
		.kind = MESSAGE_CALL,
		.write = errand->verb != ERRAND_FETCH,
		.peer = true,
		.found = errand->verb == ERRAND_USE,
		.action = errand->action,
		.route = NONE16,
		.piece = errand->verb == ERRAND_FETCH || errand->verb == ERRAND_USE ? NONE16
		    : only_piece(errand->mask),
		.client = errand->user ? engine->persons[errand->person].actor : NONE16,
		.session = errand->user ? NONE32 : errand->owner,
		.token = NONE32,
		.text = errand->verb == ERRAND_COPY ?
		    content_blob(engine, errand->texts, errand->mask) : NONE32,
	};
	errand->message_row = engine_message(engine, &errand->message);
}

void
errand_send(struct engine *engine, uint32_t row)
{
	struct errand *errand = &engine->errands[row];
	struct server *from = &engine->servers[errand->from];
	struct prng prng;
	uint64_t hop;
	bool lost = false;

	make_message(engine, errand);
	if (engine->network_is_random) {
		engine_stream(engine, &prng, PURPOSE_COPIES, errand->from, from->errands++);
		lost = network_loses(engine, HOP_INSIDE, &prng);
		errand->answer_lost = network_loses(engine, HOP_INSIDE, &prng);
		errand->hop_seed = prng.s[0];
	}
	hop = network_ns(engine, HOP_INSIDE, errand->message.wire_bytes, &prng);
	lost |= drop_takes(engine, DROP_COPY);
	errand->link = errands_link(engine, errand->from, errand->to);
	errand_move(engine, errand, EVENT_SEND, errand->from, errand->to, engine->now_ns + hop);
	engine_after(engine, hop, PHASE_ARRIVAL, lost ? TIMER_ERRAND_LOST : TIMER_ERRAND_ARRIVES,
	    row, errand->generation);
}

static void errand_done(struct engine *engine, uint32_t row);

void
errand_leaves(struct engine *engine, const struct timer *timer)
{
	struct errand *errand = &engine->errands[timer->row];

	if (errand->generation != timer->generation)
		return;
	/* What had not left died with its server; a server that hangs sends nothing. */
	if (!sender_lives(engine, errand) || engine->servers[errand->from].hung)
		errand_end(engine, timer->row);
	else if (errand->again > 0 && !copies_renew(engine, errand))
		errand_done(engine, timer->row);
	else
		errand_send(engine, timer->row);
}

/* ---- where it arrives ---- */

/* Done there: who waits for it gets an answer. */
static void
errand_answer(struct engine *engine, uint32_t row)
{
	struct errand *errand = &engine->errands[row];
	struct message *message = &errand->message;
	uint64_t hop;

	errand->arrived = false;
	if (!errand->awaited && !errand->handed) {
		errand_end(engine, row);
		return;
	}
	message->kind = MESSAGE_ANSWER;
	message->found = errand->verb == ERRAND_FETCH && errand->mask != 0;
	message->text = message->found ? content_blob(engine, errand->texts, errand->mask) : NONE32;
	errand->message_row = engine_message(engine, message);
	hop = network_seeded_ns(engine, HOP_INSIDE, message->wire_bytes, errand->hop_seed);
	errand->link = errands_link(engine, errand->from, errand->to);
	errand_move(engine, errand, EVENT_SEND, errand->to, errand->from, engine->now_ns + hop);
	engine_after(engine, hop, PHASE_ARRIVAL,
	    errand->answer_lost ? TIMER_ERRAND_LOST : TIMER_ERRAND_ANSWER, row,
	    errand->generation);
}

/* Where memory is full a copy is not taken: its sender hears of it. */
static void
refuse_copy(struct engine *engine, uint32_t row)
{
	struct errand *errand = &engine->errands[row];
	struct event *event = errand_event(engine, errand, EVENT_REFUSE, errand->to, errand->from);

	event->outcome = OUTCOME_REFUSED;
	event->fields = engine_reason(engine, REASON_MEMORY);
	errand->cause = engine_emit(engine, event, NULL);
	errand->arrived = false;
	engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
	    TIMER_ERRAND_REFUSED, row, errand->generation);
	engine_point(engine);
}

static void
errand_do(struct engine *engine, uint32_t row)
{
	struct errand *errand = &engine->errands[row];
	uint16_t generation = errand->generation;

	if (!copies_fit(engine, errand)) {
		refuse_copy(engine, row);
		return;
	}
	if (errand->verb == ERRAND_FETCH)
		copies_give(engine, errand);
	else
		copies_apply(engine, errand);
	engine_point(engine);
	errand = &engine->errands[row];
	if (errand->generation == generation && !engine->stop_now &&
	    !engine->servers[errand->to].hung)
		errand_answer(engine, row);
}

/* Copies wait in a queue of their own, before all requests: none is refused. */
static void
errand_queue(struct engine *engine, uint32_t row)
{
	struct errand *errand = &engine->errands[row];
	struct server *server = &engine->servers[errand->to];

	if (server->copies == 0)
		server->copies_first = row;
	else
		engine->errands[server->copies_last].next_waiting = row;
	server->copies_last = row;
	server->copies++;
	if (server->busy < engine->scenario->servers.workers)
		errand_start(engine, errand->to);
}

void
errand_start(struct engine *engine, uint32_t row)
{
	struct server *server = &engine->servers[row];
	uint32_t first = server->copies_first;
	struct errand *errand = &engine->errands[first];
	uint64_t work_ns = engine->scenario->servers.apply_copy_ns;
	struct event *event;

	server->copies_first = errand->next_waiting;
	errand->next_waiting = NONE32;
	server->copies--;
	server->busy++;
	event = errand_event(engine, errand, EVENT_START, errand->to, NONE16);
	event->request = NONE32; /* it is work for another server, not on the request */
	event->value = work_ns > LIMIT_RUN_NS / server->factor ? LIMIT_RUN_NS
	    : work_ns * server->factor;
	work_ns = event->value;
	errand->start = errand->cause = engine_emit(engine, event, NULL);
	engine_after(engine, work_ns, PHASE_WORK_END, TIMER_ERRAND_APPLIED, first,
	    errand->generation);
	engine_point(engine);
}

void
errand_applied(struct engine *engine, const struct timer *timer)
{
	struct errand *errand = &engine->errands[timer->row];
	uint16_t to = errand->to;
	uint32_t epoch = engine->servers[to].epoch;
	struct event *event;

	if (errand->generation != timer->generation || engine->servers[to].hung)
		return;
	event = errand_event(engine, errand, EVENT_FINISH, to, NONE16);
	event->request = NONE32;
	event->pair = errand->start;
	errand->cause = engine_emit(engine, event, NULL);
	errand_do(engine, timer->row);
	server_leave(engine, to, epoch);
}

void
errand_arrives(struct engine *engine, const struct timer *timer)
{
	struct errand *errand = &engine->errands[timer->row];
	uint64_t hop = network_usual_ns(engine, HOP_INSIDE);
	struct server *server;

	if (errand->generation != timer->generation)
		return;
	if (errand_is_cut(engine, errand)) {
		errand_lost(engine, timer);
		return;
	}
	server = &engine->servers[errand->to];
	if (!server->up) {
		struct event *event = errand_event(engine, errand, EVENT_REFUSE, errand->to,
		    errand->from);

		event->pair = errand->send;
		event->outcome = OUTCOME_REFUSED;
		event->fields = engine_reason(engine, REASON_DOWN);
		errand->cause = engine_emit(engine, event, NULL);
		engine_after(engine, hop, PHASE_ARRIVAL, TIMER_ERRAND_REFUSED, timer->row,
		    errand->generation);
		return;
	}
	errand_move(engine, errand, EVENT_RECEIVE, errand->to, errand->from, 0);
	errand->arrived = true;
	engine_point(engine);
	errand = &engine->errands[timer->row];
	if (errand->generation != timer->generation || engine->stop_now)
		return;
	if (server->hung && !errand->awaited && !errand->handed)
		errand_end(engine, timer->row);
	else if (server->hung && !server->believed_up)
		engine_after(engine, hop, PHASE_ARRIVAL, TIMER_ERRAND_REFUSED, timer->row,
		    errand->generation);
	else if (!server->hung && errand->verb != ERRAND_FETCH && errand->verb != ERRAND_USE &&
	    engine->scenario->servers.apply_copy_ns > 0)
		errand_queue(engine, timer->row);
	else if (!server->hung)
		errand_do(engine, timer->row);
}

/* ---- back at the sender ---- */

/* One thing less that the request waits for. */
static void
errand_done(struct engine *engine, uint32_t row)
{
	struct errand errand = engine->errands[row];
	struct trip *trip;

	errand_end(engine, row);
	if (!errand.awaited)
		return;
	trip = &engine->trips[errand.trip];
	if (trip->generation != errand.trip_generation || server_hangs_on(engine, trip))
		return;
	if (trip->copies_due == 0)
		return; /* its client has gone, and it with it */
	CHECK(trip->state == TRIP_CALLING);
	trip->cause = errand.cause;
	if (--trip->copies_due > 0)
		return;
	trip->state = TRIP_SERVING;
	engine_point(engine);
	if (trip->generation == errand.trip_generation && trip->state == TRIP_SERVING &&
	    !engine->stop_now && !server_hangs_on(engine, trip))
		server_go_on(engine, errand.trip);
}

void
errand_answered(struct engine *engine, const struct timer *timer)
{
	struct errand *errand = &engine->errands[timer->row];

	if (errand->generation != timer->generation)
		return;
	if (errand_is_cut(engine, errand)) {
		errand_lost(engine, timer);
		return;
	}
	if (!sender_lives(engine, errand)) {
		struct event *event = errand_event(engine, errand, EVENT_LOSE, errand->to,
		    errand->from);

		event->pair = errand->send;
		event->outcome = OUTCOME_LOST;
		event->fields = engine_reason(engine, REASON_CRASHED);
		engine_emit(engine, event, NULL);
		errand_end(engine, timer->row);
		return;
	}
	errand_move(engine, errand, EVENT_RECEIVE, errand->from, errand->to, 0);
	if (errand->verb == ERRAND_FETCH && !engine->servers[errand->from].hung)
		copies_take(engine, errand);
	errand_done(engine, timer->row);
}

void
errand_refused(struct engine *engine, const struct timer *timer)
{
	struct errand *errand = &engine->errands[timer->row];
	uint32_t next;

	if (errand->generation != timer->generation)
		return;
	if (!sender_lives(engine, errand) || engine->servers[errand->from].hung) {
		errand_end(engine, timer->row);
		return;
	}
	if (errand->broken) {
		struct event *event = errand_event(engine, errand, EVENT_REFUSE, errand->to,
		    errand->from);

		event->outcome = OUTCOME_REFUSED;
		event->fields = engine_reason(engine, REASON_CRASHED);
		errand->cause = engine_emit(engine, event, NULL);
	}
	errand->broken = errand->arrived = false;
	server_set_add(&errand->tried, errand->to);
	next = copies_next(engine, errand);
	if (next == NONE32) {
		errand_done(engine, timer->row);
		return;
	}
	errand->to = (uint16_t)next;
	errand_send(engine, timer->row);
}

/* Nothing has come back: who sent it sends it again, after a wait that doubles each time, and gives
 * up after the last. */
static bool
sends_again(struct engine *engine, uint32_t row)
{
	struct errand *errand = &engine->errands[row];

	if (errand->again == ERRAND_TRIES || !sender_lives(engine, errand) ||
	    engine->servers[errand->from].hung)
		return false;
	engine_after(engine, ERRAND_WAIT_NS << errand->again, PHASE_TIMEOUT, TIMER_ERRAND_LEAVES,
	    row, errand->generation);
	errand->again++;
	errand->reason = REASON_AGAIN;
	return true;
}

/* Who waits goes on waiting, when it is not sent again, until its client has gone. */
void
errand_lost(struct engine *engine, const struct timer *timer)
{
	struct errand *errand = &engine->errands[timer->row];
	bool answer = errand->message.kind == MESSAGE_ANSWER;
	struct event *event;

	if (errand->generation != timer->generation)
		return;
	event = errand_event(engine, errand, EVENT_LOSE, answer ? errand->to : errand->from,
	    answer ? errand->from : errand->to);
	event->pair = errand->send;
	event->outcome = OUTCOME_LOST;
	errand->cause = engine_emit(engine, event, NULL);
	if (sends_again(engine, timer->row))
		return;
	if (errand->awaited &&
	    engine->trips[errand->trip].generation == errand->trip_generation) {
		struct trip *trip = &engine->trips[errand->trip];

		trip->stuck = true;
		trip->cause = errand->cause;
		if (!trip_is_awaited(engine, trip))
			engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
			    TIMER_CLOSED_INSIDE, errand->trip, trip->generation);
	}
	errand_end(engine, timer->row);
}

/* ---- accidents ---- */

void
errands_crash(struct engine *engine, uint32_t server, uint32_t crash)
{
	engine->servers[server].copies = engine->servers[server].handing = 0;
	for (uint32_t row = 0; row < engine->errand_count; row++) {
		struct errand *errand = &engine->errands[row];

		if (!errand->used || !errand->arrived || errand->to != server)
			continue;
		if (!errand->awaited && !errand->handed) {
			errand_end(engine, row);
			continue;
		}
		errand->generation++;
		errand->next_waiting = NONE32;
		errand->broken = true;
		errand->cause = crash;
		engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
		    TIMER_ERRAND_REFUSED, row, errand->generation);
	}
}

/* Nobody waits any more for what a server has that the others believe down. */
void
errands_give_up(struct engine *engine, uint32_t server)
{
	if (!engine->servers[server].hung || engine->replica_pieces == 0)
		return;
	for (uint32_t row = 0; row < engine->errand_count; row++) {
		const struct errand *errand = &engine->errands[row];

		if (errand->used && errand->arrived && errand->to == server &&
		    (errand->awaited || errand->handed))
			engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
			    TIMER_ERRAND_REFUSED, row, errand->generation);
	}
}
