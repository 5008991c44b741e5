#include "experiment/charting.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "experiment/theory.h"
#include "model/schema.h"

#define CURVE_SPOTS 120u /* of a whole curve */

/* What charts are called, and what is tried when nobody says which. */
static const struct subject {
	const char *measure, *title;
	enum chart_unit unit;
} subjects[] = {
	{ "sessions_lost/sessions_live_at_fault", "share of sessions lost", CHART_SHARE },
	{ "time_ns.mean", "mean time from send to receipt", CHART_NS },
	{ "throughput", "answered requests a second", CHART_RATE },
	{ "hit_rate", "reads of a login that find it", CHART_SHARE },
	{ "wait_ns.mean", "mean wait for a worker", CHART_NS },
	{ "utilisation", "share of the workers' time taken", CHART_SHARE },
	{ "service_availability", "share of requests answered well", CHART_SHARE },
	{ "session_availability", "share of requests that found the login", CHART_SHARE },
	{ "time_ns.p99", "time that 99 of 100 do not exceed", CHART_NS },
};

static void
take_sample(void *self, uint32_t point, uint32_t run, uint32_t design,
    const struct measures *measures)
{
	struct charting *charting = self;
	struct statistics *stats =
	    &charting->stats[point * charting->batch.design_count + design];
	double value = measures->value[charting->row];

	(void)run;
	if (!measures->known[charting->row])
		return;
	if (charting->over >= 0) {
		double over = measures->value[charting->over];

		if (!measures->known[charting->over] || over == 0)
			return;
		value /= over;
	}
	statistics_add(stats, value);
}

static bool
watch_batch(void *self, const struct batch_progress *progress)
{
	struct charting *charting = self;

	return !charting->request.watch ||
	       charting->request.watch(charting->request.self, progress);
}

/* -- what is shown --------------------------------------------------------------------------- */

static const struct scenario *
scenario_of(const struct charting *charting, uint32_t point, uint32_t design)
{
	return batch_cell(&charting->batch, point, design)->scenario;
}

/* The first subject of which a law speaks in some design; else the first that means something. */
static const char *
choose_measure(const struct charting *charting)
{
	const struct scenario *first = scenario_of(charting, 0, 0);

	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		for (uint32_t d = 0; d < charting->batch.design_count; d++)
			if (theory_find(subjects[i].measure, scenario_of(charting, 0, d)))
				return subjects[i].measure;
	if (first->load.on)
		return "time_ns.mean";
	return first->fault_count ? subjects[0].measure : "hit_rate";
}

static bool
find_measure(const char *name, size_t length, int *row, struct findings *findings)
{
	const char *names[MEASURES_MAX], *nearest;
	char word[64];

	snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), name);
	*row = measure_find(word);
	if (*row >= 0 && measure_rows[*row].built)
		return true;
	for (uint32_t m = 0; m < measure_row_count; m++)
		names[m] = measure_rows[m].name;
	nearest = str_nearest(word, names, measure_row_count);
	findings_error(findings, (struct mark){ 0 }, "unknown-measure", "no measure \"%s\"", word);
	if (nearest)
		findings_advise(findings, "Did you mean \"%s\"?", nearest);
	return false;
}

static enum chart_unit
unit_of(int row)
{
	switch (measure_rows[row].unit) {
	case MEASURE_NS: return CHART_NS;
	case MEASURE_BYTES: return CHART_BYTES;
	case MEASURE_RATE: return CHART_RATE;
	case MEASURE_COUNT_:
	case MEASURE_NUMBER:
	case MEASURE_BYTE_SECONDS: break;
	}
	return CHART_NUMBER;
}

static bool
read_measure(struct charting *charting, const char *measure, struct findings *findings)
{
	const char *slash = strchr(measure, '/');
	struct chart *chart = &charting->chart;

	charting->over = -1;
	if (!find_measure(measure, slash ? (size_t)(slash - measure) : strlen(measure),
		&charting->row, findings) ||
	    (slash && !find_measure(slash + 1, strlen(slash + 1), &charting->over, findings)))
		return false;
	chart->title = arena_strdup(&charting->arena, measure);
	chart->unit = charting->over < 0 ? unit_of(charting->row) : CHART_NUMBER;
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		if (str_equal(subjects[i].measure, measure)) {
			chart->title = subjects[i].title;
			chart->unit = subjects[i].unit;
		}
	return true;
}

/* What the chart asks of its runs. */
static enum single_use
use_of(const struct charting *charting)
{
	bool of_clients = measure_is_of_clients((uint32_t)charting->row) &&
	    (charting->over < 0 || measure_is_of_clients((uint32_t)charting->over));

	return of_clients ? SINGLE_OF_CLIENTS : SINGLE_MEASURES;
}

/* -- laws ------------------------------------------------------------------------------------ */

/* "2.5ms" between "2ms" and "4ms": a number and what stands behind it. */
static bool
split_number(const char *text, double *number, const char **unit)
{
	char head[32];
	size_t length = strspn(text, "0123456789.");

	if (length == 0 || length >= sizeof head)
		return false;
	memcpy(head, text, length);
	head[length] = '\0';
	*unit = text + length;
	return units_read_number(head, number);
}

/* The scenario of a design at a place between two points; NULL when it cannot be. */
static const struct scenario *
scenario_between(struct charting *charting, uint32_t point, double part, uint32_t design,
    struct arena *arena, double *x)
{
	const struct sweep_key *key = &charting->batch.sweep.keys[0];
	const struct schema_row *row = schema_find(key->path);
	const char *unit_a, *unit_b;
	double a, b, value;
	const struct node *low = key->values[point], *high = key->values[point + 1];
	struct setting setting = { .path = key->path, .swept = true };
	struct findings ignored;

	findings_init(&ignored, arena);
	if (low->kind != NODE_SCALAR || high->kind != NODE_SCALAR ||
	    !split_number(low->text, &a, &unit_a) || !split_number(high->text, &b, &unit_b) ||
	    !str_equal(unit_a, unit_b) || a == b)
		return NULL;
	value = a + (b - a) * part;
	if (row && row->type == SCHEMA_INTEGER)
		value = floor(value + 0.5);
	*x = point + (value - a) / (b - a);
	setting.value = node_scalar(arena,
	    arena_printf(arena, row && row->type == SCHEMA_INTEGER ? "%.0f%s" : "%.6f%s", value,
		unit_a),
	    (struct mark){ 0 });
	return runset_scenario(
	    charting->request.base, charting->batch.designs[design], &setting, 1, arena, &ignored);
}

static void
add_curve(struct charting *charting, uint32_t design, const struct theory *theory,
    struct chart_series *series)
{
	uint32_t gaps = charting->chart.point_count - 1;
	uint32_t parts = gaps ? CURVE_SPOTS / gaps : 0;

	if (parts < 2)
		parts = 2;
	series->curve = arena_array(&charting->arena, gaps * parts + 1, sizeof *series->curve);
	for (uint32_t i = 0; i <= gaps * parts && gaps; i++) {
		uint32_t point = i / parts < gaps ? i / parts : gaps - 1;
		double part = (double)(i - point * parts) / parts, x = 0;
		struct arena scratch = { 0 };
		const struct scenario *scenario =
		    scenario_between(charting, point, part, design, &scratch, &x);

		if (scenario && theory->fits(scenario) &&
		    (series->curve_count == 0 || x > series->curve[series->curve_count - 1].x))
			series->curve[series->curve_count++] =
			    (struct chart_spot){ x, theory->value(scenario) };
		arena_release(&scratch);
	}
}

static void
add_law(struct charting *charting, const char *measure, uint32_t design,
    struct chart_series *series)
{
	const struct theory *theory = NULL;

	for (uint32_t p = 0; p < charting->chart.point_count; p++) {
		const struct scenario *scenario = scenario_of(charting, p, design);
		struct chart_point *point = &series->points[p];

		if (!theory)
			theory = theory_find(measure, scenario);
		if (!theory || !theory->fits(scenario))
			continue;
		point->law = theory->value(scenario);
		point->law_known = isfinite(point->law);
		point->remembers = theory_remembers(theory, scenario, &point->left_out);
	}
	series->law_says = theory ? theory->says
				  : "No law that is known here fits this scenario: measured, "
				    "not computed.";
	if (!theory)
		return;
	series->law = theory->name;
	if (charting->chart.series_count > 1)
		add_curve(charting, design, theory, series);
}

/* -- the whole ------------------------------------------------------------------------------- */

static const char *
word_of(struct charting *charting, uint32_t point)
{
	struct str text = STR_INIT;
	const char *word, *equals;

	sweep_print(&charting->batch.sweep, point, &text);
	equals = strstr(text.text, " = ");
	word = arena_strdup(&charting->arena, equals ? equals + 3 : text.text);
	str_release(&text);
	return word;
}

/* The values as numbers of one unit, where they are. */
static void
number_points(struct charting *charting)
{
	const struct sweep_key *key = &charting->batch.sweep.keys[0];
	double *x = arena_array(&charting->arena, key->value_count, sizeof *x);
	const char *unit = "", *first = NULL;

	for (uint32_t p = 0; p < key->value_count; p++) {
		if (key->values[p]->kind != NODE_SCALAR ||
		    !split_number(key->values[p]->text, &x[p], &unit) ||
		    (first && !str_equal(unit, first)))
			return;
		first = unit;
	}
	charting->chart.x = x;
	charting->chart.x_unit = first;
}

static bool
keeps_state(const struct scenario *scenario)
{
	return scenario_uses_home(scenario, HOME_SERVER) ||
	       scenario_uses_home(scenario, HOME_REPLICA);
}

static void
lay_out(struct charting *charting, const char *measure)
{
	struct chart *chart = &charting->chart;
	const char **words;

	chart->point_count = charting->batch.point_count;
	chart->key = charting->batch.sweep.keys[0].path;
	chart->runs = charting->request.runs;
	chart->seed = scenario_of(charting, 0, 0)->seed;
	chart->series_count = charting->batch.design_count;
	if (chart->series_count > CHART_SERIES_MAX) {
		chart->left_out = chart->series_count - CHART_SERIES_MAX;
		chart->series_count = CHART_SERIES_MAX;
	}
	words = arena_array(&charting->arena, chart->point_count, sizeof *words);
	for (uint32_t p = 0; p < chart->point_count; p++)
		words[p] = word_of(charting, p);
	chart->x_words = words;
	number_points(charting);
	for (uint32_t s = 0; s < chart->series_count; s++) {
		struct chart_series *series = &chart->series[s];

		series->design = charting->batch.designs[s];
		series->keeps_state = keeps_state(scenario_of(charting, 0, s));
		series->points =
		    arena_array(&charting->arena, chart->point_count, sizeof *series->points);
		add_law(charting, measure, s, series);
	}
}

bool
charting_open(struct charting *charting, const struct charting_request *request,
    struct findings *findings)
{
	struct batch_request batch = { .base = request->base,
		.sweep = request->sweep,
		.runs = request->runs,
		.threads = request->threads,
		.self = charting,
		.watch = watch_batch,
		.sample = take_sample };
	const char *measure = request->measure;

	memset(charting, 0, sizeof *charting);
	charting->request = *request;
	charting->open = true;
	if (request->sweep->key_count != 1)
		return findings_error(findings, (struct mark){ 0 }, "bad-sweep",
		    request->sweep->key_count
			? "a chart has one setting that varies: fix the others with --set"
			: "a chart needs a sweep: --sweep KEY=a,b,c");
	if (!batch_open(&charting->batch, &batch, findings))
		return false;
	if (!measure)
		measure = choose_measure(charting);
	if (!read_measure(charting, measure, findings))
		return false;
	charting->batch.request.use = use_of(charting);
	charting->stats = arena_array(&charting->arena,
	    (size_t)charting->batch.point_count * charting->batch.design_count,
	    sizeof *charting->stats);
	lay_out(charting, measure);
	return true;
}

void
charting_run(struct charting *charting)
{
	batch_run(&charting->batch);
}

bool
charting_slice(struct charting *charting)
{
	return batch_slice(&charting->batch);
}

const struct chart *
charting_chart(struct charting *charting)
{
	struct chart *chart = &charting->chart;
	struct batch_progress progress;

	batch_progress(&charting->batch, &progress);
	chart->done = (uint32_t)progress.runs;
	chart->all = (uint32_t)progress.runs_all;
	for (uint32_t s = 0; s < chart->series_count; s++)
		for (uint32_t p = 0; p < chart->point_count; p++) {
			const struct statistics *stats =
			    &charting->stats[p * charting->batch.design_count + s];
			struct chart_point *point = &chart->series[s].points[p];

			point->known = stats->count > 0;
			point->runs = (uint32_t)stats->count;
			point->mean = stats->mean;
			point->sd = stats->count > 1 ? statistics_sd(stats) : 0;
			point->se = stats->count > 1 ? statistics_se(stats) : 0;
		}
	return chart;
}

void
charting_release(struct charting *charting)
{
	if (charting->open)
		batch_release(&charting->batch);
	arena_release(&charting->arena);
	memset(charting, 0, sizeof *charting);
}
