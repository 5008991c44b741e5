#include "model/actions.h"

/* clang-format off */
const struct builtin_action builtin_actions[] = {
	{ .id = "login", .method = "POST", .path = "/login", .body_key = "user", .status = 200,
	    .writes = { "login" }, .makes_session = true,
	    .text = "Says who the user is; a new session id is made, or a token is signed." },
	{ .id = "logout", .method = "POST", .path = "/logout", .needs = "login", .status = 200,
	    .writes = { "login" }, .ends_session = true, .repeatable = true,
	    .text = "Ends the session: places drop what they hold, the device what it carries." },
	{ .id = "view", .method = "GET", .path = "/X", .needs = "login", .status = 200,
	    .argument_name = "PIECE", .argument = ARGUMENT_OPTIONAL, .argument_piece = true,
	    .repeatable = true, .text = "Shows a piece of state, the cart if none is named." },
	{ .id = "read", .method = "GET", .path = "/X", .needs = "login", .status = 200,
	    .argument_name = "PIECE", .argument = ARGUMENT_OPTIONAL, .argument_piece = true,
	    .repeatable = true, .text = "The same as view, for pieces that nobody looks at." },
	{ .id = "add", .method = "POST", .path = "/cart", .needs = "login", .status = 200,
	    .argument_name = "ITEM", .argument = ARGUMENT_REQUIRED, .body_key = "item",
	    .reply_key = "cart", .reads = { "cart" }, .writes = { "cart" }, .adds_argument = true,
	    .text = "Puts an item into the cart." },
	{ .id = "theme", .method = "PUT", .path = "/theme", .needs = "login", .status = 200,
	    .argument_name = "VALUE", .argument = ARGUMENT_REQUIRED, .body_key = "theme",
	    .reads = { "theme" }, .writes = { "theme" }, .sets_argument = true, .repeatable = true,
	    .text = "Sets the theme." },
	{ .id = "checkout", .method = "POST", .path = "/checkout", .needs = "login", .status = 201,
	    .reply_key = "order", .reads = { "cart" }, .writes = { "orders", "cart" },
	    .empties_cart = true, .adds_order = true,
	    .text = "Turns the cart into an order and empties it." },
	{ .id = "pay", .method = "POST", .path = "/pay", .needs = "login", .status = 201,
	    .reply_key = "order", .writes = { "orders" }, .adds_order = true,
	    .text = "Makes an order without looking at the cart; done twice, it is paid twice." },
	{ .id = "ping", .method = "GET", .path = "/ping", .status = 200, .repeatable = true,
	    .text = "Asks for nothing and needs no login." },
	{ .id = "move", .method = "POST", .path = "/move", .needs = "login", .status = 200,
	    .argument_name = "TO", .argument = ARGUMENT_REQUIRED, .body_key = "to",
	    .reads = { "position" }, .writes = { "position" }, .sets_argument = true,
	    .text = "Sets the position, a piece that the scenario declares." },
};
/* clang-format on */

const uint32_t builtin_action_count = sizeof(builtin_actions) / sizeof(builtin_actions[0]);
