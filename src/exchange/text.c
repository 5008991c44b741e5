/* The trace as lines: number, cause, seconds, kind, sentence. */
#include <inttypes.h>

#include "base/units.h"
#include "exchange/reader.h"
#include "exchange/writers.h"
#include "trace/sentence.h"

static void
put_event(struct str *out, const struct trace *trace, uint32_t index)
{
	const struct event *event = trace_event(trace, index);
	struct str clock = STR_INIT, cause = STR_INIT;

	str_printf(&clock, "%llu.%06llu", event->at_ns / NS_PER_S,
	    event->at_ns % NS_PER_S / NS_PER_US);
	if (event->cause != NONE32)
		str_printf(&cause, "<%u", event->cause);
	str_printf(out, "%5u %6s %12s %-10s ", index, cause.text, clock.text,
	    event_kinds[event->kind].word);
	sentence_event(trace, index, out);
	str_add(out, "\n");
	str_release(&clock);
	str_release(&cause);
}

void
exchange_text(struct exchange_out *out, struct exchange_reader *runs, uint32_t run_count)
{
	struct str ending = STR_INIT;

	for (uint32_t r = 0; r < run_count; r++) {
		struct exchange_reader *run = &runs[r];

		reader_look(run, out, NULL, NULL);
		if (reader_stopped(run)) {
			str_printf(&out->text, "# %s: stopped before it was told\n", run->design);
			break;
		}
		str_printf(&out->text,
		    "# %s  seed %" PRIu64 "  %u events  digest %016" PRIx64 "\n", run->design,
		    run->trace->scenario->seed, run->event_count, run->digest);
		reader_begin(run);
		for (; exchange_pass(out) && reader_has(run); reader_on(run))
			put_event(&out->text, run->trace, run->next);
		reader_ending(run, &ending);
		if (ending.length > 0)
			str_printf(&out->text, "# %s\n", ending.text);
		str_clear(&ending);
	}
	str_release(&ending);
}
