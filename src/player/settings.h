/* player/settings.h - every setting of a run as a line that keys can change: made from the schema
 * table and the values as they are, so a new row of the table is a new line here.
 *
 *    settings.c        the lines, and the next round value of one
 *    settings_edit.c   what typing, adding, taking away and renaming come to: paths and values
 */
#ifndef PLAYER_SETTINGS_H
#define PLAYER_SETTINGS_H

#include "model/scenario.h"
#include "model/schema.h"
#include "player/player.h"

struct setting_line {
	const char *path;  /* concrete: "clients.ana.every", "faults.2.node" */
	const char *value; /* as one writes it; NULL: not set */
	const char *shown; /* in a line, where that is not the value: "ana, bob" */
	const struct schema_row *row;
	bool heads;        /* the first line of another top-level key */
	bool opens, open;  /* a list, or an entry that is long: has lines of its own when open */
};

/* The lines of the player's present run in `arena`; their number.  opened[count]: paths whose lists
 * and entries are open, with all that they are in. */
uint32_t settings_list(const struct player *player, const char *const *opened, uint32_t count,
    struct arena *arena, struct setting_line **lines);
/* The value that comes after (delta > 0) or before the present one: the next word, the next round
 * number.  NULL: arrows do nothing here, it has to be typed. */
const char *settings_next(const struct player *player, const struct setting_line *line, int delta);
/* What it is, may be and is when nobody says anything, as sentences. */
const char *settings_means(const struct setting_line *line, struct arena *arena);
/* Is the line that of `path`, or one below it? */
bool settings_below(const char *line, const char *path);

/* ---- settings_edit.c ---- */

/* One thing done to a line may be two settings: a new name is the entry once more, and the old one
 * taken away. */
#define SETTING_EDITS_MAX 2
struct setting_edits {
	struct runcode_setting rows[SETTING_EDITS_MAX];
	uint32_t count;
	const char *why; /* not NULL: it cannot be done */
};
/* May somebody who looks for `query` mean this setting: "timeout" session.idle? */
bool settings_called(const char *path, const char *query);
/* Each answers in `arena`; line: a path of settings_list. */
struct setting_edits settings_type_value(const struct player *player,
    const struct setting_line *line, const char *typed, struct arena *arena);
struct setting_edits settings_take_away(const struct player *player,
    const struct setting_line *line, struct arena *arena);
/* The map or list that an entry typed at this line would join, and what to begin with. */
const char *settings_adds_to(const struct player *player, const struct setting_line *line,
    const char **begin, struct arena *arena);
/* "zoe", "zoe: {..}", or an element of a list. */
struct setting_edits settings_add(const struct player *player, const struct setting_line *line,
    const char *typed, struct arena *arena);
/* The entry that would get another name here; NULL: none. */
const char *settings_entry(const struct setting_line *line, struct arena *arena);
struct setting_edits settings_rename(const struct player *player, const struct setting_line *line,
    const char *typed, struct arena *arena);

#endif
