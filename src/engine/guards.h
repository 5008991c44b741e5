/* engine/guards.h - what servers and stores keep about requests themselves: keys of those done
 * (idempotency), counts of a user's (limiter).  Private to this folder.
 */
#ifndef ENGINE_GUARDS_H
#define ENGINE_GUARDS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/shelf.h"

struct engine;
struct trip;
struct call;
struct op;
struct timer;

/* What makes a reply again: the result that is kept under the key of a request. */
struct kept {
	uint32_t text, session, token; /* shown, given with it: rows or NONE32 */
	uint16_t status;               /* 0: not done yet */
};

/* What became of the claim of a key. */
enum verdict { VERDICT_CLAIMED, VERDICT_DONE, VERDICT_BUSY };

/* What a place keeps about requests: the key of one (idempotency), the count of a user's
 * (limiter). */
enum ledger_kind { LEDGER_KEY, LEDGER_COUNT, LEDGER_KINDS };
struct record {
	uint64_t key;        /* of the request; of the user */
	uint64_t until_ns;
	struct kept kept;
	uint32_t count;
	uint32_t item;       /* its own, whatever it is used for */
	uint32_t person;
	uint32_t next, previous; /* by time of expiry; next: free */
	struct shelf_link use; /* where memory is bounded */
	uint32_t bytes;      /* what it occupies there */
	uint32_t trip;       /* that claimed it */
	uint16_t trip_generation;
	uint16_t place;      /* actor */
	uint8_t kind;        /* enum ledger_kind */
	uint8_t home;
	bool used;
};

/* Records are found by a hash of kind, place and key. */
struct ledger {
	struct record *records;
	uint32_t count, room;
	uint32_t *slots;     /* record + 1, 0 empty */
	uint32_t slot_count, used;
	uint32_t first[LEDGER_KINDS], last[LEDGER_KINDS];
	uint64_t armed_ns[LEDGER_KINDS]; /* when its timer comes up, UINT64_MAX: none */
	uint16_t armed[LEDGER_KINDS];    /* generation of that timer */
};

/* ---- ledger.c: what places keep about requests ---- */
void ledger_start(struct engine *engine);
void ledger_release(struct engine *engine);
/* The record, or NONE32. */
uint32_t ledger_find(const struct engine *engine, enum ledger_kind kind, uint16_t place,
    uint64_t key);
/* A record that is not there yet, which goes by itself `keep_ns` from now. */
uint32_t ledger_add(struct engine *engine, enum ledger_kind kind, uint16_t place, uint8_t home,
    uint64_t key, uint32_t person, uint64_t keep_ns);
/* The record was used, and occupies so much from now on. */
void ledger_use(struct engine *engine, uint32_t row, uint64_t bytes);
/* What was there is gone with the place's memory. */
void ledger_drop(struct engine *engine, uint32_t row);
/* The same to make room; the event. */
uint32_t ledger_push_out(struct engine *engine, uint32_t row, uint32_t cause);
void ledger_empty_place(struct engine *engine, uint16_t place);
void ledger_timer(struct engine *engine, const struct timer *timer);

/* ---- guards.c: keys of requests and counts of users, before anything is done for them ---- */
/* Claims the trip's key in the server's own memory, or takes what is kept there.  Where that is
 * full the trip fails, here and in the next one. */
void guard_claim(struct engine *engine, struct trip *trip);
/* Keeps the trip's result in the server's own memory. */
void guard_keep(struct engine *engine, struct trip *trip);
/* Counts the trip in its server's memory: its user's requests so far; NONE32: there is no room. */
uint32_t guard_count(struct engine *engine, struct trip *trip);
/* True for an operation about keys or counts: the pieces have no part in it. */
bool guard_does(const struct op *op);
/* The same at a store, as calls: what goes with the call, what the place does, what is heard. */
void guard_fill(struct engine *engine, struct call *call, const struct trip *trip);
void guard_make_call(struct engine *engine, struct call *call);
struct unsent;
void guard_take_back(struct engine *engine, const struct unsent *unsent, uint32_t cause);
/* Bytes that a call adds to what the store keeps; *row: the record that it is about, NONE32. */
uint64_t guard_adds(const struct engine *engine, const struct call *call, uint32_t *row);
void guard_at_place(struct engine *engine, struct call *call, uint16_t place);
void guard_make_answer(struct engine *engine, struct call *call);
void guard_give(struct engine *engine, const struct call *call, struct trip *trip);

#endif
