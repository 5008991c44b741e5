/* app/prices.c - prices of one's own in the sandbox: typed as a line, told with every future. */
#include <string.h>

#include "app/app_internal.h"
#include "base/utf8.h"

#define FIRST_LIST "servers 1, wire 1, store 1" /* a byte of each */
#define TYPED_CELLS_MAX 60

void
prices_open(struct app *app)
{
	if (!app->player->is_cluster) {
		app_notice(app, app->player->has_challenge &&
		    app->player->challenge.prices.count > 0
				? "The prices of this challenge are fixed."
				: "Prices are for the sandbox: p plays with this cluster.");
		return;
	}
	app->pricing = true;
	str_clear(&app->query);
	if (app->options.plain)
		return;
	if (app->player->prices.count > 0)
		price_write(&app->player->prices, &app->query);
	else
		str_add(&app->query, FIRST_LIST);
}

void
prices_take(struct app *app, const char *text)
{
	struct player *player = app->player;
	const char *why = player_set_prices(player, text);
	struct str said = STR_INIT;

	if (why) {
		app_notice(app, "%s", why);
		return;
	}
	if (player->prices.count == 0) {
		app_notice(app, "No prices any more.");
		return;
	}
	price_say(&player->prices, &player->price, &said);
	app_notice(app, "This future costs %s. f shows the price of every one; what stands in the "
			"database has none.", said.text);
	str_release(&said);
}

bool
prices_type(struct app *app, uint32_t key)
{
	if (key == KEY_ESC) {
		app->pricing = false;
	} else if (key == KEY_ENTER_ || key == '\n') {
		app->pricing = false;
		prices_take(app, arena_strdup(&app->frame, app->query.text));
	} else if (key == KEY_BACKSPACE_ || key == 8) {
		str_drop_code_point(&app->query);
	} else if (key >= ' ' && key < 0x110000 &&
		   utf8_cells(app->query.text) < TYPED_CELLS_MAX) {
		str_add_code_point(&app->query, key);
	}
	return true;
}

const char *
prices_line(struct app *app)
{
	return arena_printf(&app->frame, "Prices: %s_   (empty: none; \"... of 9000\": a budget)",
	    app->query.text);
}
