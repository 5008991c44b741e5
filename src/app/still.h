/* app/still.h - one moment of a lesson's run, and the stretch that follows it: a walk of one step,
 * for cards that show a frozen moment and for the worked example of a page to keep.
 */
#ifndef APP_STILL_H
#define APP_STILL_H

#include "player/player.h"

struct still {
	struct arena arena;
	struct lesson mini;
	struct player *player; /* NULL: it cannot be run */
};

/* Runs it (seed 0: the scenario's) and stands at its moment, with the lane closed.  The lesson is
 * to live as long. */
bool still_open(struct still *still, const struct lesson *lesson, const struct still_run *run,
    uint64_t seed);
void still_close(struct still *still);
/* Opens the lane: what follows is played, or stands at its end. */
void still_turn(struct still *still, bool play);
/* Events that follow the moment, up to `most` of those that end a beat, as sentences, a line each.
 */
void still_say(const struct still *still, uint32_t most, const char *indent, struct str *out);

#endif
