/* journal/cards.c - cards and their reviews. */
#include "journal/db.h"

#define DAY_START_S 14400
#define CARD_COLUMNS \
	"state, step, stability, difficulty, due_s, due_day, last_s, last_day, days, reps, lapses"

static struct card
card_of(const struct query *query, int column)
{
	struct card card = { 0 };
	int64_t state = query_int(query, column);

	card.state = state < CARD_NEW || state > CARD_RELEARNING ? CARD_NEW :
	    (enum card_state)state;
	card.step = (uint32_t)query_int(query, column + 1);
	card.memory.stability = query_real(query, column + 2);
	card.memory.difficulty = query_real(query, column + 3);
	card.due_s = query_int(query, column + 4);
	card.due_day = query_int(query, column + 5);
	card.last_s = query_int(query, column + 6);
	card.last_day = query_int(query, column + 7);
	card.days = (uint32_t)query_int(query, column + 8);
	card.reps = (uint32_t)query_int(query, column + 9);
	card.lapses = (uint32_t)query_int(query, column + 10);
	return card;
}

static void
put_card(struct query *query, const struct card *card)
{
	query_put_int(query, card->state);
	query_put_int(query, card->step);
	query_put_real(query, card->memory.stability);
	query_put_real(query, card->memory.difficulty);
	query_put_int(query, card->due_s);
	query_put_int(query, card->due_day);
	query_put_int(query, card->last_s);
	query_put_int(query, card->last_day);
	query_put_int(query, card->days);
	query_put_int(query, card->reps);
	query_put_int(query, card->lapses);
}

bool
journal_card(struct journal *journal, struct card_key key, struct card *card)
{
	struct query query;
	bool found;

	*card = (struct card){ 0 };
	query_begin(&query, journal, "SELECT " CARD_COLUMNS
	    " FROM card WHERE lesson = ? AND id = ?");
	query_put_text(&query, key.lesson);
	query_put_text(&query, key.card);
	found = query_row(&query);
	if (found)
		*card = card_of(&query, 0);
	query_end(&query);
	return found;
}

/* rev counts writes to the row: with reps, undone or not, it never comes twice. */
static bool
write_card(struct journal *journal, struct card_key key, const struct card *card)
{
	struct query query;

	query_begin(&query, journal, "INSERT OR REPLACE INTO card (lesson, id, rev, " CARD_COLUMNS
	    ") VALUES (?1, ?2, 1 + ifnull((SELECT rev FROM card WHERE lesson = ?1 AND id = ?2), 0),"
	    " ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
	query_put_text(&query, key.lesson);
	query_put_text(&query, key.card);
	put_card(&query, card);
	return query_do(&query);
}

static bool
write_review(struct journal *journal, const struct review_kept *review, const struct card *before)
{
	struct query query;

	query_begin(&query, journal,
	    "INSERT INTO review (lesson, id, at_s, offset_s, rating, took_ms,"
	    " text_rev, source, schedules, " CARD_COLUMNS
	    ", retention, seed, day_start_s, spread, order_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " max(?3, ifnull((SELECT max(order_s) FROM review"
	    " WHERE lesson = ?1 AND id = ?2), ?3)))");
	query_put_text(&query, review->key.lesson);
	query_put_text(&query, review->key.card);
	query_put_int(&query, review->at.at_s);
	query_put_int(&query, review->at.offset_s);
	query_put_int(&query, review->rating);
	query_put_int(&query, review->took_ms);
	query_put_int(&query, review->text_rev);
	query_put_text(&query, review->source);
	query_put_int(&query, review->schedules);
	put_card(&query, before);
	query_put_real(&query, review->retention > 0 ? review->retention : .9);
	query_put_int(&query, (int64_t)review->seed);
	query_put_int(&query, review->retention > 0 ? review->day_start_s : DAY_START_S);
	query_put_int(&query, !review->exact_days);
	return query_do(&query);
}

enum journal_result
journal_review(struct journal *journal, const struct review_kept *review, const struct card *before,
    const struct card *after)
{
	struct card now;
	bool done, elsewhere;

	if (!db_begin(journal))
		return JOURNAL_LOST;
	journal_card(journal, review->key, &now);
	elsewhere = now.reps != before->reps || now.last_s != before->last_s;
	done = !elsewhere && write_review(journal, review, before) &&
	    (!review->schedules || write_card(journal, review->key, after));
	if (db_end(journal, done))
		return JOURNAL_DONE;
	return elsewhere ? JOURNAL_ELSEWHERE : JOURNAL_LOST;
}

/* The newest that counts, of a card (or any), of those that came at or after a time. */
static bool
newest(struct journal *journal, const struct card_key *of, int64_t since_s, int64_t *number,
    bool *schedules, const char **lesson, const char **id, struct card *card)
{
	struct query query;
	bool found;

	query_begin(&query, journal, "SELECT number, schedules, lesson, id, " CARD_COLUMNS
	    " FROM review WHERE NOT undone AND at_s >= ?1"
	    " AND (?2 IS NULL OR (lesson = ?2 AND id = ?3)) ORDER BY number DESC LIMIT 1");
	query_put_int(&query, since_s);
	query_put_text(&query, of ? of->lesson : NULL);
	query_put_text(&query, of ? of->card : NULL);
	found = query_row(&query);
	if (found) {
		*number = query_int(&query, 0);
		*schedules = query_int(&query, 1) != 0;
		*lesson = journal_keep(journal, 0, query_text(&query, 2));
		*id = journal_keep(journal, 1, query_text(&query, 3));
		*card = card_of(&query, 4);
	}
	query_end(&query);
	return found;
}

static enum journal_result
undo_newest(struct journal *journal, const struct card_key *of, int64_t since_s,
    const char **lesson, const char **id, struct card *card)
{
	int64_t number;
	bool schedules, done;
	struct query query;

	if (!db_begin(journal))
		return JOURNAL_LOST;
	if (!newest(journal, of, since_s, &number, &schedules, lesson, id, card)) {
		db_end(journal, false);
		return JOURNAL_ELSEWHERE;
	}
	query_begin(&query, journal, "UPDATE review SET undone = 1 WHERE number = ?");
	query_put_int(&query, number);
	done = query_do(&query) && (!schedules ||
	    write_card(journal, (struct card_key){ *lesson, *id }, card));
	return db_end(journal, done) ? JOURNAL_DONE : JOURNAL_LOST;
}

enum journal_result
journal_undo_review(struct journal *journal, int64_t since_s, const char **lesson,
    const char **id, struct card *card)
{
	return undo_newest(journal, NULL, since_s, lesson, id, card);
}

enum journal_result
journal_undo_review_of(struct journal *journal, struct card_key key, int64_t since_s)
{
	const char *lesson, *id;
	struct card card;

	return undo_newest(journal, &key, since_s, &lesson, &id, &card);
}

#define REVIEW_COLUMNS \
	"lesson, id, at_s, offset_s, rating, took_ms, text_rev, source, retention, seed, " \
	"day_start_s, spread"

static struct review_kept
review_of(const struct query *query)
{
	return (struct review_kept){
		.key = { query_text(query, 0), query_text(query, 1) },
		.at = { query_int(query, 2), (int32_t)query_int(query, 3) },
		.rating = (enum rating)query_int(query, 4),
		.took_ms = (uint32_t)query_int(query, 5),
		.text_rev = (uint32_t)query_int(query, 6),
		.source = query_text(query, 7),
		.schedules = true,
		.retention = query_real(query, 8),
		.seed = (uint64_t)query_int(query, 9),
		.day_start_s = (int32_t)query_int(query, 10),
		.exact_days = query_int(query, 11) == 0,
	};
}

void
journal_reviews(struct journal *journal, bool (*each)(void *self, const struct review_kept *),
    void *self)
{
	struct query query;
	bool more = true;

	query_begin(&query, journal, "SELECT " REVIEW_COLUMNS " FROM review"
	    " WHERE NOT undone AND schedules ORDER BY order_s, number");
	while (more && query_row(&query)) {
		struct review_kept review = review_of(&query);

		more = each(self, &review);
	}
	query_end(&query);
}

struct card
card_afresh(const struct card *card)
{
	return (struct card){ .state = CARD_NEW, .last_s = card->last_s, .reps = card->reps };
}

/* What a review saw before it, for undo. */
static bool
set_before(struct journal *journal, int64_t number, const struct card *card)
{
	struct query query;

	query_begin(&query, journal, "UPDATE review SET state = ?, step = ?, stability = ?,"
	    " difficulty = ?, due_s = ?, due_day = ?, last_s = ?, last_day = ?, days = ?,"
	    " reps = ?, lapses = ? WHERE number = ?");
	put_card(&query, card);
	query_put_int(&query, number);
	return query_do(&query);
}

bool
db_replay_card(struct journal *journal, struct card_key key, journal_replay replay, void *self)
{
	struct card card = { 0 };
	struct query query;
	uint32_t text_rev = 0;
	bool done = true;

	query_begin(&query, journal, "SELECT " REVIEW_COLUMNS ", number FROM review"
	    " WHERE NOT undone AND schedules AND lesson = ? AND id = ?"
	    " ORDER BY order_s, number");
	query_put_text(&query, key.lesson);
	query_put_text(&query, key.card);
	while (done && query_row(&query)) {
		struct review_kept review = review_of(&query);

		if (review.text_rev > text_rev && text_rev > 0)
			card = card_afresh(&card);
		text_rev = review.text_rev > text_rev ? review.text_rev : text_rev;
		done = set_before(journal, query_int(&query, 12), &card);
		card = replay(self, &review, &card);
	}
	return query_end(&query) && done && write_card(journal, key, &card);
}

uint32_t
journal_seen_rev(struct journal *journal, struct card_key key, int64_t *at_s)
{
	struct query query;
	uint32_t rev = 0;

	query_begin(&query, journal, "SELECT text_rev, at_s FROM review WHERE NOT undone"
	    " AND schedules AND lesson = ? AND id = ? ORDER BY text_rev DESC, number DESC LIMIT 1");
	query_put_text(&query, key.lesson);
	query_put_text(&query, key.card);
	*at_s = 0;
	if (query_row(&query)) {
		rev = (uint32_t)query_int(&query, 0);
		*at_s = query_int(&query, 1);
	}
	query_end(&query);
	return rev;
}

int64_t
journal_newest_s(struct journal *journal)
{
	return db_number(journal, "SELECT at_s FROM (SELECT max(at_s) AS at_s FROM review"
	    " UNION ALL SELECT max(at_s) FROM answer) WHERE at_s IS NOT NULL"
	    " ORDER BY at_s DESC LIMIT 1", INT64_MIN);
}

static bool
make_card(struct journal *journal, const struct card_made *made, bool *changed)
{
	struct query query;
	bool done;

	*changed = false;
	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "INSERT INTO made (lesson, id, rev, kind, step, front, back,"
	    " source, at_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lesson, id) DO UPDATE"
	    " SET rev = excluded.rev, kind = excluded.kind, step = excluded.step,"
	    " front = excluded.front, back = excluded.back WHERE excluded.rev > rev"
	    " OR (excluded.source = 'import' AND excluded.rev = rev"
	    " AND (excluded.front <> front OR excluded.back <> back))");
	query_put_text(&query, made->key.lesson);
	query_put_text(&query, made->key.card);
	query_put_int(&query, made->rev);
	query_put_text(&query, made->kind);
	query_put_text(&query, made->step ? made->step : "");
	query_put_text(&query, made->front);
	query_put_text(&query, made->back);
	query_put_text(&query, made->source);
	query_put_int(&query, made->at_s);
	*changed = query_do(&query);
	done = *changed;
	*changed = *changed && db_changed(journal) > 0;
	return db_end(journal, done);
}

bool
journal_make_card(struct journal *journal, const struct card_made *made)
{
	bool changed;

	return make_card(journal, made, &changed);
}

bool
journal_bring_card(struct journal *journal, const struct card_made *made, bool *changed)
{
	return make_card(journal, made, changed);
}

void
journal_made_cards(struct journal *journal,
    bool (*each)(void *self, const struct card_made *), void *self)
{
	struct query query;
	bool more = true;

	query_begin(&query, journal, "SELECT lesson, id, rev, kind, step, front, back, source, at_s"
	    " FROM made ORDER BY lesson, at_s, id");
	while (more && query_row(&query)) {
		struct card_made made = {
			.key = { query_text(&query, 0), query_text(&query, 1) },
			.rev = (uint32_t)query_int(&query, 2),
			.kind = query_text(&query, 3),
			.step = query_text(&query, 4),
			.front = query_text(&query, 5),
			.back = query_text(&query, 6),
			.source = query_text(&query, 7),
			.at_s = query_int(&query, 8),
		};

		more = each(self, &made);
	}
	query_end(&query);
}

bool
journal_bury(struct journal *journal, struct card_key key, int64_t until_s)
{
	struct query query;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "INSERT OR REPLACE INTO buried VALUES (?, ?, ?)");
	query_put_text(&query, key.lesson);
	query_put_text(&query, key.card);
	query_put_int(&query, until_s);
	return db_end(journal, query_do(&query));
}

int64_t
journal_buried_until(struct journal *journal, struct card_key key)
{
	struct query query;
	int64_t until_s = 0;

	query_begin(&query, journal, "SELECT until_s FROM buried WHERE lesson = ? AND id = ?");
	query_put_text(&query, key.lesson);
	query_put_text(&query, key.card);
	if (query_row(&query))
		until_s = query_int(&query, 0);
	query_end(&query);
	return until_s;
}
