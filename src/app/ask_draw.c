/* app/ask_draw.c - how a dialogue looks, and what it says line by line. */
#include <string.h>

#include "app/app_internal.h"
#include "app/ask.h"
#include "base/units.h"
#include "base/utf8.h"

#define WORDS_ROWS 8   /* under a whole picture at 24 rows */
#define WORDS_COLS 78
#define SCROLL_END 10000

/* ---- the picture ---- */

/* Closed while a question is open, unless it asks for a deed. */
static bool
is_closed(const struct ask *ask)
{
	return ask->talk.mode != TALK_SAYS && ask->talk.mode != TALK_ENDED &&
	       talk_node(&ask->talk)->kind != DIALOGUE_DO;
}

static void
scene_of(struct app *app, struct scene *scene)
{
	struct ask *ask = app->ask;
	const struct runset_run *run = &ask->asking.set.runs[0];
	struct str caption = STR_INIT;

	memset(scene, 0, sizeof *scene);
	scene->message = scene->cursor_event = scene->visible_until = NONE32;
	scene->inspect = NONE16;
	if (!ask->asking.has_run)
		return;
	scene_caption(run->scenario, true, &caption);
	scene->run_count = 1;
	scene->runs[0] = (struct scene_run){ .design = run->design,
		.caption = arena_strdup(&app->frame, caption.text),
		.trace = &run->trace,
		.cursor = run->cursor,
		.position = ask->asking.position,
		.closed = is_closed(ask) };
	scene->at_ns = ask->asking.at_ns;
	scene->client = trace_first(&run->trace, ROLE_CLIENT);
	scene->piece = scene_focus_piece(run->scenario);
	scene->analogy_words = true;
	scene->bet_open = scene->hands_closed = is_closed(ask);
	scene->visible_until = ask->asking.position;
	str_release(&caption);
}

/* ---- the words ---- */

static const char *
say_line(struct app *app, const struct ask_line *line)
{
	static const char *const labels[] = { "you    ", "hint   ", "" };

	return arena_printf(&app->frame, "%s%s", labels[line->kind], line->text);
}

/* The reply to the newest answer. */
static const char *
reply_of(const struct ask *ask)
{
	const struct talk *talk = &ask->talk;

	if (talk->reply)
		return talk->reply;
	if (talk->word == TALK_WORD_RIGHT)
		return "So it is.";
	if (ask->key >= 0 && talk_node(talk)->kind == DIALOGUE_CHOICE &&
	    ask->options[ask->key].why)
		return ask->options[ask->key].why;
	return talk->word == TALK_WORD_DONE ? "It has happened." : talk_word_text(talk->word);
}

static const char *
lines_text(struct app *app, uint32_t from)
{
	struct str text = STR_INIT;
	const char *copy;

	for (uint32_t i = from; i < app->ask->line_count; i++)
		str_printf(&text, "%s%s", text.length ? "\n" : "",
		    say_line(app, &app->ask->lines[i]));
	copy = arena_strdup(&app->frame, text.text);
	str_release(&text);
	return copy;
}

/* The end of what is being typed, as much as a row holds. */
static const char *
field_text(struct app *app, int cols)
{
	const char *typed = app->ask->typed.text;

	while (utf8_cells(typed) > cols - 4) {
		typed++;
		while ((*typed & 0xc0) == 0x80)
			typed++;
	}
	return arena_printf(&app->frame, "> %s", typed);
}

static uint32_t
options_of(struct app *app, struct frame_option *options)
{
	struct ask *ask = app->ask;
	bool told = ask->talk.mode == TALK_SAYS, choice;
	uint32_t count = ask_rows(ask);

	choice = talk_node(&ask->talk)->kind != DIALOGUE_DO;
	for (uint32_t i = 0; i < count; i++) {
		int authored = choice ? ask->order[i] : (int)i;

		options[i] = (struct frame_option){ .text = ask_row_text(ask, i),
			.cursor = !told && ask->cursor == (int)i,
			.right = told && choice && authored == ask->key,
			.wrong = told && choice && authored == ask->chosen &&
				 authored != ask->key };
		if (options[i].right && ask->chosen != ask->key)
			options[i].why = ask->options[authored].why;
	}
	return count;
}

static const char *
keys_of(struct app *app)
{
	const struct ask *ask = app->ask;
	bool deed = talk_node(&ask->talk)->kind == DIALOGUE_DO;

	switch ((int)ask->talk.mode) {
	case TALK_SAYS: return "Space go on   u take it back   ? help   q leave";
	case TALK_ENDED: return "Space done   ! my sentence has it too   e save   ? help   q home";
	default: break;
	}
	if (ask_wants_words(ask))
		return talk_has_choices(&ask->talk)
			   ? "Enter say it   Tab don't know   \xe2\x86\x93 as choices   "
			     "? alone: help   Esc leave"
			   : "Enter say it   Tab don't know   ? alone: help   Esc leave";
	return arena_printf(&app->frame, "1-%u %s   0 don't know   %s   ? help   q leave",
	    ask_rows(ask), deed ? "do it" : "answer",
	    ask->talk.mode == TALK_CHOICES ? "\xe2\x86\x91 in my own words" : "u take back");
}

static void
words_of(struct app *app, struct frame_words *words)
{
	struct ask *ask = app->ask;

	memset(words, 0, sizeof *words);
	words->title = arena_printf(&app->frame, "ask \xc2\xb7 %s%s",
	    ask->lesson_row < app->options.shelf_count
		? arena_printf(&app->frame, "%u ", ask->lesson_row + 1)
		: "",
	    ask->lesson->title ? ask->lesson->title : ask->lesson->dialogue->id);
	words->where = ask->talk.mode == TALK_ENDED
			   ? "done"
			   : arena_printf(&app->frame, "question %u%s", ask->questions,
				 ask->smaller ? ", smaller" : "");
	words->keys = keys_of(app);
	if (app->notice.length)
		words->notice = app->notice.text;
	if (ask->asking.has_run)
		words->timeline_note = is_closed(ask)
					   ? "the boxes with ? open when you have answered"
				       : ask->asking.change_count ? "a fork of the run: yours"
								  : "";
}

/* The field's place, for the terminal's own cursor. */
static void
put_cursor(struct grid *grid, const char *field)
{
	for (int row = grid->rows - 2; row > 0; row--)
		for (int col = 0; col < 4 && col < grid->cols; col++)
			if (grid->cells[row * grid->cols + col].glyph == '>') {
				grid->cursor_row = row;
				grid->cursor_col = col + utf8_cells(field);
				return;
			}
}

static void
page_of(struct app *app, struct str *out)
{
	uint32_t told = ask_told(app->ask);

	ask_page(app->ask, out);
	if (told && app->options.record && !app->record_problem.length)
		str_printf(out, "What was told %s: coatcheck review asks %s.\n",
		    told == 1 ? "is a card now" : "are cards now", told == 1 ? "it" : "them");
}

static void
draw_page(struct app *app, struct grid *grid)
{
	struct frame_words words;
	struct str text = STR_INIT;
	struct rect body;
	int row, over;

	words_of(app, &words);
	page_of(app, &text);
	if (words.notice)
		str_printf(&text, "\n%s\n", words.notice);
	body = frame_page(&words, grid);
	over = grid_wrap_rows(text.text, body.cols) - body.rows;
	if (app->ask->scroll > (over > 0 ? over : 0))
		app->ask->scroll = over > 0 ? over : 0;
	row = body.row - app->ask->scroll;
	for (const char *line = text.text; *line;) {
		size_t length = strcspn(line, "\n");
		const char *copy = arena_strndup(&app->frame, line, length);
		int rows = grid_wrap_rows(copy, body.cols);

		rows = rows < 1 ? 1 : rows;
		if (row >= body.row && row < body.row + body.rows)
			(void)grid_wrap(grid, (struct rect){ row, body.col,
			    body.row + body.rows - row, body.cols }, ROLE_PLAIN, copy);
		row += rows;
		line += length + (line[length] == '\n');
	}
	str_release(&text);
}

/* Rows that the words take, about. */
static int
rows_wanted(const struct frame_words *words, const struct frame_ask *ask, int cols)
{
	int rows = ask->question ? grid_wrap_rows(ask->question, cols) + 1 : 0;

	for (uint32_t i = 0; i < words->narration_count; i++)
		rows += grid_wrap_rows(words->narration[i], cols);
	for (uint32_t i = 0; i < ask->option_count; i++)
		rows += grid_wrap_rows(ask->options[i].text, cols - 5) +
			(ask->options[i].why ? 2 : 0);
	if (ask->after && *ask->after)
		rows += grid_wrap_rows(ask->after, cols) + (ask->option_count > 0);
	return rows;
}

void
ask_draw(struct app *app, struct grid *grid)
{
	struct ask *ask = app->ask;
	const struct dialogue_node *node = talk_node(&ask->talk);
	const char *narration[16], *field = NULL;
	struct frame_option options[LIMIT_OPTIONS + 16];
	struct frame_words words;
	struct frame_ask frame = { .options = options, .picture = ask->asking.has_run,
		.stays_folded = true };
	struct scene scene;

	if (ask->talk.mode == TALK_ENDED) {
		draw_page(app, grid);
		return;
	}
	words_of(app, &words);
	scene_of(app, &scene);
	words.narration = narration;
	for (uint32_t i = 0; ask->talk.mode != TALK_SAYS && i < node->say_count && i < 16; i++)
		narration[words.narration_count++] = node->say[i].text;
	frame.question = node->ask;
	frame.option_count = options_of(app, options);
	if (ask_wants_words(ask)) {
		field = field_text(app, grid->cols < WORDS_COLS ? grid->cols : WORDS_COLS);
		frame.after = arena_printf(&app->frame, "%s%s%s", ask->line_count ?
		    lines_text(app, ask->line_count > 3 ? ask->line_count - 3 : 0) :
		    node->kind == DIALOGUE_ORDER ? "Their numbers, what came first first." : "",
		    ask->line_count || node->kind == DIALOGUE_ORDER ? "\n" : "", field);
		frame.scroll = SCROLL_END;
	} else if (ask->talk.mode == TALK_SAYS) {
		if (ask->line_count && ask->lines[ask->line_count - 1].kind == ASK_YOU &&
		    frame.option_count == 0)
			frame.after = arena_printf(&app->frame, "%s\n\n%s", say_line(app,
			    &ask->lines[ask->line_count - 1]), reply_of(ask));
		else
			frame.after = reply_of(ask);
		frame.scroll = SCROLL_END;
	} else {
		frame.after = lines_text(app, ask->line_count > 3 ? ask->line_count - 3 : 0);
		frame.scroll = ask->scroll;
	}
	frame.words_wanted = rows_wanted(&words, &frame,
	    grid->cols - 2 < WORDS_COLS ? grid->cols - 2 : WORDS_COLS);
	frame.short_frame = frame.words_wanted >
			    WORDS_ROWS + (grid->rows > 24 ? grid->rows - 24 : 0);
	(void)frame_ask(&scene, node->view, &words, &frame, grid);
	if (field)
		put_cursor(grid, field);
}

/* ---- line by line ---- */

/* Where one is; the newest event might answer what is asked. */
static void
say_frame(struct app *app, struct str *out)
{
	const struct asking *asking = &app->ask->asking;
	struct str line = STR_INIT;

	str_add(&line, "Design ");
	for (const char *c = asking->set.runs[0].design; *c; c++)
		str_add_char(&line, *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
	str_add(&line, ". ");
	units_print_clock(&line, asking->at_ns);
	str_printf(&line, ", event %u.", asking->position ? asking->position - 1 : 0);
	app_wrap(out, "", line.text);
	str_release(&line);
}

static void
say_rows(struct app *app, struct str *out)
{
	struct ask *ask = app->ask;

	for (uint32_t i = 0; i < ask_rows(ask); i++) {
		struct str lead = STR_INIT;

		str_printf(&lead, "  %u  ", i + 1);
		app_wrap(out, lead.text, ask_row_text(ask, i));
		str_release(&lead);
	}
}

void
ask_say(struct app *app, struct str *out)
{
	struct ask *ask = app->ask;
	const struct dialogue_node *node = talk_node(&ask->talk);
	bool first = ask->line_count == (ask->smaller && ask->line_count ? 1 : 0);

	if (ask->talk.mode == TALK_ENDED) {
		page_of(app, out);
		return;
	}
	if (ask->talk.mode == TALK_SAYS) {
		app_wrap(out, "", reply_of(ask));
		return;
	}
	if (ask->talk.word == TALK_WORD_NONE && ask->line_count &&
	    ask->lines[ask->line_count - 1].kind == ASK_NOTE) { /* it was no answer */
		app_wrap(out, "", ask->lines[ask->line_count - 1].text);
	} else if (first || ask->talk.word == TALK_WORD_NONE) {
		str_printf(out, "%s %u.\n", ask->smaller ? "A smaller question, under question"
							 : "Question", ask->questions);
		if (ask->new_frame && ask->asking.has_run)
			say_frame(app, out);
		for (uint32_t i = 0; i < node->say_count; i++)
			app_wrap(out, "", node->say[i].text);
	} else {
		for (uint32_t i = ask->line_count > 2 ? ask->line_count - 2 : 0;
		    i < ask->line_count; i++)
			if (ask->lines[i].kind != ASK_YOU)
				app_wrap(out, ask->lines[i].kind == ASK_HINT ? "Hint: " : "",
				    ask->lines[i].text);
	}
	app_wrap(out, "", node->ask);
	say_rows(app, out);
}

const char *
ask_prompt(const struct app *app)
{
	const struct ask *ask = app->ask;

	if (ask->talk.mode == TALK_ENDED)
		return "Enter ends it (! my sentence has it too, e save, q home): ";
	if (ask->talk.mode == TALK_SAYS)
		return "Enter goes on (u take it back, q leave): ";
	if (talk_node(&ask->talk)->kind == DIALOGUE_NUMBER)
		return "A number (- don't know, ? help, q leave): ";
	if (talk_node(&ask->talk)->kind == DIALOGUE_ORDER)
		return "All the numbers, what came first first (- don't know, ? help, q leave): ";
	if (ask_wants_words(ask))
		return talk_has_choices(&ask->talk)
			   ? "In your own words (0 don't know, c as choices, ? help, q leave): "
			   : "In your own words (0 don't know, ? help, q leave): ";
	return "Its number (0 don't know, u take back, ? help, q leave): ";
}
