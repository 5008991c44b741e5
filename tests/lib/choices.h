/* lib/choices.h - two choices in a fleet that is not infinite.
 *
 * The published law of the shorter of two queues is of a fleet without end; a fleet of N is slower
 * by what chance adds to it, about 1/N.  This is that law with the term of 1/N: the fluctuations
 * around the limit as a Gaussian (a Lyapunov equation), and what their variance adds to the mean
 * through the curvature of "both of the two have k".  The two are different servers, as in the
 * engine.
 */
#ifndef TESTS_LIB_CHOICES_H
#define TESTS_LIB_CHOICES_H

#include <stddef.h>

#define CHOICES_DEPTH 12 /* the share with so many is below 1e-15, up to a load of 0.97 */

/* Servers of exponential work of mean 1, each given `load` a unit of time on average: shares[k] is
 * the share of them with k requests or more, k from 0. */
void choices_shares(double load, size_t servers, double shares[CHOICES_DEPTH + 1]);
/* The mean time of a request, in units of work. */
double choices_time(double load, size_t servers);

#endif
