/* app/play_lines.c - what the plain front says of a cluster in whole lines: "set servers.count 5",
 * "show session", "save mine.yaml".  Words with something after them; every other word is a key's.
 */
#include <string.h>

#include "app/app_internal.h"
#include "app/player_words.h"
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

static void
price(struct app *app, const char *rest)
{
	rest += strspn(rest, " ");
	prices_take(app, str_equal(rest, "none") ? "" : rest);
}

/* The actor of that id or name; NONE16: none. */
static uint16_t
place_called(const struct trace *trace, const char *word)
{
	for (uint32_t i = 0; i < trace->actor_count; i++)
		if (str_equal(trace->actors[i].id, word) || str_equal(trace->actors[i].name, word))
			return (uint16_t)i;
	return NONE16;
}

/* Another figure for the move, where it has that one. */
static bool
choose(struct player *player, int row, const char *figure)
{
	for (uint32_t i = 0; i < move_choice_count(&move_rows[row], NULL, NONE16); i++)
		if (str_equal(move_rows[row].choices[i], figure)) {
			player->choices[row] = (uint8_t)i;
			return true;
		}
	return false;
}

static void
say_moves(struct app *app, const char *word)
{
	const char *known[64], *nearest;
	struct str text = STR_INIT;

	for (uint32_t i = 0; i < move_row_count && i < 64; i++) {
		known[i] = move_rows[i].word;
		str_printf(&text, "%s%s", i ? " " : "", known[i]);
	}
	nearest = str_nearest(word, known, move_row_count < 64 ? move_row_count : 64);
	app_notice(app, "Nothing here is called \"%s\". %s%s%sThere are: %s.", word,
	    nearest ? "Did you mean \"" : "", nearest ? nearest : "", nearest ? "\"? " : "",
	    text.text);
	str_release(&text);
}

/* "break crash s2", "break slow s1 100", "break rotate-key": the menu in a line. */
static void
break_line(struct app *app, const char *rest)
{
	struct player *player = app->player;
	const char *move = take_word(app, &rest), *place, *figure;
	int row = move_find(move);
	uint16_t target = NONE16;

	if (row < 0) {
		say_moves(app, move);
		return;
	}
	player_open_menu(player);
	place = move_rows[row].targets & MOVE_WHOLE ? "" : take_word(app, &rest);
	figure = take_word(app, &rest);
	if (*place)
		target = place_called(player_trace(player), place);
	if (*place && target == NONE16)
		app_notice(app, "There is no \"%s\" here.", place);
	else if (*figure && !choose(player, row, figure))
		app_notice(app, "\"%s\" is no figure of %s.", figure, move);
	if (app->notice.length == 0) {
		player->target = target != NONE16 ? target : player->target;
		player_open_menu(player); /* what can happen there */
		player_break_here(app, row);
		if (!player->breaking) /* it was made */
			player_say_events(app, player_position(player) - 1,
			    player_position(player));
	}
	player->breaking = false;
}

static const struct line_word {
	const char *word, *usage, *text;
	void (*act)(struct app *app, const char *rest);
} words[] = {
	{ "set", "set PATH VALUE", "change a setting and run again; no value: take it away", set },
	{ "show", "show [PATH]", "every setting and its value; with a path, what each means",
	    show },
	{ "save", "save [FILE]", "save this future as a scenario file", save },
	{ "break", "break MOVE [PLACE] [FIGURE]", "as in break crash s2, break slow s1 100",
	    break_line },
	{ "price", "price LIST", "what a unit costs, as in price servers 1, wire 1 of 9000, or "
	    "none", price },
};

#define WORD_COUNT (sizeof words / sizeof *words)

bool
play_line(struct app *app, const char *line)
{
	size_t length = strcspn(line, " ");

	for (size_t i = 0; i < WORD_COUNT; i++) {
		if (strlen(words[i].word) != length || strncmp(words[i].word, line, length) != 0)
			continue;
		if (words[i].act == break_line && line[length + strspn(line + length, " ")] == 0)
			return false; /* alone it opens the menu */
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
