/* trace/http_recipe.h - what the makers of requests and of tokens both ask a scenario. */
#ifndef TRACE_HTTP_RECIPE_H
#define TRACE_HTTP_RECIPE_H

#include <string.h>

#include "base/limits.h"
#include "model/scenario.h"

static inline bool
piece_is_login(const struct piece *piece)
{
	return strcmp(piece->id, "login") == 0;
}

/* Counted lengths are 32 bits wide, so filler has the bound of every text of a piece. */
static inline uint64_t
piece_filler(const struct piece *piece)
{
	return piece->filler_bytes < LIMIT_CART_BYTES ? piece->filler_bytes : LIMIT_CART_BYTES;
}

#endif
