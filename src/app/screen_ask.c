/* app/screen_ask.c - the Socratic dialogue: one question over a frame of a run, in one's own words.
 *
 * While words are wanted, letters are text; Tab says "I don't know", the arrow down shows the same
 * question as a choice.
 */
#include <string.h>

#include "app/app_internal.h"
#include "app/ask.h"
#include "app/beliefs.h"
#include "app/miss.h"
#include "base/utf8.h"

#define TYPED_BYTES_MAX 400

void
ask_open(struct app *app, const struct shelf_entry *entry)
{
	if (entry->broken) {
		app_refuse(app, entry->problem);
		return;
	}
	app_open(app, entry);
	app->to_ask = true;
}

/* The record's answers to this dialogue, if it was left in the middle. */
static void
want_record(struct app *app)
{
	struct effect *effect;

	app_effect(app, EFFECT_RESUME, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = app->ask->lesson->id;
	effect->mode = "ask";
}

void
ask_arrived(struct app *app, struct lesson *lesson, const char *text)
{
	uint32_t row = app->opening ? (uint32_t)(app->opening - app->options.shelf) : NONE32;

	app->to_ask = false;
	if (!lesson) {
		app_refuse(app, text);
		return;
	}
	if (!lesson->dialogue || !lesson->dialogue->node_count ||
	    !dialogue_node(lesson->dialogue, lesson->dialogue->start)) {
		arena_release(&lesson->arena);
		mem_free(lesson);
		if (str_equal(app->options.start, "ask"))
			app_error(app, "This lesson has no dialogue.",
			    "coatcheck learn walks it; coatcheck ask 1 asks about the first.");
		else
			app_notice(app, "This lesson has no dialogue.");
		return;
	}
	ask_free(app->ask);
	app->ask = ask_new(lesson, row, app->options.study_seed);
	app_push(app, SCREEN_ASK);
	want_record(app);
}

void
ask_record_opened(struct app *app)
{
	if (app->ask && app->ask->given_count == 0 && app_top(app) == SCREEN_ASK)
		want_record(app);
}

void
ask_take_back_up(struct app *app, const struct ask_given *given, uint32_t count)
{
	struct ask *ask = app->ask;

	if (!ask || ask->given_count || count == 0)
		return;
	if (ask_resume(ask, given, count) > 0)
		app_notice(app, "You are where you were: question %u.", ask->questions);
	app->say_screen = true;
}

/* ---- keys ---- */

int
ask_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	const struct ask *ask = app->ask;
	int count = 0;

	*owns = false;
	if (ask_wants_words(ask) && !app->options.plain) {
		contexts[count++] = CTX_ASK;
	} else if (ask->talk.mode == TALK_ENDED) {
		contexts[count++] = CTX_ASKED;
		contexts[count++] = CTX_SUMMARY;
	} else if (ask->talk.mode != TALK_SAYS) {
		contexts[count++] = CTX_CHOICE;
	}
	contexts[count++] = CTX_EVERY;
	return count;
}

/* The newest answer goes into the record; at the end the session does. */
static void
keep(struct app *app)
{
	struct ask *ask = app->ask;
	const struct ask_given *given = &ask->given[ask->given_count - 1];
	struct effect *effect;

	app_effect(app, EFFECT_ANSWER, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = ask->lesson->id;
	effect->mode = "ask";
	effect->item = given->node;
	effect->given = given->text;
	effect->option = given->option;
	effect->right = given->right;
	effect->counts = true;
}

/* What the newest answer tells of beliefs goes to the record of the tutor. */
static void
keep_beliefs(struct app *app)
{
	struct ask *ask = app->ask;
	const struct ask_given *given = &ask->given[ask->given_count - 1];
	const struct dialogue_node *node = dialogue_node(ask->talk.graph, given->node);
	const char *shown = asking_belief(ask->lesson, node, given->option, given->text);
	uint32_t options;

	(void)asking_options(ask->lesson, node, &options);
	options = options > 1 ? options : node->belief_count + 1;
	if (shown)
		belief_met(app, ask->lesson, shown, false, options);
	for (uint32_t i = 0; given->right && i < ask->lesson->misconception_count; i++)
		if (asking_offers(ask->lesson, node, ask->lesson->misconceptions[i].id))
			belief_met(app, ask->lesson, ask->lesson->misconceptions[i].id, true,
			    options);
}

static void
end_session(struct app *app)
{
	struct effect *effect;

	app_effect(app, EFFECT_END_SESSION, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = app->ask->lesson->id;
	effect->mode = "ask";
}

/* What had to be told becomes a card: the frame in words, the question; what was told. */
static void
card_if_told(struct app *app)
{
	struct ask *ask = app->ask;
	const struct dialogue_node *node = talk_node(&ask->talk);
	struct str front = STR_INIT;
	struct lesson_item item = { .rev = 1 };

	if (ask->talk.mode != TALK_SAYS || ask->talk.word != TALK_WORD_TOLD || node->back ||
	    !ask->talk.reply)
		return;
	for (uint32_t i = 0; i < node->say_count; i++)
		str_printf(&front, "%s ", node->say[i].text);
	str_add(&front, node->ask);
	item.id = arena_printf(&app->frame, "%s-%s", ask->lesson->dialogue->id, node->id);
	item.ask = arena_strdup(&app->frame, front.text);
	miss_card(app, &(struct missed){ .lesson = ask->lesson->id, .item = &item,
	    .answer = ask->talk.reply, .source = "ask" });
	str_release(&front);
}

static void
answered(struct app *app, bool any)
{
	if (any) {
		keep(app);
		keep_beliefs(app);
		card_if_told(app);
	}
	app->say_screen = true;
}

static void
go_on(struct app *app)
{
	struct ask *ask = app->ask;

	if (ask->talk.mode == TALK_ENDED) {
		app_pop(app);
		return;
	}
	if (ask->talk.mode == TALK_SAYS) {
		ask_on(ask);
		card_if_told(app); /* a question that was come to often enough tells at once */
		if (ask->talk.mode == TALK_ENDED)
			end_session(app);
		app->say_screen = true;
	} else if (ask->cursor >= 0) {
		answered(app, ask_pick(ask, (uint32_t)ask->cursor));
	} else {
		app_notice(app, "An answer first: its number, or 0 for \"I don't know\".");
	}
}

static void
undo(struct app *app)
{
	struct effect *effect;

	if (!ask_undo(app->ask)) {
		app_notice(app, "Nothing was answered yet.");
		return;
	}
	app_effect(app, EFFECT_UNANSWER, NULL, NULL);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = app->ask->lesson->id;
	effect->mode = "ask";
	app_notice(app, "Taken back, the question before it too if it led here.");
	app->say_screen = true;
}

static void
move(struct app *app, int delta)
{
	struct ask *ask = app->ask;
	int rows = (int)ask_rows(ask);

	if (rows == 0 || ask->talk.mode == TALK_SAYS) {
		ask->scroll += delta;
		ask->scroll = ask->scroll < 0 ? 0 : ask->scroll;
	} else if (delta < 0 && ask->cursor <= 0) {
		ask_choices(ask, false); /* back to own words, where there are any */
	} else {
		ask->cursor = ask->cursor + delta < rows ? ask->cursor + delta : rows - 1;
	}
}

static void
save_page(struct app *app)
{
	struct ask *ask = app->ask;
	struct str text = STR_INIT;

	str_printf(&text, "%s\n\n", ask->lesson->title ? ask->lesson->title : "");
	ask_page(ask, &text);
	app_effect(app, EFFECT_SAVE,
	    arena_printf(&app->frame, "coatcheck-ask-%s.txt", ask->lesson->dialogue->id),
	    arena_strdup(&app->frame, text.text));
	str_release(&text);
}

/* "My sentence has this point too": the first that is not ticked. */
static void
overrule(struct app *app)
{
	struct ask *ask = app->ask;
	const struct dialogue_node *node = talk_node(&ask->talk);

	for (uint32_t i = 0; ask->talk.mode == TALK_ENDED && i < node->point_count; i++) {
		if (ask_has_point(ask, i))
			continue;
		ask->own_say |= 1u << i;
		app_notice(app, "Ticked, on your word.");
		app->say_screen = true;
		return;
	}
	app_notice(app, "Every point is ticked.");
}

void
ask_act(struct app *app, enum key_action action, int digit)
{
	struct ask *ask = app->ask;

	switch ((int)action) {
	case ACTION_SAY: answered(app, ask_answer(ask, ask->typed.text)); break;
	case ACTION_NO_IDEA:
	case ACTION_DONT_KNOW:
	case ACTION_SKIP: answered(app, ask_unknown(ask)); break;
	case ACTION_HINT: answered(app, ask_unknown(ask)); break;
	case ACTION_AS_CHOICES:
		if (talk_has_choices(&ask->talk))
			ask_choices(ask, true);
		else
			app_notice(app, "This one is asked in words alone.");
		app->say_screen = true;
		break;
	case ACTION_PICK:
		if (ask->talk.mode != TALK_SAYS && (uint32_t)digit > ask_rows(ask))
			app_notice(app, "There is no %d: 1 to %u, or 0 for \"I don't know\".",
			    digit, ask_rows(ask));
		answered(app, ask_pick(ask, (uint32_t)digit - 1));
		break;
	case ACTION_ON:
	case ACTION_DO: go_on(app); break;
	case ACTION_UP: move(app, -1); break;
	case ACTION_DOWN: move(app, 1); break;
	case ACTION_UNDO: undo(app); break;
	case ACTION_SAVE_PAGE: save_page(app); break;
	case ACTION_OVERRULE: overrule(app); break;
	case ACTION_DISPUTE:
		app_notice(app, "Your answer is in the record, with its question.");
		break;
	case ACTION_BACK: app_pop(app); break;
	}
}

bool
ask_type(struct app *app, uint32_t key)
{
	struct ask *ask = app->ask;

	if (app->options.plain || !ask_wants_words(ask))
		return false;
	if (key == KEY_BACKSPACE_) {
		str_drop_code_point(&ask->typed);
		return true;
	}
	if (key < ' ' || key >= KEY_UP_ || utf8_width(key) < 0 ||
	    (key == '?' && ask->typed.length == 0))
		return false;
	if (ask->typed.length < TYPED_BYTES_MAX)
		str_add_code_point(&ask->typed, key);
	return true;
}

/* Line by line the whole line is the answer; a few of one letter are commands. */
bool
ask_line(struct app *app, const char *line, size_t length)
{
	struct ask *ask = app->ask;

	if (!ask_wants_words(ask))
		return false;
	if (length == 1 && (line[0] == 'q' || line[0] == '?' || line[0] == 'u'))
		return false;
	if (length == 1 && line[0] == (dialogue_is_sheet(talk_node(&ask->talk)) ? '-' : '0')) {
		answered(app, ask_unknown(ask));
	} else if (length == 1 && line[0] == 'c' && talk_has_choices(&ask->talk)) {
		ask_act(app, ACTION_AS_CHOICES, 0);
	} else {
		answered(app, ask_answer(ask, arena_strndup(&app->frame, line,
		    length < TYPED_BYTES_MAX ? length : TYPED_BYTES_MAX)));
	}
	return true;
}
