/* engine/identity.h - who somebody is: tokens, signing keys, refresh tokens, the list of revoked
 * logins, and attacks on them.  Private to this folder; inside.h brings it along.
 */
#ifndef ENGINE_IDENTITY_H
#define ENGINE_IDENTITY_H

#include "engine/inside.h"

/* What a device carried once, to be put back. */
struct pocket {
	uint32_t ticket, token;
	struct renewal refresh;
	uint16_t route;
};

/* An entry of the list of revoked logins: in the store, or in a server's copy. */
struct denial {
	uint64_t until_ns;   /* its token would have ended by itself */
	uint64_t before_ns;  /* of a user: what was signed before does not count */
	uint32_t owner;      /* session, or person */
	uint32_t item;
	uint32_t next;       /* of its bucket, or of the free ones */
	uint32_t seen;       /* poll that found it on the list */
	struct shelf_link use; /* where memory is bounded */
	uint16_t place;      /* actor */
	uint16_t generation;
	bool used;
};

/* A server fetching the list. */
struct poll {
	struct message message; /* on its way */
	struct prng net;        /* what the network does to it */
	struct prng prng;       /* how long the store takes for it */
	struct denial *found;   /* the list as the store answered */
	uint32_t count, room;
	uint32_t number;        /* fetches so far */
	uint32_t cause, send, message_row;
	uint32_t epoch;         /* its server's, when it asked */
	uint64_t latency_ns, queued_ns; /* at the store */
	uint32_t next_waiting;  /* in its queue */
	uint16_t generation;    /* of the timer of its beat */
	uint16_t link;
	bool busy;              /* under way */
	bool waits;             /* in the store's queue */
	uint8_t stalled;        /* enum stalled: in a store that hangs */
	bool again;             /* its server has started anew meanwhile */
};

/* ---- tokens.c: what servers do with tokens ---- */
void work_verify(struct engine *engine, struct trip *trip);
/* Makes anew what the client carries: a token, cookies. */
void work_renew(struct engine *engine, struct trip *trip);
/* The trip's token would be accepted, were no list asked. */
bool token_is_good(const struct engine *engine, const struct trip *trip);
/* Simulated time as this server's clock has it; may be before 0. */
int64_t server_clock_ns(const struct engine *engine, uint32_t server);
/* The end of what is signed when a clock shows this. */
int64_t token_exp_s(const struct engine *engine, int64_t clock_ns);
/* When a token is accepted no more by a right clock. */
uint64_t token_end_ns(const struct engine *engine, int64_t exp_s);

/* ---- signing.c: signing keys of servers, and their clocks ---- */
/* The keys of the ring, at a server that has none. */
void signing_load(struct engine *engine, uint32_t server, uint32_t cause);
/* The new key of a rotation, at all servers but one (NONE16: at all). */
void signing_rotate(struct engine *engine, uint32_t fault, uint16_t except, uint32_t cause);
void signing_retire(struct engine *engine, const struct timer *timer);

/* ---- deny.c: the list of revoked logins ---- */
void deny_start(struct engine *engine);
bool deny_is_by_user(const struct engine *engine);
/* A login on the list, in the store; until its newest token would have ended. */
void deny_login(struct engine *engine, uint32_t session, uint32_t person, uint64_t until_ns,
    uint16_t asked, uint32_t cause);
/* Does the list in this place have the token? */
bool deny_has(const struct engine *engine, uint16_t place, const struct token *token);
/* The place's list has turned the token away: its entry was used. */
void deny_hit(struct engine *engine, uint16_t place, const struct token *token);
/* Bytes that a call adds to the store's list; *row: the entry that it is about, NONE32. */
uint64_t deny_adds(const struct engine *engine, const struct call *call, uint32_t *row);
/* A copy that takes over knows the list as it was before. */
struct unsent;
void deny_take_back(struct engine *engine, const struct unsent *unsent, uint32_t cause);
/* An entry goes to make room; the event. */
uint32_t deny_push_out(struct engine *engine, uint32_t row, uint32_t cause);
/* What a place's list takes, entry by entry. */
uint64_t deny_bytes(const struct engine *engine, uint16_t place);
void deny_empty_place(struct engine *engine, uint16_t place);
/* It is asked from now on, or polled, or polled at other times. */
void deny_change(struct engine *engine, const struct scenario *then, uint32_t cause);
void deny_server_starts(struct engine *engine, uint32_t server);
/* A call about the list, at the store: its message, what it does, its answer. */
void deny_make_message(struct engine *engine, struct call *call, const struct trip *trip);
void deny_call(struct engine *engine, struct call *call);
void deny_make_answer(struct engine *engine, struct call *call);
void deny_ends(struct engine *engine, const struct timer *timer);
void deny_poll(struct engine *engine, const struct timer *timer);
void deny_poll_arrives(struct engine *engine, const struct timer *timer);
/* In the queue of a store with a capacity: it waits, is taken up, or its store crashes. */
void deny_poll_waits(struct engine *engine, uint32_t server, uint32_t waiting);
void deny_poll_starts(struct engine *engine, uint32_t server);
void deny_poll_breaks(struct engine *engine, uint32_t server);
/* The store hung with it in hand, and goes on. */
void deny_poll_goes_on(struct engine *engine, uint32_t server);
/* The store works on it. */
void deny_poll_work(struct engine *engine, uint32_t server);
void deny_poll_done(struct engine *engine, const struct timer *timer);
void deny_poll_answer(struct engine *engine, const struct timer *timer);

/* ---- attacks.c: faults that concern who somebody is ---- */
void attack_revoke(struct engine *engine, uint32_t fault, uint32_t cause);
void attack_expire(struct engine *engine, uint32_t fault, uint32_t cause);
/* server: whose key is stolen, NONE16. */
void attack_steal(struct engine *engine, uint32_t fault, uint16_t server, uint32_t cause);
void device_forge(struct engine *engine, uint32_t device, const struct script_step *step);

/* ---- refresh.c ---- */
void device_put_refresh(struct engine *engine, uint32_t device, const struct renewal *refresh,
    const struct trip *trip, uint32_t request, uint16_t from, enum reason reason, uint32_t cause);
void device_drop_refresh(struct engine *engine, uint32_t device, enum reason reason,
    uint32_t cause, uint32_t request);
void device_take_refresh(struct engine *engine, const struct trip *trip, uint32_t cause);
/* Its token has ended, and it has what gets another. */
bool device_must_refresh(const struct engine *engine, uint32_t device);
bool refresh_checks_token(const struct engine *engine, const struct trip *trip);
/* False: the request fails, and the session's refresh token goes if this one was the newest
 * once. */
bool refresh_is_newest(const struct engine *engine, struct trip *trip);
/* The next one of the trip's session: a row of texts. */
uint32_t refresh_text(struct engine *engine, const struct trip *trip);

#endif
