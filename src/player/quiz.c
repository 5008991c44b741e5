/* player/quiz.c - questions of a quiz: the pool, the next one, what an answer tells. */
#include "player/quiz.h"

#include <string.h>

#include "experiment/question.h"
#include "player/player_internal.h"

/* ---- the pool ---- */

/* Opening bets are the measure of a lesson: a quiz does not use them up. */
static bool
is_bet(const struct lesson *lesson, const char *id)
{
	for (uint32_t s = 0; s < lesson->step_count; s++)
		for (uint32_t i = 0; i < lesson->steps[s].ask_count; i++)
			if (lesson->steps[s].kind == STEP_BETS &&
			    str_equal(lesson->steps[s].ask[i], id))
				return true;
	return false;
}

static uint32_t
row_of(const char *const *words, uint32_t count, const char *word)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_equal(words[i], word))
			return i;
	return NONE32;
}

uint32_t
quiz_tags(const struct lesson *lesson, const char **tags, uint32_t max)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lesson->item_count; i++) {
		const struct lesson_item *item = &lesson->items[i];

		if (item->tag_count && !is_bet(lesson, item->id) && count < max &&
		    row_of(tags, count, item->tags[0]) == NONE32)
			tags[count++] = item->tags[0];
	}
	return count;
}

static bool
has_tag(const struct lesson_item *item, const char *tag)
{
	for (uint32_t i = 0; i < item->tag_count; i++)
		if (str_equal(item->tags[i], tag))
			return true;
	return false;
}

static bool
wanted(const struct quiz *quiz, const struct lesson_item *item)
{
	const struct quiz_plan *plan = &quiz->plan;

	return !is_bet(quiz->lesson, item->id) && item->option_count <= LIMIT_OPTIONS &&
	    (!plan->level || item->level == plan->level) &&
	    (!plan->tag ||
		(plan->tag <= quiz->tag_count && has_tag(item, quiz->tags[plan->tag - 1])));
}

static uint16_t
belief_row(const struct lesson *lesson, const char *id)
{
	for (uint32_t i = 0; id && i < lesson->misconception_count; i++)
		if (str_equal(lesson->misconceptions[i].id, id))
			return (uint16_t)i;
	return TUTOR_NONE;
}

/* The key of an item as its run gives it, as the tutor counts options. */
static uint8_t
key_of(const struct lesson *lesson, const struct lesson_item *item)
{
	struct isomorph isomorph = { 0 };
	struct arena scratch = { 0 };
	struct question_place place;
	struct runset_request request;
	struct question_key key;
	struct findings findings;
	struct runset set;
	bool ran = false;
	int option;

	findings_init(&findings, &scratch);
	question_place(lesson, item, false, &place);
	request = question_request(lesson, item, &place, &isomorph, &scratch);
	if (request.source && item->basis_engine && item->kind == ITEM_CHOICE)
		ran = runset_run(&set, &request, &findings);
	if (item->kind == ITEM_CHOICE || item->kind == ITEM_WHAT_NEXT) {
		question_key(ran ? &set : NULL, item, &scratch, &findings, &key);
		option = key.option;
	} else {
		option = (int)item->option_count;
	}
	if (ran)
		runset_release(&set);
	arena_release(&scratch);
	return (uint8_t)(option < 0 ? 0 : option);
}

static bool
rows_are_options(const struct lesson_item *item)
{
	return item->kind == ITEM_CHOICE || item->kind == ITEM_WHAT_NEXT;
}

/* What it is about: the first design of its run.  The row of the first item with the same. */
static uint16_t
group_of(const struct quiz *quiz, uint32_t row)
{
	const struct lesson *lesson = quiz->lesson;
	struct question_place place, other;

	question_place(lesson, &lesson->items[row], false, &place);
	for (uint32_t i = 0; place.design_count && i < row; i++) {
		question_place(lesson, &lesson->items[i], false, &other);
		if (other.design_count && str_equal(other.designs[0], place.designs[0]))
			return (uint16_t)i;
	}
	return place.design_count ? (uint16_t)row : QUIZ_NO_GROUP;
}

static void
add_item(struct quiz *quiz, uint32_t row)
{
	const struct lesson_item *item = &quiz->lesson->items[row];
	struct tutor_item *out = &quiz->items[quiz->pool_count];
	uint32_t concept =
	    item->tag_count ? row_of(quiz->tags, quiz->tag_count, item->tags[0]) : NONE32;

	*out = (struct tutor_item){ .level = (uint8_t)(item->level < 1 ? 1 : item->level),
		.concept = (uint16_t)(concept == NONE32 ? quiz->tag_count : concept),
		.option_count = (uint8_t)(item->option_count + (rows_are_options(item) ? 0 : 2)),
		.key = key_of(quiz->lesson, item) };
	for (uint32_t i = 0; i < TUTOR_OPTIONS_MAX; i++)
		out->beliefs[i] = i < item->option_count && i != out->key
		    ? belief_row(quiz->lesson, item->options[i].misconception)
		    : TUTOR_NONE;
	quiz->groups[quiz->pool_count] = group_of(quiz, row);
	quiz->rows[quiz->pool_count++] = row;
}

/* A walk of as many steps as there will be questions, each still to be written. */
static void
make_walk(struct quiz *quiz)
{
	quiz->steps = arena_array(&quiz->arena, quiz->of + 1, sizeof *quiz->steps);
	quiz->asked = *quiz->lesson;
	quiz->asked.steps = quiz->steps;
	quiz->asked.step_count = quiz->of;
	for (uint32_t i = 0; i < quiz->of; i++)
		quiz->steps[i] = (struct lesson_step){ .id = "", .kind = STEP_PREDICT };
	quiz->player = player_new(&quiz->asked);
	quiz->player->quiz = true;
	quiz->player->exam = quiz->plan.exam;
	quiz->player->study_seed = quiz->plan.chance | 1u;
	player_vary_from(quiz->player, (uint32_t)(quiz->plan.chance % 60) + quiz->retry);
}

static struct quiz *
make(const struct lesson *lesson, const struct quiz_plan *plan)
{
	struct quiz *quiz = mem_alloc(sizeof *quiz);

	memset(quiz, 0, sizeof *quiz);
	quiz->lesson = lesson;
	quiz->plan = *plan;
	quiz->tags = arena_array(&quiz->arena, lesson->item_count + 1, sizeof *quiz->tags);
	quiz->tag_count = quiz_tags(lesson, quiz->tags, lesson->item_count);
	quiz->items = arena_array(&quiz->arena, lesson->item_count + 1, sizeof *quiz->items);
	quiz->rows = arena_array(&quiz->arena, lesson->item_count + 1, sizeof *quiz->rows);
	quiz->groups = arena_array(&quiz->arena, lesson->item_count + 1, sizeof *quiz->groups);
	return quiz;
}

struct quiz *
quiz_new(const struct lesson *lesson, const struct quiz_plan *plan)
{
	struct quiz *quiz = make(lesson, plan);

	for (uint32_t i = 0; i < lesson->item_count; i++)
		if (wanted(quiz, &lesson->items[i]))
			add_item(quiz, i);
	if (!tutor_init(&quiz->tutor, quiz->items, quiz->pool_count, lesson->misconception_count,
		quiz->tag_count + 1))
		quiz->pool_count = 0;
	quiz->of = plan->count < quiz->pool_count ? plan->count : quiz->pool_count;
	make_walk(quiz);
	return quiz;
}

struct quiz *
quiz_again(const struct quiz *before)
{
	struct quiz_plan plan = before->plan;
	struct quiz *quiz;

	if (quiz_missed(before) == 0)
		return NULL;
	plan.exam = false;
	plan.chance++;
	quiz = make(before->lesson, &plan);
	quiz->retry = true;
	for (uint32_t i = 0; i < before->count; i++)
		if (!quiz_right(before, i))
			add_item(quiz, before->rows[before->questions[i].pool]);
	if (!tutor_init(&quiz->tutor, quiz->items, quiz->pool_count,
		before->lesson->misconception_count, quiz->tag_count + 1))
		quiz->pool_count = 0;
	quiz->of = quiz->pool_count;
	make_walk(quiz);
	quiz->player->twin = true;
	return quiz;
}

void
quiz_free(struct quiz *quiz)
{
	if (!quiz)
		return;
	player_free(quiz->player);
	tutor_release(&quiz->tutor);
	arena_release(&quiz->arena);
	mem_free(quiz);
}

/* ---- the next question ---- */

/* The step of the lesson that stands over the same run: where to look again, and whose run code
 * opens it.  `asks`: it asks this very item. */
static const struct lesson_step *
origin_of(const struct lesson *lesson, const struct lesson_item *item, const char *scenario)
{
	const struct lesson_step *same = NULL;

	for (uint32_t s = 0; s < lesson->step_count; s++) {
		const struct lesson_step *step = &lesson->steps[s];

		for (uint32_t i = 0; i < step->ask_count; i++)
			if (str_equal(step->ask[i], item->id) && step->kind != STEP_EXPLAIN)
				return step;
		if (!same && scenario && str_equal(step->scenario, scenario))
			same = step;
	}
	return same;
}

static bool
asks(const struct lesson_step *step, const char *item)
{
	for (uint32_t i = 0; step && i < step->ask_count; i++)
		if (str_equal(step->ask[i], item))
			return true;
	return false;
}

/* The step of question `number`: the item over its run, nothing else. */
static void
write_step(struct quiz *quiz, uint32_t number, const struct lesson_item *item)
{
	bool twin = quiz->player->twin && item->twin.say;
	struct lesson_step *step = &quiz->steps[number];
	const struct lesson_step *origin;
	const char **ask = arena_array(&quiz->arena, 1, sizeof *ask);
	const char **designs;
	struct question_place place;

	question_place(quiz->lesson, item, twin, &place);
	origin = origin_of(quiz->lesson, item, place.scenario);
	designs = arena_array(&quiz->arena, place.design_count + 1, sizeof *designs);
	for (uint32_t i = 0; i < place.design_count; i++)
		designs[i] = place.designs[i];
	ask[0] = item->id;
	*step = (struct lesson_step){ .id = item->id,
		.kind = STEP_PREDICT,
		.scenario = place.scenario,
		.designs = designs,
		.design_count = place.design_count,
		.until = place.until,
		.until_mark = place.until_mark,
		.ask = ask,
		.ask_count = 1,
		.view = origin ? origin->view : VIEW_MAP,
		.mark = item->mark };
	if (step->view == VIEW_DIFF || step->view == VIEW_CHART)
		step->view = VIEW_MAP; /* they show the end of a run */
	quiz->questions[number].origin = origin;
	quiz->player->code_step =
	    asks(origin, item->id) && !twin ? (uint16_t)(origin - quiz->lesson->steps) : 0;
}

/* False: it cannot be asked, as its twin or as it is; then it is as if it were not there. */
static bool
enter(struct quiz *quiz, uint32_t pool)
{
	bool twin = quiz->player->twin;

	for (int as_it_is = 0; as_it_is < (twin ? 2 : 1); as_it_is++) {
		quiz->player->twin = twin && !as_it_is;
		quiz->questions[quiz->count].pool = pool;
		write_step(quiz, quiz->count, &quiz->lesson->items[quiz->rows[pool]]);
		player_enter(quiz->player, quiz->count);
		if (!player_can_ask(quiz->player))
			continue;
		quiz->player->twin = twin;
		quiz->count++;
		return true;
	}
	quiz->player->twin = twin;
	tutor_pass(&quiz->tutor, pool);
	quiz->passed_over++;
	return false;
}

bool
quiz_ask_item(struct quiz *quiz, const char *id)
{
	for (uint32_t i = 0; i < quiz->pool_count && quiz->count < quiz->of; i++)
		if (!quiz->tutor.asked[i] &&
		    str_equal(quiz->lesson->items[quiz->rows[i]].id, id))
			return enter(quiz, i);
	return false;
}

/* The row of the pool that is asked next; UINT32_MAX: none. */
static uint32_t
next_of(struct quiz *quiz)
{
	uint16_t last =
	    quiz->count ? quiz->groups[quiz->questions[quiz->count - 1].pool] : QUIZ_NO_GROUP;
	uint32_t in_turn = quiz->count + quiz->passed_over;

	if (quiz->count >= quiz->of)
		return UINT32_MAX;
	if (quiz->retry)
		return in_turn < quiz->pool_count ? in_turn : UINT32_MAX;
	return quiz_next(&quiz->tutor, quiz->groups, last, quiz->count + 1, quiz->of);
}

bool
quiz_ask(struct quiz *quiz)
{
	for (uint32_t next; (next = next_of(quiz)) != UINT32_MAX;)
		if (enter(quiz, next))
			return true;
	quiz->ended = true;
	return false;
}

/* ---- answers ---- */

void
quiz_take(struct quiz *quiz, const struct given *given)
{
	static const enum tutor_sure sure[] = { TUTOR_THINK, TUTOR_GUESS, TUTOR_THINK, TUTOR_SURE };
	uint32_t pool = quiz->questions[quiz->count - 1].pool;
	struct tutor_item *item = &quiz->items[pool];
	uint32_t rows = quiz->lesson->items[quiz->rows[pool]].option_count;
	int key = player_authored(quiz->player, given->item, given->answer.key);
	bool right = given->answer.chosen >= 0 && given->answer.chosen == given->answer.key;
	uint16_t believed;

	if (given->option == ANSWER_SKIPPED || key < 0) {
		tutor_pass(&quiz->tutor, pool);
		return;
	}
	/* this time's run may have another key than the one the pool was weighed by */
	item->key = (uint8_t)key;
	believed = item->beliefs[key];
	item->beliefs[key] = TUTOR_NONE;
	tutor_answer(
	    &quiz->tutor, pool, quiz_option(rows, given->option, right), sure[given->answer.sure]);
	item->beliefs[key] = believed;
}

/* The shown row of an authored one. */
static int
shown(const struct quiz *quiz, const struct lesson_item *item, int authored)
{
	for (int i = 0; i < (int)item->option_count; i++)
		if (player_authored(quiz->player, item, i) == authored)
			return i;
	return -1;
}

/* "2 3 1" as its author counts, as it is counted on the sheet. */
static const char *
shown_text(struct quiz *quiz, const struct lesson_item *item, const char *given)
{
	struct str text = STR_INIT;
	const char *copy;

	if (item->kind != ITEM_MULTI && item->kind != ITEM_ORDER)
		return given;
	for (; *given; given++)
		if (*given >= '1' && *given <= '9')
			str_printf(&text, "%d ", shown(quiz, item, *given - '1') + 1);
	copy = arena_strdup(&quiz->arena, text.text);
	str_release(&text);
	return copy;
}

bool
quiz_answer_again(struct quiz *quiz, const char *id, int option, const char *given, char sure)
{
	struct player *player = quiz->player;
	const struct lesson_item *item = player_item(player);

	if (!item || player->mode != PLAYER_ASK || !str_equal(item->id, id))
		return false;
	if (option < 0) {
		player_skip(player, option == ANSWER_SKIPPED ? ANSWER_SKIPPED : ANSWER_UNKNOWN);
	} else if (player_has_sheet(player)) {
		player_sheet_take(player, shown_text(quiz, item, given ? given : ""));
		if (player_sheet_commit(player))
			return false;
	} else {
		player_pick(player, shown(quiz, item, option));
	}
	if (player->mode == PLAYER_SURE)
		player_sure(player,
		    sure == 'g'       ? SURE_GUESS
			: sure == 's' ? SURE_SURE
				      : SURE_THINK);
	if (player->given_count == 0)
		return false;
	quiz_take(quiz, &player->given[0]);
	player->given_count = 0;
	return true;
}

/* ---- what came out ---- */

const struct lesson_item *
quiz_item(const struct quiz *quiz, uint32_t question)
{
	return &quiz->player->lesson->items[quiz->rows[quiz->questions[question].pool]];
}

const struct answer *
quiz_answer(const struct quiz *quiz, uint32_t question)
{
	return &quiz->player->run[quiz->rows[quiz->questions[question].pool]];
}

bool
quiz_right(const struct quiz *quiz, uint32_t question)
{
	const struct answer *answer = quiz_answer(quiz, question);

	return answer->chosen >= 0 && answer->chosen == answer->key;
}

uint32_t
quiz_missed(const struct quiz *quiz)
{
	uint32_t missed = 0;

	for (uint32_t i = 0; i < quiz->count; i++)
		missed += !quiz_right(quiz, i);
	return missed;
}

uint32_t
quiz_belief(const struct quiz *quiz, uint32_t question)
{
	const struct lesson_item *item = quiz_item(quiz, question);
	const struct answer *answer = quiz_answer(quiz, question);
	uint16_t row;

	if (quiz_right(quiz, question) || answer->chosen < 0 ||
	    (uint32_t)answer->chosen >= item->option_count)
		return NONE32;
	row = belief_row(quiz->lesson, item->options[answer->chosen].misconception);
	return row == TUTOR_NONE ? NONE32 : row;
}

uint32_t
quiz_main_belief(const struct quiz *quiz, uint32_t *picks)
{
	uint32_t best = NONE32;

	*picks = 0;
	for (uint32_t i = 0; i < quiz->count; i++) {
		uint32_t belief = quiz_belief(quiz, i), count = 0;

		for (uint32_t j = 0; belief != NONE32 && j < quiz->count; j++)
			count += quiz_belief(quiz, j) == belief;
		if (count > *picks) {
			*picks = count;
			best = belief;
		}
	}
	return best;
}
