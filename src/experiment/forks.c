#include "experiment/forks.h"

#include <string.h>

#include "base/check.h"

static const struct fork_sum unmeasured = { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
	UINT64_MAX, UINT64_MAX, UINT64_MAX };

static uint32_t
add_row(struct forks *forks, const struct fork *row)
{
	if (forks->count == forks->room) {
		forks->room = forks->room ? forks->room * 2 : 8;
		forks->rows = mem_grow(forks->rows, forks->room, sizeof *forks->rows);
	}
	forks->rows[forks->count] = *row;
	return forks->count++;
}

void
forks_init(struct forks *forks)
{
	memset(forks, 0, sizeof *forks);
	(void)add_row(forks, &(struct fork){ .parent = FORK_NONE, .back_to = FORK_NONE,
	    .name = "main", .sum = unmeasured });
}

void
forks_release(struct forks *forks)
{
	mem_free(forks->rows);
	arena_release(&forks->arena);
	memset(forks, 0, sizeof *forks);
}

uint32_t
forks_depth(const struct forks *forks, uint32_t row)
{
	uint32_t depth = 0;

	for (; forks->rows[row].parent != FORK_NONE; row = forks->rows[row].parent)
		depth++;
	return depth;
}

static bool
name_is_taken(const struct forks *forks, const char *name)
{
	for (uint32_t row = 1; row < forks->count; row++)
		if (forks->rows[row].parent == forks->now && str_equal(forks->rows[row].name, name))
			return true;
	return false;
}

/* What was done already from here, but at another event, is told apart by that; else by number. */
static const char *
own_name(struct forks *forks, const struct fork *row, const char *name)
{
	const char *own = name;

	if (name_is_taken(forks, own) && !row->is_setting)
		own = name = arena_printf(&forks->arena, "%s, event %u", name, row->left_at);
	for (uint32_t n = 2; name_is_taken(forks, own); n++)
		own = arena_printf(&forks->arena, "%s (%u)", name, n);
	return arena_strdup(&forks->arena, own);
}

static uint32_t
add_child(struct forks *forks, struct fork *row, const char *name)
{
	uint32_t child;

	if (forks->count == FORKS_MAX || forks_depth(forks, forks->now) == FORKS_DEPTH_MAX)
		return FORK_NONE;
	row->parent = forks->now;
	row->back_to = FORK_NONE;
	row->name = own_name(forks, row, name);
	row->sum = unmeasured;
	child = add_row(forks, row);
	forks->rows[forks->now].back_to = child;
	forks->now = child;
	return child;
}

uint32_t
forks_change(struct forks *forks, const struct change *change, const char *name)
{
	struct fork row = { .change = *change, .left_at = change->position,
		.position = change->position + 1 };

	for (uint32_t i = 0; i < change->part_count; i++) {
		row.change.parts[i].key = arena_strdup(&forks->arena, change->parts[i].key);
		row.change.parts[i].value = arena_strdup(&forks->arena, change->parts[i].value);
	}
	return add_child(forks, &row, name);
}

uint32_t
forks_setting(struct forks *forks, const char *path, const char *value, const char *name)
{
	struct fork row = { .is_setting = true, .path = arena_strdup(&forks->arena, path),
		.value = arena_strdup(&forks->arena, value) };

	return add_child(forks, &row, name);
}

void
forks_drop(struct forks *forks)
{
	uint32_t last = forks->count - 1, parent = forks->rows[last].parent;

	CHECK(last > 0 && forks->now == last);
	forks->count = last;
	forks->now = parent;
	forks->rows[parent].back_to = FORK_NONE;
	for (uint32_t row = parent + 1; row < forks->count; row++)
		if (forks->rows[row].parent == parent)
			forks->rows[parent].back_to = row;
}

void
forks_go(struct forks *forks, uint32_t row)
{
	CHECK(row < forks->count);
	forks->now = row;
	for (; forks->rows[row].parent != FORK_NONE; row = forks->rows[row].parent)
		forks->rows[forks->rows[row].parent].back_to = row;
}

bool
forks_undo(struct forks *forks)
{
	uint32_t parent = forks->rows[forks->now].parent;

	if (parent == FORK_NONE)
		return false;
	forks_go(forks, forks->now); /* so that redo finds the way back */
	forks->now = parent;
	return true;
}

bool
forks_redo(struct forks *forks)
{
	uint32_t child = forks->rows[forks->now].back_to;

	if (child == FORK_NONE)
		return false;
	forks->now = child;
	return true;
}

void
forks_name(struct forks *forks, uint32_t row, const char *name)
{
	forks->rows[row].name = arena_strdup(&forks->arena, name);
	forks->rows[row].named = true;
}

void
forks_path(const struct forks *forks, uint32_t row, struct fork_path *path)
{
	uint32_t way[FORKS_DEPTH_MAX], count = 0;
	bool later_setting = false;

	for (; forks->rows[row].parent != FORK_NONE; row = forks->rows[row].parent)
		way[count++] = row;
	memset(path, 0, sizeof *path);
	/* way[0] is the newest: going back, a setting makes all faults before it go by time */
	for (uint32_t i = 0; i < count; i++) {
		const struct fork *fork = &forks->rows[way[i]];

		if (fork->is_setting) {
			later_setting = true;
			path->setting_count++;
			continue;
		}
		path->changes[path->change_count] = fork->change;
		path->changes[path->change_count++].by_time |= later_setting;
	}
	for (uint32_t i = 0; i < path->change_count / 2; i++) {
		struct change other = path->changes[i];

		path->changes[i] = path->changes[path->change_count - 1 - i];
		path->changes[path->change_count - 1 - i] = other;
	}
	for (uint32_t i = 0, at = path->setting_count; i < count; i++)
		if (forks->rows[way[i]].is_setting) {
			path->paths[--at] = forks->rows[way[i]].path;
			path->values[at] = forks->rows[way[i]].value;
		}
}

/* Children of a row that leave it later stand first, of those of one moment the older. */
static uint32_t
next_child(const struct forks *forks, uint32_t parent, uint32_t after)
{
	uint32_t best = FORK_NONE;

	for (uint32_t row = 1; row < forks->count; row++) {
		const struct fork *fork = &forks->rows[row];

		if (fork->parent != parent)
			continue;
		if (after != FORK_NONE && (fork->left_at > forks->rows[after].left_at ||
		    (fork->left_at == forks->rows[after].left_at && row <= after)))
			continue;
		if (best == FORK_NONE || fork->left_at > forks->rows[best].left_at)
			best = row;
	}
	return best;
}

void
forks_order(const struct forks *forks, uint32_t *order, uint32_t *depths)
{
	uint32_t stack[FORKS_DEPTH_MAX + 1], child[FORKS_DEPTH_MAX + 1], depth = 0, count = 0;

	stack[0] = 0;
	child[0] = FORK_NONE;
	for (bool fresh = true;;) {
		uint32_t next;

		if (fresh) {
			if (depths)
				depths[count] = depth;
			order[count++] = stack[depth];
		}
		next = next_child(forks, stack[depth], child[depth]);
		if (next == FORK_NONE) {
			if (depth-- == 0)
				break;
			fresh = false;
			continue;
		}
		child[depth] = next;
		stack[++depth] = next;
		child[depth] = FORK_NONE;
		fresh = true;
	}
	CHECK(count == forks->count);
}
