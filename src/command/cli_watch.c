#include "command/cli_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FIRST_SIGN_SECONDS 0.25

static const int signals[] = { SIGINT, SIGTERM };

void
cli_watch_begin(struct cli_watch *watch, const struct cli *cli)
{
	struct sigaction action;
	sigset_t set;

	memset(watch, 0, sizeof *watch);
	watch->terminal = isatty(STDERR_FILENO) == 1;
	watch->shows = watch->terminal || cli_has(cli, OPTION_PROGRESS);
	watch->next = FIRST_SIGN_SECONDS;
	watch->run = (struct run_watch){ .self = watch, .goes_on = cli_watch_events };
	(void)clock_gettime(CLOCK_MONOTONIC, &watch->start);
	/* What is blocked waits, even where it is to be ignored. */
	(void)sigemptyset(&set);
	(void)sigemptyset(&watch->obeyed);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		(void)sigaddset(&set, signals[i]);
		if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			(void)sigaddset(&watch->obeyed, signals[i]);
	}
	(void)sigprocmask(SIG_BLOCK, &set, &watch->before);
}

/* Has one of them come since?  It is taken, so that it does not end the program afterwards. */
static int
take_signal(const sigset_t *set)
{
	const struct timespec now = { 0 };
	int signal = sigtimedwait(set, NULL, &now);

	return signal > 0 ? signal : 0;
}

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* One line, when a sign is due: on a terminal over the one before. */
static void
show(struct cli_watch *watch, const char *what, uint64_t events)
{
	double seconds = seconds_since(&watch->start);
	char line[160];
	int length;

	if (!watch->shows || seconds < watch->next)
		return;
	while (watch->next <= seconds)
		watch->next += 1;
	length = snprintf(line, sizeof line, "%s%.1f million events, %.0f s", what,
	    (double)events / 1e6, seconds);
	if (watch->terminal)
		fprintf(stderr, "\r%s%*s", line,
		    watch->width > length ? watch->width - length : 0, "");
	else
		fprintf(stderr, "coatcheck: %s\n", line);
	(void)fflush(stderr);
	watch->width = length;
}

bool
cli_watch_goes_on(struct cli_watch *watch)
{
	if (!watch->interrupted)
		watch->interrupted = take_signal(&watch->obeyed);
	return !watch->interrupted;
}

bool
cli_watch(void *self, const struct batch_progress *progress)
{
	struct cli_watch *watch = self;
	char runs[80];

	if (progress) {
		snprintf(runs, sizeof runs, "%" PRIu64 " of %" PRIu64 " runs, ", progress->runs,
		    progress->runs_all);
		show(watch, runs, progress->events);
	}
	return cli_watch_goes_on(watch);
}

bool
cli_watch_events(void *self, uint64_t events)
{
	struct cli_watch *watch = self;

	if (events < watch->events)
		watch->events_before += watch->events;
	watch->events = events;
	show(watch, "", watch->events_before + events);
	return cli_watch_goes_on(watch);
}

void
cli_watch_quiet(struct cli_watch *watch)
{
	if (watch->terminal && watch->width > 0) {
		fprintf(stderr, "\r%*s\r", watch->width, "");
		(void)fflush(stderr);
	}
	watch->shows = false;
	watch->width = 0;
}

void
cli_watch_end(struct cli_watch *watch)
{
	cli_watch_quiet(watch);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		sigset_t ignored;

		(void)sigemptyset(&ignored);
		(void)sigaddset(&ignored, signals[i]);
		if (!sigismember(&watch->obeyed, signals[i]))
			(void)take_signal(&ignored);
	}
	(void)sigprocmask(SIG_SETMASK, &watch->before, NULL);
}
