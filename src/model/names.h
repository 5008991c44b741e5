/* model/names.h - the closed vocabularies of scenarios and traces, one table each.
 *
 * A row is (ENUM, "word", "what it means in one line").  Words are those of the file format; the
 * same
 * rows feed the loader, help, JSON and the views.  `built` says whether this version's engine
 * can do it: a word that it cannot do yet is refused by name, never ignored.
 */
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* clang-format off */
#define HOMES(X) \
	X(NONE,     "none",     true,  "kept nowhere") \
	X(SERVER,   "server",   true,  "in one server's memory") \
	X(REPLICA,  "replica",  true,  "in the memory of several servers") \
	X(STORE,    "store",    true,  "in a store that all servers share") \
	X(TOKEN,    "token",    true,  "in a signed token that the client carries") \
	X(CLIENT,   "client",   true,  "in the client, unsigned") \
	X(DATABASE, "database", true,  "in the database")

#define PLACES(X) \
	X(ROUND_ROBIN,       "round-robin",       true,  "the next server in turn") \
	X(RANDOM,            "random",            true,  "any server, drawn from the seed") \
	X(LEAST_CONNECTIONS, "least-connections", true,  "the server with fewest requests") \
	X(TWO_CHOICES,       "two-choices",       true,  "the less busy of two drawn at random") \
	X(SHARED_QUEUE,      "shared-queue",      true,  "one queue before all servers")

#define AFFINITIES(X) \
	X(NONE,   "none",   true,  "every request is free to go anywhere") \
	X(COOKIE, "cookie", true,  "the balancer writes srv=s1 into a cookie and keeps nothing") \
	X(TABLE,  "table",  true,  "the balancer keeps a table of sessions") \
	X(IP,     "ip",     true,  "by the device's address") \
	X(KEY,    "key",    true,  "by the user, whose id every request shows")

#define MAPS(X) \
	X(NONE,       "none",       true,  "not said: affinity ip and key use modulo") \
	X(MODULO,     "modulo",     true,  "key modulo number of servers") \
	X(RING,       "ring",       true,  "consistent hashing on a ring of virtual nodes") \
	X(RENDEZVOUS, "rendezvous", true,  "highest random weight of key and server") \
	X(BOUNDED,    "bounded",    true,  \
	    "the ring, passing over servers with 1.25 times the mean load")

#define ON_DEADS(X) \
	X(REDISPATCH, "redispatch", true, "place the request anew, at most once a server") \
	X(REFUSE,     "refuse",     true, "answer 503") \
	X(WAIT,       "wait",       true, "hold it until the server is up or the client gives up")

#define ON_MISSES(X) \
	X(REJECT,    "reject",    true, "nothing is made; the client keeps the old ticket") \
	X(OVERWRITE, "overwrite", true, "a new empty session, whose id replaces the old ticket") \
	X(KEEP,      "keep",      true, "an empty session under the same id")

#define COPY_MODES(X) \
	X(SYNC,  "sync",  true, "the reply waits until every copy is acknowledged or given up") \
	X(ASYNC, "async", true, "the reply does not wait; copies leave copy_lag later")

#define WAITINGS(X) \
	X(HELD, "held", true, "the worker waits while a store answers") \
	X(FREE, "free", true, "the worker takes the next request while a store answers")

#define WRITES(X) \
	X(BLOB,  "blob",  true, "one write of the whole session if anything changed") \
	X(FIELD, "field", true, "one operation a piece")

#define LAWS(X) \
	X(CONSTANT,         "constant",         true,  "always the mean") \
	X(EXPONENTIAL,      "exponential",      true,  "memoryless") \
	X(ERLANG,           "erlang",           true,  "sum of k exponentials") \
	X(HYPEREXPONENTIAL, "hyperexponential", true,  "one of two exponentials") \
	X(LOGNORMAL,        "lognormal",        true,  "by mean and coefficient of variation") \
	X(PARETO,           "pareto",           true,  "heavy tail by alpha") \
	X(UNIFORM,          "uniform",          true,  "between a and b") \
	X(BIMODAL,          "bimodal",          true,  "s1 with share p, else s2") \
	X(GEOMETRIC,        "geometric",        true,  "a count, memoryless") \
	X(ZIPF,             "zipf",             true,  "a rank, heavy-tailed")

#define ALGORITHMS(X) \
	X(HS256, "HS256", true,  "HMAC-SHA256: whoever checks can also sign") \
	X(RS256, "RS256", true,  "RSA-SHA256: servers check, one signs") \
	X(ES256, "ES256", true,  "ECDSA P-256: sized and timed, not signed here") \
	X(EDDSA, "EdDSA", true,  "Ed25519") \
	X(NONE,  "none",  true,  "not signed at all: whoever can write one is believed")

#define CARRIERS(X) \
	X(BEARER, "bearer", true, "Authorization: Bearer, attached by the page's code") \
	X(COOKIE, "cookie", true, "a cookie, attached by the browser to every matching request")

#define REFRESHES(X) \
	X(NONE,    "none",    true,  "the token keeps its exp") \
	X(SLIDING, "sliding", true,  "past half of its ttl any reply renews it") \
	X(ROTATE,  "rotate",  true,  "who shows the newest refresh token gets another of both")

#define TOKEN_CHECKS(X) \
	X(STRICT, "strict", true, "accepts only tokens signed by token.algorithm") \
	X(HEADER, "header", true, "believes the algorithm that the token's own header names")

#define DENY_CHECKS(X) \
	X(ASK,  "ask",  true, "asks the list at every request: one more store call") \
	X(POLL, "poll", true, "each server fetches the list every now and then")

#define DENY_KINDS(X) \
	X(IDS,        "ids",        true, "lists each revoked login by its sid") \
	X(NOT_BEFORE, "not-before", true, "notes for a user the moment before which nothing counts")

#define LOOTS(X) \
	X(LOGIN,   "login",   true,  "what says who it is: the ticket, or the token") \
	X(TICKET,  "ticket",  true,  "the sid cookie") \
	X(TOKEN,   "token",   true,  "the signed token") \
	X(REFRESH, "refresh", true,  "the refresh token") \
	X(COOKIES, "cookies", true,  "all that the device carries") \
	X(KEY,     "key",     true,  "a server's signing key")

#define EVICTIONS(X) \
	X(NONE,   "none",   true,  "never evicts, grows") \
	X(LRU,    "lru",    true,  "least recently used goes first") \
	X(REFUSE, "refuse", true,  "a full place refuses new entries")

#define LOCKS(X) \
	X(NONE,      "none",      true,  "last write wins") \
	X(VERSION,   "version",   true,  "compare and set") \
	X(EXCLUSIVE, "exclusive", true,  "one request of a session at a time")

#define PIECE_KEYS(X) \
	X(SESSION, "session", true, "one entry a session") \
	X(USER,    "user",    true, "one entry a user")

#define FAULT_KINDS(X) \
	X(CRASH,      "crash",      true,  "stops at once; memory, queue and work are gone") \
	X(RESTART,    "restart",    true,  "up, empty, with its configured keys") \
	X(HANG,       "hang",       true,  "accepts, never answers") \
	X(SLOW,       "slow",       true,  "everything takes `factor` times as long") \
	X(CUT,        "cut",        true,  "the link between two places carries nothing") \
	X(HEAL,       "heal",       true,  "the link carries again") \
	X(DROP,       "drop",       true,  "messages of a kind are lost") \
	X(SCALE_OUT,  "scale-out",  true,  "servers are added, empty") \
	X(SCALE_IN,   "scale-in",   true,  "a server ends its work and goes, with its memory") \
	X(DRAIN,      "drain",      true,  "a server gets no new sessions for a time") \
	X(DEPLOY,     "deploy",     true,  "servers restart one after another") \
	X(BLUE_GREEN, "blue-green", true,  "a second fleet takes over at once") \
	X(STORE_DOWN, "store-down", true,  "the store answers nobody; nothing in it is lost") \
	X(STORE_UP,   "store-up",   true,  "the store answers again") \
	X(FAILOVER,   "failover",   true,  "a copy takes over, the unsent tail is lost") \
	X(ROTATE_KEY, "rotate-key", true,  "a new signing key") \
	X(STEAL,      "steal",      true,  "somebody copies a ticket or a token") \
	X(REVOKE,     "revoke",     true,  "a login made before now shall not count") \
	X(EXPIRE,     "expire",     true,  "an entry expires now") \
	X(SKEW,       "skew",       true,  "a clock differs") \
	X(CHANGE,     "change",     true,  "a setting changes")

#define DROPS(X) \
	X(REQUEST, "request", true, "requests on their way from a device to the balancer") \
	X(REPLY,   "reply",   true, "replies on their way from the balancer to a device") \
	X(CALL,    "call",    true, "what a server asks the store or the database") \
	X(ANSWER,  "answer",  true, "what the store or the database answers") \
	X(PROBE,   "probe",   true, "the balancer's probes of servers, or their answers") \
	X(COPY,    "copy",    true, "what a server sends to others about what it keeps")

#define ROLES(X) \
	X(CLIENT,   "client") X(DEVICE, "device") X(BALANCER, "balancer") X(SERVER, "server") \
	X(STORE,    "store")  X(DATABASE, "database") X(ATTACKER, "attacker")
/* clang-format on */

#define NAMES_ROW(prefix, e) prefix##e,
#define X(e, w, b, t) HOME_##e,
enum home { HOMES(X) HOME_COUNT };
#undef X
#define X(e, w, b, t) PLACE_##e,
enum place { PLACES(X) PLACE_COUNT };
#undef X
#define X(e, w, b, t) AFFINITY_##e,
enum affinity { AFFINITIES(X) AFFINITY_COUNT };
#undef X
#define X(e, w, b, t) MAP_##e,
enum map { MAPS(X) MAP_COUNT };
#undef X
#define X(e, w, b, t) ON_DEAD_##e,
enum on_dead { ON_DEADS(X) ON_DEAD_COUNT };
#undef X
#define X(e, w, b, t) ON_MISS_##e,
enum on_miss { ON_MISSES(X) ON_MISS_COUNT };
#undef X
#define X(e, w, b, t) COPY_##e,
enum copy_mode { COPY_MODES(X) COPY_MODE_COUNT };
#undef X
#define X(e, w, b, t) WAITING_##e,
enum waiting { WAITINGS(X) WAITING_COUNT };
#undef X
#define X(e, w, b, t) WRITE_##e,
enum write_mode { WRITES(X) WRITE_COUNT };
#undef X
#define X(e, w, b, t) LAW_##e,
enum law_kind { LAWS(X) LAW_COUNT };
#undef X
#define X(e, w, b, t) ALGORITHM_##e,
enum algorithm { ALGORITHMS(X) ALGORITHM_COUNT };
#undef X
#define X(e, w, b, t) CARRIER_##e,
enum carrier { CARRIERS(X) CARRIER_COUNT };
#undef X
#define X(e, w, b, t) REFRESH_##e,
enum refresh { REFRESHES(X) REFRESH_COUNT };
#undef X
#define X(e, w, b, t) TOKEN_CHECK_##e,
enum token_check { TOKEN_CHECKS(X) TOKEN_CHECK_COUNT };
#undef X
#define X(e, w, b, t) DENY_CHECK_##e,
enum deny_check { DENY_CHECKS(X) DENY_CHECK_COUNT };
#undef X
#define X(e, w, b, t) DENY_KIND_##e,
enum deny_kind { DENY_KINDS(X) DENY_KIND_COUNT };
#undef X
#define X(e, w, b, t) LOOT_##e,
enum loot { LOOTS(X) LOOT_COUNT };
#undef X
#define X(e, w, b, t) EVICTION_##e,
enum eviction { EVICTIONS(X) EVICTION_COUNT };
#undef X
#define X(e, w, b, t) LOCK_##e,
enum lock { LOCKS(X) LOCK_COUNT };
#undef X
#define X(e, w, b, t) PIECE_KEY_##e,
enum piece_key { PIECE_KEYS(X) PIECE_KEY_COUNT };
#undef X
#define X(e, w, b, t) FAULT_##e,
enum fault_kind { FAULT_KINDS(X) FAULT_COUNT };
#undef X
#define X(e, w, b, t) DROP_##e,
enum drop_kind { DROPS(X) DROP_COUNT };
#undef X
#define X(e, w) ROLE_##e,
enum role { ROLES(X) ROLE_COUNT };
#undef X
#undef NAMES_ROW

/* One row of a vocabulary as the loader and help see it. */
struct name_row {
	const char *word;
	bool built; /* this version's engine can do it */
	const char *text;
};

/* A vocabulary: rows[count], index = enum value. */
struct name_table {
	const char *subject; /* "home", "place": for messages */
	const struct name_row *rows;
	size_t count;
};

extern const struct name_table names_home, names_place, names_affinity, names_map, names_on_dead,
    names_on_miss, names_copy,
    names_waiting, names_write, names_law, names_algorithm, names_carrier,
    names_refresh, names_token_check, names_deny_check, names_deny_kind, names_loot,
    names_eviction, names_lock, names_piece_key, names_fault, names_drop;

/* The index of `word`, or -1. */
int names_find(const struct name_table *table, const char *word);
const char *home_word(enum home home);
const char *role_word(enum role role);
/* The role of a word, or -1. */
int role_find(const char *word);

#endif
