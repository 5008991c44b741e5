/* view/map.c - clients, the balancer as a tall switchboard, servers, store and database.
 *
 *    ═ STICKY  session in server memory ═══════════ lost 0 ═
 *                 ┌ balancer ┐          ╔ s1 ═══════════════╗
 *    Ana ━━━━━━━━▶┤━━━━━━━━━━├─#7f3●───▶║#7f3▐A:book,pen▌2.0K║
 *    #7f3 srv=s1  └cookie: s1┘          ╚═══════════════════╝
 */
#include "view/map.h"

#include "base/utf8.h"
#include "trace/sentence.h"

/* Nodes of one column, the ones to show chosen by how much the moment is about them. */
struct choice {
	uint16_t actor;
	uint32_t weight;
};

/* Her request and the entry that her ticket opens, other carts of hers, the dead, the busy. */
enum {
	WEIGHT_FOCUS = 1u << 30,
	WEIGHT_HERS = 1u << 29,
	WEIGHT_HOLDS = 1u << 28,
	WEIGHT_DEAD = 1u << 26,
};

static bool
under_way_at(const struct map_lane *lane, uint16_t actor)
{
	for (uint32_t i = 0; i < lane->journey_count; i++) {
		const struct journey *journey = &lane->journeys[i];

		if (journey->device == actor || journey->server == actor)
			return true;
	}
	return false;
}

static uint32_t
weight_of(const struct map_lane *lane, uint16_t actor)
{
	const struct scene *scene = lane->scene;
	const struct place_state *place;
	const struct holding *entry;
	uint32_t weight = 0;

	if (trace_client_of(lane->trace, actor) == scene->client || lane->focus.server == actor)
		weight |= WEIGHT_FOCUS;
	if (!lane->world)
		return weight;
	place = &lane->world->places[actor];
	if (world_holds(lane->world, actor, scene->piece, scene->client) == WORLD_YES)
		weight |= WEIGHT_HOLDS;
	entry = lane->trace->actors[actor].role == ROLE_SERVER
	    ? world_entry(lane->world, scene->piece, scene->client)
	    : NULL;
	if (entry && entry->place == actor)
		weight |= WEIGHT_HERS;
	if (!place->up || !place->believed_up)
		weight |= WEIGHT_DEAD;
	weight += under_way_at(lane, actor) ? 1u << 20 : 0;
	weight += place->queued + place->busy < 1000 ? place->queued + place->busy : 1000;
	return weight;
}

/* Servers come and go: the picture has those of its moment. */
static bool
is_there(const struct map_lane *lane, uint16_t actor)
{
	return !lane->world || world_is_there(lane->world, actor);
}

/* The actors of a role from the `first` on, in row order; how many there are. */
static uint32_t
fill_slice(
    const struct map_lane *lane, enum role role, uint16_t *slots, uint32_t first, int room)
{
	uint32_t at = 0, count = 0;

	for (uint32_t i = 0; i < lane->trace->actor_count && count < (uint32_t)room; i++)
		if (lane->trace->actors[i].role == role && is_there(lane, (uint16_t)i) &&
		    at++ >= first)
			slots[count++] = (uint16_t)i;
	return count;
}

/* Puts the actors of a role into `slots`, in row order; returns how many find no slot. */
static uint32_t
choose(const struct map_lane *lane, enum role role, uint16_t *slots)
{
	struct choice kept[MAP_SLOTS];
	int room = lane->layout->slots, count = 0;
	uint32_t total = 0, first;

	for (uint32_t i = 0; i < lane->trace->actor_count; i++)
		total += lane->trace->actors[i].role == role && is_there(lane, (uint16_t)i);
	if (total > (uint32_t)room)
		room--;
	for (int i = 0; i < MAP_SLOTS; i++)
		slots[i] = NONE16;
	if (total > (uint32_t)room && scene_slice(lane->scene, total, (uint32_t)room, &first))
		return total - fill_slice(lane, role, slots, first, room);
	for (uint32_t i = 0; i < lane->trace->actor_count; i++) {
		struct choice choice = { .actor = (uint16_t)i };
		int least = 0;

		if (lane->trace->actors[i].role != role || !is_there(lane, choice.actor))
			continue;
		choice.weight = total > (uint32_t)room ? weight_of(lane, choice.actor) : 0;
		if (count < room) {
			kept[count++] = choice;
			continue;
		}
		for (int k = 1; k < count; k++)
			least = kept[k].weight <= kept[least].weight ? k : least;
		if (count == 0 || choice.weight <= kept[least].weight)
			continue;
		for (int k = least; k + 1 < count; k++) /* row order stays */
			kept[k] = kept[k + 1];
		kept[count - 1] = choice;
	}
	for (int i = 0; i < count; i++)
		slots[i] = kept[i].actor;
	return total - (uint32_t)count;
}

static void
fill_lane(struct map_lane *lane)
{
	struct map_backing backing = map_backing(lane->scene);

	lane->trace = lane->run->trace;
	lane->world = run_world(lane->run);
	lane->balancer = trace_first(lane->trace, ROLE_BALANCER);
	lane->store = backing.store ? trace_first(lane->trace, ROLE_STORE) : NONE16;
	lane->database = backing.database ? trace_first(lane->trace, ROLE_DATABASE) : NONE16;
	map_find_journeys(lane);
	lane->clients_more = choose(lane, ROLE_DEVICE, lane->clients);
	lane->servers_more = choose(lane, ROLE_SERVER, lane->servers);
}

int
map_slot_row(const struct map_lane *lane, int slot)
{
	return lane->top + 1 + slot * lane->layout->pitch;
}

int
map_wire_row(const struct map_lane *lane, int slot)
{
	return map_slot_row(lane, slot) + 1;
}

int
map_last_row(const struct map_lane *lane)
{
	return lane->top + lane->layout->used_rows - 1;
}

static int
find_slot(const struct map_lane *lane, const uint16_t *slots, uint32_t more, uint16_t actor)
{
	int last = -1;

	for (int i = 0; i < lane->layout->slots; i++) {
		if (slots[i] == actor && actor != NONE16)
			return i;
		if (slots[i] != NONE16)
			last = i;
	}
	return more && actor != NONE16 ? last + 1 : -1;
}

int
map_client_slot(const struct map_lane *lane, uint16_t device)
{
	return find_slot(lane, lane->clients, lane->clients_more, device);
}

int
map_server_slot(const struct map_lane *lane, uint16_t server)
{
	return find_slot(lane, lane->servers, lane->servers_more, server);
}

/* What is the case, in words, where nothing can be drawn. */
static void
say_lane(const struct map_lane *lane, int rows, int cols)
{
	struct rect rect = {
		.row = lane->top, .col = lane->layout->left, .rows = rows, .cols = cols
	};
	struct str text = STR_INIT;
	char label[LIMIT_ID_BYTES + 1];

	run_label(lane->run, label);
	str_printf(&text, "%s: ", label);
	if (lane->run->closed || !lane->world) {
		str_add(&text, "your bet first.");
	} else {
		str_printf(&text, "%s's %s is ", actor_shown(lane->trace, lane->scene->client),
		    trace_piece_name(lane->trace, lane->scene->piece));
		sentence_where(lane->world, lane->scene->piece, lane->scene->client, &text);
		str_add(&text, ".");
	}
	for (uint32_t i = 0; lane->world && i < lane->trace->actor_count; i++) {
		enum role role = lane->trace->actors[i].role;

		if ((role == ROLE_SERVER || role == ROLE_STORE) && !lane->world->places[i].up &&
		    is_there(lane, (uint16_t)i))
			str_printf(&text, " %s is down.", lane->trace->actors[i].id);
	}
	grid_wrap(lane->grid, rect, ROLE_PLAIN, text.text);
	str_release(&text);
}

static void
draw_lane(struct map_lane *lane, struct rect rect)
{
	struct str caption = STR_INIT;

	fill_lane(lane);
	if (!lane->layout->fits) {
		say_lane(lane, rect.rows, rect.cols);
		return;
	}
	if (lane->run->caption)
		str_add(&caption, lane->run->caption);
	else
		scene_caption(lane->trace->scenario, lane->scene->analogy_words, &caption);
	lane_header(lane->run, lane->grid, lane->top, rect.col, rect.cols, caption.text);
	str_release(&caption);
	map_draw_wires(lane);
	map_draw_nodes(lane);
}

void
view_map(const struct scene *scene, struct grid *grid, struct rect rect)
{
	uint32_t lanes = scene->run_count;
	struct map_layout layout;
	struct rect previous;
	int rows;

	if (lanes == 0 || rect.rows <= 0 || rect.cols <= 0)
		return;
	previous = grid_clip(grid, rect);
	rows = rect.rows / (int)lanes;
	map_layout(scene, rect, rows, &layout);
	layout.left = rect.col;
	for (uint32_t i = 0; i < lanes; i++) {
		struct map_lane lane = { .scene = scene, .run = &scene->runs[i], .layout = &layout,
			.grid = grid, .top = rect.row + (int)i * rows };

		draw_lane(&lane, (struct rect){ .row = lane.top, .col = rect.col, .rows = rows,
		    .cols = rect.cols });
	}
	grid_unclip(grid, previous);
}
