/* command/cli.h - the command line: one table of commands, one of options; usage, help, completions
 * and the man page are made from them.
 */
#ifndef COMMAND_CLI_H
#define COMMAND_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "app/app.h"
#include "base/finding.h"
#include "experiment/batch.h"

#define EXIT_NO 1 /* the answer is no: a claim fails, findings exist */
#define EXIT_USAGE 64
#define EXIT_DATA 65
#define EXIT_NO_INPUT 66
#define EXIT_BUG 70
#define EXIT_CANNOT_WRITE 73
#define EXIT_IO 74
#define EXIT_SIGNAL 128 /* and the signal's number */

/* clang-format off */
#define OPTIONS(O) \
	O(DESIGN,    "--design",    "D",          "run", "only this design; repeat for two") \
	O(SEED,      "--seed",      "N",          "run", "seed of the simulation") \
	O(CASE,      "--case",      "C",          "run", "a named set of overrides of the scenario") \
	O(SET,       "--set",       "PATH=VALUE", "run", "a setting, path as in the file; repeatable; no VALUE: as if nobody had written it") \
	O(JSON,      "--json",      NULL,         "run", "the same as JSON") \
	O(EXPLAIN,   "--explain",   NULL,         "run", "what each measure counts (run)") \
	O(RUNS,      "--runs",      "N",          "run", "so many runs: seed, seed + 1, ... (run, eval, chart)") \
	O(SWEEP,     "--sweep",     "KEY=a,b,c",  "run", "a setting and its values; repeatable (run, chart)") \
	O(MEASURE,   "--measure",   "M",          "run", "what a chart shows; A/B is one by the other (chart)") \
	O(TABLE,     "--table",     NULL,         "run", "a chart as a table (view)") \
	O(PROGRESS,  "--progress",  NULL,         "run", "tells how far it is also where nobody looks") \
	O(THREADS,   "--threads",   "N",          "run", "runs at the same time; else one a processor") \
	O(FORMAT,    "--format",    "F",          "run", "of trace: below; of view: text, ansi, svg") \
	O(VIEW,      "--view",      "V",          "run", "map, ladder, state, wire, costs, chart, diff") \
	O(AT,        "--at",        "WHEN",       "run", "42, 3.2s, start, end or a name (view)") \
	O(ASK,       "--ask",       "ITEM",       "run", "the frame of a question (view)") \
	O(AS,        "--as",        "WHAT",       "run", "what comes in: record (import)") \
	O(CHALLENGE, "--challenge", "NAME",       "all", "a challenge by name or number; list: all of them (play)") \
	O(PLAIN,     "--plain",     NULL,         "all", "line by line on standard input and output") \
	O(ASCII,     "--ascii",     NULL,         "all", "only bytes 32 to 126") \
	O(COLOR,     "--color",     "WHEN",       "all", "auto, always or never") \
	O(STILL,     "--no-animation", NULL,      "all", "nothing moves by itself") \
	O(THEME,     "--theme",     "T",          "all", "terminal or projector") \
	O(SIZE,      "--size",      "CxR",        "all", "columns and rows of a frame (view)") \
	O(DB,        "--db",        "FILE",       "all", "the record of another learner, or none") \
	O(NOW,       "--now",       "ISO-8601",   "all", "the present, for tests") \
	O(STUDY_SEED, "--study-seed", "N",        "all", "seed of shuffles and picks") \
	O(ONLY_COUNT, "--count",     NULL,         "all", "only how many cards are due (review)") \
	O(N,         "--n",         "N",          "all", "so many questions (quiz)") \
	O(TAG,       "--tag",       "TAG",        "all", "only questions about this (quiz)") \
	O(LEVEL,     "--level",     "L",          "all", "only questions of this level, 1 easy to 5 tricky (quiz)") \
	O(EXAM,      "--exam",      NULL,         "all", "nothing is told before the end (quiz)") \
	O(LESSONS,   "--lessons",   "DIR",        "all", "a further folder of lessons; repeatable") \
	O(LOG,       "--log",       "FILE",       "all", "what the program did, line by line") \
	O(HELP,      "--help",      NULL,         "all", "this text") \
	O(VERSION,   "--version",   NULL,         "all", "version, build and libraries")
/* clang-format on */
#define O(e, w, a, s, t) OPTION_##e,
enum option { OPTIONS(O) OPTION_COUNT };
#undef O

struct option_row {
	const char *word, *argument, *group, *text;
};
extern const struct option_row option_rows[OPTION_COUNT];

/* What main gives: the fronts, which lie on higher floors. */
struct fronts {
	int (*full)(struct app *app, bool ascii, bool animation, int colour, bool projector);
	int (*plain)(struct app *app);
	const char *(*refused)(void);      /* why no full screen, or NULL */
	const char *(*ascii_reason)(void); /* why ASCII, or NULL */
	void (*describe)(struct str *out); /* "size       80x24\n", colours: lines of config */
	const char *(*terminal)(void);      /* "ncurses 6.4" */
};

#define CLI_VALUES_MAX 32
struct cli {
	const struct fronts *fronts;
	struct arena arena;
	struct findings findings;
	const char *command;
	const char *operands[CLI_VALUES_MAX];
	uint32_t operand_count;
	const char *values[OPTION_COUNT][CLI_VALUES_MAX]; /* of each option, in order */
	uint32_t value_count[OPTION_COUNT];
	struct str out; /* standard output, written at the end */
};

struct command_row {
	const char *name, *operands, *text;
	int (*run)(struct cli *cli);
	bool built; /* false: refused by name */
	uint32_t operands_min, operands_max;
	bool runs; /* takes the options of group "run" */
};
extern const struct command_row command_rows[];
extern const uint32_t command_row_count;

/* The whole program but for the fronts.  Returns the exit code. */
int cli_main(int argc, char **argv, const struct fronts *fronts);

/* Shared by commands. */
int cli_fail(const struct cli *cli, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool cli_has(const struct cli *cli, enum option option);
/* The last value given, or NULL. */
const char *cli_value(const struct cli *cli, enum option option);
/* Prints findings to standard error with carets. */
void cli_print_findings(struct cli *cli, const char *source, size_t length);
/* Shelf of lessons: the program's and --lessons. */
void cli_shelf(struct cli *cli, struct shelf_entry **shelf, uint32_t *count);
/* The packs beside them: files of claims. */
void cli_packs(struct cli *cli, const char *const **packs, uint32_t *count);
/* A LESSON operand (id, number, path) as a path, or NULL after saying so (*code set). */
const char *cli_lesson_path(struct cli *cli, const char *lesson, int *code);

/* FILE[#SCENARIO] opened: the file and one scenario of it. */
struct cli_file {
	struct lesson lesson;
	const struct scenario_source *scenario;
	bool loaded;
};
/* Returns 0 or an exit code after saying why; cli_file_close in any case. */
int cli_file_open(struct cli *cli, const char *operand, struct cli_file *file);
void cli_file_close(struct cli_file *file);
/* --design --case --set --seed as a request; 0 or an exit code. */
int cli_request(
    struct cli *cli, const struct cli_file *file, bool keep, struct runset_request *request);
/* Why it did not run; the exit code. */
int cli_run_refused(struct cli *cli, const struct cli_file *file);
/* Prints findings of a scenario: what is wrong in a file is bad data, else the command line is. */
int cli_refused(struct cli *cli, const struct cli_file *file);
/* The number of an option that was looked at already, or what it is without. */
uint32_t cli_number(const struct cli *cli, enum option option, uint32_t otherwise);
/* The scenario's sweep, less what --set fixes, and --sweep; 0 or an exit code. */
int cli_sweep(struct cli *cli, const struct cli_file *file, struct sweep *sweep);
/* All runs of the request with --runs, --threads; 0 (then cli_watch_end) or an exit code. */
struct cli_watch;
int cli_batch(struct cli *cli, const struct cli_file *file, struct runset_request *request,
    struct sweep *sweep, struct batch *batch, struct cli_watch *watch);
/* "12 ms", "2.0 KiB", "40/s": a measure; `mean`: of counts, which need not be whole then. */
void cli_measure(enum measure_unit unit, double value, bool mean, struct str *out);
/* --ascii, or a terminal that can do no other. */
bool cli_ascii(const struct cli *cli);
/* --design, --case, --set, --seed as they are written, for whatever scenario; 0 or an exit code. */
int cli_overrides(struct cli *cli, struct runset_request *request);
/* The claim `row` of a lesson, run and printed. */
int cli_claim(struct cli *cli, const char *path, uint32_t row);
/* --size or 80x24. */
bool cli_size(const struct cli *cli, int *cols, int *rows);

/* --now or the clock, with the offset of local time. */
struct moment cli_now(const struct cli *cli);
/* --db, COATCHECK_DB or the usual place; NULL: nothing is kept. */
const char *cli_record_path(struct cli *cli);
/* Line by line: --plain, or no terminal that a full screen could be on. */
bool cli_plain(const struct cli *cli);
/* A front on what `options` asks for; its exit code. */
int cli_front(struct cli *cli, struct app_options *options);
/* The cluster that `play` begins with when no file is named; NULL: none. */
const char *cli_first_cluster(struct cli *cli);
/* What config says of the record, and NAME [VALUE] of it. */
void config_record(struct cli *cli);
int config_set(struct cli *cli);

/* One function a command. */
int command_run(struct cli *cli);
int command_trace(struct cli *cli);
int command_view(struct cli *cli);
int command_eval(struct cli *cli);
int command_claims(struct cli *cli);
int command_check(struct cli *cli);
int command_list(struct cli *cli);
int command_show(struct cli *cli);
int command_keys(struct cli *cli);
int command_config(struct cli *cli);
int command_help(struct cli *cli);
int command_learn(struct cli *cli);
int command_open(struct cli *cli);
int command_review(struct cli *cli);
int command_play(struct cli *cli);
int command_stats(struct cli *cli);
int command_keep(struct cli *cli);
int command_export(struct cli *cli);
int command_import(struct cli *cli);
int command_forget(struct cli *cli);
int command_unbuilt(struct cli *cli);

#endif
