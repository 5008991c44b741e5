/* app/player_beside.c - two runs beside each other: which, from when on, and in words. */
#include "app/app_internal.h"
#include "app/player_words.h"

void
player_say_difference(struct app *app)
{
	struct scene scene;
	struct str text = STR_INIT;

	player_scene(app->player, &scene);
	diff_say(&scene, &text);
	app_paragraph(app, "", text.text);
	str_release(&text);
	player_compare_end(app->player);
}

/* Beside the run what it is most likely to be compared with: the design that one comes from, or
 * the future that it left. */
static void
set_beside(struct app *app)
{
	struct player *player = app->player;

	if (player_compare_followed(player)) {
		app_notice(app, "Beside design %s%s.", player->other_design,
		    app->options.plain ? "" : "; d ends it");
	} else if (player_forked(player)) {
		uint32_t left = player->forks->rows[player->forks->now].parent;

		if (!player_compare(player, left)) {
			app_notice(app, "That run cannot be made any more.");
			return;
		}
		app_notice(app, "Beside \"%s\", which it left%s.", player->forks->rows[left].name,
		    app->options.plain ? "" : "; d ends it. f, then d: beside any other");
	} else {
		app_notice(app, app->to_play
				? "Nothing to set beside it yet: x breaks something, S changes "
				  "something%s; then d shows what became different."
				: "A difference needs two designs; this step shows one.",
		    player->lesson->step_count > 1 ? ", Tab takes another design" : "");
		return;
	}
	if (app->options.plain)
		player_say_difference(app);
}

/* To the difference of the two designs, and back to the map. */
void
player_show_difference(struct app *app)
{
	struct player *player = app->player;

	if (player->has_other) {
		player_compare_end(player);
		return;
	}
	if (!player_shows(player, VIEW_DIFF)) {
		set_beside(app);
		return;
	}
	if (app->options.plain && player->bet_open) {
		app_notice(app, "Your bet first.");
		return;
	}
	if (app->options.plain) {
		player_say_difference(app);
		return;
	}
	player->view = player->view == VIEW_DIFF ? VIEW_MAP : VIEW_DIFF;
}
