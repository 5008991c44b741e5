/* journal/migrations.h - the tables of the record, a version each: migrations[v] brings version v
 * to v + 1.  Rows once released are never changed; a new version is a new row.
 */
#ifndef JOURNAL_MIGRATIONS_H
#define JOURNAL_MIGRATIONS_H

#define MIGRATION_COUNT 3

static const char *const migrations[MIGRATION_COUNT] = {
	/* 1: the first record */
	"CREATE TABLE card (lesson TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL,"
	" state INTEGER NOT NULL, step INTEGER NOT NULL, stability REAL NOT NULL,"
	" difficulty REAL NOT NULL, due_s INTEGER NOT NULL, due_day INTEGER NOT NULL,"
	" last_s INTEGER NOT NULL, last_day INTEGER NOT NULL, days INTEGER NOT NULL,"
	" reps INTEGER NOT NULL, lapses INTEGER NOT NULL, PRIMARY KEY (lesson, id)) STRICT;"
	/* A review holds the card as it was before it: undo needs nothing else. */
	"CREATE TABLE review (number INTEGER PRIMARY KEY, lesson TEXT NOT NULL, id TEXT NOT NULL,"
	" at_s INTEGER NOT NULL, offset_s INTEGER NOT NULL, rating INTEGER NOT NULL,"
	" took_ms INTEGER NOT NULL, text_rev INTEGER NOT NULL, source TEXT NOT NULL,"
	" schedules INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0,"
	" state INTEGER NOT NULL, step INTEGER NOT NULL, stability REAL NOT NULL,"
	" difficulty REAL NOT NULL, due_s INTEGER NOT NULL, due_day INTEGER NOT NULL,"
	" last_s INTEGER NOT NULL, last_day INTEGER NOT NULL, days INTEGER NOT NULL,"
	" reps INTEGER NOT NULL, lapses INTEGER NOT NULL) STRICT;"
	"CREATE INDEX review_of_card ON review (lesson, id, at_s);"
	"CREATE TABLE buried (lesson TEXT NOT NULL, id TEXT NOT NULL, until_s INTEGER NOT NULL,"
	" PRIMARY KEY (lesson, id)) STRICT;"
	"CREATE TABLE session (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
	" mode TEXT NOT NULL, lesson TEXT NOT NULL, seed INTEGER NOT NULL,"
	" started_s INTEGER NOT NULL, ended_s INTEGER) STRICT;"
	"CREATE TABLE answer (number INTEGER PRIMARY KEY, session TEXT NOT NULL"
	" REFERENCES session (id), lesson TEXT NOT NULL, item TEXT NOT NULL, seed INTEGER NOT NULL,"
	" option INTEGER NOT NULL, given TEXT NOT NULL, sure TEXT NOT NULL, right INTEGER NOT NULL,"
	" counts INTEGER NOT NULL, took_ms INTEGER NOT NULL, at_s INTEGER NOT NULL,"
	" offset_s INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE INDEX answer_of_session ON answer (session);"
	"CREATE TABLE place (lesson TEXT PRIMARY KEY, step TEXT NOT NULL, done INTEGER NOT NULL,"
	" at_s INTEGER NOT NULL) STRICT;"
	"CREATE TABLE belief (lesson TEXT NOT NULL, id TEXT NOT NULL, held REAL NOT NULL,"
	" picks INTEGER NOT NULL, at_s INTEGER NOT NULL, PRIMARY KEY (lesson, id)) STRICT;"
	"CREATE TABLE note (lesson TEXT NOT NULL, step TEXT NOT NULL, text TEXT NOT NULL,"
	" at_s INTEGER NOT NULL, PRIMARY KEY (lesson, step)) STRICT;"
	"CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;",
	/* 2: a review says under which settings it was scheduled, so that a replay needs nothing
	 * else; order_s never goes back, whatever the clock did; cards that no lesson wrote. */
	"ALTER TABLE review ADD COLUMN retention REAL NOT NULL DEFAULT 0.9;"
	"ALTER TABLE review ADD COLUMN seed INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE review ADD COLUMN day_start_s INTEGER NOT NULL DEFAULT 14400;"
	"ALTER TABLE review ADD COLUMN order_s INTEGER NOT NULL DEFAULT 0;"
	"UPDATE review SET order_s = at_s;"
	"CREATE TABLE made (lesson TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL,"
	" kind TEXT NOT NULL, step TEXT NOT NULL, front TEXT NOT NULL, back TEXT NOT NULL,"
	" source TEXT NOT NULL, at_s INTEGER NOT NULL, PRIMARY KEY (lesson, id)) STRICT;",
	/* 3: days may be exact, for whoever checks them against another scheduler. */
	"ALTER TABLE review ADD COLUMN spread INTEGER NOT NULL DEFAULT 1;",
};

#endif
