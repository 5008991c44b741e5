/* app/clock.h - the wall clock's zone: the one place that asks the system for it. */
#ifndef APP_CLOCK_H
#define APP_CLOCK_H

#include <stdint.h>

/* Local time less UTC at this instant, in seconds; 0 when the system does not know. */
int32_t clock_offset_s(int64_t at_s);

#endif
