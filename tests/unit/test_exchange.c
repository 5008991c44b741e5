/* Exported traces: laws of each format's shape, over runs where everything goes wrong, and names
 * that want to end a string. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/prng.h"
#include "exchange/format.h"
#include "exchange/slices.h"
#include "lib/assert.h"
#include "lib/json_strict.h"
#include "lib/make_trace.h"
#include "lib/scenarios.h"

#define ROUGH \
	"seed: 5\n" \
	"clients:\n" \
	"  ana: {name: Ana, script: [login, add book, view cart, logout], \n" \
	"        retry: {timeout: 1s, attempts: 3, key: true}}\n" \
	"  bob: {name: Bob, start: 5ms, script: [login, add pen, view cart], repeat: view cart}\n" \
	"  crowd: {count: 6, script: [login], repeat: view cart}\n" \
	"servers: {count: 2, queue: 2}\n" \
	"stop: {after: 8s}\n" \
	"network: {loss: {client: {request: 10%, reply: 10%}, inside: 5%}, duplicate: 10%}\n" \
	"faults: [{at: 3010ms, do: crash, node: s1}, {at: 5s, do: restart, node: s1}]\n"

static const char *const designs[] = { "store", "sticky", "carry", "token", "local" };
#define DESIGNS (sizeof designs / sizeof *designs)

/* Rough weather under two designs. */
struct two {
	struct run run[2];
	struct exchange_run rows[2];
};

static void
two_begin(struct two *two, const char *keys, const char *first, const char *second)
{
	const char *names[] = { first, second };

	for (int i = 0; i < 2; i++) {
		run_begin(&two->run[i], keys, names[i]);
		run_all(&two->run[i]);
		two->rows[i] = (struct exchange_run){ .design = names[i],
			.trace = &two->run[i].trace };
	}
}

static void
two_end(struct two *two)
{
	run_end(&two->run[0]);
	run_end(&two->run[1]);
}

struct caught {
	struct str text;
	size_t largest, pieces, refuse_from;
};

static bool
catch_piece(void *data, const char *bytes, size_t length)
{
	struct caught *caught = data;

	caught->pieces++;
	if (length > caught->largest)
		caught->largest = length;
	str_add_bytes(&caught->text, bytes, length);
	return caught->refuse_from == 0 || caught->pieces < caught->refuse_from;
}

/* What the format makes of the runs; the caller releases it. */
static struct str
exported(const char *format, const struct exchange_run *runs, uint32_t count)
{
	struct caught caught = { .text = STR_INIT };

	assert_non_null(exchange_format_find(format));
	assert_true(exchange_write(
	    exchange_format_find(format), runs, count, catch_piece, &caught));
	return caught.text;
}

static void
assert_json(const struct str *text)
{
	const char *wrong;

	assert_int_equal(strlen(text->text), text->length);
	if (!json_strict(text->text, &wrong)) {
		print_error("no JSON from byte %zu: %.60s\n", (size_t)(wrong - text->text), wrong);
		fail();
	}
}

static uint32_t
count_text(const char *text, const char *part)
{
	uint32_t count = 0;

	for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
		count++;
	return count;
}

/* Calls fn with each line, newline removed. */
static void
each_line(struct str *text, void (*fn)(char *line, void *data), void *data)
{
	for (char *line = text->text, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		*end = '\0';
		fn(line, data);
	}
}

/* -- the table -- */

static void
exchange_format__names__are_found_and_listed(void **state)
{
	struct str names = STR_INIT, help = STR_INIT;

	(void)state;
	exchange_format_names(&names);
	exchange_format_help(&help);
	assert_int_equal(strncmp(names.text, "text, json, mermaid, ", 21), 0);
	for (uint32_t i = 0; i < exchange_format_count; i++) {
		const struct exchange_format *format = &exchange_formats[i];

		assert_ptr_equal(exchange_format_find(format->name), format);
		assert_non_null(strstr(names.text, format->name));
		assert_non_null(strstr(help.text, format->text));
		assert_int_equal(format->about[strlen(format->about) - 1], '\n');
	}
	assert_null(exchange_format_find("svg"));
	str_release(&names);
	str_release(&help);
}

static void
exchange_write__failing_sink__stops_at_once(void **state)
{
	struct two two;

	(void)state;
	two_begin(&two, ROUGH, "store", "carry");
	for (uint32_t i = 0; i < exchange_format_count; i++) {
		struct caught caught = { .text = STR_INIT, .refuse_from = 1 };

		assert_false(exchange_write(
		    &exchange_formats[i], two.rows, 2, catch_piece, &caught));
		assert_int_equal(caught.pieces, 1);
		str_release(&caught.text);
	}
	two_end(&two);
}

static void
exchange_write__long_trace__comes_in_small_pieces(void **state)
{
	struct make make;
	struct exchange_run run = { .design = "long", .trace = &make.trace };

	(void)state;
	make_begin(&make, true);
	make_random(&make, 7, 60000);
	make_end(&make);
	for (uint32_t i = 0; i < exchange_format_count; i++) {
		struct caught caught = { .text = STR_INIT };

		/* Events of this trace have no bytes that an archive could hold. */
		if (str_equal(exchange_formats[i].name, "har"))
			continue;
		assert_true(
		    exchange_write(&exchange_formats[i], &run, 1, catch_piece, &caught));
		assert_true(caught.text.length > 1000000);
		assert_true(caught.largest < 64u << 10);
		str_release(&caught.text);
	}
	make_release(&make);
}

/* -- text and JSON of our own -- */

static void
exchange_text__run__has_one_line_an_event(void **state)
{
	struct two two;
	struct str text;

	(void)state;
	two_begin(&two, SCENARIO_SHOP, "sticky", "token");
	text = exported("text", two.rows, 2);
	assert_int_equal(count_text(text.text, "\n"),
	    two.run[0].trace.event_count + two.run[1].trace.event_count + 2);
	assert_int_equal(strncmp(text.text, "# sticky  seed ", 15), 0);
	str_release(&text);
	two_end(&two);
}

static void
exchange_json__run__is_strict_and_complete(void **state)
{
	struct two two;
	struct str text;

	(void)state;
	two_begin(&two, ROUGH, "sticky", "token");
	text = exported("json", two.rows, 2);
	assert_json(&text);
	assert_int_equal(strncmp(text.text, "{\"interface\":1,\"scenario\":", 26), 0);
	assert_int_equal(count_text(text.text, "\"at_ns\":"),
	    two.run[0].trace.event_count + two.run[1].trace.event_count);
	str_release(&text);
	two_end(&two);
}

static void
exchange_json__actors_and_sessions__tables_before_the_events(void **state)
{
	struct two two;
	struct str text;
	char sid[33];

	(void)state;
	two_begin(&two, SCENARIO_SHOP "cast: {server: kernel}\n", "sticky", "token");
	text = exported("json", two.rows, 2);
	assert_json(&text);
	assert_int_equal(count_text(text.text, "{\"id\":\"s2\",\"name\":\"kernel 2\","
	    "\"role\":\"server\",\"client\":null}"), 2);
	assert_int_equal(count_text(text.text, "\"role\":"),
	    two.run[0].trace.actor_count + two.run[1].trace.actor_count);
	assert_true(two.run[0].trace.session_count == 3);
	for (uint32_t i = 0; i < 3; i++) {
		trace_sid(&two.run[0].trace, i, sid);
		assert_true(count_text(text.text, sid) >= 1);
	}
	assert_non_null(strstr(text.text, "\"actor\":\"s1\""));
	assert_null(strstr(text.text, "\"actor\":\"kernel"));
	str_release(&text);
	text = exported("mermaid", two.rows, 1);
	assert_non_null(strstr(text.text, "\n    participant s1 as kernel 1\n"));
	str_release(&text);
	two_end(&two);
}

/* -- mermaid -- */

struct diagram {
	const char *participants[256];
	uint32_t participant_count, arrows, lost, notes;
	int bars[256];
};

static size_t
name_length(const char *name)
{
	size_t length = 0;

	while (isalnum((unsigned char)name[length]) || name[length] == '_')
		length++;
	return length;
}

static uint32_t
participant(const struct diagram *diagram, const char *name)
{
	for (uint32_t i = 0; i < diagram->participant_count; i++)
		if (strlen(diagram->participants[i]) == name_length(name) &&
		    !strncmp(diagram->participants[i], name, name_length(name)))
			return i;
	fail_msg("\"%s\" begins with no participant", name);
	return 0;
}

/* Nothing but plain text and whole entities: what Mermaid or a browser could take for syntax. */
static void
assert_inert(const char *text)
{
	for (const char *c = text; *c; c++) {
		assert_null(strchr(";%{}<>&$\\|~`^", *c));
		assert_false(iscntrl((unsigned char)*c));
		if (*c != '#')
			continue;
		assert_true(isdigit((unsigned char)c[1]));
		c += 1 + strspn(c + 1, "0123456789");
		assert_int_equal(*c, ';');
	}
	assert_null(strstr(text, "style"));
	assert_null(strstr(text, "classDef"));
}

static void
arrow_line(struct diagram *diagram, char *line)
{
	const char *const arrows[] = { "-->>", "->>", "--x", "-x", "--)", "-)" };
	char *at = line + name_length(line);
	char *end = NULL;

	participant(diagram, line);
	for (size_t i = 0; i < sizeof arrows / sizeof *arrows && !end; i++)
		if (str_starts_with(at, arrows[i])) {
			end = at + strlen(arrows[i]);
			diagram->lost += strchr(arrows[i], 'x') != NULL;
		}
	assert_non_null(end);
	participant(diagram, end);
	end += name_length(end);
	assert_int_equal(strncmp(end, ": ", 2), 0);
	assert_inert(end + 2);
	diagram->arrows++;
}

static void
mermaid_line(char *line, void *data)
{
	struct diagram *diagram = data;
	char *word = line + 4, *rest = word + strcspn(word, " ");

	if (str_starts_with(line, "%% design ") || str_equal(line, "sequenceDiagram")) {
		if (*line == '%')
			diagram->participant_count = 0;
		return;
	}
	assert_int_equal(strncmp(line, "    ", 4), 0);
	if (str_starts_with(word, "participant ")) {
		size_t length = name_length(rest + 1);

		assert_inert(rest + 1 + length + strlen(" as "));
		rest[1 + length] = '\0';
		diagram->participants[diagram->participant_count++] = rest + 1;
	} else if (str_starts_with(word, "activate ")) {
		diagram->bars[participant(diagram, rest + 1)]++;
	} else if (str_starts_with(word, "deactivate ")) {
		assert_true(--diagram->bars[participant(diagram, rest + 1)] >= 0);
	} else if (str_starts_with(word, "Note over ")) {
		rest = word + strlen("Note over ");
		participant(diagram, rest);
		assert_inert(rest + name_length(rest) + 2);
		diagram->notes++;
	} else {
		arrow_line(diagram, word);
	}
}

static struct diagram
read_diagram(struct str *text)
{
	struct diagram diagram = { .arrows = 0 };

	each_line(text, mermaid_line, &diagram);
	for (uint32_t i = 0; i < 256; i++)
		assert_int_equal(diagram.bars[i], 0);
	return diagram;
}

static uint32_t
lost_sends(const struct trace *trace)
{
	uint32_t lost = 0;

	for (uint32_t i = 0; i < trace->event_count; i++) {
		uint32_t pair = trace->events[i].pair;

		lost += trace->events[i].kind == EVENT_SEND && pair < trace->event_count &&
		    trace->events[pair].kind == EVENT_LOSE;
	}
	return lost;
}

static void
exchange_mermaid__rough_weather__every_send_is_an_arrow(void **state)
{
	(void)state;
	for (size_t d = 0; d < DESIGNS; d++) {
		struct run run;
		struct exchange_run row = { .design = designs[d], .trace = &run.trace };
		struct diagram diagram;
		struct str text;

		run_begin(&run, ROUGH, designs[d]);
		run_all(&run);
		text = exported("mermaid", &row, 1);
		diagram = read_diagram(&text);
		assert_int_equal(diagram.arrows, run_count(&run, EVENT_SEND));
		assert_int_equal(diagram.lost, lost_sends(&run.trace));
		assert_true(diagram.lost > 0);
		str_release(&text);
		run_end(&run);
	}
}

static void
exchange_mermaid__two_designs__are_two_diagrams(void **state)
{
	struct two two;
	struct str text;

	(void)state;
	two_begin(&two, SCENARIO_SHOP, "sticky", "token");
	text = exported("mermaid", two.rows, 2);
	assert_int_equal(strncmp(text.text, "%% design sticky, seed ", 23), 0);
	assert_non_null(strstr(text.text, "\n%% design token, seed "));
	assert_int_equal(count_text(text.text, "sequenceDiagram\n"), 2);
	assert_non_null(strstr(text.text, "\n    participant ana_browser as ana-browser\n"));
	assert_non_null(strstr(text.text, "\n    ana_browser->>lb: POST /login at 0 s\n"));
	assert_non_null(strstr(text.text, "\n    s1-->>lb: 200 OK (sets sid "));
	str_release(&text);
	two_end(&two);
}

/* -- chrome -- */

#define TRACKS_MAX 8192
#define FLOWS_MAX 8192
struct timeline {
	uint64_t processes[TRACKS_MAX], threads[TRACKS_MAX], flows[FLOWS_MAX], at;
	int depths[TRACKS_MAX];
	uint32_t track_count, flow_count; /* flows: begun and not ended */
	uint32_t flow_starts, instants, slices, named, last_run;
};

/* The whole number after "key": in the line; fractions of it too, as if there were no point. */
static uint64_t
number_of(const char *line, const char *key)
{
	const char *at = strstr(line, key);
	uint64_t number = 0;

	assert_non_null(at);
	for (at += strlen(key); isdigit((unsigned char)*at) || *at == '.'; at++)
		if (*at != '.')
			number = number * 10 + (uint64_t)(*at - '0');
	return number;
}

static int *
depth_of(struct timeline *timeline, uint64_t process, uint64_t thread)
{
	uint32_t i = 0;

	while (i < timeline->track_count &&
	    (timeline->processes[i] != process || timeline->threads[i] != thread))
		i++;
	if (i == timeline->track_count) {
		assert_true(timeline->track_count++ < TRACKS_MAX);
		timeline->processes[i] = process;
		timeline->threads[i] = thread;
	}
	return &timeline->depths[i];
}

static void
flow_line(struct timeline *timeline, const char *line, char phase, int depth)
{
	uint64_t id = number_of(line, "\"id\":");
	uint32_t i = 0;

	assert_true(depth > 0);
	while (i < timeline->flow_count && timeline->flows[i] != id)
		i++;
	if (phase == 's') {
		assert_int_equal(i, timeline->flow_count);
		assert_true(timeline->flow_count < FLOWS_MAX);
		timeline->flows[timeline->flow_count++] = id;
		timeline->flow_starts++;
	} else {
		assert_non_null(strstr(line, "\"bp\":\"e\""));
		assert_true(i < timeline->flow_count);
		timeline->flows[i] = timeline->flows[--timeline->flow_count];
	}
}

static void
chrome_line(char *line, void *data)
{
	struct timeline *timeline = data;
	uint64_t process, at;
	char phase;
	int *depth;

	if (!str_starts_with(line, "{\"ph\":"))
		return;
	phase = line[7];
	process = number_of(line, "\"pid\":");
	assert_true(process > 0);
	if (phase == 'M') {
		timeline->named += strstr(line, "\"process_name\"") != NULL;
		return;
	}
	at = number_of(line, "\"ts\":");
	assert_true(at >= timeline->at);
	timeline->at = at;
	timeline->last_run = (uint32_t)(process / 100000);
	depth = depth_of(timeline, process, number_of(line, "\"tid\":"));
	if (phase == 'B') {
		++*depth;
		timeline->slices++;
	} else if (phase == 'E') {
		assert_true(--*depth >= 0);
	} else if (phase == 's' || phase == 'f') {
		flow_line(timeline, line, phase, *depth);
	} else {
		assert_int_equal(phase, 'i');
		assert_non_null(strstr(line, "\"s\":\""));
		timeline->instants++;
	}
}

/* Sends whose other end is there and was no loss: each an arrow. */
static uint32_t
arrows_of(const struct trace *trace)
{
	uint32_t arrows = 0;

	for (uint32_t i = 0; i < trace->event_count; i++) {
		uint32_t pair = trace->events[i].pair;

		arrows += trace->events[i].kind == EVENT_SEND && pair < trace->event_count &&
		    trace->events[pair].kind != EVENT_LOSE && trace->events[pair].pair == i;
	}
	return arrows;
}

static void
exchange_chrome__rough_weather__time_slices_and_flows_hold(void **state)
{
	(void)state;
	for (size_t d = 0; d < DESIGNS; d++) {
		struct two two;
		struct str text;
		struct timeline *timeline = mem_alloc(sizeof *timeline);

		two_begin(&two, ROUGH, designs[d], designs[(d + 1) % DESIGNS]);
		text = exported("chrome", two.rows, 2);
		assert_json(&text);
		each_line(&text, chrome_line, timeline);
		for (uint32_t i = 0; i < timeline->track_count; i++)
			assert_int_equal(timeline->depths[i], 0);
		assert_int_equal(timeline->flow_count, 0);
		assert_int_equal(timeline->flow_starts,
		    arrows_of(&two.run[0].trace) + arrows_of(&two.run[1].trace));
		assert_true(timeline->flow_starts > 100);
		assert_true(timeline->named >= 20);
		assert_int_equal(timeline->at, 8000000000ull);
		str_release(&text);
		mem_free(timeline);
		two_end(&two);
	}
}

static void
slices__many_tracks__count_like_a_dull_list(void **state)
{
	static uint32_t depths[64][64];
	struct slices slices;
	struct prng prng;

	(void)state;
	prng_init(&prng, 11, 0);
	slices_init(&slices);
	for (int i = 0; i < 200000; i++) {
		uint32_t process = (uint32_t)prng_below(&prng, 64);
		uint32_t thread = (uint32_t)prng_below(&prng, 64);
		uint32_t *depth = &depths[process][thread];

		if (prng_below(&prng, 100) < (i / 20000 % 2 ? 40u : 60u)) {
			assert_int_equal(slices_open(&slices, process, thread), *depth);
			++*depth;
		} else {
			assert_int_equal(slices_close(&slices, process, thread), *depth > 0);
			*depth -= *depth > 0;
		}
		assert_int_equal(slices_depth(&slices, process, thread), *depth);
	}
	for (uint32_t p = 0; p < 64; p++)
		for (uint32_t t = 0; t < 64; t++)
			assert_int_equal(slices_depth(&slices, p, t), depths[p][t]);
	slices_release(&slices);
}

/* -- har -- */

/* Milliseconds with six decimals or none, as ns. */
static uint64_t
ms_of(const char **at, const char *key)
{
	uint64_t ns;
	const char *point;

	*at = strstr(*at, key);
	assert_non_null(*at);
	*at += strlen(key);
	ns = strtoull(*at, NULL, 10) * 1000000;
	point = *at + strspn(*at, "0123456789");
	if (*point == '.') {
		assert_int_equal(strspn(point + 1, "0123456789"), 6);
		ns += strtoull(point + 1, NULL, 10);
	}
	return ns;
}

static uint32_t
device_sends(const struct trace *trace)
{
	uint32_t sends = 0;

	for (uint32_t i = 0; i < trace->event_count; i++)
		sends += trace->events[i].kind == EVENT_SEND &&
		    trace->actors[trace->events[i].actor].role == ROLE_DEVICE;
	return sends;
}

static void
exchange_har__rough_weather__times_add_up(void **state)
{
	(void)state;
	for (size_t d = 0; d < DESIGNS; d++) {
		struct two two;
		struct str text;
		const char *at;
		uint32_t entries = 0;

		two_begin(&two, ROUGH, designs[d], designs[(d + 1) % DESIGNS]);
		text = exported("har", two.rows, 2);
		assert_json(&text);
		assert_int_equal(count_text(text.text, "{\"pageref\":"),
		    device_sends(&two.run[0].trace) + device_sends(&two.run[1].trace));
		assert_int_equal(count_text(text.text, "\"pageTimings\":{}"), 16);
		for (at = text.text; (at = strstr(at, "{\"pageref\":")) != NULL; entries++) {
			uint64_t time = ms_of(&at, "\"time\":"), sum;

			sum = ms_of(&at, "\"timings\":{\"send\":");
			sum += ms_of(&at, "\"wait\":");
			sum += ms_of(&at, "\"receive\":");
			assert_int_equal(time, sum);
		}
		assert_non_null(strstr(text.text, "\"status\":0,"));
		str_release(&text);
		two_end(&two);
	}
}

static void
exchange_har__ticket__is_a_cookie(void **state)
{
	struct two two;
	struct str text;

	(void)state;
	two_begin(&two, SCENARIO_SHOP, "sticky", "token");
	text = exported("har", two.rows, 1);
	assert_int_equal(strncmp(text.text, "{\"log\":{\"version\":\"1.2\",", 24), 0);
	assert_non_null(strstr(text.text,
	    "\"startedDateTime\":\"2026-01-01T00:00:00.000000Z\",\"id\":\"sticky/ana-browser\""));
	assert_non_null(strstr(text.text, "\"url\":\"https://shop.example/login\""));
	assert_non_null(strstr(text.text, "},{\"name\":\"srv\",\"value\":\"s1\"}]"));
	assert_non_null(strstr(text.text,
	    "{\"name\":\"srv\",\"value\":\"s1\",\"path\":\"/\",\"secure\":true,"
	    "\"httpOnly\":true,\"sameSite\":\"Lax\"}"));
	assert_non_null(strstr(text.text, "\"text\":\"{\\\"cart\\\":[\\\"book\\\"]}\""));
	str_release(&text);
	text = exported("har", two.rows + 1, 1);
	assert_non_null(strstr(text.text, "{\"name\":\"Authorization\",\"value\":\"Bearer "));
	str_release(&text);
	two_end(&two);
}

/* -- names from outside -- */

static void
exchange_write__hostile_names__stay_text(void **state)
{
	static const char *const hostile[] = { "end", "x\";y\\", "a\nNote over lb: b",
		"%%{init: {}}%%", "style x:#a;", "<b>&lt;</b>", "\x1b[31m\xff",
		"wrap: \xe2\x80\xae$$", "participant", "lb-x", "\"}],\"a\":[" };
	const size_t count = sizeof hostile / sizeof *hostile;

	(void)state;
	for (size_t h = 0; h < count; h++) {
		struct two two;

		two_begin(&two, ROUGH, "sticky", "carry");
		for (int i = 0; i < 2; i++) {
			struct trace *trace = &two.run[i].trace;

			for (uint32_t a = 0; a < trace->actor_count; a++) {
				trace->actors[a].id = hostile[(h + a) % count];
				trace->actors[a].name = hostile[(h + a + 1) % count];
			}
			for (uint32_t t = 0; t < trace->text_count; t++)
				trace->texts[t] = hostile[(h + t) % count];
			two.rows[i].design = hostile[h];
		}
		for (uint32_t f = 0; f < exchange_format_count; f++) {
			const char *name = exchange_formats[f].name;
			struct str text = exported(name, two.rows, 2);

			if (str_equal(name, "mermaid"))
				read_diagram(&text);
			else if (!str_equal(name, "text"))
				assert_json(&text);
			str_release(&text);
		}
		two_end(&two);
	}
}

static void
json_strict__broken_texts__are_refused(void **state)
{
	static const char *const broken[] = { "", "{", "{\"a\":1,}", "[1 2]", "\"\n\"", "01", "1.",
		"[]]", "{a:1}", "\"\\x\"", "\"\xff\"", "nul" };
	const char *wrong;

	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		assert_false(json_strict(broken[i], &wrong));
	assert_true(json_strict("{\"a\":[1.5e-3,null,\"\\u00e9\"]}\n", &wrong));
}

/* What was not kept is said in every format. */
static void
exchange_write__gap__is_told(void **state)
{
	struct two two;

	(void)state;
	two_begin(&two, ROUGH, "store", "local");
	for (int i = 0; i < 2; i++) {
		struct trace *trace = &two.run[i].trace;
		struct event *last = &trace->events[trace->event_count - 1];

		*last = (struct event){ .at_ns = last->at_ns, .value = 1234, .cause = NONE32,
			.pair = NONE32, .request = NONE32, .session = NONE32, .message = NONE32,
			.item = NONE32, .fields = NONE32, .actor = NONE16, .other = NONE16,
			.kind = EVENT_GAP, .outcome = OUTCOME_UNKNOWN, .phase = last->phase };
		trace->dropped = 1234;
		trace->complete = false;
	}
	for (uint32_t i = 0; i < exchange_format_count; i++) {
		struct str text = exported(exchange_formats[i].name, two.rows, 2);

		if (count_text(text.text, "1234 events") < 2)
			fail_msg("%s does not say what is missing", exchange_formats[i].name);
		str_release(&text);
	}
	two_end(&two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_strict__broken_texts__are_refused),
		cmocka_unit_test(exchange_format__names__are_found_and_listed),
		cmocka_unit_test(exchange_write__failing_sink__stops_at_once),
		cmocka_unit_test(exchange_write__long_trace__comes_in_small_pieces),
		cmocka_unit_test(exchange_text__run__has_one_line_an_event),
		cmocka_unit_test(exchange_json__run__is_strict_and_complete),
		cmocka_unit_test(exchange_json__actors_and_sessions__tables_before_the_events),
		cmocka_unit_test(exchange_mermaid__rough_weather__every_send_is_an_arrow),
		cmocka_unit_test(exchange_mermaid__two_designs__are_two_diagrams),
		cmocka_unit_test(exchange_chrome__rough_weather__time_slices_and_flows_hold),
		cmocka_unit_test(slices__many_tracks__count_like_a_dull_list),
		cmocka_unit_test(exchange_har__rough_weather__times_add_up),
		cmocka_unit_test(exchange_har__ticket__is_a_cookie),
		cmocka_unit_test(exchange_write__hostile_names__stay_text),
		cmocka_unit_test(exchange_write__gap__is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
