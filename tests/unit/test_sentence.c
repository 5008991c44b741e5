/* Every event says itself: pinned sentences, and laws over every kind, design, pair of actors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/prng.h"
#include "lib/shop.h"
#include "trace/sentence.h"

#define SECOND 1000000000ull

static struct event
event_of(enum event_kind kind, uint16_t actor, uint16_t other)
{
	return (struct event){ .kind = (uint16_t)kind, .actor = actor, .other = other,
		.cause = NONE32, .pair = NONE32, .request = NONE32, .session = NONE32,
		.message = NONE32, .item = NONE32, .fields = NONE32, .attempt = 1, .version = 1 };
}

/* Appends by hand: a recorder would refuse what no engine makes, and that must be sayable too. */
static uint32_t
add_event(struct trace *trace, struct event event)
{
	if (trace->event_count == trace->event_room) {
		trace->event_room = trace->event_room ? trace->event_room * 2 : 64;
		trace->events = mem_grow(trace->events, trace->event_room, sizeof(*trace->events));
	}
	event.at_ns = trace->event_count * SECOND / 100;
	trace->events[trace->event_count] = event;
	return trace->event_count++;
}

static void
assert_says(struct shop *shop, struct event event, const char *expected)
{
	struct str sentence = STR_INIT;

	sentence_event(&shop->trace, add_event(&shop->trace, event), &sentence);
	assert_string_equal(sentence.text, expected);
	str_release(&sentence);
}

static uint32_t
add_request(struct shop *shop, const char *action, uint16_t piece)
{
	return trace_add_request(&shop->trace, (struct request){ .client = SHOP_ANA,
	    .device = SHOP_ANA_LAPTOP, .piece = piece, .text = NONE32,
	    .action = scenario_action(&shop->scenario, action) });
}

static uint32_t
add_item(struct shop *shop, uint16_t piece, uint32_t session, const char *content)
{
	uint32_t item = trace_add_item(&shop->trace, (struct item){ .piece = piece,
	    .client = SHOP_ANA, .session = session, .place = NONE16, .key = NONE16 });

	if (content)
		trace_add_content(&shop->trace, item, 1, shop_text(shop, content));
	return item;
}

static uint32_t
add_extra(struct shop *shop, enum trace_piece extra)
{
	return trace_add_item(&shop->trace, (struct item){ .client = SHOP_ANA, .session = NONE32,
	    .piece = trace_extra_piece(&shop->trace, extra), .place = SHOP_ANA_LAPTOP });
}

static uint32_t
reason(struct shop *shop, enum reason why)
{
	return trace_add_fields(&shop->trace,
	    (struct fields){ .reason = (uint8_t)why, .key = NONE16 });
}

/* Events of a request with a message that says the rest. */
static struct event
message_event(struct shop *shop, enum event_kind kind, uint16_t actor, uint16_t other,
    struct message message, const char *action)
{
	struct event event = event_of(kind, actor, other);

	event.request = add_request(shop, action, NONE16);
	event.message = trace_add_message(&shop->trace, &message);
	return event;
}

static void
sentence__ticket_on_its_way__said_by_name(void **state)
{
	struct shop shop;
	struct message message;
	struct event event;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.session = shop.sessions[0];
	message.route = SHOP_S1;
	event = message_event(&shop, EVENT_SEND, SHOP_ANA_LAPTOP, SHOP_LB, message, "view");
	assert_says(&shop, event, "Ana sends \"GET /cart\" to the balancer. "
	                          "With it goes Ana's session id, the ticket #7f3, and srv=s1.");
	event.kind = EVENT_ROUTE;
	event.actor = SHOP_LB;
	event.other = SHOP_S1;
	event.fields = reason(&shop, REASON_COOKIE);
	assert_says(&shop, event, "The balancer reads srv=s1 in Ana's cookie and chooses s1.");
	event.other = SHOP_S2;
	event.fields = reason(&shop, REASON_FREE);
	assert_says(&shop, event,
	    "The balancer reads srv=s1 in Ana's cookie, finds s1 down, and chooses s2.");
	event.kind = EVENT_SEND;
	event.other = SHOP_S1;
	assert_says(&shop, event, "The balancer hands Ana's \"GET /cart\" to s1.");
	event.kind = EVENT_RECEIVE;
	event.actor = SHOP_S1;
	event.other = SHOP_LB;
	assert_says(&shop, event, "s1 receives Ana's \"GET /cart\" from the balancer.");
	shop_release(&shop);
}

static void
sentence__badge_and_coat__what_goes_with_a_request(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_TOKEN);
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.token = shop_token(&shop, NULL);
	assert_says(&shop,
	    message_event(&shop, EVENT_SEND, SHOP_ANA_LAPTOP, SHOP_LB, message, "view"),
	    "Ana sends \"GET /cart\" to the balancer. "
	    "With it goes Ana's identity token, a badge of 136 bytes.");
	message.token = NONE32;
	assert_says(&shop,
	    message_event(&shop, EVENT_SEND, SHOP_ANA_LAPTOP, SHOP_LB, message, "view"),
	    "Ana sends \"GET /cart\" to the balancer. It carries no token.");
	shop_release(&shop);
	shop_init(&shop, SHOP_CARRY);
	message = shop_message(&shop, MESSAGE_REQUEST, "view");
	message.token = shop_token(&shop, "[\"book\",\"pen\"]");
	assert_says(&shop,
	    message_event(&shop, EVENT_SEND, SHOP_ANA_LAPTOP, SHOP_LB, message, "view"),
	    "Ana sends \"GET /cart\" to the balancer. "
	    "With it goes Ana's signed session, a sealed coat: book, pen.");
	shop_release(&shop);
}

static void
sentence__replies__status_and_content(void **state)
{
	struct shop shop;
	struct message message;
	struct event event;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	message = shop_message(&shop, MESSAGE_REPLY, "view");
	message.status = 401;
	event = message_event(&shop, EVENT_SEND, SHOP_S2, SHOP_LB, message, "view");
	assert_says(&shop, event, "s2 answers 401 through the balancer: log in first.");
	event.kind = EVENT_RECEIVE;
	event.actor = SHOP_LB;
	event.other = SHOP_S2;
	event.cause = 0;
	assert_says(&shop, event, "The balancer receives 401 from s2: log in first.");
	message.route = SHOP_S2;
	message.sets_srv = true;
	event = message_event(&shop, EVENT_SEND, SHOP_LB, SHOP_ANA_LAPTOP, message, "view");
	event.cause = 1;
	assert_says(&shop, event, "The balancer passes on 401 to Ana: log in first. "
	                          "It adds the cookie srv=s2.");
	message = shop_message(&shop, MESSAGE_REPLY, "view");
	message.status = 503;
	event = message_event(&shop, EVENT_SEND, SHOP_LB, SHOP_ANA_LAPTOP, message, "view");
	assert_says(&shop, event, "The balancer answers 503 to Ana: try again later.");
	message.status = 200;
	message.text = shop_text(&shop, "[\"book\",\"pen\"]");
	event = message_event(&shop, EVENT_RECEIVE, SHOP_ANA_LAPTOP, SHOP_LB, message, "view");
	assert_says(&shop, event, "Ana receives 200 from the balancer: book, pen.");
	message = shop_message(&shop, MESSAGE_REPLY, "login");
	message.status = 200;
	message.session = shop.sessions[0];
	message.sets_sid = true;
	assert_says(&shop, message_event(&shop, EVENT_SEND, SHOP_S1, SHOP_LB, message, "login"),
	    "s1 answers 200 through the balancer. It gives a new ticket, #7f3.");
	shop_release(&shop);
}

static void
sentence__calls__store_and_database(void **state)
{
	struct shop shop;
	struct message message;

	(void)state;
	shop_init(&shop, SHOP_STORE);
	message = shop_message(&shop, MESSAGE_CALL, "view");
	message.session = shop.sessions[0];
	assert_says(&shop,
	    message_event(&shop, EVENT_SEND, SHOP_S1, SHOP_STORE_ROW, message, "view"),
	    "s1 asks the store for session 7f3.");
	message.kind = MESSAGE_ANSWER;
	assert_says(&shop,
	    message_event(&shop, EVENT_SEND, SHOP_STORE_ROW, SHOP_S1, message, "view"),
	    "The store answers s1: nothing there.");
	shop_release(&shop);
	shop_init(&shop, SHOP_TOKEN);
	message = shop_message(&shop, MESSAGE_CALL, "add");
	message.database = message.write = true;
	message.text = shop_text(&shop, "[\"book\",\"pen\"]");
	assert_says(&shop, message_event(&shop, EVENT_SEND, SHOP_S1, SHOP_DB, message, "add"),
	    "s1 asks the database to keep Ana's cart: book, pen.");
	message.kind = MESSAGE_ANSWER;
	message.write = false;
	message.found = true;
	assert_says(&shop, message_event(&shop, EVENT_SEND, SHOP_DB, SHOP_S1, message, "view"),
	    "The database answers s1: book, pen.");
	shop_release(&shop);
}

static void
sentence__memory__found_missed_written(void **state)
{
	struct shop shop;
	struct event event = event_of(EVENT_MISS, SHOP_S2, SHOP_S2);
	uint32_t login, cart;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	login = add_item(&shop, SHOP_LOGIN, shop.sessions[0], NULL);
	cart = add_item(&shop, SHOP_CART, shop.sessions[0], "[\"book\",\"pen\"]");
	event.home = HOME_SERVER;
	event.request = add_request(&shop, "view", NONE16);
	event.item = login;
	assert_says(&shop, event, "s2 has no session 7f3.");
	event.kind = EVENT_READ;
	event.actor = event.other = SHOP_S1;
	assert_says(&shop, event, "s1 finds session 7f3 in its own memory. It is Ana's.");
	event.item = cart;
	assert_says(&shop, event, "s1 finds Ana's cart in its own memory: book, pen.");
	event.kind = EVENT_WRITE;
	assert_says(&shop, event, "s1 keeps Ana's cart in its own memory: book, pen.");
	event.kind = EVENT_READ;
	event.home = HOME_DATABASE;
	event.actor = SHOP_DB;
	assert_says(&shop, event, "The database finds Ana's cart for s1: book, pen.");
	event.home = HOME_TOKEN;
	event.actor = SHOP_S3;
	event.other = SHOP_ANA_LAPTOP;
	assert_says(&shop, event, "s3 reads Ana's cart in the token: book, pen.");
	event.item = login;
	event.kind = EVENT_EXPIRE;
	event.home = HOME_SERVER;
	event.other = NONE16;
	assert_says(&shop, event, "s3 lets session 7f3 expire: nobody used it for 30 min.");
	event.kind = EVENT_CREATE;
	event.other = SHOP_S3;
	assert_says(&shop, event, "s3 makes session 7f3 for Ana.");
	event.item = add_item(&shop, SHOP_CART, shop.sessions[1], "[]");
	assert_says(&shop, event,
	    "s3 starts an empty cart in session d18; nobody has logged in to it.");
	shop_release(&shop);
}

static void
sentence__device__what_it_carries_now(void **state)
{
	struct shop shop;
	struct event event = event_of(EVENT_WRITE, SHOP_ANA_LAPTOP, NONE16);

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	event.home = HOME_CLIENT;
	event.session = shop.sessions[0];
	event.item = add_extra(&shop, TRACE_PIECE_TICKET);
	assert_says(&shop, event, "Ana now carries the ticket #7f3.");
	event.kind = EVENT_EVICT;
	event.fields = reason(&shop, REASON_CLEARED);
	assert_says(&shop, event,
	    "Ana no longer carries the ticket #7f3: the cookies were cleared.");
	event.kind = EVENT_WRITE;
	event.value = SHOP_S2;
	event.item = add_extra(&shop, TRACE_PIECE_ROUTE);
	assert_says(&shop, event, "Ana now carries the cookie srv=s2.");
	event.home = HOME_TOKEN;
	event.item = add_item(&shop, SHOP_CART, shop.sessions[0],
	    "[\"book\",\"pen\",\"mug\",\"lamp\",\"hat\"]");
	assert_says(&shop, event, "Ana now carries the cart, signed: book, pen, mug and 2 more.");
	shop_release(&shop);
}

static void
sentence__trouble__crash_refusal_second_choice(void **state)
{
	struct shop shop;
	struct event event = event_of(EVENT_CREATE, SHOP_S1, SHOP_S1);
	uint32_t refusal;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	assert_says(&shop, event_of(EVENT_CRASH, SHOP_S1, NONE16),
	    "s1 crashes. No session was in its memory.");
	event.home = HOME_SERVER;
	event.item = add_item(&shop, SHOP_LOGIN, shop.sessions[0], NULL);
	add_event(&shop.trace, event);
	event.item = add_item(&shop, SHOP_CART, shop.sessions[0], "[]");
	add_event(&shop.trace, event);
	assert_says(&shop, event_of(EVENT_CRASH, SHOP_S1, NONE16),
	    "s1 crashes. What was in its memory is gone: 1 session.");
	assert_says(&shop, event_of(EVENT_CRASH, SHOP_S1, NONE16),
	    "s1 crashes. No session was in its memory.");
	event = event_of(EVENT_REFUSE, SHOP_S1, SHOP_LB);
	event.fields = reason(&shop, REASON_DOWN);
	refusal = add_event(&shop.trace, event);
	assert_says(&shop, event, "s1 is down and refuses the balancer.");
	event = event_of(EVENT_REDISPATCH, SHOP_LB, SHOP_S2);
	event.cause = refusal;
	assert_says(&shop, event, "The balancer finds s1 down and chooses s2.");
	assert_says(&shop, event_of(EVENT_BELIEVE, SHOP_LB, SHOP_S1),
	    "The balancer now believes s1 down.");
	event = event_of(EVENT_CHANGE, SHOP_STORE_ROW, NONE16);
	event.fields = reason(&shop, REASON_STORE_DOWN);
	assert_says(&shop, event, "The store stops answering. Nothing in it is lost.");
	event = event_of(EVENT_GAP, NONE16, NONE16);
	event.value = 3;
	assert_says(&shop, event, "3 events are not shown here.");
	shop_release(&shop);
}

static void
sentence__cast__other_words_but_not_in_quotes(void **state)
{
	static const struct cast_word cast[] = { { "session", "half-open entry" },
		{ "cart", "queue" }, { "token", "sequence number" } };
	struct shop shop;
	struct event event = event_of(EVENT_READ, SHOP_S1, SHOP_S1);
	struct cast_word words[3];

	(void)state;
	memcpy(words, cast, sizeof(words));
	shop_init(&shop, SHOP_STICKY);
	shop.scenario.cast = words;
	shop.scenario.cast_count = 3;
	event.home = HOME_SERVER;
	event.item = add_item(&shop, SHOP_LOGIN, shop.sessions[0], NULL);
	event.request = add_request(&shop, "view", NONE16);
	assert_says(&shop, event,
	    "s1 finds half-open entry 7f3 in its own memory. It is Ana's.");
	event.kind = EVENT_EXECUTE;
	assert_says(&shop, event, "s1 carries out Ana's \"GET /cart\".");
	event = event_of(EVENT_CRASH, SHOP_S1, NONE16);
	shop_release(&shop);
}

/* -- laws -- */

static void
assert_names(const struct trace *trace, uint16_t actor, const char *sentence)
{
	uint16_t client = trace_client_of(trace, actor);
	const char *name;

	if (actor == NONE16)
		return;
	name = trace->actors[client == NONE16 ? actor : client].name;
	/* "the balancer" may begin a sentence. */
	if (!strstr(sentence, name[0] == 't' ? name + 1 : name))
		fail_msg("%s is not named: %s", name, sentence);
}

static void
assert_voice(const char *sentence)
{
	int words = 1;

	assert_int_equal(sentence[strlen(sentence) - 1], '.');
	assert_null(strpbrk(sentence, "!%\n"));
	assert_true(strncmp(sentence, "the ", 4) != 0);
	/* The way out for events that no engine makes. */
	if (strstr(sentence, "With it: "))
		fail_msg("an actor is named by the way: %s", sentence);
	assert_null(strstr(sentence, "somebody"));
	for (const char *at = sentence; *at; at++) {
		if (*at == ' ')
			words++;
		if (*at == ' ' && at > sentence && at[-1] == '.')
			words = 1;
		if (words > 20)
			fail_msg("more than 20 words: %s", sentence);
	}
}

/* Which actors a kind has: roles as the engine makes them. */
enum pairing { DEVICE_LB, LB_SERVER, SERVER_ALONE, SERVER_SERVER, STORE_SERVER, DEVICE_ALONE,
	SERVER_DEVICE, NODE_ALONE, LB_DEVICE, SERVER_LB, PAIRINGS };
static const uint16_t pairings[PAIRINGS][2] = { { SHOP_ANA_LAPTOP, SHOP_LB }, { SHOP_LB, SHOP_S2 },
	{ SHOP_S1, NONE16 }, { SHOP_S1, SHOP_S1 }, { SHOP_STORE_ROW, SHOP_S3 },
	{ SHOP_ANA_LAPTOP, NONE16 }, { SHOP_S2, SHOP_ANA_LAPTOP }, { SHOP_DB, NONE16 },
	{ SHOP_LB, SHOP_ANA_LAPTOP }, { SHOP_S2, SHOP_LB } };
static const uint16_t kind_pairings[EVENT_KIND_COUNT] = {
	[EVENT_SEND] = 1 << DEVICE_LB | 1 << LB_SERVER | 1 << STORE_SERVER | 1 << LB_DEVICE |
	    1 << SERVER_LB,
	[EVENT_RECEIVE] = 1 << DEVICE_LB | 1 << LB_SERVER | 1 << STORE_SERVER | 1 << LB_DEVICE |
	    1 << SERVER_LB,
	[EVENT_LOSE] = 1 << DEVICE_LB | 1 << LB_SERVER,
	[EVENT_DUPLICATE] = 1 << LB_SERVER | 1 << LB_DEVICE,
	[EVENT_ROUTE] = 1 << LB_SERVER,
	[EVENT_REDISPATCH] = 1 << LB_SERVER,
	[EVENT_REFUSE] = 1 << SERVER_LB | 1 << STORE_SERVER,
	[EVENT_TIMEOUT] = 1 << DEVICE_ALONE,
	[EVENT_RETRY] = 1 << DEVICE_ALONE,
	[EVENT_PROBE] = 1 << LB_SERVER,
	[EVENT_BELIEVE] = 1 << LB_SERVER,
	[EVENT_QUEUE] = 1 << SERVER_ALONE,
	[EVENT_START] = 1 << SERVER_ALONE,
	[EVENT_FINISH] = 1 << SERVER_ALONE,
	[EVENT_EXECUTE] = 1 << SERVER_ALONE,
	[EVENT_READ] = 1 << SERVER_SERVER | 1 << STORE_SERVER | 1 << SERVER_DEVICE,
	[EVENT_WRITE] = 1 << SERVER_SERVER | 1 << STORE_SERVER | 1 << DEVICE_ALONE,
	[EVENT_MISS] = 1 << SERVER_SERVER | 1 << STORE_SERVER,
	[EVENT_CREATE] = 1 << SERVER_SERVER | 1 << STORE_SERVER | 1 << DEVICE_ALONE |
	    1 << NODE_ALONE | 1 << SERVER_ALONE,
	[EVENT_EXPIRE] = 1 << SERVER_ALONE | 1 << NODE_ALONE,
	[EVENT_EVICT] = 1 << SERVER_SERVER | 1 << STORE_SERVER | 1 << DEVICE_ALONE,
	[EVENT_COPY] = 1 << LB_SERVER,
	[EVENT_VERIFY] = 1 << SERVER_ALONE | 1 << SERVER_DEVICE,
	[EVENT_ISSUE] = 1 << SERVER_ALONE | 1 << SERVER_DEVICE,
	[EVENT_CRASH] = 1 << SERVER_ALONE | 1 << NODE_ALONE,
	[EVENT_RESTART] = 1 << SERVER_ALONE | 1 << NODE_ALONE,
	[EVENT_HANG] = 1 << SERVER_ALONE,
	[EVENT_SLOW] = 1 << SERVER_ALONE,
	[EVENT_CUT] = 1 << LB_SERVER,
	[EVENT_HEAL] = 1 << LB_SERVER,
	[EVENT_CHANGE] = 1 << NODE_ALONE | 1 << SERVER_ALONE | 1 << DEVICE_ALONE,
	[EVENT_IGNORE] = 1 << DEVICE_ALONE,
};

/* The kind of message that goes between such actors, or -1. */
static int
message_between(uint16_t from, uint16_t to, enum event_kind kind, struct prng *prng)
{
	bool store = from == SHOP_STORE_ROW || to == SHOP_STORE_ROW;
	bool forth = from == SHOP_ANA_LAPTOP || (from == SHOP_LB && to != SHOP_ANA_LAPTOP);

	if (kind != EVENT_SEND && kind != EVENT_RECEIVE)
		return MESSAGE_REQUEST;
	if (store)
		return prng_below(prng, 2) ? MESSAGE_CALL : MESSAGE_ANSWER;
	return (kind == EVENT_SEND) == forth ? MESSAGE_REQUEST : MESSAGE_REPLY;
}

static struct event
random_event(struct shop *shop, struct prng *prng, enum event_kind kind, const uint16_t *pair)
{
	static const char *const actions[] = { "login", "view", "add", "checkout", "logout" };
	static const char *const texts[] = { "[]", "[\"book\",\"pen\"]", "null", "2",
		"{\"login\":\"ana\"}" };
	static const uint16_t statuses[] = { 200, 201, 401, 502, 503 };
	struct event event = event_of(kind, pair[0], pair[1]);
	const char *action = actions[prng_below(prng, 5)];
	uint32_t text = shop_text(shop, texts[prng_below(prng, 5)]);
	uint16_t piece = (uint16_t)prng_below(prng, SHOP_PIECES);
	struct message message = shop_message(shop,
	    (enum message_kind)message_between(pair[0], pair[1], kind, prng), action);

	message.status = statuses[prng_below(prng, 5)];
	message.text = prng_below(prng, 2) ? text : NONE32;
	message.session = prng_below(prng, 2) ? shop->sessions[prng_below(prng, 2)] : NONE32;
	message.token = prng_below(prng, 2) ? shop_token(shop, "[\"book\"]") : NONE32;
	message.route = prng_below(prng, 2) ? SHOP_S1 : NONE16;
	message.piece = prng_below(prng, 3) ? NONE16 : piece;
	message.sets_sid = message.sets_srv = message.sets_token = prng_below(prng, 2);
	message.write = prng_below(prng, 2);
	message.found = prng_below(prng, 2);
	event.message = trace_add_message(&shop->trace, &message);
	event.request = add_request(shop, action, NONE16);
	event.item = prng_below(prng, 8)
	                 ? add_item(shop, piece, shop->sessions[prng_below(prng, 2)], NULL)
	                 : NONE32;
	if (event.item != NONE32)
		trace_add_content(&shop->trace, event.item, 1, text);
	event.home = pair[0] == SHOP_STORE_ROW ? HOME_STORE
	    : pair[0] == SHOP_DB               ? HOME_DATABASE
	    : pair[0] == SHOP_ANA_LAPTOP || pair[1] == SHOP_ANA_LAPTOP
	    ? (prng_below(prng, 2) ? HOME_TOKEN : HOME_CLIENT)
	    : HOME_SERVER;
	event.outcome = (uint8_t)prng_below(prng, OUTCOME_COUNT);
	event.fields = reason(shop, (enum reason)prng_below(prng, REASON_COUNT));
	event.value = prng_below(prng, 5);
	event.attempt = (uint16_t)(1 + prng_below(prng, 2));
	event.cause = shop->trace.event_count ? shop->trace.event_count - 1 : NONE32;
	return event;
}

static void
sentence__any_event__names_its_actors_in_the_voice(void **state)
{
	struct prng prng;

	(void)state;
	prng_init(&prng, 11, 1);
	for (int round = 0; round < 300; round++) {
		struct shop shop;

		shop_init(&shop, (enum shop_design)(round % SHOP_DESIGN_COUNT));
		for (int kind = 0; kind < EVENT_GAP; kind++) {
			struct event event;
			struct str sentence = STR_INIT;
			int pair = (int)prng_below(&prng, PAIRINGS);

			assert_true(kind_pairings[kind] != 0);
			while (!(kind_pairings[kind] >> pair & 1))
				pair = (pair + 1) % PAIRINGS;
			event = random_event(&shop, &prng, (enum event_kind)kind, pairings[pair]);
			sentence_event(&shop.trace, add_event(&shop.trace, event), &sentence);
			assert_names(&shop.trace, event.actor, sentence.text);
			assert_names(&shop.trace, event.other, sentence.text);
			assert_voice(sentence.text);
			str_release(&sentence);
		}
		shop_release(&shop);
	}
}

static void
moment__index__clock_and_event(void **state)
{
	struct shop shop;
	struct str text = STR_INIT;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	for (int i = 0; i < 303; i++)
		add_event(&shop.trace, event_of(EVENT_RESTART, SHOP_S1, NONE16));
	sentence_moment(&shop.trace, 302, &text);
	assert_string_equal(text.text, "3.02 s, event 302");
	str_release(&text);
	shop_release(&shop);
}

static void
assert_where(struct shop *shop, const char *expected)
{
	struct world_cursor *cursor = world_cursor_new(&shop->trace);
	struct str where = STR_INIT;

	sentence_where(world_at(cursor, shop->trace.event_count), SHOP_CART, SHOP_ANA, &where);
	assert_string_equal(where.text, expected);
	str_release(&where);
	world_cursor_free(cursor);
}

static void
where__cart_through_a_crash__from_memory_to_nowhere(void **state)
{
	struct shop shop;
	struct event ticket = event_of(EVENT_WRITE, SHOP_ANA_LAPTOP, NONE16);
	struct event event = event_of(EVENT_CREATE, SHOP_S1, SHOP_S1);

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	shop.trace.complete = true;
	assert_where(&shop, "nowhere yet");
	event.home = HOME_SERVER;
	event.session = ticket.session = shop.sessions[0];
	event.item = add_item(&shop, SHOP_CART, shop.sessions[0], "[\"book\"]");
	add_event(&shop.trace, event);
	assert_where(&shop, "in s1's memory; no ticket leads there");
	ticket.home = HOME_CLIENT;
	ticket.item = add_extra(&shop, TRACE_PIECE_TICKET);
	add_event(&shop.trace, ticket);
	assert_where(&shop, "in s1's memory");
	add_event(&shop.trace, event_of(EVENT_CRASH, SHOP_S1, NONE16));
	assert_where(&shop, "nowhere: it was in s1's memory");
	add_event(&shop.trace, event_of(EVENT_RESTART, SHOP_S1, NONE16));
	assert_where(&shop, "nowhere: it was in s1's memory");
	shop_release(&shop);
}

static void
where__other_homes__with_ana_store_database(void **state)
{
	static const struct { uint16_t place; uint8_t home; const char *says; } rows[] = {
		{ SHOP_ANA_LAPTOP, HOME_TOKEN, "with Ana" },
		{ SHOP_STORE_ROW, HOME_STORE, "in the store" },
		{ SHOP_DB, HOME_DATABASE, "in the database" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct shop shop;
		struct event event = event_of(EVENT_CREATE, rows[i].place, NONE16);

		shop_init(&shop, SHOP_TOKEN);
		shop.trace.complete = true;
		event.home = rows[i].home;
		event.item = add_item(&shop, SHOP_CART, NONE32, "[]");
		add_event(&shop.trace, event);
		assert_where(&shop, rows[i].says);
		shop_release(&shop);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentence__ticket_on_its_way__said_by_name),
		cmocka_unit_test(sentence__badge_and_coat__what_goes_with_a_request),
		cmocka_unit_test(sentence__replies__status_and_content),
		cmocka_unit_test(sentence__calls__store_and_database),
		cmocka_unit_test(sentence__memory__found_missed_written),
		cmocka_unit_test(sentence__device__what_it_carries_now),
		cmocka_unit_test(sentence__trouble__crash_refusal_second_choice),
		cmocka_unit_test(sentence__cast__other_words_but_not_in_quotes),
		cmocka_unit_test(sentence__any_event__names_its_actors_in_the_voice),
		cmocka_unit_test(moment__index__clock_and_event),
		cmocka_unit_test(where__cart_through_a_crash__from_memory_to_nowhere),
		cmocka_unit_test(where__other_homes__with_ana_store_database),
	};

	return cmocka_run_group_tests_name("sentence", tests, NULL, NULL);
}
