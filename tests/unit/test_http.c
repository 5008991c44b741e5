/* Messages are HTTP/1.1 and RESP to the byte, and counted lengths are the printed ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "lib/shop.h"
#include "trace/http.h"

#define SID "7f3e4a696c005c09e3f61b9f0cfa0435"
#define ATTRIBUTES "; Path=/; Secure; HttpOnly; SameSite=Lax"

/* Prints the message, compares, and holds the law: counted == printed. */
static void
assert_text(struct shop *shop, struct message message, const char *expected)
{
	struct str text = STR_INIT;

	http_measure(&shop->trace, &message);
	http_text(&shop->trace, &message, &text);
	assert_string_equal(text.text, expected);
	assert_int_equal(message.wire_bytes, text.length);
	str_release(&text);
}

static void
request__sticky__ticket_and_route_in_one_cookie_54_bytes(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.session = shop.sessions[0];
	message.route = SHOP_S1;
	assert_text(&shop, message,
	    "GET /cart HTTP/1.1\r\nHost: shop.example\r\nCookie: sid=" SID "; srv=s1\r\n\r\n");
	http_measure(&shop.trace, &message);
	assert_int_equal(message.state_bytes, 54);
	assert_int_equal(message.wire_bytes, 96);
	shop_release(&shop);
}

static void
request__carry__signed_session_in_a_cookie_190_bytes(void **state)
{
	struct shop shop;
	struct message message;
	struct str text = STR_INIT;

	(void)state;
	shop_init(&shop, SHOP_CARRY);
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.token = shop_token(&shop, "[\"book\",\"pen\"]");
	message.session = shop.sessions[0]; /* known to the trace, not carried in this design */
	http_measure(&shop.trace, &message);
	http_text(&shop.trace, &message, &text);
	assert_non_null(strstr(text.text, "\r\nCookie: __Host-signed=eyJhbGciOiJIUzI1NiIs"));
	assert_null(strstr(text.text, "sid="));
	assert_int_equal(message.state_bytes, 190);
	assert_int_equal(message.wire_bytes, 232);
	assert_int_equal(text.length, 232);
	str_release(&text);
	shop_release(&shop);
}

static void
request__token__badge_as_bearer_and_a_body(void **state)
{
	struct shop shop;
	struct message message;
	struct str text = STR_INIT;

	(void)state;
	shop_init(&shop, SHOP_TOKEN);
	message = shop_message(&shop, MESSAGE_REQUEST, "add");
	message.token = shop_token(&shop, NULL);
	message.text = shop_text(&shop, "pen");
	http_text(&shop.trace, &message, &text);
	assert_non_null(strstr(text.text, "POST /cart HTTP/1.1\r\nHost: shop.example\r\n"
	                                  "Authorization: Bearer eyJ"));
	assert_non_null(strstr(text.text,
	    "\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"item\":\"pen\"}"));
	assert_null(strstr(text.text, "Cookie"));
	str_release(&text);
	shop_release(&shop);
}

static void
request__login_and_pieces__paths_and_bodies(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	assert_text(&shop, shop_message(&shop, MESSAGE_REQUEST, "login"),
	    "POST /login HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
	    "Content-Length: 14\r\n\r\n{\"user\":\"ana\"}");
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.piece = SHOP_THEME;
	assert_text(&shop, message, "GET /theme HTTP/1.1\r\nHost: shop.example\r\n\r\n");
	message = shop_message(&shop, MESSAGE_REQUEST, "theme");
	message.text = shop_text(&shop, "a\"b\r\nc");
	assert_text(&shop, message,
	    "PUT /theme HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
	    "Content-Length: 29\r\n\r\n{\"theme\":\"a\\\"b\\u000d\\u000ac\"}");
	shop_release(&shop);
}

static void
request__client_homed_cart__unsigned_cookie(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_LOOSE);
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.session = shop.sessions[0];
	message.token = shop_token(&shop, "[\"book\"]");
	message.route = SHOP_S2;
	assert_text(&shop, message, "GET /cart HTTP/1.1\r\nHost: shop.example\r\nCookie: sid=" SID
	                            "; cart=WyJib29rIl0; srv=s2\r\n\r\n");
	shop.scenario.pieces[SHOP_CART].filler_bytes = 1;
	assert_text(&shop, message, "GET /cart HTTP/1.1\r\nHost: shop.example\r\nCookie: sid=" SID
	                            "; cart=WyJib29rIl0g; srv=s2\r\n\r\n");
	shop_release(&shop);
}

static void
reply__login_in_sticky__one_set_cookie_each(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	message = shop_message(&shop, MESSAGE_REPLY, "login");
	message.status = 200;
	message.session = shop.sessions[0];
	message.sets_sid = message.sets_srv = true;
	message.route = SHOP_S1;
	assert_text(&shop, message,
	    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
	    "Set-Cookie: sid=" SID ATTRIBUTES "\r\nSet-Cookie: srv=s1" ATTRIBUTES "\r\n\r\n{}");
	http_measure(&shop.trace, &message);
	assert_int_equal(message.state_bytes, 2 * (12 + 40 + 2) + 36 + 6);
	shop_release(&shop);
}

static void
reply__bodies__cart_order_error(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_STORE);
	message = shop_message(&shop, MESSAGE_REPLY, "view");
	message.status = 200;
	message.text = shop_text(&shop, "[\"book\",\"pen\"]");
	assert_text(&shop, message, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	                            "Content-Length: 23\r\n\r\n{\"cart\":[\"book\",\"pen\"]}");
	message = shop_message(&shop, MESSAGE_REPLY, "checkout");
	message.status = 201;
	message.text = shop_text(&shop, "1");
	assert_text(&shop, message, "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
	                            "Content-Length: 11\r\n\r\n{\"order\":1}");
	message = shop_message(&shop, MESSAGE_REPLY, "view");
	message.status = 401;
	message.text = shop_text(&shop, "[]");
	assert_text(&shop, message,
	    "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
	    "Content-Length: 24\r\n\r\n{\"error\":\"log in first\"}");
	shop_release(&shop);
}

static void
reply__renewed_badge__token_in_the_json(void **state)
{
	struct shop shop;
	struct message message;
	struct str text = STR_INIT, token = STR_INIT;

	(void)state;
	shop_init(&shop, SHOP_TOKEN);
	message = shop_message(&shop, MESSAGE_REPLY, "login");
	message.status = 200;
	message.token = shop_token(&shop, NULL);
	message.sets_token = true;
	http_text(&shop.trace, &message, &text);
	token_text(&shop.trace, message.token, &token);
	assert_non_null(strstr(text.text, "Content-Length: 148\r\n\r\n{\"token\":\""));
	assert_non_null(strstr(text.text, token.text));
	assert_null(strstr(text.text, "Set-Cookie"));
	str_release(&text);
	str_release(&token);
	shop_release(&shop);
}

static void
reply__logout__drops_what_the_design_made_it_keep(void **state)
{
	static const char *const dropped[SHOP_DESIGN_COUNT] = {
		[SHOP_STICKY] = "Set-Cookie: sid=" ATTRIBUTES "; Max-Age=0\r\n",
		[SHOP_CARRY] = "Set-Cookie: __Host-signed=" ATTRIBUTES "; Max-Age=0\r\n",
		[SHOP_LOOSE] = "Set-Cookie: sid=" ATTRIBUTES "; Max-Age=0\r\n"
		               "Set-Cookie: cart=" ATTRIBUTES "; Max-Age=0\r\n",
		[SHOP_TOKEN] = "",
	};

	(void)state;
	for (int design = 0; design < SHOP_DESIGN_COUNT; design++) {
		struct shop shop;
		struct message message;
		struct str expected = STR_INIT;

		if (!dropped[design])
			continue;
		shop_init(&shop, (enum shop_design)design);
		message = shop_message(&shop, MESSAGE_REPLY, "logout");
		message.status = 200;
		message.drops = true;
		str_printf(&expected, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		                      "Content-Length: 2\r\n%s\r\n{}", dropped[design]);
		assert_text(&shop, message, expected.text);
		str_release(&expected);
		shop_release(&shop);
	}
}

static void
call__store_and_database__resp_arrays(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_STORE);
	message = shop_message(&shop, MESSAGE_CALL, "view");
	message.session = shop.sessions[0];
	assert_text(&shop, message, "*2\r\n$3\r\nGET\r\n$34\r\ns:" SID "\r\n");
	message.write = true;
	message.text = shop_text(&shop, "{\"cart\":[]}");
	assert_text(&shop, message,
	    "*3\r\n$3\r\nSET\r\n$34\r\ns:" SID "\r\n$11\r\n{\"cart\":[]}\r\n");
	message.text = NONE32;
	assert_text(&shop, message, "*2\r\n$3\r\nDEL\r\n$34\r\ns:" SID "\r\n");
	message = shop_message(&shop, MESSAGE_CALL, "view");
	message.database = true;
	message.piece = SHOP_ORDERS;
	assert_text(&shop, message, "*2\r\n$3\r\nGET\r\n$12\r\nd:ana:orders\r\n");
	message = shop_message(&shop, MESSAGE_ANSWER, "view");
	assert_text(&shop, message, "$-1\r\n");
	message.found = true;
	message.text = shop_text(&shop, "[]");
	assert_text(&shop, message, "$2\r\n[]\r\n");
	message.write = true;
	assert_text(&shop, message, "+OK\r\n");
	message = shop_message(&shop, MESSAGE_ANSWER, "logout");
	message.write = true;
	assert_text(&shop, message, ":1\r\n");
	shop_release(&shop);
}

/* -- the law -- */

static uint32_t
pick(struct prng *prng, uint32_t a, uint32_t b)
{
	return prng_below(prng, 2) ? a : b;
}

static struct message
random_message(struct shop *shop, struct prng *prng)
{
	static const char *const texts[] = { "[]", "[\"book\",\"pen\"]", "null", "12",
		"\"dark\"", "{\"login\":\"ana\",\"cart\":[\"long\"]}", "caf\xc3\xa9 \"x\"\\" };
	static const uint16_t statuses[] = { 200, 201, 401, 404, 502, 503, 299 };
	struct message message = shop_message(shop, (enum message_kind)prng_below(prng, 4), "view");
	uint32_t text = shop_text(shop, texts[prng_below(prng, 7)]);

	message.action = (uint16_t)prng_below(prng, shop->scenario.action_count);
	message.status = statuses[prng_below(prng, 7)];
	message.write = prng_below(prng, 2);
	message.database = prng_below(prng, 2);
	message.sets_sid = prng_below(prng, 2);
	message.sets_srv = prng_below(prng, 2);
	message.sets_token = prng_below(prng, 2);
	message.drops = prng_below(prng, 4) == 0;
	message.found = prng_below(prng, 2);
	message.route = (uint16_t)pick(prng, NONE16, SHOP_S1 + (uint32_t)prng_below(prng, 3));
	message.piece = (uint16_t)pick(prng, NONE16, (uint32_t)prng_below(prng, SHOP_PIECES));
	message.client = (uint16_t)pick(prng, SHOP_ANA, SHOP_BOB);
	message.session = pick(prng, NONE32, shop->sessions[0]);
	message.text = pick(prng, NONE32, text);
	if (prng_below(prng, 2))
		message.token = shop_token(shop,
		    prng_below(prng, 2) ? trace_text(&shop->trace, text) : NULL);
	return message;
}

static void
assert_parts_add_up(const struct shop *shop, const struct message *message)
{
	struct arena arena = { 0 };
	struct http_part *parts;
	uint32_t count, wire = 0, state = 0;

	http_parts(&shop->trace, message, &arena, &parts, &count);
	for (uint32_t i = 0; i < count; i++) {
		wire += parts[i].bytes;
		state += parts[i].state_bytes;
		assert_true((parts[i].state_bytes > 0) == (parts[i].attached_by != NULL));
	}
	assert_int_equal(wire, message->wire_bytes);
	assert_int_equal(state, message->state_bytes);
	arena_release(&arena);
}

static void
message__ten_thousand_of_all_designs__counted_is_printed(void **state)
{
	struct prng prng;

	(void)state;
	prng_init(&prng, 7, 1);
	for (int round = 0; round < 10000; round++) {
		static const enum algorithm algorithms[] = { ALGORITHM_HS256, ALGORITHM_ES256,
			ALGORITHM_EDDSA, ALGORITHM_RS256 };
		/* RS256 takes a millisecond to sign: now and then. */
		uint64_t algorithm = prng_below(&prng, round % 64 == 0 ? 4 : 2);
		struct shop shop;
		struct message message;
		struct str text = STR_INIT;

		shop_init(&shop, (enum shop_design)(round % SHOP_DESIGN_COUNT));
		shop.scenario.token.algorithm = algorithms[algorithm];
		shop.scenario.token.carrier_set = prng_below(&prng, 2);
		shop.scenario.token.carrier = (enum carrier)prng_below(&prng, CARRIER_COUNT);
		for (int piece = 0; piece < SHOP_PIECES; piece++)
			shop.scenario.pieces[piece].filler_bytes =
			    prng_below(&prng, 2) ? prng_below(&prng, 50) : 0;
		message = random_message(&shop, &prng);
		http_measure(&shop.trace, &message);
		http_text(&shop.trace, &message, &text);
		if (message.wire_bytes != text.length || strlen(text.text) != text.length)
			fail_msg("round %d: counted %u, printed %zu:\n%s", round,
			    message.wire_bytes, text.length, text.text);
		assert_parts_add_up(&shop, &message);
		str_release(&text);
		shop_release(&shop);
	}
}

/* The Content-Length of a message is the length of what follows the blank line. */
static void
message__any_http__content_length_is_the_bodys(void **state)
{
	struct prng prng;

	(void)state;
	prng_init(&prng, 8, 1);
	for (int round = 0; round < 2000; round++) {
		struct shop shop;
		struct message message;
		struct str text = STR_INIT;
		const char *length, *body;

		shop_init(&shop, (enum shop_design)(round % SHOP_DESIGN_COUNT));
		message = random_message(&shop, &prng);
		message.kind = round % 2 ? MESSAGE_REPLY : MESSAGE_REQUEST;
		http_text(&shop.trace, &message, &text);
		body = strstr(text.text, "\r\n\r\n");
		assert_non_null(body);
		length = strstr(text.text, "\r\nContent-Length: ");
		assert_int_equal(strlen(body + 4), length ? strtoul(length + 18, NULL, 10) : 0);
		assert_true((message.kind == MESSAGE_REPLY) <= (length != NULL));
		str_release(&text);
		shop_release(&shop);
	}
}

static void
parts__request_and_call__who_attaches_and_the_command(void **state)
{
	struct shop shop;
	struct message message;
	struct arena arena = { 0 };
	struct http_part *parts;
	uint32_t count;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.session = shop.sessions[0];
	message.route = SHOP_S1;
	http_parts(&shop.trace, &message, &arena, &parts, &count);
	assert_int_equal(count, 4);
	assert_int_equal(parts[0].kind, HTTP_LINE);
	assert_int_equal(parts[0].bytes, 20);
	assert_int_equal(parts[1].kind, HTTP_HEADER);
	assert_int_equal(parts[2].kind, HTTP_STATE_HEADER);
	assert_string_equal(parts[2].text, "Cookie: sid=" SID "; srv=s1");
	assert_string_equal(parts[2].attached_by, "the browser");
	assert_int_equal(parts[2].state_bytes, 54);
	assert_int_equal(parts[3].kind, HTTP_BLANK);
	message = shop_message(&shop, MESSAGE_CALL, "view");
	message.session = shop.sessions[0];
	message.write = true;
	message.text = shop_text(&shop, "[\"two words\"]");
	http_parts(&shop.trace, &message, &arena, &parts, &count);
	assert_int_equal(count, 1);
	assert_string_equal(parts[0].text, "SET s:" SID " [\"two words\"]");
	arena_release(&arena);
	shop_release(&shop);
}

static void
request_line__by_row__method_and_path(void **state)
{
	struct shop shop;
	struct str line = STR_INIT;
	uint32_t row;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	row = trace_add_request(&shop.trace, (struct request){ .client = SHOP_ANA,
	    .device = SHOP_ANA_LAPTOP, .piece = SHOP_ORDERS, .text = NONE32,
	    .action = scenario_action(&shop.scenario, "read") });
	request_line(&shop.trace, row, &line);
	assert_string_equal(line.text, "GET /orders");
	str_release(&line);
	shop_release(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request__sticky__ticket_and_route_in_one_cookie_54_bytes),
		cmocka_unit_test(request__carry__signed_session_in_a_cookie_190_bytes),
		cmocka_unit_test(request__token__badge_as_bearer_and_a_body),
		cmocka_unit_test(request__login_and_pieces__paths_and_bodies),
		cmocka_unit_test(request__client_homed_cart__unsigned_cookie),
		cmocka_unit_test(reply__login_in_sticky__one_set_cookie_each),
		cmocka_unit_test(reply__bodies__cart_order_error),
		cmocka_unit_test(reply__renewed_badge__token_in_the_json),
		cmocka_unit_test(reply__logout__drops_what_the_design_made_it_keep),
		cmocka_unit_test(call__store_and_database__resp_arrays),
		cmocka_unit_test(message__ten_thousand_of_all_designs__counted_is_printed),
		cmocka_unit_test(message__any_http__content_length_is_the_bodys),
		cmocka_unit_test(parts__request_and_call__who_attaches_and_the_command),
		cmocka_unit_test(request_line__by_row__method_and_path),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
