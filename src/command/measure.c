/* command/measure.c - run: what scenarios cost, as a table and as JSON; one run, many seeds, a
 * sweep. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "command/cli.h"
#include "command/cli_watch.h"
#include "experiment/batch.h"
#include "lesson/load.h"

#define LISTED_RUNS 20u /* whose faults a table is preceded by */

/* ---- values ---- */

void
cli_measure(enum measure_unit unit, double value, bool mean, struct str *out)
{
	switch (unit) {
	case MEASURE_NS: units_print_duration(out, (uint64_t)(value + 0.5)); break;
	case MEASURE_BYTES: units_print_bytes(out, (uint64_t)(value + 0.5)); break;
	case MEASURE_RATE: str_printf(out, value < 1000 ? "%.4g/s" : "%.0f/s", value); break;
	case MEASURE_COUNT_: str_printf(out, mean ? "%.6g" : "%.0f", value); break;
	case MEASURE_NUMBER:
	case MEASURE_BYTE_SECONDS: str_printf(out, value < 1000 ? "%.4g" : "%.0f", value); break;
	}
}

/* "12.3 ms", of several runs "12.3 ms ±0.2 ms", "?" */
static void
cell_text(const struct batch_cell *cell, uint32_t m, bool many, bool ascii, struct str *out)
{
	const struct statistics *measured = &cell->measures[m];
	double se;

	if (measured->count == 0) {
		str_add(out, "?");
		return;
	}
	cli_measure(measure_rows[m].unit, measured->mean, many, out);
	se = statistics_se(measured);
	if (!many || isnan(se))
		return;
	str_add(out, ascii ? " +-" : " ±");
	if (measure_rows[m].unit == MEASURE_NS || measure_rows[m].unit == MEASURE_BYTES)
		cli_measure(measure_rows[m].unit, se, true, out);
	else
		str_printf(out, "%.2g", se);
}

/* ---- text ---- */

static void
add_right(struct str *out, int width, const char *text)
{
	str_add_repeated(out, ' ', width - utf8_cells(text));
	str_add(out, text);
}

static void
table_row(struct cli *cli, const struct batch *batch, uint32_t point, uint32_t m, int width)
{
	bool many = cli_has(cli, OPTION_RUNS);

	str_printf(&cli->out, "%-24s", measure_rows[m].name);
	for (uint32_t d = 0; d < batch->design_count; d++) {
		struct str value = STR_INIT;

		cell_text(batch_cell(batch, point, d), m, many, cli_ascii(cli), &value);
		add_right(&cli->out, width, value.text);
		str_release(&value);
	}
	str_add(&cli->out, "\n");
	if (cli_has(cli, OPTION_EXPLAIN) && point == 0)
		str_printf(&cli->out, "    %s\n", measure_rows[m].text);
}

static void
digests_row(struct cli *cli, const struct batch *batch, uint32_t point, int width)
{
	str_printf(&cli->out, "%-24s", "digest");
	for (uint32_t d = 0; d < batch->design_count; d++) {
		const struct batch_cell *cell = batch_cell(batch, point, d);
		char digest[18] = " ?";

		if (cell->has_digest)
			snprintf(digest, sizeof digest, " %016" PRIx64, cell->digest);
		add_right(&cli->out, width, digest);
	}
	str_add(&cli->out, "\n");
}

/* What is to be known of a column beside its numbers. */
static void
table_notes(struct cli *cli, const struct batch *batch, uint32_t point)
{
	for (uint32_t d = 0; d < batch->design_count; d++) {
		const struct batch_cell *cell = batch_cell(batch, point, d);

		if (cell->limited && batch->request.runs == 1)
			str_printf(&cli->out,
			    "%s did not come to its end: a limit of this program was reached "
			    "(%s).\n",
			    batch->designs[d], cell->limit);
		else if (cell->limited)
			str_printf(&cli->out,
			    "%s did not come to its end in %u runs: a limit of this program was "
			    "reached (%s).\n",
			    batch->designs[d], cell->limited, cell->limit);
		if (cell->unfinished)
			str_printf(&cli->out,
			    "%s was stopped: these are its measures so far, of a run that was not "
			    "over.\n",
			    batch->designs[d]);
		else if (batch->stopped && cell->runs < batch->request.runs)
			str_printf(&cli->out, "%s was stopped: %u of %u runs were measured.\n",
			    batch->designs[d], cell->runs, batch->request.runs);
	}
}

/* What of the faults is left to chance stands here as it was drawn, to be written into a scenario
 * and changed. */
static bool
leaves_to_chance(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *fault = &scenario->faults[i];

		if (fault->to_ns > 0 || fault->repeats || fault->has_outage ||
		    (fault->node != NULL && strcmp(fault->node, "random") == 0))
			return true;
	}
	return false;
}

/* As they are drawn from the scenario's seed. */
static void
faults_text(struct cli *cli, const struct scenario *scenario, bool many)
{
	struct arena arena = { 0 };
	struct fault *faults;
	uint32_t count;

	faults = engine_faults(scenario, &arena, &count);
	if (many)
		str_printf(&cli->out, "faults of seed %" PRIu64 ":\n", scenario->seed);
	else
		str_add(&cli->out, "faults:\n");
	for (uint32_t i = 0; i < count; i++) {
		str_add(&cli->out, "  - ");
		fault_print(&faults[i], &cli->out);
		str_add(&cli->out, "\n");
	}
	arena_release(&arena);
}

/* All that is left to chance, before anything runs: of each seed, and each point of a sweep. */
static void
list_faults(struct cli *cli, const struct batch *batch)
{
	uint32_t runs = batch->request.runs, shown = runs < LISTED_RUNS ? runs : LISTED_RUNS;

	for (uint32_t p = 0; p < batch->point_count; p++) {
		const struct scenario *scenario = batch_cell(batch, p, 0)->scenario;

		if (!leaves_to_chance(scenario))
			continue;
		if (batch->sweep.key_count) {
			sweep_print(&batch->sweep, p, &cli->out);
			str_add(&cli->out, "\n");
		}
		for (uint32_t run = 0; run < shown; run++) {
			struct scenario seeded = *scenario;

			seeded.seed += run;
			faults_text(cli, &seeded, runs > 1);
		}
		if (shown < runs)
			str_printf(&cli->out, "those of %u more seeds are listed by --json, or by "
			    "--seed N\n", runs - shown);
		str_add(&cli->out, "\n");
	}
	if (cli->out.length > 0 && fwrite(cli->out.text, 1, cli->out.length, stdout) ==
	    cli->out.length && fflush(stdout) == 0)
		str_clear(&cli->out);
}

static void
faults_json(struct json *json, const struct scenario *scenario)
{
	struct arena arena = { 0 };
	struct str line = STR_INIT;
	struct fault *faults;
	uint32_t count;

	faults = engine_faults(scenario, &arena, &count);
	json_key(json, "faults");
	json_begin_array(json);
	for (uint32_t i = 0; i < count; i++) {
		json_begin_object(json);
		json_key(json, faults[i].after_pattern ? "after" : "at_ns");
		if (faults[i].after_pattern)
			json_string(json, faults[i].after);
		else
			json_uint(json, faults[i].at_ns);
		json_key(json, "do");
		json_string(json, names_fault.rows[faults[i].kind].word);
		if (faults[i].node != NULL) {
			json_key(json, "node");
			json_string(json, faults[i].node);
		}
		str_clear(&line);
		fault_print(&faults[i], &line);
		json_key(json, "text");
		json_string(json, line.text);
		json_end_object(json);
	}
	json_end_array(json);
	str_release(&line);
	arena_release(&arena);
}

/* What goes wrong in one run; in many, of each seed where chance decides. */
static void
faults_of_runs(struct cli *cli, struct json *json, const struct scenario *scenario, uint32_t runs)
{
	if (scenario->fault_count == 0)
		return;
	if (!cli_has(cli, OPTION_RUNS)) {
		faults_json(json, scenario);
		return;
	}
	if (!leaves_to_chance(scenario))
		return;
	json_key(json, "faults_by_seed");
	json_begin_array(json);
	for (uint32_t run = 0; run < runs; run++) {
		struct scenario seeded = *scenario;

		seeded.seed += run;
		json_begin_object(json);
		json_key(json, "seed");
		json_uint(json, seeded.seed);
		faults_json(json, &seeded);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
run_text(struct cli *cli, const struct batch *batch)
{
	bool many = cli_has(cli, OPTION_RUNS);
	int width = many ? 24 : 14;

	if (many)
		str_printf(&cli->out,
		    "mean and standard error over %u run%s, seeds %" PRIu64 " to %" PRIu64 "\n",
		    batch->request.runs, batch->request.runs == 1 ? "" : "s",
		    batch->cells[0].scenario->seed,
		    batch->cells[0].scenario->seed + batch->request.runs - 1);
	for (uint32_t p = 0; p < batch->point_count; p++) {
		if (batch->sweep.key_count) {
			str_add(&cli->out, p || many ? "\n" : "");
			sweep_print(&batch->sweep, p, &cli->out);
			str_add(&cli->out, "\n");
		}
		str_printf(&cli->out, "%-24s", "");
		for (uint32_t d = 0; d < batch->design_count; d++)
			str_printf(&cli->out, "%*s", width, batch->designs[d]);
		str_add(&cli->out, "\n");
		for (uint32_t m = 0; m < measure_row_count; m++)
			if (measure_rows[m].built)
				table_row(cli, batch, p, m, width);
		digests_row(cli, batch, p, many ? width : 17);
		table_notes(cli, batch, p);
	}
}

/* ---- JSON ---- */

static void
json_statistics(struct json *json, const struct statistics *measured, uint32_t runs)
{
	static const char *const names[] = { "mean", "sd", "se", "min", "max" };
	const double values[] = { measured->mean, statistics_sd(measured),
		statistics_se(measured), measured->min, measured->max };

	if (measured->count == 0) {
		json_null(json);
		return;
	}
	json_begin_object(json);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		json_key(json, names[i]);
		json_double(json, values[i]);
	}
	if (measured->count < runs) { /* not observed in all of them */
		json_key(json, "runs");
		json_uint(json, measured->count);
	}
	json_end_object(json);
}

static void
json_cell(struct cli *cli, struct json *json, const struct batch *batch, uint32_t point,
    uint32_t design)
{
	const struct batch_cell *cell = batch_cell(batch, point, design);
	bool many = cli_has(cli, OPTION_RUNS);
	char digest[17];

	json_begin_object(json);
	json_key(json, "name");
	json_string(json, batch->designs[design]);
	json_key(json, "digest");
	snprintf(digest, sizeof digest, "%016" PRIx64, cell->digest);
	json_string(json, cell->has_digest ? digest : NULL);
	json_key(json, "complete");
	json_bool(json,
	    !cell->unfinished && cell->limited == 0 && cell->runs == batch->request.runs);
	if (many) {
		json_key(json, "runs");
		json_uint(json, cell->runs);
	}
	json_key(json, "effective");
	scenario_write_json(cell->scenario, json);
	json_key(json, "measures");
	json_begin_object(json);
	for (uint32_t m = 0; m < measure_row_count; m++) {
		if (!measure_rows[m].built)
			continue;
		json_key(json, measure_rows[m].name);
		if (many)
			json_statistics(json, &cell->measures[m], cell->runs);
		else if (cell->measures[m].count)
			json_double(json, cell->measures[m].mean);
		else
			json_null(json);
	}
	json_end_object(json);
	if (cli_has(cli, OPTION_EXPLAIN) && point == 0 && design == 0) {
		json_key(json, "definitions");
		json_begin_object(json);
		for (uint32_t m = 0; m < measure_row_count; m++)
			if (measure_rows[m].built) {
				json_key(json, measure_rows[m].name);
				json_string(json, measure_rows[m].text);
			}
		json_end_object(json);
	}
	json_end_object(json);
}

static void
json_designs(struct cli *cli, struct json *json, const struct batch *batch, uint32_t point)
{
	json_key(json, "designs");
	json_begin_array(json);
	for (uint32_t d = 0; d < batch->design_count; d++)
		json_cell(cli, json, batch, point, d);
	json_end_array(json);
}

/* {"settings":{"servers.count":4},"designs":[...]} */
static void
json_point(struct cli *cli, struct json *json, const struct batch *batch, uint32_t point)
{
	json_begin_object(json);
	json_key(json, "settings");
	json_begin_object(json);
	for (uint32_t i = 0; i < batch->sweep.key_count; i++) {
		json_key(json, batch->sweep.keys[i].path);
		scenario_write_setting(
		    batch->sweep.keys[i].path, sweep_value(&batch->sweep, point, i), json);
	}
	json_end_object(json);
	faults_of_runs(cli, json, batch_cell(batch, point, 0)->scenario, batch->request.runs);
	json_designs(cli, json, batch, point);
	json_end_object(json);
}

static void
run_json(struct cli *cli, const struct cli_file *file, const struct batch *batch)
{
	struct json json;

	json_init(&json, &cli->out, 0);
	json_begin_object(&json);
	json_key(&json, "interface");
	json_uint(&json, 1);
	json_key(&json, "scenario");
	json_string(&json, file->scenario->id);
	json_key(&json, "seed");
	json_uint(&json, batch->cells[0].scenario->seed);
	if (cli_has(cli, OPTION_RUNS)) {
		json_key(&json, "runs");
		json_uint(&json, batch->request.runs);
	}
	if (batch->stopped) {
		json_key(&json, "stopped");
		json_bool(&json, true);
	}
	json_key(&json, "effective");
	scenario_write_json(batch->cells[0].scenario, &json);
	if (batch->sweep.key_count) {
		json_key(&json, "points");
		json_begin_array(&json);
		for (uint32_t p = 0; p < batch->point_count; p++)
			json_point(cli, &json, batch, p);
		json_end_array(&json);
	} else {
		faults_of_runs(cli, &json, batch->cells[0].scenario, batch->request.runs);
		json_designs(cli, &json, batch, 0);
	}
	json_end_object(&json);
	str_add(&cli->out, "\n");
}

/* ---- the sweep, and the command ---- */

int
cli_refused(struct cli *cli, const struct cli_file *file)
{
	cli_print_findings(cli, file->lesson.source, file->lesson.source_length);
	for (size_t i = 0; i < cli->findings.count; i++)
		if (cli->findings.rows[i].mark.file)
			return EXIT_DATA;
	return EXIT_USAGE;
}

int
cli_sweep(struct cli *cli, const struct cli_file *file, struct sweep *sweep)
{
	bool ok = sweep_of_source(file->scenario, sweep, &cli->arena, &cli->findings);

	/* A setting that is fixed by hand is not swept. */
	for (uint32_t i = 0; i < cli->value_count[OPTION_SET]; i++) {
		const char *text = cli->values[OPTION_SET][i];
		sweep_remove(sweep,
		    arena_strndup(&cli->arena, text, strcspn(text, "=")));
	}
	for (uint32_t i = 0; ok && i < cli->value_count[OPTION_SWEEP]; i++) {
		const char *text = cli->values[OPTION_SWEEP][i], *equals = strchr(text, '=');
		struct mark nowhere = { 0 };
		const struct node *list;
		const char *path;

		if (!equals || equals == text)
			return cli_fail(
			    cli, EXIT_USAGE, "--sweep takes KEY=a,b,c, not \"%s\"", text);
		path = arena_strndup(&cli->arena, text, (size_t)(equals - text));
		list = yaml_read_value(
		    arena_printf(&cli->arena, "[%s]", equals + 1), &cli->arena, &cli->findings);
		ok = list && sweep_add(sweep, path, list, nowhere, &cli->arena, &cli->findings);
	}
	if (ok)
		return 0;
	return cli_refused(cli, file);
}

int
cli_batch(struct cli *cli, const struct cli_file *file, struct runset_request *request,
    struct sweep *sweep, struct batch *batch, struct cli_watch *watch)
{
	struct batch_request wanted = { .base = request,
		.sweep = sweep,
		.runs = cli_number(cli, OPTION_RUNS, 1),
		.threads = cli_number(cli, OPTION_THREADS, 0),
		.self = watch,
		.watch = cli_watch };

	if (!batch_open(batch, &wanted, &cli->findings))
		return cli_refused(cli, file);
	if (!cli_has(cli, OPTION_JSON))
		list_faults(cli, batch);
	cli_watch_begin(watch, cli);
	batch_run(batch);
	return 0;
}

/* A base brings its own way of placing requests, over the scenario's: who wrote one there would
 * wonder. */
static void
place_notes(struct cli *cli, const struct cli_file *file, const struct batch *batch)
{
	const struct node *tree = file->scenario->tree;
	const struct node *written = node_at(tree, "balancer.place");

	for (uint32_t d = 0; written != NULL && d < batch->design_count; d++) {
		const struct scenario *scenario = batch_cell(batch, 0, d)->scenario;
		const char *place = names_place.rows[scenario->balancer.place].word;
		const struct node *own = node_at(node_at(tree, "designs"), batch->designs[d]);

		if (written->kind != NODE_SCALAR || strcmp(written->text, place) == 0 ||
		    node_at(own, "balancer.place") != NULL)
			continue;
		str_printf(&cli->out,
		    "note: %s places %s: its base, a case or --set comes after the scenario's "
		    "\"place: ",
		    batch->designs[d], place);
		str_add(&cli->out, names_place.rows[names_find(&names_place, written->text)].word);
		str_printf(&cli->out, "\". Write it under designs.%s.balancer to have it.\n",
		    batch->designs[d]);
	}
}

int
command_run(struct cli *cli)
{
	struct cli_file file;
	struct runset_request request;
	struct batch batch = { 0 };
	struct sweep sweep;
	struct cli_watch watch;
	int code = cli_file_open(cli, cli->operands[0], &file);

	if (!code)
		code = cli_request(cli, &file, false, &request);
	if (!code)
		code = cli_sweep(cli, &file, &sweep);
	if (!code)
		code = cli_batch(cli, &file, &request, &sweep, &batch, &watch);
	if (!code) {
		cli_watch_end(&watch);
		if (cli_has(cli, OPTION_JSON)) {
			run_json(cli, &file, &batch);
		} else {
			run_text(cli, &batch);
			place_notes(cli, &file, &batch);
		}
		if (watch.interrupted)
			code = EXIT_SIGNAL + watch.interrupted;
	}
	batch_release(&batch);
	cli_file_close(&file);
	return code;
}
