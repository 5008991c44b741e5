/* Charts drawn from numbers by hand: kept screens at every size, tops of axes, crossings. */
#include "view/chart.h"

#include <math.h>
#include <string.h>

#include "lib/assert.h"
#include "lib/gen.h"
#include "lib/golden.h"

static struct arena arena;

static const char *const servers[] = { "1", "2", "3", "4", "5", "6", "8", "10", "12", "16" };
static const char *const loads[] = { "0.1", "0.3", "0.5", "0.7", "0.9" };
static const double load_numbers[] = { 0.1, 0.3, 0.5, 0.7, 0.9 };

/* One design, ten points, a law that nine of them keep. */
static void
make_bars(struct chart *chart, struct chart_point points[10])
{
	static const double lost[] = { 1, 0.497, 0.338, 0.246, 0.203, 0.169, 0.122, 0.102, 0.12,
		0.064 };
	static const double count[] = { 1, 2, 3, 4, 5, 6, 8, 10, 12, 16 };

	memset(points, 0, 10 * sizeof(*points));
	for (int i = 0; i < 10; i++)
		points[i] = (struct chart_point){ .known = true, .law_known = true, .runs = 25,
			.mean = lost[i], .sd = 0.02, .se = 0.004, .law = 1 / count[i] };
	*chart = (struct chart){ .title = "share of sessions lost", .key = "servers.count",
		.unit = CHART_SHARE, .x_words = servers, .point_count = 10, .series_count = 1,
		.runs = 25, .seed = 7, .selected = 2, .done = 250, .all = 250 };
	chart->series[0] = (struct chart_series){ .design = "sticky", .keeps_state = true,
		.points = points, .law = "1/N",
		.law_says = "Of N servers that hold the sessions in equal parts one dies." };
}

/* Two designs, five points, two laws that cross at 0.5. */
static void
make_lines(struct chart *chart, struct chart_point points[2][5], struct chart_spot spots[2][41])
{
	for (int i = 0; i < 5; i++) {
		double load = load_numbers[i];

		points[0][i] = (struct chart_point){ .known = true, .law_known = true, .runs = 20,
			.mean = 1.02e6 / (1 - load), .sd = 3e5 * load / (1 - load), .se = 1e5,
			.law = 1e6 / (1 - load) };
		points[1][i] = (struct chart_point){ .known = true, .law_known = true, .runs = 20,
			.mean = 2.1e6 + 1e6 * load * load, .sd = 1e5, .se = 2e4,
			.law = 1.75e6 + 1e6 * load * load };
	}
	for (int i = 0; i <= 40; i++) {
		double load = 0.1 + 0.02 * i;

		spots[0][i] = (struct chart_spot){ i / 10.0, 1e6 / (1 - load) };
		spots[1][i] = (struct chart_spot){ i / 10.0, 1.75e6 + 1e6 * load * load };
	}
	*chart = (struct chart){ .title = "mean time from send to receipt",
		.key = "load.arrivals.utilisation", .unit = CHART_NS, .x_words = loads,
		.x = load_numbers, .x_unit = "", .point_count = 5, .series_count = 2, .runs = 20,
		.seed = 7, .done = 200, .all = 200 };
	chart->series[0] = (struct chart_series){ .design = "sticky", .points = points[0],
		.law = "M/G/1", .law_says = "Chance chooses.", .curve = spots[0],
		.curve_count = 41 };
	chart->series[1] = (struct chart_series){ .design = "store", .points = points[1],
		.law = "M/M/c", .law_says = "One queue before all.", .curve = spots[1],
		.curve_count = 41 };
}

static void
draw(const struct chart *chart, struct grid *grid, int rows, int cols, bool ascii)
{
	struct rect rect = { .rows = rows, .cols = cols };

	grid_init(grid, &arena, rows, cols, ascii);
	chart_draw(chart, false, grid, rect);
	golden_assert_sane(grid, rect);
}

static bool
shows(const struct grid *grid, const char *text)
{
	struct str all = STR_INIT;
	bool found;

	grid_write_text(grid, &all);
	found = strstr(all.text, text) != NULL;
	str_release(&all);
	return found;
}

static void
chart__bars__kept_screens(void **state)
{
	struct chart_point points[10];
	struct chart chart;
	struct grid grid;

	(void)state;
	make_bars(&chart, points);
	draw(&chart, &grid, 22, 78, false);
	golden_check("chart-bars-78x22", &grid);
	draw(&chart, &grid, 22, 78, true);
	golden_check("chart-bars-78x22-ascii", &grid);
	draw(&chart, &grid, 10, 38, false);
	golden_check("chart-bars-38x10", &grid);
	draw(&chart, &grid, 38, 118, false);
	golden_check("chart-bars-118x38", &grid);
	chart.table = true;
	draw(&chart, &grid, 22, 78, false);
	golden_check("chart-table-78x22", &grid);
}

static void
chart__lines__kept_screens(void **state)
{
	struct chart_point points[2][5];
	struct chart_spot spots[2][41];
	struct chart chart;
	struct grid grid;

	(void)state;
	make_lines(&chart, points, spots);
	draw(&chart, &grid, 22, 78, false);
	golden_check("chart-lines-78x22", &grid);
	draw(&chart, &grid, 22, 78, true);
	golden_check("chart-lines-78x22-ascii", &grid);
	draw(&chart, &grid, 10, 38, false);
	golden_check("chart-lines-38x10", &grid);
	draw(&chart, &grid, 38, 118, false);
	golden_check("chart-lines-118x38", &grid);
}

/* The ASCII chart is the other one, glyph by glyph. */
static void
chart__ascii__same_cells(void **state)
{
	struct chart_point points[2][5];
	struct chart_spot spots[2][41];
	struct chart chart;
	struct grid unicode, ascii;

	(void)state;
	make_lines(&chart, points, spots);
	draw(&chart, &unicode, 22, 78, false);
	draw(&chart, &ascii, 22, 78, true);
	for (int i = 0; i < 22 * 78; i++)
		if ((unicode.cells[i].glyph == ' ') != (ascii.cells[i].glyph == ' '))
			fail_msg("cell %d,%d", i / 78, i % 78);
}

static void
chart__verdict__counts_points_near_their_law(void **state)
{
	struct chart_point points[10];
	struct chart chart;
	struct grid grid;

	(void)state;
	make_bars(&chart, points);
	draw(&chart, &grid, 22, 78, false);
	assert_true(shows(&grid, "law 1/N 9 of 10 within 3 se"));
	chart.runs = 1;
	for (int i = 0; i < 10; i++)
		points[i].runs = 1;
	draw(&chart, &grid, 22, 78, false);
	assert_true(shows(&grid, "at most 44.0 % off"));
	assert_false(shows(&grid, "±"));
	chart.series[0].law = NULL;
	draw(&chart, &grid, 22, 78, false);
	assert_true(shows(&grid, "no law is drawn"));
}

static void
chart__half_measured__says_how_far(void **state)
{
	struct chart_point points[10];
	struct chart chart;
	struct grid grid;

	(void)state;
	make_bars(&chart, points);
	points[9].known = false;
	chart.done = 40;
	chart.selected = 9;
	draw(&chart, &grid, 22, 78, false);
	assert_true(shows(&grid, "40 of 250 runs"));
	assert_true(shows(&grid, "not known here"));
}

/* A bet that is open: not one number. */
static void
chart__open_bet__closes_it(void **state)
{
	struct chart_point points[10];
	struct chart chart;
	struct grid grid;

	(void)state;
	make_bars(&chart, points);
	grid_init(&grid, &arena, 22, 78, false);
	chart_draw(&chart, true, &grid, (struct rect){ .rows = 22, .cols = 78 });
	assert_true(shows(&grid, "Your bet first"));
	assert_false(shows(&grid, "33.8"));
	chart_draw(NULL, false, &grid, (struct rect){ .rows = 22, .cols = 78 });
	assert_true(shows(&grid, "a chart needs a scenario with a sweep"));
}

static void
chart__laws_that_cross__cross_there(void **state)
{
	struct chart_point points[2][5];
	struct chart_spot spots[2][41];
	struct chart chart;
	struct grid grid;
	double x;

	(void)state;
	make_lines(&chart, points, spots);
	assert_true(chart_crossing(&chart, &x));
	assert_true(fabs(x - 2) < 0.01); /* 1 / (1 - load) = 1.75 + load^2 at 0.5 */
	draw(&chart, &grid, 22, 78, false);
	assert_true(shows(&grid, "0.5"));
	chart.series_count = 1;
	assert_false(chart_crossing(&chart, &x));
}

/* Round, no less than what is shown, and not far above it. */
static void
chart_top__any_value__is_round_and_near(void **state)
{
	(void)state;
	GEN_CASES (gen, 2000) {
		double value = (double)(1 + gen_below(&gen, 1000000));
		double top;

		for (uint64_t k = gen_below(&gen, 14); k > 0; k--)
			value *= gen_bool(&gen) ? 10 : 0.1;
		top = chart_top(value);
		assert_true(top >= value * (1 - 1e-9) && top <= value * 1.5);
	}
	assert_true(chart_top(0) == 1 && chart_top(-3) == 1 && chart_top((double)NAN) == 1);
}

/* Whatever the numbers and the size: nothing outside, every cell a glyph. */
static void
chart__random_numbers_and_sizes__stay_inside(void **state)
{
	(void)state;
	GEN_CASES (gen, 400) {
		struct chart_point points[CHART_SERIES_MAX][10];
		struct chart_spot spots[2] = { { 0, 1 }, { 9, (double)gen_below(&gen, 5000) } };
		struct chart chart = { .title = "made up", .key = "servers.count",
			.x_words = servers, .point_count = 1 + (uint32_t)gen_below(&gen, 10),
			.series_count = 1 + (uint32_t)gen_below(&gen, CHART_SERIES_MAX),
			.unit = (enum chart_unit)gen_below(&gen, 5),
			.runs = 1 + (uint32_t)gen_below(&gen, 3),
			.table = gen_below(&gen, 8) == 0 };
		int rows = 1 + (int)gen_below(&gen, 45), cols = 1 + (int)gen_below(&gen, 130);
		struct grid grid;

		chart.selected = (uint32_t)gen_below(&gen, chart.point_count);
		for (uint32_t s = 0; s < chart.series_count; s++) {
			chart.series[s] = (struct chart_series){ .design = "sticky",
				.points = points[s], .law = gen_bool(&gen) ? "law" : NULL,
				.law_says = "It says so.", .curve = spots, .curve_count = 2 };
			for (uint32_t p = 0; p < 10; p++)
				points[s][p] = (struct chart_point){ .known = gen_below(&gen, 4),
					.law_known = gen_bool(&gen), .runs = chart.runs,
					.mean = (double)gen_below(&gen, 5000),
					.sd = (double)gen_below(&gen, 6000),
					.law = (double)gen_below(&gen, 9000),
					.remembers = (double)gen_below(&gen, 3) * 1e6,
					.left_out = (double)gen_below(&gen, 2000000) };
		}
		grid_init(&grid, &arena, 50, 140, gen_bool(&gen));
		chart_draw(&chart, false, &grid,
		    (struct rect){ .row = 2, .col = 3, .rows = rows, .cols = cols });
		golden_assert_sane(
		    &grid, (struct rect){ .row = 2, .col = 3, .rows = rows, .cols = cols });
		arena_release(&arena);
	}
}

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chart__bars__kept_screens),
		cmocka_unit_test(chart__lines__kept_screens),
		cmocka_unit_test(chart__ascii__same_cells),
		cmocka_unit_test(chart__verdict__counts_points_near_their_law),
		cmocka_unit_test(chart__half_measured__says_how_far),
		cmocka_unit_test(chart__open_bet__closes_it),
		cmocka_unit_test(chart__laws_that_cross__cross_there),
		cmocka_unit_test(chart_top__any_value__is_round_and_near),
		cmocka_unit_test(chart__random_numbers_and_sizes__stay_inside),
	};

	return cmocka_run_group_tests_name("view/chart", tests, NULL, teardown);
}
