/* view/card.h - one moment as a small card: what a client's hand carries, and the place that keeps
 * the cart.  A view of a world like the others, for the welcome page.
 *
 *    +- Ana ----------------+
 *    | #7f3                 |
 *    +----------+-----------+
 *    +- s1 -----v-----------+
 *    | #7f3 [book,pen]      |
 *    +----------------------+
 */
#ifndef VIEW_CARD_H
#define VIEW_CARD_H

#include "trace/world.h"
#include "view/grid.h"

/* Draws into rect (at least 6 rows x 16 columns); `client` is an actor row. */
void view_card(const struct world *world, uint16_t client, struct grid *grid, struct rect rect);

#endif
