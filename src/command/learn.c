/* command/learn.c - the modes that open a front: home, demo, learn, picture, play. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/challenges.h"
#include "app/driver.h"
#include "base/file.h"
#include "base/units.h"
#include "command/cli.h"

bool
cli_plain(const struct cli *cli)
{
	return cli_has(cli, OPTION_PLAIN) || !cli->fronts->full ||
	       (cli->fronts->refused && cli->fronts->refused());
}

/* --db FILE (or "none"), else the usual place. */
static void
record_of(struct cli *cli, struct record *record)
{
	*record = (struct record){ .path = cli_has(cli, OPTION_DB)
					       ? cli_value(cli, OPTION_DB)
					       : driver_record_path(&cli->arena) };
	if (record->path && str_equal(record->path, "none"))
		record->path = NULL;
	record->has_now = cli_has(cli, OPTION_NOW) &&
			  units_read_date(cli_value(cli, OPTION_NOW), &record->now_s);
}

int
cli_front(struct cli *cli, struct app_options *options)
{
	const char *colour = cli_value(cli, OPTION_COLOR), *term = getenv("TERM");
	bool plain = cli_plain(cli);
	struct record record;
	struct app *app;
	int code;

	options->ascii = cli_has(cli, OPTION_ASCII) ||
			 (cli->fronts->ascii_reason && cli->fronts->ascii_reason());
	cli_packs(cli, &options->packs, &options->pack_count);
	options->animation = !cli_has(cli, OPTION_STILL) && !(term && str_equal(term, "dumb"));
	options->plain = plain;
	if (cli_has(cli, OPTION_LOG)) {
		options->log_descriptor = open(
		    cli_value(cli, OPTION_LOG), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		if (options->log_descriptor < 0)
			return cli_fail(cli, EXIT_CANNOT_WRITE, "%s: %s",
			    cli_value(cli, OPTION_LOG), strerror(errno));
	}
	if (cli_has(cli, OPTION_STUDY_SEED))
		(void)units_read_integer(cli_value(cli, OPTION_STUDY_SEED), &options->study_seed);
	record_of(cli, &record);
	options->record = &record;
	app = app_new(options);
	code = plain ? cli->fronts->plain(app)
		     : cli->fronts->full(app, options->ascii, options->animation,
			   !colour || str_equal(colour, "auto") ? 0
			   : str_equal(colour, "always")        ? 1
								: 2,
			   str_equal(cli_value(cli, OPTION_THEME), "projector"));
	app_free(app);
	driver_record_close(&record);
	if (options->log_descriptor > 0 && close(options->log_descriptor) != 0 && !code)
		code = cli_fail(cli, EXIT_IO, "the log could not be written: %s", strerror(errno));
	return code;
}

/* A lesson given by path joins the shelf, so that it has a title and a place; under the id of one
 * that is there (the same file by another way, a copy that is worked on) it stands in its stead. */
static void
join_shelf(struct cli *cli, struct shelf_entry **shelf, uint32_t *count, const char *path)
{
	struct shelf_entry entry;

	for (uint32_t i = 0; i < *count; i++)
		if (str_equal((*shelf)[i].path, path))
			return;
	driver_entry(&cli->arena, path, &entry);
	for (uint32_t i = 0; i < *count; i++)
		if (entry.id[0] && str_equal((*shelf)[i].id, entry.id)) {
			(*shelf)[i] = entry;
			return;
		}
	*shelf = arena_grow(&cli->arena, *shelf, *count, *count + 1, sizeof **shelf);
	(*shelf)[(*count)++] = entry;
}

/* The cluster that `play` begins with when no file is named. */
const char *
cli_first_cluster(struct cli *cli)
{
	const char *path = arena_printf(&cli->arena, "%s/clusters/shop.yaml",
	    driver_lessons(&cli->arena));

	return file_exists(path) ? path : NULL;
}

/* What a quiz is asked to be; the numbers were checked where options are read. */
static void
quiz_wish(struct cli *cli, struct app_options *options)
{
	uint64_t number;

	if (cli_has(cli, OPTION_N) && units_read_integer(cli_value(cli, OPTION_N), &number))
		options->quiz_count = (uint32_t)number;
	if (cli_has(cli, OPTION_LEVEL) && units_read_integer(cli_value(cli, OPTION_LEVEL), &number))
		options->quiz_level = (uint32_t)number;
	options->quiz_tag = cli_value(cli, OPTION_TAG);
	options->quiz_exam = cli_has(cli, OPTION_EXAM);
}

int
command_learn(struct cli *cli)
{
	struct app_options options = { .start = cli->command ? cli->command : "home",
		.cluster = cli_first_cluster(cli) };
	struct shelf_entry *shelf;
	uint32_t count;
	int code = 0;

	cli_shelf(cli, &shelf, &count);
	if (cli->operand_count) {
		const char *operand = cli->operands[0], *hash = strrchr(operand, '#');
		const char *name =
		    hash ? arena_strndup(&cli->arena, operand, (size_t)(hash - operand)) : operand;
		uint64_t number;

		if (hash && (str_equal(options.start, "quiz") || str_equal(options.start, "ask")))
			return cli_fail(cli, EXIT_USAGE, "%s takes a whole lesson, no step: "
				"coatcheck %s %s", options.start, options.start, name);
		options.lesson = cli_lesson_path(cli, name, &code);
		if (!options.lesson)
			return code;
		if (hash && units_read_integer(hash + 1, &number))
			options.step_number =
			    (uint32_t)(number > LIMIT_STEPS ? LIMIT_STEPS : number);
		else if (hash)
			options.step = hash + 1;
		join_shelf(cli, &shelf, &count, options.lesson);
	}
	options.shelf = shelf;
	options.shelf_count = count;
	quiz_wish(cli, &options);
	return cli_front(cli, &options);
}

/* play --challenge: the list, or one of them. */
static int
play_challenge(struct cli *cli, struct app_options *options)
{
	const char *name = cli_value(cli, OPTION_CHALLENGE), *nearest;
	struct challenge_line *lines;
	uint32_t count;
	bool several;

	options->start = "challenges";
	if (str_equal(name, "list"))
		return cli_front(cli, options);
	challenges_of_shelf(NULL, options->shelf, options->shelf_count, &cli->arena, &lines,
	    &count);
	if (challenges_find(lines, count, name, &several) < 0) {
		nearest = challenges_nearest(lines, count, name);
		return cli_fail(cli, EXIT_NO_INPUT, several
			? "several lessons have a challenge \"%s\".%s%s%s coatcheck play "
			  "--challenge list numbers all %u."
			: "no challenge \"%s\".%s%s%s coatcheck play --challenge list names all "
			  "%u.", name, nearest && !several ? " Nearest: " : "",
		    nearest && !several ? nearest : "", nearest && !several ? "." : "", count);
	}
	options->challenge = name;
	return cli_front(cli, options);
}

int
command_play(struct cli *cli)
{
	struct app_options options = { .start = "play", .cluster = cli_first_cluster(cli) };
	struct shelf_entry *shelf;
	uint32_t count;
	int code = 0;

	cli_shelf(cli, &shelf, &count);
	if (cli_has(cli, OPTION_CHALLENGE)) {
		options.shelf = shelf;
		options.shelf_count = count;
		return play_challenge(cli, &options);
	}
	if (cli->operand_count) {
		const char *operand = cli->operands[0], *hash = strrchr(operand, '#');
		const char *name =
		    hash ? arena_strndup(&cli->arena, operand, (size_t)(hash - operand)) : operand;

		options.lesson = cli_lesson_path(cli, name, &code);
		if (!options.lesson)
			return code;
		options.scenario = hash ? hash + 1 : NULL;
	} else if (!options.cluster) {
		return cli_fail(cli, EXIT_NO_INPUT,
		    "no cluster to begin with was found; name a file: coatcheck play FILE");
	}
	options.shelf = shelf;
	options.shelf_count = count;
	return cli_front(cli, &options);
}

/* How many cards are due, for a shell's prompt: no front, one number. */
static int
count_due(struct cli *cli, struct app_options *options)
{
	struct record record;
	struct effects effects;
	bool redraw = false;
	struct app *app;

	record_of(cli, &record);
	options->record = &record;
	options->plain = true;
	app = app_new(options);
	app_begin(app, &effects);
	driver_perform(app, &effects, &redraw);
	str_printf(&cli->out, "%u\n", app_cards_due(app));
	app_free(app);
	driver_record_close(&record);
	return 0;
}

int
command_review(struct cli *cli)
{
	struct app_options options = { .start = "review", .cluster = cli_first_cluster(cli) };
	struct shelf_entry *shelf;
	uint32_t count;

	cli_shelf(cli, &shelf, &count);
	options.shelf = shelf;
	options.shelf_count = count;
	if (cli_has(cli, OPTION_STUDY_SEED))
		(void)units_read_integer(cli_value(cli, OPTION_STUDY_SEED), &options.study_seed);
	return cli_has(cli, OPTION_ONLY_COUNT) ? count_due(cli, &options)
					       : cli_front(cli, &options);
}
