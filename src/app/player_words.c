/* app/player_words.c - the player's sentences, one source for picture and plain lines. */
#include "app/player_words.h"

#include <stdio.h>
#include <string.h>

#include "app/quiz_words.h"
#include "base/units.h"
#include "base/utf8.h"
#include "trace/sentence.h"
#include "view/chart.h"
#include "view/scene.h"

#define CHAIN_MAX 6

static const struct lesson_step *
present(const struct player *player)
{
	return &player->lesson->steps[player->step];
}

/* What a question of a quiz wants. */
static const char *
question_word(const struct player *player)
{
	static const char *const words[ITEM_KIND_COUNT] = { [ITEM_CHOICE] = "choose one",
		[ITEM_MULTI] = "choose all", [ITEM_NUMBER] = "a number", [ITEM_ORDER] = "an order",
		[ITEM_FILL] = "a word", [ITEM_MARK_EVENT] = "mark one",
		[ITEM_WHAT_NEXT] = "what next" };

	return words[player_item(player)->kind];
}

const char *
player_kind_word(const struct player *player)
{
	if (player_forked(player))
		return "your own future";
	if (player->replaying)
		return "your bet";
	switch (player->mode) {
	case PLAYER_ASK:
	case PLAYER_SURE:
		if (player->quiz)
			return question_word(player);
		return player->exit_test                    ? "the bets again"
		       : present(player)->kind == STEP_BETS ? "opening bets"
							    : "bet";
	case PLAYER_SEEN: return "look";
	case PLAYER_TOLD: return "why";
	case PLAYER_PAGE:
		return present(player)->kind == STEP_SUMMARY ? "the page to keep" : "words";
	case PLAYER_WATCH: break;
	}
	return step_kind_word(present(player)->kind);
}

static const char *
sheet_keys(enum item_kind kind, bool look_back)
{
	switch (kind) {
	case ITEM_MULTI:
		return look_back ? "1-6 pick   Enter done   [ ] look back   s skip   ? help   "
				   "q home"
				 : "1-6 pick   Enter done   s skip   ? help   q home";
	case ITEM_ORDER:
		return "1-6 next place   J K move   Enter done   s skip   ? help   q home";
	case ITEM_MARK_EVENT:
		return "\xe2\x86\x91 \xe2\x86\x93 move the mark   Enter this one   s skip   "
		       "? help   q home";
	case ITEM_FILL: return "Enter done   Tab don't know   Esc home   ? help";
	case ITEM_NUMBER:
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT:
	case ITEM_KIND_COUNT: break;
	}
	return look_back ? "0-9 type   Enter done   Tab don't know   [ ] look back   ? help   "
			   "q home"
			 : "0-9 type   Enter done   Tab don't know   s skip   ? help   q home";
}

static const char *
ask_keys(const struct app *app, bool look_back)
{
	static const char *const digits[][2] = {
		{ "1-2 pick   s skip   ? help   q home",
		    "1-2 pick   [ ] look back   s skip   ? help   q home" },
		{ "1-3 pick   s skip   ? help   q home",
		    "1-3 pick   [ ] look back   s skip   ? help   q home" },
		{ "1-4 pick   s skip   ? help   q home",
		    "1-4 pick   [ ] look back   s skip   ? help   q home" },
		{ "1-5 pick   s skip   ? help   q home",
		    "1-5 pick   [ ] look back   s skip   ? help   q home" },
		{ "1-6 pick   s skip   ? help   q home",
		    "1-6 pick   [ ] look back   s skip   ? help   q home" },
	};
	const struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	uint32_t count = player->mode == PLAYER_SEEN ? present(player)->seen.option_count
			 : item                      ? item->option_count
						     : 2;

	if (player->mode == PLAYER_ASK && player_has_sheet(player))
		return sheet_keys(item->kind, look_back);

	return digits[count <= 2 ? 0 : count >= 6 ? 4 : count - 2][look_back];
}

/* Before anything was tried, what there is to try; then what was tried, and its code to share. */
static const char *
play_keys(const struct player *player)
{
	bool designs = player->lesson->step_count > 1;

	if (player->has_other)
		return "Space step   \xe2\x86\x91 \xe2\x86\x93 difference   v view   "
		       "d alone again   x break   u undo   ? help   q alone";
	if (player->forks && player->forks->count > 1)
		return designs
			   ? "Space step   x break   u undo   f futures   y code   S settings   "
			     "Tab design   C challenges   ? help   q home"
			   : "Space step   x break   u undo   f futures   y code   S settings   "
			     "C challenges   ? help   q home";
	return designs ? "Space step   x break   S settings   Tab design   C challenges   y code   "
			 "? help   q home"
		       : "Space step   x break   S settings   C challenges   y code   ? help   "
			 "q home";
}

/* A challenge from the list: q leads back to it. */
static const char *
challenge_keys(const struct player *player)
{
	uint32_t settings = player_settings_allowed(player);
	bool moves = settings < player->challenge.rule_count;

	if (player->goal == 1)
		return "Space go on   y code   u undo   f futures   v view   ? help   q list";
	return !moves ? "Space go on   S settings   u undo   H hint   y code   ? help   q list"
	       : settings
		   ? "Space go on   x break   S settings   u undo   H hint   ? help   q list"
		   : "Space go on   x break   u undo   H hint   v view   ? help   q list";
}

const char *
player_keys(const struct app *app)
{
	struct player *player = app->player;

	if (app->noting || app->pricing)
		return "Enter keep it   Esc leave it as it was";
	if (player->typing)
		return "Enter go   Esc leave";
	if (player->unfolded && app->to_play)
		return "v view   Tab design   ? help   q home";
	if (player->unfolded)
		return "Tab the words   ? help   q home";
	if (player->breaking)
		return "Enter do it   \xe2\x86\x91 \xe2\x86\x93 \xe2\x86\x90 \xe2\x86\x92 choose   "
		       "Tab other target   Esc close";
	if (player->why_chain)
		return "Space close   \xe2\x86\x90 \xe2\x86\x92 one event   ? help   q close";
	if (player->inside)
		return "i next place   Space close   ? help   q close";
	if (player->replaying)
		return "Space go on   \xe2\x86\x90 \xe2\x86\x92 one event   . play   ? help   q "
		       "why";
	if (app->to_play && !player->playing)
		return play_keys(player);
	if (player->playing)
		return app->challenging ? ". pause   < > speed   Space step   ? help   q list"
					: ". pause   < > speed   Space step   ? help   q home";
	switch (player->mode) {
	case PLAYER_ASK:
		return player->quiz ? quiz_ask_keys(player) : ask_keys(app, player->has_run);
	case PLAYER_SURE:
		return player->quiz
			   ? "g t s how sure   \xe2\x86\x90 other answer   ? help   q stop"
			   : "g t s how sure   \xe2\x86\x90 other answer   ? help   q home";
	case PLAYER_SEEN: return ask_keys(app, true);
	case PLAYER_TOLD:
		if (!player_item(player))
			return "Space next   x break   ? help   q home";
		if (player->quiz)
			return quiz_told_keys(player);
		return "Space next   r replay my bet   a other whys   x break   ? help   q home";
	case PLAYER_PAGE:
		return "Space next   \xe2\x86\x91 \xe2\x86\x93 scroll   e save   ? help   q home";
	case PLAYER_WATCH: break;
	}
	if (app->challenging && player->has_challenge && player->view == VIEW_MAP)
		return challenge_keys(player);
	if (player->view == VIEW_WIRE && player->mode == PLAYER_WATCH)
		return "Space go on   \xe2\x86\x91 \xe2\x86\x93 message   \xe2\x86\x90 "
		       "\xe2\x86\x92 step   v view   ? help   q home";
	if (player->view == VIEW_CHART && player->mode == PLAYER_WATCH)
		return "Space go on   \xe2\x86\x90 \xe2\x86\x92 point   T table   v view   "
		       "? help   q home";
	if (player->view == VIEW_DIFF && player->mode == PLAYER_WATCH)
		return "Space go on   \xe2\x86\x91 \xe2\x86\x93 difference   \xe2\x86\x90 "
		       "\xe2\x86\x92 step   v view   ? help   q home";
	if (player_settings_allowed(player) && player_settings_allowed(player) ==
	    player->challenge.rule_count)
		return "Space go on   \xe2\x86\x90 \xe2\x86\x92 step   S settings   u undo   "
		       "H hint   ? help   q home";
	if (player_forked(player))
		return "Space go on   \xe2\x86\x90 \xe2\x86\x92 step   u undo   x break   v view   "
		       "? help   q home";
	return "Space go on   \xe2\x86\x90 \xe2\x86\x92 step   . play   v view   x break   ? help  "
	       " q home";
}

const char *
player_save_name(const struct app *app)
{
	struct player *player = app->player;
	const struct lesson *lesson = player->lesson; /* a file of scenarios alone has no id */

	return arena_printf(&player->frame, "coatcheck-%s-%s.txt",
	    lesson->id ? lesson->id : lesson->title, present(player)->id);
}

/* ---- sentences ---- */

/* The design's id in capitals, as lanes are labelled. */
static void
add_label(const char *design, struct str *out)
{
	for (; *design; design++)
		str_add_char(
		    out, *design >= 'a' && *design <= 'z' ? (char)(*design - 32) : *design);
}

/* Keeps the first sentence. */
static void
first_sentence(struct str *text)
{
	char *end = strstr(text->text, ". ");

	if (end) {
		end[1] = '\0';
		text->length = strlen(text->text);
	}
}

void
player_lane_sentence(struct player *player, uint32_t r, struct str *out)
{
	const struct trace *trace = &player->set.runs[r].trace;
	struct str sentence = STR_INIT;

	for (uint32_t p = player->positions[r]; p > 0; p--)
		if (!event_kinds[trace->events[p - 1].kind].minor) {
			sentence_event(trace, p - 1, &sentence);
			first_sentence(&sentence);
			add_label(player->set.runs[r].design, out);
			str_printf(out, "  %s", sentence.text);
			break;
		}
	str_release(&sentence);
}

/* The other lane's events of the same stretch, each under its design's name. */
static void
say_other_lanes(struct app *app, uint32_t from, uint32_t to)
{
	struct player *player = app->player;
	uint32_t begin[LIMIT_DESIGNS], end[LIMIT_DESIGNS];

	if (player->set.run_count < 2 || player->has_cast)
		return;
	runset_positions(&player->set, 0, from, begin);
	runset_positions(&player->set, 0, to, end);
	for (uint32_t r = 1; r < player->set.run_count; r++) {
		const struct trace *trace = &player->set.runs[r].trace;
		for (uint32_t i = begin[r]; i < end[r]; i++) {
			struct str line = STR_INIT;
			if (!event_kinds[trace->events[i].kind].minor) {
				add_label(player->set.runs[r].design, &line);
				str_add(&line, ": ");
				sentence_event(trace, i, &line);
				app_paragraph(app, "       ", line.text);
			}
			str_release(&line);
		}
	}
}

void
player_say_events(struct app *app, uint32_t from, uint32_t to)
{
	struct player *player = app->player;
	const struct trace *trace = player_trace(player);
	const struct lesson_step *step = present(player);

	if (!app->options.plain || !trace)
		return;
	if (to < from || (to == from && to == 0))
		from = to ? to - 1 : 0;
	for (uint32_t i = from; i < to && i < trace->event_count; i++) {
		struct str line = STR_INIT;
		char indent[16];

		if (event_kinds[trace->events[i].kind].minor && (i + 1 < to || i > from))
			continue;
		snprintf(indent, sizeof indent, "  %3u  ", i);
		if (player->bet_open)
			sentence_closed(trace, i, &line); /* what a crash took is asked */
		else
			sentence_event(trace, i, &line);
		app_paragraph(app, indent, line.text);
		str_release(&line);
		for (uint32_t s = 0; s < step->say_count && !player_forked(player); s++)
			if (player->say_positions[s] == i + 1 && !player_withheld(player, s) &&
			    !(player->bet_open && i + 1 >= player->bet))
				app_paragraph(app, "", step->say[s].text);
	}
	say_other_lanes(app, from, to);
	if (to <= from || player->mode == PLAYER_ASK)
		return;
	{
		struct str where = STR_INIT;
		player_say_where(app, &where);
		if (!player->where_said || !str_equal(player->where_said, where.text))
			app_paragraph(app, "", where.text);
		player->where_said = arena_strdup(&player->step_arena, where.text);
		str_release(&where);
	}
}

void
player_say_where(struct app *app, struct str *out)
{
	struct player *player = app->player;
	struct scene scene;
	uint32_t first;

	player_scene(player, &scene);
	if (!scene.run_count || scene.client == NONE16)
		return;
	str_printf(out, "Where %s %s's %s? ",
	    sentence_is(trace_piece_name(scene.runs[0].trace, scene.piece)),
	    scene.runs[0].trace->actors[scene.client].name,
	    trace_piece_name(scene.runs[0].trace, scene.piece));
	if (player->bet_open) {
		str_add(out, "Your bet first.");
		return;
	}
	first = player->has_cast ? scene.run_count - 1 : 0; /* the analogy's lane says the same */
	for (uint32_t r = first; r < scene.run_count; r++) {
		struct str where = STR_INIT;
		sentence_where(world_at(scene.runs[r].cursor, scene.runs[r].position), scene.piece,
		    scene.client, &where);
		if (scene.run_count - first > 1)
			str_printf(out, "%s%s: ", r ? " " : "", scene.runs[r].design);
		if (where.length && where.text[0] >= 'a' && where.text[0] <= 'z' &&
		    scene.run_count - first == 1)
			where.text[0] = (char)(where.text[0] - 32);
		str_printf(out, "%s.", where.text);
		str_release(&where);
	}
}

/* Was it made to happen at its place, and is the event before it no cause of it? */
static bool
was_placed(const struct trace *trace, const struct event *event)
{
	const struct scenario *scenario = trace->scenario;

	for (uint32_t i = 0; i < scenario->fault_count; i++)
		if (scenario->faults[i].after_event != UINT32_MAX &&
		    scenario->faults[i].after_event + trace->lead == event->cause &&
		    event_kinds[event->kind].shape != SHAPE_MOVE && event->at_ns ==
		    trace->events[event->cause].at_ns && trace_event_is_fault(trace, event))
			return true;
	return false;
}

void
player_why_text(const struct player *player, struct str *out)
{
	const struct trace *trace = player_trace(player);
	uint32_t chain[CHAIN_MAX], count = 0, event;

	if (!trace || player_position(player) == 0) {
		str_add(out, "Nothing has happened yet.\n");
		return;
	}
	for (event = player_position(player) - 1; event != NONE32 && count < CHAIN_MAX;
	     event = trace->events[event].cause) {
		chain[count++] = event;
		if (trace->events[event].cause != NONE32 &&
		    was_placed(trace, &trace->events[event]))
			break;
	}
	for (uint32_t i = 0; i < count; i++) {
		str_printf(out, "%s%4u  ", i ? "because of " : "           ", chain[i]);
		if (player->bet_open)
			sentence_closed(trace, chain[i], out);
		else
			sentence_event(trace, chain[i], out);
		str_add_char(out, '\n');
	}
	if (event == NONE32)
		str_add(out, "There it begins: nothing in the run caused it.\n");
	else if (count > 0 && event == chain[count - 1])
		str_printf(out, "There it begins: it was made to happen here, right after event "
				"%u.\n", trace->events[event].cause);
}

void
player_inside_text(const struct player *player, struct str *out)
{
	const struct trace *trace = player_trace(player);
	const struct world *world;
	const struct actor *actor;
	int lines = 0;

	if (!trace)
		return;
	actor = &trace->actors[player->inside_place];
	world = world_at(player->set.runs[0].cursor, player_position(player));
	str_printf(out, "Inside %s:\n", actor->name);
	if (player->bet_open) {
		str_add(out, "  closed until your bet\n");
		return;
	}
	for (const struct holding *holding = world_first(world, player->inside_place);
	     holding && lines < 6; holding = world_next(world, holding)) {
		const struct item *item = &trace->items[holding->item];

		str_printf(out, "  %s", trace_piece_id(trace, item->piece));
		if (item->client != NONE16 &&
		    trace->actors[player->inside_place].role != ROLE_DEVICE)
			str_printf(out, " of %s", trace->actors[item->client].name);
		if (holding->text != NONE32)
			str_printf(out, "  %s", trace_text(trace, holding->text));
		if (holding->bytes)
			str_printf(out, "  %llu B", (unsigned long long)holding->bytes);
		str_add_char(out, '\n');
		lines++;
	}
	if (lines == 0 && actor->role == ROLE_SERVER &&
	    !world->places[player->inside_place].up)
		str_add(out, "  nothing: it is down, and what its memory held is gone\n");
	else if (lines == 0)
		str_add(out, "  nothing\n");
}

/* "c" for crash: the key of the action that bears the move's name. */
static const char *
move_key(int row)
{
	for (int i = 0; i < ACTION_COUNT; i++)
		if (str_equal(action_rows[i].script, move_rows[row].word))
			return action_rows[i].keys;
	return "";
}

/* What `>` points at, in a sentence, with its figure. */
static void
explain_move(const struct player *player, const char *target, struct str *out)
{
	const struct move_row *row = &move_rows[player->move];
	bool whole = row->targets & MOVE_WHOLE;
	size_t begin = out->length;

	str_printf(out, "%s%s%s", whole ? "" : target, whole ? "" : " ", row->text);
	if (str_starts_with(out->text + begin, "the ")) /* "the database answers nobody" */
		out->text[begin] = 'T';
	str_add_char(out, '\n');
	if (row->choice_key && move_choice_count(row, player_trace(player), player->target)) {
		const char *unit = row->unit ? row->unit : "%s", *figure = strstr(unit, "%s");

		str_printf(out, "< %.*s%s%s >\n", (int)(figure - unit), unit,
		    row->choices[player->choices[player->move]], figure + 2);
	}
}

#define BREAK_ROWS_SMALL 3 /* of the menu in a small window */

void
player_break_text(const struct player *player, int cols, struct str *out)
{
	const struct trace *trace = player_trace(player);
	const char *target =
	    trace && player->target != NONE16 ? trace->actors[player->target].name : "nothing";
	int columns = cols >= 76 ? 3 : cols >= 38 ? 2 : 1, width = (cols - 2) / columns;
	int offered = 0, pointed = 0, first = 0, last;

	for (int i = 0; i < (int)move_row_count; i++) {
		pointed = i == player->move ? offered : pointed;
		offered += !player_move_refused(player, i);
	}
	last = offered;
	/* a window round what is pointed at */
	if (columns < 3 && offered > BREAK_ROWS_SMALL * columns) {
		first = pointed / columns * columns - columns;
		first = first < 0 ? 0 : first;
		last = first + BREAK_ROWS_SMALL * columns;
	}
	for (int i = 0, n = 0; i < (int)move_row_count; i++) {
		int used;

		if (player_move_refused(player, i) || n++ < first || n > last)
			continue;
		used = (int)out->length;
		str_printf(out, "%s %s %s", i == player->move ? ">" : " ", move_key(i),
		    move_rows[i].name);
		used = (int)out->length - used;
		if ((n - first) % columns == 0 || n == last || n == offered)
			str_add_char(out, '\n');
		else
			str_add_repeated(out, ' ', (width > 24 ? 24 : width) - used);
	}
	if (player->move >= 0)
		explain_move(player, target, out);
	str_add(out, "It starts a future of its own here; u undoes it, f shows all of them.\n");
}

/* A step that only looks: what was there, whatever was seen. */
static const char *
seen_verdict(struct player *player, struct arena *arena)
{
	const struct lesson_seen *seen = &present(player)->seen;
	int key = player_seen_key(player), chosen = player->seen_chosen;

	if (seen->option_count == 0)
		return "";
	if (key < 0)
		return "This run does not decide it.";
	if (chosen < 0)
		return arena_printf(arena, "It was %d: %s.", key + 1, seen->options[key].text);
	if (chosen == key)
		return arena_printf(arena, "You saw %d. So it was.", chosen + 1);
	return arena_printf(arena, "You saw %d. It was %d: %s.", chosen + 1, key + 1,
	    seen->options[key].text);
}

const char *
player_verdict(struct player *player, struct arena *arena)
{
	static const char *const sure[] = { "", ", guessed", ", think so", ", sure" };
	const struct answer *answer = player_answer(player);

	if (!answer)
		return seen_verdict(player, arena);
	if (player->quiz)
		return quiz_verdict(player, arena);
	if (player_is_sheet(player_item(player)))
		return player_sheet_verdict(player, arena);
	if (answer->key < 0)
		return "This run does not decide it.";
	if (answer->chosen == ANSWER_NONE)
		return arena_printf(arena, "You were not asked yet. It is %d.", answer->key + 1);
	if (answer->chosen < 0)
		return arena_printf(arena, "%s It is %d.",
		    answer->chosen == ANSWER_SKIPPED ? "Skipped." : "You did not know.",
		    answer->key + 1);
	if (answer->chosen == answer->key)
		return arena_printf(
		    arena, "You bet %d%s. So it was.", answer->chosen + 1, sure[answer->sure]);
	return arena_printf(arena, "You bet %d%s. It was %d.%s", answer->chosen + 1,
	    sure[answer->sure], answer->key + 1,
	    answer->sure == SURE_SURE ? " Sure misses teach most: r shows where you parted." : "");
}

/* ---- the plain front ---- */

static void
say_options(
    struct player *player, struct str *out, const struct lesson_option *options, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		app_wrap(out, arena_printf(&player->frame, "  %u  ", i + 1),
		    options[i].text);
}

static void
say_told(struct app *app, struct str *out)
{
	struct player *player = app->player;
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);

	if (player_is_sheet(item) && answer) {
		player_say_sheet_told(app, out);
		if (player_said(player))
			app_wrap(out, "In general: ", player_said(player)->text);
		return;
	}
	app_wrap(out, "", player_verdict(player, &player->frame));
	for (uint32_t i = 0; item && answer && i < item->option_count; i++) {
		bool key = (int)i == answer->key, yours = (int)i == answer->chosen;
		if (!key && !yours && !player->all_whys)
			continue;
		app_wrap(out, arena_printf(&player->frame, "  %u  ", i + 1),
		    arena_printf(&player->frame, "%s%s%s", key ? "yes: " : "no: ",
			item->options[i].why ? item->options[i].why : item->options[i].text,
			!yours || key	    ? ""
			    : player->quiz ? " (your answer)"
					   : " (your bet)"));
	}
	if (player_said(player))
		app_wrap(out, "In general: ", player_said(player)->text);
}

/* "Ticket, badge or coat? Step 2 of 12: show." and, at its beginning, the step's title. */
static void
say_place(struct app *app, struct str *out)
{
	const struct player *player = app->player;
	const struct lesson_step *step = present(player);
	const char *place = challenges_place(app);
	const char *title = player->lesson->title;
	size_t length = strlen(title);

	if (player->is_cluster) {
		str_printf(out, "Play: %s, design %s, %s.\n", title, step->id,
		    player->forks ? player->forks->rows[player->forks->now].name : "main");
		return;
	}
	if (player->quiz) {
		str_printf(out, "Question %u of %u: %s.\n", player->step + 1,
		    player->lesson->step_count, player_kind_word(player));
		return;
	}
	if (!place)
		place = arena_printf(&app->frame, "step %u of %u", player->step + 1,
		    player->lesson->step_count);
	str_printf(out, "%s%s %c%s: %s.\n", title,
	    length && strchr("?!.", title[length - 1]) ? "" : ".", place[0] - 'a' + 'A', place + 1,
	    app->challenging && step->par ? arena_printf(&app->frame, "par %u", step->par)
					  : player_kind_word(player));
	if (step->title && player->mode != PLAYER_TOLD && !step->goal &&
	    player_position(player) == player->first)
		str_printf(out, "%s%s\n", step->title,
		    strchr("?!.", step->title[strlen(step->title) - 1]) ? "" : ".");
}

/* Where a step begins, and where a run goes on after its bet: the event, and what is said of it. */
static void
say_moment(struct player *player, struct str *out)
{
	const struct trace *trace = player_trace(player);
	uint32_t position = player_position(player);

	if (position != player->first && position != player->bet && !player->is_cluster)
		return;
	if (position > 0 && trace->events[position - 1].at_ns > 0 &&
	    !event_kinds[trace->events[position - 1].kind].minor) {
		struct str line = STR_INIT;
		char indent[16];

		snprintf(indent, sizeof indent, "  %3u  ", position - 1);
		sentence_event(trace, position - 1, &line);
		app_wrap(out, indent, line.text);
		str_release(&line);
	}
	if (position == player->first && player->view == VIEW_CHART && player_has_chart(player))
		player_say_chart(player, out);
	if (player_said(player))
		app_wrap(out, "", player_said(player)->text);
}

void
player_say_chart(struct player *player, struct str *out)
{
	enum view_kind view = player->view;

	player->view = VIEW_CHART;
	while (player_chart_works(player))
		player_chart_work(player);
	if (player_chart(player))
		chart_table(player_chart(player), out);
	player->view = view;
}

void
player_say(struct app *app, struct str *out)
{
	struct player *player = app->player;
	const struct lesson_step *step = present(player);
	const struct lesson_item *item = player_item(player);

	if (player->mode != PLAYER_SURE)
		say_place(app, out);
	if (player->mode == PLAYER_WATCH && note_of_step(app) && !player->breaking &&
	    (!player->has_run || player_position(player) == player->first))
		app_wrap(out, "Your note: ", note_of_step(app));
	if (player->breaking)
		player_break_text(player, 78, out);
	else if (player->why_chain)
		player_why_text(player, out);
	else if (player->inside)
		player_inside_text(player, out);
	else if (player->mode == PLAYER_TOLD) {
		say_told(app, out);
		if (player->quiz)
			quiz_say_told(app, out);
	} else if (player->mode == PLAYER_PAGE)
		player_summary(app, out);
	else if (player->mode == PLAYER_SEEN) {
		app_wrap(out, "", step->seen.prompt ? step->seen.prompt : "What did you see?");
		say_options(player, out, step->seen.options, step->seen.option_count);
	} else if (item && player->mode == PLAYER_ASK) {
		if (player->quiz)
			quiz_say_frame(app, out);
		player_say_where(app, out);
		if (player->has_run)
			str_add_char(out, '\n');
		app_wrap(out, "", item->ask);
		if (player_has_sheet(player))
			player_say_sheet(app, out);
		else
			say_options(player, out, item->options, item->option_count);
	} else if (player->mode == PLAYER_WATCH && player->has_run) {
		player_say_task(app, out);
		for (uint32_t i = 0; i < player->set.run_count; i++) {
			str_printf(out, "Design %s: ", player->set.runs[i].design);
			scene_caption(player->set.runs[i].scenario, player->analogy_words, out);
			str_add(out, ".\n");
		}
		say_moment(player, out);
	}
}

const char *
player_prompt(const struct app *app)
{
	const struct player *player = app->player;

	if (app->noting)
		return "Your note (an empty line leaves it as it was, - takes it away): ";
	if (app->pricing)
		return "Prices, as in \"servers 1, wire 1, store 3 of 9000\" (an empty line leaves "
		       "them): ";
	if (player->typing)
		return "Go to: ";
	if (player->breaking)
		return "A letter does it, \"target\" takes another place, q closes: ";
	if (player->replaying)
		return "Enter goes on, then back to why (l one event on, h back, q why): ";
	if (player->why_chain)
		return "Enter closes: ";
	if (player->inside)
		return "i shows the next place, Enter closes: ";
	switch (player->mode) {
	case PLAYER_ASK:
		if (player->quiz)
			return quiz_ask_prompt(app->player);
		if (player_has_sheet(player))
			return player_sheet_prompt(player);
		return "Answer with a number (s skip, ? help, q leave): ";
	case PLAYER_SEEN: return "Answer with a number (s skip, ? help, q leave): ";
	case PLAYER_SURE: return "How sure? g guess, t or Enter think so, s sure: ";
	case PLAYER_TOLD:
		if (!player_item(player))
			return "Enter goes on (? help, q leave): ";
		if (player->quiz)
			return quiz_told_prompt(app->player);
		return "Enter goes on, r replays your bet, a the other whys: ";
	case PLAYER_PAGE: return "Enter goes on (? help, q leave): ";
	case PLAYER_WATCH: break;
	}
	if (app->to_play)
		return player->forks && player->forks->count > 1
			   ? "Enter goes on (x break, u undo, f futures, y run code, ? help, "
			     "q leave): "
			   : "Enter goes on (x break, S settings, C challenges, ? help, q leave): ";
	if (app->challenging && player->has_challenge)
		return player_settings_allowed(player) == player->challenge.rule_count
			   ? "Enter goes on (S settings, u undo, H hint, ? help, q the list): "
			   : "Enter goes on (x break, u undo, H hint, ? help, q the list): ";
	return "Enter goes on (h back, x break, c why, ? help, q leave): ";
}
