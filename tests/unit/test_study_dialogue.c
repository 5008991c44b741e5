/* The states of a dialogue: what each kind of answer leads to, and that every way ends. */
#include "lib/assert.h"

#include <string.h>

#include "base/prng.h"
#include "lesson/load.h"
#include "study/dialogue.h"

#define FIRST "lessons/01-ticket-badge-or-coat.yaml"

static const char graph_yaml[] =
    "format: 1\nid: t\ntitle: T\nmisconceptions: [{id: m-all, text: x}]\n"
    "dialogue:\n  id: d\n  start: q\n  end_turns: out\n  max_turns: 9\n  nodes:\n"
    "    q:\n      ask: Where?\n"
    "      expect:\n"
    "        - {id: e, concepts: [[database], [behind]], missing: [\"A what?\", \"Where?\"],"
    " say: Yes., next: x}\n"
    "      misconceptions: [{id: m-all, match: [[servers]], repair: r}]\n"
    "      hints: [{kind: pump, text: More?}, {kind: prompt, text: A __.},"
    " {kind: tell, text: It is., next: x}]\n"
    "      options: [{text: db, key: true, why: So.}, {text: all, why: No.,"
    " misconception: m-all}]\n"
    "    r: {say: Look., ask: Who?, kind: choice, options: [{text: a, key: true, why: A.},"
    " {text: b, why: B.}], back: q, else: x}\n"
    "    x: {end: stop, say: z}\n"
    "    out: {end: stop, say: o}\n";

struct told {
	struct arena arena;
	struct lesson lesson;
	struct talk talk;
};

static void
begin(struct told *told)
{
	struct findings findings;

	told->arena = (struct arena){ 0 };
	findings_init(&findings, &told->arena);
	assert_true(lesson_load_bytes(&told->lesson, graph_yaml, strlen(graph_yaml), "t",
	    &findings));
	talk_init(&told->talk, told->lesson.dialogue, &told->arena);
}

static void
end(struct told *told)
{
	lesson_release(&told->lesson);
	arena_release(&told->arena);
}

static const char *
at(const struct told *told)
{
	return talk_node(&told->talk)->id;
}

static void
talk__right_answer__is_said_and_goes_on_by_itself(void **state)
{
	struct told told;

	(void)state;
	begin(&told);
	talk_answer(&told.talk, "a database behind them");
	assert_int_equal(told.talk.mode, TALK_SAYS);
	assert_string_equal(told.talk.reply, "Yes.");
	assert_string_equal(at(&told), "q");
	talk_answer(&told.talk, "servers"); /* too late */
	assert_int_equal(told.talk.mode, TALK_SAYS);
	talk_on(&told.talk);
	assert_int_equal(told.talk.mode, TALK_ENDED);
	assert_string_equal(at(&told), "x");
	assert_int_equal(told.talk.nodes[0].reach, TALK_ALONE);
	end(&told);
}

static void
talk__part_of_it__is_asked_for_the_rest_then_hinted(void **state)
{
	struct told told;

	(void)state;
	begin(&told);
	talk_answer(&told.talk, "a database");
	assert_int_equal(told.talk.word, TALK_WORD_PART);
	assert_string_equal(told.talk.reply, "Where?");
	assert_int_equal(told.talk.nodes[0].hints, 0);
	talk_answer(&told.talk, "behind");
	assert_int_equal(told.talk.word, TALK_WORD_HINT);
	assert_string_equal(told.talk.reply, "More?");
	talk_answer(&told.talk, "the database behind it");
	assert_int_equal(told.talk.nodes[0].reach, TALK_HINTED);
	end(&told);
}

static void
talk__dont_know__one_hint_a_try_and_the_last_tells(void **state)
{
	struct told told;

	(void)state;
	begin(&told);
	talk_unknown(&told.talk);
	assert_string_equal(told.talk.reply, "More?");
	assert_int_equal(told.talk.mode, TALK_ASKS);
	talk_answer(&told.talk, "I don't know");
	assert_string_equal(told.talk.reply, "A __.");
	talk_unknown(&told.talk);
	assert_int_equal(told.talk.mode, TALK_SAYS);
	assert_string_equal(told.talk.reply, "It is.");
	assert_int_equal(told.talk.nodes[0].reach, TALK_TOLD);
	end(&told);
}

static void
talk__belief__a_smaller_question_once_then_a_hint(void **state)
{
	struct told told;

	(void)state;
	begin(&told);
	talk_answer(&told.talk, "all servers");
	assert_string_equal(at(&told), "r");
	talk_choose(&told.talk, false, NULL, "B.");
	assert_int_equal(told.talk.word, TALK_WORD_NOT_SO);
	talk_on(&told.talk);
	assert_string_equal(at(&told), "q"); /* back to the larger one */
	talk_answer(&told.talk, "all servers");
	assert_string_equal(at(&told), "q"); /* it has been there */
	assert_int_equal(told.talk.word, TALK_WORD_HINT);
	talk_answer(&told.talk, "a database behind");
	assert_int_equal(told.talk.nodes[0].reach, TALK_HINTED);
	end(&told);
}

static void
talk__not_understood__costs_nothing_and_becomes_a_choice(void **state)
{
	struct told told;

	(void)state;
	begin(&told);
	talk_answer(&told.talk, "blue");
	assert_int_equal(told.talk.word, TALK_WORD_NOT_UNDERSTOOD);
	assert_int_equal(told.talk.nodes[0].hints, 0);
	talk_answer(&told.talk, "green");
	assert_int_equal(told.talk.mode, TALK_CHOICES);
	assert_int_equal(told.talk.nodes[0].hints, 0);
	talk_choose(&told.talk, false, "m-all", "No.");
	assert_string_equal(at(&told), "r");
	talk_choose(&told.talk, true, NULL, "A.");
	talk_on(&told.talk);
	talk_choices(&told.talk, true);
	talk_choose(&told.talk, true, NULL, "So.");
	assert_string_equal(told.talk.reply, "Yes.");
	assert_int_equal(told.talk.nodes[0].reach, TALK_HINTED); /* seen, not said */
	end(&told);
}

static void
talk__empty_answer__is_no_turn(void **state)
{
	struct told told;

	(void)state;
	begin(&told);
	for (int i = 0; i < 20; i++)
		talk_answer(&told.talk, " ");
	assert_int_equal(told.talk.turns, 0);
	assert_int_equal(told.talk.word, TALK_WORD_EMPTY);
	end(&told);
}

static void
talk__too_many_turns__ends_by_itself(void **state)
{
	struct told told;

	(void)state;
	begin(&told);
	told.talk.nodes[0].hints = 0;
	for (int i = 0; i < 9 && told.talk.mode != TALK_SAYS; i++) {
		talk_choices(&told.talk, false);
		told.talk.nodes[0].misses = 0; /* somebody who is never understood */
		talk_answer(&told.talk, "blue");
	}
	assert_int_equal(told.talk.word, TALK_WORD_ENOUGH);
	talk_on(&told.talk);
	assert_string_equal(at(&told), "out");
	end(&told);
}

/* ---- the dialogue of lesson 1 ---- */

static const char *const sayings[] = { "s1", "server", "in the database", "both servers",
	"her browser", "nothing", "nothing, its memory was wiped", "I don't know", "blue", "",
	"the token",
	"s1 kept it, she carries it", "her cart is back", "not s1" };

/* One thing that anybody might do. */
static void
do_anything(struct talk *talk, struct prng *prng)
{
	const struct dialogue_node *node = talk_node(talk);
	uint32_t count = node->option_count;
	uint32_t which = count ? (uint32_t)prng_below(prng, count) : 0;

	switch (prng_below(prng, 6)) {
	case 0: talk_unknown(talk); break;
	case 1: talk_choices(talk, prng_below(prng, 2) == 0); break;
	case 2:
		talk_answer(talk, sayings[prng_below(prng, sizeof sayings / sizeof *sayings)]);
		break;
	case 3:
		if (node->act_count)
			talk_act(talk, (uint32_t)prng_below(prng, node->outcome_count + 1));
		break;
	case 4:
		if (count)
			talk_choose(talk, prng_below(prng, 2) == 0,
			    node->options[which].misconception, node->options[which].why);
		break;
	default: talk_on(talk); break;
	}
}

static void
talk__anything_at_random__comes_to_an_end(void **state)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct lesson lesson;
	bool ok = false;
	uint32_t longest = 0, ended_by_turns = 0;

	(void)state;
	findings_init(&findings, &arena);
	assert_int_equal(lesson_load(&lesson, FIRST, &findings, &ok), 0);
	assert_true(ok);
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct arena scratch = { 0 };
		struct prng prng;
		struct talk talk;
		uint32_t steps = 0;

		prng_init(&prng, seed, 1);
		talk_init(&talk, lesson.dialogue, &scratch);
		while (talk.mode != TALK_ENDED) {
			const struct talk_node *node = &talk.nodes[talk.node];

			assert_true(++steps < 5000);
			assert_true(node->visits <= talk_node(&talk)->max_visits);
			assert_true(node->hints <= talk_node(&talk)->hint_count);
			do_anything(&talk, &prng);
		}
		longest = talk.turns > longest ? talk.turns : longest;
		ended_by_turns += talk_node(&talk)->of == NULL;
		arena_release(&scratch);
	}
	print_message("longest %u turns, %u of 3000 ended by their number\n", longest,
	    ended_by_turns);
	assert_true(longest <= lesson.dialogue->max_turns + lesson.dialogue->node_count);
	lesson_release(&lesson);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(talk__right_answer__is_said_and_goes_on_by_itself),
		cmocka_unit_test(talk__part_of_it__is_asked_for_the_rest_then_hinted),
		cmocka_unit_test(talk__dont_know__one_hint_a_try_and_the_last_tells),
		cmocka_unit_test(talk__belief__a_smaller_question_once_then_a_hint),
		cmocka_unit_test(talk__not_understood__costs_nothing_and_becomes_a_choice),
		cmocka_unit_test(talk__empty_answer__is_no_turn),
		cmocka_unit_test(talk__too_many_turns__ends_by_itself),
		cmocka_unit_test(talk__anything_at_random__comes_to_an_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
