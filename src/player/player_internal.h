/* player/player_internal.h - what the files of the walk share. */
#ifndef PLAYER_PLAYER_INTERNAL_H
#define PLAYER_PLAYER_INTERNAL_H

#include "player/player.h"

/* An option's number as its author wrote it; negative and ANSWER_OTHER stay. */
int player_authored(const struct player *player, const struct lesson_item *item, int chosen);

/* The walk's own copy of the lesson's rows, in which a question asked again varies. */
void player_own_lesson(struct player *player, const struct lesson *written);
/* The items of a step that is entered, and what it says, as they are this time; a bet likewise. */
void player_vary_step(struct player *player);
/* The step as that asking had it: these names, the twin. */
void player_vary_as(struct player *player, uint32_t names, bool twin);
void player_vary_bet(struct player *player);
struct isomorph player_isomorph(const struct player *player, const struct lesson_item *item);
/* An empty sheet for the question that opens. */
void player_sheet_open(struct player *player);
/* The given text of an answer with rows numbered as their author wrote them; NULL: none. */
const char *player_given_text(
    struct player *player, const struct lesson_item *item, const char *given);
/* The events that may be marked begin here: at the item's `from`; they end where one stands. */
uint32_t player_first_mark(struct player *player);
/* What the run says of an item, and what the answer means by it: key, key_text, chosen. */
void player_settle(
    struct player *player, const struct lesson_item *item, struct answer *answer);
/* player_quiz.c.  Where the run has decided the open question of a quiz: where what was asked for
 * comes about, at the step's end, or at the end of the run. */
uint32_t player_decided_at(struct player *player);
/* A miss: answer->elsewhere says in which other world it would be right. */
void player_look_elsewhere(
    struct player *player, const struct lesson_item *item, struct answer *answer);
/* Can this question be asked?  No: its run cannot be made, or does not decide it. */
bool player_can_ask(struct player *player);
/* The present step's row of the lesson. */
const struct lesson_step *player_step_row(const struct player *player);
/* Runs the step's scenario with the player's changes and seed (a step that only tells whys again:
 * the scenario of the step that asked, or the item's); false: problem says why. */
bool player_run_step(struct player *player);
/* A break or challenge step: reads what it allows; after every run: is the goal reached? */
void player_read_challenge(struct player *player);
void player_judge(struct player *player);
/* The changes and settings of a row of forks as the present ones; false: one cannot be read. */
bool player_take_path(struct player *player, uint32_t row);
/* Would the scenario be sound with this change too? */
bool player_allows(const struct player *player, const struct change *change);
/* What a run came to, as the tree of futures tells it. */
struct fork_sum player_sum(const struct runset_run *run);
/* Future `row` of the design of step `step` beside the present run. */
bool player_compare_in(struct player *player, uint32_t step, uint32_t row);
/* Lets go of the run, its twin in other words, and the future beside it. */
void player_forget_run(struct player *player);
/* The run once more in the words of the lesson's analogy. */
void player_recast(struct player *player);
/* The position of a moment in the first run, or `otherwise` when there is none. */
uint32_t player_moment(
    struct player *player, const char *text, struct mark mark, uint32_t otherwise);
/* Does a beat end with event `index`? */
bool player_beat_ends(const struct player *player, uint32_t index);
/* Position after the next event that ends a beat, at most `bound`. */
uint32_t player_next_beat(const struct player *player, uint32_t position, uint32_t bound);

#endif
