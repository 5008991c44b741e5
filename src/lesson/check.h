/* lesson/check.h - private to src/lesson: level "references" of `check`, while it runs. */
#ifndef LESSON_CHECK_H
#define LESSON_CHECK_H

#include "lesson/load.h"
#include "trace/expr.h"

/* A scenario built in each of its designs: what its expressions may speak of. */
struct built {
	const struct scenario_source *source;
	const struct scenario **scenarios; /* by design; NULL: none, one of them was refused */
};

struct checker {
	const struct lesson *lesson;
	struct findings *findings;
	struct arena *arena;
	struct built *built; /* by row of lesson->scenarios */
};

/* Which designs an expression speaks of: the first is the default. */
struct context {
	const struct built *built;  /* NULL: no scenario here */
	const char *const *designs; /* NULL: all of the scenario */
	uint32_t design_count;
	uint32_t runs;              /* of a claim; 0: there is one run */
};

/* Builds every scenario in every design and case; what is wrong is told once. */
void check_scenarios(struct checker *checker);
/* The scenario of that id, or NULL; told with the nearest one when `id` is not NULL. */
const struct built *check_scenario_id(struct checker *checker, const char *id, struct mark mark);
/* Has the scenario this design?  Told when it has not. */
bool check_design_id(struct checker *checker, const struct built *built, const char *design,
    struct mark mark);
enum wanted { WANT_TRUTH, WANT_MOMENT, WANT_QUANTITY, WANT_VALUE };
/* Parses text (NULL is fine) where it speaks of `context`. */
void check_expression(struct checker *checker, const struct context *context, const char *text,
    struct mark mark, enum wanted wanted);
void check_moment(struct checker *checker, const struct context *context, const char *text,
    struct mark mark);
/* The same; it has to be true or false. */
void check_truth(struct checker *checker, const struct context *context, const char *text,
    struct mark mark);
/* "no SUBJECT "id"", with the nearest of `known`. */
bool check_unknown(struct checker *checker, struct mark mark, const char *code, const char *subject,
    const char *id, const char *const *known, size_t count);

/* What the kind of an item needs and has no use for; its twin. */
void check_item_kind(struct checker *checker, const struct lesson_item *item);
/* The item's expressions, where it is asked in `context`. */
void check_item_values(struct checker *checker, const struct lesson_item *item,
    const struct context *context);

void check_steps(struct checker *checker);
void check_items(struct checker *checker);
void check_claims(struct checker *checker);
void check_dialogue(struct checker *checker);
void check_cards(struct checker *checker);

#endif
