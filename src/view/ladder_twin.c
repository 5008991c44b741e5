/* view/ladder_twin.c - two ladders on one clock, rows keyed by request and phase.
 *
 *      time   Ana    lb     s1     s2          Ana    lb     s1     s2
 *      3.01   │#7f3━▶│      ╎      │      ~    │▐A✓▌━▶│      ╎      │
 *      3.05   │      │      ╎      ●✗#7f3 ≠    │      │      ╎      ●✓ key
 *
 * = the same, ~ the same step done otherwise, ≠ another step or none.
 */
#include "view/ladder.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "view/parts.h"
#include "view/words.h"

enum { TWIN_WINDOW = 96 }; /* newest rows of each run that are aligned */

/* What makes two rows the same step: whose request, which part of its way. */
struct step_key {
	uint32_t
	    request; /* ordinal of the client's own requests; a forced one has that of its cause */
	bool forced;
	uint16_t actor_role, other_role, kind, client;
	uint8_t message_kind;
	bool write;
};

struct twin_row {
	int row[2]; /* rows of the two ladders, -1: no such step */
};

struct twin {
	struct ladder ladders[2];
	struct twin_row rows[2 * TWIN_WINDOW];
	int count;
};

static uint32_t
request_ordinal(const struct trace *trace, uint32_t request)
{
	uint32_t ordinal = 0;

	for (uint32_t i = 0; i <= request && i < trace->request_count; i++) {
		if (trace->requests[i].client == trace->requests[request].client &&
		    !trace->requests[i].forced && !trace->requests[i].repeated)
			ordinal++;
	}
	return ordinal;
}

static struct step_key
step_key(const struct ladder *ladder, int row)
{
	const struct trace *trace = ladder->run->trace;
	const struct event *event = &trace->events[ladder->rows[row].event];
	struct step_key key;

	memset(&key, 0, sizeof(key)); /* compared as bytes, padding and all */
	key.kind = event->kind;
	key.actor_role =
	    event->actor == NONE16 ? NONE16 : (uint16_t)trace->actors[event->actor].role;
	key.other_role =
	    event->other == NONE16 ? NONE16 : (uint16_t)trace->actors[event->other].role;
	key.client = event->request == NONE32 ? NONE16 : trace->requests[event->request].client;
	key.request = NONE32;
	if (event->request != NONE32) {
		key.request = request_ordinal(trace, event->request);
		key.forced = trace->requests[event->request].forced ||
		    trace->requests[event->request].repeated;
		if (key.forced)
			key.kind |= trace->requests[event->request].forced ? 0x100 : 0x200;
	}
	/* Looking a ticket up, with or without success, and checking a token are the same step. */
	if (event->kind == EVENT_MISS || event->kind == EVENT_READ || event->kind == EVENT_VERIFY) {
		key.kind = (uint16_t)(EVENT_READ | (key.kind & 0xFF00));
		key.other_role = NONE16;
	}
	if (event->message != NONE32 && event->kind == EVENT_SEND) {
		key.message_kind = trace->messages[event->message].kind;
		key.write = trace->messages[event->message].write;
	}
	return key;
}

static bool
same_step(const struct step_key *a, const struct step_key *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static uint64_t
row_ns(const struct ladder *ladder, int row)
{
	return ladder->run->trace->events[ladder->rows[row].event].at_ns;
}

/* Longest common subsequence of the two runs' newest rows; between two common steps, by time. */
static void
align(struct twin *twin)
{
	const struct ladder *a = &twin->ladders[0], *b = &twin->ladders[1];
	int begin_a = a->count > TWIN_WINDOW ? a->count - TWIN_WINDOW : 0;
	int begin_b = b->count > TWIN_WINDOW ? b->count - TWIN_WINDOW : 0;
	int n = a->count - begin_a, m = b->count - begin_b, i = 0, j = 0;
	struct step_key keys_a[TWIN_WINDOW], keys_b[TWIN_WINDOW];
	uint8_t common[TWIN_WINDOW + 1][TWIN_WINDOW + 1] = { { 0 } };

	for (i = 0; i < n; i++)
		keys_a[i] = step_key(a, begin_a + i);
	for (j = 0; j < m; j++)
		keys_b[j] = step_key(b, begin_b + j);
	for (i = n - 1; i >= 0; i--) {
		for (j = m - 1; j >= 0; j--) {
			uint8_t skip = common[i + 1][j] > common[i][j + 1] ? common[i + 1][j]
									   : common[i][j + 1];

			common[i][j] = same_step(&keys_a[i], &keys_b[j])
			    ? (uint8_t)(common[i + 1][j + 1] + 1)
			    : skip;
		}
	}
	twin->count = 0;
	for (i = j = 0; i < n || j < m;) {
		struct twin_row row = { { -1, -1 } };
		bool take_a;

		if (i < n && j < m && same_step(&keys_a[i], &keys_b[j])) {
			row.row[0] = begin_a + i++;
			row.row[1] = begin_b + j++;
			twin->rows[twin->count++] = row;
			continue;
		}
		if (i < n && j < m && common[i + 1][j] != common[i][j + 1])
			take_a = common[i + 1][j] > common[i][j + 1];
		else
			take_a =
			    j >= m || (i < n && row_ns(a, begin_a + i) <= row_ns(b, begin_b + j));
		if (take_a)
			row.row[0] = begin_a + i++;
		else
			row.row[1] = begin_b + j++;
		twin->rows[twin->count++] = row;
	}
}

static uint64_t
twin_ns(const struct twin *twin, int row)
{
	const struct twin_row *pair = &twin->rows[row];
	uint64_t ns = UINT64_MAX;

	for (int side = 0; side < 2; side++) {
		if (pair->row[side] >= 0 && row_ns(&twin->ladders[side], pair->row[side]) < ns)
			ns = row_ns(&twin->ladders[side], pair->row[side]);
	}
	return ns;
}

static uint16_t
row_status(const struct ladder *ladder, int row)
{
	const struct event *event = &ladder->run->trace->events[ladder->rows[row].event];

	return event->message == NONE32 ? 0 : ladder->run->trace->messages[event->message].status;
}

/* '=' the same, '~' the same step otherwise, '≠' another outcome, or a step only one run has. */
static enum glyph_name
compare(const struct twin *twin, const struct twin_row *pair, bool *same, bool *otherwise)
{
	struct str said[2] = { STR_INIT, STR_INIT };
	const struct event *events[2];

	*same = *otherwise = false;
	if (pair->row[0] < 0 || pair->row[1] < 0)
		return GLYPH_NAME_DIFFERS;
	for (int side = 0; side < 2; side++) {
		const struct ladder *ladder = &twin->ladders[side];
		const struct ladder_row *row = &ladder->rows[pair->row[side]];

		events[side] = &ladder->run->trace->events[row->event];
		words_label(ladder->run->trace, row->event, 8, &said[side]);
		str_printf(&said[side], "|%u|", row->pieces);
		if (events[side]->actor != NONE16) /* a gap is nobody's */
			str_add(&said[side], ladder->run->trace->actors[events[side]->actor].id);
		if (events[side]->other != NONE16)
			str_add(&said[side], ladder->run->trace->actors[events[side]->other].id);
	}
	if (events[0]->outcome == events[1]->outcome &&
	    row_status(&twin->ladders[0], pair->row[0]) ==
		row_status(&twin->ladders[1], pair->row[1])) {
		*same = strcmp(said[0].text, said[1].text) == 0;
		*otherwise = !*same;
	}
	str_release(&said[0]);
	str_release(&said[1]);
	return GLYPH_NAME_DIFFERS;
}

static void
draw_compare(
    const struct twin *twin, const struct twin_row *pair, struct grid *grid, int row, int col)
{
	bool same, otherwise;
	enum glyph_name glyph = compare(twin, pair, &same, &otherwise);

	if (same)
		grid_put(grid, row, col, '=', ROLE_DIM);
	else if (otherwise)
		grid_put(grid, row, col, '~', ROLE_PLAIN);
	else
		grid_glyph(grid, row, col, glyph, ROLE_BOLD);
}

struct twin_plan {
	struct rect rect;
	struct ladder_lanes lanes[2];
	int mark_col;
};

static struct twin_plan
plan_twin(const struct scene *scene, struct rect rect)
{
	struct twin_plan plan = { .rect = rect };
	int cols = rect.cols - 9, half = (cols - 4) / 2;

	ladder_lanes(scene, &plan.lanes[0]);
	plan.lanes[1] = plan.lanes[0];
	/* The last lane has room for a mark beside it: half a pitch. */
	ladder_place(&plan.lanes[0], rect.col + 8, half - 5, 14);
	plan.mark_col = plan.lanes[0].cols[0] + half + 1;
	ladder_place(&plan.lanes[1], plan.mark_col + 3, half - 5, 14);
	return plan;
}

static void
draw_side(const struct twin *twin, const struct twin_row *pair, int side,
    const struct twin_plan *plan, bool *down, struct grid *grid, int at)
{
	const struct ladder *ladder = &twin->ladders[side];
	const struct ladder_lanes *lanes = &plan->lanes[side];
	struct rect half = { .row = at,
		.col = lanes->cols[0] - 2,
		.rows = 1,
		.cols = plan->mark_col - lanes->cols[0] + 1 };
	struct rect previous;

	if (side == 1)
		half.cols = plan->rect.col + plan->rect.cols - half.col;
	previous = grid_clip(grid, half);
	if (pair->row[side] < 0) {
		ladder_draw_lanes(lanes, down, grid, at);
	} else {
		const struct ladder_row *row = &ladder->rows[pair->row[side]];

		ladder_draw_row(ladder, row, lanes, down, true, grid, at);
		ladder_down(ladder, row, lanes, down);
	}
	grid_unclip(grid, previous);
}

static void
draw_time(struct grid *grid, const struct twin_plan *plan, uint64_t ns, int at)
{
	struct str time = STR_INIT;
	uint64_t ms = ns / NS_PER_MS;

	if (ms < 100000)
		str_printf(&time, "%llu.%03llu", (unsigned long long)(ms / 1000),
		    (unsigned long long)(ms % 1000));
	else
		str_printf(&time, "%llu", (unsigned long long)(ms / 1000));
	grid_text(grid, at, plan->rect.col + 7 - utf8_cells(time.text), ROLE_PLAIN, time.text);
	str_release(&time);
}

static void
draw_fold(const struct twin_plan *plan, struct grid *grid, int at)
{
	grid_glyph(grid, at, plan->rect.col + 4, GLYPH_NAME_NOTHING, ROLE_DIM);
	for (int side = 0; side < 2; side++) {
		for (int i = 0; i < plan->lanes[side].count; i++)
			grid_glyph(
			    grid, at, plan->lanes[side].cols[i], GLYPH_NAME_NOTHING, ROLE_DIM);
	}
}

static bool
folds_before(const struct twin *twin, int row, uint64_t fold_ns)
{
	uint64_t before, here;

	if (row <= 0)
		return false;
	before = twin_ns(twin, row - 1);
	here = twin_ns(twin, row);
	return here > before && here - before > fold_ns;
}

static void
down_before(const struct twin *twin, int first, const struct twin_plan *plan, int side, bool *down)
{
	memset(down, 0, LADDER_LANES_MAX * sizeof(*down));
	for (int i = first; i < twin->count; i++) {
		int row = twin->rows[i].row[side];

		if (row >= 0) {
			ladder_down_before(&twin->ladders[side], &twin->ladders[side].rows[row],
			    &plan->lanes[side], down);
			return;
		}
	}
}

static int
first_shown(const struct twin *twin, uint64_t fold_ns, int room)
{
	int used = 0, first;

	for (first = twin->count - 1; first >= 0; first--) {
		used += 1 + (first < twin->count - 1 && folds_before(twin, first + 1, fold_ns));
		if (used > room)
			break;
	}
	return first + 1;
}

static void
draw_rows(
    const struct twin *twin, const struct twin_plan *plan, struct grid *grid, int top, int room)
{
	uint64_t fold_ns = ladder_fold_ns(&twin->ladders[0]);
	int first = first_shown(twin, fold_ns, room), at = top;
	bool down[2][LADDER_LANES_MAX];

	down_before(twin, first, plan, 0, down[0]);
	down_before(twin, first, plan, 1, down[1]);
	for (int i = first; i < twin->count; i++) {
		struct rect line = {
			.row = 0, .col = plan->rect.col, .rows = 1, .cols = plan->rect.cols
		};

		if (i > first && folds_before(twin, i, fold_ns))
			draw_fold(plan, grid, at++);
		draw_time(grid, plan, twin_ns(twin, i), at);
		draw_side(twin, &twin->rows[i], 0, plan, down[0], grid, at);
		draw_side(twin, &twin->rows[i], 1, plan, down[1], grid, at);
		draw_compare(twin, &twin->rows[i], grid, at, plan->mark_col);
		if (i == twin->count - 1) {
			line.row = at;
			grid_role(grid, line, ROLE_CURRENT);
			grid_glyph(grid, at, line.col, GLYPH_NAME_HEAD_RIGHT, ROLE_CURRENT);
		}
		at++;
	}
}

void
ladder_draw_twin(const struct scene *scene, struct grid *grid, struct rect rect)
{
	struct twin_plan plan = plan_twin(scene, rect);
	int left = plan.mark_col - rect.col;
	struct twin twin;

	for (int side = 0; side < 2; side++)
		ladder_build(scene, &scene->runs[side], &twin.ladders[side]);
	align(&twin);
	lane_header(&scene->runs[0], grid, rect.row, rect.col, left, NULL);
	lane_header(&scene->runs[1], grid, rect.row, rect.col + left, rect.cols - left, NULL);
	grid_text(grid, rect.row + 1, rect.col + 3, ROLE_PLAIN, "time");
	for (int side = 0; side < 2; side++)
		ladder_draw_names(&plan.lanes[side], grid, rect.row + 1);
	draw_rows(&twin, &plan, grid, rect.row + 2, rect.rows - 2);
	for (int side = 0; side < 2; side++)
		if (twin.ladders[side].count == 0 && !scene->runs[side].closed)
			ladder_draw_silence(scene, &twin.ladders[side], grid, rect.row + 3,
			    side ? rect.col + left + 2 : rect.col + 1,
			    (side ? rect.cols - left : left) - 2);
}
