/* The real program on a pseudo-terminal: it starts, draws, resizes, and gives the terminal back on
 * every way out. */
#include "lib/assert.h"

#if HAVE_VTERM
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/check.h"
#include "lib/vt.h"
#include "tui/tui.h"

#define SOON 20000 /* ms: far more than it takes, also under a sanitiser on a busy machine */

static struct vt *
start_home(void)
{
	struct vt *vt = vt_start(&(struct vt_setup){ .rows = 24 });

	assert_true(vt_wait_text(vt, "q leave", SOON)); /* the last row: all is drawn */
	return vt;
}

static void
assert_restored(const struct vt *vt)
{
	assert_false(vt_alternate(vt));
	assert_true(vt_cursor_visible(vt));
	assert_true(vt_tty_restored(vt));
	assert_false(vt_paste_mode(vt));
}

static void
terminal__start__draws_home_on_the_alternate_screen(void **state)
{
	struct vt *vt = start_home();

	(void)state;
	assert_true(vt_shows(vt, "welcome"));
	assert_true(vt_shows(vt, "Begin"));
	assert_true(vt_alternate(vt));
	vt_settle(vt, 60, SOON);
	assert_false(vt_tty_restored(vt)); /* raw now: the check below can fail */
	assert_true(vt_paste_mode(vt));
	vt_type(vt, "q");
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	assert_restored(vt);
	vt_free(vt);
}

static void
terminal__space__begins_lesson_1(void **state)
{
	struct vt *vt = start_home();

	(void)state;
	vt_type(vt, " ");
	assert_true(vt_wait_text(vt, "step 1 of", SOON));
	assert_true(vt_wait_text(vt, "s skip", SOON));
	vt_type(vt, "2");
	assert_true(vt_wait_text(vt, "How sure are you?", SOON));
	vt_type(vt, "q"); /* home, then the program */
	assert_true(vt_wait_text(vt, "Lessons", SOON));
	vt_type(vt, "q");
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	assert_restored(vt);
	vt_free(vt);
}

static void
terminal__cursor__rests_on_the_focused_item(void **state)
{
	struct vt *vt = start_home();
	char *screen = vt_screen(vt), *line = screen;
	int row, col;

	(void)state;
	vt_settle(vt, 60, SOON);
	vt_cursor(vt, &row, &col);
	for (int i = 0; i < row; i++)
		line = strchr(line, '\n') + 1;
	assert_memory_equal(line + col, "> ", 2);
	free(screen);
	vt_free(vt);
}

static void
terminal__resize__comes_back_to_the_same_screen(void **state)
{
	struct vt *vt = start_home();
	char *before, *after;

	(void)state;
	vt_type(vt, " ");
	assert_true(vt_wait_text(vt, "step 1 of", SOON));
	vt_settle(vt, 60, SOON);
	before = vt_screen(vt);
	vt_resize(vt, 12, 40);
	assert_true(vt_wait_gone(vt, "opening bets", SOON));
	assert_true(vt_wait_text(vt, "? help", SOON));
	vt_resize(vt, 8, 31);
	assert_true(vt_wait_text(vt, "31 x 8", SOON));
	vt_resize(vt, 24, 80);
	assert_true(vt_wait_text(vt, "step 1 of", SOON));
	vt_settle(vt, 60, SOON);
	after = vt_screen(vt);
	assert_string_equal(before, after);
	free(before);
	free(after);
	vt_free(vt);
}

static void
terminal__asked_to_leave__gives_the_terminal_back(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct vt *vt = start_home();

		vt_signal(vt, signals[i]);
		assert_int_equal(vt_wait_exit(vt, SOON), 128 + signals[i]);
		assert_restored(vt);
		vt_free(vt);
	}
}

static void
terminal__crash__gives_the_terminal_back(void **state)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct vt *vt = start_home();

		vt_signal(vt, signals[i]);
		assert_int_equal(vt_wait_exit(vt, SOON), 128 + signals[i]);
		assert_restored(vt);
		vt_free(vt);
	}
}

/* This very program, run as FAIL_A_CHECK, opens the front and fails a CHECK at SIGALRM. */
#define FAIL_A_CHECK "--fail-a-check"

static void
fail_a_check(int signal_number)
{
	CHECK(signal_number == 0);
}

static int
open_and_fail(void)
{
	const struct app_options options = { .start = "home" };
	const struct tui_options front = { .animation = true };
	struct app *app;
	int code;

	setlocale(LC_CTYPE, "");
	signal(SIGALRM, fail_a_check);
	app = app_new(&options);
	code = tui_run(app, &front);
	app_free(app);
	return code;
}

static void
terminal__failed_check__gives_the_terminal_back_and_says_so(void **state)
{
	struct vt *vt = vt_start(
	    &(struct vt_setup){ .program = "/proc/self/exe", .arguments = { FAIL_A_CHECK } });

	(void)state;
	assert_true(vt_wait_text(vt, "Somebody must hold the coat", SOON));
	assert_true(vt_alternate(vt));
	vt_signal(vt, SIGALRM);
	assert_int_equal(vt_wait_exit(vt, SOON), 128 + SIGABRT);
	assert_restored(vt);
	assert_true(vt_shows(vt, "signal_number == 0")); /* on the screen one comes back to */
	vt_free(vt);
}

static void
terminal__control_c__leaves_with_130(void **state)
{
	struct vt *vt = start_home();

	(void)state;
	vt_type(vt, "\003");
	assert_int_equal(vt_wait_exit(vt, SOON), 130);
	assert_restored(vt);
	vt_free(vt);
}

static void
terminal__control_z__stops_and_repaints(void **state)
{
	struct vt *vt = start_home();

	(void)state;
	vt_type(vt, "\032");
	assert_true(vt_wait_stopped(vt, SOON));
	assert_restored(vt);
	vt_signal(vt, SIGCONT);
	assert_true(vt_wait_text(vt, "Somebody must hold the coat", SOON));
	assert_true(vt_alternate(vt));
	vt_type(vt, "q");
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	assert_restored(vt);
	vt_free(vt);
}

static void
terminal__stopped_from_outside__repaints_too(void **state)
{
	struct vt *vt = start_home();

	(void)state;
	vt_settle(vt, 100, SOON); /* curses lets no stop through while it writes */
	vt_signal(vt, SIGTSTP);
	assert_true(vt_wait_stopped(vt, SOON));
	assert_restored(vt);
	vt_signal(vt, SIGCONT);
	assert_true(vt_wait_text(vt, "Somebody must hold the coat", SOON));
	vt_settle(vt, 60, SOON);
	assert_true(vt_paste_mode(vt));
	vt_type(vt, "q");
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	vt_free(vt);
}

/* Where nothing moves, nothing is written. */
static void
terminal__idle__writes_nothing(void **state)
{
	static const char *const keys[] = { "", " ", "2", "g", "?", "q", "q" };
	struct vt *vt = start_home();

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		size_t before, after;
		int tries = 0;

		/* A busy machine may draw late; who writes while idle does so each time. */
		vt_type(vt, keys[i]);
		do {
			vt_settle(vt, 150, SOON);
			(void)vt_bytes(vt, &before);
			vt_settle(vt, 250, 250);
			(void)vt_bytes(vt, &after);
		} while (after != before && ++tries < 3);
		assert_int_equal(after, before);
	}
	vt_free(vt);
}

static void
terminal__played_run__moves_by_itself(void **state)
{
	struct vt *vt = vt_start(&(struct vt_setup){ .arguments = { "learn", "1#the-crash" } });
	size_t before, after;

	(void)state;
	assert_true(vt_wait_text(vt, "q home", SOON));
	vt_settle(vt, 100, SOON);
	(void)vt_bytes(vt, &before);
	vt_type(vt, ".");
	assert_true(vt_wait_text(vt, ". pause", SOON));
	vt_settle(vt, 400, 400);
	(void)vt_bytes(vt, &after);
	assert_true(after > before + 200);
	vt_type(vt, ".");
	assert_true(vt_wait_gone(vt, ". pause", SOON));
	vt_free(vt);
}

static void
terminal__control_s__does_not_freeze(void **state)
{
	struct vt *vt = start_home();

	(void)state;
	vt_type(vt, "\023");
	vt_settle(vt, 50, 200);
	vt_type(vt, " ");
	assert_true(vt_wait_text(vt, "step 1 of", SOON));
	vt_free(vt);
}

static void
terminal__bracketed_paste__does_nothing(void **state)
{
	struct vt *vt = start_home();
	char *before, *after;

	(void)state;
	vt_settle(vt, 60, SOON);
	before = vt_screen(vt);
	vt_type(vt, "\033[200~ 2 q q qqqq\r\n  x\033[201~");
	vt_settle(vt, 100, SOON);
	after = vt_screen(vt);
	assert_string_equal(before, after);
	vt_type(vt, " "); /* and keys are keys again */
	assert_true(vt_wait_text(vt, "step 1 of", SOON));
	free(before);
	free(after);
	vt_free(vt);
}

/* Half characters, wrong bytes, ^D: keys that mean nothing. */
static void
terminal__broken_characters__mean_nothing(void **state)
{
	static const char *const pieces[] = { "\xc3", "\x28", "\xff\xfe", "\xe2\x86", "\xe2\x86",
		"\x90\x90", "\xf0\x9f", "\x98\x80", "\004", "\xc3\xa9" };
	struct vt *vt = start_home();

	(void)state;
	for (int round = 0; round < 12; round++)
		for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
			vt_type(vt, pieces[i]);
			vt_settle(vt, round % 3, round % 3);
		}
	vt_settle(vt, 100, SOON);
	assert_int_equal(vt_wait_exit(vt, 0), -1);
	vt_type(vt, "?");
	assert_true(vt_wait_text(vt, "THIS SCREEN WANTS", SOON));
	vt_free(vt);
}

static void
terminal__ten_kilobytes_at_once__are_survived(void **state)
{
	struct vt *vt = start_home();
	static const char text[] = "The cart? 1 2 3 4 [ ] { } : / ; h l j k\r x c u \t";
	int sent = 0;

	(void)state;
	for (; sent < 10240; sent += (int)sizeof text - 1)
		vt_send(vt, text, sizeof text - 1);
	vt_settle(vt, 150, SOON);
	assert_int_equal(vt_wait_exit(vt, 0), -1);
	vt_signal(vt, SIGTERM);
	assert_int_equal(vt_wait_exit(vt, SOON), 128 + SIGTERM);
	assert_restored(vt);
	vt_free(vt);
}

static void
assert_ascii(const char *variable, bool colours_too)
{
	struct vt *vt =
	    vt_start(&(struct vt_setup){ .environment = { variable, "LC_ALL=C", "LANG=C" } });
	const char *bytes;
	size_t length;

	assert_true(vt_wait_text(vt, "Somebody must hold the coat", SOON));
	vt_type(vt, " 2g2g2g");
	assert_true(vt_wait_text(vt, "step 2 of", SOON));
	vt_settle(vt, 60, SOON);
	bytes = vt_bytes(vt, &length);
	for (size_t i = 0; i < length; i++)
		assert_true((unsigned char)bytes[i] < 0x80);
	if (colours_too) {
		assert_null(strstr(bytes, "\033[3"));
		assert_null(strstr(bytes, "\033[4"));
	}
	vt_type(vt, "qq");
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	assert_restored(vt);
	vt_free(vt);
}

static void
terminal__no_utf8__sends_ascii_only(void **state)
{
	(void)state;
	assert_ascii("TERM=xterm", false);
	assert_ascii("TERM=vt100", false);
}

static void
terminal__vt100_in_a_utf8_locale__sends_ascii_only(void **state)
{
	struct vt *vt = vt_start(&(struct vt_setup){ .environment = { "TERM=vt100" } });
	const char *bytes;
	size_t length;

	(void)state;
	assert_true(vt_wait_text(vt, "Somebody must hold the coat", SOON));
	bytes = vt_bytes(vt, &length);
	for (size_t i = 0; i < length; i++)
		assert_true((unsigned char)bytes[i] < 0x80);
	vt_type(vt, "q");
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	vt_free(vt);
}

/* A colour is set by an SGR with a number of 30-38, 40-48, 90-107. */
static bool
sets_a_colour(const char *bytes)
{
	while ((bytes = strstr(bytes, "\033["))) {
		const char *at = bytes += 2, *end = at + strspn(at, "0123456789;");

		while (*end == 'm' && at < end) {
			char *after;
			long number = strtol(at, &after, 10);

			if ((number >= 30 && number <= 38) || (number >= 40 && number <= 48) ||
			    (number >= 90 && number <= 107))
				return true;
			at = after + 1;
		}
	}
	return false;
}

static void
terminal__no_color__sets_none(void **state)
{
	size_t length;

	(void)state;
	for (int without = 0; without < 2; without++) {
		struct vt *vt = vt_start(&(struct vt_setup){ .arguments = { "learn", "1" },
			.environment = { without ? "NO_COLOR=1" : "TERM=xterm-256color" } });

		assert_true(vt_wait_text(vt, "step 1 of", SOON));
		vt_type(vt, "2");
		assert_true(vt_wait_text(vt, "How sure are you?", SOON));
		vt_settle(vt, 60, SOON);
		assert_int_equal(sets_a_colour(vt_bytes(vt, &length)), !without);
		vt_free(vt);
	}
}

static void
terminal__dumb__goes_line_by_line(void **state)
{
	struct vt *vt = vt_start(
	    &(struct vt_setup){ .arguments = { "learn", "1" }, .environment = { "TERM=dumb" } });
	const char *bytes;
	size_t length;

	(void)state;
	assert_true(vt_wait_text(vt, "Answer with a number", SOON));
	bytes = vt_bytes(vt, &length);
	assert_null(memchr(bytes, '\033', length));
	vt_type(vt, "2\r");
	assert_true(vt_wait_text(vt, "How sure?", SOON));
	vt_type(vt, "\004");
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	assert_true(vt_tty_restored(vt));
	vt_free(vt);
}

static void
terminal__input_at_its_end__leaves(void **state)
{
	struct vt *vt = vt_start(&(struct vt_setup){ .end_of_input = true });

	(void)state;
	assert_int_equal(vt_wait_exit(vt, SOON), 0);
	assert_restored(vt);
	vt_free(vt);
}

static void
terminal__line_hung_up__leaves(void **state)
{
	struct vt *vt = start_home();

	(void)state;
	vt_hang_up(vt);
	assert_true(vt_wait_exit(vt, SOON) > 128);
	vt_free(vt);
}

static void
terminal__forty_resizes__are_survived(void **state)
{
	struct vt *vt = vt_start(&(struct vt_setup){ .arguments = { "learn", "1#the-crash" } });
	unsigned word = 7;

	(void)state;
	assert_true(vt_wait_text(vt, "step ", SOON));
	for (int i = 0; i < 40; i++) {
		word = word * 1103515245u + 12345u;
		vt_resize(vt, 1 + (int)(word >> 16) % 60, 1 + (int)(word >> 20) % 200);
		vt_type(vt, i % 3 ? " " : "v");
		vt_settle(vt, 3, 20);
	}
	vt_resize(vt, 24, 80);
	assert_true(vt_wait_text(vt, "? help", SOON));
	vt_signal(vt, SIGTERM);
	assert_int_equal(vt_wait_exit(vt, SOON), 128 + SIGTERM);
	assert_restored(vt);
	vt_free(vt);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminal__start__draws_home_on_the_alternate_screen),
		cmocka_unit_test(terminal__space__begins_lesson_1),
		cmocka_unit_test(terminal__cursor__rests_on_the_focused_item),
		cmocka_unit_test(terminal__resize__comes_back_to_the_same_screen),
		cmocka_unit_test(terminal__asked_to_leave__gives_the_terminal_back),
		cmocka_unit_test(terminal__crash__gives_the_terminal_back),
		cmocka_unit_test(terminal__failed_check__gives_the_terminal_back_and_says_so),
		cmocka_unit_test(terminal__control_c__leaves_with_130),
		cmocka_unit_test(terminal__control_z__stops_and_repaints),
		cmocka_unit_test(terminal__stopped_from_outside__repaints_too),
		cmocka_unit_test(terminal__idle__writes_nothing),
		cmocka_unit_test(terminal__played_run__moves_by_itself),
		cmocka_unit_test(terminal__control_s__does_not_freeze),
		cmocka_unit_test(terminal__bracketed_paste__does_nothing),
		cmocka_unit_test(terminal__broken_characters__mean_nothing),
		cmocka_unit_test(terminal__ten_kilobytes_at_once__are_survived),
		cmocka_unit_test(terminal__no_utf8__sends_ascii_only),
		cmocka_unit_test(terminal__vt100_in_a_utf8_locale__sends_ascii_only),
		cmocka_unit_test(terminal__no_color__sets_none),
		cmocka_unit_test(terminal__dumb__goes_line_by_line),
		cmocka_unit_test(terminal__input_at_its_end__leaves),
		cmocka_unit_test(terminal__line_hung_up__leaves),
		cmocka_unit_test(terminal__forty_resizes__are_survived),
	};

	if (argc > 1 && strcmp(argv[1], FAIL_A_CHECK) == 0)
		return open_and_fail();
	return cmocka_run_group_tests_name("the terminal", tests, NULL, NULL);
}

#else

static void
terminal__without_libvterm__cannot_be_looked_at(void **state)
{
	(void)state;
	skip();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminal__without_libvterm__cannot_be_looked_at),
	};

	return cmocka_run_group_tests_name("the terminal", tests, NULL, NULL);
}
#endif
