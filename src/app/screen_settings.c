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

/* In which search a line is found: by its name, by what people call it, by value or explanation. */
static int
found_as(const struct setting_line *line, const char *query)
{
	if (app_contains(line->path, query))
		return 0;
	if (settings_called(line->path, query))
		return 1;
	return (!line->shown && app_contains(line->value, query)) ||
	       app_contains(line->row->text, query) ? 2 : -1;
}

/* Only the lines that the word which is looked for finds. */
static void
keep_found(struct app *app)
{
	uint32_t count = 0;

	if (!app->naming || app->field != FIELD_FIND || !app->query.length)
		return;
	for (int pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < app->setting_count; i++) {
			if (found_as(&app->settings[i], app->query.text) != pass)
				continue;
			app->found[count] = app->settings[i];
			app->found[count++].heads = false;
		}
	app->settings = app->found;
	app->setting_count = count;
}

static void
stand_on(struct app *app, const char *path)
{
	for (uint32_t i = 0; path && i < app->setting_count; i++)
		if (str_equal(app->settings[i].path, path))
			app->setting_row = i;
}

/* The lines of the run as it is now; the cursor stays on its path. */
static void
read_lines(struct app *app)
{
	const char *path = app->setting_row < app->setting_count
			       ? arena_strdup(&app->frame, app->settings[app->setting_row].path)
			       : NULL;

	arena_release(&app->panel);
	app->setting_count = settings_list(app->player, app->unfolded, app->unfolded_count,
	    &app->panel, &app->settings);
	keep_allowed(app);
	app->found = arena_array(&app->panel, app->setting_count + 1, sizeof *app->found);
	keep_found(app);
	if (app->setting_row >= app->setting_count)
		app->setting_row = app->setting_count ? app->setting_count - 1 : 0;
	stand_on(app, path);
}

void
settings_open(struct app *app)
{
	if (!app->player->has_run)
		return;
	app->setting_row = app->setting_count = 0;
	app->naming = false;
	read_lines(app);
	stand_on(app, app->setting_left);
	app_push(app, SCREEN_SETTINGS);
}

static void
open_field(struct app *app, enum setting_field field, const char *begin)
{
	app->naming = true;
	app->field = field;
	str_clear(&app->query);
	str_add(&app->query, begin ? begin : "");
}

void
settings_find(struct app *app)
{
	app->found_from = app->setting_row < app->setting_count
			      ? arena_strdup(&app->arena, app->settings[app->setting_row].path)
			      : NULL;
	open_field(app, FIELD_FIND, "");
}

/* Shows the lines of a list or an entry, or puts them away. */
static void
unfold(struct app *app, const struct setting_line *line, bool open)
{
	uint32_t kept = 0;

	if (open && app->unfolded_count < SETTINGS_OPEN_MAX) {
		app->unfolded[app->unfolded_count++] = arena_strdup(&app->arena, line->path);
	} else if (!open) {
		for (uint32_t i = 0; i < app->unfolded_count; i++)
			if (!settings_below(app->unfolded[i], line->path))
				app->unfolded[kept++] = app->unfolded[i];
		app->unfolded_count = kept;
	}
	read_lines(app);
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
	size_t from, to;

	if (row < 0 || !before->known[row] || !after->known[row])
		return;
	if (before->value[row] < after->value[row] || before->value[row] > after->value[row]) {
		add_value(&text, measure_rows[row].unit, before->value[row]);
		from = text.length;
		str_add(&text, " \xe2\x86\x92 ");
		to = text.length;
		add_value(&text, measure_rows[row].unit, after->value[row]);
		if (text.length - to == from && strncmp(text.text, text.text + to, from) == 0) {
			str_clear(&text); /* rounded they are the same */
			str_printf(&text, "%.0f \xe2\x86\x92 %.0f", before->value[row],
			    after->value[row]);
		}
		str_printf(out, "%s%s %s", out->length ? "; " : "", what, text.text);
	}
	str_release(&text);
}

/* What the change did to the figures that people look at. */
static void
tell_effect(struct app *app, const struct measures *before, uint64_t price)
{
	const struct player *player = app->player;
	const struct measures *after = &app->player->set.runs[0].measures;
	struct str text = STR_INIT;

	if (player->has_challenge && player->challenge.prices.count > 0 && player->price.known) {
		str_printf(&text, "price %llu \xe2\x86\x92 ", (unsigned long long)price / 1000);
		str_printf(&text, "%llu", (unsigned long long)player->price.thousandths / 1000);
		if (player->challenge.prices.budget)
			str_printf(&text, " of %llu",
			    (unsigned long long)player->challenge.prices.budget);
	}
	add_change(&text, "sessions lost", before, after, "sessions_lost");
	add_change(&text, "forced logins", before, after, "forced_logins");
	add_change(&text, "failed", before, after, "failed");
	add_change(&text, "requests", before, after, "requests");
	add_change(&text, "95 % within", before, after, "time_ns.p95");
	add_change(&text, "on the wire", before, after, "wire_bytes");
	add_change(&text, "asked of the store", before, after, "store_ops");
	add_change(&text, "in servers", before, after, "ram_bytes.servers");
	add_change(&text, "in the store", before, after, "ram_bytes.store");
	app_notice(app, "%s%s",
	    text.length ? text.text : "Run again: none of the usual figures moved.",
	    player->has_challenge && player->goal == 1 ? ". The goal is reached." : "");
	str_release(&text);
}

bool
settings_change(struct app *app, const char *path, const char *value)
{
	struct player *player = app->player;
	struct measures before = player->set.runs[0].measures;
	uint64_t price = player->price.thousandths;
	const struct fork_path *own = &player->path;
	const char *why;

	/* on the way to another value of the same setting: one change, not two */
	if (player_settings_allowed(player) && own->setting_count > 0 &&
	    player->forks->rows[player->forks->now].is_setting &&
	    str_equal(own->paths[own->setting_count - 1], path))
		(void)player_undo(player);
	why = player_set(player, path, value);
	if (why) {
		app_notice(app, "%s", why);
		return false;
	}
	player->mode = PLAYER_WATCH;
	if (!player_of_source(path))
		tell_effect(app, &before, price);
	else if (str_starts_with(path, "designs"))
		app_notice(app, "The cluster has %u designs now; Tab on the picture goes from one "
				"to the next.", player->lesson->step_count);
	else if (str_starts_with(path, "cases"))
		app_notice(app, "The case is there; the line \"case\" lets it hold.");
	else
		app_notice(app, player_has_chart(player)
				    ? "The sweep is there; T on the picture tries it."
				    : "The sweep is there; a chart needs exactly one setting.");
	if (app_top(app) == SCREEN_SETTINGS)
		read_lines(app);
	app->say_screen = app->options.plain;
	return true;
}

/* What a line's edits come to: all of them, or none. */
static bool
make(struct app *app, struct setting_edits edits)
{
	if (edits.why) {
		app_notice(app, "%s", edits.why);
		return false;
	}
	for (uint32_t i = 0; i < edits.count; i++) {
		if (settings_change(app, edits.rows[i].path, edits.rows[i].value)) {
			if (i > 0)
				player_join(app->player);
			continue;
		}
		if (i > 0) {
			const char *why;

			if (!player_edit_undo(app->player, &why))
				(void)player_undo(app->player);
			read_lines(app);
		}
		return false;
	}
	return true;
}

static const struct setting_line *
present(const struct app *app)
{
	return app->setting_row < app->setting_count ? &app->settings[app->setting_row] : NULL;
}

/* One value further: the one that was passed on the way there is a future beside this one, and not
 * a change before it. */
static void
pass_on(struct app *app, struct setting_edits edits)
{
	struct player *player = app->player;
	const struct fork *now = player->forks ? &player->forks->rows[player->forks->now] : NULL;
	bool passed = edits.count == 1 && now && now->is_setting && !now->joined && !now->named &&
		      str_equal(now->path, edits.rows[0].path);

	if (passed)
		(void)player_undo(player);
	if (!make(app, edits) && passed)
		(void)player_redo(player);
}

static void
step_value(struct app *app, int delta)
{
	const struct setting_line *line = present(app);
	bool bound = player_settings_allowed(app->player);
	const char *value = bound ? next_allowed(app, line, delta)
				  : settings_next(app->player, line, delta);

	if (!bound && line->opens && (delta > 0) != line->open)
		unfold(app, line, delta > 0);
	else if (value)
		pass_on(app, bound ? (struct setting_edits){ .rows = { { line->path, value } },
		    .count = 1 } : settings_type_value(app->player, line, value, &app->frame));
	else if (bound)
		app_notice(app, "No further value that way is allowed here.");
	else if (line->opens)
		app_notice(app, line->open ? "It is open; its lines are below."
					   : "It is closed.");
	else
		app_notice(app, "No further round value that way; Enter types an exact one.");
}

static void
to_default(struct app *app)
{
	const struct setting_line *line = present(app);

	if (line->row->default_text)
		(void)make(app, settings_type_value(app->player, line, line->row->default_text,
		    &app->frame));
	else
		app_notice(app, "It has no default; - takes it away, as if nobody had written it.");
}

static void
take_away(struct app *app)
{
	const struct setting_line *line = present(app);

	if (make(app, settings_take_away(app->player, line, &app->frame)))
		app_notice(app, "Taken away. u brings it back.");
}

/* The line below which the new entry stands. */
static void
show_added(struct app *app, const char *path)
{
	stand_on(app, path);
	if (present(app) && present(app)->opens && !present(app)->open)
		unfold(app, present(app), true);
}

static void
field_done(struct app *app)
{
	const struct setting_line *line = present(app);
	const char *typed = arena_strdup(&app->frame, app->query.text), *begin, *to;
	struct setting_edits edits;

	app->naming = false;
	if (app->field == FIELD_FIND) {
		read_lines(app);
		return;
	}
	if (!line)
		return;
	if (app->field == FIELD_VALUE) {
		(void)make(app, settings_type_value(app->player, line, typed, &app->frame));
	} else if (app->field == FIELD_ADD) {
		to = settings_adds_to(app->player, line, &begin, &app->frame);
		edits = settings_add(app->player, line, typed, &app->frame);
		if (make(app, edits))
			show_added(app, schema_find(to) && schema_find(to)->type == SCHEMA_LIST
					    ? to : edits.rows[0].path);
	} else {
		edits = settings_rename(app->player, line, typed, &app->frame);
		if (make(app, edits))
			stand_on(app, edits.rows[0].path);
	}
}

static void
begin_entry(struct app *app, bool rename)
{
	const struct setting_line *line = present(app);
	const char *begin = "", *path = settings_entry(line, &app->frame);

	if (!rename)
		path = settings_adds_to(app->player, line, &begin, &app->frame);

	if (player_settings_allowed(app->player)) {
		app_notice(app, "Here only these settings may change, and only their values.");
		return;
	}
	if (!path) {
		app_notice(app, rename ? "It has no name of its own: clients, designs, pieces have."
				       : "Nothing of one's own can be added here; clients, state, "
					 "faults and lists take more.");
		return;
	}
	if (!rename) {
		open_field(app, FIELD_ADD, begin);
		return;
	}
	stand_on(app, path);
	open_field(app, FIELD_RENAME, strrchr(path, '.') + 1);
}

/* u and U: designs, cases and sweep are no futures; what was done last is taken back first. */
static void
take_back(struct app *app, bool redo)
{
	const char *why = NULL;
	bool edit = redo ? player_edit_redo(app->player, &why)
			 : player_edit_undo(app->player, &why);
	bool done = edit || (redo ? player_redo(app->player) : player_undo(app->player));

	if (why)
		app_notice(app, "%s", why);
	else
		app_notice(app, !redo ? done ? "Undone. U brings it back."
					     : "There is nothing to undo here."
				      : done ? "Done again." : "Nothing was undone.");
	read_lines(app);
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
	case ACTION_SAVE_CLUSTER: play_save(app, NULL); return;
	case ACTION_LESS: step_value(app, -1); return;
	case ACTION_MORE: step_value(app, 1); return;
	case ACTION_DEFAULT: to_default(app); return;
	case ACTION_TAKE_AWAY: take_away(app); return;
	case ACTION_ADD: begin_entry(app, false); return;
	case ACTION_RENAME: begin_entry(app, true); return;
	case ACTION_DO: open_field(app, FIELD_VALUE, present(app)->value); return;
	case ACTION_UNDO:
	case ACTION_REDO: take_back(app, action == ACTION_REDO); break;
	case ACTION_ON:
	case ACTION_BACK:
		if (present(app))
			app->setting_left = arena_strdup(&app->arena, present(app)->path);
		app_pop(app);
		return;
	default: return;
	}
	app->say_screen = app->options.plain;
}

bool
settings_type(struct app *app, uint32_t key)
{
	bool find = app->naming && app->field == FIELD_FIND;

	if (!app->naming)
		return false;
	if (key == KEY_ENTER_ || key == '\n') {
		field_done(app);
		return true;
	}
	if (key == KEY_ESC) {
		app->naming = false;
		if (find) {
			read_lines(app);
			stand_on(app, app->found_from);
		}
		return true;
	}
	if (find && (key == KEY_DOWN_ || key == KEY_UP_)) {
		if (key == KEY_DOWN_)
			app->setting_row += app->setting_row + 1 < app->setting_count;
		else
			app->setting_row -= app->setting_row > 0;
		return true;
	}
	if (key == KEY_BACKSPACE_ || key == 8)
		str_drop_code_point(&app->query);
	else if (key >= ' ' && key < 0x110000 && utf8_cells(app->query.text) < TYPED_CELLS_MAX)
		str_add_code_point(&app->query, key);
	if (find) {
		app->setting_row = app->setting_count; /* the first that fits */
		read_lines(app);
		app->setting_row = 0;
	}
	return true;
}

/* ---- drawing ---- */

static void
draw_line(const struct app *app, struct grid *grid, struct rect at, uint32_t row)
{
	const struct setting_line *line = &app->settings[row];
	bool here = row == app->setting_row;
	int path = at.cols < 60 ? at.cols / 2 : PATH_CELLS;
	bool typing = here && app->naming && app->field == FIELD_VALUE;
	const char *value = typing ? app->query.text : line->shown ? line->shown : line->value;

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

/* What is being typed. */
static const char *
field_prompt(const struct app *app)
{
	const struct setting_line *line = present(app);
	const char *begin, *to;
	struct arena *frame = (struct arena *)(uintptr_t)&app->frame;

	switch (app->field) {
	case FIELD_VALUE: break;
	case FIELD_FIND: return "A word of what you look for: ";
	case FIELD_RENAME: return "Its new name: ";
	case FIELD_ADD:
		to = line ? settings_adds_to(app->player, line, &begin, frame) : NULL;
		if (!to)
			break;
		if (schema_find(to) && schema_find(to)->type == SCHEMA_LIST)
			return arena_printf(frame, "One more in %s: ", to);
		return arena_printf(frame, "New in %s (NAME, or NAME: VALUE): ", to);
	}
	return "Its value: ";
}

/* Under the lines: what was just done, what is being typed, what the line means. */
static void
say_below(const struct app *app, struct str *out)
{
	const struct setting_line *line = present(app);
	struct arena *frame = (struct arena *)(uintptr_t)&app->frame;

	if (app->naming && app->field != FIELD_FIND)
		str_printf(out, "%s%s_   ", field_prompt(app), app->query.text);
	if (app->notice.length && !app->naming)
		str_add(out, app->notice.text);
	else if (line)
		str_printf(out, "%s%s%s", settings_means(line, frame),
		    app->naming && app->field == FIELD_VALUE && line->row->type == SCHEMA_MAP
			? " What is typed joins what is there; - takes away." : "",
		    line->opens && !line->open ? " \xe2\x86\x92 opens its lines." : "");
	else
		str_add(out, "No setting has that in its name, value or meaning.");
}

void
settings_draw(struct app *app, struct grid *grid)
{
	bool find = app->naming && app->field == FIELD_FIND;
	struct frame_words words = { .title = app->player->lesson->title,
		.where = find ? arena_printf(&app->frame, "/ %s_", app->query.text)
			      : arena_printf(&app->frame, "settings, design %s",
				    app->player->set.runs[app->player->lane].design),
		.keys = find ? "\xe2\x86\x91 \xe2\x86\x93 choose   Enter to this one   "
			       "Esc where you were"
			: app->naming ? "Enter run with this   Esc leave it"
			: player_settings_allowed(app->player)
			    ? "\xe2\x86\x90 \xe2\x86\x92 change   u undo   ? help   Esc back"
			    : "\xe2\x86\x90 \xe2\x86\x92 change   Enter type   + add   "
			      "- take away   / find   e save   Esc back" };
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
	say_below(app, &text);
	(void)grid_wrap(grid,
	    (struct rect){ body.row + shown + (below > 3), body.col, below - (below > 3),
		body.cols },
	    ROLE_PLAIN, text.text);
	str_release(&text);
}

void
settings_say(struct app *app, struct str *out)
{
	const struct setting_line *line = present(app);

	if (line)
		app_wrap(out, "", arena_printf(&app->frame, "%s is %s: %s", line->path,
		    line->value ? line->value : "not set",
		    settings_means(line, &app->frame)));
}

const char *
settings_prompt(const struct app *app)
{
	return app->naming ? field_prompt(app)
			   : "j down, k up, } group, more, less, 0 default, \"do\" types, add, "
			     "take-away, rename, /word, q back: ";
}
