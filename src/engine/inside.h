/* engine/inside.h - what the engine is made of; private to this folder.
 *
 *    client ──trip──▶ balancer ──▶ server ──call──▶ store, database
 *      ▲                                │
 *      └───────────── reply ◀───────────┘
 *
 * A *trip* is one attempt of a request on its way; a *call* one operation of a server at the store
 * or the database; a *hold* what one owner (a session or a user) has at one place.  All live in
 * flat pools and are named by row and generation: who ends a row bumps its generation, and timers
 * that still speak of it are dropped when they come up.  Handlers of timers may only push timers,
 * draw numbers and write these pools; what anybody can see goes through engine_emit.
 */
#ifndef ENGINE_INSIDE_H
#define ENGINE_INSIDE_H

#include "base/narrow.h"
#include "base/prng.h"
#include "engine/engine.h"
#include "engine/evq.h"
#include "engine/guards.h"
#include "engine/inside_trip.h"
#include "engine/server_set.h"
#include "engine/store_place.h"
#include "trace/http_lengths.h"

/* Files of the way of a request are compiled three times: by themselves for every run, and all
 * together in steady.c and short.c for runs in which much cannot be: RARE(condition) is known to be
 * false there, and what hangs on it falls away.  In short.c moreover nobody reads an event.  TWICE
 * stands before what they share between them. */
#ifndef ENGINE_SHORT
#define ENGINE_SHORT 0
#endif
#ifndef ENGINE_STEADY
#define ENGINE_STEADY ENGINE_SHORT
#endif
#if !ENGINE_STEADY
#define TWICE
#define WAY
#define WAY_STATIC static
#define SHORT_INLINE static inline
#else /* where what a function is asked is known, whatever its size */
#define TWICE static __attribute__((unused))
#define WAY static inline __attribute__((always_inline, unused)) /* one step of every request */
#define WAY_STATIC WAY
#define SHORT_INLINE static inline __attribute__((always_inline))
#endif
#define RARE(condition) (!ENGINE_STEADY && (condition))
/* In told.c, which is steady.c once more, every event is told to all measures and not kept. */
#ifndef ENGINE_TOLD
#define ENGINE_TOLD 0
#endif

/* What a timer means: one row and one function each (run.c).  alive: it keeps a run going. */
/* clang-format off */
#define TIMERS(X) \
	X(CLIENT,        client_turn,          true)  /* row: tab; acts on its person's script */ \
	X(ARRIVAL,       load_arrival,         true)  /* a session of the load begins */ \
	X(AT_BALANCER,   balancer_receive,     true)  /* row: trip */ \
	X(REFUSED,       balancer_refused,     true)  /* row: trip; one hop after a refusal */ \
	X(BROKEN,        balancer_broken,      true)  /* row: trip; its server died over it */ \
	X(REPLY_AT_LB,   balancer_reply,       true)  /* row: trip */ \
	X(PROBE,         balancer_probe,       false) \
	X(AT_SERVER,     server_receive,       true)  /* row: trip */ \
	X(WORK_END,      server_finish,        true)  /* row: trip */ \
	X(CALL_ARRIVES,  store_receive,        true)  /* row: call */ \
	X(CALL_DONE,     store_answer,         true)  /* row: call */ \
	X(ANSWER,        store_answer_arrives, true)  /* row: call */ \
	X(CALL_REFUSED,  store_refused,        true)  /* row: call */ \
	X(STORE_TURN,    store_turn,           true)  /* the store takes up what waits */ \
	X(UNLOCK,        lock_released,        true)  /* row: lock; its request has ended */ \
	X(LEASE,         lock_expired,         false) /* row: lock */ \
	X(AT_DEVICE,     client_receive,       true)  /* row: trip */ \
	X(LOST,          trip_lost,            true)  /* row: trip; when it would have arrived */ \
	X(CALL_LOST,     store_lost,           true)  /* row: call; likewise */ \
	X(CLOSED,        balancer_closed,      true)  /* row: trip; its client has given it up */ \
	X(CLOSED_INSIDE, server_closed,        true)  /* row: trip; likewise, a hop further */ \
	X(RESET,         client_reset,         true)  /* row: tab; the balancer died over it */ \
	X(LB_REFUSED,    client_refused,       true)  /* row: trip; one hop after a refusal */ \
	X(PASSES,        balancer_passes,      true)  /* row: trip; a slow balancer is done */ \
	X(TIMEOUT,       client_timeout,       false) /* row: tab; keeps a run alive by hand */ \
	X(EXPIRE,        hold_timer,           false) /* row: hold */ \
	X(FORGET,        ledger_timer,         false) /* row: kind of record */ \
	X(FAULT,         fault_timer,          false) /* row: fault */ \
	X(DRAINED,       fault_drained,        false) /* row: server */ \
	X(DROPPED,       drop_ends,            false) /* row: fault */ \
	X(DEPLOY,        fleet_deploy_timer,   false) /* row: fault */ \
	X(ERRAND_LEAVES, errand_leaves,        true)  /* row: errand; its lag is over */ \
	X(ERRAND_ARRIVES, errand_arrives,      true)  /* row: errand */ \
	X(ERRAND_APPLIED, errand_applied,      true)  /* row: errand; a worker is done with it */ \
	X(ERRAND_ANSWER, errand_answered,      true)  /* row: errand */ \
	X(ERRAND_REFUSED, errand_refused,      true)  /* row: errand; one hop after a refusal */ \
	X(ERRAND_LOST,   errand_lost,          true)  /* row: errand; when it would have arrived */ \
	X(CACHE,         cache_timer,          false) /* row: entry of a cache */ \
	X(JOINED,        copies_joined,        true)  /* row: server; others hear that it is back */ \
	X(RETIRED,       signing_retire,       false) /* row: fault; old keys are accepted no more */ \
	X(DENIAL,        deny_ends,            false) /* row: denial; its token would have ended */ \
	X(POLL,          deny_poll,            false) /* row: server; it fetches the list */ \
	X(POLL_ARRIVES,  deny_poll_arrives,    false) /* row: server */ \
	X(POLL_DONE,     deny_poll_done,       false) /* row: server */ \
	X(POLL_ANSWER,   deny_poll_answer,     false) /* row: server */
/* clang-format on */
#define X(e, f, a) TIMER_##e,
enum timer_kind { TIMERS(X) TIMER_COUNT };
#undef X

/* Constants that keep random streams apart; a stream is (seed, purpose, who, which). */
enum purpose { PURPOSE_LOGIN_ID = 1, PURPOSE_MISS_ID, PURPOSE_PLACE, PURPOSE_WORK, PURPOSE_THINK,
	PURPOSE_FAULT, PURPOSE_RETRY, PURPOSE_NETWORK, PURPOSE_ARRIVALS, PURPOSE_VISIT,
	PURPOSE_COPIES, PURPOSE_COPY_PLACE, PURPOSE_POLL, PURPOSE_GUARD, PURPOSE_DROP,
	PURPOSE_ACCIDENT };

/* A refresh token that somebody carries: row of texts (NONE32: none), whose, and which. */
struct renewal {
	uint32_t text, session, version;
};
#define REFRESH_BYTES 32

struct device {
	struct renewal refresh;
	uint32_t ticket; /* session that its sid cookie names, NONE32 */
	uint32_t token;  /* row of tokens: what it carries, signed or not; NONE32 */
	uint32_t ticket_item, route_item;
	uint32_t person;
	uint32_t key;    /* row of keys that it goes by */
	uint16_t actor;
	uint16_t route;  /* actor of the server that its srv cookie names, NONE16 */
	uint16_t stolen_key; /* row of token.keys, NONE16 */
	uint32_t kept;   /* row of pockets: what it carried when its cookies were kept, NONE32 */
	uint16_t link;   /* how often its link to the balancer was cut or healed: odd, it is cut */
};

/* What a client does next: its script, or what a 401 made necessary. */
/* FIRST: a refresh came before it; its draws are those of the script. */
enum flow { FLOW_SCRIPT, FLOW_LOGIN, FLOW_AGAIN, FLOW_REFRESH, FLOW_FIRST };
#define FLOW_STREAMS 4u

/* One request of a person at a time.  Row p is person p's own tab; what a step sends beside the
 * first ("add book & add pen") has rows behind those of all persons.  All tabs of a person share
 * the device in use, and so its cookies. */
struct tab {
	const struct script_step *doing; /* newest action of the script */
	uint32_t person;
	uint32_t who;     /* its streams' number */
	uint32_t request; /* under way, NONE32; of it: */
	uint32_t argument;        /* row of texts, NONE32 */
	uint16_t asked;           /* action */
	uint16_t piece;
	struct measures_mark mark; /* short way */
	bool forced;
	uint32_t trip;    /* its newest attempt */
	uint32_t cause;   /* of a send that is not from the script */
	uint32_t action;  /* its action's number among the person's, for streams */
	uint32_t retries, sends; /* likewise */
	uint32_t sent;    /* send event of the newest attempt */
	uint16_t attempt; /* of the request under way */
	uint16_t trip_generation; /* of `trip` */
	uint16_t patience; /* generation of its timeout */
	uint16_t connection; /* its attempts so far, and breaks it has heard of */
	uint8_t flow;     /* enum flow */
	bool tried;       /* its action was sent */
	bool refreshed;   /* a refresh was tried for it */
	bool waits;       /* a timeout is set */
};

struct person {
	uint64_t due_ns;  /* grid point at which the next action may leave */
	uint32_t next_step;
	uint32_t logins, misses, actions, thoughts; /* counted, for streams */
	uint32_t first_tab; /* of those beside its own */
	uint32_t open;    /* tabs that the step waits for */
	uint32_t guards;  /* calls about keys and counts, for streams */
	uint32_t records[2]; /* by kind: free records of its own, NONE32 */
	uint32_t who;     /* its streams' number: its row, or its place among the load's sessions */
	uint32_t visits_left; /* load: requests to come */
	uint64_t work_ns;     /* load: of its first action, where works_ahead */
	struct prng visit; /* load: which of them write */
	uint32_t device;  /* row of devices in use */
	uint32_t first_device;
	uint32_t user_items; /* first of its user-keyed items */
	uint16_t client;  /* row of scenario->clients */
	uint16_t actor;
	uint16_t last_server; /* index of the server that served it last, NONE16 */
	bool load;        /* a session of the load: its row is used again when it has left */
	bool begins;      /* load: its login comes next */
	bool works_ahead; /* load: work_ns is known */
	bool roused;      /* a thief who waited, and does no longer */
	bool done;
};

/* The balancer as a process (balancer_life.c); what it thinks of servers stands with them. */
struct balancer {
	bool up, hung;
	uint32_t factor; /* of the time in which it passes on a message */
	uint32_t crash;  /* event */
};

/* A server's links. */
enum link { LINK_BALANCER, LINK_STORE, LINK_DATABASE, LINK_COUNT };

struct server {
	uint32_t queue_first, queue_last; /* trips waiting, linked by next_waiting */
	uint32_t queued, busy;
	uint32_t counting;  /* here, and not admitted by the limiter yet */
	uint32_t factor;    /* of all its work: a slow one's is more than 1 */
	uint32_t coming;    /* sent to it and not there yet */
	int64_t skew_ns;    /* its clock is ahead by so much */
	uint64_t keys;      /* bits: rows of token.keys that it knows */
	uint16_t sign_key;  /* the one it signs with */
	uint32_t epoch;     /* starts, so that answers to an earlier life are dropped */
	uint32_t first_key_item;
	uint32_t stopping;  /* event that told it to end its work and stop; NONE32: none */
	uint16_t links[LINK_COUNT]; /* how often each was cut or healed: odd, it is cut */
	uint16_t actor;
	bool up;
	bool hung;          /* up, takes what comes, and does nothing more */
	/* What the balancer thinks of it, and what it was told: */
	uint64_t drain_ns;  /* until then no new sessions, if it drains */
	uint32_t drain;     /* event that began it */
	bool drains;
	bool in_set;        /* one of its servers: not one that has left for good */
	bool old;           /* while a deploy with surge lasts: its turn is still to come */
	bool believed_up;   /* and in the set */
	uint32_t probes;    /* in a row that contradict the belief */
	uint32_t under_way; /* requests sent to it without an answer yet */
	/* Copies of others' writes that wait for a worker: errands, linked by next_waiting. */
	uint32_t copies_first, copies_last, copies;
	uint32_t copy_turn; /* server that gets its next new copy */
	uint32_t errands, choices; /* it sent, made so far, for streams */
	/* Its memory, where it is bounded: holds in the order of their use. */
	uint64_t held_bytes;
	uint32_t holds, oldest, newest;
	struct shelf shelf; /* what else it keeps */
	uint32_t handing;   /* copies that it gives away before it stops, not acknowledged yet */
	uint32_t start;     /* event of its newest start */
};

struct hold {
	uint64_t last_used_ns;
	uint32_t owner;     /* session row, or person; of a free row the next free one */
	uint16_t mask;      /* pieces present */
	uint16_t place;     /* actor */
	uint16_t generation;
	uint8_t home;
	bool user : 1, used : 1;
	bool charge : 1;    /* home replica: this server is in charge of it */
} __attribute__((packed, aligned(4))); /* nothing between, and no more behind */
_Static_assert(sizeof(struct hold) == 20, "a million sessions have a million of them");
_Static_assert(LIMIT_PIECES <= 16, "pieces are bits of a hold's mask");

/* A deploy under way. */
struct deploy {
	uint16_t order[LIMIT_SERVERS]; /* servers, by index */
	uint32_t count, next;
	uint32_t begin;  /* event */
	bool away;       /* order[next] is away */
};

/* What a server remembers of a piece that a store keeps. */
struct cached {
	uint32_t owner; /* session row, or person */
	uint32_t version, text, next;
	uint16_t server, piece, generation;
	bool used;
};

/* A hold's place in the order of use at its server. */
struct hold_link {
	uint32_t older, newer;
};

/* One address or user that the balancer maps to a server, by row of devices. */
struct key {
	uint64_t hash;
	uint16_t server; /* index, where it leads in the set as it is; NONE16 while not known */
	bool known;      /* it has come */
};

/* A server's point on the ring. */
struct ring_point {
	uint64_t at;
	uint32_t server; /* index */
};

/* How keys find their servers: affinity ip or key. */
struct keys {
	bool on;
	enum affinity affinity;
	enum map map;
	uint64_t salt;
	struct key *rows;       /* by row of devices; several devices may share one */
	uint64_t server_hashes[LIMIT_SERVERS];
	struct ring_point *ring; /* of all servers there may be, in order */
	uint32_t ring_count;
};

#define ARRIVALS_AT_ONCE 16u
_Static_assert(LIMIT_ACTIONS <= 64, "actions are bits of a word");

struct engine {
	const struct scenario *scenario;
	struct trace *trace;
	struct recorder recorder;
	struct evq queue;
	uint8_t lanes[TIMER_COUNT]; /* of the event queue, for timers that wait equally long */
	uint32_t reply_fields, reply_word; /* newest row of fields of a reply, and what it says */
	uint64_t now_ns, end_ns;
	uint64_t until_ns;      /* no timer after this moment comes up */
	enum phase phase;
	uint32_t newest;        /* event, NONE32 before the first */
	uint64_t step_end;      /* events at which a slice ends */
	const char *broken;     /* what an invariant found while running */
	bool started, finished, stop_now, limit;
	const char *limit_words; /* which one */
	uint64_t cut_at;        /* events at the limit that ended the run */
	bool plain;             /* nothing is kept and nothing waited for: events need no place */
	bool bare;              /* nor measured: an event is nothing but its words in the digest */
	bool digests;           /* somebody asks for it */
	bool weighs;            /* somebody asks how long messages are */
	bool is_short;          /* it goes the short way (short.c) */
	uint64_t turns_end;     /* there: events at which it comes back */
	bool is_steady;         /* or at least the steady one (steady.c) */
	bool counts_requests;   /* there: requests have no rows */
	struct measures_fold *told; /* there: all measures, where nothing but they and the digest
	                             * is asked for; else NULL */
	uint64_t readers;       /* bits: kinds of events that anybody reads; others are counted */
	bool reads_devices;     /* and of these, only those of devices */
	bool work_is_random;    /* a request has a stream for its work and what stores do for it */
	bool work_is_all;       /* and of it, stores take nothing */
	bool network_is_random;

	uint64_t begun_most;    /* stop.requests; UINT64_MAX: no end to them */
	uint64_t arrived;       /* sessions of the load */
	uint32_t *idle_persons; /* rows that sessions of the load have left */
	uint32_t idle_count, person_room;
	uint32_t scripted_count; /* persons that are no sessions of the load */
	struct tab *tabs;
	uint32_t tab_count;     /* rows behind those of persons included */
	struct person *persons;
	uint32_t person_count, persons_active;
	struct device *devices;
	uint32_t device_count, device_room;
	struct server *servers;
	uint32_t server_count;  /* that there have been so far */
	uint32_t server_room;   /* that there may ever be */
	uint32_t stopping;      /* servers that end their work */
	struct place_store store, database;
	bool evicts;            /* the store drops what was used longest ago */
	bool logs_tail;         /* copies of the store may have to take over */
	struct unsent *tail;    /* what its copies have not got: a ring, the oldest at tail_at */
	uint32_t tail_at, tail_count, tail_room;
	struct entry_lock *locks;
	uint32_t *lock_slots;   /* first of a chain, NONE32 */
	uint32_t lock_count, lock_room, lock_free;
	uint16_t balancer;      /* actor */
	struct balancer lb;
	bool cuts_clients;      /* some fault cuts the link of a device */
	uint32_t waiting, waiting_first, waiting_last; /* the shared queue: trips */
	uint32_t turn;          /* server whose turn it is */
	uint32_t closed_servers; /* that may take nothing new, whatever it is */
	struct prng place_prng;
	bool probe_armed;
	uint32_t alive;         /* timers that keep the run going */
	uint64_t begun, ok, failed;

	struct trip *trips;
	uint32_t trip_count, trip_room, trip_free, trips_used;
	struct call *calls;
	uint32_t call_count, call_room, call_free;
	struct hold *holds;
	uint32_t hold_count, hold_room, hold_free, holds_used;
	uint32_t hold_cells;    /* of one hold: as many as a key has pieces */
	struct narrow hold_versions; /* [hold * hold_cells + rank of a piece] */
	uint32_t *hold_texts;   /* likewise */
	uint16_t *peer_links; /* by pair of servers; NULL: none was ever cut */
	/* Home replica, by hold: what a holder knows of the others, in words of sets, and when they
	 * last heard of it. */
	uint64_t *hold_holders, *hold_told_ns;
	uint32_t set_words;     /* of the sets in hold_holders */
	struct hold_link *hold_links; /* by hold, where servers' memory is bounded */
	struct hold_link *hold_lru;   /* by hold, with a store that evicts */
	uint32_t *hold_blobs; /* by hold: what its pieces say together, once it was asked for, or
			       * NONE32; NULL before the first question */
	bool bounds_memory;
	uint32_t cached_pieces; /* mask: those that servers remember of stores */
	struct cached *cache;
	uint32_t cache_count, cache_room, cache_free, cache_used;
	uint32_t *cache_buckets, cache_bucket_count;
	struct errand *errands;
	uint32_t errand_count, errand_room, errand_free;
	uint32_t replica_pieces; /* mask: homed in replica; 0: servers send each other nothing */
	uint32_t memory_pieces;  /* mask: homed in servers' memory, copied or not */
	uint32_t *hold_slots;   /* hash of place and owner (holds.c), 0 empty */
	uint32_t hold_slot_count;

	struct scenario *changing; /* the run's own copy, when settings change in it */
	uint32_t most_workers;  /* of a server, so far */
	uint16_t arrival_generation, probe_generation;
	struct drop *drops;     /* by kind */
	bool has_drops;         /* some fault drops messages */
	struct ledger ledger;
	bool keeps_keys, limits; /* idempotency, limiter */

	struct narrow item_versions;  /* newest version of each item, by its place in the trace */
	struct narrow block_versions; /* likewise of those that come and go with sessions */

	uint32_t piece_count;
	uint16_t login, orders, cart; /* rows of pieces, SCENARIO_NONE */
	uint16_t refresh;       /* likewise: which refresh token is the newest */
	uint16_t refresh_action;
	uint64_t bare_actions;  /* bits: they are executed and nothing else, whoever asks */
	struct plan *plans;     /* by action and the piece that it is about, none last */
	bool rotates;           /* badges are renewed by refresh tokens */
	uint16_t login_action;
	uint8_t rank[LIMIT_PIECES]; /* of a piece among those of its key */
	uint32_t session_pieces, user_pieces; /* masks */
	uint32_t home_masks[HOME_COUNT];
	uint32_t carried_pieces; /* mask: homed in token or client */
	uint32_t empty_texts[LIMIT_PIECES];
	bool uses_ticket;       /* a sid cookie names the session */
	bool login_in_token;
	uint32_t fields_of_reason[REASON_COUNT];

	uint32_t *first_person; /* by client: row of its first member */
	struct pocket *pockets; /* what devices kept */
	uint32_t pocket_count, pocket_room;
	uint64_t ring;          /* bits: keys that a server has when it starts */
	uint16_t sign_key;
	uint64_t *retired;      /* by fault: keys that its rotation replaces */
	struct denial *denials;
	uint32_t denial_count, denial_room, denial_free, denials_used;
	uint32_t *denial_buckets;
	uint32_t denial_bucket_count;
	struct poll *polls;     /* by server */
	bool *fault_done;
	uint32_t faults_pending; /* by time, not yet come */
	uint32_t conditions_pending;
	uint32_t forks_pending;

	/* Large, or seldom looked at: so the rest is near its begin (see struct measures_fold). */
	struct engine_options options;
	struct engine_targets own_targets, *targets;
	struct arena arena;     /* what does not grow */
	struct str buffer;      /* for texts being built */
	struct http_lengths lengths;
	struct script_step load_login;
	struct law arrivals;    /* of the load, with its mean worked out */
	struct prng arrival_prng;
	struct prng gaps_prng;  /* as it was before the gaps were drawn */
	/* Drawn ahead, so that one need not wait for another: gaps between sessions, and on the
	 * short way how long the first action of each will be worked on. */
	uint64_t gaps_ns[ARRIVALS_AT_ONCE], works_ns[ARRIVALS_AT_ONCE];
	uint32_t gap_next;      /* of these; ARRIVALS_AT_ONCE: all are used */
	bool works_ahead;       /* and of works_ns, that of row gap_next - 1 */
	bool load_logs_in;      /* sessions of the load begin with a login */
	bool visits_are_random; /* how many requests, or which of them write */
	uint32_t visits;        /* of each session, where it is not drawn */
	struct deploy *deploys; /* by fault */
	struct keys keys;
};

/* Tabs of the people who have come, one after another: rows of people who may yet come are not
 * looked at, and so take no memory. */
static inline uint32_t
tab_first(const struct engine *engine)
{
	return engine->person_count > 0 ? 0 : engine->person_room;
}
static inline uint32_t
tab_after(const struct engine *engine, uint32_t row)
{
	return row + 1 == engine->person_count ? engine->person_room : row + 1;
}

/* ---- run.c ---- */
/* A limit of the program ends the run here: the words name it, as in help scenario. */
SELDOM void engine_stop_at_limit(struct engine *engine, const char *words);
/* Records an event at this moment; fills time, phase and evidence.  Returns its index. */
uint32_t engine_emit(struct engine *engine, struct event *event, const struct message *message);
/* The next event, built in place: with nothing in it but kind, actor and other.  No other is begun
 * before it is emitted (or dropped by doing nothing more with it). */
struct event *engine_event(struct engine *engine, enum event_kind kind, uint16_t actor,
    uint16_t other);
/* Where requests are only counted, what measures remember of one is in the row of its one trip:
 * said before whatever is told of it. */
static inline void
engine_tell_row(struct engine *engine, uint32_t request, uint32_t trip)
{
	if (engine->counts_requests)
		row_map_tell(&engine->trace->request_rows, request, trip);
}
/* Faults and forks that the newest event may have made due. */
void fault_after_event(struct engine *engine);
/* A moment at which faults may strike: after an event, when every pool is consistent. */
static inline void
engine_point(struct engine *engine)
{
	if (RARE(engine->forks_pending + engine->conditions_pending > 0) && !engine->stop_now)
		fault_after_event(engine);
}
static inline bool
timer_is_alive(enum timer_kind kind)
{
#define X(e, f, a) (uint64_t)(a) << TIMER_##e |
	const uint64_t alive = TIMERS(X) 0;
#undef X

	return alive >> kind & 1;
}
_Static_assert(TIMER_COUNT <= 64, "kinds of timers are bits of a word");

/* A timer `after_ns` from now, never before what is happening now. */
SHORT_INLINE void
engine_after(struct engine *engine, uint64_t after_ns, enum phase phase, enum timer_kind kind,
    uint32_t row, uint16_t generation)
{
	uint64_t at_ns = engine->now_ns + after_ns;
	uint32_t lane = engine->lanes[kind];

	if (after_ns > LIMIT_RUN_NS - engine->now_ns)
		at_ns = LIMIT_RUN_NS;
	engine->alive += timer_is_alive(kind);
	if (at_ns == engine->now_ns) {
		if (phase < engine->phase)
			phase = engine->phase; /* nothing comes before what causes it */
		evq_push_now(&engine->queue, at_ns, phase, (uint16_t)kind, row, generation);
		return;
	}
	evq_push_lane(&engine->queue, lane, at_ns, phase, (uint16_t)kind, row, generation);
}
uint32_t engine_reason(struct engine *engine, enum reason reason);
uint32_t engine_message_weighed(struct engine *engine, struct message *message);
/* One that says nothing yet.  What it says is then put into its members one by one: a literal with
 * what lies in memory would be built elsewhere in small parts and copied in large ones, which would
 * wait for memory (see evq_what). */
static inline void
message_blank(struct message *message, enum message_kind kind, uint16_t action)
{
	*message = (struct message){ .kind = (uint8_t)kind, .action = action, .route = NONE16,
		.piece = NONE16, .client = NONE16, .session = NONE32, .token = NONE32,
		.text = NONE32 };
}
/* Keeps the recipe when the run is kept; else NONE32. */
static inline uint32_t
engine_message(struct engine *engine, struct message *message)
{
	return ENGINE_SHORT ? NONE32 : engine_message_weighed(engine, message);
}
/* The same for one of this kind, as every request has some: mostly its lengths are known. */
SHORT_INLINE uint32_t
engine_message_of(struct engine *engine, struct message *message, enum message_kind kind)
{
	if (ENGINE_SHORT || (ENGINE_STEADY &&
	    http_recall(&engine->lengths, engine->trace, message, kind)))
		return NONE32;
	return engine_message_weighed(engine, message);
}
/* The stream of this purpose, of `who`, for the `which`-th time. */
static inline uint64_t
engine_stream_of(enum purpose purpose, uint32_t who, uint32_t which)
{
	return (uint64_t)purpose << 56 | (uint64_t)(who & 0xffffffu) << 32 | which;
}
static inline uint64_t
engine_origin(const struct engine *engine, enum purpose purpose, uint32_t who, uint32_t which)
{
	return prng_origin(engine->scenario->seed, engine_stream_of(purpose, who, which));
}
static inline void
engine_stream(const struct engine *engine, struct prng *prng, enum purpose purpose, uint32_t who,
    uint32_t which)
{
	prng_init_at(prng, engine_origin(engine, purpose, who, which));
}
void engine_start(struct engine *engine); /* setup.c: tables, and what is there at time 0 */
/* What the timer means, in any run. */
void engine_handle(struct engine *engine, const struct timer *timer);
/* Nothing can happen any more, or nothing that is meant to keep a run going. */
bool engine_is_idle(const struct engine *engine);

/* True when a timer of this moment and phase, were it armed now, would come up next: then it counts
 * as having come, and whoever would arm it does at last what it means.  Never but on the short
 * way. */
SHORT_INLINE bool
engine_at_once(struct engine *engine, enum phase phase)
{
	if (!ENGINE_SHORT || !evq_is_quiet(&engine->queue, engine->now_ns) || engine->stop_now ||
	    engine->recorder.next + 1 >= LIMIT_RUN_EVENTS)
		return false;
	engine->queue.births++;
	if (engine->phase < phase)
		engine->phase = phase;
	return true;
}

/* Takes the timer that comes next, when it is of this moment and of that kind: whoever has just
 * done all that its own timer means goes on with it.  Never but on the short way. */
SHORT_INLINE bool
engine_next_is(struct engine *engine, enum timer_kind kind, struct timer *timer)
{
	if (!ENGINE_SHORT || evq_kind(&engine->queue.now) != kind || engine->stop_now ||
	    engine->queue.now.at_ns != engine->now_ns || !evq_now_is_first(&engine->queue) ||
	    engine->recorder.next >= engine->turns_end)
		return false;
	evq_copy(timer, &engine->queue.now);
	engine->queue.now.at_ns = UINT64_MAX;
	engine->phase = evq_phase(timer);
	engine->alive--;
	return true;
}

/* ---- steady.c, told.c, short.c ---- */
/* Is the run, set up and not begun, one for the steady way, or even the short one? */
bool steady_is_open(const struct engine *engine);
bool short_is_open(const struct engine *engine);
/* Timers until so many events are recorded; false once the run is over. */
bool short_turns(struct engine *engine, uint64_t end);
bool steady_turns(struct engine *engine, uint64_t end);
bool told_turns(struct engine *engine, uint64_t end);

/* ---- content.c: what pieces say ---- */
uint32_t content_empty(struct engine *engine, uint16_t piece);
/* An argument as JSON. */
uint32_t content_argument(struct engine *engine, uint32_t argument);
/* What `piece` says after the action, when it said `before` (a row of texts). */
uint32_t content_after(struct engine *engine, uint16_t action, uint32_t argument, uint16_t piece,
    uint32_t person, uint32_t before);
/* The text of several pieces kept as one blob, or of one alone. */
uint32_t content_blob(struct engine *engine, const uint32_t *texts, uint32_t mask);
uint64_t content_bytes(const struct engine *engine, uint16_t piece, uint8_t home, uint32_t text);

/* ---- holds.c: sessions, items and what places hold ---- */
TWICE uint32_t session_new(struct engine *engine, uint32_t person, uint32_t device, bool logged_in);
TWICE uint32_t item_of(const struct engine *engine, uint16_t piece, uint32_t session,
    uint32_t person);
/* One more item, of which there has been no version. */
TWICE uint32_t item_add(struct engine *engine, struct item item);
/* The newest version of an item. */
TWICE uint32_t item_newest(struct engine *engine, uint32_t item);
/* The next version of an item, with its text noted. */
TWICE uint32_t item_next_version(struct engine *engine, uint32_t item, uint32_t text);
TWICE uint32_t hold_find(const struct engine *engine, uint16_t place, bool user, uint32_t owner);
TWICE uint32_t hold_make(struct engine *engine, uint16_t place, uint8_t home, bool user,
    uint32_t owner);
TWICE void hold_touch(struct engine *engine, uint32_t hold);
/* True when the piece was not there before. */
TWICE bool hold_put(struct engine *engine, uint32_t hold, uint16_t piece, uint32_t version,
    uint32_t text);
/* The same for a copy: last used when the server that sent it says. */
TWICE uint32_t hold_make_copy(struct engine *engine, uint16_t place, bool user, uint32_t owner,
    uint64_t used_ns);
/* Takes one piece away; a hold with none left is freed. */
TWICE void hold_take(struct engine *engine, uint32_t hold, uint16_t piece);
TWICE void hold_empty_place(struct engine *engine, uint16_t place);
/* It goes with all that is in it. */
TWICE void hold_drop(struct engine *engine, uint32_t hold);
TWICE void hold_timer(struct engine *engine, const struct timer *timer);
TWICE uint32_t hold_text(const struct engine *engine, uint32_t hold, uint16_t piece);
TWICE uint32_t hold_version(const struct engine *engine, uint32_t hold, uint16_t piece);
/* All of it as one blob. */
TWICE uint32_t hold_blob(struct engine *engine, uint32_t hold);

/* ---- clients.c ---- */
WAY void client_turn(struct engine *engine, const struct timer *timer);
WAY void client_receive(struct engine *engine, const struct timer *timer);
TWICE void client_timeout(struct engine *engine, const struct timer *timer);
TWICE void client_start(struct engine *engine, uint32_t person);
/* Its connection is gone with event `cause`: who does not try again has lost the reply. */
TWICE void client_hears_loss(struct engine *engine, uint32_t tab, uint32_t cause);
/* A thief who waited for this. */
TWICE void client_rouse(struct engine *engine, uint32_t person);

/* stop.requests: no more are begun. */
WAY bool requests_are_spent(const struct engine *engine);

/* ---- load.c ---- */
TWICE void load_start(struct engine *engine);
/* Its settings have changed: the next session is drawn anew. */
TWICE void load_change(struct engine *engine);
WAY void load_arrival(struct engine *engine, const struct timer *timer);
/* The session's next step, its login first. */
WAY const struct script_step *load_step(struct engine *engine, struct person *person);
WAY void load_leave(struct engine *engine, uint32_t person);

/* ---- setup.c ---- */
/* One more member of a client while the run goes on; NONE32 when there is no room. */
uint32_t setup_visitor(struct engine *engine, uint16_t client);
/* A place that is no client, under the name that the cast gives it.  Returns its actor. */
uint16_t setup_place(struct engine *engine, enum role role, const char *id, uint16_t index);
/* Items of a server's signing keys. */
void setup_key_items(struct engine *engine, uint32_t server);

/* ---- pockets.c: what devices carry ---- */
/* Takes what the trip's reply brings. */
WAY void device_take(struct engine *engine, struct trip *trip);
WAY void device_clear(struct engine *engine, uint32_t device, enum reason reason, uint32_t cause,
    uint32_t request);
/* The person behind that ticket or token: its own, unless it was stolen or forged. */
WAY uint32_t device_user(const struct engine *engine, uint32_t device);
/* Row of the person behind a client's actor. */
TWICE uint32_t person_of(const struct engine *engine, uint16_t client);
/* Notes what it carries; carries that again. */
TWICE void device_keep(struct engine *engine, uint32_t device);
TWICE void device_put_back(struct engine *engine, uint32_t device);
/* Carries a token, a ticket, a route that no reply brought. */
TWICE void device_put_token(struct engine *engine, uint32_t device, uint32_t token, uint16_t from,
    enum reason reason, uint32_t cause);
TWICE void device_put_ticket(struct engine *engine, uint32_t device, uint32_t session,
    uint16_t from, enum reason reason, uint32_t cause);
TWICE void device_put_route(struct engine *engine, uint32_t device, uint16_t route, uint16_t from,
    enum reason reason, uint32_t cause);
/* The session that the device's ticket or token names, NONE32. */
WAY uint32_t device_session(const struct engine *engine, uint32_t device);

/* ---- keys.c: servers by address or user ---- */
void keys_start(struct engine *engine);
/* A person has come: finds the rows of its devices. */
void keys_join(struct engine *engine, uint32_t person);
/* The server that the trip's address or user is mapped to, NONE32. */
uint32_t keys_place(struct engine *engine, const struct trip *trip);
/* The set of servers has changed with event `cause`: keys may lead elsewhere now. */
void keys_remap(struct engine *engine, uint32_t cause);
/* Its settings are others from now on: affinity, map or the points of the ring. */
void keys_change(struct engine *engine, uint32_t cause);
/* Another visitor takes over the row. */
void keys_forget(struct engine *engine, uint32_t person);

/* ---- table.c: the balancer's table of sessions (affinity table) ---- */
/* Index of the server that the session's row names, NONE16: no row. */
uint16_t table_find(const struct engine *engine, uint32_t session);
/* The trip's session, if it has one, goes to this server from now on. */
void table_keep(struct engine *engine, const struct trip *trip, uint32_t server);
/* The row's time is over. */
void table_expire(struct engine *engine, uint32_t hold);

/* ---- fleet.c: servers that come and go ---- */
void fleet_start(struct engine *engine);
/* The next server there may be is there, up and empty, known to nobody.  False: no room. */
bool fleet_add(struct engine *engine);
/* So many new servers, up and empty, of which the balancer is told. */
void fleet_join(struct engine *engine, uint32_t count, uint32_t cause);
/* The server leaves the set for good: ends its work and stops. */
void fleet_leave(struct engine *engine, uint32_t server, uint32_t cause);
void fleet_replace(struct engine *engine, uint32_t cause);
void fleet_deploy(struct engine *engine, uint32_t fault, uint32_t cause);
void fleet_deploy_timer(struct engine *engine, const struct timer *timer);
/* Servers that were told to stop do so when their work is done. */
void fleet_check(struct engine *engine);

/* ---- retire.c ---- */
/* Lets go of rows of the trace that nothing names any more.  Between timers only: who holds numbers
 * of requests, sessions, tokens or texts from one timer to the next, marks them there. */
void retire_rows(struct engine *engine);

/* ---- changes.c: settings that change while the run goes on ---- */
void change_start(struct engine *engine);
void fault_change(struct engine *engine, uint32_t fault, uint32_t cause);

/* ---- drops.c: messages that are lost on purpose ---- */
void drop_start(struct engine *engine);
bool drop_is_on(const struct engine *engine, enum drop_kind kind);
/* drop_takes, where there are drops at all. */
bool drop_hits(struct engine *engine, enum drop_kind kind);
void fault_drop(struct engine *engine, uint32_t fault, uint32_t cause);
void drop_ends(struct engine *engine, const struct timer *timer);

/* True when the message of this kind that leaves now is lost. */
static inline bool
drop_takes(struct engine *engine, enum drop_kind kind)
{
	return RARE(engine->has_drops) && drop_hits(engine, kind);
}

/* ---- faults.c ---- */
void fault_start(struct engine *engine);
void fault_timer(struct engine *engine, const struct timer *timer);
void fault_drained(struct engine *engine, const struct timer *timer);

#include "engine/identity.h"
#include "engine/inside_memory.h"
#include "engine/inside_way.h"

#endif
