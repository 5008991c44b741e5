/* The balancer's table of sessions: a row says which server a session goes to.
 *
 * A row is a hold at the balancer, owned by its session, of which the first two cells are used:
 * its version and server, and its item.  Nothing ends it but that it was not used for long.
 */
#include "base/check.h"
#include "engine/inside.h"

/* Cells of a hold at the balancer: never fewer than two. */
enum table_cell { CELL_SERVER, CELL_ITEM };

static uint32_t
cell_of(const struct engine *engine, uint32_t hold, enum table_cell cell)
{
	return hold_text(engine, hold, (uint16_t)cell);
}

uint16_t
table_find(const struct engine *engine, uint32_t session)
{
	uint32_t hold = hold_find(engine, engine->balancer, false, session);

	return hold == NONE32 ? NONE16 : (uint16_t)cell_of(engine, hold, CELL_SERVER);
}

/* An event about the row: `route` entries name a server by its actor. */
static struct event *
row_event(struct engine *engine, enum event_kind kind, uint32_t hold)
{
	struct event *event = engine_event(engine, kind, engine->balancer, NONE16);

	event->item = cell_of(engine, hold, CELL_ITEM);
	event->session = engine->holds[hold].owner;
	event->value = engine->servers[cell_of(engine, hold, CELL_SERVER)].actor;
	event->version = hold_version(engine, hold, CELL_SERVER);
	return event;
}

static void
put_row(struct engine *engine, const struct trip *trip, uint32_t hold, enum event_kind kind,
    uint32_t server)
{
	uint32_t version = item_next_version(engine, cell_of(engine, hold, CELL_ITEM), NONE32);
	struct event *event;

	hold_put(engine, hold, CELL_SERVER, version, server);
	event = row_event(engine, kind, hold);
	event->cause = trip->cause;
	event->request = trip->request;
	event->attempt = trip->attempt;
	engine_emit(engine, event, NULL);
	engine_point(engine);
}

void
table_keep(struct engine *engine, const struct trip *trip, uint32_t server)
{
	uint32_t session = trip->session, hold;
	struct item item;

	if (session == NONE32)
		return;
	hold = hold_find(engine, engine->balancer, false, session);
	if (hold != NONE32 && cell_of(engine, hold, CELL_SERVER) == server) {
		hold_touch(engine, hold);
		return;
	}
	if (hold != NONE32) {
		put_row(engine, trip, hold, EVENT_WRITE, server);
		return;
	}
	item = (struct item){ .piece = trace_extra_piece(engine->trace, TRACE_PIECE_ROUTE),
		.client = engine->persons[trip->person].actor, .session = session,
		.place = engine->balancer, .key = NONE16 };
	hold = hold_make(engine, engine->balancer, HOME_NONE, false, session);
	hold_put(engine, hold, CELL_ITEM, 1, item_add(engine, item));
	put_row(engine, trip, hold, EVENT_CREATE, server);
}

void
table_expire(struct engine *engine, uint32_t hold)
{
	struct event *event = row_event(engine, EVENT_EXPIRE, hold);

	event->fields = engine_reason(engine, REASON_IDLE);
	engine_emit(engine, event, NULL);
}
