/* journal/db.c - SQLite, and what stands in for it in a build without. */
#include "journal/db.h"

#include <stdbool.h>
#include <string.h>

#if HAVE_SQLITE
#include <sqlite3.h>

#define BUSY_MS 5000

/* A write that failed: the record stays open for reading, the learner is told. */
static void
note_failure(struct journal *journal)
{
	int code = sqlite3_errcode(journal->db);

	if (journal->state == JOURNAL_NEWER) /* what it says stays true */
		return;
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
	case SQLITE_CONSTRAINT:
		return;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		journal_say(journal, JOURNAL_READ_ONLY, "the record is read-only");
		return;
	case SQLITE_FULL:
		journal_say(journal, JOURNAL_FAILED, "the disk is full");
		return;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		journal_say(journal, JOURNAL_FAILED, "another program holds the record");
		return;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		journal_say(journal, JOURNAL_FAILED, "the record is damaged");
		return;
	default:
		journal_say(journal, JOURNAL_FAILED, "the record cannot be written (%s)",
		    sqlite3_errmsg(journal->db));
	}
}

const char *
journal_library(void)
{
	return "SQLite " SQLITE_VERSION;
}

static bool
is_damage(int code)
{
	return (code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_CORRUPT;
}

/* quick_check gives a row "ok", or what it found. */
static int
is_ok(void *self, int count, char **values, char **names)
{
	(void)names;
	*(bool *)self = count == 1 && values[0] != NULL && strcmp(values[0], "ok") == 0;
	return 0;
}

enum db_open
db_open(struct journal *journal, bool read_only)
{
	bool sound = false;
	int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	sqlite3 *db = NULL;
	int code = sqlite3_open_v2(journal->path, &db, flags | SQLITE_OPEN_EXRESCODE, NULL);

	journal->db = db;
	if (db == NULL)
		return DB_FAILED;
	sqlite3_busy_timeout(db, BUSY_MS);
	/* The first look into the file tells whether it is one of ours at all. */
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "PRAGMA quick_check(1)", is_ok, &sound, NULL);
	if (code == SQLITE_OK && !sound)
		return DB_DAMAGED;
	if (code == SQLITE_OK && !read_only && sqlite3_db_readonly(db, "main") == 1)
		return DB_READ_ONLY;
	if (code == SQLITE_OK)
		return DB_OPEN;
	if (is_damage(code))
		return DB_DAMAGED;
	journal_say(journal, JOURNAL_FAILED, "%s", sqlite3_errmsg(db));
	return DB_FAILED;
}

void
db_close(struct journal *journal)
{
	sqlite3_close(journal->db);
	journal->db = NULL;
}

bool
db_run(struct journal *journal, const char *sql)
{
	if (journal->db == NULL)
		return false;
	if (sqlite3_exec(journal->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	note_failure(journal);
	return false;
}

int64_t
db_changed(struct journal *journal)
{
	return journal->db == NULL ? 0 : sqlite3_changes(journal->db);
}

void
query_begin(struct query *query, struct journal *journal, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	*query = (struct query){ .journal = journal };
	if (journal->db == NULL ||
	    sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK) {
		query->failed = true;
		if (journal->db != NULL)
			note_failure(journal);
	}
	query->statement = statement;
}

static void
put(struct query *query, int code)
{
	query->failed |= code != SQLITE_OK;
}

void
query_put_text(struct query *query, const char *text)
{
	if (!query->failed)
		put(query, sqlite3_bind_text(query->statement, ++query->put, text, -1,
		    SQLITE_TRANSIENT));
}

void
query_put_int(struct query *query, int64_t value)
{
	if (!query->failed)
		put(query, sqlite3_bind_int64(query->statement, ++query->put, value));
}

void
query_put_real(struct query *query, double value)
{
	if (!query->failed)
		put(query, sqlite3_bind_double(query->statement, ++query->put, value));
}

bool
query_row(struct query *query)
{
	int code;

	if (query->failed)
		return false;
	code = sqlite3_step(query->statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE) {
		query->failed = true;
		note_failure(query->journal);
	}
	return code == SQLITE_ROW;
}

int64_t
query_int(const struct query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

double
query_real(const struct query *query, int column)
{
	return sqlite3_column_double(query->statement, column);
}

int
query_slots(const struct query *query)
{
	return sqlite3_bind_parameter_count(query->statement);
}

bool
query_is_null(const struct query *query, int column)
{
	return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

const char *
query_text(const struct query *query, int column)
{
	const unsigned char *text = sqlite3_column_text(query->statement, column);

	return text == NULL ? "" : (const char *)text;
}

bool
query_end(struct query *query)
{
	sqlite3_finalize(query->statement);
	query->statement = NULL;
	return !query->failed;
}

#else /* ---- nothing is kept in this build ---- */

enum db_open
db_open(struct journal *journal, bool read_only)
{
	(void)read_only;
	journal_say(journal, JOURNAL_NOT_BUILT, "this build has no SQLite");
	return DB_FAILED;
}

void
db_close(struct journal *journal)
{
	(void)journal;
}

bool
db_run(struct journal *journal, const char *sql)
{
	(void)journal;
	(void)sql;
	return false;
}

int64_t
db_changed(struct journal *journal)
{
	(void)journal;
	return 0;
}

void
query_begin(struct query *query, struct journal *journal, const char *sql)
{
	(void)sql;
	*query = (struct query){ .journal = journal, .failed = true };
}

void
query_put_text(struct query *query, const char *text)
{
	(void)query;
	(void)text;
}

void
query_put_int(struct query *query, int64_t value)
{
	(void)query;
	(void)value;
}

void
query_put_real(struct query *query, double value)
{
	(void)query;
	(void)value;
}

bool
query_row(struct query *query)
{
	(void)query;
	return false;
}

int64_t
query_int(const struct query *query, int column)
{
	(void)query;
	(void)column;
	return 0;
}

double
query_real(const struct query *query, int column)
{
	(void)query;
	(void)column;
	return 0;
}

const char *
journal_library(void)
{
	return "none: built without SQLite, answers live for the session";
}

int
query_slots(const struct query *query)
{
	(void)query;
	return 0;
}

bool
query_is_null(const struct query *query, int column)
{
	(void)query;
	(void)column;
	return true;
}

const char *
query_text(const struct query *query, int column)
{
	(void)query;
	(void)column;
	return "";
}

bool
query_end(struct query *query)
{
	return !query->failed;
}
#endif

/* ---- what both share ---- */

bool
query_do(struct query *query)
{
	while (query_row(query))
		;
	return query_end(query);
}

int64_t
db_number(struct journal *journal, const char *sql, int64_t none)
{
	struct query query;
	int64_t value = none;

	query_begin(&query, journal, sql);
	if (query_row(&query))
		value = query_int(&query, 0);
	query_end(&query);
	return value;
}

bool
db_begin(struct journal *journal)
{
	return (journal->state == JOURNAL_KEEPS || journal->state == JOURNAL_FAILED) &&
	    db_run(journal, "BEGIN IMMEDIATE");
}

bool
db_end(struct journal *journal, bool keep)
{
	if (keep && db_run(journal, "COMMIT")) {
		if (journal->state == JOURNAL_FAILED) /* the disk has room again */
			journal_say(journal, JOURNAL_KEEPS, "%s", "");
		return true;
	}
	if (journal->db != NULL) {
		/* Why it failed was said already; ROLLBACK fails when nothing is open. */
		struct query query;

		query_begin(&query, journal, "ROLLBACK");
		query_do(&query);
	}
	return false;
}
