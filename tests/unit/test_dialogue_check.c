/* What `check` says of a dialogue: a sound one passes, and each mistake is told by its code at its
 * line.  The mistakes are made in the dialogue of lesson 1, one at a time. */
#include "lib/assert.h"

#include <string.h>

#include "base/limits.h"
#include "lib/lesson_file.h"

#define FIRST "lessons/01-ticket-badge-or-coat.yaml"

struct mistake {
	const char *code;
	const char *from, *to; /* the first `from` of the dialogue becomes `to` */
	bool elsewhere;        /* told at another line than that of the mistake */
};

/* clang-format off */
static const struct mistake mistakes[] = {
	{ "unknown-key", "      idea: \"a session", "      ideas: \"a session", false },
	{ "unknown-node", "  start: d1", "  start: d0", false },
	{ "unknown-node", "next: a1", "next: a9", false },
	{ "unknown-node", "repair: r-packed", "repair: r-packd", false },
	{ "unknown-node", "      back: d1", "      back: d", false },
	{ "unknown-node", "      else: a1", "      else: aa", false },
	{ "unknown-node", "      of: d6", "      of: d7", false },
	{ "unknown-node", "  end_turns: x2", "  end_turns: x3", false },
	{ "no-end", "  end_turns: x2", "  end_turns: d1", false },
	{ "unknown-misconception", "- {id: m-packed, match", "- {id: m-pakced, match", false },
	{ "unknown-scenario", "      scenario: crash", "      scenario: crsh", false },
	{ "unknown-design", "      designs: [carry]", "      designs: [cary]", false },
	{ "out-of-range", "      designs: [carry]", "      designs: [carry, token]", true },
	{ "wrong-place", "      kind: open", "      kind: order", true },
	{ "missing-key", "      kind: open", "      kind: number", true },
	{ "missing-key", "misconceptions:\n        - {id: m-packed, match", "misconceptions:\n        - {id: m-packed, not", true },
	{ "missing-key", "      ask: \"No request is", "      idea: \"No request is", true },
	{ "bad-ladder", "{kind: tell, text: \"In the memory", "{kind: hint, text: \"In the memory", false },
	{ "bad-ladder", "{kind: pump, text: \"A fair", "{kind: tell, text: \"A fair", false },
	{ "unreachable", "repair: r-database", "repair: r-shared", true },
	{ "unknown-sample", "hits: e-s1", "hits: e-s2", false },
	{ "misread", "{text: \"on the server\", hits: partial}", "{text: \"on the server\", hits: e-s1}", false },
	{ "misread", "{text: \"not in s1\", hits: none}", "{text: \"in s1\", hits: none}", false },
	{ "hint-leaks", "Which boxes does this picture have?\"", "Look at s1.\"", false },
	{ "check-fails", "s1 holds cart of ana at full}", "s2 holds cart of ana at full}", false },
	{ "key-missing", "holds: told.status == 401, why", "holds: told.status == 402, why", true },
	{ "constant-check", "holds: s1 holds cart of ana at full and not s2", "holds: s1 holds cart of ana at full and not s1", false },
	{ "key-twice", "holds: ana holds cart of ana at full", "holds: s1 holds cart of ana at full", true },
	{ "no-outcome", "holds: forced_logins > 0 and not", "holds: forced_logins > 9 and not", true },
	{ "no-outcome", "holds: forced_logins > 0 and not", "holds: forced_logins > 9 and not", false },
	{ "unknown-word", "{do: crash, node: s2, text", "{do: crush, node: s2, text", false },
	{ "unknown-node", "{do: crash, node: s2, text", "{do: crash, node: s9, text", true },
	{ "empty-term", "[\"cookie*\", \"browser*\"", "[\"the\", \"browser*\"", false },
	{ "too-long", "  max_turns: 40", "  max_turns: 9", true },
	{ "few-samples", "        - {text: \"not in her browser\", hits: none}\n", "", true },
	{ "wrong-type", "match: [[\"cookie*\"", "match: [{a: b}, [\"cookie*\"", false },
};
/* clang-format on */

static uint32_t
line_of(const char *text, const char *at)
{
	uint32_t line = 1;

	for (const char *c = text; c < at; c++)
		line += *c == '\n';
	return line;
}

static bool
is_told(const struct lesson_file *file, const char *code, uint32_t line)
{
	for (size_t i = 0; i < file->findings.count; i++)
		if (strcmp(file->findings.rows[i].code, code) == 0 &&
		    (line == 0 || file->findings.rows[i].mark.line == line))
			return true;
	return false;
}

static void
try_mistake(const char *text, const struct mistake *mistake)
{
	struct str broken = STR_INIT;
	struct lesson_file file;
	const char *begin = strstr(text, "\ndialogue:"), *at = strstr(begin, mistake->from);
	uint32_t line;

	if (at == NULL)
		fail_msg("\"%s\" is not in the dialogue", mistake->from);
	line = line_of(text, at);
	str_add_bytes(&broken, text, (size_t)(at - text));
	str_add(&broken, mistake->to);
	str_add(&broken, at + strlen(mistake->from));
	lesson_file_text(&file, broken.text, broken.length, "broken.yaml");
	if (!is_told(&file, mistake->code, mistake->elsewhere ? 0 : line)) {
		for (size_t i = 0; i < file.findings.count; i++)
			print_message("%u: %s [%s]\n", file.findings.rows[i].mark.line,
			    file.findings.rows[i].text, file.findings.rows[i].code);
		fail_msg("\"%s\" as \"%s\" in line %u: no [%s]", mistake->from, mistake->to, line,
		    mistake->code);
	}
	lesson_file_release(&file);
	str_release(&broken);
}

static void
dialogue_check__each_mistake__is_told_at_its_line(void **state)
{
	struct arena arena = { 0 };
	size_t length = 0;
	const char *text = lesson_file_read(&arena, FIRST, &length);

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		try_mistake(text, &mistakes[i]);
	arena_release(&arena);
}

static void
dialogue_check__lesson_1__is_sound_and_its_runs_are_made(void **state)
{
	struct lesson_file file;

	(void)state;
	lesson_file_load(&file, FIRST);
	assert_int_equal(file.findings.count, 0);
	assert_true(file.tally.options > 60);
	lesson_file_release(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialogue_check__each_mistake__is_told_at_its_line),
		cmocka_unit_test(dialogue_check__lesson_1__is_sound_and_its_runs_are_made),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
