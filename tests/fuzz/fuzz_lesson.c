/* Any bytes as a lesson: loaded, checked, its findings printed, its header read; nothing is left
 * over.
 *
 * Every finding must have a code and a sentence, and print as text that a terminal can take.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"
#include "lesson/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
print_all(const struct findings *findings, const struct lesson *lesson)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *row = &findings->rows[i];

		CHECK(row->code != NULL && row->code[0] != '\0');
		CHECK(row->text != NULL && row->text[0] != '\0');
		finding_print(&out, row, lesson->source, lesson->source_length);
	}
	CHECK(utf8_valid(out.text, out.length, NULL));
	CHECK(strlen(out.text) == out.length);
	str_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct lesson lesson;
	bool ok;

	findings_init(&findings, &arena);
	ok = lesson_load_bytes(&lesson, (const char *)data, size, "fuzz.yaml", &findings);
	CHECK(ok == (findings.errors == 0));
	lesson_check_references(&lesson, &findings);
	print_all(&findings, &lesson);
	lesson_release(&lesson);
	arena_release(&arena);
	return 0;
}
