/* app/quiz_words.h - how a question of a quiz is asked and told: the verdict first, in a sign and a
 * word, then the whys, and in which world the answer would have been right. */
#ifndef APP_QUIZ_WORDS_H
#define APP_QUIZ_WORDS_H

#include "app/app_internal.h"

const char *quiz_verdict(struct player *player, struct arena *arena);
/* "what would make 2 true"; NULL: no world is known. */
const char *quiz_elsewhere_heading(struct player *player, struct arena *arena);
/* Hints as far as they were asked for, a line each; NULL: none. */
const char *quiz_hints(struct player *player, struct arena *arena);
/* The footer while a question is open, and once it is told. */
const char *quiz_ask_keys(struct player *player);
const char *quiz_told_keys(struct player *player);

/* ---- line by line ---- */

/* The design and the newest event, which the picture would show. */
void quiz_say_frame(struct app *app, struct str *out);
/* What a telling ends with. */
void quiz_say_told(struct app *app, struct str *out);
const char *quiz_ask_prompt(struct player *player);
const char *quiz_told_prompt(struct player *player);

#endif
