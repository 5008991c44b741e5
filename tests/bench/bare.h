/* bench/bare.h - the practical limit: event loops of a few lines with nothing around them.
 *
 * A 4-ary heap of 16-byte events, exponential times from a ziggurat, integer nanoseconds.  What a
 * simulator adds to this is what it costs.  Source of the ziggurat: Marsaglia and Tsang (2000).
 */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <stdint.h>

/* M/M/servers at this utilisation, `requests` served; returns the mean wait in units of the mean
 * service time. */
double bare_queue(uint64_t requests, unsigned servers, double utilisation);
/* Takes the earliest of `pending` timers and puts it back later, `turns` times.  mixed: one in ten
 * waits 30 s, the others 1 ms, on average; else all wait 1 s.  Returns a checksum. */
uint64_t bare_hold(uint64_t turns, uint32_t pending, int mixed);

/* Exp(1), by the generator that the loops use. */
double bare_exponential(void);
uint64_t bare_random(void);

#endif
