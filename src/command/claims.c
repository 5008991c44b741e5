/* command/claims.c - claims: the ledger.  Every check of every claim is run; what was expected
 * stands beside what was measured. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/app_internal.h"
#include "base/file.h"
#include "base/utf8.h"
#include "command/cli.h"
#include "command/cli_watch.h"
#include "experiment/ledger.h"
#include "experiment/runcode.h"
#include "lesson/load.h"

struct claims {
	struct cli *cli;
	struct json *json; /* NULL: text */
	struct ledger_request request;
	struct runset_request base;
	struct cli_watch watch;
	uint32_t counts[LEDGER_NO_RUN + 1], all;
	double seconds;
	int code; /* the worst that happened */
	const char *only; /* id of the one claim that is wanted, or NULL */
};

/* ---- text ---- */

/* "  says      words, wrapped under themselves" */
static void
add_field(struct str *out, const char *name, const char *text)
{
	struct str clean = STR_INIT;
	char indent[16];

	if (!text || !*text)
		return;
	snprintf(indent, sizeof indent, "  %-11s", name);
	utf8_sanitise(&clean, text, strlen(text), false, false);
	app_wrap(out, indent, clean.text);
	str_release(&clean);
}

static const char *
mark_of(const struct claims *claims, enum ledger_verdict verdict)
{
	static const char *const marks[] = { "✓", "✗", "?", "○" };
	static const char *const ascii[] = { "y", "x", "?", "o" };

	return cli_ascii(claims->cli) ? ascii[verdict] : marks[verdict];
}

static const char *
result_word(const struct ledger_check *check)
{
	return !check->known ? "cannot be told" : check->result ? "true" : "false";
}

static void
check_text(struct claims *claims, const struct ledger_check *check)
{
	struct str line = STR_INIT, measured = STR_INIT;
	const char *measured_text = check->measured;

	if (check->case_id)
		str_printf(&line, "%s: ", check->case_id);
	str_add(&line, check->text);
	add_field(&claims->cli->out, check->usual ? "usual" : "expected", line.text);
	str_clear(&line);
	if (cli_ascii(claims->cli)) {
		for (const char *c = measured_text; *c; c++) {
			if (c[0] == '\xc2' && c[1] == '\xb1') { /* ± */
				str_add(&measured, "+-");
				c++;
			} else {
				str_add_char(&measured, *c);
			}
		}
		measured_text = measured.text;
	}
	str_printf(&line, "%s: %s", result_word(check), measured_text);
	if (check->usual && check->matters)
		str_add(&line, check->known && !check->result ? " (false, as it has to be)"
							      : " (and it has to be false)");
	add_field(&claims->cli->out, "measured", line.text);
	str_release(&line);
	str_release(&measured);
}

static void
cost_text(struct claims *claims, const struct ledger_row *row, double seconds)
{
	struct str line = STR_INIT;

	str_printf(&line,
	    "%u run%s a case, %.1f million events, %" PRIu64 " steps of evaluation, %.1f s of CPU",
	    row->claim->runs, row->claim->runs == 1 ? "" : "s", (double)row->events / 1e6,
	    row->steps, seconds);
	add_field(&claims->cli->out, "cost", line.text);
	str_release(&line);
}

static void
row_text(struct claims *claims, const struct lesson *lesson, const struct ledger_row *row,
    const char *code, double seconds)
{
	const struct lesson_claim *claim = row->claim;
	struct str *out = &claims->cli->out;
	struct str line = STR_INIT;

	str_printf(out, "%s %s   %s   %s", mark_of(claims, row->verdict), claim->id,
	    standing_word(claim->standing), ledger_verdict_word(row->verdict));
	if (claim->brief)
		str_printf(out, "   brief %u", claim->brief);
	str_add(out, "\n");
	add_field(out, "says", claim->says);
	add_field(out, "careful", claim->careful);
	for (uint32_t i = 0; i < row->check_count; i++)
		check_text(claims, &row->checks[i]);
	for (uint32_t i = 0; i < claim->depends_count; i++)
		str_printf(&line, "%s%s", i ? ", " : "", claim->depends_on[i]);
	add_field(out, "depends on", line.text);
	add_field(out, "because", claim->because);
	add_field(out, "assumes", claim->assumes);
	add_field(out, "source", claim->source);
	str_clear(&line);
	str_printf(&line, "%s:%u:%u", lesson->path, claim->mark.line, claim->mark.column);
	add_field(out, "place", line.text);
	add_field(out, "run code", code);
	if (row->verdict != LEDGER_NO_RUN)
		cost_text(claims, row, seconds);
	str_add(out, "\n");
	str_release(&line);
}

/* ---- JSON ---- */

static void
json_check(struct json *json, const struct ledger_check *check)
{
	json_begin_object(json);
	json_key(json, "case");
	json_string(json, check->case_id);
	json_key(json, "check");
	json_string(json, check->text);
	json_key(json, "usual_wording");
	json_bool(json, check->usual);
	json_key(json, "expected");
	if (check->matters)
		json_bool(json, check->expected);
	else
		json_null(json);
	json_key(json, "result");
	if (check->known)
		json_bool(json, check->result);
	else
		json_null(json);
	json_key(json, "measured");
	json_string(json, check->measured);
	json_end_object(json);
}

static void
json_text(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_string(json, text);
}

static void
row_json(struct claims *claims, const struct lesson *lesson, const struct ledger_row *row,
    const char *code, double seconds)
{
	const struct lesson_claim *claim = row->claim;
	struct json *json = claims->json;

	json_begin_object(json);
	json_text(json, "id", claim->id);
	json_text(json, "file", lesson->path);
	json_key(json, "line");
	json_uint(json, claim->mark.line);
	json_key(json, "brief");
	if (claim->brief)
		json_uint(json, claim->brief);
	else
		json_null(json);
	json_text(json, "says", claim->says);
	json_text(json, "standing", standing_word(claim->standing));
	json_text(json, "careful", claim->careful);
	json_text(json, "because", claim->because);
	json_text(json, "assumes", claim->assumes);
	json_text(json, "source", claim->source);
	json_key(json, "depends_on");
	json_begin_array(json);
	for (uint32_t i = 0; i < claim->depends_count; i++)
		json_string(json, claim->depends_on[i]);
	json_end_array(json);
	json_text(json, "scenario", claim->scenario);
	json_key(json, "runs");
	json_uint(json, claim->runs);
	json_text(json, "verdict", ledger_verdict_word(row->verdict));
	json_key(json, "checks");
	json_begin_array(json);
	for (uint32_t i = 0; i < row->check_count; i++)
		json_check(json, &row->checks[i]);
	json_end_array(json);
	json_text(json, "run_code", *code ? code : NULL);
	json_key(json, "events");
	json_uint(json, row->events);
	json_key(json, "steps");
	json_uint(json, row->steps);
	json_key(json, "cpu_seconds");
	json_double(json, seconds);
	json_end_object(json);
}

/* ---- running ---- */

/* A claim of a lesson can be opened again by its code; a file of scenarios has no id. */
static void
write_code(const struct lesson *lesson, uint32_t claim, struct str *out)
{
	struct runcode code = { .lesson = runcode_lesson(lesson->id),
		.step = (uint16_t)(RUNCODE_CLAIMS + claim) };

	if (lesson->id)
		(void)runcode_write(&code, out);
}

static void
run_claim(struct claims *claims, const struct lesson *lesson, uint32_t i,
    struct findings *findings)
{
	struct arena arena = { 0 };
	struct ledger_row row;
	struct str code = STR_INIT;
	clock_t start = clock();
	bool ok = ledger_run(
	    lesson, &lesson->claims[i], &claims->request, &arena, &row, findings);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

	claims->seconds += seconds;
	if (ok) {
		write_code(lesson, i, &code);
		if (claims->json)
			row_json(claims, lesson, &row, code.text, seconds);
		else
			row_text(claims, lesson, &row, code.text, seconds);
		claims->counts[row.verdict]++;
		claims->all++;
	}
	str_release(&code);
	arena_release(&arena);
}

static void
run_file(struct claims *claims, const char *path)
{
	struct cli *cli = claims->cli;
	struct lesson lesson;
	struct findings findings;
	struct arena arena = { 0 };
	bool ok = false;
	int error;

	memset(&lesson, 0, sizeof lesson);
	findings_init(&findings, &arena);
	error = lesson_load(&lesson, path, &findings, &ok);
	if (error)
		claims->code = cli_fail(cli, error == EFBIG ? EXIT_DATA : EXIT_NO_INPUT, "%s: %s",
		    path, strerror(error));
	for (uint32_t i = 0; !error && ok && i < lesson.claim_count; i++)
		if (!claims->watch.interrupted &&
		    (!claims->only || str_equal(claims->only, lesson.claims[i].id)))
			run_claim(claims, &lesson, i, &findings);
	if (findings.errors) {
		findings_join(&cli->findings, &findings);
		cli_print_findings(cli, lesson.source, lesson.source_length);
		findings_init(&cli->findings, &cli->arena);
		claims->code = EXIT_DATA;
	}
	lesson_release(&lesson);
	arena_release(&arena);
}

static void
run_operand(struct claims *claims, const char *path)
{
	struct cli *cli = claims->cli;
	const char **names;
	size_t count;

	if (!file_is_folder(path)) {
		run_file(claims, path);
	} else if (file_list(&cli->arena, path, ".yaml", &names, &count) || count == 0) {
		claims->code = cli_fail(cli, EXIT_NO_INPUT, "%s holds no .yaml file", path);
	} else {
		for (size_t i = 0; i < count; i++)
			run_file(claims, arena_printf(&cli->arena, "%s/%s", path, names[i]));
	}
}

static void
begin(struct claims *claims, struct cli *cli, struct json *json)
{
	memset(claims, 0, sizeof *claims);
	claims->cli = cli;
	claims->request = (struct ledger_request){ .base = &claims->base,
		.threads = cli_number(cli, OPTION_THREADS, 0),
		.self = &claims->watch,
		.watch = cli_watch };
	if (!cli_has(cli, OPTION_JSON))
		return;
	claims->json = json;
	json_init(json, &cli->out, 0);
	json_begin_object(json);
	json_key(json, "interface");
	json_uint(json, 1);
	json_key(json, "claims");
	json_begin_array(json);
}

static int
end(struct claims *claims)
{
	static const char *const keys[] = { "agree", "fail", "cannot_be_told", "no_run_decides" };
	struct cli *cli = claims->cli;

	if (claims->json) {
		json_end_array(claims->json);
		for (int v = 0; v <= LEDGER_NO_RUN; v++) {
			json_key(claims->json, keys[v]);
			json_uint(claims->json, claims->counts[v]);
		}
		json_key(claims->json, "cpu_seconds");
		json_double(claims->json, claims->seconds);
		json_end_object(claims->json);
		str_add(&cli->out, "\n");
	} else {
		str_printf(&cli->out,
		    "%u claim%s: %u agree%s, %u fail%s, %u cannot be told, %u no run decides; "
		    "%.1f s of CPU\n",
		    claims->all, claims->all == 1 ? "" : "s", claims->counts[LEDGER_AGREES],
		    claims->counts[LEDGER_AGREES] == 1 ? "s" : "", claims->counts[LEDGER_FAILS],
		    claims->counts[LEDGER_FAILS] == 1 ? "s" : "", claims->counts[LEDGER_UNKNOWN],
		    claims->counts[LEDGER_NO_RUN], claims->seconds);
	}
	if (claims->watch.interrupted)
		return EXIT_SIGNAL + claims->watch.interrupted;
	if (claims->code)
		return claims->code;
	return claims->counts[LEDGER_FAILS] + claims->counts[LEDGER_UNKNOWN] ? EXIT_NO : 0;
}

int
command_claims(struct cli *cli)
{
	struct claims claims;
	struct json json;
	int code;

	begin(&claims, cli, &json);
	code = cli_overrides(cli, &claims.base);
	if (code)
		return code;
	cli_watch_begin(&claims.watch, cli);
	for (uint32_t i = 0; i < cli->operand_count; i++)
		run_operand(&claims, cli->operands[i]);
	if (cli->operand_count == 0) {
		struct shelf_entry *shelf;
		const char *const *packs;
		uint32_t count;

		cli_shelf(cli, &shelf, &count);
		for (uint32_t i = 0; i < count; i++)
			run_file(&claims, shelf[i].path);
		cli_packs(cli, &packs, &count);
		for (uint32_t i = 0; i < count; i++)
			run_file(&claims, packs[i]);
	}
	cli_watch_end(&claims.watch);
	return end(&claims);
}

int
cli_claim(struct cli *cli, const char *path, uint32_t row)
{
	struct claims claims;
	struct json json;
	struct lesson lesson;
	struct arena arena = { 0 };
	struct findings findings;
	bool ok = false;

	memset(&lesson, 0, sizeof lesson);
	findings_init(&findings, &arena);
	begin(&claims, cli, &json);
	if (!lesson_load(&lesson, path, &findings, &ok) && ok && row < lesson.claim_count)
		claims.only = arena_strdup(&cli->arena, lesson.claims[row].id);
	lesson_release(&lesson);
	arena_release(&arena);
	if (!claims.only)
		return cli_fail(cli, EXIT_NO_INPUT,
		    "the claim of this run code is not in %s any more", path);
	cli_watch_begin(&claims.watch, cli);
	run_file(&claims, path);
	cli_watch_end(&claims.watch);
	return end(&claims);
}
