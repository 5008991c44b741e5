/* What the pictures say of the copies of a store, against what a copy that takes over does have. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "lib/scenarios.h"
#include "trace/sentence.h"
#include "view/copies.h"
#include "view/state_map.h"

#define MS 1000000ull

#define SHOP \
	"seed: 5\n" \
	"clients:\n" \
	"  ana: {name: Ana, every: 170ms, script: [login, add book, add pen, logout, login, " \
	"add mug, view cart, theme dark]}\n" \
	"  bob: {name: Bob, start: 60ms, every: 210ms, script: [login, add lamp, wait 300ms, " \
	"add cup, view cart]}\n" \
	"state: {theme: {bytes: 16, key: user}}\n" \
	"session: {idle: 500ms}\n" \
	"store: {copies: 2, copy_lag: %s, memory: %s, eviction: lru}\n" \
	"token: {ttl: 1s}\n" \
	"designs: {ids: {base: denylist}, moments: {base: denylist, denylist: {kind: " \
	"not-before}}, shop: {base: store, homes: {theme: store}, idempotency: {home: store, " \
	"keep: 1h}, limiter: {home: store, limit: 50/s}}}\n" \
	"faults: [{at: %llums, do: %s, node: store}, {at: 300ms, do: revoke, client: bob}, {at: " \
	"700ms, do: revoke, client: ana}, {at: 1100ms, do: revoke, client: all}%s]\n" \
	"stop: {after: 2s}\n"

struct shown {
	struct run run;
	struct scene scene;
};

static void
shown_begin(struct shown *shown, const char *keys, const char *design)
{
	*shown = (struct shown){ 0 };
	run_begin(&shown->run, keys, design);
	run_all(&shown->run);
	shown->scene = (struct scene){ .run_count = 1, .message = NONE32, .cursor_event = NONE32,
		.visible_until = NONE32, .inspect = NONE16,
		.client = trace_actor(&shown->run.trace, "ana"),
		.piece = trace_piece(&shown->run.trace, "cart") };
	shown->scene.runs[0] = (struct scene_run){ .design = design, .trace = &shown->run.trace,
		.cursor = world_cursor_new(&shown->run.trace) };
}

static void
shown_end(struct shown *shown)
{
	world_cursor_free(shown->scene.runs[0].cursor);
	run_end(&shown->run);
}

static const struct scene_run *
shown_at(struct shown *shown, uint32_t position)
{
	shown->scene.runs[0].position = position;
	shown->scene.at_ns = position ? shown->run.trace.events[position - 1].at_ns : 0;
	return &shown->scene.runs[0];
}

static void
shown_at_ns(struct shown *shown, uint64_t at_ns)
{
	shown_at(shown, trace_seek_after(&shown->run.trace, at_ns));
	shown->scene.at_ns = at_ns;
}

/* The first event after `from` that is not of what the failover takes back. */
static uint32_t
end_of_takeover(const struct trace *trace, uint32_t from)
{
	while (from < trace->event_count &&
	    trace_reason(trace, &trace->events[from]) == REASON_UNSENT)
		from++;
	return from;
}

/* Compares what is said just before a copy takes over with what it has then; items of each kind
 * are counted in *seen. */
static void
check_takeover(struct shown *shown, uint32_t change, uint32_t seen[3])
{
	const struct trace *trace = &shown->run.trace;
	const struct scene_run *run = shown_at(shown, change);
	const struct world *world = run_world(run);
	struct arena arena = { 0 };
	struct holding *before = arena_array(&arena, trace->item_count + 1u, sizeof(*before));
	struct copies copies;

	shown->scene.at_ns = trace->events[change].at_ns;
	copies_begin(&shown->scene, run, &copies);
	assert_int_equal(copies.count, 2);
	assert_int_equal(copies.lacking, trace->events[change].value);
	for (uint32_t item = 0; item < trace->item_count; item++) {
		const struct holding *holding = world_find(world, copies.store, item);

		before[item] = holding ? *holding : (struct holding){ .text = NONE32 };
	}
	world = world_at(run->cursor, end_of_takeover(trace, change + 1));
	for (uint32_t item = 0; item < trace->item_count; item++) {
		const struct holding *holding = world_find(world, copies.store, item);
		enum copies_have have = copies_have(&copies, item), truth;

		truth = holding == NULL ? COPIES_LACK
		    : holding->version == before[item].version && holding->text == before[item].text
		    ? COPIES_SAME : COPIES_OLDER;
		if (have != truth)
			fail_msg("item %u (%s) at %llu ns: said %d, is %d", item,
			    trace_piece_id(trace, trace->items[item].piece),
			    (unsigned long long)trace->events[change].at_ns, (int)have, (int)truth);
		seen[have]++;
	}
	copies_end(&copies);
	arena_release(&arena);
}

static void
copies__just_before_one_takes_over__have_what_it_has_then(void **state)
{
	static const char *const lags[] = { "0s", "100ms", "600ms", "1h" };
	static const char *const designs[] = { "shop", "ids", "moments" };
	uint32_t seen[3] = { 0 };

	(void)state;
	for (size_t row = 0; row < 4 * 3; row++) {
		size_t lag = row / 3;

		for (unsigned long long at_ms = 70; at_ms < 1900; at_ms += 90) {
			bool dead = at_ms / 90 % 2;
			char keys[1200], more[80] = "";
			struct shown shown;
			uint32_t change = NONE32;

			if (dead)
				snprintf(more, sizeof more,
				    ", {at: %llums, do: failover, node: store}", at_ms + 20);
			snprintf(keys, sizeof keys, SHOP, lags[lag],
			    at_ms % 20 ? "4300 B" : "unlimited", at_ms,
			    dead ? "crash" : "failover", more);
			shown_begin(&shown, keys, designs[row % 3]);
			for (uint32_t i = 0; i < shown.run.trace.event_count; i++)
				if (trace_reason(&shown.run.trace, &shown.run.trace.events[i]) ==
				    REASON_FAILOVER)
					change = i;
			assert_int_not_equal(change, NONE32);
			check_takeover(&shown, change, seen);
			shown_end(&shown);
		}
	}
	for (int have = 0; have < 3; have++)
		assert_true(seen[have] > 20);
}

static struct state_cell
cell_of(const struct shown *shown, enum state_column_kind kind, uint16_t piece)
{
	struct state_column column = { .kind = kind,
		.place = trace_actor(&shown->run.trace, "store") };

	return state_cell_of(&shown->scene, &shown->scene.runs[0], &column, piece);
}

static void
assert_dies(const struct shown *shown, enum state_column_kind kind, const char *words)
{
	struct state_column column = { .kind = kind,
		.place = trace_actor(&shown->run.trace, "store") };
	struct str text = STR_INIT;

	state_death(&shown->scene, &shown->scene.runs[0], &column, &text);
	assert_string_equal(text.text, words);
	str_release(&text);
}

#define STORY \
	"clients: {ana: {name: Ana, script: [login, add book, add pen, view cart, view cart]}}\n" \
	"store: {copies: 2, copy_lag: 600ms}\nstop: {after: 8s}\n" \
	"faults: [{at: 2300ms, do: crash, node: store}, {at: 2700ms, do: failover}]\n"

static void
state_cell__copies_of_the_store__same_older_and_all_that_is_left(void **state)
{
	struct shown shown;
	uint16_t cart;

	(void)state;
	shown_begin(&shown, STORY, "store");
	cart = shown.scene.piece;
	shown_at_ns(&shown, 900 * MS);
	assert_true(cell_of(&shown, STATE_COPIES, cart).kept);
	assert_false(cell_of(&shown, STATE_COPIES, cart).older);
	assert_int_equal(cell_of(&shown, STATE_COPIES, cart).bytes,
	    2 * cell_of(&shown, STATE_PLACE, cart).bytes);
	assert_dies(&shown, STATE_PLACE, "nothing");
	assert_dies(&shown, STATE_COPIES, "nothing");
	shown_at_ns(&shown, 2200 * MS);
	assert_true(cell_of(&shown, STATE_COPIES, cart).older);
	assert_dies(&shown, STATE_PLACE, "1 write");
	shown_at_ns(&shown, 2500 * MS);
	assert_true(cell_of(&shown, STATE_PLACE, cart).gone);
	assert_false(cell_of(&shown, STATE_PLACE, cart).kept);
	assert_true(cell_of(&shown, STATE_COPIES, cart).older);
	assert_dies(&shown, STATE_PLACE, "dead");
	assert_dies(&shown, STATE_COPIES, "Ana's");
	shown_at_ns(&shown, 2800 * MS);
	assert_true(cell_of(&shown, STATE_PLACE, cart).kept);
	assert_int_equal(copies_count(&shown.scene.runs[0]), 1);
	shown.scene.runs[0].closed = true;
	assert_true(cell_of(&shown, STATE_COPIES, cart).unknown);
	assert_dies(&shown, STATE_COPIES, "?");
	shown_end(&shown);
}

static void
assert_says(const char *words, const char *text)
{
	if (!strstr(text, words))
		fail_msg("\"%s\" is not in \"%s\"", words, text);
}

static void
check_fact(struct shown *shown, uint64_t at_ns, const char *fact, bool there)
{
	struct str facts = STR_INIT;

	shown_at_ns(shown, at_ns);
	scene_facts(&shown->scene, &facts);
	if ((strstr(facts.text, fact) != NULL) != there)
		fail_msg("\"%s\": %d in\n%s", fact, !there, facts.text);
	str_release(&facts);
}

static void
scene_facts__copies_and_cut_links__are_among_them(void **state)
{
	struct shown shown;

	(void)state;
	shown_begin(&shown, STORY, "store");
	check_fact(&shown, 1900 * MS, "store copied cart of ana: book\n", true);
	check_fact(&shown, 2200 * MS, "store copied cart of ana: book, pen\n", false);
	check_fact(&shown, 2200 * MS, "store copied an older cart of ana", true);
	shown_end(&shown);
	shown_begin(&shown, "clients: {ana: {name: Ana, script: [login, ping, ping]}}\n"
	    "servers: {count: 3}\nstop: {after: 4s}\n"
	    "faults: [{at: 500ms, do: cut, from: s2, to: s1}, {at: 500ms, do: cut, from: s1, "
	    "to: store}, {at: 600ms, do: cut, from: ana, to: lb}, {at: 1s, do: heal, from: s1, "
	    "to: s2}, {at: 1s, do: cut, from: s1, to: s3}, {at: 2s, do: heal, from: s1, "
	    "to: store}]\n", "store");
	check_fact(&shown, 550 * MS, "s1 cut from s2\n", true);
	check_fact(&shown, 550 * MS, "s2 cut from s1\n", true);
	check_fact(&shown, 550 * MS, "s3 cut", false);
	check_fact(&shown, 550 * MS, "s1 cut from store\n", true);
	check_fact(&shown, 550 * MS, "s1 cut from db\n", false);
	check_fact(&shown, 700 * MS, "ana-browser cut from lb\n", true);
	check_fact(&shown, 1500 * MS, "s1 cut from s2\n", false);
	check_fact(&shown, 1500 * MS, "s1 cut from s3\n", true);
	check_fact(&shown, 2500 * MS, "s1 cut from store\n", false);
	check_fact(&shown, 550 * MS, "s2 cut from s1\n", true); /* a step back */
	shown_end(&shown);
}

static void
sentence__crash_of_a_store_with_copies__says_that_one_can_take_over(void **state)
{
	struct shown shown;
	struct str text = STR_INIT;

	(void)state;
	shown_begin(&shown, "clients: {ana: {name: Ana, script: [login, add book], "
	    "repeat: view cart}}\nstore: {copies: 2}\nstop: {after: 9s}\n"
	    "faults: [{at: 2s, do: crash, node: store}, {at: 3s, do: failover}, "
	    "{at: 4s, do: crash, node: store}, {at: 5s, do: failover}, "
	    "{at: 6500ms, do: crash, node: store}]\n", "store");
	for (uint32_t nth = 0; nth < 3; nth++) {
		static const char *const words[] = { "session. One of its copies can take over.",
			"session. Its copy can take over.", "1 session." };
		uint32_t index = run_find(&shown.run, EVENT_CRASH, "store", nth);

		str_clear(&text);
		sentence_event(&shown.run.trace, index, &text);
		assert_says(words[nth], text.text);
		assert_int_equal(strstr(text.text, "take over") != NULL, nth < 2);
	}
	str_release(&text);
	shown_end(&shown);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies__just_before_one_takes_over__have_what_it_has_then),
		cmocka_unit_test(state_cell__copies_of_the_store__same_older_and_all_that_is_left),
		cmocka_unit_test(scene_facts__copies_and_cut_links__are_among_them),
		cmocka_unit_test(
		    sentence__crash_of_a_store_with_copies__says_that_one_can_take_over),
	};

	return cmocka_run_group_tests_name("view/copies", tests, NULL, NULL);
}
