/* Any bytes as a run code: a clear refusal, or a code that writes back to itself.  What is refused
 * for a slip is corrected only into codes that are sound. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "experiment/runcode.h"

#define INPUT_MAX 4000
#define SLIPS_MAX 4u
#define SLIP_BYTES_MAX 40u /* longer ones are all alike, and slow */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The letters of a text alone, as they are written. */
static void
letters_of(const char *text, struct str *out)
{
	for (; *text; text++) {
		char letter = *text >= 'a' && *text <= 'z' ? (char)(*text - 32) : *text;

		if (letter == 'I' || letter == 'L')
			letter = '1';
		if (letter == 'O')
			letter = '0';
		if (letter != '-' && letter != ' ')
			str_add_char(out, letter);
	}
}

static void
check_writes_back(const char *text, const struct runcode *code)
{
	struct str again = STR_INIT, given = STR_INIT, written = STR_INIT;

	CHECK(runcode_write(code, &again));
	letters_of(text, &given);
	letters_of(again.text, &written);
	CHECK(str_equal(given.text, written.text));
	str_release(&again);
	str_release(&given);
	str_release(&written);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct runcode *code = mem_alloc(sizeof *code);
	const char *why = NULL;
	char *text;

	if (size > INPUT_MAX) {
		mem_free(code);
		return 0;
	}
	text = arena_strndup(&arena, (const char *)data, size);
	if (runcode_read(text, &arena, code, &why)) {
		check_writes_back(text, code);
	} else {
		struct runcode_slip *slips = arena_array(&arena, SLIPS_MAX, sizeof *slips);
		uint32_t count = 0;

		CHECK(why && *why);
		for (const char *at = why; *at; at++)
			CHECK(*at >= ' ' && *at < 127);
		if (strlen(text) <= SLIP_BYTES_MAX)
			count = runcode_slips(text, &arena, slips, SLIPS_MAX);
		for (uint32_t i = 0; i < count && i < SLIPS_MAX; i++)
			check_writes_back(slips[i].text, &slips[i].code);
	}
	arena_release(&arena);
	mem_free(code);
	return 0;
}
