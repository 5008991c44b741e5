/* app/player_words.h - the words of the player's screen, for its picture, its plain lines and its
 * keys. */
#ifndef APP_PLAYER_WORDS_H
#define APP_PLAYER_WORDS_H

#include "app/app_internal.h"

/* "step 6 of 14" and "bet", "worked", "look", "why" ... */
const char *player_kind_word(const struct player *player);
/* The footer. */
const char *player_keys(const struct app *app);
/* Events from..to of the first run, each in its sentence, with say texts where they stand. */
void player_say_events(struct app *app, uint32_t from, uint32_t to);
/* "STICKY  s2 has no session 7f3.": the newest event of run `r` in its first sentence; nothing
 * where that run has not begun. */
void player_lane_sentence(struct player *player, uint32_t r, struct str *out);
/* One line on where the focus piece is, by design. */
void player_say_where(struct app *app, struct str *out);
/* "page": the summary as text lines into out. */
void player_summary(struct app *app, struct str *out);
/* Lines about the inside of a place, the chain of causes, the break menu. */
void player_inside_text(const struct player *player, struct str *out);
void player_why_text(const struct player *player, struct str *out);
/* The whole run in a line: failures, logins, losses, bytes. */
void player_costs_text(const struct player *player, struct str *out);
/* A break or challenge step: its goal, what is allowed, what was done, whether it is reached. */
void player_task_text(const struct player *player, struct str *out);
/* Both, in lines; and, line by line, once more after a change of the future. */
void player_say_task(struct app *app, struct str *out);
void player_say_change(struct app *app);
/* The difference in words; what stands beside the run only for that goes again. */
void player_say_difference(struct app *app);
/* Makes the move of that row on the present target, and says so, or why it cannot be made. */
void player_break_here(struct app *app, int row);
/* "d": to the difference of the two that are there, or of the run and what it is most likely to be
 * compared with; again: back. */
void player_show_difference(struct app *app);
/* The menu in as many columns as fit in `cols`, and what `>` points at. */
void player_break_text(const struct player *player, int cols, struct str *out);
void player_hint(struct app *app);
const char *player_save_name(const struct app *app);
/* The answer, the key and the whys as the telling shows them. */
const char *player_verdict(struct player *player, struct arena *arena);

/* ---- questions that are not answered by one option (sheet_words.c) ---- */

bool player_is_sheet(const struct lesson_item *item);
/* Its options are beliefs, not shown before the answer. */
bool player_hides_options(const struct lesson_item *item);
/* Rows of the open question, and of the told one; at most LIMIT_OPTIONS + 1. */
uint32_t player_sheet_rows(struct app *app, struct frame_option *rows);
uint32_t player_told_rows(struct app *app, struct frame_option *rows);
/* What is on the sheet, or how to fill it, in a line. */
const char *player_sheet_line(struct app *app);
/* What is right, in words that need no rows beside them; the question as a card asks it. */
const char *player_key_words(
    const struct lesson_item *item, const struct answer *answer, struct arena *arena);
/* What was given, likewise. */
const char *player_given_words(
    const struct lesson_item *item, const struct answer *answer, struct arena *arena);
const char *player_card_front(const struct lesson_item *item, struct arena *arena);
const char *player_sheet_verdict(struct player *player, struct arena *arena);
void player_say_sheet(struct app *app, struct str *out);
void player_say_sheet_told(struct app *app, struct str *out);
/* The step's chart as a table, measured to its end first: line by line it has no other form. */
void player_say_chart(struct player *player, struct str *out);
const char *player_sheet_prompt(const struct player *player);

#endif
