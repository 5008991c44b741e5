/* model/actions.h - the built-in actions of every scenario, one row each (FORMATS section 1,
 * Actions).
 *
 * Pieces stand by name here: their rows differ from scenario to scenario.  scenario_build copies
 * these
 * rows into scenario->actions, in this order, and puts the scenario's own actions behind them.
 */
#ifndef MODEL_ACTIONS_H
#define MODEL_ACTIONS_H

#include "model/scenario.h"

enum argument { ARGUMENT_NONE, ARGUMENT_REQUIRED, ARGUMENT_OPTIONAL };

struct builtin_action {
	const char *id, *method, *path;
	const char *needs;            /* "login" or NULL */
	const char *argument_name;    /* "ITEM", for help; NULL: takes none */
	enum argument argument;
	const char *body_key;         /* as struct action */
	const char *reply_key;
	const char *reads[2], *writes[2]; /* pieces by name, NULL ends */
	uint16_t status;
	bool repeatable;
	bool makes_session, ends_session, argument_piece;
	bool adds_argument, sets_argument, empties_cart, adds_order;
	const char *text;             /* help: one sentence */
};

extern const struct builtin_action builtin_actions[];
extern const uint32_t builtin_action_count;

#endif
