/* app/play_lines.c - what the plain front says of a cluster in whole lines: "set servers.count 5",
 * "show session", "save mine.yaml".  Words with something after them; every other word is a key's.
 */
#include <string.h>

#include "app/app_internal.h"
#include "base/check.h"
#include "model/schema.h"

#define PATHS_MAX 600 /* looked at for the nearest one */

/* The word that `text` begins with, and what follows it, in the frame's memory. */
static char *
take_word(struct app *app, const char **text)
{
	const char *word = *text + strspn(*text, " ");
	size_t length = strcspn(word, " ");

	*text = word + length + strspn(word + length, " ");
	return arena_strndup(&app->frame, word, length);
}

/* The setting that was probably meant, among those that this run has. */
static void
say_nearest(struct app *app, const char *path, const struct setting_line *lines, uint32_t count)
{
	const char *known[PATHS_MAX], *nearest;

	for (uint32_t i = 0; i < count && i < PATHS_MAX; i++)
		known[i] = lines[i].path;
	nearest = str_nearest(path, known, count < PATHS_MAX ? count : PATHS_MAX);
	if (nearest)
		app_notice(app, "No setting \"%s\" here. Did you mean \"%s\"?", path, nearest);
	else
		app_notice(app, "No setting \"%s\" here. \"show\" lists all of them.", path);
}

/* "show": every setting and its value; "show session": those below it, each explained. */
static void
show(struct app *app, const char *rest)
{
	const char *path = take_word(app, &rest);
	struct arena scratch = { 0 };
	struct setting_line *lines;
	uint32_t count = settings_list(app->player, &path, *path != '\0', &scratch, &lines);
	uint32_t shown = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct setting_line *line = &lines[i];

		if (*path && !settings_below(line->path, path))
			continue;
		shown++;
		app_paragraph(app, "", arena_printf(&app->frame, "%s %s", line->path,
		    line->value ? line->value : "(not set)"));
		if (*path)
			app_paragraph(app, "    ", settings_means(line, &app->frame));
	}
	if (*path && shown == 0)
		say_nearest(app, path, lines, count);
	else if (*path == '\0')
		app_line(app, "\"show PATH\" explains one and those below it, \"set PATH VALUE\" "
			      "changes it.");
	arena_release(&scratch);
}

static void
set(struct app *app, const char *rest)
{
	const char *path = take_word(app, &rest);

	if (!*path) {
		app_notice(app, "A path and a value, as in \"set servers.count 5\"; without a "
				"value it is taken away. \"show\" lists the paths.");
		return;
	}
	if (settings_change(app, path, rest))
		app->say_screen = app_top(app) == SCREEN_SETTINGS;
}

static void
save(struct app *app, const char *rest)
{
	const char *name = rest + strspn(rest, " "), *base = strrchr(name, '/');

	if (*name && !strchr(base ? base : name, '.'))
		name = arena_printf(&app->frame, "%s.yaml", name);
	play_save(app, *name ? name : NULL);
}

static const struct line_word {
	const char *word, *usage, *text;
	void (*act)(struct app *app, const char *rest);
} words[] = {
	{ "set", "set PATH VALUE", "change a setting and run again; no value: take it away", set },
	{ "show", "show [PATH]", "every setting and its value; with a path, what each means",
	    show },
	{ "save", "save [FILE]", "save this future as a scenario file", save },
};

#define WORD_COUNT (sizeof words / sizeof *words)

bool
play_line(struct app *app, const char *line)
{
	size_t length = strcspn(line, " ");

	for (size_t i = 0; i < WORD_COUNT; i++) {
		if (strlen(words[i].word) != length || strncmp(words[i].word, line, length) != 0)
			continue;
		str_clear(&app->notice);
		if (!app->player->has_run)
			app_notice(app, "There is no run here to change.");
		else if (app->player->bet_open || app->player->mode == PLAYER_SEEN)
			app_notice(app, "First the question that is open.");
		else
			words[i].act(app, line + length);
		return true;
	}
	return false;
}

bool
play_line_word(uint32_t row, const char **usage, const char **text)
{
	if (row >= WORD_COUNT)
		return false;
	*usage = words[row].usage;
	*text = words[row].text;
	return true;
}
