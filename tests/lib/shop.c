#include "shop.h"

#include "model/actions.h"

struct design_row {
	const char *id;
	enum home homes[SHOP_PIECES];
	enum affinity affinity;
};
static const struct design_row design_rows[SHOP_DESIGN_COUNT] = {
	[SHOP_LOCAL] = { "local", { HOME_SERVER, HOME_SERVER, HOME_SERVER, HOME_DATABASE },
	    AFFINITY_NONE },
	[SHOP_STICKY] = { "sticky", { HOME_SERVER, HOME_SERVER, HOME_SERVER, HOME_DATABASE },
	    AFFINITY_COOKIE },
	[SHOP_STORE] = { "store", { HOME_STORE, HOME_STORE, HOME_STORE, HOME_DATABASE },
	    AFFINITY_NONE },
	[SHOP_TOKEN] = { "token", { HOME_TOKEN, HOME_DATABASE, HOME_DATABASE, HOME_DATABASE },
	    AFFINITY_NONE },
	[SHOP_CARRY] = { "carry", { HOME_TOKEN, HOME_TOKEN, HOME_DATABASE, HOME_DATABASE },
	    AFFINITY_NONE },
	[SHOP_LOOSE] = { "loose", { HOME_SERVER, HOME_CLIENT, HOME_DATABASE, HOME_DATABASE },
	    AFFINITY_COOKIE },
};

static uint16_t
piece_of(const struct scenario *scenario, const char *id)
{
	return id ? scenario_piece(scenario, id) : SCENARIO_NONE;
}

static void
add_actions(struct shop *shop)
{
	struct scenario *scenario = &shop->scenario;

	scenario->action_count = builtin_action_count;
	scenario->actions = arena_array(&shop->arena, builtin_action_count,
	    sizeof(*scenario->actions));
	for (uint32_t i = 0; i < builtin_action_count; i++) {
		const struct builtin_action *from = &builtin_actions[i];
		struct action *to = &scenario->actions[i];

		*to = (struct action){ .id = from->id, .method = from->method, .path = from->path,
			.needs_login = from->needs != NULL, .repeatable = from->repeatable,
			.makes_session = from->makes_session, .ends_session = from->ends_session,
			.argument_piece = from->argument_piece, .body_key = from->body_key,
			.reply_key = from->reply_key, .status = from->status };
		for (int row = 0; row < 4; row++) {
			bool named = row < 2;

			to->reads[row] = piece_of(scenario, named ? from->reads[row] : NULL);
			to->writes[row] = piece_of(scenario, named ? from->writes[row] : NULL);
		}
	}
}

static void
add_actors(struct trace *trace)
{
	static const char *const servers[] = { "s1", "s2", "s3" };

	trace_add_actor(trace, ROLE_CLIENT, "ana", "Ana", NONE16, 0, 0);
	trace_add_actor(trace, ROLE_DEVICE, "ana-laptop", "Ana", SHOP_ANA, 0, 0);
	trace_add_actor(trace, ROLE_CLIENT, "bob", "Bob", NONE16, 1, 0);
	trace_add_actor(trace, ROLE_DEVICE, "bob-laptop", "Bob's laptop", SHOP_BOB, 0, 0);
	trace_add_actor(trace, ROLE_DEVICE, "bob-phone", "Bob's phone", SHOP_BOB, 1, 0);
	trace_add_actor(trace, ROLE_BALANCER, "lb", "the balancer", NONE16, 0, 0);
	for (uint16_t i = 0; i < 3; i++)
		trace_add_actor(trace, ROLE_SERVER, servers[i], servers[i], NONE16, i, 0);
	trace_add_actor(trace, ROLE_STORE, "store", "the store", NONE16, 0, 0);
	trace_add_actor(trace, ROLE_DATABASE, "db", "the database", NONE16, 0, 0);
}

void
shop_init(struct shop *shop, enum shop_design design)
{
	static const char *const ids[] = { "login", "cart", "theme", "orders" };
	static const char *const keys[] = { "k1", "k2" };
	struct scenario *scenario = &shop->scenario;

	*shop = (struct shop){ 0 };
	scenario->id = "cart";
	scenario->design = design_rows[design].id;
	scenario->epoch_s = 1767225600;
	scenario->balancer.affinity = design_rows[design].affinity;
	scenario->session.idle_ns = 1800ull * 1000000000ull;
	scenario->servers.count = 3;
	scenario->token.algorithm = ALGORITHM_HS256;
	scenario->token.key_count = 2;
	scenario->token.keys = arena_array(&shop->arena, 2, sizeof(*scenario->token.keys));
	scenario->piece_count = SHOP_PIECES;
	scenario->pieces = arena_array(&shop->arena, SHOP_PIECES, sizeof(*scenario->pieces));
	for (int i = 0; i < 2; i++)
		scenario->token.keys[i] = keys[i];
	for (int i = 0; i < SHOP_PIECES; i++)
		scenario->pieces[i] = (struct piece){ .id = ids[i], .bytes = 64,
			.key = i == SHOP_CART && design_rows[design].homes[i] == HOME_DATABASE
			        ? PIECE_KEY_USER
			        : i < SHOP_THEME ? PIECE_KEY_SESSION : PIECE_KEY_USER,
			.home = design_rows[design].homes[i] };
	add_actions(shop);
	trace_init(&shop->trace, scenario);
	shop->trace.evidence_all = true;
	shop->trace.kept = true;
	add_actors(&shop->trace);
	shop->sessions[0] = trace_add_session(&shop->trace, (struct session){ .client = SHOP_ANA,
	    .device = SHOP_ANA_LAPTOP, .logged_in = true, .id_high = 0x7f3e4a696c005c09ull,
	    .id_low = 0xe3f61b9f0cfa0435ull, .begin_event = NONE32 });
	shop->sessions[1] = trace_add_session(&shop->trace, (struct session){ .client = SHOP_ANA,
	    .device = SHOP_ANA_LAPTOP, .logged_in = false, .id_high = 0xd18e4a696c005c09ull,
	    .id_low = 0xe3f61b9f0cfa0435ull, .begin_event = NONE32 });
}

void
shop_release(struct shop *shop)
{
	trace_release(&shop->trace);
	arena_release(&shop->arena);
}

struct message
shop_message(const struct shop *shop, enum message_kind kind, const char *action)
{
	return (struct message){ .kind = (uint8_t)kind,
		.action = scenario_action(&shop->scenario, action),
		.route = NONE16, .piece = NONE16, .client = SHOP_ANA, .session = NONE32,
		.token = NONE32, .text = NONE32 };
}

uint32_t
shop_token(struct shop *shop, const char *cart)
{
	bool signs = scenario_uses_home(&shop->scenario, HOME_TOKEN);
	struct token token = { .client = SHOP_ANA, .session = shop->sessions[0],
		.exp_s = shop->scenario.epoch_s + 900,
		.algorithm = signs ? shop->scenario.token.algorithm : ALGORITHM_NONE };

	for (uint32_t i = 0; i < LIMIT_PIECES; i++)
		token.texts[i] = NONE32;
	if (cart)
		token.texts[SHOP_CART] = shop_text(shop, cart);
	return trace_add_token(&shop->trace, &token);
}

uint32_t
shop_text(struct shop *shop, const char *text)
{
	return trace_add_text(&shop->trace, text);
}
