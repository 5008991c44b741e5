/* app/screen_player.c - the player's screen: keys in, the two frames out.
 *
 * Which frame: a question, a telling, or one design alone stands in the Ask frame (picture above,
 * words below); twins that run stand in the Watch frame.
 */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/beliefs.h"
#include "app/miss.h"
#include "app/player_words.h"
#include "base/number_words.h"
#include "base/utf8.h"
#include "view/chart.h"

#define CODE_BRIEF 36u /* characters of a code that leave room in a line to say what it is for */

/* What of the run is otherwise than when the code was made. */
static void
say_changed(struct app *app, const struct runcode *code)
{
	const struct trace *trace = player_trace(app->player);
	struct str parts = STR_INIT;

	runcode_changed(code, app->player->set.scenarios[0], &parts);
	app_notice(app, "This run has changed since the code was made%s%s; it opens all the "
			"same%s.", parts.length ? ", in: " : "", parts.text,
	    code->position > trace->event_count
		? arena_printf(&app->frame, ", at its end: event %u is not there any more",
		      code->position)
		: "");
	str_release(&parts);
}

/* The moment of a run code; what has changed since is said, and it opens all the same. */
static void
open_code(struct app *app, const struct runcode *code)
{
	struct player *player = app->player;
	const char *why;

	player->has_seed = code->has_seed;
	player->seed = code->seed;
	why = player_reopen(player, code);
	if (why)
		app_notice(app, "Not all of this run can be made any more: %s", why);
	else if (runcode_content(player->set.scenarios[0]) != code->content)
		say_changed(app, code);
	else if (code->position > player_trace(player)->event_count)
		app_notice(app, "The code is of event %u; this run has %u.", code->position,
		    player_trace(player)->event_count);
}

void
player_start(struct app *app, uint32_t step)
{
	while (app->depth > 1)
		app->depth--;
	if (app->challenging)
		app_push(app, SCREEN_CHALLENGES);
	app_push(app, SCREEN_PLAYER);
	app->player->picture = str_equal(app->options.start, "picture");
	while (app->player->picture && step + 1 < app->lesson->step_count &&
	       !player_in_picture(app->player, step))
		step++;
	player_enter(app->player, step);
	if (app->options.code && app->player->has_run)
		open_code(app, app->options.code);
	else if (app->options.code)
		app_notice(app, "The step of this code has no run any more.");
	app->options.code = NULL;
	if (app->demo_left_ns) {
		demo_pass_over(app);
		app->player->playing = app->player->has_run;
	}
}

int
player_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	const struct player *player = app->player;
	int count = 0;

	*owns = false;
	if (player->typing || app->noting || app->pricing) {
		contexts[0] = CTX_TEXT;
		*owns = true;
		return 1;
	}
	if (player->breaking)
		contexts[count++] = CTX_BREAK;
	if (player->mode == PLAYER_SURE)
		contexts[count++] = CTX_SURE;
	if (player->mode == PLAYER_ASK || player->mode == PLAYER_SEEN) {
		if (player_has_sheet(player) && player_item(player)->kind == ITEM_ORDER)
			contexts[count++] = CTX_ORDER;
		contexts[count++] = CTX_CHOICE;
		if (player->has_run) /* else there is nothing to look back at */
			contexts[count++] = CTX_BET;
	}
	if (player->mode == PLAYER_TOLD)
		contexts[count++] = CTX_TOLD;
	if (player->mode == PLAYER_PAGE)
		contexts[count++] = CTX_SUMMARY;
	if (player->has_run && player->mode != PLAYER_SURE && !player->breaking)
		contexts[count++] = CTX_PICTURE;
	contexts[count++] = CTX_EVERY;
	return count;
}

/* What changed is said: the events that were passed, then the question if one opened. */
static void
said_since(struct app *app, uint32_t from, enum player_mode mode, uint32_t step, uint32_t asked,
    bool was_replaying)
{
	struct player *player = app->player;

	bool told = player->quiz && player->mode == PLAYER_TOLD && mode != PLAYER_TOLD;

	/* a quiz says first whether it was right; r walks through the events */
	if (app->options.plain && player->step == step && player->has_run && !told)
		player_say_events(app, from, player_position(player));
	if (app->options.plain && player->replaying && player->parting.ghost.on &&
	    (from != player_position(player) || !was_replaying)) {
		app_paragraph(app, "", player_ghost_line(player, &app->frame));
		if (player->parting.found && player_position(player) == player->parting.position)
			app_paragraph(app, "Here they part. ", player_ghost_why(player));
	}
	if (player->mode != mode || player->step != step || player->asked != asked)
		app->say_screen = true;
}

static void
leave(struct app *app)
{
	struct player *player = app->player;

	if (player->breaking) {
		player->breaking = false;
	} else if (player->replaying) {
		player_replay_end(player);
	} else if (player->why_chain || player->inside) {
		player->why_chain = player->inside = false;
	} else if (player->has_other) {
		player_compare_end(player);
	} else {
		player->playing = false;
		if (quiz_is_on(app))
			quiz_left(app);
		app_pop(app);
	}
}

/* "Enter" over a sheet: the answer is made, or it is said what is wanting. */
static void
commit(struct app *app)
{
	const char *why = player_sheet_commit(app->player);

	if (why)
		app_notice(app, "%s", why);
}

static void
go_on(struct app *app)
{
	struct player *player = app->player;

	if (player->breaking || player->why_chain || player->inside) {
		player->breaking = player->why_chain = player->inside = false;
		return;
	}
	if (player->mode == PLAYER_ASK && player_has_sheet(player)) {
		commit(app);
		return;
	}
	if (app->options.plain && player->cursor < 0 &&
	    (player->mode == PLAYER_ASK || player->mode == PLAYER_SEEN)) {
		app_notice(app, "An answer first: its number, or s to skip.");
		return;
	}
	if (app->to_play && player->mode == PLAYER_WATCH && !player->replaying &&
	    player_position(player) >= player_bound(player)) {
		app_notice(app, "The run ends here. { goes back a request; x breaks, S changes, f "
				"shows what you tried.");
		return;
	}
	if (app->challenging && player->has_challenge && player->mode == PLAYER_WATCH &&
	    player_position(player) >= player_bound(player)) {
		if (player->goal == 1)
			app_pop(app);
		else
			app_notice(app, "The run ends here. { goes back a request; u undoes, H "
					"gives a hint, q goes to the list.");
		return;
	}
	if (player_on(player)) {
		if (!player->quiz && app->lesson_row < app->options.shelf_count &&
		    player->step + 1 > app->reached[app->lesson_row])
			app->reached[app->lesson_row] = player->step + 1;
		return;
	}
	if (quiz_is_on(app)) {
		quiz_go_on(app);
		return;
	}
	if (app->lesson_row < app->options.shelf_count) {
		app->done[app->lesson_row] = true;
		app->reached[app->lesson_row] = 0;
	}
	app_pop(app);
}

static void
move_cursor(struct app *app, int delta)
{
	struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	int count = player->mode == PLAYER_SEEN
			? (int)player->lesson->steps[player->step].seen.option_count
		    : item ? (int)item->option_count
			   : 0;

	if (player->breaking) {
		player_point(player, delta);
		app->say_screen = app->options.plain;
		return;
	}
	if (player->view == VIEW_WIRE && player->mode == PLAYER_WATCH && player->has_run) {
		player_message(player, delta);
		return;
	}
	if (player->view == VIEW_DIFF && player->mode == PLAYER_WATCH && player->has_run) {
		player_difference(player, delta);
		return;
	}
	if (player->mode != PLAYER_ASK && player->mode != PLAYER_SEEN &&
	    player->mode != PLAYER_SURE) {
		player->scroll += delta;
		if (player->scroll < 0)
			player->scroll = 0;
		return;
	}
	if (player->mode == PLAYER_ASK && player_has_sheet(player)) {
		player_sheet_move(player, delta);
		return;
	}
	player->cursor += delta;
	if (player->cursor < 0)
		player->cursor = 0;
	if (player->cursor >= count)
		player->cursor = count - 1;
}

void
player_break_here(struct app *app, int row)
{
	struct player *player = app->player;
	const char *why = row < 0 ? "There is nothing here to break." : player_break(player, row);

	if (why) {
		app_notice(app, "%s", why);
		return;
	}
	player->breaking = false;
	player->mode = PLAYER_WATCH; /* from the whys too: there is a run to look at */
	app_notice(app, "A new future from here: %s. u undoes it%s.",
	    player->forks->rows[player->forks->now].name,
	    player->is_cluster && player->lesson->step_count > 1
		? ", Tab does it to the next design" : "");
}

static void
save_frame(struct app *app)
{
	struct grid grid;
	struct str text = STR_INIT;

	grid_init(&grid, &app->frame, app->rows, app->cols, app->options.ascii);
	player_draw(app, &grid);
	grid_write_text(&grid, &text);
	app_effect(app, EFFECT_SAVE, player_save_name(app), arena_strdup(&app->frame, text.text));
	str_release(&text);
}

/* The page to keep, whole, however much of it the window shows. */
static void
save_page(struct app *app)
{
	const char *title = app->player->lesson->title;
	struct str text = STR_INIT;

	str_printf(&text, "%s\n\n", title ? title : "");
	player_summary(app, &text);
	app_effect(app, EFFECT_SAVE, player_save_name(app), arena_strdup(&app->frame, text.text));
	str_release(&text);
}

#define GROUP_CELLS 5 /* of a code, with its hyphen */

/* The letters in pieces that fit in a row each: broken between two groups, with a blank that
 * whoever reads a code passes over. */
static const char *
in_rows(struct app *app, const char *code)
{
	int cols = app->cols < 82 && !app->options.plain ? app->cols - 4 : 78;
	size_t most = (size_t)(cols < GROUP_CELLS ? 1 : cols / GROUP_CELLS) * GROUP_CELLS;
	struct str text = STR_INIT;
	const char *copy;

	for (; strlen(code) > most; code += most)
		str_printf(&text, "%.*s ", (int)most, code);
	str_add(&text, code);
	copy = arena_strdup(&app->frame, text.text);
	str_release(&text);
	return copy;
}

static void
run_code(struct app *app, const char *lead)
{
	struct str code = STR_INIT;

	if (player_runcode(app->player, &code))
		app_notice(app, "%s%s%s", lead, in_rows(app, code.text), code.length <= CODE_BRIEF
			? "; coatcheck open CODE opens it." : "");
	else if (quiz_is_on(app))
		app_notice(app, "This question has no run code: no step of the lesson stands "
				"over its run.");
	else
		app_notice(app, "These settings say too much for a run code. f, then e: save as "
				"a file.");
	str_release(&code);
}

/* A chart as a table. */
static void
show_table(struct app *app)
{
	struct player *player = app->player;
	struct str text = STR_INIT;

	if (!player_has_chart(player)) {
		app_notice(app, "A chart needs one setting that varies; here nothing does.");
		return;
	}
	if (player->bet_open && app->options.plain) {
		app_notice(app, "Your bet first.");
		return;
	}
	if (!app->options.plain) {
		player->chart_table = player->view != VIEW_CHART || !player->chart_table;
		player->view = VIEW_CHART;
		return;
	}
	player_say_chart(player, &text);
	for (char *line = text.text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		app_line(app, "%s", line);
	}
	str_release(&text);
}

/* Play: the next design of the cluster, at the same time of day, with the same changes. */
static void
other_design(struct app *app)
{
	struct player *player = app->player;
	const char *was = player->lesson->steps[player->step].id, *is, *same = "";
	uint32_t changes = player_changes(player);
	struct str left = STR_INIT;

	if (changes == 1)
		same = arena_printf(&app->frame, ", and there, too: %s",
		    player->forks->rows[player->forks->now].name);
	else if (changes > 1)
		same = arena_printf(&app->frame, ", with the same %u changes", changes);

	player_follow(player, (player->step + 1) % player->lesson->step_count, &left);
	is = player->lesson->steps[player->step].id;
	if (player->lesson->step_count == 1)
		app_notice(app, "This cluster has no other design; S, then designs, adds one.");
	else if (left.length)
		app_notice(app, "Design %s. What has no place in it stayed behind: %s.", is,
		    left.text);
	else
		app_notice(app, "Design %s%s. d sets it beside %s.", is, same, was);
	str_release(&left);
}

/* Keys that look at a moment in another way. */
static bool
act_look(struct app *app, enum key_action action)
{
	struct player *player = app->player;

	if (app->options.plain && (action == ACTION_VIEW || action == ACTION_ZOOM ||
				      action == ACTION_SLICE_ON || action == ACTION_SLICE_BACK ||
				      action == ACTION_ALL_EVENTS ||
				      (action == ACTION_LANE && !app->to_play))) {
		app_notice(app, "That changes the picture only; plain lines have none.");
		return true;
	}
	switch ((int)action) {
	case ACTION_VIEW:
		/* where Tab takes another design, the whole picture of a small window is a view */
		if (app->to_play && size_class_of(app->rows, app->cols) == SIZE_TINY &&
		    player->view == VIEW_MAP && !player->unfolded) {
			player->unfolded = true;
			return true;
		}
		player_swap_view(player);
		player->unfolded = player->unfolded && player->view != VIEW_MAP;
		return true;
	case ACTION_DIFFERENCE: player_show_difference(app); return true;
	case ACTION_TABLE: show_table(app); return true;
	case ACTION_LANE:
		if (app->to_play)
			other_design(app);
		else if (size_class_of(app->rows, app->cols) == SIZE_TINY &&
			 player->mode != PLAYER_PAGE)
			player->unfolded = !player->unfolded;
		else
			player_next_lane(player);
		return true;
	case ACTION_SLICE_ON: player->slice++; return true;
	case ACTION_SLICE_BACK:
		if (player->slice == 0)
			app_notice(app, "These are the servers that the moment is about.");
		player->slice -= player->slice > 0;
		return true;
	case ACTION_ZOOM: player->zoom = !player->zoom; return true;
	case ACTION_ALL_EVENTS: player->all_events = !player->all_events; return true;
	case ACTION_INSIDE: player_next_inside(player); break;
	case ACTION_WHY:
		player->why_chain = !player->why_chain;
		player->inside = false;
		break;
	case ACTION_ALL_WHYS:
		player->all_whys = !player->all_whys;
		player->scroll = 0;
		break;
	case ACTION_COPY: run_code(app, "Run code: "); return true;
	case ACTION_DISPUTE:
		if (player_item(player))
			question_dispute(app);
		else
			run_code(app, "For the author of the lesson: ");
		return true;
	case ACTION_SAVE_FRAME: save_frame(app); return true;
	case ACTION_SAVE_PAGE: save_page(app); return true;
	case ACTION_HINT: player_hint(app); return true;
	default: return false;
	}
	app->say_screen = true;
	return true;
}

static bool
act_move(struct player *player, enum key_action action)
{
	bool chart = player->view == VIEW_CHART && player->mode == PLAYER_WATCH;

	if (chart && (action == ACTION_NEXT || action == ACTION_PREVIOUS)) {
		player_chart_point(player, action == ACTION_NEXT ? 1 : -1);
		return true;
	}
	switch ((int)action) {
	case ACTION_NEXT: player_event(player, 1); return true;
	case ACTION_PREVIOUS: player_event(player, -1); return true;
	case ACTION_EARLIER: player_look(player, -1); return true;
	case ACTION_LATER: player_look(player, 1); return true;
	case ACTION_REQUEST_BACK: player_request(player, -1); return true;
	case ACTION_REQUEST_ON: player_request(player, 1); return true;
	case ACTION_PLAY: player->playing = !player->playing && player->has_run; return true;
	case ACTION_SLOWER: player->speed = player->speed > 0 ? player->speed - 1 : 0; return true;
	case ACTION_FASTER: player->speed = player->speed < 4 ? player->speed + 1 : 4; return true;
	case ACTION_REPLAY: player_replay(player); return true;
	default: return false;
	}
}

/* To a marked moment; that there is none is said. */
static bool
act_waypoint(struct app *app, enum key_action action)
{
	bool on = action == ACTION_WAYPOINT;

	if (!on && action != ACTION_WAYPOINT_BACK)
		return false;
	if (!player_waypoint(app->player, on ? 1 : -1))
		app_notice(app, "No marked moment %s here. { and } go from request to request.",
		    on ? "after" : "before");
	return true;
}

static bool
act_answer(struct app *app, enum key_action action, int digit)
{
	struct player *player = app->player;

	switch ((int)action) {
	case ACTION_PICK:
	case ACTION_RETYPE: player_pick(player, digit - 1); return true;
	case ACTION_GUESS: player_sure(player, SURE_GUESS); return true;
	case ACTION_THINK: player_sure(player, SURE_THINK); return true;
	case ACTION_SURE: player_sure(player, SURE_SURE); return true;
	case ACTION_RETRACT: player_retract(player); return true;
	case ACTION_SKIP:
		player_skip(player, ANSWER_SKIPPED);
		app_notice(app, "Skipped, and noted as skipped.");
		return true;
	case ACTION_SHIFT_DOWN:
	case ACTION_SHIFT_UP:
		player_sheet_shift(player, action == ACTION_SHIFT_DOWN ? 1 : -1);
		return true;
	case ACTION_DONT_KNOW: player_skip(player, ANSWER_UNKNOWN); return true;
	case ACTION_DO:
		if (player->breaking)
			player_break_here(app, player->move);
		else if (player->mode == PLAYER_ASK && player_has_sheet(player))
			commit(app);
		else if (player->mode == PLAYER_ASK || player->mode == PLAYER_SEEN)
			player_pick(player, player->cursor);
		else
			go_on(app);
		return true;
	default: return false;
	}
}

/* The scenario of this step as a thing to play with; from there no way leads back to the bets. */
static void
play_here(struct app *app)
{
	struct player *player = app->player;
	const char *scenario = player->lesson->steps[player->step].scenario;

	if (quiz_is_on(app)) {
		app_notice(app, player->bet_open ? "Your answer first."
						 : "x breaks this very run, and the quiz stays.");
		return;
	}
	if (app->to_play || !scenario) {
		app_notice(app, app->to_play ? "You are playing with it: x breaks, S changes."
					     : "This step has no cluster of its own.");
		return;
	}
	app->options.scenario = arena_strdup(&app->arena, scenario);
	play_open(app, arena_strdup(&app->arena, player->lesson->path));
}

static bool
act_break(struct app *app, enum key_action action)
{
	struct player *player = app->player;
	int row;
	bool future = action == ACTION_BREAK || action == ACTION_FORKS ||
		      action == ACTION_SETTINGS ||
		      action == ACTION_UNDO || action == ACTION_REDO;

	if (future && (player->bet_open || player->mode == PLAYER_SEEN)) {
		app_notice(app, player->bet_open && player->quiz
				    ? "Your answer first. After it anything may be broken."
				: player->bet_open
				    ? "Your bet first. After it anything may be broken."
				    : "First say what you saw. After it anything may be broken.");
		return true;
	}
	row = player->breaking && action < ACTION_COUNT ? move_find(action_rows[action].script)
							 : -1;
	if (row >= 0) {
		player_break_here(app, row);
		return true;
	}
	switch ((int)action) {
	case ACTION_BREAK:
		if (player_settings_allowed(player) &&
		    player_settings_allowed(player) == player->challenge.rule_count) {
			app_notice(app, "Here only settings may change: S.");
			return true;
		}
		player_open_menu(player);
		app->say_screen = true;
		return true;
	case ACTION_TARGET:
		player_target(player);
		app->say_screen = true;
		return true;
	case ACTION_LESS:
	case ACTION_MORE:
		player_choose(player, action == ACTION_MORE ? 1 : -1);
		app->say_screen = app->options.plain;
		return true;
	case ACTION_SANDBOX: play_here(app); return true;
	case ACTION_CHALLENGES: challenges_open(app); return true;
	case ACTION_FORKS: forks_open(app); return true;
	case ACTION_SETTINGS: settings_open(app); return true;
	case ACTION_PRICES: prices_open(app); return true;
	case ACTION_SAVE_CLUSTER: play_save(app, NULL); return true;
	case ACTION_UNDO:
		if (player_undo(player))
			app_notice(app, "Undone. U brings it back.");
		else
			app_notice(app, "There is nothing to undo here.");
		return true;
	case ACTION_REDO:
		app_notice(app, player_redo(player) ? "Done again." : "Nothing was undone.");
		return true;
	default: return false;
	}
}

/* A miss that was told becomes a card. */
static void
make_card(struct app *app, const struct given *given)
{
	const struct lesson_item *item = given->item;
	const struct lesson_option *key;
	bool row;

	if (!given->counts || given->answer.key < 0 || given->option == ANSWER_SKIPPED ||
	    given->answer.chosen == given->answer.key)
		return;
	row = (uint32_t)given->answer.key < item->option_count;
	key = row ? &item->options[given->answer.key] : NULL;
	miss_card(app, &(struct missed){ .lesson = app->player->lesson->id, .item = item,
		.step = quiz_is_on(app) ? quiz_origin(app)
				 : app->player->lesson->steps[app->player->step].id,
		.front = player_card_front(item, &app->frame),
		.answer = row ? key->text
			      : player_key_words(item, &given->answer, &app->frame),
		.why = row ? key->why : item->why,
		.source = quiz_is_on(app) ? "quiz" : "lesson" });
}

/* What the record is to keep of the last key: answers, and where one is now. */
static void
record(struct app *app, uint32_t step_before)
{
	static const char sureness[] = { 0, 'g', 't', 's' };
	struct player *player = app->player;
	struct effect *effect;

	for (uint32_t i = 0; i < player->given_count; i++) {
		const struct given *given = &player->given[i];

		app_effect(app, EFFECT_ANSWER, NULL, NULL);
		effect = &app->effects->rows[app->effects->count - 1];
		effect->lesson = player->lesson->id;
		effect->item = given->item->id;
		effect->option = given->option;
		effect->seed = given->seed;
		effect->given = given->text;
		effect->sure = sureness[given->answer.sure];
		effect->right = given->answer.chosen >= 0 &&
				given->answer.chosen == given->answer.key;
		effect->counts = given->counts;
		if (quiz_is_on(app)) {
			effect->mode = "quiz";
			effect->session = quiz_session(app);
			quiz_answered(app, given);
		} else if (!app->to_play && !app->challenging) {
			beliefs_of_answer(app, player->lesson, given);
		}
		make_card(app, given);
	}
	player->given_count = 0;
	if (app->to_play || player->quiz || app->challenging ||
	    (player->step == step_before && app_top(app) == SCREEN_PLAYER))
		return;
	if (player->step > step_before)
		beliefs_repaired(app, player->lesson, &player->lesson->steps[step_before]);
	app_effect(app, EFFECT_PLACE, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = player->lesson->id;
	effect->step = player->lesson->steps[player->step].id;
	effect->done = app->lesson_row < app->options.shelf_count && app->done[app->lesson_row];
}

void
player_act(struct app *app, enum key_action action, int digit)
{
	struct player *player = app->player;
	uint32_t from = player_position(player), step = player->step, asked = player->asked;
	enum player_mode mode = player->mode;
	bool was_replaying = player->replaying;

	if (action == ACTION_KEEP) {
		if (app->lesson_row < app->options.shelf_count)
			keep_open(app, &app->options.shelf[app->lesson_row]);
		return;
	}
	if (action == ACTION_NOTE && quiz_is_on(app)) {
		app_notice(app, "Notes belong to the steps of a lesson.");
		return;
	}
	if (action == ACTION_NOTE) {
		note_open(app);
		return;
	}
	if (action == ACTION_GO_TO) {
		player->typing = true;
		str_clear(&player->typed);
		return;
	}
	if (action == ACTION_PLAY && (app->options.plain || !app->options.animation))
		action = ACTION_NEXT; /* where nothing moves by itself, it steps */
	if (action == ACTION_UP || action == ACTION_DOWN)
		move_cursor(app, action == ACTION_UP ? -1 : 1);
	else if (action == ACTION_BACK)
		leave(app);
	else if (action == ACTION_ON)
		go_on(app);
	else if (!act_look(app, action) && !act_move(player, action) &&
		 !act_waypoint(app, action) && !act_answer(app, action, digit))
		(void)act_break(app, action);
	if (app_top(app) == SCREEN_PLAYER)
		player_arrive(player);
	if (app->player == player) /* a claim's run takes its player with it */
		record(app, step);
	if (app_top(app) == SCREEN_PLAYER && quiz_is_on(app) && player->exam &&
	    player->mode == PLAYER_TOLD)
		quiz_go_on(app); /* an exam tells nothing before its end */
	if (app_top(app) == SCREEN_PLAYER && app->player == player)
		said_since(app, from, mode, step, asked, was_replaying);
}

#define FILL_KEYS "?qsHEM/u0!" /* where a word is asked for, line by line: these alone are keys */

static bool
is_action_word(const char *line)
{
	return str_equal(line, "skip") || str_equal(line, "dont-know") ||
	       str_equal(line, "back") || str_equal(line, "help") || str_equal(line, "hint");
}

/* "twenty-five", "about 25": more than a key. */
static bool
says_number(const char *line)
{
	struct str digits = STR_INIT;
	bool read = line[0] && line[1] && number_words_read(line, &digits);

	str_release(&digits);
	return read;
}

/* Line by line: a whole answer at once; false: the line is a command. */
bool
player_line(struct app *app, const char *line)
{
	struct player *player = app->player;
	uint32_t step = player->step, asked = player->asked;
	enum player_mode mode = player->mode;

	if (player->mode != PLAYER_ASK || !player_has_sheet(player) || player->typing ||
	    (!*line && !player_sheet_types(player)) || is_action_word(line) ||
	    (!player_sheet_types(player) && str_equal(line, "0"))) /* "I don't know" */
		return false;
	if (player_item(player)->kind == ITEM_FILL
		? *line && line[1] == '\0' && strchr(FILL_KEYS, *line)
		: !strchr("0123456789-", *line) && /* the empty line is in it */
		    (player_item(player)->kind != ITEM_NUMBER || !says_number(line)))
		return false;
	str_clear(&app->notice);
	player_sheet_take(player, line);
	commit(app);
	said_since(app, player_position(player), mode, step, asked, false);
	return true;
}

/* Text that a question asks for: words take every letter, numbers from their first figure on; so
 * "25 s" is not taken for 25 and a key. */
static bool
sheet_type(struct app *app, uint32_t key)
{
	struct player *player = app->player;
	bool number = player_item(player)->kind == ITEM_NUMBER;
	bool empty = player->sheet.text[0] == '\0';

	if (key == KEY_ENTER_ || key == '\n') {
		commit(app);
		app->say_screen = app->options.plain && player->mode == PLAYER_SURE;
		return true;
	}
	if (key == KEY_TAB) {
		player_skip(player, ANSWER_UNKNOWN);
		record(app, player->step);
		return true;
	}
	if (!number && app->options.plain && key && key < 128 && strchr(FILL_KEYS, (int)key))
		return false; /* a line of this one letter: other lines came as they were */
	if (number && empty
		? !(key < 128 && strchr("0123456789.,-~", (int)key) && key) &&
		    key != KEY_BACKSPACE_ && key != 8
		: key == KEY_ESC || key >= KEY_UP_ || (key == '?' && empty))
		return false;
	str_clear(&app->notice);
	player_sheet_type(player, key);
	return true;
}

/* The go-to field takes every character until Enter or Esc. */
bool
player_type(struct app *app, uint32_t key)
{
	struct player *player = app->player;
	uint32_t from = player_position(player);

	if (app->noting)
		return note_type(app, key);
	if (app->pricing)
		return prices_type(app, key);
	if (!player->typing && player_sheet_types(player))
		return sheet_type(app, key);
	if (!player->typing)
		return false;
	if (key == KEY_ESC) {
		player->typing = false;
	} else if (key == KEY_ENTER_ || key == '\n') {
		player->typing = false;
		if (!player_go_to(player, player->typed.text)) {
			app_notice(app, "No such moment here: %s", player->typed.text);
			return true;
		}
		player_arrive(player);
		app->say_screen = app->say_screen || player->mode == PLAYER_ASK;
		player_say_events(app,
		    from < player_position(player) ? player_position(player) - 1
						   : player_position(player),
		    player_position(player));
	} else if (key == KEY_BACKSPACE_ || key == 8) {
		if (player->typed.length)
			player->typed.text[--player->typed.length] = 0;
	} else if (key >= ' ' && key < 127 && player->typed.length < 60) {
		str_add_char(&player->typed, (char)key);
	}
	return true;
}
