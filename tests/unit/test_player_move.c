/* Moving through a run: back and forth, by names and times, playing, looking closer, futures of
 * one's own. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "lib/walk.h"
#include "lib/gen.h"

#define KINDS "tests/lessons/kinds.yaml"

/* Cells of the timeline after now that tell something. */
static uint32_t
marks_after_now(const char *row)
{
	const char *now = strstr(row, "\xe2\x97\x86"), *end = strstr(row, "\xe2\x94\xa4");
	uint32_t marks = 0;

	assert_non_null(now);
	assert_non_null(end);
	for (now += 3; now < end; now += 3)
		marks += strncmp(now, "\xe2\x94\x84", 3) != 0;
	return marks;
}

static void
player__replay__begins_before_the_run_decides_and_returns(void **state)
{
	struct drive drive;
	struct player *player;
	uint32_t told;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	keys(&drive, "1 s");
	on_until(&drive, PLAYER_SEEN);
	keys(&drive, "1");
	player = drive_player(&drive);
	told = position(&drive);
	keys(&drive, "r");
	assert_true(player->replaying);
	assert_true(position(&drive) < player_parting(player));
	assert_true(position(&drive) >= player->first);
	assert_true(drive_shows(&drive, "YOUR BET"));
	assert_true(drive_shows(&drive, "Her cart"));
	keys(&drive, "Right Right");
	assert_true(position(&drive) > player->bet);
	for (int beats = 0; player->replaying; beats++) { /* on, then back to the whys */
		uint32_t before = position(&drive);
		keys(&drive, "Space");
		assert_true(beats < 100 && (!player->replaying || position(&drive) > before));
	}
	assert_int_equal(player->mode, PLAYER_TOLD);
	assert_int_equal(position(&drive), told);
	keys(&drive, "r q"); /* q leaves the replay, not the lesson */
	assert_false(player->replaying);
	assert_string_equal(app_screen(drive.app), "player");
	assert_int_equal(position(&drive), told);
	drive_close(&drive);
}

/* Where belief and run part is computed: just before it both are still open, after it one is so. */
static void
player__replay_of_a_wrong_bet__opens_just_before_they_part(void **state)
{
	static const enum view_kind views[] = { VIEW_MAP, VIEW_LADDER, VIEW_STATE, VIEW_WIRE,
		VIEW_COSTS };
	struct drive drive;
	struct player *player;
	const struct event *event;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	keys(&drive, "1 s");
	on_until(&drive, PLAYER_SEEN);
	keys(&drive, "1 r");
	player = drive_player(&drive);
	assert_true(player->parting.found);
	assert_int_equal(position(&drive), player->parting.position - 1);
	event = &player_trace(player)->events[player->parting.position - 1];
	assert_int_equal(event->kind, EVENT_RECEIVE); /* the 401 has come to Ana */
	assert_true(drive_shows(&drive, "the run has not decided yet"));
	assert_true(drive_shows(&drive, "░200░"));
	keys(&drive, "Right");
	assert_true(drive_shows(&drive, "HERE THEY PART"));
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		player->view = views[i];
		assert_true(drive_shows(&drive, "░200░"));
		assert_true(drive_shows(&drive, "in the run 401 == 200 is false"));
	}
	keys(&drive, "q");
	assert_false(drive_shows(&drive, "░"));
	drive_close(&drive);
}

/* A right one has no ghost. */
static void
player__replay_of_a_right_bet__goes_on_together(void **state)
{
	struct drive drive;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	keys(&drive, "2 s");
	on_until(&drive, PLAYER_SEEN);
	keys(&drive, "1 r");
	assert_false(drive_player(&drive)->parting.ghost.on);
	assert_false(drive_shows(&drive, "░"));
	drive_close(&drive);
}

static void
player__look_back__returns_to_now_and_stops_there(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	on_until(&drive, PLAYER_ASK);
	player = drive_player(&drive);
	keys(&drive, "[ [ [");
	assert_true(position(&drive) < player->bet);
	assert_true(drive_shows(&drive, "your bet first"));
	keys(&drive, "] ] ] ] ] ] ] ] ] ]");
	assert_int_equal(position(&drive), player->bet);
	keys(&drive, "[ [ 1 s"); /* answered while looking back: it runs on from the bet */
	assert_true(position(&drive) >= player->bet);
	drive_close(&drive);
}

static void
player__single_events__go_both_ways_one_at_a_time(void **state)
{
	struct drive drive;
	uint32_t start;

	(void)state;
	open_at(&drive, KINDS, "the-show");
	start = position(&drive);
	keys(&drive, "Right Right Right");
	assert_int_equal(position(&drive), start + 3);
	keys(&drive, "Left l h h");
	assert_int_equal(position(&drive), start + 1);
	for (int i = 0; i < 200; i++)
		keys(&drive, "Right");
	assert_int_equal(position(&drive), drive_player(&drive)->last); /* not past until */
	for (int i = 0; i < 200; i++)
		keys(&drive, "Left");
	assert_int_equal(position(&drive), 0);
	drive_close(&drive);
}

static void
player__requests_and_waypoints__are_stepped_through(void **state)
{
	struct drive drive;
	struct player *player;
	uint32_t before;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	player = drive_player(&drive);
	before = position(&drive);
	keys(&drive, "}");
	assert_true(position(&drive) > before);
	{
		const struct trace *trace = player_trace(player);
		const struct event *event = &trace->events[position(&drive) - 1];

		assert_int_equal(event->kind, EVENT_SEND);
		assert_int_equal(trace->actors[event->actor].role, ROLE_DEVICE);
	}
	keys(&drive, "} {");
	assert_true(position(&drive) > before);
	keys(&drive, "w");
	assert_int_equal(
	    player_trace(player)->events[position(&drive) - 1].kind, EVENT_CRASH);
	keys(&drive, "w W");
	assert_int_equal(
	    player_trace(player)->events[position(&drive) - 1].kind, EVENT_CRASH);
	drive_close(&drive);
}

static void
player__go_to__takes_events_times_and_names(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	player = drive_player(&drive);
	keys(&drive, ": 2 0 Enter");
	assert_int_equal(position(&drive), 21);
	keys(&drive, ": s t a r t Enter");
	assert_int_equal(player->at_ns, 0);
	assert_true(position(&drive) <= 1); /* the rows that were there from the start */
	keys(&drive, ": b u r n t Enter");
	assert_int_equal(
	    player_trace(player)->events[position(&drive) - 1].kind, EVENT_CRASH);
	keys(&drive, ": 2 . 5 s Enter");
	assert_true(player->at_ns <= 2500000000u);
	keys(&drive, ": c a r t s Enter");
	assert_true(drive_shows(&drive, "No such moment here: carts"));
	keys(&drive, ": q");
	assert_true(player->typing);
	assert_string_equal(app_screen(drive.app), "player");
	keys(&drive, "Esc q");
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

static void
player__timeline__shows_what_was_seen_and_no_more(void **state)
{
	struct drive drive;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	keys(&drive, ": 1 . 5 s Enter");
	assert_int_equal(marks_after_now(drive_row(&drive, 22)), 0);
	keys(&drive, ": s t a r t Enter");
	assert_true(marks_after_now(drive_row(&drive, 22)) > 5);
	drive_close(&drive);
}

static void
player__play__moves_with_time_and_stops_at_the_bound(void **state)
{
	struct drive drive;
	struct player *player;
	uint32_t last = 0;

	(void)state;
	open_at(&drive, KINDS, "the-show");
	player = drive_player(&drive);
	assert_int_equal(app_wait_ms(drive.app), -1); /* nothing moves: nothing wakes it */
	keys(&drive, ".");
	assert_true(app_wait_ms(drive.app) > 0);
	for (int i = 0; i < 2000 && player->playing; i++) {
		drive_tick(&drive, 33000000);
		assert_true(position(&drive) >= last);
		last = position(&drive);
		assert_true(last <= player->last);
	}
	assert_false(player->playing);
	assert_int_equal(last, player->last);
	assert_int_equal(app_wait_ms(drive.app), -1);
	keys(&drive, "Left Left . Space"); /* a key takes it back */
	assert_false(player->playing);
	drive_close(&drive);
}

static void
player__play_without_animation__steps(void **state)
{
	struct drive drive;
	uint32_t start;

	(void)state;
	assert_true(drive_open(&drive,
	    &(struct drive_setup){ .lesson = KINDS, .step = "the-show", .still = true }));
	start = position(&drive);
	keys(&drive, ".");
	assert_int_equal(position(&drive), start + 1);
	assert_int_equal(app_wait_ms(drive.app), -1);
	drive_close(&drive);
}

static void
player__speeds__take_less_time_when_faster(void **state)
{
	int ticks[5];

	(void)state;
	for (int speed = 0; speed < 5; speed++) {
		struct drive drive;

		open_at(&drive, KINDS, "the-show");
		keys(&drive, "< < < < <");
		for (int i = 0; i < speed; i++)
			keys(&drive, ">");
		assert_int_equal(drive_player(&drive)->speed, speed);
		keys(&drive, ".");
		for (ticks[speed] = 0; drive_player(&drive)->playing; ticks[speed]++) {
			assert_true(ticks[speed] < 20000);
			drive_tick(&drive, 10000000);
		}
		if (speed)
			assert_true(ticks[speed] < ticks[speed - 1]);
		drive_close(&drive);
	}
}

static void
player__break__makes_a_future_that_undo_takes_back(void **state)
{
	struct drive drive;
	struct player *player;
	uint64_t original, forked;
	uint32_t here;

	(void)state;
	open_at(&drive, KINDS, "the-show");
	player = drive_player(&drive);
	keys(&drive, "Right Right Right Right");
	here = position(&drive);
	original = digest(&drive);
	keys(&drive, "x");
	assert_true(drive_shows(&drive, "break something: on s1"));
	keys(&drive, "c");
	assert_int_equal(player->path.change_count, 1);
	assert_int_equal(position(&drive), here + 1);
	assert_int_equal(player_trace(player)->events[here].kind, EVENT_CRASH);
	assert_true(drive_shows(&drive, "your own future"));
	forked = digest(&drive);
	assert_true(forked != original);
	keys(&drive, "Right Right Right u");
	assert_int_equal(digest(&drive), original);
	assert_int_equal(position(&drive), here);
	keys(&drive, "U");
	assert_int_equal(digest(&drive), forked);
	assert_int_equal(position(&drive), here + 1);
	keys(&drive, "u u");
	assert_true(drive_shows(&drive, "There is nothing to undo here."));
	assert_int_equal(digest(&drive), original);
	drive_close(&drive);
}

/* One's own future ends; what the lesson asks and tells is still to come. */
static void
player__future_at_its_end__returns_to_the_lesson(void **state)
{
	struct drive drive;
	struct player *player;
	uint32_t here;

	(void)state;
	open_at(&drive, KINDS, "the-bet");
	player = drive_player(&drive);
	here = position(&drive);
	keys(&drive, "x Tab c");
	assert_int_equal(player->path.change_count, 1);
	for (int i = 0; i < BEATS_MAX && player->path.change_count; i++)
		keys(&drive, "Space");
	assert_string_equal(drive_step(&drive), "the-bet");
	assert_int_equal(position(&drive), here);
	on_until(&drive, PLAYER_ASK);
	keys(&drive, "U"); /* nor does redo get past a bet */
	assert_int_equal(player->path.change_count, 0);
	assert_true(drive_shows(&drive, "Your bet first."));
	keys(&drive, "1 s");
	on_until(&drive, PLAYER_SEEN);
	keys(&drive, "x");
	assert_false(player->breaking);
	drive_close(&drive);
}

static void
player__breaks__stack_and_are_undone_in_order(void **state)
{
	struct drive drive;
	struct player *player;
	uint64_t digests[FORKS_DEPTH_MAX + 1];
	int made = 0;

	(void)state;
	open_at(&drive, KINDS, "two-asks"); /* the store's design; before the bet is asked */
	player = drive_player(&drive);
	digests[0] = digest(&drive);
	for (int i = 0; i < 20; i++) {
		keys(&drive, i % 2 ? "x c" : "x r"); /* s1 is down here */
		if (player->breaking)
			keys(&drive, "Esc");
		if ((int)player->path.change_count > made)
			digests[++made] = digest(&drive);
	}
	assert_true(made >= 2);
	assert_true(made <= (int)FORKS_DEPTH_MAX);
	while (made > 0) {
		keys(&drive, "u");
		assert_int_equal(player->path.change_count, --made);
		assert_int_equal(digest(&drive), digests[made]);
	}
	drive_close(&drive);
}

static void
player__break_menu__says_why_it_cannot(void **state)
{
	struct drive drive;

	(void)state;
	open_at(&drive, KINDS, "two-asks");
	keys(&drive, "x o");
	assert_true(drive_shows(&drive, "That is for a store or a database"));
	keys(&drive, "c");
	assert_true(drive_shows(&drive, "It is down already."));
	keys(&drive, "Tab r");
	assert_true(drive_shows(&drive, "It is up: there is nothing to restart."));
	assert_int_equal(drive_player(&drive)->path.change_count, 0);
	keys(&drive, "Tab o");
	assert_int_equal(drive_player(&drive)->path.change_count, 1);
	assert_string_equal(change_part(&drive_player(&drive)->path.changes[0], "node"), "store");
	keys(&drive, "x Esc");
	assert_false(drive_player(&drive)->breaking);
	assert_string_equal(app_screen(drive.app), "player");
	drive_close(&drive);
}

static void
player__inside__lists_what_the_place_holds(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	player = drive_player(&drive);
	keys(&drive, ": b u r n t Enter Left i");
	assert_true(drive_shows(&drive, "Inside s1"));
	for (uint16_t seen = 0; seen < player_trace(player)->actor_count; seen++) {
		const struct world *world =
		    world_at(player->set.runs[0].cursor, position(&drive));
		const struct holding *holding = world_first(world, player->inside_place);

		if (!holding)
			assert_true(drive_shows(&drive, "nothing"));
		for (; holding; holding = world_next(world, holding))
			assert_true(drive_shows(&drive,
			    trace_piece_id(player_trace(player),
				player_trace(player)->items[holding->item].piece)));
		keys(&drive, "i");
	}
	drive_close(&drive);
}

static void
player__why__names_the_chain_of_causes(void **state)
{
	struct drive drive;
	const struct trace *trace;
	uint32_t event;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	keys(&drive, ": 1 2 Enter c");
	trace = player_trace(drive_player(&drive));
	event = position(&drive) - 1;
	for (int i = 0; i < 4 && event != NONE32; i++, event = trace->events[event].cause) {
		char number[24];

		snprintf(number, sizeof number, "%4u  ", event);
		assert_true(drive_shows(&drive, number));
	}
	keys(&drive, "q");
	assert_string_equal(app_screen(drive.app), "player");
	assert_false(drive_player(&drive)->why_chain);
	drive_close(&drive);
}

static void
player__views_and_lanes__come_round(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	player = drive_player(&drive);
	assert_int_equal(player->set.run_count, 2);
	assert_true(drive_shows(&drive, "STICKY"));
	assert_true(drive_shows(&drive, "CARRY"));
	keys(&drive, "Tab");
	assert_int_equal(player->lane, 1);
	keys(&drive, "Tab");
	assert_int_equal(player->lane, 0);
	for (int view = VIEW_MAP; view < VIEW_KIND_COUNT; view++) {
		if (!player_shows(player, (enum view_kind)view))
			continue;
		assert_int_equal(player->view, view);
		keys(&drive, "v");
	}
	assert_int_equal(player->view, VIEW_MAP);
	drive_close(&drive);
}

static void
player__difference__is_one_key_away_and_walked_with_arrows(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	player = drive_player(&drive);
	keys(&drive, ": e n d Enter d");
	assert_int_equal(player->view, VIEW_DIFF);
	assert_true(drive_shows(&drive, "aligned by request"));
	assert_true(drive_shows(&drive, "difference"));
	assert_int_equal(player->difference, 0);
	keys(&drive, "Up");
	assert_int_equal(player->difference, 0);
	for (int i = 0; i < 50; i++)
		keys(&drive, "Down");
	{
		struct scene scene;

		player_scene(player, &scene);
		assert_int_equal(player->difference, diff_count(&scene) - 1);
	}
	keys(&drive, "d");
	assert_int_equal(player->view, VIEW_MAP);
	drive_close(&drive);
}

static void
player__difference_of_one_design__says_that_it_needs_two(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	open_at(&drive, KINDS, "the-show");
	player = drive_player(&drive);
	assert_false(player_shows(player, VIEW_DIFF));
	assert_true(player_shows(player, VIEW_COSTS));
	assert_false(player_shows(player, VIEW_CHART));
	keys(&drive, "d");
	assert_int_equal(player->view, VIEW_MAP);
	assert_true(drive_shows(&drive, "A difference needs two designs"));
	for (int i = 0; i < VIEW_KIND_COUNT; i++) {
		keys(&drive, "v");
		assert_int_not_equal(player->view, VIEW_DIFF);
	}
	drive_close(&drive);
}

static void
player__difference_in_plain_lines__is_sentences(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive,
	    &(struct drive_setup){ .lesson = KINDS, .step = "the-twins", .plain = true }));
	keys(&drive, ": e n d Enter");
	(void)drive_said(&drive);
	keys(&drive, "d");
	assert_non_null(strstr(drive_said(&drive), "end alike"));
	drive_close(&drive);
}

static void
player__run_code__opens_the_same_frame(void **state)
{
	struct drive drive, again;
	struct runcode code;
	struct arena arena = { 0 };
	struct str text = STR_INIT;
	const char *why;

	(void)state;
	open_at(&drive, KINDS, "the-twins");
	keys(&drive, "} Right x c Right");
	player_runcode(drive_player(&drive), &text);
	assert_true(runcode_read(text.text, &arena, &code, &why));
	open_at(&again, KINDS, "the-twins");
	assert_null(player_reopen(drive_player(&again), &code));
	assert_int_equal(digest(&again), digest(&drive));
	assert_int_equal(position(&again), position(&drive));
	assert_int_equal(code.step, drive_player(&drive)->step);
	str_release(&text);
	arena_release(&arena);
	drive_close(&drive);
	drive_close(&again);
}

static void
player__futures__page_goes_names_and_compares(void **state)
{
	struct drive drive;
	struct player *player;
	uint64_t crashed, slow;

	(void)state;
	open_at(&drive, KINDS, "the-show");
	player = drive_player(&drive);
	keys(&drive, "Right Right Right Right f");
	assert_true(drive_shows(&drive, "This run has no branches."));
	keys(&drive, "x c");
	crashed = digest(&drive);
	keys(&drive, "u x s");
	slow = digest(&drive);
	assert_true(slow != crashed);
	keys(&drive, "f");
	assert_string_equal(app_screen(drive.app), "forks");
	assert_true(drive_shows(&drive, "3 futures"));
	assert_true(drive_shows(&drive, "s1 crashes"));
	assert_true(drive_shows(&drive, "s1 becomes slow"));
	assert_true(drive_shows(&drive, "requests failed"));
	keys(&drive, "L m y Space w a y Enter"); /* what is typed is a name, no key */
	assert_true(drive_shows(&drive, "my way"));
	keys(&drive, "2"); /* the crash, by its number */
	assert_string_equal(app_screen(drive.app), "player");
	assert_int_equal(digest(&drive), crashed);
	keys(&drive, "f Down d");
	assert_true(player->has_other);
	assert_int_equal(player->other.runs[0].trace.digest, slow);
	assert_true(drive_shows(&drive, "MY WAY"));
	keys(&drive, "d");
	assert_false(player->has_other);
	/* on and back: what was tried in this step is still there */
	player_enter(player, player->step + 1);
	player_enter(player, player->step - 1);
	assert_false(player_forked(player));
	assert_int_equal(player->forks->count, 3);
	drive_close(&drive);
}

static void
player__break_menu__figures_and_people(void **state)
{
	struct drive drive;
	struct player *player;
	const struct change *change;

	(void)state;
	open_at(&drive, KINDS, "the-show");
	player = drive_player(&drive);
	keys(&drive, "Right Right Right Right x Down Right Enter"); /* slow, the second figure */
	change = &player->path.changes[0];
	assert_int_equal(change->kind, FAULT_SLOW);
	assert_string_equal(change_part(change, "factor"), "2");
	keys(&drive, "u x");
	for (int i = 0; i < 9 && player_trace(player)->actors[player->target].role != ROLE_CLIENT;
	    i++)
		keys(&drive, "Tab");
	assert_true(drive_shows(&drive, "revoke the login"));
	assert_true(drive_shows(&drive, "break something: on Ana"));
	keys(&drive, "s"); /* a person cannot be slowed down */
	assert_true(drive_shows(&drive, "That is for a server"));
	keys(&drive, "v");
	assert_int_equal(player->path.changes[0].kind, FAULT_REVOKE);
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(player__futures__page_goes_names_and_compares),
		cmocka_unit_test(player__break_menu__figures_and_people),
		cmocka_unit_test(player__replay__begins_before_the_run_decides_and_returns),
		cmocka_unit_test(player__replay_of_a_wrong_bet__opens_just_before_they_part),
		cmocka_unit_test(player__replay_of_a_right_bet__goes_on_together),
		cmocka_unit_test(player__look_back__returns_to_now_and_stops_there),
		cmocka_unit_test(player__single_events__go_both_ways_one_at_a_time),
		cmocka_unit_test(player__requests_and_waypoints__are_stepped_through),
		cmocka_unit_test(player__go_to__takes_events_times_and_names),
		cmocka_unit_test(player__timeline__shows_what_was_seen_and_no_more),
		cmocka_unit_test(player__play__moves_with_time_and_stops_at_the_bound),
		cmocka_unit_test(player__play_without_animation__steps),
		cmocka_unit_test(player__speeds__take_less_time_when_faster),
		cmocka_unit_test(player__break__makes_a_future_that_undo_takes_back),
		cmocka_unit_test(player__future_at_its_end__returns_to_the_lesson),
		cmocka_unit_test(player__breaks__stack_and_are_undone_in_order),
		cmocka_unit_test(player__break_menu__says_why_it_cannot),
		cmocka_unit_test(player__inside__lists_what_the_place_holds),
		cmocka_unit_test(player__why__names_the_chain_of_causes),
		cmocka_unit_test(player__views_and_lanes__come_round),
		cmocka_unit_test(player__difference__is_one_key_away_and_walked_with_arrows),
		cmocka_unit_test(player__difference_of_one_design__says_that_it_needs_two),
		cmocka_unit_test(player__difference_in_plain_lines__is_sentences),
		cmocka_unit_test(player__run_code__opens_the_same_frame),
	};

	return cmocka_run_group_tests_name("player/player_move", tests, NULL, NULL);
}
