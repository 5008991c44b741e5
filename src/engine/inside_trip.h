/* engine/inside_trip.h - what is on its way: trips, errands, calls, and what they do; the part of
 * inside.h about it.
 */
#ifndef ENGINE_INSIDE_TRIP_H
#define ENGINE_INSIDE_TRIP_H

#include "base/prng.h"
#include "engine/guards.h"
#include "engine/server_set.h"
#include "trace/trace.h"

enum trip_state { TRIP_FREE, TRIP_TO_BALANCER, TRIP_HELD, TRIP_TO_SERVER, TRIP_QUEUED, TRIP_WORKING,
	TRIP_SERVING, TRIP_CALLING, TRIP_RETURNING, TRIP_LOST,
	TRIP_SHARED, TRIP_PASSING /* in the balancer's hands */ };

/* The hops between places; a link loses requests and replies of clients by shares of their own. */
enum hop { HOP_REQUEST, HOP_REPLY, HOP_INSIDE, HOP_COUNT };

/* One thing a server does for a request after its work, in order.  In its own memory and on what
 * the request carries an operation is about one piece; at a store about all under one key. */
enum op_verb { OP_VERIFY, OP_READ, OP_PAD, OP_EXECUTE, OP_AGAIN, OP_WRITE, OP_EMPTY, OP_REMOVE,
	OP_RENEW, OP_ASK, OP_DENY, OP_CLAIM, OP_KEEP, OP_METER, OP_COUNT };
struct op {
	uint8_t verb; /* enum op_verb */
	uint8_t home; /* enum home */
	bool user;    /* keyed by user */
	uint32_t mask; /* pieces */
	uint32_t more; /* OP_PAD: how many like it follow */
};
#define TRIP_OPS 64u

/* Member by member, as they were written just now (see evq_what). */
static inline void
op_copy(struct op *to, const struct op *from)
{
	to->verb = from->verb;
	to->home = from->home;
	to->user = from->user;
	to->mask = from->mask;
	to->more = from->more;
}

/* What an action has its request do up to and with the execution, whoever asks with a session and
 * nothing else: found out once. */
#define PLAN_OPS 4u
struct plan {
	uint8_t count; /* 0: it is not so simple */
	bool nobody;
	struct op ops[PLAN_OPS];
};

struct trip {
	struct message message; /* on its way */
	uint32_t known;         /* mask: pieces whose value is in hand */
	uint32_t seen, held;    /* masks: pieces looked for at a store or database, those found */
	uint32_t changed;       /* mask: pieces that the client-held copies get from the reply */
	uint32_t message_row, send, cause, start;
	uint32_t request, person, tab, device, session, token, new_token;
	uint32_t self;          /* its own row */
	uint32_t refresh;       /* row of texts: the refresh token that it shows, NONE32 */
	uint32_t user;          /* person that the ticket or token names: whose state it is */
	uint32_t locks;         /* first of those it has, NONE32 */
	uint8_t conflicts;      /* writes that were refused because something had changed */
	uint32_t next_free, next_waiting;
	uint32_t argument;      /* row of texts */
	uint32_t key;           /* of the request, the same at every attempt; 0: none */
	uint8_t op_count, op_at;
	uint32_t store_ops;     /* operations at the store so far */
	uint16_t generation;
	uint16_t attempt;
	uint16_t action, piece;
	uint16_t server;        /* index, NONE16 */
	uint16_t named;         /* index of the server that its cookie or the table names */
	uint16_t wanted;        /* index of the server it is held for */
	uint16_t placing;       /* in the shared queue: route or redispatch */
	uint16_t device_actor;
	uint16_t from, to;      /* actors of the newest hop */
	uint16_t link;          /* what the link of its server, or device, was when it left */
	bool lost[HOP_COUNT], twice[HOP_COUNT]; /* at the hops of clients, drawn before it leaves */
	uint8_t hop;            /* enum hop, the newest */
	bool second;            /* the same message has arrived before */
	bool shadow;            /* a second copy inside: its reply is nobody's */
	bool displaced;         /* the server that its cookie or the table names is away */
	bool stuck;             /* a message to or from a store was lost: nothing will come */
	uint16_t status;
	uint8_t state;          /* enum trip_state */
	uint8_t reason;         /* enum reason, beside the status */
	bool claimed;           /* it holds the claim of its key */
	bool counting;          /* a limiter counts it before it may queue */
	bool verified;          /* its token was checked and is good */
	bool used_before;       /* it shows a refresh token that is no longer the newest */
	bool listed;            /* the list that was asked has it */
	bool renews;            /* its token is past half of its time: the reply brings another */
	bool unknown;           /* its ticket named nothing where it was looked for */
	bool nobody;            /* needs no login, and none was found: users' pieces are empty */
	bool sets_sid, drops;
	bool has_tried, has_fetched; /* `tried` and `fetch_tried` are filled */
	/* Home replica: what the other holders have to be told. */
	uint32_t to_copy, to_remove; /* masks: pieces written, removed */
	uint16_t copies_due;    /* acknowledgements that the reply waits for */
	bool to_refresh;        /* only used: the copies are told */
	bool let_go;            /* its worker has gone on already */
	bool forced;            /* steady way: its request is */
	/* From here on not cleared for a new trip: each is filled before it is looked at. */
	struct prng prng;       /* of this request: work first, then store latencies */
	uint64_t work_ns;       /* steady way: drawn when it was sent */
	struct prng net;        /* what the network does to its messages inside */
	uint64_t hop_seed;      /* of the latencies of its client's hops */
	uint32_t texts[LIMIT_PIECES];    /* values in the server's hand, NONE32: none */
	uint32_t versions[LIMIT_PIECES];
	struct op ops[TRIP_OPS];
	struct server_set tried; /* servers that refused it */
	struct server_set fetch_tried; /* home replica: servers that gave nothing */
};

/* What one server sends another, and the answer: a copy, a removal, a question for a session. */
enum errand_verb { ERRAND_COPY, ERRAND_REMOVE, ERRAND_FETCH, ERRAND_USE };
struct errand {
	struct message message;
	uint32_t texts[LIMIT_PIECES], versions[LIMIT_PIECES];
	struct server_set tried; /* servers that refused it */
	struct server_set holders; /* servers that hold it, as the sender knows */
	uint64_t used_ns;       /* last use of what is copied */
	uint32_t owner, mask, person;
	uint32_t message_row, send, cause, start, request, session, trip;
	uint32_t next_free, next_waiting;
	uint32_t from_epoch;
	uint16_t from, to;      /* indices of servers */
	uint16_t trip_generation, generation, attempt, action;
	uint8_t verb;           /* enum errand_verb */
	uint8_t again;          /* how often it was sent again */
	uint8_t reason;         /* enum reason: why it is sent, NONE when a reply waits for it */
	bool user, used;
	bool awaited;           /* a request waits for its answer */
	bool arrived;           /* and not answered yet */
	bool broken;            /* its server crashed with it in hand */
	bool handed;            /* its sender stops when this is acknowledged */
	bool answer_lost;       /* drawn when it left */
	uint64_t hop_seed;      /* of the answer's latency, likewise */
	uint16_t link;          /* what it was when the newest message left */
};

struct call {
	struct message message;
	uint32_t found;   /* mask: pieces that were there */
	uint32_t seen, held; /* masks: what was looked for under its key, what was found */
	uint32_t known;   /* mask: texts to write; the others are worked out where they lie */
	uint32_t owner;   /* session row, or person */
	uint32_t hold;    /* OP_READ: what its place had for the owner just now */
	uint32_t message_row, send, cause, request, session, trip, next_free;
	uint32_t person, server_epoch;
	uint32_t argument;
	uint32_t next_waiting;
	uint64_t latency_ns, queued_ns;
	uint32_t key;     /* OP_CLAIM, OP_KEEP: of the request */
	struct kept kept; /* OP_KEEP: to keep; OP_CLAIM: what was kept */
	uint32_t count;   /* OP_METER: requests of the user so far */
	uint8_t verdict;  /* OP_CLAIM: enum verdict */
	uint16_t trip_generation, generation, attempt, action, server;
	uint16_t link;    /* what it was when the newest message left */
	struct op op;
	bool used;
	bool in_service;  /* arrived and not answered */
	bool broken;      /* its place crashed with it in hand */
	bool is_locked;   /* it waits for a lock, or has waited */
	bool adds;        /* the place works out the new value from what lies there */
	uint8_t stalled;  /* enum stalled: where it stands in a place that hangs */
	uint8_t refusal;  /* enum reason: the place would not do it */
	bool owner_known; /* the place knew the owner at all */
	bool listed;      /* asked: it is on the list of revoked logins */
	uint32_t entry_text; /* what the list says, NONE32 */
	uint64_t until_ns; /* put on the list: until then */
	bool answer_lost; /* drawn when the call left */
	uint64_t hop_seed; /* of the answer's latency, likewise */
	/* Not cleared for a new call. */
	uint32_t texts[LIMIT_PIECES], versions[LIMIT_PIECES];
};

#endif
