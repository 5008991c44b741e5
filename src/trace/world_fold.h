/* trace/world_fold.h - the fold itself, for what keeps a world of its own: the cursor, the
 * measures.
 *
 * One function per kind, found through a table.  A world is plain data with slots, not pointers: a
 * copy is a checkpoint.  Tables of the trace may grow while a world is folded.
 */
#ifndef TRACE_WORLD_FOLD_H
#define TRACE_WORLD_FOLD_H

#include "trace/world.h"

/* The world before anything happened: all places up, nothing held. */
void world_init(struct world *world, const struct trace *trace);
void world_release(struct world *world);
/* The world where a window begins, by whose numbers none of the events that led to it has one but
 * the gap before it: what was under way is not known any more. */
void world_forget_events(struct world *world);
/* Makes *copy, which is released or zeroed, the same world. */
void world_copy(struct world *copy, const struct world *world);
/* Folds the event with index world->next; `message` is its recipe or NULL (then event->message). */
void world_fold(struct world *world, const struct event *event, const struct message *message);
/* Rows of what was last heard of a session, a request: made when first asked for. */
struct world_session *world_session_row(const struct world *world, uint32_t session);
/* The session whose row it is, NONE32; the item of its login, NONE32 until one was created. */
uint32_t world_session_at(const struct world *world, uint32_t row);
uint32_t world_login(const struct world *world, uint32_t row);
/* Of a run that lets go of rows: rows of sessions that are free now are as if new. */
void world_let_go(struct world *world);
struct world_request *world_request_row(const struct world *world, uint32_t request);
/* Older attempts, of which the request's row says nothing any more: one joins their list, or is
 * taken from it (false: it is not there). */
SELDOM void world_add_attempt(struct world *world, const struct world_request *row,
    uint32_t request);
SELDOM bool world_take_attempt(struct world *world, uint32_t request, uint16_t place,
    uint16_t number, enum request_stage stage, uint64_t *since_ns);
/* The newest made entry of an item: a slot or NONE32. */
uint32_t *world_item_first(const struct world *world, uint32_t item);
/* Steps of the fold, used by its functions.  world_make_room: rows for all that the trace's tables
 * have now.  world_put: the entry of item at place, made if it was not there.  world_remove: slot's
 * entry is gone.  world_slot: slot of an entry or NONE32. */
void world_make_room(struct world *world);
static inline bool
world_has_room(const struct world *world)
{
	const struct trace *trace = world->trace;

	return trace->actor_count <= world->place_room &&
	    trace->session_rows.room <= world->session_room &&
	    trace->request_rows.room <= world->request_room &&
	    trace->item_rows.room <= world->item_room;
}
/* The message's recipe, or NULL. */
static inline const struct message *
world_recipe(const struct world *world, const struct event *event, const struct message *message)
{
	return message == NULL ? trace_message(world->trace, event->message) : message;
}
struct holding *world_put(struct world *world, uint16_t place, uint32_t item);
enum world_tier world_tier_of(const struct world *world, uint16_t place);

/* ---- world_packed.c: entries of sessions in a word, where only sums are asked of a world ---- */
static inline bool
world_packs(const struct world *world)
{
	return world->lean && world->trace->recycles;
}
/* What stands for an item's first entry: an entry itself? */
bool world_is_packed(uint32_t word);
/* Is the item's one entry in a word; and if it is at this place, its version. */
bool world_is_packed_item(const struct world *world, uint32_t item);
uint16_t world_packed_place(const struct world *world, uint32_t item); /* NONE16: it is not */
bool world_packed_version(const struct world *world, uint16_t place, uint32_t item,
    uint32_t *version);
/* Makes or writes the entry that the event is about, in a word; false: not possible, nothing was
 * done.  Of a world that packs, as the others. */
bool world_pack(struct world *world, uint16_t place, const struct event *event);
/* The entry in a word at this place is gone; false: there is none. */
bool world_drop_packed(struct world *world, uint16_t place, uint32_t item);
/* Into the pool with it, if it is in a word. */
void world_unpack(struct world *world, uint32_t item);
/* The next item with an entry in a word at this place, from *from (0 at first) on; NONE32. */
uint32_t world_next_packed(const struct world *world, uint16_t place, uint32_t *from);
void world_resize(struct world *world, struct holding *holding, uint64_t bytes);
void world_remove(struct world *world, uint32_t slot);
uint32_t world_slot(const struct world *world, uint16_t place, uint32_t item);
void world_add_flight(struct world *world, struct flight flight);
void world_end_flight(struct world *world, uint32_t send);
void world_add_loss(struct world *world, const struct holding *holding, uint32_t event);
void world_drop_losses(struct world *world, uint16_t place);
/* The link between two servers is cut, or no more. */
void world_set_cut(struct world *world, uint16_t one, uint16_t other, bool cut);
/* Bytes that a world takes, without the tables of the trace. */
size_t world_bytes(const struct world *world);
void world_footprint(const struct world *world, struct footprint *footprint);

#endif
