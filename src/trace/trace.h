/* trace/trace.h - the waist: header, interned tables, events in a total order.
 *
 *    engine (later: a lab of real servers, imported files) ──▶ struct trace
 *        struct trace ──▶ world, measures ──▶ views
 *                    └──▶ expressions, sentences
 *
 * Tables are filled by whoever makes the run (trace_add_*), events by a recorder.  Rows are never
 * changed but for what a comment calls back-filled.  Index 0 of a table is a real row; "none" is
 * NONE32 / NONE16.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/digest.h"
#include "base/footprint.h"
#include "base/str.h"
#include "model/scenario.h"
#include "trace/event.h"
#include "trace/row_index.h"
#include "trace/row_map.h"

/* Pieces that are in every run beside the declared ones, after them in the trace's piece table. */
enum trace_piece { TRACE_PIECE_TICKET, TRACE_PIECE_ROUTE, TRACE_PIECE_KEY, TRACE_PIECE_REVOKED,
	TRACE_PIECE_REQUEST_KEY,   /* idempotency: the key of a request, with its result */
	TRACE_PIECE_REQUEST_COUNT, /* limiter: how many requests a user has made */
	TRACE_PIECE_EXTRA };

/* A client's devices follow its row directly, in order: rows client + 1 .. */
struct actor {
	const char *id;   /* "ana", "ana-laptop", "lb", "s1", "store", "db" */
	const char *name; /* display: "Ana", "Ana's phone" where she has several devices */
	enum role role;
	uint16_t client;  /* device: its client's actor row; else NONE16 */
	uint16_t index;   /* server: 0 for s1; client: row in scenario->clients */
	uint16_t member;  /* client of a crowd: 0.. */
	bool attacker;    /* client, device: of somebody who steals or forges */
	const char *marked; /* an attacker's name as pictures show it, with its sign; else NULL */
};

struct world;

/* What can be held: one piece of one owner. */
struct item {
	uint16_t piece;   /* row of pieces: the scenario's, then TRACE_PIECE_* */
	uint16_t client;  /* actor row of the client it belongs to, NONE16 (keys) */
	uint32_t session; /* session-keyed: row of sessions; else NONE32 */
	uint16_t place;   /* ticket, route: the device; key: the server; else NONE16 */
	uint16_t key;     /* key: row of scenario->token.keys */
	uint32_t older;   /* set by trace_add_item: the item of the same piece and client before,
			   * NONE32 */
};

struct session {
	uint16_t client;  /* actor */
	uint16_t device;  /* actor that logged in */
	bool logged_in;   /* false: made by on_miss keep/overwrite, nobody logged in to it */
	uint64_t id_high, id_low; /* the 32 hex digits of its sid */
	uint64_t stream;  /* not 0: the id is the first two numbers of this stream of the
			   * scenario's seed, whatever else is said of it */
	uint32_t first_item; /* of its session-keyed pieces, in the scenario's order; NONE32 */
	uint32_t begin_event; /* its first create or issue, back-filled; NONE32 while not kept */
};

/* The same in a run that lets go of rows; what is not here is worked out. */
struct brief_session {
	uint32_t stream[2]; /* high, low */
	uint16_t client, device;
};
_Static_assert(sizeof(struct brief_session) == 12, "a million sessions have a million of them");

/* First items of sessions in a run that lets go of rows: from this session on, until the next row
 * says otherwise, each has its items right behind those of the one before. */
struct item_run {
	uint32_t session, item;
};

/* Where an item's rows are, and what is asked of it most. */
struct item_spot {
	uint32_t session; /* that it belongs to, NONE32 */
	uint32_t row;     /* of its session when it is one of a block, else of items; NONE32: let go
			   * of */
	uint16_t piece;   /* then NONE16 */
	uint8_t rank;     /* among the items of its session */
	bool block;       /* it comes and goes with the session */
};

/* A spot that was looked for: it says nothing once its row is another's. */
struct item_memo {
	uint32_t item;
	struct item_spot spot;
};
#define ITEM_MEMOS 4096u /* a power of two */

/* Who made the signature: who has the key; somebody who guessed; somebody who took the public
 * key for the secret of HS256. */
enum token_truth { TOKEN_GENUINE, TOKEN_GUESSED, TOKEN_CONFUSED };

/* A signed token as made: what its payload says.  Text and signature are made when looked at. */
struct token {
	uint16_t client;    /* sub */
	uint32_t session;   /* sid, or NONE32 */
	bool carries_sid;   /* payload shows it: a session-keyed piece lives outside the token */
	uint32_t texts[LIMIT_PIECES]; /* by piece: row of texts if homed in token or client, else
				       * NONE32 */
	uint32_t versions[LIMIT_PIECES];
	int64_t exp_s;      /* seconds since 1970 */
	enum algorithm algorithm; /* NONE: nothing signed: only pieces that the client holds, or */
	bool unsecured;     /* a token all the same, whose header says "none" */
	uint8_t truth;      /* enum token_truth */
	uint16_t key;       /* row of scenario->token.keys */
};

enum message_kind { MESSAGE_REQUEST, MESSAGE_REPLY, MESSAGE_CALL, MESSAGE_ANSWER,
	MESSAGE_IMPORTED };

/* A recipe: enough to make the exact text (trace/http.h), small enough to keep for each message. */
struct message {
	uint8_t kind;     /* enum message_kind; CALL and ANSWER are RESP to and from store or
			   * database */
	bool write;       /* CALL/ANSWER: SET rather than GET */
	bool peer;        /* CALL/ANSWER: from server to server, about home REPLICA */
	bool adds;        /* CALL/ANSWER: added to a list rather than SET: RPUSH */
	bool database;    /* CALL/ANSWER: "d:" rather than "s:" */
	bool sets_sid, sets_srv, sets_token; /* REPLY: Set-Cookie headers / token in the JSON */
	bool drops;       /* REPLY of logout: cookies set to be dropped */
	bool found;       /* ANSWER to GET: something was there; CALL of a peer that writes no text:
	                   * it is in use, rather than to be removed */
	bool listed;      /* CALL, ANSWER: about the list of revoked logins, "r:"; without an owner:
			   * all of it */
	uint16_t action;  /* row of scenario->actions */
	uint16_t status;  /* REPLY; CALL and ANSWER about the key of a request: its result's */
	uint16_t route;   /* REQUEST: server actor named by the srv cookie; REPLY with sets_srv:
			   * the new one */
	uint16_t piece;   /* view X: the piece in the path; CALL with field writes: the piece;
			   * else NONE16 */
	uint16_t client;  /* actor: owner in user-keyed calls, {"user":..} of a login */
	uint32_t session; /* sid in the cookie, set by the reply, or key of the call; NONE32 */
	uint32_t token;   /* row of tokens carried or set; NONE32 */
	uint32_t key;     /* REQUEST, and CALL about it: row of requests + 1 that its
			   * idempotency key names; 0: none;
			   * ANSWER with all of the list: bytes of its text */
	uint32_t refresh; /* row of texts + 1: the refresh token carried or set; 0: none */
	uint32_t text;    /* row of texts: the body's argument, the reply's content, the stored
			   * value */
	uint32_t wire_bytes;  /* exact length of its text */
	uint32_t state_bytes; /* of its state-carrying headers, line ends counted (PICTURES 6:
			       * 54) */
};

struct request {
	uint16_t action;   /* row of scenario->actions */
	uint16_t client, device; /* actors */
	uint16_t piece;    /* view X */
	uint32_t text;     /* argument, row of texts, or NONE32 */
	bool forced;       /* a login that is not in the script */
	bool repeated;     /* the action again after a forced login */
	uint16_t status;   /* of the newest reply it got, back-filled; 0: none (yet) */
	uint32_t begin_event, end_event; /* first send; device's receive or giving up, back-filled;
	                                  * NONE32 while not kept */
};

struct fields {
	uint16_t status;   /* 0: none */
	uint8_t reason;    /* enum reason */
	uint8_t algorithm; /* enum algorithm, for verify and issue */
	uint16_t key;      /* row of keys, NONE16 */
	int64_t exp_s;     /* 0: none */
	uint32_t token;    /* write, create in a device: row of tokens + 1 that came without a
			    * message: stolen, forged, put back; 0: none */
};

/* What a run that lets go of rows looks through next: see trace_sweep_begin. */
enum trace_sweep { TRACE_SWEEP_NONE, TRACE_SWEEP_REQUESTS, TRACE_SWEEP_ALL };

/* Which text an item had at a version. */
struct content {
	uint32_t item, version, text;
};

struct trace {
	struct arena arena; /* texts and copies of names */
	const struct scenario *scenario; /* effective settings; outlives the trace */
	bool kept;          /* events are there; else only tables, digest and measures */
	bool complete;      /* nothing was dropped and the run ended by its stop */
	bool evidence_all;  /* simulated: everything was seen; false: "unknown" is possible */
	uint64_t dropped;   /* events not kept, behind those kept */
	/* A window into a long run: events before it that are not kept.  Then a `gap` for them
	 * stands first, numbers of events are counted from it (trace_number has the run's), and
	 * `base` is the world where the window begins.  0: kept from the first event on. */
	uint64_t before;
	struct world *base;
	uint64_t end_ns;    /* simulated time at the end */
	uint64_t event_total; /* events made, kept or not */
	uint64_t digest;    /* of all events */

	struct actor *actors;
	uint32_t actor_count, actor_room;
	struct item *items;
	uint32_t item_count, item_room;
	struct session *sessions;
	uint32_t session_count, session_room;
	struct token *tokens;
	uint32_t token_count, token_room;
	struct message *messages;
	uint32_t message_count, message_room;
	struct request *requests;
	uint32_t request_count, request_room;
	struct fields *fields;
	uint32_t fields_count, fields_room;
	struct content *contents;
	uint32_t content_count, content_room;
	const char **texts;
	uint32_t text_count, text_room;
	struct event *events; /* a gap stands last when `dropped` is not 0 */
	uint32_t event_count, event_room;
	uint32_t lead;         /* events of the start, before anything happens: what is there when
	                        * the run begins.  A thief who comes later adds to them. */

	struct event *ring; /* the newest events of a run that is not kept; see trace_ring_event */
	uint32_t ring_room; /* power of two, 0: none */
	uint64_t ring_next; /* number of the event after the newest in it */
	/* A run that is told as it goes on (exchange/format.h) has all that a kept one has, but of
	 * events and messages only the newest, and it lets go of rows that these do not name.
	 * Then messages[] is a ring of so many rows, a power of two. */
	uint32_t message_ring; /* 0: all are kept */
	uint64_t ring_from; /* events from here on are still wanted: before one of them would be
	                     * lost the rings grow.  Set by who reads */
	const struct trace_past *past; /* what the events that are gone said; NULL: all are kept */
	/* By session, as trace_ticket_digits counts them, so that none is compared with all others
	 * again; NULL: not counted. */
	const uint8_t *ticket_digits;
	uint32_t ticket_count; /* sessions of which they are */

	/* A run that keeps nothing lets go of rows that nothing alive names (trace_rows.c): numbers
	 * of requests, sessions and items go on growing, rows of tokens and texts are given
	 * again. */
	bool recycles;
	enum trace_sweep sweep_due; /* set when enough rows have come */
	uint32_t sweep_min;    /* new rows between two sweeps, at least; 0: as it likes */
	struct row_map request_rows, session_rows, item_rows;
	struct brief_session *brief_sessions; /* by row; then there are no `sessions` */
	uint32_t brief_room;
	struct item_run *item_runs; /* in order */
	uint32_t item_run_count, item_run_room;
	struct item_memo *item_memos; /* by the last bits of an item; NULL: few sessions */
	uint32_t block_items;  /* items of one session */
	uint16_t block_pieces[LIMIT_PIECES];
	uint32_t *free_tokens, *free_texts;
	uint32_t free_token_count, free_text_count;
	uint32_t free_token_room, free_text_room;
	uint32_t tokens_sweep_at, texts_sweep_at; /* rows in use at which a sweep pays */
	uint8_t *token_marks, *text_marks;
	struct arena text_arena;

	/* Where rows are found by what they hold. */
	struct row_index text_index, actor_index, fields_index, content_index, owner_index;
	uint32_t *owner_newest; /* by row of owner_index: newest item of a piece and client */
	uint32_t owner_count, owner_room;
};

void trace_init(struct trace *trace, const struct scenario *scenario);
void trace_release(struct trace *trace);

/* Rows; each returns its index.  Texts and names are copied.  A request starts without status,
 * begin and end, a session without begin, whatever the argument says. */
uint16_t trace_add_actor(struct trace *trace, enum role role, const char *id, const char *name,
    uint16_t client, uint16_t index, uint16_t member);
uint32_t trace_add_item(struct trace *trace, struct item item);
uint32_t trace_add_session(struct trace *trace, struct session session);
uint32_t trace_add_token(struct trace *trace, const struct token *token);
uint32_t trace_add_message(struct trace *trace, const struct message *message);
uint32_t trace_add_request(struct trace *trace, struct request request);
uint32_t trace_add_fields(struct trace *trace, struct fields fields); /* interned */
uint32_t trace_add_text(struct trace *trace, const char *text);       /* interned */
/* What item says at version; said twice it must say the same. */
void trace_add_content(struct trace *trace, uint32_t item, uint32_t version, uint32_t text);

/* Makes the run, of which nothing is kept, one that lets go of rows; before it has any. */
void trace_recycle(struct trace *trace);
/* One item for each session-keyed piece of the scenario; returns the first. */
uint32_t trace_add_session_items(struct trace *trace, uint32_t session, uint16_t client);

/* One more request of a run that lets go of rows, of which nothing is remembered but its number;
 * what others remember of it they keep in a row of their own (row_map_tell). */
static inline __attribute__((always_inline)) uint32_t
trace_count_request(struct trace *trace)
{
	uint32_t number = trace->request_rows.next++;

	CHECK(number != NONE32);
	trace->request_count = trace->request_rows.next;
	return number;
}

/* Rows by number; a row that is let go of has none: NULL, or NONE32. */
static inline struct token *
trace_token_row(const struct trace *trace, uint32_t token)
{
	return &trace->tokens[token];
}

/* Has it a text of its own: signed, or of alg none? */
static inline bool
token_is_jwt(const struct token *token)
{
	return token->algorithm != ALGORITHM_NONE || token->unsecured;
}

/* Before its end, by true time. */
static inline bool
token_is_live(const struct trace *trace, const struct token *token, uint64_t at_ns)
{
	int64_t left_s = token->exp_s - trace->scenario->epoch_s;

	return left_s > 0 && at_ns / 1000000000u < (uint64_t)left_s;
}

static inline struct request *
trace_request_row(const struct trace *trace, uint32_t request)
{
	uint32_t row = row_map_row(&trace->request_rows, request);

	return row >= trace->request_room ? NULL : &trace->requests[row];
}

/* All of a session that is not let go of, and parts of it that are asked for often. */
struct session trace_session_of(const struct trace *trace, uint32_t session);
uint32_t trace_session_item(const struct trace *trace, uint32_t session); /* first_item */
static inline uint16_t
trace_session_client(const struct trace *trace, uint32_t session)
{
	uint32_t row = row_map_row(&trace->session_rows, session);

	CHECK(row != NONE32);
	return trace->recycles ? trace->brief_sessions[row].client : trace->sessions[row].client;
}

/* Where a table by item has its row: with TRACE_BLOCK set it is one of those that come and go with
 * sessions.  NONE32: let go of. */
#define TRACE_BLOCK 0x80000000u
struct item_spot trace_find_spot(const struct trace *trace, uint32_t item);
/* What an item's number leads to: from memory, when it was asked for lately. */
static inline struct item_spot
trace_item_spot(const struct trace *trace, uint32_t item)
{
	if (trace->item_memos != NULL) {
		const struct item_memo *memo = &trace->item_memos[item & (ITEM_MEMOS - 1)];

		if (memo->item == item && (memo->spot.block
		    ? trace->session_rows.numbers[memo->spot.row] == memo->spot.session
		    : trace->item_rows.numbers[memo->spot.row] == item))
			return memo->spot;
	}
	return trace_find_spot(trace, item);
}
static inline uint32_t
trace_spot_place(const struct trace *trace, struct item_spot spot)
{
	return spot.block ? TRACE_BLOCK | (spot.row * trace->block_items + spot.rank) : spot.row;
}
static inline uint32_t
trace_item_place(const struct trace *trace, uint32_t item)
{
	if (!trace->recycles)
		return row_map_row(&trace->item_rows, item);
	return trace_spot_place(trace, trace_item_spot(trace, item));
}
/* What an item is; of one let go of, piece NONE16. */
struct item trace_item_of(const struct trace *trace, uint32_t item);

/* The owner of a run that lets go of rows says what is still named when sweep_due says so: begin,
 * mark (NONE32 is fine), end.  Session rows take their items
 * with them, and items of other kinds that belong to a session. */
void trace_sweep_begin(struct trace *trace, enum trace_sweep sweep);
void trace_mark_request(struct trace *trace, uint32_t request);
void trace_mark_session(struct trace *trace, uint32_t session);
void trace_mark_token(struct trace *trace, uint32_t token);
void trace_mark_text(struct trace *trace, uint32_t text);
/* Of a told run: what an event names, so that it can be said. */
void trace_mark_event(struct trace *trace, const struct event *event, bool all);
/* Rows that were looked at: for requests alone, and for all.  True when rows of texts may now say
 * something else. */
bool trace_sweep_end(struct trace *trace, uint32_t request_roots, uint32_t roots);
/* Adds its tables. */
void trace_footprint(const struct trace *trace, struct footprint *footprint);

/* The number in the run of an event of a trace that may be a window. */
static inline uint64_t
trace_number(const struct trace *trace, uint32_t event)
{
	return trace->before == 0 ? event : trace->before - 1 + event;
}

/* The event of that number while it is known: kept, or still in a ring; else NULL.  While a run
 * that has a ring goes on past what it keeps, the gap that stands last is passed over. */
const struct event *trace_event(const struct trace *trace, uint64_t number);
/* The event of that number if a ring was asked for and still has it, else NULL.  Numbers of causes
 * and pairs are those of the run; rows that its numbers name may be gone. */
const struct event *trace_ring_event(const struct trace *trace, uint64_t number);
/* The oldest that it has. */
static inline uint64_t
trace_ring_first(const struct trace *trace)
{
	return trace->ring_next > trace->ring_room ? trace->ring_next - trace->ring_room : 0;
}

static inline bool
trace_is_told(const struct trace *trace)
{
	return trace->message_ring > 0;
}

/* The message of that number while it is known, else NULL. */
static inline struct message *
trace_message(const struct trace *trace, uint32_t number)
{
	if (number >= trace->message_count)
		return NULL;
	if (trace->message_ring == 0)
		return &trace->messages[number];
	if (trace->message_count - number > trace->message_ring)
		return NULL;
	return &trace->messages[number & (trace->message_ring - 1)];
}

/* Lookups; NONE16 / NONE32 when there is none. */
uint16_t trace_actor(const struct trace *trace, const char *id);
uint16_t trace_first(const struct trace *trace, enum role role); /* the first actor of a role */
/* "cart", "ticket", "route", "key": row of the trace's pieces, or NONE16. */
uint16_t trace_piece(const struct trace *trace, const char *id);
const char *trace_piece_id(const struct trace *trace, uint16_t piece);
/* The same for people: in the words of the scenario's cast. */
const char *trace_piece_name(const struct trace *trace, uint16_t piece);
/* Is it the piece that remembers refresh tokens? */
bool trace_is_refresh(const struct trace *trace, uint16_t piece);
/* Row TRACE_PIECE_x as a piece index of this trace. */
uint16_t trace_extra_piece(const struct trace *trace, enum trace_piece extra);
/* Row of texts, or NONE32. */
uint32_t trace_content(const struct trace *trace, uint32_t item, uint32_t version);
/* "" for NONE32. */
const char *trace_text(const struct trace *trace, uint32_t text);
/* Newest item of a piece and client (NONE16: keys), or NONE32; go on with items[i].older. */
uint32_t trace_items_of(const struct trace *trace, uint16_t piece, uint16_t client);
/* True when `actor` is `who` or a device of client `who`; false when either is NONE16. */
bool trace_actor_is(const struct trace *trace, uint16_t actor, uint16_t who);
/* The client behind a device, a client itself; NONE16 for others. */
uint16_t trace_client_of(const struct trace *trace, uint16_t actor);
/* Digits of each session's ticket by the ids of all sessions of a run, an array of `count` that the
 * caller gives back by mem_free; NULL for none. */
struct sid {
	uint64_t high, low;
};
uint8_t *trace_ticket_digits(const struct sid *sids, uint32_t count);
/* "7f3", or as many more digits as tell it from every other session of the run; into out. */
void trace_ticket(const struct trace *trace, uint32_t session, char out[33]);
/* All 32 digits. */
void trace_sid(const struct trace *trace, uint32_t session, char out[33]);
/* The event's reason, status: REASON_NONE / 0 without fields. */
enum reason trace_reason(const struct trace *trace, const struct event *event);
/* Client (actor) an event concerns: of its request, its item, its device; or NONE16. */
uint16_t trace_event_client(const struct trace *trace, const struct event *event);
/* Does something fail, come or go here that is no mending of it? */
bool trace_event_is_fault(const struct trace *trace, const struct event *event);
/* Where the entry of a state event lies: its actor, but for home TOKEN and CLIENT the device. */
uint16_t trace_event_place(const struct trace *trace, const struct event *event);
/* How many events lie before the moment: those with at_ns < t, and those with at_ns <= t. */
uint32_t trace_seek(const struct trace *trace, uint64_t at_ns);
uint32_t trace_seek_after(const struct trace *trace, uint64_t at_ns);

#endif
