/* app/player_draw.c - the player's moment in its frame. */
#include <stdio.h>
#include <string.h>

#include "app/player_words.h"
#include "app/quiz_words.h"
#include "base/utf8.h"
#include "trace/sentence.h"

#define NARRATION_MAX 6

static const struct lesson_step *
present(const struct player *player)
{
	return &player->lesson->steps[player->step];
}

/* The sentences of the newest events, the present one last and marked. */
static uint32_t
narration(struct app *app, const char **lines, uint32_t max, bool marked)
{
	struct player *player = app->player;
	const struct trace *trace = player_trace(player);
	uint32_t events[NARRATION_MAX], count = 0, lines_used = 0, said = 0;
	uint32_t first = player->first;

	if (!trace)
		return 0;
	if (player_position(player) <
	    first) { /* looked back to before the step: that event alone */
		first = 0;
		max = 1;
	}
	for (uint32_t i = first; i < player_position(player); i++)
		said += !event_kinds[trace->events[i].kind].minor;
	/* a full page begins anew, so that between two events only one line changes */
	if (marked && said && max > 1)
		max = (said - 1) % max + 1;
	for (uint32_t p = player_position(player); p > first && count < max; p--)
		if (!event_kinds[trace->events[p - 1].kind].minor)
			events[count++] = p - 1;
	while (count--) {
		struct str line = STR_INIT;
		if (marked)
			str_printf(&line, "%s %3u  ", count ? " " : ">", events[count]);
		sentence_event(trace, events[count], &line);
		lines[lines_used++] = arena_strdup(&app->frame, line.text);
		str_release(&line);
	}
	return lines_used;
}

/* The newest sentence in the words of the analogy. */
static const char *
recast_line(struct app *app)
{
	struct player *player = app->player;
	struct str line = STR_INIT;
	const char *copy;

	str_printf(&line, "In %s: ", player->lesson->analogy.name);
	sentence_event(&player->cast_trace, player_position(player) - 1, &line);
	copy = arena_strdup(&app->frame, line.text);
	str_release(&line);
	return copy;
}

/* While a bet is open not even the length of the rest is told. */
static const char *
timeline_note(struct app *app)
{
	const struct player *player = app->player;
	uint32_t event = player_position(player) ? player_position(player) - 1 : 0;

	if (player->bet_open)
		return arena_printf(&app->frame, "event %u   the rest opens with your bet", event);
	return arena_printf(
	    &app->frame, "event %u of %u", event, player_trace(player)->event_count);
}

static void
frame_words_of(struct app *app, struct frame_words *words)
{
	struct player *player = app->player;
	const char *title = player->lesson->title;

	memset(words, 0, sizeof *words);
	words->title = app->lesson_row < app->options.shelf_count
			   ? arena_printf(&app->frame, "%u %s", app->lesson_row + 1, title)
			   : title;
	if (quiz_is_on(app))
		words->title = arena_printf(
		    &app->frame, "%s: %s", player->exam ? "exam" : "quiz", title);
	words->where = quiz_is_on(app) ? arena_printf(&app->frame, "question %u of %u",
						player->step + 1, player->lesson->step_count)
		       : app->to_play
			   ? arena_printf(&app->frame, "play: %s",
				 player->forks ? player->forks->rows[player->forks->now].name
					       : "main")
			   : challenges_place(app)
			   ? challenges_place(app)
			   : arena_printf(&app->frame, "step %u of %u", player->step + 1,
				 player->lesson->step_count);
	words->kind = app->to_play ? present(player)->id :
	    app->challenging && present(player)->par && !player_forked(player)
	    ? arena_printf(&app->frame, "par %u", present(player)->par) : player_kind_word(player);
	words->keys = player_keys(app);
	if (player->replaying && player->view == VIEW_CHART && player->parting.ghost.on)
		words->notice = player_ghost_line(player, &app->frame); /* it has no moment */
	if (app->noting)
		words->notice = note_line(app);
	else if (app->pricing)
		words->notice = prices_line(app);
	else if (player->typing)
		words->notice = player->typed.length
		    ? arena_printf(&app->frame, ":%s_", player->typed.text)
		    : ":_   an event (42), a time (3.2s), start, end, or as in: before crash";
	else if (app->notice.length)
		words->notice = app->notice.text;
	else if (player->mode == PLAYER_WATCH && player_position(player) == player->first &&
		 note_of_step(app) && !app->demo_left_ns)
		words->notice = arena_printf(&app->frame, "Your note: %s", note_of_step(app));
	else if (player->mode == PLAYER_WATCH && present(player)->title &&
		 !player->has_challenge && player_position(player) == player->first &&
		 !app->demo_left_ns)
		words->notice = present(player)->title; /* what this step is about */
	else if (app->demo_left_ns)
		words->notice = "This plays by itself. Any key takes over.";
	words->unfold = app->to_play ? "v" : NULL;
	words->answers = app->noting || app->pricing || player->typing || app->notice.length > 0;
	if (player->has_run)
		words->timeline_note = timeline_note(app);
}

/* Options of the question, with marks and whys as far as they are told. */
static uint32_t
options_of(struct app *app, const struct lesson_option *rows, uint32_t count, bool told,
    struct frame_option *options)
{
	struct player *player = app->player;
	const struct answer *answer = player_answer(player);
	uint32_t n = 0;

	for (uint32_t i = 0; i < count && i < LIMIT_OPTIONS; i++) {
		bool key = told && answer && (int)i == answer->key;
		bool yours = told && answer && (int)i == answer->chosen;

		options[n] =
		    (struct frame_option){ .text = rows[i].text,
			    .cursor = !told && player->cursor == (int)i,
			    .right = key,
			    .wrong = told && !key && (yours || player->all_whys),
			    .yours = yours };
		if (key || yours || (told && player->all_whys))
			options[n].why = rows[i].why;
		n++;
	}
	return n;
}

static const char *
panel_text(struct app *app, const char **heading)
{
	struct player *player = app->player;
	struct str text = STR_INIT;
	const char *copy;

	if (player->breaking) {
		*heading = arena_printf(&app->frame, "break something: on %s",
		    player->target != NONE16 ? player_trace(player)->actors[player->target].name
					     : "nothing");
		player_break_text(player, app->cols, &text);
	} else if (player->why_chain) {
		*heading = "why: the chain of causes";
		player_why_text(player, &text);
	} else if (player->inside) {
		*heading = "inside";
		player_inside_text(player, &text);
	} else {
		return NULL;
	}
	copy = arena_strdup(&app->frame, text.text);
	str_release(&text);
	return copy;
}

static void
draw_page(struct app *app, struct grid *grid)
{
	struct frame_words words;
	struct str text = STR_INIT;
	struct rect body;
	int row;

	frame_words_of(app, &words);
	body = frame_page(&words, grid);
	player_summary(app, &text);
	row = body.row - app->player->scroll;
	for (const char *line = text.text; *line;) {
		size_t length = strcspn(line, "\n");
		const char *copy = arena_strndup(&app->frame, line, length);
		int rows = grid_wrap_rows(copy, body.cols);

		if (rows < 1)
			rows = 1;
		if (row >= body.row && row < body.row + body.rows)
			(void)grid_wrap(grid,
			    (struct rect){ row, body.col, body.row + body.rows - row, body.cols },
			    ROLE_PLAIN, copy);
		row += rows;
		line += length + (line[length] == '\n');
	}
	str_release(&text);
}

static const char *
bet_text(const struct player *player, const struct answer *answer)
{
	const struct lesson_option *option = player_option(player, answer->chosen);

	return option && option->text ? option->text : answer->given ? answer->given : "";
}

/* "YOUR BET  her cart: s2 fetches it", while the run is walked again. */
static const char *
replay_heading(struct app *app)
{
	const struct lesson_item *item = player_item(app->player);
	const struct player *player = app->player;
	const struct answer *answer = player_answer(app->player);

	if (!item || !answer || answer->chosen < 0)
		return "The moment that was asked about.";
	if (!player->parting.ghost.on)
		return arena_printf(
		    &app->frame, "YOUR BET   %s", bet_text(player, answer));
	return arena_printf(&app->frame, "%s   ░ %s",
	    player_position(player) == player_parting(player) && player->parting.found
		? "HERE THEY PART"
		: "YOUR BET",
	    bet_text(player, answer));
}

/* Once the run has passed the moment of the bet: where belief and run part, and why. */
static const char *
replay_why(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);
	const struct lesson_option *option =
	    answer ? player_option(player, answer->chosen) : NULL;

	if (!item || !answer || answer->chosen < 0)
		return NULL;
	if (answer->chosen == answer->key)
		return "Your bet and the run go on together.";
	if (player_position(player) > player_parting(player) &&
	    player_position(player) < player->return_position)
		return NULL; /* the run shows it, event by event */
	if (player_position(player) < player_parting(player) || !player->parting.found)
		return player_position(player) <= player_parting(player)
			   ? "Here your bet and the run still agree. \xe2\x86\x92 shows the next "
			     "event."
			   : option ? option->why : item->why;
	return option ? option->why : item->why;
}

static const char *
task_text(struct app *app)
{
	struct str text = STR_INIT;
	const char *copy;

	if (app->to_play && app->player->has_run)
		player_costs_text(app->player, &text);
	player_task_text(app->player, &text);
	if (app->to_play && player_position(app->player) == app->player->first)
		str_printf(&text, "Space walks through the run, event by event, \xe2\x86\x90 goes "
				  "back. x breaks something at this very moment: a new future "
				  "begins, and this one is kept.%s\n",
		    app->player->lesson->step_count > 1
			? " Tab does the same to the next design; d sets the two side by side."
			: "");
	copy = text.length ? arena_strdup(&app->frame, text.text) : NULL;
	str_release(&text);
	return copy;
}

/* A run watched in the Ask frame: its newest events, and what is said of them or asked for. */
static void
watch_words(struct app *app, bool tiny, struct frame_words *words, const char **lines,
    struct frame_ask *ask)
{
	struct player *player = app->player;
	const struct checked_text *said = player_said(player);
	bool few = player->has_cast || tiny;

	if (player->has_challenge)
		ask->after = task_text(app);
	words->narration_count =
	    narration(app, lines, few ? 1 : player->has_challenge ? 2 : 4, true);
	if (player->has_cast && player_position(player) > player->first)
		lines[words->narration_count++] = recast_line(app);
	/* a break step is told what it is about; what a challenge shows is said when it is done */
	ask->heading = player->has_challenge && present(player)->kind != STEP_BREAK ? NULL
		       : said               ? said->text
		       : player->has_challenge ? NULL
		       : player_position(player) == player->first
			   ? present(player)->title
			   : NULL;
}

/* The bet walked again: a picture of one line has no room to say what was believed. */
static void
replay_words(struct app *app, bool tiny, struct frame_words *words, const char **lines,
    struct frame_ask *ask)
{
	ask->heading = replay_heading(app);
	words->narration_count = narration(app, lines, tiny ? 1 : 3, true);
	if (tiny && app->player->parting.ghost.on)
		lines[words->narration_count++] = player_ghost_line(app->player, &app->frame);
	ask->after = replay_why(app->player);
}

/* What is under the question, and the hints that were asked for. */
static const char *
with_hints(struct app *app, const char *after)
{
	const char *hints = quiz_hints(app->player, &app->frame);

	if (!after || !hints)
		return hints ? hints : after;
	return arena_printf(&app->frame, "%s\n%s", after, hints);
}

/* A told question: verdict, options with their whys, and where a miss would have been right. */
static void
told_words(struct app *app, const struct lesson_item *item, struct frame_option *options,
    struct frame_ask *ask)
{
	struct player *player = app->player;
	const struct answer *answer = player_answer(player);
	bool whole = player_is_sheet(item) && !player_hides_options(item) && item->why;

	ask->heading = player_verdict(player, &app->frame);
	ask->option_count = player_is_sheet(item) ? player_told_rows(app, options)
						  : options_of(app, item->options,
							item->option_count, true, options);
	/* the ladder that was marked stays */
	ask->short_frame = !player->quiz || item->kind != ITEM_MARK_EVENT;
	if (player->quiz && answer->elsewhere) {
		ask->after_heading = quiz_elsewhere_heading(player, &app->frame);
		ask->after = answer->elsewhere;
		if (whole)
			ask->heading = arena_printf(
			    &app->frame, "%s\n%s", ask->heading, item->why);
	} else if (whole) {
		ask->after = item->why;
	} else if (player_said(player)) {
		ask->after_heading = "in general";
		ask->after = player_said(player)->text;
	}
}

/* The Ask frame of the present mode. */
static void
draw_ask(struct app *app, struct grid *grid, struct scene *scene)
{
	struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	const char *lines[NARRATION_MAX];
	struct frame_option options[LIMIT_OPTIONS + 1];
	struct frame_words words;
	int over;
	struct frame_ask ask = {
		.options = options, .picture = player->has_run, .scroll = player->scroll
	};
	const char *panel;

	frame_words_of(app, &words);
	words.narration = lines;
	panel = panel_text(app, &ask.heading);
	if (panel) {
		ask.after = panel;
	} else if (player->mode == PLAYER_TOLD && item && !player->replaying) {
		told_words(app, item, options, &ask);
	} else if (player->mode == PLAYER_TOLD && !player->replaying) {
		words.narration_count = narration(app, lines, 1, true);
		ask.heading = player_verdict(player, &app->frame);
		ask.after = player_said(player) ? player_said(player)->text : NULL;
	} else if (player->mode == PLAYER_SEEN) {
		ask.question = present(player)->seen.prompt ? present(player)->seen.prompt
							    : "What did you see?";
		ask.option_count = options_of(app, present(player)->seen.options,
		    present(player)->seen.option_count, false, options);
	} else if ((player->mode == PLAYER_ASK || player->mode == PLAYER_SURE) && item) {
		if (present(player)->kind == STEP_BETS || player->exit_test)
			ask.heading = player_asks_elsewhere(player)
					  ? "And one that you have not met, from another field."
				      : player->exit_test
					  ? "The same bets once more, about other people."
					  : "Bets before anything is explained. No marks, no "
					    "answers now: they come back at the end.";
		ask.question = item->ask;
		ask.option_count = player_has_sheet(player)
				       ? player_sheet_rows(app, options)
				       : options_of(app, item->options, item->option_count, false,
					     options);
		if (player_has_sheet(player))
			ask.after = player_sheet_line(app);
		if (player->quiz && player->hints)
			ask.after = with_hints(app, ask.after);
		if (player->mode == PLAYER_SURE)
			ask.prompt =
			    "How sure are you?     g guess     t or Space think so     s sure";
	} else if (player->replaying) {
		replay_words(app, size_class_of(grid->rows, grid->cols) == SIZE_TINY, &words,
		    lines, &ask);
	} else {
		watch_words(app, size_class_of(grid->rows, grid->cols) == SIZE_TINY, &words,
		    lines, &ask);
	}
	over = frame_ask(scene, player->view, &words, &ask, grid);
	if (player->scroll > over)
		player->scroll = over;
}

/* One line a lane: what happened last there, in its first sentence. */
static uint32_t
narrate_lanes(struct app *app, const char **lines)
{
	struct player *player = app->player;
	uint32_t count = 0;

	for (uint32_t r = 0; r < player->set.run_count && r < SCENE_RUNS_MAX; r++) {
		struct str line = STR_INIT;

		player_lane_sentence(player, r, &line);
		if (line.length)
			lines[count++] = arena_strdup(&app->frame, line.text);
		str_release(&line);
	}
	return count;
}

/* Is the newest say text meant for this very moment? */
static bool
said_now(const struct player *player, const struct checked_text *said)
{
	return said &&
	       (player_position(player) >= player_bound(player) ||
		   player->say_positions[said - present(player)->say] == player_position(player));
}

static void
draw_watch(struct app *app, struct grid *grid, struct scene *scene)
{
	struct player *player = app->player;
	const struct checked_text *said = player_said(player);
	const char *lines[NARRATION_MAX];
	struct frame_words words;

	frame_words_of(app, &words);
	words.narration = lines;
	if (said_now(player, said)) {
		lines[0] = said->text;
		words.narration_count = 1;
		if (!app->notice.length)
			words.notice = NULL;
	} else if (player->view == VIEW_CHART) {
		words.narration_count = 0; /* it shows no moment */
	} else if (player->set.run_count > 1) {
		words.narration_count = narrate_lanes(app, lines);
	} else {
		words.narration_count = narration(app, lines, 2, false);
	}
	frame_watch(scene, player->view, &words, grid);
}

void
player_draw(struct app *app, struct grid *grid)
{
	struct player *player = app->player;
	struct scene scene;

	arena_release(&player->frame);
	if (player->mode == PLAYER_PAGE || (player->problem && !player->has_run)) {
		draw_page(app, grid);
		return;
	}
	player_scene(player, &scene);
	if (size_class_of(grid->rows, grid->cols) != SIZE_TINY || player->mode == PLAYER_SURE)
		player->unfolded = false;
	if (player->unfolded && player->has_run && !player->breaking && !player->why_chain &&
	    !player->inside)
		draw_watch(app, grid, &scene);
	else if (player->mode == PLAYER_WATCH && player->has_run &&
		 (player->set.run_count > 1 || player->view == VIEW_CHART || player->has_other) &&
		 !player->breaking &&
		 !player->why_chain && !player->inside)
		draw_watch(app, grid, &scene);
	else
		draw_ask(app, grid, &scene);
}
