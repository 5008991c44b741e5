/* trace/event.h - one thing that happened: 64 bytes, one cache line, and the table of kinds.
 *
 * Views switch on the few shapes only; everything a kind needs to be said, drawn and folded stands
 * in its row.  Adding a kind is a row, a world fold and a measures fold.
 */
#ifndef TRACE_EVENT_H
#define TRACE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#define NONE32 UINT32_MAX
#define NONE16 UINT16_MAX

enum shape { SHAPE_MOVE, SHAPE_STATE, SHAPE_CHECK, SHAPE_WORK, SHAPE_NODE, SHAPE_CLIENT, SHAPE_NOTE,
	SHAPE_GAP };

/* Order of phases at one moment: index order of a trace is (at_ns, phase, birth). */
enum phase { PHASE_FAULT, PHASE_EXPIRY, PHASE_ARRIVAL, PHASE_WORK_END, PHASE_TIMEOUT, PHASE_PROBE,
	PHASE_CLIENT };

/* KIND(ENUM, "word", shape, minor)     what actor, other, value, item mean
 * minor: passed over by Space, drawn only with `A`.
 *
 * send      actor sends message to other; value = at_ns of its arrival (or of its loss); session of
 *           a device's send: the one that its ticket or token names, NONE32 when it carries neither
 * receive   actor receives it from other; pair = the send; a reply's status is in fields
 * lose      the message sent by `pair` is gone; actor = sender, other = receiver, fields.reason
 *           says why
 * duplicate the message arrives a second time
 * route     balancer actor chose server other for the request; reason: free, cookie, table, moved
 *           (value = actor row of the server that its table named, which is down or gone), address,
 *           key
 * redispatch balancer actor chooses server other after a refusal; cause = believe or refuse
 * refuse    actor (a dead or full server, an unreachable store) refuses what `pair` sent; other =
 *           sender
 * timeout   device actor gives up waiting
 * retry     device actor sends the same request again (attempt counts from 1)
 * probe     balancer actor's probe of server other; outcome ok or refused; recorded only when it
 *           contradicts what the balancer believes
 * believe   balancer actor now believes server other up (value 1) or down (value 0)
 * queue     request waits at actor; value = requests waiting, this one included.  At a store or a
 *           database: for its turn, or (reason LOCKED) for the lock of an entry
 * start     actor starts work on it; value = ns of work; without a request: on a copy of another
 *           server's write.  At a store or a database: it takes up what waited there; value = ns
 *           that it waited; no finish follows
 * finish    actor ends that work; pair = start
 * execute   actor executes the action (once a logical request, or it is a duplicate)
 * read      actor finds item; other = who asked (a server, for store and database; itself in
 *           memory), or, with home TOKEN or CLIENT, the device whose request carried it; home says
 *           where it was kept; version = the version read; value = bytes
 * write     actor holds a new version of item; value = bytes kept there, but for these entries of a
 *           device: a ticket (home CLIENT): session = the session that it names from now on;
 *           a route (home CLIENT at a device, NONE for a row of the balancer's table): value =
 *           actor row of the server that it names;
 *           any piece in a token (home TOKEN): message = the reply that brought the token
 * miss      actor looked for item and has none (item NONE when the ticket names nothing ever made:
 *           then it was a login that was looked for)
 * create    item exists at actor from now on; as write, for an entry that was not there; session =
 *           the session that it belongs to
 * expire    item at actor ended by time
 * evict     item at actor removed: cleared, logged out, overwritten, pushed out (fields.reason)
 * copy      actor sent a copy of item to other, which holds it from now on; value = bytes; home
 *           REPLICA: of a version that other held already, its use is told; reason CACHE: a store
 *           gave it, and other, a server, only remembers it: no state, nothing goes with it
 * verify    actor checked the token of the request's device: outcome ok expired forged, or refused
 *           (the list has it); value = ns; message = the request; fields: algorithm, key, exp,
 *           reason
 * issue     actor signed a token (fields: algorithm, key, exp); session = the session it begins or
 *           keeps
 * crash     node actor stops; its memory, queue and work are gone
 * restart   node actor is up and empty; reason JOIN: a server that was not there before
 * stop      server actor has ended its work (reason CUT_SHORT: has not) and stops; its memory is
 *           gone
 * hang slow cut heal   as the fault; other, value as it needs
 * change    a setting changed, actor (store or database) went down or up (fields.reason:
 *           STORE_DOWN, STORE_UP), actor (a server) gets no new sessions
 *           for value ns (DRAIN), or gets them again (DRAINED), value keys of balancer actor lead
 *           to other servers than before (REMAPPED); actor
 *           (a server) leaves the set: it gets nothing more, ends its work and stops, to come back
 *           (DEPLOY; by the balancer: a deploy of value servers begins) or for good (LEAVE);
 *           a server's clock is ahead by value ns, two's complement (SKEW);
 *           a login (item) that was revoked finds no room on the list of store actor (FULL);
 *           a login (item) was revoked (REVOKED), actor = who holds it, or the list, or else its
 *           device
 * ignore    device actor does not take over a cookie of a reply (TOO_LARGE); item = what was in it;
 *           value = bytes of its name and value
 * gap       value events are not shown here
 *
 * `pair` is known at birth for receive lose duplicate refuse (the send) and finish (the start); the
 * recorder back-fills it in those sends and starts, which are made with NONE32.
 * `timeout` with reason GIVEN_UP ends its request.
 */
/* clang-format off */
#define EVENT_KINDS(KIND) \
	KIND(SEND,       "send",       MOVE,   false) \
	KIND(RECEIVE,    "receive",    MOVE,   false) \
	KIND(LOSE,       "lose",       MOVE,   false) \
	KIND(DUPLICATE,  "duplicate",  MOVE,   false) \
	KIND(ROUTE,      "route",      NOTE,   false) \
	KIND(REDISPATCH, "redispatch", NOTE,   false) \
	KIND(REFUSE,     "refuse",     MOVE,   false) \
	KIND(TIMEOUT,    "timeout",    CLIENT, false) \
	KIND(RETRY,      "retry",      CLIENT, false) \
	KIND(PROBE,      "probe",      NOTE,   true)  \
	KIND(BELIEVE,    "believe",    NOTE,   false) \
	KIND(QUEUE,      "queue",      WORK,   false) \
	KIND(START,      "start",      WORK,   true)  \
	KIND(FINISH,     "finish",     WORK,   true)  \
	KIND(EXECUTE,    "execute",    WORK,   true)  \
	KIND(READ,       "read",       STATE,  false) \
	KIND(WRITE,      "write",      STATE,  false) \
	KIND(MISS,       "miss",       STATE,  false) \
	KIND(CREATE,     "create",     STATE,  false) \
	KIND(EXPIRE,     "expire",     STATE,  false) \
	KIND(EVICT,      "evict",      STATE,  false) \
	KIND(COPY,       "copy",       STATE,  false) \
	KIND(VERIFY,     "verify",     CHECK,  false) \
	KIND(ISSUE,      "issue",      CHECK,  false) \
	KIND(CRASH,      "crash",      NODE,   false) \
	KIND(RESTART,    "restart",    NODE,   false) \
	KIND(HANG,       "hang",       NODE,   false) \
	KIND(SLOW,       "slow",       NODE,   false) \
	KIND(CUT,        "cut",        NODE,   false) \
	KIND(HEAL,       "heal",       NODE,   false) \
	KIND(CHANGE,     "change",     NODE,   false) \
	KIND(GAP,        "gap",        GAP,    false) \
	KIND(STOP,       "stop",       NODE,   false) \
	KIND(IGNORE,     "ignore",     CLIENT, false)

#define OUTCOMES(X) \
	X(OK, "ok") X(MISS, "miss") X(STALE, "stale") X(REFUSED, "refused") X(LOST, "lost") \
	X(TIMEOUT, "timeout") X(EXPIRED, "expired") X(FORGED, "forged") X(UNKNOWN, "unknown")

/* Why: the reason attribute of an event, for sentences and exports. */
#define REASONS(X) \
	X(NONE, "") X(FREE, "free") X(COOKIE, "cookie") X(DOWN, "down") X(FULL, "full") \
	X(UNREACHABLE, "unreachable") X(CRASHED, "crashed") X(CLEARED, "cleared") \
	X(LOGOUT, "logout") X(OVERWRITTEN, "overwritten") X(IDLE, "idle") X(FORCED, "forced") \
	X(STORE_DOWN, "store-down") X(STORE_UP, "store-up") X(NONE_UP, "none-up") \
	X(WAITING, "waiting") X(SET_COOKIE, "set-cookie") X(START, "start") \
	X(GIVEN_UP, "given-up") \
	X(REPLACED, "replaced") X(BACK, "back") X(NO_TICKET, "no-ticket") X(RENEWED, "renewed") \
	X(LEFT, "left") X(DRAIN, "drain") X(DRAINED, "drained") \
	X(TABLE, "table") X(MOVED, "moved") X(ADDRESS, "address") X(KEY, "key") \
	X(REMAPPED, "remapped") \
	X(JOIN, "join") X(LEAVE, "leave") X(DEPLOY, "deploy") X(CUT_SHORT, "cut-short") \
	X(ASYNC, "async") X(REPAIR, "repair") X(REFRESH, "refresh") \
	X(STOLEN, "stolen") X(FORGED, "forged") X(KEPT, "kept") X(REVOKED, "revoked") \
	X(ROTATED, "rotated") X(SKEW, "skew") X(ALGORITHM, "algorithm") \
	X(UNKNOWN_KEY, "unknown-key") X(SIGNATURE, "signature") X(LISTED, "listed") \
	X(ENDED, "ended") X(FORGOTTEN, "forgotten") X(TOO_LARGE, "too-large") \
	X(PUSHED_OUT, "pushed-out") X(MEMORY, "memory") \
	X(CHANGED, "changed") X(LOCKED, "locked") \
	X(FAILOVER, "failover") X(UNSENT, "unsent") \
	X(USED_BEFORE, "used-before") X(REFUSED, "refused") \
	X(CACHE, "cache") X(TTL, "ttl") \
	X(REPEATED, "repeated") X(IN_PROGRESS, "in-progress") X(LIMIT, "limit") \
	X(SETTING, "setting") X(DROP, "drop") X(DROPPED, "dropped") \
	X(AGAIN, "again")
/* clang-format on */

#define KIND(e, w, s, m) EVENT_##e,
enum event_kind { EVENT_KINDS(KIND) EVENT_KIND_COUNT };
#undef KIND
#define X(e, w) OUTCOME_##e,
enum outcome { OUTCOMES(X) OUTCOME_COUNT };
#undef X
#define X(e, w) REASON_##e,
enum reason { REASONS(X) REASON_COUNT };
#undef X

enum evidence { EVIDENCE_SIMULATED, EVIDENCE_OBSERVED, EVIDENCE_INFERRED };

struct event {
	uint64_t at_ns;      /* since the run's start */
	uint64_t value;      /* the kind's own */
	uint32_t cause;      /* event that caused it, < its own index, or NONE32 */
	uint32_t pair;       /* its other end (send <-> receive/refuse/lose, start <-> finish),
			      * or NONE32 */
	uint32_t request;    /* row of requests, kept by a retry, or NONE32 */
	uint32_t session;    /* row of sessions, as the acting place knows it, or NONE32 */
	uint32_t message;    /* row of messages, or NONE32 */
	uint32_t item;       /* row of items, or NONE32 */
	uint32_t version;    /* of that item after the event */
	uint32_t wire_bytes; /* length of the message */
	uint32_t fields;     /* row of attributes, or NONE32 */
	uint16_t attempt;    /* from 1 */
	uint16_t actor;      /* who */
	uint16_t other;      /* to / from, or NONE16 */
	uint16_t kind;       /* enum event_kind */
	uint8_t home;        /* enum home */
	uint8_t outcome;     /* enum outcome */
	uint8_t phase;       /* enum phase */
	uint8_t evidence;    /* enum evidence */
};
_Static_assert(sizeof(struct event) == 64, "an event is one cache line");

/* The row of a kind.  `glyph` is a name of view/glyphs, kept as text so that floors stay apart. */
struct event_kind_row {
	const char *word;
	enum shape shape;
	bool minor;
};
extern const struct event_kind_row event_kinds[EVENT_KIND_COUNT];

const char *outcome_word(enum outcome outcome);
const char *reason_word(enum reason reason);
/* The kind, outcome of a word, or -1. */
int event_kind_find(const char *word);
int outcome_find(const char *word);

#endif
