/* journal/export.c - the record as JSON, and its end on request. */
#include "base/file.h"
#include "base/json.h"
#include "journal/merge.h"

#include <string.h>
#include <unistd.h>

static void
add_value(struct json *json, const struct query *query, const struct merge_column *column,
    int number)
{
	json_key(json, column->name);
	if (column->kind == MERGE_TEXT)
		json_string(json, query_text(query, number));
	else if (column->kind == MERGE_REAL)
		json_double(json, query_real(query, number));
	else if (column->kind == MERGE_INT_OR_NULL && query_is_null(query, number))
		json_null(json);
	else
		json_int(json, query_int(query, number));
}

static bool
export_table(struct journal *journal, const struct merge_table *table, struct json *json)
{
	struct str sql = STR_INIT;
	struct query query;

	str_add(&sql, "SELECT ");
	for (uint32_t i = 0; i < table->column_count; i++)
		str_printf(&sql, "%s%s", i ? ", " : "", table->columns[i].name);
	str_printf(&sql, " FROM %s ORDER BY %s", table->name, table->order);
	json_key(json, table->name);
	json_begin_array(json);
	query_begin(&query, journal, sql.text);
	while (query_row(&query)) {
		str_add(json->out, "\n");
		json_begin_object(json);
		for (uint32_t i = 0; i < table->column_count; i++)
			add_value(json, &query, &table->columns[i], (int)i);
		json_end_object(json);
	}
	json_end_array(json);
	str_release(&sql);
	return query_end(&query);
}

bool
journal_export(struct journal *journal, struct str *out)
{
	struct json json;
	bool done;

	/* One transaction: another window that writes meanwhile is in all of it or in none. */
	if (!db_run(journal, "BEGIN"))
		return false;
	json_init(&json, out, 0);
	json_begin_object(&json);
	json_key(&json, "interface");
	json_uint(&json, 1);
	json_key(&json, "record");
	json_int(&json, db_number(journal, "PRAGMA user_version", 0));
	done = true;
	for (uint32_t i = 0; i < MERGE_TABLES; i++) {
		str_add(out, "\n");
		done = export_table(journal, &merge_tables[i], &json) && done;
	}
	json_end_object(&json);
	str_add(out, "\n");
	return db_run(journal, "COMMIT") && done;
}

void
journal_count(struct journal *journal, const char *lesson, uint32_t *reviews, uint32_t *answers,
    uint32_t *notes)
{
	static const char *const sql[] = {
		"SELECT count(*) FROM review WHERE ?1 IS NULL OR lesson = ?1",
		"SELECT count(*) FROM answer WHERE ?1 IS NULL OR lesson = ?1",
		"SELECT count(*) FROM note WHERE text <> '' AND (?1 IS NULL OR lesson = ?1)",
	};
	uint32_t *const counts[] = { reviews, answers, notes };

	for (int i = 0; i < 3; i++) {
		struct query query;

		query_begin(&query, journal, sql[i]);
		query_put_text(&query, lesson);
		*counts[i] = query_row(&query) ? (uint32_t)query_int(&query, 0) : 0;
		query_end(&query);
	}
}

bool
journal_forget(struct journal *journal, const char *lesson)
{
	static const char *const sql[] = {
		"DELETE FROM review WHERE ?1 IS NULL OR lesson = ?1",
		"DELETE FROM answer WHERE ?1 IS NULL OR lesson = ?1",
		("DELETE FROM session WHERE (?1 IS NULL OR lesson = ?1)"
		 " AND id NOT IN (SELECT session FROM answer)"),
		"DELETE FROM card WHERE ?1 IS NULL OR lesson = ?1",
		"DELETE FROM made WHERE ?1 IS NULL OR lesson = ?1",
		"DELETE FROM buried WHERE ?1 IS NULL OR lesson = ?1",
		"DELETE FROM place WHERE ?1 IS NULL OR lesson = ?1",
		"DELETE FROM belief WHERE ?1 IS NULL OR lesson = ?1",
		"DELETE FROM note WHERE ?1 IS NULL OR lesson = ?1",
	};
	bool done = db_run(journal, "PRAGMA secure_delete = ON") && db_begin(journal);

	for (size_t i = 0; done && i < sizeof sql / sizeof *sql; i++) {
		struct query query;

		query_begin(&query, journal, sql[i]);
		query_put_text(&query, lesson);
		done = query_do(&query);
	}
	/* The write-ahead log holds what was there: it is written back and emptied too. */
	return db_end(journal, done) && db_run(journal, "VACUUM") &&
	       db_run(journal, "PRAGMA wal_checkpoint(TRUNCATE)");
}

uint32_t
journal_forget_copies(const struct journal *journal)
{
	struct arena arena = { 0 };
	const char *slash = strrchr(journal->path, '/');
	const char *folder = slash == NULL ? "." :
	    arena_strndup(&arena, journal->path, (size_t)(slash - journal->path) + 1);
	const char *base = slash == NULL ? journal->path : slash + 1, **names;
	size_t stem = strlen(base), count;
	uint32_t gone = 0;

	if (stem > 3 && strcmp(base + stem - 3, ".db") == 0)
		stem -= 3;
	if (file_list(&arena, folder, "", &names, &count) == 0)
		for (size_t i = 0; i < count; i++)
			if (strncmp(names[i], base, stem) == 0 && names[i][stem] == '.' &&
			    (strstr(names[i] + stem, ".before-update") != NULL ||
				strstr(names[i] + stem, ".damaged") != NULL))
				gone += unlink(arena_printf(
					    &arena, "%s/%s", folder, names[i])) == 0;
	arena_release(&arena);
	return gone;
}
