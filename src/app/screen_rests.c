/* app/screen_rests.c - what the present place rests on: standing, check with its place, what is
 * measured now, source, and the run under it all. */
#include <string.h>

#include "app/app_internal.h"
#include "app/player_words.h"
#include "experiment/runcode.h"

static enum screen
below(const struct app *app)
{
	return app->depth > 1 ? app->stack[app->depth - 2] : SCREEN_HOME;
}

void
rests_open(struct app *app)
{
	switch ((int)app_top(app)) {
	case SCREEN_RESTS: app_pop(app); return;
	case SCREEN_CLAIMS: claim_open(app); return;
	case SCREEN_CLAIM:
		app_notice(app, "This page is what the claim rests on; Enter opens its run.");
		return;
	default: app_push(app, SCREEN_RESTS);
	}
}

int
rests_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	(void)app;
	*owns = false;
	contexts[0] = CTX_EVERY;
	return 1;
}

void
rests_act(struct app *app, enum key_action action, int digit)
{
	(void)digit;
	switch ((int)action) {
	case ACTION_ON:
	case ACTION_DO:
	case ACTION_BACK: app_pop(app); break;
	case ACTION_UP: app->help_row -= app->help_row > 0; break;
	case ACTION_DOWN: app->help_row++; break;
	}
}

bool
rests_type(struct app *app, uint32_t key)
{
	(void)app;
	(void)key;
	return false;
}

/* ---- over a run ---- */

/* "true: 200 == 200", evaluated over the run that is shown. */
static const char *
measured_now(struct app *app, const char *text, struct mark mark, const char *design)
{
	struct findings findings;
	struct expr_value value;
	struct str measured = STR_INIT;
	const char *line = "cannot be told";
	bool ok;

	if (!app->player->has_run)
		return "there is no run here";
	findings_init(&findings, &app->frame);
	value = runset_evaluate(
	    &app->player->set, text, mark, design, &app->frame, &findings, &ok);
	if (ok && value.known) {
		runset_measured(&app->player->set, text, mark, design, &measured);
		line = arena_printf(&app->frame, "%s: %s",
		    value.truth && !value.missing ? "true" : "false", measured.text);
	}
	str_release(&measured);
	return line;
}

static void
put_said(struct app *app, struct facts *facts)
{
	const struct checked_text *said = player_said(app->player);

	if (!said) {
		facts_put(facts, "SAID HERE",
		    "Nothing is claimed at this moment beyond the events of the run themselves.");
		return;
	}
	facts_put(facts, "THE SENTENCE", said->text);
	facts_put(facts, "STANDING", standing_word(said->standing));
	if (said->check) {
		facts_put(facts, "THE CHECK",
		    arena_printf(
			&app->frame, "%s%s", said->check, app_place(app, said->check_mark)));
		facts_put(facts, "MEASURED NOW",
		    measured_now(app, said->check, said->check_mark, NULL));
	} else {
		facts_put(facts, "THE CHECK", "None: words, not a run.");
	}
	facts_put(facts, "SOURCE", said->source ? said->source : "the run");
}

/* The answers of a question that has been told. */
static void
put_answers(struct app *app, struct facts *facts)
{
	const struct lesson_item *item = player_item(app->player);

	if (!item || app->player->mode != PLAYER_TOLD)
		return;
	for (uint32_t i = 0; i < item->option_count; i++) {
		const struct lesson_option *option = &item->options[i];

		facts_put(facts, arena_printf(&app->frame, "ANSWER %u", i + 1), option->text);
		if (option->holds)
			facts_put(facts, "holds when",
			    arena_printf(&app->frame, "%s%s   %s", option->holds,
				app_place(app, option->holds_mark),
				measured_now(app, option->holds, option->holds_mark,
				    item->design)));
		else
			facts_put(facts, "source",
			    option->source ? option->source : "none given");
	}
}

static void
put_run(struct app *app, struct facts *facts)
{
	const struct player *player = app->player;
	struct str text = STR_INIT;

	if (!player->has_run) {
		facts_put(facts, "THE RUN", "No run is shown here.");
		return;
	}
	for (uint32_t i = 0; i < player->set.run_count; i++)
		str_printf(&text, "%s%s", i ? ", " : "", player->set.runs[i].design);
	facts_put(facts, "THE RUN",
	    arena_printf(&app->frame, "scenario %s, seed %llu, designs %s",
		player->set.scenarios[0]->id ? player->set.scenarios[0]->id : "of this step",
		(unsigned long long)player->set.scenarios[0]->seed, text.text));
	str_clear(&text);
	if (!player_runcode(player, &text))
		str_add(&text, "None: these settings say too much for one.");
	facts_put(facts, "RUN CODE", text.text);
	str_release(&text);
}

/* Claims over the same scenario; while a bet is open they could answer it. */
static void
put_claims(struct app *app, struct facts *facts)
{
	const struct player *player = app->player;
	const struct lesson *lesson = player->lesson;
	const char *scenario = lesson->steps[player->step].scenario;

	if (!scenario || player->bet_open)
		return;
	for (uint32_t i = 0; i < lesson->claim_count; i++)
		if (str_equal(lesson->claims[i].scenario, scenario))
			facts_put(facts, "CLAIMED OF IT",
			    arena_printf(&app->frame, "%s   (%s)", lesson->claims[i].says,
				standing_word(lesson->claims[i].standing)));
}

static void
put_all(struct app *app, struct facts *facts)
{
	if (app->player && below(app) != SCREEN_HOME && below(app) != SCREEN_WELCOME &&
	    below(app) != SCREEN_ASK) {
		put_said(app, facts);
		put_answers(app, facts);
		put_run(app, facts);
		put_claims(app, facts);
	} else {
		facts_put(facts, "SAID HERE",
		    "This page claims nothing by itself; what the lessons say, they prove.");
		facts_put(facts, "THE CLAIMS",
		    arena_printf(&app->frame,
			"c on the home screen runs every claim of %u lesson%s and %u pack%s, "
			"with its standing, reasons and source.",
			app->options.shelf_count, app->options.shelf_count == 1 ? "" : "s",
			app->options.pack_count, app->options.pack_count == 1 ? "" : "s"));
		facts_put(facts, "THE PROOF",
		    "\"coatcheck check FILE\" runs every sentence, key, answer and claim of a "
		    "lesson and names the place of what is false.");
	}
	facts_put(facts, "LEFT OUT", "M says what this model leaves out.");
}

void
rests_draw(struct app *app, struct grid *grid)
{
	struct frame_words words = { .where = "what this rests on",
		.keys = "Space back   ↑ ↓ scroll   M the model   ? help   q back" };
	struct facts count = { 0 }, facts = { .grid = grid };

	facts.rect = frame_page(&words, grid);
	count.rect = facts.rect;
	put_all(app, &count);
	if (app->help_row > count.line - facts.rect.rows)
		app->help_row = count.line > facts.rect.rows ? count.line - facts.rect.rows : 0;
	facts.first = app->help_row;
	put_all(app, &facts);
}

void
rests_say(struct app *app, struct str *out)
{
	struct facts facts = { .out = out };

	str_add(out, "What this rests on.\n");
	put_all(app, &facts);
}

const char *
rests_prompt(const struct app *app)
{
	(void)app;
	return "Enter goes back: ";
}
