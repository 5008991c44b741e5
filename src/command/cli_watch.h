/* command/cli_watch.h - long runs of a command: how far they are, on standard error, and Ctrl-C.
 *
 * Between begin and end SIGINT and SIGTERM (`timeout 60 coatcheck run ...`) are blocked and looked
 * for, so that a command can still print what it has measured.  No handler, no state outside this
 * struct.
 */
#ifndef COMMAND_CLI_WATCH_H
#define COMMAND_CLI_WATCH_H

#include <signal.h>
#include <time.h>

#include "command/cli.h"
#include "experiment/batch.h"

struct cli_watch {
	sigset_t before;
	sigset_t obeyed; /* of the two, those that are not ignored */
	bool shows, terminal;
	int interrupted; /* the signal that ended it, 0: none */
	int width;   /* of the line that stands on the terminal */
	uint64_t events, events_before; /* of the run that is going on, of those before it */
	struct run_watch run;
	double next; /* seconds at which the next sign is due */
	struct timespec start;
};

void cli_watch_begin(struct cli_watch *watch, const struct cli *cli);
/* The `watch` of a batch: false once Ctrl-C was pressed.  `progress` may be NULL. */
bool cli_watch(void *self, const struct batch_progress *progress);
/* The same for one run after the other: watch.run, of a runset_request. */
bool cli_watch_events(void *self, uint64_t events);
/* Has a signal come?  Without a sign. */
bool cli_watch_goes_on(struct cli_watch *watch);
/* No sign any more: something else is shown from now on. */
void cli_watch_quiet(struct cli_watch *watch);
void cli_watch_end(struct cli_watch *watch);

#endif
