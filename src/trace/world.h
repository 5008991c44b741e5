/* trace/world.h - who holds what, who is up, what is under way: the fold of a trace up to a moment.
 *
 *    world_at(k) = fold of events 0..k-1.  Forwards by folding on, backwards from a checkpoint.
 *
 * The same fold serves views, expressions and (through it) checks.  Unknown is a value: on a trace
 * that did not see everything a lookup may answer WORLD_UNKNOWN.
 */
#ifndef TRACE_WORLD_H
#define TRACE_WORLD_H

#include "trace/trace.h"

enum world_answer { WORLD_NO, WORLD_YES, WORLD_UNKNOWN };

/* One entry somewhere. */
struct holding {
	uint32_t item;
	uint32_t version;
	uint16_t place;      /* actor: server, store, database, device */
	uint8_t home;        /* enum home: how it is kept there (a device holds CLIENT or TOKEN entries) */
	bool fresh;          /* written by the newest event */
	uint32_t bytes;
	uint32_t text;       /* content, row of texts, or NONE32 */
	uint32_t session;    /* for a ticket: the session it names; for route: NONE32 */
	uint16_t route;      /* for a route: the server it names */
	uint32_t token;      /* for TOKEN entries: the token that carries it, row of tokens */
	uint64_t last_used_ns;
	uint32_t event;      /* that wrote it last */
};

/* A message under way. */
struct flight {
	uint32_t send; /* event */
	uint16_t from, to;
	uint64_t from_ns, to_ns;
};

/* What a place looks like. */
struct place_state {
	bool up;
	bool believed_up;    /* what the balancer thinks (servers) */
	bool reachable;      /* store: not store-down */
	uint32_t queued, busy;
	uint32_t lost_count; /* entries that its newest crash destroyed (kept until restart) */
	uint32_t crash_event; /* NONE32 */
};

/* What was lost in a crash, kept for pictures until the place restarts. */
struct loss {
	uint16_t place;
	struct holding holding; /* as it was */
	uint32_t event;         /* the crash */
};

struct world {
	const struct trace *trace;
	uint32_t next;       /* events folded: 0..next-1 */
	uint64_t at_ns;      /* of the newest folded event */
	struct holding *holdings; /* in order of place, then of creation */
	uint32_t holding_count, holding_room;
	struct flight *flights;   /* by send event */
	uint32_t flight_count, flight_room;
	struct place_state *places; /* by actor row */
	struct loss *losses;
	uint32_t loss_count, loss_room;
	uint32_t sessions_lost; /* so far, as the measure counts them */
	uint32_t *request_at;  /* by request: newest event that concerns it, NONE32 */
	uint32_t *device_last; /* by actor: a device's newest send, NONE32 */
};

/* A cursor over a kept trace: keeps a world and checkpoints every LIMIT_CHECKPOINT_EVENTS. */
struct world_cursor;
struct world_cursor *world_cursor_new(const struct trace *trace);
void world_cursor_free(struct world_cursor *cursor);
/* The world after events 0..count-1; valid until the next call.  Any step back within 10 ms. */
const struct world *world_at(struct world_cursor *cursor, uint32_t count);

/* The entry of `item` at `place`, or NULL. */
const struct holding *world_find(const struct world *world, uint16_t place, uint32_t item);
/* Does `place` hold `piece` of `client`?  A client as place means any of its devices. */
enum world_answer world_holds(const struct world *world, uint16_t place, uint16_t piece,
    uint16_t client);
/* The newest entry of `piece` that the ticket, token or user of the client's device that acted last
 * leads to, wherever kept (FORMATS 3), or NULL: empty. */
const struct holding *world_entry(const struct world *world, uint16_t piece, uint16_t client);
/* The device of `client` that acted last, its first one before any did. */
uint16_t world_device(const struct world *world, uint16_t client);
/* The ticket, route or token that `device` holds: the holding, or NULL. */
const struct holding *world_ticket(const struct world *world, uint16_t device);
const struct holding *world_route(const struct world *world, uint16_t device);
uint32_t world_token(const struct world *world, uint16_t device); /* row of tokens, NONE32 */
/* The server that holds the client's login, else the one that served her last, else the first. */
uint16_t world_holder(const struct world *world, uint16_t client);

/* True when this entry is the only one of its item that outlives requests: its place's death loses
 * it (double border). */
bool world_alone(const struct world *world, const struct holding *holding);

#endif
