/* lib/sight.h - queues as somebody beside them sees them: from the events of a run alone.
 *
 * The measures of a run are one way to its figures; this is another, which shares nothing with
 * them: who is inside, who waits, for how long, event by event.  For scenarios of `ping` without
 * latencies, where a request is at its server when it is sent.
 */
#ifndef TESTS_LIB_SIGHT_H
#define TESTS_LIB_SIGHT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/scenarios.h"

#define SIGHT_MOST 4096 /* inside at once */

struct sight {
	/* of requests sent behind the warm-up, in ns: those that were served */
	size_t count, started, refused;
	uint64_t *waits, *times;
	/* in ns of the time from the end of the warm-up to the last arrival */
	uint64_t span_ns;
	uint64_t inside_ns[SIGHT_MOST];      /* how long so many were inside */
	uint64_t at_server_ns[SIGHT_MOST];   /* how long so many were at one, over all servers */
	uint64_t waiting_ns;                 /* of all that waited, together */
	uint64_t busy_ns, busy_periods;      /* from empty to empty, begun behind the warm-up */
	uint32_t servers;
};

/* Runs it to its end without keeping it: `requests` of which the first `warmup` do not count. */
void sight_run(struct sight *sight, const struct scenario *scenario, size_t requests,
    size_t warmup);
void sight_release(struct sight *sight);

/* The mean number inside, the share of time with as many or more, at any server likewise. */
double sight_inside(const struct sight *sight);
double sight_share_from(const struct sight *sight, size_t inside);
double sight_servers_from(const struct sight *sight, size_t inside);
/* The share of `values` (waits or times) up to so many ns, and their mean. */
double sight_share_within(const struct sight *sight, const uint64_t *values, double ns);
double sight_mean(const struct sight *sight, const uint64_t *values);

#endif
