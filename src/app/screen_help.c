/* app/screen_help.c - help for the very screen it was asked on: what it wants, its keys, its marks.
 */
#include <string.h>

#include "app/app_internal.h"
#include "base/utf8.h"
#include "view/costs.h"

int
help_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_HELP;
	contexts[1] = CTX_EVERY;
	return 2;
}

void
help_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	switch ((int)action) {
	case ACTION_UP: app->help_row = app->help_row > 0 ? app->help_row - 1 : 0; break;
	case ACTION_DOWN: app->help_row++; break;
	case ACTION_ON: app->help_row += 10; break;
	case ACTION_BACK:
	case ACTION_DO: app_pop(app); break;
	}
}

bool
help_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

static enum screen
below(const struct app *app)
{
	return app->depth > 1 ? app->stack[app->depth - 2] : SCREEN_HOME;
}

/* What the screen underneath wants, in one sentence. */
static const char *
wanted(const struct app *app)
{
	if (below(app) == SCREEN_WELCOME)
		return "THIS SCREEN WANTS ONE THING: Space begins the first lesson.";
	if (below(app) == SCREEN_HOME)
		return "THIS SCREEN WANTS ONE THING: choose a lesson. Space opens the one at >.";
	if (below(app) == SCREEN_REVIEW)
		return review_present(app)
			   ? "THIS SCREEN WANTS ONE THING: say the answer, turn the card with "
			     "Space, then 1 forgot or 2 remembered."
			   : "No card is waiting. Space goes back.";
	if (below(app) == SCREEN_ME)
		return "What your answers tell. Space scrolls, q goes back.";
	if (below(app) == SCREEN_KEEP)
		return "The lesson on one page. e saves it as text, to print. Space goes on.";
	if (below(app) == SCREEN_UNSAVED)
		return "Space goes on without saving; r tries again, e writes to a file here.";
	if (below(app) == SCREEN_CHALLENGES)
		return "THIS SCREEN WANTS ONE THING: choose a challenge. Enter opens the one at >.";
	if (below(app) == SCREEN_CLAIMS)
		return "THIS SCREEN WANTS ONE THING: choose a claim. Enter opens the one at >.";
	if (below(app) == SCREEN_CLAIM)
		return "THIS SCREEN WANTS ONE THING: read the claim. Enter opens its run.";
	if (below(app) == SCREEN_ASK)
		return "THIS SCREEN WANTS ONE THING: your answer, in your own words. Nothing is "
		       "called wrong that was not understood.";
	if (below(app) != SCREEN_PLAYER || !app->player)
		return "Space or q goes back.";
	switch (app->player->mode) {
	case PLAYER_ASK:
		return "THIS SCREEN WANTS ONE THING: YOUR BET. Pick an answer, then say how sure.";
	case PLAYER_SURE:
		return "THIS SCREEN WANTS ONE THING: how sure you are. g guess, t think so, s "
		       "sure.";
	case PLAYER_SEEN:
		return "THIS SCREEN WANTS ONE THING: what you saw. Pick it; looking again is "
		       "allowed.";
	case PLAYER_TOLD:
		return "Read why. r replays your bet, a unfolds the other answers, Space goes on.";
	case PLAYER_WATCH:
	case PLAYER_PAGE:
		return "Space goes on by one beat. Going back costs nothing and shows everything.";
	}
	return "";
}

static const struct {
	const char *mark, *text;
} marks[] = {
	{ "#7f3", "a ticket: a session id, a number that names state kept elsewhere" },
	{ "\xc2\xab"
	  "A\xe2\x9c\x93\xc2\xbb",
	    "a badge: a signed token that says who she is, and until when" },
	{ "\xe2\x96\x90"
	  "A:book\xe2\x96\x8c",
	    "a coat: the state itself; with \xe2\x9c\x93 it travels signed" },
	{ "\xe2\x95\x94\xe2\x95\x90\xe2\x95\x97",
	    "double border: this place alone holds something; its death loses it" },
	{ "\xe2\x94\x8c\xe2\x94\x80\xe2\x94\x90", "single border: replaceable" },
	{ "\xe2\x95\x8c\xe2\x9c\x97", "dashed, with DOWN: it has crashed" },
	{ "\xe2\x97\x8f \xe2\x97\x8b", "a request, a reply on its way" },
	{ "\xe2\x97\x86 \xe2\x94\x84", "now; not yet to be seen" },
	{ "?", "opens with your bet" },
};

/* Help goes line by line into the grid (from row `first` of them on), or into `out` for plain
 * lines; with neither it is only counted. */
struct lines {
	struct grid *grid;
	struct rect rect;
	struct str *out;
	int row, first;
};

#define COLUMN 17 /* where a key's meaning stands */
#define COLUMN_NARROW 6
#define NARROW 60

/* Bytes of `text` that fit `cells`, whole words where they do. */
static size_t
fit_words(const char *text, int cells)
{
	size_t fits = utf8_fit(text, cells);

	if (!text[fits])
		return fits;
	for (size_t end = fits; end > 0; end--)
		if (text[end] == ' ')
			return end;
	return fits ? fits : strlen(text);
}

/* `text` wrapped from column `indent` on, the first line beside what stands there already. */
static void
put_wrapped(struct lines *lines, enum grid_role role, int indent, const char *text)
{
	while (*text) {
		size_t fits = fit_words(text, lines->rect.cols - indent);
		int at = lines->row++ - lines->first;

		if (lines->grid && at >= 0 && at < lines->rect.rows)
			grid_text_cut(lines->grid, lines->rect.row + at, lines->rect.col + indent,
			    utf8_cells(text) - utf8_cells(text + fits), role, text);
		text += fits;
		text += strspn(text, " ");
	}
}

static void
put(struct lines *lines, enum grid_role role, const char *left, const char *right)
{
	int indent = lines->rect.cols < NARROW ? COLUMN_NARROW : COLUMN;
	int row = lines->row;

	if (lines->out) {
		struct str lead = STR_INIT;
		str_printf(&lead, "%s  ", left);
		app_wrap(lines->out, *right ? lead.text : "", *right ? right : left);
		str_release(&lead);
		return;
	}
	put_wrapped(lines, role, 0, left);
	if (*right && utf8_cells(left) < indent)
		lines->row = row;
	if (*right)
		put_wrapped(lines, ROLE_PLAIN, indent, right);
	else if (!*left)
		lines->row++;
}

static void
key_names(const struct action_row *row, struct str *out)
{
	for (const char *word = row->keys; *word;) {
		size_t length = strcspn(word, " ");
		if (str_starts_with(word, "1 2 3")) {
			str_add(out, "1-9");
			break;
		}
		str_add_bytes(out, word, length);
		word += length;
		word += strspn(word, " ");
		if (*word)
			str_add_char(out, ' ');
	}
}

static void
put_keys(struct lines *lines, const struct app *app)
{
	unsigned contexts[APP_CONTEXTS_MAX];
	bool owns = false;
	int count = screen_rows[below(app)].contexts(app, contexts, &owns);

	for (int c = 0; c < count; c++) {
		put(lines, ROLE_PLAIN, "", "");
		put(lines, ROLE_BOLD, context_word((enum app_context)contexts[c]), "");
		for (int i = 0; i < ACTION_COUNT; i++) {
			struct str keys = STR_INIT;
			if (!(action_rows[i].contexts & contexts[c]))
				continue;
			str_add(&keys, "  ");
			key_names(&action_rows[i], &keys);
			put(lines, ROLE_KEY, keys.text, action_rows[i].text);
			str_release(&keys);
		}
		if (owns)
			break;
	}
}

/* Line by line: words with something after them, where there is a run to change. */
static void
put_line_words(struct lines *lines, const struct app *app)
{
	enum screen screen = below(app);
	const char *usage, *text;

	if (!app->options.plain || !app->player || !app->player->has_run ||
	    (screen != SCREEN_PLAYER && screen != SCREEN_FORKS && screen != SCREEN_SETTINGS))
		return;
	put(lines, ROLE_PLAIN, "", "");
	put(lines, ROLE_BOLD, "whole lines", "");
	for (uint32_t i = 0; play_line_word(i, &usage, &text); i++) {
		struct str left = STR_INIT;

		str_printf(&left, "  %s", usage);
		put(lines, ROLE_KEY, left.text, text);
		str_release(&left);
	}
}

static void
put_mark(struct lines *lines, const char *mark, const char *text)
{
	struct str left = STR_INIT;

	str_printf(&left, "  %s", mark);
	put(lines, ROLE_PLAIN, left.text, text);
	str_release(&left);
}

/* What only some views show. */
static void
put_view_marks(struct lines *lines, enum view_kind view)
{
	struct cost cost;

	if (view == VIEW_DIFF) {
		put_mark(lines, "= ~", "the same step; the same step done otherwise");
		put_mark(lines, "\xe2\x89\xa0", "another step, or none");
		put_mark(lines, "\xc2\xb7", "under way: not to be told yet");
	}
	if (view == VIEW_CHART) {
		put_mark(lines, "\xe2\x97\x80", "what a law says, at the edge of a bar");
		put_mark(lines, "\xe2\x97\x8f \xe2\x97\x8b", "measured means of two designs");
		put_mark(lines, "\xc2\xb7 \xe2\x94\x80", "their laws, column by column");
		put_mark(lines, "\xe2\x94\x82 \xc2\xb1", "one standard deviation over the runs");
		put_mark(lines, ":", "where the two laws cross");
	}
	if (view == VIEW_COSTS) {
		put_mark(lines, "bars", "two a cost, against the larger; less is better");
		for (int i = 0; cost_words(i, &cost); i++)
			put_mark(lines, cost.label, cost.means);
	}
}

/* Somebody of this run steals or forges. */
static bool
has_attacker(const struct app *app)
{
	const struct trace *trace = &app->player->set.runs[0].trace;

	for (uint32_t i = 0; i < trace->actor_count; i++)
		if (trace->actors[i].attacker)
			return true;
	return false;
}

/* Some link of this run is cut at some time. */
static bool
has_cut(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->fault_count; i++)
		if (scenario->faults[i].kind == FAULT_CUT)
			return true;
	return false;
}

static void
put_marks(struct lines *lines, const struct app *app)
{
	const struct scenario *scenario;

	if (below(app) == SCREEN_CLAIMS) {
		put(lines, ROLE_PLAIN, "", "");
		put(lines, ROLE_BOLD, "marks on this screen", "");
		put_mark(lines, "✓", "the run agrees with the standing, not with the sentence");
		put_mark(lines, "✗", "it does not, and that is a bug of ours");
		put_mark(lines, "○", "no run can decide it; its page says what each side counts");
		put_mark(lines, "▶ ·", "being run; still to run");
	}
	if (below(app) != SCREEN_PLAYER || !app->player || !app->player->has_run)
		return;
	scenario = app->player->set.runs[0].trace.scenario;
	put(lines, ROLE_PLAIN, "", "");
	put(lines, ROLE_BOLD, "marks on this screen", "");
	put_view_marks(lines, app->player->view);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		put_mark(lines, marks[i].mark, marks[i].text);
	if (has_cut(scenario))
		put_mark(lines, "┤ ✗ ├", "a cut link; between servers in their titles, with whom");
	if (scenario->store.copies > 0)
		put_mark(lines, "≠", "a copy of the store has this, but an older one");
	if (has_attacker(app))
		put_mark(lines, "\xe2\x89\xa0 Eve", "before a name: somebody who steals or forges");
}

static void
put_glossary(struct lines *lines, const struct app *app)
{
	if (!app->lesson || !app->lesson->glossary_count)
		return;
	put(lines, ROLE_PLAIN, "", "");
	put(lines, ROLE_BOLD, "words of this lesson", "");
	for (uint32_t i = 0; i < app->lesson->glossary_count; i++) {
		struct str term = STR_INIT;
		str_printf(&term, "  %s", app->lesson->glossary[i].term);
		put(lines, ROLE_KEY, term.text, "");
		put(lines, ROLE_PLAIN, "", app->lesson->glossary[i].text);
		str_release(&term);
	}
}

static int
all_lines(struct lines *lines, const struct app *app)
{
	put(lines, ROLE_BOLD, wanted(app), "");
	put(lines, ROLE_PLAIN, "A digit picks, Space goes on, q goes back: three keys are enough.",
	    "");
	put_keys(lines, app);
	put_line_words(lines, app);
	put_marks(lines, app);
	put_glossary(lines, app);
	return lines->row;
}

void
help_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .where = "help",
		.keys = "\xe2\x86\x91 \xe2\x86\x93 Space more   / search   q close" };
	struct rect body = frame_page(&words, grid);
	struct lines lines = { .grid = grid, .rect = body, .first = 0 };
	struct lines counted = { .rect = body };
	int total = all_lines(&counted, app), last = total > body.rows ? total - body.rows : 0;

	if (app->help_row > last)
		app->help_row = last;
	lines.first = app->help_row;
	all_lines(&lines, app);
}

void
help_say(struct app *app, struct str *out)
{
	struct lines lines = { .out = out };

	all_lines(&lines, app);
}

const char *
help_prompt(const struct app *app)
{
	(void)app;
	return "q closes help: ";
}
