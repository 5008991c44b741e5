/* app/knowledge.c - the record folded into what is known, believed, and how sure one was. */
#include "app/knowledge.h"

#include <stdlib.h>
#include <string.h>

#include "experiment/asking.h"
#include "lesson/load.h"
#include "player/player.h"
#include "study/tutor.h"

/* An item of some lesson, as far as answers to it tell something. */
struct item_row {
	const char *lesson, *id;
	const char *const *tags;
	uint32_t tag_count, option_count;
	const char **beliefs; /* by authored option, NULL: none */
	const char *ask, **texts, **whys; /* and what is said of it, NULL: nothing */
	bool is_bet;
	int32_t first, last;      /* bets: options chosen before and at the end, -1: not yet */
	bool first_right, last_right;
};

struct folding {
	struct knowledge *knowledge;
	struct item_row *items;
	uint32_t item_count;
	struct link { const char *lesson, *step, *tag, *item; } *links; /* step to items' tags */
	uint32_t link_count;
	struct lesson *talks; /* those with a dialogue, open until all answers are folded */
	uint32_t talk_count;
};

#define AGAINST_ENOUGH 2 /* right answers since, and a belief is outgrown */

/* ---- lessons ---- */

static bool
is_bet(const struct lesson *lesson, const char *item)
{
	for (uint32_t s = 0; s < lesson->step_count; s++)
		for (uint32_t i = 0; i < lesson->steps[s].ask_count; i++)
			if (lesson->steps[s].kind == STEP_BETS &&
			    str_equal(lesson->steps[s].ask[i], item))
				return true;
	return false;
}

static const char *
kept_text(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

static void
add_item(struct folding *folding, const struct lesson *lesson, const struct lesson_item *item,
    const char *id)
{
	struct arena *arena = &folding->knowledge->arena;
	struct item_row *row = &folding->items[folding->item_count++];
	const char **tags = arena_array(arena, item->tag_count + 1, sizeof *tags);

	*row = (struct item_row){ .lesson = id, .id = arena_strdup(arena, item->id),
		.tag_count = item->tag_count, .option_count = item->option_count,
		.is_bet = is_bet(lesson, item->id), .first = -1, .last = -1 };
	for (uint32_t i = 0; i < item->tag_count; i++)
		tags[i] = arena_strdup(arena, item->tags[i]);
	row->tags = tags;
	row->ask = kept_text(arena, item->ask);
	row->beliefs = arena_array(arena, item->option_count + 1, sizeof *row->beliefs);
	row->texts = arena_array(arena, item->option_count + 1, sizeof *row->texts);
	row->whys = arena_array(arena, item->option_count + 1, sizeof *row->whys);
	for (uint32_t i = 0; i < item->option_count; i++) {
		row->beliefs[i] = kept_text(arena, item->options[i].misconception);
		row->texts[i] = kept_text(arena, item->options[i].text);
		row->whys[i] = kept_text(arena, item->options[i].why);
	}
}

static void
add_links(struct folding *folding, const struct lesson *lesson, const char *id)
{
	struct arena *arena = &folding->knowledge->arena;

	for (uint32_t s = 0; s < lesson->step_count; s++)
		for (uint32_t i = 0; i < lesson->steps[s].ask_count; i++) {
			const struct lesson_item *item =
			    lesson_item(lesson, lesson->steps[s].ask[i]);

			for (uint32_t t = 0; item && t < item->tag_count; t++) {
				folding->links = arena_grow(arena, folding->links,
				    folding->link_count, folding->link_count + 1,
				    sizeof *folding->links);
				folding->links[folding->link_count++] = (struct link){ id,
					arena_strdup(arena, lesson->steps[s].id),
					arena_strdup(arena, item->tags[t]),
					arena_strdup(arena, item->id) };
			}
		}
}

static void
add_beliefs(struct knowledge *knowledge, const struct lesson *lesson, const char *id)
{
	struct arena *arena = &knowledge->arena;

	knowledge->beliefs = arena_grow(arena, knowledge->beliefs, knowledge->belief_count,
	    knowledge->belief_count + lesson->misconception_count, sizeof *knowledge->beliefs);
	for (uint32_t i = 0; i < lesson->misconception_count; i++) {
		const struct lesson_misconception *row = &lesson->misconceptions[i];

		knowledge->beliefs[knowledge->belief_count++] = (struct known_belief){
			.lesson = id, .id = arena_strdup(arena, row->id),
			.text = arena_strdup(arena, row->text),
			.repair = row->repair ? arena_strdup(arena, row->repair) : NULL };
	}
}

static bool
add_note(void *self, const char *lesson, const char *step, const char *text)
{
	struct knowledge *knowledge = self;
	struct arena *arena = &knowledge->arena;

	knowledge->notes = arena_grow(arena, knowledge->notes, knowledge->note_count,
	    knowledge->note_count + 1, sizeof *knowledge->notes);
	knowledge->notes[knowledge->note_count++] = (struct known_note){
		.lesson = arena_strdup(arena, lesson), .title = "",
		.step = arena_strdup(arena, step), .step_title = "",
		.text = arena_strdup(arena, text) };
	return true;
}

static void
title_notes(struct knowledge *knowledge, const struct lesson *lesson)
{
	for (uint32_t i = 0; i < knowledge->note_count; i++) {
		struct known_note *note = &knowledge->notes[i];
		const struct lesson_step *step;

		if (!str_equal(note->lesson, lesson->id))
			continue;
		note->title = arena_strdup(&knowledge->arena, lesson->title);
		step = lesson_step(lesson, note->step);
		if (step && step->title)
			note->step_title = arena_strdup(&knowledge->arena, step->title);
	}
}

static void
read_lesson(struct folding *folding, const struct shelf_entry *entry, struct journal *journal)
{
	struct knowledge *knowledge = folding->knowledge;
	struct arena scratch = { 0 };
	struct lesson lesson = { 0 };
	struct findings findings;
	const char *id, *step;
	bool ok = false, done = false;

	findings_init(&findings, &scratch);
	if (lesson_load(&lesson, entry->path, &findings, &ok) == 0 && ok) {
		id = arena_strdup(&knowledge->arena, lesson.id);
		knowledge->lessons++;
		if (journal && journal_place(journal, id, &step, &done))
			knowledge->begun++;
		knowledge->done += done;
		folding->items = arena_grow(&knowledge->arena, folding->items, folding->item_count,
		    folding->item_count + lesson.item_count, sizeof *folding->items);
		for (uint32_t i = 0; i < lesson.item_count; i++)
			add_item(folding, &lesson, &lesson.items[i], id);
		add_links(folding, &lesson, id);
		add_beliefs(knowledge, &lesson, id);
		title_notes(knowledge, &lesson);
	}
	if (ok && lesson.dialogue) {
		folding->talks = mem_grow(
		    folding->talks, folding->talk_count + 1, sizeof *folding->talks);
		folding->talks[folding->talk_count++] = lesson;
	} else {
		lesson_release(&lesson);
	}
	arena_release(&scratch);
}

/* ---- answers ---- */

static struct item_row *
item_of(struct folding *folding, const struct answer_kept *answer)
{
	for (uint32_t i = 0; i < folding->item_count; i++)
		if (str_equal(folding->items[i].lesson, answer->lesson) &&
		    str_equal(folding->items[i].id, answer->item))
			return &folding->items[i];
	return NULL;
}

static struct known_concept *
concept_of(struct knowledge *knowledge, const char *tag)
{
	for (uint32_t i = 0; i < knowledge->concept_count; i++)
		if (str_equal(knowledge->concepts[i].tag, tag))
			return &knowledge->concepts[i];
	knowledge->concepts = arena_grow(&knowledge->arena, knowledge->concepts,
	    knowledge->concept_count, knowledge->concept_count + 1, sizeof *knowledge->concepts);
	knowledge->concepts[knowledge->concept_count] = (struct known_concept){ .tag = tag,
		.known = TUTOR_KNOWN_PRIOR, .next_days = INT64_MAX };
	return &knowledge->concepts[knowledge->concept_count++];
}

static void
fold_beliefs(struct folding *folding, const struct item_row *item,
    const struct answer_kept *answer)
{
	struct knowledge *knowledge = folding->knowledge;
	bool option = answer->option >= 0 && (uint32_t)answer->option < item->option_count;
	const char *chosen = option ? item->beliefs[answer->option] : NULL;

	for (uint32_t i = 0; i < knowledge->belief_count; i++) {
		struct known_belief *belief = &knowledge->beliefs[i];
		bool offered = false;

		if (!str_equal(belief->lesson, item->lesson))
			continue;
		for (uint32_t o = 0; o < item->option_count; o++)
			offered |= str_equal(item->beliefs[o], belief->id);
		if (chosen && str_equal(chosen, belief->id)) {
			belief->picks++;
			belief->against = 0;
		} else if (offered && answer->right) {
			belief->against++;
		}
	}
}

/* An answer of a dialogue tells of beliefs as one of a lesson does; it is no question with a mark.
 */
static void
fold_talk(struct folding *folding, const struct answer_kept *answer)
{
	const struct lesson *lesson = NULL;
	const struct dialogue_node *node;
	const char *shown;

	for (uint32_t i = 0; i < folding->talk_count && !lesson; i++)
		if (str_equal(folding->talks[i].id, answer->lesson))
			lesson = &folding->talks[i];
	node = lesson ? dialogue_node(lesson->dialogue, answer->item) : NULL;
	if (!node)
		return;
	shown = asking_belief(lesson, node, answer->option, answer->given);
	for (uint32_t i = 0; i < folding->knowledge->belief_count; i++) {
		struct known_belief *belief = &folding->knowledge->beliefs[i];

		if (!str_equal(belief->lesson, answer->lesson))
			continue;
		if (shown && str_equal(shown, belief->id)) {
			belief->picks++;
			belief->against = 0;
		} else if (answer->right && asking_offers(lesson, node, belief->id)) {
			belief->against++;
		}
	}
}

/* Where it is seen again: the step that repairs the belief behind it, or the last that asks it. */
static const char *
step_again(const struct folding *folding, const struct item_row *item, uint32_t option)
{
	const struct knowledge *knowledge = folding->knowledge;
	const char *step = NULL;

	for (uint32_t i = 0; i < folding->link_count; i++)
		if (str_equal(folding->links[i].lesson, item->lesson) &&
		    str_equal(folding->links[i].item, item->id))
			step = folding->links[i].step;
	for (uint32_t i = 0; item->beliefs[option] && i < knowledge->belief_count; i++)
		if (str_equal(knowledge->beliefs[i].lesson, item->lesson) &&
		    str_equal(knowledge->beliefs[i].id, item->beliefs[option]) &&
		    knowledge->beliefs[i].repair)
			step = knowledge->beliefs[i].repair;
	return step;
}

static void
fold_surprise(struct folding *folding, const struct item_row *item,
    const struct answer_kept *answer)
{
	uint32_t option = (uint32_t)answer->option;

	if (answer->sure != 's' || answer->right || answer->option < 0 ||
	    option >= item->option_count || !item->texts[option] || !item->ask)
		return;
	folding->knowledge->surprise = (struct known_surprise){ .lesson = item->lesson,
		.step = step_again(folding, item, option), .ask = item->ask,
		.chosen = item->texts[option], .why = item->whys[option] };
}

static bool
fold_answer(void *self, const struct answer_kept *answer)
{
	struct folding *folding = self;
	struct knowledge *knowledge = folding->knowledge;
	struct item_row *item = item_of(folding, answer);
	static const char letters[] = "gts";
	const char *letter = answer->sure ? strchr(letters, answer->sure) : NULL;

	if (strncmp(answer->session, "ask-", 4) == 0) {
		fold_talk(folding, answer);
		return true;
	}
	if (item == NULL) /* the lesson has gone, or the question */
		return true;
	fold_beliefs(folding, item, answer);
	if (item->is_bet && !answer->counts && answer->option >= 0) {
		item->first = item->first < 0 ? answer->option : item->first;
		item->first_right |= item->last < 0 && item->first == answer->option &&
				     answer->right;
	} else if (item->is_bet && answer->option >= 0) {
		item->last = answer->option;
		item->last_right = answer->right;
	}
	if (!answer->counts)
		return true;
	fold_surprise(folding, item, answer);
	knowledge->answers++;
	knowledge->right += answer->right;
	if (letter && answer->option >= 0) {
		knowledge->sure[letter - letters].count++;
		knowledge->sure[letter - letters].right += answer->right;
	}
	for (uint32_t i = 0; i < item->tag_count; i++) {
		struct known_concept *concept = concept_of(knowledge, item->tags[i]);

		concept->known = tutor_known_after(concept->known, answer->right,
		    item->option_count > 1 ? item->option_count : 4);
		concept->answers++;
		concept->right += answer->right;
		concept->last_s = answer->at.at_s;
	}
	return true;
}

/* ---- cards ---- */

static void
fold_cards(struct folding *folding, const struct schedule *schedule,
    const struct deck_card *cards, uint32_t count)
{
	struct knowledge *knowledge = folding->knowledge;

	knowledge->cards = count;
	knowledge->due_now = cards_due_now(schedule, cards, count, knowledge->now);
	for (uint32_t i = 0; i < count; i++) {
		int64_t days = cards_days_left(schedule, &cards[i], knowledge->now);

		if (cards[i].card.state == CARD_NEW) {
			knowledge->fresh++;
			continue;
		}
		if (days < KNOWLEDGE_DAYS)
			knowledge->due[days]++;
		for (uint32_t l = 0; cards[i].from && l < folding->link_count; l++) {
			const struct link *link = &folding->links[l];

			if (!str_equal(link->lesson, cards[i].lesson) ||
			    !str_equal(link->step, cards[i].from))
				continue;
			for (uint32_t c = 0; c < knowledge->concept_count; c++)
				if (str_equal(knowledge->concepts[c].tag, link->tag) &&
				    days < knowledge->concepts[c].next_days)
					knowledge->concepts[c].next_days = days;
		}
	}
}

/* Replays each card's reviews as far as to know which of them came after days. */
struct recalling {
	struct knowledge *knowledge;
	struct recalled { uint64_t number; struct card card; uint32_t rev; } *rows;
	uint32_t count, room;
};

static bool
fold_review(void *self, const struct review_kept *review)
{
	struct recalling *recalling = self;
	uint64_t number = cards_number(review->key.lesson, review->key.card);
	struct recalled *row = NULL;

	for (uint32_t i = 0; i < recalling->count && row == NULL; i++)
		if (recalling->rows[i].number == number)
			row = &recalling->rows[i];
	if (row == NULL) {
		if (recalling->count == recalling->room) {
			recalling->room = recalling->room * 2 + 16;
			recalling->rows = mem_grow(recalling->rows, recalling->room,
			    sizeof *recalling->rows);
		}
		row = &recalling->rows[recalling->count++];
		*row = (struct recalled){ .number = number };
	}
	if (review->text_rev > row->rev && row->rev > 0)
		row->card = card_afresh(&row->card);
	row->rev = review->text_rev > row->rev ? review->text_rev : row->rev;
	if (row->card.state == CARD_REVIEW) {
		recalling->knowledge->reviews++;
		recalling->knowledge->remembered += review->rating != RATING_AGAIN;
	}
	row->card = cards_replay(NULL, review, &row->card);
	return true;
}

/* ---- together ---- */

static void
fold_bets(struct folding *folding)
{
	struct knowledge *knowledge = folding->knowledge;

	for (uint32_t i = 0; i < folding->item_count; i++) {
		const struct item_row *item = &folding->items[i];
		struct known_bets *bets = knowledge->bets_count
			? &knowledge->bets[knowledge->bets_count - 1] : NULL;

		if (!item->is_bet || item->first < 0 || item->last < 0)
			continue;
		if (bets == NULL || !str_equal(bets->lesson, item->lesson)) {
			knowledge->bets = arena_grow(&knowledge->arena, knowledge->bets,
			    knowledge->bets_count, knowledge->bets_count + 1,
			    sizeof *knowledge->bets);
			bets = &knowledge->bets[knowledge->bets_count++];
			*bets = (struct known_bets){ .lesson = item->lesson,
				.title = item->lesson };
		}
		bets->count++;
		bets->before += item->first_right;
		bets->after += item->last_right;
	}
}

/* Only those that were ever chosen; standing ones first, the most often chosen before. */
static int
by_standing(const void *a, const void *b)
{
	const struct known_belief *one = a, *other = b;

	if (one->outgrown != other->outgrown)
		return one->outgrown ? 1 : -1;
	if (one->picks != other->picks)
		return one->picks > other->picks ? -1 : 1;
	return strcmp(one->id, other->id);
}

static int
by_known(const void *a, const void *b)
{
	const struct known_concept *one = a, *other = b;

	if (one->known < other->known || one->known > other->known)
		return one->known > other->known ? -1 : 1;
	return strcmp(one->tag, other->tag);
}

static void
settle(struct knowledge *knowledge)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < knowledge->belief_count; i++) {
		struct known_belief belief = knowledge->beliefs[i];

		belief.outgrown = belief.against >= AGAINST_ENOUGH;
		if (belief.picks == 0)
			continue;
		knowledge->standing += !belief.outgrown;
		knowledge->beliefs[kept++] = belief;
	}
	knowledge->belief_count = kept;
	if (kept > 1)
		qsort(knowledge->beliefs, kept, sizeof *knowledge->beliefs, by_standing);
	if (knowledge->concept_count > 1)
		qsort(knowledge->concepts, knowledge->concept_count, sizeof *knowledge->concepts,
		    by_known);
}

struct knowledge *
knowledge_make(struct journal *journal, const struct shelf_entry *shelf, uint32_t count,
    const struct schedule *schedule, struct moment now)
{
	struct knowledge *knowledge = mem_alloc(sizeof *knowledge);
	struct folding folding = { .knowledge = knowledge };
	struct recalling recalling = { .knowledge = knowledge };
	struct arena scratch = { 0 };
	struct deck_card *cards;
	uint32_t card_count;

	knowledge->now = now;
	knowledge->retention = schedule->retention;
	knowledge->day_start_s = schedule->day_start_s;
	knowledge->card_seconds = cards_seconds(journal);
	if (journal)
		journal_notes(journal, add_note, knowledge);
	for (uint32_t i = 0; i < count; i++)
		if (!shelf[i].broken)
			read_lesson(&folding, &shelf[i], journal);
	if (journal) {
		journal_answers(journal, NULL, fold_answer, &folding);
		journal_reviews(journal, fold_review, &recalling);
	}
	cards_of_shelf(journal, shelf, count, &scratch, &cards, &card_count);
	fold_cards(&folding, schedule, cards, card_count);
	fold_bets(&folding);
	for (uint32_t b = 0; b < knowledge->bets_count; b++)
		for (uint32_t i = 0; i < count; i++)
			if (str_equal(shelf[i].id, knowledge->bets[b].lesson))
				knowledge->bets[b].title =
				    arena_strdup(&knowledge->arena, shelf[i].title);
	settle(knowledge);
	for (uint32_t i = 0; i < folding.talk_count; i++)
		lesson_release(&folding.talks[i]);
	mem_free(folding.talks);
	mem_free(recalling.rows);
	arena_release(&scratch);
	return knowledge;
}

void
knowledge_free(struct knowledge *knowledge)
{
	if (knowledge == NULL)
		return;
	arena_release(&knowledge->arena);
	mem_free(knowledge);
}

/* ---- runs ---- */

/* The codes of one lesson's outgrown beliefs. */
static void
codes_of(struct knowledge *knowledge, const struct lesson *lesson)
{
	struct player *player = player_new(lesson);

	for (uint32_t i = 0; i < knowledge->belief_count; i++) {
		struct known_belief *belief = &knowledge->beliefs[i];
		const struct lesson_step *step = belief->repair
			? lesson_step(lesson, belief->repair) : NULL;
		struct str code = STR_INIT;

		if (!belief->outgrown || !str_equal(belief->lesson, lesson->id) || !step)
			continue;
		player_enter(player, (uint32_t)(step - lesson->steps));
		if (player->has_run && player_runcode(player, &code))
			belief->code = arena_strdup(&knowledge->arena, code.text);
		str_release(&code);
	}
	player_free(player);
}

void
knowledge_codes(struct knowledge *knowledge, const struct shelf_entry *shelf, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct lesson lesson = { 0 };
		struct arena scratch = { 0 };
		struct findings findings;
		bool ok = false, wanted = false;

		for (uint32_t b = 0; b < knowledge->belief_count; b++)
			wanted |= knowledge->beliefs[b].outgrown &&
				  str_equal(knowledge->beliefs[b].lesson, shelf[i].id);
		if (!wanted || shelf[i].broken)
			continue;
		findings_init(&findings, &scratch);
		if (lesson_load(&lesson, shelf[i].path, &findings, &ok) == 0 && ok)
			codes_of(knowledge, &lesson);
		lesson_release(&lesson);
		arena_release(&scratch);
	}
}
