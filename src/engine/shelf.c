/* The order in which keys, counts and revoked logins were used at a place whose memory is bounded,
 * and how they go. */
#include "base/check.h"
#include "engine/inside.h"

void
shelf_start(struct shelf *shelf)
{
	for (int kind = 0; kind < SHELF_KINDS; kind++)
		shelf->oldest[kind] = shelf->newest[kind] = NONE32;
}

static struct shelf_link *
link_of(const struct engine *engine, enum shelf_kind kind, uint32_t row)
{
	return kind == SHELF_RECORD ? &engine->ledger.records[row].use : &engine->denials[row].use;
}

static uint16_t
place_of(const struct engine *engine, enum shelf_kind kind, uint32_t row)
{
	return kind == SHELF_RECORD ? engine->ledger.records[row].place
	                            : engine->denials[row].place;
}

/* The shelf of a place and what is taken there; NULL: its memory is unlimited. */
static struct shelf *
shelf_of(struct engine *engine, uint16_t place, uint64_t **bytes)
{
	const struct actor *actor = &engine->trace->actors[place];
	struct server *server;

	if (!engine->store.counts_bytes && !engine->bounds_memory)
		return NULL;
	if (actor->role == ROLE_STORE) {
		*bytes = &engine->store.used_bytes;
		return engine->store.counts_bytes ? &engine->store.shelf : NULL;
	}
	if (actor->role != ROLE_SERVER || !engine->bounds_memory)
		return NULL;
	server = &engine->servers[actor->index];
	*bytes = &server->held_bytes;
	return &server->shelf;
}

static void
unlink_item(struct engine *engine, struct shelf *shelf, enum shelf_kind kind, uint32_t row)
{
	struct shelf_link link = *link_of(engine, kind, row);

	if (link.older == NONE32)
		shelf->oldest[kind] = link.newer;
	else
		link_of(engine, kind, link.older)->newer = link.newer;
	if (link.newer == NONE32)
		shelf->newest[kind] = link.older;
	else
		link_of(engine, kind, link.newer)->older = link.older;
}

static void
append_item(struct engine *engine, struct shelf *shelf, enum shelf_kind kind, uint32_t row)
{
	uint32_t newest = shelf->newest[kind];

	*link_of(engine, kind, row) = (struct shelf_link){ engine->now_ns, newest, NONE32 };
	if (newest == NONE32)
		shelf->oldest[kind] = row;
	else
		link_of(engine, kind, newest)->newer = row;
	shelf->newest[kind] = row;
}

void
shelf_put(struct engine *engine, enum shelf_kind kind, uint32_t row, uint64_t bytes)
{
	uint64_t *taken;
	struct shelf *shelf = shelf_of(engine, place_of(engine, kind, row), &taken);

	if (shelf == NULL)
		return;
	*taken += bytes;
	append_item(engine, shelf, kind, row);
}

void
shelf_use(struct engine *engine, enum shelf_kind kind, uint32_t row)
{
	uint64_t *taken;
	struct shelf *shelf = shelf_of(engine, place_of(engine, kind, row), &taken);

	if (shelf == NULL)
		return;
	unlink_item(engine, shelf, kind, row);
	append_item(engine, shelf, kind, row);
}

void
shelf_resize(struct engine *engine, uint16_t place, uint64_t before, uint64_t bytes)
{
	uint64_t *taken;

	if (shelf_of(engine, place, &taken) != NULL)
		*taken += bytes - before;
}

void
shelf_drop(struct engine *engine, enum shelf_kind kind, uint32_t row, uint64_t bytes)
{
	uint64_t *taken;
	struct shelf *shelf = shelf_of(engine, place_of(engine, kind, row), &taken);

	if (shelf == NULL)
		return;
	CHECK(*taken >= bytes);
	*taken -= bytes;
	unlink_item(engine, shelf, kind, row);
}

struct shelf_item
shelf_oldest(const struct engine *engine, const struct shelf *shelf, const struct shelf_own *own)
{
	const uint32_t owns[SHELF_KINDS] = { [SHELF_RECORD] = own->record,
		[SHELF_DENIAL] = own->denial };
	struct shelf_item oldest = { .row = NONE32, .used_ns = UINT64_MAX };

	for (int kind = 0; kind < SHELF_KINDS; kind++) {
		uint32_t row = shelf->oldest[kind];
		const struct shelf_link *link;

		if (row != NONE32 && row == owns[kind])
			row = link_of(engine, (enum shelf_kind)kind, row)->newer;
		if (row == NONE32)
			continue;
		link = link_of(engine, (enum shelf_kind)kind, row);
		if (oldest.row == NONE32 || link->used_ns < oldest.used_ns)
			oldest = (struct shelf_item){ row, (enum shelf_kind)kind, link->used_ns };
	}
	return oldest;
}

uint32_t
shelf_push_out(struct engine *engine, const struct shelf_item *item, uint32_t cause)
{
	return item->kind == SHELF_RECORD ? ledger_push_out(engine, item->row, cause)
	                                  : deny_push_out(engine, item->row, cause);
}

uint64_t
shelf_bytes(const struct engine *engine, uint16_t place)
{
	uint64_t bytes = 0;

	for (uint32_t row = 0; row < engine->ledger.count; row++)
		if (engine->ledger.records[row].used && engine->ledger.records[row].place == place)
			bytes += engine->ledger.records[row].bytes;
	return bytes + deny_bytes(engine, place);
}
