/* The tree of futures, and the moves that make them. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <stdio.h>
#include <string.h>

#include "app/action.h"
#include "base/str.h"
#include "experiment/forks.h"
#include "experiment/moves.h"
#include "lesson/load.h"

static uint32_t
crash_at(struct forks *forks, uint32_t position)
{
	struct change change = change_at_node(FAULT_CRASH, "s1", position);

	return forks_change(forks, &change, "s1 crashes");
}

static void
forks__change_undo_redo__walk_the_tree_and_lose_nothing(void **state)
{
	struct forks forks;
	struct fork_path path;

	(void)state;
	forks_init(&forks);
	assert_false(forks_undo(&forks));
	assert_false(forks_redo(&forks));
	assert_int_equal(crash_at(&forks, 10), 1);
	assert_int_equal(crash_at(&forks, 20), 2);
	assert_true(forks_undo(&forks));
	assert_int_equal(crash_at(&forks, 30), 3); /* a second future of the first crash */
	assert_true(forks_undo(&forks));
	assert_true(forks_undo(&forks));
	assert_int_equal(forks.now, 0);
	assert_true(forks_redo(&forks) && forks_redo(&forks));
	assert_int_equal(forks.now, 3); /* where one came from, not the older one */
	forks_go(&forks, 2);
	assert_true(forks_undo(&forks) && forks_redo(&forks));
	assert_int_equal(forks.now, 2);
	assert_int_equal(forks.count, 4);
	forks_path(&forks, 2, &path);
	assert_int_equal(path.change_count, 2);
	assert_int_equal(path.changes[0].position, 10);
	assert_int_equal(path.changes[1].position, 20);
	forks_release(&forks);
}

/* Beside each other no two have one name; under another parent it is free again. */
static void
forks__the_same_done_again__names_of_their_own(void **state)
{
	struct forks forks;

	(void)state;
	forks_init(&forks);
	(void)crash_at(&forks, 10);
	forks_go(&forks, 0);
	(void)crash_at(&forks, 20);
	forks_go(&forks, 0);
	(void)crash_at(&forks, 20);
	(void)crash_at(&forks, 30);
	forks_go(&forks, 0);
	(void)forks_setting(&forks, "servers.count", "5", "servers.count 5");
	forks_go(&forks, 0);
	(void)forks_setting(&forks, "servers.count", "5", "servers.count 5");
	assert_string_equal(forks.rows[1].name, "s1 crashes");
	assert_string_equal(forks.rows[2].name, "s1 crashes, event 20");
	assert_string_equal(forks.rows[3].name, "s1 crashes, event 20 (2)");
	assert_string_equal(forks.rows[4].name, "s1 crashes");
	assert_string_equal(forks.rows[5].name, "servers.count 5");
	assert_string_equal(forks.rows[6].name, "servers.count 5 (2)");
	forks_release(&forks);
}

/* A setting makes other events: faults placed before it keep their time, those after it their
 * event. */
static void
forks__setting_after_a_fault__the_fault_goes_by_time(void **state)
{
	struct forks forks;
	struct fork_path path;
	struct change change = change_at_node(FAULT_CRASH, "s1", 10);

	(void)state;
	forks_init(&forks);
	change.at_ns = 77;
	forks_change(&forks, &change, "s1 crashes");
	forks_setting(&forks, "servers.count", "5", "servers.count 5");
	forks_setting(&forks, "servers.queue", "0", "servers.queue 0");
	crash_at(&forks, 40);
	forks_path(&forks, forks.now, &path);
	assert_int_equal(path.change_count, 2);
	assert_true(path.changes[0].by_time);
	assert_int_equal(path.changes[0].at_ns, 77);
	assert_false(path.changes[1].by_time);
	assert_int_equal(path.setting_count, 2);
	assert_string_equal(path.paths[0], "servers.count");
	assert_string_equal(path.values[1], "0");
	forks_release(&forks);
}

static void
forks__drop__the_newest_goes_and_redo_finds_its_sibling(void **state)
{
	struct forks forks;

	(void)state;
	forks_init(&forks);
	crash_at(&forks, 10);
	forks_undo(&forks);
	crash_at(&forks, 20);
	forks_drop(&forks);
	assert_int_equal(forks.count, 2);
	assert_int_equal(forks.now, 0);
	assert_true(forks_redo(&forks));
	assert_int_equal(forks.now, 1);
	forks_release(&forks);
}

static void
any_tree__order__parents_first_each_once_depths_right(void **state)
{
	(void)state;
	GEN_CASES(gen, 300) {
		struct forks forks;
		uint32_t order[200], depths[200], seen[200] = { 0 };

		forks_init(&forks);
		for (size_t i = 0; i < gen_size(&gen, 150); i++) {
			forks_go(&forks, (uint32_t)gen_below(&gen, forks.count));
			if (forks_depth(&forks, forks.now) == FORKS_DEPTH_MAX)
				assert_int_equal(crash_at(&forks, 1), FORK_NONE);
			else
				crash_at(&forks, (uint32_t)gen_below(&gen, 20));
		}
		forks_order(&forks, order, depths);
		for (uint32_t i = 0; i < forks.count; i++) {
			uint32_t parent = forks.rows[order[i]].parent;

			assert_int_equal(seen[order[i]]++, 0);
			assert_int_equal(depths[i], forks_depth(&forks, order[i]));
			if (parent != FORK_NONE)
				assert_int_equal(seen[parent], 1);
			/* a child stands under its parent's line: nothing shallower between */
			if (i > 0)
				assert_true(depths[i] <= depths[i - 1] + 1);
		}
		forks_release(&forks);
	}
}

static void
thousand_forks__kept__less_than_a_megabyte(void **state)
{
	struct forks forks;

	(void)state;
	forks_init(&forks);
	for (uint32_t i = 0; i < 1000; i++) {
		forks_go(&forks, i / 2);
		assert_int_equal(crash_at(&forks, i), i + 1);
	}
	assert_true(forks.arena.used_bytes + forks.room * sizeof *forks.rows < 1 << 20);
	forks_release(&forks);
}

/* ---- moves ---- */

static void
moves__every_fault_of_the_format__has_a_row_and_a_key(void **state)
{
	(void)state;
	for (int kind = 0; kind < FAULT_COUNT; kind++) {
		bool found = kind == FAULT_CHANGE; /* settings have a panel of their own */

		for (uint32_t i = 0; i < move_row_count; i++)
			found |= (int)move_rows[i].kind == kind;
		if (!found)
			fail_msg("no move makes %s", names_fault.rows[kind].word);
	}
	for (uint32_t i = 0; i < move_row_count; i++) {
		bool key = false;

		for (int a = 0; a < ACTION_COUNT; a++)
			key |= strcmp(action_rows[a].script, move_rows[i].word) == 0 &&
			    action_rows[a].contexts & CTX_BREAK;
		if (!key)
			fail_msg("no key makes the move %s", move_rows[i].word);
		assert_true(move_rows[i].text[0] && move_rows[i].done[0] && move_rows[i].name[0]);
		assert_int_equal(move_find(move_rows[i].word), i);
		assert_true(!move_rows[i].choice_key ||
		    move_choice_count(&move_rows[i], NULL, NONE16) >= 2);
	}
}

static const char cluster[] =
    "clients: {ana: {every: 1s, script: [login, add book, view cart, view cart, view cart]}}\n"
    "servers: {count: 2}\n"
    "store: {copies: 1, copy_lag: 10ms}\n"
    "token: {refresh: rotate, ttl: 10m}\n"
    "designs: {store: {}, token: {}, sticky: {}}\n";

/* Up to the change nothing is different, but for what is there at the start. */
static void
assert_same_before(const struct trace *before, const struct trace *after, uint32_t position)
{
	assert_true(after->lead >= before->lead);
	assert_true(after->event_count >= position + after->lead - before->lead);
	for (uint32_t i = before->lead; i < position; i++) {
		const struct event *a = &before->events[i];
		const struct event *b = &after->events[i + after->lead - before->lead];

		assert_int_equal(b->kind, a->kind);
		assert_true(b->at_ns == a->at_ns);
	}
}

/* Every move, with every target, makes a run in some design: its fault happens there, and
 * everything before it stays as it was. */
static void
moves__every_target__happens_after_the_event(void **state)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct scenario_source source;
	uint32_t made[64] = { 0 };

	(void)state;
	findings_init(&findings, &arena);
	assert_true(scenario_source_init(&source, "moves", yaml_read(cluster, sizeof cluster - 1,
	    NULL, &arena, &findings), &arena, &findings));
	for (uint32_t d = 0; d < source.design_count; d++) {
		struct runset_request request = { .source = &source, .designs = &source.designs[d],
			.design_count = 1, .keep = true };
		struct runset base;
		const struct trace *before;
		uint32_t position;

		assert_true(runset_run(&base, &request, &findings));
		before = &base.runs[0].trace;
		position = before->event_count / 2;
		for (uint32_t row = 0; row < move_row_count; row++)
			for (uint32_t t = 0; t <= before->actor_count; t++) {
				uint16_t target = t == before->actor_count ? NONE16 : (uint16_t)t;
				struct change change;
				struct runset set;

				if (!move_fits(&move_rows[row], before, target))
					continue;
				change = move_change(&move_rows[row], before, target, 0, position,
				    &arena);
				request.changes = &change;
				request.change_count = 1;
				if (runset_run(&set, &request, &findings)) {
					made[row]++;
					assert_same_before(before, &set.runs[0].trace, position);
				}
				runset_release(&set);
				findings_init(&findings, &arena);
			}
		request.change_count = 0;
		runset_release(&base);
	}
	for (uint32_t row = 0; row < move_row_count; row++)
		if (made[row] == 0)
			fail_msg("%s could be made nowhere", move_rows[row].word);
	arena_release(&arena);
}

static void
moves__said__target_and_figure_in_words(void **state)
{
	struct str text = STR_INIT;
	struct change change = { .kind = FAULT_SLOW, .part_count = 2,
		.parts = { { "node", "s2" }, { "factor", "10" } } };

	(void)state;
	change_said(&change, NULL, &text);
	assert_string_equal(text.text, "s2 becomes slow, 10 times as long");
	str_clear(&text);
	change = (struct change){ .kind = FAULT_CHANGE, .part_count = 1,
		.parts = { { "path", "servers.queue" } } };
	change_said(&change, NULL, &text);
	assert_string_equal(text.text, "change path servers.queue");
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forks__change_undo_redo__walk_the_tree_and_lose_nothing),
		cmocka_unit_test(forks__the_same_done_again__names_of_their_own),
		cmocka_unit_test(forks__setting_after_a_fault__the_fault_goes_by_time),
		cmocka_unit_test(forks__drop__the_newest_goes_and_redo_finds_its_sibling),
		cmocka_unit_test(any_tree__order__parents_first_each_once_depths_right),
		cmocka_unit_test(thousand_forks__kept__less_than_a_megabyte),
		cmocka_unit_test(moves__every_fault_of_the_format__has_a_row_and_a_key),
		cmocka_unit_test(moves__every_target__happens_after_the_event),
		cmocka_unit_test(moves__said__target_and_figure_in_words),
	};

	return cmocka_run_group_tests_name("experiment/forks", tests, NULL, NULL);
}
