#include "app/clock.h"

#include <time.h>

int32_t
clock_offset_s(int64_t at_s)
{
	time_t at = (time_t)at_s;
	struct tm local;

	/* tm_gmtoff is POSIX of 2024, and in every C library that this builds on. */
	return localtime_r(&at, &local) == NULL ? 0 : (int32_t)local.tm_gmtoff;
}
