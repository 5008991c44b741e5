/* player/player.c - the walk of a lesson: which moment, which question, what comes next. */
#include "player/player_internal.h"

#include <string.h>


#include "base/check.h"
#include "base/utf8.h"
#include "experiment/question.h"
#include "trace/sentence.h"

struct player *
player_new(const struct lesson *lesson)
{
	struct player *player = mem_alloc(sizeof *player);

	memset(player, 0, sizeof *player);
	player_own_lesson(player, lesson);
	player->analogy_words = lesson->analogy.row_count > 0;
	player->before =
	    arena_array(&player->arena, lesson->item_count + 1, sizeof *player->before);
	player->now = arena_array(&player->arena, lesson->item_count + 1, sizeof *player->now);
	player->run = arena_array(&player->arena, lesson->item_count + 1, sizeof *player->run);
	for (uint32_t i = 0; i < lesson->item_count; i++) {
		player->before[i] = (struct answer){ .chosen = ANSWER_NONE, .key = -1 };
		player->now[i] = (struct answer){ .chosen = ANSWER_NONE, .key = -1 };
		player->run[i] = (struct answer){ .chosen = ANSWER_NONE, .key = -1 };
	}
	player->step_forks =
	    arena_array(&player->arena, lesson->step_count + 1, sizeof *player->step_forks);
	player->speed = 2;
	str_init(&player->typed);
	return player;
}

void
player_free(struct player *player)
{
	if (!player)
		return;
	player_chart_forget(player);
	player_forget_run(player);
	for (uint32_t i = 0; i < player->lesson->step_count; i++)
		if (player->step_forks[i]) {
			forks_release(player->step_forks[i]);
			mem_free(player->step_forks[i]);
		}
	str_release(&player->typed);
	arena_release(&player->frame);
	arena_release(&player->step_arena);
	arena_release(&player->arena);
	mem_free(player);
}

const struct lesson_step *
player_step_row(const struct player *player)
{
	return &player->lesson->steps[player->step];
}

const struct trace *
player_trace(const struct player *player)
{
	return player->has_run ? &player->set.runs[0].trace : NULL;
}

uint32_t
player_position(const struct player *player)
{
	return player->has_run ? player->positions[0] : 0;
}

uint32_t
player_moment(struct player *player, const char *text, struct mark mark, uint32_t otherwise)
{
	struct findings findings;
	uint32_t position;
	uint64_t at_ns;

	if (!text)
		return otherwise;
	findings_init(&findings, &player->step_arena);
	if (!runset_moment(&player->set, 0, text, mark, &position, &at_ns, &findings))
		return otherwise;
	return position;
}

void
player_seek(struct player *player, uint32_t position)
{
	const struct trace *trace = player_trace(player);

	if (!trace)
		return;
	if (position > trace->event_count)
		position = trace->event_count;
	runset_positions(&player->set, 0, position, player->positions);
	player->at_ns = position ? trace->events[position - 1].at_ns : 0;
	player->message = NONE32;
	if (position > player->seen_until)
		player->seen_until = position;
}

void
player_stand(struct player *player, uint32_t position)
{
	uint32_t bound = player_bound(player);

	player_seek(player, position < bound ? position : bound);
}

/* The position just before event `position - 1` where its moment lies: "before until". */
static uint32_t
before_moment(const struct trace *trace, uint32_t position)
{
	(void)trace;
	return position > 0 ? position - 1 : 0;
}

static void
find_moments(struct player *player)
{
	const struct lesson_step *step = player_step_row(player);
	const struct trace *trace = player_trace(player);
	const struct lesson_item *item = step->ask_count && step->kind == STEP_PREDICT
					     ? lesson_item(player->lesson, step->ask[0])
					     : NULL;

	player->first = player_moment(player, step->from, step->from_mark, 0);
	if (step->kind == STEP_BREAK)
		player->first = player_moment(player, step->at, step->at_mark, 0);
	player->last = player_moment(player, step->until, step->until_mark, trace->event_count);
	if (player->last < player->first)
		player->last = trace->event_count;
	player->bet = player->last;
	if (item)
		player->bet = item->at
				  ? player_moment(player, item->at, item->at_mark, player->first)
				  : before_moment(trace, player->last);
	if (player->bet > player->last)
		player->bet = player->last;
	if (player->bet < player->first)
		player->bet = player->first;
	player->say_positions =
	    arena_array(&player->step_arena, step->say_count + 1, sizeof *player->say_positions);
	for (uint32_t i = 0; i < step->say_count; i++)
		player->say_positions[i] =
		    player_moment(player, step->say[i].at, step->say[i].at_mark, player->last);
}

/* ---- items ---- */

const struct lesson_item *
player_item(const struct player *player)
{
	const struct lesson_step *step = player_step_row(player);
	const struct lesson_item *bets[LIMIT_ITEMS];

	if (player->exit_test) {
		uint32_t count = player_exit_items(player, bets, LIMIT_ITEMS);
		return player->asked < count ? bets[player->asked] : NULL;
	}
	return player->asked < step->ask_count
		   ? lesson_item(player->lesson, step->ask[player->asked])
		   : NULL;
}

uint32_t
player_bets(const struct player *player, const struct lesson_item **items, uint32_t max)
{
	uint32_t count = 0;

	for (uint32_t s = 0; s < player->lesson->step_count; s++) {
		const struct lesson_step *step = &player->lesson->steps[s];
		for (uint32_t i = 0; step->kind == STEP_BETS && i < step->ask_count; i++) {
			const struct lesson_item *item = lesson_item(player->lesson, step->ask[i]);
			if (item && count < max)
				items[count++] = item;
		}
	}
	return count;
}

uint32_t
player_exit_items(const struct player *player, const struct lesson_item **items, uint32_t max)
{
	uint32_t count = player_bets(player, items, max);

	for (uint32_t s = 0; s < player->lesson->step_count && count < max; s++) {
		const char *id = player->lesson->steps[s].elsewhere;
		const struct lesson_item *item = id ? lesson_item(player->lesson, id) : NULL;

		if (item)
			items[count++] = item;
	}
	return count;
}

bool
player_asks_elsewhere(const struct player *player)
{
	const struct lesson_item *bets[LIMIT_ITEMS];

	return player->exit_test && player->asked >= player_bets(player, bets, LIMIT_ITEMS);
}

uint32_t
player_ask_count(const struct player *player)
{
	const struct lesson_item *bets[LIMIT_ITEMS];

	return player->exit_test ? player_exit_items(player, bets, LIMIT_ITEMS)
				 : player_step_row(player)->ask_count;
}

struct answer *
player_answer(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	size_t row;

	if (!item)
		return NULL;
	row = (size_t)(item - player->lesson->items);
	if (player->exit_test)
		return &player->now[row];
	return player_step_row(player)->kind == STEP_BETS ? &player->before[row]
							  : &player->run[row];
}

int
player_seen_key(struct player *player)
{
	const struct lesson_seen *seen = &player_step_row(player)->seen;
	struct arena scratch = { 0 };
	struct findings findings;
	int key = -1;

	findings_init(&findings, &scratch);
	for (uint32_t i = 0; i < seen->option_count && key < 0 && player->has_run; i++) {
		struct expr_value value;
		bool ok;

		if (!seen->options[i].holds)
			continue;
		value = runset_evaluate(&player->set, seen->options[i].holds,
		    seen->options[i].holds_mark, NULL, &scratch, &findings, &ok);
		if (ok && value.known && !value.missing && value.truth)
			key = (int)i;
	}
	arena_release(&scratch);
	return key;
}

/* ---- steps ---- */

static void
ask(struct player *player)
{
	struct answer *answer = player_answer(player);

	if (player_step_row(player)->kind == STEP_BETS || player->exit_test)
		player_vary_bet(player);
	player->mode = PLAYER_ASK;
	player->cursor = -1;
	player->hints = 0;
	player->playing = false;
	player->all_whys = player->why_chain = player->inside = false;
	player->bet_open = player_step_row(player)->kind == STEP_PREDICT && !player->exit_test;
	player->return_position = player_position(player);
	if (answer)
		*answer = (struct answer){ .chosen = ANSWER_NONE, .key = -1 };
	player_sheet_open(player);
}

static void
clear_step(struct player *player)
{
	player_chart_forget(player);
	player_forget_run(player);
	arena_release(&player->step_arena);
	player->problem = NULL;
	player->where_said = NULL;
	player->asked = 0;
	player->bet_open = player->exit_test = player->playing = player->typing = false;
	player->all_whys = player->why_chain = player->replaying = player->inside = false;
	player->breaking = player->zoom = player->all_events = false;
	player->slice = 0;
	player->forks = NULL;
	player->followed.known = false;
	player->under.sums = NULL;
	player->has_challenge = false;
	player->goal = -1;
	player->missing = NULL;
	player->settings = NULL;
	player->setting_count = 0;
	memset(&player->path, 0, sizeof player->path);
	player->seen_chosen = ANSWER_NONE;
	player->cursor = -1;
	player->lane = 0;
	player->first = player->bet = player->last = player->seen_until = 0;
	player->say_positions = NULL;
	player->target = NONE16;
}

/* Events of the first run until one that the second does not have in its place. */
static uint32_t
first_difference(const struct runset *set)
{
	const struct trace *a = &set->runs[0].trace, *b = &set->runs[1].trace;
	uint32_t i = 0;

	while (i + a->lead < a->event_count && i + b->lead < b->event_count &&
	       a->events[i + a->lead].kind == b->events[i + b->lead].kind &&
	       a->events[i + a->lead].at_ns == b->events[i + b->lead].at_ns)
		i++;
	i += a->lead;
	return i < a->event_count ? i + 1 : a->event_count;
}

/* Both designs, at the moment that is named, else where they first part. */
static void
enter_compare(struct player *player)
{
	const struct lesson_step *step = player_step_row(player);

	if (player->set.run_count > 1 && step->view_mark.line == 0)
		player->view = VIEW_DIFF;
	player_seek(player, step->at ? player_moment(player, step->at, step->at_mark, player->first)
		       : player->set.run_count > 1 ? first_difference(&player->set)
						   : player->first);
	player->first = player_position(player);
}

/* A question of a quiz: over its frame at once, or without one. */
static void
enter_question(struct player *player)
{
	const struct lesson_step *step = player_step_row(player);
	const struct lesson_item *item = player_item(player);

	player->view = step->view;
	if (step->scenario) {
		if (!player_run_step(player)) {
			player->mode = PLAYER_PAGE;
			return;
		}
		find_moments(player);
		if (item && !item->at && !step->until) /* the end of a run would answer */
			player->bet = player->first;
		player_seek(player, player->bet);
	}
	ask(player);
}

static void
enter_run(struct player *player)
{
	const struct lesson_step *step = player_step_row(player);

	player->view = step->view;
	player->difference = 0;
	if (!player_run_step(player)) {
		player->mode = PLAYER_PAGE;
		return;
	}
	find_moments(player);
	player_seek(player, player->first);
	player->mode = PLAYER_WATCH;
	player_read_challenge(player);
	player_judge(player);
	if (step->kind == STEP_COMPARE)
		enter_compare(player);
	if (step->cast_analogy && step->design_count <= 1)
		player_recast(player);
	if (step->kind == STEP_EXPLAIN) {
		struct answer *answer = player_answer(player);
		const struct lesson_item *item = player_item(player);
		player_seek(player, player_moment(player, step->at, step->at_mark, player->last));
		player->mode = PLAYER_TOLD;
		if (answer && item && answer->key < 0)
			player_settle(player, item, answer);
	}
}

void
player_enter(struct player *player, uint32_t step)
{
	const struct lesson_step *row;

	CHECK(step < player->lesson->step_count);
	clear_step(player);
	player->step = step;
	player->forks = player->step_forks[step]; /* what was tried here is still there */
	if (player->forks)
		forks_go(player->forks, 0);
	player_vary_step(player);
	row = player_step_row(player);
	switch (row->kind) {
	case STEP_BETS: ask(player); break;
	case STEP_SUMMARY: {
		const struct lesson_item *bets[LIMIT_ITEMS];
		player->exit_test = player_exit_items(player, bets, LIMIT_ITEMS) > 0;
		player->mode = PLAYER_PAGE;
		if (player->exit_test)
			ask(player);
		break;
	}
	case STEP_SHOW:
	case STEP_WORKED:
	case STEP_PREDICT:
		if (player->quiz) {
			enter_question(player);
			break;
		}
		enter_run(player);
		break;
	case STEP_OBSERVE:
	case STEP_COMPARE:
	case STEP_BREAK:
	case STEP_CHALLENGE:
	case STEP_EXPLAIN: enter_run(player); break;
	case STEP_KIND_COUNT: break;
	}
}

uint32_t
player_bound(const struct player *player)
{
	const struct trace *trace = player_trace(player);

	if (!trace)
		return 0;
	if (player->bet_open)
		return player->bet;
	if (player_step_row(player)->kind == STEP_PREDICT && player->mode == PLAYER_WATCH &&
	    !player_forked(player)) {
		struct answer *answer = player_answer((struct player *)(uintptr_t)player);
		if (answer && answer->chosen == ANSWER_NONE)
			return player->bet;
	}
	if (player_forked(player) || player->mode == PLAYER_TOLD || player->has_challenge)
		return trace->event_count;
	return player->last > player->positions[0] ? player->last : player->positions[0];
}

bool
player_step_done(const struct player *player)
{
	if (player->problem || player->mode == PLAYER_PAGE)
		return true;
	if (player->mode == PLAYER_TOLD)
		return true;
	return player->mode == PLAYER_WATCH && player_position(player) >= player_bound(player);
}

bool
player_in_picture(const struct player *player, uint32_t step)
{
	const struct lesson *lesson = player->lesson;

	switch (lesson->steps[step].kind) {
	case STEP_SHOW:
	case STEP_WORKED:
	case STEP_OBSERVE: return true;
	case STEP_PREDICT: /* the last one is the question that waits */
		for (uint32_t later = step + 1; later < lesson->step_count; later++)
			if (lesson->steps[later].kind == STEP_PREDICT)
				return false;
		return true;
	case STEP_BETS:
	case STEP_EXPLAIN:
	case STEP_COMPARE:
	case STEP_BREAK:
	case STEP_CHALLENGE:
	case STEP_SUMMARY:
	case STEP_KIND_COUNT: break;
	}
	return false;
}

static bool
next_step(struct player *player)
{
	uint32_t next = player->step + 1;

	if (player->quiz) /* which one is not the walk's to say */
		return false;
	while (player->picture && next < player->lesson->step_count &&
	       !player_in_picture(player, next))
		next++;
	if (next >= player->lesson->step_count)
		return false;
	player_enter(player, next);
	return true;
}

static bool
seen_wanted(const struct player *player)
{
	return player_step_row(player)->seen.option_count && player->seen_chosen == ANSWER_NONE;
}

static void
tell(struct player *player)
{
	struct answer *answer = player_answer(player);

	if (answer)
		player_settle(player, player_item(player), answer);
	if (answer && player->quiz)
		player_look_elsewhere(player, player_item(player), answer);
	player->mode = PLAYER_TOLD;
	player->all_whys = false;
	player->cursor = -1;
}

void
player_arrive(struct player *player)
{
	const struct answer *answer;

	if (player->mode != PLAYER_WATCH || player_step_row(player)->kind != STEP_PREDICT ||
	    player_forked(player) || player_position(player) < player->bet ||
	    player->bet <= player->first)
		return;
	answer = player_answer(player);
	if (answer && answer->chosen == ANSWER_NONE)
		ask(player);
}

/* The change by which the present future left the lesson's run. */
static uint32_t
first_fork(const struct player *player)
{
	uint32_t row = player->forks->now;

	while (player->forks->rows[row].parent != 0)
		row = player->forks->rows[row].parent;
	return row;
}

/* The run of a step has come to its bound: what is next? */
static bool
after_run(struct player *player)
{
	const struct lesson_step *step = player_step_row(player);
	struct answer *answer = player_answer(player);

	if (player->has_challenge)
		return next_step(player);
	if (player_forked(player) &&
	    player->forks->rows[first_fork(player)].left_at >= player->last)
		return next_step(player);
	if (player_forked(player)) { /* one's own future is over: the lesson's goes on */
		(void)player_go_fork(player, 0);
		player_seek(player, player->forks->rows[0].position);
		return true;
	}
	if (step->kind == STEP_PREDICT && answer && answer->chosen == ANSWER_NONE) {
		ask(player);
		return true;
	}
	if ((step->kind == STEP_PREDICT || step->kind == STEP_OBSERVE) && seen_wanted(player)) {
		player->mode = PLAYER_SEEN;
		player->cursor = -1;
		return true;
	}
	if (step->kind == STEP_PREDICT && answer) {
		tell(player);
		return true;
	}
	return next_step(player);
}

void
player_replay_end(struct player *player)
{
	player->replaying = false;
	player_seek(player, player->return_position);
}

bool
player_on(struct player *player)
{
	uint32_t end_of_replay = player->return_position;

	player->playing = false;
	if (player->replaying) {
		uint32_t end = player->parting.found && player_parting(player) > end_of_replay
				   ? player_parting(player)
				   : end_of_replay;

		if (player_position(player) < end)
			player_seek(
			    player, player_next_beat(player, player_position(player), end));
		else
			player_replay_end(player);
		return true;
	}
	if (player->problem)
		return next_step(player);
	switch (player->mode) {
	case PLAYER_ASK:
	case PLAYER_SEEN:
		if (player->cursor >= 0 && !player_has_sheet(player))
			player_pick(player, player->cursor);
		return true;
	case PLAYER_SURE: player_sure(player, SURE_THINK); return true;
	case PLAYER_TOLD:
		if (player_step_row(player)->kind == STEP_PREDICT &&
		    player->asked + 1 < player_step_row(player)->ask_count) {
			player->asked++;
			tell(player);
			return true;
		}
		return next_step(player);
	case PLAYER_PAGE: return next_step(player);
	case PLAYER_WATCH: break;
	}
	if (player_position(player) < player_bound(player)) {
		player_seek(player,
		    player_next_beat(player, player_position(player), player_bound(player)));
		return true;
	}
	return after_run(player);
}

/* ---- answers ---- */

/* The number of an option as its author wrote it: answers are shown in another order each time. */
int
player_authored(const struct player *player, const struct lesson_item *item, int chosen)
{
	const struct lesson_item *written = lesson_item(player->written, item->id);
	struct mark shown;

	if (chosen < 0 || !written || (uint32_t)chosen >= item->option_count)
		return chosen;
	shown = item->options[chosen].mark;
	for (uint32_t i = 0; i < written->option_count; i++)
		if (written->options[i].mark.line == shown.line &&
		    written->options[i].mark.column == shown.column)
			return (int)i;
	return chosen;
}

/* For the record. */
static void
note_given(struct player *player)
{
	const struct lesson_item *item = player_item(player);
	const struct answer *answer = player_answer(player);
	struct given *given;

	if (!item || !answer || player->given_count == sizeof player->given / sizeof *player->given)
		return;
	player->given[player->given_count] = (struct given){ .item = item, .answer = *answer,
		.counts = player_step_row(player)->kind != STEP_BETS,
		.seed = player_isomorph(player, item).seed };
	given = &player->given[player->given_count++];
	player_settle(player, item, &given->answer);
	given->option = player_authored(player, item, given->answer.chosen);
	given->text = player_given_text(player, item, given->answer.given);
}

static void
after_answer(struct player *player)
{
	const struct lesson_step *step = player_step_row(player);

	note_given(player);

	if (step->kind == STEP_BETS || player->exit_test) {
		struct answer *answer = player_answer(player);
		if (answer)
			player_settle(player, player_item(player), answer);
		player->asked++;
		if (player->asked < player_ask_count(player)) {
			ask(player);
		} else if (player->exit_test) {
			player->exit_test = false;
			player->mode = PLAYER_PAGE;
		} else if (!next_step(player)) {
			player->mode = PLAYER_PAGE;
		}
		return;
	}
	if (player->asked + 1 < step->ask_count) { /* every bet before anything moves */
		player->asked++;
		ask(player);
		return;
	}
	player->asked = 0;
	player->bet_open = false;
	if (player->quiz) {
		tell(player);
		if (player->has_run)
			player_seek(player, player_decided_at(player));
		return;
	}
	player_seek(player, player->bet);
	player->mode = PLAYER_WATCH;
	if (player_position(player) >= player_bound(player))
		(void)after_run(player);
}

static uint32_t
option_count(const struct player *player)
{
	const struct lesson_item *item = player_item(player);

	if (player->mode == PLAYER_SEEN)
		return player_step_row(player)->seen.option_count;
	return item ? item->option_count : 0;
}

void
player_pick(struct player *player, int option)
{
	struct answer *answer = player_answer(player);

	if (option < 0 || (uint32_t)option >= option_count(player))
		return;
	player->cursor = option;
	if (player->mode == PLAYER_SEEN) {
		player->seen_chosen = option;
		player->mode = PLAYER_WATCH;
		if (player_step_row(player)->kind == STEP_PREDICT)
			(void)after_run(player);
		else
			player->mode = PLAYER_TOLD;
		return;
	}
	if (!answer || (player->mode != PLAYER_ASK && player->mode != PLAYER_SURE))
		return;
	if (player_has_sheet(player)) {
		if (player->mode == PLAYER_ASK)
			player_sheet_digit(player, option);
		return;
	}
	answer->chosen = option;
	player->mode = PLAYER_SURE;
}

void
player_retract(struct player *player)
{
	struct answer *answer = player_answer(player);

	if (player->mode != PLAYER_SURE || !answer)
		return;
	answer->chosen = ANSWER_NONE;
	answer->given = NULL;
	player->mode = PLAYER_ASK;
}

void
player_sure(struct player *player, enum sureness sure)
{
	struct answer *answer = player_answer(player);

	if (player->mode != PLAYER_SURE || !answer)
		return;
	answer->sure = sure;
	after_answer(player);
}

void
player_skip(struct player *player, int how)
{
	struct answer *answer = player_answer(player);

	if (player->mode == PLAYER_SEEN) {
		player->seen_chosen = how;
		player->mode = PLAYER_WATCH;
		(void)after_run(player);
		return;
	}
	if (player->mode != PLAYER_ASK || !answer)
		return;
	answer->chosen = how;
	after_answer(player);
}

bool
player_withheld(const struct player *player, uint32_t say)
{
	const struct lesson_step *step = player_step_row(player);

	if (step->kind == STEP_CHALLENGE)
		return true; /* what it taught is said when it is won (player_task_text) */
	return (step->kind == STEP_PREDICT || step->kind == STEP_OBSERVE) &&
	       player->mode != PLAYER_TOLD && player->last > player->first &&
	       player->say_positions[say] >= player->last;
}

const struct checked_text *
player_said(const struct player *player)
{
	const struct lesson_step *step = player_step_row(player);
	const struct checked_text *best = NULL;
	uint32_t best_at = 0, now = player_position(player);

	if (!player->has_run || player_forked(player))
		return NULL;
	for (uint32_t i = 0; i < step->say_count; i++)
		if (player->say_positions[i] <= now && !player_withheld(player, i) &&
		    (!best || player->say_positions[i] >= best_at)) {
			best = &step->say[i];
			best_at = player->say_positions[i];
		}
	/* once the bet is made the run speaks for itself until it is told */
	if (best && player_step_row(player)->kind == STEP_PREDICT && player->mode == PLAYER_WATCH &&
	    now > player->bet && best_at <= player->bet)
		return NULL;
	return best;
}

bool
player_runcode(const struct player *player, struct str *out)
{
	const struct lesson_step *step = player_step_row(player);
	struct runcode code = { .lesson = runcode_lesson(player->lesson->id),
		.step = player->code_step ? player->code_step : (uint16_t)player->step,
		.position = player_position(player),
		.has_seed = player->has_seed || player->isomorph.has_seed,
		.seed = player->has_seed ? player->seed : player->isomorph.seed };

	if (player->quiz && !player->code_step)
		return false; /* no step of the lesson stands over this run */
	code.names = (uint8_t)player->isomorph.names;
	code.twin = player->isomorph.twin;
	if (player->is_cluster) {
		code.lesson = runcode_lesson(step->scenario);
		code.step = (uint16_t)(RUNCODE_CLUSTERS + player->step);
	}
	for (uint32_t i = 0; i < player->path.change_count; i++)
		code.changes[code.change_count++] = player->path.changes[i];
	if (player->edit_count + player->path.setting_count > RUNCODE_SETTINGS_MAX)
		return false;
	for (uint32_t i = 0; i < player->edit_count; i++)
		code.settings[code.setting_count++] = (struct runcode_setting){
			player->edits[i].path, player->edits[i].value };
	for (uint32_t i = 0; i < player->path.setting_count; i++)
		code.settings[code.setting_count++] = (struct runcode_setting){
			player->path.paths[i], player->path.values[i] };
	if (player->has_run)
		code.content = runcode_content(player->set.scenarios[0]);
	if (player->has_run)
		code.parts = runcode_parts(player->set.scenarios[0]);
	return runcode_write(&code, out);
}
