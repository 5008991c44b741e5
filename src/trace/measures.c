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

void
measures_of(const struct trace *trace, struct measures *out)
{
	struct measures_fold *fold = measures_fold_new(trace);

	for (uint32_t index = 0; index < trace->event_count; index++)
		measures_fold_event(fold, &trace->events[index], NULL);
	measures_fold_read(fold, trace->end_ns, out);
	measures_fold_free(fold);
}
