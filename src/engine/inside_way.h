/* engine/inside_way.h - the way of a request: its trips, the network, the balancer, the servers and
 * what they do for it; the part of inside.h about it.
 */
#ifndef ENGINE_INSIDE_WAY_H
#define ENGINE_INSIDE_WAY_H

#include "engine/inside.h"

/* ---- trips.c ---- */
WAY struct trip *trip_new(struct engine *engine, uint32_t *row);
WAY void trip_end(struct engine *engine, uint32_t row);
TWICE struct event *trip_event(struct engine *engine, const struct trip *trip, enum event_kind kind,
    uint16_t actor, uint16_t other);
/* Records it with the trip's cause and makes it the next cause. */
TWICE uint32_t trip_emit(struct engine *engine, struct trip *trip, struct event *event,
    const struct message *message);
/* Sends the trip's message over one hop and arms `arrives`, unless the network loses it. */
TWICE void trip_send(struct engine *engine, uint32_t row, uint16_t from, uint16_t to, enum hop hop,
    enum timer_kind arrives);
/* The same for a message with whose leaving all that its timer means is done.  True when it has
 * arrived (never but on the short way): no timer was armed, whoever receives it goes on. */
TWICE bool trip_send_last(struct engine *engine, uint32_t row, uint16_t from, uint16_t to,
    enum hop hop, enum timer_kind arrives);
/* A message that left now is lost; what becomes of its trip. */
SELDOM TWICE void trip_lost(struct engine *engine, const struct timer *timer);
/* Nobody wants what has just arrived: it goes as lost, and the trip ends. */
SELDOM TWICE void trip_drop(struct engine *engine, uint32_t row);
/* The same where the balancer is dead. */
TWICE void trip_drop_at_dead(struct engine *engine, uint32_t row);
/* True when the link was cut under way, or before: it does not arrive. */
TWICE bool trip_is_cut(const struct engine *engine, const struct trip *trip);
/* The same on the link of its device. */
TWICE bool trip_is_cut_off(const struct engine *engine, const struct trip *trip);
/* True when its server's word does not reach the balancer now: it goes on waiting. */
TWICE bool trip_unheard(struct engine *engine, uint32_t row);
/* True while the client listens for an answer to this attempt. */
TWICE bool trip_is_awaited(const struct engine *engine, const struct trip *trip);
/* Records the receipt of what trip_send sent for a timer of this kind. */
TWICE void trip_received(struct engine *engine, struct trip *trip, uint16_t at, uint16_t from,
    enum timer_kind arrived);
/* The piece whose content the trip's reply shows, or NONE16. */
TWICE uint16_t trip_reply_piece(const struct engine *engine, const struct trip *trip);
/* Makes the trip's message a reply with its status. */
WAY void trip_make_reply(struct engine *engine, struct trip *trip);

/* ---- network.c: how long a message travels, and whether it arrives ---- */
/* A constant latency takes nothing from the stream. */
TWICE uint64_t network_ns(const struct engine *engine, enum hop hop, uint32_t wire_bytes,
    struct prng *prng);
/* The same from a seed that was drawn before: what happens meanwhile changes nothing. */
TWICE uint64_t network_seeded_ns(const struct engine *engine, enum hop hop, uint32_t wire_bytes,
    uint64_t seed);
/* The same without chance and bytes, for what is no message: that a connection is refused or gone
 * is heard so much later. */
TWICE uint64_t network_usual_ns(const struct engine *engine, enum hop hop);
TWICE bool network_loses(const struct engine *engine, enum hop hop, struct prng *prng);
TWICE bool network_is_cut(const struct engine *engine, uint32_t server, enum link link);
TWICE bool network_doubles(const struct engine *engine, struct prng *prng);
/* Draws what the hops of clients will do to a new trip, before all else: the same in every
 * design. */
TWICE void network_prepare(const struct engine *engine, struct trip *trip, uint32_t person,
    uint32_t which);

/* ---- place.c: where a free request goes ---- */
/* What a server is believed to be has changed, or that it drains. */
TWICE void place_recount(struct engine *engine);
/* May the balancer give it this trip, or any (NULL), that is free? */
TWICE bool place_may_take(const struct engine *engine, const struct trip *trip, uint32_t server);
/* NONE32: none, or in the shared queue none that is free. */
WAY uint32_t place_choose(struct engine *engine, const struct trip *trip);
/* True when some server may take it. */
TWICE bool place_is_possible(struct engine *engine, const struct trip *trip);

/* ---- balancer.c ---- */
WAY void balancer_receive(struct engine *engine, const struct timer *timer);
TWICE void balancer_refused(struct engine *engine, const struct timer *timer);
TWICE void balancer_broken(struct engine *engine, const struct timer *timer);
WAY void balancer_reply(struct engine *engine, const struct timer *timer);
TWICE void balancer_probe(struct engine *engine, const struct timer *timer);
/* The shared queue goes on: a worker has come free, or a belief has changed. */
WAY void balancer_pull(struct engine *engine);
TWICE void balancer_closed(struct engine *engine, const struct timer *timer);
/* Changes what it thinks of a server, with all that follows for its map.  Returns the event. */
TWICE uint32_t balancer_believe(struct engine *engine, uint32_t server, bool up, uint32_t cause,
    uint32_t request);
/* Told: the server is up; what was held for it goes on. */
TWICE void balancer_welcome(struct engine *engine, uint32_t server, uint32_t cause);
/* What was held for a server that will not come back is placed anew. */
TWICE void balancer_give_up(struct engine *engine, uint32_t server, uint32_t cause);
/* A server went up or down: probes have something to find out. */
TWICE void balancer_arm_probe(struct engine *engine);
/* It asks at other times from now on. */
TWICE void balancer_probe_anew(struct engine *engine);
/* True when a probe of the server would be answered. */
TWICE bool balancer_sees(const struct engine *engine, uint32_t server);
/* Something happened to a server that the balancer saw so before: probes may find it out. */
TWICE void balancer_look_again(struct engine *engine, uint32_t server, bool seen);
/* True when beliefs and truth differ: probes will change something. */
TWICE bool balancer_is_wrong(const struct engine *engine);

TWICE void balancer_passes(struct engine *engine, const struct timer *timer);

/* ---- balancer_life.c: the balancer as a process ---- */
void balancer_crash(struct engine *engine, uint32_t crash);
void balancer_hang(struct engine *engine);
void balancer_restart(struct engine *engine, uint32_t restart);
/* What arrives at a dead one comes back refused. */
void balancer_refuse(struct engine *engine, uint32_t trip);
void client_reset(struct engine *engine, const struct timer *timer);
void client_refused(struct engine *engine, const struct timer *timer);
/* True when what has come is not passed on at once: it hangs, or is slow. */
bool balancer_keeps(struct engine *engine, uint32_t trip);
static inline bool
balancer_works(const struct engine *engine)
{
	return !RARE(!engine->lb.up || engine->lb.hung);
}

/* ---- server.c ---- */
WAY void server_receive(struct engine *engine, const struct timer *timer);
WAY void server_finish(struct engine *engine, const struct timer *timer);
TWICE void server_closed(struct engine *engine, const struct timer *timer);
/* Goes on with the trip's operations until it must wait or has answered. */
WAY void server_go_on(struct engine *engine, uint32_t row);
/* Workers that are free take what waits. */
WAY void server_serve(struct engine *engine, uint32_t server);
/* A worker of this life of the server (epoch) is free again. */
WAY void server_leave(struct engine *engine, uint32_t server, uint32_t epoch);
/* Gives the trip's reply to the balancer. */
WAY void server_answer(struct engine *engine, uint32_t row);
/* The limiter knows how many requests its user has made: it queues, or goes back. */
TWICE void server_counted(struct engine *engine, uint32_t row, uint32_t count);
TWICE void server_crash(struct engine *engine, uint32_t server, uint32_t crash);
/* From here on it takes what comes and answers nothing, until it is stopped. */
TWICE void server_hang(struct engine *engine, uint32_t server);
/* True when it hangs with this trip in hand: nothing will come of it. */
TWICE bool server_hangs_on(const struct engine *engine, const struct trip *trip);
/* The balancer closes its connection for a trip that a hung server keeps. */
TWICE void server_abandon(struct engine *engine, uint32_t trip);
TWICE void server_restart(struct engine *engine, uint32_t server, uint32_t restart);

/* ---- plan.c: what a request reads and writes, in order ---- */
/* Finds the actions that are bare. */
TWICE void plan_start(struct engine *engine);
TWICE bool plan_checks_token(const struct engine *engine, const struct trip *trip);
/* Operations up to and with the execution; a request without what it needs fails here. */
WAY void plan_reads(struct engine *engine, struct trip *trip);
/* Mask of pieces that the action changes. */
TWICE uint32_t plan_changed(const struct engine *engine, const struct trip *trip);
/* Operations after the execution. */
WAY void plan_writes(struct engine *engine, struct trip *trip);
/* The ticket named nothing at this home: what on_miss makes of it comes next. */
SELDOM TWICE void plan_unknown(struct engine *engine, struct trip *trip, enum home home);

/* ---- work.c: one operation in a server's own memory or on what the request carries ---- */
TWICE void work_read(struct engine *engine, struct trip *trip, uint16_t piece);
TWICE void work_write(struct engine *engine, struct trip *trip, const struct op *op,
    uint16_t piece);
TWICE void work_remove(struct engine *engine, struct trip *trip, uint16_t piece);
WAY void work_execute(struct engine *engine, struct trip *trip);
/* The changes again, over what was read anew. */
TWICE void work_change(struct engine *engine, struct trip *trip, uint32_t mask);
/* True for what a store works out by itself, from what lies there: an addition to a field. */
TWICE bool work_adds(const struct engine *engine, const struct trip *trip, const struct op *op);
/* What was read or not, wherever it was looked for. */
TWICE void work_found(struct trip *trip, uint16_t piece, uint32_t text, uint32_t version);
SELDOM TWICE void work_missed(struct engine *engine, struct trip *trip, enum home home,
    uint16_t piece, bool owner_known);
/* The request ends with this status: what it still had to do is not done. */
SELDOM TWICE void trip_fail(struct trip *trip, uint16_t status, enum reason reason);

/* What the request carries of a piece: row of texts, NONE32 if nothing that counts. */
TWICE uint32_t carried_text(const struct engine *engine, const struct trip *trip, uint32_t piece);

#endif
