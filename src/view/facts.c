/* view/facts.c - what a picture shows, as sorted lines that know nothing of sizes. */
#include "view/parts.h"

#include <stdlib.h>
#include <string.h>

#include "trace/http.h"
#include "view/copies.h"
#include "view/words.h"

/* Lines of all runs, each with its design before it where there are two. */
struct facts {
	struct arena arena;
	const char **lines;
	size_t count, room;
	const char *prefix;
};

static void
add_fact(struct facts *facts, const char *line)
{
	if (facts->count == facts->room) {
		size_t room = facts->room ? facts->room * 2 : 32;

		facts->lines = arena_grow(
		    &facts->arena, facts->lines, facts->count, room, sizeof(facts->lines[0]));
		facts->room = room;
	}
	facts->lines[facts->count++] = arena_printf(&facts->arena, "%s%s", facts->prefix, line);
}

/* Who an entry belongs to: " of bob". */
static void
add_owner(const struct trace *trace, uint32_t item, struct str *out)
{
	uint16_t client = trace->items[item].client;

	if (client != NONE16)
		str_printf(out, " of %s", trace->actors[client].id);
}

static void
fact_holding(struct facts *facts, const struct world *world, const struct holding *holding,
    const char *verb, uint16_t place)
{
	const struct trace *trace = world->trace;
	uint16_t piece = trace->items[holding->item].piece;
	struct str line = STR_INIT;

	str_printf(&line, "%s %s %s", trace->actors[place].id, verb, trace_piece_id(trace, piece));
	if (piece == trace_extra_piece(trace, TRACE_PIECE_TICKET) && holding->session != NONE32) {
		char ticket[33];

		trace_ticket(trace, holding->session, ticket);
		str_printf(&line, " %s", ticket);
	} else if (piece == trace_extra_piece(trace, TRACE_PIECE_ROUTE) &&
	    holding->route != NONE16) {
		str_printf(&line, " %s", trace->actors[holding->route].id);
	} else {
		add_owner(trace, holding->item, &line);
		if (holding->text != NONE32) {
			str_add(&line, ": ");
			words_content(trace_text(trace, holding->text), &line);
		}
	}
	add_fact(facts, line.text);
	str_release(&line);
}

/* Links that carry nothing: "s1 cut from store". */
static void
facts_cuts(struct facts *facts, const struct world *world, uint16_t end)
{
	const struct trace *trace = world->trace;
	enum role role = trace->actors[end].role;
	struct str line = STR_INIT;

	if (role != ROLE_SERVER && role != ROLE_DEVICE)
		return;
	for (uint16_t other = 0; other < trace->actor_count; other++) {
		enum role with = trace->actors[other].role;

		if ((role == ROLE_DEVICE && with != ROLE_BALANCER) ||
		    with == ROLE_CLIENT || with == ROLE_DEVICE || with == ROLE_ATTACKER ||
		    !world_is_cut(world, end, other))
			continue;
		str_clear(&line);
		str_printf(&line, "%s cut from %s", trace->actors[end].id, trace->actors[other].id);
		add_fact(facts, line.text);
	}
	str_release(&line);
}

/* What the copies of the store have. */
static void
facts_copies(struct facts *facts, const struct scene *scene, const struct scene_run *run)
{
	const struct world *world = run_world(run);
	const struct holding *holding;
	struct copies copies;

	copies_begin(scene, run, &copies);
	holding = copies.world && !run->closed ? world_first(world, copies.store) : NULL;
	for (; holding; holding = world_next(world, holding)) {
		enum copies_have have = copies_have(&copies, holding->item);

		if (have == COPIES_SAME)
			fact_holding(facts, world, holding, "copied", copies.store);
		else if (have == COPIES_OLDER)
			fact_holding(facts, world, holding, "copied an older", copies.store);
	}
	copies_end(&copies);
}

static void
facts_place(
    struct facts *facts, const struct scene_run *run, const struct world *world, uint16_t place)
{
	const struct trace *trace = world->trace;
	enum role role = trace->actors[place].role;
	struct str line = STR_INIT;

	if (!world_is_there(world, place))
		return;
	if (!world->places[place].up)
		str_printf(&line, "%s down", trace->actors[place].id);
	else if (!world->places[place].reachable)
		str_printf(&line, "%s answers nobody", trace->actors[place].id);
	if (line.length)
		add_fact(facts, line.text);
	str_clear(&line);
	if (role == ROLE_SERVER && !world->places[place].believed_up) {
		str_printf(&line, "lb thinks %s down", trace->actors[place].id);
		add_fact(facts, line.text);
	}
	str_release(&line);
	if (run->closed && role != ROLE_DEVICE) {
		struct str closed = STR_INIT;

		if (role == ROLE_SERVER || role == ROLE_STORE || role == ROLE_DATABASE) {
			str_printf(&closed, "%s closed", trace->actors[place].id);
			add_fact(facts, closed.text);
		}
		str_release(&closed);
		return;
	}
	for (const struct holding *holding = world_first(world, place); holding;
	     holding = world_next(world, holding))
		fact_holding(facts, world, holding, "holds", place);
	for (uint32_t i = 0; i < world->loss_count; i++) {
		if (world->losses[i].place == place)
			fact_holding(facts, world, &world->losses[i].holding, "lost", place);
	}
}

static void
facts_flights(struct facts *facts, const struct world *world)
{
	const struct trace *trace = world->trace;

	for (uint32_t i = 0; i < world->flight_count; i++) {
		const struct flight *flight = &world->flights[i];
		const struct event *send = &trace->events[flight->send];
		struct str line = STR_INIT;

		str_printf(&line, "under way from %s to %s: ", trace->actors[flight->from].id,
		    trace->actors[flight->to].id);
		words_label(trace, flight->send, 12, &line);
		if (send->request != NONE32) {
			str_add(&line, " for ");
			request_line(trace, send->request, &line);
		}
		add_fact(facts, line.text);
		str_release(&line);
	}
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
scene_facts(const struct scene *scene, struct str *out)
{
	struct facts facts = { .prefix = "" };

	for (uint32_t r = 0; r < scene->run_count; r++) {
		const struct scene_run *run = &scene->runs[r];
		const struct world *world = run_world(run);
		char label[LIMIT_ID_BYTES + 1];

		if (!world)
			continue;
		run_label(run, label);
		if (scene->run_count > 1)
			facts.prefix = arena_printf(&facts.arena, "%s: ", label);
		for (uint16_t a = 0; a < run->trace->actor_count; a++)
			facts_place(&facts, run, world, a);
		for (uint16_t a = 0; a < run->trace->actor_count; a++)
			facts_cuts(&facts, world, a);
		facts_copies(&facts, scene, run);
		facts_flights(&facts, world);
	}
	if (facts.count)
		qsort(facts.lines, facts.count, sizeof(facts.lines[0]), compare_lines);
	for (size_t i = 0; i < facts.count; i++) {
		if (i > 0 && strcmp(facts.lines[i], facts.lines[i - 1]) == 0)
			continue;
		str_add(out, facts.lines[i]);
		str_add_char(out, '\n');
	}
	arena_release(&facts.arena);
}
