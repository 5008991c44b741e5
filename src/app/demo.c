/* app/demo.c - 90 seconds of the first lesson that play by themselves; any key takes over.
 *
 * It walks as a learner would: runs play, questions stand for a while and are answered with a bet
 * that the run then answers, pages stay long enough to be read.
 */
#include "app/app_internal.h"

#define STAND_NS 3500000000ull /* a question, a page */
#define READ_NS 5000000000ull  /* a telling */

/* Steps that want a reader rather than an onlooker are left out. */
void
demo_pass_over(struct app *app)
{
	struct player *player = app->player;

	while (player->step + 1 < player->lesson->step_count) {
		enum step_kind kind = player->lesson->steps[player->step].kind;
		if (kind != STEP_BETS && kind != STEP_WORKED)
			break;
		player_enter(player, player->step + 1);
	}
}

static void
one_beat(struct app *app)
{
	struct player *player = app->player;

	switch (player->mode) {
	case PLAYER_ASK:
	case PLAYER_SEEN: player_pick(player, 0); break;
	case PLAYER_SURE: player_sure(player, SURE_THINK); break;
	case PLAYER_WATCH:
	case PLAYER_TOLD:
	case PLAYER_PAGE:
		if (!player_on(player)) {
			app_pop(app);
			app->demo_left_ns = 0;
			return;
		}
		demo_pass_over(app);
		break;
	}
	player->playing = player->mode == PLAYER_WATCH && app->options.animation;
	if (player->playing)
		player->speed = 2;
}

void
demo_tick(struct app *app, uint64_t elapsed_ns)
{
	struct player *player = app->player;
	uint64_t wait = player->mode == PLAYER_TOLD ? READ_NS : STAND_NS;

	if (elapsed_ns > NS_PER_TICK_MAX)
		elapsed_ns = NS_PER_TICK_MAX;
	if (app->demo_left_ns <= elapsed_ns) {
		app->demo_left_ns = 0;
		player->playing = false;
		app_notice(app, "The demo ends here; the lesson is yours. Space goes on.");
		return;
	}
	app->demo_left_ns -= elapsed_ns;
	if (player->playing)
		return;
	app->demo_wait_ns += elapsed_ns;
	if (app->demo_wait_ns < wait)
		return;
	app->demo_wait_ns = 0;
	one_beat(app);
}
