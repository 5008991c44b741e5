/* A dialogue is run where it stands: each slip in one that is sound is told at its line. */
#include "lib/assert.h"

#include <string.h>

#include "lib/lesson_file.h"

#define PATH "lessons/02-cart-and-crash.yaml"

struct slip {
	const char *from, *to, *code; /* code NULL: nothing is wrong with it */
	uint32_t lines_on;            /* so many lines further on it is told */
};

/* The lesson with the first `from` behind "dialogue:" turned into `to`. */
static void
assert_slip(const struct slip *slip)
{
	struct arena arena = { 0 };
	struct lesson_file loaded;
	struct str text = STR_INIT;
	size_t length = 0;
	const char *source = lesson_file_read(&arena, PATH, &length);
	const char *found = strstr(strstr(source, "\ndialogue:"), slip->from);
	uint32_t line = 1 + slip->lines_on, told = 0;

	assert_non_null(found);
	for (const char *at = source; at < found; at++)
		line += *at == '\n';
	str_add_bytes(&text, source, (size_t)(found - source));
	str_add(&text, slip->to);
	str_add(&text, found + strlen(slip->from));
	lesson_file_text(&loaded, text.text, text.length, PATH);
	for (size_t i = 0; i < loaded.findings.count; i++)
		told += slip->code && loaded.findings.rows[i].mark.line == line &&
			strcmp(loaded.findings.rows[i].code, slip->code) == 0;
	if (slip->code ? told == 0 : loaded.findings.count > 0)
		fail_msg("%s -> %s: %s at line %u", slip->from, slip->to,
		    slip->code ? "not told" : "told", line);
	lesson_file_release(&loaded);
	str_release(&text);
	arena_release(&arena);
}

static void
dialogue__slip__told_at_its_line(void **state)
{
	static const struct slip slips[] = {
		{ "what-dies-with-it", "what-ends-with-it", NULL, 0 },
		{ "count refuse == 0 and count crash == 0 and gone", "count refuse == 1 and gone",
		    "check-fails", 0 },
		{ "by the session id\", hits: e-id", "by the session id\", hits: partial",
		    "misread", 0 },
		{ "\"none\", hits: m-everybody", "\"some\", hits: m-everybody", "misread", 0 },
		{ "holds: not bob holds ticket at arrived", "holds: bob holds ticket at arrived",
		    "key-twice", 0 },
		{ "holds: value of cart of cid == empty at end",
		    "holds: value of cart of cid == empty at full", "no-outcome", 0 },
		{ "node: s3, text: \"s3 crashes\"", "node: s2, text: \"s2 again\"", "no-outcome",
		    2 },
		{ "do: crash, node: s3", "do: dance, node: s3", "unknown-word", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++)
		assert_slip(&slips[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialogue__slip__told_at_its_line),
	};

	return cmocka_run_group_tests_name("experiment/proof_dialogue", tests, NULL, NULL);
}
