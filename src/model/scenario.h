/* model/scenario.h - one scenario as the engine runs it: settings of ONE design and ONE case
 * after all layers (defaults, scenario, built-in base, the design's own keys, case, --set).
 *
 *    file tree ──scenario_source──▶ layers merged ──schema──▶ struct scenario  (this) ──▶ engine
 *
 * Plain data in an arena, nothing to free; the tree it was read from is kept for printing alone.
 *  Times are integer
 * nanoseconds, sizes bytes, rates events per 1e9 s, shares parts per million (names end in the
 * unit).
 */
#ifndef MODEL_SCENARIO_H
#define MODEL_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/finding.h"
#include "base/limits.h"
#include "base/str.h"
#include "model/names.h"

#define SCENARIO_UNLIMITED UINT64_MAX
#define SCENARIO_NONE UINT16_MAX /* no such row */

struct law {
	enum law_kind kind;
	uint64_t mean_ns; /* also s1 of bimodal, a of uniform, m1 of hyperexponential */
	uint64_t other_ns; /* s2 of bimodal, b of uniform, m2 of hyperexponential */
	uint32_t share_ppm; /* p */
	uint32_t k;
	double shape; /* cv, alpha, s */
	double count_mean; /* of a law of counts; k is n of zipf */
};

/* A piece of state.  `login cart theme orders` exist unless redeclared; declared ones join them. */
struct piece {
	const char *id;
	uint64_t bytes;        /* one entry where it is kept */
	uint64_t filler_bytes; /* beside its text in a token, a client or a message */
	enum piece_key key;    /* after the design's `key:` block */
	enum home home;        /* under this design */
	struct mark mark;
};

/* What a request of an action asks and does.  Rows 0.. are the built-in ones, then the declared. */
struct action {
	const char *id;     /* "add" */
	const char *method; /* "POST" */
	const char *path;   /* "/cart"; "/X" for view and read: the argument's piece */
	bool needs_login;
	bool repeatable;
	bool makes_session;  /* login */
	bool ends_session;   /* logout */
	bool argument_piece; /* view X, read X: the argument names the piece (else the cart) */
	const char *body_key; /* "item": the argument travels as {"item":"pen"}; NULL: no body */
	const char *reply_key; /* piece shown in the reply, "order" for orders; NULL: {} */
	uint16_t reads[4], writes[4]; /* piece rows, in order, SCENARIO_NONE ends */
	uint16_t status; /* of success: 200, 201 */
	bool adds_argument; /* add: the argument joins the piece's list */
	bool sets_argument; /* theme, move: the argument is the piece's value */
	bool empties_cart;  /* checkout */
	bool adds_order;    /* checkout, pay */
	bool renews;        /* refresh: shows a refresh token, gets another of both */
};

enum script_word { SCRIPT_ACTION, SCRIPT_USE, SCRIPT_CLEAR, SCRIPT_BACK, SCRIPT_WAIT,
	SCRIPT_KEEP, SCRIPT_PUT_BACK, SCRIPT_FORGE };

/* How a token is forged: as the design signs, without a signature, or with the public key as the
 * secret of HS256. */
enum forgery { FORGERY_PLAIN, FORGERY_UNSIGNED, FORGERY_CONFUSED };

struct script_step {
	enum script_word word;
	uint16_t action;      /* row of actions */
	uint16_t device;      /* of this client, for SCRIPT_USE */
	const char *argument; /* "book", a piece, a theme; NULL if none */
	uint16_t piece;       /* read by view X / read X */
	uint64_t wait_ns;
	const char *victim;   /* forge: id of a client */
	enum forgery forgery;
	struct script_step *more; /* "add book & add pen": what leaves with it, from other tabs */
	uint32_t more_count;
	struct mark mark;
};

struct retry {
	bool on;
	uint64_t timeout_ns;
	uint32_t attempts; /* UINT32_MAX: unlimited */
	double backoff;    /* factor */
	bool key;          /* idempotency key */
};

/* A person (count 1) or a crowd: member i of crowd `crowd` has id "crowd-1", "crowd-2", ... */
struct client {
	const char *id, *name;
	uint32_t count;
	const char **devices;
	uint32_t device_count;
	uint64_t start_ns, every_ns;
	double weight;       /* its pauses are divided by it; 0: not given, as 1 */
	bool has_think;
	struct law think;
	struct script_step *script;
	uint32_t script_count;
	bool has_repeat;
	struct script_step repeat;
	uint32_t tabs; /* the most requests that a step sends at once */
	bool relogin;
	const char *network_group; /* members share one address; NULL: each device has its own */
	struct retry retry;
	bool attacker;        /* steals, or forges */
	bool waits;           /* made by a theft: does nothing before it */
	struct mark mark;
};

enum deploy_order { DEPLOY_IN_TURN, DEPLOY_RANDOM, DEPLOY_LISTED };

/* Bytes of a setting that is different from some moment on. */
struct patch {
	uint32_t offset, size;
	uint16_t client;   /* row of clients whose member it is; SCENARIO_NONE: of the scenario */
	const void *bytes;
};

struct node;

struct fault {
	enum fault_kind kind;
	bool after_pattern;      /* at: {after: EXPRESSION-MOMENT}; else at_ns */
	uint64_t at_ns;
	uint64_t to_ns;          /* at: {between: [at_ns, to_ns]}; 0: not at random */
	bool repeats;            /* again and again from at_ns on, `every` apart */
	struct law every;
	bool has_outage;         /* undone after a time: `for` of what an accident does */
	struct law outage;
	const struct node *written; /* as it stands in the file; NULL: nowhere */
	const char *after;       /* text of the moment expression */
	const char *node;        /* id, "holder-of ana", "random"; NULL where the kind takes none */
	uint64_t for_ns;         /* drain, drop: how long; 0: drop for good */
	const char *other;       /* cut, heal: the link's other end: lb, store, db or a server */
	uint32_t count;          /* scale-out: servers that come; drop: messages that are lost */
	enum drop_kind drops;    /* drop: of which kind */
	bool has_share;          /* drop: a share of them, instead of a count */
	uint32_t share_ppm;
	enum deploy_order order; /* deploy */
	uint16_t *listed;        /* deploy: indexes of servers, in order */
	uint32_t listed_count;
	uint64_t down_ns, pause_ns; /* deploy */
	uint32_t surge;          /* deploy: servers that come first */
	uint32_t factor;         /* slow: how many times as long; 1: as before */
	const char *client;      /* revoke, steal, expire: whose; "all".  cut, heal: a client, a
	                          * member or a device: then `node` is NULL and `other` is lb */
	const char *thief;       /* steal: id of a client */
	enum loot loot;          /* steal */
	const char *piece;       /* expire: a piece, "ticket" or "token" */
	int64_t skew_ns;         /* skew */
	uint64_t overlap_ns;     /* rotate-key */
	uint16_t key;            /* rotate-key: row of token.keys, the new one */
	const char *path, *value; /* change: which setting, and to what, as one says it */
	struct patch *patches;   /* change */
	uint32_t patch_count;
	uint32_t after_event;    /* a fork's change: right after event k of those after the start
	                          * (trace.lead); UINT32_MAX: by time */
	struct mark mark, after_mark;
};

struct waypoint {
	const char *id;
	const char *expression; /* a moment, FORMATS grammar */
	struct mark mark;
};

struct cast_word {
	const char *standard, *shown;
};

struct node;

struct scenario {
	const struct node *effective; /* all layers merged, for scenario_write_json */
	const char *id;        /* "cart" */
	const char *design;    /* "sticky", "mine": the design's id */
	const char *design_base; /* built-in it rests on */
	const char *case_id;   /* NULL: none */
	struct mark mark;

	uint64_t seed;
	int64_t epoch_s; /* seconds since 1970 of simulated time 0 */
	struct {
		bool has_after, has_requests, has_when;
		uint64_t after_ns, requests;
		const char *when;
		struct mark when_mark;
	} stop;
	struct {
		uint64_t after_ns, requests;
	} warmup;

	struct piece *pieces;
	uint32_t piece_count;
	struct action *actions;
	uint32_t action_count;
	struct client *clients;
	uint32_t client_count;
	struct fault *faults;
	uint32_t fault_count;
	bool drawn;            /* what was to be drawn of faults has been: behind them comes what
	                        * was drawn of those that repeat */
	struct waypoint *waypoints;
	uint32_t waypoint_count;
	struct {
		bool on;
		uint16_t client;       /* row of clients: "visitor", of which none is there at 0 */
		struct law arrivals;   /* time between two sessions */
		uint64_t rate_per_gs;  /* instead of its mean; 0: not given */
		double utilisation;    /* likewise, of the servers' work; 0: not given */
		struct law requests;   /* a session's, after its login: a law of counts */
		struct law think;
		const char *action_text;
		struct script_step action, write;
		uint32_t writes_ppm;
	} load;
	struct cast_word *cast;
	uint32_t cast_count;

	struct {
		enum place place;
		enum affinity affinity;
		enum map map;
		enum on_dead on_dead;
		uint32_t virtual_nodes;
		uint64_t health_every_ns;
		uint32_t health_rise, health_fall;
	} balancer;
	struct {
		uint32_t count, workers;
		uint64_t queue; /* places besides those in service, SCENARIO_UNLIMITED */
		enum waiting while_waiting;
		struct law service;
		uint64_t apply_copy_ns; /* of a worker, a copy of another's write */
		uint64_t memory_bytes;  /* of each, SCENARIO_UNLIMITED */
		enum eviction eviction;
		uint32_t cache_pieces;  /* mask: remembered where a store keeps them */
		uint64_t cache_ttl_ns;
	} servers;
	struct {
		uint64_t idle_ns;
		enum on_miss on_miss;
		uint32_t copies; /* on other servers, of home replica; UINT32_MAX: on all */
		enum copy_mode copy;
		uint64_t copy_lag_ns, copy_use_ns;
	} session;
	struct {
		struct law latency;
		uint64_t capacity_per_gs; /* operations, SCENARIO_UNLIMITED */
		bool has_operations;
		uint32_t operations_per_request;
		uint64_t memory_bytes;    /* SCENARIO_UNLIMITED */
		enum eviction eviction;
		enum write_mode write;
		enum lock lock;
		uint32_t copies;
		uint64_t copy_lag_ns;
	} store;
	struct {
		bool on;
		enum home home;   /* server, store or database */
		uint64_t keep_ns;
	} idempotency;
	struct {
		bool on;
		enum home home;   /* server or store */
		uint64_t limit;   /* requests of one user in a window */
		uint64_t window_ns;
	} limiter;
	struct {
		enum algorithm algorithm;
		enum carrier carrier;
		bool carrier_set; /* written: else bearer for a badge, cookie for a coat */
		uint64_t ttl_ns, leeway_ns, verify_ns;
		enum token_check check;
		enum refresh refresh;
		bool rotates; /* refresh is rotate, and the login is in the token */
		const char **keys; /* those that servers start with, then those of rotations */
		uint32_t key_count, first_keys;
	} token;
	struct {
		bool on; /* the design has one, and its login is in the token */
		enum deny_check check;
		enum deny_kind kind;
		uint64_t every_ns;
	} denylist;
	struct {
		struct law client, inside; /* latency of one hop */
		uint64_t bandwidth_bytes; /* a second and hop, SCENARIO_UNLIMITED */
		uint32_t lose_request_ppm, lose_reply_ppm, lose_inside_ppm, duplicate_ppm;
	} network;
};

/* Does what the fault changes, in a copy of the scenario and one of its clients (NULL: leaves them
 * out). */
void scenario_apply(struct scenario *now, struct client *clients, const struct fault *fault);
/* What undoes the fault when its `for` is over; FAULT_COUNT: nothing. */
enum fault_kind fault_undo(const struct fault *fault);
/* Where it can happen: "server, store, lb"; nothing where it takes no node. */
void fault_print_places(enum fault_kind kind, struct str *out);
/* The fault on one line, as a scenario would have it: {at: 2.5s, do: crash, node: s2}. */
void fault_print(const struct fault *fault, struct str *out);
/* True when a setting whose path begins so changes in the course of the run. */
bool scenario_changes(const struct scenario *scenario, const char *prefix);
/* Row of the piece, action or client with that id, or SCENARIO_NONE. */
uint16_t scenario_piece(const struct scenario *scenario, const char *id);
uint16_t scenario_action(const struct scenario *scenario, const char *id);
uint16_t scenario_client(const struct scenario *scenario, const char *id);
/* True when a piece that is keyed by session lives outside the token: then a session id exists
 * beside it and the token carries `sid`. */
bool scenario_has_server_session(const struct scenario *scenario);
/* At most so many servers there are in the course of a run: those of the start, and all that its
 * faults add. */
uint32_t scenario_server_room(const struct scenario *scenario);
/* True when the token carries `sid`: for that session, or so that a list can name it. */
bool scenario_token_names_session(const struct scenario *scenario);
/* True when a store of this kind is asked for anything: pieces, keys of requests, counts. */
bool scenario_uses_place(const struct scenario *scenario, enum home home);
/* True when any piece has this home. */
bool scenario_uses_home(const struct scenario *scenario, enum home home);

#endif
