/* app/screen_settings.c - every setting of the present run, each explained where it stands; a
 * change is a future of its own, made at once. */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/player_words.h"
#include "base/units.h"
#include "base/utf8.h"

#define PATH_CELLS 34
#define TYPED_CELLS_MAX 200

int
settings_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	*owns = app->naming;
	contexts[0] = app->naming ? CTX_TEXT : CTX_PANEL;
	contexts[1] = CTX_EVERY;
	return app->naming ? 1 : 2;
}

/* In a challenge that lets settings change: these alone, in its order. */
static void
keep_allowed(struct app *app)
{
	const struct player *player = app->player;
	const struct challenge *challenge = &player->challenge;
	struct setting_line *lines;
	uint32_t count = 0;

	if (!player_settings_allowed(player))
		return;
	lines = arena_array(&app->panel, challenge->rule_count, sizeof *lines);
	for (uint32_t r = 0; r < challenge->rule_count; r++) {
		const char *path = challenge->rules[r].path;
		struct setting_line *line = &lines[count];

		if (challenge->rules[r].move >= 0)
			continue;
		*line = (struct setting_line){ .path = path, .row = schema_find(path) };
		for (uint32_t i = 0; i < app->setting_count; i++)
			if (str_equal(app->settings[i].path, path))
				*line = app->settings[i];
		for (uint32_t i = 0; i < player->path.setting_count; i++)
			if (str_equal(player->path.paths[i], path))
				line->value = arena_strdup(
				    &app->panel, player->path.values[i]);
		line->heads = count++ == 0;
	}
	app->settings = lines;
	app->setting_count = count;
}

/* The value after or before the present one among those that a challenge lets one choose. */
static const char *
next_allowed(const struct app *app, const struct setting_line *line, int delta)
{
	const struct challenge *challenge = &app->player->challenge;

	for (uint32_t r = 0; r < challenge->rule_count; r++) {
		const struct challenge_rule *rule = &challenge->rules[r];
		int at = delta > 0 ? -1 : (int)rule->value_count;

		if (rule->move >= 0 || !str_equal(rule->path, line->path))
			continue;
		for (uint32_t v = 0; line->value && v < rule->value_count; v++)
			if (str_equal(rule->values[v], line->value))
				at = (int)v;
		at += delta > 0 ? 1 : -1;
		return at >= 0 && at < (int)rule->value_count ? rule->values[at] : NULL;
	}
	return NULL;
}

/* The lines of the run as it is now; the cursor stays on its path. */
static void
read_lines(struct app *app)
{
	const char *path = app->setting_row < app->setting_count
			       ? arena_strdup(&app->frame, app->settings[app->setting_row].path)
			       : NULL;
	uint32_t row = app->setting_row;

	arena_release(&app->panel);
	app->setting_count = settings_list(app->player->set.runs[app->player->lane].scenario,
	    &app->panel, &app->settings);
	keep_allowed(app);
	for (uint32_t i = 0; path && i < app->setting_count; i++)
		if (str_equal(app->settings[i].path, path))
			row = i;
	app->setting_row = row < app->setting_count ? row : 0;
}

void
settings_open(struct app *app)
{
	if (!app->player->has_run)
		return;
	app->setting_row = app->setting_count = 0;
	app->naming = false;
	read_lines(app);
	app_push(app, SCREEN_SETTINGS);
}

/* ---- changing ---- */

static void
add_value(struct str *out, enum measure_unit unit, double value)
{
	uint64_t whole = value < 0 ? 0 : (uint64_t)(value + 0.5);

	if (unit == MEASURE_NS)
		units_print_duration(out, whole);
	else if (unit == MEASURE_BYTES)
		units_print_bytes(out, whole);
	else
		str_printf(out, "%llu", (unsigned long long)whole);
}

static void
add_change(struct str *out, const char *what, const struct measures *before,
    const struct measures *after, const char *name)
{
	int row = measure_find(name);
	struct str text = STR_INIT;

	if (row < 0 || !before->known[row] || !after->known[row])
		return;
	if (before->value[row] < after->value[row] || before->value[row] > after->value[row]) {
		add_value(&text, measure_rows[row].unit, before->value[row]);
		str_add(&text, " \xe2\x86\x92 ");
		add_value(&text, measure_rows[row].unit, after->value[row]);
		str_printf(out, "%s%s %s", out->length ? "; " : "", what, text.text);
	}
	str_release(&text);
}

/* What the change did to the figures that people look at. */
static void
tell_effect(struct app *app, const struct measures *before)
{
	const struct measures *after = &app->player->set.runs[0].measures;
	struct str text = STR_INIT;

	add_change(&text, "sessions lost", before, after, "sessions_lost");
	add_change(&text, "forced logins", before, after, "forced_logins");
	add_change(&text, "failed", before, after, "failed");
	add_change(&text, "requests", before, after, "requests");
	add_change(&text, "95 % within", before, after, "time_ns.p95");
	add_change(&text, "on the wire", before, after, "wire_bytes");
	add_change(&text, "asked of the store", before, after, "store_ops");
	app_notice(app, "%s",
	    text.length ? text.text : "Run again: none of the usual figures moved.");
	str_release(&text);
}

static void
change(struct app *app, const char *value)
{
	const struct setting_line *line = &app->settings[app->setting_row];
	struct measures before = app->player->set.runs[0].measures;
	const struct fork_path *path = &app->player->path;
	const char *why;

	/* on the way to another value of the same setting: one change, not two */
	if (player_settings_allowed(app->player) && path->setting_count > 0 &&
	    app->player->forks->rows[app->player->forks->now].is_setting &&
	    str_equal(path->paths[path->setting_count - 1], line->path))
		(void)player_undo(app->player);
	why = player_set(app->player, arena_strdup(&app->frame, line->path),
	    arena_strdup(&app->frame, value));

	if (why) {
		app_notice(app, "%s", why);
		return;
	}
	app->player->mode = PLAYER_WATCH;
	tell_effect(app, &before);
	read_lines(app);
	app->say_screen = app->options.plain;
}

static void
step_value(struct app *app, int delta)
{
	const struct setting_line *line = &app->settings[app->setting_row];
	bool bound = player_settings_allowed(app->player);
	const char *value = bound ? next_allowed(app, line, delta) : settings_next(line, delta);

	if (value)
		change(app, value);
	else if (bound)
		app_notice(app, "No further value that way is allowed here.");
	else
		app_notice(app, "No further round value that way; Enter types an exact one.");
}

static void
to_default(struct app *app)
{
	const struct schema_row *row = app->settings[app->setting_row].row;

	if (row->default_text)
		change(app, row->default_text);
	else
		app_notice(app, "It has no default: left out, it is not there. u undoes.");
}

static void
move_section(struct app *app, int delta)
{
	uint32_t row = app->setting_row;

	if (delta > 0) {
		while (row + 1 < app->setting_count && !app->settings[++row].heads)
			;
	} else {
		while (row > 0 && !app->settings[--row].heads)
			;
	}
	app->setting_row = row;
}

void
settings_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	switch ((int)action) {
	case ACTION_UP: app->setting_row -= app->setting_row > 0; break;
	case ACTION_DOWN:
		app->setting_row += app->setting_row + 1 < app->setting_count;
		break;
	case ACTION_SECTION: move_section(app, 1); break;
	case ACTION_SECTION_BACK: move_section(app, -1); break;
	case ACTION_SAVE_CLUSTER: play_save(app); return;
	case ACTION_LESS: step_value(app, -1); return;
	case ACTION_MORE: step_value(app, 1); return;
	case ACTION_DEFAULT: to_default(app); return;
	case ACTION_DO:
		app->naming = true;
		str_clear(&app->query);
		if (app->settings[app->setting_row].value)
			str_add(&app->query, app->settings[app->setting_row].value);
		return;
	case ACTION_UNDO:
	case ACTION_REDO:
		app_notice(app, action == ACTION_UNDO
				    ? player_undo(app->player) ? "Undone. U brings it back."
							       : "There is nothing to undo here."
				: player_redo(app->player) ? "Done again."
							   : "Nothing was undone.");
		read_lines(app);
		break;
	case ACTION_ON:
	case ACTION_BACK: app_pop(app); return;
	default: return;
	}
	app->say_screen = app->options.plain;
}

bool
settings_type(struct app *app, uint32_t key)
{
	if (!app->naming)
		return false;
	if (key == KEY_ENTER_ || key == '\n') {
		app->naming = false;
		change(app, app->query.text);
	} else if (key == KEY_ESC) {
		app->naming = false;
	} else if (key == KEY_BACKSPACE_ || key == 8) {
		str_drop_code_point(&app->query);
	} else if (key >= ' ' && key < 0x110000 && utf8_cells(app->query.text) < TYPED_CELLS_MAX) {
		str_add_code_point(&app->query, key);
	}
	return true;
}

/* ---- drawing ---- */

/* The words of a setting, or its round values: what else it may be. */
static void
say_choices(const struct setting_line *line, struct str *out)
{
	const struct name_table *words = line->row->words;

	str_printf(out, "%s", schema_type_word(line->row->type));
	for (size_t i = 0; line->row->type == SCHEMA_WORD && words && i < words->count; i++)
		if (words->rows[i].built)
			str_printf(out, "%s %s", i ? "," : ":", words->rows[i].word);
	if (line->row->default_text)
		str_printf(out, "; default %s", line->row->default_text);
}

static void
draw_line(const struct app *app, struct grid *grid, struct rect at, uint32_t row)
{
	const struct setting_line *line = &app->settings[row];
	bool here = row == app->setting_row;
	int path = at.cols < 60 ? at.cols / 2 : PATH_CELLS;
	const char *value = here && app->naming ? app->query.text : line->value;

	grid_text(grid, at.row, at.col, ROLE_YOURS, here ? ">" : " ");
	grid_text_cut(grid, at.row, at.col + 2, path - 1,
	    here || line->heads ? ROLE_BOLD : ROLE_PLAIN, line->path);
	if (here && !app->naming)
		grid_text(grid, at.row, at.col + 2 + path, ROLE_YOURS, "<");
	grid_text_cut(grid, at.row, at.col + 4 + path, at.cols - path - 6,
	    here ? ROLE_BOLD : ROLE_PLAIN, value ? value : "not set");
	if (here && !app->naming) {
		int end = at.col + 5 + path + utf8_cells(value ? value : "not set");

		grid_text(grid, at.row, end < at.col + at.cols - 1 ? end : at.col + at.cols - 1,
		    ROLE_YOURS, ">");
	}
	if (here) {
		grid->cursor_row = at.row;
		grid->cursor_col = at.col;
	}
}

void
settings_draw(struct app *app, struct grid *grid)
{
	const struct setting_line *line = &app->settings[app->setting_row];
	struct frame_words words = { .title = app->player->lesson->title,
		.where = arena_printf(&app->frame, "settings, design %s",
		    app->player->set.runs[app->player->lane].design),
		.keys = app->naming
			    ? "Enter run with this   Esc leave it"
			    : "\xe2\x86\x90 \xe2\x86\x92 change   Enter type   0 default   "
			      "{ } group   u undo   e save   ? help   Esc back" };
	struct rect body = frame_page(&words, grid);
	int below = body.rows > 14 ? 6 : 3, shown = body.rows - below;
	uint32_t first = 0;
	struct str text = STR_INIT;

	if (shown < 1)
		shown = 1;
	if (app->setting_row >= (uint32_t)shown / 2)
		first = app->setting_row - (uint32_t)shown / 2;
	for (int i = 0; i < shown && first + (uint32_t)i < app->setting_count; i++)
		draw_line(app, grid, (struct rect){ body.row + i, body.col, 1, body.cols },
		    first + (uint32_t)i);
	if (app->notice.length) {
		str_add(&text, app->notice.text);
	} else {
		say_choices(line, &text);
		str_printf(&text, ". %s", line->row->text);
	}
	(void)grid_wrap(grid,
	    (struct rect){ body.row + shown + (below > 3), body.col, below - (below > 3),
		body.cols },
	    ROLE_PLAIN, text.text);
	str_release(&text);
}

void
settings_say(struct app *app, struct str *out)
{
	const struct setting_line *line = &app->settings[app->setting_row];
	struct str text = STR_INIT;

	str_printf(&text, "%s is %s: ", line->path, line->value ? line->value : "not set");
	say_choices(line, &text);
	str_printf(&text, ". %s", line->row->text);
	app_wrap(out, "", text.text);
	str_release(&text);
}

const char *
settings_prompt(const struct app *app)
{
	return app->naming ? "Its value: "
			   : "j down, k up, } group, more, less, 0 default, \"do\" types, q back: ";
}
