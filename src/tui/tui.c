/* tui/tui.c - terminal open and close, the loop, the blit. */
#include "tui/tui.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "app/driver.h"
#include "base/check.h"
#include "tui/terminal.h"
#include "tui/tui_key.h"
#include "tui/tui_style.h"
#include "view/glyphs.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

struct tui {
	struct app *app;
	struct tui_options options;
	struct tui_keys keys;
	struct tui_style style;
	struct arena arena; /* the grid, until the size changes */
	struct grid grid;
	int wake; /* descriptor that signals write to */
	int exit_code;
	bool paste; /* bracketed paste was turned on */
};

static int
locale_width(uint32_t code_point)
{
	return wcwidth((wchar_t)code_point);
}

const char *
tui_ascii_reason(void)
{
	const char *term = getenv("TERM");

	if (!str_equal(nl_langinfo(CODESET), "UTF-8"))
		return "the locale is not UTF-8";
	if (term && (str_equal(term, "linux") || str_starts_with(term, "vt1") ||
			str_starts_with(term, "vt2") || str_equal(term, "ansi")))
		return "this TERM lacks the glyphs";
	if (!glyphs_fit(locale_width))
		return "a glyph would not be one cell wide in this locale";
	return NULL;
}

void
tui_describe(struct str *out)
{
	struct winsize size;
	int error = 0;

	if (ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
		str_printf(out, "size       %dx%d\n", size.ws_col, size.ws_row);
	if (getenv("TERM") && setupterm(NULL, 1, &error) == OK && error == 1) {
		int colours = tigetnum("colors");
		str_printf(out, "colours    %d\n", colours > 0 ? colours : 0);
	}
}

const char *
tui_library(void)
{
	return curses_version();
}

const char *
tui_refused(void)
{
	const char *term = getenv("TERM");
	int error = 0;

	if (!isatty(0) || !isatty(1))
		return "This is no terminal";
	if (!term || !*term)
		return "TERM is not set";
	if (str_equal(term, "dumb"))
		return "TERM=dumb cannot place text";
	if (setupterm(NULL, 1, &error) != OK || error != 1)
		return "This TERM is not known here";
	if (!cursor_address || !clear_screen)
		return "This terminal cannot place text";
	return NULL;
}

static void
make_grid(struct tui *tui, int rows, int cols)
{
	arena_release(&tui->arena);
	if (rows > LIMIT_GRID_ROWS)
		rows = LIMIT_GRID_ROWS;
	if (cols > LIMIT_GRID_COLS)
		cols = LIMIT_GRID_COLS;
	grid_init(&tui->grid, &tui->arena, rows, cols, tui->options.ascii);
}

/* Paints the grid; curses sends only what differs. */
static void
blit(struct tui *tui)
{
	const struct grid *grid = &tui->grid;
	int rows = grid->rows < LINES ? grid->rows : LINES,
	    cols = grid->cols < COLS ? grid->cols : COLS;

	erase();
	for (int row = 0; row < rows; row++)
		for (int col = 0; col < cols; col++) {
			const struct cell *cell = &grid->cells[row * grid->cols + col];
			if (cell->glyph == ' ' && cell->role == ROLE_PLAIN)
				continue;
			tui_style_put(
			    &tui->style, row, col, cell->glyph, (enum grid_role)cell->role);
		}
	if (grid->cursor_row >= 0 && grid->cursor_row < rows && grid->cursor_col < cols)
		move(grid->cursor_row, grid->cursor_col);
	else
		move(rows - 1, 0);
	refresh();
}

static void
draw(struct tui *tui)
{
	app_draw(tui->app, &tui->grid);
	blit(tui);
}

static void
window_size(int *rows, int *cols)
{
	struct winsize size;

	if (ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		*rows = size.ws_row;
		*cols = size.ws_col;
	} else {
		*rows = LINES;
		*cols = COLS;
	}
}

static void
resize(struct tui *tui)
{
	struct input input = { .kind = INPUT_RESIZE };
	bool redraw = false;

	window_size(&input.rows, &input.cols);
	if (input.rows != LINES || input.cols != COLS)
		resizeterm(input.rows, input.cols);
	make_grid(tui, input.rows, input.cols);
	driver_step(tui->app, &input, &redraw);
	clearok(curscr, TRUE);
}

static void
leave_screen(struct tui *tui)
{
	if (tui->paste) {
		putp(PASTE_OFF);
		fflush(stdout);
	}
	endwin();
}

static void
enter_screen(struct tui *tui)
{
	refresh();
	if (tui->paste) {
		putp(PASTE_ON);
		fflush(stdout);
	}
}

static void
suspend(struct tui *tui)
{
	leave_screen(tui);
	terminal_stop();
	enter_screen(tui);
	resize(tui);
}

/* Every key that waits; false when the terminal is gone. */
static bool
read_keys(struct tui *tui)
{
	bool any = false;
	uint32_t key;

	for (;;) {
		struct input input = { .kind = INPUT_KEY };
		bool redraw = false;
		enum tui_key_result result = tui_key_read(&tui->keys, &key);

		if (result == TUI_KEY_NONE)
			return any || !tui->keys.ended;
		any = true;
		if (result == TUI_KEY_IGNORED)
			continue;
		if (key == 26) { /* ^Z: raw mode leaves it to us */
			suspend(tui);
			continue;
		}
		if (key == 3) { /* ^C */
			tui->exit_code = 130;
			return true;
		}
		input.key = key;
		driver_step(tui->app, &input, &redraw);
		if (redraw)
			clearok(curscr, TRUE);
		if (app_left(tui->app))
			return true;
	}
}

static uint64_t
clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Waits for keys, a signal or the next frame of what moves. */
static void
loop(struct tui *tui)
{
	uint64_t last = clock_ns();
	bool moving = false;

	while (!app_left(tui->app) && !tui->exit_code) {
		struct pollfd waits[2] = { { .fd = 0, .events = POLLIN },
			{ .fd = tui->wake, .events = POLLIN } };
		int wait_ms = app_wait_ms(tui->app);
		struct terminal_signals signals;

		if (wait_ms >= 0 && !moving)
			last = clock_ns();
		moving = wait_ms >= 0;
		if (poll(waits, 2, wait_ms) < 0 && !(waits[1].revents & POLLIN))
			waits[0].revents = 0;
		signals = terminal_signals(tui->wake);
		if (signals.leave) {
			tui->exit_code = 128 + signals.leave;
			return;
		}
		if (signals.stop)
			suspend(tui);
		else if (signals.resize)
			resize(tui);
		if (waits[0].revents && !read_keys(tui)) {
			tui->exit_code = 129; /* the terminal is gone */
			return;
		}
		if (moving) {
			struct input tick = { .kind = INPUT_TICK };
			uint64_t now = clock_ns();
			bool redraw = false;
			tick.elapsed_ns = now - last;
			last = now;
			driver_step(tui->app, &tick, &redraw);
		}
		if (!app_left(tui->app) && !tui->exit_code)
			draw(tui);
	}
}

/* What a crash writes: leave the alternate screen, cursor visible, attributes and keypad off. */
static void
prepare_reset(const struct tui *tui)
{
	const char *parts[] = { tui->paste ? PASTE_OFF : NULL, exit_attribute_mode, keypad_local,
		exit_ca_mode, cursor_normal };
	struct str reset = STR_INIT;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			str_add(&reset, parts[i]);
	terminal_prepare_reset(reset.text);
	str_release(&reset);
}

static bool
wants_colour(const struct tui_options *options)
{
	const char *no_colour = getenv("NO_COLOR");

	if (options->colour == TUI_COLOUR_ALWAYS)
		return true;
	return options->colour == TUI_COLOUR_AUTO && !(no_colour && *no_colour);
}

static bool
open_screen(struct tui *tui)
{
	const char *term = getenv("TERM");

	terminal_prepare_reset(""); /* remembers the tty as it was */
	if (!newterm(NULL, stdout, stdin))
		return false;
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	if (!getenv("ESCDELAY"))
		set_escdelay(25);
	tui->paste = term && !str_equal(term, "linux") && !str_starts_with(term, "vt") &&
		     !str_equal(term, "ansi");
	tui_style_init(&tui->style, wants_colour(&tui->options), tui->options.projector);
	tui_keys_init(&tui->keys);
	prepare_reset(tui);
	check_set_hook(terminal_reset_now);
	tui->wake = terminal_catch_signals();
	enter_screen(tui);
	return tui->wake >= 0;
}

int
tui_run(struct app *app, const struct tui_options *options)
{
	struct tui tui = { .app = app, .options = *options };
	struct input input = { .kind = INPUT_RESIZE };
	struct effects effects;
	bool redraw = false, refused;

	if (!open_screen(&tui))
		return 70;
	window_size(&input.rows, &input.cols);
	make_grid(&tui, input.rows, input.cols);
	driver_step(app, &input, &redraw);
	app_begin(app, &effects);
	driver_perform(app, &effects, &redraw);
	refused = app_refused(app);
	draw(&tui);
	driver_record(app, &redraw); /* the first paint waits for no disk */
	draw(&tui);
	loop(&tui);
	check_set_hook(NULL);
	leave_screen(&tui);
	delscreen(set_term(NULL));
	arena_release(&tui.arena);
	return tui.exit_code ? tui.exit_code : refused ? 65 : 0;
}
