/* journal/places.c - where the learner is, what they seem to believe, their notes and settings. */
#include "journal/db.h"

bool
journal_place(struct journal *journal, const char *lesson, const char **step, bool *done)
{
	struct query query;
	bool found;

	query_begin(&query, journal, "SELECT step, done FROM place WHERE lesson = ?");
	query_put_text(&query, lesson);
	found = query_row(&query);
	if (found) {
		*step = journal_keep(journal, 0, query_text(&query, 0));
		*done = query_int(&query, 1) != 0;
	}
	query_end(&query);
	return found;
}

void
journal_lessons(struct journal *journal, bool (*each)(void *self, const char *lesson), void *self)
{
	struct query query;
	bool more = true;

	query_begin(&query, journal, "SELECT lesson FROM (SELECT lesson, at_s FROM place"
	    " UNION ALL SELECT lesson, at_s FROM answer WHERE undone = 0)"
	    " GROUP BY lesson ORDER BY MAX(at_s) DESC, lesson");
	while (more && query_row(&query))
		more = each(self, query_text(&query, 0));
	query_end(&query);
}

bool
journal_set_place(struct journal *journal, const char *lesson, const char *step, bool done,
    struct moment now)
{
	struct query query;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "INSERT OR REPLACE INTO place (lesson, step, done, at_s)"
	    " VALUES (?, ?, ?, ?)");
	query_put_text(&query, lesson);
	query_put_text(&query, step);
	query_put_int(&query, done);
	query_put_int(&query, now.at_s);
	return db_end(journal, query_do(&query));
}

bool
journal_belief(struct journal *journal, const char *lesson, const char *belief, double *held,
    uint32_t *picks)
{
	struct query query;
	bool found;

	query_begin(&query, journal, "SELECT held, picks FROM belief WHERE lesson = ? AND id = ?");
	query_put_text(&query, lesson);
	query_put_text(&query, belief);
	found = query_row(&query);
	if (found) {
		*held = query_real(&query, 0);
		*picks = (uint32_t)query_int(&query, 1);
	}
	query_end(&query);
	return found;
}

bool
journal_set_belief(struct journal *journal, const char *lesson, const char *belief, double held,
    uint32_t picks, struct moment now)
{
	struct query query;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "INSERT OR REPLACE INTO belief (lesson, id, held, picks, at_s)"
	    " VALUES (?, ?, ?, ?, ?)");
	query_put_text(&query, lesson);
	query_put_text(&query, belief);
	query_put_real(&query, held);
	query_put_int(&query, picks);
	query_put_int(&query, now.at_s);
	return db_end(journal, query_do(&query));
}

/* One text of one row, or NULL. */
static const char *
text_of(struct journal *journal, struct query *query)
{
	const char *text = query_row(query) ? journal_keep(journal, 0, query_text(query, 0)) : NULL;

	query_end(query);
	return text;
}

const char *
journal_setting(struct journal *journal, const char *name)
{
	struct query query;

	query_begin(&query, journal, "SELECT value FROM setting WHERE name = ?");
	query_put_text(&query, name);
	return text_of(journal, &query);
}

bool
journal_set_setting(struct journal *journal, const char *name, const char *value)
{
	struct query query;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "INSERT OR REPLACE INTO setting VALUES (?, ?)");
	query_put_text(&query, name);
	query_put_text(&query, value);
	return db_end(journal, query_do(&query));
}

const char *
journal_note(struct journal *journal, const char *lesson, const char *step)
{
	struct query query;

	query_begin(&query, journal, "SELECT text FROM note WHERE lesson = ? AND step = ?");
	query_put_text(&query, lesson);
	query_put_text(&query, step);
	return text_of(journal, &query);
}

bool
journal_set_note(struct journal *journal, const char *lesson, const char *step, const char *text,
    struct moment now)
{
	struct query query;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "INSERT OR REPLACE INTO note (lesson, step, text, at_s)"
	    " VALUES (?, ?, ?, ?)");
	query_put_text(&query, lesson);
	query_put_text(&query, step);
	query_put_text(&query, text);
	query_put_int(&query, now.at_s);
	return db_end(journal, query_do(&query));
}

void
journal_notes(struct journal *journal,
    bool (*each)(void *self, const char *lesson, const char *step, const char *text), void *self)
{
	struct query query;
	bool more = true;

	query_begin(&query, journal, "SELECT lesson, step, text FROM note WHERE text <> ''"
	    " ORDER BY lesson, step");
	while (more && query_row(&query))
		more = each(self, query_text(&query, 0), query_text(&query, 1),
		    query_text(&query, 2));
	query_end(&query);
}
