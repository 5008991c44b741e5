/* app/screen_welcome.c - the first start: three things a click can bring along, and one thing to
 * do.
 *
 * Its three cards are views of three runs of a small scenario, made when the screen is first drawn.
 */
#include <string.h>

#include "app/app_internal.h"
#include "base/utf8.h"
#include "experiment/runset.h"
#include "lesson/load.h"
#include "view/card.h"

static const char scenario_text[] = "{clients: {ana: {name: Ana, script: [login, add book, add "
				    "pen, view cart]}}, servers: {count: 2}, "
				    "designs: {sticky: {}, token: {}, carry: {}}}";

static const struct {
	const char *name, *term, *after;
	const char *narrow; /* one line of 38 cells */
} cards[] = {
	{ "TICKET", "session id: a number that opens one hook", "It names what is kept.",
	    "TICKET  a number that opens one hook" },
	{ "BADGE", "identity token: a card that says who you are", "It opens no hook.",
	    "BADGE   a card that says who you are" },
	{ "COAT", "signed session: what you put in, sealed", "It is the cart itself.",
	    "COAT    the cart itself, sealed" },
};

int
welcome_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_WELCOME;
	contexts[1] = CTX_EVERY;
	return 2;
}

/* Row 0 begins the first lesson, row 1 shows all of them. */
static void
choose(struct app *app)
{
	app->depth--; /* home is underneath: q comes back to it, not to the welcome */
	if (app->cursor == 0 && app->options.shelf_count)
		app_open(app, &app->options.shelf[0]);
	app->cursor = 0;
	app->say_screen = true;
}

void
welcome_act(struct app *app, enum key_action action, int digit)
{
	switch ((int)action) {
	case ACTION_ON:
	case ACTION_DO: choose(app); break;
	case ACTION_UP: app->cursor = 0; break;
	case ACTION_DOWN: app->cursor = 1; break;
	case ACTION_PICK:
		app->cursor = digit == 1 ? 0 : 1;
		choose(app);
		break;
	case ACTION_BACK:
		app->depth = 1;
		app_pop(app);
		break;
	}
}

bool
welcome_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

/* Runs the three designs to their end; false is a bug of ours and shows no cards. */
static bool
run_cards(struct runset *set, struct arena *arena)
{
	struct scenario_source source;
	struct findings findings;
	struct runset_request request = { .source = &source, .keep = true };
	const struct node *tree;

	findings_init(&findings, arena);
	tree = yaml_read(scenario_text, sizeof scenario_text - 1, NULL, arena, &findings);
	if (!tree || !scenario_source_init(&source, "welcome", tree, arena, &findings))
		return false;
	return runset_run(set, &request, &findings);
}

static void
draw_cards(struct app *app, struct grid *grid, struct rect body)
{
	struct runset set;
	int width = body.cols / 3 < 26 ? body.cols / 3 : 26;

	if (run_cards(&set, &app->frame))
		for (uint32_t i = 0; i < set.run_count && i < 3; i++) {
			const struct trace *trace = &set.runs[i].trace;
			struct rect at = { body.row + 2, body.col + (int)i * width, 6, width - 2 };
			grid_text(grid, body.row, at.col, ROLE_BOLD, cards[i].name);
			grid_wrap(grid, (struct rect){ body.row + 1, at.col, 1, at.cols },
			    ROLE_PLAIN, cards[i].term);
			view_card(world_at(set.runs[i].cursor, trace->event_count),
			    trace_actor(trace, "ana"), grid, at);
			grid_wrap(grid, (struct rect){ at.row + 6, at.col, 2, at.cols }, ROLE_PLAIN,
			    cards[i].after);
		}
	runset_release(&set);
}

static void
draw_choices(const struct app *app, struct grid *grid, struct rect body, bool small)
{
	int row = body.row + body.rows - 2;

	if (app->options.shelf_count == 0) {
		grid_text(grid, row, body.col, ROLE_PLAIN,
		    "No lesson was found. Name a folder: --lessons DIR");
		return;
	}
	for (int i = 0; i < 2; i++) {
		bool here = app->cursor == i;
		grid_text(
		    grid, row + i, body.col, here ? ROLE_YOURS : ROLE_PLAIN, here ? ">" : " ");
		grid_printf(grid, row + i, body.col + 2, here ? ROLE_BOLD : ROLE_PLAIN, "%d %s",
		    i + 1, i ? "All lessons" : "Begin:");
		if (here) {
			grid->cursor_row = row + i;
			grid->cursor_col = body.col;
		}
	}
	grid_printf(grid, row, body.col + 11, app->cursor ? ROLE_PLAIN : ROLE_BOLD, "%s",
	    app->options.shelf[0].title);
	if (!small)
		grid_printf(
		    grid, row, body.col + 55, ROLE_PLAIN, "%u min", app->options.shelf[0].minutes);
}

void
welcome_draw(struct app *app, struct grid *grid)
{
	bool small = grid->cols < 76 || grid->rows < 22;
	struct frame_words words = { .where = "welcome",
		.keys = small ? "Space begin   \xe2\x86\x91 \xe2\x86\x93 choose   ? help   q leave"
			      : "Space begin   \xe2\x86\x91 \xe2\x86\x93 choose   ? help   q leave "
				"(nothing is lost)" };
	struct rect body = frame_page(&words, grid);
	int row = body.row + (small ? 0 : 1);

	row += grid_wrap(grid, (struct rect){ row, body.col, 4, body.cols }, ROLE_PLAIN,
	    "A web shop forgets you between two clicks. Yet your cart is still there: somebody "
	    "holds it. "
	    "Your click can bring along one of three things.");
	if (!small) {
		draw_cards(app, grid, (struct rect){ row + 1, body.col, 10, body.cols });
		row += 12;
	} else {
		for (int i = 0; i < 3 && row < body.row + body.rows - 3; i++)
			grid_text(grid, row++, body.col, ROLE_PLAIN, cards[i].narrow);
	}
	grid_text(grid, row, body.col, ROLE_BOLD,
	    small ? "Somebody must hold it. Choose who."
		  : "Somebody must hold the coat. Choose who. Then break it.");
	draw_choices(app, grid, body, small);
}

void
welcome_say(struct app *app, struct str *out)
{
	(void)app;
	str_add(out, "A web shop forgets you between two clicks. Yet your cart is still there:\n"
		     "somebody holds it. Your click can bring along one of three things.\n");
	for (int i = 0; i < 3; i++)
		str_printf(out, "  %s  %s. %s\n", cards[i].name, cards[i].term, cards[i].after);
	str_add(out, "Somebody must hold the coat. Choose who. Then break it, and see.\n");
}

const char *
welcome_prompt(const struct app *app)
{
	(void)app;
	return "Enter begins lesson 1 (2 all lessons, ? help, q leave): ";
}
