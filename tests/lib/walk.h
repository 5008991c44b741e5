/* lib/walk.h - walks of the driven application, for cmocka: what a key does not do fails the test.
 *
 *	open_at(&drive, "tests/lessons/kinds.yaml", "s-bet");
 *	on_until(&drive, PLAYER_ASK);
 *	keys(&drive, "1 s");
 */
#ifndef TESTS_LIB_WALK_H
#define TESTS_LIB_WALK_H

#include "lib/assert.h"
#include "lib/drive.h"

#define BEATS_MAX 3000

/* At a step of a lesson, NULL: its first. */
static inline void
open_at(struct drive *drive, const char *lesson, const char *step)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .lesson = lesson, .step = step }));
	assert_non_null(drive_player(drive));
	if (step)
		assert_string_equal(drive_step(drive), step);
}

static inline void
keys(struct drive *drive, const char *words)
{
	assert_true(drive_keys(drive, words));
}

/* Space until `mode`, or until nothing more comes. */
static inline void
on_until(struct drive *drive, enum player_mode mode)
{
	for (int i = 0; i < BEATS_MAX && drive_player(drive)->mode != mode; i++)
		keys(drive, "Space");
	assert_int_equal(drive_player(drive)->mode, mode);
}

static inline uint32_t
position(struct drive *drive)
{
	return player_position(drive_player(drive));
}

static inline uint64_t
digest(struct drive *drive)
{
	return player_trace(drive_player(drive))->digest;
}

/* A measure of the first run. */
static inline uint64_t
measured(struct drive *drive, const char *name)
{
	const struct measures *measures = &drive_player(drive)->set.runs[0].measures;

	return (uint64_t)measures->value[measure_find(name)];
}

#endif
