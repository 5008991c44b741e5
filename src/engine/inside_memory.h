/* engine/inside_memory.h - what servers hold beyond one session: bounds, caches, copies for each
 * other; the part of inside.h about it.
 */
#ifndef ENGINE_INSIDE_MEMORY_H
#define ENGINE_INSIDE_MEMORY_H

#include "engine/inside.h"

/* ---- memory.c: servers' memory, where it is bounded ---- */
/* What happens to holds of servers, told by holds.c. */
void memory_add(struct engine *engine, uint32_t hold);
void memory_use(struct engine *engine, uint32_t hold);
void memory_put(struct engine *engine, uint32_t hold, uint16_t piece);
void memory_take(struct engine *engine, uint32_t hold, uint32_t pieces);
void memory_remove(struct engine *engine, uint32_t hold);
/* Is there room for these pieces as they are? */
bool memory_fits(const struct engine *engine, uint32_t server, uint32_t pieces);
/* Makes room for so many bytes beside what is there of `own`; as memory_admit. */
bool memory_make(struct engine *engine, uint32_t server, uint64_t bytes,
    const struct shelf_own *own, uint32_t *cause);
/* Makes room for pieces of an owner that are not there yet; *cause is the newest event of it.
 * False: there is none, and nothing goes. */
bool memory_admit(struct engine *engine, uint32_t server, bool user, uint32_t owner,
    uint32_t pieces, uint32_t *cause);
/* Its bound is another one: what there is too much of goes, the longest unused first. */
void memory_change(struct engine *engine, uint32_t cause);
/* False when what the request's action makes would be refused. */
bool memory_allows(const struct engine *engine, const struct trip *trip);

/* ---- cache.c: what servers remember of stores ---- */
/* Answers a read of these pieces when all are there; false: nothing was done. */
bool cache_read(struct engine *engine, struct trip *trip, uint32_t pieces);
/* What came from a store, or was written there, is remembered. */
void cache_fill(struct engine *engine, struct trip *trip, uint16_t from, uint16_t piece,
    uint32_t version, uint32_t text);
void cache_drop(struct engine *engine, struct trip *trip, uint16_t piece);
void cache_timer(struct engine *engine, const struct timer *timer);
void cache_empty(struct engine *engine, uint16_t server);

/* ---- copies.c: home replica, what servers keep for each other ---- */
/* Tells the other holders what the trip wrote, removed or used.  True when its reply waits. */
bool copies_spread(struct engine *engine, uint32_t trip);
/* A server without the piece asks who has it.  True when the trip waits for the answer. */
bool copies_fetch(struct engine *engine, uint32_t trip, const struct op *op);
/* Room for what holders know of each other, by hold; and a holder hears of the others. */
void copies_grow(struct engine *engine);
void copies_told(struct engine *engine, uint32_t hold, const struct server_set *holders);
/* The set of believed servers changed: what lacks copies gets them. */
void copies_repair(struct engine *engine, uint32_t cause);
void copies_joined(struct engine *engine, const struct timer *timer);
/* The server's hold was used: are its copies to be told? */
bool copies_are_old(const struct engine *engine, uint32_t hold);

/* ---- errands.c: what servers send each other ---- */
/* How often the link between two servers was cut or healed: odd, it is cut. */
uint16_t errands_link(const struct engine *engine, uint32_t one, uint32_t other);
void errands_turn_link(struct engine *engine, uint32_t one, uint32_t other);
struct errand *errand_new(struct engine *engine, uint32_t *row);
void errand_end(struct engine *engine, uint32_t row);
void errand_send(struct engine *engine, uint32_t row);
void errand_leaves(struct engine *engine, const struct timer *timer);
void errand_arrives(struct engine *engine, const struct timer *timer);
void errand_applied(struct engine *engine, const struct timer *timer);
void errand_answered(struct engine *engine, const struct timer *timer);
void errand_refused(struct engine *engine, const struct timer *timer);
void errand_lost(struct engine *engine, const struct timer *timer);
/* A worker takes the first copy that waits at the server. */
void errand_start(struct engine *engine, uint32_t server);
/* The server is gone, or nobody believes in it any more: what it has in hand is given up. */
void errands_crash(struct engine *engine, uint32_t server, uint32_t crash);
void errands_give_up(struct engine *engine, uint32_t server);
/* copies.c: what an errand does where it arrives, and the server that a refused copy goes to. */
void copies_apply(struct engine *engine, struct errand *errand);
bool copies_fit(const struct engine *engine, const struct errand *errand);
void copies_give(struct engine *engine, struct errand *errand);
void copies_take(struct engine *engine, struct errand *errand);
uint32_t copies_next(struct engine *engine, const struct errand *errand);
/* What is to be sent again, as it is now.  False: there is nothing to say any more. */
bool copies_renew(const struct engine *engine, struct errand *errand);

#endif
