/* command/cli.c - arguments, the table of commands, and what commands share. */
#include "command/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/driver.h"
#include "base/file.h"
#include "base/units.h"
#include "base/utf8.h"
#include "exchange/format.h"
#include "journal/journal.h"
#include "experiment/batch.h"
#include "lesson/load.h"
#include "trace/http.h"
#include "study/quiz.h"

#define O(e, w, a, s, t) { w, a, s, t },
const struct option_row option_rows[OPTION_COUNT] = { OPTIONS(O) };
#undef O

/* clang-format off */
const struct command_row command_rows[] = {
	{ "demo", "", "90 seconds that play by themselves", command_learn, true, 0, 0, false },
	{ "learn", "[LESSON[#STEP]]", "walk a lesson", command_learn, true, 0, 1, false },
	{ "picture", "[LESSON]", "the mental picture: analogy, steps, numbers", command_learn, true, 0, 1, false },
	{ "open", "CODE", "the very frame of a run code", command_open, true, 1, CLI_VALUES_MAX, false },
	{ "run", "FILE[#SCENARIO]", "run and print the measures, one column a design", command_run, true, 1, 1, true },
	{ "trace", "FILE[#SCENARIO]", "the trace, to read or for other programs: --format", command_trace, true, 1, 1, true },
	{ "view", "FILE[#SCENARIO]", "one frame: --view --at --format", command_view, true, 1, 1, true },
	{ "eval", "FILE[#SCENARIO] EXPRESSION", "one expression with its sub-results", command_eval, true, 2, 2, true },
	{ "check", "FILE|DIR", "everything wrong with a lesson", command_check, true, 1, CLI_VALUES_MAX, false },
	{ "list", "", "the lessons found", command_list, true, 0, 0, false },
	{ "show", "LESSON", "what a lesson holds", command_show, true, 1, 1, false },
	{ "keys", "", "every key, from the one table", command_keys, true, 0, 0, false },
	{ "config", "[NAME [VALUE]]", "what the terminal was found to be; retention, day-start, spread", command_config, true, 0, 2, false },
	{ "help", "[scenario|lesson|expression|designs|measures|TOPIC]", "the formats, explained", command_help, true, 0, 1, false },
	{ "ask", "[LESSON]", "Socratic dialogue: one question at a time, in your own words", command_learn, true, 0, 1, false },
	{ "quiz", "[LESSON]", "five questions, easy to tricky; --n --tag --level --exam", command_learn, true, 0, 1, false },
	{ "keep", "[LESSON]", "a lesson on one page, with a run of your own; to print", command_keep, true, 0, 1, false },
	{ "review", "", "flashcards due; --count prints how many", command_review, true, 0, 0, false },
	{ "play", "[FILE[#SCENARIO]]", "sandbox: break a cluster, keep every future; --challenge", command_play, true, 0, 1, false },
	{ "teach", "LESSON", "instructor", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
	{ "follow", "[--stage]", "a read-only second screen", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
	{ "claims", "[FILE|DIR]", "every claim run: the ledger", command_claims, true, 0, CLI_VALUES_MAX, true },
	{ "stats", "", "what you know, believed, and how sure you were", command_stats, true, 0, 0, false },
	{ "report", "[CLASS]", "a report worth reading", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
	{ "new", "", "a lesson that already passes", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
	{ "preview", "LESSON", "a lesson while it is written", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
	{ "pin", "LESSON", "pins digests", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
	{ "export", "[LESSON]", "your record, to standard output; --format anki, csv (cards), reviews", command_export, true, 0, 1, false },
	{ "import", "FILE", "joins a record or cards (Anki text, CSV) to yours; twice is once", command_import, true, 1, 1, false },
	{ "forget", "[LESSON]", "deletes what is kept of you, after a word", command_forget, true, 0, 1, false },
	{ "lab", "", "reserved", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
	{ "join", "", "reserved", command_unbuilt, false, 0, CLI_VALUES_MAX, false },
};
/* clang-format on */
const uint32_t command_row_count = sizeof command_rows / sizeof *command_rows;

int
cli_fail(const struct cli *cli, int code, const char *format, ...)
{
	struct str raw = STR_INIT, text = STR_INIT;
	va_list args;

	(void)cli;
	va_start(args, format);
	str_vprintf(&raw, format, args);
	va_end(args);
	utf8_sanitise(&text, raw.text, raw.length, true, false);
	fprintf(stderr, "coatcheck: %s\n", text.text);
	str_release(&raw);
	str_release(&text);
	return code;
}

bool
cli_has(const struct cli *cli, enum option option)
{
	return cli->value_count[option] > 0;
}

const char *
cli_value(const struct cli *cli, enum option option)
{
	return cli_has(cli, option) ? cli->values[option][cli->value_count[option] - 1] : NULL;
}

void
cli_print_findings(struct cli *cli, const char *source, size_t length)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < cli->findings.count; i++)
		finding_print(&text, &cli->findings.rows[i], source, length);
	if (cli->findings.errors + cli->findings.warnings > cli->findings.count)
		str_add(&text, "... and more\n");
	fputs(text.text, stderr);
	str_release(&text);
}

static uint32_t
lesson_folders(struct cli *cli, const char *folders[CLI_VALUES_MAX + 1])
{
	uint32_t count = 0;

	folders[count++] = driver_lessons(&cli->arena);
	for (uint32_t i = 0; i < cli->value_count[OPTION_LESSONS]; i++)
		folders[count++] = cli->values[OPTION_LESSONS][i];
	return count;
}

void
cli_shelf(struct cli *cli, struct shelf_entry **shelf, uint32_t *count)
{
	const char *folders[CLI_VALUES_MAX + 1];
	uint32_t folder_count = lesson_folders(cli, folders);

	driver_shelf(&cli->arena, folders, folder_count, shelf, count);
}

void
cli_packs(struct cli *cli, const char *const **packs, uint32_t *count)
{
	const char *folders[CLI_VALUES_MAX + 1];
	uint32_t folder_count = lesson_folders(cli, folders);

	driver_packs(&cli->arena, folders, folder_count, packs, count);
}

const char *
cli_lesson_path(struct cli *cli, const char *lesson, int *code)
{
	const char *ids[256];
	struct shelf_entry *shelf;
	uint32_t count, id_count = 0;
	uint64_t number;
	const char *nearest;

	if (file_exists(lesson) && !file_is_folder(lesson))
		return lesson;
	cli_shelf(cli, &shelf, &count);
	if (units_read_integer(lesson, &number) && number >= 1 && number <= count)
		return shelf[number - 1].path;
	for (uint32_t i = 0; i < count; i++) {
		if (str_equal(shelf[i].id, lesson))
			return shelf[i].path;
		if (id_count < 256)
			ids[id_count++] = shelf[i].id;
	}
	nearest = str_nearest(lesson, ids, id_count);
	*code = cli_fail(cli, EXIT_NO_INPUT, "no lesson \"%s\".%s%s%s coatcheck list names all %u.",
	    lesson, nearest ? " Nearest: " : "", nearest ? nearest : "", nearest ? "." : "", count);
	return NULL;
}

/* ---- arguments ---- */

static int
option_find(const char *word, size_t length)
{
	for (int i = 0; i < OPTION_COUNT; i++)
		if (strlen(option_rows[i].word) == length &&
		    !memcmp(option_rows[i].word, word, length))
			return i;
	return -1;
}

/* Options of commands and modes that are still to come. */
static const char *const options_to_come[] = { "--stage", "--watch" };

static int
bad_option(const struct cli *cli, const char *word, size_t length)
{
	const char *words[OPTION_COUNT], *nearest;

	for (size_t i = 0; i < sizeof options_to_come / sizeof *options_to_come; i++)
		if (strlen(options_to_come[i]) == length &&
		    !memcmp(options_to_come[i], word, length))
			return cli_fail(cli, EXIT_USAGE, "%s is not in this version",
			    options_to_come[i]);
	for (int i = 0; i < OPTION_COUNT; i++)
		words[i] = option_rows[i].word;
	nearest = str_nearest(word, words, OPTION_COUNT);
	return cli_fail(cli, EXIT_USAGE, "unknown option %s.%s%s%s See coatcheck --help.", word,
	    nearest ? " Did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* One argument, perhaps with its value in the next; *index moves past what was used. */
static int
read_option(struct cli *cli, int argc, char **argv, int *index)
{
	const char *word = argv[*index], *value = strchr(word, '=');
	size_t length = value ? (size_t)(value - word) : strlen(word);
	int option = option_find(word, length);

	if (option < 0)
		return bad_option(cli, word, length);
	if (value)
		value++;
	if (!option_rows[option].argument && value)
		return cli_fail(cli, EXIT_USAGE, "%s takes no value", option_rows[option].word);
	if (option_rows[option].argument && !value) {
		if (*index + 1 >= argc)
			return cli_fail(cli, EXIT_USAGE, "%s wants a value: %s", word,
			    option_rows[option].argument);
		value = argv[++*index];
	}
	if (cli->value_count[option] == CLI_VALUES_MAX)
		return cli_fail(cli, EXIT_USAGE, "%s is given too often", word);
	cli->values[option][cli->value_count[option]++] = value ? value : "";
	return 0;
}

static int
read_arguments(struct cli *cli, int argc, char **argv)
{
	bool options = true;

	for (int i = 1; i < argc; i++) {
		if (options && str_equal(argv[i], "--")) {
			options = false;
		} else if (options && str_equal(argv[i], "-h")) {
			cli->values[OPTION_HELP][0] = "";
			cli->value_count[OPTION_HELP] = 1;
		} else if (options && argv[i][0] == '-' && argv[i][1]) {
			int code = read_option(cli, argc, argv, &i);
			if (code)
				return code;
		} else if (!cli->command) {
			cli->command = argv[i];
		} else if (cli->operand_count < CLI_VALUES_MAX) {
			cli->operands[cli->operand_count++] = argv[i];
		} else {
			return cli_fail(cli, EXIT_USAGE, "too many arguments");
		}
	}
	return 0;
}

static bool
one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(word, words[i]))
			return true;
	return false;
}

/* Values that do not depend on the command. */
/* Options that take a whole number, and how large it may be (0: any). */
static int
check_numbers(const struct cli *cli)
{
	static const struct {
		enum option option;
		uint64_t least, most;
	} rows[] = {
		{ OPTION_SEED, 0, 0 },
		{ OPTION_STUDY_SEED, 0, 0 },
		{ OPTION_RUNS, 1, LIMIT_RUNS },
		{ OPTION_THREADS, 1, BATCH_THREADS_MAX },
		{ OPTION_N, 1, QUIZ_MOST },
		{ OPTION_LEVEL, 1, 5 },
	};
	uint64_t number;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *word = option_rows[rows[i].option].word;

		if (!cli_has(cli, rows[i].option))
			continue;
		if (units_read_integer(cli_value(cli, rows[i].option), &number) &&
		    (!rows[i].most || (number >= rows[i].least && number <= rows[i].most)))
			continue;
		if (!rows[i].most)
			return cli_fail(cli, EXIT_USAGE, "%s takes a whole number", word);
		return cli_fail(cli, EXIT_USAGE, "%s takes a whole number from %llu to %llu", word,
		    (unsigned long long)rows[i].least, (unsigned long long)rows[i].most);
	}
	return 0;
}

static int
check_values(const struct cli *cli)
{
	static const char *const colours[] = { "auto", "always", "never" };
	static const char *const themes[] = { "terminal", "projector" };
	int64_t date;
	int cols, rows, code;

	if (cli_has(cli, OPTION_COLOR) && !one_of(cli_value(cli, OPTION_COLOR), colours, 3))
		return cli_fail(cli, EXIT_USAGE, "--color takes auto, always or never");
	if (cli_has(cli, OPTION_THEME) && !one_of(cli_value(cli, OPTION_THEME), themes, 2))
		return cli_fail(cli, EXIT_USAGE, "--theme takes terminal or projector");
	if ((code = check_numbers(cli)) != 0)
		return code;
	if (cli_has(cli, OPTION_NOW) && !units_read_date(cli_value(cli, OPTION_NOW), &date))
		return cli_fail(cli, EXIT_USAGE, "--now takes a date such as 2026-11-23T19:30:00Z");
	for (uint32_t i = 0; i < cli->value_count[OPTION_LESSONS]; i++)
		if (access(cli->values[OPTION_LESSONS][i], R_OK) != 0)
			return cli_fail(cli, EXIT_NO_INPUT, "--lessons %s: %s",
			    cli->values[OPTION_LESSONS][i], strerror(errno));
	if (!cli_size(cli, &cols, &rows))
		return cli_fail(cli, EXIT_USAGE,
		    "--size takes columns and rows, as 80x24, from 1x1 to %dx%d", LIMIT_GRID_COLS,
		    LIMIT_GRID_ROWS);
	return 0;
}

uint32_t
cli_number(const struct cli *cli, enum option option, uint32_t otherwise)
{
	uint64_t number;

	if (!cli_has(cli, option) || !units_read_integer(cli_value(cli, option), &number))
		return otherwise;
	return (uint32_t)number;
}

bool
cli_ascii(const struct cli *cli)
{
	return cli_has(cli, OPTION_ASCII) ||
	       (cli->fronts->ascii_reason && cli->fronts->ascii_reason());
}

bool
cli_size(const struct cli *cli, int *cols, int *rows)
{
	const char *text = cli_value(cli, OPTION_SIZE);
	char *end;
	long c, r;

	*cols = 80;
	*rows = 24;
	if (!text)
		return true;
	c = strtol(text, &end, 10);
	if (end == text || (*end != 'x' && *end != 'X'))
		return false;
	text = end + 1;
	r = strtol(text, &end, 10);
	if (end == text || *end || c < 1 || c > LIMIT_GRID_COLS || r < 1 || r > LIMIT_GRID_ROWS)
		return false;
	*cols = (int)c;
	*rows = (int)r;
	return true;
}

/* ---- usage ---- */

static void
usage_formats(struct str *out)
{
	str_add(out, "\nFormats of trace (more: coatcheck help trace)\n");
	for (uint32_t i = 0; i < exchange_format_count; i++)
		str_printf(
		    out, "  %-24s%s\n", exchange_formats[i].name, exchange_formats[i].text);
	str_add(out, "\nOptions everywhere\n");
}

static void
usage(struct str *out)
{
	str_add(out,
	    "coatcheck teaches stateful and stateless architecture: every picture is drawn\n"
	    "from a run, and every claim can fail.\n\n"
	    "  coatcheck                        the home screen\n"
	    "  coatcheck demo                   90 seconds that play by themselves\n"
	    "  coatcheck learn 1                walk lesson 1\n"
	    "  coatcheck learn 1 --plain        the same, line by line\n"
	    "  coatcheck view FILE --at 3.2s    one frame of a scenario, in a pipe too\n\n"
	    "Commands\n");
	for (uint32_t i = 0; i < command_row_count; i++)
		if (command_rows[i].built) {
			struct str left = STR_INIT;
			str_printf(&left, "%s %s", command_rows[i].name, command_rows[i].operands);
			if (left.length > 26)
				str_printf(
				    out, "  %s\n  %-27s%s\n", left.text, "", command_rows[i].text);
			else
				str_printf(out, "  %-27s%s\n", left.text, command_rows[i].text);
			str_release(&left);
		}
	str_add(out, "\nOptions of run, trace, view, eval\n");
	for (int group = 0; group < 2; group++) {
		for (int i = 0; i < OPTION_COUNT; i++)
			if (str_equal(option_rows[i].group, group ? "all" : "run")) {
				struct str left = STR_INIT;
				str_printf(&left, "%s%s%s", option_rows[i].word,
				    option_rows[i].argument ? " " : "",
				    option_rows[i].argument ? option_rows[i].argument : "");
				str_printf(out, "  %-24s%s\n", left.text, option_rows[i].text);
				str_release(&left);
			}
		if (!group)
			usage_formats(out);
	}
	str_add(out,
	    "\nExit: 0 done, 1 the answer is no, 64 usage, 65 bad data, 66 no such input,\n"
	    "70 a bug, 73 and 74 cannot write, 128+n signal n.\n");
}

#ifndef COATCHECK_VERSION
#define COATCHECK_VERSION "0.1.0"
#endif

static void
version(const struct cli *cli, struct str *out)
{
	str_printf(out, "coatcheck %s\n", COATCHECK_VERSION);
	str_printf(
	    out, "  terminal   %s\n", cli->fronts->terminal ? cli->fronts->terminal() : "none");
	str_add(out, "  tokens     ");
	token_library(out);
	str_add(out, "\n");
	str_printf(out, "  record     %s\n", journal_library());
}

/* ---- main ---- */

static int
unknown_command(const struct cli *cli)
{
	const char *names[64], *nearest;
	uint32_t count = 0;

	for (uint32_t i = 0; i < command_row_count && count < 64; i++)
		names[count++] = command_rows[i].name;
	nearest = str_nearest(cli->command, names, count);
	return cli_fail(cli, EXIT_USAGE, "unknown command %s.%s%s%s See coatcheck --help.",
	    cli->command, nearest ? " Did you mean " : "", nearest ? nearest : "",
	    nearest ? "?" : "");
}

int
command_unbuilt(struct cli *cli)
{
	return cli_fail(cli, EXIT_USAGE, "%s is not in this version", cli->command);
}

/* Does the option mean something to this command?  The others are refused, not passed over. */
static bool
option_serves(enum option option, const struct command_row *row)
{
	static const struct {
		enum option option;
		const char *commands;
	} narrow[] = {
		{ OPTION_JSON, " run trace view eval claims check list keys stats " },
		{ OPTION_EXPLAIN, " run " },
		{ OPTION_RUNS, " run view eval " },
		{ OPTION_SWEEP, " run view " },
		{ OPTION_MEASURE, " view " },
		{ OPTION_TABLE, " view " },
		{ OPTION_PROGRESS, " run trace view eval claims check " },
		{ OPTION_THREADS, " run view eval claims check " },
		{ OPTION_FORMAT, " trace view export " },
		{ OPTION_AS, " import " },
		{ OPTION_N, " quiz " },
		{ OPTION_TAG, " quiz " },
		{ OPTION_LEVEL, " quiz " },
		{ OPTION_EXAM, " quiz " },
		{ OPTION_VIEW, " view " },
		{ OPTION_AT, " view " },
		{ OPTION_ASK, " view " },
	};
	char name[32];

	snprintf(name, sizeof name, " %s ", row->name);
	for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
		if (narrow[i].option == option)
			return strstr(narrow[i].commands, name) != NULL;
	return row->runs || !str_equal(option_rows[option].group, "run");
}

static int
dispatch(struct cli *cli)
{
	if (!cli->command)
		return command_learn(cli);
	for (uint32_t i = 0; i < command_row_count; i++) {
		const struct command_row *row = &command_rows[i];
		if (!str_equal(row->name, cli->command))
			continue;
		if (cli->operand_count < row->operands_min ||
		    cli->operand_count > row->operands_max)
			return cli_fail(
			    cli, EXIT_USAGE, "usage: coatcheck %s %s", row->name, row->operands);
		for (int o = 0; o < OPTION_COUNT && row->built; o++)
			if (cli_has(cli, (enum option)o) && !option_serves((enum option)o, row))
				return cli_fail(cli, EXIT_USAGE, "%s means nothing to %s",
				    option_rows[o].word, row->name);
		return row->run(cli);
	}
	return unknown_command(cli);
}

int
cli_main(int argc, char **argv, const struct fronts *fronts)
{
	struct cli *cli = mem_alloc(sizeof *cli);
	int code;

	memset(cli, 0, sizeof *cli);
	cli->fronts = fronts;
	str_init(&cli->out);
	findings_init(&cli->findings, &cli->arena);
	code = read_arguments(cli, argc, argv);
	if (!code)
		code = check_values(cli);
	if (!code && cli_has(cli, OPTION_HELP))
		usage(&cli->out);
	else if (!code && cli_has(cli, OPTION_VERSION))
		version(cli, &cli->out);
	else if (!code)
		code = dispatch(cli);
	if (cli->out.length &&
	    (fwrite(cli->out.text, 1, cli->out.length, stdout) != cli->out.length ||
		fflush(stdout) != 0))
		code = cli_fail(
		    cli, EXIT_IO, "standard output cannot be written: %s", strerror(errno));
	str_release(&cli->out);
	arena_release(&cli->arena);
	mem_free(cli);
	return code;
}
