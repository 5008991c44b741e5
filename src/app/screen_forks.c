/* app/screen_forks.c - every future of this run, hung where it left its parent. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/player_words.h"
#include "base/units.h"
#include "base/utf8.h"
#include "view/parts.h"

#define NAME_CELLS_MAX 40

int
forks_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	*owns = app->naming;
	contexts[0] = app->naming ? CTX_TEXT : CTX_TREE;
	contexts[1] = CTX_EVERY;
	return app->naming ? 1 : 2;
}

/* Where the cursor's row stands in the order of the page. */
static uint32_t
place_of(const uint32_t *order, uint32_t count, uint32_t row)
{
	for (uint32_t i = 0; i < count; i++)
		if (order[i] == row)
			return i;
	return 0;
}

static void
move(struct player *player, int delta)
{
	struct arena scratch = { 0 };
	struct forks *forks = player->forks;
	uint32_t *order = arena_array(&scratch, forks->count, sizeof *order), at;

	forks_order(forks, order, NULL);
	at = place_of(order, forks->count, player->tree_row);
	if (delta < 0 ? at > 0 : at + 1 < forks->count)
		player->tree_row = order[delta < 0 ? at - 1 : at + 1];
	arena_release(&scratch);
}

static void
go_there(struct app *app)
{
	struct player *player = app->player;
	uint32_t row = player->tree_row;

	if (row != player->forks->now && !player_go_fork(player, row)) {
		app_notice(app, "That run cannot be made any more.");
		return;
	}
	player->mode = PLAYER_WATCH;
	app_pop(app);
	app_notice(app, "You are in: %s.", player->forks->rows[row].name);
}

void
forks_open(struct app *app)
{
	struct player *player = app->player;

	if (!player->forks || player->forks->count < 2) {
		app_notice(app, "This run has no branches. x breaks something and makes one.");
		return;
	}
	player->tree_row = player->forks->now;
	player_measure_under(player, player->tree_row);
	app_push(app, SCREEN_FORKS);
}

void
forks_pick(struct app *app, uint32_t number)
{
	if (number < 1 || number > app->player->forks->count) {
		app_notice(app, "There are %u futures here.", app->player->forks->count);
		return;
	}
	app->player->tree_row = number - 1;
	go_there(app);
}

/* The one under `>` beside the one you are in; that one beside what it left. */
static void
compare(struct app *app)
{
	struct player *player = app->player;
	uint32_t row = player->tree_row;

	if (row == player->forks->now)
		row = player->forks->rows[row].parent;
	if (row == FORK_NONE) {
		app_notice(app, "This is the run you are in; choose another to compare.");
		return;
	}
	if (!player_compare(player, row)) {
		app_notice(app, "That run cannot be made any more.");
		return;
	}
	app_pop(app);
	app_notice(app, "Beside \"%s\"%s.", player->forks->rows[row].name,
	    app->options.plain ? "" : "; d ends it");
	if (app->options.plain)
		player_say_difference(app);
}

void
forks_act(struct app *app, enum key_action action, int digit)
{
	struct player *player = app->player;

	switch ((int)action) {
	case ACTION_UP: move(player, -1); break;
	case ACTION_DOWN: move(player, 1); break;
	case ACTION_PICK: forks_pick(app, (uint32_t)digit); return;
	case ACTION_ON:
	case ACTION_DO: go_there(app); return;
	case ACTION_BACK: app_pop(app); return;
	case ACTION_DIFFERENCE:
		compare(app);
		return;
	case ACTION_SAVE_CLUSTER: play_save(app, NULL); return;
	case ACTION_LABEL:
		app->naming = true;
		str_clear(&app->query);
		return;
	case ACTION_UNDO:
	case ACTION_REDO:
		if (action == ACTION_UNDO ? player_undo(player) : player_redo(player))
			player->tree_row = player->forks->now;
		break;
	default: return;
	}
	player_measure_under(player, player->tree_row);
	app->say_screen = app->options.plain;
}

bool
forks_type(struct app *app, uint32_t key)
{
	if (!app->naming)
		return false;
	if (key == KEY_ENTER_ || key == '\n') {
		if (app->query.length)
			forks_name(app->player->forks, app->player->tree_row, app->query.text);
		app->naming = false;
	} else if (key == KEY_ESC) {
		app->naming = false;
	} else if (key == KEY_BACKSPACE_ || key == 8) {
		str_drop_code_point(&app->query);
	} else if (key >= ' ' && key < 0x110000 && utf8_cells(app->query.text) < NAME_CELLS_MAX) {
		str_add_code_point(&app->query, key);
	}
	return true;
}

/* ---- drawing ---- */

/* One axis of events for all; a row a future, from where it left its parent to its end. */
struct tree {
	const struct player *player;
	struct grid *grid;
	struct rect axis;   /* cols: of the axis alone */
	uint32_t events;    /* that the axis spans */
	const uint32_t *order;
	uint32_t count, first, shown; /* rows of the order on the page */
};

static int
column_of(const struct tree *tree, uint32_t event)
{
	return tree->axis.col +
	       (int)((uint64_t)event * (uint64_t)(tree->axis.cols - 1) / tree->events);
}

/* The line down from the parent's row to this one; rows between are other children's. */
static void
draw_stem(const struct tree *tree, uint32_t at, int row, int col)
{
	const struct forks *forks = tree->player->forks;
	uint32_t parent = place_of(tree->order, tree->count, forks->rows[tree->order[at]].parent);

	for (uint32_t p = parent + 1; p < at; p++) {
		int line = row - (int)(at - p);

		if (p < tree->first)
			continue;
		/* What leaves at the same place has drawn its corner there. */
		if (column_of(tree, forks->rows[tree->order[p]].left_at) == col)
			grid_glyph(tree->grid, line, col, GLYPH_NAME_TEE_RIGHT, ROLE_PLAIN);
		else
			grid_glyph(tree->grid, line, col, GLYPH_NAME_LINE_V, ROLE_PLAIN);
	}
	if (parent >= tree->first)
		grid_glyph(tree->grid, row - (int)(at - parent), col, GLYPH_NAME_TEE_DOWN,
		    ROLE_PLAIN);
	grid_glyph(tree->grid, row, col, GLYPH_NAME_CORNER_BL, ROLE_PLAIN);
}

static void
draw_line(const struct tree *tree, uint32_t at)
{
	const struct forks *forks = tree->player->forks;
	uint32_t id = tree->order[at];
	const struct fork *fork = &forks->rows[id];
	uint32_t events =
	    fork->sum.events == UINT64_MAX ? tree->events : (uint32_t)fork->sum.events;
	int row = tree->axis.row + (int)(at - tree->first);
	int start = column_of(tree, fork->left_at), end = column_of(tree, events);
	bool here = id == forks->now;
	enum grid_role role = here ? ROLE_BOLD : ROLE_PLAIN;
	uint32_t now = here ? player_position(tree->player) : fork->position;

	if (end <= start)
		end = start + 1;
	grid_repeat_name(tree->grid, row, start, end - start, GLYPH_NAME_LINE_H, role);
	grid_glyph(tree->grid, row, start, GLYPH_NAME_TEE_RIGHT, role);
	grid_glyph(tree->grid, row, end, GLYPH_NAME_TEE_LEFT, role);
	if (fork->parent != FORK_NONE) {
		draw_stem(tree, at, row, start);
		if (!fork->is_setting && start + 1 < end)
			grid_glyph(tree->grid, row, start + 1, GLYPH_NAME_WRONG, ROLE_TROUBLE);
	}
	if (here)
		grid_glyph(tree->grid, row, column_of(tree, now < events ? now : events),
		    GLYPH_NAME_NOW, ROLE_YOURS);
	if (id == tree->player->tree_row)
		grid_text(tree->grid, row, tree->axis.col - 2, ROLE_YOURS, ">");
}

static void
draw_name(const struct app *app, const struct tree *tree, uint32_t at, int col, int cells)
{
	const struct forks *forks = tree->player->forks;
	struct arena *frame = (struct arena *)(uintptr_t)&app->frame;
	uint32_t id = tree->order[at];
	int row = tree->axis.row + (int)(at - tree->first);
	const char *name = id == tree->player->tree_row && app->naming
			       ? arena_printf(frame, "%s_", app->query.text)
			       : forks->rows[id].name;

	if (cells <= 0)
		return;
	if (id == forks->now && cells > 20 + utf8_cells(name))
		name = arena_printf(frame, "%s   you are here", name);
	grid_text_cut(tree->grid, row, col, cells,
	    id == forks->now ? ROLE_BOLD : ROLE_PLAIN, name);
}

static void
add_figure(struct str *out, uint64_t value)
{
	if (value == UINT64_MAX)
		str_add(out, "?");
	else
		str_printf(out, "%llu", (unsigned long long)value);
}

static void
add_count(struct str *out, uint64_t value, const char *one, const char *many)
{
	add_figure(out, value);
	str_printf(out, " %s", value == 1 ? one : many);
}

#define FIGURES 6

/* What is told of a future, in the order of the page; the last where one has prices. */
static const struct {
	const char *what, *one, *many;
	size_t at;
} figures[FIGURES] = {
	{ "logins forced", "login forced", "logins forced",
	    offsetof(struct fork_sum, forced_logins) },
	{ "sessions lost", "session lost", "sessions lost",
	    offsetof(struct fork_sum, sessions_lost) },
	{ "requests failed", "request failed", "requests failed",
	    offsetof(struct fork_sum, failed) },
	{ "of requests", "request", "requests", offsetof(struct fork_sum, requests) },
	{ "95 % within", NULL, NULL, offsetof(struct fork_sum, p95_ns) },
	{ "price", NULL, NULL, offsetof(struct fork_sum, price) },
};

static int
figure_count(const struct player *player)
{
	return player->prices.count > 0 ? FIGURES : FIGURES - 1;
}

static uint64_t
figure_of(const struct fork_sum *sum, int row)
{
	uint64_t value;

	memcpy(&value, (const char *)sum + figures[row].at, sizeof value);
	return value;
}

static void
add_row_figure(struct str *out, int row, uint64_t value)
{
	if (value == UINT64_MAX)
		add_figure(out, value);
	else if (figures[row].at == offsetof(struct fork_sum, price))
		price_put(value, out);
	else if (figures[row].at == offsetof(struct fork_sum, p95_ns))
		units_print_duration(out, value);
	else
		add_figure(out, value);
}

/* The two runs in a few figures. */
static int
draw_against(const struct player *player, struct grid *grid, struct rect rect)
{
	const struct fork *here = &player->forks->rows[player->forks->now];
	const struct fork *other = &player->forks->rows[player->tree_row];
	int width = (rect.cols - 18) / 2;
	struct str figure = STR_INIT;

	int count = figure_count(player);

	if (rect.rows < 1 + count || width < 8)
		return 0;
	grid_text_cut(grid, rect.row, rect.col + 18, width - 1, ROLE_BOLD, here->name);
	if (other != here)
		grid_text_cut(grid, rect.row, rect.col + 18 + width, width - 1, ROLE_BOLD,
		    other->name);
	for (int i = 0; i < count; i++) {
		uint64_t own = figure_of(&here->sum, i), others = figure_of(&other->sum, i);

		grid_text(grid, rect.row + 1 + i, rect.col, ROLE_PLAIN, figures[i].what);
		str_clear(&figure);
		add_row_figure(&figure, i, own);
		grid_text(grid, rect.row + 1 + i, rect.col + 18, ROLE_PLAIN, figure.text);
		if (other == here)
			continue;
		str_clear(&figure);
		add_row_figure(&figure, i, others);
		grid_text(grid, rect.row + 1 + i, rect.col + 18 + width,
		    own == others ? ROLE_PLAIN : ROLE_BOLD, figure.text);
	}
	str_release(&figure);
	return 1 + count;
}

#define UNDER_COLS_MIN 8

/* A column of figures under its name. */
static void
draw_column(struct grid *grid, struct rect rect, enum grid_role role, const char *name,
    const struct fork_sum *sum, int count)
{
	struct str figure = STR_INIT;

	grid_text_cut(grid, rect.row, rect.col, rect.cols - 1, role, name);
	for (int i = 0; i < count; i++) {
		str_clear(&figure);
		add_row_figure(&figure, i, figure_of(sum, i));
		grid_text_cut(grid, rect.row + 1 + i, rect.col, rect.cols - 1, role, figure.text);
	}
	str_release(&figure);
}

/* The future under `>` as every design of the cluster takes it: a column a design, the present one
 * bold; last, where it is another, the future that one is in. */
static void
draw_under(struct app *app, struct grid *grid, struct rect rect)
{
	const struct player *player = app->player;
	const struct forks *forks = player->forks;
	int steps = (int)player->lesson->step_count, width = (rect.cols - 18) / (steps + 1);
	int count = figure_count(player);

	width = width < UNDER_COLS_MIN ? UNDER_COLS_MIN : width > 14 ? 14 : width;
	rect_rule(grid, rect, rect.row,
	    arena_printf(&app->frame, "%s: the same under each design",
		forks->rows[player->tree_row].name), "");
	for (int i = 0; i < count; i++)
		grid_text(grid, rect.row + 2 + i, rect.col, ROLE_PLAIN, figures[i].what);
	for (int step = 0; step <= steps && 18 + (step + 1) * width <= rect.cols; step++) {
		struct rect column = { rect.row + 1, rect.col + 18 + step * width, 1 + count,
			width };

		if (step < steps)
			draw_column(grid, column,
			    (uint32_t)step == player->step ? ROLE_BOLD : ROLE_PLAIN,
			    player->lesson->steps[step].id, &player->under.sums[step], count);
		else if (player->tree_row != forks->now)
			draw_column(grid, column, ROLE_YOURS, "here",
			    &forks->rows[forks->now].sum, count);
	}
}

/* The same in lines. */
static void
say_under(struct app *app, struct str *out)
{
	const struct player *player = app->player;
	struct str line = STR_INIT;

	if (!player->under.sums)
		return;
	str_printf(out, "%s, the same under each design:\n",
	    player->forks->rows[player->under.row].name);
	for (uint32_t step = 0; step < player->lesson->step_count; step++) {
		str_clear(&line);
		str_printf(&line, "%s: ", player->lesson->steps[step].id);
		for (int i = 0; i < FIGURES; i++) {
			uint64_t value = figure_of(&player->under.sums[step], i);

			if (!figures[i].one)
				continue;
			str_add(&line, i == 0 ? "" : figures[i].at ==
			    offsetof(struct fork_sum, requests) ? " of " : ", ");
			add_count(&line, value, figures[i].one, figures[i].many);
		}
		str_add(&line, ", 95 % within ");
		add_row_figure(&line, FIGURES - 2, player->under.sums[step].p95_ns);
		if (player->prices.count > 0) {
			str_add(&line, "; its price ");
			add_row_figure(&line, FIGURES - 1, player->under.sums[step].price);
		}
		str_add_char(&line, '.');
		app_wrap(out, "     ", line.text);
	}
	str_release(&line);
}

void
forks_draw(struct app *app, struct grid *grid)
{
	struct player *player = app->player;
	struct forks *forks = player->forks;
	bool small = size_class_of(grid->rows, grid->cols) == SIZE_TINY;
	struct frame_words words = { .title = player->lesson->title,
		.where = arena_printf(&app->frame, "%u futures", forks->count),
		.kind = player->is_cluster ? player->lesson->steps[player->step].id : NULL,
		.keys = app->naming ? "Enter keep the name   Esc leave it"
				    : "Enter go there   d side by side   L name   e save   "
				      "? help   q back" };
	struct rect body = frame_page(&words, grid);
	bool each = player->under.sums && player->under.row == player->tree_row && body.rows >= 20;
	int names = small ? 14 : body.cols / 3, count = figure_count(player);
	int below = small ? 0 : 3 + count;
	uint32_t *order = arena_array(&app->frame, forks->count, sizeof *order), at;
	struct tree tree = { .player = player, .grid = grid, .events = 1, .order = order,
		.count = forks->count };

	forks_order(forks, order, NULL);
	for (uint32_t i = 0; i < forks->count; i++)
		if (forks->rows[i].sum.events != UINT64_MAX &&
		    forks->rows[i].sum.events > tree.events)
			tree.events = (uint32_t)forks->rows[i].sum.events;
	tree.axis = (struct rect){ body.row + 1, body.col + 2, body.rows - 1 - below,
		body.cols - names - 4 };
	tree.shown = tree.axis.rows > 0 ? (uint32_t)tree.axis.rows : 1;
	at = place_of(order, forks->count, player->tree_row);
	if (at >= tree.shown)
		tree.first = at - tree.shown + 1;
	grid_printf(grid, body.row, body.col + 2, ROLE_PLAIN, "event 0 to %u", tree.events);
	for (uint32_t i = tree.first; i < forks->count && i - tree.first < tree.shown; i++) {
		draw_line(&tree, i);
		draw_name(app, &tree, i, tree.axis.col + tree.axis.cols + 2, names);
	}
	if (below > 0) {
		int row = body.row + body.rows - below;

		row += 1;
		if (!each)
			(void)draw_against(player, grid, (struct rect){ row, body.col,
			    body.row + body.rows - row, body.cols });
		else
			draw_under(app, grid,
			    (struct rect){ row, body.col, 2 + count, body.cols });
	}
	if (app->notice.length && body.rows > 1)
		grid_text_cut(grid, body.row + body.rows - 1, body.col, body.cols, ROLE_PLAIN,
		    app->notice.text);
}

/* ---- line by line ---- */

void
forks_say(struct app *app, struct str *out)
{
	struct player *player = app->player;
	struct forks *forks = player->forks;
	uint32_t *order = arena_array(&app->frame, forks->count, sizeof *order);
	uint32_t *depths = arena_array(&app->frame, forks->count, sizeof *depths);

	forks_order(forks, order, depths);
	str_printf(out, "%u futures of this run; nothing on this page removes one.\n",
	    forks->count);
	for (uint32_t i = 0; i < forks->count; i++) {
		const struct fork *fork = &forks->rows[order[i]];

		const char *indent = arena_printf(&app->frame, "%s%3u  %*s",
		    order[i] == player->tree_row ? ">" : " ", order[i] + 1, 2 * (int)depths[i], "");
		struct str line = STR_INIT;

		str_add(&line, fork->name);
		if (fork->parent != FORK_NONE && !fork->is_setting)
			str_printf(&line, ", from event %u on", fork->left_at);
		str_add(&line, ": ");
		add_count(&line, fork->sum.forced_logins, "login forced", "logins forced");
		str_add(&line, ", ");
		add_count(&line, fork->sum.sessions_lost, "session lost", "sessions lost");
		str_add(&line, ", ");
		add_count(&line, fork->sum.failed, "request failed", "requests failed");
		str_add(&line, order[i] == forks->now ? "; you are here." : ".");
		app_wrap(out, indent, line.text);
		str_release(&line);
	}
	say_under(app, out);
}

const char *
forks_prompt(const struct app *app)
{
	return app->naming ? "Its name: "
			   : "A number goes there, \"label\" names the one at >, \"save\" keeps "
			     "this one as a file, q leaves: ";
}
