/* view/panel.c - the rows around a picture: heading, rule, timeline, keys. */
#include "view/parts.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"
#include "trace/sentence.h"

/* "── heading " from `col`; returns the column after it. */
static int
put_heading(struct grid *grid, int row, int col, int end, enum grid_role role, const char *heading)
{
	grid_repeat_name(grid, row, col, 2, GLYPH_NAME_LINE_H, ROLE_PLAIN);
	grid_put(grid, row, col + 2, ' ', ROLE_PLAIN);
	col = grid_text_cut(grid, row, col + 3, end - col - 4, role, heading);
	grid_put(grid, row, col, ' ', ROLE_PLAIN);
	return col + 1;
}

/* " right ──" before `end`, when it does not touch what ends at `col`. */
static void
put_right(struct grid *grid, int row, int col, int end, const char *right)
{
	int begin = end - 4 - utf8_cells(right);

	if (*right && begin > col)
		grid_printf(grid, row, begin, ROLE_PLAIN, " %s ", right);
}

void
view_heading(struct grid *grid, int row, const char *heading, const char *right)
{
	struct rect area = frame_area(grid);
	int end = area.col + area.cols - 1;
	int col = area.col + 1;

	grid_repeat_name(grid, row, col, end - col, GLYPH_NAME_LINE_H, ROLE_PLAIN);
	if (heading && *heading)
		col = put_heading(grid, row, col, end, ROLE_PLAIN, heading);
	put_right(grid, row, col, end, right ? right : "");
}

/* "where is Ana's cart?" for the focus, shorter where there is little room. */
static void
where_question(const struct scene *scene, bool shortly, struct str *out)
{
	const struct scene_run *run = scene_lane(scene);
	const struct trace *trace = run->trace;
	const char *name = actor_shown(trace, scene->client);
	const char *piece = trace_piece_name(trace, scene->piece);

	if (!shortly)
		str_printf(out, "where %s ", sentence_is(piece));
	str_printf(out, "%s's %s?", name, piece);
}

static void
where_answer(const struct scene *scene, struct str *out)
{
	const struct scene_run *run = scene_lane(scene);
	const struct world *world = run_world(run);

	if (run->closed || scene->bet_open)
		str_add(out, "your bet first");
	else if (!world)
		str_add(out, "?");
	else
		sentence_where(world, scene->piece, scene->client, out);
}

/* "login with Ana": pieces with different homes are told apart, so that neither stands for both. */
static void
where_login(const struct scene *scene, struct str *out)
{
	const struct scene_run *run = scene_lane(scene);
	const struct scenario *scenario = run->trace->scenario;
	const struct world *world = run_world(run);
	uint16_t login = scenario_piece(scenario, "login");

	if (run->closed || scene->bet_open || !world || login == SCENARIO_NONE ||
	    scene->piece >= scenario->piece_count ||
	    scenario->pieces[login].home == scenario->pieces[scene->piece].home ||
	    scenario->pieces[login].home == HOME_NONE)
		return;
	cast_add(out, scenario, "{login} ");
	sentence_where(world, login, scene->client, out);
}

/* "request carries 190 B": the state-carrying header of the focus client's request, while that
 * lives. */
static void
where_carries(const struct scene *scene, struct str *out)
{
	enum { LOOK_BACK = 4096 };
	const struct scene_run *run = scene_lane(scene);
	const struct trace *trace = run->trace;
	uint32_t end = run->position < trace->event_count ? run->position : trace->event_count;

	for (uint32_t i = end; i > 0 && end - i < LOOK_BACK; i--) {
		const struct event *event = &trace->events[i - 1];

		if (event->kind != EVENT_SEND || trace->actors[event->actor].role != ROLE_DEVICE ||
		    trace->actors[event->actor].client != scene->client)
			continue;
		if (event->request < trace->request_count &&
		    event->message < trace->message_count &&
		    trace->requests[event->request].end_event >= end) {
			cast_add(out, trace->scenario, "{request} carries ");
			units_print_bytes(out, trace->messages[event->message].state_bytes);
		}
		return;
	}
}

void
view_rule(const struct scene *scene, struct grid *grid, int row)
{
	struct rect area = frame_area(grid);
	int end = area.col + area.cols - 1, col = area.col + 1;
	struct str question = STR_INIT, answer = STR_INIT, login = STR_INIT, clock = STR_INIT;
	struct str carries = STR_INIT;

	where_carries(scene, &carries);
	where_question(scene, area.cols < 60, &question);
	where_answer(scene, &answer);
	where_login(scene, &login);
	str_add(&clock, "t ");
	units_print_clock(&clock, scene->at_ns);
	grid_repeat_name(grid, row, col, end - col, GLYPH_NAME_LINE_H, ROLE_PLAIN);
	col = put_heading(grid, row, col, end, ROLE_PLAIN, question.text);
	col = put_heading(grid, row, col, end, ROLE_BOLD, answer.text);
	if (login.length &&
	    col + 4 + utf8_cells(login.text) + 4 + utf8_cells(clock.text) + 4 <= end)
		col = put_heading(grid, row, col, end, ROLE_BOLD, login.text);
	if (carries.length &&
	    col + 4 + utf8_cells(carries.text) + 4 + utf8_cells(clock.text) + 4 <= end)
		col = put_heading(grid, row, col, end, ROLE_PLAIN, carries.text);
	str_release(&carries);
	put_right(grid, row, col, end, clock.text);
	str_release(&question);
	str_release(&answer);
	str_release(&login);
	str_release(&clock);
}

/* The footer.  Groups are separated by three blanks. */
enum { KEY_GROUPS_MAX = 24 };

struct key_group {
	const char *text;
	int bytes, cells;
	bool dropped, key_only;
};

static bool
word_is_key(const char *word, int bytes)
{
	static const char *const names[] = { "Space", "Enter", "Tab", "Esc", "F1", "or",
		"Left", "Up", "Right", "Down", NULL };
	bool digits = bytes > 0;

	if (utf8_count(word, (size_t)bytes) == 1)
		return true;
	for (int i = 0; i < bytes; i++)
		digits = digits && (word[i] == '-' || (word[i] >= '0' && word[i] <= '9'));
	if (digits || (bytes == 2 && word[0] == '^'))
		return true;
	for (int i = 0; names[i]; i++) {
		if ((int)strlen(names[i]) == bytes && strncmp(names[i], word, (size_t)bytes) == 0)
			return true;
	}
	return false;
}

/* Bytes of the leading words that are keys: "Space", "1-4", "g t s", "[ ]". */
static int
key_bytes(const char *text, int bytes)
{
	int end = 0;

	for (int at = 0; at < bytes;) {
		int word = 0;

		while (at + word < bytes && text[at + word] != ' ')
			word++;
		if (!word_is_key(text + at, word))
			break;
		end = at + word;
		at = end;
		while (at < bytes && text[at] == ' ')
			at++;
	}
	return end;
}

static int
cells_of(const char *text, int bytes)
{
	struct str part = STR_INIT;
	int cells;

	str_add_bytes(&part, text, (size_t)bytes);
	cells = utf8_cells(part.text);
	str_release(&part);
	return cells;
}

static int
split_keys(const char *keys, struct key_group *groups)
{
	int count = 0;

	while (*keys && count < KEY_GROUPS_MAX) {
		const char *end = strstr(keys, "   ");
		int bytes = end ? (int)(end - keys) : (int)strlen(keys);

		if (bytes > 0)
			groups[count++] = (struct key_group){
				.text = keys, .bytes = bytes, .cells = cells_of(keys, bytes)
			};
		keys += bytes;
		while (*keys == ' ')
			keys++;
	}
	return count;
}

static int
groups_cells(const struct key_group *groups, int count)
{
	int cells = 0;

	for (int i = 0; i < count; i++) {
		if (!groups[i].dropped)
			cells += groups[i].cells + (cells ? 3 : 0);
	}
	return cells;
}

/* Makes the groups fit: the last ones give up their words, then the middle goes, from its end. */
static void
fit_keys(struct key_group *groups, int count, int room)
{
	if (count > 1 && groups_cells(groups, count) > room) {
		struct key_group *last = &groups[count - 1];
		int cells = cells_of(last->text, key_bytes(last->text, last->bytes));

		if (groups_cells(groups, count) - last->cells + cells <= room) {
			last->key_only = true;
			last->cells = cells;
		}
	}
	for (int i = count - 3; i >= 1 && groups_cells(groups, count) > room; i--)
		groups[i].dropped = true;
	for (int i = count - 1; i >= 0 && groups_cells(groups, count) > room; i--) {
		int bytes = key_bytes(groups[i].text, groups[i].bytes);

		if (bytes > 0) {
			groups[i].key_only = true;
			groups[i].cells = cells_of(groups[i].text, bytes);
		}
	}
}

/* Without arrows on the screen their keys have names: "<" and "v" are keys of their own. */
static void
name_arrows(const char *keys, struct str *out)
{
	static const char *const names[] = { "Left", "Up", "Right", "Down" }; /* from U+2190 on */

	for (; *keys; keys++) {
		unsigned arrow = (unsigned char)keys[0] == 0xe2 && (unsigned char)keys[1] == 0x86
				     ? (unsigned char)keys[2] - 0x90u
				     : 4;

		if (arrow < 4) {
			str_add(out, names[arrow]);
			keys += 2;
		} else {
			str_add_char(out, *keys);
		}
	}
}

void
view_keys(struct grid *grid, int row, const char *keys)
{
	struct rect area = frame_area(grid);
	struct key_group groups[KEY_GROUPS_MAX];
	struct str named = STR_INIT;
	int count, col = area.col + 1;

	if (!keys)
		return;
	if (grid->ascii) {
		name_arrows(keys, &named);
		keys = named.text;
	}
	count = split_keys(keys, groups);
	fit_keys(groups, count, area.cols - 2);
	for (int i = 0; i < count; i++) {
		int bytes = key_bytes(groups[i].text, groups[i].bytes);
		struct str key = STR_INIT, word = STR_INIT;

		if (groups[i].dropped)
			continue;
		str_add_bytes(&key, groups[i].text, (size_t)bytes);
		str_add_bytes(&word, groups[i].text + bytes, (size_t)(groups[i].bytes - bytes));
		col = grid_text(grid, row, col, ROLE_KEY, key.text);
		if (!groups[i].key_only)
			col = grid_text(grid, row, col, ROLE_PLAIN, word.text);
		col += 3;
		str_release(&key);
		str_release(&word);
	}
	str_release(&named);
}
