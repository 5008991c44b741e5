/* journal/import.c - another record's rows joined to these: twice is once. */
#include "base/json_read.h"
#include "journal/merge.h"

#include <string.h>

struct value {
	bool given, null;
	int64_t whole;
	double real;
	struct str text;
};

struct merging {
	struct journal *journal;
	struct json_reader reader;
	struct journal_merge *merge;
	struct value values[MERGE_COLUMNS_MAX];
};

/* ---- one row from the file ---- */

static bool
read_value(struct merging *merging, const struct merge_column *column, struct value *value)
{
	struct json_reader *reader = &merging->reader;
	const char *text;

	if (value->given)
		return json_refuse(reader, "a key comes twice");
	value->given = true;
	value->null = column->kind == MERGE_INT_OR_NULL && json_take_null(reader);
	if (value->null)
		return true;
	if (column->kind == MERGE_REAL)
		return json_take_real(reader, &value->real) &&
		       ((value->real >= (double)column->least &&
			    value->real <= (double)column->most) ||
			   json_refuse(reader, "this number is out of range"));
	if (column->kind != MERGE_TEXT)
		return json_take_int(reader, &value->whole) &&
		       ((value->whole >= column->least && value->whole <= column->most) ||
			   json_refuse(reader, "this number is out of range"));
	if (!json_take_text(reader, &text))
		return false;
	if (strlen(text) > (size_t)column->most)
		return json_refuse(reader, "this text is too long");
	for (const char *c = text; *c; c++) /* nothing that a terminal would obey */
		if ((unsigned char)*c < ' ' && *c != '\n' && *c != '\t')
			return json_refuse(reader, "a control character within a text");
	str_clear(&value->text);
	str_add(&value->text, text);
	return true;
}

/* All columns, in any order; keys that a later version added are passed over. */
static bool
read_row(struct merging *merging, const struct merge_table *table)
{
	const char *key;
	uint32_t given = 0;

	for (uint32_t i = 0; i < table->column_count; i++)
		merging->values[i].given = false;
	if (!json_enter(&merging->reader, '{'))
		return false;
	while (json_next(&merging->reader, &key)) {
		uint32_t i = 0;

		while (i < table->column_count && strcmp(table->columns[i].name, key) != 0)
			i++;
		if (i == table->column_count)
			json_pass(&merging->reader);
		else if (read_value(merging, &table->columns[i], &merging->values[i]))
			given++;
	}
	if (merging->reader.problem == NULL && given < table->column_count)
		json_refuse(&merging->reader, "a row lacks some of its values");
	return merging->reader.problem == NULL;
}

static void
put_row(const struct merging *merging, const struct merge_table *table, struct query *query)
{
	int slots = query_slots(query);

	for (int i = 0; i < slots; i++) {
		const struct value *value = &merging->values[i];

		if (value->null && table->columns[i].kind == MERGE_INT_OR_NULL)
			query_put_text(query, NULL);
		else if (table->columns[i].kind == MERGE_TEXT)
			query_put_text(query, value->text.text);
		else if (table->columns[i].kind == MERGE_REAL)
			query_put_real(query, value->real);
		else
			query_put_int(query, value->whole);
	}
}

/* ---- into the record ---- */

/* A statement with the row's values; its first number, when it gives one. */
static bool
with_row(struct merging *merging, const struct merge_table *table, const char *sql,
    int64_t *number)
{
	struct query query;

	query_begin(&query, merging->journal, sql);
	put_row(merging, table, &query);
	if (number != NULL && query_row(&query))
		*number = query_int(&query, 0);
	return query_do(&query);
}

/* Rows that no key tells apart: the file's n-th of a kind is ours, when we have n of them. */
static bool
merge_alike(struct merging *merging, const struct merge_table *table, bool *came, bool *changed)
{
	struct str sql = STR_INIT;
	int64_t nth = 0, ours = 0;
	uint32_t undone = 0;
	bool done;

	while (strcmp(table->columns[undone].name, "undone") != 0)
		undone++;
	str_printf(&sql, "SELECT count(*) FROM temp.came_%s WHERE %s", table->name, table->same);
	done = with_row(merging, table, sql.text, &nth);
	str_clear(&sql);
	str_printf(&sql, "SELECT count(*) FROM main.%s WHERE %s", table->name, table->same);
	done = done && with_row(merging, table, sql.text, &ours);
	*came = done && ours <= nth;
	*changed = *came;
	if (*came) {
		done = with_row(merging, table, table->merge, NULL);
	} else if (done && merging->values[undone].whole) {
		str_clear(&sql);
		str_printf(&sql,
		    "UPDATE main.%s SET undone = 1 WHERE NOT undone AND number = (SELECT number"
		    " FROM main.%s WHERE %s ORDER BY number LIMIT 1 OFFSET %lld)",
		    table->name, table->name, table->same, (long long)nth);
		done = with_row(merging, table, sql.text, NULL);
		*changed = db_changed(merging->journal) > 0;
	}
	str_clear(&sql);
	str_printf(&sql, "INSERT INTO temp.came_%s SELECT ", table->name);
	for (uint32_t i = 0; i < table->column_count; i++)
		str_printf(&sql, "%s?%u", i ? ", " : "", i + 1);
	done = done && with_row(merging, table, sql.text, NULL);
	str_release(&sql);
	return done;
}

/* The card whose review came is to be replayed. */
static bool
note_card(struct merging *merging)
{
	struct query query;

	query_begin(&query, merging->journal, "INSERT OR IGNORE INTO temp.stale VALUES (?, ?)");
	query_put_text(&query, merging->values[0].text.text);
	query_put_text(&query, merging->values[1].text.text);
	return query_do(&query);
}

static bool
merge_row(struct merging *merging, const struct merge_table *table)
{
	uint32_t *count = (uint32_t *)(void *)((char *)merging->merge + table->count_offset);
	bool came = false, changed = false, done;

	if (table->same != NULL) {
		done = merge_alike(merging, table, &came, &changed);
		if (done && changed && strcmp(table->name, "review") == 0)
			done = note_card(merging);
	} else {
		done = with_row(merging, table, table->merge, NULL);
		came = db_changed(merging->journal) > 0;
	}
	*count += came;
	return done || json_refuse(&merging->reader,
		"this row does not fit: what it names has to come before it in the file");
}

static bool
make_scratch(struct journal *journal)
{
	struct str sql = STR_INIT;
	bool done;

	str_add(&sql, "CREATE TEMP TABLE stale (lesson TEXT, id TEXT, PRIMARY KEY (lesson, id));");
	for (uint32_t t = 0; t < MERGE_TABLES; t++) {
		const struct merge_table *table = &merge_tables[t];

		if (table->same == NULL)
			continue;
		str_printf(&sql, "CREATE TEMP TABLE came_%s (", table->name);
		for (uint32_t i = 0; i < table->column_count; i++)
			str_printf(&sql, "%s%s", i ? ", " : "", table->columns[i].name);
		str_printf(&sql, "); CREATE INDEX temp.of_%s ON came_%s (at_s);", table->name,
		    table->name);
	}
	done = db_run(journal, sql.text);
	str_release(&sql);
	return done;
}

static bool
replay_stale(struct journal *journal, journal_replay replay, void *self, uint32_t *replayed)
{
	bool done = true;

	for (;;) {
		struct str lesson = STR_INIT, card = STR_INIT;
		struct query query;
		bool found;

		query_begin(&query, journal, "DELETE FROM temp.stale WHERE rowid = (SELECT rowid"
		    " FROM temp.stale LIMIT 1) RETURNING lesson, id");
		found = query_row(&query);
		if (found) {
			str_add(&lesson, query_text(&query, 0));
			str_add(&card, query_text(&query, 1));
		}
		done = query_do(&query);
		if (found && done)
			done = db_replay_card(journal, (struct card_key){ lesson.text, card.text },
			    replay, self);
		*replayed += found && done;
		str_release(&lesson);
		str_release(&card);
		if (!found || !done)
			return done;
	}
}

/* ---- the file ---- */

static bool
read_table(struct merging *merging, const struct merge_table *table)
{
	if (!json_enter(&merging->reader, '['))
		return false;
	while (json_next(&merging->reader, NULL))
		if (!read_row(merging, table) || !merge_row(merging, table))
			return false;
	return merging->reader.problem == NULL;
}

static bool
read_file(struct merging *merging)
{
	struct json_reader *reader = &merging->reader;
	int64_t version = 0;
	const char *key;

	if (!json_enter(reader, '{'))
		return false;
	while (json_next(reader, &key)) {
		uint32_t t = 0;

		while (t < MERGE_TABLES && strcmp(merge_tables[t].name, key) != 0)
			t++;
		if (strcmp(key, "record") == 0)
			json_take_int(reader, &version);
		else if (t == MERGE_TABLES)
			json_pass(reader);
		else if (version < 1)
			json_refuse(reader, "no \"record\" comes before it: this is no record");
		else
			read_table(merging, &merge_tables[t]);
	}
	if (reader->problem == NULL && version < 1)
		json_refuse(reader, "it has no \"record\": this is no record");
	return reader->problem == NULL;
}

bool
journal_import(struct journal *journal, const char *bytes, size_t length, journal_replay replay,
    void *self, struct journal_merge *merge)
{
	struct merging merging = { .journal = journal, .merge = merge };
	const char *problem;
	uint32_t line, column;
	bool done;

	*merge = (struct journal_merge){ 0 };
	str_init(&merge->problem);
	for (int i = 0; i < MERGE_COLUMNS_MAX; i++)
		str_init(&merging.values[i].text);
	json_read_begin(&merging.reader, bytes, length);
	done = db_begin(journal);
	if (done) {
		done = make_scratch(journal) && read_file(&merging);
		problem = json_read_end(&merging.reader, &line, &column);
		if (problem != NULL)
			str_printf(&merge->problem, "%u:%u: %s", line, column, problem);
		done = done && problem == NULL &&
		       replay_stale(journal, replay, self, &merge->replayed);
		done = db_end(journal, done);
		if (done)
			(void)db_run(journal, "DROP TABLE temp.stale; DROP TABLE temp.came_answer; "
			    "DROP TABLE temp.came_review");
	}
	if (!done && merge->problem.length == 0)
		str_add(&merge->problem, journal_said(journal));
	json_read_release(&merging.reader);
	for (int i = 0; i < MERGE_COLUMNS_MAX; i++)
		str_release(&merging.values[i].text);
	return done;
}
