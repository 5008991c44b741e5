/* player/player_design.c - the same future under another design of a cluster.
 *
 *    sticky  main ── s2 crashes ── servers.count 4
 *                        │ followed
 *    store   main ── s2 crashes ── servers.count 4
 *
 * A change stands at its time there, since the events are others; where the same change was made
 * already, that future is entered and none is made twice.
 */
#include <string.h>

#include "base/check.h"
#include "player/player_internal.h"

#define MEASURED_EVENTS_MAX 20000u /* of a run: six of them are made between two keys */

static bool
same_parts(const struct change *a, const struct change *b)
{
	if (a->kind != b->kind || a->part_count != b->part_count)
		return false;
	for (uint32_t i = 0; i < a->part_count; i++)
		if (!str_equal(a->parts[i].key, b->parts[i].key) ||
		    !str_equal(a->parts[i].value, b->parts[i].value))
			return false;
	return true;
}

static bool
same_step(const struct fork *a, const struct fork *b)
{
	if (a->is_setting || b->is_setting)
		return a->is_setting && b->is_setting && str_equal(a->path, b->path) &&
		       str_equal(a->value, b->value);
	return a->change.at_ns == b->change.at_ns && same_parts(&a->change, &b->change);
}

/* The future that begins here with the same change, or FORK_NONE. */
static uint32_t
made_already(const struct forks *forks, const struct fork *wanted)
{
	for (uint32_t row = 1; row < forks->count; row++)
		if (forks->rows[row].parent == forks->now && same_step(&forks->rows[row], wanted))
			return row;
	return FORK_NONE;
}

/* Can it happen here: is its target there, is there anything that it could do? */
static bool
has_place(const struct player *player, const struct change *change)
{
	const struct trace *trace = player_trace(player);
	const struct move_row *row = NULL;
	const char *id;
	uint16_t target = NONE16;

	for (uint32_t i = 0; i < move_row_count && !row; i++)
		if (move_rows[i].kind == change->kind)
			row = &move_rows[i];
	if (!row)
		return player_allows(player, change);
	id = row->target_key ? change_part(change, row->target_key) : NULL;
	for (uint32_t i = 0; id && i < trace->actor_count; i++)
		if (str_equal(trace->actors[i].id, id))
			target = (uint16_t)i;
	return move_has_use(row, player->set.runs[0].scenario) &&
	       !move_refused(row, world_at(player->set.runs[0].cursor, change->position),
		   target) && player_allows(player, change);
}

/* One change more of those that were made there; false: it has no place here. */
static bool
follow_one(struct player *player, const struct fork *fork)
{
	struct forks *forks = player_forks(player);
	uint32_t known = made_already(forks, fork), made;
	struct change change = fork->change;
	struct str name = STR_INIT;
	const char *why;

	if (known != FORK_NONE)
		return player_go_fork(player, known);
	if (fork->is_setting) {
		/* what a design begins with is what one goes to another design for */
		if (str_equal(fork->path, "base") || player_set(player, fork->path, fork->value))
			return false;
		if (fork->joined)
			player_join(player);
	} else {
		const struct trace *trace = player_trace(player);

		change.by_time = true;
		change.placed = false;
		change.position = trace_seek(trace, change.at_ns);
		if (change.position < trace->lead)
			change.position = trace->lead;
		if (!has_place(player, &change))
			return false;
		change_said(&change, trace, &name);
		why = player_change(player, &change, name.text);
		str_release(&name);
		if (why)
			return false;
	}
	made = forks->now;
	if (fork->named)
		forks_name(forks, made, fork->name);
	return true;
}

void
player_follow(struct player *player, uint32_t step, struct str *left)
{
	const struct forks *from = player->forks;
	uint32_t way[FORKS_DEPTH_MAX], count = 0, was = player->step;
	uint32_t row = from ? from->now : 0;
	uint64_t at_ns = player->at_ns;
	bool begun = player_position(player) > 0;
	enum view_kind view = player->view;
	bool zoom = player->zoom, all_events = player->all_events;

	CHECK(step < player->lesson->step_count);
	if (step == was)
		return;
	for (uint32_t r = row; from && from->rows[r].parent != FORK_NONE; r = from->rows[r].parent)
		way[count++] = r;
	player_enter(player, step);
	if (!player->has_run)
		return;
	while (count-- > 0) {
		const struct fork *fork = &from->rows[way[count]];

		if (!follow_one(player, fork))
			str_printf(left, "%s%s", left->length ? ", " : "", fork->name);
	}
	if (player_shows(player, view))
		player->view = view;
	player->zoom = zoom;
	player->all_events = all_events;
	player_seek(player, begun ? trace_seek(player_trace(player), at_ns + 1) : 0);
	player->followed.known = true;
	player->followed.step = was;
	player->followed.row = row;
	player->followed.here = player->forks ? player->forks->now : 0;
}

bool
player_compare_followed(struct player *player)
{
	uint32_t here = player->forks ? player->forks->now : 0;

	if (!player->followed.known || player->followed.here != here)
		return false;
	return player_compare_in(player, player->followed.step, player->followed.row);
}

/* ---- under each design, in figures ---- */

/* The settings of the present path that another design takes over. */
static uint32_t
settings_there(struct player *player, struct setting *settings)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < player->setting_count; i++)
		if (!str_equal(player->settings[i].path, "base"))
			settings[count++] = player->settings[i];
	return count;
}

/* Runs the present path under the design of step `step`. */
static struct fork_sum
sum_under(struct player *player, uint32_t step)
{
	static const struct fork_sum unknown = { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
		UINT64_MAX, UINT64_MAX, UINT64_MAX };
	const struct lesson_step *design = &player->lesson->steps[step];
	struct runset_request request = player_run_request(player);
	struct arena scratch = { 0 };
	struct change *changes =
	    arena_array(&scratch, request.change_count + 1, sizeof *changes);
	struct setting *settings =
	    arena_array(&scratch, player->setting_count + 1, sizeof *settings);
	struct fork_sum sum = unknown;
	struct findings findings;
	struct runset set;

	findings_init(&findings, &scratch);
	for (uint32_t i = 0; i < request.change_count; i++) {
		changes[i] = request.changes[i];
		changes[i].by_time = true;
	}
	request.keep = false;
	if (step != player->step) {
		request.changes = changes;
		request.settings = settings;
		request.setting_count = settings_there(player, settings);
		request.designs = design->designs;
		request.design_count = design->design_count;
	}
	if (runset_run(&set, &request, &findings)) {
		sum = player_sum(&set.runs[0]);
		if (player->prices.count > 0) {
			struct price price;

			price_of(&player->prices, &request, &set, &price);
			sum.price = price.known ? price.thousandths : UINT64_MAX;
		}
	}
	runset_release(&set);
	arena_release(&scratch);
	return sum;
}

void
player_measure_under(struct player *player, uint32_t row)
{
	struct fork_path path = player->path;
	struct setting *settings = player->settings;
	uint32_t setting_count = player->setting_count, steps = player->lesson->step_count;

	if (!player->is_cluster || steps < 2 || !player->forks || !player->has_run ||
	    player_trace(player)->event_count > MEASURED_EVENTS_MAX ||
	    (player->under.sums && player->under.row == row &&
		player->under.futures == player->forks->count))
		return;
	player->under.sums = arena_array(&player->step_arena, steps, sizeof(struct fork_sum));
	player->under.row = row;
	player->under.futures = player->forks->count;
	if (player_take_path(player, row))
		for (uint32_t step = 0; step < steps; step++)
			player->under.sums[step] = sum_under(player, step);
	else
		player->under.sums = NULL;
	if (player->under.sums)
		player->forks->rows[row].sum.price = player->under.sums[player->step].price;
	player->path = path;
	player->settings = settings;
	player->setting_count = setting_count;
}
