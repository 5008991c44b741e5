/* journal/merge.c - the tables that go out and come in. */
#include "journal/merge.h"

#include <stddef.h>

#define TEXT(name, most) { name, MERGE_TEXT, 0, most }
#define INT(name, least, most) { name, MERGE_INT, least, most }
#define ANY(name) { name, MERGE_INT, INT64_MIN, INT64_MAX }
#define ID(name) TEXT(name, 200)
#define PROSE(name) TEXT(name, 60000)
/* From the year 1 to 9999. */
#define WHEN(name) INT(name, -62135596800, 253402300799)
#define BOOL(name) INT(name, 0, 1)
#define COUNT(name) INT(name, 0, UINT32_MAX)
#define AT(member) offsetof(struct journal_merge, member)

const struct merge_table merge_tables[MERGE_TABLES] = {
	{ "session", "number", { ID("id"), ID("mode"), ID("lesson"), ANY("seed"),
	    WHEN("started_s"),
	    { "ended_s", MERGE_INT_OR_NULL, -62135596800, 253402300799 } }, 6,
	    "INSERT INTO session (id, mode, lesson, seed, started_s, ended_s)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE"
	    " SET ended_s = excluded.ended_s"
	    " WHERE ended_s IS NULL AND excluded.ended_s IS NOT NULL",
	    NULL, AT(others) },
	{ "answer", "number", { ID("session"), ID("lesson"), ID("item"), ANY("seed"),
	    INT("option", -100, 1000), PROSE("given"), TEXT("sure", 1), BOOL("right"),
	    BOOL("counts"), COUNT("took_ms"), WHEN("at_s"), INT("offset_s", -90000, 90000),
	    BOOL("undone") }, 13,
	    "INSERT INTO answer (session, lesson, item, seed, option, given, sure, right, counts,"
	    " took_ms, at_s, offset_s, undone)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	    "session = ?1 AND lesson = ?2 AND item = ?3 AND option = ?5 AND given = ?6"
	    " AND at_s = ?11", AT(answers) },
	{ "review", "order_s, number", { ID("lesson"), ID("id"), WHEN("at_s"),
	    INT("offset_s", -90000, 90000), INT("rating", 1, 4), COUNT("took_ms"),
	    COUNT("text_rev"), ID("source"), BOOL("schedules"), BOOL("undone"),
	    { "retention", MERGE_REAL, 0, 1 }, ANY("seed"), INT("day_start_s", 0, 86399),
	    WHEN("order_s"), BOOL("spread") }, 15,
	    "INSERT INTO review (lesson, id, at_s, offset_s, rating, took_ms, text_rev, source,"
	    " schedules, undone, retention, seed, day_start_s, order_s, spread, state, step,"
	    " stability, difficulty, due_s, due_day, last_s, last_day, days, reps, lapses)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
	    " 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
	    "lesson = ?1 AND id = ?2 AND at_s = ?3 AND rating = ?5 AND source = ?8",
	    AT(reviews) },
	{ "made", "lesson, id", { ID("lesson"), ID("id"), COUNT("rev"), ID("kind"), ID("step"),
	    PROSE("front"), PROSE("back"), ID("source"), WHEN("at_s") }, 9,
	    "INSERT INTO made (lesson, id, rev, kind, step, front, back, source, at_s)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (lesson, id) DO UPDATE"
	    " SET rev = excluded.rev, kind = excluded.kind, step = excluded.step,"
	    " front = excluded.front, back = excluded.back WHERE excluded.rev > rev",
	    NULL, AT(cards) },
	{ "buried", "lesson, id", { ID("lesson"), ID("id"), ANY("until_s") }, 3,
	    "INSERT INTO buried (lesson, id, until_s) VALUES (?1, ?2, ?3) ON CONFLICT (lesson, id)"
	    " DO UPDATE SET until_s = excluded.until_s WHERE excluded.until_s > until_s",
	    NULL, AT(others) },
	{ "place", "lesson", { ID("lesson"), ID("step"), BOOL("done"), WHEN("at_s") }, 4,
	    "INSERT INTO place (lesson, step, done, at_s) VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT (lesson) DO UPDATE SET"
	    " step = CASE WHEN excluded.at_s > at_s THEN excluded.step ELSE step END,"
	    " done = max(done, excluded.done), at_s = max(at_s, excluded.at_s)"
	    " WHERE excluded.at_s > at_s OR excluded.done > done",
	    NULL, AT(others) },
	{ "belief", "lesson, id", { ID("lesson"), ID("id"), { "held", MERGE_REAL, 0, 1 },
	    COUNT("picks"), WHEN("at_s") }, 5,
	    "INSERT INTO belief (lesson, id, held, picks, at_s) VALUES (?1, ?2, ?3, ?4, ?5)"
	    " ON CONFLICT (lesson, id) DO UPDATE SET held = excluded.held, picks = excluded.picks,"
	    " at_s = excluded.at_s WHERE excluded.at_s > at_s",
	    NULL, AT(others) },
	/* Two notes on one step: both, the newer first; one that holds the other: it alone. */
	{ "note", "lesson, step", { ID("lesson"), ID("step"), PROSE("text"), WHEN("at_s") }, 4,
	    "INSERT INTO note (lesson, step, text, at_s) VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT (lesson, step) DO UPDATE SET text ="
	    " CASE WHEN text = '' OR instr(excluded.text, text) > 0 THEN excluded.text"
	    " WHEN excluded.at_s > at_s THEN excluded.text || ' / ' || text"
	    " ELSE text || ' / ' || excluded.text END, at_s = max(at_s, excluded.at_s)"
	    " WHERE excluded.text <> '' AND instr(text, excluded.text) = 0",
	    NULL, AT(notes) },
	{ "setting", "name", { ID("name"), PROSE("value") }, 2,
	    "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
	    NULL, AT(others) },
};
