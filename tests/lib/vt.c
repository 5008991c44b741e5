#include "lib/vt.h"

#include "lib/assert.h"

#if HAVE_VTERM
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include <vterm.h>

#include "base/str.h"

struct vt {
	VTerm *term;
	VTermScreen *screen;
	int master, line;  /* line: the slave kept open, to ask for its settings */
	int reports;       /* the keeper tells here what becomes of the program */
	pid_t keeper, pid; /* keeper: leads the session, as a shell does; else nothing could stop */
	int status;        /* of waitpid, once it has ended */
	bool ended, stopped, closed;
	bool alternate, cursor_visible;
	struct termios before;
	struct str bytes;
};

static int
on_property(VTermProp property, VTermValue *value, void *user)
{
	struct vt *vt = user;

	if (property == VTERM_PROP_ALTSCREEN)
		vt->alternate = value->boolean != 0;
	else if (property == VTERM_PROP_CURSORVISIBLE)
		vt->cursor_visible = value->boolean != 0;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static void
on_output(const char *bytes, size_t length, void *user)
{
	vt_send(user, bytes, length);
}

/* The session's leader: starts the program in the foreground and reports its changes. */
struct report {
	pid_t pid;
	int status; /* of waitpid; in the first report nothing */
};

static void run_program(const struct vt_setup *setup);

static void
keep(const struct vt_setup *setup, int reports)
{
	struct report report = { .pid = fork() };

	if (report.pid == 0) {
		setpgid(0, 0);
		signal(SIGTTOU, SIG_IGN);
		tcsetpgrp(0, getpid());
		signal(SIGTTOU, SIG_DFL);
		run_program(setup);
	}
	setpgid(report.pid, report.pid);
	signal(SIGHUP, SIG_IGN);
	for (bool over = false; !over;) {
		if (write(reports, &report, sizeof report) != (ssize_t)sizeof report)
			_exit(1);
		over = waitpid(report.pid, &report.status, WUNTRACED) != report.pid;
	}
	for (;;) /* the terminal would hang up with its leader */
		pause();
}

static void
run_program(const struct vt_setup *setup)
{
	const char *program = setup->program ? setup->program : getenv("COATCHECK");
	const char *words[VT_WORDS_MAX + 2] = { program };
	char *arguments[VT_WORDS_MAX + 2];
	char held[VT_WORDS_MAX + 2][256];
	int count = 1;

	for (int i = 0; i < VT_WORDS_MAX && setup->arguments[i]; i++)
		words[count++] = setup->arguments[i];
	for (int i = 0; i < count; i++) {
		snprintf(held[i], sizeof held[i], "%s", words[i] ? words[i] : "");
		arguments[i] = held[i];
	}
	arguments[count] = NULL;
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	for (int i = 0; i < VT_WORDS_MAX && setup->environment[i]; i++) {
		char pair[256], *equals;

		snprintf(pair, sizeof pair, "%s", setup->environment[i]);
		equals = strchr(pair, '=');
		if (!equals) {
			unsetenv(pair);
			continue;
		}
		*equals = 0;
		setenv(pair, equals + 1, 1);
	}
	if (setup->end_of_input) {
		int nothing = open("/dev/null", O_RDONLY);

		if (nothing < 0 || dup2(nothing, 0) < 0)
			_exit(126);
	}
	execv(arguments[0], arguments);
	_exit(127);
}

struct vt *
vt_start(const struct vt_setup *setup)
{
	struct vt *vt = calloc(1, sizeof *vt);
	struct winsize size = { 0 };
	struct report first;
	char name[128];
	int reports[2];

	assert_non_null(vt);
	assert_true(setup->program || getenv("COATCHECK"));
	size.ws_row = (unsigned short)(setup->rows ? setup->rows : 24);
	size.ws_col = (unsigned short)(setup->cols ? setup->cols : 80);
	str_init(&vt->bytes);
	vt->cursor_visible = true;
	vt->term = vterm_new(size.ws_row, size.ws_col);
	vterm_set_utf8(vt->term, 1);
	vt->screen = vterm_obtain_screen(vt->term);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
	assert_int_equal(openpty(&vt->master, &vt->line, name, NULL, &size), 0);
	assert_int_equal(tcgetattr(vt->line, &vt->before), 0);
	vterm_output_set_callback(vt->term, on_output, vt);
	assert_int_equal(pipe(reports), 0);
	vt->reports = reports[0];
	vt->keeper = fork();
	assert_true(vt->keeper >= 0);
	if (vt->keeper == 0) {
		close(vt->master);
		close(reports[0]);
		fcntl(reports[1], F_SETFD, FD_CLOEXEC);
		if (login_tty(vt->line) != 0)
			_exit(125);
		keep(setup, reports[1]);
	}
	close(reports[1]);
	assert_int_equal(read(vt->reports, &first, sizeof first), sizeof first);
	vt->pid = first.pid;
	fcntl(vt->reports, F_SETFL, O_NONBLOCK);
	fcntl(vt->master, F_SETFL, O_NONBLOCK);
	return vt;
}

static int
now_ms(void)
{
	static struct timespec first;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (first.tv_sec == 0)
		first = now;
	return (int)((now.tv_sec - first.tv_sec) * 1000 + now.tv_nsec / 1000000);
}

/* Takes what has come, waiting at most wait_ms for it; false when nothing came. */
static bool
take(struct vt *vt, int wait_ms)
{
	struct pollfd wait = { .fd = vt->master, .events = POLLIN };
	char bytes[8192];
	ssize_t count;

	if (vt->closed || poll(&wait, 1, wait_ms) <= 0)
		return false;
	count = read(vt->master, bytes, sizeof bytes);
	if (count <= 0) {
		vt->closed = count == 0 || (errno != EAGAIN && errno != EINTR);
		return false;
	}
	str_add_bytes(&vt->bytes, bytes, (size_t)count);
	vterm_input_write(vt->term, bytes, (size_t)count);
	return true;
}

static void
reap(struct vt *vt)
{
	struct report report;

	while (!vt->ended && read(vt->reports, &report, sizeof report) == sizeof report) {
		vt->status = report.status;
		vt->stopped = WIFSTOPPED(report.status);
		vt->ended = !vt->stopped;
	}
}

void
vt_free(struct vt *vt)
{
	if (!vt)
		return;
	reap(vt);
	if (!vt->ended)
		kill(vt->pid, SIGKILL);
	kill(vt->keeper, SIGKILL);
	waitpid(vt->keeper, NULL, 0);
	close(vt->reports);
	if (vt->master >= 0)
		vt_hang_up(vt);
	vterm_free(vt->term);
	str_release(&vt->bytes);
	free(vt);
}

void
vt_send(struct vt *vt, const char *bytes, size_t length)
{
	int until = now_ms() + 5000;

	while (length > 0 && now_ms() < until) {
		ssize_t count = write(vt->master, bytes, length);

		if (count > 0) {
			bytes += count;
			length -= (size_t)count;
		} else {
			take(vt, 5); /* the line is full: the program must be let to write */
		}
	}
}

void
vt_type(struct vt *vt, const char *bytes)
{
	vt_send(vt, bytes, strlen(bytes));
}

void
vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = { 0 };

	size.ws_row = (unsigned short)rows;
	size.ws_col = (unsigned short)cols;
	vterm_set_size(vt->term, rows, cols);
	ioctl(vt->master, TIOCSWINSZ, &size);
}

void
vt_signal(struct vt *vt, int signal_number)
{
	if (signal_number == SIGCONT)
		vt->stopped = false;
	kill(vt->pid, signal_number);
}

void
vt_hang_up(struct vt *vt)
{
	close(vt->master);
	close(vt->line);
	vt->master = -1;
	vt->closed = true;
}

static bool
wait_for(struct vt *vt, const char *text, bool there, int within_ms)
{
	int until = now_ms() + within_ms;

	do {
		if (vt_shows(vt, text) == there)
			return true;
		take(vt, 10);
		reap(vt);
		if (vt->ended)
			while (take(vt, 0))
				;
	} while (now_ms() < until && !vt->ended);
	return vt_shows(vt, text) == there;
}

bool
vt_wait_text(struct vt *vt, const char *text, int within_ms)
{
	return wait_for(vt, text, true, within_ms);
}

bool
vt_wait_gone(struct vt *vt, const char *text, int within_ms)
{
	return wait_for(vt, text, false, within_ms);
}

int
vt_wait_exit(struct vt *vt, int within_ms)
{
	int until = now_ms() + within_ms;

	do {
		take(vt, within_ms ? 5 : 0);
		reap(vt);
	} while (!vt->ended && now_ms() < until);
	while (take(vt, 0))
		;
	if (!vt->ended)
		return -1;
	return WIFSIGNALED(vt->status) ? 128 + WTERMSIG(vt->status) : WEXITSTATUS(vt->status);
}

bool
vt_wait_stopped(struct vt *vt, int within_ms)
{
	int until = now_ms() + within_ms;

	while (!vt->ended && !vt->stopped && now_ms() < until) {
		take(vt, 5);
		reap(vt);
	}
	while (take(vt, 0))
		;
	return vt->stopped;
}

void
vt_settle(struct vt *vt, int quiet_ms, int within_ms)
{
	int until = now_ms() + within_ms;

	while (now_ms() < until && take(vt, quiet_ms))
		;
}

char *
vt_screen(struct vt *vt)
{
	struct str text = STR_INIT;
	int rows, cols;

	vterm_get_size(vt->term, &rows, &cols);
	for (int row = 0; row < rows; row++) {
		size_t end = text.length;

		for (int col = 0; col < cols;) {
			VTermScreenCell cell;

			if (!vterm_screen_get_cell(vt->screen, (VTermPos){ row, col }, &cell))
				break;
			if (cell.chars[0] == 0) {
				str_add_char(&text, ' ');
			} else {
				for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
					str_add_code_point(&text, cell.chars[i]);
				end = text.length;
			}
			col += cell.width > 0 ? cell.width : 1;
		}
		while (text.length > end)
			text.text[--text.length] = 0;
		while (text.length && text.text[text.length - 1] == ' ')
			text.text[--text.length] = 0;
		str_add_char(&text, '\n');
	}
	return str_detach(&text);
}

bool
vt_shows(struct vt *vt, const char *text)
{
	char *screen = vt_screen(vt);
	bool there = strstr(screen, text) != NULL;

	free(screen);
	return there;
}

bool
vt_alternate(const struct vt *vt)
{
	return vt->alternate;
}

bool
vt_cursor_visible(const struct vt *vt)
{
	return vt->cursor_visible;
}

void
vt_cursor(struct vt *vt, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->term), &at);
	*row = at.row;
	*col = at.col;
}

const char *
vt_bytes(const struct vt *vt, size_t *length)
{
	*length = vt->bytes.length;
	return vt->bytes.text;
}

bool
vt_tty_restored(const struct vt *vt)
{
	struct termios now;

	if (tcgetattr(vt->line, &now) != 0)
		return false;
	return now.c_iflag == vt->before.c_iflag && now.c_oflag == vt->before.c_oflag &&
	       now.c_cflag == vt->before.c_cflag && now.c_lflag == vt->before.c_lflag &&
	       memcmp(now.c_cc, vt->before.c_cc, sizeof now.c_cc) == 0;
}

bool
vt_paste_mode(const struct vt *vt)
{
	const char *on = NULL, *off = NULL;

	for (const char *at = vt->bytes.text; (at = strstr(at, "\033[?2004")); at += 7) {
		if (at[7] == 'h')
			on = at;
		else
			off = at;
	}
	return on && (!off || on > off);
}

pid_t
vt_pid(const struct vt *vt)
{
	return vt->pid;
}

#endif
