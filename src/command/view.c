/* command/view.c - one frame exactly as the screen shows it. */
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/driver.h"
#include "base/json.h"
#include "base/units.h"
#include "command/cli.h"
#include "command/cli_watch.h"
#include "experiment/charting.h"
#include "experiment/stream.h"
#include "lesson/load.h"
#include "trace/sentence.h"

/* {"interface":1,"cols":80,"rows":24,"lines":["...",...]}: the frame as text, line by line. */
static void
write_json(struct cli *cli, const struct grid *grid)
{
	struct str text = STR_INIT;
	struct json json;

	grid_write_text(grid, &text);
	json_init(&json, &cli->out, 0);
	json_begin_object(&json);
	json_key(&json, "interface");
	json_uint(&json, 1);
	json_key(&json, "cols");
	json_int(&json, grid->cols);
	json_key(&json, "rows");
	json_int(&json, grid->rows);
	json_key(&json, "lines");
	json_begin_array(&json);
	for (char *line = text.text, *end; line && *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			break;
		*end = '\0';
		json_string(&json, line);
	}
	json_end_array(&json);
	json_end_object(&json);
	str_add(&cli->out, "\n");
	str_release(&text);
}

static int
write_grid(struct cli *cli, const struct grid *grid)
{
	const char *format = cli_has(cli, OPTION_FORMAT) ? cli_value(cli, OPTION_FORMAT) : "text";
	const char *colour = cli_has(cli, OPTION_COLOR) ? cli_value(cli, OPTION_COLOR) : "always";

	if (cli_has(cli, OPTION_JSON))
		write_json(cli, grid);
	else if (str_equal(format, "text"))
		grid_write_text(grid, &cli->out);
	else if (str_equal(format, "ansi"))
		grid_write_ansi(grid, !str_equal(colour, "never"), &cli->out);
	else
		grid_write_svg(grid, &cli->out);
	return 0;
}

/* Does the moment lie behind what is kept of the run?  Then its number or its time, the other one
 * UINT64_MAX; at the end both. */
static bool
is_behind(const struct trace *trace, const char *at, uint64_t *number, uint64_t *at_ns)
{
	*number = *at_ns = UINT64_MAX;
	if (str_equal(at, "end") || units_read_integer(at, number))
		return *number >= trace->event_count - 1u;
	*number = UINT64_MAX;
	return units_read_duration(at, at_ns) &&
	    *at_ns >= trace->events[trace->event_count - 1].at_ns;
}

/* A moment by its name, of a run that is not kept to its end. */
struct seek {
	const struct expr *expr;
	uint64_t events; /* of the run by then */
	bool found;
};

static bool
seek_moment(void *self, struct expr_context *context, bool ends)
{
	struct seek *seek = self;
	uint32_t events;
	uint64_t at_ns;

	(void)ends;
	seek->found = expr_moment(seek->expr, context, &events, &at_ns);
	if (seek->found)
		seek->events = events;
	return !seek->found || !expr_stays(seek->expr);
}

/* Finds it: *number is the last event before it; UINT64_MAX where it is no such moment, or lies in
 * what is kept.  Returns 0 or an exit code. */
static int
seek_name(struct cli *cli, struct runset *set, const struct runset_request *request,
    const char *at, uint64_t *number)
{
	struct mark mark = { .file = "--at", .line = 1, .column = 1 };
	struct seek seek = { .expr = NULL };
	const struct single_looker looker = { .self = &seek, .look = seek_moment };
	uint32_t position;
	uint64_t at_ns;

	*number = UINT64_MAX;
	if (runset_moment(set, 0, at, mark, &position, &at_ns, &cli->findings))
		return 0;
	if (!cli->findings.count)
		seek.expr = expr_parse(&cli->arena, &set->scope, at, mark, true, &cli->findings);
	if (!seek.expr) {
		cli_print_findings(cli, at, strlen(at));
		return EXIT_USAGE;
	}
	if (!expr_is_steady(seek.expr))
		return cli_fail(cli, EXIT_NO, "this run of %" PRIu64 " events is not kept: \"%s\" "
		    "cannot be told in it; say --at 3.2s, or the number of an event",
		    set->runs[0].trace.event_total, at);
	if (!single_look(set->runs[0].scenario, seek.expr, request->watch, &looker))
		return EXIT_SIGNAL;
	if (seek.found && seek.events > 0)
		*number = seek.events - 1;
	return 0;
}

/* A moment behind what is kept is reached by running again, up to it and then with a window around
 * it.  *at: the moment in the window.  Returns 0 or an exit code; the set has been run. */
static int
run_window(struct cli *cli, const struct cli_file *file, struct runset *set,
    struct runset_request *request, const char **at)
{
	struct stream stream;
	uint64_t number, at_ns, wanted;
	bool found;
	int code = 0;

	if (set->runs[0].trace.dropped == 0)
		return 0;
	if (!is_behind(&set->runs[0].trace, *at, &number, &at_ns)) {
		code = seek_name(cli, set, request, *at, &number);
		if (code || number == UINT64_MAX)
			return code;
	}
	wanted = number;
	found = stream_open(&stream, request, &cli->findings);
	if (found) {
		stream_find(&stream, &number, at_ns, request);
		found = wanted == UINT64_MAX || wanted == number;
	}
	if (stream.stopped)
		code = EXIT_SIGNAL;
	stream_release(&stream);
	if (!found || code)
		return code;
	runset_release(set);
	if (!runset_run(set, request, &cli->findings))
		return set->stopped ? EXIT_SIGNAL : cli_run_refused(cli, file);
	if (wanted != UINT64_MAX && set->runs[0].trace.before > 0)
		*at = arena_printf(&cli->arena, "%" PRIu64,
		    number + 1 - set->runs[0].trace.before);
	return 0;
}

/* The runs that are shown, those that were too long around the moment. */
static int
run_for(struct cli *cli, struct cli_file *file, struct runset *set, const char **at)
{
	struct runset_request request;
	struct cli_watch watch;
	int code = cli_file_open(cli, cli->operands[0], file);

	memset(set, 0, sizeof *set);
	if (!code)
		code = cli_request(cli, file, true, &request);
	if (code)
		return code;
	cli_watch_begin(&watch, cli);
	request.watch = &watch.run;
	if (!runset_run(set, &request, &cli->findings))
		code = set->stopped ? EXIT_SIGNAL : cli_run_refused(cli, file);
	else
		code = run_window(cli, file, set, &request, at);
	cli_watch_end(&watch);
	return watch.interrupted ? EXIT_SIGNAL + watch.interrupted : code;
}

/* The scene of a set at the moment of --at. */
static int
scene_of(struct cli *cli, struct runset *set, const char *at, struct scene *scene)
{
	struct mark mark = { .file = "--at", .line = 1, .column = 1 };
	const struct trace *trace = &set->runs[0].trace;
	uint32_t positions[LIMIT_DESIGNS], position;
	uint64_t at_ns;

	if (!runset_moment(set, 0, at, mark, &position, &at_ns, &cli->findings)) {
		if (cli->findings.count) {
			cli_print_findings(cli, at, strlen(at));
			return EXIT_USAGE;
		}
		return cli_fail(cli, EXIT_NO, "no such moment in this run: %s", at);
	}
	memset(scene, 0, sizeof *scene);
	scene->message = scene->cursor_event = scene->visible_until = NONE32;
	scene->inspect = NONE16;
	scene->at_ns = at_ns < trace->end_ns ? at_ns : trace->end_ns;
	runset_positions(set, 0, position, positions);
	scene->run_count = set->run_count < SCENE_RUNS_MAX ? set->run_count : SCENE_RUNS_MAX;
	for (uint32_t i = 0; i < scene->run_count; i++) {
		struct str caption = STR_INIT;
		scene_caption(set->runs[i].scenario, false, &caption);
		scene->runs[i] = (struct scene_run){ .design = set->runs[i].design,
			.trace = &set->runs[i].trace,
			.cursor = set->runs[i].cursor,
			.measures = &set->runs[i].measures,
			.position = positions[i] };
		scene->runs[i].caption = arena_strdup(&cli->arena, caption.text);
		str_release(&caption);
	}
	scene->client = NONE16;
	for (uint32_t i = 0; i < trace->actor_count && scene->client == NONE16; i++)
		if (trace->actors[i].role == ROLE_CLIENT)
			scene->client = (uint16_t)i;
	scene->piece = scene_focus_piece(set->runs[0].scenario);
	return 0;
}

static void
draw_run(struct cli *cli, const struct cli_file *file, const struct scene *scene,
    enum view_kind view, struct grid *grid)
{
	const struct trace *trace = scene->runs[0].trace;
	uint32_t position = scene->runs[0].position;
	const char *lines[1];
	struct frame_words words = { .narration = lines,
		.keys =
		    "Space go on   \xe2\x86\x90 \xe2\x86\x92 step   x break   ? help   q home" };
	struct str line = STR_INIT;

	words.title = file->lesson.title ? file->lesson.title : file->scenario->id;
	words.where = arena_printf(
	    &cli->arena, "event %" PRIu64 " of %" PRIu64,
	    trace_number(trace, position ? position - 1 : 0),
	    trace->before > 0 ? trace->event_total : trace->event_count);
	if (position) {
		sentence_event(trace, position - 1, &line);
		lines[0] = arena_strdup(&cli->arena, line.text);
		words.narration_count = 1;
	}
	str_release(&line);
	frame_watch(scene, view, &words, grid);
}

/* The frame of a question: the lesson walked to where it is asked. */
static int
draw_question(struct cli *cli, const char *path, const char *item, int rows, int cols)
{
	struct shelf_entry entry = { .path = path, .id = "", .title = path };
	struct app_options options = { .ascii = cli_ascii(cli),
		.shelf = &entry,
		.shelf_count = 1,
		.start = "learn",
		.lesson = path };
	struct app *app = app_new(&options);
	struct input size = { .kind = INPUT_RESIZE, .rows = rows, .cols = cols };
	struct effects effects;
	struct grid grid;
	bool redraw = false, found = false;
	int code = 0;

	driver_step(app, &size, &redraw);
	app_begin(app, &effects);
	driver_perform(app, &effects, &redraw);
	for (uint32_t s = 0; app->player && !found && s < app->lesson->step_count; s++)
		for (uint32_t i = 0; i < app->lesson->steps[s].ask_count && !found; i++)
			if (str_equal(app->lesson->steps[s].ask[i], item)) {
				found = true;
				player_enter(app->player, s);
				for (int beats = 0;
				     beats < 100000 && app->player->mode == PLAYER_WATCH; beats++)
					if (!player_on(app->player))
						break;
				while (app->player->asked < i && app->player->mode == PLAYER_ASK)
					player_skip(app->player, ANSWER_SKIPPED);
			}
	if (!found) {
		code = cli_fail(cli, EXIT_USAGE, "no step of %s asks \"%s\"", path, item);
	} else {
		grid_init(&grid, &cli->arena, rows, cols, options.ascii);
		app_draw(app, &grid);
		(void)write_grid(cli, &grid);
	}
	app_free(app);
	return code;
}

/* The sweep of a scenario, measured and drawn; after Ctrl-C what was measured until then. */
static int
draw_chart(struct cli *cli, int rows, int cols)
{
	struct charting_request request = { .runs = cli_number(cli, OPTION_RUNS, 1),
		.threads = cli_number(cli, OPTION_THREADS, 0),
		.measure = cli_value(cli, OPTION_MEASURE),
		.watch = cli_watch };
	struct frame_words words = {
		.keys = "← → point   T table   v other view   ? help   q home"
	};
	struct charting charting = { 0 };
	struct runset_request base;
	struct cli_watch watch;
	struct cli_file file;
	struct sweep sweep;
	struct grid grid;
	int code = cli_file_open(cli, cli->operands[0], &file);

	request.base = &base;
	request.sweep = &sweep;
	request.self = &watch;
	if (!code)
		code = cli_request(cli, &file, false, &base);
	if (!code)
		code = cli_sweep(cli, &file, &sweep);
	if (!code && !charting_open(&charting, &request, &cli->findings))
		code = cli_refused(cli, &file);
	if (!code) {
		cli_watch_begin(&watch, cli);
		charting_run(&charting);
		cli_watch_end(&watch);
		words.title = file.lesson.title ? file.lesson.title : file.scenario->id;
		words.where = arena_printf(&cli->arena, "%u run%s", request.runs,
		    request.runs == 1 ? "" : "s");
		charting.chart.table = cli_has(cli, OPTION_TABLE);
		grid_init(&grid, &cli->arena, rows, cols, cli_ascii(cli));
		frame_chart(charting_chart(&charting), false, &words, &grid);
		code = write_grid(cli, &grid);
		if (!code && watch.interrupted)
			code = EXIT_SIGNAL + watch.interrupted;
	}
	charting_release(&charting);
	cli_file_close(&file);
	return code;
}

int
command_view(struct cli *cli)
{
	static const enum option of_chart[] = { OPTION_RUNS, OPTION_SWEEP, OPTION_MEASURE,
		OPTION_TABLE, OPTION_THREADS };
	const char *format = cli_has(cli, OPTION_FORMAT) ? cli_value(cli, OPTION_FORMAT) : "text";
	const char *at = cli_has(cli, OPTION_AT) ? cli_value(cli, OPTION_AT) : "end";
	int view = cli_has(cli, OPTION_VIEW) ? view_find(cli_value(cli, OPTION_VIEW)) : VIEW_MAP;
	struct cli_file file;
	struct runset set;
	struct scene scene;
	struct grid grid;
	int cols, rows, code;

	if (!str_equal(format, "text") && !str_equal(format, "ansi") && !str_equal(format, "svg"))
		return cli_fail(
		    cli, EXIT_USAGE, "--format takes text, ansi or svg here, not \"%s\"", format);
	if (view < 0)
		return cli_fail(cli, EXIT_USAGE,
		    "no view \"%s\": map, ladder, state, wire, costs, chart or diff",
		    cli_value(cli, OPTION_VIEW));
	if (!view_built((enum view_kind)view))
		return cli_fail(cli, EXIT_USAGE, "the view %s is not in this version",
		    view_word((enum view_kind)view));
	(void)cli_size(cli, &cols, &rows);
	if (cli_has(cli, OPTION_ASK)) {
		const char *hash = strrchr(cli->operands[0], '#');
		const char *path = hash ? arena_strndup(&cli->arena, cli->operands[0],
					      (size_t)(hash - cli->operands[0]))
					: cli->operands[0];
		return draw_question(cli, path, cli_value(cli, OPTION_ASK), rows, cols);
	}
	if (view == VIEW_CHART)
		return draw_chart(cli, rows, cols);
	for (size_t i = 0; i < sizeof of_chart / sizeof *of_chart; i++)
		if (cli_has(cli, of_chart[i]))
			return cli_fail(cli, EXIT_USAGE, "%s belongs to --view chart",
			    option_rows[of_chart[i]].word);
	code = run_for(cli, &file, &set, &at);
	if (!code)
		code = scene_of(cli, &set, at, &scene);
	if (!code) {
		if (!cli_has(cli, OPTION_DESIGN) && set.run_count != 2)
			scene.run_count = 1;
		grid_init(&grid, &cli->arena, rows, cols, cli_ascii(cli));
		if (rows < SIZE_MIN_ROWS || cols < SIZE_MIN_COLS)
			frame_too_small(&grid);
		else
			draw_run(cli, &file, &scene, (enum view_kind)view, &grid);
		code = write_grid(cli, &grid);
	}
	runset_release(&set);
	cli_file_close(&file);
	return code;
}
