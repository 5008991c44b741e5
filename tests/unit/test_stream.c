/* A run told as it goes on is written byte for byte as a kept one, and holds little of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/json_read.h"
#include "experiment/stream.h"
#include "lesson/load.h"

/* Losses, retries, crashes, servers that come and go, settings that change, caches that forget. */
static const char *const scenarios[] = {
	"{seed: 5, clients: {ana: {name: Ana, script: [login, add book, view cart, logout], "
	"retry: {timeout: 1s, attempts: 3, key: true}}, "
	"bob: {start: 5ms, script: [login, add pen, view cart], repeat: view cart}, "
	"crowd: {count: 6, script: [login], repeat: view cart}}, "
	"servers: {count: 2, queue: 2}, stop: {after: 20s}, "
	"network: {loss: {client: {request: 10%, reply: 10%}, inside: 5%}, duplicate: 10%}, "
	"faults: [{at: 3010ms, do: crash, node: s1}, {at: 5s, do: restart, node: s1}, "
	"{at: 7s, do: change, path: session.idle, to: 2s}], "
	"designs: {store: {}, sticky: {}, carry: {}, token: {}, local: {}}}",
	"{seed: 9, clients: {crowd: {count: 40, script: [login, add book], repeat: view cart}}, "
	"servers: {count: 3, cache: {pieces: [login, cart], ttl: 300ms}}, stop: {after: 15s}, "
	"faults: [{at: 2s, do: scale-out, count: 2}, {at: 4s, do: crash, node: random}, "
	"{at: 6s, do: scale-in, node: s3}, {at: 9s, do: crash, node: s1}, "
	"{at: 10s, do: restart, node: s1}, "
	"{at: 12s, do: crash, node: s1}], "
	"designs: {store: {}, sticky: {}, local: {}, token: {}}}",
	/* A crash that tells of thousands at one moment. */
	"{seed: 2, clients: {crowd: {count: 3000, script: [login, view cart]}}, "
	"servers: {count: 1, workers: 1, service: 1s}, stop: {after: 9s}, "
	"faults: [{at: 5s, do: crash, node: s1}], designs: {sticky: {}}}",
	/* Conditions, found out once, then gone by; crashes where the first design says. */
	"{seed: 4, clients: {ana: {script: [login, add book, view cart], repeat: view cart}, "
	"crowd: {count: 5, script: [login], repeat: view cart}}, servers: {count: 3}, "
	"stop: {after: 60s, when: count crash >= 2 and count reply to ana >= 12}, "
	"faults: [{at: {after: first reply to ana where (wire_bytes > 150B)}, "
	"do: crash, node: s1}, "
	"{at: {after: first crash}, do: restart, node: s1}, "
	"{at: {after: first restart}, do: crash, node: holder-of ana}, "
	"{at: {after: first login by crowd before 1s}, do: change, path: session.idle, to: 3s}], "
	"designs: {sticky: {}, local: {}, token: {}, store: {}}}",
	/* Conditions, which only a run that is kept can ask. */
	"{seed: 3, clients: {ana: {name: Ana, script: [login, add book, view cart], "
	"repeat: view cart}, crowd: {count: 6, script: [login], repeat: view cart}}, "
	"servers: {count: 3}, stop: {after: 60s, when: count reply to ana >= 12}, "
	"faults: [{at: {after: first reply to ana}, do: crash, node: random}, "
	"{at: {after: last crash}, do: slow, node: s2, factor: 40}], "
	"designs: {store: {}, sticky: {}, local: {}}}",
};

struct told {
	struct arena arena;
	struct findings findings;
	struct scenario_source source;
	struct stream stream;
	struct runset set;
	struct exchange_run kept[LIMIT_DESIGNS];
};

static void
told_begin(struct told *told, const char *text)
{
	const struct node *tree;

	memset(told, 0, sizeof *told);
	findings_init(&told->findings, &told->arena);
	tree = yaml_read(text, strlen(text), NULL, &told->arena, &told->findings);
	if (tree == NULL || !scenario_source_init(&told->source, "told", tree, &told->arena,
	    &told->findings) || !stream_open(&told->stream, &(struct runset_request){
	    .source = &told->source }, &told->findings))
		fail_msg("%s", told->findings.count ? told->findings.rows[0].text : "?");
	assert_true(runset_run(&told->set, &(struct runset_request){ .source = &told->source,
		.keep = true }, &told->findings));
	for (uint32_t r = 0; r < told->set.run_count; r++)
		told->kept[r] = (struct exchange_run){ .design = told->set.runs[r].design,
			.trace = &told->set.runs[r].trace };
}

static void
told_end(struct told *told)
{
	stream_release(&told->stream);
	runset_release(&told->set);
	arena_release(&told->arena);
}

static bool
gather(void *data, const char *bytes, size_t length)
{
	str_add_bytes(data, bytes, length);
	return true;
}

static void
assert_same_text(const char *format, const struct str *a, const struct str *b)
{
	size_t at = 0, from;

	while (at < a->length && at < b->length && a->text[at] == b->text[at])
		at++;
	from = at < 60 ? 0 : at - 60;
	if (at < a->length || at < b->length)
		fail_msg("%s differs at byte %zu: \"%.120s\", not \"%.120s\"", format, at,
		    b->text + from, a->text + from);
}

static void
stream__every_format__says_what_a_kept_run_says(void **state)
{
	(void)state;
	/* Once as it likes, once with rows let go of as soon as nothing names them. */
	for (size_t s = 0; s < sizeof scenarios / sizeof *scenarios; s++) {
		struct told told;

		told_begin(&told, scenarios[s]);
		for (uint32_t f = 0; f < 2 * exchange_format_count; f++) {
			const struct exchange_format *format =
			    &exchange_formats[f % exchange_format_count];
			struct str kept = STR_INIT, text = STR_INIT;

			told.stream.sweep_min = f / exchange_format_count;
			assert_true(exchange_write(format, told.kept, told.set.run_count, gather,
			    &kept));
			assert_true(exchange_write(format, told.stream.rows,
			    told.stream.set.run_count, gather, &text));
			assert_same_text(format->name, &kept, &text);
			str_release(&kept);
			str_release(&text);
		}
		told_end(&told);
	}
}

/* Where less is looked ahead than a message takes, no event is missing, and nothing is made up. */
static void
stream__nothing_looked_ahead__says_so(void **state)
{
	struct told told;
	uint32_t lines[2] = { 0 };
	struct str text = STR_INIT;

	(void)state;
	told_begin(&told, scenarios[0]);
	for (int cut = 0; cut < 2; cut++) {
		for (uint32_t r = 0; cut && r < told.stream.set.run_count; r++)
			told.stream.runs[r].source.ahead_max = 1;
		str_clear(&text);
		assert_true(exchange_write(exchange_format_find("text"), told.stream.rows,
		    told.stream.set.run_count, gather, &text));
		for (const char *at = text.text; (at = strchr(at, '\n')) != NULL; at++)
			lines[cut]++;
	}
	assert_int_equal(lines[0], lines[1]);
	str_clear(&text);
	assert_true(exchange_write(exchange_format_find("mermaid"), told.stream.rows, 1, gather,
	    &text));
	assert_non_null(strstr(text.text, ", under way 1 events later"));
	str_clear(&text);
	assert_true(exchange_write(exchange_format_find("har"), told.stream.rows, 1, gather,
	    &text));
	assert_non_null(strstr(text.text, "\"no reply in 1 events\""));
	str_clear(&text);
	assert_true(exchange_write(exchange_format_find("chrome"), told.stream.rows,
	    told.stream.set.run_count, gather, &text));
	str_release(&text);
	told_end(&told);
}

/* Stops when it has been asked so often. */
static bool
stop_after(void *self, uint64_t events)
{
	(void)events;
	return --*(int *)self > 0;
}

static bool
json_is_whole(const struct str *text)
{
	struct json_reader reader;
	uint32_t line, column;
	bool whole;

	json_read_begin(&reader, text->text, text->length);
	whole = json_pass(&reader) && json_read_end(&reader, &line, &column) == NULL;
	json_read_release(&reader);
	return whole;
}

/* Ctrl-C: before anything is told, while it is looked at, while it is told.  What is written is
 * whole and says so. */
static void
stream__stopped__ends_whole_and_says_so(void **state)
{
	uint32_t stops[2] = { 0 };

	(void)state;
	for (uint32_t f = 0; f < exchange_format_count; f++)
		for (int looks = 1; looks <= 25; looks += 4) {
			const char *name = exchange_formats[f].name;
			struct str text = STR_INIT;
			struct told told;
			int left = looks;
			const struct run_watch watch = { .self = &left, .goes_on = stop_after };

			told_begin(&told, scenarios[2]);
			told.stream.watch = &watch;
			assert_true(exchange_write(&exchange_formats[f], told.stream.rows,
			    told.stream.set.run_count, gather, &text));
			assert_int_equal(told.stream.stopped, left <= 0);
			stops[left <= 0]++;
			if ((strstr(text.text, "stopped") != NULL) != (left <= 0))
				fail_msg("%s, %d looks: %.300s", name, looks, text.text);
			if (!str_equal(name, "text") && !str_equal(name, "mermaid"))
				assert_true(json_is_whole(&text));
			str_release(&text);
			told_end(&told);
		}
	print_message("%u stopped, %u not\n", stops[1], stops[0]);
	assert_true(stops[1] >= 3 * exchange_format_count && stops[0] >= exchange_format_count);
}

/* A run that does not end by its stop, in every format that people read. */
static void
stream__ended_by_a_limit__says_so(void **state)
{
	(void)state;
	for (uint32_t f = 0; f < exchange_format_count; f++) {
		const char *expected = str_equal(exchange_formats[f].name, "json")
		    ? "\"complete\":false" : "a limit of this program ended the run";
		struct str text = STR_INIT;
		struct told told;

		told_begin(&told, "{clients: {ana: {script: [login, wait 800000h, wait 800000h, "
		    "ping]}}, designs: {store: {}}}");
		assert_true(exchange_write(&exchange_formats[f], told.stream.rows, 1, gather,
		    &text));
		assert_non_null(strstr(text.text, expected));
		str_release(&text);
		told_end(&told);
	}
}

static bool
refuse(void *data, const char *bytes, size_t length)
{
	(void)bytes;
	(void)length;
	++*(uint32_t *)data;
	return false;
}

static void
stream__failing_sink__stops_at_once(void **state)
{
	struct told told;

	(void)state;
	told_begin(&told, scenarios[0]);
	for (uint32_t f = 0; f < exchange_format_count; f++) {
		uint32_t pieces = 0;

		assert_false(exchange_write(&exchange_formats[f], told.stream.rows,
		    told.stream.set.run_count, refuse, &pieces));
		assert_int_equal(pieces, 1);
	}
	told_end(&told);
}

/* Bytes of a told run's tables and rings when it has gone on for so long. */
static size_t
bytes_after(const char *seconds)
{
	struct arena text = { 0 };
	struct told told;
	const struct exchange_source *source;
	struct footprint footprint = { 0 };
	struct trace *trace;

	told_begin(&told, arena_printf(&text, "{seed: 4, load: {arrivals: {rate: 900/s}, "
	    "requests_per_session: {law: geometric, mean: 3}, think: 20ms, writes: 30%%}, "
	    "session: {idle: 200ms}, servers: {count: 3, service: 1ms}, stop: {after: %s}, "
	    "designs: {sticky: {}}}", seconds));
	source = told.stream.rows[0].source;
	trace = source->begin(source->self, 4096);
	do
		trace->ring_from = trace->ring_next;
	while (source->reach(source->self, trace->ring_next));
	assert_true(trace->event_total > 10000);
	trace_footprint(trace, &footprint);
	told_end(&told);
	arena_release(&text);
	return footprint_bytes(&footprint);
}

static void
stream__five_times_as_long__holds_no_more(void **state)
{
	size_t one = bytes_after("4s"), five = bytes_after("20s");

	(void)state;
	if (five > one + one / 4)
		fail_msg("%zu bytes after 4 s, %zu after 20 s", one, five);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stream__every_format__says_what_a_kept_run_says),
		cmocka_unit_test(stream__nothing_looked_ahead__says_so),
		cmocka_unit_test(stream__failing_sink__stops_at_once),
		cmocka_unit_test(stream__stopped__ends_whole_and_says_so),
		cmocka_unit_test(stream__ended_by_a_limit__says_so),
		cmocka_unit_test(stream__five_times_as_long__holds_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
