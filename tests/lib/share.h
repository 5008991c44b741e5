/* tests/lib/share.h - what the sanitised build does of long runs.
 *
 * Sanitisers look for faults of memory and arithmetic, which the hundredth seed finds no more than
 * the fourth; a run costs five times as much under them.  So SANITISED tests run every law on a
 * few seeds, and leave figures over seeds and the sizes of large tables to the plain build.
 */
#ifndef TESTS_LIB_SHARE_H
#define TESTS_LIB_SHARE_H

#ifdef __SANITIZE_ADDRESS__
#define SANITISED 1
#else
#define SANITISED 0
#endif

#endif
