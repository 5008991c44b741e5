/* journal/db.h - SQL for the files of this folder: the only place that knows SQLite.
 *
 *    struct query query;
 *    query_begin(&query, journal, "SELECT rev FROM card WHERE lesson = ? AND id = ?");
 *    query_put_text(&query, lesson);
 *    query_put_text(&query, id);
 *    if (query_row(&query))
 *        rev = query_int(&query, 0);
 *    ok = query_end(&query);
 *
 * A journal that is not open takes all of it and finds nothing; query_end then says false.
 */
#ifndef JOURNAL_DB_H
#define JOURNAL_DB_H

#include "base/str.h"
#include "journal/journal.h"

struct journal {
	char *path;
	void *db;             /* sqlite3, NULL when not open */
	enum journal_state state;
	struct str said;
	struct str text[2];   /* what calls gave back last */
	struct str session;
	uint64_t session_seed;
};

struct query {
	struct journal *journal;
	void *statement;
	int put;       /* values bound so far */
	bool failed;
};

/* 0: open for writing. 1: cannot be written. 2: no database, or damaged. 3: anything else; then
 * `said` has SQLite's words. */
enum db_open { DB_OPEN, DB_READ_ONLY, DB_DAMAGED, DB_FAILED };
enum db_open db_open(struct journal *journal, bool read_only);
void db_close(struct journal *journal);
/* Statements without values, separated by semicolons. */
bool db_run(struct journal *journal, const char *sql);
/* All that follows until db_end happens or does not; true from db_end: it did. */
bool db_begin(struct journal *journal);
bool db_end(struct journal *journal, bool keep);
/* A number that a statement of one row and column gives; `none` without one. */
int64_t db_number(struct journal *journal, const char *sql, int64_t none);
/* Rows that the last statement changed. */
int64_t db_changed(struct journal *journal);

void query_begin(struct query *query, struct journal *journal, const char *sql);
/* How many values the statement takes. */
int query_slots(const struct query *query);
void query_put_text(struct query *query, const char *text); /* NULL: null */
void query_put_int(struct query *query, int64_t value);
void query_put_real(struct query *query, double value);
/* The next row; false: there is none, or it failed. */
bool query_row(struct query *query);
int64_t query_int(const struct query *query, int column);
double query_real(const struct query *query, int column);
/* "" for null; lives until the next row or query_end. */
const char *query_text(const struct query *query, int column);
bool query_is_null(const struct query *query, int column);
bool query_end(struct query *query);
/* For statements that give no rows: runs and ends. */
bool query_do(struct query *query);

/* journal/cards.c: the card's row and what its reviews saw, made anew; within a transaction. */
bool db_replay_card(struct journal *journal, struct card_key key, journal_replay replay,
    void *self);

/* A sentence about what is wrong; the state follows. */
void journal_say(struct journal *journal, enum journal_state state, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Keeps a text for the caller: slot 0 or 1, until the next call. */
const char *journal_keep(struct journal *journal, int slot, const char *text);

#endif
