/* journal/answers.c - sessions and the answers in them. */
#include "journal/db.h"

const char *
journal_session_begin(struct journal *journal, const char *mode, const char *lesson, uint64_t seed,
    struct moment now)
{
	struct query query;
	bool done = false;

	if (!db_begin(journal))
		return NULL;
	/* The number keeps apart what began in one second; the rest, records that are merged. */
	str_clear(&journal->session);
	str_printf(&journal->session, "%s-%lld-%04x-%lld", mode, (long long)now.at_s,
	    (unsigned)(seed & 0xffff),
	    (long long)db_number(journal, "SELECT 1 + ifnull(max(number), 0) FROM session", 1));
	query_begin(&query, journal, "INSERT INTO session (id, mode, lesson, seed, started_s)"
	    " VALUES (?, ?, ?, ?, ?)");
	query_put_text(&query, journal->session.text);
	query_put_text(&query, mode);
	query_put_text(&query, lesson == NULL ? "" : lesson);
	query_put_int(&query, (int64_t)seed);
	query_put_int(&query, now.at_s);
	done = query_do(&query);
	return db_end(journal, done) ? journal->session.text : NULL;
}

bool
journal_session_end(struct journal *journal, const char *session, struct moment now)
{
	struct query query;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "UPDATE session SET ended_s = ? WHERE id = ?");
	query_put_int(&query, now.at_s);
	query_put_text(&query, session);
	return db_end(journal, query_do(&query));
}

bool
journal_session_open(struct journal *journal, const char *mode, const char *lesson,
    const char **session, uint64_t *seed)
{
	struct query query;
	bool found;

	query_begin(&query, journal,
	    "SELECT id, seed FROM session WHERE mode = ?1 AND ended_s IS NULL"
	    " AND (?2 IS NULL OR lesson = ?2) ORDER BY number DESC LIMIT 1");
	query_put_text(&query, mode);
	query_put_text(&query, lesson);
	found = query_row(&query);
	if (found) {
		*session = journal_keep(journal, 0, query_text(&query, 0));
		*seed = (uint64_t)query_int(&query, 1);
	}
	query_end(&query);
	return found;
}

bool
journal_answer(struct journal *journal, const struct answer_kept *answer)
{
	char sure[2] = { answer->sure, 0 };
	struct query query;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal,
	    "INSERT INTO answer (session, lesson, item, seed, option, given,"
	    " sure, right, counts, took_ms, at_s, offset_s)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	query_put_text(&query, answer->session);
	query_put_text(&query, answer->lesson);
	query_put_text(&query, answer->item);
	query_put_int(&query, (int64_t)answer->seed);
	query_put_int(&query, answer->option);
	query_put_text(&query, answer->given == NULL ? "" : answer->given);
	query_put_text(&query, sure);
	query_put_int(&query, answer->right);
	query_put_int(&query, answer->counts);
	query_put_int(&query, answer->took_ms);
	query_put_int(&query, answer->at.at_s);
	query_put_int(&query, answer->at.offset_s);
	return db_end(journal, query_do(&query));
}

void
journal_answers(struct journal *journal, const char *session,
    bool (*each)(void *self, const struct answer_kept *), void *self)
{
	struct query query;
	bool more = true;

	query_begin(&query, journal,
	    "SELECT session, lesson, item, seed, option, given, sure, right,"
	    " counts, took_ms, at_s, offset_s FROM answer"
	    " WHERE NOT undone AND (?1 IS NULL OR session = ?1) ORDER BY number");
	query_put_text(&query, session);
	while (more && query_row(&query)) {
		struct answer_kept answer = {
			.session = query_text(&query, 0),
			.lesson = query_text(&query, 1),
			.item = query_text(&query, 2),
			.seed = (uint64_t)query_int(&query, 3),
			.option = (int32_t)query_int(&query, 4),
			.given = query_text(&query, 5),
			.sure = query_text(&query, 6)[0],
			.right = query_int(&query, 7) != 0,
			.counts = query_int(&query, 8) != 0,
			.took_ms = (uint32_t)query_int(&query, 9),
			.at = { query_int(&query, 10), (int32_t)query_int(&query, 11) },
		};

		more = each(self, &answer);
	}
	query_end(&query);
}

bool
journal_undo_answer(struct journal *journal, const char *session)
{
	struct query query;
	bool done;

	if (!db_begin(journal))
		return false;
	query_begin(&query, journal, "UPDATE answer SET undone = 1 WHERE number ="
	    " (SELECT max(number) FROM answer WHERE session = ? AND NOT undone)");
	query_put_text(&query, session);
	done = query_do(&query) && db_changed(journal) == 1;
	return db_end(journal, done);
}
