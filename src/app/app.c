/* app/app.c - the pure application: a stack of screens, inputs in, effects out. */
#include "app/app.h"

#include <stdarg.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/ask.h"
#include "app/knowledge.h"
#include "app/player_words.h"
#include "base/check.h"
#include "base/utf8.h"

#define S(e, f) { #f, f##_contexts, f##_act, f##_type, f##_draw, f##_say, f##_prompt },
const struct screen_row screen_rows[SCREEN_COUNT] = { SCREENS(S) };
#undef S

#define DEMO_NS 90000000000ull
#define TICK_MS 33
#define PLAIN_COLS 78

enum screen
app_top(const struct app *app)
{
	return app->stack[app->depth - 1];
}

void
app_push(struct app *app, enum screen screen)
{
	if (app->depth == APP_STACK_MAX)
		return;
	app->stack[app->depth++] = screen;
	app->say_screen = true;
	app->help_row = 0;
}

void
app_pop(struct app *app)
{
	if (app->depth > 1) {
		if (app_top(app) == SCREEN_PLAYER && app->board && app->board->inside)
			claim_leave_run(app);
		app->depth--;
		app->say_screen = true;
		return;
	}
	app->left = true;
	app_effect(app, EFFECT_LEAVE, NULL, NULL);
}

void
app_effect(struct app *app, enum effect_kind kind, const char *path, const char *text)
{
	CHECK(app->effects);
	if (app->effects->count < EFFECTS_MAX)
		app->effects->rows[app->effects->count++] = (struct effect){ .kind = kind,
			.path = path, .text = text, .took_ms = took_ms(app) };
	app->home.stale |= kind == EFFECT_ANSWER || kind == EFFECT_UNANSWER ||
			   kind == EFFECT_REVIEW || kind == EFFECT_UNGRADE ||
			   kind == EFFECT_BURY || kind == EFFECT_MAKE_CARD;
}

void
app_notice(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_clear(&app->notice);
	str_vprintf(&app->notice, format, args);
	va_end(args);
	app_paragraph(app, "", app->notice.text);
}

void
app_line(struct app *app, const char *format, ...)
{
	va_list args;

	if (!app->options.plain)
		return;
	va_start(args, format);
	str_vprintf(&app->said, format, args);
	va_end(args);
	str_add_char(&app->said, '\n');
}

void
app_wrap(struct str *out, const char *indent, const char *text)
{
	app_wrap_to(out, PLAIN_COLS, indent, text);
}

void
app_wrap_to(struct str *out, int cols, const char *indent, const char *text)
{
	struct str line = STR_INIT;
	size_t begin = strlen(indent);

	str_add(&line, indent);
	for (const char *word = text; *word;) {
		size_t length = strcspn(word, " \n");
		char piece[LIMIT_TEXT_BYTES + 1];
		size_t take = length < LIMIT_TEXT_BYTES ? length : LIMIT_TEXT_BYTES;

		memcpy(piece, word, take);
		piece[take] = 0;
		if (utf8_cells(line.text) + utf8_cells(piece) + 1 > cols &&
		    line.length > begin) {
			str_printf(out, "%s\n", line.text);
			str_clear(&line);
			begin = (size_t)utf8_cells(indent);
			str_add_repeated(&line, ' ', (int)begin);
		} else if (line.length > begin) {
			str_add_char(&line, ' ');
		}
		str_add_bytes(&line, piece, take);
		word += length;
		word += strspn(word, " \n");
	}
	if (line.length)
		str_printf(out, "%s\n", line.text);
	str_release(&line);
}

void
app_entry(const struct app *app, struct str *out, const char *label, const char *text)
{
	int cols = app->options.plain || app->cols > PLAIN_COLS + 2 ? PLAIN_COLS : app->cols - 2;
	size_t length = strlen(label);
	bool narrow = cols < 60;

	while (length && label[length - 1] == ' ')
		length--;
	if (narrow && length)
		str_printf(out, "%.*s\n", (int)length, label);
	app_wrap_to(out, cols, narrow ? "    " : label, text);
}

void
app_paragraph(struct app *app, const char *indent, const char *text)
{
	if (app->options.plain && text)
		app_wrap(&app->said, indent, text);
}

void
app_error(struct app *app, const char *title, const char *text)
{
	str_clear(&app->error_title);
	str_clear(&app->error_text);
	str_add(&app->error_title, title);
	str_add(&app->error_text, text ? text : "");
	if (app_top(app) != SCREEN_ERROR)
		app_push(app, SCREEN_ERROR);
}

void
app_refuse(struct app *app, const char *findings)
{
	app_error(app, "This lesson cannot be shown yet.", findings);
	app->refused = true;
}

void
app_open(struct app *app, const struct shelf_entry *entry)
{
	app->to_play = app->to_ask = app->to_quiz = app->challenging = false;
	app->opening = entry;
	app_effect(app, EFFECT_LOAD, entry->path, NULL);
}

static void
copy_options(struct app *app, const struct app_options *options)
{
	struct shelf_entry *shelf =
	    arena_array(&app->arena, options->shelf_count + 1, sizeof *shelf);

	app->options = *options;
	for (uint32_t i = 0; i < options->shelf_count; i++)
		shelf[i] = options->shelf[i];
	app->options.shelf = shelf;
	app->done = arena_array(&app->arena, options->shelf_count + 1, sizeof *app->done);
	app->opened = arena_array(&app->arena, options->shelf_count + 1, sizeof *app->opened);
	app->reached = arena_array(&app->arena, options->shelf_count + 1, sizeof *app->reached);
	app->kept_step =
	    arena_array(&app->arena, options->shelf_count + 1, sizeof *app->kept_step);
}

struct app *
app_new(const struct app_options *options)
{
	struct app *app = mem_alloc(sizeof *app);
	bool home = str_equal(options->start, "home");

	memset(app, 0, sizeof *app);
	copy_options(app, options);
	str_init(&app->said);
	str_init(&app->notice);
	str_init(&app->error_title);
	str_init(&app->error_text);
	str_init(&app->query);
	str_init(&app->record_problem);
	str_init(&app->review.typed);
	str_init(&app->page);
	str_init(&app->page_name);
	app->review.now = app->review.leech = UINT32_MAX;
	app->rows = 24;
	app->cols = 80;
	app->stack[app->depth++] = SCREEN_HOME;
	app->cursor = 0;
	app->say_screen = true;
	if (home)
		app->stack[app->depth++] = SCREEN_WELCOME;
	if (str_equal(options->start, "demo"))
		app->demo_left_ns = DEMO_NS;
	return app;
}

/* The entry that a command named, or the first of the shelf. */
static const struct shelf_entry *
wanted(const struct app *app)
{
	for (uint32_t i = 0; i < app->options.shelf_count; i++)
		if (str_equal(app->options.shelf[i].path, app->options.lesson))
			return &app->options.shelf[i];
	return app->options.shelf_count ? &app->options.shelf[0] : NULL;
}

void
app_begin(struct app *app, struct effects *effects)
{
	effects->count = 0;
	app->effects = effects;
	if (app->options.notice)
		app_notice(app, "%s", app->options.notice);
	app->to_play = str_equal(app->options.start, "play");
	if (str_equal(app->options.start, "review")) {
		review_open(app);
	} else if (str_equal(app->options.start, "keep") && wanted(app)) {
		keep_open(app, wanted(app));
	} else if (app->to_play) {
		play_open(app, app->options.lesson ? app->options.lesson : app->options.cluster);
	} else if (str_equal(app->options.start, "challenges")) {
		challenges_open(app);
	} else if (str_equal(app->options.start, "ask") && wanted(app)) {
		ask_open(app, wanted(app));
	} else if (str_equal(app->options.start, "quiz") && app->options.lesson && wanted(app)) {
		quiz_open(app, wanted(app));
	} else if (str_equal(app->options.start, "quiz") && wanted(app)) {
		app_effect(app, EFFECT_LAST, NULL, NULL);
	} else if (!str_equal(app->options.start, "home")) {
		if (wanted(app))
			app_open(app, wanted(app));
		else
			app_error(
			    app, "There is no lesson here.", "Name a folder with --lessons DIR.");
	}
	app->effects = NULL;
}

void
app_free(struct app *app)
{
	if (!app)
		return;
	if (app->board && app->board->inside)
		claim_leave_run(app);
	quiz_forget(app);
	play_forget(app);
	player_free(app->player);
	if (app->lesson) {
		arena_release(&app->lesson->arena);
		mem_free(app->lesson);
	}
	board_free(app->board);
	knowledge_free(app->knowledge);
	ask_free(app->ask);
	str_release(&app->said);
	str_release(&app->notice);
	str_release(&app->error_title);
	str_release(&app->error_text);
	str_release(&app->query);
	str_release(&app->record_problem);
	arena_release(&app->frame);
	arena_release(&app->home.arena);
	review_release(&app->review);
	str_release(&app->page);
	str_release(&app->page_name);
	arena_release(&app->panel);
	arena_release(&app->challenge_arena);
	arena_release(&app->arena);
	mem_free(app);
}

/* A file of the board; line by line nothing ticks, and the next one is asked for at once. */
static void
board_arrived(struct app *app, const struct input *input)
{
	const char *path;

	board_take(app->board, input->lesson, input->text);
	if (app->options.plain && (path = board_wants(app->board)) != NULL)
		app_effect(app, EFFECT_LOAD, path, NULL);
	app->say_screen = true;
}

/* To the step of this lesson where one was last; false: none, or it is gone. */
static bool
resume(struct app *app)
{
	const char *id = app->lesson_row < app->options.shelf_count
			     ? app->kept_step[app->lesson_row]
			     : NULL;
	const struct lesson_step *step = id ? lesson_step(app->lesson, id) : NULL;

	if (!step || step == app->lesson->steps)
		return false;
	player_start(app, (uint32_t)(step - app->lesson->steps));
	app_notice(app, "Here you were last, step %u of %u. / finds any other.",
	    (unsigned)(step - app->lesson->steps) + 1, app->lesson->step_count);
	return true;
}

/* The step that was asked for, or where one was in this session. */
static uint32_t
first_step(struct app *app)
{
	uint32_t step = 0;

	if (app->options.step && lesson_step(app->lesson, app->options.step))
		step = (uint32_t)(lesson_step(app->lesson, app->options.step) - app->lesson->steps);
	else if (app->options.step_number)
		step = app->options.step_number - 1;
	else if (app->lesson_row < app->options.shelf_count && app->reached[app->lesson_row])
		step = app->reached[app->lesson_row] - 1;
	if (app->options.step && !lesson_step(app->lesson, app->options.step))
		app_notice(app, "No step \"%s\" here: the lesson begins at its beginning.",
		    app->options.step);
	if (step >= app->lesson->step_count) {
		if (app->options.code && !app->to_play) {
			app_notice(app, "The code is of step %u; this lesson has %u now. This is "
					"the last.", step + 1, app->lesson->step_count);
			app->options.code = NULL;
		}
		step = app->lesson->step_count - 1;
	}
	return step;
}

/* A lesson has arrived: the player opens on it. */
static void
lesson_arrived(struct app *app, const struct input *input)
{
	uint32_t step;

	if (app->board && app->board->loading) {
		board_arrived(app, input);
		return;
	}
	if (app->review.loading) {
		review_lesson(app, input->lesson);
		return;
	}
	if (app->to_ask) {
		ask_arrived(app, input->lesson, input->text);
		return;
	}
	if (!input->lesson) {
		app_refuse(app, input->text);
		return;
	}
	if (app->board && app->board->inside)
		claim_leave_run(app);
	quiz_forget(app);
	play_park(app);
	app->lesson = input->lesson;
	app->lesson_row = app->opening ? (uint32_t)(app->opening - app->options.shelf) : NONE32;
	if (app->to_quiz) {
		quiz_arrived(app);
		return;
	}
	if (app->to_play && !play_steps(app->lesson, app->options.scenario)) {
		app_error(app, "There is nothing to play with in this file.",
		    "It has no scenario of that name.");
		return;
	}
	if (app->lesson->step_count == 0) {
		app_error(app, "This file holds no steps to walk.",
		    "It may hold scenarios alone: try coatcheck run, view or trace with it.");
		return;
	}
	app->player = player_new(app->lesson);
	app->player->study_seed = app->options.study_seed;
	app->cards_made = 0;
	app->player->is_cluster = app->to_play;
	if (app->lesson_row < app->options.shelf_count) /* bets are asked twice a walk */
		player_vary_from(app->player, 2 * app->opened[app->lesson_row]++);
	step = first_step(app);
	app->steered = app->options.step || app->options.step_number || app->options.code;
	if (app->steered || app->to_play || app->demo_left_ns ||
	    str_equal(app->options.start, "picture") || step > 0 || !resume(app))
		player_start(app, step);
	app->options.step = NULL;
	app->options.step_number = 0;
}

/* What the record says: where one was, or that it keeps nothing. */
static void
record_arrived(struct app *app, const struct input *input)
{
	struct player *player = app->player;

	bool again = input->text && str_equal(input->text, app->record_problem.text);

	app->pending = input->pending;
	if (input->text && !again) {
		bool kept_now = app->record_problem.length && !*input->text;

		str_clear(&app->record_problem);
		str_add(&app->record_problem, input->text);
		if (kept_now && app_top(app) == SCREEN_UNSAVED)
			app_pop(app);
		if (kept_now)
			app_notice(app, "All of it is kept now.");
		if (*input->text) {
			if (app->options.plain)
				app_notice(app, "Your answers are not being kept: %s. \"retry\" "
					"tries again, \"rescue\" keeps them in a file here.",
				    input->text);
			unsaved_open(app);
		}
	} else if (again && *input->text && app->retrying) {
		app_notice(app, "Still not: %s. Leaving now loses what waits: %u thing%s.",
		    input->text, input->pending, input->pending == 1 ? "" : "s");
	}
	app->retrying = false;
	app->home.stale |= input->places != NULL;
	if (input->line && *input->line)
		app_notice(app, "%s", input->line);
	if (input->places)
		notes_arrived(app, input->notes, input->note_count);
	for (uint32_t i = 0; input->places && i < app->options.shelf_count; i++) {
		app->done[i] = input->places[i].done;
		app->kept_step[i] = input->places[i].step
					? arena_strdup(&app->arena, input->places[i].step)
					: NULL;
	}
	/* On any later day the first page is home. */
	for (uint32_t i = 0; input->places && i < app->options.shelf_count; i++)
		if (app->kept_step[i] && app_top(app) == SCREEN_WELCOME && app->depth == 2)
			app_pop(app);
	ask_record_opened(app);
	/* The lesson that was opened before the record: nobody has done anything in it yet. */
	if (input->places && player && !app->to_play &&
	    app->lesson_row < app->options.shelf_count &&
	    app->kept_step[app->lesson_row] && !app->done[app->lesson_row] && !app->steered &&
	    str_equal(app->options.start, "learn") && player->step == 0)
		(void)resume(app);
}

static void
key_input(struct app *app, uint32_t key)
{
	const struct screen_row *row = &screen_rows[app_top(app)];
	unsigned contexts[APP_CONTEXTS_MAX];
	bool owns = false;
	int count, action;

	if (app->demo_left_ns) { /* any key takes over */
		app->demo_left_ns = 0;
		if (app->player)
			app->player->playing = false;
	}
	if (row->type(app, key)) {
		app->dead_keys = 0;
		return;
	}
	count = row->contexts(app, contexts, &owns);
	action = action_for(key, contexts, count, owns);
	if (action == ACTION_NONE) {
		app->dead_keys++;
		return;
	}
	app->dead_keys = 0;
	app_act(
	    app, (enum key_action)action, key >= '0' && key <= '9' ? (int)(key - '0') : 0, NULL);
}

void
app_act(struct app *app, enum key_action action, int digit, struct effects *effects)
{
	if (effects) {
		app->effects = effects;
		effects->count = 0;
	}
	str_clear(&app->notice);
	switch ((int)action) {
	case ACTION_REDRAW: app_effect(app, EFFECT_REDRAW, NULL, NULL); return;
	case ACTION_HELP:
		if (app_top(app) == SCREEN_HELP)
			app_pop(app);
		else
			app_push(app, SCREEN_HELP);
		return;
	case ACTION_MODEL:
		if (app_top(app) != SCREEN_MODEL)
			app_push(app, SCREEN_MODEL);
		return;
	case ACTION_RESTS_ON: rests_open(app); return;
	case ACTION_RETRY:
		app->retrying = true;
		app_effect(app, EFFECT_RETRY, NULL, NULL);
		return;
	case ACTION_RESCUE: app_effect(app, EFFECT_RESCUE, NULL, NULL); return;
	case ACTION_FIND:
		if (app_top(app) == SCREEN_CLAIMS) {
			app->board->searching = true;
			return;
		}
		if (app_top(app) == SCREEN_SETTINGS) {
			settings_find(app);
			return;
		}
		if (quiz_is_on(app) && app_top(app) == SCREEN_PLAYER) {
			app_notice(app, "A quiz goes from question to question.");
			return;
		}
		str_clear(&app->query);
		app->cursor = -1;
		app_push(app, SCREEN_FIND);
		return;
	default: screen_rows[app_top(app)].act(app, action, digit);
	}
}

/* Is a name, a value or a moment being asked for? */
static bool
field_is_open(const struct app *app)
{
	return ((app_top(app) == SCREEN_FORKS || app_top(app) == SCREEN_SETTINGS) && app->naming) ||
	       (app_top(app) == SCREEN_REVIEW && app->review.typing) ||
	       (app_top(app) == SCREEN_PLAYER && app->player &&
		   (app->player->typing || app->noting || app->pricing));
}

/* A whole line is what was typed into the field, and Enter; an empty one leaves it. */
static void
field_line(struct app *app, const char *line, size_t length)
{
	uint32_t code_point;
	bool valid;

	if (length == 0) {
		key_input(app, KEY_ESC);
		app->say_screen = true;
		return;
	}
	str_clear(&app->query);
	for (size_t at = 0; at < length;) {
		at += utf8_decode(line + at, length - at, &code_point, &valid);
		if (valid && code_point >= ' ')
			key_input(app, code_point);
	}
	key_input(app, KEY_ENTER_);
	app->say_screen = true;
}

/* Is there a run whose settings may be said in whole lines? */
static bool
cluster_is_open(const struct app *app)
{
	enum screen top = app_top(app);

	return app->player &&
	       (top == SCREEN_PLAYER || top == SCREEN_FORKS || top == SCREEN_SETTINGS);
}

/* A line of the plain front: empty is Space, one character its key, else a script name or text. */
static void
line_input(struct app *app, const char *line)
{
	size_t length = strlen(line);
	uint32_t key;

	while (length && (line[length - 1] == ' ' || line[length - 1] == '\r'))
		length--;
	if (app_top(app) == SCREEN_PLAYER && app->player && !field_is_open(app) &&
	    player_line(app, arena_strndup(&app->frame, line, length))) {
		return;
	} else if (field_is_open(app)) {
		field_line(app, line, length);
	} else if (app_top(app) == SCREEN_ASK && ask_line(app, line, length)) {
		return;
	} else if ((app_top(app) == SCREEN_FORKS || app_top(app) == SCREEN_CHALLENGES) &&
		   length > 0 && length < 6 &&
		   strspn(line, "0123456789") == length) {
		uint32_t number = 0;

		for (size_t i = 0; i < length; i++)
			number = number * 10 + (uint32_t)(line[i] - '0');
		str_clear(&app->notice);
		if (app_top(app) == SCREEN_FORKS)
			forks_pick(app, number);
		else
			challenges_pick(app, number);
	} else if (cluster_is_open(app) &&
		   play_line(app, arena_strndup(&app->frame, line, length))) {
		return;
	} else if (length == 0) {
		key_input(app, KEY_SPACE);
	} else if (length > 1 && length < 4 && strspn(line, "0123456789") == length) {
		for (size_t i = 0; i < length; i++) /* row 12 of a list */
			key_input(app, (unsigned char)line[i]);
	} else if ((key = action_key_code(line, length)) != 0) {
		key_input(app, key);
	} else if (line[0] == ':' || line[0] == '/') {
		key_input(app, (uint32_t)line[0]);
		for (size_t i = 1; i < length; i++)
			key_input(app, (unsigned char)line[i]);
		key_input(app, KEY_ENTER_);
	} else {
		char *word = arena_strndup(&app->frame, line, length);
		int action = action_find(word);
		if (action != ACTION_NONE)
			app_act(app, (enum key_action)action, 0, NULL);
		else
			app_line(app,
			    "That was not understood; nothing happened. ? lists what works here.");
	}
}

static bool
board_shown(const struct app *app)
{
	return app->board && (app_top(app) == SCREEN_CLAIMS || app_top(app) == SCREEN_CLAIM);
}

static void
tick_input(struct app *app, uint64_t elapsed_ns)
{
	const char *path;

	if (board_shown(app) && board_works(app->board)) {
		if ((path = board_wants(app->board)) != NULL)
			app_effect(app, EFFECT_LOAD, path, NULL);
		else
			app_effect(app, EFFECT_WORK, NULL, NULL);
		return;
	}
	if (app_top(app) == SCREEN_REVIEW)
		review_tick(app, elapsed_ns);
	if (!app->player || app_top(app) != SCREEN_PLAYER)
		return;
	if (player_chart_works(app->player))
		app_effect(app, EFFECT_WORK, NULL, NULL);
	player_tick(app->player, elapsed_ns);
	player_arrive(app->player);
	if (app->demo_left_ns)
		demo_tick(app, elapsed_ns);
}

void
app_step(struct app *app, const struct input *input, struct effects *effects)
{
	effects->count = 0;
	app->effects = effects;
	app->now = input->now;
	app->clock_ms = input->clock_ms ? input->clock_ms : app->clock_ms;
	if (input->kind != INPUT_TICK)
		arena_release(&app->frame);
	switch (input->kind) {
	case INPUT_KEY:
		if (app->rows >= SIZE_MIN_ROWS && app->cols >= SIZE_MIN_COLS)
			key_input(app, input->key);
		else if (input->key == 'q' || input->key == KEY_ESC)
			app_pop(app);
		break;
	case INPUT_LINE: line_input(app, input->line); break;
	case INPUT_RESIZE:
		app->rows = input->rows;
		app->cols = input->cols;
		break;
	case INPUT_TICK: tick_input(app, input->elapsed_ns); break;
	case INPUT_LESSON: lesson_arrived(app, input); break;
	case INPUT_SAVED:
		app_notice(app, app->save_caveat
			? "%s Played again it will differ: a fault stands between two events of "
			  "one moment, which a file cannot say. y has the run code, which can."
			: "%s", input->text);
		app->save_caveat = false;
		break;
	case INPUT_RECORD: record_arrived(app, input); break;
	case INPUT_DECK: review_deck(app, input); break;
	case INPUT_ME: me_arrived(app, input->knowledge); break;
	case INPUT_KEEP: keep_arrived(app, input); break;
	case INPUT_QUIZ: quiz_begin(app, input); break;
	case INPUT_HOME: home_arrived(app, input->knowledge); break;
	case INPUT_LAST:
		if (input->line)
			app->options.lesson = arena_strdup(&app->arena, input->line);
		quiz_open(app, wanted(app));
		break;
	case INPUT_RESUMED: ask_take_back_up(app, input->given, input->given_count); break;
	case INPUT_CHALLENGES: challenges_arrived(app, input); break;
	}
	challenges_note(app);
	player_say_change(app);
	took_look(app);
	if (app_top(app) == SCREEN_HOME && app->home.stale && !app->left) {
		app->home.stale = false;
		app_effect(app, EFFECT_HOME, NULL, NULL);
	}
	app->effects = NULL;
}

void
app_draw(struct app *app, struct grid *grid)
{
	arena_release(&app->frame);
	grid_clear(grid);
	if (grid->rows < SIZE_MIN_ROWS || grid->cols < SIZE_MIN_COLS)
		frame_too_small(grid);
	else
		screen_rows[app_top(app)].draw(app, grid);
}

void
app_say(struct app *app, struct str *out)
{
	const struct screen_row *row = &screen_rows[app_top(app)];

	if (app->say_screen && !app->left) {
		app->say_screen = false;
		row->say(app, &app->said);
	}
	utf8_sanitise(out, app->said.text, app->said.length, true, app->options.ascii);
	str_clear(&app->said);
	if (!app->left) {
		const char *prompt = row->prompt(app);
		utf8_sanitise(out, prompt, strlen(prompt), false, app->options.ascii);
	}
}

int
app_wait_ms(const struct app *app)
{
	if (!app->left && board_shown(app))
		return board_works(app->board) ? 0 : -1;
	if (!app->left && app_top(app) == SCREEN_REVIEW && review_plays(app))
		return TICK_MS;
	if (app->left || app_top(app) != SCREEN_PLAYER || !app->player)
		return -1;
	if (app->rows < SIZE_MIN_ROWS || app->cols < SIZE_MIN_COLS)
		return -1;
	if (player_chart_works(app->player))
		return 0; /* keys that wait come first, then the next slice */
	return app->player->playing || app->demo_left_ns ? TICK_MS : -1;
}

void
app_work(struct app *app)
{
	if (board_shown(app))
		board_work(app->board);
	else if (app->player)
		player_chart_work(app->player);
}

bool
app_left(const struct app *app)
{
	return app->left;
}

bool
app_refused(const struct app *app)
{
	return app->options.lesson && app->refused;
}

int
app_log_descriptor(const struct app *app)
{
	return app->options.log_descriptor;
}

uint32_t
app_cards_due(const struct app *app)
{
	return review_due(app);
}

const struct app_options *
app_options_of(const struct app *app)
{
	return &app->options;
}

const char *
app_screen(const struct app *app)
{
	return screen_rows[app_top(app)].name;
}
