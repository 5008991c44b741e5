/* engine/store.h - the store and the database behind their door: who waits, what has room, who may
 * write over what, and what copies of the store know.
 *
 *    arrives ──▶ lock ──▶ queue ──▶ latency ──▶ objection? ──▶ done, and noted for the copies
 *
 * Calls are rows of inside.h; what is here they go through on their way (stores.c).
 */
#ifndef ENGINE_STORE_H
#define ENGINE_STORE_H

#include "engine/inside.h"

/* A request has an entry of the store or the database for itself (store.lock: exclusive). */
struct entry_lock {
	uint32_t owner;
	uint32_t trip;          /* that has it */
	uint32_t first, last;   /* calls that wait for it, linked by next_waiting */
	uint32_t next, next_of_trip;
	uint16_t generation, trip_generation;
	uint8_t home;
	bool user, used;
	bool released; /* while its place hangs */
};

/* One write that the copies of the store have not got yet: what was there before. */
struct unsent {
	uint64_t at_ns;
	uint32_t owner, version, text;
	uint16_t piece;
	bool user, was_there;
	/* Of the ledger: owner is a person, user true.  Of the list of revoked logins: key is
	 * before_ns. */
	bool of_ledger, of_list;
	uint8_t kind;    /* enum ledger_kind */
	uint32_t count;  /* LEDGER_COUNT: so many before */
	uint64_t key;
};

/* ---- stores.c ---- */
TWICE void store_call(struct engine *engine, uint32_t trip, const struct op *op);
TWICE void store_receive(struct engine *engine, const struct timer *timer);
TWICE void store_answer(struct engine *engine, const struct timer *timer);
TWICE void store_answer_arrives(struct engine *engine, const struct timer *timer);
TWICE void store_refused(struct engine *engine, const struct timer *timer);
TWICE void store_lost(struct engine *engine, const struct timer *timer);
TWICE void store_crash(struct engine *engine, enum home home, uint32_t crash);
TWICE struct place_store *store_of(struct engine *engine, enum home home);
/* The call begins its latency. */
TWICE void store_work(struct engine *engine, uint32_t call);
/* A call comes to its place once no lock keeps it out. */
TWICE void store_admit(struct engine *engine, uint32_t call);
/* What the place had in hand is lost to who asked. */
TWICE void store_break(struct engine *engine, enum home home, uint32_t cause);
/* The place will not do it: its server knows one hop later. */
SELDOM TWICE void store_refuse(struct engine *engine, uint32_t call, uint32_t pair,
    enum reason reason);
TWICE struct event *call_event(struct engine *engine, const struct call *call, enum event_kind kind,
    uint16_t actor, uint16_t other);
TWICE void call_emit(struct engine *engine, struct call *call, struct event *event,
    const struct message *message);
TWICE bool call_is_awaited(const struct engine *engine, const struct call *call);
TWICE uint16_t call_server(const struct engine *engine, const struct call *call);

/* ---- store_stall.c: a place that hangs, or is slow ---- */
/* A call at a place that hangs has just arrived, or its work would have ended. */
enum stalled { STALLED_NOT, STALLED_ARRIVED, STALLED_DONE };
void stall_begin(struct engine *engine, enum home home);
/* It goes on with what it has in hand. */
void stall_end(struct engine *engine, enum home home);
/* It has nothing in hand any more: it is another process. */
void stall_forget(struct engine *engine, enum home home);
void stall_call(struct engine *engine, uint32_t call, enum stalled stage);
/* The trip does not wait for its call any longer. */
void stall_give_up(struct engine *engine, uint32_t trip);
/* So much of the place's work takes as long as this. */
uint64_t slowed_ns(const struct place_store *place, uint64_t ns);

/* ---- store_entries.c: what the place does with what lies there ---- */
TWICE void call_do(struct engine *engine, struct call *call, uint16_t place);
/* Pieces that a write of the whole blob puts back beside those that it changes. */
TWICE uint32_t call_puts_back(const struct engine *engine, const struct call *call);
/* Pieces that lie at the call's place under its key: one blob, read and written whole. */
static inline uint32_t
call_blob(const struct engine *engine, const struct call *call)
{
	return engine->home_masks[call->op.home] &
	    (call->op.user ? engine->user_pieces : engine->session_pieces);
}
/* Nothing else under the key of a login that is not there is looked at, unless the action would
 * have done without. */
static inline bool
call_needs_login(const struct engine *engine, const struct call *call)
{
	return engine->scenario->actions[call->action].needs_login;
}


/* ---- store_queue.c: what the store can do in a second ---- */
void queue_setup(struct engine *engine);
/* The store's capacity or its latency is another from now on. */
void queue_change(struct engine *engine);
/* The call is taken up now or waits. */
void queue_enter(struct engine *engine, uint32_t call);
/* The same for a server that fetches the list of revoked logins. */
void queue_enter_poll(struct engine *engine, uint32_t server);
/* What waits behind it, NONE32: nothing. */
uint32_t queue_next(const struct engine *engine, uint32_t row);
void queue_emit_wait(struct engine *engine, struct call *call, uint32_t count,
    enum reason reason);
/* It has waited long enough. */
void queue_emit_start(struct engine *engine, struct call *call);
/* The store hung, and goes on. */
void queue_go_on(struct engine *engine);
void store_turn(struct engine *engine, const struct timer *timer);
void queue_empty(struct engine *engine, struct place_store *place);

/* ---- store_lock.c: who may write over what ---- */
void lock_setup(struct engine *engine);
/* False: the call waits for somebody else's lock. */
bool lock_enter(struct engine *engine, uint32_t call);
/* The request is answered, or its server died: the places hear of it a hop later. */
void lock_give_back(struct engine *engine, struct trip *trip);
void lock_released(struct engine *engine, const struct timer *timer);
void lock_expired(struct engine *engine, const struct timer *timer);
void lock_forget(struct engine *engine, enum home home);
/* The place hung, and hears now who has released what. */
void lock_go_on(struct engine *engine, enum home home);
/* True when something under the key has changed since the call's request read it. */
bool lock_conflicts(const struct engine *engine, const struct call *call, uint16_t place);
/* What comes after a refused write: reads and tries again, or gives up. */
void lock_retry(struct engine *engine, struct trip *trip, const struct op *op);

/* ---- store_room.c: memory, and what goes when it is full ---- */
void room_setup(struct engine *engine);
/* True when the call's write finds room, others' entries gone if need be. */
bool room_make(struct engine *engine, struct call *call, uint16_t place);
/* The same for so many bytes beside what is there of `own`. */
bool room_for(struct engine *engine, uint64_t bytes, const struct shelf_own *own, uint32_t cause);
/* Its bound is another one: what there is too much of goes. */
void room_change(struct engine *engine, uint32_t cause);
void room_used(struct engine *engine, uint32_t hold);
void room_left(struct engine *engine, uint32_t hold);
/* All that is kept there is gone. */
void store_forget(struct engine *engine, enum home home);

/* ---- store_followers.c: the store's followers ---- */
/* A piece of the store is about to change. */
void followers_note(struct engine *engine, uint32_t hold, uint16_t piece);
/* The time of an entry was over, at the copies as well: nothing of it comes back. */
void followers_expired(struct engine *engine, bool user, uint32_t owner);
void followers_expired_denial(struct engine *engine, uint32_t owner);
void followers_expired_record(struct engine *engine, enum ledger_kind kind, uint64_t key);
/* The store is gone: what was not sent by now is lost. */
/* The same for what is kept there about requests. */
void followers_note_record(struct engine *engine, enum ledger_kind kind, uint64_t key,
    uint32_t person);
/* `denial`: the entry of the list as it is, NULL: there is none yet. */
void followers_note_denial(struct engine *engine, uint32_t owner, const struct denial *denial);
void followers_cut(struct engine *engine);
void followers_take_over(struct engine *engine, uint32_t cause);
/* Their lag is another one, or (number) how many they are. */
void followers_change(struct engine *engine, bool number);
/* Is there a tail that a copy may come to lack? */
bool followers_lag(const struct engine *engine);

#endif
