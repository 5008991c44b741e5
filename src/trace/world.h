/* trace/world.h - who holds what, who is up, what is under way: the fold of a trace up to a moment.
 *
 *    world_at(k) = fold of events 0..k-1.  Forwards by folding on, backwards from a checkpoint.
 *
 * The same fold serves views, expressions, measures and (through them) checks.  Unknown is a value:
 * on a trace that did not see everything a lookup may answer WORLD_UNKNOWN; a lookup that gives a
 * holding cannot say so, its caller asks world_knows first.
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
	uint8_t home;        /* enum home: how it is kept there (a device holds CLIENT or TOKEN
			      * entries) */
	bool cached;         /* only remembered: no state, and no entry of its item */
	bool fresh;          /* created or written by the newest event */
	uint16_t route;      /* for a route: the server it names; else NONE16 */
	uint32_t text;       /* content, row of texts, or NONE32 */
	uint32_t session;    /* for a ticket: the session it names; else that of the item, or
			      * NONE32 */
	uint32_t token;      /* for TOKEN entries: the token that carries it, row of tokens, or
			      * NONE32 */
	uint32_t event;      /* that wrote it last */
	uint64_t bytes;
	uint64_t last_used_ns; /* created, written or read */
	/* Links of the world's lists, slots of holdings or NONE32: world_first, world_next,
	 * world_of_item. */
	uint32_t place_next, place_previous, item_next;
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
	bool hung;           /* it takes what comes and answers nothing */
	bool cut_off : 1;    /* its link to the balancer is cut */
	bool cut_from_store : 1, cut_from_database : 1; /* likewise; between servers: cuts */
	bool joined;         /* a server that was added in the course of the run */
	bool leaves;         /* it has left the set for good and ends its work */
	bool left;           /* and is gone */
	uint16_t slow;       /* everything takes so many times as long; 0: as usual */
	uint16_t served_by;  /* clients: the server that received a request of theirs last,
			      * NONE16 */
	uint32_t queued;     /* requests waiting */
	uint32_t busy;       /* workers taken: from start to finish, and on to the reply while
	                      * they wait for a store (servers.while_waiting: held) */
	uint32_t lost_count; /* entries that its newest crash destroyed (kept until restart) */
	uint32_t crash_event; /* of a place that is down; NONE32 */
	uint32_t holding_count; /* entries */
	uint64_t held_bytes; /* of its entries together */
	uint32_t first, last; /* list of entries, slots of holdings or NONE32 */
};

/* What was lost in a crash, kept for pictures until the place restarts. */
struct loss {
	uint16_t place;
	struct holding holding; /* as it was; its links mean nothing */
	uint32_t event;         /* the crash */
};

/* What is remembered of a session beyond its entries. */
struct world_session {
	bool begun : 1; /* something of it was created, or a token issued for it */
	bool lost : 1;  /* its login became unreadable while unexpired (measure sessions_lost) */
	bool has_login : 1; /* one was created: world_login */
	uint16_t maker; /* server that created or signed it, NONE16 */
};
_Static_assert(sizeof(struct world_session) == 4, "a million sessions have a million of them");

/* Two servers between which nothing gets through. */
struct world_cut {
	uint16_t one, other;
};

/* Memory by what it belongs to, as the measures ram_bytes.* count it. */
enum world_tier { TIER_SERVERS, TIER_BALANCER, TIER_STORE, TIER_CLIENT, TIER_OTHER, TIER_COUNT };

/* Where a request is in the tier of servers. */
enum request_stage { STAGE_NONE, STAGE_WAITING, STAGE_WORKING };
struct world_request {
	uint32_t newest; /* event that concerns it, NONE32 */
	uint32_t number; /* whose row this is now, as with sessions */
	uint64_t since_ns; /* of its stage */
	uint16_t place;  /* server of its stage, NONE16 */
	uint16_t attempt; /* that is there */
	uint8_t stage;   /* enum request_stage */
};

/* Where an older attempt of a request still is, while a newer one is somewhere too. */
struct world_attempt {
	uint64_t since_ns;
	uint32_t request;
	uint16_t place, attempt;
	uint8_t stage;
};

struct world {
	const struct trace *trace;
	uint32_t next;       /* events folded: 0..next-1 */
	uint64_t at_ns;      /* of the newest folded event */
	bool gap;            /* a gap was folded: nothing is certain any more */
	bool lean;           /* for sums alone: what only pictures show is left out */
	uint16_t login_piece; /* row of the piece `login`, NONE16: there is none */
	/* Pool of entries: go through it by world_first/world_next (a place's, in order of
	 * creation) or world_of_item/world_next_of_item; slots below holding_used may be free. */
	struct holding *holdings;
	uint32_t holding_count, holding_used, holding_room, holding_free;
	uint32_t *item_first; /* by place of an item: its newest made entry, slot or NONE32 */
	uint32_t item_room;
	uint32_t *block_first; /* likewise of items that come and go with sessions, or the entry
				* itself (world_packed.c) */
	uint32_t block_room;
	struct flight *flights;   /* by send event */
	uint32_t flight_count;
	struct flight *flight_base; /* the allocation: flights lies inside it */
	uint32_t flight_room;
	struct place_state *places; /* by actor row */
	uint32_t *device_last; /* by actor row: a device's newest send, NONE32 */
	uint32_t place_room;
	struct loss *losses;
	uint32_t loss_count, loss_room;
	struct world_cut *cuts; /* links between servers, in the order in which they were cut */
	uint32_t cut_count, cut_room;
	struct world_session *sessions; /* by row of sessions */
	uint32_t *logins;    /* likewise: items; NULL where they are worked out (world_login) */
	uint32_t session_room;
	uint32_t sessions_begun, sessions_lost; /* so far, as the measures count them */
	struct world_request *requests; /* by row of requests */
	uint32_t request_room;
	struct world_attempt *attempts; /* in no order */
	uint32_t attempt_count, attempt_room;
	uint64_t waited_ns; /* in a queue, by the request of the newest start */
	uint64_t tier_bytes[TIER_COUNT]; /* sums of held_bytes */
	uint32_t queued, busy;           /* sums over servers */
	uint32_t servers;                /* that are there, up or down */
	uint32_t store_queued;           /* calls waiting at the store */
	uint32_t store_copies;           /* that could still take over */
	uint32_t fresh;                  /* slot of the fresh holding, NONE32 */
	struct scenario now; /* settings as they are, after all changes so far; clients left out */
};

/* A cursor over a kept trace: keeps a world, checkpoints every LIMIT_CHECKPOINT_EVENTS, and closer
 * ones where it steps back.  The trace may grow between calls. */
struct world_cursor;
struct world_cursor *world_cursor_new(const struct trace *trace);
void world_cursor_free(struct world_cursor *cursor);
/* The world after events 0..count-1; valid until the next call.  Any step back within 10 ms. */
const struct world *world_at(struct world_cursor *cursor, uint32_t count);

/* False when what is not found may yet be there, and what is found may be gone: after a gap, or on
 * a trace that did not see everything. */
bool world_knows(const struct world *world);

/* False for a server that is not there yet, or not any more. */
bool world_is_there(const struct world *world, uint16_t actor);

/* True when the link of a device or a server to the balancer, the store, the database or another
 * server is cut. */
bool world_is_cut(const struct world *world, uint16_t end, uint16_t other);

/* The entries of a place in order of creation: the first, the one after; NULL ends. */
const struct holding *world_first(const struct world *world, uint16_t place);
const struct holding *world_next(const struct world *world, const struct holding *holding);
/* The entries of an item, wherever kept, the newest made first; NULL ends.  What caches remember is
 * not among them. */
const struct holding *world_of_item(const struct world *world, uint32_t item);
const struct holding *world_next_of_item(const struct world *world, const struct holding *holding);

/* The entry of `item` at `place`, or NULL. */
const struct holding *world_find(const struct world *world, uint16_t place, uint32_t item);
/* Does `place` hold `piece` of `client` (NONE16: keys)?  A client as place means any of its
 * devices. */
enum world_answer world_holds(const struct world *world, uint16_t place, uint16_t piece,
    uint16_t client);
/* The newest entry of `piece` that the ticket, token or user of the client's device that acted last
 * leads to, wherever kept (FORMATS 3), or NULL: empty.  The device itself counts; an entry keyed by
 * session counts when the device's ticket, or without one its token, names that session; an entry
 * keyed by user always does. */
const struct holding *world_entry(const struct world *world, uint16_t piece, uint16_t client);
/* The session that the device's ticket names, or without a ticket its token; NONE32. */
uint32_t world_session_of(const struct world *world, uint16_t device);
/* The device of `client` that acted last, its first one before any did; NONE16: it has none. */
uint16_t world_device(const struct world *world, uint16_t client);
/* The ticket or route that `device` holds, or NULL. */
const struct holding *world_ticket(const struct world *world, uint16_t device);
const struct holding *world_route(const struct world *world, uint16_t device);
uint32_t world_token(const struct world *world, uint16_t device); /* row of tokens, NONE32 */
/* The server that holds the client's login, else the one that served her last, else the first;
 * NONE16 without servers. */
uint16_t world_holder(const struct world *world, uint16_t client);
/* Newest event that concerns a request, newest send of a device; NONE32. */
uint32_t world_request_at(const struct world *world, uint32_t request);
uint32_t world_device_last(const struct world *world, uint16_t device);

/* True when the place, a server, remembers the piece of the client without keeping it. */
bool world_caches(const struct world *world, uint16_t place, uint16_t piece, uint16_t client);

/* True when this entry of a declared piece is the only one of its version or newer: its place's
 * death loses it (double border).  Tickets, routes and keys are replaceable: false. */
bool world_alone(const struct world *world, const struct holding *holding);

#endif
