/* experiment/asking.h - the frame in which a question of a dialogue stands: a run, a moment of it,
 * and what happened there.
 *
 *    node with a scenario ──▶ run, moment ── its fork ──▶ run again ── an act ──▶ run again
 *    node without one     ──▶ stays where the one before it led to
 */
#ifndef EXPERIMENT_ASKING_H
#define EXPERIMENT_ASKING_H

#include "experiment/question.h"
#include "experiment/runset.h"
#include "model/dialogue.h"

#define ASKING_CHANGES_MAX 16u
#define ASKING_KEY_NONE -1 /* no option is right, or no run can tell */
#define ASKING_KEY_TWO -2  /* more than one */

struct asking {
	struct arena arena; /* texts of changes, values: until the next scenario */
	const struct lesson *lesson;
	const struct dialogue_node *frame; /* whose scenario it is; NULL: no run */
	struct change changes[ASKING_CHANGES_MAX];
	uint32_t change_count;
	bool has_run;
	struct runset set;  /* of one design */
	uint32_t position;  /* events of the run that have happened */
	uint64_t at_ns;
};

void asking_init(struct asking *asking, const struct lesson *lesson);
void asking_release(struct asking *asking);
/* Goes to the frame of a node.  False after findings: it cannot be made (then there is none). */
bool asking_enter(struct asking *asking, const struct dialogue_node *node,
    struct findings *findings);
/* The learner does one of the node's acts; then stands at the node's `then`, or the end. */
bool asking_act(struct asking *asking, const struct dialogue_node *node, uint32_t act,
    struct findings *findings);
/* 1 true, 0 false, -1 not to be told. */
int asking_holds(struct asking *asking, const char *text, struct mark mark,
    struct findings *findings);
/* The first outcome that holds; UINT32_MAX: none. */
uint32_t asking_outcome(struct asking *asking, const struct dialogue_node *node,
    struct findings *findings);
/* Which option is right, or ASKING_KEY_*. */
int asking_key(struct asking *asking, const struct lesson_option *options, uint32_t count,
    struct findings *findings);
/* What is right for a number or an order (dialogue_is_sheet), by the present run. */
void asking_sheet_key(struct asking *asking, const struct dialogue_node *node,
    struct question_key *key, struct findings *findings);
/* The options of a question: its own, or those of its item.  NULL: none. */
const struct lesson_option *asking_options(const struct lesson *lesson,
    const struct dialogue_node *node, uint32_t *count);
/* The misconception that an answer to a question shows: of the option, or as typed words are read.
 * NULL: none. */
const char *asking_belief(const struct lesson *lesson, const struct dialogue_node *node,
    int option, const char *given);
/* Could the question have shown it? */
bool asking_offers(const struct lesson *lesson, const struct dialogue_node *node,
    const char *misconception);
/* What an act is called: its text, or what it does. */
void asking_act_said(const struct asking *asking, const struct dialogue_act *act, struct str *out);

#endif
