/* app/screen_claim.c - one claim: what is true, the checks with their place, reasons, source; and
 * the very run behind it. */
#include <string.h>

#include "app/app_internal.h"
#include "experiment/parting.h"
#include "experiment/runcode.h"

#define LABEL_CELLS 15
#define NARROW 60

void
claim_open(struct app *app)
{
	struct board *board = app->board;

	if (!board_present(board))
		return;
	if (app->options.plain)
		board_finish(board, board->shown[board->cursor]);
	board->scroll = 0;
	app_push(app, SCREEN_CLAIM);
}

int
claim_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_CLAIM;
	contexts[1] = CTX_EVERY;
	return 2;
}

static void
other_claim(struct app *app, int delta)
{
	struct board *board = app->board;

	if (delta < 0 ? board->cursor == 0 : board->cursor + 1 >= board->shown_count) {
		app_notice(app, delta < 0 ? "This is the first claim." : "This is the last claim.");
		return;
	}
	board->cursor = (uint32_t)((int)board->cursor + delta);
	board->scroll = 0;
	if (app->options.plain)
		board_finish(board, board->shown[board->cursor]);
	app->say_screen = true;
}

void
claim_act(struct app *app, enum key_action action, int digit)
{
	struct board *board = app->board;

	(void)digit;
	switch ((int)action) {
	case ACTION_UP: board->scroll -= board->scroll > 0; break;
	case ACTION_DOWN: board->scroll++; break;
	case ACTION_NEXT_CLAIM:
	case ACTION_ON: other_claim(app, 1); break;
	case ACTION_LAST_CLAIM: other_claim(app, -1); break;
	case ACTION_DO: claim_enter_run(app); break;
	case ACTION_BACK: app_pop(app); break;
	}
}

bool
claim_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

/* ---- the page ---- */

void
facts_put(struct facts *facts, const char *label, const char *text)
{
	bool beside = facts->rect.cols >= NARROW;
	int indent = beside ? LABEL_CELLS : 2, rows, at = facts->line - facts->first;

	if (!text || !*text)
		return;
	if (facts->out) {
		struct str lead = STR_INIT;

		str_printf(&lead, "%s%s", label, *label ? ": " : "");
		app_wrap(facts->out, lead.text, text);
		str_release(&lead);
		return;
	}
	if (facts->grid && at >= 0 && at < facts->rect.rows && *label)
		grid_text_cut(facts->grid, facts->rect.row + at, facts->rect.col,
		    beside ? indent - 1 : facts->rect.cols, ROLE_BOLD, label);
	if (!beside && *label)
		at++;
	rows = grid_wrap_rows(text, facts->rect.cols - indent);
	if (facts->grid && at + rows > 0 && at < facts->rect.rows) {
		struct rect clip = grid_clip(facts->grid, facts->rect);

		(void)grid_wrap(facts->grid,
		    (struct rect){ facts->rect.row + at, facts->rect.col + indent, rows,
			facts->rect.cols - indent },
		    ROLE_PLAIN, text);
		grid_unclip(facts->grid, clip);
	}
	facts->line = facts->first + at + rows + (facts->rect.rows >= 16);
}

const char *
app_place(struct app *app, struct mark mark)
{
	const char *slash = mark.file ? strrchr(mark.file, '/') : NULL;

	return mark.file ? arena_printf(&app->frame, "   (%s:%u:%u)", slash ? slash + 1 : mark.file,
			       mark.line, mark.column)
			 : "";
}

static void
put_check(struct app *app, struct facts *facts, const struct ledger_check *check)
{
	const char *at = check->case_id ? arena_printf(&app->frame, "%s: ", check->case_id) : "";

	facts_put(facts, check->usual ? "USUAL WORDING" : "THE CHECK",
	    arena_printf(&app->frame, "%s%s%s", at, check->text, app_place(app, check->mark)));
	facts_put(facts, "MEASURED",
	    arena_printf(&app->frame, "%s: %s%s",
		!check->known    ? "cannot be told"
		: check->result ? "true"
				: "false",
		check->measured,
		check->usual && check->matters ? " (has to be false)" : ""));
}

static void
put_result(struct app *app, struct facts *facts, const struct board_row *row)
{
	const struct lesson_claim *claim = board_claim(app->board, row);
	const struct lesson *lesson = board_lesson(app->board, row);
	struct runcode code = { .lesson = runcode_lesson(lesson->id),
		.step = (uint16_t)(RUNCODE_CLAIMS + row->claim) };
	struct str text = STR_INIT;

	for (uint32_t i = 0; row->state == BOARD_RAN && i < row->result.check_count; i++)
		put_check(app, facts, &row->result.checks[i]);
	if (row->state == BOARD_CANNOT)
		facts_put(facts, "CANNOT BE RUN", row->problem);
	if (row->state == BOARD_WAITS || row->state == BOARD_RUNS)
		facts_put(facts, "MEASURED", "being run");
	if (!claim->scenario)
		facts_put(facts, "THE RUN", "No run can decide this.");
	else
		facts_put(facts, "THE RUN",
		    arena_printf(&app->frame, "scenario %s, %u run%s a case; %llu events",
			claim->scenario, claim->runs ? claim->runs : 1, claim->runs > 1 ? "s" : "",
			(unsigned long long)row->result.events));
	if (lesson->id && claim->scenario) {
		(void)runcode_write(&code, &text);
		facts_put(facts, "RUN CODE", text.text);
	}
	str_release(&text);
}

static void
put_claim(struct app *app, struct facts *facts)
{
	const struct board_row *row = board_present(app->board);
	const struct lesson_claim *claim;
	struct str list = STR_INIT;

	if (!row)
		return;
	claim = board_claim(app->board, row);
	facts_put(facts, "THE SENTENCE", claim->says);
	facts_put(facts, "STANDING", arena_printf(&app->frame, "%s%s%s",
	    standing_word(claim->standing),
	    row->state == BOARD_RAN ? "; " : "",
	    row->state == BOARD_RAN ? ledger_verdict_word(row->result.verdict) : ""));
	facts_put(facts, "WHAT IS TRUE", claim->careful);
	for (uint32_t i = 0; i < claim->depends_count; i++)
		str_printf(&list, "%s%s", i ? ", " : "", claim->depends_on[i]);
	facts_put(facts, "DEPENDS ON", list.text);
	put_result(app, facts, row);
	facts_put(facts, "BECAUSE", claim->because);
	facts_put(facts, "ASSUMES", claim->assumes);
	facts_put(facts, "SOURCE", claim->source);
	str_release(&list);
}

void
claim_draw(struct app *app, struct grid *grid)
{
	struct board *board = app->board;
	const struct board_row *row = board_present(board);
	bool runs = row && board_claim(board, row)->scenario;
	struct frame_words words = { .title = row ? board_claim(board, row)->id : "",
		.where = arena_printf(
		    &app->frame, "claim %u of %u", board->cursor + 1, board->shown_count),
		.keys = runs ? "Enter open the run   ← → other claim   ↑ ↓ scroll   ? help   q up"
			     : "← → other claim   ↑ ↓ scroll   ? help   q up" };
	struct facts count = { 0 }, facts = { .grid = grid };

	words.notice = app->notice.length ? app->notice.text : NULL;
	facts.rect = frame_page(&words, grid);
	count.rect = facts.rect;
	put_claim(app, &count);
	board->lines = (uint32_t)count.line;
	if ((int)board->scroll > count.line - facts.rect.rows)
		board->scroll =
		    count.line > facts.rect.rows ? (uint32_t)(count.line - facts.rect.rows) : 0;
	facts.first = (int)board->scroll;
	put_claim(app, &facts);
}

void
claim_say(struct app *app, struct str *out)
{
	struct facts facts = { .out = out };

	put_claim(app, &facts);
}

const char *
claim_prompt(const struct app *app)
{
	const struct board_row *row = board_present(app->board);

	return row && board_claim(app->board, row)->scenario
		   ? "Enter opens the run, Space the next claim, q goes up: "
		   : "Space opens the next claim, q goes up: ";
}

/* ---- the run behind it ---- */

static bool
word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

/* Does an expression name this design? */
static bool
names_design(const char *text, const char *design)
{
	size_t length = strlen(design);

	for (const char *at = strstr(text, design); at; at = strstr(at + 1, design))
		if ((at == text || !word_byte(at[-1])) && !word_byte(at[length]))
			return true;
	return false;
}

/* The designs that a check speaks of first, in the scenario's order; all where it names none. */
static void
choose_designs(struct board *board, const struct scenario_source *source, const char *check)
{
	const char **designs =
	    arena_array(&board->arena, source->design_count + 1, sizeof *designs);
	uint32_t count = 0;

	for (uint32_t i = 0; check && i < source->design_count; i++)
		if (names_design(check, source->designs[i]))
			designs[count++] = source->designs[i];
	board->step.designs = designs;
	board->step.design_count = count;
}

/* A walk of one step over the claim's scenario. */
static void
make_walk(struct board *board, const struct board_row *row, const struct ledger_check *check)
{
	const struct lesson *lesson = board_lesson(board, row);
	const struct lesson_claim *claim = board_claim(board, row);
	struct checked_text *say = arena_alloc(&board->arena, sizeof *say);

	board->walk = *lesson;
	board->walk.title = claim->id;
	board->walk.steps = &board->step;
	board->walk.step_count = 1;
	*say = (struct checked_text){ .text = claim->careful ? claim->careful : claim->says,
		.check = check ? check->text : NULL,
		.check_mark = check ? check->mark : claim->mark,
		.standing = claim->standing,
		.source = claim->source };
	board->step = (struct lesson_step){ .id = claim->id,
		.title = claim->says,
		.kind = STEP_SHOW,
		.scenario = claim->scenario,
		.say = say,
		.say_count = 1,
		.mark = claim->mark };
	choose_designs(board, lesson_scenario(lesson, claim->scenario), check ? check->text : NULL);
}

void
claim_enter_run(struct app *app)
{
	struct board *board = app->board;
	const struct board_row *row = board_present(board);
	const struct lesson_claim *claim = row ? board_claim(board, row) : NULL;
	const struct ledger_check *check = row ? board_check(row) : NULL;
	uint32_t position;

	if (!claim || !claim->scenario || app->depth == APP_STACK_MAX) {
		app_notice(app, "No run can decide this one; its page says what each side counts.");
		return;
	}
	if (board->inside)
		claim_leave_run(app);
	make_walk(board, row, check);
	board->kept_lesson = app->lesson;
	board->kept_player = app->player;
	board->kept_row = app->lesson_row;
	board->inside = true;
	app->lesson = &board->walk;
	app->lesson_row = NONE32;
	app->player = player_new(&board->walk);
	app->player->case_id = check ? check->case_id : NULL;
	app->player->code_step = (uint16_t)(RUNCODE_CLAIMS + row->claim);
	app_push(app, SCREEN_PLAYER);
	player_enter(app->player, 0);
	if (!app->player->has_run)
		return;
	if (check && parting_decides(&app->player->set, check->text, check->mark, &position)) {
		player_stand(app->player, position);
		app->player->say_positions[0] = position;
		app_notice(app, "Here it is decided. E says how; q goes back to the claim.");
	} else {
		app_notice(app, check ? "Figures of the whole run decide it, which begins here. "
					"q goes back."
				      : "q goes back to the claim.");
	}
}

void
claim_leave_run(struct app *app)
{
	struct board *board = app->board;

	player_free(app->player);
	app->player = board->kept_player;
	app->lesson = board->kept_lesson;
	app->lesson_row = board->kept_row;
	board->kept_player = NULL;
	board->kept_lesson = NULL;
	board->inside = false;
}
