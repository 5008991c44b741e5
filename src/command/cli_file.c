/* command/cli_file.c - FILE[#SCENARIO] and the options that choose what is run. */
#include <errno.h>
#include <string.h>

#include "base/units.h"
#include "command/cli.h"
#include "lesson/load.h"

static void
name_scenarios(const struct lesson *lesson, struct str *out)
{
	for (uint32_t i = 0; i < lesson->scenario_count; i++)
		str_printf(out, "%s%s", i ? ", " : "", lesson->scenarios[i].id);
}

static int
choose_scenario(struct cli *cli, const char *path, const char *id, struct cli_file *file)
{
	struct str names = STR_INIT;
	int code = 0;

	name_scenarios(&file->lesson, &names);
	if (id) {
		file->scenario = lesson_scenario(&file->lesson, id);
		if (!file->scenario)
			code = cli_fail(cli, EXIT_USAGE, "%s holds no scenario \"%s\"; it holds %s",
			    path, id, names.length ? names.text : "none");
	} else if (file->lesson.scenario_count == 1) {
		file->scenario = &file->lesson.scenarios[0];
	} else if (file->lesson.scenario_count == 0) {
		code = cli_fail(cli, EXIT_USAGE, "%s holds no scenario", path);
	} else {
		code = cli_fail(cli, EXIT_USAGE,
		    "%s holds several scenarios: name one as %s#ID of %s", path, path, names.text);
	}
	str_release(&names);
	return code;
}

int
cli_file_open(struct cli *cli, const char *operand, struct cli_file *file)
{
	const char *hash = strrchr(operand, '#');
	const char *path =
	    hash ? arena_strndup(&cli->arena, operand, (size_t)(hash - operand)) : operand;
	bool ok = false;
	int error;

	memset(file, 0, sizeof *file);
	error = lesson_load(&file->lesson, path, &cli->findings, &ok);
	if (error)
		return cli_fail(cli, error == EFBIG ? EXIT_DATA : EXIT_NO_INPUT, "%s: %s", path,
		    strerror(error));
	file->loaded = true;
	if (!ok) {
		cli_print_findings(cli, file->lesson.source, file->lesson.source_length);
		return EXIT_DATA;
	}
	return choose_scenario(cli, path, hash ? hash + 1 : NULL, file);
}

void
cli_file_close(struct cli_file *file)
{
	lesson_release(&file->lesson);
	memset(file, 0, sizeof *file);
}

static int
read_settings(struct cli *cli, struct runset_request *request)
{
	uint32_t count = cli->value_count[OPTION_SET];
	struct setting *settings = arena_array(&cli->arena, count + 1, sizeof *settings);

	for (uint32_t i = 0; i < count; i++) {
		const char *text = cli->values[OPTION_SET][i], *equals = strchr(text, '=');
		if (!equals || equals == text)
			return cli_fail(
			    cli, EXIT_USAGE, "--set takes PATH=VALUE, not \"%s\"", text);
		settings[i].path = arena_strndup(&cli->arena, text, (size_t)(equals - text));
		settings[i].value = yaml_read_value(equals + 1, &cli->arena, &cli->findings);
		if (!settings[i].value) {
			cli_print_findings(cli, NULL, 0);
			return EXIT_USAGE;
		}
	}
	request->settings = settings;
	request->setting_count = count;
	return 0;
}

/* Is `word` one of the scenario's?  Else says which there are. */
static bool
among(struct cli *cli, const char *what, const char *word, const char *const *words, uint32_t count)
{
	struct str names = STR_INIT;

	for (uint32_t i = 0; i < count; i++) {
		if (str_equal(words[i], word)) {
			str_release(&names);
			return true;
		}
		str_printf(&names, "%s%s", i ? ", " : "", words[i]);
	}
	(void)cli_fail(cli, EXIT_USAGE, "no %s \"%s\"; this scenario has %s", what, word,
	    count ? names.text : "none");
	str_release(&names);
	return false;
}

/* A built-in design needs no word in a file that says nothing about designs. */
static bool
is_builtin(const char *design)
{
	for (uint32_t i = 0; i < builtin_design_count; i++)
		if (str_equal(builtin_designs[i].id, design))
			return true;
	return false;
}

int
cli_overrides(struct cli *cli, struct runset_request *request)
{
	memset(request, 0, sizeof *request);
	if (cli_has(cli, OPTION_DESIGN)) {
		request->designs = cli->values[OPTION_DESIGN];
		request->design_count = cli->value_count[OPTION_DESIGN];
	}
	request->case_id = cli_value(cli, OPTION_CASE);
	if (cli_has(cli, OPTION_SEED)) {
		request->has_seed = true;
		(void)units_read_integer(cli_value(cli, OPTION_SEED), &request->seed);
	}
	return read_settings(cli, request);
}

int
cli_request(struct cli *cli, const struct cli_file *file, bool keep, struct runset_request *request)
{
	int code = cli_overrides(cli, request);

	if (code)
		return code;
	request->source = file->scenario;
	request->keep = keep;
	for (uint32_t i = 0; i < request->design_count; i++) {
		bool bare = !node_get(file->scenario->tree, "designs") &&
			    is_builtin(request->designs[i]);

		if (!bare && !among(cli, "design", request->designs[i], file->scenario->designs,
				 file->scenario->design_count))
			return EXIT_USAGE;
	}
	if (request->case_id && !among(cli, "case", request->case_id, file->scenario->cases,
				    file->scenario->case_count))
		return EXIT_USAGE;
	/* A mistake in a case that is not run is one in the file all the same. */
	if (!scenario_check_cases(file->scenario, &cli->arena, &cli->findings))
		return cli_refused(cli, file);
	return 0;
}

int
cli_run_refused(struct cli *cli, const struct cli_file *file)
{
	int code = cli_has(cli, OPTION_SET) || cli_has(cli, OPTION_DESIGN) ? EXIT_USAGE : EXIT_DATA;

	cli_print_findings(cli, file->lesson.source, file->lesson.source_length);
	for (size_t i = 0; i < cli->findings.count; i++)
		if (cli->findings.rows[i].mark.file)
			code = EXIT_DATA;
	return code;
}
