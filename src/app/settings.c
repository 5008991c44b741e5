#include "app/settings.h"

#include <string.h>

#include "base/units.h"
#include "model/node_text.h"

/* ---- the list ---- */

struct listing {
	struct arena *arena;
	const struct node *tree;
	struct setting_line *lines;
	uint32_t count, room;
};

static void
add_line(struct listing *listing, const char *path, const struct schema_row *row)
{
	const struct node *node = node_at(listing->tree, path);
	struct setting_line *line;
	size_t head = strcspn(path, ".");

	if (listing->count == listing->room) {
		listing->lines = arena_grow(listing->arena, listing->lines, listing->room,
		    listing->room * 2 + 64, sizeof *listing->lines);
		listing->room = listing->room * 2 + 64;
	}
	line = &listing->lines[listing->count++];
	*line = (struct setting_line){ .path = path, .row = row };
	line->heads = listing->count == 1 || strncmp(line[-1].path, path, head) != 0 ||
	    (line[-1].path[head] != '.' && line[-1].path[head] != '\0');
	if (node) {
		struct str text = STR_INIT;

		node_flow(node, &text);
		line->value = arena_strdup(listing->arena, text.text);
		str_release(&text);
	}
}

/* Puts each id that is there in the place of the first `*`, from left to right. */
static void
expand(struct listing *listing, const char *path, const struct schema_row *row)
{
	const char *star = strchr(path, '*');
	const struct node *parent;

	if (!star) {
		add_line(listing, path, row);
		return;
	}
	if (star == path)
		return;
	parent = node_at(listing->tree,
	    arena_strndup(listing->arena, path, (size_t)(star - path) - 1));
	for (const struct node *child = parent && parent->kind == NODE_MAP ? parent->first : NULL;
	     child; child = child->next)
		expand(listing, arena_printf(listing->arena, "%.*s%s%s", (int)(star - path), path,
		    child->key, star + 1), row);
}

uint32_t
settings_list(const struct scenario *scenario, struct arena *arena, struct setting_line **lines)
{
	struct listing listing = { .arena = arena, .tree = scenario->effective };

	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];

		/* Laws' parts stand in their law; designs, cases and sweeps are other scenarios. */
		if (row->path[0] == '@' || !row->built || str_starts_with(row->path, "designs") ||
		    str_starts_with(row->path, "cases") || str_starts_with(row->path, "sweep") ||
		    row->scope == SCHEMA_DESIGN_ONLY || str_starts_with(row->path, "faults."))
			continue;
		expand(&listing, row->path, row);
	}
	*lines = listing.lines;
	return listing.count;
}

/* ---- the next value ---- */

static const char *
next_of(const char *const *values, uint32_t count, uint32_t at, bool known, int delta)
{
	if (count == 0)
		return NULL;
	if (!known)
		return values[0];
	if (delta < 0)
		return at > 0 ? values[at - 1] : NULL;
	return at + 1 < count ? values[at + 1] : NULL;
}

static const char *
next_word(const struct setting_line *line, int delta)
{
	const char *words[64];
	uint32_t count = 0, at = 0;
	bool known = false;

	for (uint32_t i = 0; i < line->row->words->count && count < 64; i++) {
		if (!line->row->words->rows[i].built)
			continue;
		if (line->value && strcmp(line->row->words->rows[i].word, line->value) == 0) {
			at = count;
			known = true;
		}
		words[count++] = line->row->words->rows[i].word;
	}
	/* Words go round. */
	if (known && count > 0)
		return words[(at + count + (uint32_t)(delta + (int)count)) % count];
	return next_of(words, count, at, known, delta);
}

/* The neighbours of the value in a list of round ones, by what they measure. */
static const char *
next_round(const struct setting_line *line, int delta, const char *const *values, uint32_t count,
    bool (*read)(const char *text, uint64_t *value))
{
	uint64_t now, other;

	if (!line->value || !read(line->value, &now))
		return delta > 0 && !line->value ? values[0] : NULL;
	if (delta > 0) {
		for (uint32_t i = 0; i < count; i++)
			if (read(values[i], &other) && other > now)
				return values[i];
		return NULL;
	}
	for (uint32_t i = count; i-- > 0;)
		if (read(values[i], &other) && other < now)
			return values[i];
	return NULL;
}

/* A constant law is its mean: "{law: constant, mean: 2ms}" or "2ms". */
static bool
read_duration(const char *text, uint64_t *value)
{
	static const char constant[] = "{law: constant, mean: ";
	char mean[32];
	size_t length;

	if (!str_starts_with(text, constant))
		return units_read_duration(text, value);
	text += sizeof constant - 1;
	length = strcspn(text, "}");
	if (length >= sizeof mean || text[length] != '}')
		return false;
	memcpy(mean, text, length);
	mean[length] = '\0';
	return units_read_duration(mean, value);
}

static bool
read_share(const char *text, uint64_t *value)
{
	uint32_t ppm;
	bool ok = units_read_share(text, &ppm);

	*value = ppm;
	return ok;
}

#define COUNT_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

const char *
settings_next(const struct setting_line *line, int delta)
{
	static const char *const durations[] = { "0s", "100us", "200us", "500us", "1ms", "2ms",
		"5ms", "10ms", "20ms", "50ms", "100ms", "200ms", "500ms", "1s", "2s", "5s", "10s",
		"30s", "1m", "5m", "15m", "30m", "1h", "6h", "12h", "24h" };
	static const char *const sizes[] = { "0", "16", "64", "256", "1KiB", "2KiB", "4KiB",
		"16KiB", "64KiB", "256KiB", "1MiB", "16MiB", "256MiB", "1GiB" };
	static const char *const shares[] = { "0%", "0.1%", "1%", "2%", "5%", "10%", "20%", "50%",
		"90%", "100%" };
	static const char *const rates[] = { "1/s", "2/s", "5/s", "10/s", "20/s", "50/s", "100/s",
		"200/s", "500/s", "1000/s", "2000/s", "5000/s", "10000/s" };
	static const char *const counts[] = { "0", "1", "2", "3", "4", "5", "6", "8", "10", "12",
		"16", "20", "32", "50", "64", "100", "200", "500", "1000", "2000", "5000",
		"10000" };

	switch (line->row->type) {
	case SCHEMA_WORD: return line->row->words ? next_word(line, delta) : NULL;
	case SCHEMA_BOOL:
		return line->value && (strcmp(line->value, "on") == 0 ||
		    strcmp(line->value, "true") == 0) ? "off" : "on";
	case SCHEMA_DURATION:
	case SCHEMA_LAW:
		return next_round(line, delta, durations, COUNT_OF(durations), read_duration);
	case SCHEMA_BYTES:
		return next_round(line, delta, sizes, COUNT_OF(sizes), units_read_bytes);
	case SCHEMA_SHARE: return next_round(line, delta, shares, COUNT_OF(shares), read_share);
	case SCHEMA_RATE:
		return next_round(line, delta, rates, COUNT_OF(rates), units_read_rate);
	case SCHEMA_INTEGER:
		return next_round(line, delta, counts, COUNT_OF(counts), units_read_integer);
	case SCHEMA_MAP:
	case SCHEMA_LIST:
	case SCHEMA_NUMBER:
	case SCHEMA_TEXT:
	case SCHEMA_ID:
	case SCHEMA_DATE:
	case SCHEMA_COUNTS:
	case SCHEMA_EXPRESSION:
	case SCHEMA_TYPE_COUNT: break;
	}
	return NULL;
}
