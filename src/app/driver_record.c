/* app/driver_record.c - effects that concern the record: kept, or held back until they can be. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/cards.h"
#include "app/challenges.h"
#include "app/clock.h"
#include "app/driver.h"
#include "app/keep.h"
#include "app/knowledge.h"
#include "base/file.h"
#include "study/tutor.h"

#define PENDING_MAX 10000u

struct moment
driver_now(const struct record *record)
{
	struct moment now = { .at_s = record && record->has_now ? record->now_s
								: (int64_t)time(NULL) };

	now.offset_s = record && record->has_now ? 0 : clock_offset_s(now.at_s);
	return now;
}

uint64_t
driver_clock_ms(const struct record *record)
{
	struct timespec at;

	if ((record && record->has_now) || clock_gettime(CLOCK_MONOTONIC, &at) != 0)
		return 0;
	return (uint64_t)at.tv_sec * 1000 + (uint64_t)at.tv_nsec / 1000000;
}

/* Tells the app when what is kept of it has changed; places and notes: only once. */
static void
tell_record(struct app *app, struct record *record, const struct input *more,
    struct effects *effects)
{
	bool keeps = journal_state(record->journal) == JOURNAL_KEEPS;
	struct input input = more ? *more : (struct input){ 0 };

	input.kind = INPUT_RECORD;
	input.text = keeps ? "" : journal_said(record->journal);
	input.line = keeps ? journal_said(record->journal) : "";
	input.now = driver_now(record);
	input.pending = record->pending_count;
	app_step(app, &input, effects);
}

struct notes {
	struct arena *arena;
	struct note_kept *rows;
	uint32_t count;
};

static bool
add_note(void *self, const char *lesson, const char *step, const char *text)
{
	struct notes *notes = self;

	notes->rows = arena_grow(notes->arena, notes->rows, notes->count, notes->count + 1,
	    sizeof *notes->rows);
	notes->rows[notes->count++] = (struct note_kept){ arena_strdup(notes->arena, lesson),
		arena_strdup(notes->arena, step), arena_strdup(notes->arena, text) };
	return true;
}

void
driver_record(struct app *app, bool *redraw)
{
	const struct app_options *options = app_options_of(app);
	struct record *record = options->record;
	struct arena arena = { 0 };
	struct place_kept *places;
	struct notes notes = { .arena = &arena };
	struct effects effects;

	if (record == NULL || record->path == NULL)
		return;
	if (record->journal == NULL)
		record->journal = journal_open(record->path, driver_now(record).at_s);
	places = arena_array(&arena, options->shelf_count + 1, sizeof *places);
	for (uint32_t i = 0; i < options->shelf_count; i++) {
		const char *step;

		if (journal_place(record->journal, options->shelf[i].id, &step, &places[i].done))
			places[i].step = arena_strdup(&arena, step);
	}
	journal_notes(record->journal, add_note, &notes);
	tell_record(app, record, &(struct input){ .places = places, .notes = notes.rows,
		.note_count = notes.count }, &effects);
	driver_perform(app, &effects, redraw);
	arena_release(&arena);
}

/* ---- cards and knowledge ---- */

/* Line by line the record has not been needed before. */
static struct journal *
record_needed(struct record *record)
{
	if (record && record->path && !record->journal)
		record->journal = journal_open(record->path, driver_now(record).at_s);
	return record ? record->journal : NULL;
}

void
driver_deck(struct app *app, struct effects *effects)
{
	const struct app_options *options = app_options_of(app);
	struct record *record = options->record;
	struct input input = { .kind = INPUT_DECK, .now = driver_now(record),
		.newest_s = INT64_MIN };
	struct journal *journal = record_needed(record);
	struct arena arena = { 0 };
	struct schedule schedule;
	struct deck_card *cards;

	cards_of_shelf(journal, options->shelf, options->shelf_count, &arena, &cards,
	    &input.deck_count);
	cards_schedule(journal, options->study_seed, &schedule);
	input.retention = schedule.retention;
	input.day_start_s = schedule.day_start_s;
	input.exact_days = !schedule.fuzz;
	input.card_seconds = cards_seconds(journal);
	if (journal)
		input.newest_s = journal_newest_s(journal);
	input.deck = cards;
	app_step(app, &input, effects);
	arena_release(&arena);
}

static struct knowledge *
known(struct app *app, struct moment now)
{
	const struct app_options *options = app_options_of(app);
	struct journal *journal = record_needed(options->record);
	struct schedule schedule;

	cards_schedule(journal, options->study_seed, &schedule);
	return knowledge_make(
	    journal, options->shelf, options->shelf_count, &schedule, now);
}

void
driver_me(struct app *app, struct effects *effects)
{
	struct input input = { .kind = INPUT_ME, .now = driver_now(app_options_of(app)->record) };

	input.knowledge = known(app, input.now);
	knowledge_codes(input.knowledge, app_options_of(app)->shelf,
	    app_options_of(app)->shelf_count);
	app_step(app, &input, effects);
}

void
driver_challenges(struct app *app, struct effects *effects)
{
	const struct app_options *options = app_options_of(app);
	struct record *record = options->record;
	struct input input = { .kind = INPUT_CHALLENGES, .now = driver_now(record) };
	struct journal *journal = record_needed(record);
	struct arena arena = { 0 };
	struct challenge_line *lines;

	challenges_of_shelf(journal, options->shelf, options->shelf_count, &arena, &lines,
	    &input.challenge_count);
	input.challenges = lines;
	app_step(app, &input, effects);
	arena_release(&arena);
}

void
driver_home(struct app *app, struct effects *effects)
{
	struct input input = { .kind = INPUT_HOME,
		.now = driver_now(app_options_of(app)->record) };

	input.knowledge = known(app, input.now);
	app_step(app, &input, effects);
	knowledge_free(input.knowledge);
}

/* The page shows what was set; what was not, and why, is said over it. */
void
driver_set(struct app *app, const struct effect *effect, struct effects *effects)
{
	struct journal *journal = record_needed(app_options_of(app)->record);
	const char *problem = journal ? cards_set(journal, effect->path, effect->text)
				      : "nothing is kept, so nothing can be set";

	if (problem)
		app_step(app, &(struct input){ .kind = INPUT_SAVED, .text = problem }, effects);
	else
		driver_me(app, effects);
}

void
driver_page(struct app *app, const char *path, struct effects *effects)
{
	struct record *record = app_options_of(app)->record;
	struct journal *journal = record_needed(record);
	struct input input = { .kind = INPUT_KEEP, .now = driver_now(record) };
	struct str text = STR_INIT;
	struct arena arena = { 0 };

	if (keep_page_of(path, journal, &arena, &input.line, &text) != 0)
		input.line = NULL;
	input.text = text.text;
	app_step(app, &input, effects);
	str_release(&text);
	arena_release(&arena);
}

/* ---- what is kept ---- */

/* NULL stays NULL. */
static const char *
copy_id(char id[SESSION_BYTES], const char *from)
{
	if (from == NULL)
		return NULL;
	(void)snprintf(id, SESSION_BYTES, "%s", from);
	return id;
}

static bool
is_asked(const struct record *record, const struct effect *effect)
{
	return record->asked.id[0] != '\0' && str_equal(record->asked.lesson, effect->lesson) &&
	       str_equal(record->asked.mode, effect->mode);
}

static void
take_up(struct record *record, const struct effect *effect, const char *session)
{
	(void)copy_id(record->asked.lesson, effect->lesson);
	(void)copy_id(record->asked.mode, effect->mode);
	record->asked.id[0] = '\0';
	(void)copy_id(record->asked.id, session);
}

/* The session of a dialogue or a quiz: the one that goes on, or a new one. */
static const char *
dialogue_session(struct record *record, const struct effect *effect, struct moment now)
{
	if (!is_asked(record, effect))
		take_up(record, effect, journal_session_begin(record->journal, effect->mode,
		    effect->lesson, effect->session, now));
	return record->asked.id[0] != '\0' ? record->asked.id : NULL;
}

static const char *
walk_session(struct record *record, const struct effect *effect, struct moment now)
{
	if (record->session == NULL)
		record->session = copy_id(record->learn_id, journal_session_begin(record->journal,
		    "learn", effect->lesson, 0, now));
	return record->session;
}

static bool
keep_answer(struct record *record, const struct effect *effect, struct moment at)
{
	struct answer_kept answer = { .lesson = effect->lesson, .item = effect->item,
		.option = effect->option, .sure = effect->sure, .right = effect->right,
		.counts = effect->counts, .seed = effect->seed, .given = effect->given,
		.took_ms = effect->took_ms, .at = at };

	answer.session = effect->mode != NULL ? dialogue_session(record, effect, at)
					      : walk_session(record, effect, at);
	return answer.session != NULL && journal_answer(record->journal, &answer);
}

/* The newest answer of a dialogue is taken back, or it was gone through to its end. */
static bool
end_or_undo(struct record *record, const struct effect *effect, struct moment at)
{
	bool done;

	if (!is_asked(record, effect))
		return true;
	if (effect->kind == EFFECT_UNANSWER)
		return journal_undo_answer(record->journal, record->asked.id);
	done = journal_session_end(record->journal, record->asked.id, at);
	if (done)
		record->asked.id[0] = '\0';
	return done;
}

struct answers_kept {
	struct arena arena;
	struct ask_given *rows;
	uint32_t count;
};

static bool
add_given(void *self, const struct answer_kept *answer)
{
	struct answers_kept *kept = self;

	kept->rows = arena_grow(&kept->arena, kept->rows, kept->count, kept->count + 1,
	    sizeof *kept->rows);
	kept->rows[kept->count++] = (struct ask_given){
		.node = arena_strdup(&kept->arena, answer->item),
		.text = arena_strdup(&kept->arena, answer->given),
		.option = answer->option, .right = answer->right, .sure = answer->sure };
	return true;
}

/* The newest session of that mode and lesson that was not ended; false: none. */
static bool
open_session(struct record *record, const struct effect *effect, struct answers_kept *kept,
    uint64_t *seed)
{
	const char *session;

	record->asked.id[0] = '\0';
	if (!journal_session_open(record->journal, effect->mode, effect->lesson, &session, seed))
		return false;
	take_up(record, effect, session);
	journal_answers(record->journal, record->asked.id, add_given, kept);
	return true;
}

void
driver_resume(struct app *app, const struct effect *effect, struct effects *effects)
{
	struct record *record = app_options_of(app)->record;
	struct input input = { .kind = INPUT_RESUMED };
	struct answers_kept kept = { .arena = { 0 } };
	uint64_t seed;

	if (record == NULL || record->journal == NULL ||
	    !open_session(record, effect, &kept, &seed))
		return;
	input.now = driver_now(record);
	input.given = kept.rows;
	input.given_count = kept.count;
	if (kept.count > 0)
		app_step(app, &input, effects);
	arena_release(&kept.arena);
}

/* The shelf, and its row that was found. */
struct shelf_search {
	const struct app_options *options;
	const char *path;
};

static bool
is_on_shelf(void *self, const char *lesson)
{
	struct shelf_search *search = self;

	for (uint32_t i = 0; i < search->options->shelf_count && !search->path; i++)
		if (str_equal(search->options->shelf[i].id, lesson) &&
		    !search->options->shelf[i].broken)
			search->path = search->options->shelf[i].path;
	return search->path == NULL;
}

void
driver_last(struct app *app, struct effects *effects)
{
	const struct app_options *options = app_options_of(app);
	struct journal *journal = record_needed(options->record);
	struct shelf_search search = { .options = options };
	struct input input = { .kind = INPUT_LAST, .now = driver_now(options->record) };

	if (journal)
		journal_lessons(journal, is_on_shelf, &search);
	input.line = search.path;
	app_step(app, &input, effects);
}

void
driver_quiz(struct app *app, const struct effect *effect, struct effects *effects)
{
	struct record *record = app_options_of(app)->record;
	struct journal *journal = record_needed(record);
	struct input input = { .kind = INPUT_QUIZ, .now = driver_now(record),
		.belief_count = journal ? effect->belief_count : 0 };
	struct answers_kept kept = { .arena = { 0 } };
	struct belief_kept *beliefs =
	    arena_array(&kept.arena, effect->belief_count + 1, sizeof *beliefs);

	for (uint32_t i = 0; i < input.belief_count; i++)
		beliefs[i].known = journal_belief(journal, effect->lesson, effect->beliefs[i],
		    &beliefs[i].held, &beliefs[i].picks);
	if (journal && !open_session(record, effect, &kept, &input.seed))
		input.seed = 0;
	input.beliefs = beliefs;
	input.given = kept.rows;
	input.given_count = kept.count;
	app_step(app, &input, effects);
	arena_release(&kept.arena);
}

/* A grade, taken back, or a card put away. */
static enum journal_result
keep_card(struct record *record, const struct effect *effect, struct moment at)
{
	struct card_key key = { effect->lesson, effect->item };
	struct review_kept review = { .key = key, .at = at, .rating = effect->rating,
		.text_rev = effect->text_rev, .source = effect->schedules ? "review" : "cram",
		.schedules = effect->schedules, .retention = effect->retention,
		.day_start_s = effect->day_start_s, .seed = effect->seed,
		.exact_days = effect->exact_days, .took_ms = effect->took_ms };

	if (effect->kind == EFFECT_BURY)
		return journal_bury(record->journal, key, effect->since_s) ? JOURNAL_DONE
									   : JOURNAL_LOST;
	if (effect->kind == EFFECT_UNGRADE)
		return journal_undo_review_of(record->journal, key, effect->since_s);
	return journal_review(record->journal, &review, &effect->before, &effect->after);
}

/* What a dialogue showed of a belief, on top of what is known of it. */
static bool
keep_met(struct record *record, const struct effect *effect, struct moment at)
{
	struct tutor_belief belief = { 0 };

	if (!journal_belief(record->journal, effect->lesson, effect->item, &belief.held,
		&belief.picks))
		belief = (struct tutor_belief){ 0 };
	tutor_meet(&belief, !effect->right, (uint32_t)effect->option);
	return journal_set_belief(
	    record->journal, effect->lesson, effect->item, belief.held, belief.picks, at);
}

/* What was never shown is not believed less for having been explained. */
static bool
keep_repaired(struct record *record, const struct effect *effect, struct moment at)
{
	struct tutor_belief belief;

	if (!journal_belief(record->journal, effect->lesson, effect->item, &belief.held,
		&belief.picks))
		return true;
	tutor_repaired(&belief);
	return journal_set_belief(
	    record->journal, effect->lesson, effect->item, belief.held, belief.picks, at);
}

static enum journal_result
write_effect(struct record *record, const struct effect *effect)
{
	struct moment at = { effect->at_s, effect->offset_s };
	bool done = true;

	switch ((int)effect->kind) {
	case EFFECT_REVIEW:
	case EFFECT_UNGRADE:
	case EFFECT_BURY: return keep_card(record, effect, at);
	case EFFECT_ANSWER: done = keep_answer(record, effect, at); break;
	case EFFECT_UNANSWER:
	case EFFECT_END_SESSION: done = end_or_undo(record, effect, at); break;
	case EFFECT_BELIEF:
		done = journal_set_belief(record->journal, effect->lesson, effect->item,
		    effect->held, effect->picks, at);
		break;
	case EFFECT_BELIEF_MET: done = keep_met(record, effect, at); break;
	case EFFECT_BELIEF_REPAIRED: done = keep_repaired(record, effect, at); break;
	case EFFECT_NOTE:
		done = journal_set_note(record->journal, effect->lesson, effect->step,
		    effect->text, at);
		break;
	case EFFECT_MAKE_CARD:
		done = journal_make_card(record->journal, &(struct card_made){
			.key = { effect->lesson, effect->item }, .rev = effect->text_rev,
			.kind = effect->kind_word ? effect->kind_word : "basic",
			.step = effect->step, .front = effect->front, .back = effect->back,
			.source = effect->source, .at_s = at.at_s });
		break;
	case EFFECT_PLACE:
		if (effect->lesson != NULL && effect->step != NULL)
			done = journal_set_place(record->journal, effect->lesson, effect->step,
			    effect->done, at);
		break;
	}
	return done ? JOURNAL_DONE : JOURNAL_LOST;
}

static const char *
copy(struct record *record, const char *text)
{
	return text ? arena_strdup(&record->texts, text) : NULL;
}

/* Until it can be written: with the time at which it was said. */
static void
hold_back(struct record *record, const struct effect *effect)
{
	struct effect *row;

	if (record->pending_count == PENDING_MAX)
		return;
	if (record->pending_count == record->pending_room) {
		record->pending_room = record->pending_room ? record->pending_room * 2 : 16;
		record->pending = mem_grow(record->pending, record->pending_room,
		    sizeof *record->pending);
	}
	row = &record->pending[record->pending_count++];
	*row = *effect;
	row->lesson = copy(record, effect->lesson);
	row->step = copy(record, effect->step);
	row->item = copy(record, effect->item);
	row->text = copy(record, effect->text);
	row->front = copy(record, effect->front);
	row->back = copy(record, effect->back);
	row->source = copy(record, effect->source);
	row->kind_word = copy(record, effect->kind_word);
	row->given = copy(record, effect->given);
	row->mode = copy(record, effect->mode);
}

/* As many as can be written, in their order.  True: none is left. */
static bool
write_pending(struct record *record)
{
	uint32_t done = 0;

	while (done < record->pending_count &&
	       write_effect(record, &record->pending[done]) != JOURNAL_LOST)
		done++;
	if (done)
		memmove(record->pending, record->pending + done,
		    (record->pending_count - done) * sizeof *record->pending);
	record->pending_count -= done;
	if (record->pending_count == 0)
		arena_release(&record->texts);
	return record->pending_count == 0;
}

void
driver_keep(struct app *app, const struct effect *effect, struct effects *effects)
{
	struct record *record = app_options_of(app)->record;
	enum journal_result result = JOURNAL_LOST;
	struct effect dated = *effect;
	enum journal_state before;
	struct moment now;
	uint32_t waited;

	if (record == NULL || record->journal == NULL)
		return;
	now = driver_now(record);
	dated.at_s = now.at_s;
	dated.offset_s = now.offset_s;
	before = journal_state(record->journal);
	waited = record->pending_count;
	/* In order: nothing overtakes what waits. */
	if (write_pending(record))
		result = write_effect(record, &dated);
	if (result == JOURNAL_LOST)
		hold_back(record, &dated);
	if (result == JOURNAL_ELSEWHERE && effect->kind == EFFECT_REVIEW)
		driver_deck(app, effects); /* the card is not what it was thought to be */
	else if (before != journal_state(record->journal) ||
		 (waited == 0) != (record->pending_count == 0))
		tell_record(app, record, NULL, effects);
}

void
driver_retry(struct app *app, struct effects *effects)
{
	struct record *record = app_options_of(app)->record;

	if (record == NULL || record->journal == NULL)
		return;
	if (!write_pending(record) || journal_state(record->journal) != JOURNAL_KEEPS) {
		/* Sessions go on by their ids; a new one is begun where none could be. */
		journal_reopen(record->journal, driver_now(record).at_s);
		(void)write_pending(record);
	}
	tell_record(app, record, NULL, effects);
}

/* A name that no file has, in the folder one is in. */
static const char *
rescue_name(struct record *record)
{
	const char *name = "coatcheck-record.db";

	for (int n = 2; n < 1000 && file_exists(name); n++)
		name = arena_printf(&record->texts, "coatcheck-record-%d.db", n);
	return name;
}

/* What waits, and all that is said from now on, in a record of its own: import joins it later. */
void
driver_rescue(struct app *app, struct effects *effects)
{
	struct record *record = app_options_of(app)->record;
	struct input input = { .kind = INPUT_SAVED };
	struct journal *journal;
	struct str said = STR_INIT;
	const char *name;

	if (record == NULL || record->journal == NULL)
		return;
	name = rescue_name(record);
	journal = journal_open(name, driver_now(record).at_s);
	if (journal_state(journal) == JOURNAL_KEEPS) {
		str_printf(&said, "Kept in %s from now on. Later: coatcheck export --db %s > "
			"my.json, then coatcheck import my.json.", name, name);
		journal_close(record->journal);
		record->journal = journal;
		record->session = NULL;
		record->asked.id[0] = '\0';
		(void)write_pending(record);
	} else {
		str_printf(&said, "Not there either: %s.", journal_said(journal));
		journal_close(journal);
	}
	tell_record(app, record, NULL, effects);
	input.text = said.text;
	app_step(app, &input, effects);
	str_release(&said);
}

void
driver_record_close(struct record *record)
{
	uint32_t lost;

	if (record->journal != NULL && record->pending_count > 0 && !write_pending(record)) {
		journal_reopen(record->journal, driver_now(record).at_s);
		(void)write_pending(record);
	}
	lost = record->pending_count;
	if (lost)
		fprintf(stderr, "coatcheck: %u thing%s that you said could not be kept: %s\n", lost,
		    lost == 1 ? "" : "s", journal_said(record->journal));
	if (record->journal != NULL && record->session != NULL)
		(void)journal_session_end(record->journal, record->session, driver_now(record));
	journal_close(record->journal);
	mem_free(record->pending);
	arena_release(&record->texts);
	record->journal = NULL;
	record->pending = NULL;
	record->pending_count = record->pending_room = 0;
}
