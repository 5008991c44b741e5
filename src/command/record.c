/* command/record.c - the record from the command line: stats, export, import, forget, and the
 * learner's own settings.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/cards.h"
#include "app/cards_text.h"
#include "app/clock.h"
#include "app/driver.h"
#include "app/keep.h"
#include "app/knowledge.h"
#include "base/file.h"
#include "base/units.h"
#include "base/utf8.h"
#include "command/cli.h"

#define IMPORT_BYTES (512u << 20)

struct moment
cli_now(const struct cli *cli)
{
	struct moment now = { .at_s = (int64_t)time(NULL) };

	if (cli_has(cli, OPTION_NOW))
		(void)units_read_date(cli_value(cli, OPTION_NOW), &now.at_s);
	else
		now.offset_s = clock_offset_s(now.at_s);
	return now;
}

const char *
cli_record_path(struct cli *cli)
{
	const char *path = cli_has(cli, OPTION_DB) ? cli_value(cli, OPTION_DB)
						   : driver_record_path(&cli->arena);

	return path && !str_equal(path, "none") ? path : NULL;
}

/* The record, opened; NULL and *code: why not.  `make`: one is begun where none is; else *code
 * stays 0 then. */
static struct journal *
open_record(struct cli *cli, bool make, bool write, int *code)
{
	const char *path = cli_record_path(cli);
	struct journal *journal;

	*code = 0;
	if (path == NULL) {
		if (make || write)
			*code = cli_fail(cli, EXIT_USAGE,
			    "no record is kept here: --db FILE names one");
		return NULL;
	}
	if (!make && !file_exists(path))
		return NULL;
	journal = journal_open(path, cli_now(cli).at_s);
	if (journal_state(journal) == JOURNAL_KEEPS) {
		if (*journal_said(journal))
			fprintf(stderr, "coatcheck: %s\n", journal_said(journal));
		return journal;
	}
	if (!write && (journal_state(journal) == JOURNAL_READ_ONLY ||
			  journal_state(journal) == JOURNAL_NEWER))
		return journal;
	*code = cli_fail(cli, write ? EXIT_CANNOT_WRITE : EXIT_DATA, "%s: %s", path,
	    journal_said(journal));
	journal_close(journal);
	return NULL;
}

/* ---- stats ---- */

int
command_stats(struct cli *cli)
{
	struct journal *journal;
	struct knowledge *knowledge;
	struct schedule schedule;
	struct shelf_entry *shelf;
	struct str text = STR_INIT;
	uint32_t count;
	int code;

	journal = open_record(cli, false, false, &code);
	if (code)
		return code;
	cli_shelf(cli, &shelf, &count);
	cards_schedule(journal, cli_number(cli, OPTION_STUDY_SEED, 0), &schedule);
	knowledge = knowledge_make(journal, shelf, count, &schedule, cli_now(cli));
	knowledge_codes(knowledge, shelf, count);
	if (cli_has(cli, OPTION_JSON))
		knowledge_json(knowledge, &text);
	else
		knowledge_say(knowledge, false, true, &text);
	utf8_sanitise(&cli->out, text.text, text.length, true, cli_has(cli, OPTION_ASCII));
	str_release(&text);
	knowledge_free(knowledge);
	journal_close(journal);
	return 0;
}

/* ---- keep ---- */

/* Where nobody reads a full screen the page is printed, and that is all. */
int
command_keep(struct cli *cli)
{
	struct shelf_entry *shelf;
	struct journal *journal;
	struct str text = STR_INIT;
	const char *path, *id;
	uint32_t count;
	int code = 0;

	if (!cli_plain(cli))
		return command_learn(cli);
	cli_shelf(cli, &shelf, &count);
	path = cli->operand_count ? cli_lesson_path(cli, cli->operands[0], &code)
	       : count            ? shelf[0].path
				  : NULL;
	if (path == NULL)
		return code ? code : cli_fail(cli, EXIT_NO_INPUT, "there is no lesson here");
	journal = open_record(cli, false, false, &code);
	if (code)
		return code;
	code = keep_page_of(path, journal, &cli->arena, &id, &text);
	if (code)
		code = cli_fail(cli, code < 0 ? EXIT_DATA : EXIT_NO_INPUT, "%s", text.text);
	else
		utf8_sanitise(&cli->out, text.text, text.length, true, cli_ascii(cli));
	str_release(&text);
	journal_close(journal);
	return code;
}

/* ---- export and import ---- */

/* Cards of lessons there are without any record too; of one lesson, or (path NULL) of all. */
static void
export_cards(struct cli *cli, struct journal *journal, const char *path, bool anki)
{
	struct shelf_entry *shelf, one;
	struct deck_card *cards;
	uint32_t count, card_count, kept = 0;

	cli_shelf(cli, &shelf, &count);
	if (path) {
		driver_entry(&cli->arena, path, &one);
		shelf = &one;
		count = 1;
	}
	cards_of_shelf(journal, shelf, count, &cli->arena, &cards, &card_count);
	for (uint32_t i = 0; i < card_count; i++)
		if (!path || str_equal(cards[i].lesson, one.id))
			cards[kept++] = cards[i];
	card_count = kept;
	if (anki)
		cards_to_anki(cards, card_count, &cli->out);
	else
		cards_to_csv(cards, card_count, &cli->out);
}

int
command_export(struct cli *cli)
{
	const char *format = cli_has(cli, OPTION_FORMAT) ? cli_value(cli, OPTION_FORMAT) : "json";
	bool anki = str_equal(format, "anki"), csv = str_equal(format, "csv");
	const char *path;
	struct journal *journal;
	int code = 0;

	if (!anki && !csv && !str_equal(format, "json") && !str_equal(format, "reviews"))
		return cli_fail(cli, EXIT_USAGE, "export knows json (the whole record), anki and "
			"csv (the cards), reviews (as CSV); not %s", format);
	if (cli->operand_count && !anki && !csv)
		return cli_fail(cli, EXIT_USAGE, "of one lesson there are its cards: --format anki "
			"or csv; %s is of the whole record", format);
	path = cli->operand_count ? cli_lesson_path(cli, cli->operands[0], &code) : NULL;
	if (cli->operand_count && path == NULL)
		return code;
	journal = open_record(cli, false, false, &code);
	if (code)
		return code;
	if (anki || csv) {
		export_cards(cli, journal, path, anki);
		journal_close(journal);
		return 0;
	}
	if (journal && str_equal(format, "reviews")) {
		reviews_to_csv(journal, &cli->out);
		journal_close(journal);
		return 0;
	}
	if (journal == NULL)
		return cli_fail(cli, EXIT_NO_INPUT, "there is no record yet: nothing to export");
	if (!journal_export(journal, &cli->out))
		code = cli_fail(cli, EXIT_DATA, "the record cannot be read: %s",
		    journal_said(journal));
	journal_close(journal);
	return code;
}

static void
say_count(uint32_t count, const char *what, struct str *out)
{
	str_printf(out, "%s%u %s%s", out->length ? ", " : "", count, what, count == 1 ? "" : "s");
}

static int
import_record(struct cli *cli, const char *path, const char *bytes, size_t length)
{
	struct journal_merge merge;
	struct journal *journal;
	struct str text = STR_INIT;
	int code;

	journal = open_record(cli, true, true, &code);
	if (journal == NULL)
		return code;
	if (journal_import(journal, bytes, length, cards_replay, NULL, &merge)) {
		say_count(merge.reviews, "review", &text);
		say_count(merge.answers, "answer", &text);
		say_count(merge.cards, "card", &text);
		say_count(merge.notes, "note", &text);
		say_count(merge.others, "other row", &text);
		str_printf(&cli->out, "Came in: %s.\n", text.text);
		if (merge.replayed)
			str_printf(&cli->out, "The dates of %u card%s were made anew from all "
				"reviews.\n", merge.replayed, merge.replayed == 1 ? "" : "s");
		if (!merge.reviews && !merge.answers && !merge.cards && !merge.notes &&
		    !merge.others)
			str_add(&cli->out, "All of it was here already.\n");
	} else {
		code = cli_fail(cli, journal_state(journal) == JOURNAL_KEEPS ? EXIT_DATA
									     : EXIT_CANNOT_WRITE,
		    "%s:%s. Nothing was changed.", path, merge.problem.text);
	}
	str_release(&merge.problem);
	str_release(&text);
	journal_close(journal);
	return code;
}

static int
import_cards(struct cli *cli, const char *path, const char *bytes, size_t length)
{
	struct cards_brought brought;
	struct journal *journal;
	struct shelf_entry *shelf;
	struct deck_card *cards;
	uint32_t count, card_count;
	int code;

	journal = open_record(cli, true, true, &code);
	if (journal == NULL)
		return code;
	cli_shelf(cli, &shelf, &count);
	cards_of_shelf(journal, shelf, count, &cli->arena, &cards, &card_count);
	if (!cards_from_text(journal, bytes, length, cards, card_count, cli_now(cli).at_s,
		&brought))
		code = cli_fail(cli, journal_state(journal) == JOURNAL_KEEPS ? EXIT_DATA
									     : EXIT_CANNOT_WRITE,
		    "%s:%s", path, brought.problem.text);
	str_printf(&cli->out, "Came in: %u card%s. Here already: %u. Of lessons, and left to them: "
		"%u. Without a front: %u.\n", brought.came, brought.came == 1 ? "" : "s",
	    brought.here, brought.of_lessons, brought.empty);
	str_release(&brought.problem);
	journal_close(journal);
	return code;
}

int
command_import(struct cli *cli)
{
	const char *path = cli->operands[0], *as = cli_value(cli, OPTION_AS);
	struct arena arena = { 0 };
	size_t length;
	char *bytes;
	int error, code;

	if (as && !str_equal(as, "record"))
		return cli_fail(cli, EXIT_USAGE,
		    "--as takes record; %s is not in this version", as);
	error = file_read(&arena, path, IMPORT_BYTES, &bytes, &length);
	if (error)
		code = cli_fail(cli, EXIT_NO_INPUT, "%s: %s", path, strerror(error));
	else if (cards_text_is(bytes, length) && !as)
		code = import_cards(cli, path, bytes, length);
	else
		code = import_record(cli, path, bytes, length);
	arena_release(&arena);
	return code;
}

/* ---- forget ---- */

/* The word has to be typed: nothing else deletes. */
static bool
confirmed(void)
{
	char line[64] = "";

	if (fgets(line, sizeof line, stdin) == NULL)
		line[0] = 0;
	if (!isatty(0))
		fputs(line[0] ? line : "\n", stdout);
	line[strcspn(line, "\r\n")] = 0;
	return str_equal(line, "forget");
}

/* The lesson's id: also of a lesson that is gone from the shelf. */
static const char *
lesson_id(struct cli *cli, const char *operand)
{
	struct shelf_entry *shelf;
	uint32_t count;
	uint64_t number;

	cli_shelf(cli, &shelf, &count);
	if (units_read_integer(operand, &number) && number >= 1 && number <= count)
		return shelf[number - 1].id;
	for (uint32_t i = 0; i < count; i++)
		if (str_equal(shelf[i].path, operand))
			return shelf[i].id;
	return operand;
}

int
command_forget(struct cli *cli)
{
	const char *lesson = cli->operand_count ? lesson_id(cli, cli->operands[0]) : NULL;
	uint32_t reviews, answers, notes, copies = 0;
	struct journal *journal;
	int code;

	journal = open_record(cli, false, true, &code);
	if (code)
		return code;
	if (journal == NULL) {
		str_add(&cli->out, "There is no record: nothing to forget.\n");
		return 0;
	}
	journal_count(journal, lesson, &reviews, &answers, &notes);
	printf("%s\nIt keeps %u review%s, %u answer%s and %u note%s%s%s.\n",
	    journal_path(journal), reviews, reviews == 1 ? "" : "s", answers,
	    answers == 1 ? "" : "s", notes, notes == 1 ? "" : "s", lesson ? " of " : "",
	    lesson ? lesson : "");
	printf("Deleted, they are gone for good%s. \"coatcheck export\" would keep a copy.\n"
	       "Type forget to delete them, anything else to keep them: ",
	    lesson ? "" : ", and so are the copies that this program made beside it");
	fflush(stdout);
	if (!confirmed()) {
		str_add(&cli->out, "Kept. Nothing was changed.\n");
		code = EXIT_NO;
	} else if (!journal_forget(journal, lesson)) {
		code = cli_fail(cli, EXIT_CANNOT_WRITE, "%s. Nothing was deleted.",
		    *journal_said(journal) ? journal_said(journal) : "it cannot be written");
	} else {
		copies = lesson ? 0 : journal_forget_copies(journal);
		str_printf(&cli->out, "Forgotten%s%s.\n", lesson ? ": " : "", lesson ? lesson : "");
		if (copies)
			str_printf(&cli->out, "%u cop%s beside it, too.\n", copies,
			    copies == 1 ? "y" : "ies");
	}
	journal_close(journal);
	return code;
}

/* ---- the learner's settings, for config ---- */

void
config_record(struct cli *cli)
{
	const char *path = cli_record_path(cli);
	struct journal *journal;
	int code;

	if (path == NULL) {
		str_add(&cli->out, "record     none\n");
		return;
	}
	str_add(&cli->out, "record     ");
	utf8_sanitise(&cli->out, path, strlen(path), false, cli_has(cli, OPTION_ASCII));
	str_printf(&cli->out, "%s\n", file_exists(path) ? "" : " (not begun yet)");
	journal = open_record(cli, false, false, &code);
	str_printf(&cli->out, "retention  %s\nday-start  %s\nspread     %s\n",
	    cards_setting(journal, CARDS_RETENTION, &cli->arena),
	    cards_setting(journal, CARDS_DAY_START, &cli->arena),
	    cards_setting(journal, CARDS_SPREAD, &cli->arena));
	if (journal)
		journal_close(journal);
}

int
config_set(struct cli *cli)
{
	const char *name = cli->operands[0], *problem;
	struct journal *journal;
	int code;

	if (!cards_setting(NULL, name, &cli->arena))
		return cli_fail(cli, EXIT_USAGE,
		    "the settings are retention, day-start and spread, not %s", name);
	if (cli->operand_count == 1) {
		journal = open_record(cli, false, false, &code);
		if (code)
			return code;
		str_printf(&cli->out, "%s\n", cards_setting(journal, name, &cli->arena));
		journal_close(journal);
		return 0;
	}
	journal = open_record(cli, true, true, &code);
	if (journal == NULL)
		return code;
	problem = cards_set(journal, name, cli->operands[1]);
	if (problem)
		code = cli_fail(cli, journal_state(journal) == JOURNAL_KEEPS ? EXIT_USAGE
									     : EXIT_CANNOT_WRITE,
		    "%s", problem);
	else
		str_printf(&cli->out, "%s  %s, from the next review on\n", name,
		    cards_setting(journal, name, &cli->arena));
	journal_close(journal);
	return code;
}
