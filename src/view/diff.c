/* view/diff.c - where two designs part: requests side by side, and one mark a request below.
 *
 *     ─ r4 Ana GET /cart ─────────────────────────────────────────────
 *        carries #7f3  54 B           ~     carries ▐A:2✓▌  190 B
 *        s1 is down                 ◀ ≠ ▶
 *     ▶  401 log in first           ◀ ≠ ▶   200 cart: book, pen
 */
#include "view/diff.h"

#include "model/cast.h"
#include <string.h>

#include "view/parts.h"

enum { NARROW = 60 };

struct plan {
	struct rect rect;
	int half, zone; /* cells of a side, of the marks between them */
	int body, foot; /* rows */
};

static struct plan
plan_of(struct rect rect)
{
	struct plan plan = { .rect = rect, .zone = rect.cols < NARROW ? 3 : 7 };

	plan.half = (rect.cols - plan.zone) / 2;
	plan.foot = rect.rows >= 17 ? 5 : rect.rows >= 12 ? 4 : rect.rows >= 8 ? 3 : rect.rows >= 5;
	plan.body = rect.rows - 1 - plan.foot;
	return plan;
}

static void
draw_mark(enum diff_mark mark, bool wide, struct grid *grid, int row, int col)
{
	switch (mark) {
	case DIFF_SAME:
		grid_put(grid, row, col, '=', ROLE_DIM);
		break;
	case DIFF_OTHERWISE:
		grid_put(grid, row, col, '~', ROLE_PLAIN);
		break;
	case DIFF_OTHER:
		grid_glyph(grid, row, col, GLYPH_NAME_DIFFERS, ROLE_BOLD);
		if (wide) {
			grid_glyph(grid, row, col - 2, GLYPH_NAME_HEAD_LEFT, ROLE_PLAIN);
			grid_glyph(grid, row, col + 2, GLYPH_NAME_HEAD_RIGHT, ROLE_PLAIN);
		}
		break;
	case DIFF_OPEN:
		grid_glyph(grid, row, col, GLYPH_NAME_NOTHING, ROLE_DIM);
		break;
	}
}

static void
draw_row(const struct diff *diff, const struct diff_row *row, const struct plan *plan,
    struct grid *grid, int at)
{
	bool current = row->answer && row->pair == diff->chosen;
	int indent = plan->rect.cols < NARROW ? 1 : row->kind == DIFF_ROW_FAULT ? 6 : 3;

	if (row->kind == DIFF_ROW_HEAD) {
		rect_rule(grid, plan->rect, at, row->text[0], "");
		return;
	}
	for (int side = 0; side < 2; side++) {
		int col = plan->rect.col + side * (plan->half + plan->zone);
		int inner = side ? (indent > 1 ? indent - 2 : 0) : indent;
		enum grid_role role = row->kind == DIFF_ROW_FAULT ? ROLE_TROUBLE
		    : current || row->bad[side]                   ? ROLE_BOLD
								  : ROLE_PLAIN;

		if (row->kind == DIFF_ROW_FAULT && row->text[side] && !strstr(row->text[side], "✗"))
			role = ROLE_BOLD;
		if (row->text[side])
			grid_text_cut(
			    grid, at, col + inner, plan->half - inner, role, row->text[side]);
	}
	draw_mark(
	    row->mark, plan->zone > 3, grid, at, plan->rect.col + plan->half + plan->zone / 2);
	if (current)
		grid_glyph(grid, at, plan->rect.col, GLYPH_NAME_HEAD_RIGHT, ROLE_YOURS);
}

/* The window of rows: around the answer that has the cursor, its request's head above it. */
static uint32_t
first_row(const struct diff *diff, uint32_t room)
{
	uint32_t head = 0, answer = NONE32, first;

	if (diff->row_count <= room)
		return 0;
	if (diff->chosen == NONE32)
		return diff->row_count - room;
	for (uint32_t i = 0; i < diff->row_count; i++) {
		if (diff->rows[i].pair != diff->chosen)
			continue;
		if (diff->rows[i].kind == DIFF_ROW_HEAD)
			head = i;
		if (diff->rows[i].answer)
			answer = i;
	}
	/* What comes before it leads there, as far as there is room for both. */
	first = head > room / 3 ? head - room / 3 : 0;
	if (answer != NONE32 && answer >= first + room)
		first = answer - room + 1;
	else
		while (first < head && diff->rows[first].kind != DIFF_ROW_HEAD)
			first++;
	if (first + room > diff->row_count)
		first = diff->row_count - room;
	/* The head that stands in for a row's own must not stand there alone. */
	if (diff->rows[first].kind != DIFF_ROW_HEAD && first + 1 < diff->row_count &&
	    diff->rows[first + 1].kind == DIFF_ROW_HEAD)
		first++;
	return first;
}

/* The head of the request that a row belongs to. */
static uint32_t
head_of(const struct diff *diff, uint32_t row)
{
	while (row > 0 && diff->rows[row].kind != DIFF_ROW_HEAD)
		row--;
	return row;
}

static void
draw_body(const struct diff *diff, const struct plan *plan, struct grid *grid)
{
	uint32_t room = plan->body > 0 ? (uint32_t)plan->body : 0;
	uint32_t first = first_row(diff, room);

	for (uint32_t i = 0; i < room && first + i < diff->row_count; i++) {
		/* Rows without their head would be nobody's. */
		uint32_t row = i == 0 && room > 1 ? head_of(diff, first) : first + i;

		draw_row(diff, &diff->rows[row], plan, grid, plan->rect.row + 1 + (int)i);
	}
	if (diff->pair_count == 0 && room > 0)
		grid_text_cut(grid, plan->rect.row + 1, plan->rect.col + 2, plan->rect.cols - 2,
		    ROLE_PLAIN, "Nobody has asked for anything yet.");
}

/* "r4, 401 against 200 book, pen": how the first pair that differs ends. */
static void
first_text(const struct diff *diff, bool narrow, struct str *out)
{
	const struct diff_pair *pair;
	struct str since = STR_INIT;

	run_since(&diff->scene.runs[0], &since);
	if (diff->first == NONE32) {
		str_printf(out, "no difference%s%s%s", since.text,
		    diff_ended(&diff->scene.runs[0]) ? "" : " so far",
		    narrow ? "" : " in what a person sees");
		str_release(&since);
		return;
	}
	pair = &diff->pairs[diff->first];
	str_printf(out, "%s%s%s: r%u, ", narrow ? "first" : "first difference", since.text,
	    narrow || since.length ? "" : " in what a person sees", diff->first + 1);
	str_release(&since);
	for (uint32_t side = 0; side < 2; side++) {
		const struct scene_run *run = &diff->scene.runs[side];
		struct str said = STR_INIT;

		if (pair->request[side] == NONE32)
			str_add(&said, "none");
		else
			diff_answer(run, pair->request[side], &said);
		str_printf(
		    out, "%s%s", side ? " against " : "", said.length ? said.text : "no answer");
		str_release(&said);
	}
}

/* "5 of 8 requests end alike. Not so: r4 r5 r6." */
static void
summary_text(const struct diff *diff, struct str *out)
{
	uint32_t alike = 0, told = 0, named = 0;

	for (uint32_t i = 0; i < diff->pair_count; i++) {
		enum diff_mark mark = diff->pairs[i].mark;

		told += mark != DIFF_OPEN;
		alike += mark == DIFF_SAME || mark == DIFF_OTHERWISE;
	}
	str_printf(out, "%u of %u ", alike, told);
	cast_add(out, diff->scene.runs[0].trace->scenario, "{requests} end alike.");
	for (uint32_t i = 0; i < diff->pair_count; i++) {
		if (diff->pairs[i].mark != DIFF_OTHER)
			continue;
		if (named == 8) {
			str_printf(out, " and %u more", diff->differences - named);
			break;
		}
		str_printf(out, "%s r%u", named ? "" : " Not so:", i + 1);
		named++;
	}
	str_add(out, named ? "." : "");
}

/* One mark a request: three cells each where they all have room, else one. */
static void
draw_strip(const struct diff *diff, const struct plan *plan, struct grid *grid, int row)
{
	bool narrow = plan->rect.cols < NARROW;
	int col = plan->rect.col + 9, room = plan->rect.cols - 9;
	int each = (int64_t)diff->pair_count * 3 <= room ? 3 : 1;
	uint32_t shown = room > 0 ? (uint32_t)(room / each) : 0, first = 0;
	uint32_t focus = diff->chosen == NONE32 ? diff->pair_count : diff->chosen;

	if (diff->pair_count > shown && focus > shown / 2)
		first = focus - shown / 2;
	if (first + shown > diff->pair_count)
		first = diff->pair_count > shown ? diff->pair_count - shown : 0;
	grid_text_cut(grid, row, plan->rect.col, 8, ROLE_PLAIN, "request");
	grid_text_cut(grid, row + 1, plan->rect.col, 8, ROLE_PLAIN, narrow ? "answer" : "answers");
	for (uint32_t i = 0; i < shown && first + i < diff->pair_count; i++) {
		uint32_t number = first + i + 1;
		int at = col + (int)i * each;
		enum grid_role role = first + i == diff->chosen ? ROLE_YOURS : ROLE_PLAIN;

		draw_mark(diff->pairs[first + i].mark, false, grid, row + 1, at + (each == 3));
		if (each == 3)
			grid_printf(grid, row, at, role, "%2u", number);
		else if (number % 10 == 0 || i == 0)
			grid_printf(grid, row, at, ROLE_PLAIN, "%u", number);
	}
}

static void
draw_foot(const struct diff *diff, const struct plan *plan, struct grid *grid)
{
	bool narrow = plan->rect.cols < NARROW;
	int row = plan->rect.row + plan->rect.rows - plan->foot;
	struct str text = STR_INIT;

	if (plan->foot < 1)
		return;
	first_text(diff, narrow, &text);
	rect_rule(grid, plan->rect, row++, text.text, "");
	str_clear(&text);
	if (plan->foot >= 4)
		grid_text_cut(grid, row++, plan->rect.col, plan->rect.cols, ROLE_DIM,
		    narrow ? "= same  ~ otherwise  ≠ other  · open"
			   : "= same   ~ same step done otherwise   ≠ another step, or none   "
			     "· not yet");
	if (plan->foot >= 3 && diff->pair_count)
		draw_strip(diff, plan, grid, row);
	if (plan->foot >= 5 && diff->pair_count) {
		summary_text(diff, &text);
		grid_text_cut(
		    grid, row + 2, plan->rect.col, plan->rect.cols, ROLE_PLAIN, text.text);
	}
	str_release(&text);
}

void
diff_say(const struct scene *scene, struct str *out)
{
	struct diff diff;
	struct str first = STR_INIT;

	diff_build(scene, &diff);
	first_text(&diff, false, &first);
	if (first.length && first.text[0] >= 'a' && first.text[0] <= 'z')
		first.text[0] = (char)(first.text[0] - 'a' + 'A');
	str_printf(out, "%s. ", first.text);
	summary_text(&diff, out);
	for (uint32_t i = 0; i < diff.row_count; i++) {
		const struct diff_row *row = &diff.rows[i];

		if (row->pair != diff.chosen || diff.chosen == NONE32)
			continue;
		if (row->kind == DIFF_ROW_HEAD) {
			str_printf(out, " %s.", row->text[0]);
			continue;
		}
		for (uint32_t side = 0; side < 2; side++) {
			char label[LIMIT_ID_BYTES + 1];

			run_label(&diff.scene.runs[side], label);
			if (row->text[side] && row->mark == DIFF_OTHER)
				str_printf(out, " %s: %s.", label, row->text[side]);
		}
	}
	str_release(&first);
	diff_release(&diff);
}

static void
draw_sentence(struct grid *grid, struct rect rect, const char *sentence)
{
	struct rect body = {
		.row = rect.row + 1, .col = rect.col, .rows = rect.rows - 1, .cols = rect.cols
	};

	rect_rule(grid, rect, rect.row, "difference", "");
	if (body.rows > 0)
		grid_wrap(grid, body, ROLE_PLAIN, sentence);
}

void
view_diff(const struct scene *scene, struct grid *grid, struct rect rect)
{
	struct rect previous = grid_clip(grid, rect);
	struct plan plan = plan_of(rect);
	bool closed = scene->bet_open;
	int left = plan.half + plan.zone - 2;
	struct diff diff;

	for (uint32_t r = 0; r < scene->run_count; r++)
		closed = closed || scene->runs[r].closed;
	if (scene->run_count < 2) {
		draw_sentence(grid, rect, "A difference needs two designs side by side.");
	} else if (closed) {
		draw_sentence(grid, rect, "? Your bet first: where they part would tell.");
	} else {
		diff_build(scene, &diff);
		lane_header(&scene->runs[0], grid, rect.row, rect.col, left, "aligned by request");
		lane_header(&scene->runs[1], grid, rect.row, rect.col + left, rect.cols - left,
		    scene->own_faults ? "" : "same faults");
		draw_body(&diff, &plan, grid);
		draw_foot(&diff, &plan, grid);
		diff_release(&diff);
	}
	grid_unclip(grid, previous);
}
