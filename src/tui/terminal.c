/* tui/terminal.c - signals, and the string that gives the terminal back.
 *
 * The state here is the module-level state that a signal handler needs: it can be given no
 * argument.
 */
#include "tui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static char reset_text[256];
static size_t reset_length;
static struct termios saved_tty;
static volatile sig_atomic_t has_tty;
static int wake_pipe[2] = { -1, -1 };

void
terminal_reset_now(void)
{
	size_t done = 0;

	while (done < reset_length) {
		ssize_t n = write(1, reset_text + done, reset_length - done);
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	reset_length = 0;
	if (has_tty)
		tcsetattr(0, TCSANOW, &saved_tty);
}

static void
on_crash(int signal_number)
{
	terminal_reset_now();
	raise(signal_number); /* SA_RESETHAND: the default action now */
}

static void
on_signal(int signal_number)
{
	int error = errno;
	char byte = (char)signal_number;

	if (wake_pipe[1] >= 0)
		(void)!write(wake_pipe[1], &byte, 1);
	errno = error;
}

static void catch (int signal_number, void (*handler)(int), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	action.sa_flags = flags;
	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

int
terminal_catch_signals(void)
{
	static const int leaving[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	static const int crashing[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };

	if (wake_pipe[0] < 0) {
		if (pipe(wake_pipe) != 0)
			return -1;
		for (int i = 0; i < 2; i++) {
			fcntl(wake_pipe[i], F_SETFL, O_NONBLOCK);
			fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
		}
	}
	for (size_t i = 0; i < sizeof leaving / sizeof *leaving; i++)
		catch (leaving[i], on_signal, SA_RESTART);
	for (size_t i = 0; i < sizeof crashing / sizeof *crashing; i++)
		catch (crashing[i], on_crash, (int)(SA_RESETHAND | SA_NODEFER));
	catch (SIGWINCH, on_signal, SA_RESTART);
	catch (SIGTSTP, on_signal, SA_RESTART);
	catch (SIGCONT, on_signal, SA_RESTART);
	catch (SIGPIPE, SIG_IGN, 0);
	return wake_pipe[0];
}

void
terminal_prepare_reset(const char *reset)
{
	size_t length = strlen(reset);

	if (!has_tty && tcgetattr(0, &saved_tty) == 0)
		has_tty = 1;
	if (length > sizeof reset_text)
		length = 0;
	memcpy(reset_text, reset, length);
	reset_length = length;
}

struct terminal_signals
terminal_signals(int descriptor)
{
	struct terminal_signals signals = { 0 };
	char bytes[64];
	ssize_t n;

	while ((n = read(descriptor, bytes, sizeof bytes)) > 0)
		for (ssize_t i = 0; i < n; i++)
			switch (bytes[i]) {
			case SIGWINCH:
			case SIGCONT: signals.resize = true; break;
			case SIGTSTP: signals.stop = true; break;
			default: signals.leave = bytes[i];
			}
	return signals;
}

void
terminal_stop(void)
{
	catch (SIGTSTP, SIG_DFL, 0);
	raise(SIGTSTP);
	catch (SIGTSTP, on_signal, SA_RESTART);
}
