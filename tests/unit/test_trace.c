/* Tables of a trace: rows are found by what they hold, tickets tell sessions apart, time seeks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/make_trace.h"

static int
setup(void **state)
{
	static struct make make;

	make_begin(&make, true);
	*state = &make;
	return 0;
}

static int
teardown(void **state)
{
	make_release(*state);
	return 0;
}

static void
event_kinds__every_word__finds_its_kind(void **state)
{
	(void)state;
	for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
		assert_int_equal(event_kind_find(event_kinds[kind].word), kind);
	for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		assert_int_equal(outcome_find(outcome_word((enum outcome)outcome)), outcome);
	assert_int_equal(event_kind_find("snd"), -1);
	assert_int_equal(outcome_find(""), -1);
	assert_string_equal(reason_word(REASON_NO_TICKET), "no-ticket");
	assert_int_equal(event_kinds[EVENT_MISS].shape, SHAPE_STATE);
	assert_true(event_kinds[EVENT_PROBE].minor);
}

static void
trace_text__same_text__same_row(void **state)
{
	struct make *make = *state;
	char text[32];
	uint32_t rows[500];

	for (uint32_t i = 0; i < 500; i++) {
		snprintf(text, sizeof(text), "text %u", i);
		rows[i] = trace_add_text(&make->trace, text);
	}
	assert_int_equal(make->trace.text_count, 500);
	for (uint32_t i = 0; i < 500; i++) {
		snprintf(text, sizeof(text), "text %u", i);
		assert_int_equal(trace_add_text(&make->trace, text), rows[i]);
		assert_string_equal(trace_text(&make->trace, rows[i]), text);
	}
	assert_string_equal(trace_text(&make->trace, NONE32), "");
}

static void
trace_fields__each_member__makes_another_row(void **state)
{
	struct trace *trace = &((struct make *)*state)->trace;
	struct fields base = { .status = 200, .reason = REASON_FREE, .key = NONE16 };
	uint32_t first = trace_add_fields(trace, base);
	struct fields other;

	assert_int_equal(trace_add_fields(trace, base), first);
	other = base, other.status = 201;
	assert_int_equal(trace_add_fields(trace, other), first + 1);
	other = base, other.reason = REASON_COOKIE;
	assert_int_equal(trace_add_fields(trace, other), first + 2);
	other = base, other.algorithm = ALGORITHM_RS256;
	assert_int_equal(trace_add_fields(trace, other), first + 3);
	other = base, other.key = 0;
	assert_int_equal(trace_add_fields(trace, other), first + 4);
	other = base, other.exp_s = -1;
	assert_int_equal(trace_add_fields(trace, other), first + 5);
	assert_int_equal(trace_add_fields(trace, base), first);
	/* Many rows, so that searches pass others that differ in one member only. */
	for (uint32_t i = 0; i < 200; i++) {
		uint32_t count = trace->fields_count;

		other = base, other.reason = (uint8_t)(i + 20);
		assert_int_equal(trace_add_fields(trace, other), count);
		other = base, other.status = (uint16_t)(i + 300);
		assert_int_equal(trace_add_fields(trace, other), count + 1);
		other = base, other.exp_s = i + 1;
		assert_int_equal(trace_add_fields(trace, other), count + 2);
		other = base, other.key = (uint16_t)(i + 1);
		assert_int_equal(trace_add_fields(trace, other), count + 3);
	}
}

static void
trace_content__many_versions__each_found(void **state)
{
	struct trace *trace = &((struct make *)*state)->trace;
	uint32_t empty = trace_add_text(trace, "[]"), book = trace_add_text(trace, "[\"book\"]");

	for (uint32_t item = 0; item < 40; item++)
		for (uint32_t version = 1; version <= 25; version++)
			trace_add_content(trace, item, version, version % 2 ? empty : book);
	trace_add_content(trace, 3, 4, book);
	assert_int_equal(trace->content_count, 1000);
	assert_int_equal(trace_content(trace, 39, 25), empty);
	assert_int_equal(trace_content(trace, 0, 2), book);
	assert_int_equal(trace_content(trace, 0, 26), NONE32);
	assert_int_equal(trace_content(trace, 40, 1), NONE32);
}

static void
trace_actor__ids_and_devices__found(void **state)
{
	struct trace *trace = &((struct make *)*state)->trace;

	assert_int_equal(trace_actor(trace, "s2"), MAKE_S2);
	assert_int_equal(trace_actor(trace, "s3"), NONE16);
	assert_true(trace_actor_is(trace, MAKE_BOB_LAPTOP, MAKE_BOB));
	assert_true(trace_actor_is(trace, MAKE_BOB, MAKE_BOB));
	assert_false(trace_actor_is(trace, MAKE_BOB, MAKE_BOB_LAPTOP));
	assert_false(trace_actor_is(trace, MAKE_S1, NONE16));
	assert_false(trace_actor_is(trace, NONE16, NONE16));
	assert_int_equal(trace_client_of(trace, MAKE_BOB_PHONE), MAKE_BOB);
	assert_int_equal(trace_client_of(trace, MAKE_ANA), MAKE_ANA);
	assert_int_equal(trace_client_of(trace, MAKE_S1), NONE16);
}

static void
trace_piece__declared_and_extra__both_ways(void **state)
{
	struct trace *trace = &((struct make *)*state)->trace;

	assert_int_equal(trace_piece(trace, "cart"), MAKE_CART);
	assert_int_equal(trace_piece(trace, "ticket"), MAKE_PIECES);
	assert_int_equal(trace_piece(trace, "key"), trace_extra_piece(trace, TRACE_PIECE_KEY));
	assert_int_equal(trace_piece(trace, "coat"), NONE16);
	for (uint16_t piece = 0; piece < MAKE_PIECES + TRACE_PIECE_EXTRA; piece++)
		assert_int_equal(trace_piece(trace, trace_piece_id(trace, piece)), piece);
}

static void
trace_items_of__two_sessions__newest_first(void **state)
{
	struct make *make = *state;
	uint32_t old = make_item(make, MAKE_CART, MAKE_ANA, 0, NONE16);
	uint32_t bobs = make_item(make, MAKE_CART, MAKE_BOB, 1, NONE16);
	uint32_t new = make_item(make, MAKE_CART, MAKE_ANA, 2, NONE16);

	assert_int_equal(trace_items_of(&make->trace, MAKE_CART, MAKE_ANA), new);
	assert_int_equal(make->trace.items[new].older, old);
	assert_int_equal(make->trace.items[old].older, NONE32);
	assert_int_equal(trace_items_of(&make->trace, MAKE_CART, MAKE_BOB), bobs);
	assert_int_equal(trace_items_of(&make->trace, MAKE_LOGIN, MAKE_BOB), NONE32);
}

static void
trace_ticket__shared_digits__one_more_is_shown(void **state)
{
	struct make *make = *state;
	uint32_t a = make_session(make, MAKE_ANA_LAPTOP, 0x7f3a000000000001u);
	uint32_t b = make_session(make, MAKE_BOB_PHONE, 0xc510000000000000u);
	char text[33];

	trace_ticket(&make->trace, a, text);
	assert_string_equal(text, "7f3");
	make_session(make, MAKE_BOB_LAPTOP, 0x7f3a100000000000u);
	trace_ticket(&make->trace, a, text);
	assert_string_equal(text, "7f3a0");
	trace_ticket(&make->trace, b, text);
	assert_string_equal(text, "c51");
	make_session(make, MAKE_BOB_LAPTOP, 0xc510000000000000u);
	trace_ticket(&make->trace, b, text);
	assert_string_equal(text, "c51");
	trace_sid(&make->trace, a, text);
	assert_string_equal(text, "7f3a0000000000010000000000000000");
}

static void
trace_seek__equal_times__before_and_after_them(void **state)
{
	struct make *make = *state;
	static const uint64_t times[] = { 0, 5, 5, 5, 9 };

	for (int i = 0; i < 5; i++) {
		make->at_ns = times[i];
		make_event(make, make_blank(make, EVENT_ROUTE, MAKE_LB));
	}
	assert_int_equal(trace_seek(&make->trace, 0), 0);
	assert_int_equal(trace_seek_after(&make->trace, 0), 1);
	assert_int_equal(trace_seek(&make->trace, 5), 1);
	assert_int_equal(trace_seek_after(&make->trace, 5), 4);
	assert_int_equal(trace_seek(&make->trace, 6), 4);
	assert_int_equal(trace_seek_after(&make->trace, UINT64_MAX), 5);
	assert_int_equal(trace_seek(&make->trace, UINT64_MAX), 5);
}

static void
trace_event__place_and_client__by_home_and_owner(void **state)
{
	struct make *make = *state;
	uint32_t item = make_item(make, MAKE_CART, MAKE_BOB, NONE32, NONE16);
	struct event event = make_blank(make, EVENT_READ, MAKE_S1);

	event.other = MAKE_BOB_PHONE;
	event.home = HOME_TOKEN;
	assert_int_equal(trace_event_place(&make->trace, &event), MAKE_BOB_PHONE);
	assert_int_equal(trace_event_client(&make->trace, &event), MAKE_BOB);
	event.home = HOME_SERVER;
	assert_int_equal(trace_event_place(&make->trace, &event), MAKE_S1);
	event.item = item;
	event.other = MAKE_S1;
	assert_int_equal(trace_event_client(&make->trace, &event), MAKE_BOB);
	event.request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	assert_int_equal(trace_event_client(&make->trace, &event), MAKE_ANA);
}

#define MANY 9000u

/* Sessions and their items; every third leaves a gap in their numbers. */
static void
add_sessions(struct trace *trace, uint32_t *first, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		struct session session = { .client = i % 2 == 0 ? MAKE_ANA : MAKE_BOB,
			.device = i % 2 == 0 ? MAKE_ANA_LAPTOP : MAKE_BOB_PHONE, .stream = i + 1 };

		assert_int_equal(trace_add_session(trace, session), i);
		first[i] = trace_add_session_items(trace, i, session.client);
		if (i % 3 == 0)
			trace_add_item(trace, (struct item){ .piece = MAKE_THEME,
				.client = MAKE_BOB, .session = NONE32, .place = NONE16,
				.key = NONE16 });
	}
}

/* First those that were asked for last, which are remembered; then all again. */
static void
assert_items(const struct trace *trace, const uint32_t *first, uint32_t count, bool odd_are_gone)
{
	for (uint32_t i = 0; i < 2 * count; i++) {
		uint32_t session = i < count ? count - 1 - i : i - count;
		bool gone = odd_are_gone && session % 2 == 1 && session < MANY;

		for (uint32_t rank = 0; rank < 2; rank++) {
			struct item item = trace_item_of(trace, first[session] + rank);

			assert_int_equal(item.piece, gone ? NONE16 : rank == 0 ? MAKE_LOGIN
			    : MAKE_CART);
			assert_int_equal(item.session, gone ? NONE32 : session);
			assert_int_equal(item.client, gone ? NONE16 : session % 2 == 0 ? MAKE_ANA
			    : MAKE_BOB);
			assert_int_equal(trace_item_place(trace, first[session] + rank) == NONE32,
			    gone);
		}
		if (session % 3 == 0)
			assert_int_equal(trace_item_of(trace, first[session] + 2).piece,
			    MAKE_THEME);
	}
}

static void
trace_item__sessions_come_and_go__each_number_leads_where_it_did(void **state)
{
	static uint32_t first[2 * MANY];
	struct make *make = *state;
	struct trace *trace = &make->trace;

	trace_recycle(trace);
	add_sessions(trace, first, 0, 20);
	assert_items(trace, first, 20, false);
	add_sessions(trace, first, 20, MANY);
	assert_items(trace, first, MANY, false);
	trace_sweep_begin(trace, TRACE_SWEEP_ALL);
	for (uint32_t i = 0; i < MANY; i += 2)
		trace_mark_session(trace, i);
	trace_sweep_end(trace, 0, MANY / 2);
	assert_items(trace, first, MANY, true);
	add_sessions(trace, first, MANY, 2 * MANY); /* in the rows of those that went, too */
	assert_items(trace, first, 2 * MANY, true);
}

#define WITH_TRACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(event_kinds__every_word__finds_its_kind),
		WITH_TRACE(trace_text__same_text__same_row),
		WITH_TRACE(trace_fields__each_member__makes_another_row),
		WITH_TRACE(trace_content__many_versions__each_found),
		WITH_TRACE(trace_actor__ids_and_devices__found),
		WITH_TRACE(trace_piece__declared_and_extra__both_ways),
		WITH_TRACE(trace_items_of__two_sessions__newest_first),
		WITH_TRACE(trace_item__sessions_come_and_go__each_number_leads_where_it_did),
		WITH_TRACE(trace_ticket__shared_digits__one_more_is_shown),
		WITH_TRACE(trace_seek__equal_times__before_and_after_them),
		WITH_TRACE(trace_event__place_and_client__by_home_and_owner),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
