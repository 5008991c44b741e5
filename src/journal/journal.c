/* journal/journal.c - opening the record: made, brought up to date, put aside, or left alone. */
#include "journal/journal.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/units.h"
#include "journal/db.h"
#include "journal/merge.h"
#include "journal/migrations.h"

#define APPLICATION_ID 0x636f6174 /* "coat" */
#define BACKUPS_KEPT 3

void
journal_say(struct journal *journal, enum journal_state state, const char *format, ...)
{
	struct str said = STR_INIT;
	va_list args;

	va_start(args, format);
	str_vprintf(&said, format, args);
	va_end(args);
	str_release(&journal->said);
	journal->said = said;
	journal->state = state;
}

const char *
journal_keep(struct journal *journal, int slot, const char *text)
{
	str_clear(&journal->text[slot]);
	str_add(&journal->text[slot], text);
	return journal->text[slot].text;
}

/* ---- files beside the record ---- */

/* Its folder, and those above; only ours to read. */
static int
make_folders(const char *path)
{
	struct str folder = STR_INIT;
	int error = 0;

	for (const char *slash = strchr(path + 1, '/'); slash != NULL && !error;
	     slash = strchr(slash + 1, '/')) {
		str_clear(&folder);
		str_add_bytes(&folder, path, (size_t)(slash - path));
		if (mkdir(folder.text, 0700) != 0 && errno != EEXIST && errno != EISDIR)
			error = errno;
		if (error && file_is_folder(folder.text)) /* a read-only / says EROFS first */
			error = 0;
	}
	str_release(&folder);
	return error;
}

/* "2026-11-25T19:30:00Z" as it may stand in a name: "2026-11-25-193000"; sorts by time. */
static void
add_stamp(struct str *out, int64_t at_s)
{
	struct str date = STR_INIT;

	units_print_date(&date, at_s);
	for (const char *at = date.text; *at != 0; at++)
		if (*at != ':' && *at != 'Z')
			str_add_char(out, *at == 'T' ? '-' : *at);
	str_release(&date);
}

/* "progress.db" -> "progress.2026-11-25-140512.WORD.db", or with a number when that is there. */
static void
name_copy(const char *path, const char *word, int64_t now_s, struct str *out)
{
	size_t stem = strlen(path);

	if (stem > 3 && strcmp(path + stem - 3, ".db") == 0)
		stem -= 3;
	for (unsigned n = 1; n < 1000; n++) {
		str_clear(out);
		str_add_bytes(out, path, stem);
		str_add_char(out, '.');
		add_stamp(out, now_s);
		str_printf(out, ".%s", word);
		if (n > 1)
			str_printf(out, "-%u", n);
		str_add(out, ".db");
		if (!file_exists(out->text))
			return;
	}
}

/* The file under another name, so that nobody's answers are thrown away with the damage. */
static bool
put_aside(struct journal *journal, int64_t now_s, struct str *name)
{
	static const char *const tails[] = { "-wal", "-shm" };
	struct str from = STR_INIT, to = STR_INIT;
	bool done;

	name_copy(journal->path, "damaged", now_s, name);
	done = rename(journal->path, name->text) == 0;
	for (size_t i = 0; done && i < sizeof(tails) / sizeof(tails[0]); i++) {
		str_clear(&from);
		str_clear(&to);
		str_printf(&from, "%s%s", journal->path, tails[i]);
		str_printf(&to, "%s%s", name->text, tails[i]);
		if (rename(from.text, to.text) != 0 && errno != ENOENT)
			done = false;
	}
	str_release(&from);
	str_release(&to);
	return done;
}

/* ---- versions ---- */

/* Copies made before earlier updates: the newest three stay.  Their names sort by date. */
static void
drop_old_copies(const struct journal *journal)
{
	struct arena arena = { 0 };
	const char *slash = strrchr(journal->path, '/');
	const char *folder = slash == NULL ? "." :
	    arena_strndup(&arena, journal->path, (size_t)(slash - journal->path) + 1);
	const char *base = slash == NULL ? journal->path : slash + 1, **names;
	size_t stem = strlen(base), count, ours = 0;

	if (stem > 3 && strcmp(base + stem - 3, ".db") == 0)
		stem -= 3;
	if (file_list(&arena, folder, ".db", &names, &count) == 0) {
		for (size_t i = count; i-- > 0;) {
			if (strncmp(names[i], base, stem) != 0 || names[i][stem] != '.' ||
			    strstr(names[i], ".before-update") == NULL)
				continue;
			if (++ours > BACKUPS_KEPT)
				unlink(arena_printf(&arena, "%s/%s", folder, names[i]));
		}
	}
	arena_release(&arena);
}

static bool
copy_before_update(struct journal *journal, int64_t now_s)
{
	struct str name = STR_INIT;
	struct query query;
	bool done;

	name_copy(journal->path, "before-update", now_s, &name);
	query_begin(&query, journal, "VACUUM INTO ?");
	query_put_text(&query, name.text);
	done = query_do(&query);
	if (done)
		done = chmod(name.text, 0600) == 0;
	str_release(&name);
	drop_old_copies(journal);
	return done;
}

/* Brings the record from `version` to ours: all of it or nothing. */
static bool
migrate(struct journal *journal, int64_t version, int64_t now_s)
{
	struct str set = STR_INIT;
	bool done;

	if (version > 0 && !copy_before_update(journal, now_s))
		return false;
	if (!db_begin(journal))
		return false;
	/* Another window may have been first. */
	version = db_number(journal, "PRAGMA user_version", 0);
	done = true;
	for (int64_t v = version; done && v < MIGRATION_COUNT; v++)
		done = db_run(journal, migrations[v]);
	str_printf(&set, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
	    MIGRATION_COUNT);
	done = done && db_run(journal, set.text);
	str_release(&set);
	return db_end(journal, done);
}

/* Is it ours, and of which version? */
static bool
settle(struct journal *journal, int64_t now_s)
{
	int64_t application = db_number(journal, "PRAGMA application_id", 0);
	int64_t version = db_number(journal, "PRAGMA user_version", 0);
	int64_t tables = db_number(journal, "SELECT count(*) FROM sqlite_master", 0);

	if (application != APPLICATION_ID && (application != 0 || version != 0 || tables != 0)) {
		journal_say(journal, JOURNAL_FAILED, "%s is a database of another program",
		    journal->path);
		return false;
	}
	if (version > MIGRATION_COUNT) {
		journal_say(journal, JOURNAL_NEWER,
		    "the record was written by a newer coatcheck; it is read, not written");
		return false;
	}
	return version == MIGRATION_COUNT || migrate(journal, version, now_s);
}

/* ---- opening ---- */

/* A newer record still has all that this version reads, or it stays closed. */
static void
open_newer(struct journal *journal)
{
	struct str said = STR_INIT;
	bool ours;

	str_add(&said, journal->said.text);
	db_close(journal);
	ours = db_open(journal, true) == DB_OPEN;
	for (uint32_t t = 0; ours && t < MERGE_TABLES; t++) {
		struct str sql = STR_INIT;
		struct query query;

		str_add(&sql, "SELECT ");
		for (uint32_t i = 0; i < merge_tables[t].column_count; i++)
			str_printf(&sql, "%s%s", i ? ", " : "", merge_tables[t].columns[i].name);
		str_printf(&sql, " FROM %s LIMIT 0", merge_tables[t].name);
		query_begin(&query, journal, sql.text);
		ours = query_end(&query);
		str_release(&sql);
	}
	if (!ours)
		db_close(journal);
	journal_say(journal, JOURNAL_NEWER, "%s", said.text);
	str_release(&said);
}

static void
open_for_reading(struct journal *journal)
{
	db_close(journal);
	if (db_open(journal, true) == DB_OPEN &&
	    db_number(journal, "PRAGMA application_id", 0) == APPLICATION_ID &&
	    db_number(journal, "PRAGMA user_version", 0) == MIGRATION_COUNT) {
		journal_say(journal, JOURNAL_READ_ONLY, "the record is read-only");
		return;
	}
	db_close(journal);
	journal_say(journal, JOURNAL_READ_ONLY, "the record is read-only");
}

static void
open_damaged(struct journal *journal, int64_t now_s)
{
	struct str name = STR_INIT;

	db_close(journal);
	if (!put_aside(journal, now_s, &name))
		journal_say(journal, JOURNAL_FAILED,
		    "the record is damaged, and cannot be renamed");
	else if (db_open(journal, false) == DB_OPEN && settle(journal, now_s))
		journal_say(journal, JOURNAL_KEEPS,
		    "Your record could not be read. It was kept as %s, and a new one begun.",
		    name.text);
	str_release(&name);
}

static bool
try_open(struct journal *journal, int64_t now_s)
{
	/* What cannot be renamed is left alone: a folder, a device. */
	struct stat at;
	bool there = stat(journal->path, &at) == 0;
	mode_t mask;
	enum db_open opened;
	int error = there ? 0 : make_folders(journal->path);

	if (there && !S_ISREG(at.st_mode)) {
		journal_say(journal, JOURNAL_FAILED, "%s is no file", journal->path);
		return false;
	}
	if (error) {
		journal_say(journal, JOURNAL_FAILED, "its folder cannot be made: %s",
		    strerror(error));
		return false;
	}
	mask = umask(0077); /* answers are nobody else's: also the files that SQLite makes */
	opened = db_open(journal, false);
	if (opened == DB_READ_ONLY)
		open_for_reading(journal);
	else if (opened == DB_DAMAGED)
		open_damaged(journal, now_s);
	else if (opened == DB_OPEN)
		settle(journal, now_s);
	umask(mask);
	return journal->state == JOURNAL_KEEPS;
}

void
journal_reopen(struct journal *journal, int64_t now_s)
{
	db_close(journal);
	journal_say(journal, JOURNAL_KEEPS, "%s", "");
	if (!try_open(journal, now_s)) {
		if (journal->state == JOURNAL_NEWER)
			open_newer(journal);
		else if (journal->state != JOURNAL_READ_ONLY)
			db_close(journal);
		if (journal->state == JOURNAL_KEEPS)
			journal_say(journal, JOURNAL_FAILED, "the record cannot be opened");
		return;
	}
	/* Network file systems refuse WAL: then the old way, slower and as safe. */
	db_run(journal, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
	    "PRAGMA foreign_keys = ON");
}

struct journal *
journal_open(const char *path, int64_t now_s)
{
	struct journal *journal = mem_alloc(sizeof(*journal));

	str_init(&journal->said);
	str_init(&journal->text[0]);
	str_init(&journal->text[1]);
	str_init(&journal->session);
	journal->path = mem_alloc(strlen(path) + 1);
	memcpy(journal->path, path, strlen(path) + 1);
	journal_reopen(journal, now_s);
	return journal;
}

void
journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	db_close(journal);
	str_release(&journal->said);
	str_release(&journal->text[0]);
	str_release(&journal->text[1]);
	str_release(&journal->session);
	mem_free(journal->path);
	mem_free(journal);
}

enum journal_state
journal_state(const struct journal *journal)
{
	return journal->state;
}

const char *
journal_path(const struct journal *journal)
{
	return journal->path;
}

const char *
journal_said(const struct journal *journal)
{
	return journal->said.text;
}
