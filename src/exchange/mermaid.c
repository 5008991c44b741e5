/* The trace as sequence diagrams of Mermaid.
 *
 *	sequenceDiagram
 *	    participant ana_laptop as ana-laptop
 *	    ana_laptop->>lb: GET /cart (sid 7f3) at 12 ms
 *	    lb-xs1: GET /cart (sid 7f3), lost
 *	    Note over s1: read cart v2
 *
 * What may stand in a text: Mermaid ends a statement at `;` and newlines, begins a comment at `#`
 * and `%%`, a directive at `%%{`, and gives texts to a browser as HTML.  Its own escape is the
 * number of the character, `#59;`; everything but plain text is written so.  Before that, it
 * strips the semicolon of a line that has "style" or "classDef" and a `#`: those two words get
 * an escaped first letter.
 *
 * Source: mermaid.js.org, syntax/sequenceDiagram, "Entity codes to escape characters".
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "base/utf8.h"
#include "exchange/reader.h"
#include "exchange/slices.h"
#include "exchange/writers.h"
#include "trace/sentence.h"

struct diagram {
	struct exchange_out *out;
	struct exchange_reader *run;
	const struct trace *trace;
	struct slices bars; /* by actor, and request with attempt */
	uint16_t newest;    /* actor in the diagram, NONE16: none yet; a gap is noted there */
};

static bool
plain(uint32_t c)
{
	return isalnum((int)c) || strchr(" _-.,:/()[]='\"+*!?", (int)c) != NULL;
}

static void
put_escaped(struct str *out, const char *raw)
{
	struct str text = STR_INIT;
	size_t at = 0;

	utf8_sanitise(&text, raw, strlen(raw), false, false);
	/* "wrap:" and "nowrap:" before a text are orders, not text. */
	if (str_starts_with(text.text, "wrap") || str_starts_with(text.text, "nowrap")) {
		str_printf(out, "#%u;", (unsigned)(unsigned char)text.text[0]);
		at = 1;
	}
	while (at < text.length) {
		const char *rest = text.text + at;
		uint32_t c;

		at += utf8_decode(rest, text.length - at, &c, NULL);
		if (c >= 0x80)
			str_add_code_point(out, c);
		else if (!plain(c) || str_starts_with(rest, "style") ||
		    str_starts_with(rest, "classDef"))
			str_printf(out, "#%u;", (unsigned)c);
		else
			str_add_char(out, (char)c);
	}
	str_release(&text);
}

/* The name of a participant inside the document: its id where that can be no word of Mermaid's, no
 * arrow and no other actor's name; else "Actor7", which no such id can be. */
static void
put_name(struct str *out, const struct trace *trace, uint16_t actor)
{
	static const char *const words[] = { "activate", "actor", "alt", "and", "as", "autonumber",
		"box", "break", "create", "critical", "deactivate", "destroy", "details", "else",
		"end", "left", "link", "links", "loop", "note", "off", "opt", "option", "over",
		"par", "participant", "properties", "rect", "right", "title" };
	const char *id = trace->actors[actor].id;
	bool good = islower((unsigned char)*id);

	for (const char *c = id; *c; c++)
		good = good && (islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
		    (*c == '-' && c[1] && c[1] != '-'));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		good = good && !str_equal(id, words[i]);
	if (!good) {
		str_printf(out, "Actor%u", actor);
		return;
	}
	for (const char *c = id; *c; c++)
		str_add_char(out, *c == '-' ? '_' : *c);
}

/* What stands in the diagram for an event. */
enum line { LINE_NONE, LINE_ARROW, LINE_BAR, LINE_NOTE };

static enum line
line_of(const struct trace *trace, const struct event *event)
{
	static const bool silent[EVENT_KIND_COUNT] = { [EVENT_RECEIVE] = true, [EVENT_LOSE] = true,
		[EVENT_FINISH] = true, [EVENT_EXECUTE] = true };

	if (event->actor >= trace->actor_count || silent[event->kind])
		return LINE_NONE;
	if (event->kind == EVENT_START)
		return trace->actors[event->actor].role == ROLE_SERVER ? LINE_BAR : LINE_NOTE;
	return event->kind == EVENT_SEND && event->other < trace->actor_count ? LINE_ARROW
	                                                                       : LINE_NOTE;
}

/* Who is in the diagram, by actor. */
static void
note_actors(struct exchange_reader *run, uint32_t index, void *used)
{
	const struct event *event = trace_event(run->trace, index);
	enum line line = line_of(run->trace, event);

	if (line != LINE_NONE)
		((bool *)used)[event->actor] = true;
	if (line == LINE_ARROW)
		((bool *)used)[event->other] = true;
}

static void
put_participants(struct exchange_out *out, const struct trace *trace, const bool *used)
{
	struct str name = STR_INIT;

	for (uint16_t a = 0; a < trace->actor_count; a++) {
		if (!used[a])
			continue;
		str_add(&out->text, "    participant ");
		put_name(&out->text, trace, a);
		str_add(&out->text, " as ");
		str_clear(&name);
		label_actor(trace, a, &name);
		put_escaped(&out->text, name.text);
		str_add(&out->text, "\n");
		exchange_pass(out);
	}
	str_release(&name);
}

static void
put_arrow(struct diagram *diagram, const struct event *event)
{
	const struct trace *trace = diagram->trace;
	struct str *out = &diagram->out->text;
	const struct event *pair = event_pair(trace, event);
	const struct message *message = event_message(trace, event);
	bool back = message && (message->kind == MESSAGE_REPLY || message->kind == MESSAGE_ANSWER);
	bool lost = pair && pair->kind == EVENT_LOSE;
	struct str label = STR_INIT;

	label_message(trace, event, &label);
	if (event->attempt > 1 && trace->actors[event->actor].role == ROLE_DEVICE)
		str_printf(&label, ", attempt %u", event->attempt);
	if (trace->actors[event->actor].role == ROLE_DEVICE) {
		str_add(&label, " at ");
		units_print_duration(&label, event->at_ns);
	}
	if (lost)
		str_add(&label,
		    trace_reason(trace, pair) == REASON_GIVEN_UP ? ", too late" : ", lost");
	else if (!pair && !reader_sees_end(diagram->run))
		str_printf(&label, ", under way %u events later", diagram->run->lag);
	else if (!pair)
		str_add(&label, ", under way at the end");
	str_add(out, "    ");
	put_name(out, trace, event->actor);
	str_add(out, back ? "-" : "");
	str_add(out, lost ? "-x" : pair ? "->>" : "-)");
	put_name(out, trace, event->other);
	str_add(out, ": ");
	put_escaped(out, label.text);
	str_add(out, "\n");
	str_release(&label);
}

/* -- bars: from the start of work to the reply, or to the crash -- */

static uint64_t
bar_of(const struct event *event)
{
	return (uint64_t)event->request << 16 | event->attempt;
}

static void
put_bar(struct diagram *diagram, const char *word, uint16_t actor)
{
	str_printf(&diagram->out->text, "    %s ", word);
	put_name(&diagram->out->text, diagram->trace, actor);
	str_add(&diagram->out->text, "\n");
}

/* Does the event end the bars of its request at its actor? */
static bool
ends_bar(const struct trace *trace, const struct event *event)
{
	const struct message *message = event_message(trace, event);

	return (event->kind == EVENT_SEND && message && message->kind == MESSAGE_REPLY) ||
	    (event->kind == EVENT_REFUSE && trace_reason(trace, event) == REASON_CRASHED);
}

/* The sentence of an event over somebody. */
static void
put_note(struct diagram *diagram, uint16_t over, uint32_t index)
{
	struct str *out = &diagram->out->text, sentence = STR_INIT;

	str_add(out, "    Note over ");
	put_name(out, diagram->trace, over);
	str_add(out, ": ");
	sentence_event(diagram->trace, index, &sentence);
	put_escaped(out, sentence.text);
	str_add(out, "\n");
	str_release(&sentence);
}

static void
put_line(struct diagram *diagram, uint32_t index)
{
	const struct trace *trace = diagram->trace;
	const struct event *event = trace_event(trace, index);
	enum line line = line_of(trace, event);

	if (event->kind == EVENT_GAP && diagram->newest != NONE16)
		put_note(diagram, diagram->newest, index);
	if (line != LINE_NONE)
		diagram->newest = event->actor;
	if (line == LINE_ARROW) {
		put_arrow(diagram, event);
	} else if (line == LINE_BAR) {
		slices_open(&diagram->bars, event->actor, bar_of(event));
		put_bar(diagram, "activate", event->actor);
	} else if (line == LINE_NOTE) {
		put_note(diagram, event->actor, index);
	}
	if (line != LINE_NONE && ends_bar(trace, event))
		while (slices_close(&diagram->bars, event->actor, bar_of(event)))
			put_bar(diagram, "deactivate", event->actor);
}

/* Why it ends here. */
static void
put_ending(struct diagram *diagram)
{
	struct str *out = &diagram->out->text, ending = STR_INIT;

	reader_ending(diagram->run, &ending);
	if (ending.length == 0)
		return;
	if (diagram->newest == NONE16) {
		str_add(out, "    %% ");
	} else {
		str_add(out, "    Note over ");
		put_name(out, diagram->trace, diagram->newest);
		str_add(out, ": ");
	}
	put_escaped(out, ending.text);
	str_add(out, "\n");
	str_release(&ending);
}

static void
put_diagram(struct exchange_out *out, struct exchange_reader *run)
{
	struct diagram diagram = { .out = out, .run = run, .newest = NONE16 };
	bool *used = mem_alloc(NONE16 * sizeof *used);

	slices_init(&diagram.bars);
	reader_look(run, out, note_actors, used);
	if (reader_stopped(run)) {
		str_printf(&out->text, "%%%% stopped before design %s was told\n", run->design);
		mem_free(used);
		slices_release(&diagram.bars);
		return;
	}
	str_add(&out->text, "%% design ");
	put_escaped(&out->text, run->design);
	str_printf(&out->text, ", seed %" PRIu64 "\nsequenceDiagram\n", run->trace->scenario->seed);
	put_participants(out, run->trace, used);
	mem_free(used);
	reader_begin(run);
	diagram.trace = run->trace;
	for (; exchange_pass(out) && reader_has(run); reader_on(run))
		put_line(&diagram, run->next);
	put_ending(&diagram);
	/* What the run left at work. */
	for (uint32_t i = 0; i < diagram.bars.room; i++)
		for (uint32_t d = 0; d < diagram.bars.tracks[i].depth; d++)
			put_bar(&diagram, "deactivate", (uint16_t)diagram.bars.tracks[i].process);
	slices_release(&diagram.bars);
}

void
exchange_mermaid(struct exchange_out *out, struct exchange_reader *runs, uint32_t run_count)
{
	for (uint32_t r = 0; r < run_count && !reader_stopped(&runs[r]); r++)
		put_diagram(out, &runs[r]);
}
