/* app/cards.c - record, lessons and scheduler joined. */
#include "app/cards.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/units.h"
#include "lesson/load.h"

#define DAY_S 86400
#define HOUR_S 3600
#define DAY_START_MOST 12

uint64_t
cards_number(const char *lesson, const char *id)
{
	struct digest digest;

	digest_init(&digest);
	digest_bytes(&digest, lesson, strlen(lesson));
	digest_bytes(&digest, "#", 1);
	digest_bytes(&digest, id, strlen(id));
	return digest_value(&digest);
}

/* ---- settings ---- */

/* ".9", "0.9", "90%", "90". */
static bool
read_retention(const char *text, double *retention)
{
	uint32_t ppm;

	if (units_read_share(text, &ppm)) {
		*retention = ppm / 1e6;
		return true;
	}
	if (!units_read_number(text[0] == '.' ? "" : text, retention)) {
		char padded[32];

		snprintf(padded, sizeof padded, "0%.30s", text);
		if (text[0] != '.' || !units_read_number(padded, retention))
			return false;
	}
	if (*retention > 1)
		*retention /= 100;
	return true;
}

/* "4" or "4:00", a whole hour. */
static bool
read_day_start(const char *text, int32_t *seconds)
{
	size_t length = strlen(text);
	char hour[8];
	uint64_t value;

	if (length > 3 && strcmp(text + length - 3, ":00") == 0)
		length -= 3;
	if (length == 0 || length >= sizeof hour)
		return false;
	memcpy(hour, text, length);
	hour[length] = 0;
	if (!units_read_integer(hour, &value) || value > DAY_START_MOST)
		return false;
	*seconds = (int32_t)value * HOUR_S;
	return true;
}

void
cards_schedule(struct journal *journal, uint64_t seed, struct schedule *schedule)
{
	const char *text;
	double retention;
	int32_t day_start_s;

	schedule_init(schedule, seed);
	if (journal == NULL)
		return;
	text = journal_setting(journal, CARDS_RETENTION);
	if (text && read_retention(text, &retention) && retention >= SCHEDULE_RETENTION_LEAST &&
	    retention <= SCHEDULE_RETENTION_MOST)
		schedule->retention = retention;
	text = journal_setting(journal, CARDS_DAY_START);
	if (text && read_day_start(text, &day_start_s))
		schedule->day_start_s = day_start_s;
	text = journal_setting(journal, CARDS_SPREAD);
	if (text)
		schedule->fuzz = !str_equal(text, "off");
}

const char *
cards_set(struct journal *journal, const char *name, const char *value)
{
	struct str text = STR_INIT;
	double retention;
	int32_t day_start_s;
	bool done;

	if (str_equal(name, CARDS_RETENTION)) {
		if (!read_retention(value, &retention) || retention < SCHEDULE_RETENTION_LEAST ||
		    retention > SCHEDULE_RETENTION_MOST)
			return "retention is from 80% to 95%: above, cards come back every day; "
			       "below, they stay away for years";
		str_printf(&text, "%.4g", retention);
	} else if (str_equal(name, CARDS_DAY_START)) {
		if (!read_day_start(value, &day_start_s))
			return "day-start is a whole hour from 0 to 12, such as 4: until then an "
			       "evening is still the day before";
		str_printf(&text, "%d", day_start_s / HOUR_S);
	} else if (str_equal(name, CARDS_SPREAD)) {
		if (!str_equal(value, "on") && !str_equal(value, "off"))
			return "spread is on or off: on, cards made together part by a few days";
		str_add(&text, value);
	} else {
		return "the settings are retention, day-start and spread";
	}
	done = journal_set_setting(journal, name, text.text);
	str_release(&text);
	return done ? NULL : journal_said(journal);
}

const char *
cards_setting(struct journal *journal, const char *name, struct arena *arena)
{
	struct schedule schedule;

	cards_schedule(journal, 0, &schedule);
	if (str_equal(name, CARDS_RETENTION))
		return arena_printf(arena, "%.4g %%", schedule.retention * 100);
	if (str_equal(name, CARDS_SPREAD))
		return schedule.fuzz ? "on" : "off";
	return str_equal(name, CARDS_DAY_START)
		   ? arena_printf(arena, "%d:00", schedule.day_start_s / HOUR_S)
		   : NULL;
}

struct card
cards_replay(void *self, const struct review_kept *review, const struct card *before)
{
	struct schedule schedule;

	(void)self;
	schedule_init(&schedule, review->seed);
	schedule.retention = review->retention;
	schedule.day_start_s = review->day_start_s;
	schedule.fuzz = !review->exact_days;
	(void)schedule_settle(&schedule);
	return schedule_review(&schedule, before,
	    cards_number(review->key.lesson, review->key.card), review->at, review->rating);
}

/* ---- the cards ---- */

struct gather {
	struct journal *journal;
	struct arena *arena;
	struct deck_card *cards;
	uint32_t count, room;
	const struct shelf_entry *shelf;
	uint32_t shelf_count;
};

static struct deck_card *
add(struct gather *gather)
{
	if (gather->count == gather->room) {
		gather->cards = arena_grow(gather->arena, gather->cards, gather->count,
		    gather->room * 2 + 16, sizeof *gather->cards);
		gather->room = gather->room * 2 + 16;
	}
	return &gather->cards[gather->count++];
}

/* Where it stands; a text that means something else now begins anew. */
static void
stand(struct gather *gather, struct deck_card *card)
{
	struct card_key key = { card->lesson, card->id };
	uint32_t seen;

	if (gather->journal == NULL)
		return;
	(void)journal_card(gather->journal, key, &card->card);
	card->buried_s = journal_buried_until(gather->journal, key);
	if (card->card.state == CARD_NEW)
		return;
	seen = journal_seen_rev(gather->journal, key, &card->seen_s);
	if (seen > 0 && seen < card->rev) {
		card->card = card_afresh(&card->card);
		card->rewritten = true;
	}
}

static void
add_lesson(struct gather *gather, const struct shelf_entry *entry)
{
	struct lesson lesson = { 0 };
	struct arena scratch = { 0 };
	struct findings findings;
	struct arena *arena = gather->arena;
	bool ok = false;

	findings_init(&findings, &scratch);
	if (lesson_load(&lesson, entry->path, &findings, &ok) == 0 && ok) {
		const char *id = arena_strdup(arena, lesson.id);
		const char *title = arena_strdup(arena, lesson.title);
		const char *hook = lesson.summary.hook ? arena_strdup(arena, lesson.summary.hook)
						       : NULL;

		for (uint32_t i = 0; i < lesson.card_count; i++) {
			const struct lesson_card *row = &lesson.cards[i];
			struct deck_card *card = add(gather);

			*card = (struct deck_card){ .lesson = id, .title = title, .hook = hook,
				.path = entry->path, .id = arena_strdup(arena, row->id),
				.front = arena_strdup(arena, row->front),
				.back = arena_strdup(arena, row->back ? row->back : ""),
				.from = row->from ? arena_strdup(arena, row->from) : NULL,
				.rev = row->rev, .kind = row->kind };
			stand(gather, card);
		}
	}
	lesson_release(&lesson);
	arena_release(&scratch);
}

static enum card_kind
kind_of(const char *word)
{
	for (int kind = 0; kind < CARD_KIND_COUNT; kind++)
		if (str_equal(card_kind_word((enum card_kind)kind), word))
			return (enum card_kind)kind;
	return CARD_BASIC;
}

static bool
add_made(void *self, const struct card_made *made)
{
	struct gather *gather = self;
	struct arena *arena = gather->arena;
	struct deck_card *card = add(gather);

	*card = (struct deck_card){ .lesson = arena_strdup(arena, made->key.lesson),
		.id = arena_strdup(arena, made->key.card),
		.front = arena_strdup(arena, made->front), .back = arena_strdup(arena, made->back),
		.from = made->step[0] ? arena_strdup(arena, made->step) : NULL,
		.rev = made->rev, .kind = kind_of(made->kind), .made = true };
	if (card->kind == CARD_FRAME) /* it has no run of its own */
		card->kind = CARD_BASIC;
	card->title = card->lesson;
	for (uint32_t i = 0; i < gather->shelf_count; i++)
		if (str_equal(gather->shelf[i].id, card->lesson)) {
			card->title = arena_strdup(arena, gather->shelf[i].title);
			card->path = gather->shelf[i].path;
		}
	return true;
}

void
cards_of_shelf(struct journal *journal, const struct shelf_entry *shelf, uint32_t count,
    struct arena *arena, struct deck_card **cards, uint32_t *card_count)
{
	struct gather gather = { .journal = journal, .arena = arena, .shelf = shelf,
		.shelf_count = count };
	uint32_t written;

	for (uint32_t i = 0; i < count; i++)
		if (!shelf[i].broken)
			add_lesson(&gather, &shelf[i]);
	written = gather.count;
	if (journal != NULL)
		journal_made_cards(journal, add_made, &gather);
	for (uint32_t i = written; i < gather.count; i++)
		stand(&gather, &gather.cards[i]);
	*cards = gather.cards;
	*card_count = gather.count;
}

/* ---- how many, how long ---- */

#define TOOK_ROWS 101 /* the newest reviews, of which the one in the middle counts */
#define TOOK_FEW 10

struct took {
	uint32_t rows[TOOK_ROWS], count;
};

static bool
add_took(void *self, const struct review_kept *review)
{
	struct took *took = self;

	if (review->took_ms > 0) /* 0: it was not measured */
		took->rows[took->count++ % TOOK_ROWS] = review->took_ms;
	return true;
}

uint32_t
cards_seconds(struct journal *journal)
{
	struct took took = { .count = 0 };
	uint32_t count;

	if (journal)
		journal_reviews(journal, add_took, &took);
	count = took.count < TOOK_ROWS ? took.count : TOOK_ROWS;
	if (count < TOOK_FEW)
		return CARDS_SECONDS;
	for (uint32_t i = 1; i < count; i++)
		for (uint32_t k = i; k > 0 && took.rows[k] < took.rows[k - 1]; k--) {
			uint32_t row = took.rows[k];

			took.rows[k] = took.rows[k - 1];
			took.rows[k - 1] = row;
		}
	return (took.rows[count / 2] + 999) / 1000;
}

uint32_t
cards_minutes(uint32_t count, uint32_t seconds)
{
	return (count * seconds + 59) / 60;
}

uint32_t
cards_due_now(const struct schedule *schedule, const struct deck_card *cards, uint32_t count,
    struct moment now)
{
	uint32_t due = 0, fresh = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (cards[i].buried_s > now.at_s)
			continue;
		if (cards[i].card.state == CARD_NEW)
			fresh++;
		else
			due += schedule_is_due(schedule, &cards[i].card, now);
	}
	return due + (fresh < CARDS_NEW_A_SESSION ? fresh : CARDS_NEW_A_SESSION);
}

/* ---- when ---- */

int64_t
cards_days_left(const struct schedule *schedule, const struct deck_card *row, struct moment now)
{
	int64_t until_s = row->buried_s > row->card.due_s ? row->buried_s : row->card.due_s;
	struct moment then = { until_s, now.offset_s };
	int64_t today = schedule_day(schedule, now), days;

	days = row->card.state == CARD_REVIEW && row->buried_s <= row->card.due_s
		   ? row->card.due_day - today
		   : schedule_day(schedule, then) - today;
	return days < 0 ? 0 : days;
}

void
cards_say_days(int64_t days, struct str *out)
{
	if (days == 0)
		str_add(out, "today");
	else if (days == 1)
		str_add(out, "tomorrow");
	else if (days == -1)
		str_add(out, "yesterday");
	else if (days > 0)
		str_printf(out, "in %lld days", (long long)days);
	else
		str_printf(out, "%lld days ago", (long long)-days);
}

static int
weekday(struct moment now, int64_t days)
{
	int64_t local = now.at_s + now.offset_s;
	int64_t day = (local >= 0 ? local / DAY_S : -((DAY_S - 1 - local) / DAY_S)) + days;

	return (int)(((day % 7) + 7) % 7); /* 0: Thursday, as the first of 1970 was */
}

const char *
cards_weekday(struct moment now, int64_t days)
{
	static const char *const names[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };

	return names[weekday(now, days)];
}

const char *
cards_day_name(struct moment now, int64_t days)
{
	static const char *const names[] = { "Thursday", "Friday", "Saturday", "Sunday", "Monday",
		"Tuesday", "Wednesday" };

	return names[weekday(now, days)];
}

/* ---- texts ---- */

static void
add_cloze(const char *text, bool open, struct str *out)
{
	for (const char *at = text; *at;) {
		const char *end = at[0] == '{' && at[1] == '{' ? strstr(at, "}}") : NULL;

		if (!end) {
			str_add_char(out, *at++);
			continue;
		}
		if (open)
			str_add_bytes(out, at + 2, (size_t)(end - at) - 2);
		else
			str_add(out, "____");
		at = end + 2;
	}
}

const char *
cards_gaps(const char *front, struct arena *arena)
{
	struct str text = STR_INIT;
	const char *copy;

	add_cloze(front, false, &text);
	copy = arena_strdup(arena, text.text);
	str_release(&text);
	return copy;
}

void
cards_say_front(const struct deck_card *card, struct str *out)
{
	if (card->kind == CARD_CLOZE)
		add_cloze(card->front, false, out);
	else
		str_add(out, card->front);
}

void
cards_say_back(const struct deck_card *card, struct str *out)
{
	if (card->kind == CARD_CLOZE)
		add_cloze(card->front, true, out);
	if (card->back && *card->back)
		str_printf(out, "%s%s", card->kind == CARD_CLOZE ? " " : "", card->back);
}
