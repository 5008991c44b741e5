/* view/state_map.c - the cells of the state map, from the world. */
#include "view/state_map.h"

#include <string.h>

#include "model/cast.h"
#include "view/copies.h"
#include "view/parts.h"

static uint16_t
login_piece(const struct trace *trace)
{
	return trace_piece(trace, "login");
}

int
state_rows(const struct scene_run *run, uint16_t pieces[STATE_ROWS_MAX])
{
	const struct scenario *scenario = run->trace->scenario;
	int count = 0;

	for (uint32_t i = 0; i < scenario->piece_count && count < STATE_ROWS_MAX - 5; i++) {
		if (scenario->pieces[i].home != HOME_NONE)
			pieces[count++] = (uint16_t)i;
	}
	if (scenario->balancer.affinity == AFFINITY_COOKIE ||
	    scenario->balancer.affinity == AFFINITY_TABLE ||
	    scenario_changes(scenario, "balancer.affinity"))
		pieces[count++] = trace_extra_piece(run->trace, TRACE_PIECE_ROUTE);
	if (scenario_uses_home(scenario, HOME_TOKEN))
		pieces[count++] = trace_extra_piece(run->trace, TRACE_PIECE_KEY);
	if (scenario->idempotency.on)
		pieces[count++] = trace_extra_piece(run->trace, TRACE_PIECE_REQUEST_KEY);
	if (scenario->limiter.on)
		pieces[count++] = trace_extra_piece(run->trace, TRACE_PIECE_REQUEST_COUNT);
	pieces[count++] = STATE_OTHERS;
	return count;
}

bool
state_is_place(enum state_column_kind kind)
{
	return kind == STATE_PLACE || kind == STATE_COPIES;
}

bool
state_is_down(const struct scene_run *run, uint16_t place)
{
	const struct world *world = run_world(run);

	return world && (!world->places[place].up || !world->places[place].reachable);
}

/* Whose row an entry belongs to: the focus' own piece, a key (nobody's), or others. */
static bool
belongs(const struct scene *scene, const struct trace *trace, uint32_t item, uint16_t piece)
{
	const struct item *row = &trace->items[item];
	bool ours = row->client == NONE16 || row->client == scene->client;

	if (piece == STATE_OTHERS)
		return !ours;
	return ours && row->piece == piece;
}

static void
add_holding(const struct scene *scene, const struct trace *trace, const struct holding *holding,
    uint16_t piece, struct state_cell *cell)
{
	uint16_t held = trace->items[holding->item].piece;
	bool ticket = held == trace_extra_piece(trace, TRACE_PIECE_TICKET);

	if (ticket && (piece == STATE_OTHERS || piece == login_piece(trace)) &&
	    (piece == STATE_OTHERS) == (trace->items[holding->item].client != scene->client)) {
		cell->ticket = true;
		if (!cell->kept)
			cell->bytes += holding->bytes ? holding->bytes : 32;
		return;
	}
	if (piece == STATE_OTHERS && held == trace_extra_piece(trace, TRACE_PIECE_ROUTE) &&
	    holding->home == HOME_CLIENT)
		return;
	if (ticket || !belongs(scene, trace, holding->item, piece))
		return;
	if (cell->ticket && !cell->kept)
		cell->bytes = 0;
	if (holding->cached)
		cell->copy = true;
	else
		cell->kept = true;
	cell->fresh = cell->fresh || holding->fresh;
	cell->bytes += holding->bytes;
}

static void
add_place(const struct scene *scene, const struct world *world, uint16_t place, uint16_t piece,
    struct state_cell *cell)
{
	for (const struct holding *holding = world_first(world, place); holding;
	     holding = world_next(world, holding))
		add_holding(scene, world->trace, holding, piece, cell);
	if (cell->kept)
		return;
	for (uint32_t i = 0; i < world->loss_count; i++) {
		const struct loss *loss = &world->losses[i];

		if (loss->place != place ||
		    !belongs(scene, world->trace, loss->holding.item, piece))
			continue;
		cell->gone = true;
		cell->bytes += loss->holding.bytes;
	}
}

/* What a crash of the store took lives on in its copies. */
static void
add_crashed(const struct scene_run *run, uint16_t place, struct state_cell *cell)
{
	if (!cell->kept || run_world(run)->places[place].up ||
	    run->trace->actors[place].role != ROLE_STORE || copies_count(run) == 0)
		return;
	cell->kept = cell->fresh = false;
	cell->gone = true;
}

/* All copies together. */
static void
add_copies(const struct scene *scene, const struct scene_run *run, uint16_t piece,
    struct state_cell *cell)
{
	const struct world *world = run_world(run);
	const struct holding *holding;
	struct copies copies;

	copies_begin(scene, run, &copies);
	for (holding = copies.world ? world_first(world, copies.store) : NULL; holding;
	     holding = world_next(world, holding)) {
		enum copies_have have = copies_have(&copies, holding->item);

		if (have == COPIES_LACK || !belongs(scene, run->trace, holding->item, piece))
			continue;
		cell->kept = true;
		cell->older = cell->older || have == COPIES_OLDER;
		cell->bytes += holding->bytes * copies.count;
	}
	copies_end(&copies);
}

/* What a message under way carries of a piece. */
static void
add_message(const struct trace *trace, const struct message *message, uint16_t piece,
    struct state_cell *cell)
{
	bool stored = message->kind == MESSAGE_CALL || message->kind == MESSAGE_ANSWER;
	uint16_t route = trace_extra_piece(trace, TRACE_PIECE_ROUTE);

	if (message->token != NONE32 && piece < trace->scenario->piece_count) {
		uint32_t text = trace->tokens[message->token].texts[piece];

		if (text != NONE32) {
			cell->copy = true;
			cell->bytes += strlen(trace_text(trace, text)) +
			    trace->scenario->pieces[piece].filler_bytes;
		}
	}
	if (stored && (message->write || message->found) && message->text != NONE32 &&
	    message->piece == piece) {
		cell->copy = true;
		cell->bytes += strlen(trace_text(trace, message->text));
	}
	if (stored)
		return;
	if (message->session != NONE32 && piece == login_piece(trace) &&
	    (message->kind == MESSAGE_REQUEST || message->sets_sid)) {
		cell->ticket = true;
		cell->bytes += cell->copy ? 0 : 32;
	}
	if (piece == route && message->route != NONE16 &&
	    (message->kind == MESSAGE_REQUEST || message->sets_srv)) {
		cell->copy = true;
		cell->bytes += strlen(trace->actors[message->route].id);
	}
}

static void
add_wire(
    const struct scene *scene, const struct world *world, uint16_t piece, struct state_cell *cell)
{
	const struct trace *trace = world->trace;

	for (uint32_t i = 0; i < world->flight_count; i++) {
		const struct event *send = &trace->events[world->flights[i].send];

		if (send->message == NONE32 || piece == STATE_OTHERS ||
		    trace_event_client(trace, send) != scene->client)
			continue;
		add_message(trace, &trace->messages[send->message], piece, cell);
	}
}

struct state_cell
state_cell_of(const struct scene *scene, const struct scene_run *run,
    const struct state_column *column, uint16_t piece)
{
	const struct world *world = run_world(run);
	struct state_cell cell = { 0 };

	if (!world || (run->closed && state_is_place(column->kind))) {
		cell.unknown = true;
		return cell;
	}
	switch (column->kind) {
	case STATE_CLIENT:
		for (uint16_t a = 0; a < run->trace->actor_count; a++) {
			bool hers = run->trace->actors[a].client == scene->client;

			if (run->trace->actors[a].role == ROLE_DEVICE &&
			    hers != (piece == STATE_OTHERS))
				add_place(scene, world, a, piece, &cell);
		}
		break;
	case STATE_WIRE:
		add_wire(scene, world, piece, &cell);
		break;
	case STATE_PLACE:
	case STATE_BALANCER: /* its table, if it keeps one */
		add_place(scene, world, column->place, piece, &cell);
		add_crashed(run, column->place, &cell);
		break;
	case STATE_COPIES:
		add_copies(scene, run, piece, &cell);
		break;
	case STATE_SUM:
		break;
	}
	if (!world_knows(world) && !cell.kept && column->kind != STATE_BALANCER)
		cell.unknown = true;
	return cell;
}

bool
state_concerns(const struct scene *scene, const struct scene_run *run, uint16_t place)
{
	const struct world *world = run_world(run);

	if (!world || run->closed)
		return false;
	if (!world->places[place].up)
		return true;
	for (const struct holding *holding = world_first(world, place); holding;
	     holding = world_next(world, holding)) {
		if (run->trace->items[holding->item].client == scene->client)
			return true;
	}
	return false;
}

/* Whose entries, and which pieces, are at this place alone. */
struct alone {
	uint16_t client, piece;
	int clients, pieces;
	bool focus; /* the focus piece is among them */
};

static void
count_alone(const struct world *world, uint16_t focus, uint16_t place, struct alone *alone)
{
	uint32_t seen_pieces = 0;

	for (const struct holding *holding = world_first(world, place); holding;
	     holding = world_next(world, holding)) {
		const struct item *item = &world->trace->items[holding->item];

		if (!world_alone(world, holding))
			continue;
		if (alone->client != item->client) /* entries of one client stand together mostly */
			alone->clients++;
		alone->client = item->client;
		if (!(seen_pieces & (1u << (item->piece & 31u))))
			alone->pieces++;
		seen_pieces |= 1u << (item->piece & 31u);
		alone->piece = item->piece;
		alone->focus = alone->focus || item->piece == focus;
	}
}

/* What nobody keeps but this place, or the copies that live on when it is dead. */
static void
loss_at_place(
    const struct scene_run *run, const struct world *world, uint16_t place, struct str *out)
{
	struct alone alone = { .client = NONE16, .piece = NONE16 };

	count_alone(world, NONE16, place, &alone);
	if (alone.pieces == 0)
		str_add(out, "nothing");
	else if (run->trace->actors[place].role == ROLE_DATABASE && alone.pieces == 1)
		str_add(out, trace_piece_name(run->trace, alone.piece));
	else if (run->trace->actors[place].role == ROLE_DATABASE)
		str_add(out, "all of it");
	else if (alone.clients == 1 && alone.client != NONE16)
		str_printf(out, "%s's", actor_shown(run->trace, alone.client));
	else {
		str_printf(out, "%d ", alone.clients);
		cast_add(out, run->trace->scenario, "{sessions}");
	}
}

/* Of a store with copies: what it has not sent them. */
static void
death_of_store(const struct scene *scene, const struct scene_run *run, struct str *out)
{
	struct copies copies;

	copies_begin(scene, run, &copies);
	if (copies.lacking == 0)
		str_add(out, "nothing");
	else
		str_printf(out, "%u write%s", copies.lacking, copies.lacking == 1 ? "" : "s");
	copies_end(&copies);
}

static void
death_of_place(const struct scene *scene, const struct scene_run *run, uint16_t place,
    struct str *out)
{
	const struct world *world = run_world(run);

	if (!world->places[place].up)
		str_add(out, "dead");
	else if (run->trace->actors[place].role == ROLE_STORE && copies_count(run) > 0)
		death_of_store(scene, run, out);
	else
		loss_at_place(run, world, place, out);
}

static void
death_of_client(const struct scene *scene, const struct scene_run *run, const struct world *world,
    struct str *out)
{
	struct alone alone = { .client = NONE16, .piece = NONE16 };
	bool ticket = false;

	for (uint16_t a = 0; a < run->trace->actor_count; a++) {
		if (run->trace->actors[a].client != scene->client)
			continue;
		count_alone(world, scene->piece, a, &alone);
		ticket = ticket || world_ticket(world, a);
	}
	if (alone.pieces)
		str_add(out, trace_piece_name(
		    run->trace, alone.focus ? scene->piece : alone.piece));
	else
		str_add(out, ticket ? cast_word(run->trace->scenario, CAST_TICKET) : "nothing");
}

void
state_death(const struct scene *scene, const struct scene_run *run,
    const struct state_column *column, struct str *out)
{
	const struct world *world = run_world(run);

	if (column->kind == STATE_SUM)
		return;
	if (!world || (run->closed && state_is_place(column->kind))) {
		str_add(out, "?");
		return;
	}
	switch (column->kind) {
	case STATE_CLIENT:
		death_of_client(scene, run, world, out);
		break;
	case STATE_WIRE:
		str_add(out, "resend");
		break;
	case STATE_BALANCER:
		str_add(out, world->places[column->place].holding_count ? "rows" : "none");
		break;
	case STATE_PLACE:
		death_of_place(scene, run, column->place, out);
		break;
	case STATE_COPIES:
		if (world->places[column->place].up)
			str_add(out, copies_count(run) > 0 ? "nothing" : "none");
		else
			loss_at_place(run, world, column->place, out);
		break;
	case STATE_SUM:
		break;
	}
}
