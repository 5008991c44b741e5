/* What comes in from other machines and programs: a record as JSON, cards as Anki's text or CSV.
 * Refused or joined, never more; what was joined goes out as a record that comes in again. */
#include <stdint.h>
#include <string.h>

#include "app/cards.h"
#include "app/cards_text.h"
#include "base/check.h"
#include "base/json_read.h"
#include "journal/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_record(struct journal *journal, const char *text, size_t size)
{
	struct journal_merge merge;
	struct str out = STR_INIT;
	bool came = journal_import(journal, text, size, cards_replay, NULL, &merge);

	CHECK(came || merge.problem.length > 0);
	str_release(&merge.problem);
	if (came && journal_export(journal, &out)) {
		CHECK(journal_import(journal, out.text, out.length, cards_replay, NULL, &merge));
		CHECK(merge.reviews + merge.answers + merge.cards + merge.notes == 0);
		str_release(&merge.problem);
	}
	str_release(&out);
}

static void
try_cards(struct journal *journal, const char *text, size_t size)
{
	struct cards_brought brought, again;

	if (cards_from_text(journal, text, size, NULL, 0, 1000, &brought))
		CHECK(brought.problem.length == 0);
	/* Twice is once, unless two rows of one id contradict each other. */
	(void)cards_from_text(journal, text, size, NULL, 0, 1000, &again);
	CHECK(again.came <= brought.came);
	str_release(&brought.problem);
	str_release(&again.problem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct journal *journal = journal_open(":memory:", 1000);
	struct json_reader reader;
	uint32_t line, column;

	json_read_begin(&reader, text, size);
	(void)json_pass(&reader);
	(void)json_read_end(&reader, &line, &column);
	json_read_release(&reader);
	if (journal_state(journal) == JOURNAL_KEEPS) {
		if (cards_text_is(text, size))
			try_cards(journal, text, size);
		else
			try_record(journal, text, size);
	}
	journal_close(journal);
	return 0;
}
