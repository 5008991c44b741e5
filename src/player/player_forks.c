/* player/player_forks.c - the learner's own futures: changes here, back, on, and to any of them. */
#include <string.h>

#include "base/check.h"
#include "lesson/load.h"
#include "player/player_internal.h"

bool
player_forked(const struct player *player)
{
	return player->forks && player->forks->now != 0;
}

struct forks *
player_forks(struct player *player)
{
	if (!player->forks) {
		player->forks = mem_alloc(sizeof *player->forks);
		forks_init(player->forks);
		player->step_forks[player->step] = player->forks;
	}
	return player->forks;
}

/* ---- running one of them ---- */

/* The settings of the path as trees.  False: one cannot be read. */
static bool
read_settings(struct player *player)
{
	struct fork_path *path = &player->path;
	struct findings findings;

	findings_init(&findings, &player->step_arena);
	player->settings =
	    arena_array(&player->step_arena, path->setting_count + 1, sizeof *player->settings);
	player->setting_count = 0;
	for (uint32_t i = 0; i < path->setting_count; i++) {
		struct node *value;

		if (str_equal(path->paths[i], "case"))
			continue; /* the request has a place of its own for it */
		value = *path->values[i] ? yaml_read_value(path->values[i], &player->step_arena,
		    &findings) : node_scalar(&player->step_arena, "", (struct mark){ 0 });
		if (!value) {
			player->problem = "that is no value of a setting";
			return false;
		}
		player->settings[player->setting_count++] =
		    (struct setting){ .path = path->paths[i], .value = value };
	}
	return true;
}

bool
player_take_path(struct player *player, uint32_t row)
{
	forks_path(player->forks, row, &player->path);
	return read_settings(player);
}

static uint64_t
whole(const struct measures *measures, const char *name)
{
	int row = measure_find(name);

	return row >= 0 && measures->known[row] && measures->value[row] >= 0
		   ? (uint64_t)measures->value[row]
		   : UINT64_MAX;
}

struct fork_sum
player_sum(const struct runset_run *run)
{
	return (struct fork_sum){ .events = run->trace.event_count,
		.requests = whole(&run->measures, "requests"),
		.failed = whole(&run->measures, "failed"),
		.sessions_lost = whole(&run->measures, "sessions_lost"),
		.forced_logins = whole(&run->measures, "forced_logins"),
		.p95_ns = whole(&run->measures, "time_ns.p95"),
		.price = UINT64_MAX };
}

static void
note_sum(struct player *player)
{
	if (player->forks)
		player->forks->rows[player->forks->now].sum = player_sum(&player->set.runs[0]);
}

/* Runs the present future; the target stays the place that it was, whatever its number is now. */
static bool
rerun(struct player *player)
{
	const struct trace *trace = player_trace(player);
	const char *target = trace && player->target != NONE16
				 ? arena_strdup(&player->step_arena,
				       trace->actors[player->target].id)
				 : NULL;

	if (!player_take_path(player, player->forks->now) || !player_run_step(player))
		return false;
	trace = player_trace(player);
	player->target = NONE16;
	for (uint32_t i = 0; target && i < trace->actor_count; i++)
		if (str_equal(trace->actors[i].id, target))
			player->target = (uint16_t)i;
	if (player->inside_place >= trace->actor_count)
		player->inside = false;
	note_sum(player);
	player_judge(player); /* and what it costs */
	return true;
}

/* The run before stays when the new one cannot be made; why not, in the step's memory. */
static const char *
refuse(struct player *player)
{
	const char *why = player->problem ? player->problem : "It cannot be done here.";

	player->problem = NULL;
	forks_drop(player->forks);
	(void)player_take_path(player, player->forks->now);
	return why;
}

static void
leave_fork(struct player *player)
{
	struct fork *fork = &player_forks(player)->rows[player->forks->now];

	fork->position = player_position(player);
	if (fork->sum.events == UINT64_MAX && player->has_run)
		note_sum(player);
}

/* The position right after the newest change in its own run, and when that is: known by its time,
 * by the event before it, or at the start. */
static uint32_t
change_done(struct player *player, uint32_t lead_before)
{
	struct change *change = &player->forks->rows[player->forks->now].change;
	const struct trace *trace = player_trace(player);
	/* What is there at the start may be more now: Mallory has an account too. */
	uint32_t position = change->position + 1 + trace->lead - lead_before;

	if (change->by_time) {
		position = trace_seek(trace, change->at_ns) + 1;
		for (uint32_t i = 0; i + 1 < player->path.change_count; i++)
			position += player->path.changes[i].by_time &&
			    player->path.changes[i].at_ns == change->at_ns;
	}
	if (position <= trace->lead)
		position = trace->lead + 1;
	if (position > trace->event_count)
		position = trace->event_count;
	if (!change->by_time && position > 0)
		change->at_ns = trace->events[position - 1].at_ns;
	return position;
}

const char *
player_change(struct player *player, const struct change *change, const char *name)
{
	const char *why;
	uint32_t lead, position;

	if (!player->has_run)
		return "There is no run here to change.";
	lead = player_trace(player)->lead;
	leave_fork(player);
	if (forks_change(player->forks, change, name) == FORK_NONE)
		return "This future has as many changes as one can have.";
	if (!rerun(player)) {
		why = refuse(player);
		return why;
	}
	position = change_done(player, lead);
	player->forks->rows[player->forks->now].begins_at = position;
	player_seek(player, position);
	return NULL;
}

uint32_t
player_settings_allowed(const struct player *player)
{
	uint32_t count = 0;

	for (uint32_t r = 0; player->has_challenge && r < player->challenge.rule_count; r++)
		count += player->challenge.rules[r].move < 0;
	return count;
}

const char *
player_set(struct player *player, const char *path, const char *value)
{
	uint64_t at_ns = player->at_ns;
	char *name;

	if (!player->has_run)
		return "There is no run here to change.";
	if (player->has_challenge && player_step_row(player)->allow &&
	    !str_equal(player_step_row(player)->allow->text, "any") &&
	    !challenge_permits_setting(&player->challenge, path, value))
		return "That is not allowed here.";
	if (player_of_source(path))
		return player_edit(player, path, value);
	leave_fork(player);
	name = arena_printf(&player->step_arena, *value ? "%s %s" : "without %s", path, value);
	if (forks_setting(player->forks, path, value, name) == FORK_NONE)
		return "This future has as many changes as one can have.";
	if (!rerun(player))
		return refuse(player);
	player_seek(player, trace_seek(player_trace(player), at_ns + 1));
	return NULL;
}

bool
player_go_fork(struct player *player, uint32_t row)
{
	uint32_t before;

	leave_fork(player);
	before = player->forks->now;
	forks_go(player->forks, row);
	if (!rerun(player)) { /* it could be made once: only a changed lesson brings us here */
		player->problem = NULL;
		forks_go(player->forks, before);
		(void)player_take_path(player, before);
		return false;
	}
	player_seek(player, player->forks->rows[row].position);
	return true;
}

void
player_join(struct player *player)
{
	if (player->forks && player->forks->now != 0 &&
	    player->forks->rows[player->forks->now].is_setting)
		player->forks->rows[player->forks->now].joined = true;
}

bool
player_undo(struct player *player)
{
	uint32_t row = player->forks ? player->forks->now : 0, parent, left_at;

	if (row == 0)
		return false;
	while (player->forks->rows[row].joined)
		row = player->forks->rows[row].parent;
	parent = player->forks->rows[row].parent;
	left_at = player->forks->rows[row].is_setting ? player->forks->rows[parent].position
						       : player->forks->rows[row].left_at;
	if (!player_go_fork(player, parent))
		return false;
	player_seek(player, left_at);
	return true;
}

bool
player_redo(struct player *player)
{
	uint32_t child =
	    player->forks ? player->forks->rows[player->forks->now].back_to : FORK_NONE;

	while (child != FORK_NONE && player->forks->rows[child].back_to != FORK_NONE &&
	       player->forks->rows[player->forks->rows[child].back_to].joined)
		child = player->forks->rows[child].back_to;
	if (child == FORK_NONE || !player_go_fork(player, child))
		return false;
	if (!player->forks->rows[child].is_setting)
		player_seek(player, player->forks->rows[child].begins_at);
	return true;
}

/* The design of a code, which its own first settings may have made. */
static bool
enter_design(struct player *player, const struct runcode *code)
{
	uint32_t step = code->step - RUNCODE_CLUSTERS;

	if (code->step < RUNCODE_CLUSTERS || step == player->step)
		return true;
	if (step >= player->lesson->step_count)
		return false;
	player_enter(player, step);
	return player->has_run;
}

/* Which change of a code it is that cannot be made. */
static const char *
said_of(struct player *player, const char *why, const char *what, const char *value)
{
	return why ? arena_printf(&player->step_arena, "%s%s%s: %s", what, *value ? " " : "", value,
	    why) : NULL;
}

const char *
player_reopen(struct player *player, const struct runcode *code)
{
	const char *why = NULL;
	struct str name = STR_INIT;
	uint32_t first = 0; /* setting of the future itself: those before it are of the file */

	if (code->names || code->twin)
		player_vary_as(player, code->names, code->twin);
	while (first < code->setting_count && player_of_source(code->settings[first].path))
		first++;
	for (uint32_t i = 0; i < code->setting_count && !why; i++) {
		if (i == first && player->is_cluster && !enter_design(player, code))
			return "the design it was made in is not here.";
		why = said_of(player, player_set(player, code->settings[i].path,
		    code->settings[i].value), code->settings[i].path, code->settings[i].value);
	}
	if (first == code->setting_count && player->is_cluster && !why &&
	    !enter_design(player, code))
		return "the design it was made in is not here.";
	for (uint32_t i = 0; i < code->change_count && !why; i++) {
		str_clear(&name);
		change_said(&code->changes[i], player_trace(player), &name);
		why = said_of(player, player_change(player, &code->changes[i], name.text),
		    name.text, "");
	}
	str_release(&name);
	if (code->setting_count + code->change_count == 0 &&
	    (player->has_seed || code->names || code->twin) &&
	    !player_run_step(player))
		why = player->problem;
	player_seek(player, code->position);
	if (player->has_run)
		player->mode = PLAYER_WATCH;
	return why;
}

/* ---- the break menu ---- */

/* A wire is mended where it was cut. */
static bool
was_cut(const struct player *player, const char *id)
{
	const struct scenario *scenario = player->set.runs[0].scenario;

	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *fault = &scenario->faults[i];

		if (fault->kind != FAULT_CUT)
			continue;
		if (fault->client && str_starts_with(id, fault->client))
			return true;
		if (!fault->client &&
		    (str_equal(fault->node, id) || !str_starts_with(fault->node, "s")))
			return true;
	}
	return false;
}

/* A move of the whole cluster has no target; others happen to the one that is chosen. */
static uint16_t
target_of(const struct player *player, int row)
{
	return move_rows[row].targets & MOVE_WHOLE ? NONE16 : player->target;
}

const char *
player_move_refused(const struct player *player, int row)
{
	if (!player->has_run || (target_of(player, row) == NONE16 &&
	    !(move_rows[row].targets & MOVE_WHOLE)))
		return "There is nothing here to break.";
	if (player->has_challenge && !challenge_permits(&player->challenge, row,
	    target_of(player, row) == NONE16 ? NULL :
	    player_trace(player)->actors[player->target].id, NULL))
		return "That is not allowed here.";
	if (!(player->moves >> row & 1))
		return "This cluster has nothing that it could happen to.";
	return move_refused(&move_rows[row], world_at(player->set.runs[0].cursor,
	    player_position(player)), target_of(player, row));
}

/* Tries each move on the scenario, as a file would be checked; whatever has no place in it is not
 * offered: no key to rotate where nothing is signed. */
static void
find_moves(struct player *player)
{
	const struct trace *trace = player_trace(player);
	struct arena scratch = { 0 };

	CHECK(move_row_count <= sizeof player->choices);
	player->moves = UINT32_MAX;
	for (int row = 0; row < (int)move_row_count; row++) {
		uint16_t target = target_of(player, row);
		struct change change;

		if (!move_has_use(&move_rows[row], player->set.runs[0].scenario))
			player->moves &= ~(1u << row);

		if (player_move_refused(player, row))
			continue; /* with the better reason */
		change = move_change(&move_rows[row], trace, target, player->choices[row],
		    player_position(player), &scratch);
		if (!player_allows(player, &change) || (change.kind == FAULT_HEAL &&
		    !was_cut(player, trace->actors[target].id)))
			player->moves &= ~(1u << row);
	}
	arena_release(&scratch);
	player->move = -1;
	player_point(player, 1);
}

void
player_open_menu(struct player *player)
{
	player->breaking = true;
	player->playing = false;
	if (player->target == NONE16)
		player_target(player);
	else
		find_moves(player);
}

/* Machines first, then people. */
static int
target_rank(enum role role)
{
	static const enum role ranks[] = { ROLE_SERVER, ROLE_STORE, ROLE_DATABASE, ROLE_BALANCER,
		ROLE_CLIENT };

	for (int i = 0; i < (int)(sizeof ranks / sizeof *ranks); i++)
		if (ranks[i] == role)
			return i;
	return -1;
}

void
player_target(struct player *player)
{
	const struct trace *trace = player_trace(player);
	uint32_t best = NONE32, from;

	if (!trace)
		return;
	from = player->target == NONE16 ? 0 :
	    (uint32_t)target_rank(trace->actors[player->target].role) << 16 |
	    (player->target + 1u);
	/* The least that is not before it; when there is none, the first of all. */
	for (int again = 0; again < 2 && best == NONE32; again++, from = 0)
		for (uint32_t i = 0; i < trace->actor_count; i++) {
			int rank = target_rank(trace->actors[i].role);
			uint32_t at = (uint32_t)rank << 16 | i;

			if (rank >= 0 && at >= from && at < best)
				best = at;
		}
	player->target = best == NONE32 ? NONE16 : (uint16_t)best;
	find_moves(player);
}

void
player_choose(struct player *player, int delta)
{
	uint32_t count;

	if (player->move < 0)
		return;
	count = move_choice_count(&move_rows[player->move], player_trace(player),
	    target_of(player, player->move));
	if (count > 0)
		player->choices[player->move] = (uint8_t)((player->choices[player->move] +
		    count + (uint32_t)(delta + (int)count)) % count);
}

void
player_point(struct player *player, int delta)
{
	int count = (int)move_row_count, row = player->move;

	for (int tried = 0; tried < count; tried++) {
		row = (row + delta + count) % count;
		if (!player_move_refused(player, row)) {
			player->move = row;
			return;
		}
	}
}

const char *
player_break(struct player *player, int row)
{
	const struct trace *trace = player_trace(player);
	struct str name = STR_INIT;
	struct change change;
	const char *why = player_move_refused(player, row);
	uint32_t choice = player->choices[row];

	if (why)
		return why;
	if (player->has_challenge && move_rows[row].choice_key &&
	    !challenge_permits(&player->challenge, row, NULL, move_rows[row].choices[choice]))
		return "That figure is not allowed here; the arrows choose another.";
	change = move_change(&move_rows[row], trace, target_of(player, row), choice,
	    player_position(player), &player->step_arena);
	move_said(&move_rows[row], trace, target_of(player, row), choice, &name);
	why = player_change(player, &change, name.text);
	str_release(&name);
	return why;
}
