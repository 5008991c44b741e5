/* tests/lib/shop.h - the shop of PICTURES by hand: Ana, Bob, a balancer, three servers, a store, a
 * database, under each of the built-in designs; no engine.
 */
#ifndef TESTS_SHOP_H
#define TESTS_SHOP_H

#include "trace/trace.h"

enum shop_design { SHOP_LOCAL, SHOP_STICKY, SHOP_STORE, SHOP_TOKEN, SHOP_CARRY, SHOP_LOOSE,
	SHOP_DESIGN_COUNT };
enum shop_piece { SHOP_LOGIN, SHOP_CART, SHOP_THEME, SHOP_ORDERS, SHOP_PIECES };

/* Actor rows. */
enum shop_actor { SHOP_ANA, SHOP_ANA_LAPTOP, SHOP_BOB, SHOP_BOB_LAPTOP, SHOP_BOB_PHONE, SHOP_LB,
	SHOP_S1, SHOP_S2, SHOP_S3, SHOP_STORE_ROW, SHOP_DB, SHOP_ACTORS };

struct shop {
	struct arena arena;
	struct scenario scenario;
	struct trace trace;
	uint32_t sessions[2]; /* 7f3e4a69..., d18... of Ana; index 1 may be nobody's */
};

void shop_init(struct shop *shop, enum shop_design design);
void shop_release(struct shop *shop);
/* A message with nothing in it: every row NONE. */
struct message shop_message(const struct shop *shop, enum message_kind kind, const char *action);
/* A token of Ana's that expires at 15 minutes; cart NULL: the claim is absent. */
uint32_t shop_token(struct shop *shop, const char *cart);
uint32_t shop_text(struct shop *shop, const char *text);

#endif
