/* app/settings.h - every setting of a scenario as a line that keys can change: made from the schema
 * table and the values as they are, so a new row of the table is a new line here.
 */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "model/scenario.h"
#include "model/schema.h"

struct setting_line {
	const char *path;  /* concrete: "clients.ana.every" */
	const char *value; /* as one writes it; NULL: not set */
	const struct schema_row *row;
	bool heads;        /* the first line of another top-level key */
};

/* The lines of a scenario in `arena`; their number. */
uint32_t settings_list(const struct scenario *scenario, struct arena *arena,
    struct setting_line **lines);
/* The value that comes after (delta > 0) or before the present one: the next word, the next round
 * number.  NULL: arrows do nothing here, it has to be typed. */
const char *settings_next(const struct setting_line *line, int delta);

#endif
