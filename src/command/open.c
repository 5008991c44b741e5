/* command/open.c - a run code opened: where its lesson or cluster is, what is missing, and
 * what was probably meant by one with a slip. */
#include <string.h>

#include "base/file.h"
#include "command/cli.h"
#include "experiment/runcode.h"
#include "lesson/load.h"

/* Does the file hold the scenario of the code?  Its id, in the command's memory. */
static const char *
scenario_of_code(struct cli *cli, const char *path, const struct runcode *code)
{
	struct arena scratch = { 0 };
	struct findings findings;
	struct lesson lesson = { 0 };
	const char *found = NULL;
	bool ok = false;

	findings_init(&findings, &scratch);
	if (lesson_load(&lesson, path, &findings, &ok) == 0)
		for (uint32_t i = 0; i < lesson.scenario_count && !found; i++)
			/* its design may be one that its own settings make */
			if (runcode_lesson(lesson.scenarios[i].id) == code->lesson &&
			    code->step - RUNCODE_CLUSTERS <
				lesson.scenarios[i].design_count + code->setting_count)
				found = arena_strdup(&cli->arena, lesson.scenarios[i].id);
	lesson_release(&lesson);
	arena_release(&scratch);
	return found;
}

/* A cluster that was played with: looked for in the folder one is in, among the clusters that came
 * along, and in the lessons.  Its scenario, and *path: of its file; NULL: nowhere. */
static const char *
find_cluster(struct cli *cli, const struct runcode *code, const struct shelf_entry *shelf,
    uint32_t count, const char **path)
{
	const char **names, *found = NULL;
	size_t files = 0;

	if (file_list(&cli->arena, ".", ".yaml", &names, &files) != 0)
		files = 0;
	for (size_t i = 0; i < files + 1 + count && !found; i++) {
		*path = i < files ? names[i] :
		    i == files ? cli_first_cluster(cli) : shelf[i - files - 1].path;
		if (*path)
			found = scenario_of_code(cli, *path, code);
	}
	return found;
}

static int
open_cluster(struct cli *cli, const struct runcode *code, const struct shelf_entry *shelf,
    uint32_t count)
{
	struct app_options options = { .start = "play", .cluster = cli_first_cluster(cli),
		.shelf = shelf, .shelf_count = count, .code = code };

	options.scenario = find_cluster(cli, code, shelf, count, &options.lesson);
	if (!options.scenario)
		return cli_fail(cli, EXIT_NO_INPUT,
		    "the cluster of this run code is in no file here: it was played with in a "
		    "scenario file, which has to be in this folder");
	options.step_number = code->step - RUNCODE_CLUSTERS + 1u;
	return cli_front(cli, &options);
}

/* ---- slips ---- */

#define SLIPS_MAX 64u
#define SLIPS_SAID 3u

static const struct shelf_entry *
entry_of(const struct runcode *code, const struct shelf_entry *shelf, uint32_t count)
{
	const struct shelf_entry *found = NULL;

	for (uint32_t i = 0; i < count; i++)
		if (runcode_lesson(shelf[i].id) == code->lesson)
			found = &shelf[i];
	return found;
}

/* Is there a lesson with such a step, a claim, a cluster: could this code have been made here? */
static bool
is_of_here(struct cli *cli, const struct runcode *code, const struct shelf_entry *shelf,
    uint32_t count)
{
	const struct shelf_entry *entry = entry_of(code, shelf, count);
	struct arena scratch = { 0 };
	struct findings findings;
	struct lesson lesson = { 0 };
	const char *path;
	bool ok = false, here = false;

	if (code->step >= RUNCODE_CLUSTERS)
		return find_cluster(cli, code, shelf, count, &path) != NULL;
	if (!entry)
		return false;
	findings_init(&findings, &scratch);
	if (lesson_load(&lesson, entry->path, &findings, &ok) == 0 && ok)
		here = code->step >= RUNCODE_CLAIMS
			   ? code->step - RUNCODE_CLAIMS < lesson.claim_count
			   : code->step < lesson.step_count && lesson.steps[code->step].scenario;
	lesson_release(&lesson);
	arena_release(&scratch);
	return here;
}

/* "; probably its letter 7, Q, is a G: coatcheck open ..." when one slip alone explains it; a few:
 * each of them. */
static int
refuse(struct cli *cli, const char *text, const char *why, const struct shelf_entry *shelf,
    uint32_t count)
{
	struct runcode_slip *slips = arena_array(&cli->arena, SLIPS_MAX, sizeof *slips);
	uint32_t found = runcode_slips(text, &cli->arena, slips, SLIPS_MAX), kept = 0;
	struct str said = STR_INIT;
	int result;

	for (uint32_t i = 0; i < found && i < SLIPS_MAX; i++)
		if (is_of_here(cli, &slips[i].code, shelf, count))
			slips[kept++] = slips[i];
	str_add(&said, why);
	if (kept > 1 && kept <= SLIPS_SAID)
		str_add(&said, " One slip would explain it, in one of these places:");
	for (uint32_t i = 0; i < kept && kept <= SLIPS_SAID; i++) {
		const struct runcode_slip *slip = &slips[i];

		if (slip->swapped)
			str_printf(&said, "%s letters %u and %u, %c%c, %s %c%c: ",
			    kept == 1 ? " Probably its" : i ? ", or" : "", slip->place,
			    slip->place + 1, slip->was, slip->is,
			    kept == 1 ? "have changed places and are" : "->", slip->is, slip->was);
		else
			str_printf(&said, "%s letter %u, %c, %s %c: ",
			    kept == 1 ? " Probably its" : i ? ", or" : "", slip->place, slip->was,
			    kept == 1 ? "should be" : "->", slip->is);
		str_printf(&said, "%s%s", kept == 1 ? "coatcheck open " : "", slip->text);
	}
	result = cli_fail(cli, EXIT_USAGE, "%s", said.text);
	str_release(&said);
	return result;
}

/* The operands as one code: a long one is shown, and copied, in several lines. */
static const char *
whole_code(struct cli *cli)
{
	const char *text = cli->operands[0];

	for (uint32_t i = 1; i < cli->operand_count; i++)
		text = arena_printf(&cli->arena, "%s %s", text, cli->operands[i]);
	return text;
}

int
command_open(struct cli *cli)
{
	struct app_options options = { .start = "open" };
	struct runcode code;
	struct shelf_entry *shelf;
	const char *why, *text = whole_code(cli);
	uint32_t count;

	cli_shelf(cli, &shelf, &count);
	if (!runcode_read(text, &cli->arena, &code, &why))
		return refuse(cli, text, why, shelf, count);
	if (code.step >= RUNCODE_CLUSTERS)
		return open_cluster(cli, &code, shelf, count);
	if (entry_of(&code, shelf, count))
		options.lesson = entry_of(&code, shelf, count)->path;
	if (!options.lesson)
		return cli_fail(cli, EXIT_NO_INPUT,
		    "the lesson of this run code is not among the %u found here; "
		    "name its folder with --lessons DIR",
		    count);
	if (code.step >= RUNCODE_CLAIMS)
		return cli_claim(cli, options.lesson, code.step - RUNCODE_CLAIMS);
	options.shelf = shelf;
	options.shelf_count = count;
	options.step_number = code.step + 1u;
	options.code = &code;
	return cli_front(cli, &options);
}
