/* The table of measures, and the convenience over a kept trace; measures_fold.c counts. */
#include "trace/measures.h"

#include <string.h>

#include "trace/measures_table.h"

/* clang-format off */
#define X(e, n, u, b, t) [MEASURE_ROW_##e] = { n, MEASURE_##u, b, t },
const struct measure_row measure_rows[] = { MEASURES(X) };
#undef X
/* clang-format on */
const uint32_t measure_row_count = MEASURE_ROW_COUNT;
_Static_assert(MEASURE_ROW_COUNT <= MEASURES_MAX, "a row for every measure");

int
measure_find(const char *name)
{
	for (int row = 0; row < MEASURE_ROW_COUNT; row++)
		if (strcmp(measure_rows[row].name, name) == 0)
			return row;
	return -1;
}

bool
measure_is_of_clients(uint32_t row)
{
	static const bool of_clients[MEASURE_ROW_COUNT] = {
		[MEASURE_ROW_REQUESTS] = true, [MEASURE_ROW_OK] = true,
		[MEASURE_ROW_FAILED] = true, [MEASURE_ROW_ATTEMPTS] = true,
		[MEASURE_ROW_THROUGHPUT] = true, [MEASURE_ROW_LOGINS] = true,
		[MEASURE_ROW_FORCED_LOGINS] = true, [MEASURE_ROW_IN_FLIGHT_MEAN] = true,
		[MEASURE_ROW_TIME_MEAN] = true, [MEASURE_ROW_TIME_P50] = true,
		[MEASURE_ROW_TIME_P95] = true, [MEASURE_ROW_TIME_P99] = true,
		[MEASURE_ROW_TIME_MAX] = true, [MEASURE_ROW_SERVICE_AVAILABILITY] = true,
	};

	return row < MEASURE_ROW_COUNT && of_clients[row];
}

void
measures_of(const struct trace *trace, struct measures *out)
{
	struct measures_fold *fold = measures_fold_new(trace);

	for (uint32_t index = 0; index < trace->event_count; index++)
		measures_fold_event(fold, &trace->events[index], NULL);
	measures_fold_read(fold, trace->end_ns, out);
	measures_fold_free(fold);
}
