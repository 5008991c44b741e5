/* player/player_move.c - moving through a run: beats, events, requests, waypoints, play; forks. */
#include "player/player_internal.h"

#include <string.h>

#include "base/units.h"
#include "view/pill.h"

#define PLAY_SPEEDS 5

/* Does the same place do something else worth a sentence at this very moment? */
static bool
goes_on_at_once(const struct trace *trace, uint32_t index)
{
	const struct event *event = &trace->events[index];
	const struct event *next = event + 1;

	return index + 1 < trace->event_count && next->at_ns == event->at_ns &&
	       next->actor == event->actor && !event_kinds[next->kind].minor;
}

/* Where a step says so, and where something is to be broken (between requests), Space goes from
 * request to reply, and stops at what is unusual in between. */
static bool
ends_between_requests(const struct event *event, bool device)
{
	switch ((int)event->kind) {
	case EVENT_SEND:
	case EVENT_RECEIVE: return device;
	case EVENT_LOSE:
	case EVENT_REFUSE:
	case EVENT_MISS:
	case EVENT_EXPIRE:
	case EVENT_IGNORE:
	case EVENT_RETRY:
	case EVENT_CHANGE: return true;
	default: return event_kinds[event->kind].shape == SHAPE_NODE;
	}
}

/* Does a beat end with this event?  A worked step stops at every event that is not minor, but where
 * a place takes something in and acts on it at once; elsewhere hops that only pass something on are
 * passed over, and what one place does at one moment is one beat. */
bool
player_beat_ends(const struct player *player, uint32_t index)
{
	const struct trace *trace = player_trace(player);
	const struct event *event = &trace->events[index];
	bool device = event->actor != NONE16 && trace->actors[event->actor].role == ROLE_DEVICE;
	enum shape shape = event_kinds[event->kind].shape;
	bool more = goes_on_at_once(trace, index);

	if (event_kinds[event->kind].minor)
		return false;
	if (event->at_ns == 0 && shape == SHAPE_STATE && index + 1 < trace->event_count &&
	    event_kinds[trace->events[index + 1].kind].shape == SHAPE_STATE &&
	    trace->events[index + 1].at_ns == 0)
		return false; /* what is there from the start comes at once */
	if (more && (event->kind == EVENT_TIMEOUT || event->kind == EVENT_RETRY ||
			event->kind == EVENT_RESTART))
		return false; /* and sends it again; and has its key */
	if (player_step_row(player)->kind == STEP_WORKED)
		return !(more && !device && event->kind == EVENT_RECEIVE);
	if (player->has_challenge || player_step_row(player)->by_request)
		return ends_between_requests(event, device);
	if (more &&
	    (shape == SHAPE_STATE || shape == SHAPE_CHECK || event->kind == EVENT_RECEIVE) &&
	    event_kinds[trace->events[index + 1].kind].shape == SHAPE_STATE)
		return false;
	if (event->kind == EVENT_SEND || event->kind == EVENT_RECEIVE)
		return device;
	return event->kind != EVENT_COPY && event->kind != EVENT_ISSUE &&
	       event->kind != EVENT_BELIEVE;
}

static bool
is_said_at(const struct player *player, uint32_t position)
{
	for (uint32_t i = 0; i < player_step_row(player)->say_count && player->say_positions; i++)
		if (player->say_positions[i] == position)
			return true;
	return false;
}

/* Position after the next event worth a sentence, at most `bound`; of two things that are said on
 * the way there the first is not passed over, and from request to reply nothing that is said is. */
uint32_t
player_next_beat(const struct player *player, uint32_t position, uint32_t bound)
{
	uint32_t said = 0;

	while (position < bound) {
		bool ends = player_beat_ends(player, position++);

		if (is_said_at(player, position)) {
			if (said)
				return said;
			if (player_step_row(player)->by_request)
				break;
			said = position;
		}
		if (ends)
			break;
	}
	return position;
}

/* ---- movement ---- */

void
player_event(struct player *player, int delta)
{
	uint32_t position = player_position(player);

	player->playing = false;
	if (delta > 0 && position < player_bound(player))
		player_seek(player, position + 1);
	else if (delta < 0 && position > 0)
		player_seek(player, position - 1);
}

void
player_look(struct player *player, int delta)
{
	const struct trace *trace = player_trace(player);
	uint32_t position = player_position(player);

	if (!trace)
		return;
	if (delta > 0)
		player_seek(player, player_next_beat(player, position, player_bound(player)));
	else
		while (position > 0 && !player_beat_ends(player, --position))
			;
	if (delta < 0)
		player_seek(player, position);
}

static bool
starts_request(const struct trace *trace, uint32_t index)
{
	const struct event *event = &trace->events[index];

	return event->kind == EVENT_SEND && trace->actors[event->actor].role == ROLE_DEVICE;
}

void
player_request(struct player *player, int delta)
{
	const struct trace *trace = player_trace(player);
	uint32_t position = player_position(player);

	player->playing = false;
	if (!trace)
		return;
	if (delta > 0) {
		while (position < player_bound(player) && !starts_request(trace, position))
			position++;
		if (position < player_bound(player))
			player_seek(player, position + 1);
		return;
	}
	position = position > 0 ? position - 1 : 0;
	while (position > 0 && !starts_request(trace, position - 1))
		position--;
	player_seek(player, position);
}

/* The nearer one of `best` and `at`, which has to lie that way and may be seen. */
static uint32_t
nearer(const struct player *player, int delta, uint32_t best, uint32_t at)
{
	uint32_t now = player_position(player);

	if (at == NONE32 || at > player_bound(player) || (delta > 0 ? at <= now : at >= now))
		return best;
	return best == NONE32 || (delta > 0 ? at < best : at > best) ? at : best;
}

bool
player_waypoint(struct player *player, int delta)
{
	const struct trace *trace = player_trace(player);
	const struct scenario *scenario;
	uint32_t best = NONE32;

	if (!player->has_run)
		return false;
	scenario = player->set.runs[0].scenario;
	for (uint32_t i = 0; i < scenario->waypoint_count; i++)
		best = nearer(player, delta, best, player_moment(player,
		    scenario->waypoints[i].id, scenario->waypoints[i].mark, NONE32));
	for (uint32_t i = 0; player->is_cluster && i < trace->event_count; i++)
		if (trace_event_is_fault(trace, &trace->events[i]))
			best = nearer(player, delta, best, i + 1);
	if (best != NONE32)
		player_seek(player, best);
	return best != NONE32;
}

bool
player_go_to(struct player *player, const char *text)
{
	struct findings findings;
	uint32_t position;
	uint64_t at_ns;

	if (!player->has_run)
		return false;
	findings_init(&findings, &player->step_arena);
	if (!runset_moment(&player->set, 0, text, (struct mark){ 0 }, &position, &at_ns, &findings))
		return false;
	if (position > player_bound(player))
		position = player_bound(player);
	player_seek(player, position);
	return true;
}

void
player_tick(struct player *player, uint64_t elapsed_ns)
{
	/* simulated ns per real second at each speed: requests of tens of ms must be seen to travel
	 */
	static const uint64_t per_s[PLAY_SPEEDS] = { 5000000, 10000000, 25000000, 60000000,
		200000000 };
	const struct trace *trace = player_trace(player);
	uint64_t step, next_ns;

	if (!player->playing || !trace)
		return;
	if (elapsed_ns > NS_PER_TICK_MAX)
		elapsed_ns = NS_PER_TICK_MAX;
	step = per_s[player->speed] / 1000 * (elapsed_ns / 1000000);
	if (player_position(player) >= player_bound(player)) {
		player->playing = false;
		return;
	}
	/* a gap in which nothing happens is crossed in half a second */
	next_ns = trace->events[player_position(player)].at_ns;
	if (next_ns > player->at_ns && next_ns - player->at_ns > per_s[player->speed])
		step = (next_ns - player->at_ns) / 15 + 1;
	player->at_ns += step;
	while (player_position(player) < player_bound(player) &&
	       trace->events[player_position(player)].at_ns <= player->at_ns) {
		uint64_t at_ns = player->at_ns;
		player_seek(player, player_position(player) + 1);
		player->at_ns = at_ns;
	}
	if (player_position(player) >= player_bound(player))
		player_seek(player, player_position(player));
}

bool
player_shows(const struct player *player, enum view_kind view)
{
	if (view == VIEW_DIFF && !player->has_other &&
	    (!player->has_run || player->set.run_count < 2))
		return false;
	if (view == VIEW_CHART && !player_has_chart(player))
		return false;
	return view_built(view);
}

void
player_swap_view(struct player *player)
{
	for (int i = 1; i <= VIEW_KIND_COUNT; i++) {
		enum view_kind view =
		    (enum view_kind)(((int)player->view + i) % (int)VIEW_KIND_COUNT);

		if (player_shows(player, view)) {
			player->view = view;
			return;
		}
	}
}

void
player_message(struct player *player, int delta)
{
	const struct trace *trace = player_trace(player);
	int64_t at = player->message != NONE32 ? player->message : player_position(player);
	int64_t end = player_position(player);

	for (at += delta; at >= 0 && at < end; at += delta)
		if (trace->events[at].kind == EVENT_SEND && trace->events[at].message != NONE32) {
			player->message = (uint32_t)at;
			return;
		}
	if (delta > 0)
		player->message = NONE32;
}

void
player_difference(struct player *player, int delta)
{
	struct scene scene;
	uint32_t count;

	player_scene(player, &scene);
	count = scene.run_count > 1 ? diff_count(&scene) : 0;
	if (player->difference >= count)
		player->difference = count ? count - 1 : 0;
	if (delta < 0 && player->difference > 0)
		player->difference--;
	else if (delta > 0 && player->difference + 1 < count)
		player->difference++;
}

/* ---- replay ---- */

uint32_t
player_parting(const struct player *player)
{
	return player->parting.position;
}

/* The option that was chosen and the one that holds, side by side over the run. */
static void
find_parting(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);
	uint32_t bet = player->bet > player->first ? player->bet : player->first;
	const struct lesson_option *believed, *actual;

	memset(&player->parting, 0, sizeof player->parting);
	player->parting.position = bet;
	if (!item || !answer || answer->chosen < 0 || answer->key < 0 ||
	    answer->chosen == answer->key)
		return;
	believed = player_option(player, answer->chosen);
	actual = player_option(player, answer->key);
	if (!believed || !actual || !believed->holds || !actual->holds)
		return;
	parting_find(&player->set,
	    &(struct parting_request){ .believed = believed->holds,
		.believed_mark = believed->holds_mark,
		.actual = actual->holds,
		.actual_mark = actual->holds_mark,
		.design = item->design,
		.from = player->first },
	    &player->step_arena, &player->parting);
	if (!player->parting.found)
		player->parting.position = bet;
}

const char *
player_ghost_line(const struct player *player, struct arena *arena)
{
	const struct scene_ghost *ghost = &player->parting.ghost;
	const struct trace *trace = player_trace(player);
	struct str line = STR_INIT;
	const char *copy;

	str_add(&line, "your bet ");
	if (ghost->text)
		pill_text(trace, PILL_GHOST, ghost->client, ghost->text, PILL_ITEMS, &line);
	else
		str_add(&line, "░");
	if (ghost->place != NONE16)
		str_printf(&line, " at %s", trace->actors[ghost->place].name);
	if (!player->parting.found || player_position(player) < player->parting.position)
		str_add(&line, "   the run has not decided yet");
	else if (strpbrk(player->parting.measured, "=<>~"))
		str_printf(&line, "   in the run %s is false", player->parting.measured);
	else
		str_add(&line, "   not so in the run");
	copy = arena_strdup(arena, line.text);
	str_release(&line);
	return copy;
}

const char *
player_ghost_why(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);

	const struct lesson_option *option =
	    answer ? player_option(player, answer->chosen) : NULL;

	return option ? option->why : item ? item->why : NULL;
}

void
player_replay(struct player *player)
{
	if (!player->has_run || player->replaying)
		return;
	find_parting(player);
	player->return_position = player_position(player);
	player->replaying = true;
	player->why_chain = false;
	player_seek(player,
	    player->parting.found ? player->parting.position - 1 : player->parting.position);
}

void
player_next_lane(struct player *player)
{
	uint32_t count = player->has_run ? player->set.run_count : 0;

	if (count > SCENE_RUNS_MAX)
		count = SCENE_RUNS_MAX;
	player->lane = count ? (player->lane + 1) % count : 0;
}

void
player_next_inside(struct player *player)
{
	const struct trace *trace = player_trace(player);

	if (!trace)
		return;
	if (!player->inside) {
		player->inside = true;
		player->why_chain = false;
		player->inside_place = 0;
		while (player->inside_place < trace->actor_count &&
		       trace->actors[player->inside_place].role != ROLE_SERVER)
			player->inside_place++;
		return;
	}
	do
		player->inside_place = (uint16_t)((player->inside_place + 1u) % trace->actor_count);
	while (trace->actors[player->inside_place].role == ROLE_CLIENT);
}
