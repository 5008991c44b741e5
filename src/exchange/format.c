/* The table of formats. */
#include "exchange/format.h"

#include "base/arena.h"
#include "base/check.h"
#include "exchange/reader.h"
#include "exchange/writers.h"

/* clang-format off */
const struct exchange_format exchange_formats[] = {
	{ "text", "txt", "one line an event, to read and to compare",
	    "number, <cause, seconds, kind, sentence; a line \"# design\" before each run\n",
	    exchange_text, 0, NULL },
	{ "json", "json", "every event with all its numbers, for programs",
	    "interface 1: names stay, new ones may come.\n"
	    "{interface, scenario, seed, designs: [{name, digest, complete, actors, sessions,\n"
	    "events}]}; complete is false where a limit of this program ended the run; an actor\n"
	    "has id, name (for people), role, client (a device's); a session has\n"
	    "session (its number), sid (the id that travels), client; an event\n"
	    "event (its number), at_ns, kind, actor, other, cause and pair (numbers of events),\n"
	    "request, attempt, session, piece, item, version, value (the kind's own: ns of work,\n"
	    "bytes kept, places waiting), wire_bytes, home, outcome, reason, status, sentence;\n"
	    "what it does not have is null; \"stopped\": true behind the designs after Ctrl-C\n",
	    exchange_json, 0, NULL },
	{ "mermaid", "mmd", "a sequence diagram, to paste into Markdown",
	    "an arrow a message, a cross where one is lost, bars while a server works, notes for the\n"
	    "rest; a line \"%% design\" begins each run's diagram; Mermaid draws 50000 characters\n"
	    "at most, unless its maxTextSize says more\n",
	    exchange_mermaid, 50000,
	    "Mermaid draws 50000 characters at most, unless its maxTextSize says more" },
	{ "chrome", "json", "a timeline: open it at ui.perfetto.dev",
	    "a process an actor, a thread a request (and attempt), slices while it stays there and\n"
	    "is worked on, flows for messages, instants for the rest; microseconds; processes of\n"
	    "the second design are numbered from 100001, and so on\n",
	    exchange_chrome, 0, NULL },
	{ "har", "har", "what the clients' browsers saw, for their network panels",
	    "an entry a request that a device sent, with cookies, headers and bodies; a page a\n"
	    "design and device; a request that nobody answered has status 0\n",
	    exchange_har, 0, NULL },
};
/* clang-format on */
const uint32_t exchange_format_count = sizeof exchange_formats / sizeof *exchange_formats;

const struct exchange_format *
exchange_format_find(const char *name)
{
	for (uint32_t i = 0; i < exchange_format_count; i++)
		if (str_equal(exchange_formats[i].name, name))
			return &exchange_formats[i];
	return NULL;
}

void
exchange_format_names(struct str *out)
{
	for (uint32_t i = 0; i < exchange_format_count; i++)
		str_printf(out, "%s%s",
		    i == 0                               ? ""
		        : i + 1 < exchange_format_count ? ", "
		                                         : " or ",
		    exchange_formats[i].name);
}

void
exchange_format_help(struct str *out)
{
	for (uint32_t i = 0; i < exchange_format_count; i++) {
		const struct exchange_format *format = &exchange_formats[i];
		const char *at = format->about;

		str_printf(
		    out, "  %-9s .%-5s %s\n", format->name, format->extension, format->text);
		while (*at) {
			const char *end = at;

			while (*end != '\n')
				end++;
			str_printf(out, "      %.*s\n", (int)(end - at), at);
			at = end + 1;
		}
	}
}

bool
exchange_write(const struct exchange_format *format, const struct exchange_run *runs,
    uint32_t run_count, exchange_sink_fn *sink, void *data)
{
	struct exchange_reader *readers;
	struct exchange_out out;

	CHECK(run_count > 0);
	readers = mem_alloc(run_count * sizeof(*readers));
	for (uint32_t r = 0; r < run_count; r++)
		reader_init(&readers[r], &runs[r]);
	exchange_out_init(&out, sink, data);
	format->write(&out, readers, run_count);
	for (uint32_t r = 0; r < run_count; r++)
		reader_release(&readers[r]);
	mem_free(readers);
	return exchange_out_end(&out);
}
