#include "model/names.h"

#include <string.h>

/* One array of rows and one table per vocabulary, from the same X-macro as its enum. */
#define X(e, w, b, t) { w, b, t },
#define NAMES_TABLE(symbol, what, LIST) \
	static const struct name_row symbol##_rows[] = { LIST(X) }; \
	const struct name_table symbol = { what, symbol##_rows, \
		sizeof(symbol##_rows) / sizeof(symbol##_rows[0]) }

NAMES_TABLE(names_home, "home", HOMES);
NAMES_TABLE(names_place, "place", PLACES);
NAMES_TABLE(names_affinity, "affinity", AFFINITIES);
NAMES_TABLE(names_map, "map", MAPS);
NAMES_TABLE(names_on_dead, "on_dead", ON_DEADS);
NAMES_TABLE(names_on_miss, "on_miss", ON_MISSES);
NAMES_TABLE(names_copy, "copy", COPY_MODES);
NAMES_TABLE(names_waiting, "while_waiting", WAITINGS);
NAMES_TABLE(names_write, "write", WRITES);
NAMES_TABLE(names_law, "law", LAWS);
NAMES_TABLE(names_algorithm, "algorithm", ALGORITHMS);
NAMES_TABLE(names_carrier, "carrier", CARRIERS);
NAMES_TABLE(names_refresh, "refresh", REFRESHES);
NAMES_TABLE(names_token_check, "check", TOKEN_CHECKS);
NAMES_TABLE(names_deny_check, "check", DENY_CHECKS);
NAMES_TABLE(names_deny_kind, "kind", DENY_KINDS);
NAMES_TABLE(names_loot, "loot", LOOTS);
NAMES_TABLE(names_eviction, "eviction", EVICTIONS);
NAMES_TABLE(names_lock, "lock", LOCKS);
NAMES_TABLE(names_drop, "kind of message", DROPS);
NAMES_TABLE(names_piece_key, "owner", PIECE_KEYS);
NAMES_TABLE(names_fault, "fault", FAULT_KINDS);
#undef X

#define X(e, w) w,
static const char *const role_words[] = { ROLES(X) };
#undef X

int
names_find(const struct name_table *table, const char *word)
{
	if (word == NULL)
		return -1;
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->rows[i].word, word) == 0)
			return (int)i;
	return -1;
}

const char *
home_word(enum home home)
{
	return names_home.rows[home].word;
}

const char *
role_word(enum role role)
{
	return role_words[role];
}

int
role_find(const char *word)
{
	if (word == NULL)
		return -1;
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strcmp(role_words[i], word) == 0)
			return i;
	return -1;
}
