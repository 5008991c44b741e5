/* engine/shelf.h - what a place whose memory is bounded keeps beside the entries of sessions and
 * users: keys and counts of requests (ledger.c), its list of revoked logins (deny.c).  All of it
 * takes room there, and with lru the longest unused goes, whatever it is.
 */
#ifndef ENGINE_SHELF_H
#define ENGINE_SHELF_H

#include <stdbool.h>
#include <stdint.h>

struct engine;

enum shelf_kind { SHELF_RECORD, SHELF_DENIAL, SHELF_KINDS };

/* The order of use, of each kind at each place: rows of their tables, NONE32 ends. */
struct shelf {
	uint32_t oldest[SHELF_KINDS], newest[SHELF_KINDS];
};
struct shelf_link {
	uint64_t used_ns;
	uint32_t older, newer;
};

/* What is not pushed out because room is made for it: rows, NONE32. */
struct shelf_own {
	uint32_t hold, record, denial;
};

struct shelf_item {
	uint32_t row; /* NONE32: there is none */
	enum shelf_kind kind;
	uint64_t used_ns;
};

void shelf_start(struct shelf *shelf);
/* Something is new at its place, was used, has become longer, or goes: nothing where memory is
 * unlimited. */
void shelf_put(struct engine *engine, enum shelf_kind kind, uint32_t row, uint64_t bytes);
void shelf_use(struct engine *engine, enum shelf_kind kind, uint32_t row);
void shelf_resize(struct engine *engine, uint16_t place, uint64_t before, uint64_t bytes);
void shelf_drop(struct engine *engine, enum shelf_kind kind, uint32_t row, uint64_t bytes);
/* The longest unused of a place's, but for what is `own`. */
struct shelf_item shelf_oldest(const struct engine *engine, const struct shelf *shelf,
    const struct shelf_own *own);
/* It goes; the event. */
uint32_t shelf_push_out(struct engine *engine, const struct shelf_item *item, uint32_t cause);
/* What all of it takes at a place, row by row: for invariants. */
uint64_t shelf_bytes(const struct engine *engine, uint16_t place);

#endif
