#include "player/settings.h"

#include <string.h>

#include "base/units.h"
#include "model/node_text.h"
#include "player/player_internal.h"

/* ---- the list ---- */

/* Which of the named cases the run is under: no key of a file, but a setting all the same. */
static const struct schema_row case_row = { .path = "case", .type = SCHEMA_WORD, .built = true,
	.default_text = "none",
	.text = "Which of the scenario's cases holds: a named set of settings that replace those "
		"of the scenario (below, cases)." };

struct listing {
	const struct player *player;
	struct arena *arena;
	const char *const *opened;
	uint32_t opened_count;
	struct setting_line *lines;
	uint32_t count, room;
};

bool
settings_below(const char *line, const char *path)
{
	size_t length = strlen(path);

	return strncmp(line, path, length) == 0 && (line[length] == '\0' || line[length] == '.');
}

static bool
is_open(const struct listing *listing, const char *path)
{
	for (uint32_t i = 0; i < listing->opened_count; i++)
		if (settings_below(listing->opened[i], path))
			return true;
	return false;
}

/* What is in it, in a word each: "ana, bob, cid"; of a list how many. */
static const char *
shown_of(const struct node *node, struct arena *arena)
{
	struct str text = STR_INIT;
	const char *copy;

	if (node->kind == NODE_MAP && node->count > 0) {
		for (const struct node *child = node->first; child; child = child->next)
			str_printf(&text, "%s%s", child == node->first ? "" : ", ", child->key);
	} else if (node->kind == NODE_MAP) {
		str_add(&text, "nothing in it");
	}
	copy = text.length ? arena_strdup(arena, text.text) : NULL;
	str_release(&text);
	return copy;
}

static struct setting_line *
add_line(struct listing *listing, const char *path, const struct schema_row *row,
    const struct node *node)
{
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
		line->value = node_flow_text(node, listing->arena);
		line->shown = row->type == SCHEMA_MAP ? shown_of(node, listing->arena) : NULL;
	}
	return line;
}

static const char *
join(struct listing *listing, const char *path, const char *key)
{
	return *path ? arena_printf(listing->arena, "%s.%s", path, key) : key;
}

static void list_children(struct listing *listing, const char *table, const char *path,
    const struct node *node);

/* The elements of a list that is open: numbered from 1, maps with all that they may hold. */
static void
list_elements(struct listing *listing, const struct schema_row *list, const char *path,
    const struct node *node)
{
	const struct schema_row *element = schema_child(list->path, "1");
	uint32_t number = 0;

	for (const struct node *child = node->first; child; child = child->next) {
		const char *own = join(listing, path,
		    arena_printf(listing->arena, "%u", ++number));
		struct setting_line *line =
		    add_line(listing, own, element ? element : list, child);

		line->shown = NULL;
		line->opens = child->kind == NODE_MAP;
		line->open = line->opens && is_open(listing, own);
		if (line->open && element)
			list_children(listing, element->path, own, child);
	}
}

static void
list_one(struct listing *listing, const struct schema_row *row, const char *path,
    const struct node *node)
{
	struct setting_line *line = add_line(listing, path, row, node);

	if (row->type == SCHEMA_LIST) {
		line->opens = node && node->kind == NODE_LIST && node->count > 0;
		line->open = line->opens && is_open(listing, path);
		if (line->open)
			list_elements(listing, row, path, node);
	} else if (row->type == SCHEMA_MAP) {
		list_children(listing, row->path, path, node);
	}
}

/* Is `row` what stands right under `table` ("": the scenario itself)?  Its key, or NULL. */
static const char *
child_key(const struct schema_row *row, const char *table)
{
	size_t length = strlen(table);

	if (row->path[0] == '@' || !row->built)
		return NULL;
	if (length > 0 && (strncmp(row->path, table, length) != 0 || row->path[length] != '.'))
		return NULL;
	return strchr(row->path + length + (length > 0), '.') ? NULL
							       : row->path + length + (length > 0);
}

static void
list_children(struct listing *listing, const char *table, const char *path,
    const struct node *node)
{
	for (uint32_t r = 0; r < schema_row_count; r++) {
		const char *key = child_key(&schema_rows[r], table);

		if (!key)
			continue;
		if (strcmp(key, "*") != 0)
			list_one(listing, &schema_rows[r], join(listing, path, key),
			    node_get(node, key));
		else if (node && node->kind == NODE_MAP)
			for (const struct node *child = node->first; child; child = child->next)
				list_one(listing, &schema_rows[r], join(listing, path, child->key),
				    child);
	}
}

/* Where each piece is kept: also those that no design names, which stand with the cart. */
static void
list_homes(struct listing *listing, const struct scenario *scenario)
{
	const struct node *homes = node_get(scenario->effective, "homes");
	const struct schema_row *row = schema_row("homes.*");

	(void)add_line(listing, "homes", schema_row("homes"), homes);
	for (uint32_t i = 0; i < scenario->piece_count; i++) {
		const char *id = scenario->pieces[i].id;
		const struct node *node = node_get(homes, id);
		struct setting_line *line =
		    add_line(listing, join(listing, "homes", id), row, node);
		const char *word = names_home.rows[scenario->pieces[i].home].word;

		if (node)
			continue;
		line->value = word;
		line->shown = arena_printf(listing->arena, "%s (with the cart)", word);
	}
}

/* ---- what is about several runs: it stands in the file, not in the run ---- */

/* Whatever a design or case says, by the rows that its keys are of. */
static void
list_written(struct listing *listing, const char *path, const char *inner,
    const struct node *node)
{
	for (const struct node *child = node->kind == NODE_MAP ? node->first : NULL; child;
	     child = child->next) {
		const char *key = join(listing, inner, child->key);
		const struct schema_row *row = schema_find(key);

		if (!row)
			row = schema_find(path);
		if (child->kind == NODE_MAP && row && row->type == SCHEMA_MAP)
			list_written(listing, join(listing, path, child->key), key, child);
		else if (row)
			(void)add_line(listing, join(listing, path, child->key), row, child);
	}
}

static void
list_source(struct listing *listing, const char *top)
{
	const struct scenario_source *source = player_source(listing->player);
	const struct node *map = source ? node_get(source->tree, top) : NULL;
	const struct schema_row *row = schema_row(top);

	(void)add_line(listing, top, row, map);
	for (const struct node *child = map && map->kind == NODE_MAP ? map->first : NULL; child;
	     child = child->next) {
		const char *path = join(listing, top, child->key);
		const struct schema_row *own = schema_child(top, child->key);
		struct setting_line *line = add_line(listing, path, own ? own : row, child);

		line->shown = NULL;
		line->opens = own && child->kind == NODE_MAP && child->count > 0;
		line->open = line->opens && is_open(listing, path);
		if (line->open)
			list_written(listing, path, "", child);
	}
}

/* The faults of the scenario; what was broken by hand comes behind them, and has its own page. */
static void
list_faults(struct listing *listing, const struct schema_row *row, const struct node *list)
{
	uint32_t own = listing->player->path.change_count, count = 0;
	struct node *written = node_new(listing->arena, NODE_LIST, (struct mark){ 0 });

	for (const struct node *child = list ? list->first : NULL;
	     child && count + own < list->count; child = child->next, count++)
		node_add(written, node_copy(listing->arena, child));
	list_one(listing, row, "faults", count > 0 ? written : NULL);
}

uint32_t
settings_list(const struct player *player, const char *const *opened, uint32_t count,
    struct arena *arena, struct setting_line **lines)
{
	const struct scenario *scenario = player->set.runs[player->lane].scenario;
	struct listing listing = { .player = player, .arena = arena, .opened = opened,
		.opened_count = count };
	const struct scenario_source *source = player_source(player);
	const struct node base = { .kind = NODE_SCALAR, .text = scenario->design_base };

	/* Who holds what is the subject: it comes first. */
	(void)add_line(&listing, "base", schema_row("base"), &base);
	list_homes(&listing, scenario);
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		const char *key = child_key(row, "");

		if (!key || strcmp(key, "base") == 0 || strcmp(key, "homes") == 0)
			continue;
		if (strcmp(key, "cases") == 0 && source && source->case_count > 0)
			add_line(&listing, "case", &case_row, NULL)->value =
			    player_case(player) ? player_case(player) : "none";
		if (player_of_source(key))
			list_source(&listing, key);
		else if (strcmp(key, "faults") == 0)
			list_faults(&listing, row, node_get(scenario->effective, key));
		else
			list_one(&listing, row, key, node_get(scenario->effective, key));
	}
	*lines = listing.lines;
	return listing.count;
}

const char *
settings_means(const struct setting_line *line, struct arena *arena)
{
	const struct name_table *words = line->row->words;
	struct str text = STR_INIT;
	const char *copy;

	str_add(&text, schema_type_word(line->row->type));
	for (size_t i = 0; line->row->type == SCHEMA_WORD && words && i < words->count; i++)
		if (words->rows[i].built)
			str_printf(&text, "%s %s", i ? "," : ":", words->rows[i].word);
	if (line->row->default_text)
		str_printf(&text, "; default %s", line->row->default_text);
	str_printf(&text, ". %s", line->row->text);
	for (size_t i = 0; line->row->type == SCHEMA_WORD && words && i < words->count; i++)
		if (str_equal(words->rows[i].word, line->value) && words->rows[i].text)
			str_printf(&text, " Now %s: %s.", line->value, words->rows[i].text);
	copy = arena_strdup(arena, text.text);
	str_release(&text);
	return copy;
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

static const char *
next_base(const struct setting_line *line, int delta)
{
	const char *ids[64];
	uint32_t count = 0, at = 0;

	for (uint32_t i = 0; i < builtin_design_count && count < 64; i++) {
		if (!builtin_designs[i].built)
			continue;
		if (str_equal(builtin_designs[i].id, line->value))
			at = count;
		ids[count++] = builtin_designs[i].id;
	}
	return count ? ids[(at + (delta > 0 ? 1 : count - 1)) % count] : NULL;
}

/* None of the cases, the first, the second ... and round again. */
static const char *
next_case(const struct player *player, const struct setting_line *line, int delta)
{
	const struct scenario_source *source = player_source(player);
	uint32_t at = 0, count = source->case_count + 1;

	for (uint32_t i = 0; i < source->case_count; i++)
		if (str_equal(source->cases[i], line->value))
			at = i + 1;
	at = (at + (delta > 0 ? 1 : count - 1)) % count;
	return at == 0 ? "none" : source->cases[at - 1];
}

const char *
settings_next(const struct player *player, const struct setting_line *line, int delta)
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

	if (line->row == &case_row)
		return next_case(player, line, delta);
	if (strcmp(line->row->path, "base") == 0)
		return next_base(line, delta);
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
