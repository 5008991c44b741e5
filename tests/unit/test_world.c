/* The world: what small traces leave behind, and forwards == backwards == from scratch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/make_trace.h"
#include "trace/world_fold.h"

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

/* Ana logs in at s1, which remembers her; she takes ticket and route. */
struct sticky {
	uint32_t session, login, cart, ticket, route;
};

static struct sticky
log_in_at_s1(struct make *make)
{
	struct trace *trace = &make->trace;
	struct sticky sticky = { .session = make_session(make, MAKE_ANA_LAPTOP, 7) };

	sticky.login = make_item(make, MAKE_LOGIN, MAKE_ANA, sticky.session, NONE16);
	sticky.cart = make_item(make, MAKE_CART, MAKE_ANA, sticky.session, NONE16);
	sticky.ticket = make_item(make, trace_extra_piece(trace, TRACE_PIECE_TICKET), MAKE_ANA,
	    NONE32, MAKE_ANA_LAPTOP);
	sticky.route = make_item(make, trace_extra_piece(trace, TRACE_PIECE_ROUTE), MAKE_ANA,
	    NONE32, MAKE_ANA_LAPTOP);
	trace_add_content(trace, sticky.cart, 1, trace_add_text(trace, "[]"));
	trace_add_content(trace, sticky.cart, 2, trace_add_text(trace, "[\"book\"]"));
	make_state(make, EVENT_CREATE, MAKE_S1, sticky.login, 1, 64, HOME_SERVER, NONE32,
	    sticky.session);
	make_state(make, EVENT_CREATE, MAKE_S1, sticky.cart, 1, 2048, HOME_SERVER, NONE32,
	    sticky.session);
	make->at_ns += 10;
	make_ticket(make, MAKE_ANA_LAPTOP, sticky.ticket, sticky.session, 1);
	make_route(make, MAKE_ANA_LAPTOP, sticky.route, MAKE_S1, 1);
	return sticky;
}

static void
world__login_in_server_memory__entries_ticket_and_route(void **state)
{
	struct make *make = *state;
	struct sticky sticky = log_in_at_s1(make);
	struct world_cursor *cursor = world_cursor_new(&make->trace);
	const struct world *world = world_at(cursor, 0);
	const struct holding *holding;

	assert_null(world_first(world, MAKE_S1));
	assert_int_equal(world_holds(world, MAKE_S1, MAKE_LOGIN, MAKE_ANA), WORLD_NO);
	world = world_at(cursor, 4);
	holding = world_first(world, MAKE_S1);
	assert_int_equal(holding->item, sticky.login);
	holding = world_next(world, holding);
	assert_int_equal(holding->item, sticky.cart);
	assert_int_equal(holding->bytes, 2048);
	assert_string_equal(trace_text(&make->trace, holding->text), "[]");
	assert_null(world_next(world, holding));
	assert_int_equal(world->places[MAKE_S1].held_bytes, 2112);
	assert_int_equal(world->tier_bytes[TIER_SERVERS], 2112);
	assert_int_equal(world->tier_bytes[TIER_CLIENT], 32 + 2);
	assert_int_equal(world_ticket(world, MAKE_ANA_LAPTOP)->session, sticky.session);
	assert_int_equal(world_route(world, MAKE_ANA_LAPTOP)->route, MAKE_S1);
	assert_true(world_route(world, MAKE_ANA_LAPTOP)->fresh);
	assert_false(world_ticket(world, MAKE_ANA_LAPTOP)->fresh);
	assert_null(world_ticket(world, MAKE_BOB_PHONE));
	assert_int_equal(world_holds(world, MAKE_S1, MAKE_LOGIN, MAKE_ANA), WORLD_YES);
	assert_int_equal(world_holds(world, MAKE_S2, MAKE_LOGIN, MAKE_ANA), WORLD_NO);
	assert_int_equal(world_holds(world, MAKE_S1, MAKE_LOGIN, MAKE_BOB), WORLD_NO);
	assert_int_equal(world_holds(world, MAKE_ANA,
	    trace_extra_piece(&make->trace, TRACE_PIECE_TICKET), MAKE_ANA), WORLD_YES);
	assert_int_equal(world_holder(world, MAKE_ANA), MAKE_S1);
	assert_int_equal(world_entry(world, MAKE_CART, MAKE_ANA)->version, 1);
	assert_true(world_alone(world, holding));
	assert_false(world_alone(world, world_ticket(world, MAKE_ANA_LAPTOP)));
	world_cursor_free(cursor);
}

static void
world__write_and_read__version_text_and_last_use(void **state)
{
	struct make *make = *state;
	struct sticky sticky = log_in_at_s1(make);
	struct world_cursor *cursor;
	const struct holding *holding;

	make->at_ns = 50;
	make_state(make, EVENT_WRITE, MAKE_S1, sticky.cart, 2, 100, HOME_SERVER, NONE32,
	    sticky.session);
	make->at_ns = 70;
	make_state(make, EVENT_READ, MAKE_S1, sticky.cart, 2, 100, HOME_SERVER, NONE32,
	    sticky.session);
	cursor = world_cursor_new(&make->trace);
	holding = world_find(world_at(cursor, 5), MAKE_S1, sticky.cart);
	assert_int_equal(holding->version, 2);
	assert_int_equal(holding->bytes, 100);
	assert_int_equal(holding->event, 4);
	assert_int_equal(holding->last_used_ns, 50);
	assert_string_equal(trace_text(&make->trace, holding->text), "[\"book\"]");
	holding = world_find(world_at(cursor, 6), MAKE_S1, sticky.cart);
	assert_int_equal(holding->last_used_ns, 70);
	assert_int_equal(holding->event, 4);
	assert_int_equal(world_at(cursor, 6)->holding_count, 4);
	world_cursor_free(cursor);
}

static void
world__crash_and_restart__entries_become_losses_then_nothing(void **state)
{
	struct make *make = *state;
	struct sticky sticky = log_in_at_s1(make);
	struct world_cursor *cursor;
	const struct world *world;
	struct event believe;

	make->at_ns = 100;
	make_event(make, make_blank(make, EVENT_CRASH, MAKE_S1));
	believe = make_blank(make, EVENT_BELIEVE, MAKE_LB);
	believe.other = MAKE_S1;
	make_event(make, believe);
	make_event(make, make_blank(make, EVENT_RESTART, MAKE_S1));
	cursor = world_cursor_new(&make->trace);
	world = world_at(cursor, 5);
	assert_null(world_first(world, MAKE_S1));
	assert_false(world->places[MAKE_S1].up);
	assert_true(world->places[MAKE_S1].believed_up);
	assert_int_equal(world->places[MAKE_S1].crash_event, 4);
	assert_int_equal(world->places[MAKE_S1].lost_count, 2);
	assert_int_equal(world->places[MAKE_S1].held_bytes, 0);
	assert_int_equal(world->loss_count, 2);
	assert_int_equal(world->losses[1].holding.item, sticky.cart);
	assert_int_equal(world->losses[1].holding.bytes, 2048);
	assert_int_equal(world->losses[1].place, MAKE_S1);
	assert_int_equal(world->sessions_lost, 1);
	assert_true(world->sessions[sticky.session].lost);
	assert_null(world_entry(world, MAKE_CART, MAKE_ANA));
	assert_non_null(world_ticket(world, MAKE_ANA_LAPTOP));
	world = world_at(cursor, 6);
	assert_false(world->places[MAKE_S1].believed_up);
	world = world_at(cursor, 7);
	assert_true(world->places[MAKE_S1].up);
	assert_false(world->places[MAKE_S1].believed_up);
	assert_int_equal(world->loss_count, 0);
	assert_int_equal(world->places[MAKE_S1].lost_count, 0);
	assert_int_equal(world_at(cursor, 4)->sessions_lost, 0);
	assert_int_equal(world_at(cursor, 4)->places[MAKE_S1].held_bytes, 2112);
	world_cursor_free(cursor);
}

/* A second copy survives: nothing is lost, and neither holder is alone. */
static void
world__crash_of_one_of_two_holders__session_is_not_lost(void **state)
{
	struct make *make = *state;
	struct sticky sticky = log_in_at_s1(make);
	struct event copy = make_blank(make, EVENT_COPY, MAKE_S1);
	struct world_cursor *cursor;
	const struct world *world;

	copy.other = MAKE_S2;
	copy.item = sticky.login;
	copy.version = 1;
	copy.value = 64;
	copy.home = HOME_SERVER;
	make_event(make, copy);
	make_event(make, make_blank(make, EVENT_CRASH, MAKE_S1));
	cursor = world_cursor_new(&make->trace);
	world = world_at(cursor, 5);
	assert_false(world_alone(world, world_find(world, MAKE_S1, sticky.login)));
	assert_false(world_alone(world, world_find(world, MAKE_S2, sticky.login)));
	world = world_at(cursor, 6);
	assert_int_equal(world->sessions_lost, 0);
	assert_true(world_alone(world, world_find(world, MAKE_S2, sticky.login)));
	assert_int_equal(world_holder(world, MAKE_ANA), MAKE_S2);
	world_cursor_free(cursor);
}

/* A second login at `server`, whose ticket replaces the first one. */
static uint32_t
log_in_again(struct make *make, struct sticky *sticky, uint16_t server)
{
	uint32_t session = make_session(make, MAKE_ANA_LAPTOP, 9);
	uint32_t login = make_item(make, MAKE_LOGIN, MAKE_ANA, session, NONE16);
	struct world world;
	uint32_t lost;

	make_state(make, EVENT_CREATE, server, login, 1, 64, HOME_SERVER, NONE32, session);
	make_ticket(make, MAKE_ANA_LAPTOP, sticky->ticket, session, 2);
	world_init(&world, &make->trace);
	while (world.next < make->trace.event_count)
		world_fold(&world, &make->trace.events[world.next], NULL);
	lost = world.sessions_lost;
	world_release(&world);
	return lost;
}

static void
world__ticket_replaced_from_another_server__session_is_lost(void **state)
{
	struct sticky sticky = log_in_at_s1(*state);

	assert_int_equal(log_in_again(*state, &sticky, MAKE_S2), 1);
}

static void
world__ticket_replaced_by_the_same_server__session_is_not_lost(void **state)
{
	struct sticky sticky = log_in_at_s1(*state);

	assert_int_equal(log_in_again(*state, &sticky, MAKE_S1), 0);
}

static void
world__ticket_replaced_after_expiry__session_is_not_lost(void **state)
{
	struct sticky sticky = log_in_at_s1(*state);

	make_state(*state, EVENT_EXPIRE, MAKE_S1, sticky.login, 1, 0, HOME_SERVER, NONE32, NONE32);
	assert_int_equal(log_in_again(*state, &sticky, MAKE_S2), 0);
}

static void
world__eviction__lost_unless_logged_out_or_cleared(void **state)
{
	struct make *make = *state;
	static const struct {
		enum reason reason;
		uint16_t place;
		uint32_t lost;
	} rows[] = { { REASON_LOGOUT, MAKE_S1, 0 }, { REASON_CLEARED, MAKE_S1, 0 },
		{ REASON_OVERWRITTEN, MAKE_S1, 1 }, { REASON_REPLACED, MAKE_ANA_LAPTOP, 0 } };

	for (int i = 0; i < 4; i++) {
		struct sticky sticky;
		struct event evict;
		struct world_cursor *cursor;

		make_release(make);
		make_begin(make, true);
		sticky = log_in_at_s1(make);
		if (rows[i].place == MAKE_ANA_LAPTOP) {
			make_state(make, EVENT_EXPIRE, MAKE_S1, sticky.login, 1, 0, HOME_SERVER,
			    NONE32, NONE32);
			make_state(make, EVENT_CREATE, MAKE_ANA_LAPTOP, sticky.login, 2, 5,
			    HOME_TOKEN, NONE32, sticky.session);
		}
		evict = make_blank(make, EVENT_EVICT, rows[i].place);
		evict.item = sticky.login;
		evict.home = rows[i].place == MAKE_S1 ? HOME_SERVER : HOME_TOKEN;
		evict.fields = make_fields(make, rows[i].reason, 0);
		make_event(make, evict);
		cursor = world_cursor_new(&make->trace);
		assert_non_null(world_find(world_at(cursor, make->trace.event_count - 1),
		    rows[i].place, sticky.login));
		assert_int_equal(world_at(cursor, make->trace.event_count)->sessions_lost,
		    rows[i].lost);
		assert_null(world_of_item(world_at(cursor, make->trace.event_count),
		    sticky.login));
		world_cursor_free(cursor);
	}
}

/* A coat: login and cart in a token that the device holds; the token's row comes with the reply. */
static void
world__pieces_in_a_token__held_by_the_device_with_its_token(void **state)
{
	struct make *make = *state;
	struct trace *trace = &make->trace;
	uint32_t session = make_session(make, MAKE_ANA_LAPTOP, 3);
	uint32_t cart = make_item(make, MAKE_CART, MAKE_ANA, session, NONE16);
	uint32_t token = trace_add_token(trace, &(struct token){ .client = MAKE_ANA,
		.session = session, .exp_s = 900 });
	struct event write = make_blank(make, EVENT_CREATE, MAKE_ANA_LAPTOP);
	struct world_cursor *cursor;
	const struct world *world;

	write.item = cart;
	write.version = 1;
	write.value = 2;
	write.home = HOME_TOKEN;
	write.session = session;
	write.message = trace_add_message(trace, &(struct message){ .kind = MESSAGE_REPLY,
		.token = token, .session = NONE32, .text = NONE32 });
	trace_add_content(trace, cart, 1, trace_add_text(trace, "[]"));
	make_event(make, write);
	write = make_blank(make, EVENT_READ, MAKE_S2);
	write.other = MAKE_ANA_LAPTOP;
	write.item = cart;
	write.home = HOME_TOKEN;
	make->at_ns = write.at_ns = 9;
	make_event(make, write);
	cursor = world_cursor_new(trace);
	world = world_at(cursor, 2);
	assert_int_equal(world_token(world, MAKE_ANA_LAPTOP), token);
	assert_int_equal(world_token(world, MAKE_BOB_PHONE), NONE32);
	assert_int_equal(world_session_of(world, MAKE_ANA_LAPTOP), session);
	assert_int_equal(world_holds(world, MAKE_ANA, MAKE_CART, MAKE_ANA), WORLD_YES);
	assert_int_equal(world_holds(world, MAKE_S2, MAKE_CART, MAKE_ANA), WORLD_NO);
	assert_int_equal(world_entry(world, MAKE_CART, MAKE_ANA)->home, HOME_TOKEN);
	assert_int_equal(world_entry(world, MAKE_CART, MAKE_ANA)->last_used_ns, 9);
	assert_true(world_alone(world, world_entry(world, MAKE_CART, MAKE_ANA)));
	world_cursor_free(cursor);
}

/* value of PIECE of CLIENT follows the device that acted last, and the user behind it. */
static void
world__two_devices__entry_of_the_one_that_acted_last(void **state)
{
	struct make *make = *state;
	struct trace *trace = &make->trace;
	uint16_t ticket = trace_extra_piece(trace, TRACE_PIECE_TICKET);
	uint32_t a = make_session(make, MAKE_BOB_PHONE, 1);
	uint32_t b = make_session(make, MAKE_BOB_LAPTOP, 2);
	uint32_t cart_a = make_item(make, MAKE_CART, MAKE_BOB, a, NONE16);
	uint32_t cart_b = make_item(make, MAKE_CART, MAKE_BOB, b, NONE16);
	uint32_t theme = make_item(make, MAKE_THEME, MAKE_BOB, NONE32, NONE16);
	uint32_t request;
	struct world_cursor *cursor;
	const struct world *world;

	make_state(make, EVENT_CREATE, MAKE_STORE, cart_a, 1, 10, HOME_STORE, NONE32, a);
	make_state(make, EVENT_CREATE, MAKE_STORE, cart_b, 1, 10, HOME_STORE, NONE32, b);
	make_state(make, EVENT_CREATE, MAKE_DB, theme, 1, 10, HOME_DATABASE, NONE32, NONE32);
	make_ticket(make, MAKE_BOB_PHONE, make_item(make, ticket, MAKE_BOB, NONE32,
	    MAKE_BOB_PHONE), a, 1);
	cursor = world_cursor_new(trace);
	world = world_at(cursor, 4);
	assert_int_equal(world_device(world, MAKE_BOB), MAKE_BOB_PHONE);
	assert_int_equal(world_entry(world, MAKE_CART, MAKE_BOB)->item, cart_a);
	request = make_request(make, MAKE_ACTION_VIEW, MAKE_BOB_LAPTOP, false);
	make_hop(make, request, NONE32, MAKE_BOB_LAPTOP, MAKE_LB, 5, 10, 0, 0);
	world = world_at(cursor, 6);
	assert_int_equal(world_device(world, MAKE_BOB), MAKE_BOB_LAPTOP);
	assert_null(world_entry(world, MAKE_CART, MAKE_BOB));
	assert_int_equal(world_entry(world, MAKE_THEME, MAKE_BOB)->item, theme);
	make_ticket(make, MAKE_BOB_LAPTOP, make_item(make, ticket, MAKE_BOB, NONE32,
	    MAKE_BOB_LAPTOP), b, 1);
	world = world_at(cursor, 7);
	assert_int_equal(world_entry(world, MAKE_CART, MAKE_BOB)->item, cart_b);
	assert_int_equal(world_request_at(world, request), 5);
	assert_int_equal(world_device_last(world, MAKE_BOB_LAPTOP), 4);
	assert_int_equal(world_device_last(world, MAKE_BOB_PHONE), NONE32);
	assert_int_equal(world_device(world, MAKE_ANA), MAKE_ANA_LAPTOP);
	assert_null(world_entry(world, MAKE_CART, MAKE_ANA));
	world_cursor_free(cursor);
}

static void
world__messages__fly_until_received_refused_or_lost(void **state)
{
	static const enum event_kind ends[] = { EVENT_RECEIVE, EVENT_REFUSE, EVENT_LOSE };
	struct make *make = *state;
	struct world_cursor *cursor = world_cursor_new(&make->trace);

	for (int i = 0; i < 3; i++) {
		struct event event = make_blank(make, EVENT_SEND, MAKE_LB);
		const struct world *world;

		event.other = MAKE_S1;
		event.value = make->at_ns + 8;
		make_event(make, event);
		event.at_ns = make->at_ns;
		make_event(make, event);
		make->at_ns += 8;
		event = make_blank(make, ends[i], MAKE_S1);
		event.other = MAKE_LB;
		event.pair = (uint32_t)(3 * i);
		make_event(make, event);
		world = world_at(cursor, (uint32_t)(3 * i + 2));
		assert_int_equal(world->flight_count, i + 2);
		assert_int_equal(world->flights[i].send, 3 * i);
		assert_int_equal(world->flights[i].from, MAKE_LB);
		assert_int_equal(world->flights[i].to, MAKE_S1);
		assert_int_equal(world->flights[i].from_ns, 8 * i);
		assert_int_equal(world->flights[i].to_ns, 8 * i + 8);
		world = world_at(cursor, (uint32_t)(3 * i + 3));
		assert_int_equal(world->flight_count, i + 1);
		assert_int_equal(world->flights[i].send, 3 * i + 1);
	}
	world_cursor_free(cursor);
}

/* One at work, one waiting; a held worker stays until the reply leaves, a free one until finish. */
static void
world__queue_start_finish__waiting_and_busy(void **state)
{
	struct make *make = *state;
	static const enum event_kind kinds[] = { EVENT_START, EVENT_QUEUE, EVENT_FINISH, EVENT_SEND,
		EVENT_START, EVENT_FINISH, EVENT_SEND, EVENT_CRASH };
	static const uint32_t who[] = { 0, 1, 0, 0, 1, 1, 1, NONE32 };
	static const uint32_t busy_held[] = { 1, 1, 1, 0, 1, 1, 0, 0 };
	static const uint32_t busy_free[] = { 1, 1, 0, 0, 1, 0, 0, 0 };
	static const uint32_t queued[] = { 0, 1, 1, 1, 0, 0, 0, 0 };

	make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	make_request(make, MAKE_ACTION_VIEW, MAKE_BOB_PHONE, false);
	for (int i = 0; i < 8; i++) {
		struct event event = make_blank(make, kinds[i], MAKE_S1);

		event.request = who[i];
		event.other = kinds[i] == EVENT_SEND ? MAKE_LB : NONE16;
		make_event(make, event);
	}
	for (int held = 0; held < 2; held++) {
		struct world_cursor *cursor;

		make->scenario.servers.while_waiting = held ? WAITING_HELD : WAITING_FREE;
		cursor = world_cursor_new(&make->trace);
		for (uint32_t i = 0; i < 8; i++) {
			const struct world *world = world_at(cursor, i + 1);

			assert_int_equal(world->places[MAKE_S1].busy,
			    held ? busy_held[i] : busy_free[i]);
			assert_int_equal(world->places[MAKE_S1].queued, queued[i]);
			assert_int_equal(world->busy, world->places[MAKE_S1].busy);
			assert_int_equal(world->queued, queued[i]);
		}
		world_cursor_free(cursor);
	}
}

static void
world__crash_with_work_in_hand__nobody_waits_or_works(void **state)
{
	struct make *make = *state;
	struct world_cursor *cursor;
	const struct world *world;
	struct event event;

	for (uint32_t i = 0; i < 2; i++) {
		event = make_blank(make, i ? EVENT_QUEUE : EVENT_START, MAKE_S1);
		event.request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
		make_event(make, event);
	}
	make_event(make, make_blank(make, EVENT_CRASH, MAKE_S1));
	for (uint32_t i = 0; i < 2; i++) {
		event = make_blank(make, EVENT_REFUSE, MAKE_S1);
		event.other = MAKE_LB;
		event.request = i;
		event.fields = make_fields(make, REASON_CRASHED, 502);
		make_event(make, event);
	}
	make_event(make, make_blank(make, EVENT_RESTART, MAKE_S1));
	event = make_blank(make, EVENT_START, MAKE_S1);
	event.request = 0;
	make_event(make, event);
	cursor = world_cursor_new(&make->trace);
	world = world_at(cursor, 2);
	assert_int_equal(world->queued + world->busy, 2);
	world = world_at(cursor, 3);
	assert_int_equal(world->queued + world->busy, 0);
	world = world_at(cursor, 7);
	assert_int_equal(world->busy, 1);
	assert_int_equal(world->queued, 0);
	world_cursor_free(cursor);
}

/* The store breaks the call of a request; its server goes on with it until it answers. */
static void
world__store_crashes_under_a_call__worker_stays_taken(void **state)
{
	struct make *make = *state;
	struct world_cursor *cursor;
	struct event event = make_blank(make, EVENT_START, MAKE_S1);

	event.request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	make_event(make, event);
	event = make_blank(make, EVENT_REFUSE, MAKE_STORE);
	event.request = 0;
	event.other = MAKE_S1;
	event.fields = make_fields(make, REASON_CRASHED, 0);
	make_event(make, event);
	make_hop(make, 0, NONE32, MAKE_S1, MAKE_LB, 1, 60, 0, 503);
	cursor = world_cursor_new(&make->trace);
	assert_int_equal(world_at(cursor, 2)->places[MAKE_S1].busy, 1);
	assert_int_equal(world_at(cursor, 3)->places[MAKE_S1].busy, 0);
	world_cursor_free(cursor);
}

/* on_miss keep: an empty session under the same id, made at s2; the old ticket leads there. */
static void
world__same_id_in_a_new_row__ticket_leads_to_it(void **state)
{
	struct make *make = *state;
	struct sticky sticky = log_in_at_s1(make);
	uint32_t again = make_session(make, MAKE_ANA_LAPTOP, 7);
	uint32_t cart = make_item(make, MAKE_CART, MAKE_ANA, again, NONE16);
	struct world_cursor *cursor = world_cursor_new(&make->trace);

	make_state(make, EVENT_CREATE, MAKE_S2, cart, 1, 9, HOME_SERVER, NONE32, again);
	assert_int_equal(world_entry(world_at(cursor, 4), MAKE_CART, MAKE_ANA)->item,
	    sticky.cart);
	assert_int_equal(world_entry(world_at(cursor, 5), MAKE_CART, MAKE_ANA)->item, cart);
	world_cursor_free(cursor);
}

static void
world__store_down_and_up__unreachable_and_back(void **state)
{
	struct make *make = *state;
	struct event event = make_blank(make, EVENT_CHANGE, MAKE_STORE);
	struct world_cursor *cursor;

	event.fields = make_fields(make, REASON_STORE_DOWN, 0);
	make_event(make, event);
	event.fields = make_fields(make, REASON_STORE_UP, 0);
	make_event(make, event);
	cursor = world_cursor_new(&make->trace);
	assert_true(world_at(cursor, 0)->places[MAKE_STORE].reachable);
	assert_false(world_at(cursor, 1)->places[MAKE_STORE].reachable);
	assert_true(world_at(cursor, 1)->places[MAKE_STORE].up);
	assert_true(world_at(cursor, 2)->places[MAKE_STORE].reachable);
	world_cursor_free(cursor);
}

static void
world__nobody_holds_her_login__holder_served_her_or_is_the_first(void **state)
{
	struct make *make = *state;
	uint32_t request = make_request(make, MAKE_ACTION_VIEW, MAKE_ANA_LAPTOP, false);
	struct world_cursor *cursor = world_cursor_new(&make->trace);

	assert_int_equal(world_holder(world_at(cursor, 0), MAKE_ANA), MAKE_S1);
	make_hop(make, request, NONE32, MAKE_LB, MAKE_S2, 1, 10, 0, 0);
	assert_int_equal(world_holder(world_at(cursor, 2), MAKE_ANA), MAKE_S2);
	assert_int_equal(world_holder(world_at(cursor, 2), MAKE_BOB), MAKE_S1);
	world_cursor_free(cursor);
}

static void
world__after_a_gap__nothing_is_certain(void **state)
{
	struct make *make = *state;
	struct world_cursor *cursor;

	make->recorder.keep_max = 4;
	log_in_at_s1(make);
	make_event(make, make_blank(make, EVENT_ROUTE, MAKE_LB));
	cursor = world_cursor_new(&make->trace);
	assert_true(world_knows(world_at(cursor, 4)));
	assert_int_equal(world_holds(world_at(cursor, 5), MAKE_S1, MAKE_LOGIN, MAKE_ANA),
	    WORLD_UNKNOWN);
	assert_false(world_knows(world_at(cursor, 5)));
	make->trace.evidence_all = false;
	assert_int_equal(world_holds(world_at(cursor, 4), MAKE_S1, MAKE_LOGIN, MAKE_ANA),
	    WORLD_YES);
	assert_int_equal(world_holds(world_at(cursor, 4), MAKE_S2, MAKE_LOGIN, MAKE_ANA),
	    WORLD_UNKNOWN);
	world_cursor_free(cursor);
}

/* Everything that a world says, mixed into one number. */
static uint64_t
world_digest(const struct world *world)
{
	struct digest digest;

	digest_init(&digest);
	digest_word(&digest, world->next);
	digest_word(&digest, world->at_ns);
	for (uint16_t place = 0; place < world->trace->actor_count; place++) {
		const struct place_state *state = &world->places[place];
		const struct holding *holding = world_first(world, place);
		uint32_t count = 0;
		uint64_t bytes = 0;

		for (; holding != NULL; holding = world_next(world, holding)) {
			const uint64_t words[] = { holding->item, holding->version, holding->place,
				holding->home, holding->fresh, holding->bytes, holding->text,
				holding->session, holding->route, holding->token,
				holding->last_used_ns, holding->event };

			for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
				digest_word(&digest, words[i]);
			assert_ptr_equal(world_find(world, place, holding->item), holding);
			count++;
			bytes += holding->bytes;
		}
		assert_int_equal(count, state->holding_count);
		assert_int_equal(bytes, state->held_bytes);
		digest_word(&digest, (uint64_t)state->up << 2 | (uint64_t)state->believed_up << 1 |
		    state->reachable);
		digest_word(&digest, (uint64_t)state->queued << 32 | state->busy);
		digest_word(&digest, (uint64_t)state->lost_count << 32 | state->crash_event);
		digest_word(&digest, (uint64_t)state->served_by << 32 | world->device_last[place]);
	}
	for (uint32_t i = 0; i < world->flight_count; i++) {
		assert_true(i == 0 || world->flights[i].send > world->flights[i - 1].send);
		digest_word(&digest, world->flights[i].send);
		digest_word(&digest, world->flights[i].to_ns);
	}
	for (uint32_t i = 0; i < world->loss_count; i++)
		digest_word(&digest, (uint64_t)world->losses[i].holding.item << 32 |
		    world->losses[i].event);
	for (uint32_t i = 0; i < world->trace->session_count; i++)
		digest_word(&digest, world->sessions[i].lost);
	for (uint32_t i = 0; i < world->trace->request_count; i++)
		digest_word(&digest, world_request_at(world, i));
	digest_word(&digest, (uint64_t)world->sessions_lost << 32 | world->holding_count);
	return digest_value(&digest);
}

#define RANDOM_EVENTS 700

static void
world__random_traces__forwards_backwards_and_from_scratch_agree(void **state)
{
	struct make *make = *state;
	static uint64_t forwards[RANDOM_EVENTS + 1];
	uint32_t lost_most = 0;

	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct world_cursor *cursor;
		struct world scratch;

		make_release(make);
		make_begin(make, true);
		make_random(make, seed, RANDOM_EVENTS);
		make_end(make);
		world_init(&scratch, &make->trace);
		forwards[0] = world_digest(&scratch);
		for (uint32_t i = 0; i < make->trace.event_count; i++) {
			world_fold(&scratch, &make->trace.events[i], NULL);
			forwards[i + 1] = world_digest(&scratch);
		}
		if (scratch.sessions_lost > lost_most)
			lost_most = scratch.sessions_lost;
		world_release(&scratch);
		cursor = world_cursor_new(&make->trace);
		for (uint32_t i = make->trace.event_count + 1; i-- > 0;)
			assert_true(world_digest(world_at(cursor, i)) == forwards[i]);
		for (uint32_t i = 0; i <= make->trace.event_count; i++)
			assert_true(world_digest(world_at(cursor, i)) == forwards[i]);
		for (uint32_t i = 0; i < 300; i++) {
			uint32_t at = i * 7919 % (make->trace.event_count + 1);

			assert_true(world_digest(world_at(cursor, at)) == forwards[at]);
		}
		world_cursor_free(cursor);
	}
	assert_true(lost_most > 0);
}

/* Across checkpoints, coarse and fine, in a trace that is long enough to have some. */
static void
world__long_trace__steps_over_checkpoints_agree(void **state)
{
	struct make *make = *state;
	const uint32_t count = 2 * LIMIT_CHECKPOINT_EVENTS + 9000;
	static const uint32_t around[] = { LIMIT_CHECKPOINT_EVENTS, 2 * LIMIT_CHECKPOINT_EVENTS,
		2 * LIMIT_CHECKPOINT_EVENTS + 4096, 2 * LIMIT_CHECKPOINT_EVENTS + 8192,
		LIMIT_CHECKPOINT_EVENTS + 12288, 4096, 100000 };
	uint64_t expected[sizeof(around) / sizeof(around[0])][7];
	struct world_cursor *cursor;
	struct world scratch;

	make_random(make, 3, count);
	make_end(make);
	world_init(&scratch, &make->trace);
	while (scratch.next < count) {
		world_fold(&scratch, &make->trace.events[scratch.next], NULL);
		for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++)
			if (scratch.next + 3 >= around[i] && scratch.next <= around[i] + 3)
				expected[i][scratch.next + 3 - around[i]] =
				    world_digest(&scratch);
	}
	world_release(&scratch);
	cursor = world_cursor_new(&make->trace);
	world_at(cursor, count);
	for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++)
		for (uint32_t j = 7; j-- > 0;)
			assert_true(world_digest(world_at(cursor, around[i] + j - 3)) ==
			    expected[i][j]);
	world_cursor_free(cursor);
}

/* A cursor made before the trace grew follows it. */
static void
world__growing_trace__cursor_follows(void **state)
{
	struct make *make = *state;
	struct world_cursor *cursor = world_cursor_new(&make->trace);
	struct world_cursor *late;

	make_random(make, 5, 300);
	world_at(cursor, 150);
	make_random(make, 6, 600);
	late = world_cursor_new(&make->trace);
	for (uint32_t at = 600; at > 100; at -= 50)
		assert_true(world_digest(world_at(cursor, at)) ==
		    world_digest(world_at(late, at)));
	world_cursor_free(late);
	world_cursor_free(cursor);
}

static void
world__copied_with_one_message_under_way__has_room_for_the_next(void **state)
{
	struct make *make = *state;
	struct world world, copy = { 0 };

	world_init(&world, &make->trace);
	world_add_flight(&world, (struct flight){ .send = 1 });
	world_copy(&copy, &world);
	for (uint32_t send = 2; send < 40; send++) {
		world_add_flight(&copy, (struct flight){ .send = send });
		assert_int_equal(copy.flight_count, send);
		assert_true(copy.flights + copy.flight_count <=
		    copy.flight_base + copy.flight_room);
	}
	world_release(&world);
	world_release(&copy);
}

#define WITH_TRACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TRACE(world__login_in_server_memory__entries_ticket_and_route),
		WITH_TRACE(world__write_and_read__version_text_and_last_use),
		WITH_TRACE(world__crash_and_restart__entries_become_losses_then_nothing),
		WITH_TRACE(world__crash_of_one_of_two_holders__session_is_not_lost),
		WITH_TRACE(world__ticket_replaced_from_another_server__session_is_lost),
		WITH_TRACE(world__ticket_replaced_by_the_same_server__session_is_not_lost),
		WITH_TRACE(world__ticket_replaced_after_expiry__session_is_not_lost),
		WITH_TRACE(world__eviction__lost_unless_logged_out_or_cleared),
		WITH_TRACE(world__pieces_in_a_token__held_by_the_device_with_its_token),
		WITH_TRACE(world__two_devices__entry_of_the_one_that_acted_last),
		WITH_TRACE(world__messages__fly_until_received_refused_or_lost),
		WITH_TRACE(world__queue_start_finish__waiting_and_busy),
		WITH_TRACE(world__crash_with_work_in_hand__nobody_waits_or_works),
		WITH_TRACE(world__store_crashes_under_a_call__worker_stays_taken),
		WITH_TRACE(world__same_id_in_a_new_row__ticket_leads_to_it),
		WITH_TRACE(world__store_down_and_up__unreachable_and_back),
		WITH_TRACE(world__nobody_holds_her_login__holder_served_her_or_is_the_first),
		WITH_TRACE(world__after_a_gap__nothing_is_certain),
		WITH_TRACE(world__random_traces__forwards_backwards_and_from_scratch_agree),
		WITH_TRACE(world__long_trace__steps_over_checkpoints_agree),
		WITH_TRACE(world__growing_trace__cursor_follows),
		WITH_TRACE(world__copied_with_one_message_under_way__has_room_for_the_next),
	};

	return cmocka_run_group_tests_name("world", tests, NULL, NULL);
}
