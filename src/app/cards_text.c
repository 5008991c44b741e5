/* app/cards_text.c - one reader and one writer of separated fields, for both formats. */
#include "app/cards_text.h"

#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "base/utf8.h"

#define FIELD_BYTES 60000u

/* ---- out ---- */

/* A field, in quotes where it has to be. */
static void
add_field(const char *text, char separator, bool first, struct str *out)
{
	bool formula = separator == ',' && *text && strchr("=+-@\t\r", *text);
	bool quotes = text[strcspn(text, "\"\r\n")] || strchr(text, separator) || formula ||
		      (separator == '\t' && first && *text == '#');

	if (!first)
		str_add_char(out, separator);
	if (quotes)
		str_add_char(out, '"');
	if (formula)
		str_add_char(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			str_add_char(out, '"');
		str_add_char(out, *text);
	}
	if (quotes)
		str_add_char(out, '"');
}

static void
add_number(int64_t number, struct str *out)
{
	str_printf(out, ",%lld", (long long)number);
}

void
cards_to_anki(const struct deck_card *cards, uint32_t count, struct str *out)
{
	str_add(out, "#separator:tab\n#html:false\n#deck:coatcheck\n#guid column:1\n"
		     "#tags column:4\n");
	for (uint32_t i = 0; i < count; i++) {
		struct str guid = STR_INIT, front = STR_INIT, back = STR_INIT;

		str_printf(&guid, "%s/%s", cards[i].lesson, cards[i].id);
		cards_say_front(&cards[i], &front);
		cards_say_back(&cards[i], &back);
		add_field(guid.text, '\t', true, out);
		add_field(front.text, '\t', false, out);
		add_field(back.text, '\t', false, out);
		add_field(cards[i].lesson, '\t', false, out);
		str_add_char(out, '\n');
		str_release(&guid);
		str_release(&front);
		str_release(&back);
	}
}

void
cards_to_csv(const struct deck_card *cards, uint32_t count, struct str *out)
{
	static const char *const states[] = { "new", "learning", "review", "relearning" };

	str_add(out, "lesson,id,kind,front,back,from,rev,state,due,stability,difficulty,reps,"
		     "lapses\r\n");
	for (uint32_t i = 0; i < count; i++) {
		const struct deck_card *row = &cards[i];
		struct str due = STR_INIT;

		if (row->card.state != CARD_NEW)
			units_print_date(&due, row->card.due_s);
		add_field(row->lesson, ',', true, out);
		add_field(row->id, ',', false, out);
		add_field(card_kind_word(row->kind), ',', false, out);
		add_field(row->front, ',', false, out);
		add_field(row->back, ',', false, out);
		add_field(row->from ? row->from : "", ',', false, out);
		add_number(row->rev, out);
		add_field(states[row->card.state], ',', false, out);
		add_field(due.text, ',', false, out);
		str_printf(out, ",%.6g,%.6g", row->card.memory.stability,
		    row->card.memory.difficulty);
		add_number(row->card.reps, out);
		add_number(row->card.lapses, out);
		str_add(out, "\r\n");
		str_release(&due);
	}
}

static bool
add_review(void *self, const struct review_kept *review)
{
	struct str *out = self, date = STR_INIT;

	units_print_date(&date, review->at.at_s);
	add_field(review->key.lesson, ',', true, out);
	add_field(review->key.card, ',', false, out);
	add_field(date.text, ',', false, out);
	add_number(review->rating, out);
	add_number(review->text_rev, out);
	add_field(review->source, ',', false, out);
	str_printf(out, ",%.4g\r\n", review->retention);
	str_release(&date);
	return true;
}

void
reviews_to_csv(struct journal *journal, struct str *out)
{
	str_add(out, "lesson,card,at,rating,rev,source,retention\r\n");
	journal_reviews(journal, add_review, out);
}

/* ---- in ---- */

struct table {
	const char *at, *end;
	uint32_t line;
	char separator;
	struct str fields[CARDS_COLUMNS_MAX];
	uint32_t count;
	const char *problem;
};

/* One field; true when another follows in this row. */
static bool
read_field(struct table *table, struct str *field)
{
	bool quoted = table->at < table->end && *table->at == '"';

	str_clear(field);
	table->at += quoted;
	while (table->at < table->end) {
		char c = *table->at;

		if (quoted && c == '"') {
			table->at++;
			if (table->at == table->end || *table->at != '"') {
				quoted = false;
				continue;
			}
		} else if (!quoted && (c == table->separator || c == '\n' || c == '\r')) {
			break;
		}
		if (field->length >= FIELD_BYTES)
			table->problem = "this field is too long";
		table->line += c == '\n';
		if (c && !table->problem)
			str_add_char(field, c);
		table->at++;
	}
	if (quoted)
		table->problem = "a quotation does not end";
	if (table->at < table->end && *table->at == table->separator) {
		table->at++;
		return true;
	}
	return false;
}

/* The next row; false at the end or after a problem. */
static bool
read_row(struct table *table)
{
	bool more = true;

	while (table->at < table->end && (*table->at == '\n' || *table->at == '\r')) {
		table->line += *table->at == '\n';
		table->at++;
	}
	table->count = 0;
	if (table->at == table->end || table->problem)
		return false;
	while (more && table->count < CARDS_COLUMNS_MAX)
		more = read_field(table, &table->fields[table->count++]);
	if (more)
		table->problem = "too many columns";
	return table->problem == NULL;
}

/* Which column holds what; -1: none. */
struct columns {
	int guid, lesson, id, kind, front, back, from, rev, tags;
};

static const char *
field(const struct table *table, int column)
{
	const char *text;

	if (column < 0 || (uint32_t)column >= table->count)
		return "";
	text = table->fields[column].text;
	return text[0] == '\'' && text[1] && strchr("=+-@", text[1]) ? text + 1 : text;
}

/* "#separator:tab" and its kin, up to the first line of cards. */
static void
read_anki_head(struct table *table, struct columns *columns)
{
	while (table->at < table->end && *table->at == '#') {
		const char *end = memchr(table->at, '\n', (size_t)(table->end - table->at));
		struct str line = STR_INIT;
		int column;

		if (end == NULL)
			end = table->end;
		str_add_bytes(&line, table->at, (size_t)(end - table->at));
		if (sscanf(line.text, "#guid column:%6d", &column) == 1)
			columns->guid = column - 1;
		if (sscanf(line.text, "#tags column:%6d", &column) == 1)
			columns->tags = column - 1;
		if (str_starts_with(line.text, "#separator:comma"))
			table->separator = ',';
		if (str_starts_with(line.text, "#separator:semicolon"))
			table->separator = ';';
		str_release(&line);
		table->at = end < table->end ? end + 1 : end;
		table->line++;
	}
	/* Front and back are the first columns that are nothing else. */
	for (int c = 0; columns->back < 0; c++)
		if (c != columns->guid && c != columns->tags) {
			if (columns->front < 0)
				columns->front = c;
			else
				columns->back = c;
		}
}

static bool
read_csv_head(struct table *table, struct columns *columns)
{
	static const char *const names[] = { "guid", "lesson", "id", "kind", "front", "back",
		"from", "rev", "tags" };
	int *const places[] = { &columns->guid, &columns->lesson, &columns->id, &columns->kind,
		&columns->front, &columns->back, &columns->from, &columns->rev, &columns->tags };

	if (!read_row(table))
		return false;
	for (uint32_t c = 0; c < table->count; c++)
		for (size_t n = 0; n < sizeof names / sizeof *names; n++)
			if (str_equal(table->fields[c].text, names[n]))
				*places[n] = (int)c;
	if (columns->front < 0 || columns->back < 0)
		table->problem = "the first line has to name the columns, front and back among "
				 "them";
	return table->problem == NULL;
}

/* "lesson/id" of a guid, else columns, else a number made of the front. */
static void
name_card(const struct table *table, const struct columns *columns, struct str *lesson,
    struct str *id)
{
	const char *guid = field(table, columns->guid), *stroke = strchr(guid, '/');
	const char *tags = field(table, columns->tags);

	if (stroke && stroke > guid && stroke[1]) {
		str_add_bytes(lesson, guid, (size_t)(stroke - guid));
		str_add(id, stroke + 1);
		return;
	}
	str_add(lesson, field(table, columns->lesson));
	if (lesson->length == 0)
		str_add_bytes(lesson, tags, strcspn(tags, " "));
	if (lesson->length == 0)
		str_add(lesson, CARDS_OWN);
	str_add(id, *guid ? guid : field(table, columns->id));
	if (id->length == 0)
		str_printf(id, "own-%016llx",
		    (unsigned long long)cards_number(lesson->text, field(table, columns->front)));
}

static bool
is_of_a_lesson(const struct deck_card *cards, uint32_t count, const char *lesson, const char *id)
{
	for (uint32_t i = 0; i < count; i++)
		if (!cards[i].made && str_equal(cards[i].lesson, lesson) &&
		    str_equal(cards[i].id, id))
			return true;
	return false;
}

/* What a terminal would obey is taken out where it comes in. */
static void
clean(struct table *table)
{
	for (uint32_t i = 0; i < table->count; i++) {
		struct str safe = STR_INIT;

		utf8_sanitise(&safe, table->fields[i].text, table->fields[i].length, true, false);
		str_release(&table->fields[i]);
		table->fields[i] = safe;
	}
}

static bool
bring(struct journal *journal, const struct table *table, const struct columns *columns,
    const struct deck_card *cards, uint32_t count, int64_t now_s, struct cards_brought *brought)
{
	struct str lesson = STR_INIT, id = STR_INIT;
	const char *kind = field(table, columns->kind);
	uint64_t rev = 1;
	bool done = true, changed = false;

	name_card(table, columns, &lesson, &id);
	(void)units_read_integer(field(table, columns->rev), &rev);
	if (!*field(table, columns->front)) {
		brought->empty++;
	} else if (is_of_a_lesson(cards, count, lesson.text, id.text)) {
		brought->of_lessons++;
	} else {
		done = journal_bring_card(journal, &(struct card_made){
			.key = { lesson.text, id.text },
			.rev = rev >= 1 && rev < UINT32_MAX ? (uint32_t)rev : 1,
			.kind = str_equal(kind, "cloze") || str_equal(kind, "typed") ? kind
										     : "basic",
			.step = field(table, columns->from), .front = field(table, columns->front),
			.back = field(table, columns->back), .source = "import",
			.at_s = now_s }, &changed);
		brought->came += done && changed;
		brought->here += done && !changed;
	}
	str_release(&lesson);
	str_release(&id);
	return done;
}

/* One of the header lines that Anki writes first; any other # begins no text of cards. */
static bool
is_anki(const char *bytes, size_t length)
{
	static const char *const words[] = { "#separator:", "#html:", "#deck:", "#notetype",
		"#tags", "#guid", "#columns:" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (length > strlen(words[i]) && memcmp(bytes, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

bool
cards_text_is(const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && bytes[at] && strchr(" \t\r\n", bytes[at]))
		at++;
	return at < length && bytes[at] != '{';
}

bool
cards_from_text(struct journal *journal, const char *bytes, size_t length,
    const struct deck_card *cards, uint32_t count, int64_t now_s, struct cards_brought *brought)
{
	struct table *table = mem_alloc(sizeof *table);
	struct columns columns = { -1, -1, -1, -1, -1, -1, -1, -1, -1 };
	bool done;

	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) { /* a mark of Excel's */
		bytes += 3;
		length -= 3;
	}
	*table = (struct table){ .at = bytes, .end = bytes + length, .line = 1, .separator = ',' };
	*brought = (struct cards_brought){ 0 };
	str_init(&brought->problem);
	for (int i = 0; i < CARDS_COLUMNS_MAX; i++)
		str_init(&table->fields[i]);
	if (is_anki(bytes, length)) {
		table->separator = '\t';
		read_anki_head(table, &columns);
		done = true;
	} else {
		done = read_csv_head(table, &columns);
	}
	while (done && read_row(table)) {
		clean(table);
		if (!bring(journal, table, &columns, cards, count, now_s, brought)) {
			str_add(&brought->problem, journal_said(journal));
			done = false;
		}
	}
	if (table->problem) {
		str_printf(&brought->problem, "%u: %s", table->line, table->problem);
		done = false;
	}
	for (int i = 0; i < CARDS_COLUMNS_MAX; i++)
		str_release(&table->fields[i]);
	mem_free(table);
	return done;
}
